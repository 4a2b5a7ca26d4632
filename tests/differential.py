"""The interpreter against the naive evaluator over generated pairs of ruleset and facts.

`python -m tests.differential --pairs 200000 --seed 1 --jobs 2` prints what was covered and saves cases on which they disagree.
"""

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

from evaldsl import checking, evaluation
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.evaluation.tree import NodeScore, Result
from evaldsl.model.program import Program
from evaldsl.readers import json_facts
from evaldsl.source import SourceFile, Where
from evaldsl.syntax import parser
from evaldsl.syntax.nodes import Module, Use
from tests.generators.choices import Choices, Seeded
from tests.generators.facts import choose, fact_json
from tests.generators.row_forms import row_form
from tests.generators.rulesets import ruleset
from tests.generators.scored_rows import scored_rows
from tests.generators.spec import Spec
from tests.generators.vocabulary import mixed
from tests.generators.write import can_be_form, ruleset_text
from tests.naive import score as naive

FACTS_EACH = 20
"""Fact files for each ruleset."""
ROWS_EVERY = 8
"""One ruleset in so many is a form whose rows are data, and one a list whose rows are scored."""

Score = Fraction | str | None
Scored = dict[str, tuple[Score, Score, str]]


class Refused(Exception):
    """The pipeline refused a generated case."""


@cache
def library() -> Module:
    """The standard units, for the naive evaluator."""
    path = Path(__file__).resolve().parents[1] / "rulesets" / "units.eval"
    return parser.parse(SourceFile("units.eval", path.read_text("utf-8"))).module


def no_use(use: Use, module: Module) -> Diagnostic:
    """Generated rulesets use nothing."""
    return Diagnostic("E901", module.source.where(use.span), {"file": use.file.value})


