"""What a goal reads: the facts, the fields of lists and the judged indicators that it can depend on.

In: a program, the path of the node that the goal speaks of ("" for the total, with its grade). Out: `Reads`. Guarantees: whatever the node can
depend on is among them; `fragile` are names in a figure of rows that cannot always be computed: where it cannot, the row is left out of
what is counted, which bounds do not show.
"""

from collections.abc import Mapping
from typing import Any

from evaldsl.model.program import (
    Aggregate,
    Apply,
    Arithmetic,
    Builtin,
    Const,
    Consult,
    FactRef,
    FieldRef,
    Joined,
    LetRef,
    Look,
    Node,
    NodeRef,
    Op,
    Program,
)
from evaldsl.reaching.places import takes_points
from evaldsl.records import frozen

_PARTIAL = frozenset({"ln", "log10", "sqrt", "root"})


@frozen
class Reads:
    """`fields` are (list, field); `judged` paths of indicators; `fragile` names of facts, or of fields as (list, field)."""

    facts: frozenset[str]
    fields: frozenset[tuple[str, str]]
    judged: frozenset[str]
    fragile: frozenset[object]


def reads_of(program: Program, path: str) -> Reads:
    """What a node can depend on."""
    nodes = _nodes(program)
    start: list[Any] = [nodes[path]]
    if path:
        while path:
            path = path.rpartition(".")[0] if path.rpartition(".")[0] in nodes else ""
            start.append(nodes[path].applies)
        start += [node for node in nodes.values() if node.absent is not None and node.absent.to is not None]
    else:
        start += [program.grades, program.grade_rules]
    walk = _Walk(program, nodes)
    walk.run(start)
    inner = _Walk(program, nodes)
    inner.run(walk.doubtful)
    return Reads(frozenset(walk.facts), frozenset(walk.fields), frozenset(walk.judged), frozenset(inner.facts | inner.fields))


def _nodes(program: Program) -> dict[str, Node]:
    found: dict[str, Node] = {}
    waiting = [program.root, *(tree for spec in program.lists.values() for tree in spec.trees)]
    while waiting:
        node = waiting.pop()
        found[node.path] = node
        waiting += node.children
    return found


class _Walk:
    """Everything that is reached from some parts of a program; `doubtful` are divisors and the like inside the figures of rows."""

    def __init__(self, program: Program, nodes: Mapping[str, Node]) -> None:
        self.program, self.nodes = program, nodes
        self.facts: set[str] = set()
        self.fields: set[tuple[str, str]] = set()
        self.judged: set[str] = set()
        self.doubtful: list[Any] = []
        self._seen: set[tuple[int, bool]] = set()
        self._kept: list[Any] = []

    def run(self, start: list[Any]) -> None:
        """Walks without recursion; the flag says whether a part belongs to the figures of rows."""
        waiting: list[tuple[Any, bool]] = [(part, False) for part in start]
        while waiting:
            one, rows = waiting.pop()
            if isinstance(one, tuple | list):
                waiting += [(part, rows) for part in one]
                continue
            if isinstance(one, Mapping):
                waiting += [(part, rows) for part in one.values()]
                continue
            if not hasattr(type(one), "__match_args__") or (id(one), rows) in self._seen:
                continue
            self._seen.add((id(one), rows))
            self._kept.append(one)
            waiting += self._behind(one, rows)
            if isinstance(one, Node) and takes_points(one):
                self.judged.add(one.path)
            inside = rows or isinstance(one, Aggregate)
            waiting += [(getattr(one, name), inside) for name in type(one).__match_args__]

    def _behind(self, one: Any, rows: bool) -> list[tuple[Any, bool]]:
        """What a name stands for."""
        program = self.program
        match one:
            case FactRef():
                self.facts.add(one.name)
            case LetRef():
                return [(program.lets[one.name].expr, rows)]
            case NodeRef() if one.path in self.nodes:
                return [(self.nodes[one.path], rows)]
            case Apply():
                return [(program.functions[one.name], rows)]
            case Look():
                return [(program.bands[one.bands], rows)]
            case Consult():
                return [(program.tables[one.table], rows)]
            case FieldRef() | Joined():
                return self._field(one.list, one.name)
            case Aggregate():
                return self._list(one.list)
            case Arithmetic() if rows and one.op is Op.DIV and not isinstance(one.right, Const):
                self.doubtful.append(one.right)
            case Arithmetic() if rows and one.op is Op.POW:
                self.doubtful.append(one.left)
            case Builtin() if rows and one.name in _PARTIAL:
                self.doubtful.append(one.args)
            case _:
                pass
        return []

    def _field(self, owner: str, name: str) -> list[tuple[Any, bool]]:
        spec = self.program.lists[owner]
        found = self._list(owner)
        if name in spec.lets:
            found.append((spec.lets[name].expr, True))
            if name == "score":
                found.append((spec.trees or spec.tree, True))
        elif spec.derived is None:
            self.fields.add((owner, name))
        return found

    def _list(self, owner: str) -> list[tuple[Any, bool]]:
        """A list whose rows are looked at: what they are made of, where they are derived; the key that joins them."""
        spec = self.program.lists[owner]
        if spec.derived is not None:
            behind = [(name, self.program.lists[name]) for name in spec.derived.lists]
            return [(spec.derived.reads, True), *((list(x.lets.values()), True) for _, x in behind)]
        return []
