"""Decision tables and scorecards as text and data: which line fired for which inputs, and the clause that it comes from.

In: what a run asked of tables. Out: lines of an explanation, and JSON. Guarantees: every line that fired, or may fire, is shown with its cells,
what it gives, its basis and its place.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Consulted, Fired, Result
from evaldsl.model.program import Consult, Expr
from evaldsl.model.tables import AnyTable, HitRule, ScorecardSpec, TableLine, TableSpec
from evaldsl.model.types import Type
from evaldsl.model.values import Value
from evaldsl.reporting.figures import Lang, exact_value, say, shown_unit, value_text
from evaldsl.reporting.formula import formula_text, inside

Json = dict[str, Any]

RULES = {
    HitRule.EXACTLY_ONE: Both("exactly one line holds", "恰有一条成立"),
    HitRule.ANY: Both("any line that holds, since they agree", "成立的各条一致即可"),
    HitRule.FIRST: Both("the first line that holds", "取首条成立的"),
    HitRule.HIGHEST: Both("the highest of the lines that hold", "取成立各条中最高的"),
    HitRule.LOWEST: Both("the lowest of the lines that hold", "取成立各条中最低的"),
    HitRule.SUMMED: Both("the sum of the lines that hold", "成立的各条相加"),
    HitRule.COUNTED: Both("the number of lines that hold", "成立的条数"),
    HitRule.LISTED: Both("all lines that hold", "列出成立的各条"),
}
_LINE = Both("line {n}: {cells}", "第 {n} 条：{cells}")
_OTHERWISE = Both("otherwise", "其余")
_PERHAPS = Both("{line} (may hold)", "{line}（可能成立）")
_NONE = Both("no line holds", "没有成立的条目")
_MOST = 60


def asked_lines(result: Result, exprs: Iterable[Expr | None], lang: Lang) -> list[str]:
    """What the tables said that these expressions ask, outside rows of lists."""
    wanted = {x.where for e in exprs if e is not None for x in inside(e) if isinstance(x, Consult)}
    found: list[str] = []
    for made in result.tables:
        if made.spec.where in wanted and made.row is None:
            found += _lines(made, result, lang)
    return found


def _lines(made: Consulted, result: Result, lang: Lang) -> Iterator[str]:
    spec = result.program.tables[made.spec.table]
    yield _call(spec, made, lang)
    for fired in made.fired:
        yield "  " + _fired(spec, fired, lang)
    if not made.fired:
        yield "  " + say(_NONE, lang)


def _call(spec: AnyTable, made: Consulted, lang: Lang) -> str:
    args = ", ".join(visible(value_text(x, i.type, lang)) for x, i in zip(made.args, spec.inputs, strict=True))
    return f"{visible(spec.name)}({args}) = {_result(made.value, spec.type, lang)}"


def _result(value: Value, kind: Type, lang: Lang) -> str:
    return visible(value_text(value, kind, lang))


def _fired(spec: AnyTable, fired: Fired, lang: Lang) -> str:
    line = _line_of(fired)
    text = _cells(fired.table, fired.line, lang)
    if isinstance(spec, ScorecardSpec):
        text = f"{visible(fired.table.name)}  {text}"
    if line.result is not None:
        text += f" → {_result(fired.result, fired.table.type, lang)}"
    clauses = [*line.basis, *line.supplied]
    if clauses:
        text += f"  {'（' if lang == 'zh' else '('}{visible('；'.join(clauses))}{'）' if lang == 'zh' else ')'}"
    if not fired.sure:
        text = say(_PERHAPS, lang).format(line=text)
    return f"{text}  {visible(line.where.file)}:{line.where.line}"


def _line_of(fired: Fired) -> TableLine:
    line = fired.table.otherwise if fired.line is None else fired.table.lines[fired.line]
    assert line is not None
    return line


def _cells(table: TableSpec, number: int | None, lang: Lang) -> str:
    if number is None:
        return say(_OTHERWISE, lang)
    cells = [("非 " if lang == "zh" else "not ") * c.negated + (visible(c.text) or "-") for c in table.lines[number].cells]
    return say(_LINE, lang).format(n=number + 1, cells=" | ".join(cells))


def why_table(name: str, result: Result, lang: Lang) -> Iterator[tuple[Both, list[str]]] | None:
    """The sections of an explanation of a table: its rule, how it was asked, its clauses. None: no such table."""
    spec = result.program.tables.get(name)
    return None if spec is None else _sections(spec, result, lang)


def _sections(spec: AnyTable, result: Result, lang: Lang) -> Iterator[tuple[Both, list[str]]]:
    from evaldsl.reporting.lists import row_name

    rule = Both("the characteristics add up", "各特征得分相加") if isinstance(spec, ScorecardSpec) else RULES[spec.rule]
    yield Both("Rule", "规则"), [say(rule, lang)]
    asked: list[str] = []
    mine = [made for made in result.tables if made.spec.table == spec.name]
    for made in mine[:_MOST]:
        first, *rest = _lines(made, result, lang)
        row = "" if made.row is None else f"{visible(made.row[0])} {row_name(result, *made.row, lang)}  "
        asked += [row + first, *rest]
    if len(mine) > _MOST:
        asked.append(f"… {len(mine) - _MOST}")
    yield Both("Asked", "使用"), asked
    yield Both("Basis", "依据"), [visible(b) for b in spec.basis]
    yield Both("Supplied", "补充规定"), [visible(b) for b in spec.supplied]
    yield Both("Written", "出处"), [f"{visible(spec.where.file)}:{spec.where.line}"]


def tables_json(result: Result, lang: Lang) -> list[Json]:
    """Every table that was asked, with the lines that fired."""
    made: list[Json] = []
    for one in result.tables:
        spec = result.program.tables[one.spec.table]
        entry: Json = {} if one.row is None else {"list": one.row[0], "row": one.row[1]}
        entry |= {
            "table": spec.name,
            "text": formula_text(one.spec, lang),
            "inputs": {i.name: _value(x, i.type, lang) for x, i in zip(one.args, spec.inputs, strict=True)},
            "value": _value(one.value, spec.type, lang),
            "lines": [_fired_json(spec, fired, lang) for fired in one.fired],
            "where": _where(one.spec),
        }
        made.append(entry)
    return made


def _fired_json(spec: AnyTable, fired: Fired, lang: Lang) -> Json:
    line = _line_of(fired)
    return {
        "characteristic": fired.table.name if isinstance(spec, ScorecardSpec) else None,
        "line": fired.line,
        "text": _cells(fired.table, fired.line, lang),
        "result": None if line.result is None else _value(fired.result, fired.table.type, lang),
        "sure": fired.sure,
        "basis": list(line.basis),
        "supplied": list(line.supplied),
        "where": {"file": line.where.file, "line": line.where.line, "column": line.where.column},
    }


def _where(spec: Consult) -> Json:
    return {"file": spec.where.file, "line": spec.where.line, "column": spec.where.column}


def _value(value: Value, kind: Type, lang: Lang) -> Json:
    return {"exact": exact_value(value, kind), "unit": shown_unit(kind).text, "text": value_text(value, kind, lang)}
