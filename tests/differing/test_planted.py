"""Planted changes of the real ruleset and of small ones: each is told in words and shown by the fewest facts; what is the same is proved."""

import json
from fractions import Fraction

import pytest

from evaldsl.differing.compare import Comparison, Ending, compare
from evaldsl.differing.files import rank
from evaldsl.readers.json_facts import read
from tests.differing.test_same import HEAD, opened
from tests.pipeline import ROOT

TEXT = (ROOT / "rulesets" / "2023.eval").read_text(encoding="utf-8")
OLD = opened(TEXT, ROOT / "rulesets")


def changed(*pairs: tuple[str, str]) -> Comparison:
    text = TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return compare(OLD, opened(text, ROOT / "rulesets"), seconds=60)


def off(found: Comparison) -> dict[str, object]:
    assert found.verdict.ending is Ending.DIFFER
    assert found.verdict.witness is not None
    assert rank(found.verdict.witness.delta) > 1
    return dict(found.verdict.witness.changed)


def total(found: Comparison) -> tuple[Fraction, Fraction]:
    assert found.verdict.witness is not None
    before, after = (side.total for side in found.verdict.witness.delta.sides)
    assert isinstance(before, Fraction)
    assert isinstance(after, Fraction)
    return before, after


def test_a_target_of_another_year_shows_at_the_old_target() -> None:
    found = changed(("≥ 100 次", "≥ 110 次"))
    assert [(c.subject, c.what, c.before.zh, c.after.zh) for c in found.meant if c.before and c.after] == [
        ("产出指标.数量指标.党内培训", "target", "≥ 100 次", "≥ 110 次")
    ]
    assert off(found) == {}  # every fact at the old target
    assert total(found) == (100, Fraction("99.82"))  # 2 × 100/110 = 1.818…


def test_weight_that_moved_between_siblings_takes_one_fact() -> None:
    found = changed(("≥ 12 次       | 2 ", "≥ 12 次       | 1 "), ("≥ 700 家      | 2 ", "≥ 700 家      | 3 "))
    assert len(off(found)) == 1
    assert {(c.what, c.before and c.before.en, c.after and c.after.en) for c in found.meant} == {
        ("weight", "2", "1"),
        ("weight", "2", "3"),
    }


def test_another_rounding_shows_at_one_exact_tie() -> None:
    found = changed(("四舍五入 2 位", "四舍六入五成双 2 位"))
    assert len(off(found)) == 1
    before, after = total(found)
    assert before - after == Fraction("0.01")


def test_a_band_edge_of_a_ratio_is_found() -> None:
    found = changed(("目标 ≥ 90%", "目标 > 90%"))
    assert set(off(found)) == {"公用经费支出"}  # 90 of 100
    before, after = total(found)
    assert before - after == 1
    assert found.verdict.witness is not None
    facts = read(found.verdict.witness.old.encode(), "facts.json", OLD).facts
    assert facts is not None
    spent, budget = (facts.entries[name].value for name in ("公用经费支出", "公用经费年初预算"))
    assert isinstance(spent, Fraction)
    assert isinstance(budget, Fraction)
    assert spent / budget == Fraction(9, 10)


def test_the_edge_of_a_ratio_is_found_without_a_solver_too() -> None:
    new = opened(TEXT.replace("目标 ≥ 90%", "目标 > 90%", 1), ROOT / "rulesets")
    found = compare(OLD, new, most=20, seconds=0)
    assert set(off(found)) == {"公用经费支出"}
    assert found.verdict.how == "tried"


def test_a_rule_written_otherwise_is_proved_to_score_alike() -> None:
    found = changed(("目标 ≥ 90%\n    评分 达标得满分", "目标 ≥ 90%\n    评分 分档 { ≥ 90%：1 分  其余：0 分 }"))
    assert found.verdict.ending is Ending.SAME
    assert found.verdict.how == "solver"
    assert found.alike
    assert [c.what for c in found.meant] == ["method"]


def test_an_edge_of_the_grades_is_found_though_no_score_differs() -> None:
    found = changed(("等级 按 国家四级", "等级 { ≥ 90：优  ≥ 80：良  > 60：中  其余：差 }"))
    witness = found.verdict.witness
    assert witness is not None
    assert total(found) == (60, 60)
    assert (witness.delta.before.grade, witness.delta.after.grade) == ("中", "差")
    assert len(witness.changed) <= 6  # 40 points are lost with four judgements at least


