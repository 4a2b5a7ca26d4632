"""Expressions by plain recursion over the syntax tree."""

import math
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from evaldsl.syntax import nodes as n
from tests.naive import peers
from tests.naive.dates import on
from tests.naive.figures import Gone, Q, TypeMistake, join, ln, log10, root, rounded
from tests.naive.tables import ask
from tests.naive.units import Table, of

F = Fraction
Value = Q | date | str | bool | Gone

NA, NC = Gone("na"), Gone("nc")


def gone(*values: Value) -> Gone | None:
    """Not applicable wins, then not computable."""
    missing = [v for v in values if isinstance(v, Gone)]
    if not missing:
        return None
    return NA if any(v.why == "na" for v in missing) else NC


class Row(dict[str, Value]):
    """A row of a list: its fields, and its named values worked out when they are asked for."""

    def __init__(self, world: "World", fields: dict[str, Value], lets: dict[str, n.Expr], aliases: set[str]) -> None:
        super().__init__(fields)
        self.world, self.exprs, self.aliases = world, lets, aliases
        self.key: str | None = None
        self.refs: dict[str, str] = {}

    def __contains__(self, name: object) -> bool:
        first = name.partition(".")[0] if isinstance(name, str) else ""
        return super().__contains__(name) or name in self.exprs or first in self.aliases or first in self.refs

    def __missing__(self, name: str) -> Value:
        first, _, rest = name.partition(".")
        if name not in self.exprs and first in self.refs:
            return peers.through(self.world, self.refs[first], self[first], rest)
        if name not in self.exprs:
            return self[rest or self.key or ""]
        self[name] = self.world.eval(self.exprs[name], self)
        return self[name]


