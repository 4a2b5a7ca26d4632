"""Expressions as people write them on paper, by name or with the figures put in.

In: `program.Expr` and a function that gives the text of a reference. Out: one line. Guarantees: brackets stand only where the
meaning needs them; a chain of any length (a sum of thousands of terms) is written without deep recursion, and a formula
longer than a page's worth is cut with an ellipsis.
"""

from collections.abc import Callable
from typing import assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model.program import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AtDate,
    Attribute,
    Builtin,
    Choose,
    Comparison,
    Const,
    Consult,
    Expr,
    FactRef,
    FieldRef,
    Inside,
    Joined,
    LetRef,
    Local,
    Look,
    Member,
    Negate,
    NodeRef,
    Not,
    Op,
    Or,
    Relation,
    Rounded,
)
from evaldsl.reporting.figures import Lang, say, value_text
from evaldsl.reporting.words import MODES

Reference = FactRef | LetRef | NodeRef | Local | FieldRef | Joined
Leaf = Callable[[Reference], str]

LONGEST = 1000

_CHOOSE, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _NEGATE, _POWER, _ATOM = range(10)
_SIGNS = {Op.ADD: "+", Op.SUB: "-", Op.MUL: "×", Op.DIV: "÷", Op.POW: "^", Op.OF: "×"}
_RANK = {Op.ADD: _SUM, Op.SUB: _SUM, Op.MUL: _PRODUCT, Op.DIV: _PRODUCT, Op.OF: _PRODUCT, Op.POW: _POWER}
RELATIONS = {
    Relation.GE: "≥",
    Relation.GT: ">",
    Relation.LE: "≤",
    Relation.LT: "<",
    Relation.EQ: "=",
    Relation.NE: "≠",
}
_ATTRIBUTES = {
    Attribute.SCORE: Both("score", "得分"),
    Attribute.VALUE: Both("value", "取值"),
    Attribute.TARGET: Both("target", "目标"),
    Attribute.WEIGHT: Both("weight", "分值"),
    Attribute.MET: Both("met", "达标"),
}
_TOTALS = {Attribute.SCORE: Both("total", "总分"), Attribute.WEIGHT: Both("full marks", "满分")}
_FUNCTIONS = {
    "min": "最小值",
    "max": "最大值",
    "abs": "绝对值",
    "sign": "正负号",
    "floor": "取整",
    "ceiling": "进一取整",
    "ln": "自然对数",
    "log10": "常用对数",
    "sqrt": "平方根",
    "root": "方根",
    "exp": "指数",
    "days": "天数",
    "months": "月数",
    "sum": "合计",
    "count": "计数",
    "average": "平均值",
    "weighted_average": "加权平均值",
    "median": "中位数",
    "share": "占比",
    "rank": "名次",
    "min_max": "极差标准化",
}


def attribute_text(attribute: Attribute, lang: Lang) -> str:
    """取值, 目标, 分值, 得分, 达标."""
    return say(_ATTRIBUTES[attribute], lang)


def by_name(lang: Lang) -> Leaf:
    """References as names: `全年执行数`, `产出指标.得分`, `总分`."""

    def leaf(reference: Reference) -> str:
        match reference:
            case FactRef() | LetRef() | Local() | FieldRef():
                return visible(reference.name)
            case Joined():
                return visible(reference.through)
            case NodeRef():
                if not reference.path:
                    return say(_TOTALS.get(reference.attribute, _ATTRIBUTES[reference.attribute]), lang)
                return f"{visible(reference.path)}.{say(_ATTRIBUTES[reference.attribute], lang)}"
            case _:
                assert_never(reference)

    return leaf


