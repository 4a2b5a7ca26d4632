"""Forms whose rows are data, each written a second time with its rows in the ruleset: both must mean the same.

In: choices. Out: `RowForm`: the ruleset that takes its rows from a list, the ruleset that has them written out, and for both the fact
files of as many subjects as wanted. The second is for the naive evaluator, which knows nothing of rows as data.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.generators.choices import Choices
from tests.generators.spec import F, decimal

UNITS = ("人次", "万元", "户", "平方米", "%", "")
SIGNS = {">=": "≥", ">": "大于", "<=": "≤", "<": "<", "==": "="}
NUMBER_METHODS = (
    "pro_rata",
    "pro_rata, none below 60%",
    "pro_rata, flag from 130%",
    "pro_rata, over 130% reduce 0.5 per 10 个百分点 whole steps",
    "closeness",
    "all_or_nothing",
    "= weight * min(100%, value / target)",
)
LEVELS = (
    "levels { 达成: 100%;  部分达成: 60%;  未达成: 0% }",
    "levels { 达成: 80% .. 100%;  部分达成: 60% .. 80%;  未达成: 0% .. 60% }",
)
ROUNDINGS = ("round each score half_up 2", "round each score floor 0", "round each score half_even 1", "round none", "")
ABSENT = ("", "may be not_applicable, then rescale", "may be not_applicable, then full", "may be not_applicable, then drop")
KINDS = {"number": "数量", "date": "日期", "text": "定性"}


@dataclass
class Row:
    """One row. `target` is as a ruleset writes it, `cell` as a form prints it."""

    groups: tuple[str, str]
    name: str
    weight: F
    kind: str
    target: str = ""
    cell: str = ""
    unit: str = ""
    due: F | date | None = None

    @property
    def path(self) -> str:
        """The path of the indicator."""
        return ".".join((*self.groups, self.name))


@dataclass
class RowForm:
    """A form in both writings; `subjects` are pairs of fact files, rows as data first."""

    as_data: str
    by_hand: str
    subjects: list[tuple[bytes, bytes]]


def row_form(ch: Choices, subjects: int) -> RowForm:
    """A form with the fact files of some subjects."""
    by_target = ch.chance(50)
    methods = {"number": ch.pick(NUMBER_METHODS), "date": "all_or_nothing", "text": ch.pick(LEVELS)}
    absent, rounding = ch.pick(ABSENT), ch.pick(ROUNDINGS)
    blocks = [f"块{i}" for i in range(ch.integer(1, 3))]
    weights = split(ch, F(100), len(blocks))
    scaled = {name: w * 2 if ch.chance(20) else None for name, w in zip(blocks, weights, strict=True)}
    rows: list[Row] = []
    for name, weight in zip(blocks, weights, strict=True):
        count = ch.integer(1, 5)
        middle = 0
        for part in split(ch, scaled[name] or weight, count):
            middle += ch.chance(50)
            rows.append(_row(ch, (name, f"组{middle}"), f"项{len(rows)}", part))
    head = ["language 1", 'ruleset "行"', "total 100", rounding, "grades { >= 90: 优  >= 60: 中  otherwise: 差 }"]
    clauses = {name: [] if scaled[name] is None else [f"scaled from {decimal(scaled[name] or F(0))}"] for name in blocks}
    data = [*head, *_list(), "form from 表 {", "  score by " + ("target {" if by_target else "种类 {")]
    data += [f"    {kind if by_target else KINDS[kind]}: {method}" for kind, method in methods.items()] + ["  }"]
    data += [f"  {absent}"] if absent else []
    data += [
        f"  group {name} weight {decimal(w)} {{ {'; '.join(clauses[name])} }}" for name, w in zip(blocks, weights, strict=True)
    ]
    hand = list(head)
    for name, weight in zip(blocks, weights, strict=True):
        hand.append(f"group {name} weight {decimal(weight)} {{")
        hand += [f"  {c}" for c in clauses[name]]
        mine = [row for row in rows if row.groups[0] == name]
        for second in dict.fromkeys(row.groups[1] for row in mine):
            inside = [row for row in mine if row.groups[1] == second]
            hand.append(f"  group {second} weight {decimal(sum((row.weight for row in inside), F(0)))} {{")
            for row in inside:
                target = f"target {row.target}; " if row.target else ""
                more = f"; {absent}" if absent else ""
                hand.append(
                    f"    indicator {row.name} weight {decimal(row.weight)} {{ {target}score {methods[row.kind]}{more} }}"
                )
            hand.append("  }")
        hand.append("}")
    pairs = [_facts(ch, rows, methods["text"] == LEVELS[1], bool(absent), by_target) for _ in range(subjects)]
    return RowForm("\n".join([*data, "}"]) + "\n", "\n".join(hand) + "\n", pairs)


def _list() -> list[str]:
    return [
        "facts {",
        "  表 : list of {",
        "    一级指标, 二级指标, 三级指标 : text optional",
        "    种类 : one of { 数量, 日期, 定性 } optional",
        "    指标性质, 度量单位 : text optional",
        "    指标值 : target",
        "    实际值 : actual",
        "    「分值」 : number >= 0",
        "    评定 : number optional",
        "  }",
        "}",
    ]


def split(ch: Choices, total: F, parts: int) -> list[F]:
    """Weights above zero that add up."""
    shares = [F(ch.integer(1, 9)) for _ in range(parts)]
    found = [(total * s / sum(shares)).limit_denominator(1) or F(1) for s in shares[:-1]]
    last = total - sum(found, F(0))
    return [*found, last] if last > 0 else [total - (parts - 1), *[F(1)] * (parts - 1)]


def _row(ch: Choices, groups: tuple[str, str], name: str, weight: F) -> Row:
    kind = ch.pick(("number", "number", "number", "date", "text"))
    if kind == "text":
        words = ch.pick(("有效", "达成", "显著改善"))
        return Row(groups, name, weight, kind, "达成" if words == "达成" else "", words)
    relation = ch.pick(tuple(SIGNS))
    if kind == "date":
        day = date(2023, 12, 31) - timedelta(days=ch.integer(0, 60))
        return Row(groups, name, weight, kind, f"{relation} {day.isoformat()}", f"{SIGNS[relation]}{day.isoformat()}", "", day)
    unit = ch.pick(UNITS)
    due = ch.pick((F(95), F(100), F(60)) if unit == "%" else (F(1), F(10), F(735), F(5, 2), F(1, 4)))
    figure = decimal(due) + ("%" if unit == "%" else f" {unit}" if unit else "")
    return Row(groups, name, weight, kind, f"{relation} {figure}", f"{SIGNS[relation]}{decimal(due)}{unit}", unit, due)


def _facts(ch: Choices, rows: list[Row], ranges: bool, may_be_absent: bool, by_target: bool) -> tuple[bytes, bytes]:
    made: list[dict[str, Any]] = []
    hand: dict[str, Any] = {}
    judged: dict[str, Any] = {}
    above = ("", "")
    for row in rows:
        actual: Any = {"not_applicable": "不涉及"} if may_be_absent and ch.chance(12) else _actual(ch, row)
        entry: dict[str, Any] = {"三级指标": row.name, "分值": decimal(row.weight), "指标值": row.cell, "实际值": actual}
        if row.groups[0] != above[0] or ch.chance(30):
            entry["一级指标"] = row.groups[0]
        if row.groups != above or ch.chance(30):
            entry["二级指标"] = row.groups[1]
        above = row.groups
        if not by_target or ch.chance(20):
            entry["种类"] = KINDS[row.kind]
        if row.unit and ch.chance(20):  # the unit in a cell of its own
            entry |= {"指标值": row.cell.removesuffix(row.unit), "度量单位": row.unit}
        hand[row.name] = actual
        if row.kind == "text" and ranges and isinstance(actual, str):
            low, high = {"达成": (80, 100), "部分达成": (60, 79), "未达成": (0, 59)}[actual]
            points = row.weight * F(ch.integer(low, high), 100)
            said = {"points": decimal(points), "reason": "评定"}
            judged[row.path] = said
            if ch.chance(50) and points == row.weight:
                entry["评定"] = decimal(points)
        made.append(entry)
    in_rows = {row.path for row, entry in zip(rows, made, strict=True) if "评定" in entry}
    data = {"facts": {"表": made}, "judged": {path: said for path, said in judged.items() if path not in in_rows}}
    return _bytes(data), _bytes({"facts": hand, "judged": judged})


def _actual(ch: Choices, row: Row) -> str:
    if row.kind == "text":
        return ch.pick(("达成", "部分达成", "未达成"))
    if isinstance(row.due, date):
        return (row.due + timedelta(days=ch.pick((-30, -1, 0, 1, 30)))).isoformat()
    times = (F(0), F(1, 2), F(3, 5), F(9, 10), F(1)) if row.unit == "%" else (F(0), F(1, 2), F(3, 5), F(1), F(13, 10), F(2), F(3))
    assert isinstance(row.due, Fraction)
    return decimal(row.due * ch.pick(times)) + row.unit


def _bytes(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
