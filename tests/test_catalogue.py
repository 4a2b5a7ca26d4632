"""The catalogue of codes: layers, words in both languages, and that every code is really given by some example."""

import re

import pytest

from evaldsl.diagnostics.catalogue import entries, entry
from evaldsl.diagnostics.core import Both, Entry
from tests.battery import all_chunks
from tests.pages import all_pages
from tests.rendering import NO_MEND, fields

ENTRIES = list(entries().values())
HAN = re.compile(r"[\u3400-\u9fff]")

# Codes that no ruleset or fact file in the batteries can give (they come from the file system or the command line), each
# with the test that gives it instead.
ELSEWHERE: dict[str, str] = {}


def _texts(found: Entry) -> list[tuple[str, Both]]:
    return [
        ("title", found.title),
        ("message", found.message),
        *((f"help {k!r}", v) for k, v in found.helps.items()),
        *((f"note {k!r}", v) for k, v in found.notes.items()),
    ]


@pytest.mark.parametrize("found", ENTRIES, ids=lambda e: e.code)
def test_words_stand_in_both_languages(found: Entry) -> None:
    assert re.fullmatch(r"[EW]\d{3}", found.code)
    assert entry(found.code) is found
    for what, both in _texts(found):
        assert both.en.strip(), f"{what}: no English"
        assert both.zh.strip(), f"{what}: no Chinese"
        assert fields(both.en) == fields(both.zh), f"{what}: the languages do not say the same figures"
        assert HAN.search(both.zh), f"{what}: not Chinese: {both.zh}"
        assert "  " not in both.en, what
        assert all(not name or name.isidentifier() for name in fields(both.en)), f"{what}: only plain names may stand in braces"
    assert found.helps or found.code in NO_MEND, "no mend, and no reason for none in tests/rendering.py"


def test_titles_are_not_repeated() -> None:
    for lang in ("en", "zh"):
        titles = [getattr(e.title, lang) for e in ENTRIES]
        assert len(titles) == len(set(titles)), sorted({t for t in titles if titles.count(t) > 1})


def test_every_code_is_given_by_a_battery_or_a_page() -> None:
    given = {code for chunk in all_chunks() for code, _ in chunk.expected}
    given |= {page.code for page in all_pages() if page.block("evaldsl", "bad") or page.block("console", "bad")}
    assert not set(entries()) - given - set(ELSEWHERE)


def test_batteries_name_only_codes_of_the_catalogue() -> None:
    assert not {code for chunk in all_chunks() for code, _ in chunk.expected} - set(entries())


def test_no_code_is_listed_as_an_exception_without_need() -> None:
    assert set(NO_MEND) <= set(entries())
    assert set(ELSEWHERE) <= set(entries())


def test_the_batteries_are_as_large_as_promised() -> None:
    chunks = all_chunks()
    assert sum(1 for c in chunks if c.facts is None) >= 150
    assert sum(1 for c in chunks if c.facts is not None) >= 80
