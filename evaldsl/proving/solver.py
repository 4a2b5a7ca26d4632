"""Whether there is a solver: z3 is an extra (`pip install 'evaldsl[prove]'`), and everything but proofs works without it."""


def missing() -> bool:
    """Whether z3 cannot be imported: it is not installed, or its library does not load."""
    try:
        import z3
    except Exception:  # z3 raises exceptions of its own when its library is not found
        return True
    return not hasattr(z3, "Solver")
