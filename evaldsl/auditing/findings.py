"""What is found without being asked: points against targets, filed figures against rows and rules, checks, claims against claims.

One mistake is one finding: filed points that contradict the target are not reported again as unlike the computed ones.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.auditing.contradictions import contradictions
from evaldsl.auditing.data import ClaimResult, Finding
from evaldsl.auditing.lookup import every, row_name
from evaldsl.auditing.stated import Stated, means, stated_parts
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.claims import Reading, Subject
from evaldsl.model.facts import Filed
from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.program import CombineKind, PointsResult
from evaldsl.model.types import NUMBER
from evaldsl.model.values import Missing

_MOST_PAIRS = 200


def findings(result: Result, claims: Sequence[ClaimResult], stated: Stated) -> tuple[Finding, ...]:
    """All of them: in the order of the tree, then the checks, then the claims."""
    found: list[Finding] = []
    for score in every(result.root):
        found += _node(score)
    for check in result.checks:
        if check.passed is False:
            error = check.check.severity == "error"
            name = check.check.name
            if check.row is not None:
                name = f"{name} {row_name(result, *check.row)}"
            found.append(Finding("check_failed", name, error, where=check.check.where, check=check))
    for group in contradictions(result):
        names = "、".join(dict.fromkeys(check.check.name for check in group.checks))
        found.append(Finding("not_all_right", names, False, where=group.checks[0].check.where, group=group))
    return (*found, *stated_parts(claims, stated), *_twice(claims))


def _node(score: NodeScore) -> Iterator[Finding]:
    node = score.node
    if not isinstance(node.result, PointsResult):
        return
    name, filed = node.path or "total", score.filed
    against = _against_target(score, name)
    if against is not None:
        yield against
    if filed is None:
        return
    weight = score.weight
    if not node.result.unlimited and isinstance(weight, Fraction) and filed.points > weight:
        yield Finding("points_above", name, True, _numbers(filed=filed.points, weight=weight), node.where)
    elif against is None and isinstance(score.score, Fraction) and not _same(score.score, filed):
        yield Finding("filed_differs", name, True, _numbers(filed=filed.points, computed=score.score), node.where)
    rows = _filed_rows(score)
    if rows is not None and rows != filed.points:
        figures = _numbers(filed=filed.points, sum=rows, difference=filed.points - rows)
        yield Finding("filed_total", name, True, figures, node.where)


def _numbers(**figures: Fraction) -> dict[str, Figure]:
    return {name: Figure(value, NUMBER) for name, value in figures.items()}


def _same(score: Fraction, filed: Filed) -> bool:
    """Whether the filed points are the computed ones at the digits that were filed."""
    return score == filed.points or round_to(score, Mode.HALF_UP, _digits(filed.text)) == filed.points


def _digits(text: str) -> int:
    part = text.partition(".")[2]
    return len(part) - len(part.lstrip("0123456789"))


def _against_target(score: NodeScore, name: str) -> Finding | None:
    """Points that do not go with the target: met but lost without a reason, missed but full."""
    weight, filed = score.weight, score.filed
    if score.node.target is None or not isinstance(weight, Fraction) or weight == 0 or score.override is not None:
        return None
    if score.met is True and filed is not None and filed.points < weight and score.score == weight and not score.reason:
        return Finding("points_lost", name, True, _numbers(filed=filed.points, weight=weight), score.node.where)
    if score.met is False:
        if filed is not None and filed.points == weight and score.score != weight:
            return Finding("points_full", name, True, _numbers(filed=filed.points, weight=weight), score.node.where)
        if score.score == weight:
            return Finding("points_full", name, False, _numbers(points=weight, weight=weight), score.node.where)
    return None


def _filed_rows(score: NodeScore) -> Fraction | None:
    """The sum of the filed rows below a group that adds up; None when they are not all filed."""
    node = score.node
    if not score.children or node.combine is None or node.combine.kind is not CombineKind.SUM or node.scaled_from is not None:
        return None
    total = Fraction(0)
    for child in score.children:
        if child.filed is not None:
            total += child.filed.points
        elif isinstance(child.score, Missing):
            continue
        else:
            below = _filed_rows(child)
            if below is None:
                return None
            total += below
    return total


# ---- claims ----------------------------------------------------------------------------------------------------------


def _twice(claims: Sequence[ClaimResult]) -> Iterator[Finding]:
    """Figures stated with values that cannot be one, whichever of them is right."""
    by_subject: dict[Subject, list[tuple[ClaimResult, Reading]]] = {}
    for claim in claims:
        reading = means(claim)
        if reading is not None:
            by_subject.setdefault(reading.subject, []).append((claim, reading))
    for subject, stated in by_subject.items():
        different = list(dict.fromkeys(reading for _, reading in stated))
        if len(different) > _MOST_PAIRS:  # then all are held against a few, and some are sure to disagree
            different = sorted(different, key=_step)[:2]
        apart = [claim for claim, reading in stated if any(not _agree(reading, other) for other in different)]
        if apart:
            yield Finding("claimed_twice", subject.text, True, claims=tuple(apart))


def _agree(a: Reading, b: Reading) -> bool:
    """Whether two printed figures can be one: the finer, rounded or cut off at the digits of the coarser, is the coarser."""
    if not isinstance(a.figure, Fraction) or not isinstance(b.figure, Fraction):
        return a.figure == b.figure
    fine, coarse = sorted((a, b), key=_step)
    if coarse.digits is None:
        return fine.figure == coarse.figure
    finer, printed = Fraction(fine.figure) / coarse.factor, Fraction(coarse.figure) / coarse.factor  # type: ignore[arg-type]
    return any(round_to(finer, mode, coarse.digits) == printed for mode in (Mode.HALF_UP, Mode.DOWN))


def _step(reading: Reading) -> Fraction:
    """The least difference that the printed digits can show, in the coherent base."""
    return Fraction(0) if reading.digits is None else reading.factor / 10**reading.digits
