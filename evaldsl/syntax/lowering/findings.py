"""Findings (发现): words chosen by thresholds, with figures in their sentences.

In: a `finding` tree. Out: `Finding`. What stands in braces in a sentence is read as an expression, at its own place in the file, so
that a name that is not known is shown where it stands.
"""

import re

from evaldsl.source import Span
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context, Refused
from evaldsl.syntax.lowering.expressions import expr, name, text
from evaldsl.syntax.tokens import Raw, Token, scan
from evaldsl.syntax.tree import Tree, span

_FIGURE = re.compile(r"\{([^{}]*)\}")
_SEVERITY = {"K_ERROR": "error", "K_WARNING": "warning", "K_INFO": "info"}


def finding(ctx: Context, tree: Tree) -> n.Finding:
    """A finding."""
    named = tree.need("NAME")
    lines = [_line(ctx, t) for t in tree.trees if t.data in ("finding_when", "finding_otherwise")]
    last = [t for t in tree.trees if t.data == "finding_otherwise"]
    stray = last[0] if last and lines[-1].condition is not None else last[1] if len(last) > 1 else None
    if stray is not None:
        ctx.problem("E145", span(stray), (), "last", found=ctx.source.slice(span(stray.need("K_OTHERWISE"))))
        raise Refused(named.value)
    basis, supplied = (tuple(text(ctx, t.need("STRING")) for t in tree.trees if t.data == kind) for kind in ("basis", "supplied"))
    severity = _SEVERITY[tree.need(*_SEVERITY).type]
    return n.Finding(name(named), severity, tuple(lines), basis, supplied, span(tree))


def _line(ctx: Context, tree: Tree) -> n.FindingLine:
    words = tree.token("STRING")
    says = None if words is None else sentence(ctx, words)
    return n.FindingLine(expr(ctx, tree.trees[0]) if tree.data == "finding_when" else None, says, span(tree))


def sentence(ctx: Context, token: Token) -> n.Sentence:
    """A text with its figures; a brace without its partner, or with nothing in it, is E253."""
    start, end = token.start + 1, token.end - 1
    written = ctx.source.slice(Span(start, end))
    parts: list[str | n.Expr] = []
    at = 0
    for match in _FIGURE.finditer(written):
        parts.append(_plain(ctx, written[at : match.start()], start + at))
        inside = Span(start + match.start(), start + match.end())
        raws = _moved(scan(match[1]).raws, start + match.start(1))
        if not raws:
            raise ctx.refuse("E253", inside, found=match[0])
        tree = ctx.cell("cell_figure", raws)
        if tree is None:
            raise Refused("figure")
        parts.append(expr(ctx, tree.trees[0]))
        at = match.end()
    parts.append(_plain(ctx, written[at:], start + at))
    return n.Sentence(tuple(parts), span(token))


def _plain(ctx: Context, words: str, start: int) -> str:
    """Words between figures: a brace among them has no partner."""
    for i, sign in enumerate(words):
        if sign in "{}":
            raise ctx.refuse("E253", Span(start + i, start + i + 1), found=sign)
    return words


def _moved(raws: list[Raw], by: int) -> list[Raw]:
    """Raw tokens at their place in the file."""
    return [Raw(r.kind, r.text, r.start + by, r.end + by, -1) for r in raws]
