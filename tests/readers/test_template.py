"""The empty fact file and the schema: accepted as they come, and once filled in."""

import json
from fractions import Fraction

from evaldsl.readers.json_facts import read
from evaldsl.readers.schema import schema
from evaldsl.readers.template import template
from tests.readers.build import program

PROGRAM = program()

FILLED = {
    "全年预算数": "41937.68", "人均标准": 200, "培训人次": 735, "合格率": 95, "增长率": "-1.5%", "控制率变动": 2, "长度": 3,
    "重量": 4, "册数": 5, "系数": 1, "完成日": "2023-12-31", "效果": "部分有效", "公开": True, "备注": "无误", "可缺": 3, "生态": "90%",
}  # fmt: skip


def test_template_is_accepted_before_anything_is_filled_in() -> None:
    for lang in ("zh", "en"):
        result = read(template(PROGRAM, lang).encode(), "facts.json", PROGRAM)
        assert result.problems == ()
        assert result.facts is not None
        assert not result.facts.entries
        assert not result.facts.judged


def test_template_filled_in_is_read() -> None:
    data = json.loads(template(PROGRAM))
    assert set(data["facts"]) == set(FILLED)
    for name, value in FILLED.items():
        data["facts"][name]["value"] = value
    for path, entry in data["judged"].items():
        if "points" in entry:
            entry["points"], entry["reason"] = 1, f"{path}有不足"
        else:
            entry["share"], entry["reason"] = "70%", "部分路段返工"
    result = read(json.dumps(data).encode(), "facts.json", PROGRAM)
    assert result.problems == ()
    assert result.facts is not None
    assert result.facts.entries["全年预算数"].value == 419376800
    assert result.facts.entries["全年预算数"].text == "41937.68 万元"
    assert result.facts.entries["合格率"].value == Fraction(19, 20)
    assert result.facts.judged["产出指标.效果"].share == Fraction(7, 10)
    assert result.facts.judged["满意度指标.其余"].points == 1


def test_template_says_what_is_expected() -> None:
    facts = json.loads(template(PROGRAM))["facts"]
    assert facts["全年预算数"] == {"value": None, "unit": "万元", "expects": "> 0 万元", "source": None}
    assert facts["培训人次"]["expects"] == "≥ 0 人次；整数"
    assert facts["效果"]["expects"] == "有效 | 部分有效 | 无效"
    assert facts["生态"]["expects"] == '0% .. 100%；或填 {"not_applicable": "原因"}'
    judged = json.loads(template(PROGRAM, "en"))["judged"]
    assert judged["产出指标.其余"]["out_of"] == "10"
    assert judged["产出指标.其余"]["expects"] == "points from 0 to 10; a reason when points are lost"


def test_schema_names_facts_levels_and_paths() -> None:
    made = schema(PROGRAM)
    json.dumps(made)
    facts = made["properties"]["facts"]
    assert set(facts["properties"]) == set(PROGRAM.facts)
    assert facts["additionalProperties"] is False
    assert facts["properties"]["效果"]["anyOf"][0] == {"enum": ["有效", "部分有效", "无效", None]}
    assert "not_applicable" in facts["properties"]["生态"]["anyOf"][1]["properties"]
    assert "not_applicable" not in facts["properties"]["长度"]["anyOf"][1]["properties"]
    assert "share" in made["properties"]["judged"]["properties"]["产出指标.效果"]["properties"]
    assert "total" in made["properties"]["filed"]["propertyNames"]["enum"]
