"""Values at run time: one algebra of perfect and imperfect figures.

A value is known (a plain `Fraction`, `date`, `str` for a level or text, `bool`), `Uncertain` (a bound such as “≥266米”, or pending:
somewhere in its domain), or `Missing` (not applicable, not computable). In arithmetic not applicable wins, then not
computable, then uncertain.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction

from evaldsl.records import field, frozen
from evaldsl.source import Where

Known = Fraction | date | str | bool


@frozen
class Uncertain:
    """A number or date in an interval (None: unbounded), or one of `members` (a level or yes/no not yet known).

    `needs` are the names of the facts (or paths of judged indicators) that would make it known. `pending` is true when one
    of them is missing altogether rather than stated as a bound. `absent` is true when it may also turn out not applicable.
    An irrational number that no rule rounds is shown as a narrow interval that needs nothing (`needs` empty, not pending).
    """

    low: Fraction | date | None = None
    high: Fraction | date | None = None
    low_closed: bool = True
    high_closed: bool = True
    members: frozenset[str | bool] | None = None
    needs: frozenset[str] = frozenset()
    pending: bool = True
    absent: bool = False


class Absence(Enum):
    """Why there is no value."""

    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTABLE = "not_computable"


@frozen
class Missing:
    """No value. Not applicable: `reason` is the fact file's words. Not computable: `code` and `args` name an E6xx entry."""

    kind: Absence
    reason: str = ""
    code: str = ""
    args: Mapping[str, str] = field(factory=dict, hash=False)
    where: Where | None = None


Value = Known | Uncertain | Missing
