"""Norms (定额): a rate that is set, what it replaces, and by how much it was reduced (压减).

In: `Norm` and `Norms` nodes. Out: named values, and a `NormTable` for the views. A norm `名` is a named value; with `replaces` there are
`名.before`, `名.reduction` (原标准 − 新标准), `名.reduction_rate` (÷ 原标准) and `名.class`; a table counts its norms by class (`表.下降`,
`表.count`). A norm with tiers is a function of a size, and every size that it is asked for must lie in one of its tiers.
Source of the rules: 成本绩效分析成果汇总表 (压减前, 压减后, 压减金额, 压减率, 新设/优化标准数量).
"""

from collections.abc import Callable
from fractions import Fraction

from attrs import frozen

from evaldsl.checking.arithmetic import RATIO, no_real
from evaldsl.checking.bands import Result as TierResult
from evaldsl.checking.bands import cut, ordered_lines, read_lines, tier_operand
from evaldsl.checking.book import Book, Declared, Env, quantity
from evaldsl.checking.expressions import YES_NO, fits, infer
from evaldsl.checking.gather import callable_name, free_name
from evaldsl.checking.lets import typed_let
from evaldsl.checking.wording import type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style
from evaldsl.source import SourceFile, Span, Where
from evaldsl.syntax import nodes as n

CLASSES = ("新设", "下降", "上升", "不变", "取消")
"""What may become of a standard: set up, lowered, raised, unchanged, abolished."""
NEW, LOWERED, RAISED, SAME, ABOLISHED = range(5)


def declare_norms(book: Book, node: n.Norm | n.Norms, source: SourceFile, own: bool) -> None:
    """Declares a norm that stands by itself, or a table of norms."""
    if isinstance(node, n.Norm):
        spec = _norm(book, node, source, own, "", LevelType(CLASSES))
        if spec is not None:
            book.norms.append(p.NormTable("", (spec,), "", (), "", (), spec.where))
        return
    name = node.name
    if not free_name(book, Declared(node, name, source, own)):
        book.broken.add(name.text)
        return
    where = source.where(name.span)
    if not node.norms:
        book.report("E257", where, name=name.text)
    given = node.classes
    words = CLASSES if given is None or not given.words else tuple(x.text for x in given.words)
    kind = LevelType(words)
    before = set(book.lets)
    book.case_places[name.text] = Declared(node, name, source, own)
    book.families.setdefault(name.text, {})
    found = [_norm(book, x, source, own, f"{name.text}.", kind) for x in node.norms]
    specs = tuple(x for x in found if x is not None)
    _counts(book, node, source, specs, kind)
    book.let_cases[name.text] = tuple(key.removeprefix(f"{name.text}.") for key in book.lets if key not in before)
    heading = "" if given is None else given.name.text
    basis = tuple(b.value for b in node.basis)
    book.norms.append(p.NormTable(name.text, specs, heading, words, node.label.value if node.label else "", basis, where))


