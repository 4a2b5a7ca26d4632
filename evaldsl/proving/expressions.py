"""Expressions as formulas: each `case` is what evaluation/expressions.py does for the same expression, for every fact file at once.

In: an expression of a checked program and where its names come from (`Source`). Out: a `Figure`. Guarantees: encoded whole or not at all
(`OutOfReach`); a chain of terms as long as the author likes costs no stack.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

import z3

from evaldsl.model.numbers import Mode
from evaldsl.model.program import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AtDate,
    Builtin,
    Choose,
    Comparison,
    Const,
    Consult,
    Cut,
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
from evaldsl.model.types import DateType, LevelType, QuantityType, TextType, Type
from evaldsl.proving.facts import text_number
from evaldsl.proving.terms import (
    UNIT,
    ZERO,
    Figure,
    OutOfReach,
    Term,
    at_most,
    both,
    choose,
    chosen,
    either,
    equal,
    every,
    floor,
    gone,
    greatest,
    known,
    least,
    less,
    minus,
    negation,
    number,
    opposite,
    over,
    plus,
    rounded,
    some,
    times,
)
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding

Scope = Mapping[str, Figure]
NO_SCOPE: Scope = {}
HIGHEST_POWER = 12
"""A higher power is out of reach of any solver."""
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


def figure(e: Expr, source: "Encoding", scope: Scope = NO_SCOPE) -> Figure:
    """The figure of an expression; a level is its place among the members of the expression's type."""
    source.count(e.where)
    match e:
        case Const():
            return Figure(constant(e.value, e.type, source, e.where))
        case FactRef():
            return source.fact(e)
        case LetRef():
            return source.let(e)
        case NodeRef():
            return source.attribute(e)
        case Local():
            return scope[e.name]
        case Arithmetic():
            return _chain(e, source, scope)
        case Comparison():
            return _comparison(e, source, scope)
        case Negate():
            f = figure(e.operand, source, scope)
            return Figure(minus(ZERO, f.x), f.absent, f.lost)
        case Inside():
            x, low, high = (figure(part, source, scope) for part in (e.operand, e.low, e.high))
            return inside(x, low, high, e.low_closed, e.high_closed)
        case Member():
            x = figure(e.operand, source, scope)
            return either([_equal(x, e.operand.type, figure(m, source, scope), m.type) for m in e.members])
        case Not():
            return opposite(figure(e.operand, source, scope))
        case And():
            return both([figure(x, source, scope) for x in e.operands])
        case Or():
            return either([figure(x, source, scope) for x in e.operands])
        case Choose():
            c = figure(e.condition, source, scope)
            then = converted(figure(e.then, source, scope), e.then.type, e.type)
            otherwise = converted(figure(e.otherwise, source, scope), e.otherwise.type, e.type)
            made = chosen(c.x, then, otherwise)
            return Figure(made.x, some((c.absent, made.absent)), some((c.lost, made.lost)))
        case Builtin():
            return _builtin(e, source, scope)
        case Apply():
            return _applied(e, source, scope)
        case Look():
            bands = source.program.bands[e.bands]
            return word(bands.cuts, bands.type, figure(e.operand, source, scope), source)
        case Consult():
            from evaldsl.proving.tables import consult

            return consult(e, source, scope)
        case AtDate():
            return _at_date(e, source, scope)
        case Rounded():
            f = figure(e.operand, source, scope)
            return Figure(rounded(f.x, e.mode, e.digits, e.unit_factor), f.absent, f.lost)
        case FieldRef() | Aggregate() | Joined():
            raise OutOfReach("list", e.where)
        case _:
            assert_never(e)


def constant(value: object, kind: Type, source: "Encoding", where: Where) -> Term:
    """A known value as a term."""
    if isinstance(value, bool | Fraction):
        return value
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, str) and isinstance(kind, LevelType) and value in kind.members:
        return kind.members.index(value)
    if isinstance(value, str) and isinstance(kind, TextType):
        return text_number(source.unknowns.texts, value)
    raise OutOfReach("text", where)


def converted(f: Figure, from_: Type, to: Type) -> Figure:
    """A level as its place among the members of another type."""
    if not isinstance(from_, LevelType) or not isinstance(to, LevelType) or from_.members == to.members:
        return f
    return Figure(place(f.x, from_.members, to.members), f.absent, f.lost)


