"""The cheapest combination of changes that reaches a goal, by the prices that the ruleset states.

In: a bench, the facts with prices. Out: a `Combination`: the changes and what they cost, whether nothing cheaper reaches the goal, else the least
that anything cheaper would cost. Guarantees: a combination is called the cheapest only when every box that might hold a cheaper one was ruled
out by bounds; on facts without declared decimals that holds for values with the decimals that are looked at.

Algorithm: branch and bound, the box that may be cheapest first. A box is drawn in where bounds rule out its nearer points; it is put aside where
the goal is surely missed in all of it or nothing in it is cheaper than what was found; else it is parted. A first combination comes from
moving every fact to where it does most and drawing each back as far as the goal allows.
"""

from collections.abc import Iterable
from fractions import Fraction
from heapq import heappop, heappush

from evaldsl.model.values import Known, Uncertain
from evaldsl.reaching.axes import Axis
from evaldsl.reaching.bench import Bench, Spent
from evaldsl.reaching.boxes import Box, Free, Moved, Priced, Stay, capped, corner, cost, cost_of, cut, freed, settings
from evaldsl.reaching.goals import Answer
from evaldsl.records import frozen

MOST_BITS = 200
MOST_DOUBLINGS = 40

Changes = tuple[tuple[Axis, Known], ...]


@frozen
class Combination:
    """`changes` reach the goal at `cost` (None: none was found). `proved`: nothing cheaper does, or nothing does at all. `least` is what anything
    cheaper costs at least. `whole` is false where values between the points that were looked at are not ruled out."""

    changes: Changes | None
    cost: Fraction | None
    proved: bool
    least: Fraction
    whole: bool
    runs: int


def cheapest(bench: Bench, axes: tuple[Priced, ...], fragile: frozenset[int], most: int) -> Combination:
    """The cheapest combination. `fragile` are the numbers of axes for which intervals rule nothing out; `most` evaluations are made at most."""
    bench.limited(most)
    before = bench.made
    search = _Search(bench, axes, fragile)
    try:
        search.first_found()
        search.run()
    except Spent:
        search.proved = False
    least = search.cost if search.cost is not None and (search.proved or search.cost < search.least) else search.least
    return Combination(search.changes, search.cost, search.proved, least, not search.gaps, bench.made - before)


