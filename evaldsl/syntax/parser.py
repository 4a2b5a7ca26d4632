"""The parser: text → syntax tree, and every mistake of the text.

In: a source. Out: `Parsed`: the declarations that could be read, in order, and the problems, each at its own place. The file is
cut where a declaration begins in column one, so that a mistake in one never hides another; a declaration that fails is taken
apart by `recovery`. Lark builds the tables (cached per user); the lexer and the reading of the tree are our own. Never raises.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from attrs import frozen
from lark import Lark
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from evaldsl.diagnostics.core import Argument, Both, Diagnostic
from evaldsl.source import SourceFile, Span, Where
from evaldsl.syntax import engine
from evaldsl.syntax.cache import cache_file
from evaldsl.syntax.faults import Failure, fault, in_order
from evaldsl.syntax.lexer import Unreadable, tokens
from evaldsl.syntax.lowering.context import Context, Refused
from evaldsl.syntax.lowering.declarations import declaration
from evaldsl.syntax.nodes import Declaration, Module
from evaldsl.syntax.recovery import MOST_PROBLEMS, joined, margin, names, recover, sections, unindented
from evaldsl.syntax.tokens import Raw, Token, scan
from evaldsl.syntax.tree import Tree
from evaldsl.syntax.vocabulary import grammar_file, vocabulary

MAX_CHARACTERS = 300_000
MAX_WORDS = 60_000
"""Words and signs of one file: a ruleset of two thousand lines has a quarter of them."""

STARTS = (
    "declaration", "group_item", "form_item", "from_item", "block_item", "clause", "fact", "band_lines", "let_case", "for_item", "row_item", "method_item", "check_body", "outcome_item",
    "level_line", "parameter_item", "change_item", "example_item", "examples_item", "property_item",
    "table_item", "finding_item",
    "cell_target", "cell_weight", "cell_score", "cell_actual", "cell_value", "cell_round", "cell_applies", "cell_not_applicable",
    "cell_test", "cell_result", "cell_figure",
    "head_given", "head_expect", "cell_given", "cell_points", "cell_expected", "cell_status", "cell_word", "cell_check", "cell_finding",
    "norm_item", "norms_item", "cost_item", "part_item", "rows_item", "compare_item",
)  # fmt: skip


ROWS = frozenset(("form_item", "table_item", "examples_item"))
"""Items of what has rows: a line with a bar is one."""


@frozen
class Parsed:
    """A module, and what is wrong with its text. With an error among the problems the module is incomplete."""

    module: Module
    problems: tuple[Diagnostic, ...]


class _OwnLexer(Lexer):
    """Lark asks for a lexer; the tokens are fed by hand."""

    __future_interface__ = 2

    def __init__(self, conf: Any) -> None:
        """Nothing to set up."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Any:
        """Never used."""
        yield from ()


def build(strict: bool = False, cached: bool = True) -> Lark:
    """The tables of the grammar. `strict` refuses every conflict (for the test); else they come from the user's cache."""
    words = vocabulary()
    text = grammar_file("evaldsl.lark").read_text("utf-8") + "\n%declare " + " ".join(words.terminals) + "\n"
    options: dict[str, Any] = {
        "parser": "lalr", "lexer": _OwnLexer, "start": list(STARTS), "keep_all_tokens": True, "tree_class": Tree, "strict": strict,
    }  # fmt: skip
    where = cache_file(text) if cached and not strict else None
    if where is None:
        return Lark(text, **options)
    logging.getLogger("lark").setLevel(logging.CRITICAL + 1)  # a spoilt cache is rebuilt without a word
    return Lark(text, cache=str(where), **options)


@cache
def _lark() -> Lark:
    return build()


def read(start: str, raws: Sequence[Raw], watch: Callable[[Token], None] | None = None) -> Tree | Failure:
    """Read raw tokens as one start symbol. `watch` sees every token that was taken."""
    state = _lark().parse_interactive(start=start).parser_state
    table, stack = state.parse_conf.states, state.state_stack

    def accepts(terminal: str) -> bool:
        return engine.accepts(table, stack, Shift, terminal)

    taken: list[Token] = []
    try:
        for token in tokens(raws, accepts, vocabulary(), start in ROWS):
            state.feed_token(token)  # type: ignore[arg-type]
            taken.append(token)
        end = taken[-1].end if taken else 0
        tree = state.feed_token(Token("$END", "", end, end), True)  # type: ignore[arg-type]
    except UnexpectedToken as stopped:
        return _failure(start, taken, stopped.token)
    except Unreadable as unreadable:
        bad = unreadable.raw
        last = taken[-1] if taken else None
        return Failure(start, Token(unreadable.kind, bad.text, bad.start, bad.end, (bad,)), last, (), False)
    if watch is not None:
        for token in taken:
            watch(token)
    assert isinstance(tree, Tree)
    return tree


