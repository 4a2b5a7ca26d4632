"""Expressions: from what is written to typed, resolved expressions of the program.

In: `nodes.Expr` and its `Env`. Out: `program.Expr`, or None for an erroneous part, which has been reported once and is never
reported again (the type Unknown). Iterative along long chains of operators; the parser bounds every other nesting.
"""

from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.checking.arithmetic import PERCENTAGE, POINTS, alike, arithmetic, bare, no_real, styled, two_readings
from evaldsl.checking.book import Env, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.irrational import irrational
from evaldsl.checking.measures import names_unit, no_rounding, unit_constant, unlike_units
from evaldsl.checking.names import cell_of, is_value, resolve
from evaldsl.checking.provided import aggregate_of, dated_of, let_of, node_type, own_of
from evaldsl.checking.wording import expr_text, number_text, type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.numbers import Mode
from evaldsl.model.types import NUMBER, DateType, LevelType, MeasureType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.model.units import PERCENT_POINT, Unit
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

YES_NO = YesNoType()

_OPS = {
    n.BinaryOp.ADD: p.Op.ADD,
    n.BinaryOp.SUB: p.Op.SUB,
    n.BinaryOp.MUL: p.Op.MUL,
    n.BinaryOp.DIV: p.Op.DIV,
    n.BinaryOp.POW: p.Op.POW,
    n.BinaryOp.OF: p.Op.OF,
}
FUNCTIONS = {
    "min": (2, 50), "max": (2, 50), "abs": (1, 1), "sign": (1, 1), "floor": (1, 1), "ceiling": (1, 1), "ln": (1, 1),
    "log10": (1, 1), "sqrt": (1, 1), "root": (2, 2), "days": (2, 2), "months": (2, 2),
}  # fmt: skip
"""Built-in functions with the least and the most number of arguments."""


def infer(env: Env, expr: n.Expr, expected: LevelType | None = None) -> p.Expr | None:
    """The typed expression. `expected` is the level type that a bare level name would belong to."""
    match expr:
        case n.Number():
            return p.Const(expr.value, NUMBER, env.where(expr.span))
        case n.Percent():
            return p.Const(expr.value, PERCENTAGE, env.where(expr.span))
        case n.Quantity():
            unit = unit_of(env, expr.unit)
            if unit is None:
                return None
            kind = POINTS if unit is PERCENT_POINT else QuantityType(unit)
            return p.Const(expr.value * unit.factor, kind, env.where(expr.span))
        case n.DateLiteral():
            return p.Const(expr.value, DateType(), env.where(expr.span))
        case n.TextLiteral():
            return p.Const(expr.value, TextType(), env.where(expr.span))
        case n.YesNo():
            return p.Const(expr.value, YES_NO, env.where(expr.span))
        case n.Ref():
            return resolve(env, expr, expected, let_of, own_of, node_type)
        case n.Unary():
            return _unary(env, expr)
        case n.Binary():
            return _logic(env, expr) if expr.op in (n.BinaryOp.AND, n.BinaryOp.OR) else _chain(env, expr)
        case n.Compare():
            return _compare(env, expr)
        case n.InInterval():
            return _in_interval(env, expr)
        case n.InSet():
            return _in_set(env, expr)
        case n.If():
            return _if(env, expr, expected)
        case n.Call():
            return call(env, expr.function, expr.args, expr)
        case n.RoundExpr():
            return _rounded(env, expr)
        case n.Aggregate():
            return aggregate_of(env, expr)
        case n.AtDate():
            return dated_of(env, expr)
        case n.CellRef():
            return cell_of(env, expr)
        case _:
            assert_never(expr)


# ---- units -----------------------------------------------------------------------------------------------------------


def unit_of(env: Env, written: n.UnitExpr) -> Unit | None:
    """The unit that is written, or None after a report."""
    found = env.book.units.resolve(written)
    if isinstance(found, Unit):
        return found
    near = nearest(found.text, env.book.units.names)
    env.report("E303", found.span, "near" if near else None, unit=found.text, near=near or "")
    return None


# ---- operators -------------------------------------------------------------------------------------------------------


