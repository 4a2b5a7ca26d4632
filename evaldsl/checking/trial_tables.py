"""Rows of a table of examples (示例表), each an example of its own.

In: an `ExampleTable` node. Out: an `ExampleSpec` for each row, named by the table and by the row (its own name, else its number from 1).
Guarantees: what is wrong with a head is told once, at the head, and what is wrong with a cell at the cell; what a row gives takes the
place of what the table gives to all.
"""

from collections.abc import Iterable, Sequence

from evaldsl.checking.book import Env
from evaldsl.checking.expressions import infer
from evaldsl.checking.names import one_node
from evaldsl.checking.trials import (
    Known,
    expect_spec,
    fact_named,
    field_named,
    given_spec,
    givens_once,
    known_name,
    names_once,
    put,
)
from evaldsl.diagnostics.core import Label, Severity
from evaldsl.model.trials import ExampleSpec, GivenSpec
from evaldsl.source import Span
from evaldsl.syntax import nodes as n


def of_rows(env: Env, table: n.ExampleTable, known: Known) -> Iterable[ExampleSpec]:
    """The examples of a table; none when anything about it is refused."""
    before = len(env.book.problems)
    sound = _sound(env, table.columns, known)
    shared = givens_once(env, table.givens)
    always = [expect_spec(env, stated, known) for stated in table.expects]
    base = None if table.base is None else table.base.value
    names = [(str(i), row.span) if row.name is None else (row.name.value, row.name.span) for i, row in enumerate(table.rows, 1)]
    names_once(env, names)
    found: list[ExampleSpec] = []
    for (name, span), row in zip(names, table.rows, strict=True):
        own = [given_spec(env, stated) for number, stated in row.givens if number in sound]
        expects = [expect_spec(env, stated, known) for number, stated in row.expects if number in sound]
        basis = (*table.basis, *(() if row.basis is None else (row.basis,)))
        found.append(
            ExampleSpec(
                f"{table.name.value} / {name}",
                base,
                _over([given for given in shared if given is not None], [given for given in own if given is not None]),
                tuple(expect for expect in (*expects, *always) if expect is not None),
                tuple(x.value for x in basis),
                env.where(span),
            )
        )
    return () if any(x.severity is Severity.ERROR for x in env.book.problems[before:]) else found


def _over(shared: Sequence[GivenSpec], own: Sequence[GivenSpec]) -> tuple[GivenSpec, ...]:
    """What the table gives to all, but for what a row gives itself."""
    taken = {put(given) for given in own}
    return (*(given for given in shared if put(given) not in taken), *own)


def _sound(env: Env, columns: Sequence[n.ExampleColumn], known: Known) -> frozenset[int]:
    """The numbers of the columns whose heads name what is there, each thing once (E283)."""
    found: set[int] = set()
    gives: dict[tuple[str, int | None, str | None], Span] = {}
    for number, column in enumerate(columns):
        if column.kind in ("value", "judged"):
            given = _given(env, column)
            if given is None:
                continue
            first = gives.setdefault(given, column.span)
            if first is not column.span:
                words = " ".join(env.source.slice(column.span).split())
                env.report("E283", column.span, "twice", (Label(env.where(first), "first", {}),), found=words)
                continue
        elif not _expects(env, column, known):
            continue
        found.add(number)
    return frozenset(found)


def _given(env: Env, column: n.ExampleColumn) -> tuple[str, int | None, str | None] | None:
    """What a column puts into the fact files."""
    assert column.path is not None
    if column.kind == "judged":
        leaf = one_node(env, column.path)
        return None if leaf is None else (leaf.path, None, None)
    if column.cell is not None:
        field = field_named(env, column.path, column.cell)
        return None if field is None else (column.path.text, column.row, field.name)
    fact = fact_named(env, column.path)
    return None if fact is None else (fact.name, None, None)


def _expects(env: Env, column: n.ExampleColumn, known: Known) -> bool:
    match column.kind:
        case "that":
            assert column.expr is not None
            return infer(env, column.expr) is not None
        case "status":
            assert column.path is not None
            return one_node(env, column.path) is not None
        case "check" | "finding" | "outcome":
            assert column.path is not None
            return known_name(env, column.kind, column.path, known)
        case _:
            return True
