"""Over given fact files: whose score or grade the new ruleset changes, and by which indicators.

In: the bytes of a fact file, both rulesets. Out: a `FileDelta`. Guarantees: each side is what `run` gives; a file that one side refuses is told with the codes; nodes that
are renamed or moved are followed; what a ruleset without indicators gives are its named values.
"""

from collections.abc import Iterator, Mapping

from evaldsl.differing.matching import Matched
from evaldsl.differing.reading import Read, Way, read_by
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.program import Program
from evaldsl.model.values import Missing, Value
from evaldsl.records import field, frozen


@frozen
class Delta:
    """A node (or named value) that comes out otherwise. `path` is None on the side that has no such node."""

    old: str | None
    new: str | None
    before: Figure | None
    after: Figure | None


@frozen
class Side:
    """What a ruleset makes of a fact file. `scored`: it has a result; `tree`: it scores indicators. `outcomes` are the verdicts by name."""

    scored: bool
    tree: bool
    total: Value | None
    grade: str | None
    outcomes: Mapping[str, str | None] = field(hash=False)
    codes: tuple[str, ...]
    left_out: tuple[str, ...]


@frozen
class FileDelta:
    """A fact file under both rulesets. `deltas` are the nodes whose printed scores differ, in the order of the old ruleset."""

    name: str
    subject: str
    before: Side
    after: Side
    deltas: tuple[Delta, ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Old and new."""
        return self.before, self.after

    @property
    def scored(self) -> bool:
        """Whether both sides have a result."""
        return self.before.scored and self.after.scored

    @property
    def verdicts(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """The verdicts that both give and that differ: name, old, new."""
        new = self.after.outcomes
        return tuple(
            (name, level, new[name]) for name, level in self.before.outcomes.items() if name in new and new[name] != level
        )

    @property
    def whole(self) -> bool:
        """Whether the total, the grade or a verdict differs."""
        return self.scored and (
            self.before.total != self.after.total or self.before.grade != self.after.grade or bool(self.verdicts)
        )

    @property
    def differs(self) -> bool:
        """Whether anything comes out otherwise: a score, the grade, a verdict, or that there is a result at all."""
        return bool(self.deltas) or self.whole if self.scored else self.before.scored != self.after.scored


NOTHING, REFUSED, NODES, WHOLE = range(4)
"""How telling a difference is: one side refuses the file; some node differs; the total, the grade or a verdict does."""


def rank(delta: FileDelta) -> int:
    """How telling a difference is."""
    if not delta.scored:
        return REFUSED if delta.differs else NOTHING
    if delta.whole:
        return WHOLE
    both = any(d.old is not None and d.new is not None for d in delta.deltas)
    return (NODES if delta.before.tree else WHOLE) if both else NOTHING


@frozen
class Ways:
    """How a file is read by either ruleset, and which node is which."""

    old: Way
    new: Way
    matched: Matched


def ways(old: Program, new: Program, found: Matched) -> Ways:
    """From two rulesets and which node is which."""
    there = {mine: theirs for theirs, mine in found.names.facts.items()} | {
        mine: theirs for theirs, mine in found.names.paths.items()
    }
    back = {**found.names.facts, **found.names.paths}
    return Ways(Way(old, new, back), Way(new, old, there), found)


def compared(data: bytes, file: str, both: Ways) -> FileDelta:
    """A fact file under both rulesets."""
    return delta_of(file, read_by(data, file, both.old), read_by(data, file, both.new), both)


def delta_of(file: str, before: Read, after: Read, both: Ways) -> FileDelta:
    """What two readings come to."""
    facts = before.facts or after.facts
    subject = "" if facts is None else facts.subject
    return FileDelta(file, subject, _side(before), _side(after), tuple(deltas(before, after, both.matched)))


def _side(read: Read) -> Side:
    result = read.result
    if result is None or result.refused:
        return Side(False, False, None, None, {}, read.codes, read.left_out)
    total = result.total
    outcomes = {o.outcome.name: o.level for o in result.outcomes}
    score, grade = (None, None) if total is None else (total.score, total.grade)
    return Side(True, bool(result.root.children), score, grade, outcomes, read.codes, read.left_out)


def deltas(before: Read, after: Read, found: Matched) -> Iterator[Delta]:
    """What comes out otherwise."""
    if before.result is None or after.result is None or before.result.refused or after.result.refused:
        return
    olds, news = nodes(before.result), nodes(after.result)
    there = {old: new for new, old in found.names.paths.items()}
    seen: set[str] = set()
    for path, one in olds.items():
        other = there.get(path, path)
        seen.add(other)
        match = news.get(other)
        if match is None:
            yield Delta(path, None, Figure(one.score, None), None)
        elif not alike(one.score, match.score):
            yield Delta(path, other, Figure(one.score, None), Figure(match.score, None))
    yield from (Delta(None, path, None, Figure(one.score, None)) for path, one in news.items() if path not in seen)
    if not olds.keys() - {""}:
        yield from _values(before.result, after.result)


def _values(old: Result, new: Result) -> Iterator[Delta]:
    for name, figure in old.values.items():
        other = new.values.get(name)
        if name in old.program.lets and other is not None and name in new.program.lets and not alike(figure.value, other.value):
            yield Delta(name, name, figure, other)


def alike(one: Value, other: Value) -> bool:
    """Whether two figures are the same; what cannot be had is alike whatever the reason."""
    if isinstance(one, Missing) and isinstance(other, Missing):
        return one.kind is other.kind
    return one == other


def nodes(result: Result) -> dict[str, NodeScore]:
    """All nodes of a result by path, those of the rows of lists too; the root under the empty path."""
    tops = [result.root] if result.root.children else []
    waiting = [*tops, *(tree for made in result.lists.values() for tree in made.trees)][::-1]
    found: dict[str, NodeScore] = {}
    while waiting:
        one = waiting.pop()
        found[one.node.path] = one
        waiting += reversed(one.children)
    return found
