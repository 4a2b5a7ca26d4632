"""Long formulas: a thousand terms are one formula, and what they come to does not depend on how they are held."""

from fractions import Fraction

import pytest

from tests.pipeline import run

HEAD = """language 1
ruleset "长"
total 10
facts { b : number in 0 .. 5 }
indicator 甲 weight 10 { judged }
"""
FACTS = '{"facts": {"b": 2}, "judged": {"甲": {"points": 10}}}'


@pytest.mark.parametrize(
    ("formula", "due"),
    [
        (" + ".join(["b"] * 1_000), 2_000),
        ("b" + " + b - 1" * 499, 501),  # 2 + 499 × (2 - 1)
        ("b" + " × 3 / b" * 400, Fraction(2) * Fraction(3, 2) ** 400),
        ("1000" + " - b" * 60 + " + 1" * 900, 1_780),
    ],
)
def test_a_thousand_terms(formula: str, due: Fraction) -> None:
    made = run(HEAD + f"let a = {formula}\n", FACTS)
    assert made.result is not None, made.problems
    assert made.result.values["a"].value == due


@pytest.mark.parametrize("joined", ["and", "or", "且", "或"])
def test_a_thousand_conditions(joined: str) -> None:
    made = run(HEAD + f"check 全 {{ {f' {joined} '.join(['b > 1'] * 1_000)} }}\n", FACTS)
    assert made.result is not None, made.problems
    assert made.result.checks[0].passed


@pytest.mark.parametrize("formula", [" + ".join(["b"] * 1_001), "b" + " - b" * 150, "(" * 60 + "b" + (" + b" * 38 + ")") * 60])
def test_what_is_longer_or_deeper_is_refused(formula: str) -> None:
    made = run(HEAD + f"let a = {formula}\n", FACTS)
    assert [p.code for p in made.problems if p.code[0] == "E"] == ["E113"]
