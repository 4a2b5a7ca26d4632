"""Formulas as people write them: brackets only where the meaning needs them."""

from fractions import Fraction as F

import pytest

from evaldsl.model.numbers import Mode
from evaldsl.model.program import (
    And,
    Arithmetic,
    Attribute,
    Builtin,
    Choose,
    Comparison,
    Const,
    Expr,
    FactRef,
    Inside,
    Member,
    Negate,
    NodeRef,
    Not,
    Op,
    Or,
    Relation,
    Rounded,
)
from evaldsl.model.types import NUMBER, TextType, YesNoType
from evaldsl.reporting.formula import formula_text, references
from tests.reporting.samples import WAN, at

YES = YesNoType()


def name(text: str) -> FactRef:
    return FactRef(text, NUMBER, at(1))


def num(value: int | F) -> Const:
    return Const(F(value), NUMBER, at(1))


def op(left: Expr, sign: str, right: Expr) -> Arithmetic:
    return Arithmetic(Op(sign), left, right, NUMBER, at(1))


def cmp(left: Expr, sign: str, right: Expr) -> Comparison:
    return Comparison(left, ((Relation(sign), right),), None, YES, at(1))


A, B, C = name("a"), name("b"), name("c")


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (op(op(A, "/", B), "*", C), "a ÷ b × c"),
        (op(A, "/", op(B, "*", C)), "a ÷ (b × c)"),
        (op(A, "-", op(B, "-", C)), "a - (b - c)"),
        (op(op(A, "-", B), "-", C), "a - b - c"),
        (op(op(A, "+", B), "*", C), "(a + b) × c"),
        (op(op(A, "^", num(2)), "^", num(3)), "(a ^ 2) ^ 3"),
        (op(A, "^", op(num(2), "^", num(3))), "a ^ (2 ^ 3)"),
        (Negate(op(A, "+", B), NUMBER, at(1)), "-(a + b)"),
        (op(A, "-", num(-2)), "a - -2"),
        (op(num(F(1, 20)), "of", A), "0.05 × a"),
        (And((cmp(A, ">=", B), Or((cmp(A, "<", C), cmp(B, "!=", C)), YES, at(1))), YES, at(1)), "a ≥ b and (a < c or b ≠ c)"),
        (Not(cmp(A, "==", B), YES, at(1)), "not a = b"),
        (op(Choose(cmp(A, ">", B), A, B, NUMBER, at(1)), "+", C), "(if a > b then a else b) + c"),
        (Inside(A, num(0), num(1), True, False, YES, at(1)), "a in [0, 1)"),
        (Member(A, (Const("优", TextType(), at(1)), Const("良", TextType(), at(1))), YES, at(1)), "a in { 优, 良 }"),
        (Builtin("min", (A, op(B, "+", C)), NUMBER, at(1)), "min(a, b + c)"),
        (Rounded(op(A, "/", B), Mode.HALF_UP, 2, F(1), NUMBER, at(1)), "(a ÷ b) rounded half up to 2 decimals"),
        (op(C, "*", Rounded(A, Mode.HALF_UP, 2, F(1), NUMBER, at(1))), "c × (a rounded half up to 2 decimals)"),
        (NodeRef("产出.培训", Attribute.SCORE, NUMBER, at(1)), "产出.培训.score"),
        (NodeRef("", Attribute.SCORE, NUMBER, at(1)), "total"),
        (Const(F(10000), WAN, at(1)), "1 万元"),
    ],
)
def test_brackets(expr: Expr, text: str) -> None:
    assert formula_text(expr) == text


def test_chinese() -> None:
    expr = Choose(cmp(A, ">", B), Builtin("max", (A, B), NUMBER, at(1)), num(0), NUMBER, at(1))
    assert formula_text(expr, "zh") == "如果 a > b 则 最大值(a, b) 否则 0"


def test_a_sum_of_thousands_of_terms() -> None:
    expr: Expr = A
    for _ in range(5000):
        expr = op(expr, "+", B)
    text = formula_text(expr)
    assert text.startswith("a + b + b")
    assert text.endswith("…")
    assert [r.name for r in references(expr) if isinstance(r, FactRef)] == ["a", "b"]
