"""The conformance cases of tests/spec."""

import pytest

from tests.spec_cases import Case, _normal, all_cases, cases_of, faults

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_case_conforms(case: Case) -> None:
    wrong = faults(case)
    assert not wrong, "\n".join([case.id, *wrong, "", case.ruleset, case.facts or ""])


def test_there_are_cases() -> None:
    assert len(CASES) >= 25
    assert len({c.id for c in CASES}) == len(CASES)


def test_the_harness_can_fail() -> None:
    text = '## c\n```evaldsl\nlanguage 1\nruleset "x"\ntotal 10\nlet a = 20/6*3\nindicator 甲 weight 10 { score = a }\n```\n'
    facts = '```json\n{"facts": {}}\n```\n'
    good = cases_of("self", f"{text}{facts}```expect\nvalue a: 10\n甲: 10 of 10 met\ntotal: 10 of 10\n```\n")[0]
    assert faults(good) == []
    for line in (
        "value a: 9.99",
        "甲: 9 of 10",
        "甲: 10 of 9",
        "甲: 10 of 10 unmet",
        "total: 9 of 10",
        "total: none",
        "error E101 at 1",
        "value b: 1",
    ):
        bad = cases_of("self", f"{text}{facts}```expect\n{line}\n```\n")[0]
        assert faults(bad), line


def test_figures_are_compared_exactly() -> None:
    assert _normal("2.50 of 5") == _normal("5/2 of 5")
    assert _normal("0.333") != _normal("1/3")
    assert _normal("-6") == _normal("-6.0")
