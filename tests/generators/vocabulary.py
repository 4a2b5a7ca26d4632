"""Keywords in templates: `«facts»` stands for any spelling of the keyword, `«words.score»` names the section of the table."""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.generators.choices import Choices

TABLE = Path(__file__).parents[2] / "grammar" / "keywords.toml"
MARK = re.compile(r"«([\w.]+)»")


PHRASES = {
    "each_indicator": (("each indicator",), ("每项指标", "每项 指标")),
    "each_score": (("each score",), ("每项得分",)),
    "root_score": (("total",), ("总分",)),
    "may_be_na": (("may be not_applicable",), ("可 为 不适用",)),
    "record_only": (("record only",), ("仅 备查",)),
    "move_to": (("move to",), ("移至",)),
    "no_points": (("none",), ("不得分",)),
}
"""Clauses of several words."""


@cache
def spellings() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """`section.key` and `key` (of the first section that has it, the words for statuses last) → English and Chinese spellings."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for section, words in sorted(table.items(), key=lambda pair: pair[0] == "statuses"):
        for key, entry in words.items():
            pair = (tuple(entry["en"]), tuple(entry["zh"]))
            found[f"{section}.{key}"] = pair
            found.setdefault(key, pair)
    return {**PHRASES, **found}


@cache
def reserved() -> frozenset[str]:
    """Every spelling, so that no generated name is one."""
    return frozenset(word for pair in spellings().values() for side in pair for word in side)


Speller = Callable[[str], str]


def canonical(lang: str) -> Speller:
    """The canonical spellings of one vocabulary."""
    side = 0 if lang == "en" else 1
    return lambda key: spellings()[key][side][0]


def mixed(ch: Choices) -> Speller:
    """Any spelling of any vocabulary, anew at every place."""

    def one(key: str) -> str:
        en, zh = spellings()[key]
        side = (en, zh)[ch.integer(0, 1)]
        return side[0] if len(side) == 1 or ch.integer(0, 2) else ch.pick(side)

    return one


def spell(template: str, speller: Speller) -> str:
    """The template with its keywords spelt."""
    return MARK.sub(lambda m: speller(m.group(1)), template)
