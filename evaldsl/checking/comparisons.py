"""Comparisons (对比): two lists side by side, joined by a field.

In: a `Comparison` node. Out: a derived list with a row for every value of the field: the figure before, the figure after, the class of the change, the
difference and the rate. Guarantees: both figures are in one unit, or the reason why the unit changed is stated; a row that only
one side has is 新增 or 取消, and has no difference (no figure is ever taken for zero).
"""

from collections.abc import Callable
from functools import partial

from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, DerivedDraft, Env, ListDraft, Row, RowLet, quantity
from evaldsl.checking.expressions import YES_NO, condition, infer
from evaldsl.checking.lists import find_list, row_env
from evaldsl.checking.names import WORDS
from evaldsl.checking.wording import type_words
from evaldsl.diagnostics.core import Label
from evaldsl.model import program as p
from evaldsl.model.measures import symbols
from evaldsl.model.types import LevelType, QuantityType, Type
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n

CHANGES = ("新增", "取消", "增加", "减少", "不变")
"""What may become of a row: only after, only before, more, less, the same."""
CLASS = "变化"


def new_comparison(book: Book, node: n.Comparison, source: SourceFile, own: bool) -> None:
    """The joined list under its name; what it is made of is found when all lists are known."""
    stand_in = n.ListDecl((node.name,), (), None, node.label, (), node.span)
    draft = ListDraft(stand_in, node.name, source, own)
    fields = (node.by.text, node.before.name.text, node.after.name.text, _class_name(node).text)
    draft.derived = DerivedDraft(fields, lambda book, draft: _compared(book, draft, node))
    book.lists[node.name.text] = draft
    book.used.add(("list", node.name.text))


def _class_name(node: n.Comparison) -> n.Name:
    return node.classes.name if node.classes is not None else n.Name(CLASS, node.name.span)


def declare_comparison(book: Book, node: n.Comparison, source: SourceFile) -> None:
    """The columns of the joined list."""
    env = Env(book, source)
    draft = book.lists[node.name.text]
    sides = [find_list(env, side.list) for side in (node.before, node.after)]
    names = [node.by, node.before.name, node.after.name, _class_name(node)]
    names += [x for x in (node.difference, node.rate) if x is not None]
    sound = True
    for name in names:
        first = draft.places.get(name.text)
        if first is not None:
            labels = (Label(first, "first", {"name": name.text}),)
            env.report("E202", name.span, "field", labels, name=name.text)
            sound = False
        elif name.text in WORDS and not name.quoted:
            env.report("E205", name.span, name=name.text)
            sound = False
        draft.places.setdefault(name.text, env.where(name.span))
    for side, of in zip((node.before, node.after), sides, strict=True):
        sound = of is not None and _key_is_there(env, node, side, of) and sound
    if not sound:
        draft.broken |= {x.text for x in names}
        return
    book.used |= {("list", side.list.text) for side in (node.before, node.after)}
    draft.key = node.by.text
    at = node.by.span
    by = n.Ref(n.Path((node.by,), at), at)
    rows = [Row(side.list.text, None) for side in (node.before, node.after)]

    def put(name: n.Name, written: n.Expr, row: Row, make: Callable[[Env], p.Expr | None] | None = None) -> None:
        draft.lets[name.text] = RowLet(name.text, written, row, "", env.where(name.span), source, make)

    put(node.by, by, rows[0], lambda inner: _key(inner, node, by))
    for side, row in zip((node.before, node.after), rows, strict=True):
        needs = side.expr if side.where is None else n.If(side.where, side.expr, side.expr, side.span)
        put(side.name, needs, row, partial(_figure, node=node, side=side))
    both = _difference(node)
    words = _class_words(node)
    where = env.where(node.name.span)
    kind = LevelType(words)
    put(_class_name(node), node.before.expr, rows[0], lambda inner: p.Const(words[0], kind, where))
    own_row = Row(node.name.text, None)
    if node.difference is not None:
        put(node.difference, both, own_row)
    if node.rate is not None:
        before = n.Ref(n.Path((node.before.name,), node.rate.span), node.rate.span)
        put(node.rate, n.Binary(n.BinaryOp.DIV, both, before, node.rate.span), own_row)


def _class_words(node: n.Comparison) -> tuple[str, ...]:
    given = node.classes
    return CHANGES if given is None or not given.words else tuple(x.text for x in given.words)


