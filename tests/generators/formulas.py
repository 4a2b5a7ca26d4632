"""Indicators whose figure is calculated: days and months, days themselves, logarithms and roots, nests, methods over units, no upper bound."""

from datetime import date
from fractions import Fraction

from tests.generators.context import Context
from tests.generators.spec import Day, Leaf, Method, Num, decimal, literal

F = Fraction


def own(ctx: Context, out: Leaf, num: Num) -> None:
    """The leaf's own fact, in 0..high of its unit."""
    out.own = out.name
    high = num.high or F(0)
    out.actual = f"{num.unit or '«number»'} «in» 0{'%' if num.unit == '%' else ''} «range» {literal(high, num.unit)}"
    ctx.spec.known[out.name] = num


def reader(ctx: Context, out: Leaf, plain: bool) -> None:
    """A leaf that will read another; until then a share of its weight."""
    out.reader = True
    out.method = Method("= 60% «of» «words.weight»")


def unlimited(ctx: Context, out: Leaf, plain: bool) -> None:
    """Points without an upper bound (not in a form, which has no column for it)."""
    if plain or not ctx.adds:
        return irrational(ctx, out, plain)
    unit = ctx.ch.pick(("人次", "万元", "%"))
    at = F(50)
    num = Num(unit, F(0), F(200), points=[at, F(100), F(49), F(75)])
    own(ctx, out, num)
    out.clauses.append("«result» «points» «unlimited»")
    if ctx.ch.chance(40):
        more = decimal(out.points * 3 / 2)
        out.method = Method(
            "«declarations.bands»", [f">= {literal(F(100), unit)}: {more}", f">= {literal(at, unit)}: 100%", "«otherwise»: 0"]
        )
        ctx.cover("points unlimited bands")
    else:
        out.method = Method(f"= «words.weight» * («words.value» / {literal(at, unit)})")
        ctx.cover("points unlimited formula")


def irrational(ctx: Context, out: Leaf, plain: bool) -> None:
    """Logarithms, roots and fractional powers, rounded."""
    ch = ctx.ch
    unit = ch.pick(("人次", "万元", ""))
    one = literal(F(1), unit)
    share = f"«words.value» / {one}" if unit else "«words.value»"
    how = ch.pick(("ln", "log10", "root", "power", "sqrt"))
    inner = {
        "ln": f"«functions.ln»({share} + 1)",
        "log10": f"«functions.log10»({share} + 1)",
        "root": f"«functions.root»({share}, {ch.pick((2, 3, 5))})",
        "power": f"({share}) ^ {ch.pick(('0.5', '1.5', '0.25'))}",
        "sqrt": f"«functions.sqrt»({share})",
    }[how]
    mode = ch.pick(("half_up", "half_even", "up", "down", "floor", "ceiling"))
    rounded = f"(({inner}) «round» «modes.{mode}» {ch.pick((4, 2, 3, 6))})"
    out.method = Method(f"= «functions.min»(«words.weight», «words.weight» * {rounded} / 20)")
    own(ctx, out, Num(unit, F(0), F(200), points=[F(0), F(1), F(9), F(99), F(64), F(8), F(32)]))
    ctx.cover(f"irrational {how}")


def nest(ctx: Context, out: Leaf, plain: bool) -> None:
    """Choices inside choices, chains, sets and intervals."""
    ch = ctx.ch
    unit = ch.pick(("人次", "万元", "%", ""))
    a, b, c = (literal(F(x), unit) for x in (20, 50, 80))
    out.method = Method(
        ch.pick(
            (
                f"= «if» {a} <= «words.value» < {b} «then» 50% «of» «words.weight» «else» "
                f"«if» «words.value» «in» [{b}, {c}) «then» 75% «of» «words.weight» «else» «if» «words.value» >= {c} «then» «words.weight» «else» 0",
                f"= «if» «words.value» «in» {{ {a}, {b}, {c} }} «then» «words.weight» «else» 10% «of» «words.weight»",
                f"= «words.weight» * («if» {c} > «words.value» > {a} «then» («if» «words.value» <= {b} «then» 1 / 3 «else» 0.5) «else» 1)",
                f"= «if» «not» («words.value» «in» ({a}, {b}]) «and» («words.value» != {c} «or» {c} == {c}) «then» «words.weight» «else» 5% «of» «words.weight»",
            )
        )
    )
    own(ctx, out, Num(unit, F(0), F(100), points=[F(20), F(50), F(80)]))
    ctx.cover("nest")


