"""Source text and places in it.

In: the text of a ruleset. Out: `SourceFile` with offsets turned into lines and columns (both from 1; a column counts
characters, as editors show it). Guarantees: an offset past the end is clamped to the end, never an error.
"""

from bisect import bisect_right
from functools import cached_property

from evaldsl.records import field, frozen


@frozen
class Span:
    """A half-open range of character offsets `[start, end)` in one source text."""

    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@frozen
class Where:
    """A place that outlives its source: file name, line and column from 1, the text of that line, and how many characters
    of it are meant (at least 1; a span over several lines is cut at the end of its first line)."""

    file: str
    line: int
    column: int
    text: str = field(default="", repr=False)
    width: int = field(default=1, repr=False)


@frozen
class SourceFile:
    """A named text. `name` is what a reader is shown (a path as given, or `<stdin>`)."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    @cached_property
    def _lines(self) -> dict[int, str]:
        return {}

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end; empty when there is no such line. The many places of one line share it."""
        if not 1 <= number <= len(self._starts):
            return ""
        if number not in self._lines:
            start = self._starts[number - 1]
            end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
            self._lines[number] = self.text[start:end].rstrip("\r")
        return self._lines[number]

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def where(self, span: Span) -> Where:
        """The place of a span."""
        line, column = self.position(span.start)
        text = self.line(line)
        return Where(self.name, line, column, text, max(1, min(span.end - span.start, len(text) - column + 1)))
