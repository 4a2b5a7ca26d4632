"""The commands that try a ruleset: arguments → trials → exit code.

Exit codes: 0 everything holds; 1 something was found that does not; 2 the ruleset cannot be used.
"""

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from evaldsl.cli_options import files, lang_option, no_color_option, output_option, width_option
from evaldsl.console import FOUND, STDIN, Failed, colors, columns, language, put, tell, unicode, write
from evaldsl.opening import refuse, shown, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from evaldsl.model.program import Program
    from evaldsl.model.trials import Trials
    from evaldsl.trials.coverage import Coverage
    from evaldsl.trials.examples import Outcome
    from evaldsl.trials.search import Tried


_LONGEST = 20


def _percent(ctx: click.Context, param: click.Parameter, value: str | None) -> "Fraction | None":
    """A percentage as people write it, `80` or `80%`, as an exact share. Refused: what is no percentage from 0 to 100."""
    from fractions import Fraction
    from unicodedata import normalize

    if value is None:
        return None
    text = normalize("NFKC", value).strip().removesuffix("%").strip()
    whole, _, digits = text.partition(".")
    if len(text) <= _LONGEST and all(x.isascii() and x.isdigit() for x in (whole, digits or "0")):
        share = Fraction(text) / 100
        if share <= 1:
            return share
    raise click.BadParameter(f"{shown(value)} is no percentage from 0 to 100 不是 0 到 100 的百分数")


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
@click.option("--coverage", is_flag=True, help="Which rules the examples cover 规则覆盖.")
@click.option(
    "--coverage-by",
    type=click.Choice(["examples", "all"]),
    default="examples",
    help="Count the facts of the search too 是否计入抽取的事实 (default: examples).",
)
@click.option("--fail-under", callback=_percent, metavar="PERCENT", help="Exit code 1 below this coverage 覆盖率下限.")
@click.option("--forget", is_flag=True, help="First delete what was kept 先删除留存的事实.")
@click.option("--no-keep", is_flag=True, help="Neither keep nor replay failing facts 不留存.")
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
    coverage: bool,
    coverage_by: str,
    fail_under: "Fraction | None",
    forget: bool,
    no_keep: bool,
    junit: str | None,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Run the examples and try the properties of RULESET 检验示例和性质.

    An example is a fact file and what must come out of it. For each property facts that break it are looked for where the rules change.
    Facts that break one are kept in `.evaldsl/failing` beside RULESET and tried first the next time.
    Exit code 1 when an example fails or facts break a property, or when fewer of the rules are decided than --fail-under asks for.
    """
    speak = language(lang)
    from evaldsl import api
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.trials.examples import run_examples
    from evaldsl.trials.kept import Kept, kept_for
    from evaldsl.trials.search import try_properties
    from evaldsl.trials.standard import refusals
    from evaldsl.trials.views import outcomes_json, outcomes_junit, outcomes_text

    source = source_of(ruleset)
    folder = None if ruleset == STDIN else os.path.dirname(ruleset) or os.curdir
    if isinstance(source, Diagnostic):
        refuse((source,), format_, speak, output, no_color)
    opened, trials = api.open_trials(source, folder)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    found = tuple(run_examples(opened.ruleset.program, trials.examples, folder))
    keeps = None if ruleset == STDIN or no_keep else ruleset
    if forget and ruleset != STDIN:
        _forget(ruleset, speak, no_color)
    before = Kept() if keeps is None else kept_for(keeps)
    claims = try_properties(opened.ruleset.program, trials.properties, seed, max_examples, refusals(trials.examples), before)
    with _nothing_stored():
        tried = tuple(_watched(claims, sum(len(p.claims) for p in trials.properties), speak))
    if junit is not None:
        write(outcomes_junit(opened.ruleset.program, found, tried, speak), junit, speak)
    cover = None
    if coverage or coverage_by == "all" or fail_under is not None:
        cover = _covered(opened.ruleset.program, trials, found, tried, (seed, max_examples) if coverage_by == "all" else None)
    to_screen = output is None
    if format_ == "json":
        from evaldsl.trials.coverage_views import coverage_json

        text = outcomes_json(opened.ruleset.program, found, tried, speak, None if cover is None else coverage_json(cover, speak))
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = outcomes_text(opened.ruleset.program, found, tried, speak, width or columns(), color, plain)
        if cover is not None:
            from evaldsl.trials.coverage_views import coverage_text

            text += coverage_text(cover, speak, width or columns(), color, plain)
    write(text, output, speak)
    if keeps is not None:
        _keep(keeps, tried, speak, no_color)
    if format_ != "json":
        tell(
            (*opened.problems, *(p for one in found if one.result is None and one.failures for p in one.problems)),
            speak,
            no_color,
        )
    few = cover is not None and fail_under is not None and _below(cover, fail_under, opened.ruleset.program.file, speak, no_color)
    if few or not (all(one.passed for one in found) and all(one.passed for one in tried)):
        raise Failed(FOUND)


def _covered(
    program: "Program", trials: "Trials", found: "tuple[Outcome, ...]", tried: "tuple[Tried, ...]", search: tuple[int, int] | None
) -> "Coverage":
    """The coverage by the examples; with `search`, its seed and number, by the facts that are drawn and the claims that held too."""
    from evaldsl.trials.coverage import covered

    if search is None:
        return covered(program, found, with_edges=True)
    from evaldsl.trials.coverage_drawn import drawn_files, drawn_marks

    held = {(one.name, one.text) for one in tried if one.ending.value == "held"}
    claims = [(stated, claim) for stated in trials.properties for claim in stated.claims if (stated.name, claim.text) in held]
    return covered(program, found, drawn_marks(program, claims, drawn_files(program, *search)), with_edges=True)


@contextmanager
def _nothing_stored() -> "Iterator[None]":
    """Hypothesis writes no folder of its own into where the command was called."""
    from hypothesis.configuration import set_hypothesis_home_dir

    set_hypothesis_home_dir(os.devnull)
    try:
        yield
    finally:
        set_hypothesis_home_dir(None)


def _forget(ruleset: str, lang: str, no_color: bool) -> None:
    """Deletes what was kept for a ruleset; what cannot be deleted is told and stops nothing."""
    from evaldsl.trials.kept import forget

    problem = forget(ruleset)
    if problem is not None:
        tell((problem,), lang, no_color)


def _keep(ruleset: str, tried: "tuple[Tried, ...]", lang: str, no_color: bool) -> None:
    """Keeps the facts that break claims, and says where on standard error. What cannot be kept is told and stops nothing."""
    from evaldsl.reporting.figures import say
    from evaldsl.trials.kept import keep
    from evaldsl.trials.views import KEPT

    paths, problem = keep(
        ruleset, [(one.name, one.text, one.files) for one in tried if one.ending.value == "broken" and one.files]
    )
    if paths:
        put(
            "".join(f"{line}\n" for line in (say(KEPT, "zh" if lang == "zh" else "en"), *(f"  {shown(p)}" for p in paths))),
            sys.stderr,
        )
    if problem is not None:
        tell((problem,), lang, no_color)


def _watched(claims: "Iterator[Tried]", count: int, lang: str) -> "Iterator[Tried]":
    """The claims as they come out, counted on a terminal's standard error."""
    watching = sys.stderr.isatty()
    words = "已试 {n}/{count} 条" if lang == "zh" else "{n} of {count} claims tried"
    if watching and count:
        put(words.format(n=0, count=count), sys.stderr)
    for n, one in enumerate(claims, 1):
        yield one
        if watching and count:
            put("\r" + words.format(n=min(n, count), count=count), sys.stderr)
    if watching:
        put("\r\x1b[K", sys.stderr)


def _below(cover: "Coverage", least: "Fraction", file: str, lang: str, no_color: bool) -> bool:
    """Whether too few of the rules are decided, and says so (E650). A ruleset without any has nothing to decide."""
    if cover.share is None or cover.share >= least:
        return False
    from evaldsl.diagnostics.core import Diagnostic, InFile
    from evaldsl.model.numbers import exact_text
    from evaldsl.trials.coverage_views import share_text

    missing = len(cover.points) - cover.decided
    args = {"found": share_text(cover.share), "least": f"{exact_text(least * 100)}%", "missing": str(missing)}
    tell((Diagnostic("E650", InFile(file), args),), lang, no_color)
    return True


COMMANDS = (test,)
