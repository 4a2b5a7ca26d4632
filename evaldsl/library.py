"""Where rulesets, the library and the grammar lie, and how their files are read.

In: a path as the user gave it, or the name in `use "…"`. Out: a `SourceFile`, or the `Diagnostic` that says why not.
Guarantees: nothing outside the library and the ruleset's own folder is ever read by `use`; only regular files of bounded
size that are UTF-8.

The library is `evaldsl/_rulesets` where evaldsl is installed and `rulesets/` in a checkout; the grammar likewise
`evaldsl/_grammar` or `grammar/`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from evaldsl.diagnostics.core import Argument, Diagnostic, InFile, Place, listed
from evaldsl.records import frozen
from evaldsl.source import SourceFile, Where

if TYPE_CHECKING:  # a run with a warm cache needs none of these, and pathlib alone takes 4 ms
    from pathlib import Path
    from typing import Protocol

    from evaldsl.syntax.nodes import Module, Use

    class Parsed(Protocol):
        """What the parser returns."""

        @property
        def module(self) -> Module:
            """The syntax tree."""

        @property
        def problems(self) -> tuple[Diagnostic, ...]:
            """What is wrong with the text."""


RULESET_BYTES = 2_000_000
"""What is read of a ruleset at all; the parser has a limit of its own below it."""

FACTS_BYTES = 20_000_000
"""The longest fact file."""

SUFFIX = ".eval"


def _folder(shipped: str, checkout: str) -> Path:
    from pathlib import Path

    package = Path(__file__).resolve().parent
    inside = package / shipped
    return inside if inside.is_dir() else package.parent / checkout


def library_folder() -> Path:
    """The folder of the library."""
    return _folder("_rulesets", "rulesets")


def grammar_file(name: str) -> Path:
    """A file of the grammar: `evaldsl.lark`, `keywords.toml`."""
    return _folder("_grammar", "grammar") / name


def library_names() -> tuple[str, ...]:
    """The names that `use` finds in the library."""
    return tuple(sorted(path.stem for path in library_folder().glob(f"*{SUFFIX}")))


# ---- reading files ---------------------------------------------------------------------------------------------------


def read_bytes(path: str | Path, limit: int, place: Place | None = None) -> bytes | Diagnostic:
    """The bytes of a regular file of at most `limit` bytes; without a `place` (named by the user) a pipe is read too.

    Refused: E901 … E904.
    """
    where = place or InFile(str(path))
    handle = open_bytes(path, place)
    if isinstance(handle, Diagnostic):
        return handle
    try:
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError as error:
        return Diagnostic("E903", where, {"file": str(path), "reason": error.strerror or str(error)})
    finally:
        os.close(handle)
    return data if len(data) <= limit else Diagnostic("E904", where, {"file": str(path), "limit": _size(limit)})


def open_bytes(path: str | Path, place: Place | None = None) -> int | Diagnostic:
    """The descriptor of a regular file, or without a `place` of a pipe; who asks for it closes it. Refused: E901 … E903."""
    name = str(path)
    where = place or InFile(name)

    def refuse(code: str, **args: str) -> Diagnostic:
        return Diagnostic(code, where, {"file": name, **args})

    try:
        waits = place is None and os.path.exists(path) and stat.S_ISFIFO(os.stat(path).st_mode)  # for who writes to the pipe
        handle = os.open(path, os.O_RDONLY | (0 if waits else getattr(os, "O_NONBLOCK", 0)))
    except FileNotFoundError:
        return refuse("E901")
    except (OSError, ValueError) as error:
        return refuse("E903", reason=getattr(error, "strerror", None) or str(error))
    mode = os.fstat(handle).st_mode
    is_pipe = stat.S_ISFIFO(mode) and place is None
    if not (stat.S_ISREG(mode) or is_pipe):
        os.close(handle)
        return refuse("E902")
    if is_pipe:
        os.set_blocking(handle, True)
    return handle


def _size(limit: int) -> str:
    return f"{limit // 2**20} MiB" if limit % 2**20 == 0 else f"{limit // 10**6} MB"


def decode(data: bytes, name: str, place: Place | None = None) -> SourceFile | Diagnostic:
    """Bytes as a source text: UTF-8, a byte order mark tolerated. Refused: E905."""
    try:
        return SourceFile(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        bad = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    line = data.count(b"\n", 0, bad) + 1
    start = data.rfind(b"\n", 0, bad) + 1
    column = len(data[start:bad].decode("utf-8", "replace")) + 1
    args = {"file": name, "line": str(line)}
    where = place or Where(name, line, column)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Diagnostic("E905", where, args, help="utf16")
    return Diagnostic("E905", where, args, help="gbk" if _is_gbk(data) else None)


def _is_gbk(data: bytes) -> bool:
    """Whether the bytes read as GBK, the usual coding of older Chinese editors."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def read_ruleset(path: str | Path) -> SourceFile | Diagnostic:
    """A ruleset by its path, as given on the command line."""
    data = read_bytes(path, RULESET_BYTES)
    return data if isinstance(data, Diagnostic) else decode(data, str(path))


