"""What `use` finds and what it refuses; files as they are read."""

import os
from pathlib import Path

import pytest

from evaldsl import library
from evaldsl.diagnostics.core import Diagnostic
from evaldsl.library import Used, decode, find, read_ruleset
from evaldsl.source import SourceFile, Where
from evaldsl.spelling import nearest
from tests.rendering import faults

HERE = Where("main.eval", 1, 1)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ruleset's own folder, beside a library with two files."""
    books = tmp_path / "library"
    books.mkdir()
    (books / "grades.eval").write_text("language 1\n", encoding="utf-8")
    (books / "units.eval").write_text("# units\n", encoding="utf-8")
    monkeypatch.setattr(library, "library_folder", lambda: books)
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "common.eval").write_text("# common\n", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "part.eval").write_text("# part\n", encoding="utf-8")
    (tmp_path / "secret.eval").write_text("# secret\n", encoding="utf-8")
    return folder


def name_found(name: str, folder: Path | None) -> str:
    """The text that was found, or the code and help of the refusal."""
    found = find(name, folder, HERE)
    if isinstance(found, Used):
        return found.source.text.strip()
    assert not faults(found)
    return f"{found.code} {found.help or ''}".strip()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("grades", "language 1"),
        ("grades.eval", "language 1"),
        ("common", "# common"),
        ("./common", "# common"),
        ("sub/part", "# part"),
        ("./sub/part.eval", "# part"),
        ("./grades", "E907 near"),
        ("commn", "E907 near"),
        ("nothing at all", "E907"),
        ("../secret", "E906 outside"),
        ("./../secret", "E906 outside"),
        ("sub/../../secret", "E906 outside"),
        ("/etc/passwd", "E906 absolute"),
        ("~/secret", "E906 absolute"),
        ("..\\secret", "E906 form"),
        ("C:secret", "E906 form"),
        ("a\0b", "E906 form"),
        ("", "E906 form"),
        ("./", "E906 form"),
        ("x" * 300, "E906 form"),
        ("http://example.org/x", "E906 form"),
    ],
)
def test_use_finds_only_what_it_may(own: Path, name: str, expected: str) -> None:
    assert name_found(name, own) == expected


def test_use_from_standard_input_knows_only_the_library(own: Path) -> None:
    assert name_found("grades", None) == "language 1"
    assert name_found("common", None) == "E907"
    assert name_found("./common", None) == "E909"


def test_use_refuses_links_that_leave_pipes_and_folders(own: Path) -> None:
    (own / "link.eval").symlink_to(own.parent / "secret.eval")
    (own / "inside.eval").symlink_to(own / "common.eval")
    (own / "folder.eval").mkdir()
    os.mkfifo(own / "pipe.eval")
    (own / "gbk.eval").write_bytes("规则".encode("gbk"))
    (own / "loop.eval").symlink_to(own / "loop.eval")
    assert name_found("link", own) == "E906 link"
    assert name_found("inside", own) == "# common"
    assert name_found("folder", own) == "E902"
    assert name_found("pipe", own) == "E902"
    assert name_found("gbk", own) == "E905 gbk"
    assert name_found("loop", own) == "E903"


def test_a_name_in_both_places_is_refused_unless_the_texts_are_equal(own: Path) -> None:
    (own / "grades.eval").write_text("language 1\n", encoding="utf-8")
    assert name_found("grades", own) == "language 1"
    (own / "grades.eval").write_text("# mine\n", encoding="utf-8")
    assert name_found("grades", own) == "E908"
    assert name_found("./grades", own) == "# mine"


def test_a_file_of_the_library_may_use_the_library(own: Path) -> None:
    assert name_found("grades", library.library_folder()) == "language 1"


def test_rulesets_are_read_as_utf8_of_bounded_size(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        got = read_ruleset(path)
        assert isinstance(got, Diagnostic)
        assert not faults(got)
        return got.code

    good = tmp_path / "好.eval"
    good.write_bytes("\ufeff语言 1\n".encode())
    got = read_ruleset(good)
    assert isinstance(got, SourceFile)
    assert got.text == "语言 1\n"
    assert code(tmp_path / "none.eval") == "E901"
    assert code(tmp_path) == "E902"
    assert code(Path("/dev/null")) == "E902"
    assert code(Path("a\0b")) == "E903"
    big = tmp_path / "big.eval"
    big.write_bytes(b"#" * (library.RULESET_BYTES + 1))
    assert code(big) == "E904"


def test_a_wrong_coding_is_named_with_its_place() -> None:
    bad = decode("语言 1\n# 规则".encode("gbk"), "a.eval")
    assert isinstance(bad, Diagnostic)
    assert (bad.code, bad.help) == ("E905", "gbk")
    late = decode("语言 1\n# ".encode() + b"\xff", "a.eval")
    assert isinstance(late, Diagnostic)
    assert late.place == Where("a.eval", 2, 3)
    assert late.help is None
    wide = decode("x".encode("utf-16"), "a.eval")
    assert isinstance(wide, Diagnostic)
    assert wide.help == "utf16"


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("效过", ("结果", "效果"), "效果"),
        ("trian", ("train", "brain"), "train"),
        ("预算执行律", ("预算执行率", "预算完成率"), "预算执行率"),
        ("甲", ("乙", "丙"), None),
        ("abc", ("xyz",), None),
        ("", ("a",), None),
        ("Grades", ("grades",), "grades"),
    ],
)
def test_nearest_name(name: str, known: tuple[str, ...], expected: str | None) -> None:
    assert nearest(name, known) == expected
