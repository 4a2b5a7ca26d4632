"""What if: the result of changed facts beside the present one."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evaldsl.cli import cli
from evaldsl.console import Failed
from evaldsl.reporting.layout import text_width
from tests.pipeline import ROOT

RULES = """language 1
ruleset "培训"
total 10
round each score half_up 2
grades { >= 9: 优  >= 6: 中  otherwise: 差 }
facts {
  有项目 : yes_no default yes
  截止 : date default 2023-06-30
  项目 : list of { 名称 : text key;  支出 : 万元 >= 0 }
}
let 总支出 = sum(支出 over 项目)
check 有支出 error { 总支出 > 1 万元 }
finding 支出情况 warning { when 总支出 < 2 万元: "支出只有 {总支出}";  otherwise: none }
outcome 结论 one of { 合格, 不合格 } { require 总支出 >= 2 万元 else 不合格;  otherwise 合格 }
group 产出 weight 10 {
  indicator 党内培训 weight 5 { target >= 100 次;  score pro_rata;  may be not_applicable, then drop }
  indicator 上级满意 weight 5 { judged }
}
"""
FACTS: dict[str, Any] = {
    "facts": {"党内培训": 90, "项目": [{"名称": "甲", "支出": "1 万元"}, {"名称": "乙", "支出": 5}]},
    "judged": {"上级满意": {"points": 4, "reason": "迟报一次"}},
}


def _run(folder: Path, *changes: str, rules: str = RULES, facts: Any = FACTS, options: tuple[str, ...] = ()) -> Result:
    (folder / "x.eval").write_text(rules, encoding="utf-8")
    (folder / "f.json").write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
    words = ["whatif", str(folder / "x.eval"), str(folder / "f.json"), *changes, "--lang", "en", *options]
    return CliRunner().invoke(cli, words)


def code(done: Result) -> int:
    """The exit code: a command ends by an exception that carries it."""
    return done.exception.code if isinstance(done.exception, Failed) else done.exit_code


def _json(folder: Path, *changes: str, **more: Any) -> dict[str, Any]:
    done = _run(folder, *changes, options=("--format", "json"), **more)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_one_fact(tmp_path: Path) -> None:
    """90 → 99 of 100 trainings at 5 points: 4.5 → 4.95; with the judged 4 the total goes from 8.50 to 8.95."""
    made = _json(tmp_path, "党内培训=99")
    (variant,) = made["variants"]
    assert made["before"]["total"] == {"score": "8.50", "grade": "中", "grades": ["中"]}
    assert variant["total"]["score"] == "8.95"
    assert variant["difference"] == "0.45"
    nodes = {one["path"]: one for one in variant["changes"]["nodes"]}
    assert set(nodes) == {"产出", "产出.党内培训"}
    assert nodes["产出.党内培训"]["before"]["score"] == "4.50"
    assert nodes["产出.党内培训"]["after"]["score"] == "4.95"
    assert variant["changes"]["others"] == []
    assert [one["name"] for one in variant["changes"]["values"]] == ["党内培训"]


def test_a_cell_moves_check_finding_and_outcome(tmp_path: Path) -> None:
    made = _json(tmp_path, "项目[1].支出=0")
    (variant,) = made["variants"]
    assert variant["difference"] == "0"
    assert variant["changes"]["nodes"] == []
    others = {one["kind"]: (one["before"], one["after"]) for one in variant["changes"]["others"]}
    assert others == {"check": ("holds", "fails"), "finding": ("silent", "speaks"), "outcome": ("合格", "不合格")}
    assert next(one for one in variant["changes"]["values"] if one["name"] == "总支出")["after"]["exact"] == "1"


def test_units_levels_states_and_points(tmp_path: Path) -> None:
    assert _json(tmp_path, "项目[1].支出=5000 元")["variants"][0]["changes"]["values"][0]["after"]["exact"] == "1.5"
    assert _json(tmp_path, "上级满意=5")["variants"][0]["total"]["score"] == "9.50"
    assert _json(tmp_path, "有项目=否")["variants"][0]["changes"]["values"][0]["after"]["text"] == "no"
    absent = _json(tmp_path, "党内培训=不适用")["variants"][0]
    assert absent["total"]["score"] == "4.00"
    pending = _json(tmp_path, "党内培训=待填")["variants"][0]
    assert pending["refused"]
    assert [d["code"] for d in pending["diagnostics"]] == ["E601"]
    open_ = json.loads(_run(tmp_path, "党内培训=pending", options=("--format", "json", "--partial")).stdout)["variants"][0]
    assert open_["total"]["grades"] == ["优", "中", "差"]


def test_several_at_once(tmp_path: Path) -> None:
    (variant,) = _json(tmp_path, "党内培训=100", "上级满意=5")["variants"]
    assert variant["total"] == {"score": "10.00", "grade": "优", "grades": ["优"]}


def test_range_and_grid(tmp_path: Path) -> None:
    found = _json(tmp_path, "党内培训=90..100/5")["variants"]
    assert [one["total"]["score"] for one in found] == ["8.50", "8.75", "9.00"]
    grid = _json(tmp_path, "党内培训=80 次..100 次/20", "上级满意=0..5/5")["variants"]
    assert [one["total"]["score"] for one in grid] == ["4.00", "9.00", "5.00", "10.00"]
    dates = _json(tmp_path, "截止=2023-01-30..2023-02-02")["variants"]
    assert [next(iter(one["set"].values())) for one in dates] == ["2023-01-30", "2023-01-31", "2023-02-01", "2023-02-02"]
    decimals = _json(tmp_path, "项目[0].支出=0.1..0.3")["variants"]
    assert [next(iter(one["set"].values())) for one in decimals] == ["0.1", "0.2", "0.3"]


def test_rows_outside_the_domain_are_told_in_the_table(tmp_path: Path) -> None:
    done = _run(tmp_path, "项目[0].支出=-1..1")
    assert code(done) == 0
    assert "refused: E" in done.stdout
    assert done.stdout.count("8.50") == 3  # the present one, and those of 0 and 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("党内培训", "E280"),
        ("=3", "E280"),
        ("党建培训=3", "E280"),
        ("产出=3", "E280"),
        ("总支出=3", "E280"),
        ("项目[2].支出=3", "E280"),
        ("项目[0].收入=3", "E280"),
        ("项目=3", "E280"),
        ("上级满意=待填", "E280"),
        ("上级满意=优", "E280"),
        ("上级满意=90%", "E280"),
        ("上级满意=1 次..3 次", "E280"),
        ("党内培训=9..1", "E281"),
        ("党内培训=1..9/0", "E281"),
        ("党内培训=1 次..9 人", "E281"),
        ("党内培训=1..1000", "E281"),
        ("党内培训=..", "E281"),
        ("截止=2023-02-30..2023-03-01", "E281"),
        ("党内培训=99 万元", "E5"),
        ("党内培训=-3", "E5"),
        ("党内培训=1e9999999999", "E5"),
        ("有项目=也许", "E5"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, change: str, told: str) -> None:
    done = _run(tmp_path, change)
    assert code(done) == 2, done.output
    assert f"[{told}" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("written", "meant"), [("党训", "党内培训"), ("上满", "上级满意"), ("上级满", "上级满意"), ("党内培", "党内培训")]
)
def test_a_name_cut_short_is_guessed(tmp_path: Path, written: str, meant: str) -> None:
    assert f"did you mean “{meant}”?" in _run(tmp_path, f"{written}=3").stderr


def test_a_named_value_is_calculated(tmp_path: Path) -> None:
    assert "it is calculated" in _run(tmp_path, "总支出=3").stderr


def test_points_may_be_written_with_their_unit(tmp_path: Path) -> None:
    """90 of 100 trainings at 5 points are 4.50; the assessor's points are added."""
    assert _json(tmp_path, "上级满意=３．５分")["variants"][0]["total"]["score"] == "8.00"
    assert [one["total"]["score"] for one in _json(tmp_path, "上级满意=2分..3分/0.5")["variants"]] == ["6.50", "7.00", "7.50"]