def formula_text(expr: Expr, lang: Lang = "en", leaf: Leaf | None = None) -> str:
    """The formula on one line, references written by `leaf` (by name unless said)."""
    text = _text(expr, lang, leaf or by_name(lang))[0]
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _text(expr: Expr, lang: Lang, leaf: Leaf) -> tuple[str, int]:
    """The text and how tightly it binds."""

    def at(part: Expr, rank: int) -> str:
        text, own = _text(part, lang, leaf)
        return text if own >= rank else f"({text})"

    zh = lang == "zh"
    match expr:
        case Const():
            text = value_text(expr.value, expr.type, lang)
            return visible(text), _NEGATE if text.startswith("-") else _ATOM
        case FactRef() | LetRef() | Local() | NodeRef() | FieldRef() | Joined():
            text = leaf(expr)
            return text, _NEGATE if text.startswith("-") else _ATOM
        case Negate():
            return f"-{at(expr.operand, _POWER)}", _NEGATE
        case Arithmetic():
            return _chain(expr, lang, leaf)
        case Comparison():
            parts = [at(expr.first, _SUM)]
            for relation, operand in expr.rest:
                parts.append(f"{RELATIONS[relation]} {at(operand, _SUM)}")
            return " ".join(parts), _COMPARE
        case Inside():
            low, high = at(expr.low, _CHOOSE), at(expr.high, _CHOOSE)
            ends = ("[" if expr.low_closed else "("), ("]" if expr.high_closed else ")")
            return f"{at(expr.operand, _SUM)} {'在' if zh else 'in'} {ends[0]}{low}, {high}{ends[1]}", _COMPARE
        case Member():
            members = ("、" if zh else ", ").join(at(m, _CHOOSE) for m in expr.members)
            return f"{at(expr.operand, _SUM)} {'属于' if zh else 'in'} {{ {members} }}", _COMPARE
        case Not():
            return f"{'非' if zh else 'not'} {at(expr.operand, _NOT)}", _NOT
        case And():
            return (" 且 " if zh else " and ").join(at(o, _NOT) for o in expr.operands), _AND
        case Or():
            return (" 或 " if zh else " or ").join(at(o, _AND) for o in expr.operands), _OR
        case Choose():
            words = ("如果", "则", "否则") if zh else ("if", "then", "else")
            parts = [at(expr.condition, _OR), at(expr.then, _OR), at(expr.otherwise, _CHOOSE)]
            return " ".join(f"{word} {part}" for word, part in zip(words, parts, strict=True)), _CHOOSE
        case Builtin():
            name = _FUNCTIONS.get(expr.name, expr.name) if zh else expr.name
            return _call(name, expr.args, lang, leaf), _ATOM
        case Apply():
            return _call(visible(expr.name), expr.args, lang, leaf), _ATOM
        case Consult():
            return _call(visible(expr.table), expr.args, lang, leaf), _ATOM
        case Look():
            return _call(visible(expr.bands), (expr.operand,), lang, leaf), _ATOM
        case Aggregate():
            return _over(expr, lang), _ATOM
        case AtDate():
            return f"{visible(expr.name)} {'于' if zh else 'at'} {at(expr.operand, _ATOM)}", _POWER
        case Rounded():
            mode = say(MODES[expr.mode.value], lang)
            how = f"{mode} {expr.digits} 位" if zh else f"rounded {mode} to {expr.digits} decimals"
            return f"{at(expr.operand, _POWER)} {how}", _CHOOSE
        case _:
            assert_never(expr)


def _over(expr: Aggregate, lang: Lang) -> str:
    """`sum(支出 over 项目 where 支出 > 0 元)`: by name, since a row has figures of its own."""
    zh = lang == "zh"
    names = by_name(lang)
    parts = [] if expr.operand is None else [_text(expr.operand, lang, names)[0]]
    if not any(m.kind == "group" for m in expr.matches):
        parts.append(f"{'遍历' if zh else 'over'} {visible(expr.list)}")
    shared = [f"{_text(m.inner, lang, names)[0]} = {_text(m.outer, lang, names)[0]}" for m in expr.matches if m.kind == "where"]
    parts += [f"{'同组' if zh else 'within'} {_text(m.inner, lang, names)[0]}" for m in expr.matches if m.kind == "within"]
    parts += [("其余各条" if zh else "others")] if expr.others else []
    if expr.by is not None:
        parts.append(f"{'按' if zh else 'by'} {_text(expr.by, lang, names)[0]}")
    test = expr.condition
    if expr.cut is not None:
        count, by = expr.cut.count, _text(expr.cut.by, lang, names)[0]
        parts.append(
            f"{'后' if expr.cut.bottom else '前'} {count} 名 按 {by}"
            if zh
            else f"{'bottom' if expr.cut.bottom else 'top'} {count} by {by}"
        )
        test = expr.cut.where
    shared += [] if test is None else [_text(test, lang, names)[0]]
    if shared:
        parts.append(f"{'当' if zh else 'where'} {(' 且 ' if zh else ' and ').join(shared)}")
    if expr.function == "rank" and expr.ascending:
        parts.append("升序" if zh else "ascending")
    parts += [("反向" if zh else "reverse")] if expr.reverse else []
    if expr.equal is not None:
        parts.append(f"{'相等得' if zh else 'equal'} {_text(expr.equal, lang, names)[0]}")
    if expr.unit is not None:
        parts.append(f"以 {visible(expr.unit.text)} 计" if zh else f"as {visible(expr.unit.text)}")
    return f"{_FUNCTIONS[expr.function] if zh else expr.function}({' '.join(parts)})"


