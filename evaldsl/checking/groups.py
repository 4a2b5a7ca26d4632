"""Lists that are made of other lists: `groups 各部门 of 项目 by 执行部门 { … }` (分组).

In: `Groups` nodes. Out: a `ListDraft` with a row for every value of the figure, and how the program makes the rows. Guarantees: from here
on a group list is a list like any other: it is aggregated, ranked, distributed and shown by the same rules.

Another kind of derived list needs the same three things: `new_list` while names are gathered, a `DerivedDraft` on its draft, and a member of
`program.Derived`.
"""

from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, DerivedDraft, Env, ListDraft, Row, RowLet
from evaldsl.checking.lists import declare_rows, find_list, row_env
from evaldsl.checking.measures import comparable_rows
from evaldsl.checking.names import WORDS
from evaldsl.model import program as p
from evaldsl.model.types import Domain
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n


def new_list(book: Book, node: n.Groups, source: SourceFile, own: bool) -> ListDraft:
    """A list that no fact file gives, under its name; what it is made of is found when all lists are known."""
    stand_in = n.ListDecl((node.name,), (), None, node.label, (), node.span)
    draft = ListDraft(stand_in, node.name, source, own)
    draft.derived = DerivedDraft((node.key.text,), lambda book, draft: _grouped(book, draft, node))
    book.lists[node.name.text] = draft
    book.used.add(("list", node.name.text))
    return draft


def declare_groups(book: Book, node: n.Groups, source: SourceFile) -> None:
    """The grouping value as the key of the groups, and their named values and checks."""
    env = Env(book, source)
    draft = book.lists[node.name.text]
    of = find_list(env, node.list)
    key = node.key.text
    draft.places[key] = env.where(node.key.span)
    if of is None:
        names = (node.key, *(x.name for x in node.lets))
        draft.places |= {x.text: env.where(x.span) for x in names}
        draft.broken |= {x.text for x in names}
        return
    book.used.add(("list", of.name.text))
    if key in WORDS and not node.key.quoted:
        env.report("E205", node.key.span, name=key)
        draft.broken.add(key)
    else:
        draft.key = key
        draft.lets[key] = RowLet(key, node.by, Row(of.name.text, None), "", env.where(node.key.span), source)
    nobody = n.Name("", node.name.span)
    declare_rows(book, n.ForEach(nobody, node.name, node.lets, node.checks, node.span), source)


def _grouped(book: Book, draft: ListDraft, node: n.Groups) -> p.Grouped | None:
    made = draft.typed.get(node.key.text)
    if made is None:
        return None
    let = draft.lets[node.key.text]
    inside = row_env(book, let.row, let.source)
    if not no_real(inside, [made.expr], node.by.span) or not comparable_rows(inside, made.expr, node.by, "group"):
        return None
    return p.Grouped(let.row.list, node.key.text, made.expr)


def made_fields(book: Book, draft: ListDraft) -> dict[str, p.FactSpec]:
    """The fields that a row of a derived list is made with."""
    if draft.derived is None:
        return draft.fields
    found: dict[str, p.FactSpec] = {}
    for name in draft.derived.fields:
        let = draft.typed.get(name)
        if let is not None:
            found[name] = p.FactSpec(name, let.type, Domain(), None, False, False, False, let.label, (), None, let.where)
    return found