def test_percentages_move_by_percentage_points(tmp_path: Path) -> None:
    """5% of 10% is half of the ten points; from -5% to 5% are 10 个百分点, which are no 10%."""
    rules = 'language 1\nruleset "增"\ntotal 10\nfacts { 增幅 : % in -50% .. 50% }\nindicator 甲 weight 10 { value 增幅;  score linear 0% .. 10% }\n'
    done = _run(tmp_path, "增幅=5", rules=rules, facts={"facts": {"增幅": "-5%"}})
    assert "+10 个百分点" in done.stdout
    table = _json(tmp_path, "增幅=0%..10%/5个百分点", rules=rules, facts={"facts": {"增幅": "-5%"}})["variants"]
    assert [one["total"]["score"] for one in table] == ["0", "5", "10"]


def test_a_name_is_changed_once_and_a_grid_is_bounded(tmp_path: Path) -> None:
    assert "[E280]" in _run(tmp_path, "党内培训=1", "产出.党内培训=2").stderr
    assert "[E281]" in _run(tmp_path, "党内培训=1..100", "上级满意=0..5").stderr


def test_the_fact_file_may_spell_names_otherwise(tmp_path: Path) -> None:
    """A fact filed under the path of its indicator is replaced, not given twice."""
    facts = {
        **FACTS,
        "facts": {"产出.党内培训": "９０", "项目": FACTS["facts"]["项目"]},
        "judged": {"产出.上级满意": {"points": 5}},
    }
    found = _json(tmp_path, "党内培训=100", "上级满意=4", facts=facts)
    assert found["before"]["total"]["score"] == "9.50"
    assert found["variants"][0]["total"]["score"] == "9.00"


