"""What is no difference: layout, vocabulary, the order of declarations, the way a rule is written. All rulesets, all of the gallery."""

from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.differing.compare import Comparison, Ending, compare
from evaldsl.model.program import Program
from evaldsl.source import SourceFile
from evaldsl.syntax.printer import format_text
from tests.differing.reorder import reordered
from tests.pipeline import ROOT

RULESETS = [
    path
    for path in sorted([*(ROOT / "rulesets").glob("*.eval"), *(ROOT / "examples").rglob("*.eval")])
    if path.name != "units.eval"  # the standard units know one another by the place of their file
]
HEAD = """language 1
ruleset "x"
total 10
round each score half_up 2
"""


def opened(text: str, folder: Path | None = None) -> Program:
    found = api.open_source(SourceFile("x.eval", text), folder)
    assert found.ruleset is not None, [(p.code, p.args, p.place) for p in found.problems]
    return found.ruleset.program


def proved(found: Comparison) -> bool:
    return found.alike and not found.meant and found.verdict.ending is Ending.SAME and found.verdict.how == "form"


@pytest.mark.parametrize("path", RULESETS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_ruleset_is_itself_in_any_layout_and_vocabulary(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    own = opened(text, path.parent)
    for lang in (None, "zh", "en"):
        made = format_text(SourceFile(path.name, text), lang)  # type: ignore[arg-type]
        assert made.text is not None
        assert proved(compare(own, opened(made.text, path.parent))), lang
    assert proved(compare(own, opened(text.replace("\n", "  \n\n"), path.parent)))


@pytest.mark.parametrize("path", RULESETS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_ruleset_is_itself_in_any_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    own = opened(text, path.parent)
    for seed in (1, 2):
        assert proved(compare(own, reordered(text, path.parent, seed)))


def test_amounts_count_in_the_coherent_base() -> None:
    text = HEAD + "indicator 支出 weight 10 { target >= 50 万元;  score pro_rata }"
    found = compare(opened(text), opened(text.replace(">= 50 万元", ">= 500000 元")))
    assert found.verdict.how == "form" or not found.interchangeable  # the target's unit is the fact's own


def test_a_named_value_put_in_is_no_difference() -> None:
    text = (
        HEAD + "facts { a, b : 万元 > 0 }\nindicator x weight 10 { value 率;  target >= 90%;  score pro_rata }\nlet 率 = a / b\n"
    )
    other = (
        HEAD + "facts { a, b : 万元 > 0 }\nindicator x weight 10 { value a / b;  target >= 界;  score pro_rata }\nlet 界 = 90%\n"
    )
    found = compare(opened(text), opened(other))
    assert found.alike
    assert {(c.section, c.what) for c in found.changes} == {("let", "removed"), ("let", "added")}


def test_a_named_value_by_another_name_is_renamed() -> None:
    text = (
        HEAD + "facts { a, b : 万元 > 0 }\nlet 率 = a / b\nindicator x weight 10 { value 率;  target >= 90%;  score pro_rata }\n"
    )
    found = compare(opened(text), opened(text.replace("率", "执行率")))
    assert found.alike
    assert [(c.section, c.subject, c.what, c.meant) for c in found.changes] == [("let", "率", "renamed", False)]


def test_bands_are_the_steps_that_they_come_to() -> None:
    head = HEAD + "facts { a : % in 0% .. 100% }\nindicator x weight 10 { value a;  score bands { "
    found = compare(
        opened(head + ">= 90%: 10  >= 80%: 8  otherwise: 0 } }"),
        opened(head + "[0%, 80%): 0  [80%, 90%): 8  [90%, 100%]: 10 } }"),
    )
    assert found.verdict.how == "form"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a + b", "b + a"),
        ("a - b + b", "b - b + a"),
        ("2 * (a + b)", "a * 2 + 2 * b"),
        ("a * b", "b * a"),
        ("a / 4", "0.25 * a"),
        ("a / b / c", "a / (b * c)"),
        ("min(a, b, c)", "min(min(c, b), a)"),
        ("if a > b then 1 else 2", "if a <= b then 2 else 1"),
        ("if a > b and b > c then 1 else 2", "if c < b and b < a then 1 else 2"),
        ("if not (a in [b, c]) then 1 else 2", "if a >= b and a <= c then 2 else 1"),
        ("2 ^ 3 * a", "8 * a"),
    ],
)
def test_laws_of_arithmetic_and_logic(one: str, two: str) -> None:
    head = 'language 1\nruleset "x"\nfacts { a, b, c : number > 0 }\nlet y = '
    assert compare(opened(head + one), opened(head + two)).alike


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a - b", "b - a"),
        ("a / b * b", "a"),  # b may be 0
        ("a ^ 2", "2 * a"),
        ("min(a, b)", "max(a, b)"),
        ("if a > b then 1 else 2", "if a >= b then 1 else 2"),
        ("a / (b / c)", "a * c / b"),  # c may be 0
    ],
)
def test_what_is_no_law(one: str, two: str) -> None:
    head = 'language 1\nruleset "x"\nfacts { a, b, c : number >= 0 }\nlet y = '
    found = compare(opened(head + one), opened(head + two), most=50)
    assert not found.alike
    assert found.verdict.how != "form"
