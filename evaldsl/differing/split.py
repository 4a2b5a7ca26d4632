"""The change of a subject's score, split exactly: what the rules did, what the facts did, what rounding did.

In: a fact file of before and one of after, both rulesets. Out: a `Part` for each node and the total. Guarantees: rules + facts + rounding is the printed change, exactly.
The rules come first: they are what the new rules make of the old facts, without rounding; the facts are the rest of the exact change; rounding is what
the printed change has beyond the exact one. The exact score of a node is that of the ruleset with the roundings of its nodes left out; where that is irrational
the node keeps its rounding, since nothing else gives it a number.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.diagnostics.core import Diagnostic, InFile
from evaldsl.differing.files import Ways, nodes
from evaldsl.differing.reading import carried, read_by
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import NodeScore
from evaldsl.model.facts import Facts
from evaldsl.model.program import Node, Program
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.records import evolve, frozen

ZERO = Fraction(0)
_ROUNDS = 50


@frozen
class Part:
    """The change of a node. `before` and `after` are the printed scores (None: it is not there, or does not apply, and counts 0)."""

    old: str | None
    new: str | None
    before: Fraction | None
    after: Fraction | None
    rules: Fraction
    facts: Fraction
    rounding: Fraction

    @property
    def change(self) -> Fraction:
        """The printed change, which is the three parts together."""
        return (self.after or ZERO) - (self.before or ZERO)


@frozen
class Split:
    """The change of a subject. `parts` has the total first, then the nodes that changed or whose exact score did."""

    name: str
    then: str
    subject: str
    grades: tuple[str | None, str | None]
    parts: tuple[Part, ...]


def split(data: bytes, file: str, then: bytes, then_file: str, both: Ways) -> Split | Diagnostic:
    """Splits the change from one fact file under the old rules to another under the new ones. Refused: E644 (one of the three results cannot be had), E645 (two subjects)."""
    first, last = read_by(data, file, both.old), read_by(then, then_file, both.new)
    for side, name in ((first, file), (last, then_file)):
        if side.facts is None or side.result is None or side.result.total is None:
            return Diagnostic("E644", InFile(name), {"file": name, "codes": "、".join(side.codes) or "—"}, help="side")
    assert first.facts is not None
    assert last.facts is not None
    if first.facts.subject and last.facts.subject and first.facts.subject != last.facts.subject:
        return Diagnostic("E645", InFile(then_file), {"first": first.facts.subject, "second": last.facts.subject})
    crossed = read_by(carried(data, first.facts, both.new), file, both.new)
    if crossed.facts is None or crossed.result is None or crossed.result.total is None:
        return Diagnostic("E644", InFile(file), {"file": file, "codes": "、".join(crossed.codes) or "—"}, help="cross")
    exact = [
        unrounded(program, facts)
        for program, facts in ((both.old.program, first.facts), (both.new.program, crossed.facts), (both.new.program, last.facts))
    ]
    assert first.result is not None
    assert last.result is not None
    grades = tuple(side.result.total.grade if side.result and side.result.total else None for side in (first, last))
    parts = tuple(_parts(nodes(first.result), nodes(last.result), exact, both))
    return Split(file, then_file, last.facts.subject or first.facts.subject, grades, parts)  # type: ignore[arg-type]


def _parts(first: dict[str, NodeScore], last: dict[str, NodeScore], exact: list[dict[str, Value]], both: Ways) -> Iterator[Part]:
    there = {old: new for new, old in both.matched.names.paths.items()}
    taken: set[str] = set()
    pairs: list[tuple[str | None, str | None]] = []
    for path in first:
        other: str | None = there.get(path, path)
        other = other if other in last else None
        taken |= {other} if other is not None else set()
        pairs.append((path, other))
    pairs += [(None, path) for path in last if path not in taken]
    for old, new in pairs:
        before = None if old is None else first[old].score
        after = None if new is None else last[new].score
        figures = (before, after, _at(exact[0], old), _at(exact[1], new), _at(exact[2], new))
        if not all(_has_points(x) for x in figures):
            continue  # a rating, or a figure that is not settled
        printed = _points(after) - _points(before)
        x, y, z = map(_points, figures[2:])
        part = Part(old, new, _shown(before), _shown(after), y - x, z - y, printed - (z - x))
        if old == "" or part.change or part.rules or part.facts or part.rounding:
            yield part


def _at(exact: dict[str, Value], path: str | None) -> Value | None:
    return None if path is None else exact.get(path)


def _has_points(value: Value | None) -> bool:
    return value is None or isinstance(value, Fraction) or (isinstance(value, Missing) and value.kind is Absence.NOT_APPLICABLE)


def _points(value: Value | None) -> Fraction:
    return value if isinstance(value, Fraction) else ZERO


def _shown(value: Value | None) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


# ---- without rounding ------------------------------------------------------------------------------------------------


def unrounded(program: Program, facts: Facts) -> dict[str, Value]:
    """The exact score of every node by path: of the ruleset with the roundings of its nodes left out."""
    own = facts.program or program
    kept: set[str] = set()
    for _ in range(_ROUNDS):
        bare = without_rounding(own, frozenset(kept))
        result = evaluate(bare, evolve(facts, program=None))
        found = nodes(result)
        odd = {path for path, one in found.items() if _irrational(one.score)}
        lowest = {
            path
            for path in odd - kept
            if all(child.node.path in kept or child.node.path not in odd for child in found[path].children)
        }
        if not lowest:
            return {path: one.score for path, one in found.items()}
        kept |= lowest
    return {path: one.score for path, one in found.items()}


def _irrational(value: Value) -> bool:
    return isinstance(value, Uncertain) and not value.needs and not value.pending


def without_rounding(program: Program, kept: frozenset[str] = frozenset()) -> Program:
    """The program with no rounding at its nodes but at those of `kept`; roundings inside formulas are rules and stay."""

    def bare(node: Node) -> Node:
        children = tuple(bare(child) for child in node.children)
        return evolve(node, children=children, rounding=node.rounding if node.path in kept else None)

    lists = {
        name: evolve(spec, tree=None if spec.tree is None else bare(spec.tree), trees=tuple(bare(tree) for tree in spec.trees))
        for name, spec in program.lists.items()
    }
    return evolve(program, root=bare(program.root), lists=lists, base=None)
