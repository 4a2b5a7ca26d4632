"""Figures as formulas of the filed ones: a quotient of two sums of products, exact, in which every filed figure is an unknown.

In: a `Result` and an expression of its program, at top level or in a row. Out: a `Form`, or `NotSimple` for what is more than sums, products,
quotients and sums over rows; a named value that is more than that stands for its figure, as if it had been filed by nobody.
Guarantees: at the filed figures a form has the value that the run has; no form has more than `MOST_TERMS` terms.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from evaldsl.evaluation.tree import Result
from evaldsl.model.program import Aggregate, Arithmetic, Const, Expr, FactRef, FieldRef, LetRef, Negate, Op
from evaldsl.records import frozen

Cell = tuple[str, int, str]
"""A filed figure: the list, the index of the row, the field; of a fact ("", -1, its name)."""
Row = tuple[str, int]
Terms = Mapping[frozenset[Cell], Fraction]

MOST_TERMS = 4_000
_ONE: Terms = {frozenset(): Fraction(1)}


class NotSimple(Exception):
    """The expression is no such formula."""


@frozen
class Form:
    """above ÷ below."""

    above: Terms
    below: Terms

    @property
    def cells(self) -> frozenset[Cell]:
        """The filed figures in it."""
        return frozenset(cell for terms in (self.above, self.below) for product in terms for cell in product)


class Forms:
    """The formulas of one result. Each named value is worked out once."""

    def __init__(self, result: Result) -> None:
        """Of one result."""
        self.result = result
        self._lets: dict[str, Form] = {}
        self._rows: dict[tuple[Row, str], Form] = {}

    def of(self, e: Expr, row: Row | None = None) -> Form:
        """The formula of an expression."""
        match e:
            case Const():
                return constant(e.value)
            case FactRef():
                return self._figure(("", -1, e.name), self.result.values[e.name].value)
            case LetRef():
                if e.name not in self._lets:
                    self._lets[e.name] = self._let(self.result.program.lets[e.name].expr, None, self.result.values[e.name].value)
                return self._lets[e.name]
            case FieldRef():
                return self._field(e, row)
            case Negate():
                return product(constant(Fraction(-1)), self.of(e.operand, row))
            case Arithmetic():
                return self._chain(e, row)
            case Aggregate():
                return self._aggregate(e)
            case _:
                raise NotSimple

    def _chain(self, e: Arithmetic, row: Row | None) -> Form:
        """A chain of terms as long as the author likes: its left spine is walked in a loop."""
        spine: list[Arithmetic] = []
        first: Expr = e
        while isinstance(first, Arithmetic):
            spine.append(first)
            first = first.left
        found = self.of(first, row)
        for step in reversed(spine):
            other = self.of(step.right, row)
            match step.op:
                case Op.ADD:
                    found = total(found, other)
                case Op.SUB:
                    found = total(found, product(constant(Fraction(-1)), other))
                case Op.MUL | Op.OF:
                    found = product(found, other)
                case Op.DIV:
                    found = product(found, Form(other.below, other.above))
                case _:
                    raise NotSimple
        return found

    def _figure(self, cell: Cell, value: object) -> Form:
        if not isinstance(value, Fraction):
            raise NotSimple
        return Form({frozenset((cell,)): Fraction(1)}, _ONE)

    def _field(self, e: FieldRef, row: Row | None) -> Form:
        if row is None or row[0] != e.list:
            raise NotSimple
        made = self.result.lists[e.list]
        figure = made.rows[row[1]][e.name].value
        if e.name in made.spec.fields:
            return self._figure((e.list, row[1], e.name), figure)
        key = row, e.name
        if key not in self._rows:
            self._rows[key] = self._let(made.spec.lets[e.name].expr, row, figure)
        return self._rows[key]

    def _let(self, expr: Expr, row: Row | None, value: object) -> Form:
        try:
            return self.of(expr, row)
        except NotSimple:
            return constant(value)

    def _aggregate(self, e: Aggregate) -> Form:
        made = self.result.aggregates.get(e.id)
        if made is None or made.maybe or e.function not in ("sum", "count", "average", "weighted_average"):
            raise NotSimple
        if e.function == "count":
            return constant(Fraction(len(made.used)))
        if e.operand is None:
            raise NotSimple
        rows: list[Row] = [(e.list, index) for index, _, _ in made.used]
        figures = [self.of(e.operand, row) for row in rows]
        if e.function == "sum":
            return totals(figures)
        if e.function == "average":
            weights = constant(Fraction(len(rows)))
        else:
            assert e.by is not None
            each = [self.of(e.by, row) for row in rows]
            figures, weights = [product(x, w) for x, w in zip(figures, each, strict=True)], totals(each)
        return product(totals(figures), Form(weights.below, weights.above))


def constant(value: object) -> Form:
    """A figure that is nobody's."""
    if not isinstance(value, Fraction):
        raise NotSimple
    return Form({frozenset(): value}, _ONE)


def total(a: Form, b: Form) -> Form:
    """a + b."""
    if a.below == b.below:
        return Form(_plus(a.above, b.above), a.below)
    return Form(_plus(_times(a.above, b.below), _times(b.above, a.below)), _times(a.below, b.below))


def totals(forms: Sequence[Form]) -> Form:
    """The sum of many."""
    if any(form.below != _ONE for form in forms):
        found = constant(Fraction(0))
        for form in forms:
            found = total(found, form)
        return found
    above: dict[frozenset[Cell], Fraction] = {}
    for form in forms:
        for term, factor in form.above.items():
            above[term] = above.get(term, Fraction(0)) + factor
    return Form(_bounded({term: factor for term, factor in above.items() if factor}), _ONE)


def product(a: Form, b: Form) -> Form:
    """a × b."""
    above, below = _times(a.above, b.above), _times(a.below, b.below)
    if not below:
        raise NotSimple
    return Form(above, below)


def _plus(a: Terms, b: Terms) -> Terms:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    found = dict(large)
    for term, factor in small.items():
        found[term] = found.get(term, Fraction(0)) + factor
    return _bounded({term: factor for term, factor in found.items() if factor})


def _times(a: Terms, b: Terms) -> Terms:
    if a == _ONE:
        return b
    if b == _ONE:
        return a
    if len(a) * len(b) > MOST_TERMS:
        raise NotSimple
    found: dict[frozenset[Cell], Fraction] = {}
    for left, x in a.items():
        for right, y in b.items():
            if left & right:
                raise NotSimple  # a square
            term = left | right
            found[term] = found.get(term, Fraction(0)) + x * y
    return _bounded({term: factor for term, factor in found.items() if factor})


def _bounded(terms: Terms) -> Terms:
    if len(terms) > MOST_TERMS:
        raise NotSimple
    return terms


# ---- at figures ------------------------------------------------------------------------------------------------------


def line(terms: Terms, cell: Cell, figures: Mapping[Cell, Fraction]) -> tuple[Fraction, Fraction]:
    """p and q of p·x + q, with all figures but the cell's put in."""
    p = q = Fraction(0)
    for term, factor in terms.items():
        rest = factor
        for other in term:
            if other != cell:
                rest *= figures[other]
        if cell in term:
            p += rest
        else:
            q += rest
    return p, q
