"""The rulesets of the library and of the gallery keep what their own examples and properties say."""

from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.model.program import Program
from evaldsl.model.trials import Trials
from evaldsl.source import SourceFile
from evaldsl.trials.examples import run_examples
from evaldsl.trials.search import Ending, try_properties
from tests.examples.gallery import GALLERY, topics
from tests.pipeline import ROOT

RULESETS = ROOT / "rulesets"
MOST = 60
"""Facts for each claim: `evaldsl test` tries 200."""


def _opened(path: Path) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile(path.name, path.read_text(encoding="utf-8")), str(path.parent))
    assert opened.ruleset is not None, [(p.code, p.place, p.args) for p in opened.problems]
    return opened.ruleset.program, trials


def _holds(path: Path) -> int:
    """Tries all that a file says of itself; how many examples and claims these are."""
    program, trials = _opened(path)
    found = list(run_examples(program, trials.examples, str(path.parent)))
    assert [(one.example.name, one.failures, [p.code for p in one.problems]) for one in found if not one.passed] == []
    tried = list(try_properties(program, trials.properties, 0, MOST))
    assert [(one.name, one.text, one.ending, one.files) for one in tried if one.ending is not Ending.HELD] == []
    return len(found) + len(tried)


@pytest.mark.parametrize("path", sorted(RULESETS.glob("*.eval")), ids=lambda path: path.stem)
def test_the_rulesets_of_the_library_keep_what_they_say_of_themselves(path: Path) -> None:
    _holds(path)


@pytest.mark.parametrize("name", ["2019", "2023", "2023-figures", "cost-norms", "project-self-evaluation"])
def test_a_ruleset_of_a_real_evaluation_has_examples_and_properties(name: str) -> None:
    """The figures that a reviewer would ask for stand in the ruleset itself."""
    _, trials = _opened(RULESETS / f"{name}.eval")
    assert trials.examples
    assert trials.properties


@pytest.mark.parametrize("topic", topics())
def test_the_gallery_keeps_what_it_says_of_itself(topic: str) -> None:
    """Both vocabularies are one tree (tests/examples/test_gallery.py), so one of them is enough."""
    _holds(GALLERY / topic / "rules.zh.eval")
