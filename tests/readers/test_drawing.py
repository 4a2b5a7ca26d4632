"""Drawing of diagnostics: carets under the right columns, nothing of a user's text acts on the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from evaldsl.diagnostics import drawing
from evaldsl.diagnostics.catalogue import entries
from evaldsl.diagnostics.core import Diagnostic, InData, InFile, Label
from evaldsl.diagnostics.drawing import draw, message
from evaldsl.diagnostics.page import all_codes, page
from evaldsl.diagnostics.words import clipped, visible
from evaldsl.source import SourceFile, Span, Where


def at(text: str, part: str, code: str = "E901", **args: str) -> Diagnostic:
    """A diagnostic about a part of a text."""
    source = SourceFile("规则.eval", text)
    start = text.index(part)
    return Diagnostic(code, source.where(Span(start, start + len(part))), args or {"file": "x"})


def underlined(shown: str, width: int = 100) -> str:
    """The characters above the carets, by columns."""
    lines = shown.split("\n")
    number = next(i for i, line in enumerate(lines) if "^" in line)
    line, carets = lines[number - 1], lines[number]
    start, end = carets.index("^"), carets.rindex("^") + 1
    column, out = 0, ""
    for c in line:
        wide = max(0, wcswidth(c))
        if column >= start and column + wide <= end and wide:
            out += c
        column += wide
    return out


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("  目标 ≥ 100 人次", "人次"),
        ("  目标 ≥ 100 人次", "目标"),
        ("全角：，（）％ end", "end"),
        ("𠮷野家 x", "x"),
        ("é e\u0301 x", "x"),
        ("前" * 300 + "错处" + "后" * 300, "错处"),
        ("a" * 500 + "错处", "错处"),
        ("错处" + "a" * 500, "错处"),
        ("第一行\n第二行 目标", "目标"),
    ],
)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_carets_stand_under_what_is_meant(text: str, part: str, width: int) -> None:
    shown = draw((at(text, part),), width=width)
    assert underlined(shown) == part
    long_line = [line for line in shown.split("\n") if " | " in line]
    assert all(wcswidth(line) <= width for line in long_line)


def test_tabs_are_expanded_where_they_stand() -> None:
    shown = draw((at("\tab\tx", "x"),))
    assert "1 |     ab  x\n  |         ^" in shown


def test_the_whole_of_one_error() -> None:
    source = SourceFile("a.eval", "分值 2\n\n分值 3")
    problem = Diagnostic(
        "E908", source.where(Span(6, 8)), {"name": "common", "own": "x/common.eval"}, (Label(source.where(Span(0, 2)), "none"),)
    )
    assert draw((problem,)) == (
        "error[E908]: both the library and the ruleset's own folder have a “common”, with different contents\n"
        " --> a.eval:3:1\n"
        "  |\n"
        "1 | 分值 2\n"
        "  | ----\n"
        "  ...\n"
        "3 | 分值 3\n"
        "  | ^^^^\n"
        "  |\n"
        '  = help: write `use "./common"` for your own file (x/common.eval), or rename it to use the library\'s\n'
        "\n1 error\n"
    )


def test_place_in_data_shows_path_and_line() -> None:
    place = InData("facts.json", "$.facts.党内培训", 12, 3, '  "党内培训": "x"', 6)
    shown = draw((Diagnostic("E513", place, {"name": "党内培训", "kind": "x", "members": ""}, help="text"),), "zh")
    assert "错误[E513]：党内培训 填成了x\n  --> facts.json:12:3 ($.facts.党内培训)\n" in shown
    assert '12 |   "党内培训": "x"\n   |   ^^^^^^^^^^\n' in shown
    assert "= 办法：请写双引号中的文字" in shown
    assert shown.endswith("1 个错误\n")


def test_sorted_by_place_counted_and_cut_off() -> None:
    text = "\n".join("abcdefghij")
    problems = [at(text, c) for c in reversed("abcdefghij")] + [Diagnostic("E901", InFile("A"), {"file": "x"})]
    shown = draw(problems)
    assert [line.split(":")[1] for line in shown.split("\n") if "--> 规则" in line] == [str(n) for n in range(1, 11)]
    assert shown.index("--> A") < shown.index("--> 规则")
    cut = draw(problems, cap=4)
    assert cut.count("error[") == 4
    assert cut.endswith("11 errors (7 of them not shown)\n")
    assert draw(problems, "zh", cap=4).endswith("11 个错误（其中 7 个未显示）\n")
    assert draw(()) == ""


def test_colour_only_when_asked_and_never_from_the_user() -> None:
    problem = at("a\x1b[31m[bold]b[/]", "b[/]", file="\x1b[2J[bold]{0}\u202e")
    plain = draw((problem,))
    assert "\x1b" not in plain
    assert "\\x1b[2J[bold]{0}\\u202e" in plain
    coloured = draw((problem,), color=True)
    assert "\x1b[1;31merror[E901]" in coloured
    assert "\x1b[2J" not in coloured
    assert message(problem) == "there is no file “\\x1b[2J[bold]{0}\\u202e”"


@given(st.text(max_size=80), st.integers(1, 90), st.integers(1, 90), st.integers(20, 100))
def test_any_text_can_be_drawn(text: str, column: int, width: int, screen: int) -> None:
    problem = Diagnostic("E901", Where("x", 1, column, text, width), {"file": text})
    shown = draw((problem,), "zh", screen)
    assert shown.encode()
    assert all(c.isprintable() or c == "\n" or c.isspace() for c in shown)


def test_clipping_keeps_both_ends() -> None:
    assert clipped("abcdefghij", 10) == "abcdefghij"
    assert clipped("0123456789" * 30, 30) == "01234567890123456789…123456789"
    assert visible("a\tb\u2028中文　") == "a\\tb\\u2028中文　"
    assert drawing.SHOWN == 50


def test_pages_exist_in_both_languages_and_unknown_codes_have_none() -> None:
    assert all_codes() == tuple(sorted(entries()))
    assert page("E000") is None
    for code in all_codes():
        for lang in ("en", "zh"):
            text = page(code, lang)
            assert text is not None
            assert text.startswith(code)
            assert "##" not in text
