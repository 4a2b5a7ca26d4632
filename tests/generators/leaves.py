"""Indicators, one function for each way to score."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.generators.choices import Choices
from tests.generators.context import Context
from tests.generators.formulas import calculated_day, irrational, nest, reader, span, unit_method, unlimited
from tests.generators.spec import Day, Leaf, Level, Method, Num, decimal, is_decimal, literal

F = Fraction
MODES = ("half_up", "half_even", "up", "down", "floor", "ceiling")
TARGETS = (F(100), F(10), F(4), F(1), F(735), F(5000), F(8), F(3), F(24), F(5, 2), F(1, 2), F(64))


def leaf(ctx: Context, points: F, rest: bool, plain: bool) -> Leaf:
    """One indicator worth so many points."""
    ch = ctx.ch
    out = Leaf(ctx.names.fresh(), "«rest»" if rest else decimal(points), points)
    ch.pick(KINDS)(ctx, out, plain)
    if ch.chance(10):
        out.label = "每年" + out.name.strip("「」").replace("“", "").replace("”", "")
    if ch.chance(8):
        digits = ch.pick((0, 1, 2, 3))
        out.round = ch.pick(("«none»", f"«modes.{ch.pick(MODES)}» {digits}"))
        ctx.cover("round leaf")
    return out


def own(ctx: Context, out: Leaf, num: Num | Level | Day) -> None:
    """The leaf's own fact."""
    out.own = out.name
    ctx.spec.known[out.name] = num


def family_unit(ctx: Context) -> tuple[str, str, F]:
    """A family, a unit of it and its factor."""
    family = ctx.ch.pick(
        ("visits", "percent", "money", "percent", "people", "area", "plain", "rate", *(["new"] if "new" in ctx.families else []))
    )
    unit, factor = ctx.unit(family)
    return family, unit, factor


def ties(w: F, t: F, ch: Choices) -> list[F]:
    """Values v for which w·v/t is an exact half of a printed digit."""
    out = []
    for quantum in (F(1, 100), F(1), F(1, 10)):
        steps = int(w / quantum)
        k = ch.integer(0, max(0, min(steps - 1, 10**6)))
        v = t * (k * quantum + quantum / 2) / w
        if is_decimal(v):
            out.append(v)
    return out


def options(ctx: Context, num: Num | None, t: F, reverse: bool) -> list[str]:
    """Options of the methods that compare with a target."""
    ch = ctx.ch
    out = []
    if ch.chance(25):
        share = ch.pick((60, 50, 80))
        if ch.chance(50):
            out.append(f"«no_points» «below» {share}%")
        else:
            out.append(f"低于 {share}% 不得分")
        if num is not None:
            num.points.append(t * share / 100 if not reverse else t * 2)
        ctx.cover("none below")
    if ch.chance(15):
        out.append(f"«clauses.flag» «{ch.pick(('from', 'above'))}» 130%" if ch.chance(60) else "自 130% 标记")
        ctx.cover("flag option")
    if ch.chance(20) and not reverse:
        p, s = ch.pick(((F(1, 2), 10), (F(1), 5), (F(1, 4), 10)))
        steps = ch.pick(("", " «whole»", " «started»"))
        most = f" «at_most» {ch.pick((2, 1))}" if ch.chance(50) else ""
        out.append(f"«over» 130% «reduce» {decimal(p)} «per» {s} 个百分点{steps}{most}")
        if num is not None:
            num.points += [t * 13 / 10, t * 3 / 2, t * 14 / 10, t * 4]
        ctx.cover("over reduce" + steps.replace("«", "").replace("»", "") + (" at most" if most else ""))
    return out


def domain(ctx: Context, out: Leaf, num: Num, unit: str, t: F) -> None:
    """Sometimes `actual …`, for a wider or whole domain."""
    ch = ctx.ch
    high = F(100) if unit == "%" else None
    num.low, num.high = F(0), high
    how = ch.integer(0, 5)
    if how == 0:
        num.high = max(t * 4, F(200) if unit == "%" else F(0))
        out.actual = f"{unit or '«number»'} «in» 0{'%' if unit == '%' else ''} «range» {literal(num.high, unit)}"
        ctx.cover("actual interval")
    elif how == 1 and unit in ("人", "人次", ""):
        num.integer = True
        out.actual = f"{unit or '«number»'} «integer» >= 0"
        ctx.cover("actual integer")
    elif how == 2:
        num.low_open = True
        num.high = None
        out.actual = f"{unit or '«number»'} > 0{'%' if unit == '%' else ''}"
        ctx.cover("actual bound")


