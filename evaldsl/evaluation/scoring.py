"""One node at a time: weight, value, target and score of an indicator; rounding, bounds, vetoes and overrides of any node.

In: a `Run` in which everything that the node reads is calculated. Out: the same run with the node in it. Guarantees: a points
score lies in 0..w (or is at least 0 when unlimited); a node rounds once, by the law of rounding; an override stands over all.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation import methods
from evaldsl.evaluation.expressions import compare, inside, truth, value
from evaldsl.evaluation.figures import UNIT, ZERO, Num
from evaldsl.evaluation.plan import NodePlan
from evaldsl.evaluation.state import POINTS, Run, Scored, step
from evaldsl.evaluation.tree import Status
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import (
    CombineKind,
    Judged,
    Node,
    OnAbsence,
    PointsResult,
    RangeTarget,
    RatingResult,
    RelationTarget,
    ScaleResult,
)
from evaldsl.model.values import Absence, Missing, Uncertain


def take_weight(run: Run, path: str) -> None:
    """The weight of a node whose weight is an expression."""
    e = run.plan.nodes[path].node.weight
    if e is not None:
        run.weights[path] = value(e, run)


def take_value(run: Run, path: str) -> None:
    """The value of an indicator; not applicable when it, or a group around it, does not apply."""
    plan = run.plan.nodes[path]
    node = plan.node
    if plan.conditional:
        around: Num = True if plan.parent is None else run.values[plan.parent]
        if isinstance(around, Missing):
            run.values[path] = around
            return
        applies = truth(node.applies, run) if node.applies is not None else True
        if applies is False:
            run.values[path] = Missing(Absence.NOT_APPLICABLE, where=node.applies.where if node.applies is not None else None)
            return
        if isinstance(applies, Missing):
            run.values[path] = applies
            return
        if node.children:
            run.values[path] = applies
            return
        found = value(node.value, run) if node.value is not None else True
        run.values[path] = found if applies is True else doubtful(found, applies)
        return
    judgement = run.file.judged.get(path)
    if node.value is not None:
        run.values[path] = value(node.value, run)
    elif judgement is not None and judgement.not_applicable:
        run.values[path] = Missing(Absence.NOT_APPLICABLE, judgement.reason)
    else:
        run.values[path] = True


def doubtful(x: Num, applies: Num) -> Num:
    """A figure of something that may turn out not to apply."""
    if isinstance(x, Missing):
        return x
    doubt = Uncertain(needs=applies.needs if isinstance(applies, Uncertain) else frozenset(), absent=True)
    if isinstance(x, str | bool):
        return fig.one_of((x,), doubt)
    if isinstance(x, Uncertain) and x.members is not None:
        return fig.one_of(x.members, x, doubt)
    low, high = fig.ends(cast("Fraction", x))
    return fig.interval(low, high, x, doubt)


def take_target(run: Run, path: str) -> None:
    """The target of an indicator, and whether it is met."""
    node = run.plan.nodes[path].node
    target = node.target
    match target:
        case None:
            run.met[path] = True
        case RelationTarget():
            t = value(target.expr, run)
            run.targets[path] = t
            run.met[path] = compare(target.relation, run.values[path], t, target.order, target.where)
        case RangeTarget():
            low, high = value(target.low, run), value(target.high, run)
            run.targets[path] = fig.hull((low, high))
            run.met[path] = inside(run.values[path], low, high, target.low_closed, target.high_closed, target.where)
        case _:
            assert_never(target)


def score_leaf(run: Run, path: str) -> None:
    """The score of an indicator."""
    plan = run.plan.nodes[path]
    node = plan.node
    w = run.weights.get(path, UNIT)
    v = run.values[path]
    made = Scored(plan, w if type(w) is Fraction else ZERO)
    met = run.met[path]
    if node.target is not None:
        made.target = run.targets[path]
        made.met = met if isinstance(met, bool) else None
    if node.value is not None:
        made.value = v
        made.steps.append(step("value", node.value.where, {"v": (v, node.value.type)}))
    lost = fig.first_missing(v, w) or (fig.first_missing(met) if node.target is not None else None)
    if lost is None:
        if node.target is not None and made.target is not None:
            kind = node.target.expr.type if isinstance(node.target, RelationTarget) else node.target.low.type
            made.steps.append(step("target", node.target.where, {"t": (made.target, kind), "met": (cast("Num", met), None)}))
        low = high = run.targets.get(path, ZERO)
        if isinstance(node.target, RangeTarget):
            low, high = value(node.target.low, run), value(node.target.high, run)
        leaf = methods.Leaf(node, run, w, v, low, high, met, made.steps)
        exact = methods.score(leaf)
        made.flagged = _flagged(leaf)
    else:
        exact = lost
    made.judgement = run.file.judged.get(path) if lost is None or isinstance(node.method, Judged) else None
    amounts = moved_in(run, path)
    if isinstance(exact, Missing) and fig.is_absent(exact):
        weight = made.counts
        if len(amounts) > 1:
            made.ways = tuple([_gone(run, made, exact, weight + amount) for amount in amounts])
        leave_out(run, made, exact, weight + amounts[-1])
        return
    made.exact = _bounded(made, exact, w) if lost is None else exact
    x = made.exact
    made.perhaps = (isinstance(v, Uncertain) and v.absent) or (isinstance(x, Uncertain) and x.absent)
    if made.perhaps and type(made.exact) is Fraction:
        made.exact = doubtful(made.exact, v)
    rounding = rounds(plan, rescaled=path in run.moved)
    if (made.perhaps or len(amounts) > 1) and path not in run.file.overrides:
        made.ways = _leaf_ways(run, made, amounts, rounding)
    if made.perhaps:
        perhaps_moves(run, made, made.counts)
    if node.vetoes:
        judge(run, made)
    if run.moved:
        take_moved(run, made)
    finish(run, made, rounding)


def _leaf_ways(run: Run, made: Scored, amounts: Sequence[Fraction], rounding: bool) -> tuple[Scored, ...]:
    """Every way an indicator may turn out that may not apply, or that may be given points of others."""
    ways: list[Scored] = []
    for amount in amounts:
        here = made.copy()
        here.perhaps, here.steps, here.last = False, [], []
        here.exact = fig.surely(here.exact)
        if here.plan.node.vetoes:
            judge(run, here)
        take_moved(run, here, amount)
        finish(run, here, rounding, plain=True)
        ways.append(here)
    if made.perhaps:
        ways += [_gone(run, made, Missing(Absence.NOT_APPLICABLE), made.counts + amount) for amount in amounts]
    return tuple(ways)


def _gone(run: Run, made: Scored, why: Missing, remaining: Fraction) -> Scored:
    """The way in which a node is not applicable."""
    gone = Scored(made.plan, made.counts)
    left_out(run, gone, why, remaining)
    return gone


def _flagged(leaf: methods.Leaf) -> bool:
    """Whether v/t lies above the limit that asks for an explanation; with t = 0 any value above 0 does."""
    options = getattr(leaf.node.method, "options", None)
    if options is None or options.flag is None or leaf.low is not leaf.high:
        return False
    v, t = leaf.v, leaf.low
    if type(v) is not Fraction or type(t) is not Fraction or t < 0:
        return False
    if t == 0:
        return v > 0
    limit = value(options.flag.share, leaf.run)
    return type(limit) is Fraction and (v >= limit * t if options.flag.inclusive else v > limit * t)


def _bounded(made: Scored, exact: Num, w: Num) -> Num:
    """The score, held against its bounds: outside them the rule is wrong, and nothing is cut off in silence (E615)."""
    node = made.plan.node
    match node.result:
        case PointsResult():
            high: Num | None = None if node.result.unlimited else w
            low = ZERO
        case ScaleResult():
            low, high = node.result.low, node.result.high
        case RatingResult():
            return exact
        case _:
            assert_never(node.result)
    if (
        type(exact) is Fraction
        and (exact.numerator >= 0 if low is ZERO else exact >= low)
        and (high is None or exact is high or (type(high) is Fraction and exact <= high))
    ):
        return exact
    if isinstance(exact, Missing):
        return exact
    if fig.less(exact, low) is True or (high is not None and fig.less(high, exact) is True):
        bounds = {"low": _text(low)} if high is None else {"low": _text(low), "high": _text(high)}
        return fig.not_computable(
            "E619" if high is None else "E615",
            node.method.expr.where if node.method is not None and hasattr(node.method, "expr") else node.where,
            name=node.path,
            found=_text(exact),
            **bounds,
        )
    if not isinstance(exact, Uncertain):
        return exact
    kept = fig.within(exact, (low, True), (None, True) if high is None or type(high) is not Fraction else (high, True))
    return exact if kept is None else kept


def _text(x: Num) -> str:
    return exact_text(x) if isinstance(x, Fraction) else "…"


# ---- not applicable --------------------------------------------------------------------------------------------------


def consequence(node: Node) -> OnAbsence:
    """What 不适用 does to a node's points; the siblings carry them when nothing is stated."""
    return OnAbsence.RESCALE if node.absent is None else node.absent.kind


