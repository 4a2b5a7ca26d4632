"""A date of the fact file: `2023-12-31`, `2023/12/31`, `2023.12.31`, `2023年12月31日`, or a bound `≤ 2023-12-31`."""

from datetime import date

from evaldsl.model.types import Domain
from evaldsl.model.values import Uncertain
from evaldsl.readers.json_text import Numeral
from evaldsl.readers.numerals import plain, split_sign
from evaldsl.readers.problems import Path, Problems


def read_date(written: str, name: str, domain: Domain, path: Path, problems: Problems) -> date | Uncertain | None:
    """The date, the interval that a bound leaves, or None after the problem was noted."""
    sign, text = split_sign(plain(written))
    parts = _parts(text) if not isinstance(written, Numeral) else None
    if parts is None:
        digits = text.isascii() and text.isdigit()
        problems.add(path, "E536", "serial" if digits else None, name=name, written=written)
        return None
    if len(parts) == 2:
        problems.add(path, "E536", "month", name=name, written=written)
        return None
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        problems.add(path, "E537", name=name, written=written)
        return None
    if sign:
        return _bound(found, sign, written, name, domain, path, problems)
    if not _inside(found, domain):
        problems.add(path, "E538", name=name, value=found.isoformat(), range=date_range(domain))
        return None
    return found


def _parts(text: str) -> list[int] | None:
    """Year, month and day, or year and month alone."""
    text = "".join(text.split())
    if "年" in text:
        year, _, rest = text.partition("年")
        month, _, day = rest.partition("月")
        pieces = [year, month, *([day.removesuffix("日").removesuffix("号")] if day else [])]
        if not rest.endswith("月") and not day:
            return None
    else:
        sign = next((c for c in "-/." if c in text), None)
        if sign is None:
            return None
        pieces = text.split(sign)
    if len(pieces) not in (2, 3) or not all(p.isascii() and p.isdigit() and len(p) <= 4 for p in pieces) or len(pieces[0]) != 4:
        return None
    return [int(p) for p in pieces]


def _inside(value: date, domain: Domain) -> bool:
    low, high = domain.low, domain.high
    if isinstance(low, date) and (value < low or (value == low and not domain.low_closed)):
        return False
    return not (isinstance(high, date) and (value > high or (value == high and not domain.high_closed)))


def date_range(domain: Domain) -> str:
    """A domain of dates as people write it; empty when there is no bound."""
    low, high = domain.low, domain.high
    if isinstance(low, date) and isinstance(high, date):
        return f"{low.isoformat()} .. {high.isoformat()}"
    if isinstance(low, date):
        return f"{'≥' if domain.low_closed else '>'} {low.isoformat()}"
    if isinstance(high, date):
        return f"{'≤' if domain.high_closed else '<'} {high.isoformat()}"
    return ""


def _bound(
    value: date, sign: str, written: str, name: str, domain: Domain, path: Path, problems: Problems
) -> Uncertain | date | None:
    low = domain.low if isinstance(domain.low, date) else None
    high = domain.high if isinstance(domain.high, date) else None
    low_closed, high_closed = domain.low_closed, domain.high_closed
    if sign[0] == ">":
        if low is None or value >= low:
            low_closed = sign == ">=" and (low_closed or value != low)
            low = value
    elif high is None or value <= high:
        high_closed = sign == "<=" and (high_closed or value != high)
        high = value
    if low is not None and high is not None and (low > high or (low == high and not (low_closed and high_closed))):
        problems.add(path, "E538", name=name, value=written, range=date_range(domain))
        return None
    if low is not None and low == high:
        return low
    return Uncertain(low, high, low_closed, high_closed, None, frozenset((name,)), False)
