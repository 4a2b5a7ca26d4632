"""The 208 invented self-evaluation forms, a folder and JSON lines of them, scored and summed up in one run."""

import json
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from tests.cli.conftest import Run
from tests.pipeline import ROOT

RULES = str(ROOT / "rulesets" / "project-self-evaluation.eval")
MAKE = str(ROOT / "examples" / "project-self-evaluation" / "make_synthetic.py")


def _forms(*more: str) -> str:
    done = subprocess.run([sys.executable, MAKE, "--jsonl", *more], capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout


@pytest.fixture(scope="module")
def lines() -> str:
    """The forms as JSON lines."""
    return _forms()


def test_two_hundred_and_eight_forms_are_scored_banded_averaged_and_ranked(run: Run, lines: str, tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    for number, line in enumerate(lines.splitlines()):
        (tmp_path / "forms" / f"{number:03}.json").write_text(line, encoding="utf-8")
    code, out, _ = run("run", RULES, "forms", "--format", "json", "--brief")
    assert code == 0
    made = json.loads(out)
    subjects, summary = made["subjects"], made["summary"]
    scores = [Fraction(one["score"]) for one in subjects]
    assert (summary["number"], summary["scored"], len(scores)) == (208, 208, 208)
    assert Fraction(summary["mean"]["exact"]) == sum(scores) / 208
    assert Fraction(summary["median"]["exact"]) == median(scores)
    assert (Fraction(summary["least"]["exact"]), Fraction(summary["greatest"]["exact"])) == (min(scores), max(scores))
    bands = Counter("优" if s >= 90 else "良" if s >= 80 else "中" if s >= 60 else "差" for s in scores)
    assert {one["grade"]: one["count"] for one in summary["grades"]} == {grade: bands[grade] for grade in "优良中差"}
    assert sum(Fraction(one["share"]["exact"]) for one in summary["grades"]) == 1
    assert [one["rank"] for one in subjects] == [1 + sum(other > s for other in scores) for s in scores]


def test_lines_give_what_the_folder_gives_and_any_one_is_explained(run: Run, lines: str, tmp_path: Path) -> None:
    (tmp_path / "forms.jsonl").write_text(lines, encoding="utf-8")
    _, out, _ = run("run", RULES, "forms.jsonl", "--format", "jsonl", "--weight-by", "全年预算数")
    *made, last = map(json.loads, out.splitlines())
    mean = sum(Fraction(one["score"]) * Fraction(one["weighs"]) for one in made) / sum(Fraction(one["weighs"]) for one in made)
    assert Fraction(last["summary"]["weighted_mean"]["mean"]["exact"]) == mean
    for number in (1, 104, 208):
        one = made[number - 1]
        (tmp_path / "one.json").write_text(lines.splitlines()[number - 1], encoding="utf-8")
        alone = json.loads(run("run", RULES, "one.json", "--format", "json")[1])
        assert alone["tree"] == one["result"]["tree"]
        assert alone["total"] == one["result"]["total"]
        leaf = next(node for node in _leaves(one["result"]["tree"]) if node["path"].startswith("产出指标"))
        asked = ("why", RULES, "forms.jsonl", leaf["path"], "--lang", "zh", "--subject")
        assert run(*asked, str(number)) == run(*asked, one["subject"])
        assert leaf["name"] in run(*asked, str(number))[1]


def _leaves(nodes: list[dict[str, object]]) -> list[dict[str, object]]:
    found = []
    for node in nodes:
        children = node["children"]
        assert isinstance(children, list)
        found += _leaves(children) if children else [node]
    return found


def test_memory_stays_flat_though_every_form_brings_its_indicators(tmp_path: Path) -> None:
    text = _forms("--forms", "330", "--rows", "12").splitlines(keepends=True)
    code = (
        "import sys; from evaldsl.__main__ import main\n"
        "try: main()\n"
        "finally: print(next(x for x in open('/proc/self/status') if x[:6] == 'VmHWM:').split()[1], file=sys.stderr)"
    )
    peaks = []
    for count in (30, 330):
        (tmp_path / "f.jsonl").write_text("".join(text[:count]), encoding="utf-8")
        command = [sys.executable, "-c", code, "run", RULES, "f.jsonl", "--format", "jsonl", "--jobs", "1", "-o", "/dev/null"]
        ran = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, check=True)
        peaks.append(int(ran.stderr.split()[-1]) * 1024)
    assert peaks[1] - peaks[0] < 3_000_000, peaks


def test_a_form_that_was_scored_is_no_garbage_in_circles(lines: str) -> None:
    import gc
    import io

    from evaldsl.api import load
    from evaldsl.batch.entries import scored
    from evaldsl.batch.forms import Stream, forms

    program = load(RULES).program
    some = list(forms([Stream("f", io.BytesIO("".join(lines.splitlines(keepends=True)[:6]).encode()))], lines=True))
    scored(program, some[0])
    gc.collect()
    gc.disable()
    try:
        for form in some[1:]:
            scored(program, form)
        assert gc.collect() < 50
    finally:
        gc.enable()
