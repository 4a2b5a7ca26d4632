"""From a syntax tree to a program: names, units and types, laws."""

from evaldsl.checking.check import Checked, check

__all__ = ["Checked", "check"]
