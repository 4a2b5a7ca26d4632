"""Properties are tried: over many facts of a ruleset, drawn where its rules change, a counterexample is looked for and made small.

In: a program, its properties, a seed, how many facts to try for each claim. Out: a `Tried` for each claim: it held for all that were tried, or it is
broken by the smallest fact file that was found. Guarantees: the same seed tries the same facts; a counterexample is written as a fact file,
read again by the reader and found to break the claim before it is shown. What has no value for some facts (a score that cannot be computed)
decides nothing there. That a claim holds for all that were tried proves nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from random import Random
from typing import Any
from warnings import catch_warnings, simplefilter

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning, NoSuchExample

from evaldsl.evaluation import evaluate
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run, shown
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.program import CombineKind, Const, Expr, PointsResult, Program
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.model.types import Domain, QuantityType
from evaldsl.model.values import Missing, Uncertain
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve, frozen
from evaldsl.source import Where
from evaldsl.trials.examples import expr_name
from evaldsl.trials.files import written
from evaldsl.trials.strategies import Pools, drawn, file_of, pools_of, unsupported, written_number

DEFAULT_EXAMPLES = 200


class Ending(Enum):
    """How a claim came out. HELD: for all that were tried. BROKEN: by the facts that are shown. UNSEEN: something that should happen for some
    facts was seen for none. SKIPPED: facts cannot be drawn for this ruleset, or the claim has no value."""

    HELD = "held"
    BROKEN = "broken"
    UNSEEN = "unseen"
    SKIPPED = "skipped"


@frozen
class Tried:
    """A claim and how it came out. `files` are the facts that break it (two for a trend or a relation of two), `figures` what they give."""

    name: str
    text: str
    where: Where | None
    ending: Ending
    files: tuple[str, ...] = ()
    figures: tuple[tuple[str, Figure], ...] = ()
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.ending in (Ending.HELD, Ending.SKIPPED)


Found = tuple[Facts, ...]
Test = Callable[[Found], bool]


def try_properties(
    program: Program, properties: Sequence[PropertySpec], seed: int = 0, most: int = DEFAULT_EXAMPLES
) -> Iterator[Tried]:
    """Tries each claim of each property, then what holds for every ruleset."""
    if unsupported(program):
        for stated in properties:
            yield from (Tried(stated.name, claim.text, claim.where, Ending.SKIPPED, why="form") for claim in stated.claims)
        return
    pools = pools_of(program)
    for stated in properties:
        for claim in stated.claims:
            yield _tried(program, pools, stated, claim, seed, most)
    if program.root.children:
        yield _standard(program, pools, seed, most)


_FIRST = (Phase.explicit, Phase.generate)
_SMALLEST = (*_FIRST, Phase.target, Phase.shrink)


def _search(strategy: st.SearchStrategy[Any], test: Test, seed: int, most: int, phases: tuple[Phase, ...] = _SMALLEST) -> Any:
    """The smallest draw that passes a test, None when none of `most` does. With `_FIRST` the first one, for what is not shown."""
    health = list(HealthCheck)
    limits = settings(max_examples=most, database=None, deadline=None, suppress_health_check=health, phases=phases)
    with catch_warnings():
        simplefilter("ignore", HypothesisWarning)  # that a long fact file is long
        try:
            return find(strategy, test, settings=limits, random=Random(seed))
        except NoSuchExample:
            return None


def _run(program: Program, facts: Facts) -> Run:
    return calculated(plan_of(program), facts)


# ---- claims ----------------------------------------------------------------------------------------------------------


def _tried(program: Program, pools: Pools, stated: PropertySpec, claim: ClaimSpec, seed: int, most: int) -> Tried:
    def ended(ending: Ending, found: Found = (), why: str = "") -> Tried:
        files = tuple(written(file_of(facts, program)) + "\n" for facts in found)
        figures = _figures(program, stated, claim, found)
        return Tried(stated.name, claim.text, claim.where, ending, files, figures, why)

    one = drawn(pools)
    if stated.files:
        both = st.tuples(one, one)
        if stated.alike is not None:
            both = both.map(lambda two: (two[0], _alike(two[0], two[1], stated.alike or ())))
        broken: Test = lambda found: _relation(program, stated, claim, found) is False  # noqa: E731
        found = _search(both, broken, seed, most)
        return _settled(program, found, broken, ended)
    if claim.kind == "attainable":
        hit: Test = lambda found: _holds(program, claim, found[0]) is True  # noqa: E731
        seen = _search(one.map(lambda facts: (facts,)), hit, seed, most, _FIRST)
        return ended(Ending.HELD) if seen is not None else ended(Ending.UNSEEN)
    if claim.kind == "that":
        broken = lambda found: _holds(program, claim, found[0]) is False  # noqa: E731
        return _settled(program, _search(one.map(lambda facts: (facts,)), broken, seed, most), broken, ended)
    if claim.kind == "unit":
        broken = lambda found: _in_units(program, claim, found[0]) is False  # noqa: E731
        return _settled(program, _search(one.map(lambda facts: (facts,)), broken, seed, most), broken, ended)
    broken = lambda found: _moved(program, claim, found) is False  # noqa: E731
    pairs = _pairs(program, pools, claim)
    if pairs is None:
        return ended(Ending.SKIPPED, why="fact")
    made = _settled(program, _search(pairs, broken, seed, most), broken, ended)
    if made.ending is Ending.HELD and claim.trend in ("increases", "decreases"):
        rises: Test = lambda found: _differs(program, claim, found)  # noqa: E731
        if _search(pairs, rises, seed, most, _FIRST) is None:
            return ended(Ending.UNSEEN)
    return made


def _settled(program: Program, found: Found | None, broken: Test, ended: Callable[..., Tried]) -> Tried:
    """The counterexample, read again from the files that it is shown as."""
    if found is None:
        return ended(Ending.HELD)
    again: list[Facts] = []
    for facts in found:
        text = written(file_of(facts, program))
        back = read(text.encode(), "counterexample.json", program)
        if back.facts is None:
            return ended(Ending.SKIPPED, found, "、".join(dict.fromkeys(p.code for p in back.problems)))
        again.append(back.facts)
    return ended(Ending.BROKEN, tuple(found)) if broken(tuple(again)) else ended(Ending.SKIPPED, found, "E600")


def _holds(program: Program, claim: ClaimSpec, facts: Facts) -> bool | None:
    """Whether a condition holds; None where it has no value, or where its `when` does not hold."""
    run = _run(program, facts)
    if claim.when is not None and truth(claim.when, run) is not True:
        return None
    held = truth(claim.expr, run)
    return held if isinstance(held, bool) else None


def _alike(first: Facts, second: Facts, differ: tuple[str, ...]) -> Facts:
    """The second file with everything of the first but some facts."""
    entries = {**first.entries, **{name: second.entries[name] for name in differ if name in second.entries}}
    return evolve(first, entries=entries)


def _relation(program: Program, stated: PropertySpec, claim: ClaimSpec, found: Found) -> bool | None:
    """Whether a claim of two files holds."""
    runs = [_run(program, facts) for facts in found]
    locals_ = {name: value(expr, runs[which]) for name, (which, expr) in stated.reads.items()}
    if any(isinstance(x, Missing | Uncertain) for x in locals_.values()):
        return None
    if claim.when is not None and truth(claim.when, runs[0], locals_) is not True:
        return None
    held = truth(claim.expr, runs[0], locals_)
    return held if isinstance(held, bool) else None


# ---- movements -------------------------------------------------------------------------------------------------------


def _pairs(program: Program, pools: Pools, claim: ClaimSpec) -> "st.SearchStrategy[Found] | None":
    """Two facts that differ in what a claim moves."""
    one = drawn(pools)
    if claim.kind == "order":
        return st.tuples(one, st.randoms(use_true_random=False)).map(lambda x: (x[0], _shuffled(x[0], claim.fact, x[1])))
    pool = next((p for p in pools.facts if p.spec.name == claim.fact), None)
    if pool is None or not isinstance(pool.spec.type, QuantityType):
        return None
    kind = pool.spec.type
    edges = [e for e in pool.edges if isinstance(e.value, Fraction)]
    others = [e for e in pool.between if isinstance(e.value, Fraction)]
    if claim.kind == "moves":
        step = claim.per.value if isinstance(claim.per, Const) and isinstance(claim.per.value, Fraction) else None
        if step is None:
            return None
        before = [x for e in edges if (x := _plus(e, -step, kind)) is not None and _inside(pool.spec.domain, x)]
        steps = [_steps(x, step, kind, pool.spec.domain) for x in ([*edges, *before], others)]
        ways = [st.sampled_from(x) for x in steps if x]
        if not ways:
            return None
        return st.tuples(one, st.one_of(ways)).map(lambda x: _both(x[0], claim.fact, *x[1]))
    ends = st.one_of([st.sampled_from(x) for x in (edges, others) if x])
    return st.tuples(one, ends, ends).map(lambda x: _both(x[0], claim.fact, *sorted(x[1:], key=_known)))


def _known(entry: FactValue) -> Fraction:
    assert isinstance(entry.value, Fraction)
    return entry.value


def _steps(entries: Sequence[FactValue], step: Fraction, kind: QuantityType, domain: Domain) -> list[tuple[FactValue, FactValue]]:
    """Each value with the one that is a step greater, where the fact may have both."""
    pairs = [(e, _plus(e, step, kind)) for e in entries]
    return [(e, more) for e, more in pairs if more is not None and _inside(domain, more)]


def _inside(domain: Domain, entry: FactValue) -> bool:
    value = _known(entry)
    low, high = domain.low, domain.high
    if isinstance(low, Fraction) and (value < low or (value == low and not domain.low_closed)):
        return False
    return not isinstance(high, Fraction) or value < high or (value == high and domain.high_closed)


def _plus(entry: FactValue, step: Fraction, kind: QuantityType) -> FactValue | None:
    text = written_number(_known(entry) + step, kind)
    return None if text is None else FactValue(_known(entry) + step, text)


def _both(facts: Facts, name: str, less: FactValue, more: FactValue) -> Found:
    return tuple(evolve(facts, entries={**facts.entries, name: entry}) for entry in (less, more))


def _shuffled(facts: Facts, name: str, rng: Random) -> Facts:
    rows = list(facts.lists.get(name, ()))
    rng.shuffle(rows)
    return evolve(facts, lists={**facts.lists, name: tuple(rows)})


def _values(program: Program, claim: ClaimSpec, found: Found) -> "list[Any] | None":
    """What the claim speaks of, for each of the facts; None where it has no value or `when` does not hold."""
    made: list[Any] = []
    for facts in found:
        run = _run(program, facts)
        if claim.when is not None and truth(claim.when, run) is not True:
            return None
        got = value(claim.expr, run)
        if isinstance(got, Missing | Uncertain):
            return None
        made.append(got)
    return made


def _moved(program: Program, claim: ClaimSpec, found: Found) -> bool | None:
    """Whether a figure moves as a claim says between two facts; None where it says nothing about them."""
    got = _values(program, claim, found)
    if got is None:
        return None
    before, after = got
    match claim.kind:
        case "order":
            return bool(before == after)
        case "moves":
            limit = claim.limit.value if isinstance(claim.limit, Const) else None
            return None if not isinstance(limit, Fraction) else bool(abs(after - before) <= limit)
        case _:
            return bool(after >= before if claim.trend in ("increases", "never_falls") else after <= before)


def _in_units(program: Program, claim: ClaimSpec, facts: Facts) -> bool | None:
    """Whether a figure stays when a fact is filed in each other unit of its kind."""
    entry, kind = facts.entries.get(claim.fact), program.facts[claim.fact].type
    if entry is None or not isinstance(entry.value, Fraction) or not isinstance(kind, QuantityType):
        return None
    before = _values(program, claim, (facts,))
    if before is None:
        return None
    for unit in program.units.values():
        if unit.dimension != kind.unit.dimension or unit.factor == kind.unit.factor or not unit.dimension:
            continue
        text = written_number(entry.value, evolve(kind, unit=unit))
        if text is None:
            continue
        file = file_of(facts, program)
        file["facts"][claim.fact] = text
        back = read(written(file).encode(), "other unit", program)
        if back.facts is None or _values(program, claim, (back.facts,)) != before:
            return False
    return True


def _differs(program: Program, claim: ClaimSpec, found: Found) -> bool:
    got = _values(program, claim, found)
    return got is not None and got[0] != got[1]


def _figures(program: Program, stated: PropertySpec, claim: ClaimSpec, found: Found) -> tuple[tuple[str, Figure], ...]:
    """What a claim speaks of, over the facts that break it."""
    if not found:
        return ()
    runs = [_run(program, facts) for facts in found]
    if stated.files:
        return tuple((name, Figure(shown(value(e, runs[i])), e.type)) for name, (i, e) in stated.reads.items())
    parts: tuple[Expr, ...] = (claim.expr,)
    if claim.kind in ("that", "attainable"):
        parts = tuple(_compared(claim.expr))
    return tuple((expr_name(part), Figure(shown(value(part, run)), part.type)) for run in runs for part in parts)


def _compared(expr: Expr) -> Iterator[Expr]:
    """The figures that a condition compares, constants left out."""
    from evaldsl.model import program as p

    match expr:
        case p.Comparison():
            yield from (x for x in (expr.first, *(right for _, right in expr.rest)) if not isinstance(x, Const))
        case p.Inside() | p.Member():
            yield expr.operand
        case p.And() | p.Or():
            for part in expr.operands:
                yield from _compared(part)
        case p.Not():
            yield from _compared(expr.operand)
        case _:
            yield expr


# ---- what holds for every ruleset ------------------------------------------------------------------------------------


def _standard(program: Program, pools: Pools, seed: int, most: int) -> Tried:
    """Total and every node lie within their bounds, children add up, and nothing that is given cannot be computed."""
    broken: Test = lambda found: next(_faults(evaluate(program, found[0])), None) is not None  # noqa: E731
    found = _search(drawn(pools).map(lambda facts: (facts,)), broken, seed, most)
    if found is None:
        return Tried("", "", None, Ending.HELD)
    node = next(_faults(evaluate(program, found[0])))
    figures = ((node.node.path or "total", Figure(node.score, None)),)
    return Tried(
        "", node.node.path or "total", node.node.where, Ending.BROKEN, (written(file_of(found[0], program)) + "\n",), figures
    )


def _faults(result: Result) -> Iterator[NodeScore]:
    """The nodes whose score lies outside their bounds, or is not what their children add up to."""
    waiting = [result.root] if result.total is not None else []
    while waiting:
        one = waiting.pop()
        waiting += one.children
        if not isinstance(one.score, Fraction) or not isinstance(one.node.result, PointsResult):
            continue
        if one.score < 0 or (not one.node.result.unlimited and one.weight is not None and one.score > one.weight):
            yield one
        elif [s.kind for s in one.steps] == ["sum"] and (one.node.combine is None or one.node.combine.kind is CombineKind.SUM):
            parts = [child.score for child in one.children]
            if all(isinstance(x, Fraction) for x in parts) and sum(x for x in parts if isinstance(x, Fraction)) != one.score:
                yield one


def counted(tried: Sequence[Tried]) -> Mapping[Ending, int]:
    """How many claims ended how."""
    return {ending: sum(one.ending is ending for one in tried) for ending in Ending}
