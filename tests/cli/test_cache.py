"""The cache of checked programs: it never gives what was not put there by its owner, and its failures are silent."""

import os
import pickle
from pathlib import Path

import pytest

from evaldsl import cache
from evaldsl.source import SourceFile
from tests.reporting.samples import result

SOURCE = SourceFile("a.eval", "语言 1\n")
KEPT = cache.Kept(result().program, ())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("EVALDSL_NO_CACHE", raising=False)
    return tmp_path / "evaldsl" / "programs"


def entry(home: Path) -> Path:
    (found,) = home.iterdir()
    return found


def test_what_is_saved_is_loaded(home: Path) -> None:
    assert cache.load(SOURCE, "/x") is None
    cache.save(SOURCE, "/x", KEPT, {})
    loaded = cache.load(SOURCE, "/x")
    assert loaded == KEPT
    assert loaded.program.root.children[0].path == "产出"
    assert home.stat().st_mode & 0o777 == 0o700
    assert entry(home).stat().st_mode & 0o777 == 0o600


def test_another_text_name_or_folder_is_another_entry(home: Path) -> None:
    cache.save(SOURCE, "/x", KEPT, {})
    assert cache.load(SourceFile("a.eval", "语言 1\n\n"), "/x") is None
    assert cache.load(SourceFile("b.eval", SOURCE.text), "/x") is None
    assert cache.load(SOURCE, "/y") is None


def test_a_changed_used_file_makes_the_entry_stale(home: Path, tmp_path: Path) -> None:
    from hashlib import sha256

    used = tmp_path / "common.eval"
    used.write_bytes(b"one")
    cache.save(SOURCE, "/x", KEPT, {str(used): sha256(b"one").hexdigest()})
    assert cache.load(SOURCE, "/x") is not None
    used.write_bytes(b"two")
    assert cache.load(SOURCE, "/x") is None
    used.unlink()
    assert cache.load(SOURCE, "/x") is None


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"nonsense", b"\xff\n\xff", b'{"used": 1, "body": 2}\nx', b"[" * 100_000])
def test_a_damaged_entry_is_as_if_it_were_not_there(home: Path, damage: bytes) -> None:
    cache.save(SOURCE, "/x", KEPT, {})
    entry(home).write_bytes(damage)
    assert cache.load(SOURCE, "/x") is None


def test_a_body_that_is_not_the_one_written_is_never_unpickled(home: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(home.parent / "trapped"),)

    cache.save(SOURCE, "/x", KEPT, {})
    head = entry(home).read_bytes().partition(b"\n")[0]
    entry(home).write_bytes(head + b"\n" + pickle.dumps(Trap()))
    assert cache.load(SOURCE, "/x") is None
    assert not (home.parent / "trapped").exists()


def test_a_folder_or_entry_that_others_can_write_is_not_used(home: Path) -> None:
    cache.save(SOURCE, "/x", KEPT, {})
    entry(home).chmod(0o666)
    assert cache.load(SOURCE, "/x") is None
    entry(home).chmod(0o600)
    assert cache.load(SOURCE, "/x") is not None
    home.chmod(0o777)
    assert cache.load(SOURCE, "/x") is None
    home.chmod(0o700)
    real = home.rename(home.parent / "elsewhere")
    home.symlink_to(real)
    assert cache.load(SOURCE, "/x") is None


def test_it_can_be_turned_off_and_need_not_be_writable(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVALDSL_NO_CACHE", "1")
    cache.save(SOURCE, "/x", KEPT, {})
    assert not home.exists()
    monkeypatch.delenv("EVALDSL_NO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("not a folder")
    cache.save(SOURCE, "/x", KEPT, {})
    assert cache.load(SOURCE, "/x") is None


def test_the_oldest_entries_go(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for i in range(5):
        cache.save(SourceFile(f"{i}.eval", ""), "/x", KEPT, {})
        for file in home.iterdir():
            state = file.stat()
            os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns - 10**9))
    kept = [i for i in range(5) if cache.load(SourceFile(f"{i}.eval", ""), "/x") is not None]
    assert kept == [2, 3, 4]


def test_whatever_stands_in_place_of_an_entry_is_passed_over(home: Path) -> None:
    cache.save(SOURCE, "/x", KEPT, {})
    path = entry(home)
    path.unlink()
    path.mkdir()
    assert cache.load(SOURCE, "/x") is None
    cache.save(SOURCE, "/x", KEPT, {})
    path.rmdir()
    os.mkfifo(path)
    assert cache.load(SOURCE, "/x") is None  # and does not wait for who writes to it


def test_a_used_file_that_became_a_pipe_makes_the_entry_stale(home: Path, tmp_path: Path) -> None:
    used = tmp_path / "common.eval"
    os.mkfifo(used)
    cache.save(SOURCE, "/x", KEPT, {str(used): "0"})
    assert cache.load(SOURCE, "/x") is None
