"""What a change of the rules can reach: the clauses that differ, and the facts that they and what they read look at.

In: two programs. Out: `Changed`. Guarantees: everything is put in (named values, functions, tables), so that what is not named here comes out alike for every
fact file; names are those of the old ruleset.
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.differing.matching import Matched
from evaldsl.differing.parts import SCORING, Key, Parts, nodes_of, parts_of
from evaldsl.differing.terms import Names, Pool, Term, Terms
from evaldsl.model.program import Program
from evaldsl.records import field, frozen

_FILES = ("fact", "field", "list", "unit")


@frozen
class Changed:
    """`keys` are the clauses that decide scores, grades and verdicts and differ; `reached` the facts, fields (`list.field`) and nodes that they look at.

    `files`: the fact files that either takes, or how it reads them, differ. `read`: some of what differs there is looked at by a rule; `undecidable`:
    and it is more than the range of a fact. `reads`: the nodes that the figures of a node are made of, its parts among them.
    """

    keys: frozenset[Key]
    reached: frozenset[tuple[str, str]]
    files: bool
    read: bool
    undecidable: bool
    reads: Mapping[str, frozenset[str]] = field(hash=False)
    targets: frozenset[str] = frozenset()
    """The nodes whose target some rule looks at."""
    edges: Mapping[str, tuple[Fraction, ...]] = field(hash=False, factory=dict)
    """The constants in the clauses of a node that differ: where its rule changes."""
    facts: Mapping[str, frozenset[str]] = field(hash=False, factory=dict)
    """The facts that the value of such a node is made of."""

    @property
    def rules(self) -> frozenset[Key]:
        """Those that are rules, not declarations of what a file holds."""
        return frozenset(key for key in self.keys if key[0] not in _FILES)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes whose own clauses differ."""
        return tuple(dict.fromkeys(name for section, name, _ in sorted(self.keys) if section == "node"))


def changed(old: Program, new: Program, found: Matched) -> Changed:
    """What of two rulesets differs in normal form, everything put in."""
    pool = Pool()
    sides = (
        parts_of(Terms(old, pool, Names())),
        parts_of(Terms(new, pool, Names(frozenset(), found.names.paths, found.names.facts))),
    )
    results = not (old.root.children and new.root.children)
    sections = SCORING | {"let"} if results else SCORING
    keys = {key for key in {*sides[0], *sides[1]} if key[0] in sections and sides[0].get(key) != sides[1].get(key)}
    if results:  # a named value that only one has is no figure that could differ
        keys -= {key for key in keys if key[0] == "let" and not (key in sides[0] and key in sides[1])}
    inside = _children(old) | _children(new)
    reached: set[tuple[str, str]] = set()
    for parts in sides:
        _reach(parts, keys, pool, inside, reached)
    declared = {key for key in keys if key[0] in _FILES}
    looked = _looked_at(sides, sections, pool)
    at_rules = {key for key in declared if key[0] in ("list", "unit") or _thing(key) in looked}
    undecidable = any(key[0] != "fact" or key[2] != "domain" for key in at_rules)
    reached |= {_thing(key) for key in declared}
    reads = _reads(sides, pool, inside)
    targets = {
        content[1]
        for parts in sides
        for key, term in parts.items()
        if key[0] in sections
        for content in pool.inside(term)
        if content[0] == "node" and content[2] == "target"
    }
    return Changed(
        frozenset(keys),
        frozenset(reached),
        bool(declared),
        bool(at_rules),
        undecidable,
        reads,
        frozenset(targets),
        _edges(sides, keys, pool),
        _measured(sides, keys, pool),
    )


def _edges(sides: tuple[Parts, Parts], keys: set[Key], pool: Pool) -> dict[str, tuple[Fraction, ...]]:
    """Where the clauses of each node that differ change."""
    found: dict[str, set[Fraction]] = {}
    for parts in sides:
        for key in keys:
            if key[0] != "node" or key not in parts:
                continue
            for content in pool.inside(parts[key]):
                if content[0] == "constant" and isinstance(content[2], Fraction):
                    found.setdefault(key[1], set()).add(content[2])
                elif content[0] == "steps":
                    found.setdefault(key[1], set()).update(x for x, _, _ in content[1] if x is not None)
    return {path: tuple(sorted(values)) for path, values in found.items()}


def _measured(sides: tuple[Parts, Parts], keys: set[Key], pool: Pool) -> dict[str, frozenset[str]]:
    """The facts that the value of each node that differs is made of."""
    found: dict[str, frozenset[str]] = {}
    for path in {key[1] for key in keys if key[0] == "node"}:
        terms = [parts["node", path, "value"] for parts in sides if ("node", path, "value") in parts]
        found[path] = frozenset(content[1] for term in terms for content in pool.inside(term) if content[0] == "fact")
    return found


def _reads(sides: tuple[Parts, Parts], pool: Pool, children: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """The nodes that each node is made of: its parts, those that its clauses speak of, those that hand it their points."""
    found = {path: set(parts) for path, parts in children.items()}
    for parts in sides:
        for (section, path, clause), term in parts.items():
            if section != "node":
                continue
            for content in pool.inside(term):
                if content[0] == "node":
                    found.setdefault(path, set()).add(content[1])
                if clause == "absent" and content[0] == "absent" and content[2] is not None:
                    found.setdefault(content[2], set()).add(path)
    return {path: frozenset(names) for path, names in found.items()}


def _thing(key: Key) -> tuple[str, str]:
    return key[0], key[1]


def _children(program: Program) -> dict[str, list[str]]:
    return {node.path: [child.path for child in node.children] for node in nodes_of(program)}


def _reach(parts: Parts, keys: set[Key], pool: Pool, children: Mapping[str, list[str]], reached: set[tuple[str, str]]) -> None:
    by_node: dict[str, list[Term]] = {}
    for (section, name, _), term in parts.items():
        if section == "node":
            by_node.setdefault(name, []).append(term)
    waiting: list[Term] = [parts[key] for key in keys if key in parts]
    nodes = [name for section, name, _ in keys if section == "node"]
    seen: set[str] = set()
    if any(key[0] == "grade" for key in keys):
        nodes.append("")
    while waiting or nodes:
        if nodes:
            path = nodes.pop()
            if path not in seen:
                seen.add(path)
                reached.add(("node", path))
                waiting += by_node.get(path, [])
                nodes += children.get(path, [])
            continue
        for content in pool.inside(waiting.pop()):
            match content[0]:
                case "fact":
                    reached.add(("fact", content[1]))
                case "field":
                    reached.add(("field", f"{content[1]}.{content[2]}"))
                case "over" | "joined":
                    reached.add(("list", content[2] if content[0] == "over" else content[1]))
                case "node":
                    nodes.append(content[1])
                case _:
                    pass


def _looked_at(sides: tuple[Parts, Parts], sections: frozenset[str], pool: Pool) -> set[tuple[str, str]]:
    """The facts and fields that any rule looks at."""
    terms = {term for parts in sides for key, term in parts.items() if key[0] in sections and key[0] not in _FILES}
    found: set[tuple[str, str]] = set()
    for term in terms:
        for content in pool.inside(term):
            if content[0] == "fact":
                found.add(("fact", content[1]))
            elif content[0] == "field":
                found.add(("field", f"{content[1]}.{content[2]}"))
    return found
