"""The syntax tree: what is written, with where it is written. Frozen, and never "filled in later".

Every node has a `span` in the text of its module. Names and spellings are as the author wrote them (after the full-width
mapping); keywords have lost their vocabulary: `score pro_rata` and `评分 按比例` are the same tree. A form (自评表) keeps its
rows and cells here; checking turns it into the same groups and indicators that a written-out tree gives.
"""

from datetime import date
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from evaldsl.source import SourceFile, Span


@frozen
class Name:
    """A name as written. `quoted` is true for 「…」 names. Equal when the text is equal."""

    text: str
    span: Span = field(eq=False)
    quoted: bool = field(default=False, eq=False)


@frozen
class Path:
    """One or more names joined by dots: `产出指标.数量指标.党内培训`, `党内培训.score`."""

    parts: tuple[Name, ...]
    span: Span = field(eq=False)

    @property
    def text(self) -> str:
        """The path with dots between its names."""
        return ".".join(p.text for p in self.parts)


@frozen
class UnitExpr:
    """A unit as written: `万元`, `元/人次户`, `吨/平方公里·月`. All after the first slash is the denominator.

    `above` and `below` hold the names joined by `·`, `•`, `*` or further slashes; juxtaposed names (`人次户`) stay one name
    here and are taken apart by checking, if at all.
    """

    above: tuple[Name, ...]
    below: tuple[Name, ...]
    text: str
    span: Span = field(eq=False)


# ---- expressions -----------------------------------------------------------------------------------------------------


@frozen
class Number:
    """A bare number, exact as written."""

    value: Fraction
    text: str = field(eq=False)
    span: Span = field(eq=False)


@frozen
class Percent:
    """`95%`: `value` is 19/20."""

    value: Fraction
    text: str = field(eq=False)
    span: Span = field(eq=False)


@frozen
class Quantity:
    """A number with a unit: `5000 平方米`, `200 元/人次`, `5 个百分点`."""

    value: Fraction
    unit: UnitExpr
    text: str = field(eq=False)
    span: Span = field(eq=False)


@frozen
class DateLiteral:
    """`2023-12-31`."""

    value: date
    span: Span = field(eq=False)


@frozen
class TextLiteral:
    """`"…"` or `“…”`."""

    value: str
    span: Span = field(eq=False)


@frozen
class YesNo:
    """`yes`/`是` or `no`/`否`."""

    value: bool
    span: Span = field(eq=False)


@frozen
class Ref:
    """A name or a dotted path: a fact, a let, a level, a node, an attribute of a node (`X.score`).

    Inside formulas the soft words value/target/weight/score/total (取值/目标/分值/得分/总分) arrive as a `Ref` with that
    English canonical text and `word` true.
    """

    path: Path
    span: Span = field(eq=False)
    word: bool = False


class UnaryOp(Enum):
    """`-x`, `not x`."""

    MINUS = "-"
    NOT = "not"


class BinaryOp(Enum):
    """Arithmetic and logic. `OF` is `5% of x`."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    POW = "^"
    OF = "of"
    AND = "and"
    OR = "or"


class Relation(Enum):
    """Comparison signs; ≥ ≧ 以上 and so on are already mapped."""

    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    EQ = "=="
    NE = "!="


@frozen
class Unary:
    """A unary operator applied."""

    op: UnaryOp
    operand: "Expr"
    span: Span = field(eq=False)


@frozen
class Binary:
    """A binary operator applied; `+ - * / of` associate to the left, `^` to the right."""

    op: BinaryOp
    left: "Expr"
    right: "Expr"
    span: Span = field(eq=False)


@frozen
class Compare:
    """A chain `a < b <= c`, meaning `a < b and b <= c`."""

    first: "Expr"
    rest: tuple[tuple[Relation, "Expr"], ...]
    span: Span = field(eq=False)


@frozen
class Interval:
    """`a .. b` (closed), `[a, b)` and the like."""

    low: "Expr"
    high: "Expr"
    low_closed: bool
    high_closed: bool
    span: Span = field(eq=False)


@frozen
class InInterval:
    """`x in 0% .. 100%`."""

    operand: "Expr"
    interval: Interval
    span: Span = field(eq=False)


@frozen
class InSet:
    """`x in { 优, 良 }`."""

    operand: "Expr"
    members: tuple["Expr", ...]
    span: Span = field(eq=False)


@frozen
class If:
    """`if c then a else b`; the else is compulsory."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"
    span: Span = field(eq=False)


@frozen
class Call:
    """`min(a, b)` or a `method` of the ruleset; `function` is the English canonical name for built-in functions."""

    function: Name
    args: tuple["Expr", ...]
    span: Span = field(eq=False)


@frozen
class RoundExpr:
    """`x round half_up 2`. `mode` is a canonical mode name (`half_up` …)."""

    operand: "Expr"
    mode: str
    digits: int
    span: Span = field(eq=False)


