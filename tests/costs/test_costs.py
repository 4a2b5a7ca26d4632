"""Norms, cost sheets and comparisons with figures checked by hand, and with odd ones: zero, nothing, missing, thousands of rows."""

import json
import time
from fractions import Fraction
from typing import Any

import pytest

from evaldsl.evaluation.tree import Result
from evaldsl.model.values import Missing, Uncertain
from evaldsl.reporting.json_result import result_json
from evaldsl.reporting.layout import text_width
from evaldsl.reporting.table import table_text
from evaldsl.reporting.terminal import tree_text
from evaldsl.reporting.why import why_text
from evaldsl.source import SourceFile
from evaldsl.syntax.printer import format_text
from tests.pipeline import Run, checked, run
from tests.reporting.json_schema import violations

SHEET = """language 1
ruleset "成本"
facts {
  明细 : list of {
    名称 : text key
    内容 : one of { 甲, 乙, 丙 }
    人数 : number integer > 0 default 1
    数量 : 份 >= 0
    单价 : 元/份 >= 0
  }
  户数 : 户 integer >= 0
  费率 : % in 0% .. 100%
}
norm 入户 = 150 元/户
cost 成本 : 元 round half_up 2 {
  lines from 明细 where 数量 > 0 份 {
    part 内容
    each 金额 = 人数 * 数量 * 单价
  }
  part 审核 {
    line 初审 = 户数 * 200 元/户 against 户数 * 入户
    line 复审 = 初审 / 3
  }
  fee 管理费 = 费率 of direct
  tax 税金 = 6% of (直接费用 + 管理费)
  total 总计
}
"""
ROWS = [
    {"名称": "打印", "内容": "甲", "数量": 10, "单价": "1.115"},
    {"名称": "装订", "内容": "甲", "人数": 2, "数量": 3, "单价": 5},
    {"名称": "培训", "内容": "乙", "数量": 1, "单价": 100},
    {"名称": "未办", "内容": "丙", "数量": 0, "单价": 7},
]


def done(text: str, facts: dict[str, Any], partial: bool = False) -> Result:
    """The result of a run that must come to one."""
    got = run(text, json.dumps({"facts": facts}, ensure_ascii=False), partial)
    assert got.result is not None, [(p.code, p.place, p.args) for p in got.problems]
    assert isinstance(got.result, Result)
    return got.result


def codes(got: Run) -> list[str]:
    return [p.code for p in got.problems]


def schema() -> Any:
    from evaldsl import api

    return api.result_schema()


def test_a_sheet_by_hand() -> None:
    result = done(SHEET, {"明细": ROWS, "户数": 2, "费率": "8%"})
    found = {name: figure.value for name, figure in result.values.items()}
    # 10 × 1.115 = 11.15; 2 × 3 × 5 = 30; 400 ÷ 3 = 133.333… is 133.33 in the sheet, and that is what goes on
    assert found["成本.甲"] == Fraction("41.15")
    assert (found["成本.乙"], found["成本.丙"]) == (100, 0)
    assert (found["成本.审核.初审"], found["成本.审核.复审"]) == (400, Fraction("133.33"))
    assert found["成本.direct"] == Fraction("674.48")
    assert found["成本.管理费"] == Fraction("53.96")  # 53.9584
    assert found["成本.税金"] == Fraction("43.71")  # 6% × 728.44 = 43.7064
    assert found["成本.总计"] == Fraction("772.15")
    assert found["成本.甲.share"] == Fraction("41.15") / Fraction("772.15")
    assert [found[f"成本.{x}.rank"] for x in ("审核", "乙", "管理费", "税金", "甲", "丙")] == [1, 2, 3, 4, 5, 6]
    assert (found["成本.审核.初审.allowed"], found["成本.审核.初审.over_norm"], found["成本.over_norm"]) == (300, 100, 100)
    shares = [found[f"成本.{x}.share"] for x in ("甲", "乙", "丙", "审核", "管理费", "税金")]
    assert sum(x for x in shares if isinstance(x, Fraction)) == 1


def test_the_amount_of_a_row_is_rounded_and_belongs_to_the_row() -> None:
    rows = [{"名称": "a", "内容": "甲", "数量": 1, "单价": "0.005"}, {"名称": "b", "内容": "甲", "数量": 1, "单价": "0.005"}]
    result = done(SHEET, {"明细": rows, "户数": 0, "费率": "0%"})
    assert [row["金额"].value for row in result.lists["明细"].rows] == [Fraction("0.01")] * 2
    assert result.values["成本.甲"].value == Fraction("0.02")


