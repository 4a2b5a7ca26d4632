"""Groups, rounding, not applicable, vetoes, overrides and grades. Figures by hand."""

from fractions import Fraction as F

from evaldsl.evaluation.tree import Status
from evaldsl.model.numbers import Mode
from evaldsl.model.program import CombineKind, Comparison, GradeRule, Relation, Rounding, ScaleResult, VetoSpec
from evaldsl.model.types import YesNoType
from evaldsl.records import evolve

from .build import NA, TWO, W, absent, at, c, fact, group, leaf, program, run, spec, target

T = target(">=", 100)


def three(**more):
    """甲 30, 乙 30, 丙 40, each ≥ 100 pro rata."""
    root = group(
        "", 100, *(leaf(n, w, target=T, rounding=TWO, **more.pop(n, {})) for n, w in (("甲", 30), ("乙", 30), ("丙", 40))), **more
    )
    return program(root, *(spec(n, may_be_na=True) for n in "甲乙丙"), grades=True)


def when(name: str, relation: Relation, value) -> Comparison:
    return Comparison(fact(name), ((relation, c(value)),), None, YesNoType(), W)


def test_a_sum_adds_printed_scores():
    result = run(three(), 甲="33.335", 乙="66.665", 丙=100)
    # 10.0005 → 10.00 and 19.9995 → 20.00
    assert [n.score for n in result.root.children] == [10, 20, 40]
    assert (result.total.score, result.total.grade) == (70, "中")


def test_a_rescaled_group_rounds_once():
    # 10 + 20 of 60 (丙 is out) on 100: exact 10.0005 + 19.9995 = 30 → 50
    result = run(three(rounding=TWO), 甲="33.335", 乙="66.665", 丙=NA)
    assert result.total.score == 50
    assert [n.score for n in result.root.children][:2] == [F("10.0005"), F("19.9995")]
    assert at(result, "丙").status is Status.NOT_APPLICABLE


def test_thirds_rescale_to_the_whole():
    made = three(rounding=TWO)
    assert run(made, 甲=100, 乙=100, 丙=NA).total.score == 100


def test_full_drop_and_move():
    full = run(three(丙={"absent": absent("full")}), 甲=50, 乙=100, 丙=NA)
    assert full.total.score == 15 + 30 + 40
    drop = run(three(丙={"absent": absent("drop")}), 甲=50, 乙=100, 丙=NA)
    assert (drop.total.score, drop.total.weight, drop.total.grade) == (45, 60, "中")  # 45 ÷ 60 × 100 = 75
    move = run(three(丙={"absent": absent("move", "甲")}), 甲=50, 乙=100, 丙=NA)
    assert at(move, "甲").weight == 70
    assert (move.total.score, move.total.weight) == (35 + 30, 100)


def test_nothing_applies():
    result = run(three(), 甲=NA, 乙=NA, 丙=NA)
    assert result.problems == ()
    assert result.root.status is Status.NOT_APPLICABLE
    assert result.total.grade is None


def test_a_group_that_is_out_leaves_its_weight_to_its_siblings():
    made = program(
        group("", 100, group("一", 40, leaf("甲", 40, target=T)), group("二", 60, leaf("乙", 60, target=T))),
        spec("甲", may_be_na=True),
        spec("乙"),
    )
    result = run(made, 甲=NA, 乙=50)
    assert at(result, "一").status is Status.NOT_APPLICABLE
    assert result.total.score == 50


def test_a_scaled_block():
    block = group("一", 80, leaf("甲", 100, target=T, rounding=TWO), scaled_from=c(100), rounding=TWO)
    result = run(program(group("", 80, block), spec("甲")), 甲="33.333")
    assert at(result, "一.甲").score == F("33.333")  # exact inside
    assert result.total.score == F("26.67")  # 26.6664


def combined(kind, **more):
    children = [leaf("甲", 40, target=T), leaf("乙", 60, target=T)]
    return program(group("", 100, *children, kind=kind, rounding=TWO, **more), spec("甲"), spec("乙"))


def test_combines_of_points():
    assert run(combined(CombineKind.WEAKEST), 甲=30, 乙=50).total.score == 30
    assert run(combined(CombineKind.BEST), 甲=30, 乙=50).total.score == 50
    assert run(combined(CombineKind.WEIGHTED_MEAN), 甲=30, 乙=50).total.score == 42
    # 100 × 0.3^0.4 × 0.5^0.6 = 40.7598…
    assert run(combined(CombineKind.GEOMETRIC_MEAN), 甲=30, 乙=50).total.score == F("40.76")
    assert run(combined(CombineKind.GEOMETRIC_MEAN), 甲=0, 乙=50).total.score == 0
    assert run(combined(CombineKind.AT_LEAST, count=1), 甲=30, 乙=100).total.score == 100
    assert run(combined(CombineKind.AT_LEAST, count=2), 甲=30, 乙=100).total.score == 0


def test_the_worked_example_of_the_hdi():
    from evaldsl.model.program import Formula

    scale = ScaleResult(F(0), F(1))
    parts = [leaf(n, None, Formula(fact(n)), result=scale, value=None) for n in "甲乙丙"]
    three_digits = Rounding(Mode.HALF_UP, 3, W)
    made = program(
        group("", None, *parts, kind=CombineKind.GEOMETRIC_MEAN, result=scale, rounding=three_digits),
        *(spec(n) for n in "甲乙丙"),
    )
    assert run(made, 甲="0.6971", 乙="0.3447", 丙="0.5506").total.score == F("0.510")


def test_a_veto_takes_the_points_and_a_grade_rule_the_grade():
    veto = VetoSpec("超支", when("乙", Relation.LT, 10), "zero", None, "超支", (), W)
    made = three(甲={"vetoes": (veto,)})
    assert run(made, 甲=100, 乙=9, 丙=100).total.score == F("42.7")
    rule = GradeRule("差", when("乙", Relation.EQ, 0), "未开展", W)
    result = run(evolve(made, grade_rules=(rule,)), 甲=100, 乙=0, 丙=100)
    assert (result.total.grade, result.total.because) == ("差", "未开展")


def test_a_hurdle_only_lowers():
    hurdle = VetoSpec("门槛", when("乙", Relation.LT, 100), "at_most", "良", "未达门槛", (), W)
    made = three(vetoes=(hurdle,))
    assert run(made, 甲=100, 乙=99, 丙=100).total.grade == "良"
    assert run(made, 甲=0, 乙=0, 丙=100).total.grade == "差"


def test_an_override_stands_beside_the_computed_score():
    result = run(three(), 甲=50, 乙=100, 丙=100, overrides={"甲": "30"})
    node = at(result, "甲")
    assert (node.score, node.computed, node.exact, node.status) == (30, 15, 15, Status.OVERRIDDEN)
    assert (result.total.score, result.total.grade) == (100, "优")
    assert (result.total.computed_score, result.total.computed_grade) == (85, "良")


def test_an_override_outside_the_points_is_refused():
    result = run(three(), 甲=50, 乙=100, 丙=100, overrides={"甲": "31"})
    assert [p.code for p in result.problems] == ["E606"]
    assert result.total is None


def test_minus_five_and_a_half_rounds_to_minus_six():
    from evaldsl.model.numbers import round_to

    assert round_to(F("-5.5"), Mode.HALF_UP, 0) == -6
