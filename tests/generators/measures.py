"""A list whose rows bring their own units in a generated ruleset: amounts and prices counted in them, figures as of one unit, and a field that
is required under a condition which the facts always meet."""

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.generators.choices import Choices
from tests.generators.spec import Purchases, decimal

if TYPE_CHECKING:
    from tests.generators.context import Context

F = Fraction
UNITS = ("份", "册", "人次", "万份", "%", "数值", "元/户")


def purchases(ctx: "Context") -> None:
    """Declare the list, named values of its rows and ratios over it."""
    ch, spec = ctx.ch, ctx.spec
    rows, key, measure, plan, done, price, note, rate, cost = (ctx.names.fresh() for _ in range(9))
    (money, _) = ctx.unit("money")
    order = [
        f"{key} : «number» «integer» «key»",
        f"{measure} : «types.unit»",
        f"{plan} : «counted_in» {measure} > 0",
        f"{done} : «counted_in» {measure} >= 0",
        f"{price} : {money} «per» {measure} > 0",
        f"{note} : «text» «clauses.required» «when» {done} < {plan}",
    ]
    if ch.chance(30):
        order.reverse()  # the unit may be declared after what is counted in it
    spec.facts.append(f"{rows} : «list_of» {{ {'; '.join(order)} }}")
    spec.known[rows] = Purchases(key, measure, plan, done, price, money, note)
    spec.declarations.append(
        f"«for_each» 笔 «in_list» {rows} {{ «let» {rate} = {done} / {plan}; «let» {cost} = {done} * {price} }}"
    )
    over = f"«over_list» {rows}"
    unit = ch.pick(("份", "册", "人次"))
    other = ch.pick((unit, "万份" if unit == "份" else unit))
    one = ch.pick((f"{measure} == {unit}", f'{measure} «in» {{ {unit}, "{unit}" }}', f"«not» ({measure} != {unit})"))
    kind = ch.pick(("share", "sum", "average", "count", "price", "cost"))
    text = {
        "share": f"«functions.share»({over} «where» {done} >= {plan} «or» {measure} == {unit})",
        "sum": f"«functions.sum»({done} {over} «where» {one} «as_unit» {unit}) / «functions.sum»({plan} {over} «where» {one} «as_unit» {other})",
        "average": f"«functions.average»({rate} {over} «where» {measure} != {unit})",
        "count": f'«functions.count»({over} «where» {measure} == "元/户" «or» {done} > 0) * 20%',
        "price": f"«functions.sum»({done} {over} «as_unit» {unit} «where» {one}) * «functions.median»({price} {over} «where» {one} «as_unit» {money}/{unit}) / «functions.sum»({cost} {over})",
        "cost": f"«functions.sum»({cost} {over} «where» {one} «as_unit» 万元) / «functions.sum»({plan} * {price} {over})",
    }[kind]
    name = ctx.names.fresh("率")
    spec.declarations.append(f"«let» {name} = {text}")
    ctx.ratios.append(name)
    ctx.cover(f"units that are data: {kind}")


def bought(ch: Choices, fact: Purchases) -> list[dict[str, F | str]]:
    """Rows of the list, each figure in the unit of its own row."""
    rows: list[dict[str, F | str]] = []
    one = ch.pick(UNITS) if ch.chance(30) else None
    for i in range(ch.pick((1, 2, 3, 5, 0))):
        unit = one or ch.pick(UNITS)
        plan, done = (F(ch.pick((1, 5, 10, 50, 80))) for _ in range(2))
        row: dict[str, F | str] = {
            fact.key: F(i + 1),
            fact.measure: unit,
            fact.plan: plan,
            fact.done: done if ch.chance(80) else plan,
        }
        row[fact.price] = F(ch.pick((1, 2, 15, 40)), ch.pick((1, 2)))
        row[fact.note] = "推迟"
        rows.append(row)
    return rows


def written_row(ch: Choices, fact: Purchases, row: dict[str, F | str], plain: bool, raw: type) -> dict[str, object]:
    """A row as a fact file may say it."""
    unit = row[fact.measure]
    found: dict[str, object] = {}
    for name, x in row.items():
        if isinstance(x, str):
            found[name] = x
            continue
        text = decimal(x)
        found[name] = raw(text)
        if name in (fact.plan, fact.done) and unit == "%":
            found[name] = f"{text}%"
        elif name in (fact.plan, fact.done) and unit == "份" and not plain and ch.chance(40):
            found[name] = f"{decimal(x / 10000)} 万份"
        elif name in (fact.plan, fact.done) and unit != "数值" and not plain and ch.chance(30):
            found[name] = f"{text} {unit}"
        elif name == fact.price and unit in ("份", "册") and not plain and ch.chance(30):
            found[name] = f"{text} {fact.money}/{unit}"
    return found
