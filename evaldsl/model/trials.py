"""Trials of a ruleset: its examples (示例) and properties (性质), resolved and typed.

They are no part of a `Program`: a run needs none of them. What an example puts into its fact file is kept as the author wrote it and is
read as any fact file is, so that an example may expect that the file is refused.
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.model.program import Expr
from evaldsl.model.units import Unit
from evaldsl.records import field, frozen
from evaldsl.source import Where


@frozen
class GivenSpec:
    """What is put into the fact file of an example.

    `kind` is "value", "pending", "not_applicable" or "judged". `name` is the fact, or the indicator's path, as the fact file spells it; for a
    cell `name` is the list, `row` its index and `cell` the field. `value` is the JSON value: text with its unit, or yes/no.
    """

    kind: str
    name: str
    row: int | None
    cell: str | None
    value: "str | bool"
    reason: str
    where: Where


@frozen
class ExpectSpec:
    """What must come out. `kind` is "that" (`condition`), "status", "grade", "check", "finding", "outcome" or "refused".

    `subject` is the path of the indicator, or the name of the check, finding or outcome; `word` the status, grade, level, code, "holds",
    "fails" or "open" of a check, "speaks", "silent" or "open" of a finding. `text` is the expectation as written.
    """

    kind: str
    subject: str
    word: str
    condition: Expr | None
    text: str
    where: Where


@frozen
class ExampleSpec:
    """An example: the fact file that it starts from (None: an empty one), what it changes, what it expects."""

    name: str
    base: str | None
    givens: tuple[GivenSpec, ...]
    expects: tuple[ExpectSpec, ...]
    basis: tuple[str, ...]
    where: Where


@frozen
class ClaimSpec:
    """One statement of a property, for all facts for which `when` holds.

    "that": `expr` holds. "attainable": some facts make it hold. "trend": `expr` moves as `trend` says when `fact` alone grows. "moves":
    when `fact` grows by `per`, `expr` changes by at most `limit`. "order", "unit": `expr` stays when the rows of the list `fact` change
    places, or `fact` is written in another unit.
    """

    kind: str
    when: Expr | None
    expr: Expr
    fact: str
    trend: str
    limit: Expr | None
    per: Expr | None
    text: str
    where: Where


@frozen
class PropertySpec:
    """What must hold for all facts, or for any two fact files (`files`), which differ in the facts `alike` only (None: in any).

    `reads` are the figures of the two files that the claims speak of: the name of the local that stands for it → which file (0, 1) and what.
    """

    name: str
    files: tuple[str, ...]
    alike: tuple[str, ...] | None
    claims: tuple[ClaimSpec, ...]
    basis: tuple[str, ...]
    where: Where
    reads: Mapping[str, tuple[int, Expr]] = field(hash=False, factory=dict)


@frozen
class ChangeCostSpec:
    """What it costs to move a fact, or a field of every row of `list` (变动成本): `up` and `down` for one of the coherent base of the fact, in
    the coherent base of `unit`; None where the fact is not moved so."""

    fact: str
    list: str | None
    up: Fraction | None
    down: Fraction | None
    unit: Unit
    where: Where


@frozen
class Trials:
    """All examples and properties of a ruleset, in the order of writing, and what moving its facts costs: what stands beside a program."""

    examples: tuple[ExampleSpec, ...] = ()
    properties: tuple[PropertySpec, ...] = ()
    costs: tuple[ChangeCostSpec, ...] = ()
