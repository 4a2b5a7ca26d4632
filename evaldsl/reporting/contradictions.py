"""Figures that cannot all be right (矛盾), as text: which they are, and what the fewest wrong ones would have to be.

In: a `Result`. Out: lines for terminal and audit, plain data for JSON. Nothing is looked for while every reconciliation of severity error holds.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure, Result
from evaldsl.reporting.figures import Lang, exact_value, figure_text, say, shown_unit

if TYPE_CHECKING:
    from evaldsl.auditing.contradictions import Contradiction, Due

_HEAD = Both("Cannot all be right", "不能都对的数")
_FIGURES = Both("{figures}", "{figures}")
_MORE = Both("{figures} and {count} more", "{figures} 等 {count} 个")
_ONE = Both("if only one of them is wrong: {due}", "如果只错一处：{due}")
_TWO = Both("no one of them alone explains it; if two are wrong: {due}", "只改一处不能全部一致；如果错两处：{due}")
_OR = Both("or: {due}", "或者：{due}")
_NONE = Both("neither one nor two of them explain it", "只改一处、两处都不能全部一致")
_DUE = Both("{name} is {due}, not {filed}", "{name} 应为 {due}，而不是 {filed}")
_OTHERS = Both("and {count} more ways (all in the JSON result)", "另有 {count} 种可能（JSON 结果中有全部）")
_SHOWN, _TOLD = 4, 3


def contradictions_of(result: Result) -> "tuple[Contradiction, ...]":
    """The groups of a result; looked for only where a reconciliation of severity error fails."""
    if not any(check.passed is False and check.check.severity == "error" for check in result.checks):
        return ()
    from evaldsl.auditing.contradictions import contradictions

    return contradictions(result)


def head(lang: Lang) -> str:
    """What stands above the groups."""
    return say(_HEAD, lang)


def lines(found: "Contradiction", lang: Lang) -> Iterator[str]:
    """The figures of a group, then each explanation."""
    yield figures_text(found, lang)
    if not found.explanations:
        yield say(_NONE, lang)
    more = len(found.explanations) - _TOLD
    for i, dues in enumerate(found.explanations[:_TOLD]):
        words = _OR if i else _ONE if len(dues) == 1 else _TWO
        yield say(words, lang).format(due=("；" if lang == "zh" else "; ").join(_due(due, lang) for due in dues))
    if more > 0:
        yield say(_OTHERS, lang).format(count=more)


def figures_text(found: "Contradiction", lang: Lang) -> str:
    """`原文合计 12505.92 万元、项目[1].支出 124 万元 等 21 个`."""
    shown = found.figures if len(found.figures) <= _SHOWN + 1 else found.figures[:_SHOWN]
    text = ("、" if lang == "zh" else ", ").join(f"{visible(name)} {visible(figure_text(x, lang))}" for name, x in shown)
    if len(shown) == len(found.figures):
        return text
    count = len(found.figures) - (0 if lang == "zh" else len(shown))
    return say(_MORE, lang).format(figures=text, count=count)


def _due(due: "Due", lang: Lang) -> str:
    written = due.written if due.written and not due.written[-1].isdigit() else figure_text(due.filed, lang)
    text = say(_DUE, lang).format(name=visible(due.name), due=visible(figure_text(due.due, lang)), filed=visible(written))
    if due.slip is None:
        return text
    from evaldsl.reporting.audit_words import slip_text

    slip = slip_text(due.slip, lang)
    return f"{text}（{slip}）" if lang == "zh" else f"{text} ({slip})"


def contradiction_json(found: "Contradiction", lang: Lang) -> dict[str, Any]:
    """A group as plain data: the checks that fail, the figures, and each set of figures that would explain them."""

    def figure(x: Figure) -> dict[str, Any]:
        return {"exact": exact_value(x.value, x.type), "unit": shown_unit(x.type).text, "text": figure_text(x, lang)}

    return {
        "checks": [
            {"name": c.check.name, **({} if c.row is None else {"list": c.row[0], "row": c.row[1]})} for c in found.checks
        ],
        "figures": [name for name, _ in found.figures],
        "explanations": [
            [
                {
                    "of": due.name,
                    "filed": figure(due.filed),
                    "due": figure(due.due),
                    "slip": None if due.slip is None else due.slip.kind,
                }
                for due in dues
            ]
            for dues in found.explanations
        ],
    }
