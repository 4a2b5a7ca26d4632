"""From a syntax tree to a program: names, units and types, laws."""
