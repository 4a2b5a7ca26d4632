"""The parser: what a text means, where it stands, what stays free for names."""

from datetime import date
from fractions import Fraction

import pytest

from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n
from evaldsl.syntax.parser import parse


def one(text: str) -> n.Declaration:
    """The only declaration of a text without mistakes."""
    parsed = parse(SourceFile("x", text))
    assert parsed.problems == (), parsed.problems
    (declaration,) = parsed.module.declarations
    return declaration


def expr(text: str) -> n.Expr:
    """An expression."""
    let = one(f"let y = {text}")
    assert isinstance(let, n.Let)
    assert let.expr is not None
    return let.expr


def text_of(e: n.Expr) -> str:
    """An expression with all its brackets, for comparing shapes."""
    match e:
        case n.Number(value=v):
            return str(v)
        case n.Percent(value=v):
            return f"{v * 100}%"
        case n.Quantity(value=v, unit=u):
            return f"{v}{u.text}"
        case n.Ref(path=p):
            return p.text
        case n.Unary(op=op, operand=x):
            return f"({op.value} {text_of(x)})"
        case n.Binary(op=op, left=a, right=b):
            return f"({text_of(a)} {op.value} {text_of(b)})"
        case n.Compare(first=a, rest=rest):
            return f"({text_of(a)}{''.join(f' {r.value} {text_of(b)}' for r, b in rest)})"
        case n.Call(function=f, args=args):
            return f"{f.text}({', '.join(map(text_of, args))})"
        case n.RoundExpr(operand=x, mode=mode, digits=digits):
            return f"({text_of(x)} {mode} {digits})"
        case n.If(condition=c, then=a, otherwise=b):
            return f"(if {text_of(c)} then {text_of(a)} else {text_of(b)})"
        case n.InInterval(operand=x, interval=i):
            ends = f"{'[' if i.low_closed else '('}{text_of(i.low)}, {text_of(i.high)}{']' if i.high_closed else ')'}"
            return f"({text_of(x)} in {ends})"
        case n.InSet(operand=x, members=members):
            return f"({text_of(x)} in {{{', '.join(map(text_of, members))}}})"
        case n.DateLiteral(value=d):
            return d.isoformat()
        case n.TextLiteral(value=t):
            return repr(t)
        case n.YesNo(value=v):
            return str(v)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20/6*3", "((20 / 6) * 3)"),
        ("a - b + c - d", "(((a - b) + c) - d)"),
        ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("-a ^ 2", "(- (a ^ 2))"),
        ("5% of a × 2", "((5% of a) * 2)"),
        ("a + (100 round half_up 2)", "(a + (100 half_up 2))"),
        ("(a + 100) 修约 四舍五入 2 位", "((a + 100) half_up 2)"),
        ("a round half_up -1", "(a half_up -1)"),
        ("not a = b and c < d <= e or f", "(((not (a == b)) and (c < d <= e)) or f)"),
        ("if a > 1 then 2 else if b then 3 else 4", "(if (a > 1) then 2 else (if b then 3 else 4))"),
        ("x in 0% .. 100%", "(x in [0%, 100%])"),
        ("x in [80, 90)", "(x in [80, 90))"),
        ("x in (80 .. 90]", "(x in (80, 90])"),
        ("x 属于 { 优、良 }", "(x in {优, 良})"),
        ("3人×180次×200元/人次", "((3人 * 180次) * 200元/人次)"),
        ("200 元 / 人次", "(200元 / 人次)"),
        ("min(a, max(b, 1))", "min(a, max(b, 1))"),
        ("最小值(a，b)", "min(a, b)"),
        ("取整(a)", "floor(a)"),
        ("１０ ＋ ２．５", "(10 + 5/2)"),
        ("10_000 * 0.1", "(10000 * 1/10)"),
        ("a +\n    b", "(a + b)"),
        ("a\n    + b\n    × c", "(a + (b * c))"),
        ("(a\n    + b)", "(a + b)"),
        ("产出指标.数量指标.党内培训", "产出指标.数量指标.党内培训"),
        ("党内培训.得分", "党内培训.score"),
        ("取值 / 目标 × 分值", "((value / target) * weight)"),
        ("PM2.5 + m²", "(PM2.5 + m²)"),
        ("「12345案件」 + 「目标」", "(12345案件 + 目标)"),
        ("a 大于 b", "(a > b)"),
        ("a 不低于 5 次", "(a >= 5次)"),
    ],
)
def test_expressions(written: str, meant: str) -> None:
    assert text_of(expr(written)) == meant


