"""The commands that try a ruleset: arguments → trials → exit code.

Exit codes: 0 everything holds; 1 something was found that does not; 2 the ruleset cannot be used.
"""

import os
import sys
from typing import Any

import click

from evaldsl.cli_options import files, lang_option, no_color_option, output_option, width_option
from evaldsl.console import FOUND, STDIN, Failed, colors, columns, language, tell, unicode, write
from evaldsl.opening import refuse, source_of


@click.command()
@click.argument("ruleset", shell_complete=files)
@click.option("--format", "format_", type=click.Choice(["tree", "json"]), default="tree", help="Form of the result 结果形式.")
@lang_option
@output_option
@width_option
@no_color_option
def test(ruleset: str, format_: Any, lang: str | None, output: str | None, width: int | None, no_color: bool) -> None:
    """Run the examples of RULESET 检验规则集中的示例.

    Each example is a fact file and what must come out of it. Exit code 1 when one fails.
    """
    speak = language(lang)
    from evaldsl import api
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.trials.examples import run_examples
    from evaldsl.trials.views import outcomes_json, outcomes_text

    source = source_of(ruleset)
    folder = None if ruleset == STDIN else os.path.dirname(ruleset) or os.curdir
    if isinstance(source, Diagnostic):
        refuse((source,), format_, speak, output, no_color)
    opened, trials = api.open_trials(source, folder)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    found = tuple(run_examples(opened.ruleset.program, trials.examples, folder))
    to_screen = output is None
    if format_ == "json":
        text = outcomes_json(opened.ruleset.program, found, speak)
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = outcomes_text(opened.ruleset.program, found, speak, width or columns(), color, plain)
    write(text, output, speak)
    if format_ != "json":
        tell(
            (*opened.problems, *(p for one in found if one.result is None and one.failures for p in one.problems)),
            speak,
            no_color,
        )
    if any(not one.passed for one in found):
        raise Failed(FOUND)


COMMANDS = (test,)
