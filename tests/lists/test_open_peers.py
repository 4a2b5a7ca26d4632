"""Rows that are not all known: whatever the open figures turn out to be, the result lies in the interval that was shown."""

import random
from fractions import Fraction
from typing import Any

import pytest

from evaldsl import api
from evaldsl.model.values import Missing, Uncertain, Value

RULES = """language 1
ruleset "未定"
facts {
  项目 : list of { 编号 : number integer key;  科 : number integer in 1 .. 3;  额 : 元 in 1 .. 9 元;  权 : number in 1 .. 3 }
  明细 : list of { 所属 : row of 项目;  数 : 元 in 0 .. 5 元 }
}
for each p in 项目 {
  let 位 = rank(额 over 项目)
  let 科内位 = rank(额 over 项目 within 科 ascending)
  let 条件位 = rank(额 over 项目 where 权 > 1)
  let 科和 = sum(额 over 项目 within 科)
  let 科数 = count(over 项目 within 科)
  let 科面 = share(over 项目 within 科 where 额 > 4 元)
  let 科占 = share(额 over 项目 within 科 where 权 > 1)
  let 余和 = sum(额 over 项目 others within 科)
  let 余中 = median(额 over 项目 others)
  let 余大 = max(额 over 项目 others where 权 > 1)
  let 余均 = weighted_average(额 over 项目 others by 权)
  let 标准 = min_max(额 over 项目 within 科 equal 50%)
  let 明细和 = sum(数 over 明细 where 所属 == p)
}
for each m in 明细 { let 所属额 = 所属.额;  let 所属位 = 所属.位 }
let 前二 = sum(额 over 项目 top 2 by 额)
let 后一 = count(over 项目 bottom 1 by 额 where 权 > 1)
"""
RULESET = api.loads(RULES)


def known(rng: random.Random) -> dict[str, Any]:
    """A whole fact file with many ties."""
    count = rng.randint(1, 5)
    projects = [
        {"编号": i, "科": rng.randint(1, 3), "额": rng.randint(1, 9), "权": rng.randint(1, 3)} for i in range(1, count + 1)
    ]
    detail = [{"所属": rng.randint(1, count), "数": rng.randint(0, 5)} for _ in range(rng.randint(0, 3))]
    return {"项目": projects, "明细": detail}


def with_gaps(facts: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The same file with some figures not filled in."""
    return {
        name: [{k: v for k, v in row.items() if k == "编号" or rng.random() > 0.3} for row in rows]
        for name, rows in facts.items()
    }


def holds(shown: Value, value: Value) -> bool:
    """Whether a figure that is shown leaves room for what came out."""
    if isinstance(value, Missing) or isinstance(shown, Missing):
        return isinstance(shown, Missing) == isinstance(value, Missing) or isinstance(shown, Uncertain)
    if isinstance(shown, Uncertain):
        assert isinstance(value, Fraction)
        low, high = shown.low, shown.high
        above = low is None or value > low or (value == low and shown.low_closed)  # type: ignore[operator]
        return above and (high is None or value < high or (value == high and shown.high_closed))  # type: ignore[operator]
    return shown == value


@pytest.mark.parametrize("seed", range(120))
def test_every_outcome_lies_in_what_was_shown(seed: int) -> None:
    rng = random.Random(seed)
    facts = known(rng)
    whole = api.evaluate(RULESET, {"facts": facts}, partial=True)
    gaps = api.evaluate(RULESET, {"facts": with_gaps(facts, rng)}, partial=True)
    for name in ("前二", "后一"):
        assert holds(gaps.values[name].value, whole.values[name].value), name
    for owner in ("项目", "明细"):
        for shown, came in zip(gaps.lists[owner].rows, whole.lists[owner].rows, strict=False):
            for name, figure in came.items():
                assert holds(shown[name].value, figure.value), (name, shown[name].value, figure.value)
