"""Parameters: named constants that a variant of the ruleset may change.

In: `n.ParameterDecl`, and what `extends` changes in it. Out: a named value whose expression is a constant, and a `ParameterSpec` for the
views. Guarantees: the value is a constant of the declared type and lies in its domain; where it depends on the date, the
bare name is the value in force over the whole period of the ruleset.
"""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from evaldsl.checking.book import Book, Declared, Env
from evaldsl.checking.facts import bound_value, domain_words, fact_type, in_domain
from evaldsl.checking.histories import NamedHistory, in_force, periods, spell
from evaldsl.checking.wording import value_text
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.histories import ChangeSpec, ParameterSpec, Spell
from evaldsl.model.types import Domain, Type
from evaldsl.model.values import Known
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n


@frozen
class _Written:
    """A parameter as declared, or as a variant changes it."""

    node: n.ParameterDecl | n.ChangeParameter
    source: SourceFile


def typed_parameter(book: Book, name: str, declared: Declared) -> p.LetSpec | None:
    """The value of a parameter as a named value; None where it has been refused, or no one value is in force.

    Its history, when it has one, is put into `book.histories`, its spec into `book.parameters`.
    """
    node = declared.node
    assert isinstance(node, n.ParameterDecl)
    env = Env(book, declared.source)
    found = fact_type(env, node.type)
    if found is None:
        book.broken.add(name)
        return None
    stated = [_Written(node, declared.source)]
    stated += [_Written(one.change, one.source) for one in book.parameter_changes.get(name, ())]
    values = [_typed(book, name, one, *found) for one in stated]
    if any(value is None for value in values):
        book.broken.add(name)
        return None
    for i in range(1, len(stated)):
        _changed(book, name, stated[i - 1 : i + 1], values[i - 1 : i + 1], found[0])
    last, spells = stated[-1], values[-1] or ()
    notes = [one.node.notes for one in stated]
    label = next((x.label.value for x in reversed(notes) if x.label is not None), "")
    place = _whole(book, spells) if last.node.history is not None else 0
    current = None if place is None else spells[place]
    if last.node.history is not None:
        book.histories[name] = NamedHistory(name, found[0], spells)
    book.parameters[name] = ParameterSpec(
        name=name,
        type=found[0],
        value=None if current is None else current.value,
        label=label,
        basis=tuple(b.value for b in notes[-1].basis),
        supplied=tuple(s.value for s in notes[-1].supplied),
        where=declared.where,
        spells=() if last.node.history is None else spells,
        in_force=None if last.node.history is None else place,
    )
    if current is None:
        return None
    return p.LetSpec(name, p.Const(current.value, found[0], current.where), found[0], label, declared.where)


def _typed(book: Book, name: str, one: _Written, kind: Type, domain: Domain) -> tuple[Spell, ...] | None:
    """The values as written in one place; one that has no dates holds from the first day to the last."""
    env, node = Env(book, one.source), one.node
    if node.history is None:
        assert node.expr is not None
        value = _value(env, name, node.expr, kind, domain)
        return None if value is None else (Spell(date.min, None, value, "", (), (), env.where(node.expr.span)),)
    found = periods(env, node.history)
    spells: list[Spell] = []
    for period in found or ():
        content = period.item.content
        assert not isinstance(content, (n.Target, n.Weight))
        value = _value(env, name, content, kind, domain)
        if value is not None:
            spells.append(spell(env, period, value))
    return tuple(spells) if found is not None and len(spells) == len(found) else None


def _changed(book: Book, name: str, stated: Sequence[_Written], values: Sequence[tuple[Spell, ...] | None], kind: Type) -> None:
    """Notes what a variant changes in a parameter; E462 where that is nothing."""
    (old, new), (before, after) = stated, values
    assert before is not None
    assert after is not None
    where, base = new.source.where(new.node.span), old.source.where(old.node.name.span)
    alike = [(x.start, x.end, x.value) for x in before] == [(x.start, x.end, x.value) for x in after]
    if alike and new.node.notes in (n.Notes(), old.node.notes):
        book.report("E462", where, (Label(base, "base", {}),), None, what=Both(f"the parameter {name}", f"参数“{name}”"))
        return
    book.changes.append(ChangeSpec(name, "parameter", shown(before, kind), shown(after, kind), where, base))


def shown(spells: Sequence[Spell], kind: Type) -> str:
    """The values of a parameter on one line: `90`, `1320 元/人月 (2022-07-01 …), 1395 元/人月 (2023-07-01 …)`."""
    if len(spells) == 1 and spells[0].start == date.min:
        return value_text(spells[0].value, kind)
    return ", ".join(f"{value_text(x.value, kind)} ({x.start} …)" for x in spells)


def _value(env: Env, name: str, written: n.Expr, kind: Type, domain: Domain) -> Known | None:
    value = bound_value(env, written, kind)
    if value is not None and not in_domain(value, kind, domain):
        env.report("E326", written.span, name=name, value=value_text(value, kind), domain=domain_words(kind, domain))
        return None
    return value


def _whole(book: Book, spells: Sequence[Spell]) -> int | None:
    """The entry in force over the whole period, if there is one; whoever reads the bare name is told why not."""
    if book.period is None:
        return None
    start, end = book.period
    return next((i for i, x in enumerate(spells) if x.start <= start and (x.end is None or end < x.end)), None)


def bare_name(env: Env, name: str, ref: n.Ref) -> None:
    """Tells why the bare name of a history has no value (E459, E461)."""
    history = env.book.histories.get(name)
    if history is not None:
        in_force(env, history.spells, name, ref.span, True)
