"""Figures kept for the record only decide nothing: no score, target, weight, grade, veto or outcome hangs on them.

In: a program without errors. Out: E447 at every place where a deciding clause reads such a fact, also through named values.
Checks, the named values that only checks read, and reasons that must be given may read them: they change no points.
"""

from collections.abc import Iterator

from evaldsl.checking.book import Book
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.records import field_names
from evaldsl.source import Where

SCORE = ("value", "method")
"""Fields of a node that make its score; the other deciding ones are named one by one."""


def record_decides_nothing(book: Book, program: p.Program) -> None:
    """Reports every deciding clause that reads a fact kept for the record."""
    kept = frozenset(name for name, spec in program.facts.items() if spec.record_only)
    if not kept:
        return
    behind: dict[str, str] = {}
    for key, spec in program.lets.items():
        found = next((fact for ref in reads(spec.expr) if (fact := _kept(ref, kept, behind)) is not None), None)
        if found is not None:
            behind[key] = found
    told: set[tuple[Where, str]] = set()
    for what, clause in _deciding(program):
        for ref in reads(clause):
            fact = _kept(ref, kept, behind)
            if fact is not None and (ref.where, fact) not in told:
                told.add((ref.where, fact))
                through = isinstance(ref, p.LetRef)
                book.report("E447", ref.where, (), "let" if through else None, name=fact, what=what, let=ref.name)


def _kept(ref: p.FactRef | p.LetRef, kept: frozenset[str], behind: dict[str, str]) -> str | None:
    """The fact kept for the record that a reference leads to."""
    if isinstance(ref, p.LetRef):
        return behind.get(ref.name)
    return ref.name if ref.name in kept else None


def _deciding(program: p.Program) -> Iterator[tuple[Both, object]]:
    """Every clause that decides something, with what it decides."""
    stack = [program.root]
    while stack:
        node = stack.pop()
        name = node.path or program.name
        score = Both(f"the score of {name}", f"“{name}”的得分")
        for field in SCORE:
            yield score, getattr(node, field)
        yield Both(f"the target of {name}", f"“{name}”的目标"), node.target
        yield Both(f"the weight of {name}", f"“{name}”的分值"), (node.weight, node.scaled_from)
        yield Both(f"whether {name} applies", f"“{name}”是否适用"), node.applies
        for veto in node.vetoes:
            yield Both(f"the veto {veto.name}", f"一票否决“{veto.name}”"), veto
        stack += reversed(node.children)
    yield Both("the grade", "等级"), (program.grades, program.grade_rules)
    for outcome in program.outcomes:
        yield Both(f"the outcome {outcome.name}", f"结论“{outcome.name}”"), outcome
    yield Both("declared bands", "声明的分档"), tuple(program.bands.values())


def reads(thing: object) -> Iterator[p.FactRef | p.LetRef]:
    """All facts and named values that a part of a program reads, in the order of the text."""
    stack = [thing]
    while stack:
        at = stack.pop()
        if isinstance(at, p.FactRef | p.LetRef):
            yield at
        elif isinstance(at, tuple):
            stack += reversed(at)
        elif hasattr(at, "__record_fields__"):
            stack += [getattr(at, name) for name in reversed(field_names(type(at))) if name not in ("where", "type")]
