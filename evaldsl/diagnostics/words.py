"""The words of a diagnostic: its catalogue entry filled with its figures.

In: a `Diagnostic`, a language ("en" or "zh"). Out: text. Guarantees: what came from a user is never interpreted; characters
that a terminal would obey (escape sequences, changes of writing direction, lone surrogates) are shown as escapes.
"""

from collections.abc import Mapping
from unicodedata import category

from evaldsl.diagnostics.catalogue import NOTES, entry
from evaldsl.diagnostics.core import Argument, Both, Diagnostic

LONGEST = 2000
"""Characters of one figure that are shown; the middle of a longer one is left out."""


def visible(text: str) -> str:
    """The text with control and direction characters and lone surrogates written as escapes."""
    if text.isprintable():
        return text
    return "".join(_shown(c) for c in text)


def _shown(c: str) -> str:
    if c.isprintable() or category(c) == "Zs":
        return c
    if c in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[c]
    number = ord(c)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def clipped(text: str, limit: int) -> str:
    """The text, its middle left out when it has more than `limit` characters."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    return f"{text[:head]}…{text[len(text) - (limit - head - 1) :]}"


def choose(words: Both, lang: str) -> str:
    """The words in a language."""
    return words.zh if lang == "zh" else words.en


def fill(template: Both, args: Mapping[str, Argument], lang: str) -> str:
    """A template of the catalogue with figures put in."""
    figures = {name: _figure(value, lang) for name, value in args.items()}
    return choose(template, lang).format_map(_Named(figures))


class _Named(dict[str, str]):
    """A figure that is not given shows its name in braces; the tests of the catalogue find it."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _figure(value: Argument, lang: str) -> str:
    text = choose(value, lang) if isinstance(value, Both) else value
    return visible(clipped(text, LONGEST))


def message(diagnostic: Diagnostic, lang: str = "en") -> str:
    """What is wrong, in one line."""
    found = entry(diagnostic.code)
    return fill(found.message, diagnostic.args, lang) if found else diagnostic.code


def help_text(diagnostic: Diagnostic, lang: str = "en") -> str | None:
    """The mend that is offered, if any."""
    found = entry(diagnostic.code)
    if found is None:
        return None
    template = found.helps.get(diagnostic.help or "")
    return fill(template, diagnostic.args, lang) if template else None


def note_text(diagnostic: Diagnostic, note: str, args: Mapping[str, Argument], lang: str) -> str:
    """The text of a label."""
    found = entry(diagnostic.code)
    template = found.notes.get(note) or NOTES.get(note) if found else None
    return fill(template, {**diagnostic.args, **args}, lang) if template else ""
