"""`extends`: a ruleset that is another one with some weights, targets and parameters changed, and nothing else.

In: the module of a variant, a resolver. Out: the family: the ruleset at the root, and the variants from it up to the one that is
checked; then the changes laid over the drafts of the root, each clause with the file it stands in. Guarantees: a chain ends (E250,
E251); a variant holds nothing beside `extends`, its head and its own examples and properties (E252); every change names something that is there, says it once and
changes it (E213, E246, E248, E462, E463); what is changed is noted with the figure before, the figure after and both places.
"""

from collections.abc import Callable, Iterator

from attrs import define, field, frozen

from evaldsl.checking.book import Book, Env, Leaf, ParameterChange, Stated
from evaldsl.checking.drafts import GROUP_ONLY, LEAF_ONLY, MANY, WORDS, kind_of
from evaldsl.checking.gather import Head, head_of
from evaldsl.checking.histories import settled
from evaldsl.checking.names import find_nodes, one_node
from evaldsl.diagnostics.core import Both, Diagnostic, Label
from evaldsl.model.histories import ChangeSpec
from evaldsl.records import evolve
from evaldsl.source import SourceFile, Span, Where
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

MOST_BASES = 20
"""How many rulesets may stand one on the other."""

Resolve = Callable[[n.Use, n.Module], n.Module | Diagnostic]
HEAD = (n.Language, n.RulesetName, n.Period, n.Basis, n.Supplied)
TRIALS = (n.Example, n.ExampleTable, n.Property)
"""What a variant may have of its own; those of its base are tried with the base."""


@frozen
class Variant:
    """A module that extends another."""

    module: n.Module
    extends: n.Extends


@frozen
class Family:
    """The ruleset at the root, and its variants from it to the one that is checked (none: it extends nothing)."""

    root: n.Module
    variants: tuple[Variant, ...] = ()
    sound: bool = True
    """Whether the root was found; without it nothing may be said of changes."""

    @property
    def base_files(self) -> frozenset[str]:
        """The files of all but the last variant."""
        return frozenset((self.root.source.name, *(v.module.source.name for v in self.variants[:-1])))

    def period(self) -> n.Period | None:
        """The period of the one that is checked: its own, else that of the nearest base."""
        for module in (*(v.module for v in reversed(self.variants)), self.root):
            stated = next((d for d in module.declarations if isinstance(d, n.Period)), None)
            if stated is not None:
                return stated
        return None

    def changes(self, without: int | None = None) -> "Iterator[tuple[Variant, n.Change]]":
        """All changes, those of the root's nearest variant first; `without` leaves one of them out, a negative one all."""
        count = 0
        if not self.sound or (without is not None and without < 0):
            return
        for variant in self.variants:
            for change in variant.extends.changes:
                if count != without:
                    yield variant, change
                count += 1


def family(book: Book, main: n.Module, resolve: Resolve) -> Family:
    """The ruleset and those that it extends. A base that is not found stands among the problems of `use`."""
    variants: list[Variant] = []
    at, seen = main, {main.source.name}
    while True:
        stated = [d for d in at.declarations if isinstance(d, n.Extends)]
        if not stated:
            return Family(at, tuple(reversed(variants)))
        for again in stated[1:]:
            labels = (Label(at.source.where(stated[0].file.span), "first", {}),)
            book.report("E405", at.source.where(again.file.span), labels, "head", name=at.source.name, clause=WORD)
        one = stated[0]
        place = at.source.where(one.file.span)
        variants.append(Variant(at, one))
        base = resolve(n.Use(one.file, one.file.span), at)
        problem = base if isinstance(base, Diagnostic) else None
        if isinstance(base, n.Module) and base.source.name in seen:
            problem = Diagnostic("E250", place, {"circle": _circle(variants, base)})
        elif len(variants) > MOST_BASES:
            problem = Diagnostic("E251", place, {"most": str(MOST_BASES)})
        elif isinstance(base, n.Module) and not _is_ruleset(base):
            problem = Diagnostic("E249", place, {"name": one.file.value})
        if problem is not None or not isinstance(base, n.Module):
            if problem is not None:
                book.use_problems.append(problem)
            return Family(n.Module(at.source, ()), tuple(reversed(variants)), False)
        at = base
        seen.add(at.source.name)


def _circle(variants: list[Variant], base: n.Module) -> str:
    names = [v.module.source.name for v in variants]
    names = [*names[names.index(base.source.name) :], base.source.name]
    return " → ".join(name.rpartition("/")[2] for name in names)


