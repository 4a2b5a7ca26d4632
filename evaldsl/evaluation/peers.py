"""Figures over a list that depend on the row around: of its group, of the others, its place, its distance from the rest.

In: an `Aggregate` with `of_row`, the row around as scope. Out: its figure for that row. Guarantees: the rows are put in groups once, a group is
calculated once however many rows ask, so that work grows with the rows and not with their square; what is not known makes an
interval that holds every possible result, wide rather than slow where many rows are open; a row without a figure has no place.
"""

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import Scope, value
from evaldsl.evaluation.figures import UNIT, ZERO, Num, Truth
from evaldsl.evaluation.tree import AggregateResult
from evaldsl.model.program import Aggregate
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.records import evolve

if TYPE_CHECKING:
    from evaldsl.evaluation.lists import Member
    from evaldsl.evaluation.state import Run

MOST_DOUBTFUL = 100
"""Rows of which it is not known which group they belong to; with more of them a group's figure is open altogether."""
MOST_AGAIN = 100_000
"""Figures that one run may add up anew for rows whose others are not all known."""
MOST_BITS = 512
"""Size of a common denominator up to which figures are compared as whole numbers."""

Keys = tuple[Num, ...]
Place = tuple[int, Fraction, int]
"""An end of an interval, so that ends sort."""


class Index:
    """The rows of a list by the figures that they share with a row around: `known` by value, `doubtful` with what they may be."""

    __slots__ = ("doubtful", "known", "left")

    def __init__(self) -> None:
        self.known: dict[Keys, list[int]] = {}
        self.doubtful: list[tuple[int, Keys]] = []
        self.left: list[tuple[int, Missing]] = []


class Group:
    """The rows of one group with their figures; `wrong` when they are in different units. `places` has the place of every row once it is asked for."""

    __slots__ = ("at", "causes", "figures", "found", "left", "members", "outside", "places", "result", "wrong")

    def __init__(self, members: "list[Member]", outside: list[Num], left: dict[int, Missing], result: AggregateResult) -> None:
        self.members, self.outside, self.left, self.result = members, outside, left, result
        self.at = {member[0]: k for k, member in enumerate(members)}
        self.found: Num = ZERO
        self.wrong = False
        self.figures: list[Fraction] | None = None
        self.places: dict[int, Num] | None = None
        self.causes: Uncertain | None = None


def figure(e: Aggregate, run: "Run", scope: Scope) -> Num:
    """The figure of an aggregate for the row around."""
    rows = run.rows.get(e.list)
    if rows is None:
        return _open(e, run, Uncertain(needs=run.unmade.get(e.list, frozenset((e.list,)))))
    keys = tuple([value(m.outer, run, scope) for m in e.matches])
    lost = fig.first_missing(*keys)
    if lost is not None:
        return lost
    if any(isinstance(x, Uncertain) for x in keys):
        return _open(e, run, *keys)
    group = _group(e, run, keys)
    if isinstance(group, Uncertain):
        return _open(e, run, group)
    if group.wrong or (not e.others and e.function not in ("rank", "min_max")):
        return group.found
    row = row_index(run, e.list, scope)
    if e.others:
        return _without(e, run, group, row)
    lost = group.left.get(row)
    if lost is not None:
        return lost
    if row not in group.at:
        return Missing(Absence.NOT_APPLICABLE)
    if e.function == "rank":
        if group.places is None:
            group.places = _places(e, group)
        return group.places[row]
    return _distance(e, run, group, row)


def row_index(run: "Run", owner: str, scope: Scope) -> int:
    """Where a row stands in its list."""
    known = run.numbers.get(owner)
    if known is None:
        known = run.numbers[owner] = {id(row): i for i, row in enumerate(run.rows[owner])}
    return known[id(scope)]


def _open(e: Aggregate, run: "Run", *causes: Num) -> Num:
    """Anything that the figure may be."""
    match e.function:
        case "count":
            return fig.interval((ZERO, True), (Fraction(len(run.rows[e.list])) if e.list in run.rows else None, True), *causes)
        case "share" | "min_max":
            if e.operand is None or e.function == "min_max":
                return fig.interval((ZERO, True), (UNIT, True), *causes)
        case "rank":
            return fig.interval(
                (UNIT, True), (Fraction(max(1, len(run.rows[e.list]))) if e.list in run.rows else None, True), *causes
            )
        case _:
            pass
    return fig.interval((None, True), (None, True), *causes)


