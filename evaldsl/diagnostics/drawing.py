"""Diagnostics as text for people: the message, the line it is about with carets under the place, notes, and the mend.

In: the problems of any stages. Out: one text, sorted by file and place, with a summary line. Guarantees: carets stand under
the characters they mean also where these are two columns wide; tabs are expanded, long lines are cut to a window around
the place, and no character of a user's text reaches the terminal as a command.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from wcwidth import wcwidth

from evaldsl.diagnostics.core import Diagnostic, InData, InFile, Place, Severity
from evaldsl.diagnostics.words import clipped, fill, help_text, message, note_text, visible
from evaldsl.records import frozen

__all__ = ["draw", "fill", "help_text", "message"]

SHOWN = 50
"""How many problems are drawn; the others are counted."""

TAB = 4

_RED, _YELLOW, _BLUE, _CYAN, _BOLD, _PLAIN = "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1;36m", "\x1b[1m", "\x1b[0m"


@frozen
class _Mark:
    """An underlined part of one line."""

    line: int
    column: int
    width: int
    text: str
    sign: str
    note: str


def draw(
    problems: Iterable[Diagnostic],
    lang: str = "en",
    width: int = 100,
    color: bool = False,
    cap: int = SHOWN,
    summary: bool = True,
) -> str:
    """All problems as one text that ends with a line end, empty when there are none.

    `width` is that of the screen in columns; `color` allows ANSI colours; `cap` is the number of problems drawn in full.
    """
    ordered = sorted(problems, key=_place_key)
    if not ordered:
        return ""
    errors = [p for p in ordered if p.severity is Severity.ERROR]
    warnings = [p for p in ordered if p.severity is Severity.WARNING]
    kept = {id(p) for p in (*errors, *warnings)[:cap]}
    blocks = [_draw_one(p, lang, width, color) for p in ordered if id(p) in kept]
    if summary:
        blocks.append(_summary(len(errors), len(warnings), len(ordered) - len(blocks), lang) + "\n")
    return "\n".join(blocks)


def _place_key(problem: Diagnostic) -> tuple[str, int, int]:
    place = problem.place
    return place.file, _line(place), (0 if isinstance(place, InFile) else place.column) or 0


def _line(place: Place) -> int:
    return (0 if isinstance(place, InFile) else place.line) or 0


def _summary(errors: int, warnings: int, hidden: int, lang: str) -> str:
    if lang == "zh":
        counts = [f"{n} 个{word}" for n, word in ((errors, "错误"), (warnings, "警告")) if n]
        return "，".join(counts) + (f"（其中 {hidden} 个未显示）" if hidden else "")
    counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(counts) + (f" ({hidden} of them not shown)" if hidden else "")


def _draw_one(problem: Diagnostic, lang: str, width: int, color: bool) -> str:
    is_error = problem.severity is Severity.ERROR
    tone = _RED if is_error else _YELLOW
    word = ("错误" if is_error else "警告") if lang == "zh" else problem.severity.value
    head = _paint(f"{word}[{problem.code}]", tone, color)
    lines = [head + _paint(("：" if lang == "zh" else ": ") + message(problem, lang), _BOLD, color)]

    groups = _groups(problem, lang)
    gutter = max((len(str(m.line)) for _, marks in groups for m in marks), default=1)
    for index, (place, marks) in enumerate(groups):
        arrow = "-->" if index == 0 else ":::"
        lines.append(f"{' ' * gutter}{_paint(arrow, _BLUE, color)} {_place_text(place)}")
        lines += _snippet(marks, gutter, width, tone, color)
    mend = help_text(problem, lang)
    if mend:
        bar = _paint("=", _BLUE, color)
        start = f"{' ' * gutter} {bar} " + _paint("办法：" if lang == "zh" else "help: ", _CYAN, color)
        indent = " " * (gutter + 3 + 6)
        lines.append(start + mend.replace("\n", "\n" + indent))
    return "\n".join(lines) + "\n"


def _paint(text: str, tone: str, color: bool) -> str:
    return f"{tone}{text}{_PLAIN}" if color else text


def _place_text(place: Place) -> str:
    file = visible(clipped(place.file, 300))
    match place:
        case InFile():
            return file
        case InData():
            at = f":{place.line}:{place.column}" if place.line is not None else ""
            return f"{file}{at} ({visible(clipped(place.path, 300))})"
        case _:
            return f"{file}:{place.line}:{place.column}"


def _groups(problem: Diagnostic, lang: str) -> list[tuple[Place, list[_Mark]]]:
    """The primary place and the labels, those of one file together, the primary's file first."""
    groups: dict[str, tuple[Place, list[_Mark]]] = {problem.place.file: (problem.place, _marks(problem.place, "^", ""))}
    for label in problem.labels:
        note = note_text(problem, label.note, label.args, lang)
        _, marks = groups.setdefault(label.place.file, (label.place, []))
        marks += _marks(label.place, "-", note)
    return [(place, sorted(marks, key=lambda m: (m.line, m.column))) for place, marks in groups.values()]


