"""The pytest plugin: rulesets with examples and properties are collected as tests are.

In: the files that pytest collects. Out: an item for each example (each row of a table), for each claim of a property, and for what holds for every
ruleset. Guarantees: nothing but pytest is imported until a ruleset is met; a file that states nothing to be tried gives no items; what fails is
told as `evaldsl test` tells it, with its file and line. `pytest -p no:evaldsl` leaves rulesets alone.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evaldsl.api import Lang
    from evaldsl.testing.trials import WithTrials

PATTERNS = "*.eval"
MOST = 100_000
BOUNDS = "bounds"
"""The item of what holds for every ruleset: scores within their bounds, children that add up."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and settings of the plugin."""
    group = parser.getgroup("evaldsl", "rulesets 规则集")
    group.addoption(
        "--evaldsl-max-examples", type=_count, default=200, metavar="N", help="Fact files for each claim 每条试多少份."
    )
    group.addoption("--evaldsl-seed", type=int, default=0, metavar="N", help="Which facts are tried 随机种子.")
    group.addoption("--evaldsl-lang", choices=("en", "zh"), default="en", help="Language of what failed 失败信息的语言.")
    parser.addini("evaldsl_files", "Names of the rulesets that are collected (default: *.eval)", type="args", default=[PATTERNS])


def _count(text: str) -> int:
    """How many fact files an option asks for."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:7]) <= MOST:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to {MOST}")
    return int(text)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RulesetFile | None:
    """A ruleset that has something to be tried."""
    wanted: list[str] = parent.config.getini("evaldsl_files")
    if not any(fnmatch(file_path.name, one) for one in wanted) or not _states(file_path):
        return None
    made: RulesetFile = RulesetFile.from_parent(parent, path=file_path)
    return made


def _states(path: Path) -> bool:
    """Whether a line of a file may begin an example or a property; what it really says is for the parser."""
    from evaldsl.syntax.vocabulary import Word, vocabulary

    words = vocabulary()
    spelt = [
        s
        for key in ("example", "examples", "property")
        for by in words.spellings[Word(f"K_{key.upper()}", key)].values()
        for s in by
    ]
    try:
        text = path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return False
    return re.search(rf"^\s*(?:{'|'.join(spelt)})\b", text, re.MULTILINE) is not None


class Fails(Exception):
    """An example or a claim that does not hold; the text says what and where."""


class RulesetFile(pytest.File):
    """A ruleset file."""

    def collect(self) -> Iterator[RulesetItem]:
        """The items of the file; a ruleset that cannot be used is an error of the collection."""
        from evaldsl.api import EvaldslError
        from evaldsl.diagnostics.drawing import draw
        from evaldsl.testing.trials import open_ruleset

        try:
            opened = open_ruleset(self.path, _shown(self.path, self.config))
        except EvaldslError as error:
            raise self.CollectError(draw(error.problems, _lang(self.config))) from None
        yield from self._examples(opened)
        yield from self._claims(opened)

    def _item(self, name: str, line: int, run: Callable[[], None]) -> RulesetItem:
        from evaldsl.diagnostics.words import visible

        made: RulesetItem = RulesetItem.from_parent(self, name=visible(name), line=line, run=run)
        return made

    def _examples(self, opened: WithTrials) -> Iterator[RulesetItem]:
        from evaldsl.diagnostics.drawing import draw
        from evaldsl.trials.examples import run_example
        from evaldsl.trials.views import one_text

        lang = _lang(self.config)
        for example in opened.trials.examples:

            def run(example: Any = example) -> None:
                found = run_example(opened.ruleset.program, example, opened.folder)
                if not found.passed:
                    told = draw(found.problems, lang) if found.result is None else ""
                    raise Fails(one_text(found, lang).rstrip() + ("\n" + told.rstrip() if told else ""))

            yield self._item(example.name, example.where.line, run)

    def _claims(self, opened: WithTrials) -> Iterator[RulesetItem]:
        from evaldsl.records import evolve

        for stated in opened.trials.properties:
            for claim in stated.claims:
                alone = evolve(stated, claims=(claim,))
                yield self._item(f"{stated.name}: {claim.text}", claim.where.line, _trial(self.config, opened, (alone,)))
        if opened.ruleset.program.root.children:
            yield self._item(BOUNDS, 1, _trial(self.config, opened, ()))


def _shown(path: Path, config: pytest.Config) -> str:
    """The path as pytest shows it: from where it was called, when the file lies there."""
    start = config.invocation_params.dir
    return str(path.relative_to(start)) if path.is_relative_to(start) else str(path)


def _trial(config: pytest.Config, opened: WithTrials, properties: tuple[Any, ...]) -> Callable[[], None]:
    """Tries one claim; without properties what holds for every ruleset."""

    def run() -> None:
        from evaldsl.trials.search import Ending, try_properties
        from evaldsl.trials.standard import refusals
        from evaldsl.trials.views import ending_text, one_text

        seed, most, lang = config.getoption("--evaldsl-seed"), config.getoption("--evaldsl-max-examples"), _lang(config)
        made = try_properties(opened.ruleset.program, properties, seed, most, refusals(opened.trials.examples))
        tried = [next(made)] if properties else list(made)  # what holds for every ruleset comes after its own claims
        failed = [one for one in tried if not one.passed]
        if failed:
            raise Fails("\n".join(one_text(one, lang).rstrip() for one in failed))
        if all(one.ending is Ending.SKIPPED for one in tried):
            pytest.skip(ending_text(tried[0], lang) if tried else "")

    return run


def _lang(config: pytest.Config) -> Lang:
    found: Lang = config.getoption("--evaldsl-lang")
    return found


class RulesetItem(pytest.Item):
    """An example or a claim."""

    def __init__(self, *, line: int, run: Callable[[], None], **more: Any) -> None:
        super().__init__(**more)
        self.line, self.run = line, run

    def runtest(self) -> None:
        """Runs the example, or tries the claim."""
        self.run()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What failed, as `evaldsl test` tells it."""
        return str(excinfo.value) if isinstance(excinfo.value, Fails) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example or claim stands."""
        return self.path, self.line - 1, self.name
