"""From a score tree to text, tables and JSON."""
