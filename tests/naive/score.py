"""The naive score of a ruleset for a fact file: first what applies and weighs, then the points, then the grade."""

import json
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from evaldsl.syntax import nodes as n
from tests.naive import measures, peers
from tests.naive.costs import declare_comparisons, declare_costs
from tests.naive.dates import over, settle
from tests.naive.expressions import NA, NC, Row, Value, World, gone
from tests.naive.figures import Gone, Q, TypeMistake, figure, mean_product, rounded
from tests.naive.methods import leaf_points, unlimited
from tests.naive.shape import Plain, tree
from tests.naive.units import constant, of, table

F = Fraction
ZERO = F(0)


Kind = tuple[F, F] | tuple[str, ...] | None
"""What a node gives: points (None), a scale, or a rating's words from lowest to highest."""


@dataclass
class State:
    """What became of a node."""

    node: Plain
    w: F
    kind: "Kind" = None
    exact: F | str | Gone = ZERO
    met: bool | None = None
    children: "list[State]" = field(default_factory=list)
    na: bool = False
    around: bool = False
    """A group around it does not apply, so that only the group's consequence counts."""
    unit: F = ZERO
    """What one point here counts in the total."""
    counts: F = ZERO
    """The weight that counts, in its parent's points."""
    moved: F = ZERO
    rescaled: bool = False
    score: F | str | Gone = ZERO
    value: Value | None = None
    status: str = ""
    lost: bool = False
    vetoed: bool = False
    overridden: bool = False


@dataclass
class Outcome:
    """`nodes`: path → (exact, score, status); scores are None where there is none."""

    nodes: dict[str, tuple[F | str | None, F | str | None, str]]
    total: F | str | None
    weight: F | None
    grade: str | None
    refused: bool
    leaves: frozenset[str]


class Ruleset:
    """What does not hang on the facts: declarations by kind, units, the tree."""

    def __init__(self, module: n.Module, library: list[n.Module]) -> None:
        self.all = [*library, module]
        self.units = table(self.all)
        self.top = settle(tree(module), module)
        self.leaves = [leaf for node in self.top for leaf in indicators(node)]
        self.kinds: dict[Any, list[Any]] = {}

    def each(self, kind: Any) -> list[Any]:
        """All declarations of a kind."""
        if kind not in self.kinds:
            self.kinds[kind] = [d for m in self.all for d in m.declarations if isinstance(d, kind)]
        return self.kinds[kind]


def evaluate(ruleset: Ruleset, data: bytes) -> Outcome:
    """Score one fact file."""
    return Run(ruleset, json.loads(data, parse_int=str, parse_float=str)).outcome()


