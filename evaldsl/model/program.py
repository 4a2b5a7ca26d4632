"""The program: a resolved, unit-checked ruleset. It runs without its source and knows no file, no screen and no parser.

Every name is resolved, every expression typed, every inherited clause handed down, every form row an indicator. A node that
an author wrote by hand and a node that came from a row are of one kind.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl.model.histories import ChangeSpec, InForce, ParameterSpec
from evaldsl.model.numbers import Mode
from evaldsl.model.types import Domain, LevelType, Type
from evaldsl.model.units import Unit
from evaldsl.model.values import Known
from evaldsl.records import field, frozen
from evaldsl.source import Where

if TYPE_CHECKING:
    from evaldsl.model.findings import FindingSpec
    from evaldsl.model.tables import AnyTable

# ---- expressions -----------------------------------------------------------------------------------------------------


class Op(Enum):
    """Arithmetic. OF is a product written `5% of x`."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    POW = "^"
    OF = "of"


class Relation(Enum):
    """Comparison signs."""

    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    EQ = "=="
    NE = "!="


class Attribute(Enum):
    """What may be read of a node: `党内培训.score`."""

    SCORE = "score"
    VALUE = "value"
    TARGET = "target"
    WEIGHT = "weight"
    MET = "met"


@frozen
class Const:
    """A constant, in the coherent base."""

    value: Known
    type: Type
    where: Where


@frozen
class FactRef:
    """A fact by name."""

    name: str
    type: Type
    where: Where


@frozen
class LetRef:
    """A let by its key: `预算完成率`, or `执行率.年初口径` for one with cases."""

    name: str
    type: Type
    where: Where


@frozen
class Local:
    """A parameter or local let of a function."""

    name: str
    type: Type
    where: Where


@frozen
class NodeRef:
    """An attribute of a node by full path. Path "" with SCORE or WEIGHT is the total."""

    path: str
    attribute: Attribute
    type: Type
    where: Where


@frozen
class Negate:
    """`-x`."""

    operand: "Expr"
    type: Type
    where: Where


@frozen
class Arithmetic:
    """`a op b`. For POW the right side is a `Const`, whole unless the type is real."""

    op: Op
    left: "Expr"
    right: "Expr"
    type: Type
    where: Where


@frozen
class Comparison:
    """A chain of comparisons; yes/no. Levels are compared by their place in `order`."""

    first: "Expr"
    rest: tuple[tuple[Relation, "Expr"], ...]
    order: tuple[str, ...] | None
    type: Type
    where: Where


@frozen
class Inside:
    """`x in [a, b)`; yes/no."""

    operand: "Expr"
    low: "Expr"
    high: "Expr"
    low_closed: bool
    high_closed: bool
    type: Type
    where: Where


@frozen
class Member:
    """`x in { 优, 良 }`; yes/no."""

    operand: "Expr"
    members: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Not:
    """`not x`."""

    operand: "Expr"
    type: Type
    where: Where