def test_nothing_costs_nothing_and_has_no_shares() -> None:
    result = done(SHEET, {"明细": [], "户数": 0, "费率": "8%"})
    assert result.values["成本.总计"].value == 0
    assert isinstance(result.values["成本.甲.share"].value, Missing)
    assert result.values["成本.甲.rank"].value == 1  # all are alike
    made = result_json(result, "0")
    assert list(violations(made, schema())) == []


def test_what_is_missing_keeps_the_sheet_open() -> None:
    facts = {"明细": [{**ROWS[0], "单价": None}, *ROWS[1:]], "户数": 2, "费率": "8%"}
    refused = run(SHEET, json.dumps({"facts": facts}, ensure_ascii=False))
    assert codes(refused) == ["E601"]
    result = done(SHEET, facts, partial=True)
    total = result.values["成本.总计"].value
    assert isinstance(total, Uncertain)
    assert total.needs == {"明细[0].单价"}
    assert "?" not in tree_text(result, "zh", 80).splitlines()[0]
    json.dumps(result_json(result, "0"))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_view_shows_the_sheet(width: int) -> None:
    result = done(SHEET, {"明细": ROWS, "户数": 2, "费率": "8%"})
    text = tree_text(result, "zh", width)
    assert all(text_width(line) <= width for line in text.splitlines())
    assert "772.15" in text
    assert width == 40 or "10份×1.115元/份" in text
    if width == 120:
        assert "2×3份×5元/份" in text
    for style in ("table", "markdown", "tsv"):
        assert "772.15" in table_text(result, style, "en")  # type: ignore[arg-type]
    made = result_json(result, "0", lang="zh")
    assert list(violations(made, schema())) == []
    entries = {entry["key"]: entry for entry in made["costs"][0]["entries"]}
    assert entries["成本.审核.初审"]["calculation"] == "2户×200元/户"
    assert entries["成本.甲"]["rows"] == [0, 1]
    assert "明细" in [line.partition(" ")[0] for line in text.splitlines()]  # the sheet leaves a row out of it
    whole = done(SHEET, {"明细": ROWS[:3], "户数": 2, "费率": "8%"})
    heads = [line.partition(" ")[0] for line in tree_text(whole, "zh", width).splitlines()]
    assert "明细" not in heads  # all its rows stand in the sheet


def test_the_sheet_in_another_unit_is_rounded_in_it() -> None:
    text = 'language 1\nruleset "r"\ncost 成本 : 万元 round half_up 2 { line 甲 = 12345 元; total 总计 }\n'
    result = done(text, {})
    assert result.values["成本.甲"].value == 12300  # 1.2345 万元 to two decimals
    assert result.values["成本.总计"].type is not None
    assert "1.23" in tree_text(result, "zh", 80)


def test_ten_thousand_rows() -> None:
    rows = [{"名称": f"n{i}", "内容": "甲乙丙"[i % 3], "数量": i % 7, "单价": 3} for i in range(10_000)]
    facts = json.dumps({"facts": {"明细": rows, "户数": 1, "费率": "8%"}}, ensure_ascii=False)
    begin = time.perf_counter()
    got = run(SHEET, facts)
    assert got.result is not None
    tree_text(got.result, "zh", 80)
    assert time.perf_counter() - begin < 20
    assert got.result.values["成本.甲"].value == 3 * sum(i % 7 for i in range(0, 10_000, 3))


# ---- norms -----------------------------------------------------------------------------------------------------------

NORMS = """language 1
ruleset "定额"
facts { 原价 : 元/份 >= 0;  家庭人数 : 人 in 1 人 .. 9 人 }
norm 单独 = 5 元/份 { replaces 原价 }
norm 入户 by 人数 { [1 人, 3 人): 100 元/户;  [3 人, 5 人]: 200 元/户;  > 5 人: 300 元/户 }
norms 表 {
  norm 新 = 5 元/份
  norm 升 = 6 元/份 { replaces 5 元/份 }
  norm 平 = 95% { replaces 95% }
  norm 率 = 90% { replaces 95% }
  norm 无 abolished { replaces 原价 }
  norm 换 = 400 元/户 { replaces 550 元/人户; unit changed "原按人户" }
}
let 标准 = 入户(家庭人数)
"""


