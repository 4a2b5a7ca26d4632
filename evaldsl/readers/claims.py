"""The section `claims` of a fact file: what a document states, by which figure, with the digits as printed.

In: the data of the section. Out: `Claim`s with their subjects found and their figures read in the unit of each. Guarantees: a claim
that could not be judged is refused here with its data path; what nobody can compute is kept only when it says why.
"""

from datetime import date
from fractions import Fraction
from typing import assert_never

from evaldsl.diagnostics.core import Both, listed
from evaldsl.model.claims import Claim, Reading, Subject, SubjectKind
from evaldsl.model.measures import measure, symbols
from evaldsl.model.program import Aggregate, Program, Relation
from evaldsl.model.types import ANY, DateType, LevelType, MeasureType, QuantityType, TextType, YesNoType
from evaldsl.model.units import Unit
from evaldsl.readers.dates import read_date
from evaldsl.readers.fact_values import plain_unit, read_level
from evaldsl.readers.json_text import Constant, Data, Numeral, Object
from evaldsl.readers.nodes import Nodes
from evaldsl.readers.numerals import Amount, amount, plain, split_sign
from evaldsl.readers.problems import Path, Problems, path_text
from evaldsl.readers.quantities import Slot, read_amount, unit_factor, unit_of, unit_words
from evaldsl.readers.shapes import KINDS, kind_of, text_of, unknown_keys
from evaldsl.readers.subjects import Subjects
from evaldsl.records import evolve, frozen

CLAIM_KEYS = ("id", "of", "stated", "unit", "relation", "than", "quote", "place", "note", "computable", "why")

MOST_CLAIMS = 5_000
MOST_OPEN = 100
"""Figures that one claim may leave open."""

_WORDS = {"=": "==", "==": "==", "等于": "==", "!=": "!=", "≠": "!=", "不等于": "!="}
_SIGNS = ("=", "≠", ">", "≥", "<", "≤")
_YES = frozenset(("是", "yes", "true", "达标", "完成", "一致", "met", "passed"))
_NO = frozenset(("否", "no", "false", "未达标", "未完成", "不一致", "not met", "failed"))
_POINT_UNITS = frozenset(("分", "points"))


@frozen
class _Place:
    """Where a claim stands, and where its problems go."""

    name: str
    path: Path
    problems: Problems

    def add(self, key: str, code: str, help: str | None = None, /, **args: str) -> None:
        """Notes a problem with an entry of the claim."""
        path = (*self.path, key) if key else self.path
        self.problems.add(path, code, help, **({"name": self.name} | args))


def read_claims(data: Data, file: str, program: Program, nodes: Nodes, problems: Problems) -> tuple[Claim, ...]:
    """The claims of a file, in its order."""
    if not isinstance(data, list):
        problems.add(("claims",), "E509", key="“claims”", kind=KINDS[kind_of(data)], wanted=KINDS["list"])
        return ()
    if len(data) > MOST_CLAIMS:
        count, limit = (Both(f"{n:,} claims", f"{n:,} 条论断") for n in (len(data), MOST_CLAIMS))
        problems.add(("claims",), "E502", what=count, limit=limit)
        return ()
    subjects = Subjects(program, nodes)
    found: list[Claim] = []
    ids: dict[str, str] = {}
    for index, one in enumerate(data):
        path: Path = ("claims", index)
        if not isinstance(one, Object):
            problems.add(path, "E554", kind=KINDS[kind_of(one)])
            continue
        claim = _claim(one, _Place(f"claims[{index}]", path, problems), file, program, subjects)
        if claim is None:
            continue
        if claim.id and claim.id in ids:
            problems.add((*path, "id"), "E575", id=claim.id, other=ids[claim.id])
            continue
        ids[claim.id] = path_text(path)
        found.append(claim)
    return tuple(found)


def _claim(data: Object, at: _Place, file: str, program: Program, subjects: Subjects) -> Claim | None:
    before = len(at.problems.found)
    unknown_keys(data, CLAIM_KEYS, "E547", at.path, at.problems, name=at.name)
    name, unit, said, quote, place, note, why = (
        text_of(data.get(key), (*at.path, key), at.problems).strip()
        for key in ("id", "unit", "relation", "quote", "place", "note", "why")
    )
    computable = data.get("computable")
    if computable is not None and not isinstance(computable, bool):
        at.add("computable", "E531", written=str(data["computable"]))
    stated = _stated(data.get("stated"), at)
    misspelt = any(key not in CLAIM_KEYS for key in data)  # then what seems missing may be there under another key
    if stated == "" and not misspelt:
        at.add("", "E570", missing="stated")
    of = _of(data.get("of"), at, subjects, computable is not False and not misspelt)
    if computable is False and not why and not misspelt:
        at.add("", "E570", "why", missing="why")
    relation = _relation(said, at) if said else None
    if len(at.problems.found) > before or stated is None:
        return None
    if computable is False:
        return _made(name, of, stated, (), Relation.EQ, None, (quote, place, note, why), file, at)
    if data.get("than") is not None:
        return _compared(data, of, (name, stated, unit), relation, (quote, place, note), file, program, subjects, at)
    readings, signed = _readings(of, stated, unit, "stated", program, at)
    if len(at.problems.found) > before:
        return None
    if signed is not None and relation is not None and signed is not relation:
        at.add("relation", "E573", "two", relation=said, stated=str(stated))
        return None
    relation = relation or signed or Relation.EQ
    if not all(_ordered(subject, relation, at) for subject in of):
        return None
    return _made(name, of, stated, readings, relation, None, (quote, place, note, ""), file, at)