def _call(name: str, args: tuple[Expr, ...], lang: Lang, leaf: Leaf) -> str:
    return f"{name}({', '.join(_text(a, lang, leaf)[0] for a in args)})"


def _chain(expr: Arithmetic, lang: Lang, leaf: Leaf) -> tuple[str, int]:
    """A chain of one rank (`a + b - c`), taken from its right end without recursion along the left."""
    rank = _RANK[expr.op]
    tail: list[str] = []
    at: Expr = expr
    while isinstance(at, Arithmetic) and _RANK[at.op] == rank:
        text, own = _text(at.right, lang, leaf)
        # The right side of a minus, a division or a power binds tighter than the sign itself.
        tail.append(f"{_SIGNS[at.op]} {text if own > rank else f'({text})'}")
        at = at.left
        if rank == _POWER:
            break
    first, own = _text(at, lang, leaf)
    if own < rank or (rank == _POWER and own <= rank):
        first = f"({first})"
    tail.reverse()
    return " ".join([first, *tail]), rank


def inside(expr: Expr) -> list[Expr]:
    """An expression and all expressions in it."""
    found, stack = [], [expr]
    while stack:
        at = stack.pop()
        found.append(at)
        stack += reversed(_parts(at))
    return found


def aggregates(expr: Expr) -> list[Aggregate]:
    """The figures over lists in an expression, in the order of writing; not those inside another."""
    found: list[Aggregate] = []
    stack: list[Expr] = [expr]
    while stack:
        at = stack.pop()
        if isinstance(at, Aggregate):
            found.append(at)
        else:
            stack += reversed(_parts(at))
    return found


def _parts(expr: Expr) -> list[Expr]:
    """The expressions directly inside one, in the order of writing."""
    match expr:
        case Const() | FactRef() | LetRef() | Local() | FieldRef() | NodeRef() | Joined():
            return []
        case Negate() | Not() | Look() | Rounded() | AtDate():
            return [expr.operand]
        case Arithmetic():
            return [expr.left, expr.right]
        case Comparison():
            return [expr.first, *(operand for _, operand in expr.rest)]
        case Inside():
            return [expr.operand, expr.low, expr.high]
        case Member():
            return [expr.operand, *expr.members]
        case And() | Or():
            return list(expr.operands)
        case Choose():
            return [expr.condition, expr.then, expr.otherwise]
        case Builtin() | Apply() | Consult():
            return list(expr.args)
        case Aggregate():
            return [x for x in (expr.operand, expr.by, expr.condition, expr.base) if x is not None]
        case _:
            assert_never(expr)


def subexpressions(expr: Expr) -> list[Expr]:
    """An expression and everything inside it, in the order of writing."""
    found: list[Expr] = []
    stack: list[Expr] = [expr]
    while stack:
        at = stack.pop()
        found.append(at)
        stack += reversed(_parts(at))
    return found


def references(expr: Expr, inside_rows: bool = True) -> list[Reference]:
    """Every reference of an expression, in the order of writing, each once; those inside figures over lists or not."""
    found: dict[tuple[str, str], Reference] = {}
    stack: list[Expr] = [expr]
    while stack:
        at = stack.pop()
        match at:
            case Const():
                continue
            case FactRef() | LetRef() | Local() | FieldRef():
                found.setdefault((type(at).__name__, at.name), at)
            case Joined():
                found.setdefault((type(at).__name__, at.through), at)
            case Aggregate() if not inside_rows:
                continue
            case NodeRef():
                found.setdefault((at.attribute.value, at.path), at)
            case _:
                stack += reversed(_parts(at))
    return list(found.values())
