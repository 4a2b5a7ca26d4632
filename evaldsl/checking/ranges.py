"""What values an expression can have: exact intervals, from the declared domains of the facts.

In: ranges of the parts. Out: a range that surely holds every value of the whole (it may be wider, never narrower).
Guarantees: no number with more than about 1,000 digits is ever made; such an end becomes unbounded.
The laws use them: pro rata is accepted only where `target > 0` and `value ≥ 0` follow from the ranges.
"""

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.types import Domain

End = tuple[int, Fraction]
"""(−1, 0) is −∞, (0, x) is x, (1, 0) is +∞: ordered as tuples."""

ZERO = Fraction(0)
MINUS: End = (-1, ZERO)
PLUS: End = (1, ZERO)
BITS = 3_330
"""About 1,000 decimal digits, the most that a number may have."""


@frozen
class Range:
    """An interval of numbers; infinite ends are open."""

    low: End = MINUS
    high: End = PLUS
    low_closed: bool = False
    high_closed: bool = False

    @property
    def point(self) -> Fraction | None:
        """The only value, when there is only one."""
        return self.low[1] if self.low == self.high and self.low[0] == 0 else None

    @property
    def positive(self) -> bool:
        """Every value is above zero."""
        return self.low > (0, ZERO) or (self.low == (0, ZERO) and not self.low_closed)

    @property
    def not_negative(self) -> bool:
        """No value is below zero."""
        return self.low >= (0, ZERO)

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in the range."""
        x = (0, value)
        return (self.low < x or (self.low == x and self.low_closed)) and (x < self.high or (x == self.high and self.high_closed))


ALL = Range()


def exactly(value: Fraction) -> Range:
    """The range of one value."""
    return Range((0, value), (0, value), True, True)


def between(low: Fraction | None, high: Fraction | None, low_closed: bool = True, high_closed: bool = True) -> Range:
    """A range from optional ends."""
    return Range(
        MINUS if low is None else (0, low),
        PLUS if high is None else (0, high),
        low is not None and low_closed,
        high is not None and high_closed,
    )


def of_domain(domain: Domain) -> Range:
    """The range of a fact's domain (numbers only)."""
    low = domain.low if isinstance(domain.low, Fraction) else None
    high = domain.high if isinstance(domain.high, Fraction) else None
    return between(low, high, domain.low_closed, domain.high_closed)


def _bounded(found: Range) -> Range:
    """Ends with too many digits are given up."""
    low, high = found.low, found.high
    if low[0] == 0 and too_big(low[1]):
        return _bounded(Range(MINUS, high, False, found.high_closed))
    if high[0] == 0 and too_big(high[1]):
        return Range(low, PLUS, found.low_closed, False)
    return found


def too_big(value: Fraction) -> bool:
    """Whether a number has more digits than are calculated with."""
    return value.numerator.bit_length() > BITS or value.denominator.bit_length() > BITS


def add(a: Range, b: Range) -> Range:
    """a + b."""
    low = MINUS if a.low[0] or b.low[0] else (0, a.low[1] + b.low[1])
    high = PLUS if a.high[0] or b.high[0] else (0, a.high[1] + b.high[1])
    return _bounded(
        Range(low, high, not low[0] and a.low_closed and b.low_closed, not high[0] and a.high_closed and b.high_closed)
    )


def negate(a: Range) -> Range:
    """−a."""
    return Range(_minus(a.high), _minus(a.low), a.high_closed, a.low_closed)


def _minus(end: End) -> End:
    return (-end[0], -end[1])


def multiply(a: Range, b: Range) -> Range:
    """a × b."""
    corners = [_corner(x, xc, y, yc) for x, xc in ((a.low, a.low_closed), (a.high, a.high_closed)) for y, yc in _ends(b)]
    return _bounded(_spanned(corners))


def _ends(a: Range) -> tuple[tuple[End, bool], tuple[End, bool]]:
    return (a.low, a.low_closed), (a.high, a.high_closed)


