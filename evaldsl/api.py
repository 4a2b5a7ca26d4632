"""The public module: the same few words as the command line.

A program's day in five lines, which `loads` and `evaluate` are made of::

    parsed  = parse(source)                                   # text → syntax tree, problems
    checked = check_module(parsed.module, resolve)            # syntax tree → program, problems
    read    = read_facts(data, file, checked.program)         # bytes → facts, problems
    result  = evaluate_program(checked.program, read.facts)   # program, facts → score tree, problems
    text    = render(result, "tree")                          # score tree → terminal | table | JSON

Used from Python::

    import evaldsl
    ruleset = evaldsl.load("2023.eval")
    result = evaldsl.evaluate(ruleset, "facts.json")
    print(result.total.score, result.total.grade)
    print(evaldsl.why(result, "党内培训", lang="zh"))

Scores are `fractions.Fraction`, exact. What cannot be read, checked or scored raises `EvaldslError`, which carries every
problem with its code and place; nothing else is raised for anything that a ruleset or a fact file may hold.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, assert_never

from evaldsl import __version__, cache, library
from evaldsl.diagnostics.core import Diagnostic, has_errors
from evaldsl.evaluation.tree import Result
from evaldsl.model.facts import Facts
from evaldsl.model.program import Program
from evaldsl.records import frozen
from evaldsl.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from evaldsl.auditing import Audit
    from evaldsl.batch.entries import Entry, Made
    from evaldsl.batch.forms import Form, Source
    from evaldsl.batch.tally import Summary
    from evaldsl.differing.compare import Comparison
    from evaldsl.model.trials import Trials

Lang = Literal["en", "zh"]
Format = Literal["tree", "table", "markdown", "tsv", "json"]
FORMATS: tuple[Format, ...] = ("tree", "table", "markdown", "tsv", "json")

FactSource = str | os.PathLike[str] | bytes | Mapping[str, Any]


class EvaldslError(Exception):
    """A ruleset or a fact file could not be used. `problems` has everything that is wrong, each with code and place."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        """An error with all of its problems."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """The problems as the command line prints them, in English."""
        from evaldsl.diagnostics.drawing import draw

        return "\n" + draw(self.problems)


@frozen
class Ruleset:
    """A checked ruleset, ready for any number of fact files."""

    program: Program
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """The ruleset's name, from its `ruleset` (规则集) line."""
        return self.program.name


@frozen
class Opened:
    """A ruleset and what was found in it; `ruleset` is None when there are errors among the problems."""

    ruleset: Ruleset | None
    problems: tuple[Diagnostic, ...]


@frozen
class ReadIn:
    """Facts and what was found in them; `facts` is None when there are errors among the problems."""

    facts: Facts | None
    problems: tuple[Diagnostic, ...]


# ---- rulesets --------------------------------------------------------------------------------------------------------


def load(path: str | os.PathLike[str]) -> Ruleset:
    """Reads and checks a ruleset file. Raises `EvaldslError` with all of its errors."""
    return _settled(open_file(path))


def loads(text: str, name: str = "<text>", folder: str | os.PathLike[str] | None = None) -> Ruleset:
    """Checks a ruleset given as text. `folder` is where its `use "…"` may look besides the library."""
    return _settled(open_source(SourceFile(name, text), None if folder is None else os.fspath(folder)))


def check(path: str | os.PathLike[str]) -> tuple[Diagnostic, ...]:
    """Everything wrong or doubtful about a ruleset file, errors and warnings; empty when there is nothing."""
    return open_file(path).problems


def open_file(path: str | os.PathLike[str]) -> Opened:
    """Reads and checks a ruleset file, or takes its check from the cache. Returns problems instead of raising them."""
    source = library.read_ruleset(os.fspath(path))
    if isinstance(source, Diagnostic):
        return Opened(None, (source,))
    return open_source(source, os.path.dirname(os.fspath(path)) or os.curdir, cached=True)


def open_source(source: SourceFile, folder: str | Path | None, cached: bool = False) -> Opened:
    """Checks a ruleset text. `folder` None: `use` finds only the library. With `cached`, unchanged rulesets are not checked anew."""
    home = "" if folder is None else os.path.realpath(folder)
    if cached:
        kept = cache.load(source, home)
        if kept is not None:
            return Opened(Ruleset(kept.program, kept.warnings), kept.warnings)
    from pathlib import Path

    from evaldsl.checking import check as check_module
    from evaldsl.syntax.parser import parse

    parsed = parse(source)
    resolve = library.Resolver(None if folder is None else Path(folder), parse)
    checked = check_module(parsed.module, resolve, _hash(source.text))
    problems = (*parsed.problems, *resolve.problems, *checked.problems)
    if checked.program is None or has_errors(problems):
        return Opened(None, problems)
    if cached:
        cache.save(source, home, cache.Kept(checked.program, problems), _used(resolve))
    return Opened(Ruleset(checked.program, problems), problems)


