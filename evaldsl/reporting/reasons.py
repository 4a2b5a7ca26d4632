"""Why a node stands where it stands: the reason for every lost point, in one line, from the steps of its calculation.

In: a node of the score tree. Out: sentences without full stop. Guarantees: a node that lost points, missed its target, has no
score or was overridden never comes back empty; a node with nothing to explain always does.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.diagnostics.catalogue import entry
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import choose, fill, visible
from evaldsl.evaluation.tree import NodeScore, Result, Status
from evaldsl.model.program import PointsResult
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.reporting.figures import Lang, is_irrational, say, score_digits, score_text
from evaldsl.reporting.words import STATUS, step_text

DECISIVE = frozenset(
    [
        "zero_all",
        "none_below",
        "share",
        "reverse_share",
        "closeness",
        "linear",
        "band",
        "slope",
        "deduct",
        "over",
        "level",
        "level_range",
        "formula",
        "clamped",
        "weakest",
        "best",
        "at_least",
        "moved_in",
    ]
)
"""Steps that say where points went; of a step that says it again in other words (`points`, `rounded`) none is needed."""

_NO_REASON = frozenset(("value", "target", "full", "rounded", "clamped", "override"))

_NEEDS = Both("needs {names}", "尚缺 {names}")
_FULL_YET_MISSED = Both("the points are full all the same: {share}", "得分仍为满分：{share}")
_FULL_PLAIN = Both("the points are full all the same", "得分仍为满分")
_FLAGGED = Both("over-achieved beyond the flag: to be explained", "超额完成达到标记线，须说明原因")
_STATED = Both("reason given: {reason}", "偏差原因：{reason}")
_OVERRIDE = Both(
    "set to {points} by {office} in place of the computed {computed}: {reason}",
    "由{office}改定为 {points}，计算得分 {computed}：{reason}",
)
_BECAUSE_JUDGED = Both("judged: {reason}", "评定理由：{reason}")


def lost(node: NodeScore) -> Fraction | None:
    """The points that a node lost; None when its result is no settled points."""
    return _gone(node, node.score)


def _gone(node: NodeScore, score: Value | None) -> Fraction | None:
    if node.weight is None or not isinstance(score, Fraction) or not isinstance(node.node.result, PointsResult):
        return None
    return max(Fraction(0), node.weight - score)


def reasons(node: NodeScore, result: Result, lang: Lang, beside_steps: bool = False) -> tuple[str, ...]:
    """The lines that stand under a node; `beside_steps` leaves out what the steps of the calculation say themselves."""
    return tuple(line for line in _reasons(node, result, lang, beside_steps) if line)


def _reasons(node: NodeScore, result: Result, lang: Lang, beside_steps: bool) -> Iterator[str]:
    digits = score_digits(node, result.program)
    if node.override is not None:
        yield say(_OVERRIDE, lang).format(
            points=score_text(node.override.points, digits, lang),
            office=visible(node.override.office),
            computed=score_text(node.computed, digits, lang),
            reason=visible(node.override.reason),
        )
    if not beside_steps:
        yield from (step_text(step, lang, node) for step in node.steps if step.kind == "veto")
    yield from _standing(node, lang, beside_steps)
    if node.flagged:
        yield say(_FLAGGED, lang)
    if node.reason and not (node.judgement is not None and node.judgement.reason == node.reason):
        yield say(_STATED, lang).format(reason=visible(node.reason))


def _standing(node: NodeScore, lang: Lang, beside_steps: bool) -> Iterator[str]:
    """What the rules themselves say of the node."""
    applies_not = [s for s in node.steps if s.kind == "not_applicable"]
    if applies_not:
        if not beside_steps:
            yield from (step_text(s, lang, node) for s in applies_not)
        return
    absent = _absence(node)
    if absent is not None:
        yield absence_text(absent, lang, node.node.label or node.node.name)
        return
    if isinstance(node.score, Uncertain) and not is_irrational(node.score):
        if not node.children:
            yield needs_text(node.score, lang)
        return
    gone = lost(node) if node.override is None else _gone(node, node.computed)
    leaf = not node.children
    if leaf and node.judgement is not None and gone:
        if beside_steps and any(s.kind == "judged" for s in node.steps):
            return
        yield say(_BECAUSE_JUDGED, lang).format(reason=visible(node.judgement.reason))
        return
    missed = node.met is False
    if beside_steps:
        if leaf and missed and gone == 0:
            yield say(_FULL_PLAIN, lang)
        return
    if not leaf:
        yield from (
            step_text(s, lang, node) for s in node.steps if s.kind in ("at_least", "weakest", "rescaled") and (gone or missed)
        )
        return
    if node.override is not None and not gone and not missed:
        return
    if not (gone or missed or node.status in (Status.PARTLY, Status.UNMET)):
        return
    said = [step_text(s, lang, node) for s in node.steps if s.kind == "target" and missed]
    decisive = [s for s in node.steps if s.kind in DECISIVE]
    if gone != 0:
        said += [step_text(s, lang, node) for s in decisive]
        if not said:
            rest = (s for s in node.steps if s.kind not in _NO_REASON)
            said = [step_text(s, lang, node) for s in rest] or [say(STATUS[node.status], lang)]
    else:
        share = next((s for s in decisive if s.kind in ("share", "reverse_share", "closeness")), None)
        said.append(
            say(_FULL_PLAIN, lang) if share is None else say(_FULL_YET_MISSED, lang).format(share=step_text(share, lang, node))
        )
    yield ("；" if lang == "zh" else "; ").join(said)


def _absence(node: NodeScore) -> Missing | None:
    if isinstance(node.score, Missing):
        return node.score
    return node.value if node.status is Status.NOT_COMPUTABLE and isinstance(node.value, Missing) else None


def absence_text(value: Missing, lang: Lang, name: str) -> str:
    """Why what is called `name` has no value: the fact file's words, or the catalogue's."""
    kind = {Absence.NOT_APPLICABLE: Status.NOT_APPLICABLE, Absence.NOT_COMPUTABLE: Status.NOT_COMPUTABLE}[value.kind]
    found = entry(value.code) if value.code else None
    why = fill(found.message, {"name": name, **value.args}, lang) if found is not None else visible(value.reason)
    return f"{choose(STATUS[kind], lang)}{'：' if lang == 'zh' else ': '}{why}" if why else choose(STATUS[kind], lang)


def needs_text(value: Value | None, lang: Lang) -> str:
    """What is still wanted for a figure to be settled."""
    if not isinstance(value, Uncertain) or not value.needs:
        return say(STATUS[Status.PENDING], lang)
    return say(_NEEDS, lang).format(names=("、" if lang == "zh" else ", ").join(visible(n) for n in sorted(value.needs)))
