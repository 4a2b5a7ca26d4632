"""Facts: their types and domains, as declared in `facts` and by `actual` of an indicator.

In: type expressions, bounds, intervals, defaults. Out: `Type`, `Domain`, `FactSpec`. Guarantees: a domain is never empty, a
default lies in its domain; a bare number in a bound or default takes the declared unit (5 beside 万元 is 5 万元), but 95
beside a percentage is refused with both two_readings.
"""

from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from evaldsl.checking import ranges as r
from evaldsl.checking.arithmetic import PERCENTAGE, bare, two_readings
from evaldsl.checking.book import Book, Declared, Env, Join, ListDraft, quantity
from evaldsl.checking.bounds import constant_value
from evaldsl.checking.expressions import fits, infer, level, unit_of
from evaldsl.checking.measures import MEASURE, counted_type, only_zero, unit_constant, unit_words
from evaldsl.checking.units import POINTS_NAMES
from evaldsl.checking.wording import expr_text, type_words, value_text
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.measures import symbols
from evaldsl.model.types import NUMBER, DateType, Domain, LevelType, QuantityType, Style, TextType, Type, YesNoType
from evaldsl.model.units import PERCENT_POINT
from evaldsl.model.values import Known
from evaldsl.source import SourceFile
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

NUMBER_RELATIONS = (n.Relation.GE, n.Relation.GT, n.Relation.LE, n.Relation.LT)


CELLS = {"target": Both("target", "指标值"), "actual": Both("actual", "实际完成值")}
"""Types of the cells of a form."""


def type_of(env: Env, written: n.TypeExpr) -> tuple[Type, Domain] | None:
    """The type that is written, with the domain that its name brings (`integer`, a declared type)."""
    match written:
        case n.UnitType():
            names = written.unit.above
            if len(names) == 1 and not written.unit.below and names[0].text in env.book.types:
                return _named(env, names[0])
            one = names[0].text if len(names) == 1 and not written.unit.below else None
            if one is not None and one not in POINTS_NAMES and env.book.units.look_up(one) is None:
                _no_type(env, names[0])
                return None
            unit = unit_of(env, written.unit)
            if unit is None:
                return None
            return (QuantityType(PERCENT_POINT, Style.POINTS) if unit is PERCENT_POINT else QuantityType(unit)), Domain()
        case n.PlainType():
            if written.name in CELLS and not env.cells:
                env.report("E239", written.span, type=CELLS[written.name])
                return None
            return _plain(written.name)
        case n.OneOfType():
            return _one_of(env, written)
        case n.NamedType():
            if written.name.text in env.book.types:
                return _named(env, written.name)
            unit = env.book.units.look_up(written.name.text)
            if unit is not None:
                return QuantityType(unit), Domain()
            _no_type(env, written.name)
            return None
        case n.CountedType():
            counted = counted_type(env, written)
            return None if counted is None else (counted, Domain())
        case n.RowOfType():
            env.report("E241", written.span, "place", name=written.list.text)
            return None
        case _:
            assert_never(written)


def _no_type(env: Env, name: n.Name) -> None:
    near = nearest(name.text, [*env.book.types, *env.book.units.names])
    env.report("E207", name.span, "near" if near else None, name=name.text, near=near or "")


def _named(env: Env, name: n.Name) -> tuple[Type, Domain]:
    env.book.used.add(("type", name.text))
    return env.book.types[name.text], env.book.type_domains.get(name.text, Domain())


def _plain(name: str) -> tuple[Type, Domain] | None:
    match name:
        case "integer":
            return NUMBER, Domain(integer=True)
        case "%":
            return PERCENTAGE, Domain()
        case "date":
            return DateType(), Domain()
        case "text":
            return TextType(), Domain()
        case "target" | "actual":
            return TextType(name), Domain()
        case "yes_no":
            return YesNoType(), Domain()
        case "unit":
            return MEASURE, Domain()
        case _:
            return NUMBER, Domain()


def _one_of(env: Env, written: n.OneOfType) -> tuple[Type, Domain] | None:
    members = [m.text for m in written.members]
    for i, member in enumerate(written.members):
        if member.text in members[:i]:
            env.report("E202", member.span, "level", name=member.text)
            return None
    return LevelType(tuple(members), written.ordered), Domain()


