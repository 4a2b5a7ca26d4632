"""A question in parts: truths that share no unknown are asked apart.

In: truths. Out: the same in groups, the smallest first. Guarantees: values make all truths hold exactly when for each group some values do, and
then those values together do; no unknown stands in two groups.
"""

from collections.abc import Sequence
from typing import Any

import z3


def split(truths: Sequence[Any]) -> list[list[Any]]:
    """The groups of truths that share unknowns, directly or by way of others."""
    kept: dict[int, frozenset[int]] = {}
    above: dict[int, int] = {}

    def top(name: int) -> int:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    flat = _flat(truths)
    for one in flat:
        names = _unknowns(one, kept)
        for name in names:
            above[top(name)] = top(next(iter(names)))
    groups: dict[int | None, list[Any]] = {}
    for one in flat:
        first = next(iter(_unknowns(one, kept)), None)
        groups.setdefault(None if first is None else top(first), []).append(one)
    return sorted(groups.values(), key=len)


def _flat(truths: Sequence[Any]) -> list[Any]:
    """The truths with each conjunction taken apart."""
    waiting, found = list(reversed(truths)), list[Any]()
    while waiting:
        one = waiting.pop()
        if z3.is_and(one):
            waiting += reversed(one.children())
        else:
            found.append(one)
    return found


def _unknowns(truth: Any, kept: dict[int, frozenset[int]]) -> frozenset[int]:
    """The unknowns in a term, by their identity."""
    if truth.get_id() in kept:
        return kept[truth.get_id()]
    waiting, seen, found = [truth], set[int](), set[int]()
    while waiting:
        one = waiting.pop()
        sign = one.get_id()
        if sign in seen:
            continue
        seen.add(sign)
        if sign in kept:
            found |= kept[sign]
        elif one.num_args():
            waiting += one.children()
        elif one.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found.add(sign)
    made = frozenset(found)
    kept[truth.get_id()] = made
    return made
