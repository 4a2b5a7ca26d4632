"""Where rules change: every edge and tie is met by a fact file, or it is proved that none can."""

from fractions import Fraction

import pytest

from evaldsl import api
from evaldsl.model.program import Program
from evaldsl.readers.json_facts import read
from evaldsl.source import SourceFile
from evaldsl.trials.cases import Bench
from evaldsl.trials.files import written
from evaldsl.trials.kept import Kept
from evaldsl.trials.rules import Edge
from evaldsl.trials.strategies import edges_of, file_of, made, points_hit, pools_of, run_at, systematic
from tests.pipeline import ROOT

HEAD = """language 1
ruleset "x"
total 10
round each score half_up 2
"""
WITHIN = 200
"""Fact files that a search tries for each claim when nothing else is asked for."""


def _program(text: str) -> Program:
    opened, _ = api.open_trials(SourceFile("x.eval", HEAD + text), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program


def _edge(program: Program, kind: str, at: Fraction | None = None) -> Edge:
    return next(e for e in edges_of(program) if e.kind == kind and (at is None or e.at == at))


def _met(program: Program) -> list[tuple[str, str, str, str]]:
    """The sides of edges that the first files of a search do not stand at, although a file for them is known or may be."""
    pools = pools_of(program)
    hits = points_hit(pools.edges, [run_at(program, facts) for facts in systematic(pools, WITHIN)])
    missed = []
    for i, edge in enumerate(pools.edges):
        why = dict(edge.why)
        missed += [
            (edge.kind, edge.path, edge.text, s) for s in edge.sides if s not in hits[i] and why.get(s, "sought") == "sought"
        ]
    return missed


@pytest.mark.parametrize(
    "name",
    [
        "rulesets/2023.eval", "rulesets/2023-figures.eval", "examples/gallery/bands/rules.zh.eval", "examples/gallery/deduct/rules.zh.eval",
        "examples/gallery/linear/rules.en.eval", "examples/gallery/rounding/rules.zh.eval", "examples/gallery/grades_by_rate/rules.en.eval",
        "examples/gallery/closeness/rules.zh.eval", "examples/gallery/pro_rata/rules.zh.eval", "examples/gallery/hurdle/rules.zh.eval",
        "examples/gallery/not_applicable/rules.zh.eval", "examples/gallery/outcome/rules.zh.eval",
    ],
)  # fmt: skip
def test_every_edge_and_tie_is_met_within_the_usual_number_of_files(name: str) -> None:
    assert _met(api.load(ROOT / name).program) == []


def test_an_edge_is_met_exactly_and_one_least_step_on_either_side() -> None:
    program = _program(
        "facts { 甲 : 次 integer >= 0 }\nindicator 乙 weight 10 { value 甲;  target >= 30 次;  score all_or_nothing }"
    )
    edge = _edge(program, "target")
    assert {p.side: p.figure for p in edge.points} == {"below": 29, "at": 30, "above": 31}


def test_a_ratio_is_brought_to_its_edge_by_one_of_its_facts() -> None:
    program = _program(
        "facts { 支出 : 万元 >= 0 decimals 2;  预算 : 万元 > 0 decimals 2 }\nlet 率 = 支出 / 预算\n"
        "indicator 乙 weight 10 { value 率;  score bands { >= 92.5%: 10;  otherwise: 0 } }"
    )
    points = {p.side: p for p in _edge(program, "band", Fraction(925, 1000)).points}
    assert points["at"].figure == Fraction(925, 1000)
    assert Fraction(92, 100) < Fraction(str(points["below"].figure)) < Fraction(925, 1000)


def test_a_tie_is_found_or_it_is_proved_that_there_is_none() -> None:
    # 10 × v ÷ 100: a whole number of times gives tenths, never half a hundredth; tenths of times give hundredths; thousandths do
    rule = "indicator 乙 weight 10 {{ value 甲;  target >= 100 次;  score pro_rata }}"
    for digits, met in (("integer", False), ("decimals 1", False), ("decimals 2", True)):
        program = _program(f"facts {{ 甲 : 次 {digits} >= 0 }}\n" + rule.format())
        edge = _edge(program, "tie")
        assert bool(edge.points) is met
        assert dict(edge.why) == ({} if met else {"tie": "digits"})
        if met:
            assert (Fraction(str(edge.points[0].figure)) * 100).denominator == 2


def test_a_grade_is_reached_exactly_over_several_indicators() -> None:
    program = _program(
        "grades { >= 9: 优;  >= 3: 中;  otherwise: 差 }\n"
        + "\n".join(f"indicator 乙{i} weight 2 {{ target >= 8 次;  score pro_rata }}" for i in range(5))
    )
    sides = {p.side: p.figure for p in _edge(program, "grade", Fraction(3)).points}
    assert sides["at"] == 3
    assert sides["below"] == Fraction(299, 100)
    assert sides["above"] == Fraction(301, 100)


def test_what_lies_outside_every_domain_is_proved_and_not_sought() -> None:
    program = _program("facts { 甲 : 次 >= 0 }\nindicator 乙 weight 10 { value 甲;  target <= 0 次;  score all_or_nothing }")
    edge = _edge(program, "target")
    assert {p.side for p in edge.points} == {"at", "above"}
    assert edge.why == (("below", "domain"),)


@pytest.mark.parametrize("name", ["2023", "2023-figures", "project-self-evaluation", "2019", "grades", "cost-norms"])
def test_every_file_of_a_search_is_read(name: str) -> None:
    program = api.load(ROOT / "rulesets" / f"{name}.eval").program
    pools = pools_of(program)
    facts = [*systematic(pools, 20), *(made(pools, 10**6 + seed) for seed in range(15))]
    for one in facts:
        back = read(written(file_of(one, program)).encode(), "x.json", program)
        assert back.facts is not None, [str(p) for p in back.problems]


def test_a_file_read_again_gives_the_same_run() -> None:
    for name in ("2023", "project-self-evaluation"):
        program = api.load(ROOT / "rulesets" / f"{name}.eval").program
        bench = Bench(program, pools_of(program), 40, Kept())
        for facts in bench.start:
            back = read(written(file_of(facts, program)).encode(), "x.json", program).facts
            assert back is not None
            assert run_at(program, back).scores == bench.run(facts).scores


def test_the_same_number_is_the_same_file() -> None:
    program = _program("facts { 甲 : 次 >= 0 }\nindicator 乙 weight 10 { value 甲;  target >= 3 次;  score pro_rata }")
    pools = pools_of(program)
    assert [made(pools, n) for n in (0, 1, 99, 10**9)] == [made(pools, n) for n in (0, 1, 99, 10**9)]