def fact_type(env: Env, written: n.FactType, fallback: tuple[Type, Domain] | None = None) -> tuple[Type, Domain] | None:
    """A type with its domain. `fallback` is what stands when no type is written (`actual in 0 .. 500` beside a target)."""
    base = fallback if written.type is None else type_of(env, written.type)
    if base is None:
        return None
    kind, domain = base
    if written.integer:
        domain = _with(domain, integer=True)
    if written.decimals is not None:
        domain = _with(domain, decimals=written.decimals)
    numeric = isinstance(kind, QuantityType)
    if (domain.integer or domain.decimals is not None) and not numeric:
        env.report("E324", written.span, type=type_words(kind))
        return None
    if (written.bounds or written.interval is not None) and not (numeric or isinstance(kind, DateType)):
        env.report("E324", written.span, "bounds", type=type_words(kind))
        return None
    found = _bounds(env, written, kind, domain)
    return None if found is None else (kind, found)


def _with(
    domain: Domain,
    low: "Fraction | date | None" = None,
    high: "Fraction | date | None" = None,
    low_closed: bool = True,
    high_closed: bool = True,
    integer: bool | None = None,
    decimals: int | None = None,
) -> Domain:
    keep_low, keep_high = low is None, high is None
    return Domain(
        domain.low if keep_low else low,
        domain.high if keep_high else high,
        domain.low_closed if keep_low else low_closed,
        domain.high_closed if keep_high else high_closed,
        domain.integer if integer is None else integer,
        domain.decimals if decimals is None else decimals,
    )


def _bounds(env: Env, written: n.FactType, kind: Type, domain: Domain) -> Domain | None:
    if written.bounds or written.interval is not None:
        domain = Domain(integer=domain.integer, decimals=domain.decimals)
    for relation, limit in written.bounds:
        value = bound_value(env, limit, kind)
        if value is None:
            return None
        if isinstance(value, (str, bool)) or relation is n.Relation.NE:
            env.report("E324", written.span, "bounds", type=type_words(kind))
            return None
        match relation:
            case n.Relation.GE | n.Relation.GT:
                domain = _with(domain, low=value, low_closed=relation is n.Relation.GE)
            case n.Relation.LE | n.Relation.LT:
                domain = _with(domain, high=value, high_closed=relation is n.Relation.LE)
            case _:
                domain = _with(domain, low=value, high=value)
    if written.interval is not None:
        low = bound_value(env, written.interval.low, kind)
        high = bound_value(env, written.interval.high, kind)
        if low is None or high is None or isinstance(low, (str, bool)) or isinstance(high, (str, bool)):
            return None
        closed = (written.interval.low_closed, written.interval.high_closed)
        domain = Domain(low, high, *closed, domain.integer, domain.decimals)
    if _is_empty(domain, kind):
        low_text = "" if domain.low is None else value_text(domain.low, kind)
        high_text = "" if domain.high is None else value_text(domain.high, kind)
        env.report("E320", written.span, low=low_text, high=high_text)
        return None
    return domain


def _is_empty(domain: Domain, kind: Type) -> bool:
    low, high = domain.low, domain.high
    if isinstance(low, date) and isinstance(high, date):
        return low > high or (low == high and not (domain.low_closed and domain.high_closed))
    if not isinstance(low, Fraction) or not isinstance(high, Fraction):
        return False
    if low > high or (low == high and not (domain.low_closed and domain.high_closed)):
        return True
    step = grid(kind, domain)
    return step is not None and r_first(low, domain.low_closed, step) > high


