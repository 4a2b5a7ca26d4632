"""From a path in the fact file to the node of the ruleset that it means.

In: the program's tree and a path as a person writes it: the full path or its shortest unambiguous tail, quotes 「」 and full width allowed.
Out: the node, or a problem noted: no such node (E540, with the nearest), several of that name (E541), the same node twice (E542).
"""

from collections.abc import Iterator

from evaldsl.diagnostics.core import listed
from evaldsl.model.program import Node, Program
from evaldsl.readers.json_text import Object
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Path, Problems

TOTAL_WORDS = frozenset(("total", "总分", "合计"))


_LONGEST = 1000


def plain_path(text: str) -> str:
    """A path in the form in which paths are compared."""
    if (text.isascii() and text.isidentifier()) or len(text) > _LONGEST:
        return text
    parts = plain(text).replace("「", "").replace("」", "")
    return ".".join(part.strip() for part in parts.split("."))


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


def _walk(root: Node) -> Iterator[tuple[tuple[str, ...], Node, bool]]:
    """Every node below the root with the names on its path, and whether it, or a group around it, may be not applicable."""
    stack: list[tuple[tuple[str, ...], Node, bool]] = [((child.name,), child, False) for child in reversed(root.children)]
    while stack:
        names, node, inherited = stack.pop()
        may_be_absent = inherited or node.absent is not None
        yield names, node, may_be_absent
        stack += [((*names, child.name), child, may_be_absent) for child in reversed(node.children)]
