"""A goal: at least a grade, at least a score; of the total or of a node.

In: what is asked for, a program. Out: a `Goal`, and for a run whether it is met: surely, surely not, perhaps. Guarantees: where some facts are
intervals, yes and no hold for every value in them; what the evaluator leaves open is perhaps.
"""

from enum import Enum
from fractions import Fraction

from evaldsl.diagnostics.core import Diagnostic, InFile, listed
from evaldsl.evaluation import figures as fig
from evaldsl.evaluation import verdicts
from evaldsl.evaluation.combine import unrounded
from evaldsl.evaluation.state import Run, Scored
from evaldsl.evaluation.tree import Status
from evaldsl.model.program import Program, RatingResult
from evaldsl.model.values import Missing, Uncertain
from evaldsl.readers.nodes import TOTAL_WORDS, nodes_of, plain_path
from evaldsl.readers.numerals import decimal, plain, too_long
from evaldsl.readers.problems import Problems
from evaldsl.records import frozen
from evaldsl.spelling import nearest


class Answer(Enum):
    """Whether a goal is met."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


@frozen
class Goal:
    """`grades` are those that will do (None: no grade is asked for), `grade` the one that was asked for; `score` is the least score of the node
    at `path` ("" the total)."""

    path: str = ""
    grade: str | None = None
    grades: frozenset[str] | None = None
    score: Fraction | None = None


def goal_of(program: Program, grade: str | None, score: str | None, node: str | None) -> Goal | Diagnostic:
    """The goal that is asked for. Refused: E282."""
    if not program.root.children:
        return _refused(grade or score or "", "no_total")
    path = ""
    if node is not None and plain_path(node) not in TOTAL_WORDS:
        found = nodes_of(program).find(node, (), Problems())
        if found is None:
            near = nearest(plain_path(node), list(nodes_of(program).by_path))
            return _refused(node, "near" if near else "node", near=near or "")
        if isinstance(found.result, RatingResult):
            return _refused(node, "rating")
        path = found.path
    elif score is not None and isinstance(program.root.result, RatingResult):
        return _refused(score, "rating")
    least: Fraction | None = None
    if score is not None:
        text = plain(score).removesuffix("分").strip()
        least = None if too_long(text) else decimal(text)
        if least is None:
            return _refused(score, "number")
    if grade is None:
        return Goal(path, score=least)
    scale = verdicts.grade_order(program)
    if not scale:
        return _refused(grade, "no_grades")
    word = plain(grade)
    if word not in scale:
        return _refused(grade, "grade", grades=listed(reversed(scale)))
    ordered = program.grade_type is None or program.grade_type.ordered
    return Goal(path, word, frozenset(scale[scale.index(word) :]) if ordered else frozenset({word}), least)


def _refused(goal: str, help_: str, **args: object) -> Diagnostic:
    return Diagnostic("E282", InFile("<command>"), {"goal": goal, **args}, help=help_)  # type: ignore[dict-item]


def met(run: Run, goal: Goal, known: bool) -> Answer:
    """Whether the goal is met. `known`: no fact of the run is an interval."""
    if _refused_for_all(run):
        return Answer.NO
    answers = []
    if goal.score is not None:
        told = {_scored(made, goal.score, known) for made in _standing(run, goal.path, known)}
        answers.append(told.pop() if len(told) == 1 else Answer.PERHAPS)
    if goal.grades is not None:
        answers.append(_graded(run, goal.grades))
    if Answer.NO in answers:
        return Answer.NO
    return Answer.YES if all(a is Answer.YES for a in answers) else Answer.PERHAPS


def _refused_for_all(run: Run) -> bool:
    """Whether an indicator cannot be computed whatever the values: the run is then refused."""
    lists, lost = run.program.lists, False
    for path, made in run.scored.items():
        if made.perhaps:
            return False  # it, or what stands in it, may yet turn out not applicable
        if made.status is Status.NOT_COMPUTABLE and not made.absent and isinstance(made.score, Missing) and made.score.code:
            lost = lost or path.partition("[")[0] not in lists
    return lost


def _standing(run: Run, path: str, known: bool) -> list[Scored]:
    """The node as it may be printed. In a group that is rescaled, or takes over points, nothing rounds: where that hangs on an interval, the
    node with its rounding and the one without it."""
    made = run.scored[path]
    nodes = run.plan.nodes
    if not path or not any(x.node.absent is not None for x in nodes.values()):
        return [made]
    if not known:
        return [made, unrounded(run, made)]
    waiting = [run.scored[""]]
    while waiting:
        one = waiting.pop()
        if one.plan.node.path == path:
            return [one]
        waiting += one.children
    return [made]


def _scored(found: Scored, least: Fraction, known: bool) -> Answer:
    score = found.score
    if isinstance(score, Missing):
        return Answer.NO  # what is missing for an interval is missing for all of its values
    if type(score) is Fraction:
        if found.absent:
            return Answer.NO
        return (Answer.YES if score >= least else Answer.NO) if known or not found.perhaps else _perhaps(score < least)
    if isinstance(score, Uncertain):
        low, high = score.low, score.high
        if isinstance(high, Fraction) and (high < least or (high == least and not score.high_closed)):
            return Answer.NO
        sure = isinstance(low, Fraction) and low >= least and not score.absent and not found.perhaps
        return Answer.YES if sure else Answer.PERHAPS
    below = fig.less(score, least)
    if isinstance(below, Missing):
        return Answer.NO
    return Answer.NO if below is True else Answer.YES if below is False else Answer.PERHAPS


def _perhaps(below: bool) -> Answer:
    return Answer.NO if below else Answer.PERHAPS


def _graded(run: Run, grades: frozenset[str]) -> Answer:
    verdict = verdicts.grade(run, run.scored[""])
    if verdict.lost is not None:
        return Answer.NO
    held = [word in grades for word in verdict.words]
    if not any(held):
        return Answer.NO
    return Answer.YES if all(held) else Answer.PERHAPS
