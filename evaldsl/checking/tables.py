"""Decision tables and scorecards: typed, and held against every input that they may be asked for.

In: `Table` and `Scorecard` declarations, calls of them. Out: `TableSpec`s and `ScorecardSpec`s, remembered in the book; `Consult`
expressions. Guarantees, before any fact is read and for every value that the types and ranges of the inputs allow: under exactly one no
two lines hold together (E464), lines that may hold together under any give the same (E466), every combination has a line, an
`otherwise` or a `no match refuses` (E465), every line fires for some input (E470). Cells hold constants; a result reads the inputs only.
"""

from datetime import date
from fractions import Fraction

from evaldsl.checking import cover
from evaldsl.checking import ranges as r
from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, Declared, Env
from evaldsl.checking.bounds import range_of
from evaldsl.checking.expressions import fitted, infer
from evaldsl.checking.facts import bound_value, fact_type, grid, type_of
from evaldsl.checking.names import WORDS, is_parameter
from evaldsl.checking.order import references
from evaldsl.checking.wording import SIGNS, expr_text, type_words, value_text
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.tables import AnyTable, HitRule, ScorecardSpec, TableInput, TableLine, TableSpec, TestRange, TestSpec
from evaldsl.model.types import NUMBER, DateType, LevelType, QuantityType, TextType, Type, YesNoType
from evaldsl.model.values import Known
from evaldsl.source import Span
from evaldsl.syntax import nodes as n

MOST_LINES = 1_000
_SUMS = (HitRule.SUMMED, HitRule.COUNTED, HitRule.LISTED)
_NEEDS_A_LINE = (HitRule.EXACTLY_ONE, HitRule.ANY, HitRule.FIRST, HitRule.HIGHEST, HitRule.LOWEST)


def typed_table(book: Book, name: str) -> AnyTable | None:
    """A table by name, or None when it has been refused."""
    if name in book.table_specs:
        return book.table_specs[name]
    declared = book.tables[name]
    book.table_specs[name] = None
    node = declared.node
    made = _table(book, declared, node) if isinstance(node, n.Table) else None
    if isinstance(node, n.Scorecard):
        book.table_specs[name] = _scorecard(book, declared, node)
    else:
        book.table_specs[name] = made
    return book.table_specs[name]


def _table(book: Book, declared: Declared, node: n.Table) -> TableSpec | None:
    env = Env(book, declared.source, pure=True)
    inputs = _inputs(env, node.inputs)
    result = type_of(env, node.result)
    if inputs is None or result is None or not _many(env, node.name, len(node.lines)):
        return None
    kind, rule = result[0], HitRule(node.rule.value)
    if not _suits(env, node, rule, kind):
        return None
    lines = _lines(env, node.lines, inputs, inputs, kind)
    if lines is None:
        return None
    last = lines[-1] if node.lines[-1].otherwise else None
    spec = TableSpec(
        node.name.text,
        tuple(inputs),
        rule,
        tuple(lines[:-1] if last is not None else lines),
        last,
        kind,
        *_words(node),
        declared.where,
    )
    return spec if _whole(env, spec, node, node.refuses) else None


def _scorecard(book: Book, declared: Declared, node: n.Scorecard) -> ScorecardSpec | None:
    env = Env(book, declared.source, pure=True)
    inputs = _inputs(env, node.inputs)
    result = type_of(env, node.result)
    if inputs is None or result is None or not _many(env, node.name, sum(len(x.lines) for x in node.parts)):
        return None
    kind = result[0]
    if not isinstance(kind, QuantityType):
        env.report("E468", node.result.span, rule=Both("a scorecard", "评分卡"), got=type_words(kind))
        return None
    by_name = {i.name: i for i in inputs}
    parts: list[TableSpec] = []
    sound = True
    for part in node.parts:
        own = by_name.get(part.name.text)
        if own is None:
            env.report("E255", part.name.span, name=part.name.text, known="、".join(by_name))
            sound = False
            continue
        lines = _lines(env, part.lines, [own], inputs, kind)
        if lines is None:
            sound = False
            continue
        last = lines[-1] if part.lines[-1].otherwise else None
        from_the_top = not any(isinstance(t, n.RangeTest) for x in part.lines for c in x.cells for t in c.alternatives)
        rule = HitRule.FIRST if from_the_top else HitRule.EXACTLY_ONE
        body = tuple(lines[:-1] if last is not None else lines)
        where = env.where(part.span)
        spec = TableSpec(part.name.text, (own,), rule, body, last, kind, "", (), (), where)
        sound = _whole(env, spec, part, False) and sound
        parts.append(spec)
    missing = [i for i in node.inputs if i.name.text not in {x.name.text for x in node.parts}]
    for one in missing:
        env.report("E255", one.name.span, "missing", name=one.name.text, known="")
    if not sound or missing:
        return None
    return ScorecardSpec(node.name.text, tuple(inputs), tuple(parts), kind, *_words(node), declared.where)


