"""Names in expressions: what a name or a dotted path means.

In: a `Ref`, the place it stands in (`Env`). Out: the typed expression, or None when it has been refused. Order: a local name, a
word of the indicator (value, target, weight, score, met), a fact, a let, an indicator's own fact; a dotted path is an
attribute of a node, a case of a let, or an own fact by the tail of its path. A path may be shortened to any tail that is
unambiguous. Shadowing is refused where names are declared, so the order never hides anything.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import chain, islice

from attrs import evolve

from evaldsl.checking.book import Book, Env, Leaf, Row
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.family_names import full_name
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style, Type, YesNoType
from evaldsl.source import Where
from evaldsl.spelling import MOST_NAMES, nearest
from evaldsl.syntax import nodes as n

ATTRIBUTES = {
    "score": p.Attribute.SCORE,
    "得分": p.Attribute.SCORE,
    "value": p.Attribute.VALUE,
    "取值": p.Attribute.VALUE,
    "target": p.Attribute.TARGET,
    "目标": p.Attribute.TARGET,
    "weight": p.Attribute.WEIGHT,
    "分值": p.Attribute.WEIGHT,
    "权重": p.Attribute.WEIGHT,
    "met": p.Attribute.MET,
    "达标": p.Attribute.MET,
}
WORDS = frozenset(ATTRIBUTES) | {"total", "总分"}
"""Words that mean something inside formulas; no fact, let or parameter may bear one bare."""

MOST_SUGGESTED = 60
SCORE = "score"
"""The name that the total of a row goes by."""
SCORE_WORDS = frozenset({("score",), ("得分",)})


def find_nodes(book: Book, parts: tuple[str, ...]) -> list[Leaf]:
    """The nodes that a path means: the full path, or every node whose path ends with it."""
    full = book.leaves.get(".".join(parts))
    if full is not None:
        return [full]
    if not parts:
        return []
    return [leaf for leaf in book.by_tail.get(parts[-1], ()) if leaf.parts[-len(parts) :] == parts]


def suggested(env: Env, name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to one that is not known; looked for in the first problems of a file only, those that are shown."""
    return nearest(name, known) if len(env.book.problems) < MOST_SUGGESTED else None


def one_node(env: Env, path: n.Path) -> Leaf | None:
    """The node that a path names, or a report that says why not."""
    parts = tuple(x.text for x in path.parts)
    found = find_nodes(env.book, parts)
    if len(found) == 1:
        return found[0]
    if found:
        ambiguous(env, path, found)
    else:
        near = suggested(env, path.text, chain(env.book.leaves, env.book.by_tail))
        env.report("E213", path.span, "near" if near else None, name=path.text, near=near or "")
    return None


def ambiguous(env: Env, path: n.Path, found: list[Leaf]) -> None:
    """Several nodes bear the tail."""
    labels = tuple(Label(leaf.where, "here", {"path": leaf.path}) for leaf in found[:6])
    paths = "、".join(leaf.path for leaf in found[:6])
    env.report("E203", path.span, None, labels, name=path.text, paths=paths, first=found[0].path)


def is_value(env: Env, ref: n.Ref) -> bool:
    """Whether the reference means a value here (else it may be a level's name)."""
    book, parts = env.book, [x.text for x in ref.path.parts]
    if ref.word or len(parts) > 1:
        return True
    name = parts[0]
    if name in env.locals:
        return True
    if env.row is not None and (name in book.lists[env.row.list].places or name == env.row.alias):
        return True
    if env.pure:
        return is_parameter(book, name)
    known = name in book.facts or name in book.lets or name in book.let_cases or name in book.owners
    return known or name in book.broken or name in book.abolished


