"""The score tree as a flat table through tabulate: plain for reading, Markdown for documents, tab-separated for spreadsheets.

In: a `Result`, a language. Out: text. Guarantees: every cell is text and stays the text it is: a code 0012 keeps its zeros, a bar or
a line end in a name cannot break a Markdown row, and a cell that a spreadsheet would take for a formula does not begin as one.
"""

from collections.abc import Sequence
from re import compile as compile_pattern
from typing import Literal

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Result
from evaldsl.reporting.checks import check_text, outcome_text
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.lists import Grid, grids, row_checks, row_name
from evaldsl.reporting.rows import (
    FIGURE,
    FILED,
    GRADE,
    LABEL,
    NAME,
    NAMED,
    REASON,
    SCORE,
    STATUS,
    TARGET,
    TOTAL,
    VALUE,
    WEIGHT,
    Row,
    grade_text,
    rows,
    settle_text,
    total_notes,
    total_text,
    value_rows,
)
from evaldsl.reporting.words import STATUS as STATUS_WORDS

Style = Literal["table", "markdown", "tsv"]

_NUMBER = compile_pattern(r"[+-]?[0-9]+(\.[0-9]+)?%?")
_CHECK = Both("Check", "勾稽")
_PASSED, _FAILED, _OPEN = Both("passed", "一致"), Both("failed", "不一致"), Both("not checked", "未核对")
_VALUE = Both("Value", "取值")
_OUTCOME = Both("Outcome", "结论")


def table_text(result: Result, style: Style, lang: Lang = "en") -> str:
    """The table, and after it the checks and outcomes (in tab-separated text: as further rows)."""
    lists = "".join(_grid(grid, style) for grid in grids(result, lang))
    values = [[v.name, v.value, v.label] for v in value_rows(result, lang)]
    if not result.root.children:
        labelled = any(label for _, _, label in values)
        heads = [say(h, lang) for h in (NAMED, FIGURE, *((LABEL,) if labelled else ()))]
        body = [line if labelled else line[:2] for line in values]
        text = tabulated(heads, body, style, ["left", "right", "left"][: len(heads)]) if values else ""
        return _with_below((text + lists) if text else lists.removeprefix("\n"), result, style, lang)
    all_rows = tuple(rows(result, lang))
    with_filed = any(row.filed for row in all_rows) or result.root.filed is not None
    heads = [say(h, lang) for h in (NAME, TARGET, VALUE, WEIGHT, SCORE)]
    heads += [say(FILED, lang)] if with_filed else []
    heads += [say(STATUS, lang), say(REASON, lang)]
    body = [_cells(row, with_filed, style, lang) for row in all_rows]
    body.append(_total(result, with_filed, lang))
    align = ["left", "left", "right", "right", "right", *(["right"] if with_filed else []), "left", "left"]
    return _with_below(tabulated(heads, body, style, align) + lists, result, style, lang)


def _grid(grid: Grid, style: Style) -> str:
    """A list or a distribution below the tree, its totals last."""
    body = [*grid.rows, *([grid.totals] if grid.totals else [])]
    table = tabulated(grid.heads, body, style, ["right" if right else "left" for right in grid.numeric])
    title = tsv(grid.title) if style == "tsv" else f"**{escape(grid.title, style)}**\n" if style == "markdown" else grid.title
    return f"\n{title}\n{table}"


def _with_below(text: str, result: Result, style: Style, lang: Lang) -> str:
    below = _below(result, style, lang)
    if not below:
        return text
    if style == "tsv":
        return text + "".join("\t".join(tsv(c) for c in line) + "\n" for line in below)
    mark = "- " if style == "markdown" else ""
    lines = [mark + escape(f"{' '.join(c for c in line[:2] if c)}: {line[2]}", style) for line in below]
    return text + "\n" + "\n".join(lines) + "\n"


def _cells(row: Row, with_filed: bool, style: Style, lang: Lang) -> list[str]:
    indented = ("\u3000" if style == "markdown" else "  ") * row.depth + row.name
    name = row.path if style == "tsv" else indented  # a flat file has no indent to show where a row belongs
    cells = [name, row.target, row.value, row.weight, row.score]
    if with_filed:
        cells.append(row.filed + (" ≠" if row.differs else ""))
    return [*cells, say(STATUS_WORDS[row.status], lang), ("；" if lang == "zh" else "; ").join(row.reasons)]


def _total(result: Result, with_filed: bool, lang: Lang) -> list[str]:
    score, weight = total_text(result, lang)
    cells = [say(TOTAL, lang), "", "", weight, score]
    filed = result.root.filed
    if with_filed:
        cells.append("" if filed is None else visible(filed.text) + (" ≠" if filed.points != result.root.score else ""))
    return [*cells, grade_text(result, lang), ("；" if lang == "zh" else "; ").join(total_notes(result, lang))]


def _below(result: Result, style: Style, lang: Lang) -> list[list[str]]:
    """Rows of (what, name, text) for what is not a node."""
    found: list[list[str]] = []
    grade = grade_text(result, lang)
    if grade and style != "tsv":
        found.append([say(GRADE, lang), "", grade])
    if result.root.children:
        found += [[say(_VALUE, lang), v.name, v.value] for v in value_rows(result, lang)]
    for name, held, text in row_checks(result, lang):
        word = _OPEN if held is None else _PASSED if held else _FAILED
        found.append([say(_CHECK, lang), name, f"{say(word, lang)}: {text}"])
    for check in result.checks:
        row = "" if check.row is None else f" {row_name(result, *check.row, lang)}"
        word = _OPEN if check.passed is None else _PASSED if check.passed else _FAILED
        found.append([f"{say(_CHECK, lang)}", visible(check.check.name) + row, f"{say(word, lang)}: {check_text(check, lang)}"])
    found += [[say(_OUTCOME, lang), visible(o.outcome.name), outcome_text(o, lang)] for o in result.outcomes]
    settle = settle_text(result, lang)
    if settle:
        found.append(["", "", settle])
    return found


def tabulated(heads: Sequence[str], body: Sequence[Sequence[str]], style: Style, align: Sequence[str]) -> str:
    """Rows of texts as a table in a style."""
    if style == "tsv":
        return "".join("\t".join(tsv(cell) for cell in line) + "\n" for line in (heads, *body))
    from tabulate import tabulate  # type: ignore[import-untyped]

    escaped = [[escape(cell, style) for cell in line] for line in body]
    made: str = tabulate(
        escaped,
        headers=list(heads),
        tablefmt="github" if style == "markdown" else "simple",
        disable_numparse=True,
        colalign=tuple(align),
        preserve_whitespace=True,
    )
    return "\n".join(line.rstrip() for line in made.splitlines()) + "\n"


def escape(cell: str, style: Style) -> str:
    """A cell that keeps to its row: what Markdown would read as structure is escaped."""
    if style != "markdown":
        return cell
    for sign in "\\`*_[]<|":
        cell = cell.replace(sign, "\\" + sign)
    return cell


def tsv(cell: str) -> str:
    """A cell of a spreadsheet: line ends and tabs are already escapes; what would begin a formula gets a leading apostrophe."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(cell) else cell
