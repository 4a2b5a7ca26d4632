"""Findings as text and data: the sentence that the figures call for, or what is missing to say which.

In: the findings of a `Result`. Out: one sentence each, with its figures as people write them (`show` cuts their decimals). Guarantees: a
finding that is not known says what is missing and is never left out; a silent one stands in JSON with the status none.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure, FindingResult, Result
from evaldsl.model.numbers import fixed
from evaldsl.model.types import QuantityType, Style
from evaldsl.model.units import PERCENT
from evaldsl.reporting.figures import Lang, decimals, exact_value, figure_text, say, shown_unit
from evaldsl.reporting.formula import formula_text
from evaldsl.reporting.reasons import absence_text

Json = dict[str, Any]

_NOT_KNOWN = Both("not known: {what}", "尚不能判断：{what}")
_NEEDS = Both("{names} missing", "缺 {names}")
_NOTHING = Both("nothing to say", "无")
_OTHERWISE = Both("otherwise", "其余")
_SEVERITY = {"error": Both("error", "错误"), "warning": Both("warning", "警告"), "info": Both("info", "提示")}
_ROWS = Both("{said} of {all} rows", "{all} 行中 {said} 行")
_OPEN = Both(", {open} not known", "，{open} 行尚不能判断")


def status(found: FindingResult) -> str:
    """said, none or not_known."""
    if found.line is None:
        return "not_known"
    return "none" if found.line.says is None else "said"


def finding_text(found: FindingResult, result: Result, lang: Lang) -> str:
    """The sentence, or why there is none."""
    if found.line is None:
        return say(_NOT_KNOWN, lang).format(what=_missing(found, lang))
    if found.line.says is None:
        return say(_NOTHING, lang)
    figures = iter(found.figures)
    return "".join(
        visible(part) if isinstance(part, str) else visible(_figure(next(figures), result, lang)) for part in found.line.says
    )


def _missing(found: FindingResult, lang: Lang) -> str:
    if found.missing is not None:
        return absence_text(found.missing, lang, found.spec.name)
    return say(_NEEDS, lang).format(names=("、" if lang == "zh" else ", ").join(visible(n) for n in found.needs))


def _figure(figure: Figure, result: Result, lang: Lang) -> str:
    """A figure in a sentence: with its unit, and the decimals of `show` where it has more."""
    show, value = result.program.show, figure.value
    if show is None or not isinstance(value, Fraction) or not isinstance(figure.type, QuantityType):
        return figure_text(figure, lang)
    unit = PERCENT if figure.type.style is Style.RATIO else shown_unit(figure.type)
    number = value / unit.factor
    places = decimals(number)
    if places is not None and places <= show:
        return figure_text(figure, lang)
    space = "" if unit.text in ("", "%") else " "
    return f"{fixed(number, max(show, 0))}{space}{unit.text}"


def finding_rows(result: Result, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """For the terminal: severity (or not_known), name with the row, sentence. Silent ones are left out here."""
    from evaldsl.reporting.lists import row_name

    for name, made in result.lists.items():
        for one in made.findings:
            text = say(_ROWS, lang).format(said=one.said, all=one.said + one.silent + one.open)
            text += say(_OPEN, lang).format(open=one.open) if one.open else ""
            if one.said or one.open:
                yield one.spec.severity, f"{visible(one.spec.name)} {visible(name)}", text
    for found in result.findings:
        if status(found) == "none":
            continue
        row = "" if found.row is None else f" {row_name(result, *found.row, lang)}"
        kind = "not_known" if found.line is None else found.spec.severity
        yield kind, f"{visible(found.spec.name)}{row}", finding_text(found, result, lang)


def findings_json(result: Result, lang: Lang) -> list[Json]:
    """Every finding of the whole, and those of rows that speak or are not known."""
    made: list[Json] = []
    for found in result.findings:
        spec = found.spec
        one: Json = {} if found.row is None else {"list": found.row[0], "row": found.row[1]}
        one |= {
            "name": spec.name,
            "severity": spec.severity,
            "status": status(found),
            "text": finding_text(found, result, lang),
            "figures": [
                {"exact": exact_value(f.value, f.type), "unit": shown_unit(f.type).text, "text": figure_text(f, lang)}
                for f in found.figures
            ],
            "missing": list(found.needs),
            "basis": list(spec.basis),
            "supplied": list(spec.supplied),
            "where": {"file": spec.where.file, "line": spec.where.line, "column": spec.where.column},
        }
        made.append(one)
    return made


def why_finding(name: str, result: Result, lang: Lang) -> Iterator[tuple[Both, list[str]]] | None:
    """The sections of an explanation: what it says, its lines in order with the one that speaks, its clauses. None: no such finding."""
    mine = [x for x in result.findings if x.spec.name == name]
    specs = [x for x in result.program.findings if x.name == name]
    specs += [x for one in result.program.lists.values() for x in one.findings if x.name == name]
    return _sections(specs[0], mine, result, lang) if specs else None


def _sections(spec: Any, mine: list[FindingResult], result: Result, lang: Lang) -> Iterator[tuple[Both, list[str]]]:
    from evaldsl.reporting.lists import row_name

    said = []
    for found in mine[:60]:
        row = "" if found.row is None else f"{row_name(result, *found.row, lang)}  "
        said.append(row + finding_text(found, result, lang))
    yield Both("Says", "结论"), said or [say(_NOTHING, lang)]
    yield Both("Severity", "程度"), [say(_SEVERITY[spec.severity], lang)]
    lines = []
    for line in spec.lines:
        test = say(_OTHERWISE, lang) if line.condition is None else formula_text(line.condition, lang)
        mark = " ←" if any(x.line is line for x in mine) else ""
        words = say(_NOTHING, lang) if line.says is None else _template(line.says, lang)
        lines.append(f"{test}{'：' if lang == 'zh' else ': '}{words}{mark}")
    yield Both("Lines", "各档"), lines
    yield Both("Basis", "依据"), [visible(b) for b in spec.basis]
    yield Both("Supplied", "补充规定"), [visible(b) for b in spec.supplied]
    yield Both("Written", "出处"), [f"{visible(spec.where.file)}:{spec.where.line}"]


def _template(says: tuple[Any, ...], lang: Lang) -> str:
    return "".join(visible(x) if isinstance(x, str) else "{" + formula_text(x, lang) + "}" for x in says)
