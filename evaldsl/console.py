"""The screen and the files that a command writes to: language, width, colours, exit codes.

In: text and problems. Out: bytes on a stream or in a file. Guarantees: a character that the stream cannot hold is shown as an
escape; a file is replaced whole or not at all; a reader who has gone away is no error.
"""

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaldsl.diagnostics.core import Diagnostic

DONE, FOUND, COULD_NOT, BUG, INTERRUPTED = 0, 1, 2, 101, 130
STDIN = "-"
UNWRITABLE = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EDQUOT)
"""Why a stream that is open takes no more."""


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


def read_stdin(limit: int) -> "bytes | Diagnostic":
    """Standard input, at most one byte more than `limit`. Refused: E903 (it cannot be read)."""
    try:
        data: bytes = sys.stdin.buffer.read(limit + 1)
    except OSError as error:
        from evaldsl.diagnostics.core import Diagnostic, InFile

        return Diagnostic("E903", InFile("<stdin>"), {"file": "<stdin>", "reason": error.strerror or str(error)})
    return data


def put(text: str, stream: Any) -> None:
    """Text to a stream as bytes: what its encoding cannot hold is shown as an escape, never an error.

    Raises `Closed` when nobody reads standard output, `Failed` (and says so) when it cannot be written. Messages that standard
    error does not take are lost: there is nowhere else to say them.
    """
    encoding = stream.encoding or "utf-8"
    try:
        stream.flush()
        stream.buffer.write(text.encode(encoding, "backslashreplace"))
        stream.buffer.flush()
    except OSError as error:
        silence(stream)
        if stream is sys.stderr:
            return
        if isinstance(error, BrokenPipeError):
            raise Closed from None
        raise unwritable("<stdout>", error, language(None), "screen") from None


def unwritable(file: str, error: OSError, lang: str, mend: str | None = None) -> Failed:
    """Says that a file cannot be written, and why; returns what ends the command."""
    from evaldsl.diagnostics.core import Diagnostic, InFile

    tell((Diagnostic("E923", InFile(file), {"file": file, "reason": error.strerror or str(error)}, help=mend),), lang, False)
    return Failed(COULD_NOT)


def write(text: str, output: str | None, lang: str) -> None:
    """Text to standard output, or to a file that is replaced only when all of it is written."""
    if output is None or output == STDIN:
        put(text, sys.stdout)
        return
    data = text.encode("utf-8", "backslashreplace")
    try:
        if os.path.exists(output) and not os.path.isfile(output):  # a pipe or a device is written to as it is
            with open(output, "wb") as file:
                file.write(data)
        else:
            _replace(os.path.realpath(output), data)
    except OSError as error:
        raise unwritable(output, error, lang) from None


class Sink:
    """Text written piece by piece to standard output, or to a file that takes its place when all of it is written.

    Used in a `with` block: what ends it by an exception leaves the file as it was. Raises `Closed` and `Failed` as `put` and `write` do.
    """

    def __init__(self, output: str | None, lang: str) -> None:
        """To a file by its name; None or `-`: standard output."""
        self._target = None if output in (None, STDIN) else output
        self._lang = lang
        self._partial: str | None = None
        self._file: Any = None

    def __enter__(self) -> "Sink":
        """Open for writing."""
        if self._target is not None:
            try:
                self._file = self._opened(self._target)
            except OSError as error:
                raise unwritable(self._target, error, self._lang) from None
        return self

    def _opened(self, target: str) -> Any:
        if os.path.exists(target) and not os.path.isfile(target):  # a pipe or a device is written to as it is
            return open(target, "wb")
        real = os.path.realpath(target)
        if os.path.exists(real) and not os.access(real, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        partial = f"{real}.{os.getpid()}.part"
        file = open(partial, "xb")  # noqa: SIM115 (closed by the block)
        self._partial = partial
        return file

    def write(self, text: str) -> None:
        """The next piece."""
        if self._file is None:
            put(text, sys.stdout)
            return
        try:
            self._file.write(text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise unwritable(self._target or "", error, self._lang) from None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """In its place when all is written, else gone."""
        if self._file is None:
            return
        try:
            self._file.close()
            if kind is None and self._partial is not None:
                real = self._partial.removesuffix(f".{os.getpid()}.part")
                if os.path.exists(real):
                    os.chmod(self._partial, os.stat(real).st_mode & 0o7777)
                os.replace(self._partial, real)
        except OSError as failed:
            if kind is None:
                raise unwritable(self._target or "", failed, self._lang) from None
        finally:
            if self._partial is not None and os.path.exists(self._partial):
                os.unlink(self._partial)


def _replace(target: str, data: bytes) -> None:
    """Writes a file beside its place and moves it there; a file that is read-only stays as it is."""
    exists = os.path.exists(target)
    if exists and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    partial = f"{target}.{os.getpid()}.part"
    try:
        with open(partial, "xb") as file:
            file.write(data)
        if exists:
            os.chmod(partial, os.stat(target).st_mode & 0o7777)
        os.replace(partial, target)
    except BaseException:  # an interrupt too leaves nothing behind
        if os.path.exists(partial):
            os.unlink(partial)
        raise


def open_streams() -> None:
    """Standard streams that were closed before the start: input is empty, messages are lost, output fails as a full disk does."""
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            if handle != descriptor:
                os.dup2(handle, descriptor)
                os.close(handle)
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))


def silence(stream: Any) -> None:
    """What is left in a stream's buffer goes nowhere, without a message at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
