"""What the facts that are drawn for a ruleset's properties cover, and at which edges of its rules they stand.

In: a ruleset, its claims that held, a seed, a number of files. Out: the points that these files exercise and those that a claim speaks of; for
every edge (`trials.rules`) the sides at which a file stands, at which none does, and at which none can. Guarantees: the files are those that
a search of that many begins with, the same for the same seed.
"""

from collections.abc import Iterable, Sequence
from random import Random

from evaldsl.evaluation import evaluate
from evaldsl.evaluation.expressions import truth
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.records import frozen
from evaldsl.trials.coverage_marks import Frame, marked, run_of
from evaldsl.trials.coverage_reads import Owner, claimed
from evaldsl.trials.rules import Edge
from evaldsl.trials.strategies import MOST_SEEDS, drawable, edges_of, made, points_hit, pools_of, systematic

Stated = tuple[PropertySpec, ClaimSpec]


@frozen
class EdgeCovered:
    """An edge with the sides at which facts stand (`met`), those at which none of these does (`missed`), those at which none can (`never`)."""

    edge: Edge
    met: tuple[str, ...]
    missed: tuple[str, ...]
    never: tuple[str, ...]


@frozen
class Drawn:
    """What so many files exercise, and what of it a claim speaks of: ids of points."""

    files: int
    exercised: frozenset[str]
    decided: frozenset[str]


def drawn_files(program: Program, seed: int, most: int) -> tuple[Facts, ...]:
    """The files that a search begins with: those at the edges of the rules, for the last quarter any. None where facts cannot be drawn."""
    if not drawable(program):
        return ()
    pools, rng = pools_of(program), Random(seed)
    first = systematic(pools, max(1, most * 3 // 4))
    return (*first, *(made(pools, rng.randrange(MOST_SEEDS)) for _ in range(most - len(first))))


def drawn_marks(program: Program, claims: Sequence[Stated], files: Iterable[Facts]) -> tuple[Drawn, list[Run]]:
    """What drawn files cover. A claim decides what it speaks of in the files for which its `when` holds."""
    exercised: set[str] = set()
    decided: set[str] = set()
    runs: list[Run] = []
    frame: Frame | None = None
    below: list[tuple[PropertySpec, ClaimSpec, set[Owner]]] = []
    for facts in files:
        result = evaluate(program, facts)
        run = run_of(result)
        if run is None:
            continue
        if frame is None or frame.program is not result.program:
            frame = Frame(program, result)
            reads = frame.reads
            below = [(stated, claim, reads.below(claimed(stated, claim, reads))) for stated, claim in claims]
        runs.append(run)
        marks = marked(result, run, frame)
        exercised |= set().union(*marks.values())
        owners = set().union(*(found for stated, claim, found in below if _speaks(stated, claim, run)))
        decided |= {id for owner in owners for id in marks.get(owner, ())}
    return Drawn(len(runs), frozenset(exercised), frozenset(decided)), runs


def _speaks(stated: PropertySpec, claim: ClaimSpec, run: Run) -> bool:
    """Whether a claim says anything of these facts. That something is attainable says nothing of any one file; of two files each is one."""
    if claim.kind == "attainable":
        return False
    return claim.when is None or bool(stated.files) or truth(claim.when, run) is True


def edges_covered(program: Program, runs: Sequence[Run]) -> tuple[EdgeCovered, ...]:
    """The edges of a ruleset with the sides at which these runs stand."""
    if not drawable(program):
        return ()
    edges, found = edges_of(program), []
    hits = points_hit(edges, runs)
    for i, edge in enumerate(edges):
        hit = hits[i]
        never = tuple(side for side, why in edge.why if side not in hit and why != "sought")
        missed = tuple(side for side in edge.sides if side not in hit and side not in never)
        found.append(EdgeCovered(edge, tuple(side for side in edge.sides if side in hit), missed, never))
    return tuple(found)