@frozen
class Aggregate:
    """`sum(支出 over 项目 where 支出 > 0 元)`: a figure over the rows of a list. `function` is the canonical name.

    `expr` is None for count and for a share of rows; `by` is the weight of a weighted average; `unit` is the one that all rows must be
    in (`as 份`). `base` is what a distribution counts its shares of: a condition that has no spelling of its own. A list without a
    name is one that nobody wrote.
    """

    function: Name
    expr: "Expr | None"
    list: Name
    by: "Expr | None"
    where: "Expr | None"
    span: Span = field(eq=False)
    base: "Expr | None" = None
    unit: UnitExpr | None = None
    peers: "Peers | None" = None


@frozen
class AtDate:
    """`低保标准 at 发放日`: the value of a history on a date."""

    name: Ref
    date: "Expr"
    span: Span = field(eq=False)


@frozen
class CellRef:
    """`项目[2].执行率` in what an example expects: a field or named value of a row, counted from 0."""

    list: Name
    row: int
    path: Path
    span: Span = field(eq=False)


@frozen
class Cut:
    """`top 3 by 支出`, `bottom 3 by 支出`."""

    bottom: bool
    count: Fraction
    by: "Expr"
    span: Span = field(eq=False)


@frozen
class Peers:
    """Which rows an aggregate takes beside the row around it, and how it places them.

    `within` is the figure that the rows share with the row around; `others` leaves that row itself out; `order` is ascending or
    descending where it is written, for rank. `reverse` and `equal` belong to min_max. `group` is the grouping value in a row of
    the list and in the row of the group, for an aggregate that is written in `groups` without `over`.
    """

    within: "Expr | None" = None
    others: bool = False
    cut: Cut | None = None
    order: str | None = None
    reverse: bool = False
    equal: "Expr | None" = None
    group: "tuple[Expr, Expr] | None" = None


Expr = (
    Number | Percent | Quantity | DateLiteral | TextLiteral | YesNo | Ref | Unary | Binary | Compare | InInterval | InSet
    | If | Call | RoundExpr | Aggregate | AtDate | CellRef
)  # fmt: skip

# ---- values by date --------------------------------------------------------------------------------------------------


@frozen
class Notes:
    """What may be said of a value: its label, where it is written, why the author had to add it."""

    label: TextLiteral | None = None
    basis: tuple[TextLiteral, ...] = ()
    supplied: tuple[TextLiteral, ...] = ()


@frozen
class ValueFrom:
    """`from 2023-07-01: 1395 元/人月`: what holds from that day on. `content` is a `Target` or a `Weight` in the history of one."""

    start: DateLiteral
    content: "Expr | Target | Weight"
    notes: Notes
    span: Span = field(eq=False)


@frozen
class Until:
    """`until 2024-07-01`: what stands before it holds up to that day, which is not included."""

    end: DateLiteral
    span: Span = field(eq=False)


@frozen
class History:
    """Values by date, as written: each holds from its day until the next one begins or an `until` ends it."""

    items: tuple[ValueFrom | Until, ...]
    span: Span = field(eq=False)


# ---- types of facts and parameters -----------------------------------------------------------------------------------


@frozen
class UnitType:
    """A quantity type: `万元`, `元/人次`; `%` and `number` are the names `%` and `number` of `PlainType`."""

    unit: UnitExpr
    span: Span = field(eq=False)


@frozen
class PlainType:
    """A built-in type: `number`, `integer`, `%`, `date`, `text`, `yes_no`, `points`, `unit`."""

    name: str
    span: Span = field(eq=False)


@frozen
class OneOfType:
    """`one of { 达成, 部分达成, 未达成 }`; with `<` or `>` between members it is ordered.

    `members` stand from lowest to highest when `ordered` (`{ D < C }` as written, `{ A > B }` reversed by the parser).
    """

    members: tuple[Name, ...]
    ordered: bool
    span: Span = field(eq=False)


@frozen
class NamedType:
    """A type declared with `type`."""

    name: Name
    span: Span = field(eq=False)


@frozen
class CountedType:
    """`counted in 计量`, and with `above` `元 per 计量`: a quantity in the unit that the field or fact `measure` brings."""

    above: UnitExpr | None
    measure: Name
    span: Span = field(eq=False)


@frozen
class RowOfType:
    """`row of 项目`: the key of a row of a list."""

    list: Name
    span: Span = field(eq=False)


TypeExpr = UnitType | PlainType | OneOfType | NamedType | CountedType | RowOfType


@frozen
class FactType:
    """A type with its domain, as in `facts` and in `actual …` of an indicator."""

    type: TypeExpr | None
    bounds: tuple[tuple[Relation, Expr], ...]
    interval: Interval | None
    integer: bool
    decimals: int | None
    span: Span = field(eq=False)
    costs: "tuple[ChangeCost, ...]" = ()


@frozen
class ChangeCost:
    """`change costs 0.2 万元 per 1 次`: what moving the fact by `per` costs. `way`: "change" (either way), "raising", "lowering"."""

    way: str
    cost: Expr
    per: Expr
    span: Span = field(eq=False)


