"""The audit as data. Its words, in both languages, live in reporting; here are kinds and exact figures only.

Kinds of slips (likely explanations of a wrong figure), in the order in which they are tried, and their words:
  sign  unit(right, printed)  share  point(factor)  case(name)  inverse  left_out(name)  rounded_up
  swapped(right)  lost(digit, right)  extra(digit, right)  digit(right)
  stated(names)  right for other stated figures that are wrong; told before all others
Kinds of findings:
  points_lost  target met, all points by the rules, but fewer filed, and no reason given (filed, weight)
  points_full  target missed, yet all points (points, weight; filed when these were filed)
  filed_total  filed points of a group that are not the sum of its filed rows (filed, sum, difference)
  filed_differs  filed points that are not those of the rules (filed, computed)
  points_above  filed points above the weight (filed, weight)
  check_failed  a reconciliation that does not hold
  not_all_right  filed figures that cannot all be right, with the fewest that would have to be wrong (`group`)
  stated_parts  a stated total, rate or weight that its own stated parts do not give, whatever they were rounded from
  claimed_twice  one figure stated with two values that do not round to one another
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction

from evaldsl.auditing.contradictions import Contradiction
from evaldsl.evaluation.slips import Slip
from evaldsl.evaluation.tree import CheckResult, Figure, Result
from evaldsl.model.claims import Claim, Reading, Subject
from evaldsl.records import field, frozen
from evaldsl.source import Where


class Verdict(Enum):
    """What came out of a claim."""

    REPRODUCED = "reproduced"
    CONTRADICTED = "contradicted"
    NOT_COMPUTABLE = "not_computable"


@frozen
class Tried:
    """One figure that a claim may mean, and how the printed one stands to it.

    Numbers are counted in the printed unit: `exact` the computed figure, `computed` the same at the printed digits. `rounding` is
    half_up, or half_even or down where only that reproduces the figure. `than` is the other side of a comparison.
    """

    subject: Subject
    figure: Figure
    verdict: Verdict
    reading: Reading | None = None
    exact: Fraction | date | str | bool | None = None
    computed: Fraction | date | str | bool | None = None
    difference: Fraction | None = None
    rounding: str = "half_up"
    than: Figure | None = None


@frozen
class ClaimResult:
    """The verdict on one claim. `tried` has every figure that it may mean; `one` is the one that is shown: the first that is
    reproduced, else the nearest; None for what nobody can compute. `slip` explains a contradicted figure where one does."""

    claim: Claim
    id: str
    verdict: Verdict
    tried: tuple[Tried, ...]
    one: Tried | None = None
    slip: Slip | None = None

    @property
    def matches(self) -> tuple[Tried, ...]:
        """The figures that are the printed one; several leave open which is meant."""
        return tuple(t for t in self.tried if t.verdict is Verdict.REPRODUCED)


@frozen
class Finding:
    """Something that was found without being asked. `contradiction`: two figures cannot both be right (exit code 1)."""

    kind: str
    name: str
    contradiction: bool
    figures: Mapping[str, Figure] = field(hash=False, factory=dict)
    where: Where | None = None
    check: CheckResult | None = None
    claims: tuple[ClaimResult, ...] = ()
    group: "Contradiction | None" = None


@frozen
class Audit:
    """The audit of one result."""

    result: Result
    claims: tuple[ClaimResult, ...]
    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        """How many claims have a verdict."""
        return sum(1 for claim in self.claims if claim.verdict is verdict)

    @property
    def contradicted(self) -> bool:
        """Whether anything stated is contradicted."""
        return self.count(Verdict.CONTRADICTED) > 0 or any(finding.contradiction for finding in self.findings)
