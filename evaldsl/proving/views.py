"""What came of the questions to a ruleset: as text for a screen, as JSON.

In: the answers, a language. Out: text. Guarantees: every topic has its line with its counts; of what is refuted the words, the place, the figures
and the fact file are told, of what is open the reason; what is proved is listed one by one where it is asked for.
"""

from collections.abc import Sequence
from json import dumps
from typing import Any

from evaldsl import __version__
from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model.program import Program
from evaldsl.proving.answers import Answer, How, Verdict, counted
from evaldsl.proving.asked import NOTED, Question, Topic
from evaldsl.proving.words import (
    BY_LAW,
    BY_PARTS,
    BY_ROUNDING,
    CODE,
    FILES,
    MORE,
    NEVER,
    NOTHING,
    ONE_MORE,
    REASONS,
    SAME,
    SHOWN,
    TOPICS,
    WHOLE,
    WHOLE_FILE,
    reason_of,
)
from evaldsl.reporting.figures import Lang, figure_text, say
from evaldsl.reporting.layout import wrap, wrap_after
from evaldsl.reporting.terminal import LEAST_WIDTH, styled_text

PROVE_VERSION = 1
MOST_LINES = 16
"""Fact files with more lines are shown by the facts that matter; `--save` has them whole."""

Lines = list[list[tuple[str, str]]]
_HOW = {How.PARTS: BY_PARTS, How.ROUNDING: BY_ROUNDING, How.LAW: BY_LAW}


def answers_text(
    program: Program,
    answers: Sequence[Answer],
    limit: float,
    lang: Lang = "en",
    width: int = 80,
    color: bool = False,
    plain: bool = False,
    every: bool = False,
) -> str:
    """The answers for a screen of `width` columns (at least 40); with `every`, those that are proved too."""
    width = max(width, LEAST_WIDTH)
    out: Lines = [[(line, "bold")] for line in wrap(visible(program.name) or visible(program.file), width)]
    out.append([("", "")])
    for topic in Topic:
        found = [a for a in answers if a.question.topic is topic]
        if not found:
            continue
        sign, style = _sign(found, plain)
        for i, part in enumerate(wrap(f"{say(TOPICS[topic], lang)}  {_counts(found, topic, lang)}", width - 2)):
            out.append([(f"{sign} " if i == 0 else "  ", style), (part, "")])
        shown: tuple[str, ...] = ()
        for one in found:
            if every or one.verdict is Verdict.REFUTED:
                out += _answer_lines(one, limit, lang, width, plain, shown)
                shown = one.files or shown
        if not every:
            out += _open_lines([a for a in found if a.verdict is Verdict.UNKNOWN], limit, lang, width)
    if not answers:
        out.append([(say(NOTHING, lang), "dim")])
    out.append([(("-" if plain else "─") * width, "dim")])
    out += [[(part, "bold")] for part in wrap(summary(answers, lang), width)]
    return styled_text(out, width, color)


def summary(answers: Sequence[Answer], lang: Lang) -> str:
    """How many questions came out how."""
    total, found = len(answers), counted(answers)
    faults, remarks = sum(a.fault for a in answers), sum(a.remark for a in answers)
    en = [f"{total} question{'' if total == 1 else 's'}: {found[Verdict.PROVED]} proved"]
    zh = [f"共 {total} 项：证明成立 {found[Verdict.PROVED]} 项"]
    for count, words in (
        (faults, Both("{n} refuted", "不成立 {n} 项")),
        (remarks, Both("{n} that cannot happen", "不可能发生 {n} 项")),
        (found[Verdict.UNKNOWN], Both("{n} unknown", "未能判定 {n} 项")),
    ):
        if count:
            en.append(words.en.format(n=count))
            zh.append(words.zh.format(n=count))
    return "，".join(zh) if lang == "zh" else ", ".join(en)


def _counts(found: Sequence[Answer], topic: Topic, lang: Lang) -> str:
    """What came of the questions of a topic."""
    count = counted(found)
    refuted = Both("{n} that cannot happen", "不可能发生 {n} 项") if topic in NOTED else Both("{n} refuted", "不成立 {n} 项")
    words = {
        Verdict.PROVED: Both("{n} proved", "证明成立 {n} 项"),
        Verdict.REFUTED: refuted,
        Verdict.UNKNOWN: Both("{n} unknown", "未能判定 {n} 项"),
    }
    parts = [say(words[v], lang).format(n=n) for v, n in count.items() if n]
    return ("，" if lang == "zh" else ", ").join(parts)


def _sign(found: Sequence[Answer], plain: bool) -> tuple[str, str]:
    """The sign of some answers: the gravest of them."""
    if any(a.fault for a in found):
        return ("x" if plain else "✗"), "red"
    if any(a.remark for a in found):
        return "!", "yellow"
    if any(a.verdict is Verdict.UNKNOWN for a in found):
        return "?", "magenta"
    return ("+" if plain else "✓"), "green"


def title(question: Question, lang: Lang) -> str:
    """What a question is about, and what would be proved of it."""
    words = say(question.words, lang)
    if question.topic is Topic.PROPERTY:
        return words
    subject = visible(question.subject) or say(WHOLE, lang)
    return f"{subject}：{words}" if lang == "zh" else f"{subject}: {words}"


