"""Words of the field around a figure (以上 以下 以内 以外 不满 …): the same tree as the sign, which the formatter writes."""

import pytest

from evaldsl.source import SourceFile
from evaldsl.syntax.parser import parse
from evaldsl.syntax.printer import format_text

WAYS = [
    ("98% 以上", "≥ 98%"),
    ("98%及以上", "≥ 98%"),
    ("735人次以上", "≥ 735 人次"),
    ("30 天以内", "≤ 30 天"),
    ("30 天 以下", "≤ 30 天"),
    ("30 天以外", "> 30 天"),
    ("不满 60%", "< 60%"),
    ("不满60%", "< 60%"),
    ("不少于100次", "≥ 100 次"),
    ("不小于 100 次", "≥ 100 次"),
    ("不大于 30 天", "≤ 30 天"),
    ("超过5 次", "> 5 次"),
    ("98% or more", ">= 98%"),
    ("30 天 or less", "<= 30 天"),
]
TEXTS = ["指标 甲 分值 10 {{ 目标 {} }}", "分档 档 {{ {}：优; 其余：差 }}", "自评表 {{\n  三级指标 | 指标值\n  甲 | {}\n}}"]


@pytest.mark.parametrize(("worded", "sign"), WAYS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_word_around_a_figure_is_its_sign(text: str, worded: str, sign: str) -> None:
    plain, other = (SourceFile("甲.eval", f"语言 1\n{text.format(x)}\n") for x in (sign, worded))
    assert not parse(other).problems
    assert parse(other).module.declarations == parse(plain).module.declarations
    written = format_text(plain, "zh").text
    assert written is not None
    assert format_text(other, "zh").text == written.replace("<=", "≤").replace(">=", "≥")
    assert format_text(other).text is not None


@pytest.mark.parametrize(
    "condition", ["甲率 在 90% 以上", "甲率 在 90%以上", "甲率 ≥ 90%", "甲率 不低于90%", "甲率 in 90% or more"]
)
def test_in_a_condition_the_word_may_follow_the_figure(condition: str) -> None:
    source = SourceFile("甲.eval", f"语言 1\n事实 {{ 甲率 : % }}\n勾稽 高 {{ {condition} }}  # 不变\n")
    zh = format_text(source, "zh").text
    assert zh is not None
    assert zh.endswith("勾稽 高 { 甲率 ≥ 90% }  # 不变\n")


def test_the_chinese_order_of_counting_closes_with_its_own_word() -> None:
    text = "language 1\nfacts { 明细 : list of { 计量 : unit;  数量 : counted in 计量 >= 0 } }\nlet 总量 = sum(数量 over 明细 as 份)\n"
    zh = format_text(SourceFile("甲.eval", text), "zh").text
    assert zh is not None
    assert "数量 : 以 计量 计 >= 0" in zh
    assert "合计(数量 遍历 明细 以 份 计)" in zh
    assert format_text(SourceFile("甲.eval", zh), "zh").text == zh
    back = format_text(SourceFile("甲.eval", zh), "en").text
    assert back is not None
    assert "counted in 计量 >= 0" in back
    assert "over 明细 as 份)" in back
