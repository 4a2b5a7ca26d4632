"""Examples are run: the fact file that each describes is read and scored, and what comes out is held against what is expected.

In: a program, its examples, the folder that base files are looked for in. Out: an `Outcome` each, with what was expected and what came instead.
Guarantees: an example never raises; a base file is read from the ruleset's folder, or from `examples` beside it, and from nowhere else;
one that expects no refusal fails when its facts are refused.
"""

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl import library
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.lists import too_long
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run, shown
from evaldsl.evaluation.tree import Figure, NodeScore, Result
from evaldsl.model import program as p
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.model.trials import ExampleSpec, ExpectSpec
from evaldsl.model.values import Missing, Uncertain
from evaldsl.readers.json_facts import read
from evaldsl.records import frozen
from evaldsl.trials.files import changed, parsed, written

EXAMPLES = "examples"
"""The folder beside that of the ruleset in which a base file may lie."""


@frozen
class Failure:
    """An expectation that does not hold. `got` is what came instead: figures by what they are the figures of, or words."""

    expect: ExpectSpec
    got: tuple[tuple[str, "Figure | str"], ...]


@frozen
class Outcome:
    """How an example came out. `text` is its fact file, `problems` why it was refused or why its base cannot be had.

    `result` is None when the facts were refused as they were read.
    """

    example: ExampleSpec
    failures: tuple[Failure, ...]
    text: str
    problems: tuple[Diagnostic, ...]
    result: Result | None

    @property
    def passed(self) -> bool:
        """Whether every expectation holds."""
        return not self.failures


def run_examples(program: Program, examples: Sequence[ExampleSpec], folder: str | None) -> Iterator[Outcome]:
    """Runs each example in turn."""
    for example in examples:
        yield run_example(program, example, folder)


def run_example(program: Program, example: ExampleSpec, folder: str | None) -> Outcome:
    """Runs one example."""
    text = fact_file(example, folder)
    if isinstance(text, Diagnostic):
        return Outcome(example, tuple(Failure(e, (("", text.code),)) for e in example.expects), "", (text,), None)
    found = read(text.encode("utf-8", "surrogatepass"), f"{example.name}.json", program)
    problems, result, run = found.problems, None, None
    if found.facts is not None:
        result = evaluate(program, found.facts)
        problems = (*problems, *result.problems)
        plan = plan_of(result.program)
        run = None if plan.too_much or too_long(plan, found.facts) else calculated(plan, found.facts)
    codes = tuple(dict.fromkeys(x.code for x in problems if x.severity is Severity.ERROR))
    refused = result is None or result.refused
    failures: list[Failure] = []
    for expect in example.expects:
        if expect.kind == "refused":
            if not (refused and expect.word in codes):
                failures.append(Failure(expect, (("", "、".join(codes) if refused else "scored"),)))
        elif refused or result is None or run is None:
            failures.append(Failure(expect, (("", "、".join(codes)),)))
        else:
            got = _held(expect, result, run)
            if got is not None:
                failures.append(Failure(expect, got))
    return Outcome(example, tuple(failures), text, problems, result)


def fact_file(example: ExampleSpec, folder: str | None) -> str | Diagnostic:
    """The text of an example's fact file. Refused: E274 (no such base), E275 (the base is no fact file)."""
    base: object = {"facts": {}}
    if example.base is not None:
        path = _base_path(example.base, folder)
        if path is None:
            return Diagnostic("E274", example.where, {"base": example.base})
        data = library.read_facts(path)
        if isinstance(data, Diagnostic):
            return data
        try:
            base = parsed(data.decode("utf-8-sig"))
        except ValueError as error:
            return Diagnostic("E275", example.where, {"base": example.base, "reason": str(error)[:200]})
        if not isinstance(base, dict):
            return Diagnostic("E275", example.where, {"base": example.base, "reason": "{"})
    return written(changed(base, example.givens)) + "\n"


def _base_path(name: str, folder: str | None) -> str | None:
    """Where a base file lies: in the ruleset's folder, or in `examples` beside that folder."""
    if folder is None:
        return None
    home = os.path.realpath(folder)
    for root in (home, os.path.join(os.path.dirname(home), EXAMPLES)):
        path = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath((root, path)) == root and os.path.isfile(path):
            return path
    return None


