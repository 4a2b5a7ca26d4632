"""From a fact file to a score: what the reader hands over is what the evaluator counts."""

import json

from evaldsl.evaluation.tree import Status
from evaldsl.readers.template import template
from tests.pipeline import checked, run

RULES = """language 1
ruleset "r"
total 10
group 产出 weight 10 {
  indicator 培训人数 weight 4 { target >= 100 人; score pro_rata }
  indicator 效果 weight 4 { score levels { 有效: 80% .. 100%; 部分有效: 60% .. 80%; 无效: 0% } }
  indicator 服务 weight 2 { judged;  may be not_applicable, then rescale }
}
"""


def test_judged_indicator_that_does_not_apply_is_left_out() -> None:
    facts = {
        "facts": {"培训人数": "80 人", "效果": "有效"},
        "judged": {"效果": {"share": "90%", "reason": "个别居民未受益"}, "服务": {"not_applicable": "本年无此对象"}},
    }
    done = run(RULES, json.dumps(facts))
    assert done.problems == ()
    assert done.result.total.score * 100 == 850
    service = done.result.root.children[0].children[2]
    assert service.status is Status.NOT_APPLICABLE
    assert service.score.reason == "本年无此对象"


def test_template_of_a_checked_ruleset_can_be_filled_in_and_run() -> None:
    program = checked(RULES).program
    data = json.loads(template(program))
    data["facts"]["培训人数"]["value"] = 100
    data["facts"]["效果"]["value"] = "部分有效"
    data["judged"]["产出.效果"] |= {"share": "70%", "reason": "部分路段返工"}
    data["judged"]["产出.服务"]["points"] = 2
    done = run(RULES, json.dumps(data))
    assert done.problems == ()
    assert done.result.total.score * 10 == 88


def test_bound_that_settles_the_score_is_enough() -> None:
    facts = {"facts": {"培训人数": "≥100 人", "效果": "无效"}, "judged": {"服务": {"points": 2}}}
    done = run(RULES, json.dumps(facts))
    assert done.problems == ()
    assert done.result.total.score == 6
