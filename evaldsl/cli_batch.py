"""`evaldsl run` and `evaldsl why` where the facts are many forms: arguments → batch → streams and exit code.

Exit codes: 0 all forms are scored and no error-level check fails; 1 some form was refused or some such check fails; 2 there was no form, or
the command cannot be carried out.
"""

import sys
from collections.abc import Iterator
from typing import Any

from evaldsl import __version__
from evaldsl.api import Ruleset
from evaldsl.batch.forms import Form, Source, Stream, forms
from evaldsl.console import COULD_NOT, FOUND, STDIN, Failed, Sink, colors, columns, put, tell, unicode, unwritable, write
from evaldsl.diagnostics.core import Diagnostic, Severity
from evaldsl.opening import refuse
from evaldsl.records import frozen

_MOST_TOLD = 20
_INPUT = "E9"
"""The first of the codes of what is no form at all: a file that cannot be opened, an empty folder."""


@frozen
class Input:
    """The facts of a command: paths, folders or `-`; `lines` says that they are JSON lines (None: by the name)."""

    paths: tuple[str, ...]
    recursive: bool = False
    lines: bool | None = None

    def forms(self) -> Iterator[Form]:
        """All forms, one at a time."""
        sources: list[Source] = [Stream("<stdin>", sys.stdin.buffer) if path == STDIN else path for path in self.paths]
        return forms(sources, self.recursive, self.lines)


@frozen
class Wanted:
    """What is wanted of a batch: see the options of `evaldsl run`."""

    format: str
    lang: Any
    output: str | None
    width: int | None
    no_color: bool
    partial: bool = False
    brief: bool = False
    sort: str | None = None
    top: int | None = None
    all: bool = False
    weight_by: str | None = None
    jobs: int | None = None


def chosen(given: Input, option: str, subject: str, format: str, lang: Any, output: str | None, no_color: bool) -> Form:
    """The one form that is asked for by an option; ends the command when there is no such form, or it cannot be read."""
    from evaldsl.batch.asked import pick

    found = pick(given.forms(), subject, option)
    if isinstance(found, Diagnostic):
        refuse((found,), format, lang, output, no_color)
    if found.data is None:
        refuse(found.problems, format, lang, output, no_color)
    return found


def only(given: Input, format: str, lang: Any, output: str | None, no_color: bool) -> Form:
    """The form of an input that holds but one; ends the command when it holds more (E919)."""
    from evaldsl.diagnostics.core import InFile

    stream = given.forms()
    first, second = next(stream), next(stream, None)
    if second is not None:
        refuse((Diagnostic("E919", InFile(first.file), {"file": given.paths[0]}),), format, lang, output, no_color)
    if first.data is None:
        refuse(first.problems, format, lang, output, no_color)
    return first


def run_batch(ruleset: Ruleset, given: Input, wanted: Wanted) -> None:
    """Scores all forms, writes what is wanted, says what is wrong; ends the command with its exit code."""
    from evaldsl.batch.asked import weigher
    from evaldsl.batch.workers import Task, done

    by = None
    if wanted.weight_by is not None:
        found = weigher(ruleset.program, wanted.weight_by)
        if isinstance(found, Diagnostic):
            refuse((found,), wanted.format, wanted.lang, wanted.output, wanted.no_color, ruleset)
        by = found
    json = wanted.format in ("json", "jsonl")
    task = Task(ruleset.program, wanted.partial, wanted.lang, __version__, json, wanted.brief, by)
    told = _Told(json)
    stream = done(task, given.forms(), wanted.jobs)
    try:
        if json:
            _write_json(stream, ruleset, wanted, task, told)
        else:
            _write_table(stream, ruleset, wanted, task, told)
    finally:
        stream.close()  # type: ignore[attr-defined]
    told.tell(() if json else ruleset.warnings, wanted)
    if not told.forms:
        raise Failed(COULD_NOT)
    if told.found:
        raise Failed(FOUND)


class _Told:
    """What is to be said after a batch: the first problems, the number of the others, whether any form was one."""

    def __init__(self, quiet: bool) -> None:
        """Nothing yet; `quiet`: the output has all problems in it."""
        self.problems: list[Diagnostic] = []
        self.more = 0
        self.forms = self.found = False
        self._quiet = quiet

    def add(self, made: Any, repeated: Diagnostic | None) -> None:
        """Notes a form that was scored, or was not."""
        entry = made.entry
        refused = entry.standing.value == "refused"
        self.forms = self.forms or not (refused and all(code.startswith(_INPUT) for code in entry.codes))
        self.found = self.found or refused or entry.failed > 0
        problems = made.problems if repeated is None else (*made.problems, repeated)
        if problems and not self._quiet:
            room = max(0, _MOST_TOLD - len(self.problems))
            self.problems += problems[:room]
            self.more += len(problems[room:])

    def tell(self, warnings: tuple[Diagnostic, ...], wanted: Wanted) -> None:
        """Says it on standard error."""
        problems = (*warnings, *self.problems)
        if not self.more:
            tell(problems, wanted.lang, wanted.no_color)
            return
        from evaldsl.diagnostics.drawing import draw

        text = draw(problems, wanted.lang, columns(), colors(sys.stderr, wanted.no_color), summary=False)
        errors = sum(p.severity is Severity.ERROR for p in problems)
        more = (
            f"以上 {len(problems)} 个问题（错误 {errors} 个）；另有 {self.more} 个，用 --format jsonl --brief 全部列出"
            if wanted.lang == "zh"
            else f"{len(problems)} problems ({errors} errors) and {self.more} more: --format jsonl --brief lists them all"
        )
        put(f"{text}\n{more}\n", sys.stderr)


