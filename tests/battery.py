"""The batteries of bad input in tests/diagnostics/bad/*.txt: text → chunks, chunk → difference between expected and found.

A chunk stands between lines `=====`. Its first lines may be `## name: …` and `## expect: E123` (an error without a line).
Ruleset chunks: `#! E301 E302` at the end of a line names the codes that this line must get. Fact chunks: ruleset, a line
`-----`, the fact file, a line `-----`, then lines `E501 $.facts.党内培训` (`E601 7` for line 7 of the ruleset, a code alone
for a problem without a place). Errors must match exactly, both ways; a warning is compared only where a chunk names its code.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from evaldsl.diagnostics.core import Diagnostic, Severity
from tests.pipeline import ROOT, checked, place_text, run

BAD = ROOT / "tests" / "diagnostics" / "bad"
Expected = tuple[str, str]  # code, place

_MARK = re.compile(r"\s*#!((?:\s*[EW]\d+)+)\s*$")
_HEAD = re.compile(r"##\s*(name|expect):\s*(.*)")


@frozen
class Chunk:
    """One bad input with what it must give. `facts` is None for a ruleset alone."""

    file: str
    name: str
    text: str
    facts: str | None
    expected: tuple[Expected, ...]

    @property
    def id(self) -> str:
        """A short name for pytest."""
        return f"{self.file}:{self.name}"


def chunks_of(file: str, content: str) -> list[Chunk]:
    """The chunks of one battery. A malformed one is an `AssertionError` that names it."""
    found = []
    for number, piece in enumerate(re.split(r"^=====\s*$", content, flags=re.M), 1):
        if piece.strip():
            found.append(_chunk(file, number, piece.strip("\n")))
    return found


def _chunk(file: str, number: int, piece: str) -> Chunk:
    name, expected = f"#{number}", []
    lines = piece.split("\n")
    while lines and (head := _HEAD.fullmatch(lines[0].strip())):
        lines.pop(0)
        if head[1] == "name":
            name = head[2]
        else:
            expected += [(code, "") for code in head[2].split()]
    parts = re.split(r"^-----\s*$\n?", "\n".join(lines), flags=re.M)
    assert len(parts) in (1, 3), f"{file}: chunk {name}: {len(parts) - 1} lines `-----`, need none or two"
    source, found = _marks(parts[0])
    expected += found
    if len(parts) == 3:
        for line in filter(None, map(str.strip, parts[2].split("\n"))):
            code, _, place = line.partition(" ")
            assert re.fullmatch(r"[EW]\d+", code), f"{file}: chunk {name}: `{line}` names no code"
            expected.append((code, place.strip().removeprefix("line ")))
    assert expected, f"{file}: chunk {name} expects nothing: no `#!`, no `## expect:`"
    return Chunk(file, name, source, parts[1] if len(parts) == 3 else None, tuple(expected))


def _marks(text: str) -> tuple[str, list[Expected]]:
    """The ruleset without its `#!` marks (lines keep their numbers), and the marks."""
    lines, expected = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if mark := _MARK.search(line):
            expected += [(code, str(number)) for code in mark[1].split()]
            line = line[: mark.start()]
        lines.append(line)
    return "\n".join(lines), expected


def all_chunks(folder: Path = BAD) -> list[Chunk]:
    """Every chunk of every battery, in order of files."""
    return [c for path in sorted(folder.glob("*.txt")) for c in chunks_of(path.stem, path.read_text(encoding="utf-8"))]


def problems_of(chunk: Chunk) -> tuple[Diagnostic, ...]:
    """What the stages say to a chunk."""
    return checked(chunk.text).problems if chunk.facts is None else run(chunk.text, chunk.facts).problems


def difference(chunk: Chunk, problems: Iterable[Diagnostic]) -> list[str]:
    """One line for every expected problem that is missing and every error that was not expected; empty when all is well."""
    named = {code for code, _ in chunk.expected}
    found = Counter((p.code, place_text(p.place)) for p in problems if p.severity is Severity.ERROR or p.code in named)
    expected = Counter(chunk.expected)
    return [f"missing    {_say(key)}" for key in (expected - found).elements()] + [
        f"unexpected {_say(key)}" for key in (found - expected).elements()
    ]


def _say(key: Expected) -> str:
    code, place = key
    return code if not place else f"{code} at {place}" if place.startswith("$") else f"{code} in line {place}"
