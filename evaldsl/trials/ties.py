"""Exact ties of a rounding: fact files whose figure lies half-way between two that can be printed.

In: a solver, an edge of kind "tie". Out: the edge with a point, or why there is none. Guarantees: the figure of the point is a tie; "digits"
is told only where no figure can be one: the method gives a handful of figures, none of them a tie, or the one fact that the figure
follows in a straight line has too few digits.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import gcd

from evaldsl.evaluation.finishing import rounds
from evaldsl.evaluation.plan import Plan
from evaldsl.model.program import AllOrNothing, Bands, CombineKind, Const, Deduct, Levels, Node, Steps
from evaldsl.records import evolve
from evaldsl.trials.pools import Pool, number_of
from evaldsl.trials.probe import Probe, probe_of
from evaldsl.trials.rules import Edge, Point
from evaldsl.trials.solve import Curve, Solver, samples

_MOST_TIES = 60
_MOST_DEDUCTIONS = 1_000


def is_tie(figure: object, digits: int) -> bool:
    """Whether a figure lies half-way between two with so many decimals."""
    return isinstance(figure, Fraction) and (figure * Fraction(10) ** digits).denominator == 2


def tie_of(solver: Solver, edge: Edge) -> Edge:
    """The edge with a fact file that meets a tie."""
    solver.begin(edge)
    digits = int(edge.text)
    node = solver.plan.nodes[edge.watch.path].node
    probe = probe_of(solver.plan, edge.watch)
    figures = _figures(node)
    if figures is not None and not any(is_tie(x, digits) for x in figures):
        return evolve(edge, why=(("tie", "digits"),))
    candidates = solver.candidates(probe)
    if node.children and node.scaled_from is None and _sums(node) and all(_coarse(solver.plan, c, digits) for c in node.children):
        return evolve(edge, why=(("tie", "digits"),))
    if node.children:
        return _of_group(solver, edge, probe, digits)
    proved = len(candidates) == 1
    for base, pools in solver.bases(edge, probe, candidates):
        for pool in pools:
            if solver.spent(probe):
                return evolve(edge, why=(("tie", "sought"),))
            found, none = _along(solver.curve(probe, base, pool), pool, digits)
            if found is not None and pool.grid is not None:
                x, y = found
                return evolve(edge, points=(Point("tie", y, (*base, (pool.spot, pool.grid.entry(x)))),))
            proved = proved and none
    if not candidates and not probe.spots and probe.order is not None:
        return evolve(edge, why=(("tie", "constant"),))
    return evolve(edge, why=(("tie", "digits" if proved else "sought"),))


def _of_group(solver: Solver, edge: Edge, probe: Probe, digits: int) -> Edge:
    """A tie of a figure that others make: what is lost elsewhere, and then one fact."""
    top = solver.figure(probe, solver.frame.plain)
    if isinstance(top, Fraction):
        if is_tie(top, digits):
            return evolve(edge, points=(Point("tie", top, ()),))
        for tie in _ties(Fraction(0), top, digits, 4):
            points = solver.points(edge, probe, tie, [])
            if "at" in points:
                return evolve(edge, points=(evolve(points["at"], side="tie"),))
    return evolve(edge, why=(("tie", "sought"),))


def _sums(node: Node) -> bool:
    return node.combine is None or node.combine.kind is CombineKind.SUM


def _coarse(plan: Plan, node: Node, digits: int) -> bool:
    """Whether a score has no more decimals than these: it is rounded to them, or is a sum of such."""
    here = plan.nodes[node.path]
    if rounds(here):
        return node.rounding is not None and node.rounding.digits <= digits
    return (
        bool(node.children) and _sums(node) and node.scaled_from is None and all(_coarse(plan, c, digits) for c in node.children)
    )


def _figures(node: Node) -> list[Fraction] | None:
    """All figures that a method can give, where there are but a few; None where there are many."""
    weight = node.weight.value if isinstance(node.weight, Const) else None
    if not isinstance(weight, Fraction):
        return None
    match node.method:
        case AllOrNothing(options) if options.over is None:
            return [Fraction(0), weight]
        case Levels(lines) if all(line.share_end is None for line in lines):
            shares = [line.share.value for line in lines if isinstance(line.share, Const)]
            found = [x * weight for x in shares if isinstance(x, Fraction)]
            return found if len(found) == len(lines) else None
        case Bands(cuts) if all(cut.result_end is None for cut in cuts):
            results = [(cut.share, cut.result.value) for cut in cuts if isinstance(cut.result, Const)]
            found = [x * weight if share else x for share, x in results if isinstance(x, Fraction)]
            return found if len(found) == len(cuts) else None
        case Deduct(Const(points), _, _, _, steps) if steps is not Steps.PRO_RATA and isinstance(points, Fraction) and points > 0:
            count = int(weight / points) + 2
            return [max(Fraction(0), weight - k * points) for k in range(count)] if count <= _MOST_DEDUCTIONS else None
        case _:
            return None


def _ties(low: Fraction, high: Fraction, digits: int, most: int = _MOST_TIES) -> Iterator[Fraction]:
    """Ties between two figures, the greatest first, then some from all over."""
    unit = Fraction(10) ** -digits
    last = (high / unit - Fraction(1, 2)).__floor__()
    first = (low / unit - Fraction(1, 2)).__ceil__()
    for k in range(last, max(first, last - most // 2) - 1, -1):
        yield (k + Fraction(1, 2)) * unit
    rest = last - most // 2 - first
    for i in range(most // 2 if rest > 0 else 0):
        yield (first + rest * i // max(1, most // 2) + Fraction(1, 2)) * unit


def _along(g: Curve, pool: Pool, digits: int) -> tuple[tuple[Fraction, Fraction] | None, bool]:
    """A tie that is met when one number changes, and if there is none, whether that is proved."""
    grid = pool.grid
    assert grid is not None
    known = [(x, y) for x in samples(pool) if (y := g(x)) is not None]
    for x, y in known:
        if is_tie(y, digits):
            return (x, y), False
    plain = number_of(pool.plain) or Fraction(0)
    pairs = [(a, b) for a, b in pairwise(known) if a[1] != b[1]]
    pairs.sort(key=lambda pair: (pair[1][0] - pair[0][0] <= 2 * grid.step, abs(pair[0][0] - plain)))
    spec = pool.spec
    stated = spec is not None and (spec.domain.integer or spec.domain.decimals is not None)
    proved = stated and grid.low is not None and len(known) > 1 and grid.entry(grid.low) is not None
    for a, b in pairs[:12]:
        middle = a[0] + ((b[0] - a[0]) / grid.step).__floor__() // 2 * grid.step
        between = g(middle) if middle not in (a[0], b[0]) else None
        straight = between is not None and (between - a[1]) * (b[0] - a[0]) == (b[1] - a[1]) * (middle - a[0])
        if straight:
            found = _straight(a, b, grid.step, digits)
            if found is not None:
                y = g(found)
                if is_tie(y, digits) and y is not None:
                    return (found, y), False
        elif b[0] - a[0] > 2 * grid.step:
            proved = False
        if not stated:
            found_at = _tried(g, a, b, (middle, between), digits)
            if found_at is not None:
                return found_at, False
    return None, proved and len(pairs) <= 12


def _tried(
    g: Curve, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], c: tuple[Fraction, Fraction | None], digits: int
) -> tuple[Fraction, Fraction] | None:  # fmt: skip
    """Ties one after another, where the number may have any decimals."""
    from evaldsl.trials.solve import crossing

    if c[1] is None or c[1] in (a[1], b[1]):
        return None
    for tie in _ties(min(a[1], b[1]), max(a[1], b[1]), digits):
        x = crossing(a, b, (c[0], c[1]), tie)
        if x is not None and min(a[0], b[0]) <= x <= max(a[0], b[0]) and g(x) == tie:
            return x, tie
    return None


def _straight(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], step: Fraction, digits: int) -> Fraction | None:
    """The tie nearest to `b` on a straight line from a to b, at whole steps from a: a linear congruence."""
    scale = Fraction(10) ** digits
    start, slope = a[1] * scale, (b[1] - a[1]) / (b[0] - a[0]) * step * scale
    # start + slope × k ≡ 1/2 (mod 1), all over one even denominator n
    n = _lcm(_lcm(start.denominator, slope.denominator), 2)
    want, by = (n // 2 - int(start * n)) % n, int(slope * n) % n
    common = gcd(by, n)
    if common == 0 or want % common:
        return None
    period = n // common
    first = (want // common) * pow(by // common, -1, period) % period if period > 1 else 0
    steps = ((b[0] - a[0]) / step).__floor__()
    if first > steps:
        return None
    return a[0] + (first + (steps - first) // period * period) * step


def _lcm(a: int, b: int) -> int:
    return a * b // gcd(a, b)