@frozen
class ReadsAs:
    """`reads "-" as 0 万元`: what a sign in the fact file stands for."""

    text: TextLiteral
    value: Expr
    span: Span = field(eq=False)


@frozen
class FactDecl:
    """One line of `facts`, or of the record of a list: several names may share a type. `key` tells the rows of a list apart.

    `required` is the condition under which it must be filled in.
    """

    names: tuple[Name, ...]
    type: FactType
    default: Expr | None
    optional: bool
    record_only: bool
    may_be_na: bool
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)
    key: Span | None = field(default=None, eq=lambda key: key is not None)
    reads: tuple[ReadsAs, ...] = ()
    required: Expr | None = None


@frozen
class ListDecl:
    """`项目 : list of { … } count 20`: a list of records. A list inside a list stands in `lists` and is refused by checking."""

    names: tuple[Name, ...]
    fields: tuple[FactDecl, ...]
    count: int | None
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)
    lists: "tuple[ListDecl, ...]" = ()


# ---- scoring methods -------------------------------------------------------------------------------------------------


class Steps(Enum):
    """How a deduction counts steps: whole (满一步才算), started (不足一步按一步), pro rata (按比例)."""

    WHOLE = "whole"
    STARTED = "started"
    PRO_RATA = "pro_rata"


@frozen
class NoneBelow:
    """`none below 60%`: no points when v/t (or t/v in reverse) is below the share."""

    share: Expr
    span: Span = field(eq=False)


@frozen
class Flag:
    """`flag from 130%` (inclusive) or `flag above 130%` (strict): over-achievement to be explained; no points change."""

    share: Expr
    inclusive: bool
    span: Span = field(eq=False)


@frozen
class OverReduce:
    """`over 130% reduce 0.5 per 10 个百分点 [whole steps|started steps] [at most 2]`: points taken off for over-achievement."""

    share: Expr
    points: Expr
    per: Expr
    steps: Steps | None
    at_most: Expr | None
    span: Span = field(eq=False)


Option = NoneBelow | Flag | OverReduce


@frozen
class AllOrNothing:
    """达标得满分."""

    options: tuple[Option, ...]
    span: Span = field(eq=False)


@frozen
class ProRata:
    """按比例."""

    options: tuple[Option, ...]
    span: Span = field(eq=False)


@frozen
class Closeness:
    """按接近程度."""

    options: tuple[Option, ...]
    span: Span = field(eq=False)


@frozen
class Linear:
    """区间插值: 0 at `zero`, w at `full`."""

    zero: Expr
    full: Expr
    span: Span = field(eq=False)


@frozen
class Otherwise:
    """The test `otherwise`/`其余` of the last line of bands, grades or an outcome."""

    span: Span = field(eq=False)


@frozen
class RelationTest:
    """A band's test from the top: `>= 90`, `== 0`."""

    relation: Relation
    limit: Expr
    span: Span = field(eq=False)


@frozen
class IntervalTest:
    """A band's test as an explicit interval: `[80, 90)`, `80 .. 90`."""

    interval: Interval
    span: Span = field(eq=False)


BandTest = RelationTest | IntervalTest | Otherwise


@frozen
class BandLine:
    """`>= 90: 10`, `[80, 90): 60% of weight`, `[60, 80): 6 .. 8` (sloping from `result` to `result_end`).

    `result` is points, a share of w (a percentage), or a level name when the bands give words.
    """

    test: BandTest
    result: Expr
    result_end: Expr | None
    span: Span = field(eq=False)


@frozen
class Bands:
    """分档, written here (`lines`) or declared once with `bands` and named (`named`)."""

    lines: tuple[BandLine, ...]
    named: Name | None
    span: Span = field(eq=False)


@frozen
class Deduct:
    """每低 s 扣 p: `deduct 0.5 per 5 个百分点 below target whole steps`. `below` false means 每高 (above)."""

    points: Expr
    per: Expr
    below: bool
    reference: Expr
    steps: Steps | None
    span: Span = field(eq=False)


@frozen
class LevelLine:
    """`达成: 100%` or `部分达成: 60% .. 80%` (a range for the assessor)."""

    level: Name
    share: Expr
    share_end: Expr | None
    span: Span = field(eq=False)


@frozen
class Levels:
    """定性分级."""

    lines: tuple[LevelLine, ...]
    span: Span = field(eq=False)


@frozen
class Judged:
    """评定."""

    span: Span = field(eq=False)


@frozen
class Formula:
    """`score = expression`, in points."""

    expr: Expr
    span: Span = field(eq=False)


@frozen
class MethodCall:
    """A `method` of the ruleset or the library by name, with arguments (`value`, `target`, `weight` may be named in them)."""

    name: Name
    args: tuple[Expr, ...]
    span: Span = field(eq=False)


Method = AllOrNothing | ProRata | Closeness | Linear | Bands | Deduct | Levels | Judged | Formula | MethodCall