def _unary(env: Env, expr: n.Unary) -> p.Expr | None:
    inner = infer(env, expr.operand)
    if inner is None:
        return None
    if expr.op is n.UnaryOp.NOT:
        return p.Not(inner, YES_NO, env.where(expr.span)) if condition_is(env, inner, expr.operand) else None
    if quantity(inner.type) is None:
        env.report("E308", expr.span, sign="-", got=type_words(inner.type), text=expr_text(inner))
        return None
    return p.Negate(inner, inner.type, env.where(expr.span))


def _chain(env: Env, expr: n.Binary) -> p.Expr | None:
    """`a + b − c …`: along the left side without recursion. One wrong step makes the whole unknown, but each part is looked at."""
    spine: list[n.Binary] = []
    at: n.Expr = expr
    while isinstance(at, n.Binary) and at.op not in (n.BinaryOp.AND, n.BinaryOp.OR):
        spine.append(at)
        at = at.left
    left = infer(env, at)
    for step in reversed(spine):
        right = infer(env, step.right)
        left = None if left is None or right is None else arithmetic(env, _OPS[step.op], left, right, step.span)
    return left


def _logic(env: Env, expr: n.Binary) -> p.Expr | None:
    parts: list[n.Expr] = []
    at: n.Expr = expr
    while isinstance(at, n.Binary) and at.op is expr.op:
        parts.append(at.right)
        at = at.left
    parts.append(at)
    typed = [condition(env, part) for part in reversed(parts)]
    operands = tuple(t for t in typed if t is not None)
    if len(operands) < len(typed):
        return None
    made = p.And if expr.op is n.BinaryOp.AND else p.Or
    return made(operands, YES_NO, env.where(expr.span))


def condition(env: Env, expr: n.Expr) -> p.Expr | None:
    """An expression that must be yes or no."""
    found = infer(env, expr)
    return found if found is not None and condition_is(env, found, expr) else None


def condition_is(env: Env, found: p.Expr, written: n.Expr) -> bool:
    """Whether a typed expression is a condition; reported otherwise."""
    if isinstance(found.type, YesNoType):
        return True
    env.report("E309", written.span, got=type_words(found.type), text=expr_text(found))
    return False


def operands(env: Env, written: tuple[n.Expr, ...]) -> list[p.Expr] | None:
    """Operands that belong together: names that mean no value are levels of the operand that has levels, or units beside one
    that is a unit."""
    words = [not is_value(env, w) if isinstance(w, n.Ref) else names_unit(env, w) for w in written]
    typed: list[p.Expr | None] = [None if word else infer(env, w) for w, word in zip(written, words, strict=True)]
    kind = next((t.type for t in typed if t is not None and isinstance(t.type, LevelType | MeasureType)), None)
    if any(t is None and not word for t, word in zip(typed, words, strict=True)):
        return None
    for i, (w, word) in enumerate(zip(written, words, strict=True)):
        if isinstance(kind, MeasureType) and (word or isinstance(w, n.TextLiteral)):
            typed[i] = unit_constant(env, w)
        elif word:
            typed[i] = level(env, w, kind) if isinstance(kind, LevelType) else infer(env, w)
    found = [t for t in typed if t is not None]
    return found if len(found) == len(typed) else None


def level(env: Env, written: n.Expr, kind: LevelType) -> p.Expr | None:
    """A level by name, of a known list."""
    if isinstance(written, n.Ref) and len(written.path.parts) == 1:
        name = written.path.text
        if name in kind.members:
            return p.Const(name, kind, env.where(written.span))
        unknown_level(env, written.path.parts[0], kind)
        return None
    return infer(env, written, kind)


def unknown_level(env: Env, name: n.Name, kind: LevelType) -> None:
    """A name that is no member of a list of levels."""
    near = nearest(name.text, kind.members)
    known = "、".join(kind.members[:12])
    env.report("E210", name.span, "near" if near else None, name=name.text, near=near or "", known=known)


def _compare(env: Env, expr: n.Compare) -> p.Expr | None:
    parts = operands(env, (expr.first, *(e for _, e in expr.rest)))
    if parts is None:
        return None
    made = alike(env, parts, expr.span)
    if made is None or not no_real(env, made, expr.span):
        return None
    relations = [p.Relation(r.value) for r, _ in expr.rest]
    order = order_for(env, made[0].type, relations, expr)
    if isinstance(order, bool):
        return None
    rest = tuple(zip(relations, made[1:], strict=True))
    return p.Comparison(made[0], rest, order or None, YES_NO, env.where(expr.span))


