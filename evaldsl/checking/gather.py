"""The declarations of a ruleset and of all files that it uses, by name.

In: the main module, a resolver of `use`. Out: the book with units, types, facts, lets, methods and bands by name, and the head and tree of
the main module. Guarantees: each name is declared once, hides nothing and means no unit and no word of formulas; a circle of
`use` ends; a used file brings names and nothing else.
"""

from collections.abc import Callable
from fractions import Fraction
from unicodedata import normalize

from attrs import define, field

from evaldsl.checking.book import Book, Declared, Env, Leaf, Stated, quantity
from evaldsl.checking.bounds import constant
from evaldsl.checking.expressions import FUNCTIONS, infer
from evaldsl.checking.facts import declare, type_of
from evaldsl.checking.groups import declare_groups, new_list
from evaldsl.checking.joins import join_rows
from evaldsl.checking.lists import declare_distribution, declare_list, declare_rows
from evaldsl.checking.measures import declared_measures
from evaldsl.checking.names import WORDS
from evaldsl.checking.units import POINTS_NAMES
from evaldsl.checking.wording import expr_text
from evaldsl.diagnostics.core import Both, Diagnostic, Label
from evaldsl.model.types import LevelType
from evaldsl.model.units import ONE, Unit
from evaldsl.source import SourceFile
from evaldsl.spelling import nearest
from evaldsl.syntax import nodes as n

Resolve = Callable[[n.Use, n.Module], n.Module | Diagnostic]
MOST_FILES = 100


@define(eq=False)
class Head:
    """What stands at the top of the main module, by kind, and its tree."""

    language: n.Language | None = None
    name: n.RulesetName | None = None
    period: n.Period | None = None
    total: n.Total | None = None
    show: n.Show | None = None
    grades: n.Grades | None = None
    combine: n.Combine | None = None
    result: n.ResultKind | None = None
    basis: list[n.Basis] = field(factory=list)
    supplied: list[n.Supplied] = field(factory=list)
    rounds: list[Stated] = field(factory=list)
    grade_rules: list[n.GradeIs] = field(factory=list)
    vetoes: list[n.Veto] = field(factory=list)
    each: list[n.EachIndicator] = field(factory=list)
    checks: list[n.Check] = field(factory=list)
    findings: list[n.Finding] = field(factory=list)
    outcomes: list[n.Outcome] = field(factory=list)
    nodes: list[n.Node] = field(factory=list)
    rows: list[tuple[n.ForEach, SourceFile]] = field(factory=list)
    distributions: list[tuple[n.Distribution, SourceFile]] = field(factory=list)
    groups: list[tuple[n.Groups, SourceFile]] = field(factory=list)
    costs: list[n.Cost] = field(factory=list)
    comparisons: list[n.Comparison] = field(factory=list)


def gather(book: Book, main: n.Module, units: n.Module, resolve: Resolve, period: n.Period | None) -> Head:
    """Fills the book with all declarations. `period` is that of the ruleset that is checked."""
    modules = _modules(book, main, units, resolve)
    _units(book, [units] if main.source.text == units.source.text else [units, *modules])
    _types(book, modules)
    declared_measures(book, modules)
    head = Head()
    _period(book, period)
    for module in modules:
        _parameters(book, module, module is main)
    for module in modules:
        _names(book, module, module is main, head)
    join_rows(book)
    for made, source in head.groups:
        declare_groups(book, made, source)
    for each, source in head.rows:
        declare_rows(book, each, source)
    for comparison in head.comparisons:
        from evaldsl.checking.comparisons import declare_comparison

        declare_comparison(book, comparison, main.source)
    for distribution, source in head.distributions:
        declare_distribution(book, distribution, source)
    if head.costs:
        from evaldsl.checking.costs import declare_cost

        for sheet in head.costs:
            declare_cost(book, sheet, main.source)
    _near_twins(book)
    return head


def _modules(book: Book, main: n.Module, units: n.Module, resolve: Resolve) -> list[n.Module]:
    """The used modules, each once, used before user; the main module last. The standard units are there anyway. Refused: E910."""
    found: list[n.Module] = []
    seen = {main.source.name}
    waiting: list[n.Module] = [main]
    while waiting:
        module = waiting.pop()
        found.append(module)
        for use in module.declarations:
            if not isinstance(use, n.Use):
                continue
            other = resolve(use, module)
            if isinstance(other, Diagnostic):
                book.use_problems.append(other)
            elif other.source.name in seen or other.source.text == units.source.text:
                continue
            elif len(seen) == MOST_FILES:
                place = module.source.where(use.file.span)
                book.use_problems.append(Diagnostic("E910", place, {"name": use.file.value, "most": str(MOST_FILES)}))
                return found[::-1]
            else:
                seen.add(other.source.name)
                book.use_places[other.source.name] = (use.file.value, module.source.where(use.file.span))
                waiting.append(other)
    return found[::-1]


