"""Units that are data (计量单位) in the fact file, and the figures that are counted in them.

In: the data under a name of type `unit`, and the fields or facts of a ruleset with the units that have been read. Out: the canonical text of
a unit; for a field counted in it the same field with the real unit, so that it is read, converted and refused as if the ruleset had named
that unit. Guarantees: an unknown unit is refused (E580), and so is a figure whose unit is missing (E581): none is assumed.
"""

from collections.abc import Mapping

from evaldsl.model.facts import FactValue
from evaldsl.model.measures import canonical, measure, real_type, symbols
from evaldsl.model.program import FactSpec
from evaldsl.model.real_units import unit_of
from evaldsl.model.types import MeasureType, QuantityType
from evaldsl.model.unit_names import UnknownUnit
from evaldsl.model.units import Unit
from evaldsl.readers.json_text import Data, Object
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Path, Problems
from evaldsl.records import evolve


def read_unit(data: str, name: str, units: Mapping[str, Unit], path: Path, problems: Problems) -> str | None:
    """The canonical text of a unit (`平方米` for m2 where that is declared so), or None after E580."""
    text = "".join(plain(data).split())
    found = measure(text, units)
    if isinstance(found, UnknownUnit):
        from evaldsl.spelling import nearest

        near = nearest(found.name, units)
        unit = found.name or text
        problems.add(path, "E580", "near" if near else None, name=name, written=data, unit=unit, near=near or "")
        return None
    return canonical(text, found, units)


class Measures:
    """The units that one fact file gives: those of its facts, and for the rows of one list those of the row that is read."""

    def __init__(self, units: Mapping[str, Unit], outer: "Measures | None" = None, owner: str = "") -> None:
        """Of the facts, or of the rows of the list `owner`, which see those of the facts too."""
        self.units, self.outer, self.owner = units, outer, owner
        self.specs: Mapping[str, FactSpec] = {}
        self.values: Mapping[str, FactValue] = {}
        self.refused: set[str] = set()
        """The units that are filled in with something that is none, which has been told."""
        self._made: dict[tuple[str, tuple[str, ...]], FactSpec] = {}
        self._units: dict[str, Unit | None] = {}

    def is_counted(self, spec: FactSpec) -> bool:
        """Whether a fact or field is counted in a unit that is data."""
        return bool(symbols(spec.type))

    def unit(self, owner: str, name: str) -> Unit | None:
        """The unit in a field of the row (or in a fact), None while it is not known."""
        if owner != self.owner:
            return None if self.outer is None else self.outer.unit(owner, name)
        entry = self.values.get(name)
        if entry is not None:
            text = entry.value
            if not isinstance(text, str):
                return None
            if text not in self._units:
                self._units[text] = unit_of(text, self.units)
            return self._units[text]
        spec = self.specs.get(name)
        return None if spec is None else unit_of(spec.default, self.units)

    def real(self, spec: FactSpec) -> FactSpec | str:
        """The fact or field in its real unit, or the name of the one that does not give its unit."""
        assert isinstance(spec.type, QuantityType)
        found: dict[tuple[str, str], Unit] = {}
        for owner, name in symbols(spec.type):
            unit = self.unit(owner, name)
            if unit is None:
                return name
            found[owner, name] = unit
        key = (spec.name, tuple(unit.text for unit in found.values()))
        if key not in self._made:
            self._made[key] = evolve(spec, type=real_type(spec.type, lambda owner, name: found[owner, name]))
        return self._made[key]

    def counted(self, spec: FactSpec, data: Data, path: Path, problems: Problems) -> FactSpec | None:
        """The field to read a figure by; None after E581: there is a figure, and its unit is not known."""
        real = self.real(spec)
        if isinstance(real, FactSpec):
            return real
        if not needs_unit(data, spec):
            return spec
        if real in self.refused:
            return None
        problems.add(path, "E581", name=spec.name, measure=real)
        return None


def refused(given: Mapping[str, str], data: Object, found: Mapping[str, FactValue]) -> set[str]:
    """The names that are filled in and were not taken; `given` has the key in the data for each."""
    values = {name: data[key] for name, key in given.items() if name not in found}
    return {name for name, x in values.items() if (x.get("value") if isinstance(x, Object) else x) is not None}


def needs_unit(data: Data, spec: FactSpec) -> bool:
    """Whether there is a figure, and not nothing, or a word that stands in its place (`看不清`)."""
    from evaldsl.readers.fact_values import NOTHING_WORDS, PENDING_WORDS

    value = data.get("value") if isinstance(data, Object) else data
    if not isinstance(value, str):
        return value is not None
    word = plain(value).lower()
    return word not in PENDING_WORDS and word not in NOTHING_WORDS and all(plain(sign) != plain(value) for sign, _ in spec.reads)


def brings_unit(spec: FactSpec | None) -> bool:
    """Whether a fact or field is a unit."""
    return spec is not None and isinstance(spec.type, MeasureType)
