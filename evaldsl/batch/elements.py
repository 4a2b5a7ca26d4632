"""The elements of a JSON list read as a stream: no more of the text is held than one element needs.

In: the first bytes of a file, the rest of it as a stream, its name. Out: the bytes of each element with its place. Guarantees: elements are
bounded like fact files; where the text is no JSON, or no UTF-8, a last element says so (E915), since where the next would begin is not known.
"""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import IO

from evaldsl.diagnostics.core import Argument, Both, Diagnostic, InFile
from evaldsl.library import FACTS_BYTES
from evaldsl.readers.json_mistakes import describe
from evaldsl.records import evolve, frozen
from evaldsl.source import Where

_SPACE = " \t\n\r"
_LEAST = 1 << 16
_SHOWN = 200

_NOT_UTF8 = Both("it is not UTF-8", "不是 UTF-8 编码")
_TOO_LONG = Both("it is longer than {limit}", "超过 {limit}")
_TOO_DEEP = Both("its brackets stand too deep in each other", "括号嵌套过深")
_BROKEN = Both("it is not valid JSON", "不是合法的 JSON")
_ENDS = Both("the file ends before it is closed", "没有写完文件就结束了")
_REST = Both("something follows the end of the list", "列表结束之后还有内容")


@frozen
class Element:
    """One element with the line and column where it begins, or the problem that ends the list."""

    index: int
    line: int
    column: int
    data: bytes | None
    problems: tuple[Diagnostic, ...] = ()


def elements(head: bytes, file: IO[bytes], name: str) -> Iterator[Element]:
    """The elements of the list that `head` begins. Raises `OSError` when the stream cannot be read."""
    window = _Window(head, file)
    decode = JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode
    window.skip()
    window.drop(1)
    index = 0

    def broken(why: Both, error: JSONDecodeError | None = None, **args: str) -> Element:
        figures: dict[str, Argument] = {
            "number": str(index + 1),
            "why": Both(why.en.format(**args), why.zh.format(**args)),
        }
        column, text = shifted(1, window.text[:_SHOWN].partition("\n")[0], window.column)
        place = Where(name, window.line, column, text)
        problems = [Diagnostic("E915", place, figures)]
        if error is not None:
            found = describe(window.text, error.pos, error.msg, name)
            at = found.place
            if isinstance(at, Where):
                column, text = shifted(at.column, at.text, window.column) if at.line == 1 else (at.column, at.text)
                problems.append(evolve(found, place=Where(name, at.line + window.line - 1, column, text, at.width)))
        return Element(index, window.line, window.column, None, tuple(problems))

    while True:
        sign = window.skip()
        if sign == "]":
            window.drop(1)
            if window.skip():
                yield broken(_REST)
            elif index == 0:
                yield Element(0, 1, 1, None, (Diagnostic("E911", InFile(name), {"what": name}, help="list"),))
            return
        if index and sign == ",":
            window.drop(1)
            sign = window.skip()
        elif index and sign:
            yield broken(_BROKEN)
            return
        if sign in ("", ",", "]"):
            yield broken(_NOT_UTF8 if window.spoilt else _BROKEN if sign else _ENDS)
            return
        mistake: JSONDecodeError | None = None
        while True:
            try:
                _, end = decode(window.text)
            except RecursionError:
                yield broken(_TOO_DEEP)
                return
            except JSONDecodeError as error:
                end, mistake = 0, error
            if end and (end < len(window.text) or window.ended):
                break
            if len(window.text) > FACTS_BYTES:
                yield broken(_TOO_LONG, limit=f"{FACTS_BYTES // 10**6} MB")
                return
            if not window.more():
                yield broken(_NOT_UTF8) if window.spoilt else broken(_BROKEN, mistake)
                return
        yield Element(index, window.line, window.column, window.text[:end].encode())
        window.drop(end)
        index += 1


class _Window:
    """The text from where reading stands, as far as it was needed. `spoilt`: what follows it is no UTF-8."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        """Of a file whose first bytes were read already."""
        self._file = file
        self._decode = getincrementaldecoder("utf-8")()
        self._odd: bytes = b""
        self.text, self.ended, self.spoilt = "", False, False
        self.line, self.column = 1, 1
        self._take(head.removeprefix(b"\xef\xbb\xbf"))

    def _take(self, data: bytes) -> None:
        try:
            self.text += self._decode.decode(data, not data)
        except UnicodeDecodeError as error:
            self.text += error.object[: error.start].decode()
            self.spoilt = self.ended = True

    def more(self) -> bool:
        """Reads on, as much again as is held; false when there is no more."""
        if self.ended:
            return False
        data = self._file.read(max(_LEAST, len(self.text)))
        self.ended = not data
        self._take(data)
        return True

    def skip(self) -> str:
        """Passes over blanks; the character that stands there, empty at the end."""
        while True:
            rest = self.text.lstrip(_SPACE)
            self.drop(len(self.text) - len(rest))
            if self.text or not self.more():
                return self.text[:1]

    def drop(self, count: int) -> None:
        """Forgets the text before an offset, counting its lines."""
        if not count:
            return
        passed, self.text = self.text[:count], self.text[count:]
        lines = passed.count("\n")
        self.line += lines
        self.column = len(passed) - passed.rfind("\n") if lines else self.column + len(passed)


def shifted(column: int, text: str, begins: int) -> tuple[int, str]:
    """Column and line of a place in a text that begins at column `begins` of its line; far to the right the line is left out."""
    return column + begins - 1, " " * (begins - 1) + text if begins <= _SHOWN else ""
