"""Rows that look at each other in a generated ruleset: places, groups, the others, references; each becomes a ratio like any other."""

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.generators.spec import Num, Rows

if TYPE_CHECKING:
    from tests.generators.context import Context

F = Fraction


def peers(ctx: "Context", rows: str, key: str, fields: tuple[str, str, str, str], units: tuple[str, str]) -> None:
    """Named values of the rows of a list that depend on the other rows, groups of them, and a list that refers to them."""
    ch, spec = ctx.ch, ctx.spec
    up, down, more, rate = fields
    over = f"«over_list» {rows}"
    own: list[str] = []
    lets: list[str] = []

    def let(kind: str, text: str) -> None:
        name = ctx.names.fresh()
        lets.append(f"«let» {name} = {text}")
        own.append(name)
        ctx.cover(kind)

    where = f" «where» {more} {ch.pick(('>', '<=', '!='))} {ch.pick((5, 1, 10))} {units[0]}" if ch.chance(40) else ""
    within = f" «within_group» {ch.pick((more, rate, f'{up} > 5 {units[0]}'))}" if ch.chance(60) else ""
    order = ch.pick(("", " «ascending»", " «descending»"))
    let("rank", f"«functions.rank»({ch.pick((up, rate, down))} {over}{within}{where}{order}) * 10%")
    equal = ch.pick((" «equal» 100%", " «equal» 0%", ""))
    reverse = " «reverse»" if ch.chance(40) else ""
    let("min max", f"«functions.min_max»({ch.pick((up, rate))} {over}{within}{where}{reverse}{equal})")
    kind = ch.pick(("sum", "average", "median", "min", "max"))
    let(f"within {kind}", f"{up} / «functions.{kind}»({down} {over}{within or f' «within_group» {up}'}{where})")
    kind = ch.pick(("sum", "average", "median", "min", "max", "count", "weighted_average"))
    by = f" «by» {up}" if kind == "weighted_average" else ""
    what = "" if kind == "count" else down
    figure = f"«functions.{kind}»({what} {over} «others»{within}{by}{where})"
    let(f"others {kind}", f"{figure} * 10%" if kind == "count" else f"{up} / {figure}")
    spec.declarations.append(f"«for_each» 各行 «in_list» {rows} {{ {'; '.join(lets)} }}")
    for name in own:
        _ratio(ctx, f"«functions.{ch.pick(('average', 'max', 'min', 'median'))}»({name} {over})")
    cut = f"«{ch.pick(('top', 'bottom'))}» {ch.pick((1, 2, 3))}{' «places»' if ch.chance(30) else ''} «by» {ch.pick((up, rate, own[0]))}"
    _ratio(ctx, f"«functions.sum»({up} {over} {cut}{where}) / «functions.sum»({down} {over})")
    ctx.cover("top")
    if ch.chance(60):
        _groups(ctx, rows, (up, down, more, rate), units[0])
    if ch.chance(50):
        _joined(ctx, rows, (up, down), own[1])


def _ratio(ctx: "Context", text: str) -> None:
    name = ctx.names.fresh("率")
    ctx.spec.declarations.append(f"«let» {name} = {text}")
    ctx.ratios.append(name)


def _groups(ctx: "Context", rows: str, fields: tuple[str, str, str, str], unit: str) -> None:
    """Groups of the rows, the ratio of their sums, and a figure over the groups."""
    ch = ctx.ch
    up, down, more, rate = fields
    made, key, whole, number, place = (ctx.names.fresh() for _ in range(5))
    by = ch.pick((more, f"{key} = {rate}", f"{key} = {up} > 5 {unit}"))
    where = f" «where» {more} > 1 {unit}" if ch.chance(40) else ""
    items = [
        f"«let» {whole} = «functions.sum»({up}{where}) / «functions.sum»({down})",
        f"«let» {number} = «functions.count»({where.strip()}) * 10%",
        f"«let» {place} = «functions.rank»({whole} «over_list» {made}) * 10%",
    ]
    ctx.spec.declarations.append(f"«declarations.groups» {made} «of» {rows} «by» {by} {{ {'; '.join(items)} }}")
    for name in (whole, number, place):
        if ch.chance(60):
            _ratio(ctx, f"«functions.{ch.pick(('average', 'max', 'min', 'median'))}»({name} «over_list» {made})")
    ctx.cover("groups")


def _joined(ctx: "Context", rows: str, fields: tuple[str, str], own: str) -> None:
    """A second list whose rows each belong to a row of the first."""
    ch, spec = ctx.ch, ctx.spec
    up, down = fields
    other, key, ref, amount, back, there = (ctx.names.fresh() for _ in range(6))
    unit, _ = ctx.unit("money")
    spec.facts.append(
        f"{other} : «list_of» {{ {key} : «number» «integer» «key»; {ref} : «row_of» {rows}; {amount} : {unit} >= 0 }}"
    )
    spec.known[other] = Rows(key, {amount: Num(unit, F(0), points=[F(5), F(1), F(10)])}, refs={ref: rows})
    target = ch.pick((f"{amount} / {ref}.{down}", f"{ref}.{own}", f"{ref}.{up} / {ref}.{down}"))
    spec.declarations.append(f"«for_each» 明细行 «in_list» {other} {{ «let» {there} = {target} }}")
    test = f" «and» {amount} > 1 {unit}" if ch.chance(40) else ""
    same = ch.pick((f"{ref} == 主行", f"主行 == {ref}"))
    spec.declarations.append(
        f"«for_each» 主行 «in_list» {rows} {{ «let» {back} = «functions.sum»({amount} «over_list» {other} «where» {same}{test}) / {down} }}"
    )
    _ratio(ctx, f"«functions.{ch.pick(('average', 'max'))}»({there} «over_list» {other})")
    _ratio(ctx, f"«functions.{ch.pick(('average', 'max'))}»({back} «over_list» {rows})")
    ctx.cover("row of")
