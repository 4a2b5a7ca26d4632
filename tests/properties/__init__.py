"""Laws of the language as properties over generated rulesets."""
