"""One fact file as two rulesets read it.

In: the bytes of a fact file, the ruleset that reads them, the other one. Out: facts and result, or why not, and what was passed over. Guarantees: read as `run` reads it;
only where the file speaks of what the other ruleset asks for and this one does not is that left out, and told; what neither knows is refused. An indicator
that has another name in the other ruleset is found under its own.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Diagnostic, InData, Severity
from evaldsl.differing.tables import type_key
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import Result
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.model.types import QuantityType
from evaldsl.readers.json_facts import read
from evaldsl.readers.nodes import plain_path
from evaldsl.readers.problems import path_text
from evaldsl.records import field, frozen
from evaldsl.trials.files import parsed, written
from evaldsl.trials.strategies import written_number

_NOT_ASKED = ("E540", "E544", "E553", "E556", "E557", "E562")
"""What is said of a name that a ruleset does not ask for."""
_SECTIONS = ("facts", "judged", "override", "filed", "reasons")
_ROUNDS = 20


@frozen
class Read:
    """A fact file as a ruleset read it. `left_out` are the names that only the other ruleset asks for, `codes` why it has no result."""

    facts: Facts | None
    result: Result | None
    problems: tuple[Diagnostic, ...]
    left_out: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its errors."""
        return tuple(dict.fromkeys(p.code for p in self.problems if p.severity is Severity.ERROR))


@frozen
class Way:
    """From the ruleset that a file was written for to the one that reads it: names of facts and paths of nodes that are other there."""

    program: Program
    other: Program
    names: Mapping[str, str] = field(hash=False, factory=dict)


def read_by(data: bytes, file: str, way: Way) -> Read:
    """Reads a fact file by `way.program` and scores it."""
    found = read(data, file, way.program)
    left: dict[str, None] = {}
    if found.facts is None and any(p.code in _NOT_ASKED for p in found.problems):
        try:
            tree = parsed(data.decode("utf-8-sig"))
        except ValueError:
            return Read(None, None, found.problems)
        foreign = _complaints(read(data, file, way.other).problems)
        for _ in range(_ROUNDS):
            drop = _complaints(found.problems) - foreign
            if found.facts is not None or not drop or not isinstance(tree, dict):
                break
            tree, gone = _without(tree, drop, way.names)
            left |= dict.fromkeys(gone)
            data = written(tree).encode("utf-8", "surrogatepass")
            found = read(data, file, way.program)
    if found.facts is None:
        return Read(None, None, found.problems, tuple(left))
    result = evaluate(way.program, found.facts)
    return Read(found.facts, result, (*found.problems, *result.problems), tuple(left))


def carried(data: bytes, facts: Facts, way: Way) -> bytes:
    """The bytes of a fact file that was written for `way.other`, with its figures in the units that it means where `way.program` counts in others."""
    names = {name: way.names.get(name, name) for name in facts.entries}
    changed: dict[str, str] = {}
    for name, mine in names.items():
        before, after = way.other.facts.get(name), way.program.facts.get(mine)
        if before is None or after is None or type_key(before.type) == type_key(after.type):
            continue
        value, kind = facts.entries[name].value, before.type
        if isinstance(value, Fraction) and isinstance(kind, QuantityType):
            text = written_number(value, kind)
            if text is not None:
                changed[name] = text
    if not changed:
        return data
    tree = parsed(data.decode("utf-8-sig"))
    given = {key: changed.get(plain_path(key), x) for key, x in tree["facts"].items()}
    return written({**tree, "facts": given}).encode("utf-8", "surrogatepass")


def _complaints(problems: tuple[Diagnostic, ...]) -> set[str]:
    return {p.place.path for p in problems if p.code in _NOT_ASKED and isinstance(p.place, InData)}


def _without(tree: dict[str, Any], drop: set[str], names: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The file without what is not asked for, or with its other name where it has one; and what is gone."""
    made = dict(tree)
    gone: list[str] = []
    for section in _SECTIONS:
        inner = tree.get(section)
        if not isinstance(inner, dict):
            continue
        kept: dict[str, Any] = {}
        for key, data in inner.items():
            if path_text((section, key)) not in drop:
                rows = list(_rows(section, key, data, drop, gone)) if isinstance(data, list) else data
                kept[key] = rows
            elif plain_path(key) in names and names[plain_path(key)] not in inner:
                kept[names[plain_path(key)]] = data
            else:
                gone.append(key)
        made[section] = kept
    return made, gone


def _rows(section: str, key: str, rows: list[Any], drop: set[str], gone: list[str]) -> Iterator[Any]:
    for i, row in enumerate(rows):
        if isinstance(row, dict):
            lost = [name for name in row if path_text((section, key, i, name)) in drop]
            gone += [f"{key}.{name}" for name in lost]
            yield {name: x for name, x in row.items() if name not in lost}
        else:
            yield row
