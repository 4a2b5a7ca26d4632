"""From drafts to the nodes of the program.

In: drafts with weights and kinds of result, the roundings and grades of the head. Out: `program.Node`s with every clause resolved, or
None where something has been refused. Guarantees: a node that comes out has nothing left to resolve or to type.
"""

from attrs import field, frozen

from evaldsl.checking.book import Book, Env, Leaf, Stated
from evaldsl.checking.bounds import constant
from evaldsl.checking.drafts import WORDS
from evaldsl.checking.expressions import condition, infer
from evaldsl.checking.methods import typed_method
from evaldsl.checking.names import one_node
from evaldsl.checking.values import AFTER, target_of, value_of
from evaldsl.checking.weights import points
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.numbers import Mode
from evaldsl.model.types import NUMBER
from evaldsl.source import Where
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n


@frozen
class Roundings:
    """What the head says about rounding."""

    each: p.Rounding | None = None
    total: p.Rounding | None = None
    total_exact: bool = False
    named: dict[str, tuple[p.Rounding | None, bool]] = field(factory=dict)


def roundings(book: Book, stated: list[Stated]) -> Roundings:
    """The roundings of the head: `round each score`, `round total`, `round 指数`."""
    each: p.Rounding | None = None
    total: p.Rounding | None = None
    total_exact = False
    named: dict[str, tuple[p.Rounding | None, bool]] = {}
    seen: set[str] = set()
    for said in stated:
        one, env = said.clause, Env(book, said.source)
        assert isinstance(one, n.Round)
        key = one.what if one.name is None else one.name.text
        if one.what in ("none", "each score"):
            key = "each score"
        if key in seen:
            env.report("E405", one.span, name=key, clause=WORDS["round"])
            continue
        seen.add(key)
        made = _rounding(env, one, one.what not in ("each score", "none"))
        if one.what == "name" and one.name is not None:
            leaf = one_node(env, one.name)
            if leaf is not None:
                if leaf.path in named or ("round" in leaf.one and not leaf.one["round"].inherited):
                    env.report("E405", one.span, name=leaf.path, clause=WORDS["round"])
                named[leaf.path] = (made, one.inside_exact)
        elif one.what == "total":
            total, total_exact = made, one.inside_exact
        elif one.what == "each score":
            each = made
    return Roundings(each, total, total_exact, named)


def _rounding(env: Env, stated: n.Round, named: bool) -> p.Rounding | None:
    if stated.mode is None:
        return None
    return p.Rounding(Mode(stated.mode), stated.digits, env.where(stated.span), named)


def rounding_of(book: Book, leaf: Leaf, head: Roundings) -> tuple[p.Rounding | None, bool]:
    """The rounding of a node, and whether its inside is exact."""
    if leaf.path in head.named:
        return head.named[leaf.path]
    if leaf is book.root:
        return (head.total or head.each), head.total_exact
    stated = leaf.one.get("round")
    if stated is not None and isinstance(stated.clause, n.Round):
        env = Env(book, stated.source)
        return _rounding(env, stated.clause, not stated.inherited), stated.clause.inside_exact
    return head.each, False


def method_of(book: Book, leaf: Leaf) -> p.Method | None:
    """The typed method of an indicator, found when it is first needed."""
    if not leaf.method_done:
        leaf.method_done = True
        leaf.method = typed_method(book, leaf)
    return leaf.method