def _norm(book: Book, node: n.Norm, source: SourceFile, own: bool, prefix: str, kind: LevelType) -> p.NormSpec | None:
    name = node.name
    key = prefix + name.text
    where = source.where(name.span)
    if node.parameter is not None:
        if node.replaces is not None:
            book.report("E258", source.where(node.replaces.span), name=name.text)
        declared = Declared(node, name, source, own)
        if name.text in book.methods or name.text in book.bands or not free_name(book, declared):
            if name.text in book.methods or name.text in book.bands:
                callable_name(book, book.methods, declared)
            return None
        callable_name(book, book.methods, declared)
        return _spec(node, None, None, None, where)
    mine = book.lets.get(key) if node.dated is not None else None
    if mine is not None and mine.node is node.dated:
        del book.lets[key]
    if prefix:
        if key in book.lets:
            book.report("E202", where, name=key)
            return None
    elif not free_name(book, Declared(node, name, source, own)):
        book.broken.add(name.text)
        return None
    if mine is not None:
        book.lets[key] = mine
        book.used.add(("let", key))
    rated = node.value is not None or node.dated is not None
    if not rated and node.replaces is None:
        book.report("E259", where, name=name.text)
    if node.unit_changed is not None and (not rated or node.replaces is None):
        book.report("E334", source.where(node.unit_changed.span), name=name.text)
    book.families.setdefault(prefix.removesuffix(".") or key, {})

    def let(tail: str, expr: n.Expr, make: Callable[[Env], p.Expr | None] | None = None) -> str:
        made = key + tail
        case = (
            n.LetCase(name, expr, expr.span) if tail else n.Let(name, expr, (), node.label, node.span, node.basis, node.supplied)
        )
        book.lets[made] = Declared(case, n.Name(made, name.span), source, own)
        book.used.add(("let", made))
        if make is not None:
            book.makers[made] = make
        return made

    if node.value is not None:
        let("", node.value, lambda env: _rate(env, node.value, key))
    elif node.dated is None:
        (book.broken if node.replaces is None else book.abolished).add(key)
    before = None if node.replaces is None else let(".before", node.replaces, lambda env: _rate(env, node.replaces, key))
    both = _both(node, key)
    change = _Change(key, node, kind, source)
    if both is not None:
        let(".reduction", both, lambda env: change.reduction(env.book, both.span))
        let(".reduction_rate", both, lambda env: change.rate(env.book, both.span))
    class_key = let(".class", both or node.value or node.replaces or n.Number(Fraction(0), "0", name.span), change.word)
    return _spec(node, key if rated else None, before, class_key, where)


def _both(node: n.Norm, key: str) -> n.Binary | None:
    at = node.name.span
    rate = node.value if node.dated is None else n.Ref(n.Path((n.Name(key, at),), at), at)
    if rate is None or node.replaces is None:
        return None
    return n.Binary(n.BinaryOp.SUB, node.replaces, rate, node.replaces.span)


def _spec(node: n.Norm, key: str | None, before: str | None, class_key: str | None, where: Where) -> p.NormSpec:
    def said(text: n.TextLiteral | None) -> str:
        return "" if text is None else text.value

    basis, supplied = (tuple(x.value for x in listed) for listed in (node.basis, node.supplied))
    condition, changed, label = said(node.condition), said(node.unit_changed), said(node.label)
    return p.NormSpec(node.name.text, key, before, class_key, condition, changed, label, basis, supplied, (), where)


def _rate(env: Env, written: n.Expr | None, key: str) -> p.Expr | None:
    """A norm is a number of some unit."""
    typed = None if written is None else infer(env, written)
    if typed is None or written is None:
        return None
    if quantity(typed.type) is None:
        env.report("E333", written.span, name=key, got=type_words(typed.type))
        return None
    return typed if no_real(env, [typed], written.span) else None


