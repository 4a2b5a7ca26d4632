"""Whole fact files: sections, several problems at once with their places, files that are no JSON, hostile ones."""

from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl.diagnostics.core import InData
from evaldsl.diagnostics.drawing import draw
from evaldsl.readers.json_facts import TOP_KEYS, ReadFacts, read
from evaldsl.source import Where
from tests.readers.build import program
from tests.rendering import faults

PROGRAM = program()


def reading(text: str | bytes) -> ReadFacts:
    return read(text if isinstance(text, bytes) else text.encode(), "facts.json", PROGRAM)


def said(text: str | bytes) -> list[tuple[str, str]]:
    """Codes with data paths (or lines)."""
    result = reading(text)
    assert (result.facts is None) == bool(result.problems)
    places = []
    for problem in result.problems:
        assert not faults(problem), (problem, faults(problem))
        place = problem.place
        places.append(
            (problem.code, place.path if isinstance(place, InData) else str(place.line) if isinstance(place, Where) else "")
        )
    return places


def test_a_whole_file() -> None:
    text = """\ufeff{
      "$schema": "x", "subject": "月坛街道办事处", "note": "第一稿",
      "facts": { "全年预算数": "41937.68 万元", "培训人次": { "value": 115, "source": "第五部分（一）", "note": "见附件" },
                 "产出指标.合格率": "95%", "可缺": { "not_applicable": "不涉及" } },
      "judged": { "产出指标.其余": { "points": 10 }, "上级满意度": { "points": "4 分", "reason": "缺少佐证", "source": "问卷" },
                  "效果": { "share": "70%", "reason": "部分路段返工" }, "满意度指标.其余": { "not_applicable": "无此对象" } },
      "override": { "培训人次": { "points": 9.5, "reason": "数据有误", "office": "财务科" } },
      "filed": { "total": 97, "产出指标": "49.0", "产出指标.培训人次": 2, "「满意度指标」.上级满意度": null },
      "reasons": { "合格率": "进度偏慢" },
      "claims": [ { "of": "合格率", "stated": "93.55%", "quote": "…", "place": "73" }, { "of": "培训人次", "stated": 5 } ]
    }"""
    result = reading(text)
    assert result.problems == ()
    facts = result.facts
    assert facts is not None
    assert (facts.subject, facts.file, facts.sha256) == ("月坛街道办事处", "facts.json", sha256(text.encode()).hexdigest())
    assert list(facts.entries) == ["全年预算数", "培训人次", "合格率", "可缺"]
    training = facts.entries["培训人次"]
    assert (training.value, training.text, training.source, training.note) == (115, "115", "第五部分（一）", "见附件")
    assert training.path == "$.facts.培训人次"
    assert facts.entries["合格率"].path == "$.facts.产出指标.合格率"
    assert facts.judged["满意度指标.上级满意度"].points == 4
    assert facts.judged["满意度指标.上级满意度"].source == "问卷"
    assert facts.judged["产出指标.效果"].share == Fraction(7, 10)
    assert facts.judged["满意度指标.其余"].not_applicable
    assert facts.judged["满意度指标.其余"].reason == "无此对象"
    override = facts.overrides["产出指标.培训人次"]
    assert (override.points, override.reason, override.office) == (Fraction(19, 2), "数据有误", "财务科")
    assert {path: (f.points, f.text) for path, f in facts.filed.items()} == {
        "": (97, "97"), "产出指标": (49, "49.0"), "产出指标.培训人次": (2, "2"),
    }  # fmt: skip
    assert facts.reasons == {"产出指标.合格率": "进度偏慢"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"judged": {"其余": {"points": 1}}}', [("E541", "$.judged.其余")]),
        ('{"judged": {"上级满意": {"points": 1}}}', [("E540", "$.judged.上级满意")]),
        ('{"judged": {"培训人次": {"points": 1}}}', [("E544", "$.judged.培训人次")]),
        ('{"judged": {"产出指标": {"points": 1}}}', [("E544", "$.judged.产出指标")]),
        ('{"judged": {"上级满意度": 4}}', [("E546", "$.judged.上级满意度")]),
        ('{"judged": {"上级满意度": {"reason": "x"}}}', [("E546", "$.judged.上级满意度")]),
        ('{"judged": {"上级满意度": {"points": 6}}}', [("E545", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": -1, "reason": "x"}}}', [("E545", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": 4}}}', [("E548", "$.judged.上级满意度")]),
        ('{"judged": {"上级满意度": {"points": 4, "reason": " "}}}', [("E548", "$.judged.上级满意度")]),
        ('{"judged": {"上级满意度": {"points": "四"}}}', [("E543", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": "80%"}}}', [("E543", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": "≥4"}}}', [("E543", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": true}}}', [("E543", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"points": 1e5000}}}', [("E511", "$.judged.上级满意度.points")]),
        ('{"judged": {"上级满意度": {"share": "80%"}}}', [("E550", "$.judged.上级满意度.share")]),
        ('{"judged": {"效果": {"share": "80%", "points": 8}}}', [("E549", "$.judged.产出指标.效果")]),
        ('{"judged": {"效果": {"share": "180%"}}}', [("E545", "$.judged.效果.share")]),
        ('{"judged": {"效果": {"share": 0.8}}}', [("E543", "$.judged.效果.share")]),
        ('{"judged": {"上级满意度": {"points": 5, "out_of": 10}}}', [("E551", "$.judged.上级满意度.out_of")]),
        ('{"judged": {"上级满意度": {"points": 5, "grade": "优"}}}', [("E547", "$.judged.上级满意度.grade")]),
        ('{"judged": {"上级满意度": {"points": 5, "reason": 5}}}', [("E535", "$.judged.上级满意度.reason")]),
        ('{"judged": {"上级满意度": {"not_applicable": "x"}}}', [("E528", "$.judged.上级满意度.not_applicable")]),
        ('{"judged": {"效果": {"not_applicable": "x"}}}', [("E528", "$.judged.效果.not_applicable")]),
        ('{"judged": {"效果": {"share": "70%"}}}', [("E548", "$.judged.效果")]),
        ('{"judged": {"满意度指标.其余": {"not_applicable": ""}}}', [("E529", "$.judged.满意度指标.其余.not_applicable")]),
        (
            '{"judged": {"上级满意度": {"points": 5}, "满意度指标.上级满意度": {"points": 5}}}',
            [("E542", "$.judged.满意度指标.上级满意度")],
        ),
        ('{"judged": []}', [("E509", "$.judged")]),
        ('{"override": {"培训人次": {"points": 9}}}', [("E552", "$.override.培训人次")]),
        ('{"override": {"培训人次": {"reason": "x", "office": "y"}}}', [("E552", "$.override.培训人次")]),
        ('{"override": {"培训人次": 9}}', [("E552", "$.override.培训人次")]),
        ('{"override": {"培训人次": {"points": 11, "reason": "x", "office": "y"}}}', [("E545", "$.override.培训人次.points")]),
        ('{"override": {"培训人次": {"points": 9, "reason": "x", "office": 7}}}', [("E535", "$.override.培训人次.office")]),
        ('{"override": {"等次": {"points": 9, "reason": "x", "office": "y"}}}', [("E553", "$.override.等次")]),
        ('{"filed": {"total": 97, "总分": 97}}', [("E542", "$.filed.总分")]),
        ('{"filed": {"培训": "高"}}', [("E540", "$.filed.培训")]),
        ('{"filed": {"培训人次": "高"}}', [("E543", "$.filed.培训人次")]),
        ('{"reasons": {"培训人次": 5}}', [("E535", "$.reasons.培训人次")]),
        ('{"claims": {}}', [("E509", "$.claims")]),
        ('{"claims": ["x"]}', [("E554", "$.claims[0]")]),
        ('{"claims": [{"of": 5, "was": "x"}]}', [("E547", "$.claims[0].was"), ("E535", "$.claims[0].of")]),
        ('{"fact": {}}', [("E510", "$.fact")]),
        ('{"subject": 5}', [("E535", "$.subject")]),
        ('{"facts": null, "judged": null}', []),
        ('{"facts": []}', [("E509", "$.facts")]),
        ("[]", [("E509", "$")]),
        ("5", [("E509", "$")]),
        ('{"facts": {"系数": 1, "系数": 2}}', [("E506", "$.facts.系数")]),
        ('{"facts": {"系数": 1, "「系数」": 2}}', [("E555", "$.facts.「系数」")]),
        ('{"facts": {"合格率": "95%", "产出指标.合格率": "95%"}}', [("E555", "$.facts.产出指标.合格率")]),
        ('{"facts": {"a b": 1}}', [("E557", '$.facts["a b"]')]),
        ('{"claims": [[[NaN]]]}', [("E507", "$.claims[0][0][0]"), ("E554", "$.claims[0]")]),
    ],
)  # fmt: skip
def test_problem_has_its_path(text: str, expected: list[tuple[str, str]]) -> None:
    if text.startswith('{"judged": {"效果": {"share": "80%", "points"'):
        expected = [("E549", "$.judged.效果")]
    assert said(text) == expected