def with_target(ctx: Context, out: Leaf, plain: bool) -> None:
    """A value against a target: all or nothing, pro rata, closeness."""
    ch = ctx.ch
    family, unit, factor = family_unit(ctx)
    t = ch.pick((F(100), F(95), F(90), F(60), F(100))) if unit == "%" else ch.pick(TARGETS)
    num = Num(unit)
    kind = ch.pick(("pro_rata", "pro_rata", "all_or_nothing", "closeness"))
    sign = "==" if kind == "closeness" else ch.pick((">=", ">=", ">", "<=", "<", "==", "≥", "≤"))
    if ctx.each_method is not None and kind != "closeness" and ch.chance(50):
        kind = "pro_rata" if "pro_rata" in ctx.each_method else "all_or_nothing"
        out.method = None
    else:
        out.method = Method(f"«{kind}»")
    domain(ctx, out, num, unit, t)
    written = literal(t, unit)
    if num.integer and t.denominator != 1:
        t = F(5)
        written = literal(t, unit)
    others = [n for n, (f, v) in ctx.shared.items() if f == family and v.low_open and not v.na]
    if others and ch.chance(25):
        written = ch.pick(others)
        num.alike += [(written, F(1)), (written, F(7, 10)), (written, F(13, 10))]
        ctx.cover("target is a fact")
        out.actual = out.actual or f"{unit or '«number»'} >= 0{'%' if unit == '%' else ''}"
        num.high = num.high if "«range»" in out.actual else None
    elif family in ("money", "area", "people") and ch.chance(15):
        other, f2 = ctx.unit(family)
        if is_decimal(t * factor / f2, 8):
            out.actual = out.actual or f"{unit} >= 0"
            written = literal(t * factor / f2, other)
            ctx.cover("target in another unit")
    if sign == "==" and ch.chance(50):
        sign = ch.pick(("=", "=="))
    out.target = f"{sign} {written}"
    num.points += [t, t * 6 / 10, t * 13 / 10, *ties(out.points, t, ch)]
    reverse = sign in ("<=", "<", "≤")
    if out.method is not None:
        if kind in ("pro_rata", "all_or_nothing"):
            out.method.options = options(ctx, num, t, reverse)
        elif ch.chance(20):
            out.method.options = ["«no_points» «below» 60%"]
    elif not plain and ch.chance(15):
        out.clauses.append("«no_points» «below» 60%")
        ctx.cover("option clause")
    own(ctx, out, num)
    ctx.cover(f"{kind} {'reverse' if reverse else sign}")


def in_range(ctx: Context, out: Leaf, plain: bool) -> None:
    """A target that is a range."""
    ch = ctx.ch
    unit = ch.pick(("%", "人次", "元"))
    low, high = (F(80), F(90)) if unit == "%" else (F(10), F(20))
    num = Num(unit, F(0), F(100) if unit == "%" else None, points=[low, high])
    out.target = f"{literal(low, unit)} «range» {literal(high, unit)}"
    out.method = Method("«all_or_nothing»")
    own(ctx, out, num)
    ctx.cover("target range")


def by_date(ctx: Context, out: Leaf, plain: bool) -> None:
    """Done in time."""
    ch = ctx.ch
    due = ch.pick((date(2023, 12, 31), date(2023, 6, 30)))
    out.target = f"{ch.pick(('<=', '<', '>=', '≤', '=='))} {due.isoformat()}"
    out.method = Method("«all_or_nothing»")
    own(ctx, out, Day([due]))
    ctx.cover("target date")


def ratio(ctx: Context, out: Leaf, plain: bool) -> None:
    """A named value against a percentage."""
    ch = ctx.ch
    if not ctx.ratios:
        return with_target(ctx, out, plain)
    out.value = ch.pick(ctx.ratios)
    out.target = f"{ch.pick(('>=', '>', '=='))} {ch.pick((100, 95, 90))}%"
    kind = ch.pick(("pro_rata", "all_or_nothing", "pro_rata"))
    out.method = Method(f"«{kind}»", options=options(ctx, None, F(1), False))
    ctx.cover(f"{kind} of a let")


def linear(ctx: Context, out: Leaf, plain: bool) -> None:
    """区间插值."""
    ch = ctx.ch
    unit = ch.pick(("%", "人次", "万元", ""))
    high = F(100) if unit == "%" else F(ch.pick((100, 200, 1000)))
    a, b = ch.pick(((F(0), high), (high / 2, high), (high, F(0)), (high * 3 / 5, high * 9 / 10), (high, high / 4)))
    num = Num(
        unit,
        F(0),
        high * 2 if unit != "%" else high,
        points=[a, b, (a + b) / 2, *(a + (b - a) * v / out.points for v in ties(out.points, out.points, ch))],
    )
    num.points = [p for p in num.points if is_decimal(p)]
    out.actual = f"{unit or '«number»'} «in» 0{'%' if unit == '%' else ''} «range» {literal(num.high or F(0), unit)}"
    out.method = Method(f"«linear» {literal(a, unit)} «range» {literal(b, unit)}")
    own(ctx, out, num)
    ctx.cover("linear" if a < b else "linear falling")


