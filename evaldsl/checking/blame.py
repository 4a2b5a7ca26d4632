"""Whose mistake it is: an error in a base that only a change makes is told where the change stands.

In: the problems of a variant, a way to check it without one of its changes. Out: the problems, those that a change makes placed at it,
with a label at the place in the base. Guarantees: an error that the base has by itself keeps its place; only errors cost further
checks, and at most `MOST_TRIED`; warnings about the base are left to the check of the base.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from evaldsl.checking.extends import Family
from evaldsl.diagnostics.core import Diagnostic, Label, Severity
from evaldsl.records import evolve
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.checking.check import Checked

MOST_TRIED = 12
ALL = -1
"""Stands for leaving out every change."""

Problems = tuple[Diagnostic, ...]


def placed(checked: "Checked", made: Family, again: Callable[[int], Problems]) -> "Checked":
    """The outcome of a check with every problem in the file that caused it."""
    bases = made.base_files
    kept = tuple(x for x in checked.problems if x.severity is Severity.ERROR or x.place.file not in bases)
    inside = [x for x in kept if x.place.file in bases]
    changes = list(made.changes())
    if not inside or not changes:
        return attrs.evolve(checked, problems=kept)
    own = _keys(again(ALL))
    caused = [x for x in inside if (x.code, x.place) not in own]
    if not caused:
        return attrs.evolve(checked, problems=kept)
    moved: dict[int, Diagnostic] = {}
    for i, (variant, change) in enumerate(changes[:MOST_TRIED]):
        left = _keys(again(i))
        for problem in caused:
            if id(problem) not in moved and (problem.code, problem.place) not in left:
                moved[id(problem)] = _moved(problem, variant.module.source.where(change.span))
    last = made.variants[-1]
    everywhere = last.module.source.where(last.extends.file.span)
    for problem in caused:
        moved.setdefault(id(problem), _moved(problem, everywhere))
    told = sorted((moved.get(id(x), x) for x in kept), key=_position)
    return attrs.evolve(checked, problems=tuple(told))


def _position(problem: Diagnostic) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if isinstance(place, Where) else (place.file, 0, 0)


def _keys(problems: Problems) -> set[tuple[str, object]]:
    return {(x.code, x.place) for x in problems}


def _moved(problem: Diagnostic, to: Where) -> Diagnostic:
    labels = (Label(problem.place, "extended", {}),) if isinstance(problem.place, Where) else ()
    return evolve(problem, place=to, labels=(*labels, *problem.labels))
