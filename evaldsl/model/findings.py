"""Findings (发现): words chosen by thresholds. They are judged when everything else is known and change no score."""

from collections.abc import Iterable

from evaldsl.model.program import Expr
from evaldsl.records import frozen
from evaldsl.source import Where


@frozen
class FindingLine:
    """A line: when `condition` holds (None: otherwise), `says` is the sentence, texts and figures in turn; None: nothing is said."""

    condition: Expr | None
    says: tuple[str | Expr, ...] | None
    where: Where


@frozen
class FindingSpec:
    """A finding: the first line that holds speaks; the last has no condition. `severity`: error, warning, info."""

    name: str
    severity: str
    lines: tuple[FindingLine, ...]
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


def expressions(findings: Iterable[FindingSpec]) -> list[Expr]:
    """The expressions of findings: conditions, and figures of sentences."""
    lines = [line for spec in findings for line in spec.lines]
    conditions = [line.condition for line in lines if line.condition is not None]
    return conditions + [x for line in lines for x in line.says or () if not isinstance(x, str)]
