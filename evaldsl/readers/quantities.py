"""A figure of the fact file as a number in the coherent base of the declared unit.

In: a number or a text, the declared type and domain. Out: a `Fraction`, an `Uncertain` for a stated bound, or None after the problem was
noted. Guarantees: nothing is guessed: 0.98 where a percentage is due is refused with both readings, a unit of another kind
is refused with both units named, and a number without a unit takes the declared one.
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.diagnostics.core import Argument, Both
from evaldsl.model.numbers import exact_text
from evaldsl.model.types import Domain, QuantityType, Style
from evaldsl.model.unit_names import SCALES, UnknownUnit, compound_unit
from evaldsl.model.units import Unit
from evaldsl.model.values import Uncertain
from evaldsl.readers.json_text import Numeral
from evaldsl.readers.numerals import Amount, amount, decimal, decimals_of, too_long
from evaldsl.readers.problems import Path, Problems
from evaldsl.records import frozen

PERCENT_SIGNS: Mapping[str, Fraction] = {"%": Fraction(1, 100), "‰": Fraction(1, 1000)}
POINT_WORDS = ("个百分点", "百分点")
_HUNDREDTH = Fraction(1, 100)
_MOST_BITS = 8000

NO_UNIT = Both("no unit", "无单位")


@frozen
class Slot:
    """A place in the fact file that wants a figure: the fact's name, type and domain, and where problems go."""

    name: str
    type: QuantityType
    domain: Domain
    units: Mapping[str, Unit]
    path: Path
    problems: Problems

    def refuse(self, code: str, help: str | None = None, /, **args: Argument) -> None:
        """Notes a problem here."""
        self.problems.add(self.path, code, help, name=self.name, **args)


def unit_words(type: QuantityType) -> str | Both:
    """The unit of a type as it is named to people."""
    if type.style is Style.PERCENT:
        return "%"
    if type.style is Style.POINTS:
        return "个百分点"
    return type.unit.text or NO_UNIT


def unit_factor(type: QuantityType) -> Fraction:
    """One of the declared unit in the coherent base."""
    return _HUNDREDTH if type.style in (Style.PERCENT, Style.POINTS) else type.unit.factor


def in_unit(value: Fraction, type: QuantityType) -> str:
    """A value of the coherent base as text in the declared unit: `41937.68 万元`, `95%`."""
    number = exact_text(value / unit_factor(type))
    if type.style is Style.PERCENT:
        return f"{number}%"
    unit = "个百分点" if type.style is Style.POINTS else type.unit.text
    return f"{number} {unit}" if unit else number


def read_quantity(written: str, stated_unit: str, slot: Slot) -> Fraction | Uncertain | None:
    """The value of a number or text. `stated_unit` is the unit that an object gives beside its value ("" when none)."""
    found = read_amount(written, slot)
    if found is None:
        return None
    if stated_unit and found.unit and found.unit != stated_unit:
        slot.refuse("E534", written=written, unit=found.unit, stated=stated_unit)
        return None
    factor = unit_of(found, stated_unit, written, slot)
    if factor is None:
        return None
    value = found.number if factor == 1 else found.number * factor
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        slot.refuse("E511")
        return None
    if found.sign:
        return _bound(value, found.sign, written, slot)
    return value if _in_domain(value, slot) else None


def read_amount(written: str, slot: Slot) -> Amount | None:
    """The number with its sign and unit, or None after the problem was noted."""
    if isinstance(written, Numeral):
        if too_long(written):
            slot.refuse("E511")
            return None
        number = decimal(written)
        if number is not None:
            return Amount(number, "", "", decimals_of(written))
    found = amount(written)
    if isinstance(found, Amount):
        return found
    unit = unit_words(slot.type)
    match found.why:
        case "digits":
            slot.refuse("E511")
        case "thousands":
            slot.refuse("E515", written=written)
        case "about":
            help = "more" if found.mend else "signed" if found.signed else None
            slot.refuse("E524", help, written=written, mend=found.mend, unit=unit if unit is not NO_UNIT else "")
        case _:
            slot.refuse("E512", None if unit is not NO_UNIT else "number", written=written, unit=unit)
    return None


# ---- units -----------------------------------------------------------------------------------------------------------


def unit_of(found: Amount, stated: str, written: str, slot: Slot) -> Fraction | None:
    """What one of the written unit is in the coherent base, when it is of the declared kind."""
    text = found.unit or stated
    if not text:
        return _bare(found.number, written, slot)
    type, units = slot.type, slot.units
    args: dict[str, Argument] = {"written": written, "unit": text, "declared": unit_words(type)}
    if text in PERCENT_SIGNS or text in POINT_WORDS:
        return _percent(text, found, args, slot)
    if type.style is Style.PERCENT or type.style is Style.POINTS:
        slot.refuse("E517", "percent" if type.style is Style.PERCENT else "points", **args)
        return None
    if text in SCALES:
        return _scaled(text, found.number, args, slot)
    unit = compound_unit(text, units)
    if isinstance(unit, UnknownUnit):
        if text == type.unit.text:
            return type.unit.factor
        from evaldsl.spelling import nearest

        near = nearest(unit.name, units)
        slot.refuse("E516", "near" if near else None, **(args | {"unit": unit.name}), near=near or "")
        return None
    if unit.dimension != type.unit.dimension or (unit.dimension and "%" in type.unit.text):
        if type.unit.dimension:
            slot.refuse("E517", **args)
        else:
            slot.refuse("E520", written=written, unit=text)
        return None
    return unit.factor


