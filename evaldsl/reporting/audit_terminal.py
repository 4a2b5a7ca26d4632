"""The audit for a terminal: every claim with the printed and the computed figure, what differs and why, then the findings.

In: an `Audit`, a language, a width, whether colours and other than ASCII signs may be used. Out: text. Guarantees: no line is wider
than the width; nothing that is contradicted is left out or shortened away.
"""

from collections.abc import Sequence

from evaldsl.auditing.data import Audit, Verdict
from evaldsl.diagnostics.words import visible
from evaldsl.reporting.audit_rows import (
    COMPUTED,
    FOUND,
    NO_CLAIMS,
    OF,
    STATED,
    ClaimRow,
    claim_rows,
    finding_line,
    summary_text,
)
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

_SIGNS = {
    Verdict.REPRODUCED: ("✓", "+", "green"),
    Verdict.CONTRADICTED: ("✗", "x", "red"),
    Verdict.NOT_COMPUTABLE: ("?", "?", "magenta"),
}
_LINE_NUMBER = 6

Line = list[tuple[str, str]]


def audit_text(audit: Audit, lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False) -> str:
    """The whole audit as text for a screen of `width` columns (at least 40); `plain` keeps our own signs to ASCII."""
    width = max(width, LEAST_WIDTH)
    program = audit.result.program
    out: list[Line] = [[(line, "bold")] for line in wrap(visible(program.name) or visible(program.file), width)]
    subject = visible(audit.result.facts.subject)
    out += [[(line, "")] for line in wrap(subject, width) if subject]
    out.append([("", "")])
    _claims(out, tuple(claim_rows(audit, lang)), lang, width, plain)
    if audit.findings:
        out += [[("", "")], [(say(FOUND, lang), "bold")]]
    for finding in audit.findings:
        sign, style = (("x" if plain else "✗"), "red") if finding.contradiction else ("!", "yellow")
        for i, part in enumerate(wrap(finding_line(finding, lang), width - 2)):
            out.append([(f"{sign} " if i == 0 else "  ", style), (part, "")])
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(summary_text(audit, lang), width)]
    return styled_text(out, width, color)


def _claims(out: list[Line], rows: Sequence[ClaimRow], lang: Lang, width: int, plain: bool) -> None:
    if not rows:
        out.append([(say(NO_CLAIMS, lang), "dim")])
        return
    lines = max((len(row.line) for row in rows), default=0)
    number = max(4, lines + 1) if lines <= _LINE_NUMBER and lines else 0
    share = max(10, (width - 4 - number) // 4)
    stated = _column([say(STATED, lang), *(row.stated for row in rows)], share)
    computed = _column([say(COMPUTED, lang), *(row.computed for row in rows)], share)
    name = width - 2 - number - stated - computed - 4
    head = " " * (2 + number) + pad(say(OF, lang), name) + "  " + pad(say(STATED, lang), stated, right=True)
    out.append([(head + "  " + pad(say(COMPUTED, lang), computed, right=True), "dim")])
    out.append([(("-" if plain else "─") * width, "dim")])
    file = ""
    for row in rows:
        if row.file and row.file != file:
            file = row.file
            out += [[(part, "dim")] for part in wrap(file, width)]
        _row(out, row, (number, name, stated, computed), plain)
        _below(out, row, 2 + number, width, plain)


def _column(texts: Sequence[str], most: int) -> int:
    return min(most, max(map(text_width, texts)))


def _row(out: list[Line], row: ClaimRow, widths: tuple[int, int, int, int], plain: bool) -> None:
    number, name, stated, computed = widths
    sign, plain_sign, style = _SIGNS[row.verdict]
    cells = [wrap(row.of or "—", name), wrap(row.stated, stated), wrap(row.computed, computed)]
    for i in range(max(map(len, cells))):
        of, said, found = (cell[i] if i < len(cell) else "" for cell in cells)
        line: Line = [(f"{plain_sign if plain else sign} " if i == 0 else "  ", style)]
        line.append((pad(row.line if i == 0 else "", number - 1, right=True) + " " if number else "", "dim"))
        line.append((pad(of, name) + "  ", ""))
        line.append((pad(said, stated, right=True), style if row.verdict is Verdict.CONTRADICTED else ""))
        line.append(("  " + pad(found, computed, right=True), ""))
        out.append(line)


def _below(out: list[Line], row: ClaimRow, indent: int, width: int, plain: bool) -> None:
    """Remarks under a claim: its place where that is no line of a file, the sentence where it is not reproduced, the note."""
    quote = row.quote if row.verdict is not Verdict.REPRODUCED else ""
    place = "" if row.line else row.place
    said = " ".join(text for text in (place, f"“{quote}”" if quote else "") if text)
    if said:
        out += [[(part, "dim")] for part in wrap_after(" " * indent, said, width)]
    if row.note:
        prefix = " " * indent + ("-> " if plain else "↳ ")
        style = _SIGNS[row.verdict][2] if row.verdict is not Verdict.REPRODUCED else ""
        out += [[(part, style)] for part in wrap_after(prefix, row.note, width)]
