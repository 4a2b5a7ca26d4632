"""Names of figures that belong to one declaration: `成本2022.需求评估.占比`, `定额标准.案例总结.压减率`.

A distribution, a norm and a cost sheet each stand for a family of named values. Their last word has one canonical key and may be
written in either language; a line of a cost sheet may be named without its part where no other line has its name.
"""

from collections.abc import Container, Mapping

PART_WORDS: Mapping[str, str] = {
    "占比": "share", "计数": "count", "位次": "rank", "直接费用": "direct", "限额": "allowed", "超定额": "over_norm",
    "原标准": "before", "压减金额": "reduction", "压减率": "reduction_rate", "归类": "class",
}  # fmt: skip
"""The last word of a name in Chinese, with its canonical key."""

Families = Mapping[str, Mapping[str, str]]
"""By the name of a declaration: the short names of its figures with the full ones."""


def full_name(name: str, families: Families, known: Container[str]) -> str:
    """The key that a name means, or the name itself when it means none."""
    first = next((family for family in families if name.startswith(f"{family}.")), None)  # a name may hold a dot itself: PM2.5
    shorts = None if first is None else families[first]
    if shorts is None or name in known:
        return name
    head, _, last = name.rpartition(".")
    word = PART_WORDS.get(last, last)
    for tried in (f"{head}.{word}", shorts.get(name), f"{shorts[head]}.{word}" if head in shorts else None):
        if tried is not None and tried in known:
            return tried
    return name
