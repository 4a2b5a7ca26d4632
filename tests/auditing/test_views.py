"""The audit in every view and language; the command; the published schema."""

import json
from pathlib import Path
from typing import Any

import pytest

import evaldsl
from evaldsl import api, cli
from evaldsl.auditing import Audit, data
from evaldsl.reporting.audit_words import FINDINGS, SLIPS
from evaldsl.reporting.layout import text_width
from tests.auditing.build import CHECKED, FACTS, RULESET, audited
from tests.cli.conftest import Run, run  # noqa: F401
from tests.reporting.json_schema import violations

CLAIMS: list[dict[str, Any]] = [
    {"id": "率", "of": "执行率", "stated": "93.55%", "quote": "预算执行率93.55%", "place": "report.txt:14"},
    {"of": "执行率", "stated": "98.08%", "place": "report.txt:20"},
    {"of": "支出", "stated": "12505.92", "unit": "万元", "place": "report.txt:14", "note": "表尾合计"},
    {"of": "支出", "stated": "13121.03", "unit": "万元", "place": "第三部分"},
    {"of": "培训", "relation": ">", "than": "培训.目标", "stated": "超额完成", "place": "report.txt:30"},
    {"of": "培训.目标", "stated": "100次"},
    {"of": "单价", "stated": "5元"},
    {"of": "执行率.年初口径", "stated": "109.26%"},
    {"of": "人员", "stated": "一致"},
    {"stated": "97.87分", "computable": False, "why": "没有附表", "place": "report.txt:4"},
]


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audited(*CLAIMS, filed={"执行": 9}, subject="某单位")


@pytest.mark.parametrize("format_", cli.FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_and_language_tells_everything(audit: Audit, format_: Any, lang: Any) -> None:
    text = api.render_audit(audit, format_, lang, width=100)
    flat = "".join(text.split())
    for said in ("93.55%", "98.08%", "12505.92", "13112.03", "97.87分", "没有附表", "report.txt", "表尾合计"):
        assert said in flat
    if format_ != "json":
        assert ("不符" in text) == (lang == "zh")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_screen(audit: Audit, width: int) -> None:
    text = api.render_audit(audit, "tree", "zh", width)
    assert max(map(text_width, text.splitlines())) <= width
    assert api.render_audit(audit, "tree", "zh", width, plain=True).isascii() is False  # the words stay; the signs do not
    assert not set("✓✗↳─") & set(api.render_audit(audit, "tree", "en", width, plain=True))


def test_json_is_what_the_schema_says(audit: Audit) -> None:
    made = json.loads(api.render_audit(audit, "json"))
    assert list(violations(made, api.audit_schema())) == []
    first, *_ = made["claims"]
    assert list(first) == ["id", "of", "quote", "place", "stated", "unit", "computed", "exact", "verdict", "difference", "note"]
    assert made["claims"][1] == {
        "id": "2", "of": "执行率.全年口径", "quote": "", "place": "report.txt:20", "stated": "98.08%", "unit": "%", "computed": "98.08",
        "exact": "131120300/1336803", "verdict": "reproduced", "difference": "0",
        "note": "on the base 执行率.全年口径",
    }  # fmt: skip
    assert made["summary"] == {
        "claims": 10, "reproduced": 4, "contradicted": 4, "not_computable": 2, "findings": 3, "contradictions": 2,
    }  # fmt: skip


def test_words_of_slips_and_findings(audit: Audit) -> None:
    text = api.render_audit(audit, "tree", "zh", 120)
    assert "相邻两个数字颠倒（应为 13112.03）" in text
    assert "100 次 并不 > 100 次" in text
    assert "执行率.全年口径 98.08%、执行率.年初口径 109.27%" in text
    assert "截尾才相符" in text
    assert "缺少：未知数" in text
    assert "目标已达到，填报得分却是 9（分值 10），没有写扣分原因" in text
    assert "支出：前后说法不一：12505.92 万元（report.txt:14）、13121.03 万元（第三部分）" in text


def test_every_kind_has_words() -> None:
    listed = [
        word.partition("(")[0] for line in (data.__doc__ or "").splitlines() if line.startswith("  ") for word in line.split()
    ]
    findings = [line.split()[0] for line in (data.__doc__ or "").split("findings:")[1].splitlines() if line.startswith("  ")]
    slips = [word for word in listed if word in {key.partition(".")[0] for key in SLIPS}]
    assert set(findings) == set(FINDINGS)
    assert set(slips) == {key.partition(".")[0] for key in SLIPS}
    schema = api.audit_schema()
    assert set(schema["$defs"]["finding"]["properties"]["kind"]["enum"]) == set(FINDINGS)


# ---- the command -----------------------------------------------------------------------------------------------------


def test_exit_codes_and_several_files(run: Run, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.eval").write_text(RULESET, encoding="utf-8")
    (tmp_path / "f.json").write_text(json.dumps({"facts": FACTS}), encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps({"claims": [CLAIMS[1]]}), encoding="utf-8")
    (tmp_path / "bad.json").write_text(json.dumps({"claims": [CLAIMS[0]]}), encoding="utf-8")
    code, out, err = run("audit", "a.eval", "f.json", "good.json", "--lang", "en")
    assert code == 0, err
    assert "1 claim: 1 reproduced, 0 contradicted, 0 not computable" in out
    code, out, _ = run("audit", "a.eval", "f.json", "good.json", "bad.json", "--lang", "zh")
    assert code == 1
    assert "不符 1" in out
    code, out, _ = run("audit", "a.eval", "f.json", "-", "--format", "json", stdin=(tmp_path / "bad.json").read_bytes())
    assert code == 1
    assert [c["verdict"] for c in json.loads(out)["claims"]] == ["contradicted"]
    code, _, err = run("audit", "a.eval", "f.json", "f.json", "--lang", "en")
    assert code == 2
    assert err.count("E576") == len(FACTS)
    code, _, err = run("audit", "a.eval", "bad.json", "bad.json", "--lang", "en")
    assert code == 2
    assert "E575" in err
    assert run("audit", "-", "-")[0] == 2
    assert run("audit", "a.eval", "missing.json")[0] == 2
    code, out, _ = run("schema", "--audit")
    assert json.loads(out) == api.audit_schema()


def test_the_api_raises_for_facts_that_cannot_be_read() -> None:
    with pytest.raises(evaldsl.EvaldslError) as caught:
        evaldsl.audit(CHECKED, {"facts": FACTS}, {"claims": [{"of": "支出额", "stated": "5"}]})
    assert [p.code for p in caught.value.problems] == ["E571"]
    assert not evaldsl.audit(CHECKED, {"facts": FACTS}, {"claims": [{"of": "支出", "stated": "13112.03"}]}).contradicted
