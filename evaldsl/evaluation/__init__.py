"""From a program and facts to a score tree."""
