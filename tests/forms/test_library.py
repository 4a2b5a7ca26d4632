"""The library's self-evaluation form: figures checked by hand, and 208 invented forms."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import evaldsl
from evaldsl.api import Ruleset, load

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "examples" / "project-self-evaluation" / "make_synthetic.py"


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load(ROOT / "rulesets" / "project-self-evaluation.eval")


def facts(*rows: tuple[str, str, str, object, object], **more: Any) -> dict[str, Any]:
    """A form of (group, name, target, actual, weight) with its head."""
    made = [
        {
            "一级指标": group,
            "二级指标": group[:2],
            "三级指标": name,
            "指标值": target,
            "实际完成值": actual,
            "分值": weight,
            **more.get(name, {}),
        }
        for group, name, target, actual, weight in rows
    ]
    head = {
        "年初预算数": 100,
        "全年预算数": 200,
        "全年执行数": "150 万元",
        "项目资金": [{"资金来源": "当年财政拨款", "年初": 100, "全年": 200, "执行": 150}],
    }
    return {"facts": {**head, "绩效指标": made}}


OUTPUT = ("产出指标", "培训", "≥ 735 人次", "728人次", 50)
EFFECT = ("效益指标", "社会", "有效", "部分达成", 20)
OTHER = ("效益指标", "生态", "有效", "不涉及", 10)
HAPPY = ("满意度指标", "群众", "≥95%", "90%", 10)
SAID = {"社会": {"评定": "15", "偏差原因": "一"}, "培训": {"偏差原因": "二"}, "群众": {"偏差原因": "三"}}


def total(ruleset: Ruleset, form: dict[str, Any]) -> Fraction:
    result = evaldsl.evaluate(ruleset, form)
    assert result.total is not None
    assert isinstance(result.total.score, Fraction)
    return result.total.score


def test_a_form_by_hand(ruleset: Ruleset) -> None:
    """10 × 150/200 = 7.5; 50 × 728/735 = 49.52; 15 of 20, the other 10 rescaled: 22.5; 10 × 90/95 = 9.47."""
    assert total(ruleset, facts(OUTPUT, EFFECT, OTHER, HAPPY, **SAID)) == Fraction("7.5") + Fraction("49.52") + Fraction(
        "22.5"
    ) + Fraction("9.47")


def test_satisfaction_that_does_not_apply_moves_to_the_effects(ruleset: Ruleset) -> None:
    """30 + 10 points on the effects: 15/20 × 40 = 30."""
    assert total(ruleset, facts(OUTPUT, EFFECT, OTHER, **SAID)) == Fraction("7.5") + Fraction("49.52") + 30
    gone = ("满意度指标", "群众", "≥95%", "/", 10)
    assert total(ruleset, facts(OUTPUT, EFFECT, OTHER, gone, **SAID)) == Fraction("7.5") + Fraction("49.52") + 30


def test_execution_is_capped(ruleset: Ruleset) -> None:
    form = facts(OUTPUT, EFFECT, OTHER, HAPPY, **SAID)
    form["facts"] |= {"全年执行数": 300, "项目资金": [{"资金来源": "其他资金", "年初": 100, "全年": 200, "执行": 300}]}
    assert total(ruleset, form) == 10 + Fraction("49.52") + Fraction("22.5") + Fraction("9.47")


def test_208_invented_forms(ruleset: Ruleset, tmp_path: Path) -> None:
    subprocess.run([sys.executable, SCRIPT, "--to", tmp_path], check=True)
    files = sorted(tmp_path.glob("*.json"))
    assert len(files) == 208
    for file in files[::13]:
        form = json.loads(file.read_text("utf-8"))
        assert "虚构" in form["subject"]
        assert "虚构" in form["note"]
        result = evaldsl.evaluate(ruleset, file)
        assert result.total is not None
        assert result.total.weight == 100


def test_the_script_gives_the_same_bytes_again() -> None:
    lines = [
        subprocess.run(
            [sys.executable, SCRIPT, "--forms", "3", "--rows", "20", "--jsonl"], check=True, capture_output=True
        ).stdout
        for _ in "12"
    ]
    assert lines[0] == lines[1]
    assert all(len(json.loads(line)["facts"]["绩效指标"]) == 20 for line in lines[0].splitlines())


def test_check_says_that_rows_are_still_to_come() -> None:
    command = [sys.executable, "-m", "evaldsl", "check", "rulesets/project-self-evaluation.eval"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    assert "1 indicator and the rows of 绩效指标, total 100" in said.stdout


def test_claims_of_another_file_speak_of_the_rows(ruleset: Ruleset) -> None:
    form = facts(OUTPUT, EFFECT, OTHER, HAPPY, **SAID)
    claims = {
        "claims": [
            {"of": "培训.score", "stated": "49.52", "quote": "得49.52分"},
            {"of": "培训", "stated": "729 人次", "quote": "729人次"},
        ]
    }
    for files in ((form, claims), (claims, form)):
        audit = evaldsl.api.audit(ruleset, *files)
        assert [judged.verdict.value for judged in audit.claims] == ["reproduced", "contradicted"]
