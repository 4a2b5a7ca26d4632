"""Fact files of one shape: how many rows each list has, what stands in the cells that give a file its shape, and what may stand in the others.

In: a program. Out: `Frame`s, the first of which is the simplest: the program with the rows in their places, the simplest facts, a pool for every
spot. Guarantees: keys are told apart, references between rows lead to rows that are there, units and forms are fixed within a frame.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from evaldsl.evaluation.plan import Plan, plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.measures import COUNT, real_type, symbols
from evaldsl.model.program import (
    Bands,
    Const,
    Expr,
    FactRef,
    FactSpec,
    LetRef,
    ListSpec,
    Node,
    Program,
    RangeTarget,
    Relation,
    RelationTarget,
)
from evaldsl.model.real_units import unit_of, with_real_units
from evaldsl.model.types import MeasureType, QuantityType, TextType
from evaldsl.model.units import Unit
from evaldsl.records import evolve, frozen
from evaldsl.trials.pools import REASON, Constants, Entry, Pool, Spot, judged_pool, more, number_of, pool_of
from evaldsl.trials.rules import walked

ROWS = (1, 0, 2, 3, 4)
"""How many rows lists have, frame by frame; the first is the simplest."""

Row = dict[str, FactValue]


@frozen
class Frame:
    """Fact files of one shape. `program` has the rows in their places; `pools` say what stands in each spot that may differ.

    `plain` is the simplest file: every spot with a pool holds the pool's simplest entry.
    """

    program: Program
    plan: Plan
    plain: Facts
    pools: Mapping[Spot, Pool]


def frames_of(program: Program) -> tuple[Frame, ...]:
    """The frames of a program, those left out that no fact file can have. Empty when facts cannot be drawn."""
    counts = ROWS if any(spec.derived is None for spec in program.lists.values()) else ROWS[:1]
    known: _Known = {}
    made = [x for k, rows in enumerate(counts) if (x := _frame(program, rows, k, known)) is not None]
    if not made:
        return ()
    first = _improved(made[0])
    return (first, *(_like(first, frame) for frame in made[1:]))


def _like(first: Frame, frame: Frame) -> Frame:
    """A frame whose simplest file is like that of the first, cell for cell of each column."""
    chosen = {kind_of(spot): pool.plain for spot, pool in first.pools.items()}
    pools: dict[Spot, Pool] = {}
    for spot, pool in frame.pools.items():
        entry = chosen.get(kind_of(spot))
        pools[spot] = more(pool, (), entry) if entry is not None and entry in pool.edges else pool
    return Frame(frame.program, frame.plan, changed(frame.plain, ((spot, pool.plain) for spot, pool in pools.items())), pools)


def kind_of(spot: Spot) -> Spot:
    """The spot, of a cell its column: what is an edge in one row is one in another."""
    return (spot[0], spot[1], "", spot[3]) if spot[0] == "lists" else spot


_Known = dict[tuple[object, ...], Pool]
"""Pools that are made already: what a cell may be does not depend on its row."""


def _frame(program: Program, rows: int, variant: int, known: _Known) -> Frame | None:
    constants = constants_of(program)
    units = _units(program)
    entries: dict[str, FactValue] = {}
    for name, fact in program.facts.items():
        if isinstance(fact.type, MeasureType):
            word = units[variant % len(units)]
            entries[name] = FactValue(word, word)
    real = with_real_units(program, {name: entry.value for name, entry in entries.items()})
    lists: dict[str, tuple[Row, ...]] = {}
    forms = {form.list for form in program.forms}
    for name, spec in real.lists.items():
        if spec.derived is None and name not in forms:
            lists[name] = _fixed_rows(spec, rows if spec.count is None else spec.count, units, variant)
    if real.forms:
        from evaldsl.trials.forms import filled

        made = filled(real, lists, variant, max(rows, 1))
        if made is None:
            return None
        real, lists = made
    if any(spec.tree is not None for spec in real.lists.values()):
        from evaldsl.readers.row_trees import planted

        real = planted(real, lists)
    pools = {pool.spot: pool for pool in _pools(real, lists, forms, constants, entries, known)}
    reasons = {node.path: REASON for node in _nodes(real) if node.requires}
    shape = Facts("", "", "", entries, {}, {}, {}, reasons, (), lists, None if real is program else real)
    plain = changed(shape, ((spot, pool.plain) for spot, pool in pools.items()))
    return Frame(real, plan_of(real), plain, pools)


def _improved(frame: Frame) -> Frame:
    """The frame with a simplest file that loses no points that it need not lose: only there every rule can be seen to bite."""
    full = frame.plan.weights.get("")
    best = _total(frame, frame.plain)
    if best is None:
        return frame
    chosen: dict[Spot, Entry] = {}
    plain = frame.plain
    for spot, pool in frame.pools.items():
        if best == full:
            break
        for entry in _trial(pool):
            there = changed(plain, ((spot, entry),))
            found = _total(frame, there)
            if found is not None and found > best:
                best, plain, chosen[spot] = found, there, entry
    if best != full:
        chosen |= _together(frame, plain, best)
    pools = {spot: more(pool, (), chosen[spot]) if spot in chosen else pool for spot, pool in frame.pools.items()}
    return Frame(frame.program, frame.plan, changed(frame.plain, chosen.items()), pools)


def _together(frame: Frame, plain: Facts, best: Fraction) -> dict[Spot, Entry]:
    """Spots that gain points only when several of them are nothing."""
    zeros: dict[Spot, Entry] = {}
    now, there = best, plain
    for spot, pool in frame.pools.items():
        entry = next((e for e in pool.edges if number_of(e) == 0), None)
        if entry is None or number_of(entry_at(plain, spot)) == 0:
            continue
        trial = changed(there, ((spot, entry),))
        found = _total(frame, trial)
        if found is not None and found >= now:
            now, there, zeros[spot] = found, trial, entry
    if now == best:
        return {}
    for spot in list(zeros):
        rest = {key: entry for key, entry in zeros.items() if key != spot}
        if _total(frame, changed(plain, rest.items())) == now:
            zeros = rest
    return zeros


def _trial(pool: Pool) -> list[Entry]:
    """What may be better than the simplest entry: nothing, the ends, another word."""
    numbers = sorted((n, i) for i, e in enumerate(pool.edges) if (n := number_of(e)) is not None)
    if not numbers:
        return list(pool.edges[:8])
    zero = [i for n, i in numbers if n == 0]
    return [pool.edges[i] for i in dict.fromkeys([*zero, numbers[0][1], numbers[-1][1]])]


def _total(frame: Frame, facts: Facts) -> Fraction | None:
    if not frame.program.root.children:
        return None
    found = calculated(frame.plan, facts).scores[""]
    return found if isinstance(found, Fraction) else None


def changed(facts: Facts, changes: Iterable[tuple[Spot, Entry | None]]) -> Facts:
    """The facts with something else in some spots; None leaves a spot empty."""
    entries, judged = dict(facts.entries), dict(facts.judged)
    lists: dict[str, list[Mapping[str, FactValue]]] = {}
    for spot, entry in changes:
        match spot:
            case ("facts", str() as name):
                if isinstance(entry, FactValue):
                    entries[name] = entry
                else:
                    entries.pop(name, None)
            case ("judged", str() as path):
                if isinstance(entry, Judgement):
                    judged[path] = entry
                else:
                    judged.pop(path, None)
            case (_, str() as owner, int() as i, str() as name):
                rows = lists.setdefault(owner, list(facts.lists[owner]))
                row = dict(rows[i])
                if isinstance(entry, FactValue):
                    row[name] = entry
                else:
                    row.pop(name, None)
                rows[i] = row
            case _:
                raise AssertionError(f"no spot {spot}")
    found = facts.lists if not lists else {**facts.lists, **{name: tuple(rows) for name, rows in lists.items()}}
    return Facts(
        facts.subject, facts.file, facts.sha256, entries, judged, facts.overrides, facts.filed, facts.reasons, facts.claims, found,
        facts.program,
    )  # fmt: skip


def entry_at(facts: Facts, spot: Spot) -> Entry | None:
    """What stands in a spot."""
    match spot:
        case ("facts", str() as name):
            return facts.entries.get(name)
        case ("judged", str() as path):
            return facts.judged.get(path)
        case (_, str() as owner, int() as i, str() as name):
            rows = facts.lists.get(owner, ())
            return rows[i].get(name) if i < len(rows) else None
        case _:
            raise AssertionError(f"no spot {spot}")


# ---- what stands where -----------------------------------------------------------------------------------------------


def _fixed_rows(spec: ListSpec, count: int, units: tuple[str, ...], variant: int) -> tuple[Row, ...]:
    """Rows with their keys and units."""
    rows: list[Row] = []
    for i in range(count):
        row: Row = {}
        for name, field in spec.fields.items():
            if isinstance(field.type, MeasureType):
                word = units[(i + variant) % len(units)]
                row[name] = FactValue(word, word)
            elif name == spec.key:
                key = _key(field, i)
                if key is None:
                    return tuple(rows)  # the key has no more values
                row[name] = key
        rows.append(row)
    return tuple(rows)


def _key(field: FactSpec, i: int) -> FactValue | None:
    match field.type:
        case TextType():
            text = f"第{i + 1}项"
            return FactValue(text, text)
        case QuantityType():
            return FactValue(Fraction(i + 1), str(i + 1))
        case _:
            pool = pool_of(("", ""), field, (), ())
            found = [e for e in pool.edges if isinstance(e, FactValue)]
            return found[i] if i < len(found) else None


def _pools(
    program: Program, lists: Mapping[str, tuple[Row, ...]], forms: set[str], constants: Constants, fixed: Mapping[str, FactValue],
    known: _Known,
) -> Iterator[Pool]:  # fmt: skip
    own = _own(program)
    for name, fact in program.facts.items():
        words = _keys(program, lists, fact)
        if name not in fixed and words is not None:
            yield _kept(known, ("facts", name), fact, constants, own.get(("facts", name), []), words)
    for name, rows in lists.items():
        if name in forms:
            continue
        spec = program.lists[name]
        for i, row in enumerate(rows):
            for field in spec.fields.values():
                words = _keys(program, lists, field)
                if field.name in row or words is None:
                    continue
                typed = _real_field(program, spec, field, row, fixed)
                spot: Spot = ("lists", name, i, field.name)
                yield _kept(known, spot, typed, constants, own.get(("lists", name, field.name), []), words)
    for node in _nodes(program):
        pool = judged_pool(node)
        if pool is not None:
            yield pool


def _kept(
    known: _Known, spot: Spot, spec: FactSpec, constants: Constants, own: list[Fraction], words: tuple[str, ...]
) -> Pool:  # fmt: skip
    """The pool of a spot; those of one column are made once."""
    key = (kind_of(spot), spec.type, words, tuple(own))
    if key not in known:
        known[key] = pool_of(kind_of(spot), spec, constants, own, words)
    return evolve(known[key], spot=spot)


def _keys(program: Program, lists: Mapping[str, tuple[Row, ...]], fact: FactSpec) -> tuple[str, ...] | None:
    """What a reference to a row may be; None where there is no row, or its key is no text."""
    if fact.row_of is None:
        return ()
    key = program.lists[fact.row_of].key
    found = [row[key].value for row in lists.get(fact.row_of, ()) if key is not None and key in row]
    return tuple(x for x in found if isinstance(x, str)) or None


def _real_field(program: Program, spec: ListSpec, field: FactSpec, row: Row, fixed: Mapping[str, FactValue]) -> FactSpec:
    """A field in the unit that its row gives."""
    if not isinstance(field.type, QuantityType) or not symbols(field.type):
        return field

    def unit(owner: str, name: str) -> Unit | None:
        entry = row.get(name) if owner == spec.name else fixed.get(name)
        return None if entry is None else unit_of(entry.value if isinstance(entry.value, str) else None, program.units)

    return evolve(field, type=real_type(field.type, unit))


def _nodes(program: Program) -> Iterator[Node]:
    yield from walked(program.root)
    for spec in program.lists.values():
        for tree in spec.trees:
            yield from walked(tree)


def measured(program: Program, node: Node) -> tuple[str | int, ...] | None:
    """The fact (or field of a list) that an indicator measures, where it is nothing but that."""
    from evaldsl.model.program import FieldRef

    value: Expr | None = node.value
    if isinstance(value, LetRef):
        value = program.lets[value.name].expr
    match value:
        case FactRef(name, _, _):
            return ("facts", name)
        case FieldRef(owner, name, _, _) if name in program.lists[owner].fields:
            return ("lists", owner, name)
        case _:
            return None


def _own(program: Program) -> dict[tuple[str | int, ...], list[Fraction]]:
    """Figures that the rule of a fact's own indicator names, the one at which it gives all points first."""
    found: dict[tuple[str | int, ...], list[Fraction]] = {}
    for node in _nodes(program):
        spot = measured(program, node)
        if spot is not None:
            found.setdefault(spot, []).extend(_of_node(node))
    return found


