"""Nodes that do not apply, or may not: what becomes of their points, and nodes to which points of others are moved.

In: a node and why it does not apply. Out: what it still weighs, spread, counted in full, dropped or moved as the ruleset says
(docs/semantics.md, section 5). Guarantees: points that move are converted, so that the total weight stays.
"""

from fractions import Fraction
from typing import cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.figures import ZERO, Num
from evaldsl.evaluation.finishing import finish
from evaldsl.evaluation.state import POINTS, Run, Scored, step
from evaldsl.evaluation.tree import Status
from evaldsl.model.program import CombineKind, Node, OnAbsence, ScaleResult
from evaldsl.model.values import Missing, Uncertain


def consequence(node: Node) -> OnAbsence:
    """What 不适用 does to a node's points; the siblings carry them when nothing is stated."""
    return OnAbsence.RESCALE if node.absent is None else node.absent.kind


def leave_out(run: Run, made: Scored, why: Missing, remaining: Fraction, plain: bool = False) -> None:
    """Makes a node not applicable, with what it still weighs going where the ruleset says."""
    node = made.plan.node
    kind = left_out(run, made, why, remaining)
    if kind is OnAbsence.MOVE and node.absent is not None and node.absent.to is not None and not plain:
        needs = around_open(run, made.plan.parent)
        # inside a block that may not apply either, the points may as well go with the block
        points = remaining if needs is None else fig.interval((ZERO, True), (remaining, True), needs)
        _move(run, made, node.absent.to, points)
    finish(run, made, rounding=False, plain=plain)


def around_open(run: Run, path: str | None) -> Uncertain | None:
    """What must be known to tell whether a node and the groups around it apply; None where that is settled."""
    while path is not None:
        plan = run.plan.nodes[path]
        if not plan.conditional:
            return None
        applies = run.values[path]
        if plan.node.children and isinstance(applies, Uncertain):
            return Uncertain(needs=applies.needs, pending=applies.pending)
        path = plan.parent
    return None


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
    moved = run.moved.get(path)
    if not moved:
        return [ZERO]
    surely, perhaps = ZERO, []
    for _, points in moved:
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
