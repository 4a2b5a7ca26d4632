"""The functions whose results are irrational: ln, log10, sqrt, root.

In: a name with typed arguments (numbers). Out: the typed call, of a type that is `real`: a rounding must follow before it is compared or
printed. Guarantees: a logarithm is of a plain number; a root is of a whole degree that divides the dimension of its unit.
"""

from fractions import Fraction

from evaldsl.checking.book import Env
from evaldsl.checking.bounds import constant
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, QuantityType, Style
from evaldsl.syntax import nodes as n


def irrational(env: Env, name: str, args: list[p.Expr], kind: QuantityType, written: n.Call | n.MethodCall) -> p.Expr | None:
    """A logarithm or a root, typed; None after E312 or E316."""
    where = env.where(written.span)
    if name in ("ln", "log10"):
        if kind.unit.dimension:
            text = expr_text(args[0])
            env.report("E316", written.span, "log", name=name, due=type_words(NUMBER), got=type_words(kind), text=text)
            return None
        return p.Builtin(name, tuple(args), QuantityType(real=True), where)
    degree = Fraction(2)
    if name == "root":
        found = constant(env.book, args[1])
        if found is None or found.denominator != 1 or not 2 <= found <= 1_000:
            env.report("E312", written.span, "root", text=expr_text(args[1]))
            return None
        degree = found
        args = [args[0], p.Const(found, NUMBER, args[1].where)]
    unit = env.book.units.rooted(kind.unit, int(degree)) if kind.unit.dimension else NUMBER.unit
    if unit is None:
        env.report("E312", written.span, "unit", text=expr_text(args[0]))
        return None
    return p.Builtin(name, tuple(args), QuantityType(unit, Style.NUMBER, True), where)
