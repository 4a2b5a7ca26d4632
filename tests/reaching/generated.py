"""Small rulesets whose facts have few values, so that every fact file can be tried: seed → text, values of each place, a fact file."""

from random import Random
from typing import Any

from attrs import define, field


@define
class Case:
    """A ruleset, what each place may hold in the order of its line, and the present file. A place is a fact, a judged path or `列[i].数`."""

    text: str
    values: dict[str, list[Any]]
    present: dict[str, Any]
    judged: tuple[str, ...] = ()
    ordered: dict[str, bool] = field(factory=dict)
    prices: dict[str, tuple[int, int]] = field(factory=dict)
    """Names with what one step up and one step down costs (0: it cannot be moved so)."""


UNITS = ("次", "人", "万元")


def case(seed: int, most: int = 4, costs: bool = False) -> Case:
    """The case of a seed."""
    rng = Random(seed)
    made = Case("", {}, {})
    facts: list[str] = []
    numbers: dict[str, tuple[str, int, int]] = {}
    choices: dict[str, str] = {}
    for i in range(rng.randint(1, most)):
        name = "甲乙丙丁"[i]
        kind = rng.choice(("whole", "whole", "whole", "tenth", "level", "yes", "day") if i else ("whole", "whole", "tenth"))
        declared = ""
        if kind == "whole":
            unit, low, high = rng.choice(UNITS), rng.randint(0, 1), rng.randint(3, 9)
            declared = f"{unit} integer in {low} .. {high} {unit}"
            numbers[name] = (unit, low, high)
            made.values[name] = [f"{k} {unit}" for k in range(low, high + 1)]
        elif kind == "tenth":
            declared = "万元 decimals 1 >= 0 <= 1 万元" if rng.random() < 0.5 else "万元 decimals 1 in [0 万元, 1 万元)"
            numbers[name] = ("万元", 0, 1)
            made.values[name] = [f"{k / 10:g} 万元" for k in range(11 if "<=" in declared else 10)]
        elif kind == "level":
            declared = "one of { 差 < 中 < 优 }" if rng.random() < 0.6 else "one of { 差, 中, 优 }"
            made.values[name], choices[name] = ["差", "中", "优"], "level"
            made.ordered[name] = "<" in declared
        elif kind == "yes":
            declared, choices[name] = "yes_no", "yes"
            made.values[name], made.ordered[name] = [False, True], False
        else:
            declared, choices[name] = "date in 2023-06-01 .. 2023-06-09", "day"
            made.values[name] = [f"2023-06-0{k}" for k in range(1, 10)]
        if costs and kind in ("whole", "tenth"):
            declared += _priced(rng, made, name, numbers[name][0], kind)
        facts.append(f"  {name} : {declared}")
        made.present[name] = rng.choice(made.values[name])
    listed = rng.random() < 0.25
    if listed:
        facts.append("  列 : list of { 数 : 次 integer in 0 .. 4 次;  基 : 次 integer in 0 .. 2 次 } count 2")
        made.present["列"] = [{"数": rng.randint(0, 4), "基": rng.randint(0, 2)} for _ in range(2)]
        for i in range(2):
            made.values[f"列[{i}].数"] = [f"{k} 次" for k in range(5)]
            made.values[f"列[{i}].基"] = [f"{k} 次" for k in range(3)]
    lines = _lines(rng, numbers, choices, listed, made)
    made.text = _written(rng, facts, lines, numbers, choices, listed)
    return made


def _priced(rng: Random, made: Case, name: str, unit: str, kind: str) -> str:
    price = rng.randint(1, 5)
    per = "1" if kind == "whole" else "0.1"
    way = rng.choice(("change", "change", "raising", "lowering", "both"))
    if way == "both":
        other = rng.randint(1, 5)
        made.prices[name] = (price, other)
        return f" raising costs {price} 万元 per {per} {unit} lowering costs {other} 万元 per {per} {unit}"
    made.prices[name] = (0 if way == "lowering" else price, 0 if way == "raising" else price)
    return f" {way} costs {price} 万元 per {per} {unit}"


def _lines(rng: Random, numbers: dict[str, tuple[str, int, int]], choices: dict[str, str], listed: bool, made: Case) -> list[str]:
    """Indicators of 10 points each."""
    lines: list[str] = []
    for name, (unit, low, high) in numbers.items():
        lines.append(_number(rng, name, unit, low, high))
        if rng.random() < 0.3:
            lines.append(_number(rng, name, unit, low, high))
    for name, kind in choices.items():
        if kind == "level":
            lines.append(f"value {name}; score levels {{ 优 100%; 中 {rng.choice((30, 60, 100))}%; 差 0% }}")
        elif kind == "day":
            lines.append(f"value {name}; target <= 2023-06-0{rng.randint(2, 8)}; score all_or_nothing")
        else:
            lines.append(f"score = if {name} then {rng.choice(('10', '3'))} else {rng.choice(('0', '6'))}")
    alike = [(a, b) for a in numbers for b in numbers if a < b and numbers[a][0] == numbers[b][0]]
    if alike:
        a, b = rng.choice(alike)
        unit = numbers[a][0]
        lines.append(
            rng.choice(
                (
                    f"score = 10 * ({a} / ({a} + {b} + 1 {unit}))",
                    f"score = max(0, 10 - abs({a} - {b}) / (0.5 {unit}))",
                    f"score = if {b} > 0 {unit} then min(10, 10 * ({a} / {b})) else 4",
                    f"value {a} / {b}; target >= 80%; score pro_rata",
                )
            )
        )
    if listed:
        lines.append(
            rng.choice(
                (
                    "value sum(数 over 列); target >= 6 次; score pro_rata",
                    "value max(数 over 列); target <= 2 次; score all_or_nothing",
                    "score = if count(over 列 where 数 > 1 次) >= 2 then 10 else 3",
                    "value 平均率; target >= 150%; score pro_rata",
                )
            )
        )
    if rng.random() < 0.4:
        made.judged = (f"指标{len(lines)}",)
        lines.append("judged")
        made.values[made.judged[0]] = [str(k) for k in range(11)]
    return lines


