"""Where the tables of the grammar are kept between runs.

Out: a file in `$XDG_CACHE_HOME/evaldsl` (else `~/.cache/evaldsl`), a folder that belongs to the user and to nobody else; None
when there is no such place, and then the tables are built anew each time. The file holds a pickle, so a folder or a file
that another user could have written is never used.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path


def cache_folder() -> Path | None:
    """The user's own cache folder, made if need be (mode 0700); None when it cannot be had or is not private."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = Path(base) / "evaldsl" if os.path.isabs(base) else Path.home() / ".cache" / "evaldsl"
        if not folder.is_absolute():
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _own(folder) and os.access(folder, os.W_OK | os.X_OK) else None
    except (OSError, RuntimeError):
        return None


def cache_file(grammar: str) -> Path | None:
    """The file for this text of the grammar and this Python; None when it must not or cannot be used."""
    folder = cache_folder()
    if folder is None:
        return None
    key = sha256(f"{grammar}\0{sys.version}".encode()).hexdigest()[:16]
    where = folder / f"grammar-{key}.tables"
    try:
        if where.is_symlink() or (
            where.exists() and not (where.is_file() and _own(where) and os.access(where, os.R_OK | os.W_OK))
        ):
            return None
    except OSError:
        return None
    return where


def _own(path: Path) -> bool:
    """Whether the path belongs to this user and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return True
    status = path.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
