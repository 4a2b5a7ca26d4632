"""Rulesets whose result is a number on a scale or a rating, and no points."""

from fractions import Fraction

from tests.generators.context import Context
from tests.generators.leaves import bands, by_date, in_range, levels, linear, own, ratio, with_target
from tests.generators.spec import Grp, Leaf, Method, Num, decimal, literal

F = Fraction
MEANS = ("combines.weighted_mean", "combines.geometric_mean")
PICKS = ("glue.weakest", "combines.best", "at_least")


def scale(ctx: Context) -> None:
    """A scale: leaves give shares of it, groups combine them."""
    ch, spec = ctx.ch, ctx.spec
    ctx.no_points = "scale"
    spec.bounds = low, high = ch.pick(((F(0), F(1)), (F(0), F(100)), (F(1), F(6)), (F(0), F(10))))
    spec.head.append(f"«result» «scale» {decimal(low)} «range» {decimal(high)}")
    how = combine_clause(ctx, MEANS + PICKS)
    spec.head.append(how)
    spec.head.append(f"«round» «root_score» «modes.{ch.pick(('half_up', 'half_even', 'floor', 'up'))}» {ch.pick((3, 2, 4))}")
    ctx.shared_facts()
    weighed = ch.chance(50)
    for _ in range(ch.pick((2, 3, 4))):
        if ch.chance(30):
            group = Grp(ctx.names.fresh("维"), weight(ctx, weighed), F(0), plain=False)
            below = combine_clause(ctx, MEANS + PICKS if any(m in how for m in MEANS) else PICKS + MEANS[:1])
            group.clauses.append(below)
            inner = ch.chance(50)
            group.children = [leaf(ctx, high, inner) for _ in range(ch.pick((2, 3)))]
            spec.top.append(group)
        else:
            spec.top.append(leaf(ctx, high, weighed))
    if ch.chance(60):
        cuts = [low + (high - low) * k / 10 for k in (8, 6)]
        spec.head.append(
            "«grades» { "
            + "; ".join(f">= {decimal(c)}: {g}" for c, g in zip(cuts, ("优", "良"), strict=True))
            + "; «otherwise»: 差 }"
        )
        ctx.cover("grades of a scale")
    ctx.cover("scale")


def combine_clause(ctx: Context, possible: tuple[str, ...]) -> str:
    """One way to combine."""
    how = ctx.ch.pick(possible)
    ctx.cover("scale " + how.split(".")[-1])
    return "«combine» " + ("«at_least» 2" if how == "at_least" else f"«{how}»")


def weight(ctx: Context, weighed: bool) -> str | None:
    """A weight, or none."""
    return decimal(F(ctx.ch.pick((1, 2, 3, 5)))) if weighed else None


def leaf(ctx: Context, high: F, weighed: bool) -> Leaf:
    """A leaf by a method that gives a share."""
    ch = ctx.ch
    out = Leaf(ctx.names.fresh(), weight(ctx, weighed), F(1))
    kind = ch.pick((linear, bands, levels, with_target, ratio, in_range, by_date))
    kind(ctx, out, False)
    if out.method is not None:
        out.method.options = [o for o in out.method.options if "«reduce»" not in o]
        if kind is bands:
            shares_only(out.method)
        if out.judged is not None:  # ranges of levels are tried in points
            out.judged = None
            out.ranges = {}
            names = [line.split(":")[0] for line in out.method.lines]
            out.method.lines = [f"{n}: {s}%" for n, s in zip(names, (100, 60, 0) if len(names) == 3 else (100, 0), strict=True)]
    return out


def shares_only(method: Method) -> None:
    """Bands of points become bands of shares (they were made for a weight of 1)."""
    lines = []
    for line in method.lines:
        test, _, result = line.rpartition(": ")
        ends = [e.replace(" «of» «words.weight»", "") for e in result.split(" «range» ")]
        texts = [e if e.endswith("%") else f"{decimal(F(e) * 100)}%" for e in ends]
        lines.append(f"{test}: {' «range» '.join(texts)}")
    method.lines = lines


def rating(ctx: Context) -> None:
    """A rating: leaves give a word, groups the lowest or the highest."""
    ch, spec = ctx.ch, ctx.spec
    ctx.no_points = "rating"
    spec.bounds = F(0), F(0)
    words = ["丁级", "丙级", "乙级", "甲级"]
    kind = ctx.names.fresh("级")
    spec.declarations.append(f"«type» {kind} = «one_of» {{ {' < '.join(words)} }}")
    name = ctx.names.fresh("档")
    spec.declarations.append(f"«declarations.bands» {name} {{ >= 95%: 甲级; >= 85%: 乙级; >= 70%: 丙级; «otherwise»: 丁级 }}")
    spec.head += [f"«result» «rating» {kind}", word_combine(ctx)]
    ctx.shared_facts()
    for _ in range(ch.pick((2, 3))):
        if ch.chance(30):
            group = Grp(ctx.names.fresh("维"), None, F(0), [word_combine(ctx)], plain=False)
            group.children = [rated(ctx, name) for _ in range(ch.pick((2, 3)))]
            spec.top.append(group)
        else:
            spec.top.append(rated(ctx, name))
    ctx.cover("rating")


def word_combine(ctx: Context) -> str:
    """Weakest, weakest plus, best."""
    how = ctx.ch.pick(("«glue.weakest»", "«glue.weakest» «plus»", "«combines.best»"))
    ctx.cover("rating " + how.replace("«", "").replace("»", ""))
    return "«combine» " + how


def rated(ctx: Context, name: str) -> Leaf:
    """A leaf that gives a word."""
    out = Leaf(ctx.names.fresh(), None, F(0))
    num = Num("%", F(0), F(100), points=[F(95), F(85), F(70)])
    out.actual = f"% «in» 0% «range» {literal(F(100), '%')}"
    if ctx.ratios and ctx.ch.chance(30):
        out.actual = None
        out.value = ctx.ch.pick(ctx.ratios)
    else:
        own(ctx, out, num)
    out.method = Method(f"«declarations.bands» {name}")
    return out
