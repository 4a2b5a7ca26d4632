"""Lists: the figures of every row, and the figures over rows (docs/semantics.md, section 9).

In: the rows of the fact file, a `Run` in which everything that an expression reads is calculated. Out: named values and checks of
rows, aggregates with the rows that they are made of. Guarantees: a row that does not apply, or has no figure, is left out and
named; a figure that is not known makes an interval that holds every possible result; an aggregate is calculated once.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import Scope, truth, value
from evaldsl.evaluation.figures import UNIT, ZERO, Num, Truth
from evaldsl.evaluation.plan import MOST_STEPS, Plan, pending
from evaldsl.evaluation.tree import AggregateResult, CheckResult, Figure, ListResult, RowCheck, RowFinding, Status
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.measures import symbols
from evaldsl.model.program import Aggregate, Compared, FactSpec, Joined, ListSpec, Node
from evaldsl.model.types import QuantityType, Type
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.records import evolve

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run

Rows = list[dict[str, Num]]
MOST_ROW_STEPS = 25 * MOST_STEPS
"""Steps that the rows of one fact file may take."""


def too_long(plan: Plan, facts: Facts) -> bool:
    """Whether the rows of this file would take too long."""
    lists, total = plan.program.lists, 0
    for name, steps in plan.row_steps.items():
        behind = [name]
        while behind:
            at = behind.pop()
            derived = lists[at].derived
            if derived is None:
                total += len(facts.lists.get(at, ())) * steps
            else:
                behind += derived.lists
    return total > MOST_ROW_STEPS


def cell_name(owner: str, row: int, field: str) -> str:
    """A field of a row as the fact file's path names it: `项目[3].追加`."""
    return f"{owner}[{row}].{field}"


def rows_of(spec: ListSpec, given: Sequence[Mapping[str, FactValue]]) -> Rows:
    """The figures of the fields of every row: as filed, else the default, else not applicable (optional), else pending."""
    from evaldsl.evaluation.state import bounded

    found: Rows = [{} for _ in given]
    for name, field in spec.fields.items():
        for i, entries in enumerate(given):
            entry = entries.get(name)
            if entry is None:
                found[i][name] = _unfilled(field, cell_name(spec.name, i, name))
            else:
                x = entry.value
                found[i][name] = bounded(x, field, cell_name(spec.name, i, name)) if isinstance(x, Uncertain) else x
    return found


def _unfilled(field: FactSpec, cell: str) -> Num:
    if field.default is not None:
        return field.default
    if field.optional:
        return Missing(Absence.NOT_APPLICABLE)
    return pending(field, cell)


def take_row_let(run: "Run", owner: str, name: str) -> None:
    """A named value of every row."""
    spec = run.program.lists[owner]
    if name == "score" and spec.tree is not None:
        for tree, row in zip(spec.trees, run.rows.get(owner, ()), strict=True):
            row[name] = _score(run, tree)
        return
    expr = spec.lets[name].expr
    for row in run.rows.get(owner, ()):
        row[name] = value(expr, run, row)


def _score(run: "Run", tree: Node) -> Num:
    """The total of a row; where it stays open for want of a figure that cannot be computed, there is none."""
    total = run.scores[tree.path]
    stack = [tree] if isinstance(total, Uncertain) else []
    while stack:
        node = stack.pop()
        made = run.scored[node.path]
        if made.status is Status.NOT_COMPUTABLE and not made.absent and isinstance(made.score, Missing):
            return made.score
        stack += node.children
    return total


# ---- aggregates ------------------------------------------------------------------------------------------------------

Member = tuple[int, Num, Num, Truth]
"""A row that counts: its index, its figure, its weight, whether it surely counts."""
Taken = tuple[int, dict[str, Num], Truth]
"""A row that is looked at: its index, its figures, whether it surely belongs to the group."""


def aggregate(e: Aggregate, run: "Run", scope: Scope) -> Num:
    """A figure over the rows of a list, calculated once in a run; `scope` is the row around it."""
    if e.of_row:
        from evaldsl.evaluation.peers import figure

        return figure(e, run, scope)
    if e.id in run.over:
        return run.over[e.id]
    found, result = _aggregate(e, run)
    run.over[e.id] = found
    run.aggregates[e.id] = result
    return found


