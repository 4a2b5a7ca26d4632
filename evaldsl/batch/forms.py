"""The forms of a batch, one at a time: files, folders, JSON lists and JSON lines as a stream of fact files.

In: paths as the user gave them, or an open stream. Out: `Form`s in the order of the input, each with its bytes and its place, or with the
problems that make it unreadable. Guarantees: no more than one form is held at a time, and none beyond the limit of a fact file; a folder
gives its own `*.json` files in the order of their names and nothing that a link leads to outside it; no error ends the stream of the forms
after it, save one inside a JSON list, whose further forms cannot be told apart (E915).
"""

import os
from collections.abc import Iterable, Iterator
from typing import IO

from evaldsl.batch.elements import elements
from evaldsl.diagnostics.core import Diagnostic, InFile
from evaldsl.library import FACTS_BYTES, open_bytes
from evaldsl.records import frozen
from evaldsl.source import Where

LINES = (".jsonl", ".ndjson")
_PIECE = 1 << 16


@frozen
class Stream:
    """An open stream of bytes and what it is called in messages."""

    name: str
    file: IO[bytes]


@frozen
class Form:
    """One fact file of a batch, numbered from 1. `data` is None when it cannot be read; `problems` say why.

    `line` is where it begins in its file when the file holds many, `index` its place from 0 in a JSON list.
    """

    number: int
    file: str
    data: bytes | None
    problems: tuple[Diagnostic, ...] = ()
    line: int | None = None
    column: int = 1
    index: int | None = None

    @property
    def name(self) -> str:
        """What the form is called in explanations: `forms.jsonl:17`, `forms.json[3]`, `forms.json`."""
        if self.index is not None:
            return f"{self.file}[{self.index}]"
        return self.file if self.line is None else f"{self.file}:{self.line}"


Source = str | Stream


def forms(sources: Iterable[Source], recursive: bool = False, lines: bool | None = None) -> Iterator[Form]:
    """All forms of the sources. `lines` says whether files hold JSON lines; None: by the name (`.jsonl`, `.ndjson`)."""
    number = 0
    for source in sources:
        for data, problems, file, line, column, index in _of(source, recursive, lines):
            number += 1
            yield Form(number, file, data, problems, line, column, index)


Piece = tuple[bytes | None, tuple[Diagnostic, ...], str, int | None, int, int | None]
"""Bytes or problems, file, line, column, index: a form that has no number yet."""


def _of(source: Source, recursive: bool, lines: bool | None) -> Iterator[Piece]:
    if isinstance(source, Stream):
        yield from _read(source, bool(lines))
    elif os.path.isdir(source):
        yield from _folder(source, recursive)
    else:
        yield from _file(source, source.lower().endswith(LINES) if lines is None else lines)


def _refused(file: str, problem: Diagnostic) -> Piece:
    return None, (problem,), file, None, 1, None


# ---- folders ---------------------------------------------------------------------------------------------------------


def _folder(folder: str, recursive: bool) -> Iterator[Piece]:
    """The fact files of a folder by name, those of a folder inside it after its own."""
    real, found = os.path.realpath(folder), False
    for path in _paths(folder, recursive):
        if isinstance(path, Diagnostic):
            found = True
            yield _refused(path.place.file, path)
        elif os.path.commonpath((real, os.path.realpath(path))) != real:
            found = True
            yield _refused(path, Diagnostic("E912", InFile(path), {"file": path, "folder": folder}))
        else:
            found = True
            yield from _file(path, False)
    if not found:
        yield _refused(folder, Diagnostic("E911", InFile(folder), {"what": folder}, help="deep" if not recursive else "folder"))


def _paths(folder: str, recursive: bool) -> Iterator[str | Diagnostic]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Diagnostic("E903", InFile(folder), {"file": folder, "reason": error.strerror or str(error)})
        return
    for entry in inside:
        if entry.name.lower().endswith(".json") and not entry.name.startswith(".") and not os.path.isdir(entry):
            yield entry.path
    for entry in inside if recursive else ():
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _paths(entry.path, recursive)


# ---- files -----------------------------------------------------------------------------------------------------------


def _file(path: str, lines: bool) -> Iterator[Piece]:
    handle = open_bytes(path)
    if isinstance(handle, Diagnostic):
        yield _refused(path, handle)
        return
    with os.fdopen(handle, "rb") as file:
        yield from _read(Stream(path, file), lines)


def _read(stream: Stream, lines: bool) -> Iterator[Piece]:
    """The forms of one stream; what cannot be read further is the last of them."""
    try:
        yield from _lines(stream) if lines else _whole(stream)
    except OSError as error:
        yield _refused(
            stream.name, Diagnostic("E903", InFile(stream.name), {"file": stream.name, "reason": error.strerror or ""})
        )


def _whole(stream: Stream) -> Iterator[Piece]:
    """A file that is one form, or a JSON list of forms."""
    head = stream.file.read(_PIECE)
    while head and not head.removeprefix(b"\xef\xbb\xbf").strip():
        more = stream.file.read(_PIECE)
        if not more or len(head) > FACTS_BYTES:
            break
        head += more
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield head + stream.file.read(max(0, FACTS_BYTES + 1 - len(head))), (), stream.name, None, 1, None
        return
    for found in elements(head, stream.file, stream.name):
        yield found.data, found.problems, stream.name, found.line, found.column, found.index


def _lines(stream: Stream) -> Iterator[Piece]:
    """The lines of a file of JSON lines; blank ones are passed over."""
    name, number, found = stream.name, 0, False
    while data := stream.file.readline(FACTS_BYTES + 2):
        number += 1
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        line = data.rstrip(b"\r\n")
        if len(line) > FACTS_BYTES:
            while data and not data.endswith(b"\n"):
                data = stream.file.readline(_PIECE)
            found = True
            args = {"line": str(number), "limit": f"{FACTS_BYTES // 10**6} MB"}
            yield None, (Diagnostic("E914", Where(name, number, 1), args),), name, number, 1, None
        elif line.strip() in (b"{", b"[") and not found:
            yield None, (Diagnostic("E596", Where(name, number, 1), {"file": name}),), name, number, 1, None
            return
        elif line.strip():
            found = True
            yield line, (), name, number, 1, None
    if not found:
        yield _refused(name, Diagnostic("E911", InFile(name), {"what": name}, help="lines"))
