"""Every block of the documents runs, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from evaldsl.diagnostics.catalogue import entries
from tests.derived import DERIVED
from tests.docs import documents, faults
from tests.pipeline import ROOT

DOCUMENTS = documents()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_blocks_run(path: Path) -> None:
    assert not (found := faults(path)), "\n".join(found)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_harness_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```evaldsl fragment\nnonsense nonsense nonsense\n```\n\n```evaldsl bad E999\nlanguage 1\n```\n\n```\n```\n",
        encoding="utf-8",
    )
    assert len(faults(page)) == 3


@pytest.mark.parametrize("name", DERIVED)
def test_derived_documents_are_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == DERIVED[name](), "run: python -m tests.derived --write"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_codes_that_are_named_exist(path: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert not set(re.findall(r"\b[EW]\d{3}\b", text)) - set(entries())
