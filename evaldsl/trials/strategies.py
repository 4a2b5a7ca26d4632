"""Fact files drawn for a ruleset: what its facts may be, and above all where its rules change.

In: a program. Out: `Pools`, what each fact is drawn from, and `drawn`, a Hypothesis strategy of `Facts`. Guarantees: every value lies in the
domain that the ruleset declares and can be written exactly; targets, thresholds and the edges of bands are drawn on purpose, with the
least step on either side, and so are values whose score is an exact tie of the node's rounding. The simplest file (every fact at its target, or
at the least value that its domain has) is what a search shrinks to.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Const, FactRef, FactSpec, Judged, LetRef, Levels, Node, Program, ProRata, RelationTarget
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, Style, TextType, YesNoType
from evaldsl.model.values import Absence, Known, Missing
from evaldsl.records import frozen

MOST_EDGES = 60
MOST_BETWEEN = 500
MOST_ROWS = 4
_TIES = 4
_DAYS = (-1, 0, 1)
_REASON = "试填"
_DAY = date(2023, 6, 30)


@frozen
class Pool:
    """What a fact is drawn from: the simplest value, the ones at which something changes, and many between the ends of its domain."""

    spec: FactSpec
    plain: FactValue
    edges: tuple[FactValue, ...]
    between: tuple[FactValue, ...] = ()


@frozen
class Pools:
    """The pools of a ruleset: of its facts, of the fields of its lists, of the points that an assessor gives."""

    facts: tuple[Pool, ...]
    lists: Mapping[str, tuple[Pool, ...]]
    judged: Mapping[str, tuple[Judgement, ...]]
    reasons: tuple[str, ...]
    counts: Mapping[str, int | None]
    keys: Mapping[str, str | None]


def unsupported(program: Program) -> bool:
    """Whether facts cannot be drawn for a ruleset: its indicators or its units come with the facts."""
    fields = (f for spec in program.lists.values() for f in spec.fields.values())
    if program.forms or any(spec.tree is not None for spec in program.lists.values()):
        return True
    return any(isinstance(f.type, MeasureType) or f.row_of for f in (*program.facts.values(), *fields))


def pools_of(program: Program) -> Pools:
    """What the facts of a ruleset are drawn from."""
    nodes = list(walked(program.root))
    constants = _constants(program)
    own: dict[str, list[Fraction]] = {}
    for node in nodes:
        name = _fact_of(program, node)
        if name is not None:
            own.setdefault(name, []).extend(_of_node(node))
    facts = tuple(_pool(spec, constants, own.get(name, [])) for name, spec in program.facts.items())
    lists = {
        name: tuple(_pool(field, constants, []) for field in spec.fields.values())
        for name, spec in program.lists.items()
        if spec.derived is None
    }
    judged = {node.path: found for node in nodes if (found := _judgements(node))}
    reasons = tuple(node.path for node in nodes if node.requires)
    listed = {name: program.lists[name] for name in lists}
    return Pools(facts, lists, judged, reasons, {n: s.count for n, s in listed.items()}, {n: s.key for n, s in listed.items()})


def walked(root: Node) -> Iterator[Node]:
    """All nodes of a tree, parents first."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _fact_of(program: Program, node: Node) -> str | None:
    """The fact that an indicator measures."""
    value = node.value
    if isinstance(value, LetRef):
        value = program.lets[value.name].expr
    return value.name if isinstance(value, FactRef) else None


def _of_node(node: Node) -> list[Fraction]:
    """Values of an indicator at which its score changes or is a tie of its rounding."""
    target = node.target
    if (
        not isinstance(target, RelationTarget)
        or not isinstance(target.expr, Const)
        or not isinstance(target.expr.value, Fraction)
    ):
        return []
    t = target.expr.value
    found = [t, t / 2, 2 * t]
    weight = node.weight
    if isinstance(node.method, ProRata) and isinstance(weight, Const) and isinstance(weight.value, Fraction) and weight.value:
        w, digits = weight.value, 2 if node.rounding is None else node.rounding.digits
        unit = Fraction(10) ** -digits
        for k in range(1, _TIES + 1):
            share = (k + Fraction(1, 2)) * unit / w
            share = 1 - share if 0 < share < 1 else share
            if share:
                found.append(t / share if node.method.reverse else t * share)
    return found


def _constants(program: Program) -> list[tuple[QuantityType | None, Known]]:
    """The constants of all rules, with their types; they are where things change."""
    found: list[tuple[QuantityType | None, Known]] = []
    seen: set[int] = set()
    waiting: list[Any] = [
        program.root, program.grades, program.grade_rules, tuple(program.lets.values()), tuple(program.functions.values()),
        tuple(program.bands.values()), program.checks, program.outcomes, tuple(program.lists.values()), program.findings,
    ]  # fmt: skip
    while waiting:
        one = waiting.pop()
        if isinstance(one, Const):
            if isinstance(one.type, QuantityType) and isinstance(one.value, Fraction):
                found.append((one.type, one.value))
            elif isinstance(one.value, date):
                found.append((None, one.value))
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, tuple | list):
            waiting += one
        elif hasattr(type(one), "__match_args__") and id(one) not in seen:
            seen.add(id(one))
            waiting += [getattr(one, name) for name in type(one).__match_args__]
    return found


