"""The values that one place of a fact file may take, as a line of numbered points.

In: a place, its present value, how many decimals are looked at where the ruleset states none. Out: an `Axis`, or why the place cannot be moved.
Guarantees: with `whole` the points are all values that the fact may have; without it they are those with at most `digits` decimals, and
`between` covers the values that lie between two points too.
"""

from datetime import date
from fractions import Fraction
from typing import cast

from evaldsl.evaluation.state import Run
from evaldsl.model.facts import FactValue, Judgement
from evaldsl.model.measures import symbols
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, Levels, PointsResult, ScaleResult
from evaldsl.model.types import NUMBER, DateType, Domain, LevelType, QuantityType, Style, Type, YesNoType
from evaldsl.model.values import Known, Missing, Uncertain
from evaldsl.reaching.places import Place
from evaldsl.records import frozen

LEAST_DAY, LAST_DAY = date.min, date.max
"""The days of a fact without a domain: all that a fact file can hold."""


@frozen
class Axis:
    """A line of points. For a choice `members` are its values and nothing else counts.

    Point k is k × `step` (in the coherent base), or day k. `present` is the present value counted in steps, which need not be whole.
    `low` and `high` are the first and last points (None: without end); `ends` is the domain itself.
    """

    place: Place
    type: Type
    present: Fraction
    value: Known
    step: Fraction
    whole: bool
    digits: int
    low: int | None
    high: int | None
    ends: Domain
    members: tuple[Known, ...] = ()

    def at(self, k: int) -> Known:
        """The value of a point."""
        return date.fromordinal(k) if isinstance(self.type, DateType) else k * self.step

    def allowed(self, k: int) -> bool:
        """Whether a fact file may hold a point."""
        return (self.low is None or k >= self.low) and (self.high is None or k <= self.high)

    def between(self, first: int, last: int | None, up: bool) -> Uncertain:
        """The points from `first` to `last` (away from the present one; None: without end); without `whole` the values between them too, and
        those between `first` and the point before it."""
        near: Known = self.at(first)
        closed = True
        if not self.whole and isinstance(near, Fraction):
            before = (first - 1 if up else first + 1) * self.step
            assert isinstance(self.value, Fraction)
            near, closed = (max(before, self.value) if up else min(before, self.value)), False
        far = None if last is None else self.at(last)
        assert not isinstance(near, str | bool)
        assert not isinstance(far, str | bool)
        low, high = (near, far) if up else (far, near)
        ends = (closed, True) if up else (True, closed)
        if self.place.kind == "judged":  # what a reader does for a fact is done here: no points beyond the domain
            low, high = _most(low, self.ends.low), _least(high, self.ends.high)
        return Uncertain(low, high, *ends, needs=frozenset((self.place.text,)), pending=False)

    def text(self, value: Known) -> "str | bool":
        """A value as a fact file has it."""
        if isinstance(value, bool):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str):
            return value
        if not isinstance(self.type, QuantityType):
            return exact_text(value)
        if self.type.style in (Style.PERCENT, Style.RATIO):
            return f"{exact_text(value * 100)}%"
        counted, unit = exact_text(value / self.type.unit.factor), self.type.unit.text
        return f"{counted} {unit}" if unit else counted


def axis_of(place: Place, run: Run, digits: int) -> Axis | str:
    """The axis of a place, or why it cannot be moved: "pending", "not_applicable", "bound", "text", "key", "record", "unit", "form"."""
    if place.kind == "judged":
        return _of_points(place, run)
    spec = place.spec
    assert spec is not None
    if place.kind == "cell":
        assert place.row is not None
        owner = run.program.lists[place.name]
        if owner.form:
            return "form"
        if spec.name == owner.key:
            return "key"
        value = run.rows[place.name][place.row][spec.name]
    else:
        value = run.facts[place.name]
    if spec.record_only:
        return "record"
    if isinstance(value, Missing):
        return "not_applicable"
    if isinstance(value, Uncertain):
        return "pending" if value.pending else "bound"
    match spec.type:
        case QuantityType() if symbols(spec.type):
            return "unit"
        case QuantityType() if isinstance(value, Fraction):
            return _of_number(place, spec, spec.type, value, digits)
        case DateType() if isinstance(value, date):
            return _of_date(place, spec, value)
        case YesNoType() if isinstance(value, bool):
            return _of_choice(place, spec.type, value, (False, True))
        case LevelType() if isinstance(value, str):
            return _of_choice(place, spec.type, value, spec.type.members)
        case _:
            return "text"


