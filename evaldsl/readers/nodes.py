"""From a path in the fact file to the node of the ruleset that it means.

In: the program's tree and a path as a person writes it: the full path or its shortest unambiguous tail, quotes 「」 and full width allowed.
Out: the node, or a problem noted: no such node (E540, with the nearest), several of that name (E541), the same node twice (E542).
"""

import weakref
from collections.abc import Iterator
from functools import lru_cache

from evaldsl.diagnostics.core import listed
from evaldsl.model.program import Node, Program
from evaldsl.readers.json_text import Object
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Path, Problems

TOTAL_WORDS = frozenset(("total", "总分", "合计"))


_LONGEST = 1000
_REMEMBERED = 100
"""Paths up to this length are remembered: the forms of a batch have the same names again and again."""


def plain_path(text: str) -> str:
    """A path in the form in which paths are compared."""
    if (text.isascii() and text.isidentifier()) or len(text) > _LONGEST:
        return text
    return _known_path(text) if len(text) <= _REMEMBERED else _plain_path(text)


def _plain_path(text: str) -> str:
    parts = plain(text).replace("「", "").replace("」", "")
    return ".".join(part.strip() for part in parts.split("."))


_known_path = lru_cache(2048)(_plain_path)


class Nodes:
    """The nodes of a program by every tail of their paths."""

    def __init__(self, program: Program) -> None:
        """Of one program."""
        self.by_path: dict[str, Node] = {}
        self.absent: set[str] = set()
        self._tails: dict[str, list[Node]] = {}
        for names, node, may_be_absent in _walk(program.root):
            self.by_path[node.path] = node
            if may_be_absent:
                self.absent.add(node.path)
            for start in range(len(names)):
                self._tails.setdefault(".".join(names[start:]), []).append(node)
        for spec in program.lists.values():
            for tree in spec.trees:  # by their full paths only: tails are those of the tree of the ruleset
                self.by_path[tree.path] = tree
                for _, node, may_be_absent in _walk(tree):
                    self.by_path[node.path] = node
                    if may_be_absent:
                        self.absent.add(node.path)

    def find(self, key: str, path: Path, problems: Problems) -> Node | None:
        """The node that a key means."""
        wanted = plain_path(key)
        if wanted in self.by_path:
            return self.by_path[wanted]
        found = self._tails.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            paths = listed(node.path for node in found[:10])
            problems.add_key(path, "E541", name=key, paths=paths, first=found[0].path)
            return None
        from evaldsl.spelling import nearest

        near = nearest(wanted, self._tails)
        problems.add_key(path, "E540", "near" if near else None, name=key, near=near or "")
        return None

    def each(self, section: Object, name: str, problems: Problems) -> Iterator[tuple[Node, str, Path]]:
        """The nodes that the keys of a section mean, each once, with the key and its data path."""
        seen: dict[str, str] = {}
        for key in section:
            path: Path = (name, key)
            node = self.find(key, path, problems)
            if node is None:
                continue
            if node.path in seen:
                problems.add_key(path, "E542", name=key, other=seen[node.path], path=node.path)
                continue
            seen[node.path] = key
            yield node, key, path


_made: dict[int, tuple["weakref.ref[Program]", Nodes]] = {}


def nodes_of(program: Program) -> Nodes:
    """The nodes of a program, gathered at its first use and kept as long as the program lives."""
    key = id(program)
    kept = _made.get(key)
    if kept is not None and kept[0]() is program:
        return kept[1]
    nodes = Nodes(program)
    made = _made  # held by the callback, which may run when the module is already gone

    def forget(_: object) -> None:
        made.pop(key, None)

    made[key] = (weakref.ref(program, forget), nodes)
    return nodes


def _walk(root: Node) -> Iterator[tuple[tuple[str, ...], Node, bool]]:
    """Every node below the root with the names on its path, and whether it, or a group around it, may be not applicable."""
    stack: list[tuple[tuple[str, ...], Node, bool]] = [((child.name,), child, False) for child in reversed(root.children)]
    while stack:
        names, node, inherited = stack.pop()
        may_be_absent = inherited or node.absent is not None
        yield names, node, may_be_absent
        stack += [((*names, child.name), child, may_be_absent) for child in reversed(node.children)]
