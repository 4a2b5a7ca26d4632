"""Expressions, names, numbers, intervals.

Guarantees: every number is exact as written; `a - b + c` keeps its order and associates to the left, `^` to the right; an
expression deeper than `MAX_DEPTH` operations is refused (E113), so that no later stage runs out of stack.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from evaldsl.source import Span
from evaldsl.syntax import nodes as n
from evaldsl.syntax.lowering.context import Context
from evaldsl.syntax.tokens import Raw, Token
from evaldsl.syntax.tree import Tree, span

MAX_DEPTH = 100
MAX_TERMS = 1_000
"""The longest sum, product or condition, chain of comparisons, set, list of arguments, or bands."""

MAX_PLACES = 100
_BLOCK = 30
_FREE = frozenset(("PLUS", "STAR", "K_AND", "K_OR"))

RELATIONS = {
    "GE": n.Relation.GE, "GT": n.Relation.GT, "LE": n.Relation.LE, "LT": n.Relation.LT, "EQ": n.Relation.EQ, "EQUALS": n.Relation.EQ,
    "NE": n.Relation.NE,
}  # fmt: skip
WORDED = {"K_OR_MORE": n.Relation.GE, "K_OR_LESS": n.Relation.LE, "K_BEYOND": n.Relation.GT}
_ONE_SIDED = frozenset(("floor", "ceiling"))
_BINARY = {
    "PLUS": n.BinaryOp.ADD, "MINUS": n.BinaryOp.SUB, "STAR": n.BinaryOp.MUL, "SLASH": n.BinaryOp.DIV, "K_OF": n.BinaryOp.OF,
    "K_AND": n.BinaryOp.AND, "K_OR": n.BinaryOp.OR,
}  # fmt: skip


def name(token: Token) -> n.Name:
    """A name from a NAME token."""
    return n.Name(token.value, span(token), bool(token.raws) and token.raws[0].kind == "QUOTED")


def text(ctx: Context, token: Token) -> n.TextLiteral:
    """A text from a STRING token."""
    return n.TextLiteral(token.value, span(token))


def path(tree: Tree) -> n.Path:
    """A dotted path; a word such as `score`/`得分` at its end is canonical."""
    return n.Path(tuple(name(t) for t in tree.tokens("NAME", "WORD")), span(tree))


def unit(token: Token) -> n.UnitExpr:
    """A unit from a UNIT token: all after the first slash is the denominator."""
    above: list[n.Name] = []
    below: list[n.Name] = []
    side = above
    for raw in token.raws:
        if raw.kind == "SLASH":
            side = below
        elif raw.kind != "MIDDOT":
            side.append(_unit_name(raw))
    return n.UnitExpr(tuple(above), tuple(below), token.value, span(token))


def _unit_name(raw: Raw) -> n.Name:
    return n.Name(raw.text, Span(raw.start, raw.end), raw.kind == "QUOTED")


def exact(token: Token) -> Fraction:
    """The value of a NUMBER token."""
    return Fraction(token.value.replace("_", ""))


def whole(ctx: Context, token: Token, negative: bool = False, most: int = MAX_PLACES) -> int:
    """A whole number, of decimals at most `MAX_PLACES` either way; else E128 and 0."""
    value = exact(token)
    if value.denominator != 1 or value > most:
        ctx.problem("E128", span(token), found=token.value[:40], most=str(most))
        return 0
    return -int(value) if negative else int(value)


def digits(ctx: Context, tree: Tree) -> int:
    """`2`, `-1`, `2 位`."""
    return whole(ctx, tree.need("NUMBER"), tree.token("MINUS") is not None)


def date_literal(ctx: Context, token: Token) -> n.DateLiteral:
    """A date that exists; else E117."""
    try:
        return n.DateLiteral(date.fromisoformat(token.value), span(token))
    except ValueError:
        raise ctx.refuse("E117", span(token), found=token.value) from None


def interval(ctx: Context, tree: Tree) -> n.Interval:
    """`a .. b`, `[a, b)`."""
    low, high = (expr(ctx, t) for t in tree.trees)
    opening, closing = tree.token("LSQB", "LPAR"), tree.token("RSQB", "RPAR")
    low_closed = opening is None or opening.type == "LSQB"
    high_closed = closing is None or closing.type == "RSQB"
    return n.Interval(low, high, low_closed, high_closed, span(tree))


def args(ctx: Context, tree: Tree, depth: int = 0) -> tuple[n.Expr, ...]:
    """The expressions between the brackets of a call."""
    bounded(ctx, tree)
    return tuple(expr(ctx, t, depth + 1) for t in tree.trees)


def bounded(ctx: Context, tree: Tree) -> None:
    """Refuses a list or chain of too many terms (E113)."""
    if len(tree.trees) > MAX_TERMS:
        raise ctx.refuse("E113", span(tree), most=str(MAX_TERMS))


def expr(ctx: Context, tree: Tree | Token, depth: int = 0) -> n.Expr:
    """An expression."""
    assert isinstance(tree, Tree)
    at = span(tree)
    if depth > MAX_DEPTH:
        raise ctx.refuse("E113", at, most=str(MAX_DEPTH))
    below = depth + 1
    match tree.data:
        case "paren":
            return expr(ctx, tree.children[1], below)
        case "number":
            return _number(tree, at)
        case "ref":
            return _ref(tree, at)
        case "sum" | "product" | "or_expr" | "and_expr":
            return _chain(ctx, tree, below)
        case "compare":
            bounded(ctx, tree)
            first, *others = tree.children
            pairs = zip(others[::2], others[1::2], strict=True)
            rest = tuple((relation(sign), expr(ctx, operand, below)) for sign, operand in pairs)
            return n.Compare(expr(ctx, first, below), rest, at)
        case "in_interval":
            operand, _, bounds = tree.children
            assert isinstance(bounds, Tree)
            return n.InInterval(expr(ctx, operand, below), interval(ctx, bounds), at)
        case "in_worded":
            return n.Compare(expr(ctx, tree.children[0], below), (worded(ctx, tree.children[-1]),), at)
        case "in_set":
            bounded(ctx, tree)
            operand, *members = tree.trees
            return n.InSet(expr(ctx, operand, below), tuple(expr(ctx, m, below) for m in members), at)
        case "not_":
            return n.Unary(n.UnaryOp.NOT, expr(ctx, tree.children[1], below), at)
        case "minus":
            _bare_rounding(ctx, tree.children[1], at, negated=True)
            return n.Unary(n.UnaryOp.MINUS, expr(ctx, tree.children[1], below), at)
        case "power":
            base, _, exponent = tree.children
            _bare_rounding(ctx, exponent, at)
            return n.Binary(n.BinaryOp.POW, expr(ctx, base, below), expr(ctx, exponent, below), at)
        case "round_expr":
            mode, places = tree.need("MODE"), tree.tree("digits")
            assert places is not None
            return n.RoundExpr(expr(ctx, tree.children[0], below), mode.value, digits(ctx, places), at)
        case "if_then":
            condition, then, otherwise = (expr(ctx, t, below) for t in tree.trees)
            return n.If(condition, then, otherwise, at)
        case "call":
            function = tree.need("NAME", "FUNCTION")
            return n.Call(name(function), args(ctx, tree, below), at)
        case "aggregate":
            from evaldsl.syntax.lowering.groups import aggregate

            return aggregate(ctx, tree, below)
        case "at_date":
            named, _, when = tree.children
            assert isinstance(named, Tree)
            return n.AtDate(n.Ref(path(named), span(named)), expr(ctx, when, below), at)
        case "date":
            return date_literal(ctx, tree.need("DATE"))
        case "text":
            return text(ctx, tree.need("STRING"))
        case "yes_no":
            return n.YesNo(tree.token("K_YES") is not None, at)
        case _:
            raise AssertionError(tree.data)


def _bare_rounding(ctx: Context, operand: Tree | Token, whole: Span, negated: bool = False) -> None:
    """`a / b round half_up 2` may mean the rounding of b or of the whole: brackets say which (E137). A mode that treats both
    signs alike rounds `-5.5` to the same figure either way."""
    if not isinstance(operand, Tree) or operand.data != "round_expr":
        return
    if negated and operand.need("MODE").value not in _ONE_SIDED:
        return
    inner, word, *_ = operand.children
    assert isinstance(inner, Tree)
    assert isinstance(word, Token)
    at, last = Span(word.start, span(operand).end), span(inner)
    rounding = ctx.source.slice(at)
    before, rounded = ctx.source.slice(Span(whole.start, last.start)), ctx.source.slice(last)
    ctx.problem(
        "E137",
        at,
        whole=f"({_short(before + rounded)}) {rounding}",
        last=f"{_short(before)}({_short(rounded)} {rounding})",
    )


def _short(text: str) -> str:
    """A formula on one line, its middle left out when it is long."""
    plain = " ".join(text.split())
    if text.endswith((" ", "\n")) and plain:
        plain += " "
    return plain if len(plain) <= 40 else f"{plain[:18]} … {plain[-18:]}"


def worded(ctx: Context, part: Tree | Token) -> tuple[n.Relation, n.Expr]:
    """`98% 以上`: the figure with its sign (以上 以下 以内 include it, 以外 does not)."""
    assert isinstance(part, Tree)
    return WORDED[part.need(*WORDED).type], expr(ctx, part.trees[0])


def relation(part: Tree | Token) -> n.Relation:
    """A comparison sign."""
    assert isinstance(part, Tree)
    return RELATIONS[part.need(*RELATIONS).type]


def _number(tree: Tree, at: Span) -> n.Expr:
    token = tree.need("NUMBER")
    of = tree.token("UNIT", "PCT")
    if of is None:
        return n.Number(exact(token), token.value, at)
    if of.type == "PCT":
        return n.Percent(exact(token) / 100, f"{token.value}%", at)
    return n.Quantity(exact(token), unit(of), f"{token.value} {of.value}", at)


def _ref(tree: Tree, at: Span) -> n.Ref:
    word = tree.token("WORD")
    if word is not None:
        return n.Ref(n.Path((name(word),), at), at, True)
    inner = tree.tree("path")
    assert inner is not None
    return n.Ref(path(inner), at)


_Part = tuple[Token | None, Tree]
"""An operand with the sign before it."""


def _chain(ctx: Context, tree: Tree, depth: int) -> n.Expr:
    """Operators of one level, from the left; every one makes the tree one deeper. A chain that would become too deep so is cut
    before signs where it makes no difference (`a + b - c + (d + e)`), so that sums over many rows are as shallow as others."""
    bounded(ctx, tree)
    first, *others = tree.children
    assert isinstance(first, Tree)
    parts: list[_Part] = [(None, first)]
    for sign, operand in zip(others[::2], others[1::2], strict=True):
        assert isinstance(sign, Token)
        assert isinstance(operand, Tree)
        _bare_rounding(ctx, operand, span(tree))
        parts.append((sign, operand))
    blocks = [parts] if len(parts) <= _BLOCK else _blocks(parts)
    last = len(blocks) - 1
    if last + depth > MAX_DEPTH:
        raise ctx.refuse("E113", span(tree), most=str(MAX_DEPTH))
    left = _fold(ctx, blocks[0], depth + last)
    for at, block in enumerate(blocks[1:], 1):
        right = _fold(ctx, block, depth + last - at + 1)
        left = _joined(left, block[0][0], right)
    return left


def _blocks(parts: list[_Part]) -> list[list[_Part]]:
    """A long chain cut before `+`, `×`, `and`, `or`."""
    blocks: list[list[_Part]] = [[]]
    for sign, operand in parts:
        if len(blocks[-1]) >= _BLOCK and sign is not None and sign.type in _FREE:
            blocks.append([])
        blocks[-1].append((sign, operand))
    return blocks


def _fold(ctx: Context, parts: Sequence[_Part], depth: int) -> n.Expr:
    """Operands joined from the left. `depth` is where the last operand stands; the first stands deepest."""
    height = max(0, len(parts) - 2)
    if height + depth > MAX_DEPTH:
        raise ctx.refuse("E113", span(parts[0][1]).to(span(parts[-1][1])), most=str(MAX_DEPTH))
    left = expr(ctx, parts[0][1], depth + height)
    for at, (sign, operand) in enumerate(parts[1:]):
        left = _joined(left, sign, expr(ctx, operand, depth + height - at))
    return left


def _joined(left: n.Expr, sign: Token | None, right: n.Expr) -> n.Expr:
    assert sign is not None
    return n.Binary(_BINARY[sign.type], left, right, left.span.to(right.span))
