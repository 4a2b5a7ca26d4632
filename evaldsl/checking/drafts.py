"""The tree as written: groups, indicators and forms become one kind of draft, with inherited clauses handed down.

In: the top-level nodes of a module. Out: `Leaf` drafts under a root, each with its clauses by kind, paths, and children. Guarantees:
a row of a form and an indicator written by hand are the same from here on; of clauses of one kind the nearest wins; a clause
that is stated twice in one place, or stands where it means nothing, is reported.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from evaldsl.checking.book import Book, Leaf, Stated
from evaldsl.checking.histories import settled
from evaldsl.diagnostics.core import Both, Label
from evaldsl.source import SourceFile, Span
from evaldsl.syntax import nodes as n

MANY = frozenset({"basis", "supplied", "requires", "veto"})
GROUP_ONLY = frozenset({"combine", "scaled"})
LEAF_ONLY = frozenset({"target", "actual", "value", "score", "none_below", "flag", "over"})
CONTRARY = {"actual": "value", "value": "actual"}
"""Clauses that one indicator cannot have both; the nearer one keeps the other out."""
NOT_INHERITED = frozenset({"label", "veto"})

WORDS = {
    "weight": Both("weight", "分值"),
    "target": Both("target", "目标"),
    "actual": Both("actual", "实际值"),
    "value": Both("value", "取值"),
    "score": Both("score", "评分"),
    "none_below": Both("none below", "低于…不得分"),
    "flag": Both("flag", "标记"),
    "over": Both("over … reduce", "超出…扣减"),
    "label": Both("label", "名称"),
    "basis": Both("basis", "依据"),
    "supplied": Both("supplied", "补充规定"),
    "round": Both("round", "舍入"),
    "applies": Both("applies when", "适用 当"),
    "na": Both("may be not_applicable", "可 为 不适用"),
    "combine": Both("combine", "合成"),
    "scaled": Both("scaled from", "折算 自"),
    "result": Both("result", "结果"),
    "requires": Both("requires reason", "须填 原因"),
    "veto": Both("veto", "一票否决"),
    "each": Both("each indicator", "每项 指标"),
}
GROUP = Both("a group", "指标组")
INDICATOR = Both("an indicator", "指标")
EACH = Both("each indicator", "“每项指标”")


def kind_of(clause: n.Clause) -> str:
    """The kind of a clause: of one kind only one may stand in a place (but for basis, supplied, requires, veto)."""
    match clause:
        case n.Weight():
            return "weight"
        case n.Target():
            return "target"
        case n.Actual():
            return "actual"
        case n.ValueIs():
            return "value"
        case n.Score():
            return "score"
        case n.OptionClause(option=option):
            return {n.NoneBelow: "none_below", n.Flag: "flag", n.OverReduce: "over"}[type(option)]
        case n.LabelIs():
            return "label"
        case n.Basis():
            return "basis"
        case n.Supplied():
            return "supplied"
        case n.Round():
            return "round"
        case n.AppliesWhen():
            return "applies"
        case n.MayBeNA():
            return "na"
        case n.Combine():
            return "combine"
        case n.ScaledFrom():
            return "scaled"
        case n.ResultKind():
            return "result"
        case n.Requires():
            return "requires"
        case n.Veto():
            return "veto"
        case n.EachIndicator():
            return "each"
        case _:
            assert_never(clause)


Inherited = dict[str, list[Stated]]
"""What the leaves below inherit, by kind."""


def build(book: Book, source: SourceFile, root: Leaf, nodes: Sequence[n.Node], each: Iterable[n.EachIndicator]) -> None:
    """Fills the root with drafts and the book with their paths."""
    inherited = with_each(book, source, root.name, {}, [c for e in each for c in e.clauses])
    add_children(book, source, root, nodes, inherited)


def with_each(book: Book, source: SourceFile, owner: n.Name, inherited: Inherited, clauses: Iterable[n.Clause]) -> Inherited:
    """What is inherited, with one more `each indicator` laid over it."""
    mine: Inherited = {}
    for clause in clauses:
        kind = kind_of(clause)
        if kind == "each" and isinstance(clause, n.EachIndicator):
            mine.update(with_each(book, source, owner, {}, clause.clauses))
            continue
        if kind in GROUP_ONLY or kind in NOT_INHERITED:
            book.report("E406", source.where(clause.span), clause=WORDS[kind], spot=EACH)
            continue
        if kind in mine and kind not in MANY:
            _twice(book, mine[kind][0], source, clause, owner.text)
            continue
        held = settled(book, source, clause, owner.text)
        if held is not None:
            mine.setdefault(kind, []).append(Stated(held[0], source, True, held[1]))
    return {**inherited, **mine}


def _twice(book: Book, first: Stated, source: SourceFile, clause: n.Clause, name: str) -> None:
    labels = (Label(first.where, "first", {}),)
    book.report("E405", source.where(clause.span), labels, None, name=name, clause=WORDS[kind_of(clause)])


def add_children(book: Book, source: SourceFile, parent: Leaf, nodes: Sequence[n.Node], inherited: Inherited) -> None:
    """Drafts of what stands in a group, put under it."""
    for node in nodes:
        match node:
            case n.Indicator():
                _leaf(book, source, parent, node.name, node.clauses, node.span, inherited, False)
            case n.Group():
                _group(book, source, parent, node, inherited)
            case n.Form():
                _form(book, source, parent, node, inherited)
            case n.FormFrom():
                from evaldsl.checking.row_forms import draft_form

                draft_form(book, source, parent, node, inherited)
            case _:
                assert_never(node)


def add(book: Book, parent: Leaf, made: Leaf) -> bool:
    """Puts a draft under its parent; a second one of the same name is refused."""
    twin = book.leaves.get(made.path)
    if twin is not None:
        labels = (Label(twin.where, "first", {"name": made.name.text}),)
        book.report("E202", made.where, labels, "node", name=made.name.text)
        parent.child_refused = True
        return False
    made.parent = parent
    parent.children.append(made)
    book.leaves[made.path] = made
    book.by_tail.setdefault(made.name.text, []).append(made)
    return True


def _leaf(
    book: Book, source: SourceFile, parent: Leaf, name: n.Name, clauses: Sequence[n.Clause], span: Span,
    inherited: Inherited, from_form: bool,
) -> None:  # fmt: skip
    made = Leaf(name, (*parent.parts, name.text), source, span, False, from_form=from_form)
    take_clauses(book, source, made, clauses)
    take_inherited(made, inherited)
    add(book, parent, made)


def take_inherited(leaf: Leaf, inherited: Inherited) -> None:
    """The clauses that an indicator has from around it, where it has none of its own."""
    for kind, stated in inherited.items():
        if kind in MANY:
            if kind not in leaf.many:
                leaf.many[kind] = list(stated)
        elif kind not in leaf.one and CONTRARY.get(kind) not in leaf.one:
            leaf.one[kind] = stated[0]


def take_clauses(book: Book, source: SourceFile, leaf: Leaf, clauses: Sequence[n.Clause]) -> list[n.Clause]:
    """Sorts the clauses of a node by kind; those of `each indicator` come back."""
    each: list[n.Clause] = []
    for clause in clauses:
        kind = kind_of(clause)
        if kind == "each" and isinstance(clause, n.EachIndicator) and leaf.is_group:
            each += clause.clauses
            continue
        wrong = LEAF_ONLY if leaf.is_group else GROUP_ONLY | {"each"}
        if kind in wrong:
            help = "each" if leaf.is_group else "leaf"
            book.report(
                "E406", source.where(clause.span), (), help, clause=WORDS[kind], spot=GROUP if leaf.is_group else INDICATOR
            )
            continue
        held = settled(book, source, clause, leaf.name.text)
        stated = Stated(clause, source) if held is None else Stated(held[0], source, False, held[1])
        if held is None and kind == "weight":
            leaf.weight_broken = leaf.weighed = True
        elif held is None:
            leaf.value_done = leaf.target_done = leaf.method_done = True
        if kind in MANY:
            leaf.many.setdefault(kind, []).append(stated)
        elif kind in leaf.one:
            _twice(book, leaf.one[kind], source, clause, leaf.name.text)
        else:
            leaf.one[kind] = stated
    if "value" in leaf.one and "actual" in leaf.one:
        book.report("E406", leaf.one["actual"].where, (), "value", clause=WORDS["actual"], spot=INDICATOR)
        del leaf.one["actual"]
    return each


def _group(book: Book, source: SourceFile, parent: Leaf, node: n.Group, inherited: Inherited) -> None:
    made = Leaf(node.name, (*parent.parts, node.name.text), source, node.span, True)
    each = take_clauses(book, source, made, node.clauses)
    if not node.children:
        book.report("E432", made.where, name=node.name.text)
    if add(book, parent, made):
        add_children(book, source, made, node.children, with_each(book, source, node.name, inherited, each))


# ---- forms -----------------------------------------------------------------------------------------------------------

LEVELS = (n.Column.LEVEL1, n.Column.LEVEL2, n.Column.LEVEL3)


def _form(book: Book, source: SourceFile, parent: Leaf, form: n.Form, inherited: Inherited) -> None:
    """Rows become indicators under the groups that their level cells name."""
    mine = with_each(book, source, parent.name, inherited, form.clauses)
    columns = [c for c, _ in form.columns if c in LEVELS]
    if not columns:
        book.report("E433", source.where(form.span))
        return
    for i, (column, span) in enumerate(form.columns):
        if column in [c for c, _ in form.columns[:i]]:
            book.report("E433", source.where(span), (), "twice")
            return
    columns.sort(key=LEVELS.index)
    above, last = columns[:-1], columns[-1]
    open_names: list[n.Name | None] = [None] * len(above)
    open_groups: list[Leaf | None] = [None] * len(above)
    for row in form.rows:
        cells = {cell.column: cell for cell in row.cells}
        for depth, column in enumerate(above):
            cell = cells.get(column)
            if cell is not None and cell.text and not cell.absent:
                was = open_names[depth]
                if was is None or was.text != cell.text:
                    open_names[depth] = n.Name(cell.text, cell.span)
                    for below in range(depth, len(above)):
                        open_groups[below] = None
                        if below > depth:
                            open_names[below] = None
        name_cell = cells.get(last)
        if name_cell is not None and name_cell.absent:
            continue
        weight_cell = cells.get(n.Column.WEIGHT)
        if weight_cell is not None and weight_cell.absent:
            continue
        clauses = [c.clause for c in row.cells if c.clause is not None and not c.absent]
        names = [x for x in open_names if x is not None]
        if name_cell is None or not name_cell.text:
            _group_row(book, source, parent, row, names, clauses, open_names, open_groups)
            continue
        group = _open(book, source, parent, open_names, open_groups)
        if group is not None:
            name = n.Name(name_cell.text, name_cell.span)
            _leaf(book, source, group, name, clauses, row.span, mine, True)


def _open(book: Book, source: SourceFile, parent: Leaf, names: list[n.Name | None], groups: list[Leaf | None]) -> Leaf | None:
    """The group of the open level cells, made when its first row comes."""
    at = parent
    for depth, name in enumerate(names):
        if name is None:
            continue
        group = groups[depth]
        if group is None:
            group = Leaf(name, (*at.parts, name.text), source, name.span, True, from_form=True)
            if not add(book, at, group):
                return None
            groups[depth] = group
        at = group
    return at


def _group_row(
    book: Book, source: SourceFile, parent: Leaf, row: n.Row, names: list[n.Name], clauses: list[n.Clause],
    open_names: list[n.Name | None], open_groups: list[Leaf | None],
) -> None:  # fmt: skip
    """A row without a third level: what stands in it belongs to the group."""
    if not clauses:
        return
    if not names:
        book.report("E434", source.where(row.span))
        return
    group = _open(book, source, parent, open_names, open_groups)
    if group is not None:
        take_clauses(book, source, group, clauses)
