"""The questions of a ruleset and their answers: what is right is proved, what is not is refuted by facts that the interpreter confirms."""

import json
from fractions import Fraction

import pytest

from benchmarks.large_ruleset import large_ruleset
from evaldsl import api
from evaldsl.evaluation.tree import Figure, NodeScore
from evaldsl.model.program import Program
from evaldsl.model.trials import Trials
from evaldsl.proving.answers import Answer, How, Verdict
from evaldsl.proving.asked import Question
from evaldsl.proving.deciding import decide
from evaldsl.proving.questions import chosen, questions_of
from evaldsl.proving.words import REASONS, reason_of
from evaldsl.source import SourceFile
from tests.pipeline import ROOT

LIMIT = 20.0

HEAD = """language 1
ruleset "x"
total 20
round each score half_up 2
"""
PLAIN = (
    HEAD
    + """indicator 培训 weight 10 { target >= 100 次;  score pro_rata }
indicator 事故 weight 10 { target <= 3 起;  score pro_rata }
"""
)


def _opened(text: str) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program, trials


def _all(text: str) -> dict[str, Answer]:
    program, trials = _opened(text)
    questions = questions_of(program, trials.properties)
    assert len({q.id for q in questions}) == len(questions)
    return {a.question.id: a for a in decide(program, questions, LIMIT)}


def _one(text: str, id_: str) -> Answer:
    program, trials = _opened(text)
    question = next(q for q in questions_of(program, trials.properties) if q.id == id_)
    return next(iter(decide(program, [question], LIMIT)))


def _facts(answer: Answer, which: int = 0) -> dict[str, str]:
    found = json.loads(answer.files[which])["facts"]
    assert isinstance(found, dict)
    return found


def _scored(text: str, file: str) -> NodeScore:
    result = api.evaluate(api.loads(text), file.encode())
    return result.root


def _node(root: NodeScore, path: str) -> NodeScore:
    return next(n for n in _walked(root) if n.node.path == path)


def _walked(root: NodeScore) -> list[NodeScore]:
    return [root, *(n for child in root.children for n in _walked(child))]


# ---- what is right ---------------------------------------------------------------------------------------------------


def test_all_standard_questions_of_a_plain_ruleset_are_proved() -> None:
    found = _all(PLAIN)
    assert {a.verdict for a in found.values()} == {Verdict.PROVED}
    expected = {
        "bounds:", "bounds:培训", "computed:", "computed:事故", "trend:培训:exact", "trend:培训:printed", "trend:事故:exact",
        "marks::full", "marks::none", "marks:培训:full",
    }  # fmt: skip
    assert expected <= set(found)
    assert found["trend:培训:printed"].how is How.ROUNDING
    assert found["bounds:"].how is How.PARTS


def test_questions_are_the_same_in_both_vocabularies() -> None:
    chinese = """语言 1
规则集 “x”
满分 20
舍入 每项得分 四舍五入 2 位
指标 培训 分值 10 { 目标 ≥ 100 次；评分 按比例 }
指标 事故 分值 10 { 目标 ≤ 3 起；评分 按比例 }
"""
    ids = [[q.id for q in questions_of(_opened(text)[0])] for text in (PLAIN, chinese)]
    assert ids[0] == ids[1]


def test_what_an_answer_rests_on_does_not_hang_on_what_else_is_asked() -> None:
    every = _all(PLAIN)
    for id_ in ("bounds:", "trend:培训:printed", "marks::full"):
        assert _one(PLAIN, id_).verdict is every[id_].verdict
        assert _one(PLAIN, id_).how is every[id_].how


# ---- bounds ----------------------------------------------------------------------------------------------------------

DEDUCTS = """language 1
ruleset "x"
total 10
facts { 投诉 : 件 integer >= 0 }
indicator 投诉件数 weight 10 { value 投诉;  score = weight - 投诉 / 1 件 }
"""


