"""What is said of the whole: the grade, outcomes and checks (docs/semantics.md, section 6).

In: a run whose root is scored. Out: the grade with its reason, or the grades that are still possible; verdicts; reconciliations.
Guarantees: a verdict is settled only when every value that the facts may have gives the same one.
"""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import cast

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import Scope, compare, holds, truth, value
from evaldsl.evaluation.figures import ZERO, Num, Truth
from evaldsl.evaluation.state import POINTS, Run, Scored, shown, step
from evaldsl.evaluation.tree import CheckResult, Figure, OutcomeResult
from evaldsl.model.program import CheckSpec, OutcomeSpec, Program, Relation, ScaleResult, VetoSpec
from evaldsl.model.types import NUMBER, QuantityType, Style, Type
from evaldsl.model.units import PERCENT_POINT
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.records import frozen

NOBODY: frozenset[str] = frozenset()
NO_SCOPE: Scope = {}


@frozen
class Verdict:
    """Possible words (one when settled), why, the facts that would settle it, and a figure that cannot be computed."""

    words: tuple[str, ...]
    because: str = ""
    needs: frozenset[str] = NOBODY
    lost: Missing | None = None


def grade(run: Run, root: Scored) -> Verdict:
    """The grade of the total: the band, then `grade is … when`, then vetoes, which only lower it."""
    program = run.program
    scale = grade_order(program)
    if not scale or root.absent:
        return Verdict(())
    first = _by_bands(run, root)
    if first.lost is not None:
        return first
    possible: dict[str, str] = dict.fromkeys(first.words, "")
    needs = first.needs
    ruled: dict[str, str] = {}
    for rule in program.grade_rules:
        fires = truth(rule.condition, run)
        if _lost(fires):
            return Verdict((), lost=cast("Missing", fires))
        if fires is True:
            possible = {rule.grade: rule.because}
        elif isinstance(fires, Uncertain):
            ruled.setdefault(rule.grade, rule.because)
            needs |= fires.needs
            continue
        if fires is True:
            break
    possible = ruled | possible if ruled else possible
    for veto in _vetoes(run):
        fires = truth(veto.condition, run)
        if _lost(fires):
            return Verdict((), lost=cast("Missing", fires))
        if not fig.possible(fires) or veto.grade is None:
            continue
        lowered = _lowered(possible, veto, scale if program.grade_type is None or program.grade_type.ordered else None)
        if fires is True:
            possible = lowered
            root.steps.append(step("veto", veto.where, {"name": (veto.name, None), "because": (veto.because, None)}))
        else:
            needs |= cast("Uncertain", fires).needs
            possible = lowered | possible
    words = tuple(sorted(possible, key=lambda word: -scale.index(word) if word in scale else 1))
    if len(words) == 1:
        return Verdict(words, possible[words[0]])
    return Verdict(words, needs=needs)


def grade_order(program: Program) -> tuple[str, ...]:
    """The grades from lowest to highest: by their type, else by the bands, whose highest cut is the best."""
    kind = program.grade_type
    if kind is not None and kind.ordered:
        return kind.members
    words: list[str] = []
    for cut in _from_below(program):
        if cut not in words:
            words.append(cut)
    for rule in (*program.grade_rules,):
        if rule.grade not in words:
            words.append(rule.grade)
    if kind is not None:
        words += [word for word in kind.members if word not in words]
    return tuple(words)


def _from_below(program: Program) -> list[str]:
    """The words of the grade bands from the lowest band up."""

    def low(cut_low: object) -> tuple[int, Fraction]:
        constant = getattr(cut_low, "value", None)
        return (1, constant) if isinstance(constant, Fraction) else (0, ZERO)

    ordered = sorted((cut for cut in program.grades if cut.level is not None), key=lambda cut: low(cut.low))
    return [cast("str", cut.level) for cut in ordered]


def _lost(x: Truth) -> bool:
    return isinstance(x, Missing) and x.kind is Absence.NOT_COMPUTABLE


def _by_bands(run: Run, root: Scored) -> Verdict:
    program = run.program
    if not program.grades:
        return Verdict(())
    score = graded(run, root)
    if isinstance(score, Missing):
        return Verdict((), lost=score)
    found: list[str] = []
    for cut in program.grades:
        holding = holds(cut, score, run)
        if isinstance(holding, Missing):
            return Verdict((), lost=holding)
        if holding is False or cut.level is None:
            continue
        found.append(cut.level)
        if holding is True:
            break
    else:
        if not found:
            return Verdict((), lost=fig.not_computable("E614", program.grades[0].where))
    return Verdict(tuple(dict.fromkeys(found)), needs=score.needs if isinstance(score, Uncertain) else NOBODY)


