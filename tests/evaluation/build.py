"""Small programs made by hand, without a parser or a checker."""

from fractions import Fraction
from typing import Any

from evaldsl.evaluation import evaluate
from evaldsl.evaluation.tree import NodeScore, Result
from evaldsl.model.facts import Facts, FactValue, Judgement, Override
from evaldsl.model.numbers import Mode
from evaldsl.model.program import (
    Absent,
    Arithmetic,
    Combine,
    CombineKind,
    Const,
    Cut,
    Expr,
    FactRef,
    FactSpec,
    LetSpec,
    Node,
    OnAbsence,
    Op,
    Options,
    PointsResult,
    Program,
    ProRata,
    Relation,
    RelationTarget,
    Rounding,
)
from evaldsl.model.types import ANY, NUMBER, Domain, LevelType, Type
from evaldsl.model.values import Absence, Missing, Uncertain
from evaldsl.source import Where

W = Where("rules.eval", 1, 1)
F = Fraction
TWO = Rounding(Mode.HALF_UP, 2, W)
AT_LEAST_ZERO = Domain(low=F(0))
GRADES = LevelType(("差", "中", "良", "优"), ordered=True)


def num(text: str | int | Fraction) -> Fraction:
    return F(text)


def c(value: Any, kind: Type = NUMBER) -> Const:
    return Const(F(value) if isinstance(value, str | int) and not isinstance(value, bool) and kind is NUMBER else value, kind, W)


def fact(name: str, kind: Type = NUMBER) -> FactRef:
    return FactRef(name, kind, W)


def op(sign: str, a: Expr, b: Expr, kind: Type = NUMBER) -> Arithmetic:
    return Arithmetic(Op(sign), a, b, kind, W)


def spec(name: str, domain: Domain = AT_LEAST_ZERO, kind: Type = NUMBER, **more: Any) -> FactSpec:
    fields: dict[str, Any] = {
        "default": None, "optional": False, "record_only": False, "may_be_na": False, "label": "", "basis": (), "own_of": None,
    }  # fmt: skip
    return FactSpec(name=name, type=kind, domain=domain, where=W, **{**fields, **more})


def target(relation: str, value: Any) -> RelationTarget:
    return RelationTarget(Relation(relation), c(value), None, f"{relation} {value}", W)


def leaf(name: str, weight: Any, method: Any = None, **more: Any) -> Node:
    """An indicator whose value is the fact of its name, unless `value` is given; `>= 100` pro rata unless stated."""
    more.setdefault("result", PointsResult())
    if weight is not None:
        more["weight"] = c(weight)
    if "value" not in more:
        more["value"] = fact(name)
    method = method or ProRata(False, Options())
    return Node(path=name, name=name, label="", where=W, method=method, **{"weight": None, **more})


def group(name: str, weight: Any, *children: Node, kind: CombineKind = CombineKind.SUM, **more: Any) -> Node:
    plus, count = more.pop("plus", False), more.pop("count", None)
    made = tuple(_under(name, child) for child in children)
    more.setdefault("result", PointsResult())
    return Node(
        path=name, name=name, label="", where=W, children=made, combine=Combine(kind, plus, count),
        **{"weight": None if weight is None else c(weight), **more},
    )  # fmt: skip


def _under(parent: str, child: Node) -> Node:
    from evaldsl.records import evolve

    path = f"{parent}.{child.path}" if parent else child.path
    return evolve(child, path=path, children=tuple(_under(parent, grandchild) for grandchild in child.children))


def absent(kind: str, to: str | None = None) -> Absent:
    return Absent(OnAbsence(kind), to, W)


def line(low: Any, result: Any, level: str | None = None, share: bool = False, high: Any = None, end: Any = None) -> Cut:
    return Cut(
        None if low is None else c(low), None if high is None else c(high), True, False,
        None if result is None else c(result), None if end is None else c(end), share, level, str(low), W,
    )  # fmt: skip


GRADE_LINES = (line(90, None, "优"), line(80, None, "良"), line(60, None, "中"), line(None, None, "差"))


def program(root: Node, *specs: FactSpec, lets: tuple[LetSpec, ...] = (), grades: bool = False, **more: Any) -> Program:
    fields: dict[str, Any] = {
        "grades": GRADE_LINES if grades else (), "grade_type": GRADES if grades else None, "grade_rules": (), "functions": {}, "bands": {},
    }  # fmt: skip
    return Program(
        name="试", file="rules.eval", sha256="", language=1, period=None, basis=(), supplied=(), root=root, show=None,
        facts={s.name: s for s in specs}, lets={let.name: let for let in lets}, **{**fields, **more},
    )  # fmt: skip


def one(node: Node, *specs: FactSpec, **more: Any) -> Program:
    """A program of one indicator."""
    weight = node.weight.value if isinstance(node.weight, Const) else None
    return program(group("", weight, node, result=node.result), *(specs or (spec(node.name),)), **more)


def facts(**values: Any) -> Facts:
    judged = values.pop("judged", {})
    overrides = values.pop("overrides", {})
    reasons = values.pop("reasons", {})
    entries = {
        name: FactValue(F(v) if isinstance(v, str | int) and not isinstance(v, bool) and _numeric(v) else v, str(v))
        for name, v in values.items()
    }
    return Facts(
        "甲", "facts.json", "", entries,
        {path: Judgement(F(points), "理由") for path, points in judged.items()},
        {path: Override(F(points), "复核", "财政局") for path, points in overrides.items()},
        {}, reasons,
    )  # fmt: skip


def _numeric(v: Any) -> bool:
    try:
        F(v)
    except ValueError:
        return False
    return True


NA = Missing(Absence.NOT_APPLICABLE, "不涉及")


def bound(low: Any = None, high: Any = None, low_closed: bool = True, high_closed: bool = True) -> Uncertain:
    return Uncertain(None if low is None else F(low), None if high is None else F(high), low_closed, high_closed, pending=False)


def run(made: Program, partial: bool = False, **values: Any) -> Result:
    return evaluate(made, facts(**values), partial)


def at(result: Result, path: str) -> NodeScore:
    """A node of the result by its path."""
    stack = [result.root]
    while stack:
        node = stack.pop()
        if node.node.path == path:
            return node
        stack.extend(node.children)
    raise KeyError(path)


__all__ = ["ANY"]
