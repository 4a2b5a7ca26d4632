"""Every formula, with facts put in, has the value that the evaluator gives: the foundation of every proof."""

from collections import Counter
from pathlib import Path

import pytest

from evaldsl.proving.encoding import Encoding, encoding_of
from tests.pipeline import ROOT
from tests.proving.agreement import compared, differences, drawn_pairs

RULESETS = [*sorted((ROOT / "examples" / "gallery").glob("*/rules.en.eval")), ROOT / "rulesets" / "2023.eval"]
FILES = 12


def test_formulas_agree_with_the_evaluator_on_generated_rulesets() -> None:
    seen: Counter[str] = Counter()
    count, found = compared(range(80), seen)
    assert not found, found[:5]
    assert count >= 300
    # scores that are there, that are not applicable and that cannot be computed were all among them
    assert seen["score value"] > 2000
    assert seen["score absent"] > 20
    assert seen["let lost"] > 0
    assert seen["grade value"] > 80
    for method in ("AllOrNothing", "ProRata", "Closeness", "Linear", "Bands", "Deduct", "Levels", "Judged", "Formula"):
        assert seen[f"method {method}"] > 0, method
    for kind in ("sum", "weighted_mean", "weakest", "best", "at_least"):
        assert seen[f"combine {kind}"] > 0, kind


def test_formulas_of_a_second_file_agree_as_well() -> None:
    seen: Counter[str] = Counter()
    count, found = compared(range(900, 912), seen, second=True)
    assert not found, found[:5]
    assert count >= 40


@pytest.mark.parametrize("file", RULESETS, ids=lambda file: file.parent.name)
def test_formulas_of_every_construct_agree_where_its_rules_change(file: Path) -> None:
    seen: Counter[str] = Counter()
    encoding: Encoding | None = None
    for program, facts in drawn_pairs(file, FILES):
        encoding = encoding or encoding_of(program)
        assert not differences(encoding, facts, seen)
