"""Forms whose rows are data: what may be wrong with the form (names, laws) and with the rows (facts)."""

from evaldsl.diagnostics.core import Both, Entry

_NEAR = Both("did you mean “{near}”?", "是否想写“{near}”？")

NAMES: tuple[Entry, ...] = (
    Entry(
        "E234",
        Both("column of a form without a field", "自评表的栏目没有对应的字段"),
        Both(
            "the column {column} is to be “{name}”, which no row of {list} has",
            "栏目“{column}”指定为“{name}”，但{list}的行没有这个字段",
        ),
        {
            "": Both("name a field of {list}, or leave the line out", "请写{list}的一个字段，或删去这一行"),
            "near": _NEAR,
            "twice": Both("say once which field the column {column} is", "栏目“{column}”只指定一次"),
        },
    ),
    Entry(
        "E235",
        Both("form that lacks a column", "自评表缺少栏目"),
        Both("the rows of {list} have no column {column}", "{list}的行没有“{column}”这一栏"),
        {
            "": Both(
                "add the field to the list, or name it: `columns {{ {column}: … }}`",
                "请在列表中加上该字段，或指明由哪个字段充当：“栏目 {{ {column}：… }}”",
            ),
        },
    ),
    Entry(
        "E236",
        Both("column of a wrong type", "栏目的类型不对"),
        Both("the column {column} must be {due}, and “{name}” is {got}", "栏目“{column}”应为{due}，而“{name}”是{got}"),
        {
            "": Both(
                "change the type of the field, or name another field for the column", "请改该字段的类型，或为栏目指定别的字段"
            )
        },
    ),
    Entry(
        "E237",
        Both("kinds of rows that nothing tells", "没有字段区分各行的评分办法"),
        Both("“{name}” does not tell the kinds of the rows of {list}", "“{name}”不能区分{list}各行的种类"),
        {
            "": Both(
                "name a field of the list that is `one of {{ … }}`, or `target`",
                "请写列表中“取自 {{ … }}”类型的字段，或写“指标值”",
            ),
            "near": _NEAR,
            "type": Both(
                "its type must be `one of {{ … }}`, so that every kind has its method",
                "它的类型应为“取自 {{ … }}”，这样每一种行才都有评分办法",
            ),
        },
    ),
    Entry(
        "E238",
        Both("kind of row without one method", "某种行没有唯一的评分办法"),
        Both(
            "{kind} does not have exactly one method; the kinds of rows are {known}",
            "{kind}没有恰好一种评分办法；各行的种类为{known}",
        ),
        {
            "": Both("write one of the kinds: {known}", "请写其中一种：{known}"),
            "near": _NEAR,
            "twice": Both("keep one of the two lines", "请只保留一行"),
            "missing": Both("add a line for each, or `otherwise: …`", "请为每种补上一行，或写“其余：…”"),
        },
    ),
    Entry(
        "E239",
        Both("cell of a form outside a list", "自评表栏目的类型用在了列表之外"),
        Both("the type `{type}` is that of a cell of a form", "“{type}”是自评表一栏的类型"),
        {
            "": Both(
                "use it for the fields of a list that a form takes its rows from; here state the unit, or `number`",
                "它只用于自评表所取列表的字段；此处请写单位或“数值”",
            )
        },
    ),
)

