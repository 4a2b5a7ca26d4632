"""The examples and properties of a ruleset file, tried from Python.

In: the path of a ruleset. Out: outcomes of its examples, what came of its properties. Guarantees: the same as `evaldsl test`; what is wrong with the
ruleset raises `EvaldslError`, what it states and does not hold `AssertionError`.
"""

import os

from evaldsl.api import EvaldslError, Lang, Ruleset, open_trials
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.diagnostics.drawing import draw
from evaldsl.library import read_ruleset
from evaldsl.model.trials import Trials
from evaldsl.records import frozen
from evaldsl.source import SourceFile
from evaldsl.trials import examples
from evaldsl.trials.examples import Outcome
from evaldsl.trials.search import DEFAULT_EXAMPLES, Tried, try_properties
from evaldsl.trials.standard import refusals
from evaldsl.trials.views import outcomes_text


@frozen
class WithTrials:
    """A ruleset file with its examples and properties; `folder` is where the base files of examples are looked for."""

    ruleset: Ruleset
    trials: Trials
    folder: str


def open_ruleset(path: str | os.PathLike[str], name: str | None = None) -> WithTrials:
    """Reads and checks a ruleset file with its examples and properties; `name` is what it is called in messages.

    Raises `EvaldslError` with all of its errors.
    """
    source = read_ruleset(os.fspath(path))
    if isinstance(source, Diagnostic):
        raise EvaldslError((source,))
    source = source if name is None else SourceFile(name, source.text)
    folder = os.path.dirname(os.path.abspath(path))
    opened, trials = open_trials(source, folder)
    if opened.ruleset is None:
        raise EvaldslError(tuple(x for x in opened.problems if x.severity is Severity.ERROR))
    return WithTrials(opened.ruleset, trials, folder)


def run_examples(path: str | os.PathLike[str]) -> tuple[Outcome, ...]:
    """Runs the examples (示例) of a ruleset file, rows of tables among them. Raises `EvaldslError` when the ruleset cannot be used."""
    return examples_of(open_ruleset(path))


def examples_of(opened: WithTrials) -> tuple[Outcome, ...]:
    """Runs the examples of an opened ruleset."""
    return tuple(examples.run_examples(opened.ruleset.program, opened.trials.examples, opened.folder))


def try_claims(path: str | os.PathLike[str], seed: int = 0, max_examples: int = DEFAULT_EXAMPLES) -> tuple[Tried, ...]:
    """Looks for facts that break a property (性质) of a ruleset file, or what holds for every ruleset.

    The same seed tries the same facts; `max_examples` are tried for each claim. Raises `EvaldslError` when the ruleset cannot be used.
    """
    return claims_of(open_ruleset(path), seed, max_examples)


def claims_of(opened: WithTrials, seed: int, max_examples: int) -> tuple[Tried, ...]:
    """Tries the properties of an opened ruleset."""
    return tuple(
        try_properties(opened.ruleset.program, opened.trials.properties, seed, max_examples, refusals(opened.trials.examples))
    )


def assert_holds(
    path: str | os.PathLike[str], seed: int = 0, max_examples: int = DEFAULT_EXAMPLES, lang: Lang = "en", width: int = 100
) -> None:
    """Holds a ruleset file to its examples and properties.

    Raises `AssertionError` with what `evaldsl test` would print when an example fails or facts break a property; `EvaldslError` when the
    ruleset cannot be used.
    """
    opened = open_ruleset(path)
    found, tried = examples_of(opened), claims_of(opened, seed, max_examples)
    if all(one.passed for one in found) and all(one.passed for one in tried):
        return
    text = outcomes_text(opened.ruleset.program, found, tried, lang, width)
    problems = tuple(problem for one in found if one.failures and one.result is None for problem in one.problems)
    raise AssertionError("\n" + text + ("\n" + draw(problems, lang) if problems else ""))
