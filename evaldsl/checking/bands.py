"""Bands: lines that divide the values of a quantity, with points, shares of the weight, or words.

In: `nodes.Bands` (in a score, in `grades`, declared with `bands`). Out: `Cut`s whose intervals are disjoint or fire in order.
Guarantees: within the range and precision of the value every value falls in a line (else E414 with a value that does not),
no two explicit intervals share a value (E415), a line that can never fire is warned about.

Lines from the top (`≥ 90`, `≥ 80`) mean what earlier lines leave over. As soon as one line is an explicit interval every line
stands for itself, and lines that overlap are refused.
"""

from fractions import Fraction
from typing import assert_never

from attrs import frozen

from evaldsl.checking import ranges as r
from evaldsl.checking.arithmetic import alike, bare, no_real
from evaldsl.checking.book import Book, Env, quantity
from evaldsl.checking.bounds import constant, range_of
from evaldsl.checking.expressions import infer, interval_ok, level
from evaldsl.checking.facts import grid, r_first
from evaldsl.checking.names import WORDS, is_value
from evaldsl.checking.ranges import MINUS, PLUS, Range
from evaldsl.checking.wording import SIGNS, expr_text, type_words, value_text
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, LevelType, QuantityType, Style, Type
from evaldsl.source import Span
from evaldsl.syntax import nodes as n


@frozen
class Line:
    """A line on its way: what it says by itself (None: not known before facts are read), and its ends."""

    written: n.BandLine
    raw: Range | None
    low: p.Expr | None
    high: p.Expr | None
    low_closed: bool
    high_closed: bool
    text: str


# ---- sets of values --------------------------------------------------------------------------------------------------


def _is_empty(part: Range, step: Fraction | None) -> bool:
    if part.low > part.high or (part.low == part.high and not (part.low_closed and part.high_closed)):
        return True
    if step is None or part.low[0] or part.high[0]:
        return False
    first = r_first(part.low[1], part.low_closed, step)
    return first > part.high[1] or (first == part.high[1] and not part.high_closed)


def _meet(a: Range, b: Range) -> Range:
    low = max((a.low, not a.low_closed), (b.low, not b.low_closed))
    high = min((a.high, a.high_closed), (b.high, b.high_closed))
    return Range(low[0], high[0], not low[1], high[1])


def _without(a: Range, b: Range) -> list[Range]:
    below = _meet(a, Range(MINUS, b.low, False, not b.low_closed))
    above = _meet(a, Range(b.high, PLUS, not b.high_closed, False))
    parts = [] if b.low == MINUS else [below]
    return parts if b.high == PLUS else [*parts, above]


def _witness(part: Range, step: Fraction | None, one: Fraction) -> Fraction:
    """A value in the part: its middle where it has one on the grid of `step` (89.5 between 89 and 90), else its first."""
    low, high = part.low, part.high
    if step is not None and low[0] == 0:
        middle = r_first((low[1] + high[1]) / 2, True, step) if high[0] == 0 else high[1]
        inside = high[0] == 0 and (middle < high[1] or (middle == high[1] and part.high_closed))
        return middle if inside else r_first(low[1], part.low_closed, step)
    if part.low_closed:
        return low[1]
    if part.high_closed:
        return high[1]
    if low[0] and high[0]:
        return Fraction(0)
    if high[0]:
        return low[1] + (step or one)
    if low[0]:
        return high[1] - (step or one)
    return (low[1] + high[1]) / 2


# ---- reading lines ---------------------------------------------------------------------------------------------------


def read_lines(env: Env, lines: tuple[n.BandLine, ...], operand: p.Expr) -> list[Line] | None:
    """The lines with their limits typed beside the operand."""
    explicit = any(isinstance(line.test, n.IntervalTest) for line in lines)
    made: list[Line] = []
    whole = True
    for i, line in enumerate(lines):
        read = _line(env, line, operand, made, explicit)
        if read is None:
            whole = False
        else:
            made.append(read)
        if isinstance(line.test, n.Otherwise) and i + 1 < len(lines):
            env.report("E417", lines[i + 1].span, "after")
            return None
    return made if whole and made else None


