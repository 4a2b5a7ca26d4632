"""Aggregates that look at the row around them: within its group, without it, its place, its distance from the others.

In: an `Aggregate` node with its `Peers`, the view from outside (`env`) and from the rows it runs over (`inside`). Out: the matches and
options of the program's `Aggregate`. Guarantees: what compares a row with its peers stands in a row of the same list; the row around is
compared with `==` only, so that one pass over the list serves every row; an option belongs to its function.
"""

from fractions import Fraction
from typing import Literal

from attrs import frozen

from evaldsl.checking.arithmetic import PERCENTAGE, alike, no_real
from evaldsl.checking.book import Book, Env, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.expressions import condition, infer
from evaldsl.checking.measures import comparable_rows
from evaldsl.checking.wording import type_words
from evaldsl.diagnostics.core import Both
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, YesNoType
from evaldsl.syntax import nodes as n

PLACED = frozenset(("rank", "min_max"))
"""Functions that have a figure for the row around only."""
_OPTIONS = {
    "within": Both("within", "同组"),
    "others": Both("others", "其余各条"),
    "cut": Both("top", "前…名"),
    "order": Both("ascending", "升序"),
    "reverse": Both("reverse", "反向"),
    "equal": Both("equal", "相等 得"),
}
_NOT_FOR = {"others": PLACED | {"share"}, "cut": PLACED}
_ONLY_FOR = {"order": "rank", "reverse": "min_max", "equal": "min_max"}


@frozen
class Around:
    """What an aggregate says of the row around it, typed."""

    test: p.Expr | None
    matches: tuple[p.Match, ...] = ()
    equal: p.Expr | None = None
    cut: p.Cutoff | None = None


def around(env: Env, inside: Env, written: n.Aggregate) -> Around | None:
    """The condition and the peers of an aggregate; None when one of them has been refused."""
    peers = written.peers or n.Peers()
    if not _belongs(env, written, peers):
        return None
    assert inside.row is not None
    compares = peers.within is not None or peers.others or written.function.text in PLACED
    if compares and (env.row is None or env.row.list != inside.row.list):
        env.report(
            "E240", written.span, "group" if peers.group is not None else None, name=written.function.text, list=inside.row.list
        )
        return None
    matches: list[p.Match] = []
    rest: list[n.Expr] = []
    failed = False
    if peers.group is not None:
        failed = not _match(env, inside, "group", *peers.group, matches)
    if peers.within is not None:
        failed = not _match(env, inside, "within", peers.within, peers.within, matches) or failed
    for part in () if written.where is None else _parts(written.where):
        match _sides(env, inside, part):
            case "rest":
                rest.append(part)
            case (inner, outer):
                failed = not _match(env, inside, "where", inner, outer, matches) or failed
            case _:
                failed = True
    tests = [condition(inside, part) for part in rest]
    failed = failed or any(t is None for t in tests)
    equal = None if peers.equal is None else _share(env, peers.equal)
    failed = failed or (peers.equal is not None and equal is None)
    operands = tuple(t for t in tests if t is not None)
    test = operands[0] if len(operands) == 1 else p.And(operands, YesNoType(), env.where(written.span)) if operands else None
    if peers.cut is None or failed:
        return None if failed else Around(test, tuple(matches), equal)
    return _cut(env, inside, written, peers.cut, Around(test, tuple(matches), equal))


def _belongs(env: Env, written: n.Aggregate, peers: n.Peers) -> bool:
    """Whether every option belongs to the function."""
    name = written.function.text
    stated = {"others": peers.others, "cut": peers.cut, "order": peers.order, "reverse": peers.reverse, "equal": peers.equal}
    for option, value in stated.items():
        wrong = name in _NOT_FOR.get(option, ()) or (option in _ONLY_FOR and name != _ONLY_FOR[option])
        wrong = wrong or (option == "cut" and peers.others)
        if value and wrong:
            help = "both" if option == "cut" and peers.others and name not in PLACED else None
            due = _ONLY_FOR.get(option, "")
            env.report("E244", written.span, "only" if due else help, option=_OPTIONS[option], name=name, due=due)
            return False
    return True


def _match(env: Env, inside: Env, kind: str, inner: n.Expr, outer: n.Expr, matches: list[p.Match]) -> bool:
    """Notes that the rows share a figure with the row around."""
    two = infer(env, outer)
    one = None if two is None else infer(inside, inner)
    if one is None or two is None:
        return False
    if not comparable_rows(env, one, inner, "within"):
        return False
    if kind == "group":  # what it is made by is looked at with the groups themselves
        matches.append(p.Match(kind, one, two))
        return True
    made = alike(env, [one, two], inner.span.to(outer.span) if kind == "where" else inner.span)
    if made is None or not no_real(env, made, inner.span):
        return False
    lists = row_of(env.book, made[0]), row_of(env.book, made[1])
    if kind == "where" and None not in lists and lists[0] != lists[1]:
        env.report("E245", inner.span, one=lists[0] or "", other=lists[1] or "")
        return False
    matches.append(p.Match(kind, made[0], made[1]))
    return True


