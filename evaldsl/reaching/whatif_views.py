"""What became of a changed fact file: as text for a screen, as JSON.

In: a `WhatIf`, a language. Out: text. Guarantees: every node, check, finding and outcome that comes out otherwise is told with what it was
and what it is; where a range was asked for, every row of the table has its total or the codes of its refusal.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Both, Diagnostic, Severity
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.numbers import exact_text
from evaldsl.reaching.reach_words import moved_text
from evaldsl.reaching.tables import Line, pair_lines, table_lines
from evaldsl.reaching.whatif import (
    NodeChange,
    ValueChange,
    Variant,
    WhatIf,
    WordChange,
    difference,
    node_changes,
    value_changes,
    word_changes,
)
from evaldsl.reporting.figures import Lang, exact_value, figure_text, number_text, say, score_digits, score_exact, score_text
from evaldsl.reporting.json_result import diagnostics_json, json_text
from evaldsl.reporting.layout import text_width, wrap, wrap_after
from evaldsl.reporting.rows import GRADE, TOTAL, grade_text, period_text, subject_text, total_text
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

IF = Both("What if ", "假设 ")
CHANGE = Both("Change", "变动")
NODES = Both("Indicators that change", "得分或状态有变的指标")
VALUES = Both("Named values that change", "有变的取值")
REST = Both("Checks, findings and conclusions that change", "有变的勾稽、发现和结论")
NOTHING = Both("Nothing else changes.", "其余没有变化。")
REFUSED = Both("refused: {codes}", "被拒绝：{codes}")
SAME = Both("unchanged", "不变")
NOW = Both("Now", "现在")
MARKS = {
    "met": Both("met", "达标"),
    "partly": Both("partly met", "部分达标"),
    "unmet": Both("unmet", "未达标"),
    "judged": Both("judged", "已评定"),
    "pending": Both("pending", "待填"),
    "not_applicable": Both("not applicable", "不适用"),
    "not_computable": Both("not computable", "无法计算"),
    "overridden": Both("overridden", "已改分"),
    "holds": Both("holds", "成立"),
    "fails": Both("fails", "不成立"),
    "open": Both("not checked", "未核对"),
    "speaks": Both("speaks", "提出"),
    "silent": Both("silent", "未提出"),
}
_KINDS = {"check": Both("check", "勾稽"), "finding": Both("finding", "发现"), "outcome": Both("conclusion", "结论")}
_MOST_COLUMNS = 6


def codes_text(problems: Sequence[Diagnostic], lang: Lang) -> str:
    """Why a fact file is refused, by its codes."""
    found = dict.fromkeys(p.code for p in problems if p.severity is Severity.ERROR)
    return say(REFUSED, lang).format(codes=("、" if lang == "zh" else ", ").join(found))


def signed(value: Fraction | None, digits: int = 0) -> str:
    """A difference with its sign; nothing for none."""
    if value is None:
        return ""
    text = number_text(value, least=digits)
    return text if value < 0 or text.startswith("≈") else f"+{text}" if value else number_text(value)


def arrow(before: str, after: str, plain: bool) -> str:
    """`2.00 → 1.98`; one figure where both are the same."""
    return before if before == after else f"{before} {'->' if plain else '→'} {after}"


def whatif_text(found: WhatIf, lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False) -> str:
    """The result for a screen of `width` columns (at least 40)."""
    width = max(width, LEAST_WIDTH)
    out: list[Line] = [[(line, "bold")] for line in wrap(visible(found.program.name) or visible(found.program.file), width)]
    some = next((v.result for v in (found.before, *found.variants) if v.result is not None), None)
    about = "" if some is None else "  ".join(t for t in (subject_text(some), period_text(some)) if t)
    out += [[(line, "")] for line in wrap(about, width)] if about else []
    out.append([("", "")])
    single = len(found.variants) == 1
    for i, one in enumerate(found.asked):
        shown = one.texts[0] if len(one.texts) == 1 else f"{one.texts[0]} .. {one.texts[-1]}"
        text = f"{visible(one.place.text)} = {visible(shown)}"
        head = say(IF, lang) if i == 0 else " " * text_width(say(IF, lang))
        out += [[(line, "bold")] for line in wrap_after(head, text, width)]
    out.append([("", "")])
    out += _single(found, lang, width, plain) if single else _table(found, lang, width, plain)
    return styled_text(out, width, color)


# ---- one changed file ------------------------------------------------------------------------------------------------


def _single(found: WhatIf, lang: Lang, width: int, plain: bool) -> list[Line]:
    variant = found.variants[0]
    before, after = found.before.result, variant.result
    if before is None or after is None or not variant.stands:
        rows = [(say(NOW, lang), _standing(found.before, lang), ""), (say(CHANGE, lang), _standing(variant, lang), "")]
        return pair_lines(rows, width, 0)
    out: list[Line] = []
    values = list(value_changes(before, after))
    given = [_value_row(x, lang, plain) for x in values if x.given]
    out += pair_lines(given, width, 0)
    if given:
        out.append([("", "")])
    scored = bool(after.root.children)
    if scored:
        out += pair_lines(_total_rows(found.before, variant, lang, plain), width, 0)
    nodes = list(node_changes(before, after))
    rows = [row for one in nodes for row in _node_rows(one, after, lang, plain)]
    out += _section(NODES, rows, lang, width)
    lets = [_value_row(x, lang, plain) for x in values if not x.given]
    out += _section(VALUES, lets, lang, width)
    words = [_word_row(x, lang, plain) for x in word_changes(before, after)]
    out += _section(REST, words, lang, width)
    if not rows and not lets and not words:
        out += [[("", "")], [(say(NOTHING, lang), "dim")]] if out else [[(say(NOTHING, lang), "dim")]]
    return out


def _standing(variant: Variant, lang: Lang) -> str:
    if variant.result is None or not variant.stands:
        return codes_text(variant.problems, lang)
    return "  ".join(t for t in (total_text(variant.result, lang)[0], grade_text(variant.result, lang)) if t)


def _section(title: Both, rows: list[tuple[str, str, str]], lang: Lang, width: int) -> list[Line]:
    return [[("", "")], *([(line, "dim")] for line in wrap(say(title, lang), width)), *pair_lines(rows, width)] if rows else []


def _total_rows(was: Variant, now: Variant, lang: Lang, plain: bool) -> list[tuple[str, str, str]]:
    before, after = was.result, now.result
    assert before is not None
    assert after is not None
    old = total_text(before, lang)[0] if was.stands else codes_text(was.problems, lang)
    rows = [(say(TOTAL, lang), arrow(old, total_text(after, lang)[0], plain), signed(_moved(was, now), _digits(after)))]
    grades = grade_text(before, lang), grade_text(after, lang)
    if any(grades):
        rows.append((say(GRADE, lang), arrow(grades[0] or "—", grades[1] or "—", plain), ""))
    return rows


def _moved(was: Variant, now: Variant) -> Fraction | None:
    if was.result is None or now.result is None or was.result.total is None or now.result.total is None:
        return None
    return difference(was.result.total.score, now.result.total.score)


def _digits(result: Result) -> int:
    return score_digits(result.root, result.program)


def _score(one: NodeScore | None, result: Result, lang: Lang) -> str:
    return "—" if one is None else visible(score_text(one.score, score_digits(one, result.program), lang, result.program.show))


def _node_rows(one: NodeChange, after: Result, lang: Lang, plain: bool) -> list[tuple[str, str, str]]:
    """A node's score; below it what it measures and how it stands, where these are others."""
    node = one.after or one.before
    assert node is not None
    indent = "  " * one.path.count(".")
    scores = arrow(_score(one.before, after, lang), _score(one.after, after, lang), plain)
    moved = signed(one.difference, score_digits(node, after.program)) if one.difference else say(SAME, lang)
    rows = [(indent + visible(node.node.name), scores, "" if one.difference is None else moved)]
    if one.before is not None and one.after is not None:
        said = []
        if one.before.value != one.after.value:
            kind = None if one.after.node.value is None else one.after.node.value.type
            old, new = (
                visible(figure_text(None if x.value is None else Figure(x.value, kind), lang)) for x in (one.before, one.after)
            )
            said.append(arrow(old, new, plain))
        if one.before.status is not one.after.status:
            said.append(arrow(say(MARKS[one.before.status.value], lang), say(MARKS[one.after.status.value], lang), plain))
        rows += [(f"{indent}  ", text, "") for text in said if text]
    return rows


