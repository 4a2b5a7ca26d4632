"""Exact numbers: rounding by a named mode, and the text of a number.

A value is a `Fraction`. Nothing here, or anywhere between a fact and a score, is a binary float.
"""

from enum import Enum
from fractions import Fraction


class Mode(Enum):
    """Rounding modes. `HALF_UP` (四舍五入) is away from zero on a tie: −5.5 → −6."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"
    FLOOR = "floor"
    CEILING = "ceiling"


def round_to(value: Fraction, mode: Mode, digits: int) -> Fraction:
    """`value` rounded once to `digits` decimals (negative: tens, hundreds …)."""
    scale = 10 ** abs(digits)
    p, q = value.numerator, value.denominator
    if digits >= 0:
        p *= scale
    else:
        q *= scale
    whole = _whole(p, q, mode)
    return Fraction(whole, scale) if digits >= 0 else Fraction(whole * scale)


def _whole(p: int, q: int, mode: Mode) -> int:
    """p/q (q > 0) rounded to a whole number."""
    sign = -1 if p < 0 else 1
    floor, rest = divmod(abs(p), q)
    if not rest:
        return sign * floor
    match mode:
        case Mode.HALF_UP:
            up = 2 * rest >= q
        case Mode.HALF_EVEN:
            up = 2 * rest > q or (2 * rest == q and floor % 2 == 1)
        case Mode.UP:
            up = rest > 0
        case Mode.DOWN:
            up = False
        case Mode.FLOOR:
            up = rest > 0 and sign < 0
        case Mode.CEILING:
            up = rest > 0 and sign > 0
    return sign * (floor + up)


def int_text(n: int) -> str:
    """The decimal digits of a whole number of any length (`str` refuses more than 4,300 of them)."""
    if n.bit_length() < 13_000:
        return str(n)
    if n < 0:
        return "-" + int_text(-n)
    half = n.bit_length() * 30103 // 200000
    high, low = divmod(n, 10**half)
    return int_text(high) + int_text(low).rjust(half, "0")


def exact_text(value: Fraction) -> str:
    """A finite decimal as such (`0.125`), else `p/q`."""
    q = value.denominator
    if q == 1:
        return int_text(value.numerator)
    twos = fives = 0
    while q % 2 == 0:
        q //= 2
        twos += 1
    while q % 5 == 0:
        q //= 5
        fives += 1
    if q != 1:
        return f"{int_text(value.numerator)}/{int_text(value.denominator)}"
    return fixed(value, max(twos, fives))


def ratio_fixed(p: int, q: int, digits: int) -> str:
    """p/q with exactly `digits` decimals, rounded half up for display."""
    whole, rest = divmod(abs(p) * 10**digits, q)
    whole += 2 * rest >= q
    sign, figures = "-" if p < 0 and whole else "", int_text(whole)
    if not digits:
        return sign + figures
    figures = figures.rjust(digits + 1, "0")
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}"


def fixed(value: Fraction, digits: int, mode: Mode = Mode.HALF_UP) -> str:
    """`value` with exactly `digits` decimals (at least 0), rounded by `mode` for display."""
    digits = max(digits, 0)
    p, q = value.numerator, value.denominator
    if mode is Mode.HALF_UP:
        return ratio_fixed(p, q, digits)
    whole = _whole(p * 10**digits, q, mode)
    sign, figures = ("-" if whole < 0 else ""), int_text(abs(whole)).rjust(digits + 1, "0")
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"
