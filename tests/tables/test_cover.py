"""Gaps, overlaps and dead lines of tables against every combination tried one by one."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from evaldsl.checking import cover
from evaldsl.checking import ranges as r

F = Fraction


def _axes(random: Random, lines: int) -> tuple[list[cover.Axis], list[list[frozenset[int]]]]:
    """Some axes over 0 .. 4, and for each the values that every line holds for."""
    axes, cells = [], []
    for _ in range(random.randint(1, 3)):
        own = [frozenset(x for x in range(5) if random.random() < 0.6) for _ in range(lines)]
        axes.append(cover.axis([F(x) for x in range(5)], lines, lambda v, line, own=own: int(v) in own[line]))
        cells.append(own)
    return axes, cells


@pytest.mark.parametrize("seed", range(200))
def test_gaps_overlaps_and_dead_lines_are_those_of_trying_everything(seed: int) -> None:
    random = Random(seed)
    lines = random.randint(1, 5)
    axes, cells = _axes(random, lines)
    every = list(product(range(5), repeat=len(axes)))

    def holds(line: int, values: tuple[int, ...]) -> bool:
        return all(v in own[line] for v, own in zip(values, cells, strict=True))

    uncovered = [v for v in every if not any(holds(line, v) for line in range(lines))]
    found = cover.gap(axes, (1 << lines) - 1)
    assert (found is None) == (not uncovered)
    assert found is None or tuple(int(x) for x in found) in uncovered  # type: ignore[arg-type]
    for two in range(lines):
        for one in range(two):
            shared = [v for v in every if holds(one, v) and holds(two, v)]
            witness = cover.overlap(axes, one, two)
            assert (witness is None) == (not shared)
        alive = any(holds(two, v) and not any(holds(x, v) for x in range(two)) for v in every)
        assert cover.fires(axes, two, (1 << two) - 1) == alive


def test_numbers_between_ends_are_on_the_grid() -> None:
    zero_up = r.between(F(0), None)
    assert cover.number_values(zero_up, F(1), [F(1), F(3)], F(1)) == [0, 1, 2, 3, 4]
    assert cover.number_values(zero_up, None, [F(1)], F(1)) == [0, F(1, 2), 1, 2]
    assert cover.number_values(r.between(F(0), F(1), False, True), None, [], F(1)) == [F(1, 2), 1]
    assert cover.number_values(r.ALL, None, [], F(1)) == [0]
    assert cover.number_values(zero_up, F(1), [F(5, 2)], F(1)) == [0, 1, 3]


def test_a_search_that_is_too_long_is_given_up() -> None:
    inputs = 18
    axes = [(cover.Atom(True, (1 << inputs) - 1), cover.Atom(False, ((1 << inputs) - 1) & ~(1 << i))) for i in range(inputs)]
    last = (cover.Atom(True, (1 << inputs) | (1 << inputs) - 1), cover.Atom(False, 1 << inputs + 1))
    wide = [tuple(cover.Atom(a.witness, a.lines | 3 << inputs) for a in axis) for axis in axes]
    with pytest.raises(cover.TooMany):
        cover.gap([*wide, last], (1 << inputs + 2) - 1)
