"""A ruleset without indicators: its named values, in every view. Worked by hand: 2 × 3 人 × 50 元/人 = 300 元, 300/400 = 75%."""

import json
from pathlib import Path

import pytest

from evaldsl import api, cli
from tests.cli.conftest import Run
from tests.reporting.json_schema import violations

RULES = """语言 1
规则集 “测算”
事实 { 人数：人；单价：元/人；预算：元 > 0 }
令 金额 = 2 × 人数 × 单价 名称 “两期合计”
令 占比 按 { 预算口径：金额 / 预算；自身口径：金额 / 金额 }
勾稽 不超预算 错误 { 金额 ≤ 预算 }
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "测算.eval").write_text(RULES, encoding="utf-8")
    facts = {"facts": {"人数": 3, "单价": 50, "预算": 400}}
    (tmp_path / "数据.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format_", cli.FORMATS)
def test_named_values_are_the_result(run: Run, files: Path, format_: str) -> None:
    code, out, err = run("run", "测算.eval", "数据.json", "--format", format_)
    assert (code, err) == (0, "")
    assert "300 元" in out
    assert "75.00%" in out
    assert "两期合计" in out or format_ == "json"
    assert "不超预算" in out


def test_the_json_result_has_no_total_and_follows_the_schema(run: Run, files: Path) -> None:
    made = json.loads(run("run", "测算.eval", "数据.json", "--format", "json")[1])
    assert list(violations(made, api.result_schema())) == []
    assert "total" not in made
    assert made["values"]["占比.预算口径"]["exact"] == "0.75"


def test_values_that_are_read_by_nothing_are_no_warning(run: Run, files: Path) -> None:
    assert run("check", "测算.eval")[2] == ""


def test_a_missing_fact_refuses_the_values_that_need_it(run: Run, files: Path) -> None:
    some = '{"facts": {"人数": 3, "预算": 400}}'
    code, out, err = run("run", "测算.eval", "-", stdin=some)
    assert (code, out) == (2, "")
    assert "E601" in err
    assert "单价" in err
    code, out, _ = run("run", "测算.eval", "-", "--partial", "--lang", "en", stdin=some)
    assert code == 0
    assert "not yet known" in out


def test_why_without_a_name_lists_the_values(run: Run, files: Path) -> None:
    code, out, _ = run("why", "测算.eval", "数据.json", "--lang", "en")
    assert code == 0
    assert "金额 = 300 元" in out
    assert "= 0" not in out


def test_from_python(files: Path) -> None:
    ruleset = api.load(files / "测算.eval")
    result = api.evaluate(ruleset, {"facts": {"人数": 3, "单价": 50, "预算": 400}})
    assert result.total is None
    assert result.values["金额"].value == 300
    with pytest.raises(api.EvaldslError):
        api.evaluate(ruleset, {"facts": {"人数": 3}})
