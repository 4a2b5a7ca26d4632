"""What a claim speaks of: from a name as a person writes it to the figures of the result that it can mean.

In: the program and a name: a fact, a named value (`执行率.年初口径`; `执行率` leaves its cases open), an indicator or group by its path or its
shortest tail, with a part (`培训.得分`, `.weight`), the total (`总分`), the grade, a check (`预算合计.左边`) or its side, an outcome. Out: the subjects in the order
of the ruleset, or the problem noted: E571 (no such figure, with the nearest), E541 (several indicators), E572 (no such part).
"""

from collections.abc import Iterator, Mapping

from evaldsl.diagnostics.core import listed
from evaldsl.model.claims import Subject, SubjectKind
from evaldsl.model.family_names import full_name
from evaldsl.model.program import CheckSpec, FactRef, LetRef, Node, PointsResult, Program, RangeTarget, RatingResult
from evaldsl.model.types import NUMBER, DateType, QuantityType, Style, Type, YesNoType
from evaldsl.model.units import PERCENT_POINT
from evaldsl.readers.nodes import TOTAL_WORDS, Nodes, plain_path
from evaldsl.readers.problems import Path, Problems

NODE_PARTS: Mapping[str, str] = {
    "score": "score", "得分": "score", "weight": "weight", "分值": "weight", "权重": "weight", "value": "value", "取值": "value",
    "target": "target", "目标": "target", "met": "met", "达标": "met",
}  # fmt: skip
CHECK_PARTS: Mapping[str, str] = {
    "left": "left", "左边": "left", "right": "right", "右边": "right", "difference": "difference", "差额": "difference",
    "passed": "passed", "一致": "passed",
}  # fmt: skip
GRADE_WORDS = frozenset(("grade", "等级"))

_POINTS = QuantityType(PERCENT_POINT, Style.POINTS)
_SHOWN = 10


class Subjects:
    """The figures of a program by name."""

    def __init__(self, program: Program, nodes: Nodes) -> None:
        """Of one program."""
        self.program, self.nodes = program, nodes
        self._known: dict[str, tuple[Subject, ...] | None] = {}

    def find(self, name: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
        """The figures that a name can mean, None after the problem was noted."""
        wanted = plain_path(name)
        found = self._known.get(wanted)
        if found is None:
            found = self._find(name, wanted, path, problems)
            if found is not None:
                self._known[wanted] = found
        return found

    def _find(self, name: str, wanted: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
        program = self.program
        wanted = full_name(wanted, program.families, program.lets)
        head, _, tail = wanted.rpartition(".")
        if program.lists:
            from evaldsl.readers.cells import find_in_lists

            of_list = find_in_lists(program, name, path, problems)
            if of_list is None or of_list:
                return of_list
        if wanted in program.facts:
            return (Subject(SubjectKind.FACT, wanted, "", program.facts[wanted].type, wanted),)
        if wanted in program.lets:
            return (self._let(wanted),)
        cases = [key for key in program.lets if key.startswith(wanted + ".")]
        if cases:
            return tuple(self._let(key) for key in cases)
        for spec in program.outcomes:
            if spec.name == wanted:
                return (Subject(SubjectKind.OUTCOME, wanted, "", spec.type, wanted),)
        for check in program.checks:
            if wanted == check.name or (head == check.name and tail in CHECK_PARTS):
                return self._check(check, "passed" if wanted == check.name else CHECK_PARTS[tail], name, path, problems)
        if wanted in GRADE_WORDS and program.grade_type is not None and wanted not in self.nodes.by_path:
            return (Subject(SubjectKind.GRADE, "", "", program.grade_type, "grade"),)
        return self._of_node(name, wanted, head, tail, path, problems)

    def _let(self, key: str) -> Subject:
        return Subject(SubjectKind.LET, key, "", self.program.lets[key].type, key)

    def _check(self, check: CheckSpec, part: str, name: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
        text = f"{check.name}.{part}" if part != "passed" else check.name
        if part == "passed":
            return (Subject(SubjectKind.CHECK, check.name, part, YesNoType(), text),)
        if check.sides is None:
            problems.add(path, "E572", name=name, part=name.rpartition(".")[2], known=listed(("passed",)))
            return None
        left, _, right = check.sides
        type = right.type if part == "right" else left.type
        if part == "difference":
            type = _difference(type, check)
        return (Subject(SubjectKind.CHECK, check.name, part, type, text),)

    def _of_node(
        self, name: str, wanted: str, head: str, tail: str, path: Path, problems: Problems
    ) -> tuple[Subject, ...] | None:
        if wanted in TOTAL_WORDS and wanted not in self.nodes.by_path:
            return self._node(self.program.root, "score", name, path, problems)
        if head in TOTAL_WORDS and tail in NODE_PARTS and head not in self.nodes.by_path:
            return self._node(self.program.root, NODE_PARTS[tail], name, path, problems)
        quiet = Problems()
        node = self.nodes.find(wanted, path, quiet)
        if node is not None:
            return self._node(node, "score" if node.value is None else "value", name, path, problems)
        if quiet.found[0].code != "E541" and head and tail in NODE_PARTS:
            other = Problems()
            node = self.nodes.find(head, path, other)
            if node is not None:
                return self._node(node, NODE_PARTS[tail], name, path, problems)
            quiet = other if other.found[0].code == "E541" else quiet
        if quiet.found[0].code == "E541":
            found = quiet.found[0]
            problems.add(path, "E541", **found.args)
            return None
        from evaldsl.spelling import nearest

        near = nearest(wanted, self._names()) or next((known for known in self._names() if wanted in known), None)
        problems.add(path, "E571", "near" if near else None, name=name, near=near or "")
        return None

    def _node(self, node: Node, part: str, name: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
        """A part of a node. A value that is a fact or a named value is that one, so that two claims of one figure meet."""
        types = dict(_parts(node))
        if part not in types:
            problems.add(path, "E572", name=name, part=name.rpartition(".")[2] or part, known=listed(types))
            return None
        value = node.value if part == "value" else None
        if isinstance(value, FactRef):
            return (Subject(SubjectKind.FACT, value.name, "", value.type, value.name),)
        if isinstance(value, LetRef):
            return (self._let(value.name),)
        text = f"{node.path or 'total'}.{part}" if node.path or part != "score" else "total"
        return (Subject(SubjectKind.NODE, node.path, part, types[part], text),)

    def _names(self) -> Iterator[str]:
        """Names to choose the nearest from: whole ones first."""
        program = self.program
        yield from program.facts
        yield from program.lets
        yield from dict.fromkeys(key.partition(".")[0] for key in program.lets)
        yield from (check.name for check in program.checks)
        yield from (outcome.name for outcome in program.outcomes)
        for node in self.nodes.by_path.values():
            yield node.name
            yield node.path


def _parts(node: Node) -> Iterator[tuple[str, Type]]:
    """What a claim can speak of at a node, with its type."""
    yield "score", node.result.type if isinstance(node.result, RatingResult) else NUMBER
    if node.weight is not None or isinstance(node.result, PointsResult):
        yield "weight", NUMBER
    if node.value is not None:
        yield "value", node.value.type
    if node.target is not None and not isinstance(node.target, RangeTarget):
        yield "target", node.target.expr.type
    if node.target is not None:
        yield "met", YesNoType()


def _difference(type: Type, check: CheckSpec) -> Type:
    """The type of left − right: 个百分点 for percentages, days for dates."""
    if isinstance(type, QuantityType):
        return _POINTS if type.style in (Style.PERCENT, Style.RATIO) else type
    if isinstance(type, DateType) and check.within is not None:
        return check.within.type
    return NUMBER
