"""Where a form's problems stand: the reader counts lines within the form, people look for them in the file that holds it.

In: the problems of a form that is one of many in its file. Out: the same with file, line and data path as they are in that file.
"""

from typing import assert_never

from evaldsl.batch.elements import shifted
from evaldsl.batch.forms import Form
from evaldsl.diagnostics.core import Diagnostic, InData, InFile, Place
from evaldsl.records import evolve
from evaldsl.source import Where


def in_file(problem: Diagnostic, form: Form) -> Diagnostic:
    """A problem of a form with its places in the file."""
    if form.line is None:
        return problem
    labels = tuple([evolve(label, place=_place(label.place, form)) for label in problem.labels])
    place, args = _place(problem.place, form), problem.args
    if problem.code == "E501" and isinstance(place, Where):  # its sentence names the line
        args = {**args, "line": str(place.line)}
    return evolve(problem, place=place, labels=labels, args=args)


def _place(place: Place, form: Form) -> Place:
    if place.file != form.name or form.line is None:
        return place
    match place:
        case InFile():
            return Where(form.file, form.line, form.column)
        case Where():
            column, text = shifted(place.column, place.text, form.column) if place.line == 1 else (place.column, place.text)
            return Where(form.file, place.line + form.line - 1, column, text, place.width)
        case InData():
            path = place.path if form.index is None else f"$[{form.index}]{place.path.removeprefix('$')}"
            if place.line is None or place.column is None:
                return InData(form.file, path, form.line, form.column)
            column, text = shifted(place.column, place.text, form.column) if place.line == 1 else (place.column, place.text)
            return InData(form.file, path, place.line + form.line - 1, column, text, place.width)
        case _:
            assert_never(place)
