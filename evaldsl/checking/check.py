"""The checker: from the syntax tree of a ruleset to a program, or to the reasons why there is none.

In: a module, a resolver of `use`. Out: `Checked`: the program (None when there is an error) and every problem, in the order of the text.
Guarantees: never raises for anything that parses; one mistake gives one error; a program that comes out has no type error at run time.

The day of a check: gather declarations by name (gather) → draft the tree (drafts) → kinds of result and weights (weights) → order
and circles (order) → type lets, values, targets, methods (expressions, values, methods) → nodes (tree) → laws (laws) → what decides nothing
(recorded) → what is never used (dead).
"""

from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from evaldsl.checking.bands import declared_bands
from evaldsl.checking.book import Book, Env, Leaf, Stated
from evaldsl.checking.dead import unused
from evaldsl.checking.drafts import build
from evaldsl.checking.extends import Family, Resolve, change_parameters, change_tree, family, known_parameters, variant_heads
from evaldsl.checking.findings import finding_spec
from evaldsl.checking.gather import Head, gather, own_facts
from evaldsl.checking.head import TOTAL, check_spec, grade_rule, grades, outcome
from evaldsl.checking.incomplete import believable
from evaldsl.checking.laws import LAWS, constant_conditions
from evaldsl.checking.lets import typed_let, typed_method
from evaldsl.checking.lists import hidden_names, list_spec, typed_row_let
from evaldsl.checking.order import order, split_row
from evaldsl.checking.recorded import record_decides_nothing
from evaldsl.checking.required import required_facts
from evaldsl.checking.tables import typed_table
from evaldsl.checking.tree import Roundings, node, rounding_of, roundings, veto
from evaldsl.checking.weights import points, settle_results, settle_weights, total_of
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.model import program as p
from evaldsl.model.trials import Trials
from evaldsl.records import evolve
from evaldsl.source import Span, Where
from evaldsl.syntax import nodes as n

NO_TRIALS = Trials()


@frozen
class Checked:
    """The result of a check. `program` is None when any problem is an error; warnings leave it standing."""

    program: p.Program | None
    problems: tuple[Diagnostic, ...]
    trials: Trials = NO_TRIALS


OF_THE_RESULT = frozenset({"E201", "E402", "E403", "E424"})
"""What follows from a kind of result that is not known: weights and totals that it needs or not, levels that it has."""
NAMES_OF_USED_FILES = frozenset({"E201", "E207", "E208", "E219", "E303"})


@lru_cache(maxsize=1)
def standard_units() -> n.Module:
    """The module of the usual units, which every ruleset has."""
    from evaldsl.library import units_source
    from evaldsl.syntax.parser import parse

    return parse(units_source()).module


def check(module: n.Module, resolve: Resolve, sha256: str = "") -> Checked:
    """Checks a ruleset. `resolve` finds what `use` names; `sha256` is put into the program for its reports."""
    checked, made = _checked(module, resolve, sha256, None)
    if not made.variants:
        return checked
    from evaldsl.checking.blame import placed

    return placed(checked, made, lambda without: _checked(module, resolve, sha256, without)[0].problems)


