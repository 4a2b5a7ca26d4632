"""Which points of a ruleset one fact file exercised, and through which figure.

In: a result and the run behind it. Out: for every owner (`coverage_reads`) the ids of the points that its calculation went through.
Guarantees: what is not settled, does not apply or is passed over marks nothing; the rows of a list or form mark the points of the rules that
they share.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import cast

from evaldsl.evaluation.expressions import Scope, truth
from evaldsl.evaluation.findings import finding
from evaldsl.evaluation.lists import too_long
from evaldsl.evaluation.plan import plan_of
from evaldsl.evaluation.run import calculated
from evaldsl.evaluation.state import Run
from evaldsl.evaluation.tree import NodeScore, Result, Status
from evaldsl.evaluation.verdicts import check, graded
from evaldsl.model.facts import FactValue
from evaldsl.model.findings import FindingSpec
from evaldsl.model.program import CheckSpec, Closeness, Expr, FactSpec, Program, ProRata, VetoSpec
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.trials.coverage_methods import method_marks, option_marks
from evaldsl.trials.coverage_points import case_id, cases_of, may_round, owner_text
from evaldsl.trials.coverage_reads import ACCEPTED, GRADE, Owner, Reads, finding_parts, refusal
from evaldsl.trials.coverage_rows import shared_names
from evaldsl.trials.coverage_sites import TIES, Sites, Visit, first_cut, tied

Marks = dict[Owner, set[str]]
Mark = Callable[..., None]


class Frame:
    """What the runs of one program share: what reads what, the sites of its expressions, the names that its points have.

    `program` is the ruleset; the program of the result has the rows of its facts as indicators.
    """

    def __init__(self, program: Program, result: Result) -> None:
        """For the results of one program."""
        self.program = result.program
        self.reads = Reads(result.program)
        self.names = shared_names(program, result)
        self.cases = set(cases_of(program))
        self.sites = Sites(self.reads.exprs, self._text)

    def _text(self, owner: Owner) -> str:
        named = owner[0] in ("score", "value", "aim", "target", "weight", "reasons")
        return owner_text((owner[0], self.names.get(owner[1], owner[1])) if named else owner)


def run_of(result: Result) -> Run | None:
    """The run behind a result; None where the facts were refused because it would take too long."""
    plan = plan_of(result.program)
    return None if plan.too_much or too_long(plan, result.facts) else calculated(plan, result.facts)


def marked(result: Result, run: Run, frame: Frame) -> Marks:
    """The points that one run went through."""
    return _Marking(result, run, frame).marks


class _Marking:
    """One run while its points are marked."""

    def __init__(self, result: Result, run: Run, frame: Frame) -> None:
        self.result, self.run = result, run
        self.marks: Marks = {}
        self.names, self.cases, self.sites = frame.names, frame.cases, frame.sites
        self.visits: dict[Owner, Visit] = {}
        trees = [tree for listed in result.lists.values() for tree in listed.trees]
        for root in (result.root, *trees):
            for score, above in _walked(root, None):
                self._node(score, above)
        for name in result.program.lets:
            self._let(name)
        for name, spec in result.program.lists.items():
            self._rows(name)
            self._said(name, spec.checks, spec.findings, spec.fields.values())
        self._said("", result.program.checks, result.program.findings, result.program.facts.values())
        self._outcomes()
        if result.root.children:
            self._grade()

    def mark(self, owner: Owner, id: str) -> None:
        """A point went this way, as far as the figure of `owner` is concerned."""
        self.marks.setdefault(owner, set()).add(id)

    def visit(self, owner: Owner, scope: Scope | None = None, passed: Iterable[Expr | None] = ()) -> None:
        """The ways inside the expressions of an owner."""
        made = self.visits.get(owner)
        if made is None:
            made = self.visits[owner] = Visit(self.run, self.sites, self.marks.setdefault(owner, set()))
        made.owner(owner, scope, tuple(passed))

    # ---- nodes ----

    def _node(self, made: NodeScore, above: NodeScore | None) -> None:
        node, path = made.node, made.node.path
        name = self.names.get(path, path)
        score: Owner = ("score", path)

        def mark(kind: str, way: str, owner: Owner = score) -> None:
            self.mark(owner, f"{kind}:{name}:{way}")

        if above is not None and isinstance(around := self.run.values[above.node.path], Missing) and _applies_not(around):
            return  # the group around it does not apply: nothing of it is looked at
        gone = made.status is Status.NOT_APPLICABLE
        if node.applies is not None:
            applies = truth(node.applies, self.run)
            if isinstance(applies, bool):
                mark("absent", "applies" if applies else "fails", ("value", path))
        if gone and node.absent is not None:
            mark("absent", "absent")
        self.visit(("value", path), passed=(node.value,) if gone else ())
        if gone:
            return
        self.visit(("weight", path))
        self.visit(("aim", path))
        if node.is_indicator and made.met is not None and not isinstance(node.method, ProRata | Closeness):
            mark("indicator", "met" if made.met else "missed", ("target", path))
        passed: list[Expr] = []
        if not isinstance(made.exact, Missing | Uncertain):
            if node.is_indicator:
                mark("indicator", "scored")
                passed = method_marks(made, self.run, mark)
                option_marks(made, self.run, mark)
            elif node.combine is not None:
                _combined(made, mark)
            self._rounding(made, mark)
        self.visit(score, passed=passed)
        self._vetoes(made, name)
        self._reasons(made, name)

    def _rounding(self, made: NodeScore, mark: "Mark") -> None:
        rounding = made.node.rounding
        step = next((s for s in made.steps if s.kind == "rounded"), None)
        if rounding is None or step is None or not may_round(made.node, self.run.plan.nodes[made.node.path].exact):
            return
        exact = step.figures["exact"].value
        tie = tied(exact, rounding.digits) if isinstance(exact, Fraction) else False
        if tie is not None:
            mark("rounding", "rounds")
            if tie and rounding.mode in TIES:
                mark("rounding", "tie")

    def _vetoes(self, made: NodeScore, name: str) -> None:
        path = made.node.path
        for i, veto in enumerate(made.node.vetoes):
            fires = self._fires(made, veto)
            if fires is not None:
                owner: Owner = ("score", path) if veto.effect == "zero" else GRADE
                self.mark(owner, f"veto:{name}:{i}:{'fires' if fires else 'spared'}")

    def _fires(self, made: NodeScore, veto: VetoSpec) -> bool | None:
        """Whether a veto fires. What it reads of its own node is the score before it, which the steps have."""
        path = made.node.path
        if veto.effect == "zero" and any(s.kind == "veto" and s.where == veto.where for s in made.steps):
            return True
        before = self.run.scores[path]
        if veto.effect == "zero":
            self.run.scores[path] = self.run.scored[path].exact
        fires = truth(veto.condition, self.run)
        self.run.scores[path] = before
        return fires if isinstance(fires, bool) else None

    def _reasons(self, made: NodeScore, name: str) -> None:
        path, run = made.node.path, self.run
        if not made.node.requires:
            return
        self.visit(("reasons", path))
        stated = run.weights.get(path)
        if isinstance(stated, Fraction):
            run.weights[path] = self.run.scored[path].counts  # `score < weight` means the points that it counts
        due = [truth(r.condition, run) for r in made.node.requires]
        if isinstance(stated, Fraction):
            run.weights[path] = stated
        given = made.reason or (made.judgement.reason if made.judgement is not None else "")
        if True in due:
            self.mark(("reasons", path) if given.strip() else refusal("E608"), f"required:{name}:reason")
        elif all(x is False for x in due):
            self.mark(("reasons", path) if given.strip() else ACCEPTED, f"required:{name}:no reason")

    # ---- named values, rows ----

    def _let(self, name: str) -> None:
        owner: Owner = ("let", name)
        if ("", name) in self.cases and not isinstance(self.run.lets[name], Missing | Uncertain):
            self.mark(owner, case_id("", name))
        self.visit(owner)

    def _rows(self, name: str) -> None:
        lets = self.result.program.lists[name].lets
        for row in self.run.rows.get(name, ()):
            for let in lets:
                if (name, let) in self.cases and not isinstance(row[let], Missing | Uncertain):
                    self.mark(("row", name, let), case_id(name, let))
                self.visit(("row", name, let), row)
        self.visit(("rows", name))

    # ---- what is said of the whole and of rows ----

    def _said(self, owner: str, checks: Iterable[CheckSpec], findings: Iterable[FindingSpec], fields: Iterable[FactSpec]) -> None:
        run = self.run
        rows: list[Mapping[str, object]] = list(run.rows.get(owner, ())) if owner else [{}]
        given = run.file.lists.get(owner, ()) if owner else (run.file.entries,)
        listed = [spec for spec in fields if spec.required is not None]
        for i, row in enumerate(rows):
            scope = cast("Scope", row)
            for spec in checks:
                of_check: Owner = ("check", owner, spec.name)
                passed = check(run, spec, scope, (owner, i) if owner else None).passed
                if passed is not None:
                    self.mark(of_check, f"check:{owner}:{spec.name}:{'holds' if passed else 'fails'}")
                self.visit(of_check, scope)
            for one in findings:
                self._finding(owner, one, scope)
            for field in listed:
                self._required(owner, field, scope, given[i] if i < len(given) else {})

    def _finding(self, owner: str, spec: FindingSpec, scope: Scope) -> None:
        found = finding(self.run, spec, scope)
        speaks: Owner = ("finding", owner, spec.name)
        passed: list[Expr] = []
        for i, line in enumerate(spec.lines):
            if line is found.line:
                self.mark(speaks, f"finding:{owner}:{spec.name}:{i}")
                read = {id(x.condition) for x in spec.lines[: i + 1]} | {id(x) for x in line.says or ()}
                passed = [e for e in finding_parts(spec) if id(e) not in read]
        self.visit(speaks, scope, passed)

    def _required(self, owner: str, spec: FactSpec, scope: Scope, given: Mapping[str, FactValue]) -> None:
        assert spec.required is not None
        asked = truth(spec.required.condition, self.run, scope)
        entry = given.get(spec.name)
        blank = entry is None or isinstance(entry.value, Uncertain)
        own: Owner = ("required", owner, spec.name)
        self.visit(own, scope)
        if asked is True:
            self.mark(refusal("E622") if blank else own, f"required:{owner}:{spec.name}:asked")
        elif asked is False:
            self.mark(ACCEPTED if blank else own, f"required:{owner}:{spec.name}:spared")

    # ---- verdicts ----

    def _outcomes(self) -> None:
        for spec in self.result.program.outcomes:
            owner: Owner = ("outcome", spec.name)
            level, failed = next((o.level for o in self.result.outcomes if o.outcome is spec), None), None
            for i, require in enumerate(spec.requires):
                if failed is None and truth(require.condition, self.run) is False:
                    failed = i
            if level is not None:
                self.mark(owner, f"outcome:{spec.name}:{'otherwise' if failed is None else failed}")
            self.visit(owner, passed=() if failed is None else [r.condition for r in spec.requires[failed + 1 :]])

    def _grade(self) -> None:
        program, run = self.result.program, self.run
        score = graded(run, run.scored[""])
        at = None if isinstance(score, Uncertain) else first_cut(program.grades, score, run)
        if at is not None:
            self.mark(GRADE, f"grade:band:{at}")
        passed: list[Expr] = []
        for i, rule in enumerate(program.grade_rules):
            fires = truth(rule.condition, run)
            if isinstance(fires, bool):
                self.mark(GRADE, f"grade:rule:{i}:{'fires' if fires else 'spared'}")
            if fires is True:
                passed = [later.condition for later in program.grade_rules[i + 1 :]]
                break
        self.visit(GRADE, passed=passed)


# ---- one node --------------------------------------------------------------------------------------------------------


def _walked(root: NodeScore, above: NodeScore | None) -> Iterator[tuple[NodeScore, NodeScore | None]]:
    waiting: list[tuple[NodeScore, NodeScore | None]] = [(root, above)]
    while waiting:
        one, parent = waiting.pop()
        yield one, parent
        waiting += [(child, one) for child in reversed(one.children)]


def _applies_not(x: Missing) -> bool:
    return x.kind is Absence.NOT_APPLICABLE


def _combined(made: NodeScore, mark: Mark) -> None:
    """Which part decides a weakest link or the best of all, or whether enough parts are met."""
    combine = made.node.combine
    assert combine is not None
    for step in made.steps:
        if step.kind in ("weakest", "best"):
            names = step.figures["names"].value
            for child in made.node.children:
                if names == child.name:
                    mark("combine", f"by {child.name}")
        elif step.kind == "plus":
            mark("combine", "plus")
        elif step.kind == "at_least":
            met = step.figures["met"].value
            if isinstance(met, Fraction):
                mark("combine", "enough" if met >= (combine.count or 0) else "too few")
