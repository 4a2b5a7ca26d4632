"""What a check knows while it goes on: the declarations by name, what has been found out about them, the problems.

One `Book` lives for one check. Later modules ask it by functions; nothing outside checking sees it. `Env` is the view of the
book from one place: which file, which indicator (for the words value, target, weight, score), which local names.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from evaldsl.checking.ranges import Range
from evaldsl.checking.units import UnitTable
from evaldsl.diagnostics.core import Argument, Diagnostic, Label
from evaldsl.model import program as p
from evaldsl.model.histories import ChangeSpec, InForce, ParameterSpec
from evaldsl.model.tables import AnyTable
from evaldsl.model.types import Domain, LevelType, QuantityType, Type
from evaldsl.model.units import Unit
from evaldsl.source import SourceFile, Span, Where
from evaldsl.syntax import nodes as n

if TYPE_CHECKING:
    from evaldsl.checking.histories import NamedHistory


@frozen
class Stated:
    """A clause with the file it stands in; `inherited` when it came from `each indicator` or a form."""

    clause: n.Clause
    source: SourceFile
    inherited: bool = False
    in_force: InForce | None = None
    """Which entry of its history the clause is."""
    changed: bool = False
    """Whether the clause came from `extends`."""
    base: "Stated | None" = None
    """The clause that it was changed from."""

    @property
    def where(self) -> Where:
        """The place of the clause."""
        return self.source.where(self.clause.span)


@define(eq=False)
class Leaf:
    """A group or indicator on its way: its clauses by kind (see `tree.kind_of`), its place in the tree, what was found out."""

    name: n.Name
    parts: tuple[str, ...]
    source: SourceFile
    span: Span
    is_group: bool
    one: dict[str, Stated] = field(factory=dict)
    many: dict[str, list[Stated]] = field(factory=dict)
    children: "list[Leaf]" = field(factory=list)
    parent: "Leaf | None" = None
    from_form: bool = False
    weight: Fraction | None = None
    weight_broken: bool = False
    weighed: bool = False
    circular: bool = False
    child_refused: bool = False
    scaled_from: Fraction | None = None
    result: p.ResultKind | None = None
    own_name: str | None = None
    value: p.Expr | None = None
    value_done: bool = False
    target: p.Target | None = None
    target_done: bool = False
    method: "p.Method | None" = None
    method_done: bool = False
    real: bool = False
    row: "Row | None" = None
    """The row of a list that it stands for."""
    open_rows: bool = False
    """Rows of the fact file come in here: what they add up to is found when they are read."""

    @property
    def path(self) -> str:
        """The full path."""
        return ".".join(self.parts)

    @property
    def where(self) -> Where:
        """The place of the name."""
        return self.source.where(self.name.span)


@frozen
class Declared:
    """A let, fact, method, bands or type with the file it stands in; `own` is false for those of a used file."""

    node: (
        "n.FactDecl | n.Let | n.LetCase | n.ParameterDecl | n.MethodDecl | n.BandsDecl | n.TypeDecl | n.Distribution | n.Groups "
        "| n.ListDecl | n.Norm | n.Norms | n.Cost | n.Comparison | n.Table | n.Scorecard"
    )
    name: n.Name
    source: SourceFile
    own: bool = True

    @property
    def where(self) -> Where:
        """The place of the name."""
        return self.source.where(self.name.span)


@frozen
class Row:
    """A row of a list that is looked at, and the name that `for each` gives it."""

    list: str
    alias: str | None


@frozen
class RowLet:
    """A named value of every row, as written. `key` has the case of one with several (`执行率.年初口径`)."""

    key: str
    expr: n.Expr
    row: Row
    label: str
    where: Where
    source: SourceFile
    make: "Callable[[Env], p.Expr | None] | None" = None
    """Types the value in place of plain inference: a line of a cost sheet has the unit and the rounding of the sheet."""
    basis: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()


@frozen
class RowCheckDraft:
    """A check of every row, as written."""

    check: n.Check
    row: Row
    source: SourceFile


@frozen
class RowFindingDraft:
    """A finding of every row, as written."""

    finding: n.Finding
    row: Row
    source: SourceFile


@define(eq=False)
class ListDraft:
    """A list on its way: its fields, and what `for each` adds. `places` has every name that a row knows."""

    node: n.ListDecl
    name: n.Name
    source: SourceFile
    own: bool
    fields: dict[str, p.FactSpec] = field(factory=dict)
    key: str | None = None
    places: dict[str, Where] = field(factory=dict)
    cases: dict[str, tuple[str, ...]] = field(factory=dict)
    lets: dict[str, RowLet] = field(factory=dict)
    typed: dict[str, p.LetSpec | None] = field(factory=dict)
    checks: list[RowCheckDraft] = field(factory=list)
    findings: list[RowFindingDraft] = field(factory=list)
    aliases: list[tuple[str, Where]] = field(factory=list)
    broken: set[str] = field(factory=set)
    busy: set[str] = field(factory=set)
    derived: "DerivedDraft | None" = None
    tree: "RowTree | None" = None


@define(eq=False)
class RowTree:
    """The tree that every row of a list is scored by, on its way: its root, which stands for the total, and all nodes below it."""

    root: Leaf
    node: n.ForEach
    row: Row
    leaves: dict[str, Leaf] = field(factory=dict)
    typed: p.Node | None = None


@frozen
class DerivedDraft:
    """How the rows of a list are made of others. `fields` are the names among its `lets` that a row is made with: each is typed in the row of
    the list that it comes from, and makes the program's `ListSpec.fields`."""

    fields: tuple[str, ...]
    spec: "Callable[[Book, ListDraft], p.Derived | None]"


