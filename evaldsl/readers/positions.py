"""Where a data path stands in the text of a JSON file.

In: a text that is valid JSON, and paths. Out: line, column and width of a key or a value. Only the branches on the way to a path
are looked at; everything beside it is skipped by the decoder, so that a large file with one mistake costs one pass.
"""

from collections.abc import Callable, Iterable
from json import decoder
from typing import Any

from evaldsl.diagnostics.core import InData
from evaldsl.readers.problems import Path, path_text
from evaldsl.source import SourceFile, Span

_SPACE = " \t\n\r"
_LONGEST_LINE = 20_000
_decoder: Any = decoder
_scan_text: Callable[[str, int, bool], tuple[str, int]] = _decoder.scanstring


Members = dict[str | int, list[tuple[Span, Span]]]
"""The members of an object or list by key or index: span of the key, span of the value, as often as it stands there."""


class Positions:
    """Looks paths up in one text; the members of an object are listed once, as far as any path goes through them."""

    def __init__(self, text: str, file: str, paths: Iterable[Path]) -> None:
        """Of a text that was decoded without error; `paths` are all that will be asked for."""
        self._wanted = {step for path in paths for step in path}
        self._source = SourceFile(file, text)
        decode: Any = decoder.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
        self._scan: Callable[[str, int], tuple[object, int]] = decode.scan_once
        self._lines: dict[int, str] = {}
        self._listed: dict[int, Members] = {}

    def place(self, path: Path, at_key: bool = False, nth: int = -1) -> InData:
        """The place of a value (or its key); of several members with one key, the `nth`. A missing step falls back to its parent."""
        span = Span(0, 1)
        start = self._skip(0)
        for depth, step in enumerate(path):
            members = self._members(start).get(step)
            if not members:
                break
            last = depth == len(path) - 1
            key, value = members[nth if last and -len(members) <= nth < len(members) else -1]
            span = key if (at_key and last) else value
            start = value.start
        line, column = self._source.position(span.start)
        text = self._line(line)
        width = max(1, min(span.end - span.start, len(text) - column + 1))
        return InData(self._source.name, path_text(path), line, column, text, width)

    def _line(self, number: int) -> str:
        """A line to show; empty when it is too long to be of use."""
        if number not in self._lines:
            line = self._source.line(number)
            self._lines[number] = line if len(line) <= _LONGEST_LINE else ""
        return self._lines[number]

    def _skip(self, at: int) -> int:
        text = self._source.text
        while at < len(text) and text[at] in _SPACE:
            at += 1
        return at

    def _members(self, start: int) -> Members:
        """The members of the object or list that begins at `start`."""
        if start not in self._listed:
            opening = self._source.text[start : start + 1]
            self._listed[start] = self._list(start + 1, opening == "{") if opening in ("{", "[") else {}
        return self._listed[start]

    def _list(self, at: int, is_object: bool) -> Members:
        text, wanted, scan, skip = self._source.text, self._wanted, self._scan, self._skip
        members: Members = {}
        at, count, end = skip(at), 0, len(text)
        while at < end and text[at] not in "}]":
            begin = at
            key: str | int = count
            if is_object:
                key, at = _scan_text(text, at + 1, True)
                key_end = at
                at = skip(skip(at) + 1)
            value_start = at
            at = scan(text, at)[1]
            if key in wanted:
                value = Span(value_start, at)
                members.setdefault(key, []).append((Span(begin, key_end) if is_object else value, value))
            count += 1
            at = skip(at)
            if at < end and text[at] == ",":
                at = skip(at + 1)
        return members
