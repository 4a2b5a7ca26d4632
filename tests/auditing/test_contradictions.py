"""Figures that cannot all be right: the fewest that would have to be wrong. Figures by hand."""

import json
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest

from evaldsl import api
from evaldsl.auditing.contradictions import Contradiction, contradictions
from evaldsl.reporting.contradictions import lines
from tests.reporting.json_schema import violations

RULES = """语言 1
规则集 “表”
事实 {
  合计、甲、乙、丙：万元 ≥ 0
  甲率：% ≥ 0%
  项目：列表 { 序号：数值 整数 键；预算：万元 > 0；支出：万元 ≥ 0；率：% ≥ 0% }
  总支出：万元 ≥ 0
  总率：% ≥ 0%
}
勾稽 相加 错误 { 合计 = 甲 + 乙 + 丙 误差不超过 0.01 万元 }
甲率 复述 甲 / 合计
勾稽 各行 错误 { 总支出 = 合计(支出 遍历 项目) 误差不超过 0.01 万元 }
勾稽 总率 错误 { 总率 复述 总支出 / 合计(预算 遍历 项目) }
每个 p 属于 项目 { 率 复述 支出 / 预算 }
"""
RULESET = api.loads(RULES, "表.eval")
ROWS = [
    {"序号": 1, "预算": "100.00", "支出": "90.00", "率": "90.00%"},
    {"序号": 2, "预算": "80.00", "支出": "64.00", "率": "80.00%"},
]
GOOD: dict[str, Any] = {
    "合计": "100.00", "甲": "25.00", "乙": "35.00", "丙": "40.00", "甲率": "25.00%", "项目": ROWS, "总支出": "154.00", "总率": "85.56%",
}  # fmt: skip


def scored(**facts: Any) -> api.Result:
    read = api.open_facts(RULESET, json.dumps({"facts": {**GOOD, **facts}}).encode())
    assert read.facts is not None, read.problems
    return api.score(RULESET, read.facts)


def explained(found: Contradiction) -> list[dict[str, Fraction]]:
    made = []
    for dues in found.explanations:
        made.append({due.name: due.due.value for due in dues})
    return made  # type: ignore[return-value]


def test_without_a_failure_nothing_is_looked_for() -> None:
    assert contradictions(scored()) == ()


def test_the_one_figure_that_explains_both_failures() -> None:
    # 125 − 100: the total is 100 by its parts, and 甲率 25% says so too
    (found,) = contradictions(scored(合计="125.00"))
    assert [c.check.name for c in found.checks] == ["相加", "甲率"]
    assert explained(found) == [{"合计": Fraction(100 * 10000)}]
    assert [name for name, _ in found.figures] == ["合计", "甲", "甲率"]


def test_where_nothing_else_tells_every_figure_may_be_wrong() -> None:
    (found,) = contradictions(scored(乙="53.00"))  # 35 with its digits exchanged; the total and 甲 are borne out by 甲率
    assert explained(found) == [{"乙": Fraction(35 * 10000)}, {"丙": Fraction(22 * 10000)}]
    assert [due.slip and due.slip.kind for dues in found.explanations for due in dues] == ["swapped", None]
    assert (
        list(lines(found, "zh"))[1]
        == "如果只错一处：乙 应为 35 万元，而不是 53 万元（可能的笔误：相邻两个数字颠倒（应为 35.00））"
    )


def test_two_figures_where_one_is_not_enough() -> None:
    # 144 in total and 80% of 180: both were reckoned without ten of row 1
    (found,) = contradictions(scored(总支出="144.00", 总率="80.00%"))
    assert {"总支出": Fraction(154 * 10000), "总率": Fraction(8556, 10000)} in explained(found)
    assert {"项目[1].支出": Fraction(80 * 10000), "项目[1].率": Fraction(80, 100)} in explained(found)


def test_a_value_outside_its_range_is_no_explanation() -> None:
    (found,) = contradictions(scored(合计="20.00", 甲="25.00", 甲率="125.00%"))
    # 甲, 乙 or 丙 alone would have to be negative or break 甲率; the total breaks 甲率
    assert all(x >= 0 for dues in explained(found) for x in dues.values())
    assert {"合计": Fraction(100 * 10000), "甲率": Fraction(25, 100)} in explained(found)


def test_groups_that_share_no_figure_are_told_apart() -> None:
    found = contradictions(scored(乙="53.00", 总支出="145.00"))
    assert [[c.check.name for c in one.checks] for one in found] == [["相加"], ["各行", "总率"]]
    assert explained(found[1]) == [{"总支出": Fraction(154 * 10000)}]


def test_a_cell_of_one_reconciliation_alone_is_told_apart_from_the_rest() -> None:
    # as above, and two rates that nothing else speaks of: four figures in all, of which two stand for themselves
    rows = [{**ROWS[0], "率": "95.00%"}, {**ROWS[1], "率": "88.00%"}]
    found = contradictions(scored(项目=rows, 总支出="144.00", 总率="80.00%"))
    told = [[(c.check.name, c.row) for c in one.checks] for one in found]
    assert told == [[("各行", None)], [("率", ("项目", 0))], [("率", ("项目", 1))]]
    assert {"总支出": Fraction(154 * 10000), "总率": Fraction(8556, 10000)} in explained(found[0])
    assert explained(found[2])[0] == {"项目[2].率": Fraction(80, 100)}


def test_what_cannot_be_explained_is_said() -> None:
    # 0 in total: 甲率 has nothing to be a share of, whichever of the parts is taken away
    (found,) = contradictions(scored(合计="0", 甲率="3%", 甲="1", 乙="1", 丙="1"))
    assert found.explanations != () or list(lines(found, "en"))[1] == "neither one nor two of them explain it"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_tells_it(lang: api.Lang) -> None:
    result = scored(合计="125.00")
    text = api.render(result, "tree", lang, 200)
    assert ("合计 应为 100 万元，而不是 125 万元" if lang == "zh" else "合计 is 100 万元, not 125 万元") in text
    made = json.loads(api.render(result, "json", lang))
    assert list(violations(made, api.result_schema())) == []
    assert made["contradictions"][0]["explanations"][0][0]["of"] == "合计"
    audit = api.audit(RULESET, json.dumps({"facts": {**GOOD, "合计": "125.00"}}).encode())
    made = json.loads(api.render_audit(audit, "json", lang))
    assert list(violations(made, api.audit_schema())) == []
    assert [f["kind"] for f in made["findings"]] == ["check_failed", "check_failed", "not_all_right"]
    assert "contradictions" not in json.loads(api.render(scored(), "json"))


def test_thousands_of_rows_are_bounded() -> None:
    rows = [{"序号": i, "预算": "10.00", "支出": "9.00", "率": "90.00%"} for i in range(1, 10_001)]
    result = scored(项目=rows, 总支出="90001.00", 总率="90.00%")
    start = perf_counter()
    assert len(contradictions(result)) <= 1
    assert perf_counter() - start < 10
    few = scored(项目=rows[:1500], 总支出="13501.00", 总率="90.01%")
    start = perf_counter()
    contradictions(few)
    assert perf_counter() - start < 10
