"""The interpreter looks again: whether facts really show what the solver says that they show.

In: a program, what was asked, the facts as they were read from the text that will be shown. Out: a `Shown` with the figures that come of them, or
None when they do not show it. Guarantees: nothing of the solver is used here; what is found is what `run` calculates.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.evaluation import evaluate, verdicts
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.plan import walk
from evaldsl.evaluation.state import Run, shown
from evaldsl.evaluation.tree import Figure
from evaldsl.model import program as p
from evaldsl.model.types import DateType, LevelType
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.proving.asked import (
    Always,
    Ask,
    ByLaw,
    Computes,
    Graded,
    InBounds,
    Marks,
    Moves,
    OfTwo,
    OutOfReach,
    Sometimes,
    Steps,
)
from evaldsl.proving.words import TOTAL, shown_name
from evaldsl.records import frozen
from evaldsl.source import Where

BOUND_CODES = frozenset({"E615", "E619"})
"""A formula gives a score outside 0..w (E615), or below 0 (E619)."""
MOST_FIGURES = 8


Figures = tuple[tuple[Both, Figure], ...]


@frozen
class Shown:
    """What facts show: the figures that it is about, and what cannot be computed where that is the matter."""

    figures: Figures = ()
    code: str = ""
    place: Where | None = None


def confirmed(ask: Ask, runs: Sequence[Run]) -> Shown | None:
    """What the runs of fact files show of what was asked, None when they do not show it."""
    run = runs[0]
    match ask:
        case Always():
            if (ask.when is not None and truth(ask.when, run) is not True) or truth(ask.holds, run) is not False:
                return None
            return Shown(tuple(_figures(run, _compared(ask.holds))))
        case Sometimes():
            held = next((e for e in ask.any_of if truth(e, run) is True), None)
            return None if held is None else Shown(tuple(_figures(run, _compared(held))))
        case Marks():
            return Shown(tuple(_figures(run, _compared(ask.whole)))) if truth(ask.whole, run) is True else None
        case Graded():
            if verdicts.grade(run, run.scored[""]).words != (ask.grade,):
                return None
            total = evaluate(run.program, run.file).total
            score = () if total is None else ((TOTAL, Figure(total.score, None)),)
            return Shown(score) if total is not None and total.grade == ask.grade else None
        case Computes():
            return _not_computed(run, ask)
        case InBounds():
            return _out_of_bounds(run, ask)
        case Moves():
            return _moved(ask, runs)
        case Steps():
            return _stepped(ask, runs)
        case OfTwo():
            return _related(ask, runs)
        case ByLaw() | OutOfReach():
            return None
        case _:
            assert_never(ask)


# ---- one file --------------------------------------------------------------------------------------------------------


def _not_computed(run: Run, ask: Computes) -> Shown | None:
    if ask.path is None:
        assert ask.expr is not None
        lost: Num = value(ask.expr, run)
        figures = tuple(_figures(run, _behind(ask.expr)))
    else:
        lost, figures = _lost_within(run, ask.path), ()
    if not isinstance(lost, Missing) or lost.kind is not Absence.NOT_COMPUTABLE:
        return None
    if not lost.code:  # an assessor's figure outside what is allowed: the file is refused (E604), the rules are not at fault
        return None
    return Shown(figures, lost.code, lost.where)


def _lost_within(run: Run, path: str) -> Num:
    """What cannot be computed in a node: its own score, that of a node below it, or for the whole its grade and its verdicts."""
    waiting = [run.scored[path]]
    while waiting:
        made = waiting.pop()
        if isinstance(made.score, Missing) and made.score.kind is Absence.NOT_COMPUTABLE and made.score.code:
            return made.score
        waiting += made.children
    if not path:
        found = [verdicts.grade(run, run.scored[""]), *(verdicts.outcome(run, spec)[1] for spec in run.program.outcomes)]
        return next((one.lost for one in found if one.lost is not None), False)
    return False


def _behind(expr: p.Expr) -> Iterator[p.Expr]:
    """What a figure that cannot be computed is divided by."""
    for one in walk(expr):
        if isinstance(one, p.Arithmetic) and one.op is p.Op.DIV and not isinstance(one.right, p.Const):
            yield one.right


def _out_of_bounds(run: Run, ask: InBounds) -> Shown | None:
    made = run.scored[ask.path]
    if made.absent:
        return None
    low = value(ask.low, run)
    high = None if ask.high is None else value(ask.high, run)
    for score in (made.exact, made.score):
        if isinstance(score, Missing):
            if score.code in BOUND_CODES:
                found = score.args.get("found", "")
                return Shown(((_named(ask.path), Figure(found, None)),), score.code, score.where)
        elif isinstance(score, Fraction) and isinstance(low, Fraction):
            above = isinstance(high, Fraction) and score > max(high, made.counts)
            if score < low or above:
                return Shown(((_named(ask.path), Figure(score, None)),))
    return None


# ---- two files -------------------------------------------------------------------------------------------------------


def _moved(ask: Moves, runs: Sequence[Run]) -> Shown | None:
    """With `strict` one more thing is asked apart: that two files differ at all (see `differs`)."""
    if any(ask.when is not None and truth(ask.when, run) is not True for run in runs):
        return None
    by = [_place(value(ask.by, run), ask.by) for run in runs]
    same = [[value(e, run) for e in ask.same] for run in runs]
    scores = [_score(run, ask) for run in runs]
    if any(x is None for x in (*by, *scores)) or same[0] != same[1]:
        return None
    (less, more), (before, after) = by, scores
    wrong = _above(before, after) if ask.rising else _above(after, before)
    if _above(less, more) or not wrong:
        return None
    return Shown(_both(runs, ask.by, ask))


def _above(a: Fraction | None, b: Fraction | None) -> bool:
    return a is not None and b is not None and a > b


def differs(ask: Moves, runs: Sequence[Run]) -> bool:
    """Whether what is asked differs between two files that differ in what moves."""
    if any(ask.when is not None and truth(ask.when, run) is not True for run in runs):
        return False
    scores = [_score(run, ask) for run in runs]
    return None not in scores and scores[0] != scores[1]


def _both(runs: Sequence[Run], by: p.Expr, ask: Moves) -> Figures:
    found: list[tuple[Both, Figure]] = []
    for run in runs:
        found += _figures(run, (by,))
        if ask.path is None:
            assert ask.of is not None
            found += _figures(run, (ask.of,))
        else:
            made = run.scored[ask.path]
            found.append((_named(ask.path), Figure(shown(made.exact if ask.exact else made.score), None)))
    return tuple(found)


def _score(run: Run, ask: Moves) -> Fraction | None:
    if ask.path is None:
        assert ask.of is not None
        return _place(value(ask.of, run), ask.of)
    made = run.scored[ask.path]
    score = made.exact if ask.exact else made.score
    if isinstance(score, str) and isinstance(made.plan.node.result, p.RatingResult):
        return Fraction(made.plan.node.result.type.members.index(score))
    return score if isinstance(score, Fraction) and not made.absent else None


def _place(x: Num, expr: p.Expr) -> Fraction | None:
    """A number, the day of a date, the place of a level."""
    if isinstance(x, str) and isinstance(expr.type, LevelType) and x in expr.type.members:
        return Fraction(expr.type.members.index(x))
    if isinstance(x, date) and isinstance(expr.type, DateType):
        return Fraction(x.toordinal())
    return x if isinstance(x, Fraction) else None


def _stepped(ask: Steps, runs: Sequence[Run]) -> Shown | None:
    if any(ask.when is not None and truth(ask.when, run) is not True for run in runs):
        return None
    (less, more), (before, after) = [[value(e, run) for run in runs] for e in (ask.by, ask.of)]
    per, limit = value(ask.per, runs[0]), value(ask.limit, runs[0])
    known = [x for x in (less, more, before, after, per, limit) if isinstance(x, Fraction)]
    if len(known) < 6:
        return None
    less, more, before, after, per, limit = known
    if more - less != per or abs(after - before) <= limit:
        return None
    return Shown(tuple(figure for run in runs for figure in _figures(run, (ask.by, ask.of))))


def _related(ask: OfTwo, runs: Sequence[Run]) -> Shown | None:
    """Whether two files break a claim about two."""
    locals_ = {name: value(expr, runs[which]) for name, (which, expr) in ask.stated.reads.items()}
    if any(isinstance(x, Missing | Uncertain) for x in locals_.values()):
        return None
    if ask.claim.when is not None and truth(ask.claim.when, runs[0], locals_) is not True:
        return None
    if truth(ask.claim.expr, runs[0], locals_) is not False:
        return None
    return Shown(tuple((Both(name, name), Figure(shown(value(e, runs[i])), e.type)) for name, (i, e) in ask.stated.reads.items()))


# ---- figures ---------------------------------------------------------------------------------------------------------


def _named(path: str) -> Both:
    return Both(f"{path}.score", f"{path}.得分") if path else TOTAL


def _figures(run: Run, exprs: Iterable[p.Expr]) -> Iterator[tuple[Both, Figure]]:
    """At most eight figures, each once."""
    seen: set[str] = set()
    for expr in exprs:
        score = isinstance(expr, p.NodeRef) and expr.attribute is p.Attribute.SCORE
        name = _named(expr.path) if isinstance(expr, p.NodeRef) and score else shown_name(expr)
        if name.en not in seen and len(seen) < MOST_FIGURES:
            seen.add(name.en)
            yield name, Figure(shown(value(expr, run)), expr.type)


def _compared(expr: p.Expr) -> Iterator[p.Expr]:
    """The figures that a condition compares, constants left out."""
    match expr:
        case p.Comparison():
            yield from (x for x in (expr.first, *(right for _, right in expr.rest)) if not isinstance(x, p.Const))
        case p.Inside() | p.Member():
            yield expr.operand
        case p.And() | p.Or():
            for part in expr.operands:
                yield from _compared(part)
        case p.Not():
            yield from _compared(expr.operand)
        case p.Const():
            return
        case _:
            yield expr
