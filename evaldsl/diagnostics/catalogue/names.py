"""E2xx: names."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
