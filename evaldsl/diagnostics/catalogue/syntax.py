"""E1xx: how a ruleset is written."""

from evaldsl.diagnostics.core import Both, Entry


def _entry(
    code: str,
    title: tuple[str, str],
    message: tuple[str, str],
    helps: dict[str, tuple[str, str]] | None = None,
    notes: dict[str, tuple[str, str]] | None = None,
) -> Entry:
    return Entry(
        code,
        Both(*title),
        Both(*message),
        {key: Both(*words) for key, words in (helps or {}).items()},
        {key: Both(*words) for key, words in (notes or {}).items()},
    )


_FIRST = {"first": ("already stated here", "前面已经写过")}

ENTRIES: tuple[Entry, ...] = (
    _entry(
        "E101",
        ("something stands in the wrong place", "此处写法不对"),
        ("`{found}` cannot stand here; expected: {expected}", "这里不能写“{found}”；应为：{expected}"),
        {
            "": ("put {first} before it, or delete it", "请在它前面补上{first}，或删去它"),
            "sign": ("write `{sign}` instead of `{pair}`", "请把“{pair}”写成“{sign}”"),
            "quote": ("a name with a sign in it stands in quotes: `「{pair}」`", "名称里有符号的，请加引号：「{pair}」"),
            "space": ("put a space after `{keyword}`", "请在“{keyword}”后面加一个空格"),
            "meant": ("did you mean `{meant}`?", "是不是想写“{meant}”？"),
            "worded": ("for `{written}`, write the sign before the figure: `{sign}`", "“{written}”请把符号写在数的前面：{sign}"),
            "unit": (
                "put spaces around `/` to divide: `{unit}` is read as one unit",
                "除号两边请留空格：“{unit}”会被读作一个单位",
            ),
        },
    ),
    _entry(
        "E102",
        ("something is missing at the end of the line", "这一行没有写完"),
        ("the line ends too soon; expected: {expected}", "这一行没有写完；后面还应有：{expected}"),
        {
            "": (
                "finish the line; a line that goes on must be indented deeper than where it began",
                "请把这一行写完；如要换行续写，续行须比本行缩进更深",
            )
        },
    ),
    _entry(
        "E103",
        ("a block is not closed", "大括号没有闭合"),
        ("this `{{` is never closed", "这个“{{”没有对应的“}}”"),
        {"": ("put a `}}` on its own line after line {line}", "请在第 {line} 行之后另起一行写“}}”")},
        {"close": ("by its indentation it should close after this line", "从缩进看，应在这一行之后闭合")},
    ),
    _entry(
        "E104",
        ("a closing brace too many", "多了一个右大括号"),
        ("this `}}` closes nothing", "这个“}}”没有对应的“{{”"),
        {"": ("delete it, or look above for a block whose `{{` is missing", "请删去它，或检查上面是否有块漏写了“{{”")},
    ),
    _entry(
        "E105",
        ("a text is not closed", "文字的引号没有闭合"),
        ("this text has no closing quote on its line", "这段文字在本行内没有后引号"),
        {"": ('a text begins and ends with a quote on one line: `"…"` or `“…”`', '文字的前后引号须成对写在同一行：“…” 或 "…"')},
    ),
    _entry(
        "E106",
        ("a quoted name is not closed or empty", "名称的引号没有闭合或为空"),
        ("this quoted name is not closed, or nothing stands in it", "这个用「」括起的名称没有闭合，或里面是空的"),
        {"": ("write the name between `「` and `」` on one line", "请在同一行内把名称写在「」之间")},
    ),
    _entry(
        "E107",
        ("a sign that has no meaning here", "此处无法识别的符号"),
        ("`{found}` has no meaning here", "这里无法识别“{found}”"),
        {
            "": ("delete it; a name with unusual signs stands in `「…」`", "请删去它；名称里有特殊符号时请写在「」里"),
            "stop": ("a line needs no full stop; delete it", "句末不用写句号，请删去"),
            "range": ("a range is written `80 .. 90` (or `80 至 90`)", "区间请写成“80 至 90”（或“80 .. 90”）"),
            "quote": ('a text begins with `“` or `"`', '文字请用 “…” 或 "…" 括起来'),
            "bar": ("a bar separates the cells of a line inside `form {{ … }}` only", "竖线只用于“自评表 {{ … }}”里分隔各格"),
        },
    ),
    _entry(
        "E108",
        ("a date written another way", "日期写法不对"),
        (
            "`{found}` looks like a date, but a date is written year-month-day with four, two and two digits",
            "“{found}”像是日期；日期须写成四位年、两位月、两位日",
        ),
        {"": ("write `{date}`", "请写成“{date}”")},
    ),
    _entry(
        "E109",
        ("a number with commas", "数字里有逗号"),
        ("`{found}` could be one number or several", "“{found}”既可能是一个数，也可能是几个数"),
        {
            "": (
                "one number: `{grouped}`; several numbers: put a space after each comma",
                "一个数请写成“{grouped}”；几个数请在逗号后加空格",
            )
        },
    ),
    _entry(
        "E110",
        ("a number with an exponent", "数字用了科学计数法"),
        ("`{found}` is not a way to write a number here", "这里不能用“{found}”这种科学计数法"),
        {"": ("write `{plain}`", "请写成“{plain}”")},
    ),
    _entry(
        "E111",
        ("a number begins with a point", "小数点前缺少 0"),
        ("`{found}` has no digit before the point", "“{found}”的小数点前没有数字"),
        {"": ("write `{plain}`", "请写成“{plain}”")},
    ),
    _entry(
        "E112",
        ("a number is too long", "数字太长"),
        ("this number has {digits} digits; at most {most} can be read", "这个数有 {digits} 位，最多只能读 {most} 位"),
        {"": ("write fewer digits, or a power such as `10 ^ 20`", "请少写几位，或写成乘方，如“10 ^ 20”")},
    ),
    _entry(
        "E113",
        ("nested too deep or too long", "嵌套过深或算式过长"),
        ("more than {most} levels or terms in one expression or block", "一个算式或块里超过了 {most} 层（项）"),
        {"": ("give the parts names with `let` and use the names", "请用“令”给各部分起名，再用名称来写")},
    ),
    _entry(
        "E114",
        ("the file is too large", "文件太大"),
        ("the file has {size} {what}; at most {most} can be read", "文件有 {size} {what}，最多只能读 {most} 个"),
        {"": ("split it into several rulesets", "请拆成几个规则集")},
    ),
    _entry(
        "E115",
        ("a clause outside its block", "条款没有写在块里"),
        (
            "`{found}` belongs inside the braces of an indicator, a group or another block",
            "“{found}”应写在指标、指标组等的大括号里",
        ),
        {
            "": ("indent it and put it inside the braces it belongs to", "请缩进，并写进它所属的大括号里"),
            "block": (
                "indent the lines inside the braces; only declarations begin in column one",
                "大括号里的各行都要缩进；顶格只写声明",
            ),
            "line": (
                "nothing above takes this line; put it inside braces `{{ … }}`",
                "上面的声明接不上这一行；请把它写进“{{ … }}”里",
            ),
        },
    ),
    _entry(
        "E116",
        ("a declaration that is indented", "声明没有顶格"),
        ("`{found}` begins a declaration, and a declaration begins in column one", "“{found}”是声明，声明须顶格写"),
        {
            "": (
                "delete the spaces before it, or look above for a block that closed too early",
                "请删去前面的空格，或检查上面的块是否过早闭合",
            )
        },
    ),
    _entry(
        "E117",
        ("no such date", "没有这一天"),
        ("`{found}` is not a day of the calendar", "日历上没有“{found}”这一天"),
        {"": ("correct the month or the day", "请改正月份或日期")},
    ),
    _entry(
        "E118",
        ("stated twice", "重复书写"),
        ("`{found}` is stated twice", "“{found}”写了两次"),
        {"": ("keep one of them", "请只保留一处")},
        _FIRST,
    ),
    _entry(
        "E121",
        ("an unknown column head", "未知的表头"),
        ("`{found}` is not the head of a column; known heads: {heads}", "“{found}”不是可用的表头；可用的表头：{heads}"),
        {
            "": ("use a known head, or leave the column out", "请改用可用的表头，或去掉这一列"),
            "meant": ("did you mean `{meant}`?", "是不是想写“{meant}”？"),
        },
    ),
    _entry(
        "E122",
        ("two columns with one meaning", "两列含义相同"),
        ("`{found}` heads a second column of the same meaning", "“{found}”这一列与前面一列含义相同"),
        {"": ("keep one of them", "请只保留一列")},
        _FIRST,
    ),
    _entry(
        "E123",
        ("more cells than columns", "单元格比表头多"),
        ("this line has {found} cells, but the heads name {columns} columns", "这一行有 {found} 格，而表头只有 {columns} 列"),
        {"": ("add the head of the column, or take out a bar", "请补上表头，或去掉多余的竖线")},
    ),
    _entry(
        "E124",
        ("a form without heads", "表格没有表头"),
        ("this form has no line that names its columns", "这张表没有表头行"),
        {
            "": (
                "begin with a line such as `level1 | level2 | level3 | target | weight`",
                "请先写表头行，如“一级指标 | 二级指标 | 三级指标 | 指标值 | 分值”",
            )
        },
    ),
    _entry(
        "E125",
        ("a block without its opening brace", "漏写左大括号"),
        ("the lines below belong to `{found}`, but no `{{` opens it", "下面几行属于“{found}”，但这里漏写了“{{”"),
        {"": ("put `{{` at the end of this line", "请在本行末尾加“{{”")},
    ),
    _entry(
        "E126",
        ("the formatter refuses", "拒绝整理格式"),
        (
            "the file is left as it is: {reason}",
            "文件没有改动：{reason}",
        ),
        {
            "": ("please report this file", "请把这个文件反馈给我们"),
            "mistakes": ("mend the mistakes, then format again", "请改正错误后再整理"),
        },
    ),
    _entry(
        "E127",
        ("an unknown declaration", "未知的声明"),
        ("no declaration begins with `{found}`", "没有以“{found}”开头的声明"),
        {
            "": (
                "a line in column one begins with a word such as `facts`, `let`, `group`, `indicator`, `check`",
                "顶格的行须以“事实”“令”“组”“指标”“勾稽”等词开头",
            ),
            "meant": ("did you mean `{meant}`?", "是不是想写“{meant}”？"),
            "space": ("put a space after `{keyword}`", "请在“{keyword}”后面加一个空格"),
        },
    ),
    _entry(
        "E128",
        ("not a whole number in its limits", "不是限度内的整数"),
        ("`{found}` is not a whole number from 0 to {most}", "“{found}”不是 0 到 {most} 之间的整数"),
        {"": ("write a whole number such as `2`", "请写整数，如“2”")},
    ),
    _entry(
        "E129",
        ("a detail of a reduction without its reduction", "扣减的说明没有对应的扣减"),
        (
            "`{found}` says how points are reduced, but no `over … reduce …` stands before it",
            "“{found}”说明怎样扣减，但前面没有“超出…扣减…”",
        ),
        {"": ("put it right after `over 130% reduce 0.5 per 10 个百分点`", "请写在“超出 130% 每 10 个百分点扣减 0.5”之后")},
    ),
    _entry(
        "E130",
        ("members ordered in two ways", "取值的排列方式不一致"),
        ("the members are separated in more than one way", "取值之间用了不同的分隔符"),
        {
            "": (
                "use commas where the order means nothing, `<` everywhere from the lowest, or `>` everywhere from the highest",
                "不分高低时都用顿号；由低到高都用“<”；由高到低都用“>”",
            )
        },
    ),
    _entry(
        "E131",
        ("a fact without a type", "事实没有写类型"),
        ("`{name}` has bounds but no type or unit", "“{name}”只写了范围，没有写单位或类型"),
        {"": ("write the unit or type first: `{name} : 万元 > 0`", "请先写单位或类型，如“{name}：万元 > 0”")},
    ),
    _entry(
        "E132",
        ("not part of an actual value", "实际值里不能写这一项"),
        (
            "`{found}` cannot be said of the actual value; only a type, bounds and decimals can",
            "实际值里只能写类型、范围和小数位数，不能写“{found}”",
        ),
        {"": ("say it as a clause of the indicator, or declare the fact in `facts`", "请写成指标的条款，或在“事实”里声明这个数")},
    ),
    _entry(
        "E133",
        ("a veto gives no points", "一票否决后只能得 0 分"),
        ("`{found}` points cannot follow a veto; only 0 can", "一票否决之后只能写 0 分，不能写 {found} 分"),
        {"": ("write `score 0`, or cap the grade with `then grade at most …`", "请写“评分 0”，或用“则 评级 至多 …”限定等级")},
    ),
    _entry(
        "E134",
        ("a method needs one formula", "方法须有一个公式"),
        ("the method `{name}` must have exactly one line that begins with `=`", "方法“{name}”必须有且只有一行以“=”开头的公式"),
        {
            "": (
                "end the method with one line such as `= v * 2`; give steps names with `let`",
                "请以一行公式结尾，如“= v * 2”；中间步骤用“令”起名",
            )
        },
    ),
    _entry(
        "E135",
        ("more mistakes than are told", "错误过多"),
        ("more than {most} mistakes; from here on the file was not read", "错误超过 {most} 处，从这里起没有再读"),
        {"": ("mend those above first", "请先改正上面的错误")},
    ),
    _entry(
        "E136",
        ("an unknown scoring method", "未知的评分方法"),
        ("`{found}` is not a scoring method", "没有叫“{found}”的评分方法"),
        {
            "": (
                "use pro_rata, all_or_nothing, closeness, linear, bands, deduct, levels or judged; a method of your own takes brackets: `{found}(…)`",
                "可用：按比例、达标得满分、按接近程度、区间插值、分档、扣、定性分级、评定；自定义的方法要写括号：“{found}(…)”",
            ),
            "meant": ("did you mean `{meant}`?", "是不是想写“{meant}”？"),
        },
    ),
    _entry(
        "E137",
        ("a rounding with two readings", "舍入的范围有两种读法"),
        ("the rounding may be meant for the last part alone or for the whole", "这里的舍入可以指最后一部分，也可以指整个算式"),
        {"": ("write `{whole}` or `{last}`", "请写“{whole}”或“{last}”")},
    ),
    _entry(
        "E138",
        ("a number of rows", "行数不对"),
        ("`{found}` is no number of rows: it is a whole number up to {most}", "“{found}”不能作行数：行数须为整数，最大 {most}"),
        {
            "": (
                "write it as in `count 20`, or leave it out when any number will do",
                "请写成“共 20 条”的形式；行数不限的，请删去",
            )
        },
    ),
)
