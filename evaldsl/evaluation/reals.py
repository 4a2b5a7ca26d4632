"""Irrational numbers, enclosed as narrowly as anyone asks.

In: rational numbers. Out: either an exact `Fraction` (perfect powers, ln 1, log10 of powers of ten) or a `Real`, a function from
a precision in bits to rational bounds that hold the true number. Nothing is ever approximated: `rounded` and `sign` ask for more
bits until the answer is certain, and give None when 1,000 digits do not decide.

Algorithm: ln by 2·artanh(z) in fixed point on integers after taking out powers of two, exp by its series after taking out powers
of e^ln 2; every truncation is counted in the bounds.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, isqrt

from evaldsl.model.numbers import Mode, round_to
from evaldsl.records import frozen

Bounds = tuple[Fraction, Fraction]

FIRST_BITS = 128
LAST_BITS = 3400  # a little over 1,000 decimal digits
DEEPEST = 100
LARGEST_EXPONENT = 2400  # e^2400 has 1,042 digits


@frozen
class Real:
    """A real number by its enclosures; `depth` is the number of operations on top of each other."""

    at: Callable[[int], Bounds]
    depth: int = 1


def enclosure(x: Real, bits: int = FIRST_BITS) -> Bounds:
    """Rational bounds of x, apart by about 2^-bits."""
    return _outward(x.at(bits), bits)


def rounded(x: Real, mode: Mode, digits: int, unit: Fraction) -> Fraction | None:
    """x rounded once, counted in `unit`; None when 1,000 digits do not decide."""
    bits = FIRST_BITS
    while bits <= 2 * LAST_BITS:
        low, high = x.at(min(bits, LAST_BITS))
        a, b = round_to(low / unit, mode, digits), round_to(high / unit, mode, digits)
        if a == b:
            return a * unit
        bits *= 2
    return None


def sign(x: Real) -> int | None:
    """−1 or 1; None when 1,000 digits do not tell x from 0."""
    bits = FIRST_BITS
    while bits <= 2 * LAST_BITS:
        low, high = x.at(min(bits, LAST_BITS))
        if low > 0:
            return 1
        if high < 0:
            return -1
        bits *= 2
    return None


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def of(x: Fraction | Real) -> Real:
    """A rational as a `Real`."""
    if isinstance(x, Real):
        return x
    value = x
    return Real(lambda bits: (value, value), 0)


def add(a: Real, b: Real) -> Real:
    """a + b."""

    def at(bits: int) -> Bounds:
        (al, ah), (bl, bh) = a.at(bits + 2), b.at(bits + 2)
        return _outward((al + bl, ah + bh), bits + 2)

    return Real(at, max(a.depth, b.depth) + 1)


def negate(a: Real) -> Real:
    """−a."""

    def at(bits: int) -> Bounds:
        low, high = a.at(bits)
        return -high, -low

    return Real(at, a.depth + 1)


def multiply(a: Real, b: Real) -> Real:
    """a · b."""

    def at(bits: int) -> Bounds:
        (al, ah), (bl, bh) = a.at(bits + 16), b.at(bits + 16)
        products = (al * bl, al * bh, ah * bl, ah * bh)
        return _outward((min(products), max(products)), bits + 2)

    return Real(at, max(a.depth, b.depth) + 1)


def reciprocal(a: Real) -> Real:
    """1 / a, for an a whose sign is known."""

    def at(bits: int) -> Bounds:
        more = bits + 16
        low, high = a.at(more)
        while low <= 0 <= high:
            more *= 2
            low, high = a.at(more)
        return _outward((1 / high, 1 / low), bits + 2)

    return Real(at, a.depth + 1)


def least(a: Real, b: Real) -> Real:
    """min(a, b)."""

    def at(bits: int) -> Bounds:
        (al, ah), (bl, bh) = a.at(bits), b.at(bits)
        return min(al, bl), min(ah, bh)

    return Real(at, max(a.depth, b.depth) + 1)


# ---- functions -------------------------------------------------------------------------------------------------------


def ln(x: Fraction | Real) -> Fraction | Real:
    """Natural logarithm of x > 0; ln 1 is 0."""
    if isinstance(x, Fraction):
        return Fraction(0) if x == 1 else Real(lambda bits: _ln(x, bits))
    return _rising(x, lambda q, bits: _ln(q, bits), positive=True)


def log10(x: Fraction | Real) -> Fraction | Real:
    """Common logarithm of x > 0; exact for powers of ten."""
    if isinstance(x, Fraction):
        power = _power_of_ten(x)
        if power is not None:
            return Fraction(power)
    return multiply(of(ln(x)), reciprocal(Real(lambda bits: _ln(Fraction(10), bits))))


def exp(x: Fraction | Real) -> Fraction | Real | None:
    """e^x; e^0 is 1. None when the result has more than 1,000 digits."""
    if isinstance(x, Fraction):
        if x == 0:
            return Fraction(1)
        return Real(lambda bits: _exp(x, bits)) if abs(x) <= LARGEST_EXPONENT else None
    low, high = x.at(FIRST_BITS)
    size = max(abs(low), abs(high))
    return _rising(x, _exp, positive=False, more_bits=2 * int(size) + 4) if size <= LARGEST_EXPONENT else None


def power(x: Fraction | Real, exponent: Fraction) -> Fraction | Real | None:
    """x^exponent for x > 0; exact for perfect powers. None when the result has more than 1,000 digits."""
    if isinstance(x, Fraction):
        exact = exact_power(x, exponent)
        if exact is not None:
            return exact
        if exponent == Fraction(1, 2):
            return Real(lambda bits: _sqrt(x, bits))
    return exp(multiply(of(ln(x)), of(exponent)))


def exact_power(x: Fraction, exponent: Fraction) -> Fraction | None:
    """x^exponent for x > 0 where it is rational and of at most some thousand digits."""
    p, q = exponent.numerator, exponent.denominator
    top, bottom = whole_root(x.numerator, q), whole_root(x.denominator, q)
    if top is None or bottom is None:
        return None
    if max(top.bit_length(), bottom.bit_length()) * abs(p) > 4 * LAST_BITS and not top == bottom == 1:
        return None
    return Fraction(top, bottom) ** p


def product_of_powers(factors: Sequence[tuple[Fraction, Fraction]]) -> Fraction | Real | None:
    """Π x^e for x > 0, exact whenever it is rational; None when the result has more than 1,000 digits.

    The whole numbers above and below the lines are split into factors without a common divisor; a product of powers of such
    factors is rational only when each of them is.
    """
    if all(x == factors[0][0] for x, _ in factors) and sum((e for _, e in factors), Fraction(0)) == 1:
        return factors[0][0]
    exact = Fraction(1)
    for base, exponent in _coprime(factors).items():
        found = exact_power(Fraction(base), exponent)
        if found is None:
            break
        exact *= found
    else:
        return exact
    logs = [multiply(of(ln(x)), of(e)) for x, e in factors]
    while len(logs) > 1:  # in pairs, so that the depth stays small
        logs = [add(*logs[i : i + 2]) if i + 1 < len(logs) else logs[i] for i in range(0, len(logs), 2)]
    return exp(logs[0])


def _coprime(factors: Sequence[tuple[Fraction, Fraction]]) -> dict[int, Fraction]:
    """The same product as powers of whole numbers above 1 that have no common divisor."""
    found: dict[int, Fraction] = {}
    waiting = [(n, sign * e) for x, e in factors for n, sign in ((x.numerator, 1), (x.denominator, -1)) if n > 1]
    while waiting:
        n, e = waiting.pop()
        for other in found:
            common = gcd(n, other)
            if common > 1:
                before = found.pop(other)
                waiting += [(m, f) for m, f in ((common, e + before), (n // common, e), (other // common, before)) if m > 1]
                break
        else:
            found[n] = e
    return {n: e for n, e in found.items() if e}


def whole_root(x: int, n: int) -> int | None:
    """The whole n-th root of x ≥ 0, or None when there is none."""
    if x in (0, 1) or n == 1:
        return x
    if n >= x.bit_length():
        return None
    if n == 2:
        root = isqrt(x)
    else:
        root = 1 << -(-x.bit_length() // n)
        while True:
            better = ((n - 1) * root + x // root ** (n - 1)) // n
            if better >= root:
                break
            root = better
    return root if root**n == x else None


def _rising(x: Real, f: Callable[[Fraction, int], Bounds], positive: bool, more_bits: int = 0) -> Real:
    """A rising function of a real; `positive` when f needs an argument above 0 (and x is known to be)."""

    def at(bits: int) -> Bounds:
        more = bits + 32 + more_bits
        low, high = x.at(more)
        while positive and low <= 0:
            more *= 2
            low, high = x.at(more)
        low, high = _outward((low, high), more)
        while positive and low <= 0:
            more *= 2
            low, high = _outward(x.at(more), more)
        return f(low, bits + 8)[0], f(high, bits + 8)[1]

    return Real(at, x.depth + 1)


def _outward(bounds: Bounds, bits: int) -> Bounds:
    """Bounds moved outward to multiples of 2^-bits, so that figures stay short."""
    low, high = bounds
    scale = 1 << bits
    return (
        Fraction(low.numerator * scale // low.denominator, scale),
        Fraction(-(-high.numerator * scale // high.denominator), scale),
    )


def _power_of_ten(x: Fraction) -> int | None:
    big, small = max(x.numerator, x.denominator), min(x.numerator, x.denominator)
    if small != 1:
        return None
    count = 0
    while big % 10 == 0:
        big //= 10
        count += 1
    if big != 1:
        return None
    return count if x.denominator == 1 else -count


def _sqrt(x: Fraction, bits: int) -> Bounds:
    root = isqrt((x.numerator << (2 * bits)) // x.denominator)
    return Fraction(root, 1 << bits), Fraction(root + 1, 1 << bits)


def _artanh(z: Fraction, bits: int) -> tuple[int, int]:
    """artanh z for |z| ≤ 1/3 in units of 2^-bits, and how many units it may be off."""
    first = (z.numerator << bits) // z.denominator
    square = (first * first) >> bits
    total = term = first
    n = 1
    while term not in (0, -1):
        term = (term * square) >> bits
        n += 2
        total += term // n
    return total, 3 * n + 8


@lru_cache(maxsize=32)
def _ln2(bits: int) -> tuple[int, int]:
    total, off = _artanh(Fraction(1, 3), bits)
    return 2 * total, 2 * off


def _ln(x: Fraction, bits: int) -> Bounds:
    twos = x.numerator.bit_length() - x.denominator.bit_length()
    rest = x / (Fraction(2) ** twos)  # between 1/2 and 2
    fine = bits + 32
    total, off = _artanh((rest - 1) / (rest + 1), fine)
    two, two_off = _ln2(fine)
    middle, off = 2 * total + twos * two, 2 * off + abs(twos) * two_off
    return Fraction(middle - off, 1 << fine), Fraction(middle + off, 1 << fine)


def _exp(x: Fraction, bits: int) -> Bounds:
    # |x| may lie a little above LARGEST_EXPONENT only by the width of an enclosure
    fine = bits + 64 + max(0, 2 * int(x))
    two, two_off = _ln2(fine)
    scaled = (x.numerator << fine) // x.denominator
    twos = scaled // two
    rest, off = scaled - twos * two, 1 + abs(twos) * two_off
    total = term = 1 << fine
    n = 0
    while term:
        n += 1
        term = ((term * rest) >> fine) // n
        total += term
    off = 4 * off + 4 * n + 8
    unit = Fraction(2) ** (twos - fine)
    return (total - off) * unit, (total + off) * unit
