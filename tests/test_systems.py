"""The table of the eighteen systems: every command runs and prints what the table says. `…` in a piece stands for anything on the line."""

import re
import shutil
from pathlib import Path

import pytest

from tests.command import run_line
from tests.pipeline import ROOT

_CODE = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[str, str, list[str]]]:
    """The system, the command and the pieces of its output, of every row."""
    found = []
    for line in (ROOT / "docs" / "systems.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and re.fullmatch(r"S\d+", cells[0]):
            (command,) = _CODE.findall(cells[4])
            found.append((cells[0], command.replace("\\|", "|"), _CODE.findall(cells[5])))
    return found


ROWS = rows()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rulesets and the examples, so that commands are those of a checkout."""
    made = tmp_path_factory.mktemp("systems")
    for name in ("rulesets", "examples"):
        shutil.copytree(ROOT / name, made / name, ignore=shutil.ignore_patterns("__pycache__"))
    return made


@pytest.fixture(scope="module")
def outputs(folder: Path) -> dict[str, str]:
    """The output of every command, each run once, at 80 columns."""
    return {command: run_line(command, folder, columns=80)[0] for command in dict.fromkeys(c for _, c, _ in ROWS)}


def test_every_system_has_its_row() -> None:
    assert list(dict.fromkeys(name for name, _, _ in ROWS)) == [f"S{n}" for n in range(1, 19)]
    assert all(pieces for _, _, pieces in ROWS)


@pytest.mark.parametrize(("name", "command", "pieces"), ROWS, ids=[f"{name}-{i}" for i, (name, _, _) in enumerate(ROWS)])
def test_it_prints_what_the_table_says(outputs: dict[str, str], name: str, command: str, pieces: list[str]) -> None:
    text = outputs[command]
    joined = re.sub(r"\n +", "", text)  # a sentence may be broken at the width of the screen
    for piece in pieces:
        pattern = r"[^\n]*".join(re.escape(part.strip()) for part in piece.split("…"))
        assert re.search(pattern, text) or re.search(pattern, joined), f"{name}: {piece}\n{text[-1500:]}"
