"""What a claim speaks of in a list: a cell (`项目[3].执行率`), the number of rows (`项目.计数`), the sum of a column (`项目.支出.合计`).

In: a program and a name. Out: the subjects, or the problem noted: E577 (no such column, E572 for what cannot be added), E578 (what stands
in brackets is no key). A row is named by its key, as people name it; without a key by its number, the first being 1. Whether
there is such a row is known when all files are read: `unknown_rows` (E579).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.diagnostics.core import Argument, Both, Diagnostic, InData, listed
from evaldsl.model.claims import Claim, Subject, SubjectKind, same_row
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import ListSpec, Program
from evaldsl.model.types import ANY, NUMBER, DateType, LevelType, MeasureType, QuantityType, TextType, Type, YesNoType
from evaldsl.model.values import Known, Uncertain
from evaldsl.readers.dates import read_date
from evaldsl.readers.nodes import plain_path
from evaldsl.readers.numerals import Amount, amount, plain
from evaldsl.readers.problems import Path, Problems
from evaldsl.readers.quantities import unit_factor

COUNT_WORDS = frozenset(("count", "计数", "条数"))
TOTAL_WORDS = frozenset(("sum", "total", "合计"))


def find_in_lists(program: Program, name: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
    """The figures of lists that a name means: none when it is no list, None after a problem was noted."""
    bracket = _bracket(name)
    if bracket is not None:
        owner, key, column = bracket
        spec = program.lists.get(plain_path(owner))
        return () if spec is None else _cells(spec, key, plain_path(column), name, path, problems)
    wanted = plain_path(name)
    owner, _, tail = wanted.partition(".")
    spec = program.lists.get(owner)
    if spec is None:
        return ()
    if tail in COUNT_WORDS and tail not in columns(spec):
        return (Subject(SubjectKind.LIST, spec.name, "count", NUMBER, f"{spec.name}.count"),)
    column, _, last = tail.rpartition(".")
    types = columns(spec)
    if last in TOTAL_WORDS and column in types:
        kind = types[column]
        if isinstance(kind, QuantityType) and kind.unit.dimension:
            return (Subject(SubjectKind.LIST, spec.name, column, kind, f"{spec.name}.{column}.sum"),)
    sums = (f"{x}.合计" for x, kind in types.items() if isinstance(kind, QuantityType) and kind.unit.dimension)
    problems.add(path, "E572", name=name, part=tail, known=listed(("计数", *sums)))
    return None


def columns(spec: ListSpec) -> dict[str, Type]:
    """The fields and named values of the rows of a list, with their types."""
    return {name: field.type for name, field in spec.fields.items()} | {name: let.type for name, let in spec.lets.items()}


def _bracket(name: str) -> tuple[str, str, str] | None:
    """`项目[3].执行率` in its parts; the key may hold anything, brackets and dots too."""
    text = name.replace("［", "[").replace("］", "]")
    start, end = text.find("["), text.rfind("].")
    if start <= 0 or end < start:
        return None
    return text[:start], text[start + 1 : end], text[end + 2 :]


def _cells(spec: ListSpec, key: str, column: str, name: str, path: Path, problems: Problems) -> tuple[Subject, ...] | None:
    types = columns(spec)
    found = [column] if column in types else [x for x in types if x.startswith(f"{column}.")]
    if not found:
        from evaldsl.spelling import nearest

        near = nearest(column, types)
        problems.add(path, "E577", "near" if near else None, name=column, list=spec.name, near=near or "", known=listed(types))
        return None
    kind: Type = NUMBER if spec.key is None else spec.fields[spec.key].type
    row = read_key(key, kind)
    if row is None:
        problems.add(path, "E578", None if spec.key else "number", written=key, list=spec.name, key=spec.key or "")
        return None
    return tuple(Subject(SubjectKind.CELL, spec.name, x, types[x], f"{spec.name}[{key_text(row, kind)}].{x}", row) for x in found)


def read_key(written: str, kind: Type) -> Known | None:
    """The key of a row as written in brackets: `3`, `「无围墙」站点年租金`, `2023-12-31`; None when it can be none."""
    text = _unquoted(written.strip())
    match kind:
        case QuantityType():
            found = amount(plain(text))
            return found.number * unit_factor(kind) if isinstance(found, Amount) and not found.sign else None
        case DateType():
            day = read_date(text, "", ANY, (), Problems())
            return day if isinstance(day, date) else None
        case LevelType():
            return next((member for member in kind.members if plain(member) == plain(text)), None)
        case YesNoType():
            return None
        case TextType() | MeasureType():
            return text or None
    assert_never(kind)


def _unquoted(text: str) -> str:
    """A key without the quotes around the whole of it; a name may itself begin with a quoted word."""
    for opening, closing in (("「", "」"), ("“", "”"), ('"', '"')):
        if len(text) > 1 and text[0] == opening and text[-1] == closing and closing not in text[1:-1]:
            return text[1:-1]
    return text


def key_text(key: Known, kind: Type) -> str:
    """A key as it stands in brackets."""
    if isinstance(kind, QuantityType) and isinstance(key, Fraction):
        return exact_text(key / unit_factor(kind))
    return key.isoformat() if isinstance(key, date) else str(key)


Rows = Mapping[str, Sequence[Mapping[str, FactValue]]]


def refuse_unknown_rows(claims: Iterable[Claim], lists: Rows, program: Program, problems: Problems) -> None:
    """Notes E579 for each claim of a row that the lists of the same file do not have."""
    for claim, args in _unknown(claims, lists, program):
        index = int(claim.path[claim.path.index("[") + 1 : claim.path.index("]")])
        problems.add(("claims", index, "of"), "E579", **args)


def unknown_rows(facts: Facts, program: Program) -> Iterator[Diagnostic]:
    """E579 for each claim of a row that the lists of another file do not have."""
    for claim, args in _unknown(facts.claims, facts.lists, program):
        yield Diagnostic("E579", InData(claim.file, f"{claim.path}.of"), args)


def _unknown(claims: Iterable[Claim], lists: Rows, program: Program) -> Iterator[tuple[Claim, dict[str, Argument]]]:
    rows: dict[str, set[object]] = {}
    for claim in claims:
        for subject in (*claim.subjects, *([claim.than] if claim.than is not None else [])):
            if subject.kind is not SubjectKind.CELL or subject.name not in lists:
                continue
            if subject.name not in rows:
                rows[subject.name] = _keys(program.lists[subject.name], lists[subject.name])
            if same_row(subject.row) not in rows[subject.name]:
                number = len(lists[subject.name])
                count = Both(f"{number} row{'' if number == 1 else 's'}", f"{number} 条")
                yield claim, {"name": subject.text, "list": subject.name, "count": count}
                break


def _keys(spec: ListSpec, rows: Sequence[Mapping[str, FactValue]]) -> set[object]:
    if spec.key is None:
        return {Fraction(i) for i in range(1, len(rows) + 1)}
    found = (row[spec.key].value for row in rows if spec.key in row)
    return {same_row(key) for key in found if not isinstance(key, Uncertain)}
