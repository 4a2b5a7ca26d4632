"""Rows of a form drawn for a ruleset whose rows are indicators (自评表 取自): names, targets as they are printed, weights that add up.

In: a program with forms, the rows of its other lists. Out: the program with an indicator for every drawn row, and all rows; None when no rows
can be had. Guarantees: every place has as many rows as there are kinds that its rules know, or as were asked for; the weights of a place
add up to what is due; the actual figures are left open, and so is what an assessor says.
"""

from collections.abc import Mapping
from fractions import Fraction

from evaldsl.model.facts import FactValue
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, FormSpec, Judged, Levels, Node, Place, Program
from evaldsl.model.types import DateType, LevelType, QuantityType, TextType, YesNoType
from evaldsl.readers.form_rows import expand
from evaldsl.readers.problems import Enough, Problems

TARGETS: Mapping[str, tuple[str, ...]] = {
    "number": ("≥100次", "≤30万元", "≥735人次", "=100%", "80%～90%"),
    "date": ("≤2023-12-31", "≤2023-06-30"),
    "text": ("有效",),
}
"""Targets as staff write them, by what they are."""

Row = dict[str, FactValue]
Rows = tuple[Row, ...]


def filled(program: Program, lists: Mapping[str, Rows], variant: int, count: int) -> tuple[Program, dict[str, Rows]] | None:
    """The program with rows in its forms; `count` rows in each place at least, `variant` tells one set of rows from another."""
    rows = dict(lists)
    for form in program.forms:
        rows[form.list] = tuple(_rows(program, form, variant, count))
    problems = Problems()
    try:
        made, expanded = expand(program, rows, problems)
    except Enough:
        return None
    if problems.found:
        return None
    return made, {**rows, **{name: tuple(dict(row) for row in some) for name, some in expanded.lists.items()}}


def _rows(program: Program, form: FormSpec, variant: int, count: int) -> list[Row]:
    made: list[Row] = []
    for names, place in form.places.items():
        if not place.due:
            continue
        kinds = list(place.rules)
        due = max(count, len(kinds)) if variant == 0 else count
        kinds = [kinds[(i + variant) % len(kinds)] for i in range(due)]
        weights = _weights(place.due, due)
        for i, kind in enumerate(kinds):
            made.append(_row(program, form, names, place, kind, i, variant, weights[i]))
    return made


def _weights(due: Fraction, count: int) -> list[Fraction]:
    """Weights in whole hundredths that add up; the last has what is left."""
    each = Fraction(int(due * 100 / count), 100)
    return [*[each] * (count - 1), due - each * (count - 1)]


def _row(
    program: Program, form: FormSpec, names: tuple[str, ...], place: Place, kind: str, i: int, variant: int, weight: Fraction
) -> Row:  # fmt: skip
    columns, spec = form.columns, program.lists[form.list]
    cells: dict[str, str] = {columns["level3"]: f"指标{i + 1}", columns["weight"]: exact_text(weight)}
    for depth, column in enumerate(form.levels):
        if depth < len(names):
            cells[columns[column]] = names[depth]
        else:
            cells[columns[column]] = f"{'' if not names else names[-1]}{depth + 1}"
    if form.by:
        cells[form.by] = kind
    if "target" in columns:
        cells[columns["target"]] = _target(place.rules[kind], kind if form.by == "" else "", i + variant)
    skipped = {columns.get(name) for name in ("actual", "judged", "filed", "reason", "not_applicable", "relation", "unit")}
    row: Row = {}
    for name, field in spec.fields.items():
        text = cells.get(name)
        if text is not None:
            row[name] = FactValue(Fraction(text) if name == columns["weight"] else text, text)
        elif name not in skipped and not field.optional and field.default is None:
            row[name] = _anything(field)
    return row


def _target(rule: Node, kind: str, i: int) -> str:
    """A target that the method of a row can have."""
    if not kind:
        kind = "text" if isinstance(rule.method, Levels | Judged) else "number"
    if isinstance(rule.method, Levels) and kind == "text":
        return rule.method.lines[0].level
    found = TARGETS.get(kind, TARGETS["text"])
    return found[i % len(found)]


def _anything(field: FactSpec) -> FactValue:
    """Something for a cell that no rule of the form looks at."""
    match field.type:
        case QuantityType() as kind:
            number = kind.unit.factor if field.domain.low is None else max(kind.unit.factor, Fraction(1))
            text = f"{exact_text(number / kind.unit.factor)} {kind.unit.text}".strip()
            return FactValue(number, text)
        case LevelType(members, _, _):
            return FactValue(members[0], members[0])
        case YesNoType():
            return FactValue(True, "是")
        case DateType():
            from datetime import date

            return FactValue(date(2023, 6, 30), "2023-06-30")
        case TextType():
            return FactValue("甲", "甲")
        case _:
            return FactValue("个", "个")
