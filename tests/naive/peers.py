"""Figures over rows that look at the row around, row by row with every other: groups, places, references."""

from collections.abc import Callable, Iterator
from fractions import Fraction as F
from typing import TYPE_CHECKING, Any

from evaldsl.syntax import nodes as n
from tests.naive.figures import Gone, Q, TypeMistake

if TYPE_CHECKING:
    from tests.naive.expressions import Row, Value, World


class Inside(dict[str, "Value"]):
    """A row that is run over, with the row around behind it: its own names come first."""

    def __init__(self, row: "Row", around: "dict[str, Value]") -> None:
        super().__init__()
        self.row, self.around = row, around

    def __contains__(self, name: object) -> bool:
        return name in self.row or name in self.around

    def __missing__(self, name: str) -> "Value":
        return self.row[name] if name in self.row else self.around[name]


def around(world: "World", a: n.Aggregate, local: "dict[str, Value]") -> "list[tuple[Row, bool | Gone]] | Gone":
    """The rows that an aggregate looks at, each with the answer to its condition; why not, when the row around belongs nowhere."""
    peers = a.peers or n.Peers()
    shared = [(peers.within, peers.within)] if peers.within is not None else []
    shared += [peers.group] if peers.group is not None else []
    taken: list[tuple[Row, bool | Gone]] = []
    for _, outer in shared:
        own = world.eval(outer, local)
        if isinstance(own, Gone):
            return own
    for row in world.lists[a.list.text]:
        alike = [same(world.eval(inner, row), world.eval(outer, local)) for inner, outer in shared]
        if not all(alike) or (peers.others and row is local):
            continue
        taken.append((row, True if a.where is None else world.true(a.where, Inside(row, local))))
    if peers.cut is None:
        return taken
    figures = [(row, world.eval(peers.cut.by, row)) for row, holds in taken if holds is True]
    known = [(row, world.number(x).v) for row, x in figures if not isinstance(x, Gone)]
    sign = -1 if peers.cut.bottom else 1
    inside = [row for row, x in known if 1 + sum(sign * y > sign * x for _, y in known) <= peers.cut.count]
    placed = [row for row, _ in known]
    cut: list[tuple[Row, bool | Gone]] = []
    for row, holds in taken:
        if holds is not True:
            cut.append((row, holds))
        elif any(row is x for x in placed):
            cut.append((row, any(row is x for x in inside)))
    return cut


def same(a: "Value", b: "Value") -> bool:
    """Whether two known figures are equal."""
    if isinstance(a, Gone) or isinstance(b, Gone):
        return False
    return a.v == b.v if isinstance(a, Q) and isinstance(b, Q) else a == b


def placed(world: "World", a: n.Aggregate, local: "dict[str, Value]") -> "Value":
    """The place of the row around, or where it lies between the least and the greatest."""
    taken = around(world, a, local)
    if isinstance(taken, Gone):
        return taken
    assert a.expr is not None
    peers = a.peers or n.Peers()
    own = next((holds for row, holds in taken if row is local), False)
    x = world.eval(a.expr, local)
    if isinstance(own, Gone) or own is False:
        return own if isinstance(own, Gone) else Gone("na")
    if isinstance(x, Gone):
        return x
    figures = [world.number(y).v for row, holds in taken if holds is True and not isinstance(y := world.eval(a.expr, row), Gone)]
    mine = world.number(x).v
    if a.function.text == "rank":
        sign = 1 if peers.order == "ascending" else -1
        return Q(F(1 + sum(sign * y < sign * mine for y in figures)))
    low, high = min(figures), max(figures)
    if low == high:
        return Gone("nc") if peers.equal is None else world.eval(peers.equal, {})
    return Q((high - mine if peers.reverse else mine - low) / (high - low), (), F(1, 100))


class Lists(dict[str, "list[Row]"]):
    """Lists by name; groups are made when they are first asked for."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world
        self.groups: dict[str, n.Groups] = {}
        self.more: dict[str, list[n.ForEach]] = {}
        self.later: dict[str, Callable[[], list[Row]]] = {}
        """Lists that are made in other ways, when they are asked for."""

    def __missing__(self, name: str) -> "list[Row]":
        from tests.naive.expressions import Row

        if name in self.later:
            self[name] = self.later[name]()
            return self[name]
        made = self.groups[name]
        lets = dict(named(made.lets))
        for each in self.more.get(name, ()):
            lets |= dict(named(each.lets))
        values: list[Value] = []
        for row in self[made.list.text]:
            x = self.world.eval(made.by, row)
            if not isinstance(x, Gone) and not any(same(x, y) for y in values):
                values.append(x)
        aliases = {each.alias.text for each in self.more.get(name, ())}
        self[name] = [Row(self.world, {made.key.text: x}, lets, aliases) for x in values]
        for row in self[name]:
            row.key = made.key.text
        return self[name]


def named(lets: tuple[n.Let, ...]) -> Iterator[tuple[str, n.Expr]]:
    """The named values that lets declare."""
    for let in lets:
        if let.expr is not None:
            yield let.name.text, let.expr
        for case in let.cases:
            yield f"{let.name.text}.{case.name.text}", case.expr


def through(world: "World", owner: str, key: "Value", name: str) -> "Value":
    """What a name means in the row of a list that has a key."""
    if isinstance(key, Gone):
        return key
    for row in world.lists[owner]:
        if row.key is not None and same(row[row.key], key):
            return row[name]
    raise TypeMistake(f"no row {key!r} of {owner}")


def facts_of(kinds: Any) -> dict[str, str]:
    """Fields that are a row of a list, with that list."""
    return {x.text: one.type.type.list.text for one in kinds for x in one.names if isinstance(one.type.type, n.RowOfType)}