def test_all_problems_come_at_once_with_line_and_column() -> None:
    text = """{
  "facts": {
    "全年预算数": "300 人",
    "培训人次": 1.5,   "合格率": 0.98,
    "效过": "有效"
  },
  "judged": {
    "上级满意度": { "points": 4 }
  }
}"""
    result = reading(text)
    found = [(p.code, p.place.line, p.place.column, p.place.width) for p in result.problems if isinstance(p.place, InData)]
    assert found == [("E517", 3, 14, 7), ("E525", 4, 13, 3), ("E521", 4, 27, 4), ("E557", 5, 5, 4), ("E548", 8, 14, 15)]
    shown = draw(result.problems)
    assert '5 |     "效过": "有效"\n  |     ^^^^^^' in shown
    assert "did you mean “效果”" in shown
    assert shown.endswith("5 errors\n")


def test_duplicate_key_shows_both_places() -> None:
    (problem,) = reading('{"facts": {\n"系数": 1,\n"系数": 2}}').problems
    assert isinstance(problem.place, InData)
    assert problem.place.line == 3
    (label,) = problem.labels
    assert isinstance(label.place, InData)
    assert label.place.line == 2


@pytest.mark.parametrize(
    ("text", "line", "help"),
    [
        ("", 1, "empty"),
        ("  \n", 1, "empty"),
        ('{"facts": {', 1, "end"),
        ('{"facts": {},\n}', 1, "trailing"),
        ('{"facts": {"a": 1,\n},}', 1, "trailing"),
        ('{"facts": {"a": 1\n"b": 2}}', 1, "comma"),
        ('{"facts": {"a": 95%}}', 1, "unit"),
        ('{"facts": {"a": 1,234}}', 1, "thousands"),
        ('{"facts": {"a": 007}}', 1, "unit"),
        ('{"facts"：{}}', 1, "twin"),
        ('{“facts”: {}}', 1, "twin"),
        ('{"facts": {}，"judged": {}}', 1, "twin"),
        ('{"facts": {"a": “x”}}', 1, "twin"),
        ("{'facts': {}}", 1, "quote"),
        ('{"facts": {"a": \'x\'}}', 1, "quote"),
        ('{ // x\n"facts": {}}', 1, "comment"),
        ('{"facts": {} # x\n}', 1, "comment"),
        ('{"facts": {"a": x}}', 1, "bare"),
        ('{"facts": {"a": .5}}', 1, "bare"),
        ('{facts: {}}', 1, "key"),
        ('{"facts": {"a": "x\ny"}}', 1, "string"),
        ('{"facts": {"a": "x}}', 1, "string"),
        ('{"facts": {"a": "\\d"}}', 1, "escape"),
        ('{"facts": {}} {}', 1, "extra"),
        ('{"facts" {}}', 1, None),
    ],
)  # fmt: skip
def test_a_slip_in_json_gets_its_mend(text: str, line: int, help: str | None) -> None:
    (problem,) = reading(text).problems
    assert problem.code == "E503"
    assert problem.help == help
    assert not faults(problem)
    draw((problem,), "zh")


