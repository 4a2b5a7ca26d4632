"""What is open while a group may not apply, or a condition may yet be decided: the total holds every result that the facts may still give."""

import json
from fractions import Fraction as F

import pytest

from evaldsl.evaluation.tree import Total
from evaldsl.model.values import Uncertain
from tests.differential import compiled, run

HEAD = 'language 1\nruleset "open"\ntotal 100\n'


def total(text: str, **facts: object) -> Total:
    """The total with `--partial`."""
    _, program = compiled(HEAD + text)
    found = run(program, json.dumps({"subject": "测试", "facts": facts}).encode(), partial=True).total
    assert found is not None
    return found


def holds(text: str, given: dict[str, object], name: str, values: tuple[object, ...]) -> list[F]:
    """The full totals for the values of one fact, each of which lies in what is shown while that fact is missing."""
    shown = total(text, **given).score
    full = [total(text, **given, **{name: x}).score for x in values]
    for x in full:
        assert isinstance(x, F)
        assert isinstance(shown, Uncertain)
        assert isinstance(shown.low, F)
        assert isinstance(shown.high, F)
        assert shown.low <= x <= shown.high, (shown, full)
    return full  # type: ignore[return-value]


VETO = """
facts { 报备 : yes_no; 违规 : yes_no may be not_applicable }
group 组 weight 100 {
  indicator 甲 weight 60 { actual number in 0 .. 60; score = value; veto 否决 when 报备 or 违规 then score 0 because "违规" }
  indicator 乙 weight 40 { actual number in 0 .. 40; score = value }
}
"""


def test_an_or_that_a_missing_fact_may_make_true_is_open_beside_what_does_not_apply() -> None:
    given = {"违规": {"not_applicable": "不涉及"}, "甲": 50, "乙": 30}
    assert holds(VETO, given, "报备", (True, False)) == [30, 80]


APPLIES = """
facts { 报备 : yes_no; 分母 : number in 0 .. 10 }
indicator 甲 weight 60 { actual number in 0 .. 60; score = value; applies when 报备 CONNECTED 1 / 分母 > 0, then full }
indicator 乙 weight 40 { actual number in 0 .. 40; score = value }
"""


@pytest.mark.parametrize(("word", "settles", "result"), [("or", True, 80), ("and", False, 90)])
def test_a_condition_that_a_missing_fact_may_settle_is_open_beside_what_cannot_be_computed(
    word: str, settles: bool, result: int
) -> None:
    text = APPLIES.replace("CONNECTED", word)
    assert holds(text, {"分母": 0, "甲": 50, "乙": 30}, "报备", (settles,)) == [result]


MOVES = """
facts { 报备 : yes_no }
group 组 weight 40 {
  applies when 报备, then full
  indicator 甲 weight 10 { actual number in 0 .. 10; score = value; may be not_applicable, then move to 丙 }
  indicator 乙 weight 30 { actual number in 0 .. 30; score = value }
}
indicator 丙 weight 60 { actual number in 0 .. 60; score = value }
"""


def test_points_that_move_out_of_a_group_may_go_with_the_group() -> None:
    # applies: 乙 15 of 30, 丙 30 of 60 counts 70: 15 + 35; does not apply: the group has its 40, 丙 counts 60: 40 + 30
    given = {"甲": {"not_applicable": "不涉及"}, "乙": 15, "丙": 30}
    assert holds(MOVES, given, "报备", (True, False)) == [50, 70]


READS = """
facts { 报备 : yes_no }
group 组 weight 40 {
  applies when 报备, then full
  group 内 weight 40 { indicator 甲 weight 40 { target >= 20; score pro_rata } }
}
group 外 weight 60 {
  indicator 乙 weight 20 { actual number in 0 .. 20; score = if READ then weight else 0 }
  indicator 丙 weight 40 { actual number in 0 .. 40; score = value }
}
"""


@pytest.mark.parametrize("read", ["组.内.甲.score > 30", "组.内.甲.value > 15", "组.内.甲.met"])
def test_what_is_read_of_a_group_that_may_not_apply_may_not_apply(read: str) -> None:
    # does not apply: 40 in full; 乙 is not applicable, and 丙 30 of 40 stands for the 60 of its group: 45
    given = {"甲": 10, "丙": 30}
    assert holds(READS.replace("READ", read), given, "报备", (True, False)) == [50, 85]


HURDLE = """
grades { >= 90: 优; >= 60: 良; otherwise: 差 }
hurdle 门槛 when not 乙.met then grade is 差 because "未达标"
indicator 甲 weight 40 { actual number in 0 .. 40; score = value }
indicator 乙 weight 60 { target >= 10; score all_or_nothing; veto 否决 when 甲.score < 10 then score 0 because "违规" }
"""


def test_a_target_that_is_met_is_not_fulfilled_while_a_veto_may_take_the_points() -> None:
    assert total(HURDLE, 甲=5, 乙=10).grade == "差"
    assert total(HURDLE, 甲=30, 乙=10).grade == "优"
    assert total(HURDLE, 乙=10).grades == ("优", "良", "差")