class Run:
    """One evaluation."""

    def __init__(self, ruleset: Ruleset, raw: dict[str, Any]) -> None:
        self.ruleset, self.raw = ruleset, raw
        self.each = ruleset.each
        self.world = World(ruleset.units)
        self.top = ruleset.top
        self.types: dict[str, n.TypeExpr] = {}
        self.refused = False
        self.states: dict[str, State] = {}
        self.read_before: dict[str, dict[str, Value]] = {}
        self.declare()

    # ---- names ----

    def declare(self) -> None:
        """Names of the ruleset, and the facts."""
        world = self.world
        for d in self.each(n.TypeDecl):
            self.types[d.name.text] = d.type
        for kind in (n.Table, n.Scorecard):
            for d in self.each(kind):
                world.tables[d.name.text] = d
        for d in self.each(n.Let):
            if d.expr is not None:
                world.lets[d.name.text] = d.expr
            for case in d.cases:
                world.lets[f"{d.name.text}.{case.name.text}"] = case.expr
        norms = [*self.each(n.Norm), *(x for table in self.each(n.Norms) for x in table.norms)]
        for d in [*self.each(n.ParameterDecl), *(x.dated for x in norms if x.dated is not None)]:
            if d.history is None:
                world.lets[d.name.text] = d.expr
                continue
            world.histories[d.name.text] = d.history
            held = over(d.history, next(iter(self.each(n.Period)), None))
            if held is not None:
                world.lets[d.name.text] = held.content
        for d in self.each(n.MethodDecl):
            world.methods[d.name.text] = d
        for d in self.each(n.BandsDecl):
            world.bands[d.name.text] = d.bands
        world.attribute = self.attribute
        for facts in self.each(n.Facts):
            for fact in facts.facts:
                for name in fact.names:
                    self.order(fact.type.type)
                    world.facts[name.text] = self.read(name.text, fact.type.type, fact)
            for listed in facts.lists:
                self.read_list(listed)
        for made in self.each(n.Groups):
            world.lists.groups[made.name.text] = made
            world.lists.more[made.name.text] = [x for x in self.each(n.ForEach) if x.list.text == made.name.text]
        declare_costs(world, self.each(n.Norm), self.each(n.Norms), self.each(n.Cost), self.each(n.Facts))
        declare_comparisons(world, self.each(n.Comparison), self.each(n.ForEach))
        leaves = self.ruleset.leaves
        own = [leaf for leaf in leaves if self.has_own(leaf)]
        self.own: dict[str, str] = {}
        for leaf in own:
            name = leaf.name
            others = [o for o in own if o is not leaf]
            parts = leaf.names
            for size in range(1, len(parts) + 1):
                name = ".".join(parts[-size:])
                if not any(o.path == name or o.path.endswith("." + name) for o in others):
                    break
            self.own[leaf.path] = name
            if name not in world.facts:
                world.facts[name] = self.read(name, self.own_type(leaf), None)

    def read_list(self, listed: n.ListDecl) -> None:
        """The rows of a list, with the named values that `for each` gives them."""
        world, name = self.world, listed.names[0].text
        lets: dict[str, n.Expr] = {}
        aliases = {each.alias.text for each in self.each(n.ForEach) if each.list.text == name}
        for each in self.each(n.ForEach):
            if each.list.text == name:
                lets |= dict(peers.named(each.lets))
        world.lists[name] = []
        world.nowhere[name] = {}
        for one in listed.fields:
            if isinstance(one.type.type, n.UnitType):
                for x in one.names:
                    world.nowhere[name][x.text] = of(one.type.type.unit.text, self.world.units)[0]
        for row in self.raw["facts"][name]:
            fields: dict[str, Value] = {}
            for one in sorted(listed.fields, key=lambda one: not measures.is_measure(one.type.type)):
                for x in one.names:
                    given = row.get(x.text)
                    if isinstance(one.type.type, n.CountedType):
                        kind = one.type.type
                        of_row = fields[kind.measure.text] if kind.measure.text in fields else world.facts[kind.measure.text]
                        dims, factor = measures.counted(kind, of_row, world.units)
                        fields[x.text] = self.value_of(given, x.text, Q(F(1), dims, factor), one)
                        continue
                    if any(given == r.text.value for r in one.reads):
                        fields[x.text] = world.eval(next(r.value for r in one.reads if r.text.value == given), {})
                    else:
                        fields[x.text] = self.value_of(given, x.text, one.type.type, one)
            made = Row(world, fields, lets, aliases)
            made.key = next((one.names[0].text for one in listed.fields if one.key is not None), None)
            made.refs = peers.facts_of(listed.fields)
            world.lists[name].append(made)

    def has_own(self, leaf: Plain) -> bool:
        """A target, an `actual` or levels without a `value` make an own fact."""
        if leaf.get(n.ValueIs) is not None:
            return False
        score = leaf.get(n.Score)
        return (
            leaf.get(n.Target) is not None
            or leaf.get(n.Actual) is not None
            or (score is not None and isinstance(score.method, n.Levels))
        )

    def order(self, kind: n.TypeExpr | None) -> None:
        """Remember the order of an ordered type."""
        if isinstance(kind, n.NamedType):
            kind = self.types[kind.name.text]
        if isinstance(kind, n.OneOfType) and kind.ordered:
            self.world.orders.append(tuple(m.text for m in kind.members))

    def own_type(self, leaf: Plain) -> n.TypeExpr | str | Q | None:
        """The type of an own fact: from `actual`, else like its target."""
        actual = leaf.get(n.Actual)
        if actual is not None and actual.type.type is not None:
            self.order(actual.type.type)
            return actual.type.type
        score = leaf.get(n.Score)
        target = leaf.get(n.Target)
        if (score is not None and isinstance(score.method, n.Levels)) or target is None:
            return "level"
        expr = target.expr if target.interval is None else target.interval.low
        assert expr is not None
        if isinstance(expr, n.DateLiteral):
            return "date"
        if isinstance(expr, n.YesNo):
            return "yes_no"
        like = self.world.eval(expr, {})
        if isinstance(like, Gone):
            like = self.unit_of(expr)
        return like if isinstance(like, Q) else "level"

    def unit_of(self, expr: n.Expr) -> Q:
        """The unit of an expression whose value is gone: of the first fact in it with a unit."""
        assert isinstance(expr, n.Ref)
        for facts in self.each(n.Facts):
            for fact in facts.facts:
                if any(name.text == expr.path.text for name in fact.names) and isinstance(fact.type.type, n.UnitType):
                    dims, factor = of(fact.type.type.unit.text, self.world.units)
                    return Q(F(0), dims, factor)
        raise TypeMistake(expr.path.text)

    # ---- facts ----

    def read(self, name: str, kind: n.TypeExpr | str | Q | None, fact: n.FactDecl | None) -> Value:
        """A fact from the file."""
        return self.value_of(self.raw.get("facts", {}).get(name), name, kind, fact)

    def value_of(self, given: Any, name: str, kind: n.TypeExpr | str | Q | None, fact: n.FactDecl | None) -> Value:
        """What is given for a fact."""
        if isinstance(given, dict):
            if "not_applicable" in given:
                return NA
            given = given.get("value")
        if given is None:
            if fact is not None and fact.default is not None:
                given = fact.default
            elif fact is not None and fact.optional:
                return NA
            elif fact is not None and fact.record_only:
                return ""
            else:
                raise TypeMistake(f"missing {name}")
        if isinstance(kind, n.NamedType | n.OneOfType) or kind == "level":
            return given.path.text if isinstance(given, n.Ref) else str(given)
        if kind == "date" or (isinstance(kind, n.PlainType) and kind.name == "date"):
            return given.value if isinstance(given, n.DateLiteral) else date.fromisoformat(given)
        if kind == "yes_no" or (isinstance(kind, n.PlainType) and kind.name == "yes_no"):
            if isinstance(given, n.YesNo):
                return given.value
            return given if isinstance(given, bool) else given in ("是", "yes")
        if isinstance(kind, n.PlainType) and kind.name == "text":
            return str(given)
        if measures.is_measure(kind):
            return measures.named(given) if isinstance(given, n.Ref | n.TextLiteral) else str(given)
        dims: Any = ()
        factor = F(1)
        if isinstance(kind, n.UnitType):
            dims, factor = of(kind.unit.text, self.world.units)
        elif isinstance(kind, n.PlainType) and kind.name == "%":
            factor = F(1, 100)
        elif isinstance(kind, Q):
            dims, factor = kind.dims, kind.step
        if not isinstance(given, str):
            if isinstance(given, n.Number):
                return Q(given.value * factor, dims, factor)
            return self.world.number(self.world.eval(given, {}))._replace(step=factor)
        value, unit = figure(given)
        if unit:
            d, f = of(unit, self.world.units)
            if d != dims:
                raise TypeMistake(f"{name}: {given}")
            return Q(value * f, dims, factor)
        return Q(value * factor, dims, factor)

    # ---- weights ----

    def weights(self, nodes: list[Plain], have: F) -> dict[str, F]:
        """Weights of siblings: as written, the rest, a form group's sum of rows."""
        out: dict[str, F] = {}
        rest = None
        for node in nodes:
            weight = node.mine(n.Weight)
            if weight is None:
                out[node.path] = sum(self.weights(node.children, F(0)).values(), F(0)) if node.from_form else F(0)
            elif weight.expr is None:
                rest = node.path
            else:
                out[node.path] = self.world.number(self.world.eval(weight.expr, {})).v
        if rest is not None:
            out[rest] = have - sum(out.values())
        return out

    def total_weight(self) -> F:
        """满分; 0 where the result is no points."""
        stated = self.each(n.Total)
        return constant(stated[0].expr) if stated else F(0)

    def result(self, clause: n.ResultKind | None, above: Kind) -> Kind:
        """The kind of result: a scale and a rating are handed down."""
        if clause is None or clause.kind in ("points", "unlimited"):
            return above
        if clause.kind == "scale":
            if clause.interval is None:
                return F(0), F(1)
            return self.world.number(self.world.eval(clause.interval.low, {})).v, self.world.number(
                self.world.eval(clause.interval.high, {})
            ).v
        kind = clause.type
        if isinstance(kind, n.NamedType):
            kind = self.types[kind.name.text]
        assert isinstance(kind, n.OneOfType)
        return tuple(m.text for m in kind.members)

    # ---- what applies ----

    def prepare(self, node: Plain, w: F, outer_na: bool, unit: F, above: Kind, broken: bool = False) -> State:
        """Leaf results and what applies, before consequences."""
        kind = self.result(node.get(n.ResultKind) if node.leaf else node.mine(n.ResultKind), above)
        state = State(node, w, kind, counts=w, around=outer_na, unit=unit)
        self.states[node.path] = state
        applies = node.get(n.AppliesWhen) if node.leaf else node.mine(n.AppliesWhen)
        not_here = outer_na
        if applies is not None and not outer_na and not broken:
            holds = self.world.true(applies.condition, {})
            if holds is False or holds == NA:
                not_here = True
            elif holds == NC:
                broken = True
        if node.leaf:
            exact, met, value = self.leaf(node, w, kind)
            state.exact, state.met, state.value = (NC if broken else exact), met, value
            state.na = not_here or (exact == NA and not broken)
        else:
            scaled = node.mine(n.ScaledFrom)
            inner = self.world.number(self.world.eval(scaled.expr, {})).v if scaled is not None else w
            shares = self.weights(node.children, inner)
            state.children = [
                self.prepare(c, shares[c.path], not_here, unit * w / inner if inner else unit, kind, broken)
                for c in node.children
            ]
            state.na = not_here or (not broken and all(self.absent(c) for c in state.children))
            state.exact = NC if broken else F(0)
        return state

    def leaf(self, node: Plain, w: F, kind: Kind) -> tuple[F | str | Gone, bool | None, Value | None]:
        """The exact points of an indicator."""
        local: dict[str, Value] = {"weight": Q(w)}
        written = node.get(n.ValueIs)
        value: Value | None = None
        if written is not None:
            value = self.world.eval(written.expr, local)
        elif node.path in self.own:
            value = self.world.facts[self.own[node.path]]
        if value is not None:
            local["value"] = value
        target = node.get(n.Target)
        if target is not None and target.expr is not None:
            local["target"] = self.world.eval(target.expr, local)
        judgement = next((j for p, j in self.raw.get("judged", {}).items() if same_path(p, node.path)), None)
        if kind is not None and isinstance(kind[0], str):
            assert value is not None
            return self.rating(node, value), None, value
        low, high = kind if kind is not None else (F(0), w)
        assert isinstance(low, Fraction)
        assert isinstance(high, Fraction)
        score = node.get(n.Score)
        assert score is not None
        if kind is not None and isinstance(score.method, n.Formula | n.MethodCall | n.Judged):
            exact, met = leaf_points(self.world, node, high, value, local, judgement)
            return (NC if isinstance(exact, Fraction) and exact < low else exact), met, value
        exact, met = leaf_points(self.world, node, w if kind is None else F(1), value, local, judgement)
        return (exact if isinstance(exact, Gone) or kind is None else low + exact * (high - low)), met, value

    def rating(self, node: Plain, value: Value) -> str | Gone:
        """The word of a leaf's bands."""
        score = node.get(n.Score)
        assert score is not None
        assert isinstance(score.method, n.Bands)
        if isinstance(value, Gone):
            return value
        named = score.method.named
        word = self.world.word(score.method if named is None else self.world.bands[named.text], value)
        assert isinstance(word, str)
        return word

    def consequence(self, node: Plain) -> n.Consequence | None:
        """What not applicable does to a node."""
        clause = node.get(n.MayBeNA) if node.leaf else node.mine(n.MayBeNA)
        if clause is not None:
            return clause.consequence
        applies = node.get(n.AppliesWhen) if node.leaf else node.mine(n.AppliesWhen)
        return applies.consequence if applies is not None else None

    def absent(self, state: State) -> bool:
        """Left out, and not because it counts in full."""
        return state.na and self.kind(state) != "full"

    def kind(self, state: State) -> str:
        """rescale when none is stated."""
        consequence = None if state.around else self.consequence(state.node)
        return "rescale" if consequence is None else consequence.kind

    def own_na(self, state: State) -> bool:
        """Whether a group is out by itself, not because all its children are."""
        applies = state.node.mine(n.AppliesWhen)
        return applies is not None and self.world.true(applies.condition, {}) in (False, NA)

    def move(self, states: list[State], nodes: dict[str, State], adds: bool) -> None:
        """Carry moved weights to where they go; only a sum loses points that could move."""
        for state in states:
            if state.na and self.kind(state) == "move" and (state.node.leaf or self.own_na(state)):
                to = self.consequence(state.node)
                assert to is not None
                assert to.target is not None
                name = to.target.text
                target = next(s for p, s in nodes.items() if p == name or p.endswith("." + name))
                if adds:
                    self.carry(state, target, state.w * state.unit, nodes)
            elif not (state.na and not state.node.leaf and self.own_na(state)):
                self.move(state.children, nodes, self.combine(state.node) == "sum")

    def carry(self, source: State, target: State, worth: F, nodes: dict[str, State]) -> None:
        """Give a node points; what does not apply itself and moves hands them on."""
        target.moved += worth / target.unit
        if target.na and target.node.leaf and self.kind(target) == "move":
            to = self.consequence(target.node)
            assert to is not None
            assert to.target is not None
            name = to.target.text
            self.carry(target, next(s for p, s in nodes.items() if p == name or p.endswith("." + name)), worth, nodes)

    def count(self, state: State) -> None:
        """The weight that counts after dropping and moving; whether the group must be rescaled."""
        node = state.node
        if not node.leaf and not (state.na and self.own_na(state)):
            for child in state.children:
                self.count(child)
            inner = sum((c.w for c in state.children), F(0))
            change = sum((c.counts - c.w for c in state.children), F(0))
            ratio = state.w / inner if node.mine(n.ScaledFrom) is not None else F(1)
            if self.combine(node) == "sum":
                state.counts = state.w + change * ratio
                state.rescaled = any(c.na and c.counts != 0 and self.kind(c) != "full" for c in state.children)
        elif not node.leaf and self.combine(node) == "sum":
            state.counts += self.brought(state) / state.unit
        state.counts += state.moved
        if state.na and self.kind(state) in ("drop", "move"):
            state.counts = F(0)

    def brought(self, state: State) -> F:
        """The points, of the total, that were moved to nodes inside a sum; what is moved into another combine weighs only there."""
        if self.combine(state.node) != "sum":
            return F(0)
        return sum((c.moved * c.unit + self.brought(c) for c in state.children), F(0))

    def combine(self, node: Plain | None) -> str:
        """How a group is combined."""
        found = node.mine(n.Combine) if node is not None else next(iter(self.each(n.Combine)), None)
        return "sum" if found is None else found.kind

    # ---- points ----

    def rounding(self, node: Plain) -> tuple[n.Round | None, bool]:
        """The rounding of a node, and whether it names the node."""
        named = next((r for r in self.each(n.Round) if r.what == "name" and same_path_tail(r.name.text, node.path)), None)
        own = node.mine(n.Round)
        if own is not None or named is not None:
            return own or named, True
        for level in node.handed:
            for clause in level:
                if isinstance(clause, n.Round):
                    return clause, False
        general = next((r for r in self.each(n.Round) if r.what in ("each score", "none")), None)
        return general, False

    def finish(self, state: State, inside: bool) -> None:
        """Points of a node and of all below it."""
        node = state.node
        law, named = self.rounding(node)
        itself = False
        if not node.leaf:
            scaled = node.mine(n.ScaledFrom) is not None
            itself = (
                scaled
                or self.combine(node) != "sum"
                or state.rescaled
                or state.moved != 0
                or (law is not None and law.inside_exact)
            )
            for child in state.children:
                self.finish(child, inside or itself)
        if state.na:
            if self.kind(state) == "full":
                whole = state.counts if state.kind is None else state.kind[1]
                state.exact = state.score = whole
            else:
                state.exact = state.score = NA
            state.status = "not_applicable"
            self.override(state)
            return
        if not node.leaf and state.exact != NC:
            state.exact = self.group(state)
        if node.leaf and state.moved and not isinstance(state.exact, Gone):
            state.exact = state.exact * (state.w + state.moved) / state.w
        state.score = state.exact
        if not isinstance(state.exact, Gone):
            rounds = named or (not inside and ((node.leaf and state.kind is None) or itself))
            if rounds and law is not None and law.mode is not None and isinstance(state.exact, Fraction):
                state.score = capped(rounded(state.exact, law.mode, law.digits), state.exact, limit_of(state))
        fires = [self.world.true(c.condition, {}) for c in node.own if isinstance(c, n.Veto) and c.effect == "zero"]
        for fired in fires:
            if fired == NC:
                state.exact = state.score = NC
            elif fired is True:
                state.vetoed = True
                state.score = state.exact = F(0) if state.kind is None or isinstance(state.kind[0], str) else state.kind[0]
        self.override(state)
        self.status(state)
        if state.vetoed:
            state.met = False

    def override(self, state: State) -> None:
        """A score put in place of the computed one."""
        given = next((o for p, o in self.raw.get("override", {}).items() if same_path(p, state.node.path)), None)
        if given is None:
            return
        if state.na:
            self.refused = True
            return
        state.overridden = True
        state.score = F(given["points"])

    def group(self, state: State, clause: n.Combine | None = None) -> F | str | Gone:
        """The exact result of a group."""
        clause = clause or state.node.mine(n.Combine)
        missing = gone(*[_as(c.score) for c in state.children if c.score != NA])
        if missing:
            return missing
        counted = [c for c in state.children if not isinstance(c.score, Gone)]
        if state.kind is not None and isinstance(state.kind[0], str):
            assert clause is not None
            return rated([str(w) for w in state.kind], [str(c.score) for c in counted], clause)
        scores = [(c.score, c.counts) for c in counted if isinstance(c.score, Fraction)]
        kind = "sum" if clause is None else clause.kind
        w = state.counts
        if kind == "sum":
            scaled = state.node.mine(n.ScaledFrom)
            earned = sum((s for s, _ in scores), F(0))
            if state.rescaled or scaled is not None or state.moved:
                return earned / sum((c for _, c in scores), F(0)) * w
            return earned
        done = [
            not c.vetoed and (c.na or (c.met if c.met is not None else full(c.score if c.overridden else c.exact, c)))
            for c in counted
        ]
        if state.kind is not None:
            low, high = state.kind
            assert isinstance(low, Fraction)
            assert isinstance(high, Fraction)
            return scale_combined(clause, [(s, c or F(1)) for s, c in scores], done, low, high)
        return combined(clause, scores, done, w)

    def status(self, state: State) -> None:
        """Met, partly, unmet, and what goes before."""
        node = state.node
        if state.overridden:
            state.status = "overridden"
        elif isinstance(state.exact, Gone):
            state.status = "not_computable"
        elif node.leaf:
            score = node.get(n.Score)
            if score is not None and isinstance(score.method, n.Judged):
                state.status = "judged"
            elif state.met is not None:
                state.status = (
                    "met" if state.met else "unmet" if full(state.exact, state) or state.exact == bottom_of(state) else "partly"
                )
            else:
                state.status = "met" if full(state.exact, state) else "unmet" if state.exact == bottom_of(state) else "partly"
        elif self.combine(node) == "sum":
            state.lost = any(c.lost for c in state.children)
            nothing = state.exact == bottom_of(state) != top_of(state)
            state.status = "unmet" if nothing else "partly" if state.lost else "met"
        else:
            state.lost = not full(state.exact, state)
            state.status = "met" if not state.lost else "unmet" if state.exact == bottom_of(state) else "partly"
        if node.leaf or state.overridden:
            state.lost = not full(state.score if state.overridden else state.exact, state)
        if state.vetoed and not state.overridden:
            state.lost = True
            if state.status != "judged":
                state.status = "unmet"

    # ---- the whole ----

    def outcome(self) -> Outcome:
        """Total and grade."""
        total = self.total_weight()
        root_node = Plain("", "", False, (), [], [], self.top)
        kind = self.result(next(iter(self.each(n.ResultKind)), None), None)
        root = State(root_node, total, kind, counts=total, unit=F(1))
        shares = self.weights(self.top, total)
        root.children = [self.prepare(c, shares[c.path], False, F(1), kind) for c in self.top]
        root.na = all(self.absent(c) for c in root.children)
        self.move(root.children, dict(self.states), self.combine(None) == "sum")
        self.count(root)
        law = next((r for r in self.each(n.Round) if r.what == "total"), None)
        general = next((r for r in self.each(n.Round) if r.what == "each score"), None)
        itself = root.rescaled or self.combine(None) != "sum"
        for child in root.children:
            self.finish(child, itself)
        nodes = {
            p: (None if isinstance(s.exact, Gone) else s.exact, None if isinstance(s.score, Gone) else s.score, s.status)
            for p, s in self.states.items()
        }
        leaves = frozenset(p for p, s in self.states.items() if s.node.leaf)
        if root.na:
            return Outcome(nodes, None, root.counts, None, self.refused, leaves)
        root.exact = self.group(root, next(iter(self.each(n.Combine)), None))
        broken = any(s.score == NC for s in self.states.values())
        if isinstance(root.exact, Gone) or broken or self.refused:
            return Outcome(nodes, None, root.counts, None, True, leaves)
        score = root.exact
        use = law or (general if itself else None)
        if use is not None and use.mode is not None and isinstance(score, Fraction) and isinstance(root.exact, Fraction):
            score = capped(rounded(score, use.mode, use.digits), root.exact, limit_of(root))
        if self.broken_conditions():
            return Outcome(nodes, None, root.counts, None, True, leaves)
        vetoes = [v for v in self.each(n.Veto) if self.world.true(v.condition, {}) is True]
        if any(v.effect == "zero" for v in vetoes):
            score = F(0) if kind is None or isinstance(kind[0], str) else kind[0]
        return Outcome(
            nodes, score, root.counts if kind is None else None, self.grade(score, root.counts, total, vetoes), False, leaves
        )

    def broken_conditions(self) -> bool:
        """Whether a veto, a grade rule or an outcome hangs on what cannot be computed."""
        if any(self.world.true(v.condition, {}) == NC for v in self.each(n.Veto)):
            return True
        lists = [[(r.condition, True) for r in self.each(n.GradeIs)]]
        lists += [[(r.condition, False) for r in o.requires] for o in self.each(n.Outcome)]
        for conditions in lists:
            for condition, decides in conditions:
                holds = self.world.true(condition, {})
                if holds == NC:
                    return True
                if holds is decides:
                    break
        return False

    def grade(self, score: F | str, counts: F, total: F, vetoes: list[n.Veto]) -> str | None:
        """The grade by its bands, rules and vetoes."""
        declared = self.each(n.Grades)
        if not declared or isinstance(score, str):
            return None
        bands: n.Bands = declared[0].bands
        if bands.named is not None:
            bands = self.world.bands[bands.named.text]
        word = self.world.word(bands, Q(score / counts * total if total else score))
        order = [line.result.path.text for line in bands.lines if isinstance(line.result, n.Ref)]
        for rule in self.each(n.GradeIs):
            if self.world.true(rule.condition, {}) is True:
                word = rule.grade.text
                break
        assert isinstance(word, str)
        for veto in vetoes:
            if veto.effect in ("is", "at_most") and veto.grade is not None and order.index(veto.grade.text) > order.index(word):
                word = veto.grade.text
        return word

    # ---- what formulas read of other nodes ----

    def attribute(self, path: str, what: str) -> Value | None:
        """`X.score` is read before anything is rescaled; `X.value`, `X.target`, `X.met` and `X.weight` as they are."""
        node = next((x for exact in (True, False) for x in self.everything() if reaches(path, x.path, exact)), None)
        if node is None or what not in ("score", "value", "target", "met", "weight"):
            return None
        return self.reading(node).get(what)

    def everything(self) -> list[Plain]:
        """All groups and indicators."""
        return [x for node in self.top for x in all_below(node)]

    def reading(self, node: Plain) -> dict[str, Value]:
        """What may be read of a node, found by walking down to it."""
        if node.path in self.read_before:
            return self.read_before[node.path]
        kind = self.result(next(iter(self.each(n.ResultKind)), None), None)
        inside, out, broken = self.combine(None) != "sum", False, False
        nodes, have = self.top, self.total_weight()
        here, w = node, ZERO
        for size in range(1, len(node.names) + 1):
            path = ".".join(node.names[:size])
            here = next(x for x in nodes if x.path == path)
            w = self.weights(nodes, have)[path]
            kind = self.result(here.get(n.ResultKind) if here.leaf else here.mine(n.ResultKind), kind)
            if size < len(node.names):
                holds = True if out or broken else self.applies(here)
                out = out or holds in (False, NA)
                broken = broken or holds == NC
                scaled = here.mine(n.ScaledFrom)
                law, _ = self.rounding(here)
                inside = inside or scaled is not None or self.combine(here) != "sum" or (law is not None and law.inside_exact)
                nodes, have = here.children, w
                if scaled is not None:
                    have = self.world.number(self.world.eval(scaled.expr, {})).v
        found: dict[str, Value] = {"weight": Q(w)}
        if here.leaf:
            self.read_leaf(here, w, kind, (inside, out, broken), found)
        else:
            scores = [self.reading(c)["score"] for c in here.children]
            missing = gone(*scores)
            whole = ZERO if missing else sum((self.world.number(x).v for x in scores), ZERO)
            law, named = self.rounding(here)
            if named and law is not None and law.mode is not None:  # a rounding that names the group holds for its readers too
                whole = capped(rounded(whole, law.mode, law.digits), whole, None if unlimited(here) else w)
            found["score"] = missing or Q(whole)
            for clause in here.own:
                if isinstance(clause, n.Veto) and clause.effect == "zero" and self.world.true(clause.condition, {}) is True:
                    found["score"] = missing or Q(ZERO)
        self.read_before[node.path] = found
        return found

    def applies(self, node: Plain) -> bool | Gone:
        """Whether a node applies by its own condition."""
        clause = node.get(n.AppliesWhen) if node.leaf else node.mine(n.AppliesWhen)
        return True if clause is None else self.world.true(clause.condition, {})

    def read_leaf(self, node: Plain, w: F, kind: Kind, around: tuple[bool, bool, bool], found: dict[str, Value]) -> None:
        """Score, value, target and whether it is met, of an indicator for those who read it."""
        inside, out, broken = around
        holds = True if out or broken else self.applies(node)
        exact, met, value = self.leaf(node, w, kind)
        target = node.get(n.Target)
        gone_away = NA if out or holds in (False, NA) else NC if broken or holds == NC else None
        if value is not None:
            found["value"] = gone_away or value
        if target is not None and target.expr is not None:
            found["target"] = self.world.eval(target.expr, {})
        if gone_away == NA or (exact == NA and not broken):
            stated = self.consequence(node)
            counts = not out and stated is not None and stated.kind == "full"
            found["score"] = Q(w if kind is None else F(kind[1])) if counts else NA
            found["met"] = True if counts else NA
            return
        score = gone_away or exact
        computed, vetoed = score, False
        law, named = self.rounding(node)
        if isinstance(score, Fraction) and (named or (not inside and kind is None)) and law is not None and law.mode is not None:
            score = capped(
                rounded(score, law.mode, law.digits), score, None if unlimited(node) else w if kind is None else kind[1]
            )
        for clause in node.own:
            if isinstance(clause, n.Veto) and clause.effect == "zero":
                fired = self.world.true(clause.condition, {})
                lowest = ZERO if kind is None or isinstance(kind[0], str) else kind[0]
                vetoed = vetoed or fired is True
                score = NC if fired == NC else lowest if fired is True else score
        given = next((o for p, o in self.raw.get("override", {}).items() if same_path(p, node.path)), None)
        found["score"] = _as(score if given is None else F(given["points"]))
        if given is not None:
            computed, vetoed = F(given["points"]), vetoed and target is not None
        elif isinstance(score, Gone):
            computed = score
        top = w if kind is None else kind[-1]
        enough = computed >= top if isinstance(computed, Fraction) and isinstance(top, Fraction) else computed == top
        found["met"] = computed if isinstance(computed, Gone) else not vetoed and (enough if met is None else met)
        if given is not None and target is not None and exact == NC and (value is None or value == NC):
            found["met"] = NC  # an override gives points; whether the target is met is still not known


