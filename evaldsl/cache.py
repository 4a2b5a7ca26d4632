"""Checked programs kept between runs, so that a ruleset that did not change is not parsed and checked again.

In: a ruleset's source. Out: its program and warnings, or None. An entry is one file: a line of JSON (the files that the ruleset uses
with their hashes, and the hash of what follows) and the pickled program. Its name is the hash of everything else that the
program depends on: the text, the name it is shown with, its folder, this evaldsl and this Python.

Guarantees: nothing is unpickled that is not a regular file of the user's own, in a folder of the user's own that nobody else
can write; an entry that is stale, damaged or foreign is as if it were not there; a cache that cannot be written is no error.
`EVALDSL_NO_CACHE=1` turns it off. At most `MOST_ENTRIES` entries and `MOST_BYTES` bytes are kept, the latest.
"""

import gc
import os
import pickle
import stat
import sys
from collections.abc import Mapping
from hashlib import sha256
from json import dumps, loads
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Diagnostic
from evaldsl.model.program import Program
from evaldsl.records import frozen
from evaldsl.source import SourceFile

MOST_ENTRIES = 64
MOST_BYTES = 64 * 2**20
_SUFFIX = ".program"


@frozen
class Kept:
    """What is kept of a check."""

    program: Program
    warnings: tuple[Diagnostic, ...]


def folder() -> str | None:
    """The cache's folder, made if need be; None when there is none that is the user's alone."""
    if os.environ.get("EVALDSL_NO_CACHE", "") not in ("", "0") or not hasattr(os, "getuid"):
        return None
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
        if not os.path.isabs(base):
            return None
    path = os.path.join(base, "evaldsl", "programs")
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError:
        return None
    return path if _own(os.path.dirname(path)) and _own(path) else None


def _own(path: str) -> bool:
    """Whether a folder is a real one, the user's own, and nobody else may write to it."""
    try:
        state = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022


def load(source: SourceFile, home: str) -> Kept | None:
    """The kept check of a ruleset in the folder `home`, if there is one and nothing it depends on has changed."""
    where = folder()
    if where is None:
        return None
    data = _read(os.path.join(where, _name(source, home)))
    if data is None:
        return None
    line, _, body = data.partition(b"\n")
    try:
        head = loads(line)
        used, digest = dict(head["used"]), head["body"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if sha256(body).hexdigest() != digest or not _unchanged(used):
        return None
    running = gc.isenabled()
    gc.disable()  # a program is all new objects and no garbage: collecting while it loads takes longer than loading
    try:
        kept = pickle.loads(body)
    except Exception:  # unpickling may raise anything at all; the entry is then as if it were not there
        return None
    finally:
        if running:
            gc.enable()
    return kept if isinstance(kept, Kept) else None


def save(source: SourceFile, home: str, kept: Kept, used: Mapping[str, str]) -> None:
    """Keeps a check; `used` maps the real paths of the files it read to their hashes."""
    where = folder()
    if where is None:
        return
    try:
        body = pickle.dumps(kept, protocol=pickle.HIGHEST_PROTOCOL)
    except RecursionError:  # an expression of thousands of terms: checked anew each time
        return
    head = dumps({"used": dict(used), "body": sha256(body).hexdigest()}, ensure_ascii=True)
    data = head.encode() + b"\n" + body
    if len(data) > MOST_BYTES // 4:
        return
    target = os.path.join(where, _name(source, home))
    partial = f"{target}.{os.getpid()}.part"
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(partial, target)
        _evict(where)
    except OSError:
        return


def _name(source: SourceFile, home: str) -> str:
    parts = (__version__, sys.version, _fingerprint(), source.name, home, source.text)
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest() + _SUFFIX


def _fingerprint() -> str:
    """Changes whenever a module of evaldsl does: an installed release never, a checkout with every edit."""
    package = os.path.dirname(os.path.abspath(__file__))
    seen: list[str] = []
    for layer in ("", "syntax", "checking", "model", "diagnostics", "_grammar", os.path.join("..", "grammar")):
        try:
            with os.scandir(os.path.join(package, layer)) as entries:
                for entry in entries:
                    if entry.name.endswith((".py", ".lark", ".toml")):
                        state = entry.stat()
                        seen.append(f"{layer}/{entry.name} {state.st_mtime_ns} {state.st_size}")
        except FileNotFoundError:
            continue
    return "\n".join(sorted(seen))


def _read(path: str) -> bytes | None:
    """The bytes of a regular file of the user's own that nobody else may write."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_uid != os.getuid() or state.st_mode & 0o022:
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MOST_BYTES)
    except OSError:
        return None
    finally:
        os.close(handle)


def _unchanged(used: Mapping[str, Any]) -> bool:
    for path, digest in used.items():
        try:
            if not stat.S_ISREG(os.stat(path).st_mode):
                return False
            with open(path, "rb") as file:
                if sha256(file.read(MOST_BYTES)).hexdigest() != digest:
                    return False
        except OSError:
            return False
    return True


def _evict(where: str) -> None:
    """Removes the oldest entries beyond the bounds, and what an interrupted run left behind."""
    with os.scandir(where) as entries:
        found = [
            (state.st_mtime_ns, state.st_size, entry.path) for entry in entries if (state := entry.stat(follow_symlinks=False))
        ]
    size = 0
    for count, (_, length, path) in enumerate(sorted(found, reverse=True)):
        size += length
        if count >= MOST_ENTRIES or size > MOST_BYTES:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:  # another run was faster, or it is nothing of ours
        return
