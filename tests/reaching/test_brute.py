"""The smallest change of a place is held against trying every value that the place may have, each read and scored by itself."""

from collections import Counter
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api
from evaldsl.reaching.goals import Goal, goal_of
from evaldsl.reaching.reach import Answered, Reached, reach
from evaldsl.reaching.single import Ending
from tests.reaching.generated import Case, case

SEEDS = 240
CHUNK = 12
BESIDE = {"E608", "E622"}


def file_of(made: Case, judged: dict[str, str]) -> dict[str, Any]:
    """The fact file of a case."""
    file: dict[str, Any] = {"facts": deepcopy(made.present)}
    if judged:
        file["judged"] = {path: {"points": points, "reason": "…"} for path, points in judged.items()}
    return file


def with_value(file: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """The file with one place set."""
    new = deepcopy(file)
    if place in new.get("judged", {}):
        new["judged"][place]["points"] = value
    elif "[" in place:
        owner, _, rest = place.partition("[")
        row, _, cell = rest.partition("].")
        new["facts"][owner][int(row)][cell] = value
    else:
        new["facts"][place] = value
    return new


def reaches(ruleset: api.Ruleset, file: dict[str, Any], goal: Goal) -> bool:
    """Whether a fact file stands and reaches the goal, by the words of the result alone."""
    read = api.open_facts(ruleset, file)
    assert read.facts is not None, read.problems
    result = api.score(ruleset, read.facts)
    if {p.code for p in result.problems} - BESIDE:
        return False
    if result.refused:
        result = api.score(ruleset, read.facts, partial=True)
    assert result.total is not None
    held = goal.grades is None or result.total.grade in goal.grades
    if goal.score is not None:
        node = result.root
        for name in goal.path.split(".") if goal.path else ():
            node = next(child for child in node.children if child.node.name == name)
        held = held and isinstance(node.score, Fraction) and node.score >= goal.score
    return held


def opened(made: Case) -> api.Ruleset:
    """The ruleset of a case."""
    return api.loads(made.text)


def goals(ruleset: api.Ruleset, seed: int, file: dict[str, Any]) -> list[Goal]:
    """What is asked for: a grade, a score a little above the present one, the score of an indicator."""
    program = ruleset.program
    found = [goal_of(program, "优" if seed % 2 else "中", None, None)]
    read = api.open_facts(ruleset, file)
    assert read.facts is not None
    total = api.score(ruleset, read.facts, partial=True).root.score
    if isinstance(total, Fraction):
        found.append(goal_of(program, None, str(int(total) + 1 + seed % 4), None))
    node = program.root.children[0]
    found.append(goal_of(program, None, str(seed % 10 + 1), node.path))
    return [goal for goal in found if isinstance(goal, Goal)]


@pytest.mark.parametrize("start", range(0, SEEDS, CHUNK))
def test_every_value_is_tried(start: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(start, start + CHUNK):
        made = case(seed)
        ruleset = opened(made)
        file = file_of(made, {path: str(seed % 11) for path in made.judged})
        read = api.open_facts(ruleset, file)
        assert read.facts is not None
        for goal in goals(ruleset, seed, file):
            found = reach(ruleset.program, file, read.facts, goal)
            if not isinstance(found, Reached):
                assert not reaches(ruleset, file, goal) or api.score(ruleset, read.facts).refused
                seen["refused"] += 1
                continue
            assert found.already == reaches(ruleset, file, goal)
            if found.already:
                continue
            told = {one.axis.place.text: one for one in found.answers}
            assert not found.skipped
            for place, values in made.values.items():
                if place in made.judged:
                    continue
                want = expected(ruleset, file, goal, place, values, made)
                if place not in told:  # the goal does not read it
                    assert all(x is None for x in want)
                    seen["unread"] += 1
                    continue
                for one, due in zip(answer(told[place]), want, strict=True):
                    assert one == due, (seed, goal, place)
                    seen["reached" if due is not None else "never"] += 1
            for place in made.judged:
                if place in told:
                    judged(ruleset, file, goal, told[place])
    assert seen["reached"] > 0
    assert seen["never"] > 0


def present_of(file: dict[str, Any], place: str) -> Any:
    if "[" in place:
        owner, _, rest = place.partition("[")
        row, _, cell = rest.partition("].")
        return f"{file['facts'][owner][int(row)][cell]} 次"
    return file["facts"][place]


def expected(ruleset: api.Ruleset, file: dict[str, Any], goal: Goal, place: str, values: list[Any], made: Case) -> list[Any]:
    """The first value upward and downward that reaches the goal (for a choice without order the first other one), by trying each."""
    at = values.index(present_of(file, place))
    others, above, below = values[:at] + values[at + 1 :], values[at + 1 :], values[:at][::-1]
    ways = [others] if made.ordered.get(place) is False else [above, below]
    return [next((v for v in way if reaches(ruleset, with_value(file, place, v), goal)), None) for way in ways]


def answer(told: Answered) -> list[Any]:
    """What is answered; anything but a value or a proof is a fault here, where every fact has few values."""
    found: list[Any] = []
    for one in told.ways:
        assert one.way.ending in (Ending.REACHED, Ending.NEVER), one.way
        value = one.way.value
        found.append(None if value is None else told.axis.text(value))
    return found


def judged(ruleset: api.Ruleset, file: dict[str, Any], goal: Goal, told: Answered) -> None:
    """Points on a fine grid: what is answered reaches the goal, the point before it does not; where none does, no whole point does."""
    for one in told.ways:
        if one.way.ending is Ending.REACHED:
            value, step = one.way.value, told.axis.step
            assert isinstance(value, Fraction)
            before = value - step if one.way.up else value + step
            assert reaches(ruleset, with_value(file, told.axis.place.text, str(float(value))), goal)
            assert not reaches(ruleset, with_value(file, told.axis.place.text, str(round(float(before), 6))), goal)
        else:
            assert one.way.ending in (Ending.NEVER, Ending.NONE)
            whole = range(11)
            present = told.axis.value
            assert isinstance(present, Fraction)
            for k in whole:
                if (k > present) == one.way.up and k != present:
                    assert not reaches(ruleset, with_value(file, told.axis.place.text, str(k)), goal)
