"""What if and how to reach: what is changed, what is to be reached, what a change costs."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E280",
        Both("nothing that can be changed", "没有这项可变动的事实"),
        Both("“{name}” cannot be changed so", "“{name}”不能这样变动"),
        {
            "": Both(
                "name a fact, an indicator with a fact of its own, an indicator that is judged, or a cell such as `项目[0].支出`",
                "请写事实、自带事实的指标、由人评定的指标，或单元格，例如“项目[0].支出”",
            ),
            "near": Both("did you mean “{near}”?", "是否想写“{near}”？"),
            "form": Both("write NAME=VALUE, such as 党内培训=99", "请写成“名=值”，例如：党内培训=99"),
            "computed": Both("it is calculated: change a fact that it is calculated from", "它由计算得出：请变动它所依据的事实"),
            "several": Both("several have this name: {paths}; write the full path of one", "有几项同名：{paths}；请写全路径"),
            "twice": Both("it is changed twice: say it once", "同一项写了两次：请只写一次"),
            "row": Both("the list “{list}” has {rows} rows, counted from 0", "列表“{list}”有 {rows} 行，从 0 数起"),
            "points": Both("give the points of an assessor as a number", "评定分请写数字"),
        },
    ),
    Entry(
        "E281",
        Both("not a range", "不是可列出的范围"),
        Both("“{written}” is no range that can be shown as a table", "“{written}”不能列成表"),
        {
            "": Both("write a range as 90..110, or with a step as 90..110/5", "范围请写成 90..110，有步长时写成 90..110/5"),
            "form": Both("write a range as 90..110, or with a step as 90..110/5", "范围请写成 90..110，有步长时写成 90..110/5"),
            "order": Both(
                "the first figure is not above the second, and the step is above 0", "前一个数不大于后一个数，步长大于 0"
            ),
            "units": Both("write one unit, once or each time the same", "请只用一种单位"),
            "many": Both(
                "it makes {count} rows, a table has {most} at most: give a larger step, such as 90..110/5",
                "共 {count} 行，一张表最多 {most} 行：请给出更大的步长，例如 90..110/5",
            ),
            "two": Both("a table has two ranges at most: fix the others", "一张表最多两个范围：其余请写定值"),
        },
    ),
    Entry(
        "E646",
        Both("costs in unlike units", "成本的单位不一致"),
        Both(
            "this cost is in {unit}, the first one in {other}: they do not add up",
            "这项成本以{unit}计，前一项以{other}计，不能相加",
        ),
        {"": Both("write all costs of change in one unit, such as 万元", "变动成本请都用同一种单位，例如万元")},
        {"first": Both("the first one", "前一项")},
    ),
    Entry(
        "E647",
        Both("no price", "不能作成本"),
        Both("“{text}” is no price of a change", "“{text}”不能作变动成本"),
        {
            "": Both(
                "a price and its step are fixed figures above 0, such as `change costs 0.2 万元 per 1 次`",
                "成本和步长应为大于 0 的固定数，例如“变动成本 每 1 次 0.2 万元”",
            ),
            "twice": Both("a price stands for this way already: say each way once", "这个方向已写明成本：每个方向只写一次"),
        },
    ),
    Entry(
        "E648",
        Both("nothing that is moved step by step", "不能按步变动的事实"),
        Both("“{name}” is {got}: a cost of change is stated for what is counted", "“{name}”是{got}，变动成本只用于可计数的事实"),
        {
            "": Both("leave the cost out", "请删去变动成本"),
            "key": Both(
                "it tells the rows apart, and is not moved: leave the cost out", "它用来区分各行，不作变动：请删去变动成本"
            ),
            "record": Both(
                "it is kept for the record, and nothing is reached by it: leave the cost out",
                "它仅备查，变动它达不到目标：请删去变动成本",
            ),
        },
    ),
    Entry(
        "E649",
        Both("no costs of change", "没有变动成本"),
        Both("no fact of this ruleset says what changing it costs", "本规则集没有写明任何事实的变动成本"),
        {
            "": Both(
                "write the cost beside the fact: `党内培训 : 次 integer change costs 0.2 万元 per 1 次`",
                "请在事实后写明成本：“党内培训：次 整数 变动成本 每 1 次 0.2 万元”",
            )
        },
    ),
    Entry(
        "E282",
        Both("no such goal", "没有这样的目标"),
        Both("“{goal}” cannot be a goal", "“{goal}”不能作目标"),
        {
            "grade": Both("the grades of this ruleset are {grades}", "本规则集的等级有：{grades}"),
            "no_grades": Both("this ruleset has no grades: give a --score", "本规则集没有等级：请给出 --score"),
            "no_total": Both("this ruleset scores nothing", "本规则集不计分"),
            "number": Both("write the score as a number, such as 90 or 89.5", "分数请写成数字，例如 90 或 89.5"),
            "node": Both("no indicator or group has this path", "没有这个路径的指标或指标组"),
            "near": Both("did you mean “{near}”?", "是否想写“{near}”？"),
            "rating": Both("its result is a rating and no number", "它的结果是等次，不是数"),
            "fact": Both(
                "it is a text, a unit or kept for the record: nothing can be reached by it",
                "它是文本、计量单位或仅备查的事实，变动它达不到目标",
            ),
        },
    ),
)
