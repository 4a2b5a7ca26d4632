"""Rows that are scored: every row has its own tree and score, by hand; what the fact file says of it; what is left out; the same tree by itself."""

import json
from fractions import Fraction

import pytest

from evaldsl import api
from evaldsl.reporting.json_result import result_json
from tests.reporting.json_schema import violations

RULES = """language 1
ruleset "各项目得分"
bands 档 { >= 9: 优;  >= 6: 良;  otherwise: 差 }
facts {
  项目 : list of {
    名称   : text key
    预算   : 万元 >= 0
    支出   : 万元 >= 0
    满意度 : % in [0%, 100%] may be not_applicable
    数量   : 次 >= 0
  }
}
for each p in 项目 {
  let 执行率 = 支出 / 预算
  total 10
  round each score half_up 2
  group 产出 weight 7 {
    indicator 执行 weight 4 { value 执行率;  target >= 90%;  score pro_rata }
    indicator 次数 weight 3 { value p.数量;  target >= 5 次;  score pro_rata }
  }
  indicator 满意 weight 3 { value 满意度;  target >= 95%;  score all_or_nothing;  may be not_applicable, then full }
  let 位次 = rank(score over 项目)
}
let 平均得分 = average(score over 项目)
distribution 得分分布 of p得分 over 项目 by bands 档
"""
RULES = RULES.replace("p得分", "score")
ROWS = [
    {"名称": "甲", "预算": 100, "支出": 60, "满意度": "96%", "数量": 5},
    {"名称": "乙", "预算": 100, "支出": 90, "满意度": "90%", "数量": 4},
    {"名称": "丙", "预算": 50, "支出": 50, "满意度": {"not_applicable": "无服务对象"}, "数量": 9},
]


def _run(rows: object = ROWS, **more: object) -> api.Result:
    return api.evaluate(api.loads(RULES), {"facts": {"项目": rows}, **more})


def test_every_row_has_its_own_score_and_place() -> None:
    made = _run()
    scores = [row["score"].value for row in made.lists["项目"].rows]
    # 60% ÷ 90% × 4 = 2.67, + 3 + 3;  4 + 3 × 4/5 = 2.4 + 0;  4 + 3 + 3 (in full where not applicable)
    assert scores == [Fraction("8.67"), Fraction("6.4"), Fraction(10)]
    assert [row["位次"].value for row in made.lists["项目"].rows] == [2, 3, 1]
    assert made.values["平均得分"].value == Fraction("25.07") / 3
    assert [made.values[f"得分分布.{x}"].value for x in ("优", "良", "差")] == [1, 2, 0]
    assert made.total is None


def test_the_tree_of_a_row_is_the_tree_of_a_ruleset() -> None:
    tree = _run().lists["项目"].trees[0]
    alone = api.loads(
        """language 1
ruleset "甲"
total 10
round each score half_up 2
facts { 支出, 预算 : 万元 >= 0;  数量 : 次 >= 0;  满意度 : % in [0%, 100%] }
group 产出 weight 7 {
  indicator 执行 weight 4 { value 支出 / 预算;  target >= 90%;  score pro_rata }
  indicator 次数 weight 3 { value 数量;  target >= 5 次;  score pro_rata }
}
indicator 满意 weight 3 { value 满意度;  target >= 95%;  score all_or_nothing }
"""
    )
    root = api.evaluate(alone, {"facts": {k: v for k, v in ROWS[0].items() if k != "名称"}}).root
    assert [(x.node.name, x.score, x.exact, x.weight) for x in _flat(tree)[1:]] == [
        (x.node.name, x.score, x.exact, x.weight) for x in _flat(root)[1:]
    ]


def _flat(node: api.Any) -> list[api.Any]:
    return [node, *(x for child in node.children for x in _flat(child))]


def test_a_row_that_cannot_be_scored_is_left_out_and_named() -> None:
    made = _run([ROWS[0], {**ROWS[1], "预算": 0}])
    assert made.values["平均得分"].value == Fraction("8.67")
    assert made.values["得分分布.count"].value == 1
    assert not [x for x in made.problems if x.code == "E610"]


def test_a_figure_that_is_not_known_keeps_its_row_open_only() -> None:
    made = api.evaluate(api.loads(RULES), {"facts": {"项目": [ROWS[0], {**ROWS[1], "支出": None}]}}, partial=True)
    first, second = (row["score"].value for row in made.lists["项目"].rows)
    assert first == Fraction("8.67")
    assert (second.low, second.high) == (Fraction("2.4"), Fraction("6.4"))
    with pytest.raises(api.EvaldslError) as refused:
        _run([{**ROWS[1], "支出": None}])
    assert {x.code for x in refused.value.problems} == {"E601"}


def test_the_fact_file_may_override_an_indicator_of_a_row_by_its_path() -> None:
    override = {"项目[甲].产出.执行": {"points": "3.5", "reason": "核定", "office": "财政局"}}
    rows = _run(override=override).lists["项目"].rows
    assert [row["score"].value for row in rows] == [Fraction("9.5"), Fraction("6.4"), Fraction(10)]
    with pytest.raises(api.EvaldslError) as refused:
        _run(override={"执行": override["项目[甲].产出.执行"]})
    assert {x.code for x in refused.value.problems} == {"E540"}


def test_no_rows_and_rows_without_a_key() -> None:
    assert _run([]).lists["项目"].trees == ()
    keyless = api.loads(RULES.replace("text key", "text"))
    made = api.evaluate(keyless, {"facts": {"项目": ROWS}})
    assert [x.node.path for x in made.lists["项目"].trees] == ["项目[1]", "项目[2]", "项目[3]"]


def test_json_holds_every_tree_and_fits_the_schema() -> None:
    with open("docs/result.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    data = json.loads(json.dumps(result_json(_run(), "0")))
    assert list(violations(data, schema)) == []
    trees = data["lists"]["项目"]["trees"]
    assert [(x["path"], x["score"], x["weight"]) for x in trees] == [
        ("项目[甲]", "8.67", "10"),
        ("项目[乙]", "6.40", "10"),
        ("项目[丙]", "10.00", "10"),
    ]


def test_why_explains_a_row_and_its_indicators() -> None:
    made = _run()
    row = api.why(made, "项目[甲]", lang="zh")
    assert "产出  5.67 / 7" in row
    assert "执行  2.67 / 4  60.00%  ≥ 90%" in row
    assert "得分 = 产出 5.67 + 满意 3.00 = 8.67" in api.why(made, "项目[甲].得分", lang="zh")
    assert api.why(made, "项目[甲].产出.执行", lang="zh").startswith("项目[甲].产出.执行\n  2.67 / 4")


def test_the_ruleset_keeps_its_own_total() -> None:
    both = api.loads(RULES + "total 5\nindicator 执行 weight 5 { value 平均得分;  target >= 10;  score pro_rata }\n")
    made = api.evaluate(both, {"facts": {"项目": ROWS}})
    assert made.total is not None
    assert made.total.score == Fraction("25.07") / 6  # 5 × (25.07 ÷ 3) ÷ 10
    assert [row["score"].value for row in made.lists["项目"].rows] == [Fraction("8.67"), Fraction("6.4"), Fraction(10)]
