"""The tree of a ruleset as plain nodes: forms become groups, inherited clauses are handed down."""

from dataclasses import dataclass, field
from typing import TypeVar

from evaldsl.syntax import nodes as n

T = TypeVar("T")


@dataclass
class Plain:
    """A group or an indicator; `clauses` from the nearest outwards are `own`, then each of `handed`."""

    name: str
    path: str
    leaf: bool
    names: tuple[str, ...] = ()
    own: list[n.Clause] = field(default_factory=list)
    handed: list[list[n.Clause]] = field(default_factory=list)
    children: "list[Plain]" = field(default_factory=list)
    from_form: bool = False

    def mine(self, kind: type[T]) -> T | None:
        """The node's own clause of a kind."""
        return next((c for c in self.own if isinstance(c, kind)), None)

    def get(self, kind: type[T]) -> T | None:
        """The nearest clause of a kind."""
        for level in [self.own, *self.handed]:
            for clause in level:
                if isinstance(clause, kind):
                    return clause
        return None

    def option(self, kind: type[T]) -> T | None:
        """The nearest option of a kind: in the score clause that holds, or standing alone."""
        for level in [self.own, *self.handed]:
            for clause in level:
                if isinstance(clause, n.OptionClause) and isinstance(clause.option, kind):
                    return clause.option
                if isinstance(clause, n.Score) and clause is self.get(n.Score):
                    for option in getattr(clause.method, "options", ()):
                        if isinstance(option, kind):
                            return option
        return None


def tree(module: n.Module) -> list[Plain]:
    """The top level of a module."""
    top: list[n.Clause] = [c for d in module.declarations if isinstance(d, n.EachIndicator) for c in d.clauses]
    return below([d for d in module.declarations if isinstance(d, n.Group | n.Indicator | n.Form)], (), [top] if top else [])


def below(nodes: list[n.Node], above: tuple[str, ...], handed: list[list[n.Clause]]) -> list[Plain]:
    """Nodes of one level."""
    out: list[Plain] = []
    for node in nodes:
        match node:
            case n.Indicator():
                names = (*above, node.name.text)
                out.append(Plain(node.name.text, ".".join(names), True, names, list(node.clauses), handed))
            case n.Group():
                mine = [c for e in node.clauses if isinstance(e, n.EachIndicator) for c in e.clauses]
                names = (*above, node.name.text)
                children = below(list(node.children), names, [mine, *handed] if mine else handed)
                own = [c for c in node.clauses if not isinstance(c, n.EachIndicator)]
                out.append(Plain(node.name.text, ".".join(names), False, names, own, [], children))
            case n.Form():
                out += form(node, above, [list(node.clauses), *handed] if node.clauses else handed)
    return out


def form(node: n.Form, above: tuple[str, ...], handed: list[list[n.Clause]]) -> list[Plain]:
    """The rows of a form as groups and indicators."""
    out: list[Plain] = []
    last = {n.Column.LEVEL1: "", n.Column.LEVEL2: ""}
    for row in node.rows:
        cells = {c.column: c for c in row.cells}
        third = cells.get(n.Column.LEVEL3)
        if (third is not None and third.absent) or (n.Column.WEIGHT in cells and cells[n.Column.WEIGHT].absent):
            for column in last:
                if column in cells and cells[column].text and not cells[column].absent:
                    last[column] = cells[column].text
                    if column is n.Column.LEVEL1:
                        last[n.Column.LEVEL2] = ""
            continue
        names: list[str] = []
        for column in (n.Column.LEVEL1, n.Column.LEVEL2):
            cell = cells.get(column)
            if cell is None:
                continue
            if cell.text and not cell.absent:
                last[column] = cell.text
                if column is n.Column.LEVEL1:
                    last[n.Column.LEVEL2] = ""
            if last[column]:
                names.append(last[column])
        clauses = [c.clause for c in row.cells if c.clause is not None]
        level, path = out, above
        group: Plain | None = None
        for name in names:
            name = name.strip("「」")
            path = (*path, name)
            group = next((g for g in level if g.name == name and not g.leaf), None)
            if group is None:
                group = Plain(name, ".".join(path), False, path, [], [], [], True)
                level.append(group)
            level = group.children
        if third is None or not third.text:
            assert group is not None
            group.own += clauses
        else:
            name = third.text.strip("「」")
            path = (*path, name)
            level.append(Plain(name, ".".join(path), True, path, clauses, handed))
    return out
