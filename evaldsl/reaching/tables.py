"""A small table for a screen: heads, rows, in as many blocks of columns as the width needs.

In: texts. Out: lines of (text, style) parts. Guarantees: no line is wider than the screen; every block begins with the first columns that
say which row it is.
"""

from collections.abc import Sequence

from evaldsl.reporting.layout import pad, text_width, wrap

Line = list[tuple[str, str]]


def table_lines(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], keys: int, width: int, rule: str
) -> list[Line]:
    """The table. The first `keys` columns are repeated in every block; `numeric` columns are aligned right."""
    most = max(6, (width - 2 * keys) // (keys + 1))
    widths = [min(most, max(text_width(x) for x in (head, *(row[i] for row in rows)))) for i, head in enumerate(heads)]
    first = list(range(keys))
    blocks: list[list[int]] = [list(first)]
    for i in range(keys, len(heads)):
        if sum(widths[j] + 2 for j in blocks[-1]) + widths[i] > width and len(blocks[-1]) > keys:
            blocks.append(list(first))
        blocks[-1].append(i)
    out: list[Line] = []
    for number, block in enumerate(blocks):
        if number:
            out.append([("", "")])
        out += _cells(heads, block, widths, numeric, "dim")
        out.append([(rule * min(width, sum(widths[i] for i in block) + 2 * (len(block) - 1)), "dim")])
        for row in rows:
            out += _cells(row, block, widths, numeric, "")
    return out


def _cells(row: Sequence[str], block: Sequence[int], widths: Sequence[int], numeric: Sequence[bool], style: str) -> list[Line]:
    parts = [wrap(row[i], widths[i]) for i in block]
    lines: list[Line] = []
    for at in range(max(map(len, parts))):
        cells = [
            pad(part[at] if at < len(part) else "", widths[i], right=numeric[i]) for part, i in zip(parts, block, strict=True)
        ]
        lines.append([("  ".join(cells).rstrip(), style)])
    return lines


def pair_lines(rows: Sequence[tuple[str, str, str]], width: int, indent: int = 2) -> list[Line]:
    """Lines of a name, what became of it, and by how much; where that is too wide the name stands above."""
    if not rows:
        return []
    names, middles, ends = (max(text_width(row[i]) for row in rows) for i in range(3))
    blank = " " * indent
    out: list[Line] = []
    if indent + names + 2 + middles + (2 + ends if ends else 0) <= width:
        for name, middle, end in rows:
            out.append(
                [(blank + pad(name, names) + "  ", ""), (pad(middle, middles) + "  ", "bold"), (pad(end, ends, right=True), "")]
            )
        return out
    for name, middle, end in rows:
        out += [[(blank + part, "")] for part in wrap(name, width - indent)]
        text = f"{middle}  {end}".rstrip()
        out += [[(blank + "  " + part, "bold")] for part in wrap(text, width - indent - 2)]
    return out
