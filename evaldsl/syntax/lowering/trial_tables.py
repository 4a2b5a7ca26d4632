"""Tables of examples (示例表): rows of facts and of what must come out of them.

In: a table whose lines with a bar are ROW tokens. Out: `ExampleTable`. A head is what an example would say without its right side: columns give
facts until one is headed `expect` (期望); the word holds for the columns right of it too, until one is headed `given` (设). A cell is that
right side. A blank cell, or `—`, gives or expects nothing: the fact is as in the base file. A head that stands twice or is blank is E283, a
table without a column that expects E284, one without rows E285; a row that expects nothing is E151, one with too many cells E123.
"""

from collections.abc import Sequence
from unicodedata import normalize

from attrs import frozen

from evaldsl.source import Span
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context, Refused
from evaldsl.syntax.lowering.expressions import bounded, expr, interval, name, path, relation, text, worded
from evaldsl.syntax.lowering.form import ABSENT, CellText, leads, split, trimmed
from evaldsl.syntax.lowering.methods import points
from evaldsl.syntax.lowering.trials import HELD, basis, cell_ref, expect, given, row_number
from evaldsl.syntax.lowering.types import once
from evaldsl.syntax.tokens import Raw, Token
from evaldsl.syntax.tree import Tree, span

GIVES = frozenset(("value", "judged"))
NOTES = frozenset(("name", "basis"))
_CELLS = {
    "status": "cell_status",
    "grade": "cell_word",
    "outcome": "cell_word",
    "refused": "cell_word",
    "check": "cell_check",
    "finding": "cell_finding",
}


@frozen
class _Head:
    """A column, and the words of its head without `expect`, which stand before a cell in what is told of it."""

    column: n.ExampleColumn
    words: str


def examples(ctx: Context, tree: Tree) -> n.ExampleTable:
    """`examples "…" { on "…"; 示例 | 党内培训 | 期望 总分 … }`."""
    named, items, lines = tree.need("STRING"), list(tree.trees), tree.tokens("ROW")
    base = once(ctx, [t for t in items if t.data == "on_facts"])
    shared = tuple(expect(ctx, t) for t in items if t.data.startswith("expect"))
    if len(lines) < 2:
        raise ctx.refuse("E285", span(lines[0] if lines else named), name=named.value)
    heads = _heads(ctx, lines[0])
    if not shared and all(head.column.kind in GIVES | NOTES for head in heads):
        raise ctx.refuse("E284", span(lines[0]), name=named.value)
    led = leads(lines[0])
    found = [_row(ctx, line, heads, led, bool(shared)) for line in lines[1:]]
    rows = tuple(row for row in found if row is not None)
    if len(rows) < len(found):
        raise Refused(named.value)
    return n.ExampleTable(
        text(ctx, named),
        text(ctx, base.need("STRING")) if isinstance(base, Tree) else None,
        tuple(given(ctx, t) for t in items if t.data.startswith("given")),
        shared,
        basis(ctx, items),
        tuple(head.column for head in heads),
        rows,
        span(tree),
    )


# ---- heads -----------------------------------------------------------------------------------------------------------


def _heads(ctx: Context, line: Token) -> list[_Head]:
    """The columns, in order; all mistakes of the heads are told before the table is refused."""
    found: list[_Head] = []
    seen: dict[str, Span] = {}
    expects, sound = False, True
    for raws, at in trimmed(split(line), leads(line), None):
        if not raws:
            ctx.problem("E283", at if at.end > at.start else span(line), (), "blank", found="")
            sound = False
            continue
        if _is(ctx, raws[0], "K_GIVEN"):
            expects = False
        elif _is(ctx, raws[0], "K_EXPECT"):
            expects = True
        tree = ctx.cell("head_expect" if expects else "head_given", raws)
        if tree is None:
            sound = False
            continue
        head = _head(ctx, tree, at)
        twice = seen.setdefault(f"{expects} {head.words}", at)
        if twice is not at:
            ctx.problem("E283", at, [ctx.label(twice, "first")], "twice", found=head.words)
            sound = False
        found.append(head)
    if not sound:
        raise Refused("heads")
    return found


def _is(ctx: Context, raw: Raw, terminal: str) -> bool:
    return raw.kind == "NAME" and any(w.terminal == terminal for w in ctx.words.meanings.get(raw.text, ()))


def _head(ctx: Context, tree: Tree, at: Span) -> _Head:
    opening = tree.token("K_EXPECT") or tree.token("K_GIVEN")
    words = " ".join(ctx.source.slice(Span(at.start if opening is None else opening.end, at.end)).split())
    kind = tree.data.removeprefix("head_")
    named = tree.tree("path")
    match kind:
        case "cell":
            listed, field = (name(t) for t in tree.tokens("NAME"))
            row = row_number(ctx, tree)
            column = n.ExampleColumn("value", n.Path((listed,), listed.span), row, field, None, at)
        case "that":
            of = tree.trees[0]
            column = n.ExampleColumn("that", None, None, None, cell_ref(ctx, of) if of.data == "cell_of" else expr(ctx, of), at)
        case "check" | "finding" | "outcome":
            one = name(tree.need("NAME"))
            column = n.ExampleColumn(kind, n.Path((one,), one.span), None, None, None, at)
        case _:
            column = n.ExampleColumn(kind, None if named is None else path(named), None, None, None, at)
    return _Head(column, words)