def _as(value: F | str | Gone) -> Value:
    return Q(value) if isinstance(value, Fraction) else value


def top_of(state: State) -> F | str:
    """All that a node can give."""
    return state.counts if state.kind is None else state.kind[-1]


def limit_of(state: State) -> F | str | None:
    """What rounding must not lift a node above; none where something in it is without limit."""
    return None if state.kind is None and boundless(state.node) else top_of(state)


def boundless(node: Plain) -> bool:
    """Whether a node, or something in it, is without limit."""
    return unlimited(node) or any(boundless(c) for c in node.children)


def full(score: F | str | Gone, state: State) -> bool:
    """Whether a score is all that the node weighs, or more."""
    top = top_of(state)
    return score >= top if isinstance(score, Fraction) and isinstance(top, Fraction) else score == top


def bottom_of(state: State) -> F | str:
    """The least that a node can give."""
    return F(0) if state.kind is None else state.kind[0]


def capped(printed: F, exact: F, most: F | str | None) -> F:
    """Rounding never lifts a score above its bound."""
    return most if isinstance(most, Fraction) and printed > most >= exact else printed


def rated(words: list[str], scores: list[str], clause: n.Combine) -> str:
    """The lowest (with `plus` one step better when another is higher) or the highest."""
    places = [words.index(x) for x in scores]
    if clause.kind == "best":
        return words[max(places)]
    at = min(places)
    return words[min(at + 1, len(words) - 1)] if clause.plus and max(places) > at else words[at]


