"""What is kept of one form of a batch: whose it is, where it stands, what it scored or why not.

In: a program, a form. Out: an `Entry`, with the `Result` and problems that it was made from. Guarantees: never raises for anything a form
may hold; an entry holds no part of the form but its subject.
"""

from enum import Enum
from fractions import Fraction

from evaldsl.auditing.lookup import settled
from evaldsl.batch.asked import subject_of
from evaldsl.batch.forms import Form
from evaldsl.batch.places import in_file
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import Result
from evaldsl.model.program import Program
from evaldsl.model.values import Missing, Uncertain, Value
from evaldsl.readers.json_facts import read
from evaldsl.records import frozen
from evaldsl.reporting.figures import score_digits, score_printed


class Standing(Enum):
    """How a form came out. SCORED: one score (or rating). OPEN: an interval of scores, with `partial`. UNSCORED: nothing to score, or not
    applicable as a whole. REFUSED: unreadable, or not settled."""

    SCORED = "scored"
    OPEN = "open"
    UNSCORED = "unscored"
    REFUSED = "refused"


@frozen
class Entry:
    """One form of a batch. `score` is exact, `printed` the number that is printed for it (None where there is none).

    `codes` are those of its errors, `failed` the number of its error-level checks that fail. `counts` is the figure by which a mean
    weighs it, None when it has none.
    """

    number: int
    subject: str
    file: str
    line: int | None
    index: int | None
    standing: Standing
    score: Value | None = None
    printed: Fraction | None = None
    digits: int = 0
    weight: Fraction | None = None
    grade: str | None = None
    grades: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    failed: int = 0
    counts: Fraction | None = None


@frozen
class Made:
    """An entry with the result that it was made from, None when the form could not be read, and what was wrong with the form."""

    entry: Entry
    result: Result | None
    problems: tuple[Diagnostic, ...]


def scored(program: Program, form: Form, partial: bool = False, weigh: str | None = None) -> Made:
    """Scores a form. `weigh` names the fact or named value that it counts by in a weighted mean."""
    if form.data is None:
        return Made(_entry(form, "", None, form.problems, program, weigh), None, form.problems)
    found = read(form.data, form.name, program)
    result = None if found.facts is None else evaluate(program, found.facts, partial)
    problems = found.problems if result is None else (*found.problems, *result.problems)
    if problems:
        problems = tuple([in_file(problem, form) for problem in problems])
    subject = subject_of(form) if found.facts is None else found.facts.subject
    return Made(_entry(form, subject, result, problems, program, weigh), result, problems)


def _entry(
    form: Form, subject: str, result: Result | None, problems: tuple[Diagnostic, ...], program: Program, weigh: str | None
) -> Entry:
    codes = tuple(dict.fromkeys(p.code for p in problems if p.severity is Severity.ERROR)) if problems else ()
    if result is None or result.refused:
        return Entry(form.number, subject, form.file, form.line, form.index, Standing.REFUSED, codes=codes)
    failed = sum([c.passed is False and c.check.severity == "error" for c in result.checks])
    counts: Value | None = None
    if weigh is not None and weigh in result.values:
        counts = settled(result.values[weigh].value)
    at = form.number, subject, form.file, form.line, form.index
    by = counts if isinstance(counts, Fraction) and counts >= 0 else None
    total = result.total
    if total is None or isinstance(total.score, Missing):
        return Entry(*at, Standing.UNSCORED, codes=codes, failed=failed, counts=by)
    digits, score = score_digits(result.root, program), settled(total.score)
    standing = Standing.OPEN if isinstance(score, Uncertain) else Standing.SCORED
    number = score_printed(score, digits, program.show) if isinstance(score, Fraction) else None
    return Entry(*at, standing, score, number, digits, total.weight, total.grade, total.grades, codes, failed, by)
