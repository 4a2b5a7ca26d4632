"""Cost sheets (成本表): lines, parts, fees on a stated base, tax, total, shares and their order.

In: a `Cost` node. Out: the named values that it stands for, and a `CostSpec` for the views. `表.分项` and `表.分项.明细` are amounts in the
unit of the sheet, each line and fee rounded as the sheet says; `….share` is what of the total it is, `….rank` its place among the parts,
`表.direct` the lines without fees and tax. Guarantees: a line uses only what stands above it, after its rounding, so that no figure
depends on itself; with a part by column every row of the list belongs to one part.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, cast

from attrs import define, evolve, field

from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, Declared, Env, Row, RowLet, quantity
from evaldsl.checking.expressions import fits, fitted, infer, unit_of
from evaldsl.checking.lists import find_list
from evaldsl.checking.wording import type_words
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.numbers import Mode
from evaldsl.model.types import NUMBER, LevelType, QuantityType
from evaldsl.model.units import Unit
from evaldsl.source import SourceFile, Span
from evaldsl.syntax import nodes as n

DIRECT = frozenset(("direct", "直接费用"))
"""The lines of a sheet without fees and tax, inside the sheet."""
MOST_SECTIONS = 60
"""How many parts, lines outside parts, and fees a sheet may have: their order compares each with each."""

Make = Callable[[Env], p.Expr | None]


@define(eq=False)
class Sheet:
    """A sheet on its way: what stands above, and what belongs to the direct costs."""

    book: Book
    node: n.Cost
    source: SourceFile
    unit: Unit
    above: dict[str, str] = field(factory=dict)
    """The names that a line may use, with their keys."""
    later: dict[str, n.Name] = field(factory=dict)
    """Every name of the sheet."""
    direct: list[str] = field(factory=list)
    sections: list[str] = field(factory=list)
    entries: list[p.CostEntry] = field(factory=list)
    over: list[str] = field(factory=list)
    after_fee: n.Name | None = None
    """The first fee; a direct line below it would not be in its base."""
    shorts: dict[str, str | None] = field(factory=dict)
    refused: bool = False

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.node.name.text

    @property
    def kind(self) -> QuantityType:
        """The type of every amount."""
        return QuantityType(self.unit)

    def report(self, code: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = (), **args: str | Both) -> None:
        """Notes a problem; a sheet with one has no total."""
        self.refused = True
        self.book.report(code, self.source.where(span), labels, help, **args)

    def let(self, key: str, at: n.Name, expr: n.Expr, make: Make | None = None) -> None:
        """Declares a named value of the sheet."""
        self.book.lets[key] = Declared(n.LetCase(at, expr, expr.span), n.Name(key, at.span), self.source)
        self.book.used.add(("let", key))
        if make is not None:
            self.book.makers[key] = make


def declare_cost(book: Book, node: n.Cost, source: SourceFile) -> None:
    """All named values of one sheet; a sheet that is refused is known as broken."""
    env = Env(book, source)
    unit = unit_of(env, node.unit)
    if unit is None or node.total is None or not node.items:
        if unit is not None:
            env.report("E261", node.name.span, None if node.items else "empty", name=node.name.text)
        book.broken.add(node.name.text)
        return
    before = set(book.lets)
    sheet = Sheet(book, node, source, unit)
    for name in _names(node, book):
        first = sheet.later.get(name.text)
        if first is not None:
            labels = (Label(source.where(first.span), "first", {"name": name.text}),)
            sheet.report("E202", name.span, None, labels, name=name.text)
        elif name.text in DIRECT:
            sheet.report("E205", name.span, name=name.text)
        else:
            sheet.later[name.text] = name
    for item in node.items:
        _item(sheet, item)
    _finish(sheet, node.total)
    book.let_cases[sheet.name] = tuple(key.removeprefix(f"{sheet.name}.") for key in book.lets if key not in before)
    book.families[sheet.name] = {short: key for short, key in sheet.shorts.items() if key is not None}
    basis, supplied = tuple(x.value for x in node.basis), tuple(x.value for x in node.supplied)
    label = node.label.value if node.label else ""
    digits = None if node.mode is None else node.digits
    where = source.where(node.name.span)
    book.costs.append(p.CostSpec(sheet.name, unit, digits, tuple(sheet.entries), label, basis, supplied, where))


def _names(node: n.Cost, book: Book) -> Iterator[n.Name]:
    """The names that are known in the whole sheet, in order: sections, and the total."""
    for item in node.items:
        if isinstance(item, n.CostRows):
            yield from _members(book, item)
        else:
            yield item.name
    if node.total is not None:
        yield node.total.name


def _members(book: Book, rows: n.CostRows) -> tuple[n.Name, ...]:
    """The parts that a column gives: the members of its type."""
    kind = _column(book, rows)
    return () if kind is None or rows.part is None else tuple(n.Name(x, rows.part.span) for x in kind.members)


def _column(book: Book, rows: n.CostRows) -> LevelType | None:
    draft = book.lists.get(rows.list.text)
    spec = None if draft is None or rows.part is None else draft.fields.get(rows.part.text)
    return spec.type if spec is not None and isinstance(spec.type, LevelType) else None


# ---- what stands in a sheet ------------------------------------------------------------------------------------------


def _item(sheet: Sheet, item: n.CostItem) -> None:
    if isinstance(item, n.CostFee):
        sheet.after_fee = sheet.after_fee or item.name
        key = _amount(sheet, item.name, item.expr, None)
        _section(sheet, key, item.name, item.kind, item.label, item.span)
        return
    if sheet.after_fee is not None:
        labels = (Label(sheet.source.where(sheet.after_fee.span), "fee"),)
        sheet.report("E472", item.span, None, labels, fee=sheet.after_fee.text)
    match item:
        case n.CostLine():
            key = _amount(sheet, item.name, item.expr, None)
            _section(sheet, key, item.name, "line", item.label, item.span, against=item.against is not None)
            _against(sheet, key, item)
            sheet.direct.append(key)
        case n.CostPart():
            _part(sheet, item)
        case n.CostRows():
            _columns(sheet, item)


def _section(
    sheet: Sheet, key: str, name: n.Name, kind: str, label: n.TextLiteral | None, span: Span,
    part: str | None = None, rows: tuple[str, str] | None = None, against: bool = False,
) -> None:  # fmt: skip
    """A line of the printed sheet; what stands in no part is a section, which is ranked."""
    said = label.value if label is not None else ""
    sheet.entries.append(p.CostEntry(kind, name.text, key, part, said, rows, against, sheet.source.where(name.span)))
    if part is None:
        sheet.sections.append(key)


def _part(sheet: Sheet, part: n.CostPart) -> None:
    key = f"{sheet.name}.{part.name.text}"
    inner: list[str] = []
    entries = len(sheet.entries)
    if not part.items:
        sheet.report("E261", part.name.span, "part", name=part.name.text)
    for item in part.items:
        if isinstance(item, n.CostLine):
            made = _amount(sheet, item.name, item.expr, part.name)
            _section(sheet, made, item.name, "line", item.label, item.span, part.name.text, None, item.against is not None)
            _against(sheet, made, item)
            inner.append(made)
        else:
            if item.part is not None:
                sheet.report("E473", item.part.span, "inside", name=item.part.text, list=item.list.text)
            found = _rows(sheet, item, None, part.name, f"{key}.{item.list.text}")
            if found is not None:
                inner.append(found)
    sheet.let(key, part.name, _added(inner, part.name))
    sheet.above[part.name.text] = key
    sheet.direct.append(key)
    _section(sheet, key, part.name, "part", part.label, part.span)
    # the part stands above its lines
    sheet.entries.insert(entries, sheet.entries.pop())


def _columns(sheet: Sheet, rows: n.CostRows) -> None:
    """The rows of a list, put into parts by a column."""
    draft = find_list(Env(sheet.book, sheet.source), rows.list)
    if draft is None:
        sheet.refused = True
        return
    if rows.part is None:
        key = _rows(sheet, rows, None, None, f"{sheet.name}.{rows.list.text}")
        if key is not None:
            sheet.direct.append(key)
            sheet.above[rows.list.text] = key
        return
    kind = _column(sheet.book, rows)
    if kind is None:
        place = draft.fields.get(rows.part.text)
        got = Both("", "") if place is None else type_words(place.type)
        sheet.report(
            "E473", rows.part.span, "type" if place is not None else None, name=rows.part.text, list=rows.list.text, got=got
        )
        return
    amount = _row_amount(sheet, rows)
    for member in _members(sheet.book, rows):
        key = f"{sheet.name}.{member.text}"
        made = _rows(sheet, rows, member.text, member, key, amount)
        if made is None:
            return
        sheet.above[member.text] = key
        sheet.direct.append(key)


def _rows(
    sheet: Sheet, rows: n.CostRows, member: str | None, part: n.Name | None, key: str, amount: str | None = None
) -> str | None:
    """The sum of the rows of a list (those of one part); None when the list is not known."""
    draft = find_list(Env(sheet.book, sheet.source), rows.list)
    if draft is None:
        sheet.refused = True
        return None
    sheet.book.used.add(("list", rows.list.text))
    name = amount or _row_amount(sheet, rows)
    if name is None:
        return None
    at = rows.amount
    conditions = [] if rows.where is None else [rows.where]
    if member is not None and rows.part is not None:
        ref = n.Ref(n.Path((rows.part,), rows.part.span), rows.part.span)
        word = n.Ref(n.Path((n.Name(member, rows.part.span),), rows.part.span), rows.part.span)
        conditions.append(n.Compare(ref, ((n.Relation.EQ, word),), rows.part.span))
    test = None if not conditions else conditions[0]
    for more in conditions[1:]:
        assert test is not None
        test = n.Binary(n.BinaryOp.AND, test, more, rows.span)
    operand: n.Expr = n.Ref(n.Path((n.Name(name, at.span),), at.span), at.span)
    if rows.expr is None and sheet.node.mode is not None:
        operand = n.RoundExpr(operand, sheet.node.mode, sheet.node.digits, at.span)
    whole = n.Aggregate(n.Name("sum", at.span), operand, rows.list, None, test, rows.span)
    what = Both(f"the amount {name}", f"每条“{name}”")

    def make(env: Env) -> p.Expr | None:
        typed = infer(env, whole)
        if typed is None:
            return None
        got = quantity(typed.type)
        if got is None or got.unit.dimension != sheet.unit.dimension or got.unit.factor != sheet.unit.factor:
            env.report("E333", at.span, "row", name=name, got=type_words(typed.type), unit=sheet.unit.text)
            return None
        return fits(env, typed, sheet.kind, what, operand)

    sheet.let(key, at if part is None else part, whole, make)
    parted = member is not None or part is None
    entry = p.CostEntry(
        "rows" if member is None else "part", member or rows.list.text, key, None if parted else part.text if part else None, "",
        (rows.list.text, name), False, sheet.source.where(rows.span),
    )  # fmt: skip
    sheet.entries.append(entry)
    if parted:
        sheet.sections.append(key)
    return key


def _row_amount(sheet: Sheet, rows: n.CostRows) -> str | None:
    """The named value of a row that is its amount, declared here when the sheet says how it is made."""
    draft = sheet.book.lists[rows.list.text]
    name, written = rows.amount.text, rows.expr
    if written is None:
        if name in draft.places:
            return name
        sheet.report("E262", rows.amount.span, name=name, list=rows.list.text)
        return None
    if name in draft.lets and draft.lets[name].expr == written:
        return name  # the same rows in another part
    first = draft.places.get(name)
    if first is not None:
        sheet.report("E202", rows.amount.span, "field", (Label(first, "first", {"name": name}),), name=name)
        return None
    where = sheet.source.where(rows.amount.span)
    draft.places[name] = where
    what = Both(f"the amount {name}", f"每条“{name}”")
    make = _rounding(sheet, written, what)
    draft.lets[name] = RowLet(name, written, Row(rows.list.text, None), "", where, sheet.source, make)
    return name


def _amount(sheet: Sheet, name: n.Name, written: n.Expr, part: n.Name | None) -> str:
    """A line or a fee: its value in the unit of the sheet, rounded as the sheet says; it may use what stands above."""
    prefix = f"{sheet.name}.{part.text}" if part is not None else sheet.name
    key = f"{prefix}.{name.text}"
    if part is not None:
        short = f"{sheet.name}.{name.text}"
        sheet.shorts[short] = None if short in sheet.shorts or name.text in sheet.later else key
        if key in sheet.book.lets:
            sheet.report("E202", name.span, name=name.text)
            return key
    expr = _resolved(sheet, written, name)
    what = Both(f"the amount of {name.text}", f"“{name.text}”的金额")
    sheet.let(key, name, expr, _rounding(sheet, expr, what))
    sheet.above[name.text] = key
    return key


def _rounding(sheet: Sheet, written: n.Expr, what: Both) -> Make:
    def make(env: Env) -> p.Expr | None:
        typed = fitted(env, written, sheet.kind, what)
        if typed is None:
            return None
        where = env.where(written.span)
        if sheet.node.mode is None:
            if not no_real(env, [typed], written.span):
                return None
            zero = p.Const(Fraction(0), sheet.kind, where)
            same = isinstance(typed.type, QuantityType) and typed.type.unit == sheet.unit
            return typed if same else p.Arithmetic(p.Op.ADD, zero, typed, sheet.kind, where)
        return p.Rounded(typed, Mode(sheet.node.mode), sheet.node.digits, sheet.unit.factor, sheet.kind, where)

    return make


def _against(sheet: Sheet, key: str, line: n.CostLine) -> None:
    """What a norm allows for a line, and what it is over: `….allowed`, `….over_norm`."""
    if line.against is None:
        return
    expr = _resolved(sheet, line.against, line.name)
    what = Both(f"what is allowed for {line.name.text}", f"“{line.name.text}”的限额")
    sheet.let(f"{key}.allowed", line.name, expr, _rounding(sheet, expr, what))
    span = line.against.span
    over = n.Binary(n.BinaryOp.SUB, _ref(key, line.name), _ref(f"{key}.allowed", line.name), span)
    zero = n.Number(Fraction(0), "0", span)
    sheet.let(f"{key}.over_norm", line.name, n.Call(n.Name("max", span), (over, zero), span))
    sheet.over.append(key)


def _resolved(sheet: Sheet, written: n.Expr, user: n.Name) -> n.Expr:
    """The expression with the names of the sheet made full. What stands below, or is the line itself, is refused."""
    node = sheet.node

    def of(ref: n.Ref) -> n.Ref:
        first = ref.path.parts[0]
        text = first.text
        if ref.word or first.quoted:
            return ref
        if text in DIRECT and len(ref.path.parts) == 1:
            return n.Ref(_full(f"{sheet.name}.direct", ref), ref.span)
        if text in sheet.above:
            rest = tuple(x.text for x in ref.path.parts[1:])
            return n.Ref(_full(".".join((sheet.above[text], *rest)), ref), ref.span)
        if text in sheet.later:
            total = node.total is not None and node.total.name.text == text
            help = "total" if total else "self" if text == user.text else None
            labels = (Label(sheet.source.where(sheet.later[text].span), "below", {"name": text}),)
            sheet.report("E474", ref.span, help, labels if help != "self" else (), name=text, line=user.text)
            sheet.book.broken.add(f"{sheet.name}.?")
            return n.Ref(_full(f"{sheet.name}.?", ref), ref.span)
        return ref

    return cast("n.Expr", mapped(written, of))


def _full(key: str, ref: n.Ref) -> n.Path:
    return n.Path((n.Name(key, ref.path.span),), ref.path.span)


def _ref(key: str, at: n.Name) -> n.Ref:
    return n.Ref(n.Path((n.Name(key, at.span),), at.span), at.span)


_WHOLE = (n.Name, n.Path, n.UnitExpr, n.Number, n.Percent, n.Quantity, n.DateLiteral, n.TextLiteral, n.YesNo)


def mapped(written: Any, of: Callable[[n.Ref], n.Ref]) -> Any:
    """A piece of syntax with every reference put through a function; what is inside an aggregate belongs to its rows and stays.

    Along the left side of a chain (`a + b + …`) without recursion; all other nesting is bounded by the parser.
    """
    if isinstance(written, n.Ref):
        return of(written)
    if isinstance(written, tuple):
        return tuple(mapped(x, of) for x in written)
    if (
        isinstance(written, (*_WHOLE, n.Aggregate))
        or type(written).__module__ != n.__name__
        or not hasattr(written, "__match_args__")
    ):
        return written
    if isinstance(written, n.Binary):
        spine: list[n.Binary] = []
        at: n.Expr = written
        while isinstance(at, n.Binary):
            spine.append(at)
            at = at.left
        made = mapped(at, of)
        for step in reversed(spine):
            made = n.Binary(step.op, made, mapped(step.right, of), step.span)
        return made
    changed = {name: mapped(getattr(written, name), of) for name in type(written).__match_args__ if name != "span"}
    return evolve(written, **changed)


# ---- what follows from the lines -------------------------------------------------------------------------------------


def _added(keys: list[str], at: n.Name) -> n.Expr:
    """The sum of amounts; of nothing, zero."""
    made: n.Expr | None = None
    for key in keys:
        made = _ref(key, at) if made is None else n.Binary(n.BinaryOp.ADD, made, _ref(key, at), at.span)
    return made or n.Number(Fraction(0), "0", at.span)


def _finish(sheet: Sheet, total: n.CostTotal) -> None:
    """Direct costs, the total, every share of it, the order of the sections, what the norms allow."""
    at = total.name
    key = f"{sheet.name}.{at.text}"
    zero = p.Const(Fraction(0), sheet.kind, sheet.source.where(at.span))

    def summed(keys: list[str]) -> Make | None:
        return None if keys else lambda env: zero

    if len(sheet.sections) > MOST_SECTIONS:
        sheet.report("E475", sheet.node.name.span, None, (), count=str(len(sheet.sections)), most=str(MOST_SECTIONS))
    if sheet.refused:
        sheet.book.broken |= {sheet.name, f"{sheet.name}.direct"}
        return
    sheet.let(f"{sheet.name}.direct", at, _added(sheet.direct, at), summed(sheet.direct))
    sheet.let(key, at, _added(sheet.sections, at), summed(sheet.sections))
    lines = [entry.key for entry in sheet.entries]
    for line in dict.fromkeys([*lines, f"{sheet.name}.direct"]):
        sheet.let(f"{line}.share", at, n.Binary(n.BinaryOp.DIV, _ref(line, at), _ref(key, at), at.span))
    one = n.Number(Fraction(1), "1", at.span)
    for section in sheet.sections:
        place: n.Expr = one
        for other in sheet.sections:
            if other != section:
                above = n.Compare(_ref(other, at), ((n.Relation.GT, _ref(section, at)),), at.span)
                step = n.If(above, one, n.Number(Fraction(0), "0", at.span), at.span)
                place = n.Binary(n.BinaryOp.ADD, place, step, at.span)
        sheet.let(
            f"{section}.rank",
            at,
            place,
            None if len(sheet.sections) > 1 else lambda env: p.Const(Fraction(1), NUMBER, zero.where),
        )
    if sheet.over:
        for tail in ("allowed", "over_norm"):
            sheet.let(f"{sheet.name}.{tail}", at, _added([f"{k}.{tail}" for k in sheet.over], at))
    label = total.label.value if total.label else ""
    sheet.entries.append(p.CostEntry("total", at.text, key, None, label, None, False, sheet.source.where(at.span)))
