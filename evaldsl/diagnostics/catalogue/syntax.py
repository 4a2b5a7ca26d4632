"""E1xx: how a ruleset is written."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
