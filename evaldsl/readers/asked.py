"""What a ruleset asks a fact file for, in words: ranges, levels, points. Shared by the empty fact file and the JSON Schema.

In: facts and nodes of a checked program, a language ("en" or "zh"). Out: short texts such as `> 0 万元；整数`.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from evaldsl.model.measures import symbols
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, Judged, Levels, Node, Program
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, TextType, YesNoType
from evaldsl.model.values import Known
from evaldsl.readers.dates import date_range
from evaldsl.readers.quantities import in_unit, range_words, unit_words

_WORDS = {
    "integer": ("whole number", "整数"),
    "decimals": ("at most {} decimals", "小数不超过 {} 位"),
    "default": ("{} when not given", "不填则为 {}"),
    "reads": ('"{}" stands for {}', "填“{}”视为 {}"),
    "required": ("required when {}", "{} 时须填"),
    "row_of": ("the key of a row of {}", "{} 中某一行的键"),
    "optional": ("may be left out", "可不填"),
    "na": ('or {{"not_applicable": "reason"}}', '或填 {{"not_applicable": "原因"}}'),
    "number": ("a number", "数"),
    "date": ("a date such as 2023-12-31", "日期，如 2023-12-31"),
    "text": ("text", "文字"),
    "target": (
        "a target as printed: ≥ 735 人次, =100%, ≤ 2023-12-31, 有效",
        "指标值，照表填写：≥ 735 人次、=100%、≤ 2023-12-31、有效",
    ),
    "actual": ("a figure in the unit of the target, a date, or a level", "以指标值的单位计的数、日期或等次"),
    "measure": (
        "a unit such as 份, 元/人次, %; 数值 for a figure without unit",
        "计量单位，如 份、元/人次、%；没有单位的填 数值",
    ),
    "in_measure": ("in {}, with {} as it is given", "以 {} 计，{} 按所填的单位"),
    "yes_no": ("true or false", "true 或 false"),
    "points": ("points from {} to {}; a reason when points are lost", "{} 至 {} 分；扣分须写理由"),
    "open_points": ("points, not below {}", "分数，不低于 {}"),
    "share": ("a share such as 90%, within the range of the level", "比例，如 90%，在所填等次的范围内"),
}


def word(key: str, lang: str, *figures: str) -> str:
    """A phrase in a language."""
    en, zh = _WORDS[key]
    return (zh if lang == "zh" else en).format(*figures)


def unit_of(spec: FactSpec) -> str:
    """The declared unit of a fact as text; empty when it has none, or brings its own."""
    words = unit_words(spec.type) if isinstance(spec.type, QuantityType) and not symbols(spec.type) else ""
    return words if isinstance(words, str) else ""


def expects(spec: FactSpec, lang: str, may_be_na: bool) -> str:
    """What may be filed for a fact."""
    parts = [_kind(spec, lang)] if spec.row_of is None else [word("row_of", lang, spec.row_of)]
    if spec.domain.integer:
        parts.append(word("integer", lang))
    if spec.domain.decimals is not None:
        parts.append(word("decimals", lang, str(spec.domain.decimals)))
    if spec.default is not None:
        parts.append(word("default", lang, known_text(spec.default, spec)))
    for sign, value in spec.reads:
        parts.append(word("reads", lang, sign, known_text(value, spec)))
    if spec.required is not None:
        parts.append(word("required", lang, spec.required.text))
    elif spec.optional:
        parts.append(word("optional", lang))
    if may_be_na:
        parts.append(word("na", lang))
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)


def _kind(spec: FactSpec, lang: str) -> str:
    match spec.type:
        case QuantityType() if symbols(spec.type):
            fields = "、".join(dict.fromkeys(name for _, name in symbols(spec.type)))
            low = "" if spec.domain.low is None else f"{'≥' if spec.domain.low_closed else '>'} 0"
            high = "" if spec.domain.high is None else f"{'≤' if spec.domain.high_closed else '<'} 0"
            ends = "，" if lang == "zh" else ", "
            return ends.join(x for x in (low, high, word("in_measure", lang, spec.type.unit.text, fields)) if x)
        case QuantityType():
            return range_words(spec.type, spec.domain) or ("" if unit_of(spec) else word("number", lang))
        case DateType():
            return date_range(spec.domain) or word("date", lang)
        case LevelType(members):
            return " | ".join(members)
        case YesNoType():
            return word("yes_no", lang)
        case TextType():
            return word(spec.type.cell or "text", lang)
        case MeasureType():
            return word("measure", lang)
    assert_never(spec.type)


def known_text(value: Known, spec: FactSpec) -> str:
    """A value as it would be written in a fact file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return in_unit(value, spec.type) if isinstance(spec.type, QuantityType) else exact_text(value)
    return value if isinstance(value, str) else value.isoformat()


def assessed(program: Program) -> Iterator[tuple[Node, str]]:
    """The indicators that an assessor scores, with what they want: "points", or "share" where a level opens a range."""
    stack = list(reversed(program.root.children))
    while stack:
        node = stack.pop()
        if isinstance(node.method, Judged):
            yield node, "points"
        elif isinstance(node.method, Levels) and any(line.share_end is not None for line in node.method.lines):
            yield node, "share"
        stack += reversed(node.children)
