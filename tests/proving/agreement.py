"""Formulas with the facts of a file put in, against the evaluator on the same file: every named value, score, and the grade.

`python -m tests.proving.agreement --rulesets 250 --seed 1` prints what was compared.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import z3

from evaldsl import api
from evaldsl.evaluation import verdicts
from evaldsl.evaluation.run import calculated, evaluate
from evaldsl.evaluation.state import Run, Scored
from evaldsl.model.facts import Facts
from evaldsl.model.program import CombineKind, Judged, LetRef, Node, Program, RatingResult
from evaldsl.model.types import LevelType
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.proving import verdicts as formulas
from evaldsl.proving.encoding import Encoding, encoding_of, second_of
from evaldsl.proving.facts import JUDGED, Unknown, text_number
from evaldsl.proving.terms import Figure, OutOfReach
from evaldsl.readers import json_facts
from evaldsl.trials.files import written as written_text
from evaldsl.trials.strategies import file_of, made, pools_of, unsupported
from tests.differential import Refused, compiled, written
from tests.generators.choices import Seeded
from tests.generators.facts import choose, fact_json
from tests.generators.rulesets import ruleset

FILES_EACH = 4


def pairs(seed: object, files: int = FILES_EACH) -> Iterator[tuple[Program, Facts]]:
    """A generated ruleset with fact files, none of which has overrides."""
    ch = Seeded(f"prove-{seed}")
    spec = ruleset(ch)
    try:
        _, program = compiled(written(ch, spec))
    except Refused:
        return
    for _ in range(files):
        case = choose(ch, spec)
        case.overrides.clear()
        got = json_facts.read(fact_json(ch, spec, case), "facts.json", program)
        if got.facts is not None:
            yield program, got.facts


def substitution(encoding: Encoding, facts: Facts, run: Run) -> list[tuple[Any, Any]] | None:
    """The constants with their values; None for a file that leaves something open."""
    given: list[tuple[Any, Any]] = []
    for name, unknown in encoding.unknowns.named.items():
        if name.startswith(JUDGED):
            given += _judged(unknown, facts, run)
            continue
        x = run.facts[name]
        gone = isinstance(x, Missing)
        if isinstance(x, Uncertain) or (gone and unknown.absent is None):
            return None
        if unknown.absent is not None:
            given.append((unknown.absent, z3.BoolVal(gone)))
        given.append((unknown.constant, _constant(encoding, unknown, None if gone else x)))
    return given


def _judged(unknown: Unknown, facts: Facts, run: Run) -> list[tuple[Any, Any]]:
    assert unknown.node is not None
    path = unknown.node.path
    judgement = facts.judged.get(path)
    x, weight = Fraction(0), run.weights.get(path, Fraction(1))
    assert isinstance(weight, Fraction)
    if judgement is not None and judgement.points is not None:
        x = judgement.points if isinstance(unknown.node.method, Judged) else judgement.points / weight
    elif judgement is not None and judgement.share is not None:
        x = judgement.share * weight if isinstance(unknown.node.method, Judged) else judgement.share
    found = [(unknown.constant, z3.RealVal(str(x)))]
    if unknown.absent is not None:
        found.append((unknown.absent, z3.BoolVal(judgement is not None and judgement.not_applicable)))
    return found


def _constant(encoding: Encoding, unknown: Unknown, x: Any) -> Any:
    constant = unknown.constant
    if z3.is_bool(constant):
        return z3.BoolVal(bool(x))
    if z3.is_real(constant):
        return z3.RealVal(str(x or 0))
    if x is None:
        return z3.IntVal(0)
    if isinstance(x, Fraction):
        count = x / unknown.unit
        assert count.denominator == 1
        return z3.IntVal(count.numerator)
    if isinstance(x, date):
        return z3.IntVal(x.toordinal())
    kind = None if unknown.spec is None else unknown.spec.type
    place = kind.members.index(x) if isinstance(kind, LevelType) else text_number(encoding.unknowns.texts, x)
    return z3.IntVal(place)


def _number(x: Any, given: list[tuple[Any, Any]]) -> Any:
    """The value of a term for the facts."""
    if not z3.is_expr(x):
        return x
    made = z3.simplify(z3.substitute(x, *given))
    if z3.is_true(made) or z3.is_false(made):
        return z3.is_true(made)
    if z3.is_int_value(made):
        return made.as_long()
    assert z3.is_rational_value(made), made
    return Fraction(made.numerator_as_long(), made.denominator_as_long())


def _state(x: Any) -> str:
    if not isinstance(x, Missing):
        return "value"
    return "absent" if x.kind is Absence.NOT_APPLICABLE else "lost"


def differences(encoding: Encoding, facts: Facts, seen: Counter[str]) -> list[str]:
    """Where the formulas and the evaluator disagree about one file; `seen` counts what was compared."""
    run = calculated(encoding.plan, facts)
    given = substitution(encoding, facts, run)
    if given is None:
        seen["open file"] += 1
        return []
    found: list[str] = []

    def held(what: str, name: str, f: Figure, x: Any, members: tuple[str, ...] = ()) -> None:
        if isinstance(x, Uncertain):
            seen["open figure"] += 1  # around a child that cannot be computed: the run is refused
            return
        state = "absent" if _number(f.absent, given) else "lost" if _number(f.lost, given) else "value"
        seen[f"{what} {_state(x)}"] += 1
        if state != _state(x):
            found.append(f"{what} {name}: {state} in the formula, {x} evaluated")
        elif state == "value":
            theirs = members.index(x) if isinstance(x, str) else x.toordinal() if isinstance(x, date) else x
            ours = _number(f.x, given)
            if ours != theirs:
                found.append(f"{what} {name}: {ours} in the formula, {theirs} evaluated")

    for name, let in encoding.program.lets.items():
        try:
            f = encoding.let(LetRef(name, let.type, let.where))
        except OutOfReach as error:
            seen[f"out of reach: {error.reason}"] += 1
            continue
        held("let", name, f, run.lets[name], getattr(let.type, "members", ()))
    for path, plan in encoding.plan.nodes.items():
        try:
            made = encoding.scored(path)
        except OutOfReach as error:
            seen[f"out of reach: {error.reason}"] += 1
            continue
        seen[_construct(plan.node)] += 1
        result, other = plan.node.result, run.scored[path]
        if _number(made.score.lost, given) and any(_state(x.score) == "lost" for x in _below(run, plan.node)):
            # the evaluator may still settle the group whatever that child is, and refuses the run for the child
            seen["above what is lost"] += 1
            continue
        members = result.type.members if isinstance(result, RatingResult) else ()
        held("exact", path, made.exact, other.exact, members)
        held("score", path, made.score, other.score, members)
        held("met", path, made.fulfilled, other.fulfilled)
        if not other.absent and not isinstance(other.exact, Missing | Uncertain):
            held("counts", path, Figure(made.counts), other.counts)
    _grades(encoding, run, seen, held)
    found += _refused(encoding, facts, given, seen)
    return found


def _refused(encoding: Encoding, facts: Facts, given: list[tuple[Any, Any]], seen: Counter[str]) -> list[str]:
    """Whether the run is refused, against the trouble of the total; a reason that the file owes (E608) is no trouble of the rules."""
    if not encoding.program.root.children:
        return []
    try:
        trouble = _number(encoding.trouble(""), given)
    except OutOfReach:
        return []
    codes = {problem.code for problem in evaluate(encoding.program, facts).problems} - {"E608"}
    seen["refused" if codes else "accepted"] += 1
    return [] if bool(codes) == trouble else [f"refused: {trouble} in the formula, {sorted(codes)} evaluated"]


def _below(run: Run, node: Node) -> Iterator[Scored]:
    """The children of a node, and theirs."""
    for child in node.children:
        yield run.scored[child.path]
        yield from _below(run, child)


def _construct(node: Node) -> str:
    """What a node is scored by."""
    if node.method is not None:
        return f"method {type(node.method).__name__}"
    return f"combine {(node.combine.kind if node.combine is not None else CombineKind.SUM).value}"


def _grades(encoding: Encoding, run: Run, seen: Counter[str], held: Any) -> None:
    if not encoding.program.grades or any(isinstance(made.score, Uncertain) for made in run.scored.values()):
        return
    try:
        f = formulas.grade(encoding)
    except OutOfReach as error:
        seen[f"out of reach: {error.reason}"] += 1
        return
    grade = verdicts.grade(run, run.scored[""])
    x = grade.lost or (grade.words[0] if grade.words else Missing(Absence.NOT_APPLICABLE))
    held("grade", "", f, x, verdicts.grade_order(encoding.program))


def compared(rulesets: range, seen: Counter[str], second: bool = False) -> tuple[int, list[str]]:
    """The number of pairs compared, and where formulas and evaluator disagree. `second`: the formulas are those of a second fact file."""
    count, found = 0, []
    for seed in rulesets:
        encoding: Encoding | None = None
        for program, facts in pairs(seed):
            encoding = encoding or (second_of(encoding_of(program)) if second else encoding_of(program))
            found += [f"{seed}: {line}" for line in differences(encoding, facts, seen)]
            count += 1
    return count, found


def drawn_pairs(file: Path, files: int) -> Iterator[tuple[Program, Facts]]:
    """A ruleset with the facts that a search for counterexamples draws: edges, ties, what is not applicable."""
    program = api.load(file).program
    if unsupported(program):
        return
    pools = pools_of(program)
    places = max(1, len(pools.facts))
    for seed in range(files):
        facts = made(pools, seed, [(seed * 7 % places, seed), (seed * 3 % places, seed // 2)] if seed else [])
        back = json_facts.read(written_text(file_of(facts, program)).encode(), "facts.json", program)
        if back.facts is not None:
            yield program, back.facts


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rulesets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    seen: Counter[str] = Counter()
    count, found = compared(range(args.seed * 100_000, args.seed * 100_000 + args.rulesets), seen)
    print(f"{count} pairs, {len(found)} differences")
    for what, times in sorted(seen.items()):
        print(f"  {what}: {times}")
    for line in found[:20]:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
