"""Fact files drawn for a ruleset: first those that stand where its rules change, one place after another, then any.

In: a program. Out: `Pools`, what every spot of a fact file is drawn from, with the edges of the rules and fact files that stand at them;
`made`, the fact file of a number; `drawn`, a Hypothesis strategy of them. Guarantees: every value lies in the domain that the ruleset
declares and can be written exactly; number 0 is the simplest file, in which no points are lost that need not be; the same number is
always the same file; the files of `packed` together stand at every point of every edge.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Const, Expr, FactSpec, Levels, Program
from evaldsl.model.types import MeasureType
from evaldsl.model.values import Missing
from evaldsl.records import evolve, field, frozen
from evaldsl.trials.frames import Frame, changed, constants_of, frames_of, kind_of
from evaldsl.trials.pools import REASON, Entry, Pool, Spot, absent, more, number_of, pool_of, written_number
from evaldsl.trials.probe import figure_of, probe_of
from evaldsl.trials.rules import TOTAL, Edge, Watch, limits_in, rules_of, walked
from evaldsl.trials.solve import Solver
from evaldsl.trials.ties import is_tie, tie_of

__all__ = [
    "FactPool", "Pools", "drawable", "drawn", "edges_of", "file_of", "hit", "made", "pools_of", "unsupported", "walked", "written_number",
]  # fmt: skip

MOST_SEEDS = 2**32
Change = tuple[Spot, Entry | None]


@frozen
class FactPool:
    """What a fact, or a field of a list, is drawn from: the simplest value, the ones at which something changes, and some between."""

    spec: FactSpec
    plain: FactValue
    edges: tuple[FactValue, ...]
    between: tuple[FactValue, ...] = ()


@frozen
class Pools:
    """Everything that fact files of a ruleset are made of.

    `singles` are the changes of the simplest file that stand at one point of an edge, `packed` the same with as many points in one file as do
    not disturb each other, after some that lose most of the total; each with the frame that it belongs to. `facts` are the pools of the facts of the simplest file.
    """

    program: Program
    frames: tuple[Frame, ...]
    edges: tuple[Edge, ...]
    singles: tuple[tuple[int, tuple[Change, ...]], ...]
    packed: tuple[tuple[int, tuple[Change, ...]], ...]
    choices: tuple[tuple[tuple[Spot, tuple[Entry | None, ...], tuple[Entry, ...]], ...], ...]
    facts: tuple[FactPool, ...] = ()
    """What the facts of the ruleset are drawn from."""
    solver: Solver | None = field(default=None, eq=False, hash=False, repr=False)

    @property
    def lists(self) -> Mapping[str, tuple[FactPool, ...]]:
        """What the fields of each list are drawn from, keys too."""
        constants = constants_of(self.program)
        found: dict[str, tuple[FactPool, ...]] = {}
        for name, spec in self.program.lists.items():
            if spec.derived is None:
                pools = [
                    self.frames[0].pools.get(("lists", name, 0, field.name))
                    or pool_of(("lists", name, 0, field.name), field, constants, ())
                    for field in spec.fields.values()
                ]
                found[name] = tuple(made for pool in pools if (made := _fact_pool(pool)) is not None)
        return found

    @property
    def judged(self) -> Mapping[str, tuple[Judgement, ...]]:
        """What an assessor may give for each indicator that one judges."""
        pools = self.frames[0].pools.items()
        return {
            str(spot[1]): tuple(e for e in pool.edges if isinstance(e, Judgement)) for spot, pool in pools if spot[0] == "judged"
        }

    @property
    def reasons(self) -> tuple[str, ...]:
        """The indicators that may ask for a reason."""
        return tuple(self.frames[0].plain.reasons)

    @property
    def counts(self) -> Mapping[str, int | None]:
        """How many rows each list must have, None where it may have any number."""
        return {name: spec.count for name, spec in self.program.lists.items() if spec.derived is None}

    @property
    def keys(self) -> Mapping[str, str | None]:
        """The key of each list."""
        return {name: spec.key for name, spec in self.program.lists.items() if spec.derived is None}


def _facts(program: Program, frame: Frame) -> tuple[FactPool, ...]:
    found = (frame.pools.get(("facts", name)) for name in program.facts)
    return tuple(made for pool in found if pool is not None and (made := _fact_pool(pool)) is not None)


def _fact_pool(pool: Pool) -> FactPool | None:
    edges = tuple(e for e in pool.edges if isinstance(e, FactValue))
    if pool.spec is None or not isinstance(pool.plain, FactValue):
        return None
    return FactPool(pool.spec, pool.plain, edges, tuple(e for e in pool.between if isinstance(e, FactValue)))


_kept: dict[int, Pools] = {}
_KEPT = 4


def pools_of(program: Program) -> Pools:
    """What fact files of a ruleset are made of; made once for a program, those of the latest programs are kept."""
    found = _kept.get(id(program))
    if found is None or found.program is not program:
        found = _pools_of(program)
        while len(_kept) >= _KEPT:
            del _kept[next(iter(_kept))]
        _kept[id(program)] = found
    return found


def drawable(program: Program) -> bool:
    """Whether facts can be drawn for a ruleset."""
    return bool(pools_of(program).frames)


def unsupported(program: Program) -> bool:
    """Whether the facts of a ruleset bring its indicators or units, or refer to each other: what each may be then depends on the others."""
    fields = (f for spec in program.lists.values() for f in spec.fields.values())
    if program.forms or any(spec.tree is not None for spec in program.lists.values()):
        return True
    return any(isinstance(f.type, MeasureType) or f.row_of for f in (*program.facts.values(), *fields))


def edges_of(program: Program) -> tuple[Edge, ...]:
    """Where the rules of a ruleset change, each with fact files that stand there or why there is none."""
    return pools_of(program).edges


def hit(edge: Edge, run: Run) -> tuple[str, ...]:
    """The sides of an edge at which the facts of a run stand: at it, or at least as near as the nearest file that was found."""
    figure = figure_of(edge.watch, run)
    if figure is None:
        return ()
    if edge.kind == "tie":
        return ("tie",) if is_tie(figure, int(edge.text)) else ()
    if edge.kind == "word":
        return ("word",) if figure == edge.at else ()
    at = edge.at
    if not isinstance(figure, Fraction) or not isinstance(at, Fraction):
        return ()
    if figure == at:
        return ("at",)
    side = "below" if figure < at else "above"
    near = [p.figure for p in edge.points if p.side == side and isinstance(p.figure, Fraction)]
    return (side,) if near and abs(figure - at) <= abs(near[0] - at) else ()


# ---- from edges to files ---------------------------------------------------------------------------------------------


def _pools_of(program: Program) -> Pools:
    frames = frames_of(program)
    if not frames:
        return Pools(program, (), (), (), (), ())
    first = Solver(frames[0])
    edges = tuple(_solved(frames, first))
    named: dict[Spot, dict[Entry, None]] = {}
    singles: dict[tuple[int, tuple[Change, ...]], None] = {}
    for edge in edges:
        for point in edge.points:
            singles.setdefault((point.frame, point.changes))
            for spot, entry in point.changes:
                if entry is not None:
                    named.setdefault(kind_of(spot), {}).setdefault(entry)
    richer = tuple(
        Frame(f.program, f.plan, f.plain, {spot: more(pool, _fitting(pool, named.get(kind_of(spot), {}))) for spot, pool in f.pools.items()})
        for f in frames
    )  # fmt: skip
    choices = tuple(
        tuple((spot, (*pool.edges, *absent(pool)), pool.between) for spot, pool in frame.pools.items()) for frame in richer
    )
    lows = [(0, changes) for changes in first.worst()] if program.root.children else []
    packed = (*lows, *_packed(richer, edges))
    return Pools(program, richer, edges, tuple(singles), packed, choices, _facts(program, richer[0]), first)


def _fitting(pool: Pool, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that may stand in the spot of a pool; one of another file may be of another kind, or in another unit."""
    return [e for e in entries if e in pool.edges or _same(pool, e)]


