"""Stated figures against one another: a total against its stated parts, a rate against its stated quotient.

In: judged claims. Out: for a contradicted claim the slip that it only follows from other figures that are stated wrong; and findings of totals
and quotients that their own stated parts do not give. Guarantees: a printed figure stands for all that it may be the rounding of, so that
rounded parts never contradict a total; one mistake is told once, so claims that are contradicted already are no part of a finding.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.auditing.data import ClaimResult, Finding, Verdict
from evaldsl.auditing.lookup import Lookup, settled
from evaldsl.evaluation.restated import at_digits
from evaldsl.evaluation.slips import Slip
from evaldsl.model.claims import Reading, Subject, SubjectKind
from evaldsl.model.program import Aggregate, Arithmetic, CombineKind, Const, Expr, FactRef, FieldRef, LetRef, Op, Relation
from evaldsl.records import evolve

Ends = tuple[Fraction, Fraction]
Key = tuple[SubjectKind, str, str, object]


def means(claim: ClaimResult) -> Reading | None:
    """The figure that a claim states of one subject, where it leaves none open."""
    if claim.claim.relation is not Relation.EQ or claim.claim.than is not None or claim.one is None:
        return None
    if len(claim.tried) == 1 or (claim.verdict is Verdict.REPRODUCED and len(claim.matches) == 1):
        return claim.one.reading
    return None


class Stated:
    """What the claims state, by the figure that they speak of; where a figure is stated twice, the first stands."""

    def __init__(self, claims: Sequence[ClaimResult], lookup: Lookup) -> None:
        """Of judged claims."""
        self.lookup = lookup
        self.by_key: dict[Key, tuple[ClaimResult, Reading]] = {}
        for claim in claims:
            reading = means(claim)
            if reading is not None and isinstance(reading.figure, Fraction) and reading.digits is not None:
                self.by_key.setdefault(_key(reading.subject), (claim, reading))

    def follows(self, claim: ClaimResult) -> Slip | None:
        """That a contradicted figure is right for the other figures that are stated, of which one at least is wrong."""
        reading = means(claim)
        if reading is None or reading.digits is None or not isinstance(reading.figure, Fraction):
            return None
        used: list[ClaimResult] = []
        value = self._value(reading.subject, used, exact=True)
        wrong = [x for x in used if x.verdict is Verdict.CONTRADICTED]
        if (
            value is None
            or not wrong
            or at_digits(reading.figure / reading.factor, value[0] / reading.factor, reading.digits) is None
        ):
            return None
        names = "、".join(f"{x.one.subject.text} {x.claim.stated}" for x in wrong[:3] if x.one is not None)
        return Slip("stated", {"names": names})

    def parts(self, claim: ClaimResult) -> Finding | None:
        """A stated figure that its own stated parts do not give, whatever they were rounded from."""
        reading = means(claim)
        if reading is None or reading.digits is None or claim.verdict is Verdict.CONTRADICTED:
            return None
        used: list[ClaimResult] = []
        value = self._value(reading.subject, used, exact=False)
        if value is None or not used or any(x.verdict is Verdict.CONTRADICTED for x in used):
            return None
        low, high = _ends(reading)
        if value[0] <= high and low <= value[1]:
            return None
        return Finding("stated_parts", reading.subject.text, True, claims=(claim, *used))

    def _value(self, subject: Subject, used: list[ClaimResult], exact: bool) -> Ends | None:
        """What the parts of a figure give: exactly as printed with computed ones for those not stated, else all that they may be."""
        program, row = self.lookup.result.program, None
        match subject.kind:
            case SubjectKind.LET:
                expr: Expr | None = program.lets[subject.name].expr
            case SubjectKind.CELL:
                let = program.lists[subject.name].lets.get(subject.part)
                expr, row = None if let is None else let.expr, subject
            case SubjectKind.NODE:
                return self._children(subject, used, exact)
            case _:
                return None
        if expr is None or not isinstance(expr, Arithmetic | Aggregate):
            return None
        return self._of(expr, row, used, exact)

    def _children(self, subject: Subject, used: list[ClaimResult], exact: bool) -> Ends | None:
        """The stated points or weights of the children of a group that adds up: weights must add up to their parent's too."""
        group = self.lookup.nodes.get(subject.name)
        if group is None or subject.part not in ("score", "weight") or not group.children:
            return None
        combine = group.node.combine
        if combine is None or combine.kind is not CombineKind.SUM or group.node.scaled_from is not None:
            return None
        low = high = Fraction(0)
        for child in group.children:
            ends = self._one((SubjectKind.NODE, child.node.path, subject.part, None), None, used, exact)
            if ends is None:
                return None
            low, high = low + ends[0], high + ends[1]
        return low, high

    def _one(self, key: Key, computed: object, used: list[ClaimResult], exact: bool) -> Ends | None:
        found = self.by_key.get(key)
        if found is not None:
            claim, reading = found
            used.append(claim)
            assert isinstance(reading.figure, Fraction)
            return (reading.figure, reading.figure) if exact else _ends(reading)
        return (computed, computed) if exact and isinstance(computed, Fraction) else None

    def _of(self, e: Expr, row: Subject | None, used: list[ClaimResult], exact: bool) -> Ends | None:
        match e:
            case Const():
                return (e.value, e.value) if isinstance(e.value, Fraction) else None
            case FactRef():
                value = settled(self.lookup.result.values[e.name].value)
                return self._one((SubjectKind.FACT, e.name, "", None), value, used, exact)
            case LetRef():
                value = settled(self.lookup.result.values[e.name].value)
                return self._one((SubjectKind.LET, e.name, "", None), value, used, exact)
            case FieldRef() if row is not None:
                cells = self.lookup.row(row)
                figure = None if cells is None else settled(cells[e.name].value)
                return self._one((SubjectKind.CELL, row.name, e.name, row.row), figure, used, exact)
            case Arithmetic():
                left = self._of(e.left, row, used, exact)
                right = None if left is None else self._of(e.right, row, used, exact)
                return None if left is None or right is None else _combined(e.op, left, right)
            case Aggregate():
                return self._sum(e, used, exact)
            case _:
                return None

    def _sum(self, e: Aggregate, used: list[ClaimResult], exact: bool) -> Ends | None:
        """A sum of a column, over the rows that count."""
        made = self.lookup.result.aggregates.get(e.id)
        if made is None or e.function != "sum" or not isinstance(e.operand, FieldRef) or made.left_out or made.maybe:
            return None
        low = high = Fraction(0)
        for index, x, _ in made.used:
            ends = self._one((SubjectKind.CELL, e.list, e.operand.name, self.lookup.key(e.list, index)), x, used, exact)
            if ends is None:
                return None
            low, high = low + ends[0], high + ends[1]
        return low, high


