"""A program taken apart: every clause that can change what a run gives, by the thing that it belongs to, in normal form.

In: a program and its `Terms`. Out: `Parts`, a term for each (section, name, clause). Guarantees: two programs with equal parts of the scoring sections give the same
score, grade and outcome for every fact file; what is only shown (labels, clauses of law, order of declarations) is in no part.
"""

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from evaldsl.differing.steps import cuts_term
from evaldsl.differing.tables import domain_key, type_key
from evaldsl.differing.terms import Ref, Term, Terms
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.verdicts import grade_order
from evaldsl.model import program as p
from evaldsl.model.findings import FindingSpec
from evaldsl.model.types import ANY
from evaldsl.model.units import Unit

Key = tuple[str, str, str]
Parts = Mapping[Key, Term]

SCORING = frozenset(("fact", "field", "list", "node", "grade", "outcome", "unit", "form"))
"""The sections that decide scores, grades and outcomes. Named values, functions, bands and tables decide by being read."""

CLAUSES = (
    "kind", "weight", "result", "value", "target", "method", "combine", "scaled", "rounding", "exact", "applies", "absent", "vetoes",
    "requires", "flag",
)  # fmt: skip


def parts_of(terms: Terms) -> Parts:
    """All clauses of a program."""
    program = terms.program
    found: dict[Key, Term] = {}
    for spec in program.facts.values():
        found |= fact_parts("fact", terms.names.facts.get(spec.name, spec.name), spec, terms)
    for listed in program.lists.values():
        found |= _list_parts(listed, terms)
    for node in nodes_of(program):
        found |= node_parts(node, terms)
    for name, unit in program.units.items():
        found["unit", name, ""] = terms.pool.term("unit", unit.dimension, unit.factor)
    found |= _grade_parts(program, terms)
    for outcome in program.outcomes:
        requires = tuple((Ref(terms.of(r.condition)), r.otherwise) for r in outcome.requires)
        found["outcome", outcome.name, ""] = terms.pool.term("outcome", requires, outcome.otherwise)
    for form in program.forms:
        found["form", form.list, ""] = blind(form, terms)
    for name, let in program.lets.items():
        found["let", name, ""] = terms.of(let.expr) if terms.lets.get(name) is None else terms.lets[name]
    for name in program.functions:
        found["function", name, ""] = terms.function(name)
    for name in program.bands:
        found["bands", name, ""] = terms.bands(name)
    for name in program.tables:
        found["table", name, ""] = terms.table(name)
    for check in program.checks:
        found["check", check.name, ""] = _check(check, terms)
    for finding in program.findings:
        found["finding", finding.name, ""] = _finding(finding, terms)
    for distribution in program.distributions:
        found["distribution", distribution.name, ""] = terms.pool.term("distribution", distribution.list, distribution.levels)
    for cost in program.costs:
        found["cost", cost.name, ""] = blind(cost, terms)
    for i, norm in enumerate(program.norms):
        found["norm", norm.name or (norm.norms[0].name if norm.norms else str(i)), ""] = blind(norm, terms)
    return found