# ---- rows ------------------------------------------------------------------------------------------------------------


def _row(ctx: Context, line: Token, heads: Sequence[_Head], led: bool, shared: bool) -> n.ExampleRow | None:
    """A row; None when it has been refused."""
    cells = trimmed(split(line), led, len(heads))
    if len(cells) > len(heads):
        ctx.problem("E123", cells[len(heads)][1], found=str(len(cells)), columns=str(len(heads)))
        return None
    cells += [([], Span(line.end, line.end))] * (len(heads) - len(cells))
    notes: dict[str, n.TextLiteral] = {}
    givens: list[tuple[int, n.Given]] = []
    expects: list[tuple[int, n.Expect]] = []
    sound = True
    for number, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        raws, at = cell
        if not raws or ctx.source.slice(at) in ABSENT:
            continue
        try:
            if head.column.kind in NOTES:
                notes[head.column.kind] = _text(ctx, cell)
            elif head.column.kind in GIVES:
                givens.append((number, _given(ctx, head.column, cell)))
            else:
                expects.append((number, _expect(ctx, head, cell)))
        except Refused:
            sound = False
    if sound and not expects and not shared:
        ctx.problem("E151", span(line), (), "row", name=notes["name"].value if "name" in notes else ctx.source.slice(span(line)))
        return None
    made = n.ExampleRow(notes.get("name"), tuple(givens), tuple(expects), notes.get("basis"), span(line))
    return made if sound else None


def _read(ctx: Context, start: str, cell: CellText) -> Tree:
    tree = ctx.cell(start, cell[0])
    if tree is None:
        raise Refused(start)
    return tree


def _text(ctx: Context, cell: CellText) -> n.TextLiteral:
    raws, at = cell
    quoted = len(raws) == 1 and raws[0].kind == "STRING"
    return n.TextLiteral(raws[0].text if quoted else normalize("NFC", ctx.source.slice(at)), at)


def _given(ctx: Context, column: n.ExampleColumn, cell: CellText) -> n.Given:
    assert column.path is not None
    judged = column.kind == "judged"
    tree = _read(ctx, "cell_points" if judged else "cell_given", cell)
    written = tree.token("STRING")
    reason = None if written is None else text(ctx, written)
    kind, value = column.kind, None
    if tree.token("K_PENDING") is not None:
        kind = "pending"
    elif tree.token("K_NOT_APPLICABLE") is not None:
        kind = "not_applicable"
    else:
        value = points(ctx, tree.trees[0]) if judged else expr(ctx, tree.trees[0])
    return n.Given(kind, column.path, column.row, column.cell, value, reason, cell[1])


def _expect(ctx: Context, head: _Head, cell: CellText) -> n.Expect:
    column, at = head.column, cell[1]
    written = " ".join(ctx.source.slice(at).split())
    if column.kind == "that":
        assert column.expr is not None
        condition, equal = _condition(ctx, column.expr, _read(ctx, "cell_expected", cell), at)
        return n.Expect("that", None, "", condition, at, f"{head.words} {'= ' if equal else ''}{written}")
    tree = _read(ctx, _CELLS[column.kind], cell)
    token = tree.need("STATUS", "NAME", *HELD)
    word = token.type.removeprefix("K_").lower() if token.type in HELD else token.value
    return n.Expect(column.kind, column.path, word, None, at, f"{head.words} {written}")


def _condition(ctx: Context, subject: n.Expr, tree: Tree, at: Span) -> tuple[n.Expr, bool]:
    """What a cell asks of its column, and whether it is one plain value."""
    bounded(ctx, tree)
    tests = [_test(ctx, subject, t, at) for t in tree.trees]
    joined = tests[0]
    for other in tests[1:]:
        joined = n.Binary(n.BinaryOp.OR, joined, other, at)
    if tree.token("K_NOT") is not None:
        return n.Unary(n.UnaryOp.NOT, joined, at), False
    return joined, len(tests) == 1 and tree.trees[0].data == "test_value"


def _test(ctx: Context, subject: n.Expr, tree: Tree, at: Span) -> n.Expr:
    match tree.data:
        case "test_sign":
            return n.Compare(subject, ((relation(tree.trees[0]), expr(ctx, tree.trees[1])),), at)
        case "test_range":
            return n.InInterval(subject, interval(ctx, tree.trees[0]), at)
        case "test_worded":
            return n.Compare(subject, (worded(ctx, tree.trees[0]),), at)
        case _:
            value = expr(ctx, tree.trees[0])
            if isinstance(value, n.YesNo):
                return subject if value.value else n.Unary(n.UnaryOp.NOT, subject, at)
            return n.Compare(subject, ((n.Relation.EQ, value),), at)
