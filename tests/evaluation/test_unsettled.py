"""Missing facts: what is refused, what the total may be, and what would settle the grade."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.tree import Status
from evaldsl.model.program import (
    AllOrNothing,
    Bands,
    Closeness,
    Deduct,
    Judged,
    LetSpec,
    Linear,
    Options,
    OverSpec,
    ProRata,
    Steps,
)
from evaldsl.model.types import NUMBER, Domain
from evaldsl.model.values import Missing, Uncertain

from .build import GRADES, NA, TWO, W, absent, at, bound, c, fact, group, leaf, line, op, program, run, spec, target

T = target(">=", 100)


def two():
    return program(
        group("", 100, leaf("甲", 70, target=T), leaf("乙", 30, target=T), leaf("丙", 0, Judged(), value=None)),
        spec("甲"),
        spec("乙"),
        grades=True,
    )


def test_without_partial_every_missing_fact_is_named():
    result = run(two())
    assert [(p.code, p.place.path) for p in result.problems] == [("E601", "$.facts.甲"), ("E601", "$.facts.乙")]
    assert result.total is None
    assert at(result, "甲").status is Status.PENDING


def test_partial_gives_the_range_and_the_grades():
    result = run(two(), partial=True, 甲=100)
    assert (result.total.score.low, result.total.score.high) == (70, 100)
    assert result.total.grades == ("优", "良", "中")
    assert result.settle == ("乙",)


def test_only_the_facts_that_can_change_the_grade_are_asked_for():
    made = program(
        group("", 100, leaf("甲", 96, AllOrNothing(Options()), target=T), leaf("乙", 3, target=T), leaf("丙", 1, target=T)),
        spec("甲", Domain(F(0), F(200))), spec("乙", Domain(F(0), F(200))), spec("丙", Domain(F(0), F(200))), grades=True,
    )  # fmt: skip
    # 96 with 甲 met is 优 whatever the rest, and at most 4 without is 差 whatever the rest
    assert run(made, partial=True).settle == ("甲",)


def test_a_missing_fact_that_cannot_matter_does_not_refuse():
    made = program(group("", 10, leaf("甲", 10, Bands((line(0, 10), line(None, 0))))), spec("甲"))
    result = run(made)
    assert (result.problems, result.total.score) == ((), 10)


def test_a_missing_fact_that_may_not_apply():
    made = program(
        group("", 100, leaf("甲", 60, target=T), leaf("乙", 40, target=T, absent=absent("rescale"))),
        spec("甲"), spec("乙", Domain(F(0), F(100)), may_be_na=True),
    )  # fmt: skip
    result = run(made, partial=True, 甲=50)
    # applicable: 30 + 0..40; not applicable: 50
    assert (result.total.score.low, result.total.score.high) == (30, 70)


def test_division_by_zero_reaches_its_readers_only():
    let = LetSpec("率", op("/", fact("甲"), fact("乙")), NUMBER, "", W)
    from evaldsl.model.program import LetRef

    made = program(
        group("", 100, leaf("丙", 50, target=target(">=", 1), value=LetRef("率", NUMBER, W)), leaf("甲", 50, target=T)),
        spec("甲"), spec("乙"), lets=(let,),
    )  # fmt: skip
    result = run(made, 甲=100, 乙=0)
    assert [p.code for p in result.problems] == ["E610"]
    assert at(result, "丙").status is Status.NOT_COMPUTABLE
    assert at(result, "甲").score == 50
    assert isinstance(result.values["率"].value, Missing)
    partial = run(made, partial=True, 甲=100, 乙=0)
    assert (partial.total.score.low, partial.total.score.high) == (50, 100)


def test_long_sums_and_long_chains_of_lets_cost_no_stack():
    e = fact("甲")
    for _ in range(5000):
        e = op("+", e, fact("甲"))
    from evaldsl.model.program import LetRef

    lets = [LetSpec("令0", e, NUMBER, "", W)]
    for i in range(1, 3000):
        lets.append(LetSpec(f"令{i}", op("+", LetRef(f"令{i - 1}", NUMBER, W), c(1)), NUMBER, "", W))
    made = program(
        group("", 10, leaf("乙", 10, target=T, value=LetRef("令2999", NUMBER, W))), spec("甲"), lets=tuple(reversed(lets))
    )
    assert run(made, 甲=1).values["令2999"].value == 5001 + 2999


def test_too_large_a_number_is_refused():
    let = LetSpec("大", op("^", fact("甲"), c(5000)), NUMBER, "", W)
    made = program(group("", 10, leaf("甲", 10, target=T)), spec("甲"), lets=(let,))
    assert run(made, 甲=10).values["大"].value.code == "E612"
    assert run(made, 甲=1).values["大"].value == 1


NUMBERS = st.fractions(-6, 6, max_denominator=4)
OVER = OverSpec(c("1.3"), c("0.5"), c("0.1"), Steps.WHOLE, c(2), W)
METHODS = [
    (ProRata(False, Options()), ">="), (ProRata(False, Options(none_below=c("0.6"))), ">"), (ProRata(False, Options(over=OVER)), ">="),
    (ProRata(True, Options()), "<="), (Closeness(Options()), "=="), (AllOrNothing(Options()), "<"),
    (Linear(c(20), c(150)), None), (Bands((line(90, 10), line(80, 6, high=90, end=8), line(None, 0))), None),
    (Deduct(c("0.7"), c(5), True, c(100), Steps.STARTED), None),
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(METHODS),
    st.lists(st.integers(0, 200), min_size=3, max_size=3),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2),
)
def test_the_range_of_a_bound_holds_every_score_it_allows(how, figures, low_closed, high_closed, digits):
    from evaldsl.model.numbers import Mode
    from evaldsl.model.program import Rounding

    method, relation = how
    low, inside, high = sorted(figures)
    if not low < inside < high:
        return
    node = leaf(
        "甲", 10, method, target=None if relation is None else target(relation, 100), rounding=Rounding(Mode.HALF_UP, digits, W)
    )
    made = program(group("", 10, node), spec("甲"))
    allowed = [inside, *([low] if low_closed else []), *([high] if high_closed else [])]
    found = run(made, partial=True, 甲=bound(low, high, low_closed, high_closed)).total.score
    for v in allowed:
        score = run(made, 甲=v).total.score
        if isinstance(found, Uncertain):
            assert found.low <= score <= found.high
            assert found.low < score or found.low_closed
            assert score < found.high or found.high_closed
        else:
            assert score == found


@settings(max_examples=400, deadline=None)
@given(st.sampled_from("+-*/mM^q"), NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_intervals_hold_every_result(sign, a1, a2, a3, b1, b2, b3):
    (al, a, ah), (bl, b, bh) = sorted((a1, a2, a3)), sorted((b1, b2, b3))
    ops = {
        "+": fig.add, "-": fig.subtract, "*": fig.multiply, "/": fig.divide, "m": fig.minimum, "M": fig.maximum,
        "^": lambda x, _: fig.power(x, F(3)), "q": lambda x, _: fig.power(x, F(2)),
    }  # fmt: skip
    x, y = fig.interval((al, True), (ah, True), Uncertain()), fig.interval((bl, True), (bh, True), Uncertain())
    found, exact = ops[sign](x, y), ops[sign](a, b)
    if isinstance(exact, Missing) or isinstance(found, Missing):
        return
    low, high = fig.ends(found)
    assert low[0] is None or low[0] <= exact
    assert high[0] is None or exact <= high[0]


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "expected"), [(1, 3, True, (1, 3)), ("1.5", 3, False, (2, 3)), ("1.49", "1.5", True, (1, 2))]
)
def test_rounding_of_bounds(low, high, low_closed, expected):
    from evaldsl.model.numbers import Mode

    x = fig.interval((F(low), low_closed), (F(high), True), Uncertain())
    found = fig.round_figure(x, Mode.HALF_UP, 0)
    assert (found.low, found.high) == expected


__all__ = ["GRADES", "NA", "TWO"]
