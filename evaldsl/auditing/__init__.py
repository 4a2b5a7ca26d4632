"""The audit (核对): what documents state, held against what the ruleset computes.

In: a `Result` and the claims of its facts. Out: an `Audit`: a verdict for every claim, and what was found without being asked.
Guarantees: pure and exact; a claim is contradicted only when every figure that it may mean is known and none is the printed one.
"""

from evaldsl.auditing.data import Audit, ClaimResult, Finding, Tried, Verdict
from evaldsl.auditing.findings import findings
from evaldsl.auditing.lookup import Lookup
from evaldsl.auditing.stated import Stated, with_slips
from evaldsl.auditing.verdicts import judge
from evaldsl.evaluation.slips import Slip
from evaldsl.evaluation.tree import Result

__all__ = ["Audit", "ClaimResult", "Finding", "Slip", "Tried", "Verdict", "audit"]


def audit(result: Result) -> Audit:
    """The audit of the claims that stand in the facts of a result. Best made of a partial run: what is missing is then said."""
    claims = judge(result, result.facts.claims)
    stated = Stated(claims, Lookup(result))
    claims = with_slips(claims, stated)
    return Audit(result, claims, findings(result, claims, stated))