def open_trials(source: SourceFile, folder: str | Path | None) -> tuple[Opened, Trials]:
    """A ruleset text with its examples and properties, which a run does not need and a cached check does not have."""
    from pathlib import Path

    from evaldsl.checking import check as check_module
    from evaldsl.syntax.parser import parse

    parsed = parse(source)
    resolve = library.Resolver(None if folder is None else Path(folder), parse)
    checked = check_module(parsed.module, resolve, _hash(source.text))
    problems = (*parsed.problems, *resolve.problems, *checked.problems)
    failed = checked.program is None or has_errors(problems)
    return Opened(None if failed or checked.program is None else Ruleset(checked.program, problems), problems), checked.trials


def _used(resolve: library.Resolver) -> dict[str, str]:
    """The files that a check read besides the ruleset, with their hashes: those of `use`, and the standard units."""
    units = library.library_folder() / "units.eval"
    return {**{path: used.sha256 for path, used in resolve.used.items()}, str(units): sha256(units.read_bytes()).hexdigest()}


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _settled(opened: Opened) -> Ruleset:
    if opened.ruleset is None:
        raise EvaldslError(opened.problems)
    return opened.ruleset


# ---- facts and scores ------------------------------------------------------------------------------------------------


def evaluate(ruleset: Ruleset, facts: FactSource, partial: bool = False) -> Result:
    """Scores a fact file (a path, its bytes, or a mapping of the same shape) by a ruleset.

    Raises `EvaldslError` when the facts cannot be read or the score is not settled. With `partial`, what is missing makes
    intervals instead: `total.score` is then an `Uncertain`, `total.grades` the possible grades, `settle` what would settle them.
    """
    read = open_facts(ruleset, facts)
    if read.facts is None:
        raise EvaldslError(read.problems)
    result = score(ruleset, read.facts, partial)
    if result.refused:
        raise EvaldslError(result.problems)
    return result


def score(ruleset: Ruleset, facts: Facts, partial: bool = False) -> Result:
    """Scores facts that were read. Never raises: a result without a total has the reasons in `problems`."""
    from evaldsl.evaluation import evaluate as evaluate_program

    return evaluate_program(ruleset.program, facts, partial)


def run_many(
    ruleset: Ruleset,
    facts: Iterable[FactSource],
    partial: bool = False,
    *,
    recursive: bool = False,
    lines: bool | None = None,
    weight_by: str | None = None,
) -> Iterator[Made]:
    """Scores many forms, one at a time: fact files, folders of them, JSON lists, JSON lines, bytes or mappings.

    Gives for each form an entry (place, subject, standing, score, grade), its `Result` (None when it cannot be read) and its
    problems; a form that is refused stops no other, and nothing is kept of a form when the next one is read::

        for made in evaldsl.run_many(ruleset, ["forms/", "late.jsonl"]):
            print(made.entry.subject, made.entry.score, made.entry.grade)

    `lines` says whether files hold JSON lines (None: by their names), `recursive` whether folders are read with the folders in
    them; `weight_by` names the fact or named value that an entry `counts` by. Raises `EvaldslError` for a name that is no number.
    """
    from evaldsl.batch.asked import weigher
    from evaldsl.batch.entries import scored
    from evaldsl.batch.forms import forms

    weigh = None
    if weight_by is not None:
        found = weigher(ruleset.program, weight_by)
        if isinstance(found, Diagnostic):
            raise EvaldslError((found,))
        weigh = found[0]
    return (scored(ruleset.program, form, partial, weigh) for form in forms(_sources(facts), recursive, lines))


def summarize(ruleset: Ruleset, entries: Iterable[Entry], weight_by: str | None = None) -> Summary:
    """What the entries of `run_many` come to: counts, exact mean and median, ends, grades, ranks. Takes any iterator, once::

        made = evaldsl.run_many(ruleset, ["forms.jsonl"], weight_by="全年预算数")
        print(evaldsl.summarize(ruleset, (one.entry for one in made), "全年预算数").mean.exact)

    With `weight_by` (the name, as `run_many` was given it) the weighted mean too.
    """
    from evaldsl.batch.tally import Tally

    tally = Tally(ruleset.program, weight_by)
    for entry in entries:
        tally.add(entry)
    return tally.summary()


