"""`extends`: a variant is its base with the changes written into it, and says what they are."""

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from evaldsl import api
from evaldsl.diagnostics.core import Diagnostic
from evaldsl.reporting.json_result import result_json
from tests.pipeline import ROOT, checked
from tests.reporting.json_schema import violations

HEAD = 'language 1\nruleset "2024 年度自评"\nperiod 2024-01-01 .. 2024-12-31\n'
BASE = """language 1
ruleset "2023 年度自评"
period 2023-01-01 .. 2023-12-31
total 100
parameter 优秀线 : points in 0 .. 100 = 90 basis "办法第九条"
parameter 部分 : % = 60%
round each score half_up 2
grades { >= 优秀线: 优;  >= 80: 良;  otherwise: 其他 }
facts { 有项目 : yes_no }
group 产出 weight 60 {
  indicator 培训 weight 40 { target >= 100 人次;  score pro_rata }
  indicator 效果 weight 20 { score levels { 好: 100%; 中: 部分; 差: 0% };  may be not_applicable, then rescale }
}
group 项目 weight 40 {
  applies when 有项目, then full
  indicator 完成率 weight 40 { target >= 95%;  score pro_rata;  label "项目完成率" }
}
"""
FACTS = {"有项目": True, "培训": "90 人次", "效果": "中", "完成率": "76%"}


def block(changes: str) -> str:
    return "\n".join(f"  {line.strip()}" for line in changes.splitlines())


def extended(tmp_path: Path, changes: str, base: str = BASE, head: str = HEAD) -> api.Ruleset:
    (tmp_path / "base.eval").write_text(base, encoding="utf-8")
    return api.loads(f'{head}extends "./base" {{\n{block(changes)}\n}}\n', "next.eval", tmp_path)


def problems(tmp_path: Path, changes: str, base: str = BASE) -> list[tuple[str, str, int]]:
    (tmp_path / "base.eval").write_text(base, encoding="utf-8")
    found = checked(f'{HEAD}extends "./base" {{\n{block(changes)}\n}}\n', "next.eval", tmp_path).problems
    return [(p.code, Path(p.place.file).name, getattr(p.place, "line", 0)) for p in found]


