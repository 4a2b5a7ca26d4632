"""What is told to the user: diagnostics as data.

A stage never prints and never words a message: it returns `Diagnostic`s, which name a code and give the figures. The
catalogue holds the words in both languages; `drawing` is the only place that turns them into text.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from evaldsl.records import field, frozen
from evaldsl.source import Where


class Severity(Enum):
    """How much a diagnostic matters: an error stops the stage, a warning never does."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Both:
    """A word or phrase put into a message, in both languages."""

    en: str
    zh: str


Argument = str | Both


def listed(names: Iterable[str]) -> Both:
    """Names in a row, with the comma of each language."""
    texts = tuple(names)
    return Both(", ".join(texts), "、".join(texts))


@frozen
class InData:
    """A place in a fact file: a data path such as `$.facts.全年预算数`, and where they are known line and column from 1, the
    text of that line and how many of its characters are meant."""

    file: str
    path: str
    line: int | None = None
    column: int | None = None
    text: str = field(default="", repr=False, eq=False)
    width: int = field(default=1, repr=False, eq=False)


@frozen
class InFile:
    """A whole file or the command line, where no finer place exists."""

    file: str


Place = Where | InData | InFile


@frozen
class Label:
    """A second place that helps to understand the first, with a note from the catalogue (`notes` of the entry)."""

    place: Place
    note: str
    args: Mapping[str, Argument] = field(factory=dict)


@frozen
class Diagnostic:
    """One mistake. `args` fill the entry's message and help; `key` picks among the entry's helps where it has several."""

    code: str
    place: Place
    args: Mapping[str, Argument] = field(factory=dict)
    labels: tuple[Label, ...] = ()
    help: str | None = None

    @property
    def severity(self) -> Severity:
        """From the code: `W…` warns, everything else is an error."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR


@frozen
class Entry:
    """A code of the catalogue. Texts are `str.format` templates over the diagnostic's `args`.

    `title` is a few words; `message` says what is wrong in the user's words with figures and units; `helps` maps a key
    to a mend ("" is the one used when a diagnostic names none); `notes` maps a key to the text of a label.
    """

    code: str
    title: Both
    message: Both
    helps: Mapping[str, Both] = field(factory=dict)
    notes: Mapping[str, Both] = field(factory=dict)


def has_errors(problems: Iterable[Diagnostic]) -> bool:
    """Whether any of the problems is an error."""
    return any(p.severity is Severity.ERROR for p in problems)
