"""E9xx: files and the command line."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
