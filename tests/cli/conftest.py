"""The command line inside this process: arguments and standard input → exit code, standard output, standard error."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evaldsl import cli

Run = Callable[..., tuple[int, str, str]]

RULESET = """language 1
ruleset "自评"
total 10
round each score half_up 2
grades { >= 9: 优  >= 6: 中  otherwise: 差 }
facts { 预算数, 执行数 : 万元 > 0 万元 }
let 执行率 = 执行数 / 预算数
group 产出 weight 4 {
  indicator 培训 weight 4 { target >= 100 次;  score pro_rata }
}
group 预算 weight 6 {
  indicator 进度 weight 6 { value 执行率;  target >= 100%;  score pro_rata }
}
check 执行完毕 warning { 执行数 == 预算数 within 0.01 万元 }
"""
FACTS = '{"subject": "某单位", "facts": {"预算数": "30 万元", "执行数": 20, "培训": 99}}'


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`run("check", "a.eval", stdin="…")` in an empty folder with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("EVALDSL_LANG", "EVALDSL_NO_CACHE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "自评.eval").write_text(RULESET, encoding="utf-8")
    (tmp_path / "facts.json").write_text(FACTS, encoding="utf-8")

    def call(*args: str, stdin: str | bytes = b"") -> tuple[int, str, str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        streams = [io.TextIOWrapper(io.BytesIO(b), encoding="utf-8") for b in (data, b"", b"")]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["evaldsl", *args])
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            code = cli._run()
        for stream in streams:
            stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])  # type: ignore[attr-defined]
        return code, out, err

    return call
