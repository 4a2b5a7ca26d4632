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
