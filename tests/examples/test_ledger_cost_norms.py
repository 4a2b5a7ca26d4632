"""The ledger of the cost analysis: every derived figure of its text and tables, and the verdict on each."""

import re

from evaldsl.auditing import Verdict
from tests.examples.ledger import audited, expected_verdicts, verdicts

SOURCE = re.compile(r"000_c470da2bba1d25a1\.txt:(?P<line>[0-9]+)")
FIRST, LAST = 358, 1384
_COUNTS = {"2": "两项", "3": "三", "5": "五项"}
"""Counts that the document prints as words."""


def test_every_verdict_is_the_one_that_was_checked() -> None:
    assert verdicts("cost-norms") == expected_verdicts("cost-norms")


def test_how_many() -> None:
    audit = audited("cost-norms")
    assert {verdict.value: audit.count(verdict) for verdict in Verdict} == {
        "reproduced": 338,
        "contradicted": 3,
        "not_computable": 9,
    }


def test_what_the_document_gets_wrong() -> None:
    wrong = {c.id: c.claim.stated for c in audited("cost-norms").claims if c.verdict is Verdict.CONTRADICTED}
    # 23689.16 ÷ 394819.26 = 6.00%; 3.4875 against a mean of 4.6825 (and 7.9275, 4.1383); 1600 − 800 = 800
    assert wrong == {"808-1": "5.98%", "996-1": "月成本水平高于其他街道", "1273-1": "400 元/次"}


def test_every_claim_has_its_place_and_its_figure_in_its_quote() -> None:
    for result in audited("cost-norms").claims:
        claim = result.claim
        place = SOURCE.fullmatch(claim.place)
        assert place is not None, claim.id
        assert FIRST <= int(place["line"]) <= LAST, claim.id
        assert claim.id.split("-")[0] == place["line"], claim.id
        assert claim.quote, claim.id
        figure = re.match(r"[0-9][0-9,.]*%?", claim.stated)
        if figure is not None and claim.readings and not re.search("[0-9]{4}-[0-9]{2}-[0-9]{2}", claim.stated):
            assert figure[0] in claim.quote or _COUNTS.get(figure[0], "×") in claim.quote, claim.id


def test_a_claim_that_is_reproduced_is_so_by_half_up() -> None:
    for result in audited("cost-norms").claims:
        if result.verdict is Verdict.REPRODUCED:
            assert len(result.matches) == 1, result.id
            assert result.matches[0].rounding == "half_up", result.id


def test_what_cannot_be_computed_says_why() -> None:
    for result in audited("cost-norms").claims:
        assert bool(result.claim.why) == (result.verdict is Verdict.NOT_COMPUTABLE), result.id
