"""Trees of records: for every row of a fact file the indicators that `for each` gives its list (逐个 … 指标).

In: a program whose lists have trees, the rows of one file. Out: the program with a tree for every row, each with paths of its own:
`项目[甲].执行`. Guarantees: a row is named by its key, without one by its number from 1; what does not speak of its row is shared.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from evaldsl.model.facts import FactValue
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Aggregate, FieldRef, ListSpec, Node, NodeRef, Program
from evaldsl.records import evolve, field_names

_Maker = Callable[[str, int], Any]


def planted(program: Program, lists: Mapping[str, Sequence[Mapping[str, FactValue]]]) -> Program:
    """The program with the trees of the rows."""
    made = dict(program.lists)
    for name, spec in program.lists.items():
        rows = lists.get(name)
        if spec.tree is not None and rows:
            make = _maker(spec.tree, spec.tree.path)
            made[name] = evolve(spec, trees=tuple([_root(spec, spec.tree, make, i, row) for i, row in enumerate(rows)]))
    return evolve(program, lists=made)


def _root(spec: ListSpec, tree: Node, make: _Maker | None, i: int, row: Mapping[str, FactValue]) -> Node:
    name = row_name(spec, i, row)
    assert make is not None  # its own path occurs in it
    return evolve(make(f"{spec.name}[{name}]", i), name=name)  # type: ignore[no-any-return]


def row_name(spec: ListSpec, i: int, row: Mapping[str, FactValue]) -> str:
    """What stands in brackets for a row."""
    entry = None if spec.key is None else row.get(spec.key)
    match None if entry is None else entry.value:
        case str() as text:
            return text
        case Fraction() as number:
            return exact_text(number)
        case date() as day:
            return day.isoformat()
        case _:
            return str(i + 1) if spec.key is None else f"#{i + 1}"


def _maker(part: Any, own: str) -> _Maker | None:
    """What makes the part of a tree for a row; None where the part is the same for all rows."""
    match part:
        case NodeRef(path, attribute, type_, where) if path == own or path.startswith(own + "."):
            rest = path[len(own) :]
            return lambda at, row: NodeRef(at + rest, attribute, type_, where)
        case FieldRef(list, name, type_, where):
            return lambda at, row: FieldRef(list, name, type_, where, row)
        case Aggregate():
            return None  # inside it the rows that it runs over are looked at
        case str() if part == own or part.startswith(own + "."):
            rest = part[len(own) :]
            return lambda at, row: at + rest
        case tuple():
            inner = [(_maker(x, own), x) for x in part]
            if all(make is None for make, _ in inner):
                return None
            return lambda at, row: tuple([x if make is None else make(at, row) for make, x in inner])
        case _ if hasattr(part, "__record_fields__"):
            names = field_names(type(part))
            fields = [(None if x in ("where", "type") else _maker(getattr(part, x), own), getattr(part, x)) for x in names]
            if all(make is None for make, _ in fields):
                return None
            cls: Any = type(part)
            return lambda at, row: cls(*[x if make is None else make(at, row) for make, x in fields])
        case _:
            return None