def result(ctx: Context, w: F, share: F, kind: int) -> str:
    """A band's result: points, a share of w in one of two spellings."""
    if kind == 0:
        return decimal(w * share)
    return f"{decimal(share * 100)}%" + (" «of» «words.weight»" if kind == 1 else "")


def bands(ctx: Context, out: Leaf, plain: bool) -> None:
    """分档: from the top, from the bottom, or as intervals, constant or sloping."""
    ch = ctx.ch
    unit = ch.pick(("%", "%", "人次", "万元", ""))
    high = F(100) if unit == "%" else F(ch.pick((100, 200)))
    num = Num(unit, F(0), high)
    out.actual = f"{unit or '«number»'} «in» 0{'%' if unit == '%' else ''} «range» {literal(high, unit)}"
    cuts = [high * 9 / 10, high * 8 / 10, high * 6 / 10][: ch.pick((3, 2, 1))]
    num.points += cuts
    how = ch.pick(("top", "top", "bottom", "intervals", "sloping"))
    kind = ch.integer(0, 2)
    shares = [F(1), F(4, 5), F(3, 5), F(1, 5), F(0)]
    lines = []
    if how == "top":
        sign = ch.pick((">=", ">", "≥"))
        lines = [f"{sign} {literal(c, unit)}: {result(ctx, out.points, shares[i], kind)}" for i, c in enumerate(cuts)]
        lines.append(f"«otherwise»: {result(ctx, out.points, shares[len(cuts)], kind)}")
    elif how == "bottom":
        sign = ch.pick(("<=", "<"))
        cuts.reverse()
        lines = [f"{sign} {literal(c, unit)}: {result(ctx, out.points, shares[i], kind)}" for i, c in enumerate(cuts)]
        lines.append(f"«otherwise»: {result(ctx, out.points, shares[len(cuts)], kind)}")
    else:
        edges = [high, *cuts, F(0)]
        closed_below = ch.chance(50)
        for i in range(len(edges) - 1):
            top, bottom = literal(edges[i], unit), literal(edges[i + 1], unit)
            last = i == len(edges) - 2
            left = "[" if closed_below or last else "("
            right = "]" if not closed_below or i == 0 else ")"
            text = f"{left}{bottom}, {top}{right}"
            if how == "sloping" and kind != 1:
                text += f": {result(ctx, out.points, shares[i + 1], kind)} «range» {result(ctx, out.points, shares[i], kind)}"
                slope = (shares[i] - shares[i + 1]) * out.points / (edges[i] - edges[i + 1])
                tie = edges[i + 1] + F(5, 1000) / slope
                if is_decimal(tie) and tie < edges[i]:
                    num.points.append(tie)
            else:
                text += f": {result(ctx, out.points, shares[i], kind)}"
            lines.append(text)
    out.method = Method("«declarations.bands»", lines)
    own(ctx, out, num)
    ctx.cover(f"bands {how} {('points', 'of weight', 'share')[kind]}")


def deduct(ctx: Context, out: Leaf, plain: bool) -> None:
    """每低/高 s 扣 p."""
    ch = ctx.ch
    unit = ch.pick(("%", "%", "人次", "万元"))
    below = ch.chance(60)
    t = F(ch.pick((90, 100, 95))) if unit == "%" else F(ch.pick((100, 40)))
    s = F(ch.pick((5, 1, 2)))
    p = ch.pick((F(1, 2), F(1), F(3, 10), F(2)))
    num = Num(unit, F(0), F(100) if unit == "%" else None)
    num.points += [t, t - s if below else t + s, t - 2 * s if below else t + 2 * s, t - s / 2 if below else t + s / 2]
    steps = ch.pick(("", " «whole»", " «started»"))
    per = f"{decimal(s)} 个百分点" if unit == "%" else literal(s, unit)
    side = "below" if below else "above"
    if ch.chance(60):
        out.target = f"{ch.pick(('>=', '>')) if below else ch.pick(('<=', '<'))} {literal(t, unit)}"
        reference = "«words.target»"
        if unit == "%" and not below:
            out.actual = "% >= 0%"
            num.high = None
    else:
        num.high = F(200)
        out.actual = f"{unit} «in» 0{'%' if unit == '%' else ''} «range» {literal(num.high, unit)}"
        reference = literal(t, unit)
    if ch.chance(30) and reference == "«words.target»":
        out.method = Method(
            f"每{'低' if below else '高'} {per} 扣 {decimal(p)} 分"
            + {"": "", " «whole»": "，满一步才扣", " «started»": "，不足一步按一步扣"}[steps]
        )
        ctx.cover("deduct in Chinese order")
    else:
        out.method = Method(f"«deduct» {decimal(p)} «per» {per} «{side}» {reference}{steps}")
    own(ctx, out, num)
    ctx.cover(f"deduct {side}{steps.replace('«', '').replace('»', '') or ' pro rata'}")


