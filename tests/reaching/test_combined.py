"""The cheapest combination is held against trying every combination of values, each read and scored by itself."""

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from evaldsl import api
from evaldsl.reaching.reach import Reached, reach
from evaldsl.source import SourceFile
from tests.reaching.generated import Case, case
from tests.reaching.test_brute import file_of, goals, reaches, with_value

SEEDS = 208
CHUNK = 13
MOST_TRIES = 700


def price(made: Case, name: str, value: str, present: str) -> Fraction | None:
    """What a value costs, counted on the line of values; None where the fact is not moved so."""
    line, (up, down) = made.values[name], made.prices[name]
    steps = line.index(value) - line.index(present)
    if steps == 0:
        return Fraction(0)
    rate = up if steps > 0 else down
    return Fraction(abs(steps) * rate) if rate else None


def cheapest_of_all(ruleset: api.Ruleset, made: Case, file: dict[str, Any], goal: Any) -> Fraction | None:
    """The least cost of all combinations that reach the goal, the cheapest tried first."""
    names = list(made.prices)
    ways: list[tuple[Fraction, tuple[str, ...]]] = []
    for values in product(*(made.values[name] for name in names)):
        costs = [price(made, n, v, made.present[n]) for n, v in zip(names, values, strict=True)]
        if None not in costs:
            ways.append((sum((c for c in costs if c is not None), Fraction(0)), values))
    for cost, values in sorted(ways, key=lambda x: x[0]):
        tried = file
        for name, value in zip(names, values, strict=True):
            tried = with_value(tried, name, value)
        if reaches(ruleset, tried, goal):
            return cost
    return None


@pytest.mark.parametrize("start", range(0, SEEDS, CHUNK))
def test_every_combination_is_tried(start: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(start, start + CHUNK):
        made = case(seed, most=3, costs=True)
        size = 1
        for name in made.prices:
            size *= len(made.values[name])
        opened, trials = api.open_trials(SourceFile("x.eval", made.text), None)
        assert opened.ruleset is not None, (made.text, opened.problems)
        assert {c.fact for c in trials.costs} == set(made.prices)
        if size > MOST_TRIES:
            continue
        file = file_of(made, {path: str(seed % 11) for path in made.judged})
        read = api.open_facts(opened.ruleset, file)
        assert read.facts is not None
        for goal in goals(opened.ruleset, seed, file):
            found = reach(opened.ruleset.program, file, read.facts, goal, costs=trials.costs)
            if not isinstance(found, Reached) or found.already:
                continue
            assert found.combined is not None
            got = found.combined.found
            assert got.proved, (seed, goal)
            assert got.whole
            want = cheapest_of_all(opened.ruleset, made, file, goal)
            assert (None if got.cost is None else got.cost / 10000) == want, (seed, goal, got)
            if got.changes is not None:
                tried = file
                for axis, value in got.changes:
                    tried = with_value(tried, axis.place.text, axis.text(value))
                assert reaches(opened.ruleset, tried, goal)
                seen["several" if len(got.changes) > 1 else "one"] += 1
            else:
                seen["never"] += 1
    assert seen["one"] > 0
    assert seen["several"] + seen["never"] > 0
