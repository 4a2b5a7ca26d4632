"""References between rows: `所属 : row of 项目` (条目 属于), and what is read through them (`所属.年初预算`).

In: the fields and facts that are said to be a row of a list, when all lists are known. Out: their types, which are those of the key that
they hold; typed paths through them. Guarantees: a list that is referred to has a key and stands in the fact file; a path ends at a field or
named value of a row, however many lists it runs through.
"""

from evaldsl.checking.book import Book, Env, Join, ListDraft
from evaldsl.checking.facts import fact_spec
from evaldsl.checking.lists import find_list, typed_row_let
from evaldsl.checking.measures import of_row
from evaldsl.model import program as p
from evaldsl.records import evolve
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

MOST_STEPS = 20
"""Names that a path through rows may have."""


def join_rows(book: Book) -> None:
    """Types every field and fact that is a row of a list. A key that is itself a row of another list is typed first."""
    waiting = [x for x in book.joins if _target(book, x)]
    while waiting:
        open_ = {(x.draft.name.text, x.name.text) for x in waiting if x.draft is not None}
        ready = [x for x in waiting if _key_of(book, x) not in open_]
        if not ready:
            for join in waiting:
                Env(book, join.source).report("E241", join.target.span, "circle", name=join.target.text)
                _drop(book, join)
            return
        for join in ready:
            _settle(book, join)
        waiting = [x for x in waiting if x not in ready]
    book.joins.clear()


def _key_of(book: Book, join: Join) -> tuple[str, str]:
    return join.target.text, book.lists[join.target.text].key or ""


def _target(book: Book, join: Join) -> bool:
    """Whether the list that is referred to has a key that a fact file gives; reported otherwise."""
    env = Env(book, join.source)
    draft = find_list(env, join.target)
    if draft is None:
        _drop(book, join)
        return False
    book.used.add(("list", draft.name.text))
    if draft.derived is not None or draft.key is None:
        env.report("E241", join.target.span, "made" if draft.derived is not None else None, name=join.target.text)
        _drop(book, join)
        return False
    return True


def _drop(book: Book, join: Join) -> None:
    if join.draft is None:
        book.broken.add(join.name.text)
        book.facts.pop(join.name.text, None)
    else:
        join.draft.broken.add(join.name.text)
        join.draft.fields.pop(join.name.text, None)


def _settle(book: Book, join: Join) -> None:
    target = book.lists[join.target.text]
    key = None if target.key is None else target.fields.get(target.key)
    spec = None if key is None else fact_spec(Env(book, join.source), join.node, join.name, (key.type, key.domain))
    if spec is None:
        _drop(book, join)
        return
    spec = evolve(spec, row_of=target.name.text)
    if join.draft is None:
        book.facts[join.name.text] = spec
    else:
        join.draft.fields[join.name.text] = spec


# ---- paths -----------------------------------------------------------------------------------------------------------


def through(env: Env, ref: n.Ref, base: p.Expr, owner: str, rest: tuple[str, ...]) -> p.Expr | None:
    """What `rest` means in the row of `owner` whose key `base` is."""
    book, where = env.book, env.where(ref.span)
    if len(ref.path.parts) > MOST_STEPS:
        env.report("E241", ref.span, "far", name=owner, most=str(MOST_STEPS))
        return None
    draft = book.lists[owner]
    name, path = ".".join(rest), ref.path.text
    if name in draft.broken or rest[0] in draft.broken:
        return None
    spec = draft.fields.get(name)
    if spec is not None:
        return of_row(env, p.Joined(owner, name, base, path, spec.type, where), ref)
    if name in draft.lets:
        let = typed_row_let(book, owner, name)
        return None if let is None else of_row(env, p.Joined(owner, name, base, path, let.type, where), ref)
    first = draft.fields.get(rest[0])
    if first is not None and first.row_of is not None:
        return through(env, ref, p.Joined(owner, rest[0], base, path, first.type, where), first.row_of, rest[1:])
    if name in draft.cases:
        env.report("E209", ref.span, name=path, cases="、".join(f"{path}.{c}" for c in draft.cases[name]))
        return None
    near = nearest(name, [*draft.fields, *draft.lets])
    shown = path.removesuffix(name) + near if near else ""
    env.report("E201", ref.span, "near" if near else None, name=path, near=shown, known="")
    return None


def edges(book: Book, owner: str, rest: tuple[str, ...]) -> str | None:
    """The named value, as `list\\nname`, that a path through a row of `owner` needs; None when it ends at a field."""
    draft = book.lists.get(owner)
    while draft is not None and rest:
        name = ".".join(rest)
        if name in draft.lets:
            return f"{draft.name.text}\n{name}"
        draft, rest = _next(book, draft, rest)
    return None


def _next(book: Book, draft: ListDraft, rest: tuple[str, ...]) -> tuple[ListDraft | None, tuple[str, ...]]:
    spec = draft.fields.get(rest[0])
    return (None, ()) if spec is None or spec.row_of is None else (book.lists.get(spec.row_of), rest[1:])
