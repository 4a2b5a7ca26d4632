"""Fact files put together from those of parts: a total is full where every indicator is, and lies between where some are.

In: for each indicator a fact file in which it has full marks or none, and the facts that it reads. Out: fact files, as JSON values. Guarantees: nothing
is claimed of them here; whoever shows one has it read and calculated first. Where two indicators read the same fact the later one has its way.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from json import loads
from typing import Any

from evaldsl.proving.facts import JUDGED
from evaldsl.records import field, frozen

MIXES = 24
"""How many steps lead from no marks to full marks."""


@frozen
class Part:
    """An indicator: the facts that its score reads, and for each end ("full", "none") a fact file that gives it, where there is one."""

    names: tuple[str, ...]
    files: Mapping[str, str] = field(hash=False)


def together(base: Mapping[str, Any], parts: Sequence[Part], ends: Sequence[str]) -> dict[str, Any]:
    """The base with each part's facts from the file of its end; a part without such a file stays as it is."""
    made: dict[str, Any] = deepcopy(dict(base))
    for part, end in zip(parts, ends, strict=True):
        text = part.files.get(end)
        if text is None:
            continue
        given = loads(text)
        for name in part.names:
            path = name.removeprefix(JUDGED)
            section, key = ("judged", path) if path != name else ("facts", name)
            source = given.get(section, {})
            if key in source:
                made.setdefault(section, {})[key] = source[key]
            else:
                made.get(section, {}).pop(key, None)
    return made


def between(base: Mapping[str, Any], parts: Sequence[Part]) -> Iterator[dict[str, Any]]:
    """Files from full marks everywhere to none, part by part."""
    steps = min(MIXES, len(parts))
    for k in range(steps, -1, -1):
        full = len(parts) * k // max(steps, 1)
        yield together(base, parts, ["full"] * full + ["none"] * (len(parts) - full))