def leave_out(run: Run, made: Scored, why: Missing, remaining: Fraction, plain: bool = False) -> None:
    """Makes a node not applicable, with what it still weighs going where the ruleset says."""
    node = made.plan.node
    kind = left_out(run, made, why, remaining)
    if kind is OnAbsence.MOVE and node.absent is not None and node.absent.to is not None and not plain:
        _move(run, made, node.absent.to, remaining)
    finish(run, made, rounding=False, plain=plain)


def left_out(run: Run, made: Scored, why: Missing, remaining: Fraction) -> OnAbsence:
    """A node as it stands when it is not applicable. Inside a group that does not apply only the group's own consequence counts."""
    node = made.plan.node
    around = made.plan.parent is not None and run.values[made.plan.parent] is why
    kind = OnAbsence.RESCALE if around else consequence(node)
    made.absent, made.status, made.lost = True, Status.NOT_APPLICABLE, False
    made.score = made.exact = why
    made.fulfilled = why
    figures: dict[str, tuple[Num, None]] = {"reason": (why.reason, None), "consequence": (kind.value, None)}
    made.steps.append(
        step("not_applicable", why.where or (node.absent.where if node.absent is not None else node.where), figures)
    )
    made.counts = made.lightest = ZERO
    if kind is OnAbsence.RESCALE:
        made.spread = remaining
    elif kind is OnAbsence.FULL:
        made.absent = False
        made.counts = made.lightest = remaining
        made.score = made.exact = node.result.high if isinstance(node.result, ScaleResult) else remaining
        made.fulfilled = True
    return kind


