"""Variants of the self-evaluation form: one invented project under the rules of several places, worked out by hand."""

from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api

PROJECT: dict[str, Any] = {
    "年初预算数": 100,
    "全年预算数": 120,
    "全年执行数": 108,
    "项目资金": [{"资金来源": "当年财政拨款", "年初": 100, "全年": 120, "执行": 108}],
    "绩效指标": [
        {
            **{"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "培训人数"},
            **{"指标值": "≥120人次", "实际完成值": "100人次", "分值": 30, "偏差原因": "报名人数不足"},
        },
        {
            **{"一级指标": "产出指标", "二级指标": "质量指标", "三级指标": "合格率"},
            **{"指标值": "≥95%", "实际完成值": "96%", "分值": 20},
        },
        {
            **{"一级指标": "效益指标", "二级指标": "社会效益指标", "三级指标": "减轻负担"},
            **{"指标值": "减轻", "实际完成值": "部分达成", "评定": 20, "分值": 30, "偏差原因": "覆盖面不够"},
        },
        {
            **{"一级指标": "满意度指标", "二级指标": "服务对象满意度指标", "三级指标": "学员满意度"},
            **{"指标值": "≥90%", "实际完成值": "不涉及", "分值": 10},
        },
    ],
}
# 执行率 108/120 = 90%; 培训人数 30 × 100/120 = 25; 合格率 20; 减轻负担 20 of 30


@pytest.mark.parametrize(
    ("changes", "total", "weight"),
    [
        ("", 9 + 45 + Fraction("26.67"), 100),  # the 10 points of satisfaction move: 20/30 of 40
        ("变更 舍入 每项得分 四舍五入 0 位", 9 + 45 + 27, 100),
        ("变更 舍入 每项得分 向下取整 0 位", 9 + 45 + 26, 100),
        ("变更 舍入 不", 9 + 45 + Fraction(80, 3), 100),
        ("变更 绩效指标 { 可 为 不适用，则 得满分 }\n变更 满意度指标 { 可 为 不适用，则 得满分 }", 9 + 45 + 20 + 10, 100),
        ("变更 绩效指标 { 可 为 不适用，则 不计 }\n变更 满意度指标 { 可 为 不适用，则 不计 }", 9 + 45 + 20, 90),
        ("变更 满意度指标 { 可 为 不适用，则 折算其余 }\n变更 舍入 不", Fraction(74 * 100, 90), 100),
        ("变更 参数 执行率分值 = 20\n变更 产出指标 { 分值 40；折算 自 50 }", 18 + 36 + Fraction("26.67"), 100),
    ],
)
def test_a_variant_of_a_place(changes: str, total: Fraction, weight: int) -> None:
    lines = "\n".join(f"  {line}" for line in changes.splitlines())
    text = f"语言 1\n规则集 “变体”\n沿用 “project-self-evaluation” {{\n{lines}\n}}\n"
    result = api.evaluate(api.loads(text), {"subject": "虚构项目", "facts": PROJECT})
    assert result.total is not None
    assert (result.total.score, result.total.weight) == (total, weight)
    assert len(result.program.changes) == changes.count("变更") + changes.count("折算 自")


def test_rows_that_are_data_have_no_weight_to_change() -> None:
    with pytest.raises(api.EvaldslError) as refused:
        api.loads("语言 1\n规则集 “变体”\n沿用 “project-self-evaluation” { 变更 绩效指标 { 分值 3 } }\n")
    assert [p.code for p in refused.value.problems] == ["E463"]
