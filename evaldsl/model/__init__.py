"""The checked program, its types, values and facts."""
