"""The questions that every ruleset is asked of its scores: computed, in bounds, rising the right way, full and no marks.

In: a program. Out: questions of its nodes, named values and checks. Guarantees: a direction is asked only where the ruleset states one, by a
target, by a step or by the ends of an interpolation; bands and formulas without a target have none. Over-achievement that is reduced on
purpose, and a target with two sides, are asked on each side apart.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.evaluation.expressions import value as figure_of
from evaldsl.evaluation.plan import plan_of, target_parts, walk
from evaldsl.evaluation.run import calculated
from evaldsl.model import program as p
from evaldsl.model.facts import Facts
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import NUMBER, DateType, LevelType, QuantityType
from evaldsl.model.values import Missing, Uncertain
from evaldsl.proving.asked import Always, Computes, InBounds, Marks, Moves, Question, Sometimes, Topic
from evaldsl.proving.shapes import applying, both, compared, either, in_cut, negated, score_of
from evaldsl.proving.words import shown_name
from evaldsl.records import frozen
from evaldsl.source import Where

COMPUTED = Both("can always be computed", "总能算出")
CHECKED = Both("can always be checked", "总能核对")
IN_BOUNDS = Both("the score lies in {low} .. {high}", "得分在 {low} 至 {high} 之间")
NOT_NEGATIVE = Both("the score is never below {low}", "得分不低于 {low}")
FULL = Both("full marks ({full}) can be had", "可以得满分（{full}）")
NONE = Both("no marks ({none}) can be had", "可以得最低分（{none}）")
RISES = Both("the exact score never falls when {by} grows{side}", "{by}增大时，舍入前的得分不减{side}")
FALLS = Both("the exact score never rises when {by} grows{side}", "{by}增大时，舍入前的得分不增{side}")
RISES_PRINTED = Both("the printed score never falls when {by} grows{side}", "{by}增大时，舍入后的得分不减{side}")
FALLS_PRINTED = Both("the printed score never rises when {by} grows{side}", "{by}增大时，舍入后的得分不增{side}")
SIDES = {
    "": Both("", ""),
    "below": Both(" up to the target", "（目标以下）"),
    "above": Both(" from the target on", "（目标以上）"),
    "over": Both(" as long as nothing is reduced for over-achievement", "（未到超额扣减的界线）"),
}
COVERED = Both("every value falls in one of the bands", "任何值都落在某一档")
APART = Both("no value falls in two of the bands", "没有值同时落在两档")


@frozen
class Side:
    """A direction, and where it is asked: `when` None is everywhere."""

    rising: bool
    name: str = ""
    when: p.Expr | None = None


def node_questions(program: p.Program, chain: tuple[p.Node, ...]) -> Iterator[Question]:
    """The questions of a node; `chain` are the groups around it from the outermost, and the node itself last."""
    node = chain[-1]
    yield Question(f"computed:{node.path}", Topic.COMPUTED, node.path, COMPUTED, node.where, Computes(None, node.path))
    bounds = ends_of(node)
    if bounds is not None:
        low, high = bounds
        words = _filled(
            NOT_NEGATIVE if high is None else IN_BOUNDS, low=end_text(low), high="" if high is None else end_text(high)
        )
        yield Question(f"bounds:{node.path}", Topic.BOUNDS, node.path, words, node.where, InBounds(node.path, low, high))
    if node.is_indicator:
        yield from _trends(program, node)
        yield from _covers(node)
    if node.is_indicator or not node.path:
        yield from _marks(program, chain)


def ends_of(node: p.Node) -> tuple[p.Expr, p.Expr | None] | None:
    """The least and the most that a node may score (None: no limit); None for a rating."""
    zero = p.Const(Fraction(0), NUMBER, node.where)
    match node.result:
        case p.PointsResult(unlimited=True):
            return zero, None
        case p.PointsResult():
            return None if node.weight is None else (zero, None if _limitless(node) else node.weight)
        case p.ScaleResult(low=low, high=high):
            return p.Const(low, NUMBER, node.where), p.Const(high, NUMBER, node.where)
        case p.RatingResult():
            return None
        case _:
            assert_never(node.result)


def _limitless(node: p.Node) -> bool:
    """Whether something in a group is without limit, which its sum then is too."""
    waiting = list(node.children)
    while waiting:
        one = waiting.pop()
        if isinstance(one.result, p.PointsResult) and one.result.unlimited:
            return True
        waiting += one.children
    return False


def end_text(end: p.Expr) -> str:
    """An end as it is shown: a figure, or the formula behind it."""
    if isinstance(end, p.Const) and isinstance(end.value, Fraction):
        return exact_text(end.value)
    return "…"


def _filled(words: Both, **args: str | Both) -> Both:
    def one(lang: str) -> dict[str, str]:
        return {k: v if isinstance(v, str) else (v.zh if lang == "zh" else v.en) for k, v in args.items()}

    return Both(words.en.format(**one("en")), words.zh.format(**one("zh")))


# ---- marks -----------------------------------------------------------------------------------------------------------


def _marks(program: p.Program, chain: tuple[p.Node, ...]) -> Iterator[Question]:
    node = chain[-1]
    for end, words in (("full", FULL), ("none", NONE)):
        found = _end(node, end)
        if found is None:
            continue
        text = found.value if isinstance(found, p.Const) and isinstance(found.value, str) else end_text(found)
        said = _filled(words, full=text, none=text)
        whole = compared(score_of(node), p.Relation.EQ, found)
        ask: Marks | Sometimes = Sometimes((both([*applying(chain), whole], node.where),))
        if node.children:
            ask = Marks(tuple(_parts(node, end)), whole)
        yield Question(f"marks:{node.path}:{end}", Topic.MARKS, node.path, said, node.where, ask)


def _end(node: p.Node, end: str) -> p.Expr | None:
    """Full marks or none of a node."""
    match node.result:
        case p.RatingResult(type=kind):
            return p.Const(kind.members[-1 if end == "full" else 0], kind, node.where)
        case _:
            found = ends_of(node)
            return None if found is None else found[1] if end == "full" else found[0]


def _parts(node: p.Node, end: str) -> Iterator[p.Expr]:
    """The marks of the parts of a sum that together are those of the sum; of anything else its own."""
    adds = node.combine is None or node.combine.kind is p.CombineKind.SUM
    if node.children and adds and isinstance(node.result, p.PointsResult) and not node.vetoes:
        for child in node.children:
            yield from _parts(child, end)
        return
    found = _end(node, end)
    if found is not None:
        yield compared(score_of(node), p.Relation.EQ, found)


# ---- directions ------------------------------------------------------------------------------------------------------


def _trends(program: p.Program, node: p.Node) -> Iterator[Question]:
    value = node.value
    if value is None or not isinstance(value.type, QuantityType | DateType | LevelType):
        return
    same = tuple(target_parts(node.target)) if _target_moves(node) else ()
    for side in sides_of(program, node):
        for printed in (False, True):
            words = {
                (True, False): RISES, (False, False): FALLS, (True, True): RISES_PRINTED, (False, True): FALLS_PRINTED,
            }[side.rising, printed]  # fmt: skip
            said = _filled(words, by=shown_name(value), side=SIDES[side.name])
            ask = Moves(node.path, None, not printed, value, same, side.rising, side.when)
            detail = ":".join(x for x in (side.name, "printed" if printed else "exact") if x)
            yield Question(f"trend:{node.path}:{detail}", Topic.TREND, node.path, said, node.where, ask)


def _target_moves(node: p.Node) -> bool:
    """Whether the target depends on any figure at all."""
    return any(not isinstance(x, p.Const) for x in target_parts(node.target))


def sides_of(program: p.Program, node: p.Node) -> tuple[Side, ...]:
    """The directions that a ruleset states for an indicator; none where it states none."""
    method, value = node.method, node.value
    assert value is not None
    match method:
        case p.AllOrNothing(options) | p.ProRata(_, options) | p.Closeness(options):
            return tuple(_before(node, options, side) for side in _by_target(node, value))
        case p.Linear():
            zero, full = constant(program, method.zero), constant(program, method.full)
            if zero is None or full is None or zero == full:
                return ()
            return (Side(full > zero),)
        case p.Deduct():
            return (Side(method.below),)
        case p.Bands() | p.Levels() | p.Formula():
            return _by_target(node, value)
        case p.Judged() | None:
            return ()
        case _:
            assert_never(method)


def _by_target(node: p.Node, value: p.Expr) -> tuple[Side, ...]:
    """The directions that a target states: up to it, down to it, or on either side of it."""
    target = node.target
    match target:
        case None:
            return ()
        case p.RangeTarget():
            low, high = target.low, target.high
        case p.RelationTarget(relation=p.Relation.GE | p.Relation.GT):
            return (Side(True),) if _has_order(node, value) else ()
        case p.RelationTarget(relation=p.Relation.LE | p.Relation.LT):
            return (Side(False),) if _has_order(node, value) else ()
        case p.RelationTarget(relation=p.Relation.EQ):
            low = high = target.expr
        case p.RelationTarget():
            return ()
        case _:
            assert_never(target)
    if not isinstance(value.type, QuantityType | DateType):
        return ()
    return (
        Side(True, "below", compared(value, p.Relation.LE, low)),
        Side(False, "above", compared(value, p.Relation.GE, high)),
    )


def _has_order(node: p.Node, value: p.Expr) -> bool:
    return not isinstance(value.type, LevelType) or value.type.ordered


def _before(node: p.Node, options: p.Options, side: Side) -> Side:
    """A direction as far as nothing is reduced for over-achievement."""
    over, target = options.over, node.target
    if over is None or node.value is None or not isinstance(target, p.RelationTarget):
        return side
    limit = p.Arithmetic(p.Op.OF, over.share, target.expr, target.expr.type, over.where)
    within = compared(node.value, p.Relation.LE, limit)
    if side.when is not None:
        return Side(side.rising, side.name, both([side.when, within], over.where))
    return Side(side.rising, "over", within) if side.rising else side


def constant(program: p.Program, expr: p.Expr) -> Fraction | None:
    """The number that an expression is whatever the facts are; None where it depends on them. A date counts in days."""
    if not isinstance(expr, p.Const) and any(not isinstance(x, p.Const | p.LetRef | p.Arithmetic | p.Negate) for x in walk(expr)):
        return None
    found = expr.value if isinstance(expr, p.Const) else figure_of(expr, calculated(plan_of(program), Facts("", "", "")))
    if isinstance(found, date):
        return Fraction(found.toordinal())
    return None if isinstance(found, Missing | Uncertain) or not isinstance(found, Fraction) else found


# ---- bands whose limits are figures ----------------------------------------------------------------------------------


def _covers(node: p.Node) -> Iterator[Question]:
    """Bands whose limits depend on facts: what the check of the ruleset could not decide."""
    method, value = node.method, node.value
    if not isinstance(method, p.Bands) or value is None:
        return
    ends = [e for cut in method.cuts for e in (cut.low, cut.high) if e is not None]
    if all(isinstance(e, p.Const) for e in ends):
        return
    yield from cover_questions(node.path, node.where, value, method.cuts)


def cover_questions(subject: str, where: Where, value: p.Expr, cuts: tuple[p.Cut, ...]) -> Iterator[Question]:
    """No gap between bands, and no overlap of bands that each stand for themselves."""
    held = [in_cut(value, cut) for cut in cuts]
    if cuts[-1].low is not None or cuts[-1].high is not None:
        yield Question(f"cover:{subject}:gap", Topic.COVER, subject, COVERED, where, Always(either(held, where)))
    closed = [i for i, cut in enumerate(cuts) if cut.text[:1] in "[("]
    pairs = [both([held[i], held[j]], cuts[j].where) for i in closed for j in closed if i < j]
    if pairs:
        yield Question(f"cover:{subject}:overlap", Topic.COVER, subject, APART, where, Always(negated(either(pairs, where))))
