"""Types and facts."""

from evaldsl.source import Span
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import exact, expr, interval, name, relation, text, unit, whole
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

MOST_ROWS = 250_000
"""How many rows a list may be said to have: the most values of a fact file."""


def type_expr(ctx: Context, tree: Tree) -> n.TypeExpr:
    """`万元`, `%`, `date`, `one of { … }`, a name declared with `type`."""
    at = span(tree)
    members = tree.tree("one_of")
    if members is not None:
        return _one_of(ctx, members)
    counted = tree.tree("counted")
    if counted is not None:
        above = counted.token("UNIT")
        return n.CountedType(None if above is None else unit(above), name(counted.need("NAME")), at)
    row = tree.tree("row_of")
    if row is not None:
        return n.RowOfType(name(row.need("NAME")), at)
    token = tree.need("UNIT", "PCT", "TYPENAME")
    match token.type:
        case "PCT":
            return n.PlainType("%", at)
        case "TYPENAME":
            return n.PlainType(token.value, at)
        case _:
            pass
    if len(token.raws) == 1 and token.value in ctx.types:
        return n.NamedType(name(token), at)
    return n.UnitType(unit(token), at)


def _one_of(ctx: Context, tree: Tree) -> n.OneOfType:
    """The members from lowest to highest where `<` or `>` stands between them; both signs in one list are E130."""
    signs = [t.tokens("LT", "GT", "COMMA", "NL")[0] for t in tree.trees]
    kinds = {("<" if s.type == "LT" else ">" if s.type == "GT" else ",") for s in signs}
    members = [name(t) for t in tree.tokens("NAME")]
    if len(kinds) > 1:
        odd = next(s for s in signs if s.type != signs[0].type)
        ctx.problem("E130", span(odd) if odd.end > odd.start else span(tree))
    if kinds == {">"}:
        members.reverse()
    return n.OneOfType(tuple(members), bool(kinds & {"<", ">"}), span(tree))


def fact_type(ctx: Context, tree: Tree) -> tuple[n.FactType, list[Tree | Token]]:
    """The type with its domain, and the modifiers that do not belong to the domain (default, label …)."""
    written = tree.tree("type")
    bounds: list[tuple[n.Relation, n.Expr]] = []
    ranges: list[Tree | Token] = []
    integers: list[Tree | Token] = []
    places: list[Tree | Token] = []
    others: list[Tree | Token] = []
    costs: dict[str, list[Tree | Token]] = {}
    for part in tree.children:
        kind = part.type if isinstance(part, Token) else part.data
        match kind:
            case "type" | "COMMA":
                continue
            case "bound":
                assert isinstance(part, Tree)
                bounds.append((relation(part.children[0]), expr(ctx, part.children[1])))
            case "inside":
                ranges.append(part)
            case "K_INTEGER":
                integers.append(part)
            case "decimals":
                places.append(part)
            case "change_cost":
                assert isinstance(part, Tree)
                costs.setdefault(part.need(*_WAYS).type, []).append(part)
            case _:
                others.append(part)
    inside, count, integer = once(ctx, ranges), once(ctx, places), once(ctx, integers)
    inner = inside.children[1] if isinstance(inside, Tree) else None
    decimals = whole(ctx, count.need("NUMBER")) if isinstance(count, Tree) else None
    domain = interval(ctx, inner) if isinstance(inner, Tree) else None
    written_type = type_expr(ctx, written) if written is not None else None
    priced = tuple(_change_cost(ctx, only) for found in costs.values() if isinstance(only := once(ctx, found), Tree))
    return n.FactType(written_type, tuple(bounds), domain, integer is not None, decimals, span(tree), priced), others


_WAYS = {"K_CHANGE_COSTS": "change", "K_RAISING_COSTS": "raising", "K_LOWERING_COSTS": "lowering"}


def _change_cost(ctx: Context, tree: Tree) -> n.ChangeCost:
    """`change costs 0.2 万元 per 1 次`, or with the step first: 变动成本 每 1 次 0.2 万元."""
    first, second = tree.trees
    cost, per = (second, first) if tree.need("K_PER").start < span(first).start else (first, second)
    return n.ChangeCost(_WAYS[tree.need(*_WAYS).type], expr(ctx, cost), expr(ctx, per), span(tree))


