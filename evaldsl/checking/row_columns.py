"""The columns of a form whose rows are data: which field of the list stands for which.

In: `columns { … }` of the form and the fields of its list. Out: the field of each column. Guarantees: a field that bears the name of a
column is that column unless another is named for it; every column has a field of a fitting type; what a row cannot do
without is there.
"""

from collections.abc import Mapping

from evaldsl.checking.book import Env, ListDraft
from evaldsl.checking.wording import type_words
from evaldsl.diagnostics.core import Argument, Both
from evaldsl.model.types import LevelType, MeasureType, QuantityType, Style, TextType, Type
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

NEEDED = ("level3", "weight", "actual")
"""Without these a row is no indicator."""
_NUMBER = Both("a plain number", "数值")
_TEXT = Both("a text", "文本")
DUE: Mapping[str, Both] = {
    "weight": _NUMBER,
    "judged": _NUMBER,
    "filed": _NUMBER,
    "target": Both("of the type `target`", "“指标值”类型"),
    "actual": Both("of the type `actual`", "“实际完成值”类型"),
}


def columns_of(env: Env, node: n.FormFrom, rows: ListDraft) -> dict[str, str] | None:
    """The field of each column, None when something has been refused."""
    found: dict[str, str] = {}
    good = True
    for stated in node.columns:
        name = stated.name.text
        if stated.column in found:
            env.report("E234", stated.span, "twice", column=head(stated.column), name=name, list=rows.name.text, near="")
            good = False
        elif name not in rows.fields and name not in rows.broken:
            near = nearest(name, rows.fields)
            args: dict[str, Argument] = {"name": name, "list": rows.name.text, "near": near or ""}
            env.book.report("E234", env.where(stated.name.span), (), "near" if near else None, column=head(stated.column), **args)
            good = False
        found[stated.column] = name
    taken = set(found.values())
    for name in rows.fields:
        column = _column_of(name)
        if column is not None and name not in taken:
            found.setdefault(column, name)
    good = good and not rows.broken
    for column, name in found.items():
        spec = rows.fields.get(name)
        if spec is not None and not _fits(column, spec.type):
            more: dict[str, Argument] = {"name": name, "due": DUE.get(column, _TEXT), "got": type_words(spec.type)}
            env.book.report("E236", spec.where, (), None, column=head(column), **more)
            good = False
    if good:
        for column in NEEDED:
            if column not in found:
                env.report("E235", node.list.span, list=rows.name.text, column=head(column))
                return None
    return found if good else None


def head(column: str) -> Both:
    """A column in words."""
    from evaldsl.syntax.vocabulary import Word, vocabulary

    spellings = vocabulary().spellings[Word("COLUMN", column)]
    return Both(spellings["en"][0], spellings["zh"][0])


def _column_of(field: str) -> str | None:
    """The column that a field is by its name."""
    from evaldsl.syntax.vocabulary import vocabulary

    return next((word.key for word in vocabulary().meanings.get(field, ()) if word.terminal == "COLUMN"), None)


def _fits(column: str, kind: Type) -> bool:
    match column:
        case "weight" | "judged" | "filed":
            return isinstance(kind, QuantityType) and not kind.unit.dimension and kind.style is Style.NUMBER
        case "target" | "actual":
            return isinstance(kind, TextType) and kind.cell == column
        case "unit" if isinstance(kind, MeasureType):
            return True
        case "level1" | "level2" | "level3" | "relation" | "unit":
            return isinstance(kind, LevelType) or (isinstance(kind, TextType) and not kind.cell)
        case _:
            return isinstance(kind, TextType) and not kind.cell
