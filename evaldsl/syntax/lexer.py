"""Raw tokens become tokens of the grammar, in the light of what the parser can take.

In: raw tokens of one slice of a file, and a question to the parser: can this terminal stand here? Out: tokens, one at a time.
A word is a keyword only where the parser can take that keyword, so that nearly every word is free as a name. Units are glued
where a unit is wanted (`元/人次`). Newlines: one NL between clauses, none where a line continues. A line of a form with a bar
is one ROW token. What cannot be read raises `Unreadable`; the caller reports it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from unicodedata import normalize

from evaldsl.syntax.tokens import Raw, Token, scan
from evaldsl.syntax.vocabulary import Vocabulary, Word

MAX_DEPTH = 100
"""How deep brackets may be nested."""
MAX_DIGITS = 1000
"""How many characters a number may have."""

_ENDS = frozenset(
    [
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
        "CARET",
        "GE",
        "GT",
        "LE",
        "LT",
        "EQ",
        "NE",
        "EQUALS",
        "COLON",
        "ARROW",
        "COMMA",
        "K_RANGE",
        "K_AND",
        "K_OR",
        "K_NOT",
        "K_OF",
        "K_IF",
        "K_THEN",
        "K_ELSE",
        "K_IN",
        "K_RESTATES",
    ]
)
_LEADS = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "CARET"))
_LEAD_WORDS = frozenset(("K_AND", "K_OR", "K_THEN", "K_ELSE", "K_WITHIN", "K_SAYS", "K_BECAUSE"))
_LET_TAIL = _LEAD_WORDS | {"K_BASIS", "K_SUPPLIED"}
_ONTO = re.compile(r"(\D+?)(扣减|扣)(\d.*)")
_GLUED = ("及以上", "及以下", "以上", "以下", "以内", "以外", "扣减", "扣", "不得分", "标记")
_LED = (
    "每低",
    "每少",
    "每高",
    "每超",
    "每多",
    "每",
    "扣减",
    "扣",
    "低于",
    "高于",
    "超出",
    "自",
    "至多",
    "分值",
    "满分",
    "前",
    "后",
)
_SIGNED = re.compile(
    r"(不低于|不少于|不小于|大于等于|大于|高于|超过|多于|不高于|不超过|不大于|不多于|小于等于|小于|低于|不足|不满|少于|等于)\d"
)
_COLON_AFTER = frozenset(
    [
        "K_WEIGHT",
        "K_TARGET",
        "K_ACTUAL",
        "K_VALUE",
        "K_SCORE",
        "K_LABEL",
        "K_BASIS",
        "K_SUPPLIED",
        "K_ROUND",
        "K_APPLIES",
        "K_COMBINE",
        "K_SCALED",
        "K_RESULT",
        "K_REQUIRES",
        "K_FLAG",
        "K_TOTAL",
        "K_SHOW",
        "K_LANGUAGE",
        "K_RULESET",
        "K_PERIOD",
        "K_USE",
        "K_OTHERWISE",
        "K_SAYS",
        "K_BECAUSE",
        "K_WITHIN",
        "K_LEVELS",
        "K_BANDS",
        "K_LINEAR",
        "K_DEFAULT",
        "K_DECIMALS",
        "K_REQUIRE",
        "K_UNIT",
    ]
)
_BY_DATE = frozenset(("K_WEIGHT", "K_TARGET"))
"""Words after which a brace opens values by date, and nothing else."""
_TABULAR = frozenset(("K_FORM", "K_TABLE", "K_SCORECARD", "K_EXAMPLES"))
_OPEN = {"LBRACE": "RBRACE", "LPAR": "RPAR", "LSQB": "RSQB"}
_CLOSE = frozenset(_OPEN.values())

Accepts = Callable[[str], bool]


class Unreadable(Exception):
    """A raw token that can stand nowhere; `raw.kind` tells why."""

    def __init__(self, raw: Raw, kind: str) -> None:
        super().__init__(kind)
        self.raw, self.kind = raw, kind


def tokens(raws: Sequence[Raw], accepts: Accepts, words: Vocabulary, in_form: bool = False) -> Iterator[Token]:
    """The tokens of a slice. `accepts` is asked about the state after the tokens handed out so far; `in_form` says that the
    slice is an item of a form."""
    raws = list(raws)
    at, count = 0, len(raws)
    previous: Token | None = None
    braces = ["form"] if in_form else []  # what each open bracket closes with; "form" marks the brace of a form
    round_depth = 0
    form_next = False
    line_indent = clause_indent = raws[0].indent if raws else 0
    clause_starts = True
    opening = ""  # the first token of the clause, once it is known
    separator = False
    while at < count:
        raw = raws[at]
        fresh = raw.indent >= 0 and previous is not None
        if raw.indent >= 0:
            line_indent = raw.indent
        if raw.kind == "SEMICOLON":
            separator, at = True, at + 1
            continue
        row = _row_end(raws, at) if braces and braces[-1] == "form" and not round_depth and _begins(raws, at) else 0
        if previous is not None and (separator or fresh):
            if previous.type != "LBRACE" and raw.kind != "RBRACE":
                joined = (
                    not separator
                    and not row
                    and _continues(raw, previous, clause_indent, round_depth, accepts, words, opening == "K_LET")
                )
                if not joined:
                    yield Token("NL", "", previous.end, previous.end)
                    clause_starts = True
            separator = False
        if clause_starts:
            clause_indent, clause_starts, opening = line_indent, False, ""
        if row:
            line = tuple(raws[at:row])
            previous = Token("ROW", "", line[0].start, line[-1].end, line)
            at = row
            yield previous
            continue
        kind = raw.kind
        if kind == "NAME":
            previous, at, split = _word(raws, at, accepts, words)
            if split:
                count = len(raws)
            if previous.type in _TABULAR or previous.type == "K_FORM_FROM":
                form_next = previous.type in _TABULAR  # in a form from rows no line has cells
        elif kind == "QUOTED":
            if not raw.text.strip():
                raise Unreadable(raw, "BAD_EMPTY")
            if _restated(raws, at, accepts, words):
                previous, at = Token("RESTATED", raw.text, raw.start, raw.end, (raw,)), at + 1
                yield previous
                continue
            if accepts("UNIT") and not accepts("NAME"):
                previous, at = _unit(raws, at)
            else:
                previous, at = Token("NAME", raw.text, raw.start, raw.end, (raw,)), at + 1
        elif kind == "COLON" and previous is not None and previous.type in _COLON_AFTER and not accepts("COLON"):
            at += 1
            continue
        elif kind.startswith("BAD_") or kind in ("BAR", "MIDDOT"):
            raise Unreadable(raw, kind)
        else:
            if kind == "NUMBER" and len(raw.text) > MAX_DIGITS:
                raise Unreadable(raw, "BAD_DIGITS")
            if kind == "LBRACE" and previous is not None and previous.type in _BY_DATE and not _begins_history(raws, at, words):
                previous, at = Token("BRACE", raw.text, raw.start, raw.end, (raw,)), at + 1
                yield previous  # no history: what is missing is the figure before the brace
                continue
            if kind in _OPEN:
                if len(braces) >= MAX_DEPTH:
                    raise Unreadable(raw, "BAD_DEPTH")
                opens_rows = (
                    kind == "LBRACE" and form_next and not round_depth and previous is not None and previous.type != "K_ONE_OF"
                )
                braces.append("form" if opens_rows else kind)
                form_next = form_next and not opens_rows
                if kind != "LBRACE":
                    round_depth += 1
                clause_starts = clause_starts or kind == "LBRACE"
            elif kind in _CLOSE and braces:
                opener = braces.pop()
                if opener in ("LPAR", "LSQB"):
                    round_depth -= 1
            previous, at = Token(kind, raw.text, raw.start, raw.end, (raw,)), at + 1
        opening = opening or previous.type
        yield previous


def _begins_history(raws: list[Raw], at: int, words: Vocabulary) -> bool:
    """Whether the brace opens values by date: `{ from 2023-01-01: …`."""
    following = raws[at + 1] if at + 1 < len(raws) else None
    return following is not None and any(w.terminal in ("K_FROM", "K_UNTIL") for w in words.meanings.get(following.text, ()))


def _begins(raws: list[Raw], at: int) -> bool:
    """Whether a line of a form may begin here: at the start of a line, or right after the opening brace."""
    return raws[at].indent >= 0 or (at > 0 and raws[at - 1].kind == "LBRACE")


def _row_end(raws: list[Raw], at: int) -> int:
    """Index after the line that begins here when a bar stands in it outside brackets, else 0."""
    depth, bars, end = 0, 0, at
    while end < len(raws) and (end == at or raws[end].indent < 0):
        kind = raws[end].kind
        if kind == "RBRACE" and depth == 0:
            break
        if kind in _OPEN:
            depth += 1
        elif kind in _CLOSE:
            depth = max(0, depth - 1)
        elif kind == "BAR" and depth == 0:
            bars += 1
        end += 1
    return end if bars else 0


def _continues(
    raw: Raw, previous: Token, clause_indent: int, round_depth: int, accepts: Accepts, words: Vocabulary, in_let: bool
) -> bool:
    """Whether the line that begins with `raw` continues the line before; in a named value (`in_let`) also one with its clause."""
    if raw.kind == "LBRACE" or previous.type == "COMMA" or (round_depth and raw.kind in ("RPAR", "RSQB")):
        return True
    if raw.indent <= clause_indent:
        return False
    if previous.type in _ENDS or round_depth or raw.kind in _LEADS:
        return True
    lead = _LET_TAIL if in_let else _LEAD_WORDS
    return raw.kind == "NAME" and any(w.terminal in lead and accepts(w.terminal) for w in words.meanings.get(raw.text, ()))


def _word(raws: list[Raw], at: int, accepts: Accepts, words: Vocabulary) -> tuple[Token, int, bool]:
    """A name as the keyword, unit or name that can stand here; the index after it; whether the raw tokens were split."""
    raw = raws[at]
    following = raws[at + 1] if at + 1 < len(raws) else None
    if _restated(raws, at, accepts, words):
        return Token("RESTATED", raw.text, raw.start, raw.end, (raw,)), at + 1, False
    for parts, word in words.phrases.get(raw.text, ()):
        end = at + len(parts)
        if tuple(r.text for r in raws[at:end] if r.kind == "NAME") == parts and accepts(word.terminal):
            return Token(word.terminal, word.key, raw.start, raws[end - 1].end, tuple(raws[at:end])), end, False
    for word in words.meanings.get(raw.text, ()):
        if not accepts(word.terminal) or not _fits(word, following):
            continue
        return Token(word.terminal, word.key, raw.start, raw.end, (raw,)), at + 1, False
    if accepts("UNIT"):
        cut = at > 0 and raws[at - 1].kind == "NUMBER" and _glued(raw, raws, at)
        token, end = _unit(raws, at)
        return token, end, cut
    signed = _SIGNED.match(raw.text)
    if signed is not None and any(accepts(w.terminal) for w in words.meanings.get(signed[1], ()) if w.terminal in words.signs):
        return _cut(raws, at, signed.end(1), accepts, words)
    called = following is not None and following.kind == "LPAR"
    if not raw.text.isascii() and (not accepts("NAME") or (accepts("K_PER_SHORT") and not called)):
        cut_at = _led(raw, accepts, words)
        if cut_at:
            return _cut(raws, at, cut_at, accepts, words)
    return Token("NAME", raw.text, raw.start, raw.end, (raw,)), at + 1, False


def _restated(raws: list[Raw], at: int, accepts: Accepts, words: Vocabulary) -> bool:
    """Whether a name begins `名称 restates …`: the only clause that begins with one."""
    following = raws[at + 1] if at + 1 < len(raws) else None
    if following is None or following.kind != "NAME" or following.indent >= 0:
        return False
    return any(w.terminal == "K_RESTATES" for w in words.meanings.get(following.text, ())) and accepts("RESTATED")


def _cut(raws: list[Raw], at: int, length: int, accepts: Accepts, words: Vocabulary) -> tuple[Token, int, bool]:
    """The keyword that a name begins with; what is written onto it becomes tokens of its own."""
    raw = raws[at]
    rest = scan(raw.text[length:]).raws
    head = Raw("NAME", raw.text[:length], raw.start, raw.start + length, raw.indent)
    raws[at : at + 1] = [head, *(Raw(r.kind, r.text, r.start + head.end, r.end + head.end, -1) for r in rest)]
    token, end, _ = _word(raws, at, accepts, words)
    return token, end, True


def _fits(word: Word, following: Raw | None) -> bool:
    """A function is one only before `(`, a word of a formula only when no dot follows (then it begins a path)."""
    if word.terminal == "FUNCTION":
        return following is not None and following.kind == "LPAR"
    if word.terminal == "WORD":
        return following is None or following.kind not in ("DOT", "LPAR")
    return True


def _glued(raw: Raw, raws: list[Raw], at: int) -> bool:
    """Split `个百分点扣` and `个百分点扣0.5分` into the unit and what is written onto it."""
    onto = _ONTO.fullmatch(raw.text)
    if onto is not None and raw.end - raw.start == len(raw.text):
        middle, rest = raw.start + onto.end(1), raw.start + onto.end(2)
        raws[at : at + 1] = [
            Raw("NAME", onto[1], raw.start, middle, raw.indent),
            Raw("NAME", onto[2], middle, rest, -1),
            *(Raw(r.kind, r.text, r.start + rest, r.end + rest, -1) for r in scan(onto[3]).raws),
        ]
        return True
    for word in _GLUED:
        if raw.text.endswith(word) and len(raw.text) > len(word) and raw.end - raw.start == len(raw.text):
            middle = raw.end - len(word)
            raws[at : at + 1] = [
                Raw("NAME", raw.text[: -len(word)], raw.start, middle, raw.indent),
                Raw("NAME", word, middle, raw.end, -1),
            ]
            return True
    return False


def _led(raw: Raw, accepts: Accepts, words: Vocabulary) -> int:
    """Length of a keyword that digits are written onto (`每低5个百分点`), else 0."""
    if raw.end - raw.start != len(raw.text):
        return 0
    for word in _LED:
        if raw.text.startswith(word) and raw.text[len(word) : len(word) + 1].isdigit():
            return len(word) if any(accepts(w.terminal) for w in words.meanings.get(word, ())) else 0
    return 0


def _unit(raws: list[Raw], at: int) -> tuple[Token, int]:
    """A unit: names joined without spaces by `/` or `·`."""
    end = at + 1
    while (
        end + 1 < len(raws)
        and raws[end].kind in ("SLASH", "MIDDOT")
        and raws[end + 1].kind in ("NAME", "QUOTED")
        and raws[end].start == raws[end - 1].end
        and raws[end].end == raws[end + 1].start
    ):
        end += 2
    parts = tuple(raws[at:end])
    return Token("UNIT", normalize("NFC", "".join(r.text for r in parts)), parts[0].start, parts[-1].end, parts), end
