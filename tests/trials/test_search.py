"""Properties are tried: planted faults are found with the smallest facts, and what is right is left alone."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evaldsl import api
from evaldsl.cli import cli
from evaldsl.model.program import Program
from evaldsl.model.trials import Trials
from evaldsl.source import SourceFile
from evaldsl.trials import cases
from evaldsl.trials.kept import Kept, key_of
from evaldsl.trials.search import Ending, Tried, try_properties
from evaldsl.trials.strategies import file_of, made, pools_of
from evaldsl.trials.views import outcomes_json, outcomes_junit, outcomes_text
from tests.pipeline import ROOT

HEAD = """language 1
ruleset "x"
total 20
round each score half_up 2
facts { 项目 : list of { 名称 : text key;  支出 : 万元 >= 0 };  预算 : 万元 > 0 }
let 总 = sum(支出 over 项目) + 预算
check 有 warning { 总 > 1 万元 }
indicator 培训 weight 10 { target >= 100 次;  score pro_rata }
indicator 事故 weight 10 { target <= 3 起;  score pro_rata }
"""


def _opened(text: str) -> tuple[Program, Trials]:
    opened, trials = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program, trials


def _tried(claim: str, head: str = HEAD, most: int = 120) -> Tried:
    program, trials = _opened(head + claim)
    return next(iter(try_properties(program, trials.properties, 0, most)))


def _facts(tried: Tried, which: int = 0) -> dict[str, object]:
    found = json.loads(tried.files[which])["facts"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "claim",
    [
        "total in 0 .. 20",
        "培训.score increases with 培训",
        "事故.score decreases with 事故",
        "when 培训 >= 100 次: 培训.score == 10",
        "total moves at most 0.1 with 培训 per 1 次",
        "attainable total == 20",
        "总 unchanged by order of 项目",
        "总 unchanged by unit of 预算",
    ],
)
def test_what_is_true_holds(claim: str) -> None:
    assert _tried(f'property "p" {{ {claim} }}').ending is Ending.HELD


def test_a_relation_of_two_files_holds_where_the_rest_is_alike() -> None:
    claim = "when 甲.培训 >= 乙.培训: 甲.total >= 乙.total"
    assert _tried(f'property "p" for two 甲, 乙 {{ alike except 培训;  {claim} }}').ending is Ending.HELD
    broken = _tried(f'property "p" for two 甲, 乙 {{ {claim} }}')
    assert broken.ending is Ending.BROKEN
    assert len(broken.files) == 2


def test_a_counterexample_is_small_and_runs() -> None:
    tried = _tried('property "p" { total <= 19.99 }')
    assert tried.ending is Ending.BROKEN
    assert _facts(tried)["培训"] == "100 次"  # the simplest file: every fact at its target
    program, _ = _opened(HEAD)
    from evaldsl.readers.json_facts import read

    back = read(tried.files[0].encode(), "x.json", program)
    assert back.facts is not None, back.problems


def test_a_trend_is_broken_by_two_files_that_differ_in_one_fact() -> None:
    tried = _tried('property "p" { 事故.score never falls with 事故 }')
    one, two = _facts(tried), _facts(tried, 1)
    assert {name for name in one if one[name] != two[name]} == {"事故"}


def test_what_never_happens_is_not_seen() -> None:
    tried = _tried('property "p" { attainable total > 20 }')
    assert tried.ending is Ending.UNSEEN
    assert not tried.passed
    constant = HEAD.replace(
        "indicator 培训 weight 10 { target >= 100 次;  score pro_rata }",
        "indicator 培训 weight 10 { target >= 100 次;  score = 5 }",
    )
    assert _tried('property "p" { 培训.score increases with 培训 }', constant).ending is Ending.UNSEEN


FAULTS = {
    "a reversed ratio": (
        "score pro_rata }",
        "score = max(0, min(weight, weight * target / max(value, 1 次))) }",
        "培训.score never falls with 培训",
    ),
    "> for >=": (
        "target >= 100 次;  score pro_rata",
        "target > 100 次;  score all_or_nothing",
        "when 培训 >= 100 次: 培训.score == 10",
    ),
    "a step too far": (
        "score pro_rata }",
        "score bands { >= 100 次: 10;  >= 99 次: 4;  otherwise: 0 } }",
        "培训.score moves at most 5 with 培训 per 1 次",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(fault: str) -> None:
    right, wrong, claim = FAULTS[fault]
    planted = HEAD.replace(right, wrong, 1)
    assert planted != HEAD
    assert _tried(f'property "p" {{ {claim} }}').ending is Ending.HELD
    assert _tried(f'property "p" {{ {claim} }}', planted).ending is Ending.BROKEN


def test_the_same_seed_tries_the_same_facts() -> None:
    claim = 'property "p" for two 甲, 乙 { 甲.total >= 乙.total }'
    assert _tried(claim) == _tried(claim)


def test_drawn_facts_lie_in_their_domains_and_hit_edges_and_ties() -> None:
    program, _ = _opened(HEAD)
    pools = pools_of(program)
    training = next(p for p in pools.facts if p.spec.name == "培训")
    edges = {e.value for e in training.edges}
    assert {Fraction(100), Fraction(9999, 100), Fraction(10001, 100)} <= edges
    assert any((Fraction(10) * v / 100 * 100).denominator == 2 for v in edges if isinstance(v, Fraction))  # a tie of half a cent
    for seed in range(300):
        entries = made(pools, seed).entries
        budget = entries["预算"].value
        assert isinstance(budget, Fraction)
        assert budget > 0


@pytest.mark.parametrize("name", ["2023", "2023-figures"])
def test_every_drawn_file_of_a_ruleset_is_read(name: str) -> None:
    program = api.load(ROOT / "rulesets" / f"{name}.eval").program
    pools = pools_of(program)
    from evaldsl.readers.json_facts import read
    from evaldsl.trials.files import written

    for seed in range(25):
        back = read(written(file_of(made(pools, seed), program)).encode(), "x.json", program)
        assert back.facts is not None, [str(p) for p in back.problems]


def test_rows_that_are_scored_are_drawn_too() -> None:
    rows = """language 1
