"""Several fact files of one subject read as one: facts in one file, claims of each document in files of their own.

In: the `Facts` of each file, in order. Out: one `Facts` named after the first file, or the problems: E576 where two files fill in the
same thing, E575 where two claims have one id.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from evaldsl.diagnostics.core import Diagnostic, InData
from evaldsl.model.claims import Claim
from evaldsl.model.facts import Facts
from evaldsl.records import evolve, frozen

T = TypeVar("T")

_SECTIONS = {
    "entries": "facts",
    "judged": "judged",
    "overrides": "override",
    "filed": "filed",
    "reasons": "reasons",
    "lists": "facts",
}


@frozen
class Merged:
    """The facts of all files, None when they contradict one another."""

    facts: Facts | None
    problems: tuple[Diagnostic, ...]


def merge(files: Sequence[Facts]) -> Merged:
    """All files as one. A single one is as it is."""
    first = files[0]
    if len(files) == 1:
        return Merged(first, ())
    problems: list[Diagnostic] = []
    parts: dict[str, Mapping[str, object]] = {}
    for name, section in _SECTIONS.items():
        parts[name] = _section([(f.file, getattr(f, name)) for f in files], section, problems)
    claims = _claims(files, problems)
    if problems:
        return Merged(None, tuple(problems))
    from hashlib import sha256

    both = sha256("".join(f.sha256 for f in files).encode()).hexdigest()
    subject = next((f.subject for f in files if f.subject), "")
    program = next((f.program for f in files if f.program is not None), None)
    return Merged(evolve(first, subject=subject, sha256=both, claims=claims, program=program, **parts), ())


def _section(files: Sequence[tuple[str, Mapping[str, T]]], section: str, problems: list[Diagnostic]) -> dict[str, T]:
    found: dict[str, T] = {}
    origin: dict[str, str] = {}
    for file, entries in files:
        for key, entry in entries.items():
            name = key or "total"
            if key in origin:
                place = InData(file, f"$.{section}.{name}")
                problems.append(Diagnostic("E576", place, {"name": name, "other": origin[key]}))
                continue
            origin[key], found[key] = file, entry
    return found


def _claims(files: Sequence[Facts], problems: list[Diagnostic]) -> tuple[Claim, ...]:
    found: list[Claim] = []
    ids: dict[str, str] = {}
    for facts in files:
        for claim in facts.claims:
            if claim.id and claim.id in ids:
                problems.append(
                    Diagnostic("E575", InData(claim.file, f"{claim.path}.id"), {"id": claim.id, "other": ids[claim.id]})
                )
                continue
            ids[claim.id] = f"{claim.file} {claim.path}"
            found.append(claim)
    return tuple(found)
