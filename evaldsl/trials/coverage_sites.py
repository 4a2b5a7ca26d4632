"""Places inside expressions where the figures decide what happens next: branches, least and greatest, values by date, words of bands, tables,
roundings.

In: the expressions of an owner. Out: its `Site`s, numbered in the order of reading; over a run, which way each went (`Visit`). Guarantees:
numbers depend on what the expressions say, never on how they are laid out; what is not settled goes no way; what the evaluator passes
over (the branch that is not taken, rows that do not count) is passed over here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import cast

from evaldsl.evaluation.expressions import Scope, holds, truth, value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.plan import parts
from evaldsl.evaluation.state import Run
from evaldsl.model.numbers import Mode
from evaldsl.model.program import Aggregate, Apply, AtDate, Builtin, Choose, Consult, Cut, Expr, Look, Rounded
from evaldsl.model.tables import ScorecardSpec, TableLine, TableSpec
from evaldsl.model.values import Missing, Uncertain
from evaldsl.records import frozen
from evaldsl.trials.coverage_reads import Owner, table_lines

TIES = (Mode.HALF_UP, Mode.HALF_EVEN)
"""Modes that say what becomes of an exact tie."""


@frozen
class Site:
    """A place in an expression; `inner` are the sites in each of its parts (`plan.parts`)."""

    number: int
    expr: Expr
    inner: "tuple[tuple[Site, ...], ...]"


def sites(exprs: Iterable[Expr]) -> list[tuple[Expr, tuple[Site, ...]]]:
    """The sites of the expressions of one owner, by expression."""
    number = iter(range(10**9))
    return [(e, _inside(e, number)) for e in exprs]


def _inside(e: Expr, number: Iterator[int]) -> tuple[Site, ...]:
    found: list[Site] = []
    waiting = [e]
    while waiting:
        x = waiting.pop()
        if _matters(x):
            mine = next(number)
            found.append(Site(mine, x, tuple([_inside(part, number) for part in parts(x)])))
        else:
            waiting += reversed(parts(x))
    return tuple(found)


def _matters(x: Expr) -> bool:
    if isinstance(x, Builtin):
        return x.name in ("min", "max")
    return isinstance(x, Choose | Rounded | AtDate | Look | Consult | Apply | Aggregate)


def flat(found: Iterable[tuple[Expr, tuple[Site, ...]]]) -> Iterator[Site]:
    """All sites, outer ones first."""
    for _, own in found:
        waiting = list(reversed(own))
        while waiting:
            site = waiting.pop()
            yield site
            waiting += [x for part in reversed(site.inner) for x in reversed(part)]


def site_id(owner: str, number: int, way: str) -> str:
    """The id of a way that a site may go."""
    return f"site:{owner}:{number}:{way}"


def bands_id(name: str, cut: int) -> str:
    """The id of a band that is declared by itself."""
    return f"bands:{name}:{cut}"


def line_id(table: str, part: str, line: int | None) -> str:
    """The id of a line of a table or of a characteristic of a scorecard."""
    return f"table:{table}:{part}:{'otherwise' if line is None else line}"


def tied(x: Fraction, digits: int) -> bool | None:
    """Whether a figure lies exactly between two that have these digits; None when it has no more digits than these."""
    scaled = x * Fraction(10) ** digits
    return None if scaled.denominator == 1 else scaled.denominator == 2


class Sites:
    """The sites of a program by owner, found when they are asked for."""

    def __init__(self, exprs: dict[Owner, list[Expr]], text: Callable[[Owner], str]) -> None:
        """Of the expressions of all owners; `text` is an owner's part of an id."""
        self.exprs, self.text = exprs, text
        self._found: dict[Owner, list[tuple[Expr, tuple[Site, ...]]]] = {}

    def of(self, owner: Owner) -> list[tuple[Expr, tuple[Site, ...]]]:
        """The sites of one owner."""
        found = self._found.get(owner)
        if found is None:
            found = self._found[owner] = sites(self.exprs.get(owner, ()))
        return found


