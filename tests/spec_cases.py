"""The conformance cases in tests/spec/*.md: a ruleset, facts, and what must come of them. Frozen for each language version.

A case is a `##` section with a block `evaldsl`, at most one `json` (facts; `json partial` runs with gaps) and one `expect`. Its lines:

    产出.培训: 1.98 of 2 partly        a node by path: score (exact), weight, status; each after the score may be left out
    产出.培训: 1 .. 2 of 2 pending     an interval;  `产出.培训: not_applicable` no score
    exact 产出.培训: 99/50             the score before rounding
    total: 97.00 of 100 优             `total: none` when refused
    value 人均: 203.125 元/人          a let or fact, in its unit; 95% for percentages
    check 合计: passed | failed | not checked        outcome 结论: 合格
    error E301 at 5                    an error in line 5 of the ruleset, or at $.facts.x; exactly these errors come
    warning W101 at 5                  warnings are compared only where a case names some
"""

import re
from fractions import Fraction
from typing import Any

from attrs import frozen

from evaldsl.diagnostics.core import Severity
from evaldsl.model.types import QuantityType, Style
from evaldsl.model.values import Missing, Uncertain
from tests.fences import fences
from tests.pipeline import ROOT, Run, checked, place_text, run

SPEC = ROOT / "tests" / "spec"


@frozen
class Case:
    """One case."""

    file: str
    name: str
    ruleset: str
    facts: str | None
    partial: bool
    expect: tuple[str, ...]

    @property
    def id(self) -> str:
        """A short name for pytest."""
        return f"{self.file}:{self.name}"


def all_cases() -> list[Case]:
    """Every case of every file."""
    return [case for path in sorted(SPEC.glob("*.md")) for case in cases_of(path.stem, path.read_text(encoding="utf-8"))]


def cases_of(file: str, document: str) -> list[Case]:
    """The cases of one document."""
    sections: dict[str, dict[str, Any]] = {}
    for block in fences(document):
        parts = sections.setdefault(block.heading, {"ruleset": None, "facts": None, "partial": False, "expect": None})
        match block.language, block.marks:
            case "evaldsl", ():
                key, text = "ruleset", block.text
            case "json", marks:
                key, text = "facts", block.text
                parts["partial"] = "partial" in marks
            case "expect", ():
                key, text = "expect", block.text
            case other:
                raise AssertionError(f"{file}: {block.heading}: a block {other}")
        assert parts[key] is None, f"{file}: {block.heading}: two blocks of {key}"
        parts[key] = text
    found = []
    for name, parts in sections.items():
        for key in ("ruleset", "expect"):
            assert parts[key], f"{file}: {name}: no block for {key}"
        lines = tuple(line.strip() for line in parts["expect"].splitlines() if line.strip())
        found.append(Case(file, name, parts["ruleset"], parts["facts"], parts["partial"], lines))
    return found


def faults(case: Case) -> list[str]:
    """What differs from the case, a line each; empty when it conforms."""
    done = checked(case.ruleset) if case.facts is None else run(case.ruleset, case.facts, case.partial)
    wanted: dict[str, list[str]] = {"error": [], "warning": []}
    problems = []
    for line in case.expect:
        if match := re.fullmatch(r"(error|warning) ([EW]\d+)(?: at (\S+))?", line):
            wanted[match[1]].append(f"{match[2]} at {match[3] or ''}")
        elif done.result is None:
            problems.append(f"no result, so not `{line}`")
        else:
            problems += _line(line, done)
    found: dict[str, list[str]] = {"error": [], "warning": []}
    for p in done.problems:
        found["error" if p.severity is Severity.ERROR else "warning"].append(f"{p.code} at {place_text(p.place)}")
    for kind in ("error", "warning"):
        if (kind == "error" or wanted[kind]) and sorted(wanted[kind]) != sorted(found[kind]):
            problems.append(f"{kind}s: expected {sorted(wanted[kind])}, found {sorted(found[kind])}")
    return problems


def _line(line: str, done: Run) -> list[str]:
    what, _, said = (part.strip() for part in line.partition(": "))
    assert said, f"not understood: {line}"
    word, _, name = what.partition(" ")
    match word:
        case "total":
            found = _total(done.result.total)
        case "value":
            found = figure_text(done.result.values.get(name))
        case "check":
            passed = next(c.passed for c in done.result.checks if c.check.name == name)
            found = {True: "passed", False: "failed", None: "not checked"}[passed]
        case "outcome":
            found = next(o.level or "open" for o in done.result.outcomes if o.outcome.name == name)
        case "exact":
            found = _score(_node(done.result.root, name).exact)
        case _:
            node = _node(done.result.root, what)
            if isinstance(node.score, Missing):
                found = node.status.value
            else:
                found = _score(node.score)
                if " of " in said and node.weight is not None:
                    found += f" of {node.weight}"
                if re.search(r"[a-z_]+$", said) and not isinstance(node.score, str):
                    found += f" {node.status.value}"
    return [] if _normal(found) == _normal(said) else [f"{what}: expected {said}, found {found}"]


def _node(root: Any, path: str) -> Any:
    if root.node.path == path:
        return root
    for child in root.children:
        if path == child.node.path or path.startswith(f"{child.node.path}."):
            return _node(child, path)
    raise AssertionError(f"no node {path}; there are {', '.join(c.node.path for c in root.children)}")


def _score(value: Any) -> str:
    match value:
        case Uncertain(low=low, high=high):
            return f"{low} .. {high}"
        case Missing(kind=kind):
            return str(kind.value)
        case _:
            return str(value)


def _total(total: Any) -> str:
    if total is None:
        return "none"
    weight = "" if total.weight is None else f" of {total.weight}"
    grade = f" {total.grade}" if total.grade else "".join(f" {'/'.join(total.grades)}" if total.grades else "")
    return f"{_score(total.score)}{weight}{grade}"


def figure_text(figure: Any) -> str:
    """A figure in its unit, exactly: `203.125 元/人` as `1625/8 元/人`, percentages with %."""
    if figure is None:
        return "no such value"
    value, kind = figure.value, figure.type
    if isinstance(value, Missing):
        return str(value.kind.value)
    if isinstance(value, Fraction) and isinstance(kind, QuantityType):
        if kind.style in (Style.PERCENT, Style.RATIO):
            return f"{value * 100}%"
        if kind.style is Style.POINTS:
            return f"{value * 100} 个百分点"
        return f"{value / kind.unit.factor} {kind.unit.text}".strip()
    return str(value)


def _lowest(figure: str) -> str:
    top, _, bottom = figure.partition("/")
    return str(Fraction(top) / Fraction(bottom or "1"))


def _normal(text: str) -> str:
    """Decimals as fractions in lowest terms, so that 2.50 and 5/2 are the same figure."""
    return re.sub(r"(?<![\w./])-?\d+(?:\.\d+)?(?:/\d+)?", lambda m: _lowest(m[0]), text)