# ---- groups ----------------------------------------------------------------------------------------------------------


def _index(e: Aggregate, run: "Run") -> Index:
    found = run.indexes.get(e.id)
    if found is not None:
        return found
    made = run.indexes[e.id] = Index()
    inner = [m.inner for m in e.matches]
    for i, row in enumerate(run.rows[e.list]):
        keys = tuple([value(x, run, row) for x in inner])
        lost = fig.first_missing(*keys)
        if lost is not None:
            made.left.append((i, lost))
        elif any(isinstance(x, Uncertain) for x in keys):
            made.doubtful.append((i, keys))
        else:
            made.known.setdefault(keys, []).append(i)
    return made


def _group(e: Aggregate, run: "Run", keys: Keys) -> Group | Uncertain:
    """The group of the rows that share these figures; what it needs where too many rows may belong to it."""
    made = run.groups.setdefault(e.id, {})
    known = made.get(keys)
    if known is not None:
        return known
    from evaldsl.evaluation.lists import combined, counted, share_of_rows
    from evaldsl.evaluation.state import shown

    index = _index(e, run)
    if len(index.doubtful) > MOST_DOUBTFUL:
        open_ = run.open_groups.get(e.id)
        if open_ is None:
            needs = frozenset(x for _, ks in index.doubtful for k in ks if isinstance(k, Uncertain) for x in k.needs)
            open_ = run.open_groups[e.id] = Uncertain(needs=needs)
        return open_
    rows = run.rows[e.list]
    taken: list[tuple[int, Truth]] = [(i, True) for i in index.known.get(keys, ())]
    for i, own in index.doubtful:
        belongs = fig.both([fig.equal(a, b) for a, b in zip(own, keys, strict=True)])
        if belongs is not False:
            taken.append((i, belongs))
    if index.doubtful:
        taken.sort(key=lambda pair: pair[0])
    if e.function == "share" and e.operand is None:
        found, result = share_of_rows(e, run, [(i, rows[i], belongs) for i, belongs in taken])
        group = Group([], [], {}, result)
    else:
        made_of = counted(e, run, [(i, rows[i], belongs) for i, belongs in taken])
        result = made_of.result
        placed = e.function in ("rank", "min_max")
        found = made_of.wrong or (ZERO if placed else combined(e, made_of.members, made_of.outside))
        group = Group(
            made_of.members, made_of.outside, dict(result.left_out), result if placed else evolve(result, value=shown(found))
        )
        group.wrong = made_of.wrong is not None
    group.found = found
    made[keys] = group
    return group


# ---- the others ------------------------------------------------------------------------------------------------------


def _without(e: Aggregate, run: "Run", group: Group, row: int) -> Num:
    """The figure of the group without one row."""
    from evaldsl.evaluation.lists import combined

    at = group.at.get(row)
    if at is None:
        return group.found
    if group.figures is None and all(
        type(x) is Fraction and type(w) is Fraction and holds is True for _, x, w, holds in group.members
    ):
        group.figures = _in_order([cast("Fraction", x) for _, x, _, _ in group.members])
    if group.figures is not None:
        quick = _known_without(e, group, group.figures, at)
        if quick is not None:
            return quick
    run.again += len(group.members)
    if run.again > MOST_AGAIN:
        return _open(e, run, _causes(group))
    return combined(e, [*group.members[:at], *group.members[at + 1 :]], group.outside)


