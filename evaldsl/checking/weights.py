"""Weights, kinds of result and ways to combine: known before any expression is typed.

In: drafts. Out: `Leaf.result`, `Leaf.weight`. Guarantees: weights are constants at least 0, `rest` is what the parent has left, a form's
group weighs the sum of its rows, and the sums are compared by the law `weights_add_up`.
"""

from fractions import Fraction

from evaldsl.checking.arithmetic import bare
from evaldsl.checking.book import Book, Env, Leaf, Stated, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.expressions import infer
from evaldsl.checking.facts import bound_value, type_of
from evaldsl.checking.wording import expr_text, number_text, type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, LevelType, Style
from evaldsl.syntax import nodes as n


def settle_results(book: Book, leaf: Leaf, above: p.ResultKind) -> None:
    """The kind of result of a node and of all below; a scale and a rating are handed down."""
    stated = leaf.one.get("result")
    kind = above if isinstance(above, (p.ScaleResult, p.RatingResult)) else p.PointsResult()
    if stated is not None and isinstance(stated.clause, n.ResultKind):
        found = _kind(book, stated, stated.clause)
        book.result_broken = book.result_broken or found is None
        kind = found or kind
    leaf.result = kind
    for child in leaf.children:
        settle_results(book, child, kind)


def _kind(book: Book, stated: Stated, clause: n.ResultKind) -> p.ResultKind | None:
    env = Env(book, stated.source)
    match clause.kind:
        case "unlimited":
            return p.PointsResult(True)
        case "scale":
            if clause.interval is None:
                return p.ScaleResult(Fraction(0), Fraction(1))
            low, high = bound_value(env, clause.interval.low, NUMBER), bound_value(env, clause.interval.high, NUMBER)
            if not isinstance(low, Fraction) or not isinstance(high, Fraction):
                return None
            if low >= high:
                env.report("E320", clause.span, low=number_text(low), high=number_text(high))
                return None
            return p.ScaleResult(low, high)
        case "rating":
            found = None if clause.type is None else type_of(env, clause.type)
            if found is None:
                return None
            if not isinstance(found[0], LevelType) or not found[0].ordered:
                what = Both("a rating", "评定等次")
                due = Both("an ordered one-of type", "有高低顺序的等级类型")
                env.report("E317", clause.span, "rating", what=what, due=due, got=type_words(found[0]))
                return None
            kind = found[0]
            name = clause.type.name.text if isinstance(clause.type, n.NamedType) else kind.name
            return p.RatingResult(LevelType(kind.members, True, name))
        case _:
            return p.PointsResult()


def combine_of(leaf: Leaf) -> str:
    """How a group is made of its children; sum for points, weighted mean for a scale, weakest link for ratings."""
    stated = leaf.one.get("combine")
    if stated is not None and isinstance(stated.clause, n.Combine):
        return stated.clause.kind
    return "sum"


def points(leaf: Leaf) -> bool:
    """Whether a node gives points."""
    return isinstance(leaf.result, p.PointsResult)


def settle_weights(book: Book, leaf: Leaf) -> None:
    """The weights of all children of a node (its own is known), from the top down; form groups first sum up their rows."""
    for child in leaf.children:
        _own_weight(book, child)
    due = capacity(book, leaf)
    rest = [c for c in leaf.children if _is_rest(c)]
    for extra in rest[1:]:
        book.report("E404", extra.one["weight"].where, (), "twice", name=extra.name.text, left="")
    if rest and not leaf.child_refused:
        _rest(book, leaf, rest[0], due)
    for child in leaf.children:
        if child.is_group:
            settle_weights(book, child)


def _is_rest(leaf: Leaf) -> bool:
    stated = leaf.one.get("weight")
    return stated is not None and isinstance(stated.clause, n.Weight) and stated.clause.expr is None


def _rest(book: Book, parent: Leaf, leaf: Leaf, due: Fraction | None) -> None:
    others = [c.weight for c in parent.children if c is not leaf]
    if due is None or any(w is None for w in others) or combine_of(parent) != "sum":
        if combine_of(parent) != "sum":
            book.report("E404", leaf.one["weight"].where, (), "sum", name=leaf.name.text, left="")
        return
    left = due - sum((w for w in others if w is not None), Fraction(0))
    if left <= 0:
        book.report("E404", leaf.one["weight"].where, (), None, name=leaf.name.text, left=number_text(left))
        return
    leaf.weight = left


def capacity(book: Book, leaf: Leaf) -> Fraction | None:
    """What the children of a node must add up to: what it is `scaled from`, else its weight."""
    stated = leaf.one.get("scaled")
    if stated is None or not isinstance(stated.clause, n.ScaledFrom):
        return leaf.weight
    if leaf.scaled_from is None:
        found = _number(book, stated, stated.clause.expr)
        if found is not None and found <= 0:
            book.report("E420", stated.where, got=number_text(found))
            return None
        leaf.scaled_from = found
    return leaf.scaled_from


def _own_weight(book: Book, leaf: Leaf) -> None:
    if leaf.weighed:
        return
    leaf.weighed = True
    stated = leaf.one.get("weight")
    if stated is not None and isinstance(stated.clause, n.Weight):
        if stated.clause.expr is not None:
            leaf.weight = _number(book, stated, stated.clause.expr)
            if leaf.weight is not None and leaf.weight < 0:
                book.report("E435", stated.where, weight=number_text(leaf.weight))
                leaf.weight = None
            leaf.weight_broken = leaf.weight is None
        return
    if leaf.is_group and leaf.from_form and points(leaf):
        for child in leaf.children:
            _own_weight(book, child)
        found = [c.weight for c in leaf.children]
        if all(w is not None for w in found):
            leaf.weight = sum((w for w in found if w is not None), Fraction(0))
        else:
            leaf.weight_broken = True
        return
    parent = leaf.parent
    if parent is None or not points(leaf):
        return
    if combine_of(parent) == "at_least" and parent.weight is not None:
        leaf.weight = parent.weight
        return
    summed = _sum_below(book, leaf) if leaf.is_group else None
    book.report("E403", leaf.where, (), "group" if summed else None, name=leaf.name.text, sum=summed or "")
    leaf.weight_broken = True


def _sum_below(book: Book, leaf: Leaf) -> str | None:
    total = Fraction(0)
    for child in leaf.children:
        stated = child.one.get("weight")
        if stated is None or not isinstance(stated.clause, n.Weight) or not isinstance(stated.clause.expr, n.Number):
            return None
        total += stated.clause.expr.value
    return number_text(total)


def _number(book: Book, stated: Stated, written: n.Expr) -> Fraction | None:
    env = Env(book, stated.source)
    typed = infer(env, written)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if kind is None or kind.unit.dimension or (kind.style is not Style.NUMBER and bare(typed) is None):
        env.report("E327", written.span, got=type_words(typed.type), text=expr_text(typed))
        return None
    found = constant(book, typed)
    if found is None:
        env.report("E325", written.span, text=expr_text(typed))
    return found


def total_of(book: Book, stated: n.Total, env: Env) -> Fraction | None:
    """The points of the whole."""
    typed = infer(env, stated.expr)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if kind is None or kind.unit.dimension or kind.style is not Style.NUMBER:
        env.report("E327", stated.expr.span, got=type_words(typed.type), text=expr_text(typed))
        return None
    found = constant(book, typed)
    if found is None:
        env.report("E325", stated.expr.span, text=expr_text(typed))
    elif found <= 0:
        env.report("E420", stated.expr.span, got=number_text(found))
        return None
    return found
