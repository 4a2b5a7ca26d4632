"""Coverage as text and JSON, and from the command line."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaldsl import api
from evaldsl.cli import cli
from evaldsl.reporting.layout import text_width
from evaldsl.source import SourceFile
from evaldsl.trials.coverage import Coverage, covered
from evaldsl.trials.coverage_drawn import drawn_files, drawn_marks
from evaldsl.trials.coverage_views import coverage_json, coverage_text, share_text
from evaldsl.trials.examples import run_examples
from tests.pipeline import ROOT

TEXT = """language 1
ruleset "培训"
total 10
check 有 { 乙 > 0 次 }
facts { 乙 : 次 >= 0 }
each indicator { score pro_rata }
group 产出指标与效益指标中名称很长的一组 weight 10 {
  indicator 甲 weight 5 { target >= 100 次 }
  indicator 丁 weight 5 { target >= 100 次;  score all_or_nothing }
}
example "一" { given 甲 = 50 次;  given 丁 = 100 次;  given 乙 = 1 次;  expect total == 7.5 }
"""


def _coverage(text: str = TEXT) -> Coverage:
    opened, trials = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return covered(opened.ruleset.program, list(run_examples(opened.ruleset.program, trials.examples, None)))


def test_the_figure_by_hand() -> None:
    """甲: scored, met, partly, none, beyond; 丁: scored, met, missed; 有: holds, fails. Decided: 甲 scored and partly, 丁 scored and met."""
    made = _coverage()
    assert (made.decided, made.exercised, len(made.points)) == (4, 5, 10)
    assert made.share == Fraction(2, 5)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("plain", [False, True])
def test_no_line_is_too_wide_and_all_that_is_missing_is_told(lang: api.Lang, width: int, plain: bool) -> None:
    text = coverage_text(_coverage(), lang, width, plain=plain)
    assert max(text_width(line) for line in text.splitlines()) <= width
    for place in ("x.eval:4", "x.eval:8", "x.eval:9"):
        assert place in text
    assert "40%" in text
    assert "x.eval:7" not in text
    assert not plain or all(sign not in text for sign in "━─╌")


def test_a_clause_that_several_inherit_is_told_once() -> None:
    text = TEXT.replace("each indicator { score pro_rata }", "each indicator { score pro_rata;  flag from 130% }").replace(
        ";  score all_or_nothing", ""
    )
    lines = coverage_text(_coverage(text), "zh", 120).splitlines()
    assert [line for line in lines if "x.eval:6" in line] == [
        "  x.eval:6  产出指标与效益指标中名称很长的一组.甲、产出指标与效益指标中名称很长的一组.丁：标记"
    ]


def test_a_share_is_rounded_down() -> None:
    assert share_text(Fraction(1999, 2000)) == "99.9%"
    assert share_text(Fraction(2, 3)) == "66.6%"
    assert share_text(Fraction(1)) == "100%"
    assert share_text(None) == "—"


def test_json_has_every_point_with_its_examples() -> None:
    made = coverage_json(_coverage(), "zh")
    assert (made["points"], made["exercised"], made["decided"], made["share"], made["text"]) == (10, 5, 4, "0.4", "40%")
    assert {x["kind"]: (x["points"], x["exercised"], x["decided"]) for x in made["kinds"]} == {
        "indicator": (7, 4, 4),
        "cap": (1, 0, 0),
        "check": (2, 1, 0),
    }
    by_id = {x["id"]: x for x in made["list"]}
    holds = by_id["check::有:holds"]
    assert (holds["exercised"], holds["decided"], holds["file"], holds["line"], holds["text"]) == (
        ["一"],
        [],
        "x.eval",
        4,
        "成立",
    )


def test_a_ruleset_without_rules_has_nothing_to_cover() -> None:
    made = _coverage("language 1\nruleset “x”\nfacts { 甲 : 次 }\nlet 乙 = 甲\n")
    assert made.share is None
    assert coverage_json(made)["share"] is None
    assert "no rules" in coverage_text(made, "en", 80)


def _test(tmp_path: Path, *options: str, text: str = TEXT) -> Result:
    file = tmp_path / "x.eval"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["test", str(file), "--max-examples", "5", "--lang", "en", *options])


def test_the_command_shows_coverage_when_asked(tmp_path: Path) -> None:
    assert "coverage" not in _test(tmp_path).stdout
    shown = _test(tmp_path, "--coverage")
    assert shown.exit_code == 0
    assert "coverage 40%: 4 of 10 points decided, 5 exercised (50%)" in shown.stdout
    data = json.loads(_test(tmp_path, "--coverage", "--format", "json").stdout)
    assert data["coverage"]["share"] == "0.4"
    assert "coverage" not in json.loads(_test(tmp_path, "--format", "json").stdout)


@pytest.mark.parametrize(
    ("least", "code"), [("40", 0), ("40%", 0), ("４０％", 0), ("0", 0), ("40.1", 1), ("100", 1), ("40.0000001", 1)]
)
def test_too_little_coverage_fails(tmp_path: Path, least: str, code: int) -> None:
    made = _test(tmp_path, "--fail-under", least)
    assert made.exit_code == code
    assert ("E650" in made.stderr) == bool(code)


@pytest.mark.parametrize("least", ["101", "-1", "x", "", "1e1", "1/2", "9" * 30, ".", "８ ０", "100.1"])
def test_what_is_no_percentage_is_refused(tmp_path: Path, least: str) -> None:
    made = _test(tmp_path, "--fail-under", least)
    assert made.exit_code == 2
    assert "E650" not in made.stderr


def test_nothing_to_cover_is_never_too_little(tmp_path: Path) -> None:
    text = 'language 1\nruleset “x”\nfacts { 甲 : 次 }\nlet 乙 = 甲\nexample "一" { given 甲 = 1 次;  expect 乙 == 1 次 }\n'
    assert _test(tmp_path, "--fail-under", "100", text=text).exit_code == 0


# ---- drawn facts and edges -------------------------------------------------------------------------------------------

EDGED = """language 1
ruleset "x"
total 10
round each score half_up 2
grades { >= 8: 优  otherwise: 差 }
indicator 甲 weight 10 { target >= 800 次;  actual 次 integer >= 0;  score pro_rata }
example "一" { given 甲 = 800 次;  expect total == 10 }
property "p" { 甲.score never falls with 甲 }
"""


def _drawn(text: str, most: int = 60) -> Coverage:
    opened, trials = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    program = opened.ruleset.program
    claims = [(stated, claim) for stated in trials.properties for claim in stated.claims]
    found = list(run_examples(program, trials.examples, None))
    return covered(program, found, drawn_marks(program, claims, drawn_files(program, 0, most)), with_edges=True)


def test_the_files_of_a_search_stand_at_every_edge_that_facts_can_stand_at() -> None:
    made = _drawn(EDGED)
    kinds = {x.edge.kind: (x.met, x.missed) for x in made.edges}
    assert kinds["target"] == (("below", "at", "above"), ())
    assert kinds["grade"] == (("below", "at", "above"), ())
    assert kinds["tie"] == (("tie",), ())  # 10 × 2 ÷ 800 = 0.025
    assert not any(x.missed for x in made.edges)


def test_what_a_claim_speaks_of_is_decided_by_drawn_facts_and_the_rest_only_exercised() -> None:
    made = {x.point.id: x for x in _drawn(EDGED).points}
    partly, low = made["indicator:甲:partly"], made["grade:band:1"]
    assert (partly.exercised, partly.decided, partly.drawn, partly.claimed) == ((), (), True, True)
    assert partly.is_decided
    assert (low.drawn, low.claimed, low.is_decided) == (True, False, False)  # no claim speaks of the grade
    whole = made["indicator:甲:met"]
    assert (whole.exercised, whole.decided) == (("一",), ("一",))


def test_examples_alone_stand_at_few_edges() -> None:
    opened, trials = api.open_trials(SourceFile("x.eval", EDGED), None)
    assert opened.ruleset is not None
    program = opened.ruleset.program
    made = covered(program, list(run_examples(program, trials.examples, None)), with_edges=True)
    target = next(x for x in made.edges if x.edge.kind == "target")
    assert (target.met, target.missed) == (("at",), ("below", "above"))
    assert made.drawn is None
    text = coverage_text(made, "en", 100)
    assert "edges of the rules: facts stand at" in text
    assert "No facts stand at" not in text  # they are listed where drawn facts are counted


def test_a_claim_decides_only_where_its_condition_holds() -> None:
    text = EDGED.replace("甲.score never falls with 甲", "when 甲 >= 800 次: 甲.score == 10")
    made = {x.point.id: x for x in _drawn(text).points}
    assert made["cap:甲:beyond"].claimed
    assert not made["indicator:甲:partly"].claimed


def test_the_command_counts_drawn_facts_when_asked(tmp_path: Path) -> None:
    shown = _test(tmp_path, "--coverage-by", "all", text=EDGED)
    assert "by the examples and 5 drawn files" in shown.stdout
    data = json.loads(_test(tmp_path, "--coverage-by", "all", "--format", "json", text=EDGED).stdout)["coverage"]
    assert data["drawn_files"] == 5
    assert {x["kind"] for x in data["edges"]} >= {"target", "grade", "tie"}
    assert all("claimed" in x for x in data["list"])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80])
def test_edges_at_which_no_facts_stand_are_listed_with_their_places(lang: api.Lang, width: int) -> None:
    made = _drawn(EDGED, 1)
    assert any(x.missed for x in made.edges)
    text = coverage_text(made, lang, width)
    assert max(text_width(line) for line in text.splitlines()) <= width
    assert "x.eval:6" in text
    assert ("略低" if lang == "zh" else "just below") in text


@pytest.mark.parametrize("name", ["2023", "2023-figures"])
def test_two_hundred_files_stand_at_every_edge_and_tie_of_a_real_ruleset(name: str) -> None:
    path = ROOT / "rulesets" / f"{name}.eval"
    opened, _ = api.open_trials(SourceFile(path.name, path.read_text(encoding="utf-8")), str(path.parent))
    assert opened.ruleset is not None
    program = opened.ruleset.program
    made = covered(program, [], drawn_marks(program, [], drawn_files(program, 0, 200)), with_edges=True)
    assert made.drawn == 200
    assert made.edges
    assert [(x.edge.path, x.edge.text, x.missed) for x in made.edges if x.missed] == []
    ties = {x.point.subject for x in made.points if x.point.id.endswith(":tie") and not x.is_exercised}
    assert ties == set()  # every rounding of the ruleset meets one