def _key(subject: Subject) -> Key:
    return subject.kind, subject.name, subject.part, subject.row


def _ends(reading: Reading) -> Ends:
    """All that a printed figure may be the rounding of, cut off or rounded; printed points are what a parent adds up."""
    assert isinstance(reading.figure, Fraction)
    if reading.subject.kind is SubjectKind.NODE:
        return reading.figure, reading.figure
    unit = reading.factor / 10 ** (reading.digits or 0)
    way = 1 if reading.figure >= 0 else -1
    ends = sorted((reading.figure - way * unit / 2, reading.figure + way * unit))
    return ends[0], ends[1]


def _combined(op: Op, a: Ends, b: Ends) -> Ends | None:
    match op:
        case Op.ADD:
            return a[0] + b[0], a[1] + b[1]
        case Op.SUB:
            return a[0] - b[1], a[1] - b[0]
        case Op.MUL | Op.OF:
            every = [x * y for x in a for y in b]
        case Op.DIV if b[0] > 0 or b[1] < 0:
            every = [x / y for x in a for y in b]
        case _:
            return None
    return min(every), max(every)


def with_slips(claims: Sequence[ClaimResult], stated: Stated) -> tuple[ClaimResult, ...]:
    """The claims, those that only follow from other wrong ones with that for their slip."""
    return tuple(_with_slip(claim, stated) for claim in claims)


def _with_slip(claim: ClaimResult, stated: Stated) -> ClaimResult:
    if claim.verdict is not Verdict.CONTRADICTED:
        return claim
    slip = stated.follows(claim)
    return claim if slip is None else evolve(claim, slip=slip)


def stated_parts(claims: Sequence[ClaimResult], stated: Stated) -> Iterator[Finding]:
    """Every figure that its own stated parts do not give, once."""
    told: set[Key] = set()
    for claim in claims:
        found = stated.parts(claim)
        if found is not None and claim.one is not None and _key(claim.one.subject) not in told:
            told.add(_key(claim.one.subject))
            yield found
