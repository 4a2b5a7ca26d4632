"""The last steps of any node: vetoes, rounding, overrides, and how it stands.

In: a node with its exact score. Out: the node in the run. Guarantees: a node rounds once, by the law of rounding, and never above
its weight; an override stands over all but what does not apply.
"""

from fractions import Fraction
from typing import assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import truth
from evaldsl.evaluation.figures import UNIT, ZERO, Num, Truth
from evaldsl.evaluation.plan import NodePlan
from evaldsl.evaluation.state import POINTS, Run, Scored, step
from evaldsl.evaluation.tree import Status
from evaldsl.model.program import CombineKind, Judged, PointsResult, RatingResult, ScaleResult
from evaldsl.model.values import Absence, Missing, Uncertain


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
        elif not isinstance(made.exact, Missing) and fig.possible(fires):
            made.threat = cast("Uncertain", fig.surely(fires))
            made.exact = fig.hull((made.exact, low), made.threat)


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
            if made.threat is not None and made.fulfilled is True:
                made.fulfilled = cast("Truth", fig.one_of((True, False), made.threat))
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
            return None if result.unlimited or boundless(made) else made.counts
        case ScaleResult():
            return result.high
        case RatingResult():
            return None
        case _:
            assert_never(result)


def boundless(made: Scored) -> bool:
    """Whether a node may pass its weight because it, or something in it, is without limit."""
    return any(
        (isinstance(c.plan.node.result, PointsResult) and c.plan.node.result.unlimited) or boundless(c) for c in made.children
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
    none = exact.numerator == 0 if lowest is ZERO and type(exact) is Fraction else exact == lowest
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
