"""The gallery: every topic gives what its files say, in both vocabularies, and the calculations by hand are right."""

import json

import pytest

from evaldsl.diagnostics.core import has_errors
from evaldsl.source import SourceFile
from evaldsl.syntax.parser import parse
from tests.examples.gallery import GALLERY, PARTIAL, by_hand, expected, hand_faults, index, plain, run_files, topics


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
        assert [(n.replace("总分", "total"), s) for n, s in zh] == en, topic


@pytest.mark.parametrize("topic", topics())
def test_both_vocabularies_are_one_syntax_tree(topic: str) -> None:
    first, *others = (
        parse(SourceFile("rules.eval", path.read_text(encoding="utf-8"))).module.declarations
        for path in sorted((GALLERY / topic).glob("rules.*.eval"))
    )
    assert all(other == first for other in others)


def test_the_index_is_up_to_date() -> None:
    assert (GALLERY / "README.md").read_text(encoding="utf-8") == index()
