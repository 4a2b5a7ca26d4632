"""What reads other nodes: conditions and formulas over `X.score`, `X.met`, `X.value`, `X.target` and `X.weight`; roundings by name.

Every node is read by later ones only, so that nothing runs in a circle, and nothing reads a node to which points may be moved.
"""

from fractions import Fraction

from tests.generators.context import Context
from tests.generators.spec import Grp, Leaf, Num, decimal, literal

F = Fraction
MODES = ("half_up", "half_even", "up", "down", "floor", "ceiling")


def readable(ctx: Context, leaves: list[Leaf]) -> list[Leaf]:
    """Those that may be read."""
    return [leaf for leaf in leaves if id(leaf) not in ctx.moved_to]


def nodes(spec_nodes: list[Leaf | Grp]) -> list[Leaf | Grp]:
    """All nodes."""
    return [x for n in spec_nodes for x in ([n] if isinstance(n, Leaf) else [n, *nodes(n.children)])]


def path_of(ctx: Context, node: Leaf | Grp) -> str:
    """A path to a node: the whole, or its name where no other node has it."""
    ctx.read.add(id(node))
    alone = sum(other.name == node.name for other in nodes(ctx.spec.top)) == 1
    return node.name if alone and ctx.ch.chance(50) else node.path


def own_number(ctx: Context, leaf: Leaf) -> Num | None:
    """The leaf's own fact, when it is a number."""
    fact = ctx.spec.known.get(leaf.own) if leaf.own is not None else None
    return fact if isinstance(fact, Num) else None


def figure_of(ctx: Context, leaf: Leaf) -> F:
    """A figure worth comparing with the leaf's own fact."""
    num = own_number(ctx, leaf)
    assert num is not None
    fitting = [p for p in num.points if (p * 10**6).denominator == 1 and (not num.integer or p.denominator == 1)]
    return ctx.ch.pick(fitting or [F(5)])


def condition(ctx: Context, leaves: list[Leaf]) -> str | None:
    """A condition that reads a node, or None."""
    ch = ctx.ch
    leaves = readable(ctx, leaves)
    if not leaves:
        return None
    leaf = ch.pick(leaves)
    kinds = [] if ctx.no_points == "rating" else ["score", "score"]
    if leaf.target is not None:
        kinds += ["met", "met"]
    if own_number(ctx, leaf) is not None:
        kinds += ["value", "value"]
    if not ctx.no_points:
        kinds.append("weight")
    if not kinds:
        return None
    kind = ch.pick(kinds)
    path = path_of(ctx, leaf)
    ctx.cover(f"condition reads {kind}")
    match kind:
        case "score":
            half = leaf.points / 2 if not ctx.no_points else sum(ctx.spec.bounds or (F(0), F(0))) / 2
            sign = ch.pick((">=", "<", ">", "<=", "=="))
            if not ctx.no_points and ch.chance(30):
                return f"{path}.«words.score» {sign} {path}.«words.weight»"
            return f"{path}.«words.score» {sign} {decimal(half)}"
        case "met":
            how = ch.integer(0, 2)
            return (
                f"«not» {path}.«met»"
                if how == 0
                else f"{path}.«met» == «{ch.pick(('yes', 'no'))}»"
                if how == 1
                else f"{path}.«met»"
            )
        case "value":
            num = own_number(ctx, leaf)
            assert num is not None
            at = figure_of(ctx, leaf)
            text = literal(at, num.unit)
            how = ch.integer(0, 3)
            if how == 0:
                ctx.cover("in set of figures")
                return f"{path}.«words.value» «in» {{ {text}, {literal(at * 2, num.unit)} }}"
            if how == 1:
                ctx.cover("chain of a value")
                return f"{literal(at * 2, num.unit)} > {path}.«words.value» >= {text}"
            return f"{path}.«words.value» {ch.pick(('>=', '<', '=='))} {text}"
        case _:
            return f"{path}.«words.weight» > 5"


def group_condition(ctx: Context) -> str | None:
    """A condition that reads the score of a group that is a plain sum of what surely applies."""

    def simple(node: Leaf | Grp) -> bool:
        if isinstance(node, Leaf):
            return not (node.can_be_na or node.reader or node.applies or id(node) in ctx.moved_to)
        return not node.clauses and all(simple(c) for c in node.children)

    groups = [g for g in nodes(ctx.spec.top) if isinstance(g, Grp) and simple(g)]
    if ctx.no_points or not groups:
        return None
    group = ctx.ch.pick(groups)
    for below in nodes([group]):
        ctx.read.add(id(below))
    ctx.cover("condition reads group score")
    return f"{path_of(ctx, group)}.«words.score» {ctx.ch.pick(('>=', '<'))} {decimal(group.points / 2)}"


def readers(ctx: Context) -> None:
    """Formulas of the leaves that read earlier ones."""
    ch = ctx.ch
    before: list[Leaf] = []
    for leaf in ctx.spec.leaves():
        if leaf.reader and before:
            formula(ctx, leaf, ch.pick(before), before)
        before.append(leaf)


def formula(ctx: Context, leaf: Leaf, other: Leaf, before: list[Leaf]) -> None:
    """One formula."""
    ch = ctx.ch
    assert leaf.method is not None
    path = path_of(ctx, other)
    num = own_number(ctx, other)
    kinds = ["min", "share", "nest", "sum"]
    if other.target is not None:
        kinds += ["met", "met"]
    if num is not None:
        kinds += ["value", "value"]
    kind = ch.pick(kinds)
    ctx.cover(f"formula reads {kind}")
    half = decimal(other.points / 2)
    match kind:
        case "min":
            text = f"«functions.min»(«words.weight», {path}.«words.score»)"
        case "share":
            text = f"«functions.min»(«words.weight», «words.weight» * {path}.«words.score» / {path}.«words.weight»)"
        case "nest":
            text = (
                f"«if» {path}.«words.score» >= {path}.«words.weight» «then» «words.weight» "
                f"«else» «if» {half} <= {path}.«words.score» < {path}.«words.weight» «then» 50% «of» «words.weight» «else» 0"
            )
        case "sum":
            second = path_of(ctx, ch.pick(before))
            text = f"«functions.min»(«words.weight», {path}.«words.score» + {second}.«words.score»)"
        case "met":
            text = f"«if» {path}.«met» «then» «words.weight» «else» 60% «of» «words.weight»"
        case _:
            assert num is not None
            at = literal(figure_of(ctx, other), num.unit)
            text = f"«if» {path}.«words.value» >= {at} «then» «words.weight» «else» 25% «of» «words.weight»"
    leaf.method.head = "= " + text


def named_roundings(ctx: Context) -> None:
    """`round NAME …`, for groups also with an exact inside."""
    ch, spec = ctx.ch, ctx.spec
    if ctx.no_points or not ch.chance(20):
        return
    node = ch.pick(nodes(spec.top))
    law = f"«round» {node.path} «modes.{ch.pick(MODES)}» {ch.pick((2, 1, 0, 3))}"
    taken = isinstance(node, Leaf) and node.round is not None
    if taken or (isinstance(node, Grp) and any("«round» «modes" in c or c == "«round» «none»" for c in node.clauses)):
        return
    if isinstance(node, Grp) and ch.chance(70):
        law += ", «inside_exact»"
        ctx.cover("round name inside exact")
    else:
        ctx.cover("round name")
    spec.head.append(law)