def _move(run: Run, made: Scored, to: str, points: Num) -> None:
    around = run.plan.nodes[made.plan.parent].node.combine if made.plan.parent is not None else None
    if around is not None and around.kind is not CombineKind.SUM:
        return  # nothing adds up there that could move
    here, there = made.plan.unit, run.plan.nodes[to].unit
    run.moved.setdefault(to, []).append((made.plan.node.path, fig.multiply(points, here / there)))


def perhaps_moves(run: Run, made: Scored, most: Fraction) -> None:
    """A node that may turn out not applicable may move or drop its points, at most `most`."""
    node = made.plan.node
    kind = consequence(node)
    if kind in (OnAbsence.DROP, OnAbsence.MOVE):
        made.lightest = ZERO
    if kind is OnAbsence.MOVE and node.absent is not None and node.absent.to is not None:
        needs = cast("Uncertain", made.exact)
        _move(run, made, node.absent.to, fig.interval((ZERO, True), (most, True), Uncertain(needs=needs.needs)))
    if kind is OnAbsence.FULL:
        made.perhaps = False
        bound: Num = node.result.high if isinstance(node.result, ScaleResult) else most
        x = cast("Uncertain", made.exact)
        made.exact = fig.hull((Uncertain(x.low, x.high, x.low_closed, x.high_closed, x.members, x.needs, x.pending), bound))


MOST_MOVES = 3
"""With more nodes than this that may move their points to one, all or nothing of them is tried."""