def _answer_lines(one: Answer, limit: float, lang: Lang, width: int, plain: bool, before: tuple[str, ...]) -> Lines:
    """A question, its place and what came of it; fact files that were shown `before` are not shown again."""
    sign, style = _sign([one], plain)
    where = one.question.where
    out: Lines = []
    for i, part in enumerate(wrap(f"{title(one.question, lang)}  ({where.file}:{where.line})", width - 4)):
        out.append([(f"  {sign} " if i == 0 else "    ", style), (part, "")])
    told = told_of(one, limit, lang)
    if told:
        out += [[(part, style)] for part in wrap_after("      ", told, width)]
    if one.verdict is not Verdict.REFUTED:
        return out
    figures = [f"{visible(say(n, lang))} = {figure_text(f, lang)}" for n, f in one.figures]
    if figures:
        out += [[(part, "")] for part in wrap_after("      ", visible(("，" if lang == "zh" else ", ").join(figures)), width)]
    if one.files and one.files == before:
        return [*out, *([(part, "dim")] for part in wrap_after("      ", say(SAME, lang), width))]
    for i, text in enumerate(one.files):
        if len(one.files) > 1:
            out.append([(f"      {say(FILES[i], lang)}", "dim")])
        lines = text.rstrip("\n").splitlines()
        if len(lines) <= MOST_LINES or i >= len(one.varied):
            out += [[(f"      {line}", "")] for line in lines]
            continue
        for fact in one.varied[i]:
            if fact in figures:
                continue
            out += [[(part, "")] for part in wrap_after("      ", fact, width)]
    if any(len(text.splitlines()) > MOST_LINES for text in one.files):
        out += [[(part, "dim")] for part in wrap_after("      ", say(WHOLE_FILE, lang), width)]
    return out


def _open_lines(found: Sequence[Answer], limit: float, lang: Lang, width: int) -> Lines:
    """What is not known, put together by the reason; one question of each reason has its place."""
    by_reason: dict[str, list[Answer]] = {}
    for one in found:
        by_reason.setdefault(say(reason_of(one.reason), lang).replace("{limit}", f"{limit:g}"), []).append(one)
    out: Lines = []
    for reason, answers in by_reason.items():
        first = answers[0].question
        head = f"{title(first, lang)}  ({first.where.file}:{first.where.line})"
        rest = len(answers) - 1
        if rest:
            head += say(MORE if rest > 1 else ONE_MORE, lang).format(n=rest)
        for i, part in enumerate(wrap(head, width - 4)):
            out.append([("  ? " if i == 0 else "    ", "magenta"), (part, "")])
        out += [[(part, "magenta")] for part in wrap_after("      ", reason, width)]
    return out


def told_of(one: Answer, limit: float, lang: Lang) -> str:
    """What is said of an answer beside its sign."""
    match one.verdict:
        case Verdict.UNKNOWN:
            words = say(reason_of(one.reason), lang).replace("{limit}", f"{limit:g}")
        case Verdict.REFUTED:
            words = say(REASONS[one.reason] if one.reason else SHOWN if one.files else NEVER, lang)
        case Verdict.PROVED:
            words = say(_HOW[one.how], lang) if one.how in _HOW else ""
    place = f"{one.place.file}:{one.place.line}" if one.place is not None else ""
    if one.code:
        return f"{words}（{say(CODE, lang).format(code=one.code, place=place)}）" if lang == "zh" else (
            f"{words} ({say(CODE, lang).format(code=one.code, place=place)})"
        )  # fmt: skip
    return f"{words} ({place})" if place and words else words


# ---- JSON ------------------------------------------------------------------------------------------------------------


def answers_json(program: Program, answers: Sequence[Answer], limit: float, lang: Lang = "en") -> str:
    """The answers as JSON: docs/prove.schema.json."""
    made: dict[str, Any] = {
        "prove_version": PROVE_VERSION,
        "evaldsl": __version__,
        "ruleset": {"name": program.name, "file": program.file, "sha256": program.sha256},
        "limit": f"{limit:g}",
        "questions": [_answer_json(one, limit, lang) for one in answers],
        "summary": {
            "questions": len(answers),
            **{verdict.value: n for verdict, n in counted(answers).items()},
            "faults": sum(a.fault for a in answers),
            "remarks": sum(a.remark for a in answers),
        },
    }
    return dumps(made, ensure_ascii=False, indent=2) + "\n"


def _answer_json(one: Answer, limit: float, lang: Lang) -> dict[str, Any]:
    question = one.question
    made: dict[str, Any] = {
        "id": question.id,
        "topic": question.topic.value,
        "subject": question.subject,
        "text": say(question.words, lang),
        "file": question.where.file,
        "line": question.where.line,
        "answer": one.verdict.value,
        "severity": "remark" if question.noted else "fault",
        "how": one.how.value,
        "files": list(one.files),
        "figures": [{"of": say(name, lang), "text": figure_text(figure, lang)} for name, figure in one.figures],
    }
    if one.reason:
        made["reason"] = one.reason
    if one.verdict is not Verdict.PROVED or one.how in _HOW:
        made["told"] = told_of(one, limit, lang)
    if one.code:
        made["code"] = one.code
    if one.place is not None:
        made["place"] = {"file": one.place.file, "line": one.place.line}
    return made
