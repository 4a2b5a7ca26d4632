"""The words of an audit in both languages: verdicts, notes on claims, likely slips, findings.

In: parts of an `Audit`. Out: text. Guarantees: every figure is shown at the printed digits or exactly, never so shortened that a
contradicted figure would look like the printed one; a kind without words is an error of ours, which a test finds.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from evaldsl.auditing.data import ClaimResult, Finding, Tried, Verdict
from evaldsl.diagnostics.core import Both, Diagnostic, InFile
from evaldsl.diagnostics.words import message, visible
from evaldsl.evaluation.slips import Slip
from evaldsl.model.claims import Reading, Subject, SubjectKind
from evaldsl.model.numbers import exact_text, fixed
from evaldsl.model.program import Relation
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.reporting.checks import check_text
from evaldsl.reporting.contradictions import lines as contradiction_lines
from evaldsl.reporting.figures import Lang, figure_text, number_text, say, value_text
from evaldsl.reporting.formula import RELATIONS

VERDICTS: Mapping[Verdict, Both] = {
    Verdict.REPRODUCED: Both("reproduced", "相符"),
    Verdict.CONTRADICTED: Both("contradicted", "不符"),
    Verdict.NOT_COMPUTABLE: Both("not computable", "无从计算"),
}

SLIPS: Mapping[str, Both] = {
    "stated": Both("it follows from {names}, which is contradicted too", "由同样不符的 {names} 得出"),
    "sign": Both("likely slip: the sign", "可能的笔误：正负号"),
    "unit": Both(
        "likely slip: the figure is in {right}, the unit printed is {printed}", "可能的笔误：数是{right}的数，单位印成了{printed}"
    ),
    "share": Both(
        "likely slip: a share and a percentage were confused (factor 100)", "可能的笔误：比例与百分数混淆（差 100 倍）"
    ),
    "point.up": Both(
        "likely slip: {factor} times too large, the decimal point moved", "可能的笔误：小数点错位，大了 {factor} 倍"
    ),
    "point.down": Both(
        "likely slip: {factor} times too small, the decimal point moved", "可能的笔误：小数点错位，只有实际的 {factor} 分之一"
    ),
    "case": Both("likely slip: this is {name}", "可能是用了另一口径：{name}"),
    "inverse": Both("likely slip: numerator and denominator exchanged", "可能的笔误：分子与分母颠倒"),
    "left_out": Both("likely slip: {name} is left out of the sum", "可能的笔误：合计漏了 {name}"),
    "rounded_up": Both("likely slip: rounded up", "可能是进一取整，未按四舍五入"),
    "swapped": Both("likely slip: two digits exchanged ({right})", "可能的笔误：相邻两个数字颠倒（应为 {right}）"),
    "lost": Both("likely slip: a digit {digit} is lost ({right})", "可能的笔误：漏了数字 {digit}（应为 {right}）"),
    "extra": Both("likely slip: a digit {digit} too many ({right})", "可能的笔误：多了数字 {digit}（应为 {right}）"),
    "digit": Both("likely slip: one digit is another ({right})", "可能的笔误：一个数字有误（应为 {right}）"),
}

FINDINGS: Mapping[str, Both] = {
    "points_lost": Both(
        "the target is met, but {filed} of {weight} points are filed, without a reason",
        "目标已达到，填报得分却是 {filed}（分值 {weight}），没有写扣分原因",
    ),
    "points_full": Both(
        "the target is missed, yet the points are full: {points} of {weight}", "目标未达到，却得满分：{points}（分值 {weight}）"
    ),
    "filed_total": Both(
        "{filed} points are filed, but the filed rows add up to {sum}: difference {difference}",
        "填报 {filed} 分，而填报的各项之和为 {sum} 分，相差 {difference} 分",
    ),
    "filed_differs": Both("{filed} points are filed; by the rules it is {computed}", "填报 {filed} 分，按规则得 {computed} 分"),
    "points_above": Both("{filed} points are filed, above the weight of {weight}", "填报 {filed} 分，超过分值 {weight}"),
    "check_failed": Both("{text}", "{text}"),
    "not_all_right": Both("cannot all be right: {text}", "不能都对：{text}"),
    "stated_parts": Both("not what its own stated parts give: {values}", "与所写的各部分不符：{values}"),
    "claimed_twice": Both("stated with different values: {values}", "前后说法不一：{values}"),
}

_PARTS: Mapping[str, Both] = {
    "total": Both("total", "总分"), "grade": Both("grade", "等级"), "score": Both("score", "得分"), "weight": Both("weight", "分值"),
    "value": Both("value", "取值"), "target": Both("target", "目标"), "met": Both("met", "达标"), "left": Both("left", "左边"),
    "right": Both("right", "右边"), "difference": Both("difference", "差额"), "count": Both("count", "计数"), "sum": Both("sum", "合计"),
}  # fmt: skip
_ROUNDINGS = {
    "half_even": Both("only by rounding half to even: exactly {exact}", "按四舍六入五成双才相符：精确值 {exact}"),
    "down": Both("only by cutting off: exactly {exact}", "截尾才相符，四舍五入不符：精确值 {exact}"),
}
_PASSED, _FAILED = Both("passed", "一致"), Both("failed", "不一致")
_DIFFERENCE = Both("difference {difference}", "相差 {difference}")
_BASE = Both("on the base {name}", "口径：{name}")
_OPEN = Both("which is meant stays open: {names}", "未说明口径，均相符：{names}")
_NONE = Both("none of: {figures}", "各口径均不符：{figures}")
_NOT = Both("{left} is not {sign} {right}", "{left} 并不 {sign} {right}")
_MISSING = Both("missing: {names}", "缺少：{names}")
_NO_FIGURE = Both("the run came to no figure", "未能算出该值")


def comma(lang: Lang) -> str:
    """What stands between names in a row."""
    return "、" if lang == "zh" else ", "


def name_text(name: str, lang: Lang) -> str:
    """The full name of a figure in the words of a language: `产出.得分`, `总分`."""
    path, dot, part = name.rpartition(".")
    if not dot:
        return say(_PARTS[name], lang) if name in ("total", "grade") else visible(name)
    if part not in _PARTS:
        return visible(name)
    return f"{name_text(path, lang)}.{say(_PARTS[part], lang)}"


def subject_text(claim: ClaimResult, lang: Lang) -> str:
    """What a claim speaks of: the figure that is shown, else all that it may mean."""
    if claim.one is not None and (len(claim.matches) == 1 or len(claim.tried) == 1):
        return name_text(claim.one.subject.text, lang)
    return _names(claim.claim.subjects, lang)


def _names(subjects: Iterable[Subject], lang: Lang) -> str:
    return comma(lang).join(name_text(subject.text, lang) for subject in subjects)


def _with_unit(number: str, unit: str) -> str:
    return number + unit if unit in ("", "%", "‰") else f"{number} {unit}"


def computed_text(tried: Tried | None, relation: Relation, lang: Lang) -> str:
    """The computed figure beside the printed one: at its digits and in its unit."""
    if tried is None:
        return "—"
    if tried.verdict is Verdict.NOT_COMPUTABLE:
        return value_text(tried.figure.value, tried.figure.type, lang) if isinstance(tried.figure.value, Uncertain) else "—"
    reading, value = tried.reading, tried.computed
    if tried.subject.kind is SubjectKind.CHECK and isinstance(tried.figure.value, bool):
        return say(_PASSED if tried.figure.value else _FAILED, lang)
    if reading is None or not isinstance(value, Fraction):
        return value_text(tried.figure.value, tried.figure.type, lang)
    if relation is Relation.EQ and reading.digits is not None:
        return _with_unit(fixed(value, reading.digits), reading.unit)
    return _with_unit(_apart(value, reading), reading.unit)


def _apart(value: Fraction, reading: Reading) -> str:
    """A number with so many decimals that it does not look like the printed one when it is another."""
    text = number_text(value)
    if isinstance(reading.figure, Fraction):
        printed, digits = reading.figure / reading.factor, 4
        while text == f"≈ {fixed(printed, digits)}" and digits < 40:
            digits += 1
            text = f"≈ {fixed(value, digits)}"
    return text


def exact_number(value: Fraction | date | str | bool | None) -> str | None:
    """A figure for other tools: `98.08`, `1/3`, `2023-12-31`, `优`, `yes`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction():
            return exact_text(value)
        case date():
            return value.isoformat()
        case _:
            return value


