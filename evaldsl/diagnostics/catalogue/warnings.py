"""W: warnings."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
