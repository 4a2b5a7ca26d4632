"""Two rulesets compared: what changed, and whether any fact file scores differently.

In: two programs. Out: a `Comparison`. Guarantees: "proved" is said only of equal normal forms or of what the solver refuted node by node; a witness was read and scored by both
rulesets; where neither proof nor witness is found, how many files were tried is said and nothing more.
"""

from collections.abc import Sequence
from enum import Enum

from evaldsl.differing.cone import Changed, changed
from evaldsl.differing.files import REFUSED, FileDelta, Ways, ways
from evaldsl.differing.matching import Matched, matched
from evaldsl.differing.parts import nodes_of
from evaldsl.differing.structure import Change, changes
from evaldsl.differing.witness import Witness
from evaldsl.model.program import Judged, Levels, Program
from evaldsl.records import evolve, frozen

DEFAULT_EXAMPLES = 500
DEFAULT_SECONDS = 20


class Ending(Enum):
    """Whether any fact file scores differently. SAME: none, proved. DIFFER: the witness does. OPEN: none was found among those tried."""

    SAME = "same"
    DIFFER = "differ"
    OPEN = "open"


@frozen
class Verdict:
    """The answer. `how` is "form" (equal normal forms) or "solver" for SAME, "tried", "solver" or "given" for DIFFER (where the witness comes from). `why` says for OPEN
    why there is no proof: the reason of the solver, "solver" when it is not installed, "form" when facts cannot be drawn."""

    ending: Ending
    how: str = ""
    why: str = ""
    tried: int = 0
    witness: Witness | None = None
    nodes: frozenset[str] = frozenset()
    """Where the solver proved it: the nodes that are alike in all that can be seen of them."""


@frozen
class Comparison:
    """What came of it. `interchangeable`: either ruleset takes the same fact files and reads them alike."""

    old: Program
    new: Program
    ways: Ways
    changes: tuple[Change, ...]
    verdict: Verdict
    interchangeable: bool

    @property
    def meant(self) -> tuple[Change, ...]:
        """The changes that are no mere wording."""
        return tuple(change for change in self.changes if change.meant)

    @property
    def alike(self) -> bool:
        """Whether both mean the same: no fact file scores differently, which is proved, and nothing else that is said or asked differs.

        How a rule is written is no difference where it is proved to score alike.
        """
        same = self.verdict.ending is Ending.SAME and self.interchangeable
        return same and not any(self._tells(change) for change in self.meant)

    def _tells(self, change: Change) -> bool:
        """Whether a change is seen although all scores are the same."""
        match change.section:
            case "node":
                return change.what in _SEEN or (change.what == "target" and change.subject not in self.verdict.nodes)
            case "outcome":
                return change.what != "changed"
            case "grade" | "function" | "bands" | "table":
                return False
            case _:
                return True


_SEEN = ("added", "removed", "moved", "renamed", "requires", "flag", "result")


def compare(
    old: Program,
    new: Program,
    most: int = DEFAULT_EXAMPLES,
    seconds: float = DEFAULT_SECONDS,
) -> Comparison:
    """Compares two rulesets: `most` fact files are drawn at most, the solver works `seconds` at most (0: it is not asked)."""
    found = matched(old, new)
    differs = changed(old, new, found)
    both = ways(old, new, found)
    verdict = _verdict(old, new, found, differs, both, most, seconds)
    judged = {node.path for node in nodes_of(old) if isinstance(node.method, Judged | Levels)}
    renamed = bool(found.names.facts) or any(pair.old in judged and pair.old != pair.new for pair in found.pairs)
    return Comparison(old, new, both, changes(old, new, found), verdict, not differs.files and not renamed)


def with_given(found: Comparison, deltas: Sequence[FileDelta]) -> Comparison:
    """The comparison, with the answer that given facts are where nothing else gave one."""
    if found.verdict.ending is not Ending.OPEN or not any(delta.differs for delta in deltas):
        return found
    return evolve(found, verdict=evolve(found.verdict, ending=Ending.DIFFER, how="given"))


def _verdict(old: Program, new: Program, found: Matched, differs: Changed, both: Ways, most: int, seconds: float) -> Verdict:
    from evaldsl.trials.strategies import unsupported

    if not differs.rules and not differs.undecidable:  # the same rules, whatever the ranges of facts are
        return Verdict(Ending.SAME, "form", witness=_refused(old, new, found, differs, both) if differs.read else None)
    if unsupported(old) or unsupported(new):
        return Verdict(Ending.OPEN, why="form")
    from evaldsl.differing.aiming import aimed
    from evaldsl.differing.proof import Candidates, Same, prove
    from evaldsl.differing.spaces import space_of, with_values
    from evaldsl.differing.witness import Trial, deep, quick, reached, smaller

    space = space_of(old, new, found)
    trial = Trial(space, both)
    choice = quick(trial, differs)
    if choice is not None and trial.rank(choice) > REFUSED:
        return Verdict(Ending.DIFFER, "tried", "", trial.tried, trial.witness(choice, differs))
    refused = None if choice is None else trial.witness(choice, differs)
    wider, proposed = aimed(space, reached(space, differs), both, differs)
    if proposed:
        closer = Trial(wider, both)
        telling = max(proposed, key=lambda one: (closer.rank(one), -len(one)))
        if closer.rank(telling) > REFUSED:
            return Verdict(
                Ending.DIFFER, "tried", "", trial.tried + closer.tried, closer.witness(smaller(closer, telling), differs)
            )
    why = "off"
    if seconds > 0:
        answer = prove(old, new, found, differs, seconds)
        if isinstance(answer, Same):
            return Verdict(Ending.SAME, "solver", "", trial.tried, refused, answer.nodes)
        if isinstance(answer, Candidates):
            for one in answer.found:
                further, taken = with_values(space, one.entries, one.judged, one.left)
                deeper = Trial(further, both)
                small = smaller(deeper, taken)
                if deeper.rank(small) > REFUSED:
                    return Verdict(Ending.DIFFER, "solver", "", trial.tried, deeper.witness(small, differs))
        why = answer.why
    further_choice = deep(trial, differs, most)
    if further_choice is not None and trial.rank(further_choice) > REFUSED:
        return Verdict(Ending.DIFFER, "tried", "", trial.tried, trial.witness(further_choice, differs))
    if refused is not None:  # no score was seen to differ, but a file is refused by one of the two
        return Verdict(Ending.DIFFER, "tried", why, trial.tried, refused)
    return Verdict(Ending.OPEN, "", why, trial.tried)


def _refused(old: Program, new: Program, found: Matched, differs: Changed, both: Ways) -> Witness | None:
    """A file that only one of two rulesets with the same rules takes."""
    from evaldsl.differing.spaces import space_of
    from evaldsl.differing.witness import Trial, quick
    from evaldsl.trials.strategies import unsupported

    if unsupported(old) or unsupported(new):
        return None
    trial = Trial(space_of(old, new, found), both)
    choice = quick(trial, differs)
    return None if choice is None else trial.witness(choice, differs)
