"""The cost analysis of the relief service: its cost sheets, norms and reductions, computed from quantities, prices and rates."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from evaldsl.evaluation.tree import Result
from evaldsl.model.values import Missing, Value
from evaldsl.reporting.layout import text_width
from evaldsl.reporting.terminal import tree_text
from evaldsl.source import SourceFile
from evaldsl.syntax.printer import format_text
from tests.examples.gallery import EXAMPLES, expected, plain, run_files
from tests.pipeline import ROOT, checked

RULES = ROOT / "rulesets" / "cost-norms.eval"


@pytest.fixture(scope="module")
def result() -> Result:
    """The run of the ruleset on the facts."""
    got = run_files(RULES, EXAMPLES / "cost-norms" / "facts.json")
    assert got.result is not None, [(p.code, p.place, p.args) for p in got.problems]
    assert isinstance(got.result, Result)
    return got.result


def printed(value: Value, digits: int = 2) -> str:
    """A figure as the document prints it."""
    assert isinstance(value, Fraction), value
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def percent(value: Value) -> str:
    """A share as the document prints it."""
    assert isinstance(value, Fraction), value
    return printed(value * 100) + "%"


def test_nothing_but_what_is_kept(result: Result) -> None:
    assert plain(result) == expected(EXAMPLES / "cost-norms")


def test_the_cost_sheets(result: Result) -> None:
    found = {name: figure.value for name, figure in result.values.items()}
    # 131400 + 180000 + 10500 + 27000 + 16500 = 365400; × 8% = 29232; (365400 + 29232) × 6% = 23677.92
    assert printed(found["成本_2022.费用总计"]) == "418309.92"
    # 259671 + 72000 + 11500 + 12800 + 16500 = 372471; × 6% = 22348.26; (372471 + 22348.26) × 6% = 23689.1556, to the cent
    assert printed(found["成本_2023.direct"]) == "372471.00"
    assert found["成本_2023.管理费"] == Fraction("22348.26")
    assert found["成本_2023.税费"] == Fraction("23689.16")
    assert found["成本_2023.费用总计"] == Fraction("418508.42")


@pytest.mark.parametrize(
    ("year", "shares"),
    [
        ("2022", "需求评估 31.41% 数据维护 43.03% 案例总结 2.51% 业务培训 6.45% 媒体宣传 3.94% 管理费 6.99% 税费 5.66%"),
        (
            "2023",
            "需求评估 62.05% 个案帮扶 17.20% 案例总结 2.75% 社区或小组活动 3.06% 新增入户审核 3.94% 管理费 5.34% 税费 5.66%",
        ),
    ],
)
def test_shares_as_printed(result: Result, year: str, shares: str) -> None:
    words = shares.split()
    wanted = dict(zip(words[::2], words[1::2], strict=True))
    found = {name: percent(result.values[f"成本_{year}.{name}.share"].value) for name in wanted}
    assert found == wanted
    exact = [result.values[f"成本_{year}.{name}.share"].value for name in wanted]
    assert sum(v for v in exact if isinstance(v, Fraction)) == 1


def test_the_tax_rate_on_every_base(result: Result) -> None:
    rates = {
        case: percent(result.values[f"实际税率_2023.{case}"].value) for case in ("直接费用与管理费之和", "直接费用", "费用总计")
    }
    assert rates == {"直接费用与管理费之和": "6.00%", "直接费用": "6.36%", "费用总计": "5.66%"}


def test_norms_and_reductions(result: Result) -> None:
    values = {name: figure.value for name, figure in result.values.items()}
    cuts = {
        name: values[f"支出定额标准.{name}.reduction"] for name in ("需求评估", "个案帮扶", "案例总结", "活动", "新增入户审核")
    }
    assert cuts == {"需求评估": 0, "个案帮扶": 0, "案例总结": 450, "活动": 800, "新增入户审核": 150}
    rates = [percent(values[f"支出定额标准.{name}.reduction_rate"]) for name in ("案例总结", "活动", "新增入户审核")]
    assert rates == ["36.00%", "50.00%", "27.27%"]
    assert values["支出定额标准.下降"] == 3
    # 966 × 200 + 240 × 300 + 11 × 800 + 8 × 800 + 30 × 400
    assert values["按定额测算.合计"] == 193200 + 72000 + 8800 + 6400 + 12000


def test_contracts_and_streets(result: Result) -> None:
    values = {name: figure.value for name, figure in result.values.items()}
    assert (values["合同金额合计"], values["年均合同金额"]) == (1125600, 375200)  # 112.56 and 37.52 万元
    assert [row["服务月数"].value for row in result.lists["合同"].rows] == [12, 12, 12]
    assert values["合同空档天数"] == 90  # December 31, January 31, February 28
    assert (values["合同金额位次_月坛"], values["合同金额居中"]) == (3, True)
    monthly = [row["平均每月金额"].value for row in result.lists["街道"].rows]
    assert [printed(v / 10000) for v in monthly if isinstance(v, Fraction)] == ["3.48", "7.93", "4.14", "3.19", "3.49"]


PRINTED = """
成本_2022  2022 年困难群众救助服务所项目预算（合同）情况表（表 2）（单位：元）
服务内容  成本类别        计算                        金额   占比≈
──────────────────────────────────────────────────────────────────
需求评估  入户评估劳务费  3×180人次×200元/人次   108000.00
          打印费          120份×30元/份            3600.00
          交通费          3×120人次×50元/人次     18000.00
          通讯费          120次×15元/次            1800.00
          小计                                   131400.00  31.41%
"""


@pytest.mark.parametrize("width", [80, 120])
def test_the_sheets_read_like_the_printed_tables(result: Result, width: int) -> None:
    text = tree_text(result, "zh", width)
    assert PRINTED in text
    # the sheet of 2023 and the norms: every line whole on one line of the screen
    assert re.search(r"小计 +259671.00 +62.05%", text)
    assert re.search(r"案例总结 +1250 元/份 +800 元/份 +450 元/份 +36.00%", text)
    assert re.search(r"小组活动、社区活动 +1600 元/次 +800 元/次 +800 元/次 +50.00%", text)
    assert "下降 3、不变 2" in text
    assert all(text_width(line) <= width for line in text.splitlines())


def test_what_contradicts_itself_is_told_with_its_figures(result: Result) -> None:
    failed = [c.check.name for c in result.checks if not c.passed]
    assert failed == ["所列税率_2023与税额", "压减金额_社工活动", "月成本高于其他街道"]
    assert all(c.check.severity == "warning" for c in result.checks if not c.passed)
    assert all(c.passed is not None for c in result.checks)


def test_the_ruleset_is_clean_and_laid_out() -> None:
    text = RULES.read_text(encoding="utf-8")
    assert checked(text, folder=RULES.parent).problems == ()
    assert format_text(SourceFile("cost-norms.eval", text)).text == text


def test_the_years_side_by_side(result: Result) -> None:
    rows = {row["服务内容"].value: row for row in result.lists["服务内容对比"].rows}
    assert [rows[x]["变化"].value for x in ("需求评估", "数据维护", "案例总结", "个案帮扶")] == ["增加", "取消", "增加", "新增"]
    assert rows["需求评估"]["增减额"].value == 259671 - 131400
    assert isinstance(rows["数据维护"]["增减额"].value, Missing)
    assert (result.values["新增服务内容数"].value, result.values["取消服务内容数"].value) == (3, 3)
    assert [row["位次"].value for row in result.lists["街道"].rows] == [4, 1, 2, 5, 3]
