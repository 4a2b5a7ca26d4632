"""The clauses of a ruleset in words, as the reports say them.

In: a part of a program, a language. Out: a line. Guarantees: names and texts of the ruleset are safe to print; a clause that is not there is said to be none.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model import program as p
from evaldsl.model.findings import FindingSpec
from evaldsl.model.measures import plain_base
from evaldsl.model.numbers import exact_text
from evaldsl.model.tables import HitRule, TableLine
from evaldsl.model.types import DateType, Domain, LevelType, MeasureType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.model.units import Unit
from evaldsl.reporting.figures import Lang, say, value_text
from evaldsl.reporting.formula import RELATIONS, formula_text
from evaldsl.reporting.method_words import cut_text, method_lines
from evaldsl.reporting.words import CONSEQUENCES, METHODS, MODES, method_key

NONE = Both("none", "无")
_ROUNDED = Both("{mode}, {digits} decimals", "{mode} {digits} 位")
_EXACT = Both("exact", "不舍入")
_OWN = Both("{rounding}, its own: even where points are rescaled", "{rounding}，本项自定：折算时也舍入")
_EACH = Both("{rounding}, that of each score: not where points are rescaled", "{rounding}，每项得分的：折算时不舍入")
_YES, _NO = Both("yes", "是"), Both("no", "否")
_KINDS = {"group": Both("group", "组"), "indicator": Both("indicator", "指标")}
_UNLIMITED = Both("points without an upper bound", "得分不设上限")
_POINTS = Both("points", "得分")
_SCALE = Both("scale {low} to {high}", "等级值 {low} 至 {high}")
_RATING = Both("rating of {words}", "评级 {words}")
_RANGE = Both("from {low} to {high}", "{low} 至 {high}")
_STEPS = {
    p.Steps.WHOLE: Both("whole steps", "按整步计"),
    p.Steps.STARTED: Both("started steps", "不足一步按一步计"),
    p.Steps.PRO_RATA: Both("in proportion", "按比例计"),
}
_AT_MOST = Both("at most {points}", "最多扣 {points}")
_PLUS = Both("one step better when any other is higher", "另有较高的提高一档")
_COUNT = Both("{count} of them", "{count} 项")
_EFFECTS = {
    "zero": Both("no points when {test}", "{test}时不得分"),
    "is": Both("grade {grade} when {test}", "{test}时等级为{grade}"),
    "at_most": Both("grade at most {grade} when {test}", "{test}时等级不高于{grade}"),
}
_WHEN = Both("{what} when {test}", "{test}时{what}")
_REST = Both("otherwise {what}", "其余{what}")
_WITHIN = Both("{test}, within {within}", "{test}，容差 {within}")
_SEVERITIES = {
    "error": Both("error", "错误"),
    "warning": Both("warning", "警告"),
    "info": Both("note", "提示"),
}
_RULES = {
    HitRule.EXACTLY_ONE: Both("exactly one", "恰一条"),
    HitRule.ANY: Both("any", "一致即可"),
    HitRule.FIRST: Both("first", "首条"),
    HitRule.HIGHEST: Both("highest", "最高"),
    HitRule.LOWEST: Both("lowest", "最低"),
    HitRule.SUMMED: Both("all summed", "全部相加"),
    HitRule.COUNTED: Both("all counted", "全部计数"),
    HitRule.LISTED: Both("all listed", "全部列出"),
}
_SILENT = Both("silent", "不提出")
_ANY = Both("any", "任意")
_WHOLE = Both("whole", "整数")
_DIGITS = Both("{n} decimals", "{n} 位小数")
_TYPES = {
    TextType: Both("text", "文本"),
    DateType: Both("date", "日期"),
    YesNoType: Both("yes or no", "是或否"),
    MeasureType: Both("unit", "计量单位"),
}
_LEVELS = Both("one of {words}", "{words} 之一")
_ORDERED = Both("one of {words}, from lowest to highest", "{words} 之一（由低到高）")
_NUMBER = Both("number", "数")
_RATIO = Both("ratio", "比率")

SEPARATOR = Both("; ", "；")
_LISTED = Both(", ", "、")


def expr_text(e: p.Expr | None, lang: Lang) -> str:
    """A formula, or that there is none."""
    return say(NONE, lang) if e is None else formula_text(e, lang)


# ---- nodes -----------------------------------------------------------------------------------------------------------


def node_clause(node: p.Node, clause: str, lang: Lang) -> str:
    """A clause of an indicator or group."""
    return _CLAUSES[clause](node, lang)


def method_text(node: p.Node, lang: Lang) -> str:
    """A scoring method with its figures, or how a group is made of its parts."""
    method = node.method
    if method is None:
        return _combine(node, lang)
    name = say(METHODS[method_key(method)], lang)
    lines = method_lines(method, lang)
    match method:
        case p.Formula():
            lines = [formula_text(method.expr, lang)]
        case p.Deduct():
            lines.append(say(_STEPS[method.steps], lang))
        case p.AllOrNothing(options) | p.ProRata(_, options) | p.Closeness(options):
            if options.over is not None:
                lines.append(say(_STEPS[options.over.steps], lang))
                if options.over.at_most is not None:
                    lines.append(say(_AT_MOST, lang).format(points=formula_text(options.over.at_most, lang)))
        case p.Linear() | p.Bands() | p.Levels() | p.Judged():
            pass
        case _:
            assert_never(method)
    if isinstance(method, p.ProRata) and method.reverse:
        name += "（越低越好）" if lang == "zh" else " (less is better)"
    return name if not lines else f"{name}{'：' if lang == 'zh' else ': '}{say(SEPARATOR, lang).join(lines)}"


def _combine(node: p.Node, lang: Lang) -> str:
    if not node.children:
        return say(NONE, lang)
    parts = [say(METHODS[method_key(None, node)], lang)]
    if node.combine is not None and node.combine.plus:
        parts.append(say(_PLUS, lang))
    if node.combine is not None and node.combine.count is not None:
        parts.append(say(_COUNT, lang).format(count=node.combine.count))
    return say(SEPARATOR, lang).join(parts)


def _result(node: p.Node, lang: Lang) -> str:
    result = node.result
    match result:
        case p.PointsResult():
            return say(_UNLIMITED if result.unlimited else _POINTS, lang)
        case p.ScaleResult():
            return say(_SCALE, lang).format(low=exact_text(result.low), high=exact_text(result.high))
        case p.RatingResult():
            return say(_RATING, lang).format(words="/".join(map(visible, result.type.members)))
        case _:
            assert_never(result)


def _target(node: p.Node, lang: Lang) -> str:
    target = node.target
    match target:
        case None:
            return say(NONE, lang)
        case p.RelationTarget():
            return f"{RELATIONS[target.relation]} {formula_text(target.expr, lang)}"
        case p.RangeTarget():
            low, high = formula_text(target.low, lang), formula_text(target.high, lang)
            return f"{'[' if target.low_closed else '('}{low}, {high}{']' if target.high_closed else ')'}"
        case _:
            assert_never(target)


def rounding_text(rounding: p.Rounding | None, lang: Lang) -> str:
    """`half up, 2 decimals`."""
    if rounding is None:
        return say(_EXACT, lang)
    return say(_ROUNDED, lang).format(mode=say(MODES[rounding.mode.value], lang), digits=rounding.digits)


def own_rounding_text(rounding: p.Rounding | None, lang: Lang) -> str:
    """The same with what it is stated for, which decides whether a score is rounded inside a group that is rescaled."""
    if rounding is None:
        return rounding_text(rounding, lang)
    return say(_OWN if rounding.named else _EACH, lang).format(rounding=rounding_text(rounding, lang))


def _absent(node: p.Node, lang: Lang) -> str:
    if node.absent is None:
        return say(NONE, lang)
    to = f" → {visible(node.absent.to)}" if node.absent.to else ""
    return say(CONSEQUENCES[node.absent.kind.value], lang) + to


def veto_text(veto: p.VetoSpec, lang: Lang) -> str:
    """What a veto does, and when."""
    words = _EFFECTS.get(veto.effect, _EFFECTS["at_most"])
    return say(words, lang).format(grade=visible(veto.grade or ""), test=formula_text(veto.condition, lang))


def _vetoes(node: p.Node, lang: Lang) -> str:
    return say(SEPARATOR, lang).join(veto_text(v, lang) for v in node.vetoes) or say(NONE, lang)


def _requires(node: p.Node, lang: Lang) -> str:
    return say(SEPARATOR, lang).join(formula_text(r.condition, lang) for r in node.requires) or say(NONE, lang)


def _flag(node: p.Node, lang: Lang) -> str:
    flag = node.method.options.flag if isinstance(node.method, p.AllOrNothing | p.ProRata | p.Closeness) else None
    if flag is None:
        return say(NONE, lang)
    return f"{'≥' if flag.inclusive else '>'} {formula_text(flag.share, lang)}"


_CLAUSES: Mapping[str, Callable[[p.Node, Lang], str]] = {
    "kind": lambda node, lang: say(_KINDS["group" if node.children or node.method is None else "indicator"], lang),
    "weight": lambda node, lang: expr_text(node.weight, lang),
    "result": _result,
    "value": lambda node, lang: expr_text(node.value, lang),
    "target": _target,
    "method": method_text,
    "combine": _combine,
    "scaled": lambda node, lang: expr_text(node.scaled_from, lang),
    "rounding": lambda node, lang: rounding_text(node.rounding, lang),
    "exact": lambda node, lang: say(_YES if node.inside_exact else _NO, lang),
    "applies": lambda node, lang: expr_text(node.applies, lang),
    "absent": _absent,
    "vetoes": _vetoes,
    "requires": _requires,
    "flag": _flag,
}


# ---- the whole -------------------------------------------------------------------------------------------------------


def cuts_text(cuts: tuple[p.Cut, ...], lang: Lang) -> str:
    """Bands line by line."""
    return say(SEPARATOR, lang).join(cut_text(cut, lang) for cut in cuts) or say(NONE, lang)


def grade_rules_text(rules: tuple[p.GradeRule, ...], lang: Lang) -> str:
    """The rules over the grade bands, in order."""
    words = [say(_WHEN, lang).format(what=visible(r.grade), test=formula_text(r.condition, lang)) for r in rules]
    return say(SEPARATOR, lang).join(words) or say(NONE, lang)


def check_text(check: p.CheckSpec, lang: Lang) -> str:
    """What a check holds against what."""
    if check.sides is None:
        text = formula_text(check.condition, lang)
    else:
        left, relation, right = check.sides
        text = f"{formula_text(left, lang)} {RELATIONS[relation]} {formula_text(right, lang)}"
    if check.within is not None:
        text = say(_WITHIN, lang).format(test=text, within=formula_text(check.within, lang))
    return f"{text} ({say(_SEVERITIES.get(check.severity, NONE), lang)})"


def outcome_text(outcome: p.OutcomeSpec, lang: Lang) -> str:
    """The requirements of a verdict, in order."""
    words = ("否则" if lang == "zh" else "else ") + "{}"
    parts = [f"{formula_text(r.condition, lang)} {words.format(visible(r.otherwise))}" for r in outcome.requires]
    return say(SEPARATOR, lang).join([*parts, visible(outcome.otherwise)])


def finding_text(finding: FindingSpec, lang: Lang) -> str:
    """The lines of a finding, in order."""
    parts: list[str] = []
    for line in finding.lines:
        said = say(_SILENT, lang)
        if line.says is not None:
            said = "“" + "".join(visible(x) if isinstance(x, str) else f"{{{formula_text(x, lang)}}}" for x in line.says) + "”"
        test = None if line.condition is None else formula_text(line.condition, lang)
        parts.append(say(_REST, lang).format(what=said) if test is None else say(_WHEN, lang).format(what=said, test=test))
    return say(SEPARATOR, lang).join(parts)


def line_text(line: TableLine, lang: Lang) -> str:
    """A line of a decision table: its tests and what comes out."""
    cells = [say(_ANY, lang) if cell.is_any else visible(cell.text) for cell in line.cells]
    tests = " | ".join(cells) if line.cells else say(_REST, lang).format(what="").strip()
    return tests if line.result is None else f"{tests} → {formula_text(line.result, lang)}"


def rule_text(rule: HitRule, lang: Lang) -> str:
    """A hit rule."""
    return say(_RULES[rule], lang)


# ---- facts -----------------------------------------------------------------------------------------------------------


def fact_clause(spec: p.FactSpec, clause: str, lang: Lang) -> str:
    """A clause of a fact's declaration."""
    match clause:
        case "unit":
            return type_text(spec.type, lang)
        case "domain":
            return domain_text(spec.domain, spec.type, lang)
        case "default":
            return say(NONE, lang) if spec.default is None else visible(value_text(spec.default, spec.type, lang))
        case "optional":
            required = "" if spec.required is None else f" ({visible(spec.required.text)})"
            return say(_YES if spec.optional else _NO, lang) + required
        case "absent":
            return say(_YES if spec.may_be_na else _NO, lang)
        case "reads":
            parts = [f"“{visible(sign)}” = {value_text(known, spec.type, lang)}" for sign, known in spec.reads]
            return say(_LISTED, lang).join(parts) or say(NONE, lang)
        case _:
            return visible(spec.row_of) if spec.row_of else say(NONE, lang)