# ---- units and types -------------------------------------------------------------------------------------------------


def _units(book: Book, modules: list[n.Module]) -> None:
    standard = modules[0].source
    waiting = [(m.source, d) for m in modules for d in m.declarations if isinstance(d, n.UnitDecl)]
    places: dict[str, tuple[SourceFile, n.Name]] = {}
    later = []
    for source, declared in waiting:
        again = source is not standard and declared.unit is None
        names = [x for x in declared.names if not (again and _is_base(book, x.text)) and _new_unit(book, source, x, places)]
        if declared.unit is None:
            for name in names:
                book.units.add(name.text, Unit(((name.text, 1),), Fraction(1), name.text))
        elif names:
            later.append((source, declared, names))
    while later:
        left = [x for x in later if not _derived(book, *x, final=False)]
        if len(left) == len(later):
            for x in left:
                _derived(book, *x, final=True)
            return
        later = left


def _is_base(book: Book, name: str) -> bool:
    """Whether a name is a base unit already: declaring it once more says nothing new."""
    found = book.units.names.get(name)
    return found is not None and found.dimension == ((name, 1),) and found.factor == 1


def _new_unit(book: Book, source: SourceFile, name: n.Name, places: dict[str, tuple[SourceFile, n.Name]]) -> bool:
    if name.text in POINTS_NAMES or name.text == "%":
        book.report("E206", source.where(name.span), (), "points", name=name.text)
        return False
    if name.text in places:
        first = places[name.text]
        labels = (Label(first[0].where(first[1].span), "first", {"name": name.text}),)
        book.report("E202", source.where(name.span), labels, "unit", name=name.text)
        return False
    places[name.text] = (source, name)
    return True


def _derived(book: Book, source: SourceFile, declared: n.UnitDecl, names: list[n.Name], final: bool) -> bool:
    """`unit 万亩 = 10000 亩`; false when it rests on a unit that is not known yet."""
    assert declared.unit is not None
    found = book.units.resolve(declared.unit)
    if isinstance(found, n.Name):
        if final:
            near = nearest(found.text, book.units.names)
            own = found.text in [x.text for x in names]
            book.report(
                "E303", source.where(found.span), (), "near" if near and not own else None, unit=found.text, near=near or ""
            )
        return False
    factor = Fraction(1)
    if declared.factor is not None:
        env = Env(book, source)
        typed = infer(env, declared.factor)
        value = constant(book, typed)
        kind = None if typed is None else quantity(typed.type)
        if typed is None:
            return True
        if value is None or value <= 0 or kind is None or kind.unit.dimension:
            env.report("E304", declared.span, got=expr_text(typed))
            return True
        factor = value
    for name in names:
        unit = found if found.dimension else ONE
        book.units.add(name.text, Unit(unit.dimension, found.factor * factor, name.text))
    return True


def _types(book: Book, modules: list[n.Module]) -> None:
    for module in modules:
        for declared in module.declarations:
            if not isinstance(declared, n.TypeDecl):
                continue
            env = Env(book, module.source)
            name = declared.name
            if name.text in book.type_places:
                _twice(book, Declared(declared, name, module.source), book.type_places[name.text], "type")
                continue
            if book.units.look_up(name.text) is not None:
                env.report("E206", name.span, name=name.text)
                continue
            found = type_of(env, declared.type)
            if found is None:
                continue
            kind = found[0]
            if isinstance(kind, LevelType):
                kind = LevelType(kind.members, kind.ordered, name.text)
            book.types[name.text], book.type_domains[name.text] = kind, found[1]
            book.type_places[name.text] = Declared(declared, name, module.source, module.source is book.main)


# ---- names -----------------------------------------------------------------------------------------------------------


