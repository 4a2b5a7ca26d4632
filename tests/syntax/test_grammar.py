"""The grammar: no conflict, every keyword used, every operator kept."""

import re
from pathlib import Path

import pytest

from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n
from evaldsl.syntax.parser import build, parse
from evaldsl.syntax.vocabulary import grammar_file, vocabulary


def test_the_grammar_has_no_conflict() -> None:
    build(strict=True)


def test_every_keyword_of_the_table_stands_in_the_grammar_and_the_other_way_round() -> None:
    used = set(re.findall(r"\bK_[A-Z_]+", grammar_file("evaldsl.lark").read_text("utf-8")))
    assert used == set(vocabulary().terminals)


def test_every_keyword_has_both_spellings_and_none_twice_for_one_meaning() -> None:
    for word, langs in vocabulary().spellings.items():
        assert langs["en"], word
        assert langs["zh"], word
        for spellings in langs.values():
            assert len(spellings) == len(set(spellings)), word


@pytest.mark.parametrize(
    ("written", "op"),
    [
        ("+", "ADD"),
        ("-", "SUB"),
        ("*", "MUL"),
        ("×", "MUL"),
        ("/", "DIV"),
        ("÷", "DIV"),
        ("^", "POW"),
        ("and", "AND"),
        ("或", "OR"),
    ],
)
def test_every_operator_survives(written: str, op: str) -> None:
    let = parse(SourceFile("x", f"let y = a {written} b")).module.declarations[0]
    assert isinstance(let, n.Let)
    assert isinstance(let.expr, n.Binary)
    assert let.expr.op is n.BinaryOp[op]


@pytest.mark.parametrize("content", [b"", b"no tables", b"\x80\x04."])
def test_a_spoilt_cache_is_no_matter(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    build()
    (tables,) = (tmp_path / "evaldsl").iterdir()
    sound = tables.read_bytes()
    tables.write_bytes(content or sound[: len(sound) // 2])
    assert build().parse_interactive(start="declaration") is not None


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "evaldsl").mkdir()
    (tmp_path / "evaldsl").chmod(0o777)
    build()
    assert not list((tmp_path / "evaldsl").iterdir())


def test_no_place_for_a_cache_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "evaldsl").write_text("a file in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert build().parse_interactive(start="declaration") is not None
