"""One fact of the fact file: its value by its declared type, with the evidence that stands beside it.

In: the data under a fact's name and its `FactSpec`. Out: a `FactValue`, or None when there is none yet (null: not filled in) or a problem
was noted. Guarantees: a missing figure never becomes zero; what is not applicable must be permitted and must have a reason.
"""

from collections.abc import Mapping
from typing import assert_never

from evaldsl.diagnostics.core import listed
from evaldsl.model.facts import FactValue
from evaldsl.model.program import FactSpec
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, TextType, YesNoType
from evaldsl.model.units import Unit
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.readers.dates import read_date
from evaldsl.readers.json_text import Constant, Data, Numeral, Object
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Path, Problems
from evaldsl.readers.quantities import Slot, read_quantity
from evaldsl.readers.shapes import KINDS, kind_of, text_of, unknown_keys

FACT_KEYS = ("value", "unit", "source", "note", "label", "expects", "not_applicable", "pending")

PENDING_WORDS = frozenset(("看不清", "待补", "待定", "待核", "不详", "未知", "pending", "unknown"))
NOTHING_WORDS = frozenset(("-", "--", "—", "——", "/", "\\", "无", "n/a", "na", "不涉及", "不适用", "null", "none"))
_YES = frozenset(("是", "yes", "true"))
_NO = frozenset(("否", "no", "false"))


def read_fact(
    data: Data, spec: FactSpec, may_be_na: bool, units: Mapping[str, Unit], path: Path, problems: Problems
) -> FactValue | None:
    """The fact, None when it is not filled in or was refused."""
    if not isinstance(data, Object):
        return _wrapped(data, spec, "", ("", ""), (path, path), may_be_na, units, problems)
    unknown_keys(data, FACT_KEYS, "E532", path, problems, name=spec.name)
    source, note = (text_of(data.get(key), (*path, key), problems) for key in ("source", "note"))
    for key in ("label", "expects"):
        text_of(data.get(key), (*path, key), problems)
    unit = text_of(data.get("unit"), (*path, "unit"), problems)
    stated = [key for key in ("value", "not_applicable", "pending") if data.get(key) is not None]
    if not stated:
        if not any(key in data for key in ("value", "not_applicable", "pending")):
            problems.add(path, "E533", name=spec.name)
        return None
    if len(stated) > 1:
        problems.add(path, "E533", "both", name=spec.name, first=stated[0], second=stated[1])
        return None
    match stated[0]:
        case "value":
            return _wrapped(data["value"], spec, unit, (source, note), ((*path, "value"), path), may_be_na, units, problems)
        case "pending":
            reason = text_of(data["pending"], (*path, "pending"), problems)
            return FactValue(pending(spec), reason, source, note or reason, _where(path))
        case _:
            return _absent(data["not_applicable"], spec, (source, note), path, may_be_na, problems)


def _where(path: Path) -> str:
    from evaldsl.readers.problems import path_text

    return path_text(path)


def _wrapped(
    data: Data,
    spec: FactSpec,
    unit: str,
    evidence: tuple[str, str],
    paths: tuple[Path, Path],
    may_be_na: bool,
    units: Mapping[str, Unit],
    problems: Problems,
) -> FactValue | None:
    if data is None:
        return None
    value = _value(data, spec, plain_unit(unit), units, paths[0], may_be_na, problems)
    if value is None:
        return None
    text = data if isinstance(data, str) else "true" if data else "false"
    if unit and isinstance(spec.type, QuantityType) and text[-1:].isdigit():
        text = f"{text} {unit}"
    return FactValue(value, text, evidence[0], evidence[1], _where(paths[1]))


def plain_unit(text: str) -> str:
    """A unit as written beside a value, full width mapped, without spaces."""
    return "".join(plain(text).split())


