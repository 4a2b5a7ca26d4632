"""From a program and facts to a score tree."""

from evaldsl.evaluation.run import evaluate

__all__ = ["evaluate"]
