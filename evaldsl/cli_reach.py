"""What if, and how to reach: arguments → reaching → exit code.

Exit codes: 0 answered; 1 the goal is not reached; 2 the ruleset, the facts or what is asked cannot be used.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from evaldsl.cli_options import files, lang_option, no_color_option, not_over, output_option, width_option
from evaldsl.console import COULD_NOT, FOUND, STDIN, Failed, colors, columns, language, tell, unicode, write
from evaldsl.opening import facts_source, refuse, shown, source_of

if TYPE_CHECKING:
    from evaldsl.api import ReadIn, Ruleset
    from evaldsl.model.trials import Trials

_format = click.option(
    "--format", "format_", type=click.Choice(["tree", "json"]), default="tree", help="Form of the result 结果形式."
)


@click.command()
@click.argument("ruleset", shell_complete=files)
@click.argument("facts", shell_complete=files)
@click.argument("changes", nargs=-1, required=True, metavar="NAME=VALUE...")
@_format
@click.option("--partial", is_flag=True, help="Score what is known; the rest as intervals 数据不全时给出区间.")
@lang_option
@output_option
@width_option
@no_color_option
def whatif(
    ruleset: str,
    facts: str,
    changes: tuple[str, ...],
    format_: Any,
    partial: bool,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Score FACTS with some of them changed 假设某些事实改变，重新计分.

    NAME=VALUE as in a fact file: 党内培训=99, 项目[2].支出=30, 党内培训=待填. A range makes a table: 党内培训=90..110/5; two ranges make a
    grid.
    """
    speak = language(lang)
    not_over(output, ruleset, facts)
    opened, base, name, read, _ = _open(ruleset, facts, format_, speak, output, no_color)
    from evaldsl.reaching.asked import asked
    from evaldsl.reaching.whatif import errors, what_if
    from evaldsl.reaching.whatif_views import whatif_json, whatif_text

    program = (None if read.facts is None else read.facts.program) or opened.program
    given = base.get("facts") if isinstance(base, dict) else None
    rows = {key: len(x) for key, x in given.items() if isinstance(x, list)} if isinstance(given, dict) else {}
    found, problems = asked(program, changes, rows)
    if problems:
        refuse(problems, format_, speak, output, no_color, opened)
    made = what_if(opened.program, base, name, found, partial)
    # what was put right by writing the file anew, such as a name that stands twice, is not put right in silence
    if read.facts is None and not errors(read.problems) <= errors(made.before.problems):
        refuse(read.problems, format_, speak, output, no_color, opened)
    if not any(v.result is not None for v in made.variants):
        refuse(made.variants[0].problems, format_, speak, output, no_color, opened)
    to_screen = output is None
    if format_ == "json":
        text = whatif_json(made, speak)
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = whatif_text(made, speak, width or columns(), color, plain)
    write(text, output, speak)
    if format_ != "json":
        told = made.variants[0].problems if len(made.variants) == 1 else ()
        tell((*opened.warnings, *told), speak, no_color)
    if not any(v.stands for v in made.variants):
        raise Failed(COULD_NOT)


