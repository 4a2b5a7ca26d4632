"""The result as JSON, for other tools: the shape that docs/result.schema.json publishes, version 1.

In: a `Result` (or only problems, when the run failed before one). Out: plain data, and its text. Guarantees: numbers are strings,
a finite decimal as such and else `p/q`, never shortened; statuses and methods are canonical English whatever the ruleset is
written in; apart from `where`, `tree` depends only on the meaning of the ruleset, the facts and the language of the sentences.
"""

from collections.abc import Iterable
from fractions import Fraction
from json import JSONEncoder
from typing import Any, assert_never

from evaldsl.diagnostics.core import Diagnostic, InData, InFile, Place
from evaldsl.diagnostics.words import message
from evaldsl.evaluation.tree import (
    AggregateResult,
    CheckResult,
    Figure,
    ListResult,
    NodeScore,
    OutcomeResult,
    Restated,
    Result,
    RowFinding,
    Step,
    Total,
)
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Program
from evaldsl.model.types import Type
from evaldsl.model.values import Missing, Uncertain, Value
from evaldsl.reporting.checks import check_text
from evaldsl.reporting.figures import Lang, exact_value, figure_text, score_digits, score_exact, shown_unit, value_text
from evaldsl.reporting.reasons import reasons
from evaldsl.reporting.words import method_key, step_text
from evaldsl.source import Where

RESULT_VERSION = 1
Json = dict[str, Any]


def result_json(result: Result, version: str, warnings: Iterable[Diagnostic] = (), lang: Lang = "en") -> Json:
    """The result as plain data. Without a total when the run was refused; then `diagnostics` says why."""
    program, facts = result.program, result.facts
    made = _head(version, program.language)
    made["ruleset"] = {"name": program.name, "file": program.file, "sha256": program.sha256}
    if program.extends:
        from evaldsl.reporting.histories import changes_json

        made["ruleset"]["extends"] = program.extends
        made["changes"] = changes_json(result)
    made["facts"] = {"subject": facts.subject, "file": facts.file, "sha256": facts.sha256}
    if result.total is not None:
        made["total"] = _total(result.total, result)
    made["tree"] = [_node(child, result, lang) for child in result.root.children]
    made["values"] = {name: _figure(figure, lang) for name, figure in result.values.items()}
    if program.parameters:
        from evaldsl.reporting.histories import parameters_json

        made["parameters"] = parameters_json(result, lang)
    if program.lists:
        made["lists"] = {name: _list(one, result, lang) for name, one in result.lists.items()}
        made["aggregates"] = [_aggregate(one, result, lang) for one in result.aggregates.values()]
        if result.groups:
            from evaldsl.reporting.groups import groups_json

            made["aggregates"] += groups_json(result, lang, _aggregate)
    if program.costs or program.norms:
        from evaldsl.reporting.costs import costs_json, norms_json

        made["costs"], made["norms"] = costs_json(result, lang), norms_json(result, lang)
    if program.tables:
        from evaldsl.reporting.tables import tables_json

        made["tables"] = tables_json(result, lang)
    if program.findings or any(spec.findings for spec in program.lists.values()):
        from evaldsl.reporting.findings import findings_json

        made["findings"] = findings_json(result, lang)
    made["checks"] = [_check(check, lang) for check in result.checks]
    made |= _contradictions(result, lang)
    made["outcomes"] = [_outcome(outcome) for outcome in result.outcomes]
    made["settle"] = list(result.settle)
    made["diagnostics"] = diagnostics_json((*warnings, *result.problems), lang)
    return made


def failure_json(problems: Iterable[Diagnostic], version: str, lang: Lang = "en", program: Program | None = None) -> Json:
    """The object for a run that failed before any score: `diagnostics` and no `total`."""
    made = _head(version, 1 if program is None else program.language)
    if program is not None:
        made["ruleset"] = {"name": program.name, "file": program.file, "sha256": program.sha256}
    made["diagnostics"] = diagnostics_json(problems, lang)
    return made


def _head(version: str, language: int) -> Json:
    return {"result_version": RESULT_VERSION, "evaldsl": version, "language": language}


