"""E6xx: evaluation."""

from evaldsl.diagnostics.catalogue import groups
from evaldsl.diagnostics.core import Both, Entry

_PARTIAL = Both(
    "fill it in, or use --partial to see the range of the total without it",
    "请补填；也可用 --partial 查看缺此数据时总分的可能范围",
)
_DECLARED = {"declared": Both("declared here", "在此声明"), "indicator": Both("needed here", "此处需要")}

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E601",
        Both("A fact is missing", "缺少数据"),
        Both("“{name}”{label} is not given, and the result depends on it", "未填“{name}”{label}，而结果取决于它"),
        {"": _PARTIAL},
        _DECLARED,
    ),
    Entry(
        "E602",
        Both("An assessor's points are missing", "缺少评定得分"),
        Both("“{name}” is judged by an assessor, and no points are given", "“{name}”由评价人评定，尚未给分"),
        {
            "": Both(
                "give points and a reason under “judged”, or use --partial to see the range of the total without them",
                "请在“judged”中填写得分和理由；也可用 --partial 查看缺此评定时总分的可能范围",
            )
        },
        _DECLARED,
    ),
    Entry(
        "E603",
        Both("A bound does not settle the result", "所填界限不足以确定结果"),
        Both(
            "“{name}”{label} is given as {text} only, and that does not settle the result",
            "“{name}”{label}只填了界限 {text}，不足以确定结果",
        ),
        {
            "": Both(
                "give the exact figure, or use --partial to see the range of the total",
                "请填写确切数值；也可用 --partial 查看总分的可能范围",
            )
        },
        _DECLARED,
    ),
    Entry(
        "E604",
        Both("Judged points outside their range", "评定得分超出范围"),
        Both(
            "the points judged for “{name}” must lie within {low} to {high}",
            "“{name}”的评定得分必须在 {low} 至 {high} 分之间",
        ),
        {
            "": Both(
                "correct the points. Where a level opens a range, a shared end belongs to the upper level",
                "请改正得分。按等级给出区间的，相邻两级共有的端点归上一级",
            )
        },
    ),
    Entry(
        "E606",
        Both("Override outside the node's points", "改定得分超出范围"),
        Both(
            "the override of “{name}” is {found}, outside {low} to {high}",
            "“{name}”的改定得分为 {found}，不在 {low} 至 {high} 之间",
        ),
        {"": Both("an override stays within the points that the ruleset gives", "改定得分不得超出规则集规定的分值范围")},
    ),
    Entry(
        "E607",
        Both("Override of something not applicable", "改定了不适用的指标"),
        Both("“{name}” is not applicable, so it has no score to override", "“{name}”不适用，没有可改定的得分"),
        {
            "": Both(
                "remove the override, or give the fact instead of “not_applicable”",
                "请删去改定，或填写数据而不是“not_applicable”（不适用）",
            )
        },
    ),
    Entry(
        "E608",
        Both("A reason is missing", "缺少原因说明"),
        Both("the ruleset asks for a reason for “{name}”, and none is given", "规则集要求说明“{name}”的原因，但没有填写"),
        {"": Both("write it under “reasons” in the fact file", "请在数据文件的“reasons”中填写")},
        {"rule": Both("asked for here", "要求写在此处")},
    ),
    Entry(
        "E610",
        Both("Division by zero", "除数为零"),
        Both("this divides by zero, so “{name}” cannot be computed", "此处除数为零，“{name}”无法计算"),
        {
            "": Both(
                "check the fact in the denominator; where zero is possible, say what holds then: if 分母 == 0 then … else …",
                "请核对分母数据；分母可能为零的，请写明此时如何处理：如果 分母 == 0 则 … 否则 …",
            )
        },
    ),
    Entry(
        "E611",
        Both("A function is undefined here", "函数在此无定义"),
        Both(
            "the logarithm, root or power is undefined for this figure, so “{name}” cannot be computed",
            "对数、方根或乘方在此数值上无定义，“{name}”无法计算",
        ),
        {
            "": Both(
                "a logarithm needs a number above 0, an even root one of at least 0. Check the facts, or say what holds otherwise",
                "对数要求大于 0 的数，偶次方根要求不小于 0 的数。请核对数据，或写明其他情形如何处理",
            )
        },
    ),
    Entry(
        "E612",
        Both("A number is too large", "数值过大"),
        Both(
            "the figure has more than 1,000 digits, so “{name}” cannot be computed",
            "此数超过 1000 位，“{name}”无法计算",
        ),
        {"": Both("check the exponents and the facts", "请核对指数和数据")},
    ),
    Entry(
        "E613",
        Both("Undecided after 1,000 digits", "算到 1000 位仍无法判定"),
        Both(
            "1,000 digits of this irrational figure do not decide how it rounds or compares, so “{name}” cannot be computed",
            "此无理数算到 1000 位仍无法判定如何舍入或比较，“{name}”无法计算",
        ),
        {
            "": Both(
                "the figure is probably a rational number in disguise: simplify the formula, such as x^2 for sqrt(x^4)",
                "此数很可能其实是有理数：请化简公式，例如把 sqrt(x^4) 写成 x^2",
            )
        },
    ),
    Entry(
        "E614",
        Both("No band holds the value", "没有一档包含此值"),
        Both("no band holds the value, so “{name}” cannot be computed", "没有一档包含此值，“{name}”无法计算"),
        {"": Both("add a line “otherwise”", "请增加“其余”一行")},
    ),
    Entry(
        "E615",
        Both("A rule gives points outside the weight", "规则算出的得分超出分值"),
        Both(
            "the rule of “{name}” gives {found}, and its score must be at least {low} and at most {high}",
            "“{name}”按规则得 {found}，而其得分不得小于 {low}、不得大于 {high}",
        ),
        {
            "": Both(
                "if a limit is meant, write it: min(weight, …) or max(0, …). Nothing is cut off in silence",
                "如有上下限，请写明：最小值(分值, …) 或 最大值(0, …)。系统不会不加说明地截断",
            ),
        },
    ),
    Entry(
        "E616",
        Both("Too many irrational steps", "无理数运算层数过多"),
        Both(
            "more than 100 irrational operations stand in each other, so “{name}” cannot be computed",
            "无理数运算超过 100 层，“{name}”无法计算",
        ),
        {"": Both("round intermediate results by a stated rule", "请按写明的规则对中间结果舍入")},
    ),
    Entry(
        "E617",
        Both("The rules call each other too often", "方法层层调用过多"),
        Both(
            "the methods of this ruleset call each other so often that a fact file could take too long",
            "本规则集的方法层层调用，计算一份数据所需步骤过多",
        ),
        {"": Both("put repeated parts into a let inside the method", "请把重复的部分写成方法内的 令")},
    ),
    Entry(
        "E619",
        Both("A rule gives points below zero", "规则算出的得分小于零"),
        Both(
            "the rule of “{name}” gives {found}, and its score must be at least {low}",
            "“{name}”按规则得 {found}，而其得分不得小于 {low}",
        ),
        {"": Both("write max(0, …) if nothing below zero is meant", "如不应低于零，请写 最大值(0, …)")},
    ),
    Entry(
        "E620",
        Both("No row counts", "没有可计入的行"),
        Both("no row of “{list}” counts here, so “{name}” cannot be computed", "“{list}”中没有可计入的行，“{name}”无法计算"),
        {
            "": Both(
                "check the rows and the condition; where none is possible, say what holds then: if count(over {list} …) == 0 then … else …",
                "请核对各行数据和条件；可能一行都没有的，请写明此时如何处理：如果 计数(遍历 {list} …) == 0 则 … 否则 …",
            )
        },
    ),
    *groups.EVALUATION,
)