def row_of(book: Book, expr: p.Expr) -> str | None:
    """The list that a figure tells a row of: the key of that list, or a field that refers to it."""
    if isinstance(expr, p.FactRef):
        return book.facts[expr.name].row_of
    if not isinstance(expr, p.FieldRef | p.Joined):
        return None
    draft = book.lists[expr.list]
    spec = draft.fields.get(expr.name)
    return spec.row_of if spec is not None and spec.row_of is not None else expr.list if draft.key == expr.name else None


def _parts(where: n.Expr) -> list[n.Expr]:
    """The parts of a condition that all have to hold."""
    found: list[n.Expr] = []
    at = where
    while isinstance(at, n.Binary) and at.op is n.BinaryOp.AND:
        found.append(at.right)
        at = at.left
    return [at, *reversed(found)]


def _sides(env: Env, inside: Env, part: n.Expr) -> Literal["rest"] | tuple[n.Expr, n.Expr] | None:
    """`rest` for a condition on the rows alone; the side of the rows and that of the row around; None when it has been refused."""
    if not looks_out(env, inside, part):
        return "rest"
    if isinstance(part, n.Compare) and len(part.rest) == 1 and part.rest[0][0] is n.Relation.EQ:
        one, two = part.first, part.rest[0][1]
        out = looks_out(env, inside, one), looks_out(env, inside, two)
        if out == (False, True) and not looks_in(inside, two):
            return one, two
        if out == (True, False) and not looks_in(inside, one):
            return two, one
    env.report("E243", part.span, name=env.row.alias if env.row is not None and env.row.alias else "")
    return None


def looks_out(env: Env, inside: Env, written: n.Expr) -> bool:
    """Whether a piece of syntax reads the row around by the name that `for each` gives it."""
    from evaldsl.checking.order import references

    if env.row is None or not env.row.alias or inside.row is None or env.row.alias in env.book.lists[inside.row.list].places:
        return False
    return any(isinstance(x, n.Ref) and not x.word and x.path.parts[0].text == env.row.alias for x in references(written))


def looks_in(inside: Env, written: n.Expr) -> bool:
    """Whether a piece of syntax reads the rows that are run over."""
    from evaldsl.checking.order import references

    assert inside.row is not None
    places = inside.book.lists[inside.row.list].places
    return any(isinstance(x, n.Ref) and not x.word and x.path.parts[0].text in places for x in references(written))


def _share(env: Env, written: n.Expr) -> p.Expr | None:
    """What equal members get: a share from 0% to 100%."""
    found = infer(env, written)
    value = constant(env.book, found)
    kind = None if found is None else quantity(found.type)
    if found is None:
        return None
    if kind is None or kind.unit.dimension or value is None or not 0 <= value <= 1:
        env.report("E455", written.span, text=env.source.slice(written.span), got=type_words(found.type))
        return None
    return p.Const(value, PERCENTAGE, found.where)


def _cut(env: Env, inside: Env, written: n.Aggregate, cut: n.Cut, made: Around) -> Around | None:
    """`top 3 by 支出`: those whose place by 支出 is not above 3, so that all who tie at the cut are in."""
    by = infer(inside, cut.by)
    if cut.count.denominator != 1 or cut.count < 1:
        env.report("E454", cut.span, number=str(cut.count))
        return None
    if by is None:
        return None
    if quantity(by.type) is None:
        due = Both("a number", "数")
        env.report("E316", cut.by.span, name="rank", due=due, got=type_words(by.type), text=env.source.slice(cut.by.span))
        return None
    if not no_real(env, [by], cut.by.span) or not comparable_rows(env, by, cut.by, "top"):
        return None
    where = env.where(cut.span)
    env.book.aggregates += 1
    own = tuple(p.Match(m.kind, m.inner, m.inner) for m in made.matches)
    assert inside.row is not None
    place = p.Aggregate(
        env.book.aggregates, "rank", inside.row.list, by, None, made.test, None, NUMBER, where, matches=own, ascending=cut.bottom
    )
    limit = p.Const(Fraction(cut.count), NUMBER, where)
    among = p.Comparison(place, ((p.Relation.LE, limit),), None, YesNoType(), where)
    test = among if made.test is None else p.And((made.test, among), YesNoType(), where)
    return Around(test, made.matches, made.equal, p.Cutoff(cut.bottom, int(cut.count), by, made.test))
