"""Lists that are made of other lists: their rows (docs/semantics.md, section 9).

In: a `ListSpec` with `derived`, a run in which what the rows are made of is calculated. Out: the rows in `run.rows`, each with its fields, or in
`run.unmade` what has to be known first. Guarantees: rows stand in order of first appearance; a row of the other list without a value
is in no group and is named in `run.ungrouped`.
"""

from typing import TYPE_CHECKING

from evaldsl.evaluation.expressions import value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.reals import Real
from evaldsl.model.program import Grouped, ListSpec
from evaldsl.model.values import Known, Missing, Uncertain

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run


def make_rows(run: "Run", spec: ListSpec) -> None:
    """The rows of a derived list."""
    if isinstance(spec.derived, Grouped):
        _grouped(run, spec.name, spec.derived)


def _grouped(run: "Run", name: str, derived: Grouped) -> None:
    rows = run.rows.get(derived.of)
    if rows is None:
        run.unmade[name] = run.unmade.get(derived.of, frozenset((derived.of,)))
        return
    found: dict[Known, dict[str, Num]] = {}
    left: list[tuple[int, Missing]] = []
    needs: set[str] = set()
    for i, row in enumerate(rows):
        x = value(derived.by, run, row)
        if isinstance(x, Missing):
            left.append((i, x))
        elif isinstance(x, Uncertain):
            needs |= x.needs
        elif not isinstance(x, Real) and x not in found:
            found[x] = {derived.key: x}
    run.ungrouped[name] = tuple(left)
    if needs:
        run.unmade[name] = frozenset(needs)
    else:
        run.rows[name] = list(found.values())
