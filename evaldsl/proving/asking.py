"""Questions to the solver, and facts from its answers.

In: truths over the unknowns of an `Encoding`, a time limit in seconds. Out: `Proved` (no facts make all of them hold), a `Model` (values that do) or
`Undecided` with the reason. Guarantees: every question is asked in a solver of its own with a fixed seed, bounded time and memory; the same
question has the same answer; no exception of the solver leaves this package. `first_refutation` shows only what the interpreter confirms: the facts
are written as a fact file, read by the reader of `run` and scored by the evaluator.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from time import monotonic
from typing import Any

import z3

from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.proving.encoding import Encoding
from evaldsl.proving.facts import JUDGED, fact_value, judgement_of
from evaldsl.proving.plainest import ordinary, plainer, simplest
from evaldsl.proving.relaxing import bounds_of, tightened, weaker
from evaldsl.proving.simplifying import simplified
from evaldsl.proving.splitting import split
from evaldsl.proving.terms import OutOfReach, Term, known
from evaldsl.readers.json_facts import read
from evaldsl.records import field, frozen
from evaldsl.trials.files import written
from evaldsl.trials.strategies import file_of

MOST_MEMORY = 2000
"""Megabytes that the solver may take."""
_SEED = 1
_LEMMA = 2.0
"""Seconds for what helps a proof; without it the question is asked as it stands."""
_PLAINER = 2.0
"""Seconds to find facts that are more ordinary than the first ones."""
_GRIDS = (2, 4, 6, 9)
"""Decimals that a quantity is asked for once more when the solver's value has no finite ones."""


@frozen
class Proved:
    """No facts make all the truths hold."""


@frozen
class Model:
    """Values by the name of their constant: a `Fraction`, an `int` or a `bool`; None for a number that is no fraction."""

    values: Mapping[str, Any] = field(hash=False)


@frozen
class Undecided:
    """Not decided. `reason`: "time", "memory", "solver" (it gave up), "not written" (no finite decimals), "not confirmed", "refused: CODE", or the
    reason of an `OutOfReach`."""

    reason: str


Answer = Proved | Model | Undecided


def settle(constraints: Iterable[Term], limit: float) -> Answer:
    """Whether any values make all constraints hold, within `limit` seconds."""
    return _settled(_easier(constraints), limit)


def decide(encodings: Sequence[Encoding], constraints: Iterable[Term], limit: float, lemma: bool = False) -> Answer:
    """Whether any facts in their declared domains make all constraints hold, within `limit` seconds. `lemma`: asked on the way to another answer.

    As `settle`, with the domains of every fact that the simplified constraints still read; and first from the bounds of the nodes alone.
    """
    end = monotonic() + limit
    easier = _easier(constraints)
    if any(x is False for x in easier):
        return Proved()
    easier = [x for x in easier if x is not True]
    bounded = _easier(domains(encodings, easier))

    def holds(truths: Sequence[Any]) -> bool:
        return isinstance(decide(encodings, truths, min(_LEMMA, max(end - monotonic(), 0.0)), lemma=True), Proved)

    with suppress(RecursionError):  # nested too deep to be weakened: the question is asked as it stands
        for linear in weaker([*easier, *bounded], [bounds_of(one) for one in encodings], holds, compare=not lemma):
            if isinstance(_settled(linear, min(_LEMMA, limit)), Proved):
                return Proved()
        tight = tightened(easier, [bounds_of(one) for one in encodings], holds)
        answer = _settled([*easier, *bounded, *tight], max((end - monotonic()) / 2, 0.05)) if tight else None
        if isinstance(answer, Proved | Model):
            return answer
    return _settled([*easier, *bounded], max(end - monotonic(), 0.05))


def _settled(constraints: Sequence[Term], limit: float) -> Answer:
    asked: list[Any] = []
    for one in constraints:
        if one is False:
            return Proved()
        if one is not True:
            asked.append(one)
    try:
        return _in_parts(asked, max(limit, 0.01))
    except z3.Z3Exception as error:
        return Undecided("memory" if "memory" in str(error) else "solver")
    except (RecursionError, MemoryError):
        return Undecided("memory")


def _easier(constraints: Iterable[Term]) -> list[Term]:
    """The constraints simplified; as they are where they are nested too deep for that."""
    stated = list(constraints)
    try:
        return [simplified(one) for one in stated]
    except RecursionError:
        return stated


def _in_parts(constraints: Sequence[Any], limit: float) -> Answer:
    """Truths that share no unknown are asked apart: one that never holds settles all, else the values of each are those of all."""
    end = monotonic() + limit
    values: dict[str, Any] = {}
    open_: Undecided | None = None
    for part in split(constraints):
        answer = _asked(part, max(end - monotonic(), 0.01))
        match answer:
            case Proved():
                return answer
            case Model():
                values |= answer.values
            case Undecided():
                open_ = open_ or answer
    return open_ or Model(values)


def _asked(constraints: Sequence[Any], limit: float) -> Answer:
    z3.set_param("memory_max_size", MOST_MEMORY)
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set("timeout", int(limit * 1000))
    solver.set("random_seed", _SEED)
    solver.add([one.translate(context) for one in constraints])
    found = solver.check()
    if found == z3.unsat:
        return Proved()
    if found == z3.sat:
        return _model(solver.model())
    reason = solver.reason_unknown()
    return Undecided("time" if "timeout" in reason or "canceled" in reason else "memory" if "memory" in reason else "solver")


def _model(model: Any) -> Model:
    return Model({d.name(): _plain(model[d]) for d in model.decls() if d.arity() == 0})