def _names(book: Book, module: n.Module, is_main: bool, head: Head) -> None:
    for declared in module.declarations:
        match declared:
            case n.Facts():
                for fact in declared.facts:
                    for name in fact.names:
                        _fact(book, Declared(fact, name, module.source, is_main))
                for listed in declared.lists:
                    for name in listed.names:
                        if free_name(book, Declared(listed, name, module.source, is_main)):
                            declare_list(book, listed, name, module.source, is_main)
                        else:
                            book.broken.add(name.text)
            case n.Let():
                _let(book, declared, module.source, is_main)
            case n.ParameterDecl():
                continue
            case n.Norm() | n.Norms():
                from evaldsl.checking.norms import declare_norms

                declare_norms(book, declared, module.source, is_main)
            case n.MethodDecl():
                callable_name(book, book.methods, Declared(declared, declared.name, module.source, is_main))
            case n.Table() | n.Scorecard():
                callable_name(book, book.tables, Declared(declared, declared.name, module.source, is_main))
            case n.BandsDecl():
                callable_name(book, book.bands, Declared(declared, declared.name, module.source, is_main))
            case n.ForEach():
                head.rows.append((declared, module.source))
            case n.Distribution() | n.Groups():
                _over_lists(book, declared, Declared(declared, declared.name, module.source, is_main), head)
            case n.UnitDecl() | n.TypeDecl() | n.Use() | n.Example() | n.ExampleTable() | n.Property():
                continue  # examples and properties of a used file are its own: they are tried with it
            case n.Language():
                if is_main:
                    head_of(book, module.source, head, declared)
                if declared.version != 1:
                    book.report("E440", module.source.where(declared.span), version=str(declared.version))
            case n.RulesetName() | n.Basis() | n.Supplied():
                if is_main:
                    head_of(book, module.source, head, declared)
            case _ if is_main:
                head_of(book, module.source, head, declared)
            case _:
                used_as, place = book.use_places[module.source.name]
                line = str(module.source.position(declared.span.start)[0])
                book.report("E441", place, file=used_as, line=line)


def _over_lists(book: Book, node: n.Distribution | n.Groups, declared: Declared, head: Head) -> None:
    """Names that stand for figures of lists; what they are made of is looked at when all lists are known."""
    if not free_name(book, declared):
        book.broken.add(declared.name.text)
    elif isinstance(node, n.Groups):
        new_list(book, node, declared.source, declared.own)
        head.groups.append((node, declared.source))
    else:
        head.distributions.append((node, declared.source))
        book.case_places[declared.name.text] = declared


def _twice(book: Book, declared: Declared, first: Declared, help: str | None = None) -> None:
    labels = (Label(first.where, "first", {"name": declared.name.text}),)
    book.report("E202", declared.where, labels, help, name=declared.name.text)


def free_name(book: Book, declared: Declared) -> bool:
    """Whether a fact or let may bear its name."""
    name = declared.name
    if name.text in WORDS and not name.quoted:
        book.report("E205", declared.where, name=name.text)
        return False
    first = book.fact_places.get(name.text) or book.lets.get(name.text) or book.case_places.get(name.text)
    if first is not None:
        _twice(book, declared, first)
        return False
    other = book.lists.get(name.text)
    if other is not None:
        labels = (Label(other.source.where(other.name.span), "first", {"name": name.text}),)
        book.report("E202", declared.where, labels, name=name.text)
        return False
    return True


def _period(book: Book, stated: n.Period | None) -> None:
    """The period of the ruleset, over which a bare name of a history is read."""
    if stated is not None and stated.start.value <= stated.end.value:
        book.period = stated.start.value, stated.end.value
    book.period_broken = stated is not None and book.period is None


def _parameters(book: Book, module: n.Module, is_main: bool) -> None:
    """Parameters come before everything else: a domain or a default may be one."""
    for stated in module.declarations:
        for norm in stated.norms if isinstance(stated, n.Norms) else (stated,):
            if isinstance(norm, n.Norm) and norm.dated is not None:  # its name is declared with what else the norm says
                key = norm.dated.name.text
                book.lets.setdefault(key, Declared(norm.dated, norm.dated.name, module.source, is_main))
                book.dated.add(key)
        node = stated
        if not isinstance(node, n.ParameterDecl):
            continue
        declared = Declared(node, node.name, module.source, is_main)
        if not free_name(book, declared):
            book.broken.add(node.name.text)
            continue
        book.lets[node.name.text] = declared
        if node.history is not None:
            book.dated.add(node.name.text)


def _fact(book: Book, declared: Declared) -> None:
    if free_name(book, declared):
        book.fact_places[declared.name.text] = declared
        declare(book, declared)
    else:
        book.broken.add(declared.name.text)


def _let(book: Book, let: n.Let, source: SourceFile, own: bool) -> None:
    declared = Declared(let, let.name, source, own)
    if not free_name(book, declared):
        return
    if not let.cases:
        book.lets[let.name.text] = declared
        return
    book.case_places[let.name.text] = declared
    cases: list[str] = []
    for case in let.cases:
        key = f"{let.name.text}.{case.name.text}"
        made = Declared(case, case.name, source, own)
        if key in book.lets:
            _twice(book, made, book.lets[key])
            continue
        book.lets[key] = made
        cases.append(case.name.text)
    book.let_cases[let.name.text] = tuple(cases)


