"""Findings: conditions in order, sentences with figures.

In: a `Finding` and its surroundings. Out: `FindingSpec`. Guarantees: a finding ends with `otherwise`, so that what it says of every case is
stated (E471); every figure of a sentence has a type that can be shown.
"""

from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, Env
from evaldsl.checking.expressions import condition, infer
from evaldsl.model import program as p
from evaldsl.model.findings import FindingLine, FindingSpec
from evaldsl.syntax import nodes as n


def finding_spec(book: Book, env: Env, stated: n.Finding) -> FindingSpec | None:
    """A finding, of the whole or (with a row in `env`) of every row of a list."""
    lines = [_line(env, line) for line in stated.lines]
    if not stated.lines or stated.lines[-1].condition is not None:
        env.report("E471", stated.name.span, name=stated.name.text)
        return None
    found = tuple(line for line in lines if line is not None)
    if len(found) < len(lines):
        return None
    basis, supplied = (tuple(t.value for t in texts) for texts in (stated.basis, stated.supplied))
    return FindingSpec(stated.name.text, stated.severity, found, basis, supplied, env.where(stated.name.span))


def _line(env: Env, stated: n.FindingLine) -> FindingLine | None:
    test = None if stated.condition is None else condition(env, stated.condition)
    says: list[str | p.Expr] = []
    sound = stated.condition is None or test is not None
    for part in stated.says.parts if stated.says is not None else ():
        if isinstance(part, str):
            says.append(part)
            continue
        typed = infer(env, part)
        if typed is None or not no_real(env, [typed], part.span):
            sound = False
        else:
            says.append(typed)
    if not sound:
        return None
    return FindingLine(test, tuple(says) if stated.says is not None else None, env.where(stated.span))
