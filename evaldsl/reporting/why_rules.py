"""Why, asked of a rule that is no figure: a decision table, a finding, a check.

In: a name and a `Result`. Out: the titled sections of its explanation, or None when no rule bears the name.
"""

from collections.abc import Iterator

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.evaluation.tree import Result
from evaldsl.model.program import CheckSpec
from evaldsl.reporting.figures import Lang
from evaldsl.reporting.formula import formula_text

Sections = Iterator[tuple[Both, list[str]]]


def named_sections(name: str, result: Result, lang: Lang) -> Sections | None:
    """The explanation of the rule of this name."""
    program = result.program
    if name in program.tables:
        from evaldsl.reporting.tables import why_table

        return why_table(name, result, lang)
    from evaldsl.reporting.findings import why_finding

    found = why_finding(name, result, lang)
    if found is not None:
        return found
    checks = [*program.checks, *(c for one in program.lists.values() for c in one.checks)]
    spec = next((c for c in checks if c.name == name), None)
    return None if spec is None else _check(spec, result, lang)


def _check(spec: CheckSpec, result: Result, lang: Lang) -> Sections:
    from evaldsl.reporting.checks import check_text
    from evaldsl.reporting.lists import row_name

    said: list[str] = []
    for made in [c for c in result.checks if c.check.name == spec.name][:60]:
        row = "" if made.row is None else f"{row_name(result, *made.row, lang)}  "
        said.append(row + check_text(made, lang))
    yield Both("Check", "勾稽"), [formula_text(spec.condition, lang)]
    yield Both("Outcome", "结果"), said
    yield Both("Basis", "依据"), [visible(b) for b in spec.basis]
    yield Both("Supplied", "补充规定"), [visible(b) for b in spec.supplied]
    yield Both("Written", "出处"), [f"{visible(spec.where.file)}:{spec.where.line}"]
