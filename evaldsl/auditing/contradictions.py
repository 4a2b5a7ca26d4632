"""Figures that cannot all be right (矛盾): which they are, and the fewest that need to be wrong so that all the others can stand.

In: a `Result`. Out: a `Contradiction` for each group of failed reconciliations of severity error that speak of the same filed figures.
Method: each reconciliation is a formula of filed figures (forms); a figure taken as unknown must lie in an interval that every
formula with it gives exactly; where no one figure will do, pairs are tried. Guarantees: an explanation is told only after the
ruleset was run with it and all reconciliations of the group held, with none failing that held before; the search is bounded, and what is beyond
its bounds is told without an explanation, never with a wrong one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from evaldsl.auditing.forms import Cell, Form, Forms, NotSimple, Row, line, product, total
from evaldsl.auditing.forms import constant as fixed_form
from evaldsl.auditing.lookup import row_name
from evaldsl.evaluation.restated import filed_digits
from evaldsl.evaluation.slips import Fits, Slip, plain_slip
from evaldsl.evaluation.tree import CheckResult, Figure, Result
from evaldsl.model.facts import Facts, FactValue
from evaldsl.model.numbers import Mode, exact_text, fixed, round_to
from evaldsl.model.program import CheckSpec, FactRef, FactSpec, FieldRef, Relation
from evaldsl.model.types import QuantityType
from evaldsl.records import evolve, frozen

MOST_CHECKS, MOST_CELLS, MOST_TOLD = 4_000, 80, 6
"""Reconciliations that are looked at, figures that are tried, explanations that are told."""
_MOST_RUNS = 8
_MOST_PAIRS = 2_000

Failed = tuple[str, Row | None]
Figures = Mapping[Cell, Fraction]


@frozen
class Due:
    """A filed figure as it would have to be; `written` is its text in the fact file, `slip` says how that may have come about."""

    name: str
    filed: Figure
    written: str
    due: Figure
    slip: Slip | None = None


@frozen
class Contradiction:
    """Failed reconciliations that belong together. `figures` are those of the smallest of them: they cannot all be right.
    `explanations` are sets of figures, each of which would do if it alone were wrong; empty when neither one nor two figures do."""

    checks: tuple[CheckResult, ...]
    figures: tuple[tuple[str, Figure], ...]
    explanations: tuple[tuple[Due, ...], ...]


@frozen
class _Rule:
    """One reconciliation: low <= form <= high; `held` at the filed figures."""

    check: Failed
    form: Form
    low: Fraction | None
    high: Fraction | None
    held: bool
    cells: frozenset[Cell]


def contradictions(result: Result) -> tuple[Contradiction, ...]:
    """All groups, in the order of the ruleset."""
    failed = [c for c in result.checks if c.passed is False and c.check.severity == "error" and c.check.sides is not None]
    if not failed:
        return ()
    rules = _rules(result, {(c.check.name, c.row) for c in failed})
    if rules is None:
        return ()
    by_check = {rule.check: rule for rule in rules}
    groups = _groups([(c, by_check[c.check.name, c.row]) for c in failed if (c.check.name, c.row) in by_check])
    search = _Search(result, rules)
    return tuple(found for group in groups for found in search.all_of(group))


# ---- reconciliations as formulas -------------------------------------------------------------------------------------


def _rules(result: Result, failed: set[Failed]) -> list[_Rule] | None:
    """Every reconciliation of figures that is simple enough; None when there are too many."""
    every: list[tuple[CheckSpec, Row | None]] = [(spec, None) for spec in result.program.checks]
    for name, made in result.lists.items():
        every += [(spec, (name, i)) for spec in made.spec.checks for i in range(len(made.rows))]
    if len(every) > MOST_CHECKS:
        return None
    forms, found = Forms(result), []
    for spec, row in every:
        try:
            made_rule = _rule(result, forms, spec, row, failed)
        except NotSimple:
            continue
        if made_rule is not None:
            found.append(made_rule)
    return found


def _rule(result: Result, forms: Forms, spec: CheckSpec, row: Row | None, failed: set[Failed]) -> _Rule | None:
    if spec.sides is None or spec.sides[1] is Relation.NE or not isinstance(spec.sides[0].type, QuantityType):
        return None
    left, relation, right = spec.sides
    form = total(forms.of(left, row), product(fixed_form(Fraction(-1)), forms.of(right, row)))
    figures = figures_of(result, form.cells)
    within = _within(result, forms, spec, row, figures)
    if spec.restates:
        relation = Relation.EQ
    low = None if relation in (Relation.LE, Relation.LT) else -within
    high = None if relation in (Relation.GE, Relation.GT) else within
    check = (spec.name, row)
    held = check not in failed and _holds(form, low, high, figures)
    if check not in failed and not held:
        return None  # a warning that fails, or holds by another rounding, binds nobody
    return _Rule(check, form, low, high, held, form.cells)


def _within(result: Result, forms: Forms, spec: CheckSpec, row: Row | None, figures: Figures) -> Fraction:
    if spec.restates:
        assert spec.sides is not None
        left = spec.sides[0]
        assert isinstance(left, FactRef | FieldRef)
        cell = ("", -1, left.name) if row is None or isinstance(left, FactRef) else (*row, left.name)
        digits, factor, _ = _filed(result, cell)
        return Fraction(0) if digits is None else factor / 10**digits / 2
    if spec.within is None:
        return Fraction(0)
    form = forms.of(spec.within, row)
    return _at(form, {**figures, **figures_of(result, form.cells)})


def figures_of(result: Result, cells: Iterable[Cell]) -> dict[Cell, Fraction]:
    """The filed figures of cells."""
    found: dict[Cell, Fraction] = {}
    for cell in cells:
        value = _figure(result, cell).value
        assert isinstance(value, Fraction)
        found[cell] = value
    return found


def _figure(result: Result, cell: Cell) -> Figure:
    owner, index, name = cell
    return result.lists[owner].rows[index][name] if owner else result.values[name]


def _spec(result: Result, cell: Cell) -> FactSpec:
    owner, _, name = cell
    return result.lists[owner].spec.fields[name] if owner else result.program.facts[name]


def _entry(facts: Facts, cell: Cell) -> FactValue | None:
    owner, index, name = cell
    return facts.lists[owner][index].get(name) if owner else facts.entries.get(name)


def _filed(result: Result, cell: Cell) -> tuple[int | None, Fraction, str]:
    """The decimals of a figure as filed, what one of its unit is in the base, its unit."""
    kind, value = _spec(result, cell).type, _figure(result, cell).value
    assert isinstance(kind, QuantityType)
    assert isinstance(value, Fraction)
    return filed_digits(value, _entry(result.facts, cell), kind)


def _at(form: Form, figures: Figures) -> Fraction:
    nobody: Cell = ("", -1, "")
    below = line(form.below, nobody, figures)[1]
    if below == 0:
        raise NotSimple
    return line(form.above, nobody, figures)[1] / below


def _holds(form: Form, low: Fraction | None, high: Fraction | None, figures: Figures) -> bool:
    try:
        x = _at(form, figures)
    except NotSimple:
        return False
    return (low is None or low <= x) and (high is None or x <= high)


def _groups(failed: Sequence[tuple[CheckResult, _Rule]]) -> list[list[tuple[CheckResult, _Rule]]]:
    """Those that share a filed figure stand together."""
    groups: list[list[tuple[CheckResult, _Rule]]] = []
    for one in failed:
        joined = [one]
        rest = []
        for group in groups:
            if any(one[1].cells & other.cells for _, other in group):
                joined = [*group, *joined]
            else:
                rest.append(group)
        groups = [*rest, joined]
    return groups


def _each_once(rules: Iterable[_Rule]) -> list[_Rule]:
    return list({rule.check: rule for rule in rules}.values())


# ---- the search ------------------------------------------------------------------------------------------------------


class _Search:
    def __init__(self, result: Result, rules: Sequence[_Rule]) -> None:
        self.result, self.rules = result, rules
        self.figures = figures_of(result, {cell for rule in rules for cell in rule.cells})
        self.by_cell: dict[Cell, list[_Rule]] = {}
        for rule in rules:
            for cell in rule.cells:
                self.by_cell.setdefault(cell, []).append(rule)
        self.runs = 0
        self.before = {(c.check.name, c.row) for c in result.checks if c.passed is False}

    def all_of(self, group: Sequence[tuple[CheckResult, _Rule]]) -> list[Contradiction]:
        """A group with its explanations. Where no one figure explains it all, what a figure of one reconciliation alone explains is told
        apart from the rest."""
        rules = [rule for _, rule in group]
        found = self._verified(self._singles(rules, self.figures), rules)
        if found or len(group) == 1:
            return [self._told_of(group, found or self._verified(self._pairs(rules), rules))]
        apart: list[Contradiction] = []
        rest: list[tuple[CheckResult, _Rule]] = []
        for check, rule in group:
            others = frozenset[Cell]().union(*(other.cells for _, other in group if other.check != rule.check))
            own = self._verified(self._singles([rule], self.figures, rule.cells - others), [rule])
            if own:
                apart.append(self._told_of([(check, rule)], own))
            else:
                rest.append((check, rule))
        if not apart:
            return [self._told_of(group, self._verified(self._pairs(rules), rules))]
        return [*(self.all_of(rest) if rest else []), *apart]

    def _told_of(self, group: Sequence[tuple[CheckResult, _Rule]], found: Iterable[tuple[Due, ...]]) -> Contradiction:
        """A group with its explanations, those that slips of the pen account for first."""
        smallest = min((rule for _, rule in group), key=lambda rule: len(rule.cells))
        shown = tuple((self._name(cell), _figure(self.result, cell)) for cell in self._in_order(smallest.cells))
        ordered = sorted(found, key=lambda dues: sum(due.slip is None for due in dues))
        return Contradiction(tuple(check for check, _ in group), shown, tuple(ordered))

    def _in_order(self, cells: Iterable[Cell]) -> list[Cell]:
        """Facts before rows, each in the order of the ruleset and the file."""
        order = {name: i for i, name in enumerate((*self.result.program.facts, *self.result.program.lists))}
        return sorted(cells, key=lambda c: (c[0] != "", order.get(c[0] or c[2], 0), c[1], c[2]))

    def _name(self, cell: Cell) -> str:
        owner, index, name = cell
        return f"{row_name(self.result, owner, index)}.{name}" if owner else name

    # one figure

    def _singles(
        self, failing: Sequence[_Rule], figures: Figures, among: frozenset[Cell] | None = None
    ) -> Iterator[dict[Cell, Fraction]]:
        shared = frozenset.intersection(*(rule.cells for rule in failing)) if among is None else among
        for cell in self._likely(shared)[:MOST_CELLS]:
            value = self._due(cell, failing, figures)
            if value is not None and value != figures[cell]:
                yield {cell: value}

    def _likely(self, cells: Iterable[Cell]) -> list[Cell]:
        """The figures that the fewest other reconciliations bear out come first."""
        fields = [cell for cell in self._in_order(cells) if _entry(self.result.facts, cell) is not None]
        return sorted(fields, key=lambda cell: sum(rule.held for rule in self.by_cell.get(cell, ())))

    def _due(self, cell: Cell, failing: Sequence[_Rule], figures: Figures) -> Fraction | None:
        """The value with which every reconciliation of the cell holds; None when there is none."""
        domain = _spec(self.result, cell).domain
        low = domain.low if isinstance(domain.low, Fraction) else None
        high = domain.high if isinstance(domain.high, Fraction) else None
        middles: list[Fraction] = []
        wrong = {rule.check for rule in failing}
        for rule in _each_once((*failing, *self.by_cell.get(cell, ()))):
            p, q = line(rule.form.above, cell, figures)
            r, s = line(rule.form.below, cell, figures)
            sign = r * figures[cell] + s
            if sign == 0:
                return None
            if p and rule.check in wrong:
                middles.append(-q / p)
            # low·below <= above <= high·below, with the sign that below has
            halves = [(-r, -s) if sign > 0 else (r, s)]
            if rule.high is not None:
                halves.append((p - rule.high * r, q - rule.high * s) if sign > 0 else (rule.high * r - p, rule.high * s - q))
            if rule.low is not None:
                halves.append((rule.low * r - p, rule.low * s - q) if sign > 0 else (p - rule.low * r, q - rule.low * s))
            for a, b in halves:  # a·x + b <= 0
                if a > 0:
                    high = -b / a if high is None else min(high, -b / a)
                elif a < 0:
                    low = -b / a if low is None else max(low, -b / a)
                elif b > 0:
                    return None
            if low is not None and high is not None and low > high:
                return None
        return self._rounded(cell, middles, low, high)

    def _rounded(self, cell: Cell, middles: Sequence[Fraction], low: Fraction | None, high: Fraction | None) -> Fraction | None:
        """A value between the ends, as near to what the failed ones give as may be, at the digits of the filed figure where one fits."""
        wanted = middles[0] if middles else low if low is not None else high
        if wanted is None:
            return None
        wanted = min(max(wanted, wanted if low is None else low), wanted if high is None else high)
        digits, factor, _ = _filed(self.result, cell)
        domain = _spec(self.result, cell).domain
        if digits is not None:
            for mode in (Mode.HALF_UP, Mode.FLOOR, Mode.CEILING):
                near = round_to(wanted / factor, mode, 0 if domain.integer else digits) * factor
                if (low is None or low <= near) and (high is None or near <= high):
                    return near
        return None if domain.integer else wanted

    # two figures

    def _pairs(self, failing: Sequence[_Rule]) -> Iterator[dict[Cell, Fraction]]:
        first = min(failing, key=lambda rule: len(rule.cells))
        seen: set[frozenset[Cell]] = set()
        for cell in self._likely(first.cells)[:MOST_CELLS]:
            value = self._due_alone(cell, first)
            if value is None or value == self.figures[cell]:
                continue
            figures = {**self.figures, cell: value}
            concerned = _each_once((*failing, *self.by_cell[cell]))
            left = [rule for rule in concerned if not _holds(rule.form, rule.low, rule.high, figures)]
            if not left:
                continue  # then it alone would have done, but for a reconciliation that is no formula
            for other in self._singles(left, figures):
                (second,) = other
                pair = frozenset((cell, second))
                if second != cell and pair not in seen and len(seen) < _MOST_PAIRS:
                    seen.add(pair)
                    yield {cell: value, **other}

    def _due_alone(self, cell: Cell, rule: _Rule) -> Fraction | None:
        p, q = line(rule.form.above, cell, self.figures)
        if p == 0:
            return None
        domain = _spec(self.result, cell).domain
        low = domain.low if isinstance(domain.low, Fraction) else None
        high = domain.high if isinstance(domain.high, Fraction) else None
        middle = -q / p
        if (low is not None and middle < low) or (high is not None and middle > high):
            return None
        return self._rounded(cell, [middle], low, high)

    # proof

    def _verified(self, found: Iterable[dict[Cell, Fraction]], rules: Sequence[_Rule]) -> list[tuple[Due, ...]]:
        """Those with which the ruleset, run again, has none of these reconciliations fail and no other one."""
        wanted = self.before - {rule.check for rule in rules}
        told: list[tuple[Due, ...]] = []
        for changed in found:
            if len(told) >= MOST_TOLD or self.runs >= _MOST_RUNS:
                break
            self.runs += 1
            if self._failing(changed) <= wanted:
                told.append(tuple(self._told(cell, value) for cell, value in changed.items()))
        return told

    def _failing(self, changed: Mapping[Cell, Fraction]) -> set[Failed]:
        from evaldsl.evaluation import evaluate

        facts = self.result.facts
        entries = dict(facts.entries)
        lists = {name: list(rows) for name, rows in facts.lists.items()}
        for cell, value in changed.items():
            owner, index, name = cell
            entry = _entry(facts, cell)
            assert entry is not None
            made = evolve(entry, value=value, text=self._text(cell, value))
            if owner:
                lists[owner][index] = {**lists[owner][index], name: made}
            else:
                entries[name] = made
        again = evaluate(
            self.result.program, evolve(facts, entries=entries, lists={n: tuple(rows) for n, rows in lists.items()}), partial=True
        )
        return {(c.check.name, c.row) for c in again.checks if c.passed is False}

    def _text(self, cell: Cell, value: Fraction) -> str:
        digits, factor, unit = _filed(self.result, cell)
        number = value / factor
        return (
            exact_text(number) if digits is None or round_to(number, Mode.HALF_UP, digits) != number else fixed(number, digits)
        ) + unit

    def _told(self, cell: Cell, value: Fraction) -> Due:
        filed = _figure(self.result, cell)
        assert isinstance(filed.value, Fraction)
        digits, factor, unit = _filed(self.result, cell)
        likely = None
        if digits is not None:
            kind = filed.type
            ratio = isinstance(kind, QuantityType) and not kind.unit.dimension
            likely = plain_slip(value / factor, Fits(filed.value / factor, digits), unit, factor, ratio)
        entry = _entry(self.result.facts, cell)
        return Due(self._name(cell), filed, "" if entry is None else entry.text, Figure(value, filed.type), likely)