def _number(rng: Random, name: str, unit: str, low: int, high: int) -> str:
    t = rng.randint(max(1, low), high)
    kinds = ["met", "ratio", "close", "linear", "bands", "hump", "deduct", "formula", "options"] + (["reverse"] if low else [])
    match rng.choice(kinds):
        case "met":
            return f"value {name}; target {rng.choice(('>=', '>', '<=', '<', '=='))} {t} {unit}; score all_or_nothing"
        case "ratio":
            return f"value {name}; target >= {t} {unit}; score pro_rata"
        case "reverse":
            return f"value {name}; target <= {t} {unit}; score pro_rata"
        case "close":
            return f"value {name}; target == {t} {unit}; score closeness"
        case "linear":
            ends = rng.choice(((low, high), (high, low)))
            return f"value {name}; score linear {ends[0]} {unit} .. {ends[1]} {unit}"
        case "bands":
            return f"value {name}; score bands {{ >= {high} {unit}: 10;  >= {(low + high) / 2} {unit}: {rng.randint(0, 9)};  otherwise: {rng.randint(0, 3)} }}"
        case "hump":
            a, b = sorted((rng.randint(low, high), rng.randint(low, high) + 1))
            return (
                f"score = if {name} >= {a} {unit} and {name} < {b} {unit} then 9 else if {name} == {high} {unit} then 10 else 1"
            )
        case "deduct":
            steps = rng.choice(("whole steps", "started steps", ""))
            return f"value {name}; target >= {high} {unit}; score deduct {rng.randint(1, 3)} per 0.7 {unit} below target {steps}"
        case "options":
            return f"value {name}; target >= {max(1, t // 2)} {unit}; score pro_rata, none below 60%, over 130% reduce 2 per 30 个百分点"
        case _:
            return f"score = {name} / (1 {unit}) * ({high + 1} - {name} / (1 {unit}))"


def _written(
    rng: Random,
    facts: list[str],
    lines: list[str],
    numbers: dict[str, tuple[str, int, int]],
    choices: dict[str, str],
    listed: bool,
) -> str:
    first, (unit, low, high) = next(iter(numbers.items()))
    yes = next((name for name, kind in choices.items() if kind == "yes"), None)
    total = 10 * len(lines)
    out = ["language 1", 'ruleset "小"', f"round each score {rng.choice(('half_up 2', 'half_up 0', 'floor 1', 'half_even 1'))}"]
    out.append(f"grades {{ >= {total * 0.8:g}: 优  >= {total * 0.5:g}: 中  otherwise: 差 }}")
    out += ["facts {", *facts, "}"]
    if listed:
        out += ["for each 条 in 列 { let 率 = 数 / 基 }", "let 平均率 = average(率 over 列)"]
    if rng.random() < 0.3:
        out.append(f"grade is 差 when {first} == {rng.randint(low, high)} {unit}")
    if rng.random() < 0.3:
        out.append(f"veto 否决 when {first} < {rng.randint(low, high)} {unit} then grade at most 中")
    body: list[str] = []
    for i, line in enumerate(lines):
        extra = ""
        if yes and rng.random() < 0.25 and "score =" not in line:
            extra = f"; applies when {yes}, then {rng.choice(('rescale', 'full', 'drop'))}"
        if rng.random() < 0.15:
            extra += "; requires reason when score < weight"
        if rng.random() < 0.15:
            extra += f"; veto 项{i} when {first} > {high - 1} {unit} then score 0"
        body.append(f"indicator 指标{i} weight 10 {{ {line}{extra} }}")
    plain = not any("applies" in line or "judged" in line or "requires" in line for line in body)
    if len(body) >= 2 and plain and rng.random() < 0.4:
        kind = rng.choice(("best", "weakest", "sum", "at least 1"))
        group = body[:2]
        if kind == "at least 1":
            group = [line.replace("weight 10", "weight 1") for line in group if "all_or_nothing" in line]
            if len(group) < 2:
                kind, group = "best", body[:2]
        weight = 20 if kind == "sum" else 10
        out.append(f"group 组 weight {weight} {{\n  combine {kind}")
        out += ["  " + line for line in group]
        out.append("}")
        body, total = body[2:], total - 20 + weight
    out += body
    out.insert(2, f"total {total}")
    return "\n".join(out) + "\n"
