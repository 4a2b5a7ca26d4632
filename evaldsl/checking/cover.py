"""Which inputs the lines of a decision table hold for: gaps, overlaps and lines that never fire, exactly.

In: for each input an axis, its values put into classes that no line tells apart, each with one value of it and the set of lines (a bit
mask) whose cell holds for it. Out: inputs for which no line holds, for which two hold, lines that others cover. Nothing is sampled: what
is found is found with a witness, what is not found does not exist. The search is bounded; a table too large for it raises `TooMany`.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.checking.ranges import MINUS, PLUS, Range
from evaldsl.model.values import Known

MOST_STEPS = 50_000
"""How many combinations of inputs the search for a gap looks at."""


class TooMany(Exception):
    """The lines of a table cut its inputs into more combinations than are looked at."""


@frozen
class Atom:
    """Values of one input that every line treats alike: one of them (None: any text that no cell names), and the lines that hold."""

    witness: Known | None
    lines: int


Axis = tuple[Atom, ...]
Holds = Callable[[Known | None, int], bool]
"""Whether the cell of a line holds for a value of the axis."""


# ---- axes ------------------------------------------------------------------------------------------------------------


def axis(values: Sequence[Known | None], lines: int, holds: Holds) -> Axis:
    """The values put into classes by the lines that hold for them; the first of each class stands for it."""
    found: dict[int, Atom] = {}
    for value in values:
        mask = 0
        for line in range(lines):
            if holds(value, line):
                mask |= 1 << line
        found.setdefault(mask, Atom(value, mask))
    return tuple(found.values())


def number_values(domain: Range, step: Fraction | None, ends: Sequence[Fraction], one: Fraction) -> list[Fraction]:
    """One number for every part into which the ends cut a domain: each end itself and one between neighbours.

    With a `step` only its multiples count. `one` is the size of one unit, to step beyond the last end by.
    """
    cuts = sorted({e for e in ends if domain.holds(e)} | {x[1] for x in (domain.low, domain.high) if not x[0]})
    found: list[Fraction] = []
    if not cuts:
        middle = _between(domain, None, None, step, one)
        return [] if middle is None else [middle]
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        inside = _between(domain, low, high, step, one)
        if inside is not None:
            found.append(inside)
        if high is not None and domain.holds(high) and (step is None or (high / step).denominator == 1):
            found.append(high)
    return found


def _between(domain: Range, low: Fraction | None, high: Fraction | None, step: Fraction | None, one: Fraction) -> Fraction | None:
    """A number of the domain strictly between two ends, where there is one."""
    if (low is None and domain.low != MINUS) or (high is None and domain.high != PLUS):
        return None  # the domain ends at its own end, which is a cut
    if low is None and high is None:
        return Fraction(0)
    size = step or one
    if high is None:
        assert low is not None
        return (low // size + 1) * size
    if low is None:
        return (-(-high // size) - 1) * size
    if step is None:
        whole = (low // one + 1) * one
        return whole if whole < high else (low + high) / 2
    first = (low // step + 1) * step
    return first if first < high else None


# ---- questions -------------------------------------------------------------------------------------------------------


def gap(axes: Sequence[Axis], lines: int) -> tuple[Known | None, ...] | None:
    """A value for each input for which none of the lines (a mask) holds."""
    found = _search(axes, lines)
    return None if found is None else tuple(atom.witness for atom in found)


def overlap(axes: Sequence[Axis], one: int, two: int) -> tuple[Known | None, ...] | None:
    """A value for each input for which both lines hold."""
    both = 1 << one | 1 << two
    found: list[Known | None] = []
    for atoms in axes:
        shared = next((a for a in atoms if a.lines & both == both), None)
        if shared is None:
            return None
        found.append(shared.witness)
    return tuple(found)


def fires(axes: Sequence[Axis], line: int, before: int) -> bool:
    """Whether there are inputs for which a line holds and none of the lines `before` (a mask) does."""
    own = [tuple(a for a in atoms if a.lines >> line & 1) for atoms in axes]
    return all(own) and _search(own, before) is not None


def _search(axes: Sequence[Axis], lines: int) -> list[Atom] | None:
    """An atom of each axis for which no line holds; depth first, without recursion, each state once."""
    if any(not atoms for atoms in axes):
        return None
    whole = [lines] * (len(axes) + 1)  # from here on these lines hold whatever follows
    for at in range(len(axes) - 1, -1, -1):
        whole[at] = whole[at + 1]
        for atom in axes[at]:
            whole[at] &= atom.lines
    seen: set[tuple[int, int]] = set()
    steps = 0
    stack: list[tuple[int, int, list[Atom]]] = [(0, lines, [])]
    while stack:
        depth, left, path = stack.pop()
        if not left:
            return path + [atoms[0] for atoms in axes[depth:]]
        if left & whole[depth] or (depth, left) in seen:
            continue
        seen.add((depth, left))
        steps += len(axes[depth])
        if steps > MOST_STEPS:
            raise TooMany
        stack.extend((depth + 1, left & atom.lines, [*path, atom]) for atom in reversed(axes[depth]))
    return None
