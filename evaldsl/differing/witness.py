"""A fact file that two rulesets score differently, with as few facts as can be off their simplest value.

In: two rulesets, what a change reaches, how many files to try. Out: a `Witness`, or how many were tried in vain. Guarantees: every file is read by the reader and scored by the
evaluator, for both rulesets; the simplest file is tried first, then every single fact at every value of its pool, so that a witness of one fact is found
before any of two; what draws find is made small by taking back one fact after the other. The same rulesets try the same files.
"""

from collections.abc import Iterable, Sequence
from random import Random

from evaldsl.differing.cone import Changed
from evaldsl.differing.files import NODES, NOTHING, WHOLE, FileDelta, Ways, delta_of, rank
from evaldsl.differing.quickly import fast
from evaldsl.differing.reading import read_by
from evaldsl.differing.spaces import Choice, Slot, Space, files
from evaldsl.records import field, frozen

_MOST_CHANGES = 6
_MOST_SINGLES = 3000
_SIMPLER = 10


@frozen
class Witness:
    """A file for either ruleset (the same text where both ask for the same) and what it comes to. `changed` are the slots off their simplest value, with the
    value; `plain` those that the change reaches too and that have theirs."""

    old: str
    new: str
    delta: FileDelta
    changed: tuple[tuple[str, object], ...] = field(hash=False)
    plain: tuple[tuple[str, object], ...] = field(hash=False)


@frozen
class Searched:
    """What a search came to."""

    witness: Witness | None
    tried: int


class Trial:
    """Tries files; counts them, and remembers the best of each kind."""

    def __init__(self, space: Space, both: Ways) -> None:
        """Nothing tried yet."""
        self.space, self.both = space, both
        self.tried = 0
        self._seen: dict[tuple[tuple[int, int], ...], int] = {}
        self._fast = fast(space, both)

    def delta(self, choice: Choice) -> FileDelta:
        """A file under both rulesets."""
        one, two = files(self.space, choice)
        before, after = read_by(one.encode(), "facts.json", self.both.old), read_by(two.encode(), "facts.json", self.both.new)
        return delta_of("facts.json", before, after, self.both)

    def rank(self, choice: Choice) -> int:
        """How telling a file is."""
        key = tuple(sorted((i, x) for i, x in choice.items() if x))
        if key not in self._seen:
            self.tried += 1
            found = None if self._fast is None else self._fast.rank(dict(key))
            self._seen[key] = found if found == NOTHING else rank(self.delta(choice))
        return self._seen[key]

    def best(self, least: int) -> Choice | None:
        """The choice that was tried of which the fewest facts are off, among those as telling as that."""
        found: list[tuple[tuple[int, int], ...]] = [key for key, telling in self._seen.items() if telling >= least]
        if not found:
            return None
        least_off = min(found, key=_size)
        return dict(least_off)

    def witness(self, choice: Choice, changed: Changed) -> Witness:
        """A file as it is shown."""
        one, two = files(self.space, choice)
        slots = self.space.slots
        off = tuple((slots[i].name, slots[i].choices[x]) for i, x in sorted(choice.items()) if x)
        plain = tuple(
            (slot.name, slot.choices[0])
            for i, slot in enumerate(slots)
            if slot.choices and slot.kind != "rows" and not choice.get(i) and _touched(slot, changed)
        )
        return Witness(one, two, self.delta(choice), off, plain)


def _size(key: tuple[tuple[int, int], ...]) -> tuple[int, tuple[tuple[int, int], ...]]:
    return len(key), key


def quick(trial: Trial, changed: Changed) -> Choice | None:
    """The simplest file, then every reached fact by itself. The most telling, the first of these in the order of the ruleset."""
    best: Choice | None = None
    least = NOTHING
    for choice in _singles(trial.space, reached(trial.space, changed)):
        if trial.tried >= _MOST_SINGLES:
            break
        found = trial.rank(choice)
        if found == WHOLE:
            return choice
        if found > least:
            best, least = choice, found
    return best


def _singles(space: Space, slots: Sequence[int]) -> Iterable[Choice]:
    yield {}
    deepest = max((len(space.slots[i].choices) for i in slots), default=0)
    for choice in range(1, deepest):  # the first values of all facts before the last of any
        for i in slots:
            if choice < len(space.slots[i].choices):
                yield {i: choice}


def reached(space: Space, changed: Changed) -> list[int]:
    """The slots that a change reaches; all when it cannot be said which."""
    found = [i for i, slot in enumerate(space.slots) if len(slot.choices) > 1 and _touched(slot, changed)]
    return found or [i for i, slot in enumerate(space.slots) if len(slot.choices) > 1]


def _touched(slot: Slot, changed: Changed) -> bool:
    match slot.kind:
        case "judged":
            return ("node", slot.name) in changed.reached
        case "rows":
            return ("list", slot.name) in changed.reached or any(
                kind == "field" and name.startswith(f"{slot.name}.") for kind, name in changed.reached
            )
        case "cell":
            owner = slot.old or slot.new
            return ("field", f"{owner}.{slot.cell}") in changed.reached or ("list", owner) in changed.reached
        case _:
            return ("fact", slot.name) in changed.reached


def deep(trial: Trial, changed: Changed, most: int, seed: int = 0) -> Choice | None:
    """Several facts at once, drawn by Hypothesis, which makes what it finds small."""
    from hypothesis import HealthCheck, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import NoSuchExample

    slots = reached(trial.space, changed)
    if not slots:
        return None
    top = max(len(trial.space.slots[i].choices) for i in slots)
    one = st.tuples(st.sampled_from(slots), st.integers(0, top - 1))
    drawn = st.lists(one, min_size=1, max_size=_MOST_CHANGES).map(lambda pairs: _choice(trial.space, pairs))
    limits = settings(max_examples=most, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    found: Choice | None
    try:
        found = find(drawn, lambda choice: trial.rank(choice) == WHOLE, settings=limits, random=Random(seed))
    except NoSuchExample:
        found = trial.best(NODES)
    return None if found is None else smaller(trial, found)


def _choice(space: Space, pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    return {i: x % len(space.slots[i].choices) for i, x in pairs if x % len(space.slots[i].choices)}


def smaller(trial: Trial, choice: Choice) -> Choice:
    """The choice with every fact taken back that it can do without, the others as simple as they can be; the difference stays as telling."""
    least, found = trial.rank(choice), {i: x for i, x in choice.items() if x}
    again = True
    while again:
        again = False
        for i in list(found):
            simpler = [{j: x for j, x in found.items() if j != i}]
            simpler += [{**found, i: x} for x in range(1, min(found[i], _SIMPLER))]
            for fewer in simpler:
                if trial.rank(fewer) >= least:
                    found, again = fewer, True
                    break
            if again:
                break
    return found
