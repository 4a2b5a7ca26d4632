"""Lists that look at each other: groups, places, references between rows."""

from evaldsl.diagnostics.core import Both, Entry

NAMES = (
    Entry(
        "E240",
        Both("no row to compare", "没有可比较的行"),
        Both(
            "`{name}` compares a row of “{list}” with the others, and no row of “{list}” stands here",
            "“{name}”是“{list}”的一行与其他各行相比，而此处不在“{list}”的行内",
        ),
        {
            "": Both(
                "write it as a named value of the rows: `for each … in {list} {{ let … }}`",
                "请写成各行的取值：“每个 … 属于 {list} {{ 令 … }}”",
            ),
            "group": Both(
                "a group has rows of its own: compare rows in `for each … in {list}`, or groups with `over` and the name of the groups",
                "此处是一组，不是一行：逐行比较请写在“每个 … 属于 {list}”内；各组相比请写“遍历”和分组的名称",
            ),
        },
    ),
    Entry(
        "E241",
        Both("rows that cannot be referred to", "无法引用的行"),
        Both("a row of “{name}” cannot be referred to here", "这里不能引用“{name}”的行"),
        {
            "": Both(
                "give “{name}” a key that tells its rows apart: write `key` after one of its fields",
                "请为“{name}”写明区分各行的键：在某个字段后写“键”",
            ),
            "made": Both(
                "“{name}” is calculated and stands in no fact file: refer to a list of `facts`",
                "“{name}”是计算出来的，不在事实文件中：请引用“事实”中的列表",
            ),
            "circle": Both(
                "the keys of these lists refer to each other: give one of them a key of its own",
                "这些列表的键互相引用：请让其中一个列表有自己的键",
            ),
            "far": Both(
                "write at most {most} names in a path, and the rest as a named value of the rows",
                "一条路径最多写 {most} 个名称，其余请写成各行的取值",
            ),
            "place": Both("only a fact or a field of a list may be a row of a list", "只有事实或列表的字段才能写“条目 属于”"),
        },
    ),
    Entry(
        "E243",
        Both("row around compared otherwise than with ==", "外层的行只能用 == 比较"),
        Both(
            "in this condition “{name}”, the row around, is not simply compared with `==`",
            "此条件用到外层的行“{name}”，但不是简单的“==”比较",
        ),
        {
            "": Both(
                "write one side of the rows and one of “{name}”: `where 所属 == {name}`, joined to other conditions by `and`",
                "请写成一边是各行的字段、一边是“{name}”：“当 所属 == {name}”，与其他条件用“且”相连",
            )
        },
    ),
    Entry(
        "E244",
        Both("word that does not belong to the function", "该函数不用这个词"),
        Both("“{option}” does not go with `{name}`", "“{name}”不能与“{option}”连用"),
        {
            "": Both("leave it out", "请删去"),
            "only": Both("it belongs to `{due}`: leave it out, or use `{due}`", "它只用于“{due}”：请删去，或改用“{due}”"),
            "both": Both(
                "say either `others` or `top`: in a row of its own it is not clear whether the row may be among the first",
                "“其余各条”与“前…名”只能用一个：否则说不清本行算不算在前几名之内",
            ),
        },
    ),
    Entry(
        "E245",
        Both("rows of different lists compared", "比较了不同列表的行"),
        Both("one side is a row of “{one}”, the other a row of “{other}”", "一边是“{one}”的行，另一边是“{other}”的行"),
        {"": Both("compare rows of one list, or fields by name", "请比较同一列表的行，或写明用哪个字段比较")},
    ),
)

LAWS = (
    Entry(
        "E454",
        Both("number of places out of range", "名次个数不对"),
        Both("{number} is no number of places", "{number} 不能作名次个数"),
        {"": Both("write a whole number from 1", "请写不小于 1 的整数")},
    ),
    Entry(
        "E455",
        Both("share of equal members out of range", "相等时的得分比例不对"),
        Both("`{text}` is {got}, not a share from 0% to 100%", "“{text}”是{got}，不是 0% 至 100% 的比例"),
        {"": Both("write what every row gets when all are equal: `equal 100%`", "请写各行都相等时的比例，如“相等 得 100%”")},
    ),
)

FACTS = (
    Entry(
        "E598",
        Both("row that is not there", "所引用的行不存在"),
        Both("no row of {list} has the “{key}” {value}", "{list} 中没有“{key}”为 {value} 的行"),
        {
            "": Both("correct “{field}”, or add the row to {list}", "请更正“{field}”，或在 {list} 中补上这一行"),
            "near": Both(
                "did you mean “{near}”? Correct “{field}”, or add the row to {list}",
                "是不是“{near}”？请更正“{field}”，或在 {list} 中补上这一行",
            ),
        },
    ),
)

EVALUATION = (
    Entry(
        "E626",
        Both("All members are equal", "各行相等，无法标准化"),
        Both(
            "all {count} rows of “{list}” have the same figure, so that “{name}” cannot be put between the least and the greatest",
            "“{list}”的 {count} 行数值都相同，没有最大最小之分，“{name}”无法计算",
        ),
        {"": Both("say what holds then: `min_max(… equal 100%)`", "请写明此时如何处理：“极差标准化(… 相等 得 100%)”")},
    ),
)
