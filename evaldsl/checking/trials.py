"""Examples and properties: what they name exists, and what they state can be true or false.

In: `Example` and `Property` nodes. Out: `Trials`. Guarantees: every fact, indicator, check, outcome and grade that is named exists; what an
example puts into its file is written as a fact file would have it; a claim is a condition, or speaks of a figure that a quantity of the
facts moves. Nothing counts as used because a trial names it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from attrs import evolve, fields

from evaldsl.checking.book import Book, Env, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.expressions import condition, fits, infer, level
from evaldsl.checking.gather import Head
from evaldsl.checking.names import one_node
from evaldsl.checking.tree import grade_name
from evaldsl.checking.wording import expr_text, type_words
from evaldsl.diagnostics.catalogue import entry
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.trials import ClaimSpec, ExampleSpec, ExpectSpec, GivenSpec, PropertySpec, Trials
from evaldsl.model.types import LevelType, Type
from evaldsl.source import Span
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

Known = Mapping[str, list[str]]
"""The names of checks, outcomes and findings."""
Change = Callable[[n.Expr], n.Expr]
WORDS = frozenset({"total"})
_LITERALS = (n.Number, n.Percent, n.Quantity, n.DateLiteral)


def trials(book: Book, module: n.Module, head: Head) -> Trials:
    """The examples and properties of the main file."""
    rows = [c.check for draft in book.lists.values() for c in draft.checks]
    found = [f.finding for draft in book.lists.values() for f in draft.findings]
    known = {
        "check": [c.name.text for c in (*head.checks, *rows)],
        "outcome": [o.name.text for o in head.outcomes],
        "finding": [f.name.text for f in (*head.findings, *found)],
    }
    # where nothing is scored there is no total, and none is zero
    env = Env(book, module.source, book.root, WORDS if head.nodes else frozenset())
    examples = [x for x in module.declarations if isinstance(x, n.Example | n.ExampleTable)]
    properties = [x for x in module.declarations if isinstance(x, n.Property)]
    for kind in (examples, properties):
        names_once(env, [(x.name.value, x.name.span) for x in kind])
    made = [spec for x in examples for spec in _examples(env, x, known)]
    stated = [_property(env, x) for x in properties]
    return Trials(tuple(made), tuple(x for x in stated if x is not None))


def names_once(env: Env, stated: Iterable[tuple[str, Span]]) -> None:
    """Refuses a name that stands twice: E202."""
    seen: dict[str, Span] = {}
    for name, span in stated:
        first = seen.setdefault(name, span)
        if first is not span:
            labels = (Label(env.where(first), "first", {"name": name}),)
            env.report("E202", span, "check", labels, name=name)


# ---- examples --------------------------------------------------------------------------------------------------------


def _examples(env: Env, stated: n.Example | n.ExampleTable, known: Known) -> Iterable[ExampleSpec]:
    if isinstance(stated, n.ExampleTable):
        from evaldsl.checking.trial_tables import of_rows

        return of_rows(env, stated, known)
    made = _example(env, stated, known)
    return () if made is None else (made,)


def givens_once(env: Env, written: Iterable[n.Given]) -> list[GivenSpec | None]:
    """What is given; None for what has been refused. Nothing is given twice: E202."""
    seen: dict[tuple[str, int | None, str | None], n.Given] = {}
    found: list[GivenSpec | None] = []
    for one in written:
        made = given_spec(env, one)
        found.append(made)
        if made is None:
            continue
        first = seen.setdefault(put(made), one)
        if first is not one:
            labels = (Label(env.where(first.span), "first", {"name": made.name}),)
            env.report("E202", one.span, "check", labels, name=made.name)
    return found


def put(given: GivenSpec) -> tuple[str, int | None, str | None]:
    """What a given puts into the fact file."""
    return given.name, given.row, given.cell


def _example(env: Env, stated: n.Example, known: Known) -> ExampleSpec | None:
    givens = givens_once(env, stated.givens)
    expects = [expect_spec(env, e, known) for e in stated.expects]
    if None in givens or None in expects:
        return None
    return ExampleSpec(
        stated.name.value,
        None if stated.base is None else stated.base.value,
        tuple(g for g in givens if g is not None),
        tuple(e for e in expects if e is not None),
        tuple(b.value for b in stated.basis),
        env.where(stated.name.span),
    )


def fact_named(env: Env, path: n.Path) -> p.FactRef | None:
    """The fact that a path means: by its name, or by the indicator that declares it."""
    typed = infer(env, n.Ref(path, path.span))
    if typed is None or isinstance(typed, p.FactRef):
        return typed
    env.report("E266", path.span, name=path.text)
    return None


def given_spec(env: Env, stated: n.Given) -> GivenSpec | None:
    """What an example puts into its fact file; None when it has been refused."""
    where = env.where(stated.span)
    reason = "" if stated.reason is None else stated.reason.value
    if stated.row is not None:
        return _cell(env, stated, stated.row)
    if stated.kind == "judged" or (stated.kind == "not_applicable" and _is_judged(env, stated.path)):
        leaf = one_node(env, stated.path)
        if leaf is None:
            return None
        if stated.value is None:
            return GivenSpec("judged", leaf.path, None, None, "", reason or "不适用", where)
        number = _number(env, stated.value)
        return None if number is None else GivenSpec("judged", leaf.path, None, None, number, reason, where)
    fact = fact_named(env, stated.path)
    if fact is None:
        return None
    if stated.value is None:
        return GivenSpec(stated.kind, fact.name, None, None, "", reason, where)
    value = _filed(env, stated.value, fact.type, fact.name)
    return None if value is None else GivenSpec("value", fact.name, None, None, value, reason, where)


def _is_judged(env: Env, path: n.Path) -> bool:
    from evaldsl.checking.names import find_nodes
    from evaldsl.checking.values import declares_own

    found = find_nodes(env.book, tuple(x.text for x in path.parts))
    return len(found) == 1 and not found[0].is_group and not declares_own(found[0]) and path.text not in env.book.facts


def _cell(env: Env, stated: n.Given, row: int) -> GivenSpec | None:
    assert stated.cell is not None
    spec = field_named(env, stated.path, stated.cell)
    if spec is None:
        return None
    reason, where = "" if stated.reason is None else stated.reason.value, env.where(stated.span)
    if stated.value is None:
        return GivenSpec(stated.kind, stated.path.text, row, spec.name, "", reason, where)
    value = _filed(env, stated.value, spec.type, spec.name)
    return None if value is None else GivenSpec("value", stated.path.text, row, spec.name, value, "", where)


def field_named(env: Env, listed: n.Path, cell: n.Name) -> p.FactSpec | None:
    """The field of a list that the fact file gives."""
    draft = env.book.lists.get(listed.text)
    if draft is None:
        near = nearest(listed.text, env.book.lists)
        env.report("E223", listed.span, "near" if near else None, name=listed.text, near=near or "")
        return None
    spec = draft.fields.get(cell.text)
    if spec is None:
        near = nearest(cell.text, draft.fields)
        env.report("E201", cell.span, "near" if near else None, name=cell.text, near=near or "", known="")
    return spec


def _filed(env: Env, written: n.Expr, kind: Type, name: str) -> "str | bool | None":
    """A value as a fact file has it. What is no plain figure, date, word or text is refused: E267."""
    inner = written
    if isinstance(inner, n.Unary) and inner.op is n.UnaryOp.MINUS:
        inner = inner.operand
    if isinstance(kind, LevelType):
        typed = level(env, written, kind)
        return typed.value if isinstance(typed, p.Const) and isinstance(typed.value, str) else None
    typed = infer(env, written)
    if typed is None:
        return None
    fitted = fits(env, typed, kind, Both(f"the fact {name}", f"事实“{name}”"), written)
    if fitted is None:
        return None
    if isinstance(written, n.YesNo):
        return written.value
    if isinstance(written, n.TextLiteral):
        return written.value
    if isinstance(inner, _LITERALS):
        return env.source.slice(written.span)
    env.report("E267", written.span, name=name, text=expr_text(typed))
    return None


def _number(env: Env, written: n.Expr) -> str | None:
    typed = infer(env, written)
    if typed is None:
        return None
    if quantity(typed.type) is None or constant(env.book, typed) is None or not isinstance(written, (n.Number, n.Unary)):
        env.report("E267", written.span, name=Both("a judgement", "评定"), text=expr_text(typed))
        return None
    return env.source.slice(written.span)


def expect_spec(env: Env, stated: n.Expect, known: Known) -> ExpectSpec | None:
    """What an example expects; None when it has been refused."""
    where, text = env.where(stated.span), stated.text or " ".join(env.source.slice(stated.span).split())
    subject, test = "", None
    match stated.kind:
        case "that":
            assert stated.condition is not None
            test = condition(env, stated.condition)
            if test is None:
                return None
        case "status":
            assert stated.path is not None
            leaf = one_node(env, stated.path)
            if leaf is None:
                return None
            subject = leaf.path
        case "grade":
            if grade_name(env.book, env, n.Name(stated.word, stated.span)) is None:
                return None
        case "check" | "outcome" | "finding":
            assert stated.path is not None
            subject = stated.path.text
            if not known_name(env, stated.kind, stated.path, known):
                return None
        case _:
            if entry(stated.word) is None:
                env.report("E268", stated.span, written=stated.word)
                return None
    return ExpectSpec(stated.kind, subject, stated.word, test, text, where)


def known_name(env: Env, kind: str, path: n.Path, known: Known) -> bool:
    """Whether there is such a check, finding or outcome: E269."""
    if path.text in known[kind]:
        return True
    near = nearest(path.text, known[kind])
    env.report("E269", path.span, "near" if near else None, name=path.text, near=near or "", kind=_KINDS[kind])
    return False


_KINDS = {"check": Both("check", "勾稽"), "outcome": Both("outcome", "结论"), "finding": Both("finding", "发现")}

# ---- properties ------------------------------------------------------------------------------------------------------


def _property(env: Env, stated: n.Property) -> PropertySpec | None:
    reads: dict[str, tuple[int, p.Expr]] = {}
    files = tuple(f.text for f in stated.files)
    if len(files) == 2 and files[0] == files[1]:
        labels = (Label(env.where(stated.files[0].span), "first", {"name": files[0]}),)
        env.report("E202", stated.files[1].span, "check", labels, name=files[1])
        return None
    alike: list[str] | None = None
    if stated.alike is not None:
        if not files:
            env.report("E272", stated.alike[0].span)
            return None
        alike = []
        for path in stated.alike:
            fact = fact_named(env, path)
            if fact is None:
                return None
            alike.append(fact.name)
    claims: list[ClaimSpec] = []
    for claim in stated.claims:
        made = _claim(env, claim, files, reads)
        if made is None:
            return None
        claims.append(made)
    return PropertySpec(
        stated.name.value,
        files,
        None if alike is None else tuple(alike),
        tuple(claims),
        tuple(b.value for b in stated.basis),
        env.where(stated.name.span),
        reads,
    )


def _claim(env: Env, stated: n.Claim, files: tuple[str, ...], reads: dict[str, tuple[int, p.Expr]]) -> ClaimSpec | None:
    where, text = env.where(stated.span), " ".join(env.source.slice(stated.span).split())
    when_written, written = stated.when, stated.expr
    if files:
        if stated.kind != "that":
            env.report("E272", stated.span, "kind")
            return None
        locals_: dict[str, p.Expr] = {}
        written = _read(env, written, files, reads, locals_)
        when_written = None if when_written is None else _read(env, when_written, files, reads, locals_)
        env = evolve(env, locals={**env.locals, **locals_})
    when = None
    if when_written is not None:
        when = condition(env, when_written)
        if when is None:
            return None
    if stated.kind in ("that", "attainable"):
        test = condition(env, written)
        return None if test is None else ClaimSpec(stated.kind, when, test, "", "", None, None, text, where)
    expr = infer(env, written)
    if expr is None:
        return None
    assert stated.path is not None
    if stated.kind == "order":
        if stated.path.text not in env.book.lists:
            near = nearest(stated.path.text, env.book.lists)
            env.report("E223", stated.path.span, "near" if near else None, name=stated.path.text, near=near or "")
            return None
        return ClaimSpec("order", when, expr, stated.path.text, "", None, None, text, where)
    fact = fact_named(env, stated.path)
    if fact is None:
        return None
    if quantity(fact.type) is None:
        env.report("E270", stated.path.span, name=fact.name, got=type_words(fact.type))
        return None
    if stated.kind in ("trend", "moves") and quantity(expr.type) is None:
        env.report("E271", stated.expr.span, text=expr_text(expr), got=type_words(expr.type))
        return None
    if stated.kind != "moves":
        return ClaimSpec(stated.kind, when, expr, fact.name, stated.trend, None, None, text, where)
    assert stated.limit is not None
    assert stated.per is not None
    limit, per = infer(env, stated.limit), infer(env, stated.per)
    if limit is None or per is None:
        return None
    limit = fits(env, limit, expr.type, Both("the largest step", "最大变动"), stated.limit)
    per = fits(env, per, fact.type, Both("the step of the fact", "事实的步长"), stated.per)
    if limit is None or per is None:
        return None
    for one, place in ((limit, stated.limit), (per, stated.per)):
        known = constant(env.book, one)
        if known is None or known < 0 or (one is per and known == 0):
            env.report("E273", place.span, text=expr_text(one))
            return None
    return ClaimSpec("moves", when, expr, fact.name, "", limit, per, text, where)


def _read(
    env: Env, written: n.Expr, files: tuple[str, ...], reads: dict[str, tuple[int, p.Expr]], locals_: dict[str, p.Expr]
) -> n.Expr:
    """The expression with a local in place of each figure of one of the two files (`甲.总分`)."""
    if isinstance(written, n.Ref):
        first = written.path.parts[0]
        if first.text not in files or len(written.path.parts) < 2:
            return written
        rest = written.path.parts[1:]
        inner = n.Ref(n.Path(rest, written.path.span), written.span, len(rest) == 1 and rest[0].text in ("total", "总分"))
        key = written.path.text
        if key not in reads:
            typed = infer(env, inner)
            if typed is None:
                return inner
            reads[key] = (files.index(first.text), typed)
        locals_[key] = p.Local(key, reads[key][1].type, env.where(written.span))
        return n.Ref(n.Path((n.Name(key, written.span, True),), written.span), written.span)
    return _mapped(written, lambda inner: _read(env, inner, files, reads, locals_))


def _mapped(node: n.Expr, change: Change) -> n.Expr:
    """The node with its operands changed."""
    found = {a.name: _part(getattr(node, a.name), change) for a in fields(type(node))}
    return evolve(node, **found)


def _part(part: Any, change: Change) -> Any:
    if isinstance(part, tuple):
        return tuple(_part(x, change) for x in part)
    if isinstance(part, get_args(n.Expr)):
        return change(part)
    if isinstance(part, n.Interval):
        return evolve(part, low=change(part.low), high=change(part.high))
    return part
