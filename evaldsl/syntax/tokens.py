"""The text cut into raw tokens, once, for parser and formatter alike.

In: the text of a ruleset. Out: `Scan`: raw tokens with their places in the original text, comments apart. A shadow of the text, in
which full-width signs stand for their half-width twins one to one, is what is read; offsets are those of the original and
strings are taken from it. Never fails: what cannot be read becomes a raw token of a `BAD_…` kind, reported when it is used.
"""

import re
from unicodedata import normalize

from attrs import frozen

_TWINS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in (0xFF02, 0xFF07)}
_SIGNS = {
    "【": "[", "】": "]", "〔": "[", "〕": "]", "\u3000": " ", "\u00a0": " ", "×": "*", "÷": "/", "−": "-", "∶": ":", "≧": "≥", "≦": "≤",
    "•": "·", "‧": "·", "∙": "·", "・": "·", "﹪": "%", "﹣": "-", "﹢": "+", "﹦": "=", "︰": ":", "﹕": ":", "﹔": ";", "⁄": "/", "∕": "/",
}  # fmt: skip
SHADOW = str.maketrans({**{chr(k): chr(v) for k, v in _TWINS.items()}, **_SIGNS})

_MARK = "\u0300-\u036f\u3099\u309a"
_TOKEN = re.compile(
    rf"""
    (?P<SPACE>[ \t\r\f\v\ufeff\u200b\u2028\u2029\u0085\x1c-\x1f]+)
  | (?P<NEWLINE>\n)
  | (?P<COMMENT>\#[^\n]*)
  | (?P<STRING>"(?:[^"“\n]|“[^"“”\n]*”)*" | “(?:[^“”\n]|“[^“”\n]*”)*”)
  | (?P<QUOTED>「[^「」\n]*」)
  | (?P<DATE>\d{{4}}-\d\d-\d\d(?![\d-]))
  | (?P<BAD_DATE>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?![\w-]) | \d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}(?![\w/]) | \d{{4}}年\d{{1,2}}月(?:\d{{1,2}}[日号])?)
  | (?P<BAD_GROUPED>(?<!\[)\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?(?!\d|[ ]?\]))
  | (?P<BAD_EXPONENT>\d[\d_]*(?:\.\d+)?[eE][+-]?\d+(?!\w))
  | (?P<NUMBER>\d[\d_]*(?:\.\d[\d_]*)?)
  | (?P<BAD_POINT>\.\d+)
  | (?P<NAME>[^\W\d](?:(?!\d{{4}}-\d\d-\d\d)(?:\w|[{_MARK}]))*(?:\.\d(?:\w|[{_MARK}])*)*)
  | (?P<SIGN>\.\.(?!\.)|>=|<=|==|!=|->|→|[≥≤≠+\-*/^=<>%(){{}}\[\],、:;|.·])
  | (?P<BAD_TEXT>["“][^\n]*)
  | (?P<BAD_QUOTE>「[^\n]*)
  | (?P<BAD_SIGN>\.{{3,}} | [~—–]+ | 。 | .)
    """,
    re.VERBOSE,
)

SIGNS = {
    "..": "K_RANGE", ">=": "GE", "≥": "GE", "<=": "LE", "≤": "LE", "==": "EQ", "!=": "NE", "≠": "NE", ">": "GT", "<": "LT", "->": "ARROW", "→": "ARROW",
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "^": "CARET", "=": "EQUALS", "%": "PCT", "(": "LPAR", ")": "RPAR", "{": "LBRACE",
    "}": "RBRACE", "[": "LSQB", "]": "RSQB", ",": "COMMA", "、": "COMMA", ":": "COLON", ";": "SEMICOLON", "|": "BAR", ".": "DOT", "·": "MIDDOT",
}  # fmt: skip


class Raw:
    """A raw token: `kind` (a terminal, or NAME QUOTED SEMICOLON BAR MIDDOT BAD_…), `text` after the full-width mapping and in
    NFC, `start` and `end` in the original text, `indent` (columns before it when it is the first of its line, else -1)."""

    __slots__ = ("end", "indent", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, indent: int) -> None:
        self.kind, self.text, self.start, self.end, self.indent = kind, text, start, end, indent

    def __repr__(self) -> str:
        return f"{self.kind}({self.text!r}@{self.start})"


class Token:
    """A token for the parser: `type` is a terminal of the grammar, `value` what it means (the canonical key of a keyword, the
    name, the digits, the text of a string, the raw tokens of a row of a form)."""

    __slots__ = ("end", "raws", "start", "type", "value")

    def __init__(self, type: str, value: str, start: int, end: int, raws: tuple[Raw, ...] = ()) -> None:
        self.type, self.value, self.start, self.end, self.raws = type, value, start, end, raws

    def __repr__(self) -> str:
        return f"{self.type}({self.value!r}@{self.start})"


@frozen
class Comment:
    """A comment with its place; `own_line` when nothing stands before it on its line."""

    start: int
    end: int
    own_line: bool


@frozen
class Scan:
    """Raw tokens and comments of a text, in order."""

    raws: list[Raw]
    comments: list[Comment]


def scan(text: str) -> Scan:
    """Cut a text into raw tokens; linear in its length."""
    shadow = text.translate(SHADOW)
    raws: list[Raw] = []
    comments: list[Comment] = []
    fresh, line_start = True, 0
    for match in _TOKEN.finditer(shadow):
        kind = match.lastgroup
        if kind == "SPACE":
            continue
        start, end = match.span()
        if kind == "NEWLINE":
            fresh, line_start = True, end
            continue
        if kind == "COMMENT":
            comments.append(Comment(start, end, fresh))
            continue
        if fresh:
            indent, fresh = _width(text, line_start, start), False
        else:
            indent = -1
        found = match.group()
        if kind == "SIGN":
            kind = SIGNS[found]
        elif kind == "NAME":
            if not found.isascii():
                found = normalize("NFC", found)
        elif kind == "STRING":
            found = text[start + 1 : end - 1]
        elif kind == "QUOTED":
            found = normalize("NFC", text[start + 1 : end - 1])
        raws.append(Raw(kind or "BAD_SIGN", found, start, end, indent))
    return Scan(raws, comments)


def _width(text: str, line_start: int, start: int) -> int:
    """Columns of white space before the first token of a line: a tab reaches the next multiple of 4, a full-width space is 2."""
    width = 0
    for char in text[line_start:start]:
        if char == "\t":
            width += 4 - width % 4
        elif char == "\u3000":
            width += 2
        elif char not in "\ufeff\u200b\r":
            width += 1
    return width
