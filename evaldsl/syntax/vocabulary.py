"""The words of the language, read once from grammar/keywords.toml.

In: the keyword table. Out: `Vocabulary`, which tells what a spelling may mean (a terminal of the grammar and a canonical key), how
a terminal is spelt in each language, and which column a head of a form names. One spelling may have several meanings
(`为`: is; `总分`: the word in a formula, the root in `round total`): the lexer takes the one that can stand at that place.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

_CLASSES = {
    "modes": "MODE",
    "combines": "COMBINE",
    "types": "TYPENAME",
    "words": "WORD",
    "functions": "FUNCTION",
    "row_columns": "COLUMN",
    "statuses": "STATUS",
}


@frozen
class Word:
    """One meaning of a spelling: the terminal (`K_SCORE`, `MODE` …) and the canonical key (`score`, `half_up` …)."""

    terminal: str
    key: str


@frozen
class Vocabulary:
    """The keyword table, ready to be asked."""

    meanings: Mapping[str, tuple[Word, ...]]
    """Spelling of one word → its meanings, in the order of the table."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Word], ...]]
    """First word → spellings of several words that begin with it, longest first."""
    spellings: Mapping[Word, Mapping[str, tuple[str, ...]]]
    """Meaning → language (`en`, `zh`) → spellings, the canonical one first."""
    columns: Mapping[str, str]
    """Head of a form → name of the column."""
    heads: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Name of a column → language → heads, the canonical one first."""
    table_columns: Mapping[str, str]
    """Head of a decision table or scorecard that names no input → name of the column."""
    table_heads: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Name of such a column → language → heads."""

    @property
    def terminals(self) -> tuple[str, ...]:
        """The terminals of single keywords, sorted."""
        return tuple(sorted({w.terminal for w in self.spellings if w.terminal.startswith("K_")}))

    @property
    def signs(self) -> frozenset[str]:
        """The comparison signs that words may stand for."""
        return frozenset(("GE", "GT", "LE", "LT", "EQ", "NE"))

    def spelling(self, word: Word, lang: str) -> str:
        """The canonical spelling of a meaning in a language."""
        return self.spellings[word][lang][0]

    def of_terminal(self, terminal: str) -> tuple[Word, ...]:
        """The meanings that a terminal may carry."""
        return tuple(w for w in self.spellings if w.terminal == terminal)


def grammar_file(name: str) -> Path:
    """A file of the grammar: beside the package in a checkout, inside it after an install."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_grammar" / name
    return installed if installed.is_file() else package.parent / "grammar" / name


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the language, read once."""
    return from_table(tomllib.loads(grammar_file("keywords.toml").read_text("utf-8")))


def from_table(table: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Vocabulary:
    """A vocabulary from the parsed keyword table."""
    meanings: dict[str, list[Word]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    spellings: dict[Word, Mapping[str, tuple[str, ...]]] = {}
    for section, entries in table.items():
        if section in ("columns", "table_columns"):
            continue
        for key, langs in entries.items():
            word = Word(key if section == "signs" else _CLASSES.get(section, f"K_{key.upper()}"), key)
            spellings[word] = {lang: tuple(langs[lang]) for lang in ("en", "zh")}
            for spelling in (*langs["en"], *langs["zh"]):
                parts = tuple(spelling.split())
                if len(parts) > 1:
                    phrases.setdefault(parts[0], []).append((parts, word))
                elif spelling.isidentifier():
                    meanings.setdefault(spelling, []).append(word)
    return Vocabulary(
        {s: tuple(dict.fromkeys(words)) for s, words in meanings.items()},
        {first: tuple(sorted(ways, key=lambda way: -len(way[0]))) for first, ways in phrases.items()},
        spellings,
        *_heads(table.get("columns", {})),
        *_heads(table.get("table_columns", {})),
    )


def _heads(columns: Mapping[str, Mapping[str, list[str]]]) -> tuple[dict[str, str], dict[str, Mapping[str, tuple[str, ...]]]]:
    """Heads with the columns that they name, and the heads of each column by language."""
    named = {head: name for name, langs in columns.items() for lang in ("en", "zh") for head in langs[lang]}
    return named, {name: {lang: tuple(langs[lang]) for lang in ("en", "zh")} for name, langs in columns.items()}
