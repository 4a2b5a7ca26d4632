"""Coverage of rules: which points there are, which an example exercises, which its expectations decide; the same for every layout."""

from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import Result, Status
from evaldsl.model.program import Program
from evaldsl.model.trials import Trials
from evaldsl.readers.json_facts import read
from evaldsl.source import SourceFile
from evaldsl.trials.coverage import Coverage, covered
from evaldsl.trials.coverage_marks import Frame, Marks, marked, run_of
from evaldsl.trials.coverage_points import KINDS, points_of
from evaldsl.trials.coverage_reads import TOTAL, nodes_of
from evaldsl.trials.examples import run_examples
from tests.examples.gallery import GALLERY, nodes, topics
from tests.pipeline import ROOT
from tests.trials.layouts import collapsed, formatted

HEAD = 'language 1\nruleset "x"\n'
FILES = sorted(
    [
        *(x for x in (ROOT / "rulesets").glob("*.eval") if x.stem != "units"),
        *(GALLERY / topic / "rules.zh.eval" for topic in topics()),
    ]
)


def _opened(text: str, folder: str | None = None) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile("x.eval", text), folder)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program, trials


def _covered(text: str, folder: str | None = None) -> Coverage:
    program, trials = _opened(text, folder)
    return covered(program, list(run_examples(program, trials.examples, folder)))


def _marks(result: Result, frame: Frame) -> Marks:
    run = run_of(result)
    assert run is not None
    return marked(result, run, frame)


def _ids(coverage: Coverage) -> tuple[list[str], list[str], list[str]]:
    """All points, those that are exercised, those that are decided."""
    points = coverage.points
    return (
        [x.point.id for x in points],
        [x.point.id for x in points if x.is_exercised],
        [x.point.id for x in points if x.is_decided],
    )


def _ways(text: str, facts: str, expect: str = "total >= 0") -> set[str]:
    """The points that one example decides."""
    return set(_ids(_covered(f'{HEAD}{text}\nexample "一" {{ {facts};  expect {expect} }}'))[2])


# ---- every kind of point ---------------------------------------------------------------------------------------------

ONE = "total 10\nround each score half_up 2\nindicator 甲 weight 10 {{ {} }}"
POINTS = {
    # method, facts: the ways that it goes
    "target >= 100 次;  score pro_rata|甲 = 100 次": "indicator:met",
    "target >= 100 次;  score pro_rata|甲 = 101 次": "indicator:met cap:beyond",
    "target >= 100 次;  score pro_rata|甲 = 50 次": "indicator:partly",
    "target >= 300 次;  score pro_rata|甲 = 100 次": "indicator:partly rounding:rounds",  # 3.333…
    "target >= 800 次;  score pro_rata|甲 = 1 次": "indicator:partly rounding:rounds",  # 0.0125
    "target >= 2000 次;  score pro_rata|甲 = 1 次": "indicator:partly rounding:rounds rounding:tie",  # 0.005
    "target >= 100 次;  score pro_rata|甲 = 0 次": "indicator:none",
    "target <= 5 起;  score pro_rata|甲 = 4 起": "indicator:met cap:beyond",
    "target <= 5 起;  score pro_rata|甲 = 10 起": "indicator:partly",
    "target >= 100 次;  score all_or_nothing|甲 = 99 次": "indicator:missed",
    "target >= 100 次;  score all_or_nothing|甲 = 100 次": "indicator:met",
    "target == 100 次;  score closeness|甲 = 200 次": "indicator:partly",
    "target >= 100 次;  score pro_rata, none below 60%|甲 = 59 次": "indicator:none floor:below",
    "target >= 100 次;  score pro_rata, none below 60%|甲 = 60 次": "indicator:partly floor:above",
    "target >= 100 次;  score pro_rata, flag from 130%|甲 = 130 次": "indicator:met cap:beyond flag:flagged",
    "target >= 100 次;  score pro_rata, flag from 130%|甲 = 129 次": "indicator:met cap:beyond flag:unflagged",
    "target >= 100 次;  score pro_rata, over 130% reduce 1 per 10 个百分点 whole steps at most 3|甲 = 130 次": "indicator:met cap:beyond over:nothing",
    "target >= 100 次;  score pro_rata, over 130% reduce 1 per 10 个百分点 whole steps at most 3|甲 = 140 次": "indicator:met cap:beyond over:some",
    "target >= 100 次;  score pro_rata, over 130% reduce 1 per 10 个百分点 whole steps at most 3|甲 = 160 次": "indicator:met cap:beyond over:some over:most",
    "value 乙;  score linear 0 次 .. 100 次|乙 = 0 次": "indicator:none",
    "value 乙;  score linear 0 次 .. 100 次|乙 = 50 次": "indicator:partly",
    "value 乙;  score linear 0 次 .. 100 次|乙 = 120 次": "indicator:full",
    "value 乙;  score bands { >= 90 次: 10;  >= 60 次: 6;  otherwise: 0 }|乙 = 90 次": "band:0",
    "value 乙;  score bands { >= 90 次: 10;  >= 60 次: 6;  otherwise: 0 }|乙 = 89 次": "band:1",
    "value 乙;  score bands { >= 90 次: 10;  >= 60 次: 6;  otherwise: 0 }|乙 = 0 次": "band:2",
    "value 乙;  score deduct 3 per 1 次 above 5 次 whole steps|乙 = 5 次": "deduct:nothing",
    "value 乙;  score deduct 3 per 1 次 above 5 次 whole steps|乙 = 8 次": "deduct:some",  # 9 of 10
    "value 乙;  score deduct 3 per 1 次 above 5 次 whole steps|乙 = 9 次": "deduct:floored",  # 12 of 10
    "score judged|judged 甲 = 10": "indicator:full",
    'score judged|judged 甲 = 3 "迟报"': "indicator:partly",
    'score judged|judged 甲 = 0 "未报"': "indicator:none",
    "value 丙;  score levels { 好 100%;  中 50%;  差 0% }|丙 = 中": "level:1",
    "value 丁;  score = min(10, 丁)|丁 = 12": "cap",
}


