"""Units that are data (计量单位): `计量 : unit`, `数量 : counted in 计量`, `单价 : 元 per 计量`, and `as 份` of a figure over rows.

In: `CountedType`s, names and texts that mean a unit, figures over rows. Out: types whose unit is the symbol of the field that brings it (see
`model.measures`), constants of type `unit`. Guarantees: what is proved holds for every unit that a row may bring, so a figure in such a unit
never meets a fixed one, and no figure is made of rows whose units may differ unless one unit is asked for.
"""

from collections.abc import Iterable, Mapping

from evaldsl.checking.book import Book, Env, quantity
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.measures import canonical, measure, symbol_unit, symbols
from evaldsl.model.types import MeasureType, QuantityType, Type
from evaldsl.model.units import ONE, Unit
from evaldsl.source import Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

MEASURE = MeasureType()
IN_ONE_UNIT = frozenset(("sum", "average", "weighted_average", "median", "min", "max", "share", "rank", "min_max"))
"""The figures over rows that make sense only when all rows are in one unit."""


def measures_of(owner: str, fields: Iterable[n.FactDecl], types: Mapping[str, Type]) -> dict[str, Unit]:
    """The symbols of the fields (or facts, `owner` "") that bring a unit."""
    found: dict[str, Unit] = {}
    for one in fields:
        written = one.type.type
        plain = isinstance(written, n.PlainType) and written.name == "unit"
        named = isinstance(written, n.NamedType | n.UnitType) and isinstance(types.get(_only_name(written)), MeasureType)
        if plain or named:
            found.update((name.text, symbol_unit(owner, name.text)) for name in one.names)
    return found


def _only_name(written: "n.NamedType | n.UnitType") -> str:
    if isinstance(written, n.NamedType):
        return written.name.text
    unit = written.unit
    return unit.above[0].text if len(unit.above) == 1 and not unit.below else ""


def counted_type(env: Env, written: n.CountedType) -> QuantityType | None:
    """The type of `counted in 计量` or `元 per 计量`; refused with E230 where 计量 brings no unit here."""
    book, name = env.book, written.measure
    symbol = None if env.pure else env.measures.get(name.text) or book.measures.get(name.text)
    if symbol is None:
        _no_measure(env, name)
        return None
    if symbol == book.measures.get(name.text):
        book.used.add(("fact", name.text))
    if written.above is None:
        return QuantityType(symbol)
    above = book.units.resolve(written.above)
    if isinstance(above, n.Name):
        near = nearest(above.text, book.units.names)
        env.report("E303", above.span, "near" if near else None, unit=above.text, near=near or "")
        return None
    return QuantityType(book.units.product(above, symbol, -1))


def _no_measure(env: Env, name: n.Name) -> None:
    known = [*env.measures, *env.book.measures]
    if env.pure:
        env.report("E230", name.span, "method", name=name.text, near="")
        return
    if env.book.units.look_up(name.text) is not None:
        env.report("E230", name.span, "unit", name=name.text, near="")
        return
    near = nearest(name.text, known)
    env.report("E230", name.span, "near" if near else None, name=name.text, near=near or "")


# ---- units as values -------------------------------------------------------------------------------------------------


def unit_words(env: Env, written: n.Expr) -> str | None:
    """The unit that an expression would be as a text: `份`, `元/人次`, `"%"`; None when it cannot be one."""
    match written:
        case n.TextLiteral():
            return written.value.strip()
        case n.Ref() if not written.word and len(written.path.parts) == 1:
            return written.path.parts[0].text
        case n.Binary(op=n.BinaryOp.DIV | n.BinaryOp.MUL):
            left, right = unit_words(env, written.left), unit_words(env, written.right)
            if left is None or right is None:
                return None
            return f"{left}{'/' if written.op is n.BinaryOp.DIV else '·'}{right}"
        case _:
            return None


def names_unit(env: Env, written: n.Expr) -> bool:
    """Whether a quotient or product is one of units: every name in it is a unit and no value (`元/人次`)."""
    from evaldsl.checking.names import is_value

    match written:
        case n.Ref():
            return not is_value(env, written) and env.book.units.look_up(written.path.text) is not None
        case n.Binary(op=n.BinaryOp.DIV | n.BinaryOp.MUL):
            return names_unit(env, written.left) and names_unit(env, written.right)
        case _:
            return False


