"""Evaluation: a program and the facts of one subject become a score tree.

In: a checked program, the facts read against it. Out: a `Result` with the tree, the total, the grade, every named figure, the
checks and outcomes, and all problems. Guarantees: exact; nothing about the facts can raise; when the total is not settled and
`partial` is not asked for, there is no total and every missing figure is named.
"""

from collections.abc import Iterable
from fractions import Fraction

from evaldsl.diagnostics.core import Both, Diagnostic, InData, InFile, Label
from evaldsl.evaluation import verdicts
from evaldsl.evaluation.combine import score_group
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.lists import results as list_results
from evaldsl.evaluation.lists import take_row_let, too_long
from evaldsl.evaluation.plan import LET, ROW, ROWS, SCORE, TARGET, VALUE, WEIGHT, Item, Plan, plan_of, planned, split_key, walk
from evaldsl.evaluation.scoring import score_leaf, take_target, take_value, take_weight
from evaldsl.evaluation.state import Run, Scored, shown
from evaldsl.evaluation.tree import Consulted, Figure, FindingResult, NodeScore, OutcomeResult, Result, Status, Total
from evaldsl.evaluation.verdicts import Verdict
from evaldsl.model.facts import Facts
from evaldsl.model.program import Aggregate, Judged, Levels, Node, PointsResult, Program
from evaldsl.model.types import MeasureType
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.records import evolve


def evaluate(program: Program, facts: Facts, partial: bool = False) -> Result:
    """Scores one fact file.

    Without `partial` a total, grade or outcome that the facts do not settle is refused: `total` is None, and `problems` names each
    missing fact (E601), judgement (E602) and insufficient bound (E603). With it the total may be an interval and `grades` several.
    """
    own, program = program, facts.program or program
    if any(type(spec.type) is MeasureType for spec in program.facts.values()):
        from evaldsl.model.real_units import with_real_units

        program = with_real_units(program, {name: entry.value for name, entry in facts.entries.items()})
    plan = plan_of(program) if program is own else planned(program)
    if plan.too_much or too_long(plan, facts):
        return _too_much(plan, facts)
    run = calculated(plan, facts)
    root = run.scored[""]
    grade = verdicts.grade(run, root)
    found = [verdicts.outcome(run, spec) for spec in program.outcomes]
    problems = [*run.problems, *_reasons(run), *_not_computable(run, grade, [v for _, v in found])]
    refused = bool(problems) and not partial
    if not partial:
        missing = _required(run) + _unsettled(run, root, grade, [v for _, v in found])
        problems += missing
        refused = refused or bool(missing)
    total = _total(run, root, grade) if program.root.children and not refused else None
    if total is not None and facts.overrides:
        total = _beside(total, plan, facts)
    settle: tuple[str, ...] = ()
    if partial and len(grade.words) > 1:
        from evaldsl.evaluation.settling import settle as shortest

        needs = _all_needs(root, grade)
        # what a row of a list may turn out to be is not searched through
        known = all(name in program.facts or name in plan.nodes for name in needs)
        settle = shortest(plan, facts, needs) if known else needs
    checks = [verdicts.check(run, spec) for spec in program.checks]
    lists, row_checks = list_results(run)
    if any(spec.trees for spec in program.lists.values()):
        lists = {
            name: evolve(made, trees=tuple([_node(run, run.scored[tree.path]) for tree in made.spec.trees]))
            if made.spec.trees
            else made
            for name, made in lists.items()
        }
    return Result(
        program,
        facts,
        total,
        _node(run, root),
        _values(run),
        (*checks, *row_checks),
        tuple(result for result, _ in found),
        settle,
        tuple(problems),
        lists,
        run.aggregates,
        {id_: {tuple(map(shown, keys)): group.result for keys, group in made.items()} for id_, made in run.groups.items()},
        *_asked(run),
    )


def _asked(run: Run) -> tuple[tuple[Consulted, ...], tuple[FindingResult, ...]]:
    """The findings, and the tables that were asked."""
    program = run.program
    found: tuple[FindingResult, ...] = ()
    if program.findings or any(spec.findings for spec in program.lists.values()):
        from evaldsl.evaluation.findings import results as findings

        found = findings(run)
    if not program.tables:
        return (), found
    from evaldsl.evaluation.tables import results as asked

    return asked(run), found


def calculated(plan: Plan, facts: Facts, order: Iterable[Item] | None = None) -> Run:
    """A run in which everything of the plan is calculated, or the things in `order`, which has each after what it reads."""
    run = Run(plan, facts)
    program = plan.program
    for kind, key in plan.order if order is None else order:
        if kind == SCORE:
            if plan.nodes[key].node.method is not None:
                score_leaf(run, key)
            else:
                score_group(run, key)
        elif kind == VALUE:
            take_value(run, key)
        elif kind == TARGET:
            take_target(run, key)
        elif kind == LET:
            run.lets[key] = value(program.lets[key].expr, run)
        elif kind == WEIGHT:
            take_weight(run, key)
        elif kind == ROW:
            take_row_let(run, *split_key(key))
        elif kind == ROWS:
            from evaldsl.evaluation.derived import make_rows

            make_rows(run, program.lists[key])
    return run


