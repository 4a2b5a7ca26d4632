"""The smallest change of one place that reaches a goal, upward and downward.

In: a bench, an axis. Out: for each direction the first point that reaches the goal, or that none does, or that it is not known. Guarantees: a
point is the first because bounds or evaluations rule out every point before it; “cannot be reached” holds for all values that the fact
may have; what the bounded search leaves open is told as not known.

Algorithm: branch and bound outward from the present value. The evaluator scores an interval of values; where the goal is surely missed in all
of it, it is put aside, else it is halved, its nearer half first, down to single points. A line without end is cut in pieces that double.
"""

from enum import Enum
from fractions import Fraction

from evaldsl.model.values import Known, Uncertain
from evaldsl.reaching.axes import Axis
from evaldsl.reaching.bench import Bench, Spent
from evaldsl.reaching.goals import Answer
from evaldsl.records import frozen

MOST_FRAGILE = 300
"""Evaluations for a line on which intervals rule nothing out: only its points can be tried, one by one."""
MOST_BITS = 200
"""How large a point's number may become on a line without end."""


class Ending(Enum):
    """How a search ended. NONE: no point reaches the goal, but values between points were not ruled out."""

    REACHED = "reached"
    NEVER = "never"
    NONE = "none"
    UNKNOWN = "unknown"


@frozen
class Way:
    """How far a place must move in one direction (`up`; None for a choice, which has none).

    `value` reaches the goal, `change` is how far it lies from the present value (None where there is no distance). For UNKNOWN `why` is "limit" (the
    evaluations are used up) or "beyond", with `value` the last that was ruled out. `runs` counts evaluations.
    """

    up: bool | None
    ending: Ending
    value: Known | None = None
    change: Fraction | None = None
    why: str = ""
    runs: int = 0


def ways(bench: Bench, axis: Axis, fragile: bool, most: int) -> tuple[Way, ...]:
    """Both directions of a line, or the one answer of a choice. With `fragile` an interval rules nothing out."""
    if axis.members and not (hasattr(axis.type, "ordered") and axis.type.ordered):
        return (_chosen(bench, axis, most),)
    return tuple(_outward(bench, axis, up, fragile, most) for up in (True, False))


def distance(axis: Axis, value: Known) -> Fraction | None:
    """How far a value lies from the present one: in the coherent base, in days, or in places of an order."""
    if axis.members:
        return axis.members.index(value) - axis.present
    if isinstance(value, Fraction) and isinstance(axis.value, Fraction):
        return value - axis.value
    return Fraction(value.toordinal()) - axis.present  # type: ignore[union-attr]


def _chosen(bench: Bench, axis: Axis, most: int) -> Way:
    """The first other member, in the order of writing, that reaches the goal."""
    bench.limited(most)
    before = bench.made
    try:
        for member in axis.members:
            if member != axis.value and bench.reached(((axis, member),)):
                return Way(None, Ending.REACHED, member, None, runs=bench.made - before)
    except Spent:
        return Way(None, Ending.UNKNOWN, why="limit", runs=bench.made - before)
    return Way(None, Ending.NEVER, runs=bench.made - before)


def _outward(bench: Bench, axis: Axis, up: bool, fragile: bool, most: int) -> Way:
    bench.limited(min(most, MOST_FRAGILE) if fragile else most)
    before = bench.made
    search = _Search(bench, axis, up, fragile)
    try:
        found = search.first()
    except Spent:
        last = search.last
        return Way(up, Ending.UNKNOWN, None if last is None else search.value(last), None, "limit", bench.made - before)
    runs = bench.made - before
    if found is not None:
        value = search.value(found)
        return Way(up, Ending.REACHED, value, distance(axis, value), runs=runs)
    if search.beyond is not None:
        return Way(up, Ending.UNKNOWN, search.value(search.beyond), None, "beyond", runs)
    return Way(up, Ending.NONE if search.gaps else Ending.NEVER, runs=runs)


class _Search:
    """One direction. `last` is the last point that is ruled out, with all before it; `gaps` says that values between points were not."""

    def __init__(self, bench: Bench, axis: Axis, up: bool, fragile: bool) -> None:
        self.bench, self.axis, self.up, self.fragile = bench, axis, up, fragile
        self.gaps = False
        self.last: int | None = None
        self.beyond: int | None = None

    def value(self, k: int) -> Known:
        """The value of a point."""
        return self.axis.members[k] if self.axis.members else self.axis.at(k)

    def first(self) -> int | None:
        """The first point that reaches the goal. Raises `Spent`."""
        axis, up = self.axis, self.up
        start = _after(axis.present) if up else -_after(-axis.present)
        end = axis.high if up else axis.low
        if not axis.whole and end is not None and isinstance(axis.ends.high if up else axis.ends.low, Fraction):
            end += 1 if up else -1  # the values between the last point and the end of the domain
        if end is not None and (start > end if up else start < end):
            return None
        stack: list[tuple[int, int | None]] = [(start, end)]
        while stack:
            near, far = stack.pop()
            answer = self.answer(near, far)
            if answer is Answer.NO:
                self.last = far
                continue
            if near == far:
                if axis.allowed(near) and self.reaches(near):
                    return near
                self.gaps = self.gaps or not axis.whole
                self.last = near
                continue
            if answer is Answer.YES and axis.allowed(near) and self.reaches(near):
                return near
            middle = self.cut(near, far)
            if middle is None:
                self.beyond = near
                return None
            stack += [(middle + (1 if up else -1), far), (near, middle)]
        return None

    def cut(self, near: int, far: int | None) -> int | None:
        """The last point of the nearer part; None where a line without end has been followed far enough."""
        if far is not None:
            return (near + far) // 2 if self.up else -((-near - far) // 2)
        start = int(self.axis.present)
        if abs(near).bit_length() > MOST_BITS:
            return None
        reach = max(16, 2 * abs(near - start))
        return near + reach if self.up else near - reach

    def answer(self, near: int, far: int | None) -> Answer:
        """Whether the points from `near` to `far` reach the goal, with the values before and between them where not all are points."""
        axis = self.axis
        if near == far and axis.whole:
            return Answer.PERHAPS
        if axis.members:
            assert far is not None
            low, high = min(near, far), max(near, far)
            members = frozenset(m for m in axis.members[low : high + 1] if isinstance(m, str | bool))
            box = Uncertain(members=members, needs=frozenset((axis.place.text,)), pending=False)
        else:
            box = axis.between(near, far, self.up)
        found = self.bench.enclosed(((axis, box),))
        return Answer.PERHAPS if self.fragile and found is Answer.NO else found

    def reaches(self, k: int) -> bool:
        """Whether a point reaches the goal."""
        return self.bench.reached(((self.axis, self.value(k)),))


def _after(present: Fraction) -> int:
    """The first point above a value."""
    return present.numerator // present.denominator + 1
