"""A second evaluator, deliberately plain, that shares nothing with the interpreter, the checker or the exact numbers."""