def _value_row(one: ValueChange, lang: Lang, plain: bool) -> tuple[str, str, str]:
    before, after = figure_text(one.before, lang), figure_text(one.after, lang)
    moved = difference(None if one.before is None else one.before.value, None if one.after is None else one.after.value)
    kind = None if one.after is None else one.after.type
    text = "" if moved is None or moved == 0 else moved_text(moved, kind, lang)
    return visible(one.name), arrow(visible(before), visible(after), plain), text


def _word_row(one: WordChange, lang: Lang, plain: bool) -> tuple[str, str, str]:
    row = "" if one.row is None else f" {visible(one.row[0])}[{one.row[1]}]"
    words = [say(MARKS[w], lang) if w in MARKS and one.kind != "outcome" else visible(w) for w in (one.before, one.after)]
    return f"{say(_KINDS[one.kind], lang)} {visible(one.name)}{row}", arrow(words[0], words[1], plain), ""


# ---- a range ---------------------------------------------------------------------------------------------------------


def _table(found: WhatIf, lang: Lang, width: int, plain: bool) -> list[Line]:
    moving = [i for i, one in enumerate(found.asked) if len(one.values) > 1]
    results = [v.result for v in found.variants if v.result is not None and v.stands]
    scored = any(r.root.children for r in results) or not results
    grades = any(grade_text(r, lang) for r in results)
    names = [] if scored else _moving_values(found)
    heads = [visible(found.asked[i].place.text) for i in moving]
    keys = len(heads)
    heads += [say(TOTAL, lang), say(CHANGE, lang)] if scored else [visible(name) for name in names]
    heads += [say(GRADE, lang)] if scored and grades else []
    rows: list[list[str]] = []
    for variant in found.variants:
        row = [visible(variant.texts[i]) for i in moving]
        result = variant.result
        if result is None or not variant.stands:
            row += [codes_text(variant.problems, lang), *[""] * (len(heads) - keys - 1)] if len(heads) > keys else []
        elif scored:
            row += [total_text(result, lang)[0], signed(_moved(found.before, variant), _digits(result))]
            row += [grade_text(result, lang)] if grades else []
        else:
            row += [visible(figure_text(result.values.get(name), lang)) for name in names]
        rows.append(row)
    numeric = [i < keys or (i < keys + 2 if scored else True) for i in range(len(heads))]
    out = pair_lines([(say(NOW, lang), _standing(found.before, lang), "")], width, 0) if scored else []
    return [*out, *([[("", "")]] if out else []), *table_lines(heads, rows, numeric, keys, width, "-" if plain else "─")]


