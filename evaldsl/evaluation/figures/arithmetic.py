"""Sums, products, quotients and whole powers; exact on known figures, the exact image on intervals."""

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.figures.ends import (
    LARGEST_BITS,
    UNIT,
    ZERO,
    End,
    Num,
    any_ends,
    checked,
    ends,
    first_missing,
    interval,
    is_real,
    limited,
    negate,
    not_computable,
    too_deep,
)
from evaldsl.evaluation.figures.extremes import absolute
from evaldsl.evaluation.reals import Real
from evaldsl.model.values import Missing, Uncertain
from evaldsl.source import Where

Corner = tuple[int, Fraction, bool]
"""A product of two ends: −1/1 for an infinite one (0: finite), the number, whether it is reached."""


def add(a: Num, b: Num, where: Where | None = None) -> Num:
    """a + b; a date plus days when the days are given as a whole number."""
    if type(a) is Fraction and type(b) is Fraction:
        return limited(a + b, where)
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if is_real(a, b):
        return too_deep(reals.add(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b))), where)
    (al, ah), (bl, bh) = any_ends(a), any_ends(b)
    return interval(_sum(al, bl), _sum(ah, bh), a, b)


def _sum(a: End, b: End) -> End:
    return (None, True) if a[0] is None or b[0] is None else (a[0] + b[0], a[1] and b[1])


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
    if is_real(a, b):
        if a == 0 or b == 0:
            return ZERO
        return too_deep(reals.multiply(reals.of(cast("Fraction | Real", a)), reals.of(cast("Fraction | Real", b))), where)
    (al, ah), (bl, bh) = any_ends(a), any_ends(b)
    corners = [_product(x, y) for x in ((al, -1), (ah, 1)) for y in ((bl, -1), (bh, 1))]
    return interval(_extreme(corners, -1), _extreme(corners, 1), a, b)


def _product(x: tuple[End, int], y: tuple[End, int]) -> Corner:
    (a, a_in), a_side = x
    (b, b_in), b_side = y
    if a is not None and b is not None:
        return 0, a * b, (a_in and b_in) or (a == 0 and a_in) or (b == 0 and b_in)
    if a == 0 or b == 0:
        return 0, ZERO, a_in if a == 0 else b_in
    sign = (a_side if a is None else signum(a)) * (b_side if b is None else signum(b))
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


def signum(x: Fraction) -> int:
    """1, 0 or −1."""
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
        return image(points, a)
    sign = reals.sign(a) if isinstance(a, Real) else signum(cast("Fraction", a))
    if sign is None:
        return not_computable("E613", where)
    if sign < 0 or (sign == 0 and exponent < 0):
        return not_computable("E611", where)
    if sign == 0:
        return ZERO
    result = reals.power(cast("Fraction | Real", a), exponent)
    return not_computable("E612", where) if result is None else checked(result, where)


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
        (low, low_in), (high, high_in) = any_ends(a)
        return image(
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
    return image(
        [(None if low is None else multiply(low, low), low_in), (None if high is None else multiply(high, high), high_in)], a
    )


def image(points: Sequence[tuple[Num | None, bool]], cause: Num) -> Num:
    """An interval from the images of two ends; an end whose image is not computable is left open."""
    low, high = points
    below: End = (None, True) if low[0] is None or isinstance(low[0], Missing) else (any_ends(low[0])[0][0], low[1])
    above: End = (None, True) if high[0] is None or isinstance(high[0], Missing) else (any_ends(high[0])[1][0], high[1])
    return interval(below, above, cause)
