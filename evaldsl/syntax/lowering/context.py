"""What lowering needs besides the tree: the source, a way to parse a cell, and the list of problems found on the way."""

from collections.abc import Callable, Sequence

from attrs import field, frozen

from evaldsl.diagnostics.core import Argument, Diagnostic, Label
from evaldsl.source import SourceFile, Span
from evaldsl.syntax.tokens import Raw
from evaldsl.syntax.tree import Tree
from evaldsl.syntax.vocabulary import Vocabulary


class Refused(Exception):
    """A part that cannot be lowered; its problem is already in the list."""


@frozen
class Context:
    """The surroundings of one parse. `types` are the names declared with `type` in this file; `cell(start, raws)` parses raw
    tokens as a start symbol and returns None when it has reported why it could not."""

    source: SourceFile
    words: Vocabulary
    types: frozenset[str]
    cell: Callable[[str, Sequence[Raw]], Tree | None]
    problems: list[Diagnostic] = field(factory=list)

    def problem(self, code: str, at: Span, labels: Sequence[Label] = (), help: str | None = None, **args: Argument) -> None:
        """Note a problem and go on."""
        self.problems.append(Diagnostic(code, self.source.where(at), args, tuple(labels), help))

    def refuse(self, code: str, at: Span, **args: Argument) -> Refused:
        """Note a problem; the caller raises what this returns."""
        self.problems.append(Diagnostic(code, self.source.where(at), args))
        return Refused(code)

    def label(self, at: Span, note: str, **args: Argument) -> Label:
        """A second place."""
        return Label(self.source.where(at), note, args)
