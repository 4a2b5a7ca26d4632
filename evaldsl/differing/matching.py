"""Which node of the new ruleset is which of the old one: by path, else as renamed or moved.

In: two programs. Out: pairs of paths, and the names under which the two can be compared. Guarantees: a node is paired once; one that has another name is
taken for renamed only when it stands in the same group, says the same, and no other does; one that stands elsewhere is taken for moved only when
its name is the only one left on both sides.
"""

from collections import Counter

from evaldsl.differing.parts import node_parts, nodes_of
from evaldsl.differing.terms import Names, Pool, Term, Terms
from evaldsl.model.program import Node, Program
from evaldsl.records import frozen

_SELF = "\0self"


@frozen
class Pair:
    """A node of both. `how` is "same", "renamed" or "moved"."""

    old: str
    new: str
    how: str


@frozen
class Matched:
    """Pairs of nodes, those that only one side has, and `names`: how the new program is read so that it speaks of the old one's nodes and facts."""

    pairs: tuple[Pair, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    names: Names

    @property
    def facts(self) -> dict[str, str]:
        """Facts of the new ruleset that have another name in the old one."""
        return dict(self.names.facts)


def matched(old: Program, new: Program) -> Matched:
    """Pairs the nodes of two rulesets."""
    olds = {node.path: node for node in nodes_of(old)}
    news = {node.path: node for node in nodes_of(new)}
    pairs: dict[str, Pair] = {path: Pair(path, path, "same") for path in olds if path in news}
    pool = Pool()
    terms = (Terms(old, pool), Terms(new, pool))
    _moved(olds, news, pairs)
    _renamed(olds, news, pairs, terms)
    _moved(olds, news, pairs)
    taken = {pair.new for pair in pairs.values()}
    removed = tuple(path for path in olds if path not in pairs)
    added = tuple(path for path in news if path not in taken)
    paths = {pair.new: pair.old for pair in pairs.values() if pair.new != pair.old}
    facts: dict[str, str] = {}
    for new_path, old_path in paths.items():
        before, after = _own_fact(old, old_path), _own_fact(new, new_path)
        if before is not None and after is not None and before != after and after not in old.facts and before not in new.facts:
            facts[after] = before
    kept = _kept(old, new)
    return Matched(tuple(pairs[path] for path in olds if path in pairs), removed, added, Names(kept, paths, facts))


def _own_fact(program: Program, path: str) -> str | None:
    return next((spec.name for spec in program.facts.values() if spec.own_of == path), None)


def _kept(old: Program, new: Program) -> frozenset[tuple[str, str]]:
    """What both rulesets call by one name: it is compared where it is declared, and read by its name."""
    found = {("let", name) for name in old.lets if name in new.lets}
    found |= {("function", name) for name in old.functions if name in new.functions}
    found |= {("bands", name) for name in old.bands if name in new.bands}
    found |= {("table", name) for name in old.tables if name in new.tables}
    for name, spec in old.lists.items():
        other = new.lists.get(name)
        found |= {("row value", f"{name}.{let}") for let in spec.lets if other is not None and let in other.lets}
    return frozenset(found)


def _moved(olds: dict[str, Node], news: dict[str, Node], pairs: dict[str, Pair]) -> None:
    """Pairs what is left by name, groups before what is in them."""
    taken = {pair.new for pair in pairs.values()}
    lost, come = _by_name(olds, set(pairs)), _by_name(news, taken)
    for name, (one, *others) in lost.items():
        there = come.get(name, [])
        if not others and len(there) == 1 and bool(there[0].children) == bool(one.children):
            how = "same" if _beside(one.path, there[0].path, pairs) else "moved"
            pairs[one.path] = Pair(one.path, there[0].path, how)


def _by_name(nodes: dict[str, Node], taken: set[str]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for path, node in nodes.items():
        if path not in taken:
            found.setdefault(node.name, []).append(node)
    return found


def _beside(old: str, new: str, pairs: dict[str, Pair]) -> bool:
    """Whether two nodes stand in the same group."""
    parent = pairs.get(_parent(old))
    return parent is not None and parent.new == _parent(new)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _renamed(olds: dict[str, Node], news: dict[str, Node], pairs: dict[str, Pair], terms: tuple[Terms, Terms]) -> None:
    """Pairs what is left in a group when it says the same but for its name."""
    taken = {pair.new for pair in pairs.values()}
    for parent, pair in list(pairs.items()):
        lost = [x for x in olds[parent].children if x.path not in pairs]
        come = [x for x in news[pair.new].children if x.path not in taken]
        if not lost or not come:
            continue
        before = {x.path: _signature(x, terms[0]) for x in lost}
        after = {x.path: _signature(x, terms[1]) for x in come}
        alike = Counter(before.values())
        for path, sign in before.items():
            same = [x for x, s in after.items() if s == sign]
            if len(same) == 1 and alike[sign] == 1:
                pairs[path] = Pair(path, same[0], "renamed")
                taken.add(same[0])


def _signature(node: Node, terms: Terms) -> tuple[object, ...]:
    """What a node says, its own name left out; of a group what is in it too."""
    own = _own_fact(terms.program, node.path)
    was = terms.names
    terms.names = Names(frozenset(), {node.path: _SELF}, {} if own is None else {own: _SELF})
    try:
        found: list[Term] = list(node_parts(node, terms).values())
    finally:
        terms.names = was
    return (*found, *((child.name, _signature(child, terms)) for child in sorted(node.children, key=lambda c: c.name)))
