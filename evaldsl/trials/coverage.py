"""Coverage of rules: which ways of a ruleset its examples went, and on which an expectation hangs.

In: a ruleset, how its examples came out, facts that were drawn for its properties. Out: a `Coverage`, every point with the examples that
exercised it and those that decided it. Guarantees: a point is decided by an example that exercised it through a figure that an
expectation speaks of, and that expectation holds; the share is decided points ÷ all points; the same for every layout and both
vocabularies.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from evaldsl.evaluation.state import Run
from evaldsl.model.program import Program
from evaldsl.records import frozen
from evaldsl.trials.coverage_drawn import Drawn, EdgeCovered, edges_covered
from evaldsl.trials.coverage_marks import Frame, Marks, marked, run_of
from evaldsl.trials.coverage_points import Point, points_of
from evaldsl.trials.coverage_reads import spoken_of
from evaldsl.trials.examples import Outcome


@frozen
class Covered:
    """A point with the names of the examples that exercised it, and of those whose expectations hang on it."""

    point: Point
    exercised: tuple[str, ...]
    decided: tuple[str, ...]
    drawn: bool = False
    """Whether drawn facts exercise it, where these are counted."""
    claimed: bool = False
    """Whether a claim that held for these facts speaks of it."""

    @property
    def is_exercised(self) -> bool:
        """Whether it was exercised at all."""
        return bool(self.exercised) or self.drawn

    @property
    def is_decided(self) -> bool:
        """Whether any expectation hangs on it, or a claim speaks of it."""
        return bool(self.decided) or self.claimed


@frozen
class Coverage:
    """The points of a ruleset as its examples cover them, and the edges of its rules with the sides at which facts stand.

    `drawn` is the number of drawn files that are counted too, None when only examples are.
    """

    points: tuple[Covered, ...]
    edges: tuple[EdgeCovered, ...] = ()
    drawn: int | None = None

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


def covered(
    program: Program,
    outcomes: Sequence[Outcome],
    drawn: "tuple[Drawn, Sequence[Run]] | None" = None,
    with_edges: bool = False,
) -> Coverage:
    """How the examples of a ruleset cover it, and drawn facts where they are given; `with_edges`: where its rules change too."""
    exercised: dict[str, list[str]] = {}
    decided: dict[str, list[str]] = {}
    runs: list[Run] = []
    frame: Frame | None = None
    for one in outcomes:
        run = None if one.result is None else run_of(one.result)
        if one.result is None or run is None:
            continue
        if frame is None or frame.program is not one.result.program:
            frame = Frame(program, one.result)
        runs.append(run)
        marks = marked(one.result, run, frame)
        failed = [failure.expect for failure in one.failures]
        spoken = [spoken_of(x, frame.reads) for x in one.example.expects if not any(x is y for y in failed)]
        _note(exercised, marks, one.example.name, marks)
        _note(decided, marks, one.example.name, frame.reads.below(owner for owners in spoken for owner in owners))
    found = Drawn(0, frozenset(), frozenset()) if drawn is None else drawn[0]
    points = [
        Covered(x, tuple(exercised.get(x.id, ())), tuple(decided.get(x.id, ())), x.id in found.exercised, x.id in found.decided)
        for x in points_of(program)
    ]
    edges = edges_covered(program, [*runs, *(() if drawn is None else drawn[1])]) if with_edges else ()
    return Coverage(tuple(points), edges, None if drawn is None else found.files)


def _note(found: dict[str, list[str]], marks: Marks, name: str, owners: Iterable[tuple[str, ...]]) -> None:
    for id in {id for owner in owners for id in marks.get(owner, ())}:
        found.setdefault(id, []).append(name)
