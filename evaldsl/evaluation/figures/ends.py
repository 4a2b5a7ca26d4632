"""Figures and the ends of their intervals: what has no value, what is not settled, what is too long."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.reals import Real
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.source import Where

Num = Value | Real
"""What an expression gives: a value, or a real that a rounding has yet to settle."""

Truth = bool | Uncertain | Missing

ZERO, UNIT = Fraction(0), Fraction(1)
LARGEST_BITS = 3322  # 1,000 digits
YES_AND_NO: frozenset[str | bool] = frozenset((True, False))

End = tuple[Fraction | None, bool]
"""An end of an interval: the number (None: unbounded) and whether it belongs to the interval."""


def not_computable(code: str, where: Where | None = None, **args: str) -> Missing:
    """A figure that cannot be computed, with the E6xx that says why."""
    return Missing(Absence.NOT_COMPUTABLE, code=code, args=args, where=where)


def is_absent(x: object) -> bool:
    """Whether x is not applicable."""
    return isinstance(x, Missing) and x.kind is Absence.NOT_APPLICABLE


def first_missing(*figures: Num) -> Missing | None:
    """The missing figure that wins: not applicable before not computable."""
    found: Missing | None = None
    for x in figures:
        if isinstance(x, Missing):
            if x.kind is Absence.NOT_APPLICABLE:
                return x
            found = found or x
    return found


def limited(x: Fraction, where: Where | None = None) -> Fraction | Missing:
    """x, unless it has too many digits."""
    if x.numerator.bit_length() > LARGEST_BITS or x.denominator.bit_length() > LARGEST_BITS:
        return not_computable("E612", where)
    return x


def added(figures: Sequence[Fraction]) -> Fraction:
    """The sum of known numbers, reduced once."""
    if len(figures) < 2:
        return figures[0] if figures else ZERO
    bottom = lcm(*[x.denominator for x in figures])
    return Fraction(sum([x.numerator * (bottom // x.denominator) for x in figures]), bottom)


def interval(low: End, high: End, *causes: Num) -> Fraction | Uncertain:
    """The interval between two ends with the needs of its causes; a plain number when nothing is open any more."""
    needs, pending, absent = causes_of(causes)
    if low[0] is not None and low[0] == high[0] and not absent:
        return low[0]
    return Uncertain(low[0], high[0], low[1], high[1], None, needs, pending, absent)


def one_of(members: Iterable[str | bool], *causes: Num) -> str | bool | Uncertain:
    """One of some levels (or yes/no), with the needs of its causes; the level itself when there is but one."""
    needs, pending, absent = causes_of(causes)
    found = frozenset(members)
    if len(found) == 1 and not absent:
        return next(iter(found))
    return Uncertain(members=found, needs=needs, pending=pending, absent=absent)


def causes_of(causes: Iterable[Num]) -> tuple[frozenset[str], bool, bool]:
    """The needs of the causes, whether one is pending, whether one may turn out not applicable."""
    needs: frozenset[str] = frozenset()
    pending = absent = False
    for x in causes:
        if isinstance(x, Uncertain):
            needs, pending, absent = needs | x.needs, pending or x.pending, absent or x.absent
    return needs, pending, absent


def ends(x: Fraction | Uncertain | Real) -> tuple[End, End]:
    """The lower and the upper end of a number, dates apart."""
    if isinstance(x, Uncertain):
        return (cast("Fraction | None", x.low), x.low_closed), (cast("Fraction | None", x.high), x.high_closed)
    if isinstance(x, Real):
        low, high = reals.enclosure(x)
        return (low, True), (high, True)
    return (x, True), (x, True)


def lower(a: End, b: End) -> End:
    """The lower of two lower ends (None: unbounded below)."""
    if a[0] is None or b[0] is None:
        return None, True
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if a[0] < b[0] else b


def upper(a: End, b: End) -> End:
    """The higher of two upper ends (None: unbounded above)."""
    if a[0] is None or b[0] is None:
        return None, True
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if a[0] > b[0] else b


def surely(x: Num) -> Num:
    """x, knowing that it is applicable."""
    if not isinstance(x, Uncertain) or not x.absent:
        return x
    if x.low is not None and x.low == x.high:
        return x.low
    return Uncertain(x.low, x.high, x.low_closed, x.high_closed, x.members, x.needs, x.pending)


def possible(x: Truth) -> bool:
    """Whether a condition may hold."""
    return x is True or (isinstance(x, Uncertain) and (x.members is None or True in x.members))


def negate(a: Num) -> Num:
    """−a."""
    if type(a) is Fraction:
        return -a
    if isinstance(a, Missing):
        return a
    if isinstance(a, Real):
        return reals.negate(a)
    (low, low_in), (high, high_in) = any_ends(a)
    return interval((None if high is None else -high, high_in), (None if low is None else -low, low_in), a)


def is_real(a: Num, b: Num) -> bool:
    """Whether the calculation stays among reals: one is, and none is an interval."""
    return (isinstance(a, Real) or isinstance(b, Real)) and not (isinstance(a, Uncertain) or isinstance(b, Uncertain))


def is_dated(*figures: Num) -> bool:
    """Whether one of the figures is a date, known or bounded."""
    return any(isinstance(x, date) or (isinstance(x, Uncertain) and isinstance(x.low or x.high, date)) for x in figures)


def too_deep(x: Real, where: Where | None) -> Num:
    """A real, unless finding it would take too many steps: then not computable (E616)."""
    return not_computable("E616", where) if x.depth > reals.DEEPEST else x


def checked(x: Fraction | Real, where: Where | None) -> Num:
    """A result within the limits of size and depth."""
    return limited(x, where) if isinstance(x, Fraction) else too_deep(x, where)


def any_ends(x: Num) -> tuple[End, End]:
    """Ends of a number or a date; dates are ordered alike, so that the interval code serves both."""
    return ends(cast("Fraction | Uncertain | Real", x))
