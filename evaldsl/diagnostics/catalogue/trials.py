"""Examples, properties and what is said of them."""

from evaldsl.diagnostics.core import Both, Entry

_NEAR = Both("did you mean “{near}”?", "是否想写“{near}”？")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E151",
        Both("nothing to be tried", "没有可检验的内容"),
        Both("“{name}” expects nothing", "“{name}”没有写明期望什么"),
        {
            "example": Both(
                "say what must come out, such as `expect total == 97` or `expect refused E601`",
                "请写明应得出什么，例如“期望 总分 = 97”或“期望 拒绝 E601”",
            ),
            "property": Both(
                "say what must hold for all facts, such as `total in 0 .. 100`",
                "请写明对一切事实都成立的话，例如“总分 在 0 至 100”",
            ),
            "row": Both(
                "fill in a cell under a head with `expect`, or take the row out",
                "请在“期望”的栏目下填一格，或删去这一行",
            ),
        },
    ),
    Entry(
        "E283",
        Both("a head that cannot stand there", "栏目有误"),
        Both("the head “{found}” cannot stand here in a table of examples", "示例表的栏目“{found}”不能写在这里"),
        {
            "twice": Both("keep one of the two columns", "两列请只保留一列"),
            "blank": Both(
                "say in every head what its column gives or expects, such as `党内培训` or `expect total`",
                "每一栏都请写明设什么或期望什么，例如“党内培训”或“期望 总分”",
            ),
        },
        {"first": Both("the same is said here", "前面已有这一列")},
    ),
    Entry(
        "E284",
        Both("a table that expects nothing", "示例表没有期望"),
        Both("no column of “{name}” says what must come out", "“{name}”没有一列写明期望什么"),
        {
            "": Both(
                "head the first such column with `expect`, such as `expect total`; the columns right of it are expected too",
                "请在第一个这样的栏目前写“期望”，例如“期望 总分”；它右边的各列也都是期望",
            )
        },
    ),
    Entry(
        "E285",
        Both("a table of examples without rows", "示例表没有内容"),
        Both("“{name}” has no line of heads with rows below it", "“{name}”没有表头行，或表头下面没有内容"),
        {
            "": Both(
                "write a line such as `example | 党内培训 | expect total`, and below it a row for each example",
                "请先写表头行，如“示例 | 党内培训 | 期望 总分”，再逐行写各个示例",
            )
        },
    ),
    Entry(
        "E266",
        Both("no fact", "不是事实"),
        Both("“{name}” is calculated, and is no fact of the fact file", "“{name}”是计算得出的，不是事实文件中的事实"),
        {
            "": Both(
                "name a fact that the fact file gives; its consequences follow from it",
                "请写事实文件提供的事实；由它得出的结果会随之改变",
            )
        },
    ),
    Entry(
        "E267",
        Both("no plain figure", "不是直接的数值"),
        Both("{text} is no figure as a fact file has it, for {name}", "{text} 不是事实文件中可填的值（{name}）"),
        {
            "": Both(
                "write the figure itself with its unit, such as `99 次`, a date, a level or a text",
                "请直接写数值和单位，例如“99 次”，或日期、等次、文本",
            )
        },
    ),
    Entry(
        "E268",
        Both("an unknown code", "没有这个编号"),
        Both("no diagnostic has the code {written}", "没有编号为 {written} 的提示"),
        {"": Both("`evaldsl explain` lists the codes", "编号见“evaldsl explain”")},
    ),
    Entry(
        "E269",
        Both("an unknown check, finding or outcome", "没有这个勾稽、发现或结论"),
        Both("no {kind} is called “{name}”", "没有名为“{name}”的{kind}"),
        {"": Both("write the name as it is declared", "请按声明的名称填写"), "near": _NEAR},
    ),
    Entry(
        "E270",
        Both("nothing that can grow", "不能增减的事实"),
        Both("“{name}” is {got}: it neither grows nor falls", "“{name}”是{got}，没有增减"),
        {"": Both("name a fact that is a number with or without a unit", "请写一个数值型的事实")},
    ),
    Entry(
        "E271",
        Both("nothing that can be compared", "不能比较大小"),
        Both("{text} is {got}: it neither rises nor falls", "{text} 是{got}，没有升降"),
        {"": Both("state the trend of a score or of another figure", "请写得分或其他数值的变化方向")},
    ),
    Entry(
        "E272",
        Both("two fact files or one", "一份还是两份事实"),
        Both("what may differ is said of two fact files, and here is one", "“相同除”说的是两份事实，这里只有一份"),
        {
            "": Both("write `for two 甲, 乙` after the name of the property", "请在性质的名称后写“对两份 甲、乙”"),
            "kind": Both(
                "of two fact files a property states a condition, such as `甲.total >= 乙.total`; this kind of claim is about one",
                "对两份事实只能写条件，例如“甲.总分 ≥ 乙.总分”；这种说法针对一份事实",
            ),
        },
    ),
    Entry(
        "E273",
        Both("no step", "不能作步长"),
        Both("{text} is no step: a step is a fixed figure above 0", "{text} 不能作步长：步长应为大于 0 的固定数"),
        {
            "": Both(
                "write a fixed figure with the unit of what moves, such as `per 1 次`",
                "请写固定的数和单位，例如“每 1 次”",
            )
        },
    ),
    Entry(
        "E274",
        Both("no such base", "没有这份基础事实"),
        Both("the fact file “{base}” is not found", "找不到事实文件“{base}”"),
        {
            "": Both(
                "an example starts from a fact file in the folder of its ruleset, or in the folder `examples` beside that",
                "示例所基于的事实文件应在规则集所在的文件夹，或与之并列的 examples 文件夹中",
            )
        },
    ),
    Entry(
        "E275",
        Both("the base is no fact file", "基础文件不是事实文件"),
        Both("“{base}” is no fact file: {reason}", "“{base}”不是事实文件：{reason}"),
        {"": Both("run it with `evaldsl run` to see what is wrong with it", "请先用“evaldsl run”查看它的问题")},
    ),
    Entry(
        "E650",
        Both("too few rules are decided by examples", "示例覆盖的规则不够"),
        Both(
            "the examples decide {found} of the rules, less than {least}; points left: {missing}",
            "示例判定了 {found} 的规则，低于 {least}，还差 {missing} 处",
        ),
        {
            "": Both(
                "`evaldsl test --coverage` lists what is left with its place; add examples that expect something of it",
                "“evaldsl test --coverage”逐处列出，请补充示例并写明期望",
            )
        },
    ),
)
