"""Likely explanations of a contradicted figure, tried in a fixed order; one is stated only when it gives the printed figure
exactly at its digits.

Those that need only the two figures live in evaluation; here are also those that need the rest of the result: another base of the
same value, a term or row left out of a sum.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.auditing.data import Tried
from evaldsl.auditing.lookup import Lookup, row_name, settled
from evaldsl.evaluation.slips import Fits, Slip, of_inverse, of_point, of_share, of_sign, of_the_pen, of_unit
from evaldsl.model.claims import Reading, Subject, SubjectKind
from evaldsl.model.numbers import Mode
from evaldsl.model.program import Aggregate, Arithmetic, CombineKind, Expr, FactRef, LetRef, NodeRef, Op
from evaldsl.model.types import QuantityType


def slip(tried: Tried, lookup: Lookup, sole: bool) -> Slip | None:
    """The first explanation that fits. `sole`: the claim named this one figure, so that another case is news."""
    reading, exact = tried.reading, tried.exact
    if reading is None or reading.digits is None or not isinstance(exact, Fraction) or not isinstance(reading.figure, Fraction):
        return None
    fits = Fits(reading.figure / reading.factor, reading.digits)
    return next((x for x in _all(tried.subject, reading, exact, lookup, sole, fits) if x is not None), None)


def _all(subject: Subject, reading: Reading, exact: Fraction, lookup: Lookup, sole: bool, fits: Fits) -> Iterator[Slip | None]:
    yield of_sign(exact, fits)
    if fits.telling:  # one figure alone agrees too easily with some power of ten of any value
        yield of_unit(reading.unit, exact, fits)
        yield of_share(exact, fits) if _is_ratio(subject) else None
        yield of_point(exact, fits)
    yield _case(subject, reading, lookup, fits) if sole else None
    if fits.telling:
        yield of_inverse(exact, reading.factor, fits) if _is_ratio(subject) else None
    if fits.printed != 0:
        yield _left_out(subject, reading, exact, lookup, fits)
    yield Slip("rounded_up") if fits(exact, Mode.UP) else None
    yield from of_the_pen(exact, fits.printed, fits.digits)


def _is_ratio(subject: Subject) -> bool:
    return isinstance(subject.type, QuantityType) and not subject.type.unit.dimension and subject.kind is not SubjectKind.NODE


def _case(subject: Subject, reading: Reading, lookup: Lookup, fits: Fits) -> Slip | None:
    """Another base of the same named value."""
    figures = lookup.result.values if subject.kind is SubjectKind.LET else lookup.row(subject) or {}
    own = subject.name if subject.kind is SubjectKind.LET else subject.part
    base, dot, _ = own.rpartition(".")
    if subject.kind not in (SubjectKind.LET, SubjectKind.CELL) or not dot:
        return None
    for name, figure in figures.items():
        if name != own and name.rpartition(".")[0] == base:
            value = settled(figure.value)
            if isinstance(value, Fraction) and fits(value / reading.factor):
                return Slip("case", {"name": name})
    return None


def _left_out(subject: Subject, reading: Reading, exact: Fraction, lookup: Lookup, fits: Fits) -> Slip | None:
    """A sum without one of its terms."""
    for name, value in _terms(subject, lookup):
        if value and fits(exact - value / reading.factor):
            return Slip("left_out", {"name": name})
    return None


def _terms(subject: Subject, lookup: Lookup) -> Iterator[tuple[str, Fraction]]:
    """The terms of the sum that makes a figure: those of a formula, or the rows of a group."""
    program = lookup.result.program
    if subject.kind is SubjectKind.LET:
        for term in _sum(program.lets[subject.name].expr):
            if isinstance(term, Aggregate) and term.function == "sum" and term.id in lookup.result.aggregates:
                yield from _rows(term, lookup)
            elif isinstance(term, FactRef | LetRef):
                value = settled(lookup.result.values[term.name].value)
                if isinstance(value, Fraction):
                    yield term.name, value
            elif isinstance(term, NodeRef) and term.path in lookup.nodes:
                score = lookup.nodes[term.path].score
                if isinstance(score, Fraction):
                    yield term.path, score
    elif subject.kind is SubjectKind.LIST and subject.part != "count":
        for i, row in enumerate(lookup.result.lists[subject.name].rows):
            value = settled(row[subject.part].value)
            if isinstance(value, Fraction):
                yield row_name(lookup.result, subject.name, i), value
    elif subject.kind is SubjectKind.NODE and subject.part in ("score", "weight"):
        group = lookup.nodes.get(subject.name)
        if group is not None and group.node.combine is not None and group.node.combine.kind is CombineKind.SUM:
            for child in group.children:
                points = child.score if subject.part == "score" else child.weight
                if isinstance(points, Fraction):
                    yield child.node.path, points


def _rows(over: Aggregate, lookup: Lookup) -> Iterator[tuple[str, Fraction]]:
    """The rows of a sum over a list, by their keys."""
    for i, x, _ in lookup.result.aggregates[over.id].used:
        if isinstance(x, Fraction):
            yield row_name(lookup.result, over.list, i), x


def _sum(expr: Expr) -> list[Expr]:
    """The terms of a chain of additions, or one sum over a list; empty when there is neither."""
    terms: list[Expr] = []
    stack = [expr]
    while stack:
        term = stack.pop()
        if isinstance(term, Arithmetic) and term.op is Op.ADD:
            stack += [term.right, term.left]
        else:
            terms.append(term)
    return terms if len(terms) > 1 or isinstance(terms[0], Aggregate) else []
