"""Decision tables, scorecards and findings: E143 to E146, E253 to E256, E464 to E471, E630 and E631."""

from evaldsl.diagnostics.core import Both, Entry

_FIRST = {"first": Both("already stated here", "前面已经写过")}

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E143",
        Both("heads that do not fit the table", "决策表的表头不对"),
        Both("the heads do not fit: {found}", "表头有误：{found}"),
        {
            "": Both(
                "head each column by an input, or by its kind; here these can stand: {heads}",
                "每列的表头须是输入的名称或固定的列名；这里可用：{heads}",
            ),
            "near": Both("did you mean `{near}`?", "是不是想写“{near}”？"),
            "missing": Both("add a column headed `{found}`", "请补上表头为“{found}”的一列"),
            "twice": Both("keep one of them", "请只保留一个"),
            "input": Both(
                "rename the input: these words head columns of their own: {heads}",
                "请给这个输入改名：这些词是固定的列名：{heads}",
            ),
        },
        _FIRST,
    ),
    Entry(
        "E144",
        Both("empty cell in a table", "决策表有空单元格"),
        Both("the cell under `{column}` is empty", "“{column}”一列的单元格是空的"),
        {
            "": Both(
                "write `-` where anything will do, or repeat the words of the line above: an empty cell could mean either",
                "任意值请写“-”，与上一行相同的请重写一遍：空格两种意思都可能",
            ),
            "first": Both("the first line names the characteristic that it speaks of", "第一行须写明是哪一个特征"),
        },
    ),
    Entry(
        "E145",
        Both("`otherwise` out of place", "“其余”的位置不对"),
        Both("`{found}` cannot stand here", "“{found}”不能写在这里"),
        {
            "": Both(
                "a line with `otherwise` tests nothing else: leave its other cells empty",
                "“其余”一行不再有其他条件：请把该行其他条件格留空",
            ),
            "last": Both("put it once, below all other lines", "请只写一次，放在所有行之后"),
            "both": Both("keep either the `otherwise` line or `no match refuses`", "“其余”行与“无对应则拒绝”只能保留一个"),
            "scorecard": Both(
                "every characteristic of a scorecard hits a line: add `otherwise` lines instead",
                "评分卡的每个特征都要落到一行：请改用“其余”行",
            ),
        },
        _FIRST,
    ),
    Entry(
        "E146",
        Both("a table without lines", "决策表没有内容"),
        Both("this table has no line of heads with lines below it", "这张表没有表头行，或表头下面没有内容"),
        {
            "": Both(
                "write a line such as `类别 | 人数 | result`, and below it a line for each case",
                "请先写表头行，如“类别 | 人数 | 结果”，再逐行写各种情形",
            )
        },
    ),
    Entry(
        "E253",
        Both("brace in a sentence", "句中的花括号有误"),
        Both("`{found}` in this sentence holds no figure", "句中的“{found}”里没有数"),
        {
            "": Both(
                "write a name or a formula between two braces, or take the brace out",
                "请在一对花括号中写名称或算式，或删去花括号",
            )
        },
    ),
    Entry(
        "E254",
        Both("a line that asks other rules", "表中引用了别的规则"),
        Both(
            "the result of a line asks “{name}”, but it may read only the inputs of its table",
            "行的结果引用了“{name}”，但只能使用本表的输入",
        ),
        {
            "": Both(
                "make it an input, or calculate with it where the table is called",
                "请把它作为输入，或在调用本表的地方计算",
            )
        },
    ),
    Entry(
        "E255",
        Both("characteristics and inputs do not match", "评分卡的特征与输入对不上"),
        Both("“{name}” is not both an input and a characteristic of this scorecard", "“{name}”不同时是本评分卡的输入和特征"),
        {
            "": Both("name the lines by an input: {known}", "请用输入的名称作特征：{known}"),
            "missing": Both("add lines for this input, or take it out", "请为这个输入写上评分行，或删去它"),
        },
    ),
    Entry(
        "E256",
        Both("a level that reads as otherwise", "等级名称与“其余”混淆"),
        Both("`{word}` is a level of {name} and the word for all other cases", "“{word}”既是“{name}”的一个等级，又表示其余情形"),
        {"": Both("quote the level as 「{word}」, or write `otherwise`", "等级请写作「{word}」，其余情形请写“其余”")},
    ),
    Entry(
        "E464",
        Both("two lines of a table hold together", "决策表两行同时成立"),
        Both(
            "two lines of {name} hold for {witness}, and exactly one may",
            "{witness} 时，“{name}”有两行同时成立，而只允许恰一条",
        ),
        {
            "": Both(
                "let the lines part where they meet (`[1, 3)`, `>= 3`), or state another hit rule (first, highest …)",
                "请让各行首尾分开（如 [1, 3) 与 ≥ 3），或改用别的命中规则（首条、最高等）",
            )
        },
        {"first": Both("the other line: {name}", "另一行：{name}")},
    ),
    Entry(
        "E465",
        Both("no line of a table holds", "决策表有空档"),
        Both("no line of {name} holds for {witness}", "{witness} 时，“{name}”没有一行成立"),
        {
            "": Both(
                "add a line for it, end with `otherwise`, or own the gap with `no match refuses`",
                "请为这种情形补一行，或以“其余”结尾，或写明“无对应则拒绝”",
            )
        },
    ),
    Entry(
        "E466",
        Both("lines that hold together disagree", "同时成立的两行结果不一"),
        Both(
            "two lines of {name} hold for {witness} and need not give the same",
            "{witness} 时，“{name}”有两行同时成立，结果却不一定相同",
        ),
        {
            "": Both(
                "give them one result, or state which counts: first, highest, lowest",
                "请统一结果，或写明以哪一行为准：首条、最高、最低",
            )
        },
        {"first": Both("the other line: {name}", "另一行：{name}")},
    ),
    Entry(
        "E467",
        Both("a cell that is no constant", "单元格不是固定的值"),
        Both(
            "`{text}` is no fixed value, so the lines cannot be held against each other",
            "“{text}”不是固定的值，无法核对各行有无空档和重叠",
        ),
        {
            "": Both(
                "write the figure itself, or make the comparison an input of yes or no",
                "请直接写数，或把这个比较作为一个“是否”输入",
            ),
            "unequal": Both("write `not` before the texts", "请在文本前写“非”"),
        },
    ),
    Entry(
        "E468",
        Both("a rule that does not suit the result", "命中规则与结果类型不合"),
        Both("{rule} asks for another result than {got}", "“{rule}”不适用于{got}"),
        {
            "": Both("a scorecard adds up numbers: state points or a unit", "评分卡各项相加，结果须是分数或带单位的数"),
            "highest": Both("use it for numbers, dates or ordered levels", "请用于数、日期或有高低的等级"),
            "lowest": Both("use it for numbers, dates or ordered levels", "请用于数、日期或有高低的等级"),
            "all_summed": Both("use it for numbers", "请用于数"),
            "all_counted": Both("state `-> number`, and leave the result column out", "请写“-> 数值”，不写结果列"),
            "all_listed": Both("state `-> text`", "请写“-> 文本”"),
        },
    ),
    Entry(
        "E469",
        Both("a table too large to be held against itself", "决策表过大，无法核对"),
        Both("“{name}” has more than {most} combinations", "“{name}”的情形超过 {most} 种"),
        {
            "": Both("split it into tables of fewer inputs", "请拆成输入较少的几张表"),
            "lines": Both("split it into tables of fewer lines", "请拆成行数较少的几张表"),
        },
    ),
    Entry(
        "E470",
        Both("a line of a table that never fires", "决策表有用不到的行"),
        Both("the line “{line}” holds for no input", "“{line}”一行对任何输入都不成立"),
        {
            "": Both(
                "the range of its inputs leaves nothing to it: mend the cell or the range",
                "输入的取值范围里没有它的情形：请改单元格或范围",
            ),
            "above": Both(
                "the lines above leave nothing to it: move it up, or take it out", "上面各行已包含它的全部情形：请上移或删去"
            ),
        },
    ),
    Entry(
        "E471",
        Both("a finding without an otherwise", "发现没有写其余"),
        Both("“{name}” does not state what holds when none of its conditions does", "“{name}”没有写明各条件都不成立时怎么办"),
        {"": Both('end it with `otherwise: none` or `otherwise: "…"`', "请以“其余：无”或“其余：“……””结尾")},
    ),
    Entry(
        "E630",
        Both("No line of a table holds", "决策表中没有对应的行"),
        Both(
            "no line of “{table}” holds for {figures}, so “{name}” cannot be computed",
            "“{table}”没有与 {figures} 对应的行，“{name}”无法计算",
        ),
        {"": Both("check these figures, or let the table say what holds for them", "请核对这些数据，或在表中写明这种情形的结果")},
    ),
    Entry(
        "E631",
        Both("A figure that a table is not for", "数据超出决策表的范围"),
        Both(
            "“{table}” is not made for {input} = {figure}, so “{name}” cannot be computed",
            "“{table}”不适用于 {input} = {figure}，“{name}”无法计算",
        ),
        {"": Both("check the figure, or widen the range of the input in the table", "请核对该数，或放宽表中这个输入的范围")},
    ),
)
