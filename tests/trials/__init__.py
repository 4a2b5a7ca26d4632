"""Trials: examples and properties."""