@frozen
class _Change:
    """From what was in force to what is set."""

    key: str
    node: n.Norm
    kind: LevelType
    source: SourceFile

    def sides(self, book: Book, span: Span) -> tuple[p.Expr, p.Expr, QuantityType] | None:
        """Before and after in one unit; unlike units are refused unless the change of the unit is stated."""
        old, new = typed_let(book, f"{self.key}.before"), typed_let(book, self.key)
        if old is None or new is None:
            return None
        a, b = quantity(old.type), quantity(new.type)
        if a is None or b is None:
            return None
        where = self.source.where(span)
        before: p.Expr = p.LetRef(old.name, old.type, where)
        after = p.LetRef(new.name, new.type, where)
        stated = self.node.unit_changed
        if a.unit.dimension == b.unit.dimension and {a.style, b.style} in ({a.style}, {Style.PERCENT, Style.RATIO}):
            if stated is not None:
                book.report("E334", self.source.where(stated.span), (), "same", name=self.key)
                return None
            return before, after, QuantityType(a.unit, a.style)
        if stated is None:
            book.report("E335", where, (), None, name=self.key, before=type_words(a), after=type_words(b))
            return None
        if a.unit.factor != b.unit.factor or (a.unit.dimension and b.unit.dimension):
            one = book.units.product(b.unit, a.unit, -1) if a.unit.dimension else b.unit
        else:
            one = b.unit
        factor = p.Const(b.unit.factor / a.unit.factor, QuantityType(one), where)
        return p.Arithmetic(p.Op.MUL, before, factor, b, where), after, b

    def reduction(self, book: Book, span: Span) -> p.Expr | None:
        """压减金额: what was in force less what is set."""
        found = self.sides(book, span)
        if found is None:
            return None
        before, after, kind = found
        style = Style.POINTS if kind.style in (Style.PERCENT, Style.RATIO) else Style.NUMBER
        from evaldsl.checking.arithmetic import styled

        due = kind if kind.unit.dimension else styled(style, False)
        return p.Arithmetic(p.Op.SUB, before, after, due, self.source.where(span))

    def rate(self, book: Book, span: Span) -> p.Expr | None:
        """压减率: the reduction as a share of what was in force."""
        spec, found = typed_let(book, f"{self.key}.reduction"), self.sides_quiet(book, span)
        if spec is None or found is None:
            return None
        where = self.source.where(span)
        return p.Arithmetic(p.Op.DIV, p.LetRef(spec.name, spec.type, where), found, RATIO, where)

    def sides_quiet(self, book: Book, span: Span) -> p.Expr | None:
        """What was in force, in the unit of what is set (the reduction has been typed, so that nothing is told twice)."""
        if typed_let(book, f"{self.key}.reduction") is None:
            return None
        found = self.sides(book, span)
        return None if found is None else found[0]

    def word(self, env: Env) -> p.Expr | None:
        """The class: new without anything before, abolished without anything after, else by the sign of the reduction."""
        book, where = env.book, self.source.where(self.node.name.span)

        def const(at: int) -> p.Expr:
            return p.Const(self.kind.members[at], self.kind, where)

        if self.node.value is None and self.node.dated is None:
            return const(ABOLISHED)
        if self.node.replaces is None:
            return const(NEW)
        spec = typed_let(book, f"{self.key}.reduction")
        if spec is None:
            return None
        cut_by = p.LetRef(spec.name, spec.type, where)
        zero = p.Const(Fraction(0), spec.type, where)

        def is_(relation: p.Relation) -> p.Expr:
            return p.Comparison(cut_by, ((relation, zero),), None, YES_NO, where)

        rest = p.Choose(is_(p.Relation.LT), const(RAISED), const(SAME), self.kind, where)
        return p.Choose(is_(p.Relation.GT), const(LOWERED), rest, self.kind, where)


def _counts(book: Book, node: n.Norms, source: SourceFile, specs: tuple[p.NormSpec, ...], kind: LevelType) -> None:
    """`表.下降` and the like: how many norms are of a class; `表.count`: how many are in force."""
    name, where = node.name, source.where(node.name.span)

    def let(word: str, make: Callable[[Env], p.Expr | None]) -> None:
        key = f"{name.text}.{word}"
        if key in book.lets:
            book.report("E202", book.lets[key].where, name=key)
            return
        refs = [n.Ref(n.Path((n.Name(x.class_key, name.span),), name.span), name.span) for x in specs if x.class_key is not None]
        summed: n.Expr = n.Number(Fraction(0), "0", name.span)
        for ref in refs:
            summed = n.Binary(n.BinaryOp.ADD, summed, ref, name.span)
        book.lets[key] = Declared(n.LetCase(name, summed, name.span), n.Name(key, name.span), source)
        book.used.add(("let", key))
        book.makers[key] = make

    def counted(word: str) -> Callable[[Env], p.Expr | None]:
        def make(env: Env) -> p.Expr | None:
            total: p.Expr | None = None
            for spec in specs:
                found = None if spec.class_key is None else typed_let(env.book, spec.class_key)
                if found is None and spec.class_key is not None:
                    return None
                if found is None:
                    continue
                test = p.Comparison(
                    p.LetRef(found.name, kind, where), ((p.Relation.EQ, p.Const(word, kind, where)),), None, YES_NO, where
                )
                one = p.Choose(test, p.Const(Fraction(1), NUMBER, where), p.Const(Fraction(0), NUMBER, where), NUMBER, where)
                total = one if total is None else p.Arithmetic(p.Op.ADD, total, one, NUMBER, where)
            return total or p.Const(Fraction(0), NUMBER, where)

        return make

    for word in kind.members:
        let(word, counted(word))
    in_force = sum(x.value is not None or x.parameter is not None or x.dated is not None for x in node.norms)
    let("count", lambda env: p.Const(Fraction(in_force), NUMBER, where))


