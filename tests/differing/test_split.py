"""The change of a subject, split into rules, facts and rounding: figures by hand, sums that are exact."""

from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Diagnostic
from evaldsl.differing.files import Ways, compared, ways
from evaldsl.differing.matching import matched
from evaldsl.differing.split import Part, Split, split
from tests.differing.test_same import HEAD, opened

F = Fraction
OLD = HEAD + (
    "group 甲 weight 6 { indicator 培训 weight 6 { target >= 100 次;  score pro_rata } }\n"
    "indicator 满意 weight 4 { target >= 90%;  score pro_rata }\n"
)
NEW = HEAD + (
    "group 甲 weight 5 { indicator 培训 weight 5 { target >= 120 次;  score pro_rata } }\n"
    "indicator 满意 weight 3 { target >= 90%;  score pro_rata }\n"
    "indicator 公开 weight 2 { target >= 3 次;  score pro_rata }\n"
)


def both(old: str, new: str) -> Ways:
    one, two = opened(old), opened(new)
    return ways(one, two, matched(one, two))


def parts(made: Split | Diagnostic) -> dict[str, Part]:
    assert isinstance(made, Split), made
    for part in made.parts:
        assert part.rules + part.facts + part.rounding == part.change
    return {part.old if part.old is not None else str(part.new): part for part in made.parts}


def file(**facts: Any) -> bytes:
    import json

    return json.dumps({"subject": "甲街道", "facts": facts}, ensure_ascii=False).encode()


def test_the_figures_by_hand() -> None:
    before, after = file(培训=95, 满意="80%", 公开=2), file(培训=97, 满意="85%", 公开=3)
    made = parts(split(before, "before.json", after, "after.json", both(OLD, NEW)))
    training = made["甲.培训"]
    # old rules, old facts 6 × 95/100 = 5.7; new rules 5 × 95/120 = 95/24; new facts 5 × 97/120 = 97/24 = 4.041… → 4.04
    assert (training.before, training.after) == (F("5.7"), F("4.04"))
    assert training.rules == F(95, 24) - F("5.7")
    assert training.facts == F(97, 24) - F(95, 24)
    assert training.rounding == F("4.04") - F(97, 24)
    satisfied = made["满意"]
    # 4 × 80/90 = 32/9 → 3.56; 3 × 80/90 = 8/3; 3 × 85/90 = 17/6 → 2.83
    assert (satisfied.before, satisfied.after) == (F("3.56"), F("2.83"))
    assert (satisfied.rules, satisfied.facts) == (F(8, 3) - F(32, 9), F(17, 6) - F(8, 3))
    assert satisfied.rounding == (F("2.83") - F("3.56")) - (F(17, 6) - F(32, 9))
    opened_ = made["公开"]
    assert (opened_.old, opened_.before, opened_.after) == (None, None, 2)
    assert (opened_.rules, opened_.facts, opened_.rounding) == (F(4, 3), F(2, 3), 0)
    total = made[""]
    for name in ("rules", "facts", "rounding", "change"):
        assert getattr(total, name) == sum(getattr(made[x], name) for x in ("甲.培训", "满意", "公开"))


def test_the_same_rules_leave_the_facts_and_the_same_facts_the_rules() -> None:
    before, after = file(培训=95, 满意="80%"), file(培训=97, 满意="80%")
    assert {part.rules for part in parts(split(before, "a", after, "b", both(OLD, OLD))).values()} == {0}
    same = parts(split(file(培训=95, 满意="80%", 公开=1), "a", file(培训=95, 满意="80%", 公开=1), "b", both(OLD, NEW)))
    assert {part.facts for part in same.values()} == {0}


def test_what_the_new_rules_ask_for_must_be_there() -> None:
    made = split(file(培训=95, 满意="80%"), "a.json", file(培训=97, 满意="85%", 公开=3), "b.json", both(OLD, NEW))
    assert isinstance(made, Diagnostic)
    assert (made.code, made.help) == ("E644", "cross")


def test_two_subjects_have_no_change() -> None:
    made = split(
        file(培训=1, 满意="80%"), "a", file(培训=1, 满意="80%").replace("甲街道".encode(), "乙".encode()), "b", both(OLD, OLD)
    )
    assert isinstance(made, Diagnostic)
    assert made.code == "E645"


def test_a_fact_counted_in_another_unit_keeps_its_amount() -> None:
    old = HEAD + "facts { a : 元 >= 0 }\nindicator x weight 10 { value a;  target >= 50 万元;  score pro_rata }\n"
    new = old.replace("a : 元", "a : 万元")
    made = parts(split(file(a=250000), "a", file(a=30), "b", both(old, new)))
    assert (made["x"].rules, made["x"].facts, made["x"].before, made["x"].after) == (0, 1, 5, 6)


def test_an_irrational_score_keeps_its_rounding() -> None:
    old = HEAD + (
        "group 甲 weight 10 { combine geometric_mean;  round half_up 2\n"
        "  indicator 一 weight 5 { target >= 10 次;  score pro_rata }\n  indicator 二 weight 5 { target >= 10 次;  score pro_rata } }\n"
    )
    made = parts(split(file(一=5, 二=10), "a", file(一=6, 二=10), "b", both(old, old)))
    assert made["甲"].rounding == 0
    assert made["甲"].facts == made["甲"].change != 0


def test_a_file_is_read_by_either_ruleset_for_what_it_asks() -> None:
    delta = compared(file(培训=95, 满意="80%", 公开=2), "f.json", both(OLD, NEW))
    assert delta.before.left_out == ("公开",)
    assert delta.scored
    assert {d.old if d.old is not None else d.new for d in delta.deltas} == {"", "甲", "甲.培训", "满意", "公开"}
    unknown = compared(file(培训=95, 满意="80%", 别的=2), "f.json", both(OLD, NEW))
    assert unknown.before.codes == ("E557",)
    lacking = compared(file(培训=95, 满意="80%"), "f.json", both(OLD, NEW))
    assert (lacking.before.scored, lacking.after.scored, lacking.after.codes) == (True, False, ("E601",))
    assert lacking.differs


def test_a_renamed_indicator_is_found_under_its_own_name() -> None:
    delta = compared(file(培训=95, 满意="80%"), "f.json", both(OLD, OLD.replace("满意", "群众满意度")))
    assert delta.scored
    assert not delta.deltas
