"""Conditions made of a ruleset: that a band fires, that a line of a table holds, that an indicator applies.

In: parts of a program. Out: expressions of that program, which the evaluator and the solver both understand. Guarantees: a condition means
what the evaluator does (docs/semantics.md): bands fire in order, a line holds when all its cells do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evaldsl.evaluation.plan import walk
from evaldsl.model import program as p
from evaldsl.model.tables import TableLine, TableSpec, TestSpec
from evaldsl.model.types import NUMBER, LevelType, YesNoType
from evaldsl.model.values import Known
from evaldsl.source import Where

YES_NO = YesNoType()


def compared(left: p.Expr, relation: p.Relation, right: p.Expr) -> p.Expr:
    """`left relation right`, levels by their place."""
    order = left.type.members if isinstance(left.type, LevelType) and left.type.ordered else None
    return p.Comparison(left, ((relation, right),), order, YES_NO, left.where)


def both(parts: Iterable[p.Expr | None], where: Where) -> p.Expr:
    """All of the parts; nothing asked is true."""
    found = [part for part in parts if part is not None]
    return found[0] if len(found) == 1 else p.And(tuple(found), YES_NO, where) if found else truth(True, where)


def either(parts: Iterable[p.Expr], where: Where) -> p.Expr:
    """One of the parts; of none it is false."""
    found = list(parts)
    return found[0] if len(found) == 1 else p.Or(tuple(found), YES_NO, where) if found else truth(False, where)


def negated(part: p.Expr) -> p.Expr:
    """Not the part."""
    return p.Not(part, YES_NO, part.where)


def truth(value: bool, where: Where) -> p.Expr:
    """Yes or no."""
    return p.Const(value, YES_NO, where)


def score_of(node: p.Node) -> p.Expr:
    """The printed score of a node, of the whole where its path is empty."""
    kind = node.result.type if isinstance(node.result, p.RatingResult) else NUMBER
    return p.NodeRef(node.path, p.Attribute.SCORE, kind, node.where)


# ---- bands -----------------------------------------------------------------------------------------------------------


def in_cut(value: p.Expr, cut: p.Cut) -> p.Expr:
    """The value lies between the ends of a band."""
    low, high = cut.low, cut.high
    parts = [
        None if low is None else compared(value, p.Relation.GE if cut.low_closed else p.Relation.GT, low),
        None if high is None else compared(value, p.Relation.LE if cut.high_closed else p.Relation.LT, high),
    ]
    return both(parts, cut.where)


def fires(value: p.Expr, cuts: tuple[p.Cut, ...], at: int) -> p.Expr:
    """A band is the first that holds the value."""
    return both([*(negated(in_cut(value, cut)) for cut in cuts[:at]), in_cut(value, cuts[at])], cuts[at].where)


def applying(chain: Iterable[p.Node]) -> list[p.Expr]:
    """The conditions under which a node and all groups around it apply."""
    return [node.applies for node in chain if node.applies is not None]


# ---- tables ----------------------------------------------------------------------------------------------------------


def line_holds(table: TableSpec, line: TableLine, given: Mapping[str, p.Expr]) -> p.Expr:
    """All cells of a line hold for what the table is asked with."""
    cells = [_cell_holds(cell, given[one.name], line.where) for cell, one in zip(line.cells, table.inputs, strict=True)]
    return both(cells, line.where)


def _cell_holds(cell: TestSpec, value: p.Expr, where: Where) -> p.Expr | None:
    if cell.is_any:
        return None

    def constant(known: Known) -> p.Expr:
        return p.Const(known, value.type, where)

    parts: list[p.Expr] = []
    for one in cell.ranges:
        low, high = one.low, one.high
        ends = [
            None if low is None else compared(value, p.Relation.GE if one.low_closed else p.Relation.GT, constant(low)),
            None if high is None else compared(value, p.Relation.LE if one.high_closed else p.Relation.LT, constant(high)),
        ]
        parts.append(both(ends, where))
    parts += [compared(value, p.Relation.EQ, constant(member)) for member in cell.values]
    found = either(parts, where)
    return negated(found) if cell.negated else found


# ---- where bands and tables are asked --------------------------------------------------------------------------------


def sites(program: p.Program) -> tuple[dict[str, list[tuple[p.Expr, ...]]], set[str]]:
    """What each table and each declared bands is asked with, and the ones that are also asked within a function or a row of a list with
    what cannot be said outside."""
    found: dict[str, list[tuple[p.Expr, ...]]] = {}
    hidden: set[str] = set()
    for root in roots_of(program):
        for expr in walk(root):
            if isinstance(expr, p.Consult | p.Look):
                _note(found, hidden, expr, {})
            elif isinstance(expr, p.Apply):
                _in_function(program, expr, found, hidden)
    for spec in program.lists.values():
        for root in records_within([spec.lets, spec.checks, spec.findings, spec.tree]):
            hidden |= {x.bands if isinstance(x, p.Look) else x.table for x in walk(root) if isinstance(x, p.Consult | p.Look)}
    return found, hidden


def _in_function(program: p.Program, call: p.Apply, found: dict[str, list[tuple[p.Expr, ...]]], hidden: set[str]) -> None:
    function = program.functions[call.name]
    local = {name: argument for (name, _), argument in zip(function.parameters, call.args, strict=True)}
    for root in (*(let.expr for let in function.lets), function.expr):
        for expr in walk(root):
            if isinstance(expr, p.Consult | p.Look):
                _note(found, hidden, expr, local)
            elif isinstance(expr, p.Apply):
                inner = program.functions[expr.name]
                hidden |= {
                    x.bands if isinstance(x, p.Look) else x.table
                    for e in (*(let.expr for let in inner.lets), inner.expr)
                    for x in walk(e)
                    if isinstance(x, p.Consult | p.Look)
                }


def _note(
    found: dict[str, list[tuple[p.Expr, ...]]], hidden: set[str], expr: p.Consult | p.Look, local: Mapping[str, p.Expr]
) -> None:
    name, args = (expr.bands, (expr.operand,)) if isinstance(expr, p.Look) else (expr.table, expr.args)
    given = tuple(local.get(x.name, x) if isinstance(x, p.Local) else x for x in args)
    if any(isinstance(x, p.Local | p.FieldRef | p.Joined) for arg in given for x in walk(arg)):
        hidden.add(name)
    else:
        found.setdefault(name, []).append(given)


def roots_of(program: p.Program) -> Iterator[p.Expr]:
    """Every expression of a program that stands outside its functions and the rows of its lists."""
    return records_within(
        [
            program.root,
            program.lets,
            program.grades,
            program.grade_rules,
            program.checks,
            program.outcomes,
            program.findings,
            program.facts,
        ]
    )


def records_within(waiting: list[Any]) -> Iterator[p.Expr]:
    """The expressions that stand in records, not those inside other expressions."""
    while waiting:
        one = waiting.pop()
        if isinstance(one, p.Expr):
            yield one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, tuple | list):
            waiting += one
        elif hasattr(type(one), "__record_fields__") and not isinstance(one, Where):
            waiting += [getattr(one, name) for name in type(one).__record_fields__]