def _difference(node: n.Comparison) -> n.Binary:
    at = node.name.span if node.difference is None else node.difference.span
    before, after = (n.Ref(n.Path((side.name,), at), at) for side in (node.before, node.after))
    return n.Binary(n.BinaryOp.SUB, after, before, at)


def _key_is_there(env: Env, node: n.Comparison, side: n.CompareSide, of: ListDraft) -> bool:
    """Whether the rows of a side all have a value of the field that joins them."""
    name = node.by.text
    if name in of.broken:
        return False
    made = () if of.derived is None else of.derived.fields
    spec = of.fields.get(name)
    if spec is None and name not in made:
        env.report("E476", node.by.span, name=name, list=side.list.text)
        return False
    if spec is not None and (spec.optional or spec.may_be_na):
        env.report("E477", node.by.span, name=name, list=side.list.text)
        return False
    return True


def _key(env: Env, node: n.Comparison, by: n.Ref) -> p.Expr | None:
    """The joining value: of one type on both sides; words of two lists of words are all words of either."""
    mine = infer(env, by)
    other = infer(row_env(env.book, Row(node.after.list.text, None), env.source), by)
    if mine is None or other is None:
        return None
    a, b = mine.type, other.type
    if isinstance(a, LevelType) and isinstance(b, LevelType):
        words = LevelType(tuple(dict.fromkeys((*a.members, *b.members))))
        return mine if a == b else p.Choose(p.Const(True, YES_NO, mine.where), mine, mine, words, mine.where)
    if not _like(a, b):
        env.report("E478", node.by.span, name=node.by.text, one=type_words(a), other=type_words(b))
        return None
    return mine if no_real(env, [mine], node.by.span) else None


def _like(a: Type, b: Type) -> bool:
    if isinstance(a, QuantityType) and isinstance(b, QuantityType):
        return a.unit.dimension == b.unit.dimension and a.style == b.style
    return type(a) is type(b)


def _figure(env: Env, node: n.Comparison, side: n.CompareSide) -> p.Expr | None:
    """The figure of one side; that before is brought to the unit of that after where the change of the unit is stated."""
    typed = infer(env, side.expr)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if kind is None:
        env.report("E333", side.expr.span, "compare", name=side.name.text, got=type_words(typed.type))
        return None
    if not no_real(env, [typed], side.expr.span):
        return None
    if side is node.after:
        return typed
    other = infer(row_env(env.book, Row(node.after.list.text, None), env.source), node.after.expr)
    due = None if other is None else quantity(other.type)
    if due is None:
        return typed
    stated = node.unit_changed
    if _like(kind, due) or (not kind.unit.dimension and not due.unit.dimension):
        if stated is not None:
            env.report("E334", stated.span, "same", name=node.name.text)
        return typed
    if stated is None:
        help = "measure" if symbols(kind) or symbols(due) else None
        env.report("E335", node.before.span, help, (), name=node.name.text, before=type_words(kind), after=type_words(due))
        return None
    one = env.book.units.product(due.unit, kind.unit, -1) if kind.unit.dimension else due.unit
    factor = p.Const(due.unit.factor / kind.unit.factor, QuantityType(one), typed.where)
    return p.Arithmetic(p.Op.MUL, typed, factor, due, typed.where)


def _compared(book: Book, draft: ListDraft, node: n.Comparison) -> p.Compared | None:
    """How the program joins the two lists."""
    typed = [draft.typed.get(x) for x in (node.by.text, node.before.name.text, node.after.name.text)]
    if any(x is None for x in typed):
        return None
    key, before, after = (x for x in typed if x is not None)
    sides: list[p.ComparedSide] = []
    for side, value in ((node.before, before), (node.after, after)):
        env = row_env(book, Row(side.list.text, None), draft.source)
        by = infer(env, n.Ref(n.Path((node.by,), node.by.span), node.by.span))
        test = None if side.where is None else condition(env, side.where)
        if by is None or (side.where is not None and test is None):
            return None
        sides.append(p.ComparedSide(side.list.text, by, value.expr, test, side.name.text))
    changed = node.unit_changed.value if node.unit_changed is not None else ""
    return p.Compared(key.name, sides[0], sides[1], _class_name(node).text, _class_words(node), changed)
