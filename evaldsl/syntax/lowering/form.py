"""The form (自评表): rows of cells, each cell parsed as the clause of its column.

In: a form whose lines with a bar are ROW tokens. Out: `Form` with columns, rows and clauses. A name cell is the text up to the
bar; a text cell (label, basis, supplied) needs no quotes. `—` alone means that the entry is not there.
"""

from collections.abc import Sequence
from unicodedata import normalize

from evaldsl.diagnostics.core import Both
from evaldsl.source import Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.clauses import actual, applies, clause, is_clause, may_be_na, round_node, score, target, weight
from evaldsl.syntax.lowering.context import Context, Refused
from evaldsl.syntax.lowering.expressions import expr, name
from evaldsl.syntax.tokens import SHADOW, Raw, Token
from evaldsl.syntax.tree import Tree, span

ABSENT = frozenset(("—", "－", "-", "–", "/", "——", "--", "−", "／"))
CellText = tuple[list[Raw], Span]
LEVELS = (n.Column.LEVEL1, n.Column.LEVEL2, n.Column.LEVEL3)


def form(ctx: Context, tree: Tree) -> n.Form:
    """A form."""
    named = tree.token("NAME")
    lines = tree.tokens("ROW")
    clauses = tuple(clause(ctx, t) for t in tree.trees if is_clause(t))
    if not lines:
        raise ctx.refuse("E124", span(tree.need("K_FORM")))
    columns = _columns(ctx, lines[0])
    led = leads(lines[0])
    told: set[int] = set()
    rows = tuple(row for row in (_row(ctx, line, columns, led, told) for line in lines[1:]) if row is not None)
    shown = tuple((column, at) for column, at in columns if column is not None)
    return n.Form(name(named) if named is not None else None, clauses, shown, rows, span(tree))


def split(line: Token) -> list[CellText]:
    """The cells of a line: their raw tokens and the place of their trimmed text."""
    cells: list[CellText] = []
    current: list[Raw] = []
    depth, edge = 0, line.start
    for raw in line.raws:
        if raw.kind == "BAR" and depth == 0:
            cells.append((current, _place(current, edge)))
            current, edge = [], raw.end
            continue
        depth += (raw.kind in ("LBRACE", "LPAR", "LSQB")) - (raw.kind in ("RBRACE", "RPAR", "RSQB"))
        depth = max(depth, 0)
        current.append(raw)
    cells.append((current, _place(current, edge)))
    return cells


def _place(raws: list[Raw], edge: int) -> Span:
    return Span(raws[0].start, raws[-1].end) if raws else Span(edge, edge)


def _columns(ctx: Context, line: Token) -> list[tuple[n.Column | None, Span]]:
    """The columns that the first line names; a head that is unknown (E121) or stands twice (E122) is skipped."""
    found: list[tuple[n.Column | None, Span]] = []
    seen: dict[n.Column, Span] = {}
    for _, at in trimmed(split(line), leads(line), None):
        head = " ".join(ctx.source.slice(at).translate(SHADOW).split()).strip("「」")
        key = ctx.words.columns.get(head) or ctx.words.columns.get(head.replace(" ", ""))
        if key is None:
            meant = nearest(head, ctx.words.columns)
            if meant is None:
                ctx.problem("E121", at, found=head, heads=_heads(ctx))
            else:
                ctx.problem("E121", at, (), "meant", found=head, heads=_heads(ctx), meant=meant)
            found.append((None, at))
            continue
        column = n.Column(key)
        if column in seen:
            ctx.problem("E122", at, [ctx.label(seen[column], "first")], found=head)
            found.append((None, at))
            continue
        seen[column] = at
        found.append((column, at))
    return found


def _heads(ctx: Context) -> Both:
    def listed(lang: str, comma: str) -> str:
        return comma.join(spellings[lang][0] for spellings in ctx.words.heads.values())

    return Both(listed("en", ", "), listed("zh", "、"))


def leads(line: Token) -> bool:
    """Whether a line of heads begins with a bar, so that bars stand around the cells and not only between them."""
    return line.raws[0].kind == "BAR"


def trimmed(cells: list[CellText], led: bool, columns: int | None) -> list[CellText]:
    """Without the empty cells that bars around the line make: before the first, and at the end beyond the columns (for the line
    of heads, where `columns` is None: all empty ones)."""
    if led and not cells[0][0]:
        cells = cells[1:]
    while len(cells) > (columns if columns is not None else 1) and not cells[-1][0]:
        cells = cells[:-1]
    return cells


def _row(ctx: Context, line: Token, columns: Sequence[tuple[n.Column | None, Span]], led: bool, told: set[int]) -> n.Row | None:
    """A row; too many cells are E123 (once for each number of them), missing ones at the end are empty."""
    cells = trimmed(split(line), led, len(columns))
    if any(column is None for column, _ in columns) and len(cells) != len(columns):
        return None  # with a head that is not understood, nothing is known of a row that does not fit
    if len(cells) > len(columns):
        if len(cells) in told:
            return None
        told.add(len(cells))
        first = cells[len(columns)][1]
        ctx.problem("E123", first, found=str(len(cells)), columns=str(len(columns)))
        return None
    cells += [([], Span(line.end, line.end))] * (len(columns) - len(cells))
    found: list[n.Cell] = []
    good = True
    for (column, _), (raws, at) in zip(columns, cells, strict=True):
        if column is None:
            continue
        try:
            found.append(_cell(ctx, column, raws, at))
        except Refused:
            good = False
    return n.Row(tuple(found), span(line)) if good else None


def _cell(ctx: Context, column: n.Column, raws: list[Raw], at: Span) -> n.Cell:
    written = ctx.source.slice(at)
    if written in ABSENT or not raws:
        return n.Cell(column, written, None, bool(raws), at)
    if column in LEVELS:
        single = len(raws) == 1 and raws[0].kind in ("QUOTED", "NAME")
        return n.Cell(column, raws[0].text if single else normalize("NFC", written), None, False, at)
    return n.Cell(column, written, _clause(ctx, column, raws, at), False, at)


def _clause(ctx: Context, column: n.Column, raws: list[Raw], at: Span) -> n.Clause:
    if column in (n.Column.LABEL, n.Column.BASIS, n.Column.SUPPLIED):
        quoted = len(raws) == 1 and raws[0].kind == "STRING"
        words = n.TextLiteral(raws[0].text if quoted else ctx.source.slice(at), at)
        if column is n.Column.LABEL:
            return n.LabelIs(words, at)
        return n.Basis(words, at) if column is n.Column.BASIS else n.Supplied(words, at)
    tree = ctx.cell(f"cell_{column.value}", raws)
    if tree is None:
        raise Refused(column.value)
    match column:
        case n.Column.TARGET:
            return target(ctx, tree)
        case n.Column.WEIGHT:
            return weight(ctx, tree)
        case n.Column.SCORE:
            return score(ctx, tree)
        case n.Column.ACTUAL:
            return actual(ctx, tree)
        case n.Column.VALUE:
            return n.ValueIs(expr(ctx, tree.trees[0]), at)
        case n.Column.ROUND:
            return round_node(ctx, tree)
        case n.Column.APPLIES:
            return applies(ctx, tree)
        case n.Column.NA:
            return may_be_na(ctx, tree)
        case _:
            raise AssertionError(column)
