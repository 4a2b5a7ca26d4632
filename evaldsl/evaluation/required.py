"""Facts and fields that must be filled in and are not (须填 当), judged when everything is calculated.

In: a finished run. Out: E622 for every fact or cell whose condition surely holds and that the file leaves open, with the condition and the
figures in it. A condition that is not known yet, or has no value, asks for nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from evaldsl.diagnostics.core import Both, Diagnostic, InData, Label
from evaldsl.evaluation.expressions import truth
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.plan import walk
from evaldsl.model.facts import FactValue
from evaldsl.model.numbers import exact_text, fixed
from evaldsl.model.program import FactRef, FactSpec, FieldRef, LetRef
from evaldsl.model.types import QuantityType, Style, Type
from evaldsl.model.values import Uncertain

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run

_MOST = 5
"""Figures of a condition that are told."""
_PLACES = 6


def required(run: "Run") -> Iterator[Diagnostic]:
    """What is missing: facts, then the cells of every list."""
    file = run.file
    for name, spec in run.program.facts.items():
        if spec.required is not None:
            yield from _missing(run, spec, file.entries, {}, name)
    for owner, listed in run.program.lists.items():
        asked = [spec for spec in listed.fields.values() if spec.required is not None]
        for i, row in enumerate(run.rows.get(owner, ())) if asked else ():
            for spec in asked:
                yield from _missing(run, spec, file.lists[owner][i], row, f"{owner}[{i}].{spec.name}")


def _missing(
    run: "Run", spec: FactSpec, given: Mapping[str, FactValue], row: Mapping[str, Num], cell: str
) -> Iterator[Diagnostic]:
    assert spec.required is not None
    entry = given.get(spec.name)
    if entry is not None and not isinstance(entry.value, Uncertain):
        return
    if truth(spec.required.condition, run, row) is not True:
        return
    figures = list(dict.fromkeys(reversed(list(_figures(run, spec, row)))))[:_MOST]
    en, zh = ", ".join(figures), "，".join(figures)
    shown = Both(f" ({en})" if en else "", f"（{zh}）" if zh else "")
    args: dict[str, str | Both] = {"name": spec.name, "condition": spec.required.text, "figures": shown}
    yield Diagnostic("E622", InData(run.file.file, f"$.facts.{cell}"), args, (Label(spec.required.where, "rule"),))


def _figures(run: "Run", spec: FactSpec, row: Mapping[str, Num]) -> Iterator[str]:
    """The figures that a condition reads, the last one first: `执行率 = 85%`."""
    assert spec.required is not None
    for x in walk(spec.required.condition):
        found: Any = None
        match x:
            case FieldRef():
                found = row.get(x.name)
            case FactRef():
                found = run.facts.get(x.name)
            case LetRef():
                found = run.lets.get(x.name)
            case _:
                continue
        text = _text(found, _row_type(run, x.type, row))
        if text:
            yield f"{x.name} {text}" if text.startswith("≈") else f"{x.name} = {text}"


def _row_type(run: "Run", kind: Type, row: Mapping[str, Num]) -> Type:
    from evaldsl.evaluation.measures import row_type

    return row_type(kind, row, run.program.units)


def _text(value: object, kind: Type) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if not isinstance(value, Fraction) or not isinstance(kind, QuantityType):
        return ""
    unit = kind.unit.text
    if kind.style in (Style.PERCENT, Style.RATIO):
        value, unit = value * 100, "%"
    elif kind.style is Style.POINTS:
        value = value * 100
    else:
        value /= kind.unit.factor
    exact = exact_text(value)
    text = exact if "/" not in exact and len(exact.partition(".")[2]) <= _PLACES else f"≈ {fixed(value, 2)}"
    return f"{text}{unit}" if unit in ("", "%") else f"{text} {unit}"
