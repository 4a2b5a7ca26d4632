"""Options that several commands share, what the shell offers for a file, and what may not be written over."""

import os
from typing import TYPE_CHECKING

import click

from evaldsl.console import STDIN

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """What the shell offers for a file: its own files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def not_over(output: str | None, *paths: str) -> None:
    """A slip of the hand must not replace the figures by the result."""
    if output is None or output == STDIN or not os.path.isfile(output):
        return
    if any(os.path.isfile(path) and os.path.samefile(path, output) for path in paths):
        raise click.UsageError(f"--output names a file that is read: {output}")


lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the output 输出语言 (default: from LANG)."
)
output_option = click.option("-o", "--output", metavar="FILE", shell_complete=files, help="Write to a file 写入文件.")
no_color_option = click.option("--no-color", is_flag=True, help="No colours 不用颜色 (also: NO_COLOR, or a pipe).")
width_option = click.option("--width", type=click.IntRange(40, 400), metavar="N", help="Columns of the screen 屏幕宽度.")
