"""How to reach a goal: for every place that may be changed by itself, and by the cheapest combination.

In: a program, a fact file, a goal, the places that may be changed. Out: a `Reached`. Guarantees: what is shown as reaching the goal was written
into the fact file, read by the reader and scored by the evaluator of `run`.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import Result
from evaldsl.model.facts import Facts
from evaldsl.model.program import Node, Program
from evaldsl.model.trials import ChangeCostSpec, GivenSpec
from evaldsl.model.units import Unit
from evaldsl.model.values import Known
from evaldsl.reaching.axes import Axis, axis_of
from evaldsl.reaching.bench import BESIDE, Bench
from evaldsl.reaching.boxes import Priced
from evaldsl.reaching.combined import Combination, cheapest
from evaldsl.reaching.goals import Answer, Goal, met
from evaldsl.reaching.places import HERE, Place, takes_points
from evaldsl.reaching.reads import reads_of
from evaldsl.reaching.single import Ending, Way, ways
from evaldsl.reaching.whatif import by_own_names
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve, frozen
from evaldsl.reporting.figures import score_digits
from evaldsl.trials.files import changed, written

MOST_RUNS = 20_000
"""Evaluations that an answer may take in all, unless said otherwise."""
MOST_OF_ONE = 2_000
"""Evaluations that one direction of one place may take."""
MOST_CELLS = 400
"""Cells of lists that are looked at without being named."""


@frozen
class Reaching:
    """A way that reaches the goal, as it was run: the result, what the file is asked for besides (E608, E622), and the fact file."""

    way: Way
    result: Result | None = None
    beside: tuple[Diagnostic, ...] = ()
    file: str = ""


@frozen
class Answered:
    """What became of one place: how far it must move, each way."""

    axis: Axis
    ways: tuple[Reaching, ...]

    @property
    def best(self) -> Reaching | None:
        """The way with the smallest change that reaches the goal."""
        found = [one for one in self.ways if one.way.ending is Ending.REACHED]
        return min(found, key=lambda one: abs(one.way.change or Fraction(0)), default=None)


@frozen
class Skipped:
    """A place that is not moved, and why (see `axes.axis_of`)."""

    place: Place
    why: str


@frozen
class Reached:
    """The answer. `already`: the goal is met as things stand. `more` counts cells that were not looked at."""

    program: Program
    goal: Goal
    present: Result
    already: bool
    answers: tuple[Answered, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    more: int = 0
    runs: int = 0
    digits: int = 0
    combined: "Combined | None" = None
    on_grid: bool = False
    """Whether a fact was looked at that may have any number of decimals."""


@frozen
class Combined:
    """The cheapest combination as it was run (`result` None: there is none), with the fact file; `names` are the places that have a price, `unit` is
    what costs are counted in, `costs` what each change costs, `whole` whether all of them have declared decimals."""

    found: Combination
    result: Result | None
    beside: tuple[Diagnostic, ...]
    file: str
    names: tuple[str, ...]
    unit: Unit
    costs: Mapping[str, Fraction]
    whole: bool = True


def places_of(program: Program, facts: Facts, goal: Goal) -> tuple[tuple[Place, ...], int]:
    """The places that a goal can depend on, and how many cells beyond the first `MOST_CELLS` were left out."""
    reads = reads_of(program, goal.path)
    found = [Place("fact", name, spec=spec) for name, spec in program.facts.items() if name in reads.facts]
    found += [Place("judged", node.path, node=node) for node in _nodes(program) if node.path in reads.judged]
    cells = [
        Place("cell", name, i, field.name, spec=field)
        for name, spec in program.lists.items()
        if spec.derived is None
        for i in range(len(facts.lists.get(name, ())))
        for field in spec.fields.values()
        if (name, field.name) in reads.fields and field.name != spec.key
    ]
    return (*found, *cells[:MOST_CELLS]), max(0, len(cells) - MOST_CELLS)


def _nodes(program: Program) -> Iterator[Node]:
    waiting = list(reversed(program.root.children))
    while waiting:
        node = waiting.pop()
        if takes_points(node):
            yield node
        waiting += reversed(node.children)


def reach(
    program: Program,
    base: Any,
    facts: Facts,
    goal: Goal,
    only: Sequence[Place] = (),
    digits: int | None = None,
    most: int = MOST_RUNS,
    costs: Sequence[ChangeCostSpec] = (),
    singly: bool = True,
) -> Reached | tuple[Diagnostic, ...]:
    """The smallest change of each place, and with `costs` the cheapest combination (it alone where not `singly`). Refused with the problems of the fact file where it does not
    stand as it is."""
    present = evaluate(program, facts)
    if present.refused:
        return present.problems
    bench = Bench(program, facts, goal, most)
    if met(bench.present, goal, True) is Answer.YES:
        return Reached(program, goal, present, True)
    own = bench.program
    places, more = (tuple(only), 0) if only else places_of(own, facts, goal)
    fine = score_digits(present.root, program) + 2 if digits is None else digits
    fragile = reads_of(own, goal.path).fragile
    answers: list[Answered] = []
    skipped: list[Skipped] = []
    names = by_own_names(base, own)
    for place in places if singly else ():
        axis = axis_of(place, bench.present, fine)
        if place.kind == "judged" and place.name in facts.judged and place.name not in (names.get("judged") or {}):
            axis = "form"  # the points stand in a row of a form, with its other cells
        if isinstance(axis, str):
            skipped.append(Skipped(place, axis))
            continue
        doubtful = (place.name if place.kind == "fact" else (place.name, place.cell)) in fragile
        found = ways(bench, axis, doubtful, MOST_OF_ONE)
        answers.append(Answered(axis, tuple(_confirmed(program, names, facts.file, goal, axis, way) for way in found)))
    combined = None
    loose = any(not one.axis.whole for one in answers)
    if costs:
        bench.left += most
        combined = _combined(bench, program, names, facts, goal, places, costs, fine, most)
        loose = loose or not combined.whole
    return Reached(program, goal, present, False, tuple(answers), tuple(skipped), more, bench.made, fine, combined, loose)


def _combined(
    bench: Bench,
    program: Program,
    base: Any,
    facts: Facts,
    goal: Goal,
    places: Sequence[Place],
    costs: Sequence[ChangeCostSpec],
    digits: int,
    most: int,
) -> Combined:
    """The cheapest combination of the places that have a price."""
    prices = {(cost.list, cost.fact): cost for cost in costs}
    fragile = reads_of(bench.program, goal.path).fragile
    axes: list[Priced] = []
    doubtful: set[int] = set()
    for place in places:
        cost = prices.get((place.name, place.cell) if place.kind == "cell" else (None, place.name))  # type: ignore[arg-type]
        axis = None if cost is None or place.kind == "judged" else axis_of(place, bench.present, digits)
        if cost is None or not isinstance(axis, Axis):
            continue
        if (place.name if place.kind == "fact" else (place.name, place.cell)) in fragile:
            doubtful.add(len(axes))
        axes.append(Priced(axis, cost.up, cost.down))
    found = cheapest(bench, tuple(axes), frozenset(doubtful), most)
    names = tuple(p.axis.place.text for p in axes)
    whole = all(p.axis.whole for p in axes)
    if found.changes is None:
        return Combined(found, None, (), "", names, costs[0].unit, {}, whole)
    result, beside, text, held = confirm(program, base, facts.file, goal, found.changes)
    if not held:
        found = evolve(found, changes=None, cost=None, proved=False)
    by_place = {p.axis.place.text: p for p in axes}
    paid = {axis.place.text: by_place[axis.place.text].cost(value) for axis, value in found.changes or ()}
    return Combined(found, result if held else None, beside, text, names, costs[0].unit, paid, whole)


def _confirmed(program: Program, base: Any, name: str, goal: Goal, axis: Axis, way: Way) -> Reaching:
    """A way that reaches the goal, run once more from its fact file."""
    if way.ending is not Ending.REACHED or way.value is None:
        return Reaching(way)
    again = confirm(program, base, name, goal, ((axis, way.value),))
    return Reaching(evolve(way, ending=Ending.UNKNOWN, why="reader"), *again[:3]) if not again[3] else Reaching(way, *again[:3])


def confirm(
    program: Program, base: Any, name: str, goal: Goal, settings: Sequence[tuple[Axis, Known]]
) -> tuple[Result | None, tuple[Diagnostic, ...], str, bool]:
    """The result of a changed fact file, what it is asked for besides, its text, and whether the goal is reached."""
    text = written(changed(base, [given_of(base, axis, value) for axis, value in settings])) + "\n"
    found = read(text.encode("utf-8", "surrogatepass"), name, program)
    if found.facts is None:
        return None, found.problems, text, False
    result = evaluate(program, found.facts)
    beside = tuple(p for p in result.problems if p.code in BESIDE)
    stands = all(p.code in BESIDE for p in result.problems if p.severity is Severity.ERROR)
    if result.refused and stands:
        result = evaluate(program, found.facts, partial=True)
    bench = Bench(program, found.facts, goal, 0)
    return result, beside, text, stands and met(bench.present, goal, True) is Answer.YES


def given_of(base: Any, axis: Axis, value: Known) -> GivenSpec:
    """What is put into the fact file; points keep the reason that they have."""
    text = axis.text(value)
    if axis.place.kind != "judged":
        return axis.place.given(text)
    judged = base.get("judged") if isinstance(base, dict) else None
    stated = judged.get(axis.place.name) if isinstance(judged, dict) else None
    reason = stated.get("reason") if isinstance(stated, dict) else None
    return GivenSpec("judged", axis.place.name, None, None, text, reason if isinstance(reason, str) else "试算", HERE)
