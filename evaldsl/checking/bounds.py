"""The range of an expression of the program.

In: an expression, the book (domains of facts, ranges of lets, weights). Out: its `Range` in the coherent base; `constant` for
an expression that has one value. Guarantees: remembered by expression, iterative along long sums, never a number with too
many digits.
"""

from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.checking import ranges as r
from evaldsl.checking.book import Book, Leaf
from evaldsl.checking.ranges import ALL, Range
from evaldsl.model import program as p
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Known


def constant(book: Book, expr: p.Expr | None) -> Fraction | None:
    """The number that the expression always is, if there is one."""
    return None if expr is None else range_of(book, expr).point


def constant_value(book: Book, expr: p.Expr) -> Known | None:
    """The constant of any type that the expression is."""
    if isinstance(expr, p.Const):
        return expr.value
    return constant(book, expr) if isinstance(expr.type, QuantityType) else None


def range_of(book: Book, expr: p.Expr) -> Range:
    """The range of a number (everything for other types)."""
    known = book.ranges.get(id(expr))
    if known is not None:
        return known[1]
    spine: list[p.Arithmetic] = []
    at: p.Expr = expr
    while isinstance(at, p.Arithmetic) and id(at) not in book.ranges:
        spine.append(at)
        at = at.left
    found = _kept(book, at)
    for step in reversed(spine):
        found = _arithmetic(step, found, range_of(book, step.right))
        book.ranges[id(step)] = (step, found)
    return found


def _kept(book: Book, expr: p.Expr) -> Range:
    known = book.ranges.get(id(expr))
    if known is None:
        known = (expr, _find(book, expr))
        if not isinstance(expr, p.NodeRef):
            book.ranges[id(expr)] = known
    return known[1]


def _arithmetic(step: p.Arithmetic, left: Range, right: Range) -> Range:
    match step.op:
        case p.Op.ADD:
            return r.add(left, right)
        case p.Op.SUB:
            return r.add(left, r.negate(right))
        case p.Op.MUL | p.Op.OF:
            return r.multiply(left, right)
        case p.Op.DIV:
            return r.divide(left, right)
        case p.Op.POW:
            exponent = right.point
            return ALL if exponent is None else r.power(left, exponent)
        case _:
            assert_never(step.op)


def _find(book: Book, expr: p.Expr) -> Range:
    match expr:
        case p.Const():
            return r.exactly(expr.value) if isinstance(expr.value, Fraction) else ALL
        case p.FactRef():
            spec = book.facts.get(expr.name)
            return ALL if spec is None else r.of_domain(spec.domain)
        case p.LetRef():
            let = book.let_specs.get(expr.name)
            return ALL if let is None else range_of(book, let.expr)
        case p.NodeRef():
            return _node(book, expr)
        case p.Negate():
            return r.negate(range_of(book, expr.operand))
        case p.Choose():
            return r.hull(range_of(book, expr.then), range_of(book, expr.otherwise))
        case p.Builtin():
            return _builtin(book, expr)
        case p.Rounded():
            return r.rounded(range_of(book, expr.operand), expr.mode, expr.digits, expr.unit_factor)
        case p.Apply():
            function = book.functions.get(expr.name)
            return ALL if function is None else range_of(book, function.expr)
        case p.FieldRef() | p.Joined():
            return _field(book, expr)
        case p.Aggregate():
            return _aggregate(book, expr)
        case p.AtDate():
            return _on_day(book, expr)
        case p.Consult():
            return _consulted(book, expr)
        case p.Local() | p.Arithmetic() | p.Comparison() | p.Inside() | p.Member() | p.Not() | p.And() | p.Or() | p.Look():
            return ALL
        case _:
            assert_never(expr)


def _on_day(book: Book, expr: p.AtDate) -> Range:
    """What a value by date can be: of a fixed day the one in force."""
    day = constant_value(book, expr.operand)
    entries = [(start, end, value) for start, end, value in expr.entries if not isinstance(day, date) or _holds(start, end, day)]
    found = ALL if not entries else range_of(book, entries[0][2])
    for _, _, value in entries[1:]:
        found = r.hull(found, range_of(book, value))
    return found


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)


