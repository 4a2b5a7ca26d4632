"""Figures as text: a value by its type, a score by its node.

In: values in the coherent base (model/values.py) and their types. Out: text in the unit that the type names. Guarantees: a text
that was shortened begins with ≈; a number without ≈ is exact; nothing here feeds a value.
"""

from datetime import date
from fractions import Fraction
from math import gcd
from typing import Literal, assert_never

from evaldsl.diagnostics.core import Both
from evaldsl.evaluation.tree import Figure, NodeScore
from evaldsl.model.numbers import Mode, exact_text, fixed, ratio_fixed, round_to
from evaldsl.model.program import Program
from evaldsl.model.types import NUMBER, DateType, LevelType, MeasureType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.model.units import ONE, Unit
from evaldsl.model.values import Absence, Missing, Uncertain, Value

Lang = Literal["en", "zh"]

_EXACT_DECIMALS = 6
"""A finite decimal up to this length is shown as it is; a longer one, or a recurring one, is shortened and marked ≈."""
_SHORT_DECIMALS = 4
_LONGEST = 40
"""A number with more figures than this before the point is shown as a power of ten, marked ≈; the JSON result has it whole."""
_LARGE = 10**_LONGEST

ABSENCE = {
    Absence.NOT_APPLICABLE: Both("not applicable", "不适用"),
    Absence.NOT_COMPUTABLE: Both("not computable", "无法计算"),
}
UNKNOWN = Both("not yet known", "尚不知道")
YES, NO, OR = Both("yes", "是"), Both("no", "否"), Both(" or ", "或")


def say(text: Both, lang: Lang) -> str:
    """A phrase in one language."""
    return text.zh if lang == "zh" else text.en


def decimals(value: Fraction) -> int | None:
    """How many decimals a finite decimal has; None when it recurs."""
    return _decimals(value.denominator)


def _decimals(q: int) -> int | None:
    twos = fives = 0
    while q % 2 == 0:
        q, twos = q // 2, twos + 1
    while q % 5 == 0:
        q, fives = q // 5, fives + 1
    return max(twos, fives) if q == 1 else None


def number_text(value: Fraction, least: int = 0, most: int = _EXACT_DECIMALS, short: int = _SHORT_DECIMALS) -> str:
    """A number for people: at least `least` decimals; exact up to `most` decimals, else ≈ with `short` of them."""
    return _ratio_text(value.numerator, value.denominator, least, most, short)


def _ratio_text(p: int, q: int, least: int, most: int, short: int) -> str:
    """The number p/q (in lowest terms) for people: whole numbers, of which a result is full, cost least this way."""
    size = abs(p)
    if size >= _LARGE * q:
        return _power_text(Fraction(p, q))
    if q == 1:
        return f"{p}.{'0' * least}" if least > 0 else str(p)
    needed = _decimals(q)
    if needed is not None and needed <= most:
        return ratio_fixed(p, q, max(needed, least))
    if size * 10**short < q:
        return _power_text(Fraction(p, q)) if size * _LARGE < q else f"≈ {_significant(Fraction(p, q))}"
    return f"≈ {ratio_fixed(p, q, max(short, least))}"


def _significant(value: Fraction) -> str:
    """Three figures of a small number."""
    digits = 1
    while abs(value) * 10**digits < 100:
        digits += 1
    return fixed(value, digits)


def _power_text(value: Fraction) -> str:
    """Three figures and a power of ten, for numbers beyond what a line can hold."""
    size, sign = abs(value), "-" if value < 0 else ""
    # The estimate from bit lengths is off by one at most; the loops below mend it.
    power = (size.numerator.bit_length() - size.denominator.bit_length()) * 30103 // 100000
    while size >= Fraction(10) ** (power + 1):
        power += 1
    while size < Fraction(10) ** power:
        power -= 1
    return f"≈ {sign}{fixed(size / Fraction(10) ** power, 2)}×10^{power}"


