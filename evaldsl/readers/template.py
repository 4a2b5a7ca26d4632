"""An empty fact file for a ruleset: every fact with its unit, label and range, every judged indicator with its full marks.

In: a checked program. Out: JSON text, one fact a line, that the reader accepts as it is (nothing is filled in) and after the
values have been typed in.
"""

from collections.abc import Mapping
from json import dumps

from evaldsl.model.numbers import exact_text
from evaldsl.model.program import FactSpec, ListSpec, Node, Program
from evaldsl.readers.asked import assessed, expects, unit_of, word
from evaldsl.readers.nodes import Nodes
from evaldsl.readers.scores import limits

Entry = dict[str, str | None]


def template(program: Program, lang: str = "zh") -> str:
    """The empty fact file; `lang` is that of the column `expects`."""
    absent = Nodes(program).absent
    facts: dict[str, Entry] = {}
    for spec in program.facts.values():
        facts[spec.name] = {**_empty(spec, lang, spec.may_be_na or spec.own_of in absent), "source": None}
    lists = {name: [_row(spec, lang)] for name, spec in program.lists.items() if spec.derived is None}
    judged = {node.path: _judged(node, kind, lang) for node, kind in assessed(program)}
    sections = [f'  "subject": {_json("")}', _section("facts", facts, lists)]
    if judged:
        sections.append(_section("judged", judged))
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _empty(spec: FactSpec, lang: str, may_be_na: bool) -> Entry:
    entry = {"unit": unit_of(spec), "label": spec.label, "expects": expects(spec, lang, may_be_na)}
    return {"value": None, **{key: text for key, text in entry.items() if text}}


def _row(spec: ListSpec, lang: str) -> str:
    """One empty row of a list, to be copied: a line for every field."""
    fields = [f"        {_json(name)}: {_object(_empty(field, lang, field.may_be_na))}" for name, field in spec.fields.items()]
    return "      {\n" + ",\n".join(fields) + "\n      }"


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


def _section(name: str, entries: Mapping[str, Entry], lists: Mapping[str, list[str]] | None = None) -> str:
    lines = [f"    {_json(key)}: {_object(entry)}" for key, entry in entries.items()]
    for key, rows in (lists or {}).items():
        lines.append(f"    {_json(key)}: [\n" + ",\n".join(rows) + "\n    ]")
    body = ",\n".join(lines)
    return f"  {_json(name)}: {{\n{body}\n  }}" if lines else f"  {_json(name)}: {{}}"


def _object(entry: Entry) -> str:
    return f"{{ {', '.join(f'{_json(k)}: {_json(v)}' for k, v in entry.items())} }}"


def _json(value: str | None) -> str:
    return dumps(value, ensure_ascii=False)
