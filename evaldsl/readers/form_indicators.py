"""One row of a form as an indicator: its kind, its method, its target, its actual figure, and what else its cells say.

In: a row of the fact file, the place that it stands in. Out: the indicator, with the fact that it reads. Guarantees: a method is only used
where it is defined for the target; a cell that cannot be read is named, and nothing of it is guessed.
"""

import weakref
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from evaldsl.diagnostics.core import Argument, Both, listed
from evaldsl.model.facts import FactValue, Filed, Judgement
from evaldsl.model.program import (
    Aggregate,
    AllOrNothing,
    Apply,
    Closeness,
    Const,
    FactRef,
    FactSpec,
    FormSpec,
    Formula,
    Judged,
    Levels,
    Method,
    Node,
    OnAbsence,
    Place,
    Program,
    ProRata,
    Relation,
    RelationTarget,
    Target,
)
from evaldsl.model.types import ANY, NUMBER, DateType, Domain, LevelType, QuantityType, Type
from evaldsl.model.values import Absence, Missing, Value
from evaldsl.readers.dates import read_date
from evaldsl.readers.fact_values import NOTHING_WORDS, PENDING_WORDS, pending, read_level
from evaldsl.readers.numerals import plain
from evaldsl.readers.problems import Path, Problems
from evaldsl.readers.quantities import Slot, read_quantity
from evaldsl.readers.rebinding import makers
from evaldsl.readers.target_cells import DATE_KIND, NOTHING, NUMBER_KIND, TEXT_KIND, Mistake, TargetCell, read_target

Row = Mapping[str, FactValue]
_BLANK = TargetCell(NOTHING, "")
KINDS = {
    "number": Both("a figure", "数值"),
    "date": Both("a day", "日期"),
    "text": Both("words", "文字"),
    "": Both("nothing", "空白"),
}
METHODS: Mapping[type, Both] = {
    ProRata: Both("pro_rata", "按比例"),
    Closeness: Both("closeness", "按接近程度"),
    AllOrNothing: Both("all_or_nothing", "达标得满分"),
    Formula: Both("its method", "它的评分办法"),
}
_MOST_KEPT = 20_000
"""Targets that are remembered as read: many forms have the same."""


