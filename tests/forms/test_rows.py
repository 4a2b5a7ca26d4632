"""Rows as data mean what the same rows mean when they are written into the ruleset."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

import evaldsl
from evaldsl.api import Ruleset, loads, open_facts
from evaldsl.reporting.json_result import result_json

HEAD = """language 1
ruleset "自评"
total 100
round each score half_up 2
grades { >= 90: 优  >= 80: 良  >= 60: 中  otherwise: 差 }
"""
LIST = """facts {
  指标表 : list of {
    一级指标 : text
    二级指标, 三级指标 : text
    性质 : one of { 数量, 期限, 定性, 评定 } optional
    指标性质, 度量单位 : text optional
    指标值 : target optional
    实际完成值 : actual optional
    「分值」 : number >= 0
    评定, 「得分」 : number optional
    偏差原因, 不适用 : text optional
  }
}
"""
FORM = """form from 指标表 {
  score by 性质 {
    数量: pro_rata, none below 60%, flag from 130%
    期限: all_or_nothing
    定性: levels { 达成: 100%;  部分达成: 60% .. 80%;  未达成: 0% .. 60% }
    评定: judged
  }
  may be not_applicable, then rescale
  group 产出指标 weight 60
  group 效益指标 weight 40
}
"""
BY_HAND = """form {
  may be not_applicable, then rescale
  level1 | level2 | level3 | target | weight | score
  产出指标 | 数量指标 | 培训人数 | >= 735 人次 | 20 | pro_rata, none below 60%, flag from 130%
           | 数量指标 | 培训场次 | = 10 次 | 10 | pro_rata, none below 60%, flag from 130%
           | 质量指标 | 合格率 | >= 95% | 10 | pro_rata, none below 60%, flag from 130%
           | 时效指标 | 完成时间 | <= 2023-12-31 | 10 | all_or_nothing
           | 成本指标 | 成本 | <= 30 万元 | 10 | pro_rata, none below 60%, flag from 130%
  效益指标 | 社会效益 | 减轻负担 |  | 20 | levels 达成 100%, 部分达成 60% .. 80%, 未达成 0% .. 60%
           | 生态效益 | 绿化 | >= 5 公顷 | 10 | pro_rata, none below 60%, flag from 130%
           | 可持续 | 长效 |  | 10 | judged
}
"""
ROWS: tuple[dict[str, Any], ...] = (
    {"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "培训人数", "性质": "数量", "指标值": "≥ 735 人次", "分值": 20},
    {"三级指标": "培训场次", "性质": "数量", "指标值": "10", "度量单位": "次", "分值": 10},
    {"二级指标": "质量指标", "三级指标": "合格率", "性质": "数量", "指标值": "95%以上", "分值": 10},
    {"二级指标": "时效指标", "三级指标": "完成时间", "性质": "期限", "指标值": "≤2023年12月31日", "分值": 10},
    {"二级指标": "成本指标", "三级指标": "成本", "性质": "数量", "指标性质": "≤", "指标值": 30, "度量单位": "万元", "分值": 10},
    {"一级指标": "效益指标", "二级指标": "社会效益", "三级指标": "减轻负担", "性质": "定性", "指标值": "效果明显", "分值": 20},
    {"二级指标": "生态效益", "三级指标": "绿化", "性质": "数量", "指标值": "不少于5公顷", "分值": 10},
    {"二级指标": "可持续", "三级指标": "长效", "性质": "评定", "分值": 10},
)
NAMES = [row["三级指标"] for row in ROWS]
Actual = Mapping[str, object]

CASES: tuple[tuple[Actual, Mapping[str, object]], ...] = (
    ({"培训人数": "728 人次", "培训场次": 10, "合格率": "98%", "完成时间": "2023-11-30", "成本": "29.5", "减轻负担": "达成", "绿化": 5}, {"长效": {"points": 10}}),
    ({"培训人数": "0.1 万人次", "培训场次": "5 次", "合格率": "90%", "完成时间": "2024-01-01", "成本": "310000 元", "减轻负担": "部分达成", "绿化": 2},
     {"长效": {"points": 8, "reason": "一项"}, "减轻负担": {"share": "75%", "reason": "一项"}}),
    ({"培训人数": 0, "培训场次": 0, "合格率": "0%", "完成时间": "2023-12-31", "成本": 0, "减轻负担": "未达成", "绿化": {"not_applicable": "不涉及"}},
     {"长效": {"points": 0, "reason": "无"}, "减轻负担": {"points": 12, "reason": "无"}}),
    ({"培训人数": "≥700人次", "培训场次": 6, "合格率": None, "完成时间": {"pending": "看不清"}, "减轻负担": "部分达成", "绿化": 9}, {}),
)  # fmt: skip


def tree(ruleset: Ruleset, facts: dict[str, Any], lang: str = "zh") -> Any:
    """The JSON tree with its total, without places and without names of cells."""
    made = result_json(evaldsl.evaluate(ruleset, facts, partial=True), "0", (), lang)  # type: ignore[arg-type]

    def plain(x: Any) -> Any:
        if isinstance(x, dict):
            return {k: plain(v) for k, v in x.items() if k not in ("where", "source", "inherited")}
        return [plain(v) for v in x] if isinstance(x, list) else x

    return plain({key: made[key] for key in ("total", "tree")})


def as_rows(actual: Actual, rows: tuple[dict[str, Any], ...] = ROWS) -> dict[str, Any]:
    return {"指标表": [{**row, **({"实际完成值": actual[row["三级指标"]]} if row["三级指标"] in actual else {})} for row in rows]}


@pytest.mark.parametrize("case", range(len(CASES)))
def test_rows_as_data_and_rows_by_hand_give_the_same_tree(case: int) -> None:
    actual, judged = CASES[case]
    data = tree(loads(HEAD + LIST + FORM), {"facts": as_rows(actual), "judged": judged})
    hand = tree(loads(HEAD + BY_HAND), {"facts": dict(actual), "judged": judged})
    text = json.dumps(data, ensure_ascii=False)
    for i, name in enumerate(NAMES):
        text = text.replace(f"指标表[{i}].实际完成值", name)
    assert json.loads(text) == hand


def test_figures_by_hand() -> None:
    """20 × 728/735 = 19.8095… → 19.81; 效益 20 + 10 + 10; 产出 19.81 + 10 + 10 + 10 + 10."""
    actual, judged = CASES[0]
    result = evaldsl.evaluate(loads(HEAD + LIST + FORM), {"facts": as_rows(actual), "judged": judged})
    assert result.total is not None
    assert result.total.score == Fraction("99.81")
    assert result.total.grade == "优"


@pytest.mark.parametrize(
    ("target", "help", "unit"),
    [
        ("≥≥ 735 人次", "sign", ""),
        ("≥ 不少于 735 人次", "sign", ""),
        ("100%%", "unit", "%%"),
        ("80%-90%", "unit", "%-90%"),
        ("≥ 735 人欠", "near", "人欠"),
    ],
)
def test_a_target_that_cannot_be_read_says_why(target: str, help: str, unit: str) -> None:
    ruleset = loads(HEAD + LIST + FORM)
    row = {**ROWS[0], "指标值": target}
    found = [p for p in open_facts(ruleset, {"facts": {"指标表": [row, *ROWS[1:]]}}).problems if p.code == "E587"]
    assert [(p.help, p.args.get("unit", "")) for p in found] == [(help, unit)]


def test_points_of_an_assessor_where_none_are_asked_for_are_refused() -> None:
    rows = [{**ROWS[0], "评定": 10}, *ROWS[1:]]
    found = open_facts(loads(HEAD + LIST + FORM), {"facts": {"指标表": rows}}).problems
    assert [(p.code, str(p.args["name"])) for p in found if p.code == "E544"] == [("E544", "产出指标.数量指标.培训人数")]
