"""What can be known of a program before any facts: the order of calculation, parents, exact insides, constant weights.

In: a checked program. Out: a `Plan`, made once for a program that is used again and again. Guarantees: in `order` every let,
value, target and score stands after all that it reads, so that evaluation is one flat loop however long a chain of lets or of
references is; the work of one run is bounded before it starts (`too_much`).
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.evaluation.asking import said, table_steps
from evaldsl.evaluation.figures import Num
from evaldsl.model.measures import symbols
from evaldsl.model.program import (
    Aggregate,
    And,
    Apply,
    Arithmetic,
    AtDate,
    Attribute,
    Bands,
    Builtin,
    Choose,
    CombineKind,
    Comparison,
    Const,
    Consult,
    Cut,
    Deduct,
    Expr,
    FactRef,
    FactSpec,
    FieldRef,
    Formula,
    Function,
    Inside,
    Joined,
    LetRef,
    Levels,
    Linear,
    Local,
    Look,
    Member,
    Method,
    Negate,
    Node,
    NodeRef,
    Not,
    OnAbsence,
    Options,
    Or,
    Program,
    RangeTarget,
    RelationTarget,
    Rounded,
    Target,
)
from evaldsl.model.types import LevelType, QuantityType, YesNoType
from evaldsl.model.values import Uncertain
from evaldsl.records import frozen

MOST_STEPS = 2_000_000
"""Steps that one run may take at most; methods that call methods can multiply."""
DEEPEST_CALL = 250
"""How deep expressions and the methods that they call may stand in each other."""

LET, WEIGHT, VALUE, TARGET, SCORE, ROW, ROWS = range(7)
Item = tuple[int, str]
"""A thing to calculate: a let by its key, the weight, value, target or score of a node by its path, a named value of the rows of a
list (`row_key`), or the rows of a derived list."""


@frozen
class NodePlan:
    """A node with what is fixed about it.

    `exact`: nothing rounds here unless named. `inside`: nothing rounds inside it. `conditional`: it or a group around it has
    `applies when`. `unit`: what one point here counts in the total (scaled blocks).
    """

    node: Node
    parent: str | None
    exact: bool
    inside: bool
    conditional: bool
    unit: Fraction


@frozen
class Plan:
    """`pending` holds what each fact is when the fact file does not give it. `too_much` is true when one run could take too long."""

    program: Program
    nodes: dict[str, NodePlan]
    order: tuple[tuple[int, str], ...]
    weights: dict[str, Num]
    pending: dict[str, Uncertain]
    fixed: frozenset[str]
    too_much: bool
    row_steps: dict[str, int]
    """Steps that one row of each list takes."""


def row_key(owner: str, name: str) -> str:
    """The key of a named value of the rows of a list."""
    return f"{owner}\n{name}"


def split_key(key: str) -> tuple[str, str]:
    """The list and the name of a row's key."""
    owner, _, name = key.partition("\n")
    return owner, name


_made: dict[int, Plan] = {}
_KEPT = 8


def plan_of(program: Program) -> Plan:
    """The plan of a program, made at its first use; those of the latest programs are kept, and these with them."""
    plan = _made.get(id(program))
    if plan is None or plan.program is not program:
        plan = planned(program)
        while len(_made) >= _KEPT:
            del _made[next(iter(_made))]
        _made[id(program)] = plan
    return plan


def planned(program: Program) -> Plan:
    """The plan of a program that is evaluated once, such as one whose indicators came with the facts: nothing of it is kept."""
    if program.base is not None:
        from evaldsl.evaluation.row_plan import filled_plan

        return filled_plan(program, plan_of(program.base))
    return _plan(program)


def _plan(program: Program) -> Plan:
    nodes: dict[str, NodePlan] = {}
    targets: dict[str, list[str]] = {}  # path → nodes whose weight may move there
    tops = (program.root, *(tree for spec in program.lists.values() for tree in spec.trees))
    stack: list[tuple[Node, str | None, bool, bool, Fraction]] = [
        (top, None, False, False, Fraction(1)) for top in reversed(tops)
    ]
    while stack:
        node, parent, exact, conditional, unit = stack.pop()
        conditional = conditional or node.applies is not None
        inside = exact or exact_inside(node)
        nodes[node.path] = NodePlan(node, parent, exact, inside, conditional, unit)
        if node.absent is not None and node.absent.kind is OnAbsence.MOVE and node.absent.to is not None:
            targets.setdefault(node.absent.to, []).append(node.path)
        stack.extend((child, node.path, inside, conditional, unit * row_scale(node)) for child in reversed(node.children))
    weights: dict[str, Num] = {
        path: p.node.weight.value
        for path, p in nodes.items()
        if isinstance(p.node.weight, Const) and isinstance(p.node.weight.value, Fraction)
    }
    functions = _functions(program)
    order = _order(program, functions, nodes, targets, weights)
    too_much, row_steps = _too_much(program, functions, nodes)
    return Plan(
        program,
        nodes,
        order,
        weights,
        {name: anything(spec) for name, spec in program.facts.items()},
        frozenset(path for path, p in nodes.items() if p.node.absent is not None),
        too_much,
        row_steps,
    )


