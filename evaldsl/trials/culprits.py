"""Which rule of a ruleset gives the figures that break a claim, and where it stands.

In: the results over the facts that break a claim, and what the claim speaks of. Out: `Culprit`s, the indicators whose scores make the figure, with the
moves of the calculation that decided them. Guarantees: of two files only what differs between them is named; bounded.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from evaldsl.evaluation.tree import NodeScore, Result, Step
from evaldsl.model.program import Attribute, NodeRef, PointsResult
from evaldsl.records import frozen
from evaldsl.reporting.figures import Lang
from evaldsl.reporting.reasons import DECISIVE
from evaldsl.reporting.words import step_text
from evaldsl.source import Where

MOST = 3
"""How many are named."""


@frozen
class Culprit:
    """An indicator or group with the moves that gave its score in one of the files (`which`: 0, 1)."""

    node: NodeScore
    steps: tuple[Step, ...]
    which: int

    @property
    def where(self) -> Where:
        """The line of the rule: that of the move, a band say, or else of the indicator."""
        return next((s.where for s in reversed(self.steps) if s.where is not None), self.node.node.where)


def culprit_text(one: Culprit, lang: Lang) -> str:
    """What its moves say."""
    return ("；" if lang == "zh" else "; ").join(step_text(step, lang, one.node) for step in one.steps)


def culprits(results: Sequence[Result], paths: Iterable[str]) -> tuple[Culprit, ...]:
    """The indicators below these paths ("" the total) that give the figures of a claim."""
    trees = [{node.node.path: node for node in _walked(result.root)} for result in results]
    wanted = dict.fromkeys(paths)
    if len(trees) == 2:
        first, second = trees
        moved = [p for p in first if p in second and first[p].score != second[p].score and _below(p, wanted)]
        leaves = [p for p in moved if not first[p].children or not any(_below(q, (p,)) and q != p for q in moved)]
        return tuple(_of(tree[p], which) for p in leaves[:MOST] for which, tree in enumerate(trees))
    (tree,) = trees
    below = [p for p in tree if _below(p, wanted)]
    wrong = [p for p in below if _outside(tree[p])]
    leaves = [p for p in wrong if not tree[p].children] or wrong
    direct = [p for p in below if p in wanted and not tree[p].children]
    named = list(dict.fromkeys([*leaves, *direct])) or [p for p in below if p in wanted]
    return tuple(_of(tree[p], 0) for p in named[:MOST])


def scores_in(*exprs: object) -> tuple[str, ...]:
    """The paths of the nodes whose score, value or fulfilment these expressions speak of."""
    found: dict[str, None] = {}
    waiting: list[Any] = list(exprs)
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, NodeRef):
            if one.attribute is not Attribute.WEIGHT:
                found[one.path] = None
        elif isinstance(one, tuple | list):
            waiting += one
        elif hasattr(type(one), "__match_args__"):
            waiting += [getattr(one, name) for name in type(one).__match_args__]
    return tuple(found)


def _of(node: NodeScore, which: int) -> Culprit:
    steps = [s for s in node.steps if s.kind in DECISIVE or s.kind == "veto"]
    if not steps or (isinstance(node.score, Fraction) and node.score != node.exact):
        steps += [s for s in node.steps if s.kind == "rounded"]
    return Culprit(node, tuple(steps) or node.steps[-1:], which)


def _walked(root: NodeScore) -> Iterator[NodeScore]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _below(path: str, above: Iterable[str]) -> bool:
    return any(not top or path == top or path.startswith(f"{top}.") for top in above)


def _outside(node: NodeScore) -> bool:
    """Whether a score lies outside its bounds."""
    score, kind = node.score, node.node.result
    if not isinstance(score, Fraction) or not isinstance(kind, PointsResult):
        return False
    return score < 0 or (not kind.unlimited and node.weight is not None and score > node.weight)
