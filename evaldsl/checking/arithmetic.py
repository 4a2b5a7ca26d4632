"""The law of units and styles: what may be added, multiplied and compared, and what comes out.

In: two typed operands. Out: the typed result, or None when it has been refused. The table, for numbers without dimension
(n number, r ratio, % percentage, pp 个百分点):
  % − % and r − r are pp;  % + % is %;  % ± pp is %;  pp ± pp is pp;  n ± r is n;  % ± a bare number is refused (5: 5% or 500%?)
  % × x has the unit of x;  like ÷ like is r;  % ÷ % is r;  pp ÷ pp is n;  a quantity ± % is refused (of what?)
Quantities add only when their dimensions are equal; 万元 + 元 converts and keeps the unit of the first.
"""

from fractions import Fraction

from evaldsl.checking import ranges
from evaldsl.checking.book import Env, quantity
from evaldsl.checking.bounds import constant, range_of
from evaldsl.checking.measures import unlike_units
from evaldsl.checking.wording import expr_text, number_text, type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style, Type
from evaldsl.model.units import ONE, PERCENT, PERCENT_POINT
from evaldsl.source import Span

PERCENTAGE = QuantityType(PERCENT, Style.PERCENT)
POINTS = QuantityType(PERCENT_POINT, Style.POINTS)
RATIO = QuantityType(ONE, Style.RATIO)
LARGEST_EXPONENT = 1_000
SHARES = (Style.PERCENT, Style.RATIO)


def styled(style: Style, real: bool) -> QuantityType:
    """The dimensionless type of a style."""
    match style:
        case Style.PERCENT:
            return QuantityType(PERCENT, style, real)
        case Style.POINTS:
            return QuantityType(PERCENT_POINT, style, real)
        case _:
            return QuantityType(ONE, style, real)


def bare(expr: p.Expr) -> Fraction | None:
    """The number, when the expression is a bare number as written (also −5)."""
    if isinstance(expr, p.Negate):
        inner = bare(expr.operand)
        return None if inner is None else -inner
    if isinstance(expr, p.Const) and isinstance(expr.value, Fraction) and expr.type == NUMBER:
        return expr.value
    return None


def two_readings(env: Env, number: Fraction, span: Span, points: bool = False) -> None:
    """Refuses a bare number beside a percentage, with both readings: 95 is 95% or 9500%."""
    text, other = number_text(number), number_text(number * 100)
    env.report("E305", span, "points" if points else None, number=text, one=f"{text}%", other=f"{other}%")


def arithmetic(env: Env, op: p.Op, left: p.Expr, right: p.Expr, span: Span) -> p.Expr | None:
    """`left op right`, typed."""
    a, b = quantity(left.type), quantity(right.type)
    if a is None or b is None:
        wrong = left if a is None else right
        help = "dates" if type_words(wrong.type).en == "a date" else None
        env.report("E308", span, help, sign=Both(op.value, op.value), got=type_words(wrong.type), text=expr_text(wrong))
        return None
    match op:
        case p.Op.ADD | p.Op.SUB:
            return _sum(env, op, left, right, a, b, span)
        case p.Op.MUL | p.Op.OF:
            return _product(env, op, left, right, a, b, span)
        case p.Op.DIV:
            return _quotient(env, left, right, a, b, span)
        case p.Op.POW:
            return _power(env, left, right, a, span)


def _made(env: Env, op: p.Op, left: p.Expr, right: p.Expr, kind: Type, span: Span) -> p.Expr | None:
    made = p.Arithmetic(op, left, right, kind, env.where(span))
    one, two = constant(env.book, left), constant(env.book, right)
    if one is not None and two is not None and op is not p.Op.POW and range_of(env.book, made).point is None:
        env.report("E313", span)
        return None
    return made


def _sum(env: Env, op: p.Op, left: p.Expr, right: p.Expr, a: QuantityType, b: QuantityType, span: Span) -> p.Expr | None:
    real = a.real or b.real
    if a.unit.dimension or b.unit.dimension:
        if bare(left) == 0:
            left, a = p.Const(Fraction(0), b, left.where), b
        elif bare(right) == 0:
            right, b = p.Const(Fraction(0), a, right.where), a
        if a.unit.dimension != b.unit.dimension:
            if not b.unit.dimension and b.style in (*SHARES, Style.POINTS):
                share = expr_text(right)
                env.report("E307", span, base=expr_text(left), share=share, sign=op.value, unit=type_words(a))
                return None
            unlike(env, left, right, span)
            return None
        return _made(env, op, left, right, QuantityType(a.unit, Style.NUMBER, real), span)
    style = _sum_style(env, op, left, right, a.style, b.style, span)
    return None if style is None else _made(env, op, left, right, styled(style, real), span)


