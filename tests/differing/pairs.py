"""Generated rulesets and slightly altered copies: whatever is said to score alike does, for facts that are drawn.

`python -m tests.differing.pairs --rulesets 100 --seed 1` prints how the comparisons ended.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from random import Random

from evaldsl.differing.compare import Comparison, Ending, compare
from evaldsl.differing.files import NOTHING, compared, rank
from evaldsl.model.program import Program
from evaldsl.readers import json_facts
from tests.differential import Refused, compiled, written
from tests.generators.choices import Seeded
from tests.generators.facts import choose, fact_json
from tests.generators.rulesets import ruleset

_SWAPS = (
    (">=", ">"),
    ("<=", "<"),
    ("half_up", "half_even"),
    ("≥", ">"),
    ("四舍五入", "四舍六入五成双"),
    ("floor", "ceiling"),
    ("rescale", "drop"),
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_DRAWN = 40


def altered(text: str, rng: Random) -> str:
    """The text with one sign or number changed."""
    places: list[tuple[int, int, str]] = [
        (m.start(), m.end(), new) for old, new in _SWAPS for m in re.finditer(re.escape(old), text)
    ]
    head = text.find("\n") + 1  # `language 1` stays
    for m in _NUMBER.finditer(text, head):
        if "." in m.group() or len(m.group()) < 4:
            places.append((m.start(), m.end(), rng.choice((m.group() + "0", str(int(float(m.group())) + 1), m.group() + ".0"))))
    if not places:
        return text
    start, end, new = rng.choice(places)
    return text[:start] + new + text[end:]


def comparisons(seed: object, copies: int) -> Iterator[tuple[Comparison, list[str]]]:
    """Comparisons of a generated ruleset with altered copies, and fact files made for it."""
    ch, rng = Seeded(f"diff-{seed}"), Random(f"diff-{seed}")
    spec = ruleset(ch)
    try:
        text = written(ch, spec)
        _, old = compiled(text)
    except Refused:
        return
    files = [fact_json(ch, spec, choose(ch, spec)) for _ in range(_DRAWN)]
    for _ in range(copies):
        try:
            _, new = compiled(altered(text, rng))
        except Refused:
            continue
        yield compare(old, new, most=30, seconds=3), [x if isinstance(x, str) else x.decode() for x in files]


def faults(found: Comparison, files: list[str]) -> Iterator[str]:
    """Facts that are scored differently although that was said to be impossible; a witness that is none."""
    verdict = found.verdict
    if verdict.witness is not None and rank(verdict.witness.delta) == NOTHING:
        yield "the witness shows nothing"
    if verdict.ending is not Ending.SAME:
        return
    for text in files:
        if _complete(text, found.old) and _complete(text, found.new):
            delta = compared(text.encode(), "facts.json", found.ways)
            if delta.scored and rank(delta) != NOTHING:
                yield f"{verdict.how}: {[(d.old, d.before, d.after) for d in delta.deltas][:3]} {text}"
            if delta.before.scored != delta.after.scored and found.interchangeable and verdict.how == "form":
                yield f"{verdict.how}: refused by one {delta.before.codes} {delta.after.codes} {text}"


def _complete(text: str, program: Program) -> bool:
    """Whether a file leaves nothing open, which is what a proof of the solver speaks of."""
    from evaldsl.model.values import Uncertain

    got = json_facts.read(text.encode(), "facts.json", program)
    if got.facts is None or got.facts.overrides:
        return False
    given = got.facts.entries
    return not any(isinstance(x.value, Uncertain) for x in given.values()) and all(
        name in given for name, spec in program.facts.items() if not spec.optional and spec.default is None
    )


def main() -> None:
    """Prints how many comparisons ended how, and what is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rulesets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--copies", type=int, default=3)
    given = parser.parse_args()
    seen: Counter[str] = Counter()
    for i in range(given.rulesets):
        for found, files in comparisons(given.seed * 1_000_000 + i, given.copies):
            seen[f"{found.verdict.ending.value} {found.verdict.how} {found.verdict.why}"] += 1
            for fault in faults(found, files):
                print(i, fault)
    print(dict(seen))


if __name__ == "__main__":
    main()
