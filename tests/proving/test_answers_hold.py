"""What is proved of generated rulesets is not broken by any fact file that is drawn for them, and what cannot happen does not."""

from collections import Counter
from collections.abc import Iterator

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.model.facts import Facts
from evaldsl.model.program import FactRef, Program
from evaldsl.proving.answers import Answer, Verdict
from evaldsl.proving.asked import Always, Computes, Graded, InBounds, Marks, Moves, Sometimes
from evaldsl.proving.confirming import confirmed
from evaldsl.proving.deciding import decide
from evaldsl.proving.questions import questions_of
from evaldsl.trials.strategies import Pools, made, pools_of, unsupported
from tests.differential import Refused, compiled, written
from tests.generators.choices import Seeded
from tests.generators.rulesets import ruleset

LIMIT = 0.5
FILES = 40
EDGES = 6


def _programs(seeds: range) -> Iterator[Program]:
    for seed in seeds:
        ch = Seeded(f"answers-{seed}")
        try:
            _, program = compiled(written(ch, ruleset(ch)))
        except Refused:
            continue
        if not unsupported(program) and program.root.children:
            yield program


def broken(program: Program, answer: Answer, pools: Pools, files: list[Facts]) -> bool:
    """Whether a drawn file, or two, show the contrary of an answer."""
    ask, plan = answer.question.ask, plan_of(program)
    match ask:
        case Always() | Computes() | InBounds() if answer.verdict is Verdict.PROVED:
            return any(confirmed(ask, (calculated(plan, facts),)) is not None for facts in files)
        case Sometimes() | Marks() | Graded() if answer.verdict is Verdict.REFUTED:
            return any(confirmed(ask, (calculated(plan, facts),)) is not None for facts in files)
        case Moves(by=FactRef(name=name)) if answer.verdict is Verdict.PROVED:
            at = next(i for i, pool in enumerate(pools.facts) if pool.spec.name == name)
            edges = range(min(EDGES, len(pools.facts[at].edges)))
            for seed in range(1, 6):
                runs = [calculated(plan, made(pools, seed, [(at, i)])) for i in edges]
                if any(confirmed(ask, (one, two)) is not None for one in runs for two in runs):
                    return True
            return False
        case _:
            return False


def held(seeds: range, seen: Counter[str]) -> list[str]:
    """The answers that drawn files break; `seen` counts what was held."""
    found: list[str] = []
    for program in _programs(seeds):
        pools = pools_of(program)
        files = [made(pools, seed, []) for seed in range(FILES)]
        for answer in decide(program, questions_of(program), LIMIT):
            seen[f"{answer.question.topic.value} {answer.verdict.value}"] += 1
            if broken(program, answer, pools, files):
                found.append(f"{program.name}: {answer.question.id}")
    return found


def test_no_answer_is_broken_by_what_is_drawn() -> None:
    seen: Counter[str] = Counter()
    assert held(range(20, 26), seen) == []
    for kind in ("bounds proved", "computed proved", "trend proved", "marks proved", "marks refuted", "reached proved"):
        assert seen[kind] > 0, (kind, seen)
