"""Truths made easier for the solver, and equivalent: comparisons of one nested figure with a constant become comparisons of facts.

In: a truth. Out: a truth that holds for the same values. Five laws, each argued in docs/decisions/0019-proof.md:
 1. what stands alike on both sides of a comparison of sums goes away;
 2. a choice is compared with a constant by its branches;
 3. a whole part (which is what every rounding is made of) is compared with a constant by the figure itself: ⌊x⌋ ≥ n exactly when x ≥ n;
 4. two whole parts are compared with what that says of the figures beside it: ⌊a⌋ − ⌊b⌋ ≥ n only if a − b > n − 1;
 5. a quotient is compared with a constant by multiplying out: v ÷ t ≥ k exactly when v ≥ k·t, for t > 0 (reversed for t < 0).
So a rounded pro rata score held against a bound is linear in the facts, where the solver would otherwise have whole parts of quotients.
"""

from fractions import Fraction
from typing import Any

import z3

from evaldsl.proving.sums import difference, is_whole_part, number_of
from evaldsl.proving.terms import ZERO, Term, choose, every, known, negation, some, term

_LT, _LE, _EQ, _GE, _GT = "<", "<=", "=", ">=", ">"
_TURNED = {_LT: _GT, _LE: _GE, _EQ: _EQ, _GE: _LE, _GT: _LT}
_DENIED = {_LT: _GE, _LE: _GT, _GE: _LT, _GT: _LE}
_SIGNS = {z3.Z3_OP_LT: _LT, z3.Z3_OP_LE: _LE, z3.Z3_OP_GE: _GE, z3.Z3_OP_GT: _GT}
MOST_KEPT = 300_000

_kept: dict[int, tuple[Any, Any]] = {}
"""Terms with what became of them; the term is kept, so that its number stays its own."""

MOST_BRANCHES = 3_000
"""Choices that are compared by their branches for one truth; what is nested deeper stays as it is."""
_branches = [0]


def simplified(truth: Term) -> Term:
    """A truth that holds for the same values."""
    if known(truth):
        return truth
    if len(_kept) > MOST_KEPT:
        _kept.clear()
    _branches[0] = 0
    return _truth(truth)


def _truth(x: Any) -> Term:
    found = _kept.get(x.get_id())
    if found is None:
        found = (x, _made(x))
        _kept[x.get_id()] = found
    return found[1]


def _made(x: Any) -> Term:
    if z3.is_true(x):
        return True
    if z3.is_false(x):
        return False
    if z3.is_and(x):
        return every(_truth(y) for y in x.children())
    if z3.is_or(x):
        return some(_truth(y) for y in x.children())
    if z3.is_not(x):
        return _denied(x.arg(0))
    kind = x.decl().kind()
    if kind == z3.Z3_OP_ITE:
        return choose(*(_truth(y) for y in x.children()))
    if kind == z3.Z3_OP_IMPLIES:
        return some((negation(_truth(x.arg(0))), _truth(x.arg(1))))
    if kind in _SIGNS:
        return _compared(x.arg(0), _SIGNS[kind], x.arg(1))
    if kind == z3.Z3_OP_EQ:
        if z3.is_arith(x.arg(0)):
            return _compared(x.arg(0), _EQ, x.arg(1))
        if z3.is_bool(x.arg(0)):
            a, b = _truth(x.arg(0)), _truth(x.arg(1))
            if known(a) or known(b):
                return (b if a else negation(b)) if known(a) else (a if b else negation(a))
            return term(a) == term(b)
    return x


def _denied(x: Any) -> Term:
    """Not x; a comparison is turned, so that what it says of its parts is said."""
    kind = x.decl().kind()
    if kind in _SIGNS:
        return _compared(x.arg(0), _DENIED[_SIGNS[kind]], x.arg(1))
    return negation(_truth(x))


# ---- sums ------------------------------------------------------------------------------------------------------------


def _compared(a: Any, sign: str, b: Any) -> Term:
    parts, fixed = difference(a, b)
    left = list(parts.values())
    if not left:
        return _held(ZERO, sign, -fixed)
    if len(left) == 1:
        part, by = left[0]
        return _against(part, sign if by > 0 else _TURNED[sign], -fixed / by)
    if all(z3.is_int(part) for part, _ in left) and all(by.denominator == 1 for _, by in left) and fixed.denominator == 1:
        counted = [by.numerator * inner(part) if by != 1 else inner(part) for part, by in left]
        return _sign(z3.Sum(counted), sign, z3.IntVal(-fixed.numerator))
    implied = _of_whole_parts(left, sign, fixed)
    if implied is not True:
        return every((implied, _plain_sum(left, sign, fixed)))
    return _plain_sum(left, sign, fixed)