def test_what_is_missing_may_be_filled_in(tmp_path: Path) -> None:
    facts = {**FACTS, "facts": {"项目": []}}
    found = _json(tmp_path, "党内培训=100", facts=facts)
    assert found["before"]["refused"]
    assert found["variants"][0]["total"]["score"] == "9.00"
    assert "refused: E601" in _run(tmp_path, "党内培训=100", facts=facts).stdout


@pytest.mark.parametrize(
    "facts", ["", "[]", "3", "{", '{"facts": 3}', "\udcff".encode("utf-8", "surrogatepass").decode("latin-1")]
)
def test_fact_files_that_are_none(tmp_path: Path, facts: str) -> None:
    done = _run(tmp_path, "党内培训=3", facts=facts)
    assert code(done) == 2
    assert "error[" in done.stderr


def test_a_name_that_stands_twice_is_not_put_right_in_silence(tmp_path: Path) -> None:
    done = _run(
        tmp_path,
        "上级满意=5",
        facts='{"facts": {"党内培训": 90, "党内培训": 99, "项目": []}, "judged": {"上级满意": {"points": 4, "reason": "迟"}}}',
    )
    assert code(done) == 2
    assert "党内培训" in done.stderr
    wrong = {**FACTS, "facts": {**FACTS["facts"], "党内培训": "九十"}}
    assert _json(tmp_path, "党内培训=90", facts=wrong)["variants"][0]["total"]["score"] == "8.50"


def test_figures_without_scores(tmp_path: Path) -> None:
    rules = 'language 1\nruleset "数"\nfacts { a, b : 万元 >= 0 万元 }\nlet 合计 = a + b\nlet 差 = a - b\n'
    done = _run(tmp_path, "a=1..3", rules=rules, facts={"facts": {"a": 1, "b": 2}})
    assert code(done) == 0
    rows = [line.split() for line in done.stdout.splitlines() if line.strip()[:1].isdigit()]
    assert [(row[0], row[1], row[3]) for row in rows] == [("1", "3", "-1"), ("2", "4", "0"), ("3", "5", "1")]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "changes", [("党内培训=99", "项目[1].支出=0"), ("党内培训=80..120/5", "上级满意=3..5"), ("党内培训=待填",)]
)
def test_widths(tmp_path: Path, width: int, lang: str, changes: tuple[str, ...]) -> None:
    done = _run(tmp_path, *changes, options=("--lang", lang, "--width", str(width)))
    assert max(map(text_width, done.stdout.splitlines())) <= width


def test_the_real_ruleset() -> None:
    """2 points for at least 100 trainings: 99 of them give 1.98."""
    words = [
        "whatif",
        str(ROOT / "rulesets/2023.eval"),
        str(ROOT / "examples/2023/facts.json"),
        "党内培训=99",
        "--format",
        "json",
    ]
    (variant,) = json.loads(CliRunner().invoke(cli, words).stdout)["variants"]
    assert Fraction(variant["total"]["score"]) == Fraction("96.98")
    assert {one["path"] for one in variant["changes"]["nodes"]} == {
        "产出指标",
        "产出指标.数量指标",
        "产出指标.数量指标.党内培训",
    }
