"""Columns under Chinese text."""

from hypothesis import given
from hypothesis import strategies as st

from evaldsl.reporting.layout import pad, text_width, wrap, wrap_after


def test_width_counts_columns() -> None:
    assert text_width("党内 a") == 6
    assert pad("党内", 6) == "党内  "
    assert pad("9.00", 6, right=True) == "  9.00"


def test_wrap_breaks_at_blanks_and_between_wide_characters() -> None:
    assert wrap("value is below target", 10) == ["value is", "below", "target"]
    assert wrap("有效改善辖区环境", 7) == ["有效改", "善辖区", "环境"]
    assert wrap("未达成，继续", 6) == ["未达", "成，继", "续"]
    assert wrap("", 10) == [""]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap_after("-> ", "a b c d", 6) == ["-> a b", "   c d"]


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), max_size=60), st.integers(4, 30))
def test_wrap_keeps_the_text_within_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
