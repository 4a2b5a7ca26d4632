"""The batteries of bad input: exactly the expected codes at their places, each told in both languages, never a traceback."""

import pytest

from evaldsl.diagnostics.core import Diagnostic, InData, InFile
from evaldsl.source import Where
from tests.battery import Chunk, all_chunks, chunks_of, difference, problems_of
from tests.rendering import faults


@pytest.mark.parametrize("chunk", all_chunks(), ids=lambda c: c.id)
def test_bad_input_gets_its_diagnostics(chunk: Chunk) -> None:
    problems = problems_of(chunk)
    wrong = difference(chunk, problems)
    wrong += [fault for problem in problems for fault in faults(problem)]
    assert not wrong, "\n".join([chunk.id, *wrong, "", *_numbered(chunk.text), *([chunk.facts] if chunk.facts else [])])


def _numbered(text: str) -> list[str]:
    return [f"{number:3} {line}" for number, line in enumerate(text.split("\n"), 1)]


def test_names_of_chunks_are_unique_within_a_file() -> None:
    ids = [c.id for c in all_chunks()]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})


# The harness must be able to fail: what follows feeds it answers that are wrong in every way it knows.

SAMPLE = """## name: two mistakes
language 1
total 100 人      #! E301 W101
total 100         #! E401
=====
## name: no line
## expect: E190
language 1
=====
## name: facts
language 1
-----
{ "facts": {} }
-----
E501 $.facts.a
E601 line 1
"""


def _found(code: str, line: int) -> Diagnostic:
    return Diagnostic(code, Where("example.eval", line, 1))


def test_chunks_are_read_as_written() -> None:
    two, whole, facts = chunks_of("sample", SAMPLE)
    assert two.expected == (("E301", "2"), ("W101", "2"), ("E401", "3"))
    assert two.text == "language 1\ntotal 100 人\ntotal 100"
    assert whole.expected == (("E190", ""),)
    assert facts.facts == '{ "facts": {} }\n'
    assert facts.expected == (("E501", "$.facts.a"), ("E601", "1"))


def test_harness_accepts_what_is_expected_and_ignores_other_warnings() -> None:
    two, whole, facts = chunks_of("sample", SAMPLE)
    assert not difference(two, [_found("E401", 3), _found("W101", 2), _found("E301", 2), _found("W109", 1)])
    assert not difference(whole, [Diagnostic("E190", InFile("example.eval"))])
    assert not difference(facts, [Diagnostic("E501", InData("facts.json", "$.facts.a")), _found("E601", 1)])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], ["missing    E301 in line 2", "missing    W101 in line 2", "missing    E401 in line 3"]),
        ([_found("E301", 2), _found("W101", 2), _found("E401", 2)], ["missing    E401 in line 3", "unexpected E401 in line 2"]),
        ([_found("E301", 2), _found("W101", 2), _found("E401", 3), _found("E301", 2)], ["unexpected E301 in line 2"]),
        ([_found("E301", 2), _found("W101", 2), _found("E401", 3), _found("E999", 9)], ["unexpected E999 in line 9"]),
    ],
)
def test_harness_fails_on_missing_and_on_unexpected(found: list[Diagnostic], said: list[str]) -> None:
    assert difference(chunks_of("sample", SAMPLE)[0], found) == said


def test_a_diagnostic_that_cannot_be_told_is_a_fault() -> None:
    assert faults(_found("E000", 1)) == ["E000 is not in the catalogue"]


def test_a_chunk_that_expects_nothing_is_refused() -> None:
    with pytest.raises(AssertionError, match="expects nothing"):
        chunks_of("sample", "language 1\n")
