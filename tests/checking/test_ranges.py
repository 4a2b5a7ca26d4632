"""Ranges: never narrower than the truth."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaldsl.checking import ranges as r

NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=6)


@st.composite
def held(draw: st.DrawFn) -> tuple[r.Range, Fraction]:
    """A range and a value in it."""
    value = draw(NUMBERS)
    low = draw(st.none() | NUMBERS.map(lambda x: min(x, value)))
    high = draw(st.none() | NUMBERS.map(lambda x: max(x, value)))
    low_closed, high_closed = low == value or draw(st.booleans()), high == value or draw(st.booleans())
    return r.between(low, high, low_closed, high_closed), value


@given(held(), held())
def test_arithmetic_keeps_every_value(one: tuple[r.Range, Fraction], two: tuple[r.Range, Fraction]) -> None:
    (a, x), (b, y) = one, two
    assert r.add(a, b).holds(x + y)
    assert r.multiply(a, b).holds(x * y)
    assert r.add(a, r.negate(b)).holds(x - y)
    assert r.least([a, b]).holds(min(x, y))
    assert r.greatest([a, b]).holds(max(x, y))
    assert r.hull(a, b).holds(x)
    assert r.absolute(a).holds(abs(x))
    if y:
        assert r.divide(a, b).holds(x / y)


@given(held(), st.integers(min_value=0, max_value=5))
def test_powers_keep_every_value(one: tuple[r.Range, Fraction], exponent: int) -> None:
    a, x = one
    assert r.power(a, Fraction(exponent)).holds(x**exponent)
    if x:
        assert r.power(a, Fraction(-exponent)).holds(x**-exponent)


def test_a_quotient_of_positive_facts_is_positive() -> None:
    positive = r.between(Fraction(0), None, False)
    assert r.divide(positive, positive).positive
    assert r.multiply(positive, positive).positive
    assert not r.add(positive, r.negate(positive)).not_negative


def test_large_numbers_are_given_up_not_made() -> None:
    assert r.power_is_too_big(Fraction(9), 387_420_489)
    assert r.power(r.exactly(Fraction(10)), Fraction(1500)).point is None
