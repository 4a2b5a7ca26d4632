"""Forms whose rows are data (自评表 取自): which fields are columns, which groups the rules name, how each kind of row is scored.

In: `FormFrom` nodes, with the list that they take their rows from. Out: drafts of the named groups, and for each place that rows come
into and each kind of row a draft of an indicator (`FormDraft`), which `form_spec` makes a `FormSpec` of. Guarantees: every column
has a field of a fitting type; every kind of row has a method that is defined for all targets and values of its kind.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.checking import ranges as r
from evaldsl.checking.book import Book, Env, FormDraft, Leaf, ListDraft, PlaceDraft, Row, Stated
from evaldsl.checking.drafts import (
    WORDS,
    Inherited,
    add,
    add_children,
    take_clauses,
    take_inherited,
    with_each,
)
from evaldsl.checking.lists import find_list
from evaldsl.checking.row_columns import columns_of
from evaldsl.checking.tree import Roundings, node
from evaldsl.checking.values import method_of
from evaldsl.checking.weights import capacity, combine_of, points
from evaldsl.checking.wording import number_text
from evaldsl.diagnostics.core import Argument, Both, Label
from evaldsl.model import program as p
from evaldsl.model.types import DateType, LevelType, QuantityType, Type
from evaldsl.model.units import Unit
from evaldsl.source import SourceFile, Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

TARGET_KINDS = ("number", "date", "text")
"""What a target may be: a figure, a day, words."""
OF_COLUMNS = ("weight", "target", "actual", "value", "label")
"""Clauses that every row brings itself."""

Kind = tuple[str, n.Method | None, Span]
"""The name of a kind of row, its method (None: the clause `score`), the place."""


def draft_form(book: Book, source: SourceFile, parent: Leaf, node: n.FormFrom, inherited: Inherited) -> None:
    """Puts the groups that the form names under their parent, and notes the form in the book."""
    env = Env(book, source)
    parent.open_rows = True  # also where the form is refused: nothing more is said of its sums
    rows = find_list(env, node.list)
    if rows is None:
        return
    book.used.add(("list", rows.name.text))
    first = next((f for f in book.forms if f.list == rows.name.text), None)
    if first is not None:
        name = Both(f"form from {rows.name.text}", f"自评表 取自 {rows.name.text}")
        labels = (Label(first.source.where(first.node.list.span), "first", {"name": name}),)
        env.report("E202", node.list.span, "form", labels, name=name)
        return
    mine = with_each(book, source, node.list, inherited, node.clauses)
    _own_columns(book, mine)
    columns = columns_of(env, node, rows)
    kinds = _kinds(env, node, rows, mine)
    if columns is None:
        return
    levels = tuple(c for c in ("level1", "level2") if c in columns)
    by = _by(node)
    draft = FormDraft(node, source, parent, rows.name.text, columns, levels, by)
    book.forms.append(draft)
    if node.blocks:
        parent.open_rows = False
        _blocks(env, draft, parent, node.blocks, mine, (), kinds)
    else:
        draft.places[()] = _place(book, draft, parent, mine, kinds)


def _by(node: n.FormFrom) -> str | None:
    if not node.by:
        return None
    return "" if node.by[0].name is None else node.by[0].name.text


def _own_columns(book: Book, inherited: Inherited) -> None:
    """Refuses clauses that stand in columns: each row brings its own."""
    for kind in OF_COLUMNS:
        for stated in inherited.pop(kind, []):
            book.report("E450", stated.where, clause=WORDS[kind])


# ---- groups ----------------------------------------------------------------------------------------------------------


def _blocks(
    env: Env, draft: FormDraft, at: Leaf, groups: Sequence[n.Group], inherited: Inherited, names: tuple[str, ...], kinds: list[Kind]
) -> None:  # fmt: skip
    """The groups that the rules name at one level; where a level is named, rows make no groups of their own."""
    book, source = env.book, env.source
    if len(names) >= len(draft.levels):
        env.report("E449", groups[0].name.span, name=groups[0].name.text, levels=str(len(draft.levels)))
        return
    draft.named[names] = tuple(g.name.text for g in groups)
    for group in groups:
        made = Leaf(group.name, (*at.parts, group.name.text), source, group.span, True)
        each = take_clauses(book, source, made, group.clauses)
        if not add(book, at, made):
            continue
        inner = with_each(book, source, group.name, inherited, each)
        _own_columns(book, inner)
        below = [child for child in group.children if isinstance(child, n.Group)]
        add_children(book, source, made, [child for child in group.children if not isinstance(child, n.Group)], inner)
        here = (*names, group.name.text)
        if below:
            _blocks(env, draft, made, below, inner, here, kinds)
        else:
            made.open_rows = True
            draft.places[here] = _place(book, draft, made, inner, kinds)


def _place(book: Book, draft: FormDraft, leaf: Leaf, inherited: Inherited, kinds: list[Kind]) -> PlaceDraft:
    return PlaceDraft(leaf, {name: _rule(book, draft, leaf, inherited, name, method, span) for name, method, span in kinds})


def _rule(
    book: Book, draft: FormDraft, place: Leaf, inherited: Inherited, kind: str, method: n.Method | None, span: Span
) -> Leaf:  # fmt: skip
    """The indicator that stands for every row of a kind: its value and target are figures of one unit that nothing else has."""
    source, owner = draft.source, draft.list
    name = n.Name(owner, draft.node.list.span)
    made = Leaf(
        name, (*place.parts, f"{owner}[]"), source, draft.node.span, False, parent=place, from_form=True, row=Row(owner, None)
    )
    if method is not None:
        made.one["score"] = Stated(n.Score(method, span), source, True)
    take_inherited(made, inherited)
    made.value_done = made.target_done = True
    value_type = _value_type(draft, method_of(made), kind)
    value, target = draft.columns.get("actual"), draft.columns.get("target")
    where = source.where(draft.node.list.span)
    if value is not None:
        made.value = p.FieldRef(owner, value, value_type, where)
        book.ranges[id(made.value)] = (made.value, r.between(Fraction(0), None))
    if target is not None and not isinstance(value_type, LevelType):
        due = p.FieldRef(owner, target, value_type, where)
        book.ranges[id(due)] = (due, r.between(Fraction(0), None, False))
        made.target = p.RelationTarget(p.Relation.GE, due, None, target, where)
        made.one["target"] = Stated(n.Target(n.Relation.GE, None, None, False, draft.node.list.span), source)
    return made


def _value_type(draft: FormDraft, method: n.Method | None, kind: str) -> Type:
    if isinstance(method, n.Levels):
        return LevelType(tuple(dict.fromkeys(line.level.text for line in method.lines)))
    if draft.by == "" and kind == "date":
        return DateType()
    if draft.by == "" and kind == "text":
        return LevelType(())
    name = draft.columns.get("target") or draft.columns.get("actual") or draft.list
    return QuantityType(Unit(((f"{draft.list}.{name}", 1),), Fraction(1), name))


# ---- kinds of rows ---------------------------------------------------------------------------------------------------


def _kinds(env: Env, node: n.FormFrom, rows: ListDraft, inherited: Inherited) -> list[Kind]:
    """The kinds of rows with their methods; none when the way to score them is refused."""
    if not node.by:
        if "score" not in inherited:
            env.report("E407", node.list.span, name=node.list.text)
            return []
        return [("", None, node.span)]
    by = node.by[0]
    own = next((c for c in node.clauses if isinstance(c, n.Score)), None)
    second = node.by[1].span if len(node.by) > 1 else own.span if own is not None else None
    if second is not None:
        labels = (Label(env.where(by.span), "first", {}),)
        env.report("E405", second, None, labels, name=node.list.text, clause=WORDS["score"])
        return []
    known = _known(env, by, rows)
    return [] if known is None else list(_lines(env, by, known))


def _known(env: Env, by: n.ScoreBy, rows: ListDraft) -> tuple[str, ...] | None:
    if by.name is None:
        return TARGET_KINDS
    name = by.name.text
    if name in rows.broken:
        return None
    spec = rows.fields.get(name)
    if spec is None:
        near = nearest(name, rows.fields)
        env.report("E237", by.name.span, "near" if near else None, name=name, list=rows.name.text, near=near or "")
        return None
    if not isinstance(spec.type, LevelType):
        env.report("E237", by.name.span, "type", name=name, list=rows.name.text, near="")
        return None
    return spec.type.members


def _lines(env: Env, by: n.ScoreBy, known: tuple[str, ...]) -> Iterator[Kind]:
    seen: dict[str, n.Method] = {}
    rest: n.KindLine | None = None
    for line in by.lines:
        if line.kind is None:
            rest = line
        elif line.kind.text in seen:
            env.report("E238", line.kind.span, "twice", kind=line.kind.text, known="、".join(known), near="")
        elif line.kind.text not in known:
            near = nearest(line.kind.text, known)
            args: dict[str, Argument] = {"kind": line.kind.text, "known": "、".join(known), "near": near or ""}
            env.book.report("E238", env.where(line.kind.span), (), "near" if near else None, **args)
        else:
            seen[line.kind.text] = line.method
            yield line.kind.text, line.method, line.span
    missing = [kind for kind in known if kind not in seen]
    if rest is not None:
        for kind in missing:
            yield kind, rest.method, rest.span
    elif missing and by.name is not None:  # a target of another kind is refused when it is read
        env.report("E238", by.span, "missing", kind="、".join(missing), known="、".join(known), near="")


# ---- the form of the program -----------------------------------------------------------------------------------------


def form_spec(book: Book, draft: FormDraft, head: Roundings) -> p.FormSpec | None:
    """A form as the program has it, when nothing in it has been refused."""
    known = len(book.problems)
    made = _spec(book, draft, head)
    # a clause of all rows is looked at once for every place and kind, and told of once
    told = {(x.code, x.place): x for x in reversed(book.problems[known:])}
    book.problems[known:] = reversed(told.values())
    return made


def _spec(book: Book, draft: FormDraft, head: Roundings) -> p.FormSpec | None:
    places: dict[tuple[str, ...], p.Place] = {}
    for names, place in draft.places.items():
        made = _place_spec(book, draft, place, head)
        if made is None:
            return None
        places[names] = made
    where = draft.source.where(draft.node.list.span)
    return p.FormSpec(
        draft.list, draft.parent.path, draft.columns, draft.levels, draft.by, places, draft.named, head.each, where
    )  # fmt: skip


def _place_spec(book: Book, draft: FormDraft, place: PlaceDraft, head: Roundings) -> p.Place | None:
    leaf = place.leaf
    where = draft.source.where(draft.node.list.span)
    name = leaf.name.text if leaf.parent is not None else Both("the ruleset", "规则集")
    if combine_of(leaf) != "sum" or not points(leaf):
        book.report("E448", where, (), "sum", name=name, left="", due="")
        return None
    rules: dict[str, p.Node] = {}
    for kind, rule in place.rules.items():
        rule.result = p.PointsResult()
        made = node(book, rule, head)
        if made is None:
            return None
        rules[kind] = made
    due = capacity(book, leaf)
    weights = [child.weight for child in leaf.children]
    if due is None or any(w is None for w in weights) or not rules:
        return None
    left = due - sum((w for w in weights if w is not None), Fraction(0))
    if left < 0 or (left == 0 and not draft.named):
        book.report("E448", where, (), None, name=name, left=number_text(due - left), due=number_text(due))
        return None
    return p.Place(leaf.path, left, rules)
