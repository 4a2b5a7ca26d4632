"""Recovery: where a file is cut, and what is said of a part that fails."""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from evaldsl.diagnostics.core import Diagnostic
from evaldsl.source import SourceFile, Span
from evaldsl.syntax.expected import describe
from evaldsl.syntax.tokens import Raw, Token
from evaldsl.syntax.tree import Tree
from evaldsl.syntax.vocabulary import vocabulary

_CODES = {
    "BAD_TEXT": "E105", "BAD_QUOTE": "E106", "BAD_EMPTY": "E106", "BAD_SIGN": "E107", "BAR": "E107", "MIDDOT": "E107", "BAD_DATE": "E108",
    "BAD_GROUPED": "E109", "BAD_EXPONENT": "E110", "BAD_POINT": "E111", "BAD_DIGITS": "E112", "BAD_DEPTH": "E113",
}  # fmt: skip


@frozen
class Failure:
    """Where reading stopped: the token that could not be taken, the one before it, and what could have stood there."""

    token: Token
    before: Token | None
    expected: tuple[str, ...]


Read = Callable[[str, Sequence[Raw]], Tree | Failure]


def slices(raws: Sequence[Raw]) -> Iterator[Sequence[Raw]]:
    """The file cut where a line begins in column one, closing brackets excepted."""
    start = 0
    for at, raw in enumerate(raws):
        if raw.indent == 0 and at > start and raw.kind not in ("RBRACE", "RPAR", "RSQB", "LBRACE"):
            yield raws[start:at]
            start = at
    if start < len(raws):
        yield raws[start:]


def failure(source: SourceFile, failed: Failure) -> Diagnostic:
    """The diagnostic of one failure."""
    token = failed.token
    code = _CODES.get(token.type)
    at = Span(token.start, token.end)
    if code is not None:
        return Diagnostic(code, source.where(at), {"found": source.slice(at)[:60]})
    wanted = describe(failed.expected, vocabulary())
    if token.type in ("NL", "$END"):
        return Diagnostic("E102", source.where(Span(token.start, token.start + 1)), {"expected": wanted})
    return Diagnostic("E101", source.where(at), {"found": source.slice(at)[:60], "expected": wanted})


def recover(source: SourceFile, raws: Sequence[Raw], failed: Failure, read: Read) -> list[Diagnostic]:
    """Every mistake of a slice."""
    return [failure(source, failed)]
