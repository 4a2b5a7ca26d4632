"""The facts of one subject, read and checked against a program: every number in the coherent base of its unit.

`filed` are what others wrote; they never change a score.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl.model.values import Value
from evaldsl.records import field, frozen

if TYPE_CHECKING:
    from evaldsl.model.claims import Claim
    from evaldsl.model.program import Program


@frozen
class FactValue:
    """A fact as filed: its value, the text as written (for explanations), its evidence."""

    value: Value
    text: str
    source: str = ""
    note: str = ""
    path: str = ""


@frozen
class Judgement:
    """An assessor's points (`points`), or share of w inside an opened level range (`share`), with the reason.

    `not_applicable`: the indicator does not apply to this subject (permitted by its clause); `reason` is why.
    """

    points: Fraction | None
    reason: str
    source: str = ""
    share: Fraction | None = None
    not_applicable: bool = False


@frozen
class Override:
    """A score put in place of the computed one, with reason and the author's office."""

    points: Fraction
    reason: str
    office: str


@frozen
class Filed:
    """A score as somebody else wrote it, with its digits."""

    points: Fraction
    text: str


@frozen
class Facts:
    """`filed` has the key "" for the total. `reasons` are 偏差原因 by node path. `claims` are what documents state of the result.

    `lists` are the rows of each list that was given, each with the fields that were filled in. `program` is the ruleset with the rows of
    this file as indicators, where its form takes its rows from a list.
    """

    subject: str
    file: str
    sha256: str
    entries: Mapping[str, FactValue] = field(hash=False, factory=dict)
    judged: Mapping[str, Judgement] = field(hash=False, factory=dict)
    overrides: Mapping[str, Override] = field(hash=False, factory=dict)
    filed: Mapping[str, Filed] = field(hash=False, factory=dict)
    reasons: Mapping[str, str] = field(hash=False, factory=dict)
    claims: "tuple[Claim, ...]" = ()
    lists: Mapping[str, tuple[Mapping[str, FactValue], ...]] = field(hash=False, factory=dict)
    program: "Program | None" = field(default=None, eq=False, hash=False, repr=False)
