"""The result of changed facts beside the present one.

In: a program, the text of a fact file, what is asked. Out: a `WhatIf`: the present result and that of every changed fact file, with what is
different. Guarantees: every changed file is read by the reader and scored by the evaluator of `run`; a file that is refused keeps its reasons;
each difference is exact.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import CheckResult, Figure, FindingResult, NodeScore, Result
from evaldsl.model.program import Program
from evaldsl.reaching.asked import Asked
from evaldsl.reaching.places import place_of
from evaldsl.readers.json_facts import read
from evaldsl.readers.nodes import nodes_of, plain_path
from evaldsl.readers.problems import Problems
from evaldsl.records import frozen
from evaldsl.trials.files import changed, written


@frozen
class Variant:
    """A changed fact file: the texts that were put in, and its result (None when the reader refused it) with all problems."""

    texts: tuple[str, ...]
    file: str
    result: Result | None
    problems: tuple[Diagnostic, ...]

    @property
    def stands(self) -> bool:
        """Whether it was scored."""
        return self.result is not None and not self.result.refused


@frozen
class WhatIf:
    """The present result and the changed ones, in the order of what is asked."""

    program: Program
    before: Variant
    asked: tuple[Asked, ...]
    variants: tuple[Variant, ...]


@frozen
class NodeChange:
    """A node that is different: as it was and as it is (None: there is no such node). `difference` is of the scores, where both are numbers."""

    path: str
    before: NodeScore | None
    after: NodeScore | None
    difference: Fraction | None


@frozen
class ValueChange:
    """A fact or named value that is different."""

    name: str
    given: bool
    before: Figure | None
    after: Figure | None


@frozen
class WordChange:
    """A check, finding or outcome that comes out otherwise. `kind` says which; `row` is the list and the index of the row that it is about."""

    kind: str
    name: str
    row: tuple[str, int] | None
    before: str
    after: str


def by_own_names(base: Any, program: Program) -> Any:
    """The fact file with every fact, list and judgement under the name that the ruleset gives it, as a change of it will write it."""
    if not isinstance(base, dict):
        return base
    made = dict(base)
    if isinstance(base.get("facts"), dict):
        made["facts"] = _renamed(base["facts"], lambda key: _fact_name(program, key))
    if isinstance(base.get("judged"), dict):
        made["judged"] = _renamed(base["judged"], lambda key: _node_path(program, key))
    return made


def _renamed(section: dict[str, Any], name_of: Callable[[str], str]) -> dict[str, Any]:
    names = [name_of(key) for key in section]
    if len(set(names)) < len(names):  # told by the reader
        return section
    return dict(zip(names, section.values(), strict=True))


def _fact_name(program: Program, key: str) -> str:
    if key in program.facts or key in program.lists:
        return key
    if plain_path(key) in program.lists:
        return plain_path(key)
    found = place_of(program, key)
    return key if isinstance(found, Diagnostic) or found.kind != "fact" else found.name


def _node_path(program: Program, key: str) -> str:
    found = nodes_of(program).find(key, (), Problems())
    return key if found is None else found.path


def what_if(program: Program, base: Any, name: str, asked: Sequence[Asked], partial: bool = False) -> WhatIf:
    """Scores the fact file `base` (as `trials.files.parsed` gives it) as it is, and with every combination of what is asked."""
    base = by_own_names(base, program)
    before = _scored(program, base, name, (), partial)
    ways = product(*(list(zip(one.values, one.texts, strict=True)) for one in asked))
    variants = []
    for way in ways:
        made = changed(base, [given for given, _ in way])
        variants.append(_scored(program, made, name, tuple(text for _, text in way), partial))
    return WhatIf(program, before, tuple(asked), tuple(variants))


def _scored(program: Program, file: Any, name: str, texts: tuple[str, ...], partial: bool) -> Variant:
    text = written(file) + "\n"
    found = read(text.encode("utf-8", "surrogatepass"), name, program)
    if found.facts is None:
        return Variant(texts, text, None, found.problems)
    result = evaluate(program, found.facts, partial)
    return Variant(texts, text, result, (*found.problems, *result.problems))


def errors(problems: Sequence[Diagnostic]) -> set[str]:
    """The codes of all errors."""
    return {p.code for p in problems if p.severity is Severity.ERROR}


# ---- differences -----------------------------------------------------------------------------------------------------


def node_changes(before: Result, after: Result) -> Iterator[NodeChange]:
    """The nodes below the root that are different, in the order of the ruleset; those that are gone stand last."""
    old, new = dict(_nodes(before.root)), dict(_nodes(after.root))
    for path, one in new.items():
        was = old.get(path)
        if was is None or _shown(was) != _shown(one):
            yield NodeChange(path, was, one, difference(None if was is None else was.score, one.score))
    for path, was in old.items():
        if path not in new:
            yield NodeChange(path, was, None, None)


def difference(before: object, after: object) -> Fraction | None:
    """after − before, where both are numbers."""
    return after - before if isinstance(before, Fraction) and isinstance(after, Fraction) else None


def _nodes(root: NodeScore) -> Iterator[tuple[str, NodeScore]]:
    stack = list(reversed(root.children))
    while stack:
        node = stack.pop()
        yield node.node.path, node
        stack += reversed(node.children)


def _shown(one: NodeScore) -> tuple[object, ...]:
    """What is held against what: all that is said of a node but the facts behind it."""
    return one.score, one.exact, one.weight, one.status, one.value, one.target, one.met, one.flagged


def value_changes(before: Result, after: Result) -> Iterator[ValueChange]:
    """The facts and named values that are different."""
    for name in dict.fromkeys((*after.values, *before.values)):
        was, now = before.values.get(name), after.values.get(name)
        if (None if was is None else was.value) != (None if now is None else now.value):
            yield ValueChange(name, name in after.program.facts, was, now)


def word_changes(before: Result, after: Result) -> Iterator[WordChange]:
    """Checks, findings and outcomes that come out otherwise."""
    checks = _by_name(before.checks, _of_check), _by_name(after.checks, _of_check)
    findings = _by_name(before.findings, _of_finding), _by_name(after.findings, _of_finding)
    for kind, (old, new), none in (("check", checks, "holds"), ("finding", findings, "silent")):
        for key in dict.fromkeys((*new, *old)):
            # of the rows of a list those are listed that fail, and those of which a finding speaks
            was, now = old.get(key, none), new.get(key, none)
            if was != now:
                yield WordChange(kind, key[0], key[1], was, now)
    for one, was_one in zip(after.outcomes, before.outcomes, strict=False):
        if one.level != was_one.level:
            yield WordChange("outcome", one.outcome.name, None, was_one.level or "—", one.level or "—")


def _by_name(found: Sequence[Any], of: Any) -> dict[tuple[str, tuple[str, int] | None], str]:
    made: dict[tuple[str, tuple[str, int] | None], str] = {}
    for one in found:
        name, word = of(one)
        made.setdefault((name, one.row), word)
    return made


def _of_check(one: CheckResult) -> tuple[str, str]:
    return one.check.name, "open" if one.passed is None else "holds" if one.passed else "fails"


def _of_finding(one: FindingResult) -> tuple[str, str]:
    return one.spec.name, "open" if one.line is None else "silent" if one.line.says is None else "speaks"
