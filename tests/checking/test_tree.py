"""The tree: own facts, inheritance, forms, weights, and what the program says of them."""

from fractions import Fraction

from evaldsl.model import program as p
from evaldsl.model.types import QuantityType
from evaldsl.records import evolve
from tests.pipeline import checked

HEAD = "language 1\ntotal 100\n"


def program(text: str) -> p.Program:
    run = checked(HEAD + text)
    assert run.program is not None, [(d.code, d.args) for d in run.problems]
    made: p.Program = run.program
    return made


def node(made: p.Program, path: str) -> p.Node:
    stack = [made.root]
    while stack:
        at = stack.pop()
        if at.path == path:
            return at
        stack.extend(at.children)
    raise AssertionError(path)


TREE = """group 产出 weight 60 {
  each indicator { score pro_rata }
  group 数量 weight 40 {
    indicator 培训 weight 30 { target >= 735 人次 }
    indicator 其余 weight rest { judged }
  }
  group 质量 weight 20 { indicator 合格率 weight 20 { target == 100%;  score closeness } }
}
group 效益 weight 40 { indicator 其余 weight 40 { target <= 10 万元;  score pro_rata } }
"""

FORM = """form {
  score pro_rata
  level1 | level2 | level3 | target     | weight | score
  产出   | 数量   | 培训   | ≥ 735 人次 | 30     |
         |        | 其余   |            | 10     | judged
         | 质量   | 合格率 | = 100%     | 20     | closeness
         | 时效   | —      |            | —      |
  效益   |        | 其余   | ≤ 10 万元  | 40     |
}
"""


def bare(made: p.Node) -> object:
    """A node without what tells where and by which clause it was written."""
    return (made.path, made.name, made.weight and made.weight.value if isinstance(made.weight, p.Const) else None,
            type(made.method), getattr(made.target, "text", None), [bare(c) for c in made.children])  # fmt: skip


def test_a_form_and_a_tree_are_one_kind_of_thing() -> None:
    assert bare(program(TREE).root) == bare(program(FORM).root)


def test_own_facts_take_unit_and_range_from_the_target() -> None:
    made = program(TREE)
    training, quality = made.facts["培训"], made.facts["合格率"]
    assert isinstance(training.type, QuantityType)
    assert training.type.unit.text == "人次"
    assert (training.domain.low, training.domain.high) == (0, None)
    assert (quality.domain.low, quality.domain.high) == (0, 1)
    assert training.own_of == "产出.数量.培训"


def test_equal_names_are_told_apart_by_the_shortest_tail() -> None:
    text = TREE.replace("weight rest { judged }", "weight rest { target >= 3 次 }")
    assert {"数量.其余", "效益.其余"} < set(program(text).facts)


def test_an_explicit_fact_of_the_name_is_used() -> None:
    made = program("facts { 培训 : 千人次 in 0 千人次 .. 5 千人次 }\n" + TREE)
    assert made.facts["培训"].own_of is None
    assert made.facts["培训"].domain.high == 5000


def test_rest_takes_what_is_left_and_the_form_sums_up() -> None:
    for text in (TREE, FORM):
        weights = {path: node(program(text), path).weight for path in ("产出.数量.其余", "产出", "效益")}
        assert [w.value for w in weights.values() if isinstance(w, p.Const)] == [Fraction(10), Fraction(60), Fraction(40)]


def test_the_nearest_clause_wins_and_what_was_inherited_is_told() -> None:
    made = program(TREE)
    assert [name for name, _ in node(made, "产出.数量.培训").inherited] == ["score"]
    assert node(made, "产出.质量.合格率").inherited == ()


def test_targets_are_shown_in_canonical_spelling() -> None:
    texts = {
        "target >= 100次;  score pro_rata": "≥ 100 次",
        "target > 95%;  score pro_rata": "> 95%",
        "target == 100%;  score closeness": "= 100%",
        "target 80% .. 90%;  score pro_rata": "80% .. 90%",
        "target <= 2023-12-31;  score all_or_nothing": "≤ 2023-12-31",
        "target 有效;  score levels { 有效: 100%;  无效: 0% }": "有效",
    }
    for clauses, text in texts.items():
        target = node(program(f"indicator 甲 weight 100 {{ {clauses} }}\n"), "甲").target
        assert target is not None
        assert target.text == text


def test_a_strict_target_of_a_percentage_and_its_range() -> None:
    made = program("indicator 增长率 weight 100 { target >= 120%;  score pro_rata }\n")
    assert made.facts["增长率"].domain.high is None


def test_roundings_reach_their_nodes() -> None:
    made = program("round each score half_up 2\nround 产出 half_up 1\nround total half_up 0\n" + TREE)
    assert [r and (r.digits, r.named) for r in (node(made, "产出.数量.培训").rounding, node(made, "产出").rounding, made.root.rounding)] == [
        (2, False), (1, True), (0, True),
    ]  # fmt: skip


def test_words_stand_for_the_same_program_in_both_vocabularies() -> None:
    chinese = """自评表 {
  评分 按比例
  一级指标 | 二级指标 | 三级指标 | 指标值     | 分值 | 评分
  产出     | 数量     | 培训     | ≥ 735 人次 | 30   |
           |          | 其余     |            | 10   | 评定
           | 质量     | 合格率   | = 100%     | 20   | 按接近程度
  效益     |          | 其余     | ≤ 10 万元  | 40   |
}
"""
    assert bare(program(chinese).root) == bare(program(FORM).root)


def test_grades_run_from_lowest_to_highest() -> None:
    made = program("grades { >= 90: 优;  >= 80: 良;  >= 60: 中;  otherwise: 差 }\n" + TREE)
    assert made.grade_type is not None
    assert made.grade_type.members == ("差", "中", "良", "优")
    assert made.grade_type.ordered
    assert [(c.low and c.low.value, c.high and c.high.value) for c in made.grades if not isinstance(c.low, p.FactRef)] == [
        (90, None), (80, 90), (60, 80), (None, 60),
    ]  # fmt: skip
    assert evolve(made, name="x").name == "x"
