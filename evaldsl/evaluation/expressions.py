"""The interpreter of expressions: its `match` is the definition of what an expression means.

In: an expression of a checked program and a `Run` (the figures of one fact file so far). Out: a figure. Guarantees: never raises
for a checked program; a chain of terms as long as the author likes costs no stack, because the left spine is walked in a loop.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation import reals
from evaldsl.evaluation.figures import Num, Truth
from evaldsl.model.numbers import Mode
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
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Missing
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run

Scope = Mapping[str, Num]
_NOTHING: Scope = {}


def value(e: Expr, run: "Run", scope: Scope = _NOTHING) -> Num:
    """The figure of an expression. `scope` holds the parameters and local lets of a function, or the figures of a row."""
    match e:
        case Const():
            return e.value
        case FactRef():
            return run.facts[e.name]
        case LetRef():
            return run.lets[e.name]
        case FieldRef():
            return scope[e.name] if e.row is None else run.rows[e.list][e.row][e.name]
        case NodeRef():
            return _attribute(e, run)
        case Arithmetic():
            return _chain(e, run, scope)
        case Comparison():
            return _comparison(e, run, scope)
        case Local():
            return scope[e.name]
        case Negate():
            return fig.negate(value(e.operand, run, scope))
        case Inside():
            x = value(e.operand, run, scope)
            return inside(x, value(e.low, run, scope), value(e.high, run, scope), e.low_closed, e.high_closed, e.where)
        case Member():
            x = value(e.operand, run, scope)
            return fig.either([fig.equal(x, value(m, run, scope), e.where) for m in e.members])
        case Not():
            return fig.negated(truth(e.operand, run, scope))
        case And():
            return fig.both([truth(x, run, scope) for x in e.operands])
        case Or():
            return fig.either([truth(x, run, scope) for x in e.operands])
        case Choose():
            c = truth(e.condition, run, scope)
            if c is True:
                return value(e.then, run, scope)
            if c is False:
                return value(e.otherwise, run, scope)
            if isinstance(c, Missing):
                return c
            return fig.hull((value(e.then, run, scope), value(e.otherwise, run, scope)), c)
        case Builtin():
            return _builtin(e, [value(x, run, scope) for x in e.args])
        case Apply():
            f = run.plan.program.functions[e.name]
            local: dict[str, Num] = {name: value(x, run, scope) for (name, _), x in zip(f.parameters, e.args, strict=True)}
            for let in f.lets:
                local[let.name] = value(let.expr, run, local)
            return value(f.expr, run, local)
        case Look():
            return word(run.plan.program.bands[e.bands].cuts, value(e.operand, run, scope), run, e.where)
        case Consult():
            from evaldsl.evaluation.tables import consult

            return consult(e, run, scope)
        case Aggregate():
            from evaldsl.evaluation.lists import aggregate

            return aggregate(e, run, scope)
        case Joined():
            from evaldsl.evaluation.joins import joined

            return joined(e, run, value(e.key, run, scope))
        case AtDate():
            from evaldsl.evaluation.histories import at_date

            return at_date(e, value(e.operand, run, scope))
        case Rounded():
            return fig.round_figure(value(e.operand, run, scope), e.mode, e.digits, e.unit_factor, e.where)
        case _:
            assert_never(e)


def truth(e: Expr, run: "Run", scope: Scope = _NOTHING) -> Truth:
    """The figure of a condition."""
    return cast("Truth", value(e, run, scope))


def _attribute(e: NodeRef, run: "Run") -> Num:
    match e.attribute:
        case Attribute.SCORE:
            return _in_block(run, e.path, run.scores[e.path])
        case Attribute.VALUE:
            return _in_block(run, e.path, run.values[e.path])
        case Attribute.TARGET:
            return run.targets[e.path]
        case Attribute.WEIGHT:
            return run.weights[e.path]
        case Attribute.MET:
            return _in_block(run, e.path, run.fulfilled[e.path])
        case _:
            assert_never(e.attribute)


def _in_block(run: "Run", path: str, x: Num) -> Num:
    """A figure of a node as others read it: in a block that may not apply, it may turn out not applicable with the block."""
    plan = run.plan.nodes[path]
    if not plan.conditional or isinstance(x, Missing):
        return x
    from evaldsl.evaluation.absence import around_open

    needs = around_open(run, plan.parent)
    return x if needs is None else fig.doubtful(x, needs)


def _chain(e: Arithmetic, run: "Run", scope: Scope) -> Num:
    """`a + b − c …` from the left, without recursion on the left."""
    spine = [e]
    left = e.left
    while isinstance(left, Arithmetic):
        spine.append(left)
        left = left.left
    result = value(left, run, scope)
    for step in reversed(spine):
        result = _apply(step, result, value(step.right, run, scope))
    return result


def _apply(e: Arithmetic, a: Num, b: Num) -> Num:
    match e.op:
        case Op.ADD | Op.SUB:
            if type(a) is Fraction and type(b) is Fraction:
                return fig.limited(a + b if e.op is Op.ADD else a - b, e.where)
            if fig.is_dated(a, b):
                return _calendar(e, a, b)
            return fig.add(a, b, e.where) if e.op is Op.ADD else fig.subtract(a, b, e.where)
        case Op.MUL | Op.OF:
            return fig.multiply(a, b, e.where)
        case Op.DIV:
            return fig.divide(a, b, e.where)
        case Op.POW:
            if isinstance(b, Fraction):
                return fig.power(a, b, e.where)
            return fig.first_missing(a, b) or fig.not_computable("E611", e.where)
        case _:
            assert_never(e.op)


def _day(e: Expr) -> Fraction:
    """What one day is in the coherent base of an expression's unit."""
    return e.type.unit.factor if isinstance(e.type, QuantityType) else fig.UNIT