def slip_text(slip: Slip, lang: Lang) -> str:
    """A likely explanation as a phrase."""
    words = SLIPS[f"{slip.kind}.{slip.words['way']}" if slip.kind == "point" else slip.kind]
    return say(words, lang).format_map({name: visible(text) for name, text in slip.words.items()})


def note_text(claim: ClaimResult, lang: Lang) -> str:
    """What there is to say of a claim beside its figures; empty when there is nothing."""
    if claim.claim.why:
        return visible(claim.claim.why)
    one = claim.one
    if one is None:
        return say(_NO_FIGURE, lang)
    match claim.verdict:
        case Verdict.REPRODUCED:
            parts = _reproduced(claim, one, lang)
        case Verdict.CONTRADICTED:
            parts = _contradicted(claim, one, lang)
        case Verdict.NOT_COMPUTABLE:
            parts = [_absent(one, lang)]
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)


def _reproduced(claim: ClaimResult, one: Tried, lang: Lang) -> list[str]:
    parts = [_relation(claim, one, lang)]
    if len(claim.tried) > 1:
        matches = [t for t in claim.matches if t.rounding == one.rounding]
        names = _names((t.subject for t in matches), lang)
        parts.append(say(_BASE if len(matches) == 1 else _OPEN, lang).format(name=names, names=names))
    if one.rounding in _ROUNDINGS and isinstance(one.exact, Fraction) and one.reading is not None:
        exact = _with_unit(number_text(one.exact, short=(one.reading.digits or 0) + 4), one.reading.unit)
        parts.append(say(_ROUNDINGS[one.rounding], lang).format(exact=exact))
    return parts