# ---- clauses of indicators, groups and forms -------------------------------------------------------------------------


@frozen
class Weight:
    """`weight 2`, `weight rest` (`expr` None), `weight { from …: 2 }`."""

    expr: Expr | None
    span: Span = field(eq=False)
    history: History | None = None


@frozen
class Target:
    """`target >= 100 次`, `target 80% .. 90%`, `target 有效`, `target <= 2023-12-31`.

    A bare expression has `relation` EQ and `stated` false (the form wrote no sign). With a `history` the rest is empty.
    """

    relation: Relation
    expr: Expr | None
    interval: Interval | None
    stated: bool
    span: Span = field(eq=False)
    history: History | None = None


@frozen
class Actual:
    """`actual 万元 > 0`: type and domain of the indicator's own fact."""

    type: FactType
    span: Span = field(eq=False)


@frozen
class ValueIs:
    """`value 全年执行数 / 全年预算数`: the value is an expression of facts, not an own fact."""

    expr: Expr
    span: Span = field(eq=False)


@frozen
class Score:
    """`score pro_rata, flag from 130%`."""

    method: Method
    span: Span = field(eq=False)


@frozen
class OptionClause:
    """A method option that stands as a clause of its own: `flag from 130%` under `each indicator`."""

    option: Option
    span: Span = field(eq=False)


@frozen
class LabelIs:
    """`label "…"`."""

    text: TextLiteral
    span: Span = field(eq=False)


@frozen
class Basis:
    """`basis "…"` (依据): a rule that is written somewhere."""

    text: TextLiteral
    span: Span = field(eq=False)


@frozen
class Supplied:
    """`supplied "…"` (补充规定): a rule that the author had to add, with the reason."""

    text: TextLiteral
    span: Span = field(eq=False)


@frozen
class Round:
    """`round each score half_up 2` (top level or node), `round total …`, `round none`, `round 指数 half_up 3, inside exact`.

    `what` is "each score", "total", "none", "this" (a clause inside a node) or "name" with `name` set. `mode` is None for none.
    """

    what: str
    name: Path | None
    mode: str | None
    digits: int
    inside_exact: bool
    span: Span = field(eq=False)


@frozen
class AppliesWhen:
    """`applies when 有项目支出`; `otherwise` as in `MayBeNA` (default: drop)."""

    condition: Expr
    consequence: "Consequence | None"
    span: Span = field(eq=False)


@frozen
class Consequence:
    """What 不适用 does: "rescale" (其余按比例折算), "full" (得满分), "drop" (不计, 满分随之减少), "move" (分值移至 `target`)."""

    kind: str
    target: Path | None
    span: Span = field(eq=False)


@frozen
class MayBeNA:
    """`may be not_applicable, then rescale`."""

    consequence: Consequence
    span: Span = field(eq=False)


@frozen
class Combine:
    """`combine sum | weighted_mean | weakest [plus] | best | geometric_mean | at least k`; `count` for the last, kind "at_least"."""

    kind: str
    plus: bool
    count: Expr | None
    span: Span = field(eq=False)


@frozen
class ScaledFrom:
    """`scaled from 100`: the rows add up to 100, the block counts its weight."""

    expr: Expr
    span: Span = field(eq=False)


@frozen
class ResultKind:
    """`result points | points unlimited | scale 0 .. 1 | rating 档`; kind is "points", "unlimited", "scale" or "rating"."""

    kind: str
    interval: Interval | None
    type: TypeExpr | None
    span: Span = field(eq=False)


@frozen
class Requires:
    """`requires reason when score < weight`: the fact file must give a reason for this indicator when the condition holds."""

    condition: Expr
    span: Span = field(eq=False)


@frozen
class Veto:
    """`veto NAME when COND then … because "…"`; `effect` is "zero" (score 0), "is" or "at_most" (with `grade`).

    In a group or indicator it acts on that node, at top level on the total.
    """

    name: Name
    condition: Expr
    effect: str
    grade: Name | None
    because: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class EachIndicator:
    """`each indicator { … }`: clauses that the leaves below inherit; the nearest wins."""

    clauses: tuple["Clause", ...]
    span: Span = field(eq=False)


Clause = (
    Weight | Target | Actual | ValueIs | Score | OptionClause | LabelIs | Basis | Supplied | Round | AppliesWhen | MayBeNA
    | Combine | ScaledFrom | ResultKind | Requires | Veto | EachIndicator
)  # fmt: skip


@frozen
class Indicator:
    """A leaf: 三级指标."""

    name: Name
    clauses: tuple[Clause, ...]
    span: Span = field(eq=False)


@frozen
class Group:
    """A block: 一级指标, 二级指标."""

    name: Name
    clauses: tuple[Clause, ...]
    children: tuple["Node", ...]
    span: Span = field(eq=False)