def test_a_reduction_that_goes_below_zero_is_refuted_by_the_facts_that_do_it() -> None:
    found = _one(DEDUCTS, "bounds:投诉件数")
    assert found.verdict is Verdict.REFUTED
    assert found.code == "E615"
    assert int(_facts(found)["投诉"].removesuffix(" 件")) > 10
    with pytest.raises(api.EvaldslError, match="E615"):
        api.evaluate(api.loads(DEDUCTS), found.files[0].encode())


def test_a_reduction_with_a_floor_stays_in_bounds() -> None:
    assert (
        _one(DEDUCTS.replace("= weight - 投诉 / 1 件", "= max(weight - 投诉 / 1 件, 0)"), "bounds:投诉件数").verdict
        is Verdict.PROVED
    )


# ---- what cannot be computed -----------------------------------------------------------------------------------------

RATIO = """language 1
ruleset "x"
total 10
facts { 实数 : 万元 >= 0;  预算 : 万元 >= 0 }
let 执行率 = 实数 / 预算
indicator 执行 weight 10 { value 执行率;  target >= 100%;  score all_or_nothing }
"""


def test_division_by_zero_is_refuted_by_a_zero() -> None:
    found = _one(RATIO, "computed:let:执行率")
    assert found.verdict is Verdict.REFUTED
    assert found.code == "E610"
    assert _facts(found)["预算"] == "0 万元"
    assert _one(RATIO, "computed:执行").verdict is Verdict.REFUTED


def test_a_divisor_above_zero_divides_always() -> None:
    mended = RATIO.replace("预算 : 万元 >= 0", "预算 : 万元 > 0")
    for id_ in ("computed:let:执行率", "computed:执行", "computed:"):
        assert _one(mended, id_).verdict is Verdict.PROVED


# ---- directions ------------------------------------------------------------------------------------------------------


def test_bands_out_of_order_are_refuted_by_two_files() -> None:
    text = (
        HEAD.replace("20", "10")
        + "indicator 满意度 weight 10 { target >= 90%;  score bands { >= 90%: 8;  >= 80%: 10;  otherwise: 0 } }\n"
    )
    found = _one(text, "trend:满意度:exact")
    assert found.verdict is Verdict.REFUTED
    less, more = (Fraction(_facts(found, i)["满意度"].removesuffix("%")) for i in (0, 1))
    assert 80 <= less < 90 <= more
    scores = [_node(_scored(text, file), "满意度").score for file in found.files]
    assert scores == [10, 8]


def test_a_drop_that_rounding_hides_is_one_of_the_exact_score_only() -> None:
    score = "score = 5 - min(value, 1 次) / 1000 次"
    text = HEAD.replace("20", "5") + f"indicator 次数 weight 5 {{ target >= 0 次;  {score} }}\n"
    assert _one(text, "trend:次数:exact").verdict is Verdict.REFUTED
    assert _one(text, "trend:次数:printed").verdict is Verdict.PROVED


def test_over_achievement_that_is_reduced_is_asked_up_to_its_limit() -> None:
    text = PLAIN.replace(
        "target >= 100 次;  score pro_rata", "target >= 100 次;  score pro_rata;  over 130% reduce 1 per 10 个百分点 whole steps"
    )
    found = {id_: a for id_, a in _all(text).items() if id_.startswith("trend:培训")}
    assert set(found) == {"trend:培训:over:exact", "trend:培训:over:printed"}
    assert {a.verdict for a in found.values()} == {Verdict.PROVED}


def test_a_target_with_two_sides_is_asked_on_each() -> None:
    text = HEAD.replace("20", "10") + "indicator 比例 weight 10 { target 80% .. 90%;  score pro_rata }\n"
    found = {id_: a for id_, a in _all(text).items() if id_.startswith("trend:")}
    assert {x.split(":")[2] for x in found} == {"below", "above"}
    assert {a.verdict for a in found.values()} == {Verdict.PROVED}


def test_bands_without_a_target_have_no_direction() -> None:
    text = HEAD.replace("20", "10") + "indicator 负债率 weight 10 { score bands { < 40%: 5;  < 60%: 10;  otherwise: 0 } }\n"
    text = text.replace("round", "facts { 负债率值 : % in 0% .. 100% }\nround").replace("{ score", "{ value 负债率值;  score")
    assert not [id_ for id_ in _all(text) if id_.startswith("trend:")]


