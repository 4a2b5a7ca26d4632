"""Each construct in both vocabularies gives one tree, and the formatter translates one into the other."""

import pytest

from evaldsl.source import SourceFile
from evaldsl.syntax.nodes import Declaration
from evaldsl.syntax.parser import parse
from evaldsl.syntax.printer import format_text

PAIRS = [
    ("language 1", "语言 1"),
    ('ruleset "x"', "规则集 “x”"),
    ("period 2023-01-01 .. 2023-12-31", "期间 2023-01-01 至 2023-12-31"),
    ('basis "x"', "依据 “x”"),
    ('supplied "x"', "补充规定 “x”"),
    ('use "x"', "使用 “x”"),
    ("total 100", "满分 100 分"),
    ("show 2", "显示 2 位"),
    ("round each score half_up 2", "舍入 每项得分 四舍五入 2 位"),
    ("round total half_even 1", "修约 总分 四舍六入五成双 1 位"),
    ("round 指数 floor 3, inside exact", "舍入 指数 向下取整 3 位，内部精确"),
    ("round none", "舍入 不"),
    ("grades { >= 90: 优  >= 80: 良  otherwise: 差 }", "等级 { ≥ 90：优 ≥ 80：良 其余：差 }"),
    ("grades by 四级", "等级 按 四级"),
    ('grade is 差 when a > 0 起 because "x"', "评级 为 差 当 a > 0 起 因为 “x”"),
    ("combine weighted_mean", "合成 加权平均"),
    ("combine weakest plus", "合成 取最低 加号"),
    ("combine at least 2", "合成 至少 2"),
    ("result scale 0 .. 1", "结果 标度 0 至 1"),
    ("result points unlimited", "结果 分数 不封顶"),
    ("result rating 档", "结果 评定等次 档"),
    ("unit 场, 份", "单位 场、份"),
    ("unit 万亩 = 10000 亩", "单位 万亩 ＝ 10000 亩"),
    ("type 档 = one of { D < C < B }", "类型 档 = 取自 { D ＜ C ＜ B }"),
    ("type 档 = one of { B > C > D }", "类型 档 = 取自 { D < C < B }"),
    ("facts { a, b : 万元 > 0; c : % in 0% .. 100% decimals 2 }", "事实 { a、b：万元 > 0；c：% 在 0% 至 100% 小数 2 位 }"),
    ("facts { a : text record only; b : 人 optional; c : % may be not_applicable }", "事实 { a：文本 仅备查；b：人 可选；c：% 可不适用 }"),
    ('facts { a : date label "x"; b : yes_no default yes; c : number integer }', "事实 { a：日期 名称 “x”；b：是否 默认 是；c：数值 整数 }"),
    ("facts { a : 次 integer change costs 0.2 万元 per 1 次 }", "事实 { a：次 整数 变动成本 0.2 万元 每 1 次 }"),
    ("facts { a : 次 raising costs 2 元 per 1 次 lowering costs 1 元 per 1 次 }", "事实 { a：次 增加成本 每 1 次 2 元 减少成本 每 1 次 1 元 }"),
    ("facts { a : one of { 达成, 未达成 } default 未达成 }", "事实 { a：取自 { 达成、未达成 } 默认 未达成 }"),
    ("let a = if b and not c then 1 else 5% of d", "令 a = 如果 b 且 非 c 则 1 否则 5% 的 d"),
    ("let a by { x: 1; y: 2 }", "令 a 按 { x：1；y：2 }"),
    ("bands 档 { >= 100%: 优 [90%, 100%): 良 }", "分档 档 { ≥ 100%：优 [90%, 100%)：良 }"),
    ("method m(v : 万元, k : number) -> points { let x = v / 1 万元; = x * k }", "方法 m(v：万元，k：数值) -> 分数 { 令 x = v / 1 万元；= x × k }"),
    ('check c warning { a == b within 1 元 says "x" }', "勾稽 c 警告 { a = b 误差不超过 1 元 提示 “x” }"),
    ('example "x" { on "f"; given a = 1 次; given l[2].b = 3; expect a.score == 1 }', "示例 “x” { 基于 “f”；设 a = 1 次；设 l[2].b = 3；期望 a.得分 = 1 }"),
    ('example "x" { given a pending; given b not_applicable "r"; expect refused E601 }', "示例 “x” { 设 a 待填；设 b 不适用 “r”；期望 拒绝 E601 }"),
    ('example "x" { given judged g.a = 4 "r"; expect a is unmet }', "示例 “x” { 设 评定 g.a = 4 分 “r”；期望 a 为 未达标 }"),
    ('example "x" { expect grade is 优; expect check c fails; expect finding f silent; expect outcome o is y }', "示例 “x” { 期望 评级 为 优；期望 核对 c 不成立；期望 发现 f 未提出；期望 结论 o 为 y }"),
    ('property "x" { a.score increases with a }', "性质 “x” { a.得分 随 a 递增 }"),
    ('property "x" { when b > 1: total never falls with g.a; a.score never rises with b }', "性质 “x” { 当 b > 1：总分 随 g.a 不减；a.得分 随 b 不增 }"),
    ('property "x" { total in 0 .. 100; attainable total == 100 }', "性质 “x” { 总分 在 0 至 100；可达 总分 = 100 }"),
    ('property "x" { total unchanged by order of 项目; total unchanged by unit of a }', "性质 “x” { 总分 无关次序 项目；总分 无关单位 a }"),
    ('property "x" { total moves at most 0.1 with a per 1 次 }', "性质 “x” { 总分 变动至多 0.1 随 a 每 1 次 }"),
    ('property "x" for two 甲, 乙 { alike except a, b; 甲.total >= 乙.total }', "性质 “x” 对两份 甲、乙 { 相同除 a、b；甲.总分 ≥ 乙.总分 }"),
    ('outcome o one of { x, y } { require a >= 1 else y because "x"; otherwise x }', "结论 o 取自 { x、y } { 要求 a ≥ 1 否则 y 因为 “x”；其余 x }"),
    ('veto v when a > 1 then score 0 because "x"', "一票否决 v 当 a > 1 则 评分 0 因为 “x”"),
    ("hurdle v when a > 1 then grade at most 中", "门槛 v 当 a > 1 则 评级 至多 中"),
    ("group g weight 50 { each indicator { score pro_rata; flag from 130% } }", "组 g 分值 50 { 每项 指标 { 评分 按比例；标记 自 130% } }"),
    ("indicator i weight rest { judged }", "指标 i 分值 其余分值 { 评定 }"),
    ("indicator i { target 80% .. 90%; actual 人 integer > 0 }", "指标 i { 目标 80% 至 90%；实际值 人 整数 > 0 }"),
    ("indicator i { value a / b; score = value / target * weight }", "指标 i { 取值 a / b；评分 = 取值 ÷ 目标 × 分值 }"),
    ("indicator i { score all_or_nothing, none below 60%, flag above 130% }", "指标 i { 评分 达标得满分，低于 60% 不得分，高于 130% 标记 }"),
    ("indicator i { score closeness; round down 1 }", "指标 i { 评分 按接近程度；舍入 截尾 1 位 }"),
    ("indicator i { score linear 0 .. 100 }", "指标 i { 评分 区间插值 0 至 100 }"),
    ("indicator i { score bands { >= 90: 10; [60, 90): 6 .. 8; otherwise: 0 } }", "指标 i { 评分 分档 { ≥ 90：10 分；[60, 90)：6 至 8；其余：0 } }"),
    ("indicator i { score levels { 达成: 100%; 部分: 60% .. 80% } }", "指标 i { 评分 定性分级 { 达成：100%；部分：60% 至 80% } }"),
    ("indicator i { score deduct 1 per 2 次 above 3 次 started steps }", "指标 i { 评分 扣 1 分 每 2 次 高于 3 次，不足一步按一步扣 }"),
    ("indicator i { applies when a > 2, then rescale }", "指标 i { 适用 当 a > 2，则 折算其余 }"),
    ("indicator i { may be not_applicable, then move to g.h }", "指标 i { 可 为 不适用，则 移至 g.h }"),
    ("indicator i { requires reason when score < weight }", "指标 i { 须填 原因 当 得分 < 分值 }"),
    ("group g { combine sum; scaled from 100 }", "组 g { 合成 相加；折算 自 100 }"),
    (
        "form {\n  level3 | target | weight | score | actual | not_applicable\n  a | >= 3 次 | 2 | bands >= 90: 10, otherwise: 0 | 次 | full\n}",
        "自评表 {\n  三级指标 | 年度指标值 | 权重 | 评分标准 | 实际完成值 | 不适用\n  a | ≥ 3 次 | 2 | 分档 ≥ 90：10、其余：0 | 次 | 得满分\n}",
    ),
]  # fmt: skip