# ---- pools -----------------------------------------------------------------------------------------------------------


def _pool(spec: FactSpec, constants: list[tuple[QuantityType | None, Known]], own: list[Fraction]) -> Pool:
    kind = spec.type
    match kind:
        case QuantityType():
            return _of_quantity(spec, kind, constants, own)
        case YesNoType():
            values: list[Known] = [True, False]
        case LevelType():
            values = list(reversed(kind.members)) if kind.ordered else list(kind.members)
        case DateType():
            near: list[Known] = [
                v + timedelta(days=d) for _, v in constants if isinstance(v, date) and not isinstance(v, bool) for d in _DAYS
            ]
            values = []
            values.extend(v for v in dict.fromkeys([*near, _DAY]) if isinstance(v, date) and _dated(spec, v))
            values = values[:MOST_EDGES]
            if not values:
                values.extend(v for v in (spec.domain.low, spec.domain.high) if isinstance(v, date))
        case TextType() | MeasureType():
            values = ["甲", "乙"]
    made = tuple(FactValue(v, v.isoformat() if isinstance(v, date) else str(v)) for v in values)
    return Pool(spec, made[0], made)


def _dated(spec: FactSpec, value: date) -> bool:
    low, high = spec.domain.low, spec.domain.high
    return (not isinstance(low, date) or value >= low) and (not isinstance(high, date) or value <= high)


def _of_quantity(
    spec: FactSpec, kind: QuantityType, constants: list[tuple[QuantityType | None, Known]], own: list[Fraction]
) -> Pool:
    domain, factor = spec.domain, kind.unit.factor
    step = factor if domain.integer else factor * Fraction(10) ** -(2 if domain.decimals is None else domain.decimals)
    if kind.style is Style.PERCENT and domain.decimals is None:
        step = Fraction(1, 1000)
    low = domain.low if isinstance(domain.low, Fraction) else None
    high = domain.high if isinstance(domain.high, Fraction) else None
    alike = [
        v for t, v in constants if t is not None and isinstance(v, Fraction) and t.unit.dimension == kind.unit.dimension
        and (t.style is Style.PERCENT) == (kind.style is Style.PERCENT)
    ]  # fmt: skip
    wanted = [*own, *dict.fromkeys(alike), *(x for x in (low, high) if x is not None), Fraction(0), factor]
    found: dict[Fraction, FactValue] = {}
    for value in wanted:
        for x in (value, value - step, value + step):
            if len(found) < MOST_EDGES and x not in found and _allowed(spec, x):
                text = written_number(x, kind)
                if text is not None:
                    found[x] = FactValue(x, text)
    if not found:  # a narrow range without one of the usual values
        middle = (low + high) / 2 if low is not None and high is not None else (low or Fraction(0)) + step
        found[middle] = FactValue(middle, written_number(middle, kind) or exact_text(middle))
    edges = tuple(found.values())
    ends = [x for x in found if isinstance(x, Fraction)]
    least = low if low is not None else min(ends) - 10 * factor
    most = high if high is not None else max(ends) * 2 + 10 * factor
    return Pool(spec, edges[0], edges, tuple(_between(spec, kind, least, most, step)))


def _between(spec: FactSpec, kind: QuantityType, low: Fraction, high: Fraction, step: Fraction) -> Iterator[FactValue]:
    """Many values between two ends, always the same for a fact."""
    rng = Random(spec.name)
    steps = max(0, int((high - low) / step))
    for _ in range(MOST_BETWEEN):
        value = low + rng.randint(0, steps) * step
        text = written_number(value, kind) if _allowed(spec, value) else None
        if text is not None:
            yield FactValue(value, text)


def _allowed(spec: FactSpec, value: Fraction) -> bool:
    """Whether a value lies in the domain of its fact and has its digits."""
    domain, kind = spec.domain, spec.type
    assert isinstance(kind, QuantityType)
    low, high = domain.low, domain.high
    if isinstance(low, Fraction) and (value < low or (value == low and not domain.low_closed)):
        return False
    if isinstance(high, Fraction) and (value > high or (value == high and not domain.high_closed)):
        return False
    counted = value / kind.unit.factor
    if domain.integer and counted.denominator != 1:
        return False
    return domain.decimals is None or (counted * 10**domain.decimals).denominator == 1


