"""Decision tables (决策表) and scorecards (评分卡): lines of cells, as printed.

In: a table whose lines with a bar are ROW tokens. Out: `Table` and `Scorecard` with a parsed cell for each input. A column is headed by
the name of an input or by result, basis or supplied, in any order; a text cell needs no quotes. `-` alone means anything; a cell that is
tested is never empty (E144), since an empty cell could also mean the one above. In a scorecard an empty first cell repeats the one above.
"""

from collections.abc import Sequence
from unicodedata import normalize

from attrs import frozen

from evaldsl.diagnostics.core import Both
from evaldsl.source import Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context, Refused
from evaldsl.syntax.lowering.expressions import expr, interval, name, relation, text
from evaldsl.syntax.lowering.form import ABSENT, CellText, leads, split, trimmed
from evaldsl.syntax.lowering.types import fact_type, label_text, once, type_expr
from evaldsl.syntax.tokens import SHADOW, Token
from evaldsl.syntax.tree import Tree, span

CHARACTERISTIC, TEST, RESULT = "characteristic", "test", "result"
_TEXTS = ("basis", "supplied")
_RULES = {
    "K_EXACTLY_ONE": n.HitRule.EXACTLY_ONE,
    "K_ANY_LINE": n.HitRule.ANY,
    "K_FIRST_LINE": n.HitRule.FIRST,
    "K_HIGHEST_LINE": n.HitRule.HIGHEST,
    "K_LOWEST_LINE": n.HitRule.LOWEST,
    "K_ALL_SUMMED": n.HitRule.SUMMED,
    "K_ALL_COUNTED": n.HitRule.COUNTED,
    "K_ALL_LISTED": n.HitRule.LISTED,
}


@frozen
class _Lines:
    """The lines below the heads: for each column its key (`input:人数` for an input), and the cells."""

    heads: tuple[tuple[str, Span], ...]
    rows: tuple[tuple[Token, tuple[CellText, ...]], ...]


def table(ctx: Context, tree: Tree) -> n.Table:
    """A decision table."""
    inputs = _inputs(ctx, tree)
    named = tree.need("NAME")
    rule = _RULES[tree.need(*_RULES).type]
    wanted = [_input_key(i.name.text) for i in inputs]
    if rule is not n.HitRule.COUNTED:
        wanted.append(RESULT)
    found = _lines(ctx, tree, named, wanted, _TEXTS)
    made = [_line(ctx, inputs, found.heads, row) for row in found.rows]
    lines = tuple(line for line in made if line is not None)
    refuses = once(ctx, list(tree.tokens("K_NO_MATCH"))) is not None
    if not _otherwise_last(ctx, lines, tree.token("K_NO_MATCH")) or len(lines) < len(made):
        raise Refused(named.value)
    return n.Table(name(named), inputs, _result(ctx, tree), rule, lines, refuses, *_words(ctx, tree), span(tree))


def scorecard(ctx: Context, tree: Tree) -> n.Scorecard:
    """A scorecard: lines by characteristic."""
    inputs = _inputs(ctx, tree)
    named = tree.need("NAME")
    stray = tree.token("K_NO_MATCH")
    if stray is not None:
        ctx.problem("E145", span(stray), (), "scorecard", found=ctx.source.slice(span(stray)))
    found = _lines(ctx, tree, named, [CHARACTERISTIC, TEST, RESULT], _TEXTS)
    parts: dict[str, tuple[n.Name, list[n.TableLine]]] = {}
    current: n.Name | None = None
    sound = True
    for row in found.rows:
        cells = dict(zip((key for key, _ in found.heads), row[1], strict=True))
        raws, at = cells[CHARACTERISTIC]
        if raws:
            single = len(raws) == 1 and raws[0].kind in ("QUOTED", "NAME")
            written = raws[0].text if single else normalize("NFC", ctx.source.slice(at))
            current = n.Name(written, at, single and raws[0].kind == "QUOTED")
            if current.text in parts:
                ctx.problem("E143", at, [ctx.label(parts[current.text][0].span, "first")], "twice", found=current.text, heads="")
                sound = False
        if current is None:
            ctx.problem("E144", at, (), "first", column=_head_name(ctx, CHARACTERISTIC))
            sound = False
            continue
        line = _card_line(ctx, cells, row[0])
        if line is None:
            sound = False
            continue
        parts.setdefault(current.text, (current, []))[1].append(line)
    for _, lines in parts.values():
        sound = _otherwise_last(ctx, lines, None) and sound
    if not sound or not parts:
        raise Refused(named.value)
    made = tuple(n.Characteristic(x, tuple(lines), x.span) for x, lines in parts.values())
    return n.Scorecard(name(named), inputs, _result(ctx, tree), made, *_words(ctx, tree), span(tree))


