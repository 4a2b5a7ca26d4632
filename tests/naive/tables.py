"""Decision tables and scorecards by hand: line by line, cell by cell, as they are written."""

from fractions import Fraction
from typing import Any

from evaldsl.syntax import nodes as n
from tests.naive.figures import Gone, Q
from tests.naive.units import Table, of

Value = Any
NC = Gone("nc")


def ask(world: Any, table: n.Table | n.Scorecard, args: list[Value]) -> Value:
    """What a table gives for these inputs."""
    given = {i.name.text: a for i, a in zip(table.inputs, args, strict=True)}
    types = {i.name.text: i.type.type for i in table.inputs}
    if isinstance(table, n.Table):
        names = [i.name.text for i in table.inputs]
        return by_lines(world, table.rule, table.lines, names, given, types, table.result)
    total: Value = None
    for part in table.parts:
        ranges = any(isinstance(t, n.RangeTest) for x in part.lines for c in x.cells for t in c.alternatives)
        rule = n.HitRule.EXACTLY_ONE if ranges else n.HitRule.FIRST
        one = by_lines(world, rule, part.lines, [part.name.text], given, types, table.result)
        total = one if total is None else world.arithmetic(n.BinaryOp.ADD, total, one)
    return total


def by_lines(
    world: Any,
    rule: n.HitRule,
    lines: tuple[n.TableLine, ...],
    names: list[str],
    given: dict[str, Value],
    types: dict[str, Any],
    kind: Any,
) -> Value:
    """The lines that hold, and what the rule makes of them."""
    hits: list[Value] = []
    lost: list[Gone] = []
    for line in lines:
        if line.otherwise:
            continue
        verdicts = [holds(world, cell, given[x], types[x]) for cell, x in zip(line.cells, names, strict=True)]
        if any(v is False for v in verdicts):
            continue
        gone = [v for v in verdicts if isinstance(v, Gone)]
        if gone:
            lost.append(Gone("na") if any(v.why == "na" for v in gone) else NC)
            if rule is n.HitRule.FIRST:
                break
            continue
        hits.append(None if line.result is None else result(world, line.result, given, kind))
        if rule is n.HitRule.FIRST:
            break
    settled = rule in (n.HitRule.EXACTLY_ONE, n.HitRule.ANY, n.HitRule.FIRST) and hits
    if lost and not settled:
        return Gone("na") if any(v.why == "na" for v in lost) else NC
    if not hits and lines[-1].otherwise:
        return result(world, lines[-1].result, given, kind)
    return together(world, rule, hits, kind)


def together(world: Any, rule: n.HitRule, hits: list[Value], kind: Any) -> Value:
    """One result of several lines."""
    if rule is n.HitRule.COUNTED:
        return Q(Fraction(len(hits)))
    if rule is n.HitRule.SUMMED:
        if not hits:
            return with_unit(world, n.Number(Fraction(0), "0", kind.span), kind)
        total = hits[0]
        for x in hits[1:]:
            total = world.arithmetic(n.BinaryOp.ADD, total, x)
        return total
    if rule is n.HitRule.LISTED:
        return "、".join(dict.fromkeys(hits))
    if not hits:
        return NC
    missing = next((x for x in hits if isinstance(x, Gone)), None)
    if missing is not None:
        return missing
    if rule in (n.HitRule.HIGHEST, n.HitRule.LOWEST):
        best = hits[0]
        for x in hits[1:]:
            better = n.Relation.GT if rule is n.HitRule.HIGHEST else n.Relation.LT
            best = x if world.compare(better, x, best) is True else best
        return best
    return hits[0]


def holds(world: Any, cell: n.TestCell, x: Value, kind: Any) -> bool | Gone:
    """Whether a cell holds for an input."""
    if not cell.alternatives:
        return True
    if isinstance(x, Gone):
        return x
    found = any(one(world, test, x, kind) for test in cell.alternatives)
    return found is not cell.negated


def one(world: Any, test: n.CellTest, x: Value, kind: Any) -> bool:
    """Whether one alternative holds."""

    def limit(e: n.Expr) -> Value:
        return with_unit(world, e, kind)

    match test:
        case n.ValueTest(value=v):
            return bool(world.compare(n.Relation.EQ, x, limit(v)) is True)
        case n.SignTest(relation=relation, limit=v):
            return bool(world.compare(relation, x, limit(v)) is True)
        case n.RangeTest(interval=i):
            low = world.compare(n.Relation.GE if i.low_closed else n.Relation.GT, x, limit(i.low))
            high = world.compare(n.Relation.LE if i.high_closed else n.Relation.LT, x, limit(i.high))
            return low is True and high is True


def result(world: Any, e: n.Expr, given: dict[str, Value], kind: Any) -> Value:
    """What a line gives."""
    return with_unit(world, e, kind) if isinstance(e, n.Number) else world.eval(e, given)


def with_unit(world: Any, e: n.Expr, kind: Any) -> Value:
    """A bare number takes the unit of its column."""
    if isinstance(e, n.Number) and isinstance(kind, n.UnitType):
        units: Table = world.units
        dims, factor = of(kind.unit.text, units)
        return Q(e.value * factor, dims, factor)
    return world.eval(e, {})
