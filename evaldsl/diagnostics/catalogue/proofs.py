"""What keeps a proof from being asked."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E651",
        Both("no solver", "没有求解器"),
        Both("proofs need the solver z3, which is not installed here", "证明需要求解器 z3，这里没有安装"),
        {
            "": Both(
                "install it with `pip install 'evaldsl[prove]'`; `evaldsl test` tries the same claims without it",
                "请用“pip install 'evaldsl[prove]'”安装；没有它也可以用“evaldsl test”试验同样的内容",
            )
        },
    ),
    Entry(
        "E652",
        Both("nothing of that name to prove", "没有这样的问题可证明"),
        Both("no question is about “{words}”", "没有哪个问题提到“{words}”"),
        {
            "": Both(
                "name a topic (bounds, computed, trend, cover, property, marks, reached), or an indicator, table or property as it is written in the ruleset",
                "请写一类问题（bounds、computed、trend、cover、property、marks、reached），或规则集中指标、表格、性质的名称",
            )
        },
    ),
)