def _repeated(made: Any, first: tuple[str, int] | None) -> Diagnostic | None:
    """The warning about a subject that came before, with both places."""
    if first is None:
        return None
    from evaldsl.diagnostics.core import InFile
    from evaldsl.source import Where

    entry = made.entry
    file, line = first
    place = InFile(entry.file) if entry.line is None else Where(entry.file, entry.line, 1)
    other = f"{file}[{line}]" if entry.index is not None else f"{file}:{line}" if line else file
    return Diagnostic("W911", place, {"subject": entry.subject, "other": other})


def _write_table(stream: Iterator[Any], ruleset: Ruleset, wanted: Wanted, task: Any, told: _Told) -> None:
    from evaldsl.batch.rows import ordered
    from evaldsl.batch.tally import Tally
    from evaldsl.batch.terminal import Shown, batch_table, batch_text

    tally, entries = Tally(ruleset.program, wanted.weight_by), []
    for made in stream:
        told.add(made, _repeated(made, tally.add(made.entry)))
        entries.append(made.entry)
    if not told.forms:  # nothing was there to be scored: what is told says it all
        return
    listed = ordered(entries, wanted.sort != "input")
    shown = Shown(ruleset.program, listed, tally.summary(), wanted.lang, wanted.top, wanted.all, task.by)
    to_screen = wanted.output is None
    color, plain = to_screen and colors(sys.stdout, wanted.no_color), to_screen and not unicode(sys.stdout)
    if wanted.format == "tree":
        text = batch_text(shown, wanted.width or columns(), color, plain)
    else:
        text = batch_table(shown, wanted.format)
    write(text, wanted.output, wanted.lang)


def _write_json(stream: Iterator[Any], ruleset: Ruleset, wanted: Wanted, task: Any, told: _Told) -> None:
    from json import JSONEncoder

    from evaldsl.batch.json_lines import head_json, summary_json, with_front
    from evaldsl.batch.tally import Tally

    encode = JSONEncoder(ensure_ascii=False).encode
    tally = Tally(ruleset.program, wanted.weight_by)
    with Sink(wanted.output, wanted.lang) as sink:
        if wanted.format == "jsonl" and wanted.sort != "rank" and wanted.top is None:
            for made in stream:
                first = tally.add(made.entry)
                told.add(made, None)
                sink.write(with_front(made.line, None, False, first) + "\n")
        else:
            _spooled(stream, wanted, tally, told, sink, encode(head_json(ruleset.program, __version__)))
        summary = {"summary": summary_json(tally.summary(), wanted.lang, ruleset.warnings)}
        if wanted.format == "jsonl":
            sink.write(encode({**head_json(ruleset.program, __version__), **summary}) + "\n")
        else:
            sink.write(f"{encode(summary)[1:]}\n")


def _spooled(stream: Iterator[Any], wanted: Wanted, tally: Any, told: _Told, sink: Sink, head: str) -> None:
    """The forms with their ranks, which are known when the last one was seen: until then their lines wait on disk."""
    from evaldsl.batch.json_lines import with_front
    from evaldsl.batch.rows import ordered
    from evaldsl.batch.spool import Spool

    entries: list[Any] = []
    repeats: dict[int, tuple[str, int]] = {}
    lines = wanted.format == "jsonl"
    try:
        with Spool() as spool:
            for made in stream:
                first = tally.add(made.entry)
                told.add(made, None)
                if first is not None:
                    repeats[len(entries)] = first
                entries.append(made.entry)
                spool.add(made.line)
            summary = tally.summary()
            by_rank = wanted.sort == "rank" or wanted.top is not None
            listed = ordered(entries, by_rank)[: wanted.top]
            if not lines:
                sink.write(f'{head[:-1]}, "subjects": [\n')
            for i, entry in enumerate(listed):
                at = entry.number - 1
                rank = None if entry.printed is None else summary.ranks[entry.printed]
                line = with_front(spool.line(at), rank, True, repeats.get(at))
                sink.write(line + ("\n" if lines or i + 1 == len(listed) else ",\n"))
            if not lines:
                sink.write("], ")
    except OSError as error:
        raise unwritable("<temporary file>", error, wanted.lang) from None
