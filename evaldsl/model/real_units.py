"""A program with the real units of one fact file in place of those that its facts bring.

In: a program with facts of type `unit` (`计量 : unit`), and the unit that the fact file gives for each. Out: the same program, every type
that was counted in such a fact now in the real unit, so that every view shows it. Units of rows stay: each row has its own.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from evaldsl.model.measures import measure, real_type, symbols
from evaldsl.model.program import Program
from evaldsl.model.types import MeasureType, QuantityType
from evaldsl.model.units import Unit
from evaldsl.model.values import Known, Value

T = TypeVar("T")


def with_real_units(program: Program, values: Mapping[str, Value]) -> Program:
    """The program for facts with these values; itself when no fact brings a unit that is known."""
    known: dict[str, Unit] = {}
    for name, spec in program.facts.items():
        if isinstance(spec.type, MeasureType):
            unit = unit_of(values.get(name, spec.default), program.units)
            if unit is not None:
                known[name] = unit
    return _real(program, known) if known else program


def unit_of(value: Value | Known | None, units: Mapping[str, Unit]) -> Unit | None:
    """The unit that a value of type `unit` is; None while it is not known."""
    found = measure(value, units) if isinstance(value, str) else None
    return found if isinstance(found, Unit) else None


def _real(part: T, known: Mapping[str, Unit]) -> T:
    """A part of a program with the real units put in; the same object where nothing changes."""
    made: Any = part
    if isinstance(part, QuantityType):
        return cast("T", real_type(part, lambda owner, name: None if owner else known.get(name)) if symbols(part) else part)
    if isinstance(part, tuple):
        inner = [_real(x, known) for x in part]
        return cast("T", tuple(inner)) if any(a is not b for a, b in zip(inner, part, strict=True)) else part
    if isinstance(part, dict):
        pairs = {key: _real(x, known) for key, x in part.items()}
        return cast("T", pairs) if any(pairs[key] is not x for key, x in part.items()) else part
    if isinstance(part, Unit) or not hasattr(part, "__record_fields__"):
        return part
    old = {name: getattr(part, name) for name in made.__record_fields__}
    new = {name: _real(x, known) for name, x in old.items()}
    return cast("T", type(made)(**new)) if any(new[name] is not old[name] for name in old) else part