def _plain(x: Any) -> Any:
    """A value of the solver as a plain one, None for an irrational number."""
    if z3.is_true(x) or z3.is_false(x):
        return z3.is_true(x)
    if z3.is_int_value(x):
        return x.as_long()
    if z3.is_rational_value(x):
        return Fraction(x.numerator_as_long(), x.denominator_as_long())
    return None


# ---- facts -----------------------------------------------------------------------------------------------------------


def facts_of(encoding: Encoding, model: Model, names: Iterable[str]) -> Facts:
    """The fact file of a model: the facts `names` as the model has them, the others as simple as they can be.

    Raises `ValueError` for a quantity without finite decimals.
    """
    unknowns = encoding.unknowns
    base = simplest(encoding)
    entries, judged = dict(base.entries), dict(base.judged)
    for name in names:
        unknown = unknowns.named[name]
        gone = unknown.absent is not None and bool(model.values.get(unknown.absent.decl().name(), False))
        if not gone and unknown.constant.decl().name() not in model.values:
            continue  # any value will do
        x = model.values.get(unknown.constant.decl().name(), 0)
        if x is None:
            raise ValueError(name)
        if name.startswith(JUDGED):
            judged[name[len(JUDGED) :]] = judgement_of(unknown, x, gone)
            continue
        entry = fact_value(unknown, x, gone, unknowns.texts)
        if entry is None:
            entries.pop(name, None)
        else:
            entries[name] = entry
    return Facts("", "", "", entries, judged, {}, {}, base.reasons, (), base.lists)


def written_file(facts: Facts, program: Program) -> str:
    """The fact file of facts, as `run` accepts it."""
    return written(file_of(facts, program)) + "\n"


@frozen
class Refuted:
    """Facts that make all the truths hold: a file for each encoding that they speak of. The interpreter has confirmed them."""

    facts: tuple[Facts, ...]
    files: tuple[str, ...]


Confirm = Callable[[Sequence[Run]], bool]
"""Whether the runs of the facts show what the solver says."""


def first_refutation(
    encodings: Sequence[Encoding], constraints: Sequence[Term], confirm: Confirm, limit: float
) -> "Proved | Refuted | Undecided":
    """Facts that make all constraints hold: one fact file for each encoding. The domains of all facts that the constraints read are added.

    Nothing is shown that the interpreter does not confirm after reading the files.
    """
    end = monotonic() + limit
    try:
        answer = decide(encodings, constraints, limit)
        if isinstance(answer, Proved):
            return answer
        easier = _easier(constraints)
        asked = [*easier, *domains(encodings, easier)]
        cones = [sorted(_cone(one, asked)) for one in encodings]
        # near the ordinary there may be an answer where the solver alone finds none
        spent = limit if isinstance(answer, Undecided) else min(_PLAINER, limit)
        answer = _plainer(asked, ordinary(encodings, cones), spent) or answer
        if isinstance(answer, Undecided):
            return answer
        for grid in (None, *_GRIDS):
            if grid is not None:
                answer = settle([*asked, *on_grid(encodings, cones, grid)], max(end - monotonic(), 1.0))
            if isinstance(answer, Model):
                try:
                    facts = tuple(facts_of(one, answer, names) for one, names in zip(encodings, cones, strict=True))
                except ValueError:
                    continue
                return _confirmed(encodings, facts, confirm)
        return Undecided("not written")
    except OutOfReach as error:
        return Undecided(error.reason)


def _plainer(asked: Sequence[Any], wanted: Sequence[Any], limit: float) -> Model | None:
    """A solution with as few facts out of the ordinary as are found in the time."""
    try:
        found = plainer(asked, wanted, limit)
    except (z3.Z3Exception, RecursionError, MemoryError):
        return None
    return None if found is None else _model(found)


def domains(encodings: Sequence[Encoding], constraints: Sequence[Term]) -> list[Any]:
    """The declared domains of every fact that the constraints read, and of those that the domains read."""
    made_: list[Any] = []
    for one in encodings:
        names: frozenset[str] = frozenset()
        found = _cone(one, constraints)
        while found - names:
            names = names | found
            found = _cone(one, one.domain(names))
        made_ += one.domain(names)
    return made_


def _cone(encoding: Encoding, constraints: Sequence[Term]) -> frozenset[str]:
    return encoding.reads(*[x for x in constraints if not known(x)])


def on_grid(encodings: Sequence[Encoding], cones: Sequence[Sequence[str]], digits: int) -> list[Any]:
    """Every quantity without a grid of its own has so many decimals at most."""
    found: list[Any] = []
    for one, names in zip(encodings, cones, strict=True):
        for name in names:
            constant = one.unknowns.named[name].constant
            if z3.is_real(constant):
                found.append(z3.IsInt(constant * 10**digits))
    return found


def _confirmed(encodings: Sequence[Encoding], facts: Sequence[Facts], confirm: Confirm) -> Refuted | Undecided:
    """Reads the files of the facts and lets the interpreter confirm what they show."""
    runs: list[Run] = []
    files: list[str] = []
    for one, each in zip(encodings, facts, strict=True):
        text = written_file(each, one.program)
        back = read(text.encode(), "counterexample.json", one.program)
        if back.facts is None:
            return Undecided("refused: " + "、".join(dict.fromkeys(p.code for p in back.problems)))
        files.append(text)
        runs.append(calculated(plan_of(one.program), back.facts))
    return Refuted(tuple(facts), tuple(files)) if confirm(runs) else Undecided("not confirmed")