def _inputs(ctx: Context, tree: Tree) -> tuple[n.TableInput, ...]:
    found: list[n.TableInput] = []
    for part in tree.trees:
        if part.data != "table_input":
            continue
        body = part.tree("input_type")
        assert body is not None
        named = name(part.need("NAME"))
        key = ctx.words.table_columns.get(named.text)
        if key is not None:
            ctx.problem("E143", named.span, (), "input", found=named.text, heads=_own_heads(ctx))
        found.append(n.TableInput(named, fact_type(ctx, body)[0], span(part)))
    return tuple(found)


def _result(ctx: Context, tree: Tree) -> n.TypeExpr:
    kind = tree.tree("type")
    assert kind is not None
    return type_expr(ctx, kind)


def _words(ctx: Context, tree: Tree) -> tuple[n.TextLiteral | None, tuple[n.TextLiteral, ...], tuple[n.TextLiteral, ...]]:
    """Label, basis and supplied clauses of the whole."""
    label = label_text(ctx, once(ctx, [t for t in tree.trees if t.data == "label"]))
    basis, supplied = (tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == kind) for kind in _TEXTS)
    return label, basis, supplied


# ---- heads -----------------------------------------------------------------------------------------------------------


def _input_key(name: str) -> str:
    return f"input:{name}"


def _lines(ctx: Context, tree: Tree, named: Token, wanted: Sequence[str], more: Sequence[str]) -> _Lines:
    """The heads, each wanted one there once (else E143), and the cells of every line."""
    rows = tree.tokens("ROW")
    if len(rows) < 2:
        raise ctx.refuse("E146", span(rows[0] if rows else named))
    first, led = rows[0], leads(rows[0])
    heads: list[tuple[str, Span]] = []
    sound = True
    for raws, at in trimmed(split(first), led, None):
        written = " ".join(ctx.source.slice(at).translate(SHADOW).split())
        plain = raws[0].text if len(raws) == 1 and raws[0].kind in ("QUOTED", "NAME") else written
        key = _input_key(plain) if _input_key(plain) in wanted else ctx.words.table_columns.get(plain, "")
        if key not in wanted and key not in more:
            key = ""
            known = [_head_name(ctx, w) for w in (*wanted, *more)]
            near = nearest(plain, [x for w in known for x in (w.en, w.zh)])
            heads_text = Both(", ".join(w.en for w in known), "、".join(w.zh for w in known))
            ctx.problem("E143", at, (), "near" if near else None, found=plain, heads=heads_text, near=near or "")
            sound = False
        elif any(key == other for other, _ in heads):
            before = next(place for other, place in heads if other == key)
            ctx.problem("E143", at, [ctx.label(before, "first")], "twice", found=plain, heads="")
            sound = False
        heads.append((key, at))
    missing = [w for w in wanted if not any(key == w for key, _ in heads)]
    if missing and sound:
        ctx.problem("E143", span(first), (), "missing", found=_head_name(ctx, missing[0]), heads="")
        sound = False
    if not sound:
        raise Refused(named.value)
    made: list[tuple[Token, tuple[CellText, ...]]] = []
    for row in rows[1:]:
        cells = trimmed(split(row), led, len(heads))
        if len(cells) > len(heads):
            ctx.problem("E123", cells[len(heads)][1], found=str(len(cells)), columns=str(len(heads)))
            sound = False
            continue
        cells += [([], Span(row.end, row.end))] * (len(heads) - len(cells))
        made.append((row, tuple(cells)))
    if not sound:
        raise Refused(named.value)
    return _Lines(tuple(heads), tuple(made))


def _head_name(ctx: Context, key: str) -> Both:
    """What a column is called in both languages."""
    if key.startswith("input:"):
        return Both(key[6:], key[6:])
    heads = ctx.words.table_heads[key]
    return Both(heads["en"][0], heads["zh"][0])


def _own_heads(ctx: Context) -> Both:
    heads = ctx.words.table_heads.values()
    return Both(", ".join(x["en"][0] for x in heads), "、".join(x["zh"][0] for x in heads))


# ---- cells -----------------------------------------------------------------------------------------------------------


