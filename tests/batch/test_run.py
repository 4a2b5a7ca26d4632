"""Batches from the command line: what is printed, in which order, with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

import evaldsl
from tests.batch.conftest import form
from tests.cli.conftest import Run
from tests.reporting.json_schema import violations

Lines = Callable[..., str]

FORMS: list[object] = [
    form("甲", 90),  # 40 + 60
    form("乙", 45, spent=5),  # 20 + 30
    form("丙", 60, budget=30, spent=30),  # 40 + 40
    '{"subject": "丁", "facts": {"全年预算数": 1, }}',
    form("戊", 60),  # 40 + 40
    {"subject": "己", "facts": {"全年预算数": 1, "全年执行数": 1}},
]


def _json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_table_ranks_and_sums_up(run: Run, lines: Lines) -> None:
    code, out, err = run("run", "r.eval", lines(FORMS), "--lang", "zh")
    assert code == 1
    assert out.splitlines() == [
        "项目自评",
        "",
        "名次  评价对象               得分  等级  说明",
        "─" * 100,
        "  1   甲             100.00 / 100  优",
        "  2=  丙              80.00 / 100  良",
        "  2=  戊              80.00 / 100  良",
        "  4   乙              50.00 / 100  差",
        "      forms.jsonl:4                      未计分：E503",
        "      己                                 未计分：E601",
        "─" * 100,
        "份数                6",
        "已计分              4",
        "未计分              2  E503×1 E601×1",
        "满分              100",
        "平均分          77.50",
        "中位数          80.00",
        "最高分         100.00  甲",
        "最低分          50.00  乙",
        "同分并列（=）       2",
        "",
        "优    1  25.00%",
        "良    2  50.00%",
        "中    0   0.00%",
        "差    1  25.00%",
        "合计  4    100%",
    ]
    assert "forms.jsonl:4:" in err
    assert "forms.jsonl:6:1 ($.facts.培训人数)" in err


def test_a_mean_can_be_weighted_by_a_figure(run: Run, lines: Lines) -> None:
    _, out, _ = run("run", "r.eval", lines(FORMS), "--weight-by", "全年预算数", "--format", "jsonl", "--brief")
    found = _json_lines(out)[-1]["summary"]["weighted_mean"]
    # (100 × 10 + 50 × 10 + 80 × 30 + 80 × 10) ÷ 60, budgets in 万元
    assert found == {"by": "全年预算数", "mean": {"exact": "235/3", "text": "≈ 78.33"}, "left_out": 0}
    assert "30 万元" in run("run", "r.eval", "forms.jsonl", "--weight-by", "全年预算数")[1]
    assert "E913" in run("run", "r.eval", "forms.jsonl", "--weight-by", "部门")[2]
    assert run("run", "r.eval", "forms.jsonl", "--weight-by", "部们")[0] == 2


def test_json_lines_come_in_the_order_of_the_input_and_end_with_the_summary(run: Run, lines: Lines) -> None:
    code, out, err = run("run", "r.eval", lines(FORMS), "--format", "jsonl")
    assert (code, err) == (1, "")
    found = _json_lines(out)
    assert [one.get("number") for one in found] == [1, 2, 3, 4, 5, 6, None]
    assert [one["status"] for one in found[:-1]] == ["scored", "scored", "scored", "refused", "scored", "refused"]
    assert [one["score"] for one in found[:-1]] == ["100.00", "50.00", "80.00", None, "80.00", None]
    assert found[3]["diagnostics"][0]["where"] == {"file": "forms.jsonl", "line": 4, "column": 38}
    assert found[5]["codes"] == ["E601"]
    summary = found[-1]["summary"]
    assert (summary["mean"], summary["median"]["exact"]) == ({"exact": "77.5", "text": "77.50"}, "80")
    assert sum(one["count"] for one in summary["grades"]) == summary["scored"] == 4


def test_each_result_is_that_of_a_run_of_its_own(run: Run, lines: Lines, tmp_path: Path) -> None:
    _, out, _ = run("run", "r.eval", lines(FORMS), "--format", "jsonl")
    for one in _json_lines(out)[:-1]:
        if one["status"] == "scored":
            (tmp_path / "one.json").write_text(json.dumps(FORMS[one["number"] - 1], ensure_ascii=False), encoding="utf-8")
            alone = json.loads(run("run", "r.eval", "one.json", "--format", "json")[1])
            assert {**one["result"], "facts": None} == {**alone, "facts": None}


@pytest.mark.parametrize("option", ["json", "jsonl"])
@pytest.mark.parametrize(
    "more", [[], ["--brief"], ["--sort", "rank"], ["--top", "2"], ["--weight-by", "全年预算数"], ["--partial"]]
)
def test_the_published_schema_holds(run: Run, lines: Lines, option: str, more: list[str]) -> None:
    _, out, _ = run("run", "r.eval", lines([*FORMS, FORMS[0]]), "--format", option, *more)
    schema, result = evaldsl.batch_schema(), evaldsl.result_schema()
    found = [json.loads(out)] if option == "json" else _json_lines(out)
    for one in found:
        assert list(violations(one, schema)) == []
    for one in found[0]["subjects"] if option == "json" else found[:-1]:
        assert ("result" in one) == ("--brief" not in more and one["codes"] != ["E503"])
        assert "result" not in one or list(violations(one["result"], result)) == []


def test_ranks_stand_in_json_where_all_forms_were_seen(run: Run, lines: Lines) -> None:
    name = lines([*FORMS, FORMS[0]])
    made = json.loads(run("run", "r.eval", name, "--format", "json", "--brief")[1])["subjects"]
    assert [(one["subject"], one["rank"]) for one in made] == [
        *(("甲", 1), ("乙", 5), ("丙", 3), ("", None), ("戊", 3), ("己", None), ("甲", 1)),
    ]
    assert made[6]["repeats"] == {"file": "forms.jsonl", "at": 1}
    ranked = _json_lines(run("run", "r.eval", name, "--format", "jsonl", "--sort", "rank", "--top", "3", "--brief")[1])
    assert [(one["number"], one["rank"]) for one in ranked[:-1]] == [(1, 1), (7, 1), (3, 3)]
    assert ranked[-1]["summary"]["repeated"] == 1


def test_files_folders_lists_and_lines_in_one_run(run: Run, lines: Lines, tmp_path: Path) -> None:
    lines(FORMS[:2])
    (tmp_path / "list.json").write_text(json.dumps(FORMS[2:3]), encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "戊.json").write_text(json.dumps(FORMS[4]), encoding="utf-8")
    code, out, _ = run("run", "r.eval", "list.json", "in", "forms.jsonl", "nothing.json", "--format", "jsonl", "--brief")
    found = _json_lines(out)[:-1]
    assert code == 1
    assert [(one["subject"], one["place"]["file"], one["codes"]) for one in found] == [
        ("丙", "list.json", []),
        ("戊", "in/戊.json", []),
        ("甲", "forms.jsonl", []),
        ("乙", "forms.jsonl", []),
        ("", "nothing.json", ["E901"]),
    ]


def test_standard_input(run: Run, lines: Lines) -> None:
    lines([])
    text = "".join(json.dumps(one) + "\n" for one in FORMS if isinstance(one, dict))
    code, out, _ = run("run", "r.eval", "-", "--input", "jsonl", "--format", "jsonl", "--brief", stdin=text)
    assert (code, _json_lines(out)[-1]["summary"]["number"]) == (1, 5)
    code, out, _ = run("run", "r.eval", "-", "--input", "jsonl", "--explain", "丙", "--lang", "zh", stdin=text)
    assert code == 0
    assert "80.00 / 100" in out
    assert run("run", "-", "-", "--input", "jsonl")[0] == 2


def test_one_fact_file_is_shown_as_ever(run: Run, lines: Lines, tmp_path: Path) -> None:
    lines([])
    (tmp_path / "one.json").write_text(json.dumps(FORMS[0]), encoding="utf-8")
    alone = run("run", "r.eval", "one.json")
    assert "Rank" not in alone[1]
    assert run("run", "r.eval", "-", stdin=json.dumps(FORMS[0])) == alone
    (tmp_path / "list.json").write_text(json.dumps(FORMS[:1]), encoding="utf-8")
    assert "Rank" in run("run", "r.eval", "list.json")[1]


def test_one_form_is_explained_as_alone(run: Run, lines: Lines, tmp_path: Path) -> None:
    name = lines(FORMS)
    (tmp_path / "丙.json").write_text(json.dumps(FORMS[2]), encoding="utf-8")
    for asked in ("丙", "3", "forms.jsonl:3"):
        for format in ("tree", "table", "markdown", "tsv"):
            shown = run("run", "r.eval", name, "--explain", asked, "--format", format)
            assert shown == run("run", "r.eval", "丙.json", "--format", format)
    why = run("why", "r.eval", name, "培训人数", "--subject", "丙")
    assert why == run("why", "r.eval", "丙.json", "培训人数")
    assert "forms.jsonl:6" in run("run", "r.eval", name, "--explain", "己")[2]
    assert run("run", "r.eval", name, "--explain", "4")[0] == 2
    assert " --> --explain" in run("run", "r.eval", name, "--explain", "庚")[2]
    assert " --> --subject" in run("why", "r.eval", name, "培训人数", "--subject", "庚")[2]
    assert "E919" in run("why", "r.eval", name, "培训人数")[2]
    assert run("why", "r.eval", lines(FORMS[:1], "one.jsonl"), "培训人数")[0] == 0


def test_a_failed_check_is_found_and_named(run: Run, lines: Lines) -> None:
    name = lines([form("甲", 90), form("乙", 90, budget=10, spent=11)])
    code, out, _ = run("run", "r.eval", name)
    assert code == 1
    assert "1 check fails" in out
    assert run("run", "r.eval", lines([form("甲", 90)]))[0] == 0


def test_partial_gives_intervals_and_leaves_them_out_of_the_mean(run: Run, lines: Lines) -> None:
    code, out, _ = run("run", "r.eval", lines([*FORMS[:2], FORMS[5]]), "--partial", "--lang", "zh")
    assert code == 0
    assert "[40.00, 100.00]" in out
    assert "尚未确定       1" in out
    assert "平均分     75.00" in out


def test_long_lists_fold_unless_all_are_asked_for(run: Run, lines: Lines) -> None:
    name = lines([form(f"第{n:03}号", n) for n in range(1, 101)])
    folded, full = run("run", "r.eval", name)[1], run("run", "r.eval", name, "--all")[1]
    assert "… 40 more: --all shows them" in folded
    assert sum("号" in line and "/" in line for line in folded.splitlines()) == 60
    assert sum("号" in line and "/" in line for line in full.splitlines()) == 100
    top = run("run", "r.eval", name, "--top", "5", "--sort", "rank")[1]
    assert "… 95 more" in top
    first = run("run", "r.eval", name, "--sort", "input")[1].splitlines()[4]
    assert "第001号" in first


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_fits_the_screen(run: Run, lines: Lines, width: int, lang: str) -> None:
    long = form("北京市西城区人民政府月坛街道办事处老旧小区环境整治与市容提升综合项目（二期）" * 2, 33)
    name = lines([*FORMS, long, form("a" * 200, 80)])
    for more in ([], ["--weight-by", "全年预算数"], ["--partial"]):
        out = run("run", "r.eval", name, "--width", str(width), "--lang", lang, *more)[1]
        assert all(wcswidth(line) <= width for line in out.splitlines()), out


@pytest.mark.parametrize("format", ["table", "markdown", "tsv"])
def test_tables_have_all_forms_and_the_summary(run: Run, lines: Lines, format: str) -> None:
    out = run("run", "r.eval", lines([form(f"第{n:03}号", n) for n in range(1, 101)]), "--format", format)[1]
    assert all(f"第{n:03}号" in out for n in range(1, 101))
    assert "Median" in out


def test_the_number_of_processes_changes_nothing(run: Run, lines: Lines) -> None:
    name = lines([*(form(f"第{n:03}号", n) for n in range(1, 90)), *FORMS])
    wanted = run("run", "r.eval", name, "--format", "jsonl", "--jobs", "1")
    for more in (["--jobs", "2"], ["--jobs", "5"], []):
        assert run("run", "r.eval", name, "--format", "jsonl", *more) == wanted


def test_no_form_at_all_cannot_be_scored(run: Run, lines: Lines, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given in (lines([]), "empty"):
        code, out, err = run("run", "r.eval", given)
        assert (code, out) == (2, "")
        assert "E911" in err


def test_output_goes_to_a_file_whole_or_not_at_all(run: Run, lines: Lines, tmp_path: Path) -> None:
    name = lines(FORMS)
    for format in ("tree", "json", "jsonl"):
        wanted = run("run", "r.eval", name, "--format", format)[1]
        run("run", "r.eval", name, "--format", format, "-o", "out.txt")
        assert (tmp_path / "out.txt").read_text(encoding="utf-8") == wanted
    assert not list(tmp_path.glob("*.part"))
    assert "E923" in run("run", "r.eval", name, "--format", "jsonl", "-o", "no/such/folder")[2]


def test_what_is_read_is_never_written_over(run: Run, lines: Lines, tmp_path: Path) -> None:
    name = lines(FORMS)
    before = (tmp_path / name).read_bytes(), (tmp_path / "r.eval").read_bytes()
    (tmp_path / "same.jsonl").symlink_to(name)
    for output in (name, f"./{name}", "same.jsonl", "r.eval"):
        for command in (
            ("run", "r.eval", name),
            ("run", "r.eval", "r.eval", name),
            ("why", "r.eval", name, "培训人数", "--subject", "丙"),
        ):
            code, _, said = run(*command, "-o", output)
            assert (code, "names a file that is read" in said) == (2, True)
    assert before == ((tmp_path / name).read_bytes(), (tmp_path / "r.eval").read_bytes())


def test_sentences_about_one_of_many_forms_speak_of_it(run: Run, lines: Lines, tmp_path: Path) -> None:
    lines([FORMS[0]])
    (tmp_path / "odd.jsonl").write_bytes(b'{"subject": "a"}\n[1]\n{"subject": "\xff"}\n')
    said = run("run", "r.eval", "odd.jsonl", "--lang", "zh")[2]
    assert "事实文件第 3 行不是 UTF-8 文本\n --> odd.jsonl:3:1" in said
    assert "这份数据是列表 [ … ]，应当是对象 { … }\n --> odd.jsonl:2:1" in said


def test_many_problems_are_told_in_part_and_counted(run: Run, lines: Lines) -> None:
    _, _, err = run("run", "r.eval", lines([{"subject": f"第{n}号", "facts": {"x": 1}} for n in range(60)]))
    assert "20 problems (20 errors) and 40 more" in err


def test_a_ruleset_without_indicators_has_no_scores_to_rank(run: Run, lines: Lines, tmp_path: Path) -> None:
    name = lines(FORMS[:3])
    (tmp_path / "v.eval").write_text(
        'language 1\nruleset "v"\nfacts { 全年预算数, 全年执行数 : 万元;  培训人数 : 人 record only }\nlet 余 = 全年预算数 - 全年执行数\ncheck c { 余 >= 0 万元 }\n',
        encoding="utf-8",
    )
    code, out, _ = run("run", "v.eval", name)
    assert code == 0
    assert "nothing to score" in out
    assert "Mean" not in out


def test_from_python(tmp_path: Path, lines: Lines) -> None:
    lines(FORMS)
    ruleset = evaldsl.load(tmp_path / "r.eval")
    made = list(evaldsl.run_many(ruleset, [str(tmp_path / "forms.jsonl"), form("庚", 90), b"{"], weight_by="全年预算数"))
    assert [one.entry.score for one in made] == [100, 50, 80, None, 80, None, 100, None]
    assert made[6].result is not None
    assert made[6].result.total is not None
    summary = evaldsl.summarize(ruleset, (one.entry for one in made), "全年预算数")
    assert summary.mean is not None
    assert (summary.mean.exact, summary.refused) == (82, 3)
    with pytest.raises(evaldsl.EvaldslError, match="E913"):
        evaldsl.run_many(ruleset, [], weight_by="部门")
