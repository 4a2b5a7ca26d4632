"""Groups of rows as JSON: how a derived list is made, and the figures that differ by the row around (see docs/result.schema.json).

In: a `ListResult` with a derived list; a `Result` with `groups`. Out: plain data. Guarantees: a group stands once, however many rows it serves; the
places and distances that every row has of its own stand with the rows.
"""

from collections.abc import Callable, Iterator
from typing import Any, assert_never

from evaldsl.evaluation.tree import AggregateResult, ListResult, Result
from evaldsl.model.program import Compared, Derived, Expr, Grouped
from evaldsl.reporting.figures import Lang, value_text
from evaldsl.reporting.formula import formula_text
from evaldsl.reporting.reasons import absence_text

Json = dict[str, Any]


def derived_json(made: ListResult, lang: Lang) -> Json:
    """Where the rows of a derived list come from, and the rows of the other list that are in none of them."""
    derived = made.spec.derived
    assert derived is not None
    left = [{"row": i, "why": absence_text(why, lang, derived.lists[0])} for i, why in made.left_out]
    return {
        "derived": {"of": list(derived.lists), "by": [formula_text(e, lang) for e in put_together_by(derived)], "left_out": left}
    }


def put_together_by(derived: Derived) -> tuple[Expr, ...]:
    """What tells to which row of a derived list a row of the lists behind it belongs, of each of them."""
    match derived:
        case Grouped():
            return (derived.by,)
        case Compared():
            return derived.before.by, derived.after.by
        case _:
            assert_never(derived)


def groups_json(result: Result, lang: Lang, aggregate: Callable[[AggregateResult, Result, Lang], Json]) -> Iterator[Json]:
    """Every figure of a group of rows, with the values that the group shares."""
    for groups in result.groups.values():
        for keys, made in groups.items():
            if made.spec.function in ("rank", "min_max"):
                continue
            shared = [value_text(key, match.inner.type, lang) for key, match in zip(keys, made.spec.matches, strict=True)]
            yield {**aggregate(made, result, lang), "group": shared}
