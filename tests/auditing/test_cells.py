"""Claims about lists: cells by key, columns, lengths, and rows left out of a sum. Figures by hand."""

import json
from fractions import Fraction
from typing import Any

import pytest

import evaldsl
from evaldsl.auditing import Audit, ClaimResult, Verdict
from evaldsl.reporting.audit_words import note_text

RULESET = """语言 1
规则集 “表”
事实 {
  项目：列表 { 序号：数值 整数 键；名称：文本；预算、支出：万元 > 0 }
  期：列表 { 金额：万元 > 0 }
  街道：列表 { 名称：文本 键；截止：日期；金额：万元 > 0 }
}
每个 p 属于 项目 { 令 执行率 按 { 年初口径：支出 / 预算；倒数：预算 / 支出 } }
令 支出合计 = 合计(支出 遍历 项目)
令 大额 = 计数(遍历 项目 当 支出 > 85 万元)
"""
FACTS: dict[str, Any] = {
    "项目": [
        {"序号": 1, "名称": "甲", "预算": 100, "支出": 90},
        {"序号": 3, "名称": "乙", "预算": 100, "支出": 80},
        {"序号": 4, "名称": "丙", "预算": 50, "支出": "50"},
    ],
    "期": [{"金额": 4}, {"金额": 5}],
    "街道": [{"名称": "“月坛”.街道 [北]", "截止": "2019-12-31", "金额": 3}],
}
CHECKED = evaldsl.loads(RULESET, "表.eval")


def audited(*claims: dict[str, Any], facts: dict[str, Any] | None = None) -> Audit:
    return evaldsl.audit(CHECKED, json.dumps({"facts": FACTS if facts is None else facts, "claims": claims}).encode())


def one(of: Any, stated: Any, facts: dict[str, Any] | None = None) -> ClaimResult:
    (claim,) = audited({"of": of, "stated": stated}, facts=facts).claims
    return claim


@pytest.mark.parametrize(
    ("of", "stated", "name"),
    [
        ("项目[3].支出", "80.00万元", "项目[3].支出"),
        ("项目［3］.支出", "80万元", "项目[3].支出"),
        ("项目[ ３ ].支出", "80万元", "项目[3].支出"),
        ("项目[3].执行率.年初口径", "80%", "项目[3].执行率.年初口径"),
        ("项目[1].名称", "甲", "项目[1].名称"),
        ("期[2].金额", "5万元", "期[2].金额"),
        ("街道[“月坛”.街道 [北]].金额", "3万元", "街道[“月坛”.街道 [北]].金额"),
        ("街道[「“月坛”.街道 [北]」].截止", "2019年12月31日", "街道[“月坛”.街道 [北]].截止"),
        ("项目.计数", "3个", "项目.count"),
        ("项目.count", "3", "项目.count"),
        ("大额", "1家", "大额"),
        ("项目.支出.合计", "220.0万元", "项目.支出.sum"),
    ],
)
def test_a_cell_a_length_and_a_column(of: str, stated: str, name: str) -> None:
    claim = one(of, stated)
    assert (claim.verdict, claim.claim.subjects[0].text) == (Verdict.REPRODUCED, name)


def test_a_value_of_rows_without_its_base_is_tried_on_all() -> None:
    claim = one("项目[3].执行率", "125%")  # 100 / 80
    assert [match.subject.text for match in claim.matches] == ["项目[3].执行率.倒数"]
    assert one("项目[3].执行率.年初口径", "125%").slip is not None


def test_a_row_left_out_of_the_sum_is_named() -> None:
    for of in ("支出合计", "项目.支出.合计"):
        claim = one(of, "170万元")  # 220 - 50
        assert claim.slip is not None
        assert (claim.slip.kind, claim.slip.words["name"]) == ("left_out", "项目[4]")


def test_two_statements_of_one_cell_meet() -> None:
    found = audited({"of": "项目[1].支出", "stated": "90万元"}, {"of": "项目[1.0].支出", "stated": "91万元"}).findings
    assert [(f.kind, f.name) for f in found] == [("claimed_twice", "项目[1].支出")]


def test_without_the_list_nothing_is_contradicted() -> None:
    for of in ("项目[3].支出", "项目.计数", "项目.支出.合计", "支出合计"):
        claim = one(of, "80" if of == "项目.计数" else "80万元", facts={"期": FACTS["期"], "街道": FACTS["街道"]})
        assert claim.verdict is Verdict.NOT_COMPUTABLE
        assert note_text(claim, "zh")


def test_claims_in_another_file_find_the_rows(tmp_path: Any) -> None:
    data = json.dumps({"facts": FACTS}).encode()
    good = json.dumps({"claims": [{"of": "项目[4].支出", "stated": "50万元"}]}).encode()
    (claim,) = evaldsl.audit(CHECKED, data, good).claims
    assert claim.one is not None
    assert claim.one.exact == Fraction(50)
    bad = json.dumps({"claims": [{"of": "项目[2].支出", "stated": "50万元"}]}).encode()
    with pytest.raises(evaldsl.EvaldslError) as refused:
        evaldsl.audit(CHECKED, data, bad)
    assert [p.code for p in refused.value.problems] == ["E579"]


def test_lists_of_two_files_stand_together_and_never_twice() -> None:
    first = json.dumps({"facts": {"项目": FACTS["项目"]}}).encode()
    second = json.dumps(
        {"facts": {"期": FACTS["期"], "街道": FACTS["街道"]}, "claims": [{"of": "期[1].金额", "stated": "4万元"}]}
    )
    assert evaldsl.audit(CHECKED, first, second.encode()).claims[0].verdict is Verdict.REPRODUCED
    with pytest.raises(evaldsl.EvaldslError) as refused:
        evaldsl.audit(CHECKED, first, first)
    assert [p.code for p in refused.value.problems] == ["E576"]
