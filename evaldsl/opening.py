"""What a command opens, and how it says that it could not: rulesets and facts from files or standard input.

In: paths as given on the command line (`-` is standard input). Out: what `evaldsl.api` works on. Guarantees: what cannot be opened
ends the command with its diagnostics, as JSON where JSON was asked for.
"""

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from evaldsl import __version__
from evaldsl.console import COULD_NOT, STDIN, Failed, language, read_stdin, tell, write

if TYPE_CHECKING:
    from evaldsl.api import Opened, Ruleset
    from evaldsl.diagnostics.core import Diagnostic


LINES = (".jsonl", ".ndjson")
"""Names of files of JSON lines."""


def begins_list(path: str) -> bool:
    """Whether a regular file, or standard input as far as it can be seen without reading it, begins as a JSON list does."""
    try:
        if path == STDIN:
            peek = getattr(sys.stdin.buffer, "peek", None)
            return peek is not None and peek(1).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    except (OSError, ValueError):  # told by who reads it
        return False


def shown(path: str) -> str:
    """What a file is called in messages."""
    return "<stdin>" if path == STDIN else path


def source_of(path: str) -> Any:
    """The text of a ruleset, as a `SourceFile` or the `Diagnostic` that says why not."""
    from evaldsl import library

    if path != STDIN:
        return library.read_ruleset(path)
    limit = library.RULESET_BYTES
    data = read_stdin(limit)
    if isinstance(data, bytes) and len(data) <= limit:
        return library.decode(data, "<stdin>")
    from evaldsl.diagnostics.core import Diagnostic, InFile

    args = {"file": "<stdin>", "limit": f"{limit // 10**6} MB"}
    return Diagnostic("E904", InFile("<stdin>"), args) if isinstance(data, bytes) else data


def open_ruleset(path: str) -> "Opened":
    """The ruleset at a path, or from standard input, with what is wrong with it."""
    from evaldsl import api
    from evaldsl.diagnostics.core import Diagnostic

    if path != STDIN:
        return api.open_file(path)
    source = source_of(path)
    return api.Opened(None, (source,)) if isinstance(source, Diagnostic) else api.open_source(source, None)


def facts_source(path: str) -> Any:
    """What `api.open_facts` reads: a path, or the bytes of standard input (cut where they are too many, which it refuses)."""
    if path != STDIN:
        return path
    from evaldsl import library

    data = read_stdin(library.FACTS_BYTES)
    if isinstance(data, bytes):
        return data
    tell((data,), language(None), False)
    raise Failed(COULD_NOT)


def checked(path: str, lang: str | None, no_color: bool) -> "Ruleset":
    """A ruleset without errors; ends the command when there are any."""
    opened = open_ruleset(path)
    if opened.ruleset is None:
        tell(opened.problems, language(lang), no_color)
        raise Failed(COULD_NOT)
    return opened.ruleset


def refuse(
    problems: "tuple[Diagnostic, ...]",
    format_: str,
    lang: Any,
    output: str | None,
    no_color: bool,
    ruleset: "Ruleset | None" = None,
) -> NoReturn:
    """Tells why a run could not be; as one JSON object where that was asked for."""
    if format_ == "json":
        from evaldsl.reporting.json_result import failure_json, json_text

        program = None if ruleset is None else ruleset.program
        write(json_text(failure_json(problems, __version__, lang, program)), output, lang)
    else:
        tell(problems, lang, no_color)
    raise Failed(COULD_NOT)
