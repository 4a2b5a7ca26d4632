"""The pytest plugin: rulesets are collected as tests are. Each run of pytest is one of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline import ROOT

RULES = """language 1
ruleset "培训"
total 10
facts { 开工 : yes_no }
check 已开工 warning { 开工 }
indicator 培训 weight 10 { target >= 100 次;  score pro_rata }
examples "边" {
  given 开工 = yes
  example | 培训   | expect total
  少一次  | 99 次  | 9.9
  正好    | 100 次 | 10
}
property "不少得" {
  total never falls with 培训
  total in 0 .. 10
}
"""
NONE = """language 1
ruleset "无"
total 10
indicator 培训 weight 10 { target >= 100 次;  score pro_rata }
# example "in a comment" { }
"""


def _pytest(folder: Path, *options: str, installed: bool = False) -> tuple[str, int]:
    """What a run of pytest prints, without its passing lines of colour, and its exit code."""
    path = [str(ROOT)]
    if installed:  # as a distribution tells pytest of its plugins
        told = folder.parent / f"{folder.name}.site" / "evaldsl_here-0.dist-info"
        told.mkdir(parents=True, exist_ok=True)
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: evaldsl-here\nVersion: 0\n", "utf-8")
        (told / "entry_points.txt").write_text("[pytest11]\nevaldsl = evaldsl.testing.plugin\n", "utf-8")
        path.append(str(told.parent))
    given = () if installed else ("-p", "evaldsl.testing.plugin")
    alone = {} if installed else {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # where evaldsl is installed pytest would load it twice
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no", *given, *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1", "PYTEST_ADDOPTS": "", **alone},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr, done.returncode


def _folder(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.eval").write_text(text, "utf-8")
    return folder


def test_each_row_each_claim_and_the_bounds_are_items(tmp_path: Path) -> None:
    output, code = _pytest(_folder(tmp_path, rules=RULES, none=NONE), "--collect-only", "-q")
    assert output.splitlines()[:5] == [
        "rules.eval::边 / 少一次",
        "rules.eval::边 / 正好",
        "rules.eval::不少得: total never falls with 培训",
        "rules.eval::不少得: total in 0 .. 10",
        "rules.eval::bounds",
    ]
    assert "none.eval" not in output
    assert code == 0


def test_what_holds_passes_and_what_fails_is_told_with_its_line(tmp_path: Path) -> None:
    folder = _folder(tmp_path, rules=RULES)
    output, code = _pytest(folder, "-q")
    assert ("5 passed" in output, code) == (True, 0), output
    wrong = RULES.replace("99 次  | 9.9", "99 次  | 9.8").replace("never falls", "never rises")
    (folder / "rules.eval").write_text(wrong, "utf-8")
    output, code = _pytest(folder, "-q")
    assert "2 failed, 3 passed" in output
    assert "total = 9.8  (rules.eval:10)" in output
    assert "instead: total = 9.9" in output
    assert "broken by these facts  (rules.eval:14)" in output
    assert '"培训"' in output
    assert "Traceback" not in output
    assert code == 1
    output, _ = _pytest(folder, "-q", "--evaldsl-lang", "zh")
    assert "实际：总分 = 9.9" in output
    assert "被以下事实推翻" in output


def test_the_seed_and_the_number_of_facts_are_options(tmp_path: Path) -> None:
    folder = _folder(tmp_path, rules=RULES)
    output, code = _pytest(folder, "-q", "--evaldsl-seed", "7", "--evaldsl-max-examples", "5", "-k", "不少得")
    assert ("2 passed, 3 deselected" in output, code) == (True, 0), output
    output, code = _pytest(folder, "--evaldsl-max-examples", "0")
    assert ("'0' is no number from 1 to 100000" in output, code) == (True, 4)


def test_a_ruleset_that_cannot_be_used_is_an_error_of_the_collection(tmp_path: Path) -> None:
    output, code = _pytest(_folder(tmp_path, rules=RULES.replace("培训   |", "训练   |")), "-q")
    assert "error[E201]" in output
    assert " --> rules.eval:9:13" in output
    assert "Traceback" not in output
    assert code == 2


def test_a_base_file_is_looked_for_beside_the_ruleset_wherever_pytest_is_called(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "inner").mkdir()
    (folder / "inner" / "rules.eval").write_text(
        RULES.replace("given 开工 = yes", 'on "f.json"').replace("99 次  | 9.9", "       | 5"), "utf-8"
    )
    (folder / "inner" / "f.json").write_text('{"facts": {"开工": true, "培训": "50 次"}}', "utf-8")
    output, code = _pytest(folder, "-q")
    assert ("5 passed" in output, code) == (True, 0), output


def test_other_names_are_collected_when_the_settings_say_so(tmp_path: Path) -> None:
    folder = _folder(tmp_path, rules=RULES)
    (folder / "rules.eval").rename(folder / "rules.rules")
    assert _pytest(folder, "-q")[1] == 5  # no tests
    (folder / "pytest.ini").write_text("[pytest]\nevaldsl_files = *.rules\n", "utf-8")
    output, code = _pytest(folder, "-q")
    assert ("5 passed" in output, code) == (True, 0), output


def test_it_is_there_when_it_is_installed_and_can_be_left_out(tmp_path: Path) -> None:
    folder = _folder(tmp_path, rules=RULES)
    output, code = _pytest(folder, "-q", installed=True)
    assert ("5 passed" in output, code) == (True, 0), output
    assert _pytest(folder, "-q", "-p", "no:evaldsl", installed=True)[1] == 5


@pytest.mark.parametrize("rulesets", [False, True])
def test_nothing_heavy_is_imported_before_a_ruleset_is_met(tmp_path: Path, rulesets: bool) -> None:
    folder = _folder(tmp_path, **({"rules": RULES} if rulesets else {}))
    (folder / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n    assert ('lark' in sys.modules) is LOADED\n".replace("LOADED", str(rulesets)), "utf-8"
    )
    output, code = _pytest(folder, "-q", "-p", "no:hypothesispytest", "--evaldsl-max-examples", "5")
    assert code == 0, output
