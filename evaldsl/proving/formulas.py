"""What was asked as formulas: the truths that hold for the facts which would settle it, and wider ones that are simpler.

In: an `Encoding` and an `Ask`. Out: `Asking`s. Guarantees: facts for which all `constraints` of one of them hold are what is looked for, and there are
none when each of them has a `wider` set of truths that no values make hold: a wider set leaves out what it need not say, puts any number in the
place of a figure (within bounds that were proved of it), or any real number in the place of a whole one.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, assert_never

import z3

from evaldsl.evaluation.plan import target_parts
from evaldsl.evaluation.verdicts import grade_order
from evaldsl.model import program as p
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
from evaldsl.proving.encoding import Encoding, second_of
from evaldsl.proving.expressions import figure
from evaldsl.proving.terms import Figure, negation, term
from evaldsl.records import field, frozen

Truths = tuple[Any, ...]


@frozen
class Asking:
    """Facts for which the truths hold are looked for, a file for each encoding. `wider` are simpler truths that hold for those facts too;
    both are made when they are asked for."""

    constraints: Callable[[], tuple[tuple[Encoding, ...], Truths]] = field(repr=False)
    wider: tuple[Callable[[], "Truths | None"], ...] = field(default=(), repr=False)


def formulas(encoding: Encoding, ask: Ask) -> list[Asking]:
    """What is looked for. Raises `OutOfReach` of the encoder."""
    match ask:
        case Always():
            truths = fails(encoding, ask.holds) + (() if ask.when is None else holds(encoding, ask.when))
            return [_single(encoding, truths)]
        case Sometimes():
            return [_single(encoding, holds(encoding, e)) for e in ask.any_of]
        case Marks():
            every = tuple(x for e in ask.all_of for x in holds(encoding, e))
            exact = tuple(x for e in ask.all_of for x in _exactly(encoding, e))
            return [
                Asking(lambda: ((encoding,), exact)),
                _single(encoding, every),
                _single(encoding, holds(encoding, ask.whole)),
            ]
        case Graded():
            return [_single(encoding, _graded(encoding, ask.grade))]
        case Computes():
            return [_single(encoding, (_lost(encoding, ask),))]
        case InBounds():
            return [_single(encoding, truths) for truths in _outside(encoding, ask)]
        case Moves():
            return [_moves(encoding, ask)]
        case Steps():
            return [_steps(encoding, ask)]
        case OfTwo():
            return [_of_two(encoding, ask)]
        case ByLaw() | OutOfReach():
            return []
        case _:
            assert_never(ask)


# ---- truths of one file ----------------------------------------------------------------------------------------------


def has_value(encoding: Encoding, expr: p.Expr) -> Truths:
    """Where an expression has a value."""
    made = encoding.figure(expr)
    return _plain(negation(made.absent), negation(made.lost))


def holds(encoding: Encoding, expr: p.Expr) -> Truths:
    """Where a condition holds."""
    return (*has_value(encoding, expr), *_plain(encoding.figure(expr).x))


def fails(encoding: Encoding, expr: p.Expr) -> Truths:
    """Where a condition has a value and does not hold."""
    return (*has_value(encoding, expr), *_plain(negation(encoding.figure(expr).x)))


def _plain(*truths: Any) -> Truths:
    """Truths that say something."""
    return tuple(x for x in truths if x is not True)


def _exactly(encoding: Encoding, expr: p.Expr) -> Truths:
    """Where an indicator has these marks before its rounding, which then leaves them as they are: less is asked of the solver."""
    if isinstance(expr, p.Comparison) and isinstance(expr.first, p.NodeRef):
        scored = encoding.scored(expr.first.path).exact
        return _plain(
            negation(scored.absent), negation(scored.lost), encoding.raw(expr.first.path) == encoding.number(expr.rest[0][1])
        )
    return holds(encoding, expr)


def _graded(encoding: Encoding, grade: str) -> Truths:
    place = grade_order(encoding.program).index(grade)
    return (encoding.grade() == place, z3.Not(encoding.ungraded()))


def _lost(encoding: Encoding, ask: Computes) -> Any:
    """Where a figure cannot be computed; of a formula without what its bounds say, which is asked apart."""
    if ask.path is None:
        assert ask.expr is not None
        return encoding.trouble(ask.expr)
    node = encoding.plan.nodes[ask.path].node
    if not isinstance(node.method, p.Formula):
        return encoding.trouble(ask.path)
    parts = [node.method.expr, *target_parts(node.target), *(v.condition for v in node.vetoes if v.effect == "zero")]
    parts += [e for e in (node.value, node.weight, node.applies) if e is not None]
    lost = z3.Or([encoding.trouble(e) for e in parts])
    return z3.And(lost, z3.Not(encoding.absent(ask.path)))


def _outside(encoding: Encoding, ask: InBounds) -> Iterator[Truths]:
    """Where a score lies outside its bounds: below, above, and for a place on a scale once more when it is rounded."""
    node = encoding.plan.nodes[ask.path].node
    before: list[Any] = [z3.Not(encoding.absent(ask.path))]
    if isinstance(node.method, p.Formula):
        before += has_value(encoding, node.method.expr)
    elif node.children:
        before.append(z3.Not(encoding.trouble(ask.path)))
    if node.value is not None:
        before += has_value(encoding, node.value)
    low, high = encoding.number(ask.low), None if ask.high is None else encoding.number(ask.high)
    scores = [encoding.raw(ask.path)]
    if isinstance(node.result, p.ScaleResult):
        scores.append(encoding.score(ask.path))
    for score in scores:
        yield (*before, score < low)
        if high is not None:
            more = (score > encoding.weight(ask.path),) if isinstance(node.result, p.PointsResult) else ()
            yield (*before, score > high, *more)


def _single(encoding: Encoding, truths: Truths) -> Asking:
    return Asking(lambda: ((encoding,), truths))


# ---- two files -------------------------------------------------------------------------------------------------------


@frozen
class Copy:
    """The figures of one of two files that a movement is asked of: what moves, what must agree, what follows; `core` are the truths about it,
    `valued` those that say that there is a value."""

    by: Any
    same: tuple[Any, ...]
    score: Any
    core: Truths
    valued: Truths = ()

    def replaced(self, pairs: Sequence[tuple[Any, Any]]) -> "Copy":
        """The same with other terms in the place of some."""

        def one(x: Any) -> Any:
            return z3.substitute(term(x), *pairs) if pairs else x

        return Copy(
            one(self.by), tuple(map(one, self.same)), one(self.score), tuple(map(one, self.core)), tuple(map(one, self.valued))
        )


def _copy(encoding: Encoding, ask: Moves) -> Copy:
    core = () if ask.when is None else _plain(encoding.figure(ask.when).x)
    valued = () if ask.when is None else has_value(encoding, ask.when)
    for e in (ask.by, *ask.same):
        valued += has_value(encoding, e)
    if ask.path is None:
        assert ask.of is not None
        valued += has_value(encoding, ask.of)
        score = encoding.number(ask.of)
    else:
        missing = z3.Or(encoding.absent(ask.path), encoding.trouble(ask.path))
        valued += (z3.Not(missing),)
        score = encoding.raw(ask.path) if ask.exact else encoding.score(ask.path)
    return Copy(encoding.number(ask.by), tuple(encoding.number(e) for e in ask.same), score, core, valued)


def _against(ask: Moves, one: Copy, two: Copy) -> Truths:
    """The second has no less of what moves, and its score goes the wrong way."""
    wrong = two.score < one.score if ask.rising else two.score > one.score
    agree = [a == b for a, b in zip(one.same, two.same, strict=True)]
    return (*one.core, *two.core, *one.valued, *two.valued, one.by <= two.by, wrong, *agree)


def _moves(encoding: Encoding, ask: Moves) -> Asking:
    first = _copy(encoding, ask)
    behind = encoding.reads(ask.by)

    def direct() -> tuple[tuple[Encoding, ...], Truths]:
        second = second_of(encoding, behind)
        return (encoding, second), _against(ask, first, _copy(second, ask))

    return Asking(direct, (lambda: _as_any(encoding, ask, first, behind),))


def differing(encoding: Encoding, ask: Moves) -> Asking:
    """Two files between which what is asked differs at all."""
    first = _copy(encoding, ask)

    def direct() -> tuple[tuple[Encoding, ...], Truths]:
        second = second_of(encoding, encoding.reads(ask.by))
        other = _copy(second, ask)
        agree = [a == b for a, b in zip(first.same, other.same, strict=True)]
        valued = (*first.core, *first.valued, *other.core, *other.valued)
        return (encoding, second), (*valued, first.score != other.score, *agree)

    return Asking(direct)


def _as_any(encoding: Encoding, ask: Moves, first: Copy, behind: frozenset[str]) -> Truths | None:
    """Any two real numbers in the place of what moves; None when the score depends on the facts behind it in other ways too."""
    if first.by.sort() != z3.RealSort() or z3.is_rational_value(first.by) or any(not z3.is_rational_value(x) for x in first.same):
        return None
    low, high = z3.Real("较小"), z3.Real("较大")
    less, more = first.replaced([(first.by, low)]), first.replaced([(first.by, high)])
    if encoding.reads(less.score) & behind:
        return None
    wrong = more.score < less.score if ask.rising else more.score > less.score
    truths: list[Any] = [low <= high, wrong]
    for one in encoding.domain(behind):
        if not encoding.reads(z3.substitute(one, (first.by, low))) & behind:
            truths += [z3.substitute(one, (first.by, low)), z3.substitute(one, (first.by, high))]
    for copy in (less, more):
        truths += [x for x in copy.core if not encoding.reads(x) & behind]
    if never_negative(encoding, first.by):
        truths.append(low >= 0)
    return tuple(truths)


def never_negative(encoding: Encoding, x: Any) -> bool:
    """Whether a figure is surely never below zero; asked for a moment only."""
    from evaldsl.proving.asking import Proved, domains, settle

    return isinstance(settle([x < 0, *domains((encoding,), [x < 0])], 0.5), Proved)


def _steps(encoding: Encoding, ask: Steps) -> Asking:
    """A fact that grows by a step, and a figure that changes by more than its limit."""
    behind = encoding.reads(ask.by)

    def copy(one: Encoding) -> tuple[Any, Any, Truths]:
        truths = () if ask.when is None else holds(one, ask.when)
        return one.number(ask.by), one.number(ask.of), (*truths, *has_value(one, ask.by), *has_value(one, ask.of))

    per, limit = encoding.number(ask.per), encoding.number(ask.limit)
    by, of, truths = copy(encoding)

    def against(more: Any, after: Any, others: Truths) -> Truths:
        return (*truths, *others, more == by + per, z3.Or(after - of > limit, of - after > limit))

    def direct() -> tuple[tuple[Encoding, ...], Truths]:
        second = second_of(encoding, behind)
        return (encoding, second), against(*copy(second))

    return Asking(direct)


def _of_two(encoding: Encoding, ask: OfTwo) -> Asking:
    """A claim of two files that has a value and does not hold."""
    stated, claim = ask.stated, ask.claim
    second = second_of(encoding, None if stated.alike is None else frozenset(stated.alike))
    both = (encoding, second)
    scope: dict[str, Figure] = {name: both[which].figure(expr) for name, (which, expr) in stated.reads.items()}
    truths: list[Any] = [x for made in scope.values() for x in (negation(made.absent), negation(made.lost))]
    if claim.when is not None:
        when = figure(claim.when, encoding, scope)
        truths += [negation(when.absent), negation(when.lost), when.x]
    made = figure(claim.expr, encoding, scope)
    truths += [negation(made.absent), negation(made.lost), negation(made.x)]
    return Asking(lambda: (both, _plain(*truths)))
