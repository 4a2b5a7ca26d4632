"""Facts tried before the solver is asked: a level that some ordinary fact file reaches needs no proof, and a fault that one shows none either.

In: a program, questions. Out: for each question that facts settle, those facts, as the interpreter has confirmed them. Guarantees: the same
program is tried with the same facts, at most `MOST`; the simplest come first (every fact at its target, then one fact changed), so that what is
shown differs from that in as little as can be; every file is read again by the reader of `run`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.model.facts import Facts
from evaldsl.model.program import FactRef, Program
from evaldsl.proving.asked import Always, Computes, Graded, InBounds, Marks, Moves, Question, Sometimes
from evaldsl.proving.confirming import Shown, confirmed, differs
from evaldsl.proving.facts import JUDGED
from evaldsl.readers.json_facts import read
from evaldsl.records import evolve, frozen
from evaldsl.trials.files import written
from evaldsl.trials.strategies import Pools, file_of, made

T = TypeVar("T")
MOST = 300
MOST_RANDOM = 100
MOST_EDGES = 12
MOST_STEPS = 400_000
"""Nodes that are scored at most: a larger ruleset is tried with fewer facts."""

ANSWERED = (Sometimes, Marks, Graded)
"""What facts answer with yes; they show that something can be, and need not be few."""
TRIED = (Always, Sometimes, Marks, Graded, Computes, InBounds)


@frozen
class Found:
    """Facts that settle a question. `names` are those that are not as simple as they can be."""

    text: str
    shown: Shown
    names: tuple[str, ...]


def scouted(program: Program, pools: Pools | None, questions: Sequence[Question]) -> dict[str, Found]:
    """What ordinary facts settle, by the id of the question."""
    left = {q.id: q for q in questions if isinstance(q.ask, TRIED)}
    found: dict[str, Found] = {}
    plan = plan_of(program)
    if pools is None or plan.too_much or not left:
        return found
    most = max(20, min(MOST, MOST_STEPS // (len(plan.nodes) * 10 + 1)))
    base = made(pools, 0, [])
    for facts in _facts(pools, most):
        run = calculated(plan, facts)
        for question in list(left.values()):
            if confirmed(question.ask, (run,)) is not None:
                least = facts if isinstance(question.ask, ANSWERED) else _least(program, base, facts, question)
                shown = _again(program, least, question)
                if shown is not None:
                    found[question.id] = Found(*shown, _changed(base, least))
                    del left[question.id]
        if not left:
            break
    return found


def _least(program: Program, base: Facts, facts: Facts, question: Question) -> Facts:
    """The same with as many facts as can be set back to the simplest."""
    plan = plan_of(program)
    for name in _changed(base, facts):
        less = _set_back(base, facts, name)
        if confirmed(question.ask, (calculated(plan, less),)) is not None:
            facts = less
    return facts


def _set_back(base: Facts, facts: Facts, name: str) -> Facts:
    """The facts with one of them, a judgement or a list as it is in the simplest."""

    def back(given: Mapping[str, T], simple: Mapping[str, T], key: str) -> dict[str, T]:
        made = {k: v for k, v in given.items() if k != key or k in simple}
        return made | ({key: simple[key]} if key in simple else {})

    path = name.removeprefix(JUDGED)
    if path != name:
        return evolve(facts, judged=back(facts.judged, base.judged, path))
    if name in facts.lists:
        return evolve(facts, lists=back(facts.lists, base.lists, name))
    return evolve(facts, entries=back(facts.entries, base.entries, name))


def _again(program: Program, facts: Facts, question: Question) -> tuple[str, Shown] | None:
    """What the facts show once they are written and read again."""
    text = written(file_of(facts, program)) + "\n"
    shown = shown_by(program, text, question)
    return None if shown is None else (text, shown)


def shown_by(program: Program, text: str, question: Question) -> Shown | None:
    """What a fact file shows of a question, None when it is refused or shows nothing."""
    back = read(text.encode(), "facts.json", program)
    if back.facts is None:
        return None
    return confirmed(question.ask, (calculated(plan_of(program), back.facts),))


def _facts(pools: Pools, most: int) -> Iterator[Facts]:
    """The simplest facts, one fact changed, everything drawn; the same each time."""
    yield made(pools, 0, [])
    count = 1
    longest = max((len(pool.edges) for pool in pools.facts), default=0)
    for choice in range(longest):
        for at, pool in enumerate(pools.facts):
            if choice < len(pool.edges) and count < most - MOST_RANDOM:
                count += 1
                yield made(pools, 0, [(at, choice)])
    for seed in range(1, max(0, most - count) + 1):
        yield made(pools, seed, [])


def _changed(base: Facts, facts: Facts) -> tuple[str, ...]:
    """The facts, judgements and lists that differ between two fact files."""
    found = [name for name, entry in facts.entries.items() if base.entries.get(name) != entry]
    found += [f"{JUDGED}{path}" for path, one in facts.judged.items() if base.judged.get(path) != one]
    return (*found, *(name for name, rows in facts.lists.items() if base.lists.get(name) != rows))


def any_differs(program: Program, pools: Pools | None, ask: Moves) -> bool:
    """Whether some ordinary facts show that what is asked moves at all with its fact."""
    if pools is None or not isinstance(ask.by, FactRef):
        return False
    plan = plan_of(program)
    at = next((i for i, pool in enumerate(pools.facts) if pool.spec.name == ask.by.name), None)
    if at is None:
        return False
    edges = min(MOST_EDGES, len(pools.facts[at].edges))
    runs = [calculated(plan, made(pools, 0, [(at, i)])) for i in range(edges)]
    return any(differs(ask, (runs[0], run)) for run in runs[1:])
