"""Many fact files in one run."""
