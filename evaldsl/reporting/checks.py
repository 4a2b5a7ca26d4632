"""Reconciliations (勾稽) and verdicts as text: what was compared, by how much it differs, and what the ruleset says of it.

In: `CheckResult` and `OutcomeResult`. Out: one line each.
"""

from fractions import Fraction

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import CheckResult, OutcomeResult, Restated, Result
from evaldsl.model.numbers import fixed
from evaldsl.reporting.figures import Lang, figure_text, number_text, say
from evaldsl.reporting.formula import RELATIONS, formula_text

_NOT_CHECKED = Both("not checked: a figure is missing", "未核对：缺少数据")
_DIFFERENCE = Both("{left} against {right}: difference {difference}", "{left} 与 {right} 相差 {difference}")
_RIGHT = Both("{filed} is filed, {computed} is computed", "填报 {filed}，算得 {computed}")
_WRONG = Both(
    "{filed} is filed, but {computed} is computed: difference {difference}", "填报 {filed}，算得 {computed}，相差 {difference}"
)
_ROUNDINGS = {
    "half_even": Both("; only by rounding half to even (exactly {exact})", "；四舍六入五成双才相符（精确值 {exact}）"),
    "down": Both("; only by cutting off (exactly {exact})", "；截尾才相符（精确值 {exact}）"),
}
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
        return text + _slip(check.restated, lang)
    if check.restated is not None:
        return _restated(check, check.restated, lang)
    if spec.sides is None:
        return formula_text(spec.condition, lang)
    if not check.passed and check.difference is not None:
        return say(_DIFFERENCE, lang).format_map(figures)
    sign = RELATIONS[spec.sides[1]]
    if check.difference is not None and check.difference.value and sign == "=":
        sign = "≈"
    return f"{figures['left']} {sign} {figures['right']}"


def _restated(check: CheckResult, found: Restated, lang: Lang) -> str:
    """`93.55% is filed, 98.08% is computed …`: both at the digits that were filed."""
    filed, exact = check.left, check.right
    assert filed is not None
    assert exact is not None
    assert isinstance(filed.value, Fraction)
    assert isinstance(exact.value, Fraction)
    if found.digits is None:
        computed = visible(figure_text(exact, lang))
    else:
        computed = _in_unit(fixed(exact.value / found.factor, found.digits), found.unit)
    text = say(_RIGHT if found.rounding else _WRONG, lang).format(
        filed=_in_unit(number_text(filed.value / found.factor, least=found.digits or 0), found.unit),
        computed=computed,
        difference=visible(figure_text(check.difference, lang)),
    )
    if found.rounding in _ROUNDINGS:
        text += say(_ROUNDINGS[found.rounding], lang).format(
            exact=_in_unit(number_text(exact.value / found.factor, short=(found.digits or 0) + 4), found.unit)
        )
    return text + _slip(found, lang)


RESTATES = Both("Restates", "复述")
_HOLDS = Both("right at the digits that were filed", "按填报的位数相符")


def restatements(result: Result, owner: str, index: int, name: str, lang: Lang) -> list[str]:
    """What a filed figure restates, and how it stands to it; of a fact, `owner` is empty."""
    row = (owner, index) if owner else None
    lines = []
    for spec in result.lists[owner].spec.checks if owner else result.program.checks:
        if not spec.restates or spec.sides is None or getattr(spec.sides[0], "name", "") != name:
            continue
        found = next((c for c in result.checks if c.check.name == spec.name and c.row == row), None)
        told = say(_HOLDS, lang) if found is None else check_text(found, lang)
        lines.append(f"{formula_text(spec.sides[2], lang)}{'：' if lang == 'zh' else ': '}{told}")
    return lines


def _slip(found: Restated | None, lang: Lang) -> str:
    if found is None or found.slip is None:
        return ""
    from evaldsl.reporting.audit_words import slip_text

    return ("；" if lang == "zh" else "; ") + slip_text(found.slip, lang)


def _in_unit(number: str, unit: str) -> str:
    return visible(number + unit if unit in ("", "%", "‰") else f"{number} {unit}")


def outcome_text(outcome: OutcomeResult, lang: Lang) -> str:
    """The verdict and what led to it."""
    if outcome.level is None:
        return say(_OPEN, lang)
    because = visible(outcome.because)
    if not because:
        return visible(outcome.level)
    return f"{visible(outcome.level)}（{because}）" if lang == "zh" else f"{visible(outcome.level)} ({because})"
