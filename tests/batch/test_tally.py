"""The summary, against figures worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.batch import tally as module
from evaldsl.batch.entries import Entry, Standing
from evaldsl.batch.tally import Sum, Tally
from evaldsl.model.program import Program
from tests.batch.conftest import RULESET
from tests.pipeline import checked


def _program() -> Program:
    program = checked(RULESET).program
    assert program is not None
    return program


def _entry(number: int, score: str, grade: str | None = "优", counts: str | None = None, subject: str = "") -> Entry:
    value = Fraction(score)
    by = None if counts is None else Fraction(counts)
    at = number, subject or f"第{number}号", "f.jsonl", number, None
    return Entry(*at, Standing.SCORED, value, value, 2, Fraction(100), grade, (), (), 0, by)


def test_the_figures_of_five_forms() -> None:
    tally = Tally(_program(), "全年预算数")
    scores = [("95", "优", "300"), ("88", "良", "100"), ("88", "良", None), ("60.5", "中", "100"), ("95", "优", "0")]
    for number, (score, grade, by) in enumerate(scores, 1):
        assert tally.add(_entry(number, score, grade, by)) is None
    tally.add(Entry(6, "", "f.jsonl", 6, None, Standing.REFUSED, codes=("E503",)))
    found = tally.summary()
    assert (found.number, found.scored, found.refused, dict(found.refused_by)) == (6, 5, 1, {"E503": 1})
    assert found.mean is not None
    assert found.mean.exact == Fraction(4265, 50)  # 95 + 88 + 88 + 60.5 + 95 = 426.5
    assert found.median == 88
    assert found.least is not None
    assert found.greatest is not None
    assert (found.least.score, found.least.count, found.least.subjects) == (Fraction(121, 2), 1, ("第4号",))
    assert (found.greatest.score, found.greatest.count, found.greatest.subjects) == (95, 2, ("第1号", "第5号"))
    assert found.ranks == {Fraction(95): 1, Fraction(88): 3, Fraction(121, 2): 5}
    assert found.shared == 4
    assert dict(found.grades) == {"优": 2, "良": 2, "中": 1, "差": 0}
    assert found.weighted is not None
    assert found.weighted.mean is not None
    assert found.weighted.mean.exact == Fraction(95 * 300 + 88 * 100 + 6050, 500)
    assert found.weighted.left_out == 1


def test_the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() -> None:
    tally = Tally(_program())
    for number, score in enumerate(("70", "71", "90", "70")):
        tally.add(_entry(number, score))
    assert tally.summary().median == Fraction(141, 2)


def test_of_nothing_there_is_no_mean() -> None:
    found = Tally(_program(), "x").summary()
    assert (found.number, found.mean, found.median, found.least, found.weights) == (0, None, None, None, None)
    assert found.weighted is not None
    assert found.weighted.mean is None


def test_a_subject_that_came_before_is_named_with_its_place() -> None:
    tally = Tally(_program())
    assert tally.add(_entry(1, "90", subject="甲")) is None
    assert tally.add(_entry(2, "90", subject="乙")) is None
    assert tally.add(_entry(3, "90", subject="甲")) == ("f.jsonl", 1)
    assert tally.add(Entry(4, "甲", "g.json", None, None, Standing.REFUSED)) == ("f.jsonl", 1)
    assert tally.summary().repeated == 2


def test_a_sum_stays_small_and_its_ends_hold_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_BITS", 100)
    wanted, found = Fraction(0), Sum()
    for n in range(1, 400):
        wanted += Fraction(1, 2 * n + 1)
        found.add(Fraction(1, 2 * n + 1))
    figure = found.figure()
    assert figure.exact is None
    assert figure.low <= wanted <= figure.high
    assert figure.high - figure.low < Fraction(1, 10**56)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40))
def test_ranks_and_shares_agree_with_counting(scores: list[int]) -> None:
    tally = Tally(_program())
    for number, score in enumerate(scores):
        tally.add(_entry(number, str(score), "优" if score > 10 else None))
    found = tally.summary()
    ordered = sorted(scores)
    for score in scores:
        assert found.ranks[Fraction(score)] == 1 + sum(other > score for other in scores)
    assert sum(found.grades.values()) + found.ungraded == found.scored == len(scores)
    assert found.mean is not None
    assert found.mean.exact == Fraction(sum(scores), len(scores))
    assert found.median == Fraction(ordered[(len(scores) - 1) // 2] + ordered[len(scores) // 2], 2)