def _sources(facts: Iterable[FactSource]) -> Iterator[Source]:
    from io import BytesIO

    from evaldsl.batch.forms import Stream

    for one in facts:
        if isinstance(one, Mapping):
            yield Stream("<facts>", BytesIO(_mapping_bytes(one)))
        elif isinstance(one, bytes):
            yield Stream("<facts>", BytesIO(one))
        else:
            yield os.fspath(one)


def audit(ruleset: Ruleset, facts: FactSource, *more: FactSource) -> Audit:
    """Holds what documents state (`claims` of the fact files) against what the ruleset computes from the facts.

    Several fact files are read as one: figures in the first, the claims of each document in others. What is missing makes a
    claim not computable. Raises `EvaldslError` when the facts cannot be read.
    """
    from evaldsl.auditing import audit as audit_result

    read = open_all(ruleset, (facts, *more))
    if read.facts is None:
        raise EvaldslError(read.problems)
    return audit_result(score(ruleset, read.facts, partial=True))


def diff(old: Ruleset, new: Ruleset, max_examples: int = 500, limit: float = 20) -> Comparison:
    """What changed in meaning from one ruleset to another, and whether any fact file scores differently::

        found = evaldsl.diff(evaldsl.load("2023.eval"), evaldsl.load("2024.eval"))
        print(found.alike, found.verdict.ending, [change.subject for change in found.meant])

    At most `max_examples` fact files are drawn; the solver, where it is installed, works `limit` seconds at most (0: it is not asked).
    """
    from evaldsl.differing.compare import compare

    return compare(old.program, new.program, max_examples, limit)


def open_all(ruleset: Ruleset, sources: Sequence[FactSource], names: Sequence[str | None] = ()) -> ReadIn:
    """Reads several fact files of one subject as one. Returns problems instead of raising them."""
    from evaldsl.readers.merge import merge

    names = (*names, *[None] * (len(sources) - len(names)))
    read = [open_facts(ruleset, source, name) for source, name in zip(sources, names, strict=True)]
    filled = next((one.facts.program for one in read if one.facts is not None and one.facts.program is not None), None)
    if filled is not None and len(read) > 1:  # one file has the rows of the form: the others speak of its indicators
        whole = Ruleset(filled)
        again = [one.facts is None or one.facts.program is None for one in read]
        read = [
            open_facts(whole, source, name) if anew else one
            for one, anew, source, name in zip(read, again, sources, names, strict=True)
        ]
    problems = tuple(problem for one in read for problem in one.problems)
    found = [one.facts for one in read if one.facts is not None]
    if len(found) < len(read):
        return ReadIn(None, problems)
    merged = merge(found)
    problems = (*problems, *merged.problems)
    if merged.facts is not None and ruleset.program.lists:
        from evaldsl.readers.cells import unknown_rows

        unknown = tuple(unknown_rows(merged.facts, ruleset.program))
        return ReadIn(None if unknown else merged.facts, (*problems, *unknown))
    return ReadIn(merged.facts, problems)


def open_facts(ruleset: Ruleset, facts: FactSource, name: str | None = None) -> ReadIn:
    """Reads facts. Returns problems instead of raising them. `name` is what the file is called in messages."""
    from evaldsl.readers.json_facts import read

    if isinstance(facts, Mapping):
        data: bytes | Diagnostic = _mapping_bytes(facts)
        name = name or "<facts>"
    elif isinstance(facts, bytes):
        data, name = facts, name or "<facts>"
    else:
        data, name = library.read_facts(os.fspath(facts)), name or os.fspath(facts)
    if isinstance(data, Diagnostic):
        return ReadIn(None, (data,))
    found = read(data, name, ruleset.program)
    return ReadIn(found.facts, found.problems)


def open_form(ruleset: Ruleset, form: Form) -> ReadIn:
    """Reads one form of a batch; problems have their places in the file that holds it."""
    from evaldsl.batch.places import in_file

    if form.data is None:
        return ReadIn(None, form.problems)
    found = open_facts(ruleset, form.data, form.name)
    return ReadIn(found.facts, tuple(in_file(problem, form) for problem in found.problems))


