"""The views of one result: what stands in them, and that no user text can do more than be shown."""

import json
from pathlib import Path

import pytest

from evaldsl.diagnostics.core import Diagnostic, InData
from evaldsl.evaluation import tree
from evaldsl.reporting import words
from evaldsl.reporting.json_result import failure_json, json_text, result_json
from evaldsl.reporting.layout import text_width
from evaldsl.reporting.table import table_text
from evaldsl.reporting.terminal import tree_text
from evaldsl.reporting.why import why_text
from tests.reporting.json_schema import violations
from tests.reporting.samples import result

SCHEMA = json.loads(Path("docs/result.schema.json").read_text(encoding="utf-8"))


def why(name: str, lang: str = "en") -> str:
    text = why_text(result(), name, lang)  # type: ignore[arg-type]
    assert isinstance(text, str), text
    return text


# ---- terminal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tree_fits_every_width(width: int, lang: str) -> None:
    text = tree_text(result(), lang, width)  # type: ignore[arg-type]
    assert max(map(text_width, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "91.98" in text


def test_tree_says_every_lost_point() -> None:
    text = " ".join(tree_text(result(), "en", 200).split())
    assert "99 次 is below 100 次" in text
    assert "95% is not above 95%; the points are full all the same" in text
    assert "set to 55.00 by 财政局绩效科 in place of the computed 50.00" in text
    assert "without the override: 86.98, 良" in text
    assert "2≠" in text  # filed 2, computed 1.98


def test_scores_line_up_under_chinese_names() -> None:
    lines = tree_text(result(), "zh", 80).splitlines()
    ends = {text_width(line[: line.index(" / ") + 3]) for line in lines if " / " in line and "━" in line}
    assert len(ends) == 1


def test_user_text_is_never_markup_or_command() -> None:
    text = tree_text(result(), "en", 120, color=True)
    assert "[bold]尚未显现[/]" in text
    assert "\\x1b[31m" in text
    assert "\x1b[32m" in text or "\x1b[33m" in text  # our own colours are there


def test_plain_signs_are_ascii() -> None:
    text = tree_text(result(), "en", 80, plain=True)
    assert not set("✓◐✗✎✱━╌↳─≠") & set(text)


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_tsv_has_the_same_number_of_cells_in_each_row_of_the_tree() -> None:
    lines = table_text(result(), "tsv", "zh").splitlines()
    assert {line.count("\t") for line in lines[:9]} == {7}
    assert lines[2].split("\t")[:5] == ["产出.党内培训", "≥ 100 次", "99 次", "2", "1.98"]


def test_markdown_cells_keep_to_their_row() -> None:
    text = table_text(result(), "markdown", "en")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 10
    assert {row.replace("\\|", "").count("|") for row in rows} == {9}
    assert "\\[bold\\]" in text


def test_numbers_in_tables_stay_text() -> None:
    assert "1.98" in table_text(result(), "table", "en")
    assert "2 ≠" in table_text(result(), "table", "en")


# ---- JSON ------------------------------------------------------------------------------------------------------------


def test_json_is_what_the_schema_says() -> None:
    made = json.loads(json_text(result_json(result(), "0.1.0")))
    assert list(violations(made, SCHEMA)) == []
    assert made["total"] == {"score": "91.98", "weight": "100", "grade": "优", "computed": {"score": "86.98", "grade": "良"}}
    leaf = made["tree"][0]["children"][0]
    assert (leaf["score"], leaf["exact"], leaf["status"], leaf["method"]) == ("1.98", "1.98", "partly", "pro_rata")
    assert leaf["value"] == {"exact": "99", "unit": "次", "text": "99 次"}
    assert made["values"]["执行率"] == {"exact": "2/3", "unit": "", "text": "≈ 66.67%"}


def test_schema_can_fail() -> None:
    made = result_json(result(), "0.1.0")
    made["tree"][0]["weight"] = 2
    made["extra"] = made["total"].pop("score")
    assert len(list(violations(made, {**SCHEMA, "additionalProperties": False}))) >= 3


def test_failure_has_diagnostics_and_no_total() -> None:
    problem = Diagnostic("E901", InData("facts.json", "$.facts", 3, 1), {"file": "x"})
    made = failure_json((problem,), "0.1.0", "zh")
    assert list(violations(made, SCHEMA)) == []
    assert "total" not in made
    assert made["diagnostics"][0]["where"] == {"file": "facts.json", "path": "$.facts", "line": 3, "column": 1}


def test_json_text_is_json_in_every_depth() -> None:
    for value in ({}, [], {"a": []}, {"a": [1, {"b": ["x" * 200]}]}, {"a": {"b": {"c": {}}}}):
        assert json.loads(json_text(value)) == value  # type: ignore[arg-type]


# ---- why -------------------------------------------------------------------------------------------------------------


def test_why_works_out_the_formula_with_figures_and_sources() -> None:
    text = why("预算.执行率")
    assert "执行率 = 执行数 ÷ 预算数 = 2 万元 ÷ 3 万元 ≈ 66.67%" in text
    assert "预算数 = 3 万元  (as 30000 元)" in text
    assert "2/3 ≈ 66.67% × 3 = 2 points" in text
    assert "表.eval:10" in text


def test_why_names_source_clause_and_what_was_filed() -> None:
    text = why("党内培训", "zh")
    assert "来源：第五部分（一）2（1）①" in text
    assert "《预算绩效管理办法》第六条" in text
    assert "2，与按规则得出的 1.98 不同" in text
    assert "评分承自 表.eval:9" in text


def test_why_total_and_named_values() -> None:
    assert "1.98 + 5.00 + 2.00 + 28.00 + 55.00 = 91.98" in why("total")
    assert "without the override: 86.98, 良" in why("总分")
    assert "named value" in why_text_of_let()


def why_text_of_let() -> str:
    made = result()
    # 执行率 is also the tail of an indicator's path, which goes first; its own name is not.
    lets = {**made.program.lets, "支出进度": made.program.lets["执行率"]}
    from evaldsl.records import evolve

    made = evolve(made, program=evolve(made.program, lets=lets), values={**made.values, "支出进度": made.values["执行率"]})
    text = why_text(made, "支出进度")
    assert isinstance(text, str)
    return text


def test_why_of_an_unknown_name_offers_the_nearest() -> None:
    found = why_text(result(), "党内培圳")
    assert isinstance(found, Diagnostic)
    assert (found.code, found.help, found.args["near"]) == ("E920", "near", "党内培训")


# ---- words -----------------------------------------------------------------------------------------------------------


def test_every_step_of_the_score_tree_has_words() -> None:
    import re

    listed = set(re.findall(r"\b([a-z_]+)\(", (tree.__doc__ or "").partition("figures (")[2]))
    known = {key.partition(".")[0] for key in words.STEPS}
    assert len(listed) > 30
    assert listed - known == set()
