"""The self-evaluation form on what the documents give: every filed point, and what is missing; variants of places."""

import json
from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api
from evaldsl.evaluation.tree import Result
from evaldsl.model.values import Uncertain
from tests.examples.gallery import EXAMPLES, expected, nodes, plain, run_files
from tests.pipeline import ROOT

HOME = EXAMPLES / "project-self-evaluation"
RULESET = ROOT / "rulesets" / "project-self-evaluation.eval"


@pytest.fixture(scope="module")
def department() -> Result:
    got = run_files(RULESET, HOME / "department-2023.json")
    assert isinstance(got.result, Result)
    return got.result


def test_the_department_is_as_expected(department: Result) -> None:
    assert plain(department) == expected(HOME)


def test_every_indicator_has_the_points_of_the_report(department: Result) -> None:
    rows = [n for n in nodes(department.root) if n.node.is_indicator and n.node.path != "预算执行率"]
    assert len(rows) == 24
    assert all(n.filed is not None and n.score == n.filed.points for n in rows)
    assert department.total is not None
    assert department.total.score == 98  # 10 + 49 + 30 + 9: the report has 9 for a block of ten items that this form has not


def test_the_met_target_that_is_not_met(department: Result) -> None:
    """大于95% with 95%: the share is full, the target is not."""
    found = next(n for n in nodes(department.root) if n.node.name == "人民群众满意度")
    assert (found.score, found.met) == (5, False)


def test_what_the_document_does_not_give_is_named() -> None:
    got = run_files(RULESET, HOME / "rescue-station-2023.json", partial=True)
    assert got.result is not None
    total = got.result.total.score
    assert isinstance(total, Uncertain)
    assert (total.low, total.high) == (10, 100)
    assert len(total.needs) == 13
    refused = run_files(RULESET, HOME / "rescue-station-2023.json")
    assert {p.code for p in refused.problems} == {"E601", "E602"}


@pytest.mark.parametrize("name", ["department-2023", "rescue-station-2023"])
def test_every_figure_has_its_source(name: str) -> None:
    data = json.loads((HOME / f"{name}.json").read_text("utf-8"))
    for row in data["facts"]["绩效指标"]:
        for cell in ("指标值", "实际完成值"):
            entry: Any = row[cell]
            assert (
                entry.get("source", "").startswith("000_c470da2bba1d25a1.txt:") or "pending" in entry or "not_applicable" in entry
            )


FORM: dict[str, Any] = {
    "facts": {
        "年初预算数": 100,
        "全年预算数": 100,
        "全年执行数": "98.5",
        "绩效指标": [
            {
                "一级指标": "产出指标",
                "二级指标": "数量指标",
                "三级指标": "培训",
                "指标值": "≥735人次",
                "实际完成值": "728人次",
                "分值": 50,
                "偏差原因": "一",
            },
            {
                "一级指标": "效益指标",
                "二级指标": "社会",
                "三级指标": "减负",
                "指标值": "有效",
                "实际完成值": "部分达成",
                "评定": "16",
                "分值": 30,
                "偏差原因": "二",
            },
        ],
    }
}


@pytest.mark.parametrize(
    ("variant", "total"),
    [
        # 9 + floor(49.52…) + floor(16 × 40/30); 16 of 30 is 53%, which 60% .. 80% would refuse
        ("levels-50", 9 + 49 + 21),
        # 19.7 + 40 × 728/735 → 39.62; 18 × 40/30 = 24
        ("execution-20", Fraction("19.7") + Fraction("39.62") + 24),
        # nothing rounds: (9.85 + 50 × 728/735 + 18) ÷ 90 × 100
        ("satisfaction-rescaled", (Fraction("9.85") + Fraction(50 * 728, 735) + 18) * Fraction(100, 90)),
    ],
)
def test_variants(variant: str, total: Fraction) -> None:
    ruleset = api.load(HOME / "variants" / f"{variant}.eval")
    form = json.loads(json.dumps(FORM))
    if variant != "levels-50":
        form["facts"]["绩效指标"][1]["评定"] = "18"
    result = api.evaluate(ruleset, form)
    assert result.total is not None
    assert result.total.score == total
