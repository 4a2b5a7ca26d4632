"""A program as formulas: every named value, score and grade as a term over the facts, for all complete fact files at once.

In: a checked program. Out: an `Encoding`. A complete fact file gives every fact and judgement: nothing is pending, nothing overridden; what may be
not applicable may be. Guarantees: for such a file each formula has the value that the evaluator gives; what is not encoded whole is not encoded at
all and says why (`OutOfReach`), whenever something asks for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, assert_never

import z3

from evaldsl.evaluation.plan import LET, ROW, ROWS, SCORE, TARGET, VALUE, WEIGHT, plan_of
from evaldsl.model.facts import Facts
from evaldsl.model.program import (
    Attribute,
    Expr,
    FactRef,
    LetRef,
    Node,
    NodeRef,
    PointsResult,
    Program,
    RelationTarget,
)
from evaldsl.proving import verdicts
from evaldsl.proving.expressions import figure
from evaldsl.proving.facts import JUDGED, Unknown, Unknowns, apart_from, required_bounds, unknowns_of
from evaldsl.proving.groups import scored_group
from evaldsl.proving.scores import Scored, adds, met_of, scored_leaf, value_of
from evaldsl.proving.terms import ZERO, Figure, OutOfReach, Term, every, known, negation, plus, some, term
from evaldsl.source import Where

__all__ = ["Encoding", "OutOfReach", "encoding_of", "second_of"]

MOST_STEPS = 200_000
"""Expressions that are encoded at most, methods written out; more is too large."""


class Encoding:
    """The formulas of a program. Made by `encoding_of`; paths are those of nodes, "" the total."""

    def __init__(self, program: Program, unknowns: Unknowns) -> None:
        self.first: Encoding | None = None
        self.apart: frozenset[str] = frozenset()
        self.program = program
        self._ordinary: list[Facts] = []
        self.unknowns = unknowns
        self.plan = plan_of(program)
        self.lets: dict[str, Figure] = {}
        self.weights: dict[str, Figure] = {path: Figure(x) for path, x in self.plan.weights.items()}
        self.values: dict[str, Figure] = {}
        self.met_: dict[str, Figure] = {}
        self._scored: dict[str, Scored] = {}
        self._failed: dict[tuple[int, str], OutOfReach] = {}
        self._allowed: dict[str, list[Term]] = {}
        self._own: dict[str, Figure] = {}
        self._steps = 0
        self.bounds: Any = None
        self._reads: dict[int, tuple[Any, frozenset[str]]] = {}
        self._sources: dict[str, list[str]] = {}
        for path, p in self.plan.nodes.items():
            if p.node.absent is not None and p.node.absent.to is not None:
                self._sources.setdefault(p.node.absent.to, []).append(path)
        self._places = {place.path for form in program.forms for place in form.places.values()}
        for kind, key in self.plan.order:
            self._encode(kind, key)

    # ---- for whoever asks ----

    def number(self, expr: Expr) -> Any:
        """A quantity as a Real in the coherent base, a level as an Int by its place, a date as an Int by its day."""
        return term(self.figure(expr).x)

    def truth(self, expr: Expr) -> Any:
        """A condition as a Bool."""
        return term(self.figure(expr).x)

    def value(self, path: str) -> Any:
        """The value of an indicator."""
        return term(self.values_at(path).x)

    def raw(self, path: str) -> Any:
        """The score of a node before its rounding."""
        return term(self.scored(path).exact.x)

    def score(self, path: str) -> Any:
        """The score of a node as printed; "" is the total."""
        return term(self.scored(path).score.x)

    def met(self, path: str) -> Any:
        """Whether a node counts as met."""
        return term(self.scored(path).fulfilled.x)

    def weight(self, path: str) -> Any:
        """The points that a node counts: its weight, less or more where indicators are not applicable."""
        return term(self.scored(path).counts)

    def absent(self, thing: "Expr | str") -> Any:
        """Where an expression, or a node, is not applicable (不适用) and so has no figure."""
        if isinstance(thing, str):
            return term(self.scored(thing).score.absent)
        return term(self.figure(thing).absent)

    def grade(self) -> Any:
        """The place of the grade in `evaluation.verdicts.grade_order`, from the lowest."""
        return term(verdicts.grade(self).x)

    def ungraded(self) -> Any:
        """Where there is no grade."""
        made = verdicts.grade(self)
        return term(some((made.absent, made.lost)))

    def trouble(self, thing: "Expr | str") -> Any:
        """Where an expression, or the score of a node, cannot be computed. Of the total: where anything that is scored cannot be."""
        if not isinstance(thing, str):
            made = self.figure(thing)
            return term(every((negation(made.absent), made.lost)))
        if thing:
            return term(self._trouble(thing))
        found = [self._trouble(path) for path in self.plan.nodes]
        if self.program.grades:
            made = verdicts.grade(self)
            found.append(every((negation(made.absent), made.lost)))
        for spec in self.program.outcomes:
            found.append(verdicts.outcome(self, spec).lost)
        return term(some(found))

    def reads(self, *things: "Expr | str | Any") -> frozenset[str]:
        """The facts (and judgements, as `judged:` and their path) that expressions, scores of nodes or terms depend on."""
        found: frozenset[str] = frozenset()
        for thing in things:
            if isinstance(thing, str):
                made = self.scored(thing)
                for f in (made.exact, made.score, made.fulfilled):
                    found |= self._read(f.x) | self._read(f.absent) | self._read(f.lost)
            elif z3.is_expr(thing) or known(thing):
                found |= self._read(thing)
            else:
                f = self.figure(thing)
                found |= self._read(f.x) | self._read(f.absent) | self._read(f.lost)
        return found

    def domain(self, names: "frozenset[str] | set[str] | list[str]") -> list[Any]:
        """What the ruleset declares of these facts and judgements; what it asks of one in the light of others (`须填 当`) is left out."""
        made: list[Any] = []
        for name in sorted(names):
            unknown = self.unknowns.named[name]
            made += [term(x) for x in required_bounds(unknown)]
            made += [term(x) for x in self._allowed.get(name, ())]
        return [x for x in made if not z3.is_true(x)]

    def fact_of(self, name: str) -> Any:
        """The figure of a fact or judgement: a quantity as a Real in the coherent base."""
        return term(self.unknowns.named[name].value)

    def ordinary(self, make: Callable[[], Facts]) -> Facts:
        """The simplest facts of the program, made once for it and for all encodings of its other fact files."""
        if not self._ordinary:
            self._ordinary.append(make())
        return self._ordinary[0]

    # ---- for the parts of the encoder ----

    def figure(self, expr: Expr) -> Figure:
        """The figure of any expression of the program."""
        return figure(expr, self)

    def count(self, where: Where) -> None:
        """One more expression is encoded."""
        self._steps += 1
        if self._steps > MOST_STEPS or self.plan.too_much:
            raise OutOfReach("too_large", where)

    def renamed(self, x: Term) -> Term:
        """A term of the first encoding as one of this."""
        return x

    def fact(self, e: FactRef) -> Figure:
        """A fact."""
        return self.unknowns.named[e.name].figure

    def let(self, e: LetRef) -> Figure:
        """A named value."""
        self._check(LET, e.name)
        return self.lets[e.name]

    def attribute(self, e: NodeRef) -> Figure:
        """An attribute of a node."""
        match e.attribute:
            case Attribute.SCORE:
                return self._own[e.path] if e.path in self._own else self.scored(e.path).score
            case Attribute.VALUE:
                return self.values_at(e.path)
            case Attribute.TARGET:
                self._check(TARGET, e.path)
                target = self.plan.nodes[e.path].node.target
                if not isinstance(target, RelationTarget):
                    raise OutOfReach("target", e.where)
                return figure(target.expr, self)
            case Attribute.WEIGHT:
                self._check(WEIGHT, e.path)
                return self.weights[e.path]
            case Attribute.MET:
                return self.scored(e.path).fulfilled
            case _:
                assert_never(e.attribute)

    @contextmanager
    def as_score(self, path: str, made: Figure) -> Iterator[None]:
        """A condition of the node itself reads its score before the condition has had its effect."""
        before = self._own.get(path)
        self._own[path] = made
        try:
            yield
        finally:
            if before is None:
                del self._own[path]
            else:
                self._own[path] = before

    def scored(self, path: str) -> Scored:
        """A node with its score."""
        self._check(SCORE, path)
        return self._scored[path]

    def values_at(self, path: str) -> Figure:
        """The value of a node."""
        self._check(VALUE, path)
        return self.values[path]

    def judgement(self, path: str) -> Unknown | None:
        """What an assessor gives for an indicator."""
        return self.unknowns.named.get(JUDGED + path)

    def allow(self, name: str, truth: Term) -> None:
        """A judgement must be so that this holds."""
        self._allowed.setdefault(name, []).append(truth)

    def moved_in(self, path: str) -> tuple[Term, Term]:
        """The points that others hand to a node, and where any does."""
        amount: Term = ZERO
        handed: Term = False
        for other in self._sources.get(path, ()):
            made = self.scored(other)
            amount, handed = plus(amount, made.moves), some((handed, made.handed))
        return amount, handed

    def sums(self, path: str | None) -> bool:
        """Whether the children of a group add up, so that points can move."""
        return path is None or adds(self.plan.nodes[path].node)

    def boundless(self, node: Node) -> bool:
        """Whether a node may pass its weight because it, or something in it, is without limit."""
        if isinstance(node.result, PointsResult) and node.result.unlimited:
            return True
        return any(self.boundless(child) for child in node.children)

    # ---- making ----

    def _check(self, kind: int, key: str) -> None:
        failed = self._failed.get((kind, key))
        if failed is not None:
            raise failed

    def _encode(self, kind: int, key: str) -> None:
        """Encodes one thing of the plan; one that is out of reach is kept as such, for whatever reads it."""
        if kind in (ROW, ROWS):
            return
        try:
            if kind == LET:
                self.lets[key] = figure(self.program.lets[key].expr, self)
            elif kind == WEIGHT:
                weight = self.plan.nodes[key].node.weight
                if weight is not None:
                    self.weights[key] = figure(weight, self)
            elif kind == VALUE:
                self._fill(VALUE, key)
                self.values[key] = value_of(self, self.plan.nodes[key])
            elif kind == TARGET:
                self._check(VALUE, key)
                self.met_[key] = met_of(self, self.plan.nodes[key].node)
            else:
                for part in (VALUE, TARGET, WEIGHT):
                    self._check(part, key)
                plan = self.plan.nodes[key]
                if key in self._places:
                    raise OutOfReach("form", plan.node.where)
                self._scored[key] = scored_leaf(self, plan) if plan.node.method is not None else scored_group(self, plan)
        except OutOfReach as error:
            self._failed[kind, key] = error
        except RecursionError:
            self._failed[kind, key] = OutOfReach("too_large")

    def _fill(self, kind: int, key: str) -> None:
        parent = self.plan.nodes[key].parent
        if parent is not None and self.plan.nodes[key].conditional:
            self._check(kind, parent)

    def _trouble(self, path: str) -> Term:
        made = self.scored(path)
        return every((negation(made.out), negation(made.score.absent), made.score.lost))

    def _read(self, x: Term) -> frozenset[str]:
        """The unknowns in a term."""
        if known(x):
            return frozenset()
        kept = self._reads.get(x.get_id())
        if kept is not None:
            return kept[1]
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [x]
        while waiting:
            one = waiting.pop()
            sign = one.get_id()
            if sign in seen:
                continue
            seen.add(sign)
            inside = self._reads.get(sign)
            if inside is not None:
                found |= inside[1]
            elif z3.is_const(one):
                if one.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                    name = self.unknowns.constants.get(one.decl().name())
                    if name is not None:
                        found.add(name)
            else:
                waiting += one.children()
        made = frozenset(found)
        self._reads[x.get_id()] = (x, made)
        return made


def encoding_of(program: Program, share: Encoding | None = None) -> Encoding:
    """The formulas of a program. With `share` the facts that have the same name, type and domain there are the same unknowns."""
    return Encoding(program, unknowns_of(program, None if share is None else share.unknowns, tag="" if share is None else "2:"))


def second_of(first: Encoding, apart: "frozenset[str] | set[str] | None" = None, tag: str = "2:") -> Encoding:
    """The formulas of the same program for a second fact file, which differs in the facts `apart` only (None: in any)."""
    names = frozenset(first.unknowns.named) if apart is None else frozenset(apart)
    return _Second(first, names, apart_from(first.unknowns, names, tag))


class _Second(Encoding):
    """The formulas of another encoding with unknowns of its own in the place of some."""

    def __init__(self, first: Encoding, names: frozenset[str], unknowns: Unknowns) -> None:
        self.source = self.first = first
        self.program, self.plan, self.unknowns = first.program, first.plan, unknowns
        self.bounds = None
        self._ordinary = first._ordinary
        self._failed, self._sources, self._places = first._failed, first._sources, first._places
        self._own, self._steps, self._reads = {}, 0, {}
        self._renamed: list[tuple[Any, Any]] = []
        for name in sorted(names):
            one, other = first.unknowns.named[name], unknowns.named[name]
            self._renamed.append((one.constant, other.constant))
            if one.absent is not None:
                self._renamed.append((one.absent, other.absent))
        self.apart = names
        self._allowed = {name: [self.renamed(x) for x in truths] for name, truths in first._allowed.items()}
        self._scored: dict[str, Scored] = {}
        self.weights = {path: self._figure(f) for path, f in first.weights.items()}

    def renamed(self, x: Term) -> Term:
        """A term of the first encoding as one of this."""
        return x if known(x) or not self._renamed else z3.substitute(x, *self._renamed)

    def _figure(self, f: Figure) -> Figure:
        return Figure(self.renamed(f.x), self.renamed(f.absent), self.renamed(f.lost))

    def figure(self, expr: Expr) -> Figure:
        """The expression for the second file."""
        return self._figure(self.source.figure(expr))

    def let(self, e: LetRef) -> Figure:
        """A named value."""
        return self._figure(self.source.let(e))

    def attribute(self, e: NodeRef) -> Figure:
        """An attribute of a node."""
        return self._figure(self.source.attribute(e))

    def values_at(self, path: str) -> Figure:
        """The value of a node."""
        return self._figure(self.source.values_at(path))

    def scored(self, path: str) -> Scored:
        """A node with its score."""
        if path not in self._scored:
            made = self.source.scored(path)
            self._scored[path] = Scored(
                path,
                self._figure(made.exact),
                self._figure(made.score),
                self.renamed(made.counts),
                self._figure(made.fulfilled),
                *(self.renamed(x) for x in (made.spread, made.out, made.na, made.moves, made.handed)),
            )
        return self._scored[path]
