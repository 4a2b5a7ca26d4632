"""The audit as rows and phrases, which the terminal and the table both show."""

from collections.abc import Iterator

from evaldsl.auditing.data import Audit, ClaimResult, Finding, Verdict
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.records import frozen
from evaldsl.reporting.audit_words import VERDICTS, computed_text, finding_text, name_text, note_text, stated_text, subject_text
from evaldsl.reporting.figures import Lang, say

OF, STATED, COMPUTED = Both("Figure", "所说的值"), Both("Stated", "原文"), Both("Computed", "算得")
VERDICT, PLACE, NOTE = Both("Verdict", "核对"), Both("Place", "出处"), Both("Note", "说明")
FOUND = Both("Found without being asked", "另外发现")
NO_CLAIMS = Both("There are no claims in the facts.", "数据中没有论断。")
_SUMMARY = Both(
    "{claims}: {reproduced} reproduced, {contradicted} contradicted, {not_computable} not computable; {findings}",
    "{claims}：相符 {reproduced}，不符 {contradicted}，无从计算 {not_computable}；{findings}",
)
_CLAIMS = {1: Both("1 claim", "论断 1 条"), 2: Both("{n} claims", "论断 {n} 条")}
_FINDINGS = {
    0: Both("no further findings", "没有其他发现"),
    1: Both("1 further finding", "另有发现 1 项"),
    2: Both("{n} further findings", "另有发现 {n} 项"),
}


@frozen
class ClaimRow:
    """One claim in words."""

    id: str
    of: str
    stated: str
    computed: str
    verdict: Verdict
    verdict_text: str
    file: str
    line: str
    place: str
    quote: str
    note: str


def claim_rows(audit: Audit, lang: Lang) -> Iterator[ClaimRow]:
    """The claims in their order."""
    for claim in audit.claims:
        place = visible(claim.claim.place)
        file, colon, line = place.rpartition(":")
        numbered = bool(colon) and line.isascii() and line.isdigit()
        yield ClaimRow(
            visible(claim.id),
            subject_text(claim, lang),
            stated_text(claim),
            visible(computed_text(claim.one, claim.claim.relation, lang)),
            claim.verdict,
            say(VERDICTS[claim.verdict], lang),
            file if numbered else "",
            line if numbered else "",
            place,
            visible(claim.claim.quote),
            _note(claim, lang),
        )


def _note(claim: ClaimResult, lang: Lang) -> str:
    own = visible(claim.claim.note)
    return ("；" if lang == "zh" else "; ").join(text for text in (note_text(claim, lang), own) if text)


def finding_line(finding: Finding, lang: Lang) -> str:
    """`人民群众满意度: the target is missed, yet …`."""
    return f"{name_text(finding.name, lang)}{'：' if lang == 'zh' else ': '}{finding_text(finding, lang)}"


def summary_text(audit: Audit, lang: Lang) -> str:
    """How many claims of each verdict."""
    count = len(audit.findings)
    found = say(_FINDINGS[min(count, 2)], lang).format(n=count)
    numbers = {verdict.value: audit.count(verdict) for verdict in Verdict}
    claims = say(_CLAIMS[1 if len(audit.claims) == 1 else 2], lang).format(n=len(audit.claims))
    return say(_SUMMARY, lang).format(claims=claims, findings=found, **numbers)
