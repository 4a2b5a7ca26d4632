"""Lists, distributions and named values as texts: what terminal, tables, JSON and explanations have in common.

In: a `Result` and a language. Out: `Grid`s (heads, rows, totals) and lines. Units stand in the heads, so that a column of amounts is a
column of numbers; the totals are those of the result. Every text is safe to print.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import AggregateResult, Figure, ListResult, Result
from evaldsl.model.measures import symbols
from evaldsl.model.program import Aggregate, Const, Expr, LetSpec, ListSpec
from evaldsl.model.types import QuantityType, Style, Type
from evaldsl.model.values import Missing
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang, decimals, figure_text, is_number, number_text, say, value_text
from evaldsl.reporting.formula import aggregates
from evaldsl.reporting.reasons import absence_text

_ROW = Both("Row", "行")
SCORE = Both("Score", "得分")
_TOTAL = Both("Total", "合计")
_BAND, _COUNT, _SHARE = Both("Band", "档次"), Both("Count", "个数"), Both("Share", "占比")
_NTH = Both("row {n}", "第 {n} 行")
_LEFT = Both("{count} left out", "{count} 行未计入")
_LEFT_OUT = Both("left out: {row}: {why}", "未计入：{row}：{why}")
_MAYBE = Both("{row} may not count", "{row} 是否计入尚未确定")
_HELD = Both("{passed} of {all} rows hold", "{all} 行中 {passed} 行一致")
_OPEN_ROWS = Both(", {open} not checked", "，{open} 行未核对")
_UNIT = Both("  (unit: {unit})", "（单位：{unit}）")
_NOT_GIVEN = Both("not given", "未填")
_TIED = Both("{count} rows in the {places} places: some tie at the cut", "前 {places} 名共 {count} 行：末位并列的都计入")
_TIED_LAST = Both(
    "{count} rows in the last {places} places: some tie at the cut", "后 {places} 名共 {count} 行：末位并列的都计入"
)
_IN_NONE = Both("of {of} in none: {count}", "{of} 有 {count} 行未归入")
MOST_ROWS = 40
"""Rows of a list that an explanation shows."""


@frozen
class Grid:
    """A table: `numeric` says which columns stand to the right; `totals` is empty when nothing adds up."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]
    numeric: tuple[bool, ...]


def grids(result: Result, lang: Lang) -> Iterator[Grid]:
    """Every list (but for those that a cost sheet shows) with the distributions of its rows, cost sheets and norms, as the ruleset has them."""
    program, shown = result.program, set[str]()
    if program.costs or program.norms:
        from evaldsl.reporting.costs import lists_of_sheets

        shown = lists_of_sheets(result)
    found: list[tuple[tuple[int, int], Grid]] = []
    for made in result.lists.values():
        place = made.spec.where.line, made.spec.where.column
        hidden = made.spec.name in shown or made.spec.form  # the rows of a form stand in the tree
        found += [] if hidden else [(place, list_grid(made, lang))]
        found += [(place, grid) for grid in _distributions(result, made.spec.name, lang)]
    if program.costs or program.norms:
        from evaldsl.reporting.costs import cost_grids

        found += cost_grids(result, lang)
        found.sort(key=lambda pair: pair[0])
    yield from (grid for _, grid in found)


def _distributions(result: Result, owner: str, lang: Lang) -> Iterator[Grid]:
    for spec in result.program.distributions:
        if spec.list != owner:
            continue
        rows = [(visible(x), *(_text(result, f"{spec.name}.{x}{end}", lang) for end in ("", ".share"))) for x in spec.levels]
        count = result.values.get(f"{spec.name}.count")
        whole = "100%" if count is not None and count.value else "—"
        heads = tuple(say(h, lang) for h in (_BAND, _COUNT, _SHARE))
        total = (say(_TOTAL, lang), visible(figure_text(count, lang)), whole)
        yield Grid(_title(spec.name, spec.label), heads, tuple(rows), total, (False, True, True))


