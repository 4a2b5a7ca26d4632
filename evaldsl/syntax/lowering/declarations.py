"""Declarations: everything that may stand in column one."""

from collections.abc import Callable

from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.clauses import clause, combine, each_indicator, is_clause, result, rounding, veto
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.lowering.costs import comparing, cost, norm, norms
from evaldsl.syntax.lowering.expressions import date_literal, digits, exact, expr, name, path, text, unit, whole
from evaldsl.syntax.lowering.findings import finding
from evaldsl.syntax.lowering.form import form
from evaldsl.syntax.lowering.form_rows import form_from
from evaldsl.syntax.lowering.histories import extends, parameter
from evaldsl.syntax.lowering.methods import band_lines, points
from evaldsl.syntax.lowering.tables import scorecard, table
from evaldsl.syntax.lowering.trial_tables import examples
from evaldsl.syntax.lowering.trials import example, property_
from evaldsl.syntax.lowering.types import fact, label_text, list_fact, once, type_expr
from evaldsl.syntax.tree import Tree, span

Lower = Callable[[Context, Tree], n.Declaration]


def declaration(ctx: Context, tree: Tree) -> n.Declaration:
    """A declaration."""
    return _DECLARATIONS[tree.data](ctx, tree)


def _period(ctx: Context, tree: Tree) -> n.Period:
    start, end = (date_literal(ctx, t) for t in tree.tokens("DATE"))
    return n.Period(start, end, span(tree))


def _round(ctx: Context, tree: Tree) -> n.Round:
    stated = tree.tree("rounding")
    if stated is None:
        return n.Round("none", None, None, 0, False, span(tree))
    if tree.token("K_EACH_SCORE") is not None:
        return rounding(ctx, stated, "each score", tree)
    if tree.token("K_ROOT_SCORE") is not None:
        return rounding(ctx, stated, "total", tree)
    named = tree.tree("path")
    assert named is not None
    return rounding(ctx, stated, "name", tree, path(named))


def _grades(ctx: Context, tree: Tree) -> n.Grades:
    return n.Grades(_bands(ctx, tree), span(tree))


def _bands(ctx: Context, tree: Tree) -> n.Bands:
    lines = tree.tree("band_lines")
    if lines is None:
        return n.Bands((), name(tree.need("NAME")), span(tree))
    return n.Bands(band_lines(ctx, lines), None, span(tree))


def _bands_decl(ctx: Context, tree: Tree) -> n.BandsDecl:
    return n.BandsDecl(name(tree.need("NAME")), _bands(ctx, tree), span(tree))


def _grade_is(ctx: Context, tree: Tree) -> n.GradeIs:
    because = tree.tree("because")
    return n.GradeIs(name(tree.need("NAME")), expr(ctx, tree.trees[0]), label_text(ctx, because), span(tree))


def _unit(ctx: Context, tree: Tree) -> n.UnitDecl:
    if tree.data == "unit_decl":
        names = tree.trees[0]
        return n.UnitDecl(tuple(name(t) for t in names.tokens("NAME")), None, None, span(tree))
    numbers = [n.Number(exact(t), t.value, span(t)) for t in tree.tokens("NUMBER")]
    factor: n.Expr | None = numbers[0] if numbers else None
    if len(numbers) > 1:
        factor = n.Binary(n.BinaryOp.DIV, numbers[0], numbers[1], numbers[0].span.to(numbers[1].span))
    return n.UnitDecl((name(tree.need("NAME")),), factor, unit(tree.need("UNIT")), span(tree))


def _type(ctx: Context, tree: Tree) -> n.TypeDecl:
    return n.TypeDecl(name(tree.need("NAME")), type_expr(ctx, tree.trees[0]), span(tree))


def let(ctx: Context, tree: Tree) -> n.Let:
    """`let x = …`, `let x by { a: …; b: … }`."""
    named, label = name(tree.need("NAME")), label_text(ctx, once(ctx, [t for t in tree.trees if t.data == "label"]))
    basis, supplied = (tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == kind) for kind in ("basis", "supplied"))
    if tree.data == "let_cases":
        cases = tuple(n.LetCase(name(t.need("NAME")), expr(ctx, t.trees[0]), span(t)) for t in tree.trees if t.data == "let_case")
        return n.Let(named, None, cases, label, span(tree), basis, supplied)
    return n.Let(named, expr(ctx, tree.trees[0]), (), label, span(tree), basis, supplied)


