"""Scoring methods: from the written method of an indicator to that of the program, with the laws of each.

In: an indicator (`Leaf`) with its value, target and weight. Out: `program.Method`, or None when it has been refused. Guarantees: every
method that passes is defined for every sign, zero and equality of its inputs: pro rata only where target > 0 and value ≥ 0
follow from the ranges, levels that are covered exactly, bands without gap, steps above zero.
"""

from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from evaldsl.checking import ranges as r
from evaldsl.checking.arithmetic import PERCENTAGE, POINTS, alike, bare, no_real, percent_step, two_readings
from evaldsl.checking.bands import (
    cover_value,
    cut,
    declared_bands,
    divide,
    points_result,
    read_lines,
    step_of,
    word_result,
)
from evaldsl.checking.book import Book, Env, Leaf, quantity
from evaldsl.checking.bounds import constant, range_of, score_range
from evaldsl.checking.expressions import call, fits, infer, unknown_level
from evaldsl.checking.facts import domain_words
from evaldsl.checking.values import INSIDE, method_of, target_of, target_range, value_of
from evaldsl.checking.wording import expr_text, type_words, value_text
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, Domain, LevelType, QuantityType, Style
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

NAMES = {
    n.AllOrNothing: Both("all_or_nothing", "达标得满分"),
    n.ProRata: Both("pro_rata", "按比例"),
    n.Closeness: Both("closeness", "按接近程度"),
    n.Linear: Both("linear", "区间插值"),
    n.Bands: Both("bands", "分档"),
    n.Deduct: Both("deduct", "扣"),
    n.Levels: Both("levels", "定性分级"),
    n.Judged: Both("judged", "评定"),
    n.Formula: Both("a formula", "公式"),
    n.MethodCall: Both("a method", "方法"),
}
WITH_TARGET = (n.AllOrNothing, n.ProRata, n.Closeness)


def typed_method(book: Book, leaf: Leaf) -> p.Method | None:
    """The method of an indicator, checked."""
    stated = leaf.one.get("score")
    method = method_of(leaf)
    if stated is None or method is None:
        book.report("E407", leaf.where, name=leaf.name.text)
        return None
    env = Env(book, stated.source, leaf, INSIDE)
    value, target = value_of(book, leaf), target_of(book, leaf)
    if "target" not in leaf.one and isinstance(method, WITH_TARGET):
        place = leaf.where if stated.inherited else stated.where
        book.report("E408", place, name=leaf.name.text, method=NAMES[type(method)])
        return None
    needs_value = isinstance(method, (*WITH_TARGET, n.Linear, n.Bands, n.Deduct, n.Levels))
    if needs_value and value is None:
        if "value" not in leaf.one and leaf.own_name is None:
            place = leaf.where if stated.inherited else stated.where
            book.report("E409", place, name=leaf.name.text, method=NAMES[type(method)])
        return None
    if isinstance(leaf.result, p.RatingResult) and not isinstance(method, (n.Bands, n.Formula, n.MethodCall)):
        book.report("E424", stated.where, (), "rating", what=NAMES[type(method)])
        return None
    match method:
        case n.AllOrNothing() | n.ProRata() | n.Closeness():
            return None if value is None or target is None else _shared(env, leaf, method, value, target)
        case n.Linear():
            return None if value is None else _linear(env, method, value)
        case n.Bands():
            return None if value is None else _bands(env, leaf, method, value)
        case n.Deduct():
            return None if value is None else _deduct(env, leaf, method, value)
        case n.Levels():
            return None if value is None else _levels(env, method, value)
        case n.Judged():
            return p.Judged()
        case n.Formula():
            return _formula(env, leaf, infer_result(env, leaf, method.expr), method.expr)
        case n.MethodCall():
            if method.name.text not in book.methods and method.name.text not in book.tables:
                near = nearest(method.name.text, [*book.methods, *book.tables])
                env.report("E208", method.name.span, "near" if near else None, name=method.name.text, near=near or "")
                return None
            return _formula(env, leaf, call(env, method.name, method.args, method), method)
        case _:
            assert_never(method)


# ---- with a target ---------------------------------------------------------------------------------------------------


def _shared(
    env: Env, leaf: Leaf, method: n.AllOrNothing | n.ProRata | n.Closeness, value: p.Expr, target: p.Target
) -> p.Method | None:
    ratio = isinstance(value.type, QuantityType)
    if not isinstance(method, n.AllOrNothing):
        if not ratio:
            env.report("E428", method.span, method=NAMES[type(method)], target=type_words(value.type))
            return None
        if not _ratio_laws(env, leaf, method, value, target):
            return None
    options = _options(env, leaf, method, target, ratio)
    if options is None:
        return None
    if isinstance(method, n.AllOrNothing):
        return p.AllOrNothing(options)
    if isinstance(method, n.Closeness):
        return p.Closeness(options)
    reverse = isinstance(target, p.RelationTarget) and target.relation in (p.Relation.LE, p.Relation.LT)
    return p.ProRata(reverse, options)