def exact_inside(node: Node) -> bool:
    """Whether a group's inside is exact whatever the facts are."""
    summed = node.combine is None or node.combine.kind is CombineKind.SUM
    return bool(node.children) and (node.inside_exact or node.scaled_from is not None or not summed)


def row_scale(node: Node) -> Fraction:
    """What one point of a row counts in a scaled block."""
    if node.scaled_from is None or not isinstance(node.scaled_from, Const) or not isinstance(node.weight, Const):
        return Fraction(1)
    rows, weight = node.scaled_from.value, node.weight.value
    return weight / rows if isinstance(rows, Fraction) and isinstance(weight, Fraction) and rows else Fraction(1)


def pending(spec: FactSpec, name: str) -> Uncertain:
    """What a field of a row may be before it is known; `name` is what it is called."""
    return anything(spec, name)


def anything(spec: FactSpec, name: str | None = None) -> Uncertain:
    """What a fact may be before it is known: anything in its domain."""
    needs, domain = frozenset((name or spec.name,)), spec.domain
    if isinstance(spec.type, LevelType):
        return Uncertain(members=frozenset(spec.type.members), needs=needs, absent=spec.may_be_na)
    if isinstance(spec.type, YesNoType):
        return Uncertain(members=frozenset((True, False)), needs=needs, absent=spec.may_be_na)
    found = Uncertain(domain.low, domain.high, domain.low_closed, domain.high_closed, None, needs, True, spec.may_be_na)
    return whole_ends(found, spec)


