"""The goals of the language, line by line, with figures worked by hand (those seen from the command line are in test_promises)."""

import json
import os
from fractions import Fraction as F

import pytest

import evaldsl
from evaldsl.diagnostics.core import Severity
from evaldsl.diagnostics.words import help_text, message
from tests.battery import BAD, chunks_of
from tests.pipeline import checked, run

HEAD = 'language 1\nruleset "goal"\ntotal 10\n'
LEAF = "indicator 甲 weight 10 { judged }\n"
JUDGED = '{"judged": {"甲": {"points": 10}}}'


@pytest.mark.parametrize(
    ("formula", "exact"),
    [
        ("20/6*3", F(10)),
        ("20 / 6 * 3", F(10)),
        ("6500/24*0.75", F("203.125")),
        ("1/3 + 1/3 + 1/3", F(1)),
        ("1 米 / 10 厘米 + 2", F(12)),
        ("2.675 round half_up 2", F("2.68")),
        ("89.995 round half_up 2", F(90)),
        ("2.75*(2.3 - 96/66) round half_up 2", F("2.33")),  # 2.75 × (2.3 − 1.4545…) = 2.325
        ("(-5.5) round half_up 0", F(-6)),
        ("(1 万元 + 1 元) / 1 元", F(10001)),
    ],
)
def test_arithmetic_is_exact(formula: str, exact: F) -> None:
    done = run(f"{HEAD}let a = {_rounded(formula)}\n{LEAF}", JUDGED)
    assert done.result is not None, done.problems
    values = json.loads(evaldsl.render(done.result, "json"))["values"]
    assert F(values["a"]["exact"]) == exact


def _rounded(formula: str) -> str:
    """Rounding binds tighter than the operators: a rounded calculation stands in brackets."""
    inner, mark, rest = formula.partition(" round ")
    return f"({inner}) round {rest}" if mark else inner


@pytest.mark.parametrize(
    ("formula", "units"),
    [
        ("1 元 + 1 人次", ("元", "人次")),
        ("1 人 + 1 人次", ("人", "人次")),
        ("1 万元/人 + 1", ("万元/人", "has no unit")),
    ],
)
def test_unlike_units_are_refused_by_name(formula: str, units: tuple[str, ...]) -> None:
    found = [p for p in checked(f"{HEAD}let a = {formula}\n{LEAF}").problems if p.severity is Severity.ERROR]
    assert [p.code[:3] for p in found] == ["E30"]
    assert all(unit in message(found[0]) for unit in units), message(found[0])
    assert help_text(found[0])


def test_a_bare_number_for_a_quantity_is_refused_with_the_unit() -> None:
    text = f"{HEAD}facts {{ 人均 : 万元/人 >= 0 }}\nindicator 甲 weight 10 {{ value 人均; target >= 3; score all_or_nothing }}\n"
    found = [p for p in checked(text).problems if p.severity is Severity.ERROR]
    assert [p.code for p in found] == ["E302"]
    assert "万元/人" in message(found[0]) + (help_text(found[0]) or "")


@pytest.mark.parametrize("last", [39, 50])
def test_weights_that_do_not_add_up_are_refused_with_the_sum(last: int) -> None:
    rows = "".join(f"indicator {name} weight {weight} {{ judged }}\n" for name, weight in (("甲", 60), ("乙", last)))
    found = checked(HEAD.replace("total 10", "total 100") + rows).problems
    assert [p.code for p in found] == ["E401"]
    said = message(found[0])
    assert str(60 + last) in said
    assert "100" in said


def test_a_negative_target_under_pro_rata_is_refused_with_an_offer() -> None:
    text = f"{HEAD}facts {{ 增长 : % in -50% .. 50% }}\nindicator 甲 weight 10 {{ value 增长; target >= -5%; score pro_rata }}\n"
    found = [p for p in checked(text).problems if p.severity is Severity.ERROR]
    assert len(found) == 1
    assert "all_or_nothing" in (help_text(found[0]) or "") or "linear" in (help_text(found[0]) or "")


def test_above_95_is_not_met_by_95() -> None:
    text = f"{HEAD}indicator 满意 weight 10 {{ target > 95%; score all_or_nothing }}\n"
    done = run(text, '{"facts": {"满意": "95%"}}')
    leaf = json.loads(evaldsl.render(done.result, "json"))["tree"][0]
    assert (leaf["status"], leaf["score"], leaf["target"]) == ("unmet", "0", "> 95%")
    assert "95% is not above 95%" in evaldsl.render(done.result, "tree")


def test_the_batteries_are_as_large_as_promised() -> None:
    counts = {"facts": 0, "rulesets": 0}
    for path in BAD.glob("*.txt"):
        kind = "facts" if path.name.startswith("facts") else "rulesets"
        counts[kind] += len(chunks_of(path.stem, path.read_text(encoding="utf-8")))
    assert counts["rulesets"] >= 150
    assert counts["facts"] >= 80


def test_the_differential_test_is_as_large_as_promised() -> None:
    from tests.properties.test_differential import PAIRS

    assert PAIRS >= 10_000 or "EVALDSL_PAIRS" in os.environ