# ---- expectations ----------------------------------------------------------------------------------------------------


def _held(expect: ExpectSpec, result: Result, run: Run) -> tuple[tuple[str, "Figure | str"], ...] | None:
    """None when the expectation holds, else what came instead."""
    match expect.kind:
        case "that":
            assert expect.condition is not None
            absent = tuple((expr_name(cell), "no row") for cell in _cells(expect.condition) if not _has_row(cell, run))
            if absent:
                return absent
            return None if truth(expect.condition, run) is True else _sides(expect.condition, run)
        case "status":
            status = _node(result.root, expect.subject).status.value
            return None if status == expect.word else ((expect.subject, status),)
        case "grade":
            grade = None if result.total is None else result.total.grade
            return None if grade == expect.word else (("grade", grade or "—"),)
        case "check":
            ends = _check(result, expect.subject)
            return None if ends == expect.word else ((expect.subject, ends),)
        case "finding":
            ends = _finding(result, expect.subject)
            return None if ends == expect.word else ((expect.subject, ends),)
        case _:
            level = next((o.level for o in result.outcomes if o.outcome.name == expect.subject), None)
            return None if level == expect.word else ((expect.subject, level or "—"),)


def _node(root: NodeScore, path: str) -> NodeScore:
    """The node of a path; the checker knows that there is one."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if one.node.path == path:
            return one
        waiting += one.children
    raise LookupError(path)


def _check(result: Result, name: str) -> str:
    """How a check ends: of the rows of a list all must hold."""
    ends = [c.passed for c in result.checks if c.check.name == name]
    if False in ends:
        return "fails"
    return "open" if None in ends else "holds"


def _cells(condition: p.Expr) -> Iterator[p.FieldRef]:
    """The cells of lists that an expectation speaks of: they stand on its left."""
    match condition:
        case p.FieldRef(row=int()):
            yield condition
        case p.Comparison():
            yield from _cells(condition.first)
        case p.Inside() | p.Member() | p.Not():
            yield from _cells(condition.operand)
        case p.And() | p.Or():
            for part in condition.operands:
                yield from _cells(part)
        case _:
            return


def _has_row(cell: p.FieldRef, run: Run) -> bool:
    return cell.row is not None and cell.row < len(run.rows.get(cell.list) or ())


def _sides(condition: p.Expr, run: Run) -> tuple[tuple[str, "Figure | str"], ...]:
    """The figures that a condition compares."""
    match condition:
        case p.Comparison():
            return tuple(_figure(x, run) for x in (condition.first, *(right for _, right in condition.rest)))
        case p.Inside() | p.Member():
            return (_figure(condition.operand, run),)
        case p.And() | p.Or():
            found = tuple(dict.fromkeys(figure for part in condition.operands for figure in _sides(part, run)))
            return tuple(figure for figure in found if figure[0]) or found
        case p.Not():
            return _sides(condition.operand, run)
        case _:
            held = truth(condition, run)
            return ((expr_name(condition), "yes" if held else "no"),) if isinstance(held, bool) else (_figure(condition, run),)


def _figure(expr: p.Expr, run: Run) -> tuple[str, "Figure | str"]:
    found = value(expr, run)
    return expr_name(expr), Figure(shown(found), expr.type)


def expr_name(expr: p.Expr) -> str:
    """What a figure is the figure of; empty for a constant."""
    match expr:
        case p.NodeRef():
            return f"{expr.path}.{expr.attribute.value}" if expr.path else "total"
        case p.FieldRef(row=int(row)):
            return f"{expr.list}[{row}].{expr.name}"
        case p.FactRef() | p.LetRef() | p.Local() | p.FieldRef():
            return expr.name
        case _:
            return ""


def settled(facts: Facts, program: Program, expr: p.Expr) -> Fraction | None:
    """A number that an expression comes to over these facts, None when it has none."""
    found = value(expr, calculated(plan_of(facts.program or program), facts))
    return None if isinstance(found, Missing | Uncertain) or not isinstance(found, Fraction) else found


def _finding(result: Result, name: str) -> str:
    """Whether a finding speaks; of the rows of a list whether it speaks of any."""
    found = [f for f in result.findings if f.spec.name == name]
    if any(f.line is not None and f.line.says is not None for f in found):
        return "speaks"
    return "open" if any(f.line is None for f in found) else "silent"
