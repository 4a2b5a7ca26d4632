"""Time of one evaluation of the 2023 ruleset, next to a hand-written loop with `Fraction` over as many indicators.

`python benchmarks/bench_evaluate.py` prints milliseconds of processor time and the ratio, both taken in the same run.
"""

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from evaldsl import evaluation  # noqa: E402
from evaldsl.api import load  # noqa: E402
from evaldsl.model.numbers import Mode, round_to  # noqa: E402
from evaldsl.readers import json_facts  # noqa: E402

INDICATORS = 40
ROUNDS = 100
LIMIT = 2.0


def by_hand() -> Fraction:
    """Forty pro rata indicators with a rounding each, as a careful programmer would write them."""
    total = Fraction(0)
    for i in range(INDICATORS):
        value, target, weight = Fraction(90 + i), Fraction(100), Fraction(5, 2)
        share = value / target
        total += round_to(weight * min(max(share, Fraction(0)), Fraction(1)), Mode.HALF_UP, 2)
    return total


def best(call: Callable[[], object]) -> float:
    """Milliseconds of one call, the best of several rounds."""
    found = []
    for _ in range(7):
        start = process_time()
        for _ in range(ROUNDS):
            call()
        found.append((process_time() - start) / ROUNDS * 1000)
    return min(found)


def main() -> int:
    """Measures and prints."""
    ruleset = ROOT / "rulesets" / "2023.eval"
    facts_file = ROOT / "examples" / "2023" / "facts.json"
    program = load(str(ruleset)).program
    facts = json_facts.read(facts_file.read_bytes(), facts_file.name, program).facts
    if facts is None:
        raise SystemExit("the facts of 2023 were refused")
    indicators = sum(1 for line in _paths(program.root) if line)
    evaluation.evaluate(program, facts)  # makes the plan
    ours, hand = best(lambda: evaluation.evaluate(program, facts)), best(by_hand)
    each = ours / indicators * INDICATORS
    print(f"one record of {indicators} indicators, with the whole tree, checks and explanation: {ours:.2f} ms")
    print(f"for {INDICATORS} indicators: {each:.2f} ms (limit {LIMIT:.0f} ms)")
    print(f"hand-written loop over {INDICATORS} indicators, scores alone: {hand:.3f} ms; ratio {each / hand:.1f}")
    return 1 if each > LIMIT else 0


def _paths(node: object) -> list[bool]:
    from evaldsl.model.program import Node

    assert isinstance(node, Node)
    if node.is_indicator:
        return [True]
    return [found for child in node.children for found in _paths(child)]


if __name__ == "__main__":
    sys.exit(main())
