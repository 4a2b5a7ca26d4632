"""Trials of a ruleset: its examples are run, its properties are tried.

`files` makes the fact file of an example, `examples` runs it. Everything here reads a fact file by the reader and scores it by the evaluator that
`run` uses: what a trial says of a ruleset is what a run would do.
"""