def _made(
    name: str, of: tuple[Subject, ...], stated: str, readings: tuple[Reading, ...], relation: Relation, than: Subject | None,
    words: tuple[str, str, str, str], file: str, at: _Place,
) -> Claim:  # fmt: skip
    quote, place, note, why = words
    text = str(stated).strip()
    return Claim(name, of, text, readings, relation, than, quote, place, note, why, file, path_text(at.path))


def _stated(data: Data, at: _Place) -> str | None:
    """What is printed: a text or a number ("" when it is missing); None after the problem was noted."""
    if data is None or isinstance(data, Constant):
        return "" if data is None else None
    if isinstance(data, bool):
        return "yes" if data else "no"
    if isinstance(data, str):
        return data if isinstance(data, Numeral) else data.strip()
    at.problems.add((*at.path, "stated"), "E535", key="stated", kind=KINDS[kind_of(data)])
    return None


def _of(data: Data, at: _Place, subjects: Subjects, due: bool) -> tuple[Subject, ...]:
    """The subjects of a name, or of all names of a list."""
    names: list[Data] = data if isinstance(data, list) else [] if data is None else [data]
    found: dict[Subject, None] = {}
    for index, name in enumerate(names):
        path: Path = (*at.path, "of", index) if isinstance(data, list) else (*at.path, "of")
        text = text_of(name, path, at.problems).strip()
        if text:
            found.update(dict.fromkeys(subjects.find(text, path, at.problems) or ()))
    if len(found) > MOST_OPEN:
        all_of = [subject.text for subject in found]
        at.problems.add((*at.path, "of"), "E541", name=all_of[0].partition(".")[0], paths=listed(all_of[:10]), first=all_of[0])
    if due and not any(isinstance(name, str) and name.strip() for name in names) and not _odd(names):
        at.add("", "E570", "of", missing="of")
    return tuple(found)


def _odd(names: list[Data]) -> bool:
    """Whether there is something of a wrong kind, which was noted."""
    return any(name is not None and (not isinstance(name, str) or isinstance(name, Numeral)) for name in names)


# ---- relations -------------------------------------------------------------------------------------------------------


def _relation(said: str, at: _Place) -> Relation | None:
    text = plain(said)
    sign, rest = split_sign(text)
    found = _WORDS.get(text) or (sign if sign and not rest else None)
    if found is None:
        at.problems.add((*at.path, "relation"), "E573", name=at.name, relation=said, known=listed(_SIGNS))
        return None
    return Relation(found)


def _ordered(subject: Subject, relation: Relation, at: _Place) -> bool:
    """Whether such a comparison has a meaning for the subject; notes E574 when it has none."""
    type = subject.type
    ordered = isinstance(type, QuantityType | DateType) or (isinstance(type, LevelType) and type.ordered)
    if ordered or relation in (Relation.EQ, Relation.NE):
        return True
    at.add("", "E574", of=subject.text)
    return False


def _compared(
    data: Object, of: tuple[Subject, ...], head: tuple[str, str, str], relation: Relation | None, words: tuple[str, str, str],
    file: str, program: Program, subjects: Subjects, at: _Place,
) -> Claim | None:  # fmt: skip
    """A claim in words (“超额完成”): its relation to another figure of the result, or to a stated one."""
    before = len(at.problems.found)
    name, stated, unit = head
    if relation is None:
        at.add("", "E570", "relation", missing="relation")
        return None
    than = data.get("than")
    written = than if isinstance(than, Numeral) else text_of(than, (*at.path, "than"), at.problems).strip()
    other: Subject | None = None
    readings: tuple[Reading, ...] = ()
    if len(at.problems.found) > before:
        return None
    if not isinstance(than, Numeral) and not isinstance(amount(written), Amount):
        found = subjects.find(written, (*at.path, "than"), at.problems)
        if found is not None and len(found) > 1:
            at.problems.add((*at.path, "than"), "E541", name=written, paths=listed(s.text for s in found), first=found[0].text)
        other = found[0] if found else None
        for subject in of if other is not None else ():
            if not _alike(subject, other):
                at.add("than", "E574", "kinds", of=subject.text, than=written)
                break
    else:
        readings, signed = _readings(of, written, unit, "than", program, at)
        if signed is not None:
            at.add("relation", "E573", "two", relation=relation.value, stated=written)
    if len(at.problems.found) > before or not all(_ordered(subject, relation, at) for subject in of):
        return None
    return _made(name, of, stated, readings, relation, other, (*words, ""), file, at)