def _sum_style(env: Env, op: p.Op, left: p.Expr, right: p.Expr, a: Style, b: Style, span: Span) -> Style | None:
    for number, other in ((bare(left), b), (bare(right), a)):
        if number and other in (Style.PERCENT, Style.POINTS):
            if other is Style.PERCENT and op is p.Op.SUB and number == bare(left) and isinstance(right, p.Const):
                env.report("E307", span, base=expr_text(left), share=expr_text(right), sign="-", unit=type_words(NUMBER))
            else:
                two_readings(env, number, span, other is Style.POINTS)
            return None
    if a is Style.NUMBER and b is Style.PERCENT and isinstance(right, p.Const) and bare(left) != 0:
        env.report("E307", span, base=expr_text(left), share=expr_text(right), sign=op.value, unit=type_words(NUMBER))
        return None
    if a in SHARES and b in SHARES:
        if op is p.Op.SUB:
            return Style.POINTS
        return Style.PERCENT if Style.PERCENT in (a, b) else Style.RATIO
    if a in SHARES and b is Style.POINTS:
        return a
    if a is Style.POINTS and b in SHARES:
        return b if op is p.Op.ADD else Style.POINTS
    return Style.POINTS if a is b is Style.POINTS else Style.NUMBER


def _product(env: Env, op: p.Op, left: p.Expr, right: p.Expr, a: QuantityType, b: QuantityType, span: Span) -> p.Expr | None:
    real = a.real or b.real
    if op is p.Op.OF and (a.unit.dimension or a.style not in SHARES):
        env.report("E321", span, got=type_words(left.type), text=expr_text(left))
        return None
    if a.unit.dimension and b.unit.dimension:
        unit = env.book.units.product(a.unit, b.unit, 1)
        return _made(env, op, left, right, QuantityType(unit, Style.NUMBER, real), span)
    if a.unit.dimension or b.unit.dimension:
        unit = a.unit if a.unit.dimension else b.unit
        return _made(env, op, left, right, QuantityType(unit, Style.NUMBER, real), span)
    pair = {a.style, b.style}
    if Style.POINTS in pair:
        style = Style.POINTS
    elif op is p.Op.OF:
        style = b.style
    elif Style.NUMBER in pair:
        style = Style.NUMBER
    else:
        style = Style.PERCENT if Style.PERCENT in pair else Style.RATIO
    return _made(env, op, left, right, styled(style, real), span)


def _quotient(env: Env, left: p.Expr, right: p.Expr, a: QuantityType, b: QuantityType, span: Span) -> p.Expr | None:
    if constant(env.book, right) == 0:
        env.report("E426", span, text=expr_text(left))
        return None
    real = a.real or b.real
    if a.unit.dimension or b.unit.dimension:
        if a.unit.dimension == b.unit.dimension:
            return _made(env, p.Op.DIV, left, right, QuantityType(ONE, Style.RATIO, real), span)
        unit = env.book.units.product(a.unit if a.unit.dimension else ONE, b.unit, -1) if b.unit.dimension else a.unit
        return _made(env, p.Op.DIV, left, right, QuantityType(unit, Style.NUMBER, real), span)
    if a.style is Style.POINTS:
        style = Style.NUMBER if b.style is Style.POINTS else Style.POINTS if b.style is Style.NUMBER else Style.RATIO
    elif b.style is Style.NUMBER:
        style = a.style
    else:
        style = Style.RATIO if a.style in SHARES and b.style in SHARES else Style.NUMBER
    return _made(env, p.Op.DIV, left, right, styled(style, real), span)


