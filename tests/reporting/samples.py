"""A result made by hand, with figures that were worked out on paper: what the evaluator would hand over."""

from datetime import date
from fractions import Fraction as F

from evaldsl.evaluation.tree import CheckResult, Figure, NodeScore, OutcomeResult, Result, Status, Step, Total
from evaldsl.model.facts import Facts, FactValue, Filed, Judgement, Override
from evaldsl.model.numbers import Mode
from evaldsl.model.program import (
    Arithmetic,
    CheckSpec,
    Comparison,
    Const,
    Cut,
    FactRef,
    FactSpec,
    Judged,
    LetRef,
    LetSpec,
    Node,
    Op,
    Options,
    OutcomeSpec,
    PointsResult,
    Program,
    ProRata,
    Relation,
    RelationTarget,
    Rounding,
)
from evaldsl.model.types import ANY, NUMBER, LevelType, QuantityType, Style, YesNoType
from evaldsl.model.units import PERCENT, Unit
from evaldsl.source import Where

TIMES = QuantityType(Unit((("次", 1),), F(1), "次"))
WAN = QuantityType(Unit((("元", 1),), F(10000), "万元"))
RATIO = QuantityType(style=Style.RATIO)
PERCENTAGE = QuantityType(PERCENT, Style.PERCENT)


def at(line: int) -> Where:
    return Where("表.eval", line, 3)


def const(value: F, type: QuantityType = NUMBER) -> Const:
    return Const(value, type, at(1))


def number(value: F | int) -> Figure:
    return Figure(F(value), NUMBER)


HALF_UP = Rounding(Mode.HALF_UP, 2, at(3))


def indicator(path: str, weight: int, **more: object) -> Node:
    name = path.rpartition(".")[2]
    return Node(path, name, name, const(F(weight)), PointsResult(), at(10), rounding=HALF_UP, **more)  # type: ignore[arg-type]


def target(relation: Relation, value: F, type: QuantityType, text: str) -> RelationTarget:
    return RelationTarget(relation, const(value, type), None, text, at(11))


def fact(name: str, type: QuantityType) -> FactSpec:
    return FactSpec(name, type, ANY, None, False, False, False, "", (), None, at(5))


def trained() -> NodeScore:
    """99 of 100 times, pro rata of 2 points: 1.98."""
    node = indicator(
        "产出.党内培训",
        2,
        value=FactRef("党内培训", TIMES, at(10)),
        target=target(Relation.GE, F(100), TIMES, "≥ 100 次"),
        method=ProRata(False, Options()),
        basis=("《预算绩效管理办法》第六条",),
        inherited=(("评分", at(9)),),
    )
    share = Figure(F(99, 100), RATIO)
    steps = (
        Step("value", {"v": Figure(F(99), TIMES)}),
        Step("target", {"t": Figure(F(100), TIMES), "met": Figure(False, YesNoType())}),
        Step("share", {"v": Figure(F(99), TIMES), "t": Figure(F(100), TIMES), "share": share}),
        Step("points", {"share": share, "w": number(2), "result": number(F(99, 50))}),
    )
    return NodeScore(
        node,
        F(2),
        F(99, 50),
        F(99, 50),
        Status.PARTLY,
        value=F(99),
        target=F(100),
        met=False,
        steps=steps,
        filed=Filed(F(2), "2"),
    )


def satisfied() -> NodeScore:
    """> 95% with 95%: full points, target missed."""
    node = indicator(
        "满意度",
        5,
        value=FactRef("满意度", PERCENTAGE, at(20)),
        target=target(Relation.GT, F(19, 20), PERCENTAGE, "> 95%"),
        method=ProRata(False, Options()),
    )
    v = Figure(F(19, 20), PERCENTAGE)
    steps = (
        Step("value", {"v": v}),
        Step("target", {"t": v, "met": Figure(False, YesNoType())}),
        Step("share", {"v": v, "t": v, "share": Figure(F(1), RATIO)}),
        Step("points", {"share": Figure(F(1), RATIO), "w": number(5), "result": number(5)}),
    )
    return NodeScore(node, F(5), F(5), F(5), Status.UNMET, value=F(19, 20), target=F(19, 20), met=False, steps=steps)


def rate() -> NodeScore:
    """Execution rate 2/3 of three points with target 100%: 2."""
    node = indicator(
        "预算.执行率",
        3,
        value=LetRef("执行率", RATIO, at(15)),
        target=target(Relation.GE, F(1), PERCENTAGE, "≥ 100%"),
        method=ProRata(False, Options()),
    )
    v, share = Figure(F(2, 3), RATIO), Figure(F(2, 3), RATIO)
    steps = (
        Step("value", {"v": v}),
        Step("target", {"t": Figure(F(1), PERCENTAGE), "met": Figure(False, YesNoType())}),
        Step("share", {"v": v, "t": Figure(F(1), PERCENTAGE), "share": share}),
        Step("points", {"share": share, "w": number(3), "result": number(2)}),
    )
    return NodeScore(node, F(3), F(2), F(2), Status.PARTLY, value=F(2, 3), target=F(1), met=False, steps=steps)


