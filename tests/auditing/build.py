"""A ruleset and facts for the audit, and the audit of claims on them.

By hand: 支出 13112.03 ÷ 全年预算 13368.03 = 98.0849…%, ÷ 年初预算 12000 = 109.2669…%; 合计 = 9840.48 + 3271.55 = 13112.03.
"""

import json
from typing import Any

import evaldsl
from evaldsl.auditing import Audit, ClaimResult

RULESET = """语言 1
规则集 “核对”
满分 30
舍入 每项得分 四舍五入 2 位
等级 { ≥ 27：优  ≥ 18：中  其余：差 }
事实 {
  全年预算、年初预算、支出、基本支出、项目支出：万元 > 0
  人数、编制：人 整数 > 0
  未知数：元 仅 备查
  完工：日期
}
令 执行率 按 { 全年口径：支出 / 全年预算；年初口径：支出 / 年初预算 }
令 合计 = 基本支出 + 项目支出
令 比例 = 人数 / 编制
令 单价 = 未知数 / 3
勾稽 支出勾稽 错误 { 支出 = 合计 }
勾稽 人员 警告 { 人数 ≤ 编制 }
指标 执行 分值 10 { 取值 执行率.全年口径；目标 ≥ 95%；评分 按比例 }
组 产出 分值 20 {
  指标 培训 分值 10 { 目标 > 100 次；评分 按比例 }
  指标 整治 分值 10 { 目标 ≥ 200 件；评分 按比例 }
}
"""
FACTS: dict[str, Any] = {
    "全年预算": "13368.03", "年初预算": "12000", "支出": "13112.03", "基本支出": "9840.48", "项目支出": "3271.55", "人数": 256, "编制": 273,
    "完工": "2023-11-30", "培训": 100, "整治": 150,
}  # fmt: skip

CHECKED = evaldsl.loads(RULESET, "核对.eval")


def audited(*claims: dict[str, Any], facts: dict[str, Any] | None = None, **sections: Any) -> Audit:
    """The audit of claims."""
    return evaldsl.audit(CHECKED, json.dumps({"facts": {**FACTS, **(facts or {})}, "claims": claims, **sections}).encode())


def one(of: Any, stated: Any, facts: dict[str, Any] | None = None, **more: Any) -> ClaimResult:
    """The verdict on one claim."""
    (claim,) = audited({"of": of, "stated": stated, **more}, facts=facts).claims
    return claim