def _builtin(book: Book, expr: p.Builtin) -> Range:
    match expr.name:
        case "min":
            return r.least(range_of(book, a) for a in expr.args)
        case "max":
            return r.greatest(range_of(book, a) for a in expr.args)
        case "abs":
            return r.absolute(range_of(book, expr.args[0]))
        case "sign":
            return r.between(Fraction(-1), Fraction(1))
        case "sqrt" | "root":
            inner = range_of(book, expr.args[0])
            return r.between(Fraction(0), None, not inner.positive) if inner.not_negative else ALL
        case _:
            return ALL


def _field(book: Book, expr: p.FieldRef | p.Joined) -> Range:
    draft = book.lists[expr.list]
    spec = draft.fields.get(expr.name)
    if spec is not None:
        return r.of_domain(spec.domain)
    let = draft.typed.get(expr.name)
    return ALL if let is None else range_of(book, let.expr)


def _consulted(book: Book, expr: p.Consult) -> Range:
    """What a decision table or scorecard can give."""
    from evaldsl.checking.tables import result_range

    spec = book.table_specs.get(expr.table)
    return ALL if spec is None else result_range(book, spec)


def _aggregate(book: Book, expr: p.Aggregate) -> Range:
    """What a figure over a list can be; an average lies among the figures of the rows."""
    rows = book.lists[expr.list].node.count
    most = None if rows is None else Fraction(rows)
    if expr.function == "count":
        every = expr.condition is None and not expr.of_row
        return r.exactly(most) if most is not None and every else r.between(Fraction(0), most)
    if expr.function == "rank":
        return r.between(Fraction(1), most)
    if expr.function == "min_max":
        return r.between(Fraction(0), Fraction(1))
    one = ALL if expr.operand is None else range_of(book, expr.operand)
    match expr.function:
        case "share":
            return r.between(Fraction(0), Fraction(1)) if expr.operand is None or one.not_negative else ALL
        case "sum":
            low = Fraction(0) if one.not_negative else None
            high = Fraction(0) if r.negate(one).not_negative else None
            if low is None and most is not None and not one.low[0]:
                low = most * one.low[1]
            if high is None and most is not None and not one.high[0]:
                high = most * one.high[1]
            return r.between(low, high)
        case "weighted_average":
            weight = ALL if expr.by is None else range_of(book, expr.by)
            return one if weight.not_negative else ALL
        case _:
            return one


def _node(book: Book, expr: p.NodeRef) -> Range:
    leaf = book.root if expr.path == "" else book.leaves.get(expr.path)
    if leaf is None:
        return ALL
    match expr.attribute:
        case p.Attribute.WEIGHT:
            return ALL if leaf.weight is None else r.exactly(leaf.weight)
        case p.Attribute.SCORE:
            return score_range(leaf)
        case p.Attribute.VALUE:
            return ALL if leaf.value is None else range_of(book, leaf.value)
        case p.Attribute.TARGET:
            return range_of(book, leaf.target.expr) if isinstance(leaf.target, p.RelationTarget) else ALL
        case p.Attribute.MET:
            return ALL
        case _:
            assert_never(expr.attribute)


def score_range(leaf: Leaf) -> Range:
    """What the score of a node can be."""
    match leaf.result:
        case p.PointsResult(unlimited=False):
            return ALL if leaf.weight is None else r.between(Fraction(0), leaf.weight)
        case p.ScaleResult(low=low, high=high):
            return r.between(low, high)
        case _:
            return ALL


def date_range(book: Book, expr: p.Expr) -> tuple[date | None, date | None]:
    """Earliest and latest of a date, where they are known."""
    if isinstance(expr, p.Const) and isinstance(expr.value, date):
        return expr.value, expr.value
    if isinstance(expr, p.FactRef) and expr.name in book.facts:
        domain = book.facts[expr.name].domain
        low = domain.low if isinstance(domain.low, date) else None
        high = domain.high if isinstance(domain.high, date) else None
        return low, high
    return None, None
