"""The scoring methods as formulas: what evaluation/methods.py calculates for one fact file, for every fact file at once.

In: an `Inputs` with weight, value, target and whether it is met. Out: the exact score before it is held against its bounds.
"""

from typing import TYPE_CHECKING, assert_never

from evaldsl.model.program import (
    AllOrNothing,
    Bands,
    Closeness,
    Const,
    Cut,
    Deduct,
    Expr,
    Formula,
    Judged,
    Levels,
    LevelShare,
    Linear,
    Node,
    Options,
    OverSpec,
    ProRata,
    RangeTarget,
    RatingResult,
    ScaleResult,
    Steps,
)
from evaldsl.model.types import DateType, LevelType, Type
from evaldsl.proving.expressions import converted, figure, fired
from evaldsl.proving.facts import JUDGED
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
    floor,
    gone,
    greatest,
    least,
    less,
    minus,
    negation,
    number,
    over,
    plus,
    some,
    times,
)
from evaldsl.records import frozen

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding


@frozen
class Inputs:
    """The inputs of a method. `low` and `high` are the ends of the target (alike but for a range); `w` is 1 on a scale."""

    node: Node
    source: "Encoding"
    w: Term
    v: Figure
    low: Term
    high: Term
    met: Term

    @property
    def ranged(self) -> bool:
        """Whether the target is a range."""
        return isinstance(self.node.target, RangeTarget)

    def read(self, e: Expr) -> Figure:
        """An expression of the method."""
        return figure(e, self.source)


def score(leaf: Inputs) -> Figure:
    """The exact score of an indicator by its method."""
    method = leaf.node.method
    match method:
        case AllOrNothing():
            return _with_options(leaf, method.options, choose(leaf.met, UNIT, ZERO))
        case ProRata():
            return _with_options(leaf, method.options, _reverse(leaf) if method.reverse else _pro_rata(leaf))
        case Closeness():
            return _with_options(leaf, method.options, _closeness(leaf))
        case Linear():
            return _linear(leaf, method)
        case Bands():
            return fired(method.cuts, [_band(leaf, cut) for cut in method.cuts], leaf.v, leaf.source)
        case Deduct():
            return _deduct(leaf, method)
        case Levels():
            return _levels(leaf, method)
        case Judged():
            return _judged(leaf)
        case Formula():
            made = leaf.read(method.expr)
            result = leaf.node.result
            return converted(made, method.expr.type, result.type) if isinstance(result, RatingResult) else made
        case None:
            raise AssertionError("an indicator has a method")
        case _:
            assert_never(method)


def placed(leaf: Inputs, share: Term) -> Term:
    """A share as points, or as a place on the scale."""
    result = leaf.node.result
    if isinstance(result, ScaleResult):
        return plus(result.low, times(share, result.high - result.low))
    return times(share, leaf.w)


# ---- against a target ------------------------------------------------------------------------------------------------


def _with_options(leaf: Inputs, options: Options, share: Term) -> Figure:
    made = Figure(placed(leaf, share))
    if options.none_below is not None:
        limit = leaf.read(options.none_below)
        unmet = negation(leaf.met)
        nothing = placed(leaf, ZERO) if isinstance(leaf.node.result, ScaleResult) else ZERO
        x = choose(every((unmet, less(share, limit.x))), nothing, made.x)
        made = Figure(x, every((unmet, limit.absent)), every((unmet, limit.lost)))
    return made if options.over is None else _reduced(leaf, options.over, made)


def _share(top: Term, bottom: Term) -> Term:
    """A quotient as a share of at least 0 and at most 1, for a divisor above 0."""
    share = over(top, bottom)
    return choose(less(top, ZERO), ZERO, choose(less(bottom, top), UNIT, share))


def _pro_rata(leaf: Inputs) -> Term:
    if leaf.ranged:
        return _two_sided(leaf)
    return choose(leaf.met, UNIT, choose(at_most(leaf.low, ZERO), ZERO, _share(leaf.v.x, leaf.low)))


