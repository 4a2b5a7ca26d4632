"""Whatever is said to score alike does: generated rulesets against slightly altered copies, over facts that are drawn."""

from collections import Counter

from tests.differing.pairs import comparisons, faults


def test_what_is_proved_holds_for_drawn_facts() -> None:
    seen: Counter[str] = Counter()
    for seed in range(12):
        for found, files in comparisons(f"test-{seed}", 2):
            seen[found.verdict.ending.value] += 1
            assert not list(faults(found, files))
    assert seen["same"] >= 5
    assert seen["differ"] >= 2
