"""Whether a diagnostic can be told well: every text fills in both languages, every argument is used, a mend is offered."""

from string import Formatter

from evaldsl.diagnostics.catalogue import NOTES, entry
from evaldsl.diagnostics.core import Argument, Both, Diagnostic

# Codes for which no mend can be offered, each with the reason.
NO_MEND: dict[str, str] = {}


def faults(diagnostic: Diagnostic) -> list[str]:
    """What is wrong with the telling of one diagnostic, a line each; empty when all is well."""
    found = entry(diagnostic.code)
    if found is None:
        return [f"{diagnostic.code} is not in the catalogue"]
    problems = []
    texts = [("message", found.message)]
    key = diagnostic.help or ""
    if key in found.helps:
        texts.append((f"help {key!r}", found.helps[key]))
    elif diagnostic.help is not None:
        problems.append(f"{diagnostic.code} has no help {key!r}")
    elif diagnostic.code not in NO_MEND:
        problems.append(f"{diagnostic.code} offers no mend here")
    used: set[str] = set()
    for what, both in texts:
        problems += _fill(f"{diagnostic.code} {what}", both, diagnostic.args, used)
    for label in diagnostic.labels:
        if label.note in NOTES:
            continue
        if label.note not in found.notes:
            problems.append(f"{diagnostic.code} has no note {label.note!r}")
            continue
        seen: set[str] = set()
        problems += _fill(
            f"{diagnostic.code} note {label.note!r}", found.notes[label.note], {**diagnostic.args, **label.args}, seen
        )
        used |= seen
        problems += [f"{diagnostic.code} note {label.note!r} does not use {name!r}" for name in set(label.args) - seen]
    # one set of arguments may serve several helps of the same code
    elsewhere = {name for both in (*found.helps.values(), *found.notes.values()) for name in fields(both.en) | fields(both.zh)}
    problems += [f"{diagnostic.code} does not use its argument {name!r}" for name in set(diagnostic.args) - used - elsewhere]
    return problems


def fields(template: str) -> set[str]:
    """The names that a template uses."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _fill(what: str, both: Both, args: "dict[str, Argument] | object", used: set[str]) -> list[str]:
    assert hasattr(args, "items")
    problems = []
    for lang in ("en", "zh"):
        template = getattr(both, lang)
        needed = fields(template)
        used |= needed
        if missing := needed - set(args):
            problems.append(f"{what} ({lang}) needs {', '.join(sorted(missing))}")
            continue
        text = template.format(**{name: getattr(a, lang) if isinstance(a, Both) else a for name, a in args.items()})
        if not text.strip():
            problems.append(f"{what} ({lang}) is empty")
    return problems