@click.command()
@click.argument("ruleset", shell_complete=files)
@click.argument("facts", shell_complete=files)
@click.option("--grade", metavar="GRADE", help="At least this grade 至少达到的等级.")
@click.option("--score", metavar="N", help="At least this score 至少达到的分数.")
@click.option("--node", metavar="PATH", help="The score of this indicator or group 某指标或指标组的得分 (default: the total).")
@click.option("--only", multiple=True, metavar="NAME", help="Change only this 只变动此项 (may be repeated).")
@click.option("--combine", is_flag=True, help="Only the cheapest combination 只求成本最低的组合.")
@click.option("--digits", type=click.IntRange(0, 12), metavar="N", help="Decimals where none are declared 未规定时的小数位数.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=20_000,
    metavar="N",
    help="Evaluations at most 最多计算次数 (default: 20000).",
)
@_format
@lang_option
@output_option
@width_option
@no_color_option
def reach(
    ruleset: str,
    facts: str,
    grade: str | None,
    score: str | None,
    node: str | None,
    only: tuple[str, ...],
    combine: bool,
    digits: int | None,
    limit: int,
    format_: Any,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Find the smallest changes of FACTS that reach a goal 达到目标所需的最小变动.

    For each fact by itself, all else as it is: the smallest change up and down that reaches --grade or --score, or the proof that none does.
    Where the ruleset states costs of change (变动成本), the cheapest combination too. Exit code 1 when nothing reaches the goal.
    """
    speak = language(lang)
    if grade is None and score is None:
        raise click.UsageError("give a goal: --grade, --score, or both")
    if node is not None and score is None:
        raise click.UsageError("--node needs a --score")
    not_over(output, ruleset, facts)
    opened, base, _, read, trials = _open(ruleset, facts, format_, speak, output, no_color)
    from evaldsl.diagnostics.core import Diagnostic, InFile
    from evaldsl.reaching.goals import goal_of
    from evaldsl.reaching.places import place_of
    from evaldsl.reaching.reach import Reached
    from evaldsl.reaching.reach import reach as search
    from evaldsl.reaching.reach_views import reached_json, reached_text

    if read.facts is None:
        refuse(read.problems, format_, speak, output, no_color, opened)
    program = read.facts.program or opened.program
    goal = goal_of(program, grade, score, node)
    places = [place_of(program, name, read.facts) for name in only]
    wrong = tuple(x for x in (goal, *places) if isinstance(x, Diagnostic))
    if wrong or isinstance(goal, Diagnostic):
        refuse(wrong, format_, speak, output, no_color, opened)
    if combine and not trials.costs:
        refuse((Diagnostic("E649", InFile(shown(ruleset))),), format_, speak, output, no_color, opened)
    chosen = list({x.text: x for x in places if not isinstance(x, Diagnostic)}.values())
    found = search(opened.program, base, read.facts, goal, chosen, digits, limit, trials.costs, not combine)
    if not isinstance(found, Reached):
        refuse(found, format_, speak, output, no_color, opened)
    to_screen = output is None
    if format_ == "json":
        text = reached_json(found, speak)
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = reached_text(found, speak, width or columns(), color, plain)
    write(text, output, speak)
    if format_ != "json":
        tell(opened.warnings, speak, no_color)
    together = found.combined is not None and found.combined.result is not None
    if not (found.already or together or any(one.best is not None for one in found.answers)):
        raise Failed(FOUND)


def _open(
    ruleset: str, facts: str, format_: str, speak: Any, output: str | None, no_color: bool
) -> "tuple[Ruleset, Any, str, ReadIn, Trials]":
    """The ruleset, the fact file as JSON values, its name, what was read in it, what is declared beside the program.

    Ends the command when there is nothing to work on.
    """
    from evaldsl import api, library
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.trials.files import parsed

    if ruleset == STDIN and facts == STDIN:
        raise click.UsageError("only one file may be `-`")
    source = source_of(ruleset)
    if isinstance(source, Diagnostic):
        refuse((source,), format_, speak, output, no_color)
    folder = None if ruleset == STDIN else os.path.dirname(ruleset) or os.curdir
    opened, trials = api.open_trials(source, folder)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    data = facts_source(facts)
    if not isinstance(data, bytes):
        data = library.read_facts(data)
    if isinstance(data, Diagnostic):
        refuse((data,), format_, speak, output, no_color, opened.ruleset)
    read = api.open_facts(opened.ruleset, data, shown(facts))
    try:
        base = parsed(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        refuse(read.problems, format_, speak, output, no_color, opened.ruleset)
    if not isinstance(base, dict):
        refuse(read.problems, format_, speak, output, no_color, opened.ruleset)
    return opened.ruleset, base, shown(facts), read, trials


COMMANDS = (whatif, reach)
