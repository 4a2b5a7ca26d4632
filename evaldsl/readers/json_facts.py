"""A fact file (JSON) read against a program: bytes → `Facts`, or everything that is wrong with the file at once.

In: the bytes, the file's name, the checked program. Out: facts in the coherent base of their units, with the text as written and
its evidence; judgements, overrides, filed figures and reasons by node path. Guarantees: no number becomes a float, a missing
figure never becomes zero, nothing in the file is passed over in silence, and every problem has its data path, line and column.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Both, Diagnostic
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.program import FactSpec, Judged, Program
from evaldsl.model.types import MeasureType
from evaldsl.readers.fact_values import read_fact
from evaldsl.readers.json_text import Data, Object, load, sound, survey
from evaldsl.readers.nodes import Nodes, nodes_of, plain_path
from evaldsl.readers.problems import Enough, Path, Problems
from evaldsl.readers.scores import read_filed, read_judged, read_overrides, read_reasons
from evaldsl.readers.shapes import KINDS, kind_of, section, text_of, unknown_keys
from evaldsl.records import frozen

if TYPE_CHECKING:
    from evaldsl.model.claims import Claim
    from evaldsl.readers.form_indicators import Expanded
    from evaldsl.readers.measures import Measures

TOP_KEYS = ("subject", "facts", "judged", "override", "filed", "reasons", "claims", "note", "$schema")


@frozen
class ReadFacts:
    """The facts, None when there is any error."""

    facts: Facts | None
    problems: tuple[Diagnostic, ...]


def read(data: bytes, file: str, program: Program) -> ReadFacts:
    """The facts of one subject. Refused with E501 … E5xx; `problems` are all that were found."""
    loaded = load(data, file)
    if isinstance(loaded, Diagnostic):
        return ReadFacts(None, (loaded,))
    text, tree = loaded
    problems = Problems()
    try:
        facts = _facts(tree, data, file, program, problems) if sound(tree, text) or survey(tree, problems) else None
    except Enough:
        facts = None
    found = problems.diagnostics(text, file)
    return ReadFacts(None if found else facts, found)


def _facts(tree: Data, data: bytes, file: str, program: Program, problems: Problems) -> Facts | None:
    if not isinstance(tree, Object):
        problems.add((), "E509", "top", key=Both("the fact file", "这份数据"), kind=KINDS[kind_of(tree)], wanted=KINDS["object"])
        return None
    from hashlib import sha256

    unknown_keys(tree, TOP_KEYS, "E510", (), problems)
    for key in ("note", "$schema"):
        text_of(tree.get(key), (key,), problems)
    nodes = nodes_of(program)
    subject = text_of(tree.get("subject"), ("subject",), problems).strip()
    given = section(tree, "facts", problems)
    measures = _measures(program)
    entries = _entries(given, program, nodes, problems, measures)
    if measures is not None:
        from evaldsl.model.real_units import with_real_units

        program = with_real_units(program, {name: entry.value for name, entry in entries.items()})
        nodes = nodes_of(program)
    lists: dict[str, tuple[Mapping[str, FactValue], ...]] = {}
    if program.lists:
        from evaldsl.readers.lists import read_lists

        lists = read_lists(given, program, problems, measures)
        fields = (f for spec in program.lists.values() for f in spec.fields.values())
        if any(f.row_of for f in (*program.facts.values(), *fields)):
            from evaldsl.readers.row_keys import check_keys

            check_keys(given, program, entries, lists, problems)
    rows: Expanded | None = None
    if program.forms:
        from evaldsl.readers.form_rows import expand

        program, rows = expand(program, lists, problems)
        if problems.found:
            return None  # what is said of their nodes cannot be judged
        nodes = Nodes(program)
        entries |= rows.entries
        lists |= rows.lists
    scored = any(spec.tree is not None for spec in program.lists.values())
    if scored:
        from evaldsl.readers.row_trees import planted

        program = planted(program, lists)
        nodes = Nodes(program)
    judged = read_judged(tree, nodes, problems)
    overrides = read_overrides(tree, nodes, problems)
    filed = read_filed(tree, nodes, problems)
    reasons = read_reasons(tree, nodes, problems)
    if rows is not None:
        rows.join(judged, filed, reasons, problems)
    claims: tuple[Claim, ...] = ()
    if tree.get("claims") is not None:
        from evaldsl.readers.claims import read_claims

        claims = read_claims(tree["claims"], file, program, nodes, problems)
        if lists:
            from evaldsl.readers.cells import refuse_unknown_rows

            refuse_unknown_rows(claims, lists, program, problems)
    made = program if rows is not None or scored else None
    return Facts(subject, file, sha256(data).hexdigest(), entries, judged, overrides, filed, reasons, claims, lists, made)


def _measures(program: Program) -> "Measures | None":
    """The units that facts bring, where any does."""
    if not any(type(spec.type) is MeasureType for spec in program.facts.values()):
        return None
    from evaldsl.readers import measures

    return measures.Measures(program.units)


def _entries(
    facts: Object, program: Program, nodes: Nodes, problems: Problems, measures: "Measures | None"
) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    given: dict[str, str] = {}
    later: list[tuple[FactSpec, Data, Path]] = []
    if measures is not None:
        measures.values, measures.specs = found, program.facts
    for key, data in facts.items():
        path: Path = ("facts", key)
        listed = program.lists.get(key) or program.lists.get(plain_path(key))
        if listed is not None:
            if listed.derived is not None:
                problems.add_key(path, "E556", "let", name=key)
            continue
        spec = program.facts.get(key) or _by_other_name(key, program)
        if spec is None:
            _unknown_fact(key, path, program, nodes, problems)
            continue
        if spec.name in given:
            problems.add_key(path, "E555", name=key, other=given[spec.name], fact=spec.name)
            continue
        given[spec.name] = key
        if measures is not None and measures.is_counted(spec):
            later.append((spec, data, path))  # after the units
            continue
        value = read_fact(data, spec, spec.may_be_na or spec.own_of in nodes.absent, program.units, path, problems)
        if value is not None:
            found[spec.name] = value
    if measures is not None:
        from evaldsl.readers.measures import refused

        measures.refused = refused(given, facts, found)
    for spec, data, path in later:
        assert measures is not None
        real = measures.counted(spec, data, path, problems)
        value = None
        if real is not None:
            value = read_fact(data, real, spec.may_be_na or spec.own_of in nodes.absent, program.units, path, problems)
        if value is not None:
            found[spec.name] = value
    return found


def _by_other_name(key: str, program: Program) -> FactSpec | None:
    """A fact by its name in other writing (full width, quotes), or by a path that ends in its indicator."""
    wanted = plain_path(key)
    if wanted in program.facts:
        return program.facts[wanted]
    found = [spec for spec in program.facts.values() if wanted in _names(spec)]
    return found[0] if len(found) == 1 else None


def _names(spec: FactSpec) -> Iterator[str]:
    yield plain_path(spec.name)
    if spec.own_of:
        tail = spec.own_of
        while tail:
            yield tail
            _, _, tail = tail.partition(".")


def _unknown_fact(key: str, path: Path, program: Program, nodes: Nodes, problems: Problems) -> None:
    """Says what the name is instead, where it is something."""
    wanted = plain_path(key)
    if wanted in program.lets or any(name.startswith(wanted + ".") for name in program.lets):
        problems.add_key(path, "E556", "let", name=key)
        return
    nothing = Problems()
    node = nodes.find(key, path, nothing)
    if node is not None:
        help = "judged" if isinstance(node.method, Judged) else "group" if node.children else "computed"
        problems.add_key(path, "E556", help, name=key, path=node.path)
        return
    if any(d.code == "E541" for d in nothing.found):
        problems.put(nothing.found[0])
        return
    from evaldsl.spelling import nearest

    near = nearest(wanted, [*program.facts, *(name for name, spec in program.lists.items() if spec.derived is None)])
    problems.add_key(path, "E557", "near" if near else None, name=key, near=near or "")
