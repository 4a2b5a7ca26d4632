"""Types of values. A quantity's type carries its unit; every number at run time is in the coherent base of its dimension.

So 1 万元 is `Fraction(10000)` with type `QuantityType(万元)`, 95% is `Fraction(19, 20)` with type `QuantityType(%)`. Units convert when
a literal or a fact is read, never during evaluation; the type says how to show the number.
"""

from datetime import date
from enum import Enum
from fractions import Fraction

from evaldsl.model.units import ONE, Unit
from evaldsl.records import field, frozen


class Style(Enum):
    """How a dimensionless number is meant. NUMBER: as such. RATIO: a quotient of like quantities, shown as a percentage.

    PERCENT: stated with %. POINTS: 个百分点, the difference of two percentages. Quantities with a dimension are NUMBER.
    """

    NUMBER = "number"
    RATIO = "ratio"
    PERCENT = "percent"
    POINTS = "points"


@frozen
class QuantityType:
    """A number with a unit. `real` marks an irrational value, which must be rounded before it is compared or printed."""

    unit: Unit = ONE
    style: Style = Style.NUMBER
    real: bool = False


@frozen
class DateType:
    """A calendar date (日期)."""


@frozen
class TextType:
    """Free text (文本). `cell`: a printed cell of a form, kept as written and read with its row: "target" (指标值) or "actual" (实际完成值)."""

    cell: str = ""


@frozen
class YesNoType:
    """是/否."""


@frozen
class LevelType:
    """One of a list (定性等级). `members` stand from lowest to highest when `ordered`, else in the order of writing."""

    members: tuple[str, ...]
    ordered: bool = False
    name: str | None = field(default=None, eq=False)


@frozen
class MeasureType:
    """A unit of measure that the data brings (计量单位): its value is the canonical text of the unit, such as `份` or `元/人次`."""


Type = QuantityType | DateType | TextType | YesNoType | LevelType | MeasureType

NUMBER = QuantityType()


@frozen
class Domain:
    """The values that a fact may have, in the coherent base; `decimals` counts digits in the fact's own unit."""

    low: Fraction | date | None = None
    high: Fraction | date | None = None
    low_closed: bool = True
    high_closed: bool = True
    integer: bool = False
    decimals: int | None = None


ANY = Domain()
