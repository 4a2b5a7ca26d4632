"""What came of the examples and properties of a ruleset: as text for a screen, as JSON.

In: the outcomes, a language. Out: text. Guarantees: every example has its line; of one that fails every expectation that does not hold is told
with the figures that came instead and with its place.
"""

from collections.abc import Mapping, Sequence
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
from evaldsl.trials.culprits import culprit_text
from evaldsl.trials.examples import Failure, Outcome
from evaldsl.trials.search import Ending, Tried

EXAMPLES = Both("Examples", "示例")
NONE = Both("This ruleset has no examples and no properties.", "这个规则集没有示例，也没有性质。")
STANDARD = Both("every score within its bounds, children add up", "各项得分不越界，分项之和等于上级")
_ENDINGS = {
    Ending.HELD: Both("holds for all that were tried", "对试过的事实都成立"),
    Ending.BROKEN: Both("broken by these facts", "被以下事实推翻"),
    Ending.UNSEEN: Both("not seen for any facts that were tried", "试过的事实中没有出现"),
    Ending.SKIPPED: Both("not tried", "未检验"),
}
_WHY = {
    "form": Both("its indicators or units come with the facts", "指标或计量单位由数据带来"),
    "fact": Both("the fact cannot be moved", "这个事实不能变动"),
}
_FILES = (Both("facts", "事实"), Both("then", "变为"))
_RULE = Both("rule: ", "规则：")
_REPLAYED = Both(" (facts kept from an earlier run)", "（此前留存的事实）")
KEPT = Both("kept, to be tried first the next time:", "已留存，下次先试：")
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
    "yes": Both("yes", "是"),
    "no": Both("no", "否"),
    "no row": Both("there is no such row", "没有这一行"),
    "grade": Both("grade", "评级"),
    "total": Both("total", "总分"),
}


_ATTRIBUTES = {"score": "得分", "value": "取值", "target": "目标", "met": "达标", "weight": "分值"}


def _named(name: str, lang: Lang) -> str:
    """What a figure is the figure of, in the words of the language."""
    path, dot, attribute = name.rpartition(".")
    return f"{path}.{_ATTRIBUTES[attribute]}" if dot and lang == "zh" and attribute in _ATTRIBUTES else _word(name, lang)


def summary(outcomes: Sequence[Outcome], tried: Sequence[Tried], lang: Lang) -> str:
    """How many passed and failed."""
    parts = [_of_examples(outcomes, lang)] if outcomes or not tried else []
    if tried:
        held = sum(one.ending is Ending.HELD for one in tried)
        failed = sum(not one.passed for one in tried)
        skipped = len(tried) - held - failed
        words = Both(
            f"{len(tried)} claim{'' if len(tried) == 1 else 's'}: {held} held, {failed} failed"
            + (f", {skipped} not tried" if skipped else ""),
            f"性质 {len(tried)} 条：成立 {held} 条，未通过 {failed} 条" + (f"，未检验 {skipped} 条" if skipped else ""),
        )
        parts.append(say(words, lang))
    return ("；" if lang == "zh" else "; ").join(parts)


def _of_examples(outcomes: Sequence[Outcome], lang: Lang) -> str:
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
        parts.append(f"{_named(name, lang)} = {shown}" if name else shown)
    return ("，" if lang == "zh" else ", ").join(parts)


def outcomes_text(
    program: Program,
    outcomes: Sequence[Outcome],
    tried: Sequence[Tried] = (),
    lang: Lang = "en",
    width: int = 80,
    color: bool = False,
    plain: bool = False,
) -> str:
    """The examples for a screen of `width` columns (at least 40)."""
    width = max(width, LEAST_WIDTH)
    out: list[list[tuple[str, str]]] = [[(line, "bold")] for line in wrap(visible(program.name) or visible(program.file), width)]
    out.append([("", "")])
    for one in outcomes:
        out += _example_lines(one, lang, width, plain)
    for claim in tried:
        out += _claim_lines(claim, lang, width, plain)
    if not outcomes and not tried:
        out.append([(say(NONE, lang), "dim")])
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(summary(outcomes, tried, lang), width)]
    return styled_text(out, width, color)


def _example_lines(one: Outcome, lang: Lang, width: int, plain: bool) -> list[list[tuple[str, str]]]:
    """An example, and what it expects that does not hold."""
    sign, style = (("+" if plain else "✓"), "green") if one.passed else (("x" if plain else "✗"), "red")
    out: list[list[tuple[str, str]]] = []
    for i, part in enumerate(wrap(visible(one.example.name), width - 2)):
        out.append([(f"{sign} " if i == 0 else "  ", style), (part, "")])
    for failure in one.failures:
        place = f"{failure.expect.where.file}:{failure.expect.where.line}"
        out += [[(part, "")] for part in wrap_after("    ", f"{visible(failure.expect.text)}  ({place})", width)]
        out += [[(part, "red")] for part in wrap_after("    ", say(_INSTEAD, lang) + visible(got_text(failure, lang)), width)]
    return out


