"""Rulesets by type: a head, facts, named values, a tree whose leaves are made by `leaves`, vetoes and grades."""

from fractions import Fraction

from tests.generators.choices import Choices
from tests.generators.context import Context
from tests.generators.formulas import date_lets
from tests.generators.histories import by_date
from tests.generators.leaves import leaf
from tests.generators.names import Names
from tests.generators.outside import conditions_everywhere, grades, groups, top_level_extras
from tests.generators.reading import named_roundings, readers
from tests.generators.scales import rating, scale
from tests.generators.spec import Grp, Leaf, Spec, decimal

F = Fraction
MODES = ("half_up", "half_up", "half_up", "half_even", "up", "down", "floor", "ceiling")
TOTALS = (F(100), F(100), F(100), F(10), F(50), F(120), F(1000))


def rounding(ch: Choices) -> str:
    """A rounding law."""
    if ch.chance(8):
        return "«none»"
    return f"«modes.{ch.pick(MODES)}» {ch.pick((2, 2, 1, 0, 0, 3, -1))}" + (" «digits»" if ch.chance(30) else "")


def split(ch: Choices, total: F, parts: int) -> list[F]:
    """A total in so many positive parts of few decimals."""
    sizes = [F(10) ** e * m for e in range(2, -7, -1) for m in (5, 2, 1)]
    fitting = [q for q in sizes if (total / q).denominator == 1 and total / q >= parts * 2]
    quantum = fitting[min(ch.integer(0, 3), len(fitting) - 1)]
    left = int(total / quantum)
    out = []
    for i in range(parts - 1):
        room = left - (parts - 1 - i)
        take = ch.integer(1, max(1, min(room, 2 * left // (parts - i))))
        out.append(take * quantum)
        left -= take
    return [*out, left * quantum]


def group(ctx: Context, points: F, depth: int, plain: bool) -> Grp:
    """A group with children that add up."""
    ch = ctx.ch
    out = Grp(ctx.names.fresh("指标"), decimal(points), points, plain=plain)
    inner = points
    if not plain:
        if ch.chance(15):
            inner = ch.pick((F(100), F(10), F(20), F(200)))
            out.clauses.append(f"«scaled» «from» {decimal(inner)}")
            out.plain = False
            ctx.cover("scaled")
        if ch.chance(20):
            out.clauses.append(f"«each_indicator» {{ {inherited(ctx)} }}")
            out.plain = False
            ctx.cover("each in group")
        if inner == points and ch.chance(18):
            how = ch.pick(("combines.weighted_mean", "glue.weakest", "combines.best", "combines.geometric_mean", "at_least"))
            out.clauses.append("«combine» " + ("«at_least» 2" if how == "at_least" else f"«{how}»"))
            if how == "combines.geometric_mean":
                out.clauses.append(f"«round» «modes.{ch.pick(MODES)}» {ch.pick((2, 3, 0))}")
            out.plain = False
            ctx.cover("combine " + how.split(".")[-1])
        elif ch.chance(10):
            out.clauses.append(f"«round» {rounding(ch)}")
            out.plain = False
            ctx.cover("round group")
    count = ch.pick((1, 2, 2, 3, 3, 4))
    if any("«at_least»" in c for c in out.clauses):
        count = ch.pick((2, 3, 4))
    weights = split(ch, inner, count)
    adds = not any("«combine»" in c for c in out.clauses)
    rest = ch.integer(0, count - 1) if not plain and adds and ch.chance(20) else -1
    for i, w in enumerate(weights):
        ctx.adds = adds
        if depth > 1:
            out.children.append(group(ctx, w, depth - 1, plain))
        else:
            out.children.append(leaf(ctx, w, i == rest, plain))
            if i == rest:
                ctx.cover("rest")
    return out


def inherited(ctx: Context) -> str:
    """Clauses for the leaves below."""
    ch = ctx.ch
    out = []
    if ch.chance(60):
        out.append(f"«round» {rounding(ch)}")
    if ch.chance(60) or not out:
        out.append(f"«clauses.flag» «{ch.pick(('from', 'above'))}» {ch.pick((110, 130, 150))}%")
    return "; ".join(out)


def ruleset(ch: Choices, style: int = 0) -> Spec:
    """One well-typed ruleset. `style` names things otherwise with the same decisions."""
    spec = Spec()
    ctx = Context(ch, spec, Names(ch, style))
    spec.head.append('«ruleset» "generated"')
    if ch.chance(50):
        spec.head.append("«period» 2023-01-01 «range» 2023-12-31")
    other = ch.integer(0, 99)
    if other >= 84:
        (rating if other >= 94 else scale)(ctx)
        paths(spec)
        conditions_everywhere(ctx)
        return spec
    total = ch.pick(TOTALS)
    spec.head.append(f"«total» {decimal(total)}")
    if ch.chance(90):
        law = rounding(ch)
        spec.head.append(f"«round» {law}" if law == "«none»" else f"«round» «each_score» {law}")
        ctx.cover("round each score")
    if ch.chance(15):
        spec.head.append(f"«round» «root_score» «modes.{ch.pick(MODES)}» {ch.pick((1, 0, 2))}")
        ctx.cover("round total")
    plain = ch.chance(35)
    spec.form = plain
    if ch.chance(50):
        spec.each.append("«clauses.score» «all_or_nothing»" if ch.chance(30) else "«clauses.score» «pro_rata»")
        ctx.each_method = spec.each[-1]
    if ch.chance(20):
        spec.each.append(f"«clauses.flag» «{ch.pick(('from', 'above'))}» {ch.pick((110, 130, 150))}%")
    ctx.shared_facts()
    date_lets(ctx)
    depth = ch.pick((1, 1, 2))
    for points in split(ch, total, ch.pick((1, 2, 2, 3))):
        if not plain and ch.chance(15):
            ctx.adds = True
            spec.top.append(leaf(ctx, points, False, False))
        else:
            spec.top.append(group(ctx, points, depth, plain))
    same_names(ctx)
    paths(spec)
    named_roundings(ctx)
    readers(ctx)
    conditions_everywhere(ctx)
    grades(ctx, total)
    top_level_extras(ctx)
    by_date(ctx)
    return spec


def same_names(ctx: Context) -> None:
    """Now and then two leaves of different groups have one name, as 其余 often is."""
    ch, spec = ctx.ch, ctx.spec
    if not ch.chance(15):
        return
    inner = [(g, leaf) for g in groups(spec.top) for leaf in g.children if isinstance(leaf, Leaf)]
    if len(inner) < 2:
        return
    (g1, a), (g2, b) = inner[0], inner[-1]
    if g1 is g2:
        return
    old, b.name = b.name, a.name
    if b.own is not None:
        spec.known = {(b.name if k == old else k): v for k, v in spec.known.items() if k != a.name or a.own is None} | (
            {} if a.own is None else {f"{g1.name}.{a.name}": spec.known[a.name]}
        )
        b.own = b.name
        if a.own is not None:
            spec.known = {(f"{g2.name}.{b.name}" if k == b.name else k): v for k, v in spec.known.items()}
            a.own, b.own = f"{g1.name}.{a.name}", f"{g2.name}.{b.name}"
    ctx.cover("same name twice")


def paths(spec: Spec) -> None:
    """Give every node its full path."""

    def below(nodes: list[Leaf | Grp], prefix: str) -> None:
        for node in nodes:
            node.path = prefix + node.name
            if isinstance(node, Grp):
                below(node.children, node.path + ".")

    below(spec.top, "")