def _of_number(place: Place, spec: FactSpec, kind: QuantityType, value: Fraction, digits: int) -> Axis:
    domain, factor = spec.domain, kind.unit.factor
    whole = domain.integer or domain.decimals is not None
    places = 0 if domain.integer else domain.decimals if domain.decimals is not None else digits
    step = factor / Fraction(10) ** places
    low = None if not isinstance(domain.low, Fraction) else -(-domain.low // step)
    high = None if not isinstance(domain.high, Fraction) else domain.high // step
    if low is not None and low * step == domain.low and not domain.low_closed:
        low += 1
    if high is not None and high * step == domain.high and not domain.high_closed:
        high -= 1
    return Axis(place, kind, value / step, value, step, whole, places, low, high, domain)


def _of_date(place: Place, spec: FactSpec, value: date) -> Axis:
    domain = spec.domain
    low = domain.low if isinstance(domain.low, date) else LEAST_DAY
    high = domain.high if isinstance(domain.high, date) else LAST_DAY
    first, last = low.toordinal(), high.toordinal()
    first += not domain.low_closed and isinstance(domain.low, date)
    last -= not domain.high_closed and isinstance(domain.high, date)
    return Axis(place, spec.type, Fraction(value.toordinal()), value, Fraction(1), True, 0, first, last, domain)


def _of_choice(place: Place, kind: Type, value: Known, members: tuple[Known, ...]) -> Axis:
    last = len(members) - 1
    return Axis(place, kind, Fraction(members.index(value)), value, Fraction(1), True, 0, 0, last, Domain(), members)


def _of_points(place: Place, run: Run) -> Axis | str:
    node, given = place.node, run.file.judged.get(place.name)
    assert node is not None
    if given is None:
        return "pending"
    if given.not_applicable:
        return "not_applicable"
    weight = run.weights.get(place.name)
    if given.points is None or isinstance(node.method, Levels) or not isinstance(weight, Fraction):
        return "share"
    result = node.result
    low, high = (result.low, result.high) if isinstance(result, ScaleResult) else (Fraction(0), weight)
    if not isinstance(result, PointsResult | ScaleResult):
        return "share"
    places = max(0, node.rounding.digits) if node.rounding is not None else 2
    step = Fraction(1, 10**places)
    first, last = -(-low // step), high // step
    domain = Domain(low, high, decimals=places)
    return Axis(place, NUMBER, given.points / step, given.points, step, False, places, first, last, domain)


def _most(value: Fraction | date | None, end: Fraction | date | None) -> Fraction | date | None:
    return max(value, end) if isinstance(value, Fraction) and isinstance(end, Fraction) else value


def _least(value: Fraction | date | None, end: Fraction | date | None) -> Fraction | date | None:
    return min(value, end) if isinstance(value, Fraction) and isinstance(end, Fraction) else value


# ---- putting values in -----------------------------------------------------------------------------------------------

Setting = Known | Uncertain
Settings = tuple[tuple[Axis, Setting], ...]


def entry_of(axis: Axis, value: Setting) -> FactValue:
    """A value as the reader would give it."""
    return FactValue(value, "" if isinstance(value, Uncertain) else str(axis.text(value)))


def judgement_of(value: Setting, reason: str) -> Judgement:
    """Points as the reader would give them. An interval goes where a number is due: the evaluator calculates with either."""
    return Judgement(cast("Fraction", value), reason)
