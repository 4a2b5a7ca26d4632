"""Problems of a fact file, gathered with their data paths; places are looked up once, at the end.

In: a path into the data (keys and list indices), a code, its figures. Out: diagnostics with path, line and column. Guarantees:
a file with very many problems ends early and says so.
"""

from collections.abc import Mapping
from functools import lru_cache

from evaldsl.diagnostics.core import Argument, Diagnostic, Label
from evaldsl.records import field, frozen

Path = tuple[str | int, ...]
"""From the top: `("facts", "党内培训", "value")`."""

MOST = 500
"""Problems that are listed; a file with more is broken in some systematic way."""


@frozen
class Found:
    """A problem at a path. `at_key`: the key itself is meant, not its value. `other` is a path that is shown with it."""

    path: Path
    code: str
    args: Mapping[str, Argument] = field(factory=dict, hash=False)
    help: str | None = None
    at_key: bool = False
    other: tuple[str, Path, int] | None = None


_REMEMBERED = 60
"""Steps up to this length are remembered: the forms of a batch have the same names again and again."""


class Enough(Exception):
    """Ends the reading of a file that has too many problems; never leaves the reader."""


class Problems:
    """The problems found so far."""

    def __init__(self) -> None:
        """None yet."""
        self.found: list[Found] = []

    def add(self, path: Path, code: str, help: str | None = None, /, **args: Argument) -> None:
        """Notes a problem with the value at a path."""
        self.put(Found(path, code, args, help))

    def add_key(self, path: Path, code: str, help: str | None = None, /, **args: Argument) -> None:
        """Notes a problem with the key at the end of a path."""
        self.put(Found(path, code, args, help, True))

    def put(self, found: Found) -> None:
        """Notes a problem; the last one that is listed says that reading ends there, with `Enough`."""
        self.found.append(found)
        if len(self.found) == MOST:
            self.found.append(Found((), "E504", {"count": str(MOST)}))
            raise Enough

    def diagnostics(self, text: str, file: str) -> tuple[Diagnostic, ...]:
        """All of them with their places in the text."""
        if not self.found:
            return ()
        from evaldsl.readers.positions import Positions

        paths = [f.path for f in self.found] + [f.other[1] for f in self.found if f.other is not None]
        positions = Positions(text, file, paths)
        out: list[Diagnostic] = []
        for found in self.found:
            place = positions.place(found.path, found.at_key)
            labels: tuple[Label, ...] = ()
            if found.other is not None:
                note, path, nth = found.other
                labels = (Label(positions.place(path, True, nth), note),)
            out.append(Diagnostic(found.code, place, found.args, labels, found.help))
        return tuple(out)


def path_text(path: Path) -> str:
    """A data path as people write it: `$.facts.党内培训`, `$.claims[0].of`; odd keys in brackets."""
    return "$" + "".join([f"[{step}]" if isinstance(step, int) else _key_text(step) for step in path])


@lru_cache(maxsize=4096)
def _key_text(key: str) -> str:
    if key and all(c.isalnum() or c in "._「」-" for c in key):
        return f".{key}"
    from json import dumps

    return f"[{dumps(key, ensure_ascii=False)}]"
