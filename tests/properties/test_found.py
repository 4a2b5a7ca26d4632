"""What the generated rulesets once found wrong, as small cases with figures checked by hand."""

from fractions import Fraction

from evaldsl.evaluation.tree import NodeScore, Result, Status
from evaldsl.model.values import Uncertain
from evaldsl.source import SourceFile
from evaldsl.syntax import printer
from tests.differential import compiled, nodes, run


def result(text: str, facts: str, partial: bool = False) -> Result:
    _, program = compiled(text)
    return run(program, facts.encode(), partial)


def node(found: Result, path: str) -> NodeScore:
    return next(s for s in nodes(found.root) if s.node.path == path)


def test_a_semicolon_inside_the_braces_of_a_cell_stays() -> None:
    text = "自评表 {\n  一级指标 | 三级指标 | 分值 | 评分\n  产出 | 培训 | 4 | 分档 { (50%, 100%]: 4; [0%, 50%]: 0 }\n}\n"
    formatted = printer.format_text(SourceFile("x.eval", text))
    assert formatted.text is not None
    assert "4; [0%" in formatted.text


MOVED = """language 1
ruleset "moved"
total 100
grades { >= 90: 优; >= 60: 良; otherwise: 差 }
facts { 涉及 : yes_no }
each indicator { score pro_rata }
group 甲 weight 60 {
  indicator 甲一 weight 30 { target >= 10 次 }
  indicator 甲二 weight 30 { target >= 10 次; applies when 涉及, then move to 乙一 }
}
group 乙 weight 40 { indicator 乙一 weight 40 { target >= 10 次 } }
"""


def test_weight_that_moves_to_another_group_leaves_the_total_settled() -> None:
    found = result(MOVED, '{"facts": {"涉及": false, "甲一": 10, "甲二": 10, "乙一": 5}}')
    assert found.total is not None
    assert (found.total.score, found.total.weight, found.total.grade) == (Fraction(65), Fraction(100), "良")
    assert node(found, "乙.乙一").score == Fraction(35)  # half of 40 + 30


SCALE = """language 1
ruleset "scale"
result scale 1 .. 6
combine weakest
indicator 甲 { actual % in 0% .. 100%; score bands { >= 90%: 100%; otherwise: 60% } }
indicator 乙 { actual % in 0% .. 100%; score linear 0% .. 100% }
"""


def test_a_share_in_bands_goes_along_the_scale_and_a_scale_has_no_weight() -> None:
    found = result(SCALE, '{"facts": {"甲": "50%", "乙": "100%"}}')
    assert node(found, "甲").score == Fraction(4)  # 1 + 60% of 5
    assert found.total is not None
    assert (found.total.score, found.total.weight) == (Fraction(4), None)


VETO = """language 1
ruleset "veto"
total 10
facts { 事故 : yes_no }
group 甲 weight 10 {
  veto 安全 when 事故 then score 0 because "事故"
  indicator 甲一 weight 10 { target >= 10 次; score pro_rata }
}
"""


def test_a_block_whose_points_a_veto_took_is_unmet() -> None:
    found = result(VETO, '{"facts": {"事故": true, "甲一": 10}}')
    assert node(found, "甲").status is Status.UNMET
    assert node(found, "甲.甲一").status is Status.MET


DROPPED = """language 1
ruleset "dropped"
total 100
facts { 涉及 : yes_no }
each indicator { score pro_rata }
group 甲 weight 40 { indicator 甲一 weight 40 { target >= 10 次; applies when 涉及, then drop } }
group 乙 weight 60 { indicator 乙一 weight 60 { target >= 10 次 } }
"""


def test_a_block_that_may_be_dropped_altogether_leaves_nothing_to_its_siblings() -> None:
    found = result(DROPPED, '{"facts": {"甲一": 10, "乙一": 5}}', partial=True)
    assert found.total is not None
    assert (low_high(found.total.score)) == (Fraction(30), Fraction(70))  # 30 of 60, or 40 + 30


ROUNDED = """language 1
ruleset "rounded"
total 10
round each score half_up 0
facts { 涉及 : yes_no }
group 甲 weight 10 {
  indicator 甲一 weight 4 { target >= 10 次; score pro_rata; applies when 涉及, then drop }
  indicator 甲二 weight 6 { target >= 10 次; score pro_rata; round none }
}
"""


def test_a_sum_that_may_lose_a_dropped_row_is_not_rounded_for_that() -> None:
    found = result(ROUNDED, '{"facts": {"甲一": 10, "甲二": 9}}', partial=True)
    assert found.total is not None
    assert low_high(found.total.score) == (Fraction(54, 10), Fraction(94, 10))


FULL = """language 1
ruleset "full"
total 20
facts { 涉及 : yes_no;  内部 : yes_no }
each indicator { score pro_rata }
group 甲 weight 20 {
  applies when 涉及, then full
  indicator 甲一 weight 8 { target >= 10 次; applies when 内部, then drop }
  indicator 甲二 weight 12 { target >= 10 次 }
}
"""


