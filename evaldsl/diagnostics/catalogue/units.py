"""E3xx: units and types."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