def tree_of(ruleset: api.Ruleset, facts: dict[str, Any]) -> Any:
    """The result without its places and its name."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in ("where", "ruleset", "changes")}
        return [plain(v) for v in value] if isinstance(value, list) else value

    return plain(result_json(api.evaluate(ruleset, {"facts": facts}), "0"))


CHANGES = [
    ("change 培训 { target >= 120 人次 }", ("target >= 100 人次", "target >= 120 人次")),
    (
        "change 产出.培训 { weight 30 }\n change 效果 { weight 30 }",
        ("培训 weight 40", "培训 weight 30", "效果 weight 20", "效果 weight 30"),
    ),
    ("change parameter 优秀线 = 70", ('= 90 basis "办法第九条"', "= 70")),
    ("change parameter 部分 = 50%", ("部分 : % = 60%", "部分 : % = 50%")),
    ("change round each score floor 0", ("half_up 2", "floor 0")),
    ("change round none", ("round each score half_up 2", "round none")),
    ("change round total floor -1", ("grades {", "round total floor -1\ngrades {")),
    ("change round 产出 up 0", ("grades {", "round 产出 up 0\ngrades {")),
    ("change 培训 { round down 1 }", ("score pro_rata }\n  indicator 效果", "score pro_rata; round down 1 }\n  indicator 效果")),
    (
        "change 项目 { scaled from 80 }\n change 完成率 { weight 80 }",
        ("then full", "then full\n  scaled from 80", "完成率 weight 40", "完成率 weight 80"),
    ),
    ("change 效果 { may be not_applicable, then full }", ("then rescale", "then full")),
    ("change 项目 { may be not_applicable, then drop }", ("有项目, then full", "有项目, then drop")),
    (
        'change 完成率 { label "完成率";  basis "新办法";  supplied "暂定" }',
        ('label "项目完成率"', 'label "完成率"; basis "新办法"; supplied "暂定"'),
    ),
]


@pytest.mark.parametrize(("changes", "edits"), CHANGES, ids=lambda x: x if isinstance(x, str) else "")
@pytest.mark.parametrize("applies", [True, False])
def test_a_variant_is_its_base_with_the_changes_written_into_it(
    tmp_path: Path, changes: str, edits: tuple[str, ...], applies: bool
) -> None:
    text = BASE
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    facts = {"有项目": True, "培训": "90 人次", "效果": "中", "完成率": "76%"}
    absent: dict[str, Any] = {**FACTS, "有项目": False, "效果": {"not_applicable": "未开展"}}
    given = facts if applies else absent
    variant = extended(tmp_path, changes)
    assert tree_of(variant, given) == tree_of(api.loads(text), given)
    assert variant.program.changes
    assert variant.program.period != api.loads(text).program.period
    assert api.facts_template(variant) == api.facts_template(api.loads(text))
    assert set(api.facts_schema(variant)["properties"]) == set(api.facts_schema(api.loads(text))["properties"])


def test_the_real_ruleset_of_2023_with_two_weights_and_a_target_changed() -> None:
    changes = "  change 产出指标.数量指标.党内培训 { target >= 120 次;  weight 3 }\n  change 拆除违法建设 { weight 1 }"
    variant = api.loads(f'{HEAD}extends "2023" {{\n{changes}\n}}\n', "2024.eval")
    facts = ROOT / "examples/2023/facts.json"
    before, after = api.evaluate(api.load(ROOT / "rulesets/2023.eval"), facts), api.evaluate(variant, facts)
    assert before.total is not None
    assert after.total is not None
    # 115 of 120 times: 3 × 115 ÷ 120 = 2.875, printed 2.88, for 2 of 2 before; the other loses a point of its 2
    assert after.total.score == before.total.score - 2 + Fraction("2.88") - 2 + 1
    text = api.why(after, "党内培训")
    assert "target ≥ 100 次 → ≥ 120 次  (2024.eval:5; before: 2023.eval:132)" in text
    assert "weight 2 → 3" in text
    made = result_json(after, "0")
    assert list(violations(made, api.result_schema())) == []
    assert made["ruleset"]["extends"] == "2023"
    assert [(x["path"], x["what"], x["before"], x["after"]) for x in made["changes"]] == [
        ("产出指标.数量指标.党内培训", "target", "≥ 100 次", "≥ 120 次"),
        ("产出指标.数量指标.党内培训", "weight", "2", "3"),
        ("产出指标.数量指标.拆除违法建设", "weight", "2", "1"),
    ]
    shown = api.render(after, lang="zh")
    assert "与“2023”相比，变更 3 处" in shown
    assert "产出指标.数量指标.拆除违法建设：分值 2 → 1" in shown
    assert "变更" not in api.render(before, lang="zh")


def test_chains_add_up_and_each_change_stands_against_its_own_base(tmp_path: Path) -> None:
    (tmp_path / "base.eval").write_text(BASE, encoding="utf-8")
    middle = f'{HEAD}extends "./base" {{ change parameter 优秀线 = 92;  change 培训 {{ target >= 110 人次 }} }}\n'
    (tmp_path / "middle.eval").write_text(middle, encoding="utf-8")
    last = 'language 1\nruleset "2025"\nextends "./middle" { change parameter 优秀线 = 93 supplied "暂定" }\n'
    ruleset = api.loads(last, "last.eval", tmp_path)
    assert [(c.path, c.before, c.after) for c in ruleset.program.changes] == [
        ("产出.培训", "≥ 100 人次", "≥ 110 人次"),
        ("优秀线", "90", "92"),
        ("优秀线", "92", "93"),
    ]
    assert ruleset.program.period is not None
    assert ruleset.program.period[0].year == 2024
    assert ruleset.name == "2025"
    result = api.evaluate(ruleset, {"facts": FACTS})
    assert result.root.children[0].children[0].score == Fraction("32.73")  # 40 × 90 ÷ 110 = 32.7272…
    assert "参数 92 → 93" in api.why(result, "优秀线", "zh")


def test_a_mistake_that_a_change_makes_in_the_base_is_told_at_the_change(tmp_path: Path) -> None:
    assert problems(tmp_path, "change parameter 优秀线 = 75") == []
    assert problems(tmp_path, "change 培训 { weight 30 }") == [("E401", "next.eval", 5)]
    assert problems(tmp_path, "change 效果 { weight 30 }\nchange parameter 部分 = 150%") == [
        ("E401", "next.eval", 5),
        ("E425", "next.eval", 6),
    ]
    # an own mistake of the base keeps its place, also beside one that a change makes
    broken = BASE.replace("完成率 weight 40 {", "完成率 weight 39 {")
    assert problems(tmp_path, "change parameter 优秀线 = 92", broken) == [("E401", "base.eval", 14)]
    # and may be mended by a change
    assert problems(tmp_path, "change 完成率 { weight 40 }", broken) == []


def test_warnings_about_the_base_are_left_to_the_check_of_the_base(tmp_path: Path) -> None:
    idle = BASE + "let 闲置 = 优秀线 + 1\n"
    (tmp_path / "idle.eval").write_text(idle, encoding="utf-8")
    assert [p.code for p in api.check(tmp_path / "idle.eval")] == ["W102"]
    assert problems(tmp_path, "change 培训 { target >= 120 人次 }", idle) == []


def test_a_base_outside_the_folder_is_never_read(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "base.eval").write_text(BASE, encoding="utf-8")
    for name in ("../base", str(tmp_path / "base")):
        found = checked(f'{HEAD}extends "{name}" {{ change round none }}\n', "next.eval", inner).problems
        assert [p.code for p in found] == ["E906"]
    os.symlink(tmp_path / "base.eval", inner / "linked.eval")
    found = checked(f'{HEAD}extends "./linked" {{ change round none }}\n', "next.eval", inner).problems
    assert [p.code for p in found] == ["E906"]


def test_a_kept_check_is_done_again_when_the_base_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("EVALDSL_NO_CACHE", raising=False)
    base, variant = tmp_path / "base.eval", tmp_path / "next.eval"
    base.write_text(BASE, encoding="utf-8")
    variant.write_text(f'{HEAD}extends "./base" {{ change 培训 {{ target >= 120 人次 }} }}\n', encoding="utf-8")
    first = api.load(variant)
    assert api.load(variant).program == first.program
    base.write_text(BASE.replace("= 90 basis", "= 85 basis"), encoding="utf-8")
    assert api.load(variant).program.parameters["优秀线"].value == 85


def test_a_history_takes_the_place_of_a_value_and_the_other_way_round(tmp_path: Path) -> None:
    dated = extended(tmp_path, 'change parameter 优秀线 { from 2023-01-01: 90;  from 2024-01-01: 91 basis "新办法" }')
    assert dated.program.parameters["优秀线"].value == 91
    base = BASE.replace("points in 0 .. 100 = 90 basis", "points in 0 .. 100 { from 2023-01-01: 90;  from 2024-01-01: 91 } basis")
    plain = extended(tmp_path, "change parameter 优秀线 = 91", base)
    assert plain.program.parameters["优秀线"].spells == ()
    inside = extended(tmp_path, "change 培训 { target { from 2020-01-01: >= 100 人次;  from 2024-01-01: >= 130 人次 } }")
    assert inside.program.changes[0].after == "≥ 130 人次"


def test_the_unit_of_a_target_is_not_for_a_change(tmp_path: Path) -> None:
    assert [code for code, _, _ in problems(tmp_path, "change 培训 { target >= 120 }")] == ["E302"]
    assert [code for code, _, _ in problems(tmp_path, "change 培训 { target >= 120 户 }")] == ["E301"]
    assert [code for code, _, _ in problems(tmp_path, "change 完成率 { target >= 0.9 }")] == ["E305"]


def test_formatting_keeps_changes() -> None:
    text = (
        f'{HEAD}extends "2023" {{ change 党内培训 {{ target >= 120 次;  weight 3 }}  # 注\n  change round each score floor 0 }}\n'
    )
    chinese = api.format_text(text, "zh")
    assert "变更 党内培训 { 目标 >= 120 次; 分值 3 }" in chinese
    assert api.format_text(api.format_text(chinese, "en"), "zh") == chinese


def test_problems_are_diagnostics(tmp_path: Path) -> None:
    with pytest.raises(api.EvaldslError) as refused:
        extended(tmp_path, "change 培圳 { weight 30 }")
    assert all(isinstance(p, Diagnostic) for p in refused.value.problems)
    assert "did you mean" in str(refused.value)
