"""Filed figures that restate others (复述): right at the digits that were filed, or wrong by a named slip.

In: a check that is written `a restates b`, its scope. Out: a `CheckResult` with what `Restated` says. Law (docs/semantics.md, section 6): the
figure is right when b, counted in the filed unit and rounded half up at the filed decimals, is the filed figure; or, which is
said, when only half-even rounding or cutting off gives it. Without both figures, or while one is not settled, it is not checked.
"""

import re
from fractions import Fraction
from typing import TYPE_CHECKING
from unicodedata import normalize

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import Scope, value
from evaldsl.evaluation.slips import Fits, plain_slip
from evaldsl.evaluation.state import Run, shown
from evaldsl.evaluation.tree import CheckResult, Figure, Restated
from evaldsl.model.facts import FactValue
from evaldsl.model.numbers import Mode, round_to
from evaldsl.model.program import CheckSpec, FactRef, FieldRef
from evaldsl.model.types import QuantityType, Style

if TYPE_CHECKING:
    from evaldsl.evaluation.figures import Num

ROUNDINGS = ((Mode.HALF_UP, "half_up"), (Mode.HALF_EVEN, "half_even"), (Mode.DOWN, "down"))
_HUNDREDTH = Fraction(1, 100)
_FIGURE = re.compile(r"(?P<number>[-−]?[0-9][0-9,]*(?:\.(?P<digits>[0-9]+))?)(?P<unit>.*)")
_NO_DECIMALS = re.compile(r"/|[eE][+-]?[0-9]")


def restated(run: Run, spec: CheckSpec, scope: Scope, row: tuple[str, int] | None) -> CheckResult:
    """How a filed figure stands to what it restates."""
    from evaldsl.evaluation.verdicts import difference_type

    assert spec.sides is not None
    left, _, right = spec.sides
    assert isinstance(left, FactRef | FieldRef)
    assert isinstance(left.type, QuantityType)
    a, b = value(left, run, scope), value(right, run, scope)
    sides = Figure(shown(a), left.type), Figure(shown(b), right.type)
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        return CheckResult(spec, None, *sides, None, row)
    digits, factor, unit = filed_digits(a, _entry(run, left, row), left.type)
    rounding = at_digits(a / factor, b / factor, digits)
    likely = None
    if rounding is None and digits is not None:
        ratio = not left.type.unit.dimension
        likely = plain_slip(b / factor, Fits(a / factor, digits), unit, factor, ratio)
    apart: Num = fig.subtract(a, b)
    found = Restated(digits, factor, unit, rounding, likely)
    return CheckResult(spec, rounding is not None, *sides, Figure(shown(apart), difference_type(left.type, spec)), row, found)


def _entry(run: Run, left: FactRef | FieldRef, row: tuple[str, int] | None) -> FactValue | None:
    if isinstance(left, FactRef):
        return run.file.entries.get(left.name)
    rows = run.file.lists.get(left.list, ())
    return rows[row[1]].get(left.name) if row is not None and row[1] < len(rows) else None


def at_digits(stated: Fraction, exact: Fraction, digits: int | None) -> str | None:
    """The rounding by which an exact figure is the stated one; a figure without digits is held exactly."""
    if digits is None:
        return "half_up" if stated == exact else None
    return next((name for mode, name in ROUNDINGS if round_to(exact, mode, digits) == stated), None)


def filed_digits(figure: Fraction, entry: FactValue | None, kind: QuantityType) -> tuple[int | None, Fraction, str]:
    """The decimals of a figure as it was filed, what one of its unit is in the base, and that unit; no decimals for a default, a sign
    such as “-”, or a fraction."""
    own = _HUNDREDTH if kind.style in (Style.PERCENT, Style.POINTS) else kind.unit.factor
    name = "%" if kind.style is Style.PERCENT else kind.unit.text
    found = None if entry is None else _FIGURE.fullmatch(normalize("NFKC", entry.text).strip())
    if found is None or _NO_DECIMALS.match(found["unit"]):
        return None, own, name
    digits, unit = len(found["digits"] or ""), found["unit"].strip()
    number = Fraction(found["number"].replace(",", "").replace("−", "-"))
    return (digits, own, name) if number == 0 or not unit else (digits, figure / number, unit)
