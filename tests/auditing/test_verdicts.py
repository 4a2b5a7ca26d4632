"""Verdicts and slips with figures checked by hand, and the law of the printed digits."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.auditing import Verdict
from evaldsl.auditing.verdicts import _try
from evaldsl.evaluation.tree import Figure
from evaldsl.model.claims import Reading, Subject, SubjectKind
from evaldsl.model.numbers import Mode, fixed, round_to
from evaldsl.model.program import Relation
from evaldsl.model.types import NUMBER
from tests.auditing.build import one

GOOD, BAD, OPEN = Verdict.REPRODUCED, Verdict.CONTRADICTED, Verdict.NOT_COMPUTABLE


@pytest.mark.parametrize(
    ("of", "stated"),
    [
        ("执行率.全年口径", "98.08%"), ("执行率.全年口径", "98%"), ("执行率.全年口径", "98.085%"), ("支出", "1.31亿元"), ("支出", "13112万元"),
        ("支出", "131,120,300元"), ("支出", 13112.03), ("比例", "93.77%"), ("总分", "27.49分"), ("整治.得分", "7.5"), ("产出", 17.5),
        ("等级", "优"), ("支出勾稽", "一致"), ("人员.差额", "-17人"), ("完工", "2023年11月30日"), ("培训.达标", "否"), ("产出.分值", 20),
        ("支出", "超过1.3亿元"), ("完工", "不晚于2023-12-31"), ("等级", "不低于中"), ("人数", "256人以上"), ("执行率.全年口径", "1638/1671"),
    ],
)  # fmt: skip
def test_reproduced_or_not_at_the_printed_digits(of: str, stated: Any) -> None:
    wanted = {"27.49分": BAD, "1638/1671": BAD}.get(str(stated), GOOD)  # the total is 10 + 10 + 7.5
    assert one(of, stated if not isinstance(stated, float) else str(stated)).verdict is wanted


def test_only_by_cutting_off_or_half_even_is_said() -> None:
    cut = one("执行率.年初口径", "109.26%")  # 109.2669…
    assert (cut.verdict, cut.one and cut.one.rounding) == (GOOD, "down")
    even = one("整治.得分", "8", facts={"整治": 170})  # 8.5
    assert (even.verdict, even.one and even.one.rounding) == (GOOD, "half_even")
    assert one("整治.得分", "9", facts={"整治": 170}).one.rounding == "half_up"  # type: ignore[union-attr]


def test_a_claim_without_its_base() -> None:
    named = one("执行率", "109.27%")
    assert [t.subject.text for t in named.matches] == ["执行率.年初口径"]
    both = one("执行率", "100%", facts={"全年预算": "13112.03", "年初预算": "13112.03"})
    assert len(both.matches) == 2
    none = one("执行率", "95%")
    assert none.verdict is BAD
    assert none.one is not None
    assert none.one.subject.text == "执行率.全年口径"  # the nearer one


def test_what_is_missing_makes_no_contradiction() -> None:
    missing = one("单价", "5元")
    assert missing.verdict is OPEN
    assert one(["单价", "支出"], "5元").verdict is OPEN  # 单价 may yet be it
    assert one(None, "97分", computable=False, why="没有附表").verdict is OPEN


def test_difference_is_stated_less_computed_in_the_printed_unit() -> None:
    wrong = one("支出", "12505.92", unit="万元")
    assert wrong.one is not None
    assert (wrong.verdict, wrong.one.computed, wrong.one.difference) == (BAD, Fraction(1311203, 100), Fraction(-60611, 100))
    rate = one("执行率.全年口径", "93.55%")
    assert rate.one is not None
    assert (rate.one.computed, rate.one.difference) == (Fraction(9808, 100), Fraction(-453, 100))


def test_comparisons() -> None:
    assert one("培训", "超额完成", relation=">", than="培训.目标").verdict is BAD  # 100 against > 100
    assert one("培训", "完成", relation="≥", than="培训.目标").verdict is GOOD
    assert one("支出", "未超预算", relation="<=", than="全年预算").verdict is GOOD
    assert one("执行率.全年口径", "执行良好", relation=">=", than="99%").verdict is BAD
    assert one("等级", "优", relation="≠").verdict is BAD
    assert one("等级", "高于优").verdict is BAD


@pytest.mark.parametrize(
    ("of", "stated", "kind", "words"),
    [
        ("人员.差额", "17人", "sign", {}),
        ("支出", "131120300万元", "unit", {"right": "元", "printed": "万元"}),
        ("支出", "13112.03亿元", "unit", {"right": "万元", "printed": "亿元"}),
        ("比例", "0.9377%", "share", {}),
        ("支出", "1311.203万元", "point", {"factor": "10", "way": "down"}),
        ("执行率.全年口径", "109.27%", "case", {"name": "执行率.年初口径"}),
        ("比例", "106.64%", "inverse", {}),  # 273 ÷ 256 = 1.06640…
        ("合计", "9840.48万元", "left_out", {"name": "项目支出"}),
        ("产出", "10", "left_out", {"name": "产出.整治"}),
        ("执行率.全年口径", "98.09%", "rounded_up", {}),
        ("支出", "13121.03万元", "swapped", {"right": "13112.03"}),
        ("支出", "1312.03万元", "lost", {"digit": "1", "right": "13112.03"}),
        ("支出", "131112.03万元", "extra", {"digit": "1", "right": "13112.03"}),
        ("支出", "13172.03万元", "digit", {"right": "13112.03"}),
    ],
)
def test_likely_slips(of: str, stated: str, kind: str, words: dict[str, str]) -> None:
    found = one(of, stated)
    assert found.verdict is BAD
    assert found.slip is not None
    assert (found.slip.kind, dict(found.slip.words)) == (kind, words)


@pytest.mark.parametrize(
    ("of", "stated"),
    [
        ("支出", "12505.92万元"),
        ("比例", "50%"),
        ("人数", "3人"),
        ("人数", "56人"),
        ("等级", "差"),
        ("执行率.年初口径", "109.2677%"),
    ],
)
def test_no_explanation_is_made_up(of: str, stated: str) -> None:
    assert one(of, stated).slip is None


# ---- laws ------------------------------------------------------------------------------------------------------------

SUBJECT = Subject(SubjectKind.FACT, "x", "", NUMBER, "x")
VALUES = st.fractions(-(10**6), 10**6, max_denominator=10**4)


def _verdict(value: Fraction, text: str, digits: int) -> Verdict:
    reading = Reading(SUBJECT, Fraction(text), Fraction(1), "", digits)
    return _try(Relation.EQ, reading, Figure(value, NUMBER)).verdict


@given(VALUES, st.integers(0, 8))
def test_the_computed_value_rounded_at_any_digits_is_reproduced(value: Fraction, digits: int) -> None:
    assert _verdict(value, fixed(value, digits), digits) is GOOD


@given(VALUES, st.integers(0, 8), st.data())
def test_a_changed_digit_is_contradicted(value: Fraction, digits: int, data: st.DataObject) -> None:
    text = fixed(value, digits)
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != text[at]]))
    changed = text[:at] + other + text[at + 1 :]
    cut = round_to(value, Mode.DOWN, digits)
    wanted = GOOD if Fraction(changed) in (cut, Fraction(text)) else BAD  # cut off, or −0.00 for 0.00
    assert _verdict(value, changed, digits) is wanted
