"""The facts as unknowns: a constant of the solver for each, with the domain that the ruleset declares; and back from values to facts.

In: a program. Out: `Unknowns`. Guarantees: a whole number is an Int, one with n decimals an Int counted in 10⁻ⁿ of its unit, any other
quantity a Real; a level is its place among the members, a date its day; a fact that may be not applicable or left out has a Bool beside it that
says so. Judgements of assessors are unknowns as well, named `judged:` and the path of their indicator.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

import z3

from evaldsl.model.facts import FactValue, Judgement
from evaldsl.model.program import Const, FactSpec, Judged, Levels, Node, Program, ScaleResult
from evaldsl.model.types import DateType, Domain, LevelType, MeasureType, QuantityType, TextType, YesNoType
from evaldsl.model.values import Absence, Missing
from evaldsl.proving.terms import UNIT, ZERO, Figure, OutOfReach, Term, at_most, less, negation, number, some, times
from evaldsl.records import field, frozen
from evaldsl.trials.strategies import walked, written_number

JUDGED = "judged:"
_REASON = "试填"


@frozen
class Unknown:
    """A fact or a judgement that may be anything in its domain.

    `constant` is the unknown itself, of which one is `unit` of the coherent base (a quantity only). `value` is its figure. `absent` is the Bool that says
    that it is not applicable or left out, None where it is always there. `key` tells unknowns apart that must not be shared.
    """

    name: str
    constant: Any
    unit: Fraction
    value: Term
    absent: Any
    domain: tuple[Term, ...]
    spec: FactSpec | None
    node: Node | None
    key: tuple[object, ...]

    @property
    def figure(self) -> Figure:
        """What an expression gives that is this fact."""
        return Figure(self.value, False if self.absent is None else self.absent)


@frozen
class Unknowns:
    """The unknowns of a program by name. `constants` has the name for each constant, `texts` the number that stands for each text."""

    named: Mapping[str, Unknown] = field(hash=False)
    constants: Mapping[str, str] = field(hash=False)
    texts: dict[str, int] = field(hash=False)


def unknowns_of(program: Program, share: Unknowns | None = None, apart: frozenset[str] | None = None, tag: str = "") -> Unknowns:
    """The unknowns of a program; those of `share` where name, type and domain agree and the name is not in `apart` (None: none is apart).

    `tag` marks the constants that are not shared.
    """
    texts: dict[str, int] = {} if share is None else share.texts
    named: dict[str, Unknown] = {}
    for spec in program.facts.values():
        _take(named, _fact(spec, tag, texts), share)
    for node in walked(program.root):
        made = _judgement(node, tag)
        if made is not None:
            _take(named, made, share)
    return _of(named, texts)


def _of(named: dict[str, Unknown], texts: dict[str, int]) -> Unknowns:
    constants: dict[str, str] = {}
    for one in named.values():
        constants[one.constant.decl().name()] = one.name
        if one.absent is not None:
            constants[one.absent.decl().name()] = one.name
    return Unknowns(named, constants, texts)


def apart_from(first: Unknowns, names: frozenset[str], tag: str) -> Unknowns:
    """The unknowns of a second fact file, which has those of `names` for itself."""
    named = dict(first.named)
    for name in names:
        one = named[name]
        made = _fact(one.spec, tag, first.texts) if one.spec is not None else _judgement(one.node, tag) if one.node else None
        assert made is not None
        named[name] = made
    return _of(named, first.texts)


def _take(named: dict[str, Unknown], made: Unknown, share: Unknowns | None) -> None:
    other = None if share is None else share.named.get(made.name)
    named[made.name] = other if other is not None and other.key == made.key else made


def _fact(spec: FactSpec, tag: str, texts: dict[str, int]) -> Unknown:
    sign = f"{tag}{spec.name}"
    kind, domain = spec.type, spec.domain
    may_lack = spec.may_be_na or (spec.optional and spec.default is None)
    absent = z3.Bool(f"不适用:{sign}") if may_lack else None
    key = (spec.name, type(kind), getattr(kind, "members", None), getattr(kind, "unit", None), domain, may_lack)
    unit = UNIT
    bounds: tuple[Term, ...] = ()
    match kind:
        case QuantityType():
            places = 0 if domain.integer else domain.decimals
            if places is None:
                constant = z3.Real(sign)
                value: Term = constant
            else:
                unit = kind.unit.factor / 10**places
                constant = z3.Int(sign)
                value = times(number(constant), unit)
            bounds = _within(value, domain, Fraction)
        case YesNoType():
            value = constant = z3.Bool(sign)
        case LevelType():
            value = constant = z3.Int(sign)
            bounds = (at_most(0, constant), less(constant, len(kind.members)))
        case DateType():
            value = constant = z3.Int(sign)
            every_day = (at_most(date.min.toordinal(), constant), at_most(constant, date.max.toordinal()))
            bounds = (*every_day, *_within(value, domain, date))
        case TextType():
            value = constant = z3.Int(sign)
            bounds = (at_most(0, constant),)
        case MeasureType():
            value = constant = z3.Int(sign)
        case _:
            assert_never(kind)
    return Unknown(spec.name, constant, unit, value, absent, bounds, spec, None, key)


def _within(value: Term, domain: Domain, kind: type) -> tuple[Term, ...]:
    """The ends of a domain as truths."""
    made: list[Term] = []

    def end(x: Any) -> Term:
        return x.toordinal() if isinstance(x, date) else x

    if isinstance(domain.low, kind):
        low = end(domain.low)
        made.append(at_most(low, value) if domain.low_closed else less(low, value))
    if isinstance(domain.high, kind):
        high = end(domain.high)
        made.append(at_most(value, high) if domain.high_closed else less(value, high))
    return tuple(made)


def _judgement(node: Node, tag: str) -> Unknown | None:
    """What an assessor gives: points between the ends, or a share where a level opens a range. The range depends on the level and is held there."""
    name = JUDGED + node.path
    match node.method:
        case Judged():
            weight = node.weight.value if isinstance(node.weight, Const) else None
            low, high = ZERO, weight if isinstance(weight, Fraction) else None
            if isinstance(node.result, ScaleResult):
                low, high = node.result.low, node.result.high
        case Levels(lines=lines) if any(line.share_end is not None for line in lines):
            low, high = ZERO, None
        case _:
            return None
    constant = z3.Real(tag + name)
    absent = z3.Bool(f"不适用:{tag}{name}") if node.value is None and node.absent is not None else None
    bounds = (at_most(low, constant), *(() if high is None else (at_most(constant, high),)))
    return Unknown(name, constant, UNIT, constant, absent, bounds, None, node, (name, low, high, absent is None))


# ---- texts -----------------------------------------------------------------------------------------------------------


def text_number(texts: dict[str, int], text: str) -> int:
    """The number that stands for a text; the same for the same text."""
    return texts.setdefault(text, len(texts) + 1)


# ---- back to facts ---------------------------------------------------------------------------------------------------


def fact_value(unknown: Unknown, x: Any, absent: bool, texts: Mapping[str, int]) -> FactValue | None:
    """The fact for a value of its constant, None where it is left out. Raises `ValueError` for a quantity without finite decimals."""
    spec = unknown.spec
    assert spec is not None
    if absent:
        return FactValue(Missing(Absence.NOT_APPLICABLE, "不涉及"), "不涉及") if spec.may_be_na else None
    kind = spec.type
    match kind:
        case QuantityType():
            value = Fraction(x) * unknown.unit
            text = written_number(value, kind)
            if text is None:
                raise ValueError(spec.name)
            return FactValue(value, text)
        case YesNoType():
            return FactValue(bool(x), str(bool(x)))
        case LevelType():
            word = kind.members[x]
            return FactValue(word, word)
        case DateType():
            day = date.fromordinal(x)
            return FactValue(day, day.isoformat())
        case TextType():
            word = next((text for text, n in texts.items() if n == x), f"文字{x}")
            return FactValue(word, word)
        case MeasureType():
            raise OutOfReach("measure", spec.where)
        case _:
            assert_never(kind)


def judgement_of(unknown: Unknown, x: Any, absent: bool) -> Judgement:
    """The judgement for a value of its constant. Raises `ValueError` without finite decimals."""
    value = Fraction(x)
    if written_number(value, QuantityType()) is None:
        raise ValueError(unknown.name)
    if absent:
        return Judgement(None, "不涉及", not_applicable=True)
    assert unknown.node is not None
    if isinstance(unknown.node.method, Judged):
        return Judgement(value, _REASON)
    return Judgement(None, _REASON, share=value)


def required_bounds(unknown: Unknown) -> Iterator[Term]:
    """The domain of an unknown: nothing is asked of one that is not there."""
    for bound in unknown.domain:
        yield bound if unknown.absent is None else some((unknown.absent, bound))


def there(unknown: Unknown) -> Term:
    """Where an unknown is given."""
    return True if unknown.absent is None else negation(unknown.absent)