def _many(env: Env, name: n.Name, lines: int) -> bool:
    if lines > MOST_LINES:
        env.report("E469", name.span, "lines", name=name.text, most=str(MOST_LINES))
        return False
    return True


def _words(node: n.Table | n.Scorecard) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    label = node.label.value if node.label else ""
    return label, tuple(b.value for b in node.basis), tuple(s.value for s in node.supplied)


def _inputs(env: Env, written: tuple[n.TableInput, ...]) -> list[TableInput] | None:
    found: dict[str, TableInput] = {}
    sound = True
    for one in written:
        name = one.name
        if name.text in found:
            env.report("E202", name.span, "local", name=name.text)
            sound = False
        elif name.text in WORDS and not name.quoted:
            env.report("E205", name.span, name=name.text)
            sound = False
        else:
            typed = fact_type(env, one.type)
            sound = sound and typed is not None
            if typed is not None:
                found[name.text] = TableInput(name.text, *typed)
    return list(found.values()) if sound else None


def _suits(env: Env, node: n.Table, rule: HitRule, kind: Type) -> bool:
    """Whether the rule makes sense for what comes out."""
    number = isinstance(kind, QuantityType)
    match rule:
        case HitRule.HIGHEST | HitRule.LOWEST:
            good = number or isinstance(kind, DateType) or (isinstance(kind, LevelType) and kind.ordered)
        case HitRule.SUMMED:
            good = number
        case HitRule.COUNTED:
            good = kind == NUMBER
        case HitRule.LISTED:
            good = isinstance(kind, TextType)
        case _:
            good = True
    if not good:
        env.report("E468", node.result.span, rule.value, rule=RULE_WORDS[rule], got=type_words(kind))
    return good


RULE_WORDS = {
    HitRule.EXACTLY_ONE: Both("exactly one", "恰一条"),
    HitRule.ANY: Both("any", "一致即可"),
    HitRule.FIRST: Both("first", "首条"),
    HitRule.HIGHEST: Both("highest", "最高"),
    HitRule.LOWEST: Both("lowest", "最低"),
    HitRule.SUMMED: Both("all summed", "全部相加"),
    HitRule.COUNTED: Both("all counted", "全部计数"),
    HitRule.LISTED: Both("all listed", "全部列出"),
}


# ---- lines -----------------------------------------------------------------------------------------------------------


def _lines(
    env: Env, written: tuple[n.TableLine, ...], inputs: list[TableInput], known: list[TableInput], kind: Type
) -> list[TableLine] | None:
    """The lines with their cells, for these inputs, and results that may read all `known` ones."""
    inside = Env(env.book, env.source, locals={i.name: p.Local(i.name, i.type, env.where(Span(0, 0))) for i in known}, pure=True)
    made: list[TableLine] = []
    sound = True
    for line in written:
        clash = next(
            (i for i in inputs if line.otherwise and isinstance(i.type, LevelType) and line.word in i.type.members), None
        )
        if clash is not None:
            env.report("E256", line.span, word=line.word, name=clash.name)
            sound = False
        cells = [_cell(env, cell, one.type) for cell, one in zip(line.cells, inputs, strict=False)]
        result = None if line.result is None else _result(inside, line.result, kind)
        if any(c is None for c in cells) or (result is None and line.result is not None):
            sound = False
            continue
        basis = (line.basis.value,) if line.basis else ()
        supplied = (line.supplied.value,) if line.supplied else ()
        made.append(TableLine(tuple(c for c in cells if c is not None), result, basis, supplied, env.where(line.span)))
    return made if sound else None


