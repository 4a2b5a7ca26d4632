"""Units of measure as exact dimension vectors.

A dimension maps base units to whole exponents; a unit is a dimension, an exact factor to its coherent base, and the text
it is shown with. A base symbol is any string, so that a unit that is data (`计量 : unit`) can be a symbol of its own.
"""

from collections.abc import Iterable
from fractions import Fraction

from evaldsl.records import field, frozen

Dimension = tuple[tuple[str, int], ...]
"""Base unit → exponent, sorted by base unit, exponents never 0; `()` is dimensionless."""


@frozen
class Unit:
    """A unit: one of it is `factor` of its coherent base. Equal when dimension and factor are; `text` is for people."""

    dimension: Dimension
    factor: Fraction
    text: str = field(eq=False)


ONE = Unit((), Fraction(1), "")
PERCENT = Unit((), Fraction(1, 100), "%")
PERCENT_POINT = Unit((), Fraction(1, 100), "个百分点")


def dimension(pairs: Iterable[tuple[str, int]]) -> Dimension:
    """A dimension from (base, exponent) pairs in any order, repeated bases added, zeros dropped."""
    total: dict[str, int] = {}
    for base, exponent in pairs:
        total[base] = total.get(base, 0) + exponent
    return tuple(sorted((b, e) for b, e in total.items() if e))


def times(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product."""
    return dimension((*a, *b))


def over(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return dimension((*a, *((base, -exponent) for base, exponent in b)))


def power(a: Dimension, exponent: int) -> Dimension:
    """The dimension of a whole power."""
    return dimension((base, e * exponent) for base, e in a)
