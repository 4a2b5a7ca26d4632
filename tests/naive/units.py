"""Units from their declarations: a name, a scale word before a name, factors joined by ·, denominators after a slash."""

from fractions import Fraction

from evaldsl.syntax import nodes as n
from tests.naive.figures import Dims, TypeMistake, join

F = Fraction
WORDS = {"千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}

Table = dict[str, tuple[Dims, F]]


def table(modules: "list[n.Module]") -> Table:
    """All units of the modules, the standard ones first."""
    units: Table = {}
    for module in modules:
        for declaration in module.declarations:
            if isinstance(declaration, n.UnitDecl):
                for name in declaration.names:
                    if declaration.unit is None:
                        units[name.text] = (((name.text, 1),), F(1))
                    else:
                        dims, factor = of(declaration.unit.text, units)
                        units[name.text] = (dims, factor * constant(declaration.factor))
    return units


def constant(expr: "n.Expr | None") -> F:
    """A plain number, a quotient or product of numbers."""
    match expr:
        case None:
            return F(1)
        case n.Number(value=v) | n.Quantity(value=v):
            return v
        case n.Binary(op=n.BinaryOp.DIV, left=a, right=b):
            return constant(a) / constant(b)
        case n.Binary(op=n.BinaryOp.MUL, left=a, right=b):
            return constant(a) * constant(b)
        case n.Binary(op=n.BinaryOp.POW, left=a, right=b):
            return constant(a) ** int(constant(b))
        case _:
            raise TypeMistake(f"no constant: {expr}")


def one(name: str, units: Table) -> tuple[Dims, F]:
    """A simple unit."""
    if name == "%" or name == "个百分点" or name == "百分点":
        return (), F(1, 100)
    if name in units:
        return units[name]
    for size in (2, 1):
        if name[:size] in WORDS and name[size:] in units:
            dims, factor = units[name[size:]]
            return dims, factor * 10 ** WORDS[name[:size]]
    raise TypeMistake(f"no unit {name}")


def of(text: str, units: Table) -> tuple[Dims, F]:
    """A unit as written."""
    if text in units:
        return units[text]
    dims: Dims = ()
    factor = F(1)
    for i, part in enumerate(text.split("/")):
        for name in part.replace("•", "·").replace("*", "·").replace("・", "·").split("·"):
            d, f = one(name.strip(), units)
            dims = join(dims, d, -1 if i else 1)
            factor = factor / f if i else factor * f
    return dims, factor
