"""E4xx: the laws of a ruleset."""

from evaldsl.diagnostics.core import Entry

ENTRIES: tuple[Entry, ...] = ()
