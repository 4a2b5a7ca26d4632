"""Whether two rulesets score every complete fact file alike, asked of the solver node by node.

In: two programs and what of them differs. Out: `Same`, candidates for a witness, or why it is open. Guarantees: a node is taken for the same only when all that others can
see of it is: by its formulas being one, by the solver finding no facts that tell them apart, or because its own clauses are the same and so is all that they read. A
candidate is no witness before both interpreters have scored it. Both rulesets' declared domains hold; what is not asked for alike is not spoken of (`facts`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from time import monotonic
from typing import TYPE_CHECKING, Any

from evaldsl.differing.cone import Changed
from evaldsl.differing.matching import Matched
from evaldsl.differing.parts import leaves_out
from evaldsl.evaluation.plan import SCORE, plan_of
from evaldsl.evaluation.verdicts import grade_order
from evaldsl.model.facts import FactValue, Judgement
from evaldsl.model.program import Const, Program
from evaldsl.model.types import LevelType
from evaldsl.records import field, frozen

if TYPE_CHECKING:
    from evaldsl.proving.encoding import Encoding
    from evaldsl.proving.scores import Scored

_EACH = 5.0
"""Seconds for one question at most."""
_NEARER = 2.0
"""Seconds for the question whether fewer facts will do."""
_FEW = (1, 2, 3, 5, 8)
_MANY = (1, 2, 4, 8, 16)
_FIRST = 1000
"""The facts of an indicator that changed come before those of any other."""
_AROUND = ("applies", "combine", "scaled", "exact", "rounding")
"""Clauses of a group that what stands in it may depend on."""


@frozen
class Same:
    """No complete fact file scores differently. `nodes` are those that are alike in all that can be seen of them, whether they are met too."""

    nodes: frozenset[str]


@frozen
class Candidates:
    """Facts that should score differently, the most telling first: of each the entries and judgements that matter."""

    found: tuple["Candidate", ...]
    why: str


@frozen
class Candidate:
    """Values for some facts and judgements, by name and path; `left` are optional facts that are not given."""

    entries: Mapping[str, FactValue] = field(hash=False)
    judged: Mapping[str, Judgement] = field(hash=False)
    left: frozenset[str] = frozenset()


@frozen
class Open:
    """Not settled; why."""

    why: str


Answer = Same | Candidates | Open


def prove(old: Program, new: Program, found: Matched, changed: Changed, seconds: float) -> Answer:
    """Asks the solver, for `seconds` at most. Without a solver the answer is open (`solver`)."""
    if changed.undecidable or found.names.facts or any(pair.how != "same" or pair.old != pair.new for pair in found.pairs):
        return Open("facts")
    if found.added or found.removed:
        return Open("tree")
    try:
        import z3
    except ImportError:
        return Open("solver")
    from evaldsl.proving.terms import OutOfReach

    try:
        return _Proof(old, new, changed, seconds).answer()
    except OutOfReach as error:
        return Open(error.reason)
    except (RecursionError, z3.Z3Exception):
        return Open("too_large")


class _Proof:
    """The formulas of both rulesets over the same facts, and what is known of them."""

    def __init__(self, old: Program, new: Program, changed: Changed, seconds: float) -> None:
        from evaldsl.proving.encoding import encoding_of

        self.old, self.new, self.changed = old, new, changed
        self.end = monotonic() + seconds
        self.first = encoding_of(old)
        self.second = encoding_of(new, share=self.first)
        self.sides = (self.first, self.second)
        self.alike: set[str] = set()
        self.equal: list[tuple[Any, Any]] = []
        self.reason = ""
        self.candidates: list[Candidate] = []
        self.plain: dict[str, Any] | None = None
        self.own: set[str] = set()
        self.rescales = (leaves_out(old) or leaves_out(new)) and any(_rescales(side) for side in self.sides)

    def answer(self) -> Answer:
        """Every node in the order of calculation, then the grade and the verdicts."""
        self.facts_alike = list(self._same_facts())
        own = {name for section, name, _ in self.changed.rules if section == "node"}
        around = {name for section, name, clause in self.changed.rules if section == "node" and clause in _AROUND}
        self.own = own = own | {
            path for path in self.first.plan.nodes if any(path.startswith(f"{top}.") or not top for top in around)
        }
        for kind, path in plan_of(self.old).order:
            if kind != SCORE:
                continue
            if path not in own and self._reads(path) <= self.alike:
                self.alike.add(path)
                continue
            if monotonic() > self.end:
                return Open(self.reason or "time")
            self._claim(self._apart(path))
            if self.candidates:
                break
            if self._wholly(path):
                self.alike.add(path)
        if self.candidates:  # a node differs: better facts are those for which the total does
            self._claim(self._apart(""))
            return Candidates(tuple(reversed(self.candidates)), self.reason or "not confirmed")
        sections = {section for section, _, _ in self.changed.rules}
        every = {path for kind, path in plan_of(self.old).order if kind == SCORE}
        vetoed = any(clause == "vetoes" for _, _, clause in self.changed.rules)
        if bool(self.old.grades) != bool(self.new.grades):
            return Open("grade")
        if self.old.grades and (vetoed or "grade" in sections or not every <= self.alike):
            self._claim(self._grades())
        if self.old.outcomes and ("outcome" in sections or not every <= self.alike):
            for claim in self._outcomes():
                self._claim(claim)
        if self.candidates:
            return Candidates(tuple(reversed(self.candidates)), self.reason or "not confirmed")
        return Open(self.reason) if self.reason else Same(frozenset(self.alike))

    # ---- what is asked -----------------------------------------------------------------------------------------------

    def _ask(self, constraints: list[Any], most: float = _EACH) -> Any:
        from evaldsl.proving.asking import decide

        left = self.end - monotonic()
        return decide(self.sides, [*self.facts_alike, *constraints], min(most, max(left, 0.05)))

    def _claim(self, apart: Any) -> None:
        """Asks whether any facts tell two figures apart; keeps those that do, as few of them off their simplest value as it can."""
        from evaldsl.proving.asking import Model, Proved

        if apart is False:
            return
        pins = self._pins(apart)
        many = len(pins) > _FEW[-1]
        best, few = self._nearest(apart, pins) if many else (None, True)
        if best is None:
            answer = self._ask([apart])
            if isinstance(answer, Proved):
                return
            if not many:
                best, few = self._nearest(apart, pins)
            if best is None:
                best, few = (answer if isinstance(answer, Model) else None), True
            if best is None:
                self.reason = self.reason or answer.reason
                return
        candidate = self._candidate(best, _every(apart, few))
        if candidate is None:
            self.reason = self.reason or "not written"
        else:
            self.candidates.append(candidate)

    def _nearest(self, apart: Any, pins: dict[str, Any]) -> tuple[Any, Any]:
        """Facts that tell two figures apart with few of them off their simplest value, and the limit that made it so; none where it is not found at once."""
        from evaldsl.proving.asking import Model

        for limit in self._fewer(pins):
            if monotonic() > self.end:
                break
            nearer = self._ask([apart, limit], _NEARER)
            if isinstance(nearer, Model):
                return nearer, limit
        return None, True

    def _fewer(self, pins: dict[str, Any]) -> Iterator[Any]:
        """Ever weaker limits on the facts that may be off their simplest value. Of few facts any may be; of many those of the heaviest indicators, so that
        the solver has to do with few unknowns."""
        if len(pins) <= _FEW[-1]:
            off = [_not(pin) for pin in pins.values()]
            yield from (_at_most(off, most) for most in _FEW if most < len(off))
            return
        weighing: dict[str, Fraction] = {}
        for path, plan in self.first.plan.nodes.items():
            weight = plan.node.weight
            if plan.node.children or not isinstance(weight, Const) or not isinstance(weight.value, Fraction):
                continue
            for name in self.first.reads(path):
                first = path in self.own
                weighing[name] = max(weighing.get(name, Fraction(0)), weight.value + (_FIRST if first else 0))
        order = sorted(pins, key=lambda name: (-weighing.get(name, Fraction(0)), name))
        for most in _MANY:
            if most < len(order):
                yield _every(*(pins[name] for name in order[most:]))

    def _pins(self, apart: Any) -> dict[str, Any]:
        """For each fact and judgement that matters: where it has its simplest value."""
        from evaldsl.proving.facts import JUDGED
        from evaldsl.trials.strategies import pools_of

        if self.plain is None:
            pools = pools_of(self.old)
            self.plain = {pool.spec.name: pool.plain.value for pool in pools.facts}
            self.plain |= {JUDGED + p: x[0].points if x[0].share is None else x[0].share for p, x in pools.judged.items()}
        found: dict[str, Any] = {}
        for name in sorted(self.first.reads(apart)):
            unknown, value = self.first.unknowns.named[name], self.plain.get(name)
            kind = None if unknown.spec is None else unknown.spec.type
            if isinstance(kind, LevelType) and isinstance(value, str):
                value = kind.members.index(value)
            elif isinstance(value, date):
                value = value.toordinal()
            if isinstance(value, Fraction | int):
                here = True if unknown.absent is None else _not(unknown.absent)
                found[name] = _every(here, _not(_differ(unknown.value, value)))
        return found

    def _candidate(self, model: Any, apart: Any) -> Candidate | None:
        """The facts of a model, asked for once more with few decimals where they have no finite ones."""
        from evaldsl.proving.asking import Model, domains, facts_of, on_grid

        names = [sorted(side.reads(apart)) for side in self.sides]
        for digits in (None, 2, 4, 6):
            answer = model
            if digits is not None:
                grid = on_grid(self.sides, names, digits)
                answer = self._ask([apart, *domains(self.sides, [apart]), *grid])
            if not isinstance(answer, Model):
                continue
            try:
                made = [facts_of(side, answer, mine) for side, mine in zip(self.sides, names, strict=True)]
            except ValueError:
                continue
            entries: dict[str, FactValue] = {}
            judged: dict[str, Judgement] = {}
            for facts, mine in zip(made, names, strict=True):
                entries |= {name: facts.entries[name] for name in mine if name in facts.entries}
                judged |= {p: x for p, x in facts.judged.items() if f"judged:{p}" in mine}
            asked = {name for mine in names for name in mine if name in self.first.program.facts}
            return Candidate(entries, judged, frozenset(asked - set(entries)))
        return None

    # ---- nodes -------------------------------------------------------------------------------------------------------

    def _reads(self, path: str) -> set[str]:
        return set(self.changed.reads.get(path, ())) - {path}

    def _figures(self, path: str) -> Iterator[tuple[Any, Any, Any, Any]]:
        """All that others can see of a node, of either side: the term, and where it has no meaning."""
        made = [side.scored(path) for side in self.sides]
        for name in ("exact", "score", "fulfilled"):
            a, b = (getattr(one, name) for one in made)
            yield a.absent, b.absent, False, False
            yield a.lost, b.lost, a.absent, b.absent
            yield a.x, b.x, _either(a.absent, a.lost), _either(b.absent, b.lost)
        inner = self._inside(path)
        for name in () if inner is None else ("score", "fulfilled"):
            a, b = (getattr(one, name) for one in inner or ())
            yield a.absent, b.absent, False, False
            yield a.lost, b.lost, a.absent, b.absent
            yield a.x, b.x, _either(a.absent, a.lost), _either(b.absent, b.lost)
        for name in ("counts", "spread", "out", "na", "moves", "handed"):
            yield getattr(made[0], name), getattr(made[1], name), False, False
        for kept in ("values", "weights"):
            tables = [getattr(side, kept) for side in self.sides]
            if (path in tables[0]) != (path in tables[1]):
                yield False, True, False, False
            elif path in tables[0]:
                a, b = (table[path] for table in tables)
                yield a.absent, b.absent, False, False
                yield a.lost, b.lost, a.absent, b.absent
                yield a.x, b.x, _either(a.absent, a.lost), _either(b.absent, b.lost)

    def _wholly(self, path: str) -> bool:
        """Whether all that others can see of a node is the same for all facts."""
        from evaldsl.proving.asking import Proved
        from evaldsl.proving.terms import known

        if path in self.changed.targets and ("node", path, "target") in self.changed.rules:
            return False
        for a, b, nothing, void in self._figures(path):
            other = self._put(b)
            if _same(a, other):
                continue
            if known(a) and known(other):
                return False
            if monotonic() > self.end:
                return False
            if isinstance(self._ask([_differ(a, other)]), Proved):
                if not known(b):
                    self.equal.append((b, _term(a)))
                continue
            meant = _every(_not(nothing), _not(self._put(void)))
            if meant is True or not isinstance(self._ask([_differ(a, other), meant]), Proved):
                return False
        return True

    def _put(self, x: Any) -> Any:
        """A term of the new side with what is proved the same put in the words of the old."""
        import z3

        from evaldsl.proving.terms import known

        return x if known(x) or not self.equal else z3.substitute(x, *self.equal)

    def _apart(self, path: str) -> Any:
        """Where the printed scores of a node are not the same, in a group whose points are rescaled or moved too."""
        one, two = (side.scored(path) for side in self.sides)
        apart = self._unlike(one.score, two.score)
        inner = self._inside(path)
        return apart if inner is None else _either(apart, self._unlike(*(made.score for made in inner)))

    def _inside(self, path: str) -> "tuple[Scored, Scored] | None":
        """A node as it stands on either side in a group that is exact for the moment: there it rounds otherwise. None where no group ever is."""
        if not self.rescales or not path:
            return None
        from evaldsl.proving.groups import loose

        one, two = (loose(side, side.scored(path)) for side in self.sides)
        return one, two

    def _unlike(self, a: Any, b: Any, one: Any = None, two: Any = None) -> Any:
        x, y = (a.x if one is None else one), self._put(b.x if two is None else two)
        here, there = _not(_either(a.absent, a.lost)), _not(_either(self._put(b.absent), self._put(b.lost)))
        return _either(_differ(here, there), _every(here, there, _differ(x, y)))

    # ---- the whole ---------------------------------------------------------------------------------------------------

    def _grades(self) -> Any:
        from evaldsl.proving import verdicts

        a, b = (verdicts.grade(side) for side in self.sides)
        places = _places(grade_order(self.old), grade_order(self.new))
        return self._unlike(a, b, a.x, _renumbered(b.x, places))

    def _outcomes(self) -> Iterator[Any]:
        from evaldsl.proving import verdicts

        others = {spec.name: spec for spec in self.new.outcomes}
        for spec in self.old.outcomes:
            other = others.get(spec.name)
            if other is not None:
                a, b = verdicts.outcome(self.first, spec), verdicts.outcome(self.second, other)
                yield self._unlike(a, b, a.x, _renumbered(b.x, _places(spec.type.members, other.type.members)))

    def _same_facts(self) -> Iterator[Any]:
        """A fact that is declared with another range is one figure all the same."""
        for name, one in self.first.unknowns.named.items():
            other = self.second.unknowns.named.get(name)
            if other is None or other is one:
                continue
            yield _not(_differ(one.value, other.value))
            if one.absent is not None and other.absent is not None:
                yield one.absent == other.absent


def _rescales(side: "Encoding") -> bool:
    """Whether a node may leave its points to the rest of its group, or hand them to another: dropped points make nothing exact."""
    from evaldsl.proving.terms import ZERO, OutOfReach, known

    try:
        made = [side.scored(path) for path in side.plan.nodes]
    except OutOfReach:
        return True
    return any(not known(one.spread) or one.spread != ZERO or one.handed is not False for one in made)


def _places(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, ...]:
    """For each word of the new order its place in the old one; a word that is new has a place of its own."""
    return tuple(old.index(word) if word in old else len(old) + i for i, word in enumerate(new))


def _renumbered(x: Any, places: tuple[int, ...]) -> Any:
    from evaldsl.proving.terms import choose, equal, known

    if places == tuple(range(len(places))):
        return x
    if known(x):
        return places[x]
    made: Any = places[-1]
    for i, place in list(enumerate(places))[-2::-1]:
        made = choose(equal(x, i), place, made)
    return made


def _same(a: Any, b: Any) -> bool:
    from evaldsl.proving.terms import same

    return same(a, b)


def _term(x: Any) -> Any:
    from evaldsl.proving.terms import term

    return term(x)


def _not(x: Any) -> Any:
    from evaldsl.proving.terms import negation

    return negation(x)


def _every(*truths: Any) -> Any:
    from evaldsl.proving.terms import every

    return every(truths)


def _either(*truths: Any) -> Any:
    from evaldsl.proving.terms import some

    return some(truths)


def _at_most(truths: list[Any], most: int) -> Any:
    import z3

    return z3.PbLe([(_term(x), 1) for x in truths], most)


def _differ(a: Any, b: Any) -> Any:
    """Where two terms are not the same."""
    from evaldsl.proving.terms import known, same, term

    if same(a, b):
        return False
    if known(a) and known(b):
        return bool(a != b)
    return term(a) != term(b)
