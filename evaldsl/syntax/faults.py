"""What is said of the place where reading stopped.

In: a `Failure`: the token that could not be taken, what could have stood there. Out: one diagnostic, worded by the catalogue,
with the mend that fits: a space that is missing, a sign that is written the wrong way round, a keyword that was meant.
"""

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from evaldsl.diagnostics.core import Argument, Diagnostic
from evaldsl.source import SourceFile, Span, Where
from evaldsl.spelling import nearest
from evaldsl.syntax.expected import METHODS, describe
from evaldsl.syntax.lexer import MAX_DEPTH, MAX_DIGITS
from evaldsl.syntax.tokens import Raw, Token
from evaldsl.syntax.vocabulary import Vocabulary, vocabulary

SHOWN = 40

CODES = {
    "BAD_TEXT": "E105", "BAD_QUOTE": "E106", "BAD_EMPTY": "E106", "BAD_SIGN": "E107", "BAR": "E107", "MIDDOT": "E107", "BAD_DATE": "E108",
    "BAD_GROUPED": "E109", "BAD_EXPONENT": "E110", "BAD_POINT": "E111", "BAD_DIGITS": "E112", "BAD_DEPTH": "E113",
}  # fmt: skip

_WORDLESS = frozenset(("BAD_TEXT", "BAD_QUOTE", "BAD_EMPTY", "BAD_DIGITS", "BAD_DEPTH"))

_WORD_SIGNS = {"上": "≥", "下": "≤", "内": "≤", "外": ">"}
_WORDED = re.compile(r"及?以([上下内外])")
_LED = re.compile(r"([0-9][0-9._]*[ \t]*[^\s0-9及以]{0,8})[ \t]*及?以([上下内外])")
_FIGURE = re.compile(r"[0-9][0-9._]*\s*[^\s0-9]{0,8}\s*$")
"""A figure that stands before 以上, 以下, 以内 or 以外, where the sign must stand before it."""

_DECLARATIONS = (
    "language ruleset period use basis supplied total show round grades grade facts let unit type bands method group indicator form "
    "each_indicator check outcome veto hurdle combine result for_each distribution parameter extends "
    "norm norms cost compare groups table scorecard finding example examples property"
)
DECLARATIONS = frozenset(f"K_{key.upper()}" for key in _DECLARATIONS.split())
"""Keywords with which a line in column one may begin."""
_INNER = (
    "weight target actual value score label applies may_be_na scaled requires flag judged otherwise require says within "
    "over no_points below above per_short per_excess until change "
    "replaces condition part line lines_from fee tax before after on given expect alike_except attainable"
)
INNER = frozenset(f"K_{key.upper()}" for key in _INNER.split()) - DECLARATIONS
"""Keywords that begin a line only inside braces."""


@frozen
class Failure:
    """Where reading stopped: the start symbol, the token that could not be taken, the one before it, what could have stood there,
    and whether what came before was whole."""

    start: str
    token: Token
    before: Token | None
    expected: tuple[str, ...]
    complete: bool


def first_terminals(raws: Sequence[Raw], words: Vocabulary) -> frozenset[str]:
    """The keywords that the first words of a line may be."""
    if not raws or raws[0].kind != "NAME":
        return frozenset()
    found = {w.terminal for w in words.meanings.get(raws[0].text, ())}
    for parts, word in words.phrases.get(raws[0].text, ()):
        if tuple(r.text for r in raws[: len(parts)]) == parts:
            found.add(word.terminal)
    return frozenset(found)


def fault(source: SourceFile, raws: Sequence[Raw], failed: Failure) -> Diagnostic:
    """The diagnostic of one failure."""
    token = failed.token
    if token.type in CODES:
        return unreadable(source, token)
    words = vocabulary()
    if failed.expected == ("LPAR",) and failed.before is not None:
        return _unknown_method(source, failed.before, words)
    if token.type in ("NL", "$END"):
        after = next((at for at, r in enumerate(raws) if r.start >= token.start), len(raws)) if token.type == "NL" else len(raws)
        if failed.complete and after < len(raws):
            return _surplus(source, raws[after:], failed, words)
        wanted = describe(failed.expected, words)
        return Diagnostic("E102", source.where(_line_end(source, token.start)), {"expected": wanted})
    at = Span(token.start, token.end)
    found = _shown(source, at)
    if token.type == "RBRACE" and failed.before is not None and token.raws and token.raws[0].indent >= 0 and not failed.complete:
        wanted = describe(failed.expected, words)
        return Diagnostic("E102", source.where(_line_end(source, failed.before.end)), {"expected": wanted})
    if failed.before is None and failed.start == "declaration":
        return _unknown_declaration(source, at, raws, words)
    expected = (*failed.expected, *(("NL",) if failed.complete else ()))
    args: dict[str, Argument] = {"found": found, "expected": describe(expected, words), "first": describe(expected, words, 1)}
    help_, more = _mend(source, failed, words)
    return Diagnostic("E101", source.where(at), {**args, **more}, (), help_)


