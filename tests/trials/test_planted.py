"""Ten kinds of faults in copies of the real rulesets are each found, with few facts out of the ordinary; the sound copies raise nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from evaldsl import api
from evaldsl.differing.compare import Ending as Verdict
from evaldsl.differing.compare import compare
from evaldsl.differing.matching import matched
from evaldsl.differing.structure import changes
from evaldsl.evaluation import evaluate
from evaldsl.model.program import Program
from evaldsl.model.trials import Trials
from evaldsl.proving.answers import Verdict as Answered
from evaldsl.proving.asked import Topic
from evaldsl.proving.deciding import decide
from evaldsl.proving.questions import questions_of
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve
from evaldsl.source import SourceFile
from evaldsl.trials.examples import run_examples
from evaldsl.trials.search import Ending, try_properties
from evaldsl.trials.strategies import file_of, made, pools_of
from tests.trials.planted import FAULTS, REFUSED, RULESETS, Fault, planted, replaced

KINDS = (
    "a band edge > for >=",
    "a cap left out",
    "a reversed ratio",
    "a weight moved between siblings",
    "a gap of 0.01",
    "a reduction that goes below zero",
    "half-even for half-up",
    "a veto that never fires",
    "a unit factor",
    "a target of the old year",
)
FEW = 3
"""So many facts at most are out of the ordinary in what shows a fault."""

named = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind} in {fault.ruleset}")


def _opened(path: Path) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile(path.name, path.read_text(encoding="utf-8")), str(path.parent))
    assert opened.ruleset is not None, [(p.code, p.place, p.args) for p in opened.problems]
    return opened.ruleset.program, trials


def _both(fault: Fault, folder: Path) -> tuple[Program, Program]:
    return _opened(planted(folder, fault, False))[0], _opened(planted(folder, fault, True))[0]


def test_all_ten_kinds_are_planted() -> None:
    assert {fault.kind for fault in FAULTS} == set(KINDS)


@named
def test_the_examples_of_the_ruleset_notice(fault: Fault, tmp_path: Path) -> None:
    """Just those that speak of it fail, and each changes a few facts of its base."""
    # without a setup the sound copy is the ruleset itself, which test_rulesets.py holds to its examples
    for faulty in (False, True) if fault.setup else (True,):
        path = planted(tmp_path, fault, faulty)
        program, trials = _opened(path)
        failed = {one.example.name: one for one in run_examples(program, trials.examples, str(path.parent)) if not one.passed}
        assert set(failed) == (fault.examples if faulty else set())
        if failed:
            assert min(len(one.example.givens) for one in failed.values()) <= FEW


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.claims], ids=lambda fault: f"{fault.kind} in {fault.ruleset}")
def test_the_properties_of_the_ruleset_notice(fault: Fault, tmp_path: Path) -> None:
    """Facts that break them are found, a few of them out of the ordinary; of the sound copy there are none."""
    for faulty in (False, True):
        program, trials = _opened(planted(tmp_path, fault, faulty))
        stated = []
        for one in trials.properties:
            claims = tuple(c for c in one.claims if c.text in fault.claims)
            stated += [evolve(one, claims=claims)] if claims else []
        tried = [t for t in try_properties(program, stated) if t.text in fault.claims]
        assert {t.text for t in tried} == set(fault.claims)
        assert {t.ending for t in tried} == {Ending.BROKEN if faulty else Ending.HELD}
        plain = file_of(made(pools_of(program), 0), program)["facts"]
        for text in (text for one in tried if faulty for text in one.files):
            facts = json.loads(text)["facts"]
            assert len([name for name in facts if facts[name] != plain.get(name)]) <= FEW


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.proof], ids=lambda fault: f"{fault.kind} in {fault.ruleset}")
def test_what_is_proved_of_the_sound_ruleset_is_refuted(fault: Fault, tmp_path: Path) -> None:
    """With few facts out of the ordinary, or (a veto that never fires) by the proof that there are none."""
    pytest.importorskip("z3")
    for faulty in (False, True):
        program, trials = _opened(planted(tmp_path, fault, faulty))
        asked = [q for q in questions_of(program, trials.properties) if q.id in fault.proof]
        answers = list(decide(program, asked, 20))
        assert {one.question.id for one in answers} == set(fault.proof)
        assert {one.verdict for one in answers} == {Answered.REFUTED if faulty else Answered.PROVED}
        for one in answers if faulty else ():
            assert all(1 <= len(varied) <= FEW for varied in one.varied)
            assert bool(one.files) == (one.question.topic is not Topic.REACHED)


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.scored], ids=lambda fault: f"{fault.kind} in {fault.ruleset}")
def test_the_comparison_with_the_sound_ruleset_shows_facts(fault: Fault, tmp_path: Path) -> None:
    """A file that both read, or that one of them refuses, with few facts off their simplest value; run again here it comes out otherwise."""
    sound, faulty = _both(fault, tmp_path)
    verdict = compare(sound, faulty).verdict
    assert verdict.ending is Verdict.DIFFER
    assert verdict.witness is not None
    assert 1 <= len(verdict.witness.changed) <= FEW
    assert _comes_to(sound, verdict.witness.old) != _comes_to(faulty, verdict.witness.new)


@pytest.mark.parametrize("fault", [f for f in FAULTS if not f.scored], ids=lambda fault: f"{fault.kind} in {fault.ruleset}")
def test_the_comparison_of_what_scores_nothing_tells_what_is_written_otherwise(fault: Fault, tmp_path: Path) -> None:
    sound, faulty = _both(fault, tmp_path)
    found = changes(sound, faulty, matched(sound, faulty))
    assert ("bands", "执行率档") in {(change.section, change.subject) for change in found if change.meant}


def _comes_to(program: Program, text: str) -> Any:
    """The printed scores of all nodes and the grade, and the named values; the codes where it is refused."""
    found = read(text.encode(), "witness.json", program)
    assert found.facts is not None, found.problems
    result = evaluate(program, found.facts)
    if result.refused:
        return {x.code for x in result.problems}
    scores, waiting = {}, [result.root]
    while waiting:
        one = waiting.pop()
        scores[one.node.path] = one.score
        waiting += one.children
    return scores, None if result.total is None else result.total.grade, dict(result.values)


@pytest.mark.parametrize(("kind", "change", "code"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_the_plain_way_to_write_it_is_refused(kind: str, change: tuple[str, str, str], code: str, tmp_path: Path) -> None:
    file, stands, instead = change
    path = tmp_path / file
    path.write_text((RULESETS / file).read_text(encoding="utf-8"), encoding="utf-8")
    replaced(path, stands, instead)
    opened, _ = api.open_trials(SourceFile(file, path.read_text(encoding="utf-8")), str(tmp_path))
    assert opened.ruleset is None
    assert code in {p.code for p in opened.problems}
    assert kind in KINDS