def place(x: Term, members: tuple[str, ...], order: tuple[str, ...]) -> Term:
    """The place in `order` of the level whose place in `members` is x; one that is not there stands below all others, by itself."""
    if members == order:
        return x
    places = [order.index(m) if m in order else -1 - i for i, m in enumerate(members)]
    if known(x):
        return places[x]
    made: Term = places[-1]
    for i in range(len(places) - 2, -1, -1):
        made = choose(equal(x, i), places[i], made)
    return made


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def _chain(e: Arithmetic, source: "Encoding", scope: Scope) -> Figure:
    """`a + b − c …` from the left, without recursion on the left."""
    spine = [e]
    left = e.left
    while isinstance(left, Arithmetic):
        spine.append(left)
        left = left.left
    made = figure(left, source, scope)
    for step in reversed(spine):
        source.count(step.where)
        made = _apply(step, made, figure(step.right, source, scope))
    return made


def _apply(e: Arithmetic, a: Figure, b: Figure) -> Figure:
    absent, lost = gone(a, b)
    if isinstance(e.left.type, DateType) or isinstance(e.right.type, DateType):
        return _calendar(e, a, b)
    if getattr(e.type, "real", False):
        raise OutOfReach("irrational", e.where)
    match e.op:
        case Op.ADD:
            return Figure(plus(a.x, b.x), absent, lost)
        case Op.SUB:
            return Figure(minus(a.x, b.x), absent, lost)
        case Op.MUL | Op.OF:
            return Figure(times(a.x, b.x), absent, lost)
        case Op.DIV:
            return Figure(over(a.x, b.x), absent, some((lost, equal(b.x, ZERO))))
        case Op.POW:
            return _power(e, a, b)
        case _:
            assert_never(e.op)


def _power(e: Arithmetic, a: Figure, b: Figure) -> Figure:
    exponent = b.x
    if not isinstance(exponent, Fraction) or exponent.denominator != 1:
        raise OutOfReach("irrational", e.where)
    if abs(exponent) > HIGHEST_POWER:
        raise OutOfReach("too_large", e.where)
    made: Term = UNIT
    for _ in range(abs(exponent.numerator)):
        made = times(made, a.x)
    if exponent < 0:
        return Figure(over(UNIT, made), a.absent, some((a.lost, equal(a.x, ZERO))))
    return Figure(made, a.absent, a.lost)


def _day(e: Expr) -> Fraction:
    """What one day is in the coherent base of an expression's unit."""
    return e.type.unit.factor if isinstance(e.type, QuantityType) else UNIT


def _calendar(e: Arithmetic, a: Figure, b: Figure) -> Figure:
    """A date minus a date (days), or a date and a number of days; outside the calendar, or by parts of a day, it is not computable."""
    absent, lost = gone(a, b)
    if e.op is Op.SUB and isinstance(e.type, QuantityType):
        return Figure(times(number(minus(a.x, b.x)), _day(e)), absent, lost)
    day, by, unit = (b, a, _day(e.left)) if isinstance(e.right.type, DateType) else (a, b, _day(e.right))
    days = times(by.x, (UNIT if e.op is Op.ADD else -UNIT) / unit)
    whole = floor(days)
    moved: Term
    moved = _days(day.x, int(whole)) if known(days) else _days(day.x, z3.ToInt(days))
    broken = some((negation(equal(whole, days)), less(moved, FIRST_DAY), less(LAST_DAY, moved)))
    return Figure(moved, absent, some((lost, broken)))


def _days(day: Term, days: Term) -> Term:
    return day + days


def _builtin(e: Builtin, source: "Encoding", scope: Scope) -> Figure:
    args = [figure(x, source, scope) for x in e.args]
    absent, lost = gone(*args)
    x = args[0].x
    match e.name:
        case "min" | "max":
            for other in args[1:]:
                x = least(x, other.x) if e.name == "min" else greatest(x, other.x)
            return Figure(x, absent, lost)
        case "abs":
            return Figure(choose(at_most(ZERO, x), x, minus(ZERO, x)), absent, lost)
        case "sign":
            return Figure(choose(less(x, ZERO), -UNIT, choose(equal(x, ZERO), ZERO, UNIT)), absent, lost)
        case "floor" | "ceiling":
            mode = Mode.FLOOR if e.name == "floor" else Mode.CEILING
            return Figure(rounded(x, mode, 0, _day(e)), absent, lost)
        case "days":
            return Figure(times(number(minus(args[1].x, x)), _day(e)), absent, lost)
        case "months":
            raise OutOfReach("date", e.where)
        case _:
            raise OutOfReach("irrational", e.where)


