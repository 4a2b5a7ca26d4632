"""The shortest list of facts that would settle the grade.

In: a plan, the facts, the names that keep the grade open. Out: the fewest of them such that, once these are known, the rest cannot
change the grade, whatever all of them turn out to be. Guarantees: the list does settle the grade; it is the shortest that the bounded
search can show to, and in the worst case all names.

Algorithm: a name is needed when knowing all others may leave the grade open; the needed names are in every list, so the search adds
to them the fewest others. That a list settles is shown by cases: levels one by one, intervals parted where a rule turns, then halved, until every case has one
grade; that it does not, by one case that leaves two grades open, found along a line through the domains.
"""

from fractions import Fraction
from itertools import combinations

from evaldsl.evaluation import run as running
from evaldsl.evaluation import verdicts
from evaldsl.evaluation.plan import Plan, method_parts, target_parts, walk
from evaldsl.evaluation.state import Run
from evaldsl.model.facts import Facts, FactValue, Judgement
from evaldsl.model.program import Comparison, Const, FactRef
from evaldsl.model.values import Uncertain, Value
from evaldsl.records import evolve

MOST_RUNS = 400
"""Evaluations that the search may spend in all."""
MOST_CASES = 48
"""Evaluations that one list may cost."""

Cases = dict[str, Uncertain | Value]
"""What each name of a list is taken to be: a value, or the part of its domain that is left."""


class _Search:
    def __init__(self, plan: Plan, facts: Facts, names: tuple[str, ...]) -> None:
        self.plan, self.facts, self.names, self.left = plan, facts, names, MOST_RUNS
        self.turns = _turns(plan, names)
        first = Run(plan, facts)
        self.domains: dict[str, Uncertain] = {}
        for name in names:
            x = first.facts.get(name)
            self.domains[name] = x if isinstance(x, Uncertain) else self._points(name)

    def _points(self, name: str) -> Uncertain:
        """The points that an assessor may give."""
        node = self.plan.nodes.get(name)
        weight = self.plan.weights.get(name) if node is not None else None
        return Uncertain(Fraction(0), weight if isinstance(weight, Fraction) else None, needs=frozenset((name,)))

    def settled(self, cases: Cases) -> bool:
        """Whether the grade is settled in these cases."""
        self.left -= 1
        entries, judged = dict(self.facts.entries), dict(self.facts.judged)
        for name, x in cases.items():
            if name in self.plan.program.facts:
                entries[name] = FactValue(x, "")
            elif isinstance(x, Fraction):
                judged[name] = Judgement(x, "…")
        run = running.calculated(self.plan, evolve(self.facts, entries=entries, judged=judged))
        return len(verdicts.grade(run, run.scored[""]).words) <= 1

    def settles(self, names: tuple[str, ...]) -> bool:
        """Whether knowing these settles the grade; False also when the search cannot show it."""
        if self._open_somewhere(names):
            return False
        budget = MOST_CASES
        waiting: list[Cases] = [{name: self.domains[name] for name in names}]
        while waiting:
            if budget <= 0 or self.left <= 0:
                return False
            cases = waiting.pop()
            budget -= 1
            if self.settled(cases):
                continue
            halves = self._halved(cases)
            if halves is None:
                return False
            waiting += halves
        return True

    def _halved(self, cases: Cases) -> list[Cases] | None:
        """The same cases in smaller parts: levels one by one, else the widest interval in two; None when nothing is left to part."""
        for name, x in cases.items():
            if isinstance(x, Uncertain) and x.members is not None:
                return [{**cases, name: member} for member in sorted(x.members, key=str)]
        known = [name for name in cases if name in self.plan.program.facts]
        for name in known:
            x = cases[name]
            if isinstance(x, Uncertain):
                for turn in self.turns[name]:
                    if (x.low is None or x.low < turn) and (x.high is None or turn < x.high):  # type: ignore[operator]
                        return _parted(cases, name, x, turn)
        for name in sorted(known, key=lambda n: -_width(cases[n])):
            x = cases[name]
            if isinstance(x, Uncertain) and isinstance(x.low, Fraction) and isinstance(x.high, Fraction) and x.low < x.high:
                return _parted(cases, name, x, (x.low + x.high) / 2)
        return None

    def _open_somewhere(self, names: tuple[str, ...]) -> bool:
        """Whether a case is found that leaves two grades open: all names at the same place of their domains, in turn."""
        for at in (Fraction(1, 2), Fraction(0), Fraction(1), Fraction(3, 4), Fraction(7, 8), Fraction(15, 16), Fraction(9, 10)):
            if self.left <= 0:
                return True
            cases: Cases = {name: _at(self.domains[name], at, self.turns[name]) for name in names}
            if not self.settled(cases):
                return True
        return False