# ---- the tree --------------------------------------------------------------------------------------------------------


def _node(run: Run, made: Scored) -> NodeScore:
    """The printed tree; its depth is bounded by the parser."""
    node = made.plan.node
    path = node.path
    file = run.file
    # a rating or a place on a scale weighs only what the ruleset says
    weighs = isinstance(node.result, PointsResult) or node.weight is not None
    return NodeScore(
        node,
        made.counts if weighs and (path in run.weights or not made.absent) else None,
        shown(made.score),
        shown(made.exact),
        made.status,
        None if made.value is None else shown(made.value),
        None if made.target is None else shown(made.target),
        made.met,
        made.flagged,
        (*made.steps, *made.last),
        made.judgement,
        made.override,
        None if made.computed is None else shown(made.computed),
        file.filed.get(path),
        file.reasons.get(path, ""),
        tuple([_node(run, child) for child in made.children]),
    )


def _values(run: Run) -> dict[str, Figure]:
    """Every fact and let by name."""
    program = run.program
    found = {name: Figure(shown(run.facts[name]), spec.type) for name, spec in program.facts.items()}
    for name, let in program.lets.items():
        found[name] = Figure(shown(run.lets[name]), let.type)
    return found


def _total(run: Run, root: Scored, grade: Verdict) -> Total:
    word = grade.words[0] if len(grade.words) == 1 else None
    weighs = not root.absent and isinstance(root.plan.node.result, PointsResult)
    because = grade.because if word is not None else ""
    return Total(shown(root.score), root.counts if weighs else None, word, grade.words, because)


def _beside(total: Total, plan: Plan, facts: Facts) -> Total:
    """The total with the result that the rules give without any override."""
    run = calculated(plan, evolve(facts, overrides={}))
    root = run.scored[""]
    grade = verdicts.grade(run, root)
    word = grade.words[0] if len(grade.words) == 1 else None
    return evolve(total, computed_score=shown(root.score), computed_grade=word)


# ---- what is missing -------------------------------------------------------------------------------------------------


def _all_needs(root: Scored, grade: Verdict) -> tuple[str, ...]:
    score = root.score.needs if isinstance(root.score, Uncertain) else frozenset()
    return tuple(sorted(score | grade.needs))


def _unsettled(run: Run, root: Scored, grade: Verdict, outcomes: list[Verdict]) -> list[Diagnostic]:
    """One diagnostic for every fact and judgement that keeps the result open."""
    needs: set[str] = set()
    if isinstance(root.score, Uncertain):
        needs |= root.score.needs
    for verdict in (grade, *outcomes):
        if len(verdict.words) > 1:
            needs |= verdict.needs
    if not run.program.root.children:  # then the named values are the result, those of rows too
        rows = (row[let] for name, spec in run.program.lists.items() for row in run.rows.get(name, ()) for let in spec.lets)
        for figure in (*run.lets.values(), *rows):
            needs |= figure.needs if isinstance(figure, Uncertain) else frozenset()
        for made in run.unmade.values():
            needs |= {name for name in made if name not in run.program.lists}
    facts, file = run.program.facts, run.file.file
    found: list[Diagnostic] = []
    order = {name: i for i, name in enumerate([*facts, *run.plan.nodes])}
    for name in sorted(needs, key=lambda n: (order.get(n, 0), n)):
        if name not in facts and name not in run.plan.nodes:
            found.append(_row_missing(run, name))
            continue
        spec = facts.get(name)
        node = run.plan.nodes.get(name)
        if node is not None and _wants_judgement(run, node.node) and not (spec is not None and _open(run, name)):
            place = InData(file, f"$.judged.{name}")
            found.append(Diagnostic("E602", place, {"name": name}, (Label(node.node.where, "indicator"),)))
        if spec is not None and _open(run, name):
            entry = run.file.entries.get(name)
            label = f" ({spec.label})" if spec.label else ""
            args: dict[str, str | Both] = {"name": name, "label": Both(label, f"（{spec.label}）" if spec.label else "")}
            bounded = entry is not None and isinstance(entry.value, Uncertain) and not entry.value.pending
            if bounded and entry is not None:
                args["text"] = entry.text
            place = InData(file, f"$.facts.{name}")
            found.append(Diagnostic("E603" if bounded else "E601", place, args, (Label(spec.where, "declared"),)))
    return found