def _contradicted(claim: ClaimResult, one: Tried, lang: Lang) -> list[str]:
    parts = [_relation(claim, one, lang)]
    if not parts[0] and one.difference is not None and one.reading is not None:
        digits = one.reading.digits
        number = number_text(one.difference) if digits is None else fixed(one.difference, digits)
        parts.append(say(_DIFFERENCE, lang).format(difference=_with_unit(number, _points(one.reading.unit, lang))))
    if len(claim.tried) > 1:
        figures = comma(lang).join(
            f"{name_text(t.subject.text, lang)} {computed_text(t, claim.claim.relation, lang)}" for t in claim.tried
        )
        parts.append(say(_NONE, lang).format(figures=figures))
    if claim.slip is not None:
        parts.append(slip_text(claim.slip, lang))
    return parts


def _points(unit: str, lang: Lang) -> str:
    """The difference of two percentages is in percentage points."""
    return ("个百分点" if lang == "zh" else "percentage points") if unit == "%" else unit


def _relation(claim: ClaimResult, one: Tried, lang: Lang) -> str:
    """A comparison with its figures: `115 次 > 100 次`; empty for a claim of equality."""
    relation = claim.claim.relation
    if one.than is None and relation is Relation.EQ:
        return ""
    left = computed_text(one, relation, lang)
    if one.than is not None:
        right = value_text(one.than.value, one.than.type, lang)
    elif one.reading is not None and isinstance(one.reading.figure, Fraction):
        reading = one.reading
        right = _with_unit(number_text(one.reading.figure / reading.factor, least=reading.digits or 0), reading.unit)
    else:
        right = "" if one.reading is None else value_text(one.reading.figure, one.subject.type, lang)
    figures = {"left": visible(left), "sign": RELATIONS[relation], "right": visible(right)}
    return (
        say(_NOT, lang).format_map(figures)
        if claim.verdict is Verdict.CONTRADICTED
        else "{left} {sign} {right}".format_map(figures)
    )


def _absent(one: Tried, lang: Lang) -> str:
    """What is missing."""
    for figure in (one.figure, one.than):
        value = None if figure is None else figure.value
        if isinstance(value, Uncertain) and value.needs:
            return say(_MISSING, lang).format(names=visible(comma(lang).join(sorted(value.needs))))
        if isinstance(value, Missing) and value.kind is Absence.NOT_APPLICABLE:
            words = value_text(value, None, lang)
            return f"{words}{'：' if lang == 'zh' else ': '}{visible(value.reason)}" if value.reason else words
        if isinstance(value, Missing) and value.code:
            args = {"name": one.subject.text, **value.args}
            return message(Diagnostic(value.code, value.where or InFile(""), args), lang)
    return say(_NO_FIGURE, lang)


# ---- findings --------------------------------------------------------------------------------------------------------


def finding_text(finding: Finding, lang: Lang) -> str:
    """A finding as a sentence without its name."""
    words = {name: figure_text(figure, lang) for name, figure in finding.figures.items()}
    words.setdefault("points", words.get("filed", ""))
    if finding.check is not None:
        words["text"] = check_text(finding.check, lang)
    if finding.group is not None:
        words["text"] = ("；" if lang == "zh" else "; ").join(contradiction_lines(finding.group, lang))
    words["values"] = _values(finding.claims, lang)
    return say(FINDINGS[finding.kind], lang).format_map(words)


_MOST_VALUES, _MOST_PLACES = 8, 4


def _values(claims: Iterable[ClaimResult], lang: Lang) -> str:
    """`93.55% (report.txt:14), 98.08% (report.txt:20, report.txt:31)`; of very many the first few, the JSON result has all."""
    places: dict[str, list[str]] = {}
    for claim in claims:
        places.setdefault(stated_text(claim), []).append(visible(claim.claim.place) or f"#{visible(claim.id)}")
    said = []
    for stated, found in list(places.items())[:_MOST_VALUES]:
        where = comma(lang).join(found[:_MOST_PLACES]) + (" …" if len(found) > _MOST_PLACES else "")
        said.append(f"{stated}（{where}）" if lang == "zh" else f"{stated} ({where})")
    return comma(lang).join(said) + (" …" if len(places) > _MOST_VALUES else "")


def stated_text(claim: ClaimResult) -> str:
    """The figure as printed, with the unit of the table's head where it stands there."""
    said = claim.claim
    unit = said.readings[0].unit if said.readings else ""
    stated = visible(said.stated)
    return _with_unit(stated, unit) if unit and stated[-1:].isdigit() and said.than is None else stated
