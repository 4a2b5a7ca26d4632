"""The algebra of perfect and imperfect figures.

In and out: known values, `Uncertain` intervals and sets, `Missing`, and `Real` (irrational, not yet rounded). Guarantees: exact on
known figures; on intervals the exact image at the ends, with open and closed ends kept, never narrower than the truth; not
applicable wins over not computable, that over uncertain. No figure has more than 1,000 digits above or below the line.
"""

from evaldsl.evaluation.figures.arithmetic import Corner, add, divide, multiply, power, subtract
from evaldsl.evaluation.figures.comparison import both, either, equal, less, negated, places
from evaldsl.evaluation.figures.dates import as_days, months, months_between, shifted
from evaldsl.evaluation.figures.ends import (
    LARGEST_BITS,
    UNIT,
    ZERO,
    End,
    Num,
    Truth,
    added,
    ends,
    first_missing,
    interval,
    is_absent,
    is_dated,
    limited,
    lower,
    negate,
    not_computable,
    one_of,
    possible,
    surely,
    upper,
)
from evaldsl.evaluation.figures.extremes import absolute, between, doubtful, hull, maximum, minimum, sign_of, within
from evaldsl.evaluation.figures.irrational import exponential, rising, root
from evaldsl.evaluation.figures.rounding import round_figure

__all__ = [
    "LARGEST_BITS",
    "UNIT",
    "ZERO",
    "Corner",
    "End",
    "Num",
    "Truth",
    "absolute",
    "add",
    "added",
    "as_days",
    "between",
    "both",
    "divide",
    "doubtful",
    "either",
    "ends",
    "equal",
    "exponential",
    "first_missing",
    "hull",
    "interval",
    "is_absent",
    "is_dated",
    "less",
    "limited",
    "lower",
    "maximum",
    "minimum",
    "months",
    "months_between",
    "multiply",
    "negate",
    "negated",
    "not_computable",
    "one_of",
    "places",
    "possible",
    "power",
    "rising",
    "root",
    "round_figure",
    "shifted",
    "sign_of",
    "subtract",
    "surely",
    "upper",
    "within",
]
