"""A printed target such as `≥ 735 人次`, `≤30万元`, `=100%`, `80%～90%`, `≤ 2023-12-31`, `有效`, read as a target of the program.

In: the text of the cell, the sign and the unit that other cells of the row give, the units that the ruleset knows. Out: a `TargetCell`
(a figure, a day, words, or nothing), or a `Mistake`. Guarantees: exact; a sign or unit that is written twice must agree; a day
needs a sign; approximate words and unknown units are refused, as in every figure of a fact file.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from evaldsl.diagnostics.core import Argument
from evaldsl.model.program import Const, RangeTarget, Relation, RelationTarget, Target
from evaldsl.model.types import ANY, NUMBER, DateType, Domain, QuantityType, Style, Type
from evaldsl.model.unit_names import SCALES, UnknownUnit, compound_unit
from evaldsl.model.units import PERCENT, PERCENT_POINT, Unit
from evaldsl.readers.dates import _parts as date_parts
from evaldsl.readers.numerals import Amount, amount, plain, split_sign
from evaldsl.readers.quantities import PERCENT_SIGNS, POINT_WORDS, in_unit
from evaldsl.records import field, frozen
from evaldsl.source import Where

NUMBER_KIND, DATE_KIND, TEXT_KIND, NOTHING = "number", "date", "text", ""
"""What a target is: a figure, a day, words, nothing at all."""

_EQUAL = ("==", "=", "═", "﹦", "等于")
_RELATIONS = {">=": Relation.GE, ">": Relation.GT, "<=": Relation.LE, "<": Relation.LT, "": Relation.EQ, "=": Relation.EQ}
_SHOWN = {Relation.GE: "≥", Relation.GT: ">", Relation.LE: "≤", Relation.LT: "<", Relation.EQ: "=", Relation.NE: "≠"}
_RANGES = ("..", "~", "至", "—", "–")
_QUALITATIVE = frozenset(("定性", "qualitative"))
_PERCENT = QuantityType(PERCENT, Style.PERCENT)
_POINTS = QuantityType(PERCENT_POINT, Style.POINTS)


@frozen
class TargetCell:
    """A target as read; `type` and `domain` are those of the actual figure. `text` are the words of a target in words."""

    kind: str
    text: str
    target: Target | None = None
    type: Type = NUMBER
    domain: Domain = ANY
    positive: bool = True
    not_negative: bool = True
    reverse: bool = False
    figures: bool = False
    """Words in which digits stand: perhaps a figure that was written in a way that cannot be read."""


@frozen
class Mistake:
    """Why a cell cannot be read: a code of the fact file with its figures."""

    code: str
    help: str | None = None
    args: Mapping[str, Argument] = field(factory=dict, hash=False)


def read_target(written: str, relation: str, unit: str, units: Mapping[str, Unit], where: Where) -> "TargetCell | Mistake":
    """The target of a cell; `relation` and `unit` are cells of their own ("" when there are none)."""
    text = plain(written)
    if not text:
        return TargetCell(NOTHING, "")
    if relation in _QUALITATIVE:
        return TargetCell(TEXT_KIND, text)
    sign, rest = _signed(text)
    if relation:
        other, left = _signed(plain(relation))
        if left or not other or (sign and sign != other):
            return Mistake("E587", "sign", {"written": written, "relation": relation})
        sign = other
    if not sign:
        for word in _RANGES:
            low, found, high = rest.partition(word)
            if found and low.strip() and high.strip():
                made = _range(low, high, unit, units, where, written)
                if made is not None:
                    return made
    return _one(text if not relation else rest, sign, rest, unit, units, where, written)


def _signed(text: str) -> tuple[str, str]:
    for word in _EQUAL:
        if text.startswith(word):
            return "=", text[len(word) :].strip()
    return split_sign(text)


def _one(
    text: str, sign: str, rest: str, unit: str, units: Mapping[str, Unit], where: Where, written: str
) -> "TargetCell | Mistake":  # fmt: skip
    if sign and split_sign(rest)[0]:
        return Mistake("E587", "sign", {"written": written})
    parts = date_parts(rest)
    if parts is not None and (len(parts) == 3 or "年" in rest):
        return _day(parts, sign, where, written)
    found = amount(rest)
    if not isinstance(found, Amount):
        if found.why == "number" and not sign:
            return TargetCell(TEXT_KIND, text, figures=any(c.isdigit() for c in text))
        codes = {"digits": "E511", "thousands": "E515", "about": "E524"}
        return Mistake(codes.get(found.why, "E587"), "more" if found.mend else None, _about(written, found.mend))
    if found.sign and sign and found.sign != sign:
        return Mistake("E587", "sign", {"written": written, "relation": sign})
    typed = _typed(found, unit, units, written)
    if isinstance(typed, Mistake):
        return typed
    kind, factor = typed
    value = found.number * factor
    relation = _RELATIONS[sign or found.sign]
    shown = f"{_SHOWN[relation]} {in_unit(value, kind)}"
    target = RelationTarget(relation, Const(value, kind, where), None, shown, where)
    reverse = relation in (Relation.LE, Relation.LT)
    return TargetCell(NUMBER_KIND, written, target, kind, _domain(kind, value, value), value > 0, value >= 0, reverse)


def _about(written: str, mend: str) -> dict[str, Argument]:
    return {"written": written, "mend": mend, "unit": ""}


def _range(
    low: str, high: str, unit: str, units: Mapping[str, Unit], where: Where, written: str
) -> "TargetCell | Mistake | None":  # fmt: skip
    """`80%～90%`; None when it is none."""
    a, b = amount(low), amount(high)
    if not isinstance(a, Amount) or not isinstance(b, Amount) or a.sign or b.sign:
        return None
    typed = _typed(b, unit, units, written)
    if isinstance(typed, Mistake):
        return typed
    kind, factor = typed
    other = _typed(a, unit, units, written) if a.unit else typed
    if isinstance(other, Mistake):
        return other
    left, right = a.number * other[1], b.number * factor
    if left > right or other[0].unit.dimension != kind.unit.dimension or other[0].style is not kind.style:
        return Mistake("E587", "range", {"written": written})
    shown = f"{in_unit(left, kind)} .. {in_unit(right, kind)}"
    target = RangeTarget(Const(left, kind, where), Const(right, kind, where), True, True, shown, where)
    return TargetCell(NUMBER_KIND, written, target, kind, _domain(kind, left, None), left > 0, left >= 0)


def _day(parts: list[int], sign: str, where: Where, written: str) -> "TargetCell | Mistake":
    if len(parts) == 2:
        return Mistake("E536", "month", {"written": written})
    try:
        day = date(*parts)
    except ValueError:
        return Mistake("E537", None, {"written": written})
    if not sign:
        return Mistake("E590", None, {"written": written, "day": day.isoformat()})
    relation = _RELATIONS[sign]
    target = RelationTarget(relation, Const(day, DateType(), where), None, f"{_SHOWN[relation]} {day.isoformat()}", where)
    return TargetCell(DATE_KIND, written, target, DateType())


def _typed(found: Amount, unit: str, units: Mapping[str, Unit], written: str) -> tuple[QuantityType, Fraction] | Mistake:
    """The type of a figure with one of its unit in the coherent base."""
    if found.unit and unit and found.unit != unit:
        return Mistake("E534", None, {"written": written, "unit": found.unit, "stated": unit})
    name = found.unit or unit
    if not name:
        return NUMBER, Fraction(1)
    if name in PERCENT_SIGNS:
        return _PERCENT, PERCENT_SIGNS[name]
    if name in POINT_WORDS:
        return _POINTS, Fraction(1, 100)
    if name in SCALES:
        return NUMBER, Fraction(SCALES[name])
    made = compound_unit(name, units)
    if isinstance(made, UnknownUnit):
        from evaldsl.spelling import nearest

        near = nearest(made.name, units)
        args: dict[str, Argument] = {"written": written, "unit": made.name, "near": near or ""}
        return Mistake("E587", "near" if near else "unit", args)
    kind = QuantityType(made)
    return kind, made.factor


def _domain(kind: QuantityType, least: Fraction, only: Fraction | None) -> Domain:
    """The values that an actual figure may have, as under a target that is written in the ruleset."""
    if least < 0:
        return ANY
    if kind.style is Style.PERCENT and not (only is not None and only > 1):
        return _SHARE
    return _UNSIGNED


_SHARE = Domain(Fraction(0), Fraction(1))
_UNSIGNED = Domain(low=Fraction(0))