def _ratio_laws(env: Env, leaf: Leaf, method: n.ProRata | n.Closeness, value: p.Expr, target: p.Target) -> bool:
    """`target > 0` and `value ≥ 0` must follow from the ranges, else a share of the target means nothing."""
    name = NAMES[type(method)]
    if isinstance(target, p.RelationTarget) and target.relation is p.Relation.NE:
        env.report("E428", method.span, method=name, target=target.text)
        return False
    due = target_range(env.book, target)
    reverse = isinstance(target, p.RelationTarget) and target.relation in (p.Relation.LE, p.Relation.LT)
    if not due.positive and not (reverse and due.not_negative):
        negative = due.point is not None and due.point < 0
        zero = due.point == 0
        help = "negative" if negative else "zero" if zero else None
        stated = leaf.one["target"]
        env.book.report("E410", stated.where, (), help, method=name, target=target.text, name=leaf.name.text)
        return False
    got = range_of(env.book, value)
    if not got.not_negative:
        help = "own" if isinstance(value, p.FactRef) else None
        words = _domain_of(env.book, value)
        env.book.report("E412", leaf.where, (), help, method=name, value=expr_text(value), domain=words, name=leaf.name.text)
        return False
    return True


def _domain_of(book: Book, value: p.Expr) -> Both:
    found = range_of(book, value)
    low = found.low[1] if found.low[0] == 0 else None
    high = found.high[1] if found.high[0] == 0 else None
    return domain_words(value.type, Domain(low, high, found.low_closed, found.high_closed))


def _options(
    env: Env, leaf: Leaf, method: n.AllOrNothing | n.ProRata | n.Closeness, target: p.Target, ratio: bool
) -> p.Options | None:
    none_below: p.Expr | None = None
    flag: p.FlagSpec | None = None
    over: p.OverSpec | None = None
    stated = {type(o): (env, o, False) for o in method.options}
    if len(stated) < len(method.options):
        twice = next(o for i, o in enumerate(method.options) if type(o) in [type(x) for x in method.options[:i]])
        env.report("E405", twice.span, "option", name=leaf.name.text, clause=option_words(twice))
        return None
    for kind in ("none_below", "flag", "over"):
        clause = leaf.one.get(kind)
        if clause is not None and isinstance(clause.clause, n.OptionClause):
            option = clause.clause.option
            stated.setdefault(type(option), (Env(env.book, clause.source, leaf, INSIDE), option, clause.inherited))
    for place, option, inherited in stated.values():
        if not ratio:
            if inherited:
                continue
            place.report(
                "E437", option.span, option=option_words(option), method=Both("a target without figures", "不是数的目标")
            )
            return None
        share = _share(place, option.share)
        if share is None:
            return None
        match option:
            case n.NoneBelow():
                limit = constant(env.book, share)
                if limit is not None and not 0 < limit <= 1:
                    place.report("E438", option.span, got=expr_text(share))
                    return None
                none_below = share
            case n.Flag():
                flag = p.FlagSpec(share, option.inclusive, place.where(option.span))
            case n.OverReduce():
                over = _over(place, option, share)
                if over is None:
                    return None
            case _:
                assert_never(option)
    return p.Options(none_below, flag, over)


def option_words(option: n.Option) -> Both:
    """An option in a message."""
    match option:
        case n.NoneBelow():
            return Both("none below", "低于…不得分")
        case n.Flag():
            return Both("flag", "标记")
        case n.OverReduce():
            return Both("over … reduce", "超出…扣减")
        case _:
            assert_never(option)


def _share(env: Env, written: n.Expr) -> p.Expr | None:
    """A share of the target: a percentage."""
    typed = infer(env, written)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if kind is None or kind.unit.dimension or kind.style not in (Style.PERCENT, Style.RATIO) or kind.real:
        number = bare(typed)
        if number is not None and number != 0:
            two_readings(env, number, written.span)
        else:
            share = Both("a percentage (%)", "百分数（%）")
            what = Both("a share of the target", "指标值的比例")
            env.report("E317", written.span, what=what, due=share, got=type_words(typed.type))
        return None
    return typed


def _over(env: Env, option: n.OverReduce, share: p.Expr) -> p.OverSpec | None:
    points = number_of(env, option.points)
    per = _step(env, option.per, POINTS)
    most = None if option.at_most is None else number_of(env, option.at_most)
    if points is None or per is None or (option.at_most is not None and most is None):
        return None
    if not _positive(env, points, option.points) or not _positive(env, per, option.per):
        return None
    steps = p.Steps(option.steps.value) if option.steps else p.Steps.PRO_RATA
    return p.OverSpec(share, points, per, steps, most, env.where(option.span))


