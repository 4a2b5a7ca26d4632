"""What is said of a node, from ruleset and facts to the printed tree."""

import pytest

from evaldsl.reporting.terminal import tree_text
from tests.pipeline import run

HEAD = """language 1
ruleset "说明"
"""


def said(ruleset: str, facts: str, lang: str = "en") -> str:
    made = run(HEAD + ruleset, facts)
    assert made.result is not None, made.problems
    return " ".join(tree_text(made.result, lang, 200).split())  # type: ignore[arg-type]


def test_a_veto_on_the_whole_says_why() -> None:
    text = said(
        """total 10
facts { 事故 : 起 integer >= 0 }
veto 安全 when 事故 > 0 起 then score 0 because "发生事故"
indicator 甲 weight 10 { judged }
""",
        '{"facts": {"事故": 1}, "judged": {"甲": {"points": 10}}}',
    )
    assert "Total 0 / 10" in text
    assert "veto “安全”: 发生事故" in text


@pytest.mark.parametrize(
    ("lang", "why"), [("en", "not applicable: none of its parts applies"), ("zh", "不适用：其中各项均不适用")]
)
def test_a_group_without_parts_that_apply_says_so(lang: str, why: str) -> None:
    text = said(
        """total 20
group 组 weight 10 { indicator 甲 weight 10 { target >= 3 次; score pro_rata; may be not_applicable, then rescale } }
indicator 乙 weight 10 { judged }
""",
        '{"facts": {"甲": {"not_applicable": "无"}}, "judged": {"乙": {"points": 10}}}',
        lang,
    )
    assert why in text


@pytest.mark.parametrize(("lang", "why"), [("en", "2023-11-30 is after 2023-03-31"), ("zh", "2023-11-30 晚于 2023-03-31")])
def test_a_day_is_after_another_not_above_it(lang: str, why: str) -> None:
    text = said(
        """total 10
indicator 完工 weight 10 { target <= 2023-03-31; score all_or_nothing }
""",
        '{"facts": {"完工": "2023-11-30"}}',
        lang,
    )
    assert why in text


def test_an_irrational_score_is_no_pending_one() -> None:
    # (ln 3815 - ln 100) / (ln 75000 - ln 100) = 3.6415… / 6.6201… = 0.55007…
    text = said(
        """result scale 0 .. 1
combine geometric_mean
round total half_up 3
facts { 收入 : 元 in 100 元 .. 75000 元 }
indicator 收 { score = (ln(收入 / 1 元) - ln(100)) / (ln(75000) - ln(100)) }
""",
        '{"facts": {"收入": 3815}}',
    )
    assert "the formula gives ≈ 0.5501" in text
    assert "pending" not in text
    assert "Total 0.550" in text


def test_a_division_by_zero_names_the_indicator() -> None:
    made = run(
        HEAD
        + "total 10\nfacts { a, b : 元 >= 0 }\nindicator 率 weight 10 { value a / b; target >= 50%; score all_or_nothing }\n",
        '{"facts": {"a": 0, "b": 0}}',
    )
    assert made.result is not None
    text = " ".join(tree_text(made.result, "en", 200).split())
    assert "this divides by zero, so “率” cannot be computed" in text
