"""Units of measure: from their declarations and spellings to exact `Unit`s.

In: `UnitDecl`s (the standard ones of rulesets/units.eval first, then the ruleset's), `UnitExpr`s as written. Out: `Unit`s with
dimension and factor. Guarantees: nothing splits by itself (人天 is no 天 unless a declaration says so); 千 万 百万 亿 may stand
before any unit; all after the first slash is the denominator.
"""

from fractions import Fraction

from attrs import define, field

from evaldsl.model.measures import plain_base
from evaldsl.model.unit_names import simple_unit
from evaldsl.model.units import ONE, PERCENT_POINT, Unit, dimension, over, power, times
from evaldsl.syntax import nodes as n

POINTS_NAMES = ("个百分点", "百分点")


@define
class UnitTable:
    """The units that are declared, by name."""

    names: dict[str, Unit] = field(factory=dict)
    _by_value: dict[tuple[object, Fraction], str] = field(factory=dict)

    def add(self, name: str, unit: Unit) -> None:
        """Declare a unit (the caller has made sure that the name is free)."""
        self.names[name] = unit
        self._by_value.setdefault((unit.dimension, unit.factor), name)

    def look_up(self, name: str) -> Unit | None:
        """A unit by name, a scale word before it allowed (万元, 千万元)."""
        return simple_unit(name, self.names)

    def resolve(self, written: n.UnitExpr) -> Unit | n.Name:
        """The unit that is written, or the first name in it that is no unit."""
        total: Unit = ONE
        for names, sign in ((written.above, 1), (written.below, -1)):
            for name in names:
                if name.text in POINTS_NAMES and len(written.above) == 1 and not written.below:
                    return PERCENT_POINT
                unit = self.look_up(name.text)
                if unit is None:
                    return name
                factor = total.factor * (unit.factor if sign > 0 else 1 / unit.factor)
                total = Unit(times(total.dimension, power(unit.dimension, sign)), factor, "")
        text = _joined([x.text for x in written.above], [x.text for x in written.below])
        return Unit(total.dimension, total.factor, text)

    def product(self, a: Unit, b: Unit, sign: int) -> Unit:
        """`a × b` (`sign` 1) or `a ÷ b` (−1), named as people would: 元/人次 × 人次 is 元, 人 × 次 is 人次."""
        dims = times(a.dimension, b.dimension) if sign > 0 else over(a.dimension, b.dimension)
        factor = a.factor * b.factor if sign > 0 else a.factor / b.factor
        if not dims:
            return ONE
        return Unit(dims, factor, self._by_value.get((dims, factor)) or self._combined(a.text, b.text, sign))

    def _combined(self, a: str, b: str, sign: int) -> str:
        """The text of a product or quotient: 元/人次 ÷ 户 is 元/人次户, where that is a unit, and times 户 it is 元/人次 again."""
        above, below = _combined(a, b, sign)
        bases = self._bases(above), self._bases(below)
        if any(name in bases[1] for name in bases[0]):
            above, below = _cancelled(*bases)
        return _joined(self._gathered(above), self._gathered(below))

    def _bases(self, names: list[str]) -> list[str]:
        """The names with those that stand for a product (人次, 平方米) taken apart."""
        found: list[str] = []
        for name in names:
            unit = self.look_up(name)
            whole = unit is not None and unit.factor == 1 and all(exponent > 0 for _, exponent in unit.dimension)
            found += [base for base, exponent in unit.dimension for _ in range(exponent)] if unit and whole else [name]
        return found

    def _gathered(self, names: list[str]) -> list[str]:
        """The names of one side as the one unit that is their product, if there is one."""
        units = [self.look_up(name) for name in names] if len(names) > 1 else []
        dims, factor = ONE.dimension, Fraction(1)
        for unit in units:
            if unit is None:
                return names
            dims, factor = times(dims, unit.dimension), factor * unit.factor
        known = self._by_value.get((dims, factor)) if units else None
        return names if known is None else [known]

    def powered(self, a: Unit, exponent: int) -> Unit:
        """A whole power of a unit; a cube of 米 is 立方米."""
        dims = power(a.dimension, exponent)
        if not dims:
            return ONE
        factor = a.factor**exponent
        known = self._by_value.get((dims, factor))
        if known is None:
            above = [a.text] * exponent if exponent > 0 else []
            known = _joined(above, [a.text] * -exponent if exponent < 0 else [])
        return Unit(dims, factor, known)

    def rooted(self, a: Unit, degree: int) -> Unit | None:
        """The unit of a root, or None where the dimension does not divide."""
        if any(exponent % degree for _, exponent in a.dimension):
            return None
        dims = dimension((base, exponent // degree) for base, exponent in a.dimension)
        if not dims:
            return ONE
        name = self._by_value.get((dims, Fraction(1)))
        return Unit(dims, Fraction(1), name or "·".join(plain_base(b) for b, e in dims for _ in range(e)))


def _joined(above: list[str], below: list[str]) -> str:
    if not above and not below:
        return ""
    head = "·".join(above) or "1"
    return f"{head}/{'·'.join(below)}" if below else head


def _combined(a: str, b: str, sign: int) -> tuple[list[str], list[str]]:
    """The names above and below the stroke of a product or quotient of two units: equal ones cancel."""
    a_up, a_down = _parts(a)
    b_up, b_down = _parts(b) if sign > 0 else _parts(b)[::-1]
    return _cancelled(a_up + b_up, a_down + b_down)


def _cancelled(above: list[str], below: list[str]) -> tuple[list[str], list[str]]:
    above, below = list(above), list(below)
    for name in list(above):
        if name in below:
            above.remove(name)
            below.remove(name)
    return above, below


def _parts(text: str) -> tuple[list[str], list[str]]:
    head, _, tail = text.partition("/")
    return [x for x in head.split("·") if x and x != "1"], [x for x in tail.split("·") if x]
