"""Parameters: named constants that a variant of the ruleset may change.

In: `n.ParameterDecl`, and what `extends` changes in it. Out: a named value whose expression is a constant, and a `ParameterSpec` for the
views. Guarantees: the value is a constant of the declared type and lies in its domain; where it depends on the date, the
bare name is the value in force over the whole period of the ruleset.
"""

from evaldsl.checking.book import Book, Declared, Env
from evaldsl.checking.facts import bound_value, domain_words, fact_type, in_domain
from evaldsl.checking.histories import NamedHistory, in_force, periods, spell
from evaldsl.checking.wording import value_text
from evaldsl.model import program as p
from evaldsl.model.histories import ParameterSpec, Spell
from evaldsl.model.types import Domain, Type
from evaldsl.model.values import Known
from evaldsl.syntax import nodes as n


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
    changed = book.parameter_changes.get(name)
    value_env = env if changed is None else Env(book, changed.source)
    written = node if changed is None else changed.change
    if written.history is not None:
        return _dated(book, name, declared, value_env, written.history, *found)
    assert written.expr is not None
    value = _value(value_env, name, written.expr, *found)
    if value is None:
        book.broken.add(name)
        return None
    _keep(book, name, declared, found[0], value, (), None)
    where = value_env.where(written.expr.span)
    label = node.notes.label.value if node.notes.label else ""
    return p.LetSpec(name, p.Const(value, found[0], where), found[0], label, declared.where)


def _value(env: Env, name: str, written: n.Expr, kind: Type, domain: Domain) -> Known | None:
    value = bound_value(env, written, kind)
    if value is not None and not in_domain(value, kind, domain):
        env.report("E326", written.span, name=name, value=value_text(value, kind), domain=domain_words(kind, domain))
        return None
    return value


def _dated(
    book: Book, name: str, declared: Declared, env: Env, history: n.History, kind: Type, domain: Domain
) -> p.LetSpec | None:
    found = periods(env, history)
    spells: list[Spell] = []
    for one in found or ():
        content = one.item.content
        assert not isinstance(content, (n.Target, n.Weight))
        value = _value(env, name, content, kind, domain)
        if value is not None:
            spells.append(spell(env, one, value))
    if found is None or len(spells) < len(found):
        book.broken.add(name)
        return None
    book.histories[name] = NamedHistory(name, kind, tuple(spells))
    place = _whole(book, spells)
    _keep(book, name, declared, kind, None if place is None else spells[place].value, tuple(spells), place)
    if place is None:
        return None
    label = declared.node.notes.label if isinstance(declared.node, n.ParameterDecl) else None
    const = p.Const(spells[place].value, kind, spells[place].where)
    return p.LetSpec(name, const, kind, label.value if label else "", declared.where)


def _whole(book: Book, spells: list[Spell]) -> int | None:
    """The entry in force over the whole period, if there is one; whoever reads the bare name is told why not."""
    if book.period is None:
        return None
    start, end = book.period
    return next((i for i, x in enumerate(spells) if x.start <= start and (x.end is None or end < x.end)), None)


def _keep(
    book: Book, name: str, declared: Declared, kind: Type, value: Known | None, spells: tuple[Spell, ...], place: int | None
) -> None:
    node = declared.node
    assert isinstance(node, n.ParameterDecl)
    changed = book.parameter_changes.get(name)
    notes = node.notes if changed is None else changed.change.notes
    label = notes.label or node.notes.label
    book.parameters[name] = ParameterSpec(
        name=name,
        type=kind,
        value=value,
        label=label.value if label else "",
        basis=tuple(b.value for b in notes.basis),
        supplied=tuple(s.value for s in notes.supplied),
        where=declared.where,
        spells=spells,
        in_force=place,
    )


def bare_name(env: Env, name: str, ref: n.Ref) -> None:
    """Tells why the bare name of a history has no value (E459, E461)."""
    history = env.book.histories.get(name)
    if history is not None:
        in_force(env, history.spells, name, ref.span, True)
