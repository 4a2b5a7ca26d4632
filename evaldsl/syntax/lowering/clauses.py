"""Clauses of indicators, groups and forms; the tree of indicators."""

from collections.abc import Callable

from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import digits, exact, expr, interval, name, path, relation, text, worded
from evaldsl.syntax.lowering.histories import history
from evaldsl.syntax.lowering.methods import METHODS, OPTIONS, method, option, points
from evaldsl.syntax.lowering.types import fact_type, label_text, once, type_expr
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

Lower = Callable[[Context, Tree], n.Clause]


def weight(ctx: Context, tree: Tree) -> n.Weight:
    """`weight 2`, `weight rest`, `weight { from …: 2 }`; also a cell."""
    past = tree.tree("weight_history")
    if past is not None:
        return n.Weight(None, span(tree), history(ctx, past, weight))
    stated = tree.tree("points")
    return n.Weight(points(ctx, stated) if stated is not None else None, span(tree))


def target(ctx: Context, tree: Tree) -> n.Target:
    """`target >= 100 次`, `target 80% .. 90%`, `target 有效`, `target { from …: >= 95% }`; also a cell."""
    at = span(tree)
    first, *rest = tree.trees
    if first.data == "target_history":
        return n.Target(n.Relation.EQ, None, None, False, at, history(ctx, first, target))
    if first.data == "relation":
        return n.Target(relation(first), expr(ctx, rest[0]), None, True, at)
    if first.data == "worded":
        sign, limit = worded(ctx, first)
        return n.Target(sign, limit, None, True, at)
    if first.data in ("interval", "bracketed"):
        return n.Target(n.Relation.EQ, None, interval(ctx, first), False, at)
    return n.Target(n.Relation.EQ, expr(ctx, first), None, False, at)


def actual(ctx: Context, tree: Tree) -> n.Actual:
    """`actual 万元 > 0`: only a type and its domain belong here."""
    body = tree.tree("fact_type")
    assert body is not None
    type_, others = fact_type(ctx, body)
    for part in others:
        ctx.problem("E132", span(part), found=ctx.source.slice(span(part)))
    return n.Actual(type_, span(tree))


def score(ctx: Context, tree: Tree) -> n.Score:
    """`score pro_rata, flag from 130%`; also a cell, and `judged` alone."""
    found = tree if tree.data in METHODS else next(t for t in tree.trees if t.data in METHODS)
    return n.Score(method(ctx, found), span(tree))


def rounding(ctx: Context, tree: Tree, what: str, at: Tree, named: n.Path | None = None) -> n.Round:
    """`half_up 2, inside exact`, said of something."""
    places = tree.tree("digits")
    assert places is not None
    mode = tree.need("MODE").value
    return n.Round(what, named, mode, digits(ctx, places), tree.token("K_INSIDE_EXACT") is not None, span(at))


def round_node(ctx: Context, tree: Tree) -> n.Round:
    """`round half_up 1`, `round none` inside a node; also a cell."""
    stated = tree.tree("rounding")
    if stated is None:
        return n.Round("this", None, None, 0, False, span(tree))
    return rounding(ctx, stated, "this", tree)


def applies(ctx: Context, tree: Tree) -> n.AppliesWhen:
    """`applies when C, then rescale`; also a cell."""
    condition = next(t for t in tree.trees if t.data != "consequence")
    follows = tree.tree("consequence")
    return n.AppliesWhen(expr(ctx, condition), consequence(follows) if follows is not None else None, span(tree))


def may_be_na(ctx: Context, tree: Tree) -> n.MayBeNA:
    """`may be not_applicable, then rescale`; also a cell."""
    follows = tree.tree("consequence")
    assert follows is not None
    return n.MayBeNA(consequence(follows), span(tree))


def consequence(tree: Tree) -> n.Consequence:
    """What 不适用 does."""
    first = tree.children[0]
    assert isinstance(first, Token)
    where = tree.tree("path")
    return n.Consequence(first.type.removeprefix("K_").lower(), path(where) if where is not None else None, span(tree))


def combine(ctx: Context, tree: Tree) -> n.Combine:
    """`combine weighted_mean`, `combine weakest plus`, `combine at least 2`."""
    kind = tree.token("COMBINE")
    if kind is not None:
        return n.Combine(kind.value, False, None, span(tree))
    if tree.token("K_WEAKEST") is not None:
        return n.Combine("weakest", tree.token("K_PLUS") is not None, None, span(tree))
    return n.Combine("at_least", False, expr(ctx, tree.trees[0]), span(tree))


def result(ctx: Context, tree: Tree) -> n.ResultKind:
    """`result points unlimited`, `result scale 0 .. 1`, `result rating 档`."""
    at = span(tree)
    scale, rating = tree.tree("interval", "bracketed"), tree.tree("type")
    if scale is not None:
        return n.ResultKind("scale", interval(ctx, scale), None, at)
    if rating is not None:
        return n.ResultKind("rating", None, type_expr(ctx, rating), at)
    return n.ResultKind("points" if tree.token("K_UNLIMITED") is None else "unlimited", None, None, at)


def veto(ctx: Context, tree: Tree) -> n.Veto:
    """一票否决: without a stated effect the score is 0."""
    condition = next(t for t in tree.trees if t.data not in ("because", "basis"))
    names = tree.tokens("NAME")
    effect = "is" if tree.token("K_IS") is not None else "at_most" if tree.token("K_AT_MOST") is not None else "zero"
    zero = tree.token("NUMBER")
    if zero is not None and exact(zero) != 0:
        ctx.problem("E133", span(zero), found=zero.value[:40])
    because = once(ctx, [t for t in tree.trees if t.data == "because"])
    basis = tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == "basis")
    grade = name(names[1]) if len(names) > 1 else None
    return n.Veto(name(names[0]), expr(ctx, condition), effect, grade, label_text(ctx, because), basis, span(tree))


def each_indicator(ctx: Context, tree: Tree) -> n.EachIndicator:
    """`each indicator { … }`."""
    return n.EachIndicator(tuple(clause(ctx, t) for t in tree.trees), span(tree))


def _option_clause(ctx: Context, tree: Tree) -> n.OptionClause:
    inner = tree if tree.data in OPTIONS else tree.trees[0]
    return n.OptionClause(option(ctx, inner), span(tree))


_CLAUSES: dict[str, Lower] = {
    "weight": weight,
    "target": target,
    "actual": actual,
    "value": lambda ctx, t: n.ValueIs(expr(ctx, t.trees[0]), span(t)),
    "score": score,
    "judged": score,
    "option_clause": _option_clause,
    "label": lambda ctx, t: n.LabelIs(text(ctx, t.need("STRING")), span(t)),
    "basis": lambda ctx, t: n.Basis(text(ctx, t.need("STRING")), span(t)),
    "supplied": lambda ctx, t: n.Supplied(text(ctx, t.need("STRING")), span(t)),
    "round_node": round_node,
    "applies": applies,
    "may_be_na": may_be_na,
    "combine": combine,
    "scaled": lambda ctx, t: n.ScaledFrom(points(ctx, t.trees[0]), span(t)),
    "result": result,
    "requires": lambda ctx, t: n.Requires(expr(ctx, t.trees[0]), span(t)),
    "veto": veto,
    "each_indicator": each_indicator,
}


def is_clause(tree: Tree) -> bool:
    """Whether a tree is a clause (and not a child of a group)."""
    return tree.data in _CLAUSES


def clause(ctx: Context, tree: Tree) -> n.Clause:
    """A clause."""
    return _CLAUSES[tree.data](ctx, tree)
