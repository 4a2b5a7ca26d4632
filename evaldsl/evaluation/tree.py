"""The score tree: the result of a run as data. Every view (terminal, table, JSON, why) is made from it and adds nothing.

A `Step` is one move of the calculation: a kind and its figures. The words for each kind, in both languages, live in
reporting; the evaluator only names the kind and hands over exact figures with their types.

Kinds of steps and their figures (`w` weight, `v` value, `t` target):
  value(v)  target(t, met)  zero_all(…)  full(w)  none(w)
  share(v, t, share)                 pro rata v/t           reverse_share(v, t, share)     t/v
  capped(share)                      share above 1 counts 1
  none_below(share, limit)           closeness(v, t, share)
  linear(v, zero, full, share)       band(v, band, result; share, w)  slope(v, low, high, from, to, result)
  deduct(v, reference, gap, per, steps, each, points)       over(ratio, limit, excess, steps, points)
  level(v, share)  level_range(v, low, high)  judged(points, reason)  local(name, result)  formula(result)
  points(share, w, result)           result = share × w
  clamped(exact, low, high, result)  rounded(exact, mode, digits, result)
  sum(result)  weighted_mean(result)  weakest(names, result)  plus(result)  best(names, result)  geometric_mean(result)
  at_least(met, count, of, result)   scaled(earned, from, w, result)  rescaled(earned, applicable, w, result)
  not_applicable(reason, consequence)  moved_in(from, w)  veto(name, because)  override(computed, points, reason, office)
  graded(score, weight, total, result)   what the grade is judged on where indicators were dropped: score ÷ weight × total
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Diagnostic
from evaldsl.model.facts import Facts, Filed, Judgement, Override
from evaldsl.model.program import Aggregate, CheckSpec, Consult, ListSpec, Node, OutcomeSpec, Program
from evaldsl.model.types import Type
from evaldsl.model.values import Missing, Value
from evaldsl.records import field, frozen
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.evaluation.slips import Slip
    from evaldsl.model.findings import FindingLine, FindingSpec
    from evaldsl.model.tables import TableSpec


class Status(Enum):
    """How an indicator or group stands. For a group: met when no child lost points, else partly or unmet.

    MET: the target is met (without a target: all points). PARTLY: some points. UNMET: the target is missed with no points, or
    missed although the points are full (`> 95%` with 95%), which the step `target` explains.
    """

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    JUDGED = "judged"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTABLE = "not_computable"
    OVERRIDDEN = "overridden"


@frozen
class Figure:
    """A value with the type that says how to show it; `type` None for plain text."""

    value: Value
    type: Type | None


@frozen
class Step:
    """One move of the calculation."""

    kind: str
    figures: Mapping[str, Figure] = field(hash=False, factory=dict)
    where: Where | None = None


@frozen
class NodeScore:
    """A node of the result. `exact` is the score before this node's rounding and before an override.

    `score` and `exact` are a `Fraction` (points or scale), a `str` (rating), `Uncertain` or `Missing`.
    `computed` is what the rules give where an override stands in `score`. `met` is None without a target or when not settled.
    """

    node: Node
    weight: Fraction | None
    score: Value
    exact: Value
    status: Status
    value: Value | None = None
    target: Value | None = None
    met: bool | None = None
    flagged: bool = False
    steps: tuple[Step, ...] = ()
    judgement: Judgement | None = None
    override: Override | None = None
    computed: Value | None = None
    filed: Filed | None = None
    reason: str = ""
    children: tuple["NodeScore", ...] = ()


@frozen
class Total:
    """`grades` are the possible grades (one when settled), best first; `computed_*` is the result without overrides, else None."""

    score: Value
    weight: Fraction | None
    grade: str | None
    grades: tuple[str, ...] = ()
    because: str = ""
    computed_score: Value | None = None
    computed_grade: str | None = None


@frozen
class Restated:
    """How a filed figure stands to what it restates, counted in the filed unit, of which one is `factor` of the base.

    `digits` are its decimals as filed, None for a figure that is held exactly. `rounding` is half_up, or half_even or down where only
    that gives the figure; None when it is wrong, and then `slip` is a likely explanation.
    """

    digits: int | None
    factor: Fraction
    unit: str
    rounding: str | None
    slip: "Slip | None" = None


@frozen
class CheckResult:
    """A check. `passed` is None when a side has no value: not checked. `row` is the list and the index of the row that it is about.
    `restated` is set for a figure that restates others and could be checked."""

    check: CheckSpec
    passed: bool | None
    left: Figure | None
    right: Figure | None
    difference: Figure | None
    row: tuple[str, int] | None = None
    restated: Restated | None = None


@frozen
class OutcomeResult:
    """A verdict; `level` None when not settled."""

    outcome: OutcomeSpec
    level: str | None
    because: str = ""


@frozen
class RowCheck:
    """How a check of every row came out: the numbers of rows for which it holds, fails, and is not checked."""

    check: CheckSpec
    passed: int
    failed: int
    open: int


@frozen
class ListResult:
    """A list with the figures of its rows by name: fields first, then named values. `given` is false when the file has no such list.

    `totals` are the sums of the amounts that add up, rows without a figure left out; none of what a comparison reckons from both of
    its sides where a row stands on one side only. `left_out` are the rows of the list behind a derived
    one that are in none of its rows, with why.
    """

    spec: ListSpec
    given: bool
    rows: tuple[Mapping[str, Figure], ...]
    checks: tuple[RowCheck, ...] = ()
    totals: Mapping[str, Figure] = field(hash=False, factory=dict)
    left_out: tuple[tuple[int, Missing], ...] = ()
    findings: tuple["RowFinding", ...] = ()
    trees: tuple["NodeScore", ...] = ()
    """How every row was scored, where `for each` has indicators."""


@frozen
class AggregateResult:
    """How a figure over a list came to be: the rows that count with their figure (and weight), and the rows left out with why.

    Rows are given by index. `maybe` are the rows of which it is not known whether they count.
    """

    spec: Aggregate
    value: Value
    used: tuple[tuple[int, Value, Value | None], ...]
    left_out: tuple[tuple[int, Missing], ...] = ()
    maybe: tuple[int, ...] = ()


@frozen
class Fired:
    """A line of a table that fired (`sure`) or may fire: its index (None: the otherwise), what it gives."""

    table: "TableSpec"
    line: int | None
    result: Value
    sure: bool


@frozen
class Consulted:
    """A decision table or scorecard as it was asked: its inputs, the lines that fired, what came out; `row` as in `CheckResult`."""

    spec: Consult
    args: tuple[Value, ...]
    fired: tuple[Fired, ...]
    value: Value
    row: tuple[str, int] | None = None


@frozen
class FindingResult:
    """A finding: the line that speaks with the figures of its sentence, in order; `line` None when it is not known which.

    Then `needs` are the facts that would settle it, or `missing` is the figure that cannot be had. `row` as in `CheckResult`.
    """

    spec: "FindingSpec"
    line: "FindingLine | None"
    figures: tuple[Figure, ...]
    needs: tuple[str, ...] = ()
    missing: Missing | None = None
    row: tuple[str, int] | None = None


@frozen
class RowFinding:
    """How a finding of every row came out: the numbers of rows for which it speaks, is silent, and is not known."""

    spec: "FindingSpec"
    said: int
    silent: int
    open: int


@frozen
class Result:
    """The result of one run. `root` is the score of the program's root; its children are the printed tree.

    A ruleset without indicators has no total: its named values, lists, checks and outcomes are the result.
    `settle` is the shortest list of facts that would settle the grade (empty when it is settled). `checks` has those of the ruleset,
    and of the checks of rows each row that fails, is not checked, or is right only by another rounding. `aggregates` by `Aggregate.id`;
    `groups` likewise, those that differ by the row around, by the figures it shares.
    `findings` has those of the ruleset, and of the findings of rows each row for which one speaks or is not known; `tables` are those that were asked.
    """

    program: Program
    facts: Facts
    total: Total | None
    root: NodeScore
    values: Mapping[str, Figure] = field(hash=False)
    checks: tuple[CheckResult, ...] = ()
    outcomes: tuple[OutcomeResult, ...] = ()
    settle: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    lists: Mapping[str, ListResult] = field(hash=False, factory=dict)
    aggregates: Mapping[int, AggregateResult] = field(hash=False, factory=dict)
    groups: Mapping[int, Mapping[tuple[Value, ...], AggregateResult]] = field(hash=False, factory=dict)
    tables: tuple[Consulted, ...] = ()
    findings: tuple[FindingResult, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the run failed: something is to be scored, or stands in the way, and there is no total."""
        return self.total is None and bool(self.root.children or self.problems)
