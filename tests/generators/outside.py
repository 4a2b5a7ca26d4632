"""What acts on a finished tree: conditions of application, not applicable, vetoes, grades, checks and outcomes."""

from fractions import Fraction

from tests.generators.context import Context
from tests.generators.reading import condition, group_condition
from tests.generators.spec import Grp, Leaf, Num, decimal

F = Fraction
GRADES = ("优", "良", "中", "差")


def consequence(ctx: Context, node: Leaf | Grp) -> str:
    """What not applicable does."""
    ch = ctx.ch
    others = [
        leaf
        for leaf in ctx.spec.leaves()
        if leaf is not node and not leaf.can_be_na and leaf.weight != "«rest»" and id(leaf) not in ctx.read
    ]
    others = [leaf for leaf in others if all_sums(ctx, node, leaf)]
    how = ch.pick(("rescale", "full", "drop", "move"))
    if ctx.no_points:
        how = "rescale" if ctx.no_points == "rating" or how == "move" else how
    if how == "move" and others and isinstance(node, Leaf) and node.weight != "«rest»":
        to = ch.pick(others)
        if not has_fixed_points(to) and in_sums(ctx, node) and in_sums(ctx, to):
            ctx.cover("then move")
            to.can_be_na = False
            ctx.moved_to.add(id(to))
            return f"«move_to» {to.path}"
    if how == "move":
        how = "drop"
    ctx.cover(f"then {how}")
    return f"«{how}»"


def in_sums(ctx: Context, leaf: Leaf) -> bool:
    """Whether every group above adds up its rows, so that points may leave and join it."""

    def under(nodes: list[Leaf | Grp]) -> bool:
        return any(
            x is leaf or (isinstance(x, Grp) and not any("«combine»" in c for c in x.clauses) and under(x.children))
            for x in nodes
        )

    return under(ctx.spec.top)


def all_sums(ctx: Context, node: Leaf | Grp, to: Leaf) -> bool:
    """Whether every group that points leave and join, up to the one that both stand in, is a sum."""
    around = groups(ctx.spec.top)
    both = [g for g in around if node.path.startswith(g.path + ".") and to.path.startswith(g.path + ".")]
    either = [g for g in around if node.path.startswith(g.path + ".") or to.path.startswith(g.path + ".")]
    concerned = [g for g in either if g not in both or g is both[-1]]
    return not any("«combine»" in c for g in concerned for c in g.clauses)


def has_fixed_points(leaf: Leaf) -> bool:
    """Whether the method names points that presume the weight."""
    return leaf.method is not None and (
        "deduct" in leaf.method.head or "扣" in leaf.method.head or any(":" in line for line in leaf.method.lines)
    )


def reads_before(ctx: Context, node: Leaf | Grp) -> None:
    """From here on conditions may read what stands before a node."""
    leaves = ctx.spec.leaves()
    first = node
    while isinstance(first, Grp):
        first = first.children[0]
    before = leaves[: next(i for i, leaf in enumerate(leaves) if leaf is first)]
    ctx.readers = lambda: condition(ctx, before)


def reads_all(ctx: Context) -> None:
    """From here on conditions may read every node."""
    ctx.readers = lambda: group_condition(ctx) if ctx.ch.chance(25) else condition(ctx, ctx.spec.leaves())


def conditions_everywhere(ctx: Context) -> None:
    """`applies when` and `may be not_applicable` on some nodes."""
    ch = ctx.ch
    plain = ctx.spec.form
    if not ch.chance(40):
        return
    for leaf in ctx.spec.leaves():
        how = ch.integer(0, 9)
        reads_before(ctx, leaf)
        if how == 0 and leaf.weight != "«rest»":
            stated = ctx.condition()
            if stated is not None:
                leaf.can_be_na = True
                then = "" if ch.chance(30) else f", «then» {consequence(ctx, leaf)}"
                leaf.applies = stated + then
                ctx.cover("applies when")
        elif how == 1 and leaf.own is not None and leaf.weight != "«rest»":
            leaf.can_be_na = True
            leaf.na = consequence(ctx, leaf)
            fact = ctx.spec.known[leaf.own]
            fact.na = True  # type: ignore[union-attr]
            ctx.cover("may be not applicable")
    if plain:
        return
    for group in groups(ctx.spec.top):
        reads_before(ctx, group)
        if ch.chance(10):
            stated = ctx.condition()
            if stated is not None:
                then = ch.pick(("«rescale»", "«drop»", "«full»")) if ctx.no_points != "rating" else "«rescale»"
                group.clauses.append(f"«applies» «when» {stated}, «then» {then}")
                group.plain = False
                ctx.cover("group applies when")


