"""Irrational figures: exact where rational, certified where not, refused where undecided."""

from decimal import Decimal, getcontext
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.evaluation import reals
from evaldsl.model.numbers import Mode, round_to

POSITIVE = st.fractions(F(1, 1000), 1000, max_denominator=1000)


@settings(max_examples=200, deadline=None)
@given(POSITIVE, st.integers(0, 40))
def test_logarithms_round_as_long_decimals_do(x, digits):
    getcontext().prec = 80
    d = Decimal(x.numerator) / Decimal(x.denominator)
    for function, reference in ((reals.ln, d.ln()), (reals.log10, d.log10())):
        found = function(x)
        expected = round_to(F(reference), Mode.HALF_UP, digits)
        assert (found if isinstance(found, F) else reals.rounded(found, Mode.HALF_UP, digits, F(1))) in (expected, found)


@settings(max_examples=200, deadline=None)
@given(POSITIVE, st.fractions(-4, 4, max_denominator=6))
def test_powers_hold_the_true_value(x, exponent):
    found = reals.power(x, exponent)
    if isinstance(found, F):
        assert found**exponent.denominator == x**exponent.numerator
        return
    low, high = found.at(160)
    n, p = exponent.denominator, exponent.numerator
    assert 0 < low < high
    assert low**n <= x**p <= high**n


@pytest.mark.parametrize(
    ("found", "exact"),
    [
        (reals.power(F(4, 9), F(1, 2)), F(2, 3)), (reals.power(F(8, 27), F(2, 3)), F(4, 9)), (reals.ln(F(1)), 0),
        (reals.log10(F(1000)), 3), (reals.log10(F(1, 100)), -2),
        (reals.product_of_powers([(F(12), F(1, 2)), (F(3), F(1, 2))]), 6), (reals.product_of_powers([(F(7, 10), F(1, 3)), (F(7, 10), F(2, 3))]), F(7, 10)),
    ],
)  # fmt: skip
def test_exact_cases_are_rational(found, exact):
    assert found == exact


def test_thirty_digits_of_the_root_of_two():
    root = reals.power(F(2), F(1, 2))
    assert reals.rounded(root, Mode.DOWN, 30, F(1)) == F("1.414213562373095048801688724209")


def test_a_rational_in_disguise_is_refused_not_guessed():
    root = reals.power(F(2), F(1, 2))
    zero = reals.add(root, reals.negate(root))
    assert reals.rounded(zero, Mode.FLOOR, 2, F(1)) is None
    assert reals.sign(zero) is None
