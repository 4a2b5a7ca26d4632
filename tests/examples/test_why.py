"""What `why` sets down for a score that a named method gives: the method, its arguments, its steps."""

from evaldsl.reporting.why import why_text
from tests.examples.gallery import GALLERY, run_files


def test_a_named_method_is_worked_through() -> None:
    folder = GALLERY / "conventions"
    got = run_files(folder / "rules.zh.eval", folder / "facts.json")
    text = why_text(got.result, "预算完成", "zh")
    assert isinstance(text, str)
    for line in (
        "预算完成率得分(取值, 2, 分值) = 预算完成率得分(88%, 2, 10) = 6",
        "步数 = 取整(最大值(100% - 完成率, 0 个百分点) ÷ 5 个百分点)",
        "预算完成率得分(完成率, 每步扣分, 满分值) = 最大值(满分值 - 步数 × 每步扣分, 0)",
        "5. 步数 = 2",
        "6. 按公式得 6",
    ):
        assert line in text


def test_a_formula_has_its_own_value_target_and_weight_put_in() -> None:
    folder = GALLERY / "formula"
    got = run_files(folder / "rules.en.eval", folder / "facts.json")
    text = why_text(got.result, "培训", "en")
    assert isinstance(text, str)
    assert "10 × max(0, min(1, 1 - (50 人 - 45 人) ÷ 50 人 × 2)) = 8" in text