def _checked(module: n.Module, resolve: Resolve, sha256: str, without: int | None) -> tuple[Checked, Family]:
    """The check; `without` leaves out one of the changes of `extends`."""
    book = Book(module.source)
    read = [module]

    def found(use: n.Use, user: n.Module) -> n.Module | Diagnostic:
        answer = resolve(use, user)
        if isinstance(answer, n.Module):
            read.append(answer)
        return answer

    made = family(book, module, found)
    change_parameters(book, made, without)
    head = gather(book, made.root, standard_units(), found, made.period())
    if made.variants:
        variant_heads(book, made, head)
        known_parameters(book)
    root = _root(book, made, head, without)
    program = _program(book, module, made, head, root, sha256)
    if program is not None:
        record_decides_nothing(book, program)
        constant_conditions(book, program)
    library = bool(made.variants) or not (head.nodes or head.checks or head.outcomes or head.findings)
    if not library and not book.use_problems and not any(x.severity is Severity.ERROR for x in book.problems):
        unused(book)
    stated = NO_TRIALS
    if any(isinstance(d, (n.Example, n.ExampleTable, n.Property)) for d in module.declarations):
        from evaldsl.checking.trials import trials

        stated = trials(book, module, head)
    if any(True for _ in _stated_costs(book)):
        from evaldsl.checking.change_costs import change_costs

        stated = evolve(stated, costs=change_costs(book))
    if book.use_problems:
        # what a file that was not found would have declared is not unknown
        book.problems = [x for x in book.problems if x.code not in NAMES_OF_USED_FILES]
    if book.result_broken:
        book.problems = [x for x in book.problems if x.code not in OF_THE_RESULT]
    problems = tuple(sorted([*book.use_problems, *book.problems], key=_position))
    complete = all(m.complete for m in read)
    if not complete:
        problems = believable(problems, read)
    failed = not complete or any(x.severity is Severity.ERROR for x in problems)
    return Checked(None if failed else program, problems, NO_TRIALS if failed else stated), made


def _stated_costs(book: Book) -> Iterator[n.ChangeCost]:
    """What is said of the cost of changes."""
    for declared in book.fact_places.values():
        if isinstance(declared.node, n.FactDecl):
            yield from declared.node.type.costs
    for draft in book.lists.values():
        for field in draft.node.fields:
            yield from field.type.costs
    for leaf in book.leaves.values():
        stated = leaf.one.get("actual")
        if stated is not None and isinstance(stated.clause, n.Actual):
            yield from stated.clause.type.costs


def _position(problem: Diagnostic) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if isinstance(place, Where) else (place.file, 0, 0)


def _root(book: Book, made: Family, head: Head, without: int | None) -> Leaf:
    """The draft of the whole, with its tree drafted below it."""
    module = made.root
    span = head.total.span if head.total else head.name.title.span if head.name else Span(0, 0)
    name = n.Name(head.name.title.value if head.name else "", span)
    root = Leaf(name, (), module.source, span, True)
    for key, clause in (("combine", head.combine), ("result", head.result)):
        if clause is not None:
            root.one[key] = Stated(clause, module.source)
    root.many["veto"] = [Stated(v, module.source) for v in head.vetoes]
    root.many["basis"] = [Stated(b, module.source) for b in head.basis]
    root.many["supplied"] = [Stated(s, module.source) for s in head.supplied]
    book.root = root
    build(book, module.source, root, head.nodes, head.each)
    change_tree(book, made, head, without)
    own_facts(book)
    hidden_names(book)
    return root


