"""E5xx: fact files."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
