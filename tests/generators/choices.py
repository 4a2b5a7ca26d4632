"""Where a generator's decisions come from: a seed (fast), or Hypothesis (which shrinks)."""

from collections.abc import Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """Decisions. The first possibility is always the plainest, so that shrinking leads to plain rulesets."""

    def integer(self, low: int, high: int) -> int: ...

    def pick(self, things: Sequence[T]) -> T: ...

    def chance(self, percent: int) -> bool: ...


class Seeded:
    """Decisions from a seed."""

    def __init__(self, seed: object) -> None:
        self.random = Random(repr(seed))

    def integer(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.random.random() * len(things))]

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent


class Drawn:
    """Decisions drawn by Hypothesis."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def integer(self, low: int, high: int) -> int:
        value: int = self.draw(st.integers(low, high))
        return value

    def pick(self, things: Sequence[T]) -> T:
        return things[self.integer(0, len(things) - 1)]

    def chance(self, percent: int) -> bool:
        return self.integer(0, 99) >= 100 - percent


def shuffled(ch: Choices, things: Sequence[T]) -> list[T]:
    """The things in another order."""
    left, out = list(things), []
    while left:
        out.append(left.pop(ch.integer(0, len(left) - 1)))
    return out
