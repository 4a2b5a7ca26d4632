"""The gallery: every topic gives what its files say, in both vocabularies, and the calculations by hand are right."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import get_args

import pytest

from evaldsl.diagnostics.core import has_errors
from evaldsl.model import program as p
from evaldsl.readers.schema import schema
from evaldsl.source import SourceFile
from evaldsl.syntax.parser import parse
from evaldsl.syntax.printer import format_text
from tests.examples.gallery import GALLERY, PARTIAL, by_hand, expected, hand_faults, index, plain, run_files, topics
from tests.reporting.json_schema import violations


@pytest.mark.parametrize("topic", topics())
def test_topic(topic: str) -> None:
    folder = GALLERY / topic
    trees = []
    assert by_hand(folder / "rules.zh.eval"), "no calculation by hand"
    for ruleset in sorted(folder.glob("rules.*.eval")):
        got = run_files(ruleset, folder / "facts.json", topic in PARTIAL)
        assert not has_errors(got.problems), [(p.code, p.place, p.args) for p in got.problems]
        assert hand_faults(ruleset, got.result) == []
        trees.append(plain(got.result))
    assert len(trees) >= 2
    assert trees[0] == expected(folder)
    assert {json.dumps(tree) for tree in trees} == {json.dumps(trees[0])}


def test_both_files_carry_the_same_calculations() -> None:
    for topic in topics():
        zh, en = (by_hand(GALLERY / topic / f"rules.{lang}.eval") for lang in ("zh", "en"))
        names = {"总分": "total", "等级": "grade"}
        assert [(names.get(n, n), s) for n, s in zh] == en, topic


@pytest.mark.parametrize("topic", topics())
def test_both_vocabularies_are_one_syntax_tree(topic: str) -> None:
    first, *others = (
        parse(SourceFile("rules.eval", path.read_text(encoding="utf-8"))).module.declarations
        for path in sorted((GALLERY / topic).glob("rules.*.eval"))
    )
    assert all(other == first for other in others)


def test_the_index_is_up_to_date() -> None:
    assert (GALLERY / "README.md").read_text(encoding="utf-8") == index()


@pytest.mark.parametrize("topic", topics())
def test_the_gallery_is_formatted(topic: str) -> None:
    for path in (GALLERY / topic).glob("rules.*.eval"):
        text = path.read_text(encoding="utf-8")
        lang = path.name.split(".")[1]
        got = format_text(SourceFile(path.name, text), None if lang == "mixed" else lang)
        assert got.text == text, path


@pytest.mark.parametrize("topic", topics())
def test_keywords_translate_there_and_back(topic: str) -> None:
    for path in (GALLERY / topic).glob("rules.??.eval"):
        text = path.read_text(encoding="utf-8")
        lang = path.name.split(".")[1]
        other = format_text(SourceFile(path.name, text), "en" if lang == "zh" else "zh").text
        assert other is not None
        assert other != text
        assert format_text(SourceFile(path.name, other), lang).text == text, path


def _everything(value: object) -> Iterator[object]:
    """A record and all that it holds."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _everything(item)
    elif isinstance(value, Mapping):
        yield from _everything(tuple(value.values()))
    elif type(value).__module__ == p.__name__ and not isinstance(value, Enum):
        for name in type(value).__match_args__:
            yield from _everything(getattr(value, name))


def test_the_gallery_shows_the_whole_language_of_scoring() -> None:
    """Every method, option, way to combine, kind of result, consequence of absence, effect of a veto."""
    seen: set[object] = set()
    for topic in topics():
        folder = GALLERY / topic
        got = run_files(folder / "rules.zh.eval", folder / "facts.json", topic in PARTIAL)
        for found in _everything(got.program):
            match found:
                case Enum():
                    seen.add(found)
                case p.VetoSpec(effect=effect):
                    seen.add(effect)
                case _:
                    seen.add(type(found))
    wanted: set[object] = {*get_args(p.Method), *get_args(p.ResultKind), *p.CombineKind, *p.OnAbsence, *p.Steps}
    wanted |= {p.FlagSpec, p.OverSpec, p.OutcomeSpec, p.GradeRule, p.RequiresSpec, p.CheckSpec, p.Function, p.BandsSpec}
    wanted |= {"zero", "is", "at_most"}
    assert wanted - seen == set()


@pytest.mark.parametrize("topic", topics())
def test_the_facts_are_what_the_schema_of_the_ruleset_asks_for(topic: str) -> None:
    folder = GALLERY / topic
    got = run_files(folder / "rules.zh.eval", folder / "facts.json", topic in PARTIAL)
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert list(violations(facts, schema(got.program))) == []
    assert list(violations({**facts, "facts": {**facts["facts"], "没有这个数": 1}}, schema(got.program))) != []