def resolve(
    env: Env, ref: n.Ref, expected: LevelType | None, typed_let: Callable[[Book, str], p.LetSpec | None],
    own_value: Callable[[Book, Leaf], p.Expr | None], node_type: Callable[[Book, Leaf, p.Attribute], Type | None],
) -> p.Expr | None:  # fmt: skip
    """What a reference means, typed."""
    book, where = env.book, env.where(ref.span)
    parts = tuple(x.text for x in ref.path.parts)
    name = parts[0]
    if env.row is not None and (not ref.word or is_row_score(book, env.row, env.leaf, parts)):
        row = row_name(book, env.row, parts)
        if row is not None:
            return _row_value(env, ref, row)
        if parts == (env.row.alias,):
            return _row_itself(env, ref)
    if len(parts) == 1:
        if expected is not None and name in expected.members:
            return p.Const(name, expected, where)
        if name in env.locals:
            return env.locals[name]
        if ref.word or (name in WORDS and not ref.path.parts[0].quoted):
            return _word(env, ref, name, node_type)
        if env.pure and not is_parameter(book, name):
            _unknown(env, ref, list(env.locals), "method")
            return None
        if name in book.facts:
            return fact(book, name, where)
        if name in book.let_cases:
            env.report("E209", ref.span, name=name, cases="、".join(f"{name}.{c}" for c in book.let_cases[name]))
            return None
        if name in book.broken:
            return None
        if name in book.abolished:
            _abolished(env, ref, name)
            return None
        if name in book.lets:
            return _let(env, ref, name, typed_let)
        if name in book.owners:
            return _own(book, book.owners[name], where, own_value)
        _not_a_value(env, ref, name)
        return None
    held = None if env.pure else book.facts.get(name)
    if held is not None and held.row_of is not None and name not in book.broken:
        from evaldsl.checking.joins import through

        base = fact(book, name, where)
        return None if base is None else through(env, ref, base, held.row_of, parts[1:])
    joined = let_key(book, parts)
    if parts[0] in book.broken and parts[0] in book.case_places:
        return None
    if joined in book.lets:
        return _let(env, ref, joined, typed_let)
    if joined in book.broken:
        return None
    if joined in book.abolished:
        _abolished(env, ref, joined)
        return None
    if parts[0] in book.let_cases:
        cases = [f"{parts[0]}.{c}" for c in book.let_cases[parts[0]]]
        near = nearest(joined, cases)
        env.report("E201", ref.span, "near" if near else "cases", name=joined, near=near or "", known=_some(cases))
        return None
    attribute = ATTRIBUTES.get(parts[-1])
    if attribute is not None and not env.pure:
        return _attribute(env, ref, attribute, node_type)
    if not env.pure:
        owners = [leaf for leaf in find_nodes(book, parts) if leaf.own_name is not None]
        if len(owners) == 1:
            return _own(book, owners[0], where, own_value)
        if owners:
            ambiguous(env, ref.path, owners)
            return None
        found = find_nodes(book, parts)
        if found:
            env.report("E214", ref.span, name=joined)
            return None
    _unknown(env, ref, [*_known(env), *book.leaves], None)
    return None


def let_key(book: Book, parts: tuple[str, ...]) -> str:
    """The key of a named value that a path means; of a distribution, a norm or a cost sheet the last word may be in either language."""
    return full_name(".".join(parts), book.families, book.lets)


def row_name(book: Book, row: Row, parts: tuple[str, ...]) -> str | None:
    """The name in a row that a path means, with or without the name that `for each` gives the row; None when it means none."""
    places = book.lists[row.list].places
    if row.alias is not None and parts[0] == row.alias and len(parts) > 1 and row.alias not in places:
        return SCORE if _is_score(book, row, parts[1:]) else ".".join(parts[1:])
    if _is_score(book, row, parts):
        return SCORE
    return ".".join(parts) if parts[0] in places else None


def _is_score(book: Book, row: Row, parts: tuple[str, ...]) -> bool:
    return parts in SCORE_WORDS and book.lists[row.list].tree is not None


def is_row_score(book: Book, row: Row, leaf: Leaf | None, parts: tuple[str, ...]) -> bool:
    """Whether the word score means the total of a row: everywhere but in the tree of the row, where it is the indicator's own."""
    return (leaf is None or leaf.row is not row) and _is_score(book, row, parts)


def _row_itself(env: Env, ref: n.Ref) -> p.Expr | None:
    """The row by the name that `for each` gives it: its key."""
    assert env.row is not None
    draft = env.book.lists[env.row.list]
    if draft.key is None:
        env.report("E241", ref.span, name=draft.name.text)
        return None
    return _row_value(env, ref, draft.key)


def apart(name: str, fields: Container[str]) -> tuple[str, tuple[str, ...]]:
    """The field that a path begins with, and the rest of the path; a name may hold a dot itself (PM2.5)."""
    parts = name.split(".")
    count = next((i for i in range(1, len(parts)) if ".".join(parts[:i]) in fields), 1)
    return ".".join(parts[:count]), tuple(parts[count:])