def number_of(env: Env, written: n.Expr) -> p.Expr | None:
    """Points: a number without unit."""
    typed = infer(env, written)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if kind is None or kind.unit.dimension or kind.style in (Style.PERCENT, Style.POINTS) or kind.real:
        env.report("E327", written.span, got=type_words(typed.type), text=expr_text(typed))
        return None
    return typed


def _positive(env: Env, typed: p.Expr, written: n.Expr) -> bool:
    found = range_of(env.book, typed)
    if found.positive:
        return True
    env.report("E420", written.span, got=expr_text(typed))
    return False


def _step(env: Env, written: n.Expr, like: QuantityType) -> p.Expr | None:
    """A step of a deduction: in the unit of the value, in 个百分点 against percentages."""
    typed = infer(env, written)
    if typed is None:
        return None
    kind = quantity(typed.type)
    if like.style is not Style.NUMBER and not like.unit.dimension:
        if kind is not None and kind.style is Style.PERCENT:
            percent_step(env, typed, written.span)
            return None
        number = bare(typed)
        if number is not None:
            env.report("E328", written.span, number=expr_text(typed))
            return None
        return fits(env, typed, POINTS, Both("the step", "每步"), written)
    return fits(env, typed, QuantityType(like.unit), Both("the step", "每步"), written)


# ---- others ----------------------------------------------------------------------------------------------------------


def _quantity_value(env: Env, method: n.Method, value: p.Expr) -> QuantityType | None:
    kind = quantity(value.type)
    if kind is None:
        env.report("E428", method.span, method=NAMES[type(method)], target=type_words(value.type))
    return kind


def _linear(env: Env, method: n.Linear, value: p.Expr) -> p.Method | None:
    zero, full = infer(env, method.zero), infer(env, method.full)
    if _quantity_value(env, method, value) is None or zero is None or full is None:
        return None
    made = alike(env, [value, zero, full], method.span)
    if made is None or not no_real(env, made, method.span):
        return None
    a, b = constant(env.book, made[1]), constant(env.book, made[2])
    if a is not None and a == b:
        env.report("E421", method.span, end=expr_text(made[1]))
        return None
    return p.Linear(made[1], made[2])


def _bands(env: Env, leaf: Leaf, method: n.Bands, value: p.Expr) -> p.Method | None:
    if _quantity_value(env, method, value) is None:
        return None
    bounds = None if leaf.result is None else score_range(leaf)
    rating = leaf.result.type if isinstance(leaf.result, p.RatingResult) else None
    if method.named is not None:
        return _named_bands(env, leaf, method.named, value, bounds)
    lines = read_lines(env, method.lines, value)
    if lines is None:
        return None
    results = [points_result(env, x, leaf.weight, bounds) if rating is None else word_result(env, x, rating) for x in lines]
    step = step_of(env.book, value)
    what = leaf.name.text
    covered = divide(env, lines, range_of(env.book, value), step, value.type, method.span, what)
    if not covered or any(x is None for x in results):
        return None
    return p.Bands(tuple(cut(env, line, x) for line, x in zip(lines, results, strict=True) if x is not None))


def _named_bands(env: Env, leaf: Leaf, name: n.Name, value: p.Expr, bounds: r.Range | None) -> p.Method | None:
    book = env.book
    if name.text not in book.bands:
        near = nearest(name.text, book.bands)
        env.report("E208", name.span, "near" if near else None, name=name.text, near=near or "")
        return None
    book.used.add(("bands", name.text))
    spec = declared_bands(book, name.text)
    if spec is None:
        return None
    words = isinstance(spec, p.BandsSpec)
    cuts = spec.cuts if isinstance(spec, p.BandsSpec) else spec
    rating = leaf.result.type if isinstance(leaf.result, p.RatingResult) else None
    if words is not (rating is not None):
        env.report("E220" if not words else "E419", name.span, name=name.text)
        return None
    if rating is not None:
        strange = next((c.level for c in cuts if c.level not in rating.members), None)
        if strange is not None:
            unknown_level(env, n.Name(strange, name.span), rating)
            return None
    operand = p.Local("", book.band_operands[name.text], value.where)
    if alike(env, [operand, value], name.span) is None or not cover_value(env, cuts, value, name.span, name.text):
        return None
    for c in cuts:
        for expr in (c.result, c.result_end):
            found = constant(book, expr)
            if found is not None and not c.share and bounds is not None and not bounds.holds(found):
                most = "" if bounds.high[0] else expr_text(p.Const(bounds.high[1], NUMBER, c.where))
                env.report("E425", name.span, got=expr_text(expr) if expr else "", most=most)
                return None
    return p.Bands(cuts)