def _text(result: Result, name: str, lang: Lang) -> str:
    return visible(figure_text(result.values.get(name), lang))


def _title(name: str, label: str) -> str:
    return visible(f"{name}  {label}" if label else name)


def list_grid(made: ListResult, lang: Lang) -> Grid:
    """One list: a column for every field and named value, the key first, else the number of the row."""
    spec = made.spec
    types = {name: field.type for name, field in spec.fields.items()} | {name: let.type for name, let in spec.lets.items()}
    names = [name for name in types if name != spec.key]
    units = {name: _unit(types[name]) for name in types}
    common = _common(units[name] for name in names)
    heads, numeric = ([], []) if spec.key is not None else ([say(_ROW, lang)], [True])
    for name in names if spec.key is None else (spec.key, *names):
        unit = "" if units[name] == common else units[name]
        heads.append(column_name(spec, name, lang) + (f"（{unit}）" if unit and lang == "zh" else f" ({unit})" if unit else ""))
        numeric.append(is_number(types[name]))
    places = {name: _places(made, name) for name in types}
    rows = []
    for i, row in enumerate(made.rows):
        first = cell(row[spec.key], lang) if spec.key is not None else str(i + 1)
        cells = (
            visible(figure_text(row[name], lang)) if symbols(types[name]) else cell(row[name], lang, places[name])
            for name in names
        )
        rows.append((first, *cells))
    totals: tuple[str, ...] = ()
    if made.totals and made.rows:
        sums = (cell(made.totals[n], lang, places[n]) if n in made.totals else "" for n in names)
        totals = (say(_TOTAL, lang), *sums)
    title = _title(spec.name, spec.label) + ("" if made.given else f"  {say(_NOT_GIVEN, lang)}")
    if made.left_out and spec.derived is not None:
        title += "  " + say(_IN_NONE, lang).format(count=len(made.left_out), of=visible(spec.derived.lists[0]))
    title += say(_UNIT, lang).format(unit=common) if common else ""
    return Grid(title, tuple(heads), tuple(rows), totals, tuple(numeric))


def column_name(spec: ListSpec, name: str, lang: Lang) -> str:
    """A field or named value as its head has it; the total of the row's tree is `score` (得分) out of what it may be."""
    if name != "score" or spec.tree is None:
        return visible(name)
    weight = spec.tree.weight
    due = f"/{number_text(weight.value)}" if isinstance(weight, Const) and isinstance(weight.value, Fraction) else ""
    return say(SCORE, lang) + due


_FEW = 3
"""Columns of one unit from which on it is printed once, above the table."""


def _unit(kind: Type) -> str:
    """The unit in the head of a column; none where every row has its own, which then stands in the cell."""
    return kind.unit.text if isinstance(kind, QuantityType) and kind.style is Style.NUMBER and not symbols(kind) else ""


def _common(units: Iterable[str]) -> str:
    """The unit that stands above the table, as forms print it (单位：万元), when several columns have it."""
    counts = Counter(unit for unit in units if unit)
    unit, count = counts.most_common(1)[0] if counts else ("", 0)
    return unit if count >= _FEW else ""


def _places(made: ListResult, name: str) -> int:
    """The decimals that a column declares, or of its longest exact figure: all are shown with as many, as in a printed table."""
    field = made.spec.fields.get(name)
    most = 0 if field is None else field.domain.decimals or 0
    for row in made.rows:
        figure = row[name]
        if isinstance(figure.value, Fraction) and isinstance(figure.type, QuantityType):
            most = max(
                most,
                decimals(figure.value / (Fraction(1, 100) if figure.type.style is Style.PERCENT else figure.type.unit.factor))
                or 0,
            )
    return min(most, _MOST_PLACES)


_MOST_PLACES = 6


def cell(figure: Figure, lang: Lang, least: int = 0) -> str:
    """A figure without the unit that stands in the head or above the table, with at least so many decimals."""
    kind = figure.type
    if isinstance(figure.value, Fraction) and isinstance(kind, QuantityType):
        if kind.style is Style.NUMBER:
            return number_text(figure.value / kind.unit.factor, least=least)
        if kind.style is Style.PERCENT and decimals(figure.value * 100) is not None:
            return f"{number_text(figure.value * 100, least=least)}%"
    return visible(value_text(figure.value, kind, lang))


