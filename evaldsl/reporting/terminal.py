"""The score tree for a terminal: every indicator with its value, target, bar, score and the reason for every lost point.

In: a `Result`, a language, a width, whether colours and other than ASCII signs may be used. Out: text. Guarantees: no line is
wider than the width; figures line up under Chinese names; no user text is taken for markup or reaches the terminal as a command.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO

from rich.console import Console
from rich.text import Text

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Result, Status
from evaldsl.records import frozen
from evaldsl.reporting.checks import check_text, outcome_text
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after
from evaldsl.reporting.lists import Grid
from evaldsl.reporting.rows import (
    FILED,
    GRADE,
    NAME,
    SCORE,
    TARGET,
    TOTAL,
    VALUE,
    WEIGHT,
    Row,
    ValueRow,
    grade_text,
    period_text,
    rows,
    settle_text,
    subject_text,
    total_notes,
    total_text,
    value_rows,
)

_SIGNS: Mapping[Status, tuple[str, str, str]] = {
    Status.MET: ("✓", "+", "green"),
    Status.PARTLY: ("◐", "~", "yellow"),
    Status.UNMET: ("✗", "x", "red"),
    Status.JUDGED: ("✎", "j", "cyan"),
    Status.PENDING: ("?", "?", "magenta"),
    Status.NOT_APPLICABLE: ("–", "-", "dim"),
    Status.NOT_COMPUTABLE: ("!", "!", "red"),
    Status.OVERRIDDEN: ("✱", "*", "magenta"),
}
LEAST_WIDTH = 40
_MOST_ROWS = 60
_MORE = Both("… {count} more rows: see the JSON result", "……另有 {count} 行，见 JSON 结果")


@frozen
class _Look:
    """How things are drawn: signs beyond ASCII or not."""

    plain: bool

    def sign(self, status: Status) -> str:
        return _SIGNS[status][1 if self.plain else 0]

    def bar(self, share: Fraction | None, width: int) -> str:
        if share is None:
            return " " * width
        filled = int(share * width)
        # A bar is full only when the score is, and empty only when nothing was earned.
        if share > 0 and filled == 0:
            filled = 1
        done, rest = ("#", ".") if self.plain else ("━", "╌")
        return done * filled + rest * (width - filled)

    @property
    def why(self) -> str:
        return "-> " if self.plain else "↳ "

    @property
    def rule(self) -> str:
        return "-" if self.plain else "─"

    @property
    def mark(self) -> str:
        return "!" if self.plain else "≠"

    @property
    def flag(self) -> str:
        return "^" if self.plain else "⚑"


@frozen
class _Columns:
    """Widths of the columns; 0: not shown."""

    name: int
    value: int
    target: int
    bar: int
    score: int
    weight: int
    filed: int


def tree_text(result: Result, lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False) -> str:
    """The whole result as text for a screen of `width` columns (at least 40); `plain` keeps our own signs to ASCII."""
    width = max(width, LEAST_WIDTH)
    look = _Look(plain)
    out: list[Text] = []
    _head(out, result, width)
    if result.root.children:
        all_rows = tuple(rows(result, lang))
        columns = _columns(all_rows, result, lang, width)
        _heading(out, columns, lang, look, width)
        for row in all_rows:
            _row(out, row, columns, look, width)
        out.append(Text(look.rule * width, "dim"))
        _total(out, result, columns, lang, look, width)
    _lists(out, result, lang, look, width)
    values = tuple(value_rows(result, lang))
    if values:
        if result.lists or result.program.costs or result.program.norms:
            out.append(Text(""))
        _named_values(out, values, width)
    _checks(out, result, lang, look, width)
    if result.program.changes:
        _changes(out, result, lang, look, width)
    return _print(out, width, color)


def styled_text(lines: Sequence[Sequence[tuple[str, str]]], width: int, color: bool) -> str:
    """Lines made of (text, style) parts as text for a screen: what other views print through."""
    return _print([Text.assemble(*line) for line in lines], width, color)


def _print(lines: Sequence[Text], width: int, color: bool) -> str:
    file = StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)
    return file.getvalue()


def _head(out: list[Text], result: Result, width: int) -> None:
    out += [Text(line, "bold") for line in wrap(visible(result.program.name) or visible(result.program.file), width)]
    about = "  ".join(t for t in (subject_text(result), period_text(result)) if t)
    if about:
        out += [Text(line) for line in wrap(about, width)]
    out.append(Text(""))


def _widest(texts: Sequence[str], most: int) -> int:
    return min(most, max(map(text_width, texts), default=0))


def _columns(all_rows: Sequence[Row], result: Result, lang: Lang, width: int) -> _Columns:
    """Figures get what they need within bounds, the name the rest, the bar what is over."""
    room = width - 2  # the sign and a blank
    head = f"{say(SCORE, lang)} / {say(WEIGHT, lang)}"
    total = total_text(result, lang)
    weight = _widest([total[1], *(r.weight for r in all_rows)], 12)
    points = _widest([total[0], *(r.score for r in all_rows)], max(12, width // 4))
    score = max(text_width(head), points + (weight + 3 if weight else 0))
    filed = 0
    if any(r.filed for r in all_rows) or result.root.filed is not None:
        filed = max(_widest([r.filed for r in all_rows], 10) + 2, text_width(say(FILED, lang)) + 2)
    share = max(12, (width - score - filed) // 5)
    value = max(
        _widest([r.value for r in all_rows], share), text_width(say(VALUE, lang)) if any(r.value for r in all_rows) else 0
    )
    target = max(
        _widest([r.target for r in all_rows], share), text_width(say(TARGET, lang)) if any(r.target for r in all_rows) else 0
    )
    head_width = text_width(say(NAME, lang))
    names = max(head_width, _widest([" " * (2 * r.depth) + r.name for r in all_rows], width))
    least = max(head_width, min(names, 16))
    fixed = score + filed + 2

    def left(value: int, target: int, bar: int) -> int:
        return room - fixed - sum(w + 2 for w in (value, target, bar) if w)

    # What does not fit goes in this order: a long bar, the bar, then value and target, which stand below the name instead.
    bar = next((b for b in (10, 6) if left(value, target, b) >= min(names, 24 if b == 6 else names)), 0)
    if left(value, target, bar) < least:
        value = target = bar = 0
    name = max(4, min(names, left(value, target, bar)))
    return _Columns(name, value, target, bar, score, weight, filed)


def _heading(out: list[Text], columns: _Columns, lang: Lang, look: _Look, width: int) -> None:
    cells = ["  " + pad(say(NAME, lang), columns.name)]
    if columns.value:
        cells.append(pad(say(VALUE, lang), columns.value, right=True))
    if columns.target:
        cells.append(pad(say(TARGET, lang), columns.target))
    if columns.bar:
        cells.append(" " * columns.bar)
    cells.append(pad(f"{say(SCORE, lang)} / {say(WEIGHT, lang)}", columns.score, right=True))
    line = "  ".join(cells)
    if columns.filed:
        line += pad(say(FILED, lang), columns.filed, right=True)
    out.append(Text(line, "dim"))
    out.append(Text(look.rule * width, "dim"))


def _row(out: list[Text], row: Row, columns: _Columns, look: _Look, width: int) -> None:
    style = _SIGNS[row.status][2]
    weight = _of(row.score, row.weight, columns, "/" if row.points else "×")
    indent = min(2 * row.depth, columns.name // 2)
    name = wrap(row.name, columns.name - indent)
    value = wrap(row.value, columns.value) if columns.value else [""]
    target = wrap(row.target, columns.target) if columns.target else [""]
    score = wrap(weight, columns.score) if text_width(weight) > columns.score else [weight]
    for i in range(max(map(len, (name, value, target, score)))):
        line = Text()
        line.append(f"{look.sign(row.status)} " if i == 0 else "  ", style)
        line.append(" " * indent + pad(_at(name, i), columns.name - indent), "" if row.indicator else "bold")
        if columns.value:
            line.append("  " + pad(_at(value, i), columns.value, right=True))
        if columns.target:
            line.append("  " + pad(_at(target, i), columns.target), "dim")
        if columns.bar:
            line.append("  ")
            line.append(look.bar(row.share, columns.bar) if i == 0 else " " * columns.bar, style)
        line.append("  " + pad(_at(score, i), columns.score, right=True), "" if row.indicator else "bold")
        if columns.filed and i == 0 and row.filed:
            line.append(
                pad(row.filed + (look.mark if row.differs else " "), columns.filed, right=True), "red" if row.differs else "dim"
            )
        out.append(line)
    if not columns.value and not columns.target and (row.value or row.target):
        _block(out, "", "  ".join(t for t in (row.value, row.target) if t), indent + 4, width, "dim")
    for reason in row.reasons:
        mark = f"{look.flag} " if row.flagged and reason == row.reasons[-1] and row.status is Status.MET else look.why
        _block(out, mark, reason, indent + 4, width, style if row.indicator else "dim")


def _of(score: str, weight: str, columns: _Columns, sign: str = "/") -> str:
    """`9.00 / 10`, the strokes under one another; `0.6 × 2` where the weight is no full marks."""
    return (
        f"{score} {sign} {pad(weight, columns.weight)}" if weight else score + " " * (columns.weight + 3 if columns.weight else 0)
    )


def _named_values(out: list[Text], values: Sequence[ValueRow], width: int) -> None:
    """Names on the left, figures under one another; what does not fit, and what a value means, stands below it."""
    figure = _widest([v.value for v in values], width // 2)
    names = min(width - figure - 2, max(text_width(v.name) for v in values))
    for row in values:
        name, value = wrap(row.name, names), wrap(row.value, figure)
        for i in range(max(len(name), len(value))):
            line = Text(pad(_at(name, i), names))
            line.append("  " + pad(_at(value, i), figure, right=True), "bold")
            out.append(line)
        if row.label:
            _block(out, "", row.label, 4, width, "dim")


def _at(lines: Sequence[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _block(out: list[Text], prefix: str, text: str, indent: int, width: int, style: str) -> None:
    """A wrapped remark; its further lines stand under its first."""
    out += [Text(line, style) for line in wrap_after(" " * indent + prefix, text, width)]


def _total(out: list[Text], result: Result, columns: _Columns, lang: Lang, look: _Look, width: int) -> None:
    """The total under its columns, the grade and what is to be said of both below it."""
    score, weight = total_text(result, lang)
    filed = result.root.filed
    line = Text("  ")
    line.append(pad(say(TOTAL, lang), columns.name), "bold")
    line.append(" " * sum(w + 2 for w in (columns.value, columns.target, columns.bar) if w))
    line.append("  " + pad(_of(score, weight, columns), columns.score, right=True), "bold")
    if filed is not None:
        differs = result.root.score != filed.points
        text = visible(filed.text) + (look.mark if differs else " ")
        line.append(pad(text, columns.filed, right=True), "red" if differs else "dim")
    out.append(line)
    grade = grade_text(result, lang)
    if grade:
        for i, part in enumerate(wrap_after(f"  {say(GRADE, lang)}  ", grade, width)):
            out.append(Text(part, "bold" if i == 0 else ""))
    for note in total_notes(result, lang):
        _block(out, look.why, note, 4, width, "")
    settle = settle_text(result, lang)
    if settle:
        _block(out, look.why, settle, 4, width, "magenta")


def _lists(out: list[Text], result: Result, lang: Lang, look: _Look, width: int) -> None:
    """Lists and distributions as tables."""
    from evaldsl.reporting.lists import grids

    for grid in grids(result, lang):
        if out and out[-1].plain:
            out.append(Text(""))
        out += [Text(line, "bold") for line in wrap(grid.title, width)]
        if grid.rows:
            _grid(out, grid, look, width, lang)


def _grid(out: list[Text], grid: Grid, look: _Look, width: int, lang: Lang) -> None:
    """A table in as many blocks as the width needs; every block begins with the first column."""
    shown = grid.rows[:_MOST_ROWS]
    lines = [*shown, *([grid.totals] if grid.totals else [])]
    widths = [
        _widest([head, *(line[i] for line in lines)], max(8, width * 2 // 5 if grid.numeric[i] else width // 3))
        for i, head in enumerate(grid.heads)
    ]
    blocks: list[list[int]] = [[0]]
    used = widths[0]
    for i in range(1, len(widths)):
        if used + 2 + widths[i] > width and len(blocks[-1]) > 1:
            blocks.append([0])
            used = widths[0]
        blocks[-1].append(i)
        widths[i] = min(widths[i], width - widths[0] - 2)
        used += 2 + widths[i]
    for number, block in enumerate(blocks):
        if number:
            out.append(Text(""))
        _cells(out, grid.heads, block, widths, grid, "dim")
        rule = look.rule * (sum(widths[i] for i in block) + 2 * (len(block) - 1))
        out.append(Text(rule, "dim"))
        for line in shown:
            _cells(out, line, block, widths, grid, "")
        if len(grid.rows) > _MOST_ROWS:
            out.append(Text(say(_MORE, lang).format(count=len(grid.rows) - _MOST_ROWS), "dim"))
        if grid.totals and any(grid.totals[i] for i in block[1:]):
            out.append(Text(rule, "dim"))
            _cells(out, grid.totals, block, widths, grid, "bold")


def _cells(out: list[Text], line: Sequence[str], block: Sequence[int], widths: Sequence[int], grid: Grid, style: str) -> None:
    parts = [wrap(line[i], widths[i]) for i in block]
    for at in range(max(map(len, parts))):
        cells = [pad(_at(part, at), widths[i], right=grid.numeric[i]) for part, i in zip(parts, block, strict=True)]
        out.append(Text("  ".join(cells).rstrip(), style))


def _changes(out: list[Text], result: Result, lang: Lang, look: _Look, width: int) -> None:
    """What the ruleset changes in the one that it extends."""
    from evaldsl.reporting.histories import change_rows, changes_title

    out.append(Text(""))
    out += [Text(line, "bold") for line in wrap(changes_title(result, lang), width)]
    lines = list(change_rows(result, lang))
    for line in lines[:_MOST_ROWS]:
        _block(out, "", line, 2, width, "")
    if len(lines) > _MOST_ROWS:
        out.append(Text(say(_MORE, lang).format(count=len(lines) - _MOST_ROWS), "dim"))


def _checks(out: list[Text], result: Result, lang: Lang, look: _Look, width: int) -> None:
    from evaldsl.reporting.lists import row_checks, row_name

    of_rows = list(row_checks(result, lang))
    if result.checks or result.outcomes or of_rows:
        out.append(Text(""))
    for name, held, text in of_rows:
        status = Status.PENDING if held is None else Status.MET if held else Status.UNMET
        _marked(out, look.sign(status), f"{name}{'：' if lang == 'zh' else ': '}{text}", _SIGNS[status][2], width)
    for check in result.checks[: _MOST_ROWS + len(result.program.checks)]:
        if check.passed:
            status = Status.MET
        elif check.passed is None:
            status = Status.PENDING
        else:
            status = Status.UNMET if check.check.severity == "error" else Status.PARTLY
        row = "" if check.row is None else f" {row_name(result, *check.row, lang)}"
        text = f"{visible(check.check.name)}{row}{'：' if lang == 'zh' else ': '}{check_text(check, lang)}"
        _marked(out, look.sign(status), text, _SIGNS[status][2], width)
    _contradictions(out, result, lang, look, width)
    _findings(out, result, lang, look, width)
    for outcome in result.outcomes:
        text = f"{visible(outcome.outcome.name)}{'：' if lang == 'zh' else ': '}{outcome_text(outcome, lang)}"
        _marked(out, "=", text, "bold", width)


_SEVERITIES = {"error": Status.UNMET, "warning": Status.PARTLY, "info": Status.JUDGED, "not_known": Status.PENDING}


def _findings(out: list[Text], result: Result, lang: Lang, look: _Look, width: int) -> None:
    """What the figures call for, and what is missing to say so."""
    if not result.findings:
        return
    from evaldsl.reporting.findings import finding_rows

    shown = list(finding_rows(result, lang))
    if shown and out and out[-1].plain:
        out.append(Text(""))
    for kind, name, text in shown[:_MOST_ROWS]:
        style = _SIGNS[_SEVERITIES[kind]][2]
        _marked(out, "»" if not look.plain else ">", f"{name}{'：' if lang == 'zh' else ': '}{text}", style, width)
    if len(shown) > _MOST_ROWS:
        out.append(Text(say(_MORE, lang).format(count=len(shown) - _MOST_ROWS), "dim"))


def _contradictions(out: list[Text], result: Result, lang: Lang, look: _Look, width: int) -> None:
    """What cannot all be right, and what it takes to explain it."""
    if not any(check.passed is False and check.check.severity == "error" for check in result.checks):
        return
    from evaldsl.reporting.contradictions import contradictions_of, head, lines

    for found in contradictions_of(result):
        figures, *explained = lines(found, lang)
        _marked(out, "!", f"{head(lang)}{'：' if lang == 'zh' else ': '}{figures}", "bold", width)
        for line in explained:
            _block(out, look.why, line, 4, width, "")


def _marked(out: list[Text], sign: str, text: str, style: str, width: int) -> None:
    lines = wrap(text, width - 2)
    for i, part in enumerate(lines):
        line = Text(f"{sign} " if i == 0 else "  ", style)
        line.append(part, "default")
        out.append(line)
