"""Grades, checks, outcomes and the other declarations beside the tree.

In: the head of the main module. Out: grade cuts and their type, grade rules, vetoes of the whole, `CheckSpec`s, `OutcomeSpec`s. Guarantees:
grades cover 0 to the total; every placeholder of a message has a figure; tolerances have the unit of what they tolerate.
"""

import re
from fractions import Fraction

from evaldsl.checking.arithmetic import POINTS, bare, percent_step
from evaldsl.checking.bands import cover_value, cut, declared_bands, divide, read_lines, word_result, words_type
from evaldsl.checking.book import Book, Env, Leaf, quantity
from evaldsl.checking.bounds import constant, range_of, score_range
from evaldsl.checking.expressions import condition, fits, infer, unknown_level
from evaldsl.checking.facts import type_of
from evaldsl.checking.tree import grade_name
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style
from evaldsl.records import evolve
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

TOTAL = frozenset({"total"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def grades(book: Book, env: Env, stated: n.Grades, root: Leaf, rounding: p.Rounding | None) -> tuple[p.Cut, ...]:
    """The cuts of the grades; sets `Book.grade_type`."""
    book.grades_broken = True
    if isinstance(root.result, p.RatingResult):
        env.report("E424", stated.span, "grades", what=Both("grades", "等级"))
        return ()
    domain = score_range(root)
    step = None
    if rounding is not None and rounding.named and rounding.digits <= 100:
        step = Fraction(10) ** -rounding.digits
    if stated.bands.named is not None:
        return _named_grades(book, env, stated.bands.named, root)
    operand = p.NodeRef("", p.Attribute.SCORE, NUMBER, env.where(stated.span))
    lines = read_lines(env, stated.bands.lines, operand)
    if lines is None:
        return ()
    results = [word_result(env, line, None) for line in lines]
    if any(x is None for x in results):
        return ()
    book.grade_type = words_type(lines, [x.level or "" for x in results if x is not None])
    book.grades_broken = False
    known = root.weight is not None or not isinstance(root.result, p.PointsResult)
    if known:
        divide(env, lines, domain, step, NUMBER, stated.span, "grades")
    return tuple(cut(env, line, x) for line, x in zip(lines, results, strict=True) if x is not None)


def _named_grades(book: Book, env: Env, name: n.Name, root: Leaf) -> tuple[p.Cut, ...]:
    if name.text not in book.bands:
        near = nearest(name.text, book.bands)
        env.report("E208", name.span, "near" if near else None, name=name.text, near=near or "")
        return ()
    book.used.add(("bands", name.text))
    spec = declared_bands(book, name.text)
    if spec is None:
        return ()
    if not isinstance(spec, p.BandsSpec):
        env.report("E220", name.span, name=name.text)
        return ()
    cuts = spec.cuts
    share = quantity(spec.operand)
    if share is not None and share.style is Style.PERCENT and isinstance(root.result, p.PointsResult) and root.weight is not None:
        total = root.weight
        cuts = tuple(evolve(c, low=_of_total(book, c.low, total), high=_of_total(book, c.high, total)) for c in cuts)
    elif spec.operand != NUMBER:
        what = Both(f"bands {name.text}", f"分档“{name.text}”")
        env.report("E317", name.span, what=what, due=type_words(NUMBER), got=type_words(spec.operand))
        return ()
    book.grade_type = LevelType(spec.type.members, spec.type.ordered)
    book.grades_broken = False
    operand = p.NodeRef("", p.Attribute.SCORE, NUMBER, env.where(name.span))
    if root.weight is not None or not isinstance(root.result, p.PointsResult):
        cover_value(env, cuts, operand, name.span, name.text)
    return cuts


def _of_total(book: Book, limit: p.Expr | None, total: Fraction) -> p.Expr | None:
    """A limit stated as a share (得分率) in points of the total."""
    if limit is None:
        return None
    value = constant(book, limit)
    if value is not None:
        return p.Const(value * total, NUMBER, limit.where)
    return p.Arithmetic(p.Op.OF, limit, p.Const(total, NUMBER, limit.where), NUMBER, limit.where)


def grade_rule(book: Book, env: Env, stated: n.GradeIs) -> p.GradeRule | None:
    """`grade is 差 when …`."""
    grade = grade_name(book, env, stated.grade)
    test = condition(env, stated.condition)
    if grade is None or test is None:
        return None
    return p.GradeRule(grade, test, stated.because.value if stated.because else "", env.where(stated.span))


def check_spec(book: Book, env: Env, stated: n.Check) -> p.CheckSpec | None:
    """A reconciliation."""
    if stated.restates:
        from evaldsl.checking.restates import restates_spec

        return restates_spec(book, env, stated, None if stated.says is None else _says(env, stated.says, True))
    test = condition(env, stated.condition)
    sides: tuple[p.Expr, p.Relation, p.Expr] | None = None
    if isinstance(test, p.Comparison) and len(test.rest) == 1 and isinstance(test.first.type, QuantityType):
        sides = (test.first, test.rest[0][0], test.rest[0][1])
    within = _within(env, stated, test, sides) if stated.within is not None else None
    says = None if stated.says is None or test is None else _says(env, stated.says, sides is not None)
    if test is None or (stated.within is not None and within is None):
        return None
    return p.CheckSpec(
        stated.name.text, stated.severity, test, sides, within, says, tuple(b.value for b in stated.basis),
        env.where(stated.span), supplied=tuple(s.value for s in stated.supplied),
    )  # fmt: skip


def _within(env: Env, stated: n.Check, test: p.Expr | None, sides: tuple[p.Expr, p.Relation, p.Expr] | None) -> p.Expr | None:
    assert stated.within is not None
    typed = infer(env, stated.within)
    if typed is None or test is None:
        return None
    if sides is None:
        env.report("E442", stated.within.span)
        return None
    kind = sides[0].type if bare(sides[0]) is None else sides[2].type
    assert isinstance(kind, QuantityType)
    got = quantity(typed.type)
    what = Both("the tolerance", "误差")
    if kind.style is not Style.NUMBER and not kind.unit.dimension:
        if got is not None and got.style is Style.PERCENT:
            percent_step(env, typed, stated.within.span)
            return None
        if bare(typed):
            env.report("E328", stated.within.span, number=expr_text(typed))
            return None
        fitted = fits(env, typed, POINTS, what, stated.within)
    else:
        if kind.unit.dimension and got is not None and got.style is Style.PERCENT:
            env.report("E307", stated.within.span, "within", base="", share=expr_text(typed), sign="", unit=type_words(kind))
            return None
        fitted = fits(env, typed, kind, what, stated.within)
    if fitted is not None and not range_of(env.book, fitted).not_negative:
        env.report("E443", stated.within.span, got=expr_text(fitted))
        return None
    return fitted


def _says(env: Env, says: n.TextLiteral, sides: bool) -> str:
    known = ("left", "right", "difference") if sides else ()
    for name in _PLACEHOLDER.findall(says.value):
        if name not in known:
            env.report("E444", says.span, None if sides else "sides", name=name)
            break
    return says.value


def outcome(book: Book, env: Env, stated: n.Outcome) -> p.OutcomeSpec | None:
    """A verdict that is no points."""
    found = type_of(env, stated.type)
    if found is None:
        return None
    kind = found[0]
    if not isinstance(kind, LevelType):
        what = Both("an outcome", "结论")
        due = Both("a list of levels (one of { … })", "等级列表（取自 { … }）")
        env.report("E317", stated.type.span, what=what, due=due, got=type_words(kind))
        return None
    requires: list[p.RequireSpec] = []
    whole = True
    for require in stated.requires:
        test = condition(env, require.condition)
        if require.otherwise.text not in kind.members:
            unknown_level(env, require.otherwise, kind)
            whole = False
        if test is None:
            whole = False
            continue
        because = require.because.value if require.because else ""
        requires.append(p.RequireSpec(test, require.otherwise.text, because, env.where(require.span)))
    if stated.otherwise is None:
        env.report("E445", stated.name.span, name=stated.name.text)
        return None
    if stated.otherwise.text not in kind.members:
        unknown_level(env, stated.otherwise, kind)
        return None
    if not whole:
        return None
    return p.OutcomeSpec(stated.name.text, kind, tuple(requires), stated.otherwise.text, env.where(stated.name.span))
