"""The verdict on each claim.

A printed figure is reproduced when the computed one, counted in the printed unit and rounded half up at the printed digits, is
the printed one; or, which is said, when only half-even rounding or cutting off gives it. A claim that leaves its base open is
tried on all: one match names it, several leave it open. It is contradicted only when all of them are known and none matches.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from evaldsl.auditing.data import ClaimResult, Tried, Verdict
from evaldsl.auditing.lookup import Lookup, settled
from evaldsl.auditing.slips import slip
from evaldsl.evaluation.tree import Figure, Result
from evaldsl.model.claims import Claim, Reading, Subject
from evaldsl.model.measures import symbols
from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.program import Relation
from evaldsl.model.types import LevelType, QuantityType, Type
from evaldsl.model.values import Known, Missing, Uncertain

_ROUNDINGS = ((Mode.HALF_UP, "half_up"), (Mode.HALF_EVEN, "half_even"), (Mode.DOWN, "down"))


def judge(result: Result, claims: Iterable[Claim]) -> tuple[ClaimResult, ...]:
    """The verdicts in the order of the claims; claims without an id get their number."""
    lookup = Lookup(result)
    return tuple(_judge(claim, claim.id or str(number), lookup) for number, claim in enumerate(claims, 1))


def _judge(claim: Claim, id: str, lookup: Lookup) -> ClaimResult:
    if claim.why:
        return ClaimResult(claim, id, Verdict.NOT_COMPUTABLE, ())
    if claim.than is not None:
        other = lookup.figure(claim.than)
        tried = tuple(_against(claim, subject, lookup.figure(subject), other) for subject in claim.subjects)
    else:
        tried = tuple(_try(claim.relation, reading, lookup.figure(reading.subject)) for reading in claim.readings)
    one = _shown(tried)
    if one.verdict is Verdict.CONTRADICTED and any(t.verdict is Verdict.NOT_COMPUTABLE for t in tried):
        one = next(t for t in tried if t.verdict is Verdict.NOT_COMPUTABLE)
    likely = (
        slip(one, lookup, len(tried) == 1)
        if one.verdict is Verdict.CONTRADICTED and one.difference != 0 and _equals(claim)
        else None
    )
    return ClaimResult(claim, id, one.verdict, tried, one, likely)


def _equals(claim: Claim) -> bool:
    return claim.relation is Relation.EQ and claim.than is None


def _shown(tried: Sequence[Tried]) -> Tried:
    """The first that is reproduced, rounding half up before other roundings; else the one whose figure is nearest."""
    order = {"half_up": 0, "half_even": 1, "down": 2}
    matches = [t for t in tried if t.verdict is Verdict.REPRODUCED]
    if matches:
        return min(matches, key=lambda t: order[t.rounding])
    wrong = [t for t in tried if t.verdict is Verdict.CONTRADICTED]
    return min(wrong or tried, key=lambda t: abs(t.difference) if t.difference is not None else Fraction(0))


def known(figure: Figure) -> Known | None:
    """The figure when it is settled."""
    value = settled(figure.value)
    return None if isinstance(value, Uncertain | Missing) else value


# ---- one figure ------------------------------------------------------------------------------------------------------


def _try(relation: Relation, reading: Reading, figure: Figure) -> Tried:
    subject, value, stated = reading.subject, known(figure), reading.figure
    if value is None:
        return Tried(subject, figure, Verdict.NOT_COMPUTABLE, reading)
    if not isinstance(value, Fraction) or not isinstance(stated, Fraction):
        holds = compare(relation, value, stated, subject.type)
        apart = Fraction((stated - value).days) if isinstance(stated, date) and isinstance(value, date) else None
        return Tried(subject, figure, _verdict(holds), reading, value, value, apart)
    stated, factor, like = _in_the_unit_of_the_row(reading, stated, figure)
    exact, printed = value / factor, stated / factor
    at = exact if reading.digits is None else round_to(exact, Mode.HALF_UP, reading.digits)
    if relation is not Relation.EQ:
        holds = compare(relation, value, stated, subject.type)
        return Tried(subject, figure, _verdict(holds), reading, exact, exact, printed - exact)
    rounding = _rounding(exact, printed, reading.digits) if like else None
    return Tried(
        subject, figure, _verdict(rounding is not None), reading, exact, at, printed - at, rounding or "half_up"
    )  # fmt: skip


def _in_the_unit_of_the_row(reading: Reading, stated: Fraction, figure: Figure) -> tuple[Fraction, Fraction, bool]:
    """The stated figure, what it is counted in, and whether its unit can be the unit of the cell.

    A cell may be counted in a unit that its row brings: a bare number is meant in that unit, a unit that is written must be one like it.
    """
    due, got = reading.subject.type, figure.type
    if not isinstance(due, QuantityType) or not isinstance(got, QuantityType):
        return stated, reading.factor, True
    if symbols(due):
        return stated * got.unit.factor, got.unit.factor, True
    return stated, reading.factor, due.unit.dimension == got.unit.dimension


def _rounding(exact: Fraction, printed: Fraction, digits: int | None) -> str | None:
    """The rounding by which the exact figure gives the printed one."""
    if digits is None:
        return "half_up" if exact == printed else None
    return next((name for mode, name in _ROUNDINGS if round_to(exact, mode, digits) == printed), None)


def _against(claim: Claim, subject: Subject, figure: Figure, other: Figure) -> Tried:
    """A claim in words: its figure against another of the result."""
    value, bound = known(figure), known(other)
    if value is None or bound is None:
        return Tried(subject, figure, Verdict.NOT_COMPUTABLE, than=other)
    holds = compare(claim.relation, value, bound, subject.type)
    return Tried(subject, figure, _verdict(holds), than=other)


def _verdict(holds: bool) -> Verdict:
    return Verdict.REPRODUCED if holds else Verdict.CONTRADICTED


def compare(relation: Relation, a: Known, b: Known, type: Type) -> bool:
    """Whether the relation holds between two figures of one kind; levels by their order."""
    if relation is Relation.EQ:
        return a == b
    if relation is Relation.NE:
        return a != b
    x, y = place(a, type), place(b, type)
    match relation:
        case Relation.GE:
            return x >= y
        case Relation.GT:
            return x > y
        case Relation.LE:
            return x <= y
        case Relation.LT:
            return x < y


def place(value: Known, type: Type) -> Fraction:
    """A number, a day or a level as a number that orders it."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, Fraction):
        return value
    return Fraction(type.members.index(value) if isinstance(type, LevelType) and isinstance(value, str) else 0)
