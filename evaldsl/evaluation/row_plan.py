"""The plan of a ruleset whose form has been filled in: the plan of the ruleset, with the rows put in their places.

In: a program made for one fact file, the plan of the ruleset it was made from. Out: the plan that `plan_of` would find, without looking
at the whole ruleset again for every file. Guarantees: the indicators of a place are calculated after everything that their
rules read (the plan of the ruleset has that before the place), and before the group they stand in.
"""

from evaldsl.evaluation.plan import (
    SCORE,
    TARGET,
    VALUE,
    Item,
    NodePlan,
    Plan,
    anything,
    exact_inside,
    row_scale,
)
from evaldsl.model.program import Const, Node, Program
from evaldsl.records import evolve


def filled_plan(program: Program, base: Plan) -> Plan:
    """The plan of a program whose rows are in their places."""
    growth = _Growth(base)
    growth.grow(program.root, None, [])
    order: list[Item] = []
    for item in base.order:
        if item[0] == SCORE and item[1] in growth.inserted:
            order += growth.inserted[item[1]]
        order.append(item)
    pending = dict(base.pending)
    for name, spec in program.facts.items():
        if name not in pending:
            pending[name] = anything(spec)
    return evolve(
        base,
        program=program,
        nodes=growth.nodes,
        order=tuple(order),
        weights=growth.weights,
        pending=pending,
        fixed=frozenset(growth.fixed),
    )


class _Growth:
    """The nodes that are new or changed, while the tree is walked."""

    def __init__(self, base: Plan) -> None:
        self.base = base.nodes
        self.nodes = dict(base.nodes)
        self.weights = dict(base.weights)
        self.fixed = set(base.fixed)
        self.inserted: dict[str, list[Item]] = {}

    def grow(self, node: Node, above: NodePlan | None, items: list[Item]) -> None:
        """Notes a node, and what is new below it; `items` are those of the place that it is new in."""
        path = node.path
        known = self.base.get(path)
        if known is not None and known.node is node:
            return
        if above is None:
            assert known is not None
            made = evolve(known, node=node, inside=known.exact or exact_inside(node))
        else:
            conditional = above.conditional or node.applies is not None
            unit = above.unit * row_scale(above.node)
            made = NodePlan(node, above.node.path, above.inside, above.inside or exact_inside(node), conditional, unit)
        self.nodes[path] = made
        mine = items if known is None else []
        if known is None:
            mine.append((VALUE, path))
        for child in node.children:
            self.grow(child, made, mine)
        if known is not None:
            if mine:
                self.inserted[path] = mine
            return
        mine.append((TARGET, path))
        mine.append((SCORE, path))
        if isinstance(node.weight, Const):
            self.weights[path] = node.weight.value
        if node.absent is not None:
            self.fixed.add(path)
