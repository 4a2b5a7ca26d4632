"""Places of a fact file whose value may be changed: a fact, a cell of a list, the points that an assessor gives.

In: a program (with the rows of the fact file as indicators, where it has such) and a name as people write it. Out: a `Place`. Guarantees: a
name finds what the same name finds in a fact file: the fact, or the shortest unambiguous tail of the path of its indicator.
"""

import re

from evaldsl.diagnostics.core import Diagnostic, InFile, listed
from evaldsl.model.facts import Facts
from evaldsl.model.program import FactSpec, Judged, Levels, Node, Program
from evaldsl.model.trials import GivenSpec
from evaldsl.readers.nodes import nodes_of, plain_path
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Problems
from evaldsl.records import frozen
from evaldsl.source import Where
from evaldsl.spelling import nearest, shortened

HERE = Where("<command>", 1, 1)
_CELL = re.compile(r"^(?P<list>.+)\[(?P<row>\d{1,6})\]\.(?P<cell>.+)$")


@frozen
class Place:
    """Where a value stands. `kind` is "fact", "cell" (`name` is the list, `row` its index from 0, `cell` the field) or "judged" (`name` is the
    path of the indicator). `spec` says what a fact or cell may be, `node` which indicator is judged."""

    kind: str
    name: str
    row: int | None = None
    cell: str | None = None
    spec: FactSpec | None = None
    node: Node | None = None

    @property
    def text(self) -> str:
        """As it is written: `党内培训`, `项目[2].支出`."""
        return f"{self.name}[{self.row}].{self.cell}" if self.kind == "cell" else self.name

    def given(self, value: "str | bool", kind: str = "value", reason: str = "") -> GivenSpec:
        """What is put into the fact file to give it a value."""
        if self.kind == "judged":
            return GivenSpec("judged", self.name, None, None, value, reason, HERE)
        cell = _CELL.match(self.name) if self.row is None else None
        if cell is not None:  # what a row of a form was given as its own fact stands in the row
            return GivenSpec(kind, cell["list"], int(cell["row"]), cell["cell"], value, reason, HERE)
        return GivenSpec(kind, self.name, self.row, self.cell, value, reason, HERE)


def takes_points(node: Node) -> bool:
    """Whether an assessor gives the points of an indicator."""
    return isinstance(node.method, Judged) or (
        isinstance(node.method, Levels) and any(line.share_end is not None for line in node.method.lines)
    )


def place_of(program: Program, written: str, facts: Facts | None = None) -> Place | Diagnostic:
    """The place that a name means; with `facts`, a cell must be in one of their rows. Refused: E280 (nothing of that name can be changed)."""
    name = plain_path(written.strip())
    cell = _CELL.match(plain(written.strip()))
    if cell is not None and name not in program.facts:
        place = _cell(program, written, cell["list"].strip(), int(cell["row"]), cell["cell"].strip())
        if isinstance(place, Place) and facts is not None:
            return no_row(place, len(facts.lists.get(place.name, ()))) or place
        return place
    if name in program.facts:
        return Place("fact", name, spec=program.facts[name])
    named = [spec for spec in program.facts.values() if plain_path(spec.name) == name]
    own = [spec for spec in program.facts.values() if spec.own_of and f".{spec.own_of}".endswith(f".{name}")]
    found = named or own
    if len(found) == 1:
        return Place("fact", found[0].name, spec=found[0])
    if len(found) > 1:
        paths = listed((spec.own_of or spec.name) for spec in found[:10])
        return Diagnostic("E280", InFile("<command>"), {"name": written, "paths": paths}, help="several")
    node = nodes_of(program).find(written, (), Problems())
    if node is not None and takes_points(node):
        return Place("judged", node.path, node=node)
    judged = [one.path.rpartition(".")[2] for one in nodes_of(program).by_path.values() if takes_points(one)]
    tails = [spec.own_of.rpartition(".")[2] for spec in program.facts.values() if spec.own_of]
    lists = [n for n, s in program.lists.items() if s.derived is None]
    return _unknown(
        written, list(dict.fromkeys((*program.facts, *tails, *judged, *lists))), node is not None or name in program.lets
    )


def no_row(place: Place, rows: int) -> Diagnostic | None:
    """What is wrong with a cell beyond the rows that there are."""
    if place.row is None or place.row < rows:
        return None
    args = {"name": place.text, "list": place.name, "rows": str(rows)}
    return Diagnostic("E280", InFile("<command>"), args, help="row")


def _cell(program: Program, written: str, owner: str, row: int, cell: str) -> Place | Diagnostic:
    spec = program.lists.get(owner)
    if spec is None or spec.derived is not None:
        return _unknown(written, [n for n, s in program.lists.items() if s.derived is None], spec is not None)
    field = spec.fields.get(cell)
    if field is None:
        return _unknown(written, [f"{owner}[{row}].{name}" for name in spec.fields], cell in spec.lets)
    return Place("cell", owner, row, cell, spec=field)


def _unknown(written: str, known: list[str], computed: bool) -> Diagnostic:
    others = [one for one in known if one != written]  # a list itself: only its cells are changed
    near = nearest(written, others) or shortened(written, others)
    help_ = "computed" if computed else "near" if near else None
    return Diagnostic("E280", InFile("<command>"), {"name": written, "near": near or ""}, help=help_)