class Visit:
    """The ways that the sites of one owner went in one run; `marks` are their ids, those in functions, tables and bands that it calls too."""

    def __init__(self, run: Run, sites: Sites, marks: set[str]) -> None:
        """Marks are added to the set that is given."""
        self.run, self.sites, self.marks = run, sites, marks
        self._done: set[tuple[object, ...]] = set()

    def owner(self, owner: Owner, scope: Scope | None = None, passed: Sequence[Expr | None] = ()) -> None:
        """Visits all expressions of an owner but those that were passed over."""
        over = {id(e) for e in passed}
        for e, own in self.sites.of(owner):
            if own and id(e) not in over:
                self._all(own, owner, scope or {})

    def _all(self, found: Iterable[Site], owner: Owner, scope: Scope) -> None:
        for site in found:
            self._one(site, owner, scope)

    def _mark(self, owner: Owner, site: Site, way: str) -> None:
        self.marks.add(site_id(self.sites.text(owner), site.number, way))

    def _one(self, site: Site, owner: Owner, scope: Scope) -> None:
        e = site.expr
        match e:
            case Choose():
                self._all(site.inner[0], owner, scope)
                taken = truth(e.condition, self.run, scope)
                if isinstance(taken, bool):
                    self._mark(owner, site, "then" if taken else "else")
                    self._all(site.inner[1 if taken else 2], owner, scope)
            case Aggregate():
                self._rows(site, e, owner)
            case _:
                for part in site.inner:
                    self._all(part, owner, scope)
                self._called(site, owner, scope)

    def _called(self, site: Site, owner: Owner, scope: Scope) -> None:
        e, run = site.expr, self.run
        match e:
            case Apply():
                self._function(e, scope)
            case Consult():
                self._table(e, scope)
            case Look():
                at = first_cut(run.program.bands[e.bands].cuts, value(e.operand, run, scope), run)
                if at is not None:
                    self.marks.add(bands_id(e.bands, at))
            case Builtin():
                figures = [value(x, run, scope) for x in e.args]
                if all(type(x) is Fraction for x in figures):
                    known = cast("list[Fraction]", figures)
                    best = min(known) if e.name == "min" else max(known)
                    if known.count(best) == 1:
                        self._mark(owner, site, str(known.index(best)))
            case AtDate():
                day = value(e.operand, run, scope)
                for i, (start, end, _) in enumerate(e.entries):
                    if isinstance(day, date) and start <= day and (end is None or day < end):
                        self._mark(owner, site, str(i))
            case Rounded():
                x = value(e.operand, run, scope)
                tie = tied(x / e.unit_factor, e.digits) if type(x) is Fraction else False
                if not isinstance(x, Missing | Uncertain) and tie is not None:
                    self._mark(owner, site, "rounds")
                    if tie and e.mode in TIES:
                        self._mark(owner, site, "tie")
            case _:
                pass

    def _function(self, e: Apply, scope: Scope) -> None:
        run, owner = self.run, ("function", e.name)
        function = run.program.functions[e.name]
        local: dict[str, Num] = {name: value(x, run, scope) for (name, _), x in zip(function.parameters, e.args, strict=True)}
        key = (e.name, *(repr(x) if isinstance(x, Missing | Uncertain) else x for x in local.values()))
        if key in self._done:
            return
        self._done.add(key)
        found = self.sites.of(owner)
        for let, (_, own) in zip(function.lets, found, strict=False):
            self._all(own, owner, local)
            local[let.name] = value(let.expr, run, local)
        self._all(found[-1][1], owner, local)

    def _table(self, e: Consult, scope: Scope) -> None:
        run = self.run
        value(e, run, scope)
        made = run.consulted.get((e.where, id(scope) if scope else 0))
        if made is None:
            return
        spec = run.program.tables[e.table]
        owner = ("table", e.table)
        given = dict(zip((one.name for one in spec.inputs), cast("tuple[Num, ...]", made[1].args), strict=True))
        inner = {id(x): own for x, own in self.sites.of(owner)}
        for fired in made[1].fired:
            if not fired.sure:
                continue
            part = fired.table.name if isinstance(spec, ScorecardSpec) else ""
            self.marks.add(line_id(e.table, part, fired.line))
            line = _line(fired.table, fired.line)
            if line is not None and line.result is not None:
                self._all(inner.get(id(line.result), ()), owner, given)

    def _rows(self, site: Site, e: Aggregate, owner: Owner) -> None:
        """What an aggregate looks at in each row that counts; `parts` has the operand, the weight, the condition, the base, in turn."""
        key = ("rows", owner, site.number)
        if key in self._done or not any(site.inner):
            return
        self._done.add(key)
        names = [name for name in ("operand", "by", "condition", "base") if getattr(e, name) is not None]
        inner = dict(zip(names, site.inner, strict=False))
        for row in self.run.rows.get(e.list, ()):
            self._all(inner.get("condition", ()), owner, row)
            self._all(inner.get("base", ()), owner, row)
            if e.condition is None or truth(e.condition, self.run, row) is True:
                self._all(inner.get("operand", ()), owner, row)
                self._all(inner.get("by", ()), owner, row)


def _line(table: TableSpec, number: int | None) -> TableLine | None:
    return next((line for _, i, line in table_lines(table) if i == number), None)


def first_cut(cuts: Sequence[Cut], x: Num, run: Run) -> int | None:
    """The number of the first band that surely holds a value; None where that is not settled."""
    if isinstance(x, Missing):
        return None
    for i, cut in enumerate(cuts):
        held = holds(cut, x, run)
        if held is True:
            return i
        if held is not False:
            return None
    return None
