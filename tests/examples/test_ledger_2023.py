"""The ledger of the 2023 department evaluation: every derived figure that it prints is judged by arithmetic from other figures."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl import api
from evaldsl.auditing import Audit, ClaimResult, Verdict
from evaldsl.evaluation.plan import walk
from evaldsl.model.program import FactRef, LetRef, Program
from evaldsl.reporting.audit_json import audit_json
from evaldsl.source import SourceFile
from evaldsl.syntax.printer import format_text
from tests.pipeline import ROOT

RULES = ROOT / "rulesets" / "2023-figures.eval"
FOLDER = ROOT / "examples" / "2023"
FACTS, CLAIMS = FOLDER / "figures.json", FOLDER / "figures-claims.json"
EXPECTED = Path(__file__).parent / "ledger_2023.json"

# What the document prints and what its own figures give, worked out by hand.
CONTRADICTED = {
    "99-1": ("4197.68万元", "41937.68"),  # 9840.48 + 32097.2 + 0
    "99-5": ("4197.68万元", "41937.68"),  # the same of the spending
    "156-9": ("99.65%", "99.64"),  # (9840.48 − 682.36) ÷ 9191 = 0.996422…
    "157-6": ("418万元", "417"),  # 35120 − 32097.2 − 2606 = 416.8
    "261-1": ("4197.68万元", "41937.68"),
    "261-2": ("4197.68万元", "41937.68"),
    "272-1": ("256人", "253"),  # 165 + 88
    "304-1": ("41400.94万元", "40650.00"),  # 8575 + 874 + 31201
}


@pytest.fixture(scope="module")
def audit() -> Audit:
    """The audit of the ledger."""
    return api.audit(api.load(RULES), FACTS, CLAIMS)


def by_id(audit: Audit) -> dict[str, ClaimResult]:
    """The results by claim."""
    return {claim.claim.id: claim for claim in audit.claims}


def test_every_verdict(audit: Audit) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    assert {id: result.verdict.value for id, result in by_id(audit).items()} == expected


def test_counts(audit: Audit) -> None:
    counts = Counter(result.verdict for result in audit.claims)
    assert counts == {Verdict.REPRODUCED: 170, Verdict.CONTRADICTED: 8, Verdict.NOT_COMPUTABLE: 56}


def test_what_is_contradicted(audit: Audit) -> None:
    found = by_id(audit)
    assert {id for id, result in found.items() if result.verdict is Verdict.CONTRADICTED} == CONTRADICTED.keys()
    shown = {row["id"]: (row["stated"], row["computed"]) for row in audit_json(audit)["claims"]}
    for id, (stated, right) in CONTRADICTED.items():
        assert shown[id][0] == stated
        assert Fraction(shown[id][1]) == Fraction(right), id


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("街道预算总额", Fraction(45101 * 10**4)),  # 40650 + 53 + 532 + 3866
        ("财政收回.项目支出", Fraction(30228 * 10**3)),  # 35120 − 32097.2
        ("监控项目数", Fraction(218)),  # 16 + 17 + 34 + 114 + 37
        ("接种疫苗", Fraction(1838)),  # 52 + 62 + 110 + 1614
        ("固定资产", Fraction(1179843 * 10**2)),  # 5297.63 + 5359.24 + 56.79 + 39.91 + 1044.86
        ("公共基础设施新增", Fraction(69348 * 10**2)),  # 7.06 + 142.17 + 544.25
        ("执行率.预算总额口径", Fraction(4193768, 4510100)),
        ("支出执行率.公用类", Fraction(68236, 79000)),
        ("公用经费控制率", Fraction(68236, 87397)),
        ("上半年拆除完成比", Fraction(215397, 566378) * Fraction(977, 1000)),
        ("总得分", Fraction(97)),  # 9 + 49 + 30 + 9
    ],
)
def test_figures_by_hand(audit: Audit, name: str, value: Fraction) -> None:
    assert audit.result.values[name].value == value


def test_the_share_of_the_half_year_holds_for_every_task_that_the_printed_share_allows() -> None:
    # 97.7% is printed with one decimal, so the task lies between 5663.78 ÷ 0.9775 and 5663.78 ÷ 0.9765
    for printed in (Fraction("0.9765"), Fraction("0.9775")):
        assert Fraction("0.365") <= Fraction("2153.97") / (Fraction("5663.78") / printed) < Fraction("0.375")


def _data(path: Path, key: str) -> list[dict[str, str]]:
    found = json.loads(path.read_text(encoding="utf-8"))[key]
    return list(found.values()) if isinstance(found, dict) else list(found)


def test_every_figure_has_its_place() -> None:
    for claim in _data(CLAIMS, "claims"):
        line = claim["place"].removeprefix("000_c470da2bba1d25a1.txt:")
        assert claim["id"].startswith(f"{line}-")
        assert 1 <= int(line) <= 357
        printed = re.match(r"[\d.]+", claim["stated"])
        if printed and re.search(r"\d", claim["quote"]):
            assert printed.group() in claim["quote"], claim["id"]  # the digits as they are printed
    for fact in _data(FACTS, "facts"):
        assert re.match(r"000_c470da2bba1d25a1\.txt:\d+：.", fact["source"])


def test_no_claim_is_computed_from_itself(audit: Audit) -> None:
    sources = {
        name: json.loads(FACTS.read_text(encoding="utf-8"))["facts"][name]["source"] for name in audit.result.program.facts
    }
    for result in audit.claims:
        own = f"{result.claim.place}：{result.claim.quote}"
        if result.verdict is not Verdict.NOT_COMPUTABLE:
            names = {name for subject in result.claim.subjects for name in _facts_of(subject.name, audit.result.program)}
            assert names, result.claim.id
            # an item of a list may be quoted with the whole list that also holds its count
            assert len(names) > 1 or own not in {sources[name] for name in names}, result.claim.id


def _facts_of(name: str, program: Program) -> Iterator[str]:
    if name in program.facts:
        yield name
        return
    for part in walk(program.lets[name].expr):
        match part:
            case FactRef(name=other):
                yield other
            case LetRef(name=other):
                yield from _facts_of(other, program)
            case _:
                pass


def test_the_ruleset_is_formatted() -> None:
    text = RULES.read_text(encoding="utf-8")
    assert format_text(SourceFile(RULES.name, text)).text == text
