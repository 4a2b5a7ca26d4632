"""Text in columns: display width, padding and wrapping, for screens on which a Chinese character is two columns wide.

In: text without line ends. Out: text of a known width. Guarantees: nothing is lost by wrapping but the blank at a break.
"""

from unicodedata import category, east_asian_width

_WIDTHS: dict[str, int] = {}


def char_width(char: str) -> int:
    """Columns of one character: 0 for a combining mark, 2 for a wide one."""
    width = _WIDTHS.get(char)
    if width is None:
        wide = 2 if east_asian_width(char) in ("W", "F") else 1
        width = 0 if category(char) in ("Mn", "Me", "Cf") else wide
        _WIDTHS[char] = width
    return width


def text_width(text: str) -> int:
    """Columns of a text."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with blanks to a width; aligned right if asked."""
    blanks = " " * max(0, width - text_width(text))
    return blanks + text if right else text + blanks


def _breaks_after(char: str, following: str) -> bool:
    """Whether a line may end between two characters: at a blank, and beside a wide one unless a mark would begin the line."""
    if char == " ":
        return True
    if following in "，。、；：！？）》」』”’%),.;:!?]}·":
        return False
    if char in "（《「『“‘([{":
        return False
    return char_width(char) == 2 or char_width(following) == 2


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at blanks or between wide characters, else anywhere."""
    width = max(2, width)
    lines: list[str] = []
    start = 0
    while start < len(text):
        used, at, best = 0, start, 0
        while at < len(text) and used + char_width(text[at]) <= width:
            used += char_width(text[at])
            at += 1
            if at < len(text) and _breaks_after(text[at - 1], text[at]):
                best = at
        if at >= len(text):
            lines.append(text[start:])
            break
        if text[at] == " ":
            best = at
        end = best if best > start else max(at, start + 1)
        lines.append(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines or [""]


def wrap_after(prefix: str, text: str, width: int) -> list[str]:
    """Wrapped text behind a prefix, further lines indented to stand under the first."""
    indent = text_width(prefix)
    lines = wrap(text, width - indent)
    return [(prefix if i == 0 else " " * indent) + line for i, line in enumerate(lines)]
