"""Rows that are indicators share the rules that they are made by: which rule each path of a result belongs to.

In: a ruleset, and a result whose tree has the rows of one fact file. Out: for every path that the facts brought the path that the points of
the ruleset have. Guarantees: a path of the ruleset itself is its own and is not among them.
"""

from collections.abc import Iterator, Mapping

from evaldsl.evaluation.tree import Result
from evaldsl.model.facts import FactValue
from evaldsl.model.program import FormSpec, Node, Place, Program
from evaldsl.model.types import DateType, LevelType, QuantityType
from evaldsl.readers.fact_values import NOTHING_WORDS
from evaldsl.trials.coverage_points import template
from evaldsl.trials.coverage_reads import nodes_of

Row = Mapping[str, FactValue]


def shared_names(program: Program, result: Result) -> dict[str, str]:
    """The path in the points for every path that came with the facts."""
    found: dict[str, str] = {}
    for name, spec in program.lists.items():
        if spec.tree is not None and name in result.lists:
            for tree in result.program.lists[name].trees:
                for node in nodes_of(tree):
                    found[node.path] = spec.tree.path + node.path[len(tree.path) :]
    own = {node.path for node in nodes_of(program.root)}
    for form in program.forms:
        kinds = dict(_kinds(form, result.facts.lists.get(form.list, ())))
        for node in nodes_of(result.program.root):
            if node.path not in own and node.is_indicator:
                place = _place(form, node.path)
                if place is not None:
                    found[node.path] = template(form, place, _kind(form, place, node, kinds))
    return found


def _place(form: FormSpec, path: str) -> Place | None:
    """The innermost place that a path lies in."""
    around = [p for p in form.places.values() if not p.path or path.startswith(p.path + ".")]
    return max(around, key=lambda place: len(place.path), default=None)


def _kind(form: FormSpec, place: Place, node: Node, kinds: Mapping[str, str]) -> str:
    """The kind of a row: as its field says, as its target is, or the only one."""
    if len(place.rules) == 1:
        return next(iter(place.rules))
    if form.by:
        return kinds.get(node.path, "")
    alike = [kind for kind, rule in place.rules.items() if type(rule.method) is type(node.method)]
    if len(alike) == 1:
        return alike[0]
    match None if node.value is None else node.value.type:
        case QuantityType():
            return "number"
        case DateType():
            return "date"
        case LevelType():
            return "text"
        case _:
            return ""


def _kinds(form: FormSpec, rows: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    """The path of every row with the kind that its field says."""
    for row in rows if form.by else ():
        names = [_text(row, form.columns.get(level)) for level in (*form.levels, "level3")]
        path = ".".join(x for x in (form.parent, *names) if x)
        yield path, _text(row, form.by)


def _text(row: Row, field: str | None) -> str:
    entry = None if field is None else row.get(field)
    if entry is None or not isinstance(entry.value, str):
        return ""
    text = entry.value.strip()
    return "" if text.lower() in NOTHING_WORDS else text
