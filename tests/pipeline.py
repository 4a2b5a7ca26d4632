"""The stages in a row, for tests: the text of a ruleset (and of a fact file) → every problem that a user would be told."""

from pathlib import Path
from typing import Any

from attrs import frozen

from evaldsl.diagnostics.core import Diagnostic, InData, Place, has_errors
from evaldsl.source import SourceFile, Where

ROOT = Path(__file__).resolve().parent.parent


@frozen
class Run:
    """What a ruleset and a fact file gave. `program` and `result` are None where a stage before them found errors."""

    program: Any
    result: Any
    problems: tuple[Diagnostic, ...]


def checked(text: str, file: str = "example.eval", folder: Path | None = None) -> Run:
    """Parse and check; the checker also sees a file that did not parse in full, as users do."""
    from evaldsl.checking import check
    from evaldsl.library import Resolver
    from evaldsl.syntax.parser import parse

    parsed = parse(SourceFile(file, text))
    resolver = Resolver(folder, parse)
    done = check(parsed.module, resolver)
    problems = (*parsed.problems, *resolver.problems, *done.problems)
    return Run(None if has_errors(problems) else done.program, None, problems)


def run(text: str, facts: str | bytes, partial: bool = False, folder: Path | None = None) -> Run:
    """All stages. The facts are read only for a program without errors, as in the command line."""
    from evaldsl.evaluation import evaluate
    from evaldsl.readers.json_facts import read

    start = checked(text, folder=folder)
    if start.program is None:
        return start
    data = facts.encode() if isinstance(facts, str) else facts
    got = read(data, "facts.json", start.program)
    problems = (*start.problems, *got.problems)
    if got.facts is None or has_errors(got.problems):
        return Run(start.program, None, problems)
    result = evaluate(start.program, got.facts, partial)
    return Run(start.program, result, (*problems, *result.problems))


def place_text(place: Place) -> str:
    """A place as the batteries write it: `7` for a line, `$.facts.x` for data, empty for a whole file."""
    match place:
        case Where(line=line):
            return str(line)
        case InData(path=path):
            return path
        case _:
            return ""
