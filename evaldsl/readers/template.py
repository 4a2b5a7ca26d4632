"""An empty fact file for a ruleset: every fact with its unit, label and range, every judged indicator with its full marks.

In: a checked program. Out: JSON text, one fact a line, that the reader accepts as it is (nothing is filled in) and after the
values have been typed in.
"""

from json import dumps

from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Node, Program
from evaldsl.readers.asked import assessed, expects, unit_of, word
from evaldsl.readers.nodes import Nodes
from evaldsl.readers.scores import limits


def template(program: Program, lang: str = "zh") -> str:
    """The empty fact file; `lang` is that of the column `expects`."""
    absent = Nodes(program).absent
    facts: dict[str, dict[str, str | None]] = {}
    for spec in program.facts.values():
        may_be_na = spec.may_be_na or spec.own_of in absent
        entry = {"unit": unit_of(spec), "label": spec.label, "expects": expects(spec, lang, may_be_na)}
        facts[spec.name] = {"value": None, **{key: text for key, text in entry.items() if text}, "source": None}
    judged = {node.path: _judged(node, kind, lang) for node, kind in assessed(program)}
    sections = [f'  "subject": {_json("")}', _section("facts", facts)]
    if judged:
        sections.append(_section("judged", judged))
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _judged(node: Node, kind: str, lang: str) -> dict[str, str | None]:
    low, high = limits(node)
    entry: dict[str, str | None] = {kind: None}
    if kind == "share":
        entry["expects"] = word("share", lang)
    elif high is not None:
        entry["out_of"] = exact_text(high)
        entry["expects"] = word("points", lang, exact_text(low or high - high), exact_text(high))
    elif low is not None:
        entry["expects"] = word("open_points", lang, exact_text(low))
    if node.label:
        entry["label"] = node.label
    return {**entry, "reason": None, "source": None}


def _section(name: str, entries: dict[str, dict[str, str | None]]) -> str:
    lines = [
        f"    {_json(key)}: {{ {', '.join(f'{_json(k)}: {_json(v)}' for k, v in entry.items())} }}"
        for key, entry in entries.items()
    ]
    body = ",\n".join(lines)
    return f"  {_json(name)}: {{\n{body}\n  }}" if lines else f"  {_json(name)}: {{}}"


def _json(value: str | None) -> str:
    return dumps(value, ensure_ascii=False)
