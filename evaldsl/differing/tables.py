"""Decision tables and scorecards in normal form.

In: a table. Out: a term. Guarantees: the order of lines leaves a trace only under the hit rules for which it means something (first, all listed); inputs
count by their place, as they are asked.
"""

from typing import Any

from evaldsl.differing.terms import Ref, Term, Terms
from evaldsl.model.tables import AnyTable, HitRule, ScorecardSpec, TableInput, TableLine, TableSpec, TestSpec
from evaldsl.model.types import Domain, LevelType, QuantityType, Type

_ORDERED = (HitRule.FIRST, HitRule.LISTED)


def table_term(spec: AnyTable, terms: Terms) -> Term:
    """What a table gives for every figure that it may be asked for."""
    if isinstance(spec, ScorecardSpec):
        at = {x.name: i for i, x in enumerate(spec.inputs)}
        parts = sorted((at[part.inputs[0].name], _table(part, terms)) for part in spec.parts)
        return terms.pool.term("scorecard", _inputs(spec.inputs), tuple((i, Ref(x)) for i, x in parts))
    return _table(spec, terms)


def _table(spec: TableSpec, terms: Terms) -> Term:
    scope = {x.name: terms.pool.term("parameter", i) for i, x in enumerate(spec.inputs)}
    lines = [terms.pool.term("line", *_line(line, terms, scope)) for line in spec.lines]
    if spec.rule not in _ORDERED:
        lines.sort()
    last = None if spec.otherwise is None else Ref(terms.of(spec.otherwise.result, scope))
    return terms.pool.term("table", _inputs(spec.inputs), spec.rule.value, tuple(map(Ref, lines)), last)


def line_term(line: TableLine, inputs: tuple[TableInput, ...], terms: Terms) -> Term:
    """One line of a table."""
    scope = {x.name: terms.pool.term("parameter", i) for i, x in enumerate(inputs)}
    return terms.pool.term("line", *_line(line, terms, scope))


def _line(line: TableLine, terms: Terms, scope: dict[str, Term]) -> tuple[Any, ...]:
    return tuple(map(_cell, line.cells)), Ref(terms.of(line.result, scope))


def _cell(cell: TestSpec) -> tuple[Any, ...]:
    ranges = sorted((str(r.low), str(r.high), r.low_closed, r.high_closed) for r in cell.ranges)
    values = sorted((type(x).__name__, str(x)) for x in cell.values)
    return tuple(ranges), tuple(values), cell.negated, cell.is_any


def _inputs(inputs: tuple[TableInput, ...]) -> tuple[Any, ...]:
    return tuple((type_key(x.type), domain_key(x.domain)) for x in inputs)


def type_key(kind: Type) -> tuple[Any, ...]:
    """A type as far as it decides what a value is and how it is read."""
    match kind:
        case QuantityType():
            return "number", kind.unit.dimension, kind.unit.factor, kind.style.value
        case LevelType():
            return "levels", kind.members if kind.ordered else tuple(sorted(kind.members)), kind.ordered
        case _:
            return type(kind).__name__, getattr(kind, "cell", "")


def domain_key(domain: Domain) -> tuple[Any, ...]:
    """The values that a domain holds; an open end where there is none means nothing."""
    low, high = domain.low, domain.high
    ends = (low, low is None or domain.low_closed, high, high is None or domain.high_closed)
    return (*ends, domain.integer, domain.decimals)