def unreadable(source: SourceFile, token: Token) -> Diagnostic:
    """What is said of a token that can stand nowhere."""
    at = Span(token.start, token.end)
    found = source.slice(Span(at.start, min(at.end, at.start + SHOWN)))
    args: dict[str, Argument] = {"found": found} if token.type not in _WORDLESS else {}
    help_: str | None = None
    match token.type:
        case "BAD_DATE":
            args["date"] = meant_date(token.value)
        case "BAD_GROUPED":
            args["grouped"] = token.value.replace(",", "_")
        case "BAD_EXPONENT":
            args["plain"] = _plain(token.value)
        case "BAD_POINT":
            args["plain"] = f"0{token.value}"
        case "BAD_DIGITS":
            args["digits"], args["most"] = str(len(token.value)), str(MAX_DIGITS)
        case "BAD_DEPTH":
            args["most"] = str(MAX_DEPTH)
            at = Span(at.start, at.start + 1)
        case "BAD_SIGN":
            if token.value in "。．.":
                help_ = "stop"
            elif token.value and token.value[0] in "~—–.":
                help_ = "range"
            elif token.value in "”“’‘'«»":
                help_ = "quote"
        case "BAR":
            help_ = "bar"
        case _:
            pass
    return Diagnostic(CODES[token.type], source.where(at), args, (), help_)


def meant_date(written: str) -> str:
    """The date that `2023-1-1`, `2023/1/1` or `2023年1月1日` means; the first of the month where no day is written."""
    parts = [p.zfill(2) for p in "".join(c if c.isdigit() else " " for c in written).split()]
    return "-".join(parts if len(parts) > 2 else [*parts, "01"])


def _plain(written: str) -> str:
    """The number written out when that is short, else a power in words."""
    mantissa, exponent = written.lower().replace("_", "").split("e")
    if len(exponent) > 2 or abs(int(exponent)) > 20:
        return f"{mantissa} * 10 ^ {exponent.lstrip('+')[:10]}"
    whole, _, places = mantissa.partition(".")
    shift = int(exponent)
    if shift >= len(places):
        return (whole + places).ljust(len(whole) + shift, "0")
    if shift >= 0:
        return f"{whole}{places[:shift]}.{places[shift:]}"
    digits = (whole + places).zfill(len(places) - shift + 1)
    point = len(digits) - len(places) + shift
    return f"{digits[:point]}.{digits[point:]}"


def _surplus(source: SourceFile, rest: Sequence[Raw], failed: Failure, words: Vocabulary) -> Diagnostic:
    """Something stands after a whole: a declaration that is not in column one, or a line that belongs to nothing."""
    raw = rest[0]
    at = Span(raw.start, raw.end)
    found = _shown(source, at)
    if failed.start == "declaration":
        if first_terminals(rest, words) & DECLARATIONS:
            return Diagnostic("E116", source.where(at), {"found": found})
        return Diagnostic("E115", source.where(at), {"found": found}, (), "line")
    return Diagnostic(
        "E101", source.where(at), {"found": found, "expected": describe(("NL",), words), "first": describe(("NL",), words)}
    )


def _unknown_declaration(source: SourceFile, at: Span, raws: Sequence[Raw], words: Vocabulary) -> Diagnostic:
    """A line in column one that begins with no declaration."""
    found = _shown(source, at)
    if first_terminals(raws, words) & INNER:
        return Diagnostic("E115", source.where(at), {"found": found})
    meant = _close(found, DECLARATIONS, words)
    glued = _prefix(raws[0].text, DECLARATIONS, words)
    if glued:
        return Diagnostic("E127", source.where(at), {"found": found, "keyword": glued}, (), "space")
    if meant:
        return Diagnostic("E127", source.where(at), {"found": found, "meant": meant}, (), "meant")
    return Diagnostic("E127", source.where(at), {"found": found})