def shown_unit(type: Type | None) -> Unit:
    """The unit in which a type's numbers are shown (dimensionless for a ratio and for what is no number)."""
    return type.unit if isinstance(type, QuantityType) and type.style is not Style.RATIO else ONE


def value_text(value: Value | None, type: Type | None, lang: Lang = "en") -> str:
    """A value as people read it: `115 次`, `95%`, `≈ 93.77%`, `2023-12-31`, `≥ 266 米`, `not applicable`."""
    if value.__class__ is str:
        return value
    match value:
        case None:
            return "—"
        case bool():
            return say(YES if value else NO, lang)
        case Fraction():
            return quantity_text(value, type if isinstance(type, QuantityType) else NUMBER)
        case date():
            return value.isoformat()
        case str():
            return value
        case Uncertain():
            return uncertain_text(value, type, lang)
        case Missing():
            return say(ABSENCE[value.kind], lang)
        case _:
            assert_never(value)


def quantity_text(value: Fraction, type: QuantityType, more: int = 0) -> str:
    """A number with its unit. A ratio is a percentage with two decimals at least, a stated percentage as short as it is.

    `more` decimals are shown of a figure that has to be shortened.
    """
    match type.style:
        case Style.RATIO | Style.PERCENT:
            p, q = value.numerator, value.denominator
            common = gcd(100, q)
            least = 2 if type.style is Style.RATIO else 0
            return _ratio_text(p * (100 // common), q // common, least, 4, 2 + more) + "%"
        case Style.NUMBER | Style.POINTS:
            factor = type.unit.factor
            number = number_text(value if factor == 1 else value / factor, short=_SHORT_DECIMALS + more)
            return f"{number} {type.unit.text}" if type.unit.text not in ("", "%") else number + type.unit.text
        case _:
            assert_never(type.style)


_MOST_MORE = 40


def value_beside(value: Value | None, type: Type | None, other: Value | None, lang: Lang = "en") -> str:
    """A value that stands beside another, such as its target: shortened no further than to where the two still differ.

    94.9999…% beside a target of 95% is `≈ 94.9999%`, not `≈ 95.00%`.
    """
    text = value_text(value, type, lang)
    if not (
        text.startswith("≈") and isinstance(value, Fraction) and isinstance(other, Fraction) and isinstance(type, QuantityType)
    ):
        return text
    beside = "≈ " + quantity_text(other, type).removeprefix("≈ ")
    more = 0
    while value != other and more < _MOST_MORE and _same_figure(text, beside):
        more += 1
        text = quantity_text(value, type, more)
    return text


def _same_figure(one: str, other: str) -> bool:
    """Whether two shortened figures read alike, zeros at the end apart (`≈ 95.00%` and `≈ 95%`)."""

    def figure(text: str) -> str:
        number = text.removeprefix("≈ ").partition(" ")[0].rstrip("%")
        return number.rstrip("0").rstrip(".") if "." in number else number

    return figure(one) == figure(other)


def uncertain_text(value: Uncertain, type: Type | None, lang: Lang) -> str:
    """An interval or the members that remain."""
    if value.members is not None:
        known = type.members if isinstance(type, LevelType) else ()
        ordered = sorted(value.members, key=lambda m: (known.index(m) if m in known else len(known), str(m)))
        return say(OR, lang).join(value_text(m, type, lang) for m in ordered) or say(UNKNOWN, lang)
    if is_irrational(value):
        assert isinstance(value.low, Fraction)
        assert isinstance(value.high, Fraction)
        middle = value_text((value.low + value.high) / 2, type, lang)
        return middle if middle.startswith("≈") else f"≈ {middle}"
    low = None if value.low is None else value_text(value.low, type, lang)
    high = None if value.high is None else value_text(value.high, type, lang)
    if low is None and high is None:
        return say(UNKNOWN, lang)
    if high is None:
        return f"{'≥' if value.low_closed else '>'} {low}"
    if low is None:
        return f"{'≤' if value.high_closed else '<'} {high}"
    if value.low == value.high:
        return low or ""
    return f"{'[' if value.low_closed else '('}{low}, {high}{']' if value.high_closed else ')'}"


def is_irrational(value: Value | None) -> bool:
    """Whether a figure is an irrational number that no rule rounds: its ends agree in more figures than are shown."""
    ends = isinstance(value, Uncertain) and isinstance(value.low, Fraction) and isinstance(value.high, Fraction)
    return isinstance(value, Uncertain) and ends and not value.needs and not value.pending


_SHORT_FRACTION = 10**6


def figure_text(figure: Figure | None, lang: Lang = "en", exact: bool = False) -> str:
    """The text of a figure; with `exact`, one that had to be shortened begins with its fraction: `2/3 ≈ 66.67%`."""
    if figure is None:
        return "—"
    text = value_text(figure.value, figure.type, lang)
    if exact and text.startswith("≈") and isinstance(figure.value, Fraction):
        value = figure.value / shown_unit(figure.type).factor
        if max(abs(value.numerator), value.denominator) <= _SHORT_FRACTION:
            return f"{exact_text(value)} {text}"
    return text


def exact_value(value: Value | None, type: Type | None) -> str | None:
    """The exact figure for other tools, in the shown unit: `41937.68`, `1/3`, `2023-12-31`, `达成`, `yes`; None when not known."""
    if value.__class__ is str:
        return value
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction():
            factor = shown_unit(type).factor
            return exact_text(value if factor == 1 else value / factor)
        case date():
            return value.isoformat()
        case str():
            return value
        case None | Uncertain() | Missing():
            return None
        case _:
            assert_never(value)


# ---- scores ----------------------------------------------------------------------------------------------------------


def score_digits(node: NodeScore, program: Program) -> int:
    """How many decimals a score is printed with: those of its rounding, else the most that its children are printed with."""
    if program.show is not None:
        return program.show
    if node.node.rounding is not None:
        return max(0, node.node.rounding.digits)
    return max((score_digits(child, program) for child in node.children), default=0)


def score_text(value: Value | None, digits: int, lang: Lang = "en", show: int | None = None) -> str:
    """A score for people: `2.00`; `[1.00, 2.00]` while not settled. With `show` it is cut to so many decimals for display."""
    match value:
        case None:
            return "—"
        case Fraction():
            return fixed(value, show) if show is not None else number_text(value, least=digits)
        case Uncertain() if value.members is None:
            low, high = value.low, value.high
            if low is None and high is None:
                return "?"
            if is_irrational(value):
                return uncertain_text(value, None, lang)
            ends = [score_text(e, digits, lang, show) if isinstance(e, Fraction) else "?" for e in (low, high)]
            return ends[0] if low == high else f"[{ends[0]}, {ends[1]}]"
        case str() | bool() | date() | Uncertain() | Missing():
            return value_text(value, None, lang)
        case _:
            assert_never(value)


def score_printed(value: Fraction, digits: int, show: int | None = None) -> Fraction:
    """The number that `score_text` prints: the score itself, unless it has more decimals than are shown."""
    if show is not None:
        return round_to(value, Mode.HALF_UP, show)
    needed = decimals(value)
    shortened = needed is None or needed > _EXACT_DECIMALS
    return round_to(value, Mode.HALF_UP, max(_SHORT_DECIMALS, digits)) if shortened else value


def score_exact(value: Value | None, digits: int) -> str | None:
    """A score for other tools: at least `digits` decimals and never shortened; `p/q` where no decimal ends; None unless known."""
    if isinstance(value, Fraction):
        needed = decimals(value)
        return exact_text(value) if needed is None else fixed(value, max(needed, digits))
    return value if isinstance(value, str) else None


def is_number(type: Type | None) -> bool:
    """Whether values of the type are numbers."""
    match type:
        case QuantityType():
            return True
        case None | DateType() | TextType() | YesNoType() | LevelType() | MeasureType():
            return False
        case _:
            assert_never(type)
