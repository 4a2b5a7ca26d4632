"""Norms (定额), cost sheets (成本表) and comparisons (对比).

In: their parse trees. Out: `Norm`, `Norms`, `Cost`, `Comparison`. A comparison without one of its sides is E147, lines from a list that do
not say what each amounts to are E148, a class with another number of words than five is E149; a clause that stands twice is E118.
"""

from evaldsl.diagnostics.core import Both
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import digits, expr, name, text, unit
from evaldsl.syntax.lowering.histories import value_history
from evaldsl.syntax.lowering.methods import band_lines
from evaldsl.syntax.lowering.types import label_text, once, type_expr
from evaldsl.syntax.tree import Tree, span

WORDS_OF_A_CLASS = 5


def _only(ctx: Context, trees: list[Tree], kind: str) -> Tree | None:
    """The only part of a kind."""
    found = once(ctx, [t for t in trees if t.data == kind])
    return found if isinstance(found, Tree) else None


def _texts(ctx: Context, trees: list[Tree], kind: str) -> tuple[n.TextLiteral, ...]:
    return tuple(text(ctx, t.need("STRING")) for t in trees if t.data == kind)


def _class_words(ctx: Context, tree: Tree | None) -> n.ClassWords | None:
    if tree is None:
        return None
    listed = tree.tree("names")
    words = () if listed is None else tuple(name(t) for t in listed.tokens("NAME"))
    if words and len({x.text for x in words}) != WORDS_OF_A_CLASS:
        raise ctx.refuse("E149", span(tree), count=str(len({x.text for x in words})))
    return n.ClassWords(name(tree.need("NAME")), words, span(tree))


def norm(ctx: Context, tree: Tree, table: str = "") -> n.Norm:
    """`norm 名 = …`, `norm 名 : 元/户 { from …: … }`, `norm 名 by 参数 { … }`, `norm 名 abolished`, each with a body or without."""
    body = tree.tree("norm_body")
    items = [] if body is None else list(body.trees)
    replaces, changed = _only(ctx, items, "replaces"), _only(ctx, items, "unit_changed")
    tiers = tree.tree("band_lines")
    names = tree.tokens("NAME")
    value = tree.trees[0] if tree.token("EQUALS") is not None else None
    kind, past = tree.tree("type"), tree.tree("history")
    dated = None
    if kind is not None and past is not None:
        named = n.Name(table + names[0].value, span(names[0]))
        type_ = n.FactType(type_expr(ctx, kind), (), None, False, None, span(kind))
        dated = n.ParameterDecl(named, type_, None, value_history(ctx, past), n.Notes(), span(tree))
    return n.Norm(
        name(names[0]),
        None if value is None else expr(ctx, value),
        name(names[1]) if tiers is not None else None,
        () if tiers is None else band_lines(ctx, tiers),
        None if replaces is None else expr(ctx, replaces.trees[0]),
        label_text(ctx, changed),
        label_text(ctx, _only(ctx, items, "condition")),
        label_text(ctx, _only(ctx, items, "label")),
        _texts(ctx, items, "basis"),
        _texts(ctx, items, "supplied"),
        span(tree),
        dated,
    )


def norms(ctx: Context, tree: Tree) -> n.Norms:
    """`norms 名 { norm …; class …; label …; basis … }`."""
    items = list(tree.trees)
    return n.Norms(
        name(tree.need("NAME")),
        tuple(norm(ctx, t, f"{tree.need('NAME').value}.") for t in items if t.data == "norm"),
        _class_words(ctx, _only(ctx, items, "class_words")),
        label_text(ctx, _only(ctx, items, "label")),
        _texts(ctx, items, "basis"),
        span(tree),
    )


def cost(ctx: Context, tree: Tree) -> n.Cost:
    """`cost 名 : 元 round half_up 2 { … }`."""
    items = list(tree.trees)
    mode, places = tree.token("MODE"), tree.tree("digits")
    total = _only(ctx, items, "cost_total")
    return n.Cost(
        name(tree.need("NAME")),
        unit(tree.need("UNIT")),
        None if mode is None else mode.value,
        0 if places is None else digits(ctx, places),
        tuple(_item(ctx, t) for t in items if t.data in ("cost_line", "cost_rows", "part", "cost_fee", "cost_tax")),
        None if total is None else n.CostTotal(name(total.need("NAME")), label_text(ctx, total.tree("label")), span(total)),
        label_text(ctx, _only(ctx, items, "label")),
        _texts(ctx, items, "basis"),
        _texts(ctx, items, "supplied"),
        span(tree),
    )


def _item(ctx: Context, tree: Tree) -> n.CostItem:
    match tree.data:
        case "part":
            inner = tuple(_line(ctx, t) if t.data == "cost_line" else _rows(ctx, t) for t in tree.trees if t.data != "label")
            return n.CostPart(name(tree.need("NAME")), inner, label_text(ctx, tree.tree("label")), span(tree))
        case "cost_line":
            return _line(ctx, tree)
        case "cost_rows":
            return _rows(ctx, tree)
        case _:
            kind = "fee" if tree.data == "cost_fee" else "tax"
            label = label_text(ctx, tree.tree("label"))
            return n.CostFee(kind, name(tree.need("NAME")), expr(ctx, tree.trees[0]), label, span(tree))


def _line(ctx: Context, tree: Tree) -> n.CostLine:
    against = tree.tree("against")
    return n.CostLine(
        name(tree.need("NAME")),
        expr(ctx, tree.trees[0]),
        None if against is None else expr(ctx, against.trees[0]),
        label_text(ctx, tree.tree("label")),
        span(tree),
    )


def _rows(ctx: Context, tree: Tree) -> n.CostRows:
    items = list(tree.trees)
    where, part, amount = tree.tree("where"), _only(ctx, items, "rows_part"), _only(ctx, items, "each_amount")
    if amount is None:
        raise ctx.refuse("E148", span(tree.need("NAME")), list=tree.need("NAME").value)
    return n.CostRows(
        name(tree.need("NAME")),
        None if where is None else expr(ctx, where.trees[0]),
        None if part is None else name(part.need("NAME")),
        name(amount.need("NAME")),
        expr(ctx, amount.trees[0]) if amount.trees else None,
        span(tree),
    )


def comparing(ctx: Context, tree: Tree) -> n.Comparison:
    """`compare 名 by 键 { before …; after …; difference …; rate …; class … }`."""
    items = list(tree.trees)
    named, by = tree.tokens("NAME")
    sides = []
    for kind, word in (("compare_before", Both("before", "前期")), ("compare_after", Both("after", "后期"))):
        side = _only(ctx, items, kind)
        if side is None:
            raise ctx.refuse("E147", span(named), name=named.value, side=word)
        sides.append(_side(ctx, side))
    difference, rate = _only(ctx, items, "compare_difference"), _only(ctx, items, "compare_rate")
    return n.Comparison(
        name(named),
        name(by),
        sides[0],
        sides[1],
        None if difference is None else name(difference.need("NAME")),
        None if rate is None else name(rate.need("NAME")),
        _class_words(ctx, _only(ctx, items, "class_words")),
        label_text(ctx, _only(ctx, items, "unit_changed")),
        label_text(ctx, _only(ctx, items, "label")),
        span(tree),
    )


def _side(ctx: Context, tree: Tree) -> n.CompareSide:
    named, over = tree.tokens("NAME")
    where = tree.tree("where")
    return n.CompareSide(
        name(named), expr(ctx, tree.trees[0]), name(over), None if where is None else expr(ctx, where.trees[0]), span(tree)
    )
