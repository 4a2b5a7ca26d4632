"""Scoring methods, their options, bands and levels."""

from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import args, bounded, expr, name, relation, worded
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

METHODS = frozenset(
    [
        "all_or_nothing",
        "pro_rata",
        "closeness",
        "linear",
        "bands",
        "bands_inline",
        "deduct",
        "deduct_by_step",
        "levels",
        "levels_inline",
        "judged",
        "formula",
        "method_call",
    ]
)
OPTIONS = frozenset(("none_below", "flag", "over_reduce"))


def points(ctx: Context, tree: Tree) -> n.Expr:
    """A number of points; the word 分 after it says nothing more."""
    return expr(ctx, tree.children[0])


def method(ctx: Context, tree: Tree) -> n.Method:
    """A scoring method."""
    at = span(tree)
    match tree.data:
        case "all_or_nothing":
            return n.AllOrNothing(options(ctx, tree), at)
        case "pro_rata":
            return n.ProRata(options(ctx, tree), at)
        case "closeness":
            return n.Closeness(options(ctx, tree), at)
        case "linear":
            zero, full = (expr(ctx, t) for t in tree.trees)
            return n.Linear(zero, full, at)
        case "bands" | "bands_inline":
            return bands(ctx, tree)
        case "deduct" | "deduct_by_step":
            return _deduct(ctx, tree)
        case "levels" | "levels_inline":
            return n.Levels(tuple(_level(ctx, t) for t in tree.trees), at)
        case "judged":
            return n.Judged(at)
        case "formula":
            return n.Formula(expr(ctx, tree.children[1]), at)
        case "method_call":
            return n.MethodCall(name(tree.need("NAME")), args(ctx, tree), at)
        case _:
            raise AssertionError(tree.data)


def options(ctx: Context, tree: Tree) -> tuple[n.Option, ...]:
    """The options after a method; steps and a most belong to the reduction before them (else E129)."""
    found: list[n.Option] = []
    for part in tree.trees:
        if part.data in OPTIONS:
            found.append(option(ctx, part))
            continue
        last = found[-1] if found else None
        if not isinstance(last, n.OverReduce):
            ctx.problem("E129", span(part), found=ctx.source.slice(span(part)))
            continue
        found[-1] = _extend(ctx, last, part)
    return tuple(found)


def option(ctx: Context, tree: Tree) -> n.Option:
    """`none below 60%`, `flag from 130%`, `over 130% reduce 0.5 per 10 个百分点`."""
    at = span(tree)
    if tree.data == "none_below":
        return n.NoneBelow(expr(ctx, tree.trees[0]), at)
    if tree.data == "flag":
        return n.Flag(expr(ctx, tree.trees[0]), tree.token("K_FROM") is not None, at)
    share, *others = tree.trees
    taken = next(t for t in others if t.data == "points")
    per = next(t for t in others if t.data not in ("points", "steps", "at_most"))
    reduce: n.OverReduce = n.OverReduce(expr(ctx, share), points(ctx, taken), expr(ctx, per), None, None, at)
    for part in others:
        if part.data in ("steps", "at_most"):
            reduce = _extend(ctx, reduce, part)
    return reduce


def _extend(ctx: Context, reduce: n.OverReduce, part: Tree) -> n.OverReduce:
    at = reduce.span.to(span(part))
    stated = reduce.steps if part.data == "steps" else reduce.at_most
    if stated is not None:
        ctx.problem("E118", span(part), found=ctx.source.slice(span(part)))
        return reduce
    steps = _steps(part) if part.data == "steps" else reduce.steps
    at_most = points(ctx, part.trees[0]) if part.data == "at_most" else reduce.at_most
    return n.OverReduce(reduce.share, reduce.points, reduce.per, steps, at_most, at)


def _steps(tree: Tree | None) -> n.Steps | None:
    if tree is None:
        return None
    return n.Steps.WHOLE if tree.token("K_WHOLE") is not None else n.Steps.STARTED


def _deduct(ctx: Context, tree: Tree) -> n.Deduct:
    taken = tree.tree("points")
    assert taken is not None
    steps = _steps(tree.tree("steps"))
    others = [t for t in tree.trees if t.data not in ("points", "steps")]
    if tree.data == "deduct":
        per, reference = others
        return n.Deduct(
            points(ctx, taken), expr(ctx, per), tree.token("K_BELOW") is not None, expr(ctx, reference), steps, span(tree)
        )
    sign = tree.need("K_PER_SHORT", "K_PER_EXCESS")
    target = n.Ref(n.Path((n.Name("target", span(sign)),), span(sign)), span(sign), True)
    return n.Deduct(points(ctx, taken), expr(ctx, others[0]), sign.type == "K_PER_SHORT", target, steps, span(tree))


def _level(ctx: Context, tree: Tree) -> n.LevelLine:
    share, *rest = (expr(ctx, t) for t in tree.trees)
    return n.LevelLine(name(tree.need("NAME")), share, rest[0] if rest else None, span(tree))


def bands(ctx: Context, tree: Tree) -> n.Bands:
    """Bands written in braces or in a cell, or named."""
    named = tree.token("NAME")
    if named is not None:
        return n.Bands((), name(named), span(tree))
    lines = tree.tree("band_lines")
    return n.Bands(band_lines(ctx, lines if lines is not None else tree), None, span(tree))


def band_lines(ctx: Context, tree: Tree) -> tuple[n.BandLine, ...]:
    """The lines of bands or grades."""
    bounded(ctx, tree)
    return tuple(_band(ctx, t) for t in tree.trees)


def _band(ctx: Context, tree: Tree) -> n.BandLine:
    children = tree.children
    colon = next(i for i, c in enumerate(children) if isinstance(c, Token) and c.type == "COLON")
    test = _test(ctx, children[:colon])
    results = [points(ctx, t) for t in children[colon + 1 :] if isinstance(t, Tree)]
    return n.BandLine(test, results[0], results[1] if len(results) > 1 else None, span(tree))


def _test(ctx: Context, parts: "list[Tree | Token]") -> n.BandTest:
    first = parts[0]
    at = span(first).to(span(parts[-1]))
    if isinstance(first, Token) and first.type == "K_OTHERWISE":
        return n.Otherwise(at)
    if isinstance(first, Tree) and first.data == "relation":
        return n.RelationTest(relation(first), expr(ctx, parts[1]), at)
    if isinstance(first, Tree) and first.data == "worded":
        return n.RelationTest(*worded(ctx, first), at)
    low, high = (expr(ctx, p) for p in parts if isinstance(p, Tree))
    opening = first.type if isinstance(first, Token) else "LSQB"
    closing = parts[-1].type if isinstance(parts[-1], Token) else "RSQB"
    return n.IntervalTest(n.Interval(low, high, opening == "LSQB", closing == "RSQB", at), at)
