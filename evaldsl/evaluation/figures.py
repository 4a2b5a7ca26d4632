"""The algebra of perfect and imperfect figures.

In and out: known values, `Uncertain` intervals and sets, `Missing`, and `Real` (irrational, not yet rounded). Guarantees: exact on
known figures; on intervals the exact image at the ends, with open and closed ends kept, never narrower than the truth; not
applicable wins over not computable, that over uncertain. No figure has more than 1,000 digits above or below the line.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.reals import Real
from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.source import Where

Num = Value | Real
"""What an expression gives: a value, or a real that a rounding has yet to settle."""

Truth = bool | Uncertain | Missing

ZERO, UNIT = Fraction(0), Fraction(1)
LARGEST_BITS = 3322  # 1,000 digits
_BOTH: frozenset[str | bool] = frozenset((True, False))

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


# ---- intervals -------------------------------------------------------------------------------------------------------


def interval(low: End, high: End, *causes: Num) -> Fraction | Uncertain:
    """The interval between two ends with the needs of its causes; a plain number when nothing is open any more."""
    needs, pending, absent = _causes(causes)
    if low[0] is not None and low[0] == high[0] and not absent:
        return low[0]
    return Uncertain(low[0], high[0], low[1], high[1], None, needs, pending, absent)


def one_of(members: Iterable[str | bool], *causes: Num) -> str | bool | Uncertain:
    """One of some levels (or yes/no), with the needs of its causes; the level itself when there is but one."""
    needs, pending, absent = _causes(causes)
    found = frozenset(members)
    if len(found) == 1 and not absent:
        return next(iter(found))
    return Uncertain(members=found, needs=needs, pending=pending, absent=absent)


def _causes(causes: Iterable[Num]) -> tuple[frozenset[str], bool, bool]:
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
        return Uncertain(needs=_causes((*found, *causes))[0], absent=True, members=_members(known))
    if all(x == known[0] for x in known) and not isinstance(known[0], Uncertain | Real) and not _causes(causes)[2]:
        return known[0]
    members = _members(known)
    if members is not None:
        return one_of(members, *known, *causes)
    lows, highs = zip(*(_any_ends(x) for x in known), strict=True)
    low, high = lows[0], highs[0]
    for end in lows[1:]:
        low = lower(low, end)
    for end in highs[1:]:
        high = upper(high, end)
    return interval(low, high, *known, *causes)


def _any_ends(x: Num) -> tuple[End, End]:
    """Ends of a number or a date; dates are ordered alike, so that the interval code serves both."""
    return ends(cast("Fraction | Uncertain | Real", x))


def _members(figures: Sequence[Num]) -> frozenset[str | bool] | None:
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
    (xl, xh) = _any_ends(x)
    above, below = _greatest_lower(xl, low), _least_upper(xh, high)
    if above[0] is None or below[0] is None or above[0] < below[0] or (above[0] == below[0] and above[1] and below[1]):
        return interval(above, below, x)
    return None


def _greatest_lower(a: End, b: End) -> End:
    if a[0] is None:
        return b
    if b[0] is None:
        return a
    return (a[0], a[1] and b[1]) if a[0] == b[0] else a if a[0] > b[0] else b


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


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def add(a: Num, b: Num, where: Where | None = None) -> Num:
    """a + b; a date plus days when the days are given as a whole number."""
    if type(a) is Fraction and type(b) is Fraction:
        return limited(a + b, where)
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if _real(a, b):
        return _deep(reals.add(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b))), where)
    (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
    return interval(_sum(al, bl), _sum(ah, bh), a, b)


def _sum(a: End, b: End) -> End:
    return (None, True) if a[0] is None or b[0] is None else (a[0] + b[0], a[1] and b[1])


def negate(a: Num) -> Num:
    """−a."""
    if type(a) is Fraction:
        return -a
    if isinstance(a, Missing):
        return a
    if isinstance(a, Real):
        return reals.negate(a)
    (low, low_in), (high, high_in) = _any_ends(a)
    return interval((None if high is None else -high, high_in), (None if low is None else -low, low_in), a)


def subtract(a: Num, b: Num, where: Where | None = None) -> Num:
    """a − b."""
    if type(a) is Fraction and type(b) is Fraction:
        return limited(a - b, where)
    return add(a, negate(b), where)


def multiply(a: Num, b: Num, where: Where | None = None) -> Num:
    """a · b."""
    if type(a) is Fraction and type(b) is Fraction:
        return limited(a * b, where)
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if _real(a, b):
        if a == 0 or b == 0:
            return ZERO
        return _deep(reals.multiply(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b))), where)
    (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
    corners = [_product(x, y) for x in ((al, -1), (ah, 1)) for y in ((bl, -1), (bh, 1))]
    return interval(_extreme(corners, -1), _extreme(corners, 1), a, b)


Corner = tuple[int, Fraction, bool]
"""A product of two ends: −1/1 for an infinite one (0: finite), the number, whether it is reached."""


def _product(x: tuple[End, int], y: tuple[End, int]) -> Corner:
    (a, a_in), a_side = x
    (b, b_in), b_side = y
    if a is not None and b is not None:
        return 0, a * b, (a_in and b_in) or (a == 0 and a_in) or (b == 0 and b_in)
    if a == 0 or b == 0:
        return 0, ZERO, a_in if a == 0 else b_in
    sign = (a_side if a is None else _sign(a)) * (b_side if b is None else _sign(b))
    return sign, ZERO, True


def _extreme(corners: list[Corner], side: int) -> End:
    best = corners[0]
    for corner in corners[1:]:
        here, there = corner[:2], best[:2]
        if here == there:
            best = (*here, corner[2] or best[2])
        elif (here > there) == (side > 0):
            best = corner
    return (None, True) if best[0] else (best[1], best[2])


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def divide(a: Num, b: Num, where: Where | None = None) -> Num:
    """a / b; by 0 it is not computable (E610)."""
    if type(a) is Fraction and type(b) is Fraction:
        return limited(a / b, where) if b else not_computable("E610", where)
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if isinstance(b, Real):
        if reals.sign(b) is None:
            return not_computable("E613", where)
        return multiply(a, reals.reciprocal(b), where)
    if type(b) is Fraction:
        return multiply(a, 1 / b, where) if b else not_computable("E610", where)
    return multiply(a, _reciprocal(cast("Uncertain", b)), where)


def _reciprocal(b: Uncertain) -> Num:
    """1/b, leaving out b = 0."""
    (low, low_in), (high, high_in) = ends(b)
    if low is not None and low >= 0:
        return interval(
            (1 / high, high_in) if high else (ZERO, False) if high is None else (None, True),
            (1 / low, low_in) if low else (None, True),
            b,
        )
    if high is not None and high <= 0:
        return interval(
            (1 / high, high_in) if high else (None, True),
            (1 / low, low_in) if low is not None else (ZERO, False),
            b,
        )
    return interval((None, True), (None, True), b)


def power(a: Num, exponent: Fraction, where: Where | None = None) -> Num:
    """a^exponent: exact for whole exponents and perfect powers, else real."""
    if isinstance(a, Missing):
        return a
    if exponent.denominator == 1:
        return _whole_power(a, exponent.numerator, where)
    if isinstance(a, Uncertain):
        (low, low_in), (high, high_in) = ends(a)
        if low is None or low < 0 or (low == 0 and exponent < 0):
            return interval((None, True), (None, True), a)
        points = [(power(low, exponent, where), low_in)]
        points.append((None, True) if high is None else (power(high, exponent, where), high_in))  # type: ignore[arg-type]
        if exponent < 0:
            points.reverse()
        return _image(points, a)
    sign = reals.sign(a) if isinstance(a, Real) else _sign(cast("Fraction", a))
    if sign is None:
        return not_computable("E613", where)
    if sign < 0 or (sign == 0 and exponent < 0):
        return not_computable("E611", where)
    if sign == 0:
        return ZERO
    result = reals.power(cast("Fraction | Real", a), exponent)
    return not_computable("E612", where) if result is None else _checked(result, where)


def _whole_power(a: Num, n: int, where: Where | None) -> Num:
    if n < 0:
        return divide(UNIT, _whole_power(a, -n, where), where)
    if n == 0:
        return UNIT
    if type(a) is Fraction:
        if max(a.numerator.bit_length(), a.denominator.bit_length()) * n > LARGEST_BITS + n and abs(a) != 1 and a != 0:
            return not_computable("E612", where)
        return limited(a**n, where)
    if n == 1:
        return a
    if n % 2:
        result = a
        for bit in bin(n)[3:]:  # square and multiply, so that the work is short for any n
            result = multiply(result, result, where) if isinstance(a, Real) else result
            if bit == "1" and isinstance(a, Real):
                result = multiply(result, a, where)
        if isinstance(a, Real):
            return result
        (low, low_in), (high, high_in) = _any_ends(a)
        return _image(
            [
                (None if low is None else power(low, Fraction(n)), low_in),
                (None if high is None else power(high, Fraction(n)), high_in),
            ],
            a,
        )
    half = _whole_power(a, n // 2, where)
    if isinstance(a, Real):
        return multiply(half, half, where)
    return _square(half, where)


def _square(a: Num, where: Where | None) -> Num:
    size = absolute(a)
    if not isinstance(size, Uncertain):
        return multiply(size, size, where)
    (low, low_in), (high, high_in) = ends(size)
    return _image(
        [(None if low is None else multiply(low, low), low_in), (None if high is None else multiply(high, high), high_in)], a
    )


def _image(points: Sequence[tuple[Num | None, bool]], cause: Num) -> Num:
    """An interval from the images of two ends; an end whose image is not computable is left open."""
    low, high = points
    below: End = (None, True) if low[0] is None or isinstance(low[0], Missing) else (_any_ends(low[0])[0][0], low[1])
    above: End = (None, True) if high[0] is None or isinstance(high[0], Missing) else (_any_ends(high[0])[1][0], high[1])
    return interval(below, above, cause)


# ---- rounding and the like -------------------------------------------------------------------------------------------


def round_figure(x: Num, mode: Mode, digits: int, unit: Fraction = UNIT, where: Where | None = None) -> Num:
    """x rounded once, counted in `unit`."""
    if type(x) is Fraction:
        return round_to(x, mode, digits) if unit == 1 else round_to(x / unit, mode, digits) * unit
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        result = reals.rounded(x, mode, digits, unit)
        return not_computable("E613", where) if result is None else result
    (low, low_in), (high, high_in) = _any_ends(x)
    step = unit * Fraction(10) ** -digits
    return interval(
        (None, True) if low is None else (_nudged(low, low_in, 1, step, mode, digits, unit), True),
        (None, True) if high is None else (_nudged(high, high_in, -1, step, mode, digits, unit), True),
        x,
    )


def _nudged(end: Fraction, closed: bool, inward: int, step: Fraction, mode: Mode, digits: int, unit: Fraction) -> Fraction:
    """What the numbers at an end round to: an open end is rounded from just inside."""
    here = round_to(end / unit, mode, digits) * unit
    if closed:
        return here
    # rounding is constant between neighbouring halves of a step, so a quarter step cannot pass over a change of value but one
    halves = end / step * 2
    near = end + inward * step / 4 if halves.denominator == 1 else end
    return round_to(near / unit, mode, digits) * unit


def absolute(x: Num) -> Num:
    """|x|."""
    if type(x) is Fraction:
        return abs(x)
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        return reals.negate(x) if reals.sign(x) == -1 else x
    (low, _), (high, _) = _any_ends(x)
    if low is not None and low >= 0:
        return x
    if high is not None and high <= 0:
        return negate(x)
    return interval((ZERO, True), _any_ends(hull((x, negate(x))))[1], x)


def sign_of(x: Num, where: Where | None = None) -> Num:
    """−1, 0 or 1."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        found = reals.sign(x)
        return not_computable("E613", where) if found is None else Fraction(found)
    (low, low_in), (high, high_in) = _any_ends(x)
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
    if _real(a, b):
        return reals.least(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b)))
    (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
    return interval(lower(al, bl), _least_upper(ah, bh), a, b)


def _least_upper(a: End, b: End) -> End:
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
        (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
        low = bl if al[0] is None else al if bl[0] is None or al[0] >= bl[0] else bl
        return interval(low, upper(ah, bh), a, b)
    return negate(minimum(negate(a), negate(b)))


def _real(a: Num, b: Num) -> bool:
    """Whether the calculation stays among reals: one is, and none is an interval."""
    return (isinstance(a, Real) or isinstance(b, Real)) and not (isinstance(a, Uncertain) or isinstance(b, Uncertain))


def is_dated(*figures: Num) -> bool:
    """Whether one of the figures is a date, known or bounded."""
    return any(isinstance(x, date) or (isinstance(x, Uncertain) and isinstance(x.low or x.high, date)) for x in figures)


def _deep(x: Real, where: Where | None) -> Num:
    return not_computable("E616", where) if x.depth > reals.DEEPEST else x


def _checked(x: Fraction | Real, where: Where | None) -> Num:
    return limited(x, where) if isinstance(x, Fraction) else _deep(x, where)


# ---- irrational functions --------------------------------------------------------------------------------------------


def rising(x: Num, f: Callable[[Fraction | Real], Fraction | Real], where: Where | None) -> Num:
    """A rising function of a number above 0, such as a logarithm."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Uncertain):
        (low, low_in), (high, high_in) = ends(x)
        if high is not None and (high < 0 or high == 0):
            return not_computable("E611", where)
        below = None if low is None or low <= 0 else f(low)
        return _image([(below, low_in), (None if high is None else f(high), high_in)], x)
    sign = reals.sign(x) if isinstance(x, Real) else _sign(cast("Fraction", x))
    if sign is None:
        return not_computable("E613", where)
    return _checked(f(cast("Fraction | Real", x)), where) if sign > 0 else not_computable("E611", where)


def exponential(x: Num, where: Where | None) -> Num:
    """e^x."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Uncertain):
        (low, low_in), (high, high_in) = ends(x)
        low_image, high_image = (None if end is None else reals.exp(end) for end in (low, high))
        return _image([(low_image or ZERO, low_in and low_image is not None), (high_image, high_in)], x)
    result = reals.exp(cast("Fraction | Real", x))
    return not_computable("E612", where) if result is None else _checked(result, where)


def root(x: Num, n: Num, where: Where | None) -> Num:
    """The n-th root, n a whole number from 1 to 1000; of a negative number only for odd n."""
    lost = first_missing(x, n)
    if lost is not None:
        return lost
    if not isinstance(n, Fraction) or n.denominator != 1 or not 1 <= n <= 1000:
        return not_computable("E611", where)
    if n.numerator % 2:
        if isinstance(x, Uncertain):
            (low, low_in), (high, high_in) = ends(x)
            images = [None if end is None else root(end, n, where) for end in (low, high)]
            return _image([(images[0], low_in), (images[1], high_in)], x)
        sign = sign_of(x, where)
        if sign == -1:
            return negate(root(negate(x), n, where))
    return power(x, 1 / n, where)


# ---- comparison ------------------------------------------------------------------------------------------------------


def less(a: Num, b: Num, where: Where | None = None) -> Truth:
    """a < b for numbers or dates, in three values."""
    if type(a) is Fraction and type(b) is Fraction:
        return a < b
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if isinstance(a, date) and isinstance(b, date):
        return a < b
    if _real(a, b):
        found = reals.sign(reals.add(reals.of(cast("Fraction | Real", a)), reals.negate(reals.of(cast("Fraction | Real", b)))))
        return not_computable("E613", where) if found is None else found < 0
    (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
    if not _causes((a, b))[2]:
        if ah[0] is not None and bl[0] is not None and (ah[0] < bl[0] or (ah[0] == bl[0] and not (ah[1] and bl[1]))):
            return True
        if al[0] is not None and bh[0] is not None and al[0] >= bh[0]:
            return False
    return cast("Truth", one_of(_BOTH, a, b))


def equal(a: Num, b: Num, where: Where | None = None) -> Truth:
    """a == b for any two figures of one kind, in three values."""
    if type(a) is Fraction and type(b) is Fraction:
        return a == b
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    sets = _members([a]), _members([b])
    if sets[0] is not None and sets[1] is not None:
        if not sets[0] & sets[1]:
            return cast("Truth", one_of((False,), a, b))
        single = len(sets[0]) == len(sets[1]) == 1
        return cast("Truth", one_of((True,) if single else _BOTH, a, b))
    return both((negated(less(a, b, where)), negated(less(b, a, where))), a, b)


def both(truths: Iterable[Truth], *causes: Num) -> Truth:
    """And: false when any is false; otherwise missing wins over uncertain."""
    found = list(truths)
    if any(x is False for x in found):
        return False
    lost = first_missing(*found)
    if lost is not None:
        return lost
    if all(x is True for x in found):
        return True
    return cast("Truth", one_of(_BOTH, *found, *causes))


def either(truths: Iterable[Truth]) -> Truth:
    """Or: true when any is true; otherwise missing wins over uncertain."""
    return negated(both([negated(x) for x in truths]))


def negated(x: Truth) -> Truth:
    """Not."""
    return not x if isinstance(x, bool) else x


def places(x: Num, order: tuple[str, ...]) -> Num:
    """A level as its place in an order, so that levels compare as numbers."""
    if isinstance(x, str):
        return Fraction(order.index(x))
    if isinstance(x, Uncertain) and x.members is not None:
        found = [order.index(cast("str", m)) for m in x.members]
        return interval((Fraction(min(found)), True), (Fraction(max(found)), True), x)
    return x


# ---- dates -----------------------------------------------------------------------------------------------------------


def as_days(x: Num) -> Num:
    """A date as a count of days, so that differences of dates are numbers."""
    if isinstance(x, date):
        return Fraction(x.toordinal())
    if isinstance(x, Uncertain):
        low, high = cast("date | None", x.low), cast("date | None", x.high)
        return interval(
            (None if low is None else Fraction(low.toordinal()), x.low_closed),
            (None if high is None else Fraction(high.toordinal()), x.high_closed),
            x,
        )
    return x


def shifted(day: date, days: Fraction, where: Where | None) -> Value:
    """A date moved by whole days; outside the calendar it is not computable."""
    if days.denominator != 1 or not -3_700_000 < days < 3_700_000:
        return not_computable("E612", where)
    try:
        return day + timedelta(days=days.numerator)
    except OverflowError:
        return not_computable("E612", where)


def months(a: Num, b: Num) -> Num:
    """Whole months from a to b, for known and for bounded dates (rising in b, falling in a)."""
    if isinstance(a, date) and isinstance(b, date):
        return months_between(a, b)
    (al, ah), (bl, bh) = _any_ends(a), _any_ends(b)
    low = None if ah[0] is None or bl[0] is None else months_between(cast("date", ah[0]), cast("date", bl[0]))
    high = None if al[0] is None or bh[0] is None else months_between(cast("date", al[0]), cast("date", bh[0]))
    return interval((low, True), (high, True), a, b)


def months_between(a: date, b: date) -> Fraction:
    """Whole months from a to b: the largest n such that a plus n months (cut to the month's end) is not after b."""
    if b < a:
        return -months_between(b, a)
    count = (b.year - a.year) * 12 + b.month - a.month
    last = (date(b.year + b.month // 12, b.month % 12 + 1, 1) - timedelta(days=1)).day if (b.year, b.month) < (9999, 12) else 31
    return Fraction(count if b.day >= min(a.day, last) else count - 1)
