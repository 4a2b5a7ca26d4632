"""What is asked of a ruleset, as data: the questions of `prove` and the forms that a question can have.

In: nothing. Out: `Question` with what it asks (`Ask`), where it stands and its words. Guarantees: a question knows no solver; what it asks
is said in expressions of the program, so that the solver and the interpreter are asked the very same.
"""

from enum import Enum

from evaldsl.diagnostics.core import Both
from evaldsl.model.program import Expr
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.records import frozen
from evaldsl.source import Where


class Topic(Enum):
    """What a question is about; the order is that of the report."""

    BOUNDS = "bounds"
    COMPUTED = "computed"
    TREND = "trend"
    COVER = "cover"
    PROPERTY = "property"
    MARKS = "marks"
    REACHED = "reached"


NOTED = frozenset({Topic.MARKS, Topic.REACHED})
"""What is worth a warning when it is refuted, and no fault by itself: a band that is never reached may be meant so."""

# ---- what is asked ---------------------------------------------------------------------------------------------------


@frozen
class Always:
    """For all facts for which `when` holds and `holds` has a value, `holds` is true."""

    holds: Expr
    when: Expr | None = None


@frozen
class Sometimes:
    """For some facts one of these is true. `elsewhere`: it may also come true where the solver cannot follow, so that no answer is final."""

    any_of: tuple[Expr, ...]
    elsewhere: bool = False


@frozen
class Computes:
    """For no facts does a figure fail to be computed: an expression, or the score of a node (`path`)."""

    expr: Expr | None
    path: str | None


@frozen
class InBounds:
    """The exact score of a node lies between its ends; `high` is None where nothing bounds it."""

    path: str
    low: Expr
    high: Expr | None


@frozen
class Moves:
    """Of two fact files that differ in the facts behind `by` alone, and agree in `same`, the one with more of `by` has no less (`rising`)
    or no more: of the score of a node (`path`), exact or as printed, or of `of`. `strict`: and for some facts it differs."""

    path: str | None
    of: Expr | None
    exact: bool
    by: Expr
    same: tuple[Expr, ...]
    rising: bool
    when: Expr | None
    strict: bool = False


@frozen
class Steps:
    """When the fact `by` grows by `per`, `of` changes by at most `limit`."""

    of: Expr
    by: Expr
    per: Expr
    limit: Expr
    when: Expr | None


@frozen
class Graded:
    """For some facts this grade is given."""

    grade: str


@frozen
class Marks:
    """For some facts the whole has full marks, or none: `all_of` are those of its parts, `whole` says it of the total."""

    all_of: tuple[Expr, ...]
    whole: Expr


@frozen
class OfTwo:
    """A claim of a property about two fact files."""

    stated: PropertySpec
    claim: ClaimSpec


@frozen
class ByLaw:
    """Nothing is left to ask: it follows from how facts are read and scored."""


@frozen
class OutOfReach:
    """What the solver has no words for; `reason` says why."""

    reason: str


Ask = Always | Sometimes | Computes | InBounds | Moves | Steps | Graded | Marks | OfTwo | ByLaw | OutOfReach


@frozen
class Question:
    """A question. `id` is the same as long as the ruleset says the same; `subject` is the path, name or property that it is about ("" is the
    whole), `words` what would be proved."""

    id: str
    topic: Topic
    subject: str
    words: Both
    where: Where
    ask: Ask

    @property
    def noted(self) -> bool:
        """Whether a refutation is only worth a warning."""
        return self.topic in NOTED
