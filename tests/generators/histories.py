"""Parameters and values by date over the facts of a generated ruleset."""

from tests.generators.context import Context
from tests.generators.spec import Grp, Leaf, Spec


def parameters(ctx: Context) -> None:
    """A parameter or two; a figure over one, or over the value on a day, is a ratio like any other."""
    ch = ctx.ch
    money = [name for name, (family, num) in ctx.shared.items() if family == "money" and not num.na]
    if not money:
        return
    for _ in range(ch.pick((1, 1, 2))):
        name, ratio = ctx.names.fresh("标准"), ctx.names.fresh("率")
        unit, _ = ctx.unit("money")
        domain = ch.pick(("", " > 0 " + unit, f" «in» 1 {unit} «range» 100 {unit}"))
        notes = ch.pick(("", "", ' «basis» "办法"', ' «label» "标准" «supplied» "原文未写"'))
        first, second, third = (f"{ch.pick((5, 10, 50, 2))} {unit}" for _ in range(3))
        by = name
        if ch.chance(50):
            value = ch.pick((first, f"2 * {first}", f"{first} + {second}"))
            ctx.spec.declarations.append(f"«parameter» {name} : {unit}{domain} = {value}{notes}")
            ctx.cover("parameter")
        else:
            onward = ch.pick(("", " «onward»"))
            until = ch.pick(("", "; «until» 2024-01-01", "; «until» 2024-01-01 («exclusive»)", "; «until» 2025-01-01"))
            entries = f"«from» 2023-01-01{onward}: {first}; «from» 2023-07-01{onward}: {second}{until}"
            if ctx.days and ch.chance(70):
                by = f"({name} «in_force» {ch.pick((*ctx.days, '2023-06-30', '2023-07-01'))})"
                ctx.cover("value at a date")
            elif dated(ctx.spec):
                entries = (
                    f"«from» 2022-01-01{onward}: {first}; «from» 2023-01-01{onward}: {second}; «from» 2024-01-01{onward}: {third}"
                )
                ctx.cover("value in force")
            else:
                by = f"({name} «in_force» 2023-07-01)"
            ctx.spec.declarations.append(f"«parameter» {name} : {unit}{domain} {{ {entries} }}{notes}")
        ctx.spec.declarations.append(f"«let» {ratio} = {ch.pick(money)} / {by}")
        ctx.ratios.append(ratio)


def dated(spec: Spec) -> bool:
    """Whether the ruleset has a period."""
    return any("«period»" in line for line in spec.head)


def by_date(ctx: Context) -> None:
    """Some targets and weights by date, with what is already chosen in force over the period."""
    if not dated(ctx.spec) or not ctx.ch.chance(40):
        return
    for node in _all(ctx.spec.top):
        if ctx.ch.chance(20) and node.weight not in (None, "«rest»"):
            node.weight = _history(ctx, str(node.weight), str(node.weight) + "1")
            ctx.cover("weight by date")
        if isinstance(node, Leaf) and node.target is not None and ctx.ch.chance(30):
            node.target = _history(ctx, node.target, node.target)
            ctx.cover("target by date")


def _history(ctx: Context, held: str, other: str) -> str:
    ch, onward = ctx.ch, ctx.ch.pick(("", " «onward»"))
    before = ch.pick(("", f"«from» 2020-01-01{onward}: {other}; ", f"«from» 2020-01-01: {other}; «until» 2021-01-01; "))
    after = ch.pick(("", "; «until» 2024-01-01", f"; «from» 2024-01-01: {other}"))
    start = ch.pick(("2023-01-01", "2022-07-01"))
    return f"{{ {before}«from» {start}{onward}: {held}{after} }}"


def _all(nodes: list[Leaf | Grp]) -> list[Leaf | Grp]:
    return [x for node in nodes for x in (node, *(_all(node.children) if isinstance(node, Grp) else ()))]
