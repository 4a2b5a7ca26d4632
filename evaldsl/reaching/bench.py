"""The bench: a fact file that is scored again and again with some of its places set to other values or to intervals.

In: a program and the facts of one file. Out: for settings, whether a goal is met. Guarantees: a bound on the number of evaluations; with intervals
an answer holds for all values in them; a point reaches a goal only when `run` would score it, but for reasons and figures that it asks for
besides (E608, E622).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Severity
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.plan import Plan, plan_of, planned
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.model.types import MeasureType
from evaldsl.model.values import Uncertain
from evaldsl.reaching.axes import Axis, Setting, entry_of, judgement_of
from evaldsl.reaching.goals import Answer, Goal, met
from evaldsl.records import evolve

BESIDE = frozenset({"E608", "E622"})
"""What a fact file may still be asked for once the goal is reached: a reason, a figure that is then due."""


class Spent(Exception):
    """The evaluations that a search may take are used up."""


class Bench:
    """A fact file on the bench. `left` counts the evaluations that may still be made."""

    def __init__(self, program: Program, facts: Facts, goal: Goal, most: int) -> None:
        own, program = program, facts.program or program
        if any(type(spec.type) is MeasureType for spec in program.facts.values()):
            from evaldsl.model.real_units import with_real_units

            program = with_real_units(program, {name: entry.value for name, entry in facts.entries.items()})
        self.own, self.program, self.facts, self.goal = own, program, facts, goal
        self.plan: Plan = plan_of(program) if program is own else planned(program)
        self.left = most
        self.made = 0
        self.stop = 0
        self.present: Run = calculated(self.plan, facts)

    def limited(self, most: int) -> None:
        """The next search may take so many evaluations, and never more than are left in all."""
        self.stop = max(0, self.left - most)

    def _take(self) -> None:
        if self.left <= self.stop:
            raise Spent
        self.left -= 1
        self.made += 1

    def enclosed(self, settings: Sequence[tuple[Axis, Setting]]) -> Answer:
        """Whether the goal is met, for all values of the intervals. Raises `Spent`."""
        self._take()
        known = not any(isinstance(x, Uncertain) for _, x in settings)
        return met(calculated(self.plan, self.changed(settings)), self.goal, known)

    def reached(self, settings: Sequence[tuple[Axis, Setting]]) -> bool:
        """Whether these values reach the goal in a file that stands. Raises `Spent`."""
        if self.enclosed(settings) is not Answer.YES:
            return False
        result = evaluate(self.program, self.changed(settings))
        errors = {p.code for p in result.problems if p.severity is Severity.ERROR}
        return errors <= BESIDE

    def changed(self, settings: Sequence[tuple[Axis, Setting]]) -> Facts:
        """The facts with some places set."""
        entries, judged, lists = dict(self.facts.entries), dict(self.facts.judged), dict[str, Any](self.facts.lists)
        for axis, value in settings:
            place = axis.place
            match place.kind:
                case "judged":
                    judged[place.name] = judgement_of(value, judged[place.name].reason)
                case "cell":
                    assert place.row is not None
                    assert place.cell is not None
                    rows = list(lists[place.name])
                    rows[place.row] = {**rows[place.row], place.cell: entry_of(axis, value)}
                    lists[place.name] = tuple(rows)
                case _:
                    entries[place.name] = entry_of(axis, value)
        program = self.program if self.facts.program is not None or self.program is not self.own else None
        return evolve(self.facts, entries=entries, judged=judged, lists=lists, program=program)

    def level(self, settings: Sequence[tuple[Axis, Setting]]) -> Fraction:
        """How high the figure stands that the goal is held against; below everything where there is none. Raises `Spent`."""
        self._take()
        found = calculated(self.plan, self.changed(settings)).scored[self.goal.path].score
        return found if isinstance(found, Fraction) else Fraction(-(10**9))
