"""A batch for a terminal, and as a table: a line for each subject, then what they come to.

In: the entries in the order they are listed, the summary, a language, a width. Out: text. Guarantees: no line of the terminal view is wider
than the width; figures line up; what is left out is counted.
"""

from collections.abc import Sequence

from evaldsl.batch.entries import Entry
from evaldsl.batch.rows import (
    GRADE,
    NOTE,
    RANK,
    SCORE,
    SUBJECT,
    WEIGHT,
    EntryRow,
    Line,
    gap_text,
    grade_lines,
    listing,
    summary_lines,
)
from evaldsl.batch.tally import Summary
from evaldsl.diagnostics.words import visible
from evaldsl.model.program import Program
from evaldsl.model.types import Type
from evaldsl.records import evolve, frozen
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after

MOST_ROWS = 60
"""Subjects that are listed unless all are asked for."""

_LEAST_SUBJECT = 16

Styled = list[tuple[str, str]]


@frozen
class Shown:
    """What is shown of a batch. `top`: only so many; `all`: none is folded away. `by` is the figure that weighs, with its type."""

    program: Program
    entries: Sequence[Entry]
    summary: Summary
    lang: Lang
    top: int | None = None
    all: bool = False
    by: tuple[str, Type] | None = None


def batch_text(shown: Shown, width: int, color: bool = False, plain: bool = False) -> str:
    """The whole batch for a screen of `width` columns (at least 40); `plain` keeps our own signs to ASCII."""
    from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

    width, lang, program = max(width, LEAST_WIDTH), shown.lang, shown.program
    rule = "-" if plain else "─"
    out: list[Styled] = [[(line, "bold")] for line in wrap(visible(program.name) or visible(program.file), width)]
    if program.period is not None:
        out.append([(f"{program.period[0].isoformat()} – {program.period[1].isoformat()}", "")])
    out.append([("", "")])
    listed = listing(shown.entries, shown.summary, lang, None if shown.all else MOST_ROWS, shown.top, shown.by)
    _table(
        out,
        listed.rows,
        listed.gap,
        gap_text(listed.left_out, lang, shown.top is None) if listed.left_out else "",
        shown,
        width,
        rule,
    )
    out.append([(rule * width, "dim")])
    _lines(out, tuple(summary_lines(shown.summary, lang)), width)
    grades = tuple(grade_lines(shown.summary, lang))
    if grades:
        out.append([("", "")])
        _lines(out, grades, width, right=True)
    return styled_text(out, width, color)


def _table(out: list[Styled], rows: Sequence[EntryRow], gap: int, left_out: str, shown: Shown, width: int, rule: str) -> None:
    lang = shown.lang
    by = "" if shown.by is None else visible(shown.by[0])
    # What does not fit goes in this order: the full marks, which the summary has too, then what stands below the subject instead.
    for weight, beside_by, beside_grade in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
        texts = [
            [
                row.rank,
                row.subject,
                _score(row) if weight else row.score,
                row.by if beside_by else "",
                row.grade if beside_grade else "",
            ]
            for row in rows
        ]
        heads = [say(RANK, lang), say(SUBJECT, lang), say(SCORE, lang), by, say(GRADE, lang)]
        widths = [max([text_width(head), *(text_width(line[i]) for line in texts)]) for i, head in enumerate(heads)]
        for i in (2, 3, 4):
            widths[i] = widths[i] if any(line[i] for line in texts) else 0
        for i, most in ((0, 8), (2, width // 3), (3, width // 4), (4, width // 5)):
            widths[i] = min(widths[i], most)
        room = width - sum(w + 2 for i, w in enumerate(widths) if w and i != 1)
        if room >= min(widths[1], _LEAST_SUBJECT):
            break
    if not beside_by or not beside_grade:
        rows = [
            evolve(
                row,
                note="  ".join(
                    text for text in (row.note, "" if beside_by else row.by, "" if beside_grade else row.grade) if text
                ),
            )
            for row in rows
        ]
    notes = max(map(text_width, (row.note for row in rows)), default=0)
    widths[1] = max(8, min(widths[1], room))
    note = room - widths[1] - 2
    below = notes > max(note, 0)
    _cells(out, heads, widths, "dim", say(NOTE, lang) if notes and not below else "")
    out.append([(rule * width, "dim")])
    for number, (row, line) in enumerate(zip(rows, texts, strict=True)):
        if left_out and number == gap:
            out += [[(part, "dim")] for part in wrap(left_out, width)]
        _cells(out, line, widths, row.style, "" if below else row.note)
        if below and row.note:
            out += [[(part, row.style)] for part in wrap_after(" " * (widths[0] + 4), row.note, width)]
    if left_out and gap >= len(rows):
        out += [[(part, "dim")] for part in wrap(left_out, width)]


def _score(row: EntryRow) -> str:
    return f"{row.score} / {row.weight}" if row.score and row.weight else row.score


def _cells(out: list[Styled], line: Sequence[str], widths: Sequence[int], style: str, note: str) -> None:
    parts = [wrap(cell, width) if width else [""] for cell, width in zip(line, widths, strict=True)]
    for at in range(max(map(len, parts))):
        cells = [
            pad(part[at] if at < len(part) else "", width, right=i in (0, 2, 3))
            for i, (part, width) in enumerate(zip(parts, widths, strict=True))
            if width
        ]
        text = "  ".join(cells)
        out.append([(text + (f"  {note}" if note and at == 0 else ""), style)])


def _lines(out: list[Styled], lines: Sequence[Line], width: int, right: bool = False) -> None:
    """Names, figures under one another, remarks behind them."""
    names = min(max(text_width(line.what) for line in lines), width // 2)
    figures = min(max(text_width(line.figure) for line in lines), width // 3)
    remarks = max(text_width(line.remark) for line in lines)
    for line in lines:
        what = wrap(line.what, names)
        for part in what[:-1]:
            out.append([(part, "")])
        head = pad(what[-1], names) + "  " + pad(line.figure, figures, right=True)
        if not line.remark:
            out.append([(head, "")])
        elif right:
            out.append([(head + "  " + pad(line.remark, remarks, right=True), "")])
        else:
            out += [[(part, "")] for part in wrap_after(head + "  ", line.remark, width)]


def batch_table(shown: Shown, style: str) -> str:
    """The batch as a table (`table`, `markdown`, `tsv`), all subjects unless `top` says how many; the summary below it."""
    from evaldsl.reporting.table import tabulated, tsv

    lang, by = shown.lang, shown.by
    listed = listing(shown.entries, shown.summary, lang, None, shown.top, by)
    weighs = [] if by is None else [visible(by[0])]
    heads = [*(say(h, lang) for h in (RANK, SUBJECT, WEIGHT, SCORE)), *weighs, say(GRADE, lang), say(NOTE, lang)]
    body = [[r.rank.strip(), r.subject, r.weight, r.score, *([r.by] if by else []), r.grade, r.note] for r in listed.rows]
    align = ["right", "left", "right", "right", *(["right"] if by else []), "left", "left"]
    lines = [[line.what, line.figure, line.remark] for line in summary_lines(shown.summary, lang)]
    lines += [[line.what, line.figure, line.remark] for line in grade_lines(shown.summary, lang)]
    text = tabulated(heads, body, style, align)  # type: ignore[arg-type]
    if listed.left_out:
        lines.insert(0, [gap_text(listed.left_out, lang, folded=False), "", ""])
    if style == "tsv":
        return text + "\n" + "".join("\t".join(map(tsv, line)) + "\n" for line in lines)
    return text + "\n" + tabulated(["", "", ""], lines, style, ["left", "right", "left"])  # type: ignore[arg-type]