def order_for(env: Env, kind: Type, relations: list[p.Relation], written: n.Compare | n.Target) -> tuple[str, ...] | bool | None:
    """The order to compare levels by; None when none is needed, False when the comparison makes no sense."""
    if all(r in (p.Relation.EQ, p.Relation.NE) for r in relations):
        return None
    if isinstance(kind, LevelType):
        if kind.ordered:
            return kind.members
        env.report("E319", written.span, members="、".join(kind.members[:8]), ordered=" < ".join(kind.members[:8]))
        return False
    if isinstance(kind, (TextType, YesNoType, MeasureType)):
        env.report("E319", written.span, "kind", members=type_words(kind), ordered="")
        return False
    return None


def _in_interval(env: Env, expr: n.InInterval) -> p.Expr | None:
    interval = expr.interval
    parts = operands(env, (expr.operand, interval.low, interval.high))
    if parts is None:
        return None
    made = alike(env, parts, expr.span)
    if made is None or not no_real(env, made, expr.span):
        return None
    if isinstance(made[0].type, (LevelType, TextType, YesNoType, MeasureType)):
        env.report("E319", expr.span, "kind", members=type_words(made[0].type), ordered="")
        return None
    if not interval_ok(env, made[1], made[2], interval):
        return None
    closed = (interval.low_closed, interval.high_closed)
    return p.Inside(made[0], made[1], made[2], *closed, YES_NO, env.where(expr.span))


def interval_ok(env: Env, low: p.Expr, high: p.Expr, interval: n.Interval) -> bool:
    """Whether an interval whose ends are known holds anything."""
    a, b = _order_key(env, low), _order_key(env, high)
    if a is None or b is None or isinstance(a, date) != isinstance(b, date):
        return True
    if a < b or (a == b and interval.low_closed and interval.high_closed):  # type: ignore[operator]
        return True
    env.report("E320", interval.span, low=expr_text(low), high=expr_text(high))
    return False


def _order_key(env: Env, expr: p.Expr) -> Fraction | date | None:
    if isinstance(expr, p.Const) and isinstance(expr.value, date):
        return expr.value
    return constant(env.book, expr) if isinstance(expr.type, QuantityType) else None


def _in_set(env: Env, expr: n.InSet) -> p.Expr | None:
    parts = operands(env, (expr.operand, *expr.members))
    if parts is None:
        return None
    made = alike(env, parts, expr.span)
    if made is None or not no_real(env, made, expr.span):
        return None
    return p.Member(made[0], tuple(made[1:]), YES_NO, env.where(expr.span))


def _if(env: Env, expr: n.If, expected: LevelType | None) -> p.Expr | None:
    test = condition(env, expr.condition)
    if expected is not None:
        branches = [infer(env, expr.then, expected), infer(env, expr.otherwise, expected)]
        found = [b for b in branches if b is not None]
        parts = found if len(found) == 2 else None
    else:
        parts = operands(env, (expr.then, expr.otherwise))
    if test is None or parts is None:
        return None
    made = alike(env, parts, expr.span)
    if made is None:
        return None
    return p.Choose(test, made[0], made[1], _common(made), env.where(expr.span))


def _common(parts: list[p.Expr]) -> Type:
    """The type of operands that are alike: a percentage before a ratio, irrational when one is."""
    kind = next((x.type for x in parts if bare(x) is None), parts[0].type)
    quantities = [q for q in (quantity(x.type) for x in parts) if q is not None]
    if not quantities or not isinstance(kind, QuantityType):
        return kind
    real = any(q.real for q in quantities)
    if kind.unit.dimension:
        return QuantityType(kind.unit, Style.NUMBER, real)
    styles = {q.style for x, q in zip(parts, quantities, strict=True) if bare(x) != 0}
    if Style.NUMBER in styles or not styles:
        return styled(Style.NUMBER, real)
    return styled(Style.PERCENT if Style.PERCENT in styles else kind.style, real)


