"""Groups: from the scores of children to the score of their group (docs/semantics.md, sections 3 to 5).

In: children that are scored. Out: the group, in the run. Guarantees: a sum adds printed scores; every other combine, a scaled block
and a rescaled group calculate on exact scores; children that may turn out not applicable are tried both ways.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation import reals
from evaldsl.evaluation.absence import leave_out, left_out, moved_in, perhaps_moves, take_moved
from evaldsl.evaluation.expressions import value
from evaldsl.evaluation.figures import UNIT, ZERO, Num, Truth
from evaldsl.evaluation.finishing import boundless, finish, judge, rounds
from evaldsl.evaluation.plan import NodePlan
from evaldsl.evaluation.state import POINTS, Run, Scored, step
from evaldsl.evaluation.tree import Status, Step
from evaldsl.model.program import Combine, CombineKind, Node, RatingResult, ScaleResult
from evaldsl.model.types import Type
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.records import evolve, frozen

MOST_CASES = 128
"""With more cases than this, a group that is not settled may be anything in its bounds."""
MOST_WAYS = 12
"""With more ways than this, those that count the same are taken together."""
SUM = Combine(CombineKind.SUM)


@frozen
class Part:
    """A child as its group sees it; `absent` ones only leave their `spread`."""

    name: str
    score: Num
    counts: Fraction
    weight: Fraction | None
    fulfilled: Num


def score_group(run: Run, path: str) -> None:
    """The score of a group."""
    plan = run.plan.nodes[path]
    _build(run, plan, [run.scored[child.path] for child in plan.node.children], plain=False)


def _build(run: Run, plan: NodePlan, kids: list[Scored], plain: bool) -> Scored:
    """A group from its children. `plain`: everything around it is exact for the moment, so nothing rounds unless named."""
    node = plan.node
    weight = _weight(run, node, kids)
    applies = run.values[node.path]
    amounts = moved_in(run, node.path) if node.path in run.moved else [ZERO]
    if isinstance(applies, Missing) and applies.kind is Absence.NOT_APPLICABLE:
        made = Scored(plan, weight)
        made.children = kids
        leave_out(run, made, applies, _remaining(run, node, kids) + amounts[-1], plain)
        return made
    if not isinstance(applies, Missing) and (isinstance(applies, Uncertain) or len(amounts) > 1 or any(k.ways for k in kids)):
        return _in_doubt(run, plan, kids, weight, amounts, plain)
    return _settled(run, plan, kids, plain, kept=not plain)


def _weight(run: Run, node: Node, kids: list[Scored]) -> Fraction:
    stated = run.weights.get(node.path)
    return stated if isinstance(stated, Fraction) else fig.added([x for k in kids for x in (k.counts, k.spread)])


def _settled(run: Run, plan: NodePlan, kids: list[Scored], plain: bool, kept: bool, amount: Fraction | None = None) -> Scored:
    """A group whose children are surely there or surely left out. `kept`: it is part of the run, not a way that is tried."""
    node = plan.node
    weight = _weight(run, node, kids)
    made = Scored(plan, weight)
    made.children, made.moved = kids, amount
    applies = run.values[node.path]
    moved = node.path in run.moved and amount != 0
    absent = [k for k in kids if k.absent]
    rescaled = len(absent) < len(kids) and any(k.spread for k in absent)
    if not plan.inside and not plain and (moved or rescaled):
        made.children = kids = [unrounded(run, k) for k in kids]
    if kids and len(absent) == len(kids):
        more = amount if amount is not None else moved_in(run, node.path)[-1]
        why, remaining = Missing(Absence.NOT_APPLICABLE), _remaining(run, node, kids) + more
        if kept:
            leave_out(run, made, why, remaining, plain)
        else:
            left_out(run, made, why, remaining)
        return made
    if isinstance(applies, Missing):
        made.exact = applies
    else:
        made.exact, made.counts = _combined(run, node, weight, kids, made.steps)
        made.lightest = (
            sum((k.lightest for k in kids), ZERO)
            if _adds(node) and not all(k.lightest == k.counts for k in kids)
            else made.counts
        )
    if node.vetoes:
        judge(run, made)
    if moved:
        take_moved(run, made, amount)
    finish(run, made, rounds(plan, rescaled=rescaled or moved, plain=plain), plain=not kept)
    return made


def _in_doubt(run: Run, plan: NodePlan, kids: list[Scored], weight: Fraction, amounts: Sequence[Fraction], plain: bool) -> Scored:
    """A group that may turn out in several ways: each is scored as if it were certain."""
    node = plan.node
    made = Scored(plan, weight)
    made.children = kids
    applies = run.values[node.path]
    doubts = [applies, *(points for _, points in run.moved.get(node.path, ())), *(k.exact for k in kids if k.ways)]
    needs = Uncertain(needs=frozenset().union(*(x.needs for x in doubts if isinstance(x, Uncertain))))
    choices = [k.ways or (k,) for k in kids]
    cases = len(amounts)
    for choice in choices:
        cases = min(cases * len(choice), MOST_CASES + 1)
    ways: list[Scored] = []
    if cases <= MOST_CASES:
        for *case, amount in product(*choices, amounts):
            ways.append(_settled(run, plan, list(case), plain, kept=False, amount=amount))  # type: ignore[arg-type]
    else:
        ways = _anything(run, made, kids, amounts)
    for amount in amounts if isinstance(applies, Uncertain) else ():
        gone = Scored(plan, weight)
        left_out(run, gone, Missing(Absence.NOT_APPLICABLE), weight + amount)
        ways.append(gone)
    ways = ways if len(ways) <= MOST_WAYS else _together(run, ways)
    here = [w for w in ways if not w.absent]
    made.perhaps = len(here) < len(ways)
    made.counts = max((w.counts for w in here), default=ZERO)
    made.lightest = min((w.lightest for w in here), default=ZERO)
    made.exact = _all_of([w.exact for w in here], needs, made.perhaps)
    score = _all_of([w.score for w in here], needs, made.perhaps)
    if made.perhaps and not plain:
        perhaps_moves(run, made, max(weight, made.counts))
    finish(run, made, rounding=False, plain=plain)
    if not made.fixed:
        made.score, made.ways = score, tuple(ways)
        if not plain:
            run.scores[node.path] = score
    return made


def _all_of(found: list[Num], needs: Uncertain, perhaps: bool) -> Num:
    """What all ways may give."""
    whole = fig.hull(found, needs) if found else Missing(Absence.NOT_APPLICABLE)
    if isinstance(whole, Uncertain):
        whole = evolve(whole, absent=False)
    return fig.doubtful(whole, needs) if perhaps else whole


def _together(run: Run, ways: list[Scored]) -> list[Scored]:
    """Ways that count the same, taken together."""
    alike: dict[tuple[bool, Fraction, Fraction, Fraction], list[Scored]] = {}
    for way in ways:
        alike.setdefault((way.absent, way.counts, way.lightest, way.spread), []).append(way)
    found: list[Scored] = []
    for same in alike.values():
        one = same[0].copy()
        if len(same) > 1 and not one.absent:
            needs = Uncertain(needs=frozenset().union(*(w.exact.needs for w in same if isinstance(w.exact, Uncertain))))
            loose = [unrounded(run, w).score for w in same]
            one.children, one.exact = [], fig.hull([w.exact for w in same], needs)
            one.score, one.loose = fig.hull([w.score for w in same], needs), fig.hull(loose, needs)
            if any(w.fulfilled != one.fulfilled for w in same):
                one.fulfilled = cast("Truth", fig.one_of((True, False), needs))
        found.append(one)
    return found


def _anything(run: Run, made: Scored, kids: list[Scored], amounts: Sequence[Fraction]) -> list[Scored]:
    """Too many cases: anything in the bounds, counting all or least, or nothing at all.

    That holds every case: what lies above rises with the points of this group, and with the weight that counts when all its
    points are earned, and falls with that weight when none are, so that its least and its most are reached at these ends.
    """
    node, result = made.plan.node, made.plan.node.result
    most = least = made.counts
    if _adds(node):
        scale = _scale(run, node)
        ratio = scale if isinstance(scale, Fraction) else UNIT
        most = ratio * sum((max([k.counts, *(w.counts for w in k.ways)]) for k in kids), ZERO)
        least = ratio * sum((min([k.lightest, *(w.counts for w in k.ways)]) for k in kids), ZERO)
    most, least = most + amounts[-1], least + amounts[0]
    doubt = Uncertain()
    found: list[Scored] = []
    for counts in {most, least}:
        way = made.copy()
        match result:
            case ScaleResult():
                exact: Num = fig.hull((result.low, result.high), doubt)
            case RatingResult():
                exact = fig.one_of(result.type.members, doubt)
            case _:
                exact = fig.interval((ZERO, True), (None if boundless(made) else counts, True), doubt)
        way.children, way.counts, way.lightest = [], counts, counts
        way.exact = way.score = way.loose = exact
        way.fulfilled = cast("Truth", fig.one_of((True, False), doubt))
        found.append(way)
    gone = Scored(made.plan, made.counts)
    left_out(run, gone, Missing(Absence.NOT_APPLICABLE), made.counts + amounts[-1])
    return [*found, gone]


def unrounded(run: Run, kid: Scored) -> Scored:
    """A child as it stands in an exact group: without its rounding, unless that is named."""
    if kid.fixed or kid.absent:
        return kid
    if kid.loose is not None:
        kid = kid.copy()
        kid.score = kid.exact = kid.loose  # type: ignore[assignment]
        return kid
    if kid.status is Status.NOT_APPLICABLE:
        return kid
    if kid.children:
        return _settled(run, kid.plan, [unrounded(run, k) for k in kid.children], plain=True, kept=False, amount=kid.moved)
    if not rounds(kid.plan, plain=True) and kid.last:
        kid = kid.copy()
        kid.last = []
        kid.score = kid.exact
    return kid


def _adds(node: Node) -> bool:
    return (node.combine or SUM).kind is CombineKind.SUM


def _remaining(run: Run, node: Node, kids: Sequence[Scored]) -> Fraction:
    """What a group whose children are all not applicable still weighs: dropped and moved points are gone already."""
    if not _adds(node) or not kids:
        stated = run.weights.get(node.path)
        return stated if isinstance(stated, Fraction) else ZERO
    left = sum((k.spread for k in kids), ZERO)
    scale = _scale(run, node)
    return left if scale is None or not isinstance(scale, Fraction) else left * scale


def _scale(run: Run, node: Node) -> Num | None:
    """W ÷ the points of the rows of a scaled block."""
    if node.scaled_from is None:
        return None
    return fig.divide(run.weights.get(node.path, UNIT), value(node.scaled_from, run), node.scaled_from.where)


# ---- combining -------------------------------------------------------------------------------------------------------


def _combined(run: Run, node: Node, weight: Fraction, kids: Sequence[Scored], steps: list[Step]) -> tuple[Num, Fraction]:
    """The exact score of a group and the points that it counts."""
    combine = node.combine or SUM
    if (
        combine.kind is CombineKind.SUM
        and node.scaled_from is None
        and all(type(k.score) is Fraction and not k.absent for k in kids)
    ):
        result: Num = fig.limited(fig.added([k.score for k in kids]))  # type: ignore[misc]
        steps.append(step("sum", node.where, {"result": (result, POINTS)}))
        return result, fig.added([k.counts for k in kids])
    parts = [_part(run, k) for k in kids if not k.absent]
    if combine.kind is CombineKind.SUM:
        return _sum(run, node, weight, parts, sum((k.spread for k in kids if k.absent), ZERO), steps)
    names = [p.name for p in parts]
    shares = [_share(node, p) for p in parts]
    if isinstance(node.result, RatingResult):
        return _rated(node, node.result, combine, [p.score for p in parts], names, steps), weight
    kind = combine.kind
    match kind:
        case CombineKind.WEIGHTED_MEAN:
            result = _mean(node, parts)
        case CombineKind.WEAKEST | CombineKind.BEST:
            result = shares[0]
            for share in shares[1:]:
                result = fig.minimum(result, share) if kind is CombineKind.WEAKEST else fig.maximum(result, share)
        case CombineKind.GEOMETRIC_MEAN:
            weights = [p.weight for p in parts]
            result = _geometric(shares, [UNIT if None in weights else w or ZERO for w in weights], node)
        case CombineKind.AT_LEAST:
            return _at_least(node, combine.count or 0, parts, len(kids), weight, steps), weight
        case _:
            assert_never(kind)
    named = [name for name, share in zip(names, shares, strict=True) if share == result]
    if not isinstance(node.result, ScaleResult):
        result = fig.multiply(result, weight)
    figures: dict[str, tuple[Num, Type | None]] = {"result": (result, POINTS)}
    if kind in (CombineKind.WEAKEST, CombineKind.BEST):
        figures["names"] = ("、".join(named), None)
    steps.append(step(kind.value, node.where, figures))
    return result, weight


def _part(run: Run, kid: Scored) -> Part:
    """A child for its group; one that cannot be computed may be anything in its bounds."""
    node = kid.plan.node
    score = kid.score
    if isinstance(score, Missing):
        match node.result:
            case ScaleResult():
                score = Uncertain(node.result.low, node.result.high)
            case RatingResult():
                score = Uncertain(members=frozenset(node.result.type.members))
            case _:
                score = Uncertain(ZERO, None if node.result.unlimited else kid.counts)
    stated = run.weights.get(node.path)
    weight = kid.counts if not isinstance(node.result, ScaleResult | RatingResult) else stated
    return Part(node.name, score, kid.counts, weight if isinstance(weight, Fraction) else None, cast("Num", kid.fulfilled))


def _share(node: Node, part: Part) -> Num:
    return part.score if isinstance(node.result, ScaleResult | RatingResult) else fig.divide(part.score, part.counts, node.where)


def _total(figures: Iterable[Num]) -> Num:
    known: list[Fraction] = []
    result: Num = ZERO
    for x in figures:
        if type(x) is Fraction:
            known.append(x)
        else:
            result = fig.add(result, x)
    whole = fig.limited(fig.added(known))
    return whole if result is ZERO else fig.add(whole, result)


def _sum(run: Run, node: Node, weight: Fraction, parts: list[Part], spread: Fraction, steps: list[Step]) -> tuple[Num, Fraction]:
    earned = _total(p.score for p in parts)
    applicable = sum((p.counts for p in parts), ZERO)
    rows = applicable + spread
    result = earned
    if spread:
        result = fig.multiply(fig.divide(earned, applicable, node.where), rows)
        figures = {
            "earned": (earned, POINTS),
            "applicable": (applicable, POINTS),
            "w": (rows, POINTS),
            "result": (result, POINTS),
        }
        steps.append(step("rescaled", node.where, figures))
    elif node.scaled_from is None and parts:
        steps.append(step("sum", node.where, {"result": (result, POINTS)}))
    if node.scaled_from is None:
        return result, rows
    ratio, scaled_from = cast("Num", _scale(run, node)), value(node.scaled_from, run)
    scaled = fig.multiply(result, ratio)
    figures = {"earned": (result, POINTS), "from": (scaled_from, POINTS), "w": (weight, POINTS), "result": (scaled, POINTS)}
    steps.append(step("scaled", node.where, figures))
    counts = fig.multiply(rows, ratio)
    return scaled, counts if isinstance(counts, Fraction) else weight


def _mean(node: Node, parts: list[Part]) -> Num:
    if isinstance(node.result, ScaleResult):
        stated = [p.weight for p in parts]
        weights = [UNIT if None in stated else w or ZERO for w in stated]
        products = (fig.multiply(p.score, w) for p, w in zip(parts, weights, strict=True))
        return fig.divide(_total(products), sum(weights, ZERO), node.where)
    return fig.divide(_total(p.score for p in parts), sum((p.counts for p in parts), ZERO), node.where)


def _geometric(shares: list[Num], weights: list[Fraction], node: Node) -> Num:
    """Π share^(weight ÷ Σ weights): exact where the product is a perfect power, else real."""
    whole = sum(weights, ZERO)
    if whole == 0:
        return fig.not_computable("E610", node.where)
    lost = fig.first_missing(*shares)
    if lost is not None:
        return lost
    if any(isinstance(s, Uncertain) for s in shares):
        ends = [fig.ends(cast("Uncertain", s)) for s in shares]
        lows = [low[0] if low[0] is not None and low[0] > 0 else ZERO for low, _ in ends]
        highs = [high[0] for _, high in ends]
        least = fig.ends(cast("Fraction", _geometric(list(lows), weights, node)))[0]
        if any(h is None for h in highs):
            return fig.interval(least, (None, True), *shares)
        most = fig.ends(cast("Fraction", _geometric(cast("list[Num]", highs), weights, node)))[1]
        return fig.interval(least, most, *shares)
    if any(s == 0 for s in shares):
        return ZERO
    if any(fig.less(s, ZERO) is not False for s in shares):
        return fig.not_computable("E611", node.where)
    exponents = [w / whole for w in weights]
    if all(isinstance(s, Fraction) for s in shares):
        found = reals.product_of_powers([(cast("Fraction", s), e) for s, e in zip(shares, exponents, strict=True)])
        if found is None:
            return fig.not_computable("E612", node.where)
        return found if isinstance(found, reals.Real) else fig.limited(found)
    logs = [reals.multiply(reals.of(reals.ln(cast("Fraction", s))), reals.of(e)) for s, e in zip(shares, exponents, strict=True)]
    total = logs[0]
    for log in logs[1:]:
        total = reals.add(total, log)
    result = reals.exp(total)
    return fig.not_computable("E612", node.where) if result is None else result


def _at_least(node: Node, count: int, parts: list[Part], of: int, weight: Fraction, steps: list[Step]) -> Num:
    surely = sum(1 for p in parts if p.fulfilled is True)
    perhaps = sum(1 for p in parts if not isinstance(p.fulfilled, bool))
    low, high = (node.result.low, node.result.high) if isinstance(node.result, ScaleResult) else (ZERO, weight)
    result: Num
    if surely >= count:
        result = high
    elif surely + perhaps < count:
        result = low
    else:
        result = fig.hull((low, high), *(p.fulfilled for p in parts), Uncertain())
    met: Num = (
        Fraction(surely)
        if not perhaps
        else fig.interval((Fraction(surely), True), (Fraction(surely + perhaps), True), Uncertain())
    )
    figures = {"met": (met, POINTS), "count": (Fraction(count), POINTS), "of": (Fraction(of), POINTS), "result": (result, POINTS)}
    steps.append(step("at_least", node.where, figures))
    return result


def _rated(node: Node, result: RatingResult, combine: Combine, scores: list[Num], names: list[str], steps: list[Step]) -> Num:
    """The lowest or highest rating; `plus` lifts the lowest by one step when any other child is higher."""
    order = result.type.members
    options = [sorted(s.members) if isinstance(s, Uncertain) and s.members is not None else [s] for s in scores]
    size = 1
    for choice in options:
        size = min(size * len(choice), 5000)
    if size >= 5000:
        return fig.one_of(order, *scores)
    found: set[str] = set()
    for case in product(*options):
        places = [order.index(cast("str", x)) for x in case]
        at = min(places) if combine.kind is CombineKind.WEAKEST else max(places)
        if combine.plus and max(places) > at:
            at = min(at + 1, len(order) - 1)
        found.add(order[at])
    answer = fig.one_of(found, *scores)
    base = min((order.index(s) for s in scores if isinstance(s, str)), default=0)
    if combine.kind is CombineKind.BEST:
        base = max((order.index(s) for s in scores if isinstance(s, str)), default=0)
    named = "、".join(name for name, s in zip(names, scores, strict=True) if s == order[base])
    first: Num = order[base] if isinstance(answer, str) else answer
    steps.append(step(combine.kind.value, node.where, {"names": (named, None), "result": (first, result.type)}))
    if combine.plus and isinstance(answer, str) and answer != order[base]:
        steps.append(step("plus", node.where, {"result": (answer, result.type)}))
    return answer
