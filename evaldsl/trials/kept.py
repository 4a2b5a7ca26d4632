"""Facts that broke a claim are kept beside the ruleset and tried first the next time.

In: the path of a ruleset, what came of its claims. Out: files in `.evaldsl/failing/<ruleset>`, each a fact file that `run` accepts, and what lies there
from earlier runs. Guarantees: nothing is read or written outside that folder; no link is followed; a file stands there whole or not at all;
the same facts are kept once; bounded in number and size. Kept files stay until they are forgotten: what was mended must stay so.
"""

import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from evaldsl.diagnostics.core import Diagnostic, InFile
from evaldsl.library import read_bytes
from evaldsl.records import field, frozen

FOLDER = os.path.join(".evaldsl", "failing")
MOST_KEPT = 200
"""Files in the folder of one ruleset."""
LARGEST = 2_000_000
_NAME = re.compile(r"([0-9a-f]{12})-([0-9a-f]{8})(?:-([12]))?\.json")


@frozen
class Kept:
    """Fact files of earlier runs, as texts: those of one file, and the pairs by the key of the claim that they broke."""

    singles: tuple[str, ...] = ()
    pairs: Mapping[str, tuple[tuple[str, str], ...]] = field(hash=False, factory=dict)

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.singles) + sum(len(pairs) for pairs in self.pairs.values())


NOTHING_KEPT = Kept()


def key_of(name: str, text: str) -> str:
    """What tells a claim of a ruleset apart: its property and its words."""
    return _digest(f"{name}\n{text}")[:12]


def kept_for(ruleset: str) -> Kept:
    """What was kept for a ruleset. What is no file of ours there, or can no longer be read, is passed over."""
    folder = _folder(ruleset)
    try:
        names = sorted(os.listdir(folder)) if _own(folder) else []
    except OSError:
        return Kept()
    singles: list[str] = []
    halves: dict[tuple[str, str], dict[str, str]] = {}
    for name in names[:MOST_KEPT]:
        match = _NAME.fullmatch(name)
        path = os.path.join(folder, name)
        if match is None or os.path.islink(path):
            continue
        data = read_bytes(path, LARGEST)
        if isinstance(data, Diagnostic):
            continue
        text = data.decode("utf-8", "replace")
        key, digest, which = match.groups()
        if which is None:
            singles.append(text)
        else:
            halves.setdefault((key, digest), {})[which] = text
    pairs: dict[str, list[tuple[str, str]]] = {}
    for (key, _), both in halves.items():
        if len(both) == 2:
            pairs.setdefault(key, []).append((both["1"], both["2"]))
    return Kept(tuple(singles), {key: tuple(found) for key, found in pairs.items()})


def keep(ruleset: str, broken: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[tuple[str, ...], Diagnostic | None]:
    """Keeps the facts that break claims (property, words, files); gives the paths of what stands there now. Refused: E923."""
    folder = _folder(ruleset)
    paths: list[str] = []
    try:
        for name, text, files in broken:
            digest = _digest("\n".join(files))[:8]
            for i, content in enumerate(files, 1):
                _make(folder)
                end = f"-{i}" if len(files) > 1 else ""
                path = os.path.join(folder, f"{key_of(name, text)}-{digest}{end}.json")
                if not os.path.exists(path):
                    if len(os.listdir(folder)) + len(files) - i >= MOST_KEPT:
                        raise OSError(
                            f"there are {MOST_KEPT} files already, --forget deletes them 已有 {MOST_KEPT} 个文件，可用 --forget 删除"
                        )
                    _write(path, content)
                paths.append(path)
    except OSError as error:
        return tuple(paths), Diagnostic("E923", InFile(folder), {"file": folder, "reason": error.strerror or str(error)})
    return tuple(paths), None


def forget(ruleset: str) -> Diagnostic | None:
    """Deletes what was kept for a ruleset, and nothing else. Refused: E923."""
    folder = _folder(ruleset)
    if not _own(folder):
        return None
    try:
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if _NAME.fullmatch(name) and (os.path.islink(path) or not os.path.isdir(path)):
                os.unlink(path)
        for empty in (folder, os.path.dirname(folder), os.path.dirname(os.path.dirname(folder))):
            if not os.listdir(empty):
                os.rmdir(empty)
    except OSError as error:
        return Diagnostic("E923", InFile(folder), {"file": folder, "reason": error.strerror or str(error)})
    return None


def _folder(ruleset: str) -> str:
    stem = os.path.splitext(os.path.basename(ruleset))[0] or "ruleset"
    return os.path.join(os.path.dirname(ruleset), FOLDER, stem)


def _own(folder: str) -> bool:
    """Whether the folder is there and none of its three parts is a link to elsewhere."""
    return os.path.isdir(folder) and not _linked(folder)


def _linked(folder: str) -> bool:
    parts = (folder, os.path.dirname(folder), os.path.dirname(os.path.dirname(folder)))
    return any(os.path.islink(part) for part in parts)


def _make(folder: str) -> None:
    if not _linked(folder):  # what is made through a link would stand elsewhere
        os.makedirs(folder, exist_ok=True)
    if not _own(folder):
        raise OSError("a link leads elsewhere 此处是指向别处的链接")


def _write(path: str, text: str) -> None:
    partial = f"{path}.{os.getpid()}.part"
    try:
        with open(partial, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(partial, path)
    except BaseException:  # an interrupt too leaves nothing behind
        if os.path.exists(partial):
            os.unlink(partial)
        raise


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