def type_text(kind: Type, lang: Lang) -> str:
    """What a fact is: its unit, or its words."""
    match kind:
        case QuantityType():
            if kind.style is Style.RATIO:
                return say(_RATIO, lang)
            return visible(kind.unit.text) or say(_NUMBER, lang)
        case LevelType():
            return say(_ORDERED if kind.ordered else _LEVELS, lang).format(words="/".join(map(visible, kind.members)))
        case DateType() | TextType() | YesNoType() | MeasureType():
            return say(_TYPES[type(kind)], lang)
        case _:
            assert_never(kind)


def domain_text(domain: Domain, kind: Type, lang: Lang) -> str:
    """The values that a fact may have."""
    low, high = domain.low, domain.high
    shown = [None if x is None else visible(value_text(x, kind, lang)) for x in (low, high)]
    parts: list[str] = []
    if shown[0] is not None and shown[1] is not None and domain.low_closed and domain.high_closed:
        parts.append(f"{shown[0]} .. {shown[1]}")
    else:
        parts += [f"{'≥' if domain.low_closed else '>'} {shown[0]}"] if shown[0] is not None else []
        parts += [f"{'≤' if domain.high_closed else '<'} {shown[1]}"] if shown[1] is not None else []
    if domain.integer:
        parts.append(say(_WHOLE, lang))
    if domain.decimals is not None:
        parts.append(say(_DIGITS, lang).format(n=domain.decimals))
    return say(_LISTED, lang).join(parts) or say(_ANY, lang)


def unit_text(unit: Unit, lang: Lang) -> str:
    """What a unit counts: its factor and the base units."""
    bases = "·".join(f"{plain_base(base)}^{power}" if power != 1 else plain_base(base) for base, power in unit.dimension)
    return f"{exact_text(unit.factor)} {visible(bases)}".strip()
