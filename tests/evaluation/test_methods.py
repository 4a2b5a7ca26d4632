"""Every method at zero, at the target, on both sides of it, and not yet known. Figures by hand."""

from fractions import Fraction as F

import pytest

from evaldsl.evaluation.tree import Status
from evaldsl.model.program import AllOrNothing, Bands, Closeness, Deduct, FlagSpec, Linear, Options, OverSpec, ProRata, Steps
from evaldsl.model.types import Domain

from .build import TWO, W, at, bound, c, leaf, line, one, run, spec, target

ZERO_OR_MORE = Domain(low=F(0))


def scored(method, relation, t, v, w=10, domain=ZERO_OR_MORE, **more):
    node = leaf("甲", w, method, target=None if relation is None else target(relation, t), rounding=more.pop("rounding", None))
    result = run(one(node, spec("甲", domain)), partial=more.pop("partial", False), **({} if v is None else {"甲": v}))
    return at(result, "甲")


PLAIN = ProRata(False, Options())
REVERSE = ProRata(True, Options())


@pytest.mark.parametrize(
    ("method", "relation", "t", "v", "score", "status"),
    [
        (PLAIN, ">=", 100, 99, F("9.9"), Status.PARTLY),
        (PLAIN, ">=", 100, 100, 10, Status.MET),
        (PLAIN, ">=", 100, 250, 10, Status.MET),
        (PLAIN, ">=", 100, 0, 0, Status.UNMET),
        (PLAIN, ">", 95, 95, 10, Status.UNMET),
        (PLAIN, ">", 95, 96, 10, Status.MET),
        (PLAIN, "==", 100, 120, 10, Status.UNMET),
        (PLAIN, ">=", 0, 0, 10, Status.MET),
        (REVERSE, "<=", 30, 40, F("7.5"), Status.PARTLY),
        (REVERSE, "<=", 30, 0, 10, Status.MET),
        (REVERSE, "<=", 0, 0, 10, Status.MET),
        (REVERSE, "<", 0, 0, 10, Status.UNMET),
        (REVERSE, "<=", 0, 1, 0, Status.UNMET),
        (REVERSE, "<", 30, 30, 10, Status.UNMET),
        (Closeness(Options()), "==", 100, 80, 8, Status.PARTLY),
        (Closeness(Options()), "==", 100, 125, 8, Status.PARTLY),
        (Closeness(Options()), "==", 100, 100, 10, Status.MET),
        (Closeness(Options()), "==", 0, 0, 10, Status.MET),
        (Closeness(Options()), "==", 0, 5, 0, Status.UNMET),
        (AllOrNothing(Options()), ">=", 100, 99, 0, Status.UNMET),
        (AllOrNothing(Options()), ">=", 100, 100, 10, Status.MET),
        (ProRata(False, Options(none_below=c("0.6"))), ">=", 100, 59, 0, Status.UNMET),
        (ProRata(False, Options(none_below=c("0.6"))), ">=", 100, 60, 6, Status.PARTLY),
        (Linear(c(0), c(100)), None, 0, 25, F("2.5"), Status.PARTLY),
        (Linear(c(100), c(0)), None, 0, 25, F("7.5"), Status.PARTLY),
        (Linear(c(0), c(100)), None, 0, 101, 10, Status.MET),
        (Linear(c(20), c(100)), None, 0, 20, 0, Status.UNMET),
    ],
)
def test_points(method, relation, t, v, score, status):
    node = scored(method, relation, t, v)
    assert (node.score, node.status) == (F(score), status)


OVER = OverSpec(c("1.3"), c("0.5"), c("0.1"), Steps.WHOLE, c(2), W)


@pytest.mark.parametrize(
    ("v", "score"),
    [(130, 10), (139, 10), (140, F("9.5")), (151, 9), (1000, 8)],
)
def test_reduction_for_over_achievement(v, score):
    assert scored(ProRata(False, Options(over=OVER)), ">=", 100, v).score == F(score)


def test_reduction_never_goes_below_zero():
    over = OverSpec(c("1.3"), c(4), c("0.1"), Steps.STARTED, None, W)
    assert scored(ProRata(False, Options(over=over)), ">=", 100, 131).score == 6
    assert scored(ProRata(False, Options(over=over)), ">=", 100, 300).score == 0


@pytest.mark.parametrize(
    ("inclusive", "v", "flagged"), [(True, 130, True), (False, 130, False), (False, 131, True), (True, 129, False)]
)
def test_flags(inclusive, v, flagged):
    node = scored(ProRata(False, Options(flag=FlagSpec(c("1.3"), inclusive, W))), ">=", 100, v)
    assert (node.flagged, node.score) == (flagged, 10 if v >= 100 else node.score)