@frozen
class And:
    """`a and b and …`; false when any is false, whatever the others are."""

    operands: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Or:
    """`a or b or …`; true when any is true, whatever the others are."""

    operands: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Choose:
    """`if c then a else b`."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"
    type: Type
    where: Where


@frozen
class Builtin:
    """A built-in function: min max abs sign floor ceiling ln log10 sqrt root exp days months."""

    name: str
    args: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Apply:
    """A function (`method`) of the ruleset."""

    name: str
    args: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Consult:
    """A decision table or scorecard asked with its inputs: `补助档(类别, 人数)`."""

    table: str
    args: tuple["Expr", ...]
    type: Type
    where: Where


@frozen
class Look:
    """The word of declared bands for a value: `执行率档(执行率)`; a level."""

    bands: str
    operand: "Expr"
    type: Type
    where: Where


@frozen
class Rounded:
    """`x round half_up 2`: rounds x counted in units of `unit_factor` of the coherent base (万元: 10000)."""

    operand: "Expr"
    mode: Mode
    digits: int
    unit_factor: Fraction
    type: Type
    where: Where


@frozen
class FieldRef:
    """A field or named value of the row of a list that is looked at: `支出`, `执行率.年初口径`. `row`: always of the row of this index."""

    list: str
    name: str
    type: Type
    where: Where
    row: int | None = None


@frozen
class Aggregate:
    """A figure over the rows of a list: sum count average weighted_average median min max share.

    Taken are the rows for which `condition` holds (None: all); of these the ones whose `operand` (and `by`, the weight of a weighted
    average) has no value are left out. A share without `operand` counts rows: those for which `condition` holds among those for
    which `base` holds (None: all) and which the condition is known for. `id` tells the aggregates of a program apart. `unit` is the one
    that the figures of all rows must be in, where rows bring their own. `matches` keep the rows that share a figure with the row
    around, `others` leaves that row itself out; both of them, `rank` and `min_max` have a figure for every row around.
    """

    id: int
    function: str
    list: str
    operand: "Expr | None"
    by: "Expr | None"
    condition: "Expr | None"
    base: "Expr | None"
    type: Type
    where: Where
    unit: Unit | None = None
    matches: "tuple[Match, ...]" = ()
    others: bool = False
    ascending: bool = False
    reverse: bool = False
    equal: "Expr | None" = None
    cut: "Cutoff | None" = None

    @property
    def of_row(self) -> bool:
        """Whether the figure depends on the row around it."""
        return bool(self.matches) or self.others or self.function in ("rank", "min_max")


@frozen
class Match:
    """Rows whose `inner` equals `outer` in the row around. `kind` is how it was written: `within` (同组), `group` (rows of a group),
    `where` (`where 所属 == p`)."""

    kind: str
    inner: "Expr"
    outer: "Expr"


@frozen
class Cutoff:
    """`top 3 by 支出` as it was written; the condition of the aggregate has its meaning: a place not above `count`."""

    bottom: bool
    count: int
    by: "Expr"
    where: "Expr | None"


@frozen
class Joined:
    """A field or named value of the row of another list whose key `key` is: `所属.年初预算`. `through` is the path as written."""

    list: str
    name: str
    key: "Expr"
    through: str
    type: Type
    where: Where


@frozen
class AtDate:
    """The value of a history on a date: `低保标准 at 发放日`. Each entry holds from its first date up to its second, which is not included."""

    name: str
    entries: tuple[tuple[date, date | None, Const], ...]
    operand: "Expr"
    type: Type
    where: Where


Expr = (
    Const | FactRef | LetRef | Local | NodeRef | Negate | Arithmetic | Comparison | Inside | Member | Not | And | Or | Choose
    | Builtin | Apply | Look | Rounded | FieldRef | Aggregate | Joined | AtDate | Consult
)  # fmt: skip

# ---- facts and named values ------------------------------------------------------------------------------------------


@frozen
class RequiredSpec:
    """A fact or field must be filled in when `condition` holds; `text` is the condition as written."""

    condition: Expr
    text: str
    where: Where


@frozen
class FactSpec:
    """A fact that the ruleset asks for, or a field of the rows of a list.

    `own_of` is the path of the indicator that declared it by its target. `required` says when one that is optional must be filled in.
    `reads` are signs of the fact file with what they stand for. `row_of` is the list that the value is a key of (条目 属于).
    """

    name: str
    type: Type
    domain: Domain
    default: Known | None
    optional: bool
    record_only: bool
    may_be_na: bool
    label: str
    basis: tuple[str, ...]
    own_of: str | None
    where: Where
    reads: tuple[tuple[str, Known], ...] = ()
    cell: bool = False
    """The cell of a row that has become an indicator; it is shown with its list."""
    required: "RequiredSpec | None" = None
    row_of: str | None = None


@frozen
class LetSpec:
    """A named value. Lets stand in `Program.lets` in an order in which each uses only earlier ones (and nodes)."""

    name: str
    expr: Expr
    type: Type
    label: str
    where: Where
    basis: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()


@frozen
class Grouped:
    """How a list is made of another: a row for every value of `by` in the rows of `of`, in order of first appearance.

    The value is the field `key`. A row of `of` without a value belongs to no group.
    """

    of: str
    key: str
    by: Expr

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose rows it is made of."""
        return (self.of,)

    @property
    def reads(self) -> tuple[Expr, ...]:
        """What is looked at in their rows."""
        return (self.by,)


@frozen
class ComparedSide:
    """One side of a comparison: `value` of the rows of `of` for which `condition` holds, in the column `column`; `by` is the key of a row."""

    of: str
    by: Expr
    value: Expr
    condition: Expr | None
    column: str


