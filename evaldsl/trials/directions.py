"""Indicators that move against their method when their own fact grows, looked for in all of them at once.

In: the bench of a ruleset, a seed, how many pairs of facts to try. Out: each indicator that moves against its method, with two files that differ in its
fact alone. Guarantees: the work grows with the ruleset as a single run does, not with its square: such an indicator reads its own fact and
nothing else, so that the facts of all of them are moved together; what is found is tried again with that fact alone.
"""

from collections.abc import Iterator
from random import Random

from evaldsl.model.facts import Facts
from evaldsl.trials.cases import Bench, Cases, Found, first_of
from evaldsl.trials.frames import changed, entry_at
from evaldsl.trials.standard import Direction, against, directions
from evaldsl.trials.strategies import MOST_SEEDS


def against_method(bench: Bench, seed: int, most: int) -> Iterator[tuple[Direction, Found]]:
    """Each indicator that moves against its method, with the two files that show it."""
    left = list(directions(bench.program))
    moved = {one.fact: bench.moved(one.fact, most=most) for one in left}
    cases = {fact: found for fact, found in moved.items() if found is not None}
    rng = Random(seed)
    seeds = [rng.randrange(MOST_SEEDS) for _ in range(most)]
    for n in range(most):
        left = [one for one in left if one.fact in cases]
        if not left:
            return
        pairs = {fact: _nth(cases[fact], n, first_of(most), seeds[n]) for fact in {one.fact: None for one in left}}
        together = tuple(_all_moved(bench, pairs, i) for i in range(2))
        lower, higher = (bench.run(facts) for facts in together)
        for one in [one for one in left if against(one, lower, higher)]:
            alone = pairs[one.fact]
            if against(one, bench.run(alone[0]), bench.run(alone[1])):
                left.remove(one)
                yield one, alone


def _nth(cases: Cases, n: int, first: int, seed: int) -> Found:
    """The case of a round: of the fixed order as long as there are any."""
    return cases.first[n] if n < min(first, len(cases.first)) else cases.any(seed)


def _all_moved(bench: Bench, pairs: dict[str, Found], which: int) -> Facts:
    """The simplest file with each fact as the one or the other file of its pair has it."""
    spots = [("facts", fact) for fact in pairs]
    return changed(bench.start[0], [(spot, entry_at(pairs[spot[1]][which], spot)) for spot in spots])
