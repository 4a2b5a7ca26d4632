"""The least and the greatest of figures, their hull, their size and sign."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.figures.ends import (
    ZERO,
    End,
    Num,
    any_ends,
    causes_of,
    first_missing,
    interval,
    is_dated,
    is_real,
    lower,
    negate,
    not_computable,
    one_of,
    upper,
)
from evaldsl.evaluation.reals import Real
from evaldsl.model.values import Missing, Uncertain
from evaldsl.source import Where


def hull(figures: Iterable[Num], *causes: Num) -> Num:
    """The narrowest figure that holds all of these: numbers, dates, or levels, as the first one is."""
    found = list(figures)
    if len(found) == 1:
        return found[0]
    known = [x for x in found if not isinstance(x, Missing)]
    if len(known) < len(found):
        lost = first_missing(*found)
        if not known and lost is not None:
            return lost
        # a side that may be not applicable or not computable leaves anything possible of the kind
        return Uncertain(needs=causes_of((*found, *causes))[0], absent=True, members=members_of(known))
    if all(x == known[0] for x in known) and not isinstance(known[0], Uncertain | Real) and not causes_of(causes)[2]:
        return known[0]
    members = members_of(known)
    if members is not None:
        return one_of(members, *known, *causes)
    lows, highs = zip(*(any_ends(x) for x in known), strict=True)
    low, high = lows[0], highs[0]
    for end in lows[1:]:
        low = lower(low, end)
    for end in highs[1:]:
        high = upper(high, end)
    return interval(low, high, *known, *causes)


def doubtful(x: Num, applies: Num) -> Num:
    """A figure of something that may turn out not to apply."""
    if isinstance(x, Missing):
        return x
    doubt = Uncertain(needs=applies.needs if isinstance(applies, Uncertain) else frozenset(), absent=True)
    if isinstance(x, str | bool):
        return one_of((x,), doubt)
    if isinstance(x, Uncertain) and x.members is not None:
        return one_of(x.members, x, doubt)
    low, high = any_ends(x)
    return interval(low, high, x, doubt)


def members_of(figures: Sequence[Num]) -> frozenset[str | bool] | None:
    """The levels (or yes and no) that these figures may be; None when they are no levels."""
    members: set[str | bool] = set()
    for x in figures:
        if isinstance(x, Uncertain) and x.members is not None:
            members |= x.members
        elif isinstance(x, str | bool):
            members.add(x)
        else:
            return None
    return frozenset(members) if figures else None


def between(x: Num, low: Fraction, high: Fraction | None) -> Num:
    """x cut to low..high (None: no upper cut)."""
    if type(x) is Fraction:
        if x < low:
            return low
        return high if high is not None and x > high else x
    cut = maximum(x, low)
    return cut if high is None else minimum(cut, high)


def within(x: Num, low: End, high: End) -> Num | None:
    """The part of x between two ends, or None when there is none."""
    (xl, xh) = any_ends(x)
    above, below = _greatest_lower(xl, low), least_upper(xh, high)
    if above[0] is None or below[0] is None or above[0] < below[0] or (above[0] == below[0] and above[1] and below[1]):
        return interval(above, below, x)
    return None


def _greatest_lower(a: End, b: End) -> End:
    if a[0] is None:
        return b
    if b[0] is None:
        return a
    return (a[0], a[1] and b[1]) if a[0] == b[0] else a if a[0] > b[0] else b


def absolute(x: Num) -> Num:
    """|x|."""
    if type(x) is Fraction:
        return abs(x)
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        return reals.negate(x) if reals.sign(x) == -1 else x
    (low, _), (high, _) = any_ends(x)
    if low is not None and low >= 0:
        return x
    if high is not None and high <= 0:
        return negate(x)
    return interval((ZERO, True), any_ends(hull((x, negate(x))))[1], x)


def sign_of(x: Num, where: Where | None = None) -> Num:
    """−1, 0 or 1."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        found = reals.sign(x)
        return not_computable("E613", where) if found is None else Fraction(found)
    (low, low_in), (high, high_in) = any_ends(x)
    least = -1 if low is None or low < 0 else 0 if low == 0 and low_in else 1
    most = 1 if high is None or high > 0 else 0 if high == 0 and high_in else -1
    return interval((Fraction(least), True), (Fraction(most), True), x)


def minimum(a: Num, b: Num) -> Num:
    """The lesser; not applicable wins."""
    if type(a) is Fraction and type(b) is Fraction:
        return a if a <= b else b
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if isinstance(a, date) and isinstance(b, date):
        return min(a, b)
    if is_real(a, b):
        return reals.least(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b)))
    (al, ah), (bl, bh) = any_ends(a), any_ends(b)
    return interval(lower(al, bl), least_upper(ah, bh), a, b)


def least_upper(a: End, b: End) -> End:
    """The lower of two upper ends."""
    if a[0] is None:
        return b
    if b[0] is None:
        return a
    return (a[0], a[1] and b[1]) if a[0] == b[0] else a if a[0] < b[0] else b


def maximum(a: Num, b: Num) -> Num:
    """The greater; not applicable wins."""
    if type(a) is Fraction and type(b) is Fraction:
        return a if a >= b else b
    return first_missing(a, b) or _maximum(a, b)


def _maximum(a: Num, b: Num) -> Num:
    if isinstance(a, date) and isinstance(b, date):
        return max(a, b)
    if is_dated(a, b):
        (al, ah), (bl, bh) = any_ends(a), any_ends(b)
        low = bl if al[0] is None else al if bl[0] is None or al[0] >= bl[0] else bl
        return interval(low, upper(ah, bh), a, b)
    return negate(minimum(negate(a), negate(b)))
