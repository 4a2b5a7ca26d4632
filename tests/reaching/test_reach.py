"""How to reach a goal: the smallest change of a single fact."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evaldsl.cli import cli
from evaldsl.reporting.layout import text_width
from tests.pipeline import ROOT
from tests.reaching.test_whatif import code

RULES = """language 1
ruleset "培训"
total 30
round each score half_up 2
grades { >= 27: 优  >= 18: 中  otherwise: 差 }
facts {
  支出 : 万元 decimals 2 > 0
  比例 : %
  公开 : yes_no
  等次 : one of { 差 < 中 < 优 }
  截止 : date
  备注 : text optional
  备查 : 万元 optional record only
  项目 : list of { 名称 : text key;  次数 : 次 integer >= 0 }
}
indicator 党内培训 weight 10 { target >= 100 次;  actual 次 integer >= 0;  score pro_rata }
indicator 上级满意 weight 5 { judged }
indicator 支出进度 weight 5 { value 支出;  target >= 30 万元;  score pro_rata }
indicator 活动 weight 5 { value sum(次数 over 项目);  target >= 10 次;  score pro_rata }
indicator 完成 weight 5 { value 截止;  target <= 2023-12-31;  score all_or_nothing }
"""
FACTS: dict[str, Any] = {
    "facts": {
        "党内培训": 90,
        "支出": "24 万元",
        "比例": "50%",
        "公开": False,
        "等次": "差",
        "截止": "2024-01-15",
        "项目": [{"名称": "甲", "次数": 3}, {"名称": "乙", "次数": 3}],
    },
    "judged": {"上级满意": {"points": 4, "reason": "迟报一次"}},
}
# 9.00 + 4 + 4.00 + 3.00 + 0 = 20.00


def run(folder: Path, *options: str, rules: str = RULES, facts: Any = FACTS) -> Result:
    (folder / "x.eval").write_text(rules, encoding="utf-8")
    (folder / "f.json").write_text(json.dumps(facts), encoding="utf-8")
    return CliRunner().invoke(cli, ["reach", str(folder / "x.eval"), str(folder / "f.json"), "--lang", "en", *options])


def answers(folder: Path, *options: str, **more: Any) -> dict[str, dict[str | None, dict[str, Any]]]:
    found = json.loads(run(folder, *options, "--format", "json", **more).stdout)
    return {one["name"]: {way["direction"]: way for way in one["ways"]} for one in found["places"]}


def test_by_hand(tmp_path: Path) -> None:
    """21 from 20: 100 trainings give the point, so does 5 from the assessor, 30 万元, 5 activities more (4 give 1.00 … at 8 of 10)."""
    found = answers(tmp_path, "--score", "21")
    assert found["党内培训"]["up"]["value"] == "100 次"
    assert found["党内培训"]["up"]["change"] == "10"
    assert found["党内培训"]["up"]["result"] == {"score": "21.00", "total": "21.00", "grade": "中"}
    assert found["党内培训"]["down"]["ending"] == "never"
    assert found["上级满意"]["up"]["value"] == "5"
    assert found["支出"]["up"]["value"] == "29.97 万元"  # 4.995 is printed as 5.00
    assert found["项目[0].次数"]["up"]["value"] == "5 次"
    assert found["项目[1].次数"]["up"]["value"] == "5 次"
    assert found["截止"]["down"]["value"] == "2023-12-31"
    assert found["截止"]["down"]["change"] == "-15"
    assert set(found) == {"党内培训", "上级满意", "支出", "截止", "项目[0].次数", "项目[1].次数"}  # what the goal reads


def test_proved_and_reached_already(tmp_path: Path) -> None:
    done = run(tmp_path, "--grade", "优")
    assert code(done) == 1
    assert "Proved: whatever the value" in done.stdout
    found = answers(tmp_path, "--grade", "优")
    assert all(way["ending"] == "never" for ways in found.values() for way in ways.values())
    done = run(tmp_path, "--grade", "中")
    assert code(done) == 0
    assert "reached as things stand" in done.stdout


def test_a_node_and_both_goals(tmp_path: Path) -> None:
    found = answers(tmp_path, "--score", "4.5", "--node", "支出进度")
    assert set(found) == {"支出"}
    assert found["支出"]["up"]["value"] == "26.97 万元"  # 26.97 / 30 × 5 = 4.495, printed as 4.50
    both = answers(tmp_path, "--score", "21", "--grade", "优")
    assert all(way["ending"] == "never" for ways in both.values() for way in ways.values())


def test_days_without_a_domain_go_as_far_as_a_fact_file(tmp_path: Path) -> None:
    rules = 'language 1\nruleset "日"\ntotal 10\nfacts { 完成 : date }\nindicator 甲 weight 10 { score = if 完成 >= 2250-01-01 then 10 else if 完成 < 1850-01-01 then 7 else 2 }\n'
    facts = {"facts": {"完成": "2023-01-01"}}
    assert answers(tmp_path, "--score", "10", rules=rules, facts=facts)["完成"]["up"]["value"] == "2250-01-01"
    assert answers(tmp_path, "--score", "7", rules=rules, facts=facts)["完成"]["down"]["value"] == "1849-12-31"


def test_a_rescaled_group_does_not_round_its_indicators(tmp_path: Path) -> None:
    """Where 项1 is not applicable, 0 of -3 … 1 is 7.5 as printed, which the total rounds: it is not 8. With 项1 it is 8."""
    rules = (
        'language 1\nruleset "半"\ntotal 20\nround each score half_even 0\nfacts {\n  负 : 万元 integer in -3 万元 .. 1 万元\n  有 : yes_no\n}\n'
        "indicator 项0 weight 10 { value 负; score linear -3 万元 .. 1 万元 }\n"
        "indicator 项1 weight 10 { score = if 负 > 0 万元 then 10 else 5; applies when 有, then rescale }\n"
    )
    goal = ("--score", "8", "--node", "项0")
    without = answers(tmp_path, *goal, rules=rules, facts={"facts": {"负": -2, "有": False}})
    assert without["负"]["up"]["value"] == "1 万元"
    assert "reached as things stand" not in run(tmp_path, *goal, rules=rules, facts={"facts": {"负": 0, "有": False}}).stdout
    assert answers(tmp_path, *goal, rules=rules, facts={"facts": {"负": -2, "有": True}})["负"]["up"]["value"] == "0 万元"


def test_only(tmp_path: Path) -> None:
    assert set(answers(tmp_path, "--score", "21", "--only", "支出", "--only", "项目[1].次数")) == {"支出", "项目[1].次数"}
    found = json.loads(run(tmp_path, "--score", "21", "--only", "备查", "--only", "备注", "--format", "json").stdout)
    assert found["places"] == []
    assert {one["name"]: one["why"] for one in found["skipped"]} == {"备查": "record", "备注": "not_applicable"}


def test_without_declared_decimals(tmp_path: Path) -> None:
    """A third of 5 points: 1.6667 … needs 33.3334 万元 with four decimals, 33.34 with two."""
    rules = 'language 1\nruleset "支"\ntotal 5\nfacts { 支出 : 万元 >= 0 }\nindicator 甲 weight 5 { value 支出; target >= 100 万元; score pro_rata }\n'
    facts = {"facts": {"支出": 1}}
    goal = ("--score", "1.6667")
    assert answers(tmp_path, *goal, "--digits", "4", rules=rules, facts=facts)["支出"]["up"]["value"] == "33.334 万元"
    assert answers(tmp_path, *goal, "--digits", "2", rules=rules, facts=facts)["支出"]["up"]["value"] == "33.34 万元"
    assert answers(tmp_path, *goal, "--digits", "0", rules=rules, facts=facts)["支出"]["up"]["value"] == "34 万元"


def test_what_lies_between_points_is_not_called_impossible(tmp_path: Path) -> None:
    """The square is 2 at no point with two decimals, but it is somewhere: that is not proved to be out of reach."""
    rules = (
        'language 1\nruleset "根"\ntotal 10\nfacts { 甲 : number }\nindicator 方 weight 10 { score = 10 - abs(甲 * 甲 - 2) }\n'
    )
    found = answers(tmp_path, "--score", "10", rules=rules, facts={"facts": {"甲": "1"}})
    assert {way["ending"] for way in found["甲"].values()} == {"none"}
    done = run(tmp_path, "--score", "10", rules=rules, facts={"facts": {"甲": "1"}})
    assert code(done) == 1
    assert "Proved" not in done.stdout
    assert "not ruled out" in done.stdout


def test_the_evaluations_are_bounded(tmp_path: Path) -> None:
    done = run(tmp_path, "--score", "21", "--limit", "3")
    assert "the evaluations are used up" in done.stdout
    assert "Proved" not in done.stdout


def test_a_reason_that_is_then_due_is_told(tmp_path: Path) -> None:
    rules = RULES.replace(
        "score pro_rata }\nindicator 活动", "score pro_rata;  requires reason when value > 25 万元 }\nindicator 活动"
    )
    done = run(tmp_path, "--score", "21", "--only", "支出", rules=rules)
    assert code(done) == 0
    assert "then to be filled in as well (E608): 支出进度" in done.stdout


def test_facts_that_do_not_stand(tmp_path: Path) -> None:
    facts = {**FACTS, "facts": {k: v for k, v in FACTS["facts"].items() if k != "支出"}}
    done = run(tmp_path, "--score", "21", facts=facts)
    assert code(done) == 2
    assert "error[E601]" in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--grade", "良"), "E282"),
        (("--score", "九十"), "E282"),
        (("--score", "1e99999"), "E282"),
        (("--score", "9", "--node", "支出进程"), "E282"),
        (("--score", "9", "--only", "总支出"), "E280"),
        (("--score", "9", "--only", "项目[5].次数"), "E280"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = run(tmp_path, *options)
    assert code(done) == 2
    assert f"error[{told}]" in done.stderr


def test_goals_of_rulesets_that_have_none(tmp_path: Path) -> None:
    figures = 'language 1\nruleset "数"\nfacts { a : 万元 }\nlet b = a + a\n'
    assert "scores nothing" in run(tmp_path, "--score", "3", rules=figures, facts={"facts": {"a": 1}}).stderr
    plain = RULES.replace("grades { >= 27: 优  >= 18: 中  otherwise: 差 }\n", "")
    assert "no grades" in run(tmp_path, "--grade", "优", rules=plain).stderr
    assert code(run(tmp_path)) == 2  # no goal


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "goal", [("--score", "21"), ("--grade", "优"), ("--grade", "中"), ("--score", "5", "--node", "支出进度")]
)
def test_widths(tmp_path: Path, width: int, lang: str, goal: tuple[str, ...]) -> None:
    done = run(tmp_path, *goal, "--lang", lang, "--width", str(width))
    assert max(map(text_width, done.stdout.splitlines())) <= width


def test_the_real_ruleset() -> None:
    """97 points as the evaluation stands: the last from the assessor, or from the cut of public spending; nothing else alone."""
    words = [
        "reach",
        str(ROOT / "rulesets/2023.eval"),
        str(ROOT / "examples/2023/facts.json"),
        "--score",
        "98",
        "--format",
        "json",
    ]
    found = json.loads(CliRunner().invoke(cli, words).stdout)
    reached = {one["name"] for one in found["places"] if any(way["ending"] == "reached" for way in one["ways"])}
    assert reached == {"公用经费年初预算", "公用经费支出", "满意度指标.上级部门满意度"}
    assert all(way["ending"] in ("reached", "never") for one in found["places"] for way in one["ways"])


def test_what_a_row_of_a_form_was_given_is_changed_in_its_row() -> None:
    """39.62 of 40 for 728 of 735: 733.0707 of them give 39.895, printed as 39.90."""
    folder = ROOT / "examples/gallery/form_from"
    words = ["reach", str(folder / "rules.zh.eval"), str(folder / "facts.json"), "--score", "99.9", "--format", "json"]
    found = json.loads(CliRunner().invoke(cli, words).stdout)
    (up, down) = next(one for one in found["places"] if one["name"] == "指标表[0].实际完成值")["ways"]
    assert up["value"] == "733.0707 人次"
    assert up["result"]["total"] == "99.90"
    assert down["ending"] == "never"


def test_a_row_that_may_drop_out_proves_nothing_by_bounds(tmp_path: Path) -> None:
    """With nothing planned the first row has no rate and drops out: then the mean is that of the second row alone, which is enough."""
    rules = """language 1
