"""Values by date: parameters, targets, weights (and norms) that change on a day.

In: `n.History` blocks and the period of the ruleset. Out: `Period`s, half-open and in order; the one that is in force over the whole
period, or a report that names the dates; the typed values of a named history and of `X at DATE`. Guarantees: dates ascend
(E458); a bare name has one value over the period (E459, E461); a constant date lies inside the history (E460).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import frozen

from evaldsl.checking.book import Book, Env
from evaldsl.checking.bounds import constant_value
from evaldsl.checking.names import is_parameter
from evaldsl.diagnostics.core import Argument, Both, Label
from evaldsl.model import program as p
from evaldsl.model.histories import InForce, Spell
from evaldsl.model.types import DateType, Type
from evaldsl.model.values import Known
from evaldsl.source import SourceFile, Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

DAY = timedelta(days=1)


@frozen
class Period:
    """An entry of a history: it holds from `start` up to `end`, which is not included (None: no end is stated)."""

    start: date
    end: date | None
    item: n.ValueFrom

    def holds(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@frozen
class NamedHistory:
    """A name that has values by date: its periods with their typed constants, in order."""

    name: str
    type: Type
    spells: tuple[Spell, ...]


def periods(env: Env, history: n.History) -> tuple[Period, ...] | None:
    """The entries of a history in order; None after a report of dates that do not ascend (E458)."""
    found: list[Period] = []
    sound = True
    pending: n.ValueFrom | None = None
    last: date | None = None

    def close(end: date | None) -> None:
        nonlocal pending
        if pending is not None:
            found.append(Period(pending.start.value, end, pending))
        pending = None

    before: n.ValueFrom | n.Until | None = None
    for item in history.items:
        at = item.start if isinstance(item, n.ValueFrom) else item.end
        if last is not None and before is not None and not _follows(last, before, item):
            shown = before.start if isinstance(before, n.ValueFrom) else before.end
            labels = (Label(env.where(shown.span), "before", {"before": last.isoformat()}),)
            help = "until" if isinstance(item, n.Until) else "same" if at.value == last else None
            env.report("E458", at.span, help, labels, date=at.value.isoformat(), before=last.isoformat())
            sound = False
        if isinstance(item, n.ValueFrom):
            close(item.start.value)
            pending = item
        else:
            close(item.end.value)
        last, before = at.value, item
    close(None)
    return tuple(found) if sound and found else None


def _follows(last: date, before: "n.ValueFrom | n.Until", item: "n.ValueFrom | n.Until") -> bool:
    """Whether a date may stand after another: an entry may begin on the day on which the one before has ended."""
    at = item.start.value if isinstance(item, n.ValueFrom) else item.end.value
    return last < at or (last == at and isinstance(before, n.Until) and isinstance(item, n.ValueFrom))


def in_force(env: Env, found: Sequence[Period | Spell], name: str | Both, span: Span, named: bool) -> int | None:
    """The place of the entry that holds on every day of the ruleset's period; None after a report (E459, E461)."""
    book = env.book
    if book.period is None:
        if not book.period_broken:
            env.report("E461", span, None if named else "clause", name=name)
        return None
    start, end = book.period
    for i, one in enumerate(found):
        if one.start <= start and (one.end is None or end < one.end):
            return i
    reason, help = _reason(found, start, end)
    at = max(start, found[0].start)
    labels = tuple(_place(env, one) for one in found if one.start <= end and (one.end is None or start < one.end))[:6]
    env.report(
        "E459", span, help if named else f"{help}_clause", labels,
        name=name, start=start.isoformat(), end=end.isoformat(), reason=reason, date=at.isoformat(),
    )  # fmt: skip
    return None


def _place(env: Env, one: Period | Spell) -> Label:
    if isinstance(one, Spell):
        return Label(one.where, "from", {"from": one.start.isoformat()})
    return Label(env.where(one.item.span), "from", {"from": one.start.isoformat()})


