"""The summary of a batch, gathered while its forms go by: counts, mean, median, ends, grades, ranks.

In: entries in the order of the input. Out: a `Summary`. Guarantees: exact; what is kept grows with the number of different scores and
subjects, never with the forms themselves; a sum of fractions whose common denominator grows beyond bounds goes on between two ends that
are nearer to each other than any digit that is printed, and is then known not to be exact.
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.batch.entries import Entry, Standing
from evaldsl.model.program import Program, RatingResult
from evaldsl.records import frozen

_NAMED = 3
"""Subjects that are named beside the least and the greatest score."""
_MOST_BITS = 2048
_FINE = 10**60


@frozen
class Figure:
    """A number between two ends, which are equal when it is exact."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction | None:
        """The number, None when it is only known to lie between the ends."""
        return self.low if self.low == self.high else None


@frozen
class End:
    """The least or greatest score: how many have it, and the first of them."""

    score: Fraction
    count: int
    subjects: tuple[str, ...]


@frozen
class Weighted:
    """A mean weighted by a figure of each form; `left_out` scored forms have no such figure. None: the figures add up to nothing."""

    by: str
    mean: Figure | None
    left_out: int


@frozen
class Summary:
    """What a batch comes to. `grades` has the count of every grade of the ruleset in its order; `ungraded` scored forms have none.

    `weights` are the least and the greatest full marks. Scores are printed with `digits` decimals, cut to `show` for display. `ranks` gives the rank of every printed score; `ties` are those of
    several forms, `shared` is how many forms have one of these.
    """

    number: int
    scored: int
    open: int
    unscored: int
    refused: int
    failed: int
    repeated: int
    refused_by: Mapping[str, int]
    mean: Figure | None
    weighted: Weighted | None
    median: Fraction | None
    least: End | None
    greatest: End | None
    weights: tuple[Fraction, Fraction] | None
    grades: Mapping[str, int]
    ungraded: int
    digits: int
    show: int | None
    ranks: Mapping[Fraction, int]
    ties: frozenset[Fraction]
    shared: int