LAWS: tuple[Entry, ...] = (
    Entry(
        "E448",
        Both("no points for the rows of a form", "没有可分给各行的分值"),
        Both("nothing is left of {name} for the rows of the form", "{name}没有分值可留给自评表的各行"),
        {
            "": Both(
                "{left} of {due} points are given already: take from the others, or name groups with their weights in the form",
                "{due} 分已分出 {left} 分：请减少其他分值，或在自评表中写明各组的分值",
            ),
            "sum": Both(
                "rows add up their points: the group they stand in must be a `combine sum` of points",
                "各行得分是相加的：所在的组应为分数，且“合成 相加”",
            ),
        },
    ),
    Entry(
        "E449",
        Both("groups deeper than the columns", "组的层次多于栏目"),
        Both(
            "“{name}” is deeper than the columns of the rows: they have {levels} above the indicator",
            "“{name}”的层次多于各行的栏目：指标之上只有 {levels} 级",
        ),
        {
            "": Both(
                "add a column for this level to the list, or take the group out", "请在列表中加上这一级的栏目，或去掉这一层组"
            )
        },
    ),
    Entry(
        "E450",
        Both("clause that every row brings itself", "各行自带的内容"),
        Both("`{clause}` is a column of the rows", "“{clause}”是各行自己的一栏"),
        {
            "": Both(
                "leave it out: each row of the list brings its own; what holds for all rows is how they are scored",
                "请删去：列表的每一行各有自己的；对各行都适用的是评分办法",
            )
        },
    ),
    Entry(
        "E451",
        Both("indicator of a row without a value", "逐行指标没有取值"),
        Both("“{name}” does not say which field of {list} it measures", "“{name}”没有写明取{list}的哪个字段"),
        {
            "": Both(
                "add `value …` with a field or a named value of the row: an indicator of a row declares no fact of its own",
                "请写“取值 …”，取该行的字段或取值名：逐行指标不自带数据",
            )
        },
    ),
    Entry(
        "E452",
        Both("list whose rows cannot be scored so", "不能这样逐行评分的列表"),
        Both("the rows of {list} cannot be scored by these indicators", "{list}的各行不能用这些指标评分"),
        {
            "derived": Both(
                "{list} is calculated from other lists: score the rows of a list that the fact file gives",
                "{list}由其他列表算出：请对数据文件给出的列表逐行评分",
            ),
            "twice": Both(
                "they have indicators already: put all of them into one `for each`", "各行已有指标：请把指标写在同一个“每个”之内"
            ),
            "name": Both(
                "rename the field: the total of a row goes by the name `score` (得分)",
                "请给该字段改名：每行的总分名为“得分”（`score`）",
            ),
        },
        {"first": Both("“{name}” is here", "“{name}”在这里")},
    ),
    Entry(
        "E453",
        Both("what the scoring of rows lacks or cannot have", "逐行评分缺少或不能有的内容"),
        Both("the rows of {list} cannot be scored as this says", "{list}的各行无法照此评分"),
        {
            "": Both(
                "add `total …`: what the weights of the indicators of one row add up to",
                "请写“满分 …”：每行各项指标分值之和",
            ),
            "alone": Both("add indicators or groups: only they give a row points", "请写指标或组：有指标才有每行的得分"),
            "twice": Both("keep one `total`", "只写一个“满分”"),
            "round": Both(
                "put the rounding into the indicator itself; here stand `round each score` and `round total`",
                "请把舍入写在该指标之内；这里只能写“舍入 每项得分”和“舍入 总分”",
            ),
            "around": Both(
                "give the figure over other rows a name with `let` in this `for each`, and use the name",
                "请先在这个“每个”之内用“令”给这个跨行的数命名，再引用该名称",
            ),
        },
    ),
)

