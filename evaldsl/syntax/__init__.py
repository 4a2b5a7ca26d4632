"""The syntax tree, the parser, the formatter."""