# ---- what can happen -------------------------------------------------------------------------------------------------


def test_a_band_that_a_value_never_reaches_is_a_remark() -> None:
    text = """language 1
ruleset "x"
total 10
facts { 甲, 乙 : % in 0% .. 100% }
indicator 平均 weight 10 { value min(甲, 乙, 50%);  score bands { >= 60%: 10;  >= 40%: 5;  otherwise: 0 } }
grades { >= 10: 优;  >= 5: 良;  otherwise: 差 }
"""
    found = _all(text)
    assert found["reached:平均:band:1"].verdict is Verdict.REFUTED
    assert found["reached:平均:band:1"].remark
    assert not found["reached:平均:band:1"].fault
    assert found["reached:平均:band:2"].verdict is Verdict.PROVED
    assert found["marks::full"].verdict is Verdict.REFUTED
    assert found["reached:grade:优"].verdict is Verdict.REFUTED
    assert found["reached:grade:良"].verdict is Verdict.PROVED


def test_a_veto_that_never_falls_and_one_that_always_does() -> None:
    text = """language 1
ruleset "x"
total 10
facts { 甲, 乙 : 件 integer >= 0 }
indicator 平均 weight 10 {
  value 甲;  target >= 1 件;  score pro_rata
  veto 从不 when 甲 + 1 件 <= 甲 - 乙 then score 0 because "无"
  veto 总是 when 甲 + 乙 >= 甲 then score 0 because "无"
}
"""
    found = _all(text)
    assert found["reached:平均:veto:1"].verdict is Verdict.REFUTED
    assert found["reached:平均:veto:1:not"].verdict is Verdict.PROVED
    assert found["reached:平均:veto:2:not"].verdict is Verdict.REFUTED
    assert found["marks:平均:full"].verdict is Verdict.REFUTED


# ---- properties ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        "total in 0 .. 20",
        "培训.score increases with 培训",
        "事故.score decreases with 事故",
        "when 培训 >= 100 次: 培训.score == 10",
        "total moves at most 0.1 with 培训 per 1 次",
        "attainable total == 20",
        "total unchanged by unit of 培训",
        "total never falls with 培训",
    ],
)
def test_what_holds_is_proved(claim: str) -> None:
    assert _one(PLAIN + f'property "x" {{ {claim} }}\n', "property:x:1").verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("claim", "files"),
    [
        ("total >= 1", 1),
        ("培训.score decreases with 培训", 2),
        ("when 培训 >= 99 次: 培训.score == 10", 1),
        ("total moves at most 0.09 with 培训 per 1 次", 2),
        ("attainable total == 20.5", 0),
        ("培训.score increases with 事故", 0),
    ],
)
def test_what_does_not_hold_is_refuted(claim: str, files: int) -> None:
    found = _one(PLAIN + f'property "x" {{ {claim} }}\n', "property:x:1")
    assert found.verdict is Verdict.REFUTED
    assert found.fault
    assert len(found.files) == files


def test_claims_of_two_files() -> None:
    holds = 'property "x" for two 甲, 乙 { when 甲.培训 >= 乙.培训: 甲.培训.score >= 乙.培训.score }\n'
    fails = 'property "x" for two 甲, 乙 { when 甲.培训 >= 乙.培训: 甲.total >= 乙.total }\n'
    alike = 'property "x" for two 甲, 乙 { alike except 培训;  when 甲.培训 >= 乙.培训: 甲.total >= 乙.total }\n'
    assert _one(PLAIN + holds, "property:x:1").verdict is Verdict.PROVED
    assert _one(PLAIN + alike, "property:x:1").verdict is Verdict.PROVED
    found = _one(PLAIN + fails, "property:x:1")
    assert found.verdict is Verdict.REFUTED
    first, second = (_scored(PLAIN, file).score for file in found.files)
    assert isinstance(first, Fraction)
    assert isinstance(second, Fraction)
    assert first < second


