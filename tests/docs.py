"""The blocks of README* and docs/**.md: each one runs.

- ```evaldsl: a whole ruleset that checks without an error; `evaldsl fragment`: declarations that parse (`language 1` is put before
  them); `evaldsl clauses`: clauses and nodes that parse inside a group; `evaldsl bad E301`: gives just these errors.
- ```json: facts of the ruleset block before it, which must run; `json partial` runs with gaps; `json output`: only JSON.
- ```console: lines `$ evaldsl …` with what they print, run in order in one folder a document, which holds rulesets/ and
  examples/ and the files marked with `<!-- file: name -->`. A line `…` stands for any lines. `python -m tests.docs --write` regenerates
  the output of console blocks without such a line.
Blocks in other languages (sh, text, python …) are left alone, except `python run`, which is executed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaldsl.diagnostics.core import Severity
from evaldsl.source import SourceFile
from tests.command import run_line
from tests.fences import Fence, fences, replaced
from tests.pipeline import ROOT, checked, run

LANGUAGES = ("evaldsl", "json", "console", "python", "sh", "text", "toml")


def documents() -> list[Path]:
    """Every document whose blocks run."""
    return sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder with copies of what a reader of the documents has before them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        for part in ("rulesets", "examples"):
            shutil.copytree(ROOT / part, folder / part)
        yield folder


def faults(path: Path) -> list[str]:
    """What is wrong in one document, a line each."""
    blocks = fences(path.read_text(encoding="utf-8"))
    problems: list[str] = []
    with workplace() as folder:
        ruleset: Fence | None = None
        for block in blocks:
            if block.file:
                target = folder / block.file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text, encoding="utf-8")
            if block.language == "evaldsl" and not block.marks:
                ruleset = block
            problems += [f"{path.name}:{block.line}: {fault}" for fault in _block(block, ruleset, folder)]
    return problems


def _block(block: Fence, ruleset: Fence | None, folder: Path) -> list[str]:
    match block.language, block.marks:
        case "evaldsl", ():
            return [
                f"{p.code} in line {getattr(p.place, 'line', '?')}"
                for p in checked(block.text, folder=folder).problems
                if _is_error(p)
            ]
        case "evaldsl", ("fragment",):
            return _parses(block.text)
        case "evaldsl", ("clauses",):
            return _parses("group 甲 {\n" + "".join(f"  {line}\n" for line in block.text.splitlines()) + "}\n")
        case "evaldsl", ("bad", *codes):
            found = {p.code for p in checked(block.text, folder=folder).problems if _is_error(p)}
            return [] if found == set(codes) else [f"gives {sorted(found)}"]
        case "json", ("output",) | ("fragment",):
            json.loads(block.text)
            return []
        case "json", marks if ruleset is not None and marks in ((), ("partial",)):
            problems = run(ruleset.text, block.text, partial=bool(marks), folder=folder).problems
            return [f"{p.code} at {p.place}" for p in problems if _is_error(p)]
        case "console", _:
            now, wanted = transcript(block, folder), block.text
            return [] if _agree(wanted.splitlines(), now.splitlines()) else [f"prints otherwise:\n{now}"]
        case "python", ("run",):
            done = subprocess.run(
                [sys.executable, "-c", block.text], cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
            )
            return [] if done.returncode == 0 else [done.stderr]
        case (("sh" | "text" | "toml" | "python"), _):
            return []
        case language, marks:
            return [f"a block of unknown kind: {' '.join((language, *marks)) or 'no language'}"]


def _is_error(problem: object) -> bool:
    return getattr(problem, "severity", None) is Severity.ERROR


def _parses(text: str) -> list[str]:
    from evaldsl.syntax.parser import parse

    source = text if text.lstrip().startswith(("language", "语言")) else f"language 1\n{text}"
    return [f"{p.code} in line {getattr(p.place, 'line', '?')}" for p in parse(SourceFile("fragment", source)).problems]


def transcript(block: Fence, folder: Path) -> str:
    """The block with the output of its commands as printed now."""
    out: list[str] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            text, _ = run_line(line[2:], folder)
            out += [line, *(row.rstrip() for row in text.rstrip("\n").splitlines())]
    return "\n".join(out) + "\n"


def _agree(wanted: list[str], now: list[str]) -> bool:
    """Whether the lines agree, where a wanted line `…` stands for any number of lines."""
    if not wanted:
        return not now
    if wanted[0].strip() == "…":
        return any(_agree(wanted[1:], now[i:]) for i in range(len(now) + 1))
    return bool(now) and wanted[0].rstrip() == now[0].rstrip() and _agree(wanted[1:], now[1:])


def rewritten(path: Path) -> str:
    """The document with its console blocks regenerated."""
    document = path.read_text(encoding="utf-8")
    texts: dict[int, str] = {}
    with workplace() as folder:
        for block in fences(document):
            if block.file:
                (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.file).write_text(block.text, encoding="utf-8")
            if block.language == "console":
                now = transcript(block, folder)
                if "…" not in (line.strip() for line in block.text.splitlines()):
                    texts[block.start] = now
    return replaced(document, texts)


def main(arguments: list[str]) -> int:
    """`--write [file …]` regenerates; without it prints the faults and returns 1 when there are any."""
    named = [a for a in arguments if not a.startswith("-")]
    bad = 0
    for path in documents():
        if named and path.name not in named:
            continue
        if "--write" in arguments:
            path.write_text(rewritten(path), encoding="utf-8")
        for fault in faults(path):
            bad += 1
            print(fault)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