def _same(pool: Pool, entry: Entry) -> bool:
    number = number_of(entry)
    return number is not None and pool.grid is not None and pool.grid.entry(number) == entry


def _solved(frames: tuple[Frame, ...], first: Solver) -> Iterable[Edge]:
    """The edges with their points; what the simplest frame cannot meet is looked for in the one with the most rows."""
    last = Solver(frames[-1]) if len(frames) > 1 else None
    for edge in sorted(rules_of(frames[0].program), key=lambda one: one.watch.of != TOTAL):
        found = _solve(first, edge)
        if last is not None and any(why == "sought" for _, why in found.why):
            other = _solve(last, edge)
            known = {p.side for p in found.points}
            extra = tuple(evolve(p, frame=len(frames) - 1) for p in other.points if p.side not in known)
            gained = {p.side for p in extra}
            found = evolve(found, points=(*found.points, *extra), why=tuple(w for w in found.why if w[0] not in gained))
        yield found


def _solve(solver: Solver, edge: Edge) -> Edge:
    return tie_of(solver, edge) if edge.kind == "tie" else solver.solved(edge)


def _packed(frames: Sequence[Frame], edges: Sequence[Edge]) -> tuple[tuple[int, tuple[Change, ...]], ...]:
    """As few files as will do: points whose figures read nothing in common share one."""
    files: list[tuple[int, dict[Spot, Entry | None], set[Spot], bool]] = []
    for edge in edges:
        for point in edge.points:
            frame = frames[point.frame]
            probe = probe_of(frame.plan, edge.watch)
            alone = probe.order is None
            reads = set(probe.spots or ()) | {spot for spot, _ in point.changes}
            wanted = dict(point.changes)
            for at, changes, locked, closed in files:
                if at != point.frame:
                    continue
                same = all(changes.get(spot, "") == entry for spot, entry in wanted.items())
                if (
                    same
                    and {spot for spot in changes if spot in reads} <= set(wanted)
                    and not (alone and set(changes) - set(wanted))
                ):
                    locked |= reads
                    break
                if not alone and not closed and not (reads & locked):
                    changes |= wanted
                    locked |= reads
                    break
            else:
                files.append((point.frame, wanted, reads, alone))
    return tuple((at, tuple(changes.items())) for at, changes, _, _ in files)


