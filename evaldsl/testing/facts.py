"""Fact files drawn for a ruleset, as Hypothesis strategies.

In: a ruleset, by its path or as `evaldsl.load` gives it. Out: strategies of fact files. Guarantees: a fact file is what `json.loads` could have
given of a file that `evaldsl run` accepts; its figures are texts with their units, never floats; every value lies in its declared domain.
"""

import os
from random import Random
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from evaldsl.api import Ruleset, load
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.values import Missing
from evaldsl.records import evolve
from evaldsl.trials.strategies import drawable, drawn, file_of, pools_of

RulesetOrPath = Ruleset | str | os.PathLike[str]


class CannotDraw(ValueError):
    """No fact files can be drawn for a ruleset, whose name this carries: its indicators or units come with the facts."""

    def __str__(self) -> str:
        """The reason in English and Chinese."""
        return f"no fact files can be drawn for {self.args[0]}: its indicators or units come with the facts 指标或计量单位由数据带来，不能试填"


def facts_of(ruleset: RulesetOrPath) -> SearchStrategy[dict[str, Any]]:
    """Fact files of a ruleset (事实文件), drawn from the declared domains and above all from where its rules change.

    Optional facts may be left out, and facts may be not applicable where the ruleset allows it; nothing that is required is missing.
    Raises `EvaldslError` with the ruleset's errors, `CannotDraw` when its facts cannot be drawn.
    """
    program = _drawable(ruleset).program
    return drawn(pools_of(program)).map(lambda facts: file_of(facts, program))


def complete_facts(ruleset: RulesetOrPath) -> SearchStrategy[dict[str, Any]]:
    """As `facts_of`, with a value for every fact: none is left out, and none is not applicable."""
    program = _drawable(ruleset).program
    strategy = drawn(pools_of(program))
    limits = settings(max_examples=1000, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    # the simplest file in which every fact has a value; what others lack is taken from it
    try:
        whole = find(strategy, lambda facts: not _lacks(facts, tuple(program.facts)), settings=limits, random=Random(0))
    except NoSuchExample:
        raise CannotDraw(program.name or program.file) from None
    return strategy.map(lambda facts: file_of(_filled(facts, whole), program))


def _drawable(ruleset: RulesetOrPath) -> Ruleset:
    found = ruleset if isinstance(ruleset, Ruleset) else load(ruleset)
    if not drawable(found.program):
        raise CannotDraw(found.program.name or found.program.file)
    return found


def _lacks(facts: Facts, names: tuple[str, ...]) -> bool:
    return any(_is_missing(facts.entries.get(name)) for name in names)


def _is_missing(entry: FactValue | None) -> bool:
    return entry is None or isinstance(entry.value, Missing)


def _filled(facts: Facts, whole: Facts) -> Facts:
    """The facts with what they lack taken from others; cells of a list from a row of the same list."""
    entries = {name: given if _is_missing(own := facts.entries.get(name)) else own for name, given in whole.entries.items()}
    lists = {
        name: tuple(
            {**row, **{cell: given for cell, given in _row(whole, name).items() if _is_missing(row.get(cell))}} for row in rows
        )
        for name, rows in facts.lists.items()
    }
    return evolve(facts, entries={**facts.entries, **entries}, lists=lists)


def _row(facts: Facts, name: str) -> dict[str, FactValue]:
    rows = facts.lists.get(name, ())
    return {cell: entry for cell, entry in rows[0].items() if not _is_missing(entry)} if rows else {}
