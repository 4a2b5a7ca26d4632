"""The words of results in both languages: statuses, methods, combinations, steps, and the phrases of the views.

A step is a kind and its figures (evaluation/tree.py); `step_text` makes one sentence of it, without a full stop. A kind without
words is an error of ours, which a test finds: every kind that the score tree lists has an entry here.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import NodeScore, Status, Step
from evaldsl.model.program import (
    AllOrNothing,
    Bands,
    Closeness,
    CombineKind,
    Deduct,
    Formula,
    Judged,
    Levels,
    Linear,
    Method,
    Node,
    OnAbsence,
    ProRata,
    RangeTarget,
    Relation,
    RelationTarget,
)
from evaldsl.reporting.figures import Lang, figure_text, say, score_text, value_beside, value_text

STATUS: Mapping[Status, Both] = {
    Status.MET: Both("met", "完成"),
    Status.PARTLY: Both("partly", "部分完成"),
    Status.UNMET: Both("unmet", "未完成"),
    Status.JUDGED: Both("judged", "评定"),
    Status.PENDING: Both("pending", "待定"),
    Status.NOT_APPLICABLE: Both("not applicable", "不适用"),
    Status.NOT_COMPUTABLE: Both("not computable", "无法计算"),
    Status.OVERRIDDEN: Both("overridden", "改定"),
}

METHODS: Mapping[str, Both] = {
    "all_or_nothing": Both("all or nothing", "达标得满分"),
    "pro_rata": Both("pro rata", "按比例"),
    "closeness": Both("by closeness", "按接近程度"),
    "linear": Both("linear", "区间插值"),
    "bands": Both("by bands", "分档"),
    "deduct": Both("deduction", "扣分"),
    "levels": Both("by levels", "定性分级"),
    "judged": Both("judged", "评定"),
    "formula": Both("by formula", "按公式"),
    "sum": Both("sum", "相加"),
    "weighted_mean": Both("weighted mean", "加权平均"),
    "weakest": Both("weakest link", "取最低"),
    "best": Both("best of all", "取最高"),
    "geometric_mean": Both("geometric mean", "几何平均"),
    "at_least": Both("at least k of n", "至少 k 项达标"),
}

DEFINITIONS: Mapping[str, Both] = {
    "all_or_nothing": Both(
        "The full weight when the target is met, otherwise nothing.",
        "达到目标得满分，未达到不得分。",
    ),
    "pro_rata": Both(
        "The full weight when the target is met, otherwise weight × value ÷ target.",
        "达到目标得满分；未达到的，得分 = 分值 × 实际完成值 ÷ 目标值。",
    ),
    "pro_rata.reverse": Both(
        "The full weight when the target is met, otherwise weight × target ÷ value: the less the better.",
        "达到目标得满分；未达到的，得分 = 分值 × 目标值 ÷ 实际完成值（越低越好）。",
    ),
    "closeness": Both(
        "weight × the smaller of value ÷ target and target ÷ value: the closer to the target the better.",
        "得分 = 分值 × 实际完成值与目标值之比（大于 1 时取倒数），越接近目标得分越高。",
    ),
    "linear": Both(
        "Nothing at one end, the full weight at the other, in proportion between them.",
        "一端得 0 分，另一端得满分，中间按直线插值。",
    ),
    "bands": Both("The first band that holds the value gives the points.", "实际完成值落入哪一档，得该档的分。"),
    "deduct": Both(
        "Starts from the full weight and takes points off for each step away from the threshold, never below 0.",
        "从满分起，每偏离一步扣一定分数，扣完为止。",
    ),
    "levels": Both(
        "Each level gives a share of the weight, or opens a range for the assessor.",
        "每个等级得分值的一定比例，或者由评价人在该等级的区间内评定。",
    ),
    "judged": Both(
        "The assessor sets the points, and says why when points are lost.",
        "由评价人评定得分，扣分须说明理由。",
    ),
    "formula": Both("The formula gives the points.", "按公式计算得分。"),
    "sum": Both("The sum of the parts.", "各项得分相加。"),
    "weighted_mean": Both("The mean of the parts by their weights.", "各项按权重加权平均。"),
    "weakest": Both("The lowest of the parts decides.", "取各项中最低者。"),
    "best": Both("The highest of the parts decides.", "取各项中最高者。"),
    "geometric_mean": Both("The geometric mean of the parts by their weights.", "各项按权重几何平均。"),
    "at_least": Both("The full weight when enough of the parts are met.", "达标项数够数得满分，否则不得分。"),
}


def method_key(method: Method | None, node: Node | None = None) -> str:
    """The canonical English name of a leaf's method, or of a group's combination."""
    match method:
        case AllOrNothing():
            return "all_or_nothing"
        case ProRata():
            return "pro_rata"
        case Closeness():
            return "closeness"
        case Linear():
            return "linear"
        case Bands():
            return "bands"
        case Deduct():
            return "deduct"
        case Levels():
            return "levels"
        case Judged():
            return "judged"
        case Formula():
            return "formula"
        case None:
            combine = node.combine if node is not None else None
            return (combine.kind if combine is not None else CombineKind.SUM).value


STEPS: Mapping[str, Both] = {
    "value": Both("actual value {v}", "实际完成值 {v}"),
    "target.met": Both("target {target} met", "目标 {target}，已达成"),
    "target.unmet": Both("target {target} missed: {miss}", "目标 {target}，未达成：{miss}"),
    "target.open": Both("target {target}: not yet known", "目标 {target}，能否达成尚不知道"),
    "zero_all": Both("no points", "不得分"),
    "full": Both("full points: {w}", "得满分 {w} 分"),
    "none": Both("no points", "不得分"),
    "share": Both("value ÷ target = {v} ÷ {t} = {share}", "实际 ÷ 目标 = {v} ÷ {t} = {share}"),
    "reverse_share": Both("target ÷ value = {t} ÷ {v} = {share}", "目标 ÷ 实际 = {t} ÷ {v} = {share}"),
    "capped": Both("{share} is more than the whole and counts as 100%", "{share} 超过 100%，按 100% 计"),
    "none_below": Both("{share} is below {limit}: no points", "{share} 低于 {limit}，不得分"),
    "closeness": Both(
        "the smaller of {v} ÷ {t} and {t} ÷ {v} = {share}",
        "{v} ÷ {t} 与 {t} ÷ {v} 取小者 = {share}",
    ),
    "linear": Both(
        "between {zero} (nothing) and {full} (full points), {v} stands at {share}",
        "{zero} 得 0 分、{full} 得满分，{v} 位于 {share} 处",
    ),
    "local": Both("{name} = {result}", "{name} = {result}"),
    "band": Both("{v} is in the band “{band}”: {result}", "{v} 属于“{band}”一档：{result}"),
    "band.share": Both(
        "{v} is in the band “{band}”: {share} × {w} points = {result}",
        "{v} 属于“{band}”一档：{share} × {w} 分 = {result}",
    ),
    "slope": Both(
        "{v} lies between {low} and {high}, where the result runs from {from} to {to}: {result}",
        "{v} 在 {low} 与 {high} 之间，由 {from} 到 {to} 插值：{result}",
    ),
    "deduct": Both(
        "{v} is {gap} away from {reference}; {gap} ÷ {per} = {steps} steps × {each} = {points} points off",
        "{v} 与 {reference} 相差 {gap}，{gap} ÷ {per} 计 {steps} 步 × {each} 分，扣 {points} 分",
    ),
    "over": Both(
        "{ratio} of the target exceeds {limit} by {excess}: {steps} steps, {points} points off",
        "完成目标的 {ratio}，超出 {limit} 达 {excess}，计 {steps} 步，扣减 {points} 分",
    ),
    "level": Both("“{v}” gives {share} of the weight", "“{v}”得分值的 {share}"),
    "level_range": Both(
        "“{v}” opens {low} to {high} of the weight for the assessor",
        "“{v}”由评价人在分值的 {low} 至 {high} 内评定",
    ),
    "judged": Both("judged {points} points: {reason}", "评定 {points} 分：{reason}"),
    "judged.plain": Both("judged {points} points", "评定 {points} 分"),
    "formula": Both("the formula gives {result}", "按公式得 {result}"),
    "points": Both("{share} × {w} = {result} points", "{share} × {w} 分 = {result} 分"),
    "clamped": Both("{exact} is kept within {low} to {high}: {result}", "{exact} 限于 {low} 至 {high}：{result}"),
    "rounded": Both("{exact} rounded ({mode}, {digits} decimals) = {result}", "{exact} {mode}到 {digits} 位小数 = {result}"),
    "sum": Both("sum of the parts = {result}", "各项得分之和 = {result}"),
    "weighted_mean": Both("weighted mean = {result}", "加权平均 = {result}"),
    "weakest": Both("the lowest is {names}: {result}", "最低的是{names}：{result}"),
    "plus": Both("another part stands higher, so one step better: {result}", "另有较高的一项，提高一档：{result}"),
    "best": Both("the highest is {names}: {result}", "最高的是{names}：{result}"),
    "geometric_mean": Both("geometric mean = {result}", "几何平均 = {result}"),
    "at_least": Both("{met} of {of} are met, {count} are needed: {result}", "{of} 项中 {met} 项达标，须 {count} 项：{result}"),
    "scaled": Both("{earned} ÷ {from} × {w} = {result}", "{earned} ÷ {from} × {w} = {result}"),
    "rescaled": Both(
        "the rest carries the weight: {earned} ÷ {applicable} × {w} = {result}",
        "由其余各项折算：{earned} ÷ {applicable} × {w} = {result}",
    ),
    "graded": Both(
        "graded on {score} ÷ {weight} × {total} = {result}, since some weight is left out",
        "部分分值不计，按 {score} ÷ {weight} × {total} = {result} 评定等级",
    ),
    "not_applicable": Both("not applicable: {reason} ({consequence})", "不适用：{reason}（{consequence}）"),
    "not_applicable.plain": Both("not applicable ({consequence})", "不适用（{consequence}）"),
    "not_applicable.parts": Both("not applicable: none of its parts applies", "不适用：其中各项均不适用"),
    "moved_in": Both("takes over {w} points from {from}", "并入“{from}”的 {w} 分"),
    "veto": Both("veto “{name}”: {because}", "一票否决“{name}”：{because}"),
    "override": Both(
        "set to {points} by {office} in place of {computed}: {reason}",
        "由{office}改定为 {points}（计算得分 {computed}）：{reason}",
    ),
}

MODES: Mapping[str, Both] = {
    "half_up": Both("half up", "四舍五入"),
    "half_even": Both("half to even", "四舍六入五成双"),
    "up": Both("up", "进位"),
    "down": Both("towards zero", "截尾"),
    "floor": Both("down", "向下取整"),
    "ceiling": Both("up to the ceiling", "向上取整"),
}

CONSEQUENCES: Mapping[str, Both] = {
    OnAbsence.RESCALE.value: Both("the rest carries its weight", "分值由其余各项折算"),
    OnAbsence.FULL.value: Both("counts in full", "得满分"),
    OnAbsence.DROP.value: Both("its weight is left out", "分值不计"),
    OnAbsence.MOVE.value: Both("its weight moves", "分值移至他项"),
}

OTHERWISE_TEXT = "otherwise"
"""How the last line of bands is written in a program, whatever the ruleset says (model/program.py: `Cut.text`)."""
OTHERWISE = Both("otherwise", "其余")

_MISSES: Mapping[Relation, Both] = {
    Relation.GE: Both("{v} is below {t}", "{v} 低于 {t}"),
    Relation.GT: Both("{v} is not above {t}", "{v} 没有超过 {t}"),
    Relation.LE: Both("{v} is above {t}", "{v} 高于 {t}"),
    Relation.LT: Both("{v} is not below {t}", "{v} 没有低于 {t}"),
    Relation.EQ: Both("{v} is not {t}", "{v} 不等于 {t}"),
    Relation.NE: Both("{v} is {t}", "{v} 等于 {t}"),
}
_MISSED_DAYS: Mapping[Relation, Both] = {
    **_MISSES,
    Relation.GE: Both("{v} is before {t}", "{v} 早于 {t}"),
    Relation.GT: Both("{v} is not after {t}", "{v} 不晚于 {t}"),
    Relation.LE: Both("{v} is after {t}", "{v} 晚于 {t}"),
    Relation.LT: Both("{v} is not before {t}", "{v} 不早于 {t}"),
}
_MISSED_RANGE = Both("{v} is outside {t}", "{v} 不在 {t} 之内")


class _Shown(dict[str, str]):
    """A figure that the evaluator did not give is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def step_text(
    step: Step,
    lang: Lang,
    score: NodeScore | None = None,
    exact: bool = False,
    figures: Mapping[str, str] | None = None,
) -> str:
    """One move of the calculation (of `score`, whose target and value it may speak of) as a sentence without a full stop.

    With `exact` a figure that had to be shortened is given as a fraction too. `figures` are the texts of the step's figures where
    they are made already.
    """
    if figures is None:
        figures = {name: figure_text(figure, lang, exact) for name, figure in step.figures.items()}
    shown = _Shown({name: visible(text) for name, text in figures.items()})
    if score is not None and "v" not in shown and score.value is not None and score.node.value is not None:
        shown["v"] = value_text(score.value, score.node.value.type, lang)
    kind = step.kind
    for name, table in (("mode", MODES), ("consequence", CONSEQUENCES)):
        if name in shown and shown[name] in table:
            shown[name] = say(table[shown[name]], lang)
    if shown.get("band") == OTHERWISE_TEXT:
        shown["band"] = say(OTHERWISE, lang)
    match kind:
        case "target":
            target = score.node.target if score is not None else None
            shown["target"] = visible(target.text) if target is not None else shown["t"]
            kind += _target_key(step)
            if kind == "target.unmet":
                if score is not None and score.value is not None and score.node.value is not None:
                    shown["v"] = visible(value_beside(score.value, score.node.value.type, score.target, lang))
                dated = isinstance(step.figures["t"].value, date) if "t" in step.figures else False
                shown["miss"] = _miss(target, shown, lang, dated)
        case "rounded":
            result, digits = step.figures.get("result"), step.figures.get("digits")
            if result is not None and digits is not None and isinstance(digits.value, Fraction):
                shown["result"] = score_text(result.value, max(0, int(digits.value)), lang)
        case "band" if "share" in shown:
            kind = "band.share"
        case "not_applicable" if not shown.get("reason"):
            parts = score is not None and bool(score.children) and all(c.status is Status.NOT_APPLICABLE for c in score.children)
            kind += ".parts" if parts else ".plain"
        case "judged" if not shown.get("reason"):
            kind = "judged.plain"
        case _:
            pass
    return say(STEPS[kind], lang).format_map(shown).replace("= ≈", "≈")


def _target_key(step: Step) -> str:
    met = step.figures.get("met")
    if met is None or not isinstance(met.value, bool):
        return ".open"
    return ".met" if met.value else ".unmet"


def _miss(target: RelationTarget | RangeTarget | None, shown: Mapping[str, str], lang: Lang, dated: bool) -> str:
    """Why a target is missed, with its figures; a day is before or after another, not above or below it."""
    if "v" not in shown:
        return say(STATUS[Status.UNMET], lang)
    if isinstance(target, RelationTarget):
        table = _MISSED_DAYS if dated else _MISSES
        return say(table[target.relation], lang).format_map(shown)
    return say(_MISSED_RANGE, lang).format_map({**shown, "t": target.text if target is not None else shown.get("t", "—")})