class World:
    """All that a name may mean."""

    def __init__(self, units: Table) -> None:
        self.units = units
        self.facts: dict[str, Value] = {}
        self.lets: dict[str, n.Expr] = {}
        self.methods: dict[str, n.MethodDecl] = {}
        self.bands: dict[str, n.Bands] = {}
        self.tables: dict[str, n.Table | n.Scorecard] = {}
        self.orders: list[tuple[str, ...]] = []
        self.attribute: Callable[[str, str], Value | None] = lambda path, what: None
        self.known: dict[str, Value] = {}
        self.lists = peers.Lists(self)
        self.histories: dict[str, n.History] = {}
        self.made: dict[str, Callable[[], Value]] = {}
        """Figures of norms and cost sheets, by name."""
        self.tiers: dict[str, Callable[[Value], Value]] = {}
        self.nowhere: dict[str, dict[str, Any]] = {}
        """Dimensions of the fields of each list."""

    def number(self, value: Value) -> Q:
        """The value, which must be a number."""
        if not isinstance(value, Q):
            raise TypeMistake(f"no number: {value!r}")
        return value

    def look_up(self, name: str, local: dict[str, Value]) -> Value:
        """A name: a local, a fact, a let, an attribute of a node, else a level."""
        if name in local:
            return local[name]
        if name in self.facts:
            return self.facts[name]
        if name in self.lets:
            if name not in self.known:
                self.known[name] = self.eval(self.lets[name], {})
            return self.known[name]
        if name in self.made:
            if name not in self.known:
                self.known[name] = self.made[name]()
            return self.known[name]
        if "." in name:
            path, _, what = name.rpartition(".")
            found = self.attribute(
                path, {"得分": "score", "取值": "value", "目标": "target", "分值": "weight", "达标": "met"}.get(what, what)
            )
            if found is not None:
                return found
            tails = [v for k, v in self.facts.items() if k.endswith("." + name) or name.endswith("." + k)]
            if len(tails) == 1:
                return tails[0]
        return name

    def true(self, expr: n.Expr, local: dict[str, Value]) -> bool | Gone:
        """A condition."""
        value = self.eval(expr, local)
        if not isinstance(value, bool | Gone):
            raise TypeMistake(f"no condition: {value!r}")
        return value

    def eval(self, expr: n.Expr, local: dict[str, Value]) -> Value:
        """The value of an expression."""
        match expr:
            case n.Number(value=v):
                return Q(v)
            case n.Percent(value=v):
                return Q(v, (), F(1, 100))
            case n.Quantity(value=v, unit=unit):
                dims, factor = of(unit.text, self.units)
                return Q(v * factor, dims, factor)
            case n.DateLiteral(value=d):
                return d
            case n.TextLiteral(value=t):
                return t
            case n.YesNo(value=b):
                return b
            case n.Ref(path=path):
                return self.look_up(path.text, local)
            case n.Unary(op=op, operand=x):
                v = self.eval(x, local)
                if isinstance(v, Gone):
                    return v
                if op is n.UnaryOp.NOT:
                    if not isinstance(v, bool):
                        raise TypeMistake("not of no condition")
                    return not v
                return self.number(v)._replace(v=-self.number(v).v)
            case n.Binary(op=n.BinaryOp.AND | n.BinaryOp.OR as op, left=a, right=b):
                values = [self.true(a, local), self.true(b, local)]
                decisive = op is n.BinaryOp.OR
                if any(v is decisive for v in values):
                    return decisive
                return gone(*values) or not decisive
            case n.Binary(op=op, left=a, right=b):
                return self.arithmetic(op, self.eval(a, local), self.eval(b, local))
            case n.Compare(first=first, rest=rest):
                left = self.eval(first, local)
                results: list[bool | Gone] = []
                for relation, right_expr in rest:
                    right = self.eval(right_expr, local)
                    results.append(self.compare(relation, left, right))
                    left = right
                if any(r is False for r in results):
                    return False
                return gone(*results) or True
            case n.InInterval(operand=x, interval=i):
                return self.inside(self.eval(x, local), i, local)
            case n.InSet(operand=x, members=members):
                v = self.eval(x, local)
                if isinstance(v, Gone):
                    return v
                return any(self.compare(n.Relation.EQ, v, self.eval(m, local)) is True for m in members)
            case n.If(condition=c, then=a, otherwise=b):
                yes = self.true(c, local)
                if isinstance(yes, Gone):
                    return yes
                return self.eval(a if yes else b, local)
            case n.Call(function=f, args=args):
                return self.call(f.text, [self.eval(a, local) for a in args])
            case n.Aggregate():
                return self.aggregate(expr, local)
            case n.AtDate(name=ref, date=when):
                day = self.eval(when, local)
                if isinstance(day, Gone):
                    return day
                if not isinstance(day, date):
                    raise TypeMistake(f"no date: {day!r}")
                entry = on(self.histories[ref.path.text], day)
                return NC if entry is None else self.eval(self.content(entry), {})
            case n.RoundExpr(operand=x, mode=mode, digits=digits):
                v = self.eval(x, local)
                if isinstance(v, Gone):
                    return v
                q = self.number(v)
                return q._replace(v=rounded(q.v / q.step, mode, digits) * q.step)
            case _:
                raise TypeMistake(f"unknown: {expr!r}")

    def content(self, entry: n.ValueFrom) -> n.Expr:
        """The value of an entry of a named history."""
        if isinstance(entry.content, n.Target | n.Weight):
            raise TypeMistake("no value")
        return entry.content

    def aggregate(self, a: n.Aggregate, local: dict[str, Value]) -> Value:
        """A figure over the rows of a list; rows without a figure, a weight or an answer to the condition do not count."""
        taken: list[tuple[Q, Q]] = []
        every: list[Q] = []
        unit = Q(F(1))
        if a.function.text in ("rank", "min_max"):
            return peers.placed(self, a, local)
        rows = peers.around(self, a, local)
        if isinstance(rows, Gone):
            return rows
        for row, holds in rows:
            based = True if a.base is None else self.true(a.base, row)
            x = unit if a.expr is None else self.eval(a.expr, row)
            w = unit if a.by is None else self.eval(a.by, row)
            if gone(holds, based, x, w) or based is False:
                continue
            every.append(self.number(x))
            if holds is True:
                taken.append((self.number(x), self.number(w)))
        if a.unit is not None:
            dims, factor = of(a.unit.text, self.units)
            if any(x.dims != dims for x in (every if a.function.text == "share" else [x for x, _ in taken])):
                return NC
            every = [x._replace(step=factor) for x in every]
            unit = Q(F(1), dims, factor)
        name = a.function.text
        figures = sorted(x.v for x, _ in taken)
        total = sum(figures, F(0))
        like = every[0] if every else unit
        if name == "count":
            return Q(F(len(taken)))
        if name == "sum":
            return like._replace(v=total) if taken else self.nothing(a)
        if name == "share":
            whole = sum((x.v for x in every), F(0))
            return Q(total / whole, (), F(1, 100)) if whole else NC
        if not figures:
            return NC
        match name:
            case "average":
                return like._replace(v=total / len(figures))
            case "weighted_average":
                weights = sum((w.v for _, w in taken), F(0))
                return like._replace(v=sum((x.v * w.v for x, w in taken), F(0)) / weights) if weights else NC
            case "median":
                middle = (figures[(len(figures) - 1) // 2] + figures[len(figures) // 2]) / 2
                return like._replace(v=middle)
            case "min" | "max":
                return like._replace(v=figures[0] if name == "min" else figures[-1])
            case _:
                raise TypeMistake(name)

    def nothing(self, a: n.Aggregate) -> Value:
        """A sum over no rows: 0 of any unit."""
        if a.unit is not None:
            return Q(F(0), *of(a.unit.text, self.units))
        return Q(F(0), self.nowhere.get(a.list.text, {}).get(a.expr.path.text if isinstance(a.expr, n.Ref) else "", ()))

    def inside(self, v: Value, i: n.Interval, local: dict[str, Value]) -> bool | Gone:
        """v in an interval."""
        low = self.compare(n.Relation.GE if i.low_closed else n.Relation.GT, v, self.eval(i.low, local))
        high = self.compare(n.Relation.LE if i.high_closed else n.Relation.LT, v, self.eval(i.high, local))
        if low is False or high is False:
            return False
        return gone(low, high) or True

    def compare(self, relation: n.Relation, a: Value, b: Value) -> bool | Gone:
        """One comparison."""
        missing = gone(a, b)
        if missing:
            return missing
        x: Any
        y: Any
        if isinstance(a, Q) and isinstance(b, Q):
            if a.dims != b.dims and a.v != 0 and b.v != 0:
                raise TypeMistake(f"{a} beside {b}")
            x, y = a.v, b.v
        elif isinstance(a, str) and isinstance(b, str):
            if relation in (n.Relation.EQ, n.Relation.NE):
                x, y = a, b
            else:
                order = next((o for o in self.orders if a in o and b in o), None)
                if order is None:
                    raise TypeMistake(f"no order of {a} and {b}")
                x, y = order.index(a), order.index(b)
        elif (isinstance(a, bool) and isinstance(b, bool)) or (isinstance(a, date) and isinstance(b, date)):
            x, y = a, b
        else:
            raise TypeMistake(f"{a!r} beside {b!r}")
        match relation:
            case n.Relation.GE:
                return bool(x >= y)
            case n.Relation.GT:
                return bool(x > y)
            case n.Relation.LE:
                return bool(x <= y)
            case n.Relation.LT:
                return bool(x < y)
            case n.Relation.EQ:
                return bool(x == y)
            case n.Relation.NE:
                return bool(x != y)

    def arithmetic(self, op: n.BinaryOp, a: Value, b: Value) -> Value:
        """+ − × ÷ ^ of."""
        missing = gone(a, b)
        if missing:
            return missing
        x, y = self.number(a), self.number(b)
        match op:
            case n.BinaryOp.ADD | n.BinaryOp.SUB:
                if x.dims != y.dims:
                    raise TypeMistake(f"{x} {op.value} {y}")
                return x._replace(v=x.v + y.v if op is n.BinaryOp.ADD else x.v - y.v)
            case n.BinaryOp.MUL | n.BinaryOp.OF:
                return Q(x.v * y.v, join(x.dims, y.dims, 1), product_step(x, y))
            case n.BinaryOp.DIV:
                if y.v == 0:
                    return NC
                dims = join(x.dims, y.dims, -1)
                return Q(x.v / y.v, dims, quotient_step(x, y, dims))
            case n.BinaryOp.POW:
                if y.v.denominator == 1:
                    if x.v == 0 and y.v < 0:
                        return NC
                    return Q(x.v ** int(y.v), tuple((d, p * int(y.v)) for d, p in x.dims) if y.v else ())
                if x.v < 0:
                    return NC
                return Q(root(x.v, y.v.denominator) ** y.v.numerator)
            case _:
                raise TypeMistake(op.value)

    def call(self, name: str, args: list[Value]) -> Value:
        """A built-in function, a method of the ruleset, or declared bands for a word."""
        if name in self.tiers:
            return self.tiers[name](args[0])
        if name in self.tables:
            return ask(self, self.tables[name], args)
        if name in self.methods:
            method = self.methods[name]
            local: dict[str, Value] = {p.name.text: a for p, a in zip(method.parameters, args, strict=True)}
            for let in method.lets:
                assert let.expr is not None
                local[let.name.text] = self.eval(let.expr, local)
            return self.eval(method.expr, local)
        missing = gone(*args)
        if missing:
            return missing
        if name in self.bands:
            return self.word(self.bands[name], args[0])
        if name in ("days", "months"):
            a, b = args
            assert isinstance(a, date)
            assert isinstance(b, date)
            if name == "days":
                return Q(F((b - a).days), units_of("天", self.units))
            return Q(F(whole_months(a, b)), units_of("月", self.units))
        if name in ("min", "max") and all(isinstance(a, date) for a in args):
            return (min if name == "min" else max)(a for a in args if isinstance(a, date))
        numbers = [self.number(a) for a in args]
        q = numbers[0]
        match name:
            case "min" | "max":
                best = (min if name == "min" else max)(numbers, key=lambda z: z.v)
                return q._replace(v=best.v)
            case "abs":
                return q._replace(v=abs(q.v))
            case "sign":
                return Q(F((q.v > 0) - (q.v < 0)))
            case "floor":
                return q._replace(v=math.floor(q.v / q.step) * q.step)
            case "ceiling":
                return q._replace(v=math.ceil(q.v / q.step) * q.step)
            case "ln" | "log10":
                return NC if q.v <= 0 else Q(ln(q.v) if name == "ln" else log10(q.v))
            case "sqrt":
                return NC if q.v < 0 else Q(root(q.v, 2))
            case "root":
                return NC if q.v < 0 else Q(root(q.v, int(numbers[1].v)))
            case _:
                raise TypeMistake(f"function {name}")

    def word(self, bands: n.Bands, v: Value) -> Value:
        """The word of the first band that holds."""
        for line in bands.lines:
            if self.holds(line.test, v, {}) is True:
                assert isinstance(line.result, n.Ref)
                return line.result.path.text
        raise TypeMistake(f"no band holds {v}")

    def holds(self, test: n.BandTest, v: Value, local: dict[str, Value]) -> bool | Gone:
        """Whether a band's test holds."""
        match test:
            case n.Otherwise():
                return True
            case n.RelationTest(relation=relation, limit=limit):
                return self.compare(relation, v, self.eval(limit, local))
            case n.IntervalTest(interval=i):
                return self.inside(v, i, local)


def units_of(name: str, units: Table) -> Any:
    """Dimensions of a unit."""
    return of(name, units)[0]


def whole_months(a: date, b: date) -> int:
    """The largest n such that a plus n months, cut to the end of the month, is not after b."""
    n = (b.year - a.year) * 12 + b.month - a.month + 1
    while later(a, n) > b:
        n -= 1
    return n


def later(day: date, months: int) -> date:
    """The day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for d in range(day.day, 0, -1):
        try:
            return date(year, month + 1, d)
        except ValueError:
            continue
    raise TypeMistake(f"{day} + {months}")


def product_step(x: Q, y: Q) -> F:
    """What a product is counted in: the unit of the one factor that has one, when the other is a plain number or a share."""
    if not y.dims:
        return x.step if x.dims else F(1)
    if not x.dims:
        return y.step
    return x.step * y.step


def quotient_step(x: Q, y: Q, dims: Any) -> F:
    """What a quotient is counted in."""
    if not dims:
        return F(1, 100) if x.dims else F(1)
    return x.step / y.step if y.dims else x.step
