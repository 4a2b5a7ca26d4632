"""Lists whose rows are scored, each written a second time as a ruleset of one row: both must mean the same.

In: choices. Out: `ScoredRows`: the ruleset that gives every row of a list its own tree, the same tree as a ruleset of its own, and fact files: one
with all rows, and one for each row. The second is for the naive evaluator, which knows nothing of trees of rows.
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.generators.choices import Choices
from tests.generators.row_forms import ABSENT, NUMBER_METHODS, ROUNDINGS, split
from tests.generators.spec import F, decimal

UNITS = ("次", "万元", "户", "平方米", "%")
RELATIONS = (">=", ">", "<=", "<")
METHODS = (
    *NUMBER_METHODS,
    "bands { >= 100%: 100% of weight;  >= 60%: 40% of weight;  otherwise: 0 }",
    "deduct 1 per 5 个百分点 below target started steps",
    "linear 60% .. 100%",
)
COMBINES = ("", "", "combine weighted_mean", "scaled from 100")


@dataclass
class ScoredRows:
    """Both writings; `subjects` are a fact file with all rows, and for each row its key and its own fact file."""

    in_rows: str
    alone: str
    subjects: list[tuple[bytes, list[tuple[str, bytes]]]]


@dataclass
class _Leaf:
    name: str
    field: str
    unit: str
    due: F
    ratio: bool
    absent: str
    text: str


def scored_rows(ch: Choices, subjects: int) -> ScoredRows:
    """A list of rows that are scored, with the fact files of some subjects."""
    rounding = ch.pick(ROUNDINGS)
    blocks = [f"块{i}" for i in range(ch.integer(1, 3))]
    leaves: list[_Leaf] = []
    tree: list[str] = []
    for name, weight in zip(blocks, split(ch, F(100), len(blocks)), strict=True):
        clause = ch.pick(COMBINES)
        tree.append(f"group {name} weight {decimal(weight)} {{")
        tree += [f"  {clause}"] if clause else []
        for part in split(ch, F(100) if clause.startswith("scaled") else weight, ch.integer(1, 4)):
            leaf = _leaf(ch, f"项{len(leaves)}", part)
            leaves.append(leaf)
            tree.append(f"  {leaf.text}")
        tree.append("}")
    fields = [f"{x.field} : {x.unit} >= 0{' may be not_applicable' if x.absent else ''}" for x in leaves]
    fields += [f"底{i} : 次 >= 0" for i, x in enumerate(leaves) if x.ratio]
    lets = [f"let 率{i} = {x.field} / 底{i}" for i, x in enumerate(leaves) if x.ratio]
    head = ["language 1", 'ruleset "行"']
    body = ["total 100", *([rounding] if rounding else []), *lets, *tree]
    listed = [
        *head,
        "facts {",
        "  表 : list of {",
        "    名 : text key",
        *(f"    {x}" for x in fields),
        "  }",
        "}",
        "for each p in 表 {",
    ]
    alone = [*head, "facts {", *(f"  {x}" for x in fields), "}", *body]
    made = [_facts(ch, leaves) for _ in range(subjects)]
    return ScoredRows("\n".join([*listed, *(f"  {x}" for x in body), "}"]) + "\n", "\n".join(alone) + "\n", made)


def _leaf(ch: Choices, name: str, weight: F) -> _Leaf:
    method = ch.pick(METHODS)
    shares = method.startswith(("bands", "deduct", "linear"))
    ratio = shares or ch.chance(30)
    number = name.removeprefix("项")
    field, value = f"甲{number}", f"率{number}" if ratio else f"甲{number}"
    unit = "次" if ratio else ch.pick(UNITS)
    share = ratio or unit == "%"
    due = ch.pick((F(95), F(100), F(60))) if share else ch.pick((F(1), F(10), F(735), F(5, 2)))
    target = f"target {'>=' if shares else ch.pick(RELATIONS)} {decimal(due)}{'%' if share else ' ' + unit}; "
    absent = ch.pick(ABSENT)
    more = f"; {absent}" if absent else ""
    text = f"indicator {name} weight {decimal(weight)} {{ value {value}; {target}score {method}{more} }}"
    return _Leaf(name, field, unit, due, ratio, absent, text)


def _facts(ch: Choices, leaves: list[_Leaf]) -> tuple[bytes, list[tuple[str, bytes]]]:
    rows: list[dict[str, Any]] = []
    for k in range(ch.integer(1, 4)):
        row: dict[str, Any] = {"名": f"第{k}"}
        for i, leaf in enumerate(leaves):
            base = ch.pick((F(0), F(10), F(200), F(7)))
            if leaf.ratio:
                row[f"底{i}"] = f"{decimal(base)}次"
            times = ch.pick((F(0), F(1, 2), F(3, 5), F(9, 10), F(1), F(13, 10), F(3)))
            figure = base * leaf.due / 100 * times if leaf.ratio else leaf.due * times
            row[leaf.field] = f"{decimal(figure)}{leaf.unit}"
            if leaf.absent and ch.chance(15):
                row[leaf.field] = {"not_applicable": "不涉及"}
        rows.append(row)
    alone = [(row["名"], _bytes({"facts": {name: x for name, x in row.items() if name != "名"}})) for row in rows]
    return _bytes({"facts": {"表": rows}}), alone


def _bytes(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
