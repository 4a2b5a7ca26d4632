"""Units that are data: figures checked by hand in every view, one unit over rows, and cells that must be filled in."""

import json
from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api
from evaldsl.diagnostics.core import Diagnostic, InData
from evaldsl.model.values import Uncertain
from evaldsl.readers.template import template
from evaldsl.reporting.json_result import result_json

RULES = """language 1
ruleset "采购"
facts {
  明细 : list of {
    数量, 计划 : counted in 计量 >= 0
    品名 : text key
    计量 : unit
    单价 : 元 per 计量 > 0
    说明 : text required when 完成率 < 90% and 计量 != 人次
  }
}
for each 行 in 明细 {
  let 金额 = 数量 * 单价
  let 完成率 = 数量 / 计划
  let 缺口 = 计划 - 数量
  check 不超 { 数量 <= 计划 }
}
let 总额 = sum(金额 over 明细 as 万元)
let 份数 = sum(数量 over 明细 where 计量 == 份 as 万份)
"""
ROWS: list[dict[str, Any]] = [
    {"品名": "手册", "计量": "份", "数量": "0.12 万份", "计划": 1000, "单价": "3.5"},
    {"品名": "培训", "计量": "人次", "数量": 40, "计划": 50, "单价": "0.02 万元/人次"},
    {"品名": "抽检", "计量": "％", "数量": "98%", "计划": "95%", "单价": 10},
]


def run(rows: list[dict[str, Any]], rules: str = RULES, partial: bool = False) -> api.Result:
    ruleset = api.loads(rules)
    read = api.open_facts(ruleset, {"facts": {"明细": rows}})
    assert read.facts is not None, read.problems
    return api.score(ruleset, read.facts, partial)


def codes(problems: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(p.code, p.place.path if isinstance(p.place, InData) else "") for p in problems]


@pytest.fixture(scope="module")
def result() -> api.Result:
    return run(ROWS)


def test_amounts_are_in_yuan_whatever_the_unit(result: api.Result) -> None:
    assert [row["金额"].value for row in result.lists["明细"].rows] == [4200, 8000, 980]  # 98% at 10 元 for each 1%
    assert result.values["总额"].value == 13_180
    assert result.values["份数"].value == 1200


def test_each_cell_shows_the_unit_of_its_row(result: api.Result) -> None:
    tree = api.render(result, "tree", "zh")
    for text in ("1200 份", "40 人次", "98%", "200 元/人次", "10 元/%", "-200 份", "10 人次", "1.318 万元", "0.12 万份"):
        assert text in tree
    rows = result_json(result, "0")["lists"]["明细"]["rows"]
    assert rows[0]["数量"] == {"exact": "1200", "unit": "份", "text": "1200 份"}
    assert rows[2]["数量"] == {"exact": "98", "unit": "%", "text": "98%"}
    assert rows[1]["单价"]["unit"] == "元/人次"
    assert rows[1]["计量"]["exact"] == "人次"


def test_no_total_is_made_of_several_units(result: api.Result) -> None:
    assert set(result.lists["明细"].totals) == {"金额"}


def test_a_check_of_a_row_is_told_in_its_unit(result: api.Result) -> None:
    tree = api.render(result, "tree", "zh")
    assert "不超 品名 手册：1200 份 与 1000 份 相差 200 份" in tree
    assert "不超 品名 抽检：98% 与 95% 相差 3 个百分点" in tree


def test_why_shows_the_rows_in_the_unit_that_was_asked_for(result: api.Result) -> None:
    told = api.why(result, "份数", "zh")
    assert "合计(数量 遍历 明细 当 计量 = 份 以 万份 计) = 0.12 万份" in told
    assert "品名 手册  0.12 万份" in told


def test_rows_in_another_unit_are_named() -> None:
    other = run(ROWS, RULES.replace(" where 计量 == 份 as 万份", " as 份"))
    assert other.refused
    (problem,) = [p for p in other.problems if p.code == "E621"]
    assert problem.args["rows"] == "品名 培训（人次）、品名 抽检（%）"
    assert run(ROWS[:1], RULES.replace(" where 计量 == 份 as 万份", " as 份")).values["份数"].value == 1200


