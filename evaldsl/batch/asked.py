"""What is asked of a batch by name: one form of it to be explained, the figure by which a mean is weighted.

In: forms or a program, and a name as a person writes it. Out: the form, or the figure with its type; else the diagnostic that says why not:
E916 (no such subject, with the nearest), E917 (several of that name), E913 (no such figure, or no number).
"""

from collections.abc import Iterable
from json import loads

from evaldsl.batch.forms import Form
from evaldsl.diagnostics.core import Argument, Diagnostic, InFile, listed
from evaldsl.model.program import Program
from evaldsl.model.types import QuantityType, Type
from evaldsl.readers.nodes import plain_path

_REMEMBERED = 5_000
_LISTED = 10


def subject_of(form: Form) -> str:
    """The subject of a form that need not be in order otherwise; empty where it says none."""
    try:
        data = loads(form.data or b"", parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return ""
    subject = data.get("subject") if isinstance(data, dict) else None
    return subject.encode(errors="replace").decode().strip() if isinstance(subject, str) else ""


def pick(forms: Iterable[Form], wanted: str, option: str = "--subject") -> Form | Diagnostic:
    """The form that a number (from 1), a place (`forms.jsonl:17`, `forms.json[3]`) or a subject means. Reads no further than a number needs.

    `option` is where `wanted` was written.
    """
    found: list[Form] = []
    names: dict[str, None] = {}
    for form in forms:
        if wanted in (str(form.number), form.name):
            return form
        subject = subject_of(form)
        if subject == wanted and len(found) <= _LISTED:
            found.append(form)
        elif subject and len(names) < _REMEMBERED:
            names[subject] = None
    if len(found) == 1:
        return found[0]
    if found:
        places = listed([f"{form.number} ({form.name})" for form in found[:_LISTED]])
        args: dict[str, Argument] = {"name": wanted, "places": places, "first": str(found[0].number)}
        return Diagnostic("E917", InFile(found[0].file), args)
    from evaldsl.spelling import nearest

    near = nearest(wanted, names) or next((name for name in names if wanted in name), None)
    return Diagnostic("E916", InFile(option), {"name": wanted, "near": near or ""}, help="near" if near else None)


def weigher(program: Program, name: str) -> tuple[str, Type] | Diagnostic:
    """The fact or named value by which forms count in a weighted mean: its name and type."""
    wanted = plain_path(name)
    known: dict[str, Type] = {fact.name: fact.type for fact in program.facts.values()}
    known |= {let.name: let.type for let in program.lets.values()}
    numbers = [key for key, type in known.items() if isinstance(type, QuantityType)]
    if wanted in numbers:
        return wanted, known[wanted]
    from evaldsl.spelling import nearest

    near = nearest(wanted, numbers)
    help = "words" if wanted in known else "near" if near else None
    return Diagnostic("E913", InFile("--weight-by"), {"name": name, "near": near or ""}, help=help)
