"""Values by date: the entry of a history that is in force on a day (docs/semantics.md, section 12).

In: an `AtDate` with the figure of its date. Out: the value; of a date that is not known everything that it may be; outside the history
nothing, with the reason (E629).
"""

from datetime import date

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import inside
from evaldsl.evaluation.figures import Num
from evaldsl.model.program import AtDate
from evaldsl.model.values import Missing


def at_date(e: AtDate, day: Num) -> Num:
    """The value on a day."""
    if isinstance(day, Missing):
        return day
    if isinstance(day, date):
        for start, end, value in e.entries:
            if start <= day and (end is None or day < end):
                return value.value
        return _outside(e, day.isoformat())
    possible: list[Num] = []
    covered: date | None = e.entries[0][0]
    beside = inside(day, None, covered, True, False, e.where) is not False
    for start, end, value in e.entries:
        if covered is not None and covered < start:
            beside = beside or inside(day, covered, start, True, False, e.where) is not False
        if inside(day, start, end, True, False, e.where) is not False:
            possible.append(value.value)
        covered = end
    if covered is not None:
        beside = beside or inside(day, covered, None, True, True, e.where) is not False
    if not possible:
        low, high = getattr(day, "low", None), getattr(day, "high", None)
        return _outside(e, f"{low or '…'} .. {high or '…'}")
    if beside:
        possible.append(_outside(e, "…"))
    return fig.hull(possible, day)


def _outside(e: AtDate, day: str) -> Missing:
    return fig.not_computable("E629", e.where, history=e.name, date=day, covered=covered_text(e))


def covered_text(e: AtDate) -> str:
    """The days that a history covers: `2022-07-01 .. 2024-06-30, …`."""
    runs: list[list[date | None]] = []
    for start, end, _ in e.entries:
        if runs and runs[-1][1] == start:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    return ", ".join(f"[{start}, {end or '…'})" for start, end in runs)
