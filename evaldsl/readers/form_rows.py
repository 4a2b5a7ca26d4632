"""Rows of the fact file as indicators: the form of a ruleset whose rows are data, filled in (自评表 取自 指标表).

In: a program with forms, the rows of its lists. Out: the program with an indicator for every row, the facts that these read, and what
the rows say of judgements, filed points and reasons. Guarantees: the tree is the one that the same rows give when they are written
into the ruleset; weights add up to what the rules give each group; every problem names its row and cell.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaldsl.diagnostics.core import Both, listed
from evaldsl.model.facts import FactValue
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import (
    Combine,
    CombineKind,
    Const,
    FormSpec,
    Node,
    Place,
    PointsResult,
    Program,
)
from evaldsl.model.types import NUMBER, MeasureType, YesNoType
from evaldsl.readers.form_indicators import Expanded, Form, Indicators, Row, forms_of
from evaldsl.readers.problems import Path, Problems
from evaldsl.records import evolve

_SUM = Combine(CombineKind.SUM)
_POINTS = PointsResult()
_MOST_PLAIN = 5_000
"""With more rows the work of a run is reckoned anew."""
_SHOWN = 12
"""Rows of a sum that are shown."""


def expand(program: Program, lists: Mapping[str, Sequence[Row]], problems: Problems) -> tuple[Program, Expanded]:
    """The program with the rows of a file as indicators. What is refused is noted, and the program is then of no use."""
    made = Expanded()
    inside: dict[str, tuple[list[Node], FormSpec, Place]] = {}
    for form in forms_of(program):
        rows = lists.get(form.spec.list)
        if any(found.path[:2] == ("facts", form.spec.list) for found in problems.found):
            continue  # a row that could not be read is told once
        if rows is None:
            problems.add(("facts", form.spec.list), "E591", list=form.spec.list)
            continue
        for place, nodes in _Filling(form, made, problems).run(rows):
            inside[place.path] = (nodes, form.spec, place)
    root = _filled(program.root, inside)
    plain = all(form.plain for form in forms_of(program)) and len(made.specs) <= _MOST_PLAIN
    measured = any(isinstance(spec.type, MeasureType) for spec in program.facts.values())
    base = program if plain and not measured else None
    return evolve(program, root=root, facts={**program.facts, **made.specs}, forms=(), base=base), made


def _filled(node: Node, inside: Mapping[str, tuple[list[Node], FormSpec, Place]]) -> Node:
    """The tree with the rows in their places."""
    children = node.children
    if any(not child.is_indicator for child in children):
        made = tuple([child if child.is_indicator else _filled(child, inside) for child in children])
        children = children if all(a is b for a, b in zip(children, made, strict=True)) else made
    mine = inside.get(node.path)
    if mine is not None:
        if not mine[0] and not children:  # no rows at all: the place does not apply
            return evolve(node, applies=Const(False, YesNoType(), node.absent.where if node.absent else node.where))
        children = (*children, *mine[0])
    return node if children is node.children else evolve(node, children=children)


class _Group:
    """A group that rows make, while they come."""

    def __init__(self, name: str, path: str) -> None:
        self.name, self.path = name, path
        self.items: list[_Group | Node] = []
        self.weight = Fraction(0)


class _Filling:
    """One form and the rows of one file."""

    def __init__(self, form: Form, found: Expanded, problems: Problems) -> None:
        self.form, self.spec, self.found, self.problems = form, form.spec, found, problems
        self.columns = form.spec.columns
        self.tops = {names: _Group("", place.path) for names, place in form.spec.places.items()}
        self.groups: dict[str, _Group] = {}
        self.seen: dict[str, int] = {}
        self.weights: dict[tuple[str, ...], list[tuple[str, Fraction]]] = {names: [] for names in form.spec.places}
        self.cells = Indicators(form, found, problems)

    def run(self, rows: Sequence[Row]) -> list[tuple[Place, list[Node]]]:
        """The indicators and groups of every place."""
        for place in self.spec.places.values():
            for child in self.form.places[id(place)].children:
                self.seen[child.path] = -1
        open_names: list[FactValue | None] = [None] * len(self.spec.levels)
        self.found.lists[self.spec.list] = tuple([self._row(i, row, open_names) for i, row in enumerate(rows)])
        made: list[tuple[Place, list[Node]]] = []
        for names, place in self.spec.places.items():
            self._sum(names, place)
            made.append((place, [self._node(item) for item in self.tops[names].items]))
        return made

    def _node(self, item: "_Group | Node") -> Node:
        if isinstance(item, Node):
            return item
        return Node(
            path=item.path,
            name=item.name,
            label="",
            weight=Const(item.weight, NUMBER, self.spec.where),
            result=_POINTS,
            where=self.spec.where,
            combine=_SUM,
            children=tuple([self._node(child) for child in item.items]),
            rounding=self.spec.rounding,
        )

    def _row(self, i: int, row: Row, above: list[FactValue | None]) -> Row:
        """Puts a row where it belongs. A blank cell of a group is the one above it, as in the printed form."""
        missing: dict[str, FactValue] = {}
        for depth, column in enumerate(self.spec.levels):
            text, up, field = self.cells.text(row, column), above[depth], self.columns[column]
            if not text and up is not None:
                missing[field] = up
            elif text and (up is None or up.value != row[field].value):
                above[depth:] = [row[field]] + [None] * (len(above) - depth - 1)
        self._stand(i, row, tuple([str(x.value).strip() for x in above if x is not None]))
        return {**missing, **{k: v for k, v in row.items() if k not in missing}} if missing else row

    def _stand(self, i: int, row: Row, groups: tuple[str, ...]) -> None:
        weight = self.cells.number(row, "weight")
        name = self.cells.text(row, "level3")
        if not name and not weight:
            return  # `—` in place of an indicator: the row is not there
        if not name or weight is None:
            self.cells.refuse(
                i, "level3" if not name else "weight", "E586", "weight" if name else None, name=name or "…", row=str(i + 1)
            )
            return
        if weight < 0:
            self.cells.refuse(i, "weight", "E586", "below", name=name, row=str(i + 1))
            return
        found = self._place(i, groups)
        if found is None:
            return
        names, rest = found
        chain = self._chain(names, rest)
        last = chain[-1]
        path = f"{last.path}.{name}" if last.path else name
        first = self.seen.setdefault(path, i)
        taken = next((g.path for g in chain[1:] if g.path in self.seen), None)
        if taken is not None:
            path, first = taken, self.seen[taken]
        if first != i or path in self.groups:
            self.cells.refuse(i, "level3", "E588", "rule" if first < 0 else None, name=path, row=str(i + 1), first=str(first + 1))
            return
        self.weights[names].append((name, weight))
        for group in chain[1:]:
            group.weight += weight
        made = self.cells.indicator(i, row, self.spec.places[names], path, name, weight)
        if made is not None:
            last.items.append(made)

    def _place(self, i: int, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The place that the names of a row's groups lead to, and the names below it."""
        at = 0
        while names[:at] in self.spec.named:
            known = self.spec.named[names[:at]]
            column = self.spec.levels[at]
            if at == len(names):
                self.cells.refuse(i, column, "E585", "blank", name="", row=str(i + 1), known=listed(known))
                return None
            if names[at] not in known:
                self.cells.refuse(i, column, "E585", name=names[at], row=str(i + 1), known=listed(known))
                return None
            at += 1
        return names[:at], names[at:]

    def _chain(self, names: tuple[str, ...], rest: tuple[str, ...]) -> list[_Group]:
        """The groups from a place down to where a row stands; new ones are made."""
        chain = [self.tops[names]]
        for name in rest:
            above = chain[-1]
            path = f"{above.path}.{name}" if above.path else name
            group = self.groups.get(path)
            if group is None:
                group = self.groups[path] = _Group(name, path)
                above.items.append(group)
            chain.append(group)
        return chain

    def _sum(self, names: tuple[str, ...], place: Place) -> None:
        """Holds the weights of a place against what the rules give it."""
        rows = self.weights[names]
        if not self.cells.sound:
            return
        group = self.form.places[id(place)]
        title: str | Both = group.name if group.path else Both("the ruleset", "规则集")
        path: Path = ("facts", self.spec.list)
        if not rows and place.due:
            if group.absent is None:
                self.problems.add(path, "E592", name=title, due=exact_text(place.due), list=self.spec.list)
            return
        total = sum((weight for _, weight in rows), Fraction(0))
        if total == place.due:
            return
        text = " + ".join(f"{name} {exact_text(weight)}" for name, weight in rows[:_SHOWN]) + (
            " + …" if len(rows) > _SHOWN else ""
        )
        figures = {"sum": exact_text(total), "due": exact_text(place.due), "difference": exact_text(abs(total - place.due))}
        self.problems.add(path, "E584", "over" if total > place.due else "under", name=title, rows=text, **figures)
