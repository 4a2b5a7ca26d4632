"""Properties are tried: over many facts of a ruleset, drawn where its rules change, a counterexample is looked for and made small.

In: a program, its properties, a seed, how many facts to try for each claim. Out: a `Tried` for each claim: it held for all that were tried, or it is
broken by the smallest fact file that was found. Guarantees: the same seed tries the same facts, those that stand at the edges of the rules
before any others; a counterexample is written as a fact file, read again by the reader and found to break the claim before it is
shown. What has no value for some facts (a score that cannot be computed) decides nothing there. That a claim holds for all that were
tried proves nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from evaldsl.evaluation import evaluate
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.state import shown
from evaldsl.evaluation.tree import Figure
from evaldsl.model.facts import Facts
from evaldsl.model.program import Const, Expr, Program
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.model.types import QuantityType
from evaldsl.model.values import Missing, Uncertain
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve, frozen
from evaldsl.source import Where
from evaldsl.trials.cases import Bench, Cases, Found, alike, first_of
from evaldsl.trials.culprits import Culprit, culprits, scores_in
from evaldsl.trials.directions import against_method
from evaldsl.trials.examples import expr_name
from evaldsl.trials.files import written
from evaldsl.trials.kept import NOTHING_KEPT, Kept, key_of
from evaldsl.trials.pools import number_of
from evaldsl.trials.smaller import smallest
from evaldsl.trials.standard import BOUNDS, COMPUTABLE, DIRECTION, Direction, Fault, against, fault_in
from evaldsl.trials.strategies import MOST_SEEDS, complete, drawable, file_of, pools_of, written_number

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
    """A claim and how it came out. `files` are the facts that break it (two for a trend or a relation of two), `figures` what they give,
    `culprits` the rules that give it. `replayed`: facts that were kept break it still."""

    name: str
    text: str
    where: Where | None
    ending: Ending
    files: tuple[str, ...] = ()
    figures: tuple[tuple[str, Figure], ...] = ()
    why: str = ""
    culprits: tuple[Culprit, ...] = ()
    replayed: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.ending in (Ending.HELD, Ending.SKIPPED)


Test = Callable[[Found], bool]


def try_properties(
    program: Program,
    properties: Sequence[PropertySpec],
    seed: int = 0,
    most: int = DEFAULT_EXAMPLES,
    stated: frozenset[str] = frozenset(),
    kept: Kept = NOTHING_KEPT,
) -> Iterator[Tried]:
    """Tries each claim of each property, then what holds for every ruleset. `stated` are the codes of refusals that its examples expect,
    `kept` the facts that broke a claim before: they are tried first."""
    if not drawable(program):
        for one in properties:
            yield from (Tried(one.name, claim.text, claim.where, Ending.SKIPPED, why="form") for claim in one.claims)
        return
    bench = Bench(program, pools_of(program), most, kept)
    for one in properties:
        for claim in one.claims:
            yield _tried(bench, one, claim, seed, most)
    if program.root.children:
        yield from _standard(bench, seed, most, stated)


def _search(cases: Cases, test: Test, seed: int, most: int) -> Found | None:
    """The first facts that pass a test: the kept ones, those at the edges of the rules in their order, then any that Hypothesis draws."""
    first = cases.first[: first_of(most)]
    for found in (*cases.kept, *first):
        if test(found):
            return found
    left = most - len(first)
    if left <= 0:
        return None
    limits = settings(
        max_examples=left, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    try:
        drawn = find(st.integers(0, MOST_SEEDS - 1), lambda n: test(cases.any(n)), settings=limits, random=Random(seed))
    except NoSuchExample:
        return None
    return cases.any(drawn)


# ---- claims ----------------------------------------------------------------------------------------------------------


def _texts(bench: Bench, found: Found) -> tuple[str, ...]:
    return tuple(written(file_of(facts, bench.program)) + "\n" for facts in found)


def _tried(bench: Bench, stated: PropertySpec, claim: ClaimSpec, seed: int, most: int) -> Tried:
    def ended(ending: Ending, found: Found = (), why: str = "") -> Tried:
        figures = _figures(bench, stated, claim, found)
        spoken = [claim.expr, *(expr for _, expr in stated.reads.values())]
        blamed = _blamed(bench, found, scores_in(*spoken)) if ending is Ending.BROKEN else ()
        return Tried(stated.name, claim.text, claim.where, ending, _texts(bench, found), figures, why, blamed)

    key = key_of(stated.name, claim.text)
    if stated.files:
        pairs = bench.with_kept(bench.double(stated), key)
        broken: Test = lambda found: alike(found, stated.alike) and _relation(bench, stated, claim, found) is False  # noqa: E731
        return _looked(bench, pairs, broken, ended, seed, most)
    match claim.kind:
        case "attainable":
            seen = _search(bench.single(claim), lambda found: _holds(bench, claim, found[0]) is True, seed, most)
            return ended(Ending.HELD) if seen is not None else ended(Ending.UNSEEN)
        case "that":
            return _looked(bench, bench.single(claim), lambda found: _holds(bench, claim, found[0]) is False, ended, seed, most)
        case "unit":
            return _looked(bench, bench.single(), lambda found: _in_units(bench, claim, found[0]) is False, ended, seed, most)
        case _:
            cases = _moving(bench, claim)
    if cases is None:
        return ended(Ending.SKIPPED, why="fact")
    cases = bench.with_kept(cases, key)
    made = _looked(bench, cases, lambda found: _moved(bench, claim, found) is False, ended, seed, most)
    moves = made.ending is Ending.HELD and claim.trend in ("increases", "decreases")
    if moves and _search(cases, lambda found: _differs(bench, claim, found), seed, most) is None:
        return ended(Ending.UNSEEN)
    return made


def _moving(bench: Bench, claim: ClaimSpec) -> Cases | None:
    """What a claim moves: the rows of a list, or one fact."""
    if claim.kind == "order":
        return bench.shuffled(claim.fact)
    if claim.kind != "moves":
        return bench.moved(claim.fact)
    step = claim.per.value if isinstance(claim.per, Const) else None
    return bench.moved(claim.fact, step) if isinstance(step, Fraction) else None


def _looked(bench: Bench, cases: Cases, broken: Test, ended: Callable[..., Tried], seed: int, most: int) -> Tried:
    """What came of looking for facts that break a claim: the smallest, read again from the files that they are shown as."""
    found = _search(cases, broken, seed, most)
    if found is None:
        return ended(Ending.HELD)
    replayed = any(found is one for one in cases.kept)
    found = smallest(bench.pools, found, broken)
    again: list[Facts] = []
    for text in _texts(bench, found):
        back = read(text.encode(), "counterexample.json", bench.program)
        if back.facts is None:
            return ended(Ending.SKIPPED, found, "、".join(dict.fromkeys(p.code for p in back.problems)))
        again.append(back.facts)
    if not broken(tuple(again)):
        return ended(Ending.SKIPPED, found, "E600")
    return evolve(ended(Ending.BROKEN, tuple(found)), replayed=replayed)


def _blamed(bench: Bench, found: Found, paths: Sequence[str]) -> tuple[Culprit, ...]:
    """The rules that give what a claim speaks of, over the facts that break it."""
    return culprits([evaluate(facts.program or bench.program, facts) for facts in found], paths) if paths else ()


def _holds(bench: Bench, claim: ClaimSpec, facts: Facts) -> bool | None:
    """Whether a condition holds; None where it has no value, or where its `when` does not hold."""
    run = bench.run(facts)
    if claim.when is not None and truth(claim.when, run) is not True:
        return None
    held = truth(claim.expr, run)
    return held if isinstance(held, bool) else None


def _relation(bench: Bench, stated: PropertySpec, claim: ClaimSpec, found: Found) -> bool | None:
    """Whether a claim of two files holds."""
    runs = [bench.run(facts) for facts in found]
    locals_ = {name: value(expr, runs[which]) for name, (which, expr) in stated.reads.items()}
    if any(isinstance(x, Missing | Uncertain) for x in locals_.values()):
        return None
    if claim.when is not None and truth(claim.when, runs[0], locals_) is not True:
        return None
    held = truth(claim.expr, runs[0], locals_)
    return held if isinstance(held, bool) else None


# ---- movements -------------------------------------------------------------------------------------------------------


def _values(bench: Bench, claim: ClaimSpec, found: Found) -> "list[Any] | None":
    """What the claim speaks of, for each of the facts; None where it has no value or `when` does not hold."""
    made: list[Any] = []
    for facts in found:
        run = bench.run(facts)
        if claim.when is not None and truth(claim.when, run) is not True:
            return None
        got = value(claim.expr, run)
        if isinstance(got, Missing | Uncertain):
            return None
        made.append(got)
    return made


def _moved(bench: Bench, claim: ClaimSpec, found: Found) -> bool | None:
    """Whether a figure moves as a claim says between two facts; None where it says nothing about them."""
    step = claim.per.value if isinstance(claim.per, Const) else None
    if claim.kind != "order" and not _grows(found, claim.fact, step if claim.kind == "moves" else None):
        return None
    got = _values(bench, claim, found)
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


def _grows(found: Found, fact: str, step: object = None) -> bool:
    """Whether a fact, and nothing else, grows from the first file to the second, by exactly a step where one is given; smaller facts and
    kept ones must do so too."""
    one, two = found
    if {**one.entries, fact: None} != {**two.entries, fact: None} or one.lists != two.lists or one.judged != two.judged:
        return False
    before, after = (number_of(facts.entries.get(fact)) for facts in found)
    if before is None or after is None:
        return False
    return after > before if step is None else after - before == step


def _in_units(bench: Bench, claim: ClaimSpec, facts: Facts) -> bool | None:
    """Whether a figure stays when a fact is filed in each other unit of its kind."""
    entry, kind = facts.entries.get(claim.fact), bench.program.facts[claim.fact].type
    if entry is None or not isinstance(entry.value, Fraction) or not isinstance(kind, QuantityType):
        return None
    before = _values(bench, claim, (facts,))
    if before is None:
        return None
    for unit in bench.program.units.values():
        if unit.dimension != kind.unit.dimension or unit.factor == kind.unit.factor or not unit.dimension:
            continue
        text = written_number(entry.value, evolve(kind, unit=unit))
        if text is None:
            continue
        file = file_of(facts, bench.program)
        file["facts"][claim.fact] = text
        back = read(written(file).encode(), "other unit", bench.program)
        if back.facts is None or _values(bench, claim, (back.facts,)) != before:
            return False
    return True


def _differs(bench: Bench, claim: ClaimSpec, found: Found) -> bool:
    got = _values(bench, claim, found)
    return got is not None and got[0] != got[1]


def _figures(bench: Bench, stated: PropertySpec, claim: ClaimSpec, found: Found) -> tuple[tuple[str, Figure], ...]:
    """What a claim speaks of, over the facts that break it."""
    if not found:
        return ()
    runs = [bench.run(facts) for facts in found]
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


def _standard(bench: Bench, seed: int, most: int, stated: frozenset[str]) -> Iterator[Tried]:
    """Total and every node lie within their bounds, children add up, complete facts give every figure, scores move as their methods say."""
    broken = 0
    # rows may be such that nothing can be had of them, all of them 0: that says nothing of the rules
    for kind in (BOUNDS,) if bench.program.lists else (BOUNDS, COMPUTABLE):
        test: Test = lambda found, kind=kind: _faulty(bench, found[0], kind, stated) is not None  # type: ignore[misc]  # noqa: E731
        found = _search(bench.single(), test, seed, most)
        if found is not None:
            broken += 1
            yield _broken_standard(bench, smallest(bench.pools, found, test), kind, stated)
    for direction, found in against_method(bench, seed, max(20, most // 10)):
        broken += 1
        wrong: Test = lambda found, d=direction: _wrong(bench, d, found)  # type: ignore[misc]  # noqa: E731
        node = plan_of(bench.program).nodes[direction.path].node
        small = smallest(bench.pools, found, wrong)
        figures = tuple((direction.path, Figure(shown(bench.run(facts).scores[direction.path]), None)) for facts in small)
        blamed = _blamed(bench, small, (direction.path,))
        yield Tried("", direction.path, node.where, Ending.BROKEN, _texts(bench, small), figures, DIRECTION, blamed)
    if not broken:
        yield Tried("", "", None, Ending.HELD)


def _wrong(bench: Bench, direction: Direction, found: Found) -> bool:
    return _grows(found, direction.fact) and against(direction, bench.run(found[0]), bench.run(found[1]))


def _faulty(bench: Bench, facts: Facts, kind: str, stated: frozenset[str]) -> Fault | None:
    found = fault_in(bench.run(facts), stated, kind == COMPUTABLE and complete(facts, bench.program))
    return found if found is not None and found.kind == kind else None


def _broken_standard(bench: Bench, found: Found, kind: str, stated: frozenset[str]) -> Tried:
    fault = _faulty(bench, found[0], kind, stated)
    assert fault is not None
    run = bench.run(found[0])
    node = run.plan.nodes[fault.path].node
    figures = ((fault.path or "total", Figure(shown(run.scores[fault.path]), None)),) if kind == BOUNDS else ()
    why = fault.code if kind == COMPUTABLE else ""
    blamed = _blamed(bench, found, (fault.path,))
    return Tried("", fault.path or "total", node.where, Ending.BROKEN, _texts(bench, found), figures, why, blamed)


def counted(tried: Sequence[Tried]) -> Mapping[Ending, int]:
    """How many claims ended how."""
    return {ending: sum(one.ending is ending for one in tried) for ending in Ending}