def _reverse(leaf: Inputs) -> Term:
    if leaf.node.target is None:
        return UNIT
    v, t = leaf.v.x, leaf.low
    none = some((at_most(t, ZERO), at_most(v, ZERO)))
    return choose(leaf.met, UNIT, choose(none, choose(equal(v, t), UNIT, ZERO), _share(t, v)))


def _closeness(leaf: Inputs) -> Term:
    if leaf.ranged:
        return _two_sided(leaf)
    v, t = leaf.v.x, leaf.low
    none = some((at_most(v, ZERO), at_most(t, ZERO)))
    return choose(equal(v, t), UNIT, choose(none, ZERO, choose(less(v, t), over(v, t), over(t, v))))


def _two_sided(leaf: Inputs) -> Term:
    """1 inside the target, below it v/low, above it high/v; with a figure that is not above zero 0."""
    v, low, high = leaf.v.x, leaf.low, leaf.high
    under = choose(some((at_most(low, ZERO), at_most(v, ZERO))), ZERO, over(v, low))
    beyond = choose(some((at_most(high, ZERO), at_most(v, ZERO))), ZERO, over(high, v))
    return choose(leaf.met, UNIT, choose(less(v, low), under, choose(less(high, v), beyond, UNIT)))


def _reduced(leaf: Inputs, spec: OverSpec, points: Figure) -> Figure:
    """Points less the reduction for over-achievement."""
    if leaf.ranged:
        return points
    limit = leaf.read(spec.share)
    excess = minus(over(leaf.v.x, leaf.low), limit.x)
    counted = less(ZERO, leaf.low)
    above = every((counted, less(ZERO, excess)))
    steps = _steps(excess, leaf.read(spec.per), spec.steps)
    each = leaf.read(spec.points)
    off = times(steps.x, each.x)
    parts = [steps, each]
    if spec.at_most is not None:
        cap = leaf.read(spec.at_most)
        off = least(off, cap.x)
        parts.append(cap)
    absent, lost = gone(*parts)
    return Figure(
        choose(above, greatest(ZERO, minus(points.x, off)), points.x),
        some((points.absent, every((counted, some((limit.absent, every((above, absent)))))))),
        some((points.lost, every((counted, some((limit.lost, every((above, lost)))))))),
    )


def _steps(gap: Term, per: Figure, how: Steps) -> Figure:
    """How many steps a gap is. A step that is not above zero is not computable."""
    steps = over(gap, per.x)
    match how:
        case Steps.WHOLE:
            steps = floor(steps)
        case Steps.STARTED:
            steps = minus(ZERO, floor(minus(ZERO, steps)))
        case Steps.PRO_RATA:
            pass
        case _:
            assert_never(how)
    return Figure(steps, per.absent, some((per.lost, at_most(per.x, ZERO))))


# ---- without a target ------------------------------------------------------------------------------------------------


def _days(f: Figure, kind: Type) -> Term:
    """A date as a count of days; a number as it is."""
    return number(f.x) if isinstance(kind, DateType) else f.x


def _value(leaf: Inputs) -> Term:
    kind = None if leaf.node.value is None else leaf.node.value.type
    return leaf.v.x if kind is None else _days(leaf.v, kind)


def _linear(leaf: Inputs, method: Linear) -> Figure:
    a, b = leaf.read(method.zero), leaf.read(method.full)
    start = _days(a, method.zero.type)
    span = minus(_days(b, method.full.type), start)
    share = over(minus(_value(leaf), start), span)
    absent, lost = gone(a, b)
    return Figure(placed(leaf, greatest(ZERO, least(share, UNIT))), absent, some((lost, equal(span, ZERO))))


