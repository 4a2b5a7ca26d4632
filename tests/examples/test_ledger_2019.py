"""The tracking of 2019: twenty projects, their bands, and the verdict on every derived figure of the text and its table."""

import re
from fractions import Fraction

import pytest

from evaldsl.auditing import Verdict
from evaldsl.auditing.contradictions import contradictions
from evaldsl.evaluation.tree import Result
from evaldsl.source import SourceFile
from evaldsl.syntax.printer import format_text
from tests.examples.gallery import EXAMPLES, expected, plain, run_files
from tests.examples.ledger import audited, expected_verdicts, verdicts
from tests.pipeline import ROOT

RULES = ROOT / "rulesets" / "2019.eval"
PLACE = re.compile(r"001_2537e15cebe48059\.txt:(?P<line>[0-9]+)")
LAST = 524
_COUNTS = re.compile("[两三四五六]")
"""Counts that the document prints as words."""

# What the document prints, and what its own figures give, worked out by hand.
CONTRADICTED = {
    "35-2": "100%",  # 38768.14 ÷ 39433.42 = 98.31%
    "53-4": "120%",  # 10293.47 ÷ 5000 = 205.87%
    "71-2": "14692.74万元",  # the twenty rows give 14692.75
    "73-2": "12505.92万元",  # the twenty rows give 13112.03
    "73-4": "93.55%",  # 13112.03 ÷ 13368.03 = 98.08%
    "121-1": "1956.24万元",  # 2084.22 − 127.97 = 1956.25
    "141-1": "112.91万元",  # 117.94 − 5.02 = 112.92
    "161-1": "992.17万元",  # 981.88 + 10.28 = 992.16
    "296-1": "14692.74万元",
    "300-1": "12505.92万元",
    "301-1": "93.55%",
    "319-1": "35人",  # 4 + 5 + 1 + 1 + 1 + 10 + 2 + 1 + 2 + 4 + 1 = 32
    "327-4": "1536.48万元",  # 213402.12 × 72 = 15364952.64 元
    "327-5": "1347.15万元",  # 188000.45 × 72 = 13536032.40 元
    "329-2": "799.42万元",  # 2883.63 − 2084.22 = 799.41
    "329-3": "80%",  # 1956.24 ÷ 2883.63 = 67.84%
    "329-4": "1956.24万元",  # 2883.63 × 80% = 2306.90
    "335-4": "10.29万元",  # the table has 10.28
    "344-1": "12520栋次",  # 240 × 52 = 12480; 240 × 365 ÷ 7 = 12514.29
    "358-1": "平安建设办公室",  # the table has 综合办公室
    "390-1": "13个社区",  # twelve are listed
    "466-2": "879.78元",  # 万元
    "484-1": "40%",  # 330 ÷ 780 = 42.31%
}


@pytest.fixture(scope="module")
def result() -> Result:
    """The run of the ruleset on the facts."""
    got = run_files(RULES, EXAMPLES / "2019" / "facts.json")
    assert got.result is not None, [(p.code, p.place, p.args) for p in got.problems]
    assert isinstance(got.result, Result)
    return got.result


def test_nothing_but_what_is_kept(result: Result) -> None:
    assert plain(result) == expected(EXAMPLES / "2019")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("批复总支出", Fraction("38038.35") * 10000),  # 7823.82 + 27163.03 + 3051.50
        ("部门支出比例.整体", Fraction("38768.14") / Fraction("39433.42")),
        ("调整后预算合计", Fraction("13368.03") * 10000),
        ("实际支出合计", Fraction("13112.03") * 10000),
        ("预算完成比例", Fraction("13112.03") / Fraction("13368.03")),
        ("跟踪覆盖比例", Fraction("14692.75") / Fraction("27163.03")),  # 54.09%
        ("重点跟踪项目数", Fraction(20)),
        ("调整项目数", Fraction(13)),
        ("调整项目占比", Fraction(65, 100)),
        ("执行情况.全部执行", Fraction(7)),
        ("执行情况.九成以上", Fraction(12)),
        ("执行情况.不足九成", Fraction(1)),
        ("年初口径执行情况.全部执行", Fraction(5)),
        ("年初口径执行情况.九成以上", Fraction(10)),
        ("年初口径执行情况.不足九成", Fraction(5)),
        ("垃圾分类指导员数", Fraction(402)),  # 16057 ÷ 40 = 401.4
        ("累计服务人次", Fraction(23245)),  # 435 + 6039 + 9046 + 1590 + 912 + 4385 + 838
        ("拆除面积", Fraction("10293.47")),  # 1687.96 + 6526.39 + 1212.16 + 866.96
        ("网络文明志愿者", Fraction(42)),  # (5 + 9) × 3
        ("社区服务群众经费按标准计", Fraction(780 * 10000)),  # 26 × 30
        ("岗位补贴按年末人数计", Fraction("334.08") * 10000),  # 96 × 2900 × 12
    ],
)
def test_figures_by_hand(result: Result, name: str, value: Fraction) -> None:
    assert result.values[name].value == value


