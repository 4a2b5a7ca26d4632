"""The public module: the same words as the command line, exact figures, and one kind of error that carries everything."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import evaldsl
from tests.cli.conftest import FACTS, RULESET


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def ruleset() -> evaldsl.Ruleset:
    return evaldsl.loads(RULESET, "自评.eval")


def test_load_and_evaluate_files(tmp_path: Path) -> None:
    (tmp_path / "a.eval").write_text(RULESET, encoding="utf-8")
    (tmp_path / "facts.json").write_text(FACTS, encoding="utf-8")
    loaded = evaldsl.load(tmp_path / "a.eval")
    assert loaded.name == "自评"
    result = evaldsl.evaluate(loaded, tmp_path / "facts.json")
    assert result.total is not None
    assert result.total.score == Fraction(796, 100)
    assert result.total.grade == "中"
    assert evaldsl.check(tmp_path / "a.eval") == ()


@pytest.mark.parametrize("executed", [20, "20 万元", "200000 元", Decimal("20.0"), Fraction(20)])
def test_facts_as_a_mapping(ruleset: evaldsl.Ruleset, executed: object) -> None:
    result = evaldsl.evaluate(ruleset, {"facts": {"预算数": 30, "执行数": executed, "培训": 99}})
    assert result.total is not None
    assert result.total.score == Fraction(796, 100)


def test_a_binary_float_is_refused(ruleset: evaldsl.Ruleset) -> None:
    with pytest.raises(TypeError, match="not exact"):
        evaldsl.evaluate(ruleset, {"facts": {"预算数": 0.1, "执行数": 20, "培训": 99}})


def test_errors_carry_every_problem(ruleset: evaldsl.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(evaldsl.EvaldslError) as refused:
        evaldsl.evaluate(ruleset, {"facts": {"预算数": "30 人", "执行数": "x", "培训": 99}})
    assert len(refused.value.problems) == 2
    assert "error[E5" in str(refused.value)
    with pytest.raises(evaldsl.EvaldslError, match="E901"):
        evaldsl.load(tmp_path / "none.eval")
    with pytest.raises(evaldsl.EvaldslError, match="培训"):
        evaldsl.evaluate(ruleset, b'{"facts": {"\xe9\xa2\x84\xe7\xae\x97\xe6\x95\xb0": 30}}')


def test_partial_and_why(ruleset: evaldsl.Ruleset) -> None:
    result = evaldsl.evaluate(ruleset, {"facts": {"预算数": 30, "执行数": 20}}, partial=True)
    assert result.settle == ("培训",)
    assert "≈ 66.67%" in evaldsl.why(result, "进度", lang="zh")
    with pytest.raises(evaldsl.EvaldslError, match="E920"):
        evaldsl.why(result, "没有")


def test_the_other_words(ruleset: evaldsl.Ruleset) -> None:
    assert "培训" in evaldsl.facts_template(ruleset)
    assert evaldsl.facts_schema(ruleset)["$schema"].startswith("https://json-schema.org/")
    assert evaldsl.result_schema()["properties"]["result_version"] == {"const": 1}
    assert "规则集" in evaldsl.format_text(RULESET, "zh")
    assert "E901" in (evaldsl.explain("E901", "zh") or "")
    assert evaldsl.explain("E000") is None
    result = evaldsl.evaluate(ruleset, FACTS.encode())
    assert "7.96 / 10" in evaldsl.render(result)
    assert set(evaldsl.__all__) <= set(dir(evaldsl))
    with pytest.raises(AttributeError):
        evaldsl.nothing  # noqa: B018