class Column(Enum):
    """What a column of a form holds. LEVEL1…LEVEL3 are 一级/二级/三级指标."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    TARGET = "target"
    WEIGHT = "weight"
    SCORE = "score"
    ACTUAL = "actual"
    VALUE = "value"
    LABEL = "label"
    BASIS = "basis"
    SUPPLIED = "supplied"
    ROUND = "round"
    APPLIES = "applies"
    NA = "not_applicable"


@frozen(eq=False)
class Cell:
    """A cell. `text` is trimmed; it counts in comparisons only for name cells. `clause` is the parsed clause for clause columns, None for names and for empty cells.

    `absent` is true for `—`, `－`, `-`, `/` standing alone: the row, or this entry, is not there.
    """

    column: Column
    text: str
    clause: Clause | None
    absent: bool
    span: Span = field(eq=False)

    def _key(self) -> tuple[object, ...]:
        return self.column, self.clause, self.absent, None if self.absent or self.clause is not None else self.text

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Cell) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


@frozen
class Row:
    """A row of a form, one cell a column, in the order of the header."""

    cells: tuple[Cell, ...]
    span: Span = field(eq=False)


@frozen
class Form:
    """自评表: clauses for all rows (as `each indicator`), the columns, the rows as printed."""

    name: Name | None
    clauses: tuple[Clause, ...]
    columns: tuple[tuple[Column, Span], ...] = field(eq=lambda columns: tuple(c for c, _ in columns))
    rows: tuple[Row, ...]
    span: Span = field(eq=False)


@frozen
class ColumnIs:
    """`target: 年度目标`: the field of the list that is a column of the form. `column` is the canonical key."""

    column: str
    name: Name
    span: Span = field(eq=False)


@frozen
class KindLine:
    """`正向: pro_rata`: the method of the rows of one kind; `kind` None is `otherwise`."""

    kind: Name | None
    method: Method
    span: Span = field(eq=False)


@frozen
class ScoreBy:
    """`score by 性质 { … }`: the method depends on a field of the row. `name` None: on what its target is (number, date, text)."""

    name: Name | None
    lines: tuple[KindLine, ...]
    span: Span = field(eq=False)


@frozen
class FormFrom:
    """`form from 指标表 { … }` (自评表 取自 指标表): a form whose rows are the rows of a list.

    `clauses` hold for all rows, `blocks` are the groups that the rules name; they may hold indicators of their own.
    """

    list: Name
    columns: tuple[ColumnIs, ...]
    clauses: tuple[Clause, ...]
    by: tuple[ScoreBy, ...]
    blocks: tuple[Group, ...]
    span: Span = field(eq=False)


Node = Indicator | Group | Form | FormFrom

# ---- top-level declarations ------------------------------------------------------------------------------------------


@frozen
class Language:
    """`language 1`."""

    version: int
    span: Span = field(eq=False)


@frozen
class RulesetName:
    """`ruleset "…"`."""

    title: TextLiteral
    span: Span = field(eq=False)


@frozen
class Period:
    """`period 2023-01-01 .. 2023-12-31`."""

    start: DateLiteral
    end: DateLiteral
    span: Span = field(eq=False)


@frozen
class Total:
    """`total 100` (满分)."""

    expr: Expr
    span: Span = field(eq=False)


@frozen
class Show:
    """`show 2`: digits for display only."""

    digits: int
    span: Span = field(eq=False)


@frozen
class Grades:
    """`grades { >= 90: 优 … otherwise: 差 }`, or `grades by 国家四级` naming declared bands (`bands.named`)."""

    bands: Bands
    span: Span = field(eq=False)


@frozen
class GradeIs:
    """`grade is 差 when … because "…"`."""

    grade: Name
    condition: Expr
    because: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class BandsDecl:
    """`bands 执行率档 { … }`: declared once; used by `grades by`, `score bands 执行率档`, or called as a function for the word."""

    name: Name
    bands: Bands
    span: Span = field(eq=False)


@frozen
class UnitDecl:
    """`unit 场、份` (new base units), `unit 万亩 = 10000 亩`, `unit 人次 = 1 人·次` (`factor` and `unit`)."""

    names: tuple[Name, ...]
    factor: Expr | None
    unit: UnitExpr | None
    span: Span = field(eq=False)


@frozen
class TypeDecl:
    """`type 档 = one of { D < C < B < A }`."""

    name: Name
    type: TypeExpr
    span: Span = field(eq=False)


@frozen
class Facts:
    """`facts { … }`."""

    facts: tuple[FactDecl, ...]
    span: Span = field(eq=False)
    lists: tuple[ListDecl, ...] = ()


@frozen
class LetCase:
    """One base of a ratio with several: `年初口径: …`."""

    name: Name
    expr: Expr
    span: Span = field(eq=False)


@frozen
class Let:
    """`let x = …` (`expr`), or `let x by { a: …; b: … }` (`cases`)."""

    name: Name
    expr: Expr | None
    cases: tuple[LetCase, ...]
    label: TextLiteral | None
    span: Span = field(eq=False)
    basis: tuple[TextLiteral, ...] = ()
    supplied: tuple[TextLiteral, ...] = ()


@frozen
class ParameterDecl:
    """`parameter 优秀线 : points = 90`, or with a `history` in place of the value. What a variant of the ruleset may change."""

    name: Name
    type: FactType
    expr: Expr | None
    history: History | None
    notes: Notes
    span: Span = field(eq=False)


@frozen
class ChangeNode:
    """`change 产出指标.数量指标.党内培训 { target >= 120 次;  weight 3 }`."""

    path: Path
    clauses: tuple["Clause", ...]
    span: Span = field(eq=False)


@frozen
class ChangeParameter:
    """`change parameter 优秀线 = 92`, or with a history."""

    name: Name
    expr: Expr | None
    history: History | None
    notes: Notes
    span: Span = field(eq=False)


@frozen
class ChangeRound:
    """`change round each score floor 0`."""

    round: Round
    span: Span = field(eq=False)


Change = ChangeNode | ChangeParameter | ChangeRound


@frozen
class Extends:
    """`extends "2023" { … }`: another ruleset with what this one changes in it."""

    file: TextLiteral
    changes: tuple[Change, ...]
    span: Span = field(eq=False)


@frozen
class Parameter:
    """A parameter of a method with its type."""

    name: Name
    type: TypeExpr
    span: Span = field(eq=False)


@frozen
class MethodDecl:
    """`method 名(v : 万元, k : number) -> points { let a = …; = expr }`."""

    name: Name
    parameters: tuple[Parameter, ...]
    result: TypeExpr
    lets: tuple[Let, ...]
    expr: Expr
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class Check:
    """`check 名 error { a == b within 0.01 万元  says "…{difference}" }`.

    `restates`: the condition is `a == b`, written `a restates b`, or for short as a clause of its own, which is named by a.
    """

    name: Name
    severity: str
    condition: Expr
    within: Expr | None
    says: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)
    restates: bool = False
    supplied: tuple[TextLiteral, ...] = ()


class HitRule(Enum):
    """How the lines of a decision table that hold together give one result (命中规则)."""

    EXACTLY_ONE = "exactly_one"
    ANY = "any"
    FIRST = "first"
    HIGHEST = "highest"
    LOWEST = "lowest"
    SUMMED = "all_summed"
    COUNTED = "all_counted"
    LISTED = "all_listed"


@frozen
class TableInput:
    """An input of a decision table with its type and range: `人数 : 人 integer >= 0`."""

    name: Name
    type: FactType
    span: Span = field(eq=False)


@frozen
class SignTest:
    """`>= 3 人` in a cell."""

    relation: Relation
    limit: Expr
    span: Span = field(eq=False)


@frozen
class RangeTest:
    """`[1, 3)`, `1 .. 3` in a cell."""

    interval: Interval
    span: Span = field(eq=False)


@frozen
class ValueTest:
    """A value in a cell: `低保`, `3`, `yes`, a date, a text."""

    value: Expr
    span: Span = field(eq=False)


CellTest = SignTest | RangeTest | ValueTest


@frozen
class TestCell:
    """A cell of a table that is tested: any of its alternatives, or with `not` none of them. Without alternatives: anything (`-`).

    `text` is what is written.
    """

    alternatives: tuple[CellTest, ...]
    negated: bool
    text: str = field(eq=False)
    span: Span = field(eq=False)


@frozen
class TableLine:
    """A line of a table: a cell for each input in the order of declaration, and what comes out (None where lines are counted).

    `otherwise` lines have no cells; `word` is that word as written.
    """

    cells: tuple[TestCell, ...]
    otherwise: bool
    result: Expr | None
    basis: TextLiteral | None
    supplied: TextLiteral | None
    span: Span = field(eq=False)
    word: str = field(default="", eq=False)


@frozen
class Table:
    """`table 补助档(类别 : 人员类别, 人数 : 人) -> 元/人 exactly one { … }`: a decision table (决策表), called as a function.

    `refuses` is set by `no match refuses`.
    """

    name: Name
    inputs: tuple[TableInput, ...]
    result: TypeExpr
    rule: HitRule
    lines: tuple[TableLine, ...]
    refuses: bool
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    supplied: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class Characteristic:
    """The lines of a scorecard that speak of one input; each has one cell."""

    name: Name
    lines: tuple[TableLine, ...]
    span: Span = field(eq=False)


@frozen
class Scorecard:
    """`scorecard 信用分(年限 : 年, 欠税 : yes_no) -> points { … }` (评分卡): every characteristic hits one line, and they add up."""

    name: Name
    inputs: tuple[TableInput, ...]
    result: TypeExpr
    parts: tuple[Characteristic, ...]
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    supplied: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class Sentence:
    """A text with figures: `parts` are texts and expressions in turn, beginning and ending with a text."""

    parts: "tuple[str | Expr, ...]"
    span: Span = field(eq=False)


@frozen
class FindingLine:
    """`when 调整面 > 50%: "…"`; `condition` None for `otherwise`, `says` None for `none`."""

    condition: Expr | None
    says: Sentence | None
    span: Span = field(eq=False)


@frozen
class Finding:
    """`finding 调整面 warning { when …: "…"; otherwise: none }` (发现): the first line that holds speaks. `severity`: error, warning, info."""

    name: Name
    severity: str
    lines: tuple[FindingLine, ...]
    basis: tuple[TextLiteral, ...]
    supplied: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class ForEach:
    """`for each p in 项目 { let …; check …; total 10; indicator … }`: named values and checks of every row of a list, and the tree that
    every row is scored by."""

    alias: Name
    list: Name
    lets: tuple[Let, ...]
    checks: tuple[Check, ...]
    span: Span = field(eq=False)
    findings: tuple[Finding, ...] = ()
    totals: tuple[Total, ...] = ()
    rounds: tuple[Round, ...] = ()
    each: tuple[EachIndicator, ...] = ()
    nodes: tuple["Group | Indicator", ...] = ()


@frozen
class Distribution:
    """`distribution 执行情况 of 执行率 over 项目 by bands 执行率档`: how many rows, and what share, fall in each band."""

    name: Name
    expr: Expr
    list: Name
    bands: Name
    where: Expr | None
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class ClassWords:
    """`class 变化 { 新设, 下降, 上升, 不变, 取消 }`: the name of a class and its five words; none: the usual ones."""

    name: Name
    words: tuple[Name, ...]
    span: Span = field(eq=False)


@frozen
class Norm:
    """`norm 需求评估 = 200 元/人次 { replaces …; condition "…" }`: a rate that is set (定额).

    `value` is None for one with `tiers` by a `parameter`, and for one that is abolished.
    """

    name: Name
    value: Expr | None
    parameter: Name | None
    tiers: tuple[BandLine, ...]
    replaces: Expr | None
    unit_changed: TextLiteral | None
    condition: TextLiteral | None
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    supplied: tuple[TextLiteral, ...]
    span: Span = field(eq=False)
    dated: ParameterDecl | None = None
    """Its rates by date, for one that has a history in place of `value`."""


@frozen
class Norms:
    """`norms 支出定额标准 { norm …; norm … }`: a table of norms."""

    name: Name
    norms: tuple[Norm, ...]
    classes: ClassWords | None
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class CostLine:
    """`line 打印费 = 份数 * 单价`, with `against …` what a norm allows."""

    name: Name
    expr: Expr
    against: Expr | None
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class CostRows:
    """`lines from 明细 where … { part 服务内容; each 金额 = 数量 * 单价 }`: every row of a list is a line.

    `part` is the field that says to which part a row belongs; `expr` is None when `amount` is a field or named value of the rows.
    """

    list: Name
    where: Expr | None
    part: Name | None
    amount: Name
    expr: Expr | None
    span: Span = field(eq=False)


@frozen
class CostPart:
    """`part 需求评估 { line …; line … }`."""

    name: Name
    items: tuple[CostLine | CostRows, ...]
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class CostFee:
    """`fee 管理费 = 8% of direct`, `tax 税费 = 6% of (direct + 管理费)`; `kind` is "fee" or "tax"."""

    kind: str
    name: Name
    expr: Expr
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class CostTotal:
    """`total 费用总计`: the sum of all that stands in the sheet."""

    name: Name
    label: TextLiteral | None
    span: Span = field(eq=False)


CostItem = CostLine | CostRows | CostPart | CostFee


@frozen
class Cost:
    """`cost 成本 : 元 round half_up 2 { … }` (成本表): lines, parts, fees, tax, total. `mode` None: not rounded."""

    name: Name
    unit: UnitExpr
    mode: str | None
    digits: int
    items: tuple[CostItem, ...]
    total: CostTotal | None
    label: TextLiteral | None
    basis: tuple[TextLiteral, ...]
    supplied: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class CompareSide:
    """`before 上年 = 金额 over 明细2022 where …`: one side of a comparison."""

    name: Name
    expr: Expr
    list: Name
    where: Expr | None
    span: Span = field(eq=False)


@frozen
class Comparison:
    """`compare 年度对比 by 名称 { before …; after …; difference …; rate …; class … }`: two lists joined by a field."""

    name: Name
    by: Name
    before: CompareSide
    after: CompareSide
    difference: Name | None
    rate: Name | None
    classes: ClassWords | None
    unit_changed: TextLiteral | None
    label: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class Groups:
    """`groups 各部门 of 项目 by 执行部门 { let …; check … }`: a list with a row for every value that `by` has in the rows of `list`.

    `key` is the field of the groups that holds the value: the name that `by` is, or the one written before `=`.
    """

    name: Name
    list: Name
    key: Name
    by: Expr
    label: TextLiteral | None
    lets: tuple[Let, ...]
    checks: tuple[Check, ...]
    span: Span = field(eq=False)


@frozen
class Require:
    """`require COND else 不合格 because "…"` inside an outcome."""

    condition: Expr
    otherwise: Name
    because: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class Outcome:
    """`outcome 结论 one of { 合格, 不合格 } { require …; otherwise 合格 }`: the first requirement that fails decides."""

    name: Name
    type: TypeExpr
    requires: tuple[Require, ...]
    otherwise: Name | None
    span: Span = field(eq=False)


@frozen
class Use:
    """`use "grades"`: a file of the library or of the ruleset's own folder."""

    file: TextLiteral
    span: Span = field(eq=False)


