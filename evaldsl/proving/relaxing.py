"""Proofs from the bounds of parts: a question in which every nested figure is only a number between its proved bounds.

In: simplified truths and the encodings that they speak of. Out: truths that hold whenever the first ones do, and are linear. So a proof of the weaker
question is a proof of the question; where the weaker one has an answer nothing is known. Bounds of a node are proved once for each encoding, from the
leaves up, those of a group from those of its children (docs/decisions/0019-proof.md).
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import z3

from evaldsl.model.program import PointsResult, RatingResult, ScaleResult
from evaldsl.proving.encoding import Encoding
from evaldsl.proving.simplifying import inner, simplified
from evaldsl.proving.sums import difference, flat
from evaldsl.proving.terms import ZERO, OutOfReach, Term, at_most, every, known, negation, some, term

Holds = Callable[[Sequence[Any]], bool]
"""Whether it is proved that no values make all of some truths hold."""

_COMPARED = {z3.Z3_OP_LT, z3.Z3_OP_LE, z3.Z3_OP_GE, z3.Z3_OP_GT, z3.Z3_OP_EQ}


class Bounds:
    """What is proved of the scores of the nodes of an encoding, by path; proved when it is first asked for."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._found: dict[str, Term] = {}
        self._ends: dict[str, tuple[Fraction, Fraction]] = {}
        self._nodes: dict[int, list[str]] | None = None

    def nodes(self) -> dict[int, list[str]]:
        """The nodes whose score is made of one nested figure, by the number of that figure."""
        if self._nodes is None:
            self._nodes = {}
            for path in self._singles():
                made = self.encoding.scored(path)
                for x in (made.score.x, made.exact.x):
                    parts = {} if known(x) else flat(inner(x))[0]
                    if len(parts) == 1:
                        self._nodes.setdefault(next(iter(parts)), []).append(path)
        return self._nodes

    def _singles(self) -> list[str]:
        """The nodes that may be made of one figure; for a second file those that differ, for the first speaks of the very same others."""
        encoding = self.encoding
        if encoding.first is not None:
            alike = dict.fromkeys(path for paths in bounds_of(encoding.first).nodes().values() for path in paths)
            return [path for path in alike if encoding.first.reads(path) & encoding.apart]
        found: list[str] = []
        for path, plan in encoding.plan.nodes.items():
            try:
                encoding.scored(path)
            except OutOfReach:
                continue
            if not isinstance(plan.node.result, RatingResult):
                found.append(path)
        return found

    def of(self, path: str, holds: Holds) -> Term:
        """That the score and the raw score of a node lie in its bounds, wherever that is so: everywhere, or where it can be computed."""
        if path not in self._found:
            self._found[path] = True  # nothing is known of a node while its own bounds are being proved
            self._found[path] = self._proved(path, holds)
        return self._found[path]

    def _proved(self, path: str, holds: Holds) -> Term:
        first = self.encoding.first
        if first is not None:  # what holds for any facts holds for the second file
            return self.encoding.renamed(bounds_of(first).of(path, holds))
        made, node = self.encoding.scored(path), self.encoding.plan.nodes[path].node
        truths: list[Term] = []
        for x in dict.fromkeys((made.score.x, made.exact.x)):
            match node.result:
                case PointsResult():
                    high = None if self.encoding.boundless(node) else made.counts
                    low = ZERO
                case ScaleResult():
                    low, high = node.result.low, node.result.high
                case RatingResult():
                    return True
            within = every((at_most(low, x), True if high is None else at_most(x, high)))
            if within is True:
                continue
            plain = every((_plainly(low, x), True if high is None else _plainly(x, high)))
            known_ = self.encoding.domain(self.encoding.reads(term(within)))
            if holds([term(negation(within)), *known_]):
                truths.append(plain)
                if isinstance(high, Fraction):
                    self._ends[path] = (low, high)
            else:
                broken = some((made.score.absent, made.score.lost))
                reads = self.encoding.domain(self.encoding.reads(term(within), term(broken)))
                if broken is not False and holds([term(negation(within)), term(negation(broken)), *reads]):
                    truths.append(some((simplified(broken), plain)))
        return every(truths)

    def ends(self, path: str, holds: Holds) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest score of a node where they are proved and known."""
        first = self.encoding.first
        if first is not None:
            return bounds_of(first).ends(path, holds)
        self.of(path, holds)
        return self._ends.get(path)


def bounds_of(encoding: Encoding) -> Bounds:
    """What is proved of the scores of an encoding; the same for every question."""
    if encoding.bounds is None:
        encoding.bounds = Bounds(encoding)
    found = encoding.bounds
    assert isinstance(found, Bounds)
    return found


def _plainly(a: Term, b: Term) -> Term:
    """a ≤ b, with the nested figures as they stand: the truth is to speak of them."""
    return term(a if known(a) else inner(a)) <= term(b if known(b) else inner(b))


def weaker(truths: Sequence[Any], all_bounds: Sequence[Bounds], holds: Holds, compare: bool = True) -> Iterator[list[Any]]:
    """Linear questions that are weaker than a simplified one, from what is proved of the scores in it; none where nothing stands to be weakened.

    First from their bounds; then, of two fact files, also from how each score of the one compares with that of the other
    (`compare`; not while such a comparison is itself being proved, which would never end).
    """
    relaxed = _Relaxed()
    made: list[Any] = []
    plain: list[Any] = []
    for x in truths:
        before = len(relaxed.stand_ins)
        made.append(relaxed.truth(x))
        if before == len(relaxed.stand_ins) and made[-1].eq(x):
            plain.append(x)
    if not relaxed.stand_ins:
        return
    done: set[tuple[int, str]] = set()
    while due := [(i, path) for i, path in _standing(relaxed, all_bounds) if (i, path) not in done]:
        for i, path in due:
            done.add((i, path))
            bound = all_bounds[i].of(path, holds)
            if bound is not True:
                made.append(relaxed.truth(term(bound)))
    yield made
    compared = list(_compared(done, all_bounds, plain, holds)) if compare else []
    if compared:
        yield made + [relaxed.truth(x) for x in compared]


def _standing(relaxed: "_Relaxed", all_bounds: Sequence[Bounds]) -> list[tuple[int, str]]:
    """The nodes whose score is among what has been replaced."""
    signs = list(relaxed.stand_ins)
    return [(i, path) for i, bounds in enumerate(all_bounds) for sign in signs for path in bounds.nodes().get(sign, ())]


def tightened(truths: Sequence[Any], all_bounds: Sequence[Bounds], holds: Holds) -> list[Any]:
    """What sums that must come near the most or the least that they can be say of each of their parts: a total of 100 has all marks everywhere."""
    found: list[Any] = []
    for one in _conjuncts(truths):
        kind = one.decl().kind()
        if kind not in _COMPARED or not z3.is_arith(one.arg(0)):
            continue
        parts, fixed = difference(one.arg(0), one.arg(1))
        ends = [_ends(sign, part, by, all_bounds, holds) for sign, (part, by) in parts.items()] if len(parts) > 1 else []
        if not ends or any(x is None for x in ends):
            continue
        sides = [x for x in ends if x is not None]
        for sign, at in ((1, 1), (-1, 0)):  # the sum is at least 0: near its highest; at most 0: near its lowest
            if kind not in (_UPWARD if sign > 0 else _DOWNWARD):
                continue
            room = sign * (fixed + sum((x[at] for x in sides), ZERO))
            if room < 0:
                return [False]
            for (part, by), x in zip(parts.values(), sides, strict=True):
                if x[1] - x[0] > room:
                    moved = term(by) * part
                    found.append(simplified(moved >= term(x[1] - room) if sign > 0 else moved <= term(x[0] + room)))
    return found


_UPWARD = {z3.Z3_OP_GE, z3.Z3_OP_GT, z3.Z3_OP_EQ}
_DOWNWARD = {z3.Z3_OP_LE, z3.Z3_OP_LT, z3.Z3_OP_EQ}


def _conjuncts(truths: Sequence[Any]) -> Iterator[Any]:
    for one in truths:
        if z3.is_and(one):
            yield from _conjuncts(one.children())
        elif z3.is_app(one):
            yield one


def _ends(sign: int, part: Any, by: Fraction, all_bounds: Sequence[Bounds], holds: Holds) -> tuple[Fraction, Fraction] | None:
    """The least and the most that a part with its coefficient can be, from what is proved of the node that it is the score of."""
    for bounds in all_bounds:
        for path in bounds.nodes().get(sign, ()):
            found = bounds.ends(path, holds)
            made = bounds.encoding.scored(path).score.x
            inside, fixed = ({}, ZERO) if known(made) else flat(inner(made))
            if found is None or sign not in inside:
                continue
            scale = inside[sign][1]
            ends = sorted(by * (end - fixed) / scale for end in found)
            return ends[0], ends[1]
    return None


def _compared(done: set[tuple[int, str]], all_bounds: Sequence[Bounds], plain: list[Any], holds: Holds) -> Iterator[Any]:
    """For each score that stands in the question for two fact files: which of the two is not the lesser, where the plain truths settle that."""
    for i, bounds in enumerate(all_bounds):
        first = next((k for k, other in enumerate(all_bounds) if other.encoding is bounds.encoding.first), None)
        both = [] if first is None else sorted(path for k, path in done if k == i and (first, path) in done)
        if first is None or len(both) < 2:
            continue  # of one score the question itself is as easy
        for path in both:
            a, b = (all_bounds[k].encoding.scored(path).score.x for k in (first, i))
            for x, y in ((a, b), (b, a)):
                if not known(x) and not known(y) and holds([*plain, x > y]):
                    yield _plainly(x, y)
                    break


class _Relaxed:
    """Truths with a number of its own for every nested figure."""

    def __init__(self) -> None:
        self.stand_ins: dict[int, Any] = {}
        self._kept: dict[int, tuple[Any, Any]] = {}

    def truth(self, x: Any) -> Any:
        """A truth that holds whenever x does, for some value of what stands in."""
        found = self._kept.get(x.get_id())
        if found is None:
            found = (x, self._made(x))
            self._kept[x.get_id()] = found
        return found[1]

    def _made(self, x: Any) -> Any:
        if z3.is_const(x):
            return x
        kind = x.decl().kind()
        if kind in _COMPARED and z3.is_arith(x.arg(0)):
            a, b = (self._number(y) for y in x.children())
            return {z3.Z3_OP_LT: a < b, z3.Z3_OP_LE: a <= b, z3.Z3_OP_GE: a >= b, z3.Z3_OP_GT: a > b}.get(kind, a == b)
        return x.update(*[self.truth(y) if z3.is_bool(y) else y for y in x.children()])

    def _number(self, x: Any) -> Any:
        parts, fixed = flat(x)
        if all(z3.is_int(part) for part, _ in parts.values()):
            return x if all(_plain(part) for part, _ in parts.values()) else self._whole(parts, fixed)
        return self._whole(parts, fixed)

    def _whole(self, parts: dict[int, tuple[Any, Fraction]], fixed: Fraction) -> Any:
        made = [term(fixed)]
        for sign, (part, by) in parts.items():
            one = part if _plain(part) else self._stand_in(sign, part)
            made.append(term(by) * (one if z3.is_real(one) else z3.ToReal(one)))
        return z3.Sum(made)

    def _stand_in(self, sign: int, part: Any) -> Any:
        if sign not in self.stand_ins:
            self.stand_ins[sign] = (z3.Real(f"~{len(self.stand_ins)}"), part)
        return self.stand_ins[sign][0]


def _plain(part: Any) -> bool:
    """Whether a part is an unknown."""
    return bool(z3.is_const(part) or (part.decl().kind() == z3.Z3_OP_TO_REAL and z3.is_const(part.arg(0))))
