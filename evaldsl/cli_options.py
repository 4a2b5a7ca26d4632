"""Options that several commands share, and what the shell offers for a file."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """What the shell offers for a file: its own files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language of the output 输出语言 (default: from LANG)."
)
output_option = click.option("-o", "--output", metavar="FILE", shell_complete=files, help="Write to a file 写入文件.")
no_color_option = click.option("--no-color", is_flag=True, help="No colours 不用颜色 (also: NO_COLOR, or a pipe).")
width_option = click.option("--width", type=click.IntRange(40, 400), metavar="N", help="Columns of the screen 屏幕宽度.")
