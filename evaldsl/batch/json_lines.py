"""A batch as JSON, for other tools: the shapes that docs/batch.schema.json publishes, version 1.

In: what was made of each form, the summary. Out: one line of text each. Guarantees: those of the JSON result: numbers are strings, exact; words
are canonical English but for messages and sentences; a figure that is not exact has `exact` null and its ends.
"""

from fractions import Fraction
from json import JSONEncoder
from typing import Any

from evaldsl.batch.entries import Made
from evaldsl.batch.tally import End, Figure, Summary
from evaldsl.diagnostics.core import Diagnostic
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Program
from evaldsl.model.types import Type
from evaldsl.model.values import Uncertain, Value
from evaldsl.reporting.figures import Lang, exact_value, number_text, score_exact, score_text
from evaldsl.reporting.json_result import diagnostics_json, result_json

BATCH_VERSION = 1
Json = dict[str, Any]

_ENCODE = JSONEncoder(ensure_ascii=False).encode


def subject_line(made: Made, version: str, lang: Lang, brief: bool, by: tuple[str, Type] | None = None) -> str:
    """One form as an object on one line: its entry and, unless `brief`, its whole result."""
    entry = made.entry
    found: Json = {
        "number": entry.number,
        "subject": entry.subject,
        "place": {"file": entry.file, "line": entry.line, "index": entry.index},
        "status": entry.standing.value,
        "score": _score(entry.score, entry.digits),
        "weight": None if entry.weight is None else exact_text(entry.weight),
        "grade": entry.grade,
    }
    if entry.grade is None and entry.grades:
        found["grades"] = list(entry.grades)
    if by is not None:
        found["weighs"] = exact_value(entry.counts, by[1])
    found["failed_checks"] = entry.failed
    found["codes"] = list(entry.codes)
    found["diagnostics"] = diagnostics_json(made.problems, lang)
    if not brief and made.result is not None:
        found["result"] = result_json(made.result, version, (), lang)
    return _ENCODE(found)


def with_front(line: str, rank: int | None, ranked: bool, repeats: tuple[str, int] | None) -> str:
    """The line with what is known only beside the other forms: its rank when all were seen, where its subject came before."""
    front: Json = {"rank": rank} if ranked else {}
    if repeats is not None:
        front["repeats"] = {"file": repeats[0], "at": repeats[1]}
    return line if not front else f"{_ENCODE(front)[:-1]}, {line[1:]}"


def head_json(program: Program, version: str) -> Json:
    """What stands before the forms of a batch."""
    ruleset = {"name": program.name, "file": program.file, "sha256": program.sha256}
    return {"batch_version": BATCH_VERSION, "evaldsl": version, "language": program.language, "ruleset": ruleset}


def summary_json(summary: Summary, lang: Lang, warnings: tuple[Diagnostic, ...] = ()) -> Json:
    """The summary as plain data; `warnings` are those of the ruleset."""
    graded = sum(summary.grades.values()) + summary.ungraded
    grades = [*summary.grades.items(), *([(None, summary.ungraded)] if summary.ungraded else [])] if summary.grades else []
    made: Json = {
        "number": summary.number,
        "scored": summary.scored,
        "open": summary.open,
        "unscored": summary.unscored,
        "refused": summary.refused,
        "refused_by": dict(summary.refused_by),
        "failed_checks": summary.failed,
        "repeated": summary.repeated,
        "weight": None
        if summary.weights is None
        else {"least": exact_text(summary.weights[0]), "most": exact_text(summary.weights[1])},
        "mean": _figure(summary.mean, summary.digits),
        "median": None if summary.median is None else _number(summary.median, summary.digits),
        "least": _end(summary.least, summary),
        "greatest": _end(summary.greatest, summary),
        "grades": [{"grade": grade, "count": count, "share": _share(count, graded)} for grade, count in grades],
        "shared_ranks": summary.shared,
    }
    if summary.weighted is not None:
        weighted = summary.weighted
        made["weighted_mean"] = {
            "by": weighted.by,
            "mean": _figure(weighted.mean, summary.digits),
            "left_out": weighted.left_out,
        }
    made["diagnostics"] = diagnostics_json(warnings, lang)
    return made


def _score(value: Value | None, digits: int) -> Any:
    if isinstance(value, Uncertain):
        if value.members is not None:
            return {"possible": sorted(map(str, value.members))}
        low, high = (score_exact(end, digits) if isinstance(end, Fraction) else None for end in (value.low, value.high))
        return {"least": low, "most": high}
    return score_exact(value, digits)


def _number(value: Fraction, digits: int) -> Json:
    return {"exact": exact_text(value), "text": shown(value, digits)}


def _share(count: int, total: int) -> Json | None:
    if not total:
        return None
    share = Fraction(count, total)
    return {"exact": exact_text(share), "text": number_text(share * 100, least=2, most=2, short=2) + "%"}


def _figure(figure: Figure | None, digits: int) -> Json | None:
    if figure is None:
        return None
    if figure.exact is not None:
        return _number(figure.exact, digits)
    ends = {"least": exact_text(figure.low), "most": exact_text(figure.high)}
    return {"exact": None, **ends, "text": shown_between(figure, digits)}


def _end(end: End | None, summary: Summary) -> Json | None:
    if end is None:
        return None
    text = score_text(end.score, summary.digits, show=summary.show)
    return {"exact": exact_text(end.score), "text": text, "count": end.count, "subjects": list(end.subjects)}


def shown(value: Fraction, digits: int) -> str:
    """A figure that is no score of a form, with the digits of the scores (two where they have none), marked ≈ where that shortens it."""
    return number_text(value, least=digits, most=digits or 2, short=digits or 2)


def shown_between(figure: Figure, digits: int) -> str:
    """A figure that is known between two ends, which print alike."""
    text = shown(figure.low, digits)
    return text if text.startswith("≈") else f"≈ {text}"
