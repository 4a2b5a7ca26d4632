"""How a single token is written: canonical spelling, language, half-width signs.

In: a token as the parser chose it, and the language wanted (None: the one it is written in). Out: its text. A spelling that
belongs to several keywords is never guessed at: the terminal decides. Names and texts of the user stay as they are; `：`, `，`
and `、` too, since both languages read them; brackets and full-width letters become half-width.
"""

from evaldsl.source import SourceFile, Span
from evaldsl.syntax.tokens import SHADOW, Token
from evaldsl.syntax.vocabulary import Vocabulary, Word

_KEPT = {"×": "×", "÷": "÷", "≧": "≥", "≦": "≤"}
_CLASSES = frozenset(("MODE", "COMBINE", "TYPENAME", "WORD", "FUNCTION", "COLUMN", "STATUS"))


def spelt(source: SourceFile, token: Token, words: Vocabulary, lang: str | None) -> str:
    """The text of a token."""
    written = source.slice(Span(token.start, token.end))
    if token.type in ("STRING", "COMMA", "COLON"):
        return written
    if token.type in _WORDED:
        return ""
    if token.type in words.signs and token.start == token.end:
        by_word = "en" if token.raws[0].text.isascii() else "zh"
        return words.spelling(Word(token.type, token.type), lang or by_word)
    if token.type in ("NAME", "RESTATED"):
        return written if token.raws and token.raws[0].kind == "QUOTED" else token.value
    if token.type == "UNIT":
        return "".join(f"「{r.text}」" if r.kind == "QUOTED" else r.text for r in token.raws)
    if token.type in _CLASSES or token.type.startswith("K_") or (token.type in words.signs and token.raws[0].kind == "NAME"):
        return _keyword(written, token, words, lang)
    return _KEPT.get(written, written.translate(SHADOW))


_COUNTED = frozenset(("K_COUNTED_IN", "K_AS_UNIT"))
_WORDED = {"K_OR_MORE": "GE", "K_OR_LESS": "LE", "K_BEYOND": "GT"}
"""Words after a figure, which are written as the sign before it."""


def in_word_order(tokens: list[Token], lang: str | None) -> list[Token]:
    """The tokens in the order of canonical writing, with the words that only one language has: `98% 以上` is `≥ 98%`; `以 份 计` ends
    with 计, `as 份` with nothing."""
    found: list[Token] = []
    for i, token in enumerate(tokens):
        if token.type == "K_COUNTED" and lang is not None:
            continue
        if token.type in _WORDED:
            number = len(found) - (1 if found[-1].type == "NUMBER" else 2)
            if found[number - 1].type == "K_IN":
                found.pop(number := number - 1)
            found.insert(number, Token(_WORDED[token.type], "", found[number].start, found[number].start, token.raws))
        found.append(token)
        if lang == "zh" and i > 0 and tokens[i - 1].type in _COUNTED:
            found.append(Token("K_COUNTED", "counted", token.end, token.end))
    return found


_TRENDS = frozenset(("K_INCREASES", "K_DECREASES", "K_NEVER_FALLS", "K_NEVER_RISES"))
_PATH = frozenset(("NAME", "DOT", "WORD"))


def trends_in_order(tokens: list[Token], lang: str | None) -> list[Token]:
    """`score increases with 培训` is `得分 随 培训 递增`: the trend stands before `with` in English, after the path in Chinese."""
    if lang is None or not any(t.type in _TRENDS for t in tokens):
        return tokens
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type != "K_WITH":
            found.append(token)
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].type in _PATH:
            end += 1
        path = tokens[at + 1 : end]
        if lang == "zh" and found and found[-1].type in _TRENDS:
            trend = found.pop()
            last = path[-1].end if path else token.end
            found += [token, *path, Token(trend.type, trend.value, last, last)]
        elif lang == "en" and end < len(tokens) and tokens[end].type in _TRENDS:
            trend, end = tokens[end], end + 1
            found += [Token(trend.type, trend.value, token.start, token.start), token, *path]
            if end < len(tokens) and tokens[end].type == "NL":  # the clause ends where its last word does
                found.append(Token("NL", "", path[-1].end, path[-1].end))
                end += 1
        else:
            found += [token, *path]
        at = end
    return found


def head(written: str, words: Vocabulary, lang: str | None, table: bool = False) -> str:
    """The head of a column, of a form or (`table`) of a decision table, where the names of inputs stay as they are."""
    plain = " ".join(written.translate(SHADOW).split()).strip("「」")
    columns, heads = (words.table_columns, words.table_heads) if table else (words.columns, words.heads)
    name = columns.get(plain) or columns.get(plain.replace(" ", ""))
    if name is None:
        return written
    if lang is None:
        lang = "en" if plain in heads[name]["en"] else "zh"
    return heads[name][lang][0]


def _keyword(written: str, token: Token, words: Vocabulary, lang: str | None) -> str:
    key = token.value if token.type != "K_RANGE" else "range"
    if token.type in words.signs:
        key = token.type
    word = Word(token.type, key)
    if lang is None:
        plain = " ".join(written.translate(SHADOW).split())
        lang = "en" if plain in words.spellings[word]["en"] else "zh"
    return words.spelling(word, lang)
