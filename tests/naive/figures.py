"""Plain figures: a number with its dimensions, rounding, roots and logarithms, and figures as people write them."""

import math
import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

F = Fraction
Dims = tuple[tuple[str, int], ...]


class Q(NamedTuple):
    """A number in base units with its dimensions; `step` is the unit it is counted in."""

    v: F
    dims: Dims = ()
    step: F = F(1)


class Gone(NamedTuple):
    """No value: "na" (不适用) or "nc" (not computable)."""

    why: str


class TypeMistake(Exception):
    """Something a checked ruleset can never do."""


def join(a: Dims, b: Dims, sign: int) -> Dims:
    """Dimensions of a product (sign 1) or quotient (sign −1)."""
    total = dict(a)
    for base, power in b:
        total[base] = total.get(base, 0) + sign * power
    return tuple(sorted((k, p) for k, p in total.items() if p != 0))


def rounded(x: F, mode: str, digits: int) -> F:
    """Rounding, written from the meaning of each mode."""
    scale = F(10) ** digits
    x = x * scale
    size, sign = abs(x), (-1 if x < 0 else 1)
    if mode == "half_up":
        n = sign * math.floor(size + F(1, 2))
    elif mode == "half_even":
        n = round(x)
    elif mode == "up":
        n = sign * math.ceil(size)
    elif mode == "down":
        n = sign * math.floor(size)
    elif mode == "floor":
        n = math.floor(x)
    elif mode == "ceiling":
        n = math.ceil(x)
    else:
        raise TypeMistake(mode)
    return F(n) / scale


WIDE = Context(prec=160)


def _decimal(x: F) -> Decimal:
    return WIDE.divide(Decimal(x.numerator), Decimal(x.denominator))


def root(x: F, n: int) -> F:
    """The n-th root, exact when it is rational, else to 150 digits."""
    if x == 0:
        return F(0)
    near = F(WIDE.exp(WIDE.divide(WIDE.ln(_decimal(x)), Decimal(n))))
    p, q = (
        round(F(WIDE.exp(WIDE.divide(WIDE.ln(Decimal(x.numerator)), Decimal(n))))),
        round(F(WIDE.exp(WIDE.divide(WIDE.ln(Decimal(x.denominator)), Decimal(n))))),
    )
    return F(p, q) if q and F(p, q) ** n == x else near


def mean_product(factors: list[tuple[F, F]]) -> F:
    """Π x^p for powers that add up to 1: exact when it is a rational of few digits, else to 150 digits."""
    if any(x == 0 for x, _ in factors):
        return F(0)
    total = Decimal(0)
    for x, p in factors:
        total = WIDE.add(total, WIDE.multiply(_decimal(p), WIDE.ln(_decimal(x))))
    near = F(WIDE.exp(total))
    simple = near.limit_denominator(10**25)
    return simple if abs(simple - near) < F(1, 10**140) else near


def ln(x: F) -> F:
    """The natural logarithm to 150 digits; 0 at 1."""
    return F(0) if x == 1 else F(WIDE.ln(_decimal(x)))


def log10(x: F) -> F:
    """The common logarithm, exact for powers of ten."""
    near = F(WIDE.log10(_decimal(x)))
    whole = round(near)
    return F(whole) if F(10) ** whole == x else near


NARROW = str.maketrans("０１２３４５６７８９．％－，＋／　", "0123456789.%-,+/ ")
FIGURE = re.compile(r"^([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s*(.*)$")


def figure(text: str) -> tuple[F, str]:
    """`"1,234.50 万元"` → (2469/2, "万元")."""
    m = FIGURE.match(text.translate(NARROW).strip())
    if m is None:
        raise TypeMistake(f"no figure: {text}")
    sign, whole, rest, unit = m.groups()
    digits = whole.replace(",", "")
    value = F(int(digits + (rest or "")), 10 ** len(rest or ""))
    return (-value if sign == "-" else value), unit.strip()