def judged() -> NodeScore:
    node = indicator("效益", 30, method=Judged())
    judgement = Judgement(F(28), "部分效益 [bold]尚未显现[/]\x1b[31m", "第五部分（一）3")
    steps = (Step("judged", {"points": number(28), "reason": Figure(judgement.reason, None)}),)
    return NodeScore(node, F(30), F(28), F(28), Status.JUDGED, steps=steps, judgement=judgement)


def overridden() -> NodeScore:
    node = indicator("管理", 60, method=Judged())
    judgement = Judgement(F(50), "制度缺失", "")
    return NodeScore(
        node,
        F(60),
        F(55),
        F(50),
        Status.OVERRIDDEN,
        judgement=judgement,
        override=Override(F(55), "复核时补交了制度", "财政局绩效科"),
        computed=F(50),
    )


def group(path: str, weight: int, child: NodeScore) -> NodeScore:
    node = Node(path, path, path, const(F(weight)), PointsResult(), at(8), children=(child.node,), rounding=HALF_UP)
    return NodeScore(node, F(weight), child.score, child.score, Status.PARTLY, children=(child,))


def program(children: tuple[NodeScore, ...]) -> Program:
    root = Node("", "", "", const(F(100)), PointsResult(), at(1), children=tuple(c.node for c in children), rounding=HALF_UP)
    spent = LetRef("执行率", RATIO, at(6))
    bands = tuple(
        Cut(const(F(low)), None, True, False, None, None, False, word, f"≥ {low}", at(4))
        for low, word in ((90, "优"), (80, "良"), (0, "差"))
    )
    execution = Arithmetic(Op.DIV, FactRef("执行数", WAN, at(6)), FactRef("预算数", WAN, at(6)), RATIO, at(6))
    whole = Comparison(spent, ((Relation.EQ, const(F(1))),), None, YesNoType(), at(30))
    return Program(
        name="2023 年度自评",
        file="表.eval",
        sha256="0" * 64,
        language=1,
        period=(date(2023, 1, 1), date(2023, 12, 31)),
        basis=(),
        supplied=(),
        root=root,
        show=None,
        grades=bands,
        grade_type=LevelType(("差", "良", "优"), True),
        grade_rules=(),
        facts={n: fact(n, t) for n, t in (("党内培训", TIMES), ("满意度", PERCENTAGE), ("执行数", WAN), ("预算数", WAN))},
        lets={"执行率": LetSpec("执行率", execution, RATIO, "", at(6))},
        functions={},
        bands={},
        checks=(
            CheckSpec(
                "执行完毕",
                "warning",
                whole,
                (spent, Relation.EQ, const(F(1))),
                None,
                "执行率 {left}，差 {difference}",
                (),
                at(30),
            ),
        ),
        outcomes=(OutcomeSpec("结论", LevelType(("不合格", "合格"), True), (), "合格", at(31)),),
    )


def facts() -> Facts:
    return Facts(
        subject="某街道办事处",
        file="facts.json",
        sha256="1" * 64,
        entries={
            "党内培训": FactValue(F(99), "99 次", source="第五部分（一）2（1）①"),
            "满意度": FactValue(F(19, 20), "95％"),
            "执行数": FactValue(F(20000), "2 万元"),
            "预算数": FactValue(F(30000), "30000 元"),
        },
    )


def result() -> Result:
    """1.98 + 5 + 2 + 28 + 55 = 91.98 (86.98 without the override)."""
    children = (group("产出", 2, trained()), satisfied(), group("预算", 3, rate()), judged(), overridden())
    made = program(children)
    total = F(9198, 100)
    root = NodeScore(
        made.root,
        F(100),
        total,
        total,
        Status.PARTLY,
        children=children,
        filed=Filed(F(97), "97"),
        steps=(Step("sum", {"result": number(total)}),),
    )
    check = CheckResult(made.checks[0], False, Figure(F(2, 3), RATIO), Figure(F(1), NUMBER), Figure(F(-1, 3), RATIO))
    return Result(
        program=made,
        facts=facts(),
        total=Total(total, F(100), "优", ("优",), computed_score=total - 5, computed_grade="良"),
        root=root,
        values={
            "执行率": Figure(F(2, 3), RATIO),
            "党内培训": Figure(F(99), TIMES),
            "满意度": Figure(F(19, 20), PERCENTAGE),
            "执行数": Figure(F(20000), WAN),
            "预算数": Figure(F(30000), WAN),
        },
        checks=(check,),
        outcomes=(OutcomeResult(made.outcomes[0], "合格"),),
    )
