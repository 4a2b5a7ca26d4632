"""From the subject of a claim to its figure in a result."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.claims import Subject, SubjectKind, same_row
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Absence, Missing, Uncertain, Value

_ABSENT = Missing(Absence.NOT_COMPUTABLE)


class Lookup:
    """The figures of a result."""

    def __init__(self, result: Result) -> None:
        """Of one result."""
        self.result = result
        self.nodes = {score.node.path: score for score in every(result.root)}
        self._checks = {check.check.name: check for check in result.checks}
        self._rows: dict[str, dict[object, int]] = {}
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
            case SubjectKind.CELL:
                row = self.row(subject)
                return Figure(_ABSENT, subject.type) if row is None else row[subject.part]
            case SubjectKind.LIST:
                return self._list(subject)

    def row(self, subject: Subject) -> Mapping[str, Figure] | None:
        """The row of a cell; None when the facts have no such row."""
        made = self.result.lists.get(subject.name)
        if made is None or not made.given:
            return None
        if subject.name not in self._rows:
            key = made.spec.key
            keys = (Fraction(i) if key is None else row[key].value for i, row in enumerate(made.rows, 1))
            self._rows[subject.name] = {same_row(x): i for i, x in enumerate(keys)}
        found = self._rows[subject.name].get(same_row(subject.row))
        return None if found is None else made.rows[found]

    def key(self, owner: str, index: int) -> object:
        """The key of a row, else its number from 1, as claims name it."""
        made = self.result.lists[owner]
        return Fraction(index + 1) if made.spec.key is None else made.rows[index][made.spec.key].value

    def _list(self, subject: Subject) -> Figure:
        made = self.result.lists.get(subject.name)
        if made is None or not made.given:
            return Figure(_ABSENT, subject.type)
        if subject.part == "count":
            return Figure(Fraction(len(made.rows)), subject.type)
        total = made.totals.get(subject.part)
        return Figure(_ABSENT, subject.type) if total is None else total

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


def row_name(result: Result, owner: str, index: int) -> str:
    """A row as claims name it: `项目[3]`, by its key, else by its number."""
    made = result.lists[owner]
    key = made.spec.key
    if key is None:
        return f"{owner}[{index + 1}]"
    kind, value = made.spec.fields[key].type, made.rows[index][key].value
    if isinstance(value, Fraction) and isinstance(kind, QuantityType):
        return f"{owner}[{exact_text(value / kind.unit.factor)}]"
    return f"{owner}[{value}]"