def nodes_of(program: p.Program) -> Iterator[p.Node]:
    """All nodes, parents first; those of the trees of rows after the others."""
    waiting = [program.root, *(spec.tree for spec in program.lists.values() if spec.tree is not None)][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


# ---- facts -----------------------------------------------------------------------------------------------------------


def fact_parts(section: str, name: str, spec: p.FactSpec, terms: Terms) -> dict[Key, Term]:
    """What a fact may be and how it is read."""
    term = terms.pool.term
    default = None if spec.default is None else Ref(terms.constant(spec.default))
    required = None if spec.required is None else Ref(terms.of(spec.required.condition))
    return {
        (section, name, "unit"): term("type", type_key(spec.type)),
        (section, name, "domain"): term("domain", domain_key(spec.domain)),
        (section, name, "default"): term("default", default),
        (section, name, "optional"): term("optional", spec.optional, required),
        (section, name, "absent"): term("may be absent", spec.may_be_na),
        (section, name, "reads"): term("reads", tuple(sorted((k, type(v).__name__, str(v)) for k, v in spec.reads))),
        (section, name, "row"): term("row of", spec.row_of),
    }


def _list_parts(spec: p.ListSpec, terms: Terms) -> dict[Key, Term]:
    found: dict[Key, Term] = {}
    derived = None if spec.derived is None else Ref(blind(spec.derived, terms))
    found["list", spec.name, ""] = terms.pool.term("list", spec.key, spec.count, derived, spec.form)
    for field in spec.fields.values():
        found |= fact_parts("field", f"{spec.name}.{field.name}", field, terms)
    for name in spec.lets:
        found["row value", f"{spec.name}.{name}", ""] = terms.rows[spec.name, name]
    for check in spec.checks:
        found["check", f"{spec.name}.{check.name}", ""] = _check(check, terms)
    for finding in spec.findings:
        found["finding", f"{spec.name}.{finding.name}", ""] = _finding(finding, terms)
    return found


# ---- nodes -----------------------------------------------------------------------------------------------------------


def node_parts(node: p.Node, terms: Terms) -> dict[Key, Term]:
    """The clauses of an indicator or group, as they hold where it stands."""
    path = terms.names.paths.get(node.path, node.path)
    term, of = terms.pool.term, terms.of
    made = {
        "kind": term("group" if node.children or node.method is None else "indicator"),
        "weight": of(node.weight),
        "result": _result(node.result, terms),
        "value": of(node.value),
        "target": _target(node.target, terms),
        "method": _method(node, terms),
        "combine": _combine(node, terms),
        "scaled": of(node.scaled_from),
        "rounding": _rounding(node, terms),
        "exact": term("exact", node.inside_exact),
        "applies": of(node.applies),
        "absent": _absent(node.absent, terms),
        "vetoes": _vetoes(node, terms),
        "flag": _flag(node.method, terms),
        "requires": term("requires", tuple(map(Ref, sorted({of(r.condition) for r in node.requires})))),
    }
    return {("node", path, clause): found for clause, found in made.items()}


def _result(result: p.ResultKind, terms: Terms) -> Term:
    match result:
        case p.PointsResult():
            return terms.pool.term("points", result.unlimited)
        case p.ScaleResult():
            return terms.pool.term("scale", result.low, result.high)
        case p.RatingResult():
            return terms.pool.term("rating", type_key(result.type))
        case _:
            assert_never(result)


def _target(target: p.Target | None, terms: Terms) -> Term:
    match target:
        case None:
            return terms.pool.term("nothing")
        case p.RelationTarget():
            return terms.pool.term("target", target.relation.value, target.order, Ref(terms.of(target.expr)))
        case p.RangeTarget():
            ends = terms.refs((target.low, target.high))
            return terms.pool.term("range", *ends, target.low_closed, target.high_closed)
        case _:
            assert_never(target)


def _method(node: p.Node, terms: Terms) -> Term:
    method, value = node.method, node.value
    term, refs = terms.pool.term, terms.refs
    match method:
        case None:
            return term("nothing")
        case p.AllOrNothing():
            return term("all_or_nothing", _options(method.options, terms))
        case p.ProRata():
            return term("pro_rata", method.reverse, _options(method.options, terms))
        case p.Closeness():
            return term("closeness", _options(method.options, terms))
        case p.Linear():
            return term("linear", refs((method.zero, method.full)))
        case p.Bands():
            domain = terms.program.facts[value.name].domain if isinstance(value, p.FactRef) else ANY
            return term("bands", Ref(cuts_term(method.cuts, terms, domain)))
        case p.Deduct():
            return term("deduct", refs((method.points, method.per, method.reference)), method.below, method.steps.value)
        case p.Levels():
            lines = sorted((line.level, refs((line.share, line.share_end)), line.end_closed) for line in method.lines)
            return term("level shares", tuple(lines))
        case p.Judged():
            return term("judged")
        case p.Formula():
            return term("formula", Ref(terms.of(method.expr)))
        case _:
            assert_never(method)


def _options(options: p.Options, terms: Terms) -> tuple[Any, ...]:
    over = options.over
    return (
        Ref(terms.of(options.none_below)),
        None if over is None else (terms.refs((over.share, over.points, over.per, over.at_most)), over.steps.value),
    )


def _flag(method: p.Method | None, terms: Terms) -> Term:
    """A flag marks an indicator and changes no score."""
    flag = method.options.flag if isinstance(method, p.AllOrNothing | p.ProRata | p.Closeness) else None
    return terms.pool.term("flag", None if flag is None else (Ref(terms.of(flag.share)), flag.inclusive))


def _combine(node: p.Node, terms: Terms) -> Term:
    if not node.children:
        return terms.pool.term("nothing")
    combine = node.combine or p.Combine(p.CombineKind.SUM)
    return terms.pool.term("combine", combine.kind.value, combine.plus, combine.count)


def _rounding(node: p.Node, terms: Terms) -> Term:
    """The rounding that happens here by the law of rounding: one that never does is none."""
    rounding, plan = node.rounding, plan_of(terms.program).nodes.get(node.path)
    exact, inside = (False, node.inside_exact) if plan is None else (plan.exact, plan.inside)
    if rounding is None or isinstance(node.result, p.RatingResult):
        return terms.pool.term("nothing")
    when = "always"
    if not rounding.named:
        if exact or (not node.children and not isinstance(node.result, p.PointsResult)):
            return terms.pool.term("nothing")
        if node.children and not inside:
            if not leaves_out(terms.program):
                return terms.pool.term("nothing")
            when = "rescaled"
        elif leaves_out(terms.program):
            when = "unless exact"  # what is rescaled around it is exact inside; a rounding that is named stays
    return terms.pool.term("round", when, rounding.mode.value, rounding.digits)


def leaves_out(program: p.Program) -> bool:
    """Whether some facts may leave a node out as not applicable, so that its points are rescaled or moved. Rows of lists always may."""
    return (
        bool(program.lists)
        or any(x.absent is not None or x.applies is not None for x in nodes_of(program))
        or any(f.may_be_na or (f.optional and f.default is None) for f in program.facts.values())
    )


def _absent(absent: p.Absent | None, terms: Terms) -> Term:
    if absent is None:
        return terms.pool.term("nothing")
    return terms.pool.term(
        "absent", absent.kind.value, None if absent.to is None else terms.names.paths.get(absent.to, absent.to)
    )


def _vetoes(node: p.Node, terms: Terms) -> Term:
    """Vetoes take the points or lower the grade whatever order they come in; for an unordered grade see `_grade_parts`."""
    found = {terms.pool.term("veto", v.effect, v.grade, Ref(terms.of(v.condition))) for v in node.vetoes}
    return terms.pool.term("vetoes", tuple(map(Ref, sorted(found))))


# ---- the whole -------------------------------------------------------------------------------------------------------


def _grade_parts(program: p.Program, terms: Terms) -> dict[Key, Term]:
    """Bands of grades, and the rules over them: their order means something where two that follow one another give unlike grades."""
    runs: list[tuple[str, list[Term]]] = []
    for rule in program.grade_rules:
        if not runs or runs[-1][0] != rule.grade:
            runs.append((rule.grade, []))
        runs[-1][1].append(terms.of(rule.condition))
    rules = tuple((grade, tuple(map(Ref, sorted(set(found))))) for grade, found in runs)
    order: tuple[Any, ...] = ()
    graded = [(node, v) for node in nodes_of(program) for v in node.vetoes if v.effect != "zero"]
    if graded:
        order = grade_order(program)
        if program.grade_type is not None and not program.grade_type.ordered:
            order = (*order, *((v.grade, Ref(terms.of(v.condition))) for _, v in graded))
    return {
        ("grade", "", "bands"): terms.pool.term("grades", Ref(cuts_term(program.grades, terms)) if program.grades else None),
        ("grade", "", "rules"): terms.pool.term("grade rules", rules),
        ("grade", "", "order"): terms.pool.term("grade order", order),
    }


def _check(check: p.CheckSpec, terms: Terms) -> Term:
    sides = None
    if check.sides is not None:
        left, relation, right = check.sides
        sides = Ref(terms.compared(relation, terms.of(left), terms.of(right)))
    within = Ref(terms.of(check.within))
    return terms.pool.term("check", check.severity, Ref(terms.of(check.condition)), sides, within, check.restates)


def _finding(finding: FindingSpec, terms: Terms) -> Term:
    lines = tuple(
        (
            Ref(terms.of(line.condition)),
            None if line.says is None else tuple(x if isinstance(x, str) else Ref(terms.of(x)) for x in line.says),
        )
        for line in finding.lines
    )
    return terms.pool.term("finding", finding.severity, lines)


_UNSEEN = frozenset(("where", "text", "label", "basis", "supplied", "inherited", "in_force", "because", "heading"))


def blind(part: Any, terms: Terms) -> Term:
    """Anything of a program, places and texts left out."""
    return terms.pool.term("record", *_blind(part, terms))


def _blind(part: Any, terms: Terms) -> tuple[Any, ...]:
    if isinstance(part, p.Expr):
        return ("expression", Ref(terms.of(part)))
    if isinstance(part, Unit):
        return ("unit", part.dimension, part.factor)
    if isinstance(part, Mapping):
        return ("pairs", *sorted((repr(key), _blind(x, terms)) for key, x in part.items()))
    if isinstance(part, tuple | list):
        return ("several", *(_blind(x, terms) for x in part))
    if hasattr(part, "__record_fields__"):
        names = [name for name in part.__record_fields__ if name not in _UNSEEN]
        return (type(part).__name__, *((name, _blind(getattr(part, name), terms)) for name in names))
    return (type(part).__name__, part)