def _result(env: Env, written: n.Expr, kind: Type) -> p.Expr | None:
    """What a line gives: a constant (a bare number takes the unit of the result), or a formula of the inputs."""
    calls = [x for x in references(written) if isinstance(x, n.Name | n.Aggregate)]
    book = env.book
    for found in calls:
        name = found.function.text if isinstance(found, n.Aggregate) else found.text
        if isinstance(found, n.Aggregate) or name in book.methods or name in book.bands or name in book.tables:
            env.report("E254", found.span, name=name)
            return None
    refs = [x for x in references(written) if isinstance(x, n.Ref)]
    members = kind.members if isinstance(kind, LevelType) else ()
    others = [x for x in refs if x.path.text not in env.locals and x.path.text not in members and _of_the_ruleset(book, x)]
    for other in others:
        env.report("E254", other.span, name=other.path.text)
    if others:
        return None
    if any(x.path.text in env.locals for x in refs):
        what = Both("the result of a line", "这一行的结果")
        typed = fitted(env, written, kind, what)
        return typed if typed is not None and no_real(env, [typed], written.span) else None
    value = bound_value(env, written, kind)
    return None if value is None else p.Const(value, kind, env.where(written.span))


def _of_the_ruleset(book: Book, ref: n.Ref) -> bool:
    """Whether a name is a fact or named value, which a table does not see."""
    first = ref.path.parts[0].text
    return (first in book.facts or first in book.lets or first in book.let_cases) and not is_parameter(book, first)


def _cell(env: Env, cell: n.TestCell, kind: Type) -> TestSpec | None:
    """A cell: the ranges and values that it names, as constants."""
    ranges: list[TestRange] = []
    values: list[str | bool] = []
    texts: list[str] = []
    for one in cell.alternatives:
        found = _alternative(env, one, kind)
        if found is None:
            return None
        ranges += found[0]
        values += found[1]
        texts.append(found[2])
    text = "、".join(texts)
    return TestSpec(tuple(ranges), tuple(values), cell.negated, text, not cell.alternatives)


def _alternative(env: Env, test: n.CellTest, kind: Type) -> tuple[list[TestRange], list[str | bool], str] | None:
    match test:
        case n.ValueTest():
            value = _constant(env, test.value, kind)
            if value is None:
                return None
            if isinstance(value, str | bool):
                return [], [value], value_text(value, kind)
            return [TestRange(value, value, True, True)], [], value_text(value, kind)
        case n.SignTest():
            value = _constant(env, test.limit, kind)
            if value is None:
                return None
            text = f"{SIGNS[p.Relation(test.relation.value)]} {value_text(value, kind)}"
            return _signed(env, test, value, kind, text)
        case n.RangeTest():
            low, high = (_constant(env, x, kind) for x in (test.interval.low, test.interval.high))
            if low is None or high is None:
                return None
            if isinstance(low, str | bool) or isinstance(high, str | bool):
                env.report("E319", test.span, "kind", members=type_words(kind), ordered="")
                return None
            closed = test.interval.low_closed, test.interval.high_closed
            if low > high or (low == high and not all(closed)):  # type: ignore[operator]
                env.report("E320", test.span, low=value_text(low, kind), high=value_text(high, kind))
                return None
            text = f"{'[' if closed[0] else '('}{value_text(low, kind)}, {value_text(high, kind)}{']' if closed[1] else ')'}"
            return [TestRange(low, high, *closed)], [], text


def _constant(env: Env, written: n.Expr, kind: Type) -> Known | None:
    """A value that a cell names: a constant of the input's type."""
    if any(isinstance(x, n.Aggregate | n.Name) for x in references(written)):
        env.report("E467", written.span, text=env.source.slice(written.span))
        return None
    refs = [x for x in references(written) if isinstance(x, n.Ref)]
    if refs and not isinstance(kind, LevelType):
        env.report("E467", written.span, text=env.source.slice(written.span))
        return None
    return bound_value(env, written, kind)


