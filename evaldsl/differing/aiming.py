"""Facts that bring a changed indicator exactly to where its rule changes, without a solver.

In: the slots, both rulesets, what differs. Out: a wider space and choices in it. Guarantees: a choice is only a proposal, which is read and scored as any other. An
indicator's value is taken to be a straight line in each fact while the others stay; where it is (a ratio is, in what stands above) two readings give the fact for which it meets a
threshold. Others are tried at a few values of their own, since from the simplest facts the figure may not be writable.
"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.differing.cone import Changed
from evaldsl.differing.files import Ways
from evaldsl.differing.quickly import fast
from evaldsl.differing.spaces import Choice, Space, with_values
from evaldsl.evaluation.plan import plan_of
from evaldsl.model.facts import FactValue
from evaldsl.model.program import FactSpec
from evaldsl.model.types import QuantityType
from evaldsl.trials.strategies import written_number

_MOST_NODES, _MOST_FACTS, _MOST_VALUES, _MOST_EDGES, _MOST = 8, 4, 60, 6, 40


def aimed(space: Space, slots: list[int], both: Ways, changed: Changed) -> tuple[Space, list[Choice]]:
    """Choices that should meet a threshold of an indicator whose clauses differ."""
    quick = fast(space, both)
    if quick is None:
        return space, []
    plan = plan_of(both.old.program)
    base = space
    found: list[Choice] = []
    for path in changed.nodes[:_MOST_NODES]:
        edges = changed.edges.get(path, ())[:_MOST_EDGES]
        if path not in plan.nodes or plan.nodes[path].node.value is None or not edges:
            continue
        facts = [i for i in slots if space.slots[i].kind == "fact" and space.slots[i].name in changed.facts.get(path, ())][
            :_MOST_FACTS
        ]
        for i in facts:
            for others in _others(base, [j for j in facts if j != i]):
                first, second = (quick.value_at({**others, i: x}, path, i) for x in (0, 1))
                if first is None or second is None or first[1] == second[1] or first[0] == second[0] or len(found) >= _MOST:
                    continue
                (x0, v0), (x1, v1) = first, second
                for edge in edges:
                    x = x0 + (edge - v0) * (x1 - x0) / (v1 - v0)
                    spec = both.old.program.facts[space.slots[i].name]
                    text = _writable(x, spec)
                    if text is not None:
                        space, taken = with_values(space, {spec.name: FactValue(x, text)}, {})
                        found.append({**others, **taken})
    return space, found


def _others(space: Space, slots: list[int]) -> Iterator[dict[int, int]]:
    yield {}
    for j in slots:
        yield from ({j: x} for x in range(1, min(_MOST_VALUES, len(space.slots[j].choices))))


def _writable(x: Fraction, spec: FactSpec) -> str | None:
    """A figure as a fact file has it, where the fact may have it."""
    kind, domain = spec.type, spec.domain
    if not isinstance(kind, QuantityType):
        return None
    places = 0 if domain.integer else domain.decimals
    if places is not None and (x / kind.unit.factor * 10**places).denominator != 1:
        return None
    return written_number(x, kind)