@frozen
class Compared:
    """How a list is made of two: a row for every key of either side, those of `before` first.

    `column` says what became of the row, in five `words`: only after, only before, more, less, the same. `unit_changed` is why unlike units
    are compared.
    """

    key: str
    before: ComparedSide
    after: ComparedSide
    column: str
    words: tuple[str, ...]
    unit_changed: str

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose rows it is made of."""
        return self.before.of, self.after.of

    @property
    def reads(self) -> tuple[Expr, ...]:
        """What is looked at in their rows."""
        sides = (self.before, self.after)
        return tuple(e for side in sides for e in (side.by, side.value, side.condition) if e is not None)


Derived = Grouped | Compared
"""Ways in which the rows of a list come from elsewhere than the fact file. Such a list is calculated: no fact file gives it, and its
`fields` are what a row is made with; named values, checks, aggregates and views are those of any list."""


@frozen
class ListSpec:
    """A list of records that the ruleset asks for, and what it says of every row.

    `fields` and `lets` by name in the order of declaration; `key` tells the rows apart; `count` is the stated number of rows. `lets`, `checks`
    and `findings` are calculated for every row. `derived` says how the rows are made where the fact file does not give them.
    """

    name: str
    fields: Mapping[str, FactSpec] = field(hash=False)
    key: str | None
    count: int | None
    label: str
    basis: tuple[str, ...]
    where: Where
    lets: Mapping[str, LetSpec] = field(hash=False, factory=dict)
    checks: tuple["CheckSpec", ...] = ()
    form: bool = False
    """Its rows are the indicators of a form."""
    derived: Derived | None = None
    findings: tuple["FindingSpec", ...] = ()
    tree: "Node | None" = None
    """What every row is scored by; the named value `score` of a row is its total."""
    trees: tuple["Node", ...] = ()
    """The trees of the rows of one fact file, in the order of the rows."""


@frozen
class DistributionSpec:
    """Counts and shares of rows by band. The named values are `名.优`, `名.优.share` for every level, and `名.total`."""

    name: str
    list: str
    levels: tuple[str, ...]
    label: str
    where: Where


@frozen
class NormSpec:
    """A norm (定额) as it is shown. `key`, `before` and `class_key` are named values, None where there is none.

    `tiers` are tests with what holds for them, for a norm that is a function of a size.
    """

    name: str
    key: str | None
    before: str | None
    class_key: str | None
    condition: str
    unit_changed: str
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    tiers: tuple[tuple[str, Expr], ...]
    where: Where


@frozen
class NormTable:
    """Norms that stand together; `name` is "" for a norm that stands by itself. `words` are the classes that are counted (`名.下降`)."""

    name: str
    norms: tuple[NormSpec, ...]
    heading: str
    words: tuple[str, ...]
    label: str
    basis: tuple[str, ...]
    where: Where


@frozen
class CostEntry:
    """A line of a cost sheet as it is shown: `kind` is "part", "line", "rows", "fee", "tax" or "total".

    `key` is its named value, `part` the name of the part it belongs to. `rows` has the list, the named value of a row that is its amount.
    """

    kind: str
    name: str
    key: str
    part: str | None
    label: str
    rows: tuple[str, str] | None
    against: bool
    where: Where


@frozen
class CostSpec:
    """A cost sheet (成本表): its entries from top to bottom, the total last. `digits` are those it rounds to, None when it is exact."""

    name: str
    unit: Unit
    digits: int | None
    entries: tuple[CostEntry, ...]
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


@frozen
class Function:
    """A `method` of the ruleset: parameters, local lets, result."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    lets: tuple[LetSpec, ...]
    expr: Expr
    type: Type
    label: str
    where: Where


# ---- bands -----------------------------------------------------------------------------------------------------------


@frozen
class Cut:
    """One band: an interval (None: unbounded) and its result. The first cut that holds the value fires.

    `result` (and `result_end` for a sloping band: the result at `low` and at `high`) is points; when `share` is true it is a
    share of w. For bands that give words `level` is set and `result` is None. `text` is the test as written (`≥ 90`).
    """

    low: Expr | None
    high: Expr | None
    low_closed: bool
    high_closed: bool
    result: Expr | None
    result_end: Expr | None
    share: bool
    level: str | None
    text: str
    where: Where


@frozen
class BandsSpec:
    """Declared bands that give words."""

    name: str
    cuts: tuple[Cut, ...]
    type: LevelType
    operand: Type
    where: Where


# ---- scoring ---------------------------------------------------------------------------------------------------------


@frozen
class RelationTarget:
    """`>= 100 次`; for an ordered level `order` gives the places. `text` as shown, canonical: `≥ 100 次`."""

    relation: Relation
    expr: Expr
    order: tuple[str, ...] | None
    text: str
    where: Where


@frozen
class RangeTarget:
    """`80% .. 90%`."""

    low: Expr
    high: Expr
    low_closed: bool
    high_closed: bool
    text: str
    where: Where


Target = RelationTarget | RangeTarget


