"""What is read through a reference to a row of another list: `所属.年初预算` (条目 属于).

In: a key, as it came out. Out: the figure of the row that has it. Guarantees: the fact file names rows that are there; while it is not known
which row is meant the figure is whatever it may be in any of them.
"""

from typing import TYPE_CHECKING

from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.figures import Num
from evaldsl.model.program import Joined
from evaldsl.model.values import Absence, Missing, Uncertain

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run


def joined(e: Joined, run: "Run", key: Num) -> Num:
    """The figure of the row with this key."""
    if isinstance(key, Missing):
        return key
    rows = run.rows.get(e.list)
    if rows is None:
        return Uncertain(needs=frozenset((e.list,)))
    if isinstance(key, Uncertain):
        known = [x for row in rows if not isinstance(x := row[e.name], Missing)]
        return fig.hull(known, key) if known else Missing(Absence.NOT_APPLICABLE)
    by_key = run.keyed.get(e.list)
    if by_key is None:
        name = run.program.lists[e.list].key
        assert name is not None
        by_key = run.keyed[e.list] = {row[name]: row for row in rows}
    row = by_key.get(key)
    return Missing(Absence.NOT_APPLICABLE) if row is None else row[e.name]
