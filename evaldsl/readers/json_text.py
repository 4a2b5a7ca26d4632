"""JSON as data in which nothing is lost: numbers stay as they are written, repeated keys are noticed.

In: the bytes of a file. Out: the data, or the problem that makes the whole file unreadable. Guarantees: no number becomes a
float; size and depth are bounded; NaN, repeated keys and broken characters are problems with their paths, all at once.
"""

from collections.abc import Iterable, Iterator, Mapping

from evaldsl.diagnostics.core import Both, Diagnostic, InFile
from evaldsl.readers.problems import Found, Path, Problems
from evaldsl.source import Where

MOST_BYTES = 20_000_000
MOST_VALUES = 250_000
DEEPEST = 64


class Numeral(str):
    """A number as written in the file."""

    __slots__ = ()


class Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which JSON does not have."""

    __slots__ = ()


class Object(dict[str, "Data"]):
    """An object; `repeated` are the keys that stand in it more than once, with their number."""

    __slots__ = ("repeated",)
    repeated: Mapping[str, int] | None


Data = Object | list["Data"] | str | Numeral | Constant | bool | None


def _object(pairs: list[tuple[str, "Data"]]) -> Object:
    made = Object(pairs)
    made.repeated = None
    if len(made) != len(pairs):
        counts: dict[str, int] = {}
        for key, _ in pairs:
            counts[key] = counts.get(key, 0) + 1
        made.repeated = {key: n for key, n in counts.items() if n > 1}
    return made


def load(data: bytes, file: str) -> tuple[str, Data] | Diagnostic:
    """Text and data of a JSON file. Refused: E501 (not UTF-8), E502 (too large), E503 (not JSON), E505 (too deep)."""
    if len(data) > MOST_BYTES:
        megabytes = f"{len(data) / 1e6:.1f}"
        return Diagnostic("E502", InFile(file), {"what": f"{megabytes} MB", "limit": f"{MOST_BYTES // 10**6} MB"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Diagnostic("E501", Where(file, line, 1), {"line": str(line)}, help=_coding(data))
    values = text.count(",") + text.count("[") + text.count("{") + 1
    if values > MOST_VALUES:
        what, limit = (Both(f"{n:,} values", f"{n} 个值") for n in (values, MOST_VALUES))
        return Diagnostic("E502", InFile(file), {"what": what, "limit": limit})
    import json

    try:
        value: Data = json.JSONDecoder(
            object_pairs_hook=_object, parse_float=Numeral, parse_int=Numeral, parse_constant=Constant
        ).decode(text)
    except json.JSONDecodeError as error:
        from evaldsl.readers.json_mistakes import describe

        return describe(text, error.pos, error.msg, file)
    except RecursionError:
        return Diagnostic("E505", InFile(file), {"limit": str(DEEPEST)})
    return text, value


def _coding(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "gbk"


def sound(data: Data, text: str) -> bool:
    """Whether a survey of the data would find nothing, as far as that shows at a glance; most files are sound.

    Half a surrogate pair can only come from an escape, and a constant only from its word.
    """
    return not ("\\u" in text or "NaN" in text or "Infinity" in text) and _shallow(data, DEEPEST // 2)


def _shallow(data: Data, levels: int) -> bool:
    """Whether no object repeats a key and nothing lies deeper than `levels`."""
    if isinstance(data, Object):
        if data.repeated is not None:
            return False
        members: Iterable[Data] = data.values()
    elif isinstance(data, list):
        members = data
    else:
        return True
    inner = [member for member in members if isinstance(member, dict | list)]
    return not inner or (levels > 0 and all(_shallow(member, levels - 1) for member in inner))


def survey(data: Data, problems: Problems) -> bool:
    """Notes what is wrong anywhere in the data, whatever its meaning: E505 to E508. False when it is too deep."""
    stack: list[Iterator[tuple[Path, Data]]] = [iter((((), data),))]
    while stack:
        path, value = next(stack[-1], _END)
        if value is _END[1]:
            stack.pop()
        elif isinstance(value, str):
            if isinstance(value, Constant):
                problems.add(path, "E507", written=value)
            elif not value.isascii() and _broken(value):
                problems.add(path, "E508")
        elif isinstance(value, dict | list):
            if len(path) >= DEEPEST:
                problems.add(path, "E505", limit=str(DEEPEST))
                return False
            if isinstance(value, Object):
                _survey_keys(path, value, problems)
            stack.append(_members(path, value))
    return True


_END: tuple[Path, Data] = ((), Constant("end"))


def _survey_keys(path: Path, value: Object, problems: Problems) -> None:
    for key, count in (value.repeated or {}).items():
        problems.put(Found((*path, key), "E506", {"key": key, "count": str(count)}, None, True, ("first", (*path, key), 0)))
    for key in value:
        if not key.isascii() and _broken(key):
            problems.add_key((*path, key), "E508")


def _members(path: Path, value: Data) -> Iterator[tuple[Path, Data]]:
    if isinstance(value, Object):
        for key, member in value.items():
            yield (*path, key), member
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield (*path, index), member


def _broken(text: str) -> bool:
    """Whether the text holds half of a surrogate pair, which is no character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
