"""What changed between two rulesets, thing by thing and clause by clause, in words.

In: two programs. Out: `Change`s in the order of the old ruleset, the new one's own things after. Guarantees: blind to layout, vocabulary, places and the order of
what may stand in any order; a clause that only reads something that changed is not told again; what is only shown (labels, clauses of law, names of
what is named) is kept apart from what is meant.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.differing import words
from evaldsl.differing.matching import Matched
from evaldsl.differing.parts import CLAUSES, Parts, nodes_of, parts_of
from evaldsl.differing.tables import line_term
from evaldsl.differing.terms import Pool, Terms
from evaldsl.model import program as p
from evaldsl.model.tables import AnyTable, ScorecardSpec, TableSpec
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang, value_text

T = TypeVar("T")


@frozen
class Change:
    """What is not the same. `section` says of what kind of thing, `subject` of which (as the old ruleset calls it), `what` how: "added", "removed", "moved", "renamed", or
    the clause. `before` and `after` are the clause in words, None where there is none. `meant`: it can change what a run gives or what a fact file may hold.
    """

    section: str
    subject: str
    what: str
    before: Both | None = None
    after: Both | None = None
    meant: bool = True


def both(text: Callable[[Lang], str]) -> Both:
    """A text in both languages."""
    return Both(text("en"), text("zh"))


def changes(old: p.Program, new: p.Program, found: Matched) -> tuple[Change, ...]:
    """Everything that differs."""
    pool = Pool()
    terms = (Terms(old, pool, type(found.names)(found.names.kept)), Terms(new, pool, found.names))
    parts = (parts_of(terms[0]), parts_of(terms[1]))
    return (
        *_nodes(old, new, found, parts),
        *_facts(old, new, found, parts),
        *_lists(old, new, parts),
        *_named(old, new, parts),
        *_tables(old, new, terms, parts),
        *_grades(old, new, parts),
        *_rest(old, new, parts),
        *_wording(old, new, found),
    )


def _differs(parts: tuple[Parts, Parts], section: str, name: str, clause: str = "") -> bool:
    key = (section, name, clause)
    return parts[0].get(key) != parts[1].get(key)


# ---- nodes -----------------------------------------------------------------------------------------------------------


def _nodes(old: p.Program, new: p.Program, found: Matched, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    olds = {node.path: node for node in nodes_of(old)}
    news = {node.path: node for node in nodes_of(new)}
    for pair in found.pairs:
        if pair.how != "same":
            yield Change("node", pair.old, pair.how, Both(pair.old, pair.old), Both(pair.new, pair.new))
        for clause in CLAUSES:
            if _differs(parts, "node", pair.old, clause):
                before, after = olds[pair.old], news[pair.new]
                if clause == "combine" and bool(before.children) != bool(after.children):
                    continue
                texts = _clause(before, clause), _clause(after, clause)
                if clause == "rounding" and texts[0] == texts[1]:  # one is stated for this very node, the other for each score
                    texts = _own_rounding(before), _own_rounding(after)
                yield Change("node", pair.old, clause, *texts)
    removed, added = set(found.removed), set(found.added)
    for path in found.removed:
        if path.rpartition(".")[0] not in removed:
            yield Change("node", path, "removed", before=_whole(olds[path]))
    for path in found.added:
        if path.rpartition(".")[0] not in added:
            yield Change("node", path, "added", after=_whole(news[path]))


def _clause(node: p.Node, clause: str) -> Both:
    return both(lambda lang: words.node_clause(node, clause, lang))


def _own_rounding(node: p.Node) -> Both:
    return both(lambda lang: words.own_rounding_text(node.rounding, lang))


def _whole(node: p.Node) -> Both:
    """An indicator in a line; of a group the names in it too."""

    def text(lang: Lang) -> str:
        zh = lang == "zh"
        said = [f"{'分值' if zh else 'weight'} {words.expr_text(node.weight, lang)}"] if node.weight is not None else []
        if node.target is not None:
            said.append(f"{'目标' if zh else 'target'} {words.node_clause(node, 'target', lang)}")
        said.append(words.method_text(node, lang))
        if node.children:
            leaves = [visible(leaf.name) for leaf in _leaves(node)]
            said.append(("含 " if zh else "with ") + ("、" if zh else ", ").join(leaves))
        return ("，" if zh else ", ").join(said)

    return both(text)


def _leaves(node: p.Node) -> Iterator[p.Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if not one.children:
            yield one
        waiting += reversed(one.children)


# ---- facts and lists -------------------------------------------------------------------------------------------------

_FACT_CLAUSES = ("unit", "domain", "default", "optional", "absent", "reads", "row")


def _facts(old: p.Program, new: p.Program, found: Matched, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    names = dict(found.names.facts)
    news = {names.get(name, name): spec for name, spec in new.facts.items()}
    for new_name, old_name in names.items():
        yield Change("fact", old_name, "renamed", Both(old_name, old_name), Both(new_name, new_name))
    yield from _specs("fact", "", old.facts, news, parts)


def _specs(
    section: str, head: str, olds: Mapping[str, p.FactSpec], news: Mapping[str, p.FactSpec], parts: tuple[Parts, Parts]
) -> Iterator[Change]:
    for name, spec in olds.items():
        other = news.get(name)
        if other is None:
            yield Change(section, head + name, "removed", before=_fact(spec))
            continue
        for clause in _FACT_CLAUSES:
            if _differs(parts, section, head + name, clause):
                yield Change(section, head + name, clause, _fact_clause(spec, clause), _fact_clause(other, clause))
    for name, spec in news.items():
        if name not in olds:
            yield Change(section, head + name, "added", after=_fact(spec))


def _fact(spec: p.FactSpec) -> Both:
    def text(lang: Lang) -> str:
        parts = [words.type_text(spec.type, lang)]
        domain = words.domain_text(spec.domain, spec.type, lang)
        if spec.domain != type(spec.domain)():
            parts.append(domain)
        return ("，" if lang == "zh" else ", ").join(parts)

    return both(text)


def _fact_clause(spec: p.FactSpec, clause: str) -> Both:
    return both(lambda lang: words.fact_clause(spec, clause, lang))


def _lists(old: p.Program, new: p.Program, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    yield from _declared("list", old.lists, new.lists, parts, lambda spec, lang: "、".join(map(visible, spec.fields)))
    for name in old.lists:
        if name in new.lists:
            before, after = old.lists[name], new.lists[name]
            yield from _specs("field", f"{name}.", before.fields, after.fields, parts)
            yield from _values("row value", f"{name}.", before.lets, after.lets, parts)
            yield from _checks(f"{name}.", before.checks, after.checks, parts)


# ---- what is declared by name ----------------------------------------------------------------------------------------


def _declared(
    section: str,
    olds: Mapping[str, T],
    news: Mapping[str, T],
    parts: tuple[Parts, Parts],
    text: Callable[[T, Lang], str],
    meant: bool = True,
    head: str = "",
) -> Iterator[Change]:
    for name, one in olds.items():
        if name not in news:
            yield Change(section, head + name, "removed", before=_said(one, text), meant=meant)
        elif _differs(parts, section, head + name):
            yield Change(section, head + name, "changed", _said(one, text), _said(news[name], text))
    for name, one in news.items():
        if name not in olds:
            yield Change(section, head + name, "added", after=_said(one, text), meant=meant)


def _said(one: T, text: Callable[[T, Lang], str]) -> Both:
    return both(lambda lang: text(one, lang))


def _named(old: p.Program, new: p.Program, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    """Named values, functions, bands. Where indicators are scored, those that come or go count by what reads them."""
    results = not (old.root.children and new.root.children)
    yield from _values("let", "", old.lets, new.lets, parts, results)
    yield from _declared("function", old.functions, new.functions, parts, lambda f, lang: words.expr_text(f.expr, lang), False)
    yield from _declared("bands", old.bands, new.bands, parts, lambda b, lang: words.cuts_text(b.cuts, lang), False)


def _values(
    section: str,
    head: str,
    olds: Mapping[str, p.LetSpec],
    news: Mapping[str, p.LetSpec],
    parts: tuple[Parts, Parts],
    meant: bool = False,
) -> Iterator[Change]:
    """Named values; one that has another name and says the same is renamed."""
    lost = {parts[0][section, head + name, ""]: name for name in olds if name not in news}
    come = {parts[1][section, head + name, ""]: name for name in news if name not in olds}
    renamed = {lost[term]: come[term] for term in lost if term in come}
    for before, after in renamed.items():
        yield Change(section, head + before, "renamed", Both(before, before), Both(after, after), meant)
    there = set(renamed.values())
    yield from _declared(
        section,
        {name: let for name, let in olds.items() if name not in renamed},
        {name: let for name, let in news.items() if name not in there},
        parts,
        _let,
        meant,
        head,
    )


def _let(let: p.LetSpec, lang: Lang) -> str:
    return value_text(let.expr.value, let.type, lang) if isinstance(let.expr, p.Const) else words.expr_text(let.expr, lang)


def _tables(old: p.Program, new: p.Program, terms: tuple[Terms, Terms], parts: tuple[Parts, Parts]) -> Iterator[Change]:
    """Tables line by line."""
    for name, before in old.tables.items():
        after = new.tables.get(name)
        if after is None:
            yield Change("table", name, "removed", meant=False)
        elif _differs(parts, "table", name):
            yield from _table(name, before, after, terms)
    yield from (Change("table", name, "added", meant=False) for name in new.tables if name not in old.tables)


def _table(name: str, before: AnyTable, after: AnyTable, terms: tuple[Terms, Terms]) -> Iterator[Change]:
    olds, news = _parts(before), _parts(after)
    told = 0
    for part in dict.fromkeys((*olds, *news)):
        subject = f"{name}.{part}" if part else name
        if part not in olds or part not in news:
            yield Change("table", subject, "added" if part in news else "removed")
            told += 1
            continue
        a, b = olds[part], news[part]
        if a.rule is not b.rule:
            yield Change("table", subject, "rule", _said(a.rule, words.rule_text), _said(b.rule, words.rule_text))
            told += 1
        lines = [
            {line_term(line, t.inputs, term): line for line in (*t.lines, *([t.otherwise] if t.otherwise else []))}
            for t, term in ((a, terms[0]), (b, terms[1]))
        ]
        gone = [line for key, line in lines[0].items() if key not in lines[1]]
        new = [line for key, line in lines[1].items() if key not in lines[0]]
        for i in range(max(len(gone), len(new))):
            one, two = (_said(x[i], words.line_text) if i < len(x) else None for x in (gone, new))
            yield Change("table", subject, "line", one, two)
            told += 1
    if not told:
        yield Change("table", name, "order")


def _parts(table: AnyTable) -> dict[str, TableSpec]:
    return {part.name: part for part in table.parts} if isinstance(table, ScorecardSpec) else {"": table}


# ---- grades, checks and the rest -------------------------------------------------------------------------------------


def _grades(old: p.Program, new: p.Program, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    if _differs(parts, "grade", "", "bands"):
        yield Change("grade", "", "bands", _said(old.grades, words.cuts_text), _said(new.grades, words.cuts_text))
    if _differs(parts, "grade", "", "rules"):
        yield Change(
            "grade", "", "rules", _said(old.grade_rules, words.grade_rules_text), _said(new.grade_rules, words.grade_rules_text)
        )


def _rest(old: p.Program, new: p.Program, parts: tuple[Parts, Parts]) -> Iterator[Change]:
    outcomes, others = ({o.name: o for o in program.outcomes} for program in (old, new))
    yield from _declared("outcome", outcomes, others, parts, words.outcome_text)
    yield from _checks("", old.checks, new.checks, parts)
    findings, more = ({f.name: f for f in program.findings} for program in (old, new))
    yield from _declared("finding", findings, more, parts, words.finding_text)
    yield from _declared("unit", old.units, new.units, parts, words.unit_text)
    for section in ("form", "distribution", "cost", "norm"):
        before, after = ({key[1]: key for key in side if key[0] == section} for side in parts)
        yield from _declared(section, before, after, parts, lambda x, lang: "")


def _checks(head: str, olds: Sequence[p.CheckSpec], news: Sequence[p.CheckSpec], parts: tuple[Parts, Parts]) -> Iterator[Change]:
    before, after = ({check.name: check for check in side} for side in (olds, news))
    yield from _declared("check", before, after, parts, words.check_text, True, head)


# ---- what is only shown ----------------------------------------------------------------------------------------------


def _wording(old: p.Program, new: p.Program, found: Matched) -> Iterator[Change]:
    """Names, labels and clauses of law."""
    yield from _shown("whole", "", old.name, new.name, "name")
    yield from _shown("whole", "", "、".join(old.basis), "、".join(new.basis), "basis")
    periods = ["" if q.period is None else f"{q.period[0]} .. {q.period[1]}" for q in (old, new)]
    yield from _shown("whole", "", periods[0], periods[1], "period")
    digits = ["" if q.show is None else str(q.show) for q in (old, new)]
    yield from _shown("whole", "", digits[0], digits[1], "show")
    olds = {node.path: node for node in nodes_of(old)}
    news = {node.path: node for node in nodes_of(new)}
    for pair in found.pairs:
        if pair.old:
            before, after = olds[pair.old], news[pair.new]
            yield from _shown("node", pair.old, before.label, after.label, "label")
            yield from _shown("node", pair.old, "、".join(before.basis), "、".join(after.basis), "basis")
    for name, fact in old.facts.items():
        if name in new.facts:
            yield from _shown("fact", name, fact.label, new.facts[name].label, "label")


def _shown(section: str, subject: str, before: str, after: str, what: str) -> Iterator[Change]:
    if before != after:
        one, two = (Both(visible(x), visible(x)) if x else None for x in (before, after))
        yield Change(section, subject, what, one, two, meant=False)
