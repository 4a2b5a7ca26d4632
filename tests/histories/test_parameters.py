"""Parameters and values by date: what they mean, figures worked out by hand, where they may stand."""

from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api
from evaldsl.model.values import Missing, Uncertain
from evaldsl.reporting.json_result import result_json
from tests.pipeline import checked, run
from tests.reporting.json_schema import violations

STANDARDS = """language 1
ruleset "低保"
period 2023-08-01 .. 2023-12-31
total 10
parameter 低保标准 : 元/人月 {
  from 2022-07-01: 1320 元/人月 basis "京民社救发〔2022〕1号"
  from 2023-07-01: 1395 元/人月 basis "京民社救发〔2023〕1号"
  until 2024-07-01
} label "城乡低保标准"
facts { 发放日 : date;  发放 : 元/人月 >= 0 }
let 差额 = 发放 - 低保标准
indicator 发放水平 weight 10 { value 发放;  target >= 低保标准 at 发放日;  score pro_rata }
"""


def scored(day: str, paid: str = "1320 元/人月", partial: bool = False) -> api.Result:
    return api.evaluate(api.loads(STANDARDS), {"facts": {"发放日": day, "发放": paid}}, partial)


@pytest.mark.parametrize(
    ("day", "score"),
    [
        ("2022-07-01", Fraction(10)),  # 1320 of 1320
        ("2023-06-30", Fraction(10)),  # the last day of the first entry
        ("2023-07-01", Fraction(1320, 1395) * 10),  # the first day of the second
        ("2024-06-30", Fraction(1320, 1395) * 10),  # the day before `until`
    ],
)
def test_a_history_is_half_open(day: str, score: Fraction) -> None:
    assert scored(day).root.children[0].score == score


@pytest.mark.parametrize("day", ["2022-06-30", "2024-07-01", "2031-01-01"])
def test_outside_a_history_there_is_no_value(day: str) -> None:
    with pytest.raises(api.EvaldslError) as refused:
        scored(day)
    assert [p.code for p in refused.value.problems] == ["E629"]
    assert "[2022-07-01, 2024-07-01)" in str(refused.value)


def test_the_bare_name_is_the_value_of_the_whole_period() -> None:
    figure = scored("2023-09-01").values["差额"]
    assert figure.value == Fraction(1320 - 1395)


def test_a_day_that_is_not_known_makes_an_interval_of_every_value() -> None:
    result = run(STANDARDS, '{"facts": {"发放": "1320 元/人月"}}', partial=True).result
    assert isinstance(result.total.score, Uncertain)
    assert (result.total.score.low, result.total.score.high) == (0, 10)
    known = STANDARDS.replace("发放日 : date", "发放日 : date in 2022-08-01 .. 2024-01-31")
    result = run(known, '{"facts": {"发放": "1320 元/人月"}}', partial=True).result
    assert (result.total.score.low, result.total.score.high) == (Fraction(1320, 1395) * 10, 10)
    early = STANDARDS.replace("发放日 : date", "发放日 : date in 2022-08-01 .. 2023-05-31")
    result = run(early, '{"facts": {"发放": "1320 元/人月"}}', partial=True).result
    assert result.total.score == 10


def test_a_day_that_does_not_apply_gives_no_value() -> None:
    rules = STANDARDS.replace("发放日 : date;", "发放日 : date may be not_applicable;").replace(
        "let 差额 = 发放 - 低保标准", "let 标准 = 低保标准 at 发放日"
    )
    facts = '{"facts": {"发放": "1320 元/人月", "发放日": {"not_applicable": "未发放"}}}'
    value = run(rules, facts, partial=True).result.values["标准"].value
    assert isinstance(value, Missing)
    assert value.reason == "未发放"


def test_explanations_say_which_entry_was_in_force() -> None:
    english = api.why(scored("2023-03-01"), "发放水平")
    assert (
        "低保标准 at 2023-03-01 = 1320 元/人月  (from 2022-07-01 until 2023-07-01 (exclusive), basis “京民社救发〔2022〕1号”)"
        in english
    )
    chinese = api.why(scored("2023-03-01"), "低保标准", "zh")
    assert "低保标准 = 1395 元/人月  (参数，自 2023-07-01 起至 2024-07-01（不含），依据“京民社救发〔2023〕1号”)" in chinese


def test_json_carries_parameters_with_their_histories() -> None:
    made = result_json(scored("2023-03-01"), "0")
    assert list(violations(made, api.result_schema())) == []
    spec = made["parameters"]["低保标准"]
    assert [(x["from"], x["until"], x["value"]["exact"], x["in_force"]) for x in spec["history"]] == [
        ("2022-07-01", "2023-07-01", "1320", False),
        ("2023-07-01", "2024-07-01", "1395", True),
    ]
    assert spec["value"]["text"] == "1395 元/人月"


BY_DATE = """language 1
ruleset "窗口"
period {period}
total 10
indicator 办结率 weight {{ from 2022-01-01: 6;  from 2024-01-01: 7 }} {{
  target {{ from 2023-01-01: >= 95%;  from 2024-01-01: >= 96% supplied "上级提高要求" }}
  score all_or_nothing
}}
indicator 满意度 weight rest {{ target >= 90%;  score all_or_nothing }}
"""


@pytest.mark.parametrize(
    ("period", "score", "weights"),
    [("2023-01-01 .. 2023-12-31", 10, [6, 4]), ("2024-01-01 .. 2024-12-31", 3, [7, 3]), ("2024-03-01 .. 2024-03-01", 3, [7, 3])],
)
def test_targets_and_weights_by_date_are_those_of_the_period(period: str, score: int, weights: list[int]) -> None:
    result = api.evaluate(api.loads(BY_DATE.format(period=period)), {"facts": {"办结率": "95%", "满意度": "90%"}})
    assert result.total is not None
    assert result.total.score == score
    assert [node.weight for node in result.root.children] == weights
    made = result_json(result, "0")
    assert list(violations(made, api.result_schema())) == []
    assert [x["clause"] for x in made["tree"][0]["in_force"]] == ["weight", "target"]
    if score == 3:
        assert "target from 2024-01-01, supplied “上级提高要求”" in api.why(result, "办结率")