def r_first(low: Fraction, closed: bool, step: Fraction) -> Fraction:
    """The first multiple of `step` in the range that starts at `low`."""
    count = -(-low // step)
    first = count * step
    return first if closed or first > low else first + step


def grid(kind: Type, domain: Domain) -> Fraction | None:
    """The distance between neighbouring values, where a fact has whole values or a number of decimals."""
    if not isinstance(kind, QuantityType) or symbols(kind):
        return None
    if domain.integer:
        return kind.unit.factor
    if domain.decimals is not None:
        return kind.unit.factor / Fraction(10) ** domain.decimals
    return None


def bound_value(env: Env, written: n.Expr, kind: Type) -> Known | None:
    """A constant of a type: a bound, a default. A bare number takes the unit of the type."""
    if kind == MEASURE and unit_words(env, written) is not None:
        typed = unit_constant(env, written)
    else:
        typed = level(env, written, kind) if isinstance(kind, LevelType) else infer(env, written)
    if typed is None:
        return None
    number = bare(typed)
    due = quantity(kind)
    if number is not None and not only_zero(env, kind, number, written.span):
        return None
    if number is not None and due is not None and (due.style is Style.NUMBER or number == 0):
        return number * due.unit.factor
    if number is not None and due is not None:
        two_readings(env, number, written.span, due.style is Style.POINTS)
        return None
    fitted = fits(env, typed, kind, Both("this bound or default", "此界限或默认值"), written)
    if fitted is None:
        return None
    value = constant_value(env.book, fitted)
    if value is None:
        env.report("E325", written.span, text=expr_text(fitted))
    return value


def declare(book: Book, declared: Declared) -> None:
    """One line of `facts`: the fact gets its place among the names; a broken one is known as broken."""
    node = declared.node
    assert isinstance(node, n.FactDecl)
    env = Env(book, declared.source, measures=book.measures)
    name = declared.name.text
    spec = later(book, None, node, declared.name, declared.source) or fact_spec(env, node, declared.name)
    if spec is None:
        book.broken.add(name)
        return
    if node.key is not None:
        env.report("E225", node.key, "list", name=name, list="")
    book.facts[name] = spec


def later(book: Book, draft: ListDraft | None, node: n.FactDecl, name: n.Name, source: SourceFile) -> p.FactSpec | None:
    """What stands for a row of a list until all lists are known; None for any other fact or field."""
    kind = node.type.type
    if not isinstance(kind, n.RowOfType):
        return None
    book.joins.append(Join(draft, node, name, kind.list, source))
    return p.FactSpec(name.text, TextType(), Domain(), None, False, False, False, "", (), None, source.where(name.span))


def fact_spec(env: Env, node: n.FactDecl, written: n.Name, row: tuple[Type, Domain] | None = None) -> p.FactSpec | None:
    """A fact, or a field of the rows of a list, as the program has it. `row` is the type of a key that stands for a row."""
    name = written.text
    kind_of = node.type if row is None else evolve(node.type, type=None)
    found = fact_type(env, kind_of, row)
    if found is None:
        return None
    kind, domain = found
    default: Known | None = None
    if node.default is not None:
        default = bound_value(env, node.default, kind)
        if default is not None and not in_domain(default, kind, domain):
            env.report("E326", node.default.span, name=name, value=value_text(default, kind), domain=domain_words(kind, domain))
    reads: list[tuple[str, Known]] = []
    for line in node.reads:
        value = bound_value(env, line.value, kind)
        if value is None:
            continue
        if not in_domain(value, kind, domain):
            env.report("E326", line.value.span, name=name, value=value_text(value, kind), domain=domain_words(kind, domain))
        reads.append((line.text.value, value))
    return p.FactSpec(
        name=name,
        type=kind,
        domain=domain,
        default=default,
        optional=node.optional,
        record_only=node.record_only,
        may_be_na=node.may_be_na,
        label=node.label.value if node.label else "",
        basis=tuple(b.value for b in node.basis),
        own_of=None,
        where=env.where(written.span),
        reads=tuple(reads),
    )


def in_domain(value: Known, kind: Type, domain: Domain) -> bool:
    """Whether a constant may be a value of a fact."""
    if isinstance(value, Fraction):
        step = grid(kind, domain)
        return r.of_domain(domain).holds(value) and (step is None or (value / step).denominator == 1)
    if isinstance(value, date):
        low, high = domain.low, domain.high
        return (not isinstance(low, date) or low <= value) and (not isinstance(high, date) or value <= high)
    return True


def domain_words(kind: Type, domain: Domain) -> Both:
    """A domain in words: `≥ 0 万元, whole numbers`."""
    parts: list[str] = []
    if domain.low is not None:
        parts.append(f"{'≥' if domain.low_closed else '>'} {value_text(domain.low, kind)}")
    if domain.high is not None:
        parts.append(f"{'≤' if domain.high_closed else '<'} {value_text(domain.high, kind)}")
    en, zh = list(parts), list(parts)
    if domain.integer:
        en.append("whole numbers")
        zh.append("整数")
    if domain.decimals is not None:
        en.append(f"at most {domain.decimals} decimals")
        zh.append(f"最多 {domain.decimals} 位小数")
    return Both(", ".join(en) or "any value", "，".join(zh) or "任意值")
