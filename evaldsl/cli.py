"""The command line: arguments → api → exit code, and nothing else.

Exit codes: 0 done; 1 done and something was found (a failed error-level check, a file that `fmt --check` would change); 2 could not
run (usage, file, ruleset, facts); 101 a bug in evaldsl; 130 interrupted. Results go to standard output or `-o`, problems to
standard error. Each command imports what it needs when it runs.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from evaldsl import __version__
from evaldsl.cli_diff import COMMANDS as DIFF_COMMANDS
from evaldsl.cli_options import files, lang_option, no_color_option, not_over, output_option, width_option
from evaldsl.cli_prove import COMMANDS as PROVE_COMMANDS
from evaldsl.cli_reach import COMMANDS as REACH_COMMANDS
from evaldsl.cli_trials import COMMANDS
from evaldsl.console import (
    BUG,
    COULD_NOT,
    DONE,
    FOUND,
    INTERRUPTED,
    STDIN,
    UNWRITABLE,
    Closed,
    Failed,
    colors,
    columns,
    language,
    open_streams,
    put,
    silence,
    tell,
    unicode,
    unwritable,
    write,
)
from evaldsl.opening import LINES, begins_list, checked, facts_source, open_ruleset, refuse, shown, source_of

if TYPE_CHECKING:
    from evaldsl.api import Ruleset
    from evaldsl.batch.forms import Form
    from evaldsl.evaluation.tree import Result

_READ_BY_CLAIMS = ("W101", "W102")
"""Facts and values that nothing reads: in an audit claims do."""

FORMATS = ("tree", "table", "markdown", "tsv", "json")

Command = Callable[..., Any]


def _codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """What the shell offers for a code."""
    from evaldsl.diagnostics.page import all_codes

    return [code for code in all_codes() if code.startswith(incomplete.upper())]


# ---- options ---------------------------------------------------------------------------------------------------------

_input = click.option(
    "--input", "input_", type=click.Choice(["json", "jsonl"]), help="How FACTS are written 数据写法 (default: by name)."
)
_partial = click.option("--partial", is_flag=True, help="Score what is known; the rest as intervals 数据不全时给出区间.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evaldsl")
def cli() -> None:
    """Performance-evaluation rules: exact, explained, audited scores.

    绩效评价规则：精确计分，逐分说明，可供审核。
    """


for _command in (*COMMANDS, *DIFF_COMMANDS, *PROVE_COMMANDS, *REACH_COMMANDS):
    cli.add_command(_command)


@cli.command()
@click.argument("ruleset", shell_complete=files)
@click.argument("facts", nargs=-1, required=True, shell_complete=files)
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, "jsonl")),
    default="tree",
    help="Form of the result 结果形式 (default: tree; jsonl: a line a form 每份一行).",
)
@_partial
@_input
@click.option("--recursive", is_flag=True, help="Folders with the folders in them 含下级文件夹.")
@click.option("--brief", is_flag=True, help="JSON without the trees JSON 不含逐项结果.")
@click.option("--sort", type=click.Choice(["rank", "input"]), help="Order of many forms 排列次序 (default: rank; JSON: input).")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N ranks 只列前 N 个.")
@click.option("--all", "all_", is_flag=True, help="Long lists in full 列出全部.")
@click.option("--weight-by", metavar="NAME", help="Mean weighted by a figure too 另按某数加权平均.")
@click.option("--explain", metavar="SUBJECT|N", help="Only this form, in full 只看这一份的全部内容.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Processes 进程数 (default: one a processor).")
@lang_option
@output_option
@width_option
@no_color_option
def run(
    ruleset: str,
    facts: tuple[str, ...],
    format_: Any,
    partial: bool,
    input_: str | None,
    explain: str | None,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
    recursive: bool,
    **many: Any,
) -> None:
    """Score FACTS by RULESET 按规则集计分.

    FACTS is a fact file, or many: several files, folders, JSON lists, JSON lines (.jsonl). Either may be `-` for standard input.
    """
    speak = language(lang)
    _one_stdin(ruleset, *facts)
    not_over(output, ruleset, *facts)
    from evaldsl import api

    opened = open_ruleset(ruleset)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    form: Form | None = None
    if explain is not None or recursive or format_ == "jsonl" or any(many.values()) or _many(facts, input_):
        from evaldsl.cli_batch import Input, Wanted, chosen, run_batch

        given = Input(facts, recursive, None if input_ is None else input_ == "jsonl")
        if explain is None:
            wanted = Wanted(format_, speak, output, width, no_color, partial, all=many.pop("all_"), **many)
            return run_batch(api.Ruleset(opened.ruleset.program, opened.problems), given, wanted)
        if format_ == "jsonl":
            raise click.UsageError("--explain shows one form: choose another --format")
        form = chosen(given, "--explain", explain, format_, speak, output, no_color)
    read = (
        api.open_form(opened.ruleset, form) if form else api.open_facts(opened.ruleset, facts_source(facts[0]), shown(facts[0]))
    )
    if read.facts is None:
        refuse((*opened.problems, *read.problems), format_, speak, output, no_color, opened.ruleset)
    result = api.score(opened.ruleset, read.facts, partial)
    warnings = (*opened.problems, *read.problems)
    to_screen = output is None
    text = api.render(
        result,
        format_,
        speak,
        width or columns(),
        color=to_screen and colors(sys.stdout, no_color),
        plain=to_screen and not unicode(sys.stdout),
        warnings=warnings,
    )
    if result.refused and format_ != "json":
        text = text if _has_scores(result) else ""
    write(text, output, speak)
    if format_ != "json":
        tell((*warnings, *result.problems), speak, no_color)
    if result.refused:
        raise Failed(COULD_NOT)
    if any(c.passed is False and c.check.severity == "error" for c in result.checks):
        raise Failed(FOUND)


@cli.command()
@click.argument("ruleset", shell_complete=files)
@click.argument("facts", nargs=-1, required=True, shell_complete=files)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="tree", help="Form of the result 结果形式 (default: tree)."
)
@lang_option
@output_option
@width_option
@no_color_option
def audit(
    ruleset: str,
    facts: tuple[str, ...],
    format_: Any,
    lang: str | None,
    output: str | None,
    width: int | None,
    no_color: bool,
) -> None:
    """Hold what documents state against what is computed 核对材料中的数.

    FACTS are read as one: the figures, and the claims of each document. Exit code 1 when something is contradicted.
    """
    speak = language(lang)
    _one_stdin(ruleset, *facts)
    not_over(output, ruleset, *facts)
    from evaldsl import api
    from evaldsl.auditing import audit as audit_result

    opened = open_ruleset(ruleset)
    if opened.ruleset is None:
        refuse(opened.problems, format_, speak, output, no_color)
    read = api.open_all(opened.ruleset, [facts_source(path) for path in facts], [shown(path) for path in facts])
    if read.facts is None:
        refuse((*opened.problems, *read.problems), format_, speak, output, no_color, opened.ruleset)
    result = api.score(opened.ruleset, read.facts, partial=True)
    found = audit_result(result)
    to_screen = output is None
    color, plain = to_screen and colors(sys.stdout, no_color), to_screen and not unicode(sys.stdout)
    write(api.render_audit(found, format_, speak, width or columns(), color, plain), output, speak)
    if format_ != "json":
        doubts = [p for p in opened.problems if p.code not in _READ_BY_CLAIMS]
        tell((*doubts, *read.problems, *result.problems), speak, no_color)
    if found.contradicted:
        raise Failed(FOUND)


@cli.command()
@click.argument("rulesets", nargs=-1, required=True, shell_complete=files)
@lang_option
@no_color_option
def check(rulesets: tuple[str, ...], lang: str | None, no_color: bool) -> None:
    """Check RULESETS without facts 检查规则集.

    Reports every mistake of every file at once.
    """
    speak = language(lang)
    failed = False
    for ruleset in rulesets:
        opened = open_ruleset(ruleset)
        tell(opened.problems, speak, no_color)
        if opened.ruleset is None:
            failed = True
        else:
            put(_summary(opened.ruleset, shown(ruleset), speak, named=len(rulesets) > 1) + "\n", sys.stdout)
    if failed:
        raise Failed(COULD_NOT)


@cli.command()
@click.argument("files", nargs=-1, required=True, shell_complete=files)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit 1 with the names of files that would change 只检查."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Translate the keywords 转换关键字.")
@no_color_option
def fmt(files: tuple[str, ...], only_check: bool, lang: str | None, no_color: bool) -> None:
    """Lay out rulesets in place 规范书写; `-` filters standard input.

    Meaning and comments are never touched; a file that cannot be kept whole is refused.
    """
    from evaldsl.diagnostics.core import Diagnostic
    from evaldsl.syntax.printer import format_text

    if STDIN in files and len(files) > 1:
        raise click.UsageError("`-` stands alone")
    speak = language(None)
    code = DONE
    for file in files:
        source = source_of(file)
        if isinstance(source, Diagnostic):
            tell((source,), speak, no_color)
            code = COULD_NOT
            continue
        formatted = format_text(source, lang)
        if formatted.text is None:
            tell(formatted.problems, speak, no_color)
            code = COULD_NOT
        elif only_check:
            if formatted.text != source.text:
                put(shown(file) + "\n", sys.stdout)
                code = max(code, FOUND)
        elif file == STDIN:
            write(formatted.text, None, speak)
        elif formatted.text != source.text:
            write(formatted.text, file, speak)
    if code != DONE:
        raise Failed(code)


@cli.command()
@click.argument("ruleset", shell_complete=files)
@click.argument("facts", shell_complete=files)
@click.argument("name", default="total")
@click.option("--subject", metavar="SUBJECT|N", help="Of many forms this one 多份中的这一份.")
@_partial
@_input
@lang_option
@output_option
@no_color_option
def why(
    ruleset: str,
    facts: str,
    name: str,
    subject: str | None,
    partial: bool,
    input_: str | None,
    lang: str | None,
    output: str | None,
    no_color: bool,
) -> None:
    """Explain one score on paper 说明某项得分的来历.

    NAME is an indicator, a group, a named value or `total`; the shortest unambiguous tail of a path is enough.
    """
    speak = language(lang)
    _one_stdin(ruleset, facts)
    not_over(output, ruleset, facts)
    from evaldsl import api

    opened = open_ruleset(ruleset)
    if opened.ruleset is None:
        refuse(opened.problems, "tree", speak, output, no_color)
    if subject is not None or _many((facts,), input_):
        from evaldsl.cli_batch import Input, chosen, only

        given = Input((facts,), False, None if input_ is None else input_ == "jsonl")
        stated = "tree", speak, output, no_color
        form = only(given, *stated) if subject is None else chosen(given, "--subject", subject, *stated)
        read = api.open_form(opened.ruleset, form)
    else:
        read = api.open_facts(opened.ruleset, facts_source(facts), shown(facts))
    if read.facts is None:
        refuse(read.problems, "tree", speak, output, no_color)
    result = api.score(opened.ruleset, read.facts, partial)
    try:
        text = api.why(result, name, speak)
    except api.EvaldslError as error:
        refuse(error.problems, "tree", speak, output, no_color)
    write(text, output, speak)
    if result.refused:
        tell(result.problems, speak, no_color)
        raise Failed(COULD_NOT)


@cli.command()
@click.argument("code", shell_complete=_codes)
@lang_option
@no_color_option
def explain(code: str, lang: str | None, no_color: bool) -> None:
    """Explain a diagnostic CODE such as E301 说明诊断代码."""
    from evaldsl.api import explain as page_of
    from evaldsl.diagnostics.core import Diagnostic, InFile
    from evaldsl.diagnostics.page import all_codes
    from evaldsl.spelling import nearest

    speak = language(lang)
    wanted = code.strip().upper()
    text = page_of(wanted, speak)
    if text is None:
        near = nearest(wanted, all_codes())
        args = {"code": code, **({"near": near} if near else {})}
        tell((Diagnostic("E922", InFile("evaldsl explain"), args, help="near" if near else None),), speak, no_color)
        raise Failed(COULD_NOT)
    write(text if text.endswith("\n") else text + "\n", None, speak)


@cli.command()
@click.argument("ruleset", shell_complete=files)
@lang_option
@output_option
@no_color_option
def facts(ruleset: str, lang: str | None, output: str | None, no_color: bool) -> None:
    """Print a fact file to fill in 生成待填数据文件."""
    from evaldsl.api import facts_template

    speak = language(lang)
    write(facts_template(checked(ruleset, lang, no_color), speak), output, speak)


@cli.command()
@click.argument("ruleset", required=False, shell_complete=files)
@click.option("--result", "of_result", is_flag=True, help="That of the JSON result instead 改为输出结果的 Schema.")
@click.option("--audit", "of_audit", is_flag=True, help="That of the JSON audit instead 改为输出核对的 Schema.")
@click.option("--batch", "of_batch", is_flag=True, help="That of many forms instead 改为输出多份计分的 Schema.")
@click.option("--diff", "of_diff", is_flag=True, help="That of a comparison instead 改为输出规则集比较的 Schema.")
@click.option("--prove", "of_prove", is_flag=True, help="That of the JSON proof instead 改为输出证明的 Schema.")
@lang_option
@output_option
@no_color_option
def schema(ruleset: str | None, lang: str | None, output: str | None, no_color: bool, **of: bool) -> None:
    """Print the JSON Schema of the facts 数据的 Schema."""
    from json import dumps

    from evaldsl import api

    if sum(of.values()) + (ruleset is not None) != 1:
        raise click.UsageError("give a RULESET, --result, --audit, --batch, --diff or --prove")
    speak = language(lang)
    if ruleset is None:
        wanted = next(name for name, asked in of.items() if asked)
        made = getattr(api, f"{wanted.removeprefix('of_')}_schema")()
    else:
        made = api.facts_schema(checked(ruleset, lang, no_color), speak)
    write(dumps(made, ensure_ascii=False, indent=2) + "\n", output, speak)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell 命令补全脚本."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    put(found(cli, {}, "evaldsl", "_EVALDSL_COMPLETE").source() + "\n", sys.stdout)


# ---- reading and telling ---------------------------------------------------------------------------------------------


def _one_stdin(*paths: str) -> None:
    if paths.count(STDIN) > 1:
        raise click.UsageError("standard input can be named only once, as RULESET or among FACTS")


def _many(facts: tuple[str, ...], input_: str | None) -> bool:
    """Whether FACTS may be many forms: only then what handles these is imported."""
    path = facts[0]
    if len(facts) > 1 or input_ == "jsonl" or os.path.isdir(path) or (input_ is None and path.lower().endswith(LINES)):
        return True
    return begins_list(path)


def _summary(ruleset: "Ruleset", name: str, lang: str, named: bool) -> str:
    """One line about a ruleset that is in order."""
    from evaldsl.model.program import Const
    from evaldsl.reporting.figures import value_text

    program = ruleset.program
    count, stack = 0, [program.root]
    while stack:
        node = stack.pop()
        count += node.is_indicator
        stack += node.children
    weight = program.root.weight
    total = f"{value_text(weight.value, weight.type)}" if isinstance(weight, Const) else ""
    head = f"{name}: " if named else ""
    rows = [*(form.list for form in program.forms), *(name for name, spec in program.lists.items() if spec.tree is not None)]
    if lang == "zh":
        more = f"，另有{'、'.join(rows)}的各行" if rows else ""
        return f"{head}没有错误：{count} 项指标{more}" + (f"，满分 {total}" if total else "")
    more = f" and the rows of {', '.join(rows)}" if rows else ""
    return f"{head}ok: {count} indicator{'' if count == 1 else 's'}{more}" + (f", total {total}" if total else "")


def _has_scores(result: "Result") -> bool:
    return bool(result.root.children)


# ---- the way out -----------------------------------------------------------------------------------------------------


def main() -> NoReturn:
    """Runs the command line and exits: every way out has its code, none is a traceback."""
    open_streams()
    code = _run()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        silence(sys.stdout)
    sys.exit(code)


def _run() -> int:
    screen = sys.stdout
    try:
        # With the width given, click need not import what asks for it.
        left = cli.main(prog_name="evaldsl", standalone_mode=False, terminal_width=min(100, columns()))
        return left if isinstance(left, int) else DONE
    except Failed as failed:
        return failed.code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        try:
            error.show()
        except OSError:  # nobody hears it
            silence(sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        return INTERRUPTED
    except Closed:
        return DONE
    except SystemExit as left:
        if sys.stdout is not screen:  # click's own way out of a closed pipe: it puts a muted stream in place
            return DONE
        return left.code if isinstance(left.code, int) else DONE
    except OSError as error:
        if error.errno not in UNWRITABLE:
            return _bug(error)
        silence(sys.stdout)  # help that click could not print
        return unwritable("<stdout>", error, language(None), "screen").code
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    """One line about a mistake of ours: what, where, in which version."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = "" if at is None else f" at {os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}"
    text = str(error).splitlines()
    said = f"{type(error).__name__}{place}" + (f": {text[0][:200]}" if text else "")
    put(f"this is a bug in evaldsl {__version__}: {said}\n这是 evaldsl 自身的错误，请报告上面一行。\n", sys.stderr)
    return BUG