def node(book: Book, leaf: Leaf, head: Roundings) -> p.Node | None:
    """A draft as a node of the program."""
    children = [node(book, child, head) for child in leaf.children]
    rounding, exact = rounding_of(book, leaf, head)
    weight = None if leaf.weight is None else p.Const(leaf.weight, NUMBER, _weight_place(leaf))
    method = None if leaf.is_group else method_of(book, leaf)
    value = None if leaf.is_group else value_of(book, leaf)
    target = None if leaf.is_group else target_of(book, leaf)
    applies, absent = _absence(book, leaf)
    vetoes = [_veto(book, s, leaf) for s in leaf.many.get("veto", ())]
    requires = [_requires(book, s, leaf) for s in leaf.many.get("requires", ())]
    combine = _combine(book, leaf) if leaf.is_group else None
    if (
        any(c is None for c in children)
        or leaf.circular
        or leaf.weight_broken
        or (not leaf.is_group and (method is None or ("target" in leaf.one and target is None)))
        or (leaf.is_group and combine is None)
        or (not leaf.is_group and value is None and ("value" in leaf.one or leaf.own_name is not None))
        or any(x is None for x in vetoes)
        or any(x is None for x in requires)
        or ("applies" in leaf.one and applies is None)
        or leaf.result is None
    ):
        return None
    return p.Node(
        path=leaf.path,
        name=leaf.name.text,
        label=_label(leaf),
        weight=weight,
        result=leaf.result,
        where=leaf.where,
        value=value,
        target=target,
        method=method,
        combine=combine,
        children=tuple(c for c in children if c is not None),
        scaled_from=None if leaf.scaled_from is None else p.Const(leaf.scaled_from, NUMBER, leaf.one["scaled"].where),
        rounding=rounding,
        inside_exact=exact,
        applies=applies,
        absent=absent,
        vetoes=tuple(v for v in vetoes if v is not None),
        requires=tuple(x for x in requires if x is not None),
        basis=_texts(leaf, "basis"),
        supplied=_texts(leaf, "supplied"),
        inherited=_inherited(leaf),
        in_force=tuple(s.in_force for s in leaf.one.values() if s.in_force is not None),
    )


def _weight_place(leaf: Leaf) -> Where:
    stated = leaf.one.get("weight")
    return leaf.where if stated is None else stated.where


def _label(leaf: Leaf) -> str:
    stated = leaf.one.get("label")
    return stated.clause.text.value if stated is not None and isinstance(stated.clause, n.LabelIs) else ""


def _texts(leaf: Leaf, key: str) -> tuple[str, ...]:
    return tuple(s.clause.text.value for s in leaf.many.get(key, ()) if isinstance(s.clause, (n.Basis, n.Supplied)))


def _inherited(leaf: Leaf) -> tuple[tuple[str, Where], ...]:
    found = [(kind, s.where) for kind, s in leaf.one.items() if s.inherited]
    found += [(kind, s.where) for kind, many in leaf.many.items() for s in many[:1] if s.inherited]
    return tuple((WORDS[kind].en, where) for kind, where in found)


# ---- not applicable --------------------------------------------------------------------------------------------------


def _absence(book: Book, leaf: Leaf) -> tuple[p.Expr | None, p.Absent | None]:
    applies: p.Expr | None = None
    absent: p.Absent | None = None
    changed = leaf.one.get("consequence")
    stated = leaf.one.get("applies")
    if stated is not None and isinstance(stated.clause, n.AppliesWhen):
        applies = condition(Env(book, stated.source, leaf), stated.clause.condition)
        consequence = stated.clause.consequence
        if consequence is not None and changed is None:
            absent = _consequence(book, leaf, stated, consequence)
    may = leaf.one.get("na")
    if changed is not None and isinstance(changed.clause, n.MayBeNA):
        absent = _consequence(book, leaf, changed, changed.clause.consequence)
    elif may is not None and isinstance(may.clause, n.MayBeNA):
        other = _consequence(book, leaf, may, may.clause.consequence)
        if absent is not None and other is not None and (absent.kind, absent.to) != (other.kind, other.to):
            book.report("E436", may.where, name=leaf.name.text)
        absent = absent or other
    if absent is None and applies is not None and stated is not None:
        absent = p.Absent(p.OnAbsence.RESCALE, None, stated.where)
    return applies, absent


def _consequence(book: Book, leaf: Leaf, stated: Stated, written: n.Consequence) -> p.Absent | None:
    env = Env(book, stated.source)
    where = env.where(written.span)
    if written.kind != "move":
        return p.Absent(p.OnAbsence(written.kind), None, where)
    if written.target is None:
        return None
    to = one_node(env, written.target)
    if to is None:
        return None
    inside = to.parts[: len(leaf.parts)] == leaf.parts or leaf.parts[: len(to.parts)] == to.parts
    if inside or not points(to):
        env.report("E422", written.span, None if inside else "points", name=leaf.name.text, to=to.path)
        return None
    return p.Absent(p.OnAbsence.MOVE, to.path, where)


# ---- vetoes, reasons, combining --------------------------------------------------------------------------------------


