"""A quick look at the facts of a choice: whether two rulesets score them alike, without writing and reading a file.

In: the slots, both rulesets. Out: how telling the difference is, or None where only the file itself can say. Guarantees: a value is read by the reader, once; the
figures are the evaluator's; what is refused, open or not computable on either side is left to the file.
"""

from fractions import Fraction
from typing import Any

from evaldsl.differing.files import NODES, NOTHING, WHOLE, Ways
from evaldsl.differing.reading import Way
from evaldsl.differing.spaces import Choice, Space, trees
from evaldsl.evaluation import verdicts
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.values import Absence, Missing
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve
from evaldsl.trials.files import written


class Quick:
    """The simplest facts as either ruleset reads them, and the values that were read so far."""

    def __init__(self, space: Space, both: Ways, plain: tuple[Facts, Facts]) -> None:
        """With the simplest facts."""
        self.space, self.both, self.plain = space, both, plain
        self._read: dict[tuple[int, int, int], FactValue | Judgement | None] = {}
        self._paths = [(pair.old, pair.new) for pair in both.matched.pairs]

    def rank(self, choice: Choice) -> int | None:
        """How telling the facts of a choice are; None: the file must say."""
        runs: list[Run] = []
        for side, way in enumerate((self.both.old, self.both.new)):
            facts = self._facts(choice, side, way)
            run = None if facts is None else calculated(plan_of(way.program), facts)
            if run is None or run.problems:
                return None
            runs.append(run)
        whole = [_whole(run) for run in runs]
        if whole[0] is None or whole[1] is None:
            return None
        if whole[0] != whole[1]:
            return WHOLE
        scores = [run.scores for run in runs]
        return NODES if any(not _alike(scores[0][old], scores[1][new]) for old, new in self._paths) else NOTHING

    def value_at(self, choice: Choice, path: str, slot: int) -> tuple[Fraction, Fraction] | None:
        """What a fact is, and the value of an indicator of the old ruleset with it; None where either is no number."""
        facts = self._facts({i: x for i, x in choice.items() if x}, 0, self.both.old)
        name = self.space.slots[slot].old
        if facts is None or name is None or name not in facts.entries:
            return None
        x = facts.entries[name].value
        value = calculated(plan_of(self.both.old.program), facts).values.get(path)
        return (x, value) if isinstance(x, Fraction) and isinstance(value, Fraction) else None

    def _facts(self, choice: Choice, side: int, way: Way) -> Facts | None:
        entries: dict[str, FactValue] = {}
        judged: dict[str, Judgement] = {}
        for i, x in choice.items():
            slot = self.space.slots[i]
            name = slot.old if side == 0 else slot.new
            if slot.kind not in ("fact", "judged"):
                return None
            if name is None:
                continue
            found = self._value(i, x, side, name, way)
            if isinstance(found, FactValue):
                entries[name] = found
            elif isinstance(found, Judgement):
                judged[name] = found
            else:
                return None
        plain = self.plain[side]
        return evolve(plain, entries={**plain.entries, **entries}, judged={**plain.judged, **judged})

    def _value(self, i: int, x: int, side: int, name: str, way: Way) -> FactValue | Judgement | None:
        """A value of a slot as the reader reads it, in the simplest file."""
        key = (i, x, side)
        if key not in self._read:
            slot = self.space.slots[i]
            section = "facts" if slot.kind == "fact" else "judged"
            tree: dict[str, Any] = {section: {name: slot.choices[x]}}
            found = read(written(tree).encode(), "facts.json", way.program).facts
            made: FactValue | Judgement | None = None
            if found is not None:
                made = found.entries.get(name) if slot.kind == "fact" else found.judged.get(name)
            self._read[key] = made
        return self._read[key]


def fast(space: Space, both: Ways) -> Quick | None:
    """A quick look at the facts of a space; None where the simplest facts are refused, or bring their indicators."""
    made: list[Facts] = []
    for way, tree in zip((both.old, both.new), trees(space, {}), strict=True):
        found = read(written(tree).encode(), "facts.json", way.program).facts
        asks = any(spec.required is not None for spec in way.program.facts.values())
        if found is None or found.program is not None or asks or not way.program.root.children:
            return None
        made.append(found)
    return Quick(space, both, (made[0], made[1]))


def _whole(run: Run) -> tuple[object, ...] | None:
    """Total, grade and verdicts; None where any of them is not settled, or something that is scored cannot be computed."""
    total = run.scores[""]
    if not isinstance(total, Fraction | str):
        return None
    for x in run.scores.values():
        if not isinstance(x, Fraction | str) and not (isinstance(x, Missing) and x.kind is Absence.NOT_APPLICABLE):
            return None
    grade = verdicts.grade(run, run.scored[""])
    if grade.lost is not None or len(grade.words) > 1:
        return None
    said: list[object] = [total, grade.words]
    for spec in run.program.outcomes:
        _, verdict = verdicts.outcome(run, spec)
        if verdict.lost is not None or len(verdict.words) != 1:
            return None
        said.append((spec.name, verdict.words))
    return tuple(said)


def _alike(one: Num, other: Num) -> bool:
    if isinstance(one, Missing) and isinstance(other, Missing):
        return True
    return one == other