def _moving_values(found: WhatIf) -> list[str]:
    """The named values that are not the same in all rows, where nothing is scored."""
    seen: dict[str, list[object]] = {}
    for variant in found.variants:
        if variant.result is not None:
            for name, figure in variant.result.values.items():
                if name in variant.result.program.lets and name not in variant.result.program.parameters:
                    seen.setdefault(name, []).append(figure.value)
    return [name for name, values in seen.items() if any(v != values[0] for v in values)][:_MOST_COLUMNS]


# ---- JSON ------------------------------------------------------------------------------------------------------------


def whatif_json(found: WhatIf, lang: Lang = "en") -> str:
    """The result as JSON."""
    made: dict[str, Any] = {
        "whatif_version": 1,
        "evaldsl": __version__,
        "ruleset": {"name": found.program.name, "file": found.program.file, "sha256": found.program.sha256},
        "asked": [{"name": one.place.text, "values": list(one.texts)} for one in found.asked],
        "before": _variant_json(found.before, lang),
        "variants": [
            {
                "set": {one.place.text: text for one, text in zip(found.asked, variant.texts, strict=True)},
                **_variant_json(variant, lang),
                "difference": _exact(_moved(found.before, variant)),
                "changes": _changes_json(found.before, variant, lang),
            }
            for variant in found.variants
        ],
    }
    return json_text(made)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _variant_json(variant: Variant, lang: Lang) -> dict[str, Any]:
    result = variant.result
    made: dict[str, Any] = {"total": None}
    if result is not None and result.total is not None:
        score = score_exact(result.total.score, _digits(result))
        made["total"] = {"score": score, "grade": result.total.grade, "grades": list(result.total.grades)}
    made["refused"] = not variant.stands
    made["diagnostics"] = diagnostics_json(variant.problems, lang)
    return made


def _changes_json(was: Variant, now: Variant, lang: Lang) -> dict[str, Any]:
    if was.result is None or now.result is None:
        return {"nodes": [], "values": [], "others": []}
    after = now.result
    return {
        "nodes": [
            {
                "path": one.path,
                "before": _node_json(one.before, after),
                "after": _node_json(one.after, after),
                "difference": _exact(one.difference),
            }
            for one in node_changes(was.result, after)
        ],
        "values": [
            {
                "name": one.name,
                "given": one.given,
                "before": _figure_json(one.before, lang),
                "after": _figure_json(one.after, lang),
            }
            for one in value_changes(was.result, after)
        ],
        "others": [
            {
                "kind": one.kind,
                "name": one.name,
                **({} if one.row is None else {"list": one.row[0], "row": one.row[1]}),
                "before": one.before,
                "after": one.after,
            }
            for one in word_changes(was.result, after)
        ],
    }


def _node_json(one: NodeScore | None, result: Result) -> dict[str, Any] | None:
    if one is None:
        return None
    digits = score_digits(one, result.program)
    kind = None if one.node.value is None else one.node.value.type
    return {
        "score": score_exact(one.score, digits),
        "exact": score_exact(one.exact, 0),
        "status": one.status.value,
        "value": exact_value(one.value, kind),
        "met": one.met,
    }


def _figure_json(figure: Figure | None, lang: Lang) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {"exact": exact_value(figure.value, figure.type), "text": figure_text(figure, lang)}