def _method(ctx: Context, tree: Tree) -> n.MethodDecl:
    parameters = tuple(
        n.Parameter(name(t.need("NAME")), type_expr(ctx, t.trees[0]), span(t)) for t in tree.trees if t.data == "parameter"
    )
    returns = tree.tree("type")
    assert returns is not None
    formulas = [t for t in tree.trees if t.data == "formula"]
    if len(formulas) != 1:
        at = span(formulas[1]) if formulas else span(tree.need("NAME"))
        raise ctx.refuse("E134", at, name=tree.need("NAME").value)
    lets = tuple(let(ctx, t) for t in tree.trees if t.data in ("let", "let_cases"))
    label = label_text(ctx, once(ctx, [t for t in tree.trees if t.data == "label"]))
    body = expr(ctx, formulas[0].trees[0])
    return n.MethodDecl(name(tree.need("NAME")), parameters, type_expr(ctx, returns), lets, body, label, span(tree))


def _check(ctx: Context, tree: Tree) -> n.Check:
    body = tree.trees[0]
    condition, *tail = body.trees
    restated = condition.data == "restated"
    within = once(ctx, [t for t in tail if t.data == "within"])
    says = once(ctx, [t for t in tail if t.data == "says"])
    return n.Check(
        name(tree.need("NAME")),
        "warning" if tree.token("K_WARNING") is not None else "error",
        _restated(ctx, *condition.trees) if restated else expr(ctx, condition),
        expr(ctx, within.trees[0]) if isinstance(within, Tree) else None,
        label_text(ctx, says),
        tuple(text(ctx, t.need("STRING")) for t in tail if t.data == "basis"),
        span(tree),
        restated,
        tuple(text(ctx, t.need("STRING")) for t in tail if t.data == "supplied"),
    )


def _restated(ctx: Context, left: Tree, right: Tree) -> n.Expr:
    return n.Compare(expr(ctx, left), ((n.Relation.EQ, expr(ctx, right)),), span(left).to(span(right)))


def _restates(ctx: Context, tree: Tree) -> n.Check:
    """`填报执行率 restates 支出 / 预算`: a check that is named by what it is about."""
    named = name(tree.need("RESTATED"))
    right, *tail = tree.trees
    path = n.Ref(n.Path((named,), named.span), named.span)
    condition = n.Compare(path, ((n.Relation.EQ, expr(ctx, right)),), named.span.to(span(right)))
    says = once(ctx, [t for t in tail if t.data == "says"])
    severity = "warning" if tree.token("K_WARNING") is not None else "error"
    basis = tuple(text(ctx, t.need("STRING")) for t in tail if t.data == "basis")
    return n.Check(named, severity, condition, None, label_text(ctx, says), basis, span(tree), True)


def _outcome(ctx: Context, tree: Tree) -> n.Outcome:
    requires = tuple(
        n.Require(expr(ctx, t.trees[0]), name(t.need("NAME")), label_text(ctx, t.tree("because")), span(t))
        for t in tree.trees
        if t.data == "require"
    )
    otherwise = once(ctx, [t for t in tree.trees if t.data == "outcome_otherwise"])
    last = name(otherwise.need("NAME")) if isinstance(otherwise, Tree) else None
    kind = tree.tree("type")
    assert kind is not None
    return n.Outcome(name(tree.need("NAME")), type_expr(ctx, kind), requires, last, span(tree))


def _facts(ctx: Context, tree: Tree) -> n.Facts:
    lists = tuple(list_fact(ctx, t) for t in tree.trees if t.data == "list_fact")
    return n.Facts(tuple(fact(ctx, t) for t in tree.trees if t.data == "fact"), span(tree), lists)


def _for_each(ctx: Context, tree: Tree) -> n.ForEach:
    alias, over = tree.tokens("NAME")
    lets = tuple(let(ctx, t) for t in tree.trees if t.data in ("let", "let_cases"))
    findings = tuple(finding(ctx, t) for t in tree.trees if t.data == "finding")
    written = [
        _DECLARATIONS[t.data](ctx, t)
        for t in tree.trees
        if t.data in ("total", "round_top", "each_indicator", "group", "indicator")
    ]
    return n.ForEach(
        name(alias), name(over), lets, _checks(ctx, tree), span(tree), findings,
        tuple(x for x in written if isinstance(x, n.Total)),
        tuple(x for x in written if isinstance(x, n.Round)),
        tuple(x for x in written if isinstance(x, n.EachIndicator)),
        tuple(x for x in written if isinstance(x, n.Group | n.Indicator)),
    )  # fmt: skip


