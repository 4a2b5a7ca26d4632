"""Fact files that stand exactly at an edge, and the least step on either side of it.

In: a frame, the edges of its program. Out: the same edges with a `Point` for each side that a fact file can be found for; for the other sides
why there is none. Guarantees: every point has been evaluated: its figure is what the evaluator gives; "domain" and "digits" are
proved by what the figure can be when nothing is known of the facts; the work is bounded.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.run import calculated
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.values import Uncertain
from evaldsl.records import evolve
from evaldsl.trials.frames import Frame, changed, entry_at
from evaldsl.trials.pools import Entry, Pool, Spot, number_of
from evaldsl.trials.probe import Probe, figure_of, probe_of, raw_figure, run_of
from evaldsl.trials.rules import EXACT, TOTAL, Edge, Point, Watch, as_number

MOST_STEPS = 600_000
"""Things to calculate in all the whole runs that looking for points may take."""
MOST_FOR_ONE = 120
"""Whole runs for one edge."""
MOST_FOR_TOTAL = 400
"""Whole runs for a limit of the total."""
_SAMPLES = 14
_MOST_SPOTS = 24
_MOST_VARIED = 8
_BISECTIONS = 60

Change = tuple[Spot, Entry | None]
Curve = Callable[[Fraction], Fraction | None]


class Solver:
    """Looks for the points of edges in one frame."""

    def __init__(self, frame: Frame) -> None:
        """Nothing is looked for yet."""
        self.frame, self.plan = frame, frame.plan
        self.left = self.mine = runs_for(frame)
        self._worst: dict[Watch, list[tuple[Spot, Entry, Fraction]]] = {}

    def begin(self, edge: Edge) -> None:
        """A new edge is looked at."""
        self.mine = MOST_FOR_TOTAL if self._whole(edge) else MOST_FOR_ONE

    def _whole(self, edge: Edge) -> bool:
        """Whether an edge is one of a total or of a group."""
        return edge.watch.of == TOTAL or (edge.watch.of == EXACT and bool(self.plan.nodes[edge.watch.path].node.children))

    def spent(self, probe: Probe) -> bool:
        """Whether no more work may be done for this edge."""
        return probe.order is None and (self.left <= 0 or self.mine <= 0)

    def figure(self, probe: Probe, facts: Facts) -> Fraction | str | bool | None:
        """The watched figure over facts; None too when the work is used up."""
        if probe.order is None:
            if self.left <= 0 or self.mine <= 0:
                return None
            self.left -= 1
            self.mine -= 1
        return figure_of(probe.watch, run_of(self.plan, probe, facts))

    def curve(self, probe: Probe, base: Sequence[Change], pool: Pool) -> Curve:
        """The figure as a function of what stands in one spot."""
        facts, grid = changed(self.frame.plain, base), pool.grid
        known: dict[Fraction, Fraction | None] = {}

        def at(x: Fraction) -> Fraction | None:
            if x not in known:
                entry = None if grid is None else grid.entry(x)
                found = None if entry is None else self.figure(probe, changed(facts, ((pool.spot, entry),)))
                known[x] = found if isinstance(found, Fraction) else None
            return known[x]

        return at

    def candidates(self, probe: Probe) -> list[Pool]:
        """The numbers that the figure may depend on, the likeliest first."""
        pools = self.frame.pools
        named = [x for x in probe.spots or () if x in pools]
        if probe.order is None and not (probe.watch.of == EXACT and probe.spots is not None):
            rows = sorted((x for x in pools if x[0] == "lists"), key=lambda x: x[1] != probe.watch.row)
            named += [*rows, *(x for x in pools if x[0] == "judged"), *(x for x in pools if x[0] == "facts")]
        found = [pools[x] for x in dict.fromkeys(named) if pools[x].grid is not None]
        return found[:_MOST_SPOTS]

    # ---- points --------------------------------------------------------------------------------------------------

    def solved(self, edge: Edge) -> Edge:
        """The edge with the points that were found."""
        self.begin(edge)
        probe = probe_of(self.plan, edge.watch)
        if edge.kind == "word":
            return self._word(edge, probe)
        at = edge.at
        assert isinstance(at, Fraction)
        candidates = self.candidates(probe)
        found = self.points(edge, probe, at, candidates)
        points = tuple(found[side] for side in edge.sides if side in found)
        missing = [side for side in edge.sides if side not in found]
        why = self._why(edge, probe, at, missing, found, candidates) if missing else ()
        return evolve(edge, points=points, why=why)

    def points(self, edge: Edge, probe: Probe, at: Fraction, candidates: list[Pool]) -> dict[str, Point]:
        """What was found on each side of a limit."""
        found: dict[str, Point] = {}
        for base, pools in self.bases(evolve(edge, at=at), probe, candidates):
            for pool in pools:
                if len(found) == 3 or self.spent(probe):
                    return found
                for x, y in self._along(self.curve(probe, base, pool), pool, at):
                    side = "at" if y == at else "below" if y < at else "above"
                    best = found.get(side)
                    if best is None or (isinstance(best.figure, Fraction) and abs(y - at) < abs(best.figure - at)):
                        assert pool.grid is not None
                        found[side] = Point(side, y, (*base, (pool.spot, pool.grid.entry(x))))
        return found

    def _word(self, edge: Edge, probe: Probe) -> Edge:
        """A level, or yes or no, as the fact says it."""
        spots = [x for x in probe.spots or () if x in self.frame.pools]
        for spot in spots:
            for entry in self.frame.pools[spot].edges:
                if isinstance(entry, FactValue) and entry.value == edge.at and edge.at is not None:
                    return evolve(edge, points=(Point("word", edge.at, ((spot, entry),)),))
        return evolve(edge, why=(("word", "domain"),))

    def bases(
        self, edge: Edge, probe: Probe, candidates: list[Pool]
    ) -> Iterable[tuple[tuple[Change, ...], list[Pool]]]:  # fmt: skip
        """What else is changed beside the one spot: nothing; for a total the points that have to be lost elsewhere; other round figures."""
        whole = self._whole(edge)
        if whole and isinstance(edge.at, Fraction):
            yield self._lower(probe, edge.at)
        yield (), candidates
        if whole or not 2 <= len(candidates) <= _MOST_VARIED:
            return
        for other in candidates:
            for factor in (10, 1000):
                assert other.grid is not None
                plain = number_of(other.plain)
                entry = None if plain is None else other.grid.entry(plain * factor)
                if entry is not None:
                    yield ((other.spot, entry),), [pool for pool in candidates if pool is not other]

    def _lower(self, probe: Probe, at: Fraction) -> tuple[tuple[Change, ...], list[Pool]]:
        """Spots at their worst until one more would go below the limit, and the spots of which one more is enough."""
        if probe.watch not in self._worst:
            self._worst[probe.watch] = self._drops(probe)
        start = self.figure(probe, self.frame.plain)
        base: list[Change] = []
        if not isinstance(start, Fraction):
            return (), []
        now, last = start, []
        for spot, entry, drop in self._worst[probe.watch]:
            if now - drop > at:
                found = self.figure(probe, changed(self.frame.plain, (*base, (spot, entry))))
                if isinstance(found, Fraction) and found > at:
                    base.append((spot, entry))
                    now = found
                    continue
            last.append(self.frame.pools[spot])
        return tuple(base), [pool for pool in last if pool.grid is not None]

    def _drops(self, probe: Probe) -> list[tuple[Spot, Entry, Fraction]]:
        """For each spot what takes most of the figure away, the largest loss first; judgements before facts that lose as much."""
        start = self.figure(probe, self.frame.plain)
        found: list[tuple[Spot, Entry, Fraction]] = []
        if not isinstance(start, Fraction):
            return found
        for spot, pool in sorted(self.frame.pools.items(), key=lambda one: one[0][0] != "judged"):
            if self.mine < MOST_FOR_ONE // 2:
                break
            best: tuple[Spot, Entry, Fraction] | None = None
            numbers = sorted((n, i) for i, e in enumerate(pool.edges) if (n := number_of(e)) is not None)
            trial = [pool.edges[numbers[0][1]], pool.edges[numbers[-1][1]]] if numbers else list(pool.edges[:6])
            for entry in trial:
                y = self.figure(probe, changed(self.frame.plain, ((spot, entry),)))
                if isinstance(y, Fraction) and y < start and (best is None or start - y > best[2]):
                    best = (spot, entry, start - y)
            if best is not None:
                found.append(best)
        found.sort(key=lambda x: (-x[2], x[0][0] != "judged"))
        return found

    def worst(self) -> tuple[tuple[Change, ...], ...]:
        """Files that lose more and more of the total, the last as much as can be; that one comes first."""
        probe = probe_of(self.plan, Watch("", of=TOTAL))
        self.mine = MOST_FOR_TOTAL
        if probe.watch not in self._worst:
            self._worst[probe.watch] = self._drops(probe)
        now = self.figure(probe, self.frame.plain)
        base: list[Change] = []
        steps: list[tuple[Change, ...]] = []
        for spot, entry, _ in self._worst[probe.watch]:
            found = self.figure(probe, changed(self.frame.plain, (*base, (spot, entry))))
            if isinstance(found, Fraction) and isinstance(now, Fraction) and found < now:
                now = found
                base.append((spot, entry))
                steps.append(tuple(base))
        kept = len(steps)
        return tuple(dict.fromkeys([*steps[-1:], *(steps[kept * k // 5] for k in range(1, 5) if kept)]))

    # ---- one spot ------------------------------------------------------------------------------------------------

    def _along(self, g: Curve, pool: Pool, at: Fraction) -> list[tuple[Fraction, Fraction]]:
        """Numbers at which the figure meets a limit, or is next to it, with the figure."""
        grid = pool.grid
        assert grid is not None
        known = [(x, y) for x in samples(pool) if (y := g(x)) is not None]
        plain = number_of(pool.plain) or Fraction(0)
        pairs = [(a, b) for a, b in pairwise(known) if (a[1] - at) * (b[1] - at) <= 0 and a[1] != b[1]]
        pairs.sort(key=lambda pair: abs(pair[0][0] - plain) + abs(pair[1][0] - plain))
        for a, b in pairs[:6]:
            exact = self._exact(g, a, b, at)
            if exact is None:
                near = _bisected(g, a, b, at, grid.step)
                met = [x for x, y in near if y == at]
                exact = met[0] if met else None
                if exact is None:
                    if pair_is_last(pairs[:6], (a, b)):
                        return near
                    continue
            found = [(exact, at)]
            for sign in (-1, 1):
                x = exact + sign * grid.step
                beside = g(x)
                if beside is not None and beside != at:
                    found.append((x, beside))
                    continue
                # the figure stays as it is for a while: the last place where it does, and the step beyond it
                far = [(x2, y2) for x2, y2 in known if (x2 - exact) * sign > 0 and y2 != at]
                if far:
                    nearest = min(far, key=lambda one: abs(one[0] - exact))
                    found += [(x2, y2) for x2, y2 in _left(g, (exact, at), nearest, at, grid.step) if y2 != at]
            return found
        # it stays on one side: the nearest that it comes
        sides = ([one for one in known if one[1] < at], [one for one in known if one[1] > at])
        return [min(side, key=lambda one: abs(one[1] - at)) for side in sides if side]

    def _exact(self, g: Curve, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], at: Fraction) -> Fraction | None:
        """Where the figure meets the limit between two numbers, when it is a quotient of linear functions there."""
        for x, y in (a, b):
            if y == at:
                return x
        for part in (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)):
            middle = _rough(a[0] + (b[0] - a[0]) * part)
            height = g(middle)
            if height is None or height in (a[1], b[1]):
                continue
            if height == at:
                return middle
            meets = crossing(a, b, (middle, height), at)
            if meets is not None and g(meets) == at:
                return meets
        return None

    # ---- why not -------------------------------------------------------------------------------------------------

    def _why(
        self, edge: Edge, probe: Probe, at: Fraction, missing: list[str], found: dict[str, Point], candidates: list[Pool]
    ) -> tuple[tuple[str, str], ...]:  # fmt: skip
        """Why there is no file on a side."""
        if not probe.spots and probe.order is not None:
            return tuple((side, "constant") for side in missing)
        low, low_closed, high, high_closed = self._span(probe)
        told: list[tuple[str, str]] = []
        for side in missing:
            beyond = (low is not None and low > at) or (high is not None and high < at)
            match side:
                case "below":
                    never = low is not None and low >= at
                case "above":
                    never = high is not None and high <= at
                case _:
                    never = beyond or (low == at and not low_closed) or (high == at and not high_closed)
            if never:
                told.append((side, "domain"))
            elif side == "at" and len(candidates) == 1 and "below" in found and "above" in found and _has_digits(candidates[0]):
                told.append((side, "digits"))
            else:
                told.append((side, "sought"))
        return tuple(told)

    def _span(self, probe: Probe) -> tuple[Fraction | None, bool, Fraction | None, bool]:
        """What the figure can be for any facts of this shape: an interval, open where an end is never reached."""
        watch, plan = probe.watch, self.plan
        if probe.rows:
            return None, True, None, True
        pending = {name: FactValue(x, "") for name, x in plan.pending.items()}
        fixed = {name: e for name, e in self.frame.plain.entries.items() if ("facts", name) not in self.frame.pools}
        run = calculated(plan, Facts("", "", "", {**pending, **fixed}, lists=self.frame.plain.lists))
        first, second = raw_figure(watch, run)
        x: object = first if second is None else fig.subtract(first, second)
        number = as_number(x)
        if number is not None:
            return number, True, number, True
        if not isinstance(x, Uncertain) or x.members is not None:
            return None, True, None, True
        return as_number(x.low), x.low_closed, as_number(x.high), x.high_closed


def runs_for(frame: Frame) -> int:
    """How many whole runs the work for a frame may take."""
    rows = sum(len(rows) * frame.plan.row_steps.get(name, 1) for name, rows in frame.plain.lists.items())
    return max(20, MOST_STEPS // (len(frame.plan.order) + rows + 50))


def pair_is_last(pairs: Sequence[object], pair: object) -> bool:
    """Whether no more places are left to look at."""
    return bool(pairs) and pairs[-1] == pair


def _has_digits(pool: Pool) -> bool:
    spec = pool.spec
    return spec is not None and (spec.domain.integer or spec.domain.decimals is not None)


def samples(pool: Pool) -> list[Fraction]:
    """Numbers of a pool from the least to the greatest, some beyond those that rules name."""
    grid = pool.grid
    assert grid is not None
    named = [n for e in pool.edges if (n := number_of(e)) is not None]
    chosen = dict.fromkeys(named[:_SAMPLES])
    ends = [n for n in (min(named), max(named)) if n is not None] if named else []
    for x in (*ends, *(x for x in (grid.low, grid.high) if x is not None)):
        chosen.setdefault(x)
        for more in (x + grid.step, x - grid.step):
            chosen.setdefault(more)
    most = max((abs(x) for x in chosen), default=Fraction(1)) or Fraction(1)
    if grid.high is None:
        for times in (2, 20, 2000):
            chosen.setdefault(_rough(most * times))
    if grid.low is None:
        for times in (1, 20):
            chosen.setdefault(_rough(-most * times))
    return sorted(x for x in chosen if grid.entry(x) is not None)


def _rough(x: Fraction) -> Fraction:
    """A number with few decimals near another."""
    if x.denominator == 1:
        return x
    scale = 10 ** max(0, 4 - len(str(abs(x.numerator) // x.denominator)) + 2)
    return Fraction(round(x * scale), scale)


def crossing(
    a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], c: tuple[Fraction, Fraction], at: Fraction
) -> Fraction | None:  # fmt: skip
    """Where a quotient of linear functions through three places has a value: it keeps cross-ratios."""
    (x1, y1), (x2, y2), (x3, y3) = a, b, c
    below = (at - y2) * (y3 - y1) * (x3 - x2)
    if below == 0:
        return None
    k = (at - y1) * (y3 - y2) * (x3 - x1) / below
    return None if k == 1 else (x1 - k * x2) / (1 - k)


def _bisected(
    g: Curve, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], at: Fraction, step: Fraction
) -> list[tuple[Fraction, Fraction]]:  # fmt: skip
    """Two neighbours between which the figure crosses a limit, with a third that meets it when one does."""
    (low, first), (high, last) = a, b
    for _ in range(_BISECTIONS):
        steps = (high - low) / step
        if steps <= 1:
            break
        middle = low + max(1, int(steps / 2)) * step
        y = g(middle)
        if y is None:
            break
        if y == at:
            return [(low, first), (middle, y), (high, last)]
        if (y < at) == (first < at):
            low, first = middle, y
        else:
            high, last = middle, y
    return [(low, first), (high, last)]


def _left(
    g: Curve, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], at: Fraction, step: Fraction
) -> list[tuple[Fraction, Fraction]]:  # fmt: skip
    """Where the figure leaves a limit that it keeps to for a while: between a place at it and one that is not."""
    inner, (outer, last) = a[0], b
    for _ in range(_BISECTIONS):
        steps = abs(outer - inner) / step
        if steps <= 1:
            break
        middle = inner + (outer - inner) / abs(outer - inner) * max(1, int(steps / 2)) * step
        y = g(middle)
        if y is None:
            break
        if y == at:
            inner = middle
        else:
            outer, last = middle, y
    return [(outer, last)]


def held_at(facts: Facts, spots: Iterable[Spot]) -> tuple[Change, ...]:
    """What stands in some spots, as changes."""
    return tuple((spot, entry_at(facts, spot)) for spot in spots)
