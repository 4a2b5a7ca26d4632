"""Bands and grades in normal form: the steps that they come to, however their lines are written.

In: cuts. Out: a term. Guarantees: lines from the top, intervals and any order of lines that gives every value the same result are one term; only cuts whose
ends are no constants are compared line by line.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from evaldsl.differing.terms import Ref, Term, Terms, dated
from evaldsl.model.program import Const, Cut
from evaldsl.model.types import ANY, Domain
from evaldsl.records import frozen

_MOST = 200


@frozen
class _Line:
    """A cut with its ends as numbers (None: no end)."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    result: tuple[Any, ...]

    def holds(self, x: Fraction | None, side: int) -> bool:
        """Whether it holds x (`side` 0), or what lies just above it (1); None: what lies below everything."""
        if x is None:
            return self.low is None
        above = self.low is None or (x > self.low) or (x == self.low and (self.low_closed or side == 1))
        below = self.high is None or x < self.high or (x == self.high and self.high_closed and side == 0)
        return above and below


def cuts_term(cuts: Sequence[Cut], terms: Terms, domain: Domain = ANY) -> Term:
    """What the cuts give for every value of a domain."""
    lines = [_line(cut, terms) for cut in cuts] if len(cuts) <= _MOST else [None]
    known = [line for line in lines if line is not None]
    if len(known) < len(lines):
        return terms.pool.term("cuts", tuple(_raw(cut, terms) for cut in cuts))
    low, high = (None if x is None else dated(x) for x in (domain.low, domain.high))
    within = _Line(low, high, domain.low_closed, domain.high_closed, ())
    ends = sorted({x for line in (within, *known) for x in (line.low, line.high) if x is not None})
    places: list[tuple[Fraction | None, int]] = [(None, 1), *((x, side) for x in ends for side in (0, 1))]
    found: list[tuple[Fraction | None, int, tuple[Any, ...] | None]] = []
    for x, side in places:
        if not within.holds(x, side):
            continue
        result = next((line.result for line in known if line.holds(x, side)), None)
        if not found or found[-1][2] != result:
            found.append((x, side, result))
    return terms.pool.term("steps", tuple(found))


def _line(cut: Cut, terms: Terms) -> _Line | None:
    low, high = _end(cut.low), _end(cut.high)
    if (cut.low is not None and low is None) or (cut.high is not None and high is None):
        return None
    result: tuple[Any, ...] = (cut.level, cut.share, Ref(terms.of(cut.result)))
    if cut.result_end is not None:
        first, last = (_number(x, terms) for x in (cut.result, cut.result_end))
        if low is None or high is None or first is None or last is None or low >= high:
            return None
        slope = (last - first) / (high - low)
        if slope:
            result = (cut.level, cut.share, slope, first - slope * low)
    return _Line(low, high, cut.low_closed, cut.high_closed, result)


def _end(e: object) -> Fraction | None:
    return dated(e.value) if isinstance(e, Const) else None


def _number(e: object, terms: Terms) -> Fraction | None:
    return e.value if isinstance(e, Const) and isinstance(e.value, Fraction) else None


def _raw(cut: Cut, terms: Terms) -> tuple[Any, ...]:
    ends = terms.refs((cut.low, cut.high, cut.result, cut.result_end))
    return (*ends, cut.low_closed, cut.high_closed, cut.share, cut.level)
