"""Names: never a keyword, never twice; some quoted, some Latin, some with a digit inside a dot."""

from tests.generators.choices import Choices
from tests.generators.vocabulary import reserved

FIRST = (
    "党内",
    "社区",
    "街道",
    "环境",
    "养老",
    "助残",
    "安全",
    "法治",
    "宣传",
    "绿化",
    "拆违",
    "就业",
    "防汛",
    "垃圾",
    "慰问",
    "文化",
)
SECOND = (
    "培训",
    "活动",
    "巡查",
    "整治",
    "补贴",
    "建设",
    "服务",
    "演练",
    "走访",
    "普查",
    "清运",
    "救助",
    "讲座",
    "维修",
    "调解",
    "检测",
)
LATIN = ("training", "survey", "output", "benefit", "quality", "cost", "speed", "reach", "PM2.5", "x_1", "Rate", "Éval")


class Names:
    """Fresh names. `style` picks the pool, so that the same decisions can be named otherwise."""

    def __init__(self, ch: Choices, style: int) -> None:
        self.ch, self.style, self.count = ch, style, 0

    def fresh(self, tail: str = "") -> str:
        """A name that was not given before, as written in a ruleset."""
        self.count += 1
        n = self.count
        if self.style == 1:
            return f"名{_letters(n)}{tail}"
        if self.style == 2:
            return f"n{n}_{_letters(n)}"
        how = self.ch.integer(0, 11)
        if how == 0:
            return f"「{n}2345案件」"
        if how == 1:
            return f"「“{_letters(n)}”经费率」"
        if how <= 3:
            return f"{LATIN[n % len(LATIN)]}_{_letters(n)}"
        name = FIRST[(n * 7 + n // 16) % 16] + SECOND[n % 16] + (_letters(n) if n > 15 else "") + tail
        return name if name not in reserved() else name + _letters(n)


def _letters(n: int) -> str:
    """A number in the ten stems, which are no digits."""
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(d)] for d in str(n))


def bare(name: str) -> str:
    """The name without its quotes."""
    return name.strip("「」")