def _known_without(e: Aggregate, group: Group, ordered: Sequence[Fraction], at: int) -> Num | None:
    """The same from what is known of the group, where every figure is; None when it has to be added up anew."""
    x = cast("Fraction", group.members[at][1])
    count = len(ordered) - 1
    if e.function == "count":
        return Fraction(count)
    if e.function == "sum":
        return fig.subtract(group.found, x, e.where)
    if not count:
        return fig.not_computable("E620", e.where, list=e.list)
    match e.function:
        case "average":
            whole = fig.multiply(group.found, Fraction(count + 1), e.where)
            return fig.divide(fig.subtract(whole, x, e.where), Fraction(count), e.where)
        case "min":
            return ordered[1] if x == ordered[0] else ordered[0]
        case "max":
            return ordered[-2] if x == ordered[-1] else ordered[-1]
        case "median":
            place = bisect_left(ordered, x)
            one, two = ((count - 1) // 2, count // 2)
            return (ordered[one + (one >= place)] + ordered[two + (two >= place)]) / 2
        case _:
            return None


def _causes(group: Group) -> Uncertain:
    """All that keeps the figures of a group open, as one figure that many rows share."""
    if group.causes is None:
        open_ = [x for _, a, b, c in group.members for x in (a, b, cast("Num", c)) if isinstance(x, Uncertain)]
        needs = frozenset(name for x in open_ for name in x.needs)
        group.causes = Uncertain(needs=needs, pending=any(x.pending for x in open_), absent=any(x.absent for x in open_))
    return group.causes


# ---- places ----------------------------------------------------------------------------------------------------------


def _places(e: Aggregate, group: Group) -> dict[int, Num]:
    """The place of every row: one more than the rows that stand before it, so that equal rows share a place and the next is left out."""
    sign = 1 if e.ascending else -1
    known = [(i, x) for i, x, _, holds in group.members if type(x) is Fraction and holds is True]
    if len(known) == len(group.members):
        places: dict[int, Num] = {}
        before: Fraction | int | None = None
        place = 0
        counts = _whole([x for _, x in known])
        for count, (x, i) in enumerate(sorted((sign * x, i) for x, (i, _) in zip(counts, known, strict=True)), 1):
            if x != before:
                before, place = x, count
            places[i] = Fraction(place)
        return places
    return _open_places(group, sign)


def _whole(figures: Sequence[Fraction]) -> Sequence[Fraction | int]:
    """The same figures as whole numbers of one small part, which sort many times faster; as they are where that part is too small."""
    part = lcm(*{x.denominator for x in figures}) if len(figures) > 1 else 1
    if part.bit_length() > MOST_BITS:
        return figures
    return [x.numerator * (part // x.denominator) for x in figures]


def _in_order(figures: Sequence[Fraction]) -> list[Fraction]:
    """The figures from the least to the greatest."""
    keys = _whole(figures)
    return [figures[i] for i in sorted(range(len(figures)), key=keys.__getitem__)]


def _open_places(group: Group, sign: int) -> dict[int, Num]:
    """Places as intervals: from the rows that surely stand before, to those that may."""
    ends: list[tuple[Place, Place]] = []
    for _, x, _, _ in group.members:
        first, last = fig.ends(cast("Fraction | Uncertain", fig.multiply(x, Fraction(sign))))
        ends.append((_key(first, below=True), _key(last, below=False)))
    # smaller is better here; a row stands surely before when its worst end is before this row's best end
    worst = sorted(high for (_, high), (_, _, _, holds) in zip(ends, group.members, strict=True) if holds is True)
    best = sorted(low for low, _ in ends)
    found: dict[int, Num] = {}
    causes = _causes(group)
    for (low, high), (i, _, _, holds) in zip(ends, group.members, strict=True):
        surely = bisect_left(worst, low)
        perhaps = bisect_left(best, high) - (1 if low < high else 0)
        if surely == perhaps and holds is True:
            found[i] = Fraction(1 + surely)
            continue
        # all places of the group share one set of what they need
        low_place, high_place, absent = Fraction(1 + surely), Fraction(1 + perhaps), holds is not True
        found[i] = Uncertain(low_place, high_place, needs=causes.needs, pending=causes.pending, absent=absent)
    return found


def _key(end: tuple[Fraction | None, bool], below: bool) -> Place:
    """An end of an interval as something that sorts: unbounded ends outside, open ends inside of closed ones."""
    limit, closed = end
    if limit is None:
        return (-1 if below else 1), ZERO, 0
    return 0, limit, 0 if closed else (1 if below else -1)


def _distance(e: Aggregate, run: "Run", group: Group, row: int) -> Num:
    """(x − min) ÷ (max − min) among the rows of the group; with `reverse` from the other end."""
    if group.figures is None:
        known = [x for _, x, _, holds in group.members if type(x) is Fraction and holds is True]
        if len(known) < len(group.members):
            return _open(e, run, _causes(group))
        group.figures = _in_order(known)
    low, high = group.figures[0], group.figures[-1]
    if low == high:
        if e.equal is not None:
            return value(e.equal, run)
        return fig.not_computable("E626", e.where, list=e.list, count=str(len(group.figures)))
    x = cast("Fraction", group.members[group.at[row]][1])
    return fig.limited((high - x if e.reverse else x - low) / (high - low), e.where)
