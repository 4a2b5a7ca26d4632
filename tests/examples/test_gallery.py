"""The gallery: every topic gives what its files say, in both vocabularies, and the calculations by hand are right."""

import json

import pytest

from evaldsl.diagnostics.core import has_errors
from evaldsl.source import SourceFile
from evaldsl.syntax.parser import parse
from tests.examples.gallery import GALLERY, PARTIAL, by_hand, expected, hand_faults, plain, run_files, topics


@pytest.mark.parametrize("topic", topics())
def test_topic(topic: str) -> None:
    folder = GALLERY / topic
    trees = []
    for lang in ("zh", "en"):
        ruleset = folder / f"rules.{lang}.eval"
        got = run_files(ruleset, folder / "facts.json", topic in PARTIAL)
        assert not has_errors(got.problems), [(p.code, p.place, p.args) for p in got.problems]
        assert by_hand(ruleset), "no calculation by hand"
        assert hand_faults(ruleset, got.result) == []
        trees.append(plain(got.result))
    assert trees[0] == expected(folder)
    assert json.dumps(trees[0]) == json.dumps(trees[1])


def test_both_files_carry_the_same_calculations() -> None:
    for topic in topics():
        zh, en = (by_hand(GALLERY / topic / f"rules.{lang}.eval") for lang in ("zh", "en"))
        assert [(n.replace("总分", "total"), s) for n, s in zh] == en, topic


@pytest.mark.parametrize("topic", topics())
def test_both_vocabularies_are_one_syntax_tree(topic: str) -> None:
    zh, en = (
        parse(SourceFile("rules.eval", (GALLERY / topic / f"rules.{lang}.eval").read_text(encoding="utf-8")))
        for lang in ("zh", "en")
    )
    assert zh.module.declarations == en.module.declarations
