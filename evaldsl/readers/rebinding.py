"""An indicator that stands for every row of a kind, bound to one row: its own figures and the fields of the row are meant.

In: parts of a program in which the rule's path and fields of its list occur. Out: the same parts for a path and a row. Guarantees: a part
in which neither occurs is shared, not copied.
"""

from typing import Any

from evaldsl.model.program import Attribute, FieldRef, Node, NodeRef
from evaldsl.model.types import Type
from evaldsl.records import evolve, field_names, frozen

_PARTS = ("method", "applies", "requires", "vetoes")


@frozen
class Rebound:
    """The parts of a rule that speak of its row or of its own path."""

    parts: tuple[str, ...]


def rebinding(rule: Node) -> Rebound | None:
    """Which parts of a rule must be bound to each row; None when it can be shared whole."""
    found = tuple(name for name in _PARTS if _speaks(getattr(rule, name), rule.path))
    return Rebound(found) if found else None


def bound(part: Any, rule: Node, path: str, row: int, kind: Type) -> Any:
    """A part of a rule for the row of an index, whose indicator has this path and whose figures are of this type."""
    match part:
        case NodeRef() if part.path == rule.path:
            own = part.attribute in (Attribute.VALUE, Attribute.TARGET)
            return NodeRef(path, part.attribute, kind if own else part.type, part.where)
        case FieldRef():
            return evolve(part, row=row)
        case tuple():
            made = tuple([bound(x, rule, path, row, kind) for x in part])
            return part if all(a is b for a, b in zip(part, made, strict=True)) else made
        case _ if hasattr(part, "__record_fields__"):
            changes = {}
            for name in field_names(type(part)):
                if name in ("where", "type"):
                    continue
                old = getattr(part, name)
                new = bound(old, rule, path, row, kind)
                if new is not old:
                    changes[name] = new
            return evolve(part, **changes) if changes else part
        case _:
            return part


def _speaks(part: Any, path: str) -> bool:
    stack = [part]
    while stack:
        at = stack.pop()
        if isinstance(at, FieldRef) or (isinstance(at, NodeRef) and at.path == path):
            return True
        if isinstance(at, tuple):
            stack += at
        elif hasattr(at, "__record_fields__"):
            stack += [getattr(at, name) for name in field_names(type(at)) if name not in ("where", "type")]
    return False
