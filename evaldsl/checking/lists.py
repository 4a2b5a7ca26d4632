"""Lists of records: their fields, what `for each` says of every row, aggregates over the rows, distributions.

In: `ListDecl`, `ForEach`, `Distribution` and `Aggregate` nodes. Out: `ListSpec`s, typed aggregates, and for a distribution the named values
that it stands for. Guarantees: inside a row a bare name is the row's own; a field hides no name outside; an aggregate has all
that its function needs and nothing else; the number of rows, where stated, bounds every count.
"""

from fractions import Fraction

from evaldsl.checking.arithmetic import PERCENTAGE, RATIO, no_real
from evaldsl.checking.book import Book, Declared, Env, ListDraft, Row, RowCheckDraft, RowFindingDraft, RowLet, quantity
from evaldsl.checking.expressions import condition, infer
from evaldsl.checking.facts import fact_spec, later
from evaldsl.checking.measures import in_one_unit, measures_of
from evaldsl.checking.names import WORDS
from evaldsl.checking.peers import around
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.types import NUMBER, Style, TextType, Type
from evaldsl.records import evolve
from evaldsl.source import SourceFile
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

# ---- declarations ----------------------------------------------------------------------------------------------------


def declare_list(book: Book, node: n.ListDecl, name: n.Name, source: SourceFile, own: bool) -> None:
    """One list of `facts`; a field that is refused is known as broken."""
    env = Env(book, source, measures=measures_of(name.text, node.fields, book.types), cells=True)
    draft = ListDraft(node, name, source, own)
    book.lists[name.text] = draft
    for inner in node.lists:
        env.report("E224", inner.names[0].span, name=inner.names[0].text, list=name.text)
        draft.broken |= {x.text for x in inner.names}
    for written in node.fields:
        for field in written.names:
            _field(book, env, draft, written, field)


def _field(book: Book, env: Env, draft: ListDraft, written: n.FactDecl, name: n.Name) -> None:
    first = draft.places.get(name.text)
    if first is not None:
        labels = (Label(first, "first", {"name": name.text}),)
        env.report("E202", name.span, "field", labels, name=name.text)
        return
    draft.places[name.text] = env.where(name.span)
    if name.text in WORDS and not name.quoted:
        env.report("E205", name.span, name=name.text)
        draft.broken.add(name.text)
        return
    spec = later(book, draft, written, name, env.source) or fact_spec(env, written, name)
    if spec is None:
        draft.broken.add(name.text)
        return
    if isinstance(spec.type, TextType) and spec.type.cell == "actual":
        spec = evolve(spec, may_be_na=True)  # whether the row may is for the rules of its form to say
    draft.fields[name.text] = spec
    if written.key is None:
        return
    if draft.key is not None:
        labels = (Label(draft.places[draft.key], "first", {"name": draft.key}),)
        env.report("E225", written.key, "twice", labels, name=name.text, list=draft.name.text)
    elif written.default is not None or (written.optional and written.required is None) or written.may_be_na:
        env.report("E225", written.key, "given", name=name.text, list=draft.name.text)
    else:
        draft.key = name.text


def declare_rows(book: Book, node: n.ForEach, source: SourceFile) -> None:
    """The named values and checks of one `for each`, put with their list."""
    env = Env(book, source)
    draft = find_list(env, node.list)
    if draft is None:
        return
    book.used.add(("list", draft.name.text))
    row = Row(draft.name.text, node.alias.text or None)
    if node.alias.text:
        draft.aliases.append((node.alias.text, env.where(node.alias.span)))
    for let in node.lets:
        cases = [(let.name, let.expr, "")] if let.expr is not None else [(let.name, c.expr, c.name.text) for c in let.cases]
        if _clashes(book, env, draft, let.name):
            continue
        draft.places[let.name.text] = env.where(let.name.span)
        if let.expr is None:
            draft.cases[let.name.text] = tuple(case for _, _, case in cases)
        for name, expr, case in cases:
            key = f"{name.text}.{case}" if case else name.text
            label = let.label.value if let.label is not None else ""
            if key not in draft.lets and expr is not None:
                basis, supplied = (tuple(t.value for t in texts) for texts in (let.basis, let.supplied))
                draft.lets[key] = RowLet(key, expr, row, label, env.where(name.span), source, basis=basis, supplied=supplied)
    draft.checks += [RowCheckDraft(check, row, source) for check in node.checks]
    draft.findings += [RowFindingDraft(finding, row, source) for finding in node.findings]
    if node.nodes or node.totals or node.rounds or node.each:
        from evaldsl.checking.row_trees import draft_tree

        draft_tree(book, source, draft, node, row)


