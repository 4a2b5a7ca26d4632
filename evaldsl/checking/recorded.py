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
    kept = {name for name, spec in program.facts.items() if spec.record_only}
    for owner, rows in program.lists.items():
        kept |= {row_name(owner, name) for name, field in rows.fields.items() if field.record_only}
    if not kept:
        return
    behind = _behind(program, kept)
    told: set[tuple[Where, str]] = set()
    for what, clause in _deciding(program):
        for ref in reads(clause):
            fact = _kept(ref, kept, behind)
            if fact is not None and (ref.where, fact) not in told:
                told.add((ref.where, fact))
                through = not (isinstance(ref, p.FactRef) or _name(ref) in kept)
                book.report("E447", ref.where, (), "let" if through else None, name=fact, what=what, let=ref.name)


def _behind(program: p.Program, kept: set[str]) -> dict[str, str]:
    """The named values, those of rows too, that lead to a figure kept for the record, each with one such figure."""
    behind: dict[str, str] = {}
    waiting = [(key, spec.expr) for key, spec in program.lets.items()]
    waiting += [(row_name(owner, key), spec.expr) for owner, rows in program.lists.items() for key, spec in rows.lets.items()]
    made = [
        (row_name(owner, rows.derived.key), e)
        for owner, rows in program.lists.items()
        if rows.derived is not None
        for e in rows.derived.reads
    ]
    waiting += made
    more = True
    while more:  # lets stand in order, so that another turn is only needed for what goes through rows
        left = []
        for key, expr in waiting:
            found = next((fact for ref in reads(expr) if (fact := _kept(ref, kept, behind)) is not None), None)
            if found is None:
                left.append((key, expr))
            else:
                behind[key] = found
        more = bool(program.lists) and len(left) < len(waiting)
        waiting = left
    return behind


def row_name(owner: str, name: str) -> str:
    """What a field or named value of a row is called among the facts."""
    return f"{owner}.{name}"


def _name(ref: "Read") -> str:
    return row_name(ref.list, ref.name) if isinstance(ref, p.FieldRef | p.Joined) else ref.name


def _kept(ref: "Read", kept: set[str], behind: dict[str, str]) -> str | None:
    """The figure kept for the record that a reference leads to."""
    name = _name(ref)
    if isinstance(ref, p.LetRef):
        return behind.get(name)
    return name if name in kept else behind.get(name) if isinstance(ref, p.FieldRef | p.Joined) else None


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


Read = p.FactRef | p.LetRef | p.FieldRef | p.Joined


def reads(thing: object) -> Iterator[Read]:
    """All facts, named values and fields of rows that a part of a program reads, in the order of the text."""
    stack = [thing]
    while stack:
        at = stack.pop()
        if isinstance(at, Read):
            yield at
            if isinstance(at, p.Joined):
                stack.append(at.key)
        elif isinstance(at, tuple):
            stack += reversed(at)
        elif hasattr(at, "__record_fields__"):
            stack += [getattr(at, name) for name in reversed(field_names(type(at))) if name not in ("where", "type")]
