"""Facts that show something with as few facts out of the ordinary as can be found in the time.

In: the truths that must hold, and for each fact the truth that it has its ordinary value. Out: a solution in which those truths hold that could be kept.
The same question gives the same solution.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from time import monotonic
from typing import Any

import z3

from evaldsl.model.facts import Facts
from evaldsl.proving.encoding import Encoding
from evaldsl.proving.expressions import constant
from evaldsl.proving.facts import JUDGED, Unknown
from evaldsl.proving.terms import OutOfReach, every, known, term
from evaldsl.trials.strategies import made, pools_of

_EACH = 1000
"""Milliseconds for one attempt."""
_SEED = 1
_DECIMALS = 2


def ordinary(encodings: Sequence[Encoding], names: Sequence[Iterable[str]]) -> list[Any]:
    """For each fact the truth that it has its ordinary value; then for quantities without a grid that they have few decimals."""
    found: list[Any] = []
    grids: list[Any] = []
    for encoding, each in zip(encodings, names, strict=True):
        base = simplest(encoding)
        for name in each:
            unknown = encoding.unknowns.named[name]
            try:
                usual = _usual(encoding, unknown, base)
            except OutOfReach:
                continue
            if usual is not None:
                found.append(usual)
            if z3.is_real(unknown.constant):
                unit = getattr(getattr(unknown.spec, "type", None), "unit", None)
                factor = Fraction(1) if unit is None else unit.factor
                grids.append(z3.IsInt(unknown.constant * term(10**_DECIMALS / factor)))
    return found + grids


def simplest(encoding: Encoding) -> Facts:
    """The simplest facts of a program: every fact at its target, or at the least value that it may have."""
    return encoding.ordinary(lambda: made(pools_of(encoding.program), 0))


def _usual(encoding: Encoding, unknown: Unknown, base: Facts) -> Any:
    x: Any
    if unknown.spec is None:
        judgement = base.judged.get(unknown.name.removeprefix(JUDGED))
        if judgement is None:
            return None
        x = judgement.points if judgement.points is not None else judgement.share
    else:
        entry = base.entries.get(unknown.name)
        if entry is None:
            return None
        x = constant(entry.value, unknown.spec.type, encoding, unknown.spec.where)
    if isinstance(x, Fraction):
        x = x / unknown.unit
        x = x.numerator if z3.is_int(unknown.constant) and x.denominator == 1 else x
    here = unknown.constant == term(x)
    return here if unknown.absent is None else every((z3.Not(unknown.absent), here))


def plainer(asked: Sequence[Any], wanted: Sequence[Any], limit: float) -> Any:
    """A solution of `asked` in which as many of `wanted` hold as one finds by giving up what stands in the way; None without one."""
    end = monotonic() + limit
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set("random_seed", _SEED)
    solver.add([x.translate(context) for x in asked if not known(x)])
    kept: dict[str, Any] = {}
    for i, one in enumerate(wanted):
        sign = z3.Bool(f"?{i:05}", context)
        solver.add(z3.Implies(sign, one.translate(context)))
        kept[sign.decl().name()] = sign
    while (left := end - monotonic()) > 0:
        solver.set("timeout", max(1, min(_EACH, int(left * 1000))))
        found = solver.check(*kept.values())
        if found == z3.sat:
            return solver.model()
        core = sorted(x.decl().name() for x in solver.unsat_core()) if found == z3.unsat else []
        if not core:
            return None
        del kept[core[0]]
    return None
