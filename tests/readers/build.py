"""A small checked program by hand: facts of every type, a tree of every kind of indicator."""

from fractions import Fraction

from evaldsl.model.program import (
    Absent,
    AllOrNothing,
    Const,
    FactSpec,
    Judged,
    Levels,
    LevelShare,
    Node,
    OnAbsence,
    Options,
    PointsResult,
    Program,
    RatingResult,
)
from evaldsl.model.types import (
    ANY,
    NUMBER,
    DateType,
    Domain,
    LevelType,
    QuantityType,
    Style,
    TextType,
    Type,
    YesNoType,
)
from evaldsl.model.units import ONE, PERCENT, PERCENT_POINT, Unit, dimension
from evaldsl.source import Where

HERE = Where("test.eval", 1, 1)


def unit(name: str, factor: int | Fraction = 1, **bases: int) -> Unit:
    """A unit of its own base, or of the given bases."""
    return Unit(dimension((bases or {name: 1}).items()), Fraction(factor), name)


YUAN = unit("元")
UNITS = {
    u.text: u
    for u in (
        YUAN, unit("人"), unit("次"), unit("场"), unit("户"), unit("人次", 1, 人=1, 次=1), unit("米"), unit("千米", 1000, 米=1),
        unit("平方米", 1, 米=2), unit("克"), unit("千克", 1000, 克=1), unit("角", Fraction(1, 10), 元=1),
    )
}  # fmt: skip
WAN = Unit(YUAN.dimension, Fraction(10000), "万元")
RATE = Unit(dimension((("元", 1), ("人", -1), ("次", -1))), Fraction(1), "元/人次")

PERCENT_TYPE = QuantityType(PERCENT, Style.PERCENT)
POINT_TYPE = QuantityType(PERCENT_POINT, Style.POINTS)
RATIO_TYPE = QuantityType(ONE, Style.RATIO)
SHARE = Domain(Fraction(0), Fraction(1))
NOT_NEGATIVE = Domain(Fraction(0))


def fact(name: str, type: Type, domain: Domain = ANY, **more: object) -> FactSpec:
    """A fact."""
    given = {
        "default": None,
        "optional": False,
        "record_only": False,
        "may_be_na": False,
        "label": "",
        "basis": (),
        "own_of": None,
    }
    return FactSpec(name=name, type=type, domain=domain, where=HERE, **(given | more))  # type: ignore[arg-type]


def points(n: int | str) -> Const:
    """A constant weight."""
    return Const(Fraction(n), NUMBER, HERE)


def leaf(path: str, weight: int, method: object, absent: bool = False, **more: object) -> Node:
    """An indicator."""
    return Node(
        path, path.split(".")[-1], "", points(weight), PointsResult(), HERE, method=method,
        absent=Absent(OnAbsence.DROP, None, HERE) if absent else None, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def program() -> Program:
    """The program that the tests read against."""
    met = AllOrNothing(Options())
    levels = Levels(
        (LevelShare("有效", points(1), None, True), LevelShare("部分有效", Const(Fraction(6, 10), NUMBER, HERE), points(1), True))
    )
    output = Node(
        "产出指标", "产出指标", "", points(50), PointsResult(), HERE,
        children=(
            leaf("产出指标.培训人次", 10, met), leaf("产出指标.合格率", 10, met), leaf("产出指标.其余", 10, Judged()),
            leaf("产出指标.效果", 10, levels), leaf("产出指标.可缺", 10, met, absent=True),
        ),
    )  # fmt: skip
    other = Node(
        "满意度指标", "满意度指标", "", points(10), PointsResult(), HERE,
        children=(
            leaf("满意度指标.上级满意度", 5, Judged()), leaf("满意度指标.其余", 5, Judged(), absent=True),
        ),
    )  # fmt: skip
    rating = Node("等次", "等次", "", None, RatingResult(LevelType(("差", "优"), True)), HERE, method=Judged())
    root = Node("", "", "", points(100), PointsResult(), HERE, children=(output, other, rating))
    facts = (
        fact("全年预算数", QuantityType(WAN), Domain(Fraction(0), None, False)),
        fact("人均标准", QuantityType(RATE), NOT_NEGATIVE),
        fact("培训人次", QuantityType(UNITS["人次"]), Domain(Fraction(0), None, integer=True), own_of="产出指标.培训人次"),
        fact("合格率", PERCENT_TYPE, SHARE, own_of="产出指标.合格率"),
        fact("增长率", PERCENT_TYPE, Domain(decimals=2)),
        fact("控制率变动", POINT_TYPE),
        fact("长度", QuantityType(UNITS["米"]), Domain(Fraction(0), Fraction(1000), decimals=1)),
        fact("重量", QuantityType(UNITS["千克"])),
        fact("册数", QuantityType(unit("册"))),
        fact("系数", NUMBER, Domain(Fraction(-5), Fraction(5))),
        fact("完成日", DateType()),
        fact("效果", LevelType(("有效", "部分有效", "无效")), own_of="产出指标.效果"),
        fact("公开", YesNoType()),
        fact("备注", TextType(), record_only=True),
        fact("可缺", QuantityType(UNITS["次"]), NOT_NEGATIVE, own_of="产出指标.可缺"),
        fact("生态", PERCENT_TYPE, SHARE, may_be_na=True),
    )
    return Program(
        name="试", file="test.eval", sha256="", language=1, period=None, basis=(), supplied=(), root=root, show=None, grades=(),
        grade_type=None, grade_rules=(), facts={f.name: f for f in facts}, lets={}, functions={}, bands={}, units=UNITS | {"册": unit("册")},
    )  # fmt: skip
