"""What tables and findings add to the work of a run, for the plan; what they are is imported only where a ruleset has some."""

from typing import TYPE_CHECKING

from evaldsl.model.program import Expr, Program

if TYPE_CHECKING:
    from evaldsl.model.findings import FindingSpec


def table_steps(program: Program) -> dict[str, int]:
    """The steps of asking each table once."""
    if not program.tables:
        return {}
    from evaldsl.model.tables import steps

    return {name: steps(spec) for name, spec in program.tables.items()}


def said(findings: tuple["FindingSpec", ...]) -> list[Expr]:
    """The expressions of findings."""
    if not findings:
        return []
    from evaldsl.model.findings import expressions

    return expressions(findings)
