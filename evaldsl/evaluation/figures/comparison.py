"""Comparison in three values: yes, no, not settled."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import cast

from evaldsl.evaluation import reals
from evaldsl.evaluation.figures.ends import (
    YES_AND_NO,
    Num,
    Truth,
    any_ends,
    causes_of,
    first_missing,
    interval,
    is_real,
    not_computable,
    one_of,
)
from evaldsl.evaluation.figures.extremes import members_of
from evaldsl.evaluation.reals import Real
from evaldsl.model.values import Uncertain
from evaldsl.records import evolve
from evaldsl.source import Where


def less(a: Num, b: Num, where: Where | None = None) -> Truth:
    """a < b for numbers or dates, in three values."""
    if type(a) is Fraction and type(b) is Fraction:
        # as Fraction compares, without asking first what kind of number the other is
        return a.numerator * b.denominator < b.numerator * a.denominator
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    if isinstance(a, date) and isinstance(b, date):
        return a < b
    if is_real(a, b):
        found = reals.sign(reals.add(reals.of(cast("Fraction | Real", a)), reals.negate(reals.of(cast("Fraction | Real", b)))))
        return not_computable("E613", where) if found is None else found < 0
    (al, ah), (bl, bh) = any_ends(a), any_ends(b)
    if not causes_of((a, b))[2]:
        if ah[0] is not None and bl[0] is not None and (ah[0] < bl[0] or (ah[0] == bl[0] and not (ah[1] and bl[1]))):
            return True
        if al[0] is not None and bh[0] is not None and al[0] >= bh[0]:
            return False
    return cast("Truth", one_of(YES_AND_NO, a, b))


def equal(a: Num, b: Num, where: Where | None = None) -> Truth:
    """a == b for any two figures of one kind, in three values."""
    if (type(a) is Fraction and type(b) is Fraction) or (type(a) is str and type(b) is str):
        return a == b
    lost = first_missing(a, b)
    if lost is not None:
        return lost
    sets = members_of([a]), members_of([b])
    if sets[0] is not None and sets[1] is not None:
        if not sets[0] & sets[1]:
            return cast("Truth", one_of((False,), a, b))
        single = len(sets[0]) == len(sets[1]) == 1
        return cast("Truth", one_of((True,) if single else YES_AND_NO, a, b))
    return both((negated(less(a, b, where)), negated(less(b, a, where))), a, b)


def both(truths: Iterable[Truth], *causes: Num) -> Truth:
    """And: false when any is false. A missing operand makes it missing, unless one that is not settled may yet make it false."""
    found = list(truths)
    if any(x is False for x in found):
        return False
    lost = first_missing(*found)
    if lost is not None:
        open_ = [x for x in found if isinstance(x, Uncertain)]
        if not any(x.members is None or False in x.members for x in open_):
            return lost
        needs, pending, _ = causes_of((*open_, *causes))
        return Uncertain(members=frozenset((False,)), needs=needs, pending=pending, absent=True)
    if all(x is True for x in found):
        return True
    return cast("Truth", one_of(YES_AND_NO, *found, *causes))


def either(truths: Iterable[Truth]) -> Truth:
    """Or: true when any is true. A missing operand makes it missing, unless one that is not settled may yet make it true."""
    return negated(both([negated(x) for x in truths]))


def negated(x: Truth) -> Truth:
    """Not."""
    if isinstance(x, bool):
        return not x
    if isinstance(x, Uncertain) and x.members is not None and len(x.members) == 1:
        return evolve(x, members=frozenset(not m for m in x.members))
    return x


def places(x: Num, order: tuple[str, ...]) -> Num:
    """A level as its place in an order, so that levels compare as numbers."""
    if isinstance(x, str):
        return Fraction(order.index(x))
    if isinstance(x, Uncertain) and x.members is not None:
        found = [order.index(cast("str", m)) for m in x.members]
        return interval((Fraction(min(found)), True), (Fraction(max(found)), True), x)
    return x