def _veto(book: Book, stated: Stated, leaf: Leaf) -> p.VetoSpec | None:
    assert isinstance(stated.clause, n.Veto)
    return veto(book, Env(book, stated.source, leaf, AFTER), stated.clause)


def veto(book: Book, env: Env, written: n.Veto) -> p.VetoSpec | None:
    """A veto of a node or of the whole."""
    test = condition(env, written.condition)
    grade = None
    if written.grade is not None:
        grade = grade_name(book, env, written.grade)
        if grade is None:
            return None
        if written.effect == "at_most" and book.grade_type is not None and not book.grade_type.ordered:
            env.report("E423", written.grade.span, "order", grade=written.grade.text)
            return None
    if test is None:
        return None
    because = written.because.value if written.because else ""
    basis = tuple(b.value for b in written.basis)
    where = env.where(written.span)
    return p.VetoSpec(written.name.text, test, written.effect, grade, because, basis, where)


def grade_name(book: Book, env: Env, name: n.Name) -> str | None:
    """A grade that exists."""
    if book.grade_type is None:
        if not book.grades_broken:
            env.report("E423", name.span, grade=name.text)
        return None
    if name.text in book.grade_type.members:
        return name.text
    near = nearest(name.text, book.grade_type.members)
    known = "、".join(book.grade_type.members)
    env.report("E211", name.span, "near" if near else None, name=name.text, near=near or "", known=known)
    return None


def _requires(book: Book, stated: Stated, leaf: Leaf) -> p.RequiresSpec | None:
    assert isinstance(stated.clause, n.Requires)
    test = condition(Env(book, stated.source, leaf, AFTER), stated.clause.condition)
    return None if test is None else p.RequiresSpec(test, stated.where)


def _combine(book: Book, leaf: Leaf) -> p.Combine | None:
    stated = leaf.one.get("combine")
    if stated is None or not isinstance(stated.clause, n.Combine):
        if isinstance(leaf.result, p.PointsResult) or not leaf.children:
            return p.Combine(p.CombineKind.SUM) if same_kinds(book, leaf) else None
        book.report("E424", leaf.where, (), "missing", what=Both(leaf.name.text, leaf.name.text))
        return None
    clause = stated.clause
    count: int | None = None
    if clause.kind == "at_least":
        env = Env(book, stated.source)
        typed = None if clause.count is None else infer(env, clause.count)
        found = constant(book, typed)
        if typed is None:
            return None
        if found is None or found.denominator != 1 or not 1 <= found <= len(leaf.children):
            env.report("E439", clause.span, of=str(len(leaf.children)))
            return None
        count = int(found)
    kind = p.CombineKind(clause.kind)
    return p.Combine(kind, clause.plus, count) if combine_fits(book, leaf, stated, kind, clause.plus) else None


def combine_fits(book: Book, leaf: Leaf, stated: Stated, kind: p.CombineKind, plus: bool) -> bool:
    """Whether the way to combine goes with the kinds of result of the group and of what is in it."""
    name = Both(kind.value, kind.value)
    if plus and not isinstance(leaf.result, p.RatingResult):
        book.report("E424", stated.where, (), "plus", what=name)
        return False
    if kind is p.CombineKind.SUM and not points(leaf):
        book.report("E424", stated.where, (), "sum", what=name)
        return False
    if isinstance(leaf.result, p.RatingResult) and kind not in (p.CombineKind.WEAKEST, p.CombineKind.BEST):
        book.report("E424", stated.where, (), "rating", what=name)
        return False
    if kind is p.CombineKind.AT_LEAST:
        return True
    return same_kinds(book, leaf)


def same_kinds(book: Book, leaf: Leaf) -> bool:
    """Whether all children give the kind of result that the group gives."""
    for child in leaf.children:
        same = type(child.result) is type(leaf.result)
        if isinstance(child.result, p.RatingResult) and isinstance(leaf.result, p.RatingResult):
            same = child.result.type.members == leaf.result.type.members
        if isinstance(child.result, p.ScaleResult) and isinstance(leaf.result, p.ScaleResult):
            same = child.result == leaf.result
        if not same:
            book.report("E424", child.where, (), "children", what=Both(child.name.text, child.name.text))
            return False
    return True
