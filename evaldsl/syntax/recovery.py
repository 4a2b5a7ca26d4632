"""Recovery: every mistake of a file, each once, each at its own place.

In: the raw tokens of a section that could not be read. Out: its problems, and its tree once the mistakes have been taken out, so
that the sound parts around them are still read. Algorithm, in this order:
1. What cannot be read at all (an open quote, `2023-1-1`) is reported and replaced by something harmless of its kind.
2. Braces that do not pair are settled by indentation: a block whose opening line is not indented less than a later line that is
   still inside should have closed before that line; a block keyword with a deeper next line and no brace lacks its `{`.
3. What still fails is taken apart: each item of the body is read by itself, failing ones are reported and left out, and the rest is
   read again.
Column one is a rule, not only a hint: a file is cut there first, so that a lost brace never swallows the next declaration.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from evaldsl.diagnostics.core import Diagnostic, Label
from evaldsl.source import SourceFile, Span, Where
from evaldsl.syntax.faults import CODES, DECLARATIONS, INNER, Failure, fault, first_terminals, meant_date, unreadable
from evaldsl.syntax.tokens import Raw, Token
from evaldsl.syntax.tree import Tree
from evaldsl.syntax.vocabulary import vocabulary

Read = Callable[[str, Sequence[Raw]], Tree | Failure]

MOST_REPAIRS = 50
MOST_PROBLEMS = 40
"""How many mistakes of one file are told."""

MOST_JOINED = 200
_GUESSED = frozenset(("E109", "E110", "E112"))
_CLOSERS = frozenset(("RBRACE", "RPAR", "RSQB"))
_JOINING = _CLOSERS | {"LBRACE", "PLUS", "STAR", "SLASH", "CARET"}
_OPENERS = frozenset(("LBRACE", "LPAR", "LSQB"))
_BODIES = {
    "K_GROUP": "group_item", "K_INDICATOR": "clause", "K_EACH_INDICATOR": "clause", "K_FORM": "form_item", "K_FACTS": "fact",
    "K_OUTCOME": "outcome_item", "K_METHOD": "method_item", "K_GRADES": "band_lines", "K_BANDS": "band_lines",
    "K_LET": "let_case", "K_FOR_EACH": "row_item", "K_SCORE": "", "K_LEVELS": "level_line",
    "K_PARAMETER": "parameter_item", "K_EXTENDS": "change_item", "K_CHANGE": "clause",
    "K_NORMS": "norms_item", "K_NORM": "norm_item", "K_COST": "cost_item", "K_PART": "part_item", "K_LINES_FROM": "rows_item",
    "K_COMPARE": "compare_item",
    "K_TABLE": "table_item", "K_SCORECARD": "table_item", "K_FINDING": "finding_item",
    "K_EXAMPLE": "example_item", "K_EXAMPLES": "examples_item", "K_PROPERTY": "property_item",
}  # fmt: skip
_GROUPS = frozenset(("K_GROUP",))
_HELD = INNER | {"K_GROUP", "K_INDICATOR", "K_FORM", "K_EACH_INDICATOR"}
_BLOCKS = frozenset(
    (
        "K_GROUP",
        "K_INDICATOR",
        "K_EACH_INDICATOR",
        "K_FORM",
        "K_FACTS",
        "K_OUTCOME",
        "K_METHOD",
        "K_CHECK",
        "K_FOR_EACH",
        "K_NORMS",
        "K_COST",
        "K_COMPARE",
        "K_TABLE",
        "K_SCORECARD",
        "K_FINDING",
        "K_EXAMPLE",
        "K_EXAMPLES",
        "K_PROPERTY",
    )
)


def margin(raws: Sequence[Raw]) -> int:
    """The column where declarations begin: 0, or more in a file that is indented as a whole."""
    return min((raw.indent for raw in raws if raw.indent >= 0), default=0)


def sections(raws: Sequence[Raw], column: int = 0) -> Iterator[Sequence[Raw]]:
    """The file cut where a line begins in column one (in the margin), closing brackets excepted."""
    start = 0
    for at, raw in enumerate(raws):
        if raw.indent == column and at > start and raw.kind not in _CLOSERS and raw.kind != "LBRACE":
            yield raws[start:at]
            start = at
    if start < len(raws):
        yield raws[start:]


@frozen
class Recovered:
    """The mistakes of a section, its tree without them where one is left, and the names in what was left out."""

    problems: list[Diagnostic]
    tree: Tree | None
    lost: frozenset[str]


def recover(source: SourceFile, raws: Sequence[Raw], failed: Failure, read: Read) -> Recovered:
    """Every mistake of a section."""
    problems, tree, kept = _recover(source, raws, failed, read)
    sound = {raw.start for raw in kept} if tree is not None else set()
    return Recovered(problems, tree, names(raw for raw in raws if raw.start not in sound))


def names(raws: Iterable[Raw]) -> frozenset[str]:
    """The names among raw tokens."""
    return frozenset(raw.text for raw in raws if raw.kind in ("NAME", "QUOTED"))


def _recover(
    source: SourceFile, raws: Sequence[Raw], failed: Failure, read: Read
) -> tuple[list[Diagnostic], Tree | None, Sequence[Raw]]:
    problems, mended, result = _readable(source, list(raws), failed, read)
    if isinstance(result, Tree):
        guessed = any(p.code in _GUESSED for p in problems)  # a figure that nobody wrote must not be judged by later stages
        return problems, None if guessed else result, mended
    if result.token.type in CODES:  # nested too deep, or more than can be mended
        return problems, None, ()
    unpaired, mended = _paired(source, mended)
    if unpaired:
        problems += unpaired
        result = read("declaration", mended)
        if isinstance(result, Tree):
            return problems, result, mended
    rest, kept = _block(source, mended, "declaration", result, read)
    told = {_line(p) for p in problems}
    problems += [p for p in rest if _line(p) not in told]
    tree = read("declaration", kept) if kept is not None else None
    return problems, tree if isinstance(tree, Tree) else None, kept or ()


def _line(problem: Diagnostic) -> int:
    return problem.place.line if isinstance(problem.place, Where) else 0


# ---- 1. what cannot be read ----------------------------------------------------------------------------------------------


def _readable(
    source: SourceFile, raws: list[Raw], result: Failure | Tree, read: Read
) -> tuple[list[Diagnostic], list[Raw], Failure | Tree]:
    problems: list[Diagnostic] = []
    while isinstance(result, Failure) and result.token.type in CODES and len(problems) < MOST_REPAIRS:
        token = result.token
        problems.append(unreadable(source, token))
        at = next((i for i, r in enumerate(raws) if r.start == token.start), None)
        if at is None or token.type == "BAD_DEPTH":
            break
        raws[at : at + 1] = _harmless(raws[at], token, raws[at + 1] if at + 1 < len(raws) else None)
        result = read("declaration", raws)
    return problems, raws, result


def _harmless(raw: Raw, token: Token, following: Raw | None) -> list[Raw]:
    """Something of the kind that was meant."""

    def like(kind: str, text: str) -> Raw:
        return Raw(kind, text, raw.start, raw.end, raw.indent)

    match token.type:
        case "BAD_TEXT" | "BAD_QUOTE":
            surplus = raw.text.count("}") - raw.text.count("{")
            kind = "RBRACE" if surplus > 0 else "LBRACE"
            tail = [Raw(kind, "", raw.end, raw.end, -1) for _ in range(abs(surplus))]
            return [like("STRING" if token.type == "BAD_TEXT" else "QUOTED", "?"), *tail]
        case "BAD_EMPTY":
            return [like("QUOTED", "?")]
        case "BAD_DATE":
            return [like("DATE", meant_date(raw.text))]
        case "BAD_GROUPED" | "BAD_POINT":
            return [like("NUMBER", raw.text.replace(",", "") if token.type == "BAD_GROUPED" else f"0{raw.text}")]
        case "BAD_EXPONENT" | "BAD_DIGITS":
            return [like("NUMBER", "1")]
        case "BAD_SIGN" if raw.text[0] in "~—–." and following is not None and following.indent < 0:
            return [like("K_RANGE", "..")]
        case _:
            if following is not None and raw.indent >= 0 and following.indent < 0:
                following.indent = raw.indent
            return []


# ---- 2. braces that do not pair ------------------------------------------------------------------------------------------


@frozen
class _Open:
    """An open brace: its place and the indentation of its line."""

    raw: Raw
    indent: int


def _paired(source: SourceFile, raws: list[Raw]) -> tuple[list[Diagnostic], list[Raw]]:
    """The problems of braces that do not pair, and the tokens with braces put in or taken out. Empty when all pair."""
    problems: list[Diagnostic] = []
    raws = _opened(source, raws, problems)
    if not _unpaired(raws):
        return problems, raws
    out: list[Raw] = []
    stack: list[_Open] = []
    line_indent = raws[0].indent
    surplus = sum((raw.kind == "RBRACE") - (raw.kind == "LBRACE") for raw in raws)
    in_line = 0  # braces opened in this line and still open
    for raw in raws:
        if raw.indent >= 0:
            in_line = 0
            line_indent = raw.indent
            closing = raw.kind == "RBRACE"
            while (
                stack and raw.kind != "LBRACE" and (stack[-1].indent > raw.indent if closing else stack[-1].indent >= raw.indent)
            ):
                problems.append(_not_closed(source, stack.pop(), out[-1], raw))
                out.append(Raw("RBRACE", "", out[-1].end, out[-1].end, -1))
        if raw.kind == "LBRACE":
            stack.append(_Open(raw, line_indent))
            in_line += 1
        elif raw.kind == "RBRACE":
            alone = in_line == 0 and raw.indent < 0 and surplus > 0  # in the middle of a line that opens nothing
            in_line = max(0, in_line - 1)
            if not stack or alone:
                surplus -= 1
                problems.append(Diagnostic("E104", source.where(Span(raw.start, raw.end))))
                continue
            stack.pop()
        out.append(raw)
    while stack:
        problems.append(_not_closed(source, stack.pop(), out[-1], None))
        out.append(Raw("RBRACE", "", out[-1].end, out[-1].end, -1))
    return problems, out


def _unpaired(raws: Sequence[Raw]) -> bool:
    depth = 0
    for raw in raws:
        depth += (raw.kind == "LBRACE") - (raw.kind == "RBRACE")
        if depth < 0:
            return True
    return depth != 0


def _not_closed(source: SourceFile, opened: _Open, last: Raw, following: Raw | None) -> Diagnostic:
    line = source.position(last.start)[0]
    label = Label(source.where(Span(max(last.start, last.end - 1), last.end)), "close")
    return Diagnostic("E103", source.where(Span(opened.raw.start, opened.raw.end)), {"line": str(line)}, (label,))


def _opened(source: SourceFile, raws: list[Raw], problems: list[Diagnostic]) -> list[Raw]:
    """Put in the `{` that a line with a block keyword lacks when the next line is deeper."""
    words = vocabulary()
    out: list[Raw] = []
    starts = [i for i, r in enumerate(raws) if r.indent >= 0] + [len(raws)]
    for begin, end in pairwise(starts):
        line = raws[begin:end]
        out.extend(line)
        if end == len(raws) or raws[end].indent <= line[0].indent or raws[end].kind == "LBRACE":
            continue
        if any(r.kind == "LBRACE" for r in line) or not first_terminals(line, words) & _BLOCKS:
            continue
        at = line[-1].end
        problems.append(
            Diagnostic("E125", source.where(Span(max(0, at - 1), at)), {"found": source.slice(Span(line[0].start, line[0].end))})
        )
        out.append(Raw("LBRACE", "{", at, at, -1))
    return out


# ---- 3. taken apart ------------------------------------------------------------------------------------------------------


def _block(
    source: SourceFile, raws: list[Raw], start: str, failed: Failure, read: Read
) -> tuple[list[Diagnostic], list[Raw] | None]:
    """The problems of a part that fails as `start`; what is left of it without its failing items, None when nothing is."""
    body = _body(raws)
    if body is None:
        return [fault(source, raws, failed)], None
    opened, closed, inner = body
    problems: list[Diagnostic] = []
    kept: list[Raw] = []
    for item in _items(raws[opened + 1 : closed], inner in ("form_item", "table_item", "examples_item")):
        if len(problems) >= MOST_PROBLEMS:
            break
        if item[0].kind == "SEMICOLON" or not inner:
            kept += item
            continue
        if start == "from_item" and inner == "group_item":
            inner = "block_item"
        result = read(inner, item)
        if isinstance(result, Tree):
            kept += item
            continue
        found, left = _block(source, item, inner, result, read)
        problems += found
        kept += left or []
    whole = [*raws[: opened + 1], *kept, *raws[closed:]]
    result = read(start, whole)
    if isinstance(result, Failure):
        if not problems or not raws[opened].start < result.token.start <= raws[closed].start:
            problems.append(fault(source, whole, result))
        return problems, None
    return problems, whole


def _body(raws: Sequence[Raw]) -> tuple[int, int, str] | None:
    """The body of a part that begins with a block keyword: where its braces open and close, and the start symbol of what
    stands between them."""
    inner = next((_BODIES[t] for t in sorted(first_terminals(raws, vocabulary())) if t in _BODIES), None)
    if inner is None:
        return None
    if inner == "form_item" and len(raws) > 1 and _is(raws[1], "K_FORM_FROM"):
        inner = "from_item"
    block = _last_block(raws)
    if block is None:
        return None
    opened, closed = block
    if inner == "norm_item" and _is(raws[opened - 2], "K_BY"):
        inner = "band_lines"
    elif (
        inner == "norm_item"
        and not any(r.kind == "LBRACE" for r in raws[:opened])
        and any(r.kind == "COLON" for r in raws[:opened])
    ):
        inner = "parameter_item"
    if inner == "let_case" and not _is(raws[opened - 1], "K_BY"):
        return None
    if inner == "":  # score bands { … }, score levels { … }
        method = [r for r in raws[1:opened] if r.kind == "NAME"]
        inner = next((_BODIES[t] for t in sorted(first_terminals(method, vocabulary())) if t in ("K_BANDS", "K_LEVELS")), "")
    return opened, closed, inner


def _is(raw: Raw, terminal: str) -> bool:
    return raw.kind == "NAME" and any(w.terminal == terminal for w in vocabulary().meanings.get(raw.text, ()))


def _last_block(raws: Sequence[Raw]) -> tuple[int, int] | None:
    """Where the last braces that stand in no other brackets open and close: before a body only the members of a type do."""
    depth, opened = 0, -1
    found: tuple[int, int] | None = None
    for at, raw in enumerate(raws):
        if raw.kind in _OPENERS:
            if depth == 0:
                opened = at
            depth += 1
        elif raw.kind in _CLOSERS and depth:
            depth -= 1
            if depth == 0 and raw.kind == "RBRACE" and raws[opened].kind == "LBRACE":
                found = (opened, at)
    return found


def _items(raws: Sequence[Raw], rows: bool) -> Iterator[list[Raw]]:
    """The items of a body: cut at `;` and at lines that are not indented deeper than the first line of the body; in a form at
    every line, since the first cells of a row may be blank."""
    base = max((r.indent for r in raws), default=-1) if rows else min((r.indent for r in raws if r.indent >= 0), default=-1)
    current: list[Raw] = []
    depth = 0
    for raw in raws:
        begins = raw.kind == "SEMICOLON" or (0 <= raw.indent <= base and raw.kind not in _JOINING)
        if depth == 0 and current and begins and current[-1].kind != "COMMA":
            yield current
            current = []
        if raw.kind == "SEMICOLON" and depth == 0:
            yield [raw]
            continue
        depth += (raw.kind in _OPENERS) - (raw.kind in _CLOSERS)
        current.append(raw)
    if current:
        yield current


# ---- bodies that are not indented ------------------------------------------------------------------------------------------


def joined(parts: Sequence[Sequence[Raw]], at: int) -> int:
    """Index after the sections that belong to the one at `at` because its body stands in column one: braces opened there are
    closed later, and a section between begins with a word that stands only inside braces, or it is a group of which nothing is
    indented and all of them are what a group holds. 0 when that is not so."""
    depth = 0
    inner = False
    group = _begins(parts[at], _GROUPS) and parts[at][-1].kind == "LBRACE"
    for end in range(at, min(len(parts), at + MOST_JOINED)):
        if end > at:
            inner = inner or (depth > 0 and _inner(parts[end]))
            group = group and _begins(parts[end], _HELD)
        for raw in parts[end]:
            depth += (raw.kind == "LBRACE") - (raw.kind == "RBRACE")
        if depth <= 0:
            return end + 1 if (inner or group) and depth == 0 and end > at else 0
    return 0


def _begins(raws: Sequence[Raw], terminals: frozenset[str]) -> bool:
    return bool(first_terminals(raws, vocabulary()) & terminals)


def _inner(raws: Sequence[Raw]) -> bool:
    found = first_terminals(raws, vocabulary())
    return bool(found & INNER) and not found & DECLARATIONS


def unindented(source: SourceFile, raws: Sequence[Raw]) -> Diagnostic:
    """One problem for a whole body in column one, at its first line."""
    at = Span(raws[0].start, raws[0].end)
    return Diagnostic("E115", source.where(at), {"found": source.slice(at)[:40]}, (), "block")