def moved_in(run: Run, path: str) -> list[Fraction]:
    """Every amount of points that may be moved to a node; one when that is certain."""
    surely, perhaps = ZERO, []
    for _, points in run.moved.get(path, ()):
        if type(points) is Fraction:
            surely += points
        else:
            high = fig.ends(cast("Uncertain", points))[1][0]
            perhaps.append(high if isinstance(high, Fraction) else ZERO)
    if len(perhaps) > MOST_MOVES:
        perhaps = [sum(perhaps, ZERO)]
    amounts = {surely}
    for more in perhaps:
        amounts |= {amount + more for amount in amounts}
    return sorted(amounts)


def take_moved(run: Run, made: Scored, amount: Fraction | None = None) -> None:
    """A node to which points were moved counts more: its own result × (weight + moved) ÷ weight. `amount` stands for all of them."""
    moved = run.moved.get(made.plan.node.path)
    if not moved or made.absent:
        return
    added: Num = ZERO
    for source, points in moved:
        made.steps.append(step("moved_in", made.plan.node.where, {"from": (source, None), "w": (points, POINTS)}))
        added = fig.add(added, points)
    if amount is not None:
        added = amount
    whole = fig.add(made.counts, added)
    made.exact = fig.multiply(made.exact, fig.divide(whole, made.counts))
    low, high = fig.ends(cast("Fraction", added))
    made.lightest += low[0] or ZERO
    made.counts += high[0] or ZERO


# ---- vetoes, rounding, overrides, status -----------------------------------------------------------------------------


def judge(run: Run, made: Scored) -> None:
    """Vetoes that take all points of a node."""
    for veto in made.plan.node.vetoes:
        if veto.effect != "zero":
            continue
        run.scores[made.plan.node.path] = made.exact  # what the condition may read of the node itself
        fires = truth(veto.condition, run)
        if isinstance(fires, Missing):
            if fires.kind is Absence.NOT_COMPUTABLE:
                made.exact = fires
            continue
        if fires is False:
            continue
        low = made.plan.node.result.low if isinstance(made.plan.node.result, ScaleResult) else ZERO
        if fires is True:
            made.steps.append(step("veto", veto.where, {"name": (veto.name, None), "because": (veto.because, None)}))
            made.exact, made.vetoed = low, True
        elif not isinstance(made.exact, Missing):
            made.exact = fig.hull((made.exact, low), fires)


def rounds(plan: NodePlan, rescaled: bool = False, plain: bool = False) -> bool:
    """Whether a node rounds: the law of rounding. `plain`: its surroundings are exact for the moment."""
    node = plan.node
    if node.rounding is None or isinstance(node.result, RatingResult):
        return False
    if node.rounding.named:
        return True
    if plan.exact or plain:
        return False
    if node.children:
        return rescaled or plan.inside
    return isinstance(node.result, PointsResult)


def finish(run: Run, made: Scored, rounding: bool, plain: bool = False) -> None:
    """Rounds, sets an override in place, and says how the node stands; the node is then part of the run unless `plain`."""
    node = made.plan.node
    if not made.fixed:
        if not (made.absent or made.status is Status.NOT_APPLICABLE):
            made.score = _round(made) if rounding else made.exact
            made.status = _status(made)
        _override(run, made)
    if not plain:
        path = node.path
        run.scored[path] = made
        run.scores[path] = made.score
        run.fulfilled[path] = made.fulfilled


def _round(made: Scored) -> Num:
    node = made.plan.node
    rounding = node.rounding
    exact = made.exact
    if rounding is None or isinstance(exact, Missing):
        return exact
    if type(exact) is Fraction and rounding.digits >= 0 and 10**rounding.digits % exact.denominator == 0:
        return exact  # it has no more digits than asked for
    result = fig.round_figure(exact, rounding.mode, rounding.digits, UNIT, rounding.where)
    if isinstance(result, Missing):
        made.status = Status.NOT_COMPUTABLE
        return result
    digits = Fraction(rounding.digits)
    figures = {
        "exact": (exact, POINTS),
        "mode": (rounding.mode.value, None),
        "digits": (digits, POINTS),
        "result": (result, POINTS),
    }
    made.last.append(step("rounded", rounding.where, figures))
    if type(exact) is Fraction and type(result) is Fraction and result <= exact:
        return result
    limit = _limit(made)
    if limit is not None and fig.less(limit, result) is not False:
        kept = fig.minimum(result, limit)
        if type(kept) is Fraction:
            figures = {"exact": (result, POINTS), "low": (ZERO, POINTS), "high": (limit, POINTS), "result": (kept, POINTS)}
            made.last.append(step("clamped", rounding.where, figures))
        return kept
    return result