ruleset "率"
total 10
facts { 项目 : list of { 支出 : 万元 decimals 0 >= 0;  预算 : 万元 decimals 0 in 0 万元 .. 100 万元 } }
for each 条 in 项目 { let 率 = 支出 / 预算 }
indicator 平均 weight 10 { value average(率 over 项目); target >= 90%; score pro_rata }
"""
    facts = {"facts": {"项目": [{"支出": 0, "预算": 50}, {"支出": 95, "预算": 100}]}}
    found = answers(tmp_path, "--score", "10", rules=rules, facts=facts)
    assert found["项目[0].预算"]["down"]["value"] == "0 万元"
    assert found["项目[0].预算"]["up"]["ending"] == "never"  # each of the 50 values was tried
    assert found["项目[0].支出"]["up"]["value"] == "43 万元"  # (43/50 + 95%) / 2 = 90.5%


def test_a_variant_of_a_ruleset(tmp_path: Path) -> None:
    (tmp_path / "base.eval").write_text(RULES, encoding="utf-8")
    rules = 'language 1\nruleset "次年"\nextends "./base" { change 党内培训 { target >= 120 次 } }\n'
    found = answers(tmp_path, "--score", "19", "--only", "党内培训", rules=rules)  # 7.50 + 11 as it stands
    assert found["党内培训"]["up"]["value"] == "96 次"


COSTS = RULES.replace("actual 次 integer >= 0;", "actual 次 integer >= 0 change costs 0.2 万元 per 1 次;").replace(
    "支出 : 万元 decimals 2 > 0", "支出 : 万元 decimals 2 > 0 raising costs 1 万元 per 1 万元"
)


def test_the_cheapest_combination(tmp_path: Path) -> None:
    """0.1 points for 0.2 万元 by trainings, 0.1667 for 1 万元 by spending: trainings first, all ten of them; then 2.97 万元 for half a point."""
    found = json.loads(run(tmp_path, "--score", "21.5", "--combine", "--format", "json", rules=COSTS).stdout)
    made = found["combination"]
    assert found["places"] == []
    assert {one["name"]: (one["value"], one["cost"]) for one in made["changes"]} == {
        "党内培训": ("100 次", "2"),
        "支出": ("26.97 万元", "2.97"),
    }
    assert (made["cost"], made["least"], made["proved"], made["unit"]) == ("4.97", "4.97", True, "万元")
    assert made["result"]["total"] == "21.50"


def test_no_combination(tmp_path: Path) -> None:
    done = run(tmp_path, "--grade", "优", "--combine", rules=COSTS)
    assert code(done) == 1
    assert "Proved: no combination of what has a price reaches the goal: 支出, 党内培训" in done.stdout
    done = run(tmp_path, "--score", "21.5", "--combine", "--limit", "8", rules=COSTS)
    assert "Proved" not in done.stdout
    done = run(tmp_path, "--score", "21", "--combine")
    assert code(done) == 2
    assert "error[E649]" in done.stderr


@pytest.mark.parametrize("width", [40, 60, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "goal",
    [("--score", "21.5"), ("--grade", "优"), ("--score", "21.5", "--limit", "30"), ("--score", "4.5", "--node", "支出进度")],
)
def test_widths_of_combinations(tmp_path: Path, width: int, lang: str, goal: tuple[str, ...]) -> None:
    done = run(tmp_path, *goal, "--lang", lang, "--width", str(width), rules=COSTS)
    assert max(map(text_width, done.stdout.splitlines())) <= width