class _Search:
    def __init__(self, bench: Bench, axes: tuple[Priced, ...], fragile: frozenset[int]) -> None:
        self.bench, self.axes, self.fragile = bench, axes, fragile
        self.changes: Changes | None = None
        self.cost: Fraction | None = None
        self.least = Fraction(0)
        self.proved = True
        self.gaps = False
        self.tried: dict[Changes, bool] = {}

    # ---- a first combination -----------------------------------------------------------------------------------------

    def first_found(self) -> None:
        """Moves every fact to where it does most by itself, then draws each back. Raises `Spent`."""
        best: list[tuple[Fraction, Priced, Known]] = []
        present = self.bench.level(())
        for p in self.axes:
            level, value = max(
                ((self.bench.level(((p.axis, v),)), -p.cost(v), v) for v in self.candidates(p)),
                default=(present, 0, p.axis.value),
            )[::2]
            if level > present:
                best.append((level - present, p, value))
        far: dict[int, tuple[Priced, Known]] = {id(p): (p, v) for _, p, v in best}
        point = tuple((p.axis, v) for p, v in far.values())
        if not point or not self.reaches(point):
            return
        orders = (sorted(far.values(), key=lambda x: -x[0].cost(x[1])), sorted(far.values(), key=lambda x: x[0].cost(x[1])))
        for order in orders:
            self.drawn_back(dict(far), [p for p, _ in order])

    def candidates(self, p: Priced) -> Iterable[Known]:
        """Values that are tried for a fact: away from the present one in steps that double, and the ends of its domain."""
        for up in (True, False):
            if p.rate(up) is None:
                continue
            step, end = (1 if up else -1), p.axis.high if up else p.axis.low
            first = p.start(up)
            for k in range(MOST_DOUBLINGS):
                at = first + step * (2**k - 1)
                if end is not None and (at >= end if up else at <= end):
                    break
                yield p.axis.at(at)
            if end is not None and p.axis.allowed(end) and (end >= first if up else end <= first):
                yield p.axis.at(end)

    def drawn_back(self, point: dict[int, tuple[Priced, Known]], order: list[Priced]) -> None:
        """Draws each fact back to the nearest value that still reaches the goal, as far as halving finds it."""
        for p in order:
            value = point[id(p)][1]
            assert isinstance(value, Fraction)
            assert isinstance(p.axis.value, Fraction)
            without = {key: x for key, x in point.items() if key != id(p)}
            if self.reaches(tuple((q.axis, v) for q, v in without.values())):
                point = without
                continue
            up = value > p.axis.value
            near, far = p.start(up), int(value / p.axis.step)
            while near != far:
                middle = near + (abs(far - near) // 2) * (1 if up else -1)
                trial = {**point, id(p): (p, p.axis.at(middle))}
                if self.reaches(tuple((q.axis, v) for q, v in trial.values())):
                    far = middle
                else:
                    near = middle + (1 if up else -1)
            point = {**point, id(p): (p, p.axis.at(far))}
            self.reaches(tuple((q.axis, v) for q, v in point.values()))

    def reaches(self, changes: Changes) -> bool:
        """Whether changes reach the goal; the cheapest that do are kept."""
        changes = tuple(sorted(changes, key=lambda x: x[0].place.text))
        if changes not in self.tried:
            self.tried[changes] = self.bench.reached(changes)
            if self.tried[changes]:
                by_axis = {p.axis.place.text: p for p in self.axes}
                whole = sum((by_axis[axis.place.text].cost(v) for axis, v in changes), Fraction(0))
                if self.cost is None or whole < self.cost:
                    self.changes, self.cost = changes, whole
        return self.tried[changes]

    # ---- nothing cheaper ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Looks for anything cheaper until nothing is left. Raises `Spent`."""
        start: Box = tuple(Free() for _ in self.axes)
        heap: list[tuple[Fraction, int, Box]] = []
        count = 0
        if self.answer(start) is not Answer.NO:
            heappush(heap, (Fraction(0), count, start))
        while heap:
            self.least, _, box = heap[0]
            if self.cost is not None and self.least >= self.cost:
                return
            heappop(heap)
            drawn = self.drawn_in(box)
            if drawn is None:
                continue
            if cost(self.axes, drawn) > self.least:
                count += 1
                heappush(heap, (cost(self.axes, drawn), count, drawn))
                continue
            point = corner(self.axes, drawn)
            if point is not None and self.reaches(point):
                continue  # the cheapest of this box, now kept
            for part in self.parts(drawn):
                if self.answer(part) is not Answer.NO:
                    count += 1
                    heappush(heap, (cost(self.axes, part), count, part))

    def drawn_in(self, box: Box) -> Box | None:
        """The box without what is too dear and without nearer points that bounds rule out; None when nothing is left."""
        made = list(box)
        for i, p in enumerate(self.axes):
            if self.cost is not None:
                others = cost(self.axes, tuple(made)) - cost_of(p, made[i])
                kept = capped(p, made[i], self.cost - others)
                if kept is None:
                    return None
                made[i] = kept
            part = made[i]
            if not isinstance(part, Moved) or part.single or i in self.fragile:
                continue
            rest = self.later(tuple(made), i, part)
            if rest is None:
                return None
            made[i] = rest
        return tuple(made)

    def later(self, box: Box, i: int, part: Moved) -> Moved | None:
        """A part without the nearer points that bounds rule out, found by halves; None when none is left."""
        p, step = self.axes[i], 1 if part.up else -1
        reach = abs(cut(part, p)[0].last - part.first)  # type: ignore[operator]
        while True:
            left = None if part.last is None else abs(part.last - part.first)
            reach = reach if left is None else min(reach, left)
            prefix = Moved(part.up, part.first, part.first + step * reach)
            if self.answer((*box[:i], prefix, *box[i + 1 :])) is not Answer.NO:
                if reach == 0:
                    return part
                reach //= 2
            elif reach == left:
                return None
            else:
                part = Moved(part.up, part.first + step * (reach + 1), part.last)
                reach = reach if part.last is not None else 2 * reach + 16
                if abs(part.first).bit_length() > MOST_BITS:
                    self.proved = False
                    return None

    def parts(self, box: Box) -> list[Box]:
        """A box in parts: a fact that is free first, else the dearest stretch in two."""
        for i, p in enumerate(self.axes):
            if isinstance(box[i], Free):
                return [(*box[:i], part, *box[i + 1 :]) for part in freed(p)]
        widest, at = Fraction(-1), -1
        for i, p in enumerate(self.axes):
            part = box[i]
            if isinstance(part, Moved) and not part.single:
                if part.last is None:
                    widest, at = Fraction(0), i
                    break
                wide = p.cost(p.axis.at(part.last)) - p.cost(p.axis.at(part.first))
                if wide > widest:
                    widest, at = wide, i
        if at < 0:  # one point, which does not reach the goal; values beside it may
            self.gaps = self.gaps or any(isinstance(x, Moved) and not p.axis.whole for x, p in zip(box, self.axes, strict=True))
            return []
        part = box[at]
        assert isinstance(part, Moved)
        halves = cut(part, self.axes[at])
        if abs(halves[1].first).bit_length() > MOST_BITS:
            self.proved = False
            return [(*box[:at], halves[0], *box[at + 1 :])]
        return [(*box[:at], half, *box[at + 1 :]) for half in halves]

    def answer(self, box: Box) -> Answer:
        """Whether the goal is met in a box."""
        wide = [i for i in self.fragile if not (isinstance(box[i], Stay) or (isinstance(x := box[i], Moved) and x.single))]
        if wide or not any(isinstance(x, Uncertain) for _, x in settings(self.axes, box)):
            return Answer.PERHAPS
        return self.bench.enclosed(settings(self.axes, box))