def _limit(made: Scored) -> Fraction | None:
    """What rounding must not lift a score above."""
    result = made.plan.node.result
    match result:
        case PointsResult():
            return None if result.unlimited or _bonus(made) else made.counts
        case ScaleResult():
            return result.high
        case RatingResult():
            return None
        case _:
            assert_never(result)


def _bonus(made: Scored) -> bool:
    """Whether a group may pass its weight because something in it is without limit."""
    return any(
        (isinstance(c.plan.node.result, PointsResult) and c.plan.node.result.unlimited) or _bonus(c) for c in made.children
    )


def _override(run: Run, made: Scored) -> None:
    override = run.file.overrides.get(made.plan.node.path) if run.file.overrides else None
    if override is None:
        return
    node = made.plan.node
    if made.status is Status.NOT_APPLICABLE:
        run.report("E607", node, "override")
        return
    match node.result:
        case PointsResult():
            low, high = ZERO, None if node.result.unlimited else made.counts
        case ScaleResult():
            low, high = node.result.low, node.result.high
        case RatingResult():
            return  # readers refuse points for a rating
        case _:
            assert_never(node.result)
    if override.points < low or (high is not None and override.points > high):
        run.report("E606", node, "override", found=override.points, low=low, high=ZERO if high is None else high)
        return
    made.computed, made.override, made.fixed = made.score, override, True
    made.score = override.points
    made.perhaps = False
    made.status = Status.OVERRIDDEN
    made.lost = override.points < (made.counts if high is None else high)
    made.fulfilled = not made.lost if node.target is None else made.fulfilled
    figures: dict[str, tuple[Num, object]] = {
        "computed": (made.computed, POINTS),
        "points": (override.points, POINTS),
        "reason": (override.reason, None),
        "office": (override.office, None),
    }
    made.last.append(step("override", node.where, figures))  # type: ignore[arg-type]


def _status(made: Scored) -> Status:
    """How a node stands, by its exact score."""
    node, exact = made.plan.node, made.exact
    if isinstance(exact, Missing) or made.status is Status.NOT_COMPUTABLE:
        made.fulfilled = exact if isinstance(exact, Missing) else False
        return Status.NOT_COMPUTABLE
    if isinstance(exact, Uncertain):
        return _pending(made, exact)
    lowest, highest = _span(made)
    full = exact == highest if isinstance(exact, str) else highest is not None and fig.less(exact, highest) is False
    none = exact == lowest
    made.lost = not full
    made.fulfilled = made.met if node.target is not None and made.met is not None else full
    if isinstance(node.method, Judged):
        return Status.JUDGED
    if made.vetoed:
        made.fulfilled, made.lost = False, True
        return Status.UNMET
    if node.children and (node.combine is None or node.combine.kind is CombineKind.SUM):
        made.lost = any(child.lost for child in made.children)
        return Status.UNMET if none and not full else Status.PARTLY if made.lost else Status.MET
    if node.target is not None and made.met is not None:
        return Status.MET if made.met else Status.UNMET if none or full else Status.PARTLY
    return Status.MET if full else Status.UNMET if none else Status.PARTLY


def _pending(made: Scored, exact: Uncertain) -> Status:
    if not exact.needs and not exact.pending:
        made.lost = True
        made.fulfilled = made.met if made.met is not None else False
        return Status.PARTLY
    made.fulfilled = fig.one_of((True, False), exact)  # type: ignore[assignment]
    if made.met is not None:
        made.fulfilled = made.met
    made.lost = True
    return Status.PENDING


def _span(made: Scored) -> tuple[Num, Num]:
    result = made.plan.node.result
    match result:
        case PointsResult():
            return ZERO, made.counts
        case ScaleResult():
            return result.low, result.high
        case RatingResult():
            return result.type.members[0], result.type.members[-1]
        case _:
            assert_never(result)
