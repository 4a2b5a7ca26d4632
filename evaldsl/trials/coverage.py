"""Coverage of rules: which ways of a ruleset its examples went, and on which an expectation hangs.

In: a ruleset, how its examples came out, facts that were drawn for its properties. Out: a `Coverage`, every point with the examples that
exercised it and those that decided it. Guarantees: a point is decided by an example that exercised it through a figure that an
expectation speaks of, and that expectation holds; the share is decided points ÷ all points; the same for every layout and both
vocabularies.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from evaldsl.evaluation.lists import too_long
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.tree import Result
from evaldsl.model.program import Program
from evaldsl.records import frozen
from evaldsl.trials.coverage_marks import Frame, Marks, marked
from evaldsl.trials.coverage_points import Point, points_of
from evaldsl.trials.coverage_reads import spoken_of
from evaldsl.trials.examples import Outcome


@frozen
class Covered:
    """A point with the names of the examples that exercised it, and of those whose expectations hang on it."""

    point: Point
    exercised: tuple[str, ...]
    decided: tuple[str, ...]

    @property
    def is_exercised(self) -> bool:
        """Whether it was exercised at all."""
        return bool(self.exercised)

    @property
    def is_decided(self) -> bool:
        """Whether any expectation hangs on it."""
        return bool(self.decided)


@frozen
class Coverage:
    """The points of a ruleset as its examples cover them."""

    points: tuple[Covered, ...]

    @property
    def decided(self) -> int:
        """How many points are decided."""
        return sum(x.is_decided for x in self.points)

    @property
    def exercised(self) -> int:
        """How many points are exercised."""
        return sum(x.is_exercised for x in self.points)

    @property
    def share(self) -> Fraction | None:
        """Decided points ÷ all points; None for a ruleset without any."""
        return Fraction(self.decided, len(self.points)) if self.points else None


def covered(program: Program, outcomes: Sequence[Outcome]) -> Coverage:
    """How the examples of a ruleset cover it."""
    exercised: dict[str, list[str]] = {}
    decided: dict[str, list[str]] = {}
    frame: Frame | None = None
    for one in outcomes:
        if one.result is None:
            continue
        if frame is None or frame.program is not one.result.program:
            frame = Frame(program, one.result)
        marks = marks_of(one.result, frame)
        failed = [failure.expect for failure in one.failures]
        spoken = [spoken_of(x, frame.reads) for x in one.example.expects if not any(x is y for y in failed)]
        _note(exercised, marks, one.example.name, marks)
        _note(decided, marks, one.example.name, frame.reads.below(owner for owners in spoken for owner in owners))
    return Coverage(tuple([Covered(x, tuple(exercised.get(x.id, ())), tuple(decided.get(x.id, ()))) for x in points_of(program)]))


def marks_of(result: Result, frame: Frame) -> Marks:
    """What one result exercised; nothing where it was refused because it would take too long."""
    plan = plan_of(result.program)
    if plan.too_much or too_long(plan, result.facts):
        return {}
    return marked(result, calculated(plan, result.facts), frame)


def _note(found: dict[str, list[str]], marks: Marks, name: str, owners: Iterable[tuple[str, ...]]) -> None:
    for id in {id for owner in owners for id in marks.get(owner, ())}:
        found.setdefault(id, []).append(name)