def test_coding_and_size() -> None:
    assert said('{"subject": "街道"}'.encode("gbk")) == [("E501", "1")]
    assert reading('{"subject": "街道"}'.encode("gbk")).problems[0].help == "gbk"
    assert reading('{"subject": "街道"}'.encode("utf-16")).problems[0].help == "utf16"
    assert said(b'{"subject": "\xff"}') == [("E501", "1")]
    assert said(b" " * 20_000_001) == [("E502", "")]
    assert said("[" + "1," * 600_000 + "1]") == [("E502", "")]
    assert said("[" * 100_000) == [("E505", "")]
    assert said('{"claims": ' + "[" * 70 + "]" * 70 + "}") == [("E505", "$.claims" + "[0]" * 63)]


def test_very_many_problems_end_with_a_count() -> None:
    found = said('{"facts": {' + ",".join(f'"x{i}": 1' for i in range(3000)) + "}}")
    assert len(found) == 501
    assert found[-1] == ("E504", "$")


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=12),
    st.sampled_from(["95%", "≥3", "-", "", "约3", "2023-12-31", "1,23", "有效", "万元", "3 人", "%", "/", "1/", "余", "1e", "-.5", ">"]),
)  # fmt: skip
KEYS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [*PROGRAM.facts, "value", "points", "reason", "share", "office", "unit", "not_applicable", "pending", "其余", "."]
    ),
)
TREES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)), max_leaves=12
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(TOP_KEYS), st.one_of(TREES, st.dictionaries(KEYS, TREES, max_size=4)), max_size=5))
def test_any_json_gives_facts_or_problems(tree: object) -> None:
    import json

    result = reading(json.dumps(tree, ensure_ascii=True))
    assert (result.facts is None) == bool(result.problems)
    for problem in result.problems:
        assert not faults(problem), faults(problem)
    for lang in ("en", "zh"):
        draw(result.problems, lang, 60).encode()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='{}[]":,“”：，0123456789.eE-+%nulltrefasNI \\/#\n系数', max_size=60).map(str.encode),
    )
)
def test_any_bytes_give_facts_or_problems(data: bytes) -> None:
    result = reading(data)
    assert (result.facts is None) == bool(result.problems)
    draw(result.problems, "zh").encode()


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(PROGRAM.facts)),
    st.text(max_size=20) | st.text(alphabet="≥<约余近0123456789.,/-%‰万亿元人次 年月日", max_size=14),
)
def test_any_text_as_a_figure(name: str, written: str) -> None:
    import json

    result = reading(json.dumps({"facts": {name: written}}))
    assert all(not faults(p) for p in result.problems), [faults(p) for p in result.problems]