FACTS: tuple[Entry, ...] = (
    Entry(
        "E584",
        Both("rows that do not add up to their group", "各行分值之和与所在组不符"),
        Both("the rows of {name} add up to {sum}, not {due}: {rows}", "{name}各行分值之和为 {sum}，应为 {due}：{rows}"),
        {
            "over": Both("take {difference} off the weights of its rows", "请从各行分值中减去 {difference} 分"),
            "under": Both(
                "add {difference} to the weights of its rows, or the missing row", "请给各行补足 {difference} 分，或补上缺少的行"
            ),
        },
    ),
    Entry(
        "E585",
        Both("row of no group", "行不属于任何一组"),
        Both("row {row} stands in “{name}”, and the rules name {known}", "第 {row} 行写在“{name}”下，而规则规定的是：{known}"),
        {
            "": Both("write one of {known}", "请写其中之一：{known}"),
            "blank": Both(
                "write one of {known}; a blank cell repeats the one above, and there is none",
                "请写其中之一：{known}；空白表示同上一行，但上面没有",
            ),
        },
    ),
    Entry(
        "E586",
        Both("row that is not complete", "行不完整"),
        Both("row {row} ({name}) has nothing of use in this cell", "第 {row} 行（{name}）的这一栏没有可用的内容"),
        {
            "": Both("write the name of the indicator", "请写指标名称"),
            "below": Both("a weight is not below 0: write what the row counts", "分值不能小于 0：请写该行的分值"),
            "weight": Both("write its weight; 0 when it counts nothing", "请写分值；不计分的写 0"),
            "target": Both(
                "write the target with its sign and unit, such as “≥ 735 人次”", "请写指标值，连同符号和单位，如“≥ 735 人次”"
            ),
        },
    ),
    Entry(
        "E587",
        Both("target that cannot be read", "指标值无法读取"),
        Both("{name} says “{written}”, which is no target", "{name} 写的是“{written}”，不能作指标值"),
        {
            "": Both(
                "write a sign, one number and its unit, such as “≥ 735 人次”, “= 100%”, “80% .. 90%”",
                "请写符号、一个数和单位，如“≥ 735 人次”“= 100%”“80% 至 90%”",
            ),
            "sign": Both("two signs stand for it: keep one of them", "写了两个符号：请只保留一个"),
            "unit": Both(
                "“{unit}” is no known unit: write one number with its unit (a range as “80% .. 90%”), or declare the unit in the ruleset",
                "“{unit}”不是已知单位：请写一个数和单位（区间写作“80% 至 90%”），或在规则集中声明该单位",
            ),
            "near": Both("“{unit}” is no known unit: did you mean “{near}”?", "“{unit}”不是已知单位：是不是“{near}”？"),
            "range": Both("write the lower end first, both in one unit", "请先写较小的一端，两端单位相同"),
        },
    ),
    Entry(
        "E588",
        Both("two rows of one indicator", "两行是同一指标"),
        Both("row {row} is the indicator {name} once more", "第 {row} 行与“{name}”重复"),
        {
            "": Both("row {first} has it already: rename one of them, or remove it", "第 {first} 行已有：请改名，或删去其一"),
            "rule": Both("the ruleset has it already: rename the row", "规则集中已有该指标：请给这一行改名"),
        },
    ),
    Entry(
        "E589",
        Both("target that the method does not fit", "评分办法不适用于该指标值"),
        Both(
            "{name} has the target “{target}”, for which its method is not defined",
            "{name}的指标值为“{target}”，它的评分办法对此没有定义",
        ),
        {
            "text": Both(
                "{method} needs a figure: write one, or score the row as a qualitative one",
                "“{method}”要有数：请写数值，或按定性指标评分",
            ),
            "figures": Both(
                "{method} needs a figure, and this one cannot be read: write a sign, one number and its unit, such as “≥ 735 人次”",
                "“{method}”要有数，而这里的数无法读取：请写符号、一个数和单位，如“≥ 735 人次”",
            ),
            "date": Both(
                "{method} needs a share of the target, and a day has none: score the row all_or_nothing",
                "“{method}”要按比例计算，日期没有比例：请按“达标得满分”评分",
            ),
            "zero": Both(
                "{method} needs a target above 0: score the row all_or_nothing",
                "“{method}”要求指标值大于 0：请按“达标得满分”评分",
            ),
            "kind": Both("the rules score {known}", "规则只对以下指标值评分：{known}"),
        },
    ),
    Entry(
        "E590",
        Both("day without a sign", "日期没有写符号"),
        Both("{name} says “{written}”: by that day, or on that day?", "{name} 写的是“{written}”：是在该日之前，还是就在该日？"),
        {"": Both("write “≤ {day}” (by then) or “= {day}” (on that day)", "请写“≤ {day}”（不晚于）或“= {day}”（就在该日）")},
    ),
    Entry(
        "E591",
        Both("form without its rows", "自评表没有填写各行"),
        Both("{list} is not given: the form has no rows", "没有填写{list}：自评表没有行"),
        {"": Both("write the rows of the form into the list", "请把自评表的各行填入该列表")},
    ),
    Entry(
        "E592",
        Both("group without rows", "组内没有行"),
        Both("no row of {list} stands in {name}, which counts {due}", "{list}中没有属于{name}的行，而它占 {due} 分"),
        {
            "": Both(
                "add its rows; where it may not apply, the rules say so: `may be not_applicable, then …`",
                "请补上该组的行；允许不适用的，须由规则写明“可 为 不适用，则 …”",
            )
        },
    ),
    Entry(
        "E593",
        Both("said in the row and beside it", "行内与行外重复填写"),
        Both("what is said here of {path} stands in its row too", "此处对 {path} 的填写在它的行中也有"),
        {"": Both("keep it in one place", "请只留一处")},
    ),
    Entry(
        "E594",
        Both("row of no kind", "行没有写明种类"),
        Both("row {row} does not say its {field}, which decides how it is scored", "第 {row} 行没有填{field}，无法确定评分办法"),
        {"": Both("write one of {known}", "请写其中之一：{known}")},
    ),
)