def _corner(x: End, x_closed: bool, y: End, y_closed: bool) -> tuple[End, bool]:
    if x == (0, ZERO) or y == (0, ZERO):
        return (0, ZERO), (x == (0, ZERO) and x_closed) or (y == (0, ZERO) and y_closed)
    if x[0] or y[0]:
        positive = (x > (0, ZERO)) == (y > (0, ZERO))
        return (PLUS if positive else MINUS), False
    return (0, x[1] * y[1]), x_closed and y_closed


def _spanned(corners: list[tuple[End, bool]]) -> Range:
    low, high = min(c[0] for c in corners), max(c[0] for c in corners)
    return Range(low, high, any(c for e, c in corners if e == low), any(c for e, c in corners if e == high))


def divide(a: Range, b: Range) -> Range:
    """a ÷ b where b is not zero (a division by zero has no value)."""
    zero = (0, ZERO)
    if b.low < zero < b.high or b.low == b.high == zero:
        return ALL
    if b.low >= zero:
        inverse = Range(
            zero if b.high == PLUS else (0, 1 / b.high[1]),
            PLUS if b.low == zero else (0, 1 / b.low[1]),
            b.high != PLUS and b.high_closed,
            b.low != zero and b.low_closed,
        )
        return multiply(a, inverse)
    return divide(negate(a), negate(b))


def power(a: Range, exponent: Fraction) -> Range:
    """a to a constant power."""
    if exponent.denominator != 1:
        return between(ZERO, None) if a.not_negative and exponent > 0 else between(ZERO, None, False)
    whole = int(exponent)
    if whole == 0:
        return exactly(Fraction(1))
    if whole < 0:
        return divide(exactly(Fraction(1)), power(a, Fraction(-whole)))
    if any(e[0] == 0 and e[1] and _bits(e[1]) * whole > BITS for e in (a.low, a.high)):
        return between(ZERO, None) if whole % 2 == 0 or a.not_negative else ALL
    corners = [((e[0] if whole % 2 else abs(e[0]), e[1] ** whole), c) for e, c in _ends(a)]
    if whole % 2 == 0 and a.low < (0, ZERO) < a.high:
        corners.append(((0, ZERO), True))
    return _bounded(_spanned(corners))


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length() - 1, value.denominator.bit_length() - 1)


def power_is_too_big(base: Fraction, exponent: int) -> bool:
    """Whether a constant power would have too many digits, found without making it."""
    return base not in (0, 1, -1) and _bits(base) * abs(exponent) > BITS


def absolute(a: Range) -> Range:
    """|a|."""
    if a.not_negative:
        return a
    other = negate(a)
    if other.not_negative:
        return other
    high = max(a.high, other.high)
    closed = (a.high == high and a.high_closed) or (other.high == high and other.high_closed)
    return Range((0, ZERO), high, True, closed)


def least(parts: Iterable[Range]) -> Range:
    """The range of a minimum."""
    return negate(greatest(negate(p) for p in parts))


def greatest(parts: Iterable[Range]) -> Range:
    """The range of a maximum."""
    found = list(parts)
    low = max((p.low, not p.low_closed) for p in found)
    high = max((p.high, p.high_closed) for p in found)
    return Range(low[0], high[0], not low[1], high[1])


def hull(a: Range, b: Range) -> Range:
    """The range that holds both."""
    low = min((a.low, not a.low_closed), (b.low, not b.low_closed))
    high = max((a.high, a.high_closed), (b.high, b.high_closed))
    return Range(low[0], high[0], not low[1], high[1])


def rounded(a: Range, mode: Mode, digits: int, factor: Fraction) -> Range:
    """The range of a rounded value: rounding never turns the order round."""
    low = a.low if a.low[0] else (0, round_to(a.low[1] / factor, mode, digits) * factor)
    high = a.high if a.high[0] else (0, round_to(a.high[1] / factor, mode, digits) * factor)
    return Range(low, high, not low[0], not high[0])


def below(a: Range, b: Range) -> bool:
    """Every value of `a` is less than every value of `b`."""
    return a.high < b.low or (a.high == b.low and not (a.high_closed and b.low_closed))


def at_most(a: Range, b: Range) -> bool:
    """No value of `a` is greater than any value of `b`."""
    return a.high <= b.low
