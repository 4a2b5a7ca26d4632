"""What may be said of a ruleset whose text has mistakes of its own.

In: the problems of a check, the modules that were read. Out: those that hold whatever stands in the parts that could not be read.
A name that stands in such a part is not unknown, a declaration that lost a part lacks nothing, and the whole has neither a
wrong sum nor a missing total. So one mistake of writing gives one error, and mistakes elsewhere are still told.
"""

from collections.abc import Iterable, Sequence

from evaldsl.diagnostics.core import Both, Diagnostic
from evaldsl.source import Where
from evaldsl.syntax import nodes as n

_UNKNOWN = frozenset(
    [
        "E201",
        "E203",
        "E207",
        "E208",
        "E210",
        "E211",
        "E213",
        "E214",
        "E215",
        "E218",
        "E219",
        "E220",
        "E221",
        "E222",
        "E223",
        "E226",
        "E246",
        "E240",
        "E241",
        "E243",
        "E245",
        "E254",
        "E255",
        "E262",
        "E269",
        "E303",
        "E411",
        "E422",
        "E423",
        "E446",
        "E473",
        "E476",
    ]
)
_LACKING = frozenset(
    [
        "E257",
        "E259",
        "E261",
        "E302",
        "E401",
        "E402",
        "E403",
        "E404",
        "E407",
        "E408",
        "E409",
        "E410",
        "E411",
        "E412",
        "E413",
        "E414",
        "E416",
        "E428",
        "E431",
        "E432",
        "E433",
        "E434",
        "E437",
        "E440",
        "E442",
        "E445",
        "W101",
        "W102",
        "W106",
    ]
)
_OF_THE_WHOLE = frozenset(["E402", "E431", "E440", "W101", "W102", "W106"])
_SUMS = frozenset(("E401", "E403", "E404"))


def believable(problems: Iterable[Diagnostic], modules: Sequence[n.Module]) -> tuple[Diagnostic, ...]:
    """The problems that do not come from what could not be read."""
    lost = frozenset(name for module in modules for name in module.lost)
    return tuple(p for p in problems if not _doubtful(p, modules, lost))


def _doubtful(problem: Diagnostic, modules: Sequence[n.Module], lost: frozenset[str]) -> bool:
    if problem.code in _UNKNOWN and any(part in lost for text in _texts(problem) for part in text.split(".")):
        return True
    if problem.code in _OF_THE_WHOLE:
        return True
    place = problem.place
    if problem.code not in _LACKING or not isinstance(place, Where):
        return False
    for module in modules:
        if module.source.name != place.file:
            continue
        if any(first <= place.line <= last for first, last in module.damaged):
            return True
        own = problem.code == "E401"  # the sum of a group stands at its head
        return problem.code in _SUMS and not any(_holds(module, d, place.line, own) for d in module.declarations)
    return False


def _texts(problem: Diagnostic) -> list[str]:
    """The words that a problem is about."""
    found = [problem.args.get(key, "") for key in ("name", "unit", "text", "level", "grade", "to")]
    return [text.zh if isinstance(text, Both) else text for text in found]


def _holds(module: n.Module, declaration: n.Declaration, line: int, head: bool) -> bool:
    """Whether a line lies in a group or a form (its head line too, or not), whose sums do not depend on the rest."""
    if not isinstance(declaration, n.Group | n.Form):
        return False
    first, _ = module.source.position(declaration.span.start)
    last, _ = module.source.position(max(declaration.span.start, declaration.span.end - 1))
    return (first <= line if head else first < line) and line <= last
