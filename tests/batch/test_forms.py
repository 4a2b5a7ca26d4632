"""Where forms come from: files, folders, lists, lines; what is damaged stops no other."""

import io
import json
from pathlib import Path

import pytest

from evaldsl.batch import forms as module
from evaldsl.batch.forms import Form, Stream, forms
from evaldsl.diagnostics.core import InData, Where


def _stream(data: str | bytes, lines: bool = False, name: str = "f") -> list[Form]:
    raw = data.encode() if isinstance(data, str) else data
    return list(forms([Stream(name, io.BytesIO(raw))], lines=lines))


def _codes(found: list[Form]) -> list[str]:
    return [problem.code for form in found for problem in form.problems]


def test_lines_are_forms_with_their_numbers_and_blank_ones_are_none() -> None:
    found = _stream('\ufeff{"a": 1}\r\n\n  \n{"b": 2}', lines=True)
    assert [(f.number, f.line, f.data) for f in found] == [(1, 1, b'{"a": 1}'), (2, 4, b'{"b": 2}')]
    assert [f.name for f in found] == ["f:1", "f:4"]


def test_a_line_beyond_the_limit_is_refused_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FACTS_BYTES", 100)
    found = _stream("x" * 101 + "\n" + "y" * 100 + "\n" + "z" * 100_000 + "\n{}\n", lines=True)
    assert [f.data for f in found] == [None, b"y" * 100, None, b"{}"]
    assert _codes(found) == ["E914", "E914"]
    assert [f.line for f in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("text", ["{\n}\n", "[\n{}\n]\n", "  {\n"])
def test_a_document_over_several_lines_is_not_taken_for_lines(text: str) -> None:
    assert _codes(_stream(text, lines=True)) == ["E596"]


@pytest.mark.parametrize(("text", "lines"), [("", True), ("\n\n", True), ("[]", False), ("[ \n ]\n", False)])
def test_no_form_at_all_is_said(text: str, lines: bool) -> None:
    assert _codes(_stream(text, lines)) == ["E911"]


def test_a_list_gives_its_elements_with_their_places() -> None:
    found = _stream('\ufeff \n[ {"a": "甲"},\n\n  {"b": [1, {}]} , 7, "x"\n]\n')
    assert [(f.index, f.line, f.column, f.data) for f in found] == [
        (0, 2, 3, '{"a": "甲"}'.encode()),
        (1, 4, 3, b'{"b": [1, {}]}'),
        (2, 4, 20, b"7"),
        (3, 4, 23, b'"x"'),
    ]
    assert found[1].name == "f[1]"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_a_list_reads_alike_however_it_arrives(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaldsl.batch import elements

    monkeypatch.setattr(elements, "_LEAST", size)
    monkeypatch.setattr(module, "_PIECE", size)
    data = json.dumps([{"甲" * n: "乙" * n, "x": [n, 1.5, -3]} for n in range(30)], ensure_ascii=False)
    found = _stream(data)
    assert [json.loads(f.data or b"") for f in found] == json.loads(data)
    assert all(f.line == 1 for f in found)
    assert [data[f.column - 1 :].startswith((f.data or b"").decode()) for f in found] == [True] * 30


@pytest.mark.parametrize(
    ("text", "before", "codes"),
    [
        ('[{"a": 1}, {"b": 2,}, {}]', 1, ["E915", "E503"]),
        ('[{"a": 1}, {"b": ', 1, ["E915", "E503"]),
        ('[{"a": 1}', 1, ["E915"]),
        ('[{"a": 1},', 1, ["E915"]),
        ('[{"a": 1} {"b": 2}]', 1, ["E915"]),
        ('[{"a": 1},]', 1, ["E915"]),
        ("[{},,{}]", 1, ["E915"]),
        ("[,{}]", 0, ["E915"]),
        ("[{}] x", 1, ["E915"]),
        ("[", 0, ["E915"]),
        ("[" + "[" * 100_000, 0, ["E915"]),
    ],
)
def test_a_damaged_list_gives_what_stands_before(text: str, before: int, codes: list[str]) -> None:
    found = _stream(text)
    assert sum(f.data is not None for f in found) == before
    assert _codes(found) == codes


def test_the_place_of_damage_in_a_list() -> None:
    problem = _stream('[\n  {"a": 1},\n  {"b": 2, }]')[1].problems
    assert [(p.code, p.place.line, p.place.column) for p in problem if isinstance(p.place, Where)] == [
        ("E915", 3, 3),
        ("E503", 3, 10),
    ]


def test_bytes_that_are_no_text_end_a_list_and_are_one_line() -> None:
    found = _stream(b'[{"a": 1}, {"b": "' + b"\xff" + b'"}]')
    assert [f.data for f in found] == [b'{"a": 1}', None]
    assert _codes(found) == ["E915"]
    assert [f.data for f in _stream(b'{"a": "\xff"}\n{}\n', lines=True)] == [b'{"a": "\xff"}', b"{}"]


def test_an_element_beyond_the_limit_ends_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    from evaldsl.batch import elements

    monkeypatch.setattr(elements, "FACTS_BYTES", 100_000)
    found = _stream('[{}, "' + "x" * 300_000 + '", {}]')
    assert [f.data for f in found] == [b"{}", None]


def test_a_folder_gives_its_own_json_files_by_name(tmp_path: Path) -> None:
    for name in ("b.json", "a.JSON", ".hidden.json", "notes.txt", "lines.jsonl", "in/c.json", "in/deep/d.json"):
        path = tmp_path / "forms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    folder = str(tmp_path / "forms")

    def names(recursive: bool) -> list[str]:
        return [Path(f.file).relative_to(folder).as_posix() for f in forms([folder], recursive)]

    assert names(False) == ["a.JSON", "b.json"]
    assert names(True) == ["a.JSON", "b.json", "in/c.json", "in/deep/d.json"]


def test_nothing_outside_a_folder_is_read_through_links(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"subject": "x"}', encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "o.json").write_text("{}", encoding="utf-8")
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "a.json").write_text("{}", encoding="utf-8")
    (folder / "b.json").symlink_to(tmp_path / "secret.json")
    (folder / "c.json").symlink_to(folder / "a.json")
    (folder / "d.json").symlink_to(folder / "nowhere.json")
    (folder / "e.json").symlink_to(folder / "e.json")
    (folder / "more").symlink_to(tmp_path / "outside")
    found = list(forms([str(folder)], recursive=True))
    assert [(Path(f.file).name, f.data) for f in found if f.data is not None] == [("a.json", b"{}"), ("c.json", b"{}")]
    assert _codes(found) == ["E912", "E901", "E903"]


def test_a_folder_without_forms_and_files_that_are_not_there(tmp_path: Path) -> None:
    assert _codes(list(forms([str(tmp_path), str(tmp_path / "no.json"), "/dev/null"]))) == ["E911", "E901", "E902"]


def test_places_of_problems_are_those_of_the_file() -> None:
    from evaldsl.batch.entries import scored
    from tests.batch.conftest import RULESET
    from tests.pipeline import checked

    program = checked(RULESET).program
    assert program is not None
    good, bad = '{"facts": {"全年预算数": 1}}', '{"facts": {"全年预算数": "1 平方米"}}'
    by_line = [scored(program, f) for f in _stream(f"{good}\n{bad}\n", lines=True)]
    place = by_line[1].problems[0].place
    assert isinstance(place, InData)
    assert (place.file, place.path, place.line, place.column) == ("f", "$.facts.全年预算数", 2, 21)
    missing = by_line[0].problems[0].place
    assert isinstance(missing, InData)
    assert (missing.file, missing.path, missing.line) == ("f", "$.facts.全年执行数", 1)
    in_list = [scored(program, f) for f in _stream(f"[{good},\n {bad}]")]
    place = in_list[1].problems[0].place
    assert isinstance(place, InData)
    assert (place.file, place.path, place.line, place.column) == ("f", "$[1].facts.全年预算数", 2, 22)
