"""Units and styles: what a sum, product or quotient of figures is, and what it is called."""

from fractions import Fraction

import pytest

from evaldsl.model import program as p
from evaldsl.model.types import QuantityType, Style
from tests.pipeline import checked

FACTS = """language 1
facts {
  人数 : 人 > 0
  次数 : 次 > 0
  服务 : 人次 > 0
  标准 : 元/人次 > 0
  金额 : 万元 > 0
  支出 : 元 > 0
  合格率, 优良率 : % in 0% .. 100%
  面积 : 亩 > 0
  边长 : 米 > 0
  倍数 : number > 0
}
"""


def let(text: str) -> p.LetSpec:
    run = checked(f"{FACTS}let 甲 = {text}\n")
    assert run.program is not None, [d.code for d in run.problems]
    spec: p.LetSpec = run.program.lets["甲"]
    return spec


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("人数 * 次数", "人次"),
        ("人数 * 次数 * 标准", "元"),
        ("标准 * 服务", "元"),
        ("支出 / 服务", "元/人次"),
        ("标准 / 1 户", "元/人次户"),
        ("标准 / 1 户 * 1 户", "元/人次"),
        ("金额 + 支出", "万元"),
        ("支出 + 金额", "元"),
        ("金额 / 人数", "万元/人"),
        ("边长 * 边长", "平方米"),
        ("边长 ^ 3", "立方米"),
        ("5% of 金额", "万元"),
        ("合格率 * 金额", "万元"),
        ("max(0, 金额)", "万元"),
        ("if 人数 > 1 人 then 金额 else 支出", "万元"),
        ("3 人 * 180 次 * 200 元/人次", "元"),
    ],
)
def test_units_come_out_as_people_would_write_them(text: str, unit: str) -> None:
    kind = let(text).type
    assert isinstance(kind, QuantityType)
    assert kind.unit.text == unit


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("合格率 - 优良率", Style.POINTS),
        ("合格率 + 5 个百分点", Style.PERCENT),
        ("金额 / 支出", Style.RATIO),
        ("金额 / 支出 - 金额 / 支出", Style.POINTS),
        ("合格率 / 优良率", Style.RATIO),
        ("(合格率 - 优良率) / 5 个百分点", Style.NUMBER),
        ("1 米 / 10 厘米 + 2", Style.NUMBER),
        ("倍数 * 合格率", Style.NUMBER),
        ("1/3 + 1/3 + 1/3", Style.NUMBER),
        ("(合格率 + 优良率) / 2", Style.PERCENT),
        ("max(合格率, 优良率)", Style.PERCENT),
    ],
)
def test_styles_of_numbers_without_dimension(text: str, style: Style) -> None:
    kind = let(text).type
    assert isinstance(kind, QuantityType)
    assert not kind.unit.dimension
    assert kind.style is style


def test_quantities_are_kept_in_the_coherent_base() -> None:
    expr = let("5 万元 + 支出").expr
    assert isinstance(expr, p.Arithmetic)
    assert isinstance(expr.left, p.Const)
    assert expr.left.value == Fraction(50_000)


def test_a_rounding_counts_in_the_stated_unit() -> None:
    money, share = let("金额 round half_up 2").expr, let("合格率 round half_up 2").expr
    assert isinstance(money, p.Rounded)
    assert isinstance(share, p.Rounded)
    assert money.unit_factor == 10_000
    assert share.unit_factor == Fraction(1, 100)


def test_irrational_functions_are_real_until_rounded() -> None:
    kind, rounded = let("sqrt(边长 * 边长)").type, let("sqrt(边长 * 边长) round half_up 2").type
    assert isinstance(kind, QuantityType)
    assert isinstance(rounded, QuantityType)
    assert kind.real
    assert kind.unit.text == "米"
    assert not rounded.real


@pytest.mark.parametrize(
    ("unit", "of_base"),
    [("亿元", 10**8), ("千人次", 1000), ("百万立方米", 10**6), ("公顷", 10_000), ("亩", Fraction(2000, 3)), ("吨", 1000),
     ("小时", Fraction(1, 24)), ("季度", 3), ("千米", 1000), ("千克", 1), ("分钟", Fraction(1, 1440)), ("万亿元", 10**12)],
)  # fmt: skip
def test_the_usual_units_have_their_sizes(unit: str, of_base: Fraction) -> None:
    expr = let(f"1 {unit}").expr
    assert isinstance(expr, p.Const)
    assert expr.value == of_base


def test_a_long_sum_and_a_long_chain_of_values_are_no_trouble() -> None:
    chain = "".join(f"let 值{i} = 值{i + 1} + 1\n" for i in range(1500)) + "let 值1500 = 1\n"
    run = checked("language 1\n" + chain)
    assert run.program is not None
    assert next(iter(run.program.lets)) == "值1500"
