"""The audit as JSON, for other tools: the shape that docs/audit.schema.json publishes.

In: an `Audit`. Out: plain data. Guarantees: numbers are strings counted in the printed unit, a finite decimal as such and else `p/q`;
verdicts and kinds are canonical English; only `note` and `text` depend on the language.
"""

from typing import Any

from evaldsl.auditing.data import Audit, ClaimResult, Finding, Verdict
from evaldsl.reporting.audit_words import exact_number, finding_text, note_text
from evaldsl.reporting.contradictions import contradiction_json
from evaldsl.reporting.figures import Lang, exact_value

Json = dict[str, Any]


def audit_json(audit: Audit, lang: Lang = "en") -> Json:
    """The audit as plain data."""
    return {
        "claims": [_claim(claim, lang) for claim in audit.claims],
        "findings": [_finding(finding, lang) for finding in audit.findings],
        "summary": {
            "claims": len(audit.claims),
            **{verdict.value: audit.count(verdict) for verdict in Verdict},
            "findings": len(audit.findings),
            "contradictions": sum(finding.contradiction for finding in audit.findings),
        },
    }


def _claim(result: ClaimResult, lang: Lang) -> Json:
    claim, one = result.claim, result.one
    if len(result.matches) == 1:
        of: str | list[str] | None = result.matches[0].subject.text
    else:
        names = [subject.text for subject in claim.subjects]
        of = names[0] if len(names) == 1 else names or None
    made: Json = {
        "id": result.id,
        "of": of,
        "quote": claim.quote,
        "place": claim.place,
        "stated": claim.stated,
        "unit": claim.readings[0].unit if claim.readings else "",
        "computed": None,
        "exact": None,
        "verdict": result.verdict.value,
        "difference": None,
        "note": "; ".join(text for text in (note_text(result, lang), claim.note) if text),
    }
    if one is not None and one.reading is None and one.verdict is not Verdict.NOT_COMPUTABLE:
        made["computed"] = made["exact"] = exact_value(one.figure.value, one.figure.type)
    elif one is not None and one.verdict is not Verdict.NOT_COMPUTABLE:
        made["computed"], made["exact"] = exact_number(one.computed), exact_number(one.exact)
        made["difference"] = exact_number(one.difference)
    return made


def _finding(finding: Finding, lang: Lang) -> Json:
    where = finding.where
    return {
        "kind": finding.kind,
        "of": finding.name,
        "contradiction": finding.contradiction,
        "text": finding_text(finding, lang),
        "figures": {name: exact_value(figure.value, figure.type) for name, figure in finding.figures.items()},
        "claims": [claim.id for claim in finding.claims],
        **({} if finding.group is None else {"group": contradiction_json(finding.group, lang)}),
        "where": None if where is None else {"file": where.file, "line": where.line, "column": where.column},
    }