def _aggregate(e: Aggregate, run: "Run") -> tuple[Num, AggregateResult]:
    from evaldsl.evaluation.state import shown

    rows = run.rows.get(e.list)
    if rows is None:
        unknown = _unknown(e, run)
        return unknown, AggregateResult(e, shown(unknown), ())
    taken: list[Taken] = [(i, row, True) for i, row in enumerate(rows)]
    if e.function == "share" and e.operand is None:
        return share_of_rows(e, run, taken)
    made = counted(e, run, taken)
    found = made.wrong or combined(e, made.members, made.outside)
    return found, evolve(made.result, value=shown(found))


class Counted:
    """The rows that count with their figures, the figures of those that a share is taken of beside them, the rows behind the figure, and why
    there is none where the rows are in different units."""

    __slots__ = ("members", "outside", "result", "wrong")

    def __init__(self, members: list[Member], outside: list[Num], result: AggregateResult, wrong: Num | None) -> None:
        self.members, self.outside, self.result, self.wrong = members, outside, result, wrong


def counted(e: Aggregate, run: "Run", taken: Iterable[Taken]) -> Counted:
    """What is made of the rows that are looked at."""
    from evaldsl.evaluation.state import shown

    members: list[Member] = []
    outside: list[Num] = []  # figures of the rows for which the condition does not hold, which a share is taken of
    left: list[tuple[int, Missing]] = []
    counting: list[int] = []  # rows whose figure counts, in the denominator of a share too
    for i, row, belongs in taken:
        holds: Truth = True if e.condition is None else truth(e.condition, run, row)
        if belongs is not True:
            holds = fig.both((belongs, holds))
        if isinstance(holds, Missing):
            left.append((i, holds))
            continue
        if holds is False and e.function != "share":
            continue
        x: Num = UNIT if e.operand is None else value(e.operand, run, row)
        w: Num = UNIT if e.by is None else value(e.by, run, row)
        lost = fig.first_missing(x, w)
        if lost is not None:
            left.append((i, lost))
            continue
        counting.append(i)
        if holds is False:
            outside.append(x if belongs is True else fig.hull((ZERO, x), cast("Num", belongs)))
        else:
            members.append((i, x, w, holds))
    used = tuple((i, shown(x), None if e.by is None else shown(w)) for i, x, w, _ in members)
    maybe = tuple(i for i, _, _, holds in members if holds is not True)
    return Counted(members, outside, AggregateResult(e, ZERO, used, tuple(left), maybe), _in_unit(e, run, counting))


def _in_unit(e: Aggregate, run: "Run", taken: list[int]) -> Num | None:
    """Why the rows are not in the one unit that is asked for, if they are not."""
    if e.unit is None:
        return None
    from evaldsl.evaluation.measures import unlike

    return unlike(e, run.program.lists[e.list].key, run.rows[e.list], taken, run.program.units)


def _unknown(e: Aggregate, run: "Run") -> Num:
    """The figure while the file does not give the list."""
    needs = run.unmade.get(e.list, frozenset((e.list,)))
    if e.function == "count":
        count = run.program.lists[e.list].count
        if count is not None and e.condition is None:
            return Fraction(count)
        return Uncertain(ZERO, None if count is None else Fraction(count), needs=needs)
    if e.function == "share" and e.operand is None:
        return Uncertain(ZERO, UNIT, needs=needs)
    return Uncertain(needs=needs)


def combined(e: Aggregate, members: list[Member], outside: list[Num]) -> Num:
    """The figure of the rows that count."""
    sure = all(holds is True for _, _, _, holds in members)
    figures = [x for _, x, _, _ in members]
    match e.function:
        case "count":
            certain = Fraction(sum(holds is True for _, _, _, holds in members))
            causes = [cast("Num", holds) for _, _, _, holds in members if holds is not True]
            return fig.interval((certain, True), (Fraction(len(members)), True), *causes)
        case "sum":
            return _sum(members, False, e)
        case "share":
            inside = _sum(members, False, e)
            whole = fig.add(_total([x for _, x, _, _ in members], e), _total(outside, e), e.where)
            return fig.divide(inside, whole, e.where)
        case _:
            return _middle_or_mean(e, members, figures, sure)