def _line(env: Env, line: n.BandLine, operand: p.Expr, before: list[Line], explicit: bool) -> Line | None:
    test = line.test
    match test:
        case n.Otherwise():
            last = before[-1] if before and not explicit else None
            high = last.low if last is not None and _falls(before) else None
            return Line(line, r.ALL, None, high, False, False if last is None else not last.low_closed, "otherwise")
        case n.IntervalTest():
            ends = _limits(env, (test.interval.low, test.interval.high), operand, test.span)
            if ends is None or not interval_ok(env, ends[0], ends[1], test.interval):
                return None
            low, high = ends
            closed = test.interval.low_closed, test.interval.high_closed
            raw = _raw(env, low, high, *closed)
            text = f"{'[' if closed[0] else '('}{expr_text(low)}, {expr_text(high)}{']' if closed[1] else ')'}"
            return Line(line, raw, low, high, *closed, text)
        case n.RelationTest():
            found = _limits(env, (test.limit,), operand, test.span)
            if found is None:
                return None
            return _relation(env, line, test, found[0], before, explicit)
        case _:
            assert_never(test)


def _relation(env: Env, line: n.BandLine, test: n.RelationTest, limit: p.Expr, before: list[Line], explicit: bool) -> Line | None:
    text = f"{SIGNS[p.Relation(test.relation.value)]} {expr_text(limit)}"
    last = before[-1] if before and not explicit else None
    match test.relation:
        case n.Relation.GE | n.Relation.GT:
            closed = test.relation is n.Relation.GE
            raw = _raw(env, limit, None, closed, False)
            high = last.low if last is not None and _falls(before) else None
            return Line(line, raw, limit, high, closed, last is not None and not last.low_closed, text)
        case n.Relation.LE | n.Relation.LT:
            closed = test.relation is n.Relation.LE
            raw = _raw(env, None, limit, False, closed)
            low = last.high if last is not None and _rises(before) else None
            return Line(line, raw, low, limit, last is not None and not last.high_closed, closed, text)
        case n.Relation.EQ:
            return Line(line, _raw(env, limit, limit, True, True), limit, limit, True, True, text)
        case n.Relation.NE:
            env.report("E417", test.span, "unequal")
            return None
        case _:
            assert_never(test.relation)


def _falls(before: list[Line]) -> bool:
    return all(
        isinstance(x.written.test, n.RelationTest) and x.written.test.relation in (n.Relation.GE, n.Relation.GT) for x in before
    )


def _rises(before: list[Line]) -> bool:
    return all(
        isinstance(x.written.test, n.RelationTest) and x.written.test.relation in (n.Relation.LE, n.Relation.LT) for x in before
    )


def _limits(env: Env, written: tuple[n.Expr, ...], operand: p.Expr, span: Span) -> list[p.Expr] | None:
    typed = [infer(env, w) for w in written]
    found = [t for t in typed if t is not None]
    if len(found) < len(typed):
        return None
    made = alike(env, [operand, *found], span)
    if made is None or not no_real(env, made, span):
        return None
    return made[1:]


def _raw(env: Env, low: p.Expr | None, high: p.Expr | None, low_closed: bool, high_closed: bool) -> Range | None:
    a, b = constant(env.book, low), constant(env.book, high)
    if (low is not None and a is None) or (high is not None and b is None):
        return None
    return r.between(a, b, low_closed, high_closed)


# ---- laws ------------------------------------------------------------------------------------------------------------


def divide(env: Env, lines: list[Line], domain: Range, step: Fraction | None, kind: Type, span: Span, what: str) -> bool:
    """Whether the lines cover a domain once; gaps and overlaps are reported with a value, dead lines warned about."""
    one = kind.unit.factor if isinstance(kind, QuantityType) else Fraction(1)
    explicit = any(isinstance(line.written.test, n.IntervalTest) for line in lines)
    if explicit and not _disjoint(env, lines, domain, step, kind, one):
        return False
    remaining = [domain]
    certain = True
    for line in lines:
        if line.raw is None:
            certain = False
            continue
        hit = [x for x in (_meet(part, line.raw) for part in remaining) if not _is_empty(x, step)]
        if not hit and certain:
            env.report("W103", line.written.span, text=line.text)
        remaining = [x for part in remaining for x in _without(part, line.raw) if not _is_empty(x, step)]
    if isinstance(lines[-1].written.test, n.Otherwise):
        return True
    if not certain:
        env.report("E416", span, what=what)
        return False
    if remaining:
        witness = _witness(remaining[0], step, one)
        env.report("E414", span, what=what, witness=value_text(witness, kind))
        return False
    return True


