"""The part of JSON Schema that our published schemas use, as a checker for the tests."""

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_KNOWN = {
    *("$schema", "$id", "$ref", "$defs", "title", "description", "type", "properties", "required", "additionalProperties"),
    *("items", "enum", "const", "pattern", "format", "anyOf", "minLength", "propertyNames"),
}


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> Iterator[str]:
    """Every way in which a value is not what a schema says."""
    root = root or schema
    assert set(schema) <= _KNOWN, set(schema) - _KNOWN
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema and all(list(violations(value, s, root, at)) for s in schema["anyOf"]):
        yield f"{at}: {value!r} is none of the alternatives"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    if "type" in schema:
        wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, _TYPES[t]) and not (t in ("integer", "number") and isinstance(value, bool)) for t in wanted):
            yield f"{at}: {value!r} is not {wanted}"
            return
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        yield f"{at}: {value!r} is too short"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, dict):
        for name in value:
            yield from violations(name, schema.get("propertyNames", {}), root, f"{at}.{name}")
        yield from (f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, member in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            if inner is False:
                yield f"{at}: {name} is not known"
            elif isinstance(inner, dict):
                yield from violations(member, inner, root, f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for i, member in enumerate(value):
            yield from violations(member, schema["items"], root, f"{at}[{i}]")
