"""Figures as text, checked by hand."""

from datetime import date
from fractions import Fraction as F

import pytest

from evaldsl.evaluation.tree import Figure
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style
from evaldsl.model.units import PERCENT, PERCENT_POINT
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.reporting.figures import exact_value, figure_text, score_exact, score_text, value_beside, value_text
from tests.reporting.samples import PERCENTAGE, RATIO, TIMES, WAN

POINTS = QuantityType(PERCENT_POINT, Style.POINTS)


@pytest.mark.parametrize(
    ("value", "type", "text", "exact"),
    [
        (F(419376800), WAN, "41937.68 万元", "41937.68"),
        (F(115), TIMES, "115 次", "115"),
        (F(1, 3), NUMBER, "≈ 0.3333", "1/3"),
        (F(1, 8), NUMBER, "0.125", "0.125"),
        (F(1, 3 * 10**6), NUMBER, "≈ 0.000000333", "1/3000000"),
        (F(1), RATIO, "100.00%", "1"),
        (F(93773, 100000), RATIO, "93.773%", "0.93773"),
        (F(256, 273), RATIO, "≈ 93.77%", "256/273"),
        (F(19, 20), PERCENTAGE, "95%", "95"),
        (F(-55, 1000), QuantityType(PERCENT, Style.PERCENT), "-5.5%", "-5.5"),
        (F(1, 20), POINTS, "5 个百分点", "5"),
        (date(2023, 12, 31), None, "2023-12-31", "2023-12-31"),
        (True, None, "yes", "yes"),
        ("达成", LevelType(("达成",)), "达成", "达成"),
        (F(12345678901234567890, 10**10), NUMBER, "≈ 1234567890.1235", "1234567890.123456789"),
        (Missing(Absence.NOT_APPLICABLE, "不涉及"), TIMES, "not applicable", None),
    ],
)
def test_value(value: object, type: object, text: str, exact: str | None) -> None:
    assert value_text(value, type) == text  # type: ignore[arg-type]
    assert exact_value(value, type) == exact  # type: ignore[arg-type]


def test_chinese_words() -> None:
    assert value_text(True, None, "zh") == "是"
    assert value_text(Missing(Absence.NOT_COMPUTABLE), TIMES, "zh") == "无法计算"


def test_uncertain() -> None:
    needs = frozenset({"x"})
    assert value_text(Uncertain(low=F(266), needs=needs), TIMES) == "≥ 266 次"
    assert value_text(Uncertain(high=F(3), high_closed=False, needs=needs), TIMES) == "< 3 次"
    assert value_text(Uncertain(low=F(1), high=F(2), high_closed=False, needs=needs), NUMBER) == "[1, 2)"
    assert value_text(Uncertain(needs=needs), NUMBER, "zh") == "尚不知道"
    levels = LevelType(("差", "良", "优"), True)
    assert value_text(Uncertain(members=frozenset({"优", "良"}), needs=needs), levels) == "良 or 优"
    # An irrational number is shown as a narrow interval that needs nothing.
    assert value_text(Uncertain(low=F(14142135, 10**7), high=F(14142136, 10**7), pending=False), NUMBER) == "≈ 1.4142"


def test_a_shortened_figure_has_its_fraction() -> None:
    assert figure_text(Figure(F(2, 3), RATIO), "en", exact=True) == "2/3 ≈ 66.67%"
    assert figure_text(Figure(F(1, 2), RATIO), "en", exact=True) == "50.00%"


def test_scores() -> None:
    assert score_text(F(2), 2) == "2.00"
    assert score_text(F(267, 100), 1) == "2.67"
    assert score_text(F(267, 100), 1, show=1) == "2.7"
    assert score_text(Uncertain(low=F(1), high=F(2)), 2) == "[1.00, 2.00]"
    assert score_text("B", 2) == "B"
    assert score_exact(F(2), 2) == "2.00"
    assert score_exact(F(2675, 1000), 2) == "2.675"
    assert score_exact(F(1, 3), 2) == "1/3"


def test_numbers_of_any_size() -> None:
    huge = F(10**5000 + 1)
    assert value_text(huge, NUMBER) == "≈ 1.00×10^5000"
    assert exact_value(huge, NUMBER) == "1" + "0" * 4999 + "1"
    assert value_text(1 / huge, NUMBER) == "≈ 9.99×10^-5001" or value_text(1 / huge, NUMBER) == "≈ 10.00×10^-5001"


def test_a_value_is_never_shortened_to_its_target() -> None:
    assert value_beside(F(2849, 3000), RATIO, F(19, 20)) == "≈ 94.97%"
    assert value_beside(F(284999, 300000), RATIO, F(19, 20)) == "≈ 94.9997%"
    assert value_beside(F(2849999, 30000) * F(1, 100), PERCENTAGE, F(95, 100)) == "≈ 94.99997%"
    assert value_beside(F(19, 20), RATIO, F(19, 20)) == "95.00%"
    assert value_text(F(70139, 1000000), POINTS) == "7.0139 个百分点"
    assert value_text(F(1, 14), POINTS) == "≈ 7.1429 个百分点"
