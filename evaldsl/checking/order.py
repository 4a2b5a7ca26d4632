"""Which declaration needs which, and circles among them.

In: lets, methods and the tree as written. Out: an order in which each let comes after those it uses; a circle is reported once, with
all that it runs through, and its members are known as broken. Works on names before anything is typed, without recursion.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from evaldsl.checking.book import Book, Leaf, Row, Stated
from evaldsl.checking.names import ATTRIBUTES, SCORE, apart, find_nodes, is_row_score, let_key, row_name
from evaldsl.checking.values import declares_own, method_of
from evaldsl.diagnostics.core import Label
from evaldsl.model import program as p
from evaldsl.source import Where
from evaldsl.syntax import nodes as n

Key = tuple[str, str]
"""("let", key), ("method", name), ("bands", name), ("value", path), ("target", path), ("score", path)."""


def references(written: object) -> Iterator[n.Ref | n.Name | n.Aggregate]:
    """The references, the names of called functions and the aggregates (not what is in them) in a piece of syntax, in no order."""
    stack: list[Any] = [written]
    while stack:
        at = stack.pop()
        match at:
            case n.Ref():
                yield at
            case n.Aggregate():
                yield at
            case n.Call() | n.MethodCall():
                yield at.function if isinstance(at, n.Call) else at.name
                stack.extend(at.args)
            case tuple():
                stack.extend(at)
            case n.Name() | n.Path() | n.UnitExpr() | n.Number() | n.Percent() | n.DateLiteral() | n.TextLiteral() | n.YesNo():
                continue
            case _ if type(at).__module__ == n.__name__ and hasattr(at, "__match_args__"):
                stack.extend(getattr(at, name) for name in type(at).__match_args__ if name != "span")


def order(book: Book) -> list[Key]:
    """The keys of all lets and of the named values of rows, each after those that it uses. Circles are reported."""
    graph = _graph(book)
    done: dict[Key, int] = {}
    lets: list[Key] = []
    for start in graph:
        if start in done:
            continue
        path: list[Key] = [start]
        stack: list[tuple[Key, Iterator[Key]]] = [(start, iter(graph[start]))]
        done[start] = 1
        while stack:
            key, following = stack[-1]
            for other in following:
                state = done.get(other, 0)
                if state == 1:
                    _circle(book, path[path.index(other) :])
                elif state == 0 and other in graph:
                    done[other] = 1
                    path.append(other)
                    stack.append((other, iter(graph[other])))
                    break
            else:
                done[key] = 2
                stack.pop()
                path.pop()
                if key[0] in ("let", "row"):
                    lets.append(key)
    return lets


def _circle(book: Book, members: list[Key]) -> None:
    if any(_is_broken(book, key) for key in members):
        return
    names = [_name(key) for key in members]
    labels = tuple(Label(_place(book, key), "here", {"path": _name(key)}) for key in members[1:7])
    shown = [*names[:8], "…"] if len(names) > 8 else names
    book.report("E430", _place(book, members[0]), labels, None, name=names[0], circle=" → ".join([*shown, names[0]]))
    for kind, name in members:
        if kind in ("value", "target", "score"):
            leaf = book.leaves.get(name)
            if leaf is not None:
                leaf.circular = True
                if kind == "value":
                    leaf.value_done = leaf.target_done = True
                elif kind == "target":
                    leaf.target_done = True
                else:
                    leaf.method_done = True
                if leaf.own_name is not None and kind != "score":
                    book.broken.add(leaf.own_name)
        elif kind == "row":
            owner, let = split_row(book, name)
            book.lists[owner].broken.add(let)
        else:
            book.broken.add(name)


def split_row(book: Book, key: str) -> tuple[str, str]:
    """The list and the name in it of a key of order."""
    owner, _, name = key.partition("\n")
    return owner, name


def _is_broken(book: Book, key: Key) -> bool:
    if key[0] in ("value", "target", "score"):
        leaf = book.leaves.get(key[1])
        return leaf is not None and leaf.circular
    if key[0] == "row":
        owner, name = split_row(book, key[1])
        return name in book.lists[owner].broken
    return key[1] in book.broken


def _name(key: Key) -> str:
    if key[0] == "row":
        return key[1].replace("\n", ".")
    return key[1] if key[0] in ("let", "method", "bands") else f"{key[1] or 'total'}.{key[0]}" if key[1] else "total"


def _place(book: Book, key: Key) -> Where:
    kind, name = key
    if kind == "row":
        owner, let = split_row(book, name)
        return book.lists[owner].lets[let].where
    declared = {"let": book.lets, "method": book.methods, "bands": book.bands}.get(kind)
    if declared is not None:
        return declared[name].where
    leaf = book.leaves.get(name) or book.root
    assert leaf is not None
    return leaf.where


def _graph(book: Book) -> dict[Key, list[Key]]:
    graph: dict[Key, list[Key]] = {}
    for key, declared in book.lets.items():
        written = (getattr(declared.node, "expr", None), getattr(declared.node, "history", None))
        graph["let", key] = _targets(book, written, None)
    for owner, draft in book.lists.items():
        for key, let in draft.lets.items():
            graph["row", f"{owner}\n{key}"] = _targets(book, let.expr, None, let.row)
        if draft.tree is not None:
            graph["row", f"{owner}\n{SCORE}"] = [
                key
                for rule in (draft.tree.root, *draft.tree.leaves.values())
                for stated in (*rule.one.values(), *(s for many in rule.many.values() for s in many))
                for key in _targets(book, stated.clause, rule, draft.tree.row)
            ]
    for name, declared in book.methods.items():
        node = declared.node
        if isinstance(node, n.Norm):  # its tiers see nothing but the size
            graph["method", name] = []
            continue
        assert isinstance(node, n.MethodDecl)
        found = references((node.expr, tuple(let.expr for let in node.lets)))
        graph["method", name] = [("method", x.text) for x in found if isinstance(x, n.Name) and x.text in book.methods]
    for path, leaf in book.leaves.items():
        _leaf_edges(book, graph, path, leaf)
    if book.root is not None:
        graph["score", ""] = [("score", child.path) for child in book.root.children]
    for form in book.forms:
        for place in form.places.values():
            read = graph.setdefault(("score", place.leaf.path), [])
            for rule in place.rules.values():
                stated = (*rule.one.values(), *(s for many in rule.many.values() for s in many))
                read += [key for s in stated for key in _targets(book, s.clause, rule, rule.row)]
    return graph


def _leaf_edges(book: Book, graph: dict[Key, list[Key]], path: str, leaf: Leaf) -> None:
    others: list[Stated] = [s for k, s in leaf.one.items() if k in ("applies", "none_below", "flag", "over")]
    others += leaf.many.get("veto", [])
    if leaf.is_group:
        found = [("score", child.path) for child in leaf.children]
        graph["score", path] = found + [k for s in others for k in _targets(book, s.clause, leaf)]
        return
    value, target = leaf.one.get("value"), leaf.one.get("target")
    target_keys = [] if target is None else _targets(book, target.clause, leaf)
    if value is not None:
        graph["value", path] = _targets(book, value.clause, leaf)
    elif declares_own(leaf):
        graph["value", path] = target_keys
    graph["target", path] = target_keys
    method = method_of(leaf)
    score: list[Key] = [("value", path), ("target", path)]
    score += [] if method is None else _targets(book, method, leaf)
    graph["score", path] = score + [k for s in others for k in _targets(book, s.clause, leaf)]


def _targets(book: Book, written: object, leaf: Leaf | None, row: Row | None = None) -> list[Key]:
    """What a piece of syntax needs."""
    keys: list[Key] = []
    for found in references(written):
        if isinstance(found, n.Name):
            if found.text in book.methods:
                keys.append(("method", found.text))
            continue
        if isinstance(found, n.Aggregate):
            keys += _aggregate_keys(book, found, leaf, row)
            continue
        parts = tuple(x.text for x in found.path.parts)
        own = None
        if row is not None and (not found.word or is_row_score(book, row, leaf, parts)):
            own = row_name(book, row, parts)
        if row is not None and own is not None:
            through = own if own in book.lists[row.list].lets else None
            keyed = f"{row.list}\n{own}" if through is not None else _through(book, book.lists[row.list].fields, own)
            keys += [] if keyed is None else [("row", keyed)]
            continue
        joined = let_key(book, parts)
        keyed = _through(book, book.facts, joined)
        if keyed is not None:
            keys.append(("row", keyed))
        if joined in book.facts or joined in book.broken:
            continue
        if joined in book.lets:
            keys.append(("let", joined))
        elif joined in book.owners:
            keys.append(("value", book.owners[joined].path))
        elif len(parts) > 1 and parts[-1] in ATTRIBUTES:
            for node in find_nodes(book, parts[:-1])[:1]:
                keys += _attribute_keys(node, ATTRIBUTES[parts[-1]])
        elif joined in ("total", "总分") and (found.word or leaf is None):
            keys.append(("score", ""))
        elif len(parts) > 1:
            keys += [("value", node.path) for node in find_nodes(book, parts)[:1]]
    return keys


def _aggregate_keys(book: Book, found: n.Aggregate, leaf: Leaf | None, row: Row | None) -> list[Key]:
    """What an aggregate needs: of the rows that it runs over, how those are made, and of the row around it."""
    draft = book.lists.get(found.list.text)
    if draft is None:
        return []
    inner: list[object] = [found.expr, found.by, found.where, found.base]
    outer: list[object] = []
    if found.peers is not None:
        inner += [found.peers.within, None if found.peers.cut is None else found.peers.cut.by]
        outer += [found.peers.within]
        if found.peers.group is not None:
            inner.append(found.peers.group[0])
            outer.append(found.peers.group[1])
    if row is not None and row.alias:
        outer += [x for x in references(found.where) if isinstance(x, n.Ref) and x.path.parts[0].text == row.alias]
    keys = _targets(book, tuple(inner), leaf, Row(found.list.text, None))
    keys += [("row", f"{found.list.text}\n{name}") for name in (() if draft.derived is None else draft.derived.fields)]
    return keys if row is None else keys + _targets(book, tuple(outer), leaf, row)


def _through(book: Book, fields: Mapping[str, p.FactSpec], name: str) -> str | None:
    """The named value of another list's row that a path through a reference needs."""
    first, rest = apart(name, fields)
    spec = fields.get(first)
    if not rest or spec is None or spec.row_of is None:
        return None
    from evaldsl.checking.joins import edges

    return edges(book, spec.row_of, rest)


def _attribute_keys(node: Leaf, attribute: p.Attribute) -> list[Key]:
    match attribute:
        case p.Attribute.SCORE:
            return [("score", node.path)]
        case p.Attribute.VALUE:
            return [("value", node.path)]
        case p.Attribute.TARGET:
            return [("target", node.path)]
        case p.Attribute.MET:
            return [("score", node.path)] if node.is_group else [("value", node.path), ("target", node.path)]
        case p.Attribute.WEIGHT:
            return []