WORD = Both("extends", "沿用")
_RULES = (n.Group, n.Indicator, n.Form, n.Check, n.Outcome, n.ForEach, n.Distribution, n.Extends)


def _is_ruleset(module: n.Module) -> bool:
    """Whether a file has rules to change, and not only names for others to use."""
    return not module.complete or any(isinstance(d, (*_RULES, n.ParameterDecl)) for d in module.declarations)


def variant_heads(book: Book, made: Family, head: Head) -> None:
    """The head of the one that is checked over that of its base; anything else beside `extends` is refused (E252)."""
    own = Head()
    for variant in made.variants:
        own = Head()
        for declared in variant.module.declarations:
            if isinstance(declared, HEAD):
                head_of(book, variant.module.source, own, declared)
                if isinstance(declared, n.Language) and declared.version != 1:
                    book.report("E440", variant.module.source.where(declared.span), version=str(declared.version))
            elif not isinstance(declared, (n.Extends, *TRIALS)):
                word = variant.module.source.slice(declared.span).split()[0].split("{")[0]
                at = Span(declared.span.start, declared.span.start + len(word))
                book.report("E252", variant.module.source.where(at), found=word[:40])
        head.basis += own.basis
        head.supplied += own.supplied
    head.language = own.language
    head.name = own.name or head.name
    head.period = made.period()


# ---- parameters ------------------------------------------------------------------------------------------------------


def change_parameters(book: Book, made: Family, without: int | None) -> None:
    """Puts the changes of parameters where the values of parameters are looked for; before anything is typed."""
    for variant, change in made.changes(without):
        if isinstance(change, n.ChangeParameter):
            earlier = book.parameter_changes.setdefault(change.name.text, [])
            first = next((x for x in earlier if x.source is variant.module.source), None)
            if first is None:
                earlier.append(ParameterChange(change, variant.module.source))
            else:
                what = Both(f"the parameter {change.name.text}", f"参数“{change.name.text}”")
                _twice(book, variant.module.source, change.name.span, first.source.where(first.change.name.span), what)
    for name, changes in book.parameter_changes.items():
        if changes[-1].change.history is not None:
            book.dated.add(name)


def known_parameters(book: Book) -> None:
    """Refuses changes of what is no parameter (E246)."""
    known = [name for name, d in book.lets.items() if isinstance(d.node, n.ParameterDecl)]
    for name, changes in book.parameter_changes.items():
        if name in known:
            book.used.add(("let", name))
            if changes[-1].change.history is None:
                book.dated.discard(name)
            continue
        for one in changes:
            near = nearest(name, known)
            help = "near" if near else None if known else "none"
            shown = "、".join(known[:12])
            book.report("E246", one.source.where(one.change.name.span), (), help, name=name, near=near or "", known=shown)


# ---- the tree --------------------------------------------------------------------------------------------------------


@define(eq=False)
class _Told:
    """What the changes of one variant have said already."""

    places: dict[tuple[str, str], Where] = field(factory=dict)


def change_tree(book: Book, made: Family, head: Head, without: int | None) -> None:
    """Lays the changes of nodes and of rounding over the drafts."""
    told: dict[str, _Told] = {}
    for variant, change in made.changes(without):
        source = variant.module.source
        mine = told.setdefault(source.name, _Told())
        match change:
            case n.ChangeNode():
                if not change.clauses and variant.module.complete:
                    book.report(
                        "E462", source.where(change.path.span), (), "empty", what=Both(change.path.text, f"“{change.path.text}”")
                    )
                _node(book, source, change, mine, head)
            case n.ChangeRound():
                _round(book, source, change, mine, head)
            case n.ChangeParameter():
                continue


def _twice(book: Book, source: SourceFile, span: Span, first: Where, what: Both) -> None:
    book.report("E248", source.where(span), (Label(first, "first", {}),), what=what)


def _once(book: Book, source: SourceFile, told: _Told, span: Span, name: str, kind: str) -> bool:
    """Whether a variant says something of a node for the first time."""
    first = told.places.get((name, kind))
    if first is not None:
        _twice(book, source, span, first, _what(name, kind))
        return False
    told.places[name, kind] = source.where(span)
    return True