def _percent(text: str, found: Amount, args: dict[str, Argument], slot: Slot) -> Fraction | None:
    """The factor of a percent sign or of 个百分点."""
    is_percent = text in PERCENT_SIGNS
    match slot.type.style:
        case Style.PERCENT | Style.RATIO if is_percent:
            return PERCENT_SIGNS[text]
        case Style.POINTS if not is_percent:
            return _HUNDREDTH
        case Style.PERCENT:
            slot.refuse("E518", **args)
        case Style.POINTS:
            slot.refuse("E519", **args)
        case _:
            if slot.type.unit.dimension:
                slot.refuse("E517", **args)
            else:
                share = exact_text(found.number * PERCENT_SIGNS.get(text, _HUNDREDTH))
                figure = exact_text(found.number)
                slot.refuse("E520", "percent", written=args["written"], unit=text, share=share, number=figure)
    return None


def _bare(number: Fraction, written: str, slot: Slot) -> Fraction | None:
    """The factor of a number without a unit: the declared unit, unless it is a percentage that may be meant as a share."""
    type, domain = slot.type, slot.domain
    if type.style is Style.PERCENT and number != 0:
        possible = abs(number) <= 1 or (abs(number) <= 10 and _inside(number, domain))
        if possible:
            as_share, as_percent = f"{exact_text(number * 100)}%", f"{exact_text(number)}%"
            slot.refuse("E521", written=written, share=as_share, percent=as_percent)
            return None
    return unit_factor(type)


def _scaled(text: str, number: Fraction, args: dict[str, Argument], slot: Slot) -> Fraction | None:
    """The factor of a scale word without a unit: `1.5万`册; refused where the declared unit has a scale word itself."""
    type = slot.type
    if any(type.unit.text.startswith(word) for word in SCALES) and type.unit.text not in ("千克", "千米"):
        base = type.unit.text.lstrip("十百千万亿")
        figure = exact_text(number)
        slot.refuse("E522", **args, one=f"{figure} {text}{base}", other=f"{figure} {type.unit.text}")
        return None
    return SCALES[text] * unit_factor(type)


# ---- domain ----------------------------------------------------------------------------------------------------------


def _inside(value: Fraction, domain: Domain) -> bool:
    low, high = domain.low, domain.high
    if isinstance(low, Fraction) and (value < low or (value == low and not domain.low_closed)):
        return False
    return not (isinstance(high, Fraction) and (value > high or (value == high and not domain.high_closed)))


def range_words(type: QuantityType, domain: Domain) -> str:
    """A domain as people write it: `≥ 0 万元`, `0% .. 100%`; empty when there is no bound."""
    low, high = domain.low, domain.high
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        left, right = in_unit(low, type), in_unit(high, type)
        if domain.low_closed and domain.high_closed:
            return f"{left} .. {right}"
        return f"{'[' if domain.low_closed else '('}{left}, {right}{']' if domain.high_closed else ')'}"
    if isinstance(low, Fraction):
        return f"{'≥' if domain.low_closed else '>'} {in_unit(low, type)}"
    if isinstance(high, Fraction):
        return f"{'≤' if domain.high_closed else '<'} {in_unit(high, type)}"
    return ""


def _in_domain(value: Fraction, slot: Slot) -> bool:
    """Notes a value that is out of its range, not whole, or too finely divided: one problem at most."""
    type, domain = slot.type, slot.domain
    if not _inside(value, domain):
        shown, allowed = in_unit(value, type), range_words(type, domain)
        slot.refuse("E523", value=shown, range=allowed)
        return False
    counted = value / unit_factor(type)
    if domain.integer and counted.denominator != 1:
        slot.refuse("E525", value=in_unit(value, type))
        return False
    if domain.decimals is not None and (counted * 10**domain.decimals).denominator != 1:
        slot.refuse("E526", value=in_unit(value, type), decimals=str(domain.decimals))
        return False
    return True


def _bound(value: Fraction, sign: str, written: str, slot: Slot) -> Fraction | Uncertain | None:
    """The values that a stated bound leaves of the domain."""
    type, domain = slot.type, slot.domain
    low = domain.low if isinstance(domain.low, Fraction) else None
    high = domain.high if isinstance(domain.high, Fraction) else None
    low_closed, high_closed = domain.low_closed, domain.high_closed
    if sign[0] == ">":
        if low is None or value >= low:
            low_closed = sign == ">=" and (low_closed or value != low)
            low = value
    elif high is None or value <= high:
        high_closed = sign == "<=" and (high_closed or value != high)
        high = value
    if low is not None and high is not None and (low > high or (low == high and not (low_closed and high_closed))):
        slot.refuse("E523", "bound", value=written, range=range_words(type, domain))
        return None
    if low is not None and low == high:
        return low
    return Uncertain(low, high, low_closed, high_closed, None, frozenset((slot.name,)), False)
