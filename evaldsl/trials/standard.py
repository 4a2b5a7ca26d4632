"""What holds for every ruleset, whether its author says so or not.

In: a run of complete facts, or two that differ in one fact. Out: the first fault. Guarantees: what is found is the ruleset's own fault: a score
outside its bounds, children that do not add up, a figure that complete facts do not give, a score that moves against its method.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from evaldsl.evaluation.state import Run, Scored
from evaldsl.evaluation.tree import Status
from evaldsl.model.program import (
    AllOrNothing,
    CombineKind,
    Deduct,
    Linear,
    Node,
    Options,
    PointsResult,
    Program,
    ProRata,
    Relation,
    RelationTarget,
)
from evaldsl.model.trials import ExampleSpec
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Absence, Missing
from evaldsl.records import frozen
from evaldsl.trials.frames import measured
from evaldsl.trials.rules import constant, walked

BOUNDS, COMPUTABLE, DIRECTION, READABLE = "bounds", "computable", "direction", "readable"


@frozen
class Fault:
    """A node that is at fault, and how: BOUNDS, COMPUTABLE (with the code of the reason), DIRECTION."""

    kind: str
    path: str
    code: str = ""


def refusals(examples: Iterable[ExampleSpec]) -> frozenset[str]:
    """The codes of the refusals that examples expect."""
    return frozenset(expect.word for one in examples for expect in one.expects if expect.kind == "refused")


def fault_in(run: Run, stated: frozenset[str], given: bool) -> Fault | None:
    """The first fault of a run. `stated` are the codes of refusals that the ruleset's examples expect; `given`: nothing is left out."""
    for path, made in run.scored.items():
        if _out_of_bounds(made):
            return Fault(BOUNDS, path)
    if not given:
        return None
    for path, made in run.scored.items():
        score = made.score
        lost = isinstance(score, Missing) and score.kind is Absence.NOT_COMPUTABLE and not made.absent
        if not lost or made.status is not Status.NOT_COMPUTABLE or made.plan.node.method is None:
            continue
        if isinstance(score, Missing) and score.code and score.code not in stated:
            return Fault(COMPUTABLE, path, score.code)
    return None


def _out_of_bounds(made: Scored) -> bool:
    """Whether a score lies outside its bounds, or is not what its parts add up to."""
    node, score = made.plan.node, made.score
    if not isinstance(score, Fraction) or not isinstance(node.result, PointsResult):
        return False
    if score < 0 or (not node.result.unlimited and not _unlimited(made) and score > made.counts):
        return True
    if (
        [s.kind for s in made.steps] == ["sum"]
        and (node.combine is None or node.combine.kind is CombineKind.SUM)
        and not made.last
    ):
        parts = [child.score for child in made.children if not child.absent]
        if all(isinstance(x, Fraction) for x in parts):
            return sum(x for x in parts if isinstance(x, Fraction)) != score
    return False


def _unlimited(made: Scored) -> bool:
    """Whether something in it may pass its weight."""
    return any(
        (isinstance(c.plan.node.result, PointsResult) and c.plan.node.result.unlimited) or _unlimited(c) for c in made.children
    )


# ---- directions ------------------------------------------------------------------------------------------------------


@frozen
class Direction:
    """An indicator that never falls (`up`) or never rises when its own fact grows, by its method."""

    path: str
    fact: str
    up: bool


def directions(program: Program) -> Iterator[Direction]:
    """The indicators that promise a direction: those that measure a fact and nothing else, without a reduction for too much."""
    for node in walked(program.root):
        spot = measured(program, node)
        if spot is None or spot[0] != "facts" or node.vetoes or node.applies is not None:
            continue
        up = _direction(node)
        if up is not None and not _read_elsewhere(program, node, str(spot[1])):
            yield Direction(node.path, str(spot[1]), up)


def _read_elsewhere(program: Program, node: Node, fact: str) -> bool:
    """Whether the target or weight of an indicator follows its own fact."""
    from evaldsl.evaluation.plan import method_parts, target_parts

    exprs = [*target_parts(node.target), *method_parts(node.method), *([] if node.weight is None else [node.weight])]
    return any(constant(e) is None for e in exprs) and bool(fact)


def _direction(node: Node) -> bool | None:
    by_target: bool | None = None
    match node.target:
        case RelationTarget(Relation.GE | Relation.GT, expr, None, _, _) if isinstance(expr.type, QuantityType):
            by_target = True
        case RelationTarget(Relation.LE | Relation.LT, expr, None, _, _) if isinstance(expr.type, QuantityType):
            by_target = False
        case _:
            pass
    match node.method:
        case AllOrNothing(Options(_, _, None)) | ProRata(_, Options(_, _, None)):
            return by_target
        case Deduct(_, _, below, _, _):
            return below
        case Linear(zero, full):
            a, b = constant(zero), constant(full)
            return None if a is None or b is None or a == b else b > a
        case _:
            return None


def against(direction: Direction, lower: Run, higher: Run) -> bool:
    """Whether a score moves against its method when its fact grows from one run to the other."""
    before, after = lower.scores.get(direction.path), higher.scores.get(direction.path)
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return False
    return after < before if direction.up else after > before