def _width(x: Uncertain | Value) -> Fraction:
    if isinstance(x, Uncertain) and isinstance(x.low, Fraction) and isinstance(x.high, Fraction):
        return x.high - x.low
    return Fraction(0)


def _parted(cases: Cases, name: str, x: Uncertain, at: Fraction) -> list[Cases]:
    """Below a number, the number itself, above it."""
    below, above = evolve(x, high=at, high_closed=False), evolve(x, low=at, low_closed=False)
    return [{**cases, name: part} for part in (below, at, above)]


def _turns(plan: Plan, names: tuple[str, ...]) -> dict[str, tuple[Fraction, ...]]:
    """The numbers at which what a fact does may change: what it is compared with, its targets, its bands."""
    found: dict[str, set[Fraction]] = {name: set() for name in names}
    program = plan.program
    loose = [let.expr for let in program.lets.values()] + [rule.condition for rule in program.grade_rules]
    loose += [r.condition for o in program.outcomes for r in o.requires]
    for p in plan.nodes.values():
        node = p.node
        loose += [v.condition for v in node.vetoes] + ([] if node.applies is None else [node.applies])
        if isinstance(node.value, FactRef) and node.value.name in found:
            for e in (*target_parts(node.target), *method_parts(node.method)):
                if isinstance(e, Const) and type(e.value) is Fraction:
                    found[node.value.name].add(e.value)
    for e in (x for one in loose for x in walk(one)):
        if isinstance(e, Comparison):
            sides = (e.first, *(side for _, side in e.rest))
            read = [x.name for x in sides if isinstance(x, FactRef) and x.name in found]
            for name in read:
                found[name] |= {x.value for x in sides if isinstance(x, Const) and type(x.value) is Fraction}
    return {name: tuple(sorted(turns)) for name, turns in found.items()}


def _at(x: Uncertain, share: Fraction, turns: tuple[Fraction, ...]) -> Value:
    """A place in a domain, from its lower end to its upper."""
    if x.members is not None:
        members = sorted(x.members, key=str)
        return members[int(share * (len(members) - 1))]
    if isinstance(x.low, Fraction) and isinstance(x.high, Fraction):
        return x.low + share * (x.high - x.low)
    if isinstance(x.low, Fraction):
        return x.low + share * 2 * max((Fraction(1000), *turns))
    return x if x.low is None else x.low


def settle(plan: Plan, facts: Facts, names: tuple[str, ...]) -> tuple[str, ...]:
    """The shortest list of names that settles the grade."""
    if len(names) <= 1:
        return names
    search = _Search(plan, facts, names)
    needed = []
    for i, name in enumerate(names):
        others = names[:i] + names[i + 1 :]
        if search.left <= 0 or not search.settles(others):
            needed.append(name)
    spare = [name for name in names if name not in needed]
    for size in range(len(spare)):
        for more in combinations(spare, size):
            if search.left <= 0:
                return names
            chosen = tuple(n for n in names if n in needed or n in more)
            if chosen and search.settles(chosen):
                return chosen
    return names