def _program(book: Book, module: n.Module, made: Family, head: Head, root: Leaf, sha256: str) -> p.Program | None:
    env = Env(book, made.root.source, root, TOTAL)
    keys = order(book)
    settle_results(book, root, p.PointsResult())
    _total(book, env, head, root)
    settle_weights(book, root)
    if head.language is None:
        book.report("E440", module.source.where(Span(0, 0)), (), "missing", version="")
    if head.period is not None and head.period.start.value > head.period.end.value:
        stating = [m for m in (made.root, *(v.module for v in made.variants)) if head.period in m.declarations]
        book.report(
            "E429",
            stating[-1].source.where(head.period.span),
            start=head.period.start.value.isoformat(),
            end=head.period.end.value.isoformat(),
        )
    for kind, key in keys:
        if kind == "let":
            typed_let(book, key)
        else:
            typed_row_let(book, *split_row(book, key))
    for name in book.methods:
        typed_method(book, name)
    for name in book.bands:
        declared_bands(book, name)
    for name in book.tables:
        typed_table(book, name)
    rounds = roundings(book, head.rounds)
    cuts = () if head.grades is None else grades(book, env, head.grades, root, rounding_of(book, root, rounds)[0])
    top_vetoes = [veto(book, env, v) for v in head.vetoes]
    root.many["veto"] = []
    tree = node(book, root, rounds)
    rules = [grade_rule(book, env, g) for g in head.grade_rules]
    checks = [check_spec(book, env, c) for c in head.checks]
    outcomes = [outcome(book, env, o) for o in head.outcomes]
    required_facts(book)
    findings = [finding_spec(book, env, f) for f in head.findings]
    if any(draft.tree is not None for draft in book.lists.values()):
        from evaldsl.checking.row_trees import typed_trees

        typed_trees(book, rounds)
    lists = {name: list_spec(book, draft) for name, draft in book.lists.items()}
    forms = _forms(book, rounds)
    _names_once(book, env, head)
    for law in LAWS:
        law(book, rounds)
    if tree is None or any(x.severity is Severity.ERROR for x in (*book.problems, *book.use_problems)):
        return None
    from evaldsl.records import evolve

    return p.Program(
        name=head.name.title.value if head.name else "",
        file=module.source.name,
        sha256=sha256,
        language=1,
        period=(head.period.start.value, head.period.end.value) if head.period else None,
        basis=tuple(b.text.value for b in head.basis),
        supplied=tuple(s.text.value for s in head.supplied),
        root=evolve(tree, vetoes=tuple(v for v in top_vetoes if v is not None)),
        show=head.show.digits if head.show else None,
        grades=cuts,
        grade_type=book.grade_type,
        grade_rules=tuple(r for r in rules if r is not None),
        facts=book.facts,
        lets={key: spec for kind, key in keys if kind == "let" and (spec := book.let_specs.get(key)) is not None},
        functions={name: f for name, f in book.functions.items() if f is not None},
        bands={name: b for name, b in book.band_specs.items() if isinstance(b, p.BandsSpec)},
        checks=tuple(c for c in checks if c is not None),
        outcomes=tuple(o for o in outcomes if o is not None),
        units=book.units.names,
        lists=lists,
        distributions=tuple(book.distributions.values()),
        parameters=dict(book.parameters),
        norms=tuple(book.norms),
        costs=tuple(book.costs),
        families=book.families,
        forms=forms,
        extends=made.variants[-1].extends.file.value if made.variants else "",
        changes=tuple(book.changes),
        tables={name: t for name, t in book.table_specs.items() if t is not None},
        findings=tuple(f for f in findings if f is not None),
    )


def _forms(book: Book, rounds: Roundings) -> tuple[p.FormSpec, ...]:
    if not book.forms:
        return ()
    from evaldsl.checking.row_forms import form_spec

    made = [form_spec(book, draft, rounds) for draft in book.forms]
    return tuple(spec for spec in made if spec is not None)


def _total(book: Book, env: Env, head: Head, root: Leaf) -> None:
    if head.total is not None:
        if not points(root):
            env.report("E402", head.total.span, "scale")
            return
        root.weight = total_of(book, head.total, env)
        root.weight_broken = root.weight is None
        if not root.children and not book.forms and not book.problems:
            env.report("E431", head.total.span)
    elif (root.children or book.forms) and points(root):
        place = root.where if head.name or not root.children else root.children[0].where
        book.report("E402", place)
        root.weight_broken = True


def _names_once(book: Book, env: Env, head: Head) -> None:
    """Checks, outcomes and findings are told apart by name."""
    rows = [c.check for draft in book.lists.values() for c in draft.checks]
    found = [f.finding for draft in book.lists.values() for f in draft.findings]
    for kind, help in (([*head.checks, *rows], "check"), (head.outcomes, "check"), ([*head.findings, *found], "finding")):
        seen: set[str] = set()
        for stated in kind:
            if stated.name.text in seen:
                env.report("E202", stated.name.span, help, name=stated.name.text)
            seen.add(stated.name.text)
