"""The rows of lists in the fact file.

In: the section `facts`, the program. Out: for every list that is given its rows, each with the fields that are filled in. Guarantees: every
row has its key and no two have the same; a list is as long as the ruleset says; an unknown field is refused; a row that is not
filled in is no row of zeros. Problems name the row: `$.facts.项目[3].追加`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import listed
from evaldsl.model.facts import FactValue
from evaldsl.model.program import FactSpec, ListSpec, Program
from evaldsl.model.values import Missing, Uncertain, Value
from evaldsl.readers.asked import known_text
from evaldsl.readers.fact_values import read_fact
from evaldsl.readers.json_text import Data, Object
from evaldsl.readers.nodes import plain_path
from evaldsl.readers.problems import Found, Path, Problems
from evaldsl.readers.shapes import KINDS, kind_of
from evaldsl.records import evolve

if TYPE_CHECKING:
    from evaldsl.readers.measures import Measures

Row = Mapping[str, FactValue]


def read_lists(
    facts: Object, program: Program, problems: Problems, measures: "Measures | None" = None
) -> dict[str, tuple[Row, ...]]:
    """The lists that are given. A list that is null, or whose rows are all empty, is not given. `measures` are the units that facts bring."""
    found: dict[str, tuple[Row, ...]] = {}
    given: dict[str, str] = {}
    for key, data in facts.items():
        name = key if key in program.lists else plain_path(key)
        spec = program.lists.get(name)
        if spec is None or spec.derived is not None:
            continue
        path: Path = ("facts", key)
        if name in given:
            problems.add_key(path, "E555", name=key, other=given[name], fact=name)
            continue
        given[name] = key
        rows = _rows(data, spec, program, path, problems, _measures(spec, program, measures))
        if rows is not None:
            found[name] = rows
    return found


def _measures(spec: ListSpec, program: Program, outer: "Measures | None") -> "Measures | None":
    """The units of the rows, where any field is counted in a unit that is data."""
    from evaldsl.model.measures import symbols

    if not any(symbols(field.type) for field in spec.fields.values()):
        return None
    from evaldsl.readers.measures import Measures

    return Measures(program.units, outer, spec.name)


def _rows(
    data: Data, spec: ListSpec, program: Program, path: Path, problems: Problems, measures: "Measures | None"
) -> tuple[Row, ...] | None:
    if data is None:
        return None
    field = spec.key or next(iter(spec.fields), "…")
    if not isinstance(data, list):
        problems.add(path, "E560", name=spec.name, kind=KINDS[kind_of(data)], field=field)
        return None
    if data and all(isinstance(row, Object) and _is_empty(row) for row in data):
        return None
    if spec.count is not None and len(data) != spec.count:
        problems.add(path, "E565", name=spec.name, found=str(len(data)), due=str(spec.count))
    rows: list[Row] = []
    keys: dict[Value, int] = {}
    for i, row in enumerate(data):
        at: Path = (*path, i)
        if not isinstance(row, Object):
            problems.add(at, "E561", name=spec.name, kind=KINDS[kind_of(row)], field=field)
            continue
        made = _row(row, spec, program, at, problems, measures)
        rows.append(made)
        if spec.key is not None:
            _key(made, row, spec, i, keys, at, problems)
    return tuple(rows)


def _is_empty(row: Object) -> bool:
    """Whether nothing has been filled in, as in an empty fact file."""
    return all(x is None or (isinstance(x, Object) and x.get("value") is None and "value" in x) for x in row.values())


def _row(row: Object, spec: ListSpec, program: Program, path: Path, problems: Problems, measures: "Measures | None") -> Row:
    found: dict[str, FactValue] = {}
    given: dict[str, str] = {}
    later: list[tuple[str, Data, FactSpec]] = []
    if measures is not None:
        measures.values, measures.specs = found, spec.fields
    for key, data in row.items():
        field = spec.fields.get(key) or spec.fields.get(plain_path(key))
        if field is None:
            _unknown(key, spec, (*path, key), problems)
            continue
        if field.name in given:
            problems.add_key((*path, key), "E566", name=key, other=given[field.name], field=field.name)
            continue
        given[field.name] = key
        if measures is not None and measures.is_counted(field):
            later.append((key, data, field))  # after the units of the row
            continue
        _cell(data, field, spec, program, (*path, key), problems, found)
    if measures is not None:
        from evaldsl.readers.measures import refused

        measures.refused = refused(given, row, found)
    for key, data, field in later:
        assert measures is not None
        real = measures.counted(field, data, (*path, key), problems)
        if real is not None:
            _cell(data, real, spec, program, (*path, key), problems, found)
    return found


def _cell(
    data: Data, field: FactSpec, spec: ListSpec, program: Program, path: Path, problems: Problems, found: dict[str, FactValue]
) -> None:
    value = read_fact(data, field, field.may_be_na, program.units, path, problems)
    if value is not None:
        found[field.name] = _named(value, f"{spec.name}[{path[-2]}].{field.name}")


def _named(value: FactValue, cell: str) -> FactValue:
    """What is still open needs this very cell."""
    if not isinstance(value.value, Uncertain):
        return value
    return evolve(value, value=evolve(value.value, needs=frozenset((cell,))))


def _unknown(key: str, spec: ListSpec, path: Path, problems: Problems) -> None:
    known = listed(spec.fields)
    if any(name == key or name.startswith(f"{key}.") for name in spec.lets):
        problems.add_key(path, "E562", "let", name=spec.name, key=key, known=known)
        return
    from evaldsl.spelling import nearest

    near = nearest(key, spec.fields)
    problems.add_key(path, "E562", "near" if near else None, name=spec.name, key=key, near=near or "", known=known)


def _key(made: Row, row: Object, spec: ListSpec, index: int, keys: dict[Value, int], path: Path, problems: Problems) -> None:
    assert spec.key is not None
    entry = made.get(spec.key)
    written = next((key for key in row if key == spec.key or plain_path(key) == spec.key), None)
    if entry is None:
        if written is None or row[written] is None or _is_empty(Object({written: row[written]})):
            problems.add(path, "E563", name=spec.name, key=spec.key)
        return
    if isinstance(entry.value, Uncertain):
        problems.add((*path, written or spec.key), "E563", name=spec.name, key=spec.key)
        return
    first = keys.setdefault(entry.value, index)
    if first != index:
        text = "" if isinstance(entry.value, Missing) else known_text(entry.value, spec.fields[spec.key])
        other = ("first", (*path[:-1], first), 0)
        args = {"name": spec.name, "key": spec.key, "value": text}
        problems.put(Found((*path, written or spec.key), "E564", args, None, False, other))