# ---- functions -------------------------------------------------------------------------------------------------------


def call(env: Env, function: n.Name, args: tuple[n.Expr, ...], written: n.Call | n.MethodCall) -> p.Expr | None:
    """A built-in function, a method of the ruleset, or declared bands asked for the word of a value."""
    name = function.text
    if name in env.book.methods:
        return _apply(env, function, args, written)
    if name in env.book.bands:
        return _look(env, function, args, written)
    if name in env.book.tables:
        from evaldsl.checking.tables import consult

        return consult(env, function, args, written)
    if name in ("sum", "count", "average", "weighted_average", "median", "share"):
        env.report("E226", written.span, "over", name=name)
        return None
    if name not in FUNCTIONS:
        known = [*FUNCTIONS, *env.book.methods, *env.book.bands, *env.book.tables]
        near = nearest(name, known)
        env.report("E208", function.span, "near" if near else None, name=name, near=near or "")
        for arg in args:
            infer(env, arg)
        return None
    if not _count(env, name, len(args), *FUNCTIONS[name], written):
        return None
    typed = operands(env, args) if name in ("min", "max") else [infer(env, a) for a in args]
    if typed is None:
        return None
    found = [t for t in typed if t is not None]
    return _builtin(env, name, found, written) if len(found) == len(args) else None


def _count(env: Env, name: str, got: int, least: int, most: int, written: n.Call | n.MethodCall) -> bool:
    if least <= got <= most:
        return True
    due = str(least) if least == most else f"{least}–{most}"
    env.report("E315", written.span, name=name, got=str(got), due=due)
    return False


def _builtin(env: Env, name: str, args: list[p.Expr], written: n.Call | n.MethodCall) -> p.Expr | None:
    where = env.where(written.span)
    if name in ("days", "months"):
        wrong = next((a for a in args if not isinstance(a.type, DateType)), None)
        if wrong is not None:
            due = Both("a date", "日期")
            env.report("E316", written.span, name=name, due=due, got=type_words(wrong.type), text=expr_text(wrong))
            return None
        unit = env.book.units.look_up("天" if name == "days" else "月")
        kind = NUMBER if unit is None else QuantityType(unit)
        return p.Builtin(name, tuple(args), kind, where)
    wrong = next((a for a in args if quantity(a.type) is None), None)
    if wrong is not None:
        due = Both("a number", "数")
        env.report("E316", written.span, name=name, due=due, got=type_words(wrong.type), text=expr_text(wrong))
        return None
    if name in ("min", "max"):
        made = alike(env, args, written.span)
        if made is None or not no_real(env, made, written.span):
            return None
        return p.Builtin(name, tuple(made), _common(made), where)
    first = quantity(args[0].type)
    assert first is not None
    kind = first
    if name in ("abs", "sign", "floor", "ceiling"):
        if not no_real(env, args, written.span):
            return None
        whole = name in ("floor", "ceiling")
        if whole and not no_rounding(env, args[0], name, written.span):
            return None
        if whole and (kind.unit.factor != 1 or kind.style not in (Style.NUMBER, Style.RATIO)):
            env.report("E322", written.span, name=name, unit=type_words(kind))
            return None
        # a quotient of like quantities counts steps here: floor(金额 / 100 万元) is a plain number
        plain = name == "sign" or (whole and kind.style is Style.RATIO)
        return p.Builtin(name, tuple(args), NUMBER if plain else kind, where)
    return irrational(env, name, args, kind, written)


def _apply(env: Env, function: n.Name, args: tuple[n.Expr, ...], written: n.Call | n.MethodCall) -> p.Expr | None:
    from evaldsl.checking.lets import typed_method

    env.book.used.add(("method", function.text))
    spec = typed_method(env.book, function.text)
    if spec is None:
        for arg in args:
            infer(env, arg)
        return None
    count = len(spec.parameters)
    if not _count(env, function.text, len(args), count, count, written):
        return None
    made: list[p.Expr] = []
    for (name, kind), arg in zip(spec.parameters, args, strict=True):
        typed = fitted(env, arg, kind, Both(f"parameter {name}", f"参数“{name}”"))
        if typed is not None:
            made.append(typed)
    if len(made) < count:
        return None
    tiers = env.book.tiers.get(function.text)
    if tiers is not None:
        from evaldsl.checking.bands import cover_value

        if not no_real(env, made, written.span) or not cover_value(env, tiers, made[0], written.span, function.text):
            return None
    return p.Apply(function.text, tuple(made), spec.type, env.where(written.span))


