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
@click.option("--seed", type=int, default=0, metavar="N", help="Which facts are tried 随机种子 (default: 0).")
@click.option(
    "--max-examples",
    type=click.IntRange(1, 100_000),
    default=200,
    metavar="N",
    help="Facts for each claim 每条试多少份 (default: 200).",
)
@click.option("--junit", metavar="FILE", shell_complete=files, help="JUnit XML as well 另存 JUnit 结果.")
@lang_option
@output_option
@width_option
@no_color_option
def test(
    ruleset: str,
    format_: Any,
    seed: int,
    max_examples: int,
    junit: str | None,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Run the examples and try the properties of RULESET 检验示例和性质.

    An example is a fact file and what must come out of it. For each property facts that break it are looked for where the rules change.
    Exit code 1 when an example fails or facts break a property.
    """
    speak = language(lang)
    from evaldsl import api
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.trials.examples import run_examples
    from evaldsl.trials.search import try_properties
    from evaldsl.trials.views import outcomes_json, outcomes_junit, outcomes_text

    source = source_of(ruleset)
    folder = None if ruleset == STDIN else os.path.dirname(ruleset) or os.curdir
    if isinstance(source, Diagnostic):
        refuse((source,), format_, speak, output, no_color)
    opened, trials = api.open_trials(source, folder)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    found = tuple(run_examples(opened.ruleset.program, trials.examples, folder))
    tried = tuple(try_properties(opened.ruleset.program, trials.properties, seed, max_examples))
    if junit is not None:
        write(outcomes_junit(opened.ruleset.program, found, tried, speak), junit, speak)
    to_screen = output is None
    if format_ == "json":
        text = outcomes_json(opened.ruleset.program, found, tried, speak)
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = outcomes_text(opened.ruleset.program, found, tried, speak, width or columns(), color, plain)
    write(text, output, speak)
    if format_ != "json":
        tell(
            (*opened.problems, *(p for one in found if one.result is None and one.failures for p in one.problems)),
            speak,
            no_color,
        )
    if not (all(one.passed for one in found) and all(one.passed for one in tried)):
        raise Failed(FOUND)


COMMANDS = (test,)