@frozen(eq=False)
class Join:
    """A field of a list (or a fact, when `draft` is None) that is a row of the list `target`."""

    draft: ListDraft | None
    node: n.FactDecl
    name: n.Name
    target: n.Name
    source: SourceFile


@frozen
class ParameterChange:
    """What `extends` changes in a parameter, with the file it stands in."""

    change: n.ChangeParameter
    source: SourceFile


@define(eq=False)
class PlaceDraft:
    """A group whose rows are data, with a draft of an indicator for each kind of row."""

    leaf: Leaf
    rules: dict[str, Leaf] = field(factory=dict)


@define(eq=False)
class FormDraft:
    """A form from rows on its way."""

    node: n.FormFrom
    source: SourceFile
    parent: Leaf
    list: str
    columns: dict[str, str]
    levels: tuple[str, ...]
    by: str | None
    places: dict[tuple[str, ...], PlaceDraft] = field(factory=dict)
    named: dict[tuple[str, ...], tuple[str, ...]] = field(factory=dict)


@define(eq=False)
class Book:
    """All that one check knows."""

    main: SourceFile
    units: UnitTable = field(factory=UnitTable)
    problems: list[Diagnostic] = field(factory=list)
    use_problems: list[Diagnostic] = field(factory=list)
    use_places: dict[str, tuple[str, Where]] = field(factory=dict)
    """By file: the name it is used by, and the place of the first `use`."""
    types: dict[str, Type] = field(factory=dict)
    type_domains: dict[str, Domain] = field(factory=dict)
    type_places: dict[str, Declared] = field(factory=dict)
    facts: dict[str, p.FactSpec] = field(factory=dict)
    joins: "list[Join]" = field(factory=list)
    """Fields and facts that are a row of a list, until all lists are known."""
    fact_places: dict[str, Declared] = field(factory=dict)
    lets: dict[str, Declared] = field(factory=dict)
    case_places: dict[str, Declared] = field(factory=dict)
    let_cases: dict[str, tuple[str, ...]] = field(factory=dict)
    lists: dict[str, ListDraft] = field(factory=dict)
    distributions: dict[str, p.DistributionSpec] = field(factory=dict)
    measures: dict[str, Unit] = field(factory=dict)
    """The facts that bring a unit, each with the symbol that stands for it."""
    makers: "dict[str, Callable[[Env], p.Expr | None]]" = field(factory=dict)
    """By key: what types a named value in place of plain inference (those of norms and cost sheets)."""
    families: dict[str, dict[str, str]] = field(factory=dict)
    """Declarations that stand for several named values, with the short names of these (model.family_names)."""
    norms: list[p.NormTable] = field(factory=list)
    costs: list[p.CostSpec] = field(factory=list)
    tiers: dict[str, tuple[p.Cut, ...]] = field(factory=dict)
    """The tiers of the norms that have them."""
    aggregates: int = 0
    """How many aggregates have been typed: the last `Aggregate.id`."""
    period: tuple[date, date] | None = None
    period_broken: bool = False
    parameters: dict[str, ParameterSpec] = field(factory=dict)
    parameter_changes: dict[str, list[ParameterChange]] = field(factory=dict)
    changes: list[ChangeSpec] = field(factory=list)
    """What `extends` changes, once it is known to change something."""
    dated: set[str] = field(factory=set)
    """Names whose values have a history: `X at DATE` may be said of them."""
    histories: "dict[str, NamedHistory]" = field(factory=dict)
    """Their typed values, once they have been asked for."""
    forms: "list[FormDraft]" = field(factory=list)
    methods: dict[str, Declared] = field(factory=dict)
    bands: dict[str, Declared] = field(factory=dict)
    tables: dict[str, Declared] = field(factory=dict)
    owners: dict[str, Leaf] = field(factory=dict)
    leaves: dict[str, Leaf] = field(factory=dict)
    by_tail: dict[str, list[Leaf]] = field(factory=dict)
    root: Leaf | None = None
    let_specs: dict[str, p.LetSpec | None] = field(factory=dict)
    functions: dict[str, p.Function | None] = field(factory=dict)
    band_specs: dict[str, "p.BandsSpec | tuple[p.Cut, ...] | None"] = field(factory=dict)
    table_specs: dict[str, AnyTable | None] = field(factory=dict)
    broken: set[str] = field(factory=set)
    abolished: set[str] = field(factory=set)
    """Norms without a rate: `名` means nothing any more, `名.before` does."""
    busy: set[str] = field(factory=set)
    band_operands: dict[str, Type] = field(factory=dict)
    ranges: dict[int, tuple[object, Range]] = field(factory=dict)
    used: set[tuple[str, str]] = field(factory=set)
    grade_type: LevelType | None = None
    grades_broken: bool = False
    result_broken: bool = False
    """A `result` clause does not say what kind it is, so that weights, totals and levels cannot be judged by it."""

    def report(self, code: str, place: Where, labels: tuple[Label, ...] = (), help: str | None = None, **args: Argument) -> None:
        """Notes a problem."""
        self.problems.append(Diagnostic(code, place, args, labels, help))


