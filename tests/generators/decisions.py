"""Decision tables, scorecards and findings of generated rulesets: shares over a number and a yes/no, asked in a named value."""

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.generators.spec import literal

if TYPE_CHECKING:
    from tests.generators.context import Context

F = Fraction
RULES = ("exactly_one", "first_line", "any_line", "highest_line", "lowest_line", "all_summed", "all_counted", "scorecard")


def decision_table(context: "Context") -> None:
    """Declare a table over a declared number (and a yes/no, where there is one), and a ratio that asks it."""
    ch, spec = context.ch, context.spec
    if not context.shared:
        return
    fact = ch.pick(list(context.shared))
    num = context.shared[fact][1]
    low, high = sorted(F(x) for x in ch.pick(((1, 10), (5, 50), (10, 100), (1, 5))))
    num.points += [low, high, high + 1]
    yes = ch.pick(context.yes) if context.yes else None
    table, name, x, y = (context.names.fresh() for _ in range(4))
    kind = num.unit or "«number»"
    bare = num.unit != "%" and ch.chance(50)
    a, b = (literal(v, "" if bare else num.unit) for v in (low, high))
    rule = ch.pick(RULES)
    inputs = f"{x} : {kind}" + (f", {y} : «yes_no»" if yes else "")
    asked = f"{table}({fact}" + (f", {yes})" if yes else ")")
    if rule == "scorecard":
        rows = [f"{x} | >= {b} | 60%", f" | >= {a} | 30%", " | «otherwise» | 0%"]
        rows += [f"{y} | «yes» | 40%", " | «no» | 10%"] if yes else []
        head = "«table_columns.characteristic» | «table_columns.test» | «table_columns.result»"
        text = f"«scorecard» {table}({inputs}) -> % {{"
    else:
        counted = rule == "all_counted"
        rows = [_line(cells, share, yes is not None, counted) for cells, share in _fitting(_lines(rule, a, b), yes is not None)]
        columns = [x, *([y] if yes else []), *([] if counted else ["«table_columns.result»"])]
        head = " | ".join(columns) if len(columns) > 1 else f"| {x} |"
        text = f"«table» {table}({inputs}) -> {'«number»' if counted else '%'} «{rule}» {{"
        asked += " * 20%" if counted else " / 100%"
    spec.declarations.append("\n".join([text, *(f"  {row}" for row in (head, *rows)), "}"]))
    asked += " / 100%" if rule == "scorecard" else ""
    spec.declarations.append(f"«let» {name} = {asked}")
    context.ratios.append(name)
    context.cover(f"table {rule}")
    if ch.chance(40):
        said = ch.pick(("", f"{{{name}}}", f"{{{name} * 2}}"))
        spec.declarations.append(
            f"«declarations.finding» {context.names.fresh()} «{ch.pick(('error', 'warning', 'info'))}» "
            f'{{ «when» {name} > 50%: "有{said}";  «otherwise»: «no_finding» }}'
        )
        context.cover("finding")


def _lines(rule: str, a: str, b: str) -> list[tuple[tuple[str, str], str]]:
    """The cells (number, yes/no) of every line with what it gives."""
    match rule:
        case "exactly_one":
            parts = [((f">= {b}", "-"), "100%"), ((f"[{a}, {b})", "«yes»"), "80%"), ((f"[{a}, {b})", "«no»"), "50%")]
            return [*parts, ((f"< {a}", "-"), "0%")]
        case "first_line":
            return [((f">= {b}", "-"), "100%"), ((f">= {a}", "«not» «no»"), "70%"), (("«otherwise»", ""), "20%")]
        case "any_line":
            return [((f">= {b}", "-"), "90%"), ((f"> {a}", "«yes»"), "90%"), (("«otherwise»", ""), "30%")]
        case "highest_line" | "lowest_line":
            return [((f">= {a}", "-"), "60%"), ((f"{a}、> {b}", "«yes»"), "90%"), (("«otherwise»", ""), "10%")]
        case _:
            return [((f">= {a}", "-"), "60%"), ((f"«not» [{a}, {b}]", "«yes»"), "25%"), ((f"< {b}", "«no»"), "5%")]


def _line(cells: tuple[str, str], share: str, both: bool, counted: bool) -> str:
    """A line as text; without a yes/no its cell is not there."""
    shown = [cells[0], *([cells[1]] if both else []), *([] if counted else [share])]
    return " | ".join(shown) if len(shown) > 1 else f"| {shown[0]} |"


def _fitting(lines: list[tuple[tuple[str, str], str]], both: bool) -> list[tuple[tuple[str, str], str]]:
    """Without a yes/no no two lines test the same."""
    return lines if both else list({cells[0]: (cells, share) for cells, share in lines}.values())
