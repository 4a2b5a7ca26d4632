"""What one fact, cell or judgement may be: the simplest value, the ones at which something changes, many between the ends of its domain.

In: the declared fact (or field, or indicator that an assessor judges), the constants of the rules. Out: a `Pool` for the spot of the fact
file where it stands. Guarantees: every value lies in the declared domain, has its digits, and can be written exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from evaldsl.model.facts import FactValue, Judgement
from evaldsl.model.measures import COUNT
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Const, FactSpec, Judged, Levels, Node, ScaleResult
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, Style, TextType, YesNoType
from evaldsl.model.values import Absence, Known, Missing
from evaldsl.records import frozen

MOST_EDGES = 60
MOST_BETWEEN = 200
ROUND = 100
"""Units of a figure that nothing else is known of: ratios of such figures come out in plain percentages."""
REASON = "试填"
_DAY = date(2023, 6, 30)
_DAYS = (-1, 0, 1)

Spot = tuple[str | int, ...]
"""A place of the fact file: ("facts", name), ("lists", list, row, field), ("judged", path)."""
Entry = FactValue | Judgement
"""What stands in a spot."""
Constants = Sequence[tuple[QuantityType | None, Known]]


@frozen
class Grid:
    """The numbers that a spot may hold: between two ends (None: no end), `step` the least step that is tried, `digits` the most decimals.

    Dates are counted in days. `share`: an assessor's share of the points; `points`: an assessor's points.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    step: Fraction
    spec: FactSpec | None
    share: bool = False

    def entry(self, x: Fraction) -> Entry | None:
        """The number as it stands in the fact file; None where it may not stand there."""
        low, high = self.low, self.high
        if low is not None and (x < low or (x == low and not self.low_closed)):
            return None
        if high is not None and (x > high or (x == high and not self.high_closed)):
            return None
        spec = self.spec
        if spec is None:
            if not finite(x):
                return None
            return Judgement(None, REASON, share=x) if self.share else Judgement(x, REASON)
        if isinstance(spec.type, DateType):
            day = _day(x)
            return None if day is None else FactValue(day, day.isoformat())
        kind, domain = spec.type, spec.domain
        assert isinstance(kind, QuantityType)
        counted = x / kind.unit.factor
        if domain.integer and counted.denominator != 1:
            return None
        if domain.decimals is not None and (counted * 10**domain.decimals).denominator != 1:
            return None
        text = written_number(x, kind)
        return None if text is None else FactValue(x, text)


@frozen
class Pool:
    """What a spot is drawn from. `plain` is None where the simplest file leaves it out. `grid` is None for what is no number and no day."""

    spot: Spot
    spec: FactSpec | None
    plain: Entry | None
    edges: tuple[Entry, ...]
    between: tuple[Entry, ...] = ()
    grid: Grid | None = None


def number_of(entry: Entry | None) -> Fraction | None:
    """The number (or day) that stands in a spot."""
    match entry:
        case Judgement(points, _, _, share):
            return points if share is None else share
        case FactValue(Fraction() as number):
            return number
        case FactValue(date() as day):
            return Fraction(day.toordinal())
        case _:
            return None


def _day(x: Fraction) -> date | None:
    if x.denominator != 1 or not 1 <= x <= date.max.toordinal():
        return None
    return date.fromordinal(int(x))


def finite(x: Fraction) -> bool:
    """Whether a number has finitely many decimals."""
    left = x.denominator
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    return left == 1


def written_number(value: Fraction, kind: QuantityType) -> str | None:
    """A figure as a fact file has it, None when it has no finite decimals."""
    counted = value / kind.unit.factor
    if not finite(counted):
        return None
    if kind.style is Style.PERCENT:
        return f"{exact_text(value * 100)}%"
    text = exact_text(counted)
    return f"{text} {kind.unit.text}" if kind.unit.text else text


# ---- facts and fields ------------------------------------------------------------------------------------------------


def pool_of(spot: Spot, spec: FactSpec, constants: Constants, own: Sequence[Fraction], words: Sequence[str] = ()) -> Pool:
    """The pool of a fact or field. `own` are figures that its rule names, `words` are what a text may be (keys of rows, units)."""
    kind = spec.type
    match kind:
        case QuantityType():
            return _of_quantity(spot, spec, kind, constants, own)
        case YesNoType():
            values: list[Known] = [True, False]
        case LevelType():
            values = list(reversed(kind.members)) if kind.ordered else list(kind.members)
        case DateType():
            return _of_date(spot, spec, constants)
        case TextType():
            values = list(words) or ["甲", "乙"]
        case MeasureType():
            values = list(words) or ["个", "元", COUNT]
    return pool_with(Pool(spot, spec, None, tuple(FactValue(v, str(v)) for v in values)))


def pool_with(pool: Pool) -> Pool:
    """The pool with its first value as the simplest."""
    return Pool(pool.spot, pool.spec, pool.edges[0], pool.edges, pool.between, pool.grid)


