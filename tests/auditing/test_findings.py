"""What the audit finds without being asked; one mistake is one finding."""

from fractions import Fraction
from typing import Any

from evaldsl.reporting.audit_words import finding_text
from tests.auditing.build import audited


def kinds(**sections: Any) -> dict[str, str]:
    claims = sections.pop("claims", ())
    return {f.name: f.kind for f in audited(*claims, **sections).findings}


def test_nothing_to_find_but_full_points_at_a_missed_target() -> None:
    # > 100 with 100: missed, and v ÷ t = 1 gives all points; no contradiction, but to be seen
    audit = audited()
    assert [(f.kind, f.name, f.contradiction) for f in audit.findings] == [("points_full", "产出.培训", False)]
    assert not audit.contradicted


def test_filed_points_against_rules_rows_and_targets() -> None:
    assert kinds(filed={"整治": "7.5", "产出": "17.50", "total": 27.5}) == {"产出.培训": "points_full"}
    assert "产出.整治" not in kinds(filed={"整治": 8})  # 7.5 at no digits is 8, by half up
    assert kinds(filed={"整治": "7.4"})["产出.整治"] == "filed_differs"
    assert kinds(filed={"整治": "10"})["产出.整治"] == "points_full"
    assert kinds(filed={"执行": 9}) == {"执行": "points_lost", "产出.培训": "points_full"}
    assert "执行" not in kinds(filed={"执行": 10})
    assert kinds(filed={"执行": 9}, reasons={"执行": "追加指标下达较晚"})["执行"] == "filed_differs"
    assert kinds(filed={"整治": 11})["产出.整治"] == "points_above"


def test_filed_total_that_is_not_the_sum_of_its_rows() -> None:
    (found,) = [
        f for f in audited(filed={"total": 27, "执行": 10, "培训": 10, "整治": "7.5"}).findings if f.kind == "filed_total"
    ]
    assert (found.name, found.figures["sum"].value, found.figures["difference"].value) == (
        "total",
        Fraction(55, 2),
        Fraction(-1, 2),
    )
    assert "filed_total" not in kinds(filed={"total": 27, "执行": 10}).values()


def test_failed_checks_and_figures_stated_twice() -> None:
    found = [f.kind for f in audited(facts={"基本支出": 9000}).findings if f.name == "支出勾稽"]
    assert found == ["check_failed", "not_all_right"]
    assert kinds(facts={"人数": 300})["人员"] == "check_failed"
    stated = [{"of": "支出", "stated": text} for text in ("13112.03万元", "1.31亿元", "13112万元")]
    assert "支出" not in kinds(claims=stated)
    assert kinds(claims=[*stated, {"of": "支出", "stated": "12505.92万元"}])["支出"] == "claimed_twice"
    many = [{"of": "支出", "stated": f"{n}.5万元"} for n in range(300)]
    (found,) = [f for f in audited(*many).findings if f.kind == "claimed_twice"]
    assert len(found.claims) == 300
    assert len(finding_text(found, "en")) < 400
    named = [{"of": "执行率", "stated": "98.08%"}, {"of": "执行率", "stated": "109.27%"}]
    assert "执行率.全年口径" not in kinds(claims=named)  # two bases, not two values of one