def is_parameter(book: Book, name: str) -> bool:
    """Whether a name is a parameter of the ruleset: a constant, which methods may read too."""
    declared = book.lets.get(name)
    return declared is not None and isinstance(declared.node, n.ParameterDecl)


def _row_value(env: Env, ref: n.Ref, name: str) -> p.Expr | None:
    from evaldsl.checking.lists import typed_row_let

    assert env.row is not None
    book, where = env.book, env.where(ref.span)
    draft = book.lists[env.row.list]
    if name in draft.broken or name.partition(".")[0] in draft.broken:
        return None
    if name in draft.fields:
        return p.FieldRef(draft.name.text, name, draft.fields[name].type, where)
    if name in draft.lets:
        spec = typed_row_let(book, draft.name.text, name)
        return None if spec is None else p.FieldRef(draft.name.text, name, spec.type, where)
    if name in draft.cases:
        env.report("E209", ref.span, name=name, cases="、".join(f"{name}.{c}" for c in draft.cases[name]))
        return None
    first, rest = apart(name, draft.fields)
    spec_of = draft.fields.get(first)
    if rest and spec_of is not None and spec_of.row_of is not None:
        from evaldsl.checking.joins import through

        return through(env, ref, p.FieldRef(draft.name.text, first, spec_of.type, where), spec_of.row_of, rest)
    near = nearest(name, [*draft.fields, *draft.lets])
    env.report("E201", ref.span, "near" if near else None, name=ref.path.text, near=near or "", known="")
    return None


def cell_of(env: Env, cell: n.CellRef) -> p.Expr | None:
    """A field or named value of one row of a list."""
    draft = env.book.lists.get(cell.list.text)
    if draft is None:
        near = nearest(cell.list.text, env.book.lists)
        env.report("E223", cell.list.span, "near" if near else None, name=cell.list.text, near=near or "")
        return None
    row = Row(draft.name.text, None)
    parts = tuple(part.text for part in cell.path.parts)
    name = SCORE if _is_score(env.book, row, parts) else cell.path.text
    found = _row_value(evolve(env, row=row), n.Ref(cell.path, cell.path.span), name)
    if not isinstance(found, p.FieldRef):
        return found
    return p.FieldRef(found.list, found.name, found.type, env.where(cell.span), cell.row)


def fact(book: Book, name: str, where: Where) -> p.Expr | None:
    """A reference to a declared fact."""
    if name in book.broken:
        return None
    book.used.add(("fact", name))
    return p.FactRef(name, book.facts[name].type, where)


def _let(env: Env, ref: n.Ref, name: str, typed_let: Callable[[Book, str], p.LetSpec | None]) -> p.Expr | None:
    book, where = env.book, env.where(ref.span)
    book.used.add(("let", name))
    spec = typed_let(book, name)
    if spec is None and name in book.histories:
        from evaldsl.checking.parameters import bare_name

        bare_name(env, name, ref)
    return None if spec is None else p.LetRef(name, spec.type, where)


def _own(book: Book, leaf: Leaf, where: Where, own_value: Callable[[Book, Leaf], p.Expr | None]) -> p.Expr | None:
    value = own_value(book, leaf)
    if not isinstance(value, p.FactRef):
        return None
    return p.FactRef(value.name, value.type, where)


def _word(env: Env, ref: n.Ref, name: str, node_type: Callable[[Book, Leaf, p.Attribute], Type | None]) -> p.Expr | None:
    book, where = env.book, env.where(ref.span)
    if name in ("total", "总分"):
        if env.pure or book.root is None or "total" not in env.words:
            env.report("E218", ref.span, "total", name=env.source.slice(ref.span))
            return None
        return p.NodeRef("", p.Attribute.SCORE, _score_type(book.root), where)
    attribute = ATTRIBUTES[name]
    if env.leaf is None or attribute.value not in env.words:
        env.report("E218", ref.span, "method" if env.pure else None, name=env.source.slice(ref.span))
        return None
    if attribute is p.Attribute.TARGET and "target" not in env.leaf.one:
        env.report("E408", ref.span, "word", name=env.leaf.name.text, method=Both("the word target", "“目标”一词"))
        return None
    kind = node_type(book, env.leaf, attribute)
    return None if kind is None else p.NodeRef(env.leaf.path, attribute, kind, where)


