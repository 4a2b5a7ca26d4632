"""The formatter: the same tree, every comment, one layout; and layouts of all kinds give the same tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.source import SourceFile
from evaldsl.syntax.nodes import Declaration
from evaldsl.syntax.parser import parse
from evaldsl.syntax.printer import format_text
from evaldsl.syntax.tokens import scan

SAMPLE = """# 说明
language 1
ruleset "自评"  # 名称

total 100
facts {
  全年预算数, 全年执行数 : 万元 > 0  # 万元
  # 等次
  等次                   : one of { 优, 良, 差 } default 良
}
let 完成率 = 全年执行数 / 全年预算数
    + min(1, 2) * (3 - -4)
group 产出 weight 50 {
  each indicator { score pro_rata; flag from 130% }

  indicator 培训 weight 2 {
    target >= 100 次
    score bands {
      >= 90: 10
      [60, 90): 6 .. 8
      otherwise: 0
    }
  }
  # 末尾
}
form {
  level1 | level3 | target     | weight | score
  效益   | 就业   | ≥ 735 人次 | 20     |
         | 满意度 | = 100%     | 15     | closeness
}
check 预算 error {
  全年预算数 == 全年执行数 within 0.01 万元
  says "相差 {difference}"
}
"""


def _tree(text: str) -> tuple[Declaration, ...]:
    parsed = parse(SourceFile("x", text))
    assert parsed.problems == (), (text, parsed.problems)
    return parsed.module.declarations


def test_a_formatted_text_is_left_alone() -> None:
    assert format_text(SourceFile("x", SAMPLE)).text == SAMPLE


def test_layout_is_made_one() -> None:
    wild = (
        "\ufeff\r\n\r\nfacts{a,bcd:万元>0\t# x\r\n\r\n\r\n  长名:%;\r\n}\r\n"
        "indicator   甲   weight   2\r\n{\r\n\ttarget>=100次\r\n\tscore=(value-1)*-2;label “x”\r\n}"
    )
    assert format_text(SourceFile("x", wild)).text == (
        "facts { a, bcd : 万元 > 0  # x\n\n  长名 : %\n}\nindicator 甲 weight 2 {\n  target >= 100 次\n"
        "  score = (value - 1) * -2; label “x”\n}\n"
    )


def test_the_number_of_a_row_stands_by_its_list() -> None:
    """It is no interval, before which a space stands."""
    text = 'language 1\nexample "x" {\n  given 项目[0].支出 = 3 万元\n  expect 完成率 in [0, 1]\n}\n'
    assert format_text(SourceFile("x.eval", text.replace("项目[0]", "项目 [ 0 ]"))).text == text


def test_a_text_with_mistakes_is_refused() -> None:
    refused = format_text(SourceFile("x", "total 1,000"))
    assert refused.text is None
    assert [p.code for p in refused.problems] == ["E109", "E126"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but this\n"])
def test_nothing_to_format(text: str) -> None:
    assert format_text(SourceFile("x", text)).text == text.strip("\n") + ("\n" if text.strip() else "")


def _again(draw: st.DrawFn, text: str) -> str:
    """The same text in another layout: spaces, comments, line ends, full-width signs, `;` for a line end."""
    raws = scan(text).raws
    out = [text[: raws[0].start]]
    depth = 0
    for raw, after in zip(raws, [*raws[1:], None], strict=True):
        written = text[raw.start : raw.end]
        depth += (raw.kind == "LBRACE") - (raw.kind == "RBRACE")
        twin = {
            ",": "，",
            ":": "：",
            "(": "（",
            ")": "）",
            "{": "｛",
            "}": "｝",
            "=": "＝",
            "+": "＋",
            ">": "＞",
            "*": "×",
            ">=": "≥",
        }
        if written in twin and draw(st.booleans()):
            written = twin[written]
        out.append(written)
        if after is None:
            break
        gap = text[raw.end : after.start]
        if "\n" in gap:
            lines = draw(st.sampled_from(["\n", "\n\n\n", "\r\n", "  # 注\n", "\n# 注 2\n", "\n   # 注 3\n\n"]))
            column = "" if after.indent == 0 else draw(st.sampled_from(["  ", "    ", "\t"])) * (depth + 1)
            if gap.strip(" \n") and "#" in gap:
                lines = gap.rstrip(" ")
            out.append(lines + (column if after.kind != "RBRACE" or after.indent else ""))
        elif gap:
            out.append(draw(st.sampled_from([" ", "  ", "\u3000", "\t"])))
    return "".join(out) + draw(st.sampled_from(["", "\n", "\n\n# 完"]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_layout_gives_the_same_tree_and_the_formatter_settles_it(data: st.DataObject) -> None:
    text = _again(data.draw, SAMPLE.replace("    + min", "      + min"))
    assert _tree(text) == _tree(SAMPLE)
    for lang in (None, "zh"):
        formatted = format_text(SourceFile("x", text), lang).text
        assert formatted is not None
        assert _tree(formatted) == _tree(SAMPLE)
        assert format_text(SourceFile("x", formatted), lang).text == formatted
        assert len(scan(formatted).comments) == len(scan(text).comments)