def _mapping_bytes(facts: Mapping[str, Any]) -> bytes:
    """A mapping as the bytes of a fact file. A float is refused: it is not the number that was written."""
    from decimal import Decimal
    from fractions import Fraction
    from json import dumps

    from evaldsl.model.numbers import exact_text

    def plain(value: Any) -> Any:
        if isinstance(value, float):
            raise TypeError(f"{value!r} is a binary float, which is not exact: give a string, an int, a Decimal or a Fraction")
        if isinstance(value, Mapping):
            return {str(k): plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, Fraction):
            return exact_text(value)
        return value

    return dumps(plain(facts), ensure_ascii=True).encode()


def facts_template(ruleset: Ruleset, lang: Lang = "zh") -> str:
    """A fact file to fill in: every fact with its unit and label, every judged indicator with its full marks (JSON text)."""
    from evaldsl.readers.template import template

    return template(ruleset.program, lang)


def facts_schema(ruleset: Ruleset, lang: Lang = "zh") -> dict[str, Any]:
    """The JSON Schema (2020-12) of the ruleset's fact files."""
    from evaldsl.readers.schema import schema

    return schema(ruleset.program, lang)


def result_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON result, version 1."""
    return _published("result.schema.json")


def batch_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `evaldsl run` prints of many forms: its JSON, and each of its JSON lines."""
    return _published("batch.schema.json")


def diff_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON comparison of two rulesets."""
    return _published("diff.schema.json")


def audit_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON audit."""
    return _published("audit.schema.json")


def prove_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `evaldsl prove --format json` prints."""
    return _published("prove.schema.json")


def _published(name: str) -> dict[str, Any]:
    from json import loads as read_json
    from pathlib import Path

    shipped = Path(__file__).parent / "reporting" / name
    path = shipped if shipped.is_file() else Path(__file__).parent.parent / "docs" / name
    found: dict[str, Any] = read_json(path.read_text(encoding="utf-8"))
    return found


# ---- views -----------------------------------------------------------------------------------------------------------


def render(
    result: Result,
    format: Format = "tree",
    lang: Lang = "en",
    width: int = 80,
    color: bool = False,
    plain: bool = False,
    warnings: tuple[Diagnostic, ...] = (),
) -> str:
    """A result as text: the terminal tree, a table (plain, Markdown, tab-separated), or the JSON result.

    `width`, `color` and `plain` (no signs beyond ASCII) are for the tree; `warnings` of the ruleset go into the JSON result.
    """
    match format:
        case "tree":
            from evaldsl.reporting.terminal import tree_text

            return tree_text(result, lang, width, color, plain)
        case "table" | "markdown" | "tsv":
            from evaldsl.reporting.table import table_text

            return table_text(result, format, lang)
        case "json":
            from evaldsl.reporting.json_result import json_text, result_json

            return json_text(result_json(result, __version__, warnings, lang))
        case _:
            assert_never(format)


def render_audit(
    audit: Audit, format: Format = "tree", lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False
) -> str:
    """An audit as text, in the forms of `render`."""
    match format:
        case "tree":
            from evaldsl.reporting.audit_terminal import audit_text

            return audit_text(audit, lang, width, color, plain)
        case "table" | "markdown" | "tsv":
            from evaldsl.reporting.audit_table import audit_table

            return audit_table(audit, format, lang)
        case "json":
            from evaldsl.reporting.audit_json import audit_json
            from evaldsl.reporting.json_result import json_text

            return json_text(audit_json(audit, lang))
        case _:
            assert_never(format)


def why(result: Result, name: str = "total", lang: Lang = "en") -> str:
    """How one indicator, group or the total came to its score, as a person would set it down on paper.

    `name` is a path or its shortest unambiguous tail. Raises `EvaldslError` for a name that is not in the tree.
    """
    from evaldsl.reporting.why import why_text

    explained = why_text(result, name, lang)
    if isinstance(explained, Diagnostic):
        raise EvaldslError((explained,))
    return explained


def explain(code: str, lang: Lang = "en") -> str | None:
    """The page of a diagnostic code (`E301`): what it means, an example, how to mend it. None when there is no such code."""
    from evaldsl.diagnostics.page import page

    return page(code, lang)


def format_text(text: str, lang: Lang | None = None, name: str = "<text>") -> str:
    """The ruleset text in its canonical layout, with keywords in `lang` when given. Raises `EvaldslError` rather than change meaning."""
    from evaldsl.syntax.printer import format_text as format_source

    formatted = format_source(SourceFile(name, text), lang)
    if formatted.text is None:
        raise EvaldslError(formatted.problems)
    return formatted.text