def _row_missing(run: Run, name: str) -> Diagnostic:
    """A list that is missing, or the field of a row that is missing or only bounded."""
    owner, _, rest = name.partition("[")
    spec = run.program.lists[owner]
    place, entry = InData(run.file.file, f"$.facts.{name}"), None
    declared, label = spec.where, spec.label
    if rest:
        row, _, field = rest.partition("].")
        entry = run.file.lists[owner][int(row)].get(field)
        declared, label = spec.fields[field].where, spec.fields[field].label
    args: dict[str, str | Both] = {"name": name, "label": Both(f" ({label})" if label else "", f"（{label}）" if label else "")}
    bounded = entry is not None and isinstance(entry.value, Uncertain) and not entry.value.pending
    if bounded and entry is not None:
        args["text"] = entry.text
    return Diagnostic("E603" if bounded else "E601", place, args, (Label(declared, "declared"),))


def _open(run: Run, fact: str) -> bool:
    return isinstance(run.facts[fact], Uncertain)


def _wants_judgement(run: Run, node: Node) -> bool:
    """Whether an assessor's figure for this indicator is due and not given."""
    match node.method:
        case Judged():
            return node.path not in run.file.judged
        case Levels(lines=lines):
            return node.path not in run.file.judged and any(line.share_end is not None for line in lines)
        case _:
            return False


def _not_computable(run: Run, grade: Verdict, outcomes: list[Verdict]) -> list[Diagnostic]:
    """One diagnostic for every figure that cannot be computed, with the indicators that need it."""
    found: dict[tuple[str, object], tuple[Missing, list[str]]] = {}

    def note(lost: Num | None, name: str) -> None:
        if isinstance(lost, Missing) and lost.kind is Absence.NOT_COMPUTABLE and lost.code:
            found.setdefault((lost.code, lost.where), (lost, []))[1].append(name)

    for path, made in run.scored.items():
        if _of_row(run, path):
            continue  # like a named value of the row: it is left out where rows are counted, and named
        if made.status is Status.NOT_COMPUTABLE and not made.absent:
            note(made.score, path or run.program.name)
    note(grade.lost, run.program.name)
    for figure in run.aggregates.values():  # rows in another unit than asked for are a mistake, whoever reads the figure
        if isinstance(figure.value, Missing) and figure.value.code == "E621":
            note(figure.value, "")
    for owner, rows in run.rows.items():
        for name, let in run.program.lists[owner].lets.items():
            if any(isinstance(x, Aggregate) and x.unit is not None and x.of_row for x in walk(let.expr)):
                for row in rows:
                    lost = row[name]
                    if isinstance(lost, Missing) and lost.code == "E621":
                        note(lost, "")
    for verdict, spec in zip(outcomes, run.program.outcomes, strict=True):
        note(verdict.lost, spec.name)
    problems: list[Diagnostic] = []
    for lost, names in found.values():
        names = [name for name in names if name]
        args = {"name": "、".join(names[:5]) + ("…" if len(names) > 5 else ""), **lost.args}
        problems.append(Diagnostic(lost.code, lost.where or InFile(run.program.file), args))
    return problems


def _of_row(run: Run, path: str) -> bool:
    """Whether a node is one of a row's tree."""
    owner, bracket, _ = path.partition("[")
    return bool(bracket) and owner in run.program.lists and run.program.lists[owner].tree is not None


def _reasons(run: Run) -> list[Diagnostic]:
    """Reasons that the fact file must give and does not (E608)."""
    found: list[Diagnostic] = []
    for path, p in run.plan.nodes.items():
        made = run.scored[path]
        for requires in p.node.requires:
            stated = run.weights.get(path)
            if isinstance(stated, Fraction):
                run.weights[path] = made.counts  # `score < weight` means the points that it counts
            due = not made.absent and truth(requires.condition, run) is True
            if isinstance(stated, Fraction):
                run.weights[path] = stated
            given = run.file.reasons.get(path, "") or (made.judgement.reason if made.judgement is not None else "")
            if due and not given.strip() and not any(d.args.get("name") == path for d in found):
                label = Label(requires.where, "rule")
                found.append(Diagnostic("E608", InData(run.file.file, f"$.reasons.{path}"), {"name": path}, (label,)))
    return found


def _required(run: Run) -> list[Diagnostic]:
    """Facts and cells that must be filled in and are not (E622)."""
    program = run.program
    asked = any(spec.required is not None for spec in program.facts.values()) or any(
        field.required is not None for spec in program.lists.values() for field in spec.fields.values()
    )
    if not asked:
        return []
    from evaldsl.evaluation.required import required

    return list(required(run))


def _too_much(plan: Plan, facts: Facts) -> Result:
    """A ruleset whose methods would take too long on any fact file."""
    program = plan.program
    lost = Missing(Absence.NOT_COMPUTABLE, code="E617")
    root = NodeScore(program.root, None, lost, lost, Status.NOT_COMPUTABLE)
    outcomes = tuple(OutcomeResult(spec, None) for spec in program.outcomes)
    return Result(program, facts, None, root, {}, (), outcomes, (), (Diagnostic("E617", program.root.where),))
