"""What is said of the whole as formulas: the grade and outcomes, as evaluation/verdicts.py settles them."""

from typing import TYPE_CHECKING

from evaldsl.evaluation.verdicts import grade_order
from evaldsl.model.program import OutcomeSpec, ScaleResult
from evaldsl.proving.expressions import figure, fired
from evaldsl.proving.terms import (
    ZERO,
    Figure,
    OutOfReach,
    choose,
    chosen,
    equal,
    every,
    has_value,
    least,
    negation,
    over,
    some,
    times,
)

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding


def grade(source: "Encoding") -> Figure:
    """The place of the grade among `grade_order`: the band, then `grade is … when`, then vetoes, which only lower it."""
    program = source.program
    scale = grade_order(program)
    root = source.scored("")
    if not scale or not program.grades:
        raise OutOfReach("grade")
    cuts = program.grades
    if any(cut.level is None for cut in cuts):
        raise OutOfReach("grade", cuts[0].where)
    made = fired(cuts, [Figure(scale.index(cut.level or "")) for cut in cuts], graded(source), source)
    lost = made.lost
    ruled: Figure = made
    for rule in reversed(program.grade_rules):
        fires = figure(rule.condition, source)
        hit = every((has_value(fires), fires.x))
        broken = every((fires.lost, negation(fires.absent)))
        ruled = Figure(
            choose(hit, scale.index(rule.grade), ruled.x),
            every((negation(hit), negation(broken), ruled.absent)),
            some((broken, every((negation(hit), ruled.lost)))),
        )
    # the bands are asked first: a total without a band is not graded whatever the rules say
    x, lost = ruled.x, some((lost, ruled.lost))
    ordered = program.grade_type is None or program.grade_type.ordered
    for path, plan in source.plan.nodes.items():
        for veto in plan.node.vetoes:
            if veto.effect == "zero":
                continue
            fires = figure(veto.condition, source)
            here = negation(source.scored(path).out)
            hit = every((here, has_value(fires), fires.x))
            lost = some((lost, every((here, fires.lost, negation(fires.absent)))))
            if veto.grade is None:
                continue
            limit = scale.index(veto.grade)
            if ordered:
                x = choose(hit, least(x, limit), x)
            elif veto.effect == "is":
                x = choose(hit, limit, x)
    return Figure(x, some((root.out, made.absent)), lost)


def graded(source: "Encoding") -> Figure:
    """What the grade bands are held against: the printed total, as it would be of the full weight where indicators were dropped."""
    root = source.scored("")
    stated = source.weights.get("")
    if isinstance(source.program.root.result, ScaleResult) or stated is None:
        return root.score
    if stated.absent is not False or stated.lost is not False:
        raise OutOfReach("weight")
    full = some((equal(root.counts, stated.x), equal(root.counts, ZERO)))
    share = times(over(root.score.x, root.counts), stated.x)
    return chosen(full, root.score, Figure(share, root.score.absent, root.score.lost))


def outcome(source: "Encoding", spec: OutcomeSpec) -> Figure:
    """The place of an outcome among the members of its type: the first requirement that does not hold decides."""
    members = spec.type.members
    made = Figure(members.index(spec.otherwise))
    for require in reversed(spec.requires):
        held = figure(require.condition, source)
        broken = every((held.lost, negation(held.absent)))
        fails = every((has_value(held), negation(held.x)))
        made = Figure(
            choose(fails, members.index(require.otherwise), made.x),
            False,
            some((broken, every((negation(fails), made.lost)))),
        )
    return made
