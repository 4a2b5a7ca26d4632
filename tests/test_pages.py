"""Page ⇔ code ⇔ an example that really gives it ⇔ the mended example is clean."""

import re

import pytest

from evaldsl.diagnostics.catalogue import entries
from tests.pages import Page, all_pages, current, emitted, transcript

PAGES = all_pages()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages, codes = {p.code for p in PAGES}, set(entries())
    assert not codes - pages, f"codes without a page: {sorted(codes - pages)}"
    assert not pages - codes, f"pages without a code: {sorted(pages - codes)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.code)
def test_page_has_its_parts(page: Page) -> None:
    first = page.document.split("\n", 1)[0]
    assert re.fullmatch(rf"# {page.code} \S.* / .*[\u4e00-\u9fff].*", first), first
    heads = re.findall(r"^## (.*)$", re.sub(r"^```.*?^```", "", page.document, flags=re.M | re.S), flags=re.M)
    assert heads == ["English", "中文", "Example"]
    english, chinese = page.document.split("## English")[1].split("## 中文")
    assert len(english.split()) >= 25, "the English says too little: what it means, why, how to mend"
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese.split("## Example")[0])) >= 40, "the Chinese says too little"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.code)
def test_example_gives_the_code_and_its_mend_is_clean(page: Page) -> None:
    if page.block("console", "bad") is not None:
        output, code = transcript(page, "bad")
        assert page.code in output, output
        assert code in ((0,) if page.code.startswith("W") else (1, 2)), output
        output, code = transcript(page, "good")
        assert code == 0, output
        return
    assert page.code in {p.code for p in emitted(page, "bad")}
    assert [(p.code, p.place) for p in emitted(page, "good")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.code)
def test_printed_block_is_what_is_printed(page: Page) -> None:
    assert page.document == current(page), "run: python -m tests.pages --write"