def test_a_check_is_a_difference_that_changes_no_score() -> None:
    found = changed(("误差不超过 0.01 万元", "误差不超过 0.1 万元"))
    assert found.verdict.ending is Ending.SAME
    assert not found.alike
    assert [(c.section, c.subject) for c in found.meant] == [("check", "预算合计")]


def test_labels_and_clauses_of_law_are_wording() -> None:
    found = changed(("第二部分五（一）2（1）①", "第二部分五（一）2（9）"), ("每年组织开展各种党内培训", "党内培训次数"))
    assert found.alike
    assert {c.what for c in found.changes} == {"basis", "label"}


SMALL = HEAD + "indicator 支出 weight 10 { target >= 50 万元;  score pro_rata }\n"


def test_a_unit_factor_shows_in_a_bare_number() -> None:
    found = compare(opened(SMALL), opened(SMALL.replace("50 万元", "50 元")))
    assert not found.interchangeable
    assert {(c.section, c.what) for c in found.meant} >= {("fact", "unit")}
    off(found)


def test_amounts_in_another_unit_are_the_same_amount() -> None:
    text = HEAD + "facts { a : 万元 >= 0 }\nindicator x weight 10 { value a;  target >= 50 万元;  score pro_rata }\n"
    assert compare(opened(text), opened(text.replace("50 万元", "500000 元"))).verdict.how == "form"


def test_a_new_indicator_makes_two_files() -> None:
    two = SMALL.replace("weight 10", "weight 6") + "indicator 人数 weight 4 { target >= 10 人;  score pro_rata }\n"
    found = compare(opened(SMALL), opened(two))
    assert [(c.section, c.subject, c.what) for c in found.meant] == [
        ("node", "支出", "weight"),
        ("node", "人数", "added"),
        ("fact", "人数", "added"),
    ]
    assert not found.interchangeable
    witness = found.verdict.witness
    assert witness is not None
    assert "人数" not in json.loads(witness.old)["facts"]
    assert "人数" in json.loads(witness.new)["facts"]


def test_renamed_and_moved_indicators_are_followed() -> None:
    text = HEAD + (
        "group 甲 weight 6 { indicator 培训 weight 6 { target >= 100 次;  score pro_rata } }\n"
        "group 乙 weight 4 { indicator 满意 weight 4 { target >= 90%;  score all_or_nothing } }\n"
    )
    renamed = compare(opened(text), opened(text.replace("满意", "群众满意度")))
    assert [(c.section, c.what) for c in renamed.meant] == [("node", "renamed"), ("fact", "renamed")]
    assert not renamed.interchangeable
    moved = compare(
        opened(text),
        opened(
            text.replace("indicator 满意 weight 4", "indicator 培训 weight 4").replace(
                "indicator 培训 weight 6", "indicator 满意 weight 6"
            )
        ),
    )
    assert not moved.alike


def test_a_range_that_narrowed_refuses_a_file() -> None:
    text = HEAD + "facts { a : 万元 >= 0 }\nindicator x weight 10 { value a;  target >= 50 万元;  score pro_rata }\n"
    found = compare(opened(text), opened(text.replace("a : 万元 >= 0", "a : 万元 >= 10")))
    assert not found.alike
    assert found.verdict.ending is Ending.SAME  # whatever both take scores alike
    assert found.verdict.witness is not None
    assert [side.scored for side in found.verdict.witness.delta.sides] == [True, False]


@pytest.mark.parametrize("seconds", [0, 20])
def test_what_is_not_proved_is_not_the_same(seconds: float) -> None:
    text = HEAD + "facts { a, b : number > 0 }\nindicator x weight 10 { value a * b;  target >= 50;  score all_or_nothing }\n"
    found = compare(opened(text), opened(text.replace("target >= 50", "target >= 7.3 * 6.9")), most=20, seconds=seconds)
    assert not found.alike
    assert found.verdict.ending is not Ending.SAME