def whole_ends(x: Uncertain, spec: FactSpec) -> Uncertain:
    """A bound of a whole number tightened to whole numbers (above 266 people is at least 267)."""
    low, high = x.low, x.high
    if not spec.domain.integer or not isinstance(spec.type, QuantityType) or symbols(spec.type):
        return x
    unit, low_closed, high_closed = spec.type.unit.factor, x.low_closed, x.high_closed
    if isinstance(low, Fraction):
        count = low / unit
        whole = -(-count.numerator // count.denominator)
        low, low_closed = (whole + (whole == count and not x.low_closed)) * unit, True
    if isinstance(high, Fraction):
        count = high / unit
        whole = count.numerator // count.denominator
        high, high_closed = (whole - (whole == count and not x.high_closed)) * unit, True
    return Uncertain(low, high, low_closed, high_closed, x.members, x.needs, x.pending, x.absent)


# ---- what reads what -------------------------------------------------------------------------------------------------


_LEAVES = frozenset((Const, FactRef, LetRef, Local, NodeRef, FieldRef))
"""Expressions that have none inside."""
_SILENT = frozenset((Const, FactRef, Local))
"""Leaves that read neither lets nor nodes."""


def parts(e: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside an expression."""
    if type(e) in _LEAVES:
        return ()
    match e:
        case Negate() | Not() | Look() | Rounded() | AtDate():
            return (e.operand,)
        case Arithmetic():
            return e.left, e.right
        case Comparison():
            return e.first, *(x for _, x in e.rest)
        case Inside():
            return e.operand, e.low, e.high
        case Member():
            return e.operand, *e.members
        case And() | Or():
            return e.operands
        case Choose():
            return e.condition, e.then, e.otherwise
        case Builtin() | Apply() | Consult():
            return e.args
        case Aggregate():
            own = (e.operand, e.by, e.condition, e.base, *(x for m in e.matches for x in (m.inner, m.outer)))
            return tuple(x for x in own if x is not None)
        case Joined():
            return (e.key,)
        case _:
            return ()


def walk(e: Expr) -> Iterator[Expr]:
    """An expression and everything inside it, without recursion."""
    stack = [e]
    while stack:
        e = stack.pop()
        yield e
        if type(e) not in _LEAVES:
            stack.extend(parts(e))


def cut_parts(cuts: tuple[Cut, ...]) -> list[Expr]:
    """The expressions of bands."""
    return [e for c in cuts for e in (c.low, c.high, c.result, c.result_end) if e is not None]


def target_parts(target: Target | None) -> list[Expr]:
    """The expressions of a target."""
    match target:
        case RelationTarget():
            return [target.expr]
        case RangeTarget():
            return [target.low, target.high]
        case None:
            return []


def method_parts(method: Method | None) -> list[Expr]:
    """The expressions of a scoring method."""
    match method:
        case Linear():
            return [method.zero, method.full]
        case Bands():
            return cut_parts(method.cuts)
        case Deduct():
            return [method.points, method.per, method.reference]
        case Levels():
            return [e for line in method.lines for e in (line.share, line.share_end) if e is not None]
        case Formula():
            return [method.expr]
        case _:
            options = getattr(method, "options", None)
            return _option_parts(options) if isinstance(options, Options) else []


def _option_parts(options: Options) -> list[Expr]:
    found = [] if options.none_below is None else [options.none_below]
    if options.flag is not None:
        found.append(options.flag.share)
    if options.over is not None:
        found += [e for e in (options.over.share, options.over.points, options.over.per, options.over.at_most) if e is not None]
    return found


def _reads(e: Expr, program: Program, known: dict[str, set[Item]]) -> set[Item]:
    """Lets and nodes that an expression reads, what its bands and methods (`known`) read included."""
    found: set[Item] = set()
    if type(e) in _SILENT:
        return found
    for x in walk(e):
        match x:
            case LetRef():
                found.add((LET, x.name))
            case FieldRef() | Joined() if x.name in program.lists[x.list].lets:
                found.add((ROW, row_key(x.list, x.name)))
            case Aggregate() if program.lists[x.list].derived is not None:
                found.add((ROWS, x.list))
            case NodeRef():
                found.add((_READ[x.attribute], x.path))
            case Apply():
                found |= known[x.name]
            case Look():
                for inner in cut_parts(program.bands[x.bands].cuts):
                    found |= _reads(inner, program, known)
            case _:
                pass
    return found


def _inside(f: Function) -> list[Expr]:
    return [f.expr, *(let.expr for let in f.lets)]


def _functions(program: Program) -> list[Function]:
    """The methods, each after those that it calls."""
    done: set[str] = set()
    order: list[Function] = []
    for name in program.functions:
        stack = [(name, iter(_called(program, name)))] if name not in done else []
        while stack:
            current, rest = stack[-1]
            other = next((x for x in rest if x not in done), None)
            if other is None:
                stack.pop()
                if current not in done:
                    done.add(current)
                    order.append(program.functions[current])
            elif any(other == open_ for open_, _ in stack):
                raise AssertionError(f"{other} calls itself; the checker refuses cycles")
            else:
                stack.append((other, iter(_called(program, other))))
    return order


def _called(program: Program, name: str) -> list[str]:
    return [x.name for e in _inside(program.functions[name]) for x in walk(e) if isinstance(x, Apply)]


_READ = {
    Attribute.SCORE: SCORE,
    Attribute.VALUE: VALUE,
    Attribute.TARGET: TARGET,
    Attribute.WEIGHT: WEIGHT,
    Attribute.MET: SCORE,
}


def _order(
    program: Program,
    functions: list[Function],
    nodes: dict[str, NodePlan],
    moves: dict[str, list[str]],
    weights: dict[str, Num],
) -> tuple[tuple[int, str], ...]:
    """Everything to calculate, each after what it reads; depth first with a stack of its own."""
    known: dict[str, set[Item]] = {}
    for f in functions:
        known[f.name] = {item for e in _inside(f) for item in _reads(e, program, known)}

    of_rows = _read_by_rows(program, known)

    def needs(item: Item) -> list[Item]:
        kind, key = item
        if kind == LET:
            return sorted(_reads(program.lets[key].expr, program, known))
        if kind == ROW:
            owner, name = split_key(key)
            spec = program.lists[owner]
            if name == "score" and spec.tree is not None:
                return [(SCORE, tree.path) for tree in spec.trees]
            made = [] if spec.derived is None else [(ROWS, owner)]
            return made + sorted(_reads(program.lists[owner].lets[name].expr, program, known))
        if kind == ROWS:
            derived = program.lists[key].derived
            assert derived is not None
            behind = [(ROWS, name) for name in derived.lists if program.lists[name].derived is not None]
            return behind + sorted(item for e in derived.reads for item in _reads(e, program, known))
        p = nodes[key]
        node = p.node
        read: list[Expr] = []
        found: list[Item] = []
        if kind == WEIGHT:
            read = [] if node.weight is None else [node.weight]
        elif kind == VALUE:
            read = [e for e in (node.applies, node.value) if e is not None]
            found = [] if p.parent is None else [(VALUE, p.parent)]
        elif kind == TARGET:
            read = target_parts(node.target)
            found = [(VALUE, key)]
        else:
            read = method_parts(node.method) + [v.condition for v in node.vetoes if v.effect == "zero"]
            read += [] if node.scaled_from is None else [node.scaled_from]
            found = [(WEIGHT, key), (TARGET, key)]
            found += [(SCORE, child.path) for child in node.children] + [(SCORE, path) for path in moves.get(key, ())]
            found += [item for item in of_rows.get(key, ()) if item != (SCORE, key)]
        own = {(SCORE, key)} if kind == SCORE else set()
        for e in read:
            found += sorted(_reads(e, program, known) - own)
        return found

    done: set[Item] = set()
    open_: set[Item] = set()
    order: list[Item] = []
    roots: list[Item] = [(LET, key) for key in program.lets] + [(SCORE, "")]
    roots += [(ROWS, name) for name, spec in program.lists.items() if spec.derived is not None]
    roots += [(ROW, row_key(name, let)) for name, spec in program.lists.items() for let in spec.lets]
    for root in roots:
        if root in done:
            continue
        stack: list[tuple[Item, Iterator[Item]]] = [(root, iter(needs(root)))]
        open_.add(root)
        while stack:
            item, rest = stack[-1]
            for other in rest:
                if other in open_:
                    raise AssertionError(f"{other} reads itself; the checker refuses cycles")
                if other not in done:
                    open_.add(other)
                    stack.append((other, iter(needs(other))))
                    break
            else:
                stack.pop()
                open_.discard(item)
                done.add(item)
                if not (item[0] == WEIGHT and item[1] in weights):
                    order.append(item)
    return tuple(order)


def _read_by_rows(program: Program, known: dict[str, set[Item]]) -> dict[str, list[Item]]:
    """By place: what the rules of rows that are still to come read besides their own figures."""
    found: dict[str, list[Item]] = {}
    for form in program.forms:
        for place in form.places.values():
            items: set[Item] = set()
            for rule in place.rules.values():
                read = method_parts(rule.method) + [v.condition for v in rule.vetoes]
                read += [] if rule.applies is None else [rule.applies]
                for e in read:
                    items |= {item for item in _reads(e, program, known) if item[1] != rule.path}
            found.setdefault(place.path, []).extend(sorted(items))
    return found


# ---- bounded work ----------------------------------------------------------------------------------------------------


def _too_much(program: Program, functions: list[Function], nodes: dict[str, NodePlan]) -> tuple[bool, dict[str, int]]:
    """Whether methods call methods so often or so deep that one run could take too long; the steps of one row of each list."""
    if not program.functions and not program.lists and not program.tables:
        return False, {}
    asked = table_steps(program)
    known: dict[str, tuple[int, int]] = {}

    def cost(e: Expr) -> tuple[int, int]:
        """Steps and depth of an expression whose methods are known already."""
        if type(e) in _LEAVES:
            return 1, 1
        steps = deepest = 0
        stack = [(e, 1)]
        while stack:
            x, depth = stack.pop()
            steps += 1
            if isinstance(x, Apply):
                inner = known[x.name]
                steps, deepest = steps + inner[0], max(deepest, depth + inner[1])
            elif isinstance(x, Consult):
                steps += asked[x.table]
            deepest = max(deepest, depth)
            spine = isinstance(x, Arithmetic)
            for i, part in enumerate(parts(x)):
                stack.append((part, depth if spine and i == 0 else depth + 1))
        return min(steps, MOST_STEPS + 1), min(deepest, DEEPEST_CALL + 1)

    for f in functions:
        costs = [cost(e) for e in _inside(f)]
        known[f.name] = min(sum(c[0] for c in costs), MOST_STEPS + 1), max(c[1] for c in costs)
    every = [let.expr for let in program.lets.values()] + [c.condition for c in program.checks] + said(program.findings)
    for p in nodes.values():
        node = p.node
        every += method_parts(node.method) + target_parts(node.target) + [v.condition for v in node.vetoes]
        every += [e for e in (node.weight, node.value, node.applies, node.scaled_from) if e is not None]
        every += [r.condition for r in node.requires]
    every += [r.condition for r in program.grade_rules] + [r.condition for o in program.outcomes for r in o.requires]
    every += [spec.required.condition for spec in program.facts.values() if spec.required is not None]
    rows: dict[str, int] = {}
    for name, spec in program.lists.items():
        inside = [let.expr for let in spec.lets.values()] + [c.condition for c in spec.checks] + said(spec.findings)
        inside += [x.required.condition for x in spec.fields.values() if x.required is not None]
        every += inside
        rows[name] = len(spec.fields) + sum(cost(e)[0] for e in inside)
    for e in every if program.lists else ():
        for x in walk(e):
            if isinstance(x, Aggregate):
                rows[x.list] += sum(cost(part)[0] for part in parts(x))
    costs = [cost(e) for e in every]
    return sum(c[0] for c in costs) > MOST_STEPS or max((c[1] for c in costs), default=0) > DEEPEST_CALL, rows