# ---- tiers -----------------------------------------------------------------------------------------------------------


def tiered(book: Book, declared: Declared, node: n.Norm) -> p.Function | None:
    """A norm with tiers as a function: tiers that overlap, or differ in unit, are refused; gaps are looked for where it is asked."""
    assert node.parameter is not None
    env = Env(book, declared.source, pure=True)
    operand = tier_operand(env, node.tiers, node.span)
    lines = None if operand is None else read_lines(env, node.tiers, operand)
    if operand is None or lines is None or not ordered_lines(env, lines, operand.type):
        return None
    rates: list[p.Expr] = []
    for line in node.tiers:
        if line.result_end is not None:
            env.report("E260", line.span, name=node.name.text)
            return None
        typed = _rate(env, line.result, node.name.text)
        if typed is None:
            return None
        what = Both(f"norm {node.name.text}", f"定额“{node.name.text}”")
        fitted = typed if not rates else fits(env, typed, rates[0].type, what, line.result)
        if fitted is None:
            return None
        rates.append(fitted)
    kind = rates[0].type
    cuts = tuple(cut(env, line, TierResult(rate, None, False, None)) for line, rate in zip(lines, rates, strict=True))
    book.tiers[node.name.text] = cuts
    where = declared.where
    parameter = p.Local(node.parameter.text, operand.type, where)
    expr = rates[-1]
    for one, rate in list(zip(cuts, rates, strict=True))[-2::-1]:
        expr = p.Choose(_within(one, parameter), rate, expr, kind, where)
    _shown(book, node, cuts, rates)
    label = node.label.value if node.label else ""
    return p.Function(node.name.text, ((node.parameter.text, operand.type),), (), expr, kind, label, where)


def _within(cut: p.Cut, operand: p.Expr) -> p.Expr:
    """Whether a size lies in a tier; tiers without limits are the last."""
    where = cut.where
    tests: list[p.Expr] = []
    for limit, closed, relations in (
        (cut.low, cut.low_closed, (p.Relation.GE, p.Relation.GT)),
        (cut.high, cut.high_closed, (p.Relation.LE, p.Relation.LT)),
    ):
        if limit is not None:
            tests.append(p.Comparison(operand, ((relations[0 if closed else 1], limit),), None, YES_NO, where))
    if len(tests) == 1:
        return tests[0]
    return p.And(tuple(tests), YES_NO, where) if tests else p.Const(True, YES_NO, where)


def _shown(book: Book, node: n.Norm, cuts: tuple[p.Cut, ...], rates: list[p.Expr]) -> None:
    """Puts the tiers into the table that shows the norm."""
    from evaldsl.records import evolve

    tiers = tuple((one.text, rate) for one, rate in zip(cuts, rates, strict=True))
    for i, table in enumerate(book.norms):
        norms = tuple(
            evolve(x, tiers=tiers) if x.key is None and x.name == node.name.text and not x.before else x for x in table.norms
        )
        book.norms[i] = evolve(table, norms=norms)