def errors(problems: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Problems but warnings."""
    return [p for p in problems if p.severity is Severity.ERROR]


def told(problems: list[Diagnostic]) -> str:
    """Codes and lines."""
    return "; ".join(f"{p.code} {p.place.line if isinstance(p.place, Where) else p.place} {dict(p.args)}" for p in problems[:5])


def compiled(text: str) -> tuple[Module, Program]:
    """Parsed and checked, or `Refused`."""
    parsed = parser.parse(SourceFile("case.eval", text))
    if errors(parsed.problems):
        raise Refused(told(errors(parsed.problems)))
    checked = checking.check(parsed.module, no_use)
    if checked.program is None or errors(checked.problems):
        raise Refused(told(errors(checked.problems)))
    return parsed.module, checked.program


def run(program: Program, data: bytes, partial: bool = False) -> Result:
    """Read and evaluated, or `Refused` by the reader."""
    got = json_facts.read(data, "facts.json", program)
    if got.facts is None or errors(got.problems):
        raise Refused(told(errors(got.problems)))
    return evaluation.evaluate(program, got.facts, partial)


def nodes(score: NodeScore) -> Iterator[NodeScore]:
    """A node and all below it."""
    yield score
    for child in score.children:
        yield from nodes(child)


def known(value: object) -> Fraction | None:
    """A figure, or None."""
    return value if isinstance(value, Fraction) else None


def settled(value: object) -> Score:
    """A figure or a rating, or None."""
    return value if isinstance(value, Fraction | str) else None


def scored(result: Result) -> Scored:
    """path → exact, score, status."""
    return {s.node.path: (settled(s.exact), settled(s.score), s.status.value) for s in nodes(result.root) if s.node.path}


def differences(result: Result, other: naive.Outcome) -> list[str]:
    """Where the two disagree."""
    out = []
    ours = scored(result)
    if set(ours) != set(other.nodes):
        out.append(f"nodes: {sorted(set(ours) ^ set(other.nodes))}")
    for path, mine in ours.items():
        theirs = other.nodes.get(path)
        if other.refused and path not in other.leaves:
            continue  # above a figure that cannot be computed a group is open, and the run has no total
        if theirs is not None and not alike(mine, theirs):
            out.append(f"{path}: evaluated {shown(mine)}, naive {shown(theirs)}")
    total = None if result.total is None else settled(result.total.score)
    if total != other.total:
        out.append(f"total: evaluated {total}, naive {other.total} {told(list(result.problems))}")
    elif total is not None and result.total is not None:
        if result.total.grade != other.grade:
            out.append(f"grade: evaluated {result.total.grade}, naive {other.grade}")
        if result.total.weight != other.weight:
            out.append(f"weight: evaluated {result.total.weight}, naive {other.weight}")
    return out


def alike(a: tuple[Score, Score, str], b: tuple[Score, Score, str]) -> bool:
    """Equal to the last digit; the exact figure of an irrational score is compared to 100 digits."""
    if a[2] == b[2] and a[:2] == (None, None) and irrational(b[1]):
        return True  # an irrational figure inside an exact group has no digits to compare before the group rounds
    if a[1:] != b[1:]:
        return False
    if a[0] == b[0] or a[0] is None:
        return True
    x, y = a[0], b[0]
    return isinstance(x, Fraction) and isinstance(y, Fraction) and irrational(y) and abs(x - y) < Fraction(1, 10**100)


def irrational(value: Score) -> bool:
    """Whether the naive evaluator gives a figure to 150 digits."""
    return isinstance(value, Fraction) and value.denominator > 10**100


def shown(figures: tuple[Score, Score, str]) -> str:
    """For people."""
    return " / ".join(str(f)[:60] for f in figures)


@dataclass
class Report:
    """What a run covered and found."""

    pairs: int = 0
    rulesets: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Add another worker's."""
        self.pairs += other.pairs
        self.rulesets += other.rulesets
        self.refused += other.refused
        self.covered += other.covered
        self.statuses += other.statuses
        self.failures += other.failures


def written(ch: Choices, spec: Spec) -> str:
    """The ruleset's text: mixed vocabulary, as a form where it can be and chance has it."""
    form = can_be_form(spec) and ch.chance(60)
    if form:
        spec.covers.add("form")
    return ruleset_text(spec, mixed(ch), form, ch)


def one(seed: object, facts_each: int, report: Report, save: Path | None) -> None:
    """One ruleset with its fact files."""
    ch = Seeded(seed)
    spec = ruleset(ch)
    text = written(ch, spec)
    report.rulesets += 1
    try:
        module, program = compiled(text)
    except Refused as refused:
        report.refused[str(refused).split(" ")[0]] += 1
        keep(save, f"refused-{seed}", str(refused), text, b"", report if len(report.failures) < 0 else None)
        return
    for construct in spec.covers:
        report.covered[construct] += facts_each
    plain = naive.Ruleset(module, [library()])
    for i in range(facts_each):
        data = fact_json(ch, spec, choose(ch, spec))
        report.pairs += 1
        try:
            result = run(program, data)
            other = naive.evaluate(plain, data)
            found = differences(result, other)
            report.covered["grade " + ("none" if result.total is None else str(result.total.grade))] += 1
            for s in nodes(result.root):
                report.statuses[s.status.value] += 1
        except Refused as refused:
            report.refused[str(refused).split(" ")[0]] += 1
            keep(save, f"refused-{seed}-{i}", str(refused), text, data, None)
            continue
        except Exception:
            found = [traceback.format_exc(limit=-6)]
        if found:
            report.failures.append(f"{seed}-{i}: {found[0]}")
            keep(save, f"case-{seed}-{i}", "\n".join(found), text, data, report)
            return


def rows_as_data(seed: object, facts_each: int, report: Report, save: Path | None) -> None:
    """A form whose rows are data, against the naive evaluation of the same rows written into the ruleset."""
    form = row_form(Seeded(("rows", seed)), facts_each)
    report.rulesets += 1
    report.covered["rows as data"] += len(form.subjects)
    text, data = form.as_data + "\n# by hand\n" + form.by_hand, b""
    try:
        program, plain = compiled(form.as_data)[1], naive.Ruleset(compiled(form.by_hand)[0], [library()])
        for data, by_hand in form.subjects:
            report.pairs += 1
            found = differences(run(program, data), naive.evaluate(plain, by_hand))
            if found:
                break
        else:
            return
    except Exception:
        found = [traceback.format_exc(limit=-6)]
    report.failures.append(f"rows-{seed}: {found[0]}")
    keep(save, f"rows-{seed}", "\n".join(found), text, data, report)


def rows_scored(seed: object, facts_each: int, report: Report, save: Path | None) -> None:
    """A list whose rows are scored, against the naive evaluation of each row by itself."""
    made = scored_rows(Seeded(("scored", seed)), facts_each)
    report.rulesets += 1
    report.covered["scored rows"] += len(made.subjects)
    text, data = made.in_rows + "\n# alone\n" + made.alone, b""
    try:
        program, plain = compiled(made.in_rows)[1], naive.Ruleset(compiled(made.alone)[0], [library()])
        found: list[str] = []
        for data, rows in made.subjects:
            report.pairs += 1
            trees = run(program, data).lists["表"].trees
            for tree, (key, row) in zip(trees, rows, strict=True):
                found += [f"{key}: {x}" for x in tree_differences(tree, naive.evaluate(plain, row))]
            if found:
                break
        else:
            return
    except Exception:
        found = [traceback.format_exc(limit=-6)]
    report.failures.append(f"scored-{seed}: {found[0]}")
    keep(save, f"scored-{seed}", "\n".join(found), text, data, report)


def tree_differences(tree: NodeScore, other: naive.Outcome) -> list[str]:
    """Where the tree of a row and the same row by itself disagree."""
    root = tree.node.path
    ours = {s.node.path[len(root) + 1 :]: (settled(s.exact), settled(s.score), s.status.value) for s in nodes(tree)}
    total = ours.pop("")
    out = [] if set(ours) == set(other.nodes) else [f"nodes: {sorted(set(ours) ^ set(other.nodes))}"]
    for path, mine in ours.items():
        theirs = other.nodes.get(path)
        if theirs is not None and not (other.refused and path not in other.leaves) and not alike(mine, theirs):
            out.append(f"{path}: evaluated {shown(mine)}, naive {shown(theirs)}")
    if not other.refused and total[1] != other.total:
        out.append(f"total: evaluated {total[1]}, naive {other.total}")
    return out


def keep(save: Path | None, name: str, why: str, text: str, data: bytes, report: Report | None) -> None:
    """Write a case as three files."""
    if save is None:
        return
    folder = save / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "why.txt").write_text(why, "utf-8")
    (folder / "case.eval").write_text(text, "utf-8")
    (folder / "facts.json").write_bytes(data)


