"""The interpreter and the naive evaluator agree on generated pairs, split so that workers share them."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.differential import Report, compiled, differences, library, one, run, search
from tests.generators.choices import Drawn, Seeded
from tests.generators.facts import choose, fact_json
from tests.generators.rulesets import ruleset
from tests.generators.vocabulary import mixed
from tests.generators.write import ruleset_text
from tests.naive import score as naive

PARTS = 8
PAIRS = int(os.environ.get("EVALDSL_PAIRS", "10400"))


@pytest.mark.parametrize("part", range(PARTS))
def test_agree(part: int) -> None:
    report = search(PAIRS // PARTS, 1000 + part, 1)
    assert report.failures == []
    assert not report.refused, "the generator makes only what the checker and the reader accept"
    assert report.pairs >= PAIRS // PARTS


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_agree_shrinking(data: st.DataObject) -> None:
    ch = Drawn(data.draw)
    spec = ruleset(ch)
    text = ruleset_text(spec, mixed(ch))
    module, program = compiled(text)
    facts = fact_json(ch, spec, choose(ch, spec))
    assert differences(run(program, facts), naive.evaluate(naive.Ruleset(module, [library()]), facts)) == []


def test_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.naive.score.rounded", lambda x, mode, digits: x + 1)
    report = Report()
    for seed in range(5):
        one(("can fail", seed), 3, report, None)
    assert report.failures


CONSTRUCTS = (
    *(f"condition reads {what}" for what in ("score", "met", "value", "weight", "group score")),
    *(f"formula reads {what}" for what in ("min", "share", "nest", "sum", "met", "value")),
    *(f"irrational {how}" for how in ("ln", "log10", "root", "power", "sqrt")),
    *("points unlimited bands", "points unlimited formula", "round name", "round name inside exact"),
    *("days", "months", "date value", "condition on days or months", "condition on a logarithm", "let by cases with if"),
    *("parameter", "value at a date", "value in force", "target by date", "weight by date"),
    *("method over units", "nest", "chain", "chain of a value", "in set", "in set of figures", "in interval", "then move"),
)


def test_nothing_is_silently_never_generated() -> None:
    seen: Counter[str] = Counter()
    for seed in range(600):
        seen.update(ruleset(Seeded(("covers", seed))).covers)
    assert not [name for name in CONSTRUCTS if seen[name] < 3]
