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


def low_high(score: object) -> tuple[object, object]:
    assert isinstance(score, Uncertain)
    return score.low, score.high