def _alike(one: Subject, other: Subject | None) -> bool:
    """Whether two figures are of one kind, so that they compare."""
    if other is None:
        return True
    a, b = one.type, other.type
    if isinstance(a, QuantityType) and isinstance(b, QuantityType):
        return a.unit.dimension == b.unit.dimension
    return type(a) is type(b) and (not isinstance(a, LevelType) or a == b)


# ---- figures ---------------------------------------------------------------------------------------------------------


def _readings(
    of: tuple[Subject, ...], stated: str, unit: str, key: str, program: Program, at: _Place
) -> tuple[tuple[Reading, ...], Relation | None]:
    """The printed figure for each subject, and the sign that stands with it (`≥ 100%`)."""
    found: list[Reading] = []
    sign: Relation | None = None
    for subject in of:
        read = _reading(subject, stated, unit, (*at.path, key), program, at.problems)
        if read is None:
            return (), None
        found.append(read[0])
        sign = Relation(read[1]) if read[1] else None
    return tuple(found), sign


def _reading(
    subject: Subject, stated: str, unit: str, path: Path, program: Program, problems: Problems
) -> tuple[Reading, str] | None:
    type, name = subject.type, subject.text
    match type:
        case QuantityType():
            counted = _is_count(subject, program)
            return _quantity(subject, type, stated, unit, Slot(name, type, ANY, program.units, path, problems), counted)
        case DateType():
            sign, rest = split_sign(plain(stated))
            day = read_date(Numeral(rest) if isinstance(stated, Numeral) else rest, name, ANY, path, problems)
            return (Reading(subject, day), sign) if isinstance(day, date) else None
        case LevelType():
            sign, rest = ("", plain(stated)) if plain(stated) in type.members else split_sign(plain(stated))
            member = read_level(rest, name, type, path, problems)
            return None if member is None else (Reading(subject, member), sign)
        case YesNoType():
            word = plain(stated).lower()
            if word in _YES or word in _NO:
                return Reading(subject, word in _YES), ""
            problems.add(path, "E531", name=name, written=stated)
            return None
        case TextType():
            return Reading(subject, str(stated)), ""
        case MeasureType():
            from evaldsl.readers.measures import read_unit

            measure = read_unit(stated, name, program.units, path, problems)
            return None if measure is None else (Reading(subject, measure), "")
    assert_never(type)


def _is_count(subject: Subject, program: Program) -> bool:
    """Whether a figure is a number of rows, which the ruleset gives without a unit and a document with any: 20 个, 13 家."""
    if subject.kind is SubjectKind.LET:
        expr = program.lets[subject.name].expr
        return isinstance(expr, Aggregate) and expr.function == "count"
    return subject.kind is SubjectKind.LIST and subject.part == "count"


def _quantity(
    subject: Subject, type: QuantityType, stated: str, unit: str, slot: Slot, counted: bool
) -> tuple[Reading, str] | None:
    found = read_amount(stated, slot)
    if found is None:
        return None
    if symbols(type) and (found.unit or unit):
        # a cell counted in the unit of its row: the claim brings its own, and the audit sees whether it is the row's
        real = measure(found.unit or unit, slot.units)
        if isinstance(real, Unit):
            type = QuantityType(real)
            subject, slot = evolve(subject, type=type), evolve(slot, type=type)
    points = subject.kind is SubjectKind.NODE and subject.part in ("score", "weight")
    written = plain_unit(unit)
    if points:
        found = Amount(found.number, "" if found.unit in _POINT_UNITS else found.unit, found.sign, found.decimals)
        written = "" if written in _POINT_UNITS else written
    if written and found.unit and found.unit != written:
        slot.refuse("E534", written=stated, unit=found.unit, stated=written)
        return None
    said = found.unit or written
    if counted and said and _counting(said, slot):
        return Reading(subject, found.number, Fraction(1), said, found.decimals), found.sign
    factor = unit_of(found, written, stated, slot)
    if factor is None:
        return None
    if not said and not points:
        declared = unit_words(type)
        said = declared if isinstance(declared, str) and factor == unit_factor(type) else ""
    return Reading(subject, found.number * factor, factor, said, found.decimals), found.sign


def _counting(unit: str, slot: Slot) -> bool:
    """Whether a unit counts things one by one: 个, 家, 户, but not 万户 or 元/人."""
    found = slot.units.get(unit)
    return found is not None and found.factor == 1 and len(found.dimension) == 1
