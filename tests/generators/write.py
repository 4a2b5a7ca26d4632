"""Specs and facts as text: the written-out tree or the form, one vocabulary or mixed."""

from tests.generators.choices import Choices
from tests.generators.spec import Grp, Leaf, Method, Spec
from tests.generators.vocabulary import Speller, spell

NodeSpec = Leaf | Grp


def method_text(method: Method, inline: bool) -> str:
    """`«score»`'s method, on one line for a cell or with braces."""
    text = method.head
    if method.lines:
        braces = not inline or method.lines[0].startswith("(")
        text += " { " + "; ".join(method.lines) + " }" if braces else " " + "、".join(method.lines)
    return ", ".join([text, *method.options])


def leaf_clauses(leaf: Leaf) -> list[str]:
    """The clauses of a leaf that stand in its braces."""
    out = []
    if leaf.target is not None:
        out.append(f"«target» {leaf.target}")
    if leaf.actual is not None:
        out.append(f"«actual» {leaf.actual}")
    if leaf.value is not None:
        out.append(f"«clauses.value» {leaf.value}")
    if leaf.method is not None:
        out.append(f"«clauses.score» {method_text(leaf.method, False)}")
    if leaf.label is not None:
        out.append(f'«label» "{leaf.label}"')
    if leaf.applies is not None:
        out.append(f"«applies» «when» {leaf.applies}")
    if leaf.na is not None:
        out.append(f"«may_be_na», «then» {leaf.na}")
    if leaf.round is not None:
        out.append(f"«round» {leaf.round}")
    return out + leaf.clauses


def node_lines(node: NodeSpec, indent: str) -> list[str]:
    """A node written out."""
    weight = "" if node.weight is None else f" «weight» {node.weight}"
    match node:
        case Leaf():
            body = leaf_clauses(node)
            head = f"{indent}«indicator» {node.name}{weight}"
            if not body:
                return [head + " { }"]
            if len(body) <= 2:
                return [f"{head} {{ {'; '.join(body)} }}"]
            return [head + " {", *(f"{indent}  {c}" for c in body), indent + "}"]
        case Grp():
            lines = [f"{indent}«group» {node.name}{weight} {{"]
            lines += [f"{indent}  {c}" for c in node.clauses]
            for child in node.children:
                lines += node_lines(child, indent + "  ")
            return [*lines, indent + "}"]


CELLS = ("target", "weight", "score", "actual", "value", "label", "applies", "na", "round")
HEADS = {
    "target": "«columns.target»",
    "weight": "«columns.weight»",
    "score": "«columns.score»",
    "actual": "«columns.actual»",
    "value": "«columns.value»",
    "label": "«columns.label»",
    "applies": "«columns.applies»",
    "na": "«columns.not_applicable»",
    "round": "«columns.round»",
}


def cell(leaf: Leaf, column: str) -> str:
    """One cell of a leaf's row."""
    match column:
        case "score":
            return "" if leaf.method is None else method_text(leaf.method, True)
        case "applies":
            return "" if leaf.applies is None else f"«when» {leaf.applies}"
        case "na":
            return "" if leaf.na is None else f"«then» {leaf.na}"
        case "label":
            return "" if leaf.label is None else f'"{leaf.label}"'
        case _:
            return getattr(leaf, column) or ""


def can_be_form(spec: Spec) -> bool:
    """A form holds group/group/leaf or group/leaf, all of one depth, weights known, nothing but columns."""

    def depth(nodes: list[NodeSpec]) -> set[int]:
        found: set[int] = set()
        for node in nodes:
            if isinstance(node, Leaf):
                found.add(1 if not node.clauses and node.weight not in (None, "«rest»") else 99)
            else:
                found |= {d + 1 for d in depth(node.children)} if node.plain else {99}
        return found

    return depth(spec.top) in ({2}, {3})


def form_lines(spec: Spec, ch: Choices | None) -> list[str]:
    """The tree as a form."""
    leaves = spec.leaves()
    used = [c for c in CELLS if c == "weight" or any(cell(leaf, c) for leaf in leaves)]
    deep = any(isinstance(child, Grp) for top in spec.top if isinstance(top, Grp) for child in top.children)
    heads = ["«columns.level1»", *(["«columns.level2»"] if deep else []), "«columns.level3»"]
    lines = ["«form» {", *(f"  {c}" for c in spec.each), "  " + " | ".join([*heads, *(HEADS[c] for c in used)])]
    for top in spec.top:
        assert isinstance(top, Grp)
        first = top.name
        for mid in top.children if deep else [top]:
            assert isinstance(mid, Grp)
            second = mid.name
            for leaf in mid.children:
                assert isinstance(leaf, Leaf)
                again = ch is not None and ch.chance(20)
                names = [first, *([second] if deep else []), leaf.name]
                lines.append("  " + " | ".join([*names, *(cell(leaf, c) for c in used)]))
                if not again:
                    first, second = "", ""
    return [*lines, "}"]


def ruleset_lines(spec: Spec, as_form: bool = False, ch: Choices | None = None) -> list[str]:
    """The ruleset as template lines."""
    lines = ["«language» 1", *spec.head, *spec.declarations]
    if spec.facts:
        lines += ["«facts» {", *(f"  {f}" for f in spec.facts), "}"]
    if as_form:
        return lines + form_lines(spec, ch)
    if spec.each:
        lines += ["«each_indicator» { " + "; ".join(spec.each) + " }"]
    for node in spec.top:
        lines += node_lines(node, "")
    return lines


def ruleset_text(spec: Spec, speller: Speller, as_form: bool = False, ch: Choices | None = None) -> str:
    """The ruleset as text."""
    return spell("\n".join(ruleset_lines(spec, as_form, ch)) + "\n", speller)
