"""What came of the examples of a ruleset: as text for a screen, as JSON.

In: the outcomes, a language. Out: text. Guarantees: every example has its line; of one that fails every expectation that does not hold is told
with the figures that came instead and with its place.
"""

from collections.abc import Sequence
from json import dumps
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Figure
from evaldsl.model.program import Program
from evaldsl.reporting.figures import Lang, figure_text, say
from evaldsl.reporting.layout import wrap, wrap_after
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text
from evaldsl.trials.examples import Failure, Outcome

EXAMPLES = Both("Examples", "示例")
NONE = Both("This ruleset has no examples.", "这个规则集没有示例。")
_INSTEAD = Both("instead: ", "实际：")
_REFUSED = Both("the facts are refused: ", "事实被拒绝：")
_SCORED = Both("the facts are scored", "事实未被拒绝")
_STATUSES = {
    "met": Both("met", "达标"),
    "partly": Both("partly", "部分达标"),
    "unmet": Both("unmet", "未达标"),
    "judged": Both("judged", "已评定"),
    "pending": Both("pending", "待填"),
    "not_applicable": Both("not applicable", "不适用"),
    "not_computable": Both("not computable", "不可计算"),
    "overridden": Both("overridden", "已改分"),
    "holds": Both("holds", "成立"),
    "fails": Both("fails", "不成立"),
    "open": Both("open", "未核对"),
    "speaks": Both("speaks", "提出"),
    "silent": Both("silent", "未提出"),
    "grade": Both("grade", "评级"),
    "total": Both("total", "总分"),
}


def summary(outcomes: Sequence[Outcome], lang: Lang) -> str:
    """How many passed and failed."""
    passed = sum(one.passed for one in outcomes)
    failed = len(outcomes) - passed
    words = Both(
        f"{len(outcomes)} example{'' if len(outcomes) == 1 else 's'}: {passed} passed, {failed} failed",
        f"示例 {len(outcomes)} 个：通过 {passed} 个，未通过 {failed} 个",
    )
    return say(words, lang)


def _word(text: str, lang: Lang) -> str:
    return say(_STATUSES[text], lang) if text in _STATUSES else text


def got_text(failure: Failure, lang: Lang) -> str:
    """What came in place of what was expected."""
    parts: list[str] = []
    for name, got in failure.got:
        if isinstance(got, Figure):
            shown = figure_text(got, lang)
        elif got == "scored":
            shown = say(_SCORED, lang)
        elif not name and failure.expect.kind != "that":
            shown = say(_REFUSED, lang) + got
        else:
            shown = _word(got, lang)
        parts.append(f"{_word(name, lang)} = {shown}" if name else shown)
    return ("，" if lang == "zh" else ", ").join(parts)


def outcomes_text(
    program: Program, outcomes: Sequence[Outcome], lang: Lang = "en", width: int = 80, color: bool = False, plain: bool = False
) -> str:
    """The examples for a screen of `width` columns (at least 40)."""
    width = max(width, LEAST_WIDTH)
    out: list[list[tuple[str, str]]] = [[(line, "bold")] for line in wrap(visible(program.name) or visible(program.file), width)]
    out.append([("", "")])
    for one in outcomes:
        sign, style = (("+" if plain else "✓"), "green") if one.passed else (("x" if plain else "✗"), "red")
        for i, part in enumerate(wrap(visible(one.example.name), width - 2)):
            out.append([(f"{sign} " if i == 0 else "  ", style), (part, "")])
        for failure in one.failures:
            place = f"{failure.expect.where.file}:{failure.expect.where.line}"
            out += [[(part, "")] for part in wrap_after("    ", f"{visible(failure.expect.text)}  ({place})", width)]
            out += [[(part, "red")] for part in wrap_after("    ", say(_INSTEAD, lang) + visible(got_text(failure, lang)), width)]
    if not outcomes:
        out.append([(say(NONE, lang), "dim")])
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(summary(outcomes, lang), width)]
    return styled_text(out, width, color)


def outcomes_json(program: Program, outcomes: Sequence[Outcome], lang: Lang = "en") -> str:
    """The examples as JSON."""
    made: dict[str, Any] = {
        "test_version": 1,
        "evaldsl": __version__,
        "ruleset": {"name": program.name, "file": program.file, "sha256": program.sha256},
        "examples": [
            {
                "name": one.example.name,
                "line": one.example.where.line,
                "passed": one.passed,
                "failures": [
                    {"expect": f.expect.text, "line": f.expect.where.line, "got": got_text(f, lang)} for f in one.failures
                ],
                "codes": list(dict.fromkeys(x.code for x in one.problems)),
            }
            for one in outcomes
        ],
        "summary": {"examples": len(outcomes), "passed": sum(x.passed for x in outcomes)},
    }
    return dumps(made, ensure_ascii=False, indent=2) + "\n"