ruleset "行"
facts { 项目 : list of { 名称 : text key;  支出 : 次 >= 0 } }
for each p in 项目 { total 10;  indicator 甲 weight 10 { value 支出;  target >= 9 次;  score pro_rata } }
let 均 = average(score over 项目)
"""
    assert _tried('property "界" { 均 in 0 .. 10 }', rows).ending is Ending.HELD
    broken = _tried('property "界" { 均 in 0 .. 9 }', rows)
    assert broken.ending is Ending.BROKEN
    assert _facts(broken)["项目"] == [{"名称": "第1项", "支出": "9 次"}]


def test_a_ruleset_without_properties_is_tried_by_what_holds_for_all(tmp_path: Path) -> None:
    (tmp_path / "x.eval").write_text(HEAD, encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["test", str(tmp_path / "x.eval"), "--lang", "zh", "--max-examples", "30", "--junit", str(tmp_path / "j.xml")]
    )
    assert done.exit_code == 0, done.output
    assert "各项得分不越界" in done.output
    assert 'tests="1" failures="0"' in (tmp_path / "j.xml").read_text(encoding="utf-8")


def test_views_show_the_facts_that_break_a_claim() -> None:
    program, trials = _opened(HEAD + 'property "界" { total <= 19.99 }')
    tried = tuple(try_properties(program, trials.properties, 0, 50))
    text = outcomes_text(program, (), tried, "zh", 80)
    assert "✗ 界: total <= 19.99" in text
    assert "被以下事实推翻  (x.eval:10)" in text
    assert "总分 = 20" in text
    data = json.loads(outcomes_json(program, (), tried))
    assert [x["ending"] for x in data["claims"]] == ["broken", "held"]
    assert "<failure>" in outcomes_junit(program, (), tried)


STEPS = """language 1
ruleset "x"
total 20
facts { 次数 : 次 integer in 0 次 .. 1000 次 }
indicator 甲 weight 10 { target >= 100 次;  score pro_rata }
indicator 乙 weight 10 { value 次数; score bands { >= 200 次: 4;  >= 150 次: 10;  >= 50 次: 8;  otherwise: 0 } }
"""


@pytest.mark.parametrize("claim", ["never falls", "never rises", "increases", "decreases"])
def test_the_facts_that_break_a_trend_grow(claim: str) -> None:
    tried = _tried(f'property "p" {{ 乙.score {claim} with 次数 }}', STEPS)
    assert tried.ending is Ending.BROKEN
    lower, higher = (int(str(_facts(tried, i)["次数"]).split()[0]) for i in range(2))
    assert lower < higher


@pytest.mark.parametrize("claim", ["乙.score moves at most 7 with 次数 per 1 次", "甲.score moves at most 0.05 with 甲 per 1 次"])
def test_the_facts_that_break_a_step_are_a_step_apart(claim: str) -> None:
    tried = _tried(f'property "p" {{ {claim} }}', STEPS)
    assert tried.ending is Ending.BROKEN
    fact = "次数" if "次数" in claim else "甲"
    lower, higher = (Fraction(str(_facts(tried, i)[fact]).split()[0]) for i in range(2))
    assert higher - lower == 1


def test_kept_facts_of_another_relation_decide_nothing() -> None:
    claim = "when 甲1.甲 >= 乙1.甲: 甲1.total >= 乙1.total"
    program, trials = _opened(STEPS + f'property "p" for two 甲1, 乙1 {{ alike except 甲;  {claim} }}')
    files = [json.dumps({"facts": {"次数": n, "甲": "100 次"}}) for n in ("0 次", "200 次")]
    stated = trials.properties[0]
    kept = Kept(pairs={key_of(stated.name, stated.claims[0].text): ((files[0], files[1]), (files[1], files[0]))})
    assert next(iter(try_properties(program, trials.properties, 0, 40, kept=kept))).ending is Ending.HELD


def test_the_work_of_standard_trials_grows_with_the_ruleset_and_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    calculated = cases.calculated

    def counted(*given: Any) -> Any:
        nonlocal count
        count += 1
        return calculated(*given)

    lines = "\n".join(f"indicator i{n} weight 1 {{ target >= {n + 10} 次;  score pro_rata }}" for n in range(40))
    program, _ = _opened(f'language 1\nruleset "x"\ntotal 40\n{lines}\n')
    monkeypatch.setattr(cases, "calculated", counted)
    tried = list(try_properties(program, (), 0, 100))
    assert [one.ending for one in tried] == [Ending.HELD]
    assert count <= 100 + 100 + 2 * 20
