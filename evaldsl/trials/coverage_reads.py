"""What of a ruleset reads what: from the thing that an expectation speaks of down to every rule that its figure hangs on.

In: a program (with its rows as indicators, where the facts bring them). Out: for every owner of a rule its expressions, and what it reads;
for what an expectation or claim speaks of, all owners below it. An owner is a tuple: ("score", path), ("value", path), ("aim", path)
(the target itself), ("target", path) (whether it is met), ("weight", path), ("reasons", path), ("let", name), ("row", list, name), ("rows",
list), ("check", list, name), ("finding", list, name), ("outcome", name), ("grade",), ("function", name), ("table", name), ("bands", name), ("required", list,
name). Guarantees: an owner is reached exactly when its figure may enter into the figure that is spoken of.
"""

from collections.abc import Iterable, Iterator

from evaldsl.evaluation.plan import cut_parts, method_parts, target_parts, walk
from evaldsl.model.findings import FindingSpec
from evaldsl.model.program import (
    Aggregate,
    Apply,
    Attribute,
    CheckSpec,
    Consult,
    Expr,
    FactSpec,
    FieldRef,
    Joined,
    LetRef,
    Look,
    Node,
    NodeRef,
    OnAbsence,
    Program,
)
from evaldsl.model.tables import AnyTable, ScorecardSpec, TableLine, TableSpec
from evaldsl.model.trials import ClaimSpec, ExpectSpec, PropertySpec

Owner = tuple[str, ...]
GRADE: Owner = ("grade",)
TOTAL: Owner = ("score", "")
ACCEPTED: Owner = ("accepted",)
"""That the facts are accepted: every expectation but a refusal speaks of it."""


def refusal(code: str) -> Owner:
    """That the facts are refused with a code."""
    return ("refused", code)


