"""The shape of the data: kinds of JSON values in words, texts, and keys that nobody knows."""

from collections.abc import Iterable, Mapping

from evaldsl.diagnostics.core import Argument, Both, listed
from evaldsl.readers.json_text import Constant, Data, Numeral, Object
from evaldsl.readers.problems import Path, Problems

KINDS: Mapping[str, Both] = {
    "number": Both("a number", "数"),
    "text": Both("a text", "文字"),
    "truth": Both("true or false", "“true”或“false”"),
    "null": Both("null", "空值 null"),
    "list": Both("a list [ … ]", "列表 [ … ]"),
    "object": Both("an object { … }", "对象 { … }"),
}


def kind_of(data: Data) -> str:
    """The kind of a JSON value: a key of `KINDS`."""
    if isinstance(data, Numeral | Constant):
        return "number"
    if isinstance(data, str):
        return "text"
    if isinstance(data, bool):
        return "truth"
    if data is None:
        return "null"
    return "list" if isinstance(data, list) else "object"


def text_of(data: Data, path: Path, problems: Problems) -> str:
    """A text; null and an absent one are empty, another kind is E535."""
    if data is None or isinstance(data, Constant):
        return ""
    if isinstance(data, str) and not isinstance(data, Numeral):
        return str(data)
    problems.add(path, "E535", key=str(path[-1]), kind=KINDS[kind_of(data)])
    return ""


def unknown_keys(data: Object, known: Iterable[str], code: str, path: Path, problems: Problems, **args: Argument) -> None:
    """Notes each key that is not known, with the nearest one that is."""
    names = tuple(known)
    for key in data:
        if key not in names:
            from evaldsl.spelling import nearest

            near = nearest(key, names)
            names_text = listed(names)
            problems.add_key((*path, key), code, "near" if near else None, **args, key=key, near=near or "", known=names_text)


def section(data: Object, name: str, problems: Problems) -> Object:
    """An object of the top level; empty when it is not there, E509 when it is of another kind."""
    found = data.get(name)
    if isinstance(found, Object):
        return found
    if found is not None:
        problems.add((name,), "E509", key=f"“{name}”", kind=KINDS[kind_of(found)], wanted=KINDS["object"])
    return Object()