@pytest.mark.parametrize("case", POINTS)
def test_each_way_of_a_method_is_a_point(case: str) -> None:
    method, facts = case.split("|")
    used = "".join(
        f"{name} : {kind} "
        for name, kind in (("乙", "次 >= 0"), ("丙", "one of { 好, 中, 差 }"), ("丁", "number >= 0"))
        if name in method
    )
    head = f"facts {{ {used} }}\n" if used else ""
    ways = _ways(head + ONE.format(method), f"given {facts}")
    expected = POINTS[case]
    if expected == "cap":
        assert {way for way in ways if way.startswith("site:")} == {"site:score:甲:0:0"}
        return
    made = {f"{x.split(':')[0]}:甲:{x.split(':')[1]}" for x in expected.split()}
    assert ways == made | {"indicator:甲:scored"}


WHOLE = """total 20
round each score half_up 2
grades { >= 15: 优  >= 10: 中  otherwise: 差 }
facts { 乙 : 次 >= 0;  有 : yes_no;  档 : one of { 好, 差 };  日 : date in 2020-01-01 .. 2025-12-31;  说明 : text optional required when 乙 > 5 次;
  项目 : list of { 名称 : text key;  支出 : 万元 >= 0 } }
let 率 by { 甲口径: 乙 / 10 次;  乙口径: 乙 / 20 次 }
parameter 标准 : 次 { from 2020-01-01: 5 次;  from 2022-01-01: 6 次 }
let 当时 = 标准 at 日
let 多少 = if 有 then (if 乙 > 3 次 then 3 else 2) else 1
bands 大小 { >= 5 次: 大  otherwise: 小 }
let 词 = 大小(乙)
table 表(档: one of { 好, 差 }) -> points exactly one { 档 | result
  好 | 1
  差 | 0 }
let 查 = 表(档)
method f(x: number) -> number { = if x > 1 then 1 else x }
let 甲率 = f(率.甲口径)
for each p in 项目 { let 大项 = if 支出 > 10 万元 then 1 else 0
  check 有支出 { 支出 > 0 万元 } }
let 大项数 = sum(大项 over 项目)
check 有次数 { 乙 > 0 次 }
finding 说 warning { when 乙 > 8 次: "多";  when 乙 < 1 次: "少";  otherwise: none }
outcome 结论 one of { 合格, 不合格 } { require 乙 >= 1 次 else 不合格 because "少";  otherwise 合格 }
grade is 差 when 乙 > 90 次 because "太多"
group 组 weight 20 {
  indicator 一 weight 10 { target >= 10 次;  value 乙;  score all_or_nothing;  veto 乱 when 乙 > 50 次 because "乱" }
  indicator 二 weight 10 { judged;  applies when 有;  may be not_applicable, then rescale }
}
"""


