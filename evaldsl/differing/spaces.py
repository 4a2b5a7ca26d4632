"""The fact files that both rulesets can be given: what each fact may be where either of them changes.

In: two programs. Out: `Space`, a list of slots (a fact, an assessor's figure, a cell of a list) with the values to try in each, the simplest first; and the files
that a choice of values makes. Guarantees: the values are those of both rulesets' pools (targets, edges, ties), as a fact file would have them; every slot
has its simplest value unless it is chosen otherwise; what only one ruleset asks for stands in that one's file alone.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evaldsl.differing.matching import Matched
from evaldsl.differing.tables import type_key
from evaldsl.model.facts import FactValue, Judgement
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, Program
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Missing
from evaldsl.records import evolve, field, frozen
from evaldsl.trials.files import Digits, written
from evaldsl.trials.strategies import FactPool, Pools, pools_of

REASON = "试填"
_MOST = 120
_ROWS = 2


@frozen
class Slot:
    """A place of a fact file. `kind` is "fact", "judged", "rows" (how many a list has) or "cell"; `old` and `new` name it for either ruleset (None: not asked for).

    `choices` are JSON values, the simplest first; None: not given. `row` and `cell` are set for a cell.
    """

    kind: str
    name: str
    old: str | None
    new: str | None
    choices: tuple[Any, ...] = field(hash=False)
    row: int = 0
    cell: str = ""


Choice = Mapping[int, int]
"""Which value a slot has, by its place; a slot that is not named has its simplest."""


@frozen
class Space:
    """All slots, and the reasons that either ruleset may ask for."""

    slots: tuple[Slot, ...]
    reasons: tuple[tuple[str, ...], tuple[str, ...]]


def space_of(old: Program, new: Program, found: Matched) -> Space:
    """The slots of two rulesets."""
    pools = (pools_of(old), pools_of(new))
    back = {theirs: mine for mine, theirs in found.names.facts.items()}
    paths = {theirs: mine for mine, theirs in found.names.paths.items()}
    slots = [*_facts(old, new, pools, back), *_judged(pools, paths), *_cells(old, new, pools)]
    return Space(tuple(slots), (pools[0].reasons, pools[1].reasons))


def _facts(old: Program, new: Program, pools: tuple[Pools, Pools], back: Mapping[str, str]) -> list[Slot]:
    olds = {pool.spec.name: pool for pool in pools[0].facts}
    news = {pool.spec.name: pool for pool in pools[1].facts}
    taken: set[str] = set()
    found: list[Slot] = []
    for name, pool in olds.items():
        other = back.get(name, name)
        match = news.get(other)
        taken.add(other)
        found.append(_slot("fact", name, name, None if match is None else other, pool, match))
    found += [_slot("fact", name, None, name, None, pool) for name, pool in news.items() if name not in taken]
    return found


def _slot(kind: str, name: str, old: str | None, new: str | None, one: FactPool | None, two: FactPool | None, **at: Any) -> Slot:
    pools = [pool for pool in (one, two) if pool is not None]
    bare = len(pools) == 2 and _counts_otherwise(pools[0].spec, pools[1].spec)
    values: dict[str, Any] = {}
    plain = next(p for p in pools)
    for pool in (plain, *pools):
        for entry in (pool.plain, *pool.edges):
            for text in (_json(entry, pool.spec, bare), *([_json(entry, pool.spec, False)] if bare else [])):
                values.setdefault(f"{type(text).__name__} {text}", text)
    for pool in pools:
        for entry in pool.between[:20]:
            text = _json(entry, pool.spec, bare)
            values.setdefault(f"{type(text).__name__} {text}", text)
    choices = [*values.values()][:_MOST]
    if any(pool.spec.may_be_na for pool in pools):
        choices.append({"not_applicable": "不涉及"})
    if all(pool.spec.optional or pool.spec.default is not None for pool in pools) or (
        len(pools) == 2 and any(pool.spec.default is not None for pool in pools)
    ):
        choices.append(None)
    return Slot(kind, name, old, new, tuple(choices), **at)


def _counts_otherwise(one: FactSpec, two: FactSpec) -> bool:
    """Whether a bare number means something else to either ruleset."""
    kinds = (one.type, two.type)
    return all(isinstance(k, QuantityType) for k in kinds) and type_key(kinds[0]) != type_key(kinds[1])


def _json(entry: FactValue, spec: FactSpec, bare: bool) -> Any:
    if isinstance(entry.value, bool):
        return entry.value
    if isinstance(entry.value, Missing):
        return {"not_applicable": entry.text}
    if bare and isinstance(entry.value, Fraction) and isinstance(spec.type, QuantityType):
        text = exact_text(entry.value / spec.type.unit.factor)
        return Digits(text) if "/" not in text else entry.text
    return entry.text


def _judged(pools: tuple[Pools, Pools], back: Mapping[str, str]) -> list[Slot]:
    found: list[Slot] = []
    taken: set[str] = set()
    for path, judgements in pools[0].judged.items():
        other = back.get(path, path)
        taken.add(other)
        more = pools[1].judged.get(other, ())
        found.append(Slot("judged", path, path, other if more else None, _judgements((*judgements, *more))))
    for path, judgements in pools[1].judged.items():
        if path not in taken:
            found.append(Slot("judged", path, None, path, _judgements(judgements)))
    return found


def _judgements(judgements: Sequence[Judgement]) -> tuple[Any, ...]:
    made: dict[str, Any] = {}
    for one in judgements:
        if one.share is not None:
            made[f"share {one.share}"] = {"share": f"{exact_text(one.share * 100)}%", "reason": one.reason}
        elif one.points is not None:
            made[f"points {one.points}"] = {"points": exact_text(one.points), "reason": one.reason}
    return tuple(made.values())


def _cells(old: Program, new: Program, pools: tuple[Pools, Pools]) -> list[Slot]:
    """How many rows every list has, and the cells of the first two; further rows are like the second. Keys are numbered."""
    found: list[Slot] = []
    for name in dict.fromkeys((*pools[0].lists, *pools[1].lists)):
        there = [name in side.lists for side in pools]
        counts = {side.counts[name] for side in pools if name in side.lists}
        fixed = counts.pop() if len(counts) == 1 else None
        first, last = (name if x else None for x in there)
        found.append(Slot("rows", name, first, last, (fixed,) if fixed is not None else (1, 2, 0, 3)))
        sides = [{pool.spec.name: pool for pool in side.lists.get(name, ())} for side in pools]
        keys = {side.keys[name] for side in pools if name in side.keys}
        for row in range(_ROWS):
            for cell in dict.fromkeys((*sides[0], *sides[1])):
                one, two = sides[0].get(cell), sides[1].get(cell)
                mine, theirs = (name if pool is not None else None for pool in (one, two))
                if cell in keys:
                    kind = next(pool.spec.type for pool in (one, two) if pool is not None)
                    text = str(row + 1) if isinstance(kind, QuantityType) else f"第{row + 1}项"
                    found.append(Slot("cell", f"{name}[{row}].{cell}", mine, theirs, (text,), row, cell))
                else:
                    found.append(_slot("cell", f"{name}[{row}].{cell}", mine, theirs, one, two, row=row, cell=cell))
    return found


def with_values(
    space: Space, entries: Mapping[str, FactValue], judged: Mapping[str, Judgement], left: frozenset[str] = frozenset()
) -> tuple[Space, dict[int, int]]:
    """The space with some more values to choose from, and the choice of these; the facts `left` are not given where they may be left out."""
    slots = list(space.slots)
    choice: dict[int, int] = {}
    for i, slot in enumerate(slots):
        value: Any = None
        if slot.kind == "fact" and slot.name in entries:
            entry = entries[slot.name]
            value = entry.value if isinstance(entry.value, bool) else entry.text
            value = {"not_applicable": entry.text} if isinstance(entry.value, Missing) else value
        elif slot.kind == "judged" and slot.name in judged:
            value = (_judgements((judged[slot.name],)) or (None,))[0]
        if value is None:
            if slot.kind == "fact" and slot.name in left and None in slot.choices:
                choice[i] = slot.choices.index(None)
            continue
        if value not in slot.choices:
            slots[i] = evolve(slot, choices=(*slot.choices, value))
        choice[i] = slots[i].choices.index(value)
    return evolve(space, slots=tuple(slots)), {i: x for i, x in choice.items() if x}


# ---- files -----------------------------------------------------------------------------------------------------------


def trees(space: Space, choice: Choice) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fact file of either ruleset as JSON values."""
    return _tree(space, choice, 0), _tree(space, choice, 1)