def read_facts(path: str | Path) -> bytes | Diagnostic:
    """The bytes of a fact file by its path."""
    return read_bytes(path, FACTS_BYTES)


# ---- use -------------------------------------------------------------------------------------------------------------


@frozen
class Used:
    """A file found for `use`."""

    path: Path
    source: SourceFile
    sha256: str


def find(name: str, folder: Path | None, place: Place) -> Used | Diagnostic:
    """The file that `use "name"` means: of the library, or of the ruleset's own `folder` (None: it has none).

    `./name` means the own folder alone. A bare name that both have, with different texts, is refused. Refused: E901 … E908.
    """
    own_only = name.startswith("./")
    bare = name[2:] if own_only else name
    refused = _form(bare)
    if refused is not None:
        return Diagnostic("E906", place, {"name": name}, help=refused)
    if own_only and folder is None:
        return Diagnostic("E909", place, {"name": name})
    relative = bare if bare.endswith(SUFFIX) else bare + SUFFIX
    library = library_folder()
    places = [] if own_only else [library]
    if folder is not None and _real(folder) != _real(library):
        places.append(folder)
    found: list[Used] = []
    for root in places:
        path = root / relative
        if not os.path.lexists(path):
            continue
        if not _real(path).is_relative_to(_real(root)):
            return Diagnostic("E906", place, {"name": name}, help="link")
        used = _read_used(path, f"{relative}" if root == library else str(path), place)
        if isinstance(used, Diagnostic):
            return used
        found.append(used)
    if not found:
        return _not_found(name, bare, folder, place)
    if len(found) == 2 and found[0].sha256 != found[1].sha256:
        return Diagnostic("E908", place, {"name": name, "own": relative})
    return found[0]


def _real(path: Path) -> Path:
    """Without links; a circle of links stays as it is (and cannot be opened)."""
    return type(path)(os.path.realpath(path))


def _form(name: str) -> str | None:
    """Which rule a name in `use` breaks, if any: the key of the help that explains it."""
    if not name or len(name) > 200 or any(ord(c) < 32 or c in '\\:*?"<>|' for c in name):
        return "form"
    if name.startswith("/") or name.startswith("~"):
        return "absolute"
    return "outside" if ".." in name.split("/") else None


def _read_used(path: Path, name: str, place: Place) -> Used | Diagnostic:
    data = read_bytes(path, RULESET_BYTES, place)
    if isinstance(data, Diagnostic):
        return data
    source = decode(data, name, place)
    if isinstance(source, Diagnostic):
        return source
    return Used(path, source, sha256(data).hexdigest())


def _not_found(name: str, bare: str, folder: Path | None, place: Place) -> Diagnostic:
    from evaldsl.spelling import nearest

    known = {stem: stem for stem in library_names()} | {path.stem: f"./{path.stem}" for path in _own_files(folder)}
    near = nearest(bare.removesuffix(SUFFIX), known)
    args: dict[str, Argument] = {"name": name, "known": listed(known.values()), "near": known[near] if near else ""}
    return Diagnostic("E907", place, args, help="near" if near else None)


def _own_files(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob(f"*{SUFFIX}"))[:50]


class Resolver:
    """Resolves `use` for one check and remembers what was read, so that a file is read and parsed once.

    `folder` is the ruleset's own (None for standard input). `used` holds the files by real path, with their hashes, for the
    cache; `problems` is what the parser said about them.
    """

    def __init__(self, folder: Path | None, parse: Callable[[SourceFile], Parsed]) -> None:
        """A resolver for a ruleset in `folder`; `parse` is that of the parser."""
        self.folder = folder
        self._parse = parse
        self.used: dict[str, Used] = {}
        self.problems: list[Diagnostic] = []
        self._modules: dict[str, Module] = {}

    def __call__(self, use: Use, module: Module) -> Module | Diagnostic:
        """The module that a `use` means, or why there is none."""
        place = module.source.where(use.file.span)
        found = find(use.file.value, self.folder, place)
        if isinstance(found, Diagnostic):
            return found
        key = str(_real(found.path))
        if key not in self._modules:
            self.used[key] = found
            parsed = self._parse(found.source)
            self.problems += parsed.problems
            self._modules[key] = parsed.module
        return self._modules[key]


def units_source() -> SourceFile:
    """The standard units, `units.eval` of the library, which every ruleset has."""
    path = library_folder() / f"units{SUFFIX}"
    return SourceFile(path.name, path.read_text(encoding="utf-8"))
