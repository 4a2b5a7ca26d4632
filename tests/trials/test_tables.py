"""Tables of examples: a row is the example that it would be if it were written out."""

from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.model.trials import ExampleSpec, ExpectSpec, GivenSpec
from evaldsl.records import evolve
from evaldsl.source import SourceFile
from evaldsl.trials.examples import Outcome, run_examples
from evaldsl.trials.views import got_text
from tests.trials.test_examples import HEAD

TABLE = """examples "边" {
  given 项目[0].名称 = "甲"
  given 项目[0].支出 = 0.5 万元
  given judged 上级满意 = 5
  expect total <= 10
  example | 党内培训              | judged 上级满意 | 项目[0].支出 | basis  | expect 党内培训.score | total  | 党内培训 is    | grade | check 有支出 | finding 支出情况 | outcome 结论 is | refused | 党内培训.met
  少一次  | 99 次                 | 4 "迟报"        |              | 某条   | 4.95                  | >= 8.9 | partly         | 中    | holds        | speaks           | 不合格          |         | no
  正好    | 100 次                |                 | 1 万元       |        | 5                     | 9 .. 10 | met           | 优    | —            | silent           | 合格            |         | yes
  未办    | not_applicable "未办" |                 |              |        |                       | 5、6   | not_applicable |       |              |                  |                 |         |
  未知    | pending               |                 |              |        |                       |        |                |       |              |                  |                 | E601    |
          | 50 次                 |                 |              |        | not 0                 | [7, 8) |                |       |              |                  |                 |         |
}
"""
WRITTEN_OUT = """example "边 / 少一次" {
  basis "某条"
  given 项目[0].名称 = "甲";  given 项目[0].支出 = 0.5 万元
  given 党内培训 = 99 次;  given judged 上级满意 = 4 "迟报"
  expect 党内培训.score == 4.95;  expect total >= 8.9;  expect 党内培训 is partly;  expect grade is 中;  expect check 有支出 holds
  expect finding 支出情况 speaks;  expect outcome 结论 is 不合格;  expect not 党内培训.met;  expect total <= 10
}
example "边 / 正好" {
  given 项目[0].名称 = "甲";  given judged 上级满意 = 5
  given 党内培训 = 100 次;  given 项目[0].支出 = 1 万元
  expect 党内培训.score == 5;  expect total in 9 .. 10;  expect 党内培训 is met;  expect grade is 优
  expect finding 支出情况 silent;  expect outcome 结论 is 合格;  expect 党内培训.met;  expect total <= 10
}
example "边 / 未办" {
  given 项目[0].名称 = "甲";  given 项目[0].支出 = 0.5 万元;  given judged 上级满意 = 5
  given 党内培训 not_applicable "未办"
  expect total == 5 or total == 6;  expect 党内培训 is not_applicable;  expect total <= 10
}
example "边 / 未知" {
  given 项目[0].名称 = "甲";  given 项目[0].支出 = 0.5 万元;  given judged 上级满意 = 5
  given 党内培训 pending
  expect refused E601;  expect total <= 10
}
example "边 / 5" {
  given 项目[0].名称 = "甲";  given 项目[0].支出 = 0.5 万元;  given judged 上级满意 = 5
  given 党内培训 = 50 次
  expect not total == 0;  expect total in [7, 8);  expect total <= 10
}
"""


def _examples(text: str) -> tuple[ExampleSpec, ...]:
    opened, trials = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return trials.examples


def _run(text: str, folder: str | None = None) -> list[Outcome]:
    opened, trials = api.open_trials(SourceFile("x.eval", text), folder)
    assert opened.ruleset is not None, opened.problems
    return list(run_examples(opened.ruleset.program, trials.examples, folder))


def _said(example: ExampleSpec) -> tuple[str, frozenset[GivenSpec], list[tuple[str, str, str, bool]], tuple[str, ...]]:
    """What an example says, whatever its places and its order of writing."""
    nowhere = example.where

    def given(one: GivenSpec) -> GivenSpec:
        return evolve(one, where=nowhere)

    def expected(one: ExpectSpec) -> tuple[str, str, str, bool]:
        return one.kind, one.subject, one.word, one.condition is not None

    return example.name, frozenset(given(g) for g in example.givens), sorted(expected(e) for e in example.expects), example.basis


def test_a_row_is_the_example_that_it_would_be_written_out() -> None:
    rows, written = _examples(HEAD + TABLE), _examples(HEAD + WRITTEN_OUT)
    assert [_said(evolve(x, where=rows[0].where)) for x in rows] == [_said(evolve(x, where=rows[0].where)) for x in written]


def test_rows_and_the_examples_written_out_come_out_alike() -> None:
    rows, written = _run(HEAD + TABLE), _run(HEAD + WRITTEN_OUT)
    assert (
        [x.passed for x in rows] == [x.passed for x in written] == [True, True, True, False, True]
    )  # a refused file has no total
    assert sorted(rows[0].text) == sorted(written[0].text)