def _of_whole_parts(left: list[tuple[Any, Fraction]], sign: str, fixed: Fraction) -> Term:
    """What a comparison of two whole parts says of the figures: ⌊a⌋ − ⌊b⌋ ≥ n only if a − b > n − 1."""
    if len(left) != 2 or left[0][1] != -left[1][1] or sign == _EQ or not all(is_whole_part(part) for part, _ in left):
        return True
    (a, by), (b, _) = left if (left[0][1] > 0) == (sign in (_GT, _GE)) else reversed(left)
    apart = -fixed / by  # ⌊a⌋ − ⌊b⌋ is above this, or at least this
    least = apart.numerator // apart.denominator + 1 if sign in (_GT, _LT) else -(-apart.numerator // apart.denominator)
    return _compared(a.arg(0).arg(0) - b.arg(0).arg(0), _GT, term(Fraction(least - 1)))


def _plain_sum(left: list[tuple[Any, Fraction]], sign: str, fixed: Fraction) -> Term:
    whole = [_real(inner(part)) if by == 1 else term(by) * _real(inner(part)) for part, by in left]
    return _sign(z3.Sum(whole), sign, term(-fixed))


def _real(x: Any) -> Any:
    return x if z3.is_real(x) else z3.ToReal(x)


def _sign(a: Any, sign: str, b: Any) -> Any:
    match sign:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case "=":
            return a == b
        case ">=":
            return a >= b
        case _:
            return a > b


def _held(a: Fraction, sign: str, b: Fraction) -> bool:
    return bool(_sign(a, sign, b))


# ---- one part against a constant -------------------------------------------------------------------------------------


def _against(x: Any, sign: str, k: Fraction) -> Term:
    """`x sign k`."""
    kind = x.decl().kind()
    if kind == z3.Z3_OP_ITE:
        _branches[0] += 1
        if _branches[0] > MOST_BRANCHES:
            return _sign(inner(x), sign, term(k))
        condition, a, b = x.children()
        return choose(_truth(condition), _compared(a, sign, term(k)), _compared(b, sign, term(k)))
    if kind == z3.Z3_OP_TO_REAL:
        return _against_whole(x.arg(0), sign, k)
    if kind == z3.Z3_OP_TO_INT or z3.is_int(x):
        return _against_whole(x, sign, k)
    if kind == z3.Z3_OP_DIV:
        _branches[0] += 1
        if _branches[0] > MOST_BRANCHES:
            return _sign(inner(x), sign, term(k))
        top, bottom = x.children()
        positive, negative = _compared(bottom, _GT, term(ZERO)), _compared(bottom, _LT, term(ZERO))
        beyond = term(k) * bottom if k else term(ZERO)
        held = _compared(top, sign, beyond)
        turned = _compared(top, _TURNED[sign], beyond)
        return some(
            (
                every((positive, held)),
                every((negative, turned)),
                every((negation(positive), negation(negative), _sign(x, sign, term(k)))),
            )
        )
    return _sign(inner(x), sign, term(k))


def _against_whole(x: Any, sign: str, k: Fraction) -> Term:
    """`x sign k` for a whole x."""
    if sign == _EQ:
        if k.denominator != 1:
            return False
        return every((_at_least(x, k.numerator), negation(_at_least(x, k.numerator + 1)))) if _splits(x) else x == k.numerator
    floor = k.numerator // k.denominator
    above = floor if k.denominator == 1 else floor + 1
    match sign:
        case ">=":
            return _at_least(x, above)
        case ">":
            return _at_least(x, floor + 1)
        case "<":
            return negation(_at_least(x, above))
        case _:
            return negation(_at_least(x, floor + 1))


def _splits(x: Any) -> bool:
    return x.decl().kind() in (z3.Z3_OP_TO_INT, z3.Z3_OP_ITE)


def _at_least(x: Any, n: int) -> Term:
    """x ≥ n for whole numbers."""
    kind = x.decl().kind()
    if kind == z3.Z3_OP_TO_INT:
        return _compared(x.arg(0), _GE, term(Fraction(n)))
    if kind == z3.Z3_OP_ITE:
        _branches[0] += 1
        if _branches[0] > MOST_BRANCHES:
            return inner(x) >= n
        condition, a, b = x.children()
        return choose(_truth(condition), _whole_at_least(a, n), _whole_at_least(b, n))
    return x >= n


def _whole_at_least(x: Any, n: int) -> Term:
    value = number_of(x)
    return _at_least(x, n) if value is None else bool(value >= n)


# ---- inside ----------------------------------------------------------------------------------------------------------


def inner(x: Any) -> Any:
    """A number whose conditions are simplified."""
    found = _kept.get(x.get_id())
    if found is not None:
        return found[1]
    if z3.is_const(x) or number_of(x) is not None:
        made = x
    elif x.decl().kind() == z3.Z3_OP_ITE:
        condition, a, b = x.children()
        made = choose(_truth(condition), inner(a), inner(b))
    else:
        made = x.update(*[inner(y) if z3.is_arith(y) else term(_truth(y)) for y in x.children()])
    _kept[x.get_id()] = (x, made)
    return made
