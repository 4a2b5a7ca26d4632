"""The smallest fact files that still break a claim.

In: the facts that break it, the test that says so, the pools they were drawn from. Out: facts that break it too: as few spots as can be differ
from the simplest file, and the figures that do lie as near to it as they can. Guarantees: what comes out was tested; bounded
work; the same facts always become the same.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from evaldsl.model.facts import Facts
from evaldsl.trials.frames import Frame, changed, entry_at
from evaldsl.trials.pools import Entry, Pool, Spot, number_of
from evaldsl.trials.strategies import Pools

MOST_TESTS = 400
_NEAREST = 12
_BISECTIONS = 40

Found = tuple[Facts, ...]
Test = Callable[[Found], bool]
Handle = tuple[tuple[int, ...], Spot]
"""A spot in some of the files."""


def frame_of(pools: Pools, facts: Facts) -> Frame:
    """The frame that facts were drawn in: the one with the same rows."""
    for frame in pools.frames:
        same = all(len(rows) == len(facts.lists.get(name, ())) for name, rows in frame.plain.lists.items())
        if same and frame.plain.program is facts.program:
            return frame
    return pools.frames[0]


def off_plain(pools: Pools, facts: Facts) -> tuple[Spot, ...]:
    """The spots that differ from the simplest file."""
    frame = frame_of(pools, facts)
    return tuple(spot for spot, pool in frame.pools.items() if entry_at(facts, spot) != pool.plain)


def smallest(pools: Pools, found: Found, test: Test) -> Found:
    """The smallest facts that a test still says yes to."""
    return _Shrinking(pools, found, test).run()


class _Shrinking:
    """One search for smaller facts; `now` is the best so far."""

    def __init__(self, pools: Pools, found: Found, test: Test) -> None:
        self.pools, self.now, self.test = pools, found, test
        self.left = MOST_TESTS

    def run(self) -> Found:
        """Fewer rows, fewer spots, nearer figures."""
        self._fewer_rows()
        frames = [frame_of(self.pools, facts) for facts in self.now]
        if all(frame is frames[0] for frame in frames):
            self._plainer(frames[0])
            self._nearer(frames[0])
        return self.now

    def _better(self, trial: Found) -> bool:
        if self.left <= 0 or trial == self.now:
            return False
        self.left -= 1
        if not self.test(trial):
            return False
        self.now = trial
        return True

    def _fewer_rows(self) -> None:
        """The same facts in a file with fewer rows."""
        for frame in sorted(self.pools.frames, key=_rows):
            if _rows(frame) >= _rows(frame_of(self.pools, self.now[0])):
                return
            if self._better(tuple(self._moved(frame, facts) for facts in self.now)):
                return

    def _moved(self, frame: Frame, facts: Facts) -> Facts:
        old = frame_of(self.pools, facts)
        kept: list[tuple[Spot, Entry | None]] = []
        for spot, pool in frame.pools.items():
            if spot not in old.pools:
                continue
            entry = entry_at(facts, spot)
            if entry != old.pools[spot].plain and (entry is None or entry in pool.edges or entry in pool.between):
                kept.append((spot, entry))
        return changed(frame.plain, kept)

    # ---- fewer spots ---------------------------------------------------------------------------------------------

    def _off(self, frame: Frame) -> list[Handle]:
        """What differs from the simplest file; a spot that differs alike in all files is one thing."""
        off: list[Handle] = []
        for spot, pool in frame.pools.items():
            entries = [entry_at(facts, spot) for facts in self.now]
            which = tuple(i for i, entry in enumerate(entries) if entry != pool.plain)
            if len(which) == len(entries) and all(entry == entries[0] for entry in entries):
                off.append((which, spot))
            else:
                off += [((i,), spot) for i in which]
        return off

    def _reset(self, frame: Frame, handles: Sequence[Handle]) -> Found:
        return tuple(
            changed(facts, [(spot, frame.pools[spot].plain) for which, spot in handles if i in which])
            for i, facts in enumerate(self.now)
        )

    def _plainer(self, frame: Frame) -> None:
        """Halves of what differs put back, then single spots, until nothing more can be."""
        size = max(1, len(self._off(frame)) // 2)
        while True:
            gained = False
            off = self._off(frame)
            for start in range(0, len(off), size):
                part = off[start : start + size]
                if part and self._better(self._reset(frame, part)):
                    gained = True
            if self.left <= 0 or (size == 1 and not gained):
                return
            size = max(1, size // 2)

    # ---- nearer figures ------------------------------------------------------------------------------------------

    def _nearer(self, frame: Frame) -> None:
        for which, spot in self._off(frame):
            pool = frame.pools[spot]
            plain = number_of(pool.plain)
            if pool.grid is None or plain is None:
                continue
            for entry in self._between(pool, which[0], plain):
                if self._better(self._with(which, spot, entry)):
                    break
            self._towards(pool, which, plain)

    def _with(self, which: tuple[int, ...], spot: Spot, entry: Entry) -> Found:
        return tuple(changed(facts, ((spot, entry),)) if i in which else facts for i, facts in enumerate(self.now))

    def _between(self, pool: Pool, which: int, plain: Fraction) -> Iterator[Entry]:
        """Figures that rules name, nearer to the simplest one than what there is; the nearest first."""
        here = number_of(entry_at(self.now[which], pool.spot))
        if here is None:
            return
        near = [(abs(n - plain), i) for i, e in enumerate(pool.edges) if (n := number_of(e)) is not None]
        for distance, i in sorted(near)[:_NEAREST]:
            if 0 < distance < abs(here - plain):
                yield pool.edges[i]

    def _towards(self, pool: Pool, which: tuple[int, ...], plain: Fraction) -> None:
        """Half the way to the simplest figure, again and again."""
        grid = pool.grid
        assert grid is not None
        inner = plain
        for _ in range(_BISECTIONS):
            here = number_of(entry_at(self.now[which[0]], pool.spot))
            if here is None or abs(here - inner) <= grid.step:
                return
            steps = ((here - inner) / grid.step / 2).__trunc__()
            middle = inner + (steps or (1 if here > inner else -1)) * grid.step
            entry = grid.entry(middle)
            if entry is None or self.left <= 0:
                return
            if not self._better(self._with(which, pool.spot, entry)):
                inner = middle


def _rows(frame: Frame) -> int:
    return sum(len(rows) for rows in frame.plain.lists.values())
