"""The command that proves a ruleset: arguments → questions → solver → exit code.

Exit codes: 0 nothing is refuted (remarks and open questions are told); 1 something is refuted, with `--strict` also a remark or an open question;
2 the ruleset cannot be used, or there is no solver.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from evaldsl.cli_options import files, lang_option, no_color_option, output_option, width_option
from evaldsl.console import FOUND, STDIN, Failed, colors, columns, language, put, tell, unicode, unwritable, write
from evaldsl.opening import refuse, source_of

if TYPE_CHECKING:
    from evaldsl.proving.answers import Answer

DEFAULT_LIMIT = 5.0


@click.command()
@click.argument("ruleset", shell_complete=files)
@click.option("--format", "format_", type=click.Choice(["tree", "json"]), default="tree", help="Form of the result 结果形式.")
@click.option(
    "--limit",
    type=click.FloatRange(0.01, 3600),
    default=DEFAULT_LIMIT,
    metavar="SECONDS",
    help="Time for each question 每个问题的时限，秒 (default: 5).",
)
@click.option("--only", multiple=True, metavar="WORDS", help="Only questions that WORDS name 只问提到的 (may be repeated).")
@click.option("--all", "all_", is_flag=True, help="What is proved too, one by one 逐项列出已证明的.")
@click.option("--strict", is_flag=True, help="Exit code 1 for remarks and open questions too 有提示或未判定也算不通过.")
@click.option("--save", metavar="FOLDER", shell_complete=files, help="Write the fact files that refute 写出反例的事实文件.")
@lang_option
@output_option
@width_option
@no_color_option
def prove(
    ruleset: str,
    format_: Any,
    limit: float,
    only: tuple[str, ...],
    all_: bool,
    strict: bool,
    save: str | None,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Prove RULESET for all facts in their domains 对一切事实证明规则集.

    Scores stay in bounds and move the right way, nothing divides by zero, full marks can be had, every band and grade is reached, every property
    holds: each is proved, refuted by a fact file, or left open with the reason. Exit code 1 when something is refuted.
    """
    speak = language(lang)
    from evaldsl import api
    from evaldsl.diagnostics.core import Diagnostic, InFile
    from evaldsl.proving.questions import chosen, questions_of
    from evaldsl.proving.solver import missing
    from evaldsl.proving.views import answers_json, answers_text

    if missing():
        refuse((Diagnostic("E651", InFile("evaldsl prove"), {}),), format_, speak, output, no_color)
    source = source_of(ruleset)
    folder = None if ruleset == STDIN else os.path.dirname(ruleset) or os.curdir
    if isinstance(source, Diagnostic):
        refuse((source,), format_, speak, output, no_color)
    opened, trials = api.open_trials(source, folder)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    program = opened.ruleset.program
    questions = questions_of(program, trials.properties)
    asked = chosen(questions, only)
    if only and not asked:
        problem = Diagnostic("E652", InFile("--only"), {"words": "、".join(only)})
        refuse((problem,), format_, speak, output, no_color, opened.ruleset)
    from evaldsl.proving.deciding import decide

    answers = tuple(_watched(decide(program, asked, limit), len(asked), speak))
    if save is not None:
        _save(answers, save, speak)
    if format_ == "json":
        text = answers_json(program, answers, limit, speak)
    else:
        to_screen = output is None
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = answers_text(program, answers, limit, speak, width or columns(), color, plain, all_)
    write(text, output, speak)
    if format_ != "json":
        tell(opened.problems, speak, no_color)
    refuted = any(one.fault for one in answers)
    if refuted or (strict and any(one.verdict.value != "proved" for one in answers)):
        raise Failed(FOUND)


def _watched(answers: "Iterable[Answer]", count: int, lang: str) -> "Iterator[Answer]":
    """The answers as they come, counted on a terminal's standard error."""
    watching = sys.stderr.isatty()
    words = "已答 {n}/{count}" if lang == "zh" else "{n} of {count} answered"
    for n, one in enumerate(answers, 1):
        if watching:
            put("\r" + words.format(n=n, count=count), sys.stderr)
        yield one
    if watching and count:
        put("\r\x1b[K", sys.stderr)


def _save(answers: "Iterable[Answer]", folder: str, lang: str) -> None:
    """The fact files that refute, one folder for all, named by the number of the question and of the file."""
    number = 0
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error, lang) from None
    for one in answers:
        if one.verdict.value != "refuted" or not one.files:
            continue
        number += 1
        for i, text in enumerate(one.files):
            suffix = f"-{i + 1}" if len(one.files) > 1 else ""
            write(text, os.path.join(folder, f"refuted-{number}{suffix}.json"), lang)


COMMANDS = (prove,)
