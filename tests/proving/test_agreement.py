"""Every formula, with facts put in, has the value that the evaluator gives: the foundation of every proof."""

from collections import Counter

from tests.proving.agreement import compared


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
