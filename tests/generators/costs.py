"""Norms and cost sheets over the facts of a generated ruleset: lines, parts, rows of a list, fees on a base, tax, tiers."""

from fractions import Fraction

from tests.generators.context import Context
from tests.generators.spec import Rows

F = Fraction
MODES = ("half_up", "half_even", "up", "down", "floor", "ceiling")


def costs(ctx: Context) -> None:
    """A norm or two, and a sheet; their shares and rates are ratios like any other."""
    money = [name for name, (family, num) in ctx.shared.items() if family == "money" and not num.na]
    if len(money) < 2:
        return
    ch = ctx.ch
    norm = _norm(ctx, money) if ch.chance(60) else None
    if ch.chance(30):
        _table(ctx, money)
    if ch.chance(80):
        _sheet(ctx, money, norm)


def _norm(ctx: Context, money: list[str]) -> str:
    """A norm that replaces another, in a unit of its own."""
    ch, name = ctx.ch, ctx.names.fresh("定额")
    unit, _ = ctx.unit("money")
    old = ch.pick((*money, f"{ch.pick((3, 5, 10))} {unit}"))
    rate = f"= {ch.pick((5, 2, 8))} {unit}"
    if ch.chance(30):
        rate = f": {unit} {{ «from» 2023-01-01: {ch.pick((5, 2))} {unit}; «from» 2024-01-01: 9 {unit} }}"
        if not any("«period»" in line for line in ctx.spec.head):
            ctx.spec.head.append("«period» 2023-01-01 «range» 2023-12-31")
    ctx.spec.declarations.append(
        f"«norm» {name} {rate} {{ «replaces» {old}" + ('; «condition» "2人一组"' if ch.chance(40) else "") + " }"
    )
    if not old.endswith(unit) or ch.chance(50):
        rate = f"{name}.{ch.pick(('reduction_rate', '压减率'))}"
        ctx.ratios.append(f"«functions.max»(0, {rate})")  # a norm may also rise
    ctx.cover("norm")
    return name


def _table(ctx: Context, money: list[str]) -> None:
    """A table of norms: new, changed, abolished; how many were lowered."""
    ch, name = ctx.ch, ctx.names.fresh("标准")
    unit, _ = ctx.unit("money")
    words = ch.pick(("", "; «class» 变化 { 新, 低, 高, 平, 废 }"))
    lines = [
        f"«norm» 甲项 = {ch.pick((5, 1))} {unit} {{ «replaces» {ch.pick(money)} }}",
        f"«norm» 乙项 = 2 {unit}/户",
        f"«norm» 丙项 «abolished» {{ «replaces» 15 {unit}/次 }}",
        f'«norm» 丁项 = 2 {unit}/户 {{ «replaces» {ch.pick((1, 2, 3))} {unit}/人; «unit_changed» "原按人，现按户" }}',
    ]
    ctx.spec.declarations.append(f"«norms» {name} {{ {'; '.join(lines)}{words} }}")
    ctx.ratios += [f"{name}.{'低' if words else '下降'} * 20%", f"{name}.count * 10%"]
    ctx.cover("norms")


def _sheet(ctx: Context, money: list[str], norm: str | None) -> None:
    ch, spec = ctx.ch, ctx.spec
    name = ctx.names.fresh("成本")
    unit, _ = ctx.unit("money")
    law = ""
    if ch.chance(80):
        law = f" «clauses.round» «modes.{ch.pick(MODES)}» {ch.pick((2, 2, 0, -1))}"
    lines: list[str] = []
    sections: list[str] = []
    base = ch.pick(("direct", "直接费用"))
    if ch.chance(70):
        against = f" «against» 2 * {norm}" if norm is not None and ch.chance(60) else ""
        inner = [
            f"«line» 甲明细 = {ch.pick(money)} * {ch.pick((3, 1, 12))}{against}",
            f"«line» 乙明细 = {ch.pick(money)} / 7 + 甲明细",
        ]
        lines.append(f"«part» 一部 {{ {'; '.join(inner[: ch.pick((1, 2, 2))])} }}")
        sections += ["一部", "一部.甲明细"]
        if against:
            spec.declarations.append(f"«let» {ctx.names.fresh('限')} = {name}.over_norm / (1 {unit})")
    lists = [(n, s) for n, s in spec.known.items() if isinstance(s, Rows)]
    if lists and ch.chance(60):
        rows, fields = lists[0]
        first = next(iter(fields.fields))
        lines.append(f"«lines_from» {rows} {{ «each» 行金额 = {first} * {ch.pick((2, 1))} / 3 }}")
        sections.append(rows)
        ctx.cover("lines from a list")
    lines.append(f"«line» 丙明细 = {' + '.join(ch.pick(money) for _ in range(ch.pick((1, 2))))}")
    sections.append("丙明细")
    if ch.chance(70):
        lines.append(f"«fee» 管理费 = {ch.pick((8, 5))}% «of» {ch.pick((base, '丙明细'))}")
        sections.append("管理费")
        if ch.chance(70):
            lines.append(f"«tax» 税款 = {ch.pick((6, 3))}% «of» ({base} + 管理费)")
            sections.append("税款")
    lines.append("«cost_total» 合起来")
    spec.declarations.append(f"«cost» {name} : {unit}{law} {{ {'; '.join(lines)} }}")
    ctx.ratios.append(f"{name}.{ch.pick(sections)}.{ch.pick(('share', '占比'))}")
    if ch.chance(40):
        ctx.ratios.append(f"{name}.{sections[-1]}.{ch.pick(('rank', '位次'))} * 20%")
    ctx.cover("cost sheet")


def comparison(ctx: Context) -> None:
    """A list beside itself: two of its fields, each side with rows left out; how many rows changed, and by how much."""
    ch, spec = ctx.ch, ctx.spec
    lists = [(n, s) for n, s in spec.known.items() if isinstance(s, Rows)]
    if not lists:
        return
    rows, made = lists[0]
    name, old, new, more, rate = (ctx.names.fresh() for _ in range(5))
    fields = list(made.fields)
    unit = made.fields[fields[0]].unit
    tests = [
        f" «where» {ch.pick(fields)} {ch.pick(('>', '<='))} {ch.pick((5, 1, 10))} {unit}" if ch.chance(60) else ""
        for _ in range(2)
    ]
    words = ch.pick((f"«class» {ctx.names.fresh()} {{ 新, 废, 多, 少, 平 }}", ""))
    column = words.split()[1] if words else "变化"
    lines = [
        f"«before» {old} = {ch.pick(fields)} «over_list» {rows}{tests[0]}",
        f"«after» {new} = {ch.pick(fields)} «over_list» {rows}{tests[1]}",
        f"«difference» {more}",
        f"«rate» {rate}",
        *([words] if words else []),
    ]
    spec.declarations.append(f"«compare» {name} «by» {made.key} {{ {'; '.join(lines)} }}")
    shown = {"新增": "新", "取消": "废", "增加": "多", "减少": "少", "不变": "平"}
    word = ch.pick(list(shown))
    ctx.ratios.append(f"«functions.count»(«over_list» {name} «where» {column} == {shown[word] if words else word}) * 20%")
    if ch.chance(60):
        ctx.ratios.append(f"«functions.share»(«over_list» {name} «where» {more} > 0 {unit})")
    ctx.cover("comparison")