def _deduct(env: Env, leaf: Leaf, method: n.Deduct, value: p.Expr) -> p.Method | None:
    kind = _quantity_value(env, method, value)
    points = number_of(env, method.points)
    reference = infer(env, method.reference)
    if kind is None:
        return None
    per = _step(env, method.per, kind)
    if points is None or per is None or reference is None:
        return None
    made = alike(env, [value, reference], method.span)
    if made is None or not no_real(env, made, method.span):
        return None
    if not _positive(env, points, method.points) or not _positive(env, per, method.per):
        return None
    steps = p.Steps(method.steps.value) if method.steps else p.Steps.PRO_RATA
    return p.Deduct(points, per, method.below, made[1], steps)


def _levels(env: Env, method: n.Levels, value: p.Expr) -> p.Method | None:
    kind = value.type
    if not isinstance(kind, LevelType):
        env.report("E428", method.span, method=NAMES[n.Levels], target=type_words(kind))
        return None
    seen: dict[str, tuple[p.Expr, p.Expr | None]] = {}
    whole = True
    for line in method.lines:
        if line.level.text not in kind.members:
            unknown_level(env, line.level, kind)
            whole = False
            continue
        if line.level.text in seen:
            env.report("E202", line.level.span, "level", name=line.level.text)
            whole = False
            continue
        found = _level_share(env, line)
        if found is None:
            whole = False
            continue
        seen[line.level.text] = found
    missing = [m for m in kind.members if m not in [x.level.text for x in method.lines]]
    if missing:
        env.report("E413", method.span, missing="、".join(missing))
        return None
    if not whole or not _ranges_apart(env, method, seen):
        return None
    lows = {constant(env.book, low) for low, _ in seen.values()}
    lines = []
    for name, (low, high) in seen.items():
        end = constant(env.book, high)
        lines.append(p.LevelShare(name, low, high, end is None or end not in lows - {constant(env.book, low)}))
    return p.Levels(tuple(lines))


def _level_share(env: Env, line: n.LevelLine) -> tuple[p.Expr, p.Expr | None] | None:
    parts: list[p.Expr] = []
    for written in (line.share, line.share_end):
        if written is None:
            continue
        typed = _share(env, written) if not isinstance(written, n.Number) or written.value else infer(env, written)
        if typed is None:
            return None
        value = constant(env.book, typed)
        if value is None or not 0 <= value <= 1:
            env.report("E425", line.span, got=expr_text(typed), most="100%")
            return None
        parts.append(typed)
    if len(parts) == 1:
        return parts[0], None
    low, high = sorted(parts, key=lambda x: constant(env.book, x) or Fraction(0))
    if constant(env.book, low) == constant(env.book, high):
        return low, None
    return low, high


def _ranges_apart(env: Env, method: n.Levels, seen: dict[str, tuple[p.Expr, p.Expr | None]]) -> bool:
    """No two levels may open the same figures; a shared end belongs to the upper level."""
    spans = [
        (constant(env.book, low) or Fraction(0), constant(env.book, high or low) or Fraction(0), name)
        for name, (low, high) in seen.items()
        if high is not None
    ]
    spans.sort()
    for one, two in pairwise(spans):
        if two[0] < one[1]:
            env.report("E415", method.span, "levels", first=one[2], second=two[2], witness=value_text(two[0], PERCENTAGE))
            return False
    return True


def infer_result(env: Env, leaf: Leaf, written: n.Expr) -> p.Expr | None:
    """The expression of a formula; a rating may be a level by name."""
    if isinstance(leaf.result, p.RatingResult):
        return infer(env, written, leaf.result.type)
    return infer(env, written)


def _formula(env: Env, leaf: Leaf, typed: p.Expr | None, written: n.Expr | n.MethodCall) -> p.Method | None:
    if typed is None:
        return None
    if isinstance(leaf.result, p.RatingResult):
        kind = leaf.result.type
        if not isinstance(typed.type, LevelType) or set(typed.type.members) - set(kind.members):
            what = Both("the rating", "评定等次")
            env.report("E317", written.span, what=what, due=type_words(kind), got=type_words(typed.type))
            return None
        return p.Formula(typed)
    found = quantity(typed.type)
    points = isinstance(leaf.result, p.PointsResult)
    if found is None or found.unit.dimension or (points and found.style in (Style.PERCENT, Style.RATIO, Style.POINTS)):
        env.report("E327", written.span, got=type_words(typed.type), text=expr_text(typed))
        return None
    if points and isinstance(leaf.result, p.PointsResult) and leaf.weight is not None:
        surely = range_of(env.book, typed)
        limit = score_range(leaf)
        if r.below(surely, limit) or r.below(limit, surely):
            env.report("E425", written.span, got=expr_text(typed), most=expr_text(p.Const(leaf.weight, NUMBER, leaf.where)))
            return None
    leaf.real = found.real
    return p.Formula(typed)
