"""References between rows (条目 属于): every key that a row or fact names is the key of a row that is there.

In: the section `facts` as written, the lists and facts as read. Out: E598 for every key that no row has, with its place and the nearest key.
A list that is not given is told elsewhere, and so is a key that is not filled in.
"""

from collections.abc import Iterator, Mapping

from evaldsl.model.facts import FactValue
from evaldsl.model.program import FactSpec, Program
from evaldsl.model.types import TextType
from evaldsl.model.values import Missing, Uncertain, Value
from evaldsl.readers.asked import known_text
from evaldsl.readers.json_text import Object
from evaldsl.readers.lists import Row
from evaldsl.readers.nodes import plain_path
from evaldsl.readers.problems import Path, Problems

MOST_SUGGESTED = 20
"""Problems of one file for which the nearest key is looked for."""


def check_keys(
    facts: Object, program: Program, entries: Mapping[str, FactValue], lists: Mapping[str, tuple[Row, ...]], problems: Problems
) -> None:
    """Notes every reference to a row that is not there."""
    known: dict[str, set[Value]] = {}
    told = 0
    for path, spec, entry in _references(facts, program, entries, lists):
        owner = spec.row_of or ""
        key = program.lists[owner].key
        if owner not in lists or key is None or isinstance(entry.value, Missing | Uncertain):
            continue
        if owner not in known:
            known[owner] = {row[key].value for row in lists[owner] if key in row}
        if entry.value in known[owner]:
            continue
        told += 1
        near = _nearest(entry.value, known[owner], spec) if told <= MOST_SUGGESTED else None
        value = known_text(entry.value, spec)
        problems.add(path, "E598", "near" if near else None, list=owner, key=key, value=value, near=near or "", field=spec.name)


def _references(
    facts: Object, program: Program, entries: Mapping[str, FactValue], lists: Mapping[str, tuple[Row, ...]]
) -> Iterator[tuple[Path, FactSpec, FactValue]]:
    """Everything that is filled in as a row of a list, or is one by default, with where it stands."""
    for fact in program.facts.values():
        if fact.row_of is not None and fact.default is not None and fact.name not in entries:
            yield ("facts", fact.name), fact, FactValue(fact.default, "")
    for key, data in facts.items():
        name = key if key in program.lists else plain_path(key)
        spec = program.facts.get(name)
        if spec is not None and spec.row_of is not None and name in entries:
            yield ("facts", key), spec, entries[name]
        listed = program.lists.get(name)
        if listed is None or name not in lists or not isinstance(data, list) or len(data) != len(lists[name]):
            continue
        joined = {field.name: field for field in listed.fields.values() if field.row_of is not None}
        if not joined:
            continue
        for i, (row, made) in enumerate(zip(data, lists[name], strict=True)):
            if not isinstance(row, Object):
                continue
            for one in joined.values():
                if one.default is not None and one.name not in made:
                    yield ("facts", key, i), one, FactValue(one.default, "")
            for written in row:
                field = joined.get(written) or joined.get(plain_path(written))
                if field is not None and field.name in made:
                    yield ("facts", key, i, written), field, made[field.name]


def _nearest(value: Value, known: set[Value], spec: FactSpec) -> str | None:
    if not isinstance(spec.type, TextType) or not isinstance(value, str):
        return None
    from evaldsl.spelling import MOST_NAMES, nearest

    return nearest(value, sorted(x for x in known if isinstance(x, str))[:MOST_NAMES])
