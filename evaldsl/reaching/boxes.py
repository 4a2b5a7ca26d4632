"""Boxes of changes: for every fact with a price, which of its points are looked at, and what the cheapest change in the box costs.

In: axes with their prices. Out: `Box`es, their cost, their parts. Guarantees: the parts of a box hold all of its points; `cost` is never above that
of any point in the box.
"""

from fractions import Fraction

from evaldsl.model.values import Known, Uncertain
from evaldsl.reaching.axes import Axis, Setting
from evaldsl.records import frozen

ZERO = Fraction(0)


@frozen
class Priced:
    """An axis with what one of the coherent base of its fact costs upward and downward (None: it is not moved so)."""

    axis: Axis
    up: Fraction | None
    down: Fraction | None

    def rate(self, up: bool) -> Fraction | None:
        """The price of a direction."""
        return self.up if up else self.down

    def cost(self, value: Known) -> Fraction:
        """What moving the fact to a value costs."""
        assert isinstance(value, Fraction)
        assert isinstance(self.axis.value, Fraction)
        moved = value - self.axis.value
        rate = self.rate(moved > 0)
        assert rate is not None or not moved
        return abs(moved) * (rate or ZERO)

    def start(self, up: bool) -> int:
        """The first point in a direction."""
        p = self.axis.present
        return p.numerator // p.denominator + 1 if up else -((-p.numerator) // p.denominator) - 1

    def end(self, up: bool) -> int | None:
        """The last point in a direction; where not every value is a point, the one behind the end of the domain, so that all are held."""
        axis = self.axis
        last = axis.high if up else axis.low
        if last is None or axis.whole or not isinstance(axis.ends.high if up else axis.ends.low, Fraction):
            return last
        return last + 1 if up else last - 1


@frozen
class Free:
    """Anything: the present value, and all that there is in the directions with a price."""


@frozen
class Stay:
    """The present value."""


@frozen
class Moved:
    """The points from `first` to `last` (away from the present one; None: without end)."""

    up: bool
    first: int
    last: int | None

    @property
    def single(self) -> bool:
        """Whether it is one point."""
        return self.first == self.last


Part = Free | Stay | Moved
Box = tuple[Part, ...]


def cost_of(priced: Priced, part: Part) -> Fraction:
    """The least that a part costs."""
    return priced.cost(priced.axis.at(part.first)) if isinstance(part, Moved) else ZERO


def cost(axes: tuple[Priced, ...], box: Box) -> Fraction:
    """The least that a box costs."""
    return sum((cost_of(p, part) for p, part in zip(axes, box, strict=True)), ZERO)


def setting(priced: Priced, part: Part) -> Setting | None:
    """What is put into the fact file for a part; None for the present value."""
    axis = priced.axis
    match part:
        case Stay():
            return None
        case Moved():
            if part.single and axis.whole:
                return axis.at(part.first)
            return axis.between(part.first, part.last, part.up)
        case Free():
            assert isinstance(axis.value, Fraction)
            low = axis.ends.low if priced.down is not None else axis.value
            high = axis.ends.high if priced.up is not None else axis.value
            low_in = axis.ends.low_closed if priced.down is not None else True
            high_in = axis.ends.high_closed if priced.up is not None else True
            return Uncertain(low, high, low_in, high_in, needs=frozenset((axis.place.text,)), pending=False)


def settings(axes: tuple[Priced, ...], box: Box) -> tuple[tuple[Axis, Setting], ...]:
    """What is put into the fact file for a box."""
    found = ((p.axis, setting(p, part)) for p, part in zip(axes, box, strict=True))
    return tuple((axis, x) for axis, x in found if x is not None)


def corner(axes: tuple[Priced, ...], box: Box) -> tuple[tuple[Axis, Known], ...] | None:
    """The cheapest point of a box; None where it is no point that a fact file may hold."""
    found: list[tuple[Axis, Known]] = []
    for p, part in zip(axes, box, strict=True):
        if isinstance(part, Moved):
            if not p.axis.allowed(part.first):
                return None
            found.append((p.axis, p.axis.at(part.first)))
    return tuple(found)


def freed(priced: Priced) -> list[Part]:
    """The parts of anything: the present value, upward, downward."""
    found: list[Part] = [Stay()]
    for up in (True, False):
        if priced.rate(up) is None:
            continue
        first, last = priced.start(up), priced.end(up)
        if last is None or (first <= last if up else first >= last):
            found.append(Moved(up, first, last))
    return found


def cut(part: Moved, priced: Priced) -> tuple[Moved, Moved]:
    """A part in two, the nearer half first; one without end is cut where it has come twice as far."""
    step = 1 if part.up else -1
    if part.last is None:
        middle = part.first + step * max(16, 2 * abs(part.first - int(priced.axis.present)))
    else:
        middle = part.first + step * (abs(part.last - part.first) // 2)
    return Moved(part.up, part.first, middle), Moved(part.up, middle + step, part.last)


def capped(priced: Priced, part: Part, most: Fraction) -> Part | None:
    """The points of a part that cost less than `most`; None where there is none."""
    if not isinstance(part, Moved):
        return part if most > 0 else None
    rate = priced.rate(part.up)
    assert rate is not None
    axis = priced.axis
    reach = most / rate / axis.step  # in steps from the present value, not reached
    if part.up:
        edge = axis.present + reach
        last = -((-edge.numerator) // edge.denominator) - 1
        last = last if part.last is None else min(last, part.last)
        return None if last < part.first else Moved(True, part.first, last)
    edge = axis.present - reach
    last = edge.numerator // edge.denominator + 1
    last = last if part.last is None else max(last, part.last)
    return None if last > part.first else Moved(False, part.first, last)
