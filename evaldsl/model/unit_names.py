"""From the name of a unit to the unit: scale words before a name, and compounds.

In: a text such as `万元`, `元/人次`, `吨/平方公里·月`, and the table of declared units by name. Out: the `Unit`, or the name that is
not in the table. Guarantees: a declared name wins over taking a name apart (`千克` is not 千 + 克), all after the first slash
is the denominator, and nothing else splits by itself (`人天` is not 人·天).
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.model.units import Dimension, Unit, over, times
from evaldsl.records import frozen

SCALES: Mapping[str, int] = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "亿": 10**8,
    "万": 10**4,
    "千": 10**3,
}
"""Scale words (数词) that may stand before any unit; longer ones first."""

JOINERS = "·•・*×"
"""Signs between the factors of a compound unit."""


@frozen
class UnknownUnit:
    """A name that is no unit."""

    name: str


def simple_unit(name: str, units: Mapping[str, Unit]) -> Unit | None:
    """A declared unit, or a scale word before one: `亿元`."""
    if name in units:
        return units[name]
    for word, scale in SCALES.items():
        base = units.get(name[len(word) :]) if name.startswith(word) else None
        if base is not None:
            return Unit(base.dimension, base.factor * scale, name)
    return None


def compound_unit(text: str, units: Mapping[str, Unit]) -> Unit | UnknownUnit:
    """A unit as written, compounds included."""
    if text in units:
        return units[text]
    above, *below = text.split("/")
    dimension: Dimension = ()
    factor = Fraction(1)
    for name in _factors(above):
        unit = simple_unit(name, units)
        if unit is None:
            return UnknownUnit(name)
        dimension, factor = times(dimension, unit.dimension), factor * unit.factor
    for part in below:
        for name in _factors(part):
            unit = simple_unit(name, units)
            if unit is None:
                return UnknownUnit(name)
            dimension, factor = over(dimension, unit.dimension), factor / unit.factor
    return Unit(dimension, factor, text)


def _factors(text: str) -> list[str]:
    for sign in JOINERS[1:]:
        text = text.replace(sign, JOINERS[0])
    return [part.strip() for part in text.split(JOINERS[0])]