# ---- drawing ---------------------------------------------------------------------------------------------------------


def drawn(pools: Pools) -> st.SearchStrategy[Facts]:
    """Facts of a ruleset. What is drawn is a number, and small numbers are simple files: shrinking it leads to few changes."""
    return st.one_of(st.integers(0, len(pools.singles)), st.integers(0, MOST_SEEDS - 1)).map(lambda seed: made(pools, seed))


def systematic(pools: Pools, most: int) -> tuple[Facts, ...]:
    """The files that a search begins with: the simplest, then every point of every edge, then one at a time with the rest at its best."""
    files = [(0, ()), *((k, ()) for k in range(1, len(pools.frames))), *pools.packed, *pools.singles]
    chosen = dict.fromkeys(files)
    return tuple(_file(pools, k, changes) for k, changes in list(chosen)[:most])


def aimed(pools: Pools, claim: Expr, owner: str) -> tuple[Facts, ...]:
    """Files that stand at the limits which a claim itself names."""
    if pools.solver is None:
        return ()
    points = [point for edge in limits_in(pools.program, claim, owner) for point in pools.solver.solved(edge).points]
    return tuple(_file(pools, 0, changes) for changes in dict.fromkeys(point.changes for point in points))


def made(pools: Pools, seed: int, changes: Sequence[tuple[int, int]] = ()) -> Facts:
    """The facts of a number: the simplest file, one for each point of an edge, then any. `changes` set facts, by their place in the pools, to
    one of their edges."""
    facts = _made(pools, seed)
    if not changes:
        return facts
    chosen = [(pools.facts[at], choice) for at, choice in changes if at < len(pools.facts)]
    return changed(facts, [(("facts", pool.spec.name), pool.edges[choice % len(pool.edges)]) for pool, choice in chosen])


