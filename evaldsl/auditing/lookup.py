"""From the subject of a claim to its figure in a result."""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.claims import Subject, SubjectKind
from evaldsl.model.values import Absence, Missing, Uncertain, Value

_ABSENT = Missing(Absence.NOT_COMPUTABLE)


class Lookup:
    """The figures of a result."""

    def __init__(self, result: Result) -> None:
        """Of one result."""
        self.result = result
        self.nodes = {score.node.path: score for score in every(result.root)}
        self._checks = {check.check.name: check for check in result.checks}
        self._outcomes = {outcome.outcome.name: outcome for outcome in result.outcomes}

    def figure(self, subject: Subject) -> Figure:
        """The figure; not computable where the run did not come to it."""
        match subject.kind:
            case SubjectKind.FACT | SubjectKind.LET:
                return self.result.values.get(subject.name, Figure(_ABSENT, subject.type))
            case SubjectKind.CHECK:
                return self._check(subject)
            case SubjectKind.GRADE:
                return Figure(self._grade(), subject.type)
            case SubjectKind.OUTCOME:
                outcome = self._outcomes.get(subject.name)
                level = None if outcome is None else outcome.level
                return Figure(_ABSENT if level is None else level, subject.type)
            case SubjectKind.NODE:
                score = self.nodes.get(subject.name)
                return Figure(_ABSENT if score is None else _part(score, subject.part), subject.type)

    def _grade(self) -> Value:
        total = self.result.total
        if total is None:
            return _ABSENT
        if total.grade is not None:
            return total.grade
        needs = total.score.needs if isinstance(total.score, Uncertain) else frozenset()
        return Uncertain(members=frozenset(total.grades), needs=needs)

    def _check(self, subject: Subject) -> Figure:
        check = self._checks.get(subject.name)
        if check is None:
            return Figure(_ABSENT, subject.type)
        if subject.part == "passed":
            return Figure(_ABSENT if check.passed is None else check.passed, subject.type)
        sides = {"left": check.left, "right": check.right, "difference": check.difference}
        return sides[subject.part] or Figure(_ABSENT, subject.type)


def _part(score: NodeScore, part: str) -> Value:
    found: Value | None
    match part:
        case "score":
            found = score.score
        case "weight":
            found = score.weight
        case "value":
            found = score.value
        case "target":
            found = score.target
        case _:
            found = score.met
    return _ABSENT if found is None else found


def every(root: NodeScore) -> Iterator[NodeScore]:
    """All nodes of a tree in the order of the ruleset, the root first."""
    stack = [root]
    while stack:
        score = stack.pop()
        yield score
        stack += reversed(score.children)


def settled(value: Value) -> Value:
    """An irrational number, which stands as a narrow interval that needs nothing, as the number in its middle."""
    if isinstance(value, Uncertain) and not value.needs and not value.pending:
        low, high = value.low, value.high
        if isinstance(low, Fraction) and isinstance(high, Fraction):
            return (low + high) / 2
    return value
