"""Stated figures against one another. Figures by hand."""

import json
from typing import Any

import evaldsl
from evaldsl.auditing import Audit, Verdict
from evaldsl.reporting.audit_json import audit_json
from evaldsl.reporting.audit_words import finding_text, note_text
from tests.reporting.json_schema import violations

RULESET = """语言 1
规则集 “表”
满分 50
事实 {
  支出、预算、基本、项目支出：万元 > 0
  项目：列表 { 序号：数值 整数 键；金额：万元 > 0 }
}
令 合计 = 基本 + 项目支出
令 率 = 支出 / 预算
令 列合计 = 合计(金额 遍历 项目)
组 产出 分值 50 {
  指标 甲 分值 20 { 目标 ≥ 10 次；评分 按比例 }
  指标 乙 分值 30 { 目标 ≥ 10 次；评分 按比例 }
}
"""
CHECKED = evaldsl.loads(RULESET, "表.eval")
FULL = {
    "支出": 90,
    "预算": 100,
    "基本": 40,
    "项目支出": 50,
    "项目": [{"序号": 1, "金额": 10}, {"序号": 2, "金额": 20}],
    "甲": 10,
    "乙": 10,
}


def audited(*claims: tuple[str, str], facts: dict[str, Any] | None = None) -> Audit:
    stated = [{"of": of, "stated": text} for of, text in claims]
    return evaldsl.audit(CHECKED, json.dumps({"facts": FULL if facts is None else facts, "claims": stated}).encode())


def kinds(audit: Audit) -> list[tuple[str, str]]:
    return [(f.kind, f.name) for f in audit.findings]


def test_a_rate_of_a_wrong_figure_says_so() -> None:
    audit = audited(("支出", "80万元"), ("率", "80%"), ("预算", "100万元"))
    wrong = audit.claims[1]
    assert (wrong.verdict, wrong.slip and wrong.slip.kind) == (Verdict.CONTRADICTED, "stated")
    assert "由同样不符的 支出 80万元 得出" in note_text(wrong, "zh")
    assert "stated_parts" not in dict(kinds(audit))


def test_a_total_of_a_wrong_cell_says_so() -> None:
    audit = audited(("项目[2].金额", "25万元"), ("列合计", "35万元"))
    assert audit.claims[1].slip is not None
    assert audit.claims[1].slip.kind == "stated"


def test_without_facts_the_stated_parts_still_speak() -> None:
    audit = audited(("基本", "40.00万元"), ("项目支出", "50.00万元"), ("合计", "91.00万元"), facts={})
    assert kinds(audit) == [("stated_parts", "合计")]
    assert audit.contradicted
    assert finding_text(audit.findings[0], "zh").startswith("与所写的各部分不符：91.00万元（#3）、40.00万元（#1）")
    made = audit_json(audit)
    assert list(violations(made, evaldsl.audit_schema())) == []
    rate = audited(("支出", "90.0万元"), ("预算", "100.0万元"), ("率", "95%"), facts={})
    assert kinds(rate) == [("stated_parts", "率")]


def test_what_rounding_can_explain_is_no_finding() -> None:
    # 40.4 and 50.4 are 90.8, which is 91; 40.49 and 50.49 cut off are 40 and 50
    assert kinds(audited(("基本", "40万元"), ("项目支出", "50万元"), ("合计", "90.98万元"), facts={})) == []
    assert kinds(audited(("支出", "90万元"), ("预算", "100万元"), ("率", "90.9%"), facts={})) == []
    assert kinds(audited(("基本", "40.00万元"), ("项目支出", "50.00万元"), ("合计", "90.02万元"), facts={})) == []


def test_a_part_that_is_not_stated_says_nothing() -> None:
    assert kinds(audited(("基本", "40万元"), ("合计", "91万元"), facts={})) == []


def test_stated_weights_add_up_to_the_stated_weight_of_their_group() -> None:
    audit = audited(("甲.得分", "20"), ("乙.得分", "29"), ("产出.得分", "50"), facts={})
    assert ("stated_parts", "产出.score") in kinds(audit)
    good = audited(("甲.分值", "20"), ("乙.分值", "30"), ("产出.分值", "50"))
    assert kinds(good) == []
