"""The command that compares two rulesets: arguments → comparison → exit code.

Exit codes: 0 both mean the same, which is proved; 1 they do not, or it could not be settled; 2 the comparison cannot be made.
"""

import sys
from typing import Any

import click

from evaldsl.cli_options import files, lang_option, no_color_option, not_over, output_option, width_option
from evaldsl.console import FOUND, STDIN, Failed, colors, columns, language, tell, unicode, write
from evaldsl.opening import open_ruleset, refuse


@click.command()
@click.argument("old", shell_complete=files)
@click.argument("new", shell_complete=files)
@click.argument("facts", nargs=-1, shell_complete=files)
@click.option(
    "--then",
    multiple=True,
    metavar="FACTS",
    shell_complete=files,
    help="Facts of the same subject afterwards: the change is split 同一对象之后的事实：分解变动 (may be repeated).",
)
@click.option("--format", "format_", type=click.Choice(["tree", "json"]), default="tree", help="Form of the result 结果形式.")
@click.option(
    "--witness", metavar="FILE", shell_complete=files, help="Write the facts that score differently 写出得分不同的事实."
)
@click.option(
    "--max-examples",
    type=click.IntRange(1, 100_000),
    default=500,
    metavar="N",
    help="Facts to try at most 最多试多少份 (default: 500).",
)
@click.option(
    "--limit", type=click.FloatRange(0), default=20, metavar="SECONDS", help="For the solver, 0: none 求解器时限 (default: 20)."
)
@click.option("--all", "all_", is_flag=True, help="Long lists in full 列出全部.")
@click.option("--recursive", is_flag=True, help="Folders with the folders in them 含下级文件夹.")
@lang_option
@output_option
@width_option
@no_color_option
def diff(
    old: str,
    new: str,
    facts: tuple[str, ...],
    then: tuple[str, ...],
    format_: Any,
    witness: str | None,
    max_examples: int,
    limit: float,
    all_: bool,
    recursive: bool,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Say what changed in meaning from OLD to NEW 比较两个规则集的含义.

    Layout, vocabulary and the order of declarations are no difference. Whether any facts score differently is proved, or shown by the smallest facts
    that do. Over FACTS (files, folders, JSON lines): who changes score or grade. Exit code 1 when they differ.
    """
    speak = language(lang)
    if [old, new, *facts, *then].count(STDIN) > 1:
        raise click.UsageError("standard input can be named only once")
    for written in (output, witness):
        not_over(written, old, new, *facts, *then)
    from evaldsl.diagnostics.core import Diagnostic, InFile
    from evaldsl.differing.compare import compare, with_given
    from evaldsl.differing.json_view import comparison_json
    from evaldsl.differing.views import comparison_text

    sides = [open_ruleset(path) for path in (old, new)]
    for side in sides:
        if side.ruleset is None:
            refuse(side.problems, format_, speak, output, no_color)
    programs = [side.ruleset.program for side in sides if side.ruleset is not None]
    if then and len(then) != len(facts):
        args = {"facts": str(len(facts)), "then": str(len(then))}
        refuse((Diagnostic("E279", InFile("--then"), args),), format_, speak, output, no_color)
    found = compare(programs[0], programs[1], max_examples, limit)
    deltas, splits, problems = _over(found.ways, facts, then, recursive)
    found = with_given(found, deltas)
    if problems and not splits and not deltas:
        refuse(tuple(problems), format_, speak, output, no_color)
    if witness is not None and found.verdict.witness is not None:
        _save(found.verdict.witness, witness, speak)
    to_screen = output is None
    if format_ == "json":
        text = comparison_json(found, deltas, splits, speak)
    else:
        color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
        text = comparison_text(found, deltas, splits, speak, width or columns(), color, plain, all_)
    write(text, output, speak)
    if format_ != "json":
        tell(tuple(problems), speak, no_color)
    if not found.alike or problems:
        raise Failed(FOUND)


def _over(both: Any, facts: tuple[str, ...], then: tuple[str, ...], recursive: bool) -> tuple[list[Any], list[Any], list[Any]]:
    """The given facts under both rulesets: each by itself, or in pairs with what came after."""
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.differing.files import compared
    from evaldsl.differing.split import split

    deltas: list[Any] = []
    splits: list[Any] = []
    problems: list[Any] = []
    if then:
        pairs = zip(_forms(facts, False), _forms(then, False), strict=False)
        for first, last in pairs:
            problems += [*first.problems, *last.problems]
            if first.data is None or last.data is None:
                continue
            made = split(first.data, first.name, last.data, last.name, both)
            if isinstance(made, Diagnostic):
                problems.append(made)
            else:
                splits.append(made)
        return deltas, splits, problems
    for form in _forms(facts, recursive):
        if form.data is None:
            problems += form.problems
        else:
            deltas.append(compared(form.data, form.name, both))
    return deltas, splits, problems


def _forms(paths: tuple[str, ...], recursive: bool) -> Any:
    """All forms of some paths, one at a time."""
    from evaldsl.batch.forms import Stream, forms

    return forms([Stream("<stdin>", sys.stdin.buffer) if path == STDIN else path for path in paths], recursive)


def _save(witness: Any, path: str, speak: Any) -> None:
    """The facts of a witness; those of the new ruleset beside them where they are not the same."""
    write(witness.old, path, speak)
    if witness.old != witness.new and path != STDIN:
        stem, dot, end = path.rpartition(".")
        write(witness.new, f"{stem}.new.{end}" if dot else f"{path}.new", speak)


COMMANDS = (diff,)
