"""The 2023 evaluation: its figures as the report prints them, worked out by rules from facts."""

from fractions import Fraction

import pytest

from evaldsl.evaluation.tree import NodeScore, Result, Status
from tests.examples.gallery import EXAMPLES, expected, nodes, plain, run_files
from tests.pipeline import ROOT, run


@pytest.fixture(scope="module")
def result() -> Result:
    """The run of the ruleset on the facts."""
    got = run_files(ROOT / "rulesets" / "2023.eval", EXAMPLES / "2023" / "facts.json")
    assert got.result is not None, [(p.code, p.place, p.args) for p in got.problems]
    assert isinstance(got.result, Result)
    return got.result


def by_path(result: Result) -> dict[str, NodeScore]:
    """The nodes by path."""
    return {n.node.path: n for n in nodes(result.root)}


def test_total_and_blocks(result: Result) -> None:
    assert result.total is not None
    assert (result.total.score, result.total.weight, result.total.grade) == (97, 100, "优")
    found = by_path(result)
    blocks = {name: found[name].score for name in ("预算执行管理", "产出指标", "效益指标", "满意度指标")}
    assert blocks == {"预算执行管理": 9, "产出指标": 49, "效益指标": 30, "满意度指标": 9}


def test_every_filed_score_is_reached(result: Result) -> None:
    for score in nodes(result.root):
        if score.filed is not None:
            assert score.score == score.filed.points, score.node.path
    filed = [n for n in nodes(result.root) if n.filed is not None and n.node.is_indicator]
    assert len(filed) == 24  # every indicator for which the report prints points


def test_where_the_three_points_are_lost(result: Result) -> None:
    lost = {
        n.node.path: n.weight - n.score
        for n in nodes(result.root)
        if n.node.is_indicator and n.weight is not None and isinstance(n.score, Fraction) and n.score != n.weight
    }
    assert lost == {"预算执行管理.公用经费控制率": 1, "产出指标.成本指标.部门预算调整金额": 1, "满意度指标.上级部门满意度": 1}


def test_ratios(result: Result) -> None:
    found = by_path(result)
    # 682.36 ÷ 873.97, 0.43 ÷ 6.96, 256 ÷ 273 and (53 + 532) ÷ 41400.94, cut to the digits that the report prints
    assert round_half_up(found["预算执行管理.公用经费控制率"].value) == Fraction(7808, 10000)
    assert round_half_up(found["预算执行管理.三公经费控制率"].value) == Fraction(618, 10000)
    assert round_half_up(found["预算执行管理.在职人员控制率"].value) == Fraction(9377, 10000)
    assert found["产出指标.成本指标.部门预算调整金额"].value == Fraction(58500, 4140094)


def round_half_up(value: object) -> Fraction:
    """To four digits; the values here are positive."""
    assert isinstance(value, Fraction)
    return Fraction((value * 10000 + Fraction(1, 2)).__floor__(), 10000)


def test_satisfaction_equal_to_a_strict_target(result: Result) -> None:
    score = by_path(result)["满意度指标.人民群众满意度"]
    assert (score.score, score.met, score.status) == (5, False, Status.UNMET)
    assert score.node.target is not None
    assert score.node.target.text == "> 95%"


def test_checks(result: Result) -> None:
    """What adds up passes; where the report contradicts itself a warning shows both figures."""
    passed = {c.check.name: c.passed for c in result.checks}
    assert [name for name, ok in passed.items() if ok is not True] == [
        "全年预算数前后一致",
        "年初预算加追加",
        "执行率口径",
        "结转结余前后一致",
        "在职人员前后一致",
    ]
    assert all(c.check.severity == "warning" for c in result.checks if not c.passed)
    differences = {c.check.name: c.difference.value for c in result.checks if c.difference is not None}
    assert differences["全年预算数前后一致"] == 377_400_000  # 41937.68 − 4197.68 = 37740.00 万元, in 元
    assert differences["年初预算加追加"] == 482_600  # 41400.94 + 585 − 41937.68 = 48.26 万元


def test_judged_points_have_a_reason_and_a_place(result: Result) -> None:
    judged = [n for n in nodes(result.root) if n.judgement is not None]
    assert len(judged) == 14
    for score in judged:
        assert score.judgement is not None
        assert score.judgement.reason
        assert score.judgement.source.startswith("第二部分五（一）")


def test_the_whole_tree(result: Result) -> None:
    assert plain(result) == expected(EXAMPLES / "2023")


def test_the_output_block_as_a_tree_gives_the_same(result: Result) -> None:
    """The form of the output block, written out as groups and indicators instead."""
    text = (ROOT / "rulesets" / "2023.eval").read_text(encoding="utf-8")
    start = text.index("自评表 {")
    end = text.index("\n}\n", start) + 3
    tree = (ROOT / "tests" / "examples" / "output_as_tree.txt").read_text(encoding="utf-8")
    facts = (EXAMPLES / "2023" / "facts.json").read_bytes()
    got = run(text[:start] + tree + text[end:], facts, folder=ROOT / "rulesets")
    assert got.result is not None, [(p.code, p.place, p.args) for p in got.problems]
    assert plain(got.result) == plain(result)
