"""What tables and findings give where something is missing, not settled or out of range, and how it is shown."""

import json
from pathlib import Path
from typing import Any

from evaldsl.reporting.json_result import result_json
from evaldsl.reporting.terminal import tree_text
from evaldsl.reporting.why import why_text
from tests.pipeline import checked, run
from tests.reporting.json_schema import violations

TABLE = """language 1
ruleset "a"
show 1
facts { 人数 : 人 integer >= 0 人;  特困 : yes_no;  率 : %  in 0% .. 100%;  户 : list of { 号 : number integer key;  口 : 人 integer >= 0 人 } }
table 补助(人数 : 人 integer >= 0 人, 特困 : yes_no) -> 元 exactly one {
  人数   | 特困 | result | basis
  >= 3   | no   | 500    | 第三条
  [0, 3) | no   | 300    | 第四条
  -      | yes  | 400    |
}
let 金额 = 补助(人数, 特困)
finding 偏低 warning {
  when 率 < 50%: "执行率 {率}，差 {50% - 率}"
  when 率 < 80%: "执行率一般"
  otherwise: none
  basis "第八条"
}
for each h in 户 {
  let 每户 = 补助(口, no)
  finding 大户 info { when 口 > 3 人: "第 {号} 户 {口}";  otherwise: none }
}
"""


SCHEMA = json.loads(Path("docs/result.schema.json").read_text(encoding="utf-8"))


def _json(facts: dict[str, Any], partial: bool = False) -> dict[str, Any]:
    found = run(TABLE, json.dumps({"facts": facts}), partial=partial)
    assert found.result is not None, found.problems
    made = result_json(found.result, "0", (), "zh")
    assert list(violations(made, SCHEMA)) == []
    return made


WHOLE: dict[str, Any] = {"人数": 4, "特困": "否", "率": "40%", "户": [{"号": 1, "口": 5}, {"号": 2, "口": 1}]}


def test_the_line_that_fired_stands_in_the_json() -> None:
    made = _json(WHOLE)
    assert made["values"]["金额"]["exact"] == "500"
    whole, first, second = sorted(made["tables"], key=lambda x: x.get("row", -1))
    assert [line["line"] for line in whole["lines"]] == [0]
    assert whole["lines"][0]["basis"] == ["第三条"]
    assert (first["row"], first["value"]["exact"]) == (0, "500")
    assert (second["row"], second["value"]["exact"]) == (1, "300")


def test_findings_speak_with_the_digits_of_show() -> None:
    made = _json(WHOLE)
    low, big = made["findings"]
    assert (low["status"], low["text"], low["basis"]) == ("said", "执行率 40%，差 10 个百分点", ["第八条"])
    assert (big["list"], big["row"], big["text"]) == ("户", 0, "第 1 户 5 人")
    assert made["lists"]["户"]["findings"] == [{"name": "大户", "severity": "info", "said": 1, "none": 1, "not_known": 0}]
    quiet = _json({**WHOLE, "率": "80%"})["findings"][0]
    assert (quiet["status"], quiet["text"]) == ("none", "无")


def test_a_finding_that_is_not_settled_says_what_is_missing() -> None:
    made = _json({**WHOLE, "率": None}, partial=True)
    assert made["findings"][0]["status"] == "not_known"
    assert made["findings"][0]["missing"] == ["率"]
    assert "率" in made["findings"][0]["text"]


def test_an_input_that_is_not_known_keeps_only_lines_that_may_hold() -> None:
    made = _json({**WHOLE, "人数": None}, partial=True)["values"]["金额"]
    assert (made["least"], made["most"]) == ("300", "500")
    made = _json({**WHOLE, "特困": "是", "人数": None}, partial=True)["values"]["金额"]
    assert made["exact"] == "400"


def test_why_names_the_line_its_clause_and_the_finding() -> None:
    found = run(TABLE, json.dumps({"facts": WHOLE})).result
    assert found is not None
    text = why_text(found, "金额", "zh")
    assert isinstance(text, str)
    assert "第 1 条：≥ 3 人 | 否 → 500 元" in text
    assert "第三条" in text
    table, finding = why_text(found, "补助", "en"), why_text(found, "偏低", "zh")
    assert isinstance(table, str)
    assert "号 1" in table
    assert isinstance(finding, str)
    assert "率 < 50%" in finding
    screen = tree_text(found, "zh", 80)
    assert "偏低：执行率 40%，差 10 个百分点" in screen
    assert "大户 户：2 行中 1 行" in screen


def test_ten_thousand_rows_are_asked_one_by_one() -> None:
    rows = [{"号": i, "口": i % 7} for i in range(10_000)]
    found = run(TABLE, json.dumps({"facts": {**WHOLE, "户": rows}})).result
    assert found is not None
    listed = found.lists["户"]
    assert sum(row["每户"].value == 500 for row in listed.rows) == sum(i % 7 >= 3 for i in range(10_000))
    assert listed.findings[0].said == sum(i % 7 > 3 for i in range(10_000))


LEVELS = """language 1
ruleset "a"
facts { 级 : one of { 差 < 良 < 优 } }
table 计(级 : one of { 差 < 良 < 优 }) -> number all summed {
  级            | result
  差、< 差      | 1
  not < 差      | 10
  良            | 100
  LINE
}
let 数 = 计(级)
"""


def test_a_cell_below_the_lowest_level_holds_for_nothing() -> None:
    found = run(LEVELS.replace("LINE", ""), json.dumps({"facts": {"级": "良"}})).result
    assert found is not None
    assert found.values["数"].value == 110
    for never in ("< 差", "> 优"):
        assert [x.code for x in checked(LEVELS.replace("LINE", f"{never} | 1000")).problems] == ["E470"]


def test_days_outside_a_range_that_leaves_out_its_end_are_no_gap() -> None:
    days = "date in [2023-01-01, 2024-01-01)"
    source = f"""language 1
ruleset "a"
facts {{ 日 : {days} }}
table 半年(日 : {days}) -> number exactly one {{
  日 | result
  [2023-01-01, 2023-07-01) | 1
  [2023-07-01, 2023-12-31] | 2
}}
let 数 = 半年(日)
"""
    assert checked(source).problems == ()
    missing = checked(source.replace("2023-12-31]", "2023-12-31)")).problems
    assert [(x.code, x.args["witness"].en) for x in missing] == [("E465", "日 = 2023-12-31")]