def _read(text: str) -> tuple[Declaration, ...]:
    parsed = parse(SourceFile("x", text))
    assert parsed.problems == (), (text, parsed.problems)
    return parsed.module.declarations


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_vocabularies_give_one_tree(english: str, chinese: str) -> None:
    assert _read(english) == _read(chinese)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_translation_goes_there_and_back(english: str, chinese: str) -> None:
    for text, here, there in ((english, "en", "zh"), (chinese, "zh", "en")):
        formatted = format_text(SourceFile("x", text), here).text
        assert formatted is not None
        translated = format_text(SourceFile("x", formatted), there).text
        assert translated is not None
        assert _read(translated) == _read(text)
        assert format_text(SourceFile("x", translated), here).text == formatted


def test_the_same_word_is_translated_by_what_it_is() -> None:
    text = "令 a = 如果 是 则 目标 否则 最小值(b，1)\n评级 为 差 当 a > 1\n结果 分数\n事实 { 是：是否；目标：次；分数：数值 }\n"
    assert format_text(SourceFile("x", text), "en").text == (
        "let a = if yes then target else min(b，1)\ngrade is 差 when a > 1\nresult points\nfacts { 是：yes_no；目标：次；分数：number }\n"
    )


def test_english_canonical_spelling_is_kept_without_a_language() -> None:
    assert (
        format_text(SourceFile("x", "指标   甲   权重 2 {评分：按比例 ; judged}")).text
        == "指标 甲 分值 2 { 评分 按比例; judged }\n"
    )
