"""Reconciliations (勾稽) and verdicts as text: what was compared, by how much it differs, and what the ruleset says of it.

In: `CheckResult` and `OutcomeResult`. Out: one line each.
"""

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import CheckResult, OutcomeResult
from evaldsl.reporting.figures import Lang, figure_text, say
from evaldsl.reporting.formula import RELATIONS, formula_text

_NOT_CHECKED = Both("not checked: a figure is missing", "未核对：缺少数据")
_DIFFERENCE = Both("{left} against {right}: difference {difference}", "{left} 与 {right} 相差 {difference}")
_OPEN = Both("not yet settled", "尚未确定")


def check_text(check: CheckResult, lang: Lang) -> str:
    """What came out of a check: the ruleset's own words when it failed, else the comparison with its figures."""
    if check.passed is None:
        return say(_NOT_CHECKED, lang)
    figures = {
        "left": visible(figure_text(check.left, lang)),
        "right": visible(figure_text(check.right, lang)),
        "difference": visible(figure_text(check.difference, lang)),
    }
    spec = check.check
    if not check.passed and spec.says is not None:
        text = visible(spec.says)
        for name, figure in figures.items():
            text = text.replace("{" + name + "}", figure)
        return text
    if spec.sides is None:
        return formula_text(spec.condition, lang)
    if not check.passed and check.difference is not None:
        return say(_DIFFERENCE, lang).format_map(figures)
    sign = RELATIONS[spec.sides[1]]
    if check.difference is not None and check.difference.value and sign == "=":
        sign = "≈"
    return f"{figures['left']} {sign} {figures['right']}"


def outcome_text(outcome: OutcomeResult, lang: Lang) -> str:
    """The verdict and what led to it."""
    if outcome.level is None:
        return say(_OPEN, lang)
    because = visible(outcome.because)
    if not because:
        return visible(outcome.level)
    return f"{visible(outcome.level)}（{because}）" if lang == "zh" else f"{visible(outcome.level)} ({because})"
