"""The layout of a formatted file: lines from tokens and comments.

In: the tokens of a sound file with their spelling, and its comments. Out: the text. The author's lines stay; blank lines shrink to
one; a line is indented by two columns for each open brace, a continued line by four more; cells of a form and the colons of facts
stand under each other by display width. Nothing is dropped but optional colons and semicolons at the end of a line.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from attrs import frozen
from wcwidth import wcswidth

from evaldsl.source import SourceFile, Span
from evaldsl.syntax.lowering.form import leads, split, trimmed
from evaldsl.syntax.tokens import Comment, Token

STEP = 2
CONTINUED = 4

_TIGHT_AFTER = frozenset(("LPAR", "LSQB", "DOT"))
_TIGHT_BEFORE = frozenset(("RPAR", "RSQB", "DOT", "COMMA", "COLON"))
_OPERAND_ENDS = frozenset(
    [
        "NAME",
        "RESTATED",
        "NUMBER",
        "UNIT",
        "PCT",
        "RPAR",
        "RSQB",
        "RBRACE",
        "STRING",
        "DATE",
        "WORD",
        "K_YES",
        "K_NO",
        "K_DIGITS",
        "K_MARKS",
    ]
)
_OPENERS = frozenset(("LBRACE", "LPAR", "LSQB"))
_CLOSERS = frozenset(("RBRACE", "RPAR", "RSQB"))
_TABULAR = frozenset(("form", "table", "examples"))
"""Blocks that have rows."""

Spelt = Callable[[Token], str]


def width(text: str) -> int:
    """Columns a text takes on a screen, where most Chinese characters take two."""
    return max(0, int(wcswidth(text))) or len(text)


@frozen
class _Line:
    """A line to be written: how deep, its text, a trailing comment, whether a blank line goes before; for a row its cells; for a
    fact the length of what stands before its colon."""

    indent: int
    text: str
    comment: str
    blank: bool
    cells: tuple[str, ...] = ()
    form: int = 0
    colon: int = -1
    facts: int = 0


def laid_out(
    source: SourceFile, tokens: Sequence[Token], comments: Sequence[Comment], spelt: Spelt, head: Callable[[str, bool], str]
) -> str:
    """The whole file. `head` gives a head of a form, or (True) of a decision table."""
    lines = list(_lines(source, tokens, comments, spelt, head))
    _align(lines)
    out: list[str] = []
    for line in lines:
        if line.blank and out:
            out.append("")
        body = " " * line.indent + line.text
        out.append((body + ("  " if line.text else "") + line.comment if line.comment else body).rstrip())
    return "\n".join(out) + "\n" if out else ""


class _Writer:
    """Gathers the words of one line."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.previous: Token | None = None
        self.before: Token | None = None
        self.colon = -1
        self.facts = 0

    def add(self, token: Token, text: str) -> None:
        if not text:
            return
        if self.words and not _tight(self.before, self.previous, token, self.words[-1]):
            self.words.append(" ")
        self.words.append(text)
        self.before, self.previous = self.previous, token


def _tight(before: Token | None, previous: Token | None, token: Token, written: str) -> bool:
    """Whether no space stands between two tokens of a line."""
    if previous is None:
        return True
    if token.type in _TIGHT_BEFORE or previous.type in _TIGHT_AFTER or written[-1] in "，、：；":
        return True
    if token.type == "PCT":
        return previous.type == "NUMBER"
    if token.type == "LPAR":
        return previous.type in ("NAME", "FUNCTION")
    if (
        token.type == "LSQB" and previous.type == "NAME"
    ):  # the number of a row: 项目[0]; not an interval after the result of a band
        return before is None or before.type in ("K_GIVEN", "K_EXPECT")
    return previous.type == "MINUS" and (before is None or before.type not in _OPERAND_ENDS)