# ---- what stays open -------------------------------------------------------------------------------------------------


def test_what_depends_on_rows_is_unknown_with_its_place() -> None:
    text = PLAIN.replace(
        "round each", "facts { 项目 : list of { 名称 : text key;  支出 : 万元 >= 0 } }\nlet 总 = sum(支出 over 项目)\nround each"
    )
    found = _one(text, "computed:let:总")
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, "list")
    assert found.place is not None
    assert found.place.line == 5


def test_every_reason_has_its_words() -> None:
    for reason in ("list", "time", "refused: E530、E587", "not confirmed"):
        words = reason_of(reason)
        assert words.en
        assert words.zh
    import inspect
    import re

    from evaldsl.proving import asking, encoding, expressions, facts, groups, methods, scores, tables, verdicts

    for module in (asking, encoding, expressions, facts, groups, methods, scores, tables, verdicts):
        for reason in re.findall(r'(?:OutOfReach|Undecided)\("([a-z_ ]+)', inspect.getsource(module)):
            assert reason in REASONS, (module.__name__, reason)


# ---- real rulesets ---------------------------------------------------------------------------------------------------


def test_words_choose_questions() -> None:
    program, _ = _opened(PLAIN)
    questions = questions_of(program)

    def ids(*words: str) -> list[str]:
        return [q.id for q in chosen(questions, words)]

    assert ids("bounds") == ["bounds:", "bounds:培训", "bounds:事故"]
    assert ids("得分不越界") == ids("bounds")
    assert all("培训" in id_ for id_ in ids("培训"))
    assert ids("没有") == []
    assert len(ids()) == len(questions)


def test_the_evaluation_of_2023_is_settled() -> None:
    path = ROOT / "rulesets" / "2023.eval"
    opened, trials = api.open_trials(SourceFile(str(path), path.read_text(encoding="utf-8")), str(path.parent))
    assert opened.ruleset is not None
    program = opened.ruleset.program
    questions: tuple[Question, ...] = questions_of(program)
    answers = list(decide(program, questions, LIMIT))
    assert [a.question.id for a in answers if a.verdict is not Verdict.PROVED] == []
    assert len(answers) >= 200
    assert trials.properties
    assert all(isinstance(f, Figure) for a in answers for _, f in a.figures)


def test_a_large_ruleset_is_settled() -> None:
    found = _all(large_ruleset(20))
    assert [a.question.id for a in found.values() if a.verdict is Verdict.UNKNOWN] == []
    assert [a.question.id for a in found.values() if a.fault] == []
    assert found["marks::full"].verdict is Verdict.PROVED
    assert api.evaluate(api.loads(large_ruleset(20)), found["marks::full"].files[0].encode()).root.score == 20
    # 4: at 0% whole steps of 5 below 94% are 18, which cost 90%: a tenth of the point is left, so the total is never 0 either
    assert found["marks:第0组.指标4:none"].verdict is Verdict.REFUTED
    assert (found["marks::none"].verdict, found["marks::none"].how) == (Verdict.REFUTED, How.PARTS)


def test_rounding_does_not_keep_order_where_the_weight_moves() -> None:
    """With 4 次 X counts 3 points and 2.5 of them become 3; with 5 次 it counts 2.5, which stay 2.5: the exact score stands still, the printed one falls."""
    text = """language 1
ruleset "x"
total 3
facts { f : 次 in 0 .. 20;  g : 次 in 0 .. 20 }
indicator X weight 2.5 { value f;  target >= 5 次;  round half_up 0;  score bands { >= 5 次: 2.5;  otherwise: 25/12 } }
indicator Y weight 0.5 { value g;  target >= 5 次;  applies when f >= 5 次, then move to X;  score pro_rata }
"""
    assert _one(text, "trend:X:exact").verdict is Verdict.PROVED
    answer = _one(text, "trend:X:printed")
    assert answer.verdict is Verdict.REFUTED
    assert [_node(_scored(text, file), "X").score for file in answer.files] == [3, Fraction(5, 2)]