def _reason(found: Sequence[Period | Spell], start: date, end: date) -> tuple[Both, str]:
    """Why no entry holds over a whole period, and which mend fits."""
    day = start
    for one in found:
        if one.end is not None and one.end <= day:
            continue
        if one.start > day:
            break
        following = one.end
        assert following is not None
        nxt = next((x for x in found if x.start == following), None)
        if nxt is not None:
            return Both(f"it changes on {following.isoformat()}", f"{following.isoformat()} 起有变动"), "change"
        day = following
    begins = min((one.start for one in found if one.start > day), default=None)
    if begins is not None and begins <= end:
        end = begins - DAY
    return Both(f"nothing holds from {day} to {end}", f"{day} 至 {end} 没有规定"), "gap"


# ---- targets and weights ---------------------------------------------------------------------------------------------


def settled(book: Book, source: SourceFile, clause: n.Clause, owner: str) -> tuple[n.Clause, InForce | None] | None:
    """A clause with the entry of its history that is in force put in; None where none is, which has been reported."""
    if not isinstance(clause, (n.Target, n.Weight)) or clause.history is None:
        return clause, None
    env = Env(book, source)
    found = periods(env, clause.history)
    if found is None:
        return None
    target = isinstance(clause, n.Target)
    name = Both(f"the target of {owner}", f"“{owner}”的目标") if target else Both(f"the weight of {owner}", f"“{owner}”的分值")
    place = in_force(env, found, name, clause.history.span, False)
    if place is None:
        return None
    one = found[place]
    made = one.item.content
    assert isinstance(made, (n.Target, n.Weight))
    notes = one.item.notes
    basis, supplied = tuple(b.value for b in notes.basis), tuple(s.value for s in notes.supplied)
    where = source.where(one.item.span)
    return made, InForce("target" if target else "weight", one.start, one.end, basis, supplied, where)


# ---- named histories -------------------------------------------------------------------------------------------------


def spell(env: Env, one: Period, value: Known) -> Spell:
    """An entry with its typed value."""
    notes = one.item.notes
    return Spell(
        one.start,
        one.end,
        value,
        notes.label.value if notes.label else "",
        tuple(b.value for b in notes.basis),
        tuple(s.value for s in notes.supplied),
        env.where(one.item.span),
    )


def at_date(env: Env, written: n.AtDate) -> p.Expr | None:
    """`低保标准 at 发放日`, typed."""
    from evaldsl.checking.expressions import fits, infer
    from evaldsl.checking.lets import typed_let

    book, name = env.book, written.name.path.text
    when = infer(env, written.date)
    if env.pure and not is_parameter(book, name):
        env.report("E201", written.name.span, "method", name=name, near="", known="")
        return None
    if name in book.broken:
        return None
    declared = book.lets.get(name)
    if declared is None or name not in book.dated:
        if declared is not None or name in book.facts:
            env.report("E247", written.span, None if declared is not None else "fact", name=name)
            return None
        near = nearest(name, [*book.dated, *book.lets, *book.facts])
        env.report("E201", written.name.span, "near" if near else None, name=name, near=near or "", known="")
        return None
    book.used.add(("let", name))
    typed_let(book, name)
    history = book.histories.get(name)
    if history is None or when is None:
        return None
    day = fits(env, when, DateType(), Both("what stands after `at`", "“于”后面的内容"), written.date)
    if day is None:
        return None
    fixed = constant_value(book, day)
    if isinstance(fixed, date) and not any(holds(one, fixed) for one in history.spells):
        book.report("E460", env.where(written.date.span), (), _outside_help(history, fixed), name=name, **outside(history, fixed))
        return None
    entries = tuple((one.start, one.end, p.Const(one.value, history.type, one.where)) for one in history.spells)
    return p.AtDate(name, entries, day, history.type, env.where(written.span))


def holds(one: Spell, day: date) -> bool:
    """Whether an entry is in force on a day."""
    return one.start <= day and (one.end is None or day < one.end)


def outside(history: NamedHistory, day: date) -> dict[str, Argument]:
    """The figures of a report on a day outside a history."""
    ends = [one.end for one in history.spells if one.end is not None and one.end <= day]
    starts = [one.start for one in history.spells if one.start > day]
    return {
        "date": day.isoformat(),
        "ended": max(ends).isoformat() if ends else "",
        "begins": min(starts).isoformat() if starts else "",
    }


def _outside_help(history: NamedHistory, day: date) -> str:
    figures = outside(history, day)
    return "gap" if figures["ended"] and figures["begins"] else "before" if figures["begins"] else "after"
