"""What is declared and never used: warnings.

In: the book after everything has been typed. Out: warnings for facts, lets, methods, bands and types of the main file that nothing
reads. Figures kept for the record only, and what a used file brings, are not warned about; nor are the lets of a ruleset without
indicators, which are its result.
"""

from evaldsl.checking.book import Book, Declared
from evaldsl.diagnostics.core import Both
from evaldsl.syntax import nodes as n


def unused(book: Book) -> None:
    """Reports W101 (facts), W102 (lets) and W106 (methods, bands, tables, types)."""
    for name, declared in book.fact_places.items():
        node = declared.node
        if declared.own and isinstance(node, n.FactDecl) and not node.record_only and ("fact", name) not in book.used:
            book.report("W101", declared.where, name=name)
    for name, draft in book.lists.items():
        if draft.own and ("list", name) not in book.used:
            book.report("W101", draft.source.where(draft.name.span), name=name)
    # without indicators, and beside lists, the named values are what comes out of the ruleset
    for name, declared in book.lets.items() if book.leaves and not book.lists else ():
        if declared.own and ("let", name) not in book.used and name not in book.broken:
            book.report("W102", declared.where, name=name)
    tables: tuple[tuple[str, Both, dict[str, Declared]], ...] = (
        ("method", Both("method", "方法"), book.methods),
        ("bands", Both("bands", "分档"), book.bands),
        ("table", Both("table", "决策表"), book.tables),
        ("type", Both("type", "类型"), book.type_places),
    )
    for kind, word, table in tables:
        for name, declared in table.items():
            if declared.own and (kind, name) not in book.used:
                book.report("W106", declared.where, kind=word, name=name)
