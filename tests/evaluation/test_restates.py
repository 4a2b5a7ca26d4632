"""Filed figures that restate others: digits, units, roundings, slips. Figures by hand."""

import json
from typing import Any

import pytest

from evaldsl import api
from evaldsl.evaluation.tree import CheckResult
from evaldsl.reporting.checks import check_text
from tests.reporting.json_schema import violations

RULES = """语言 1
规则集 “复述”
事实 { 支出、预算：万元 ≥ 0；率：%；额：元；比：数值；备：% 填 “-” 视为 0% 默认 50% }
率 复述 支出 / 预算
额 复述 支出
比 复述 支出 / 预算
备 复述 支出 / 预算
"""
RULESET = api.loads(RULES, "复述.eval")


def check(name: str, written: Any, **facts: Any) -> CheckResult:
    data = {"支出": "20", "预算": "30", "率": "66.67%", "额": "20 万元", "比": "0.67", **facts, name: written}
    read = api.open_facts(RULESET, json.dumps({"facts": data}).encode())
    assert read.facts is not None, read.problems
    result = api.score(RULESET, read.facts, partial=True)
    assert not list(violations(json.loads(api.render(result, "json")), api.result_schema()))
    return next(c for c in result.checks if c.check.name == name)


@pytest.mark.parametrize(
    ("name", "written", "rounding"),
    [
        ("率", "66.67%", "half_up"), ("率", "67%", "half_up"), ("率", "６６．７％", "half_up"), ("率", "66.6%", "down"), ("率", "66.66%", "down"), ("率", "66.68%", None),
        ("率", "66.670%", None), ("率", {"value": "66.67", "unit": "%"}, "half_up"), ("比", 0.67, "half_up"), ("比", "2/3", "half_up"), ("比", "1/3", None),
        ("额", "200,000元", "half_up"), ("额", "20.00万元", "half_up"), ("额", "0.002 亿元", "half_up"), ("额", "200001", None), ("备", "-", None), ("备", "66.67%", "half_up"),
        ("额", "0元", None), ("率", "-66.67%", None),
    ],
)  # fmt: skip
def test_at_the_digits_that_were_filed(name: str, written: Any, rounding: str | None) -> None:
    found = check(name, str(written) if isinstance(written, float) else written)
    assert found.restated is not None
    assert (found.restated.rounding, found.passed) == (rounding, rounding is not None)


@pytest.mark.parametrize(
    ("name", "written", "kind"),
    [
        ("率", "66.76%", "swapped"), ("率", "-66.67%", "sign"), ("率", "0.67%", "share"), ("额", "25元", "unit"), ("额", "2.5万元", "point"), ("率", "150.00%", "inverse"),
        ("额", "3万元", None),
    ],
)  # fmt: skip
def test_a_wrong_one_names_the_slip(name: str, written: str, kind: str | None) -> None:
    found = check(name, written, **({"支出": "25"} if name == "额" else {}))
    assert found.restated is not None
    assert (found.restated.slip and found.restated.slip.kind) == kind


def test_what_is_missing_or_open_is_not_checked() -> None:
    for facts in ({"支出": None}, {"预算": 0}, {"支出": "≥ 3 万元"}, {"率": None}):
        found = check("率", facts.pop("率", "66.67%"), **facts)
        assert (found.passed, found.restated) == (None, None)


def test_a_default_has_no_digits() -> None:
    found = check("备", None)  # 50% by default, 66.67% computed
    assert found.restated is not None
    assert (found.passed, found.restated.digits) == (False, None)


def test_it_is_told_in_both_languages() -> None:
    assert check_text(check("率", "66.6%"), "zh") == "填报 66.6%，算得 66.7%；截尾才相符（精确值 ≈ 66.66667%）"
    assert check_text(check("率", "66.76%"), "en") == (
        "66.76% is filed, but 66.67% is computed: difference ≈ 0.0933 个百分点; likely slip: two digits exchanged (66.67)"
    )


def test_it_may_stand_in_any_of_three_places_and_formats_alike() -> None:
    short = api.loads("语言 1\n规则集 “a”\n事实 { 率：%；支：元 > 0 }\n率 复述 支 / 3 元 警告 { 依据 “表” }\n")
    long = api.loads("语言 1\n规则集 “a”\n事实 { 率：%；支：元 > 0 }\n勾稽 率 警告 { 率 restates 支 / 3 元 依据 “表” }\n")
    (one,), (other,) = short.program.checks, long.program.checks
    assert (one.name, one.severity, one.restates, one.basis) == (other.name, other.severity, other.restates, other.basis)
    assert one.condition == other.condition or one.sides is not None


def test_why_tells_what_a_filed_figure_restates() -> None:
    data = {"支出": 20, "预算": 30, "率": "66.6%", "额": 200000, "比": "0.67"}
    read = api.open_facts(RULESET, json.dumps({"facts": data}).encode())
    assert read.facts is not None
    told = api.why(api.score(RULESET, read.facts), "率", "zh")
    assert "支出 ÷ 预算：填报 66.6%，算得 66.7%；截尾才相符（精确值 ≈ 66.66667%）" in told


def test_a_name_like_a_word_of_the_language_is_quoted() -> None:
    rules = api.loads(
        "语言 1\n规则集 “a”\n事实 { 「复述」：%；令：%；支：元 > 0 }\n「复述」 复述 支 / 3 元\n令 restates 支 / 3 元\n"
    )
    assert [c.name for c in rules.program.checks] == ["复述", "令"]
