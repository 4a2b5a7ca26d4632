"""Laws of the language over generated rulesets."""

import json
import os
from fractions import Fraction

import pytest

from evaldsl.model.program import CombineKind, PointsResult, ScaleResult
from evaldsl.model.values import Uncertain
from evaldsl.source import SourceFile
from evaldsl.syntax import printer
from tests.differential import compiled, known, nodes, run
from tests.generators.choices import Seeded
from tests.generators.facts import NA, choose, fact_json
from tests.generators.rulesets import ruleset
from tests.generators.vocabulary import canonical, mixed
from tests.generators.write import can_be_form, ruleset_text
from tests.properties.cases import by_order, figures, made, permuted

COUNT = int(os.environ.get("EVALDSL_LAWS", "50"))
SEEDS = range(COUNT)


def test_order_of_siblings_and_declarations_does_not_matter() -> None:
    for seed in SEEDS:
        for m in made(("permute", seed)):
            _, other = compiled(ruleset_text(permuted(m.spec, m.ch), canonical("en")))
            assert figures(run(other, m.data)) == figures(m.result), m.text


def test_vocabulary_does_not_matter() -> None:
    for seed in SEEDS:
        for m in made(("vocabulary", seed), 2):
            for speller in (canonical("zh"), mixed(m.ch)):
                _, other = compiled(ruleset_text(m.spec, speller))
                assert figures(run(other, m.data)) == figures(m.result), m.text


@pytest.mark.parametrize("lang", [None, "zh", "en"])
def test_formatting_does_not_matter(lang: str | None) -> None:
    for seed in SEEDS:
        for m in made(("format", seed), 1):
            text = ruleset_text(m.spec, mixed(m.ch), can_be_form(m.spec), m.ch)
            formatted = printer.format_text(SourceFile("case.eval", text), lang)
            assert formatted.text is not None, (formatted.problems, text)
            again = printer.format_text(SourceFile("case.eval", formatted.text), lang)
            assert again.text == formatted.text
            _, other = compiled(formatted.text)
            assert figures(run(other, m.data)) == figures(m.result), text


def test_names_do_not_matter() -> None:
    for seed in SEEDS:
        results = []
        for style in (1, 2):
            ch = Seeded(("names", seed))
            spec = ruleset(ch, style)
            _, program = compiled(ruleset_text(spec, canonical("zh")))
            results.append([run(program, fact_json(ch, spec, choose(ch, spec), plain=True)) for _ in range(3)])
        for a, b in zip(*results, strict=True):
            assert by_order(a.root) == by_order(b.root)


def test_units_and_spelling_of_facts_do_not_matter() -> None:
    for seed in SEEDS:
        for m in made(("units", seed), 4):
            data = fact_json(m.ch, m.spec, m.case, order=sorted(m.case.values))
            assert figures(run(m.program, data)) == figures(m.result), (m.text, data.decode())
            escaped = json.dumps(json.loads(data), ensure_ascii=True, indent=1) if b"." not in data else data.decode()
            assert figures(run(m.program, escaped.encode())) == figures(m.result)


def test_form_and_tree_are_one() -> None:
    seen = 0
    for seed in range(COUNT * 3):
        for m in made(("form", seed), 1):
            if can_be_form(m.spec):
                seen += 1
                _, other = compiled(ruleset_text(m.spec, mixed(m.ch), True, m.ch))
                assert figures(run(other, m.data)) == figures(m.result), m.text
    assert seen >= COUNT / 4


def test_scores_stay_in_their_bounds_and_children_add_up() -> None:
    for seed in SEEDS:
        for m in made(("bounds", seed)):
            for s in nodes(m.result.root):
                low, high = (
                    (s.node.result.low, s.node.result.high) if isinstance(s.node.result, ScaleResult) else (Fraction(0), s.weight)
                )
                if any(isinstance(x.node.result, PointsResult) and x.node.result.unlimited for x in nodes(s)):
                    high = None
                score = known(s.score)
                if score is not None and high is not None:
                    assert score <= high, (s.node.path, m.text, m.data.decode())
                if score is not None:
                    assert low <= score, (s.node.path, m.text, m.data.decode())
                kinds = {step.kind for step in s.steps}
                adds = s.children and (s.node.combine is None or s.node.combine.kind is CombineKind.SUM)
                if (
                    adds
                    and known(s.exact) is not None
                    and not kinds & {"scaled", "rescaled", "veto", "moved_in", "not_applicable"}
                ):
                    children = [known(c.score) for c in s.children]
                    assert s.exact == sum((c for c in children if c is not None), Fraction(0)), (
                        s.node.path,
                        m.text,
                        m.data.decode(),
                    )


def inside(value: object, bounds: object) -> bool:
    """Whether a full result is one that a partial result allows."""
    if not isinstance(bounds, Uncertain):
        return value == bounds or not isinstance(value, Fraction)
    if not isinstance(value, Fraction):
        return True
    low, high = bounds.low, bounds.high
    return (low is None or (isinstance(low, Fraction) and low <= value)) and (
        high is None or (isinstance(high, Fraction) and value <= high)
    )


def test_a_partial_result_contains_the_full_one() -> None:
    for seed in SEEDS:
        for m in made(("partial", seed), 2):
            if m.result.total is None:
                continue
            for name in list(m.case.values):
                if isinstance(m.case.values[name], NA) or getattr(m.spec.known[name], "has_default", False):
                    continue
                data = fact_json(m.ch, m.spec, m.case, plain=True, order=[n for n in m.case.values if n != name])
                part = run(m.program, data, partial=True)
                told = (name, m.text, m.data.decode())
                assert part.total is not None, told
                assert inside(m.result.total.score, part.total.score), (m.result.total, part.total, told)
                if m.result.total.grade is not None:
                    assert m.result.total.grade in (part.total.grades or (part.total.grade,)), told
                full = {s.node.path: s for s in nodes(m.result.root)}
                for s in nodes(part.root):
                    assert inside(full[s.node.path].exact, s.exact), (s.node.path, full[s.node.path].exact, s.exact, told)
