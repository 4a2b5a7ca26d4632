"""The ledgers: what the documents state, held against the rulesets. Every contradiction here was checked by hand."""

import json

import pytest

import evaldsl
from evaldsl.auditing import Audit, Verdict
from tests.pipeline import ROOT

DOCUMENT = "000_c470da2bba1d25a1.txt"
LEDGERS = {
    "2023": ("2023", "2023/facts.json", "2023/claims.json"),
    "2023-figures": ("2023-figures", "2023/figures.json", "2023/figures-claims.json"),
    "cost-norms": ("cost-norms", "cost-norms/facts.json", "cost-norms/claims.json"),
}


def audited(name: str) -> Audit:
    ruleset, *files = LEDGERS[name]
    return evaldsl.audit(
        evaldsl.load(ROOT / "rulesets" / f"{ruleset}.eval"), *(ROOT / "examples" / f for f in files)
    )  # fmt: skip


def contradicted(audit: Audit) -> set[tuple[str, str]]:
    return {
        (c.claim.place.rpartition(":")[2], c.claim.stated.replace(" ", ""))
        for c in audit.claims
        if c.verdict is Verdict.CONTRADICTED
    }


@pytest.mark.parametrize("name", LEDGERS)
def test_every_claim_has_its_words_and_place(name: str) -> None:
    for claim in audited(name).claims:
        assert claim.claim.quote, claim.id
        file, _, line = claim.claim.place.rpartition(":")
        assert file == DOCUMENT
        assert line.isdigit()


def test_the_score_sheet_is_reproduced_and_its_budget_figure_is_not() -> None:
    audit = audited("2023")
    assert contradicted(audit) == {("99", "4197.68万元")}
    slips = {c.slip and (c.slip.kind, c.slip.words["right"]) for c in audit.claims if c.verdict is Verdict.CONTRADICTED}
    assert slips == {("lost", "41937.68")}
    assert (audit.count(Verdict.REPRODUCED), audit.count(Verdict.NOT_COMPUTABLE)) == (64, 14)
    rate = next(c for c in audit.claims if c.claim.stated == "92.99%")
    assert [t.subject.text for t in rate.matches] == ["执行率.预算总额口径"]
    assert [f.name for f in audit.findings if f.kind == "points_full"] == ["满意度指标.人民群众满意度"]
    assert not any(f.contradiction for f in audit.findings)


def test_known_contradictions_of_the_other_ledgers() -> None:
    assert {("99", "4197.68万元"), ("261", "4197.68万元"), ("156", "99.65%"), ("272", "256人")} <= contradicted(
        audited("2023-figures")
    )
    assert {("808", "5.98%"), ("1273", "400元/次")} <= contradicted(audited("cost-norms"))


def test_the_ledger_of_the_score_sheet_quotes_no_figure_twice() -> None:
    claims = json.loads((ROOT / "examples/2023/claims.json").read_text(encoding="utf-8"))["claims"]
    keys = [(c["place"], str(c["of"]), c["stated"], c["quote"], c.get("relation")) for c in claims]
    assert len(keys) == len(set(keys))