def _attribute(
    env: Env, ref: n.Ref, attribute: p.Attribute, node_type: Callable[[Book, Leaf, p.Attribute], Type | None]
) -> p.Expr | None:
    path = n.Path(ref.path.parts[:-1], ref.path.span)
    leaf = one_node(env, path)
    if leaf is None:
        return None
    if attribute in (p.Attribute.VALUE, p.Attribute.TARGET, p.Attribute.MET) and leaf.is_group:
        if attribute is not p.Attribute.MET:
            env.report("E215", ref.span, "group", name=leaf.path, attribute=attribute.value)
            return None
    elif attribute in (p.Attribute.TARGET, p.Attribute.MET) and "target" not in leaf.one:
        env.report("E215", ref.span, "target", name=leaf.path, attribute=attribute.value)
        return None
    kind = node_type(env.book, leaf, attribute)
    return None if kind is None else p.NodeRef(leaf.path, attribute, kind, env.where(ref.span))


def _score_type(leaf: Leaf) -> Type:
    if isinstance(leaf.result, p.RatingResult):
        return leaf.result.type
    return QuantityType(NUMBER.unit, Style.NUMBER, leaf.real)


def attribute_type(leaf: Leaf, attribute: p.Attribute) -> Type | None:
    """The type of a node's attribute that does not need its value or target."""
    match attribute:
        case p.Attribute.SCORE:
            return _score_type(leaf)
        case p.Attribute.WEIGHT:
            return NUMBER
        case p.Attribute.MET:
            return YesNoType()
        case p.Attribute.VALUE | p.Attribute.TARGET:
            return None


MOST_TOLD = 12


def _abolished(env: Env, ref: n.Ref, name: str) -> None:
    env.report("E201", ref.span, "abolished", name=name, near="", known="")


def _some(names: list[str]) -> str:
    """The first names of a long list."""
    return "、".join(names[:MOST_TOLD]) + ("…" if len(names) > MOST_TOLD else "")


def _not_a_value(env: Env, ref: n.Ref, name: str) -> None:
    found = find_nodes(env.book, (name,))
    if found:
        owners = [leaf for leaf in found if leaf.own_name is not None]
        if len(owners) > 1:
            ambiguous(env, ref.path, owners)
        else:
            env.report("E214", ref.span, name=name)
        return
    if name in env.book.lists:
        draft = env.book.lists[name]
        numbers = [x for x, spec in draft.fields.items() if isinstance(spec.type, QuantityType) and x != draft.key]
        first = next((x for x in numbers), "…")
        env.report("E221", ref.span, name=name, field=first)
        return
    if name in env.book.bands or name in env.book.methods or name in env.book.tables:
        env.report("E219", ref.span, name=name)
        return
    unit = "unit" if env.book.units.look_up(name) is not None else None
    _unknown(env, ref, list(islice(_known(env), MOST_NAMES)), unit)


def _unknown(env: Env, ref: n.Ref, known: list[str], help: str | None) -> None:
    parts = [x.text for x in ref.path.parts]
    named = env.book.lists.get(parts[0])
    if named is not None and len(parts) > 1 and parts[1] in named.places:
        env.report("E222", ref.span, name=".".join(parts[1:]), list=parts[0])
        return
    # what a group is made by is a name of the rows behind it, and is not there when it is looked for here
    made = [(x, () if draft.derived is None else draft.derived.fields, draft.places) for x, draft in env.book.lists.items()]
    owner = next((x for x, fields, places in made if parts[0] in places and parts[0] not in fields), None)
    if owner is not None and not env.pure:
        env.report("E222", ref.span, name=ref.path.text, list=owner)
        return
    near = suggested(env, ref.path.text, known)
    env.report("E201", ref.span, "near" if near else help, name=ref.path.text, near=near or "", known="、".join(known[:8]))


def _known(env: Env) -> Iterator[str]:
    yield from env.locals
    if not env.pure:
        yield from env.book.facts
        yield from env.book.lets
        yield from env.book.owners
    if env.row is not None:
        draft = env.book.lists[env.row.list]
        yield from draft.fields
        yield from draft.lets
