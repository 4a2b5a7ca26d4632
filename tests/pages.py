"""The error pages: evaldsl/diagnostics/pages/CODE.md, whose printed blocks are generated.

`python -m tests.pages --write` runs the bad example of every page and writes what is printed into its `text` block;
`--check` says which pages are not up to date. A page about the command line shows its commands in `console bad` blocks.
Further files of an example stand in blocks `evaldsl file=common.eval`.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from attrs import frozen

from evaldsl.diagnostics.core import Diagnostic
from evaldsl.records import evolve
from tests.command import run_line
from tests.fences import Fence, fences, replaced
from tests.pipeline import ROOT, checked, run

PAGES = ROOT / "evaldsl" / "diagnostics" / "pages"
WIDTH = 100


@frozen
class Page:
    """A page with its blocks."""

    code: str
    document: str
    blocks: tuple[Fence, ...]

    def block(self, language: str, mark: str | None = None) -> Fence | None:
        """The first block of a language with a mark."""
        return next((b for b in self.blocks if b.language == language and (mark is None or mark in b.marks)), None)


def all_pages() -> list[Page]:
    """Every page, by code."""
    return [page_of(path) for path in sorted(PAGES.glob("*.md"))]


def page_of(path: Path) -> Page:
    """One page."""
    document = path.read_text(encoding="utf-8")
    return Page(path.stem, document, tuple(fences(document)))


def emitted(page: Page, mark: str) -> tuple[Diagnostic, ...]:
    """The problems of the example marked `bad` or `good`; the example must exist."""
    ruleset, facts = page.block("evaldsl", mark), page.block("json", mark)
    assert ruleset is not None, f"{page.code}: no ```evaldsl {mark} block"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _files(page, folder)
        found = checked(ruleset.text, folder=folder) if facts is None else run(ruleset.text, facts.text, folder=folder)
        return tuple(_beside(problem, f"{folder}/") for problem in found.problems)


def _beside(problem: Diagnostic, folder: str) -> Diagnostic:
    """A problem whose files are named as they are beside the example."""
    labels = tuple(evolve(x, place=evolve(x.place, file=x.place.file.removeprefix(folder))) for x in problem.labels)
    return evolve(problem, place=evolve(problem.place, file=problem.place.file.removeprefix(folder)), labels=labels)


def _files(page: Page, folder: Path) -> None:
    for block in page.blocks:
        for mark in block.marks:
            if mark.startswith("file="):
                (folder / mark.removeprefix("file=")).write_text(block.text, encoding="utf-8")


def printed(page: Page) -> str:
    """What the bad example prints, in English."""
    commands = page.block("console", "bad")
    if commands is not None:
        return transcript(page, "bad")[0]
    from evaldsl.diagnostics.drawing import draw

    return draw(emitted(page, "bad"), "en", width=WIDTH).rstrip("\n") + "\n"


def transcript(page: Page, mark: str) -> tuple[str, int]:
    """The output of the commands of a `console` block, run beside the examples, and the last exit code."""
    commands = page.block("console", mark)
    assert commands is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        _files(page, folder)
        for language, file in (("evaldsl", "example.eval"), ("json", "facts.json")):
            if block := page.block(language, mark):
                (folder / file).write_text(block.text, encoding="utf-8")
        output, code = "", 0
        for line in commands.text.splitlines():
            if line.startswith("$ "):
                text, code = run_line(line[2:], folder, WIDTH)
                output += text
        shutil.rmtree(folder)
    return output.rstrip("\n") + "\n", code


def current(page: Page) -> str:
    """The page with its printed block as it must be."""
    block = page.block("text")
    assert block is not None, f"{page.code}: no ```text block for what is printed"
    return replaced(page.document, {block.start: printed(page)})


def main(arguments: list[str]) -> int:
    """`--write [CODE …]` or `--check [CODE …]`; 1 when a page is not up to date."""
    write, codes = "--write" in arguments, [a for a in arguments if not a.startswith("-")]
    stale = 0
    for page in all_pages():
        if codes and page.code not in codes:
            continue
        text = current(page)
        if text != page.document:
            stale += 1
            print(f"{'written' if write else 'stale'}: {page.code}")
            if write:
                (PAGES / f"{page.code}.md").write_text(text, encoding="utf-8")
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