def _tree(space: Space, choice: Choice, side: int) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    judged: dict[str, Any] = {}
    counts: dict[str, int] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    for i, slot in enumerate(space.slots):
        name = slot.old if side == 0 else slot.new
        if name is None or not slot.choices:
            continue
        value = slot.choices[choice.get(i, 0)]
        match slot.kind:
            case "rows":
                counts[name] = value
                rows[name] = [{} for _ in range(_ROWS)]
            case "cell" if value is not None:
                rows[name][slot.row][slot.cell] = value
            case "judged":
                judged[name] = value
            case _:
                if value is not None:
                    facts[name] = value
    for name, count in counts.items():
        facts[name] = [rows[name][i] if i < _ROWS else _another(rows[name][-1], i, space, name) for i in range(count)]
    file: dict[str, Any] = {"facts": facts}
    if judged:
        file["judged"] = judged
    if space.reasons[side]:
        file["reasons"] = dict.fromkeys(space.reasons[side], REASON)
    return file


def _another(row: dict[str, Any], index: int, space: Space, name: str) -> dict[str, Any]:
    """A further row, like the last but for its key, which is the only cell that has one value."""
    keys = {slot.cell for slot in space.slots if slot.kind == "cell" and name in (slot.old, slot.new) and len(slot.choices) == 1}
    return {cell: (str(index + 1) if str(x).isdigit() else f"第{index + 1}项") if cell in keys else x for cell, x in row.items()}


def files(space: Space, choice: Choice) -> tuple[str, str]:
    """The text of either ruleset's fact file; they are the same where both ask for the same."""
    one, two = trees(space, choice)
    return written(one) + "\n", written(two) + "\n"
