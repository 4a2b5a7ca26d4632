"""A comparison of two rulesets as JSON, in the shape of docs/diff.schema.json.

In: what `views` takes. Out: text. Guarantees: figures are exact; each change stands by itself, however many are alike.
"""

from collections.abc import Sequence
from fractions import Fraction
from json import dumps, loads
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Both
from evaldsl.differing.compare import Comparison
from evaldsl.differing.files import Delta, FileDelta, Side
from evaldsl.differing.split import Part, Split
from evaldsl.differing.structure import Change
from evaldsl.differing.views import what_text
from evaldsl.differing.witness import Witness
from evaldsl.evaluation.tree import Figure
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Program
from evaldsl.model.values import Value
from evaldsl.reporting.figures import Lang, exact_value, figure_text, say

Json = dict[str, Any]


def comparison_json(found: Comparison, deltas: Sequence[FileDelta] = (), splits: Sequence[Split] = (), lang: Lang = "en") -> str:
    """Everything as a JSON object."""
    verdict = found.verdict
    made: Json = {
        "diff_version": 1,
        "evaldsl": __version__,
        "old": _ruleset(found.old),
        "new": _ruleset(found.new),
        "alike": found.alike,
        "interchangeable": found.interchangeable,
        "changes": [_change(change, lang) for change in found.changes],
        "verdict": {
            "ending": verdict.ending.value,
            "how": verdict.how,
            "why": verdict.why,
            "tried": verdict.tried,
            "witness": None if verdict.witness is None else _witness(verdict.witness),
        },
        "files": [_file(delta) for delta in deltas],
        "splits": [_split(one) for one in splits],
    }
    return dumps(made, ensure_ascii=False, indent=2) + "\n"


def _ruleset(program: Program) -> Json:
    return {"name": program.name, "file": program.file, "sha256": program.sha256}


def _change(change: Change, lang: Lang) -> Json:
    def text(side: Both | None) -> str | None:
        return None if side is None else say(side, lang)

    return {
        "section": change.section,
        "subject": change.subject,
        "what": change.what,
        "said": what_text(change, lang),
        "before": text(change.before),
        "after": text(change.after),
        "meant": change.meant,
    }


def _witness(witness: Witness) -> Json:
    same = witness.old == witness.new
    return {
        "changed": {name: _plain(value) for name, value in witness.changed},
        "facts": loads(witness.old),
        "facts_new": None if same else loads(witness.new),
        **_sides(witness.delta),
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


def _sides(delta: FileDelta) -> Json:
    return {
        "old": _side(delta.before),
        "new": _side(delta.after),
        "nodes": [_delta(one) for one in delta.deltas],
    }


def _side(side: Side) -> Json:
    return {
        "scored": side.scored,
        "total": _exact(side.total),
        "grade": side.grade,
        "outcomes": dict(side.outcomes),
        "codes": list(side.codes),
        "left_out": list(side.left_out),
    }


def _exact(value: Value | None) -> str | None:
    return exact_text(value) if isinstance(value, Fraction) else value if isinstance(value, str) else None


def _delta(one: Delta) -> Json:
    return {"old": one.old, "new": one.new, "before": _figure(one.before), "after": _figure(one.after)}


def _figure(figure: Figure | None) -> str | None:
    if figure is None:
        return None
    exact = exact_value(figure.value, figure.type)
    return figure_text(figure) if exact is None else exact


def _file(delta: FileDelta) -> Json:
    return {"name": delta.name, "subject": delta.subject, "differs": delta.differs, **_sides(delta)}


def _split(one: Split) -> Json:
    return {
        "before": one.name,
        "after": one.then,
        "subject": one.subject,
        "grade": {"old": one.grades[0], "new": one.grades[1]},
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: Part) -> Json:
    return {
        "old": part.old,
        "new": part.new,
        "before": _exact(part.before),
        "after": _exact(part.after),
        "change": exact_text(part.change),
        "rules": exact_text(part.rules),
        "facts": exact_text(part.facts),
        "rounding": exact_text(part.rounding),
    }