class Expanded:
    """What the rows of one file become."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.specs: dict[str, FactSpec] = {}
        self.entries: dict[str, FactValue] = {}
        self.judged: dict[str, Judgement] = {}
        self.filed: dict[str, Filed] = {}
        self.reasons: dict[str, str] = {}
        self.lists: dict[str, tuple[Row, ...]] = {}
        """The rows with blank cells of groups as the cells above them."""

    def join(
        self, judged: dict[str, Judgement], filed: dict[str, Filed], reasons: dict[str, str], problems: Problems
    ) -> None:  # fmt: skip
        """Puts what the rows say with what the sections of the file say; nothing is said twice."""
        sections: tuple[tuple[str, dict[str, Any], Mapping[str, Any]], ...] = (
            ("judged", judged, self.judged),
            ("filed", filed, self.filed),
            ("reasons", reasons, self.reasons),
        )
        for name, section, mine in sections:
            for path, said in mine.items():
                if path in section:
                    problems.add((name, path), "E593", path=path)
                section[path] = said


class Form:
    """A form with what is known before any rows: kept as long as its program."""

    def __init__(self, program: Program, spec: FormSpec) -> None:
        """Of one program."""
        self.units, self.spec = program.units, spec
        self._targets: dict[tuple[str, str, str], TargetCell | Mistake] = {}
        rules = [rule for place in spec.places.values() for rule in place.rules.values()]
        self.makers = {id(rule): makers(rule) for rule in rules}
        self.plain = all(_is_plain(rule) for rule in rules)
        """The plan of the ruleset holds for the filled form too."""
        self.reversed = {
            id(rule): ProRata(True, rule.method.options) for rule in rules if isinstance(rule.method, ProRata)
        }  # fmt: skip
        self.places = {id(place): self._groups(program.root, place.path) for place in spec.places.values()}

    @staticmethod
    def _groups(root: Node, path: str) -> Node:
        at = root
        while at.path != path:
            at = next(c for c in at.children if path == c.path or path.startswith(c.path + "."))
        return at

    def target(self, written: str, relation: str, unit: str) -> TargetCell | Mistake:
        """A target, read once."""
        key = (written, relation, unit)
        found = self._targets.get(key)
        if found is None:
            if len(self._targets) >= _MOST_KEPT:
                self._targets.clear()
            found = self._targets[key] = read_target(written, relation, unit, self.units, self.spec.where)
        return found


def _is_plain(rule: Node) -> bool:
    """Whether a rule moves no points and calls nothing that takes long: then rows change nothing of a plan but their own places."""
    if rule.absent is not None and rule.absent.kind is OnAbsence.MOVE:
        return False
    stack: list[Any] = [rule.method, rule.applies, rule.vetoes, rule.requires]
    while stack:
        at = stack.pop()
        if isinstance(at, Apply | Aggregate):
            return False
        if isinstance(at, tuple):
            stack += at
        elif hasattr(at, "__record_fields__"):
            stack += [getattr(at, name) for name in at.__record_fields__ if name not in ("where", "type")]
    return True


_made: dict[int, tuple["weakref.ref[Program]", tuple[Form, ...]]] = {}


def forms_of(program: Program) -> tuple[Form, ...]:
    """The forms of a program, made at their first use and kept as long as it lives."""
    key = id(program)
    kept = _made.get(key)
    if kept is not None and kept[0]() is program:
        return kept[1]
    forms = tuple(Form(program, spec) for spec in program.forms)
    made = _made

    def forget(_: object) -> None:
        made.pop(key, None)

    made[key] = (weakref.ref(program, forget), forms)
    return forms


class Indicators:
    """The rows of one form and one file, one at a time. `sound` is false as soon as one is refused."""

    def __init__(self, form: Form, found: Expanded, problems: Problems) -> None:
        """Of one form."""
        self.form, self.spec, self.found, self.problems = form, form.spec, found, problems
        self.columns = form.spec.columns
        self.sound = True

    def refuse(self, i: int, column: str, code: str, help: str | None = None, /, **args: Argument) -> None:
        """Notes a problem with a cell."""
        self.sound = False
        field = self.columns.get(column)
        path: Path = ("facts", self.spec.list, i, *((field,) if field is not None else ()))
        self.problems.add(path, code, help, **args)

    def text(self, row: Row, column: str) -> str:
        """The text of a cell; empty when there is none, or when it says that there is none."""
        field = self.columns.get(column)
        entry = row.get(field) if field is not None else None
        if entry is None or not isinstance(entry.value, str):
            return ""
        text = entry.value.strip()
        return "" if text.lower() in NOTHING_WORDS else text

    def number(self, row: Row, column: str) -> Fraction | None:
        """The figure of a cell, when there is one."""
        field = self.columns.get(column)
        entry = row.get(field) if field is not None else None
        return entry.value if entry is not None and isinstance(entry.value, Fraction) else None

    def _rule(self, i: int, row: Row, place: Place, cell: TargetCell, absent: bool) -> tuple[str, Node] | None:
        """The kind of a row and its rule."""
        by = self.spec.by
        kind = ""
        if by == "":
            kind = cell.kind
            if kind not in place.rules and absent:
                kind = next(iter(place.rules))
            if kind == NOTHING and kind not in place.rules:
                self.refuse(i, "target", "E586", "target", name=self.text(row, "level3"), row=str(i + 1))
                return None
            if kind not in place.rules:
                known = Both(", ".join(KINDS[k].en for k in place.rules), "、".join(KINDS[k].zh for k in place.rules))
                self.refuse(i, "target", "E589", "kind", name=self.text(row, "level3"), target=cell.text, known=known, method="")
                return None
        elif by is not None:
            entry = row.get(by)
            if entry is None or not isinstance(entry.value, str):
                self.sound = False
                self.problems.add(("facts", self.spec.list, i, by), "E594", field=by, row=str(i + 1), known=listed(place.rules))
                return None
            kind = entry.value
        return kind, place.rules[kind]

    def indicator(self, i: int, row: Row, place: Place, path: str, name: str, weight: Fraction) -> Node | None:
        """The indicator of a row, None when the row has been refused."""
        spec, columns = self.spec, self.columns
        absent = self._absent(row)
        field = columns.get("target")
        entry = row.get(field) if field is not None else None
        written = entry.value if entry is not None and isinstance(entry.value, str) else ""
        if absent is None and entry is not None and written.strip().lower() in NOTHING_WORDS:
            absent = (written.strip(), entry)
        cell = self.form.target(written, self.text(row, "relation"), self.text(row, "unit"))
        if isinstance(cell, Mistake):
            by_words = spec.by != "" and self._takes_words(row, place)
            if absent is None and not by_words:
                self.refuse(i, "target", cell.code, cell.help, **{"name": f"{spec.list}[{i}].{field}", **cell.args})
                return None
            cell = _BLANK if absent is not None else TargetCell(TEXT_KIND, written.strip())
        ruled = self._rule(i, row, place, cell, absent is not None)
        if ruled is None:
            return None
        _, rule = ruled
        if absent is None and not self._fits(i, rule, cell, name):
            return None
        method, target, kind, domain = self._measure(rule, cell)
        value = None
        if kind is not None:
            value = self._cell(i, row, rule, path, name, kind, domain, absent)
        self._said(i, row, rule, path)
        own = {key: make(path, i, kind or NUMBER) for key, make in self.form.makers[id(rule)].items()}
        if "method" in own:
            method = own["method"]
        label, basis = self.text(row, "label"), self.text(row, "basis")
        return Node(
            path=path,
            name=name,
            label=label,
            weight=Const(weight, NUMBER, spec.where),
            result=rule.result,
            where=spec.where,
            value=value,
            target=target,
            method=method,
            rounding=rule.rounding,
            applies=own.get("applies", rule.applies),
            absent=rule.absent,
            vetoes=own.get("vetoes", rule.vetoes),
            requires=own.get("requires", rule.requires),
            basis=(*rule.basis, basis) if basis else rule.basis,
            supplied=rule.supplied,
            inherited=rule.inherited,
        )

    def _takes_words(self, row: Row, place: Place) -> bool:
        """Whether the rule of a row asks no figure of its target."""
        by = self.spec.by
        entry = row.get(by) if by else None
        kind = entry.value if entry is not None and isinstance(entry.value, str) else ""
        rule = place.rules.get(kind)
        return rule is not None and isinstance(rule.method, Levels | Judged)

    def _fits(self, i: int, rule: Node, cell: TargetCell, name: str) -> bool:
        """Whether the method of a row is defined for its target."""
        method = rule.method
        if isinstance(method, Levels | Judged):
            return True
        if cell.kind == NOTHING:
            self.refuse(i, "target", "E586", "target", name=name, row=str(i + 1))
            return False
        words = METHODS.get(type(method), METHODS[Formula])
        args: dict[str, Argument] = {"name": name, "target": cell.text, "method": words, "known": ""}
        if cell.kind == TEXT_KIND or (cell.kind == DATE_KIND and not isinstance(method, AllOrNothing)):
            self.refuse(i, "target", "E589", "figures" if cell.figures else cell.kind, **args)
            return False
        ratio = isinstance(method, ProRata | Closeness)
        if ratio and not (cell.positive or (cell.not_negative and cell.reverse and isinstance(method, ProRata))):
            self.refuse(i, "target", "E589", "zero", **args)
            return False
        return True

    def _measure(self, rule: Node, cell: TargetCell) -> tuple[Method | None, Target | None, Type | None, Domain]:
        """The method of a row, its target, and the type and domain of its figure (None: an assessor's row without one)."""
        method = rule.method
        if isinstance(method, Levels):
            kind = LevelType(tuple([line.level for line in method.lines]))
            if cell.text not in kind.members:
                return method, None, kind, ANY
            place = self.spec.where
            return method, RelationTarget(Relation.EQ, Const(cell.text, kind, place), None, cell.text, place), kind, ANY
        if cell.kind in (NUMBER_KIND, DATE_KIND):
            if cell.reverse and isinstance(method, ProRata):
                method = self.form.reversed[id(rule)]
            return method, cell.target, cell.type, cell.domain
        return method, None, None if isinstance(method, Judged) else NUMBER, ANY

    def _absent(self, row: Row) -> tuple[str, FactValue] | None:
        """Why a row does not apply, when it says so."""
        field = self.columns.get("not_applicable")
        entry = row.get(field) if field is not None else None
        if entry is not None and isinstance(entry.value, str) and self.text(row, "not_applicable"):
            return entry.value.strip(), entry
        entry = row.get(self.columns["actual"])
        if entry is None:
            return None
        if isinstance(entry.value, Missing):
            return entry.value.reason, entry
        if isinstance(entry.value, str) and plain(entry.value).lower() in NOTHING_WORDS:
            return entry.value.strip(), entry
        return None

    def _cell(
        self, i: int, row: Row, rule: Node, path: str, name: str, kind: Type, domain: Domain, absent: tuple[str, FactValue] | None
    ) -> FactRef:  # fmt: skip
        """The actual figure of a row as a fact of its own."""
        field = self.columns["actual"]
        key = f"{self.spec.list}[{i}].{field}"
        spec = self.found.specs[key] = FactSpec(
            key, kind, domain, None, isinstance(rule.method, Judged), False, rule.absent is not None, name, (), path, self.spec.where,
            (), True,
        )  # fmt: skip
        entry = row.get(field)
        if absent is not None:
            reason, source = absent
            if rule.absent is None:
                self.refuse(i, "actual", "E528", name=key, path=path)
            gone = Missing(Absence.NOT_APPLICABLE, reason)
            self.found.entries[key] = FactValue(gone, reason, source.source, source.note, source.path)
        elif entry is not None:
            value = self._figure(i, entry, spec)
            if value is not None:
                self.found.entries[key] = FactValue(value, entry.text, entry.source, entry.note, entry.path)
        return FactRef(key, kind, self.spec.where)

    def _figure(self, i: int, entry: FactValue, spec: FactSpec) -> Value | None:
        if not isinstance(entry.value, str):
            return pending(spec)
        path: Path = ("facts", self.spec.list, i, self.columns["actual"])
        text = plain(entry.value)
        found: Value | None
        if text.lower() in PENDING_WORDS:
            return pending(spec)
        key, kind, domain = spec.name, spec.type, spec.domain
        match kind:
            case LevelType():
                found = read_level(text, key, kind, path, self.problems)
            case DateType():
                found = read_date(text, key, domain, path, self.problems)
            case QuantityType():
                found = read_quantity(text, "", Slot(key, kind, domain, self.form.units, path, self.problems))
            case _:
                return None
        self.sound = self.sound and found is not None
        return found

    def _said(self, i: int, row: Row, rule: Node, path: str) -> None:
        """What the other cells of a row say: the assessor's points, the points as filed, the reason."""
        reason = self.text(row, "reason")
        if reason:
            self.found.reasons[path] = reason
        judged = self.number(row, "judged")
        if judged is not None and not isinstance(rule.method, Judged | Levels):
            self.refuse(i, "judged", "E544", name=path)
        elif judged is not None:
            entry = row[self.columns["judged"]]
            self.found.judged[path] = Judgement(judged, reason, entry.source)
        filed = self.number(row, "filed")
        if filed is not None:
            self.found.filed[path] = Filed(filed, row[self.columns["filed"]].text)