def row_name(result: Result, owner: str, index: int, lang: Lang) -> str:
    """A row as people call it: `序号 3`, else `row 4`."""
    made = result.lists.get(owner)
    if made is None or made.spec.key is None or index >= len(made.rows):
        return say(_NTH, lang).format(n=index + 1)
    return f"{visible(made.spec.key)} {cell(made.rows[index][made.spec.key], lang)}"


def row_checks(result: Result, lang: Lang) -> Iterator[tuple[str, bool | None, str]]:
    """For every check of rows its name, whether it holds for all of them, and how many it holds for."""
    for made in result.lists.values():
        for one in made.checks:
            number = one.passed + one.failed + one.open
            text = say(_HELD, lang).format(passed=one.passed, all=number)
            text += say(_OPEN_ROWS, lang).format(open=one.open) if one.open else ""
            held = None if one.open or not made.given else True
            yield visible(one.check.name), False if one.failed else held, text


def named_values(result: Result, lang: Lang) -> Iterator[tuple[LetSpec, str]]:
    """The named values but those that tables of their own show, in the order of the ruleset: each with how many rows were left out of it, if any."""
    program = result.program
    distributed = tuple(f"{spec.name}." for spec in program.distributions)
    apart = set[str](program.parameters)
    if program.costs or program.norms:
        from evaldsl.reporting.costs import shown_apart

        apart |= shown_apart(program)
    for name, let in sorted(program.lets.items(), key=lambda pair: (pair[1].where.line, pair[1].where.column)):
        if name in apart or (distributed and name.startswith(distributed)):
            continue
        left = sum(len(made.left_out) for made in over(let.expr, result))
        count = say(_LEFT, lang).format(count=left)
        yield let, (f"（{count}）" if lang == "zh" else f" ({count})") if left else ""


def over(expr: Expr, result: Result) -> list[AggregateResult]:
    """The figures over lists that an expression is made of, as they came out."""
    found: list[Aggregate] = aggregates(expr)
    return [result.aggregates[e.id] for e in found if e.id in result.aggregates]


def made_of(exprs: Mapping[str, Expr], result: Result, lang: Lang) -> list[str]:
    """The rows behind the figures over lists in some expressions: those that count with their figures, those left out with why."""
    lines: list[str] = []
    for expr in exprs.values():
        for made in over(expr, result):
            lines += rows_behind(made, result, lang)
    return lines


def rows_behind(made: AggregateResult, result: Result, lang: Lang) -> Iterator[str]:
    """The rows that a figure is made of, and those left out of it."""
    spec, owner = made.spec, made.spec.list
    if spec.cut is not None and len(made.used) > spec.cut.count:
        words = _TIED_LAST if spec.cut.bottom else _TIED
        yield say(words, lang).format(count=len(made.used), places=spec.cut.count)
    for i, x, w in made.used[:MOST_ROWS]:
        line = row_name(result, owner, i, lang)
        if spec.operand is not None:
            kind = spec.operand.type if spec.unit is None else QuantityType(spec.unit)
            line += "  " + visible(value_text(x, kind, lang))
        if w is not None and spec.by is not None:
            line += " × " + visible(value_text(w, spec.by.type, lang))
        if i in made.maybe:
            line = say(_MAYBE, lang).format(row=line)
        yield line
    if len(made.used) > MOST_ROWS:
        yield f"… {len(made.used) - MOST_ROWS}"
    for i, why in made.left_out[:MOST_ROWS]:
        yield say(_LEFT_OUT, lang).format(row=row_name(result, owner, i, lang), why=left_out_text(why, made, lang))


def left_out_text(why: Missing, made: AggregateResult, lang: Lang) -> str:
    """Why a row was left out."""
    return absence_text(why, lang, made.spec.list)
