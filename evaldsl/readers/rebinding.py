"""An indicator that stands for every row of a kind, bound to one row: its own figures and the fields of the row are meant.

In: a rule and the parts of it in which its own path or the fields of its list occur. Out: for each part a maker of the same part for the
path and index of a row. Guarantees: what does not speak of its row is shared by all rows, not copied.
"""

from collections.abc import Callable, Mapping
from typing import Any

from evaldsl.model.program import Attribute, FieldRef, Node, NodeRef
from evaldsl.model.types import Type
from evaldsl.records import field_names

Maker = Callable[[str, int, Type], Any]
"""Path, index and type of the figures of a row → the part for this row."""

PARTS = ("method", "applies", "requires", "vetoes")


def makers(rule: Node) -> Mapping[str, Maker]:
    """The parts of a rule that speak of its row."""
    found = {name: _maker(getattr(rule, name), rule.path) for name in PARTS}
    return {name: make for name, make in found.items() if make is not None}


def _maker(part: Any, own: str) -> Maker | None:
    match part:
        case NodeRef(path, attribute, type_, where) if path == own:
            if attribute in (Attribute.VALUE, Attribute.TARGET):
                return lambda at, row, kind: NodeRef(at, attribute, kind, where)
            return lambda at, row, kind: NodeRef(at, attribute, type_, where)
        case FieldRef(list, name, type_, where):
            return lambda at, row, kind: FieldRef(list, name, type_, where, row)
        case tuple():
            inner = [(_maker(x, own), x) for x in part]
            if all(make is None for make, _ in inner):
                return None
            return lambda at, row, kind: tuple([x if make is None else make(at, row, kind) for make, x in inner])
        case _ if hasattr(part, "__record_fields__"):
            fields = [(None if name in ("where", "type") else _maker(x, own), x) for name, x in _fields(part)]
            if all(make is None for make, _ in fields):
                return None
            cls: Any = type(part)
            return lambda at, row, kind: cls(*[x if make is None else make(at, row, kind) for make, x in fields])
        case _:
            return None


def _fields(part: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(part, name)) for name in field_names(type(part))]
