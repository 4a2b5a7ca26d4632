"""Formulas against the evaluator on every file of a grid: what cannot be computed, what does not apply, and both inside each other."""

import json
from collections import Counter
from itertools import product

import pytest

from evaldsl import api
from evaldsl.model.program import Program
from evaldsl.proving.encoding import encoding_of
from evaldsl.readers import json_facts
from evaldsl.source import SourceFile
from tests.proving.agreement import differences

NA = {"not_applicable": "不涉及"}
Grid = dict[str, list[object]]

TROUBLE = """language 1
ruleset "算不出"
total 20
round each score half_up 1
facts { 分子 : 次 integer; 分母 : 次 integer; 开关 : yes_no; 等次 : one of { 甲, 乙 } }
let 比 = 分子 / 分母
let 安全比 = if 分母 == 0 次 then 0% else 分子 / 分母
let 或 = 开关 or 比 > 100%
table 档(n: 次 integer >= 0, 等次: one of { 甲, 乙 }) -> points first {
  n    | 等次 | result
  >= 3 | 甲   | 5
  >= 1 | -    | 2
  otherwise |  | 0
}
group 甲组 weight 12 {
  veto 否决 when 比 > 200% then score 0 because "过高"
  indicator 公式 weight 4 { score = 安全比 * 1 }
  indicator 查表 weight 5 { score = 档(分子, 等次) }
  indicator 扣分 weight 3 { value 分子; score deduct 1 per 2 次 above 1 次 whole steps }
}
indicator 逻辑 weight 8 { value 或; target == yes; score all_or_nothing }
grades { >= 15: 优  >= 5: 中  otherwise: 差 }
grade is 差 when 比 < 0% because "负"
"""
TROUBLE_GRID: Grid = {
    "分子": ["-1 次", "0 次", "1 次", "2 次", "3 次", "4 次", "5 次", "7 次"],
    "分母": ["-1 次", "0 次", "1 次", "2 次", "3 次"],
    "开关": [True, False],
    "等次": ["甲", "乙"],
}

ABSENT = """language 1
ruleset "不适用"
total 30
round each score half_up 1
facts { 做 : yes_no; 查 : yes_no }
group 一组 weight 15 {
  applies when 做
  group 内组 weight 9 {
    indicator 甲 weight 4 { target >= 3 次; score pro_rata; may be not_applicable, then rescale }
    indicator 乙 weight 5 { target >= 7 次; score pro_rata; may be not_applicable, then full }
  }
  indicator 丙 weight 6 { target >= 7 次; score pro_rata; may be not_applicable, then move to 丁 }
}
indicator 丁 weight 10 { target >= 7 次; score pro_rata; may be not_applicable, then drop }
indicator 戊 weight 5 { applies when 查; target >= 7 次; score pro_rata; veto 否 when 丁.value > 5 次 then score 0 }
grades { >= 25: 优  >= 10: 中  otherwise: 差 }
"""
ABSENT_GRID: Grid = {
    "做": [True, False],
    "查": [True, False],
    "甲": ["1 次", NA],
    "乙": ["2 次", NA],
    "丙": ["0 次", "3 次", NA],
    "丁": ["1 次", "9 次", NA],
    "戊": ["1 次", "2 次", NA],
}


def _program(text: str) -> Program:
    opened, _ = api.open_trials(SourceFile("x.eval", text), None)
    assert opened.ruleset is not None, opened.problems
    return opened.ruleset.program


@pytest.mark.parametrize(("text", "grid"), [(TROUBLE, TROUBLE_GRID), (ABSENT, ABSENT_GRID)], ids=["trouble", "absent"])
def test_formulas_agree_on_every_file_of_a_grid(text: str, grid: Grid) -> None:
    program = _program(text)
    encoding = encoding_of(program)
    seen: Counter[str] = Counter()
    for values in product(*grid.values()):
        file = {"facts": dict(zip(grid, values, strict=True))}
        back = json_facts.read(json.dumps(file).encode(), "facts.json", program)
        if back.facts is None:
            continue
        assert not differences(encoding, back.facts, seen), file
    assert seen["score value"] > 500
    assert seen["score lost" if text is TROUBLE else "score absent"] > 50
    assert seen["accepted"] > 20
    assert text is ABSENT or seen["refused"] > 20
