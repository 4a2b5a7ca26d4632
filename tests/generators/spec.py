"""What a generated case is before it is written: a tree of groups and leaves as templates, the facts and what is worth trying in them."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

F = Fraction


@dataclass
class Num:
    """A numeric fact, figures in its own unit (`%` counts as one)."""

    unit: str
    low: F | None = None
    high: F | None = None
    low_open: bool = False
    integer: bool = False
    decimals: int | None = None
    points: list[F] = field(default_factory=list)
    alike: list[tuple[str, F]] = field(default_factory=list)
    """Other facts whose value times a factor is worth trying."""
    has_default: bool = False
    na: bool = False


@dataclass
class Level:
    """A one-of fact."""

    members: list[str]
    has_default: bool = False
    na: bool = False


@dataclass
class Day:
    """A date."""

    points: list[date]
    na: bool = False


@dataclass
class YesNoFact:
    """Yes or no."""

    na: bool = False


@dataclass
class Note:
    """Text for the record only."""


@dataclass
class Rows:
    """A list: the key and the fields of its rows."""

    key: str
    fields: dict[str, Num]
    na: bool = False
    refs: dict[str, str] = field(default_factory=dict)
    """Fields that are a row of another list, with its name."""


@dataclass
class Purchases:
    """A list whose rows bring a unit (`measure`): amounts counted in it, a price in `money` per it, a note that is required now and then."""

    key: str
    measure: str
    plan: str
    done: str
    price: str
    money: str
    note: str
    na: bool = False


FactSpec = Num | Level | Day | YesNoFact | Note | Rows | Purchases


@dataclass
class Method:
    """A scoring method: its head, its lines, its options, all templates."""

    head: str
    lines: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class Leaf:
    """An indicator. `weight` is its text. `judged` says which judgement the facts must hold."""

    name: str
    weight: str | None
    points: F
    method: Method | None = None
    target: str | None = None
    actual: str | None = None
    value: str | None = None
    label: str | None = None
    applies: str | None = None
    na: str | None = None
    round: str | None = None
    clauses: list[str] = field(default_factory=list)
    judged: str | None = None
    ranges: dict[str, tuple[F, F, bool]] = field(default_factory=dict)
    own: str | None = None
    can_be_na: bool = False
    reader: bool = False
    """Its formula reads another node."""
    path: str = ""


@dataclass
class Grp:
    """A group."""

    name: str
    weight: str | None
    points: F
    clauses: list[str] = field(default_factory=list)
    children: "list[Leaf | Grp]" = field(default_factory=list)
    plain: bool = True
    """Nothing but a name and a weight: may be written as rows of a form."""
    path: str = ""


@dataclass
class Spec:
    """A ruleset before it is written. `declarations` may stand in any order."""

    head: list[str] = field(default_factory=list)
    declarations: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    top: list[Leaf | Grp] = field(default_factory=list)
    each: list[str] = field(default_factory=list)
    known: dict[str, FactSpec] = field(default_factory=dict)
    form: bool = False
    bounds: tuple[F, F] | None = None
    """Of a scale; a rating has (0, 0)."""
    covers: set[str] = field(default_factory=set)

    def leaves(self) -> list[Leaf]:
        """All indicators."""

        def below(nodes: "list[Leaf | Grp]") -> list[Leaf]:
            return [leaf for n in nodes for leaf in ([n] if isinstance(n, Leaf) else below(n.children))]

        return below(self.top)


def decimal(value: F) -> str:
    """A finite decimal as text."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        if digits > 40:
            raise ValueError(f"not a finite decimal: {value}")
    whole = abs(int(value * 10**digits))
    text = str(whole).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def is_decimal(value: F, digits: int = 12) -> bool:
    """Whether the value has no more than so many digits."""
    return (value * 10**digits).denominator == 1


def literal(value: F, unit: str) -> str:
    """A figure with its unit as in a ruleset."""
    if unit == "%":
        return f"{decimal(value)}%"
    return f"{decimal(value)} {unit}" if unit else decimal(value)