class Sum:
    """A running sum that stays small: exact as long as its denominator is, between two ends after that."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._exact: Fraction | None = Fraction(0)
        self._low = self._high = 0

    def add(self, value: Fraction) -> None:
        """Adds one more."""
        if self._exact is not None:
            self._exact += value
            if self._exact.denominator.bit_length() <= _MOST_BITS:
                return
            value, self._exact = self._exact, None
        fine = value * _FINE
        self._low += fine.__floor__()
        self._high += fine.__ceil__()

    def figure(self) -> Figure:
        """The sum."""
        if self._exact is not None:
            return Figure(self._exact, self._exact)
        return Figure(Fraction(self._low, _FINE), Fraction(self._high, _FINE))


class Tally:
    """The summary of the entries so far."""

    def __init__(self, program: Program, weigh: str | None = None) -> None:
        """Of no entry; `weigh` is the name of the figure by which a mean is weighted."""
        self._weigh, self._show = weigh, program.show
        self._number = dict.fromkeys(Standing, 0)
        self._failed = self._repeated = self._ungraded = self._left_out = self._digits = 0
        self._codes: dict[str, int] = {}
        self._sum, self._products, self._counts = Sum(), Sum(), Sum()
        self._scores: dict[Fraction, int] = {}
        self._printed: dict[Fraction, int] = {}
        self._least: list[str] = []
        self._greatest: list[str] = []
        self._low: Fraction | None = None
        self._high: Fraction | None = None
        self._weights: tuple[Fraction, Fraction] | None = None
        self._grades = dict.fromkeys(_levels(program), 0)
        self._files: dict[str, int] = {}
        self._first: dict[str, tuple[int, int]] = {}

    def add(self, entry: Entry) -> tuple[str, int] | None:
        """Counts an entry in. Where its subject came before: the file of the first, and its line, or index, or 0."""
        self._number[entry.standing] += 1
        self._failed += entry.failed > 0
        for code in entry.codes if entry.standing is Standing.REFUSED else ():
            self._codes[code] = self._codes.get(code, 0) + 1
        if entry.standing is Standing.SCORED:
            self._scored(entry)
        return self._repeats(entry)

    def _scored(self, entry: Entry) -> None:
        grade = entry.score if entry.grade is None and isinstance(entry.score, str) else entry.grade
        if grade is None:
            self._ungraded += 1
        else:
            self._grades[grade] = self._grades.get(grade, 0) + 1
        score, printed = entry.score, entry.printed
        if not isinstance(score, Fraction) or printed is None:
            return
        self._digits = max(self._digits, entry.digits)
        self._sum.add(score)
        self._scores[score] = self._scores.get(score, 0) + 1
        self._printed[printed] = self._printed.get(printed, 0) + 1
        if entry.counts is not None:
            self._products.add(score * entry.counts)
            self._counts.add(entry.counts)
        else:
            self._left_out += 1
        weight = entry.weight
        if weight is not None:
            low, high = self._weights or (weight, weight)
            self._weights = min(low, weight), max(high, weight)
        if self._low is None or score < self._low:
            self._low, self._least = score, []
        if self._high is None or score > self._high:
            self._high, self._greatest = score, []
        for end, names in ((self._low, self._least), (self._high, self._greatest)):
            if score == end and len(names) < _NAMED:
                names.append(name_of(entry))

    def _repeats(self, entry: Entry) -> tuple[str, int] | None:
        if not entry.subject:
            return None
        at = entry.line if entry.index is None else entry.index
        here = self._files.setdefault(entry.file, len(self._files)), at or 0
        first = self._first.setdefault(entry.subject, here)
        if first is here:
            return None
        self._repeated += 1
        return list(self._files)[first[0]], first[1]

    def summary(self) -> Summary:
        """The summary of all entries."""
        count = sum(self._scores.values())
        total = self._sum.figure()
        mean = Figure(total.low / count, total.high / count) if count else None
        ranks: dict[Fraction, int] = {}
        above = shared = 0
        for printed in sorted(self._printed, reverse=True):
            ranks[printed] = above + 1
            above += self._printed[printed]
            shared += self._printed[printed] if self._printed[printed] > 1 else 0
        return Summary(
            sum(self._number.values()),
            self._number[Standing.SCORED],
            self._number[Standing.OPEN],
            self._number[Standing.UNSCORED],
            self._number[Standing.REFUSED],
            self._failed,
            self._repeated,
            dict(sorted(self._codes.items())),
            mean,
            self._weighted(),
            self._median(count),
            None if self._low is None else End(self._low, self._scores[self._low], tuple(self._least)),
            None if self._high is None else End(self._high, self._scores[self._high], tuple(self._greatest)),
            self._weights,
            dict(self._grades),
            self._ungraded,
            self._digits,
            self._show,
            ranks,
            frozenset(p for p, n in self._printed.items() if n > 1),
            shared,
        )

    def _weighted(self) -> Weighted | None:
        if self._weigh is None:
            return None
        products, counts = self._products.figure(), self._counts.figure()
        if counts.low <= 0:
            return Weighted(self._weigh, None, self._left_out)
        ends = [product / by for product in (products.low, products.high) for by in (counts.low, counts.high)]
        return Weighted(self._weigh, Figure(min(ends), max(ends)), self._left_out)

    def _median(self, count: int) -> Fraction | None:
        """The score in the middle, or the mean of the two there."""
        if not count:
            return None
        found: list[Fraction] = []
        wanted, passed = ((count - 1) // 2, count // 2), 0
        for score in sorted(self._scores):
            passed += self._scores[score]
            while len(found) < 2 and wanted[len(found)] < passed:
                found.append(score)
        return (found[0] + found[1]) / 2


def name_of(entry: Entry) -> str:
    """What an entry is called: its subject, else the place of its form."""
    if entry.subject:
        return entry.subject
    if entry.index is not None:
        return f"{entry.file}[{entry.index}]"
    return entry.file if entry.line is None else f"{entry.file}:{entry.line}"


def _levels(program: Program) -> tuple[str, ...]:
    """The grades of a ruleset, else the ratings, best first."""
    if program.grade_type is not None:
        cuts = tuple(dict.fromkeys(cut.level for cut in program.grades if cut.level is not None))
        return (*cuts, *(word for word in reversed(program.grade_type.members) if word not in cuts))
    rating = program.root.result
    if isinstance(rating, RatingResult):
        return tuple(reversed(rating.type.members))
    return ()