class Steps(Enum):
    """How deductions count steps."""

    WHOLE = "whole"
    STARTED = "started"
    PRO_RATA = "pro_rata"


@frozen
class FlagSpec:
    """`flag from 130%` of v/t."""

    share: Expr
    inclusive: bool
    where: Where


@frozen
class OverSpec:
    """`over 130% reduce 0.5 per 10 个百分点`; floor 0; `at_most` caps the reduction."""

    share: Expr
    points: Expr
    per: Expr
    steps: Steps
    at_most: Expr | None
    where: Where


@frozen
class Options:
    """Options of the methods that compare a value with a target."""

    none_below: Expr | None = None
    flag: FlagSpec | None = None
    over: OverSpec | None = None


@frozen
class AllOrNothing:
    """达标得满分."""

    options: Options


@frozen
class ProRata:
    """按比例; `reverse` for ≤ and < (w·t/v)."""

    reverse: bool
    options: Options


@frozen
class Closeness:
    """按接近程度."""

    options: Options


@frozen
class Linear:
    """区间插值."""

    zero: Expr
    full: Expr


@frozen
class Bands:
    """分档."""

    cuts: tuple[Cut, ...]


@frozen
class Deduct:
    """每低/高 s 扣 p."""

    points: Expr
    per: Expr
    below: bool
    reference: Expr
    steps: Steps


@frozen
class LevelShare:
    """A level's share of w, or the range in which the assessor's share must lie."""

    level: str
    share: Expr
    share_end: Expr | None
    end_closed: bool


@frozen
class Levels:
    """定性分级."""

    lines: tuple[LevelShare, ...]


@frozen
class Judged:
    """评定."""


@frozen
class Formula:
    """An expression in points (also a named `method`)."""

    expr: Expr


Method = AllOrNothing | ProRata | Closeness | Linear | Bands | Deduct | Levels | Judged | Formula

# ---- the tree --------------------------------------------------------------------------------------------------------


@frozen
class PointsResult:
    """Points in 0..w, or without the upper bound."""

    unlimited: bool = False


@frozen
class ScaleResult:
    """A number on a scale; no weight adds up."""

    low: Fraction
    high: Fraction


@frozen
class RatingResult:
    """A rating of an ordered type."""

    type: LevelType


ResultKind = PointsResult | ScaleResult | RatingResult


class CombineKind(Enum):
    """How a group is made of its children."""

    SUM = "sum"
    WEIGHTED_MEAN = "weighted_mean"
    WEAKEST = "weakest"
    BEST = "best"
    GEOMETRIC_MEAN = "geometric_mean"
    AT_LEAST = "at_least"


@frozen
class Combine:
    """`plus`: weakest link, one step better when any other is higher. `count`: k of `at least k`."""

    kind: CombineKind
    plus: bool = False
    count: int | None = None


class OnAbsence(Enum):
    """What 不适用 does to the points."""

    RESCALE = "rescale"
    FULL = "full"
    DROP = "drop"
    MOVE = "move"


@frozen
class Absent:
    """The consequence of not applicable; `to` is the full path for MOVE."""

    kind: OnAbsence
    to: str | None
    where: Where


@frozen
class Rounding:
    """Round once, here. `named`: stated for this very node (`round total`, `round 指数`, a clause inside the node), not by
    `round each score`; then a sum rounds too, and a node inside an exact group."""

    mode: Mode
    digits: int
    where: Where
    named: bool = False


@frozen
class VetoSpec:
    """一票否决 or a hurdle: when `condition` is true, the node's score is 0 ("zero"), or the grade is/at most `grade`."""

    name: str
    condition: Expr
    effect: str
    grade: str | None
    because: str
    basis: tuple[str, ...]
    where: Where


@frozen
class RequiresSpec:
    """A reason that the fact file must give when the condition holds."""

    condition: Expr
    where: Where


@frozen
class Node:
    """A group or an indicator.

    `weight` is None only where the result is no points. `rounding` is what applies when this node rounds; whether it does is
    the law of rounding: a points leaf rounds once and a sum adds what is printed; under every other combine, in a scaled
    block and in a rescaled group the inside is exact and the node itself rounds. `inside_exact` forces the latter. A rounding
    that is `named` happens wherever the node stands.
    `inherited` names the clauses that came from an `each indicator` or a form, with their place; `in_force` the entries of
    histories that its target and weight are.
    """

    path: str
    name: str
    label: str
    weight: Expr | None
    result: ResultKind
    where: Where
    value: Expr | None = None
    target: Target | None = None
    method: Method | None = None
    combine: Combine | None = None
    children: tuple["Node", ...] = ()
    scaled_from: Expr | None = None
    rounding: Rounding | None = None
    inside_exact: bool = False
    applies: Expr | None = None
    absent: Absent | None = None
    vetoes: tuple[VetoSpec, ...] = ()
    requires: tuple[RequiresSpec, ...] = ()
    basis: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()
    inherited: tuple[tuple[str, Where], ...] = ()
    in_force: tuple[InForce, ...] = ()

    @property
    def is_indicator(self) -> bool:
        """A leaf (三级指标) has a method; a group has children."""
        return self.method is not None