def one_text(one: Outcome | Tried, lang: Lang = "en", width: int = 80) -> str:
    """A single example or claim, as it stands among the others of `outcomes_text`."""
    width = max(width, LEAST_WIDTH)
    lines = _example_lines(one, lang, width, False) if isinstance(one, Outcome) else _claim_lines(one, lang, width, False)
    return styled_text(lines, width, False)


def ending_text(one: Tried, lang: Lang = "en") -> str:
    """How a claim came out, and why where it was not tried."""
    why = f"：{say(_WHY[one.why], lang)}" if one.why in _WHY else f" {one.why}" if one.why else ""
    return say(_ENDINGS[one.ending], lang) + why


_SIGNS = {
    Ending.HELD: ("✓", "+", "green"),
    Ending.BROKEN: ("✗", "x", "red"),
    Ending.UNSEEN: ("✗", "x", "red"),
    Ending.SKIPPED: ("?", "?", "magenta"),
}


def _claim_lines(claim: Tried, lang: Lang, width: int, plain: bool) -> list[list[tuple[str, str]]]:
    """A claim, and the facts that break it, as a fact file."""
    sign, plain_sign, style = _SIGNS[claim.ending]
    name = f"{claim.name}: {claim.text}" if claim.name else say(STANDARD, lang)
    out: list[list[tuple[str, str]]] = []
    for i, part in enumerate(wrap(visible(name), width - 2)):
        out.append([(f"{plain_sign if plain else sign} " if i == 0 else "  ", style), (part, "")])
    if claim.ending is Ending.HELD:
        return out
    place = f"  ({claim.where.file}:{claim.where.line})" if claim.where is not None else ""
    again = say(_REPLAYED, lang) if claim.replayed else ""
    out += [[(part, style)] for part in wrap_after("    ", ending_text(claim, lang) + again + place, width)]
    figures = [f"{_named(n, lang)} = {figure_text(f, lang)}" if n else figure_text(f, lang) for n, f in claim.figures]
    if figures:
        out += [[(part, "")] for part in wrap_after("    ", visible(("，" if lang == "zh" else ", ").join(figures)), width)]
    for one in claim.culprits:
        told = f"{one.node.node.path or _word('total', lang)}: {culprit_text(one, lang)}  ({one.where.file}:{one.where.line})"
        out += [[(part, "")] for part in wrap_after("    ", say(_RULE, lang) + visible(told), width)]
    for i, text in enumerate(claim.files):
        out.append([(f"    {say(_FILES[i], lang)}", "dim")])
        out += [[(f"    {line}", "")] for line in text.splitlines()]
    return out


def outcomes_json(
    program: Program,
    outcomes: Sequence[Outcome],
    tried: Sequence[Tried] = (),
    lang: Lang = "en",
    coverage: Mapping[str, Any] | None = None,
) -> str:
    """The examples and claims as JSON, with the coverage where it was asked for."""
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
        "claims": [
            {
                "property": one.name,
                "claim": one.text,
                "line": None if one.where is None else one.where.line,
                "ending": one.ending.value,
                "figures": [{"of": name, "text": figure_text(figure, lang)} for name, figure in one.figures],
                "files": list(one.files),
                "why": one.why,
                "replayed": one.replayed,
                "rules": [
                    {
                        "path": c.node.node.path,
                        "file": c.where.file,
                        "line": c.where.line,
                        "of": c.which,
                        "text": culprit_text(c, lang),
                    }
                    for c in one.culprits
                ],
            }
            for one in tried
        ],
        "summary": {
            "examples": len(outcomes),
            "passed": sum(x.passed for x in outcomes),
            "claims": {ending.value: sum(x.ending is ending for x in tried) for ending in Ending},
        },
    }
    if coverage is not None:
        made["coverage"] = coverage
    return dumps(made, ensure_ascii=False, indent=2) + "\n"


def outcomes_junit(program: Program, outcomes: Sequence[Outcome], tried: Sequence[Tried], lang: Lang = "en") -> str:
    """The examples and claims as JUnit XML, which test servers read."""
    from xml.sax.saxutils import escape, quoteattr

    cases: list[str] = []
    for one in outcomes:
        told = "\n".join(f"{f.expect.text}: {got_text(f, lang)}" for f in one.failures)
        body = f"<failure>{escape(visible(told))}</failure>" if one.failures else ""
        cases.append(f'  <testcase classname="example" name={quoteattr(visible(one.example.name))}>{body}</testcase>')
    for claim in tried:
        name = visible(f"{claim.name}: {claim.text}" if claim.name else say(STANDARD, lang))
        rules = [f"{c.where.file}:{c.where.line}: {culprit_text(c, lang)}" for c in claim.culprits]
        told = say(_ENDINGS[claim.ending], lang) + "\n" + "\n".join([*rules, *claim.files])
        body = f"<failure>{escape(visible(told))}</failure>" if not claim.passed else ""
        body = "<skipped/>" if claim.ending is Ending.SKIPPED else body
        cases.append(f'  <testcase classname="property" name={quoteattr(name)}>{body}</testcase>')
    failed = sum(not x.passed for x in outcomes) + sum(not x.passed for x in tried)
    head = f'<testsuite name={quoteattr(visible(program.name))} tests="{len(cases)}" failures="{failed}">'
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "\n".join([head, *cases, "</testsuite>"]) + "\n"
