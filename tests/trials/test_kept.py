"""Facts that broke a claim are kept, replayed and forgotten; a broken claim names the rule that gives the figure."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline import ROOT

RULES = """语言 1
规则集 “培训”
满分 10
指标 培训人次 分值 6 { 目标 ≥ 100 次；评分 按比例 }
指标 满意度   分值 4 { 实际值 % 在 0% 至 100%；评分 分档 {
  > 90%：4
  ≥ 80%：2
  其余：0
} }
性质 “达标满分” { 当 满意度 ≥ 90%：满意度.得分 = 4 }
性质 “多办不会少得” { 总分 随 培训人次 不减 }
"""
MENDED = RULES.replace("> 90%", "≥ 90%")


@dataclass
class Done:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int


def run(*words: str, cwd: Path, stdin: bytes = b"") -> Done:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "evaldsl", *words], cwd=cwd, env=environment, input=stdin, capture_output=True, check=False
    )
    return Done(done.stdout.decode(), done.stderr.decode(), done.returncode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "培训.eval").write_text(RULES, "utf-8")
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted((folder / ".evaldsl" / "failing" / "培训").glob("*"))


def test_what_breaks_a_claim_is_kept_as_a_fact_file_and_tried_first(folder: Path) -> None:
    first = run("test", "培训.eval", "--lang", "zh", cwd=folder)
    assert first.code == 1
    assert "规则：满意度: 90% 属于“≥ 80%”一档：2  (培训.eval:7)" in first.out
    assert "满意度.得分 = 2" in first.out
    (kept,) = files(folder)
    assert json.loads(kept.read_text("utf-8"))["facts"]["满意度"] == "90%"
    assert str(kept.relative_to(folder)) in first.err
    scored = run("run", "培训.eval", str(kept), "--format", "json", cwd=folder)
    assert json.loads(scored.out)["total"]["score"] == "8"
    again = json.loads(run("test", "培训.eval", "--format", "json", cwd=folder).out)
    claim = next(x for x in again["claims"] if x["ending"] == "broken")
    assert claim["replayed"]
    assert [(r["path"], r["line"], r["of"]) for r in claim["rules"]] == [("满意度", 7, 0)]
    assert files(folder) == [kept]


def test_kept_facts_find_what_a_short_search_does_not(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    (folder / "培训.eval").write_text(MENDED, "utf-8")
    assert run("test", "培训.eval", cwd=folder).code == 0
    assert len(files(folder)) == 1  # what was mended must stay so
    (folder / "培训.eval").write_text(RULES, "utf-8")
    assert run("test", "培训.eval", "--max-examples", "1", cwd=folder).code == 1
    assert run("test", "培训.eval", "--max-examples", "1", "--no-keep", cwd=folder).code == 0


def test_two_files_are_kept_as_a_pair(folder: Path) -> None:
    worse = MENDED.replace("目标 ≥ 100 次；评分 按比例", "目标 ≤ 100 次；评分 按比例")
    (folder / "培训.eval").write_text(worse, "utf-8")
    done = run("test", "培训.eval", "--format", "json", cwd=folder)
    claim = next(x for x in json.loads(done.out)["claims"] if x["ending"] == "broken")
    assert [r["of"] for r in claim["rules"]] == [0, 1]
    assert {r["path"] for r in claim["rules"]} == {"培训人次"}
    assert [p.name[-7:] for p in files(folder)] == ["-1.json", "-2.json"]
    again = json.loads(run("test", "培训.eval", "--format", "json", cwd=folder).out)
    assert next(x for x in again["claims"] if x["ending"] == "broken")["replayed"]


def test_forget_deletes_what_was_kept_and_nothing_else(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    mine = files(folder)[0].parent / "notes.txt"
    mine.write_text("ours", "utf-8")
    (folder / "培训.eval").write_text(MENDED, "utf-8")
    assert run("test", "培训.eval", "--forget", cwd=folder).code == 0
    assert files(folder) == [mine]
    mine.unlink()
    run("test", "培训.eval", "--forget", cwd=folder)
    assert not (folder / ".evaldsl").exists()


def test_nothing_is_kept_for_rules_from_standard_input_or_when_told_not_to(folder: Path) -> None:
    assert run("test", "-", stdin=RULES.encode(), cwd=folder).code == 1
    assert run("test", "培训.eval", "--no-keep", cwd=folder).code == 1
    assert not (folder / ".evaldsl").exists()


def test_a_link_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / ".evaldsl").symlink_to(elsewhere)
    done = run("test", "培训.eval", cwd=folder)
    assert done.code == 1
    assert "E923" in done.err
    assert not list(elsewhere.rglob("*.json"))


def test_kept_files_that_are_spoilt_are_passed_over(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    (kept,) = files(folder)
    kept.write_bytes(b"\xff{")
    (kept.parent / ("0" * 12 + "-" + "0" * 8 + ".json")).symlink_to("/etc/passwd")
    assert run("test", "培训.eval", cwd=folder).code == 1
    if os.geteuid() != 0:
        kept.chmod(0)
        assert run("test", "培训.eval", cwd=folder).code == 1


def test_forgetting_does_not_need_keeping(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    assert files(folder)
    run("test", "培训.eval", "--forget", "--no-keep", cwd=folder)
    assert not (folder / ".evaldsl").exists()


def test_nothing_but_what_is_kept_is_left_behind(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    assert {one.name for one in folder.iterdir()} == {".evaldsl", "培训.eval"}


def test_nothing_is_made_through_a_link(folder: Path) -> None:
    other = folder / "elsewhere"
    other.mkdir()
    (folder / ".evaldsl").symlink_to(other)
    assert "E923" in run("test", "培训.eval", cwd=folder).err
    assert not list(other.iterdir())


def test_a_folder_that_is_full_is_told(folder: Path) -> None:
    kept = folder / ".evaldsl" / "failing" / "培训"
    kept.mkdir(parents=True)
    for n in range(200):
        (kept / f"{n:012x}-00000000.json").write_text("{}", "utf-8")
    done = run("test", "培训.eval", cwd=folder)
    assert "E923" in done.err
    assert "--forget" in done.err
    assert len(files(folder)) == 200


def test_a_folder_in_the_place_of_a_kept_file_stops_no_forgetting(folder: Path) -> None:
    run("test", "培训.eval", cwd=folder)
    odd = files(folder)[0].parent / "aaaaaaaaaaaa-00000001.json"
    odd.mkdir()
    assert "E923" not in run("test", "培训.eval", "--forget", "--no-keep", cwd=folder).err
    assert files(folder) == [odd]