def _made(pools: Pools, seed: int) -> Facts:
    if seed <= len(pools.singles):
        return _file(pools, *pools.singles[seed - 1]) if seed > 0 else pools.frames[0].plain
    rng = Random(seed)
    luck = rng.random
    k = int(luck() * len(pools.frames))
    choices = pools.choices[k]
    changes: list[Change] = []
    if luck() < 0.5 and choices:  # a few spots changed, the rest at its best
        for _ in range(1 + int(luck() * 4)):
            spot, edges, between = choices[int(luck() * len(choices))]
            changes.append((spot, _any(edges, between, luck)))
    else:
        for spot, edges, between in choices:
            if luck() < 0.75:
                changes.append((spot, _any(edges, between, luck)))
    return _file(pools, k, changes)


def _any(edges: tuple[Entry | None, ...], between: tuple[Entry, ...], luck: Any) -> Entry | None:
    if between and luck() < 0.35:
        return between[int(luck() * len(between))]
    return edges[int(luck() * len(edges))]


def _file(pools: Pools, k: int, changes: Iterable[Change]) -> Facts:
    frame = pools.frames[k]
    facts = changed(frame.plain, changes)
    return _judged_within(frame, facts) if facts.judged else facts


def _judged_within(frame: Frame, facts: Facts) -> Facts:
    """An assessor's share lies in the range of the level that the facts say."""
    wrong: list[Change] = []
    for path, judgement in facts.judged.items():
        if judgement.share is None:
            continue
        node = frame.plan.nodes[path].node
        spot = probe_of(frame.plan, Watch(path, node.value)).spots if node.value is not None else None
        entry = None if not spot else facts.entries.get(str(spot[0][1]))
        if isinstance(node.method, Levels) and entry is not None:
            for line in node.method.lines:
                if line.level == entry.value:
                    wrong += _shared(path, judgement.share, line.share, line.share_end)
    return changed(facts, wrong) if wrong else facts


def _shared(path: str, share: Fraction, low: object, high: object) -> list[Change]:
    if not (isinstance(low, Const) and isinstance(low.value, Fraction)):
        return []
    if high is None:
        return [(("judged", path), None)]
    if not (isinstance(high, Const) and isinstance(high.value, Fraction)):
        return []
    least, most = sorted((low.value, high.value))
    if least <= share < most:
        return []
    return [(("judged", path), Judgement(None, REASON, share=low.value))]


# ---- as a file -------------------------------------------------------------------------------------------------------


def file_of(facts: Facts, program: Program) -> dict[str, Any]:
    """The fact file of drawn facts, as JSON values that `run` accepts."""
    program = facts.program or program
    given: dict[str, Any] = {}
    cells: dict[tuple[str, int], dict[str, Any]] = {}
    for name, entry in facts.entries.items():
        spec = program.facts.get(name)
        if spec is not None and spec.cell:  # `绩效指标[0].实际完成值`
            owner, _, rest = name.partition("[")
            row, _, field = rest.partition("].")
            cells.setdefault((owner, int(row)), {})[field] = _json(entry)
        else:
            given[name] = _json(entry)
    for name, rows in facts.lists.items():
        made_rows = [{field: _json(entry) for field, entry in row.items()} for row in rows]
        given[name] = [{**row, **cells.get((name, i), {})} for i, row in enumerate(made_rows)]
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


def run_at(program: Program, facts: Facts) -> Run:
    """A whole run of drawn facts."""
    from evaldsl.evaluation.run import calculated

    return calculated(plan_of(facts.program or program), facts)


def points_hit(edges: Sequence[Edge], runs: Iterable[Run]) -> Mapping[int, frozenset[str]]:
    """For each edge, by its place, the sides at which any of the runs stands."""
    found: dict[int, set[str]] = {i: set() for i in range(len(edges))}
    for run in runs:
        for i, edge in enumerate(edges):
            found[i] |= set(hit(edge, run))
    return {i: frozenset(sides) for i, sides in found.items()}


def complete(facts: Facts, program: Program) -> bool:
    """Whether facts leave nothing open: every fact and cell that must be there is."""
    program = facts.program or program
    if any(f.name not in facts.entries and f.default is None and not f.optional for f in program.facts.values()):
        return False
    for name, rows in facts.lists.items():
        needed = [f.name for f in program.lists[name].fields.values() if f.default is None and not f.optional]
        if not program.lists[name].form and any(field not in row for row in rows for field in needed):
            return False
    return all(bool(facts.lists.get(name)) for name, spec in program.lists.items() if spec.derived is None)
