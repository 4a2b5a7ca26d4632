"""Norms, cost sheets and comparisons, of every layer."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E147",
        Both("comparison with one side", "对比缺一方"),
        Both("“{name}” does not say what stands {side}", "“{name}”没有写明其中一方（{side}）"),
        {
            "": Both(
                "write both: `before last_year = amount over list` and `after this_year = amount over list`",
                "两方都要写：“前期 上年 = 金额 遍历 列表”和“后期 本年 = 金额 遍历 列表”",
            )
        },
    ),
    Entry(
        "E148",
        Both("lines that do not say what they amount to", "未写明每条的金额"),
        Both("the lines from “{list}” do not say what each amounts to", "取自“{list}”的明细没有写明每条的金额"),
        {
            "": Both(
                "write `each amount = quantity * price`, or `each amount` for a field or named value of the rows",
                "请写“每条 金额 = 数量 × 单价”；金额若已是该列表的字段或取值，写“每条 金额”即可",
            )
        },
    ),
    Entry(
        "E149",
        Both("a class has five words", "归类须有五个用词"),
        Both("there are {count} different words here, and a class has five", "这里有 {count} 个不同的用词，归类须写五个"),
        {
            "": Both(
                "name new, lowered, raised, unchanged, abolished in this order (of a comparison: new, dropped, more, less, unchanged), or none at all",
                "请依次写新设、下降、上升、不变、取消（对比为新增、取消、增加、减少、不变）各用什么词，或一个也不写",
            )
        },
    ),
    Entry(
        "E257",
        Both("table without norms", "定额表没有定额"),
        Both("“{name}” has no norm", "“{name}”中没有定额"),
        {"": Both("write its norms between the braces: `norm …`", "请在括号内写出各项定额：“定额 …”")},
    ),
    Entry(
        "E258",
        Both("tiers replace no single rate", "分档的定额没有单一的原标准"),
        Both(
            "“{name}” is a rate for each tier, and one rate before cannot be set against them",
            "“{name}”按档次各有标准，不能与一个原标准相比",
        ),
        {"": Both("write a norm for each tier, or leave out `replaces`", "请把各档分别写成定额，或删去“原标准”")},
    ),
    Entry(
        "E259",
        Both("nothing that was abolished", "没有写明取消的是什么"),
        Both("“{name}” is abolished, but nothing says what was in force", "“{name}”已取消，但没有写明原来的标准"),
        {"": Both("say what it was: `norm {name} abolished {{ replaces … }}`", "请写明：“定额 {name} 取消 {{ 原标准 … }}”")},
    ),
    Entry(
        "E260",
        Both("a tier has one rate", "一档只有一个标准"),
        Both("a tier of “{name}” runs from one rate to another", "“{name}”的一档写了从一个标准到另一个标准"),
        {"": Both("write one rate for the tier", "请给这一档写一个标准")},
    ),
    Entry(
        "E261",
        Both("cost sheet without lines or total", "成本表缺明细或总计"),
        Both("“{name}” lacks its lines, or the name of its total", "“{name}”缺少明细，或没有写明总计的名称"),
        {
            "": Both("write `total …` as its last line: shares are taken of it", "请在最后写“总计 …”：占比以它为分母"),
            "empty": Both("write its lines, then `total …`", "请写出各项明细，再写“总计 …”"),
            "part": Both("write the lines of the part, or leave the part out", "请写出这一分项的明细，或删去这一分项"),
        },
    ),
    Entry(
        "E262",
        Both("the rows have no such amount", "列表中没有这个金额"),
        Both("the rows of “{list}” have no field or named value “{name}”", "“{list}”的各行没有字段或取值“{name}”"),
        {"": Both("say how it is made: `each {name} = …`", "请写明怎样算出：“每条 {name} = …”")},
    ),
    Entry(
        "E333",
        Both("no rate or amount", "不是标准或金额"),
        Both("“{name}” is {got}, which will not do here", "“{name}”是{got}，不能用在这里"),
        {
            "": Both("a norm is a number with a unit, such as `200 元/人次`", "定额须是带单位的数，如“200 元/人次”"),
            "compare": Both("two lists are compared by a number", "对比的须是数值"),
            "row": Both("the amount of a row must be in the unit of the sheet, {unit}", "每条的金额须以成本表的单位计：{unit}"),
        },
    ),
    Entry(
        "E334",
        Both("a change of unit that is none", "单位没有变化"),
        Both("“{name}” has no change of unit to explain", "“{name}”没有需要说明的单位变化"),
        {
            "": Both("leave it out: there is nothing before, or nothing after", "请删去：没有变化前后两个标准"),
            "same": Both("leave it out: both figures have the same unit", "请删去：变化前后单位相同"),
        },
    ),
    Entry(
        "E335",
        Both("unlike units are not compared", "单位不同，不能相比"),
        Both(
            "“{name}” was in {before} and is in {after}: these do not compare",
            "“{name}”原以 {before} 计，现以 {after} 计，两者不能相比",
        ),
        {
            "": Both(
                'bring both to one unit, or say why the unit changed: `unit changed "…"`; then the figures are compared as they are printed',
                "请化为同一单位；单位确有变化的，写明原因：“单位变化 “……””，此时按各自单位的数字相比",
            ),
            "measure": Both(
                "every row brings its own unit, which may be another in the other list: compare amounts instead, or say why the figures compare: "
                '`unit changed "…"`',
                "各行自带单位，两个列表中同一项的单位可能不同：请改为对比金额；确实可比的，写明理由：“单位变化 “……””",
            ),
        },
    ),
    Entry(
        "E472",
        Both("direct line below a fee", "直接费用写在费用之后"),
        Both("this line stands below “{fee}”, whose base it would belong to", "这项明细写在“{fee}”之后，而它应计入其计费基数"),
        {"": Both("move it above the first fee", "请移到第一项费用之前")},
        {"fee": Both("the first fee", "第一项费用")},
    ),
    Entry(
        "E473",
        Both("no column of parts", "不能按此列分项"),
        Both("“{list}” cannot be put into parts by “{name}”", "“{list}”不能按“{name}”分项"),
        {
            "": Both("name a field of the list that is one of a list of words", "请写该列表中取自若干用词的字段"),
            "type": Both(
                "the parts of a sheet are known before any row is read: declare the field as `one of {{ … }}` (it is {got})",
                "成本表的分项须在读取各行之前确定：请把该字段声明为“取自 {{ … }}”（现为{got}）",
            ),
            "inside": Both("these lines stand inside a part already: leave `part` out", "这些明细已在一个分项之内：请删去“分项”"),
        },
    ),
    Entry(
        "E474",
        Both("line that uses what stands below it", "明细引用了它下面的金额"),
        Both("“{line}” uses “{name}”, which is not known above it", "“{line}”引用了“{name}”，而它在上文还没有算出"),
        {
            "": Both("move “{name}” above it", "请把“{name}”移到它上面"),
            "self": Both("a line cannot be made of itself", "一项金额不能由自己算出"),
            "total": Both(
                "the total contains this line, so that the base would contain the fee itself: state another base (`direct`, parts), and write a "
                "cap of the total as `check … {{ {line} <= 10% of {name} }}` outside the sheet",
                "总计已包含这一项，以它为基数就会循环：请另写计费基数（直接费用或某几个分项）；不得超过总计的一定比例，"
                "请在成本表外写“勾稽 … {{ {line} ≤ 10% 的 {name} }}”",
            ),
        },
        {"below": Both("“{name}” stands here", "“{name}”在这里")},
    ),
    Entry(
        "E475",
        Both("too many parts in a cost sheet", "成本表的分项太多"),
        Both(
            "this sheet has {count} parts and fees, at most {most} are allowed", "该成本表有 {count} 个分项和费用，最多 {most} 个"
        ),
        {"": Both("put lines together into parts", "请把明细归并为分项")},
    ),
    Entry(
        "E476",
        Both("lists joined by what one of them lacks", "对比的一方没有这个字段"),
        Both("the rows of “{list}” have no field “{name}” to be joined by", "“{list}”的各行没有用来对应的字段“{name}”"),
        {"": Both("name a field that both lists have", "请写两个列表都有的字段")},
    ),
    Entry(
        "E477",
        Both("lists joined by a field that may be missing", "用可缺的字段对应"),
        Both(
            "“{name}” of “{list}” may be missing, and such a row could be joined to nothing",
            "“{list}”的“{name}”可以不填，这样的行无从对应",
        ),
        {"": Both("join by a field that every row has, best the key", "请用每行都有的字段对应，最好是键")},
    ),
    Entry(
        "E478",
        Both("lists joined by unlike values", "对应的字段类型不同"),
        Both("“{name}” is {one} in one list and {other} in the other", "“{name}”在一个列表中是{one}，在另一个列表中是{other}"),
        {"": Both("declare the field alike in both lists", "请在两个列表中把该字段声明为同一类型")},
    ),
    Entry(
        "E632",
        Both("a row that stands twice cannot be compared", "同一项出现两次，无法对比"),
        Both("“{key}” stands in more than one row of “{list}”", "“{list}”中有多行是“{key}”"),
        {"": Both("group the rows first, or compare by the key of the list", "请先分组汇总，或按列表的键对比")},
        {"compared": Both("compared here", "在这里对比")},
    ),
)
