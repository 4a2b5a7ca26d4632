"""Fact files made from another: a base with some of its facts changed.

In: the text of a fact file, or none, and what is put into it (`GivenSpec`). Out: the text of the new fact file, which `run` accepts as it
accepts any. Guarantees: figures stay as they were written, digit by digit; nothing else of the base changes.
"""

from collections.abc import Iterable
from json import JSONDecodeError, dumps, loads
from typing import Any

from evaldsl.model.trials import GivenSpec


class Digits(str):
    """A number of a fact file as it is written there."""

    __slots__ = ()


def parsed(text: str) -> Any:
    """The JSON value, its numbers as they are written. Raises `ValueError` for what is no JSON."""
    try:
        return loads(text, parse_float=Digits, parse_int=Digits)
    except (JSONDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def written(value: Any, indent: int = 0) -> str:
    """JSON text with its numbers as they were."""
    inner = "  " * (indent + 1)
    match value:
        case Digits():
            return str(value)
        case dict():
            if not value:
                return "{}"
            parts = [f"{inner}{dumps(key, ensure_ascii=False)}: {written(x, indent + 1)}" for key, x in value.items()]
            return "{\n" + ",\n".join(parts) + "\n" + "  " * indent + "}"
        case list():
            if not value:
                return "[]"
            return "[\n" + ",\n".join(inner + written(x, indent + 1) for x in value) + "\n" + "  " * indent + "]"
        case _:
            return dumps(value, ensure_ascii=False)


def changed(base: Any, givens: Iterable[GivenSpec]) -> dict[str, Any]:
    """The fact file with what is given put into it. The base stays as it is."""
    file: dict[str, Any] = dict(base) if isinstance(base, dict) else {}
    facts = dict(file["facts"]) if isinstance(file.get("facts"), dict) else {}
    judged = dict(file["judged"]) if isinstance(file.get("judged"), dict) else {}
    for given in givens:
        if given.kind == "judged":
            judged[given.name] = _judgement(given)
        elif given.row is not None:
            facts[given.name] = _with_cell(facts.get(given.name), given)
        else:
            facts[given.name] = _fact(given)
    file["facts"] = facts
    if judged:
        file["judged"] = judged
    return file


def _fact(given: GivenSpec) -> Any:
    match given.kind:
        case "pending":
            return {"pending": given.reason} if given.reason else None
        case "not_applicable":
            return {"not_applicable": given.reason or "不适用"}
        case _:
            return given.value


def _judgement(given: GivenSpec) -> dict[str, Any]:
    if given.value == "":
        return {"not_applicable": given.reason}
    made: dict[str, Any] = {"points": Digits(given.value)}
    if given.reason:
        made["reason"] = given.reason
    return made


def _with_cell(rows: Any, given: GivenSpec) -> list[Any]:
    """The rows with one cell changed; rows that are not there yet come in empty."""
    found = list(rows) if isinstance(rows, list) else []
    assert given.row is not None
    found += [{} for _ in range(given.row + 1 - len(found))]
    row = dict(found[given.row]) if isinstance(found[given.row], dict) else {}
    row[given.cell] = _fact(given)
    found[given.row] = row
    return found