def _middle_or_mean(e: Aggregate, members: list[Member], figures: list[Num], sure: bool) -> Num:
    """An average, a median, the least or the greatest: without a row there is none."""
    if not members:
        return fig.not_computable("E620", e.where, list=e.list)
    if e.function == "weighted_average":
        return fig.divide(_sum(members, True, e), _sum([(i, w, w, holds) for i, _, w, holds in members], False, e), e.where)
    if not any(holds is True for _, _, _, holds in members):
        return _perhaps(fig.hull(figures, *_doubts(members)), _doubts(members))
    if e.function in ("min", "max"):
        if sure:
            return _extreme(e.function, figures)
        certain_figures = [x for _, x, _, holds in members if holds is True]
        ends = [_extreme(e.function, figures), *([_extreme(e.function, certain_figures)] if certain_figures else figures)]
        return fig.hull(ends, *_doubts(members))
    if sure and e.function == "average":
        return fig.divide(_total(figures, e), Fraction(len(figures)), e.where)
    if sure:
        return _median(figures)
    return fig.hull(figures, *_doubts(members))


def _perhaps(x: Num, doubts: list[Num]) -> Num:
    """A figure that there may not be at all, since no row surely counts; one that looks settled is open all the same."""
    low, high = fig.ends(cast("Fraction | Uncertain", x))
    found = [x for x in (x, *doubts) if isinstance(x, Uncertain)]
    needs = frozenset(name for one in found for name in one.needs)
    return Uncertain(low[0], high[0], low[1], high[1], None, needs, any(one.pending for one in found), True)


def _doubts(members: Sequence[Member]) -> list[Num]:
    return [cast("Num", holds) for _, _, _, holds in members if holds is not True]


def _total(figures: Sequence[Num], e: Aggregate) -> Num:
    known = [x for x in figures if type(x) is Fraction]
    total: Num = fig.limited(fig.added(known), e.where)
    if len(known) < len(figures):
        for x in figures:
            if type(x) is not Fraction:
                total = fig.add(total, x, e.where)
    return total


def _sum(members: Sequence[Member], weighed: bool, e: Aggregate) -> Num:
    """The sum of the figures (times their weights); a row that may not count is between nothing and its figure."""
    parts: list[Num] = []
    for _, x, w, holds in members:
        part = fig.multiply(x, w, e.where) if weighed else x
        parts.append(part if holds is True else fig.hull((ZERO, part), cast("Num", holds)))
    return _total(parts, e)


def _extreme(function: str, figures: Sequence[Num]) -> Num:
    result = figures[0]
    for x in figures[1:]:
        result = fig.minimum(result, x) if function == "min" else fig.maximum(result, x)
    return result


def _median(figures: Sequence[Num]) -> Num:
    """The middle figure, or the mean of the two in the middle; of bounds, between the medians of the ends."""
    lows, highs = zip(*(fig.ends(cast("Fraction | Uncertain", x)) for x in figures), strict=True)
    low = _middle([end[0] for end in lows], below=True)
    high = _middle([end[0] for end in highs], below=False)
    return fig.interval((low, True), (high, True), *figures)


