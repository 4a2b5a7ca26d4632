"""Input that nobody meant well: each ends within 5 seconds and 1 GB with a diagnostic or a result, never with a traceback."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline import ROOT

SECONDS, BYTES = 5, 2**30
HEAD = 'language 1\nruleset "big"\ntotal 10\n'
LEAF = "indicator 甲 weight 10 { judged }\n"


def _command(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))

    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "evaldsl", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(folder / "cache"), "LC_ALL": "C.UTF-8"},
        input=stdin,
        capture_output=True,
        timeout=60,
        preexec_fn=limit,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode in (0, 1, 2), (
        f"exit {done.returncode} after {time.monotonic() - start:.1f}s\n{out[-2000:]}{err[-2000:]}"
    )
    assert "Traceback" not in out + err
    if done.returncode == 2:
        assert "[E" in out + err or '"code": "E' in out, "refused without a diagnostic"
    assert len(out) + len(err) < 200_000, "a flood of output"
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _wide() -> str:
    rows = "".join(f"let a{i} = {i} * 2 + 1\n" for i in range(520_000))
    return HEAD + rows + LEAF


RULESETS: dict[str, Callable[[], str]] = {
    "10 MB of declarations": _wide,
    "10 MB on one line": lambda: HEAD + "let a = " + "1 + " * 2_600_000 + "1\n" + LEAF,
    "10 MB of comment": lambda: HEAD + "# " + "说明" * 1_700_000 + "\n" + LEAF,
    "10 MB of one name": lambda: HEAD + "let " + "a" * 10_000_000 + " = 1\n" + LEAF,
    "10 MB of quotes": lambda: HEAD + "“" * 3_400_000,
    "10 MB of braces": lambda: HEAD + "{" * 10_000_000,
    "10 MB of bars": lambda: HEAD + "form {\n" + "| " * 5_000_000 + "\n}\n",
    "10 MB of nothing": lambda: "\n" * 10_000_000,
    "10 MB of noise": lambda: "§$&!" * 2_500_000,
    "10,000 parentheses": lambda: HEAD + f"let a = {'(' * 10_000}1{')' * 10_000}\n" + LEAF,
    "10,000 open parentheses": lambda: HEAD + f"let a = {'(' * 10_000}\n" + LEAF,
    "10,000 groups": lambda: HEAD + "".join(f"group g{i} weight 10 {{ " for i in range(10_000)) + "}" * 10_000 + "\n",
    "10,000 signs": lambda: HEAD + f"let a = {'-' * 10_000}1\n" + LEAF,
    "10,000 nots": lambda: HEAD + f"let a = {'not ' * 10_000}true\n" + LEAF,
    "10,000 ifs": lambda: HEAD + f"let a = {'if 1 > 0 then 1 else ' * 10_000}1\n" + LEAF,
    "10,000 powers": lambda: HEAD + f"let a = {'2^' * 10_000}1\n" + LEAF,
    "10,000 calls": lambda: HEAD + f"let a = {'abs(' * 10_000}1{')' * 10_000}\n" + LEAF,
    "sums within sums": lambda: HEAD + f"let a = {'(' * 60}1{(' + 1' * 38 + ')') * 60}\n" + LEAF,
    "5,000 terms": lambda: HEAD + f"let a = {'1 + ' * 5_000}1\n" + LEAF,
    "5,000 lets in a chain": lambda: (
        HEAD + "let a0 = 1\n" + "".join(f"let a{i} = a{i - 1} + 1\n" for i in range(1, 5_000)) + LEAF
    ),
    "5,000 lets that double": lambda: (
        HEAD + "let a0 = 2\n" + "".join(f"let a{i} = a{i - 1} * a{i - 1}\n" for i in range(1, 200)) + LEAF
    ),
    "5,000 unknown names": lambda: HEAD + "".join(f"let a{i} = 未知{i}\n" for i in range(5_000)) + LEAF,
    "14,000 facts on one line": lambda: HEAD + "facts { " + ", ".join(f"f{i}" for i in range(14_000)) + " : 元 }\n" + LEAF,
    "a chain of 70,000 comparisons": lambda: HEAD + f"let a = {'1 < ' * 70_000}1\n" + LEAF,
    "9^9^9": lambda: HEAD + "let a = 9^9^9\n" + LEAF,
    "9^999999999": lambda: HEAD + "let a = 9^999999999\n" + LEAF,
    "a literal of a million digits": lambda: HEAD + f"let a = {'9' * 1_000_000}\n" + LEAF,
    "a million decimals": lambda: HEAD + f"let a = 0.{'9' * 1_000_000}\n" + LEAF,
    "rounding to a million digits": lambda: (
        HEAD + "let a = (1/3) round half_up 1000000\nround each score half_up 999999999\n" + LEAF
    ),
    "use of the password file": lambda: HEAD + 'use "../../etc/passwd"\n' + LEAF,
    "use of an absolute path": lambda: HEAD + 'use "/etc/passwd"\n' + LEAF,
    "use of itself": lambda: HEAD + 'use "./big"\n' + LEAF,
    "control characters": lambda: HEAD + "let a\x00\x1b[2J\x07 = 1\n" + LEAF,
}


@pytest.mark.parametrize("name", RULESETS)
def test_ruleset(name: str, tmp_path: Path) -> None:
    (tmp_path / "big.eval").write_text(RULESETS[name](), encoding="utf-8", errors="surrogatepass")
    for command in ("check",) if name.startswith("10 MB") else ("check", "fmt"):
        done = _command(tmp_path, command, *(["--check"] if command == "fmt" else []), "big.eval")
        assert "\x1b[2J" not in done.stdout + done.stderr
        assert "root:" not in done.stdout + done.stderr


SMALL = 'language 1\nruleset "s"\ntotal 10\nfacts { a : number;  t : text record only }\nindicator 甲 weight 10 { score = if a > 0 then 10 else 0 }\n'

FACTS: dict[str, Callable[[], bytes]] = {
    "50 MB of unknown facts": lambda: b'{"facts": {"a": 1' + b"".join(b', "x%d": 1' % i for i in range(3_500_000)) + b"}}",
    "50 MB of one text": lambda: b'{"facts": {"a": 1, "t": "' + b"x" * 50_000_000 + b'"}}',
    "10 MB of unknown facts": lambda: b'{"facts": {"a": 1' + b"".join(b', "x%d": 1' % i for i in range(700_000)) + b"}}",
    "brackets": lambda: b"[" * 100_000,
    "objects": lambda: b'{"facts":' * 100_000,
    "a number of a million digits": lambda: b'{"facts": {"a": ' + b"9" * 1_000_000 + b"}}",
    "a number in a string of a million digits": lambda: b'{"facts": {"a": "' + b"9" * 1_000_000 + b'"}}',
    "a huge exponent": lambda: b'{"facts": {"a": 1e999999999}}',
    "a tiny exponent": lambda: b'{"facts": {"a": 1e-999999999}}',
    "not UTF-8": lambda: b"\xff\xfe\x00" * 1000,
    "nothing": lambda: b"",
    "a lone surrogate": lambda: b'{"facts": {"\\ud800": 1, "a": "\\udfff"}}',
    "control characters": lambda: b'{"facts": {"a": "1\\u001b[2J\\u0007"}}',
    "the same key 100,000 times": lambda: b'{"facts": {' + b",".join([b'"a": 1'] * 100_000) + b"}}",
}


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str, tmp_path: Path) -> None:
    (tmp_path / "s.eval").write_text(SMALL, encoding="utf-8")
    (tmp_path / "facts.json").write_bytes(FACTS[name]())
    for form in ("tree", "json") if name == "control characters" else ("json",):
        done = _command(tmp_path, "run", "s.eval", "facts.json", "--format", form)
        assert "\x1b[2J" not in done.stdout + done.stderr
        if form == "json":
            json.loads(done.stdout)


def test_standard_input_is_bounded_too(tmp_path: Path) -> None:
    done = _command(tmp_path, "check", "-", stdin=b"x" * 50_000_000)
    assert done.returncode == 2


def test_growth_at_run_time_is_bounded(tmp_path: Path) -> None:
    lets = "".join(f"let a{i} = a{i - 1} * a{i - 1}\n" for i in range(1, 60))
    (tmp_path / "s.eval").write_text(
        f'language 1\nruleset "s"\ntotal 10\nfacts {{ a : number }}\nlet a0 = a\n{lets}indicator 甲 weight 10 {{ score = if a59 > 0 then 10 else 0 }}\n',
        encoding="utf-8",
    )
    (tmp_path / "facts.json").write_text('{"facts": {"a": "1234567.89"}}', encoding="utf-8")
    assert _command(tmp_path, "run", "s.eval", "facts.json").returncode in (0, 2)
