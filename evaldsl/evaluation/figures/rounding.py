"""Rounding once, at known figures and at the ends of intervals."""

from fractions import Fraction

from evaldsl.evaluation import reals
from evaldsl.evaluation.figures.ends import UNIT, Num, any_ends, interval, not_computable
from evaldsl.evaluation.reals import Real
from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.values import Missing
from evaldsl.source import Where


def round_figure(x: Num, mode: Mode, digits: int, unit: Fraction = UNIT, where: Where | None = None) -> Num:
    """x rounded once, counted in `unit`."""
    if type(x) is Fraction:
        return round_to(x, mode, digits) if unit == 1 else round_to(x / unit, mode, digits) * unit
    if isinstance(x, Missing):
        return x
    if isinstance(x, Real):
        result = reals.rounded(x, mode, digits, unit)
        return not_computable("E613", where) if result is None else result
    (low, low_in), (high, high_in) = any_ends(x)
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