def _value(
    data: Data, spec: FactSpec, unit: str, units: Mapping[str, Unit], path: Path, may_be_na: bool, problems: Problems
) -> Value | None:
    """The value by the declared type."""
    type = spec.type
    if spec.reads and isinstance(data, str):
        for text, value in spec.reads:
            if data == text or plain(data) == plain(text):
                return value
    if isinstance(data, str) and not isinstance(data, Numeral) and not isinstance(type, TextType):
        word = plain(data)
        if not word:
            problems.add(path, "E514", "na" if may_be_na else None, name=spec.name)
            return None
        if word.lower() in PENDING_WORDS and not (isinstance(type, LevelType) and word in type.members):
            return pending(spec)
        if word.lower() in NOTHING_WORDS and not (isinstance(type, LevelType) and word in type.members):
            problems.add(path, "E527", "na" if may_be_na else None, name=spec.name, written=data)
            return None
    if isinstance(data, Constant) or data is None:
        return None
    match type:
        case QuantityType():
            if not isinstance(data, str):
                _wrong_kind(data, "quantity", spec, path, problems)
                return None
            return read_quantity(data, unit, Slot(spec.name, type, spec.domain, units, path, problems))
        case DateType():
            if not isinstance(data, str):
                _wrong_kind(data, "date", spec, path, problems)
                return None
            return read_date(data, spec.name, spec.domain, path, problems)
        case LevelType():
            if not isinstance(data, str) or isinstance(data, Numeral):
                _wrong_kind(data, "level", spec, path, problems)
                return None
            return read_level(data, spec.name, type, path, problems)
        case YesNoType():
            return _yes_no(data, spec, path, problems)
        case TextType():
            if type.cell and isinstance(data, Numeral):
                return f"{data} {unit}" if unit else str(data)
            if not isinstance(data, str) or isinstance(data, Numeral):
                _wrong_kind(data, "text", spec, path, problems)
                return None
            if not data.strip():
                problems.add(path, "E514", name=spec.name)
                return None
            return f"{data} {unit}" if type.cell and unit else data.strip()
        case MeasureType():
            from evaldsl.readers.measures import read_unit

            if not isinstance(data, str) or isinstance(data, Numeral):
                _wrong_kind(data, "unit", spec, path, problems)
                return None
            return read_unit(data, spec.name, units, path, problems)
    assert_never(type)


def _wrong_kind(data: Data, wanted: str, spec: FactSpec, path: Path, problems: Problems) -> None:
    members = listed(spec.type.members) if isinstance(spec.type, LevelType) else ""
    problems.add(path, "E513", wanted, name=spec.name, kind=KINDS[kind_of(data)], members=members)


def pending(spec: FactSpec) -> Uncertain:
    """A value somewhere in the fact's domain."""
    needs = frozenset((spec.name,))
    match spec.type:
        case LevelType(members):
            return Uncertain(members=frozenset(members), needs=needs)
        case YesNoType():
            return Uncertain(members=frozenset((True, False)), needs=needs)
        case _:
            d = spec.domain
            return Uncertain(d.low, d.high, d.low_closed, d.high_closed, None, needs)


def _absent(
    data: Data, spec: FactSpec, evidence: tuple[str, str], path: Path, may_be_na: bool, problems: Problems
) -> FactValue | None:
    reason = data.strip() if isinstance(data, str) and not isinstance(data, Numeral) else ""
    if not may_be_na:
        problems.add((*path, "not_applicable"), "E528", "own" if spec.own_of else None, name=spec.name, path=spec.own_of or "")
        return None
    if not reason:
        problems.add((*path, "not_applicable"), "E529", name=spec.name)
        return None
    return FactValue(Missing(Absence.NOT_APPLICABLE, reason), reason, evidence[0], evidence[1], _where(path))


def read_level(data: str, name: str, type: LevelType, path: Path, problems: Problems) -> str | None:
    """The member that a text names, or None after the problem was noted."""
    word = plain(data)
    for member in type.members:
        if member == word or plain(member) == word:
            return member
    from evaldsl.spelling import nearest

    near = nearest(word, type.members)
    problems.add(path, "E530", "near" if near else None, name=name, written=data, members=listed(type.members), near=near or "")
    return None


def _yes_no(data: Data, spec: FactSpec, path: Path, problems: Problems) -> bool | None:
    if isinstance(data, bool):
        return data
    word = plain(data).lower() if isinstance(data, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    if isinstance(data, str):
        problems.add(path, "E531", name=spec.name, written=data)
    else:
        _wrong_kind(data, "yes_no", spec, path, problems)
    return None