def graded(run: Run, root: Scored) -> Num:
    """What the grade bands are held against: the printed total, as it would be of the full weight where indicators were dropped."""
    stated = run.weights.get("")
    if isinstance(root.plan.node.result, ScaleResult) or not isinstance(stated, Fraction):
        return root.score
    if (root.counts == stated and root.lightest == stated) or not root.counts:
        return root.score
    weight: Num = root.counts
    if root.lightest != root.counts:
        weight = fig.interval((root.lightest, True), (root.counts, True), Uncertain())
    result = fig.multiply(fig.divide(root.score, weight), stated)
    figures: dict[str, tuple[Num, Type | None]] = {
        "score": (root.score, POINTS),
        "weight": (weight, POINTS),
        "total": (stated, POINTS),
        "result": (result, POINTS),
    }
    if not any(s.kind == "graded" for s in root.last):
        root.last.append(step("graded", root.plan.node.where, figures))
    return result


def _vetoes(run: Run) -> Iterable[VetoSpec]:
    for path, p in run.plan.nodes.items():
        for veto in p.node.vetoes:
            if veto.effect != "zero" and run.scored[path].absent is False:
                yield veto


def _lowered(possible: dict[str, str], veto: VetoSpec, scale: tuple[str, ...] | None) -> dict[str, str]:
    limit = cast("str", veto.grade)
    because = veto.because or veto.name
    if scale is None:
        return {limit: because} if veto.effect == "is" else possible
    made: dict[str, str] = {}
    for word, why in possible.items():
        lower = scale.index(word) > scale.index(limit)
        made.setdefault(limit if lower else word, because if lower else why)
    return made


# ---- outcomes --------------------------------------------------------------------------------------------------------


def outcome(run: Run, spec: OutcomeSpec) -> tuple[OutcomeResult, Verdict]:
    """A verdict that is no points: the first requirement that does not hold decides."""
    possible: list[tuple[str, str]] = []
    needs = NOBODY
    for require in spec.requires:
        held = truth(require.condition, run)
        if isinstance(held, Missing):
            if held.kind is Absence.NOT_COMPUTABLE:
                return OutcomeResult(spec, None), Verdict((), lost=held)
            continue
        if held is True:
            continue
        possible.append((require.otherwise, require.because))
        if held is False:
            break
        needs |= held.needs
    else:
        possible.append((spec.otherwise, ""))
    words = tuple(dict.fromkeys(word for word, _ in possible))
    if len(words) == 1:
        return OutcomeResult(spec, words[0], possible[0][1] if len(possible) == 1 else ""), Verdict(words)
    return OutcomeResult(spec, None), Verdict(words, needs=needs)


# ---- checks ----------------------------------------------------------------------------------------------------------


def check(run: Run, spec: CheckSpec, scope: Scope = NO_SCOPE, row: tuple[str, int] | None = None) -> CheckResult:
    """A reconciliation, of a row of a list with its figures as `scope`; without figures on both sides it is not checked."""
    if spec.restates:
        from evaldsl.evaluation.restated import restated

        return restated(run, spec, scope, row)
    if spec.sides is None:
        passed = truth(spec.condition, run, scope)
        return CheckResult(spec, passed if isinstance(passed, bool) else None, None, None, None, row)
    left, relation, right = spec.sides
    a, b = value(left, run, scope), value(right, run, scope)
    sides = Figure(shown(a), left.type), Figure(shown(b), right.type)
    if isinstance(a, Missing) or isinstance(b, Missing):
        return CheckResult(spec, None, *sides, None, row)
    numbers = all(isinstance(x, Fraction | date) or (isinstance(x, Uncertain) and x.members is None) for x in (a, b))
    if not numbers:
        passed = truth(spec.condition, run, scope)
        return CheckResult(spec, passed if isinstance(passed, bool) else None, *sides, None, row)
    within = ZERO if spec.within is None else value(spec.within, run, scope)
    difference = fig.subtract(_number(a), _number(b))
    passed = _near(relation, difference, within)
    kind = difference_type(left.type, spec)
    return CheckResult(spec, passed if isinstance(passed, bool) else None, *sides, Figure(shown(difference), kind), row)


def _number(x: Num) -> Num:
    return fig.as_days(x) if fig.is_dated(x) else x


PERCENT_POINTS = QuantityType(PERCENT_POINT, Style.POINTS)


def difference_type(kind: Type, spec: CheckSpec) -> Type:
    """What left − right is counted in."""
    if isinstance(kind, QuantityType):
        # the difference of two percentages is in 个百分点
        return PERCENT_POINTS if kind.style in (Style.PERCENT, Style.RATIO) else kind
    return spec.within.type if spec.within is not None else NUMBER


_NEAR: dict[Relation, Callable[[Num, Num], Truth]] = {
    Relation.EQ: lambda d, e: compare(Relation.LE, fig.absolute(d), e),
    Relation.NE: lambda d, e: compare(Relation.GT, fig.absolute(d), e),
    Relation.LE: lambda d, e: compare(Relation.LE, d, e),
    Relation.LT: lambda d, e: compare(Relation.LT, d, e),
    Relation.GE: lambda d, e: compare(Relation.GE, d, fig.negate(e)),
    Relation.GT: lambda d, e: compare(Relation.GT, d, fig.negate(e)),
}


def _near(relation: Relation, difference: Num, within: Num) -> Truth:
    return _NEAR[relation](difference, within)
