"""Rows beside their peers: places, groups, the others, references; every figure checked by hand."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from evaldsl import api
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.readers.schema import schema
from evaldsl.readers.template import template
from evaldsl.reporting.json_result import result_json
from tests.pipeline import ROOT
from tests.reporting.json_schema import violations

F = Fraction
HEAD = """language 1
ruleset "项目"
facts { 项目 : list of { 编号 : text key;  部门 : text optional;  额 : 元 >= 0 元 may be not_applicable } }
"""


def rows(*given: tuple[str, object] | tuple[str, object, str]) -> list[dict[str, Any]]:
    """Rows of 项目: key by place, 部门, 额."""
    found = []
    for i, (department, amount, *_) in enumerate(given):
        row: dict[str, Any] = {"编号": "甲乙丙丁戊己"[i]}
        if department:
            row["部门"] = department
        if amount == "na":
            row["额"] = {"not_applicable": "不涉及"}
        elif amount is not None:
            row["额"] = amount
        found.append(row)
    return found


def run(rules: str, facts: dict[str, Any], partial: bool = False) -> api.Result:
    return api.evaluate(api.loads(rules), {"facts": facts}, partial=partial)


def missing(rules: str, facts: dict[str, Any]) -> list[object]:
    """What is named when a run is refused."""
    with pytest.raises(api.EvaldslError) as caught:
        run(rules, facts)
    return [d.args["name"] for d in caught.value.problems]


def column(result: api.Result, name: str, owner: str = "项目") -> list[Value]:
    return [row[name].value for row in result.lists[owner].rows]


def lets(text: str) -> str:
    return HEAD + "for each p in 项目 { " + text + " }\n"


# ---- places ----------------------------------------------------------------------------------------------------------


def test_equal_rows_share_a_place_and_the_next_is_left_out() -> None:
    result = run(
        lets("let 位 = rank(额 over 项目);  let 升 = rank(额 over 项目 ascending)"),
        {"项目": rows(("", 9), ("", 7), ("", 7), ("", 1))},
    )
    assert column(result, "位") == [1, 2, 2, 4]
    assert column(result, "升") == [4, 2, 2, 1]


def test_the_place_of_a_rounded_figure_is_that_of_the_printed_one() -> None:
    result = run(lets("let 位 = rank(额 round half_up 0 over 项目)"), {"项目": rows(("", "9.4"), ("", "9.2"), ("", "9.6"))})
    assert column(result, "位") == [2, 2, 1]


def test_a_row_without_a_figure_has_no_place_and_takes_none() -> None:
    result = run(lets("let 位 = rank(额 over 项目)"), {"项目": rows(("", 9), ("", "na"), ("", 5))})
    first, second, third = column(result, "位")
    assert (first, third) == (1, 2)
    assert isinstance(second, Missing)
    assert second.kind is Absence.NOT_APPLICABLE


def test_a_row_outside_the_condition_has_no_place() -> None:
    result = run(lets("let 位 = rank(额 over 项目 where 额 < 8 元)"), {"项目": rows(("", 9), ("", 7), ("", 1))})
    assert isinstance(column(result, "位")[0], Missing)
    assert column(result, "位")[1:] == [1, 2]


def test_places_within_a_group() -> None:
    result = run(
        lets("let 位 = rank(额 over 项目 within 部门)"), {"项目": rows(("甲科", 1), ("乙科", 5), ("甲科", 3), ("乙科", 2))}
    )
    assert column(result, "位") == [2, 1, 1, 2]


def test_what_is_not_known_makes_an_interval_of_places() -> None:
    facts = {"项目": rows(("", 9), ("", "≥8"), ("", 5), ("", None))}
    result = run(lets("let 位 = rank(额 over 项目)"), facts, partial=True)
    found = [(x.low, x.high) for x in column(result, "位") if isinstance(x, Uncertain)]
    # 9 may stand behind both open rows; ≥8 is before 5 whatever it is; the last may stand anywhere
    assert found == [(1, 3), (1, 3), (3, 4), (1, 4)]
    assert missing(lets("let 位 = rank(额 over 项目)"), facts) == ["项目[1].额", "项目[3].额"]


# ---- the others ------------------------------------------------------------------------------------------------------

OTHERS = {
    "sum": [11, 13, 14],
    "count": [2, 2, 2],
    "average": [F(11, 2), F(13, 2), 7],
    "median": [F(11, 2), F(13, 2), 7],
    "min": [5, 5, 6],
    "max": [6, 8, 8],
}


@pytest.mark.parametrize("function", OTHERS)
def test_figures_of_the_others(function: str) -> None:
    what = "" if function == "count" else "额 "
    result = run(lets(f"let 余 = {function}({what}over 项目 others)"), {"项目": rows(("", 8), ("", 6), ("", 5))})
    assert column(result, "余") == OTHERS[function]


@pytest.mark.parametrize("function", ["sum", "average", "median", "min", "max", "weighted_average"])
def test_the_others_of_known_rows_are_as_those_added_up_anew(function: str) -> None:
    amounts = [4, 4, 9, 1, 7, 7]
    by = " by 额 + 1 元" if function == "weighted_average" else ""
    rules = lets(f"let 余 = {function}(额 over 项目 others{by})")
    found = column(run(rules, {"项目": rows(*(("", x) for x in amounts))}), "余")
    for i, value in enumerate(found):
        rest = rows(*(("", x) for k, x in enumerate(amounts) if k != i))
        plain = HEAD + f"let 全 = {function}(额 over 项目{by})\n"
        assert value == run(plain, {"项目": rest}).values["全"].value


def test_alone_there_are_no_others() -> None:
    result = run(lets("let 余 = median(额 over 项目 others);  let 和 = sum(额 over 项目 others)"), {"项目": rows(("", 8))})
    alone = column(result, "余")[0]
    assert isinstance(alone, Missing)
    assert alone.code == "E620"
    assert column(result, "和") == [0]


# ---- min–max and the first n -----------------------------------------------------------------------------------------


def test_min_max_lies_between_nothing_and_all() -> None:
    result = run(
        lets("let 比 = min_max(额 over 项目);  let 反 = min_max(额 over 项目 reverse)"), {"项目": rows(("", 2), ("", 3), ("", 6))}
    )
    assert column(result, "比") == [0, F(1, 4), 1]
    assert column(result, "反") == [1, F(3, 4), 0]


def test_equal_rows_are_refused_unless_said() -> None:
    facts = {"项目": rows(("", 2), ("", 2))}
    bare = column(run(lets("let 比 = min_max(额 over 项目)"), facts), "比")[0]
    assert isinstance(bare, Missing)
    assert (bare.code, bare.args["count"]) == ("E626", "2")
    assert column(run(lets("let 比 = min_max(额 over 项目 equal 60%)"), facts), "比") == [F(3, 5), F(3, 5)]


@pytest.mark.parametrize(
    ("clause", "due"),
    [("top 1 by 额", 9), ("top 2 by 额", 23), ("bottom 1 by 额", 1), ("bottom 2 by 额", 15), ("top 9 by 额", 24)],
)
def test_all_that_tie_at_the_cut_are_in(clause: str, due: int) -> None:
    facts = {"项目": rows(("", 9), ("", 7), ("", 7), ("", 1), ("", "na"))}
    result = run(HEAD + f"let 和 = sum(额 over 项目 {clause})\n", facts)
    assert result.values["和"].value == due


def test_a_tie_at_the_cut_is_said() -> None:
    result = run(HEAD + "let 和 = sum(额 over 项目 top 2 by 额)\n", {"项目": rows(("", 9), ("", 7), ("", 7))})
    assert "前 2 名共 3 行：末位并列的都计入" in api.why(result, "和", "zh")
    assert "3 rows in the 2 places: some tie at the cut" in api.why(result, "和", "en")


def test_the_first_of_those_that_meet_a_condition() -> None:
    result = run(HEAD + "let 和 = sum(额 over 项目 top 1 by 额 where 额 < 9 元)\n", {"项目": rows(("", 9), ("", 7), ("", 3))})
    assert result.values["和"].value == 7


# ---- groups ----------------------------------------------------------------------------------------------------------

GROUPS = """groups 各部门 of 项目 by 部门 label "各部门" {
  let 数 = count()
  let 和 = sum(额)
  let 大 = sum(额 where 额 > 2 元)
  let 位 = rank(和 over 各部门)
  check 有额 { 和 > 2 元 }
}
"""


def test_groups_stand_in_order_of_first_appearance() -> None:
    facts = {"项目": rows(("乙科", 1), ("甲科", 5), ("", 8), ("乙科", 4))}
    result = run(HEAD + GROUPS + "let 多 = max(和 over 各部门)\n", facts)
    assert column(result, "部门", "各部门") == ["乙科", "甲科"]
    assert [column(result, x, "各部门") for x in ("数", "和", "大", "位")] == [[2, 1], [5, 5], [4, 5], [1, 1]]
    assert result.values["多"].value == 5
    assert [i for i, _ in result.lists["各部门"].left_out] == [2]
    assert "项目 有 1 行未归入" in api.render(result, "tree", "zh")
    assert result.lists["各部门"].checks[0].passed == 2


def test_no_rows_no_groups() -> None:
    result = run(HEAD + GROUPS + "let 多 = count(over 各部门)\n", {"项目": []})
    assert result.lists["各部门"].rows == ()
    assert result.values["多"].value == 0


def test_a_list_that_is_not_given_makes_no_groups() -> None:
    rules = HEAD + GROUPS + "let 多 = max(和 over 各部门)\n"
    assert missing(rules, {}) == ["项目"]
    assert not run(rules, {}, partial=True).lists["各部门"].given


def test_groups_wait_for_a_value_that_is_not_known() -> None:
    rules = (HEAD + GROUPS).replace("text optional", "text")
    facts = {"项目": rows(("乙科", 1), ("", 5))}
    assert missing(rules, facts) == ["项目[1].部门"]
    assert not run(rules, facts, partial=True).lists["各部门"].given


def test_groups_of_groups_and_more_of_them() -> None:
    rules = (
        HEAD
        + GROUPS
        + 'groups 各档 of 各部门 by 档 = if 和 >= 5 元 then "大" else "小" { let 部门数 = count();  let 合 = sum(和) }\n'
        + "for each d in 各部门 { let 均 = 和 / 数;  let 再 = sum(额 over 项目 where 部门 == d) }\n"
    )
    result = run(rules, {"项目": rows(("甲科", 1), ("乙科", 5), ("丙科", 3), ("甲科", 1))})
    assert column(result, "档", "各档") == ["小", "大"]
    assert column(result, "部门数", "各档") == [2, 1]
    assert column(result, "合", "各档") == [5, 5]
    assert column(result, "均", "各部门") == [1, 5, 3]
    assert column(result, "再", "各部门") == column(result, "和", "各部门")


def test_a_distribution_over_groups() -> None:
    rules = HEAD + GROUPS + "bands 档 { >= 3 元: 高  otherwise: 低 }\ndistribution 情况 of 和 over 各部门 by bands 档\n"
    result = run(rules, {"项目": rows(("甲科", 1), ("乙科", 5), ("甲科", 1))})
    assert [result.values[f"情况.{x}"].value for x in ("高", "低", "count")] == [1, 1, 2]


def test_groups_are_not_asked_for() -> None:
    ruleset = api.loads(HEAD + GROUPS)
    assert list(json.loads(template(ruleset.program))["facts"]) == ["项目"]
    assert list(schema(ruleset.program)["properties"]["facts"]["properties"]) == ["项目"]


def test_the_total_of_a_figure_that_repeats_is_not_shown() -> None:
    result = run(lets("let 同 = sum(额 over 项目 within 部门);  let 倍 = 额 * 2"), {"项目": rows(("甲科", 1), ("甲科", 5))})
    assert set(result.lists["项目"].totals) == {"额", "倍"}


# ---- references ------------------------------------------------------------------------------------------------------

JOINED = """language 1
ruleset "明细"
facts {
  项目 : list of { 编号 : text key;  额 : 元 >= 0 元;  上级 : row of 项目 optional }
  明细 : list of { 所属 : row of 项目;  数 : 元 }
}
for each p in 项目 {
  let 和 = sum(数 over 明细 where 所属 == p)
  let 余 = 额 - 和
  let 上级余 = 上级.余
}
for each m in 明细 { let 占 = 数 / 所属.额;  let 上上 = 所属.上级.额 }
"""
PROJECTS = [{"编号": "甲", "额": 10}, {"编号": "乙", "额": 20, "上级": "甲"}, {"编号": "丙", "额": 30, "上级": "乙"}]


def test_rows_are_joined_by_key() -> None:
    detail = [{"所属": "乙", "数": 5}, {"所属": "甲", "数": 4}, {"所属": "乙", "数": 1}]
    result = run(JOINED, {"项目": PROJECTS, "明细": detail})
    assert column(result, "和") == [4, 6, 0]
    assert column(result, "余") == [6, 14, 30]
    assert column(result, "上级余")[1:] == [6, 14]
    assert isinstance(column(result, "上级余")[0], Missing)
    assert column(result, "占", "明细") == [F(1, 4), F(2, 5), F(1, 20)]
    assert column(result, "上上", "明细")[0] == 10


def test_while_the_row_is_not_known_it_may_be_any() -> None:
    result = run(JOINED, {"项目": PROJECTS, "明细": [{"数": 5}]}, partial=True)
    share = column(result, "占", "明细")[0]
    assert isinstance(share, Uncertain)
    assert (share.low, share.high, share.needs) == (F(1, 6), F(1, 2), frozenset({"明细[0].所属"}))
    total = column(result, "和")[0]
    assert isinstance(total, Uncertain)
    assert (total.low, total.high) == (0, 5)


def test_too_many_rows_of_unknown_group_make_a_wide_figure_in_little_time() -> None:
    detail = [{"数": 1} for _ in range(3000)]
    result = run(JOINED, {"项目": PROJECTS, "明细": detail}, partial=True)
    total = column(result, "和")[0]
    assert isinstance(total, Uncertain)
    assert len(total.needs) == 3000


def test_a_reference_to_no_row_names_the_nearest() -> None:
    with pytest.raises(api.EvaldslError) as caught:
        run(JOINED, {"项目": [{"编号": "垃圾分类", "额": 1}], "明细": [{"所属": "垃圾分累", "数": 1}]})
    assert [(d.code, d.args["near"]) for d in caught.value.problems] == [("E598", "垃圾分类")]


# ---- used files ------------------------------------------------------------------------------------------------------


def test_rows_groups_and_distributions_may_stand_in_a_used_file(tmp_path: Path) -> None:
    library = """language 1
