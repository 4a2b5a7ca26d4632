"""E5xx: fact files."""

from evaldsl.diagnostics.catalogue import batch, groups, row_forms
from evaldsl.diagnostics.catalogue.cells import CELLS
from evaldsl.diagnostics.core import Both, Entry


def _file() -> tuple[Entry, ...]:
    """The file as JSON."""
    return (
        Entry(
            "E501",
            Both("fact file is not UTF-8", "事实文件不是 UTF-8 编码"),
            Both("line {line} of the fact file is not UTF-8 text", "事实文件第 {line} 行不是 UTF-8 文本"),
            {
                "": Both("save the file as UTF-8", "请把文件另存为 UTF-8 编码"),
                "gbk": Both(
                    "it looks like GBK (ANSI): save it again and choose UTF-8",
                    "看起来是 GBK 编码（记事本中的 ANSI）：请另存一次，编码选择 UTF-8",
                ),
                "utf16": Both(
                    "it looks like UTF-16 (“Unicode”): save it again and choose UTF-8",
                    "看起来是 UTF-16 编码（“Unicode”）：请另存一次，编码选择 UTF-8",
                ),
            },
        ),
        Entry(
            "E502",
            Both("fact file is too large", "事实文件过大"),
            Both("the fact file has {what}; at most {limit} are read", "事实文件有 {what}，最多读取 {limit}"),
            {"": Both("one fact file holds the figures of one subject: split it", "一个事实文件只放一个单位的数据：请拆分")},
        ),
        Entry(
            "E503",
            Both("fact file is not JSON", "事实文件不是 JSON"),
            Both("the fact file is not valid JSON: {what}", "事实文件不是合法的 JSON：{what}"),
            {
                "": Both(
                    "compare with `evaldsl facts`, which writes an empty fact file", "可与“evaldsl facts”写出的空白事实文件对照"
                ),
                "empty": Both(
                    "the file is empty: `evaldsl facts RULESET` writes one to fill in",
                    "文件是空的：“evaldsl facts 规则集”会写出一份待填写的",
                ),
                "twin": Both(
                    "{written} is a full-width sign: outside texts write {wanted}",
                    "{written} 是全角符号：文字之外请写半角的 {wanted}",
                ),
                "string": Both(
                    "close the text with a double quote on the same line; write a line break as \\n",
                    "请在同一行用双引号结束这段文字；需要换行时写 \\n",
                ),
                "escape": Both("write a backslash itself as \\\\", "反斜杠本身请写成 \\\\"),
                "trailing": Both("leave out the comma after the last entry", "去掉最后一项后面的逗号"),
                "comment": Both("JSON has no comments: put remarks into a `note`", "JSON 没有注释：说明请写在“note”里"),
                "quote": Both("use double quotes, not single ones", "请用双引号，不要用单引号"),
                "end": Both("close the brackets and quotes that are still open", "请补上还没有配对的括号和引号"),
                "lines": Both(
                    "a fact file is one object {{ … }}: leave out the rest; many of them, one a line, are read with --input jsonl",
                    "事实文件只能是一个对象 {{ … }}：请去掉多余内容；若是每行一份的多份数据，请用 --input jsonl 读取",
                ),
                "extra": Both(
                    "a fact file is one object {{ … }}: leave out the rest", "事实文件只能是一个对象 {{ … }}：请去掉多余内容"
                ),
                "comma": Both("put a comma between this entry and the next", "请在这一项与下一项之间加逗号"),
                "key": Both('write the name in double quotes: "名称": …', '名称要写在双引号里："名称": …'),
                "bare": Both(
                    'texts, dates, and numbers with a unit stand in double quotes: "95%", "2023-12-31"',
                    '文字、日期和带单位的数要写在双引号里："95%"、"2023-12-31"',
                ),
                "thousands": Both(
                    'a number with thousands separators stands in double quotes: "1,234.50"',
                    '带千分位的数要写在双引号里："1,234.50"',
                ),
                "unit": Both(
                    'a number with a unit or another sign stands in double quotes: "95%", "41937.68 万元"',
                    '带单位或其他符号的数要写在双引号里："95%"、"41937.68 万元"',
                ),
            },
        ),
        Entry(
            "E504",
            Both("too many problems", "问题过多"),
            Both(
                "reading ends here: {count} problems are listed, there may be more",
                "读到这里为止：已列出 {count} 个问题，可能还有",
            ),
            {"": Both("mend the first ones: the others often have the same cause", "请先改正前面的问题：其余的往往出于同一原因")},
        ),
        Entry(
            "E505",
            Both("fact file is nested too deeply", "事实文件嵌套过深"),
            Both("objects and lists are nested more than {limit} deep", "对象和列表嵌套超过 {limit} 层"),
            {"": Both("a fact file needs a handful of levels: check its brackets", "事实文件只需要几层：请核对括号")},
        ),
        Entry(
            "E506",
            Both("entry stands twice", "同一项写了两次"),
            Both("“{key}” stands {count} times in one object", "同一对象中“{key}”出现了 {count} 次"),
            {"": Both("keep the one that is right", "请只保留正确的一处")},
            {"first": Both("first here", "首次在此")},
        ),
        Entry(
            "E507",
            Both("not a number", "不是数"),
            Both("{written} is not a number that can be scored", "{written} 不是可以计分的数"),
            {"": Both("write null when the figure is not known yet", "数据尚未取得时请写 null")},
        ),
        Entry(
            "E508",
            Both("broken character", "残缺字符"),
            Both("this text holds half a character (a lone surrogate)", "这段文字里有残缺的字符（单个代理码）"),
            {"": Both("type the text again", "请重新输入这段文字")},
        ),
        Entry(
            "E509",
            Both("section of a wrong kind", "部分的形式不对"),
            Both("{key} is {kind}, but {wanted} is due", "{key}是{kind}，应当是{wanted}"),
            {
                "": Both(
                    "compare with `evaldsl facts`, which writes an empty fact file", "可与“evaldsl facts”写出的空白事实文件对照"
                ),
                "top": Both('a fact file is one object: {{ "facts": {{ … }} }}', '事实文件是一个对象：{{ "facts": {{ … }} }}'),
            },
        ),
        Entry(
            "E510",
            Both("unknown section", "未知的部分"),
            Both("a fact file has no section “{key}”", "事实文件没有“{key}”这一部分"),
            {
                "": Both("its sections are: {known}", "可以有：{known}"),
                "near": Both("did you mean “{near}”? The sections are: {known}", "是不是“{near}”？可以有：{known}"),
            },
        ),
        Entry(
            "E535",
            Both("text is due", "应当是文字"),
            Both("“{key}” is {kind}, but a text is due", "“{key}”是{kind}，应当是文字"),
            {"": Both("write it in double quotes", "请写在双引号里")},
        ),
    )


