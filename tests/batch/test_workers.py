"""Several processes: the same results in the same order, an end in every case, memory that does not grow with the forms."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaldsl.batch import workers
from evaldsl.batch.forms import Form
from evaldsl.batch.workers import Done, Task, done
from tests.batch.conftest import RULESET, form
from tests.pipeline import ROOT, checked

_REAL = workers._make


def _task() -> Task:
    program = checked(RULESET).program
    assert program is not None
    return Task(program, False, "en", "0", True, True)


def _forms(count: int) -> Iterator[Form]:
    for n in range(1, count + 1):
        yield Form(n, "f", json.dumps(form(f"第{n}号", n % 90)).encode(), line=n)


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 100])
def test_order_and_results_do_not_depend_on_the_processes(jobs: int, count: int) -> None:
    task = _task()
    assert list(done(task, _forms(count), jobs)) == [_REAL(task, one) for one in _forms(count)]


def test_what_a_dead_worker_had_in_hand_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = os.getpid()

    def fatal(task: Task, one: Form) -> Done:
        if os.getpid() != ours and one.number in (20, 70):
            os.kill(os.getpid(), signal.SIGKILL)
        return _REAL(task, one)

    monkeypatch.setattr(workers, "_make", fatal)
    task = _task()
    assert list(done(task, _forms(120), 2)) == [_REAL(task, one) for one in _forms(120)]


def test_a_mistake_of_ours_in_a_worker_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(task: Task, one: Form) -> Done:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(workers, "_make", broken)
    with pytest.raises(RuntimeError, match="ZeroDivisionError: ours"):
        list(done(_task(), _forms(40), 2))


def test_no_more_forms_are_read_than_are_under_way() -> None:
    read = 0

    def counted() -> Iterator[Form]:
        nonlocal read
        for one in _forms(1000):
            read += 1
            yield one

    stream = done(_task(), counted(), 2)
    for _ in range(40):
        next(stream)
    assert read <= 40 + 3 * workers.PIECE
    stream.close()  # type: ignore[attr-defined]


def _children(pid: int) -> list[str]:
    return subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout.split()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_who_started_them(tmp_path: Path, end: signal.Signals) -> None:
    (tmp_path / "r.eval").write_text(RULESET, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "evaldsl",
        "run",
        "r.eval",
        "-",
        "--input",
        "jsonl",
        "--format",
        "jsonl",
        "--jobs",
        "2",
        "-o",
        "out",
    ]
    running = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # the tests may run where interrupts are ignored
    )
    assert running.stdin is not None
    for n in range(100):
        running.stdin.write(json.dumps(form(f"第{n}号", n)) + "\n")
    running.stdin.flush()
    until = time.monotonic() + 20
    while len(_children(running.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    children = _children(running.pid)
    assert len(children) == 2
    running.send_signal(end)
    running.wait(20)
    until = time.monotonic() + 20
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert running.returncode == (130 if end is signal.SIGINT else -end)
    assert not (tmp_path / "out").exists()
    running.stdin.close()
    assert running.stderr is not None
    assert "Traceback" not in running.stderr.read()
    running.stderr.close()


def test_memory_does_not_grow_with_what_the_forms_hold(tmp_path: Path) -> None:
    (tmp_path / "r.eval").write_text(RULESET, encoding="utf-8")
    code = (
        "import sys; from evaldsl.__main__ import main\n"
        "try: main()\n"
        "finally: print(next(x for x in open('/proc/self/status') if x[:6] == 'VmHWM:').split()[1], file=sys.stderr)"
    )
    peaks = []
    for count in (400, 4000):
        lines = (json.dumps(form(f"某某单位第{n:06}号项目", n % 90) | {"note": "注" * 500}) + "\n" for n in range(count))
        (tmp_path / "f.jsonl").write_text("".join(lines), encoding="utf-8")
        command = [
            sys.executable,
            "-c",
            code,
            "run",
            "r.eval",
            "f.jsonl",
            "--format",
            "jsonl",
            "--brief",
            "--jobs",
            "1",
            "-o",
            "/dev/null",
        ]
        ran = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, check=True)
        peaks.append(int(ran.stderr.split()[-1]) * 1024)
    assert peaks[1] - peaks[0] < 3600 * 1024, peaks
