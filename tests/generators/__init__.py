"""Generators of well-typed rulesets with matching facts: from one seed, or from Hypothesis for shrinking."""
