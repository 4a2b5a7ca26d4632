"""Filed figures that restate others."""

from evaldsl.diagnostics.core import Both, Entry

RESTATED: tuple[Entry, ...] = (
    Entry(
        "E263",
        Both("what restates is not filed", "复述的不是填报的数"),
        Both("`{text}` is no fact: it has no digits that were filed", "“{text}”不是填报的数，没有填报的位数"),
        {
            "": Both(
                "before `restates` stands one fact or field; compare anything else with `==` and `within`",
                "“复述”前面写一个事实或字段；别的数请用“=”和“误差不超过”比较",
            ),
            "let": Both(
                "it is calculated by the ruleset: restate the figure that was filed, or compare with `==` and `within`",
                "它由规则集算出：请写填报的那个数，或用“=”和“误差不超过”比较",
            ),
        },
    ),
    Entry(
        "E264",
        Both("what restates is not a number", "复述的不是数"),
        Both("`{text}` is not a number, so it has no digits to be right at", "“{text}”不是数，谈不上按位数核对"),
        {"": Both("compare it with `==`", "请用“=”比较")},
    ),
    Entry(
        "E265",
        Both("tolerance beside the filed digits", "填报的位数之外又写了误差"),
        Both(
            "{name}: a figure that restates is right at the digits that were filed, and no further tolerance is due",
            "{name}：复述的数按填报的位数核对，不再另设误差",
        ),
        {"": Both("remove `within`, or compare with `==` instead of `restates`", "请删去“误差不超过”，或把“复述”改为“=”")},
    ),
)
