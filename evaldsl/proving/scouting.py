"""Facts tried before the solver is asked: a level that some ordinary fact file reaches needs no proof, and a fault that one shows none either.

In: a program, questions. Out: for each question that facts settle, those facts, as the interpreter has confirmed them. Guarantees: the same
program is tried with the same facts, at most `MOST`; the simplest come first (every fact at its target, then one fact changed), so that what is
shown differs from that in as little as can be; every file is read again by the reader of `run`.
"""

from collections.abc import Iterator, Sequence

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts
from evaldsl.model.program import FactRef, Program
from evaldsl.proving.asked import Always, Computes, Graded, InBounds, Marks, Moves, Question, Sometimes
from evaldsl.proving.confirming import Shown, confirmed, differs
from evaldsl.readers.json_facts import read
from evaldsl.records import field, frozen
from evaldsl.trials.files import written
from evaldsl.trials.strategies import Pools, file_of, made, pools_of, unsupported

MOST = 300
MOST_RANDOM = 100
MOST_EDGES = 12
MOST_STEPS = 400_000
"""Nodes that are scored at most: a larger ruleset is tried with fewer facts."""

TRIED = (Always, Sometimes, Marks, Graded, Computes, InBounds)


@frozen
class Found:
    """Facts that settle a question."""

    facts: Facts = field(repr=False)
    text: str
    shown: Shown


def scouted(program: Program, questions: Sequence[Question]) -> dict[str, Found]:
    """What ordinary facts settle, by the id of the question."""
    left = {q.id: q for q in questions if isinstance(q.ask, TRIED)}
    found: dict[str, Found] = {}
    plan = plan_of(program)
    if unsupported(program) or plan.too_much or not left:
        return found
    most = max(20, min(MOST, MOST_STEPS // (len(plan.nodes) * 10 + 1)))
    for facts in _facts(pools_of(program), most):
        run = calculated(plan, facts)
        text: str | None = None
        again: Run | None = None
        for question in list(left.values()):
            if confirmed(question.ask, (run,)) is None:
                continue
            if again is None:
                text = written(file_of(facts, program)) + "\n"
                back = read(text.encode(), "facts.json", program)
                if back.facts is None:
                    break
                again = calculated(plan, back.facts)
            shown = confirmed(question.ask, (again,))
            if shown is not None and text is not None:
                found[question.id] = Found(again.file, text, shown)
                del left[question.id]
        if not left:
            break
    return found


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


def any_differs(program: Program, ask: Moves) -> bool:
    """Whether some ordinary facts show that what is asked moves at all with its fact."""
    if unsupported(program) or not isinstance(ask.by, FactRef):
        return False
    pools, plan = pools_of(program), plan_of(program)
    at = next((i for i, pool in enumerate(pools.facts) if pool.spec.name == ask.by.name), None)
    if at is None:
        return False
    edges = min(MOST_EDGES, len(pools.facts[at].edges))
    runs = [calculated(plan, made(pools, 0, [(at, i)])) for i in range(edges)]
    return any(differs(ask, (runs[0], run)) for run in runs[1:])
