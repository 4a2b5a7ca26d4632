"""The screen and the files that a command writes to: language, width, colours, exit codes.

In: text and problems. Out: bytes on a stream or in a file. Guarantees: a character that the stream cannot hold is shown as an
escape; a file is replaced whole or not at all; a reader who has gone away is no error.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaldsl.diagnostics.core import Diagnostic

DONE, FOUND, COULD_NOT, BUG, INTERRUPTED = 0, 1, 2, 101, 130
STDIN = "-"


class Failed(Exception):
    """Ends a command with an exit code; what there was to say has been said."""

    def __init__(self, code: int) -> None:
        """The exit code: one of those above."""
        super().__init__(code)
        self.code = code


class Closed(Exception):
    """Nobody reads our output any more."""


def language(stated: str | None) -> Any:
    """`--lang`, else EVALDSL_LANG, else the first locale variable that is set, else English."""
    if stated is not None:
        return stated
    for name in ("EVALDSL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def colors(stream: Any, no_color: bool) -> bool:
    """Whether a stream may have colours: a terminal that is not dumb, unless NO_COLOR or `--no-color` says otherwise."""
    return not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def unicode(stream: Any) -> bool:
    """Whether a stream can hold signs beyond ASCII."""
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def columns() -> int:
    """The screen's columns (COLUMNS, else the terminal), 80 when there is no screen."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 6:
        columns = int(stated)
    else:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):  # no terminal, or none that can be asked
            columns = 0
    return max(40, min(400, columns or 80))


def tell(problems: "tuple[Diagnostic, ...]", lang: str, no_color: bool) -> None:
    """Problems on standard error."""
    if not problems:
        return
    from evaldsl.diagnostics.drawing import draw

    text = draw(problems, lang, columns(), colors(sys.stderr, no_color))
    put(text, sys.stderr)


def put(text: str, stream: Any) -> None:
    """Text to a stream as bytes: what its encoding cannot hold is shown as an escape, never an error."""
    encoding = stream.encoding or "utf-8"
    try:
        stream.flush()
        stream.buffer.write(text.encode(encoding, "backslashreplace"))
        stream.buffer.flush()
    except BrokenPipeError:
        raise Closed from None


def write(text: str, output: str | None, lang: str) -> None:
    """Text to standard output, or to a file that is replaced only when all of it is written."""
    if output is None or output == STDIN:
        put(text, sys.stdout)
        return
    partial = f"{output}.{os.getpid()}.part"
    try:
        if os.path.exists(output) and not os.path.isfile(output):  # a pipe or a device is written to as it is
            with open(output, "wb") as file:
                file.write(text.encode("utf-8", "backslashreplace"))
            return
        target = os.path.realpath(output)
        partial = f"{target}.{os.getpid()}.part"
        with open(partial, "xb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
        if os.path.exists(target):
            os.chmod(partial, os.stat(target).st_mode & 0o7777)
        os.replace(partial, target)
    except OSError as error:
        from evaldsl.diagnostics.core import Diagnostic, InFile

        if os.path.exists(partial):
            os.unlink(partial)
        tell((Diagnostic("E923", InFile(output), {"file": output, "reason": error.strerror or str(error)}),), lang, False)
        raise Failed(COULD_NOT) from None


def silence() -> None:
    """Nobody reads on: what is left in the buffer goes nowhere, without a message at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