def _power(env: Env, left: p.Expr, right: p.Expr, a: QuantityType, span: Span) -> p.Expr | None:
    exponent = constant(env.book, right)
    kind = quantity(right.type)
    if exponent is None or kind is None or kind.unit.dimension:
        env.report("E312", span, text=expr_text(right))
        return None
    if abs(exponent) > LARGEST_EXPONENT or exponent.denominator > LARGEST_EXPONENT:
        env.report("E313", span)
        return None
    base = constant(env.book, left)
    whole = exponent.denominator == 1
    if base is not None and whole and ranges.power_is_too_big(base, int(exponent)):
        env.report("E313", span)
        return None
    if base == 0 and exponent < 0:
        env.report("E426", span, text="1")
        return None
    fixed = p.Const(exponent, NUMBER, right.where)
    real = a.real or not whole
    if not a.unit.dimension:
        return _made(env, p.Op.POW, left, fixed, QuantityType(ONE, Style.NUMBER, real), span)
    if not whole:
        rooted = env.book.units.rooted(a.unit, exponent.denominator)
        if rooted is None:
            env.report("E312", span, "unit", text=expr_text(left))
            return None
        unit = env.book.units.powered(rooted, exponent.numerator)
    else:
        unit = env.book.units.powered(a.unit, int(exponent))
    style = Style.NUMBER
    return _made(env, p.Op.POW, left, fixed, QuantityType(unit, style, real), span)


def unlike(env: Env, left: p.Expr, right: p.Expr, span: Span) -> None:
    """Refuses two operands that do not go together, with both units named and, for a bare number, the mend."""
    if unlike_units(env, left, right, span):
        return
    for number, other in ((left, right), (right, left)):
        kind, beside = quantity(number.type), quantity(other.type)
        if kind is None or beside is None or kind.unit.dimension or not beside.unit.dimension:
            continue
        if kind.style is Style.NUMBER:
            what = bare(number)
            text = number_text(what) if what is not None else expr_text(number)
            env.report("E302", span, None if what is not None else "value", number=text, unit=beside.unit.text)
            return
    help = None
    a, b = quantity(left.type), quantity(right.type)
    if a is not None and b is not None:
        texts = {a.unit.text, b.unit.text}
        help = "people" if texts == {"人", "人次"} else None
    env.report("E301", span, help, left=type_words(left.type), right=type_words(right.type))


def alike(env: Env, parts: list[p.Expr], span: Span) -> list[p.Expr] | None:
    """Operands made comparable with the first: zero takes any unit; unlike ones are refused.

    Used for comparisons, min and max, both branches of an if, intervals, targets and bands.
    """
    lead = next((x for x in parts if bare(x) is None), parts[0])
    kind = quantity(lead.type)
    made: list[p.Expr] = []
    for part in parts:
        other = quantity(part.type)
        if kind is None or other is None:
            if type(part.type) is not type(lead.type) or (
                isinstance(part.type, LevelType)
                and isinstance(lead.type, LevelType)
                and set(part.type.members) != set(lead.type.members)
            ):
                env.report("E311", span, left=type_words(lead.type), right=type_words(part.type))
                return None
            made.append(part)
            continue
        number = bare(part)
        if number == 0 and other != kind:
            made.append(p.Const(Fraction(0), kind, part.where))
            continue
        if kind.unit.dimension != other.unit.dimension:
            unlike(env, lead, part, span)
            return None
        if not kind.unit.dimension and not _style_fits(env, lead, kind, part, other, span):
            return None
        made.append(part)
    return made


def _style_fits(env: Env, lead: p.Expr, kind: QuantityType, part: p.Expr, other: QuantityType, span: Span) -> bool:
    number = bare(part)
    if number and kind.style is not Style.NUMBER:
        two_readings(env, number, span, kind.style is Style.POINTS)
        return False
    if {kind.style, other.style} in ({Style.POINTS, Style.PERCENT}, {Style.POINTS, Style.RATIO}):
        share = part if other.style is not Style.POINTS else lead
        percent_step(env, share, span)
        return False
    if kind.style is Style.NUMBER and other.style is Style.PERCENT and isinstance(part, p.Const) and part.value:
        first = bare(lead)
        if first is not None:
            two_readings(env, first, span)
            return False
    return True


def percent_step(env: Env, share: p.Expr, span: Span) -> None:
    """Refuses `5%` as a step, a tolerance or a difference of percentages, with both readings."""
    text = expr_text(share)
    env.report("E306", span, share=text, points=text.replace("%", " 个百分点"))


def no_real(env: Env, parts: list[p.Expr], span: Span) -> bool:
    """Whether no part is irrational; one that is is refused here, where it would be compared."""
    for part in parts:
        kind = quantity(part.type)
        if kind is not None and kind.real:
            env.report("E310", span, text=expr_text(part))
            return False
    return True
