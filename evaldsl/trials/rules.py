"""Where the rules of a program change: every comparison, target, end of a band, step, cap and rounding, as a figure to be watched.

In: a program (with the rows of a file in their places, where rows are scored). Out: an `Edge` for each place at which a figure crosses
a limit, and one for each rounding that can meet a tie; none of them solved yet. Guarantees: each place once, in the order of the
program; what is compared is the very expression that the evaluator compares.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from evaldsl.evaluation.plan import Plan, parts, plan_of
from evaldsl.model import program as p
from evaldsl.model.findings import FindingSpec
from evaldsl.model.program import Const, Expr, Node, Op, Program
from evaldsl.model.tables import ScorecardSpec, TableSpec
from evaldsl.model.types import NUMBER, DateType, LevelType, QuantityType, YesNoType
from evaldsl.records import frozen
from evaldsl.source import Where
from evaldsl.trials.pools import Entry, Spot

EXACT, TOTAL = "exact", "total"


@frozen
class Watch:
    """A figure of a run. `left`, less `right` where that is given, inside the calls `frames`, of the first row of the list `row`.

    `of` is EXACT for the score of the node `path` before it is rounded, TOTAL for the figure that the grade is judged on, else "".
    """

    path: str
    left: Expr | None = None
    right: Expr | None = None
    frames: tuple[p.Apply, ...] = ()
    row: str = ""
    of: str = ""


@frozen
class Point:
    """A fact file that stands at an edge: `side` "below", "at", "above", "tie" or "word", the figure that is watched there, and what is changed
    in the simplest file of a frame."""

    side: str
    figure: Fraction | str | bool
    changes: tuple[tuple[Spot, Entry | None], ...]
    frame: int = 0


@frozen
class Edge:
    """A place where a rule changes.

    `kind`: "target", "band", "grade", "declared", "table", "over", "flag", "none_below", "linear", "deduct", "condition", "step", "word", "tie".
    `path` is the indicator, or the name of what the rule belongs to; `text` the limit as written. `at` is the limit (days for a date; None for
    a tie). `points` are fact files that stand there; `why` says for each side that has none why not: "constant", "domain", "digits" are
    proved, "sought" is not.
    """

    kind: str
    path: str
    text: str
    at: Fraction | str | bool | None
    watch: Watch
    where: Where
    points: tuple[Point, ...] = ()
    why: tuple[tuple[str, str], ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides on which a fact file should stand."""
        match self.kind:
            case "tie":
                return ("tie",)
            case "word":
                return ("word",)
            case _:
                return ("below", "at", "above")


def rules_of(program: Program) -> tuple[Edge, ...]:
    """All edges of a program."""
    found: dict[tuple[object, ...], Edge] = {}
    for edge in _all(program):
        found.setdefault((edge.watch, edge.at), edge)
    return tuple(found.values())


def limits_in(program: Program, expr: Expr, owner: str) -> tuple[Edge, ...]:
    """The edges inside an expression that is no rule of the program, such as the claim of a property."""
    found = {(edge.watch, edge.at): edge for edge in _inside(program, expr, owner)}
    return tuple(found.values())


