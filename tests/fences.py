"""Fenced blocks of Markdown: text → blocks with their info string, lines and a preceding `<!-- file: … -->` marker."""

import re

from attrs import frozen

_OPEN = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_FILE = re.compile(r"^\s*<!--\s*file:\s*(\S+)\s*-->\s*$")


@frozen
class Fence:
    """A block. `line` is that of its opening fence, from 1; `start` and `end` are offsets of its content in the document."""

    info: tuple[str, ...]
    text: str
    line: int
    start: int
    end: int
    file: str | None
    heading: str

    @property
    def language(self) -> str:
        """The first word of the info string, or empty."""
        return self.info[0] if self.info else ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The words after the language."""
        return self.info[1:]


def fences(document: str) -> list[Fence]:
    """The fenced blocks in order. An unclosed block is an `AssertionError`."""
    found: list[Fence] = []
    offset, heading, file = 0, "", None
    opened: tuple[re.Match[str], int, int] | None = None
    for number, line in enumerate(document.splitlines(keepends=True), 1):
        bare = line.rstrip("\r\n")
        if opened is None:
            if match := _OPEN.match(bare):
                opened = (match, number, offset + len(line))
            elif bare.startswith("#"):
                heading = bare.lstrip("#").strip()
            if marker := _FILE.match(bare):
                file = marker[1]
            elif bare.strip() and opened is None:
                file = None
        elif bare.strip().startswith(opened[0]["fence"]) and not bare.strip().strip(opened[0]["fence"][0]):
            match, at, start = opened
            text = document[start:offset]
            found.append(Fence(tuple(match["info"].split()), text, at, start, offset, file, heading))
            opened, file = None, None
        offset += len(line)
    assert opened is None, f"the block that opens in line {opened[1]} is not closed" if opened else ""
    return found


def replaced(document: str, texts: dict[int, str]) -> str:
    """The document with the content of some blocks (by `start`) replaced."""
    for fence in sorted(fences(document), key=lambda f: -f.start):
        if fence.start in texts:
            text = texts[fence.start]
            document = (
                document[: fence.start] + (text if text.endswith("\n") or not text else text + "\n") + document[fence.end :]
            )
    return document
