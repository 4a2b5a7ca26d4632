"""What expressions need of other modules of checking, which need expressions themselves: each is imported when it is first asked for."""

from evaldsl.checking.book import Book, Env, Leaf
from evaldsl.checking.names import attribute_type
from evaldsl.model import program as p
from evaldsl.model.types import Type
from evaldsl.syntax import nodes as n


def let_of(book: Book, name: str) -> p.LetSpec | None:
    """A let, typed when it is first needed."""
    from evaldsl.checking.lets import typed_let

    return typed_let(book, name)


def aggregate_of(env: Env, written: n.Aggregate) -> p.Expr | None:
    """A figure over the rows of a list."""
    from evaldsl.checking.lists import aggregate

    return aggregate(env, written)


def dated_of(env: Env, written: n.AtDate) -> p.Expr | None:
    """The value of a history on a date."""
    from evaldsl.checking.histories import at_date

    return at_date(env, written)


def own_of(book: Book, leaf: Leaf) -> p.Expr | None:
    """The value of an indicator, found when it is first needed."""
    from evaldsl.checking.values import value_of

    return value_of(book, leaf)


def node_type(book: Book, leaf: Leaf, attribute: p.Attribute) -> Type | None:
    """The type of an attribute of a node."""
    from evaldsl.checking.values import target_of, value_of

    if attribute is p.Attribute.VALUE:
        value = value_of(book, leaf)
        return None if value is None else value.type
    if attribute is p.Attribute.TARGET:
        target = target_of(book, leaf)
        return target.expr.type if isinstance(target, p.RelationTarget) else None
    return attribute_type(leaf, attribute)
