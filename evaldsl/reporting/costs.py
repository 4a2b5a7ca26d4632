"""Norms and cost sheets as printed tables, and as data.

In: a `Result` and a language. Out: `Grid`s for terminal and tables, plain data for JSON. A sheet shows every line with its factors put in
(`3人×180次×200元/人次`), parts with their subtotals, fees with their base, shares; a norm stands beside what it replaces. Every figure is
a named value of the result, or the amount of a row; nothing is added up here.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure, Result
from evaldsl.model.histories import ParameterSpec
from evaldsl.model.program import (
    Aggregate,
    Arithmetic,
    Const,
    CostEntry,
    CostSpec,
    Expr,
    FactRef,
    FieldRef,
    LetRef,
    NodeRef,
    NormSpec,
    Op,
    Program,
    Rounded,
)
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Missing
from evaldsl.reporting.figures import Lang, exact_value, figure_text, number_text, say, shown_unit, value_text
from evaldsl.reporting.formula import Reference, formula_text
from evaldsl.reporting.lists import Grid
from evaldsl.source import Where

_PART, _LINE = Both("Part", "服务内容"), Both("Line", "成本类别")
_HOW, _AMOUNT, _SHARE = Both("Calculation", "计算"), Both("Amount", "金额"), Both("Share≈", "占比≈")
_UNIT = Both("  (unit: {unit})", "（单位：{unit}）")
_SUBTOTAL = Both("Subtotal", "小计")
_ALLOWED, _OVER = Both("Allowed", "限额"), Both("Over", "超定额")
_NORMS = Both("Norms", "定额")
_NORM, _RATE, _BEFORE = Both("Norm", "内容"), Both("Rate", "新标准"), Both("Before", "原标准")
_REDUCTION, _REDUCED = Both("Reduction", "压减金额"), Both("Reduced by", "压减率")
_CLASS, _CONDITION = Both("Class", "归类"), Both("Condition", "条件")
_OTHERWISE = Both("otherwise", "其余")
_TOTAL = Both("Total", "合计")
_CHAIN = frozenset((Op.MUL, Op.DIV, Op.OF))


def shown_apart(program: Program) -> set[str]:
    """The named values that these tables show, which no other table repeats."""
    names = [x.name for x in program.costs] + [x.name for x in program.norms if x.name]
    prefixes = tuple(f"{name}." for name in names)
    single = {x.key or x.name for table in program.norms if not table.name for x in table.norms}
    tails = tuple(f"{x}." for x in single)
    return {name for name in program.lets if name in single or name.startswith((*prefixes, *tails))}


def lists_of_sheets(result: Result) -> set[str]:
    """The lists of which every row is a line of a cost sheet; a list of which a sheet leaves rows out is shown by itself as well."""
    seen: dict[str, set[int]] = {}
    for entry in (entry for spec in result.program.costs for entry in spec.entries):
        if entry.rows is not None:
            found = _aggregate(result, entry.key)
            rows = seen.setdefault(entry.rows[0], set())
            rows |= set() if found is None else {i for i, _, _ in found.used} | {i for i, _ in found.left_out}
    return {name for name, rows in seen.items() if name in result.lists and len(rows) == len(result.lists[name].rows)}


def cost_grids(result: Result, lang: Lang) -> Iterator[tuple[tuple[int, int], Grid]]:
    """Every cost sheet and every table of norms with its place in the ruleset; norms that stand by themselves are one table."""
    for spec in result.program.costs:
        yield _place(spec.where), _cost(spec, result, lang)
    alone = [x for table in result.program.norms if not table.name for x in table.norms]
    if alone:
        yield _place(alone[0].where), _norms(say(_NORMS, lang), "", alone, (), "", result, lang)
    for table in result.program.norms:
        if table.name:
            grid = _norms(table.name, table.label, list(table.norms), table.words, table.heading, result, lang)
            yield _place(table.where), grid


def _place(where: Where) -> tuple[int, int]:
    return where.line, where.column


def _title(name: str, label: str) -> str:
    return visible(f"{name}  {label}" if label else name)


# ---- cost sheets -----------------------------------------------------------------------------------------------------


def _cost(spec: CostSpec, result: Result, lang: Lang) -> Grid:
    """A sheet as it is printed: the name of a part stands at its first line, its subtotal below its last."""
    against = any(entry.against for entry in spec.entries)
    heads = [say(h, lang) for h in (_PART, _LINE, _HOW, _AMOUNT, _SHARE)]
    heads += [say(_ALLOWED, lang), say(_OVER, lang)] if against else []
    rows: list[tuple[str, ...]] = []
    totals: tuple[str, ...] = ()

    def figures(key: str, share: bool) -> list[str]:
        found = [_money(result.values.get(key), spec, lang), _text(result, f"{key}.share", lang) if share else ""]
        if against:
            found += [_money(result.values.get(f"{key}{tail}"), spec, lang, "") for tail in (".allowed", ".over_norm")]
        return found

    lines = list(spec.entries)
    for entry in lines:
        name = visible(entry.label or entry.name)
        if entry.kind == "total":
            allowed = figures(entry.key, False)
            if against:
                allowed[2:] = [
                    _money(result.values.get(f"{spec.name}{tail}"), spec, lang, "") for tail in (".allowed", ".over_norm")
                ]
            total = result.values.get(entry.key)
            allowed[1] = "100%" if total is not None and isinstance(total.value, Fraction) and total.value else ""
            totals = (name, "", "", *allowed)
        elif entry.part is not None:
            continue
        elif entry.kind == "part" or entry.rows is not None:
            inner = [x for x in lines if x.part == entry.name]
            made = [row for x in inner for row in _lines(x, spec, result, lang, figures)] if inner else []
            made += _row_lines(entry, spec, result, lang, against) if entry.rows is not None else []
            for i, row in enumerate(made):
                rows.append((name if i == 0 else "", *row))
            blank = ("" if made else name, say(_SUBTOTAL, lang), "")
            rows.append((*blank, *figures(entry.key, True)))
        else:
            rows.append((name, "", calculation(result, entry.key, lang), *figures(entry.key, True)))
    numeric = (False, False, False, True, True, *((True, True) if against else ()))
    kept = [i for i in range(len(heads)) if i not in (1, 2) or any(row[i] for row in rows)]

    def cut(row: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(row[i] for i in kept)

    title = _title(spec.name, spec.label) + say(_UNIT, lang).format(unit=spec.unit.text)
    return Grid(title, cut(tuple(heads)), tuple(map(cut, rows)), cut(totals), tuple(numeric[i] for i in kept))


def _lines(entry: CostEntry, spec: CostSpec, result: Result, lang: Lang, figures: Any) -> list[tuple[str, ...]]:
    """The lines of a part that are written out, or that are rows of a list."""
    if entry.rows is not None:
        return _row_lines(entry, spec, result, lang, any(x.against for x in spec.entries))
    return [(visible(entry.label or entry.name), calculation(result, entry.key, lang), *figures(entry.key, False))]


def _row_lines(entry: CostEntry, spec: CostSpec, result: Result, lang: Lang, against: bool) -> list[tuple[str, ...]]:
    """A line for every row of the list that the entry adds up."""
    assert entry.rows is not None
    owner, amount = entry.rows
    made, found = result.lists.get(owner), _aggregate(result, entry.key)
    if made is None or found is None:
        return []
    lines: list[tuple[str, ...]] = []
    let = made.spec.lets.get(amount)
    for i in sorted([i for i, _, _ in found.used] + [i for i, _ in found.left_out]):
        row = made.rows[i]
        name = visible(value_text(row[made.spec.key].value, row[made.spec.key].type, lang)) if made.spec.key else str(i + 1)
        how = "" if let is None else _calculation(let.expr, lambda ref, row=row: row.get(ref.name), lang)
        cells = [_money(row.get(amount), spec, lang), ""]
        lines.append((name, how, *cells, *(["", ""] if against else [])))
    return lines


def _aggregate(result: Result, key: str) -> Any:
    let = result.program.lets.get(key)
    return result.aggregates.get(let.expr.id) if let is not None and isinstance(let.expr, Aggregate) else None


def _money(figure: Figure | None, spec: CostSpec, lang: Lang, absent: str = "—") -> str:
    """An amount in the unit of the sheet, with the digits it is rounded to."""
    if figure is None:
        return absent
    if isinstance(figure.value, Fraction):
        return number_text(figure.value / spec.unit.factor, least=spec.digits or 0)
    return visible(figure_text(figure, lang))


def _text(result: Result, key: str, lang: Lang) -> str:
    return visible(figure_text(result.values.get(key), lang)).removeprefix("≈ ")


def calculation(result: Result, key: str, lang: Lang) -> str:
    """How a line is calculated, the figures put in: `3人×180次×200元/人次`; empty for a figure that is simply stated."""
    let = result.program.lets.get(key)
    return "" if let is None else _calculation(let.expr, lambda ref: result.values.get(ref.name), lang)


def _calculation(expr: Expr, figure: Any, lang: Lang) -> str:
    while isinstance(expr, Rounded):
        expr = expr.operand
    if isinstance(expr, Arithmetic) and expr.op is Op.ADD and isinstance(expr.left, Const) and expr.left.value == 0:
        expr = expr.right
    if isinstance(expr, (Const, FactRef, FieldRef, LetRef)):
        return ""

    def leaf(ref: Reference) -> str:
        found = None if isinstance(ref, NodeRef) else figure(ref)
        if found is None or isinstance(found.value, Missing):
            return visible(ref.path if isinstance(ref, NodeRef) else ref.name)
        return visible(value_text(found.value, found.type, lang))

    text = formula_text(expr, lang, leaf)
    if not _product(expr):
        return text
    return "×".join(x for x in text.replace(" ", "").split("×") if x != "1") or text


def _product(expr: Expr) -> bool:
    """Whether a formula is factors only, or a share of a sum of figures: those are printed without spaces."""
    stack: list[Expr] = [expr]
    while stack:
        at = stack.pop()
        if isinstance(at, Arithmetic):
            stack += [at.left, at.right]
        elif not isinstance(at, (Const, FactRef, FieldRef, LetRef)):
            return False
    return isinstance(expr, Arithmetic) and expr.op in _CHAIN


# ---- norms -----------------------------------------------------------------------------------------------------------


def _norms(
    name: str, label: str, norms: list[NormSpec], words: tuple[str, ...], heading: str, result: Result, lang: Lang
) -> Grid:  # fmt: skip
    """Norms beside what they replace; columns that would be empty are left out."""
    heads = [say(h, lang) for h in (_NORM, _BEFORE, _RATE, _REDUCTION, _REDUCED)] + [
        visible(heading) or say(_CLASS, lang),
        say(_CONDITION, lang),
    ]
    rows: list[list[str]] = []
    for norm in norms:
        shown = visible(norm.label or norm.name)
        if norm.tiers:
            for i, (test, rate) in enumerate(norm.tiers):
                cells = [
                    f"{shown} {say(_OTHERWISE, lang) if test == 'otherwise' else visible(test)}",
                    "",
                    formula_text(rate, lang),
                    "",
                    "",
                    "",
                    visible(norm.condition) if i == 0 else "",
                ]
                rows.append(cells)
            continue
        key = norm.key or (norm.before or "").removesuffix(".before")
        figures = [norm.before, norm.key, f"{key}.reduction", f"{key}.reduction_rate", norm.class_key]
        texts = ["" if x is None or x not in result.values else visible(figure_text(result.values[x], lang)) for x in figures]
        history = result.program.parameters.get(norm.key or "")
        if history is not None and history.spells:
            rows += _dated(shown, history, [*texts, visible(norm.condition)], lang)
        else:
            rows.append([shown, *texts, visible(norm.condition)])
    kept = [i for i in range(len(heads)) if i in (0, 2) or any(row[i] for row in rows)]
    if all(norm.before is None for norm in norms):
        kept = [i for i in kept if i != 5]
    totals: tuple[str, ...] = ()
    if words and 5 in kept:
        counts = [(word, result.values.get(f"{name}.{word}")) for word in words]
        said = [f"{visible(w)} {figure_text(x, lang)}" for w, x in counts if x is not None and x.value != 0]
        line = [say(_TOTAL, lang), "", "", "", "", ("、" if lang == "zh" else ", ").join(said), ""]
        totals = tuple(line[i] for i in kept)
    numeric = (False, True, True, True, True, False, False)
    return Grid(
        _title(name, label), tuple(heads[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows), totals,
        tuple(numeric[i] for i in kept),
    )  # fmt: skip


def _dated(shown: str, history: ParameterSpec, texts: list[str], lang: Lang) -> list[list[str]]:
    """A line for every entry of a history; what is said of the norm stands with the one in force over the period, else with the first."""
    lines: list[list[str]] = []
    for i, spell in enumerate(history.spells):
        if i == history.in_force:
            lines.append([shown + _since(spell.start, lang), *texts])
        else:
            rate_text = visible(value_text(spell.value, history.type, lang))
            said = texts[-1] if i == 0 and history.in_force is None else ""
            lines.append([shown + _since(spell.start, lang), "", rate_text, "", "", "", said])
    return lines


def _since(day: date, lang: Lang) -> str:
    return f"（自 {day.isoformat()}）" if lang == "zh" else f" (from {day.isoformat()})"


# ---- data ------------------------------------------------------------------------------------------------------------


def costs_json(result: Result, lang: Lang) -> list[dict[str, Any]]:
    """Every cost sheet: its entries from top to bottom, the keys of their figures in `values`, the rows they add up."""
    return [
        {
            "name": spec.name,
            "label": spec.label,
            "unit": spec.unit.text,
            "digits": spec.digits,
            "basis": list(spec.basis),
            "supplied": list(spec.supplied),
            "direct": _amount(result, f"{spec.name}.direct"),
            "entries": [_entry(entry, result, lang) for entry in spec.entries],
        }
        for spec in result.program.costs
    ]


def _entry(entry: CostEntry, result: Result, lang: Lang) -> dict[str, Any]:
    rank = result.values.get(f"{entry.key}.rank")
    made: dict[str, Any] = {
        "kind": entry.kind,
        "name": entry.name,
        "label": entry.label,
        "part": entry.part,
        "key": entry.key,
        "calculation": calculation(result, entry.key, lang) if entry.kind in ("line", "fee", "tax") else "",
        "amount": _amount(result, entry.key),
        "share": _amount(result, f"{entry.key}.share"),
        "rank": None if rank is None else exact_value(rank.value, rank.type),
    }
    if entry.against:
        made["allowed"], made["over_norm"] = (_amount(result, f"{entry.key}{tail}") for tail in (".allowed", ".over_norm"))
    if entry.rows is not None:
        found = _aggregate(result, entry.key)
        made["list"], made["amount_of_row"] = entry.rows
        made["rows"] = [] if found is None else [i for i, _, _ in found.used]
    return made


def _amount(result: Result, key: str) -> str | None:
    figure = result.values.get(key)
    return None if figure is None else exact_value(figure.value, figure.type)


def norms_json(result: Result, lang: Lang) -> list[dict[str, Any]]:
    """Every table of norms; a norm that stands by itself is a table without a name."""
    return [
        {
            "name": table.name,
            "label": table.label,
            "basis": list(table.basis),
            "norms": [_norm_json(norm, result, lang) for norm in table.norms],
            "counts": {word: _amount(result, f"{table.name}.{word}") for word in table.words},
        }
        for table in result.program.norms
    ]


def _norm_json(norm: NormSpec, result: Result, lang: Lang) -> dict[str, Any]:
    key = norm.key or (norm.before or "").removesuffix(".before")
    history = result.program.parameters.get(norm.key or "")

    def unit(name: str | None) -> str:
        figure = None if name is None else result.values.get(name)
        return "" if figure is None or not isinstance(figure.type, QuantityType) else shown_unit(figure.type).text

    return {
        "name": norm.name,
        "label": norm.label,
        "rate": None if norm.key is None else _amount(result, norm.key),
        "unit": unit(norm.key),
        "before": None if norm.before is None else _amount(result, norm.before),
        "before_unit": unit(norm.before),
        "reduction": _amount(result, f"{key}.reduction"),
        "reduction_rate": _amount(result, f"{key}.reduction_rate"),
        "class": None if norm.class_key is None else _amount(result, norm.class_key),
        "condition": norm.condition,
        "unit_changed": norm.unit_changed,
        "history": []
        if history is None
        else [
            {
                "from": spell.start.isoformat(),
                "until": None if spell.end is None else spell.end.isoformat(),
                "rate": exact_value(spell.value, history.type),
            }
            for spell in history.spells
        ],
        "tiers": [{"when": test, "rate": formula_text(rate, lang)} for test, rate in norm.tiers],
        "basis": list(norm.basis),
        "supplied": list(norm.supplied),
        "where": {"file": norm.where.file, "line": norm.where.line, "column": norm.where.column},
    }