def _total(total: Total, result: Result) -> Json:
    digits = score_digits(result.root, result.program)
    made: Json = {
        "score": _score(total.score, digits),
        "weight": None if total.weight is None else exact_text(total.weight),
        "grade": total.grade,
    }
    if total.grade is None and total.grades:
        made["grades"] = list(total.grades)
    if total.because:
        made["because"] = total.because
    if total.computed_score is not None:
        made["computed"] = {"score": _score(total.computed_score, digits), "grade": total.computed_grade}
    return made


def _node(score: NodeScore, result: Result, lang: Lang) -> Json:
    node, digits = score.node, score_digits(score, result.program)
    made: Json = {
        "path": node.path,
        "name": node.name,
        "label": node.label,
        "kind": "indicator" if node.is_indicator else "group",
        "weight": None if score.weight is None else exact_text(score.weight),
        "score": _score(score.score, digits),
        "exact": _score(score.exact, 0),
        "value": None if score.value is None else _value(score.value, None if node.value is None else node.value.type, lang),
        "target": None if node.target is None else node.target.text,
        "met": score.met,
        "status": score.status.value,
        "method": method_key(node.method, node),
        "steps": [_step(step, score, lang) for step in score.steps],
        "reasons": list(reasons(score, result, lang)),
        "basis": list(node.basis),
        "where": _where(node.where),
        "filed": None if score.filed is None else exact_text(score.filed.points),
        "children": [_node(child, result, lang) for child in score.children],
    }
    if node.in_force:
        from evaldsl.reporting.histories import in_force_json

        made["in_force"] = in_force_json(node.in_force)
    if node.supplied:
        made["supplied"] = list(node.supplied)
    if score.flagged:
        made["flagged"] = True
    if score.judgement is not None:
        judged = score.judgement
        made["judgement"] = {"reason": judged.reason, "source": judged.source}
    if score.override is not None:
        made["override"] = {"reason": score.override.reason, "office": score.override.office}
        made["computed"] = _score(score.computed, digits)
    if score.reason:
        made["stated_reason"] = score.reason
    return made


def _step(step: Step, score: NodeScore, lang: Lang) -> Json:
    figures = {name: figure_text(figure, lang) for name, figure in step.figures.items()}
    return {"kind": step.kind, "figures": figures, "text": step_text(step, lang, score, figures=figures)}


def _score(value: Value | None, digits: int) -> str | Json | None:
    """A settled score as a string, an open one as its ends, an absent one as null (`status` and `steps` say why)."""
    if isinstance(value, Uncertain):
        if value.members is not None:
            return {"possible": sorted(str(m) for m in value.members)}
        ends = (value.low, value.high)
        least, most = (score_exact(end, digits) if isinstance(end, Fraction) else None for end in ends)
        return {"least": least, "most": most}
    return score_exact(value, digits)


def _figure(figure: Figure, lang: Lang) -> Json:
    return _value(figure.value, figure.type, lang)


def _value(value: Value, type: Type | None, lang: Lang) -> Json:
    made: Json = {"exact": exact_value(value, type), "unit": shown_unit(type).text, "text": value_text(value, type, lang)}
    if isinstance(value, Uncertain):
        if value.members is not None:
            made["possible"] = sorted(str(exact_value(m, type)) for m in value.members)
        else:
            made["least"], made["most"] = exact_value(value.low, type), exact_value(value.high, type)
        made["needs"] = sorted(value.needs)
    if isinstance(value, Missing):
        made["absent"] = value.kind.value
        if value.reason:
            made["reason"] = value.reason
    return made


def _check(check: CheckResult, lang: Lang) -> Json:
    spec = check.check
    row = {} if check.row is None else {"list": check.row[0], "row": check.row[1]}
    return {
        **row,
        "name": spec.name,
        "severity": spec.severity,
        "passed": check.passed,
        "left": _side(check.left, lang),
        "right": _side(check.right, lang),
        "difference": _side(check.difference, lang),
        **({} if check.restated is None else {"restates": _restated(check.restated)}),
        "text": check_text(check, lang),
        "where": _where(spec.where),
    }


def _contradictions(result: Result, lang: Lang) -> Json:
    """What cannot all be right, where there is any."""
    if not any(check.passed is False and check.check.severity == "error" for check in result.checks):
        return {}
    from evaldsl.reporting.contradictions import contradiction_json, contradictions_of

    found = [contradiction_json(one, lang) for one in contradictions_of(result)]
    return {"contradictions": found} if found else {}