def unit_method(ctx: Context, out: Leaf, plain: bool) -> None:
    """A method of the ruleset with local lets over units: a price, then points."""
    ch = ctx.ch
    name = ctx.names.fresh("法")
    ctx.spec.declarations.append(
        "\n".join(
            (
                f"«method» {name}(支出量 : 万元, 场次数 : 人次) -> «points» {{",
                "  «let» 单位成本 = 支出量 / 场次数",
                "  «let» 限额标准 = 200 元/人次",
                "  «let» 超支额 = «functions.max»(0 元/人次, 单位成本 - 限额标准)",
                f"  = «if» 单位成本 <= 限额标准 «then» {decimal(out.points)} «else» «if» 超支额 < 限额标准 / 2 «then» {decimal(out.points / 2)} «else» 0",
                "}",
            )
        )
    )
    own(ctx, out, Num("万元", F(0), F(100), points=[F(2), F(3), F(5), F(1)]))
    divisor = ch.pick(("100 人次", "0.01 万人次", "«words.value» / 250 元/人次"))
    out.method = Method(f"{name}(«words.value», {divisor})")
    ctx.cover("method over units")


def span(ctx: Context, out: Leaf, plain: bool) -> None:
    """Days or months between two dates against a target."""
    ch = ctx.ch
    if not ctx.spans:
        return nest(ctx, out, plain)
    name, unit = ch.pick(ctx.spans)
    at = {"天": (F(30), F(0), F(180)), "月": (F(3), F(0), F(6))}[unit]
    limit = literal(ch.pick(at), unit)
    how = ch.integer(0, 2)
    if how == 0:
        out.value = f"«functions.max»(0 {unit}, {name})"
        out.target = f"<= {literal(at[0], unit)}"
        out.method = Method("«pro_rata»")
    elif how == 1:
        out.value = name
        out.target = f"<= {limit}"
        out.method = Method(f"«deduct» 0.5 «per» 1 {unit} «above» «words.target»" + ch.pick(("", " «whole»", " «started»")))
    else:
        out.value = name
        out.target = f"{ch.pick(('<=', '<', '>='))} {limit}"
        out.method = Method("«all_or_nothing»")
    ctx.cover("days" if unit == "天" else "months")


def calculated_day(ctx: Context, out: Leaf, plain: bool) -> None:
    """A value that is a day, chosen between two."""
    ch = ctx.ch
    if not ctx.chosen_days:
        return span(ctx, out, plain)
    out.value = ch.pick(ctx.chosen_days)
    due: str = ch.pick((date(2023, 12, 31).isoformat(), *ctx.days))
    out.target = f"{ch.pick(('<=', '<', '>=', '=='))} {due}"
    out.method = Method("«all_or_nothing»")
    ctx.cover("date value")


def date_lets(ctx: Context) -> None:
    """Two days, the days and months between them, the earlier and the later by cases."""
    ch, spec = ctx.ch, ctx.spec
    if not ch.chance(30):
        return
    for _ in range(2):
        name = ctx.names.fresh()
        spec.facts.append(f"{name} : «date»")
        spec.known[name] = Day([date(2023, 1, 31), date(2023, 2, 28), date(2024, 2, 29), date(2023, 12, 31), date(2023, 6, 30)])
        ctx.days.append(name)
    a, b = ctx.days[-2:]
    for function, unit in (("days", "天"), ("months", "月")):
        name = ctx.names.fresh("期")
        spec.declarations.append(f"«let» {name} = «functions.{function}»({a}, {b})")
        ctx.spans.append((name, unit))
    name = ctx.names.fresh("日")
    spec.declarations.append(
        f"«let» {name} «by» {{ 早日口径: «if» {a} <= {b} «then» {a} «else» {b}; 晚日口径: «if» {a} <= {b} «then» {b} «else» {a} }}"
    )
    ctx.chosen_days += [f"{name}.早日口径", f"{name}.晚日口径"]
    ctx.cover("let by cases with if")
