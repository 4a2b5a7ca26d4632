"""Claims (论断): what a document states about a figure, with the digits as printed. They never change a score.

A claim speaks of one subject, or of several that its wording leaves open; each reading holds the printed figure in the unit of
that subject. Figures are in the coherent base of their unit, as everywhere.
"""

from datetime import date
from enum import Enum
from fractions import Fraction
from unicodedata import normalize

from evaldsl.model.program import Relation
from evaldsl.model.types import Type
from evaldsl.model.values import Known
from evaldsl.records import frozen


class SubjectKind(Enum):
    """What a claim can speak of."""

    FACT = "fact"
    LET = "let"
    NODE = "node"
    CHECK = "check"
    GRADE = "grade"
    OUTCOME = "outcome"
    CELL = "cell"
    LIST = "list"


@frozen
class Subject:
    """A figure of the result. `part` is what of it: of a node score, weight, value, target or met (path "" is the total);
    of a check left, right, difference or passed; of a cell (of the list `name`, in the row whose key, or number from 1, is `row`) the column;
    of a list count, or the column whose sum is meant; else empty. `text` is its full name as people write it."""

    kind: SubjectKind
    name: str
    part: str
    type: Type
    text: str
    row: Known | None = None


@frozen
class Reading:
    """The printed figure as a figure of one subject.

    `figure` is in the coherent base; one of the printed unit is `factor` of it. `digits` are the decimals as printed, None for a
    figure without any rounding (a fraction, a date, a level).
    """

    subject: Subject
    figure: Fraction | date | str | bool
    factor: Fraction = Fraction(1)
    unit: str = ""
    digits: int | None = None


@frozen
class Claim:
    """One statement of a document.

    `relation` EQ: the figure is the printed one. Another: it lies so to the printed one, or to `than`. A claim with `why` is kept
    though nothing can compute it; it may have no subject. `path` is its place in the fact file `file`.
    """

    id: str
    subjects: tuple[Subject, ...]
    stated: str
    readings: tuple[Reading, ...]
    relation: Relation
    than: Subject | None
    quote: str
    place: str
    note: str
    why: str
    file: str
    path: str


def same_row(key: object) -> object:
    """The key of a row in the form in which keys are compared: full-width letters and the blanks around a name do not count."""
    return normalize("NFKC", key).strip() if isinstance(key, str) else key