def _applied(e: Apply, source: "Encoding", scope: Scope) -> Figure:
    """A method of the ruleset, written out in place."""
    function = source.program.functions[e.name]
    local: dict[str, Figure] = {}
    for (name, kind), argument in zip(function.parameters, e.args, strict=True):
        local[name] = converted(figure(argument, source, scope), argument.type, kind)
    for let in function.lets:
        local[let.name] = converted(figure(let.expr, source, local), let.expr.type, let.type)
    return converted(figure(function.expr, source, local), function.expr.type, e.type)


# ---- comparison ------------------------------------------------------------------------------------------------------


def _comparison(e: Comparison, source: "Encoding", scope: Scope) -> Figure:
    a, kind = figure(e.first, source, scope), e.first.type
    found: list[Figure] = []
    for relation, other in e.rest:
        b = figure(other, source, scope)
        found.append(compare(relation, a, kind, b, other.type, e.order))
        a, kind = b, other.type
    return found[0] if len(found) == 1 else both(found)


def _equal(a: Figure, kind: Type, b: Figure, other: Type) -> Figure:
    b = converted(b, other, kind)
    return Figure(equal(a.x, b.x), *gone(a, b))


def compare(relation: Relation, a: Figure, kind: Type, b: Figure, other: Type, order: tuple[str, ...] | None) -> Figure:
    """`a relation b`; levels by their place in `order`."""
    if getattr(kind, "real", False) or getattr(other, "real", False):
        raise OutOfReach("irrational")
    if order is not None:
        a, b = (
            Figure(place(f.x, t.members, order), f.absent, f.lost) if isinstance(t, LevelType) else f
            for f, t in ((a, kind), (b, other))
        )
    else:
        b = converted(b, other, kind)
    absent, lost = gone(a, b)
    match relation:
        case Relation.GE:
            x = at_most(b.x, a.x)
        case Relation.GT:
            x = less(b.x, a.x)
        case Relation.LE:
            x = at_most(a.x, b.x)
        case Relation.LT:
            x = less(a.x, b.x)
        case Relation.EQ:
            x = equal(a.x, b.x)
        case Relation.NE:
            x = negation(equal(a.x, b.x))
        case _:
            assert_never(relation)
    return Figure(x, absent, lost)


def inside(x: Figure, low: Figure | None, high: Figure | None, low_closed: bool, high_closed: bool) -> Figure:
    """Whether x lies between two ends (None: no end)."""
    ends: list[Figure] = []
    if low is not None:
        ends.append(Figure(at_most(low.x, x.x) if low_closed else less(low.x, x.x), *gone(x, low)))
    if high is not None:
        ends.append(Figure(at_most(x.x, high.x) if high_closed else less(x.x, high.x), *gone(x, high)))
    return both(ends) if ends else Figure(True)


def holds(cut: Cut, x: Figure, source: "Encoding") -> Figure:
    """Whether a band holds x."""
    low = None if cut.low is None else figure(cut.low, source)
    high = None if cut.high is None else figure(cut.high, source)
    return inside(x, low, high, cut.low_closed, cut.high_closed)


def fired(cuts: tuple[Cut, ...], results: list[Figure], x: Figure, source: "Encoding") -> Figure:
    """The result of the first band that holds x; without one, or where that cannot be told, there is none."""
    made = Figure(results[-1].x, x.absent, True)
    for cut, result in zip(reversed(cuts), reversed(results), strict=True):
        here = holds(cut, x, source)
        taken = chosen(here.x, result, made)
        made = Figure(
            taken.x,
            some((here.absent, every((negation(here.lost), taken.absent)))),
            some((here.lost, taken.lost)),
        )
    return made


def word(cuts: tuple[Cut, ...], kind: LevelType, x: Figure, source: "Encoding") -> Figure:
    """The word of the first band that holds x."""
    return fired(cuts, [Figure(kind.members.index(cut.level or "")) for cut in cuts], x, source)


def _at_date(e: AtDate, source: "Encoding", scope: Scope) -> Figure:
    """The entry of a history that is in force on a day; outside the history there is none."""
    day = figure(e.operand, source, scope)
    values = [constant(value.value, e.type, source, e.where) for _, _, value in e.entries]
    x: Term = values[-1]
    within: Term = False
    for (start, end, _), value in zip(reversed(e.entries), reversed(values), strict=True):
        here = at_most(start.toordinal(), day.x)
        if end is not None:
            here = every((here, less(day.x, end.toordinal())))
        x = choose(here, value, x)
        within = some((here, within))
    return Figure(x, day.absent, some((day.lost, negation(within))))
