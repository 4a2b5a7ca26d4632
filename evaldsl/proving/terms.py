"""Terms of formulas: numbers, truths and places that are known stay plain values, the others are terms of the solver.

In and out: a `Fraction` (a quantity in its coherent base), a `bool`, an `int` (the place of a level, or a day), or a term of sort Real, Bool or Int.
Guarantees: what is known is calculated exactly here and never reaches the solver; a quotient is 0 where its divisor is 0, so that no
formula speaks of a value that the solver made up (whoever divides says with `lost` where that is).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import z3

from evaldsl.model.numbers import Mode, round_to
from evaldsl.records import frozen

Term = Any
"""A known value, or a term of the solver (which has no types of its own for us to check)."""

ZERO, UNIT, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


class OutOfReach(Exception):
    """A claim speaks of something that has no formula here.

    `reason` is a stable word: "list", "irrational", "form", "date", "text", "measure", "too_large", "weight". `where` is its place in the ruleset.
    """

    def __init__(self, reason: str, where: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


@frozen
class Figure:
    """What an expression gives: `x` where it has a value; `absent` where it is not applicable (不适用), `lost` where it cannot be computed.

    Not applicable wins over not computable, so `lost` counts only where `absent` does not hold.
    """

    x: Term
    absent: Term = False
    lost: Term = False


def known(x: Term) -> bool:
    """Whether a term is a plain value."""
    return isinstance(x, bool | int | Fraction)


def term(x: Term) -> Any:
    """A plain value as a term: a `Fraction` as Real, a `bool` as Bool, an `int` as Int."""
    if isinstance(x, bool):
        return z3.BoolVal(x)
    if isinstance(x, int):
        return z3.IntVal(x)
    if isinstance(x, Fraction):
        return z3.RealVal(f"{x.numerator}/{x.denominator}")
    return x


def same(a: Term, b: Term) -> bool:
    """Whether two terms are written alike."""
    if known(a) or known(b):
        return known(a) and known(b) and type(a) is type(b) and bool(a == b)
    return bool(a.eq(b))


# ---- truths ----------------------------------------------------------------------------------------------------------


def negation(a: Term) -> Term:
    """Not."""
    if isinstance(a, bool):
        return not a
    return a.arg(0) if z3.is_not(a) else z3.Not(a)


def every(truths: Iterable[Term]) -> Term:
    """And."""
    left: list[Term] = []
    for x in truths:
        if x is False:
            return False
        if x is not True and not any(same(x, y) for y in left[-3:]):
            left.append(x)
    return True if not left else left[0] if len(left) == 1 else z3.And(left)


def some(truths: Iterable[Term]) -> Term:
    """Or."""
    left: list[Term] = []
    for x in truths:
        if x is True:
            return True
        if x is not False and not any(same(x, y) for y in left[-3:]):
            left.append(x)
    return False if not left else left[0] if len(left) == 1 else z3.Or(left)


def choose(condition: Term, a: Term, b: Term) -> Term:
    """a where the condition holds, else b; both of one sort."""
    if isinstance(condition, bool):
        return a if condition else b
    if same(a, b):
        return a
    if isinstance(a, bool):
        return some((condition, b)) if a else every((negation(condition), b))
    if isinstance(b, bool):
        return some((negation(condition), a)) if b else every((condition, a))
    return z3.If(condition, term(a), term(b))


# ---- numbers ---------------------------------------------------------------------------------------------------------


def plus(a: Term, b: Term) -> Term:
    """a + b."""
    if known(a) and known(b):
        return a + b
    if known(a) and a == 0:
        return b
    if known(b) and b == 0:
        return a
    return term(a) + term(b)


def total(terms: Sequence[Term]) -> Term:
    """The sum of numbers."""
    fixed = sum((x for x in terms if known(x)), ZERO)
    rest = [x for x in terms if not known(x)]
    if not rest:
        return fixed
    if fixed:
        rest.append(term(fixed))
    return rest[0] if len(rest) == 1 else z3.Sum(rest)


def minus(a: Term, b: Term) -> Term:
    """a − b."""
    if known(a) and known(b):
        return a - b
    if known(b) and b == 0:
        return a
    return ZERO if same(a, b) else term(a) - term(b)


def times(a: Term, b: Term) -> Term:
    """a · b."""
    if known(a) and known(b):
        return a * b
    for x, other in ((a, b), (b, a)):
        if known(x) and x == 0:
            return ZERO
        if known(x) and x == 1:
            return other
    return term(a) * term(b)


def over(a: Term, b: Term) -> Term:
    """a / b, 0 where b is 0."""
    if known(b):
        return ZERO if b == 0 else times(a, UNIT / b)
    if known(a) and a == 0:
        return ZERO
    return z3.If(b == 0, term(ZERO), term(a) / b)


def less(a: Term, b: Term) -> Term:
    """a < b, for numbers, places and days."""
    if known(a) and known(b):
        return bool(a < b)
    return False if same(a, b) else term(a) < term(b)


def at_most(a: Term, b: Term) -> Term:
    """a ≤ b."""
    if known(a) and known(b):
        return bool(a <= b)
    return True if same(a, b) else term(a) <= term(b)


def equal(a: Term, b: Term) -> Term:
    """a = b, for any two terms of one sort."""
    if known(a) and known(b):
        return bool(a == b)
    if same(a, b):
        return True
    for x, other in ((a, b), (b, a)):
        if isinstance(x, bool):
            return other if x else negation(other)
    return term(a) == term(b)


def least(a: Term, b: Term) -> Term:
    """The lesser."""
    return choose(at_most(a, b), a, b)


def greatest(a: Term, b: Term) -> Term:
    """The greater."""
    return choose(at_most(b, a), a, b)


def number(n: Term) -> Term:
    """A whole number as a quantity."""
    return Fraction(n) if known(n) else z3.ToReal(n)


def floor(x: Term) -> Term:
    """The greatest whole number that is not above x, as a quantity."""
    return Fraction(x.numerator // x.denominator) if known(x) else z3.ToReal(z3.ToInt(x))


def rounded(x: Term, mode: Mode, digits: int, unit: Fraction = UNIT, positive: bool = False) -> Term:
    """x rounded once, counted in `unit`, as `model.numbers.round_to` does it. `positive`: x is known to be at least 0."""
    if known(x):
        return round_to(x / unit, mode, digits) * unit
    step = unit * Fraction(10) ** -digits
    counted = times(x, 1 / step)

    def up(y: Term) -> Term:
        return minus(ZERO, floor(minus(ZERO, y)))

    def away(here: Term, below: Term) -> Term:
        return here if positive else choose(at_most(ZERO, counted), here, below)

    match mode:
        case Mode.FLOOR:
            whole = floor(counted)
        case Mode.CEILING:
            whole = up(counted)
        case Mode.DOWN:
            whole = away(floor(counted), up(counted))
        case Mode.UP:
            whole = away(up(counted), floor(counted))
        case Mode.HALF_UP:
            whole = away(floor(plus(counted, HALF)), up(minus(counted, HALF)))
        case Mode.HALF_EVEN:
            below = z3.ToInt(counted)
            rest = minus(counted, z3.ToReal(below))
            more = some((less(HALF, rest), every((equal(rest, HALF), below % 2 == 1))))
            whole = plus(z3.ToReal(below), choose(more, UNIT, ZERO))
    return times(whole, step)


# ---- figures ---------------------------------------------------------------------------------------------------------


def gone(*figures: Figure) -> tuple[Term, Term]:
    """Where the figures together are not applicable, and where not computable."""
    return some(f.absent for f in figures), some(f.lost for f in figures)


def has_value(f: Figure) -> Term:
    """Where a figure has a value."""
    return every((negation(f.absent), negation(f.lost)))


def chosen(condition: Term, a: Figure, b: Figure) -> Figure:
    """One figure or the other."""
    if isinstance(condition, bool):
        return a if condition else b
    return Figure(choose(condition, a.x, b.x), choose(condition, a.absent, b.absent), choose(condition, a.lost, b.lost))


def both(truths: Sequence[Figure]) -> Figure:
    """And: false when any is false, else missing when any is missing."""
    absent, lost = gone(*truths)
    if absent is False and lost is False:
        return Figure(every(f.x for f in truths))
    false = some(every((has_value(f), negation(f.x))) for f in truths)
    open_ = negation(false)
    return Figure(every(f.x for f in truths), every((open_, absent)), every((open_, lost)))


def opposite(f: Figure) -> Figure:
    """Not."""
    return Figure(negation(f.x), f.absent, f.lost)


def either(truths: Sequence[Figure]) -> Figure:
    """Or: true when any is true, else missing when any is missing."""
    return opposite(both([opposite(f) for f in truths]))