def test_norms_by_hand() -> None:
    result = done(NORMS.replace("[3 人, 5 人]", "[3 人, 5 人]").replace("> 5 人", "(5 人, 9 人]"), {"原价": 8, "家庭人数": 5})
    found = {name: figure.value for name, figure in result.values.items()}
    assert (found["单独.reduction"], found["单独.reduction_rate"], found["单独.class"]) == (3, Fraction(3, 8), "下降")
    assert found["标准"] == 200
    assert [found[f"表.{x}.class"] for x in "新升平率无换"] == ["新设", "上升", "不变", "下降", "取消", "下降"]
    assert found["表.率.reduction"] == Fraction(5, 100)
    assert (found["表.换.reduction"], found["表.换.reduction_rate"]) == (150, Fraction(150, 550))
    counts = {"新设": 1, "下降": 2, "上升": 1, "不变": 1, "取消": 1, "count": 5}
    assert {word: found[f"表.{word}"] for word in counts} == counts
    made = result_json(result, "0")
    assert list(violations(made, schema())) == []
    assert made["norms"][-1]["norms"][-1]["unit_changed"] == "原按人户"


def test_a_standard_of_zero_has_no_rate() -> None:
    result = done(NORMS.replace("> 5 人", "(5 人, 9 人]"), {"原价": 0, "家庭人数": 1})
    assert result.values["单独.reduction"].value == -5
    assert result.values["单独.class"].value == "上升"
    assert isinstance(result.values["单独.reduction_rate"].value, Missing)


def test_why_a_norm_and_a_share() -> None:
    text = NORMS.replace("> 5 人", "(5 人, 9 人]").replace(
        "{ replaces 原价 }", '{ replaces 原价; basis "第三条"; supplied "原文未写" }', 1
    )
    result = done(text, {"原价": 8, "家庭人数": 5})
    told = why_text(result, "单独", "zh")
    assert isinstance(told, str)
    assert "第三条" in told
    assert "原文未写" in told
    for name in ("单独.压减率", "表.升.压减率", "表.下降"):
        assert isinstance(why_text(result, name, "zh"), str), name
    sheet = done(SHEET, {"明细": ROWS, "户数": 2, "费率": "8%"})
    for name in ("成本.甲.占比", "成本.初审.超定额", "成本.初审", "成本.直接费用"):
        assert isinstance(why_text(sheet, name, "zh"), str), name


DATED = """language 1
ruleset "定额"
period 2023-01-01 .. 2023-12-31
facts { 发放日 : date }
norm 低保 : 元/户 { from 2022-07-01: 1320 元/户;  from 2024-01-01: 1395 元/户 } { replaces 1200 元/户 }
norms 表 { norm 入户 : 元/户 { from 2023-01-01: 300 元/户;  from 2023-07-01: 400 元/户 } { condition "2人一组" } }
let 当时 = 表.入户 at 发放日
"""


def test_a_norm_with_a_history() -> None:
    result = done(DATED, {"发放日": "2023-06-30"})
    assert (result.values["低保"].value, result.values["低保.reduction"].value) == (1320, -120)
    assert result.values["低保.class"].value == "上升"
    assert result.values["当时"].value == 300
    text = tree_text(result, "zh", 80)
    assert "入户（自 2023-07-01）" in text
    assert "2人一组" in text
    made = result_json(result, "0")
    assert list(violations(made, schema())) == []
    assert made["norms"][1]["norms"][0]["history"][0] == {"from": "2023-01-01", "until": "2023-07-01", "rate": "300"}
    # the bare name of a rate that changes inside the period means nothing
    assert codes(checked(DATED + "let 标准 = 表.入户\n")) == ["E459"]


def test_a_gap_between_tiers_is_found_before_any_fact() -> None:
    assert "E414" in codes(checked(NORMS.replace("[3 人, 5 人]", "[4 人, 5 人]").replace("> 5 人", "(5 人, 9 人]")))


# ---- comparisons -----------------------------------------------------------------------------------------------------

COMPARED = """language 1
ruleset "对比"
facts {
  甲年, 乙年 : list of { 名称 : text key;  金额 : 元;  内容 : text optional }
}
compare 对比表 by 名称 {
  before 上年 = 金额 over 甲年
  after 本年 = 金额 over 乙年
  difference 差额
  rate 增减率
}
for each x in 对比表 { let 大变 = 增减率 > 50% }
groups 按变化 of 对比表 by 变化 { let 项数 = count(); let 净增 = sum(差额) }
let 总差 = sum(差额 over 对比表)
"""


def compared(before: dict[str, Any], after: dict[str, Any], partial: bool = False) -> Result:
    rows = {"甲年": before, "乙年": after}
    facts = {name: [{"名称": k, "金额": v} for k, v in side.items()] for name, side in rows.items()}
    return done(COMPARED, facts, partial)


