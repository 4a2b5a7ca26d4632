"""Groups as formulas: from the scores of children to the score of their group, as evaluation/combine.py does it.

Where points are shared out among the children that remain, or moved to the group, it calculates on exact scores; `loose` is a node as it stands there.
"""

from typing import TYPE_CHECKING, assert_never

from evaldsl.evaluation.plan import NodePlan
from evaldsl.model.program import Combine, CombineKind, Node, RatingResult, ScaleResult
from evaldsl.proving.expressions import figure
from evaldsl.proving.scores import Making, Scored, adds, either_way, finished, judged, moved, rounds
from evaldsl.proving.terms import (
    UNIT,
    ZERO,
    Figure,
    OutOfReach,
    Term,
    at_most,
    choose,
    chosen,
    equal,
    every,
    greatest,
    has_value,
    least,
    less,
    negation,
    over,
    plus,
    some,
    times,
    total,
)
from evaldsl.records import evolve

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding

_SUM = Combine(CombineKind.SUM)


def scored_group(source: "Encoding", plan: NodePlan) -> Scored:
    """The score of a group."""
    return _group(source, plan, [source.scored(child.path) for child in plan.node.children], plain=False)


def _group(source: "Encoding", plan: NodePlan, kids: list[Scored], plain: bool) -> Scored:
    """A group from its children. `plain`: everything around it is exact, so nothing rounds unless named."""
    node = plan.node
    applies = source.values[node.path]
    weight = _weight(source, node, kids)
    gone_all = every(k.out for k in kids) if kids else False
    _, handed = source.moved_in(node.path)
    shared = some(every((k.out, negation(equal(k.spread, ZERO)))) for k in kids)
    rescaled = every((negation(gone_all), shared))
    exactly = some((handed, rescaled))
    taken = kids
    if not plan.inside and not plain and exactly is not False:
        taken = [_one_or_other(exactly, loose(source, k), k) for k in kids]
    exact, counts = _combined(source, node, weight, taken)
    exact = evolve(exact, lost=some((exact.lost, applies.lost)))
    making = moved(source, plan, judged(source, plan, Making(counts, exact)))
    rounding: Term = choose(exactly, rounds(plan, rescaled=True, plain=plain), rounds(plan, plain=plain))
    here = finished(source, plan, making, rounding)
    absent = some((applies.absent, gone_all))
    more, _ = source.moved_in(node.path)
    return either_way(source, plan, here, absent, plus(_remaining(source, node, kids), more))


def _one_or_other(condition: Term, a: Scored, b: Scored) -> Scored:
    return Scored(
        b.path,
        chosen(condition, a.exact, b.exact),
        chosen(condition, a.score, b.score),
        choose(condition, a.counts, b.counts),
        chosen(condition, a.fulfilled, b.fulfilled),
        b.spread,
        b.out,
        b.na,
    )


def loose(source: "Encoding", kid: Scored) -> Scored:
    """A child as it stands in an exact group: without its rounding, unless that is named."""
    plan = source.plan.nodes[kid.path]
    if plan.node.children:
        made = _group(source, plan, [loose(source, source.scored(c.path)) for c in plan.node.children], plain=True)
        return _one_or_other(kid.na, kid, made)
    if rounds(plan, plain=True):
        return kid
    return evolve(kid, score=chosen(kid.na, kid.score, kid.exact))


def _weight(source: "Encoding", node: Node, kids: list[Scored]) -> Term:
    stated = source.weights.get(node.path)
    if stated is None:
        return total([x for k in kids for x in (k.counts, k.spread)])
    if stated.absent is not False or stated.lost is not False:
        raise OutOfReach("weight", node.where)
    return stated.x


def _remaining(source: "Encoding", node: Node, kids: list[Scored]) -> Term:
    """What a group whose children are all not applicable still weighs: dropped and moved points are gone already."""
    if not adds(node) or not kids:
        stated = source.weights.get(node.path)
        return ZERO if stated is None else stated.x
    left = total([k.spread for k in kids])
    scale = _scale(source, node)
    return left if scale is None else choose(scale.lost, left, times(left, scale.x))


def _scale(source: "Encoding", node: Node) -> Figure | None:
    """W ÷ the points of the rows of a scaled block."""
    if node.scaled_from is None:
        return None
    weight = source.weights.get(node.path, Figure(UNIT))
    rows = figure(node.scaled_from, source)
    if rows.absent is not False or weight.absent is not False:
        raise OutOfReach("weight", node.where)
    return Figure(over(weight.x, rows.x), False, some((weight.lost, rows.lost, equal(rows.x, ZERO))))


# ---- combining -------------------------------------------------------------------------------------------------------


