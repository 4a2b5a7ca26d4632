"""The form whose rows are data (自评表 取自 指标表): which fields are its columns, how each kind of row is scored, its blocks."""

from collections.abc import Callable

from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.clauses import clause, is_clause
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.expressions import name
from evaldsl.syntax.lowering.methods import METHODS, method
from evaldsl.syntax.tokens import Token
from evaldsl.syntax.tree import Tree, span


def form_from(ctx: Context, tree: Tree, group: Callable[[Context, Tree], n.Group]) -> n.FormFrom:
    """`form from 指标表 { … }`; `group` reads a block as it reads a group."""
    columns = tuple(_column(c) for t in tree.trees if t.data == "columns" for c in t.trees)
    clauses = tuple(clause(ctx, t) for t in tree.trees if is_clause(t))
    by = tuple(_score_by(ctx, t) for t in tree.trees if t.data == "score_by")
    blocks = tuple(group(ctx, t) for t in tree.trees if t.data == "block")
    return n.FormFrom(name(tree.need("NAME")), columns, clauses, by, blocks, span(tree))


def _column(tree: Tree) -> n.ColumnIs:
    return n.ColumnIs(tree.need("COLUMN").value, name(tree.need("NAME")), span(tree))


def _score_by(ctx: Context, tree: Tree) -> n.ScoreBy:
    named = tree.token("NAME")
    lines = tuple(_line(ctx, t) for t in tree.trees)
    return n.ScoreBy(None if named is None else name(named), lines, span(tree))


def _line(ctx: Context, tree: Tree) -> n.KindLine:
    first = tree.children[0]
    assert isinstance(first, Token)
    kind = n.Name(first.value, span(first)) if first.type != "K_OTHERWISE" else None
    return n.KindLine(kind, method(ctx, next(t for t in tree.trees if t.data in METHODS)), span(tree))
