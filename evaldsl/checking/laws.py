"""The laws of a whole ruleset, as a list of functions.

In: the book with its drafts settled. Out: reports. Each law looks at one thing and knows nothing of the others; add one by writing a
function and naming it in `LAWS`.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from evaldsl.checking.book import Book, Leaf
from evaldsl.checking.bounds import constant, range_of
from evaldsl.checking.ranges import at_most, below
from evaldsl.checking.tree import Roundings, rounding_of
from evaldsl.checking.weights import capacity, combine_of, points
from evaldsl.checking.wording import expr_text, number_text
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.types import QuantityType
from evaldsl.source import Where
from evaldsl.syntax import nodes as n

SHOWN = 8
RULESET = Both("the ruleset", "规则集")


def weights_add_up(book: Book, head: Roundings) -> None:
    """Siblings add up to their parent, the top level to `total`, the rows of a scaled block to what it is scaled from. One wrong
    weight is told once: where the weight that its rows give a group also mends the level above, only the group is told of."""
    sums = {id(leaf): found for leaf in _nodes(book) if (found := _sums(book, leaf)) is not None and found[0] != found[1]}
    for leaf in _nodes(book):
        if id(leaf) not in sums or _mended_below(leaf, sums):
            continue
        total, due = sums[id(leaf)]
        mends = leaf.parent is not None and id(leaf.parent) in sums and _mended_below(leaf.parent, sums)
        rows = " + ".join(f"{c.name.text} {number_text(c.weight or Fraction(0))}" for c in leaf.children[:SHOWN])
        rows += " + …" if len(leaf.children) > SHOWN else ""
        labels = tuple(
            Label(
                c.one["weight"].where if "weight" in c.one else c.where,
                "weight",
                {"weight": number_text(c.weight or Fraction(0))},
            )
            for c in leaf.children[:SHOWN]
        )
        place = (
            leaf.one["scaled"].where if "scaled" in leaf.one else leaf.one["weight"].where if "weight" in leaf.one else leaf.where
        )
        book.report(
            "E401", _changed_place(leaf) or place, labels, "own" if mends else "over" if total > due else "under",
            name=RULESET if leaf is book.root else leaf.name.text,
            sum=number_text(total), due=number_text(due), difference=number_text(abs(total - due)), rows=rows,
        )  # fmt: skip


def _changed_place(leaf: Leaf) -> Where | None:
    """Where `extends` last changed a weight of a node or below it."""
    found = [x.one[k] for x in (leaf, *_below(leaf)) for k in ("weight", "scaled") if k in x.one]
    places = [s.where for s in found if s.changed]
    return max(places, key=lambda where: (where.line, where.column)) if places else None


def _below(leaf: Leaf) -> Iterator[Leaf]:
    for child in leaf.children:
        yield child
        yield from _below(child)


def _sums(book: Book, leaf: Leaf) -> tuple[Fraction, Fraction] | None:
    """What the children of a node add up to, and what is due; None where nothing has to add up or something is not known."""
    if not leaf.children or leaf.open_rows or combine_of(leaf) != "sum" or not points(leaf):
        return None
    if leaf.parent is not None and leaf.from_form and "weight" not in leaf.one and "scaled" not in leaf.one:
        return None
    due = capacity(book, leaf)
    weights = [c.weight for c in leaf.children]
    if due is None or leaf.weight_broken or leaf.child_refused or any(w is None for w in weights):
        return None
    return sum((w for w in weights if w is not None), Fraction(0)), due


def _mended_below(leaf: Leaf, sums: dict[int, tuple[Fraction, Fraction]]) -> bool:
    """Whether a level adds up once its groups weigh what their own rows add up to."""
    wrong = [c for c in leaf.children if id(c) in sums and "scaled" not in c.one]
    if not wrong:
        return False
    total, due = sums[id(leaf)]
    return total - sum((sums[id(c)][1] - sums[id(c)][0] for c in wrong), Fraction(0)) == due


def weights_fit_the_combine(book: Book, head: Roundings) -> None:
    """Under a weighted mean or a geometric mean every child weighs, or none does; weights are above zero."""
    for leaf in _nodes(book):
        if combine_of(leaf) not in ("weighted_mean", "geometric_mean"):
            continue
        stated = [c for c in leaf.children if c.weight is not None]
        missing = [c for c in leaf.children if c.weight is None and not c.weight_broken]
        if stated and missing and not points(leaf):
            book.report("E403", missing[0].where, (), "mean", name=missing[0].name.text, sum="")
        for child in stated:
            if child.weight == 0:
                place = child.one["weight"].where if "weight" in child.one else child.where
                book.report("E435", place, (), "mean", weight="0")


def irrational_is_rounded(book: Book, head: Roundings) -> None:
    """An irrational score is rounded before it is printed, compared or added to others."""
    root = book.root
    if root is None:
        return
    for leaf in sorted(_nodes(book), key=lambda x: -len(x.parts)):
        rounding = rounding_of(book, leaf, head)[0]
        if leaf.children:
            leaf.real = any(c.real for c in leaf.children) or combine_of(leaf) == "geometric_mean"
        if not leaf.real:
            continue
        inside = leaf.parent is not None and _exact(book, leaf.parent, head)
        rounds = rounding is not None and (rounding.named or (not inside and (points(leaf) or _exact(book, leaf, head))))
        if rounds:
            leaf.real = False
            continue
        compares = leaf.parent is not None and combine_of(leaf.parent) in ("weakest", "best", "at_least")
        if leaf.parent is None or not inside or compares:
            book.report("E446", leaf.where, name=Both("the total", "总分") if leaf.parent is None else leaf.path)
            leaf.real = False


def _exact(book: Book, leaf: Leaf, head: Roundings) -> bool:
    """Whether the inside of a node is exact."""
    return rounding_of(book, leaf, head)[1] or (bool(leaf.children) and (combine_of(leaf) != "sum" or "scaled" in leaf.one))


def moves_end(book: Book, head: Roundings) -> None:
    """Weights that move when something does not apply move between sums, and not in a circle."""
    to: dict[str, str] = {}
    for leaf in _nodes(book):
        for key in ("consequence",) if "consequence" in leaf.one else ("na", "applies"):
            stated = leaf.one.get(key)
            clause = None if stated is None else stated.clause
            consequence = clause.consequence if isinstance(clause, (n.MayBeNA, n.AppliesWhen)) else None
            if stated is not None and consequence is not None and consequence.kind == "move" and consequence.target is not None:
                from evaldsl.checking.names import find_nodes

                found = find_nodes(book, tuple(x.text for x in consequence.target.parts))
                if len(found) == 1:
                    to[leaf.path] = found[0].path
                    _moves_between_sums(book, leaf, found[0], stated.source.where(consequence.span))
    reported: set[str] = set()
    for start in to:
        chain, at = [start], start
        while at in to and len(chain) <= len(to) + 1:
            at = to[at]
            chain.append(at)
            if at == start:
                break
        if at == start and len(chain) > 1 and not reported & set(chain):
            reported |= set(chain)
            book.report("E430", book.leaves[start].where, (), "move", name=start, circle=" → ".join(chain))


def _moves_between_sums(book: Book, leaf: Leaf, to: Leaf, where: Where) -> None:
    """Points leave one sum and join another: under any other combine there is nothing to add them to."""
    groups: list[Leaf] = []
    for end in (leaf, to):
        other = to if end is leaf else leaf
        at = end.parent
        while at is not None:
            groups.append(at)
            if at.parts == other.parts[: len(at.parts)]:
                break  # the group that both stand in
            at = at.parent
    wrong = next((g for g in groups if combine_of(g) != "sum"), None)
    if wrong is not None:
        book.report("E422", where, (), "combine", name=leaf.name.text, to=to.path, group=wrong.path or RULESET)


def _nodes(book: Book) -> Iterator[Leaf]:
    if book.root is not None:
        yield book.root
    yield from book.leaves.values()
    for draft in book.lists.values():
        if draft.tree is not None:
            yield draft.tree.root
            yield from draft.tree.leaves.values()


Law = Callable[[Book, Roundings], None]
LAWS: tuple[Law, ...] = (weights_add_up, weights_fit_the_combine, irrational_is_rounded, moves_end)


# ---- conditions that never change ------------------------------------------------------------------------------------


def truth(book: Book, expr: p.Expr) -> bool | None:
    """Whether a condition is always true or always false, by the ranges of its sides."""
    match expr:
        case p.Const(value=bool() as value):
            return value
        case p.Comparison():
            return _compared(book, expr)
        case p.Inside():
            return _inside(book, expr)
        case p.Not():
            inner = truth(book, expr.operand)
            return None if inner is None else not inner
        case p.And():
            found = [truth(book, o) for o in expr.operands]
            return False if False in found else True if all(found) else None
        case p.Or():
            found = [truth(book, o) for o in expr.operands]
            return True if True in found else False if all(x is False for x in found) else None
        case _:
            return None


def _compared(book: Book, expr: p.Comparison) -> bool | None:
    if not isinstance(expr.first.type, QuantityType):
        if isinstance(expr.first, p.Const) and len(expr.rest) == 1 and isinstance(expr.rest[0][1], p.Const):
            same = expr.first.value == expr.rest[0][1].value
            return {p.Relation.EQ: same, p.Relation.NE: not same}.get(expr.rest[0][0])
        return None
    left, found = expr.first, []
    for relation, right in expr.rest:
        found.append(_pair(book, relation, left, right))
        left = right
    return False if False in found else True if all(found) else None


def _inside(book: Book, expr: p.Inside) -> bool | None:
    """`x in [a, b)` as the two comparisons that it is."""
    if not isinstance(expr.operand.type, QuantityType):
        return None
    low = _pair(book, p.Relation.GE if expr.low_closed else p.Relation.GT, expr.operand, expr.low)
    high = _pair(book, p.Relation.LE if expr.high_closed else p.Relation.LT, expr.operand, expr.high)
    return False if False in (low, high) else True if low and high else None


def _pair(book: Book, relation: p.Relation, left: p.Expr, right: p.Expr) -> bool | None:
    a, b = range_of(book, left), range_of(book, right)
    match relation:
        case p.Relation.GE:
            return True if at_most(b, a) else False if below(a, b) else None
        case p.Relation.GT:
            return True if below(b, a) else False if at_most(a, b) else None
        case p.Relation.LE:
            return True if at_most(a, b) else False if below(b, a) else None
        case p.Relation.LT:
            return True if below(a, b) else False if at_most(b, a) else None
        case p.Relation.EQ | p.Relation.NE:
            one, two = constant(book, left), constant(book, right)
            same = one == two if one is not None and two is not None else None
            if below(a, b) or below(b, a):
                same = False
            return same if same is None or relation is p.Relation.EQ else not same


def constant_conditions(book: Book, program: p.Program) -> None:
    """Warns of conditions that no fact can change."""
    conditions: list[p.Expr] = [c.condition for c in program.checks if not c.sides or not c.within]
    conditions += [r.condition for o in program.outcomes for r in o.requires]
    conditions += [g.condition for g in program.grade_rules]
    said = [*program.findings, *(x for spec in program.lists.values() for x in spec.findings)]
    conditions += [line.condition for finding in said for line in finding.lines if line.condition is not None]
    every = [*program.facts.values(), *(x for spec in program.lists.values() for x in spec.fields.values())]
    conditions += [x.required.condition for x in every if x.required is not None]
    stack = [program.root]
    while stack:
        at = stack.pop()
        conditions += [v.condition for v in at.vetoes] + [x.condition for x in at.requires]
        conditions += [at.applies] if at.applies is not None else []
        stack += at.children
    for condition in conditions:
        found = truth(book, condition)
        if found is not None:
            book.report("W104", condition.where, (), "true" if found else "false", text=expr_text(condition))
