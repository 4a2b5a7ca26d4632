"""Aggregates with what they say of the rows around, and `groups` (分组).

In: parse trees of an aggregate or of `groups`. Out: their nodes. Guarantees: inside `groups` an aggregate without `over` runs over
the rows of the group and says so in its node, so that no later stage has to know where it stands; a clause stands once (E118).
"""

from collections.abc import Callable
from typing import assert_never

from attrs import evolve

from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import exact, expr, name, unit
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

AGGREGATES = frozenset(
    ("sum", "count", "average", "weighted_average", "median", "min", "max", "share", "rank", "min_max"),
)


def aggregate(ctx: Context, tree: Tree, depth: int) -> n.Aggregate:
    """`sum(支出 over 项目 within 部门 where 支出 > 0 元)`."""
    from evaldsl.syntax.lowering.types import once

    parts = tree.children[2:-1]
    figure = parts[0] if parts and isinstance(parts[0], Tree) and parts[0].data not in _CLAUSES else None
    over = next((i for i, part in enumerate(parts) if isinstance(part, Token) and part.type == "K_OVER_LIST"), None)
    listed: n.Name | None = None
    if over is not None:
        token = parts[over + 1]
        assert isinstance(token, Token)
        listed = name(token)

    def only(*kinds: str) -> "Tree | Token | None":
        return once(
            ctx, [part for part in parts if (part.type if isinstance(part, Token) else part.data) in kinds and part is not figure]
        )

    def inner(kind: str) -> n.Expr | None:
        found = only(kind)
        return expr(ctx, found.trees[0], depth) if isinstance(found, Tree) else None

    cut, order, one = only("cut"), only("K_ASCENDING", "K_DESCENDING"), only("as_unit")
    peers = n.Peers(
        inner("within_group"),
        only("K_OTHERS") is not None,
        _cut(ctx, cut, depth) if isinstance(cut, Tree) else None,
        None if order is None else "ascending" if isinstance(order, Token) and order.type == "K_ASCENDING" else "descending",
        only("K_REVERSE") is not None,
        inner("equal_members"),
    )
    return n.Aggregate(
        name(tree.need("FUNCTION")),
        None if figure is None else expr(ctx, figure, depth),
        listed or n.Name("", span(tree)),
        inner("weighed"),
        inner("where"),
        span(tree),
        unit=unit(one.need("UNIT")) if isinstance(one, Tree) else None,
        peers=None if peers == n.Peers() else peers,
    )


_CLAUSES = frozenset(("weighed", "where", "within_group", "cut", "equal_members", "as_unit"))


def _cut(ctx: Context, tree: Tree, depth: int) -> n.Cut:
    return n.Cut(tree.token("K_BOTTOM") is not None, exact(tree.need("NUMBER")), expr(ctx, tree.trees[0], depth), span(tree))


# ---- groups ----------------------------------------------------------------------------------------------------------


def grouped(
    ctx: Context, tree: Tree, lets: tuple[n.Let, ...], checks: tuple[n.Check, ...], label: n.TextLiteral | None
) -> n.Groups:
    """`groups 各部门 of 项目 by 执行部门 { … }`."""
    named, listed, key = (name(t) for t in tree.tokens("NAME"))
    as_ref = n.Ref(n.Path((key,), key.span), key.span)
    first = tree.trees[0] if tree.trees else None
    by: n.Expr = as_ref
    if first is not None and tree.token("EQUALS") is not None:
        by = expr(ctx, first)
    group = (by, as_ref)

    def own(written: n.Expr) -> n.Expr:
        return in_group(written, listed, group)

    own_lets = tuple(
        evolve(x, expr=None if x.expr is None else own(x.expr), cases=tuple(evolve(c, expr=own(c.expr)) for c in x.cases))
        for x in lets
    )
    own_checks = tuple(evolve(x, condition=own(x.condition), within=None if x.within is None else own(x.within)) for x in checks)
    return n.Groups(named, listed, key, by, label, own_lets, own_checks, span(tree))


def in_group(written: n.Expr, listed: n.Name, group: tuple[n.Expr, n.Expr]) -> n.Expr:
    """An expression in `groups`: its aggregates without `over` run over the rows of the group."""

    def at(part: n.Expr) -> n.Expr:
        return in_group(part, listed, group)

    match written:
        case n.Number() | n.Percent() | n.Quantity() | n.DateLiteral() | n.TextLiteral() | n.YesNo() | n.Ref() | n.CellRef():
            return written
        case n.AtDate():
            return evolve(written, date=at(written.date))
        case n.Unary() | n.RoundExpr():
            return evolve(written, operand=at(written.operand))
        case n.Binary():
            return _along(written, at)
        case n.Compare():
            return evolve(written, first=at(written.first), rest=tuple((sign, at(x)) for sign, x in written.rest))
        case n.InInterval():
            inside = evolve(written.interval, low=at(written.interval.low), high=at(written.interval.high))
            return evolve(written, operand=at(written.operand), interval=inside)
        case n.InSet():
            return evolve(written, operand=at(written.operand), members=tuple(at(x) for x in written.members))
        case n.If():
            return evolve(written, condition=at(written.condition), then=at(written.then), otherwise=at(written.otherwise))
        case n.Call():
            if written.function.text in AGGREGATES and len(written.args) < 2 and not written.function.quoted:
                figure = written.args[0] if written.args else None
                return n.Aggregate(written.function, figure, listed, None, None, written.span, peers=n.Peers(group=group))
            return evolve(written, args=tuple(at(x) for x in written.args))
        case n.Aggregate():
            if written.list.text:
                return written
            return evolve(written, list=listed, peers=evolve(written.peers or n.Peers(), group=group))
        case _:
            assert_never(written)


def _along(written: n.Binary, at: Callable[[n.Expr], n.Expr]) -> n.Expr:
    """A chain `a + b − c …` along its left side, without recursion along it."""
    spine: list[n.Binary] = []
    left: n.Expr = written
    while isinstance(left, n.Binary):
        spine.append(left)
        left = left.left
    left = at(left)
    for step in reversed(spine):
        left = evolve(step, left=left, right=at(step.right))
    return left
