"""Mutations of the evaluator, one line each: every one must be caught by the differential run or by the tests.

`python -m tests.mutants [--jobs 2]` works on a copy, prints what caught each, and ends with 1 when one survives. Not part of the
quick suite.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("evaldsl", "grammar", "rulesets", "tests", "examples", "pyproject.toml")
METHODS, COMBINE, SCORING = "evaldsl/evaluation/methods.py", "evaldsl/evaluation/combine.py", "evaldsl/evaluation/scoring.py"
FINISHING, ABSENCE = "evaldsl/evaluation/finishing.py", "evaldsl/evaluation/absence.py"
NUMBERS, VERDICTS = "evaldsl/model/numbers.py", "evaldsl/evaluation/verdicts.py"

MUTANTS: tuple[tuple[str, str, str, str], ...] = (
    ("half up becomes half down", NUMBERS, "up = 2 * rest >= q", "up = 2 * rest > q"),
    ("half even becomes half odd", NUMBERS, "floor % 2 == 1)", "floor % 2 == 0)"),
    ("up never lifts", NUMBERS, "up = rest > 0\n        case Mode.DOWN", "up = False\n        case Mode.DOWN"),
    ("floor and ceiling of negatives", NUMBERS, "rest > 0 and sign < 0", "rest > 0 and sign > 0"),
    ("pro rata turned over", METHODS, "        share = v / t\n        leaf.note(\"share\"", "        share = t / v if v else ZERO\n        leaf.note(\"share\""),
    ("reverse pro rata not turned over", METHODS, "        share = t / v\n", "        share = v / t\n"),
    ("reverse with nothing reached", METHODS, "return UNIT if v == t else ZERO", "return ZERO"),
    ("shares above one are not cut", METHODS, "    if share > 1:\n", "    if share > 2:\n"),
    ("closeness takes the greater", METHODS, "share = min(v / t, t / v)", "share = max(v / t, t / v)"),
    ("none below takes equality", METHODS, "below = fig.less(share, limit)", "below = fig.negated(fig.less(limit, share))"),
    ("none below although met", METHODS, "is not None and leaf.met is not True and not isinstance(share", "is not None and not isinstance(share"),
    ("reduction from below the limit", METHODS, "    above = fig.less(ZERO, excess)\n", "    above = True\n"),
    ("reduction without its limit", METHODS, "off = fig.minimum(off, value(over.at_most", "off = fig.maximum(off, value(over.at_most"),
    ("reduction below zero", METHODS, "return fig.maximum(ZERO, fig.subtract(points, off))", "return fig.subtract(points, off)"),
    ("whole steps are started steps", METHODS, "fig.round_figure(steps, Mode.FLOOR, 0)", "fig.round_figure(steps, Mode.CEILING, 0)"),
    ("started steps are whole steps", METHODS, "fig.round_figure(steps, Mode.CEILING, 0)", "fig.round_figure(steps, Mode.FLOOR, 0)"),
    ("linear is not cut", METHODS, "share = fig.between(fig.divide(", "share = fig.minimum(UNIT, fig.divide("),
    ("the last band fires", METHODS, "        if holding is True:\n            break\n    else:\n        if not found:", "        if holding is None:\n            break\n    else:\n        if not found:"),
    ("a slope the other way", METHODS, "fig.multiply(at, fig.subtract(last, first))", "fig.multiply(at, fig.subtract(first, last))"),
    ("a share of the weight as points", METHODS, "return _of_share(leaf, first) if cut.share else first", "return first"),
    ("deductions the other way", METHODS, "if method.below else", "if not method.below else"),
    ("deductions below zero", METHODS, "return fig.maximum(ZERO, fig.subtract(leaf.w, points))", "return fig.subtract(leaf.w, points)"),
    ("a shared end belongs to the lower level", METHODS, " or (judged == high and not line.end_closed and low != high)", ""),
    ("an assessor's points unchecked", METHODS, "fig.possible(fig.less(points, least)) or fig.possible(fig.less(most, points))", "fig.possible(fig.less(points, least))"),
    ("formulas outside their bounds", SCORING, "if fig.less(exact, low) is True or", "if"),
    ("no cap after rounding", FINISHING, "if limit is not None and fig.less(limit, result) is not False:", "if limit is None:"),
    ("exact insides round", FINISHING, "    if plan.exact or plain:\n        return False\n", ""),
    ("unmet though full is met", FINISHING, "Status.UNMET if none or full else Status.PARTLY", "Status.UNMET if none else Status.PARTLY"),
    ("not in full", ABSENCE, "made.counts = made.lightest = remaining", "made.counts = made.lightest = ZERO"),
    ("moved weight is lost", ABSENCE, "    whole = fig.add(made.counts, added)\n", "    whole = fig.add(made.counts, ZERO)\n"),
    ("rescaled to the wrong weight", COMBINE, "fig.divide(earned, applicable, node.where), rows)", "fig.divide(earned, rows, node.where), rows)"),
    ("weakest is best", COMBINE, "kind is CombineKind.WEAKEST else fig.maximum", "kind is CombineKind.BEST else fig.maximum"),
    ("a mean over the wrong weights", COMBINE, "sum((p.counts for p in parts), ZERO), node.where)", "Fraction(len(parts)), node.where)"),
    ("at least one fewer", COMBINE, "if surely >= count:", "if surely >= count - 1:"),
    ("plus for the lowest alone", COMBINE, "if combine.plus and max(places) > at:", "if combine.plus:"),
    ("scaled blocks forget their scale", COMBINE, "scaled = fig.multiply(result, ratio)", "scaled = result"),
    ("grades by the share of what counts", VERDICTS, "result = fig.multiply(fig.divide(root.score, weight), stated)", "result = root.score"),
    ("grade rules after the first", VERDICTS, "        if fires is True:\n            break\n", ""),
)  # fmt: skip
"""What it breaks, the file, the line as it stands, the line as it must not pass."""


def caught(mutant: tuple[str, str, str, str]) -> str:
    """What catches a mutant: "differential", "tests", or "" when it survives."""
    name, file, old, new = mutant
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for needed in NEEDED:
            source = ROOT / needed
            if source.is_dir():
                shutil.copytree(source, copy / needed, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, copy / needed)
        text = (copy / file).read_text("utf-8")
        if text.count(old) != 1:
            raise SystemExit(f"{name}: the line is in {file} {text.count(old)} times")
        (copy / file).write_text(text.replace(old, new), "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}

        def fails(*command: str) -> bool:
            done = subprocess.run([sys.executable, *command], cwd=copy, env=environment, capture_output=True, check=False)
            return done.returncode != 0

        if fails("-m", "tests.differential", "--pairs", "4000", "--seed", "5", "--jobs", "1", "--facts", "10", "--first"):
            return "differential"
        if fails(
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "tests/evaluation",
            "tests/properties/test_found.py",
            "tests/test_spec.py",
        ):
            return "tests"
        return ""


def main() -> int:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--only", default="", help="only mutants whose name holds this")
    arguments.add_argument("--piece", default="1/1", help="the k-th of n pieces, as k/n")
    given = arguments.parse_args()
    piece, pieces = (int(x) for x in given.piece.split("/"))
    chosen = [m for i, m in enumerate(MUTANTS) if given.only in m[0] and i % pieces == piece - 1]
    survivors = 0
    if caught(("nothing", NUMBERS, "up = 2 * rest >= q", "up = 2 * rest >= q")):
        print("the evaluator as it stands does not pass")
        return 1
    with ThreadPoolExecutor(given.jobs) as pool:
        for mutant, by in zip(chosen, pool.map(caught, chosen), strict=True):
            survivors += not by
            print(f"{by or 'SURVIVES':14} {mutant[0]}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
