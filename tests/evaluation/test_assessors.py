"""An assessor's figures, held against what is allowed whatever a reader let through. Figures by hand."""

from fractions import Fraction as F

import pytest

from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import Status
from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.program import Judged, Levels, LevelShare, ScaleResult
from evaldsl.model.types import LevelType
from evaldsl.model.values import Missing

from .build import at, c, fact, leaf, one, spec

LEVELS = LevelType(("达成", "部分达成", "未达成"))


def share(level, low, high, closed):
    return LevelShare(level, c(low), c(high), closed)


RANGES = Levels((share("达成", "0.8", "1", True), share("部分达成", "0.6", "0.8", False), share("未达成", "0", "0.6", False)))


def filed(judgement, **values):
    entries = {name: FactValue(value, str(value)) for name, value in values.items()}
    return Facts("甲", "facts.json", "", entries, {"甲": judgement}, {}, {}, {})


def levelled(level, judgement):
    node = leaf("甲", 10, RANGES, value=fact("甲", LEVELS))
    return evaluate(one(node, spec("甲", kind=LEVELS)), filed(judgement, 甲=level))


def judged(judgement, **more):
    return evaluate(one(leaf("甲", 10, Judged(), value=None, **more), spec("乙")), filed(judgement, 乙=F(1)))


@pytest.mark.parametrize(
    ("level", "figure", "score"),
    [
        ("达成", "1", 10),
        ("达成", "0.8", 8),
        ("部分达成", "0.79", "7.9"),
        ("部分达成", "0.6", 6),
        ("未达成", "0.59", "5.9"),
        ("未达成", "0", 0),
    ],
)
def test_a_share_inside_the_range_of_its_level(level, figure, score):
    for judgement in (Judgement(None, "理由", share=F(figure)), Judgement(F(figure) * 10, "理由")):
        assert at(levelled(level, judgement), "甲").score == F(score)


@pytest.mark.parametrize(
    ("level", "figure"), [("部分达成", "0.8"), ("未达成", "0.6"), ("部分达成", "0.59"), ("达成", "0.79"), ("达成", "1.01")]
)
def test_a_shared_end_belongs_to_the_upper_level(level, figure):
    for judgement in (Judgement(None, "理由", share=F(figure)), Judgement(F(figure) * 10, "理由")):
        result = levelled(level, judgement)
        assert [p.code for p in result.problems] == ["E604"]
        assert result.total is None
        assert isinstance(at(result, "甲").score, Missing)


@pytest.mark.parametrize("points", ["0", "7.5", "10"])
def test_points_in_the_weight_stand(points):
    node = at(judged(Judgement(F(points), "理由")), "甲")
    assert (node.score, node.status) == (F(points), Status.JUDGED)


@pytest.mark.parametrize("points", ["-0.01", "10.01", "100"])
def test_points_outside_the_weight_are_refused(points):
    result = judged(Judgement(F(points), "理由"))
    assert [p.code for p in result.problems] == ["E604"]
    assert result.total is None


@pytest.mark.parametrize(("points", "allowed"), [("0.99", False), ("1", True), ("6", True), ("6.01", False)])
def test_points_outside_a_scale_are_refused(points, allowed):
    result = judged(Judgement(F(points), "理由"), result=ScaleResult(F(1), F(6)))
    assert ([p.code for p in result.problems] == ["E604"]) is not allowed