def batch(seed: int, first: int, count: int, facts_each: int, save: str | None, stop: bool = False) -> Report:
    """Some rulesets; with `stop` no more after the first disagreement."""
    report = Report()
    for i in range(first, first + count):
        if i % ROWS_EVERY == 0:
            rows_as_data((seed, i), facts_each, report, Path(save) if save else None)
        elif i % ROWS_EVERY == ROWS_EVERY // 2:
            rows_scored((seed, i), facts_each, report, Path(save) if save else None)
        else:
            one((seed, i), facts_each, report, Path(save) if save else None)
        if stop and report.failures:
            break
    return report


def search(pairs: int, seed: int, jobs: int, facts_each: int = FACTS_EACH, save: str | None = None, stop: bool = False) -> Report:
    """All pairs, split over workers."""
    report = Report()
    count = -(-pairs // facts_each)
    if jobs <= 1:
        report.add(batch(seed, 0, count, facts_each, save, stop))
        return report
    size = max(1, min(200, -(-count // (jobs * 4))))
    with ProcessPoolExecutor(jobs) as pool:
        starts = range(0, count, size)
        tasks = [pool.submit(batch, seed, at, min(size, count - at), facts_each, save, stop) for at in starts]
        for task in tasks:
            report.add(task.result())
    return report


def main() -> int:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--facts", type=int, default=FACTS_EACH, help="fact files for each ruleset")
    arguments.add_argument("--save", default=None, help="folder for the cases that fail")
    arguments.add_argument("--first", action="store_true", help="stop at the first disagreement")
    given = arguments.parse_args()
    start = time.perf_counter()
    report = search(given.pairs, given.seed, given.jobs, given.facts, given.save, given.first)
    took = time.perf_counter() - start
    print(f"{report.pairs} pairs of {report.rulesets} rulesets in {took:.1f} s ({report.pairs / took:.0f} a second)")
    print("covered, in pairs:")
    for construct, count in sorted(report.covered.items()):
        print(f"  {count:8} {construct}")
    print("status of nodes:", ", ".join(f"{k} {v}" for k, v in sorted(report.statuses.items())))
    print("refused:", dict(report.refused) or "none")
    print("disagreements:", len(report.failures))
    for failure in report.failures[:20]:
        print(" ", failure)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
