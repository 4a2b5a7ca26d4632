"""Scoring methods from their tables: the exact result of one indicator for a weight."""

import math
from datetime import date
from fractions import Fraction

from evaldsl.syntax import nodes as n
from tests.naive.expressions import NC, Value, World, gone
from tests.naive.figures import Gone, Q, TypeMistake
from tests.naive.shape import Plain

F = Fraction


def clip(x: F) -> F:
    """Cut to 0..1."""
    return max(F(0), min(F(1), x))


def is_met(world: World, node: Plain, v: Value, local: dict[str, Value]) -> bool | Gone | None:
    """Whether the target is met; None without a target."""
    target = node.get(n.Target)
    if target is None or v is None:
        return None
    if target.interval is not None:
        return world.inside(v, target.interval, local)
    assert target.expr is not None
    return world.compare(target.relation, v, world.eval(target.expr, local))


def unlimited(node: Plain) -> bool:
    """Whether a node has no upper bound."""
    clause = node.get(n.ResultKind) if node.leaf else node.mine(n.ResultKind)
    return clause is not None and clause.kind == "unlimited"


def leaf_points(
    world: World, node: Plain, w: F, v: Value | None, local: dict[str, Value], judgement: dict[str, str] | None
) -> tuple[F | Gone, bool | None]:
    """Exact points of an indicator and whether its target is met."""
    score = node.get(n.Score)
    assert score is not None, node.path
    method = score.method
    local = {**local, "weight": Q(w)}
    most = None if unlimited(node) else w
    met = None if v is None else is_met(world, node, v, local)
    if isinstance(met, Gone):
        return met, None
    if isinstance(v, Gone) and not isinstance(method, n.Judged):
        return v, None
    match method:
        case n.AllOrNothing() | n.ProRata() | n.Closeness():
            assert v is not None
            assert met is not None
            return compared(world, node, method, w, v, met, local), met
        case n.Linear(zero=zero, full=full):
            a, b = world.eval(zero, local), world.eval(full, local)
            missing = gone(a, b)
            if missing:
                return missing, met
            x, p, q = world.number(v).v, world.number(a).v, world.number(b).v  # type: ignore[arg-type]
            return (NC if p == q else w * clip((x - p) / (q - p))), met
        case n.Bands(lines=lines, named=named):
            assert v is not None
            return bounded(band(world, list(lines if named is None else world.bands[named.text].lines), w, v, local), most), met
        case n.Deduct(points=points, per=per, below=below, reference=reference, steps=steps):
            p_, s_, r_ = world.eval(points, local), world.eval(per, local), world.eval(reference, local)
            missing = gone(p_, s_, r_)
            if missing:
                return missing, met
            x, p, s, r = world.number(v).v, world.number(p_).v, world.number(s_).v, world.number(r_).v  # type: ignore[arg-type]
            gap = r - x if below else x - r
            if s <= 0:
                return NC, met
            return (w if gap <= 0 else max(F(0), w - p * count(gap / s, steps))), met
        case n.Levels(lines=level_lines):
            line = next(x for x in level_lines if x.level.text == v)
            low = world.number(world.eval(line.share, local)).v
            if line.share_end is None:
                return w * low, met
            if judgement is None:
                raise TypeMistake(f"no judgement of {node.path}")
            if "share" in judgement:
                return w * F(judgement["share"].rstrip("%")) / 100, met
            return F(judgement["points"]), met
        case n.Judged():
            if judgement is None:
                raise TypeMistake(f"no judgement of {node.path}")
            return F(judgement["points"]), met
        case n.Formula(expr=expr):
            return bounded(world.eval(expr, local), most), met
        case n.MethodCall(name=name, args=args):
            return bounded(world.call(name.text, [world.eval(a, local) for a in args]), most), met


def bounded(value: Value, w: F | None) -> F | Gone:
    """Points outside 0..w are not computable; without w there is no upper bound."""
    if isinstance(value, Gone):
        return value
    if not isinstance(value, Q):
        raise TypeMistake(f"no points: {value!r}")
    return value.v if value.v >= 0 and (w is None or value.v <= w) else NC


def count(steps: F, how: n.Steps | None) -> F:
    """Steps as they count."""
    if how is n.Steps.WHOLE:
        return F(math.floor(steps))
    if how is n.Steps.STARTED:
        return F(math.ceil(steps))
    return steps


def compared(
    world: World,
    node: Plain,
    method: n.AllOrNothing | n.ProRata | n.Closeness,
    w: F,
    v: Value,
    met: bool,
    local: dict[str, Value],
) -> F | Gone:
    """The three methods that compare with a target, and their options."""
    target = node.get(n.Target)
    assert target is not None
    if isinstance(v, date | str | bool):
        return w if met else F(0)
    x = world.number(v).v
    if target.interval is not None:
        a = world.number(world.eval(target.interval.low, local)).v
        b = world.number(world.eval(target.interval.high, local)).v
        if met:
            share = F(1)
        elif isinstance(method, n.AllOrNothing):
            share = F(0)
        elif x <= a:
            share = clip(x / a) if a > 0 else F(0)
        else:
            share = clip(b / x) if b > 0 else F(0)
        t = None
    else:
        assert target.expr is not None
        t = world.number(world.eval(target.expr, local)).v
        reverse = target.relation in (n.Relation.LE, n.Relation.LT)
        if isinstance(method, n.Closeness):
            if x == t:
                share = F(1)
            elif x > 0 and t > 0:
                share = min(x / t, t / x)
            else:
                share = F(0)
        elif met:
            share = F(1)
        elif isinstance(method, n.AllOrNothing):
            share = F(0)
        elif not reverse:
            share = clip(x / t) if t > 0 else F(0)
        elif t > 0 and x > 0:
            share = clip(t / x)
        else:
            share = F(1) if x == t else F(0)
    below = node.option(n.NoneBelow)
    if below is not None and not met:
        limit = world.number(world.eval(below.share, local)).v
        if share < limit:
            share = F(0)
    result = share * w
    over = node.option(n.OverReduce)
    if over is not None and t is not None and t > 0:
        limit = world.number(world.eval(over.share, local)).v
        excess = x / t - limit
        if excess > 0:
            each = world.number(world.eval(over.per, local)).v
            less = world.number(world.eval(over.points, local)).v * count(excess / each, over.steps)
            if over.at_most is not None:
                less = min(less, world.number(world.eval(over.at_most, local)).v)
            result = max(F(0), result - less)
    return result


def points_of(world: World, expr: n.Expr, w: F, local: dict[str, Value]) -> Value:
    """A band's result: a bare percentage is a share of w."""
    value = world.eval(expr, local)
    if isinstance(expr, n.Percent):
        return Q(world.number(value).v * w)
    return value


def band(world: World, lines: list[n.BandLine], w: F, v: Value, local: dict[str, Value]) -> Value:
    """The first line that holds."""
    for line in lines:
        holds = world.holds(line.test, v, local)
        if isinstance(holds, Gone):
            return holds
        if not holds:
            continue
        first = points_of(world, line.result, w, local)
        if line.result_end is None:
            return first
        assert isinstance(line.test, n.IntervalTest)
        low, high = world.eval(line.test.interval.low, local), world.eval(line.test.interval.high, local)
        last = points_of(world, line.result_end, w, local)
        missing = gone(first, last, low, high)
        if missing:
            return missing
        a, b = world.number(low).v, world.number(high).v
        p, q = world.number(first).v, world.number(last).v
        return Q(p + (q - p) * (world.number(v).v - a) / (b - a))
    return NC
