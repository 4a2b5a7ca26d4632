"""Parameters, values by date, and what one ruleset changes in another.

In: trees of `parameter_decl`, `history`, `target_history`, `weight_history`, `extends`. Out: `ParameterDecl`, `History`, `Extends`.
Guarantees: a history has a value before each `until` (E139); a change holds only clauses that may be changed (E140).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Both
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import RELATIONS, date_literal, expr, interval, name, path, text
from evaldsl.syntax.lowering.types import once, type_expr
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

if TYPE_CHECKING:
    Content = n.Expr | n.Target | n.Weight

DAY = timedelta(days=1)
CHANGEABLE = (
    n.Weight, n.Target, n.LabelIs, n.Basis, n.Supplied, n.Round, n.ScaledFrom, n.MayBeNA,
)  # fmt: skip
"""The clauses that `change` may hold."""
WHAT = Both(
    "weight, target, round, scaled from, may be not_applicable … then …, label, basis, supplied",
    "分值、目标、舍入、折算 自、可 为 不适用 则…、名称、依据、补充规定",
)


def history(ctx: Context, tree: Tree, content: "Callable[[Context, Tree], Content]") -> n.History:
    """The values by date of a block; `content` reads what stands after the colon."""
    items: list[n.ValueFrom | n.Until] = []
    for part in tree.trees:
        if part.data == "until":
            if not items or isinstance(items[-1], n.Until):
                ctx.problem("E139", span(part), (), None if not items else "twice")
                continue
            items.append(n.Until(date_literal(ctx, part.need("DATE")), span(part)))
        else:
            start = date_literal(ctx, part.need("DATE"))
            last = items[-1] if items else None
            if isinstance(last, n.Until) and start.value - last.end.value == DAY:
                ctx.problem("E141", last.span, date=last.end.value.isoformat(), next=start.value.isoformat())
            items.append(n.ValueFrom(start, content(ctx, part), notes(ctx, part), span(part)))
    return n.History(tuple(items), span(tree))


def notes(ctx: Context, tree: Tree) -> n.Notes:
    """The label, basis and supplied of a value."""
    label = once(ctx, [t for t in tree.trees if t.data == "label"])
    return n.Notes(
        text(ctx, label.need("STRING")) if isinstance(label, Tree) else None,
        tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == "basis"),
        tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == "supplied"),
    )


def value_history(ctx: Context, tree: Tree) -> n.History:
    """A history of values: of a parameter, of a norm."""
    return history(ctx, tree, lambda ctx, part: expr(ctx, part.trees[0]))


def parameter(ctx: Context, tree: Tree) -> n.ParameterDecl:
    """`parameter 优秀线 : points in 0 .. 100 = 90`."""
    kind = tree.tree("type")
    assert kind is not None
    stated, past = _stated(ctx, tree)
    type_ = n.FactType(type_expr(ctx, kind), *_domain(ctx, tree), None, span(kind))
    return n.ParameterDecl(name(tree.need("NAME")), type_, stated, past, notes(ctx, tree), span(tree))


def _stated(ctx: Context, tree: Tree) -> tuple[n.Expr | None, n.History | None]:
    """The value, or the values by date."""
    past = tree.tree("history")
    if past is not None:
        return None, value_history(ctx, past)
    sign = next(i for i, part in enumerate(tree.children) if isinstance(part, Token) and part.type == "EQUALS")
    return expr(ctx, tree.children[sign + 1]), None


def _domain(ctx: Context, tree: Tree) -> tuple[tuple[tuple[n.Relation, n.Expr], ...], n.Interval | None, bool]:
    bounds: list[tuple[n.Relation, n.Expr]] = []
    insides: list[Tree | Token] = []
    integers: list[Tree | Token] = []
    for part in tree.trees:
        if part.data != "parameter_domain":
            continue
        sign, inside, integer = part.token(*RELATIONS), part.tree("inside"), part.token("K_INTEGER")
        if sign is not None:
            bounds.append((RELATIONS[sign.type], expr(ctx, part.trees[0])))
        elif inside is not None:
            insides.append(inside)
        elif integer is not None:
            integers.append(integer)
    stated = once(ctx, insides)
    inner = stated.trees[0] if isinstance(stated, Tree) else None
    return tuple(bounds), None if inner is None else interval(ctx, inner), once(ctx, integers) is not None


# ---- extends ---------------------------------------------------------------------------------------------------------


def extends(ctx: Context, tree: Tree) -> n.Extends:
    """`extends "2023" { … }`."""
    changes = tuple(_change(ctx, t) for t in tree.trees)
    return n.Extends(text(ctx, tree.need("STRING")), changes, span(tree))


def _change(ctx: Context, tree: Tree) -> n.Change:
    from evaldsl.syntax.lowering.clauses import clause
    from evaldsl.syntax.lowering.declarations import declaration

    match tree.data:
        case "change_parameter":
            return n.ChangeParameter(name(tree.need("NAME")), *_stated(ctx, tree), notes(ctx, tree), span(tree))
        case "change_round":
            stated = declaration(ctx, tree.trees[0])
            assert isinstance(stated, n.Round)
            return n.ChangeRound(stated, span(tree))
        case "change":
            named, *written = tree.trees
            clauses = [clause(ctx, t) for t in written]
            for made in clauses:
                if not isinstance(made, CHANGEABLE):
                    ctx.problem("E140", made.span, found=_first_word(ctx, made), known=WHAT)
            return n.ChangeNode(path(named), tuple(c for c in clauses if isinstance(c, CHANGEABLE)), span(tree))
        case _:
            raise AssertionError(tree.data)


def _first_word(ctx: Context, made: n.Clause) -> str:
    return ctx.source.slice(made.span).split("\n")[0][:40]
