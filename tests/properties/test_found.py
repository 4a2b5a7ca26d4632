"""What the generated rulesets once found wrong, as small cases with figures checked by hand."""

from fractions import Fraction

from evaldsl.evaluation.tree import NodeScore, Result, Status
from evaldsl.source import SourceFile
from evaldsl.syntax import printer
from tests.differential import compiled, nodes, run


def result(text: str, facts: str) -> Result:
    _, program = compiled(text)
    return run(program, facts.encode())


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