def _marks(place: Place, sign: str, note: str) -> list[_Mark]:
    match place:
        case InFile():
            return []
        case InData():
            if place.line is None or place.column is None:
                return []
            return [_Mark(place.line, place.column, place.width, place.text, sign, note)]
        case _:
            return [_Mark(place.line, place.column, place.width, place.text, sign, note)]
    assert_never(place)


def _snippet(marks: Sequence[_Mark], gutter: int, width: int, tone: str, color: bool) -> list[str]:
    bar = _paint("|", _BLUE, color)
    empty = f"{' ' * gutter} {bar}"
    room = max(20, width - gutter - 3)
    lines: list[str] = []
    before: int | None = None
    for mark in marks:
        if not mark.text and not mark.note:
            continue
        if mark.line != before:
            lines.append(
                f"{' ' * gutter} {_paint('...', _BLUE, color)}" if before is not None and mark.line > before + 1 else empty
            )
        shown, start, length = _window(mark, room)
        if mark.line != before or "…" in shown:
            lines.append(f"{_paint(str(mark.line).rjust(gutter), _BLUE, color)} {bar} {shown}".rstrip())
        under = " " * start + _paint(mark.sign * length, tone if mark.sign == "^" else _BLUE, color)
        lines.append(f"{empty} {under}" + (" " + _paint(mark.note, _BLUE, color) if mark.note else ""))
        before = mark.line
    return [*lines, empty] if lines else []


def _cells(text: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with its width in columns."""
    cells: list[tuple[str, int]] = []
    at = 0
    for c in text:
        if c == "\t":
            shown = " " * (TAB - at % TAB)
        elif "\x20" <= c < "\x7f":
            shown = c
        else:
            shown = visible(c)
        wide = sum(max(0, wcwidth(s)) for s in shown)
        cells.append((shown, wide))
        at += wide
    return cells


def _window(mark: _Mark, room: int) -> tuple[str, int, int]:
    """The line cut to `room` columns around the mark; the column (from 0) where the mark starts, and its length."""
    text = mark.text
    at = min(max(0, mark.column - 1), len(text))
    low, high = max(0, at - room), min(len(text), at + room)
    cells = _cells(text[low:high])
    before, after = cells[: at - low], cells[at - low :]
    if low > 0 or high < len(text) or _wide(cells) > room:
        rest = _wide(after) + int(high < len(text))
        before, cut_left = _fitting(before[::-1], max(room // 3, room - rest))
        before, cut_left = before[::-1], cut_left or low > 0
        after, cut_right = _fitting(after, room - _wide(before) - int(cut_left))
        cut_right = cut_right or high < len(text)
    else:
        cut_left = cut_right = False
    start = int(cut_left) + _wide(before)
    length = max(1, _wide(after[: mark.width]))
    shown = "".join(s for s, _ in (*before, *after))
    return f"{'…' if cut_left else ''}{shown}{'…' if cut_right else ''}", start, length


def _wide(cells: Sequence[tuple[str, int]]) -> int:
    return sum(w for _, w in cells)


def _fitting(cells: Sequence[tuple[str, int]], room: int) -> tuple[list[tuple[str, int]], bool]:
    """As many cells as fit in `room` columns (one kept free when some are left out), and whether some were."""
    if _wide(cells) <= room:
        return list(cells), False
    kept: list[tuple[str, int]] = []
    used = 0
    for cell in cells:
        used += cell[1]
        if used > room - 1:
            break
        kept.append(cell)
    return kept, True