def unit_constant(env: Env, written: n.Expr) -> p.Expr | None:
    """A constant of type `unit`; a name that is no unit is refused (E303)."""
    text, units = unit_words(env, written), env.book.units.names
    assert text is not None
    found = measure(text, units)
    if isinstance(found, Unit):
        return p.Const(canonical(text, found, units), MEASURE, env.where(written.span))
    near = nearest(found.name, units)
    env.report("E303", written.span, "near" if near else None, unit=found.name or text, near=near or "")
    return None


# ---- laws ------------------------------------------------------------------------------------------------------------


def unlike_units(env: Env, left: p.Expr, right: p.Expr, span: Span) -> bool:
    """Refuses two figures of which one at least is in a unit that data brings (E329); false when that is not so."""
    for one, other in ((left, right), (right, left)):
        if symbols(one.type):
            kind = quantity(other.type)
            fixed = "unit" if symbols(other.type) else None
            beside = type_words(other.type) if kind is None or kind.unit.dimension else Both(expr_text(other), expr_text(other))
            env.report("E329", span, fixed, text=expr_text(one), unit=unit_text(one.type), other=beside)
            return True
    return False


def unit_text(kind: Type) -> str:
    """The unit of a quantity as written, such as `元/计量`."""
    return kind.unit.text if isinstance(kind, QuantityType) else ""


def only_zero(env: Env, kind: Type, value: object, span: Span) -> bool:
    """Whether a limit or default may stand: in a unit that data brings only 0 means the same in every row (else E331)."""
    if not symbols(kind) or value == 0:
        return True
    env.report("E331", span, unit=unit_text(kind))
    return False


def no_rounding(env: Env, typed: p.Expr, name: str, span: Span) -> bool:
    """Whether a figure may be rounded: what is counted in a unit that data brings has no fixed digits (else E332)."""
    if not symbols(typed.type):
        return True
    env.report("E332", span, text=expr_text(typed), unit=unit_text(typed.type), name=name)
    return False


def of_row(env: Env, joined: p.Joined, ref: n.Ref) -> p.Expr | None:
    """A figure of another row; refused (E329) in a unit that belongs to that row, since two such rows may have two units."""
    if any(owner for owner, _ in symbols(joined.type)):
        env.report("E329", ref.span, "row", text=ref.path.text, unit=unit_text(joined.type), other=Both("this row", "本行"))
        return None
    return joined


def comparable_rows(env: Env, typed: p.Expr, written: n.Expr, name: str) -> bool:
    """Whether rows may be ordered or grouped by a figure; in units of their own (E330) they may not."""
    if not any(owner for owner, _ in symbols(typed.type)):
        return True
    env.report("E330", written.span, "compare", name=name, text=expr_text(typed), unit=unit_text(typed.type))
    return False


def in_one_unit(env: Env, typed: p.Expr | None, weight: p.Expr | None, written: n.Aggregate) -> QuantityType | bool:
    """The type of a figure over rows that is asked for in one unit; True where its own type stands, False when it was refused.

    E330: the unit of each row is its own, and none is asked for. E231: a unit is asked for where there is none.
    """
    name, span = written.function.text, written.span
    if weight is not None and symbols(weight.type):
        env.report("E330", span, "weight", name=name, text=expr_text(weight), unit=unit_text(weight.type))
        return False
    if written.unit is None:
        if typed is not None and symbols(typed.type) and name in IN_ONE_UNIT:
            env.report(
                "E330", span, "share" if name == "share" else None, name=name, text=expr_text(typed), unit=unit_text(typed.type)
            )
            return False
        return True
    unit = env.book.units.resolve(written.unit)
    if isinstance(unit, n.Name):
        near = nearest(unit.text, env.book.units.names)
        env.report("E303", unit.span, "near" if near else None, unit=unit.text, near=near or "")
        return False
    kind = None if typed is None else quantity(typed.type)
    if typed is None or kind is None:
        env.report("E231", written.unit.span, name=name, unit=written.unit.text)
        return False
    if not symbols(kind) and kind.unit.dimension != unit.dimension:
        if kind.unit.dimension:
            env.report("E301", span, left=type_words(kind), right=type_words(QuantityType(unit)))
        else:
            env.report("E231", written.unit.span, "plain", name=name, unit=written.unit.text)
        return False
    return QuantityType(unit if unit.dimension else ONE, real=kind.real)


def declared_measures(book: Book, modules: Iterable[n.Module]) -> None:
    """Finds the facts that bring a unit, before any fact is declared, so that their order does not matter."""
    for module in modules:
        for declared in module.declarations:
            if isinstance(declared, n.Facts):
                book.measures.update(measures_of("", declared.facts, book.types))
