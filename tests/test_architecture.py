"""The house rules that a machine can keep: import contracts, light imports on the warm path, docstrings, sizes, no loose ends."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline import ROOT

MODULES = sorted((ROOT / "evaldsl").rglob("*.py"))
LIMIT = 525  # lines of one module; most have 150 to 350, and the tables of words and of diagnostics are data
DATA = ("evaldsl/diagnostics/catalogue/", "evaldsl/reporting/words", "evaldsl/syntax/nodes.py", "evaldsl/model/program.py")
HEAVY = ("lark", "rich", "hypothesis", "tabulate", "tomllib", "importlib.metadata", "attr")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "module",
    ["evaldsl", "evaldsl.evaluation", "evaldsl.readers.json_facts", "evaldsl.model.program", "evaldsl.reporting.json_result"],
)
def test_the_warm_path_imports_nothing_heavy(module: str) -> None:
    code = f"import sys; import {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in HEAVY if name in loaded]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says what it is for"
    if not _name(path).startswith(DATA):
        assert len(text.splitlines()) <= LIMIT, "one purpose a module: split it"
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                pytest.fail(f"line {node.lineno}: a bare except")
            case ast.ExceptHandler(body=[ast.Pass()]):
                pytest.fail(f"line {node.lineno}: an exception is swallowed")
            case ast.Call(func=ast.Name(id="eval" | "exec")) if path.stem != "records":
                pytest.fail(f"line {node.lineno}: eval or exec")


@pytest.mark.parametrize(
    "path", [p for p in MODULES if _name(p).startswith(("evaldsl/evaluation", "evaldsl/model", "evaldsl/checking"))], ids=_name
)
def test_no_binary_float_touches_a_score(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(value=float()):
                pytest.fail(f"line {node.lineno}: a float literal")
            case ast.Call(func=ast.Name(id="float")):
                pytest.fail(f"line {node.lineno}: float()")


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+==[0-9][0-9A-Za-z.]*", line) for line in lines), lines


def test_every_requirement_is_pinned() -> None:
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
    wanted = {name.lower() for name in re.findall(r'^  "([A-Za-z0-9_-]+)>=', project, flags=re.M)}
    assert len(wanted) >= 10
    assert not wanted - pinned