def test_what_is_seen_though_no_score_differs() -> None:
    text = HEAD + "indicator 培训 weight 10 { target >= 100 次;  score pro_rata;  flag from 130% }\n"
    flagged = compare(opened(text), opened(text.replace("130%", "150%")))
    assert flagged.verdict.ending is Ending.SAME
    assert [c.what for c in flagged.meant] == ["flag"]
    assert not flagged.alike  # what is marked is printed
    target = (
        HEAD
        + "facts { a : % in 0% .. 100% }\nindicator x weight 10 { value a;  target >= 90%;  score bands { >= 90%: 10  otherwise: 0 } }\n"
    )
    missed = compare(opened(target), opened(target.replace("target >= 90%", "target >= 95%")))
    assert missed.verdict.ending is Ending.SAME
    assert not missed.alike  # whether the target is met is printed
    over = compare(opened(target), opened(target.replace("target >= 90%", "target > 89.999%")))
    assert not over.alike
    veto = (
        HEAD
        + "grades { >= 6: 优  otherwise: 差 }\nfacts { 事故 : yes_no }\nindicator x weight 10 { target >= 9 次;  score pro_rata }\n"
    )
    stricter = compare(opened(veto), opened(veto + 'veto 一票否决 when 事故 then grade is 差 because "事故"\n'))
    assert stricter.verdict.ending is Ending.DIFFER


def test_scores_inside_a_rescaled_group_are_printed_exactly() -> None:
    text = (
        'language 1\nruleset "x"\ntotal 10\nround each score half_up -1\nfacts { a : % in 0% .. 100%;  不涉及 : yes_no }\n'
        "indicator x weight 4 { value a;  target >= 90%;  score all_or_nothing }\n"
        "indicator y weight 6 { applies when not 不涉及, then rescale;  target >= 9 次;  score pro_rata }\n"
    )
    found = compare(opened(text), opened(text.replace("target >= 90%", "target >= 91%")))
    assert found.verdict.ending is not Ending.SAME  # 4 and 0 both print as 0, unless y does not apply


@pytest.mark.parametrize("leaves", ["applies when y, then rescale", ""])
def test_a_rounding_of_its_own_stays_where_points_are_rescaled(leaves: str) -> None:
    """X prints 8/7 exactly while Y is left out, but 1.1 where the rounding is its own; for a fact that is optional too."""
    value = "value g" if leaves == "" else ""
    text = (
        """language 1
ruleset "x"
total 10
round each score half_up 1
facts { y : yes_no;  g : 次 >= 0 optional }
group A weight 10 {
  indicator X weight 4 { target >= 7 次;  score pro_rata; }
  indicator Y weight 6 { target >= 7 次;  score pro_rata;  """
        + f"{value};  {leaves} }}\n}}\n"
    )
    found = compare(opened(text), opened(text.replace("score pro_rata; }", "score pro_rata;  round half_up 1 }")))
    assert found.verdict.ending is Ending.DIFFER
    assert [(c.subject, c.what) for c in found.changes] == [("A.X", "rounding")]
    assert found.changes[0].before != found.changes[0].after
    always = text.replace(f"{value};  {leaves}", "").replace(" optional", "")
    assert compare(opened(always), opened(always.replace("score pro_rata; }", "score pro_rata;  round half_up 1 }"))).alike


@pytest.mark.parametrize("what", ["then rescale", "then drop"])
def test_a_group_with_a_rounding_of_its_own_in_one_that_is_rescaled(what: str) -> None:
    """With 2 次 P is 18/7 while Y is left out and rescaled, and with its own rounding 3; with Y there both print 3. Dropped weights rescale nothing."""
    text = (
        """language 1
ruleset "x"
total 10
round each score half_up 0
facts { f, g : 次 integer in 0 .. 20;  y : yes_no }
group A weight 10 {
  group P weight 5 {
    indicator X weight 2 { value f;  target >= 7 次;  score pro_rata }
    indicator V weight 3 { value f;  target >= 3 次;  score pro_rata }
  }
  indicator Y weight 5 { value g;  target >= 7 次;  score pro_rata;  applies when y, """
        + what
        + " }\n}\n"
    )
    found = compare(opened(text), opened(text.replace("group P weight 5 {", "group P weight 5 { round half_up 0")))
    assert found.verdict.ending is (Ending.DIFFER if "rescale" in what else Ending.SAME)
    if found.verdict.witness is not None:
        assert rank(found.verdict.witness.delta) > 1