def _clashes(book: Book, env: Env, draft: ListDraft, name: n.Name) -> bool:
    first = draft.places.get(name.text)
    if first is not None:
        env.report("E202", name.span, "field", (Label(first, "first", {"name": name.text}),), name=name.text)
    elif name.text in WORDS and not name.quoted:
        env.report("E205", name.span, name=name.text)
    else:
        return False
    return True


def hidden_names(book: Book) -> None:
    """A field, a named value or the name of a row that is the name of something outside, which it would hide."""
    for draft in book.lists.values():
        for name, place in (*draft.places.items(), *draft.aliases):
            outer = book.fact_places.get(name) or book.lets.get(name) or book.case_places.get(name)
            first = outer.where if outer is not None else None
            if first is None and name in book.lists:
                other = book.lists[name]
                first = other.source.where(other.name.span)
            if first is None and name in book.owners:
                first = book.owners[name].where
            if first is None and (name, place) in draft.aliases:
                first = draft.places.get(name)
            if first is not None:
                book.report("E204", place, (Label(first, "first", {"name": name}),), "field", name=name, list=draft.name.text)


def find_list(env: Env, name: n.Name) -> ListDraft | None:
    """A list by name, or a report that says why not."""
    draft = env.book.lists.get(name.text)
    if draft is None and name.text not in env.book.broken:
        near = nearest(name.text, env.book.lists)
        env.report("E223", name.span, "near" if near else None, name=name.text, near=near or "")
    return draft


# ---- distributions ---------------------------------------------------------------------------------------------------


def declare_distribution(book: Book, node: n.Distribution, source: SourceFile) -> None:
    """The named values of a distribution: `名.优` and `名.优.share` for every word of the bands, and `名.count`."""
    env = Env(book, source)
    if find_list(env, node.list) is None:
        book.broken.add(node.name.text)
        return
    declared = book.bands.get(node.bands.text)
    if declared is None:
        near = nearest(node.bands.text, book.bands)
        env.report("E208", node.bands.span, "near" if near else None, name=node.bands.text, near=near or "")
        book.broken.add(node.name.text)
        return
    bands = declared.node
    assert isinstance(bands, n.BandsDecl)
    words = [line.result for line in bands.bands.lines]
    if not all(isinstance(w, n.Ref) and len(w.path.parts) == 1 for w in words):
        env.report("E220", node.bands.span, name=node.bands.text)
        book.broken.add(node.name.text)
        return
    levels = tuple(dict.fromkeys(w.path.parts[0].text for w in words if isinstance(w, n.Ref)))
    at = node.name.span
    book.case_places[node.name.text] = Declared(node, node.name, source)
    label = node.label.value if node.label is not None else ""
    word = n.Call(node.bands, (node.expr,), node.expr.span)

    def rows(condition: n.Expr | None, base: n.Expr | None = None, function: str = "count") -> n.Aggregate:
        return n.Aggregate(n.Name(function, at), None, node.list, None, condition, node.span, base)

    def both(condition: n.Expr) -> n.Expr:
        return condition if node.where is None else n.Binary(n.BinaryOp.AND, node.where, condition, node.span)

    known = n.InSet(word, tuple(n.Ref(n.Path((n.Name(x, at),), at), at) for x in levels), node.span)
    cases: list[tuple[str, n.Expr]] = []
    for level in levels:
        is_level = n.Compare(word, ((n.Relation.EQ, n.Ref(n.Path((n.Name(level, at),), at), at)),), node.span)
        cases.append((level, rows(both(is_level))))
        cases.append((f"{level}.share", rows(both(is_level), both(known), "share")))
    cases.append(("count", rows(both(known))))
    for case, expr in cases:
        key = f"{node.name.text}.{case}"
        made = Declared(n.LetCase(n.Name(case, at), expr, node.span), n.Name(key, at), source)
        book.lets[key] = made
    book.let_cases[node.name.text] = tuple(case for case, _ in cases)
    book.families[node.name.text] = {}
    book.distributions[node.name.text] = p.DistributionSpec(node.name.text, node.list.text, levels, label, source.where(at))


# ---- rows ------------------------------------------------------------------------------------------------------------


def row_env(book: Book, row: Row, source: SourceFile) -> Env:
    """The view from a row of a list."""
    return Env(book, source, row=row)


def typed_row_let(book: Book, owner: str, name: str) -> p.LetSpec | None:
    """A named value of the rows of a list, typed when it is first needed."""
    draft = book.lists[owner]
    if name in draft.typed:
        return draft.typed[name]
    if name in draft.broken or name in draft.busy:
        return None
    let = draft.lets[name]
    draft.busy.add(name)
    env = row_env(book, let.row, let.source)
    expr = infer(env, let.expr) if let.make is None else let.make(env)
    draft.busy.discard(name)
    spec = None if expr is None else p.LetSpec(name, expr, expr.type, let.label, let.where, let.basis, let.supplied)
    draft.typed[name] = spec
    return spec