def written_number(value: Fraction, kind: QuantityType) -> str | None:
    """A figure as a fact file has it, None when it has no finite decimals."""
    counted = value / kind.unit.factor
    left = counted.denominator
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    if left != 1:
        return None
    text = exact_text(counted)
    if kind.style is Style.PERCENT:
        return f"{exact_text(value * 100)}%"
    return f"{text} {kind.unit.text}" if kind.unit.text else text


def _judgements(node: Node) -> tuple[Judgement, ...]:
    """What an assessor may give: nothing, full marks, and between."""
    weight = node.weight.value if isinstance(node.weight, Const) else None
    if isinstance(node.method, Judged) and isinstance(weight, Fraction):
        return tuple(Judgement(weight * k / 4, _REASON) for k in (4, 0, 1, 2, 3))
    if isinstance(node.method, Levels) and any(line.share_end is not None for line in node.method.lines):
        ends = [e.value for line in node.method.lines for e in (line.share, line.share_end) if isinstance(e, Const)]
        return tuple(Judgement(None, _REASON, share=x) for x in dict.fromkeys(ends) if isinstance(x, Fraction))
    return ()


# ---- drawing ---------------------------------------------------------------------------------------------------------

Change = tuple[int, int]


def drawn(pools: Pools) -> st.SearchStrategy[Facts]:
    """Facts of a ruleset. A seed makes the whole file (0: the simplest), and a few facts are set to where something changes."""
    places = max(1, len(pools.facts))
    changes = st.lists(st.tuples(st.integers(0, places - 1), st.integers(0, MOST_EDGES - 1)), max_size=5)
    return st.tuples(st.integers(0, 2**32 - 1), changes).map(lambda x: made(pools, x[0], x[1]))


def made(pools: Pools, seed: int, changes: list[Change]) -> Facts:
    """The facts of a seed, some of them changed."""
    rng = Random(seed) if seed else None
    entries: dict[str, FactValue] = {}
    for pool in pools.facts:
        found = _one(pool, rng)
        if found is not None:
            entries[pool.spec.name] = found
    for at, choice in changes:
        if at < len(pools.facts):
            pool = pools.facts[at]
            entries[pool.spec.name] = pool.edges[choice % len(pool.edges)]
    judged = {
        path: choices[0] if rng is None else choices[int(rng.random() * len(choices))] for path, choices in pools.judged.items()
    }
    lists = {name: _rows(pools, name, rng) for name in pools.lists}
    reasons = dict.fromkeys(pools.reasons, _REASON)
    return Facts("", "", "", entries, judged, {}, {}, reasons, (), lists)


def _one(pool: Pool, rng: Random | None) -> FactValue | None:
    if rng is None:
        return pool.plain
    spec, luck = pool.spec, rng.random()
    if luck < 0.04 and spec.may_be_na:
        return FactValue(Missing(Absence.NOT_APPLICABLE, "不涉及"), "不涉及")
    if luck < 0.1 and (spec.optional or spec.default is not None):
        return None
    if luck < 0.6 or not pool.between:
        return pool.edges[int(rng.random() * len(pool.edges))]
    return pool.between[int(rng.random() * len(pool.between))]


def _rows(pools: Pools, name: str, rng: Random | None) -> tuple[dict[str, FactValue], ...]:
    count = pools.counts[name]
    if count is None:
        count = 1 if rng is None else rng.randint(0, MOST_ROWS)
    rows: list[dict[str, FactValue]] = []
    for i in range(count):
        row: dict[str, FactValue] = {}
        for pool in pools.lists[name]:
            found = _one(pool, rng)
            if pool.spec.name == pools.keys[name]:
                number = isinstance(pool.spec.type, QuantityType)
                found = FactValue(Fraction(i + 1), str(i + 1)) if number else FactValue(f"第{i + 1}项", f"第{i + 1}项")
            if found is not None:
                row[pool.spec.name] = found
        rows.append(row)
    return tuple(rows)


def file_of(facts: Facts, program: Program) -> dict[str, Any]:
    """The fact file of drawn facts, as JSON values that `run` accepts."""
    given: dict[str, Any] = {name: _json(entry) for name, entry in facts.entries.items()}
    for name, rows in facts.lists.items():
        given[name] = [{field: _json(entry) for field, entry in row.items()} for row in rows]
    file: dict[str, Any] = {"facts": given}
    if facts.judged:
        file["judged"] = {path: _judgement(one) for path, one in facts.judged.items()}
    if facts.reasons:
        file["reasons"] = dict(facts.reasons)
    return file


def _json(entry: FactValue) -> Any:
    if isinstance(entry.value, bool):
        return entry.value
    return {"not_applicable": entry.text} if isinstance(entry.value, Missing) else entry.text


def _judgement(one: Judgement) -> dict[str, str]:
    if one.not_applicable:
        return {"not_applicable": one.reason}
    if one.share is not None:
        return {"share": f"{exact_text(one.share * 100)}%", "reason": one.reason}
    assert one.points is not None
    return {"points": exact_text(one.points), "reason": one.reason}