@frozen
class Env:
    """Where an expression stands."""

    book: Book
    source: SourceFile
    leaf: Leaf | None = None
    words: frozenset[str] = frozenset()
    locals: Mapping[str, p.Expr | None] = field(factory=dict)
    pure: bool = False
    """Inside a method: only parameters and local lets are seen."""
    row: Row | None = None
    """Inside a row of a list: its fields and named values come first."""
    measures: Mapping[str, Unit] = field(factory=dict)
    """Where the fields of a list are declared: those that bring a unit."""
    cells: bool = False
    """Among the fields of a list, where a type may be a cell of a form."""

    def __attrs_post_init__(self) -> None:
        """An indicator that stands for a row sees the row."""
        if self.row is None and self.leaf is not None and self.leaf.row is not None:
            object.__setattr__(self, "row", self.leaf.row)

    def where(self, span: Span) -> Where:
        """A place in the file of this expression."""
        return self.source.where(span)

    def report(self, code: str, span: Span, help: str | None = None, labels: tuple[Label, ...] = (), **args: Argument) -> None:
        """Notes a problem at a span."""
        self.book.report(code, self.where(span), labels, help, **args)


def quantity(kind: Type) -> QuantityType | None:
    """The type when it is a number of any unit."""
    return kind if isinstance(kind, QuantityType) else None