def test_numbers_are_exact() -> None:
    thirty = "0." + "1234567890" * 3
    assert expr(thirty) == n.Number(Fraction(int("1234567890" * 3), 10**30), "", expr(thirty).span)
    assert text_of(expr("95%")) == "95%"
    assert expr("2023-12-31") == n.DateLiteral(date(2023, 12, 31), expr("2023-12-31").span)


def test_words_of_formulas_are_words_and_quoted_ones_are_names() -> None:
    word, quoted = expr("目标"), expr("「目标」")
    assert isinstance(word, n.Ref)
    assert isinstance(quoted, n.Ref)
    assert (word.path.text, word.word) == ("target", True)
    assert (quoted.path.text, quoted.word) == ("目标", False)


def test_units() -> None:
    quantity = expr("5 吨/平方公里•月")
    assert isinstance(quantity, n.Quantity)
    assert [u.text for u in quantity.unit.above] == ["吨"]
    assert [u.text for u in quantity.unit.below] == ["平方公里", "月"]
    assert quantity.unit.text == "吨/平方公里·月"


@pytest.mark.parametrize(
    "name", ["目标", "value", "指标", "名称", "分值", "weight", "总分", "min", "至", "facts", "其余", "或", "默认", "位"]
)
def test_nearly_every_word_is_free_as_a_name(name: str) -> None:
    facts = one(f"facts {{\n  甲 : 万元\n  {name} : 次\n}}")
    assert isinstance(facts, n.Facts)
    assert [f.names[0].text for f in facts.facts] == ["甲", name]
    indicator = one(f"indicator {name} weight 2 {{ judged }}")
    assert isinstance(indicator, n.Indicator)
    assert indicator.name.text == name
    levels = one(f"indicator 乙 {{ score levels {{ {name}: 100%; 丙: 0% }} }}")
    assert isinstance(levels, n.Indicator)


def test_spans_underline_the_text_that_is_meant() -> None:
    source = SourceFile("x", "令 比率 ＝ 全年执行数 ／ （全年预算数 ＋ “１”）　修约 四舍五入 2 位\n")
    (let,) = parse(source).module.declarations
    assert isinstance(let, n.Let)
    assert isinstance(let.expr, n.Binary)
    assert source.slice(let.name.span) == "比率"
    assert source.slice(let.expr.left.span) == "全年执行数"
    assert source.slice(let.expr.right.span) == "（全年预算数 ＋ “１”）　修约 四舍五入 2 位"
    assert isinstance(let.expr.right, n.RoundExpr)
    assert isinstance(let.expr.right.operand, n.Binary)
    literal = let.expr.right.operand.right
    assert literal == n.TextLiteral("１", literal.span)
    assert source.slice(literal.span) == "“１”"


FORM = """form 年度 {
  score pro_rata
  level1 | level2 | level3           | target     | weight | score
  产出   | 数量   | “两新”组织      | ≥ 735 人次 | 20     |
         |        | 合格率           | 100%       | 15     | levels 有效 100%、无效 0%
  效益   | 生态   | —                |            | —      |
}"""


