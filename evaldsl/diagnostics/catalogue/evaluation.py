"""E6xx: evaluation."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