def _signed(
    env: Env, test: n.SignTest, value: Known, kind: Type, text: str
) -> tuple[list[TestRange], list[str | bool], str] | None:
    """A sign with its limit as ranges, or for levels as the members that it holds for."""
    equal = test.relation in (n.Relation.EQ, n.Relation.NE)
    if isinstance(value, str | bool):
        members = kind.members if isinstance(kind, LevelType) else ()
        if equal:
            if test.relation is n.Relation.EQ:
                return [], [value], text
            rest: list[str | bool] = [m for m in members if m != value] if members else [not value]
            if isinstance(kind, TextType):
                env.report("E467", test.span, "unequal", text=text)
                return None
            return [], rest, text
        if not isinstance(kind, LevelType) or not kind.ordered:
            help = None if isinstance(kind, LevelType) else "kind"
            shown = "、".join(members[:8]) if members else type_words(kind)
            env.report("E319", test.span, help, members=shown, ordered=" < ".join(members[:8]))
            return None
        at = members.index(str(value))
        chosen = {
            n.Relation.GE: members[at:],
            n.Relation.GT: members[at + 1 :],
            n.Relation.LE: members[: at + 1],
            n.Relation.LT: members[:at],
        }[test.relation]
        return [], list(chosen), text
    match test.relation:
        case n.Relation.GE | n.Relation.GT:
            return [TestRange(value, None, test.relation is n.Relation.GE, False)], [], text
        case n.Relation.LE | n.Relation.LT:
            return [TestRange(None, value, False, test.relation is n.Relation.LE)], [], text
        case n.Relation.EQ:
            return [TestRange(value, value, True, True)], [], text
        case n.Relation.NE:
            return [TestRange(None, value, False, False), TestRange(value, None, False, False)], [], text


# ---- laws ------------------------------------------------------------------------------------------------------------


def _axis(one: TableInput, cells: list[TestSpec]) -> cover.Axis:
    """The values of an input, as the cells tell them apart."""

    def holds(value: Known | None, line: int) -> bool:
        return test_holds(cells[line], value)

    kind = one.type
    if isinstance(kind, LevelType):
        return cover.axis(kind.members, len(cells), holds)
    if isinstance(kind, YesNoType):
        return cover.axis((True, False), len(cells), holds)
    if isinstance(kind, TextType):
        named = dict.fromkeys(v for cell in cells for v in cell.values)
        return cover.axis([*named, None], len(cells), holds)
    ends = [e for cell in cells for x in cell.ranges for e in (x.low, x.high) if e is not None]
    if isinstance(kind, DateType):
        low, high = one.domain.low or date.min, one.domain.high or date.max  # the calendar ends somewhere
        days = r.between(_day(low), _day(high), one.domain.low_closed, one.domain.high_closed)
        found = cover.number_values(days, Fraction(1), [_day(e) or Fraction(0) for e in ends], Fraction(1))
        return cover.axis([date.fromordinal(int(x)) for x in found], len(cells), holds)
    assert isinstance(kind, QuantityType)
    numbers = [e for e in ends if isinstance(e, Fraction)]
    unit = Fraction(1, 100) if not kind.unit.dimension and kind.unit.factor != 1 else kind.unit.factor
    found = cover.number_values(r.of_domain(one.domain), grid(kind, one.domain), numbers, unit)
    return cover.axis(found, len(cells), holds)


def _day(day: object) -> Fraction | None:
    return Fraction(day.toordinal()) if isinstance(day, date) else None


def test_holds(cell: TestSpec, value: Known | None) -> bool:
    """Whether a cell holds for a value (None: a text that no cell names)."""
    if cell.is_any:
        return True
    if value is None or isinstance(value, str | bool):
        inside = value is not None and value in cell.values
    else:
        inside = any(_in(x, value) for x in cell.ranges)
    return inside is not cell.negated


def _in(part: TestRange, value: Fraction | date) -> bool:
    low, high = part.low, part.high
    above = low is None or low < value or (low == value and part.low_closed)  # type: ignore[operator]
    return above and (high is None or value < high or (value == high and part.high_closed))  # type: ignore[operator]


def _whole(env: Env, spec: TableSpec, node: n.Table | n.Characteristic, refuses: bool) -> bool:
    """Whether the lines keep the laws of the rule."""
    axes = [_axis(one, [line.cells[i] for line in spec.lines]) for i, one in enumerate(spec.inputs)]
    try:
        return _sound(env, spec, node, refuses, axes)
    except cover.TooMany:
        env.report("E469", node.name.span, name=spec.name, most=str(cover.MOST_STEPS))
        return False


