"""What two rulesets have in common, and what they have not: in their words, over given facts, for any facts.

`terms` is the form in which meanings are compared, `structure` what changed, `files` and `split` who scores differently and why, `witness` and `proof`
whether any fact file does. It scores by the reader and evaluator of `run`.
"""
