"""From the parse tree to the syntax tree (`evaldsl.syntax.nodes`), with plain functions, one module a part of the language."""