# ---- examples and properties -----------------------------------------------------------------------------------------


@frozen
class Given:
    """`given 党内培训 = 99 次`: what an example puts into its fact file. `kind` is "value", "pending", "not_applicable" or "judged".

    For a cell of a list `row` (from 0) and `cell` are set and `path` names the list. `reason` goes with 不适用 and judgements.
    """

    kind: str
    path: Path
    row: int | None
    cell: Name | None
    value: Expr | None
    reason: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class Expect:
    """`expect …`: what must come out. `kind` is "that" (`condition`), "status", "grade", "check", "finding", "outcome" or "refused".

    `path` is the indicator, check, finding or outcome; `word` the status, the grade, the level, the code, or how a check ends.
    """

    kind: str
    path: Path | None
    word: str
    condition: Expr | None
    span: Span = field(eq=False)
    text: str = field(default="", eq=False)
    """In a table what head and cell say together; else empty: it stands in the source."""


@frozen
class Example:
    """`example "…" { on "…"; given …; expect … }`: a fact file and what it must give."""

    name: TextLiteral
    base: TextLiteral | None
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


@frozen
class ExampleColumn:
    """A column of a table of examples. `kind` is "name", "basis", that of a `Given` ("value", "judged") or that of an `Expect`.

    `path` is what is given or the indicator, check, finding or outcome; for a cell of a list `row` and `cell` too; `expr` is what a cell of
    "that" is compared with.
    """

    kind: str
    path: Path | None
    row: int | None
    cell: Name | None
    expr: Expr | None
    span: Span = field(eq=False)


