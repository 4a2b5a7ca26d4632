"""Lists that are made of other lists: their rows (docs/semantics.md, section 9).

In: a `ListSpec` with `derived`, a run in which what the rows are made of is calculated. Out: the rows in `run.rows`, each with its fields, or in
`run.unmade` what has to be known first. Guarantees: rows stand in order of first appearance; a row of the other list without a value
is in no group and is named in `run.ungrouped`; a row that one side of a comparison lacks has no figure there, and never zero.
"""

from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from evaldsl.diagnostics.core import Diagnostic, InData, Label
from evaldsl.evaluation import figures as fig
from evaldsl.evaluation.expressions import truth, value
from evaldsl.evaluation.figures import Num
from evaldsl.evaluation.reals import Real
from evaldsl.model.numbers import exact_text
from evaldsl.model.program import Compared, ComparedSide, Grouped, ListSpec
from evaldsl.model.values import Absence, Known, Missing, Uncertain

if TYPE_CHECKING:
    from evaldsl.evaluation.state import Run


def make_rows(run: "Run", spec: ListSpec) -> None:
    """The rows of a derived list."""
    match spec.derived:
        case Grouped():
            _grouped(run, spec.name, spec.derived)
        case Compared():
            _compared(run, spec.name, spec.derived)
        case None:
            return
        case _:
            assert_never(spec.derived)


def _grouped(run: "Run", name: str, derived: Grouped) -> None:
    rows = run.rows.get(derived.of)
    if rows is None:
        run.unmade[name] = run.unmade.get(derived.of, frozenset((derived.of,)))
        return
    found: dict[Known, dict[str, Num]] = {}
    left: list[tuple[int, Missing]] = []
    needs: set[str] = set()
    for i, row in enumerate(rows):
        x = value(derived.by, run, row)
        if isinstance(x, Missing):
            left.append((i, x))
        elif isinstance(x, Uncertain):
            needs |= x.needs
        elif not isinstance(x, Real) and x not in found:
            found[x] = {derived.key: x}
    run.ungrouped[name] = tuple(left)
    if needs:
        run.unmade[name] = frozenset(needs)
    else:
        run.rows[name] = list(found.values())


def _compared(run: "Run", name: str, derived: Compared) -> None:
    """A row for every key of either side: both figures, and what became of the row."""
    needs: set[str] = set()
    open_: dict[Known, Missing] = {}
    before, after = (_side(run, derived, side, needs, open_) for side in (derived.before, derived.after))
    if needs or before is None or after is None:
        run.unmade[name] = frozenset(needs)
        return
    rows: list[dict[str, Num]] = []
    for key in [*before, *(key for key in after if key not in before)]:
        nothing = Missing(Absence.NOT_APPLICABLE)
        old, new = before.get(key, nothing), after.get(key, nothing)
        word: Num
        if key in open_:  # whether it stands on that side is not known: neither new nor dropped
            word = open_[key]
        elif key not in before or key not in after:
            word = derived.words[0 if key not in before else 1]
        else:
            word = _changed(derived.words, fig.subtract(new, old))
        rows.append({derived.key: key, derived.before.column: old, derived.after.column: new, derived.column: word})
    run.rows[name] = rows


def _side(
    run: "Run", derived: Compared, side: ComparedSide, needs: set[str], open_: dict[Known, Missing]
) -> dict[Known, Num] | None:
    """The figures of one side by key; one that stands twice is not computable. What must be known first goes into `needs`; the keys
    of rows whose condition has no value, with the reason, into `open_`."""
    rows = run.rows.get(side.of)
    if rows is None:
        needs |= run.unmade.get(side.of, frozenset((side.of,)))
        return None
    found: dict[Known, Num] = {}
    twice: set[Known] = set()
    for row in rows:
        holds = True if side.condition is None else truth(side.condition, run, row)
        if holds is False:
            continue
        key = value(side.by, run, row)
        for unsettled in (holds, key):
            if isinstance(unsettled, Uncertain):
                needs |= unsettled.needs
        if isinstance(key, (Missing, Uncertain, Real)):
            continue
        if isinstance(holds, Missing):
            open_.setdefault(key, holds)
        if key in found:
            if len(twice) < _MOST_TOLD and key not in twice:
                run.problems.append(_stands_twice(run, side, key))
            twice.add(key)
            found[key] = fig.not_computable("E632", side.value.where, list=side.of, key=_key_text(key))
        else:
            found[key] = holds if isinstance(holds, Missing) else value(side.value, run, row)
    return found


_MOST_TOLD = 20
"""How many keys that stand twice are told."""


def _key_text(key: Known) -> str:
    return exact_text(key) if isinstance(key, Fraction) else str(key)


def _stands_twice(run: "Run", side: ComparedSide, key: Known) -> Diagnostic:
    """A key that two rows of one side have, so that the comparison is refused."""
    spec = run.program.lists[side.of]
    place = InData(run.file.file, f"$.facts.{side.of}") if spec.derived is None else side.value.where
    return Diagnostic("E632", place, {"list": side.of, "key": _key_text(key)}, (Label(side.value.where, "compared"),))


def _changed(words: tuple[str, ...], difference: Num) -> Num:
    """More, less or the same; every word that is still possible while a figure is not known."""
    if isinstance(difference, Missing):
        return difference
    truths = (fig.less(fig.ZERO, difference), fig.less(difference, fig.ZERO), fig.equal(difference, fig.ZERO))
    possible = [word for word, holds in zip(words[2:], truths, strict=True) if holds is not False]
    if len(possible) == 1 and not fig.is_absent(difference):
        return possible[0]
    needs = difference.needs if isinstance(difference, Uncertain) else frozenset[str]()
    absent = isinstance(difference, Uncertain) and difference.absent
    return Uncertain(members=frozenset(possible), needs=needs, absent=absent)
