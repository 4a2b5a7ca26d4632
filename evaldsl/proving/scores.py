"""Indicators as formulas: weight, value, target, score, and what becomes of one that does not apply.

In: the encoding, in which all that the indicator reads is encoded. Out: a `Scored`. The steps are those of evaluation/scoring.py,
finishing.py and absence.py, in the same order.
"""

from typing import TYPE_CHECKING, assert_never

from evaldsl.evaluation.plan import NodePlan
from evaldsl.model.program import (
    CombineKind,
    Node,
    OnAbsence,
    PointsResult,
    RangeTarget,
    RatingResult,
    RelationTarget,
    Rounding,
    ScaleResult,
)
from evaldsl.proving import methods
from evaldsl.proving.expressions import compare, figure, inside
from evaldsl.proving.terms import (
    UNIT,
    ZERO,
    Figure,
    Term,
    at_most,
    choose,
    chosen,
    equal,
    every,
    gone,
    has_value,
    least,
    less,
    negation,
    over,
    plus,
    rounded,
    some,
    times,
)
from evaldsl.records import evolve, frozen

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding


@frozen
class Scored:
    """A node with its score, for every fact file at once.

    `exact` is the score before its rounding, `score` as printed. `counts`: the points that it counts in its group. `spread`: points that it leaves to
    its siblings. `out`: left out of its group. `na`: not applicable (with all points where the ruleset says so). `moves`: the points that
    it hands to another node, where `handed` holds.
    """

    path: str
    exact: Figure
    score: Figure
    counts: Term
    fulfilled: Figure
    spread: Term = ZERO
    out: Term = False
    na: Term = False
    moves: Term = ZERO
    handed: Term = False


@frozen
class Making:
    """A node on its way: what it counts, and its exact score so far; `vetoed`: a veto took its points."""

    counts: Term
    exact: Figure
    vetoed: Term = False


# ---- parts of an indicator -------------------------------------------------------------------------------------------


def value_of(source: "Encoding", plan: NodePlan) -> Figure:
    """The value of an indicator; not applicable when it, or a group around it, does not apply."""
    node = plan.node
    own = Figure(True) if node.value is None else figure(node.value, source)
    unknown = source.judgement(node.path)
    if not plan.conditional:
        if node.value is None and unknown is not None and unknown.absent is not None:
            return Figure(True, unknown.absent)
        return own
    around = Figure(True) if plan.parent is None else source.values[plan.parent]
    applies = Figure(True) if node.applies is None else figure(node.applies, source)
    not_here = every((has_value(applies), negation(applies.x)))
    if node.children:
        own = applies
    absent, lost = some((applies.absent, not_here, own.absent)), some((applies.lost, own.lost))
    if applies.lost is not False:  # the condition comes first: what it cannot tell is not computable, whatever the value is
        absent = some((applies.absent, not_here, every((negation(applies.lost), own.absent))))
    if unknown is not None and unknown.absent is not None and node.value is None:
        lost = some((lost, unknown.absent))  # the fact file cannot leave out what a condition leaves out
    if around.lost is not False:
        absent = some((around.absent, every((negation(around.lost), absent))))
    else:
        absent = some((around.absent, absent))
    return Figure(own.x, absent, some((around.lost, lost)))


def met_of(source: "Encoding", node: Node) -> Figure:
    """Whether the target is met."""
    target, v = node.target, source.values[node.path]
    match target:
        case None:
            return Figure(True)
        case RelationTarget():
            assert node.value is not None
            t = figure(target.expr, source)
            return compare(target.relation, v, node.value.type, t, target.expr.type, target.order)
        case RangeTarget():
            low, high = figure(target.low, source), figure(target.high, source)
            return inside(v, low, high, target.low_closed, target.high_closed)
        case _:
            assert_never(target)


def scored_leaf(source: "Encoding", plan: NodePlan) -> Scored:
    """The score of an indicator."""
    node, path = plan.node, plan.node.path
    w = source.weights.get(path, Figure(UNIT))
    v, met = source.values[path], source.met_[path]
    low = high = Figure(ZERO)
    match node.target:
        case RelationTarget():
            low = high = figure(node.target.expr, source)
        case RangeTarget():
            low, high = figure(node.target.low, source), figure(node.target.high, source)
        case None:
            pass
    leaf = methods.Inputs(node, source, w.x, v, low.x, high.x, met.x)
    absent, lost = gone(v, w, met)
    made = methods.score(leaf)
    # without value, weight or target no method is asked; else what it says counts
    exact = Figure(
        made.x,
        some((absent, every((negation(lost), made.absent)))),
        some((lost, made.lost, _outside(node, made.x, w.x))),
    )
    counts = w.x if w.absent is False and w.lost is False else choose(has_value(w), w.x, ZERO)
    making = Making(counts, exact)
    here = finished(source, plan, moved(source, plan, judged(source, plan, making)), rounds(plan))
    more, _ = source.moved_in(path)
    return either_way(source, plan, here, exact.absent, plus(counts, more))


def _outside(node: Node, x: Term, w: Term) -> Term:
    """Where a score lies outside its bounds: nothing is cut off in silence."""
    match node.result:
        case PointsResult():
            return less(x, ZERO) if node.result.unlimited else some((less(x, ZERO), less(w, x)))
        case ScaleResult():
            return some((less(x, node.result.low), less(node.result.high, x)))
        case RatingResult():
            return False
        case _:
            assert_never(node.result)


# ---- the last steps of any node --------------------------------------------------------------------------------------


