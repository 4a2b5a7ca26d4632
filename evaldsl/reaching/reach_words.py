"""Words of the views of a goal: the goal, a value, how far it moved, how a result stands.

In: parts of an answer, a language. Out: text, or plain data.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Both, Diagnostic
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import DateType, QuantityType, Style, Type
from evaldsl.model.units import PERCENT_POINT
from evaldsl.model.values import Known
from evaldsl.reaching.axes import Axis
from evaldsl.reaching.goals import Goal
from evaldsl.reaching.tables import Line
from evaldsl.reporting.figures import Lang, figure_text, say, score_digits, score_exact, score_text, value_text
from evaldsl.reporting.layout import wrap_after
from evaldsl.reporting.rows import TOTAL, grade_text, total_text

AT_LEAST = Both("at least {word}", "不低于 {word}")
EXACTLY = Both("{word}", "{word}")
OF = Both("{node}: {goal}", "{node}：{goal}")
PLACE, TO = Both("Fact", "事实"), Both("Becomes", "改为")
BESIDE = Both("then to be filled in as well ({code}): {names}", "届时还须补填（{code}）：{names}")


def goal_text(goal: Goal, lang: Lang) -> str:
    """The goal in words."""
    parts = []
    if goal.score is not None:
        parts.append(say(AT_LEAST, lang).format(word=exact_text(goal.score)))
        if goal.path:
            parts[0] = say(OF, lang).format(node=visible(goal.path), goal=parts[0])
    if goal.grade is not None:
        parts.append(say(AT_LEAST if len(goal.grades or ()) > 1 else EXACTLY, lang).format(word=visible(goal.grade)))
    return ("，" if lang == "zh" else ", ").join(parts)


def change_text(axis: Axis, value: Known, lang: Lang) -> str:
    """How far a value lies from the present one, with sign and unit."""
    kind = axis.type
    if isinstance(value, Fraction) and isinstance(axis.value, Fraction) and isinstance(kind, QuantityType):
        return moved_text(value - axis.value, kind, lang)
    if isinstance(kind, DateType):
        days = value.toordinal() - axis.value.toordinal()  # type: ignore[union-attr]
        return f"{days:+d} {'天' if lang == 'zh' else 'day' if abs(days) == 1 else 'days'}"
    return ""


def moved_text(moved: Fraction, kind: Type | None, lang: Lang) -> str:
    """A difference of two figures with sign and unit; that of two percentages is in 个百分点."""
    points = isinstance(kind, QuantityType) and kind.style in (Style.PERCENT, Style.RATIO)
    text = figure_text(Figure(moved, QuantityType(PERCENT_POINT, Style.POINTS) if points else kind), lang)
    return text if moved < 0 or text.startswith("≈") else f"+{text}"


def setting_text(axis: Axis, value: Known, lang: Lang) -> str:
    """A value as it goes into the fact file."""
    return value_text(value, None, lang) if isinstance(value, bool) else visible(str(axis.text(value)))


def beside_lines(name: str, beside: Sequence[Diagnostic], lang: Lang, width: int) -> list[Line]:
    """What the changed file is asked for besides."""
    by_code: dict[str, list[str]] = {}
    for problem in beside:
        by_code.setdefault(problem.code, []).append(str(problem.args.get("name", "")))
    said = [say(BESIDE, lang).format(code=c, names=("、" if lang == "zh" else ", ").join(x)) for c, x in by_code.items()]
    head = f"  {visible(name)}{'：' if lang == 'zh' else ': '}"
    return [[(line, "magenta")] for text in said for line in wrap_after(head, visible(text), width)]


def score_of(result: Result, path: str, lang: Lang) -> str:
    """The score of a node of a result."""
    node = node_of(result, path)
    return "—" if node is None else visible(score_text(node.score, score_digits(node, result.program), lang, result.program.show))


def node_of(result: Result, path: str) -> NodeScore | None:
    """The node of a result at a path."""
    waiting = [result.root]
    while waiting:
        node = waiting.pop()
        if node.node.path == path:
            return node
        waiting += node.children
    return None


def result_data(result: Result, goal: Goal) -> dict[str, Any]:
    """What a result says of a goal."""
    node, total = node_of(result, goal.path), result.total
    digits = score_digits(result.root, result.program)
    return {
        "score": None if node is None else score_exact(node.score, score_digits(node, result.program)),
        "total": None if total is None else score_exact(total.score, digits),
        "grade": None if total is None else total.grade,
    }


def standing(result: Result | None, goal: Goal, lang: Lang) -> str:
    """Total and grade of a result, behind the score of the node that the goal speaks of."""
    if result is None:
        return "—"
    text = "  ".join(t for t in (total_text(result, lang)[0], grade_text(result, lang)) if t)
    return f"{score_of(result, goal.path, lang)}  ({say(TOTAL, lang)} {text})" if goal.path else text
