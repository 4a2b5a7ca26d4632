"""Lines set aside on disk until the order in which they are wanted is known.

In: lines of text, one after another. Out: any of them by number. Guarantees: memory holds eight bytes a line; nothing is left on disk.
"""

from array import array
from tempfile import TemporaryFile
from types import TracebackType


class Spool:
    """A temporary file of lines; used in a `with` block."""

    def __init__(self) -> None:
        """An empty one."""
        self._file = TemporaryFile()  # noqa: SIM115 (closed by the block that it is used in)
        self._ends = array("Q", [0])

    def __enter__(self) -> "Spool":
        """Ready to be written."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Gone."""
        self._file.close()

    def add(self, line: str) -> None:
        """Sets a line aside. Raises `OSError` when there is no room."""
        data = line.encode("utf-8", "backslashreplace")
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def line(self, number: int) -> str:
        """A line by its number from 0."""
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode("utf-8")