def _band(leaf: Inputs, cut: Cut) -> Figure:
    """What a band gives; a sloping one the point on its line."""
    if cut.result is None:
        result = leaf.node.result
        members = result.type.members if isinstance(result, RatingResult) else ()
        if cut.level not in members:
            raise OutOfReach("text", cut.where)
        return Figure(members.index(cut.level or ""))
    first = leaf.read(cut.result)
    if cut.result_end is None:
        return Figure(_of_share(leaf, first.x) if cut.share else first.x, first.absent, first.lost)
    if cut.low is None or cut.high is None:
        return Figure(ZERO, False, True)
    low, high, last = leaf.read(cut.low), leaf.read(cut.high), leaf.read(cut.result_end)
    start = _days(low, cut.low.type)
    span = minus(_days(high, cut.high.type), start)
    at = over(minus(_value(leaf), start), span)
    x = plus(first.x, times(at, minus(last.x, first.x)))
    absent, lost = gone(first, low, high, last)
    return Figure(_of_share(leaf, x) if cut.share else x, absent, some((lost, equal(span, ZERO))))


def _of_share(leaf: Inputs, share: Term) -> Term:
    return placed(leaf, share)


def _deduct(leaf: Inputs, method: Deduct) -> Figure:
    reference, per, each = leaf.read(method.reference), leaf.read(method.per), leaf.read(method.points)
    ends = (_days(reference, method.reference.type), _value(leaf))
    gap = greatest(ZERO, minus(*ends) if method.below else minus(ends[1], ends[0]))
    steps = _steps(gap, per, method.steps)
    points = times(steps.x, each.x)
    result = leaf.node.result
    least_, most = (result.low, result.high) if isinstance(result, ScaleResult) else (ZERO, leaf.w)
    return Figure(greatest(least_, minus(most, points)), *gone(reference, steps, each))


# ---- by an assessor --------------------------------------------------------------------------------------------------


def _levels(leaf: Inputs, method: Levels) -> Figure:
    lines = {line.level: line for line in method.lines}
    kind = None if leaf.node.value is None else leaf.node.value.type
    if not isinstance(kind, LevelType) or any(m not in lines for m in kind.members):
        raise OutOfReach("text", leaf.node.where)
    found = [_level(leaf, lines[m]) for m in kind.members]
    made = found[-1]
    for i in range(len(found) - 2, -1, -1):
        made = chosen(equal(leaf.v.x, i), found[i], made)
    return made


def _level(leaf: Inputs, line: LevelShare) -> Figure:
    """A level's share of the points, or the assessor's share inside its range."""
    share = leaf.read(line.share)
    if line.share_end is None:
        return Figure(placed(leaf, share.x), share.absent, share.lost)
    other = leaf.read(line.share_end)
    low, high = least(share.x, other.x), greatest(share.x, other.x)
    judged = leaf.source.unknowns.named[JUDGED + leaf.node.path].value
    outside = some((less(judged, low), less(high, judged)))
    if not line.end_closed:
        outside = some((outside, every((equal(judged, high), negation(equal(low, high))))))
    absent, lost = gone(share, other)
    leaf.source.allow(JUDGED + leaf.node.path, some((negation(_at(leaf, line)), absent, lost, negation(outside))))
    return Figure(times(judged, leaf.w), absent, some((lost, outside)))


def _at(leaf: Inputs, line: LevelShare) -> Term:
    """Where the value is this level."""
    kind = leaf.node.value.type if leaf.node.value is not None else None
    members = kind.members if isinstance(kind, LevelType) else ()
    return every((negation(leaf.v.absent), negation(leaf.v.lost), equal(leaf.v.x, members.index(line.level))))


def _judged(leaf: Inputs) -> Figure:
    unknown = leaf.source.unknowns.named[JUDGED + leaf.node.path]
    points, result = unknown.value, leaf.node.result
    if isinstance(result, ScaleResult) or isinstance(leaf.node.weight, Const):
        return Figure(points)  # its domain is what is allowed
    leaf.source.allow(unknown.name, at_most(points, leaf.w))
    return Figure(points, False, some((less(points, ZERO), less(leaf.w, points))))
