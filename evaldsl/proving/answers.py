"""What came of the questions: answers as data.

In: nothing. Out: `Answer`. Guarantees: an answer that shows facts was confirmed by the interpreter, which read them from the very text that is
shown.
"""

from collections.abc import Iterable
from enum import Enum

from evaldsl.diagnostics.core import Both
from evaldsl.evaluation.tree import Figure
from evaldsl.proving.asked import Question, Topic
from evaldsl.records import frozen
from evaldsl.source import Where


class Verdict(Enum):
    """PROVED: for all facts in their declared domains (or, where facts are asked for, they are found). REFUTED: facts show that it is not so
    (or it is proved that no facts do). UNKNOWN: neither, for the reason that is given."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class How(Enum):
    """What an answer rests on: the solver; the answers about the parts; the answer about the exact score; the law of reading; a fact file."""

    SOLVER = "solver"
    PARTS = "parts"
    ROUNDING = "rounding"
    LAW = "law"
    FACTS = "facts"


@frozen
class Answer:
    """A question with its answer.

    `files` are the fact files that show it (two where two are compared), `varied` the facts of them that matter, `figures` what comes of them.
    `reason` says why it is not known, `place` where in the ruleset that lies. `code` and `place` name what cannot be computed.
    """

    question: Question
    verdict: Verdict
    how: How = How.SOLVER
    files: tuple[str, ...] = ()
    varied: tuple[tuple[str, ...], ...] = ()
    figures: tuple[tuple[Both, Figure], ...] = ()
    reason: str = ""
    place: Where | None = None
    code: str = ""

    @property
    def fault(self) -> bool:
        """Whether it is refuted and no mere remark."""
        return self.verdict is Verdict.REFUTED and not self.question.noted

    @property
    def remark(self) -> bool:
        """Whether it is refuted and a remark only."""
        return self.verdict is Verdict.REFUTED and self.question.noted


def counted(answers: Iterable[Answer], topic: Topic | None = None) -> dict[Verdict, int]:
    """How many answers there are of each kind."""
    found = [a for a in answers if topic is None or a.question.topic is topic]
    return {verdict: sum(a.verdict is verdict for a in found) for verdict in Verdict}