def _data_rows(book: Book, source: SourceFile, change: n.ChangeNode, told: _Told, head: Head) -> bool:
    """A change of all rows of a form whose rows are data, named by their list. False where the path names no such list."""
    name = change.path.text
    forms = [form for form in book.forms if form.list == name]
    rules = [rule for form in forms for place in form.places.values() for rule in place.rules.values()]
    for clause in change.clauses if rules else ():
        kind = kind_of(clause)
        if kind not in ("na", "round", "basis", "supplied"):
            book.report("E463", source.where(clause.span), (Label(rules[0].where, "base", {"name": name}),), "data", name=name)
        elif _once(book, source, told, clause.span, name, kind):
            noted = len(book.changes)
            for i, rule in enumerate(rules):
                count = len(book.problems)
                if kind in MANY:
                    stated = Stated(clause, source)
                    _note(book, name, kind, _texts(rule.many.get(kind, [])), _texts([stated]), stated.where, None)
                    rule.many[kind] = [stated]
                else:
                    _clause(book, source, rule, kind, clause, head)
                if i:
                    del book.problems[count:]
            book.changes[noted:] = [evolve(x, path=name) for x in book.changes[noted : noted + 1]]
    return bool(rules)


def _node(book: Book, source: SourceFile, change: n.ChangeNode, told: _Told, head: Head) -> None:
    if _data_rows(book, source, change, told, head):
        return
    leaf = one_node(Env(book, source), change.path)
    if leaf is None:
        return
    many: dict[str, list[Stated]] = {}
    for clause in change.clauses:
        kind = kind_of(clause)
        if (leaf.is_group and kind in LEAF_ONLY) or (not leaf.is_group and kind in GROUP_ONLY):
            group = Both("a group", "指标组") if leaf.is_group else Both("an indicator", "指标")
            book.report("E406", source.where(clause.span), (), None, clause=WORDS[kind], spot=group)
        elif kind in MANY:
            many.setdefault(kind, []).append(Stated(clause, source))
        elif _once(book, source, told, clause.span, leaf.path, kind):
            _clause(book, source, leaf, kind, clause, head)
    for kind, stated in many.items():
        if _once(book, source, told, stated[0].clause.span, leaf.path, kind):
            before = leaf.many.get(kind, [])
            if [s.clause for s in before] == [s.clause for s in stated]:
                _nothing(book, stated[0], leaf, kind, before[0].where)
                continue
            leaf.many[kind] = stated
            _note(book, leaf.path, kind, _texts(before), _texts(stated), stated[0].where, before[0].where if before else None)


def _what(path: str, kind: str) -> Both:
    """`the target of 党内培训`, or the rounding of every score."""
    if not path:
        return TOTAL_ROUND if kind == "total" else EACH_ROUND
    word = WORDS[kind]
    return Both(f"{word.en} of {path}", f"“{path}”的{word.zh}")


EACH_ROUND = Both("the rounding of each score", "每项得分的舍入")
TOTAL_ROUND = Both("the rounding of the total", "总分的舍入")


def _texts(stated: list[Stated]) -> str:
    return "；".join(s.clause.text.value for s in stated if isinstance(s.clause, (n.Basis, n.Supplied)))


def _clause(book: Book, source: SourceFile, leaf: Leaf, kind: str, written: n.Clause, head: Head) -> None:
    """One clause of a node in place of the base's."""
    held = settled(book, source, written, leaf.name.text)
    if held is None:
        leaf.weight_broken = leaf.weight_broken or kind == "weight"
        leaf.weighed = leaf.weighed or kind == "weight"
        if kind == "target":
            leaf.value_done = leaf.target_done = leaf.method_done = True
        return
    clause, entry = held
    stated = Stated(clause, source, False, entry, True, leaf.one.get(kind))
    before = leaf.one.get("consequence") or leaf.one.get("na") or leaf.one.get("applies") if kind == "na" else leaf.one.get(kind)
    if kind == "round":
        before = _head_round(book, leaf, head) or before or next((r for r in head.rounds if _said_of(r) == "each score"), None)
    if before is None and kind not in ("label", "scaled", "round"):
        help = "rows" if kind == "weight" and leaf.from_form else kind
        book.report("E463", source.where(written.span), (Label(leaf.where, "base", {"name": leaf.path}),), help, name=leaf.path)
        return
    if before is not None and _same(before.clause, clause):
        _nothing(book, Stated(written, source), leaf, kind, before.where)
        return
    leaf.one["consequence" if kind == "na" else kind] = stated
    if kind == "round":
        head.rounds[:] = [r for r in head.rounds if _named_leaf(book, r) is not leaf]
    shown = "" if before is None else text_of(before)
    _note(book, leaf.path, kind, shown, text_of(stated), stated.where, None if before is None else before.where)