def _line(
    ctx: Context, inputs: Sequence[n.TableInput], heads: Sequence[tuple[str, Span]], row: tuple[Token, tuple[CellText, ...]]
) -> n.TableLine | None:
    """A line of a table, with its cells in the order of the inputs; None when it has been refused."""
    cells = dict(zip((key for key, _ in heads), row[1], strict=True))
    tests = [cells[_input_key(i.name.text)] for i in inputs]
    filled = [cell for cell in tests if cell[0]]
    word = _otherwise(ctx, filled[0]) if filled else None
    try:
        if word is not None:
            _only_otherwise(ctx, filled[1:])
            return _made(ctx, (), True, cells, row[0], word)
        found = []
        for one, (key, _) in zip(tests, ((_input_key(i.name.text), i) for i in inputs), strict=True):
            found.append(_test(ctx, one, _head_name(ctx, key)))
        return _made(ctx, tuple(found), False, cells, row[0], "")
    except Refused:
        return None


def _card_line(ctx: Context, cells: dict[str, CellText], row: Token) -> n.TableLine | None:
    try:
        word = _otherwise(ctx, cells[TEST]) if cells[TEST][0] else None
        if word is not None:
            return _made(ctx, (), True, cells, row, word)
        return _made(ctx, (_test(ctx, cells[TEST], _head_name(ctx, TEST)),), False, cells, row, "")
    except Refused:
        return None


def _made(
    ctx: Context, tests: tuple[n.TestCell, ...], otherwise: bool, cells: dict[str, CellText], row: Token, word: str
) -> n.TableLine:
    result: n.Expr | None = None
    if RESULT in cells:
        raws, at = cells[RESULT]
        if not raws or ctx.source.slice(at) in ABSENT:
            raise ctx.refuse("E144", at if raws else span(row), column=_head_name(ctx, RESULT))
        tree = ctx.cell("cell_result", raws)
        if tree is None:
            raise Refused(RESULT)
        result = expr(ctx, tree.trees[0])
    basis, supplied = (_text(ctx, cells.get(kind)) for kind in _TEXTS)
    return n.TableLine(tests, otherwise, result, basis, supplied, span(row), word)


def _text(ctx: Context, cell: CellText | None) -> n.TextLiteral | None:
    if cell is None or not cell[0] or ctx.source.slice(cell[1]) in ABSENT:
        return None
    raws, at = cell
    quoted = len(raws) == 1 and raws[0].kind == "STRING"
    return n.TextLiteral(raws[0].text if quoted else ctx.source.slice(at), at)


def _otherwise(ctx: Context, cell: CellText) -> str | None:
    """The word `otherwise` as it stands in a cell; read through the parser, so that the formatter knows it."""
    raws, at = cell
    if (
        len(raws) != 1
        or raws[0].kind != "NAME"
        or all(w.terminal != "K_OTHERWISE" for w in ctx.words.meanings.get(raws[0].text, ()))
    ):
        return None
    return ctx.source.slice(at) if ctx.cell("cell_test", raws) is not None else None


def _only_otherwise(ctx: Context, others: Sequence[CellText]) -> None:
    """Beside `otherwise` nothing is tested."""
    for raws, at in others:
        if ctx.source.slice(at) not in ABSENT and not (len(raws) == 1 and _otherwise(ctx, (raws, at)) is not None):
            raise ctx.refuse("E145", at, found=ctx.source.slice(at))


def _otherwise_last(ctx: Context, lines: Sequence[n.TableLine], refuses: Token | None) -> bool:
    """Whether `otherwise` stands once, below all other lines, and not beside `no match refuses` (E145)."""
    early = [line for line in lines[:-1] if line.otherwise]
    for line in early:
        ctx.problem("E145", line.span, (), "last", found=line.word)
    if refuses is not None and lines and lines[-1].otherwise:
        ctx.problem("E145", span(refuses), [ctx.label(lines[-1].span, "first")], "both", found=ctx.source.slice(span(refuses)))
        return False
    return not early


def _test(ctx: Context, cell: CellText, column: Both) -> n.TestCell:
    """A cell that is tested: `-` for anything, or alternatives."""
    raws, at = cell
    if not raws:
        raise ctx.refuse("E144", at, column=column)
    written = ctx.source.slice(at)
    if written in ABSENT:
        return n.TestCell((), False, written, at)
    tree = ctx.cell("cell_test", raws)
    if tree is None:
        raise Refused("test")
    negated = tree.token("K_NOT") is not None
    return n.TestCell(tuple(_alternative(ctx, t) for t in tree.trees), negated, written, at)


def _alternative(ctx: Context, tree: Tree) -> n.CellTest:
    at = span(tree)
    match tree.data:
        case "test_sign":
            return n.SignTest(relation(tree.trees[0]), expr(ctx, tree.trees[1]), at)
        case "test_range":
            return n.RangeTest(interval(ctx, tree.trees[0]), at)
        case _:
            return n.ValueTest(expr(ctx, tree.trees[0]), at)
