"""Likely explanations of a contradicted figure, tried in a fixed order; one is stated only when it gives the printed figure
exactly at its digits.

Slips of the reckoning (sign, unit, percentage for share, moved point, another base, inverse ratio, a term left out, rounding up)
come before slips of the pen (digits swapped, lost, added, mistaken), because they say more. Those of the pen need figures long
enough that a chance agreement is unlikely.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.auditing.data import Slip, Tried
from evaldsl.auditing.lookup import Lookup, settled
from evaldsl.model.claims import Reading, Subject, SubjectKind
from evaldsl.model.numbers import Mode, fixed, int_text, round_to
from evaldsl.model.program import Aggregate, Arithmetic, CombineKind, Expr, FactRef, LetRef, NodeRef, Op
from evaldsl.model.types import QuantityType
from evaldsl.model.unit_names import SCALES

_POINTS = (1, 2, 3, 4)
_LONGEST = 30
"""Figures before or behind the point beyond which slips of the pen are not looked for."""
_TELLING, _PEN, _WRONG = 2, 3, 4
"""Digits that a figure has at least when a power of ten; a digit lost or added; a single mistaken one is taken for the cause."""


def slip(tried: Tried, lookup: Lookup, sole: bool) -> Slip | None:
    """The first explanation that fits. `sole`: the claim named this one figure, so that another case is news."""
    reading, exact = tried.reading, tried.exact
    if reading is None or reading.digits is None or not isinstance(exact, Fraction) or not isinstance(reading.figure, Fraction):
        return None
    printed = reading.figure / reading.factor
    try_ = _Fits(printed, reading.digits)
    for found in _all(tried.subject, reading, exact, printed, lookup, sole, try_):
        if found is not None:
            return found
    return None


class _Fits:
    """Whether a figure is the printed one at its digits."""

    def __init__(self, printed: Fraction, digits: int) -> None:
        self.printed, self.digits = printed, digits

    def __call__(self, value: Fraction, mode: Mode = Mode.HALF_UP) -> bool:
        return round_to(value, mode, self.digits) == self.printed


def _all(
    subject: Subject, reading: Reading, exact: Fraction, printed: Fraction, lookup: Lookup, sole: bool, fits: _Fits
) -> Iterator[Slip | None]:
    # One figure alone agrees too easily with some power of ten of any value.
    telling = _count(_text(printed, fits.digits).strip("0.")) >= _TELLING
    if printed != 0:  # a zero is what every small enough figure rounds to
        yield Slip("sign") if fits(-exact) else None
    if telling:
        yield _unit(reading, exact, fits)
        yield _share(subject, exact, fits)
        yield _point(exact, fits)
    yield _case(subject, reading, lookup, fits) if sole else None
    if telling:
        yield _inverse(subject, reading, exact, fits)
    if printed != 0:
        yield _left_out(subject, reading, exact, lookup, fits)
    yield Slip("rounded_up") if fits(exact, Mode.UP) else None
    yield from _pen(exact, printed, fits.digits)


# ---- the reckoning ---------------------------------------------------------------------------------------------------


def _unit(reading: Reading, exact: Fraction, fits: _Fits) -> Slip | None:
    """The figure of 元 with the unit 万元, and so on: a unit that has a scale word, or could have."""
    base = next(
        (reading.unit[len(w) :] for w in SCALES if reading.unit.startswith(w) and len(reading.unit) > len(w)), reading.unit
    )
    if not base or base in ("%", "‰", "个百分点"):
        return None
    scale = _scale(reading.unit, base)
    for word, other in (("", 1), ("万", 10**4), ("亿", 10**8)):
        if other != scale and fits(exact * Fraction(scale, other)):
            return Slip("unit", {"right": word + base, "printed": reading.unit})
    return None


def _scale(unit: str, base: str) -> int:
    return SCALES.get(unit[: len(unit) - len(base)], 1)


def _share(subject: Subject, exact: Fraction, fits: _Fits) -> Slip | None:
    """0.98% printed for 98%, or 98 for 0.98."""
    if not _is_ratio(subject):
        return None
    return Slip("share") if fits(exact / 100) or fits(exact * 100) else None


def _is_ratio(subject: Subject) -> bool:
    return isinstance(subject.type, QuantityType) and not subject.type.unit.dimension and subject.kind is not SubjectKind.NODE


def _point(exact: Fraction, fits: _Fits) -> Slip | None:
    for power in _POINTS:
        if fits(exact * 10**power):
            return Slip("point", {"factor": f"{10**power:,}", "way": "up"})
        if fits(exact / 10**power):
            return Slip("point", {"factor": f"{10**power:,}", "way": "down"})
    return None


def _case(subject: Subject, reading: Reading, lookup: Lookup, fits: _Fits) -> Slip | None:
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


def _inverse(subject: Subject, reading: Reading, exact: Fraction, fits: _Fits) -> Slip | None:
    if not _is_ratio(subject) or exact == 0:
        return None
    return Slip("inverse") if fits(1 / (exact * reading.factor) / reading.factor) else None


def _left_out(subject: Subject, reading: Reading, exact: Fraction, lookup: Lookup, fits: _Fits) -> Slip | None:
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
                yield lookup.row_name(subject.name, i), value
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
            yield lookup.row_name(over.list, i), x


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


# ---- the pen ---------------------------------------------------------------------------------------------------------


def _pen(exact: Fraction, printed: Fraction, digits: int) -> Iterator[Slip | None]:
    """Digits swapped, lost, added, mistaken: the text of the right figure against the printed one."""
    if (exact < 0) != (printed < 0) or digits > _LONGEST or max(abs(exact), abs(printed)) >= 10**_LONGEST:
        return
    stated = _text(printed, digits)
    right = _text(exact, digits)
    if _count(stated) < _PEN - 1:
        return
    yield _swapped(stated, right)
    for more in (0, 1):
        text = _text(exact, digits + more)
        lost = _dropped(stated, text) if _count(stated) >= _PEN else None
        yield Slip("lost", {"digit": lost, "right": text}) if lost else None
        text = _text(exact, max(0, digits - more))
        extra = _dropped(text, stated) if _count(text) >= _PEN else None
        yield Slip("extra", {"digit": extra, "right": text}) if extra else None
    if len(stated) == len(right) and _count(stated) >= _WRONG and sum(a != b for a, b in zip(stated, right, strict=True)) == 1:
        yield Slip("digit", {"right": right})


def _text(value: Fraction, digits: int) -> str:
    whole = round_to(abs(value), Mode.HALF_UP, digits)
    return fixed(whole, digits) if digits > 0 else int_text(int(whole))


def _count(text: str) -> int:
    return len(text.replace(".", ""))


def _swapped(stated: str, right: str) -> Slip | None:
    """Two neighbours exchanged, the point between them or not."""
    a, b = stated.replace(".", ""), right.replace(".", "")
    if len(a) != len(b) or stated.find(".") != right.find("."):
        return None
    differ = [i for i in range(len(a)) if a[i] != b[i]]
    neighbours = len(differ) == 2 and differ[1] == differ[0] + 1
    if neighbours and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]:
        return Slip("swapped", {"right": right})
    return None


def _dropped(short: str, long: str) -> str | None:
    """The one digit without which the longer text is the shorter one."""
    if len(long) == len(short) + 1 or (len(long) == len(short) + 2 and "." not in short):
        for i, char in enumerate(long):
            if char != "." and (long[:i] + long[i + 1 :]).removesuffix(".") == short:
                return char
    return None
