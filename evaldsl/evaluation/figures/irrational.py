"""Monotone irrational functions and roots."""

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.figures.arithmetic import image, power, signum
from evaldsl.evaluation.figures.ends import ZERO, Num, checked, ends, first_missing, negate, not_computable
from evaldsl.evaluation.figures.extremes import sign_of
from evaldsl.evaluation.reals import Real
from evaldsl.model.values import Missing, Uncertain
from evaldsl.source import Where


def rising(x: Num, f: Callable[[Fraction | Real], Fraction | Real], where: Where | None) -> Num:
    """A rising function of a number above 0, such as a logarithm."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Uncertain):
        (low, low_in), (high, high_in) = ends(x)
        if high is not None and (high < 0 or high == 0):
            return not_computable("E611", where)
        below = None if low is None or low <= 0 else f(low)
        return image([(below, low_in), (None if high is None else f(high), high_in)], x)
    sign = reals.sign(x) if isinstance(x, Real) else signum(cast("Fraction", x))
    if sign is None:
        return not_computable("E613", where)
    return checked(f(cast("Fraction | Real", x)), where) if sign > 0 else not_computable("E611", where)


def exponential(x: Num, where: Where | None) -> Num:
    """e^x."""
    if isinstance(x, Missing):
        return x
    if isinstance(x, Uncertain):
        (low, low_in), (high, high_in) = ends(x)
        low_image, high_image = (None if end is None else reals.exp(end) for end in (low, high))
        return image([(low_image or ZERO, low_in and low_image is not None), (high_image, high_in)], x)
    result = reals.exp(cast("Fraction | Real", x))
    return not_computable("E612", where) if result is None else checked(result, where)


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
            return image([(images[0], low_in), (images[1], high_in)], x)
        sign = sign_of(x, where)
        if sign == -1:
            return negate(root(negate(x), n, where))
    return power(x, 1 / n, where)
