"""Decision tables and scorecards asked with figures (docs/semantics.md, “Decision tables”).

In: a `Consult` of a checked program and its figures. Out: the figure, and in the run which lines fired. Guarantees: a line holds as the
conjunction of its cells does; a line that is not settled keeps the result open among everything that may come out; an input outside what
the table is for, or for which no line holds, gives no figure (E631, E630).
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import Scope, inside, value
from evaldsl.evaluation.figures import ZERO, Num, Truth
from evaldsl.evaluation.figures.ends import causes_of
from evaldsl.evaluation.tree import Consulted, Fired
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Consult
from evaldsl.model.tables import HitRule, ScorecardSpec, TableInput, TableLine, TableSpec, TestSpec
from evaldsl.model.types import LevelType, QuantityType, Type
from evaldsl.model.units import ONE
from evaldsl.model.values import Missing, Uncertain
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run

Hit = tuple[TableLine, Num, Truth]
"""A line that may fire, what it gives, whether it surely fires."""


def consult(e: Consult, run: "Run", scope: Scope) -> Num:
    """What a table or scorecard gives for these inputs."""
    spec = run.program.tables[e.table]
    args = [value(x, run, scope) for x in e.args]
    given: dict[str, Num] = {one.name: x for one, x in zip(spec.inputs, args, strict=True)}
    fired: list[Fired] = []
    if isinstance(spec, ScorecardSpec):
        result: Num = ZERO
        for part in spec.parts:
            found = _table(part, given, run, fired, e.where)
            result = fig.add(result, found, e.where)
    else:
        result = _table(spec, given, run, fired, e.where)
    _remember(e, run, scope, args, fired, result)
    return result


def _remember(e: Consult, run: "Run", scope: Scope, args: Sequence[Num], fired: list[Fired], result: Num) -> None:
    from evaldsl.evaluation.state import shown

    key = (e.where, id(scope) if scope else 0)
    run.consulted[key] = (scope, Consulted(e, tuple([shown(x) for x in args]), tuple(fired), shown(result)))


def results(run: "Run") -> tuple[Consulted, ...]:
    """Every table that was asked, in the order of asking, with the row of a list that it was asked for."""
    from evaldsl.records import evolve

    if not run.consulted:
        return ()
    rows = {id(row): (name, i) for name, found in run.rows.items() for i, row in enumerate(found)}
    return tuple(
        [made if (row := rows.get(id(scope))) is None else evolve(made, row=row) for scope, made in run.consulted.values()]
    )


# ---- one table -------------------------------------------------------------------------------------------------------


def _table(spec: TableSpec, given: dict[str, Num], run: "Run", fired: list[Fired], where: Where) -> Num:
    for one in spec.inputs:
        outside = _outside(spec, one, given[one.name], where)
        if outside is not None:
            return outside
    first = spec.rule is HitRule.FIRST
    hits: list[Hit] = []
    lost: list[Missing] = []
    for line in spec.lines:
        holds = fig.both([_holds(c, given[i.name], line.where) for c, i in zip(line.cells, spec.inputs, strict=True)])
        if isinstance(holds, Missing):
            lost.append(holds)
            if first:
                break
        elif holds is not False:
            x: Num = ZERO if line.result is None else value(line.result, run, given)
            hits.append((line, x, holds))
            if first and holds is True:
                break
    sure = [hit for hit in hits if hit[2] is True]
    alone = spec.rule in (HitRule.EXACTLY_ONE, HitRule.ANY) and sure
    if lost and not alone:
        return fig.first_missing(*lost) or lost[0]
    if alone:
        hits = sure[:1]
    if not sure and spec.otherwise is not None and spec.otherwise.result is not None:
        causes = [cast("Num", holds) for _, _, holds in hits]
        doubt: Truth = True if not hits else cast("Truth", fig.one_of((True, False), *causes))
        last: Hit = (spec.otherwise, value(spec.otherwise.result, run, given), doubt)
        fired += [_fired(spec, hit) for hit in (*hits, last)]
        return _with_otherwise(spec, hits, last, where)
    fired += [_fired(spec, hit) for hit in hits]
    if not hits and spec.rule not in (HitRule.SUMMED, HitRule.COUNTED, HitRule.LISTED):
        return fig.not_computable("E630", where, table=spec.name, figures=_figures(spec, given))
    return _combined(spec, hits, where)


def _with_otherwise(spec: TableSpec, hits: list[Hit], last: Hit, where: Where) -> Num:
    """What comes out while no line surely fires: the otherwise, or what the lines that may fire give."""
    if not hits:
        return last[1]
    found = last[1], _combined(spec, hits, where)
    return fig.first_missing(*found) or fig.hull(found, cast("Num", last[2]))


def _combined(spec: TableSpec, hits: list[Hit], where: Where) -> Num:
    """What the lines that fire, or may fire, give together."""
    doubts = [cast("Num", holds) for _, _, holds in hits if holds is not True]
    sure = [x for _, x, holds in hits if holds is True]
    every = [x for _, x, _ in hits]
    if spec.rule is HitRule.COUNTED:
        return fig.interval((Fraction(len(sure)), True), (Fraction(len(hits)), True), *doubts)
    lost = fig.first_missing(*every)
    if lost is not None:
        return lost
    match spec.rule:
        case HitRule.SUMMED:
            total: Num = ZERO
            for _, x, holds in hits:
                total = fig.add(total, x if holds is True else fig.hull((ZERO, x), cast("Num", holds)), where)
            return total
        case HitRule.LISTED:
            if doubts or not all(isinstance(x, str) for x in every):
                return Uncertain(needs=causes_of([*doubts, *every])[0])
            return "、".join(dict.fromkeys(str(x) for x in every))
        case HitRule.HIGHEST | HitRule.LOWEST:
            if not doubts:
                return _best(spec, every)
            candidates = [_best(spec, [*sure, x]) for x in every] if sure else every
            return fig.hull(candidates, *doubts)
        case _:
            return every[0] if len(every) == 1 and not doubts else fig.hull(every, *doubts)


def _best(spec: TableSpec, found: Sequence[Num]) -> Num:
    """The highest or the lowest of some figures, dates or ordered levels."""
    highest = spec.rule is HitRule.HIGHEST
    if isinstance(spec.type, LevelType):
        order = spec.type.members
        known = sorted((x for x in found if isinstance(x, str)), key=order.index)
        return known[-1 if highest else 0] if len(known) == len(found) else fig.hull(found)
    if all(isinstance(x, date) for x in found):
        days = cast("Sequence[date]", found)
        return max(days) if highest else min(days)
    result = found[0]
    for x in found[1:]:
        result = fig.maximum(result, x) if highest else fig.minimum(result, x)
    return result


def _holds(cell: TestSpec, x: Num, where: Where) -> Truth:
    """Whether a cell holds; one that holds for anything asks for no figure."""
    if cell.is_any:
        return True
    found: list[Truth] = [inside(x, r.low, r.high, r.low_closed, r.high_closed, where) for r in cell.ranges]
    found += [fig.equal(x, member, where) for member in cell.values]
    holds = fig.either(found)
    return fig.negated(holds) if cell.negated else holds


def _fired(spec: TableSpec, hit: Hit) -> Fired:
    from evaldsl.evaluation.state import shown

    line, x, holds = hit
    number = None if line is spec.otherwise else spec.lines.index(line)
    return Fired(spec, number, shown(x), holds is True)


# ---- inputs ----------------------------------------------------------------------------------------------------------


def _outside(spec: TableSpec, one: TableInput, x: Num, where: Where) -> Missing | None:
    """Why a table is not for this figure, when it is not."""
    domain = one.domain
    if not isinstance(x, Fraction | date):
        return None
    good = inside(x, domain.low, domain.high, domain.low_closed, domain.high_closed, where) is not False
    if good and isinstance(x, Fraction) and (domain.integer or domain.decimals is not None):
        unit = one.type.unit.factor if isinstance(one.type, QuantityType) else Fraction(1)
        good = (x / unit * (1 if domain.integer else 10 ** (domain.decimals or 0))).denominator == 1
    if good:
        return None
    return fig.not_computable("E631", where, table=spec.name, input=one.name, figure=_text(x, one.type))


def _figures(spec: TableSpec, given: dict[str, Num]) -> str:
    return "、".join(f"{one.name} = {_text(given[one.name], one.type)}" for one in spec.inputs)


def _text(x: Num, kind: Type) -> str:
    """A figure as a message shows it."""
    if isinstance(x, bool):
        return "是" if x else "否"
    if isinstance(x, Fraction) and isinstance(kind, QuantityType):
        if kind.unit.dimension or kind.unit.factor != ONE.factor:
            return f"{exact_text(x / kind.unit.factor)} {kind.unit.text}".replace(" %", "%")
        return exact_text(x)
    return str(x) if isinstance(x, str | date) else "…"
