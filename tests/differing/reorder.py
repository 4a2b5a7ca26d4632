"""A ruleset with its declarations in another order: what may stand in any order, at every level of the tree."""

from pathlib import Path
from random import Random
from typing import Any

import attrs

from evaldsl.checking import check
from evaldsl.library import Resolver
from evaldsl.model.program import Program
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n
from evaldsl.syntax.parser import parse

_FREE = (
    n.Facts, n.Let, n.ParameterDecl, n.Distribution, n.Groups, n.MethodDecl, n.Check, n.Outcome, n.UnitDecl, n.TypeDecl, n.BandsDecl, n.Group,
    n.Indicator, n.Table, n.Scorecard, n.Finding, n.Veto, n.Cost,
)  # fmt: skip


def reordered(text: str, folder: Path, seed: int) -> Program:
    """The program of a ruleset with its declarations shuffled."""
    module = parse(SourceFile("reordered.eval", text)).module
    rng = Random(seed)
    made = attrs.evolve(module, declarations=_shuffled(module.declarations, rng))
    resolver = Resolver(folder, parse)
    done = check(made, resolver)
    assert done.program is not None, done.problems
    return done.program


def _shuffled(declarations: tuple[Any, ...], rng: Random) -> tuple[Any, ...]:
    """Those of free order change places among themselves; heads stay where they are."""
    free = [_inside(x, rng) for x in declarations if isinstance(x, _FREE)]
    rng.shuffle(free)
    return tuple(free.pop() if isinstance(x, _FREE) else x for x in declarations)


def _inside(declaration: Any, rng: Random) -> Any:
    match declaration:
        case n.Facts():
            return attrs.evolve(declaration, facts=_mixed(declaration.facts, rng), lists=_mixed(declaration.lists, rng))
        case n.Group():
            children = tuple(_inside(x, rng) for x in declaration.children)
            return attrs.evolve(declaration, children=_mixed(children, rng))
        case n.Table() if declaration.rule in (n.HitRule.EXACTLY_ONE, n.HitRule.ANY, n.HitRule.SUMMED):
            lines = [line for line in declaration.lines if line.cells]
            last = tuple(line for line in declaration.lines if not line.cells)
            return attrs.evolve(declaration, lines=_mixed(tuple(lines), rng) + last)
        case _:
            return declaration


def _mixed(parts: tuple[Any, ...], rng: Random) -> tuple[Any, ...]:
    found = list(parts)
    rng.shuffle(found)
    return tuple(found)
