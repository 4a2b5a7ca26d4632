"""Units that are data (计量单位): the type that shows a figure of one row, and figures over rows that must all be in one unit.

In: the figures of rows, types counted in a unit that a field brings. Out: types with the row's real unit; for `sum(数量 over 明细 as 份)` the reason why it
cannot be computed (E621, with the rows that are in another unit) or is not settled (a unit that is not known yet).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.tree import CheckResult, Figure
from evaldsl.model.measures import plain_base, real_type, symbols
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Aggregate
from evaldsl.model.real_units import unit_of
from evaldsl.model.types import QuantityType, Style, Type
from evaldsl.model.units import PERCENT_POINT, Unit
from evaldsl.model.values import Missing, Uncertain
from evaldsl.records import evolve

Row = Mapping[str, Num]
_SHOWN = 5


class RowTypes:
    """The types of figures of rows in their real units. Rows with the same units share them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        """Of the declared units."""
        self.units = units
        self._fields: dict[int, tuple[Type, tuple[tuple[str, str], ...]]] = {}
        self._made: dict[tuple[object, ...], Type] = {}

    def __call__(self, kind: Type, row: Row) -> Type:
        """The type for a row; the name of the field stands for a unit that is not known."""
        found = self._fields.get(id(kind))
        if found is None:
            found = self._fields[id(kind)] = (kind, symbols(kind))
        fields = found[1]
        if not fields:
            return kind
        key = (id(kind), *[row.get(name) if owner else None for owner, name in fields])
        made = self._made.get(key)
        if made is None:
            assert isinstance(kind, QuantityType)
            made = self._made[key] = real_type(kind, lambda owner, name: self._unit(owner, name, row))
        return made

    def _unit(self, owner: str, name: str, row: Row) -> Unit | None:
        given = row.get(name) if owner else None
        return unit_of(given, self.units) if isinstance(given, str) else None


def row_type(kind: Type, row: Row, units: Mapping[str, Unit]) -> Type:
    """The type of one figure of a row in its real unit."""
    return RowTypes(units)(kind, row)


def row_check(made: CheckResult, row: Row, units: Mapping[str, Unit]) -> CheckResult:
    """A check of a row with its sides in the row's real unit; two percentages differ by 个百分点."""
    sides = [None if x is None else Figure(x.value, x.type and row_type(x.type, row, units)) for x in (made.left, made.right)]
    difference = made.difference
    if difference is not None and difference.type is not None:
        kind = row_type(difference.type, row, units)
        if isinstance(kind, QuantityType) and kind.style is Style.PERCENT:
            kind = QuantityType(PERCENT_POINT, Style.POINTS)
        difference = Figure(difference.value, kind)
    return evolve(made, left=sides[0], right=sides[1], difference=difference)


def unlike(
    e: Aggregate, key: str | None, rows: Sequence[Row], counted: Sequence[int], units: Mapping[str, Unit]
) -> Missing | Uncertain | None:
    """Why a figure over these rows is none in the unit that is asked for: rows in another (E621), or whose unit is not known."""
    assert e.unit is not None
    assert e.operand is not None
    fields = symbols(e.operand.type)
    other: list[str] = []
    needs: frozenset[str] = frozenset()
    types = RowTypes(units)
    for i in counted:
        row = rows[i]
        kind = types(e.operand.type, row)
        if not symbols(kind):
            assert isinstance(kind, QuantityType)
            if kind.unit.dimension != e.unit.dimension:
                other.append(f"{_row_name(e.list, key, i, row)}（{'、'.join(str(row[name]) for _, name in fields)}）")
            continue
        for _, name in fields:
            given = row[name]
            needs |= given.needs if isinstance(given, Uncertain) else frozenset()
    if other:
        rows_text = "、".join(other[:_SHOWN]) + ("…" if len(other) > _SHOWN else "")
        only = f"{fields[0][1]} == {_asked(e.operand.type, e.unit)}"
        return fig.not_computable("E621", e.where, list=e.list, rows=rows_text, unit=e.unit.text, only=only)
    return Uncertain(needs=needs) if needs else None


def _asked(kind: Type, unit: Unit) -> str:
    """The unit that a row must bring for its figure to be in `unit`: 份 for an amount as 份 and for a price as 元/份; `…` where it is not plain."""
    assert isinstance(kind, QuantityType)
    brought = [exponent for base, exponent in kind.unit.dimension if plain_base(base) != base]
    others = [exponent for base, exponent in kind.unit.dimension if plain_base(base) == base]
    if brought == [1] and not others:
        return unit.text
    if brought == [-1] and all(exponent > 0 for exponent in others):
        return unit.text.partition("/")[2] or "…"
    return "…"


def _row_name(owner: str, key: str | None, index: int, row: Row) -> str:
    """`品名 手册`, else `明细[3]` as in a path of the fact file."""
    known = None if key is None else row[key]
    if isinstance(known, Fraction):
        return f"{key} {exact_text(known)}"
    return f"{key} {known}" if isinstance(known, str | date) else f"{owner}[{index}]"