def _restated(found: Restated) -> Json:
    """By which rounding a filed figure is right at its digits, else by which slip it is likely wrong."""
    slip = None if found.slip is None else {"kind": found.slip.kind, **found.slip.words}
    return {"digits": found.digits, "unit": found.unit, "rounding": found.rounding, "slip": slip}


def _list(made: ListResult, result: Result, lang: Lang) -> Json:
    """Every row with its fields and named values."""
    derived: Json = {}
    if made.spec.derived is not None:
        from evaldsl.reporting.groups import derived_json

        derived = derived_json(made, lang)
    return {
        **derived,
        "given": made.given,
        "key": made.spec.key,
        "count": len(made.rows),
        "rows": [{name: _figure(figure, lang) for name, figure in row.items()} for row in made.rows],
        "totals": {name: _figure(figure, lang) for name, figure in made.totals.items()},
        "checks": [
            {"name": x.check.name, "severity": x.check.severity, "passed": x.passed, "failed": x.failed, "not_checked": x.open}
            for x in made.checks
        ],
        **({"findings": [_counted(x) for x in made.findings]} if made.findings else {}),
        **({"trees": [_node(x, result, lang) for x in made.trees]} if made.spec.tree is not None else {}),
    }


def _counted(x: RowFinding) -> Json:
    return {"name": x.spec.name, "severity": x.spec.severity, "said": x.said, "none": x.silent, "not_known": x.open}


def _aggregate(made: AggregateResult, result: Result, lang: Lang) -> Json:
    """A figure over a list: the indices of the rows that count, and of those left out with why."""
    from evaldsl.reporting.formula import formula_text
    from evaldsl.reporting.lists import left_out_text

    return {
        "text": formula_text(made.spec, lang),
        "list": made.spec.list,
        "value": _value(made.value, made.spec.type, lang),
        "rows": [i for i, _, _ in made.used],
        "left_out": [{"row": i, "why": left_out_text(why, made, lang)} for i, why in made.left_out],
        "where": _where(made.spec.where),
    }


def _side(figure: Figure | None, lang: Lang) -> Json | None:
    return None if figure is None else _figure(figure, lang)


def _outcome(outcome: OutcomeResult) -> Json:
    spec = outcome.outcome
    return {"name": spec.name, "level": outcome.level, "because": outcome.because, "where": _where(spec.where)}


def diagnostics_json(problems: Iterable[Diagnostic], lang: Lang) -> list[Json]:
    """Diagnostics as data, in the order given."""
    return [
        {"code": p.code, "severity": p.severity.value, "message": message(p, lang), "where": _place(p.place)} for p in problems
    ]


def _where(where: Where) -> Json:
    return {"file": where.file, "line": where.line, "column": where.column}


def _place(place: Place) -> Json:
    match place:
        case Where():
            return _where(place)
        case InData():
            return {"file": place.file, "path": place.path, "line": place.line, "column": place.column}
        case InFile():
            return {"file": place.file, "line": None, "column": None}
        case _:
            assert_never(place)


# ---- text ------------------------------------------------------------------------------------------------------------

_ENCODE = JSONEncoder(ensure_ascii=False).encode
_LINE = 110


def json_text(made: Json) -> str:
    """The text of the object, indented, with what fits on one line on one line; ends with a newline."""
    out: list[str] = []
    _write(made, 0, out)
    out.append("\n")
    return "".join(out)


def _write(value: Any, depth: int, out: list[str]) -> None:
    """Adds the text of a value: a container is broken into lines only when it is too long for one."""
    nested = isinstance(value, dict | list)
    if not (nested and _large(value)):
        flat = _ENCODE(value)
        if not nested or len(flat) + 2 * depth <= _LINE:
            out.append(flat)
            return
    pad = "\n" + "  " * (depth + 1)
    if isinstance(value, dict):
        before = "{" + pad
        for key, item in value.items():
            out.append(f"{before}{_ENCODE(key)}: ")
            _write(item, depth + 1, out)
            before = "," + pad
        out.append("\n" + "  " * depth + "}")
    else:
        before = "[" + pad
        for item in value:
            out.append(before)
            _write(item, depth + 1, out)
            before = "," + pad
        out.append("\n" + "  " * depth + "]")


def _large(value: dict[str, Any] | list[Any]) -> bool:
    """Whether a container is sure to be too long for a line, so that its text need not be made to see it."""
    return len(value) > 5 and (isinstance(value, dict) or isinstance(value[0], dict))