def _calendar(e: Arithmetic, a: Num, b: Num) -> Num:
    """A date minus a date (days), or a date and a number of days."""
    lost = fig.first_missing(a, b)
    if lost is not None:
        return lost
    if e.op is Op.SUB and isinstance(e.type, QuantityType):
        return fig.multiply(fig.subtract(fig.as_days(a), fig.as_days(b), e.where), _day(e), e.where)
    if fig.is_dated(b):
        return _moved(b, a, _day(e.left), Op.ADD, e.where)
    return _moved(a, b, _day(e.right), e.op, e.where)


def _moved(day: Num, by: Num, unit: Fraction, op: Op, where: Where) -> Num:
    if isinstance(day, date) and isinstance(by, Fraction):
        return fig.shifted(day, by / unit if op is Op.ADD else -by / unit, where)
    return fig.interval((None, True), (None, True), day, by)


def _comparison(e: Comparison, run: "Run", scope: Scope) -> Truth:
    a = value(e.first, run, scope)
    if len(e.rest) == 1:
        relation, other = e.rest[0]
        return compare(relation, a, value(other, run, scope), e.order, e.where)
    found: list[Truth] = []
    for relation, other in e.rest:
        b = value(other, run, scope)
        found.append(compare(relation, a, b, e.order, e.where))
        a = b
    return fig.both(found)


_EXACT: dict[Relation, Callable[[Fraction, Fraction], bool]] = {
    Relation.GE: operator.ge,
    Relation.GT: operator.gt,
    Relation.LE: operator.le,
    Relation.LT: operator.lt,
    Relation.EQ: operator.eq,
    Relation.NE: operator.ne,
}


def compare(relation: Relation, a: Num, b: Num, order: tuple[str, ...] | None = None, where: Where | None = None) -> Truth:
    """`a relation b` in three values; levels by their place in `order`."""
    if order is not None:
        a, b = fig.places(a, order), fig.places(b, order)
    if type(a) is Fraction and type(b) is Fraction:
        return _EXACT[relation](a, b)
    match relation:
        case Relation.GE:
            return fig.negated(fig.less(a, b, where))
        case Relation.GT:
            return fig.less(b, a, where)
        case Relation.LE:
            return fig.negated(fig.less(b, a, where))
        case Relation.LT:
            return fig.less(a, b, where)
        case Relation.EQ:
            return fig.equal(a, b, where)
        case Relation.NE:
            return fig.negated(fig.equal(a, b, where))
        case _:
            assert_never(relation)


def inside(x: Num, low: Num | None, high: Num | None, low_closed: bool, high_closed: bool, where: Where) -> Truth:
    """Whether x lies between two ends (None: no end)."""
    above: Truth = True
    below: Truth = True
    if low is not None:
        above = fig.negated(fig.less(x, low, where)) if low_closed else fig.less(low, x, where)
        if above is False:
            return False
    if high is not None:
        below = fig.negated(fig.less(high, x, where)) if high_closed else fig.less(x, high, where)
    if above is True:
        return below
    return fig.both((above, below))


def holds(cut: Cut, x: Num, run: "Run") -> Truth:
    """Whether a band holds x."""
    low = None if cut.low is None else value(cut.low, run)
    high = None if cut.high is None else value(cut.high, run)
    return inside(x, low, high, cut.low_closed, cut.high_closed, cut.where)


def word(cuts: tuple[Cut, ...], x: Num, run: "Run", where: Where) -> Num:
    """The word of the first band that holds x."""
    possible: list[Num] = []
    for cut in cuts:
        found = holds(cut, x, run)
        if isinstance(found, Missing):
            return found
        if found is False:
            continue
        possible.append(cast("str", cut.level))
        if found is True:
            break
    else:
        if isinstance(x, Missing):
            return x
        possible.append(fig.not_computable("E614", where))
    if len(possible) == 1:
        return possible[0]
    known = [x for x in possible if not isinstance(x, Missing)]
    return fig.hull(known, x)


def _builtin(e: Builtin, args: list[Num]) -> Num:
    lost = fig.first_missing(*args)
    if lost is not None:
        return lost
    where = e.where
    x = args[0]
    match e.name:
        case "min" | "max":
            result = x
            for other in args[1:]:
                result = fig.minimum(result, other) if e.name == "min" else fig.maximum(result, other)
            return result
        case "abs":
            return fig.absolute(x)
        case "sign":
            return fig.sign_of(x, where)
        case "floor" | "ceiling":
            mode = Mode.FLOOR if e.name == "floor" else Mode.CEILING
            return fig.round_figure(x, mode, 0, _day(e), where)
        case "ln":
            return fig.rising(x, reals.ln, where)
        case "log10":
            return fig.rising(x, reals.log10, where)
        case "exp":
            return fig.exponential(x, where)
        case "sqrt":
            return fig.root(x, Fraction(2), where)
        case "root":
            return fig.root(x, args[1], where)
        case "days":
            return fig.multiply(fig.subtract(fig.as_days(args[1]), fig.as_days(x), where), _day(e), where)
        case "months":
            return fig.multiply(fig.months(x, args[1]), _day(e), where)
        case _:
            raise AssertionError(f"no built-in function {e.name}")
