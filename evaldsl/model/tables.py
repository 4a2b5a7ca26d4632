"""Decision tables (决策表) and scorecards (评分卡) of a checked ruleset.

Inputs are told apart by what stands in their cells; every end of a range is a constant in the coherent base. What comes out of a line is
an expression of the inputs (`Local`), mostly a constant. A scorecard is a table for each characteristic, whose results add up.
"""

from datetime import date
from enum import Enum
from fractions import Fraction

from evaldsl.model.program import Expr
from evaldsl.model.types import Domain, Type
from evaldsl.records import frozen
from evaldsl.source import Where


class HitRule(Enum):
    """How the lines that hold together give one result (命中规则): 恰一条, 一致即可, 首条, 最高, 最低, 全部相加, 全部计数, 全部列出."""

    EXACTLY_ONE = "exactly_one"
    ANY = "any"
    FIRST = "first"
    HIGHEST = "highest"
    LOWEST = "lowest"
    SUMMED = "all_summed"
    COUNTED = "all_counted"
    LISTED = "all_listed"


@frozen
class TestRange:
    """An interval of numbers or dates; None: no end."""

    low: Fraction | date | None
    high: Fraction | date | None
    low_closed: bool
    high_closed: bool


@frozen
class TestSpec:
    """What a cell holds for: any of its ranges and values, or when `negated` none of them. `text` as shown, canonical: `≥ 3 人`.

    `is_any`: it holds whatever the input is (`-`). Without ranges and values it otherwise holds for nothing: below the lowest level.
    """

    ranges: tuple[TestRange, ...]
    values: tuple[str | bool, ...]
    negated: bool
    text: str
    is_any: bool


@frozen
class TableLine:
    """A line: a cell for each input (`otherwise`: none), what comes out (None where lines are counted), the clause it comes from."""

    cells: tuple[TestSpec, ...]
    result: Expr | None
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


@frozen
class TableInput:
    """An input with what it may be; outside its domain the table gives nothing (E631)."""

    name: str
    type: Type
    domain: Domain


@frozen
class TableSpec:
    """A decision table. `otherwise` is the line that fires when no other does."""

    name: str
    inputs: tuple[TableInput, ...]
    rule: HitRule
    lines: tuple[TableLine, ...]
    otherwise: TableLine | None
    type: Type
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


@frozen
class ScorecardSpec:
    """A scorecard: `parts` are tables of one input each, named by their characteristic; their results add up."""

    name: str
    inputs: tuple[TableInput, ...]
    parts: tuple[TableSpec, ...]
    type: Type
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


AnyTable = TableSpec | ScorecardSpec


def steps(spec: AnyTable) -> int:
    """How many steps it takes to ask a table once."""
    parts = spec.parts if isinstance(spec, ScorecardSpec) else (spec,)
    lines = [line for part in parts for line in part.lines]
    return sum(2 + sum(1 + len(c.ranges) + len(c.values) for c in line.cells) for line in lines)