facts { 项目 : list of { 编号 : text key;  部门 : text;  额 : 元 >= 0 元 } }
bands 档 { >= 3 元: 高  otherwise: 低 }
for each p in 项目 { let 倍 = 额 * 2;  check 有额 { 额 > 0 元 } }
groups 各部门 of 项目 by 部门 { let 和 = sum(倍) }
distribution 情况 of 额 over 项目 by bands 档
"""
    (tmp_path / "common.eval").write_text(library, encoding="utf-8")
    (tmp_path / "main.eval").write_text(
        'language 1\nruleset "甲"\nuse "common"\nfor each q in 项目 { let 半 = 倍 / 4 }\nlet 多 = max(和 over 各部门)\n',
        encoding="utf-8",
    )
    result = api.evaluate(api.load(tmp_path / "main.eval"), {"facts": {"项目": rows(("一", 1), ("二", 5), ("一", 2))}})
    assert column(result, "半") == [F(1, 2), F(5, 2), 1]
    assert (result.values["多"].value, result.values["情况.高"].value) == (10, 1)
    assert result.lists["项目"].checks[0].passed == 3


# ---- views -----------------------------------------------------------------------------------------------------------


def test_why_explains_a_cell_a_row_and_a_list() -> None:
    result = run(
        HEAD + GROUPS + "for each p in 项目 { let 占 = 额 / sum(额 over 项目 within 部门) }\n",
        {"项目": rows(("甲科", 1), ("甲科", 3))},
    )
    cell = api.why(result, "项目[「乙」].占", "zh")
    assert "占 = 额 ÷ 合计(额 遍历 项目 同组 部门) = 3 元 ÷ 合计(额 遍历 项目 同组 部门) = 75.00%" in cell
    assert "编号 甲  1 元" in cell
    assert "编号 乙  3 元" in cell
    assert "和 = 4 元" in api.why(result, "各部门[甲科]", "zh")
    assert "项目 的每个 部门 一行" in api.why(result, "各部门", "zh")
    with pytest.raises(api.EvaldslError):
        api.why(result, "项目[9].占", "zh")
    with pytest.raises(api.EvaldslError, match="“项目” has no rows here"):
        api.why(run(HEAD + GROUPS, {"项目": []}), "项目[甲]", "zh")


def test_groups_by_an_amount_show_its_unit() -> None:
    result = run(HEAD + "groups 各额 of 项目 by 额 { let 个数 = count() }\n", {"项目": rows(("甲科", 1), ("乙科", 1))})
    assert "额（元）  个数" in api.render(result, "tree", "zh")


def test_groups_stand_in_json_once_each() -> None:
    rules = HEAD + GROUPS + "for each p in 项目 { let 同 = sum(额 over 项目 within 部门) }\n"
    made = result_json(run(rules, {"项目": rows(("甲科", 1), ("乙科", 3), ("甲科", 2))}), "0")
    assert list(violations(made, json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8")))) == []
    sums = [(a["group"], a["rows"]) for a in made["aggregates"] if a["text"].startswith("sum(额 over 项目 within")]
    assert sums == [(["甲科"], [0, 2]), (["乙科"], [1])]
    assert made["lists"]["各部门"]["derived"] == {"of": ["项目"], "by": ["部门"], "left_out": []}
