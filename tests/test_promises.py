"""What evaldsl promises of the real evaluation, seen from the command line: vocabularies, forms and trees, exit codes, screens."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from tests.battery import BAD, chunks_of, difference, problems_of
from tests.command import run_line
from tests.pipeline import ROOT

RULES, FACTS = ROOT / "rulesets" / "2023.eval", ROOT / "examples" / "2023" / "facts.json"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    shutil.copy(RULES, tmp_path / "2023.eval")
    shutil.copy(FACTS, tmp_path / "facts.json")
    return tmp_path


def _run(line: str, folder: Path, code: int = 0, columns: int = 100) -> str:
    text, found = run_line(line, folder, columns)
    assert found == code, text
    return text


def _tree(ruleset: str, folder: Path) -> str:
    """The scores as JSON, without what names a place or a file."""
    data = json.loads(_run(f"evaldsl run {ruleset} facts.json --format json", folder))
    return json.dumps(_placeless({key: data[key] for key in ("total", "tree", "values", "checks")}), ensure_ascii=False)


def _placeless(data: Any) -> Any:
    match data:
        case dict():
            return {key: _placeless(value) for key, value in data.items() if key not in ("where", "inherited")}
        case list():
            return [_placeless(item) for item in data]
        case _:
            return data


def test_the_2023_evaluation_scores_97_and_its_blocks_add_up(work: Path) -> None:
    data = json.loads(_run("evaldsl run 2023.eval facts.json --format json", work))
    assert data["total"]["score"] == "97.00"
    assert data["total"]["weight"] == "100"
    assert data["total"]["grade"] == "优"
    assert [block["score"] for block in data["tree"]] == ["9.00", "49.00", "30.00", "9.00"]
    tree = _run("evaldsl run 2023.eval facts.json --lang zh", work)
    for figure in ("97.00", "优", "9.00", "49.00", "30.00"):
        assert figure in tree


def test_vocabularies_give_the_same_tree_and_come_back(work: Path) -> None:
    for name in ("zh", "en", "mixed", "back"):
        shutil.copy(RULES, work / f"{name}.eval")
    _run("evaldsl fmt --lang zh zh.eval", work)
    _run("evaldsl fmt --lang en en.eval", work)
    shutil.copy(work / "en.eval", work / "back.eval")
    _run("evaldsl fmt --lang zh back.eval", work)
    chinese, english = (work / "zh.eval").read_text("utf-8"), (work / "en.eval").read_text("utf-8")
    assert (work / "back.eval").read_text("utf-8") == chinese
    assert chinese != english
    assert "指标集" not in english
    assert "indicator" in english
    assert re.search(r"^\s*指标 ", english, flags=re.M) is None
    lines = [
        english_line if number % 2 else chinese_line
        for number, (english_line, chinese_line) in enumerate(zip(english.split("\n"), chinese.split("\n"), strict=True))
    ]
    (work / "mixed.eval").write_text("\n".join(lines), encoding="utf-8")
    wanted = _tree("2023.eval", work)
    for name in ("zh.eval", "en.eval", "mixed.eval"):
        assert _tree(name, work) == wanted, name


def test_the_formatter_is_idempotent_on_the_library(work: Path) -> None:
    for path in (ROOT / "rulesets").glob("*.eval"):
        shutil.copy(path, work / path.name)
        _run(f"evaldsl fmt {path.name}", work)
        _run(f"evaldsl fmt --check {path.name}", work)


def test_the_output_block_as_a_tree_gives_the_same_scores(work: Path) -> None:
    (work / "form.eval").write_text(
        "语言 1\n规则集 “产出”\n满分 6\n舍入 每项得分 四舍五入 2 位\n自评表 {\n"
        "  评分 按比例\n  一级指标 | 二级指标 | 三级指标 | 指标值 | 分值\n"
        "  产出 | 数量 | 党内培训 | ≥ 100 次 | 2\n | | 拆除违法建设 | > 5000 平方米 | 2\n | 质量 | 合格率 | = 100% | 2\n}\n",
        encoding="utf-8",
    )
    (work / "tree.eval").write_text(
        'language 1\nruleset "产出"\ntotal 6\nround each score half_up 2\ngroup 产出 weight 6 {\n  each indicator { score pro_rata }\n'
        "  group 数量 weight 4 {\n    indicator 党内培训 weight 2 { target >= 100 次 }\n    indicator 拆除违法建设 weight 2 { target > 5000 平方米 }\n  }\n"
        "  group 质量 weight 2 { indicator 合格率 weight 2 { target == 100% } }\n}\n",
        encoding="utf-8",
    )
    (work / "facts.json").write_text('{"facts": {"党内培训": 99, "拆除违法建设": 4321, "合格率": "98.7%"}}', encoding="utf-8")
    assert _tree("form.eval", work) == _tree("tree.eval", work)


def test_numbers_survive_from_json_to_json(work: Path) -> None:
    (work / "n.eval").write_text(
        'language 1\nruleset "n"\ntotal 1\nfacts { a, b : number }\nindicator 甲 weight 1 { score = if a + b > 0 then 1 else 0 }\n',
        encoding="utf-8",
    )
    (work / "facts.json").write_text('{"facts": {"a": 0.1, "b": 1234567890.12345678901234567891}}', encoding="utf-8")
    values = json.loads(_run("evaldsl run n.eval facts.json --format json", work))["values"]
    assert values["a"]["exact"] == "0.1"
    assert values["b"]["exact"] == "1234567890.12345678901234567891"


def test_ten_mistakes_of_ten_kinds_in_one_run() -> None:
    chunk = chunks_of("ten", (BAD / "ten.txt").read_text(encoding="utf-8"))[0]
    assert len(chunk.expected) == 10
    assert len({code for code, _ in chunk.expected}) == 10
    assert len({line for _, line in chunk.expected}) == 10
    assert not difference(chunk, problems_of(chunk))


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tree_fits_the_screen(work: Path, columns: int, lang: str) -> None:
    for line in _run(f"evaldsl run 2023.eval facts.json --lang {lang}", work, columns=columns).splitlines():
        assert wcswidth(line) <= columns, line


def test_no_color_when_piped(work: Path) -> None:
    assert "\x1b" not in _run("env -u NO_COLOR evaldsl run 2023.eval facts.json", work)


def test_exit_codes(work: Path) -> None:
    (work / "bad.eval").write_text("language 1\nnonsense\n", encoding="utf-8")
    (work / "check.eval").write_text(
        'language 1\nruleset "c"\ntotal 1\nfacts { a : number }\ncheck c error { a == 1 }\nindicator 甲 weight 1 { score = 1 }\n',
        encoding="utf-8",
    )
    (work / "two.json").write_text('{"facts": {"a": 2}}', encoding="utf-8")
    _run("evaldsl check 2023.eval", work)
    _run("evaldsl run check.eval two.json", work, code=1)
    _run("evaldsl check bad.eval", work, code=2)
    _run("evaldsl run nothing.eval two.json", work, code=2)
    _run("evaldsl run 2023.eval two.json", work, code=2)
    _run("evaldsl nonsense", work, code=2)
    broken = json.loads(_run("evaldsl run bad.eval two.json --format json", work, code=2))
    assert broken["diagnostics"]
    assert "total" not in broken


def test_a_broken_pipe_is_quiet(work: Path) -> None:
    text, _ = run_line("evaldsl run 2023.eval facts.json | head -n 1", work)
    assert "Traceback" not in text
    assert "rror" not in text
