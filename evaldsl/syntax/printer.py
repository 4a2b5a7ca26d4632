"""The formatter: one layout, canonical spellings, either vocabulary, every comment kept.

In: a source. Out: its formatted text, or None with the reason. It rewrites the stream of tokens and never prints from the tree;
then both texts are parsed, and only when the trees are equal and the comments are the same is the new text handed out. So
`parse ∘ format = parse`, and a text with mistakes is left as it is.
"""

from attrs import frozen

from evaldsl.diagnostics.core import Both, Diagnostic, InFile, has_errors
from evaldsl.source import SourceFile, Span
from evaldsl.syntax.layout import laid_out
from evaldsl.syntax.parser import parse
from evaldsl.syntax.spelling_out import head, in_word_order, spelt, trends_in_order
from evaldsl.syntax.tokens import Scan, Token, scan
from evaldsl.syntax.vocabulary import vocabulary

_MISTAKES = Both("it has mistakes, which must be mended first", "文件有错误，请先改正")
_TREE = Both("the formatted text would mean something else", "整理后的内容与原来不同")
_COMMENTS = Both("a comment would be lost", "会丢失注释")


@frozen
class Formatted:
    """The formatted text; None when it is refused, and then the problems say why."""

    text: str | None
    problems: tuple[Diagnostic, ...]


def format_text(source: SourceFile, lang: str | None = None) -> Formatted:
    """Format a file; `lang` (`zh`, `en`) also translates the words of the language, never the user's names and texts."""
    tokens: list[Token] = []
    parsed = parse(source, tokens.append)
    if has_errors(parsed.problems):
        return _refused(source, _MISTAKES, parsed.problems)
    words = vocabulary()
    scanned = scan(source.text)
    tokens.sort(key=lambda t: (t.start, t.type != "ROW"))
    tokens = trends_in_order(in_word_order(tokens, lang), lang)
    text = laid_out(
        source,
        tokens,
        scanned.comments,
        lambda t: spelt(source, t, words, lang),
        lambda written, table: head(written, words, lang, table),
    )
    again = SourceFile(source.name, text)
    reparsed = parse(again)
    if has_errors(reparsed.problems) or reparsed.module.declarations != parsed.module.declarations:
        return _refused(source, _TREE)
    if _comments(source, scanned) != _comments(again, scan(text)):
        return _refused(source, _COMMENTS)
    return Formatted(text, parsed.problems)


def _refused(source: SourceFile, reason: Both, others: tuple[Diagnostic, ...] = ()) -> Formatted:
    return Formatted(
        None, (*others, Diagnostic("E126", InFile(source.name), {"reason": reason}, (), "mistakes" if others else None))
    )


def _comments(source: SourceFile, scanned: Scan) -> list[str]:
    return [source.slice(Span(c.start + 1, c.end)).rstrip() for c in scanned.comments]