def _look(env: Env, function: n.Name, args: tuple[n.Expr, ...], written: n.Call | n.MethodCall) -> p.Expr | None:
    from evaldsl.checking.bands import cover_value, declared_bands

    env.book.used.add(("bands", function.text))
    spec = declared_bands(env.book, function.text)
    if spec is None or not _count(env, function.text, len(args), 1, 1, written):
        return None
    if not isinstance(spec, p.BandsSpec):
        env.report("E220", written.span, name=function.text)
        return None
    typed = fitted(env, args[0], spec.operand, Both(f"bands {function.text}", f"分档“{function.text}”"))
    if typed is None or not no_real(env, [typed], written.span):
        return None
    if not cover_value(env, spec.cuts, typed, written.span, function.text):
        return None
    return p.Look(function.text, typed, spec.type, env.where(written.span))


def fitted(env: Env, written: n.Expr, kind: Type, what: Both) -> p.Expr | None:
    """An expression that must be of a type: a parameter, a band's operand, a default. `what` names the place."""
    named = isinstance(kind, LevelType) and not (isinstance(written, n.Ref) and is_value(env, written))
    typed = level(env, written, kind) if isinstance(kind, LevelType) and named else infer(env, written)
    return None if typed is None else fits(env, typed, kind, what, written)


def fits(env: Env, typed: p.Expr, kind: Type, what: Both, written: n.Expr) -> p.Expr | None:
    """The typed expression when it is of the type that is due."""
    due, got = quantity(kind), quantity(typed.type)
    if due is None or got is None:
        if type(typed.type) is not type(kind) or (
            isinstance(kind, LevelType) and isinstance(typed.type, LevelType) and set(kind.members) != set(typed.type.members)
        ):
            env.report("E317", written.span, what=what, due=type_words(kind), got=type_words(typed.type))
            return None
        return typed
    number = bare(typed)
    if number == 0:
        return p.Const(Fraction(0), kind, typed.where)
    if due.unit.dimension != got.unit.dimension:
        if unlike_units(env, typed, p.Const(Fraction(0), kind, typed.where), written.span):
            return None
        if number is not None or (not got.unit.dimension and got.style is Style.NUMBER):
            text = expr_text(typed)
            env.report("E302", written.span, None if number is not None else "value", number=text, unit=due.unit.text)
        else:
            env.report("E317", written.span, what=what, due=type_words(kind), got=type_words(typed.type))
        return None
    if number is not None and due.style is not Style.NUMBER:
        two_readings(env, number, written.span, due.style is Style.POINTS)
        return None
    if due.style is Style.NUMBER and not due.unit.dimension and got.style in (Style.PERCENT, Style.POINTS):
        env.report("E317", written.span, what=what, due=type_words(kind), got=type_words(typed.type))
        return None
    return typed


def _rounded(env: Env, expr: n.RoundExpr) -> p.Expr | None:
    inner = infer(env, expr.operand)
    if inner is None:
        return None
    kind = quantity(inner.type)
    if kind is None:
        env.report("E308", expr.span, sign="round", got=type_words(inner.type), text=expr_text(inner))
        return None
    if not no_rounding(env, inner, "round", expr.span):
        return None
    return p.Rounded(
        inner, Mode(expr.mode), expr.digits, round_factor(kind), QuantityType(kind.unit, kind.style), env.where(expr.span)
    )


def round_factor(kind: QuantityType) -> Fraction:
    """What one is counted in when a value of this type is rounded: 10000 for 万元, 1/100 for percentages."""
    if kind.unit.dimension:
        return kind.unit.factor
    return Fraction(1, 100) if kind.style is not Style.NUMBER else Fraction(1)


def bare_text(expr: p.Expr) -> str:
    """The number of a bare number, else the text of the expression."""
    number = bare(expr)
    return expr_text(expr) if number is None else number_text(number)