@pytest.mark.parametrize(
    ("steps", "v", "score"),
    [
        (Steps.WHOLE, 96, 10), (Steps.WHOLE, 95, 9), (Steps.WHOLE, 89, 8), (Steps.WHOLE, 100, 10), (Steps.WHOLE, 120, 10),
        (Steps.STARTED, 99, 9), (Steps.STARTED, 95, 9), (Steps.STARTED, "94.9", 8), (Steps.STARTED, 100, 10),
        (Steps.PRO_RATA, 99, F("9.8")), (Steps.PRO_RATA, 0, 0),
    ],
)  # fmt: skip
def test_deduct(steps, v, score):
    assert scored(Deduct(c(1), c(5), True, c(100), steps), None, 0, v).score == F(score)


def test_deduct_above():
    method = Deduct(c("0.8"), c(1), False, c(0), Steps.WHOLE)
    assert scored(method, None, 0, 3, domain=Domain()).score == F("7.6")
    assert scored(method, None, 0, -3, domain=Domain()).score == 10


BANDS = Bands((line(90, 10), line(80, 8), line(None, 0)))


@pytest.mark.parametrize(("v", "score"), [(90, 10), ("89.99", 8), (80, 8), (0, 0), (120, 10)])
def test_bands(v, score):
    assert scored(BANDS, None, 0, v).score == score


def test_sloping_and_share_bands():
    sloping = Bands((line(90, "0.5", share=True), line(80, 6, high=90, end=8), line(None, 0)))
    assert scored(sloping, None, 0, 85).score == 7
    assert scored(sloping, None, 0, 80).score == 6
    assert scored(sloping, None, 0, 90).score == 5


@pytest.mark.parametrize(
    ("v", "w", "score"),
    [("26.75", 10, F("2.68")), ("89.995", 100, 90), ("33.333", 3, 1)],
)
def test_rounding_half_up(v, w, score):
    assert scored(PLAIN, ">=", 100, v, w, rounding=TWO).score == score


def test_rounding_never_lifts_above_the_weight():
    from evaldsl.model.numbers import Mode
    from evaldsl.model.program import Rounding

    node = scored(PLAIN, ">=", 100, 100, "2.5", rounding=Rounding(Mode.HALF_UP, 0, W))
    assert node.score == F("2.5")
    assert [s.kind for s in node.steps][-2:] == ["rounded", "clamped"]


@pytest.mark.parametrize(
    ("method", "relation", "t", "v", "low", "high"),
    [
        (PLAIN, ">=", 100, None, 0, 10),
        (PLAIN, ">=", 100, bound(50), 5, 10),
        (PLAIN, ">=", 100, bound(50, 80), 5, 8),
        (REVERSE, "<=", 30, bound(40, 60), 5, F("7.5")),
        (Closeness(Options()), "==", 100, bound(80, 200), 5, 10),
        (Closeness(Options()), "==", 100, bound(110, 125, low_closed=False), 8, F(100, 11)),
        (AllOrNothing(Options()), ">=", 100, bound(50), 0, 10),
        (ProRata(False, Options(none_below=c("0.6"))), ">=", 100, bound(50, 70), 0, 7),
        (ProRata(False, Options(none_below=c("0.6"))), ">=", 100, bound(60, 70), 6, 7),
        (Linear(c(0), c(100)), None, 0, bound(20, 30), 2, 3),
        (BANDS, None, 0, bound(85, 95), 8, 10),
        (BANDS, None, 0, bound(85, 90, high_closed=False), 8, 8),
        (Deduct(c(1), c(5), True, c(100), Steps.WHOLE), None, 0, bound(90, 96), 8, 10),
        (Deduct(c(1), c(5), True, c(100), Steps.WHOLE), None, 0, bound(90, 100, low_closed=False), 9, 10),
        (ProRata(False, Options(over=OVER)), ">=", 100, bound(120, 160), F("8.5"), 10),
        (ProRata(False, Options(over=OVER)), ">=", 100, bound(50, 150), 5, 10),
    ],
)
def test_what_a_value_not_yet_known_may_score(method, relation, t, v, low, high):
    node = scored(method, relation, t, v, partial=True)
    if low == high:
        assert node.score == low
        assert node.status is not Status.PENDING
    else:
        assert (node.score.low, node.score.high) == (F(low), F(high))
        assert node.status is Status.PENDING


@pytest.mark.parametrize(("v", "score"), [(200, 5), (250, 4), (60, 6), (59, 0)])
def test_none_below_leaves_what_meets_its_target(v, score):
    near = Closeness(Options(none_below=c("0.6")))
    assert scored(near, ">=", 100, v).score == score


def test_a_bound_that_is_enough_settles_the_score():
    node = scored(PLAIN, ">=", 266, bound(266))
    assert (node.score, node.status, node.met) == (10, Status.MET, True)