def test_the_printed_total_is_reported(result: Result) -> None:
    failed = {str(found.check.name) for found in result.checks if found.passed is False}
    assert failed == {
        "实际支出合计与各行之和",
        "预算完成比例与各行",
        "文字与表",
        "保安服务费与标准",
        "物业合同款支付比例",
        "普查首付款",
        "调减后执行率不低于九成",
        "合同金额与标准",
    }


def test_the_rows_of_which_it_is_said(result: Result) -> None:
    cut = [(found.check.name, found.row) for found in result.checks if found.passed and found.row is not None]
    assert cut == [("填报执行率", ("项目", 4))]  # 112.33 ÷ 112.91 = 99.486…%, printed as 99.48%
    failed = [(found.check.name, found.row) for found in result.checks if found.passed is False and found.row is not None]
    assert failed == [
        ("文字与表", ("项目", 19)),
        ("调减后执行率不低于九成", ("项目", 9)),
        ("合同金额与标准", ("物业片区", 0)),
        ("合同金额与标准", ("物业片区", 1)),
    ]


def test_what_cannot_all_be_right(result: Result) -> None:
    totals, cell = contradictions(result)
    assert [check.check.name for check in totals.checks] == ["实际支出合计与各行之和", "预算完成比例与各行"]
    assert len(totals.figures) == 21  # the printed total and twenty rows
    ((spent, rate),) = totals.explanations
    assert (spent.name, spent.due.value) == ("原文实际支出合计", Fraction("13112.03") * 10000)
    assert (rate.name, rate.due.value) == ("原文预算完成比例", Fraction(9808, 10000))
    (((due,),),) = (cell.explanations,)
    assert (due.name, due.written, due.due.value) == ("项目[20].文中支出", "879.78 元", Fraction("879.78") * 10000)
    assert due.slip is not None
    assert due.slip.kind == "unit"


def test_departments_are_added_up_before_their_rates(result: Result) -> None:
    rows = {str(row["执行部门"].value): row for row in result.lists["各部门"].rows}
    assert {name: row["项目数"].value for name, row in rows.items()} == {
        "市民服务中心": 4,
        "平安建设办公室": 2,
        "城市管理办公室": 6,
        "党群工作办公室": 4,
        "民生保障办公室": 1,
        "地区协调服务办公室": 1,
        "社区建设办公室": 1,
        "综合办公室": 1,
    }
    centre = rows["市民服务中心"]  # 124 + 159.78 + 240.95 + 309.72 of 124 + 161.70 + 265 + 335
    assert centre["部门支出"].value == Fraction("834.45") * 10000
    assert centre["部门执行率"].value == Fraction("834.45") / Fraction("885.70")


def test_rows_add_up_as_printed(result: Result) -> None:
    totals = {
        name: result.lists["项目"].totals[name].value for name in ("年初预算", "年中追加", "年中追减", "调整后预算", "实际支出")
    }
    printed = ("14692.75", "147.48", "1472.19", "13368.03", "13112.03")
    assert list(totals.values()) == [Fraction(x) * 10000 for x in printed]


def test_every_verdict_is_the_one_that_was_checked() -> None:
    assert verdicts("2019") == expected_verdicts("2019")


def test_how_many() -> None:
    audit = audited("2019")
    assert {verdict.value: audit.count(verdict) for verdict in Verdict} == {
        "reproduced": 202,
        "contradicted": 23,
        "not_computable": 22,
    }


def test_what_the_document_gets_wrong() -> None:
    assert {c.id: c.claim.stated for c in audited("2019").claims if c.verdict is Verdict.CONTRADICTED} == CONTRADICTED


def test_every_claim_has_its_place_and_its_figure_in_its_quote() -> None:
    for result in audited("2019").claims:
        claim = result.claim
        place = PLACE.fullmatch(claim.place)
        assert place is not None, claim.id
        assert 1 <= int(place["line"]) <= LAST, claim.id
        assert claim.id.split("-")[0] == place["line"], claim.id
        figure = re.match(r"[0-9][0-9.]*", claim.stated)
        if figure is not None:
            assert figure[0] in claim.quote.replace(",", "") or _COUNTS.search(claim.quote), claim.id


def test_only_one_figure_is_cut_off() -> None:
    found = (c for c in audited("2019").claims if c.verdict is Verdict.REPRODUCED)
    cut = {c.id for c in found if all(match.rounding != "half_up" for match in c.matches)}
    assert cut == {"53-1"}  # 3424 ÷ 3300 = 103.76%


def test_what_cannot_be_computed_says_why() -> None:
    for result in audited("2019").claims:
        assert bool(result.claim.why) == (result.verdict is Verdict.NOT_COMPUTABLE), result.id


def test_the_ruleset_is_formatted() -> None:
    text = RULES.read_text(encoding="utf-8")
    assert format_text(SourceFile(RULES.name, text)).text == text