def scale_combined(clause: n.Combine | None, scores: list[tuple[F, F]], done: list[bool], low: F, high: F) -> F:
    """Combines of scale values with their weights."""
    assert clause is not None
    weights = sum((w for _, w in scores), F(0))
    match clause.kind:
        case "weighted_mean":
            return sum((s * w for s, w in scores), F(0)) / weights
        case "weakest":
            return min(s for s, _ in scores)
        case "best":
            return max(s for s, _ in scores)
        case "geometric_mean":
            return mean_product([(s, w / weights) for s, w in scores])
        case "at_least":
            return high if sum(done) >= constant(clause.count) else low
        case _:
            raise TypeMistake(clause.kind)


def combined(clause: n.Combine | None, scores: list[tuple[F, F]], done: list[bool], w: F) -> F:
    """Combines of points other than sum."""
    assert clause is not None
    weights = sum((c for _, c in scores), F(0))
    match clause.kind:
        case "weighted_mean":
            return w * sum((s for s, _ in scores), F(0)) / weights
        case "weakest":
            return w * min(s / c for s, c in scores)
        case "best":
            return w * max(s / c for s, c in scores)
        case "geometric_mean":
            return w * mean_product([(x / c, c / weights) for x, c in scores])
        case "at_least":
            return w if sum(done) >= constant(clause.count) else F(0)
        case _:
            raise TypeMistake(clause.kind)


def indicators(node: Plain) -> list[Plain]:
    """The leaves below a node."""
    return [node] if node.leaf else [x for c in node.children for x in indicators(c)]


def all_below(node: Plain) -> list[Plain]:
    """A node and all below it."""
    return [node, *(x for c in node.children for x in all_below(c))]


def reaches(written: str, path: str, exact: bool) -> bool:
    """Whether a path, or a tail of one, names a node."""
    return written.replace("「", "").replace("」", "") == path if exact else same_path_tail(written, path)


def same_path(written: str, path: str) -> bool:
    """A path in a fact file, quotes aside."""
    return written.replace("「", "").replace("」", "") == path


def same_path_tail(written: str, path: str) -> bool:
    """A path or a tail of one."""
    written = written.replace("「", "").replace("」", "")
    return path == written or path.endswith("." + written)