def _lines(
    source: SourceFile, tokens: Sequence[Token], comments: Sequence[Comment], spelt: Spelt, head: Callable[[str, bool], str]
) -> Iterator[_Line]:
    """The lines, not yet aligned."""
    cells = _cells(tokens)
    rows = _Inside(tokens, cells)
    stream = [t for t in tokens if t.type == "ROW" or (t.type != "NL" and t.start not in cells)]
    breaks = {t.start for t in tokens if t.type == "NL"}
    stack: list[tuple[str, int]] = []  # opener and what opened it: "list", "facts", "form", "" with a number of its own
    heads: dict[int, tuple[bool, int]] = {}
    writer, blank, continued, number = _Writer(), False, False, 0
    comment_at = 0
    end = 0  # of the last thing written
    opens = ""

    def braces() -> int:
        return sum(1 for kind, _ in stack if kind != "(")

    def line(comment: str, closing: int) -> _Line:
        indent = closing * STEP + (CONTINUED if continued else 0)
        return _Line(indent, "".join(writer.words), comment, blank, (), 0, writer.colon if not continued else -1, writer.facts)

    depth = 0
    for index, token in enumerate([*stream, None]):
        start = token.start if token is not None else len(source.text)
        gap_breaks = 0
        # comments and line ends between the last token and this one
        while comment_at < len(comments) and comments[comment_at].start < start:
            comment = comments[comment_at]
            comment_at += 1
            text = "#" + source.slice(Span(comment.start + 1, comment.end)).rstrip()
            gap_breaks = source.text.count("\n", end, comment.start)
            if comment.own_line or not writer.words:
                if writer.words:
                    yield line("", depth)
                    writer = _Writer()
                yield _Line((braces() * STEP), "", text, gap_breaks > 1)
            else:
                yield line(text, depth)
                writer = _Writer()
            blank, end = False, comment.end
        if token is None:
            if writer.words:
                yield line("", depth)
            return
        gap_breaks = source.text.count("\n", end, token.start)
        previous = stream[index - 1] if index else None
        added = token.start == token.end  # a word of this language only: it goes with what stands before it
        separated = previous is not None and previous.end in breaks and not added
        same_line = gap_breaks == 0 and bool(writer.words)
        if token.type == "LBRACE" and writer.words:
            same_line = True
        if previous is not None and not same_line:
            if writer.words:
                yield line("", depth)
                writer = _Writer()
            blank = gap_breaks > 1
            listed = previous.type == "COMMA" and bool(stack) and stack[-1][0] == "list"
            free = separated or previous.type in ("LBRACE", "ROW") or token.type in ("RBRACE", "LBRACE")
            continued = not (free or listed or (not stack and _column_one(source, token)))
        elif previous is None:
            blank = False
        elif separated and writer.words:
            writer.words.append("；" if "；" in source.text[previous.end : token.start] else ";")
            writer.colon = writer.colon if writer.colon >= 0 else -2
        if token.type == "ROW":
            kind, form = next(((kind, n) for kind, n in reversed(stack) if kind in _TABULAR), ("form", 0))
            found = split(token)
            if form not in heads:
                found = trimmed(found, leads(token), None)
                heads[form] = (leads(token), len(found))
                if kind == "examples":  # its heads are read as cells are
                    texts = [_cell(source, at, rows, spelt) for _, at in found]
                else:
                    texts = [head(source.slice(at), kind == "table") for _, at in found]
            else:
                led, count = heads[form]
                found = trimmed(found, led, count)
                texts = [_cell(source, at, rows, spelt) for _, at in found]
            pending = _Line(braces() * STEP, "", "", blank, tuple(texts), form)
            trailing = ""
            if comment_at < len(comments) and not comments[comment_at].own_line:
                following = stream[index + 1].start if index + 1 < len(stream) else len(source.text)
                comment = comments[comment_at]
                if comment.start < following:
                    comment_at += 1
                    trailing = "#" + source.slice(Span(comment.start + 1, comment.end)).rstrip()
            yield _Line(pending.indent, "", trailing, blank, pending.cells, form)
            end = token.end
            blank = continued = False
            continue
        if token.type in _CLOSERS and stack:
            stack.pop()
        if not writer.words:
            depth = braces()
        if token.type == "COLON" and writer.colon != -1 and stack and stack[-1][0] == "facts" and spelt(token) == ":":
            writer.words.append(" ")
        if token.type == "COLON" and writer.colon == -1 and stack and stack[-1][0] == "facts":
            writer.colon, writer.facts = len("".join(writer.words)), stack[-1][1]
        writer.add(token, spelt(token))
        if token.type in _OPENERS:
            number += 1
            kind = "(" if token.type != "LBRACE" else "list" if previous is not None and previous.type == "K_ONE_OF" else opens
            stack.append((kind, number))
            if kind == "facts" and writer.colon < 0:
                writer.colon = -2  # facts on the line of the brace are not aligned with those below
            tabular = opens in _TABULAR and kind != opens  # the brace of the rows is still to come
            opens = opens if tabular else ""
        elif token.type == "K_FORM":
            opens = "form"
        elif token.type == "K_FORM_FROM":
            opens = ""
        elif token.type in ("K_TABLE", "K_SCORECARD"):
            opens = "table"
        elif token.type == "K_EXAMPLES":
            opens = "examples"
        elif token.type in ("K_FACTS", "K_LIST_OF"):
            opens = "facts"
        elif token.type in ("K_ONE_OF", "K_IN") and opens != "table":
            opens = "list"
        elif token.type in ("K_GROUP", "K_INDICATOR", "K_EACH_INDICATOR", "K_BANDS", "K_LEVELS", "K_GRADES", "K_CHECK", "K_LET"):
            opens = ""
        end = token.end