def test_the_mend_names_the_unit_that_a_row_must_bring() -> None:
    for asked, only in (
        ("max(数量 over 明细 as 份)", "计量 == 份"),
        ("max(单价 over 明细 as 元/份)", "计量 == 份"),
        ("max(单价 over 明细 as 元)", "计量 == …"),
    ):
        problems = run(ROWS, RULES + f"let 最大 = {asked}\n").problems
        assert [p.args["only"] for p in problems if p.code == "E621"] == [only]


def test_a_unit_that_is_not_known_leaves_the_sum_open() -> None:
    rows = [*ROWS, {"品名": "画册", "计量": {"pending": "待报"}}]
    missing = {p.args["name"] for p in run(rows).problems}
    assert {"明细[3].数量", "明细[3].计量"} <= missing
    settled = run(rows, partial=True)
    assert isinstance(settled.values["总额"].value, Uncertain)


def test_a_note_is_asked_for_where_its_condition_holds() -> None:
    rows = [ROWS[0], ROWS[1], {"品名": "画册", "计量": "册", "数量": 8, "计划": 10, "单价": 1}]
    found = run(rows)
    assert codes(found.problems) == [("E622", "$.facts.明细[2].说明")]
    figures = found.problems[0].args["figures"]
    assert getattr(figures, "zh", "") == "（完成率 = 80%，计量 = 册）"
    assert not run(rows, partial=True).problems
    assert not run([*rows[:2], {**rows[2], "说明": "推迟"}]).problems


def test_the_empty_file_asks_for_units_and_the_schema_takes_them() -> None:
    ruleset = api.loads(RULES)
    empty = json.loads(template(ruleset.program, "zh"))
    row = empty["facts"]["明细"][0]
    assert "unit" not in row["数量"]
    assert row["数量"]["expects"] == "≥ 0，以 计量 计，计量 按所填的单位"
    assert row["单价"]["expects"] == "> 0，以 元/计量 计，计量 按所填的单位"
    assert row["说明"]["expects"] == "文字；完成率 < 90% and 计量 != 人次 时须填"


def test_facts_outside_lists_bring_units_too() -> None:
    rules = """language 1
ruleset "数"
total 10
facts { 计划数 : counted in 计量 > 0;  计量 : unit;  单价 : 元 per 计量 >= 0 }
let 费用 = 完成数.value * 单价
indicator 完成数 weight 10 { target >= 计划数;  score pro_rata }
check 有费用 { 费用 > 0 }
"""
    facts: dict[str, Any] = {"完成数": "0.09 万份", "计量": "份", "计划数": 1000, "单价": 2}
    made = api.evaluate(api.loads(rules), {"facts": facts})
    assert made.total is not None
    assert made.total.score == 9
    assert made.values["费用"].value == 1800
    assert "900 份 ÷ 1000 份" in api.why(made, "完成数", "zh")
    visits = api.evaluate(api.loads(rules), {"facts": {**facts, "计量": "人次", "完成数": 1200}})
    assert visits.total is not None
    assert visits.total.score == 10
    assert "1200 人次" in api.render(visits, "tree", "zh")


def test_one_spelling_of_a_unit_is_another() -> None:
    rules = 'language 1\nruleset "u"\nfacts { 甲, 乙 : unit;  丙 : unit default "元/人次" }\ncheck 同 { 甲 == 乙 }\ncheck 三 { 丙 in { 元/人次 } }\n'
    for one, other, same in (("人·次", "人次", True), ("元/户·月", "元/月·户", True), ("万份", "份", False), ("％", "%", True)):
        made = api.evaluate(api.loads(rules), {"facts": {"甲": one, "乙": other}})
        assert [c.passed for c in made.checks] == [same, True], (one, other)


def test_ten_thousand_rows_stay_quick() -> None:
    rows = [
        {"品名": str(i), "计量": ("份", "册")[i % 2], "数量": i, "计划": i + 1, "单价": 2, "说明": "无"} for i in range(10_000)
    ]
    made = run(rows)
    assert made.values["总额"].value == Fraction(10_000 * 9_999)
    assert made.values["份数"].value == sum(range(0, 10_000, 2))
