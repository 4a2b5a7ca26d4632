"""How a goal is reached: as text for a screen, as JSON.

In: a `Reached`, a language. Out: text. Guarantees: every place that was looked at is told, as reached with its value and result, as proved not to
reach the goal, or as not known with the reason; so is every place that was not moved.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import QuantityType
from evaldsl.reaching.axes import Axis
from evaldsl.reaching.combined_views import combined_data, combined_lines
from evaldsl.reaching.goals import Goal
from evaldsl.reaching.reach import Answered, Reached, Reaching
from evaldsl.reaching.reach_words import (
    PLACE,
    TO,
    beside_lines,
    change_text,
    goal_text,
    result_data,
    score_of,
    setting_text,
    standing,
)
from evaldsl.reaching.single import Ending
from evaldsl.reaching.tables import Line, pair_lines, table_lines
from evaldsl.reaching.whatif_views import CHANGE, NOW
from evaldsl.reporting.figures import Lang, figure_text, say
from evaldsl.reporting.json_result import diagnostics_json, json_text
from evaldsl.reporting.layout import wrap, wrap_after
from evaldsl.reporting.rows import GRADE, SCORE, TOTAL, grade_text, period_text, subject_text, total_text
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

GOAL = Both("Goal", "目标")
ALREADY = Both("The goal is reached as things stand.", "现状已达到目标。")
ALONE = Both("Reached by one change alone, all else as it is", "只变动一项、其余不变即可达到")
NOBODY = Both("No single change that was looked at reaches the goal.", "所查的各项中，没有哪一项单独变动即可达到目标。")
NEVER = Both(
    "Proved: whatever the value, it does not reach the goal alone: ", "已证明：单独变动下列各项，无论取何值都达不到目标："
)
NONE = Both(
    "With at most {digits} decimals no value reaches the goal alone (values with more were not ruled out): ",
    "最多 {digits} 位小数时，单独变动下列各项都达不到目标（位数更多的值未能排除）：",
)
UNKNOWN = Both("Not known: ", "未能断定：")
_WHY = {
    "limit": Both("{name}: the evaluations are used up ({runs})", "{name}：计算次数已用完（{runs} 次）"),
    "beyond": Both("{name}: nothing up to {value}, beyond that not known", "{name}：到 {value} 为止都达不到，更远处未能断定"),
    "reader": Both("{name}: {value} was not accepted in the fact file", "{name}：事实文件不接受 {value}"),
}
_SIDE = {True: Both(" upward", "（增加）"), False: Both(" downward", "（减少）"), None: Both("", "")}
SKIPPED = Both("Not moved: ", "未变动：")
_SKIPS = {
    "pending": Both("not filled in", "未填"),
    "not_applicable": Both("not applicable", "不适用"),
    "bound": Both("filed as a bound", "所填为范围"),
    "text": Both("text", "文本"),
    "key": Both("tells rows apart", "各行的键"),
    "record": Both("for the record only", "仅备查"),
    "unit": Both("its unit comes with the facts", "计量单位由数据带来"),
    "form": Both("its row is an indicator", "所在的行是指标"),
    "share": Both("points within a level", "等次内的评分"),
}
MORE = Both(
    "{count} more cells of lists were not looked at: name them with --only", "另有 {count} 个列表单元格未查：可用 --only 指明"
)
RUNS_ALONE = Both("{runs} evaluations", "共计算 {runs} 次")
RUNS = Both(
    "{runs} evaluations; where no number of decimals is declared, values with at most {digits} decimals",
    "共计算 {runs} 次；没有规定小数位数的，按最多 {digits} 位小数查找",
)


def reached_text(found: Reached, lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False) -> str:
    """The answer for a screen of `width` columns (at least 40)."""
    width = max(width, LEAST_WIDTH)
    out: list[Line] = [[(line, "bold")] for line in wrap(visible(found.program.name) or visible(found.program.file), width)]
    about = "  ".join(t for t in (subject_text(found.present), period_text(found.present)) if t)
    out += [[(line, "")] for line in wrap(about, width)] if about else []
    out.append([("", "")])
    now = standing(found.present, found.goal, lang)
    out += pair_lines([(say(GOAL, lang), goal_text(found.goal, lang), ""), (say(NOW, lang), now, "")], width, 0)
    out.append([("", "")])
    if found.already:
        return styled_text([*out, [(say(ALREADY, lang), "green")]], width, color)
    if found.answers or found.skipped or found.combined is None:
        out += _reached(found, lang, width, plain)
    out += _left(found, lang, width)
    together = combined_lines(found, lang, width, plain)
    out += together if out[-1] != [("", "")] else together[1:]
    while len(out) > 1 and out[-1] == [("", "")]:
        out.pop()
    said = say(RUNS if found.on_grid else RUNS_ALONE, lang).format(runs=found.runs, digits=found.digits)
    out += [[("", "")], *([(line, "dim")] for line in wrap(said, width))]
    return styled_text(out, width, color)


def _reached(found: Reached, lang: Lang, width: int, plain: bool) -> list[Line]:
    hits = [(a, r) for a in found.answers for r in a.ways if r.way.ending is Ending.REACHED and r.result is not None]
    if not hits:
        return [[(line, "bold")] for line in wrap(say(NOBODY, lang), width)]
    grades = any(grade_text(r.result, lang) for _, r in hits if r.result is not None)
    heads = [say(x, lang) for x in (PLACE, NOW, TO, CHANGE)] + ([say(SCORE, lang)] if found.goal.path else [])
    heads += [say(TOTAL, lang), *([say(GRADE, lang)] if grades else [])]
    rows: list[list[str]] = []
    for answered, reaching in hits:
        axis, value, result = answered.axis, reaching.way.value, reaching.result
        assert value is not None
        assert result is not None
        row = [
            visible(axis.place.text),
            visible(figure_text(Figure(axis.value, axis.type), lang)),
            setting_text(axis, value, lang),
        ]
        row.append(change_text(axis, value, lang))
        row += [score_of(result, found.goal.path, lang)] if found.goal.path else []
        row += [total_text(result, lang)[0], *([grade_text(result, lang)] if grades else [])]
        rows.append(row)
    numeric = [False, True, True, True, *[True] * (len(heads) - 4 - grades), *[False] * grades]
    out: list[Line] = [[(line, "bold")] for line in wrap(say(ALONE, lang), width)]
    out += table_lines(heads, rows, numeric, 1, width, "-" if plain else "─")
    for answered, reaching in hits:
        out += beside_lines(answered.axis.place.text, reaching.beside, lang, width)
    return out


def _left(found: Reached, lang: Lang, width: int) -> list[Line]:
    """The places that do not reach the goal, and those of which it is not known."""
    comma = "、" if lang == "zh" else ", "
    hit = {id(a) for a in found.answers if a.best is not None}
    left = [a for a in found.answers if id(a) not in hit]
    never = [visible(a.axis.place.text) for a in left if all(r.way.ending is Ending.NEVER for r in a.ways)]
    none = [
        visible(a.axis.place.text)
        + ("" if all(r.way.ending is not Ending.UNKNOWN for r in a.ways) else say(_SIDE[w.way.up], lang))
        for a in left
        for w in a.ways
        if w.way.ending is Ending.NONE
    ]
    out: list[Line] = []
    for title, names in ((NEVER, never), (NONE, list(dict.fromkeys(none)))):
        if names:
            text = say(title, lang).format(digits=found.digits) + comma.join(names)
            out += [[("", "")], *([(line, "")] for line in wrap(text, width))]
    open_ = [_unknown(a, r, lang) for a in found.answers for r in a.ways if r.way.ending is Ending.UNKNOWN]
    out += _listed(say(UNKNOWN, lang), open_, width)
    skipped = [f"{visible(s.place.text)}{'：' if lang == 'zh' else ': '}{say(_SKIPS[s.why], lang)}" for s in found.skipped]
    out += _listed(say(SKIPPED, lang), skipped, width)
    if found.more:
        out += [[("", "")], *([(line, "")] for line in wrap(say(MORE, lang).format(count=found.more), width))]
    return out


def _listed(title: str, lines: Iterable[str], width: int) -> list[Line]:
    found = list(lines)
    if not found:
        return []
    out: list[Line] = [[("", "")], [(title.strip(), "")]]
    for line in found:
        out += [[(part, "")] for part in wrap_after("  ", line, width)]
    return out


def _unknown(answered: Answered, reaching: Reaching, lang: Lang) -> str:
    way = reaching.way
    value = "" if way.value is None else setting_text(answered.axis, way.value, lang)
    name = visible(answered.axis.place.text) + say(_SIDE[way.up], lang)
    return say(_WHY[way.why], lang).format(name=name, runs=way.runs, value=value)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def reached_json(found: Reached, lang: Lang = "en") -> str:
    """The answer as JSON."""
    return json_text(reached_data(found, lang))


def reached_data(found: Reached, lang: Lang) -> dict[str, Any]:
    """The answer as plain data."""
    return {
        "reach_version": 1,
        "evaldsl": __version__,
        "ruleset": {"name": found.program.name, "file": found.program.file, "sha256": found.program.sha256},
        "goal": {
            "path": found.goal.path,
            "grade": found.goal.grade,
            "score": None if found.goal.score is None else exact_text(found.goal.score),
        },
        "present": result_data(found.present, found.goal),
        "already": found.already,
        "places": [
            {
                "name": one.axis.place.text,
                "kind": one.axis.place.kind,
                "present": one.axis.text(one.axis.value),
                "decimals": None if one.axis.whole else one.axis.digits,
                "ways": [_way_json(one.axis, way, found.goal, lang) for way in one.ways],
            }
            for one in found.answers
        ],
        "skipped": [{"name": one.place.text, "why": one.why} for one in found.skipped],
        "more": found.more,
        "combination": combined_data(found, lang),
        "evaluations": found.runs,
    }


def _way_json(axis: Axis, reaching: Reaching, goal: Goal, lang: Lang) -> dict[str, Any]:
    way = reaching.way
    made: dict[str, Any] = {
        "direction": None if way.up is None else "up" if way.up else "down",
        "ending": way.ending.value,
        "value": None if way.value is None else axis.text(way.value),
    }
    if way.ending is Ending.REACHED:
        made["change"] = None if way.change is None else exact_text(way.change / _unit(axis))
        made["result"] = None if reaching.result is None else result_data(reaching.result, goal)
        made["beside"] = diagnostics_json(reaching.beside, lang)
    if way.why:
        made["why"] = way.why
    made["evaluations"] = way.runs
    return made


def _unit(axis: Axis) -> Fraction:
    """What one of a fact's own unit is in the coherent base."""
    return axis.type.unit.factor if isinstance(axis.type, QuantityType) else Fraction(1)
