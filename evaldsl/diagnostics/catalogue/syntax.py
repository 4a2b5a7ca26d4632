"""E1xx: how a ruleset is written."""

from evaldsl.diagnostics.core import Both, Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "E101",
        Both("not here", "不应出现在这里"),
        Both("`{found}` cannot stand here; expected {expected}", "这里不能写“{found}”，应为：{expected}"),
    ),
    Entry(
        "E102",
        Both("ends too soon", "提前结束"),
        Both("this ends too soon; expected {expected}", "这里没有写完，后面还应有：{expected}"),
    ),
)
