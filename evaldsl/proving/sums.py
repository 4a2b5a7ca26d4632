"""Numbers as sums: what a term adds up, taken apart.

In: a number of the solver. Out: its parts with their coefficients, and a constant. Guarantees: the work grows with the number of different terms inside,
however often each is used; nothing is nested too deep.
"""

from fractions import Fraction
from typing import Any

import z3

from evaldsl.proving.terms import UNIT, ZERO

Linear = tuple[dict[int, tuple[Any, Fraction]], Fraction]
"""A sum: its parts with their coefficients, by the number of the part, and a constant."""

_LONG = 6
MOST_KEPT = 20_000
_kept: dict[int, tuple[Any, Linear]] = {}
"""Sums of many terms, which questions share; the term is kept, so that its number stays its own."""


def flat(x: Any) -> Linear:
    """A number as a sum of its parts, each as it stands."""
    kept = _kept.get(x.get_id())
    if kept is not None:
        return kept[1]
    order = _parents_last(x)
    shares: dict[int, Fraction] = {x.get_id(): UNIT}
    parts: dict[int, tuple[Any, Fraction]] = {}
    fixed = ZERO
    for one in reversed(order):
        by = shares[one.get_id()]
        inside = _kept.get(one.get_id())
        if inside is not None:
            fixed += by * inside[1][1]
            for sign, (part, more) in inside[1][0].items():
                _put(parts, sign, part, by * more)
            continue
        value = number_of(one)
        if value is not None:
            fixed += by * value
            continue
        terms = _terms(one)
        if terms is None:
            _put(parts, one.get_id(), one, by)
            continue
        for other, scale in terms:
            sign = other.get_id()
            shares[sign] = shares.get(sign, ZERO) + by * scale
    made = {sign: (part, by) for sign, (part, by) in parts.items() if by}, fixed
    if len(order) > _LONG:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[x.get_id()] = (x, made)
    return made


def difference(a: Any, b: Any) -> Linear:
    """a − b as a sum: what both have alike goes away."""
    (left, fixed), (right, other) = flat(a), flat(b)
    parts = dict(left)
    for sign, (part, by) in right.items():
        _put(parts, sign, part, -by)
    return {sign: (part, by) for sign, (part, by) in parts.items() if by}, fixed - other


def number_of(x: Any) -> Fraction | None:
    """The number that a term is, None for one that is not written as a number."""
    if z3.is_rational_value(x):
        return Fraction(x.numerator_as_long(), x.denominator_as_long())
    return Fraction(x.as_long()) if z3.is_int_value(x) else None


def is_whole_part(x: Any) -> bool:
    """Whether a term is ⌊…⌋ as a quantity."""
    return bool(x.decl().kind() == z3.Z3_OP_TO_REAL and x.arg(0).decl().kind() == z3.Z3_OP_TO_INT)


def _put(parts: dict[int, tuple[Any, Fraction]], sign: int, part: Any, by: Fraction) -> None:
    parts[sign] = (part, parts[sign][1] + by if sign in parts else by)


def _parents_last(x: Any) -> list[Any]:
    """The terms that a sum is made of, each after those that it adds up."""
    order: list[Any] = []
    seen: set[int] = {x.get_id()}
    stack = [(x, iter(_terms(x) or ()))]
    while stack:
        one, rest = stack[-1]
        for other, _ in rest:
            sign = other.get_id()
            if sign not in seen:
                seen.add(sign)
                stack.append((other, iter(() if sign in _kept else _terms(other) or ())))
                break
        else:
            stack.pop()
            order.append(one)
    return order


def _terms(x: Any) -> list[tuple[Any, Fraction]] | None:
    """What a term adds up, with the coefficients; None for a part."""
    if z3.is_const(x):
        return None
    kind = x.decl().kind()
    if kind == z3.Z3_OP_ADD:
        return [(y, UNIT) for y in x.children()]
    if kind == z3.Z3_OP_SUB:
        first, *rest = x.children()
        return [(first, UNIT), *((y, -UNIT) for y in rest)]
    if kind == z3.Z3_OP_UMINUS:
        return [(x.arg(0), -UNIT)]
    if kind == z3.Z3_OP_MUL and x.num_args() == 2:
        a, b = x.children()
        for scale, other in ((number_of(a), b), (number_of(b), a)):
            if scale is not None:
                return [(other, scale)]
        return None
    if kind == z3.Z3_OP_TO_REAL and x.arg(0).decl().kind() != z3.Z3_OP_UNINTERPRETED and not is_whole_part(x):
        return [(x.arg(0), UNIT)]
    return None
