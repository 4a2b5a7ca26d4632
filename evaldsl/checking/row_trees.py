"""Trees of records: indicators and groups inside `for each` (逐个 … 指标), by which every row of a list is scored.

In: the `total`, the indicators, groups and roundings of a `for each`. Out: drafts of them (`RowTree`), the named value `score` of the row,
and a typed tree that the rows of a fact file are put into. Guarantees: a tree stands beside that of the ruleset, reads its own row
and what is named outside, and no other node; weights add up to the total of the row.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.checking import ranges as r
from evaldsl.checking.book import Book, Env, Leaf, ListDraft, Row, RowLet, RowTree, Stated
from evaldsl.checking.drafts import build
from evaldsl.checking.names import SCORE, SCORE_WORDS
from evaldsl.checking.tree import Roundings, node, roundings
from evaldsl.checking.values import declares_own
from evaldsl.checking.weights import settle_results, settle_weights, total_of
from evaldsl.diagnostics.core import Label
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER
from evaldsl.records import field_names
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n


def draft_tree(book: Book, source: SourceFile, draft: ListDraft, written: n.ForEach, row: Row) -> None:
    """Puts the tree of one `for each` with its list."""
    env, owner = Env(book, source), draft.name.text
    spans = [x.span for kind in (written.nodes, written.totals, written.rounds, written.each) for x in kind]
    place = written.nodes[0].name.span if written.nodes else spans[0]
    if draft.derived is not None or isinstance(draft.node, n.Groups | n.Comparison):
        env.report("E452", written.list.span, "derived", list=owner)
        return
    if draft.tree is not None:
        first = draft.tree.root
        env.report("E452", place, "twice", (Label(first.where, "first", {"name": owner}),), list=owner)
        return
    if not written.nodes:
        env.report("E453", place, "alone", list=owner)
        return
    if not written.totals:
        env.report("E453", place, None, list=owner)
        return
    for second in written.totals[1:]:
        env.report("E453", second.span, "twice", list=owner)
    taken = next((draft.places[x] for (x,) in sorted(SCORE_WORDS) if x in draft.places), None)
    if taken is not None:
        env.report("E452", place, "name", (Label(taken, "first", {"name": SCORE}),), list=owner)
        return
    for one in written.rounds:
        if one.what == "name":
            env.report("E453", one.span, "round", list=owner)
    root = Leaf(n.Name(owner, written.totals[0].span), (f"{owner}[]",), source, written.totals[0].span, True, row=row)
    with _apart(book):
        build(book, source, root, written.nodes, written.each)
        leaves = dict(book.leaves)
    for leaf in leaves.values():
        leaf.row = row
        if declares_own(leaf):
            env.report("E451", leaf.name.span, None, name=leaf.name.text, list=owner)
            leaf.value_done = leaf.target_done = leaf.method_done = True
    draft.tree = RowTree(root, written, row, leaves)
    where = root.where
    draft.places[SCORE] = where
    nothing = n.Number(Fraction(0), "0", written.totals[0].span)
    draft.lets[SCORE] = RowLet(SCORE, nothing, row, "", where, source, lambda _: _score(book, root))


def _score(book: Book, root: Leaf) -> p.Expr:
    """The total of a row: points, never below zero."""
    made = p.NodeRef(root.path, p.Attribute.SCORE, NUMBER, root.where)
    book.ranges[id(made)] = (made, r.between(Fraction(0), None))
    return made


class _apart:
    """The book without the nodes of the ruleset: a tree of rows and the tree of the ruleset do not see each other."""

    def __init__(self, book: Book) -> None:
        self.book, self.kept = book, (book.leaves, book.by_tail)

    def __enter__(self) -> None:
        self.book.leaves, self.book.by_tail = {}, {}

    def __exit__(self, *_: object) -> None:
        self.book.leaves, self.book.by_tail = self.kept


def typed_trees(book: Book, head: Roundings) -> None:
    """Types the tree of every list that has one."""
    for draft in book.lists.values():
        if draft.tree is not None:
            with _apart(book):
                draft.tree.typed = _typed(book, draft.tree, head)


def _typed(book: Book, tree: RowTree, head: Roundings) -> p.Node | None:
    root, source = tree.root, tree.root.source
    settle_results(book, root, p.PointsResult())
    root.weight = total_of(book, tree.node.totals[0], Env(book, source))
    root.weight_broken = root.weight is None
    settle_weights(book, root)
    own = roundings(book, [Stated(x, source) for x in tree.node.rounds if x.what != "name"])
    total = next((x for x in tree.node.rounds if x.what == "total"), None)
    if total is not None:
        root.one["round"] = Stated(total, source)
    each = own.each if any(x.what != "total" for x in tree.node.rounds) else head.each
    made = node(book, root, Roundings(each))
    around = None if made is None else next((e for e in _aggregates(made) if e.of_row), None)
    if around is not None:
        book.report("E453", around.where, (), "around", list=tree.row.list)
        return None
    return made


def _aggregates(part: object) -> Iterator[p.Aggregate]:
    stack = [part]
    while stack:
        at = stack.pop()
        if isinstance(at, p.Aggregate):
            yield at
        elif isinstance(at, tuple):
            stack += at
        elif hasattr(at, "__record_fields__"):
            stack += [getattr(at, name) for name in field_names(type(at)) if name not in ("where", "type")]