def _of_node(node: Node) -> list[Fraction]:
    made: list[Fraction] = []
    match node.target:
        case RelationTarget(relation, Const(Fraction() as t, kind, _), None, _, _) if isinstance(kind, QuantityType):
            least = Fraction(1, 1000) if kind.unit.text == "%" else kind.unit.factor / 100
            better = {Relation.GT: t + least, Relation.LT: t - least, Relation.NE: t + kind.unit.factor}.get(relation, t)
            made = [better, t, t / 2, 2 * t]
        case RangeTarget(Const(Fraction() as low, _, _), Const(Fraction() as high, _, _), _, _, _, _):
            made = [(low + high) / 2, low, high]
        case _:
            pass
    if isinstance(node.method, Bands):
        ends = [end.value for cut in node.method.cuts for end in (cut.low, cut.high) if isinstance(end, Const)]
        made += [x for x in ends if isinstance(x, Fraction)]
    return made


# ---- constants -------------------------------------------------------------------------------------------------------


def constants_of(program: Program) -> Constants:
    """The constants of all rules, with their types; they are where things change."""
    found: list[tuple[QuantityType | None, Any]] = []
    for one in _consts(program):
        if isinstance(one.type, QuantityType) and isinstance(one.value, Fraction):
            found.append((one.type, one.value))
        elif isinstance(one.value, date):
            found.append((None, one.value))
    return found


def _consts(program: Program) -> Iterator[Const]:
    seen: set[int] = set()
    waiting: list[Any] = [
        program.root, program.grades, program.grade_rules, tuple(program.lets.values()), tuple(program.functions.values()),
        tuple(program.bands.values()), program.checks, program.outcomes, tuple(program.lists.values()), program.findings,
    ]  # fmt: skip
    while waiting:
        one = waiting.pop()
        if isinstance(one, Const):
            yield one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, tuple | list):
            waiting += one
        elif hasattr(type(one), "__match_args__") and id(one) not in seen:
            seen.add(id(one))
            waiting += [getattr(one, name) for name in type(one).__match_args__]


def _units(program: Program) -> tuple[str, ...]:
    """Units that the data may bring: those that the rules ask for, then common ones."""
    asked = [x.value for x in _consts(program) if isinstance(x.type, MeasureType) and isinstance(x.value, str)]
    known = [name for name in (*asked, "个", "元", COUNT) if unit_of(name, program.units) is not None]
    return tuple(dict.fromkeys(known)) or (COUNT,)
