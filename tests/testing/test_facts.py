"""Strategies of fact files: what they draw is what `run` accepts."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import evaldsl
from evaldsl.testing import assert_holds, complete_facts, facts_of, run_examples, try_claims
from tests.pipeline import ROOT

RULES = evaldsl.loads("""language 1
ruleset "培训"
total 10
round each score half_up 2
facts {
  有项目 : yes_no optional
  档     : one of { 甲, 乙 } default 甲
  开工   : date optional
  项目   : list of { 名称 : text key;  支出 : 万元 >= 0, optional }
}
check 有支出 warning { sum(支出 over 项目) >= 0 万元 }
check 已开工 warning { 开工 >= 2023-01-01 and 有项目 and 档 == 甲 }
indicator 培训 weight 6 { target >= 7 次;  score pro_rata;  may be not_applicable, then full }
indicator 满意 weight 4 { judged }
""")
TRY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def _plain(value: Any) -> bool:
    """Whether a value is one that a fact file has, and no float."""
    match value:
        case dict():
            return all(isinstance(k, str) and _plain(v) for k, v in value.items())
        case list():
            return all(_plain(v) for v in value)
        case _:
            return value is None or type(value) in (str, int, bool)


@TRY
@given(facts_of(RULES))
def test_what_is_drawn_is_a_fact_file_that_run_accepts(facts: dict[str, Any]) -> None:
    assert _plain(facts)
    assert json.loads(json.dumps(facts)) == facts
    total = evaldsl.evaluate(RULES, facts).total
    assert total is not None
    assert 0 <= total.score <= 10


@TRY
@given(complete_facts(RULES))
def test_complete_facts_have_a_value_for_every_fact(facts: dict[str, Any]) -> None:
    assert set(facts["facts"]) == {"有项目", "档", "开工", "项目", "培训"}
    assert not any(isinstance(v, dict) for v in facts["facts"].values())  # none is not applicable
    assert all("支出" in row for row in facts["facts"]["项目"])
    assert evaldsl.evaluate(RULES, facts).total is not None


@pytest.mark.parametrize(
    "seen",
    [
        lambda f: "有项目" not in f["facts"],
        lambda f: isinstance(f["facts"]["培训"], dict),
        lambda f: f["facts"]["培训"] == "7 次",
        lambda f: len(f["facts"]["项目"]) > 1,
    ],
    ids=["left out", "not applicable", "at the target", "rows"],
)
def test_facts_are_drawn_where_it_matters(seen: Any) -> None:
    found = find(facts_of(RULES), seen, settings=settings(max_examples=2000, database=None))
    assert seen(found)


def test_a_ruleset_may_be_named_by_its_path() -> None:
    path = ROOT / "rulesets" / "2023.eval"
    assert isinstance(facts_of(path), st.SearchStrategy)
    assert evaldsl.evaluate(evaldsl.load(path), find(complete_facts(path), lambda f: True)).total is not None


def test_a_ruleset_with_errors_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.eval").write_text("language 1\nruleset “x”\ntotal 10\nindicator 甲 weight 9 { judged }\n", "utf-8")
    for tried in (facts_of, complete_facts, run_examples, assert_holds, try_claims):
        with pytest.raises(evaldsl.EvaldslError, match="E401"):
            tried(tmp_path / "bad.eval")
    with pytest.raises(evaldsl.EvaldslError, match="E901"):
        facts_of(tmp_path / "none.eval")


HOLDS = """language 1
ruleset "培训"
total 10
indicator 培训 weight 10 { target >= 100 次;  score pro_rata }
property "不少得" { 培训.score increases with 培训 }
examples "边" {
  培训  | expect total
  99 次 | 9.9
}
"""


def test_what_holds_raises_nothing_and_what_does_not_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rules.eval"
    path.write_text(HOLDS, "utf-8")
    assert_holds(path)
    assert [x.example.name for x in run_examples(path)] == ["边 / 1"]
    assert [(x.name, x.passed) for x in try_claims(path)] == [("不少得", True), ("", True)]
    path.write_text(HOLDS.replace("9.9", "9.8").replace("increases", "decreases"), "utf-8")
    with pytest.raises(AssertionError) as told:
        assert_holds(path, lang="zh")
    assert "total = 9.8" in str(told.value)
    assert f"{path}:8" in str(told.value)
    assert "被以下事实推翻" in str(told.value)


def test_a_ruleset_whose_facts_cannot_be_drawn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from evaldsl.testing import CannotDraw, facts

    monkeypatch.setattr(facts, "drawable", lambda program: False)
    for draw in (facts_of, complete_facts):
        with pytest.raises(CannotDraw, match=r"培训.*不能试填"):
            draw(RULES)
