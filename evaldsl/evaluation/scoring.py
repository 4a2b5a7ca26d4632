"""One indicator at a time: weight, value, target and score.

In: a `Run` in which everything that the indicator reads is calculated. Out: the same run with the indicator in it. Guarantees: a
points score lies in 0..w (or is at least 0 when unlimited).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation import methods
from evaldsl.evaluation.absence import leave_out, left_out, moved_in, perhaps_moves, take_moved
from evaldsl.evaluation.expressions import compare, inside, truth, value
from evaldsl.evaluation.figures import UNIT, ZERO, Num
from evaldsl.evaluation.finishing import finish, judge, rounds
from evaldsl.evaluation.state import Run, Scored, step
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import (
    Judged,
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
        run.values[path] = found if applies is True else fig.doubtful(found, applies)
        return
    judgement = run.file.judged.get(path)
    if node.value is not None:
        run.values[path] = value(node.value, run)
    elif judgement is not None and judgement.not_applicable:
        run.values[path] = Missing(Absence.NOT_APPLICABLE, judgement.reason)
    else:
        run.values[path] = True


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
        made.exact = fig.doubtful(made.exact, v)
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
