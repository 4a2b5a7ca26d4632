"""Every command, its output, its exit code. Worked by hand: 培训 99/100 × 4 = 3.96, 进度 20/30 × 6 = 4, total 7.96, 中."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaldsl import api, cli
from tests.cli.conftest import FACTS, RULESET, Run
from tests.reporting.json_schema import violations

# ---- run -------------------------------------------------------------------------------------------------------------


def test_run_prints_the_tree(run: Run) -> None:
    code, out, err = run("run", "自评.eval", "facts.json")
    assert code == 0, err
    assert "3.96 / 4" in out
    assert "4.00 / 6" in out
    assert "7.96 / 10" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("format_", cli.FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_run_in_every_format_and_language(run: Run, format_: str, lang: str) -> None:
    code, out, _ = run("run", "自评.eval", "facts.json", "--format", format_, "--lang", lang)
    assert code == 0
    assert "7.96" in out
    if format_ != "json":
        assert ("总分" in out) == (lang == "zh")


def test_json_follows_the_published_schema(run: Run) -> None:
    _, out, _ = run("run", "自评.eval", "facts.json", "--format", "json")
    made = json.loads(out)
    assert list(violations(made, api.result_schema())) == []
    assert made["total"] == {"score": "7.96", "weight": "10", "grade": "中"}
    assert made["values"]["执行率"]["exact"] == "2/3"
    assert made["checks"][0]["passed"] is False


def test_the_cache_changes_nothing(run: Run, tmp_path: Path) -> None:
    first = run("run", "自评.eval", "facts.json", "--format", "json")
    assert list((tmp_path / "cache" / "evaldsl" / "programs").iterdir())
    assert run("run", "自评.eval", "facts.json", "--format", "json") == first
    (tmp_path / "自评.eval").write_text(RULESET.replace(">= 100 次", ">= 99 次"), encoding="utf-8")
    assert json.loads(run("run", "自评.eval", "facts.json", "--format", "json")[1])["total"]["score"] == "8.00"


def test_standard_input(run: Run) -> None:
    assert run("run", "-", "facts.json", stdin=RULESET)[0] == 0
    assert "7.96" in run("run", "自评.eval", "-", stdin=FACTS)[1]
    code, _, err = run("run", "-", "-", stdin=RULESET)
    assert code == 2
    assert "standard input" in err


def test_output_file_is_replaced_whole(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    code, out, _ = run("run", "自评.eval", "facts.json", "--format", "json", "-o", "out.json")
    assert (code, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["total"]["score"] == "7.96"
    assert target.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.glob("*.part"))
    code, _, err = run("run", "自评.eval", "facts.json", "-o", "none/out.json")
    assert code == 2
    assert "E923" in err


def test_missing_facts_refuse_or_make_intervals(run: Run) -> None:
    some = '{"facts": {"预算数": 30, "执行数": 20}}'
    code, _, err = run("run", "自评.eval", "-", stdin=some)
    assert code == 2
    assert "培训" in err
    code, out, _ = run("run", "自评.eval", "-", "--partial", "--format", "json", stdin=some)
    made = json.loads(out)
    assert code == 0
    assert made["total"]["score"] == {"least": "4.00", "most": "8.00"}
    assert made["total"]["grades"] == ["中", "差"]
    assert made["settle"] == ["培训"]
    assert list(violations(made, api.result_schema())) == []
    assert "培训" in run("run", "自评.eval", "-", "--partial", stdin=some)[1]


def test_a_failed_error_level_check_is_exit_1(run: Run) -> None:
    strict = RULESET.replace("执行完毕 warning", "执行完毕 error")
    code, out, _ = run("run", "-", "facts.json", stdin=strict)
    assert code == 1
    assert "7.96" in out


def test_json_even_when_the_run_fails(run: Run) -> None:
    for args, stdin in (
        (("run", "none.eval", "facts.json"), ""),
        (("run", "-", "facts.json"), "language 1\n组 {"),
        (("run", "自评.eval", "-"), "{"),
        (("run", "自评.eval", "-"), '{"facts": {}}'),
    ):
        code, out, err = run(*args, "--format", "json", stdin=stdin)
        made = json.loads(out)
        assert (code, err) == (2, "")
        assert "total" not in made
        assert made["diagnostics"]
        assert list(violations(made, api.result_schema())) == []


# ---- the other commands ----------------------------------------------------------------------------------------------


def test_check_counts_and_warns(run: Run) -> None:
    code, out, err = run("check", "自评.eval", "--lang", "en")
    assert (code, err) == (0, "")
    assert out == "ok: 2 indicators, total 10\n"
    code, out, err = run("check", "自评.eval", "none.eval", "--lang", "zh")
    assert code == 2
    assert "2 项指标，满分 10" in out
    assert "E901" in err


def test_fmt_in_place_check_and_filter(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("fmt", "-", stdin=RULESET)
    assert code == 0
    formatted = out
    assert run("fmt", "-", stdin=formatted)[1] == formatted
    loose = tmp_path / "loose.eval"
    loose.write_text(formatted.replace("total 10", "total   10"), encoding="utf-8")
    (tmp_path / "neat.eval").write_text(formatted, encoding="utf-8")
    code, out, _ = run("fmt", "--check", "loose.eval", "neat.eval")
    assert (code, out) == (1, "loose.eval\n")
    assert run("fmt", "loose.eval", "neat.eval")[0] == 0
    assert loose.read_text(encoding="utf-8") == formatted
    chinese = run("fmt", "--lang", "zh", "-", stdin=formatted)[1]
    assert "规则集" in chinese
    assert run("fmt", "--lang", "en", "-", stdin=chinese)[1] == formatted
    assert run("fmt", "-", "neat.eval")[0] == 2


def test_why(run: Run) -> None:
    code, out, err = run("why", "自评.eval", "facts.json", "进度", "--lang", "zh")
    assert code == 0, err
    assert "执行数 ÷ 预算数 = 20 万元 ÷ 30 万元" in out
    code, _, err = run("why", "自评.eval", "facts.json", "进渡")
    assert code == 2
    assert "E920" in err
    assert "进度" in err
    assert "7.96" in run("why", "自评.eval", "facts.json")[1]


def test_facts_template_can_be_filled_in(run: Run) -> None:
    code, out, _ = run("facts", "自评.eval")
    assert code == 0
    made = json.loads(out)
    for name, value in (("预算数", 30), ("执行数", 20), ("培训", 99)):
        made["facts"][name]["value"] = value
    code, out, err = run("run", "自评.eval", "-", "--format", "json", stdin=json.dumps(made, ensure_ascii=False))
    assert code == 0, out + err
    assert json.loads(out)["total"]["score"] == "7.96"


def test_schema(run: Run) -> None:
    code, out, _ = run("schema", "自评.eval")
    assert code == 0
    assert "培训" in json.loads(out)["properties"]["facts"]["properties"]
    assert json.loads(run("schema", "--result")[1])["$id"] == "urn:evaldsl:result:1"
    assert run("schema")[0] == 2


def test_explain(run: Run) -> None:
    code, out, _ = run("explain", "e901", "--lang", "en")
    assert code == 0
    assert "E901" in out
    code, _, err = run("explain", "E9011")
    assert code == 2
    assert "E922" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_EVALDSL_COMPLETE" in out


def test_usage_and_version(run: Run) -> None:
    assert run("--version")[:2] == (0, "evaldsl, version 0.1.0\n")
    assert run("--help")[0] == 0
    assert run("run")[0] == 2
    assert run("nothing")[0] == 2
    assert run("run", "自评.eval", "facts.json", "--format", "xml")[0] == 2


# ---- languages and ways out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "lang"),
    [("LANG", "zh_CN.UTF-8", "zh"), ("LC_ALL", "en_GB", "en"), ("EVALDSL_LANG", "zh", "zh"), ("LANG", "C", "en")],
)
def test_language_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, lang: str) -> None:
    monkeypatch.setenv(name, value)
    assert ("没有错误" in run("check", "自评.eval")[1]) == (lang == "zh")


def test_a_bug_of_ours_is_one_line_and_101(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(api, "open_file", broken)
    code, _, err = run("check", "自评.eval")
    assert code == 101
    assert "this is a bug in evaldsl 0.1.0: ZeroDivisionError at test_cli.py:" in err
    assert "Traceback" not in err


def test_interrupt_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "open_file", interrupted)
    assert run("check", "自评.eval")[0] == 130


def test_a_closed_pipe_is_quiet(run: Run) -> None:
    assert run("check", "自评.eval")[0] == 0
    reader, writer = os.pipe()
    os.close(reader)
    env = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "evaldsl", "check", "自评.eval"], stdout=writer, stderr=subprocess.PIPE, env=env, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_narrow_encoding_is_never_an_error(run: Run) -> None:
    assert run("check", "自评.eval")[0] == 0
    env = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent.parent), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "evaldsl", "run", "自评.eval", "facts.json"]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert b"7.96 / 10" in done.stdout
    assert done.stdout.isascii()


def test_the_standard_units_may_be_used_by_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "u.eval").write_text(
        'language 1\nruleset "u"\ntotal 1\nuse "units"\nindicator 甲 weight 1 { judged }\n', encoding="utf-8"
    )
    assert run("check", "u.eval") == (0, "ok: 1 indicator, total 1\n", "")


def test_a_home_that_is_not_absolute_gets_no_cache(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaldsl.syntax.cache import cache_folder

    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "relative")
    assert cache_folder() is None
    assert run("run", "自评.eval", "facts.json")[0] == 0
    assert not (tmp_path / "relative").exists()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("evaldsl ch", "plain,check"),
        ("evaldsl run --fo", "plain,--format"),
        ("evaldsl run --format ma", "plain,markdown"),
        ("evaldsl run 2023", "file,2023"),
        ("evaldsl fmt 2023", "file,2023"),
        ("evaldsl explain e40", "plain,E401"),
    ],
)
def test_the_shell_completes(words: str, offered: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_EVALDSL_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    _, out, _ = run()
    assert offered in out.split()