def _same(before: n.Clause, after: n.Clause) -> bool:
    """Whether two clauses say the same."""
    match before, after:
        case (n.MayBeNA() | n.AppliesWhen()) as old, n.MayBeNA() as new:
            return old.consequence == new.consequence
        case n.Round(), n.Round():
            return (before.mode, before.digits, before.inside_exact) == (after.mode, after.digits, after.inside_exact)
        case _:
            return before == after


def _nothing(book: Book, stated: Stated, leaf: Leaf, kind: str, before: Where) -> None:
    labels = (Label(before, "base", {}),)
    book.report("E462", stated.where, labels, None, what=_what(leaf.path, kind))


def _note(book: Book, path: str, what: str, before: str, after: str, where: Where, base: Where | None) -> None:
    book.changes.append(ChangeSpec(path, what, before, after, where, base))


def text_of(stated: Stated) -> str:
    """A clause as shown, without its first word: `≥ 120 次`, `3`, `half_up 2`."""
    source = stated.source
    match stated.clause:
        case n.Weight(expr=expr):
            return "rest" if expr is None else source.slice(expr.span)
        case n.Target() as target:
            if target.interval is not None:
                return source.slice(target.interval.span)
            text = "" if target.expr is None else source.slice(target.expr.span)
            return f"{SIGNS[target.relation]} {text}" if target.stated else text
        case n.ScaledFrom(expr=expr):
            return source.slice(expr.span)
        case n.LabelIs(text=text_):
            return text_.value
        case n.Round() as rounding:
            exact = ", inside exact" if rounding.inside_exact else ""
            return "none" if rounding.mode is None else f"{rounding.mode} {rounding.digits}{exact}"
        case n.MayBeNA(consequence=consequence) | n.AppliesWhen(consequence=consequence) if consequence is not None:
            return consequence.kind if consequence.target is None else f"{consequence.kind} {consequence.target.text}"
        case _:
            return ""


SIGNS = {
    n.Relation.GE: "≥", n.Relation.GT: ">", n.Relation.LE: "≤", n.Relation.LT: "<", n.Relation.EQ: "=", n.Relation.NE: "≠",
}  # fmt: skip


# ---- rounding of the head --------------------------------------------------------------------------------------------


def _said_of(stated: Stated) -> str:
    """What a rounding of the head is said of: `each score`, `total`, or a path."""
    clause = stated.clause
    assert isinstance(clause, n.Round)
    if clause.name is not None:
        return clause.name.text
    return "each score" if clause.what == "none" else clause.what


def _named_leaf(book: Book, stated: Stated) -> Leaf | None:
    clause = stated.clause
    if not isinstance(clause, n.Round) or clause.name is None:
        return None
    found = find_nodes(book, tuple(x.text for x in clause.name.parts))
    return found[0] if len(found) == 1 else None


def _head_round(book: Book, leaf: Leaf, head: Head) -> Stated | None:
    """What the head says of the rounding of one node."""
    return next((r for r in head.rounds if _named_leaf(book, r) is leaf), None)


def _round(book: Book, source: SourceFile, change: n.ChangeRound, told: _Told, head: Head) -> None:
    stated = Stated(change.round, source, False, None, True)
    if change.round.name is not None:
        leaf = one_node(Env(book, source), change.round.name)
        if leaf is not None and _once(book, source, told, change.round.span, leaf.path, "round"):
            _clause(book, source, leaf, "round", change.round, head)
        return
    said = _said_of(stated)
    if not _once(book, source, told, change.round.span, "", said):
        return
    before = next((r for r in head.rounds if _said_of(r) == said), None)
    exact = n.Round("none", None, None, 0, False, change.round.span)
    if _same(exact if before is None else before.clause, change.round):
        labels = () if before is None else (Label(before.where, "base", {}),)
        book.report("E462", stated.where, labels, None if before else "exact", what=_what("", "round"))
        return
    head.rounds[:] = [stated if r is before else r for r in head.rounds] if before is not None else [*head.rounds, stated]
    shown = "none" if before is None else text_of(before)
    path = "total" if said == "total" else ""
    _note(book, path, "round", shown, text_of(stated), stated.where, None if before is None else before.where)
