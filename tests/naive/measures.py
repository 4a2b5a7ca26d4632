"""Units that are data, straight from their meaning: a row's figure is its number times the unit that stands in the row."""

from fractions import Fraction

from evaldsl.syntax import nodes as n
from tests.naive.figures import Dims, TypeMistake, join
from tests.naive.units import Table, of

F = Fraction


def is_measure(kind: object) -> bool:
    """Whether a type is `unit`."""
    return isinstance(kind, n.PlainType) and kind.name == "unit"


def named(written: object) -> str:
    """The unit that a constant names."""
    match written:
        case n.TextLiteral(value=text):
            return text
        case n.Ref(path=path):
            return path.text
        case _:
            raise TypeMistake(f"no unit: {written}")


def counted(kind: n.CountedType, given: object, units: Table) -> tuple[Dims, F]:
    """Dimensions and factor of `counted in 计量` or `元 per 计量`, `given` being the unit of the row."""
    if not isinstance(given, str):
        raise TypeMistake(f"no unit in {kind.measure.text}")
    dims, factor = ((), F(1)) if given == "数值" else of(given, units)
    if kind.above is None:
        return dims, factor
    above, up = of(kind.above.text, units)
    return join(above, dims, -1), up / factor