@frozen
class ExampleRow:
    """A row: what it gives and expects, each with the number of its column. Blank cells are left out."""

    name: TextLiteral | None
    givens: tuple[tuple[int, Given], ...]
    expects: tuple[tuple[int, Expect], ...]
    basis: TextLiteral | None
    span: Span = field(eq=False)


@frozen
class ExampleTable:
    """`examples "…" { … }`: a table of examples, a row each. What stands beside the rows (`on`, `given`, `expect`, `basis`) is of all."""

    name: TextLiteral
    base: TextLiteral | None
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]
    basis: tuple[TextLiteral, ...]
    columns: tuple[ExampleColumn, ...]
    rows: tuple[ExampleRow, ...]
    span: Span = field(eq=False)


@frozen
class Claim:
    """One statement of a property. `kind` is "that", "trend", "order", "unit", "moves" or "attainable".

    `when` limits it to the facts for which it holds. `path` is the fact (for "order" the list) that moves; `trend` is "increases",
    "decreases", "never_falls" or "never_rises"; `limit` and `per` belong to "moves".
    """

    kind: str
    when: Expr | None
    expr: Expr
    path: Path | None
    trend: str
    limit: Expr | None
    per: Expr | None
    span: Span = field(eq=False)


@frozen
class Property:
    """`property "…" { … }`: what must hold for all facts; with `for two 甲, 乙` for any two fact files, `alike` naming the facts
    in which alone they may differ (None: they may differ in all)."""

    name: TextLiteral
    files: tuple[Name, ...]
    alike: tuple[Path, ...] | None
    claims: tuple[Claim, ...]
    basis: tuple[TextLiteral, ...]
    span: Span = field(eq=False)


Declaration = (
    Language | RulesetName | Period | Basis | Supplied | Total | Round | Show | Grades | GradeIs | BandsDecl | UnitDecl | TypeDecl
    | Facts | Let | ParameterDecl | Extends | ForEach | Distribution | Groups | MethodDecl | Check | Outcome | Use | Veto | EachIndicator | Combine | ResultKind | Example | ExampleTable | Property | Group | Indicator | Form
    | Norm | Norms | Cost | Comparison
    | FormFrom
    | Table | Scorecard | Finding
)  # fmt: skip


@frozen
class Module:
    """A whole file: its declarations in order of writing. What did not parse is left out (and reported).

    `complete` is false when anything was left out: then nothing may be said of what is missing (a name that is not declared and is
    among `lost`, weights that do not add up, no total). `lost` are the names that stand in what was left out; `damaged` are the
    first and last lines of the declarations that lost something.
    """

    source: SourceFile
    declarations: tuple[Declaration, ...]
    complete: bool = field(default=True, eq=False)
    lost: frozenset[str] = field(default=frozenset(), eq=False)
    damaged: tuple[tuple[int, int], ...] = field(default=(), eq=False)
