"""A watched figure over facts, and what it depends on: only what it needs of the plan is calculated.

In: a program, its plan, a `Watch`. Out: the figure for given facts, the facts and judgements that it reads. Guarantees: the figure is the one
that a whole run has; what may depend on anything says so (`spots` None).
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from evaldsl.evaluation.expressions import value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.plan import LET, SCORE, TARGET, VALUE, WEIGHT, Item, NodePlan, Plan, method_parts, target_parts, walk
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.evaluation.verdicts import graded
from evaldsl.model import program as p
from evaldsl.model.facts import Facts
from evaldsl.model.program import Attribute, Expr
from evaldsl.model.values import Absence, Missing
from evaldsl.records import frozen
from evaldsl.trials.pools import Spot
from evaldsl.trials.rules import EXACT, TOTAL, Watch


@frozen
class Probe:
    """How a figure is had: `order` are the things to calculate (None: the whole plan), `spots` what it reads (None: perhaps everything).

    `rows`: it depends on the rows of lists, however many there are.
    """

    watch: Watch
    order: tuple[Item, ...] | None
    spots: tuple[Spot, ...] | None
    rows: bool = False


def probe_of(plan: Plan, watch: Watch) -> Probe:
    """The probe of a watched figure."""
    if watch.of == TOTAL:
        return Probe(watch, None, None, bool(plan.program.lists))
    reading = _Reading(plan)
    if watch.of == EXACT:
        reading.score(watch.path)
    else:
        for expr in (watch.left, watch.right, *(x for call in watch.frames for x in call.args)):
            if expr is not None:
                reading.expr(expr)
        for call in watch.frames:
            for let in plan.program.functions[call.name].lets:
                reading.expr(let.expr)
        reading.everything = reading.everything or bool(watch.row)
    spots = tuple(reading.spots)
    if reading.everything:
        # figures of rows and of groups: the whole run, and whatever it reads
        return Probe(
            watch, None, spots if spots and not watch.row and not reading.scores else None, reading.rows or bool(watch.row)
        )
    return Probe(watch, tuple(item for item in plan.order if item in reading.items), spots)


def run_of(plan: Plan, probe: Probe, facts: Facts) -> Run:
    """A run with what the figure needs."""
    return calculated(plan, facts, probe.order)


def figure_of(watch: Watch, run: Run) -> Fraction | str | bool | None:
    """The figure in a run, days for a date; None where it has no value."""
    left, right = raw_figure(watch, run)
    found = plain(left)
    if right is None:
        return found
    other = plain(right)
    return found - other if isinstance(found, Fraction) and isinstance(other, Fraction) else None


def raw_figure(watch: Watch, run: Run) -> tuple[Num, Num | None]:
    """What is watched and what is taken from it, doubts and all."""
    nothing: Num = Missing(Absence.NOT_COMPUTABLE)
    match watch.of:
        case "exact":
            made = run.scored.get(watch.path)
            return (nothing if made is None else made.exact), None
        case "total":
            return graded(run, run.scored[""]), None
        case _:
            assert watch.left is not None
    cells, paths, facts = _shape(watch)
    known = run.plan.nodes
    if any(row >= len(run.rows.get(owner, ())) for owner, row in cells) or not (
        paths <= known.keys() and facts <= run.facts.keys()
    ):
        return nothing, None  # of a row that this file does not have
    scope: dict[str, Num] = {}
    if watch.row:
        rows = run.rows.get(watch.row)
        if not rows:
            return nothing, None
        scope = rows[0]  # groups of rows know a row by what it is
    for call in watch.frames:
        function = run.program.functions[call.name]
        local = {name: value(x, run, scope) for (name, _), x in zip(function.parameters, call.args, strict=True)}
        for let in function.lets:
            local[let.name] = value(let.expr, run, local)
        scope = local
    return value(watch.left, run, scope), None if watch.right is None else value(watch.right, run, scope)


@lru_cache(maxsize=2_000)
def _shape(watch: Watch) -> tuple[tuple[tuple[str, int], ...], frozenset[str], frozenset[str]]:
    """The rows that a watched figure reads by their place, the indicators, the facts."""
    exprs = [watch.left, watch.right, *(x for call in watch.frames for x in call.args)]
    inside = [x for e in exprs if e is not None for x in walk(e)]
    cells = {(x.list, x.row) for x in inside if isinstance(x, p.FieldRef) and x.row is not None}
    paths = frozenset(x.path for x in inside if isinstance(x, p.NodeRef))
    return tuple(cells), paths, frozenset(x.name for x in inside if isinstance(x, p.FactRef))


def plain(x: object) -> Fraction | str | bool | None:
    """A figure without doubt, days for a date."""
    if isinstance(x, Fraction | str | bool):
        return x
    return Fraction(x.toordinal()) if isinstance(x, date) else None


class _Reading:
    """What an expression or a score reads, while it is looked through: facts, things to calculate, or everything there is."""

    def __init__(self, plan: Plan) -> None:
        """Nothing is read yet."""
        self.plan = plan
        self.spots: dict[Spot, None] = {}
        self.items: set[Item] = set()
        self.functions: set[str] = set()
        self.everything = self.scores = self.rows = False
        """Whether the whole run is needed, and whether that is for the score of a group, or for the rows of a list."""

    def score(self, path: str) -> None:
        """The score of a node."""
        if (SCORE, path) in self.items:
            return
        here = self.plan.nodes[path]
        node = here.node
        self.items |= {(WEIGHT, path), (VALUE, path), (TARGET, path), (SCORE, path)}
        if node.children:
            self.everything = self.scores = True
            return
        self._around(here)
        exprs = [node.value, node.weight, node.applies, *target_parts(node.target), *method_parts(node.method)]
        for expr in (*exprs, *(veto.condition for veto in node.vetoes)):
            if expr is not None:
                self.expr(expr)
        if isinstance(node.method, p.Judged | p.Levels):
            self.spots.setdefault(("judged", path))

    def expr(self, expr: Expr) -> None:
        """An expression with everything inside it."""
        program, waiting = self.plan.program, [expr]
        while waiting:
            for x in walk(waiting.pop()):
                match x:
                    case p.FactRef():
                        self.spots.setdefault(("facts", x.name))
                    case p.LetRef() if (LET, x.name) not in self.items:
                        self.items.add((LET, x.name))
                        waiting.append(program.lets[x.name].expr)
                    case p.FieldRef() if x.row is not None and x.name in program.lists[x.list].fields:
                        self.spots.setdefault(("lists", x.list, x.row, x.name))
                    case p.FieldRef() | p.Joined() | p.Aggregate():
                        self.everything = self.rows = True
                    case p.NodeRef(path, attribute):
                        waiting += self._attribute(path, attribute)
                    case p.Apply() if x.name not in self.functions:
                        self.functions.add(x.name)
                        function = program.functions[x.name]
                        waiting += [function.expr, *(let.expr for let in function.lets)]
                    case p.Look():
                        waiting += [e for cut in program.bands[x.bands].cuts for e in (cut.low, cut.high) if e is not None]
                    case _:
                        pass

    def _attribute(self, path: str, attribute: Attribute) -> Sequence[Expr]:
        here = self.plan.nodes[path]
        node = here.node
        self._around(here)
        match attribute:
            case Attribute.SCORE | Attribute.MET:
                self.score(path)
                return ()
            case Attribute.VALUE:
                self.items.add((VALUE, path))
                return () if node.value is None else (node.value,)
            case Attribute.TARGET:
                self.items |= {(VALUE, path), (TARGET, path)}
                return (*target_parts(node.target), *(() if node.value is None else (node.value,)))
            case Attribute.WEIGHT:
                self.items.add((WEIGHT, path))
                return () if node.weight is None else (node.weight,)
            case _:
                assert_never(attribute)

    def _around(self, here: NodePlan) -> None:
        """The groups around a node: whether they apply."""
        while here.parent is not None:
            here = self.plan.nodes[here.parent]
            self.items.add((VALUE, here.node.path))
            if here.node.applies is not None:
                self.expr(here.node.applies)
