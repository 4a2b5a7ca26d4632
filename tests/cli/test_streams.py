"""Streams that are closed, full, slow or interrupted: the right exit code, a message where one can be heard, never a traceback."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.cli.conftest import FACTS, RULESET, Run
from tests.command import run_line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.eval").write_text(RULESET, encoding="utf-8")
    (tmp_path / "f.json").write_text(FACTS, encoding="utf-8")
    return tmp_path


FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("evaldsl check - <&-", 2, "E440"),
        ("evaldsl run a.eval f.json >&-", 2, ""),
        ("{ evaldsl run a.eval f.json 2>&3 >&-; } 3>&1", 2, "E923"),
        ("evaldsl check nope.eval 2>&-", 2, ""),
        ("evaldsl check a.eval >&- 2>&-", 2, ""),
        pytest.param("evaldsl run a.eval f.json >/dev/full", 2, "E923", marks=FULL),
        pytest.param("evaldsl run a.eval f.json --format json >/dev/full", 2, "E923", marks=FULL),
        pytest.param("evaldsl check --help >/dev/full", 2, "E923", marks=FULL),
        pytest.param("evaldsl check nope.eval 2>/dev/full", 2, "", marks=FULL),
        pytest.param("evaldsl chek 2>/dev/full", 2, "", marks=FULL),
    ],
)
def test_a_stream_that_is_closed_or_full(folder: Path, line: str, code: int, said: str) -> None:
    text, found = run_line(line, folder)
    assert found == code, text
    assert said in text
    assert "Traceback" not in text
    assert "bug in evaldsl" not in text


def test_a_pipe_is_waited_for(folder: Path, run: Run) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    writer = threading.Timer(0.05, lambda: pipe.write_text(RULESET, encoding="utf-8"))
    writer.start()
    code, out, _ = run("check", "pipe")
    writer.join()
    assert code == 0
    assert "2 indicators" in out


def test_an_interrupt_ends_with_130(folder: Path) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "evaldsl", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # the tests may run where interrupts are ignored
    )
    time.sleep(1.5)  # it reads standard input by now
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=20)
    assert waiting.returncode == 130
    assert (out, err.strip()) == (b"", b"")


def test_a_read_only_file_stays_as_it_is(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    loose = "language 1\ntotal   10\n"
    (folder / "b.eval").write_text(loose, encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # nothing is read-only for the superuser
    code, _, err = run("fmt", "b.eval")
    assert code == 2
    assert "E923" in err
    assert (folder / "b.eval").read_text(encoding="utf-8") == loose


def test_formatting_keeps_the_mode_and_the_link(folder: Path, run: Run) -> None:
    real = folder / "real.eval"
    real.write_text("language 1\ntotal   10\n", encoding="utf-8")
    real.chmod(0o640)
    (folder / "link.eval").symlink_to(real)
    assert run("fmt", "link.eval")[0] == 0
    assert (folder / "link.eval").is_symlink()
    assert real.read_text(encoding="utf-8") == "language 1\ntotal 10\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert not list(folder.glob("*.part"))
