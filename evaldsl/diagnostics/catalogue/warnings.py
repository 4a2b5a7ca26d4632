"""W: warnings."""

from evaldsl.diagnostics.catalogue import batch
from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "W101",
        Both("fact never read", "事实未被使用"),
        Both("the fact “{name}” is asked for but nothing reads it", "要求填报事实“{name}”，但没有任何规则使用它"),
        {"": Both("remove it, or mark it `record only`", "请删去，或标明“仅 备查”")},
    ),
    Entry(
        "W102",
        Both("named value never read", "取值未被使用"),
        Both(
            "the value “{name}” is calculated and printed, but nothing reads it", "取值“{name}”会计算并列出，但没有任何规则使用它"
        ),
        {"": Both("remove it if it is not meant for the report", "如果不是为了列示，请删去")},
    ),
    Entry(
        "W103",
        Both("line never fires", "这一档永远用不到"),
        Both("no value can reach the line “{text}”", "没有任何值会落到“{text}”这一档"),
        {
            "": Both(
                "the lines above, or the range of the value, leave nothing to it: reorder or remove it",
                "上面各档或取值范围没有给它留下任何值：请调整次序或删去",
            )
        },
    ),
    Entry(
        "W104",
        Both("condition never changes", "条件永远不变"),
        Both("{text} is the same for all facts", "无论事实如何，{text} 的真假都一样"),
        {
            "true": Both("it always holds: check the figure in it", "它永远成立：请核对其中的数"),
            "false": Both("it never holds: check the figure in it", "它永远不成立：请核对其中的数"),
        },
    ),
    Entry(
        "W105",
        Both("names that look alike", "名称看上去一样"),
        Both("“{name}” and “{other}” differ only in the width or case of letters", "“{name}”与“{other}”只有全角半角或大小写不同"),
        {"": Both("rename one of them", "请给其中一个改名")},
        {"first": Both("“{name}” is declared here", "“{name}”在这里声明")},
    ),
    Entry(
        "W106",
        Both("declared and never used", "声明后未使用"),
        Both("the {kind} “{name}” is never used", "{kind}“{name}”没有用到"),
        {"": Both("remove it, or use it", "请删去，或在规则中使用")},
    ),
    *batch.WARNINGS,
)
