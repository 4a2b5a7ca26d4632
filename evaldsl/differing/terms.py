"""Expressions in normal form: two that mean the same by the laws of arithmetic and logic named here are one term.

In: expressions of checked programs. Out: terms, small numbers handed out by one `Pool` for both programs, so that equal terms are equal numbers.
Guarantees: places, types for display, spellings and the order of what may be exchanged leave no trace; named values are put in; constants are in the
coherent base (50 万元 is 500000 元) and are reckoned together as long as they stay small; a division is never cancelled, since it may be by zero.
For facts that are known terms that are equal have equal figures; the reverse need not hold.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from evaldsl.evaluation.plan import LET, ROW, plan_of, split_key, walk
from evaldsl.model import program as p
from evaldsl.model.numbers import Mode
from evaldsl.model.types import DateType, QuantityType
from evaldsl.model.values import Known
from evaldsl.records import frozen

Term = int
Linear = tuple[dict[Term, Fraction], Fraction]
"""A sum: coefficients of terms, and a constant. A coefficient of 0 stays, since its term may have no value."""

_BITS = 10_000
_POWER = 64
ZERO, ONE = Fraction(0), Fraction(1)


class Pool:
    """Hands out terms: the same number for the same content."""

    def __init__(self) -> None:
        """An empty pool."""
        self._terms: dict[Hashable, Term] = {}
        self._contents: list[tuple[Any, ...]] = []

    def term(self, *content: Any) -> Term:
        """The term of a content."""
        found = self._terms.get(content)
        if found is None:
            found = self._terms[content] = len(self._contents)
            self._contents.append(content)
        return found

    def content(self, term: Term) -> tuple[Any, ...]:
        """What a term was made of."""
        return self._contents[term]

    def inside(self, term: Term) -> set[tuple[Any, ...]]:
        """The contents of a term and of all terms in it."""
        seen: set[Term] = set()
        waiting = [term]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            stack: list[Any] = [self._contents[one]]
            while stack:
                part = stack.pop()
                if type(part) is Ref:
                    waiting.append(part.term)
                elif isinstance(part, tuple):
                    stack += part
        return {self._contents[t] for t in seen}


@frozen
class Ref:
    """A term inside a content."""

    term: Term


@frozen
class Names:
    """What both programs call by one name, and the names that nodes and facts of the second have in the first.

    A named value, function, bands or table in `kept` stands for itself; every other is put in.
    """

    kept: frozenset[tuple[str, str]] = frozenset()
    paths: Mapping[str, str] = {}
    facts: Mapping[str, str] = {}


class Terms:
    """The terms of one program. `lets` and `rows` hold the named values that are put in where they are read."""

    def __init__(self, program: p.Program, pool: Pool, names: Names | None = None) -> None:
        """Reads the named values in the order in which they need one another."""
        self.program, self.pool, self.names = program, pool, names or Names()
        self.lets: dict[str, Term] = {}
        self.rows: dict[tuple[str, str], Term] = {}
        self._functions: dict[str, Term] = {}
        self._bands: dict[str, Term] = {}
        self._tables: dict[str, Term] = {}
        for kind, key in plan_of(program).order:
            if kind == LET:
                self.lets[key] = self.of(program.lets[key].expr)
            elif kind == ROW:
                owner, name = split_key(key)
                self.rows[owner, name] = self.of(program.lists[owner].lets[name].expr)

    # ---- expressions -------------------------------------------------------------------------------------------------

    def of(self, e: p.Expr | None, scope: Mapping[str, Term] = {}) -> Term:
        """The term of an expression; `scope` has those of the parameters and local lets of a function. None: of nothing."""
        if e is None:
            return self.pool.term("nothing")
        return self._sealed(self._linear(e, scope)) if _is_number(e) else self._plain(e, scope)

    def constant(self, value: Known) -> Term:
        """The term of a constant."""
        return self.pool.term("constant", type(value).__name__, value)

    def refs(self, parts: Sequence[p.Expr | None], scope: Mapping[str, Term] = {}) -> tuple[Ref, ...]:
        """References to the terms of some expressions."""
        return tuple(Ref(self.of(x, scope)) for x in parts)

    def _plain(self, e: p.Expr, scope: Mapping[str, Term]) -> Term:
        """An expression that is no sum or product."""
        term = self.pool.term
        match e:
            case p.Const():
                return self.constant(e.value)
            case p.FactRef():
                return term("fact", self.names.facts.get(e.name, e.name))
            case p.LetRef():
                return term("let", e.name) if ("let", e.name) in self.names.kept else self.lets[e.name]
            case p.Local():
                return scope[e.name]
            case p.NodeRef():
                return term("node", self.names.paths.get(e.path, e.path), e.attribute.value)
            case p.FieldRef():
                kept = ("row value", f"{e.list}.{e.name}") in self.names.kept or e.row is not None
                found = None if kept else self.rows.get((e.list, e.name))
                return term("field", e.list, e.name, e.row) if found is None else found
            case p.Joined():
                return term("joined", e.list, e.name, Ref(self.of(e.key, scope)))
            case p.Negate() | p.Arithmetic():
                return self._calendar(e, scope)
            case p.Comparison():
                return self._comparison(e, scope)
            case p.Inside():
                x, low, high = (self.of(y, scope) for y in (e.operand, e.low, e.high))
                ends = (self._less(low, x, not e.low_closed), self._less(x, high, not e.high_closed))
                return self._joined("and", ends)
            case p.Member():
                x = self.of(e.operand, scope)
                return self._joined("or", [self._equal(x, self.of(m, scope)) for m in e.members])
            case p.Not():
                return self._negated(self.of(e.operand, scope))
            case p.And():
                return self._joined("and", [self.of(x, scope) for x in e.operands])
            case p.Or():
                return self._joined("or", [self.of(x, scope) for x in e.operands])
            case p.Choose():
                test, then, other = (self.of(x, scope) for x in (e.condition, e.then, e.otherwise))
                content = self.pool.content(test)
                opposite = self._negated(test)
                if content[0] == "not" or (content[0] in ("<", "<=") and opposite < test):
                    test, then, other = opposite, other, then
                return then if then == other and content[0] == "constant" else term("if", Ref(test), Ref(then), Ref(other))
            case p.Builtin():
                return self._builtin(e, scope)
            case p.Apply():
                key = e.name if ("function", e.name) in self.names.kept else Ref(self.function(e.name))
                return term("call", key, self.refs(e.args, scope))
            case p.Consult():
                key = e.table if ("table", e.table) in self.names.kept else Ref(self.table(e.table))
                return term("ask", key, self.refs(e.args, scope))
            case p.Look():
                key = e.bands if ("bands", e.bands) in self.names.kept else Ref(self.bands(e.bands))
                return term("look", key, Ref(self.of(e.operand, scope)))
            case p.Rounded():
                return self._rounded(e.mode, e.unit_factor * Fraction(10) ** -e.digits, self.of(e.operand, scope))
            case p.Aggregate():
                return self._aggregate(e, scope)
            case p.AtDate():
                entries = tuple((start, end, self.of(x)) for start, end, x in e.entries)
                return term("at", tuple((a, b, Ref(x)) for a, b, x in entries), Ref(self.of(e.operand, scope)))
            case _:
                assert_never(e)

    def _aggregate(self, e: p.Aggregate, scope: Mapping[str, Term]) -> Term:
        parts = self.refs((e.operand, e.by, e.condition, e.base, e.equal), scope)
        matches = tuple(sorted((self.of(m.inner, scope), self.of(m.outer, scope)) for m in e.matches))
        unit = None if e.unit is None else (e.unit.dimension, e.unit.factor)
        ends = tuple((Ref(a), Ref(b)) for a, b in matches)
        return self.pool.term("over", e.function, e.list, parts, ends, unit, e.others, e.ascending, e.reverse)

    def _builtin(self, e: p.Builtin, scope: Mapping[str, Term]) -> Term:
        factor = e.type.unit.factor if isinstance(e.type, QuantityType) else ONE
        match e.name:
            case "floor" | "ceiling":
                return self._rounded(Mode.FLOOR if e.name == "floor" else Mode.CEILING, factor, self.of(e.args[0], scope))
            case "min" | "max":
                return self._joined(e.name, [self.of(x, scope) for x in e.args])
            case _:
                return self.pool.term("function", e.name, factor, self.refs(e.args, scope))

    def _rounded(self, mode: Mode, step: Fraction, operand: Term) -> Term:
        return self.pool.term("round", mode.value, step, Ref(operand))

    # ---- conditions --------------------------------------------------------------------------------------------------

    def _comparison(self, e: p.Comparison, scope: Mapping[str, Term]) -> Term:
        sides = [self.of(x, scope) for x in (e.first, *(x for _, x in e.rest))]
        relations = [relation for relation, _ in e.rest]
        return self._joined(
            "and",
            [self.compared(r, a, b, e.order) for r, a, b in zip(relations, sides, sides[1:], strict=False)],
        )

    def compared(self, relation: p.Relation, a: Term, b: Term, order: tuple[str, ...] | None = None) -> Term:
        """`a relation b`; levels by their place in `order`."""
        match relation:
            case p.Relation.GE:
                return self._less(b, a, False, order)
            case p.Relation.GT:
                return self._less(b, a, True, order)
            case p.Relation.LE:
                return self._less(a, b, False, order)
            case p.Relation.LT:
                return self._less(a, b, True, order)
            case p.Relation.EQ:
                return self._equal(a, b)
            case p.Relation.NE:
                return self._negated(self._equal(a, b))
            case _:
                assert_never(relation)

    def _less(self, a: Term, b: Term, strict: bool, order: tuple[str, ...] | None = None) -> Term:
        return self.pool.term("<" if strict else "<=", Ref(a), Ref(b), order)

    def _equal(self, a: Term, b: Term) -> Term:
        return self.pool.term("=", Ref(min(a, b)), Ref(max(a, b)))

    def _negated(self, x: Term) -> Term:
        content = self.pool.content(x)
        match content[0]:
            case "not":
                return content[1].term  # type: ignore[no-any-return]
            case "<" | "<=":
                return self._less(content[2].term, content[1].term, content[0] == "<=", content[3])
            case _:
                return self.pool.term("not", Ref(x))

    def _joined(self, sign: str, parts: Sequence[Term]) -> Term:
        """And, or, least, greatest: order, nesting and repetition mean nothing."""
        found: set[Term] = set()
        for part in parts:
            content = self.pool.content(part)
            found |= {x.term for x in content[1]} if content[0] == sign else {part}
        return found.pop() if len(found) == 1 else self.pool.term(sign, tuple(map(Ref, sorted(found))))

    # ---- sums and products -------------------------------------------------------------------------------------------

    def _linear(self, e: p.Expr, scope: Mapping[str, Term]) -> Linear:
        """A number as a sum; a chain of any length costs no stack."""
        if isinstance(e, p.Negate):
            return _scaled(self._linear(e.operand, scope), -ONE)
        if not isinstance(e, p.Arithmetic) or not _reckoned(e):
            return self._opened(self._plain(e, scope))
        spine = [e]
        left = e.left
        while isinstance(left, p.Arithmetic) and _reckoned(left):
            spine.append(left)
            left = left.left
        found = self._linear(left, scope)
        for step in reversed(spine):
            found = self._step(step.op, found, self._linear(step.right, scope))
        return found

    def _step(self, op: p.Op, a: Linear, b: Linear) -> Linear:
        match op:
            case p.Op.ADD:
                return _added(a, b)
            case p.Op.SUB:
                return _added(a, _scaled(b, -ONE))
            case p.Op.MUL | p.Op.OF:
                return self._times(a, b)
            case p.Op.DIV:
                return self._over(a, b)
            case p.Op.POW:
                return self._power(a, b)
            case _:
                assert_never(op)

    def _times(self, a: Linear, b: Linear) -> Linear:
        for one, other in ((a, b), (b, a)):
            if not one[0] and _small(one[1]):
                return _scaled(other, one[1])
        (ca, fa), (cb, fb) = self._factors(a), self._factors(b)
        return {self._product((*fa, *fb)): ca * cb}, ZERO

    def _over(self, a: Linear, b: Linear) -> Linear:
        if not b[0] and b[1] and _small(b[1]):
            return _scaled(a, 1 / b[1])
        (ca, fa), (cb, fb) = self._factors(a), self._factors(b)
        if not cb or any(power < 0 for _, power in fb):  # what stands below a divisor must keep its own condition
            cb, fb = ONE, ((self._sealed(b), 1),)
        return {self._product((*fa, *((x, -power) for x, power in fb))): ca / cb}, ZERO

    def _power(self, a: Linear, b: Linear) -> Linear:
        exponent = b[1]
        if not a[0] and not b[0] and exponent.denominator == 1 and 0 < exponent <= _POWER and _small(a[1]):
            power = a[1] ** int(exponent)
            if _small(power):
                return {}, power
        return {self.pool.term("power", Ref(self._sealed(a)), Ref(self._sealed(b))): ONE}, ZERO

    def _factors(self, a: Linear) -> tuple[Fraction, tuple[tuple[Term, int], ...]]:
        """A sum as a coefficient and factors."""
        if len(a[0]) == 1 and not a[1]:
            (term, coefficient), *_ = a[0].items()
            content = self.pool.content(term)
            inner = tuple((x.term, n) for x, n in content[1]) if content[0] == "product" else ((term, 1),)
            return coefficient, inner
        return ONE, ((self._sealed(a), 1),)

    def _product(self, factors: Sequence[tuple[Term, int]]) -> Term:
        if len(factors) == 1 and factors[0][1] == 1:
            return factors[0][0]
        return self.pool.term("product", tuple((Ref(x), n) for x, n in sorted(factors)))

    def _opened(self, term: Term) -> Linear:
        content = self.pool.content(term)
        if content[0] == "constant" and isinstance(content[2], Fraction):
            return {}, content[2]
        if content[0] == "sum":
            return {x.term: c for x, c in content[2]}, content[1]
        return {term: ONE}, ZERO

    def _sealed(self, a: Linear) -> Term:
        if not a[0]:
            return self.constant(a[1])
        if len(a[0]) == 1 and not a[1]:
            (term, coefficient), *_ = a[0].items()
            if coefficient == 1:
                return term
        return self.pool.term("sum", a[1], tuple((Ref(x), c) for x, c in sorted(a[0].items())))

    def _calendar(self, e: p.Negate | p.Arithmetic, scope: Mapping[str, Term]) -> Term:
        """Days between dates, and dates moved by days."""
        if isinstance(e, p.Negate):
            return self.pool.term("negate", Ref(self.of(e.operand, scope)))
        units = tuple(x.type.unit.factor if isinstance(x.type, QuantityType) else None for x in (e, e.left, e.right))
        return self.pool.term("calendar", e.op.value, units, self.refs((e.left, e.right), scope))

    # ---- what is called by name --------------------------------------------------------------------------------------

    def function(self, name: str) -> Term:
        """A function with its parameters by their place; those that it calls are read first, so that no chain of them costs stack."""
        for one in _callees_first(self.program, name, self._functions):
            f = self.program.functions[one]
            scope = {name: self.pool.term("parameter", i) for i, (name, _) in enumerate(f.parameters)}
            for let in f.lets:
                scope[let.name] = self.of(let.expr, scope)
            self._functions[one] = self.pool.term("method", len(f.parameters), Ref(self.of(f.expr, scope)))
        return self._functions[name]

    def bands(self, name: str) -> Term:
        """Declared bands."""
        if name not in self._bands:
            from evaldsl.differing.steps import cuts_term

            self._bands[name] = cuts_term(self.program.bands[name].cuts, self)
        return self._bands[name]

    def table(self, name: str) -> Term:
        """A decision table or scorecard."""
        if name not in self._tables:
            from evaldsl.differing.tables import table_term

            self._tables[name] = table_term(self.program.tables[name], self)
        return self._tables[name]


def _is_number(e: p.Expr) -> bool:
    return isinstance(e.type, QuantityType)


def _reckoned(e: p.Arithmetic) -> bool:
    """Whether an operation is one of numbers; those on the calendar are not."""
    return not any(isinstance(x.type, DateType) for x in (e, e.left, e.right))


def _small(x: Fraction) -> bool:
    return x.numerator.bit_length() < _BITS and x.denominator.bit_length() < _BITS


def _scaled(a: Linear, by: Fraction) -> Linear:
    return {term: c * by for term, c in a[0].items()}, a[1] * by


def _added(a: Linear, b: Linear) -> Linear:
    found = dict(a[0])
    for term, c in b[0].items():
        found[term] = found.get(term, ZERO) + c
    return found, a[1] + b[1]


def _callees_first(program: p.Program, name: str, known: Mapping[str, Term]) -> list[str]:
    """A function and all that it calls, as far as they are not known, each after those that it calls itself."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting[-1]
        f = program.functions[one]
        called = {x.name for e in (*(let.expr for let in f.lets), f.expr) for x in walk(e) if isinstance(x, p.Apply)}
        before = [x for x in sorted(called) if x not in found and x not in known]
        if one in known or one in found or not before:
            waiting.pop()
            if one not in known:
                found.setdefault(one)
        else:
            waiting += before
    return list(found)


def dated(value: Known) -> Fraction | None:
    """A number, or a date as its day; None for what has no place on a line."""
    if isinstance(value, Fraction):
        return value
    return Fraction(value.toordinal()) if isinstance(value, date) else None