def callable_name(book: Book, table: dict[str, Declared], declared: Declared) -> None:
    """Declares a method or bands, unless the name is taken."""
    name = declared.name
    first = book.methods.get(name.text) or book.bands.get(name.text) or book.tables.get(name.text)
    if first is not None:
        _twice(book, declared, first)
    elif name.text in FUNCTIONS:
        book.report("E204", declared.where, (), "function", name=name.text)
    else:
        table[name.text] = declared


def _near_twins(book: Book) -> None:
    """Names that look alike: the same but for the width or case of letters."""
    seen: dict[str, Declared] = {}
    for declared in [*book.fact_places.values(), *book.lets.values()]:
        if isinstance(declared.node, n.LetCase):
            continue
        folded = normalize("NFKC", declared.name.text).casefold().replace(" ", "")
        first = seen.setdefault(folded, declared)
        if first is not declared:
            labels = (Label(first.where, "first", {"name": first.name.text}),)
            book.report("W105", declared.where, labels, name=declared.name.text, other=first.name.text)


# ---- the head --------------------------------------------------------------------------------------------------------

_ONCE = {
    n.Language: ("language", Both("language", "语言")),
    n.RulesetName: ("name", Both("ruleset", "规则集")),
    n.Period: ("period", Both("period", "期间")),
    n.Total: ("total", Both("total", "满分")),
    n.Show: ("show", Both("show", "显示")),
    n.Grades: ("grades", Both("grades", "等级")),
    n.Combine: ("combine", Both("combine", "合成")),
    n.ResultKind: ("result", Both("result", "结果")),
}


def head_of(book: Book, source: SourceFile, head: Head, declared: n.Declaration) -> None:
    """Puts a declaration of the head, or a node of the tree, where it belongs."""
    once = _ONCE.get(type(declared))
    if once is not None:
        first = getattr(head, once[0])
        if first is not None:
            labels = (Label(source.where(first.span), "first", {}),)
            where = source.where(declared.span)
            book.report("E405", where, labels, "head", name=source.name, clause=once[1])
            return
        setattr(head, once[0], declared)
        return
    match declared:
        case n.Basis():
            head.basis.append(declared)
        case n.Supplied():
            head.supplied.append(declared)
        case n.Round():
            head.rounds.append(Stated(declared, source))
        case n.GradeIs():
            head.grade_rules.append(declared)
        case n.Veto():
            head.vetoes.append(declared)
        case n.EachIndicator():
            head.each.append(declared)
        case n.Check():
            head.checks.append(declared)
        case n.Finding():
            head.findings.append(declared)
        case n.Outcome():
            head.outcomes.append(declared)
        case n.Comparison():
            if free_name(book, Declared(declared, declared.name, source)):
                from evaldsl.checking.comparisons import new_comparison

                head.comparisons.append(declared)
                new_comparison(book, declared, source, True)
            else:
                book.broken.add(declared.name.text)
        case n.Cost():
            if free_name(book, Declared(declared, declared.name, source)):
                head.costs.append(declared)
                book.case_places[declared.name.text] = Declared(declared, declared.name, source)
            else:
                book.broken.add(declared.name.text)
        case n.Group() | n.Indicator() | n.Form() | n.FormFrom():
            head.nodes.append(declared)
        case _:
            return


def own_facts(book: Book) -> None:
    """Gives every indicator that declares a fact of its own that fact's name: its own name, or the shortest clear tail of its path."""
    from evaldsl.checking.values import declares_own

    by_name: dict[str, list[Leaf]] = {}
    for leaf in book.leaves.values():
        if declares_own(leaf):
            by_name.setdefault(leaf.name.text, []).append(leaf)
    for name, leaves in by_name.items():
        explicit = book.fact_places.get(name)
        if explicit is not None:
            if len(leaves) > 1:
                paths = "、".join(x.path for x in leaves[:6])
                book.report("E203", explicit.where, (), "fact", name=name, paths=paths, first=leaves[0].path)
            for leaf in leaves:
                leaf.own_name = name
            continue
        clash = book.lets.get(name) or book.case_places.get(name)
        for leaf in leaves:
            leaf.own_name = _tail(leaf, leaves)
            if clash is not None and leaf.own_name == name:
                labels = (Label(clash.where, "first", {"name": name}),)
                book.report("E202", leaf.where, labels, "own", name=name)
                leaf.value_done = leaf.target_done = True
                continue
            book.owners[leaf.own_name] = leaf


def _tail(leaf: Leaf, others: list[Leaf]) -> str:
    for length in range(1, len(leaf.parts) + 1):
        tail = leaf.parts[-length:]
        if sum(x.parts[-length:] == tail for x in others) == 1:
            return ".".join(tail)
    return leaf.path