def groups(nodes: list[Leaf | Grp]) -> list[Grp]:
    """All groups, outermost first."""
    return [g for n in nodes if isinstance(n, Grp) for g in [n, *groups(n.children)]]


def grades(ctx: Context, total: F) -> None:
    """Grades of the total, here or declared and named; grade rules."""
    ch, spec = ctx.ch, ctx.spec
    reads_all(ctx)
    if not ch.chance(75):
        return
    cuts = [total * 9 / 10, total * 8 / 10, total * 6 / 10]
    how = ch.integer(0, 3)
    boundless = any("«unlimited»" in c for leaf in spec.leaves() for c in leaf.clauses)
    if how == 0 and not boundless:
        edges = [total, *cuts, F(0)]
        lines = "; ".join(
            f"[{decimal(edges[i + 1])}, {decimal(edges[i])}{']' if i == 0 else ')'}: {g}" for i, g in enumerate(GRADES)
        )
        ctx.cover("grades intervals")
    else:
        sign = ch.pick((">=", "≥", ">"))
        lines = "; ".join(f"{sign} {decimal(c)}: {g}" for c, g in zip(cuts, GRADES, strict=False)) + f"; «otherwise»: {GRADES[3]}"
        ctx.cover("grades")
    if ch.chance(25):
        name = ctx.names.fresh("档")
        spec.declarations.append(f"«declarations.bands» {name} {{ {lines} }}")
        spec.head.append(f"«grades» «by» {name}")
        ctx.cover("grades by")
    else:
        spec.head.append(f"«grades» {{ {lines} }}")
    if ch.chance(20):
        stated = ctx.condition()
        if stated is not None:
            spec.head.append(f'«grade» «is» {ch.pick(GRADES)} «when» {stated} «because» "事故"')
            ctx.cover("grade is when")
    if ch.chance(25):
        stated = ctx.condition()
        if stated is not None:
            effect = ch.pick(("«clauses.score» 0", f"«grade» «is» {GRADES[3]}", f"«grade» «at_most» {GRADES[1]}"))
            word = ch.pick(("veto", "veto", "hurdle"))
            spec.declarations.append(f'«{word}» {ctx.names.fresh("门")} «when» {stated} «then» {effect} «because» "违规"')
            ctx.cover(f"top {word} {effect.split(' ')[1]}")


def top_level_extras(ctx: Context) -> None:
    """Vetoes inside nodes, checks, outcomes."""
    ch, spec = ctx.ch, ctx.spec
    if spec.form:
        return
    for node in [*spec.leaves(), *groups(spec.top)]:
        reads_before(ctx, node)
        if ch.chance(4):
            stated = ctx.condition()
            if stated is not None:
                node.clauses.append(f'«veto» {ctx.names.fresh("否")} «when» {stated} «then» «clauses.score» 0 «because» "违规"')
                if isinstance(node, Grp):
                    node.plain = False
                ctx.cover("node veto")
    reads_all(ctx)
    if ch.chance(15):
        stated = ctx.condition()
        if stated is not None:
            spec.declarations.append(f"«check» {ctx.names.fresh('核')} «warning» {{ {stated} }}")
            ctx.cover("check")
    declared = {text.split(" : ")[0] for text in spec.facts}  # the figure of an indicator has a path, and is not restated
    numbers = [name for name, fact in spec.known.items() if isinstance(fact, Num) and name in declared]
    if numbers and ch.chance(10):
        name = ch.pick(numbers)
        short = f"{name} «restates» 3 * {name} / 3"
        spec.declarations.append(ch.pick((short, f"{short} «warning»", f"«check» {ctx.names.fresh('核')} {{ {short} }}")))
        ctx.cover("restates")
    if ch.chance(15):
        stated = ctx.condition()
        if stated is not None:
            spec.declarations.append(
                f'«outcome» {ctx.names.fresh("论")} «one_of» {{ 合格了, 不合格 }} {{\n  «require» {stated} «else» 不合格 «because» "未达到"\n  «otherwise» 合格了\n}}'
            )
            ctx.cover("outcome")