def test_a_block_that_may_count_in_full_counts_all_of_its_weight() -> None:
    found = result(FULL, '{"facts": {"内部": false, "甲一": 0, "甲二": 5}}', partial=True)
    assert found.total is not None
    assert low_high(found.total.score) == (Fraction(6), Fraction(20))


CHAIN = """language 1
ruleset "chain"
total 100
facts { 涉及 : yes_no }
each indicator { score pro_rata }
indicator 甲 weight 60 { target >= 10 次; applies when 涉及, then move to 乙.乙一 }
group 乙 weight 40 {
  indicator 乙一 weight 20 { target >= 10 次; may be not_applicable, then rescale }
  indicator 乙二 weight 20 { target >= 10 次 }
}
"""


def test_points_moved_to_what_does_not_apply_go_on_with_its_own() -> None:
    facts = '{"facts": {"涉及": false, "甲": 10, "乙一": {"not_applicable": "不涉及"}, "乙二": 5}}'
    found = result(CHAIN, facts)
    assert found.total is not None
    assert (found.total.score, found.total.weight) == (Fraction(50), Fraction(100))  # half of all, by 乙二


OPEN = """language 1
ruleset "open"
total 10
group 甲 weight 10 {
  indicator 甲一 weight 6 { actual 人次 in 0 人次 .. 100 人次; score = weight * (value / 50 人次); result points unlimited }
  indicator 甲二 weight 4 { target >= 10 次; score pro_rata }
}
"""


def test_an_override_below_the_weight_loses_points_without_an_upper_bound_too() -> None:
    override = '"override": {"甲.甲一": {"points": 5, "reason": "复核", "office": "财政局"}}'
    found = result(OPEN, '{"facts": {"甲一": 50, "甲二": 10}, ' + override + "}")
    assert node(found, "甲").status is Status.PARTLY
    over = result(OPEN, '{"facts": {"甲一": 100, "甲二": 10}}')
    assert over.total is not None
    assert (over.total.score, node(over, "甲").status) == (Fraction(16), Status.MET)


MONTHS = """language 1
ruleset "months"
total 10
facts { 开工, 完工 : date }
indicator 甲 weight 10 { value months(开工, 完工); target >= 0 月; score all_or_nothing }
"""


def test_months_count_down_before_the_first_day() -> None:
    figures = {
        ("2023-02-28", "2023-02-27"): -1,  # plus 0 months is after it
        ("2023-03-31", "2023-02-28"): -1,
        ("2023-03-31", "2023-02-27"): -2,
        ("2023-01-31", "2023-02-28"): 1,
        ("2023-01-31", "2023-02-27"): 0,
        ("2024-01-31", "2024-02-28"): 0,
        ("2024-01-31", "2024-02-29"): 1,
        ("2022-12-15", "2023-12-15"): 12,
        ("2023-12-15", "2022-12-15"): -12,
        ("2023-12-15", "2022-12-14"): -13,
    }
    for (start, end), months in figures.items():
        found = result(MONTHS, '{"facts": {"开工": "' + start + '", "完工": "' + end + '"}}')
        assert node(found, "甲").value == months, (start, end)


READ = """language 1
ruleset "read"
total 20
facts { 事故 : yes_no }
indicator 甲 weight 10 { target >= 10 次; score pro_rata; veto 安全 when 事故 then score 0 because "事故" }
indicator 乙 weight 10 { score = if 甲.met then weight else 甲.score / 2 }
"""


def test_a_vetoed_indicator_is_not_met_for_those_who_read_it() -> None:
    assert node(result(READ, '{"facts": {"事故": true, "甲": 10}}'), "乙").score == 0
    assert node(result(READ, '{"facts": {"事故": false, "甲": 10}}'), "乙").score == 10
    assert node(result(READ, '{"facts": {"事故": false, "甲": 8}}'), "乙").score == 4


RULES = """language 1
ruleset "rules"
total 10
grades { >= 9: 优; >= 6: 中; otherwise: 差 }
facts { 一, 二 : yes_no; 数 : number in -100 .. 100 }
grade is 中 when 一 because "第一条"
grade is 差 when 二 because "第二条"
indicator 甲 weight 10 { value 数; score = weight * (value / 10) }
"""


def test_the_first_grade_rule_that_holds_stands() -> None:
    grades = {("true", "true"): "中", ("false", "true"): "差", ("true", "false"): "中", ("false", "false"): "优"}
    for (first, second), grade in grades.items():
        found = result(RULES, f'{{"facts": {{"一": {first}, "二": {second}, "数": 10}}}}')
        assert found.total is not None
        assert found.total.grade == grade


def test_a_formula_below_zero_or_above_the_weight_is_not_cut() -> None:
    for value in ("-1", "11"):
        found = result(RULES, '{"facts": {"一": false, "二": false, "数": ' + value + "}}")
        assert [p.code for p in found.problems] == ["E615"]
        assert node(found, "甲").status is Status.NOT_COMPUTABLE


def low_high(score: object) -> tuple[object, object]:
    assert isinstance(score, Uncertain)
    return score.low, score.high
