"""The facts that a claim is tried on: one file, two files, or one file in which one fact takes two values.

In: the pools of a ruleset, a claim. Out: `Cases`: the first in a fixed order, each a place where a rule changes, then one for every number.
Guarantees: the same number is the same facts; runs of facts that several claims are tried on are calculated once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product
from random import Random

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve, frozen
from evaldsl.trials.frames import changed
from evaldsl.trials.kept import NOTHING_KEPT, Kept
from evaldsl.trials.pools import Pool, number_of
from evaldsl.trials.strategies import MOST_SEEDS, Pools, aimed, made, systematic

MOST_KEPT = 2_000
"""Runs that are remembered."""
_CONTEXTS = 12
_MOST_AIMED = 40

Found = tuple[Facts, ...]


def first_of(most: int) -> int:
    """How many of the facts that a claim is tried on come from the fixed order: three quarters."""
    return max(1, most * 3 // 4)


@frozen
class Cases:
    """What was `kept` from earlier runs, `first` in a fixed order, then `any` of a number."""

    first: Sequence[Found]
    any: Callable[[int], Found]
    kept: tuple[Found, ...] = ()


class Bench:
    """The facts and runs of one ruleset that its claims share."""

    def __init__(self, program: Program, pools: Pools, most: int, kept: Kept = NOTHING_KEPT) -> None:
        """`most` facts are tried for each claim, those that are kept besides."""
        self.program, self.pools, self.most = program, pools, most
        self.kept = tuple((facts,) for text in kept.singles if (facts := read_back(text, program)) is not None)
        self._pairs = kept.pairs
        self.start = systematic(pools, first_of(most))
        self._facts: dict[int, Facts] = {}
        self._runs: dict[int, tuple[Facts, Run]] = {}

    def made(self, seed: int) -> Facts:
        """The facts of a number."""
        found = self._facts.get(seed)
        if found is None:
            found = made(self.pools, seed)
            if len(self._facts) < MOST_KEPT:
                self._facts[seed] = found
        return found

    def run(self, facts: Facts) -> Run:
        """The run of facts; of facts that are kept it is kept too."""
        known = self._runs.get(id(facts))
        if known is not None and known[0] is facts:
            return known[1]
        run = calculated(plan_of(facts.program or self.program), facts)
        if len(self._runs) < MOST_KEPT:
            self._runs[id(facts)] = (facts, run)
        return run

    # ---- cases ---------------------------------------------------------------------------------------------------

    def single(self, claim: ClaimSpec | None = None) -> Cases:
        """One file; those that stand at limits which the claim itself names come after the simplest."""
        own: list[Facts] = []
        for expr in () if claim is None else (claim.when, claim.expr):
            own += [] if expr is None else aimed(self.pools, expr, "")
        files = (*self.start[:1], *own[:_MOST_AIMED], *self.start[1:])
        return Cases(tuple((facts,) for facts in files), lambda seed: (self.made(seed),), self.kept)

    def with_kept(self, cases: Cases, key: str) -> Cases:
        """Two files that broke the claim of this key before come first."""
        pairs = [tuple(read_back(text, self.program) for text in pair) for pair in self._pairs.get(key, ())]
        kept = tuple((a, b) for a, b in pairs if a is not None and b is not None)
        return evolve(cases, kept=(*cases.kept, *kept))

    def double(self, stated: PropertySpec) -> Cases:
        """Two files, alike but for some facts."""
        plain = self.start[0]
        pairs: list[Found] = []
        for facts in self.start[1:]:
            pairs += [(plain, facts), (facts, plain)]

        def drawn(seed: int) -> Found:
            rng = Random(seed)
            one = self.made(rng.randrange(MOST_SEEDS)) if rng.random() < 0.5 else plain
            return one, self.made(rng.randrange(MOST_SEEDS))

        if stated.alike is None:
            return Cases(pairs, drawn)
        differ = stated.alike
        return Cases([_alike(pair, differ) for pair in pairs], lambda seed: _alike(drawn(seed), differ))

    def moved(self, fact: str, step: Fraction | None = None, most: int | None = None) -> Cases | None:
        """One file in which a fact takes two values, the lower first, a step apart where one is given; None when it cannot be moved so.
        The `first` are as many as a search of `most` asks for."""
        pool = self.pools.frames[0].pools.get(("facts", fact))
        if pool is None or pool.grid is None:
            return None
        numbers = sorted({n for e in pool.edges if (n := number_of(e)) is not None})
        others = [n for e in pool.between if (n := number_of(e)) is not None]
        if step is not None:
            steps = list(_pairs(pool, (x for n in numbers for x in (n, n - step, n - step / 2)), step))
            more = list(_pairs(pool, others, step))
        else:
            steps = list(pairwise(numbers))
            more = [(min(a, b), max(a, b)) for a, b in zip(others, reversed(others), strict=True) if a != b]
        if not steps and not more:
            return None
        wanted = islice(product(self.start[:_CONTEXTS], steps), first_of(self.most if most is None else most))
        first = [_both(facts, pool, pair) for facts, pair in wanted]
        choices = [*steps, *more]

        def drawn(seed: int) -> Found:
            rng = Random(seed)
            pair = choices[rng.randrange(len(choices))]
            if step is None and rng.random() < 0.5:
                a, b = rng.choice(choices)[0], rng.choice(choices)[1]
                pair = (min(a, b), max(a, b)) if a != b else pair
            return _both(self.made(rng.randrange(MOST_SEEDS)), pool, pair)

        return Cases(first, drawn)

    def shuffled(self, name: str) -> Cases:
        """One file and the same with the rows of a list in another order."""

        def drawn(seed: int) -> Found:
            facts = self.made(seed)
            rows = list(facts.lists.get(name, ()))
            Random(seed).shuffle(rows)
            return facts, evolve(facts, lists={**facts.lists, name: tuple(rows)})

        turned = [f for f in self.start if len(f.lists.get(name, ())) > 1]
        first = [(f, evolve(f, lists={**f.lists, name: tuple(reversed(f.lists[name]))})) for f in turned]
        return Cases(first, drawn)


def read_back(text: str, program: Program) -> Facts | None:
    """The facts of a fact file, None when the ruleset refuses it (now)."""
    return read(text.encode("utf-8", "surrogatepass"), "kept.json", program).facts


def _alike(pair: Found, differ: tuple[str, ...]) -> Found:
    """The second file with everything of the first but some facts."""
    first, second = pair
    entries = {name: entry for name, entry in first.entries.items() if name not in differ}
    entries |= {name: second.entries[name] for name in differ if name in second.entries}
    return first, evolve(first, entries=entries)


def alike(found: Found, differ: tuple[str, ...] | None) -> bool:
    """Whether two files differ in no facts but those that may; None lets them differ in all."""
    first, second = found
    if differ is None:
        return True
    rest = [{name: entry.value for name, entry in facts.entries.items() if name not in differ} for facts in found]
    return rest[0] == rest[1] and first.lists == second.lists and first.judged == second.judged


def _pairs(pool: Pool, starts: Iterable[Fraction], step: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Each number with the one that is a step greater, where the fact may have both."""
    grid = pool.grid
    assert grid is not None
    for x in dict.fromkeys(starts):
        if grid.entry(x) is not None and grid.entry(x + step) is not None:
            yield x, x + step


def _both(facts: Facts, pool: Pool, pair: tuple[Fraction, Fraction]) -> Found:
    assert pool.grid is not None
    return tuple(changed(facts, ((pool.spot, pool.grid.entry(x)),)) for x in pair)