def levels(ctx: Context, out: Leaf, plain: bool) -> None:
    """定性分级: shares, or ranges for the assessor."""
    ch = ctx.ch
    names = ["达成预期", "部分达成", "未达成"][: ch.pick((3, 2))]
    how = ch.integer(0, 3)
    if how == 0:
        edges = [F(1), F(4, 5), F(3, 5), F(0)] if len(names) == 3 else [F(1), F(3, 5), F(0)]
        lines = []
        for i, n in enumerate(names):
            lines.append(f"{n}: {decimal(edges[i + 1] * 100)}% «range» {decimal(edges[i] * 100)}%")
            out.ranges[n] = (edges[i + 1], edges[i], i == 0)
        out.judged = "share"
        ctx.cover("levels ranges")
    elif how == 1 and len(names) == 3:
        lines = [f"{names[0]}: 100%", f"{names[1]}: 60% «range» 80%", f"{names[2]}: 0%"]
        out.ranges[names[1]] = (F(3, 5), F(4, 5), True)
        out.judged = "share"
        ctx.cover("levels mixed")
    else:
        lines = [f"{n}: {s}" for n, s in zip(names, ("100%", "60%", "0%") if len(names) == 3 else ("100%", "0%"), strict=True)]
        ctx.cover("levels")
    out.method = Method("«levels»", lines)
    if ch.chance(50):
        out.target = names[0]
        ctx.cover("target level")
    own(ctx, out, Level(names))


def judged(ctx: Context, out: Leaf, plain: bool) -> None:
    """评定."""
    out.method = Method("«judged»")
    out.judged = "points"
    ctx.cover("judged")


def formula(ctx: Context, out: Leaf, plain: bool) -> None:
    """= expression."""
    ch = ctx.ch
    w = decimal(out.points)
    unit = ch.pick(("人次", "万元", "%", "人次"))
    one = literal(F(1), unit)
    choices = [
        f"«functions.min»(«words.weight», «words.value» / {one} / 10)" if unit != "%" else "«words.weight» * «words.value»",
        f"«functions.max»(0, «functions.min»(«words.weight», {w} - «functions.abs»(«words.value» / {one} - 20)))"
        if unit != "%"
        else "«words.weight» - «words.weight» * «words.value»",
        f"«if» «words.value» >= {literal(F(50), unit)} «then» «words.weight» «else» 0",
        f"«functions.min»(«words.weight», «functions.floor»(«words.value») / {literal(F(7), unit)})"
        if unit == "人次"
        else "60% «of» «words.weight»",
        f"«functions.min»(«words.weight», «words.weight» * («functions.sqrt»(«words.value» / {literal(F(90), unit)}) «round» «modes.half_up» 3))"
        if unit != "%"
        else "50% «of» «words.weight» * «words.value»",
    ]
    at = ch.integer(0, len(choices) - 1)
    num = Num(unit, F(0), F(100), points=[F(50), F(20), F(90), F(100), F(49)])
    out.actual = f"{unit} «in» 0{'%' if unit == '%' else ''} «range» {literal(F(100), unit)}"
    out.method = Method("= " + choices[at])
    own(ctx, out, num)
    ctx.cover("formula sqrt" if "sqrt" in choices[at] else "formula")


def by_method(ctx: Context, out: Leaf, plain: bool) -> None:
    """A method of the ruleset."""
    ch = ctx.ch
    name = ctx.names.fresh("法")
    k = ch.pick((F(1, 10), F(1, 4), F(2), F(1, 3) * 3))
    lines = [
        f"«method» {name}(乙量 : 万元, 丙数 : «number», 分数上限 : «number») -> «points» {{",
        "  «let» 丁商 = 乙量 / 100 万元",
        "  = «functions.min»(分数上限, 丁商 * 丙数)",
        "}",
    ]
    ctx.spec.declarations.append("\n".join(lines))
    num = Num("万元", F(0), None, points=[F(100), F(250)])
    out.actual = "万元 >= 0"
    out.method = Method(f"{name}(«words.value», {decimal(k)}, «words.weight»)")
    own(ctx, out, num)
    ctx.cover("method call")


Kind = Callable[[Context, Leaf, bool], None]
KINDS: tuple[Kind, ...] = (
    with_target,
    with_target,
    with_target,
    with_target,
    with_target,
    bands,
    bands,
    deduct,
    deduct,
    levels,
    linear,
    ratio,
    judged,
    formula,
    by_method,
    in_range,
    by_date,
    reader,
    reader,
    unlimited,
    irrational,
    nest,
    unit_method,
    span,
    calculated_day,
)
