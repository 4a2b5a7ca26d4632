"""Forms whose rows are data."""
