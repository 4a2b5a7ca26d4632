"""Proof: formulas, the solver, and what it finds."""
