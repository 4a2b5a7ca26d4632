"""The scoring methods, each a total function of sign, zero, equality and state of its inputs (docs/semantics.md, section 2).

In: a `Leaf` with weight, value, target and whether it is met. Out: the exact score, and the steps that made it. Guarantees: an
uncertain value gives every score that it may lead to and, for a leaf whose value is one fact, nothing more.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import holds, value
from evaldsl.evaluation.figures import UNIT, ZERO, Num, Truth
from evaldsl.evaluation.state import POINTS, SHARE, Run, step
from evaldsl.evaluation.tree import Step
from evaldsl.model.numbers import Mode
from evaldsl.model.program import (
    AllOrNothing,
    Apply,
    Bands,
    Closeness,
    Cut,
    Deduct,
    Formula,
    Judged,
    Levels,
    LevelShare,
    Linear,
    Node,
    Options,
    OverSpec,
    ProRata,
    ScaleResult,
    Steps,
)
from evaldsl.model.types import LevelType, Type
from evaldsl.model.values import Missing, Uncertain
from evaldsl.records import evolve, frozen


@frozen
class Leaf:
    """The inputs of a method. `low` and `high` are the ends of the target (alike but for a range); `w` is None on a scale."""

    node: Node
    run: Run
    w: Num
    v: Num
    low: Num
    high: Num
    met: Truth
    steps: list[Step]

    def note(self, kind: str, **figures: tuple[Num, Type | None]) -> None:
        """Adds a step."""
        self.steps.append(step(kind, self.node.where, figures))


ShareOf = Callable[[Leaf], Num]


def score(leaf: Leaf) -> Num:
    """The exact score of an indicator by its method."""
    method = leaf.node.method
    match method:
        case AllOrNothing():
            return _with_options(leaf, method.options, _all_or_nothing)
        case ProRata():
            return _with_options(leaf, method.options, _reverse if method.reverse else _pro_rata)
        case Closeness():
            return _with_options(leaf, method.options, _closeness)
        case Linear():
            return _linear(leaf, method)
        case Bands():
            return _bands(leaf, method)
        case Deduct():
            return _deduct(leaf, method)
        case Levels():
            return _levels(leaf, method)
        case Judged():
            return _judged(leaf)
        case Formula():
            result = _applied(leaf, method.expr) if isinstance(method.expr, Apply) else value(method.expr, leaf.run)
            leaf.note("formula", result=(result, method.expr.type))
            return result
        case None:
            raise AssertionError("an indicator has a method")
        case _:
            assert_never(method)


def _applied(leaf: Leaf, call: Apply) -> Num:
    """A named method as `value` gives it, with its arguments and its local lets as steps."""
    run = leaf.run
    function = run.plan.program.functions[call.name]
    local: dict[str, Num] = {}
    for (name, kind), argument in zip(function.parameters, call.args, strict=True):
        local[name] = value(argument, run)
        leaf.note("local", name=(name, None), result=(local[name], kind))
    for let in function.lets:
        local[let.name] = value(let.expr, run, local)
        leaf.note("local", name=(let.name, None), result=(local[let.name], let.type))
    return value(function.expr, run, local)


def _type(leaf: Leaf) -> Type:
    return leaf.node.value.type if leaf.node.value is not None else POINTS


def from_share(leaf: Leaf, share: Num) -> Num:
    """A share as points, or as a place on the scale."""
    result = leaf.node.result
    if isinstance(result, ScaleResult):
        if result.low == 0 and result.high == 1:
            return share
        placed = fig.add(result.low, fig.multiply(share, result.high - result.low))
        leaf.note("formula", result=(placed, POINTS))
        return placed
    if share is UNIT:
        leaf.note("full", w=(leaf.w, POINTS))
        return leaf.w
    if share is ZERO:
        leaf.note("none", w=(leaf.w, POINTS))
        return ZERO
    points = fig.multiply(share, leaf.w)
    leaf.note("points", share=(share, SHARE), w=(leaf.w, POINTS), result=(points, POINTS))
    return points


# ---- against a target ------------------------------------------------------------------------------------------------


def _with_options(leaf: Leaf, options: Options, share_of: ShareOf) -> Num:
    over = options.over
    if over is not None and isinstance(leaf.v, Uncertain) and type(leaf.low) is Fraction:
        # a figure that may lie on both sides of the limit is scored on each side apart
        limit = fig.multiply(value(over.share, leaf.run), leaf.low)
        if type(limit) is Fraction:
            sides = [fig.within(leaf.v, (None, True), (limit, True)), fig.within(leaf.v, (limit, False), (None, True))]
            apart = [evolve(leaf, v=side, steps=[]) for side in sides if side is not None]
            found = [_reduced(side, over, _share_points(side, options, share_of)) for side in apart]
            leaf.steps.extend(apart[0].steps if len(apart) == 1 else [])
            return fig.hull(found, leaf.v)
    points = _share_points(leaf, options, share_of)
    return points if over is None else _reduced(leaf, over, points)


def _share_points(leaf: Leaf, options: Options, share_of: ShareOf) -> Num:
    share = share_of(leaf)
    if options.none_below is not None and leaf.met is not True and not isinstance(share, Missing):
        limit = value(options.none_below, leaf.run)
        below = fig.less(share, limit)
        if isinstance(below, Missing):
            return below
        if below is True:
            leaf.note("none_below", share=(share, SHARE), limit=(limit, SHARE))
            return from_share(leaf, ZERO) if isinstance(leaf.node.result, ScaleResult) else ZERO
        if isinstance(below, Uncertain) and type(limit) is Fraction:
            kept = fig.within(share, (limit, True), (None, True))
            share = fig.hull([ZERO] if kept is None else [ZERO, kept], share)
    return from_share(leaf, share)


def _all_or_nothing(leaf: Leaf) -> Num:
    if leaf.met is True:
        return UNIT
    if leaf.met is False:
        return ZERO
    return leaf.met if isinstance(leaf.met, Missing) else fig.hull((ZERO, UNIT), leaf.met)


def _pro_rata(leaf: Leaf) -> Num:
    if leaf.met is True:
        return UNIT
    if leaf.node.target is not None and leaf.low is not leaf.high:
        return _two_sided(leaf)
    v, t = leaf.v, leaf.low
    if type(v) is Fraction and type(t) is Fraction:
        if t <= 0:
            return ZERO
        share = v / t
        leaf.note("share", v=(v, _type(leaf)), t=(t, _type(leaf)), share=(share, SHARE))
        return _cut(leaf, share)
    return _share_of_unknown(leaf, v, t)


def _reverse(leaf: Leaf) -> Num:
    if leaf.met is True:
        return UNIT
    v, t = leaf.v, leaf.low
    if type(v) is Fraction and type(t) is Fraction:
        if t <= 0 or v <= 0:
            return UNIT if v == t else ZERO
        share = t / v
        leaf.note("reverse_share", v=(v, _type(leaf)), t=(t, _type(leaf)), share=(share, SHARE))
        return _cut(leaf, share)
    return _share_of_unknown(leaf, t, v)


def _closeness(leaf: Leaf) -> Num:
    v, t = leaf.v, leaf.low
    if leaf.low is not leaf.high:
        return _two_sided(leaf)
    if type(v) is Fraction and type(t) is Fraction:
        if v == t:
            return UNIT
        if v <= 0 or t <= 0:
            return ZERO
        share = min(v / t, t / v)
        leaf.note("closeness", v=(v, _type(leaf)), t=(t, _type(leaf)), share=(share, SHARE))
        return share
    return _two_sided(leaf)


def _cut(leaf: Leaf, share: Fraction) -> Num:
    if share < 0:
        return ZERO
    if share > 1:
        leaf.note("capped", share=(share, SHARE))
        return UNIT
    return UNIT if share == 1 else share


def _share_of_unknown(leaf: Leaf, above: Num, below: Num) -> Num:
    """The share above ÷ below, cut to 0..1, where one of them is not known."""
    lost = fig.first_missing(above, below)
    if lost is not None:
        return lost
    found: list[Num] = [] if leaf.met is False else [UNIT]
    ratio = fig.divide(above, below)
    inside = fig.within(ratio, (ZERO, True), (UNIT, True))
    if inside is not None:
        found.append(inside)
    if fig.possible(fig.less(ratio, ZERO)) or fig.possible(fig.negated(fig.less(ZERO, leaf.low))):
        found.append(ZERO)
    return fig.hull(found, above, below) if found else UNIT


def _two_sided(leaf: Leaf) -> Num:
    """1 inside the target, below it v/low, above it high/v; with a figure that is not above zero 0."""
    v, low, high = leaf.v, leaf.low, leaf.high
    lost = fig.first_missing(v, low, high)
    if lost is not None:
        return lost
    if leaf.met is True:
        return UNIT
    under, beyond = fig.less(v, low), fig.less(high, v)
    found: list[Num] = []
    if not (under is True or beyond is True):
        found.append(UNIT)
    for side, top, bottom in ((under, v, low), (beyond, high, v)):
        if not fig.possible(side):
            continue
        if type(v) is Fraction and type(low) is Fraction and type(high) is Fraction:
            t = cast("Fraction", bottom if side is under else top)
            if t <= 0 or v <= 0:
                return ZERO
            share = cast("Fraction", top) / cast("Fraction", bottom)
            leaf.note("share" if side is under else "reverse_share", v=(v, _type(leaf)), t=(t, _type(leaf)), share=(share, SHARE))
            return share
        inside = fig.within(fig.divide(top, bottom), (ZERO, True), (UNIT, True))
        if inside is not None:
            found.append(inside)
        if fig.possible(fig.less(v, ZERO)) or fig.possible(fig.negated(fig.less(ZERO, low))):
            found.append(ZERO)
    return fig.hull(found, v, low, high)


def _reduced(leaf: Leaf, over: OverSpec, points: Num) -> Num:
    """Points less the reduction for over-achievement."""
    if isinstance(points, Missing) or leaf.low is not leaf.high or type(leaf.low) is not Fraction or leaf.low <= 0:
        return points
    ratio, limit = fig.divide(leaf.v, leaf.low), value(over.share, leaf.run)
    excess = fig.subtract(ratio, limit)
    above = fig.less(ZERO, excess)
    if above is not True:
        return above if isinstance(above, Missing) else points
    steps = _steps(excess, value(over.per, leaf.run), over.steps, leaf)
    each = value(over.points, leaf.run)
    off = fig.multiply(steps, each)
    if over.at_most is not None:
        off = fig.minimum(off, value(over.at_most, leaf.run))
    leaf.note(
        "over",
        ratio=(ratio, SHARE),
        limit=(limit, SHARE),
        excess=(excess, over.per.type),
        steps=(steps, POINTS),
        each=(each, POINTS),
        points=(off, POINTS),
    )
    return fig.maximum(ZERO, fig.subtract(points, off))


def _steps(gap: Num, per: Num, how: Steps, leaf: Leaf) -> Num:
    """How many steps a gap is: whole, started, or as it is. A step that is not above zero is not computable."""
    if type(per) is Fraction and per <= 0:
        return fig.not_computable("E610", leaf.node.where)
    steps = fig.divide(gap, per, leaf.node.where)
    match how:
        case Steps.WHOLE:
            return fig.round_figure(steps, Mode.FLOOR, 0)
        case Steps.STARTED:
            return fig.round_figure(steps, Mode.CEILING, 0)
        case Steps.PRO_RATA:
            return steps
        case _:
            assert_never(how)


# ---- without a target ------------------------------------------------------------------------------------------------


def _days(x: Num) -> Num:
    return fig.as_days(x) if isinstance(x, date) or fig.is_dated(x) else x


def _linear(leaf: Leaf, method: Linear) -> Num:
    a, b = value(method.zero, leaf.run), value(method.full, leaf.run)
    span = fig.subtract(_days(b), _days(a))
    share = fig.between(fig.divide(fig.subtract(_days(leaf.v), _days(a)), span, method.full.where), ZERO, UNIT)
    leaf.note("linear", v=(leaf.v, _type(leaf)), zero=(a, method.zero.type), full=(b, method.full.type), share=(share, SHARE))
    return from_share(leaf, share)


def _bands(leaf: Leaf, method: Bands) -> Num:
    lost = fig.first_missing(leaf.v)
    if lost is not None:
        return lost
    found: list[Num] = []
    fired: list[tuple[Cut, Num]] = []
    for cut in method.cuts:
        holding = holds(cut, leaf.v, leaf.run)
        if isinstance(holding, Missing):
            return holding
        if holding is False:
            continue
        result = _band_result(leaf, cut, exact=holding is True)
        found.append(result)
        fired.append((cut, result))
        if holding is True:
            break
    else:
        if not found:
            return fig.not_computable("E614", leaf.node.where)
    if len(fired) == 1:
        cut, result = fired[0]
        if cut.result_end is None:
            figures: dict[str, tuple[Num, Type | None]] = {
                "v": (leaf.v, _type(leaf)),
                "band": (cut.text, None),
                "result": (result, POINTS),
            }
            if cut.share and cut.result is not None:
                figures |= {"share": (value(cut.result, leaf.run), SHARE), "w": (leaf.w, POINTS)}
            leaf.steps.append(step("band", cut.where, figures))
    return fig.hull(found, leaf.v)


def _band_result(leaf: Leaf, cut: Cut, exact: bool) -> Num:
    """What a band gives; a sloping one the point on its line."""
    run = leaf.run
    if cut.result is None:
        return cast("str", cut.level)
    first = value(cut.result, run)
    if cut.result_end is None:
        return _of_share(leaf, first) if cut.share else first
    if cut.low is None or cut.high is None:
        return fig.not_computable("E614", cut.where)
    low, high, last = value(cut.low, run), value(cut.high, run), value(cut.result_end, run)
    v: Num | None = leaf.v
    if isinstance(v, Uncertain) and isinstance(low, Fraction | date) and isinstance(high, Fraction | date):
        v = fig.within(v, (cast("Fraction", low), cut.low_closed), (cast("Fraction", high), cut.high_closed))
        if v is None:
            return first
    at = fig.divide(fig.subtract(_days(v), _days(low)), fig.subtract(_days(high), _days(low)), cut.where)  # type: ignore[arg-type]
    result = fig.add(first, fig.multiply(at, fig.subtract(last, first)))
    if cut.share:
        result = _of_share(leaf, result)
    kind = SHARE if cut.share else POINTS
    if exact and isinstance(leaf.v, Fraction | date):
        figures = {
            "v": (leaf.v, _type(leaf)),
            "low": (low, cut.low.type),
            "high": (high, cut.high.type),
            "from": (first, kind),
            "to": (last, kind),
            "result": (result, POINTS),
        }
        leaf.steps.append(step("slope", cut.where, figures))
    return result


def _of_share(leaf: Leaf, share: Num) -> Num:
    """A share of the weight, or of the way along the scale."""
    result = leaf.node.result
    if isinstance(result, ScaleResult):
        return fig.add(result.low, fig.multiply(share, result.high - result.low))
    return fig.multiply(share, leaf.w)


def _deduct(leaf: Leaf, method: Deduct) -> Num:
    run, result = leaf.run, leaf.node.result
    reference, per, each = value(method.reference, run), value(method.per, run), value(method.points, run)
    ends = (_days(reference), _days(leaf.v)) if method.below else (_days(leaf.v), _days(reference))
    gap = fig.maximum(ZERO, fig.subtract(*ends))
    steps = _steps(gap, per, method.steps, leaf)
    points = fig.multiply(steps, each)
    leaf.note(
        "deduct",
        v=(leaf.v, _type(leaf)),
        reference=(reference, method.reference.type),
        gap=(gap, method.per.type),
        per=(per, method.per.type),
        steps=(steps, POINTS),
        each=(each, POINTS),
        points=(points, POINTS),
    )
    if isinstance(result, ScaleResult):
        return fig.maximum(result.low, fig.subtract(result.high, points))
    return fig.maximum(ZERO, fig.subtract(leaf.w, points))


# ---- by an assessor --------------------------------------------------------------------------------------------------


def _levels(leaf: Leaf, method: Levels) -> Num:
    lost = fig.first_missing(leaf.v)
    if lost is not None:
        return lost
    lines = {line.level: line for line in method.lines}
    if isinstance(leaf.v, str):
        return _level(leaf, lines[leaf.v])
    members = leaf.v.members if isinstance(leaf.v, Uncertain) and leaf.v.members is not None else frozenset(lines)
    silent = evolve(leaf, steps=[])
    return fig.hull([_level(silent, lines[m]) for m in sorted(cast("frozenset[str]", members))], leaf.v)


def _level(leaf: Leaf, line: LevelShare) -> Num:
    share, known = value(line.share, leaf.run), isinstance(leaf.v, str)
    kind = leaf.node.value.type if leaf.node.value is not None else LevelType((line.level,))
    if line.share_end is None:
        leaf.note("level", v=(line.level, kind), share=(share, SHARE))
        return from_share(leaf, share)
    other = value(line.share_end, leaf.run)
    low, high = fig.minimum(share, other), fig.maximum(share, other)
    leaf.note("level_range", v=(line.level, kind), low=(low, SHARE), high=(high, SHARE))
    judgement = leaf.run.file.judged.get(leaf.node.path)
    if type(low) is not Fraction or type(high) is not Fraction:
        return fig.first_missing(low, high) or fig.hull((low, high))
    if judgement is None or not known:
        needs = Uncertain(needs=frozenset((leaf.node.path,)))
        return from_share(leaf, fig.interval((low, True), (high, line.end_closed), needs))
    if judgement.share is not None:
        judged: Num = judgement.share
    elif judgement.points is not None:
        judged = fig.divide(judgement.points, leaf.w)
    else:
        return fig.not_computable("")
    if isinstance(judged, Missing):
        return judged
    if type(judged) is not Fraction or judged < low or judged > high or (judged == high and not line.end_closed and low != high):
        return outside(leaf, fig.multiply(low, leaf.w), fig.multiply(high, leaf.w))
    points = fig.multiply(judged, leaf.w)
    return _assessed(leaf, points, judgement.reason)


def _judged(leaf: Leaf) -> Num:
    judgement = leaf.run.file.judged.get(leaf.node.path)
    result = leaf.node.result
    least, most = (result.low, result.high) if isinstance(result, ScaleResult) else (ZERO, leaf.w)
    if judgement is None or (judgement.points is None and judgement.share is None):
        return fig.hull((least, most), Uncertain(needs=frozenset((leaf.node.path,))))
    points: Num = judgement.points if judgement.points is not None else fig.multiply(judgement.share or ZERO, leaf.w)
    if fig.possible(fig.less(points, least)) or fig.possible(fig.less(most, points)):
        return outside(leaf, least, most)
    return _assessed(leaf, points, judgement.reason)


def _assessed(leaf: Leaf, points: Num, reason: str) -> Num:
    leaf.note("judged", points=(points, POINTS), reason=(reason, None))
    return points


def outside(leaf: Leaf, low: Num, high: Num) -> Num:
    """An assessor's figure outside what is allowed is refused."""
    leaf.run.report("E604", leaf.node, "judged", low=low, high=high)
    return fig.not_computable("")
