"""What one run knows so far: the figures of the facts, the named values, and the nodes scored already.

In: a plan and a fact file. `Run` is filled in the order of the plan; nothing outside evaluation sees it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Diagnostic, InData
from evaldsl.evaluation.figures import ZERO, Num, Truth
from evaldsl.evaluation.plan import NodePlan, Plan, whole_ends
from evaldsl.evaluation.reals import Real
from evaldsl.evaluation.tree import AggregateResult, Consulted, Figure, Status, Step
from evaldsl.model.facts import Facts, Judgement, Override
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, Node, Program
from evaldsl.model.types import NUMBER, QuantityType, Style, Type
from evaldsl.model.units import ONE
from evaldsl.model.values import Absence, Missing, Uncertain, Value
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.evaluation.peers import Group, Index

POINTS = NUMBER
SHARE = QuantityType(ONE, Style.RATIO)


class Scored:
    """A node with its score while the tree is being made.

    `counts`: the points that it counts in its group; `lightest`: the least they may be when it may turn out not applicable.
    `spread`: points that a not applicable node leaves to its siblings. `absent`: left out of its group. `perhaps`: it may be.
    `steps` make `exact`; `last` are the steps of rounding and override after it. `fixed`: an override stands, nothing rounds. `vetoed`: a veto
    took its points; `threat`: a veto that may yet take them. `ways`: where it may turn out not applicable or to count otherwise, every way it may turn out, each without doubt
    about that. `loose`: for several ways taken together, the score as it stands in an exact group. `moved`: the points that are moved to it in this way.
    """

    __slots__ = (
        "absent", "children", "computed", "counts", "exact", "fixed", "flagged", "fulfilled", "judgement", "last", "lightest",
        "loose", "lost", "met", "moved", "override", "perhaps", "plan", "score", "spread", "status", "steps", "target", "threat", "value",
        "vetoed", "ways",
    )  # fmt: skip

    def __init__(self, plan: NodePlan, counts: Fraction) -> None:
        self.plan = plan
        self.counts = self.lightest = counts
        self.spread = ZERO
        self.score: Num = ZERO
        self.exact: Num = ZERO
        self.status = Status.PENDING
        self.steps: list[Step] = []
        self.last: list[Step] = []
        self.children: list[Scored] = []
        self.value: Num | None = None
        self.target: Num | None = None
        self.met: bool | None = None
        self.fulfilled: Truth = False
        self.flagged = self.absent = self.perhaps = self.fixed = self.vetoed = False
        self.lost = True
        self.judgement: Judgement | None = None
        self.override: Override | None = None
        self.computed: Num | None = None
        self.loose: Num | None = None
        self.threat: Uncertain | None = None
        self.moved: Fraction | None = None
        self.ways: tuple[Scored, ...] = ()

    def copy(self) -> "Scored":
        """The same node once more, to be finished another way."""
        made = Scored.__new__(Scored)
        for name in Scored.__slots__:
            setattr(made, name, getattr(self, name))
        made.ways = ()
        return made


class Run:
    """The figures of one fact file against one program."""

    __slots__ = (
        "again", "aggregates", "consulted", "facts", "file", "fulfilled", "groups", "indexes", "keyed", "lets", "met", "moved", "numbers", "open_groups", "over",
        "partial", "plan", "problems", "rows", "scored", "scores", "targets", "ungrouped", "unmade", "values", "weights",
    )  # fmt: skip

    def __init__(self, plan: Plan, file: Facts) -> None:
        self.plan = plan
        self.file = file
        self.facts = _figures(plan, file)
        self.lets: dict[str, Num] = {}
        self.rows: dict[str, list[dict[str, Num]]] = {}
        self.over: dict[int, Num] = {}
        self.aggregates: dict[int, AggregateResult] = {}
        self.indexes: dict[int, Index] = {}
        self.groups: dict[int, dict[tuple[Num, ...], Group]] = {}
        self.open_groups: dict[int, Uncertain] = {}
        self.numbers: dict[str, dict[int, int]] = {}
        self.keyed: dict[str, dict[Num, dict[str, Num]]] = {}
        self.unmade: dict[str, frozenset[str]] = {}
        self.ungrouped: dict[str, tuple[tuple[int, Missing], ...]] = {}
        self.again = 0
        self.consulted: dict[tuple[Where, int], tuple[Mapping[str, Num], Consulted]] = {}
        if plan.program.lists:
            from evaldsl.evaluation.lists import rows_of

            self.rows = {name: rows_of(spec, file.lists[name]) for name, spec in plan.program.lists.items() if name in file.lists}
        self.weights: dict[str, Num] = dict(plan.weights)
        self.values: dict[str, Num] = {}
        self.targets: dict[str, Num] = {}
        self.met: dict[str, Truth] = {}
        self.fulfilled: dict[str, Num] = {}
        self.scores: dict[str, Num] = {}
        self.scored: dict[str, Scored] = {}
        self.moved: dict[str, list[tuple[str, Num]]] = {}
        self.problems: list[Diagnostic] = []

    def report(self, code: str, node: Node, section: str, **figures: Num) -> None:
        """A problem with what the fact file says of a node, in the section named; told once."""
        args: dict[str, str] = {"name": node.path or self.plan.program.name}
        args |= {name: exact_text(x) if isinstance(x, Fraction) else "…" for name, x in figures.items()}
        made = Diagnostic(code, InData(self.file.file, f"$.{section}.{node.path or 'total'}"), args)
        if made not in self.problems:
            self.problems.append(made)

    @property
    def program(self) -> Program:
        """The program that is run."""
        return self.plan.program


def _figures(plan: Plan, file: Facts) -> dict[str, Num]:
    """The figure of every declared fact: as filed, else its default, else not applicable (optional), else pending."""
    found: dict[str, Num] = {}
    entries = file.entries
    for name, spec in plan.program.facts.items():
        entry = entries.get(name)
        if entry is not None:
            x = entry.value
            found[name] = bounded(x, spec, name) if isinstance(x, Uncertain) else x
        elif spec.default is not None:
            found[name] = spec.default
        elif spec.optional:
            found[name] = Missing(Absence.NOT_APPLICABLE)
        else:
            found[name] = plan.pending[name]
    return found


def bounded(x: Uncertain, spec: FactSpec, name: str) -> Value:
    """A bound as filed: it needs this fact (`name`), and lies in the fact's domain."""
    domain = spec.domain
    low, low_closed, high, high_closed = x.low, x.low_closed, x.high, x.high_closed
    if domain.low is not None and (low is None or low < domain.low or (low == domain.low and not domain.low_closed)):  # type: ignore[operator]
        low, low_closed = domain.low, domain.low_closed
    if domain.high is not None and (high is None or high > domain.high or (high == domain.high and not domain.high_closed)):  # type: ignore[operator]
        high, high_closed = domain.high, domain.high_closed
    made = whole_ends(Uncertain(low, high, low_closed, high_closed, x.members, frozenset((name,)), x.pending, x.absent), spec)
    if made.low is not None and made.low == made.high and not made.absent:
        return made.low
    return made


def shown(x: Num) -> Value:
    """A figure as the score tree holds it: a real as a narrow interval that needs nothing."""
    if isinstance(x, Real):
        low, high = x.at(128)
        return low if low == high else Uncertain(low, high, pending=False)
    return x


def step(kind: str, where: Where | None, figures: Mapping[str, tuple[Num, Type | None]]) -> Step:
    """A step with its figures."""
    return Step(
        kind, {name: Figure(x if type(x) is Fraction else shown(x), type_) for name, (x, type_) in figures.items()}, where
    )
