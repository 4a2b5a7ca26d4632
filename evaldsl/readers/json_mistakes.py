"""What is wrong with a text that is not JSON, in the words of someone who types it by hand.

In: the text, the place where the decoder stopped and its message. Out: one diagnostic E503 with a mend that fits the usual slips:
full-width punctuation, a comma too many or too few, a bare `95%`, comments, single quotes.
"""

from evaldsl.diagnostics.core import Argument, Both, Diagnostic
from evaldsl.source import SourceFile, Span

_TWINS = {
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "：": ":",
    "，": ",",
    "、": ",",
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "＂": '"',
}

_NOT = {
    "end": Both("the file ends too early", "文件没有写完就结束了"),
    "extra": Both("something follows the end of the data", "数据结束之后还有内容"),
    "string": Both("a text is not closed on its line", "一段文字没有在本行结束"),
    "escape": Both("a backslash begins no known escape", "反斜杠后面不是可识别的转义"),
    "comma": Both("a comma is missing here", "这里缺一个逗号"),
    "colon": Both("a colon is missing after the name", "名称后面缺冒号"),
    "key": Both("a name in double quotes is expected here", "这里应当是双引号中的名称"),
    "value": Both("a value is expected here", "这里应当是一个值"),
    "comment": Both("there is a remark here", "这里写了注释"),
    "trailing": Both("there is a comma too many", "多了一个逗号"),
}


def describe(text: str, position: int, message: str, file: str) -> Diagnostic:
    """The diagnostic for a decoding error at a character offset."""
    what, help, at, args = _classify(text, position, message)
    source = SourceFile(file, text)
    where = source.where(Span(at, at + 1))
    figures: dict[str, Argument] = {"what": _NOT[what], **args}
    return Diagnostic("E503", where, figures, help=help)


def _classify(text: str, position: int, message: str) -> tuple[str, str | None, int, dict[str, str]]:
    """Kind of mistake, key of the mend, where it is shown, figures of the mend."""
    before = len(text[:position].rstrip()) - 1
    here = text[position : position + 1]
    if not text.strip():
        return "end", "empty", 0, {}
    if message.startswith(("Unterminated string", "Invalid control")):
        if here in "\r\n" and text[:position].rstrip()[-1:] in _TWINS:
            return "string", "twin", before, {"written": text[before], "wanted": _TWINS[text[before]]}
        return "string", "string", position, {}
    if message.startswith("Invalid \\"):
        return "escape", "escape", position, {}
    if here in _TWINS:
        kind = "comma" if "delimiter" in message and "','" in message else "colon" if "delimiter" in message else "key"
        return kind, "twin", position, {"written": here, "wanted": _TWINS[here]}
    if here and text[before] == "," and here in "}]":
        return "trailing", "trailing", before, {}
    if here == "/" or here == "#":
        return "comment", "comment", position, {}
    if here == "'":
        return "key" if "property name" in message else "value", "quote", position, {}
    if not text[position:].strip():
        return "end", "end", max(before, 0), {}
    if message.startswith("Extra data"):
        next_line = "\n" in text[:position] and here == "{"
        return "extra", "lines" if next_line else "extra", position, {}
    if "','" in message:
        return _after_value(text, position, before)
    if "':'" in message:
        return "colon", None, position, {}
    if "property name" in message and here.isdigit() and text[before] == "," and text[before - 1 : before].isdigit():
        return "key", "thousands", position, {}
    if "property name" in message:
        return ("trailing", "trailing", before, {}) if text[before] == "," and here == "," else ("key", "key", position, {})
    return "value", "bare", position, {}


def _after_value(text: str, position: int, before: int) -> tuple[str, str | None, int, dict[str, str]]:
    """No comma after a value: a new member on the next line, or a number with something glued to it (`95%`, `1,234`, `007`)."""
    if text[before].isdigit() and "\n" not in text[before:position] and text[position] not in "\"{['":
        return "comma", "unit", position, {}
    return "comma", "comma", before, {}
