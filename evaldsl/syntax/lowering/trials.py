"""Examples (示例) and properties (性质).

In: their parse trees. Out: `Example`, `Property`. An example with two base files, and a property with two lists of what may differ, are
E118; an example that expects nothing and a property that states nothing are E151.
"""

from evaldsl.source import Span
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import bounded, expr, interval, name, path, relation, text, whole, worded
from evaldsl.syntax.lowering.methods import points
from evaldsl.syntax.lowering.types import once
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span

LAST_ROW = 9_999
"""The greatest number of a row that an example may give: rows before it that are not given come in empty."""
HELD = ("K_HOLDS", "K_FAILS", "K_SPEAKS", "K_SILENT", "K_OPEN")
_TRENDS = ("K_INCREASES", "K_DECREASES", "K_NEVER_FALLS", "K_NEVER_RISES")


def example(ctx: Context, tree: Tree) -> n.Example:
    """`example "…" { on "…"; given …; expect … }`."""
    items = list(tree.trees)
    base = once(ctx, [t for t in items if t.data == "on_facts"])
    expects = tuple(expect(ctx, t) for t in items if t.data.startswith("expect"))
    if not expects:
        ctx.problem("E151", span(tree.need("STRING")), (), "example", name=tree.need("STRING").value)
    return n.Example(
        text(ctx, tree.need("STRING")),
        text(ctx, base.need("STRING")) if isinstance(base, Tree) else None,
        tuple(given(ctx, t) for t in items if t.data.startswith("given")),
        expects,
        basis(ctx, items),
        span(tree),
    )


def basis(ctx: Context, items: list[Tree]) -> tuple[n.TextLiteral, ...]:
    """Where the items of an example say that they are written."""
    return tuple(text(ctx, t.need("STRING")) for t in items if t.data == "basis")


def _reason(ctx: Context, tree: Tree) -> n.TextLiteral | None:
    written = tree.token("STRING")
    return None if written is None else text(ctx, written)


def _named(token: Token) -> n.Path:
    one = name(token)
    return n.Path((one,), one.span)


def given(ctx: Context, tree: Tree) -> n.Given:
    """`given …`."""
    if tree.data in ("given_cell", "given_cell_state"):
        listed, cell = (name(t) for t in tree.tokens("NAME"))
        row, of = row_number(ctx, tree), n.Path((listed,), listed.span)
        if tree.data == "given_cell":
            return n.Given("value", of, row, cell, expr(ctx, tree.trees[0]), None, span(tree))
        return n.Given(_state(tree), of, row, cell, None, _reason(ctx, tree), span(tree))
    named = tree.tree("path")
    assert named is not None
    match tree.data:
        case "given":
            return n.Given("value", path(named), None, None, expr(ctx, tree.trees[1]), None, span(tree))
        case "given_judged":
            return n.Given("judged", path(named), None, None, points(ctx, tree.trees[1]), _reason(ctx, tree), span(tree))
        case _:
            return n.Given(_state(tree), path(named), None, None, None, _reason(ctx, tree), span(tree))


def _state(tree: Tree) -> str:
    return "pending" if tree.token("K_PENDING") is not None else "not_applicable"


def row_number(ctx: Context, tree: Tree) -> int:
    """The number of a row, from 0."""
    return whole(ctx, tree.need("NUMBER"), most=LAST_ROW)


def cell_ref(ctx: Context, tree: Tree) -> n.CellRef:
    """`项目[2].执行率`."""
    listed, *names = (name(t) for t in tree.tokens("NAME", "WORD"))
    of = n.Path(tuple(names), names[0].span.to(names[-1].span))
    return n.CellRef(listed, row_number(ctx, tree), of, span(tree))


def _of_cell(ctx: Context, tree: Tree) -> n.Expr:
    """What is expected of a cell of a list."""
    subject, *others = tree.trees
    one, at = cell_ref(ctx, subject), span(tree)
    if tree.token("K_IN") is None:
        pairs = tuple((relation(sign), expr(ctx, figure)) for sign, figure in zip(others[::2], others[1::2], strict=True))
        return n.Compare(one, pairs, at) if pairs else one
    match others[0].data:
        case "worded":
            return n.Compare(one, (worded(ctx, others[0]),), at)
        case "cell_members":
            bounded(ctx, others[0])
            return n.InSet(one, tuple(expr(ctx, x) for x in others[0].trees), at)
        case _:
            return n.InInterval(one, interval(ctx, others[0]), at)


def expect(ctx: Context, tree: Tree) -> n.Expect:
    """`expect …`."""
    at = span(tree)
    match tree.data:
        case "expect":
            return n.Expect("that", None, "", expr(ctx, tree.trees[0]), at)
        case "expect_cell":
            return n.Expect("that", None, "", _of_cell(ctx, tree), at)
        case "expect_status":
            return n.Expect("status", path(tree.trees[0]), tree.need("STATUS").value, None, at)
        case "expect_grade":
            return n.Expect("grade", None, tree.need("NAME").value, None, at)
        case "expect_check" | "expect_finding":
            ends = tree.need(*HELD).type.removeprefix("K_").lower()
            return n.Expect(tree.data.removeprefix("expect_"), _named(tree.need("NAME")), ends, None, at)
        case "expect_outcome":
            outcome, level = tree.tokens("NAME")
            return n.Expect("outcome", _named(outcome), level.value, None, at)
        case _:
            return n.Expect("refused", None, tree.need("NAME").value, None, at)


def property_(ctx: Context, tree: Tree) -> n.Property:
    """`property "…" for two 甲, 乙 { when …: … }`."""
    items = list(tree.trees)
    two = tree.tree("two_files")
    alike = once(ctx, [t for t in items if t.data == "alike"])
    claims = tuple(_claim(ctx, t, None, span(t)) for t in items if t.data.startswith("claim"))
    if not claims:
        ctx.problem("E151", span(tree.need("STRING")), (), "property", name=tree.need("STRING").value)
    return n.Property(
        text(ctx, tree.need("STRING")),
        () if two is None else tuple(name(t) for t in two.tokens("NAME")),
        tuple(path(t) for t in alike.trees) if isinstance(alike, Tree) else None,
        claims,
        basis(ctx, items),
        span(tree),
    )


def _claim(ctx: Context, tree: Tree, when: n.Expr | None, at: Span) -> n.Claim:
    if tree.data == "claim_when":
        condition, inner = tree.trees
        return _claim(ctx, inner, expr(ctx, condition), at)
    moved = tree.tree("path")
    along = None if moved is None else path(moved)
    subject = expr(ctx, tree.trees[0])
    match tree.data:
        case "claim_trend":
            trend = tree.need(*_TRENDS).type.removeprefix("K_").lower()
            return n.Claim("trend", when, subject, along, trend, None, None, at)
        case "claim_order":
            return n.Claim("order", when, subject, _named(tree.need("NAME")), "", None, None, at)
        case "claim_unit":
            return n.Claim("unit", when, subject, along, "", None, None, at)
        case "claim_moves":
            _, limit, _, per = tree.trees
            return n.Claim("moves", when, subject, along, "", expr(ctx, limit), expr(ctx, per), at)
        case "claim_attainable":
            return n.Claim("attainable", when, subject, None, "", None, None, at)
        case _:
            return n.Claim("that", when, subject, None, "", None, None, at)