def _sound(env: Env, spec: TableSpec, node: n.Table | n.Characteristic, refuses: bool, axes: list[cover.Axis]) -> bool:
    every = (1 << len(spec.lines)) - 1
    sound = _apart(env, spec, node, axes)
    for at in range(len(spec.lines)):
        before = (1 << at) - 1 if spec.rule is HitRule.FIRST else 0
        if not cover.fires(axes, at, before):
            sound = False
            covered = before and cover.fires(axes, at, 0)
            env.report("E470", node.lines[at].span, "above" if covered else None, line=_line_text(spec, at))
    if not sound:
        return False
    found = cover.gap(axes, every)
    if spec.otherwise is not None:
        if found is None:
            env.report("W103", node.lines[-1].span, text=node.lines[-1].word)
        return True
    if found is None or refuses or spec.rule not in _NEEDS_A_LINE:
        if found is None and refuses and isinstance(node, n.Table):
            env.report("W103", node.span, text="no match refuses")
        return True
    env.report("E465", node.name.span, name=spec.name, witness=_witness(spec, found))
    return False


def _apart(env: Env, spec: TableSpec, node: n.Table | n.Characteristic, axes: list[cover.Axis]) -> bool:
    """Whether lines that hold together may: the first pair that may not is told."""
    if spec.rule not in (HitRule.EXACTLY_ONE, HitRule.ANY):
        return True
    for two in range(len(spec.lines)):
        for one in range(two):
            if spec.rule is HitRule.ANY and _agree(spec.lines[one], spec.lines[two]):
                continue
            found = cover.overlap(axes, one, two)
            if found is None:
                continue
            labels = (Label(env.where(node.lines[one].span), "first", {"name": _line_text(spec, one)}),)
            code = "E464" if spec.rule is HitRule.EXACTLY_ONE else "E466"
            env.report(code, node.lines[two].span, None, labels, name=spec.name, witness=_witness(spec, found))
            return False
    return True


def _agree(one: TableLine, two: TableLine) -> bool:
    """Whether two lines surely give the same."""
    a, b = one.result, two.result
    if a is None or b is None:
        return a is b
    if isinstance(a, p.Const) and isinstance(b, p.Const):
        return a.value == b.value
    return expr_text(a) == expr_text(b)


def _witness(spec: TableSpec, values: tuple[Known | None, ...]) -> Both:
    """A value for each input, in words: `类别 = 低收入, 人数 = 3 人`."""
    shown = [
        (i.name, Both("any other text", "其他文本") if v is None else Both(value_text(v, i.type), value_text(v, i.type)))
        for i, v in zip(spec.inputs, values, strict=True)
    ]
    return Both(", ".join(f"{name} = {v.en}" for name, v in shown), "，".join(f"{name} = {v.zh}" for name, v in shown))


def _line_text(spec: TableSpec, at: int) -> str:
    """A line by its cells: `低保 | ≥ 3 人`."""
    return " | ".join(cell.text or "-" for cell in spec.lines[at].cells)


def result_range(book: Book, spec: AnyTable) -> r.Range:
    """What a table can give."""
    if isinstance(spec, ScorecardSpec):
        total = r.exactly(Fraction(0))
        for part in spec.parts:
            total = r.add(total, result_range(book, part))
        return total
    if spec.rule is HitRule.COUNTED:
        return r.between(Fraction(0), Fraction(len(spec.lines)))
    lines = [range_of(book, line.result) for line in spec.lines if line.result is not None]
    last = [] if spec.otherwise is None or spec.otherwise.result is None else [range_of(book, spec.otherwise.result)]
    if spec.rule is not HitRule.SUMMED:
        found = [*lines, *last]
    else:
        total = r.exactly(Fraction(0))
        for one in lines:
            total = r.add(total, r.hull(one, r.exactly(Fraction(0))))
        found = [total, *last]
    result = found[0]
    for one in found[1:]:
        result = r.hull(result, one)
    return result


# ---- calls -----------------------------------------------------------------------------------------------------------


def consult(env: Env, function: n.Name, args: tuple[n.Expr, ...], written: n.Call | n.MethodCall) -> p.Expr | None:
    """A call of a table."""
    env.book.used.add(("table", function.text))
    spec = typed_table(env.book, function.text)
    if spec is None:
        for arg in args:
            infer(env, arg)
        return None
    if len(args) != len(spec.inputs):
        env.report("E315", written.span, name=function.text, got=str(len(args)), due=str(len(spec.inputs)))
        return None
    made: list[p.Expr] = []
    for one, arg in zip(spec.inputs, args, strict=True):
        typed = fitted(env, arg, one.type, Both(f"input {one.name}", f"输入“{one.name}”"))
        if typed is not None and no_real(env, [typed], arg.span):
            made.append(typed)
    if len(made) < len(args):
        return None
    return p.Consult(function.text, tuple(made), spec.type, env.where(written.span))