ALL = """example "一" {{
  given 乙 = 4 次
  given 有 = yes
  given 档 = 差
  given 日 = 2022-03-01
  given 项目[0].名称 = "甲"
  given 项目[0].支出 = 12 万元
  given judged 组.二 = 5 "迟报"
  expect {}
}}"""
DECIDED = {
    # what is expected: the points that hang on it, of all that these facts exercise (4 次 misses the target of 10 次: no points)
    "total == 5": {
        "indicator:组.一:scored", "indicator:组.一:missed", "indicator:组.二:scored", "indicator:组.二:partly",
        "absent:组.二:applies", "veto:组.一:0:spared",
    },
    "组.一 is unmet": {"indicator:组.一:scored", "indicator:组.一:missed", "veto:组.一:0:spared"},
    "组.二.score == 5": {"indicator:组.二:scored", "indicator:组.二:partly", "absent:组.二:applies"},
    "grade is 差": {
        "indicator:组.一:scored", "indicator:组.一:missed", "indicator:组.二:scored", "indicator:组.二:partly",
        "absent:组.二:applies", "veto:组.一:0:spared", "grade:band:2", "grade:rule:0:spared",
    },
    "check 有次数 holds": {"check::有次数:holds"},
    "check 有支出 holds": {"check:项目:有支出:holds"},
    "finding 说 silent": {"finding::说:2"},
    "outcome 结论 is 合格": {"outcome:结论:otherwise"},
    "多少 == 3": {"site:let:多少:0:then", "site:let:多少:1:then"},
    "当时 == 6 次": {"site:let:当时:0:1"},
    "词 == 小": {"bands:大小:1"},
    "查 == 0": {"table:表::1"},
    "率.甲口径 == 40%": {"case::率.甲口径"},
    "甲率 == 0.4": {"case::率.甲口径", "site:function:f:0:else"},
    "大项数 == 1": {"site:row:项目:大项:0:then"},
    "乙 == 4 次": set(),
}  # fmt: skip


@pytest.mark.parametrize("expect", DECIDED)
def test_a_point_is_decided_by_what_is_expected_of_a_figure_that_it_feeds(expect: str) -> None:
    made = _covered(HEAD + WHOLE + ALL.format(expect))
    _, exercised, decided = _ids(made)
    assert set(decided) == DECIDED[expect] | {"required::说明:spared"}  # that the facts are accepted is expected always
    assert set().union(*DECIDED.values()) <= set(exercised)


def test_an_expectation_that_does_not_hold_decides_nothing() -> None:
    made = _covered(HEAD + WHOLE + ALL.format("多少 == 2"))
    _, exercised, decided = _ids(made)
    assert decided == []
    assert "site:let:多少:0:then" in exercised


LEAST = "total 10\nindicator 甲 weight 10 { target >= 100 次;  score pro_rata;  requires reason when score < weight }\n"


@pytest.mark.parametrize(
    ("example", "way"),
    [
        ("given 甲 = 50 次;  expect refused E608", "reason"),
        ("given 甲 = 100 次;  expect total == 10", "no reason"),
    ],
)
def test_a_reason_that_is_due_is_decided_by_the_refusal_and_one_that_is_not_by_its_absence(example: str, way: str) -> None:
    _, _, decided = _ids(_covered(f'{HEAD}{LEAST}example "一" {{ {example} }}'))
    assert {x for x in decided if x.startswith("required")} == {f"required:甲:{way}"}


def test_an_entry_that_is_due_is_decided_by_the_refusal() -> None:
    facts = "facts { 乙 : 次;  说明 : text optional required when 乙 > 5 次 }\nlet 丙 = 乙\n"
    spared, asked, given = (
        _ids(_covered(f'{HEAD}{facts}example "一" {{ {x} }}'))
        for x in (
            "given 乙 = 5 次;  expect 丙 == 5 次",
            "given 乙 = 6 次;  expect refused E622",
            'given 乙 = 6 次;  given 说明 = "因"; expect 丙 == 6 次',
        )
    )
    assert spared[2] == ["required::说明:spared"]
    assert asked[2] == ["required::说明:asked"]
    assert given[1:] == (["required::说明:asked"], [])  # filled in anyway: nothing here hangs on its being asked for


def test_a_veto_of_the_own_score_is_judged_before_it() -> None:
    text = "total 10\nindicator 甲 weight 10 { target >= 100 次;  score pro_rata;  veto 低 when score < 6 because “低” }\n"
    fires, spared = (
        _ids(_covered(f'{HEAD}{text}example "一" {{ given 甲 = {x} 次;  expect total == {score} }}'))[2]
        for x, score in ((59, 0), (60, 6))
    )
    assert "veto:甲:0:fires" in fires
    assert "indicator:甲:partly" in fires  # the method went its way all the same
    assert "veto:甲:0:spared" in spared