EVERYWHERE = """language 1
ruleset "参数处处可用"
parameter 满 : points = 100
parameter 优秀线 : points in 0 .. 100 = 60
parameter 培训分 : points = 20
parameter 底 : % = 60%
parameter 超 : % = 130%
parameter 步 : 个百分点 = 5 个百分点
parameter 扣 : points = 0.5
parameter 中档 : % = 70%
parameter 目标数 : 人次 = 100 人次
parameter 截止 : date = 2023-12-31
parameter 零点 : % = 50%
parameter 行数 : points = 50
parameter 容差 : 万元 = 0.5
parameter 上限 : 万元 = 1000
total 满
round each score half_up 2
grades { >= 优秀线: 优;  >= 优秀线 - 10: 良;  otherwise: 其他 }
facts { 甲, 乙 : 万元 in 0 .. 上限 default 上限 / 2 }
group 组一 weight 50 {
  scaled from 行数
  indicator 培训 weight 培训分 { target >= 目标数;  score pro_rata, none below 底, flag from 超 }
  indicator 时效 weight 10 { target <= 截止;  score all_or_nothing }
  indicator 质量 weight rest { target >= 95%;  score deduct 扣 per 步 below target }
}
indicator 分段 weight 20 { actual %;  score linear 零点 .. 100% }
indicator 定性 weight 10 { score levels { 好: 100%; 中: 中档; 差: 0% } }
indicator 档 weight 20 { actual %;  score bands { >= 底: 20;  >= 零点: 扣;  otherwise: 0 } }
check 相符 { 甲 == 乙 within 容差 }
"""
FACTS = {"培训": "80 人次", "时效": "2023-12-31", "质量": "88%", "分段": "75%", "定性": "中", "档": "55%", "甲": 1, "乙": "1.5"}


def test_a_parameter_may_stand_wherever_a_figure_may() -> None:
    result = api.evaluate(api.loads(EVERYWHERE), {"facts": FACTS})
    # 20 × 80/100 = 16; 10; 20 − 0.5 × 7/5 = 19.3: 45.3; 20 × (75−50)/50 = 10; 10 × 70% = 7; 0.5
    assert [node.score for node in result.root.children] == [Fraction("45.3"), 10, 7, Fraction("0.5")]
    assert result.total is not None
    assert (result.total.score, result.total.grade) == (Fraction("62.8"), "优")
    assert [check.passed for check in result.checks] == [True]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("培训分 : points = 20", "培训分 : points = 60", "E404"),  # nothing is left for `rest`
        ("行数 : points = 50", "行数 : points = 0", "E420"),
        ("优秀线 : points in 0 .. 100 = 60", "优秀线 : points in 0 .. 100 = 101", "E326"),
        ("底 : % = 60%", "底 : % = 40%", "W103"),  # the band below it can never be reached
        ("零点 : % = 50%", "零点 : % = 100%", "E421"),
    ],
)
def test_laws_are_checked_on_the_value_of_a_parameter(old: str, new: str, code: str) -> None:
    assert old in EVERYWHERE
    assert code in {problem.code for problem in checked(EVERYWHERE.replace(old, new)).problems}


def test_a_list_of_many_rows_reads_a_history_by_row() -> None:
    rules = """language 1
parameter 标准 : 元 { from 2023-01-01: 100 元;  from 2023-07-01: 110 元 }
facts { 发放 : list of { 序号 : number integer key;  日期 : date;  人数 : number >= 0 } }
for each p in 发放 { let 金额 = (标准 at 日期) * 人数 }
let 总额 = sum(金额 over 发放)
"""
    rows: list[dict[str, Any]] = [
        {"序号": i, "日期": "2023-06-30" if i % 2 else "2023-07-01", "人数": 1} for i in range(1, 10_001)
    ]
    result = api.evaluate(api.loads(rules), {"facts": {"发放": rows}})
    assert result.values["总额"].value == 5_000 * 100 + 5_000 * 110
    assert api.evaluate(api.loads(rules), {"facts": {"发放": []}}).values["总额"].value == 0


def test_methods_read_parameters() -> None:
    rules = """language 1
ruleset "方法"
total 10
parameter 限额 : 元/人次 = 200
parameter 折扣 : % { from 2023-01-01: 50%;  from 2024-01-01: 40% }
method 单价分(a : 万元, b : 人次, c : date) -> points { = if a / b <= 限额 then 10 else 10 * (折扣 at c) }
facts { 支出 : 万元 >= 0;  人数 : 人次 > 0;  验收日 : date }
indicator 单价 weight 10 { value 支出;  score = 单价分(支出, 人数, 验收日) }
"""
    ruleset = api.loads(rules)
    for spent, day, score in ((2, "2023-05-05", 10), (3, "2023-05-05", 5), (3, "2024-01-01", 4)):
        result = api.evaluate(ruleset, {"facts": {"支出": spent, "人数": 100, "验收日": day}})
        assert result.root.children[0].score == score


def test_dates_may_be_written_onto_their_words() -> None:
    tight = "language 1\n参数 标准：元/人月 {\n  自2022-07-01起：1320元/人月\n  至2024-07-01（不含）\n}\n期间 2023-01-01至2023-12-31\n令 一 = 标准\n"
    assert [spell.start.year for spell in api.loads(tight).program.parameters["标准"].spells] == [2022]
