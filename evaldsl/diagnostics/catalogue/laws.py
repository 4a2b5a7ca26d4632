"""E4xx: the laws of a ruleset."""

from evaldsl.diagnostics.catalogue import groups, row_forms
from evaldsl.diagnostics.core import Both, Entry

_FIRST = {"first": Both("first stated here", "第一次写在这里")}

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E401",
        Both("weights do not add up", "分值合计不符"),
        Both(
            "the weights in {name} add up to {sum}, but {due} are due ({rows})",
            "{name} 各项分值合计为 {sum}，应为 {due}（{rows}）",
        ),
        {
            "over": Both("take away {difference} points", "请减去 {difference} 分"),
            "under": Both(
                "give out {difference} more points, or write `weight rest` in one row",
                "还差 {difference} 分，或在其中一行写“分值 其余分值”",
            ),
            "own": Both(
                "write `weight {sum}` for {name}: then the level above adds up too",
                "把 {name} 写成“分值 {sum}”，上一级的合计也就相符",
            ),
        },
        {"weight": Both("{weight} points", "{weight} 分")},
    ),
    Entry(
        "E402",
        Both("total", "满分"),
        Both("the total does not go with the weights", "满分与分值不相配"),
        {
            "": Both("there are weights but no total: write `total 100`", "有分值却没有满分：请写“满分 100”"),
            "scale": Both(
                "the result is a scale or a rating, which has no total: remove `total`",
                "结果是标度或等次，没有满分：请删去“满分”",
            ),
        },
    ),
    Entry(
        "E403",
        Both("weight missing", "缺少分值"),
        Both("“{name}” has no weight", "“{name}”没有分值"),
        {
            "": Both("write `weight …`, or `weight rest` for what is left", "请写“分值 …”，或写“分值 其余分值”取剩余部分"),
            "group": Both("its children add up to {sum}: write `weight {sum}`", "其下各项合计 {sum} 分：请写“分值 {sum}”"),
            "mean": Both("give every row of the mean a weight, or none", "同一平均中，各项都写权重，或都不写"),
        },
    ),
    Entry(
        "E404",
        Both("nothing left for `rest`", "没有可分的其余分值"),
        Both("`weight rest` of “{name}” cannot be found", "“{name}”的其余分值无法确定"),
        {
            "": Both("the other rows leave {left} points: lower their weights", "其他各行之后剩下 {left} 分：请调低其他行的分值"),
            "twice": Both("only one row of a block may take the rest", "同一组里只能有一行取其余分值"),
            "sum": Both("the rest exists only where weights add up (`combine sum`)", "只有分值相加的组才有其余分值"),
        },
    ),
    Entry(
        "E405",
        Both("a clause stated twice", "同一规定写了两次"),
        Both("`{clause}` is stated twice for {name}", "{name} 的“{clause}”规定了两次"),
        {
            "": Both("keep one of them", "请只保留一个"),
            "head": Both("it may stand once in a ruleset: keep one of them", "一个规则集只能写一次：请只保留一个"),
            "option": Both("a method takes each option once", "同一方法的同一选项只写一次"),
        },
        _FIRST,
    ),
    Entry(
        "E406",
        Both("clause out of place", "规定写错了地方"),
        Both("`{clause}` means nothing in {spot}", "“{clause}”写在{spot}里没有意义"),
        {
            "": Both("remove it, or move it to where it belongs", "请删去，或移到该在的地方"),
            "each": Both(
                "write it inside `each indicator {{ … }}` to hand it down", "若要各指标都适用，请写进“每项指标 {{ … }}”"
            ),
            "leaf": Both("it belongs to a group", "它属于指标组"),
            "value": Both("an indicator has either `value` or `actual`, not both", "一个指标只能写“取值”或“实际值”之一"),
        },
    ),
    Entry(
        "E407",
        Both("no scoring method", "没有评分方法"),
        Both("“{name}” does not say how it is scored", "“{name}”没有写明如何评分"),
        {
            "": Both(
                "write `score pro_rata`, `score judged` or another method, or hand one down with `each indicator`",
                "请写“评分 按比例”“评分 评定”等，或用“每项指标”统一规定",
            )
        },
    ),
    Entry(
        "E408",
        Both("target missing", "缺少目标"),
        Both("{method} compares with a target, but “{name}” has none", "{method}要与目标比较，但“{name}”没有目标"),
        {
            "": Both("write `target >= …`, or choose a method without target", "请写“目标 ≥ …”，或换一种不用目标的方法"),
            "word": Both("write `target >= …` first, or the figure itself", "请先写“目标 ≥ …”，或直接写数"),
        },
    ),
    Entry(
        "E409",
        Both("nothing to score", "没有可评的数"),
        Both(
            "{method} needs a figure, but “{name}” has neither target, `value` nor `actual`",
            "{method}需要一个数，但“{name}”既没有目标，也没有取值或实际值",
        ),
        {
            "": Both(
                "write `value …` for a formula, or `actual 万元` to ask for a fact of its own",
                "用公式请写“取值 …”；要填报自己的数请写“实际值 万元”等",
            )
        },
    ),
    Entry(
        "E410",
        Both("target may be zero or negative", "目标可能为零或负"),
        Both(
            "{method} divides by the target, but the target {target} of “{name}” is not proved above zero",
            "{method}要除以目标，但“{name}”的目标 {target} 不能保证大于零",
        ),
        {
            "": Both(
                "limit the facts in it (`全年预算数 : 万元 > 0`), or use all_or_nothing, linear or bands",
                "请给其中的事实加上限定（如“全年预算数：万元 > 0”），或改用达标得满分、区间插值、分档",
            ),
            "negative": Both(
                "a share of a negative target means nothing: use all_or_nothing, or `linear a .. b`",
                "负的目标谈不上比例：请用“达标得满分”或“区间插值 a 至 b”",
            ),
            "zero": Both(
                "a share of zero means nothing: write `<= …`, or use all_or_nothing",
                "目标为零谈不上比例：请改写为“≤ …”，或用“达标得满分”",
            ),
        },
    ),
    Entry(
        "E411",
        Both("target without type", "目标没有类型"),
        Both(
            "the target {level} of “{name}” is a word, but no list of levels says which words there are",
            "“{name}”的目标“{level}”是文字，但没有列出有哪些等级",
        ),
        {
            "": Both(
                "score it with levels, write `actual` with a declared type, or declare the fact {known} as `one of {{ … }}`",
                "请用“定性分级”评分，或用“实际值”写明类型，或把事实“{known}”声明为“取自 {{ … }}”",
            )
        },
    ),
    Entry(
        "E412",
        Both("value may be negative", "取值可能为负"),
        Both(
            "{method} takes a share of the target, but the value {value} of “{name}” may be negative ({domain})",
            "{method}按目标的比例计分，但“{name}”的取值 {value} 可能为负（{domain}）",
        ),
        {
            "": Both(
                "limit the facts in it (`>= 0`), or use all_or_nothing, linear or bands",
                "请给其中的事实加上“≥ 0”的限定，或改用达标得满分、区间插值、分档",
            ),
            "own": Both("limit it: `actual … >= 0`, or `>= 0` in `facts`", "请加限定：“实际值 … ≥ 0”，或在“事实”中写“≥ 0”"),
        },
    ),
    Entry(
        "E413",
        Both("levels left out", "等级有遗漏"),
        Both("these levels have no share: {missing}", "以下等级没有规定得分：{missing}"),
        {"": Both("give each level a line, 0% too", "每个等级都要写一行，得 0% 的也要写")},
    ),
    Entry(
        "E414",
        Both("gap between bands", "分档有空档"),
        Both("{witness} falls in no line of {what}", "{witness} 不落在“{what}”的任何一档"),
        {
            "": Both(
                "let the lines meet (`[80, 90)` then `[90, 100]`), add `otherwise`, or declare the figure `integer`",
                "请让各档首尾相接（如 [80, 90) 与 [90, 100]），或加一行“其余”，或把该数声明为“整数”",
            )
        },
    ),
    Entry(
        "E415",
        Both("lines overlap", "分档有重叠"),
        Both("{witness} falls in two lines: {first} and {second}", "{witness} 同时落在 {first} 与 {second} 两档"),
        {
            "": Both(
                "end one where the other begins: `[80, 90)` and `[90, 100]`", "请让一档止于另一档的起点：[80, 90) 与 [90, 100]"
            ),
            "levels": Both("let the ranges of the levels meet without overlap", "请让各等级的分数区间首尾相接而不重叠"),
        },
    ),
    Entry(
        "E416",
        Both("bands not proved complete", "不能证明分档齐全"),
        Both(
            "the limits of {what} depend on facts, so that a value may fall in no line",
            "“{what}”的分档界限随事实变化，可能有值落在各档之外",
        ),
        {"": Both("end with `otherwise`", "请在最后写“其余”")},
    ),
    Entry(
        "E417",
        Both("line out of place", "分档写法有误"),
        Both("this line cannot be read here", "这一档不能这样写"),
        {
            "after": Both("`otherwise` comes last: nothing after it can fire", "“其余”须是最后一档，其后的档不会用到"),
            "named": Both(
                "bands are declared with lines, not with the name of other bands", "声明分档须写出各档，不能写另一个分档的名称"
            ),
            "unequal": Both("≠ is no band: write the values on both sides of it", "“≠”不能成档：请分别写两侧的值"),
            "slope": Both("a sloping line needs both ends: `[60, 80): 6 .. 8`", "斜档须有上下两端：[60, 80)：6 至 8"),
        },
    ),
    Entry(
        "E418",
        Both("points mixed with a share", "分数与比例混用"),
        Both("a sloping line runs from points to a share of the weight", "斜档一端是分数，另一端是分值的比例"),
        {"": Both("write both ends as points, or both with %", "请两端都写分数，或都写百分数")},
    ),
    Entry(
        "E419",
        Both("a word is due", "这里需要等级名称"),
        Both("this line must give one word", "这一档须给出一个等级名称"),
        {"": Both("write the name of the grade or level: `>= 90: 优`", "请写等级名称：≥ 90：优")},
    ),
    Entry(
        "E420",
        Both("must be above zero", "须大于零"),
        Both("{got} must be above zero here", "这里的 {got} 须大于零"),
        {"": Both("write a positive figure", "请写正数")},
    ),
    Entry(
        "E421",
        Both("both ends equal", "两端相同"),
        Both("no points and full points both stand at {end}", "零分与满分都在 {end}"),
        {"": Both("write two different ends, or use all_or_nothing", "请写两个不同的端点，或用“达标得满分”")},
    ),
    Entry(
        "E422",
        Both("weight moves nowhere", "分值无处可移"),
        Both("the weight of “{name}” cannot move to “{to}”", "“{name}”的分值不能移至“{to}”"),
        {
            "": Both("name another indicator or group that does not contain it", "请写不包含它的另一个指标或组"),
            "points": Both("“{to}” gives no points", "“{to}”的结果不是分数"),
            "combine": Both(
                "{group} is no sum of its rows, so that points can neither leave nor join it: use rescale, full or drop",
                "{group} 不是各项相加，分值无从移出或移入：请用“折算其余”“得满分”或“不计”",
            ),
        },
    ),
    Entry(
        "E423",
        Both("no such grade", "没有这个评级"),
        Both("the grade “{grade}” means nothing here", "评级“{grade}”在这里没有意义"),
        {
            "": Both("declare `grades {{ … }}` first", "请先写“等级 {{ … }}”"),
            "order": Both(
                "“at most” needs grades from high to low: write them with `>=` lines", "“至多”须有高低之分：请用“≥”各档写等级"
            ),
        },
    ),
    Entry(
        "E424",
        Both("kinds of result do not go together", "结果的种类不相配"),
        Both("{what} does not go with the kind of result here", "{what} 与这里的结果种类不相配"),
        {
            "missing": Both(
                "say how its members combine: `combine weighted_mean`, `weakest`, …",
                "请写明如何合成：“合成 加权平均”“合成 取最低”等",
            ),
            "children": Both(
                "all members of a group give the same kind of result as the group: write `result …` alike",
                "同组各项与该组的结果种类须一致：请统一写“结果 …”",
            ),
            "sum": Both(
                "only points add up: use weighted_mean, weakest, best or geometric_mean",
                "只有分数可以相加：请用加权平均、取最低、取最高或几何平均",
            ),
            "rating": Both(
                "a rating comes from bands or a formula, and combines by weakest or best",
                "等次由分档或公式得出，用取最低或取最高合成",
            ),
            "plus": Both(
                "`plus` lifts a rating by one step: write `result rating …`", "“加号”把等次提高一级：请写“结果 评定等次 …”"
            ),
            "grades": Both("a rating is its own grade: remove `grades`", "等次本身就是评级：请删去“等级”"),
        },
    ),
    Entry(
        "E425",
        Both("outside its bounds", "超出范围"),
        Both("{got} is outside 0 .. {most}", "{got} 超出 0 至 {most} 的范围"),
        {"": Both("write a figure within the weight, or a share of at most 100%", "请写不超过分值的分数，或不超过 100% 的比例")},
    ),
    Entry(
        "E426",
        Both("division by zero", "除以零"),
        Both("{text} is divided by zero", "{text} 除以零"),
        {"": Both("correct the divisor", "请更正除数")},
    ),
    Entry(
        "E428",
        Both("method and target do not fit", "方法与目标不相配"),
        Both("{method} cannot work with {target}", "{method}不能用于{target}"),
        {
            "": Both(
                "use all_or_nothing for dates and yes/no, levels for words, pro_rata for figures",
                "日期、是否请用“达标得满分”，文字等级请用“定性分级”，数请用“按比例”等",
            ),
            "text": Both("write the level without quotation marks", "等级名称不加引号"),
            "range": Both("a range has figures or dates as its ends", "区间两端须是数或日期"),
        },
    ),
    Entry(
        "E429",
        Both("period runs backwards", "期间倒置"),
        Both("the period ends on {end}, before it starts on {start}", "期间在 {end} 结束，早于开始的 {start}"),
        {"": Both("write the earlier date first", "请先写较早的日期")},
    ),
    Entry(
        "E430",
        Both("circle", "循环"),
        Both("“{name}” depends on itself: {circle}", "“{name}”依赖自身：{circle}"),
        {
            "": Both(
                "break the circle: one of them must be found without the others", "请打破循环：其中之一须不依赖其他各项就能确定"
            ),
            "move": Both("let one of these weights move somewhere else", "请让其中一项的分值移往别处"),
        },
        {"here": Both("through {path}", "经过 {path}")},
    ),
    Entry(
        "E431",
        Both("total without indicators", "有满分而无指标"),
        Both("there is a total, but no indicator", "有满分，却没有指标"),
        {"": Both("write a form or an indicator, or remove `total`", "请写自评表或指标，或删去“满分”")},
    ),
    Entry(
        "E432",
        Both("empty group", "空的指标组"),
        Both("the group “{name}” has no indicator", "指标组“{name}”里没有指标"),
        {
            "": Both(
                "write its indicators, or `indicator {name}` if it is one itself",
                "请写其中的指标；若它本身就是指标，请写“指标 {name}”",
            )
        },
    ),
    Entry(
        "E433",
        Both("columns of a form", "自评表的栏目"),
        Both("the columns of this form cannot be read", "自评表的栏目有误"),
        {
            "": Both("one column must name the indicators: 三级指标", "须有一栏写指标名称：三级指标"),
            "twice": Both("each column stands once", "每一栏只能出现一次"),
        },
    ),
    Entry(
        "E434",
        Both("row without a name", "行没有名称"),
        Both("this row names neither an indicator nor a group", "这一行既没有指标名称，也没有上级指标名称"),
        {"": Both("write a name, or `—` in 三级指标 if the row is not there", "请写名称；若该行不存在，请在三级指标栏写“—”")},
    ),
    Entry(
        "E435",
        Both("weight below zero", "分值为负"),
        Both("{weight} is no weight", "{weight} 不能作分值"),
        {
            "": Both("a weight is zero or more", "分值不能小于零"),
            "mean": Both("in a mean every weight is above zero", "求平均时权重须大于零"),
        },
    ),
    Entry(
        "E436",
        Both("two consequences", "不适用的处理有两种"),
        Both(
            "“{name}” says twice, and differently, what happens when it does not apply",
            "“{name}”对不适用的处理写了两种，互相矛盾",
        ),
        {"": Both("keep one consequence", "请只保留一种处理")},
    ),
    Entry(
        "E437",
        Both("option without figures", "选项不适用"),
        Both("the option {option} does not go with {method}", "选项“{option}”不能用于{method}"),
        {"": Both("remove the option", "请删去该选项")},
    ),
    Entry(
        "E438",
        Both("share out of range", "比例超出范围"),
        Both("{got} must be above 0% and at most 100%", "{got} 须大于 0% 且不超过 100%"),
        {"": Both("write a share such as 60%", "请写如 60% 的比例")},
    ),
    Entry(
        "E439",
        Both("how many of how many", "至少几项"),
        Both("`at least` needs a whole number from 1 to {of}", "“至少”须是 1 至 {of} 的整数"),
        {"": Both("the group has {of} members", "该组共有 {of} 项")},
    ),
    Entry(
        "E440",
        Both("version of the language", "语言版本"),
        Both("the version of the language is missing or not known {version}", "缺少语言版本，或版本 {version} 未知"),
        {
            "": Both("this evaldsl reads `language 1`", "本程序只认得“语言 1”"),
            "missing": Both("begin the file with `language 1`", "请在文件开头写“语言 1”"),
        },
    ),
    Entry(
        "E441",
        Both("not for a used file", "不能写在供使用的文件里"),
        Both("line {line} of “{file}” does not belong in a file for use", "“{file}”第 {line} 行的规定不能写在供使用的文件里"),
        {
            "": Both(
                "a used file holds units, types, facts, lets, methods and bands",
                "供使用的文件只写单位、类型、事实、令、方法和分档",
            )
        },
    ),
    Entry(
        "E442",
        Both("tolerance without a comparison", "误差没有对象"),
        Both("`within` needs one comparison of two figures", "“误差不超过”须跟在两个数的一个比较之后"),
        {"": Both("write `a == b within …`, or remove it", "请写“a = b 误差不超过 …”，或删去")},
    ),
    Entry(
        "E443",
        Both("negative tolerance", "误差为负"),
        Both("the tolerance {got} may be negative", "误差 {got} 可能为负"),
        {"": Both("write zero or more", "请写零或正数")},
    ),
    Entry(
        "E444",
        Both("unknown placeholder", "占位符不存在"),
        Both("“{{{name}}}” means nothing in this message", "提示里的“{{{name}}}”没有所指"),
        {
            "": Both("{{left}}, {{right}} and {{difference}} are known", "可用 {{left}}、{{right}}、{{difference}}"),
            "sides": Both(
                "the condition is no single comparison, so no figure can be shown", "条件不是单一的比较，没有可显示的数"
            ),
        },
    ),
    Entry(
        "E445",
        Both("outcome without end", "结论没有收尾"),
        Both("“{name}” does not say what holds when all requirements are met", "“{name}”没有写明各项要求都满足时的结论"),
        {"": Both("end with `otherwise …`", "请在最后写“其余 …”")},
    ),
    Entry(
        "E446",
        Both("irrational score not rounded", "得分未舍入"),
        Both(
            "the score of {name} has endless decimals and is printed, compared or added unrounded",
            "{name} 的得分是无限小数，须先舍入才能打印、比较或相加",
        ),
        {
            "": Both(
                "write `round half_up 3` in it, or `round each score half_up 2` at the top",
                "请在其中写“舍入 四舍五入 3 位”，或在开头写“舍入 每项得分 四舍五入 2 位”",
            )
        },
    ),
    Entry(
        "E447",
        Both("kept for the record only", "仅备查的数据"),
        Both("“{name}” is kept for the record only, but decides {what}", "“{name}”仅备查，却影响{what}"),
        {
            "": Both(
                "remove `record only` from the fact, or move the condition into a `check`",
                "请删去该数据的“仅备查”，或把这一条件写成“勾稽”",
            ),
            "let": Both(
                "it is read through {let}: remove `record only` from the fact, or keep {let} for checks alone",
                "经由“{let}”读到：请删去该数据的“仅备查”，或让“{let}”只用于勾稽",
            ),
        },
    ),
    *row_forms.LAWS,
    *groups.LAWS,
)