def test_form() -> None:
    source = SourceFile("x", FORM)
    (form,) = parse(source).module.declarations
    assert isinstance(form, n.Form)
    assert form.name is not None
    assert form.name.text == "年度"
    assert [c for c, _ in form.columns] == [n.Column(k) for k in ("level1", "level2", "level3", "target", "weight", "score")]
    first, second, third = form.rows
    assert [c.text for c in first.cells[:3]] == ["产出", "数量", "“两新”组织"]
    target = first.cells[3].clause
    assert isinstance(target, n.Target)
    assert (target.relation, target.stated) == (n.Relation.GE, True)
    assert source.slice(target.span) == "≥ 735 人次"
    bare = second.cells[3].clause
    assert isinstance(bare, n.Target)
    assert (bare.relation, bare.stated) == (n.Relation.EQ, False)
    score = second.cells[5].clause
    assert isinstance(score, n.Score)
    assert isinstance(score.method, n.Levels)
    assert [line.level.text for line in score.method.lines] == ["有效", "无效"]
    assert [c.absent for c in third.cells] == [False, False, True, False, True, False]
    assert second.cells[0].text == ""
    assert not second.cells[0].absent


def test_a_form_may_have_bars_around_its_lines() -> None:
    bare = "form {\n  level3 | weight | basis\n  甲 | 2 |\n  乙 | 3 | 第 5 条\n}"
    framed = "form {\n  | level3 | weight | basis |\n  | 甲 | 2 | |\n  | 乙 | 3 | 第 5 条 |\n}"
    assert one(bare) == one(framed)


def test_a_synonym_and_a_colon_change_nothing() -> None:
    assert one("indicator 甲 { 权重：2；评分：按比例；名称：“x” }") == one("指标 甲 { weight 2; score pro_rata; label “x” }")


def test_natural_orders_give_the_same_tree() -> None:
    assert one("indicator 甲 { 评分 每低 5 个百分点扣 0.5 分，满一步才扣 }") == one(
        "indicator 甲 { score deduct 0.5 per 5 个百分点 below target whole steps }"
    )
    assert one("indicator 甲 { 评分 每低5个百分点扣0.5分 }") == one(
        "indicator 甲 { score deduct 0.5 per 5 个百分点 below target }"
    )
    assert one("indicator 甲 { 评分 按比例，低于 60% 不得分，自 130% 标记，超出 130% 每 10 个百分点扣减 0.5，至多 2 }") == one(
        "indicator 甲 { score pro_rata, none below 60%, flag from 130%, over 130% reduce 0.5 per 10 个百分点 at most 2 }"
    )


def test_an_indicator_needs_neither_braces_nor_weight() -> None:
    assert one("indicator 甲 weight 2") == one("indicator 甲 weight 2 { }")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("total 100\n" * 1_000_000, "E114"),
        ("let x = " + "(" * 10_000 + "1" + ")" * 10_000, "E113"),
        ("group a {\n" + " group b {\n" * 10_000 + "}" * 10_001, "E113"),
        ("let x = " + "-" * 10_000 + "1", "E113"),
        ("let x = " + " + ".join("abc" * 1_000), "E113"),
        ("let x = " + "9" * 100_000, "E112"),
        ("let x = " + "1 < " * 1_100 + "1", "E113"),
        ("let x = min(" + "1, " * 1_100 + "1)", "E113"),
        ("let x = 1 in { " + "1, " * 1_100 + "1 }", "E113"),
        ("bands b { " + "; ".join(f">= {2_000 - i}: 1" for i in range(1_100)) + " }", "E113"),
        ("let x = min(" + "1," * 40_000 + "1)", "E114"),
        (";" * 70_000, "E114"),
        ("let x = 1e999999999", "E110"),
        ("let x = " + "「" * 1_000, "E106"),
    ],
)
def test_hostile_text_ends_at_once_with_one_diagnostic(text: str, code: str) -> None:
    assert [p.code for p in parse(SourceFile("x", text)).problems] == [code]


def test_a_text_in_straight_quotes_may_hold_curly_ones() -> None:
    made = parse(SourceFile("x", 'ruleset "关于“三公”经费的“规则”"\n'))
    assert made.problems == ()
    (head,) = made.module.declarations
    assert isinstance(head, n.RulesetName)
    assert head.title.value == "关于“三公”经费的“规则”"
