"""Fact files for a spec: values on thresholds, on exact ties, at the ends of domains and between; written in many ways."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.generators.choices import Choices
from tests.generators.measures import bought, written_row
from tests.generators.spec import Day, FactSpec, Leaf, Level, Note, Num, Purchases, Rows, Spec, YesNoFact, decimal, is_decimal

F = Fraction
FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
CONVERT = {"万元": ("元", F(10000)), "元": ("万元", F(1, 10000)), "公顷": ("平方米", F(10000)), "人": ("万人", F(1, 10000))}


class NA:
    """The fact file says 不适用."""


Given = F | str | date | bool | NA | list[dict[str, F]] | list[dict[str, F | str]]
"""A figure in the fact's own unit, a level, a date, yes/no, 不适用, or the rows of a list."""


@dataclass
class Case:
    """Facts of one subject before they are written. A value is a figure in the fact's own unit, a level, a date, yes/no or NA."""

    values: dict[str, "Given"]
    judged: dict[str, dict[str, str]]
    overrides: dict[str, dict[str, str]]


def choose(ch: Choices, spec: Spec, style: int = 0) -> Case:
    """Values for every fact, judgements for every judged leaf, now and then an override."""
    values: dict[str, Given] = {}
    for name, fact in spec.known.items():
        if getattr(fact, "has_default", False) and ch.chance(30):
            continue
        values[name] = value(ch, fact, values)
    judged: dict[str, dict[str, str]] = {}
    overrides: dict[str, dict[str, str]] = {}
    for leaf in spec.leaves():
        if leaf.judged == "points":
            out_of = leaf.points
            points = ch.pick((out_of, F(0), out_of / 2, out_of * F(ch.integer(0, 100), 100)))
            judged[leaf.path] = {"points": decimal(points), "reason": "评定"}
        elif leaf.judged == "share" and leaf.own is not None:
            at = values.get(leaf.own)
            if isinstance(at, str) and at in leaf.ranges:
                low, high, closed = leaf.ranges[at]
                share = ch.pick(
                    (low, (low + high) / 2, low + (high - low) * F(ch.integer(0, 99), 100), *([high] if closed else []))
                )
                judged[leaf.path] = {"share": decimal(share * 100) + "%", "reason": "评定"}
        low, high = spec.bounds or (F(0), leaf.points)
        if ch.integer(0, 99) == 99 and low < high:
            points = low + (high - low) * F(ch.integer(0, 4), 4)
            overrides[leaf.path] = {"points": decimal(points), "reason": "复核", "office": "财政局"}
    return Case(values, judged, overrides)


def value(ch: Choices, fact: FactSpec, others: "dict[str, Given]") -> "Given":
    """One value."""
    if not isinstance(fact, Note) and fact.na and ch.chance(20):
        return NA()
    match fact:
        case Num():
            return number(ch, fact, others)
        case Level():
            return ch.pick(fact.members)
        case Day():
            return ch.pick(fact.points) + timedelta(days=ch.pick((0, 0, 1, -1, 30, -200)))
        case YesNoFact():
            return ch.chance(50)
        case Note():
            return "备注"
        case Purchases():
            return bought(ch, fact)
        case Rows():
            rows: list[dict[str, F]] = []
            referred = {x: others[owner] for x, owner in fact.refs.items()}
            if any(not x for x in referred.values()):
                return rows  # nothing to refer to
            for i in range(ch.pick((1, 2, 3, 5, 0))):
                row: dict[str, F] = {fact.key: F(i + 1)}
                for name, field in fact.fields.items():
                    if not (field.has_default and ch.chance(40)):
                        row[name] = number(ch, field, {})
                for name, owner in referred.items():
                    assert isinstance(owner, list)
                    row[name] = ch.pick([next(iter(x.values())) for x in owner])
                rows.append(row)
            return rows


