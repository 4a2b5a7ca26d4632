"""Figures of a fact file, one at a time: what is read, exactly, and what is refused with which code."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.readers.json_facts import read
from tests.readers.build import program

PROGRAM = program()


def got(name: str, written: str) -> Any:
    """The value of one fact, whose JSON is given as written; or the codes with which it is refused."""
    text = '{"facts": {' + json.dumps(name, ensure_ascii=False) + ": " + written + "}}"
    result = read(text.encode(), "facts.json", PROGRAM)
    if result.facts is None:
        return [p.code for p in result.problems]
    entry = result.facts.entries.get(name)
    return None if entry is None else entry.value


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("全年预算数", "41937.68", Fraction("419376800")),
        ("全年预算数", '"41937.68 万元"', Fraction("419376800")),
        ("全年预算数", '"2286.46万元"', Fraction("22864600")),
        ("全年预算数", '"419376800 元"', Fraction("419376800")),
        ("全年预算数", '"4.193768亿元"', Fraction("419376800")),
        ("全年预算数", '"1,234.50"', Fraction("12345000")),
        ("全年预算数", '"１２３"', Fraction("1230000")),
        ("全年预算数", '"5 角"', Fraction(1, 2)),
        ("全年预算数", "0.1", Fraction(1000)),
        ("全年预算数", "1.234567890123456789012345678901", Fraction("12345.67890123456789012345678901")),
        ("全年预算数", "1e3", Fraction(10_000_000)),
        ("全年预算数", "12.50E-1", Fraction(12500)),
        ("全年预算数", '{"value": 3, "unit": "元"}', Fraction(3)),
        ("全年预算数", '{"value": "3", "unit": "万元", "label": "x", "expects": "> 0"}', Fraction(30000)),
        ("人均标准", '"200 元/人次"', Fraction(200)),
        ("人均标准", '"200 元 / 人次"', Fraction(200)),
        ("人均标准", '"0.02 万元/人·次"', Fraction(200)),
        ("培训人次", "735", Fraction(735)),
        ("培训人次", '"735 人次"', Fraction(735)),
        ("培训人次", '"1.5万人次"', Fraction(15000)),
        ("培训人次", '"1.5万"', Fraction(15000)),
        ("合格率", '"95%"', Fraction(19, 20)),
        ("合格率", '"95％"', Fraction(19, 20)),
        ("合格率", "95", Fraction(19, 20)),
        ("合格率", '"98.5"', Fraction(197, 200)),
        ("合格率", "0", Fraction(0)),
        ("合格率", '{"value": 1, "unit": "%"}', Fraction(1, 100)),
        ("合格率", '"995‰"', Fraction(199, 200)),
        ("增长率", '"-12.34%"', Fraction(-1234, 10000)),
        ("增长率", '"−3%"', Fraction(-3, 100)),
        ("控制率变动", '"5 个百分点"', Fraction(1, 20)),
        ("控制率变动", "5", Fraction(1, 20)),
        ("重量", '"3 千克"', Fraction(3000)),
        ("重量", '"3000 克"', Fraction(3000)),
        ("长度", '"0.2 千米"', Fraction(200)),
        ("系数", "-2.5", Fraction(-5, 2)),
        ("系数", '"1/3"', Fraction(1, 3)),
        ("系数", '"-10/4"', Fraction(-5, 2)),
        ("完成日", '"2023-12-31"', date(2023, 12, 31)),
        ("完成日", '"2023年12月31日"', date(2023, 12, 31)),
        ("完成日", '"２０２３/１２/３１"', date(2023, 12, 31)),
        ("完成日", '"2023.3.1"', date(2023, 3, 1)),
        ("效果", '"部分有效"', "部分有效"),
        ("效果", '" 有效 "', "有效"),
        ("公开", "true", True),
        ("公开", '"否"', False),
        ("公开", '"Yes"', True),
        ("备注", '"约 100 次"', "约 100 次"),
        ("全年预算数", "null", None),
        ("全年预算数", '{"value": null, "unit": "万元"}', None),
        ("全年预算数", '{"pending": null}', None),
    ],
)  # fmt: skip
def test_figure_is_read_exactly(name: str, written: str, value: object) -> None:
    assert got(name, written) == value
    assert not isinstance(value, float)


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("全年预算数", '"三百万元"', "E512"),
        ("全年预算数", '"12,34.5"', "E515"),
        ("全年预算数", '"1,2345"', "E515"),
        ("全年预算数", '"1,234,5.6"', "E515"),
        ("全年预算数", '"280余万元"', "E524"),
        ("全年预算数", '"约300万元"', "E524"),
        ("全年预算数", '"近1万元"', "E524"),
        ("全年预算数", '"300万元左右"', "E524"),
        ("全年预算数", '"≥约300万元"', "E524"),
        ("全年预算数", '"300 万圆"', "E516"),
        ("全年预算数", '"300 人"', "E517"),
        ("全年预算数", '"95%"', "E517"),
        ("全年预算数", '"3亿"', "E522"),
        ("全年预算数", "0", "E523"),
        ("全年预算数", '"-3 万元"', "E523"),
        ("全年预算数", '""', "E514"),
        ("全年预算数", '"  "', "E514"),
        ("全年预算数", '"-"', "E527"),
        ("全年预算数", '"——"', "E527"),
        ("全年预算数", '"／"', "E527"),
        ("全年预算数", '"不涉及"', "E527"),
        ("全年预算数", "true", "E513"),
        ("全年预算数", "[1]", "E513"),
        ("全年预算数", "1e9999", "E511"),
        ("全年预算数", "1e999999999999", "E511"),
        ("全年预算数", "1" * 1001, "E511"),
        ("全年预算数", '"' + "1" * 5000 + '万元"', "E511"),
        ("全年预算数", '{"value": "3 元", "unit": "万元"}', "E534"),
        ("全年预算数", '{"value": 3, "unit": "人"}', "E517"),
        ("全年预算数", "{}", "E533"),
        ("全年预算数", '{"value": 3, "pending": "看不清"}', "E533"),
        ("全年预算数", '{"valeu": 3, "value": 3}', "E532"),
        ("全年预算数", '{"not_applicable": "不涉及"}', "E528"),
        ("全年预算数", '{"value": 3, "source": 5}', "E535"),
        ("人均标准", '"200 元/人"', "E517"),
        ("培训人次", '"735 人"', "E517"),
        ("培训人次", "735.5", "E525"),
        ("合格率", "1", "E521"),
        ("合格率", '"1"', "E521"),
        ("合格率", "0.98", "E521"),
        ("合格率", '"5 个百分点"', "E518"),
        ("合格率", '"95 人"', "E517"),
        ("合格率", '"101%"', "E523"),
        ("增长率", "1.3", "E521"),
        ("增长率", '"1.234%"', "E526"),
        ("控制率变动", '"5%"', "E519"),
        ("长度", '"1.25 米"', "E526"),
        ("长度", '"2 千米"', "E523"),
        ("系数", '"95%"', "E520"),
        ("系数", '"3 人"', "E520"),
        ("系数", '"x"', "E512"),
        ("系数", '"1/0"', "E512"),
        ("系数", '"1/3/4"', "E516"),
        ("完成日", '"2023-12"', "E536"),
        ("完成日", '"2023年12月"', "E536"),
        ("完成日", '"20231231"', "E536"),
        ("完成日", "45291", "E536"),
        ("完成日", '"2023-02-30"', "E537"),
        ("完成日", "true", "E513"),
        ("效果", '"有交"', "E530"),
        ("效果", "1", "E513"),
        ("公开", '"可"', "E531"),
        ("公开", "1", "E531"),
        ("备注", "5", "E513"),
        ("备注", '""', "E514"),
        ("生态", '{"not_applicable": " "}', "E529"),
        ("全年预算数", "NaN", "E507"),
        ("全年预算数", "-Infinity", "E507"),
        ("全年预算数", '"\\ud800"', "E508"),
        ("没有的事实", "1", "E557"),
        ("上级满意度", "5", "E556"),
        ("其余", "5", "E541"),
        ("产出指标", "5", "E556"),
    ],
)  # fmt: skip
def test_figure_is_refused(name: str, written: str, code: str) -> None:
    found = got(name, written)
    assert isinstance(found, list)
    assert code in found
    assert len(found) == 1 or code == "E508"


@pytest.mark.parametrize(
    ("name", "written", "low", "high", "closed"),
    [
        ("长度", '"≥266米"', 266, 1000, (True, True)),
        ("长度", '"不少于 266 米"', 266, 1000, (True, True)),
        ("长度", '"266米以上"', 266, 1000, (True, True)),
        ("长度", '"266米以外"', 266, 1000, (False, True)),
        ("长度", '"超过266米"', 266, 1000, (False, True)),
        ("长度", '"<0.1千米"', 0, 100, (True, False)),
        ("全年预算数", '"≥ -5 万元"', 0, None, (False, True)),
        ("系数", '">= -1"', -1, 5, (True, True)),
    ],
)  # fmt: skip
def test_stated_bound_leaves_an_interval(name: str, written: str, low: int, high: int | None, closed: tuple[bool, bool]) -> None:
    value = got(name, written)
    assert isinstance(value, Uncertain)
    assert (value.low, value.high) == (low, high)
    assert (value.low_closed, value.high_closed) == closed
    assert value.needs == {name}
    assert not value.pending


def test_bound_that_leaves_one_value_is_known_and_one_that_leaves_none_is_refused() -> None:
    assert got("合格率", '"≥100%"') == 1
    assert got("合格率", '">100%"') == ["E523"]
    value = got("完成日", '"≤2023-12-31"')
    assert isinstance(value, Uncertain)
    assert value.high == date(2023, 12, 31)


def test_pending_and_not_applicable_are_told_apart() -> None:
    pending = got("合格率", '{"pending": "看不清"}')
    assert isinstance(pending, Uncertain)
    assert pending.pending
    assert (pending.low, pending.high) == (0, 1)
    assert got("合格率", '"看不清"') == pending
    level = got("效果", '"待定"')
    assert isinstance(level, Uncertain)
    assert level.members == {"有效", "部分有效", "无效"}
    assert got("生态", '{"not_applicable": "不涉及"}') == Missing(Absence.NOT_APPLICABLE, "不涉及")
    assert got("可缺", '{"not_applicable": "不涉及"}') == Missing(Absence.NOT_APPLICABLE, "不涉及")
