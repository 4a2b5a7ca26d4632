"""`evaldsl …` lines of documents, run in a folder of their own: command line → what a terminal would show."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.pipeline import ROOT


def run_line(line: str, folder: Path, columns: int = 100, stdin: str = "") -> tuple[str, int]:
    """Standard output and error of `evaldsl …` (or a pipe of such, `cat`, `echo`), as text, and the exit code."""
    bin_dir = folder / ".bin"
    if not bin_dir.exists():
        bin_dir.mkdir()
        shim = bin_dir / "evaldsl"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m evaldsl "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env={
            **{k: v for k, v in os.environ.items() if k in ("HOME", "TMPDIR", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")},
            "PATH": f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / ".cache"),
            "COLUMNS": str(columns),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
        },
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout, done.returncode
