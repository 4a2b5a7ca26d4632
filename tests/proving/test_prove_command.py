"""`evaldsl prove`: exit codes, the views at every width and in both languages, JSON, and what happens without a solver."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import evaldsl
from evaldsl.cli import cli
from evaldsl.console import Failed
from evaldsl.reporting.layout import text_width
from tests.reporting.json_schema import violations

GOOD = """language 1
ruleset "培训"
total 10
round each score half_up 2
indicator 党内培训 weight 10 { target >= 100 次;  score pro_rata }
"""
FAULT = """language 1
ruleset "投诉"
total 10
facts { 投诉 : 件 integer >= 0 }
indicator 投诉件数 weight 10 { value 投诉;  score = weight - 投诉 / 1 件 }
"""
REMARK = """language 1
ruleset "平均"
total 10
facts { 甲, 乙 : % in 0% .. 100% }
indicator 平均 weight 10 { value min(甲, 乙, 50%);  score bands { >= 60%: 10;  >= 40%: 5;  otherwise: 0 } }
"""
OPEN = """language 1
ruleset "项目"
total 10
facts { 项目 : list of { 名称 : text key;  支出 : 万元 >= 0 } }
let 总 = sum(支出 over 项目)
indicator 支出 weight 10 { value 总;  target >= 1 万元;  score pro_rata }
"""


def _code(done: Result) -> int:
    """The exit code: a command that has said what there was to say ends by `Failed`."""
    return done.exception.code if isinstance(done.exception, Failed) else done.exit_code


def _prove(folder: Path, text: str, *options: str) -> Result:
    (folder / "x.eval").write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["prove", str(folder / "x.eval"), *options])


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [(GOOD, 0, 0), (FAULT, 1, 1), (REMARK, 0, 1), (OPEN, 0, 1)],
    ids=["good", "fault", "remark", "open"],
)
def test_exit_codes(tmp_path: Path, text: str, plain: int, strict: int) -> None:
    assert _code(_prove(tmp_path, text)) == plain
    assert _code(_prove(tmp_path, text, "--strict")) == strict


def test_a_ruleset_with_errors_is_not_asked(tmp_path: Path) -> None:
    done = _prove(tmp_path, GOOD.replace("weight 10", "weight 9"))
    assert _code(done) == 2
    assert "E401" in done.output


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 57, 80, 120])
@pytest.mark.parametrize("text", [GOOD, FAULT, REMARK, OPEN], ids=["good", "fault", "remark", "open"])
def test_views_fit_the_screen(tmp_path: Path, text: str, lang: str, width: int) -> None:
    done = _prove(tmp_path, text, "--lang", lang, "--width", str(width), "--all")
    view = done.stdout
    assert all(text_width(line) <= width for line in view.splitlines()), view
    assert ("证明成立" if lang == "zh" else "proved") in view


def test_a_refutation_is_told_with_its_place_and_facts(tmp_path: Path) -> None:
    view = _prove(tmp_path, FAULT, "--lang", "zh", "--only", "bounds").stdout
    assert "投诉件数：得分在 0 至 10 之间" in view
    assert "x.eval:5" in view.replace("\n", "").replace(" ", "")
    assert "E615" in view
    assert '"投诉"' in view


def test_refuting_files_are_saved_as_run_accepts_them(tmp_path: Path) -> None:
    folder = tmp_path / "refuted"
    text = FAULT.replace("= weight - 投诉 / 1 件", "= max(0, min(weight, 投诉 / 1 件))") + 'property "x" { total >= 5 }\n'
    assert _code(_prove(tmp_path, text, "--save", str(folder))) == 1
    files = sorted(folder.iterdir())
    assert [f.name for f in files] == ["refuted-1.json"]
    done = CliRunner().invoke(cli, ["run", str(tmp_path / "x.eval"), str(files[0]), "--format", "json"])
    assert _code(done) == 0
    assert float(json.loads(done.stdout)["total"]["score"]) < 5


def test_json(tmp_path: Path) -> None:
    done = _prove(tmp_path, FAULT, "--format", "json", "--lang", "en")
    made = json.loads(done.stdout)
    assert made["prove_version"] == 1
    by_id = {q["id"]: q for q in made["questions"]}
    fault = by_id["bounds:投诉件数"]
    assert (fault["answer"], fault["code"], fault["line"], fault["severity"]) == ("refuted", "E615", 5, "fault")
    assert json.loads(fault["files"][0])["facts"]["投诉"]
    assert by_id["marks:投诉件数:full"]["answer"] == "proved"
    assert made["summary"]["questions"] == len(made["questions"]) == len(by_id)
    faults = {id_ for id_, q in by_id.items() if q["answer"] == "refuted" and q["severity"] == "fault"}
    assert faults == {"bounds:投诉件数", "computed:"}  # a score out of bounds is refused, so there is no total either
    assert made["summary"]["faults"] == len(faults)


def test_what_nothing_is_called_is_refused(tmp_path: Path) -> None:
    done = _prove(tmp_path, GOOD, "--only", "没有这个")
    assert _code(done) == 2
    assert "E652" in done.output


def test_without_a_solver_the_mend_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    done = _prove(tmp_path, GOOD)
    assert _code(done) == 2
    assert "E651" in done.output
    assert "evaldsl[prove]" in done.output
    made = _prove(tmp_path, GOOD, "--format", "json")
    assert json.loads(made.stdout)["diagnostics"][0]["code"] == "E651"


def test_an_empty_ruleset_has_nothing_to_prove(tmp_path: Path) -> None:
    done = _prove(tmp_path, 'language 1\nruleset "空"\n', "--lang", "zh")
    assert _code(done) == 0
    assert "没有可证明的内容" in done.stdout


@pytest.mark.parametrize("text", [GOOD, FAULT, REMARK, OPEN], ids=["good", "fault", "remark", "open"])
def test_json_has_the_published_shape(tmp_path: Path, text: str) -> None:
    trend = 'property "升" { total decreases with 党内培训 }\n' if text is GOOD else ""
    made = json.loads(_prove(tmp_path, text + trend, "--format", "json").stdout)
    assert list(violations(made, evaldsl.prove_schema())) == []


def test_the_schema_is_printed() -> None:
    done = CliRunner().invoke(cli, ["schema", "--prove"])
    assert json.loads(done.stdout) == evaldsl.prove_schema()
