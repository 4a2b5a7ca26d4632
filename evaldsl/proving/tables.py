"""Decision tables and scorecards as formulas: what evaluation/tables.py does, for every fact file at once."""

from typing import TYPE_CHECKING, assert_never

from evaldsl.model.program import Consult
from evaldsl.model.tables import HitRule, ScorecardSpec, TableInput, TableLine, TableSpec, TestSpec
from evaldsl.model.types import QuantityType
from evaldsl.proving.expressions import Scope, constant, converted, figure
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
    has_value,
    least,
    less,
    negation,
    opposite,
    some,
    times,
    total,
)
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding


def consult(e: Consult, source: "Encoding", scope: Scope) -> Figure:
    """What a table or scorecard gives for these inputs."""
    spec = source.program.tables[e.table]
    given = {one.name: converted(figure(x, source, scope), x.type, one.type) for one, x in zip(spec.inputs, e.args, strict=True)}
    if isinstance(spec, ScorecardSpec):
        found = [table(part, given, source) for part in spec.parts]
        return Figure(total([f.x for f in found]), *gone(*found))
    return converted(table(spec, given, source), spec.type, e.type)


def line_holds(spec: TableSpec, line: TableLine, given: Scope, source: "Encoding") -> Figure:
    """Whether all cells of a line hold."""
    return both([_holds(c, given[one.name], one, source, line.where) for c, one in zip(line.cells, spec.inputs, strict=True)])


def outside(spec: TableSpec, given: Scope) -> Term:
    """Where a figure is one that the table is not for."""
    return some(_outside(one, given[one.name]) for one in spec.inputs)


def table(spec: TableSpec, given: Scope, source: "Encoding") -> Figure:
    """What one table gives."""
    lines = [(line_holds(spec, line, given, source), _result(spec, line, given, source)) for line in spec.lines]
    last = None if spec.otherwise is None or spec.otherwise.result is None else _result(spec, spec.otherwise, given, source)
    made = _first(lines, last) if spec.rule is HitRule.FIRST else _together(spec, lines, last)
    beyond = outside(spec, given)
    return Figure(made.x, every((negation(beyond), made.absent)), some((beyond, made.lost)))


def _result(spec: TableSpec, line: TableLine, given: Scope, source: "Encoding") -> Figure:
    if line.result is None:
        return Figure(ZERO)
    source.count(line.where)
    return converted(figure(line.result, source, given), line.result.type, spec.type)


Lines = list[tuple[Figure, Figure]]


def _first(lines: Lines, last: Figure | None) -> Figure:
    """The first line that holds decides; one that cannot be told gives nothing."""
    made = last if last is not None else Figure(lines[-1][1].x, False, True)
    for holds, result in reversed(lines):
        taken = chosen(holds.x, result, made)
        made = Figure(
            taken.x,
            some((holds.absent, every((negation(holds.lost), taken.absent)))),
            some((holds.lost, taken.lost)),
        )
    return made


def _together(spec: TableSpec, lines: Lines, last: Figure | None) -> Figure:
    sure = [every((has_value(holds), holds.x)) for holds, _ in lines]
    hit = some(sure)
    absent, lost = gone(*(holds for holds, _ in lines))
    alone = spec.rule in (HitRule.EXACTLY_ONE, HitRule.ANY)
    combined = _combined(spec, sure, [result for _, result in lines])
    if last is not None:
        combined = chosen(hit, combined, last)
    elif spec.rule not in (HitRule.SUMMED, HitRule.COUNTED):
        combined = Figure(combined.x, every((hit, combined.absent)), some((negation(hit), combined.lost)))
    # a line that surely fires alone needs no other; else one that cannot be told leaves no result
    open_ = negation(hit) if alone else True
    absent, lost = every((open_, absent)), every((open_, lost))
    return Figure(combined.x, some((absent, every((negation(lost), combined.absent)))), some((lost, combined.lost)))


def _combined(spec: TableSpec, sure: list[Term], results: list[Figure]) -> Figure:
    """What the lines that fire give together."""
    absent = some(every((s, r.absent)) for s, r in zip(sure, results, strict=True))
    lost = some(every((s, r.lost)) for s, r in zip(sure, results, strict=True))
    match spec.rule:
        case HitRule.COUNTED:
            return Figure(total([choose(s, UNIT, ZERO) for s in sure]))
        case HitRule.SUMMED:
            return Figure(total([choose(s, r.x, ZERO) for s, r in zip(sure, results, strict=True)]), absent, lost)
        case HitRule.HIGHEST | HitRule.LOWEST:
            best, any_ = results[0].x, sure[0]
            for s, r in zip(sure[1:], results[1:], strict=True):
                better = greatest(best, r.x) if spec.rule is HitRule.HIGHEST else least(best, r.x)
                best = choose(s, choose(any_, better, r.x), best)
                any_ = some((any_, s))
            return Figure(best, absent, lost)
        case HitRule.EXACTLY_ONE | HitRule.ANY | HitRule.FIRST:
            made = results[-1]
            for s, r in zip(reversed(sure[:-1]), reversed(results[:-1]), strict=True):
                made = chosen(s, r, made)
            return made
        case HitRule.LISTED:
            raise OutOfReach("text", spec.where)
        case _:
            assert_never(spec.rule)


def _holds(cell: TestSpec, x: Figure, one: TableInput, source: "Encoding", where: Where) -> Figure:
    """Whether a cell holds; one that holds for anything asks for no figure."""
    if cell.is_any:
        return Figure(True)
    found: list[Figure] = []
    for r in cell.ranges:
        ends: list[Term] = []
        if r.low is not None:
            low = constant(r.low, one.type, source, where)
            ends.append(at_most(low, x.x) if r.low_closed else less(low, x.x))
        if r.high is not None:
            high = constant(r.high, one.type, source, where)
            ends.append(at_most(x.x, high) if r.high_closed else less(x.x, high))
        found.append(Figure(every(ends), x.absent, x.lost) if ends else Figure(True))
    for member in cell.values:
        same: Term = equal(x.x, constant(member, one.type, source, where))
        found.append(Figure(same, x.absent, x.lost))
    holds = either(found)
    return opposite(holds) if cell.negated else holds


def _outside(one: TableInput, x: Figure) -> Term:
    domain = one.domain
    found: list[Term] = []
    if domain.low is not None:
        low = domain.low if not hasattr(domain.low, "toordinal") else domain.low.toordinal()
        found.append(less(x.x, low) if domain.low_closed else at_most(x.x, low))
    if domain.high is not None:
        high = domain.high if not hasattr(domain.high, "toordinal") else domain.high.toordinal()
        found.append(less(high, x.x) if domain.high_closed else at_most(high, x.x))
    if isinstance(one.type, QuantityType) and (domain.integer or domain.decimals is not None):
        counted = times(x.x, (1 if domain.integer else 10 ** (domain.decimals or 0)) / one.type.unit.factor)
        found.append(negation(equal(floor(counted), counted)))
    return every((has_value(x), some(found)))