def test_a_cell_that_does_not_hold_is_told_at_its_row_with_its_head() -> None:
    text = HEAD + TABLE.replace("| 4.95  ", "| 4.96  ")
    failure = _run(text)[0].failures[0]
    assert failure.expect.text == "党内培训.score = 4.96"
    assert text.splitlines()[failure.expect.where.line - 1].lstrip().startswith("少一次")
    assert got_text(failure, "zh") == "产出.党内培训.得分 = 4.95，4.96"


def test_of_alternatives_the_figure_is_told_once() -> None:
    failure = next(x for x in _run(HEAD + TABLE.replace("5、6   |", "6、7   |")) if x.example.name == "边 / 未办").failures[0]
    assert got_text(failure, "en") == "total = 5"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_vocabularies_say_the_same_and_the_columns_stand_under_each_other(lang: str) -> None:
    formatted = api.format_text(HEAD + TABLE, lang)  # type: ignore[arg-type]
    assert [_said(evolve(x, where=y.where)) for x, y in zip(_examples(formatted), _examples(HEAD + TABLE), strict=True)] == [
        _said(x) for x in _examples(HEAD + TABLE)
    ]
    assert api.format_text(formatted, lang) == formatted  # type: ignore[arg-type]
    from evaldsl.syntax.layout import width

    rows = [line for line in formatted.splitlines() if " | " in line]
    assert len({width(line.split(" | ")[0]) for line in rows}) == 1
    head = "示例" if lang == "zh" else "example"
    assert rows[0].split()[0] == head
    assert ("期望 党内培训.得分" if lang == "zh" else "expect 党内培训.score") in rows[0]


