"""The cheapest combination of changes: as text for a screen, as JSON.

In: a `Reached` with its combination, a language. Out: lines, data. Guarantees: it is said whether the combination is proved to be the cheapest; where it is
not, what anything cheaper would cost at least.
"""

from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Known
from evaldsl.reaching.axes import Axis
from evaldsl.reaching.reach import Combined, Reached
from evaldsl.reaching.reach_words import PLACE, TO, beside_lines, change_text, result_data, setting_text, standing
from evaldsl.reaching.tables import Line, pair_lines, table_lines
from evaldsl.reaching.whatif_views import CHANGE, NOW
from evaldsl.reporting.figures import Lang, figure_text, say
from evaldsl.reporting.json_result import diagnostics_json
from evaldsl.reporting.layout import wrap

TITLE = Both("The cheapest combination of changes", "成本最低的变动组合")
BEST = Both("The cheapest combination that was found", "已找到的成本最低的变动组合")
COST = Both("Costs", "成本")
ALL = Both("Together", "合计")
THEN = Both("Then", "届时")
PROVED = Both("Proved: nothing cheaper reaches the goal.", "已证明：没有更省的变动能达到目标。")
ON_GRID = Both(
    "Nothing cheaper with at most {digits} decimals reaches the goal.", "最多 {digits} 位小数时，没有更省的变动能达到目标。"
)
AT_LEAST = Both(
    "Not proved to be the cheapest: the {runs} evaluations are used up. Anything cheaper costs at least {least}.",
    "未能证明成本最低：{runs} 次计算已用完。更省的变动至少需 {least}。",
)
NEVER = Both(
    "Proved: no combination of what has a price reaches the goal: ", "已证明：变动有成本的各项，无论怎样组合都达不到目标："
)
NONE = Both(
    "With at most {digits} decimals no combination of what has a price reaches the goal: ",
    "最多 {digits} 位小数时，变动有成本的各项，怎样组合都达不到目标：",
)
UNKNOWN = Both(
    "No combination was found within {runs} evaluations; one that reaches the goal costs at least {least}.",
    "{runs} 次计算内没有找到组合；能达到目标的至少需 {least}。",
)
NOBODY = Both("The goal depends on nothing that has a price.", "目标不取决于任何写有变动成本的事实。")


def cost_text(value: Fraction, combined: Combined, lang: Lang) -> str:
    """A cost in the unit in which the ruleset states them."""
    return figure_text(Figure(value, QuantityType(combined.unit)), lang)


def combined_lines(found: Reached, lang: Lang, width: int, plain: bool) -> list[Line]:
    """The combination for a screen."""
    combined = found.combined
    if combined is None:
        return []
    made, out = combined.found, list[Line]([[("", "")]])
    if made.changes is None:
        return out + [[(line, "")] for line in wrap(_none(found, combined, lang), width)]
    title = say(TITLE if made.proved else BEST, lang)
    out += [[(line, "bold")] for line in wrap(title, width)]
    rows = [_row(axis, value, combined, lang) for axis, value in made.changes]
    heads = [say(x, lang) for x in (PLACE, NOW, TO, CHANGE, COST)]
    out += table_lines(heads, rows, [False, True, True, True, True], 1, width, "-" if plain else "─")
    whole = cost_text(made.cost or Fraction(0), combined, lang)
    out += pair_lines([(say(ALL, lang), whole, ""), (say(THEN, lang), standing(combined.result, found.goal, lang), "")], width, 0)
    names = ("、" if lang == "zh" else ", ").join(axis.place.text for axis, _ in made.changes)
    out += beside_lines(names, combined.beside, lang, width)
    if not made.proved:
        text = say(AT_LEAST, lang).format(runs=made.runs, least=cost_text(made.least, combined, lang))
    else:
        text = say(PROVED if made.whole else ON_GRID, lang).format(digits=found.digits)
    return out + [[(line, "green" if made.proved else "magenta")] for line in wrap(text, width)]


def _none(found: Reached, combined: Combined, lang: Lang) -> str:
    made = combined.found
    if not combined.names:
        return say(NOBODY, lang)
    if not made.proved:
        return say(UNKNOWN, lang).format(runs=made.runs, least=cost_text(made.least, combined, lang))
    names = ("、" if lang == "zh" else ", ").join(map(visible, combined.names))
    return say(NEVER if made.whole else NONE, lang).format(digits=found.digits) + names


def _row(axis: Axis, value: Known, combined: Combined, lang: Lang) -> list[str]:
    cost = cost_text(combined.costs[axis.place.text], combined, lang)
    now = visible(figure_text(Figure(axis.value, axis.type), lang))
    return [visible(axis.place.text), now, setting_text(axis, value, lang), change_text(axis, value, lang), cost]


def combined_data(found: Reached, lang: Lang) -> dict[str, Any] | None:
    """The combination as plain data; None where no costs of change are stated."""
    combined = found.combined
    if combined is None:
        return None
    made, unit = combined.found, combined.unit
    return {
        "names": list(combined.names),
        "unit": unit.text,
        "changes": None
        if made.changes is None
        else [
            {
                "name": axis.place.text,
                "present": axis.text(axis.value),
                "value": axis.text(value),
                "cost": exact_text(combined.costs[axis.place.text] / unit.factor),
            }
            for axis, value in made.changes
        ],
        "cost": None if made.cost is None else exact_text(made.cost / unit.factor),
        "proved": made.proved,
        "least": exact_text(made.least / unit.factor),
        "between_points_ruled_out": made.whole,
        "result": None if combined.result is None else result_data(combined.result, found.goal),
        "beside": diagnostics_json(combined.beside, lang),
        "evaluations": made.runs,
    }
