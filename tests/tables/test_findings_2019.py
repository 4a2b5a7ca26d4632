"""What the 2019 tracking says of its projects in words, by rule: the two projects that the document faults, and the share of projects adjusted."""

from evaldsl.reporting.findings import finding_text
from tests.pipeline import ROOT, run


def test_the_findings_of_the_document_follow_from_its_figures() -> None:
    rules = (ROOT / "rulesets" / "2019.eval").read_text("utf-8")
    found = run(rules, (ROOT / "examples" / "2019" / "facts.json").read_text("utf-8")).result
    assert found is not None
    said = {
        (x.spec.name, x.row and x.row[1]): finding_text(x, found, "zh")
        for x in found.findings
        if x.line is not None and x.line.says is not None
    }
    assert "20 个重点跟踪项目中有 13 个涉及预算调整，占 65" in said["预算编制", None]
    assert said["执行进度", None] == "7 个项目全部执行，12 个在 90% 以上，1 个低于 90%"
    assert "按 80% 拨付，支付比例偏高" in said["物业首付款", None].replace("80.00%", "80%")
    rows = {row: text for (name, row), text in said.items() if name == "项目预算调整"}
    assert sorted(rows) == [9, 16]  # projects 10 and 17
    assert "42.31%" in rows[9]
    assert "推进力度欠缺较大" in rows[9]
    assert "35.35%" in rows[16]
    assert "调整比例偏高" in rows[16]
