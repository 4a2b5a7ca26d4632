"""The audit as a flat table: plain, Markdown or tab-separated; the findings and the summary stand below, as further rows in tsv."""

from evaldsl.auditing.data import Audit
from evaldsl.reporting.audit_rows import (
    COMPUTED,
    FOUND,
    NOTE,
    OF,
    PLACE,
    STATED,
    VERDICT,
    claim_rows,
    finding_line,
    summary_text,
)
from evaldsl.reporting.figures import Lang, say
from evaldsl.reporting.table import Style, escape, tabulated, tsv

_ALIGN = ("left", "left", "right", "right", "left", "left", "left")


def audit_table(audit: Audit, style: Style, lang: Lang = "en") -> str:
    """The table of claims, and below it what was found."""
    heads = ["#", *(say(head, lang) for head in (OF, STATED, COMPUTED, VERDICT, PLACE, NOTE))]
    body = [[row.id, row.of, row.stated, row.computed, row.verdict_text, row.place, row.note] for row in claim_rows(audit, lang)]
    text = tabulated(heads, body, style, _ALIGN)
    findings = [finding_line(finding, lang) for finding in audit.findings]
    if style == "tsv":
        return text + "".join("\t".join(("", "", "", "", say(FOUND, lang), "", tsv(line))) + "\n" for line in findings)
    mark = "- " if style == "markdown" else ""
    lines = [mark + escape(line, style) for line in findings]
    below = f"\n{say(FOUND, lang)}\n\n" + "\n".join(lines) + "\n" if lines else ""
    return f"{text}{below}\n{escape(summary_text(audit, lang), style)}\n"