def _middle(ends: list[Fraction | None], below: bool) -> Fraction | None:
    """The median of ends, of which None is unbounded."""
    ordered = sorted(ends, key=lambda x: ((x is not None) if below else (x is None), x or ZERO))
    one, two = ordered[(len(ends) - 1) // 2], ordered[len(ends) // 2]
    return None if one is None or two is None else (one + two) / 2


def share_of_rows(e: Aggregate, run: "Run", taken: Iterable[Taken]) -> tuple[Num, AggregateResult]:
    """Rows for which the condition holds ÷ rows for which it is known (among those of the base)."""
    from evaldsl.evaluation.state import shown

    hits: list[tuple[int, bool]] = []
    least = most = 0
    left: list[tuple[int, Missing]] = []
    causes: list[Num] = []
    for i, row, belongs in taken:
        base: Truth = belongs if e.base is None else fig.both((belongs, truth(e.base, run, row)))
        holds: Truth = True if e.condition is None else truth(e.condition, run, row)
        lost = fig.first_missing(base, holds)
        if lost is not None:
            left.append((i, lost))
            continue
        if base is False:
            continue
        causes += [x for x in (base, holds) if not isinstance(x, bool)]
        least, most = least + (base is True), most + 1
        if holds is not False:
            hits.append((i, base is True and holds is True))
    sure = sum(certain for _, certain in hits)
    found: Num
    if most == 0:
        found = fig.not_computable("E620", e.where, list=e.list)
    else:
        high = min(UNIT, Fraction(len(hits), least)) if least else UNIT
        found = fig.interval((Fraction(sure, most), True), (high, True), *causes)
    used = tuple((i, cast("Value", UNIT), None) for i, _ in hits)
    return found, AggregateResult(e, shown(found), used, tuple(left), tuple(i for i, certain in hits if not certain))


# ---- results ---------------------------------------------------------------------------------------------------------


def results(run: "Run") -> tuple[dict[str, ListResult], list[CheckResult]]:
    """Every list with its figures, and the rows for which a check fails, cannot be made, or holds only by another rounding."""
    from evaldsl.evaluation.state import shown
    from evaldsl.evaluation.verdicts import check

    found: dict[str, ListResult] = {}
    told: list[CheckResult] = []
    for name, spec in run.program.lists.items():
        types = {x: field.type for x, field in spec.fields.items()} | {x: let.type for x, let in spec.lets.items()}
        rows = run.rows.get(name)
        checks: list[RowCheck] = []
        for one in spec.checks:
            made = [check(run, one, row, (name, i)) for i, row in enumerate(rows or ())]
            if one.sides is not None and symbols(one.sides[0].type):
                from evaldsl.evaluation.measures import row_check

                units = run.program.units
                made = [x if x.passed else row_check(x, row, units) for x, row in zip(made, rows or (), strict=True)]
            told += [x for x in made if not x.passed or (x.restated is not None and x.restated.rounding != "half_up")]
            passed, failed = sum(x.passed is True for x in made), sum(x.passed is False for x in made)
            checks.append(RowCheck(one, passed, failed, len(made) - passed - failed))
        measured = any(symbols(kind) for kind in types.values())
        if measured:
            from evaldsl.evaluation.measures import RowTypes

            real = RowTypes(run.program.units)
            figures = tuple({x: Figure(shown(row[x]), real(kind, row)) for x, kind in types.items()} for row in rows or ())
        else:
            figures = tuple({x: Figure(shown(row[x]), kind) for x, kind in types.items()} for row in rows or ())
        totals = {
            x: _column(rows or [], x, kind)
            for x, kind in types.items()
            if x != spec.key and adds_up(kind) and not _repeats(spec, x) and not _one_sided(spec, x, rows or [])
        }
        counted: tuple[RowFinding, ...] = ()
        if spec.findings:
            from evaldsl.evaluation.findings import of_rows

            counted = of_rows(run, name)
        found[name] = ListResult(spec, rows is not None, figures, tuple(checks), totals, run.ungrouped.get(name, ()), counted)
    return found, told


def _one_sided(spec: ListSpec, name: str, rows: Rows) -> bool:
    """Whether the rows of a comparison that stand on one side only are left out of what is reckoned from both: such a sum beside the
    totals of the two sides would be taken for their difference."""
    return isinstance(spec.derived, Compared) and name in spec.lets and any(isinstance(row[name], Missing) for row in rows)


def adds_up(kind: Type) -> bool:
    """Whether figures of a type are amounts, whose sum means something: 万元 and 人次 are, 元/人次 and shares are not, nor amounts in
    units that differ from row to row."""
    if not isinstance(kind, QuantityType) or not kind.unit.dimension or symbols(kind):
        return False
    return all(n > 0 for _, n in kind.unit.dimension)


def _repeats(spec: ListSpec, name: str) -> bool:
    """Whether a named value of the rows is a figure over other rows, of which several rows have the same: their sum means nothing."""
    let = spec.lets.get(name)
    e = None if let is None else let.expr
    return isinstance(e, Joined) or (
        isinstance(e, Aggregate) and not (e.function == "sum" and any(m.kind != "within" for m in e.matches) and not e.others)
    )


def _column(rows: Rows, name: str, kind: Type) -> Figure:
    from evaldsl.evaluation.state import shown

    total: Num = ZERO
    for x in (row[name] for row in rows):
        if not isinstance(x, Missing):
            total = fig.add(total, x)
    return Figure(shown(total), kind)