def _failure(start: str, taken: list[Token], wrong: Any) -> Failure:
    """Read again up to the token that could not be taken: the failing attempt has reduced what expectations are read from."""
    state = _lark().parse_interactive(start=start).parser_state
    for token in taken:
        state.feed_token(token)  # type: ignore[arg-type]
    table, stack = state.parse_conf.states, state.state_stack
    complete = engine.completes(table, stack, Shift, state.parse_conf.end_state)
    return Failure(start, wrong, taken[-1] if taken else None, tuple(engine.expected(table, stack, Shift)), complete)


def _replayed(start: str, taken: Sequence[Token]) -> list[Any]:
    """The stack after these tokens: a failing token has spoilt it with its reductions, and a copy before each would be quadratic."""
    state = _lark().parse_interactive(start=start).parser_state
    for token in taken:
        state.feed_token(token)  # type: ignore[arg-type]
    return state.state_stack


def parse(source: SourceFile, watch: Callable[[Token], None] | None = None) -> Parsed:
    """Parse a whole file. `watch` sees every token as the parser took it (of a sound file: each once, rows before their cells)."""
    if len(source.text) > MAX_CHARACTERS:
        return _too_large(source, len(source.text), MAX_CHARACTERS, Both("characters", "个字符"))
    scanned = scan(source.text)
    if len(scanned.raws) > MAX_WORDS:
        return _too_large(source, len(scanned.raws), MAX_WORDS, Both("words and signs", "个词和符号"))
    problems: list[Diagnostic] = []
    ctx = Context(source, vocabulary(), _declared_types(scanned.raws), _cell_reader(source, problems, watch), problems)
    found: list[Declaration] = []
    lost: frozenset[str] = frozenset()
    damaged: list[tuple[int, int]] = []
    parts = list(sections(scanned.raws, margin(scanned.raws)))
    if parts and parts[0][0].indent > 0:
        first = parts[0][0]
        problems.append(Diagnostic("E116", source.where(Span(first.start, first.end)), {"found": first.text[:40]}))
    at = 0
    while at < len(parts):
        raws = parts[at]
        if len(problems) > MOST_PROBLEMS:
            break
        result = read("declaration", raws, watch)
        at += 1
        known = len(problems)
        if isinstance(result, Failure):
            end = joined(parts, at - 1)
            if end:
                problems.append(unindented(source, parts[at]))
                raws = [raw for part in parts[at - 1 : end] for raw in part]
                result, at = read("declaration", raws), end
        if isinstance(result, Failure):
            recovered = recover(source, raws, result, read)
            problems.extend(recovered.problems)
            tree = recovered.tree
            lost |= recovered.lost
        else:
            tree = result
        count = len(problems)
        remnant = count > known
        if tree is not None:
            try:
                found.append(declaration(ctx, tree))
            except Refused:
                lost |= names(raws)
        if remnant:  # what was left out may be what these miss
            problems[count:] = [
                p for p in problems[count:] if p.code not in ("E124", "E134", "E147", "E148", "E151", "E284", "E285")
            ]
        if len(problems) > count:
            lost |= _on_lines(source, raws, problems[count:])
        if len(problems) > known:
            damaged.append((source.position(raws[0].start)[0], source.position(raws[-1].end)[0]))
    return Parsed(Module(source, tuple(found), not problems, lost, tuple(damaged)), _told(in_order(problems)))


def _too_large(source: SourceFile, size: int, most: int, what: Both) -> Parsed:
    args: dict[str, Argument] = {"size": str(size), "most": str(most), "what": what}
    return Parsed(Module(source, (), False), (Diagnostic("E114", source.where(Span(0, 1)), args),))


def _on_lines(source: SourceFile, raws: Sequence[Raw], problems: Sequence[Diagnostic]) -> frozenset[str]:
    """The names on the lines of these problems."""
    lines = {p.place.line for p in problems if isinstance(p.place, Where)}
    return names(raw for raw in raws if source.position(raw.start)[0] in lines)


def _told(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The problems, cut with a word about it where they are too many."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    return (*problems[:MOST_PROBLEMS], Diagnostic("E135", problems[MOST_PROBLEMS].place, {"most": str(MOST_PROBLEMS)}))


def _cell_reader(
    source: SourceFile, problems: list[Diagnostic], watch: Callable[[Token], None] | None
) -> Callable[[str, Sequence[Raw]], Tree | None]:
    def cell(start: str, raws: Sequence[Raw]) -> Tree | None:
        tree = read(start, raws, None if start == "cell_figure" else watch)  # a figure in a sentence is part of a text
        if isinstance(tree, Failure):
            problems.append(fault(source, raws, tree))
            return None
        return tree

    return cell


def _declared_types(raws: Sequence[Raw]) -> frozenset[str]:
    """Names declared with `type` in this file."""
    words = vocabulary()
    return frozenset(
        after.text
        for raw, after in pairwise(raws)
        if raw.indent == 0
        and after.kind in ("NAME", "QUOTED")
        and any(w.terminal == "K_TYPE" for w in words.meanings.get(raw.text, ()))
    )