def test_what_does_not_apply_exercises_nothing_inside() -> None:
    text = "total 10\nfacts { 有 : yes_no }\ngroup 组 weight 4 { applies when 有;  may be not_applicable, then rescale\n  indicator 乙 weight 4 { target >= 2 次;  score all_or_nothing } }\n"
    text += "indicator 甲 weight 6 { target >= 1 次;  score all_or_nothing }\n"
    _, exercised, _ = _ids(
        _covered(f'{HEAD}{text}example "一" {{ given 有 = no;  given 甲 = 1 次;  given 组.乙 = 2 次;  expect total == 10 }}')
    )
    assert {x for x in exercised if "组" in x} == {"absent:组:fails", "absent:组:absent"}


def test_only_what_is_called_has_points() -> None:
    text = "bands 大小 { >= 5: 大  otherwise: 小 }\nmethod f(x: number) -> number { = if x > 1 then 1 else x }\nlet 甲 = {}\n"
    assert _ids(_covered(HEAD + text.replace("{}", "1")))[0] == []
    assert _covered(HEAD + text.replace("{}", "1")).share is None
    assert len(_ids(_covered(HEAD + text.replace("{}", "f(2)")))[0]) == 2


# ---- the same for every layout ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_points_are_the_same_for_every_layout_and_vocabulary(path: Path) -> None:
    text, folder = path.read_text(encoding="utf-8"), str(path.parent)
    made = _covered(text, folder)
    for other in (formatted(text, "zh"), formatted(text, "en"), collapsed(text)):
        again = _covered(other, folder)
        assert _ids(again) == _ids(made)
        assert again.share == made.share
        assert [x.point.what for x in again.points] == [x.point.what for x in made.points]


@pytest.mark.parametrize("topic", topics())
def test_what_a_run_marks_is_a_point(topic: str) -> None:
    """Every gallery example with its facts: each mark is a point of the ruleset, and its scored indicators are marked."""
    folder = GALLERY / topic
    program, _ = _opened((folder / "rules.zh.eval").read_text(encoding="utf-8"), str(folder))
    found = read((folder / "facts.json").read_bytes(), "facts.json", program)
    assert found.facts is not None
    result = evaluate(program, found.facts, partial=True)
    marks = _marks(result, Frame(program, result))
    known = {point.id for point in points_of(program)}
    surplus = set().union(*marks.values()) - known
    assert surplus <= ({"absent:满意度指标:fails"} if topic == "form_from" else set())  # a place without rows does not apply
    own = {node.path for node in nodes_of(program.root) if node.is_indicator}
    for score in nodes(result.root):
        path = score.node.path
        if path in own:
            settled = isinstance(score.exact, Fraction | str) and score.status is not Status.NOT_APPLICABLE
            assert (f"indicator:{path}:scored" in marks.get(("score", path), ())) == settled
    assert all(point.kind in KINDS for point in points_of(program))


def test_the_kinds_all_occur() -> None:
    kinds: set[str] = set()
    for path in FILES:
        kinds |= {x.point.kind for x in _covered(path.read_text(encoding="utf-8"), str(path.parent)).points}
    assert kinds == set(KINDS)


@pytest.mark.parametrize(("topic", "prefix"), [("form_from", "指标"), ("row_scores", "项目")])
def test_rows_share_the_points_of_their_rules(topic: str, prefix: str) -> None:
    folder = GALLERY / topic
    program, _ = _opened((folder / "rules.zh.eval").read_text(encoding="utf-8"), str(folder))
    found = read((folder / "facts.json").read_bytes(), "facts.json", program)
    assert found.facts is not None
    result = evaluate(program, found.facts)
    frame = Frame(program, result)
    marks = _marks(result, frame)
    below = frame.reads.below({TOTAL})
    decided = set().union(*(ids for owner, ids in marks.items() if owner in below))
    shared = {point.id for point in points_of(program) if "[" in point.subject or point.subject.startswith(prefix)}
    assert decided & shared


def test_what_would_take_too_long_is_refused_at_once_and_covers_nothing() -> None:
    calls = "".join(f"method f{i}(x: number) -> number {{ = f{i - 1}(x + 1) + f{i - 1}(x + 2) }}\n" for i in range(1, 40))
    text = f"facts {{ 甲 : number }}\nmethod f0(x: number) -> number {{ = if x > 1 then 1 else x }}\n{calls}let 乙 = f39(甲)\n"
    made = _covered(f'{HEAD}{text}example "一" {{ given 甲 = 1;  expect 乙 == 1 }}')
    assert (made.decided, made.exercised, len(made.points)) == (0, 0, 2)