def _of_date(spot: Spot, spec: FactSpec, constants: Constants) -> Pool:
    low, high = spec.domain.low, spec.domain.high
    near = [v + timedelta(days=d) for _, v in constants if isinstance(v, date) for d in _DAYS]
    ends = [v for v in (low, high) if isinstance(v, date)]
    grid = Grid(
        Fraction(low.toordinal()) if isinstance(low, date) else None,
        Fraction(high.toordinal()) if isinstance(high, date) else None,
        spec.domain.low_closed, spec.domain.high_closed, Fraction(1), spec,
    )  # fmt: skip
    made = [grid.entry(Fraction(v.toordinal())) for v in dict.fromkeys([_DAY, *near, *ends])]
    found = tuple(x for x in made if x is not None)[:MOST_EDGES]
    return pool_with(Pool(spot, spec, None, found, (), grid))


def _of_quantity(spot: Spot, spec: FactSpec, kind: QuantityType, constants: Constants, own: Sequence[Fraction]) -> Pool:
    domain, factor = spec.domain, kind.unit.factor
    step = factor if domain.integer else factor * Fraction(10) ** -(2 if domain.decimals is None else domain.decimals)
    percent = kind.style is Style.PERCENT
    if percent and domain.decimals is None:
        step = Fraction(1, 1000)
    low = domain.low if isinstance(domain.low, Fraction) else None
    high = domain.high if isinstance(domain.high, Fraction) else None
    grid = Grid(low, high, domain.low_closed, domain.high_closed, step, spec)
    alike = [
        v for t, v in constants if t is not None and isinstance(v, Fraction) and t.unit.dimension == kind.unit.dimension
        and (t.style is Style.PERCENT) == percent
    ]  # fmt: skip
    usual = [Fraction(1)] if percent else [ROUND * factor, factor]
    ends = [x for x in (low, high) if x is not None]
    found: dict[Fraction, Entry] = {}
    plain = next((e for x in (*own, *usual, *ends, Fraction(0)) if (e := grid.entry(x)) is not None), None)
    if plain is not None:
        found[number_of(plain) or Fraction(0)] = plain
    for value in (*own, *dict.fromkeys(alike), *ends, Fraction(0), *usual):
        for x in (value, value - step, value + step):
            if len(found) < MOST_EDGES and x not in found:
                entry = grid.entry(x)
                if entry is not None:
                    found[x] = entry
    if not found:  # a narrow range without one of the usual values
        middle = (low + high) / 2 if low is not None and high is not None else (low or Fraction(0)) + step
        found[middle] = FactValue(middle, written_number(middle, kind) or exact_text(middle))
    edges = tuple(found.values())
    least = low if low is not None else min(found) - 10 * factor
    most = high if high is not None else max(found) * 2 + 10 * factor
    return pool_with(Pool(spot, spec, None, edges, tuple(_between(str(spot), grid, least, most)), grid))


def _between(name: str, grid: Grid, low: Fraction, high: Fraction) -> Iterator[Entry]:
    """Many values between two ends, always the same for a spot."""
    rng = Random(name)
    steps = max(0, int((high - low) / grid.step))
    for _ in range(MOST_BETWEEN):
        entry = grid.entry(low + rng.randint(0, steps) * grid.step)
        if entry is not None:
            yield entry


def more(pool: Pool, entries: Iterable[Entry], plain: Entry | None = None) -> Pool:
    """The pool with more edges, in front of those that it has; the simplest entry stays the first."""
    first = plain if plain is not None else pool.plain
    found = dict.fromkeys([*([] if first is None else [first]), *entries, *pool.edges])
    return Pool(pool.spot, pool.spec, first, tuple(found), pool.between, pool.grid)


def absent(pool: Pool) -> tuple[Entry | None, ...]:
    """What else may stand in a spot: not applicable, or nothing where something else is taken for it."""
    spec = pool.spec
    if spec is None:
        return ()
    gone: tuple[Entry | None, ...] = (FactValue(Missing(Absence.NOT_APPLICABLE, "不涉及"), "不涉及"),) if spec.may_be_na else ()
    return (*gone, None) if spec.optional or spec.default is not None else gone


# ---- judgements ------------------------------------------------------------------------------------------------------


def judged_pool(node: Node) -> Pool | None:
    """What an assessor may give: full marks, nothing, and between; None where nobody is asked."""
    spot: Spot = ("judged", node.path)
    weight = node.weight.value if isinstance(node.weight, Const) else None
    low, high = Fraction(0), weight if isinstance(weight, Fraction) else None
    if isinstance(node.result, ScaleResult):
        low, high = node.result.low, node.result.high
    match node.method:
        case Judged() if high is not None:
            digits = 2 if node.rounding is None else max(0, node.rounding.digits)
            grid = Grid(low, high, True, True, Fraction(1, 10**digits), None)
            values = [low + (high - low) * k / 4 for k in (4, 0, 1, 2, 3)]
        case Levels(lines) if any(line.share_end is not None for line in lines):
            # the ends of the levels; a share belongs to one level, which the fact says
            ends = [e.value for line in lines for e in (line.share, line.share_end) if isinstance(e, Const)]
            values = list(dict.fromkeys(x for x in ends if isinstance(x, Fraction)))
            if not values:
                return None
            grid = Grid(min(values), max(values), True, True, Fraction(1, 1000), None, share=True)
        case _:
            return None
    edges = tuple(e for x in values if (e := grid.entry(x)) is not None)
    between = tuple(_between(str(spot), grid, grid.low or Fraction(0), grid.high or Fraction(0)))
    return pool_with(Pool(spot, None, None, edges, between, grid)) if edges else None
