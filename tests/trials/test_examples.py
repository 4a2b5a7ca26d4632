"""Examples of a ruleset: what is given, what is expected, what is told of those that fail."""

import json
from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.model.program import Program
from evaldsl.model.trials import GivenSpec, Trials
from evaldsl.source import SourceFile, Where
from evaldsl.trials.examples import Outcome, run_examples
from evaldsl.trials.files import changed, parsed, written
from evaldsl.trials.views import got_text, outcomes_json, outcomes_text

HEAD = """language 1
ruleset "培训"
total 10
grades { >= 9: 优  >= 6: 中  otherwise: 差 }
facts { 有项目 : yes_no default yes;  项目 : list of { 名称 : text key;  支出 : 万元 >= 0 } }
let 总支出 = sum(支出 over 项目)
check 有支出 { 总支出 > 0 万元 }
finding 支出情况 warning { when 总支出 < 1 万元: "支出只有 {总支出}";  otherwise: none }
outcome 结论 one of { 合格, 不合格 } { require 总支出 >= 1 万元 else 不合格;  otherwise 合格 }
group 产出 weight 10 {
  indicator 党内培训 weight 5 { target >= 100 次;  score pro_rata;  may be not_applicable, then drop }
  indicator 上级满意 weight 5 { judged }
}
"""


def _opened(examples: str) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile("x.eval", HEAD + examples), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program, trials


def _run(examples: str, folder: str | None = None) -> list[Outcome]:
    program, trials = _opened(examples)
    return list(run_examples(program, trials.examples, folder))


GIVEN = """  given 党内培训 = 99 次
  given judged 上级满意 = 4 "迟报一次"
  given 项目[0].名称 = "甲"
  given 项目[0].支出 = 0.5 万元
"""


@pytest.mark.parametrize(
    "expectation",
    [
        "党内培训.score == 4.95",  # 5 × 99/100
        "total == 8.95",
        "党内培训 is partly",
        "上级满意 is judged",
        "grade is 中",
        "check 有支出 holds",
        "finding 支出情况 speaks",
        "outcome 结论 is 不合格",
        "总支出 == 5000 元",
    ],
)
def test_what_comes_out_is_held_against_the_expectation(expectation: str) -> None:
    (one,) = _run(f'example "x" {{\n{GIVEN}  expect {expectation}\n}}')
    assert one.passed, one.failures


@pytest.mark.parametrize(
    ("expectation", "got"),
    [
        ("党内培训.score == 5", "产出.党内培训.score = 4.95, 5"),
        ("党内培训 is met", "产出.党内培训 = partly"),
        ("grade is 优", "grade = 中"),
        ("check 有支出 fails", "有支出 = holds"),
        ("finding 支出情况 silent", "支出情况 = speaks"),
        ("outcome 结论 is 合格", "结论 = 不合格"),
        ("refused E601", "the facts are scored"),
    ],
)
def test_what_came_instead_is_told(expectation: str, got: str) -> None:
    (one,) = _run(f'example "x" {{\n{GIVEN}  expect {expectation}\n}}')
    assert [got_text(f, "en") for f in one.failures] == [got]


def test_a_refusal_is_expected_by_its_code() -> None:
    missing, wrong, low = _run(
        'example "缺" { given 党内培训 pending;  expect refused E601 }\n'
        'example "错" { given 党内培训 pending;  expect refused E518 }\n'
        'example "负" { given 党内培训 = -1 次;  expect refused E523 }'
    )
    assert missing.passed
    assert [got_text(f, "zh") for f in wrong.failures] == ["事实被拒绝：E601、E602"]
    assert low.passed


def test_not_applicable_is_given() -> None:
    (one,) = _run(
        'example "x" { given 党内培训 not_applicable "不涉及";  given judged 上级满意 = 5;  given 项目[0].名称 = "甲";  '
        "given 项目[0].支出 = 3 万元;  expect 党内培训 is not_applicable;  expect total == 5 }"
    )
    assert one.passed, one.failures


def test_a_base_lies_beside_the_ruleset_and_nowhere_else(tmp_path: Path) -> None:
    home, out = tmp_path / "rulesets", tmp_path / "examples"
    home.mkdir()
    out.mkdir()
    facts = {"facts": {"党内培训": 100, "项目": [{"名称": "甲", "支出": 1.25}]}, "judged": {"上级满意": {"points": 5}}}
    (out / "base.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "secret.json").write_text(json.dumps(facts), encoding="utf-8")
    (home / "link.json").symlink_to(tmp_path / "secret.json")
    found = _run(
        'example "a" { on "base.json";  given 党内培训 = 50 次;  expect total == 7.5;  expect 总支出 == 1.25 万元 }\n'
        'example "b" { on "../secret.json";  expect total == 10 }\nexample "c" { on "link.json";  expect total == 10 }\n'
        'example "d" { on "gone.json";  expect total == 10 }',
        str(home),
    )
    assert [one.passed for one in found] == [True, False, False, False]
    assert {p.code for one in found[1:] for p in one.problems} == {"E274"}


def test_a_fact_file_keeps_its_digits() -> None:
    text = '{"facts": {"a": 1.10, "b": 12345678901234567890.5, "c": [{"d": 0.30}]}, "note": "x"}'
    where = Where("x", 1, 1)
    made = changed(
        parsed(text), [GivenSpec("value", "c", 1, "d", "2 次", "", where), GivenSpec("pending", "b", None, None, "", "", where)]
    )
    assert written(made).split() == [
        "{",
        '"facts":',
        "{",
        '"a":',
        "1.10,",
        '"b":',
        "null,",
        '"c":',
        "[",
        "{",
        '"d":',
        "0.30",
        "},",
        "{",
        '"d":',
        '"2',
        '次"',
        "}",
        "]",
        "},",
        '"note":',
        '"x"',
        "}",
    ]


def test_views_name_every_example_and_place() -> None:
    program, trials = _opened(
        f'example "对" {{\n{GIVEN}  expect total == 8.95 }}\nexample "错" {{\n{GIVEN}  expect total == 9 }}'
    )
    found = list(run_examples(program, trials.examples, None))
    for width in (40, 80, 120):
        text = outcomes_text(program, found, (), "zh", width)
        assert "✓ 对" in text
        assert "✗ 错" in text
        assert "(x.eval:25)" in text
        assert "实际：总分 = 8.95" in text
    data = json.loads(outcomes_json(program, found))
    assert [x["passed"] for x in data["examples"]] == [True, False]
    assert data["summary"]["passed"] == 1


def test_properties_are_typed() -> None:
    _, trials = _opened(
        'property "a" { total never falls with 党内培训;  when 有项目: total <= 10;  total moves at most 0.05 with 党内培训 per 1 次 }\n'
        'property "b" for two 甲, 乙 { alike except 党内培训;  when 甲.党内培训 >= 乙.党内培训: 甲.total >= 乙.total }'
    )
    one, two = trials.properties
    assert [c.kind for c in one.claims] == ["trend", "that", "moves"]
    assert [c.fact for c in one.claims] == ["党内培训", "", "党内培训"]
    assert sorted(two.reads) == ["乙.total", "乙.党内培训", "甲.total", "甲.党内培训"]
    assert [two.reads[x][0] for x in ("甲.total", "乙.total")] == [0, 1]
    assert two.alike == ("党内培训",)
