"""Fact files drawn for the 2023 ruleset a second: as facts, and as the text of a fact file, through the Hypothesis strategy; beside one evaluation.

`python benchmarks/bench_trials.py` prints files per second of processor time, and the ratio to evaluations in the same run.
"""

import sys
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402

from evaldsl import evaluation  # noqa: E402
from evaldsl.api import load  # noqa: E402
from evaldsl.model.facts import Facts  # noqa: E402
from evaldsl.trials.files import written  # noqa: E402
from evaldsl.trials.strategies import drawn, file_of, pools_of  # noqa: E402

FILES = 3000
EVALUATIONS = 300
LIMIT = 1000


def main() -> int:
    """Measures and prints."""
    program = load(str(ROOT / "rulesets" / "2023.eval")).program
    start = process_time()
    pools = pools_of(program)
    ready = process_time() - start
    found: list[Facts] = []

    @seed(1)
    @settings(max_examples=FILES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(drawn(pools))
    def draw(facts: Facts) -> None:
        found.append(facts)

    start = process_time()
    draw()
    as_facts = process_time() - start
    texts: set[str] = set()
    start = process_time()
    for facts in found:
        texts.add(written(file_of(facts, program)))
    as_text = as_facts + process_time() - start
    start = process_time()
    for facts in found[:EVALUATIONS]:
        evaluation.evaluate(program, facts)
    each = (process_time() - start) / EVALUATIONS
    rate, text_rate = len(found) / as_facts, len(found) / as_text
    print(f"{len(found)} fact files drawn, {len(texts)} different; made ready once in {ready:.2f} s")
    print(f"as facts: {rate:.0f} a second (limit {LIMIT}); as the text of a fact file: {text_rate:.0f} a second")
    print(f"one evaluation: {each * 1000:.2f} ms; a drawn file takes {as_facts / len(found) / each:.2f} of it")
    return 1 if rate < LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
