"""Ledgers (台账): the derived figures of a document as claims, and the verdict that each must get.

`examples/FOLDER/verdicts.json` holds by claim id the verdict and the figure that evaldsl computes. `python -m tests.examples` writes it anew, to be
read before it is kept.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evaldsl import api
from evaldsl.auditing import Audit
from evaldsl.reporting.audit_json import audit_json
from tests.examples.gallery import EXAMPLES
from tests.pipeline import ROOT

LEDGERS: Mapping[str, tuple[Path, tuple[Path, ...]]] = {
    "2019": (ROOT / "rulesets" / "2019.eval", (EXAMPLES / "2019" / "facts.json", EXAMPLES / "2019" / "claims.json")),
    "cost-norms": (
        ROOT / "rulesets" / "cost-norms.eval",
        (EXAMPLES / "cost-norms" / "facts.json", EXAMPLES / "cost-norms" / "claims.json"),
    ),
}
"""By folder of `examples/`: the ruleset, the facts and the claims."""


@cache
def audited(name: str) -> Audit:
    """The audit of a ledger."""
    ruleset, (facts, *claims) = LEDGERS[name]
    return api.audit(api.load(ruleset), facts, *claims)


def verdicts(name: str) -> dict[str, str]:
    """By claim id: the verdict and the computed figure."""
    rows = audit_json(audited(name))["claims"]
    return {row["id"]: " ".join(filter(None, (row["verdict"], row["computed"]))) for row in rows}


def path_of(name: str) -> Path:
    """Where the verdicts of a ledger are kept."""
    return EXAMPLES / name / "verdicts.json"


def expected_verdicts(name: str) -> dict[str, str]:
    """The verdicts that are kept."""
    kept: dict[str, str] = json.loads(path_of(name).read_text(encoding="utf-8"))
    return kept


def write_verdicts(name: str) -> None:
    """Keep what comes out now."""
    path_of(name).write_text(json.dumps(verdicts(name), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
