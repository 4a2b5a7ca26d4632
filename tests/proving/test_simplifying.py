"""A simplified truth holds for the same values: on comparisons of generated scores with constants at, below and above them, and with each other."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

import z3

from evaldsl.evaluation.run import calculated
from evaldsl.proving.encoding import encoding_of
from evaldsl.proving.simplifying import simplified
from evaldsl.proving.sums import flat
from evaldsl.proving.terms import OutOfReach, known, term
from tests.proving.agreement import _number, pairs, substitution


def _parts(x: Any) -> Counter[int]:
    found: Counter[int] = Counter()
    seen: set[int] = set()
    waiting = [x]
    while waiting:
        one = waiting.pop()
        if one.get_id() not in seen:
            seen.add(one.get_id())
            found[one.decl().kind()] += 1
            waiting += one.children()
    return found


def test_simplified_truths_hold_for_the_same_values() -> None:
    compared = 0
    for seed in range(500, 530):
        encoding = None
        for program, facts in pairs(seed, 2):
            encoding = encoding or encoding_of(program)
            run = calculated(encoding.plan, facts)
            given = substitution(encoding, facts, run)
            if given is None:
                continue
            scores: list[Any] = []
            for path in encoding.plan.nodes:
                try:
                    made = encoding.scored(path)
                except OutOfReach:
                    continue
                scores += [x for x in (made.exact.x, made.score.x, made.counts) if not known(x) and z3.is_real(x)]
            truths: list[Any] = []
            for x in scores:
                at = _number(x, given)
                for k in (at, at - Fraction(1, 200), at + Fraction(1, 200), Fraction(0)):
                    k = term(Fraction(k))
                    truths += [x < k, x <= k, x == k, x >= k, x > k, z3.Not(x < k), 3 * x + 1 <= 3 * k + 1]
            for a, b in pairwise(scores):
                truths += [
                    a < b,
                    a >= b,
                    z3.Not(a > b),
                    a - b > term(Fraction(1, 2)),
                    2 * b - 2 * a <= 3,
                    a + b <= b + a,
                    a + b < b + 1,
                    z3.And(a <= b, z3.Or(a == b, b > 2)),
                    z3.Implies(a < b, b > a),
                ]
            for truth in truths:
                assert _number(truth, given) == _number(simplified(truth), given), (seed, truth)
            compared += len(truths)
    assert compared > 5000


def test_a_rounded_score_against_a_bound_is_linear() -> None:
    v, t = z3.Int("v"), z3.Int("t")
    share = z3.ToReal(v) / z3.ToReal(t)
    score = z3.If(t == 0, z3.RealVal(0), 10 * share)
    printed = z3.ToReal(z3.ToInt(score * 100 + z3.RealVal("1/2"))) / 100
    for bound in (printed <= 10, printed > z3.RealVal("9.5"), printed == 3):
        made = _parts(simplified(bound))
        assert not made[z3.Z3_OP_TO_INT]
    nested = _parts(simplified(z3.And(t > 0, printed <= 10)))
    assert nested[z3.Z3_OP_DIV] <= 1  # left only for t = 0, which the solver never comes to


def test_what_two_sums_share_goes_away() -> None:
    a, b, c = z3.Reals("a b c")
    assert simplified(a + b + c < c + b + a) is False
    made = simplified(z3.Sum([a, 2 * b, c]) <= z3.Sum([c, b, b, z3.RealVal(4)]))
    assert _parts(made)[z3.Z3_OP_UNINTERPRETED] == 1


def test_a_figure_used_twice_at_every_step_is_taken_apart_once_a_step() -> None:
    x, b = z3.Real("x"), z3.Bool("b")
    made = x
    for _ in range(60):
        made = made + made
    assert flat(made) == ({x.get_id(): (x, Fraction(2) ** 60)}, 0)
    assert flat(made - x)[0][x.get_id()][1] == 2**60 - 1
    # choices inside each other would be compared by 2⁴⁰ branches: then they stay as they are
    for _ in range(40):
        made = z3.If(b, made + made, made)
    assert simplified(made < 7) is not None
