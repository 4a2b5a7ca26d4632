"""Filed figures that restate others (复述): `填报执行率 restates 实际支出 / 预算`.

In: a check that is written so. Out: a `CheckSpec` whose sides are the filed figure and the formula. Guarantees: the left side is one fact
or field, so that there are digits that were filed; both are numbers of one kind; there is no tolerance beside the digits.
"""

from evaldsl.checking.book import Book, Env
from evaldsl.checking.expressions import condition
from evaldsl.checking.measures import no_rounding
from evaldsl.checking.wording import expr_text
from evaldsl.model import program as p
from evaldsl.model.types import QuantityType
from evaldsl.syntax import nodes as n


def restates_spec(book: Book, env: Env, stated: n.Check, says: str | None) -> p.CheckSpec | None:
    """The check, or None after a report."""
    if stated.within is not None:
        env.report("E265", stated.within.span, name=stated.name.text)
        return None
    written = stated.condition
    assert isinstance(written, n.Compare)
    test = condition(env, written)
    if test is None:
        return None
    assert isinstance(test, p.Comparison)
    left, right = test.first, test.rest[0][1]
    if not isinstance(left, p.FactRef | p.FieldRef) or (isinstance(left, p.FieldRef) and not _is_field(book, left)):
        help = "let" if isinstance(left, p.LetRef | p.FieldRef) else None
        env.report("E263", written.first.span, help, text=expr_text(left))
        return None
    if not isinstance(left.type, QuantityType):
        env.report("E264", written.first.span, text=expr_text(left))
        return None
    if not no_rounding(env, left, "restates", written.first.span):
        return None
    basis = tuple(b.value for b in stated.basis)
    sides = (left, p.Relation.EQ, right)
    return p.CheckSpec(stated.name.text, stated.severity, test, sides, None, says, basis, env.where(stated.span), True)


def _is_field(book: Book, cell: p.FieldRef) -> bool:
    draft = book.lists.get(cell.list)
    return draft is not None and cell.name in draft.fields