def _checks(ctx: Context, tree: Tree) -> tuple[n.Check, ...]:
    return tuple(
        _check(ctx, t) if t.data == "check" else _restates(ctx, t) for t in tree.trees if t.data in ("check", "restates")
    )


def _distribution(ctx: Context, tree: Tree) -> n.Distribution:
    named, over, bands = tree.tokens("NAME")
    where = tree.tree("where")
    return n.Distribution(
        name(named),
        expr(ctx, tree.trees[0]),
        name(over),
        name(bands),
        None if where is None else expr(ctx, where.trees[0]),
        label_text(ctx, tree.tree("label")),
        span(tree),
    )


def _groups(ctx: Context, tree: Tree) -> n.Groups:
    from evaldsl.syntax.lowering.groups import grouped

    lets = tuple(let(ctx, t) for t in tree.trees if t.data in ("let", "let_cases"))
    return grouped(ctx, tree, lets, _checks(ctx, tree), label_text(ctx, tree.tree("label")))


def _language(ctx: Context, tree: Tree) -> n.Language:
    return n.Language(whole(ctx, tree.need("NUMBER")), span(tree))


def group(ctx: Context, tree: Tree) -> n.Group:
    """A group with its clauses (those of the head first) and children."""
    clauses = tuple(clause(ctx, t) for t in tree.trees if is_clause(t))
    children = tuple(node(ctx, t) for t in tree.trees if not is_clause(t))
    return n.Group(name(tree.need("NAME")), clauses, children, span(tree))


def indicator(ctx: Context, tree: Tree) -> n.Indicator:
    """A leaf with its clauses, those of the head first."""
    return n.Indicator(name(tree.need("NAME")), tuple(clause(ctx, t) for t in tree.trees), span(tree))


def node(ctx: Context, tree: Tree) -> n.Node:
    """A group, an indicator or a form."""
    match tree.data:
        case "group" | "block":
            return group(ctx, tree)
        case "indicator":
            return indicator(ctx, tree)
        case "form":
            return form(ctx, tree)
        case "form_from":
            return form_from(ctx, tree, group)
        case _:
            raise AssertionError(tree.data)


_DECLARATIONS: dict[str, Lower] = {
    "language": _language,
    "ruleset": lambda ctx, t: n.RulesetName(text(ctx, t.need("STRING")), span(t)),
    "period": _period,
    "use": lambda ctx, t: n.Use(text(ctx, t.need("STRING")), span(t)),
    "basis": lambda ctx, t: n.Basis(text(ctx, t.need("STRING")), span(t)),
    "supplied": lambda ctx, t: n.Supplied(text(ctx, t.need("STRING")), span(t)),
    "total": lambda ctx, t: n.Total(points(ctx, t.trees[0]), span(t)),
    "show": lambda ctx, t: n.Show(digits(ctx, t.trees[0]), span(t)),
    "round_top": _round,
    "grades": _grades,
    "grade_is": _grade_is,
    "bands_decl": _bands_decl,
    "unit_decl": _unit,
    "unit_scaled": _unit,
    "type_decl": _type,
    "facts": _facts,
    "let": let,
    "let_cases": let,
    "parameter_decl": parameter,
    "extends": extends,
    "for_each": _for_each,
    "distribution": _distribution,
    "norm": norm,
    "norms": norms,
    "cost": cost,
    "comparing": comparing,
    "groups": _groups,
    "method_decl": _method,
    "table": table,
    "scorecard": scorecard,
    "finding": finding,
    "example": example,
    "examples": examples,
    "property": property_,
    "check": _check,
    "restates": _restates,
    "outcome": _outcome,
    "veto": veto,
    "each_indicator": each_indicator,
    "combine": combine,
    "result": result,
    "group": group,
    "indicator": indicator,
    "form": form,
    "form_from": lambda ctx, t: form_from(ctx, t, group),
}
