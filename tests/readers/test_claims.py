"""Claims as read: subjects found, figures with the digits and the unit as printed."""

import json
from fractions import Fraction
from typing import Any

from evaldsl.model.claims import Claim
from evaldsl.model.program import Relation
from evaldsl.readers.json_facts import read
from tests.pipeline import checked

RULESET = """语言 1
规则集 “论断”
满分 20
等级 { ≥ 90：优  ≥ 80：良  其余：差 }
事实 { 预算数、年初数、支出数：万元 > 0;  完工：日期 }
令 执行率 按 { 年初口径：支出数 / 年初数；全年口径：支出数 / 预算数 }
勾稽 合计 警告 { 支出数 ≤ 预算数 }
指标 执行 分值 10 { 取值 执行率.全年口径；目标 ≥ 95%；评分 按比例 }
组 产出 分值 10 {
  指标 培训 分值 5 { 目标 ≥ 100 人；评分 按比例 }
  指标 评价 分值 5 { 评分 评定 }
}
"""


def claim(of: Any, stated: Any, **more: Any) -> Claim:
    program = checked(RULESET).program
    got = read(json.dumps({"claims": [{"of": of, "stated": stated, **more}]}).encode(), "c.json", program)
    assert got.facts is not None, got.problems
    (only,) = got.facts.claims
    return only


def test_digits_and_unit_are_those_printed() -> None:
    (reading,) = claim("支出数", "1.30亿元").readings
    assert (reading.figure, reading.factor, reading.unit, reading.digits) == (Fraction(130000000), Fraction(10**8), "亿元", 2)
    (reading,) = claim("支出数", "13,112.030").readings
    assert (reading.figure, reading.unit, reading.digits) == (Fraction(131120300), "万元", 3)
    (reading,) = claim("支出数", "12505.92", unit="万元").readings
    assert (reading.figure, reading.digits) == (Fraction(125059200), 2)
    (reading,) = claim("执行", "９３.５％").readings
    assert (reading.figure, reading.factor, reading.unit, reading.digits) == (Fraction(935, 1000), Fraction(1, 100), "%", 1)
    assert claim("支出数", "1/3 万元").readings[0].digits is None


def test_a_value_without_its_base_leaves_all_cases_open() -> None:
    assert [s.text for s in claim("执行率", "98%").subjects] == ["执行率.年初口径", "执行率.全年口径"]
    assert [s.text for s in claim(["执行率.年初口径", "执行"], "98%").subjects] == ["执行率.年初口径", "执行率.全年口径"]


def test_names_of_every_kind() -> None:
    wanted = {
        "培训": "培训", "产出.培训": "培训", "培训.得分": "产出.培训.score", "评价": "产出.评价.score", "产出": "产出.score", "产出.分值": "产出.weight",
        "总分": "total", "total.weight": "total.weight", "培训.target": "产出.培训.target", "合计.左边": "合计.left",
        "合计.difference": "合计.difference",
    }  # fmt: skip
    assert {name: claim(name, "5").subjects[0].text for name in wanted} == wanted
    assert claim("等级", "不低于良").readings[0].figure == "良"
    assert claim("合计", "一致").readings[0].figure is True
    assert claim("执行.达标", "达标").readings[0].figure is True


def test_relations_in_signs_words_and_beside() -> None:
    assert claim("支出数", "≥ 100 万元").relation is Relation.GE
    assert claim("支出数", "超过100万元").relation is Relation.GT
    assert claim("支出数", "100万元以上").relation is Relation.GE
    assert claim("支出数", "100 万元", relation="不高于").relation is Relation.LE
    assert claim("完工", "不晚于2023-12-31").relation is Relation.LE
    beside = claim("培训", "超额完成", relation=">", than="培训.目标")
    assert beside.than is not None
    assert (beside.relation, beside.than.text, beside.readings) == (Relation.GT, "产出.培训.target", ())
    assert claim("执行", "良好", relation="≥", than="95%").readings[0].figure == Fraction(95, 100)


def test_what_nobody_can_compute_is_kept_with_its_reason() -> None:
    kept = claim(None, "97.87分", computable=False, why="没有附表")
    assert (kept.subjects, kept.readings, kept.why) == ((), (), "没有附表")


def test_many_claims_and_open_ones_are_bounded() -> None:
    program = checked(RULESET).program
    got = read(json.dumps({"claims": [{}] * 5_001}).encode(), "c.json", program)
    assert [p.code for p in got.problems] == ["E502"]
    lets = "\n".join(f"  口径{i}x：支出数 / 年初数" for i in range(101))
    wide = checked(RULESET.replace("勾稽 合计", f"令 比率 按 {{\n{lets}\n}}\n勾稽 合计")).program
    assert wide is not None
    got = read('{"claims": [{"of": "比率", "stated": "5%"}]}'.encode(), "c.json", wide)
    assert [p.code for p in got.problems] == ["E541"]
