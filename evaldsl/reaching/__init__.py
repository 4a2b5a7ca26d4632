"""What if, and how to reach: the result of changed facts beside the present one, and the smallest changes that reach a goal.

In: a program, a fact file, what is asked. Out: frozen answers and their views. Guarantees: what is shown was read by the reader and scored
by the evaluator of `run`; that a goal cannot be reached is said only where the evaluator's bounds prove it.
"""
