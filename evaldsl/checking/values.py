"""What an indicator measures: its value, its target, and the fact that it declares for itself.

In: the clauses `value`, `target`, `actual` and the levels of `score` of one indicator. Out: `Leaf.value` and `Leaf.target`, and an
own fact in the book. An indicator with a target and no `value` declares a fact named by itself: its unit is the target's;
a percentage lies in 0% .. 100%, a quantity is at least 0 unless the target is negative; an explicit fact of that name is
used instead.
"""

from fractions import Fraction

from evaldsl.checking import ranges as r
from evaldsl.checking.arithmetic import PERCENTAGE, alike, bare, no_real
from evaldsl.checking.book import Book, Env, Leaf, Stated, quantity
from evaldsl.checking.bounds import range_of
from evaldsl.checking.expressions import fits, infer, interval_ok, level, order_for
from evaldsl.checking.facts import fact_type
from evaldsl.checking.names import fact, is_value
from evaldsl.checking.wording import SIGNS, expr_text
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import DateType, Domain, LevelType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.syntax import nodes as n

INSIDE = frozenset({"value", "target", "weight"})
"""The words that a score formula may use."""
AFTER = frozenset({"value", "target", "weight", "score", "met", "total"})
"""The words that conditions about a finished score may use."""


def method_of(leaf: Leaf) -> n.Method | None:
    """The method as written."""
    stated = leaf.one.get("score")
    return stated.clause.method if stated is not None and isinstance(stated.clause, n.Score) else None


def declares_own(leaf: Leaf) -> bool:
    """Whether an indicator declares a fact of its own."""
    if leaf.is_group or "value" in leaf.one:
        return False
    if "target" in leaf.one or "actual" in leaf.one:
        return True
    return isinstance(method_of(leaf), n.Levels)


def env_of(book: Book, leaf: Leaf, key: str, words: frozenset[str] = frozenset()) -> Env:
    """The place of a clause of an indicator."""
    stated = leaf.one.get(key)
    return Env(book, stated.source if stated else leaf.source, leaf, words)


def value_of(book: Book, leaf: Leaf) -> p.Expr | None:
    """The value of an indicator: an expression, or its own fact; None when there is none or it has been refused."""
    if leaf.value_done:
        return leaf.value
    if leaf.path in book.busy:
        return None
    book.busy.add(leaf.path)
    leaf.value = _value(book, leaf)
    leaf.value_done = True
    book.busy.discard(leaf.path)
    return leaf.value


def _value(book: Book, leaf: Leaf) -> p.Expr | None:
    stated = leaf.one.get("value")
    if stated is not None and isinstance(stated.clause, n.ValueIs):
        env = env_of(book, leaf, "value")
        typed = infer(env, stated.clause.expr)
        if typed is None or not no_real(env, [typed], stated.clause.span):
            return None
        return typed
    name = leaf.own_name
    if name is None:
        return None
    if leaf.name.text in book.fact_places or leaf.name.text in book.facts:
        return fact(book, leaf.name.text, leaf.where) if leaf.name.text in book.facts else None
    found = _own_type(book, leaf)
    if found is None:
        book.broken.add(name)
        return None
    kind, domain = found
    label = leaf.one.get("label")
    method = method_of(leaf)
    book.facts[name] = p.FactSpec(
        name=name,
        type=kind,
        domain=domain,
        default=None,
        optional=isinstance(method, n.Judged),
        record_only=False,
        may_be_na="na" in leaf.one,
        label=label.clause.text.value if label is not None and isinstance(label.clause, n.LabelIs) else "",
        basis=tuple(b.clause.text.value for b in leaf.many.get("basis", ()) if isinstance(b.clause, n.Basis)),
        own_of=leaf.path,
        where=leaf.where,
    )
    book.used.add(("fact", name))
    return p.FactRef(name, kind, leaf.where)


def _own_type(book: Book, leaf: Leaf) -> tuple[Type, Domain] | None:
    method = method_of(leaf)
    target = leaf.one.get("target")
    actual = leaf.one.get("actual")
    from_target: tuple[Type, Domain] | None = None
    if isinstance(method, n.Levels) and (actual is None or _untyped(actual.clause)):
        names = tuple(dict.fromkeys(line.level.text for line in method.lines))
        from_target = LevelType(names), Domain()
    elif target is not None and (actual is None or _untyped(actual.clause)) and isinstance(target.clause, n.Target):
        from_target = _type_of_target(book, leaf, target.clause)
        if from_target is None:
            return None
        from_target = _as_before(book, leaf, target, from_target)
    if actual is not None and isinstance(actual.clause, n.Actual):
        return fact_type(env_of(book, leaf, "actual"), actual.clause.type, from_target)
    return from_target


def _as_before(book: Book, leaf: Leaf, target: Stated, found: tuple[Type, Domain]) -> tuple[Type, Domain]:
    """What is asked of the facts, where `extends` has changed the target: a change of the unit is none of the fact."""
    first = target
    while first.base is not None:
        first = first.base
    if first is target or not isinstance(first.clause, n.Target):
        return found
    before = _type_of_target(book, leaf, first.clause, Env(book, first.source, leaf))
    if before is None or before[0] == found[0]:
        return found
    was, now = quantity(before[0]), quantity(found[0])
    if was is not None and now is not None and was.unit.dimension == now.unit.dimension and was.style is now.style:
        return before[0], found[1]
    return before