def nodes_of(root: Node) -> Iterator[Node]:
    """The nodes of a tree, parents first, in the order of writing."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def table_lines(spec: AnyTable) -> list[tuple[TableSpec, int | None, TableLine]]:
    """The lines of a table, or of all characteristics of a scorecard, with their numbers; None: the otherwise."""
    parts = spec.parts if isinstance(spec, ScorecardSpec) else (spec,)
    found: list[tuple[TableSpec, int | None, TableLine]] = []
    for part in parts:
        found += [(part, i, line) for i, line in enumerate(part.lines)]
        found += [(part, None, part.otherwise)] if part.otherwise is not None else []
    return found


# ---- expressions -----------------------------------------------------------------------------------------------------


def expressions(program: Program, trees: Iterable[Node]) -> dict[Owner, list[Expr]]:
    """The expressions of every owner, in the order of writing. `trees` stand beside that of the ruleset."""
    found: dict[Owner, list[Expr]] = {}
    for root in (program.root, *trees):
        for node in nodes_of(root):
            found |= of_node(node)
    found |= {("let", name): [let.expr] for name, let in program.lets.items()}
    found |= {("function", name): [*(let.expr for let in f.lets), f.expr] for name, f in program.functions.items()}
    found |= {("bands", name): cut_parts(spec.cuts) for name, spec in program.bands.items()}
    for name, table in program.tables.items():
        found[("table", name)] = [line.result for _, _, line in table_lines(table) if line.result is not None]
    for name, listed in program.lists.items():
        found |= {("row", name, let): [spec.expr] for let, spec in listed.lets.items()}
        found[("rows", name)] = [] if listed.derived is None else list(listed.derived.reads)
        found |= _said(name, listed.checks, listed.findings, listed.fields.values())
    found |= _said("", program.checks, program.findings, program.facts.values())
    found |= {("outcome", spec.name): [r.condition for r in spec.requires] for spec in program.outcomes}
    found[GRADE] = cut_parts(program.grades) + [rule.condition for rule in program.grade_rules]
    found[GRADE] += [v.condition for node in nodes_of(program.root) for v in node.vetoes if v.effect != "zero"]
    return found


def of_node(node: Node) -> dict[Owner, list[Expr]]:
    """The expressions of a node, by what they are for."""
    path = node.path
    score = method_parts(node.method) + [v.condition for v in node.vetoes if v.effect == "zero"]
    return {
        ("weight", path): [] if node.weight is None else [node.weight],
        ("value", path): [e for e in (node.applies, node.value) if e is not None],
        ("aim", path): target_parts(node.target),
        ("target", path): [],
        ("score", path): score + ([] if node.scaled_from is None else [node.scaled_from]),
        ("reasons", path): [r.condition for r in node.requires],
    }


def _said(
    owner: str, checks: Iterable[CheckSpec], findings: Iterable[FindingSpec], fields: Iterable[FactSpec]
) -> dict[Owner, list[Expr]]:
    found: dict[Owner, list[Expr]] = {}
    for check in checks:
        found.setdefault(("check", owner, check.name), []).extend(e for e in (check.condition, check.within) if e is not None)
    for finding in findings:
        found.setdefault(("finding", owner, finding.name), []).extend(finding_parts(finding))
    for spec in fields:
        if spec.required is not None:
            found[("required", owner, spec.name)] = [spec.required.condition]
    return found


def finding_parts(spec: FindingSpec) -> list[Expr]:
    """The expressions of a finding, line by line: the condition, then the figures of its sentence."""
    found: list[Expr] = []
    for line in spec.lines:
        found += [] if line.condition is None else [line.condition]
        found += [x for x in line.says or () if not isinstance(x, str)]
    return found


# ---- what is read ----------------------------------------------------------------------------------------------------


class Reads:
    """What each owner of a program reads, found when it is asked for."""

    def __init__(self, program: Program) -> None:
        """Of one program, with the rows of its facts as indicators."""
        trees = [tree for spec in program.lists.values() for tree in spec.trees]
        self.program = program
        self.exprs = expressions(program, trees)
        self.nodes: dict[str, Node] = {}
        self.parents: dict[str, str] = {}
        self.moves: dict[str, list[str]] = {}
        for root in (program.root, *trees):
            for node in nodes_of(root):
                self.nodes[node.path] = node
                self.parents |= {child.path: node.path for child in node.children}
                if node.absent is not None and node.absent.kind is OnAbsence.MOVE and node.absent.to is not None:
                    self.moves.setdefault(node.absent.to, []).append(node.path)
        self._direct: dict[Owner, set[Owner]] = {}

    def below(self, spoken: Iterable[Owner]) -> set[Owner]:
        """The owners that are spoken of and all that they hang on."""
        found: set[Owner] = set()
        waiting = list(spoken)
        while waiting:
            owner = waiting.pop()
            if owner not in found:
                found.add(owner)
                waiting += self.direct(owner)
        return found

    def direct(self, owner: Owner) -> set[Owner]:
        """What an owner reads itself."""
        found = self._direct.get(owner)
        if found is None:
            found = set(self._structure(owner))
            for e in self.exprs.get(owner, ()):
                found |= self.of(e)
            self._direct[owner] = found
        return found

    def of(self, e: Expr) -> set[Owner]:
        """What an expression reads itself."""
        found: set[Owner] = set()
        for x in walk(e):
            match x:
                case LetRef():
                    found.add(("let", x.name))
                case FieldRef() | Joined():
                    found.add(("rows", x.list))
                    if x.name in self.program.lists[x.list].lets:
                        found.add(("row", x.list, x.name))
                case Aggregate():
                    found.add(("rows", x.list))
                case NodeRef():
                    found.add(self._attribute(x))
                case Apply():
                    found.add(("function", x.name))
                case Consult():
                    found.add(("table", x.table))
                case Look():
                    found.add(("bands", x.bands))
                case _:
                    pass
        return found

    def _attribute(self, e: NodeRef) -> Owner:
        match e.attribute:
            case Attribute.SCORE:
                return ("score", e.path)
            case Attribute.VALUE:
                return ("value", e.path)
            case Attribute.TARGET:
                return ("aim", e.path)
            case Attribute.WEIGHT:
                return ("weight", e.path)
            case Attribute.MET:
                node = self.nodes.get(e.path)
                plain = node is not None and node.target is not None and not node.vetoes
                return ("target", e.path) if plain else ("score", e.path)

    def _structure(self, owner: Owner) -> Iterator[Owner]:
        """What an owner reads by where it stands."""
        match owner:
            case ("score", path):
                yield from ((kind, path) for kind in ("weight", "target", "value"))
                node = self.nodes.get(path)
                yield from (("score", child.path) for child in (node.children if node is not None else ()))
                yield from (("score", source) for source in self.moves.get(path, ()))
            case ("target", path):
                yield from ((kind, path) for kind in ("aim", "value"))
            case ("value", path) if path in self.parents:
                yield ("value", self.parents[path])
            case ("row", name, "score"):
                yield from (("score", tree.path) for tree in self.program.lists[name].trees)
            case ("row", name, _):
                yield ("rows", name)
            case ("rows", name) if (derived := self.program.lists[name].derived) is not None:
                yield from (("rows", behind) for behind in derived.lists)
            case ("grade",):
                yield TOTAL
            case _:
                pass


# ---- what is spoken of -----------------------------------------------------------------------------------------------


def spoken_of(expect: ExpectSpec, reads: Reads) -> set[Owner]:
    """What an expectation speaks of."""
    match expect.kind:
        case "that":
            found = set() if expect.condition is None else reads.of(expect.condition)
        case "status":
            found = {("score", expect.subject)}
        case "grade":
            found = {GRADE}
        case "check" | "finding":
            found = {o for o in reads.exprs if o[0] == expect.kind and o[-1] == expect.subject}
        case "refused":
            return {refusal(expect.word)}
        case _:
            found = {("outcome", expect.subject)}
    return found | {ACCEPTED}


def claimed(stated: PropertySpec, claim: ClaimSpec, reads: Reads) -> set[Owner]:
    """What a claim of a property speaks of."""
    found: set[Owner] = set()
    for e in (claim.expr, claim.when, *(expr for _, expr in stated.reads.values())):
        found |= set() if e is None else reads.of(e)
    return found