def list_spec(book: Book, draft: ListDraft) -> p.ListSpec:
    """A list with everything that is calculated for its rows."""
    from evaldsl.checking.findings import finding_spec
    from evaldsl.checking.groups import made_fields
    from evaldsl.checking.head import check_spec
    from evaldsl.checking.required import required_fields

    made = () if draft.derived is None else draft.derived.fields
    lets = {key: spec for key in draft.lets if key not in made and (spec := draft.typed.get(key)) is not None}
    checks = [check_spec(book, row_env(book, c.row, c.source), c.check) for c in draft.checks]
    findings = [finding_spec(book, row_env(book, f.row, f.source), f.finding) for f in draft.findings]
    return p.ListSpec(
        name=draft.name.text,
        fields=required_fields(book, draft, draft.source)
        if any(f.required for f in draft.node.fields)
        else made_fields(book, draft),
        key=draft.key,
        count=draft.node.count,
        label=draft.node.label.value if draft.node.label else "",
        basis=tuple(b.value for b in draft.node.basis),
        where=draft.source.where(draft.name.span),
        lets=lets,
        checks=tuple(c for c in checks if c is not None),
        form=any(form.list == draft.name.text for form in book.forms),
        derived=None if draft.derived is None else draft.derived.spec(book, draft),
        findings=tuple(f for f in findings if f is not None),
        tree=None if draft.tree is None else draft.tree.typed,
    )


# ---- aggregates ------------------------------------------------------------------------------------------------------

AGGREGATES = frozenset(("sum", "count", "average", "weighted_average", "median", "min", "max", "share", "rank", "min_max"))


def aggregate(env: Env, written: n.Aggregate) -> p.Expr | None:
    """A figure over the rows of a list, typed."""
    book, name = env.book, written.function.text
    if env.pure:
        env.report("E223", written.list.span, "method", name=written.list.text)
        return None
    if name not in AGGREGATES:
        env.report("E226", written.span, "other", name=name)
        return None
    wrong = _shape(written, name)
    if wrong is not None or not written.list.text:
        env.report("E226", written.span, wrong or "over", name=name)
        return None
    draft = find_list(env, written.list)
    if draft is None:
        return None
    book.used.add(("list", draft.name.text))
    inside = Env(book, env.source, env.leaf, env.words, row=Row(draft.name.text, None))
    peers = around(env, inside, written)
    base = None if written.base is None else condition(inside, written.base)
    operand = None if written.expr is None else infer(inside, written.expr)
    weight = None if written.by is None else infer(inside, written.by)
    pairs = ((written.base, base), (written.expr, operand), (written.by, weight))
    if peers is None or any(node is not None and typed is None for node, typed in pairs):
        return None
    for typed in (operand, weight):
        if typed is not None and not _is_number(inside, name, typed, written):
            return None
    one = in_one_unit(inside, operand, weight, written)
    if one is False:
        return None
    kind = _type(name, operand) if one is True or name in ("share", "rank", "min_max") else one
    book.aggregates += 1
    where, more = env.where(written.span), written.peers or n.Peers()
    return p.Aggregate(
        book.aggregates, name, draft.name.text, operand, weight, peers.test, base, kind, where, None if one is True else one.unit,
        peers.matches, more.others, more.order == "ascending", more.reverse, peers.equal, peers.cut,
    )  # fmt: skip


def _shape(written: n.Aggregate, name: str) -> str | None:
    """What is wrong with the parts of an aggregate: the key of a help."""
    if written.by is not None and name != "weighted_average":
        return "by"
    if name == "weighted_average" and written.by is None:
        return "weight"
    if name == "count":
        return "count" if written.expr is not None else None
    if name == "share":
        return None if written.where is not None else "share"
    return "what" if written.expr is None else None


def _is_number(env: Env, name: str, typed: p.Expr, written: n.Aggregate) -> bool:
    if quantity(typed.type) is None:
        due = Both("a number", "数")
        env.report("E316", written.span, name=name, due=due, got=type_words(typed.type), text=expr_text(typed))
        return False
    return no_real(env, [typed], written.span)


def _type(name: str, operand: p.Expr | None) -> Type:
    match name:
        case "count" | "rank":
            return NUMBER
        case "share" | "min_max":
            return RATIO
        case _:
            assert operand is not None
            kind = quantity(operand.type)
            return PERCENTAGE if kind is not None and kind.style is Style.PERCENT else operand.type


def row_count(book: Book, name: str) -> Fraction | None:
    """The stated number of rows of a list."""
    draft = book.lists.get(name)
    count = None if draft is None else draft.node.count
    return None if count is None else Fraction(count)