@frozen
class CheckSpec:
    """A reconciliation (勾稽): `left == right within …`, or any condition. `sides` is set when it is one comparison.

    `restates` (复述): left is a fact or field, which must be right at the digits that were filed.
    """

    name: str
    severity: str
    condition: Expr
    sides: tuple[Expr, Relation, Expr] | None
    within: Expr | None
    says: str | None
    basis: tuple[str, ...]
    where: Where
    restates: bool = False
    supplied: tuple[str, ...] = ()


@frozen
class RequireSpec:
    """One requirement of an outcome."""

    condition: Expr
    otherwise: str
    because: str
    where: Where


@frozen
class OutcomeSpec:
    """A verdict that is no points."""

    name: str
    type: LevelType
    requires: tuple[RequireSpec, ...]
    otherwise: str
    where: Where


@frozen
class GradeRule:
    """`grade is X when … because …`, in order; the first that holds overrides the bands."""

    grade: str
    condition: Expr
    because: str
    where: Where


@frozen
class Place:
    """A group (path "": the whole) whose rows are data. `due` is what their weights add up to; `rules` has an indicator without name, weight,
    value and target for each kind of row ("" when all rows are of one kind, "number", "date", "text" when the target decides)."""

    path: str
    due: Fraction
    rules: Mapping[str, Node] = field(hash=False)


@frozen
class FormSpec:
    """自评表 取自: the rows of a list are indicators.

    `columns` tells the field of each column (level1 … reason). `levels` are the columns of the groups from the outermost, `by` the
    field that tells the kind of a row ("" when its target does, None when there is one kind). `places` by the names of the
    groups from `parent` on; `named` has the names that may stand below others where the rules name the groups.
    """

    list: str
    parent: str
    columns: Mapping[str, str] = field(hash=False)
    levels: tuple[str, ...]
    by: str | None
    places: Mapping[tuple[str, ...], Place] = field(hash=False)
    named: Mapping[tuple[str, ...], tuple[str, ...]] = field(hash=False)
    rounding: Rounding | None
    where: Where


@frozen
class Program:
    """A checked ruleset. `root` is a node with path "" whose children are the top level.

    `units` are the declared units by name (the standard ones included), so that a fact file may write `419376800 元`. `lets` hold the
    parameters too; `parameters` says what the views need of them. `extends` is the file of the ruleset that `changes` are made in.
    """

    name: str
    file: str
    sha256: str
    language: int
    period: tuple[date, date] | None
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    root: Node
    show: int | None
    grades: tuple[Cut, ...]
    grade_type: LevelType | None
    grade_rules: tuple[GradeRule, ...]
    facts: Mapping[str, FactSpec] = field(hash=False)
    lets: Mapping[str, LetSpec] = field(hash=False)
    functions: Mapping[str, Function] = field(hash=False)
    bands: Mapping[str, BandsSpec] = field(hash=False)
    checks: tuple[CheckSpec, ...] = ()
    outcomes: tuple[OutcomeSpec, ...] = ()
    units: Mapping[str, Unit] = field(hash=False, factory=dict)
    lists: Mapping[str, ListSpec] = field(hash=False, factory=dict)
    distributions: tuple[DistributionSpec, ...] = ()
    parameters: Mapping[str, ParameterSpec] = field(hash=False, factory=dict)
    extends: str = ""
    changes: tuple[ChangeSpec, ...] = ()
    norms: tuple[NormTable, ...] = ()
    costs: tuple[CostSpec, ...] = ()
    families: Mapping[str, Mapping[str, str]] = field(hash=False, factory=dict)
    forms: tuple[FormSpec, ...] = ()
    base: "Program | None" = field(default=None, eq=False, hash=False, repr=False)
    """The ruleset that it was made from, where rows of a fact file have become indicators and nothing else of the plan has changed."""
    tables: Mapping[str, "AnyTable"] = field(hash=False, factory=dict)
    findings: tuple["FindingSpec", ...] = ()
