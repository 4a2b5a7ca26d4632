"""What is said of parameters, of values by date, and of what a ruleset changes in the one that it extends.

In: a `Result`. Out: lines for the terminal and for an explanation, and the parts of the JSON result. Guarantees: a change is shown with
both figures and both places; of a history the entry that was taken is shown, with its days and its source.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Result
from evaldsl.model.histories import ChangeSpec, InForce, ParameterSpec, Spell
from evaldsl.model.program import AtDate, Const, Expr, FactRef, LetRef
from evaldsl.model.values import Known
from evaldsl.reporting.figures import Lang, exact_value, say, shown_unit, value_text
from evaldsl.reporting.formula import subexpressions
from evaldsl.reporting.words import CONSEQUENCES, MODES
from evaldsl.source import Where

Json = dict[str, Any]

_WHAT = {
    "weight": Both("weight", "分值"),
    "target": Both("target", "目标"),
    "parameter": Both("parameter", "参数"),
    "round": Both("rounding", "舍入"),
    "scaled": Both("scaled from", "折算自"),
    "na": Both("if not applicable", "不适用时"),
    "label": Both("label", "名称"),
    "basis": Both("basis", "依据"),
    "supplied": Both("supplied", "补充规定"),
}
_NOTHING = Both("none", "无")
_REST = Both("rest", "余下")
_EXACT = Both("exact", "不舍入")
_INSIDE = Both("inside exact", "内部精确")
_DIGITS = Both("{mode}, {digits} decimals", "{mode} {digits} 位")
_EACH = Both("each score", "每项得分")
_TOTAL = Both("total", "总分")
_TITLE = Both("Changed against {base}: {count}", "与“{base}”相比，变更 {count} 处")
_PLACES = Both("{after}; before: {before}", "{after}；原文：{before}")
_SINCE = Both("from {start}", "自 {start} 起")
_SPELL = Both("from {start} until {end} (exclusive)", "自 {start} 起至 {end}（不含）")
_ALWAYS = Both("parameter", "参数")
_OF = Both("{clause} {spell}", "{clause}{spell}")
_BASIS = Both("basis “{text}”", "依据“{text}”")
_SUPPLIED = Both("supplied “{text}”", "补充规定“{text}”")


# ---- changes ---------------------------------------------------------------------------------------------------------


def change_text(change: ChangeSpec, lang: Lang) -> str:
    """`target ≥ 100 次 → ≥ 120 次`."""
    before, after = (_figure(change.what, text, lang) for text in (change.before, change.after))
    return f"{say(_WHAT[change.what], lang)} {before} → {after}"


def _figure(what: str, text: str, lang: Lang) -> str:
    if not text:
        return say(_NOTHING, lang)
    match what:
        case "round":
            how, _, inside = text.partition(",")
            mode, _, digits = how.partition(" ")
            said = say(_DIGITS, lang).format(mode=say(MODES[mode], lang), digits=digits) if mode in MODES else say(_EXACT, lang)
            return said + (("，" if lang == "zh" else ", ") + say(_INSIDE, lang) if inside else "")
        case "na":
            kind, _, to = text.partition(" ")
            return say(CONSEQUENCES[kind], lang) + (f" ({visible(to)})" if to else "")
        case "weight" if text == "rest":
            return say(_REST, lang)
        case _:
            return visible(text)


def _whose(change: ChangeSpec, lang: Lang) -> str:
    if change.what == "round" and change.path in ("", "total"):
        return say(_TOTAL if change.path else _EACH, lang)
    return visible(change.path)


def changes_title(result: Result, lang: Lang) -> str:
    """How many things a ruleset changes in which other one."""
    return say(_TITLE, lang).format(base=visible(result.program.extends), count=len(result.program.changes))


def change_rows(result: Result, lang: Lang) -> Iterator[str]:
    """Every change on a line, for the foot of a result."""
    for change in result.program.changes:
        yield f"{_whose(change, lang)}{'：' if lang == 'zh' else ': '}{change_text(change, lang)}"


def changed_lines(result: Result, path: str, lang: Lang) -> Iterator[str]:
    """What is changed of one node, a parameter, or (path "") of the whole, with both places."""
    for change in result.program.changes:
        whole = path == "" and change.what == "round" and change.path in ("", "total")
        if change.path != path and not whole:
            continue
        head = f"{_whose(change, lang)}{'：' if lang == 'zh' else ': '}" if whole else ""
        before = _place(change.base) if change.base is not None else say(_NOTHING, lang)
        places = say(_PLACES, lang).format(after=_place(change.where), before=before)
        yield f"{head}{change_text(change, lang)}  ({places})"


def _place(where: Where) -> str:
    return f"{visible(where.file)}:{where.line}"


# ---- values by date --------------------------------------------------------------------------------------------------


def _spell(one: Spell | InForce, lang: Lang) -> str:
    words = _SINCE if one.end is None else _SPELL
    return say(words, lang).format(start=one.start, end=one.end)


def _sources(basis: tuple[str, ...], supplied: tuple[str, ...], lang: Lang) -> list[str]:
    found = [say(_BASIS, lang).format(text=visible(b)) for b in basis]
    return found + [say(_SUPPLIED, lang).format(text=visible(s)) for s in supplied]


def _joined(parts: Iterable[str], lang: Lang) -> str:
    return ("，" if lang == "zh" else ", ").join(parts)


def in_force_lines(entries: tuple[InForce, ...], lang: Lang) -> Iterator[str]:
    """Which entry of its history a target or a weight is: its days, its source, its line."""
    for one in entries:
        text = say(_OF, lang).format(clause=say(_WHAT[one.clause], lang), spell=_spell(one, lang))
        yield f"{_joined([text, *_sources(one.basis, one.supplied, lang)], lang)}  ({_place(one.where)})"


def parameter_note(spec: ParameterSpec, lang: Lang) -> str:
    """What stands behind the value of a parameter: its days where it changes by date, its source."""
    sources = _sources(spec.basis, spec.supplied, lang)
    if spec.in_force is None:
        return _joined([say(_ALWAYS, lang), *sources], lang)
    one = spec.spells[spec.in_force]
    return _joined([say(_ALWAYS, lang), _spell(one, lang), *_sources(one.basis, one.supplied, lang), *sources], lang)


def dated_lines(exprs: Iterable[Expr], result: Result, lang: Lang) -> Iterator[str]:
    """Of every `X at DATE` in these expressions the entry that was taken, each once; none where the day differs by row."""
    told: set[tuple[str, date]] = set()
    for expr in exprs:
        for at in subexpressions(expr):
            day = _day(at, result) if isinstance(at, AtDate) else None
            if not isinstance(at, AtDate) or day is None or (at.name, day) in told:
                continue
            told.add((at.name, day))
            spec = result.program.parameters.get(at.name)
            spells = () if spec is None else spec.spells
            for one in spells:
                if one.start <= day and (one.end is None or day < one.end):
                    word = "于" if lang == "zh" else "at"
                    text = visible(value_text(one.value, at.type, lang))
                    notes = [_spell(one, lang), *_sources(one.basis, one.supplied, lang)]
                    yield f"{visible(at.name)} {word} {day} = {text}  ({_joined(notes, lang)})"


def _day(at: AtDate, result: Result) -> date | None:
    match at.operand:
        case Const(value=date() as day):
            return day
        case FactRef(name=name) | LetRef(name=name):
            figure = result.values.get(name)
            entry = result.facts.entries.get(name)
            value = figure.value if figure is not None else entry.value if entry is not None else None
            return value if isinstance(value, date) else None
        case _:
            return None


# ---- JSON ------------------------------------------------------------------------------------------------------------


def changes_json(result: Result) -> list[Json]:
    """Every change: what of which node or parameter, before and after, with both places."""
    return [
        {
            "path": change.path,
            "what": {"na": "not_applicable", "scaled": "scaled_from"}.get(change.what, change.what),
            "before": change.before,
            "after": change.after,
            "where": _where(change.where),
            "base": None if change.base is None else _where(change.base),
        }
        for change in result.program.changes
    ]


def parameters_json(result: Result, lang: Lang) -> Json:
    """Every parameter with its value, and its history where it has one."""
    made: Json = {}
    for name, spec in result.program.parameters.items():
        one: Json = {"value": None if spec.value is None else _value(spec.value, spec, lang), "label": spec.label}
        one |= {"basis": list(spec.basis), "supplied": list(spec.supplied), "where": _where(spec.where)}
        if spec.spells:
            one["history"] = [
                {
                    "from": spell.start.isoformat(),
                    "until": None if spell.end is None else spell.end.isoformat(),
                    "value": _value(spell.value, spec, lang),
                    "in_force": i == spec.in_force,
                    "basis": list(spell.basis),
                    "supplied": list(spell.supplied),
                    "where": _where(spell.where),
                }
                for i, spell in enumerate(spec.spells)
            ]
        made[name] = one
    return made


def in_force_json(entries: tuple[InForce, ...]) -> list[Json]:
    """Which entries of histories the target and the weight of a node are."""
    return [
        {
            "clause": one.clause,
            "from": one.start.isoformat(),
            "until": None if one.end is None else one.end.isoformat(),
            "basis": list(one.basis),
            "supplied": list(one.supplied),
            "where": _where(one.where),
        }
        for one in entries
    ]


def _value(value: Known, spec: ParameterSpec, lang: Lang) -> Json:
    return {
        "exact": exact_value(value, spec.type),
        "unit": shown_unit(spec.type).text,
        "text": value_text(value, spec.type, lang),
    }


def _where(where: Where) -> Json:
    return {"file": where.file, "line": where.line, "column": where.column}