def test_a_comparison_by_hand() -> None:
    result = compared({"a": 100, "b": 0, "c": 50}, {"b": 20, "d": -70, "c": 50, "a": 10})
    rows = {row["名称"].value: row for row in result.lists["对比表"].rows}
    assert list(rows) == ["a", "b", "c", "d"]
    assert {k: row["变化"].value for k, row in rows.items()} == {"a": "减少", "b": "增加", "c": "不变", "d": "新增"}
    assert [rows[k]["差额"].value for k in "abc"] == [-90, 20, 0]
    assert isinstance(rows["b"]["增减率"].value, Missing)  # nothing to take it of
    assert all(isinstance(rows["d"][x].value, Missing) for x in ("上年", "差额", "增减率"))
    assert result.values["总差"].value == -70
    totals = {name: figure.value for name, figure in result.lists["对比表"].totals.items()}
    assert totals == {"上年": 150, "本年": 10}  # -70 beside them would be taken for their difference, which is -140
    groups = {row["变化"].value: row["项数"].value for row in result.lists["按变化"].rows}
    assert groups == {"减少": 1, "增加": 1, "不变": 1, "新增": 1}
    assert list(violations(result_json(result, "0"), schema())) == []


@pytest.mark.parametrize(("before", "after", "words"), [({}, {}, []), ({"a": 1}, {}, ["取消"]), ({}, {"a": 1}, ["新增"])])
def test_empty_sides(before: dict[str, Any], after: dict[str, Any], words: list[str]) -> None:
    result = compared(before, after)
    assert [row["变化"].value for row in result.lists["对比表"].rows] == words
    assert result.values["总差"].value == 0
    tree_text(result, "zh", 60)


def test_differences_have_a_total_where_every_row_stands_on_both_sides() -> None:
    totals = compared({"a": 100, "b": 0}, {"b": 20, "a": 10}).lists["对比表"].totals
    assert {name: figure.value for name, figure in totals.items()} == {"上年": 100, "本年": 30, "差额": -70}


def test_a_figure_that_is_not_known_leaves_the_change_open() -> None:
    result = compared({"a": None, "b": 3}, {"a": 5, "b": 4}, partial=True)
    rows = result.lists["对比表"].rows
    change = rows[0]["变化"].value
    assert isinstance(change, Uncertain)
    assert change.members == {"增加", "减少", "不变"}
    assert change.needs == {"甲年[0].金额"}
    assert rows[1]["变化"].value == "增加"
    tree_text(result, "en", 80)


def test_a_row_whose_condition_has_no_value_is_neither_new_nor_dropped() -> None:
    text = COMPARED.replace("内容 : text optional", "数 : 个 optional").replace("over 乙年\n", "over 乙年 where 数 > 0 个\n")
    before = [{"名称": "a", "金额": 1}, {"名称": "b", "金额": 2}]
    after = [{"名称": "a", "金额": 4}, {"名称": "c", "金额": 5}, {"名称": "d", "金额": 6, "数": 1}]
    rows = {row["名称"].value: row for row in done(text, {"甲年": before, "乙年": after}).lists["对比表"].rows}
    assert list(rows) == ["a", "b", "c", "d"]
    assert all(isinstance(rows[k]["变化"].value, Missing) for k in "ac")
    assert (rows["b"]["变化"].value, rows["d"]["变化"].value) == ("取消", "新增")
    assert rows["a"]["上年"].value == 1
    assert isinstance(rows["a"]["差额"].value, Missing)


def test_a_list_that_is_not_given_is_not_empty() -> None:
    got = run(COMPARED, json.dumps({"facts": {"甲年": [{"名称": "a", "金额": 1}]}}, ensure_ascii=False))
    assert set(codes(got)) == {"E601"}
    result = done(COMPARED, {"甲年": [{"名称": "a", "金额": 1}]}, partial=True)
    assert result.lists["对比表"].rows == ()
    assert isinstance(result.values["总差"].value, Uncertain)


@pytest.mark.parametrize("text", [SHEET, NORMS, DATED, COMPARED])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_vocabularies_say_the_same(text: str, lang: str) -> None:
    made = format_text(SourceFile("r.eval", text), lang)
    assert made.text is not None
    back = format_text(SourceFile("r.eval", made.text), "en")
    assert back.text == format_text(SourceFile("r.eval", text), "en").text


def test_words_of_a_class_that_are_alike_count_once() -> None:
    source = 'language 1\nruleset "a"\nnorms 表 { norm 甲 = 3 元/户\n class 变化 { 新, 低, 低, 低, 低 } }\n'
    assert [(x.code, x.args["count"]) for x in checked(source).problems] == [("E149", "2")]


def test_a_long_table_of_norms_is_not_listed_name_by_name() -> None:
    norms = "\n".join(f"  norm n{i} = {i} 元/户" for i in range(300))
    found = checked(f'language 1\nruleset "a"\nnorms 表 {{\n{norms}\n}}\nlet x = 表.没有这个名称的定额\n').problems
    assert [x.code for x in found] == ["E201"]
    assert len(str(found[0].args["known"])) < 200
