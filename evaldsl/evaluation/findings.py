"""Findings (发现): which words the figures call for (docs/semantics.md, “Findings”).

In: a run in which everything is calculated. Out: for every finding, and for every row of a list, the line that speaks with its figures, or
what is missing to say so. Guarantees: a finding speaks only when it is settled which of its lines does; it changes no score.
"""

from typing import TYPE_CHECKING

from evaldsl.evaluation.expressions import Scope, truth, value
from evaldsl.evaluation.tree import Figure, FindingResult, RowFinding
from evaldsl.model.findings import FindingSpec
from evaldsl.model.values import Missing, Uncertain

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run


def finding(run: "Run", spec: FindingSpec, scope: Scope, row: tuple[str, int] | None = None) -> FindingResult:
    """A finding: the first line whose condition holds."""
    for line in spec.lines:
        holds = True if line.condition is None else truth(line.condition, run, scope)
        if holds is False:
            continue
        if isinstance(holds, Missing):
            return FindingResult(spec, None, (), missing=holds, row=row)
        if isinstance(holds, Uncertain):
            return FindingResult(spec, None, (), needs=tuple(sorted(holds.needs)), row=row)
        return FindingResult(spec, line, _figures(run, line.says or (), scope), row=row)
    raise AssertionError(f"finding {spec.name} has no otherwise; the checker refuses it")


def _figures(run: "Run", says: tuple[object, ...], scope: Scope) -> tuple[Figure, ...]:
    from evaldsl.evaluation.state import shown

    return tuple([Figure(shown(value(e, run, scope)), e.type) for e in says if not isinstance(e, str)])  # type: ignore[attr-defined,arg-type]


def results(run: "Run") -> tuple[FindingResult, ...]:
    """The findings of the whole, and of the rows those that speak or are not known."""
    found = [finding(run, spec, {}) for spec in run.program.findings]
    for name, listed in run.program.lists.items():
        for spec in listed.findings:
            made = [finding(run, spec, row, (name, i)) for i, row in enumerate(run.rows.get(name, ()))]
            found += [x for x in made if x.line is None or x.line.says is not None]
    return tuple(found)


def of_rows(run: "Run", name: str) -> tuple[RowFinding, ...]:
    """How often each finding of the rows of a list speaks."""
    counts: list[RowFinding] = []
    for spec in run.program.lists[name].findings:
        made = [finding(run, spec, row) for row in run.rows.get(name, ())]
        said = sum(x.line is not None and x.line.says is not None for x in made)
        unknown = sum(x.line is None for x in made)
        counts.append(RowFinding(spec, said, len(made) - said - unknown, unknown))
    return tuple(counts)
