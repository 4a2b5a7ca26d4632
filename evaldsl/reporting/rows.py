"""The score tree as rows of short texts: what the terminal tree and the tables have in common.

In: a `Result` and a language. Out: one `Row` a node, parents before children, and the lines that stand around them (head,
total, checks, verdicts, what is still wanted). Every text is safe to print: no character of a user's text is a command.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import NodeScore, Result, Status
from evaldsl.model.program import FactRef, PointsResult, RatingResult, ScaleResult
from evaldsl.model.values import Uncertain, Value
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang, figure_text, number_text, say, score_digits, score_text, value_beside
from evaldsl.reporting.reasons import reasons
from evaldsl.reporting.words import step_text

NAME = Both("Indicator", "指标")
VALUE = Both("Actual", "实际完成值")
TARGET = Both("Target", "指标值")
WEIGHT = Both("Weight", "分值")
SCORE = Both("Score", "得分")
FILED = Both("Filed", "填报")
STATUS = Both("Status", "状态")
REASON = Both("Why", "说明")
TOTAL = Both("Total", "总分")
GRADE = Both("Grade", "等级")
NAMED = Both("Named value", "取值")
FIGURE = Both("Figure", "数值")
LABEL = Both("Meaning", "含义")
NOT_GIVEN = Both("not given", "未填")


@frozen
class Row:
    """A node as texts. `share` is score ÷ weight in 0..1 (None when it has none), `differs` marks a filed score that is not ours,
    `points` is whether the weight is the full marks of the score (it is not where the result is a scale or a rating)."""

    depth: int
    indicator: bool
    path: str
    name: str
    label: str
    value: str
    target: str
    weight: str
    score: str
    filed: str
    differs: bool
    flagged: bool
    points: bool
    status: Status
    share: Fraction | None
    reasons: tuple[str, ...]


def rows(result: Result, lang: Lang) -> Iterator[Row]:
    """All nodes below the root in the order of the ruleset."""
    stack = [(child, 0) for child in reversed(result.root.children)]
    while stack:
        node, depth = stack.pop()
        yield _row(node, depth, result, lang)
        stack += [(child, depth + 1) for child in reversed(node.children)]


@frozen
class ValueRow:
    """A named value as texts, for a ruleset without indicators: it is what such a ruleset gives."""

    name: str
    value: str
    label: str


def value_rows(result: Result, lang: Lang) -> Iterator[ValueRow]:
    """The named values in the order of the ruleset; none where there are indicators, whose tree is the result, and no lists."""
    program = result.program
    if program.lists or ((program.costs or program.norms) and not result.root.children):
        from evaldsl.reporting.lists import named_values

        for let, left_out in named_values(result, lang):
            text = visible(figure_text(result.values.get(let.name), lang)) + left_out
            yield ValueRow(visible(let.name), text, visible(let.label))
        return
    if result.root.children:
        return
    for name, let in result.program.lets.items():
        if name in result.program.parameters:
            continue  # what goes in, not what comes out
        yield ValueRow(visible(name), visible(figure_text(result.values[name], lang)), visible(let.label))


def _row(score: NodeScore, depth: int, result: Result, lang: Lang) -> Row:
    node, digits = score.node, score_digits(score, result.program)
    filed = score.filed
    return Row(
        depth=depth,
        indicator=node.is_indicator,
        path=visible(node.path),
        name=visible(node.name),
        label=visible(node.label),
        value=_value(score, lang),
        target="" if node.target is None else visible(node.target.text),
        weight="" if score.weight is None or isinstance(node.result, RatingResult) else number_text(score.weight),
        score=visible(score_text(score.score, digits, lang, result.program.show)),
        filed="" if filed is None else visible(filed.text),
        differs=filed is not None and filed_differs(score),
        flagged=score.flagged,
        points=isinstance(node.result, PointsResult),
        status=score.status,
        share=share_of(score),
        reasons=reasons(score, result, lang),
    )


def _value(score: NodeScore, lang: Lang) -> str:
    if score.value is None or score.node.value is None:
        return ""
    if isinstance(score.node.value, FactRef) and is_missing_fact(score.value, score.node.value.name):
        return say(NOT_GIVEN, lang)
    return visible(value_beside(score.value, score.node.value.type, score.target, lang))


def is_missing_fact(value: Value, name: str) -> bool:
    """Whether a fact was not given at all: it may still be anything that its declaration allows, which says nothing."""
    return isinstance(value, Uncertain) and value.pending and value.needs == frozenset((name,))


def filed_differs(score: NodeScore) -> bool:
    """Whether what was filed is not what the rules give (an open score differs from every single figure outside it)."""
    if score.filed is None:
        return False
    points = score.filed.points
    if isinstance(score.score, Uncertain):
        low, high = score.score.low, score.score.high
        below = isinstance(low, Fraction) and points < low
        above = isinstance(high, Fraction) and points > high
        return below or above
    return score.score != points


def share_of(score: NodeScore) -> Fraction | None:
    """Score ÷ weight, or the place on its scale, kept in 0..1 for a bar; of an open score its least."""
    value = score.score.low if isinstance(score.score, Uncertain) else score.score
    result = score.node.result
    if isinstance(result, ScaleResult) and isinstance(value, Fraction) and result.low < result.high:
        return max(Fraction(0), min(Fraction(1), (value - result.low) / (result.high - result.low)))
    if not isinstance(value, Fraction) or not score.weight:
        return None
    return max(Fraction(0), min(Fraction(1), value / score.weight))


# ---- total -----------------------------------------------------------------------------------------------------------

_COMPUTED = Both("without the override: {score}, {grade}", "未改定时为 {score}，{grade}")
_COMPUTED_PLAIN = Both("without the override: {score}", "未改定时为 {score}")
_SETTLE = Both("To settle the grade, one needs: {names}", "补齐下列数据即可确定等级：{names}")
_NO_TOTAL = Both("no total", "没有总分")


def total_text(result: Result, lang: Lang) -> tuple[str, str]:
    """Score and weight of the total: `97.00`, `100`."""
    total = result.total
    if total is None:
        return say(_NO_TOTAL, lang), ""
    digits = score_digits(result.root, result.program)
    weight = "" if total.weight is None or not isinstance(result.program.root.result, PointsResult) else number_text(total.weight)
    return visible(score_text(total.score, digits, lang, result.program.show)), weight


def grade_text(result: Result, lang: Lang) -> str:
    """The grade, or the grades that are still possible; empty when the ruleset has none."""
    total = result.total
    if total is None or (total.grade is None and not total.grades):
        return ""
    if total.grade is not None:
        return visible(total.grade)
    return visible(("、" if lang == "zh" else ", ").join(total.grades))


def total_notes(result: Result, lang: Lang) -> tuple[str, ...]:
    """What is to be said of the total: why the grade is so, the result without overrides, what was filed."""
    total, said = result.total, list[str]()
    if total is None:
        return ()
    said += [step_text(s, lang, result.root) for s in result.root.steps if s.kind == "veto"]
    if total.because:
        said.append(visible(total.because))
    if total.computed_score is not None:
        digits = score_digits(result.root, result.program)
        score = score_text(total.computed_score, digits, lang, result.program.show)
        grade = total.computed_grade
        said.append(say(_COMPUTED if grade else _COMPUTED_PLAIN, lang).format(score=score, grade=visible(grade or "")))
    return tuple(said)


def settle_text(result: Result, lang: Lang) -> str:
    """The shortest list of facts that would settle the grade; empty when it is settled."""
    if not result.settle:
        return ""
    return say(_SETTLE, lang).format(names=visible(("、" if lang == "zh" else ", ").join(result.settle)))


def subject_text(result: Result) -> str:
    """Whose facts these are; empty when the fact file does not say."""
    return visible(result.facts.subject)


def period_text(result: Result) -> str:
    """The period of the ruleset; empty when it states none."""
    period = result.program.period
    return "" if period is None else f"{period[0].isoformat()} – {period[1].isoformat()}"