def number(ch: Choices, fact: Num, others: "dict[str, Given]") -> F:
    """A figure in the domain: a point of interest, a step beside it, an end, or anything."""
    digits = 0 if fact.integer else (3 if fact.decimals is None else fact.decimals)
    step = F(1, 10**digits)
    high = fact.high if fact.high is not None else max([F(200), *(p * 2 for p in fact.points)])
    low = fact.low if fact.low is not None else F(-100)
    how = ch.integer(0, 9)
    alike = [(n, k) for n, k in fact.alike if isinstance(others.get(n), Fraction)]
    if how <= 4 and fact.points:
        x = ch.pick(fact.points)
    elif how == 5 and fact.points:
        x = ch.pick(fact.points) + ch.pick((step, -step))
    elif how in (6, 7) and alike:
        name, k = ch.pick(alike)
        other = others[name]
        assert isinstance(other, Fraction)
        x = other * k
    elif how == 6:
        x = ch.pick((low, high))
    else:
        x = low + (high - low) * F(ch.integer(0, 1000), 1000)
    if (fact.decimals is not None or fact.integer) and (x / step).denominator != 1:
        x = step * int(x / step)
    if not is_decimal(x, 12):
        x = step * int(x / step)
    if x < low or (fact.low_open and x <= low):
        x = low + step if fact.low_open else low
    return min(x, high)


def written(ch: Choices, fact: FactSpec, given: "Given", plain: bool) -> object:
    """A value as a fact file may say it. Numbers are `Raw` so that they are written digit by digit."""
    if isinstance(given, NA):
        return {"not_applicable": "不涉及"}
    if isinstance(fact, Purchases):
        assert isinstance(given, list)
        return [{bare_path(x): v for x, v in written_row(ch, fact, dict(row), plain, Raw).items()} for row in given]
    if isinstance(fact, Rows):
        assert isinstance(given, list)
        return [
            {
                bare_path(x): Raw(decimal(v)) if x == fact.key or x in fact.refs else written(ch, fact.fields[x], v, plain)
                for x, v in row.items()
            }
            for row in given
        ]
    if not isinstance(fact, Num):
        return given.isoformat() if isinstance(given, date) else given
    assert isinstance(given, Fraction)
    text = decimal(given)
    if fact.unit == "%":
        out: object = text + "%"
        if not plain and ch.chance(10):
            out = (text + "%").translate(FULL_WIDTH)
    elif plain or ch.chance(50):
        out = Raw(text)
    elif fact.unit in CONVERT and fact.decimals is None and not fact.integer and ch.chance(40):
        other, factor = CONVERT[fact.unit]
        out = f"{decimal(given * factor)} {other}"
    elif fact.unit and ch.chance(60):
        out = f"{text} {fact.unit}"
    elif given >= 1000 and ch.chance(50):
        whole, _, rest = text.partition(".")
        out = f"{int(whole):,}" + ("." + rest if rest else "")
    else:
        out = text
    if not plain and ch.chance(10):
        return {"value": out, "source": "第一页"}
    return out


class Raw:
    """A JSON number with these digits."""

    def __init__(self, text: str) -> None:
        self.text = text


def fact_json(ch: Choices, spec: Spec, case: Case, plain: bool = False, order: list[str] | None = None) -> bytes:
    """The fact file. With `plain`, every figure in its declared unit."""
    names = order or list(case.values)
    parts = [f"{_text(bare_path(n))}: {_json(written(ch, spec.known[n], case.values[n], plain))}" for n in names]
    out = '{"subject": "测试", "facts": {' + ", ".join(parts) + "}"
    if case.judged:
        out += ', "judged": {' + ", ".join(f"{_text(p)}: {_entry(e)}" for p, e in case.judged.items()) + "}"
    if case.overrides:
        out += ', "override": {' + ", ".join(f"{_text(p)}: {_entry(e)}" for p, e in case.overrides.items()) + "}"
    return (out + "}").encode()


def bare_path(name: str) -> str:
    """A fact's key in JSON: without quotes."""
    return name.replace("「", "").replace("」", "")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _json(value: object) -> str:
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(k)}: {_json(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _entry(entry: dict[str, str]) -> str:
    return "{" + ", ".join(f"{_text(k)}: {v if k == 'points' else _text(v)}" for k, v in entry.items()) + "}"


def leaf_of(spec: Spec, path: str) -> Leaf:
    """The leaf at a path."""
    return next(leaf for leaf in spec.leaves() if leaf.path == path)