def _combined(source: "Encoding", node: Node, weight: Term, kids: list[Scored]) -> tuple[Figure, Term]:
    """The exact score of a group and the points that it counts. A child without a figure leaves the group without one."""
    combine = node.combine or _SUM
    lost = some(every((negation(k.out), some((k.score.absent, k.score.lost)))) for k in kids)
    if combine.kind is CombineKind.SUM:
        return _sum(source, node, kids, lost)
    if isinstance(node.result, RatingResult):
        return Figure(_rated(node.result, combine, kids), False, lost), weight
    scale = isinstance(node.result, ScaleResult)
    match combine.kind:
        case CombineKind.WEIGHTED_MEAN:
            made = _mean(source, node, kids)
        case CombineKind.WEAKEST | CombineKind.BEST:
            made = _extreme(kids, scale, combine.kind is CombineKind.WEAKEST)
        case CombineKind.AT_LEAST:
            return _at_least(node, combine.count or 0, kids, weight, lost), weight
        case CombineKind.GEOMETRIC_MEAN:
            raise OutOfReach("irrational", node.where)
        case _:
            assert_never(combine.kind)
    x = made.x if scale else times(made.x, weight)
    return Figure(x, False, some((lost, made.lost))), weight


def _kept(kid: Scored, x: Term) -> Term:
    """A figure of a child, nothing where it is left out."""
    return choose(kid.out, ZERO, x)


def _sum(source: "Encoding", node: Node, kids: list[Scored], lost: Term) -> tuple[Figure, Term]:
    earned = total([_kept(k, k.score.x) for k in kids])
    applicable = total([_kept(k, k.counts) for k in kids])
    spread = total([choose(k.out, k.spread, ZERO) for k in kids])
    rows = plus(applicable, spread)
    shared = negation(equal(spread, ZERO))
    result = choose(shared, times(over(earned, applicable), rows), earned)
    lost = some((lost, every((shared, equal(applicable, ZERO)))))
    scale = _scale(source, node)
    if scale is None:
        return Figure(result, False, lost), rows
    return Figure(times(result, scale.x), False, some((lost, scale.lost))), times(rows, scale.x)


def _share(kid: Scored, scale: bool) -> Figure:
    """A child's share of what it counts, or its place on the scale."""
    if scale:
        return kid.score
    return Figure(over(kid.score.x, kid.counts), False, every((negation(kid.out), equal(kid.counts, ZERO))))


def _mean(source: "Encoding", node: Node, kids: list[Scored]) -> Figure:
    if isinstance(node.result, ScaleResult):
        stated = [source.weights.get(k.path) for k in kids]
        alike = [x for x in stated if x is not None]
        if len(alike) not in (0, len(kids)) or any(x.absent is not False or x.lost is not False for x in alike):
            raise OutOfReach("weight", node.where)
        weights = [UNIT if x is None else x.x for x in stated]
        products = [times(k.score.x, w) for k, w in zip(kids, weights, strict=True)]
    else:
        weights, products = [k.counts for k in kids], [k.score.x for k in kids]
    whole = total([_kept(k, w) for k, w in zip(kids, weights, strict=True)])
    earned = total([_kept(k, x) for k, x in zip(kids, products, strict=True)])
    return Figure(over(earned, whole), False, equal(whole, ZERO))


def _extreme(kids: list[Scored], scale: bool, lowest: bool) -> Figure:
    """The lowest or the highest share of the children that are there."""
    shares = [_share(k, scale) for k in kids]
    best, there = shares[0].x, negation(kids[0].out)
    for kid, share in zip(kids[1:], shares[1:], strict=True):
        better = least(best, share.x) if lowest else greatest(best, share.x)
        best = choose(kid.out, best, choose(there, better, share.x))
        there = some((there, negation(kid.out)))
    return Figure(best, False, some(s.lost for s in shares))


def _at_least(node: Node, count: int, kids: list[Scored], weight: Term, lost: Term) -> Figure:
    low, high = (node.result.low, node.result.high) if isinstance(node.result, ScaleResult) else (ZERO, weight)
    met = total([choose(every((negation(k.out), has_value(k.fulfilled), k.fulfilled.x)), UNIT, ZERO) for k in kids])
    return Figure(choose(at_most(count * UNIT, met), high, low), False, lost)


def _rated(result: RatingResult, combine: Combine, kids: list[Scored]) -> Term:
    """The lowest or highest rating; `plus` lifts the lowest by one step when any other child is higher."""
    lowest = combine.kind is CombineKind.WEAKEST
    low, high, there = kids[0].score.x, kids[0].score.x, negation(kids[0].out)
    for kid in kids[1:]:
        x = kid.score.x
        low = choose(kid.out, low, choose(there, least(low, x), x))
        high = choose(kid.out, high, choose(there, greatest(high, x), x))
        there = some((there, negation(kid.out)))
    at = low if lowest else high
    if not combine.plus:
        return at
    top = len(result.type.members) - 1
    made: Term = top
    for i in range(top - 1, -1, -1):
        made = choose(equal(at, i), i + 1, made)
    return choose(less(at, high), made, at)
