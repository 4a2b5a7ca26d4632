"""What is asked on the command line: `集体学习次数=99`, `项目[2].支出=30`, `集体学习次数=90..110/5`.

In: a program and the words of the command line. Out: `Asked`, each with the values that its place takes in turn. Guarantees: no value is
read here: a single one goes into the fact file word for word, those of a range as exact decimals with the unit as written, and the
reader says what is wrong with them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from evaldsl.diagnostics.core import Diagnostic, InFile
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Program
from evaldsl.model.trials import GivenSpec
from evaldsl.model.types import DateType, LevelType, QuantityType
from evaldsl.reaching.places import Place, no_row, place_of
from evaldsl.readers.numerals import decimal, plain, too_long
from evaldsl.records import frozen

MOST_ROWS = 200
"""How many fact files one table may show."""

PENDING = frozenset({"待填", "pending"})
NOT_APPLICABLE = frozenset({"不适用", "not_applicable", "not applicable"})
_NUMBER = r"[-+]?(?:\d[\d,]*)(?:\.\d+)?"
_RANGE = re.compile(
    rf"^(?P<low>{_NUMBER})(?P<lu>[^\d.~]*?)\s*(?:\.\.|~|至)\s*(?P<high>{_NUMBER})(?P<hu>[^\d]*?)(?:/\s*(?P<step>{_NUMBER})(?P<su>[^\d]*))?$"
)
_DATES = re.compile(r"^(\d{4}-\d{2}-\d{2})\s*(?:\.\.|~|至)\s*(\d{4}-\d{2}-\d{2})(?:/\s*(\d{1,6})\s*(?:天|日|days?)?)?$")


@frozen
class Asked:
    """A place and the values that it is to have: one, or those of a range. `texts` are the values as they are shown."""

    place: Place
    values: tuple[GivenSpec, ...]
    texts: tuple[str, ...]


def asked(program: Program, words: Sequence[str], rows: Mapping[str, int]) -> tuple[tuple[Asked, ...], tuple[Diagnostic, ...]]:
    """What the words ask for. `rows` counts the rows of the lists of the fact file.

    Refused: E280 (what is changed), E281 (a range that cannot be shown).
    """
    found: list[Asked] = []
    problems: list[Diagnostic] = []
    for word in words:
        made = _one(program, word)
        if isinstance(made, Diagnostic):
            problems.append(made)
        elif (wrong := no_row(made.place, rows.get(made.place.name, 0))) is not None:
            problems.append(wrong)
        elif any(other.place == made.place for other in found):
            problems.append(Diagnostic("E280", InFile("<command>"), {"name": made.place.text}, help="twice"))
        else:
            found.append(made)
    count = 1
    for one in found:
        count *= len(one.values)
    if count > MOST_ROWS and not problems:
        problems.append(_range(" ".join(words), "many", count=str(count), most=str(MOST_ROWS)))
    if sum(len(one.values) > 1 for one in found) > 2 and not problems:
        problems.append(_range(" ".join(words), "two"))
    return tuple(found), tuple(problems)


def _range(written: str, help_: str | None, **args: str) -> Diagnostic:
    return Diagnostic("E281", InFile("<command>"), {"written": written, **args}, help=help_)


def _one(program: Program, word: str) -> Asked | Diagnostic:
    name, sign, value = word.replace("＝", "=", 1).partition("=")
    value = value.strip()
    if not sign or not name.strip() or not value:
        return Diagnostic("E280", InFile("<command>"), {"name": word}, help="form")
    place = place_of(program, name)
    if isinstance(place, Diagnostic):
        return place
    kind = None if place.spec is None else place.spec.type
    if isinstance(kind, LevelType) and value in kind.members:
        return Asked(place, (place.given(value),), (value,))
    if value in PENDING or value in NOT_APPLICABLE:
        state = "pending" if value in PENDING else "not_applicable"
        return _state(place, state, value)
    text = plain(value)
    numeric = isinstance(kind, QuantityType) or place.kind == "judged"
    ends = _RANGE.match(text) if numeric else None
    if ends is not None:
        return _numbers(place, value, ends)
    days = _DATES.match(text) if isinstance(kind, DateType) else None
    if days is not None:
        return _days(place, value, days)
    if place.kind == "judged" and ".." not in text:
        points = text.removesuffix("分").strip()
        number = None if too_long(points) else decimal(points)
        if number is None:
            return Diagnostic("E280", InFile("<command>"), {"name": f"{place.text}={value}"}, help="points")
        return Asked(place, (place.given(exact_text(number), reason="试算"),), (value,))
    if ".." in text and (numeric or isinstance(kind, DateType)):
        return _range(value, "form")
    return Asked(place, (place.given(value, reason="试算"),), (value,))


def _state(place: Place, state: str, value: str) -> Asked | Diagnostic:
    if place.kind == "judged":
        if state == "pending":
            return Diagnostic("E280", InFile("<command>"), {"name": f"{place.text}={value}"}, help="points")
        return Asked(place, (place.given("", reason="不涉及"),), (value,))
    return Asked(place, (place.given("", state, "不涉及" if state == "not_applicable" else ""),), (value,))


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def _numbers(place: Place, written: str, ends: "re.Match[str]") -> Asked | Diagnostic:
    low, high = _number(ends["low"]), _number(ends["high"])
    units = list(dict.fromkeys(u for u in ((ends[key] or "").strip() for key in ("lu", "hu", "su")) if u))
    if place.kind == "judged":
        if units not in ([], ["分"]):
            return Diagnostic("E280", InFile("<command>"), {"name": f"{place.text}={written}"}, help="points")
        units = []
    if "%" in units:  # the step between two percentages
        units = [u for u in units if u not in ("个百分点", "百分点")]
    if len(units) > 1:
        return _range(written, "units")
    finest = Fraction(1, 10 ** max(_digits(ends["low"]), _digits(ends["high"])))
    step = finest if ends["step"] is None else _number(ends["step"])
    if high < low or step <= 0:
        return _range(written, "order")
    count = int((high - low) / step) + 1
    if count > MOST_ROWS:
        return _range(written, "many", count=exact_text(Fraction(count)) if count < 10**30 else "> 10^30", most=str(MOST_ROWS))
    unit = units[0] if units else ""
    gap = "" if unit in ("", "%") else " "
    texts = tuple(f"{exact_text(low + k * step)}{gap}{unit}" for k in range(count))
    return Asked(place, tuple(place.given(text, reason="试算") for text in texts), texts)


def _days(place: Place, written: str, ends: "re.Match[str]") -> Asked | Diagnostic:
    try:
        low, high = date.fromisoformat(ends[1]), date.fromisoformat(ends[2])
    except ValueError:
        return _range(written, "form")
    step = int(ends[3] or 1)
    if high < low or step < 1:
        return _range(written, "order")
    count = (high - low).days // step + 1
    if count > MOST_ROWS:
        return _range(written, "many", count=str(count), most=str(MOST_ROWS))
    texts = tuple((low + timedelta(days=k * step)).isoformat() for k in range(count))
    return Asked(place, tuple(place.given(text) for text in texts), texts)
