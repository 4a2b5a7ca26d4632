"""The JSON Schema (2020-12) of a ruleset's fact files, for editors and for whoever makes fact files by program.

In: a checked program. Out: the schema as data. It knows the names, the levels and the forms; units, ranges and sums are checked by
the reader, and stand here in the descriptions.
"""

from typing import Any, assert_never

from evaldsl.model.program import FactSpec, ListSpec, Program
from evaldsl.model.types import DateType, LevelType, MeasureType, QuantityType, TextType, YesNoType
from evaldsl.readers.asked import assessed, expects, unit_of
from evaldsl.readers.fact_values import FACT_KEYS
from evaldsl.readers.nodes import Nodes

_TEXT = {"type": ["string", "null"]}
_STATED = {"type": "string", "minLength": 1}
_AMOUNT = {"type": ["number", "string", "null"]}
_CLAIM: dict[str, Any] = {
    **dict.fromkeys(("id", "unit", "relation", "quote", "place", "note", "why"), _TEXT),
    "of": {"type": ["string", "array", "null"], "items": {"type": "string"}},
    "stated": {"type": ["number", "string", "boolean"]},
    "than": _AMOUNT,
    "computable": {"type": ["boolean", "null"]},
}
_DATE = r"^\s*([<>≤≥]=?\s*)?\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*$"


def schema(program: Program, lang: str = "zh") -> dict[str, Any]:
    """The schema; `lang` is that of the descriptions."""
    nodes = Nodes(program)
    facts = {spec.name: _fact(spec, lang, spec.may_be_na or spec.own_of in nodes.absent) for spec in program.facts.values()}
    judged = {node.path: _judged(kind, node.path in nodes.absent, node.label) for node, kind in assessed(program)}
    paths = list(nodes.by_path)
    # rows of the fact file become indicators: their paths are theirs to say
    of_rows = program.forms or any(spec.tree is not None for spec in program.lists.values())
    named = {} if of_rows else {"propertyNames": {"enum": paths}}
    scored = {} if of_rows else {"propertyNames": {"enum": ["total", *paths]}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": program.name,
        "type": "object",
        "properties": {
            "$schema": _TEXT,
            "subject": _TEXT,
            "note": _TEXT,
            "facts": _closed(
                {**facts, **{name: _list(spec, lang) for name, spec in program.lists.items() if spec.derived is None}}
            ),
            "judged": {**_closed(judged), "additionalProperties": _judged("share", True, "")} if of_rows else _closed(judged),
            "override": {
                "type": "object",
                **named,
                "additionalProperties": {"$ref": "#/$defs/override"},
            },
            "filed": {"type": "object", **scored, "additionalProperties": _AMOUNT},
            "reasons": {"type": "object", **named, "additionalProperties": _TEXT},
            "claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}},
        },
        "additionalProperties": False,
        "$defs": {
            "override": {
                **_closed(
                    {
                        "points": {"type": ["number", "string"]},
                        "reason": _STATED,
                        "office": _STATED,
                        "source": _TEXT,
                        "note": _TEXT,
                    }
                ),
                "required": ["points", "reason", "office"],
            },
            "claim": {**_closed(_CLAIM), "required": ["stated"]},
        },
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _fact(spec: FactSpec, lang: str, may_be_na: bool) -> dict[str, Any]:
    value = _value(spec)
    if spec.reads:
        value = {"anyOf": [value, {"enum": [sign for sign, _ in spec.reads]}]}
    keys: dict[str, Any] = {key: _TEXT for key in FACT_KEYS if key != "value" and (key != "not_applicable" or may_be_na)}
    described = [spec.label, unit_of(spec), expects(spec, lang, may_be_na)]
    return {
        "description": " · ".join(text for text in described if text),
        "anyOf": [value, _closed({"value": value, **keys})],
    }


def _list(spec: ListSpec, lang: str) -> dict[str, Any]:
    """A list of rows, or null while it is not filled in."""
    fields = {name: _fact(field, lang, field.may_be_na) for name, field in spec.fields.items()}
    made: dict[str, Any] = {"type": ["array", "null"], "items": _closed(fields)}
    return {"description": spec.label, **made} if spec.label else made


def _value(spec: FactSpec) -> dict[str, Any]:
    match spec.type:
        case QuantityType():
            return {"type": ["number", "string", "null"], "minLength": 1}
        case DateType():
            return {"anyOf": [{"type": "string", "pattern": _DATE}, {"type": "null"}]}
        case LevelType(members):
            return {"enum": [*members, None]}
        case YesNoType():
            return {"enum": [True, False, "是", "否", "yes", "no", None]}
        case TextType(cell) if cell:
            return {"type": ["number", "string", "null"], "minLength": 1}
        case TextType() | MeasureType():
            return {"type": ["string", "null"], "minLength": 1}
    assert_never(spec.type)


def _judged(kind: str, may_be_na: bool, label: str) -> dict[str, Any]:
    keys: dict[str, Any] = {
        "points": _AMOUNT,
        "reason": _TEXT,
        "source": _TEXT,
        "note": _TEXT,
        "label": _TEXT,
        "expects": _TEXT,
        "out_of": _AMOUNT,
    }
    if kind == "share":
        keys["share"] = {"type": ["string", "null"], "pattern": r"[%％]\s*$"}
    if may_be_na:
        keys["not_applicable"] = _TEXT
    return {**({"description": label} if label else {}), **_closed(keys)}
