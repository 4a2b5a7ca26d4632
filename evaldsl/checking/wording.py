"""What types, values and expressions are called: in messages in both languages, in targets and bands in canonical spelling.

In: types and expressions of the program. Out: text. Guarantees: canonical text never depends on the vocabulary that the
author used, so that `>= 100次` and `≥ 100 次` show alike.
"""

from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.model.values import Known

SIGNS = {
    p.Relation.GE: "≥",
    p.Relation.GT: ">",
    p.Relation.LE: "≤",
    p.Relation.LT: "<",
    p.Relation.EQ: "=",
    p.Relation.NE: "≠",
}

LONGEST = 200


def type_words(kind: Type) -> Both:
    """A type in the words of a message: `万元`, a percentage, a date …"""
    match kind:
        case QuantityType():
            if kind.unit.dimension:
                return Both(kind.unit.text, kind.unit.text)
            match kind.style:
                case Style.NUMBER:
                    return Both("a number without unit", "无单位的数")
                case Style.RATIO:
                    return Both("a ratio (%)", "比率（%）")
                case Style.PERCENT:
                    return Both("a percentage (%)", "百分数（%）")
                case Style.POINTS:
                    return Both("个百分点 (percentage points)", "个百分点")
                case _:
                    assert_never(kind.style)
        case DateType():
            return Both("a date", "日期")
        case TextType(cell="target"):
            return Both("a target", "指标值")
        case TextType(cell="actual"):
            return Both("an actual figure", "实际完成值")
        case TextType():
            return Both("a text", "文本")
        case YesNoType():
            return Both("yes/no", "是否")
        case MeasureType():
            return Both("a unit", "计量单位")
        case LevelType():
            shown = kind.name or "、".join(kind.members[:6])
            return Both(f"a level ({shown})", f"等级（{shown}）")
        case _:
            assert_never(kind)


def value_text(value: Known, kind: Type) -> str:
    """A constant as it is shown: `100 次`, `95%`, `2023-12-31`, `有效`."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(kind, QuantityType):
        if kind.unit.dimension:
            return f"{number_text(value / kind.unit.factor)} {kind.unit.text}"
        if kind.style in (Style.PERCENT, Style.RATIO):
            return f"{number_text(value * 100)}%"
        if kind.style is Style.POINTS:
            return f"{number_text(value * 100)} 个百分点"
    return number_text(value)


def number_text(value: Fraction) -> str:
    """A number, cut when it is very long."""
    text = exact_text(value)
    return text if len(text) <= LONGEST else f"{text[:40]}…"


_BINDING = {p.Op.ADD: 1, p.Op.SUB: 1, p.Op.MUL: 2, p.Op.DIV: 2, p.Op.OF: 2, p.Op.POW: 4}
_SHOWN = {p.Op.ADD: "+", p.Op.SUB: "-", p.Op.MUL: "×", p.Op.DIV: "÷", p.Op.OF: "×", p.Op.POW: "^"}


def expr_text(expr: p.Expr) -> str:
    """An expression in canonical spelling, cut when it is very long."""
    text = _text(expr, 0)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(expr: p.Expr, outer: int) -> str:
    match expr:
        case p.Const():
            return value_text(expr.value, expr.type)
        case p.FactRef() | p.LetRef() | p.Local() | p.FieldRef():
            return expr.name
        case p.NodeRef():
            return f"{expr.path}.{expr.attribute.value}" if expr.path else "total"
        case p.Negate():
            return f"-{_text(expr.operand, 3)}"
        case p.Arithmetic():
            return _arithmetic_text(expr, outer)
        case p.Comparison():
            parts = [_text(expr.first, 1)]
            for relation, other in expr.rest:
                parts += [SIGNS[relation], _text(other, 1)]
            return _wrapped(" ".join(parts), outer > 0)
        case p.Inside():
            ends = ("[" if expr.low_closed else "(", "]" if expr.high_closed else ")")
            return f"{_text(expr.operand, 1)} in {ends[0]}{_text(expr.low, 0)}, {_text(expr.high, 0)}{ends[1]}"
        case p.Member():
            return f"{_text(expr.operand, 1)} in {{ {', '.join(_text(m, 0) for m in expr.members)} }}"
        case p.Not():
            return f"not {_text(expr.operand, 3)}"
        case p.And():
            return _wrapped(" and ".join(_text(o, 1) for o in expr.operands), outer > 0)
        case p.Or():
            return _wrapped(" or ".join(_text(o, 1) for o in expr.operands), outer > 0)
        case p.Choose():
            words = f"if {_text(expr.condition, 0)} then {_text(expr.then, 0)} else {_text(expr.otherwise, 0)}"
            return _wrapped(words, outer > 0)
        case p.Builtin() | p.Apply():
            return f"{expr.name}({', '.join(_text(a, 0) for a in expr.args)})"
        case p.Consult():
            return f"{expr.table}({', '.join(_text(a, 0) for a in expr.args)})"
        case p.Look():
            return f"{expr.bands}({_text(expr.operand, 0)})"
        case p.Aggregate():
            return _aggregate_text(expr)
        case p.Joined():
            return expr.through
        case p.AtDate():
            return f"{expr.name} at {_text(expr.operand, 3)}"
        case p.Rounded():
            return f"{_text(expr.operand, 3)} round {expr.mode.value} {expr.digits}"
        case _:
            assert_never(expr)


def _aggregate_text(expr: p.Aggregate) -> str:
    what = [] if expr.operand is None else [_text(expr.operand, 0)]
    if not any(m.kind == "group" for m in expr.matches):
        what.append(f"over {expr.list}")
    what += [
        f"{m.kind} {_text(m.inner, 1)}" + (f" = {_text(m.outer, 1)}" if m.kind == "where" else "")
        for m in expr.matches
        if m.kind != "group"
    ]
    what += ["others"] if expr.others else []
    what += [] if expr.by is None else [f"by {_text(expr.by, 0)}"]
    test = expr.condition
    if expr.cut is not None:
        what.append(f"{'bottom' if expr.cut.bottom else 'top'} {expr.cut.count} by {_text(expr.cut.by, 0)}")
        test = expr.cut.where
    what += [] if test is None else [f"where {_text(test, 0)}"]
    what += [] if expr.unit is None else [f"as {expr.unit.text}"]
    return f"{expr.function}({' '.join(what)})"


def _arithmetic_text(expr: p.Arithmetic, outer: int) -> str:
    """A chain along its left side, without recursion along it."""
    spine: list[p.Arithmetic] = []
    at: p.Expr = expr
    while isinstance(at, p.Arithmetic):
        spine.append(at)
        if len(spine) > LONGEST:
            return "…"
        if at.op is p.Op.POW:
            at = at.left
            break
        at = at.left
    first = spine[-1]
    text = _text(at, _BINDING[first.op] + (first.op is p.Op.POW))
    inner = _BINDING[first.op]
    for step in reversed(spine):
        binding = _BINDING[step.op]
        if binding > inner:
            text = f"({text})"
        inner = binding
        right = _text(step.right, binding + (step.op is not p.Op.POW))
        text = f"{text}^{right}" if step.op is p.Op.POW else f"{text} {_SHOWN[step.op]} {right}"
    return _wrapped(text, outer > _BINDING[expr.op])


def _wrapped(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
