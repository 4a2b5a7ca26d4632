"""The command: views at every width, both languages, JSON by its schema, exit codes, what stands in the way."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaldsl import api
from evaldsl.cli import cli
from evaldsl.reporting.layout import text_width
from tests.differing.test_split import NEW, OLD
from tests.reporting.json_schema import violations

FACTS = '{"subject": "甲街道", "facts": {"培训": 95, "满意": "80%", "公开": 2}}'
THEN = '{"subject": "甲街道", "facts": {"培训": 97, "满意": "85%", "公开": 3}}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, text in (("old.eval", OLD), ("new.eval", NEW), ("a.json", FACTS), ("b.json", THEN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["diff", *args], input=stdin)


def code(result: Result) -> int:
    return getattr(result.exception, "code", result.exit_code)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 57, 80, 120])
def test_no_line_is_wider_than_the_screen(folder: Path, lang: str, width: int) -> None:
    for more in (("a.json",), ("a.json", "--then", "b.json")):
        found = run("old.eval", "new.eval", *more, "--lang", lang, "--width", str(width))
        assert code(found) == 1
        assert max(map(text_width, found.stdout.splitlines())) <= width
        assert "5.7" in found.stdout


def test_json_is_what_the_schema_says(folder: Path) -> None:
    for more in ((), ("a.json", "b.json"), ("a.json", "--then", "b.json")):
        found = run("old.eval", "new.eval", *more, "--format", "json")
        made = json.loads(found.stdout)
        assert list(violations(made, api.diff_schema())) == []
        assert not made["alike"]
    same = json.loads(run("old.eval", "old.eval", "--format", "json").stdout)
    assert list(violations(same, api.diff_schema())) == []
    assert same["alike"]
    assert (same["verdict"]["ending"], same["verdict"]["how"]) == ("same", "form")


def test_exit_codes(folder: Path) -> None:
    assert code(run("old.eval", "old.eval")) == 0
    assert code(run("old.eval", "new.eval")) == 1
    assert code(run("old.eval", "missing.eval")) == 2
    assert code(run("old.eval", "new.eval", "--then", "b.json")) == 2
    assert "E279" in run("old.eval", "new.eval", "--then", "b.json").output
    assert code(run("old.eval", "-", stdin=OLD)) == 0
    assert code(run("-", "-", stdin=OLD)) == 2


def test_the_witness_is_a_file_that_runs(folder: Path) -> None:
    run("old.eval", "new.eval", "--witness", "w.json")
    old = api.evaluate(api.load("old.eval"), "w.json")
    new = api.evaluate(api.load("new.eval"), "w.new.json")
    assert old.total is not None
    assert new.total is not None
    assert old.total.score != new.total.score


def test_many_forms(folder: Path) -> None:
    lines = [json.dumps({"subject": f"{i} 号", "facts": {"培训": 90 + i, "满意": "90%"}}, ensure_ascii=False) for i in range(30)]
    (folder / "forms.jsonl").write_text("\n".join([*lines, "{"]), encoding="utf-8")
    stricter = OLD.replace(">= 100 次", ">= 110 次")
    (folder / "stricter.eval").write_text(stricter, encoding="utf-8")
    found = run("old.eval", "stricter.eval", "forms.jsonl", "--lang", "en")
    assert "31 fact files: 20 change" in found.stdout  # from 110 on both give full marks
    assert "1 refused" in found.stdout
    assert "--all" not in found.stdout or "more that change" in found.stdout
    assert len(json.loads(run("old.eval", "stricter.eval", "forms.jsonl", "--format", "json").stdout)["files"]) == 31


def test_rulesets_whose_rows_bring_the_indicators_are_compared_in_form() -> None:
    from tests.pipeline import ROOT

    path = str(ROOT / "examples" / "project-self-evaluation" / "variants")
    same = run(f"{path}/levels-50.eval", f"{path}/levels-50.eval")
    assert code(same) == 0
    other = run(f"{path}/levels-50.eval", f"{path}/execution-20.eval", "--lang", "en")
    assert code(other) == 1
    assert "not decided" in other.stdout


def test_a_ruleset_without_indicators_gives_its_named_values(folder: Path) -> None:
    text = 'language 1\nruleset "x"\nfacts { a, b : number > 0 }\nlet y = a + b\n'
    (folder / "one.eval").write_text(text, encoding="utf-8")
    (folder / "two.eval").write_text(text.replace("a + b", "a - b"), encoding="utf-8")
    found = run("one.eval", "two.eval", "--lang", "en")
    assert code(found) == 1
    assert "y" in found.stdout
    assert code(run("one.eval", "one.eval")) == 0