def test_a_table_changes_its_base_file(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(
        '{"facts": {"党内培训": "80 次", "项目": []}, "judged": {"上级满意": {"points": 5}}}', "utf-8"
    )
    text = """examples "改" {
  on "f.json"
  党内培训 | expect 党内培训.score
           | 4
  90 次    | 4.5
}
"""
    assert [x.passed for x in _run(HEAD + text, str(tmp_path))] == [True, True]  # 5 × 80/100, 5 × 90/100


def test_bars_around_the_table_change_nothing() -> None:
    bars = "\n".join(f"  | {line.strip()} |" if " | " in line else line for line in TABLE.splitlines()) + "\n"
    assert [_said(evolve(x, where=y.where)) for x, y in zip(_examples(HEAD + bars), _examples(HEAD + TABLE), strict=True)] == [
        _said(x) for x in _examples(HEAD + TABLE)
    ]


BASE = """language 1
ruleset "2023"
period 2023-01-01 .. 2023-12-31
total 10
round each score half_up 2
indicator 党内培训 weight 10 { target >= 100 次;  score pro_rata }
example "基础的" { given 党内培训 = 60 次;  expect total == 6 }
property "基础的" { total in 0 .. 10 }
examples "基础的表" {
  党内培训 | expect total
  60 次    | 6
}
"""
VARIANT = """language 1
ruleset "2024"
period 2024-01-01 .. 2024-12-31
extends "./base" { change 党内培训 { target >= 120 次 } }
example "提高后" { given 党内培训 = 60 次;  expect total == 5 }
property "不减" { total never falls with 党内培训 }
examples "提高后的表" {
  党内培训 | expect total
  90 次    | 7.5
}
"""


def test_a_variant_has_examples_of_its_own_and_none_of_its_base(tmp_path: Path) -> None:
    (tmp_path / "base.eval").write_text(BASE, "utf-8")
    opened, trials = api.open_trials(SourceFile("v.eval", VARIANT), tmp_path)
    assert opened.ruleset is not None, opened.problems
    assert [x.name for x in trials.examples] == ["提高后", "提高后的表 / 1"]
    assert [x.name for x in trials.properties] == ["不减"]
    assert all(x.passed for x in run_examples(opened.ruleset.program, trials.examples, str(tmp_path)))  # 10 × 60/120, 10 × 90/120


def test_an_example_of_a_variant_is_checked_against_what_it_changes(tmp_path: Path) -> None:
    (tmp_path / "base.eval").write_text(BASE, "utf-8")
    wrong = VARIANT.replace("given 党内培训 = 60 次", "given 党外培训 = 60 次")
    opened, _ = api.open_trials(SourceFile("v.eval", wrong), tmp_path)
    assert [(p.code, p.place.file, getattr(p.place, "line", 0)) for p in opened.problems] == [("E201", "v.eval", 5)]


def test_a_used_file_keeps_its_examples_to_itself(tmp_path: Path) -> None:
    used = """language 1
method 一半(x : number) -> number { = x / 2 }
let 四 = 一半(8)
example "一半" { expect 四 == 4 }
examples "表" {
  example | expect 四
  一      | 4
}
property "一半" { 四 > 0 }
"""
    (tmp_path / "half.eval").write_text(used, "utf-8")
    main = 'language 1\nruleset "x"\ntotal 4\nuse "./half"\nindicator 甲 weight 4 { score = 四 }\nexample "甲" { expect total == 4 }\n'
    opened, trials = api.open_trials(SourceFile("m.eval", main), tmp_path)
    assert opened.ruleset is not None, opened.problems
    assert [x.name for x in trials.examples] == ["甲"]
    assert not trials.properties
    alone, own = api.open_trials(SourceFile("half.eval", used), tmp_path)
    assert alone.ruleset is not None, alone.problems
    assert [x.passed for x in run_examples(alone.ruleset.program, own.examples, None)] == [True, True]


ROWS = """language 1
ruleset "各项目"
facts { 项目 : list of { 名称 : text key;  预算 : 万元 > 0;  支出 : 万元 >= 0;  已完 : yes_no optional } }
for each p in 项目 {
  let 执行率 = 支出 / 预算
  let 超支   = 支出 > 预算
  total 10
  indicator 执行 weight 10 { value 执行率;  target >= 100%;  score pro_rata }
}
groups 全部 of 项目 by 名称 { let 合计支出 = sum(支出) }
"""
GIVEN_ROWS = """  given 项目[0].名称 = "甲"
  given 项目[0].预算 = 10 万元
  given 项目[0].支出 = 9 万元
  given 项目[1].名称 = "乙"
  given 项目[1].预算 = 10 万元
  given 项目[1].支出 = 12 万元
  given 项目[1].已完 = yes
"""


@pytest.mark.parametrize(
    ("expectation", "got"),
    [
        ("项目[0].执行率 == 90%", None),
        ("项目[1].执行率 in 110% .. 130%", None),
        ("项目[1].执行率 in 120% 以上", None),
        ("100% < 项目[1].执行率 <= 120%", ""),  # a cell stands on the left
        ("项目[0].执行率 < 100% <= 200%", None),
        ('项目[0].名称 in { "甲", "乙" }', None),
        ("项目[1].超支", None),
        ("项目[0].超支", "项目[0].超支 = no"),
        ("项目[0].score == 9", None),  # 10 × 90%
        ("项目[1].score == 12", "项目[1].score = 10, 12"),
        ("全部[1].合计支出 == 12 万元", None),
        ("项目[2].执行率 == 90%", "项目[2].执行率 = there is no such row"),
        ("项目[0].执行率 == 91%", "项目[0].执行率 = 90.00%, 91%"),
    ],
)
def test_a_row_of_a_list_may_be_expected_by_its_number(expectation: str, got: str | None) -> None:
    text = ROWS + f'example "x" {{\n{GIVEN_ROWS}  expect {expectation}\n}}\n'
    if got == "":
        assert "E101" in [x.code for x in api.open_trials(SourceFile("x.eval", text), None)[0].problems]
        return
    (one,) = _run(text)
    assert [got_text(x, "en") for x in one.failures] == ([] if got is None else [got])


def test_a_cell_may_be_given_as_not_known(tmp_path: Path) -> None:
    (one,) = _run(ROWS + f'example "x" {{\n{GIVEN_ROWS}  expect refused E601\n}}\n'.replace("支出 = 9 万元", "支出 pending"))
    assert one.passed, one.failures
    assert '"支出": null' in one.text


def test_a_row_far_down_may_be_named_and_none_beyond_the_limit() -> None:
    text = ROWS + 'example "x" { given 项目[9999].支出 = 9 万元;  expect refused E563 }\n'
    assert [x.passed for x in _run(text)] == [True]
    problems = api.open_trials(SourceFile("x.eval", text.replace("9999", "10000")), None)[0].problems
    assert [x.code for x in problems] == ["E128"]


def test_cells_are_columns_too() -> None:
    table = """examples "格" {
  given 项目[0].名称 = "甲"
  given 项目[0].预算 = 10 万元
  项目[0].支出 | expect 项目[0].执行率 | 项目[0].score | refused
  9 万元       | 90%                   | 9             |
  5 万元       | >= 60%、[50%, 60%)    | 5             |
  pending      |                       |               | E601
}
"""
    assert [x.passed for x in _run(ROWS + table)] == [True, True, True]
    assert "项目[0].得分" in api.format_text(ROWS + table, "zh")


def test_a_list_of_figures_is_no_grouped_number() -> None:
    """`50、100` are two figures; `50,100` looks like one, and is refused."""
    text = """language 1
ruleset "x"
total 100
indicator 培训 weight 100 { target >= 100 次;  score pro_rata }
examples "或" {
  培训   | expect total
  100 次 | 50、100
}
"""
    assert [x.passed for x in _run(text)] == [True]
    problems = api.open_trials(SourceFile("x.eval", text.replace("50、100", "50,100")), None)[0].problems
    assert [x.code for x in problems] == ["E109"]