def judged(source: "Encoding", plan: NodePlan, made: Making) -> Making:
    """Vetoes that take all points of a node."""
    node = plan.node
    low = node.result.low if isinstance(node.result, ScaleResult) else ZERO
    for veto in node.vetoes:
        if veto.effect != "zero":
            continue
        with source.as_score(node.path, made.exact):
            fires = figure(veto.condition, source)
        hit = every((has_value(fires), fires.x))
        broken = every((fires.lost, negation(fires.absent)))
        x = made.exact
        made = Making(
            made.counts,
            Figure(
                choose(hit, low, x.x),
                every((negation(hit), negation(broken), x.absent)),
                some((broken, every((negation(hit), x.lost)))),
            ),
            some((made.vetoed, hit)),
        )
    return made


def moved(source: "Encoding", plan: NodePlan, made: Making) -> Making:
    """A node to which points were moved counts more: its own result × (weight + moved) ÷ weight."""
    amount, handed = source.moved_in(plan.node.path)
    if handed is False:
        return made
    whole = plus(made.counts, amount)
    more = times(made.exact.x, over(whole, made.counts))
    lost = some((made.exact.lost, every((handed, equal(made.counts, ZERO)))))
    exact = Figure(choose(handed, more, made.exact.x), made.exact.absent, lost)
    return evolve(made, counts=choose(handed, whole, made.counts), exact=exact)


def rounds(plan: NodePlan, rescaled: bool = False, plain: bool = False) -> bool:
    """Whether a node rounds: the law of rounding, as evaluation/finishing.py has it."""
    from evaldsl.evaluation.finishing import rounds as law

    return law(plan, rescaled, plain)


def finished(source: "Encoding", plan: NodePlan, made: Making, rounding: Term) -> Scored:
    """A node that applies: rounded once where `rounding` holds, and how it stands."""
    node = plan.node
    score = made.exact
    if rounding is not False and node.rounding is not None:
        printed = _printed(source, node, node.rounding, made)
        score = evolve(made.exact, x=choose(rounding, printed, made.exact.x))
    return Scored(node.path, made.exact, score, made.counts, _fulfilled(source, node, made))


def _printed(source: "Encoding", node: Node, rounding: Rounding, made: Making) -> Term:
    """The score rounded, and never above what the node counts."""
    x = made.exact.x
    result = rounded(x, rounding.mode, rounding.digits, positive=isinstance(node.result, PointsResult))
    limit: Term = made.counts
    if isinstance(node.result, ScaleResult):
        limit = node.result.high
    elif source.boundless(node):
        return result
    if _on_grid(limit, rounding):
        return result  # what lies on the grid of the rounding stays below a limit that does
    return choose(at_most(result, x), result, least(result, limit))


def _on_grid(limit: Term, rounding: Rounding) -> bool:
    """Whether a limit has no more digits than the rounding leaves: then nothing below it is rounded above it."""
    from fractions import Fraction

    return isinstance(limit, Fraction) and (limit * Fraction(10) ** rounding.digits).denominator == 1


def _fulfilled(source: "Encoding", node: Node, made: Making) -> Figure:
    """Whether a node counts as met: its target is, or without one it has all points."""
    x, absent, lost = made.exact.x, made.exact.absent, made.exact.lost
    if node.target is not None:
        full = source.met_[node.path].x
    else:
        match node.result:
            case PointsResult():
                full = at_most(made.counts, x)
            case ScaleResult():
                full = at_most(node.result.high, x)
            case RatingResult():
                full = equal(x, len(node.result.type.members) - 1)
            case _:
                assert_never(node.result)
    return Figure(every((negation(made.vetoed), full)), absent, lost)


# ---- what does not apply ---------------------------------------------------------------------------------------------


def either_way(source: "Encoding", plan: NodePlan, here: Scored, absent: Term, remaining: Term) -> Scored:
    """A node as it stands, or where `absent` holds as the ruleset says of one that does not apply; `remaining` is what it still weighs."""
    if absent is False:
        return here
    node = plan.node
    kind = OnAbsence.RESCALE if node.absent is None else node.absent.kind
    around: Term = False
    if plan.parent is not None and plan.conditional:
        around = source.values[plan.parent].absent
    outer = every((absent, around))
    """Inside a group that does not apply only the group's own consequence counts."""
    own = every((absent, negation(around)))
    spreads = absent if kind is OnAbsence.RESCALE else outer
    full = own if kind is OnAbsence.FULL else False
    handed: Term = False
    moves: Term = ZERO
    if kind is OnAbsence.MOVE and source.sums(plan.parent):
        handed = own
        assert node.absent is not None
        assert node.absent.to is not None
        here_unit, there_unit = plan.unit, source.plan.nodes[node.absent.to].unit
        moves = choose(own, times(remaining, here_unit / there_unit), ZERO)
    all_of_it: Term = node.result.high if isinstance(node.result, ScaleResult) else remaining
    with_points = Figure(all_of_it)
    nothing = Figure(here.exact.x, True, False)
    exact = chosen(absent, chosen(full, with_points, nothing), here.exact)
    score = chosen(absent, chosen(full, with_points, nothing), here.score)
    return Scored(
        here.path,
        exact,
        score,
        choose(absent, choose(full, remaining, ZERO), here.counts),
        chosen(absent, chosen(full, Figure(True), Figure(True, True)), here.fulfilled),
        choose(spreads, remaining, ZERO),
        every((absent, negation(full))),
        absent,
        moves,
        handed,
    )


def adds(node: Node) -> bool:
    """Whether a group adds its children up."""
    return node.combine is None or node.combine.kind is CombineKind.SUM