def walked(root: Node) -> Iterator[Node]:
    """All nodes of a tree, parents first."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def as_number(x: object) -> Fraction | None:
    """A number or a day as a number."""
    if isinstance(x, Fraction):
        return x
    return Fraction(x.toordinal()) if isinstance(x, date) else None


def _all(program: Program) -> Iterator[Edge]:
    plan = plan_of(program)
    tops = [program.root, *(tree for spec in program.lists.values() for tree in spec.trees[:1])]
    for top in tops:
        for node in walked(top):
            yield from _node(program, plan, node)
    for let in program.lets.values():
        yield from _inside(program, let.expr, let.name)
    for spec in program.lists.values():
        for let in spec.lets.values():
            if not (let.name == "score" and spec.tree is not None):
                yield from _inside(program, let.expr, f"{spec.name}.{let.name}", row=spec.name)
        for check in spec.checks:
            yield from _check(program, check, row=spec.name)
        yield from _findings(program, spec.findings, spec.name)
        for field in spec.fields.values():
            if field.required is not None:
                yield from _inside(program, field.required.condition, field.name, row=spec.name)
    for cut in program.grades:
        for end in _ends(cut):
            yield from _limit("grade", "", cut.text, Watch("", of=TOTAL), end, cut.where)
    for rule in program.grade_rules:
        yield from _inside(program, rule.condition, rule.grade)
    for check in program.checks:
        yield from _check(program, check)
    for outcome in program.outcomes:
        for asked in outcome.requires:
            yield from _inside(program, asked.condition, outcome.name)
    yield from _findings(program, program.findings)
    for fact in program.facts.values():
        if fact.required is not None:
            yield from _inside(program, fact.required.condition, fact.name)
        if isinstance(fact.type, LevelType | YesNoType) and not fact.record_only:
            members: Sequence[str | bool] = fact.type.members if isinstance(fact.type, LevelType) else (True, False)
            ref = p.FactRef(fact.name, fact.type, fact.where)
            for member in members:
                yield Edge("word", fact.own_of or fact.name, str(member), member, Watch(fact.name, ref), fact.where)


# ---- nodes -----------------------------------------------------------------------------------------------------------


def _node(program: Program, plan: Plan, node: Node) -> Iterator[Edge]:
    path, v = node.path, node.value
    kind = "target"
    match node.target:
        case p.RelationTarget(_, expr, order, text, where) if v is not None and order is None and _numeric(expr):
            yield from _limit(kind, path, text, Watch(path, v), expr, where)
        case p.RangeTarget(low, high, _, _, text, where) if v is not None:
            for end in (low, high):
                yield from _limit(kind, path, text, Watch(path, v), end, where)
        case _:
            pass
    if v is not None and node.method is not None:
        yield from _method(program, node, v)
    own = [x for x in (v, node.weight, node.applies, node.scaled_from) if x is not None]
    own += [veto.condition for veto in node.vetoes] + [asked.condition for asked in node.requires]
    if isinstance(node.method, p.Formula):
        own.append(node.method.expr)
    for expr in own:
        yield from _inside(program, expr, path)
    here = plan.nodes.get(path)
    if here is not None and _may_round(here.node, here.exact, here.inside):
        rounding = here.node.rounding
        assert rounding is not None
        yield Edge("tie", path, str(rounding.digits), None, Watch(path, of=EXACT), rounding.where)


def _ends(cut: p.Cut) -> Iterator[Expr]:
    for end in (cut.low, cut.high):
        if end is not None:
            yield end


def _may_round(node: Node, exact: bool, inside: bool) -> bool:
    """Whether a node rounds when all of it applies (the law of rounding)."""
    if node.rounding is None or isinstance(node.result, p.RatingResult):
        return False
    if node.rounding.named:
        return True
    if exact:
        return False
    return inside if node.children else isinstance(node.result, p.PointsResult)


def _method(program: Program, node: Node, v: Expr) -> Iterator[Edge]:
    path, watch = node.path, Watch(node.path, v)
    match node.method:
        case p.AllOrNothing(options) | p.ProRata(_, options) | p.Closeness(options):
            yield from _options(program, node, v, options)
        case p.Linear(zero, full):
            for end in (zero, full):
                yield from _limit("linear", path, _written(end), watch, end, end.where)
        case p.Bands(cuts):
            for cut in cuts:
                for edge in _ends(cut):
                    yield from _limit("band", path, cut.text, watch, edge, cut.where)
        case p.Deduct(points, per, below, reference, _):
            where = node.where
            yield from _limit("deduct", path, _written(reference), watch, reference, where)
            if isinstance(reference.type, QuantityType):
                sign = Op.SUB if below else Op.ADD
                first = p.Arithmetic(sign, reference, per, reference.type, where)
                yield from _limit("deduct", path, _written(reference), watch, first, where)
                if node.weight is not None:  # where nothing is left
                    steps = p.Arithmetic(Op.DIV, node.weight, points, NUMBER, where)
                    last = p.Arithmetic(sign, reference, p.Arithmetic(Op.MUL, per, steps, per.type, where), reference.type, where)
                    yield from _limit("deduct", path, _written(reference), watch, last, where)
        case _:
            pass


def _options(program: Program, node: Node, v: Expr, options: p.Options) -> Iterator[Edge]:
    """Limits that are shares of the target."""
    path, watch = node.path, Watch(node.path, v)
    ends: list[Expr] = []
    match node.target:
        case p.RelationTarget(_, expr, None, _, _) if isinstance(expr.type, QuantityType):
            ends = [expr]
        case p.RangeTarget(low, high, _, _, _, _):
            ends = [low, high]
        case _:
            return
    t = ends[0]
    where = node.where
    if options.none_below is not None and not isinstance(node.method, p.AllOrNothing):
        limit = options.none_below
        under, beyond = _times(t, Op.MUL, limit, where), _times(ends[-1], Op.DIV, limit, where)
        reverse = isinstance(node.method, p.ProRata) and node.method.reverse
        two = isinstance(node.method, p.Closeness) or len(ends) > 1
        for at in [under, beyond] if two else [beyond] if reverse else [under]:
            yield from _limit("none_below", path, _written(limit), watch, at, limit.where)
    if options.flag is not None and len(ends) == 1:
        share = options.flag.share
        at = _times(t, Op.MUL, share, where)
        yield from _limit("flag", path, _written(share), watch, at, options.flag.where)
    if options.over is not None and len(ends) == 1:
        over = options.over
        shares = [over.share, p.Arithmetic(Op.ADD, over.share, over.per, over.share.type, where)]
        if over.at_most is not None:
            steps = p.Arithmetic(Op.DIV, over.at_most, over.points, NUMBER, where)
            off = p.Arithmetic(Op.MUL, over.per, steps, over.per.type, where)
            shares.append(p.Arithmetic(Op.ADD, over.share, off, over.share.type, where))
        for share in shares:
            yield from _limit("over", path, _written(over.share), watch, _times(t, Op.MUL, share, where), over.where)


def _times(t: Expr, op: Op, share: Expr, where: Where) -> Expr:
    return p.Arithmetic(op, t, share, t.type, where)


# ---- expressions -----------------------------------------------------------------------------------------------------


def _inside(program: Program, expr: Expr, owner: str, frames: tuple[p.Apply, ...] = (), row: str = "") -> Iterator[Edge]:
    """The edges inside an expression, those of the methods, bands and tables that it calls among them."""
    for x in _outside_rows(expr):
        match x:
            case p.Comparison(first, rest, None, _, where):
                left = first
                for _, right in rest:
                    yield from _compared("condition", owner, left, right, where, frames, row)
                    left = right
            case p.Inside(operand, low, high, _, _, _, where):
                for end in (low, high):
                    yield from _compared("condition", owner, operand, end, where, frames, row)
            case p.Builtin("min" | "max", args, _, where):
                for other in args[1:]:
                    yield from _compared("condition", owner, args[0], other, where, frames, row)
            case p.Builtin("abs" | "sign", (only,), _, where):
                zero = Const(Fraction(0), only.type, where)
                yield from _compared("condition", owner, only, zero, where, frames, row)
            case p.Builtin("floor" | "ceiling", (only,), _, where) if isinstance(only.type, QuantityType):
                unit = Const(only.type.unit.factor, only.type, where)
                yield from _compared("step", owner, only, unit, where, frames, row)
            case p.Look(bands, operand, _, where):
                for cut in program.bands[bands].cuts:
                    for edge in _ends(cut):
                        watch = Watch(owner, operand, None, frames, row)
                        yield from _limit("declared", bands, cut.text, watch, edge, cut.where)
            case p.Consult(table, args, _, where):
                yield from _table(program, table, args, frames, row)
            case p.AtDate(_, entries, operand, _, where):
                for start, _, entry in entries:
                    day = Const(start, DateType(), entry.where)
                    yield from _compared("condition", owner, operand, day, entry.where, frames, row)
            case p.Apply(name, _, _, _) if len(frames) < 8:
                function = program.functions[name]
                for inner in (*(let.expr for let in function.lets), function.expr):
                    yield from _inside(program, inner, owner, (*frames, x), row)
            case p.Aggregate(list=other):
                for part in (x.operand, x.by, x.condition, x.base):
                    if part is not None:
                        yield from _inside(program, part, owner, frames, other)
            case _:
                pass


def _outside_rows(expr: Expr) -> Iterator[Expr]:
    """An expression and everything inside it, but not what is said of the rows of a list."""
    waiting = [expr]
    while waiting:
        x = waiting.pop()
        yield x
        if not isinstance(x, p.Aggregate):
            waiting += reversed(parts(x))


def _table(
    program: Program, name: str, args: tuple[Expr, ...], frames: tuple[p.Apply, ...], row: str
) -> Iterator[Edge]:  # fmt: skip
    spec = program.tables[name]
    given = dict(zip((one.name for one in spec.inputs), args, strict=True))
    tables: tuple[TableSpec, ...] = spec.parts if isinstance(spec, ScorecardSpec) else (spec,)
    for part in tables:
        for line in part.lines:
            for one, cell in zip(part.inputs, line.cells, strict=True):
                for piece in cell.ranges:
                    for end in (piece.low, piece.high):
                        number = as_number(end)
                        if number is not None:
                            watch = Watch(name, given[one.name], None, frames, row)
                            yield Edge("table", name, cell.text, number, watch, line.where)


def _compared(
    kind: str, owner: str, left: Expr, right: Expr, where: Where, frames: tuple[p.Apply, ...], row: str
) -> Iterator[Edge]:  # fmt: skip
    if not (_numeric(left) and _numeric(right)):
        return
    if isinstance(left, Const):
        left, right = right, left
    yield from _limit(kind, owner, _written(right), Watch(owner, left, None, frames, row), right, where)


def _limit(kind: str, path: str, text: str, watch: Watch, end: Expr, where: Where) -> Iterator[Edge]:
    """The edge at which a watched figure meets an expression: the constant that it is, or else a difference of nothing."""
    at = constant(end)
    if at is not None:
        yield Edge(kind, path, text, at, watch, where)
    elif watch.of == "":
        both = Watch(watch.path, watch.left, end, watch.frames, watch.row)
        yield Edge(kind, path, text, Fraction(0), both, where)


def constant(expr: Expr) -> Fraction | None:
    """The number that an expression without names comes to."""
    match expr:
        case Const(found, _, _):
            return as_number(found)
        case p.Negate(operand, _, _):
            inner = constant(operand)
            return None if inner is None else -inner
        case p.Arithmetic(op, left, right, _, _):
            a, b = constant(left), constant(right)
            if a is None or b is None:
                return None
            match op:
                case Op.ADD:
                    return a + b
                case Op.SUB:
                    return a - b
                case Op.MUL | Op.OF:
                    return a * b
                case Op.DIV:
                    return a / b if b else None
                case Op.POW:
                    return None
        case _:
            return None


def _numeric(expr: Expr) -> bool:
    return isinstance(expr.type, QuantityType | DateType)


def _written(expr: Expr) -> str:
    """A limit as it stands in the ruleset; empty where it is no constant."""
    from evaldsl.reporting.figures import value_text

    return value_text(expr.value, expr.type, "en") if isinstance(expr, Const) else ""


# ---- checks and findings ---------------------------------------------------------------------------------------------


def _check(program: Program, check: p.CheckSpec, row: str = "") -> Iterator[Edge]:
    if check.sides is None:
        yield from _inside(program, check.condition, check.name, row=row)
        return
    left, _, right = check.sides
    if not (_numeric(left) and _numeric(right)):
        return
    watch = Watch(check.name, left, right, (), row)
    within = None if check.within is None else constant(check.within)
    for at in [Fraction(0)] if not within else [-within, within]:
        yield Edge("condition", check.name, check.name, at, watch, check.where)


def _findings(program: Program, findings: Sequence[FindingSpec], row: str = "") -> Iterator[Edge]:
    for spec in findings:
        for line in spec.lines:
            if line.condition is not None:
                yield from _inside(program, line.condition, spec.name, row=row)
