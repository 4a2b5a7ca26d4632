"""Units that are data (计量单位): a unit as a text of the fact file, and quantities whose unit is only known row by row.

In: the declared units by name; texts such as `份`, `元/人次`, `%`, `数值`. Out: `Unit`s, their canonical text (one for every spelling of
the same unit), and types of quantities. `计量 : unit` gives `数量 : counted in 计量` a base dimension of its own, the *symbol* of that field, which no
declared unit can have: while a ruleset is checked it is a unit unlike any other, so that whatever holds for it holds for every unit that
a row may bring. `real_type` puts the real unit in its place. Figures at run time are in the coherent base of the real unit.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from evaldsl.model.types import NUMBER, QuantityType, Style, Type
from evaldsl.model.unit_names import JOINERS, UnknownUnit, compound_unit
from evaldsl.model.units import ONE, PERCENT, PERCENT_POINT, Dimension, Unit, over, power, times

_MARK = "\0"
"""Begins a symbol; no name in a ruleset or a fact file holds it."""

COUNT = "数值"
"""The unit of a figure that has none."""
_WITHOUT = frozenset((COUNT, "数", "number"))
_PERCENTS = frozenset(("%", "％"))
_POINTS = frozenset(("个百分点", "百分点"))


def symbol_unit(owner: str, field: str) -> Unit:
    """The unit that stands for the one in a field of the rows of a list (`owner` "": in a fact)."""
    return Unit(((f"{_MARK}{owner}{_MARK}{field}", 1),), Fraction(1), field)


def symbols(kind: Type) -> tuple[tuple[str, str], ...]:
    """The (list, field) whose units a type is counted in; empty for a type whose unit is known."""
    if not isinstance(kind, QuantityType) or not kind.unit.dimension or kind.unit.dimension[0][0][0] != _MARK:
        return ()
    return tuple((base.split(_MARK)[1], base.split(_MARK)[2]) for base, _ in kind.unit.dimension if base[0] == _MARK)


def plain_base(base: str) -> str:
    """A base unit as it is shown: the name of the field for a symbol."""
    return base.rpartition(_MARK)[2]


# ---- units as texts --------------------------------------------------------------------------------------------------


def measure(text: str, units: Mapping[str, Unit]) -> Unit | UnknownUnit:
    """The unit that a text names; `数值` is no unit at all, `%` and 个百分点 are themselves."""
    if text in _PERCENTS:
        return PERCENT
    if text in _POINTS:
        return PERCENT_POINT
    if text in _WITHOUT:
        return ONE
    return compound_unit(text, units)


def canonical(text: str, unit: Unit, units: Mapping[str, Unit]) -> str:
    """One text for all spellings of a unit: the name that was declared first, else its parts in order (`元/户·月`)."""
    if not unit.dimension:
        return unit.text or COUNT
    known = _name(unit, units)
    if known is not None:
        return known
    above, *below = text.split("/")
    top = _side([above], units)
    bottom = _side(below, units)
    return f"{top}/{bottom}" if bottom else top


def _name(unit: Unit, units: Mapping[str, Unit]) -> str | None:
    global _first
    if _first[0] is not units:
        names: dict[Unit, str] = {}
        for name, other in units.items():
            names.setdefault(other, name)
        _first = (units, names)
    return _first[1].get(unit)


_first: tuple[Mapping[str, Unit], dict[Unit, str]] = ({}, {})
"""The first name of every unit, of the units that were asked for last."""


def _side(texts: list[str], units: Mapping[str, Unit]) -> str:
    """The names on one side of the stroke: one name for their product where there is one."""
    names = [name for text in texts for name in parts_of(text)]
    if not names:
        return ""
    dimension: Dimension = ()
    factor = Fraction(1)
    plain: list[str] = []
    for name in names:
        unit = compound_unit(name, units)
        if isinstance(unit, UnknownUnit):
            return JOINERS[0].join(names)
        dimension, factor = times(dimension, unit.dimension), factor * unit.factor
        plain.append(_name(unit, units) or name)
    return _name(Unit(dimension, factor, ""), units) or JOINERS[0].join(sorted(plain))


def parts_of(text: str) -> list[str]:
    """The factors of a unit without a stroke."""
    for sign in JOINERS[1:]:
        text = text.replace(sign, JOINERS[0])
    return [part.strip() for part in text.split(JOINERS[0]) if part.strip()]


# ---- real types ------------------------------------------------------------------------------------------------------


def real_type(kind: QuantityType, unit_of: Callable[[str, str], Unit | None]) -> QuantityType:
    """The type with the units of one row in place of their symbols. `unit_of` gives the unit in a field of a list, None while
    it is not known; then the symbol stays."""
    unit = kind.unit
    dimension, factor = unit.dimension, unit.factor
    names: dict[str, Unit] = {}
    for base, exponent in unit.dimension:
        if base[0] != _MARK:
            continue
        _, owner, field = base.split(_MARK)
        real = unit_of(owner, field)
        if real is None:
            continue
        names[field] = real
        dimension = times(over(dimension, ((base, exponent),)), power(real.dimension, exponent))
        factor *= real.factor**exponent
    if not names:
        return kind
    if unit.text in names and len(unit.dimension) == 1 and unit.factor == 1:
        return type_of_unit(names[unit.text], kind.real)
    if not dimension:
        return QuantityType(ONE if factor == 1 else Unit((), factor, _text(unit.text, names)), Style.NUMBER, kind.real)
    return QuantityType(Unit(dimension, factor, _text(unit.text, names)), Style.NUMBER, kind.real)


def type_of_unit(unit: Unit, real: bool = False) -> QuantityType:
    """The type of a figure in a unit: a percentage for `%`, a difference of percentages for 个百分点."""
    if unit is PERCENT or unit == PERCENT:
        points = unit.text in _POINTS
        return QuantityType(PERCENT_POINT if points else PERCENT, Style.POINTS if points else Style.PERCENT, real)
    if not unit.dimension and unit.factor == 1:
        return NUMBER if not real else QuantityType(ONE, Style.NUMBER, True)
    return QuantityType(unit, Style.NUMBER, real)


def _text(text: str, names: Mapping[str, Unit]) -> str:
    """The text of a unit with the real names put in; a stroke in a real name goes where it belongs."""
    above: list[str] = []
    below: list[str] = []
    for side, part in enumerate(text.split("/", 1)):
        for name in part.split(JOINERS[0]):
            real = names[name].text if name in names else name
            up, _, down = real.partition("/")
            sides = (above, below) if side == 0 else (below, above)
            sides[0].extend(x for x in up.split(JOINERS[0]) if x not in ("", "1"))
            sides[1].extend(x for x in down.split(JOINERS[0]) if x)
    for name in list(above):
        if name in below:
            above.remove(name)
            below.remove(name)
    head = JOINERS[0].join(above)
    return f"{head or '1'}/{JOINERS[0].join(below)}" if below else head
