"""Dates as counts of days, and months between dates."""

from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from evaldsl.evaluation.figures.ends import Num, any_ends, interval, not_computable
from evaldsl.model.values import Uncertain, Value
from evaldsl.source import Where


def as_days(x: Num) -> Num:
    """A date as a count of days, so that differences of dates are numbers."""
    if isinstance(x, date):
        return Fraction(x.toordinal())
    if isinstance(x, Uncertain):
        low, high = cast("date | None", x.low), cast("date | None", x.high)
        return interval(
            (None if low is None else Fraction(low.toordinal()), x.low_closed),
            (None if high is None else Fraction(high.toordinal()), x.high_closed),
            x,
        )
    return x


def shifted(day: date, days: Fraction, where: Where | None) -> Value:
    """A date moved by whole days; outside the calendar it is not computable."""
    if days.denominator != 1 or not -3_700_000 < days < 3_700_000:
        return not_computable("E612", where)
    try:
        return day + timedelta(days=days.numerator)
    except OverflowError:
        return not_computable("E612", where)


def months(a: Num, b: Num) -> Num:
    """Whole months from a to b, for known and for bounded dates (rising in b, falling in a)."""
    if isinstance(a, date) and isinstance(b, date):
        return months_between(a, b)
    (al, ah), (bl, bh) = any_ends(a), any_ends(b)
    low = None if ah[0] is None or bl[0] is None else months_between(cast("date", ah[0]), cast("date", bl[0]))
    high = None if al[0] is None or bh[0] is None else months_between(cast("date", al[0]), cast("date", bh[0]))
    return interval((low, True), (high, True), a, b)


def months_between(a: date, b: date) -> Fraction:
    """Whole months from a to b: the largest n such that a plus n months (cut to the month's end) is not after b."""
    count = (b.year - a.year) * 12 + b.month - a.month
    last = (date(b.year + b.month // 12, b.month % 12 + 1, 1) - timedelta(days=1)).day if (b.year, b.month) < (9999, 12) else 31
    return Fraction(count if b.day >= min(a.day, last) else count - 1)