def fact(ctx: Context, tree: Tree) -> n.FactDecl:
    """One line of `facts`."""
    names = tree.tree("names")
    body = tree.tree("fact_type")
    assert names is not None
    assert body is not None
    type_, others = fact_type(ctx, body)
    if type_.type is None and type_.integer:
        word = body.need("K_INTEGER")
        type_ = n.FactType(
            n.PlainType("integer", span(word)), type_.bounds, type_.interval, False, type_.decimals, type_.span, type_.costs
        )
    if type_.type is None:
        raise ctx.refuse("E131", type_.span, name=names.need("NAME").value)
    only = _by_kind(others)
    keys = once(ctx, only.get("K_KEY", []))
    default = once(ctx, only.get("default", []))
    label = once(ctx, only.get("label", []))
    optional = once(ctx, only.get("K_OPTIONAL", []))
    record = once(ctx, only.get("K_RECORD_ONLY", []))
    na = once(ctx, only.get("K_MAY_BE_NA", []))
    due = once(ctx, only.get("required", []))
    return n.FactDecl(
        tuple(name(t) for t in names.tokens("NAME")),
        type_,
        expr(ctx, default.children[1]) if isinstance(default, Tree) else None,
        optional is not None or due is not None,
        record is not None,
        na is not None,
        label_text(ctx, label),
        tuple(text(ctx, b.need("STRING")) for b in only.get("basis", []) if isinstance(b, Tree)),
        span(tree),
        None if keys is None else span(keys),
        tuple(_reads(ctx, r) for r in only.get("reads", []) if isinstance(r, Tree)),
        expr(ctx, due.trees[0]) if isinstance(due, Tree) else None,
    )


def _reads(ctx: Context, tree: Tree) -> n.ReadsAs:
    return n.ReadsAs(text(ctx, tree.need("STRING")), expr(ctx, tree.trees[0]), span(tree))


def list_fact(ctx: Context, tree: Tree) -> n.ListDecl:
    """`项目 : list of { … } count 20`."""
    names, body = tree.tree("names"), tree.tree("list_type")
    assert names is not None
    assert body is not None
    parts: list[Tree | Token] = list(body.trees)
    only = _by_kind(parts)
    count = once(ctx, only.get("list_count", []))
    label = once(ctx, only.get("label", []))
    return n.ListDecl(
        tuple(name(t) for t in names.tokens("NAME")),
        tuple(fact(ctx, t) for t in body.trees if t.data == "fact"),
        _rows(ctx, count) if isinstance(count, Tree) else None,
        label_text(ctx, label),
        tuple(text(ctx, b.need("STRING")) for b in only.get("basis", []) if isinstance(b, Tree)),
        span(tree),
        tuple(list_fact(ctx, t) for t in body.trees if t.data == "list_fact"),
    )


def _rows(ctx: Context, tree: Tree) -> int | None:
    token = tree.need("NUMBER")
    value = exact(token)
    if value.denominator != 1 or value > MOST_ROWS:
        ctx.problem("E138", span(token), found=token.value[:40], most=str(MOST_ROWS))
        return None
    return int(value)


def label_text(ctx: Context, tree: "Tree | Token | None") -> n.TextLiteral | None:
    """The text of a `label "…"`, `because "…"` or `says "…"` that may be missing."""
    return text(ctx, tree.need("STRING")) if isinstance(tree, Tree) else None


def once(ctx: Context, parts: "list[Tree | Token]") -> "Tree | Token | None":
    """The only one of these; a second one is E118, with the first as label."""
    if len(parts) > 1:
        first, second = span(parts[0]), span(parts[1])
        ctx.problem("E118", second, [ctx.label(first, "first")], found=ctx.source.slice(_head(parts[1])))
    return parts[0] if parts else None


def _head(part: "Tree | Token") -> Span:
    return span(part.children[0]) if isinstance(part, Tree) else span(part)


def _by_kind(parts: "list[Tree | Token]") -> "dict[str, list[Tree | Token]]":
    found: dict[str, list[Tree | Token]] = {}
    for part in parts:
        found.setdefault(part.type if isinstance(part, Token) else part.data, []).append(part)
    return found
