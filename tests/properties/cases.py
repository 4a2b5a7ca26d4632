"""Generated cases for the laws: specs, texts, programs, fact files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evaldsl.evaluation.tree import NodeScore, Result
from evaldsl.model.program import Program
from tests.differential import compiled, nodes, run
from tests.generators.choices import Choices, Seeded, shuffled
from tests.generators.facts import Case, choose, fact_json
from tests.generators.rulesets import ruleset
from tests.generators.spec import Grp, Leaf, Spec
from tests.generators.vocabulary import canonical
from tests.generators.write import ruleset_text

Figures = list[tuple[str, object, object, str]]


@dataclass
class Made:
    """A checked ruleset with one fact file and its result."""

    ch: Choices
    spec: Spec
    text: str
    program: Program
    case: Case
    data: bytes
    result: Result


def made(seed: object, facts: int = 3) -> Iterator[Made]:
    """A ruleset in canonical English and some fact files."""
    ch = Seeded(seed)
    spec = ruleset(ch)
    text = ruleset_text(spec, canonical("en"))
    _, program = compiled(text)
    for _ in range(facts):
        case = choose(ch, spec)
        data = fact_json(ch, spec, case, plain=True)
        yield Made(ch, spec, text, program, case, data, run(program, data))


def figures(result: Result) -> Figures:
    """Everything about a result that a law may not change, by path."""
    out = [(s.node.path, s.exact, s.score, s.status.value) for s in nodes(result.root)]
    total = result.total
    out.append(
        (
            "total",
            None if total is None else total.score,
            None if total is None else total.weight,
            "" if total is None else str(total.grade),
        )
    )
    return sorted(plain(figure) for figure in out)


def plain(figure: tuple[str, object, object, str]) -> tuple[str, str, str, str]:
    """Comparable figures."""
    path, exact, score, status = figure
    return path, shown(exact), shown(score), status


def shown(value: object) -> str:
    """A figure as text; an absence by its kind alone."""
    kind = getattr(value, "kind", None)
    return str(value) if kind is None else str(kind)


def by_order(score: NodeScore) -> list[tuple[str, str, str]]:
    """Figures in the order of the tree, without names."""
    return [(shown(s.exact), shown(s.score), s.status.value) for s in nodes(score)]


def permuted(spec: Spec, ch: Choices) -> Spec:
    """The same ruleset with siblings, facts and declarations in another order."""

    def node(n: Leaf | Grp) -> Leaf | Grp:
        if isinstance(n, Leaf):
            return n
        return replace(n, children=[node(c) for c in shuffled(ch, n.children)])

    return replace(
        spec,
        top=[node(n) for n in shuffled(ch, spec.top)],
        facts=shuffled(ch, spec.facts),
        declarations=shuffled(ch, [d for d in spec.declarations if "«unit»" not in d]),
        head=[*spec.head, *[d for d in spec.declarations if "«unit»" in d]],
    )