def _untyped(clause: n.Clause) -> bool:
    return isinstance(clause, n.Actual) and clause.type.type is None


def _type_of_target(book: Book, leaf: Leaf, target: n.Target, env: Env | None = None) -> tuple[Type, Domain] | None:
    env = env or env_of(book, leaf, "target")
    written = target.expr if target.interval is None else target.interval.low
    if written is None:
        return None
    equal = target.relation is n.Relation.EQ and target.interval is None
    if isinstance(written, n.Ref) and equal and not is_value(env, written):
        if isinstance(method_of(leaf), n.Judged):
            return LevelType((written.path.text,)), Domain()
        known = [leaf.name.text, *book.facts]
        env.report("E411", target.span, name=leaf.name.text, level=written.path.text, known="、".join(known[:1]))
        return None
    typed = infer(env, written)
    if typed is None:
        return None
    kind = typed.type
    if not isinstance(kind, QuantityType):
        if isinstance(kind, TextType):
            env.report("E428", target.span, "text", method=Both("a target", "目标"), target=expr_text(typed))
            return None
        return kind, Domain()
    kind = QuantityType(kind.unit, kind.style) if kind.style is not Style.RATIO else PERCENTAGE
    found = range_of(book, typed)
    if not found.not_negative:
        return kind, Domain()
    if kind.style is Style.PERCENT:
        top = found.high if target.interval is None else None
        if top is not None and top[0] == 0 and top[1] > 1:
            return kind, Domain(low=Fraction(0))
        return kind, Domain(Fraction(0), Fraction(1))
    return kind, Domain(low=Fraction(0))


def target_of(book: Book, leaf: Leaf) -> p.Target | None:
    """The target of an indicator in the unit of its value; None when there is none or it has been refused."""
    if leaf.target_done:
        return leaf.target
    leaf.target_done = True
    stated = leaf.one.get("target")
    if stated is None or not isinstance(stated.clause, n.Target):
        return None
    value = value_of(book, leaf)
    written = stated.clause
    env = env_of(book, leaf, "target")
    if value is None:
        return None
    if written.interval is not None:
        leaf.target = _range(env, leaf, written, written.interval, value)
    elif written.expr is not None:
        leaf.target = _relation(env, leaf, written, written.expr, value)
    return leaf.target


def _matched(env: Env, leaf: Leaf, written: n.Expr, value: p.Expr, span_of: n.Target) -> p.Expr | None:
    if isinstance(value.type, LevelType):
        typed = level(env, written, value.type)
        return None if typed is None else fits(env, typed, value.type, TARGET_WORDS, written)
    typed = infer(env, written)
    if typed is None:
        return None
    if quantity(value.type) is None or quantity(typed.type) is None:
        return fits(env, typed, value.type, TARGET_WORDS, written)
    made = alike(env, [value, typed], span_of.span)
    if made is None or not no_real(env, made, span_of.span):
        return None
    number = bare(made[1])
    return made[1] if number is None else p.Const(number, made[1].type, made[1].where)


TARGET_WORDS = Both("the target", "目标")


def _relation(env: Env, leaf: Leaf, written: n.Target, expr: n.Expr, value: p.Expr) -> p.Target | None:
    typed = _matched(env, leaf, expr, value, written)
    if typed is None:
        return None
    relation = p.Relation(written.relation.value)
    order = order_for(env, typed.type, [relation], written)
    if isinstance(order, bool):
        return None
    plain = relation is p.Relation.EQ and isinstance(typed.type, (LevelType, YesNoType, TextType))
    text = expr_text(typed) if plain else f"{SIGNS[relation]} {expr_text(typed)}"
    return p.RelationTarget(relation, typed, order, text, env.where(written.span))


def _range(env: Env, leaf: Leaf, written: n.Target, interval: n.Interval, value: p.Expr) -> p.Target | None:
    low = _matched(env, leaf, interval.low, value, written)
    high = _matched(env, leaf, interval.high, value, written)
    if low is None or high is None:
        return None
    if not isinstance(low.type, (QuantityType, DateType)):
        env.report("E428", written.span, "range", method=Both("a range", "区间"), target=expr_text(low))
        return None
    if not interval_ok(env, low, high, interval):
        return None
    closed = interval.low_closed and interval.high_closed
    left, right = ("[" if interval.low_closed else "("), ("]" if interval.high_closed else ")")
    text = f"{expr_text(low)} .. {expr_text(high)}" if closed else f"{left}{expr_text(low)}, {expr_text(high)}{right}"
    where = env.where(written.span)
    return p.RangeTarget(low, high, interval.low_closed, interval.high_closed, text, where)


def target_range(book: Book, target: p.Target) -> r.Range:
    """Everything that a target may be."""
    if isinstance(target, p.RelationTarget):
        return range_of(book, target.expr)
    return r.hull(range_of(book, target.low), range_of(book, target.high))