def _figures() -> tuple[Entry, ...]:
    """Numbers and their units."""
    return (
        Entry(
            "E511",
            Both("number is too long", "数字过长"),
            Both("the number of {name} has more than 1000 digits", "{name} 的数字超过 1000 位"),
            {"": Both("write the figure with the digits that were measured", "请按实际取得的位数填写")},
        ),
        Entry(
            "E512",
            Both("no number", "不是数字"),
            Both("“{written}” is no number for {name} (unit: {unit})", "“{written}”不是 {name} 的数（单位：{unit}）"),
            {
                "": Both('write a number with its unit, such as "100 {unit}"', '请写数和单位，如 "100 {unit}"'),
                "number": Both("write a number, such as 100 or 99.5", "请写一个数，如 100 或 99.5"),
            },
        ),
        Entry(
            "E513",
            Both("value of a wrong kind", "值的形式不对"),
            Both("{name} is {kind}", "{name} 填成了{kind}"),
            {
                "quantity": Both(
                    "write a number, or a text with a number and its unit", '请写一个数，或写带单位的数，如 "100 万元"'
                ),
                "date": Both('write a date: "2023-12-31"', '请写日期："2023-12-31"'),
                "level": Both("write one of: {members}", "请写以下之一：{members}"),
                "yes_no": Both('write true or false, or "是" or "否"', '请写 true 或 false，或写 "是"、"否"'),
                "text": Both("write a text in double quotes", "请写双引号中的文字"),
                "unit": Both('write a unit in double quotes, such as "份"', '请写双引号中的计量单位，如 "份"'),
            },
        ),
        Entry(
            "E514",
            Both("empty value", "空白值"),
            Both("{name} is an empty text", "{name} 是空白"),
            {
                "": Both(
                    "a blank is not zero: write 0 when it is zero, null when it is not known yet",
                    "空白不等于零：确为零请写 0，尚未取得请写 null",
                ),
                "na": Both(
                    'a blank is not zero: write 0, null (not known yet), or {{"not_applicable": "reason"}}',
                    '空白不等于零：请写 0，或写 null（尚未取得），或写 {{"not_applicable": "原因"}}',
                ),
            },
        ),
        Entry(
            "E515",
            Both("misplaced thousands separator", "千分位位置不对"),
            Both("the separators in “{written}” ({name}) do not mark thousands", "“{written}”（{name}）中的分隔符不在千分位上"),
            {
                "": Both(
                    "write 1,234,567.89, or leave the separators out; a decimal sign is a point",
                    "请写 1,234,567.89，或去掉分隔符；小数点用“.”",
                )
            },
        ),
        Entry(
            "E516",
            Both("unknown unit in a figure", "数据的单位未知"),
            Both(
                "“{unit}” in “{written}” is no known unit ({name} is in {declared})",
                "“{written}”中的“{unit}”不是已知单位（{name} 的单位是{declared}）",
            ),
            {
                "": Both(
                    "write the figure in {declared}, or declare the unit in the ruleset",
                    "请换成{declared}，或在规则集中声明该单位",
                ),
                "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            },
        ),
        Entry(
            "E517",
            Both("figure in another kind of unit", "数据的单位类别不同"),
            Both(
                "“{written}” is in {unit}, but {name} is in {declared}", "“{written}”的单位是{unit}，而 {name} 的单位是{declared}"
            ),
            {
                "": Both(
                    "{unit} and {declared} do not convert: state the figure in {declared}",
                    "{unit}与{declared}不能换算：请以{declared}填写",
                ),
                "percent": Both('state the percentage, such as "95%"', '请填百分比，如 "95%"'),
                "points": Both('state percentage points, such as "5 个百分点"', '请填百分点，如 "5 个百分点"'),
            },
        ),
        Entry(
            "E518",
            Both("percentage points where a percentage is due", "应为百分比而填了百分点"),
            Both(
                "“{written}” is in {unit}, but {name} is a percentage ({declared})",
                "“{written}”是{unit}，而 {name} 是百分比（{declared}）",
            ),
            {
                "": Both(
                    "percentage points are the difference of two percentages: state the percentage itself",
                    "百分点是两个百分比之差：请填百分比本身",
                )
            },
        ),
        Entry(
            "E519",
            Both("percentage where percentage points are due", "应为百分点而填了百分比"),
            Both("“{written}” is in {unit}, but {name} is in {declared}", "“{written}”是{unit}，而 {name} 的单位是{declared}"),
            {"": Both('for a difference of two percentages write "5 个百分点"', '两个百分比之差请写 "5 个百分点"')},
        ),
        Entry(
            "E520",
            Both("unit for a plain number", "不带单位的数填了单位"),
            Both(
                "“{written}” is in {unit}, but {name} is a plain number without a unit",
                "“{written}”的单位是{unit}，而 {name} 是不带单位的数",
            ),
            {
                "": Both(
                    "leave the unit out, or declare it for {name} in the ruleset", "请去掉单位，或在规则集中为 {name} 声明单位"
                ),
                "percent": Both(
                    "write {share} or {number}, whichever is meant, or declare {name} as % in the ruleset",
                    "请按本意写 {share} 或 {number}，或在规则集中把 {name} 声明为 %",
                ),
            },
        ),
        Entry(
            "E521",
            Both("percentage with two readings", "百分比有两种读法"),
            Both("{written} for {name} may mean {share} or {percent}", "{name} 填 {written}，可能是 {share}，也可能是 {percent}"),
            {"": Both('write "{share}" or "{percent}", with the sign', '请带百分号写 "{share}" 或 "{percent}"')},
        ),
        Entry(
            "E522",
            Both("scale word without a unit", "数量级后缺单位"),
            Both(
                "“{written}” has {unit} but no unit, and {name} is in {declared}",
                "“{written}”只有“{unit}”没有单位，而 {name} 的单位是{declared}",
            ),
            {"": Both('write "{one}" or "{other}", whichever is meant', '请按本意写 "{one}" 或 "{other}"')},
        ),
        Entry(
            "E523",
            Both("figure out of range", "数据超出范围"),
            Both("{name} is {value}; the ruleset allows {range}", "{name} 填了 {value}，规则集允许的是 {range}"),
            {
                "": Both(
                    "check the figure and its unit; when it is right, widen the range in the ruleset",
                    "请核对数据及单位；若数据无误，请在规则集中放宽范围",
                ),
                "bound": Both("no value of {name} satisfies this bound: check the sign", "没有满足此界限的 {name}：请核对符号"),
            },
        ),
        Entry(
            "E524",
            Both("approximate figure", "约数"),
            Both("“{written}” for {name} is approximate and cannot be scored", "{name} 填的“{written}”是约数，不能计分"),
            {
                "": Both(
                    'state the exact figure, or a bound that you can prove: "≥ … {unit}", "≤ … {unit}"',
                    '请填准确数，或填能够证明的界限："≥ … {unit}"、"≤ … {unit}"',
                ),
                "more": Both(
                    'state the exact figure, or the bound that it means: "{mend}"', '请填准确数，或填其含义的界限："{mend}"'
                ),
                "signed": Both("leave the word “about” out: a bound is already stated", "请去掉“约”字：界限已经写明"),
            },
        ),
        Entry(
            "E525",
            Both("whole number is due", "应为整数"),
            Both("{name} is {value}, but it counts whole ones", "{name} 填了 {value}，应为整数"),
            {
                "": Both(
                    "check the figure; when parts are right, leave `integer` out of the ruleset",
                    "请核对数据；若确有小数，请去掉规则集中的“整数”",
                )
            },
        ),
        Entry(
            "E526",
            Both("more decimals than are filed", "填报小数位数过多"),
            Both("{name} is {value}, with more than {decimals} decimals", "{name} 填了 {value}，小数超过 {decimals} 位"),
            {
                "": Both(
                    "round it as the clause says before filing, or allow more `decimals` in the ruleset",
                    "请按规定取舍后再填，或在规则集中增加“小数”位数",
                )
            },
        ),
        Entry(
            "E527",
            Both("sign for nothing", "占位符号"),
            Both(
                "“{written}” for {name} may mean zero, unknown or not applicable", "{name} 填“{written}”，可能是零、未知或不适用"
            ),
            {
                "": Both("write 0 when it is zero, null when it is not known yet", "确为零请写 0，尚未取得请写 null"),
                "na": Both(
                    'write 0, null (not known yet), or {{"not_applicable": "reason"}}',
                    '请写 0，或 null（尚未取得），或 {{"not_applicable": "原因"}}',
                ),
            },
        ),
    )


def _facts() -> tuple[Entry, ...]:
    """Facts, levels, dates."""
    return (
        Entry(
            "E528",
            Both("not applicable is not permitted", "不允许填不适用"),
            Both("the ruleset does not allow {name} to be not applicable", "规则集不允许 {name} 不适用"),
            {
                "": Both(
                    "state the figure, or write `may be not_applicable` for the fact in the ruleset",
                    "请填数据，或在规则集的该事实后写“可 为 不适用”",
                ),
                "fact": Both(
                    "{path} scores the level of a fact: state the fact itself as not applicable, in the section `facts`",
                    "{path} 按事实的等次计分：请在“facts”部分把该事实本身填为不适用",
                ),
                "own": Both(
                    "state the figure, or say in the ruleset what happens to the points of {path}: `may be not_applicable, then …`",
                    "请填数据，或在规则集中为 {path} 写明不适用时分值如何处理：“可 为 不适用，则 …”",
                ),
            },
        ),
        Entry(
            "E529",
            Both("not applicable without a reason", "不适用未写原因"),
            Both("{name} is said to be not applicable, without a reason", "{name} 填了不适用，但没有写原因"),
            {"": Both('write {{"not_applicable": "why"}}', '请写 {{"not_applicable": "原因"}}')},
        ),
        Entry(
            "E530",
            Both("no such level", "未知的等次"),
            Both("“{written}” is no level of {name}", "“{written}”不是 {name} 的等次"),
            {
                "": Both("write one of: {members}", "请写以下之一：{members}"),
                "near": Both("did you mean “{near}”? The levels are: {members}", "是不是“{near}”？可以填：{members}"),
            },
        ),
        Entry(
            "E531",
            Both("neither yes nor no", "既不是“是”也不是“否”"),
            Both("“{written}” for {name} is neither yes nor no", "{name} 填的“{written}”既不是“是”也不是“否”"),
            {"": Both('write true or false, or "是" or "否"', '请写 true 或 false，或 "是"、"否"')},
        ),
        Entry(
            "E532",
            Both("unknown entry of a fact", "事实中有未知的项"),
            Both("the entry “{key}” under {name} is not known", "{name} 下的“{key}”不是可识别的项"),
            {
                "": Both("a fact may have: {known}", "一个事实可以有：{known}"),
                "near": Both("did you mean “{near}”? A fact may have: {known}", "是不是“{near}”？可以有：{known}"),
            },
        ),
        Entry(
            "E533",
            Both("fact without one value", "事实的值不明"),
            Both("{name} does not state one value", "{name} 没有写明唯一的值"),
            {
                "": Both('write {{"value": …}}', '请写 {{"value": …}}'),
                "both": Both("it has both “{first}” and “{second}”: keep one", "同时有“{first}”和“{second}”：请只保留一个"),
            },
        ),
        Entry(
            "E534",
            Both("two different units for one figure", "同一数据有两个单位"),
            Both(
                "{name}: “{written}” is in {unit}, but its `unit` says {stated}",
                "{name}：“{written}”的单位是{unit}，而“unit”写的是{stated}",
            ),
            {"": Both("state the unit once", "单位只写一处")},
        ),
        Entry(
            "E536",
            Both("unreadable date", "无法识别的日期"),
            Both("“{written}” for {name} is no date", "{name} 填的“{written}”不是日期"),
            {
                "": Both('write it as "2023-12-31" or "2023年12月31日"', '请写成 "2023-12-31" 或 "2023年12月31日"'),
                "month": Both(
                    'the day is missing: write "2023-12-31", or a bound such as "≤ 2023-12-31"',
                    '缺少日：请写 "2023-12-31"，或写界限，如 "≤ 2023-12-31"',
                ),
                "serial": Both(
                    'a bare number (from a worksheet?) is no date: write "2023-12-31"',
                    '单独的数（来自电子表格？）不是日期：请写 "2023-12-31"',
                ),
            },
        ),
        Entry(
            "E537",
            Both("date that does not exist", "不存在的日期"),
            Both("“{written}” for {name} is not in the calendar", "日历上没有“{written}”（{name}）"),
            {"": Both("check month and day", "请核对月和日")},
        ),
        Entry(
            "E538",
            Both("date out of range", "日期超出范围"),
            Both("{name} is {value}; the ruleset allows {range}", "{name} 填了 {value}，规则集允许的是 {range}"),
            {
                "": Both(
                    "check the date; when it is right, widen the range in the ruleset", "请核对日期；若无误，请在规则集中放宽范围"
                )
            },
        ),
        Entry(
            "E555",
            Both("fact filed twice", "事实填了两次"),
            Both("“{name}” and “{other}” are both the fact {fact}", "“{name}”和“{other}”都是事实 {fact}"),
            {"": Both("keep the one that is right", "请只保留正确的一处")},
        ),
        Entry(
            "E556",
            Both("not a figure that is filed", "不由填报得出的名称"),
            Both("{name} is no fact of this ruleset", "{name} 不是本规则集的事实"),
            {
                "let": Both(
                    "it is computed from other facts: leave it out, and file those", "它由其他事实计算得出：请删去，改填那些事实"
                ),
                "judged": Both(
                    "{path} is judged: move it to the section `judged`, with points and reason",
                    "{path} 由评定得分：请移到“judged”部分，写明分数和理由",
                ),
                "group": Both("{path} is a group: file the facts of its indicators", "{path} 是一组指标：请填组内各指标的数据"),
                "computed": Both(
                    "the value of {path} is computed from other facts: leave it out, and file those",
                    "{path} 的值由其他事实计算得出：请删去，改填那些事实",
                ),
            },
        ),
        Entry(
            "E557",
            Both("unknown fact", "未知的事实"),
            Both("the ruleset knows no fact “{name}”", "规则集中没有事实“{name}”"),
            {
                "": Both(
                    "`evaldsl facts RULESET` lists the facts that it asks for", "“evaldsl facts 规则集”会列出需要填写的事实"
                ),
                "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            },
        ),
        Entry(
            "E560",
            Both("a list is due", "应填列表"),
            Both("{name} is a list of rows, and {kind} stands here", "{name} 是列表，这里却填成了{kind}"),
            {
                "": Both(
                    'write the rows in brackets: [ {{ "{field}": … }}, … ]', '请把各行写在方括号中：[ {{ "{field}": … }}, … ]'
                )
            },
        ),
        Entry(
            "E561",
            Both("a row is due", "应填一行数据"),
            Both("a row of {name} is an object, and {kind} stands here", "{name} 的一行应写成对象，这里却是{kind}"),
            {"": Both('write it with its fields: {{ "{field}": … }}', '请写明各字段：{{ "{field}": … }}')},
        ),
        Entry(
            "E562",
            Both("unknown field of a row", "行中有未知的字段"),
            Both("the rows of {name} have no field “{key}”", "{name} 的各行没有字段“{key}”"),
            {
                "": Both("a row may have: {known}", "一行可以有：{known}"),
                "near": Both("did you mean “{near}”? A row may have: {known}", "是不是“{near}”？一行可以有：{known}"),
                "let": Both("the ruleset calculates it for every row: remove it", "它由规则集逐行计算：请删去"),
            },
        ),
        Entry(
            "E563",
            Both("row without its key", "行缺少键"),
            Both("this row of {name} has no “{key}”, which tells the rows apart", "{name} 的这一行没有“{key}”，无法与其他行区分"),
            {"": Both("fill it in, or remove the row", "请填写，或删去这一行")},
        ),
        Entry(
            "E564",
            Both("two rows with one key", "两行的键相同"),
            Both("two rows of {name} have the “{key}” {value}", "{name} 中有两行的“{key}”都是 {value}"),
            {"": Both("correct one of them, or remove the row that stands twice", "请更正其中一个，或删去重复的行")},
            {"first": Both("the first stands here", "第一行在这里")},
        ),
        Entry(
            "E565",
            Both("another number of rows than stated", "行数与规定不符"),
            Both("{name} has {found} rows, and the ruleset says {due}", "{name} 有 {found} 行，规则集写明为 {due} 行"),
            {"": Both("add or remove rows, or correct `count` in the ruleset", "请补齐或删去多余的行，或更正规则集中的行数")},
        ),
        Entry(
            "E566",
            Both("one field twice in a row", "一行中同一字段写了两次"),
            Both(
                "“{name}” and “{other}” are both the field {field} of this row", "“{name}”和“{other}”是这一行的同一个字段 {field}"
            ),
            {"": Both("keep one of them", "请只保留一个")},
        ),
    )


def _scores() -> tuple[Entry, ...]:
    """judged, override, filed, reasons, claims."""
    return (
        Entry(
            "E540",
            Both("unknown indicator in the fact file", "事实文件中的指标未知"),
            Both("the ruleset has no indicator or group “{name}”", "规则集中没有指标或组“{name}”"),
            {
                "": Both(
                    "write its name, or its path such as 产出指标.数量指标.培训人数",
                    "请写指标名，或写路径，如：产出指标.数量指标.培训人数",
                ),
                "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            },
        ),
        Entry(
            "E541",
            Both("name of several indicators", "同名指标不止一个"),
            Both("“{name}” may be any of: {paths}", "“{name}”可能是：{paths}"),
            {"": Both("write more of the path, such as “{first}”", "请把路径写全一些，如“{first}”")},
        ),
        Entry(
            "E542",
            Both("indicator stands twice in a section", "同一指标写了两次"),
            Both("“{name}” and “{other}” are both {path}", "“{name}”和“{other}”都是 {path}"),
            {"": Both("keep the one that is right", "请只保留正确的一处")},
        ),
        Entry(
            "E543",
            Both("no points", "不是分数"),
            Both("“{written}” for {name} is no figure that is due here", "{name} 填的“{written}”不是这里要的数"),
            {
                "": Both("write a number, such as 4 or 3.5", "请写一个数，如 4 或 3.5"),
                "share": Both('write a share with its sign, such as "90%"', '请带百分号写比例，如 "90%"'),
            },
        ),
        Entry(
            "E544",
            Both("judgement where none is asked for", "该处不由评定得分"),
            Both("{name} is not judged: its score comes out of its rule", "{name} 不由评定得分，其得分由规则算出"),
            {
                "": Both(
                    "leave it out; to put a score in place of the computed one use the section `override`, with reason and office",
                    "请删去；确需以人工得分代替计算得分，请写在“override”部分，并写明理由和科室",
                ),
                "group": Both(
                    "a group is made of its indicators: judge those that the ruleset says are judged",
                    "一组指标的得分由各指标合成：请对其中由评定得分的指标评定",
                ),
            },
        ),
        Entry(
            "E545",
            Both("points out of range", "分数超出范围"),
            Both("{name} is given {points}; it can have {range}", "{name} 给了 {points}，可给的是 {range}"),
            {"": Both("give points within the weight of the indicator", "请在该指标的分值之内给分")},
        ),
        Entry(
            "E546",
            Both("judgement without points", "评定没有分数"),
            Both("the judgement of {name} is {kind} without points", "{name} 的评定是{kind}，没有分数"),
            {
                "": Both('write {{"points": 4, "reason": "…"}}', '请写 {{"points": 4, "reason": "…"}}'),
                "points": Both('add "points", or null when it is not judged yet', '请加上 "points"；尚未评定请写 null'),
            },
        ),
        Entry(
            "E547",
            Both("unknown entry under an indicator", "指标下有未知的项"),
            Both("the entry “{key}” under {name} is not known", "{name} 下的“{key}”不是可识别的项"),
            {
                "": Both("there may be: {known}", "可以有：{known}"),
                "near": Both("did you mean “{near}”? There may be: {known}", "是不是“{near}”？可以有：{known}"),
            },
        ),
        Entry(
            "E548",
            Both("lost points without a reason", "扣分未写理由"),
            Both("{name} is given {points} of {weight} without a reason", "{name} 满分 {weight}，给了 {points}，没有写理由"),
            {"": Both('say in "reason" why points are lost', '请在 "reason" 中写明为何没有给满')},
        ),
        Entry(
            "E549",
            Both("two judgements at once", "同时写了两种评定"),
            Both("the judgement of {name} has both “{first}” and “{second}”", "{name} 的评定同时写了“{first}”和“{second}”"),
            {"": Both("keep one of “{first}” and “{second}”", "“{first}”和“{second}”请只保留一个")},
        ),
        Entry(
            "E550",
            Both("share where points are due", "应为分数而填了比例"),
            Both("{name} is judged in points, not as a share", "{name} 以分数评定，不用比例"),
            {"": Both('write "points" in place of "share"', '请把 "share" 换成 "points"')},
        ),
        Entry(
            "E551",
            Both("weight that the ruleset does not have", "分值与规则集不符"),
            Both(
                "`out_of` of {name} is {stated}, but the ruleset gives it {weight}",
                "{name} 的“out_of”是 {stated}，规则集中的分值是 {weight}",
            ),
            {
                "": Both(
                    "the fact file may have been made for another ruleset: judge out of {weight}, or leave `out_of` out",
                    "事实文件可能是为另一规则集填的：请按 {weight} 分评定，或删去“out_of”",
                )
            },
        ),
        Entry(
            "E552",
            Both("incomplete override", "人工改分不完整"),
            Both("the override of {name} lacks {missing}", "{name} 的人工改分缺少 {missing}"),
            {
                "": Both(
                    'write {{"points": …, "reason": "…", "office": "…"}}: whoever puts a score in place of the computed one says why, and for which office',
                    '请写 {{"points": …, "reason": "…", "office": "…"}}：代替计算得分须写明理由和科室',
                )
            },
        ),
        Entry(
            "E553",
            Both("override of a rating", "评定等次不能改分"),
            Both("{name} is a rating and has no points to override", "{name} 的结果是等次，没有分数可改"),
            {"": Both("override the points of an indicator, or change the facts", "请对有分数的指标改分，或更正事实")},
        ),
        Entry(
            "E554",
            Both("claim of a wrong kind", "论断的形式不对"),
            Both("a claim is {kind}, but an object is due", "一条论断是{kind}，应当是对象"),
            {
                "": Both(
                    'write {{"of": "…", "stated": "…", "quote": "…", "place": "…"}}',
                    '请写 {{"of": "…", "stated": "…", "quote": "…", "place": "…"}}',
                )
            },
        ),
    )


def _claims() -> tuple[Entry, ...]:
    """claims, and several files read as one."""
    return (
        Entry(
            "E570",
            Both("incomplete claim", "论断不完整"),
            Both("{name} lacks “{missing}”", "{name} 缺少“{missing}”"),
            {
                "": Both("give the figure as printed, with its unit", "请照印出的写出数和单位"),
                "of": Both(
                    'name the figure that it speaks of, or write "computable": false and "why"',
                    '请写明所说的是哪个值；确实无从计算的，写 "computable": false 和 "why"',
                ),
                "why": Both("say why nothing here can compute it", "请写明为何无从计算"),
                "relation": Both(
                    'say how it compares, such as "relation": ">", or leave `than` out',
                    '请写明怎样比较，如 "relation": ">"；或删去“than”',
                ),
            },
        ),
        Entry(
            "E571",
            Both("claim of an unknown figure", "论断所说的值未知"),
            Both("the result has no figure “{name}”", "结果中没有“{name}”这个值"),
            {
                "": Both(
                    'write the name of a fact, a named value, an indicator, a check or an outcome; or "computable": false with "why"',
                    '请写事实、取值名、指标、勾稽或结论的名称；确实无从计算的，写 "computable": false 和 "why"',
                ),
                "near": Both("did you mean “{near}”?", "是不是“{near}”？"),
            },
        ),
        Entry(
            "E572",
            Both("no such part of a figure", "该项没有这一部分"),
            Both("“{name}” speaks of “{part}”, which it does not have", "“{name}”所说的“{part}”不存在"),
            {"": Both("there is: {known}", "可以说的有：{known}")},
        ),
        Entry(
            "E573",
            Both("unknown relation of a claim", "论断的比较关系不明"),
            Both("the relation of {name} is “{relation}”", "{name} 的比较关系写的是“{relation}”"),
            {
                "": Both("write one of {known}", "请写其中之一：{known}"),
                "two": Both(
                    "“{stated}” already says another relation: keep one of them",
                    "“{stated}”已经写明另一种关系：请只保留一种",
                ),
            },
        ),
        Entry(
            "E574",
            Both("claim that compares what has no order", "论断比较了不能比较的值"),
            Both("{name} compares {of}, which cannot be compared so", "{name} 比较的是 {of}，不能这样比较"),
            {
                "": Both(
                    "only numbers, dates and ordered levels are greater or less: claim that it equals a value",
                    "只有数、日期和有次序的等次能比大小：请改为说它等于哪个值",
                ),
                "kinds": Both(
                    "“{than}” is a figure of another kind: compare like with like", "“{than}”是另一类的值：请与同类的值比较"
                ),
            },
        ),
        Entry(
            "E575",
            Both("two claims of one id", "两条论断编号相同"),
            Both("the id “{id}” is that of {other} too", "编号“{id}”也是 {other} 的编号"),
            {"": Both("give each claim an id of its own, or none", "请给每条论断各自的编号，或都不写")},
        ),
        Entry(
            "E576",
            Both("filled in twice", "两个文件重复填报"),
            Both("{name} is filled in here and in “{other}”", "{name} 在此处和“{other}”中都填了"),
            {
                "": Both(
                    "keep it in one file; what a document states besides is a claim",
                    "只留一处；材料中的另一种说法请写成论断（claims）",
                )
            },
        ),
    )


ENTRIES: tuple[Entry, ...] = (
    *_file(), *_figures(), *_facts(), *_scores(), *_claims(), *CELLS, *batch.FACTS, *row_forms.FACTS, *groups.FACTS,
)  # fmt: skip