def _disjoint(env: Env, lines: list[Line], domain: Range, step: Fraction | None, kind: Type, one: Fraction) -> bool:
    for i, line in enumerate(lines):
        if line.raw is None or isinstance(line.written.test, n.Otherwise):
            continue
        for other in lines[:i]:
            if other.raw is None:
                continue
            both = _meet(_meet(line.raw, other.raw), domain)
            if not _is_empty(both, step):
                witness = value_text(_witness(both, step, one), kind)
                env.report("E415", line.written.span, first=other.text, second=line.text, witness=witness)
                return False
    return True


def step_of(book: Book, value: p.Expr) -> Fraction | None:
    """The precision of a value: that of a fact, or of a rounding."""
    if isinstance(value, p.FactRef) and value.name in book.facts:
        spec = book.facts[value.name]
        return grid(spec.type, spec.domain)
    if isinstance(value, p.Rounded):
        return value.unit_factor * Fraction(10) ** -value.digits
    if isinstance(value, p.LetRef):
        let = book.let_specs.get(value.name)
        return None if let is None else step_of(book, let.expr)
    if isinstance(value, p.Builtin) and value.name in ("floor", "ceiling", "sign", "days", "months"):
        return Fraction(1)
    return None


def cover_value(env: Env, cuts: tuple[p.Cut, ...], value: p.Expr, span: Span, what: str) -> bool:
    """Whether declared bands cover everything that a value may be."""
    step, remaining = step_of(env.book, value), [range_of(env.book, value)]
    one = value.type.unit.factor if isinstance(value.type, QuantityType) else Fraction(1)
    for cut in cuts:
        if cut.low is None and cut.high is None:
            return True
        raw = _raw(env, cut.low, cut.high, cut.low_closed, cut.high_closed)
        if raw is None:
            return True
        remaining = [x for part in remaining for x in _without(part, raw) if not _is_empty(x, step)]
    if not remaining:
        return True
    env.report("E414", span, what=what, witness=value_text(_witness(remaining[0], step, one), value.type))
    return False


# ---- results ---------------------------------------------------------------------------------------------------------


@frozen
class Result:
    """What a line gives."""

    expr: p.Expr | None
    end: p.Expr | None
    share: bool
    level: str | None


def share_of(env: Env, written: n.Expr) -> p.Expr | None:
    """`60%` or `60% of weight`: a share of w; None when it is something else (nothing is reported)."""
    if isinstance(written, n.Percent):
        return infer(env, written)
    if isinstance(written, n.Binary) and written.op is n.BinaryOp.OF and isinstance(written.left, n.Percent):
        right = written.right
        if isinstance(right, n.Ref) and right.path.text in ("weight", "分值", "权重"):
            return infer(env, written.left)
    return None


def points_result(env: Env, line: Line, weight: Fraction | None, bounds: Range | None) -> Result | None:
    """A line that gives points or a share of the weight. `bounds` is what the points may be."""
    written = line.written
    parts = [written.result] if written.result_end is None else [written.result, written.result_end]
    shares = [share_of(env, x) for x in parts]
    share = shares[0] is not None
    typed = [s if s is not None else infer(env, x) for s, x in zip(shares, parts, strict=True)]
    if any(t is None for t in typed):
        return None
    if any((s is not None) is not share for s in shares) and not any(bare(t) == 0 for t in typed if t is not None):
        env.report("E418", written.span)
        return None
    found = [t for t in typed if t is not None]
    for expr in found:
        kind = quantity(expr.type)
        if kind is None or kind.unit.dimension or (not share and kind.style is not Style.NUMBER):
            env.report("E327", written.span, got=type_words(expr.type), text=expr_text(expr))
            return None
        value = constant(env.book, expr)
        limit = r.between(Fraction(0), Fraction(1)) if share else bounds
        if value is not None and limit is not None and not limit.holds(value):
            most = "100%" if share else "" if limit.high[0] else value_text(limit.high[1], NUMBER)
            env.report("E425", written.span, got=expr_text(expr), most=most)
            return None
    if len(found) == 2 and (line.low is None or line.high is None):
        env.report("E417", written.span, "slope")
        return None
    return Result(found[0], found[1] if len(found) == 2 else None, share, None)


def word_result(env: Env, line: Line, kind: LevelType | None) -> Result | None:
    """A line that gives a word."""
    written = line.written.result
    if line.written.result_end is not None or not isinstance(written, n.Ref) or len(written.path.parts) != 1:
        env.report("E419", line.written.span)
        return None
    if kind is not None:
        typed = level(env, written, kind)
        return Result(None, None, False, typed.value) if isinstance(typed, p.Const) and isinstance(typed.value, str) else None
    return Result(None, None, False, written.path.text)