def _column_one(source: SourceFile, token: Token) -> bool:
    return token.start == 0 or source.text[token.start - 1] in "\n\ufeff"


def _cells(tokens: Sequence[Token]) -> frozenset[int]:
    """Where the tokens inside rows begin."""
    rows = [(t.start, t.end) for t in tokens if t.type == "ROW"]
    found: set[int] = set()
    at = 0
    for token in sorted((t for t in tokens if t.type not in ("ROW", "NL")), key=lambda t: t.start):
        while at < len(rows) and rows[at][1] <= token.start:
            at += 1
        if at < len(rows) and rows[at][0] <= token.start:
            found.add(token.start)
    return frozenset(found)


class _Inside:
    """The tokens inside rows, and the ends of clauses, by where they begin."""

    def __init__(self, tokens: Sequence[Token], cells: frozenset[int]) -> None:
        self.tokens = sorted((t for t in tokens if t.start in cells and t.type not in ("NL", "ROW")), key=lambda t: t.start)
        self.starts = [t.start for t in self.tokens]
        self.breaks = sorted(t.start for t in tokens if t.type == "NL")

    def of(self, at: Span) -> tuple[list[Token], list[int]]:
        """The tokens of a cell, and the `;` inside its braces."""
        first, last = bisect_left(self.starts, at.start), bisect_left(self.starts, at.end)
        begin, end = bisect_left(self.breaks, at.start), bisect_left(self.breaks, at.end)
        return self.tokens[first:last], self.breaks[begin:end]


def _cell(source: SourceFile, at: Span, rows: _Inside, spelt: Spelt) -> str:
    """The text of a cell: by its tokens where the parser read it, else as it is written."""
    inside, breaks = rows.of(at)
    if not inside:
        return source.slice(at)
    writer = _Writer()
    end = at.start
    for token in inside:
        if writer.words and any(end <= b < token.start for b in breaks):
            writer.words.append("；" if "；" in source.text[end : token.start] else ";")
        writer.add(token, spelt(token))
        end = token.end
    return "".join(writer.words)


def _align(lines: list[_Line]) -> None:
    """Put the cells of each form and the colons of each `facts` under each other."""
    widths: dict[int, list[int]] = {}
    colons: dict[int, int] = {}
    for line in lines:
        if line.cells:
            columns = widths.setdefault(line.form, [])
            columns.extend([0] * (len(line.cells) - len(columns)))
            for at, cell in enumerate(line.cells):
                columns[at] = max(columns[at], width(cell))
        elif line.colon > 0:
            colons[line.facts] = max(colons.get(line.facts, 0), width(line.text[: line.colon]))
    for index, line in enumerate(lines):
        if line.cells:
            padded = [cell + " " * (size - width(cell)) for cell, size in zip(line.cells, widths[line.form], strict=False)]
            text = " | ".join(padded).rstrip()
            lines[index] = _Line(line.indent, text, line.comment, line.blank)
        elif line.colon > 0:
            name, rest = line.text[: line.colon], line.text[line.colon :]
            space = "" if rest.startswith("：") else " "
            text = name + " " * (colons[line.facts] - width(name)) + space + rest
            lines[index] = _Line(line.indent, text, line.comment, line.blank)
