"""What it costs to move a fact: `change costs 0.2 万元 per 1 次` (变动成本 每 1 次 0.2 万元).

In: the facts, the fields of lists and the facts of indicators, with their types. Out: `ChangeCostSpec`s. Guarantees: only what is counted has a
price (E648); a price and its step are fixed figures above 0, said once for each way (E647); all prices of a ruleset add up (E646).
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.checking.arithmetic import POINTS, SHARES, percent_step
from evaldsl.checking.book import Book, Env, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.expressions import infer
from evaldsl.checking.facts import bound_value
from evaldsl.checking.values import env_of
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.diagnostics.core import Label
from evaldsl.model import program as p
from evaldsl.model.measures import symbols
from evaldsl.model.trials import ChangeCostSpec
from evaldsl.model.types import QuantityType
from evaldsl.model.units import Unit
from evaldsl.source import Where
from evaldsl.syntax import nodes as n

Priced = tuple[Env, str, str | None, p.FactSpec | None, tuple[n.ChangeCost, ...], bool]
"""Where it stands, the fact, its list, what it may be (None: it was refused), its prices, whether it tells rows apart."""


def change_costs(book: Book) -> tuple[ChangeCostSpec, ...]:
    """The prices of a ruleset, in the order of its facts."""
    first: tuple[Unit, Where] | None = None
    found: list[ChangeCostSpec] = []
    for env, name, owner, spec, prices, key in _priced(book):
        if spec is None:
            continue
        kind = quantity(spec.type)
        if kind is None or symbols(kind) or spec.record_only or key:
            help_ = "key" if key else "record" if spec.record_only else None
            env.report("E648", prices[0].span, help_, name=name, got=type_words(spec.type))
            continue
        ways: dict[str, Fraction] = {}
        unit: Unit | None = None
        for price in prices:
            made = _price(env, price, kind)
            if made is None:
                continue
            rate, unit, where = made
            if first is None:
                first = unit, where
            elif first[0].dimension != unit.dimension:
                env.report("E646", price.cost.span, labels=(Label(first[1], "first"),), unit=unit.text, other=first[0].text)
                continue
            for way in ("up", "down") if price.way == "change" else ("up" if price.way == "raising" else "down",):
                if way in ways:
                    env.report("E647", price.span, "twice", text=env.source.slice(price.span))
                ways[way] = rate
        if ways and unit is not None and first is not None:
            found.append(ChangeCostSpec(name, owner, ways.get("up"), ways.get("down"), first[0], env.where(prices[0].span)))
    return tuple(found)


def _priced(book: Book) -> Iterator[Priced]:
    """Everything that has a price."""
    for name, declared in book.fact_places.items():
        if isinstance(declared.node, n.FactDecl) and declared.node.type.costs:
            costs = declared.node.type.costs
            yield Env(book, declared.source), name, None, book.facts.get(name), costs, False
    for name, draft in book.lists.items():
        for field in draft.node.fields if draft.derived is None else ():
            for written in field.names if field.type.costs else ():
                env = Env(book, draft.source)
                yield env, written.text, name, draft.fields.get(written.text), field.type.costs, written.text == draft.key
    for leaf in book.leaves.values():
        stated = leaf.one.get("actual")
        clause = None if stated is None else stated.clause
        if isinstance(clause, n.Actual) and clause.type.costs and leaf.own_name is not None:
            yield env_of(book, leaf, "actual"), leaf.own_name, None, book.facts.get(leaf.own_name), clause.type.costs, False


def _price(env: Env, price: n.ChangeCost, kind: QuantityType) -> tuple[Fraction, Unit, Where] | None:
    """What one of the coherent base costs, in which unit it was said, and where."""
    cost = infer(env, price.cost)
    if kind.style in SHARES and isinstance(price.per, n.Percent):  # percentages move by 个百分点
        share = infer(env, price.per)
        if share is not None:
            percent_step(env, share, price.per.span)
        return None
    per = bound_value(env, price.per, POINTS if kind.style in SHARES else kind)
    if cost is None or not isinstance(per, Fraction):
        return None
    of, figure = quantity(cost.type), constant(env.book, cost)
    for wrong, text in (
        (of is None or figure is None or figure <= 0, expr_text(cost)),
        (per <= 0, env.source.slice(price.per.span)),
    ):
        if wrong:
            env.report("E647", price.span, text=text)
            return None
    assert of is not None
    assert figure is not None
    return figure / per, of.unit, env.where(price.cost.span)