def _unknown_method(source: SourceFile, name: Token, words: Vocabulary) -> Diagnostic:
    """A name where a scoring method stands, and no bracket after it as after a method of the ruleset."""
    methods = [w.terminal for w in words.spellings if w.terminal in METHODS]
    meant = _close(name.value, methods, words)
    place = source.where(Span(name.start, name.end))
    if meant:
        return Diagnostic("E136", place, {"found": name.value[:SHOWN], "meant": meant}, (), "meant")
    return Diagnostic("E136", place, {"found": name.value[:SHOWN]})


def _mend(source: SourceFile, failed: Failure, words: Vocabulary) -> tuple[str | None, dict[str, Argument]]:
    """The mend that fits a token that could not be taken."""
    token, before = failed.token, failed.before
    if before is not None and before.end == token.start:
        pair = source.slice(Span(before.start, token.end))
        if before.type in ("EQUALS", "LT", "GT") and token.type in ("GT", "LT", "EQUALS"):
            sign = {"EQUALS": "<=" if token.type == "LT" else ">=", "LT": "!="}.get(before.type, ">=")
            return "sign", {"pair": pair, "sign": sign}
        if before.type == "NAME" and token.type in ("PLUS", "MINUS"):
            return "quote", {"pair": pair}
    if token.type == "NUMBER" and (led := _LED.match(source.text, token.start)):
        return "worded", {"written": led[0], "sign": f"{_WORD_SIGNS[led[2]]} {led[1].strip()}"}
    after = _WORDED.match(source.slice(Span(token.start, token.end)))
    figure = _FIGURE.search(source.slice(Span(0, token.start))[-SHOWN:]) if after else None
    if after and figure:
        return "worded", {"written": f"{figure[0].strip()} {after[0]}", "sign": f"{_WORD_SIGNS[after[1]]} {figure[0].strip()}"}
    if token.type == "NAME" and token.raws and token.raws[0].kind == "NAME":
        glued = _prefix(token.value, failed.expected, words)
        if glued:
            return "space", {"keyword": glued}
        meant = _close(token.value, failed.expected, words)
        if meant:
            return "meant", {"meant": meant}
    if token.type == "PCT" or (token.type == "NUMBER" and before is not None and before.type == "NAME"):
        return None, {}
    if before is not None and before.type == "UNIT" and token.type == "LPAR":
        return "unit", {"unit": before.value}
    return None, {}


def _prefix(written: str, terminals: Iterable[str], words: Vocabulary) -> str:
    """The longest keyword of these that a name begins with, where a space is missing after it (`评分按比例`)."""
    wanted = frozenset(terminals)
    if written.isascii():
        return ""
    for length in range(len(written) - 1, 0, -1):
        head = written[:length]
        if any(w.terminal in wanted for w in words.meanings.get(head, ())):
            return head
    return ""


def _close(written: str, terminals: Iterable[str], words: Vocabulary) -> str:
    """The spelling of one of these keywords that is nearly what is written, else empty."""
    wanted = frozenset(terminals)
    return nearest(written, (s for s, meanings in words.meanings.items() if any(w.terminal in wanted for w in meanings))) or ""


def _shown(source: SourceFile, at: Span) -> str:
    text = source.slice(Span(at.start, min(at.end, at.start + SHOWN)))
    return text.split("\n")[0]


def _line_end(source: SourceFile, offset: int) -> Span:
    """The last character before a line's end, which a caret can stand under."""
    return Span(max(0, offset - 1), max(1, offset))


def in_order(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By place, one at each."""

    def key(problem: Diagnostic) -> tuple[int, int]:
        place = problem.place
        return (place.line, place.column) if isinstance(place, Where) else (0, 0)

    seen: set[tuple[int, int]] = set()
    found = []
    for problem in sorted(problems, key=key):
        mark = key(problem)
        if mark not in seen:
            seen.add(mark)
            found.append(problem)
    return tuple(found)