def cut(env: Env, line: Line, result: Result) -> p.Cut:
    """A line as a cut of the program."""
    return p.Cut(
        line.low, line.high, line.low_closed, line.high_closed, result.expr, result.end, result.share, result.level,
        line.text, env.where(line.written.span),
    )  # fmt: skip


def words_type(lines: list[Line], words: list[str]) -> LevelType:
    """The words as levels, from lowest to highest where the lines run one way."""
    pairs = list(zip(lines, words, strict=True))
    if all(x.raw is not None for x in lines):
        body = [(x, w) for x, w in pairs if not isinstance(x.written.test, n.Otherwise)]
        rest = [w for x, w in pairs if isinstance(x.written.test, n.Otherwise)]
        if _rises([x for x, _ in body]):
            return LevelType(tuple(dict.fromkeys([w for _, w in body] + rest)), True)
        body.sort(key=lambda pair: pair[0].raw.low if pair[0].raw else MINUS)
        return LevelType(tuple(dict.fromkeys(rest + [w for _, w in body])), True)
    return LevelType(tuple(dict.fromkeys(words)))


# ---- declared bands --------------------------------------------------------------------------------------------------


def gives_words(env: Env, bands: n.Bands) -> bool:
    """Whether lines give words rather than points."""
    first = bands.lines[0].result if bands.lines else None
    if not isinstance(first, n.Ref) or first.word or first.path.text in WORDS:
        return False
    return not is_value(env, first)


def declared_bands(book: Book, name: str) -> p.BandsSpec | tuple[p.Cut, ...] | None:
    """Bands by name: a `BandsSpec` when they give words, cuts when they give points."""
    if name in book.band_specs:
        return book.band_specs[name]
    if name in book.broken:
        return None
    declared = book.bands[name]
    node = declared.node
    assert isinstance(node, n.BandsDecl)
    book.band_specs[name] = None
    env = Env(book, declared.source)
    if node.bands.named is not None:
        env.report("E417", node.span, "named")
        return None
    operand = tier_operand(env, node.bands.lines, node.bands.span)
    if operand is None:
        return None
    lines = read_lines(env, node.bands.lines, operand)
    if lines is None or not ordered_lines(env, lines, operand.type):
        return None
    words = gives_words(env, node.bands)
    results = [word_result(env, x, None) if words else points_result(env, x, None, None) for x in lines]
    if any(x is None for x in results):
        return None
    cuts = tuple(cut(env, line, result) for line, result in zip(lines, results, strict=True) if result is not None)
    book.band_operands[name] = operand.type
    if not words:
        book.band_specs[name] = cuts
        return cuts
    kind = words_type(lines, [x.level or "" for x in results if x is not None])
    spec = p.BandsSpec(name, cuts, kind, operand.type, declared.where)
    book.band_specs[name] = spec
    return spec


def tier_operand(env: Env, lines: tuple[n.BandLine, ...], span: Span) -> p.Expr | None:
    """What declared bands divide, by the unit of their first limit."""
    for line in lines:
        test = line.test
        written = test.limit if isinstance(test, n.RelationTest) else None
        if isinstance(test, n.IntervalTest):
            written = test.interval.low
        if written is None:
            continue
        typed = infer(env, written)
        if typed is None:
            return None
        if bare(typed) == 0 and len(lines) > 1 and line is not lines[-1]:
            continue
        if quantity(typed.type) is None:
            env.report("E308", line.span, sign="≥", got=type_words(typed.type), text=expr_text(typed))
            return None
        return p.Local("", typed.type, typed.where)
    return p.Local("", NUMBER, env.where(span))


def ordered_lines(env: Env, lines: list[Line], kind: Type) -> bool:
    """Overlaps and dead lines of declared bands, whatever the value; gaps are looked for where they are used."""
    one = kind.unit.factor if isinstance(kind, QuantityType) else Fraction(1)
    explicit = any(isinstance(line.written.test, n.IntervalTest) for line in lines)
    if explicit and not _disjoint(env, lines, r.ALL, None, kind, one):
        return False
    remaining = [r.ALL]
    for line in lines:
        if line.raw is None:
            break
        hit = [x for x in (_meet(part, line.raw) for part in remaining) if not _is_empty(x, None)]
        if not hit:
            env.report("W103", line.written.span, text=line.text)
        remaining = [x for part in remaining for x in _without(part, line.raw) if not _is_empty(x, None)]
    return True
